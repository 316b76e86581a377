//! What every claim tells of itself, and what the files of claims share.

pub(super) use super::comparison::{
    Comparison, Form, Pattern, Slice, Way, least, matters, pairs, picks_beside, product, size,
};
pub(super) use super::patterns::{Replacing, States};
pub(super) use super::shapes::{OptionOrder, Switch};
pub(super) use super::words::{Shown, Words};
pub(super) use crate::exact::Number;
pub(super) use crate::model::{self, Change, Code, Conditions, Keyed, Level, Names, Quantity, Scales, Which};
pub(super) use crate::problem::compile::Reading;
pub(super) use crate::problem::{Condition, Demand, IssueId, OptionId, Package, PartyId, Problem, ProposalId};
pub(super) use crate::text::visible;
pub(super) use crate::text::words::{list, spoken, times};
pub(super) use itertools::Itertools;
pub(super) use num_traits::{One, Signed, ToPrimitive, Zero};

/// What every claim tells of itself.
pub(crate) trait Meaning {
    /// What is claimed, as a sentence without its end.
    fn sentence(&self, words: &Words) -> String;

    /// The comparisons that it makes, each by itself; none if it is about something else.
    fn comparisons<'c>(&'c self, _problem: &Problem) -> Vec<Comparison<'c>> {
        Vec::new()
    }

    /// What packages show against it, as a sentence without its end.
    fn refuted(&self, _shown: &Shown) -> String {
        String::new()
    }

    /// Whether it speaks of how the model is written, and not of packages.
    fn is_static(&self) -> bool {
        false
    }
}
