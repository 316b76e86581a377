//! Rules and red lines, compiled.

use crate::model::Path;

/// By option of an issue: whether it is in the set.
pub type OptionSet = Box<[bool]>;

/// All of these must hold: for each issue, that the chosen option is in the set. Issues are distinct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition(pub Vec<(usize, OptionSet)>);

impl Condition {
    /// Whether it holds for the options that `option` gives for each issue.
    pub fn holds(&self, option: impl Fn(usize) -> u16) -> bool {
        self.0.iter().all(|(issue, set)| set[usize::from(option(*issue))])
    }

    fn issues(&self) -> impl Iterator<Item = usize> {
        self.0.iter().map(|(issue, _)| *issue)
    }
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
        terms: Vec<(usize, Box<[i64]>)>,
        /// The least, scaled alike.
        min: Option<i64>,
        /// The most, scaled alike.
        max: Option<i64>,
    },
}

/// A rule, or a party's red line.
#[derive(Clone, Debug)]
pub struct Constraint {
    /// What must hold.
    pub kind: ConstraintKind,
    /// The party whose red line it is; none for a rule.
    pub party: Option<usize>,
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
    pub fn allows(&self, option: impl Fn(usize) -> u16 + Copy) -> bool {
        match &self.kind {
            ConstraintKind::Forbid(condition) => !condition.holds(option),
            ConstraintKind::Implies(premise, conclusion) => !premise.holds(option) || conclusion.holds(option),
            ConstraintKind::Count { of, min, max } => {
                let count = of.iter().filter(|condition| condition.holds(option)).count();
                (*min..=*max).contains(&count)
            }
            ConstraintKind::Sum { terms, min, max } => {
                let sum: i64 = terms.iter().map(|(issue, values)| values[usize::from(option(*issue))]).sum();
                min.is_none_or(|min| sum >= min) && max.is_none_or(|max| sum <= max)
            }
        }
    }

    /// The issues it speaks of, in ascending order, each once.
    pub fn scope(&self) -> Vec<usize> {
        let mut scope: Vec<usize> = match &self.kind {
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
