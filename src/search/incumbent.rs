//! The best packages that a search for one objective has found so far.

use super::threshold::{Weighed, implied, of_large_product};
use crate::concept::{MAX_POWERS, Measure, Objective, Shape, total_power};
use crate::exact::Score;
use crate::frontier::{Point, nondominated_points};
use crate::problem::{OptionId, Package, PartyId, View};
use num_bigint::{BigInt, BigUint};
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};
use std::cmp::Ordering;
use std::collections::HashMap;

/// The best score so far, and all points found with it.
pub(super) struct Incumbent<'o> {
    objective: &'o dyn Objective,
    shape: Shape,
    /// The same in fractions; none if it is something else.
    measure: Option<Measure>,
    /// Whether all that score equally well are wanted, or any one of them.
    ties: bool,
    /// The best score, and gains that have it.
    best: Option<(Score, Vec<i64>)>,
    /// The package behind the best score, if only heard of.
    expected: Option<Point>,
    /// By utilities, how many packages there are, and the first of them.
    points: HashMap<Box<[i64]>, (BigUint, Package)>,
    /// Whether they come from a frontier, in which what others dominate is missing.
    merged: bool,
}

impl<'o> Incumbent<'o> {
    /// Starts without a package. The shape is the objective's, or that of a part of what it speaks of.
    pub(super) fn new(objective: &'o dyn Objective, shape: Shape, ties: bool) -> Self {
        let measure = shape.measure();
        Incumbent { objective, shape, measure, ties, best: None, expected: None, points: HashMap::new(), merged: false }
    }

    pub(super) fn shape(&self) -> &Shape {
        &self.shape
    }

    pub(super) fn gains(&self) -> Option<&[i64]> {
        self.best.as_ref().map(|(_, gains)| &gains[..])
    }

    /// The least weighted sum of gains of what is still looked for; none if it is not bounded.
    pub(super) fn threshold(&self, weights: &[BigInt]) -> Option<BigInt> {
        // Nothing that everybody accepts has less than nothing.
        let Some(gains) = self.gains() else { return Some(BigInt::ZERO) };
        let measure = self.measure.as_ref()?;
        if let Measure::Product(powers) = measure {
            total_power(powers, u32::MAX)?;
            if powers.iter().zip(gains).any(|(power, gain)| *power > 0 && *gain <= 0) {
                return None;
            }
            if total_power(powers, MAX_POWERS).is_none() {
                return Some(of_large_product(powers, weights, gains));
            }
        }
        let weights = fractions(weights);
        let weighed = Weighed { measure, weights: &weights, least: &|_| BigRational::zero() };
        Some(match (self.first(), measure) {
            (None, _) => BigInt::ZERO,
            (Some(first), Measure::Product(_)) => weighed.threshold(&first).floor().to_integer(),
            (Some(first), _) => weighed.threshold(&first).ceil().to_integer(),
        })
    }

    /// The most that the first number can be where weighted sums of gains are at most this; none if the weights bound nothing.
    pub(super) fn ceiling(&self, weights: &[BigInt], most: &BigInt) -> Option<BigRational> {
        let weights = fractions(weights);
        let weighed = Weighed { measure: self.measure.as_ref()?, weights: &weights, least: &|_| BigRational::zero() };
        weighed.ceiling(&BigRational::from(most.clone()))
    }

    /// A smallest value such that everything above it has a weighted sum of gains of at least this, if a smallest value is what
    /// is measured, and only what is better than the incumbent is above it.
    pub(super) fn value_above(&self, weights: &[BigInt], reached: &BigInt) -> Option<BigRational> {
        let Shape::Smallest { .. } = self.shape else { return None };
        // What is as good as the incumbent may have such a sum without being above the value: floors are at least 0.
        if self.threshold(weights)? >= *reached {
            return None;
        }
        // The threshold of a value is rounded up: what is above this one has a threshold of as much.
        let value = self.ceiling(weights, &(reached - 1u32))?;
        Some(value).filter(|value| self.first().is_none_or(|first| *value > first))
    }

    /// The first number of what is still looked for; none if nobody is measured.
    pub(super) fn first(&self) -> Option<BigRational> {
        let gains: Vec<BigRational> = self.gains()?.iter().map(|gain| BigInt::from(*gain).into()).collect();
        let measure = self.measure.as_ref()?;
        let more = if matches!(measure, Measure::Sum(_)) { self.more() } else { 0 };
        Some(measure.key(&gains).into_iter().next()? + BigInt::from(more))
    }

    /// By party, the least gain that the shape speaks of at all.
    fn least(&self, parties: usize) -> Vec<i64> {
        match &self.shape {
            Shape::Product { exponents } => exponents.iter().map(|exponent| i64::from(*exponent > 0)).collect(),
            _ => vec![0; parties],
        }
    }

