//! Claims that compare packages which differ in a few issues and in nothing else.
//!
//! A [`Comparison`] says which combinations of options of its issues it compares, and in which [`Way`]s their utilities may
//! violate the claim. `assume` looks at every context (the options of all other issues) that can make a difference. Where
//! these are too many, violations are given as [`Form`]s, each a system of inequalities between copies of a package, which
//! the search can look for.

use crate::exact::Number;
use crate::problem::{Demand, IssueId, OptionId, Package, PartyId, Pick, Problem};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::ToPrimitive;

/// What a violation is about: parties, each with the weights of its utilities of the packages compared. With these weights
/// the utilities sum to the size of the violation.
pub(crate) type Weights = Vec<(PartyId, Vec<i64>)>;

/// A claim about packages that differ in a few issues only.
pub(crate) struct Comparison<'c> {
    /// Whose utilities are compared.
    pub parties: Vec<PartyId>,
    /// The issues in which the packages may differ, ascending.
    pub issues: Vec<IssueId>,
    /// Of these, the issues whose numbers count: those of others are the same in all packages compared.
    pub depends: Vec<IssueId>,
    /// How much work one context is; none if contexts cannot be looked at one by one.
    pub width: Option<u64>,
    /// In how many ways the claim may be violated; none if there are too many, or numbers are too large.
    pub ways: Option<usize>,
    /// Whether violations are compared by size: those of different parties have no common unit.
    pub ranks: bool,
    /// Whether a violation is several inequalities of the same party at once.
    pub at_once: bool,
    /// Whether it holds whatever the numbers are: then there is nothing to look at.
    pub by_structure: bool,
    /// The package at which it is made, if it is not made everywhere.
    pub only_at: Option<&'c Package>,
    pub pattern: Box<dyn Pattern + 'c>,
}

/// What is compared, and what would violate the claim.
pub(crate) trait Pattern {
    /// The combinations of options that are compared, by issue. Only asked if there is a width.
    fn combinations(&self) -> Vec<Vec<OptionId>> {
        Vec::new()
    }

    /// Whether there is something to compare in a context: without that, a claim is not tested there.
    fn compares(&self, slice: &Slice) -> bool {
        slice.feasible.iter().filter(|feasible| **feasible).nth(1).is_some()
    }

    /// The ways in which the claim may be violated: in one context, as many as are needed to find the first; or all, in the
    /// order of their options.
    fn each(&self, slice: Option<&Slice>, look: &mut dyn FnMut(Way));

    /// The options that a violation by these combinations may choose freely, and how many of them are not as today.
    fn free(&self, _combinations: &[usize]) -> (Vec<OptionId>, usize) {
        (Vec::new(), 0)
    }

    /// Every way as a system of inequalities.
    fn forms(&self, parties: &[PartyId]) -> Vec<Form> {
        let combinations = self.combinations();
        let mut forms = Vec::new();
        self.each(None, &mut |way| {
            let copies = way.combinations.iter().map(|at| picks(&combinations[*at])).collect();
            forms.push(Form {
                distance: way.distance,
                copies,
                demands: way.demands(parties),
                weights: way.weights(parties),
            });
        });
        forms
    }
}

/// A way in which a claim may be violated: all combinations are feasible, and all inequalities hold.
#[derive(Clone, Copy)]
pub(crate) struct Way<'w> {
    /// How far apart the options compared are.
    pub distance: usize,
    /// The combinations, by position, in the order in which the claim speaks of them.
    pub combinations: &'w [usize],
    /// A party, by position in the comparison; the weights of its utilities, by combination; and the least sum.
    pub demands: &'w [(usize, &'w [i64], i64)],
    /// The inequality that the violation is about, if it is not about all.
    pub about: Option<usize>,
}

