//! How far an answer can be trusted: within which bounds each number may move while a package stays the Nash package,
//! and by how little a number would have to move for another package to become it.
//!
//! One number at a time; all others stay. Moving a disagreement value, or what an option is worth to a party, by *t*
//! changes that party's gain by *s·t* with *s* = −1, 0 or 1 for every package. So where the party's weight is that of
//! the others, two packages' products of gains are linear in *t* and cross once, at an exact fraction. The bounds are
//! found by cuts: the search solves the moved problem at the end of an interval; what is better there cuts the interval
//! at the crossing; until nothing is better. Each step excludes a package for good, and each bound is proven by the last
//! search. A party's weight is an exponent: there the crossing is a quotient of logarithms, given to some digits on the
//! safe side.

use super::budget::Budget;
use crate::concept::Nash;
use crate::exact::Number;
use crate::frontier::Point;
use crate::problem::{Package, Problem, View};
use crate::search::{Limits, Status, Stop};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// Weights are moved up to so many times what they are.
const LARGEST_WEIGHT: i64 = 1000;
/// Digits behind the point of a weight's bound.
const WEIGHT_PARTS: i64 = 10_000;
/// With larger exponents than these together, products are not compared here.
const LARGEST_EXPONENT: u32 = 128;
/// Cuts of one interval.
const CUTS: usize = 200;

/// One end of an interval.
#[derive(Clone, Debug, PartialEq)]
pub enum Bound {
    /// As far as numbers of this problem's size go.
    Open,
    /// Up to here, in the author's units; beyond it this package is better, if it is not that the package is refused.
    At {
        /// The last value with which the package is a Nash package; of a weight, rounded to the safe side.
        value: Number,
        /// What is better beyond it.
        then: Option<Package>,
    },
}

/// Between which values a number may stand while the package stays the Nash package.
#[derive(Clone, Debug, PartialEq)]
pub struct Interval {
    /// The number now.
    pub now: Number,
    /// Down to where.
    pub low: Bound,
    /// Up to where.
    pub high: Bound,
}

/// The interval of what an option is worth to a party.
#[derive(Clone, Debug)]
pub struct ValueInterval {
    /// The party.
    pub party: usize,
    /// The issue.
    pub issue: usize,
    /// The option.
    pub option: usize,
    /// How far its value may move.
    pub interval: Interval,
}

/// How stable a package is as the answer.
#[derive(Clone, Debug)]
pub enum Stable {
    /// Not every party accepts it, or it breaks a rule: no single number of those looked at is to blame.
    Refused,
    /// Somebody gains nothing from it, or weights are too finely divided: products tell nothing.
    NoProduct,
    /// It is a Nash package.
    Chosen {
        /// By party: how far its disagreement value may move.
        disagreement: Vec<Option<Interval>>,
        /// By party: how far its weight may move.
        weights: Vec<Option<Interval>>,
        /// How far what options are worth may move: those that have a limit at all.
        values: Vec<ValueInterval>,
    },
    /// It is not.
    Other {
        /// By party: the disagreement value nearest to its own with which it would be; none if there is none.
        disagreement: Vec<Option<Number>>,
        /// By party: the weight nearest to its own with which it would be, to some digits; none if none was found.
        weights: Vec<Option<Number>>,
    },
}

/// How stable an answer is.
#[derive(Clone, Debug)]
pub struct Stability {
    /// The package.
    pub package: Package,
    /// What was found.
    pub verdict: Stable,
    /// If the search stopped early, why: what it did not come to is missing.
    pub stopped: Option<Stop>,
}

/// A number that moves: a disagreement value or what an option is worth by *t*, in the units of gains; a weight to *t*.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Lever {
    Disagreement(usize),
    Weight(usize),
    Value { party: usize, issue: usize, option: usize },
}

impl Lever {
    /// Asks a question of a view with the number moved; none if numbers would not fit.
    pub(crate) fn moved<R>(self, view: &View, t: &BigRational, ask: impl FnOnce(&View) -> R) -> Option<R> {
        let problem = view.problem();
        let scale = |party: usize| BigRational::from(view.gain_scale(party));
        match self {
            Lever::Disagreement(party) => {
                let value = Number::from(view.disagreement(party).value() + t / scale(party));
                Some(ask(&view.clone().with_disagreement(party, &value).ok()?))
            }
            Lever::Weight(party) => {
                let problem = problem.with_weight(party, &t.clone().into()).ok()?;
                Some(ask(&view.of(&problem)))
            }
            Lever::Value { party, issue, option } => {
                let problem = problem.with_value_raised(party, issue, option, &(t / scale(party))).ok()?;
                Some(ask(&view.of(&problem)))
            }
        }
    }
}

