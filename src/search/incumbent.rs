//! The best packages that a search for one objective has found so far.

use super::threshold;
use crate::concept::{Objective, Shape};
use crate::exact::Score;
use crate::frontier::{Point, nondominated_points};
use crate::problem::{Package, View};
use num_bigint::{BigInt, BigUint};
use std::cmp::Ordering;
use std::collections::HashMap;

/// The best score so far, and all points found with it.
pub(super) struct Incumbent<'o> {
    objective: &'o dyn Objective,
    shape: Shape,
    /// Whether all that score equally well are wanted, or any one of them.
    ties: bool,
    /// The best score, and gains that have it.
    best: Option<(Score, Vec<i64>)>,
    /// The package behind the best score, if only heard of.
    expected: Option<Point>,
    /// By utilities, how many packages there are, and the first of them.
    points: HashMap<Box<[i64]>, (BigUint, Package)>,
}

impl<'o> Incumbent<'o> {
    /// Starts without a package. The shape is the objective's, or that of a part of what it speaks of.
    pub(super) fn new(objective: &'o dyn Objective, shape: Shape, ties: bool) -> Self {
        Incumbent { objective, shape, ties, best: None, expected: None, points: HashMap::new() }
    }

    pub(super) fn shape(&self) -> &Shape {
        &self.shape
    }

    pub(super) fn gains(&self) -> Option<&[i64]> {
        self.best.as_ref().map(|(_, gains)| &gains[..])
    }

    /// The least weighted sum of gains of what is still looked for; none if it is not bounded.
    pub(super) fn threshold(&self, weights: &[BigInt]) -> Option<BigInt> {
        match self.gains() {
            Some(gains) => threshold::threshold(&self.shape, weights, gains, self.more()),
            // Nothing that everybody accepts has less.
            None => Some(BigInt::ZERO),
        }
    }

    /// The view that asks every party for at least what it gets from anything that is still looked for.
    pub(super) fn demanding<'v>(&self, view: &View<'v>) -> View<'v> {
        let least = match self.gains() {
            Some(gains) => {
                let mut least = threshold::floors(&self.shape, gains, self.more());
                threshold::beside_ceilings(&self.shape, view, gains, &mut least);
                least
            }
            None => threshold::least(&self.shape, view.parties()),
        };
        view.clone().with_gains_of_at_least(&least)
    }

    /// Whether everybody that a product counts is at its ceiling.
    pub(super) fn is_at_ceilings(&self, view: &View) -> bool {
        let Shape::Product { exponents } = &self.shape else { return false };
        let at_ceiling = |(party, gain): (usize, &i64)| {
            exponents[party] == 0 || view.problem().ceiling(party).is_some_and(|at| view.gain(party, at) <= *gain)
        };
        self.gains().is_some_and(|gains| gains.iter().enumerate().all(at_ceiling))
    }

    /// If one of several equally good packages is enough, only better ones are looked for.
    fn more(&self) -> u32 {
        u32::from(!self.ties)
    }

    /// Learns of a package, if everybody accepts it. It is no point yet: a search will meet it again.
    pub(super) fn expect_package(&mut self, view: &View, options: &[u16]) {
        let mut utilities = Vec::new();
        view.problem().utilities_into(options, &mut utilities);
        let allowed = view.constraints().all(|(_, constraint)| constraint.allows(|issue| options[issue]));
        let gains = view.gains(&utilities);
        let least = threshold::least(&self.shape, gains.len());
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
        }
    }

    /// Takes in packages that everybody accepts, unless better ones are known. Whether they are better than all before.
    pub(super) fn offer(&mut self, view: &View, utilities: &[i64], options: &[u16], packages: &BigUint) -> bool {
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
                if *options < *first.options() {
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
            Ordering::Equal => self.points.extend(other.points),
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

    /// The points with the best score, less those that others dominate, in descending order.
    pub(super) fn points(&self) -> Vec<Point> {
        let points = self.points.iter().map(|(utilities, (packages, package))| Point {
            utilities: utilities.clone(),
            packages: packages.clone(),
            package: package.clone(),
        });
        nondominated_points(points.collect())
    }
}
