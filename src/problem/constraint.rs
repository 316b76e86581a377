//! Rules and red lines, compiled.

use super::{IssueId, MAX_UTILITY, OptionId, PartyId};
use crate::model::Path;
use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive};

/// By option of an issue: whether it is in the set.
pub type OptionSet = Box<[bool]>;

/// All of these must hold: for each issue, that the chosen option is in the set. Issues are distinct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition(pub Vec<(IssueId, OptionSet)>);

impl Condition {
    /// Whether it holds for the options that `option` gives for each issue.
    pub fn holds(&self, option: impl Fn(IssueId) -> OptionId) -> bool {
        self.0.iter().all(|(issue, set)| set[option(*issue).index()])
    }

    /// Where both hold; none if they never do.
    pub(crate) fn and(&self, other: &Condition) -> Option<Condition> {
        let mut both = self.clone();
        for (issue, set) in &other.0 {
            match both.0.binary_search_by_key(issue, |(issue, _)| *issue) {
                Ok(at) => both.0[at].1.iter_mut().zip(set).for_each(|(one, other)| *one &= *other),
                Err(at) => both.0.insert(at, (*issue, set.clone())),
            }
        }
        both.0.iter().all(|(_, set)| set.contains(&true)).then_some(both)
    }

    /// Conditions of which at least one holds where this one does not: one of its issues is settled otherwise.
    pub(crate) fn otherwise(&self) -> impl Iterator<Item = Condition> {
        let lacking = |set: &OptionSet| set.iter().map(|admitted| !admitted).collect();
        self.0.iter().map(move |(issue, set)| Condition(vec![(*issue, lacking(set))]))
    }

    /// Conditions of which exactly one holds where this one does and the other does not.
    pub(crate) fn minus(&self, other: &Condition) -> Vec<Condition> {
        let (mut rest, mut apart) = (self.clone(), Vec::new());
        for (issue, set) in &other.0 {
            let outside = Condition(vec![(*issue, set.iter().map(|inside| !inside).collect())]);
            apart.extend(rest.and(&outside));
            match rest.and(&Condition(vec![(*issue, set.clone())])) {
                Some(inside) => rest = inside,
                None => break,
            }
        }
        apart
    }

    /// The issues that it speaks of.
    pub(crate) fn issues(&self) -> impl Iterator<Item = IssueId> {
        self.0.iter().map(|(issue, _)| *issue)
    }
}

/// That an issue with so many options is settled by this one.
pub(crate) fn only(issue: IssueId, option: usize, options: usize) -> (IssueId, OptionSet) {
    (issue, (0..options).map(|other| other == option).collect())
}

/// What a package must satisfy.
#[derive(Clone, Debug)]
pub enum ConstraintKind {
    /// The condition must not hold.
    Forbid(Condition),
    /// Where the first holds, the second must hold too.
    Implies(Condition, Condition),
    /// Of these conditions, at least `min` and at most `max` must hold.
    Count {
        /// The conditions counted.
        of: Vec<Condition>,
        /// The least.
        min: usize,
        /// The most.
        max: usize,
    },
    /// The sum over issues of the coefficient of the chosen option must lie between `min` and `max`.
    Sum {
        /// By issue, a coefficient for each option; scaled to integers.
        terms: Vec<(IssueId, Box<[i64]>)>,
        /// The least, scaled alike.
        min: Option<i64>,
        /// The most, scaled alike.
        max: Option<i64>,
    },
}