/// A package's product of gains while a number moves: (gain + slope·t)^exponent · others, where the gain is at most what
/// the party's ceiling leaves.
///
/// Two such products cross once, too: the quotient of two gains that rise together rises or falls until both are at the
/// ceiling, and a gain that rises until there crosses one that stays once.
pub(crate) struct Product {
    pub gain: BigInt,
    /// The largest gain, if the lever is a value and the party has a ceiling.
    pub most: Option<BigRational>,
    pub slope: i32,
    pub exponent: u32,
    pub others: BigInt,
}

impl Product {
    /// That of a package while a lever moves; in the units of gains.
    pub(crate) fn of(view: &View, lever: Lever, package: &Package) -> Self {
        let problem = view.problem();
        let mut gains = view.gains(&problem.utilities(package));
        let exponents = &problem.exponents;
        let (party, slope) = match lever {
            Lever::Disagreement(party) => (party, -1),
            Lever::Weight(party) => (party, 0),
            Lever::Value { party, issue, option } => {
                (party, i32::from(usize::from(package.options()[issue]) == option))
            }
        };
        let others = || (0..gains.len()).filter(|other| *other != party);
        let power = |other: usize| num_traits::pow(BigInt::from(gains[other]), exponents[other] as usize);
        // What somebody else refuses is never better.
        let refused = others().any(|other| gains[other] < 0);
        let others = if refused { BigInt::zero() } else { others().map(power).product() };
        // What moves below the ceiling is the sum of the party's values.
        let most = match lever {
            Lever::Value { .. } => problem.declared_ceiling(party).map(|ceiling| {
                gains[party] = view.gain(party, problem.sums(package)[party]);
                (ceiling.value() - view.disagreement(party).value()) * BigRational::from(view.gain_scale(party))
            }),
            _ => None,
        };
        Product { gain: gains[party].into(), most, slope, exponent: exponents[party], others }
    }

    /// Where the gain meets the ceiling.
    fn bend(&self) -> Option<BigRational> {
        let most = self.most.as_ref().filter(|_| self.slope != 0)?;
        Some((most - &self.gain) / BigInt::from(self.slope))
    }

    fn at(&self, t: &BigRational) -> BigRational {
        let gain = t * BigInt::from(self.slope) + &self.gain;
        let gain = self.most.as_ref().map_or(gain.clone(), |most| most.min(&gain).clone());
        // Who loses refuses; no power may hide it.
        if gain.is_negative() {
            return gain * &self.others;
        }
        num_traits::pow(gain, self.exponent as usize) * &self.others
    }
}

impl View<'_> {
    /// Tells how far numbers may move while a package stays a Nash package; if it is none, how far one would have to.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let model = zopa::Model::from_json(include_str!("../../models/examples/first-steps.json"))?;
    /// let problem = zopa::Problem::compile(&model)?;
    /// let answer = problem.search().run();
    /// let nash = &answer.solutions[0].agreements[0].package;
    /// let stability = problem.view().stability(nash, &zopa::Limits::default());
    /// assert!(matches!(stability.verdict, zopa::explain::Stable::Chosen { .. }));
    /// # Ok(())
    /// # }
    /// ```
    pub fn stability(&self, package: &Package, limits: &Limits) -> Stability {
        let mut stability = Stability { package: package.clone(), verdict: Stable::Refused, stopped: None };
        let utilities = self.problem().utilities(package);
        if !self.is_feasible(package) || !self.is_individually_rational(&utilities) {
            return stability;
        }
        let exponents = &self.problem().exponents;
        let total = exponents.iter().try_fold(0u32, |sum, exponent| sum.checked_add(*exponent));
        let gains = self.gains(&utilities);
        let counted = |party: usize| exponents[party] > 0;
        let nothing = (0..self.parties()).any(|party| counted(party) && gains[party] <= 0);
        if nothing || total.is_none_or(|total| total > LARGEST_EXPONENT) {
            stability.verdict = Stable::NoProduct;
            return stability;
        }
        let mut cuts =
            Cuts { view: self.clone(), package: package.clone(), pool: Vec::new(), budget: Budget::new(limits) };
        match cuts.verdict() {
            Ok((verdict, stopped)) => {
                stability.verdict = verdict;
                stability.stopped = stopped;
            }
            Err(stop) => stability.stopped = Some(stop),
        }
        stability
    }
}

