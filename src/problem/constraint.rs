//! Rules and red lines, compiled.

use super::condition::Condition;
use super::consent::Consents;
use super::{IssueId, MAX_UTILITY, OptionId, Package, PartyId};
use crate::model::Path;
use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive};

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
    /// Enough of those whose consent is asked must be satisfied.
    Consents(Box<Consents>),
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
            ConstraintKind::Consents(consents) => consents.allows(option),
        }
    }

    /// Whether a package satisfies it: levels of continuous issues are in some sums of utilities.
    pub(crate) fn allows_package(&self, package: &Package) -> bool {
        match &self.kind {
            ConstraintKind::Consents(consents) if consents.have_levels() => consents.allows_package(package),
            _ => self.allows(|issue| package.option(issue)),
        }
    }

    /// Whether it adds up utilities.
    pub(crate) fn is_over_utilities(&self) -> bool {
        let over = |consents: &Consents| consents.of.iter().any(|one| !one.utilities.is_empty());
        matches!(&self.kind, ConstraintKind::Consents(consents) if !consents.share_a_belief && over(consents))
    }

    /// Whether it asks for a belief that all could share.
    pub(crate) fn asks_for_a_shared_belief(&self) -> bool {
        matches!(&self.kind, ConstraintKind::Consents(consents) if consents.share_a_belief)
    }

    /// Whether levels of continuous issues decide about it, too: then [`Constraint::allows`] is no more than what options tell.
    pub(crate) fn has_levels(&self) -> bool {
        matches!(&self.kind, ConstraintKind::Consents(consents) if consents.have_levels())
    }

    /// The issues it speaks of, in ascending order, each once.
    pub fn scope(&self) -> Vec<IssueId> {
        let mut scope: Vec<IssueId> = match &self.kind {
            ConstraintKind::Forbid(condition) => condition.issues().collect(),
            ConstraintKind::Implies(premise, conclusion) => premise.issues().chain(conclusion.issues()).collect(),
            ConstraintKind::Count { of, .. } => of.iter().flat_map(Condition::issues).collect(),
            ConstraintKind::Sum { terms, .. } => terms.iter().map(|(issue, _)| *issue).collect(),
            ConstraintKind::Consents(consents) => consents.of.iter().flat_map(|one| one.issues()).collect(),
        };
        scope.sort_unstable();
        scope.dedup();
        scope
    }
}
