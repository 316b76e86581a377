//! Numbers that the author gave a range, and what depends on them.
//!
//! A [`Problem`](super::Problem) is solved with every number at its value. Beside that it keeps which numbers are
//! uncertain, and how each of its own numbers depends on them: a polynomial in their deviations
//! ([`crate::exact::Polynomial`]), so that other numbers can be put in without compiling again.

use super::{DriverId, IssueId, OptionId, PartyId, StateId};
use crate::exact::{Number, Polynomial, Terms};
use crate::model::Path;

/// A number with a range.
#[derive(Clone, Debug)]
pub struct Uncertain {
    /// Whose utility, belief, weight or disagreement value it enters.
    pub party: PartyId,
    /// What the number is.
    pub role: Role,
    /// Where it stands in the file.
    pub path: Path,
    /// The number itself.
    pub value: Number,
    /// The least it may be.
    pub low: Number,
    /// The most it may be.
    pub high: Number,
    /// How likely the values between are.
    pub distribution: crate::model::Distribution,
    /// The common factor that it moves with, and its rank correlation with it.
    pub factor: Option<(DriverId, Number)>,
    /// Why it is so, in the author's words.
    pub because: Option<String>,
}

/// What an uncertain number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A utility without a deal.
    Disagreement,
    /// A weight in the Nash product.
    Weight,
    /// Part of every package's utility.
    Constant,
    /// What an issue is worth: one of its options, or all of them (a number for each unit, a weight, a point).
    Value {
        /// The issue.
        issue: IssueId,
        /// The option, if it is one.
        option: Option<OptionId>,
    },
    /// What a combination of options is worth.
    Combination,
    /// How likely a party thinks a state.
    Belief {
        /// The state.
        state: StateId,
    },
    /// How likely a party thinks a promise kept.
    Credibility,
    /// A payoff that an event depends on.
    Payoff,
}

/// In polynomials, positions from here on are those of probabilities that follow from payoffs: uncertain numbers that
/// follow from others.
pub(crate) const DERIVED: usize = 1 << 20;
/// And from here on those of beliefs, which questions may move whether or not the author calls them uncertain.
pub(crate) const LEVERS: usize = 1 << 30;

/// A belief that a question may move.
#[derive(Clone, Debug)]
pub(crate) struct Lever {
    pub party: PartyId,
    pub state: StateId,
    /// Which of the beliefs given a combination of options; none: the one where nothing else is said.
    pub case: Option<usize>,
    /// Whether the author gives no combination: where nothing else is said, or for what an event comes to there.
    pub ungiven: bool,
    /// What the belief comes to with other numbers, as long as no question moves it.
    pub belief: Polynomial,
}

/// One of a problem's numbers that depends on uncertain ones.
#[derive(Clone, Debug)]
pub(crate) struct Dependence {
    pub cell: Cell,
    /// What deviations add to it, in the author's units.
    pub terms: Terms,
}

/// Where such a number stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    Disagreement {
        party: usize,
    },
    Constant {
        party: usize,
    },
    Value {
        party: usize,
        issue: usize,
        option: usize,
    },
    /// An entry of an interaction, by position in `Problem::interactions`; of a condition, the only one.
    Interaction {
        party: usize,
        at: usize,
        entry: usize,
    },
}

impl Cell {
    /// Whose utility it is part of.
    pub(crate) fn party(self) -> usize {
        match self {
            Cell::Disagreement { party }
            | Cell::Constant { party }
            | Cell::Value { party, .. }
            | Cell::Interaction { party, .. } => party,
        }
    }
}
