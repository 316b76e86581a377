//! Even swaps: what one change is worth in terms of another (Hammond, Keeney and Raiffa 1998, Even swaps: a rational method
//! for making trade-offs).
//!
//! The method asks how much of one thing a decision maker would give up for a stated change in another. Here the values
//! are known, so that the rate is a quotient of two exact differences of utility. Interactions make both depend on the
//! rest of the package, which therefore is stated; and what both changes add together need not be the sum.

use super::Change;
use super::moves::Move;
use crate::exact::Number;
use crate::problem::{IssueId, Package, PartyId, Settled, View};
use num_traits::Zero;

/// Two changes to a package, weighed against each other.
#[derive(Clone, Debug)]
pub struct Swap {
    /// The first change and the second.
    pub changes: [Change; 2],
    /// Both together.
    pub both: Move,
    /// Whether the package is feasible with the first change, with the second, with both.
    pub feasible: [bool; 3],
}

impl Swap {
    /// How many times the second change the first one is worth to a party; none if the second is worth nothing to it. A
    /// negative rate says that it likes one and dislikes the other, so that one can pay for the other.
    pub fn rate(&self, party: PartyId) -> Option<Number> {
        let [first, second] = [0, 1].map(|at| self.changes[at].alone[party.index()].value());
        (!second.is_zero()).then(|| (first / second).into())
    }
}

impl View<'_> {
    /// Weighs two changes to a package against each other, each an issue and how it is settled then. None if they do not settle
    /// two issues otherwise.
    pub fn swap(&self, package: &Package, first: &(IssueId, Settled), second: &(IssueId, Settled)) -> Option<Swap> {
        let with = |settled: &[&(IssueId, Settled)]| {
            settled.iter().fold(package.clone(), |package, (issue, by)| package.settling(self.problem(), *issue, by))
        };
        let both = Move::between(self.problem(), package, with(&[first, second]));
        let change = |issue: IssueId| both.changes.iter().find(|change| change.issue == issue).cloned();
        let changes = [change(first.0)?, change(second.0)?];
        let feasible = [&[first][..], &[second], &[first, second]].map(|settled| self.is_feasible(&with(settled)));
        (first.0 != second.0).then_some(Swap { changes, both, feasible })
    }
}