/// The search for intervals of one package.
struct Cuts<'v> {
    view: View<'v>,
    package: Package,
    /// Packages that were better somewhere.
    pool: Vec<Package>,
    budget: Budget,
}

impl Cuts<'_> {
    fn problem(&self) -> &Problem {
        self.view.problem()
    }

    /// The verdict, and why it is not whole, if so.
    fn verdict(&mut self) -> Result<(Stable, Option<Stop>), Stop> {
        let zero = BigRational::zero();
        let first = Lever::Disagreement(0);
        let best = self.best(first, &zero)?;
        let chosen = match &best {
            Some(best) => self.product(first, &self.package).at(&zero) >= self.product(first, &best.package).at(&zero),
            None => true,
        };
        self.pool.extend(best.map(|best| best.package));
        let parties = self.view.parties();
        if !chosen {
            let (mut disagreement, mut weights) = (Vec::new(), Vec::new());
            for party in 0..parties {
                match self.nearest(party) {
                    Ok(nearest) => disagreement.push(nearest),
                    Err(stop) => return Ok((Stable::Other { disagreement, weights }, Some(stop))),
                }
            }
            for party in 0..parties {
                match self.nearest_weight(party) {
                    Ok(nearest) => weights.push(nearest),
                    Err(stop) => return Ok((Stable::Other { disagreement, weights }, Some(stop))),
                }
            }
            return Ok((Stable::Other { disagreement, weights }, None));
        }
        let (mut disagreement, mut weights, mut values) = (Vec::new(), Vec::new(), Vec::new());
        let mut stopped = None;
        let mut keep = |interval: Result<Option<Interval>, Stop>| match interval {
            Ok(interval) => interval,
            Err(stop) => {
                stopped = stopped.or(Some(stop));
                None
            }
        };
        for party in 0..parties {
            disagreement.push(keep(self.interval(Lever::Disagreement(party))));
        }
        for party in 0..parties {
            weights.push(keep(self.weight_interval(party)));
        }
        for (party, issue) in itertools::iproduct!(0..parties, 0..self.problem().issues().len()) {
            if !self.problem().valued[issue][party] {
                continue;
            }
            let options: Vec<usize> = self.view.options(issue).map(usize::from).collect();
            for option in options {
                let interval = keep(self.interval(Lever::Value { party, issue, option }));
                if let Some(interval) =
                    interval.filter(|interval| interval.low != Bound::Open || interval.high != Bound::Open)
                {
                    values.push(ValueInterval { party, issue, option, interval });
                }
            }
        }
        Ok((Stable::Chosen { disagreement, weights, values }, stopped))
    }

    /// The Nash package with a lever moved; none if nothing is acceptable then, or numbers would not fit.
    fn best(&self, lever: Lever, t: &BigRational) -> Result<Option<Point>, Stop> {
        let limits = self.budget.left()?;
        let solve = |view: &View| {
            let answer = view.clone().search().concepts([&Nash as _]).limits(limits).without_ideal().run();
            match answer.status {
                Status::Stopped(stop) => Err(stop),
                _ => Ok(answer.solutions.into_iter().find_map(|solution| solution.agreements.into_iter().next())),
            }
        };
        lever.moved(&self.view, t, solve).unwrap_or(Ok(None))
    }

    /// A package's product while a lever moves; in the units of gains.
    fn product(&self, lever: Lever, package: &Package) -> Product {
        Product::of(&self.view, lever, package)
    }

    /// How far a number of a party is moved at most: beyond every gain. In the units of gains.
    fn farthest(&self, party: usize) -> BigRational {
        BigRational::from(BigInt::from(self.problem().reach(party)) * self.view.multipliers()[party] * 2 + 1)
    }

    /// How far the lever may be moved up, or down if `sign` is −1; in the units of gains.
    fn reach(&mut self, lever: Lever, sign: i64) -> Result<Option<(BigRational, Option<Package>)>, Stop> {
        let party = match lever {
            Lever::Disagreement(party) | Lever::Weight(party) | Lever::Value { party, .. } => party,
        };
        let own = self.product(lever, &self.package);
        // What is not in the package may be worth less without harm.
        if matches!(lever, Lever::Value { .. }) && own.slope == 0 && sign < 0 {
            return Ok(None);
        }
        let most = self.farthest(party);
        let mut end = most * BigInt::from(sign);
        let mut cut: Option<Option<Package>> = None;
        // The package itself must stay accepted.
        if i64::from(own.slope) * sign < 0 && BigRational::from(own.gain.clone()) < end.abs() {
            end = BigRational::from(&own.gain * BigInt::from(sign));
            cut = Some(None);
        }
        for _ in 0..CUTS {
            // First what is known, then a search.
            let known = self.pool.iter().find(|other| self.product(lever, other).at(&end) > own.at(&end)).cloned();
            let better = match known {
                Some(known) => Some(known),
                None => match self.best(lever, &end)? {
                    Some(best) if self.product(lever, &best.package).at(&end) > own.at(&end) => Some(best.package),
                    _ => None,
                },
            };
            let Some(better) = better else { return Ok(cut.map(|cut| (end, cut))) };
            let other = self.product(lever, &better);
            if !self.pool.contains(&better) {
                self.pool.push(better.clone());
            }
            end = crossing(&own, &other, &end);
            cut = Some(Some(better));
        }
        Ok(cut.map(|cut| (end, cut)))
    }

    /// The interval of a lever; none if it moves nothing.
    fn interval(&mut self, lever: Lever) -> Result<Option<Interval>, Stop> {
        let (party, now) = match lever {
            Lever::Disagreement(party) => (party, self.view.disagreement(party)),
            Lever::Value { party, issue, option } => {
                let value = self.problem().values[issue][option * self.view.parties() + party];
                (party, self.problem().in_units(party, value))
            }
            Lever::Weight(_) => return Ok(None),
        };
        if self.problem().exponents[party] == 0 {
            return Ok(None);
        }
        let scale = BigRational::from(self.view.gain_scale(party));
        let mut end = |sign: i64| -> Result<Bound, Stop> {
            Ok(match self.reach(lever, sign)? {
                None => Bound::Open,
                Some((t, then)) => Bound::At { value: Number::from(now.value() + t / &scale), then },
            })
        };
        let (low, high) = (end(-1)?, end(1)?);
        Ok(Some(Interval { now, low, high }))
    }

    /// The disagreement value of a party nearest to its own with which the package would be a Nash package.
    fn nearest(&mut self, party: usize) -> Result<Option<Number>, Stop> {
        let lever = Lever::Disagreement(party);
        let own = self.product(lever, &self.package);
        if own.exponent != 1 {
            return Ok(None);
        }
        let most = self.farthest(party);
        let (mut low, mut high) = (-most.clone(), most.min(own.gain.clone().into()));
        for _ in 0..CUTS {
            if low > high {
                return Ok(None);
            }
            let t = BigRational::zero().clamp(low.clone(), high.clone());
            let Some(best) = self.best(lever, &t)? else { return Ok(None) };
            let other = self.product(lever, &best.package);
            if own.at(&t) >= other.at(&t) && own.at(&t).is_positive() {
                let value = self.view.disagreement(party).value() + t / BigRational::from(self.view.gain_scale(party));
                return Ok(Some(value.into()));
            }
            // t · (others of the better − others of the package) ≥ what the better is ahead by.
            let ahead = &other.gain * &other.others - &own.gain * &own.others;
            let rate = &other.others - &own.others;
            match () {
                () if rate.is_positive() => low = low.max(BigRational::new(ahead, rate)),
                () if rate.is_negative() => high = high.min(BigRational::new(ahead, rate)),
                () => return Ok(None),
            }
            // A bound that does not move proves nothing more: products of nothing.
            if own.at(&t).is_zero() && t == high {
                return Ok(None);
            }
        }
        Ok(None)
    }

    /// Whether the package is a Nash package at a weight; if not, what is, and the weight at which both are equally good.
    fn at_weight(&self, party: usize, weight: &BigRational) -> Result<Option<(Package, f64)>, Stop> {
        let Some(best) = self.best(Lever::Weight(party), weight)? else { return Ok(None) };
        let own = self.view.gains(&self.problem().utilities(&self.package));
        let other = self.view.gains(&self.problem().utilities(&best.package));
        if own == other {
            return Ok(None);
        }
        let log = |gains: &[i64], at: usize| (gains[at] as f64).ln();
        let weights = self.problem().parties().iter().map(|party| party.weight.to_f64());
        let ahead: f64 = (weights.enumerate().filter(|(at, weight)| *at != party && *weight > 0.0))
            .map(|(at, weight)| weight * (log(&other, at) - log(&own, at)))
            .sum();
        let crossing = ahead / (log(&own, party) - log(&other, party));
        let tied = (crossing - weight.to_f64().unwrap_or(f64::NAN)).abs() < 1e-9;
        Ok((!tied).then_some((best.package, crossing)))
    }

    /// The interval of a party's weight.
    fn weight_interval(&mut self, party: usize) -> Result<Option<Interval>, Stop> {
        let now = self.problem().parties()[party].weight.clone();
        if now.value().is_zero() {
            return Ok(None);
        }
        let end = |sign: i64| -> Result<Bound, Stop> {
            let limit = if sign > 0 { now.value() * BigInt::from(LARGEST_WEIGHT) } else { BigRational::zero() };
            let mut weight = limit;
            let mut then = None;
            for _ in 0..CUTS {
                let Some((package, crossing)) = self.at_weight(party, &weight)? else {
                    return Ok(match then {
                        None => Bound::Open,
                        Some(then) => Bound::At { value: weight.into(), then: Some(then) },
                    });
                };
                then = Some(package);
                let next = safe(crossing, sign).unwrap_or_else(|| now.value().clone());
                // Always nearer to the weight that it has.
                let step = BigRational::new(BigInt::from(sign), BigInt::from(WEIGHT_PARTS));
                let nearer = &weight - step;
                weight = if sign > 0 {
                    next.min(nearer).max(now.value().clone())
                } else {
                    next.max(nearer).min(now.value().clone())
                };
                if weight == *now.value() {
                    return Ok(Bound::At { value: weight.into(), then });
                }
            }
            Ok(Bound::At { value: now.clone(), then })
        };
        let (low, high) = (end(-1)?, end(1)?);
        Ok(Some(Interval { now, low, high }))
    }

    /// A weight of a party near its own with which the package would be a Nash package.
    fn nearest_weight(&mut self, party: usize) -> Result<Option<Number>, Stop> {
        let now = self.problem().parties()[party].weight.value().clone();
        let (mut low, mut high) = (BigRational::zero(), &now * BigInt::from(LARGEST_WEIGHT));
        let own = self.view.gains(&self.problem().utilities(&self.package));
        for _ in 0..CUTS {
            if low > high {
                return Ok(None);
            }
            let weight = now.clone().clamp(low.clone(), high.clone());
            let Some((package, crossing)) = self.at_weight(party, &weight)? else { return Ok(Some(weight.into())) };
            let other = self.view.gains(&self.problem().utilities(&package));
            let step = BigRational::new(BigInt::one(), BigInt::from(WEIGHT_PARTS));
            match own[party].cmp(&other[party]) {
                // The more the party counts, the better for the package.
                std::cmp::Ordering::Greater => {
                    let Some(bound) = safe(crossing, -1) else { return Ok(None) };
                    low = bound.max(&weight + step);
                }
                std::cmp::Ordering::Less => {
                    let Some(bound) = safe(crossing, 1) else { return Ok(None) };
                    high = bound.min(&weight - step);
                }
                std::cmp::Ordering::Equal => return Ok(None),
            }
        }
        Ok(None)
    }
}

