//! What options and combinations are worth, before scaling.

use crate::exact::Polynomial;
use crate::model::Path;
use crate::problem::{Condition, IssueId, PartyId, StateId};
use num_rational::BigRational;

/// A ceiling before its party's scale is known.
#[derive(Clone, Debug)]
pub(super) struct DraftCeiling {
    pub(super) at: BigRational,
    pub(super) because: Option<String>,
    /// Whether some package may exceed it.
    pub(super) binds: bool,
}

/// An interaction before its party's scale is known.
pub(super) struct DraftInteraction {
    pub(super) party: PartyId,
    pub(super) condition: Option<Condition>,
    pub(super) axes: Vec<(IssueId, usize)>,
    pub(super) cells: Vec<Polynomial>,
    pub(super) because: Option<String>,
    pub(super) path: Path,
    /// The state that it stands under.
    pub(super) state: Option<StateId>,
}

/// Utilities before scaling; indexed as in [`Problem`].
pub(super) struct Draft {
    pub(super) constants: Vec<Polynomial>,
    /// What a party has without a deal; by party.
    pub(super) disagreement: Vec<Polynomial>,
    /// The most that any package is worth; by party.
    pub(super) ceilings: Vec<Option<DraftCeiling>>,
    pub(super) values: Vec<Vec<Polynomial>>,
    pub(super) valued: Vec<Vec<bool>>,
    pub(super) interactions: Vec<DraftInteraction>,
}