    /// By party, the least gain of what is still looked for.
    fn floors(&self, view: &View, gains: &[i64]) -> Vec<i64> {
        let mut floors = self.least(gains.len());
        match &self.shape {
            Shape::Smallest { .. } => {
                if let Some(first) = self.first() {
                    return self.floors_at(&first, gains.len());
                }
            }
            // The sum of one party's gain is its floor.
            Shape::Sum { units } if units.iter().flatten().count() == 1 => {
                let only = |(floor, (unit, gain)): (&mut i64, (&Option<BigInt>, &i64))| {
                    *floor = unit.as_ref().map_or(0, |_| gain + i64::from(self.more()));
                };
                floors.iter_mut().zip(units.iter().zip(gains)).for_each(only);
            }
            Shape::Product { exponents } => beside_ceilings(exponents, view, gains, &mut floors),
            Shape::Sum { .. } | Shape::Other => {}
        }
        floors
    }

    /// By party, the least gain of what has such a first number, if that is a smallest value.
    fn floors_at(&self, first: &BigRational, parties: usize) -> Vec<i64> {
        let mut floors = self.least(parties);
        for (party, floor) in floors.iter_mut().enumerate() {
            let bound = self.measure.as_ref().and_then(|measure| implied(measure, party, first));
            *floor = bound.and_then(|bound| bound.ceil().to_integer().to_i64()).unwrap_or(0).max(*floor);
        }
        floors
    }

    /// The same for anything whose smallest value is at least this, if one is given that is above the best so far.
    pub(super) fn demanding_at<'v>(&self, view: &View<'v>, value: Option<&BigRational>) -> View<'v> {
        match value.filter(|value| self.first().is_none_or(|first| **value > first)) {
            Some(value) => view.clone().with_gains_of_at_least(&self.floors_at(value, view.parties())),
            None => self.demanding(view),
        }
    }

    /// The view that asks every party for at least what it gets from anything that is still looked for.
    pub(super) fn demanding<'v>(&self, view: &View<'v>) -> View<'v> {
        let least = self.gains().map_or_else(|| self.least(view.parties()), |gains| self.floors(view, gains));
        view.clone().with_gains_of_at_least(&least)
    }

    /// Whether everybody that a product counts is at its ceiling.
    pub(super) fn is_at_ceilings(&self, view: &View) -> bool {
        let Shape::Product { exponents } = &self.shape else { return false };
        let at_ceiling = |(party, gain): (usize, &i64)| {
            exponents[party] == 0
                || view
                    .problem()
                    .ceiling(PartyId::at(party))
                    .is_some_and(|at| view.gain(PartyId::at(party), at) <= *gain)
        };
        self.gains().is_some_and(|gains| gains.iter().enumerate().all(at_ceiling))
    }

    /// If one of several equally good packages is enough, only better ones are looked for.
    fn more(&self) -> u32 {
        u32::from(!self.ties)
    }

    /// Learns of a package, if everybody accepts it. It is no point yet: a search will meet it again.
    pub(super) fn expect_package(&mut self, view: &View, options: &[OptionId]) {
        let mut utilities = Vec::new();
        view.problem().utilities_into(options, &mut utilities);
        let allowed = view.constraints().all(|(_, constraint)| constraint.allows(|issue| options[issue.index()]));
        let gains = view.gains(&utilities);
        let least = self.least(gains.len());
        if !allowed || gains.iter().zip(&least).any(|(gain, least)| gain < least) {
            return;
        }
        let score = self.objective.score(&gains);
        if self.best.as_ref().is_none_or(|(best, _)| score > *best) {
            self.points.clear();
            self.best = Some((score, gains));
            let package = Package::new(options);
            self.expected = Some(Point { utilities: utilities.into(), packages: BigUint::from(1u32), package });
        }
    }

    /// Forgets the points, but not how good they are: for a search that will meet them again.
    pub(super) fn forget_points(&mut self) {
        if self.ties {
            self.expected = self.so_far().into_iter().next();
            self.points.clear();
            self.merged = false;
        }
    }

    /// Whether packages of these utilities would be taken in.
    pub(super) fn wants(&self, view: &View, utilities: &[i64]) -> bool {
        let Some((best, _)) = &self.best else { return true };
        let order = self.objective.score(&view.gains(utilities)).cmp(best);
        order.is_gt() || (order.is_eq() && (self.ties || self.points.is_empty()))
    }

    /// Takes in packages that everybody accepts, unless better ones are known. Whether they are better than all before.
    pub(super) fn offer(&mut self, view: &View, utilities: &[i64], options: &[OptionId], packages: &BigUint) -> bool {
        let gains = view.gains(utilities);
        let score = self.objective.score(&gains);
        let order = self.best.as_ref().map_or(Ordering::Greater, |(best, _)| score.cmp(best));
        if order.is_lt() || (order.is_eq() && !self.ties && !self.points.is_empty()) {
            return false;
        }
        if order.is_gt() {
            self.points.clear();
            self.expected = None;
            self.best = Some((score, gains));
        }
        match self.points.get_mut(utilities) {
            Some((count, first)) => {
                *count += packages;
                if first.options().is_after(options) {
                    *first = Package::new(options);
                }
            }
            None => {
                self.points.insert(utilities.into(), (packages.clone(), Package::new(options)));
            }
        }
        order.is_gt()
    }

    /// Takes over what another search for the same objective has found.
    pub(super) fn join(&mut self, other: Self) {
        let Some((theirs, _)) = &other.best else { return };
        match self.best.as_ref().map_or(Ordering::Greater, |(ours, _)| theirs.cmp(ours)) {
            Ordering::Greater => *self = other,
            Ordering::Equal => {
                self.points.extend(other.points);
                self.merged |= other.merged;
            }
            Ordering::Less => {}
        }
    }

    /// How many points have the best score, so far.
    pub(super) fn count(&self) -> usize {
        self.points.len()
    }

    /// What a search that stopped has to show: the points, or the package that it has only heard of.
    pub(super) fn so_far(&self) -> Vec<Point> {
        if self.points.is_empty() { self.expected.iter().cloned().collect() } else { self.points() }
    }

    /// Learns that the points that follow are those of a frontier, in which what others dominate is missing.
    pub(super) fn expect_frontier(&mut self) {
        self.merged = true;
    }

    /// The points with the best score, also those that others dominate, in descending order; none if some may be missing.
    pub(super) fn all(&self) -> Option<Vec<Point>> {
        (!self.merged).then(|| self.sorted())
    }

    fn sorted(&self) -> Vec<Point> {
        let mut points = self.met();
        points.sort_by(|a, b| b.utilities.cmp(&a.utilities));
        points
    }

    /// The points with the best score, in any order.
    fn met(&self) -> Vec<Point> {
        let points = self.points.iter().map(|(utilities, (packages, package))| Point {
            utilities: utilities.clone(),
            packages: packages.clone(),
            package: package.clone(),
        });
        points.collect()
    }

    /// The points with the best score, less those that others dominate, in descending order.
    pub(super) fn points(&self) -> Vec<Point> {
        // What measures everybody's gains tells a package from one that dominates it.
        if self.counts_everybody() { self.sorted() } else { nondominated_points(self.met()) }
    }

    /// Whether the measure grows with every party's gain.
    fn counts_everybody(&self) -> bool {
        match &self.measure {
            Some(Measure::Product(powers)) => powers.iter().all(|power| *power > 0),
            Some(Measure::Sum(units)) => units.iter().all(Signed::is_positive),
            _ => false,
        }
    }
}

