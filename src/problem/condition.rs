//! Conditions on options, compiled.

use super::{IssueId, OptionId};
use std::sync::Arc;

/// By option of an issue: whether it is in the set.
pub type OptionSet = Arc<[bool]>;

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
                Ok(at) => {
                    both.0[at].1 = both.0[at].1.iter().zip(set.iter()).map(|(one, other)| *one && *other).collect()
                }
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