/// A weight's bound, rounded down for an upper end and up for a lower one.
fn safe(crossing: f64, sign: i64) -> Option<BigRational> {
    let parts = crossing * WEIGHT_PARTS as f64;
    let whole = if sign > 0 { (parts - 1e-6).floor() } else { (parts + 1e-6).ceil() };
    (whole.is_finite() && whole >= 0.0)
        .then(|| BigRational::new(BigInt::from(whole as i64), BigInt::from(WEIGHT_PARTS)))
}

/// Where two products cross between 0 and `end`, at which the other is larger: the first is not smaller there. Exact if
/// both are linear; else to many digits, on the safe side.
fn crossing(own: &Product, other: &Product, end: &BigRational) -> BigRational {
    if own.exponent == 1 {
        let within = |t: &BigRational| t.is_positive() == end.is_positive() && t.abs() < end.abs() && !t.is_zero();
        let mut stops: Vec<BigRational> = [own.bend(), other.bend()].into_iter().flatten().filter(within).collect();
        stops.sort_by_key(BigRational::abs);
        stops.push(end.clone());
        let ahead = |t: &BigRational| own.at(t) - other.at(t);
        let mut from = BigRational::zero();
        // Straight from one to the next.
        for to in stops {
            let (first, last) = (ahead(&from), ahead(&to));
            if last.is_negative() && !first.is_negative() {
                return &from + (&to - &from) * &first / (&first - &last);
            }
            from = to;
        }
    }
    let (mut inside, mut outside) = (BigRational::zero(), end.clone());
    let two = BigInt::from(2);
    for _ in 0..40 {
        let middle = (&inside + &outside) / &two;
        if own.at(&middle) >= other.at(&middle) { inside = middle } else { outside = middle }
    }
    inside
}
