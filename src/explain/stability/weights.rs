//! How far a party's weight may move while a package has the largest product of gains, and which weight would give it that.
//!
//! A weight is an exponent: two packages are equally good at a logarithm, which is seldom a fraction. Floating point guesses
//! where; a search at every end decides. Where the guess is within a hair of a fraction with few digits, the products are
//! compared there as integers: then the end is exact.

use super::cuts::Cuts;
use super::lever::Lever;
use super::question::Found;
use super::verdict::{Bound, Interval, Needed};
use crate::concept::{MAX_POWERS, total_power};
use crate::exact::Number;
use crate::problem::{Package, PartyId};
use crate::search::Stop;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};

/// Weights are moved up to so many times what they are.
const LARGEST_WEIGHT: i64 = 1000;
/// Digits behind the point of a weight's bound.
const WEIGHT_PARTS: i64 = 10_000;
/// Cuts of one interval.
const CUTS: usize = 200;
/// Products whose powers sum to more are not multiplied out to tell whether two are equal at a weight. There are only two of them
/// to be compared, and few such weights.
const MAX_POWERS_AT_A_WEIGHT: u32 = 32 * MAX_POWERS;

impl Cuts<'_> {
    /// What is a Nash package at a weight, and about the weight at which it and the package are equally good: a guess.
    fn at_weight(&self, party: PartyId, weight: &BigRational) -> Result<(Found, f64), Stop> {
        let found = self.question.best(Lever::Weight(party), weight)?;
        let Some(best) = found.better() else { return Ok((found, f64::NAN)) };
        let (own, other) = (self.gains(self.question.package), self.gains(&best.package));
        let log = |gains: &[i64], at: usize| (gains[at] as f64).ln();
        let party = party.index();
        let weights = self.question.view.problem().parties().iter().map(|party| party.weight.to_f64());
        let ahead: f64 = (weights.enumerate().filter(|(at, weight)| *at != party && *weight > 0.0))
            .map(|(at, weight)| weight * (log(&other, at) - log(&own, at)))
            .sum();
        Ok((found, ahead / (log(&own, party) - log(&other, party))))
    }

    /// Whether the package is a Nash package for all small weights of a party: whether it is with weight 0 among those that
    /// the party gains from. Products without gain compete at weight 0 only.
    fn is_best_near_no_weight(&self, party: PartyId) -> Result<bool, Stop> {
        let view = self.question.view;
        let Ok(problem) = view.problem().with_weight(party, &Number::zero()) else { return Ok(false) };
        let gains: Vec<i64> = view.problem().party_ids().map(|other| i64::from(other == party)).collect();
        let gaining = view.of(&problem).with_gains_of_at_least(&gains);
        Ok(self.question.choice(&gaining)?.chosen())
    }

    /// Whether nothing that all accept, and that the others gain from as this package's product asks, is better for a party:
    /// the more it counts, the better for the package.
    fn is_best_for(&self, party: PartyId) -> Result<bool, Stop> {
        let limits = self.question.budget.left()?;
        let view = self.question.view;
        let problem = view.problem();
        let least = |other: PartyId| i64::from(other != party && problem.exponents[other.index()] > 0);
        let gaining = view.clone().with_gains_of_at_least(&problem.party_ids().map(least).collect::<Vec<_>>());
        let best = gaining.best_for(party, &limits)?;
        let own = problem.utilities(self.question.package)[party.index()];
        Ok(best.is_some_and(|best| problem.utilities(&best.package)[party.index()] <= own))
    }

    /// The weight at which a package's product and that of another are equal, if a guess is that close to one with few digits.
    fn exact_crossing(&self, party: PartyId, guess: f64, other: &Package) -> Option<BigRational> {
        let whole = (guess * WEIGHT_PARTS as f64).round();
        if !(0.5..1e15).contains(&whole) || (whole - guess * WEIGHT_PARTS as f64).abs() > 1e-6 * whole.max(1.0) {
            return None;
        }
        let weight = BigRational::new((whole as i64).into(), WEIGHT_PARTS.into());
        let problem = self.question.view.problem().with_weight(party, &weight.clone().into()).ok()?;
        total_power(&problem.exponents, MAX_POWERS_AT_A_WEIGHT)?;
        let product = |package: &Package| -> BigInt {
            let gains = self.gains(package);
            let power = |(gain, exponent): (i64, &u32)| num_traits::pow(BigInt::from(gain), *exponent as usize);
            gains.into_iter().zip(&problem.exponents).map(power).product()
        };
        (product(self.question.package) == product(other)).then_some(weight)
    }

    /// The interval of a party's weight: where logarithms guess, a search at every end decides.
    pub(super) fn weight_interval(&mut self, party: PartyId) -> Result<Option<Interval>, Stop> {
        let now = self.question.view.problem()[party].weight.clone();
        if now.value().is_zero() {
            return Ok(None);
        }
        let end = |sign: i64| -> Result<Bound, Stop> {
            let limit = if sign > 0 { now.value() * BigInt::from(LARGEST_WEIGHT) } else { BigRational::zero() };
            if sign > 0 && self.is_best_for(party)? {
                return Ok(Bound::Open);
            }
            let mut weight = limit;
            let mut then = None;
            let mut rounded = true;
            for _ in 0..CUTS {
                let (found, crossing) = self.at_weight(party, &weight)?;
                let package = match found {
                    Found::Chosen(_) => {
                        return Ok(match then {
                            // What is best at 0, where packages of no gain compete, is best down to it.
                            None if sign < 0 => Bound::Open,
                            None => Bound::Undecided { at_least: Some(weight.into()) },
                            then => Bound::At { value: weight.into(), then, rounded, included: Some(true) },
                        });
                    }
                    Found::Other(point) => {
                        if weight.is_zero() && self.is_best_near_no_weight(party)? {
                            let (value, then) = (Number::zero(), Some(point.package));
                            return Ok(Bound::At { value, then, rounded: false, included: Some(false) });
                        }
                        point.package
                    }
                    Found::Nothing | Found::Unknown => return Ok(Bound::Undecided { at_least: Some(now.clone()) }),
                };
                let exact = self.exact_crossing(party, crossing, &package);
                then = Some(package);
                let between = |exact: &BigRational| match sign > 0 {
                    true => exact < &weight && exact >= now.value(),
                    false => exact > &weight && exact <= now.value(),
                };
                if let Some(exact) = exact.filter(between) {
                    (weight, rounded) = (exact, false);
                    continue;
                }
                rounded = true;
                let next = safe(crossing, sign).unwrap_or_else(|| weight.clone());
                // Always nearer to the weight that it has.
                let step = BigRational::new(BigInt::from(sign), BigInt::from(WEIGHT_PARTS));
                let nearer = &weight - step;
                weight = if sign > 0 {
                    next.min(nearer).max(now.value().clone())
                } else {
                    next.max(nearer).min(now.value().clone())
                };
                if weight == *now.value() {
                    return Ok(Bound::At { value: weight.into(), then, rounded: true, included: Some(true) });
                }
            }
            Ok(Bound::Undecided { at_least: Some(now.clone()) })
        };
        let (low, high) = (end(-1)?, end(1)?);
        Ok(Some(Interval { now, low, high }))
    }

    /// A weight of a party near its own with which the package would be a Nash package.
    pub(super) fn nearest_weight(&mut self, party: PartyId) -> Result<Needed, Stop> {
        let now = self.question.view.problem()[party].weight.value().clone();
        let (mut low, mut high) = (BigRational::zero(), &now * BigInt::from(LARGEST_WEIGHT));
        // Whether the last end that was met is one itself.
        let mut rounded = false;
        let own = self.gains(self.question.package);
        for _ in 0..CUTS {
            if low > high {
                return Ok(Needed::Undecided);
            }
            let weight = now.clone().clamp(low.clone(), high.clone());
            let (found, crossing) = self.at_weight(party, &weight)?;
            let package = match found {
                Found::Chosen(_) => return Ok(Needed::At { value: weight.into(), rounded, included: true }),
                Found::Other(point) => point.package,
                Found::Nothing | Found::Unknown => return Ok(Needed::Undecided),
            };
            let other = self.gains(&package);
            let step = BigRational::new(BigInt::one(), BigInt::from(WEIGHT_PARTS));
            let exact = self.exact_crossing(party, crossing, &package).filter(|exact| *exact != weight);
            rounded = exact.is_none();
            match own[party.index()].cmp(&other[party.index()]) {
                // The more the party counts, the better for the package.
                std::cmp::Ordering::Greater => {
                    let Some(bound) = exact.or_else(|| safe(crossing, -1)) else { return Ok(Needed::Undecided) };
                    low = if rounded { bound.max(&weight + step) } else { bound };
                }
                std::cmp::Ordering::Less => {
                    let Some(bound) = exact.or_else(|| safe(crossing, 1)) else { return Ok(Needed::Undecided) };
                    high = if rounded { bound.min(&weight - step) } else { bound };
                }
                // It is better whatever the weight.
                std::cmp::Ordering::Equal => return Ok(Needed::Never),
            }
        }
        Ok(Needed::Undecided)
    }
}

/// A weight's bound, rounded down for an upper end and up for a lower one: a guess, which a search decides.
fn safe(crossing: f64, sign: i64) -> Option<BigRational> {
    let parts = crossing * WEIGHT_PARTS as f64;
    let whole = if sign > 0 { (parts - 1e-6).floor() } else { (parts + 1e-6).ceil() };
    (whole.is_finite() && whole >= 0.0)
        .then(|| BigRational::new(BigInt::from(whole as i64), BigInt::from(WEIGHT_PARTS)))
}
