//! From positions, by which the oracle counts, to ids and packages, and back.

use zopa::problem::{ConstraintId, StateId, UncertainId};
use zopa::{IssueId, OptionId, Package, PartyId, Problem, View};

fn nth<T>(mut ids: impl Iterator<Item = T>, at: usize) -> T {
    ids.nth(at).expect("one at this position")
}

/// What stands at a position of a problem.
pub trait At {
    fn asked(&self) -> &Problem;

    fn party_at(&self, at: usize) -> PartyId {
        nth(self.asked().party_ids(), at)
    }

    fn issue_at(&self, at: usize) -> IssueId {
        nth(self.asked().issue_ids(), at)
    }

    fn option_at(&self, issue: usize, option: usize) -> OptionId {
        nth(self.asked().option_ids(self.issue_at(issue)), option)
    }

    /// An issue and one of its options.
    fn choice_at(&self, (issue, option): (usize, usize)) -> (IssueId, OptionId) {
        (self.issue_at(issue), self.option_at(issue, option))
    }

    fn constraint_at(&self, at: usize) -> ConstraintId {
        nth(self.asked().constraint_ids(), at)
    }

    fn state_at(&self, at: usize) -> StateId {
        nth(self.asked().state_ids(), at)
    }

    fn uncertain_at(&self, at: usize) -> UncertainId {
        nth(self.asked().uncertain_ids(), at)
    }

    /// The package with these options, by issue.
    fn package_at(&self, options: &[usize]) -> Package {
        let option = |(issue, option): (usize, &usize)| self.option_at(issue, *option);
        Package::new(options.iter().enumerate().map(option).collect::<Vec<_>>())
    }
}

impl At for Problem {
    fn asked(&self) -> &Problem {
        self
    }
}

impl At for View<'_> {
    fn asked(&self) -> &Problem {
        self.problem()
    }
}

/// By issue, the position of the option that a package has.
pub fn positions(package: &Package) -> Vec<usize> {
    package.options().iter().map(|option| option.index()).collect()
}
