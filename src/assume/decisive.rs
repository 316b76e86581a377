//! A decisive issue: the better option of it is better whatever is agreed on everything else. Lexicographic or "sacred"
//! values (Tetlock 2003; Atran and Axelrod 2008), in their cardinal form: no bundle makes up for a step on the issue.
//!
//! A violation is two options of which the first is better, all else equal, and two packages in which the second is at
//! least as good because of the rest.

use super::comparison::{Comparison, FORMS, Form};
use crate::problem::{Demand, Pick};

/// A party and an issue.
pub(super) struct Decisive {
    parties: [usize; 1],
    issue: usize,
    options: u16,
    /// Every issue: the packages compared may differ in all.
    issues: Vec<usize>,
}

impl Decisive {
    pub fn new(party: usize, issue: usize, options: usize, issues: usize) -> Self {
        Decisive { parties: [party], issue, options: options as u16, issues: (0..issues).collect() }
    }
}

impl Comparison for Decisive {
    fn parties(&self) -> &[usize] {
        &self.parties
    }

    fn issues(&self) -> &[usize] {
        &self.issues
    }

    fn width(&self) -> Option<u64> {
        None
    }

    fn forms(&self) -> Option<Vec<Form>> {
        if usize::from(self.options).checked_pow(2)? > FORMS {
            return None;
        }
        let copy = |option: u16, group: u8| {
            let pick = |issue: &usize| if *issue == self.issue { Pick::Option(option) } else { Pick::Free(group) };
            self.issues.iter().map(pick).collect::<Vec<Pick>>()
        };
        let party = self.parties[0];
        let pairs = (0..self.options).flat_map(|a| (0..self.options).filter(move |b| *b != a).map(move |b| (a, b)));
        let form = |(a, b): (u16, u16)| {
            let (better, overridden) = (vec![1, -1, 0, 0], vec![0, 0, -1, 1]);
            Form {
                distance: 0,
                copies: vec![copy(a, 0), copy(b, 0), copy(a, 1), copy(b, 2)],
                demands: vec![
                    Demand { party, weights: better.clone(), least: 1 },
                    Demand { party, weights: overridden.clone(), least: 0 },
                ],
                weights: vec![(party, better), (party, overridden)],
            }
        };
        Some(pairs.map(form).collect())
    }
}