impl<'w> Way<'w> {
    /// A violation that is about all inequalities.
    pub fn of(distance: usize, combinations: &'w [usize], demands: &'w [(usize, &'w [i64], i64)]) -> Self {
        Way { distance, combinations, demands, about: None }
    }

    fn demands(&self, parties: &[PartyId]) -> Vec<Demand> {
        let demand = |(party, weights, least): &(usize, &[i64], i64)| Demand {
            party: parties[*party],
            weights: weights.to_vec(),
            least: *least,
        };
        self.demands.iter().map(demand).collect()
    }

    fn weights(&self, parties: &[PartyId]) -> Weights {
        let shown = self.demands.iter().enumerate().filter(|(at, _)| self.about.is_none_or(|about| about == *at));
        shown.map(|(_, (party, weights, _))| (parties[*party], weights.to_vec())).collect()
    }
}

impl<'c> Comparison<'c> {
    /// What a party's utilities say on these issues, in so many ways.
    pub fn of(party: PartyId, issues: Vec<IssueId>, ways: Option<usize>, pattern: impl Pattern + 'c) -> Self {
        Comparison {
            parties: vec![party],
            depends: issues.clone(),
            issues,
            width: None,
            ways,
            ranks: true,
            at_once: false,
            by_structure: false,
            only_at: None,
            pattern: Box::new(pattern),
        }
    }

    /// The violation in one context that comes first by [`Found::before`], if there is one.
    pub fn worst(&self, slice: &Slice) -> Option<Found> {
        let mut best: Option<Found> = None;
        self.pattern.each(Some(slice), &mut |way| {
            if let Some(found) = self.found(slice, &way)
                && best.as_ref().is_none_or(|best| found.before(best))
            {
                best = Some(found);
            }
        });
        best
    }

    fn found(&self, slice: &Slice, way: &Way) -> Option<Found> {
        if !way.combinations.iter().all(|at| slice.feasible[*at]) {
            return None;
        }
        // By how much it is violated: the smallest sum of the first party.
        let mut amount = i128::MAX;
        for (party, weights, least) in way.demands {
            let sum = slice.sum(*party, way.combinations, weights);
            if sum < i128::from(*least) {
                return None;
            }
            if *party == way.demands[0].0 {
                amount = amount.min(sum);
            }
        }
        let (free, changed) = self.pattern.free(way.combinations);
        Some(Found {
            distance: way.distance,
            free,
            changed,
            amount: if self.ranks { amount.into() } else { BigInt::ZERO },
            combinations: way.combinations.to_vec(),
            weights: way.weights(&self.parties),
        })
    }

    /// Every way in which the claim may be violated. None if there are too many, or numbers are too large.
    pub fn forms(&self) -> Option<Vec<Form>> {
        self.ways.filter(|ways| *ways <= FORMS).map(|_| self.pattern.forms(&self.parties))
    }
}

/// The utilities of all combinations in one context, up to what they have in common.
pub(crate) struct Slice<'s> {
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

    /// Weighted utilities of combinations.
    fn sum(&self, party: usize, combinations: &[usize], weights: &[i64]) -> i128 {
        let utilities = &self.utilities[party];
        let terms = combinations.iter().zip(weights);
        terms.map(|(at, weight)| i128::from(*weight) * i128::from(utilities[*at])).sum()
    }

    /// What the first and the last of four combinations are worth more to the first party than the two between.
    pub fn together(&self, [first, second, third, last]: [usize; 4]) -> i128 {
        self.step(0, second, first) + self.step(0, third, last)
    }

    /// Those of so many combinations that are feasible.
    pub fn open(&self, count: usize) -> Vec<usize> {
        (0..count).filter(|at| self.feasible[*at]).collect()
    }
}

/// A violation in some context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// How far apart the options compared are.
    pub distance: usize,
    /// The options that the violation may choose freely, beside those that are compared.
    pub free: Vec<OptionId>,
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
    fn before(&self, other: &Found) -> bool {
        let (own, others) = ((self.changed, self.distance, &self.free), (other.changed, other.distance, &other.free));
        (own, &other.amount, &self.combinations) < (others, &self.amount, &other.combinations)
    }
}

/// A way in which a claim may be violated, as inequalities between copies of a package.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    /// How far apart the options compared are.
    pub distance: usize,
    /// By copy and issue of the comparison.
    pub copies: Vec<Vec<Pick>>,
    /// What must hold of them, all at once.
    pub demands: Vec<Demand>,
    /// By party that it is about: the weights that show how large the violation is.
    pub weights: Weights,
}

/// So many forms are tried at most.
const FORMS: usize = 1 << 12;

/// The options of one combination.
pub(crate) fn picks(options: &[OptionId]) -> Vec<Pick> {
    options.iter().map(|option| Pick::Option(*option)).collect()
}

/// Options by issue: those of a bundle, or (where an issue stands aside) any that its group has in common.
pub(super) fn picks_beside(aside: &[bool], bundle: &[OptionId], group: u8) -> Vec<Pick> {
    let mut bundle = bundle.iter();
    let pick = |aside: &bool| if *aside { None } else { bundle.next() };
    aside.iter().map(pick).map(|option| option.map_or(Pick::Free(group), |option| Pick::Option(*option))).collect()
}

/// The least scaled amount that is larger than a tolerance, or that is not less than nothing if the claim is strict; none if
/// it is out of range.
pub(super) fn least(problem: &Problem, party: PartyId, strict: bool, tolerance: &Number) -> Option<i64> {
    if strict {
        return Some(0);
    }
    let scaled = tolerance.value() * BigRational::from(problem[party].scale.clone());
    scaled.floor().to_integer().to_i64()?.checked_add(1)
}

/// Pairs of different numbers below a count.
pub(super) fn pairs(count: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..count).flat_map(move |a| (0..count).filter(move |b| *b != a).map(move |b| (a, b)))
}

/// All combinations of lists of options, the last running fastest.
pub(crate) fn product(lists: &[Vec<OptionId>]) -> Vec<Vec<OptionId>> {
    lists.iter().fold(vec![Vec::new()], |combinations, list| {
        let longer = |combination: Vec<OptionId>| {
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
pub(crate) fn size<'l>(mut lists: impl Iterator<Item = &'l Vec<OptionId>>) -> u64 {
    lists.try_fold(1u64, |size, list| size.checked_mul(list.len() as u64)).unwrap_or(u64::MAX)
}

/// Whether an issue is worth anything to a party, by itself or together with others.
pub(crate) fn matters(problem: &Problem, party: PartyId, issue: IssueId) -> bool {
    problem.worths(party, issue).any(|worth| worth != 0)
        || problem.interactions().iter().any(|i| i.party == party && i.scope().contains(&issue))
}