/// Raises the least gains of anything whose product is at least as large: where the others gain no more than their ceilings
/// leave them, the rest of the product is the party's own.
fn beside_ceilings(exponents: &[u32], view: &View, gains: &[i64], least: &mut [i64]) {
    let problem = view.problem();
    let counted = || (0..gains.len()).filter(|party| exponents[*party] > 0);
    let open: Vec<usize> = counted().filter(|party| problem.ceiling(PartyId::at(*party)).is_none()).collect();
    if total_power(exponents, MAX_POWERS).is_none() || open.len() > 1 || counted().any(|party| gains[party] <= 0) {
        return;
    }
    let power = |gain: i64, party: usize| BigInt::from(gain).pow(exponents[party]);
    let product: BigInt = counted().map(|party| power(gains[party], party)).product();
    // All but one party must have a ceiling.
    for party in counted().filter(|party| open.is_empty() || open == [*party]) {
        let most = |other: usize| {
            problem.ceiling(PartyId::at(other)).map(|at| power(view.gain(PartyId::at(other), at), other))
        };
        let Some(others) = counted().filter(|other| *other != party).map(most).product::<Option<BigInt>>() else {
            continue;
        };
        if !others.is_positive() {
            continue;
        }
        // The smallest gain whose power is large enough.
        let needed = num_integer::Integer::div_ceil(&product, &others);
        let mut root = needed.nth_root(exponents[party]);
        if root.pow(exponents[party]) < needed {
            root += 1;
        }
        if let Some(root) = root.to_i64() {
            least[party] = least[party].max(root);
        }
    }
}

fn fractions(numbers: &[BigInt]) -> Vec<BigRational> {
    numbers.iter().map(|number| number.clone().into()).collect()
}
