//! Claims that compare packages which differ in a few issues and in nothing else.
//!
//! A [`Comparison`] says which combinations of options of its issues it compares, and finds the worst violation among
//! their utilities in one context (the options of all other issues). [`super::listing`] asks it in every context that can
//! make a difference. Where these are too many, it gives its violations as [`Form`]s, each a system of inequalities
//! between copies of a package, which [`super::searching`] gives to the search.

use crate::exact::Number;
use crate::problem::{Demand, Package, Pick, Problem};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::ToPrimitive;

/// What a violation is about: parties, each with the weights of its utilities of the packages compared. With these weights
/// the utilities sum to the size of the violation.
pub(super) type Weights = Vec<(usize, Vec<i64>)>;

/// A claim about packages that differ in a few issues only.
pub(super) trait Comparison {
    /// Whose utilities are compared.
    fn parties(&self) -> &[usize];

    /// The issues in which the packages may differ, ascending.
    fn issues(&self) -> &[usize];

    /// How much work one context is; none if contexts cannot be looked at one by one.
    fn width(&self) -> Option<u64>;

    /// The combinations of options that are compared, by issue. Only asked if there is a width.
    fn combinations(&self) -> Vec<Vec<u16>> {
        Vec::new()
    }

    /// The violation in one context that comes first by [`Found::before`], if there is one. Only asked if there is a
    /// width.
    fn worst(&self, _slice: &Slice) -> Option<Found> {
        None
    }

    /// Whether there is something to compare in a context: without that, a claim is not tested there.
    fn compares(&self, slice: &Slice) -> bool {
        slice.feasible.iter().filter(|feasible| **feasible).nth(1).is_some()
    }

    /// Every way in which the claim may be violated. None if there are too many, or numbers are too large.
    fn forms(&self) -> Option<Vec<Form>>;

    /// Whether violations are compared by size: those of different parties have no common unit.
    fn ranks(&self) -> bool {
        true
    }

    /// The package at which it is made, if it is not made everywhere.
    fn only_at(&self) -> Option<&Package> {
        None
    }

    /// Whether it holds whatever the numbers are: then there is nothing to look at.
    fn holds_by_structure(&self) -> bool {
        false
    }
}

/// The utilities of all combinations in one context, up to what they have in common.
pub(super) struct Slice<'s> {
    /// By combination.
    pub feasible: &'s [bool],
    /// By party of the comparison, then combination; scaled.
    pub utilities: &'s [Vec<i64>],
}

impl Slice<'_> {
    /// By how much the second combination is better for a party than the first.
    pub fn step(&self, party: usize, from: usize, to: usize) -> i128 {
        i128::from(self.utilities[party][to]) - i128::from(self.utilities[party][from])
    }
}

/// A violation in some context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// How far apart the options compared are.
    pub distance: u64,
    /// The options that the violation may choose freely, beside those that are compared.
    pub free: Vec<u16>,
    /// How many of these are not as today.
    pub changed: usize,
    /// How large it is; scaled. Zero where violations are not compared by size.
    pub amount: BigInt,
    /// The combinations, by position, in the order in which the claim speaks of them.
    pub combinations: Vec<usize>,
    /// By party that it is about: its weights, by combination.
    pub weights: Weights,
}

impl Found {
    /// Of two violations in the same context, whether this one comes first: fewer changes, a smaller distance, options
    /// declared earlier, a larger violation.
    pub fn before(&self, other: &Found) -> bool {
        let key = |found: &Found| (found.changed, found.distance, found.free.clone());
        (key(self), &other.amount, &self.combinations) < (key(other), &self.amount, &other.combinations)
    }
}

/// Keeps the first.
pub(super) fn first(best: &mut Option<Found>, found: Found) {
    if best.as_ref().is_none_or(|best| found.before(best)) {
        *best = Some(found);
    }
}

/// A way in which a claim may be violated.
#[derive(Clone, Debug)]
pub(super) struct Form {
    /// How far apart the options compared are.
    pub distance: u64,
    /// By copy and issue of the comparison.
    pub copies: Vec<Vec<Pick>>,
    /// What must hold of them, all at once.
    pub demands: Vec<Demand>,
    /// By party that it is about: the weights that show how large the violation is.
    pub weights: Weights,
}

/// So many forms are tried at most.
pub(super) const FORMS: usize = 1 << 12;

/// The least scaled amount that is larger than a tolerance; none if it is out of range.
pub(super) fn beyond(problem: &Problem, party: usize, tolerance: &Number) -> Option<i64> {
    let scaled = tolerance.value() * BigRational::from(problem.parties()[party].scale.clone());
    scaled.floor().to_integer().to_i64()?.checked_add(1)
}

/// All combinations of lists of options, the last running fastest.
pub(super) fn product(lists: &[Vec<u16>]) -> Vec<Vec<u16>> {
    lists.iter().fold(vec![Vec::new()], |combinations, list| {
        let longer = |combination: Vec<u16>| {
            list.iter().map(move |option| {
                let mut longer = combination.clone();
                longer.push(*option);
                longer
            })
        };
        combinations.into_iter().flat_map(longer).collect()
    })
}

/// How many combinations there are.
pub(super) fn size<'l>(mut lists: impl Iterator<Item = &'l Vec<u16>>) -> u64 {
    lists.try_fold(1u64, |size, list| size.checked_mul(list.len() as u64)).unwrap_or(u64::MAX)
}
