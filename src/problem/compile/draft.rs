//! What options and combinations are worth, before scaling.

use crate::exact::Polynomial;
use crate::model::Path;
use crate::problem::{Condition, IssueId, LevelId, Moving, OptionId, PartyId, StateId};
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

/// A part of what a state adds to a utility, or of what a payoff comes to, before scaling.
pub(super) enum DraftWorth {
    Constant(Polynomial),
    /// An issue, with what its options are worth.
    Values(IssueId, Vec<(OptionId, Polynomial)>),
    When(Condition, Polynomial),
    Table(Vec<(IssueId, usize)>, Vec<Polynomial>),
    /// A continuous issue, with what its levels are worth: always, or where a condition holds.
    Levels {
        issue: IssueId,
        level: LevelId,
        condition: Option<Condition>,
        curve: Moving,
    },
}

/// Such a part, with why it is so and where it stands.
pub(super) struct DraftTerm {
    pub(super) worth: DraftWorth,
    pub(super) because: Option<String>,
    pub(super) path: Path,
}

impl DraftWorth {
    /// The issues whose options it depends on.
    pub(super) fn issues(&self) -> Vec<IssueId> {
        match self {
            DraftWorth::Constant(_) => Vec::new(),
            DraftWorth::Values(issue, _) => vec![*issue],
            DraftWorth::When(condition, _) => condition.issues().collect(),
            DraftWorth::Table(axes, _) => axes.iter().map(|(issue, _)| *issue).collect(),
            DraftWorth::Levels { condition, .. } => condition.iter().flat_map(Condition::issues).collect(),
        }
    }

    /// What it adds where each issue is settled by this option; levels aside.
    pub(super) fn at(&self, options: &[OptionId]) -> Option<&Polynomial> {
        match self {
            DraftWorth::Constant(value) => Some(value),
            DraftWorth::Values(issue, values) => {
                let chosen = options[issue.index()];
                values.iter().find(|(option, _)| *option == chosen).map(|(_, value)| value)
            }
            DraftWorth::When(condition, value) => condition.holds(|issue| options[issue.index()]).then_some(value),
            DraftWorth::Table(axes, cells) => {
                cells.get(axes.iter().fold(0, |cell, (issue, size)| cell * size + options[issue.index()].index()))
            }
            DraftWorth::Levels { .. } => None,
        }
    }
}
