//! A decisive issue: the better option of it is better whatever is agreed on everything else. Lexicographic or "sacred"
//! values (Tetlock 2003; Atran and Axelrod 2008), in their cardinal form: no bundle makes up for a step on the issue.
//!
//! A violation is two options of which the first is better, all else equal, and two packages in which the second is at
//! least as good because of the rest.

use super::prelude::*;

/// The better option of an issue is better whatever is agreed on all others.
#[derive(Clone, Debug, PartialEq)]
pub struct Decisive {
    /// The parties, each by itself.
    pub parties: Vec<PartyId>,
    /// The issues, each by itself.
    pub issues: Vec<IssueId>,
}

impl Decisive {
    pub(super) fn read(issues: &Names, reading: &mut Reading) -> Option<Self> {
        let issues = reading.issues(issues, false, reading.claim)?;
        Some(Decisive { parties: reading.parties.clone(), issues })
    }
}

impl Meaning for Decisive {
    fn comparisons<'c>(&'c self, problem: &Problem) -> Vec<Comparison<'c>> {
        let comparison = |(party, issue): (&PartyId, &IssueId)| {
            let options = problem[*issue].options.len();
            let steps = Steps { options, beside: problem.issue_ids().map(|other| other != *issue).collect() };
            // The packages compared may differ in all issues.
            Comparison {
                at_once: true,
                ..Comparison::of(*party, problem.issue_ids().collect(), options.checked_pow(2), steps)
            }
        };
        self.parties.iter().cartesian_product(&self.issues).map(comparison).collect()
    }

    fn sentence(&self, words: &Words) -> String {
        let (issues, who) = (words.issues(&self.issues), words.parties(&self.parties));
        format!("Nothing makes up for a worse option of {issues} to {who}")
    }

    fn refuted(&self, shown: &Shown) -> String {
        let (who, step, other) = (&shown.who, shown.step(0, 1), shown.step(2, 3));
        format!("{step} is for the worse for {who}, all else equal; but {other} is not")
    }
}

/// The steps on an issue.
struct Steps {
    options: usize,
    /// By issue of the problem, whether it is another one.
    beside: Vec<bool>,
}

impl Pattern for Steps {
    // Contexts of all other issues are never looked at one by one.
    fn each(&self, _slice: Option<&Slice>, _look: &mut dyn FnMut(Way)) {}

    fn forms(&self, parties: &[PartyId]) -> Vec<Form> {
        let party = parties[0];
        let form = |(a, b): (usize, usize)| {
            let copy = |option: usize, group| picks_beside(&self.beside, &[OptionId::at(option)], group);
            let (better, overridden) = (vec![1, -1, 0, 0], vec![0, 0, -1, 1]);
            let demand = |weights: &Vec<i64>, least| Demand { party, weights: weights.clone(), least };
            Form {
                distance: 0,
                copies: vec![copy(a, 0), copy(b, 0), copy(a, 1), copy(b, 2)],
                demands: vec![demand(&better, 1), demand(&overridden, 0)],
                weights: vec![(party, better), (party, overridden)],
            }
        };
        pairs(self.options).map(form).collect()
    }
}