impl ConstraintKind {
    /// A sum from fractions; none if whole numbers in their proportions could not be added without overflow.
    pub(super) fn sum(
        terms: Vec<(IssueId, Vec<BigRational>)>,
        min: Option<&BigRational>,
        max: Option<&BigRational>,
    ) -> Option<Self> {
        let numbers = terms.iter().flat_map(|(_, values)| values).chain(min).chain(max);
        let scale = BigRational::from(numbers.fold(BigInt::one(), |scale, number| scale.lcm(number.denom())));
        let scaled = |number: &BigRational| (number * &scale).to_integer();
        let bounds = min.iter().chain(&max).map(|bound| scaled(bound).abs()).sum::<BigInt>();
        let largest = |values: &[BigRational]| values.iter().map(|value| scaled(value).abs()).max().unwrap_or_default();
        let reach = terms.iter().map(|(_, values)| largest(values)).sum::<BigInt>() + bounds;
        if reach >= BigInt::from(MAX_UTILITY) {
            return None;
        }
        let row = |(issue, values): &(IssueId, Vec<BigRational>)| {
            Some((*issue, values.iter().map(|value| scaled(value).to_i64()).collect::<Option<_>>()?))
        };
        let bound = |bound: Option<&BigRational>| bound.and_then(|bound| scaled(bound).to_i64());
        Some(ConstraintKind::Sum {
            terms: terms.iter().map(row).collect::<Option<_>>()?,
            min: bound(min),
            max: bound(max),
        })
    }
}

/// A rule, or a party's red line.
#[derive(Clone, Debug)]
pub struct Constraint {
    /// What must hold.
    pub kind: ConstraintKind,
    /// The party whose red line it is; none for a rule.
    pub party: Option<PartyId>,
    /// Its id, or where it stands in the file: `rules[2]`, `russia.red_lines[0]`.
    pub name: String,
    /// Why, in the author's words.
    pub because: Option<String>,
    /// Where it stands in the file.
    pub path: Path,
    /// False for a red line on issues that the party does not decide.
    pub binding: bool,
}

impl Constraint {
    /// Whether the options that `option` gives for each issue satisfy it.
    pub fn allows(&self, option: impl Fn(IssueId) -> OptionId + Copy) -> bool {
        match &self.kind {
            ConstraintKind::Forbid(condition) => !condition.holds(option),
            ConstraintKind::Implies(premise, conclusion) => !premise.holds(option) || conclusion.holds(option),
            ConstraintKind::Count { of, min, max } => {
                let count = of.iter().filter(|condition| condition.holds(option)).count();
                (*min..=*max).contains(&count)
            }
            ConstraintKind::Sum { terms, min, max } => {
                let sum: i64 = terms.iter().map(|(issue, values)| values[option(*issue).index()]).sum();
                min.is_none_or(|min| sum >= min) && max.is_none_or(|max| sum <= max)
            }
        }
    }

    /// The issues it speaks of, in ascending order, each once.
    pub fn scope(&self) -> Vec<IssueId> {
        let mut scope: Vec<IssueId> = match &self.kind {
            ConstraintKind::Forbid(condition) => condition.issues().collect(),
            ConstraintKind::Implies(premise, conclusion) => premise.issues().chain(conclusion.issues()).collect(),
            ConstraintKind::Count { of, .. } => of.iter().flat_map(Condition::issues).collect(),
            ConstraintKind::Sum { terms, .. } => terms.iter().map(|(issue, _)| *issue).collect(),
        };
        scope.sort_unstable();
        scope.dedup();
        scope
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_of_a_condition_is_divided_into_parts() {
        let sets = |numbers: [u8; 3]| -> Condition {
            let set = |bits: u8| -> OptionSet { (0..3).map(|option| bits >> option & 1 == 1).collect() };
            Condition(
                numbers
                    .into_iter()
                    .enumerate()
                    .filter(|(_, bits)| *bits < 8)
                    .map(|(at, b)| (IssueId::at(at), set(b)))
                    .collect(),
            )
        };
        for (one, other) in
            [([7, 3, 8], [1, 8, 6]), ([1, 1, 1], [2, 8, 8]), ([8, 8, 8], [3, 6, 5]), ([1, 2, 8], [3, 2, 8])]
        {
            let (one, other) = (sets(one), sets(other));
            let (both, apart) = (one.and(&other), one.minus(&other));
            for package in 0..27usize {
                let option = |issue: IssueId| OptionId::at(package / 3usize.pow(issue.index() as u32) % 3);
                let inside = one.holds(option);
                assert_eq!(both.as_ref().is_some_and(|both| both.holds(option)), inside && other.holds(option));
                let parts = apart.iter().filter(|part| part.holds(option)).count();
                assert_eq!(parts, usize::from(inside && !other.holds(option)));
            }
        }
    }
}
