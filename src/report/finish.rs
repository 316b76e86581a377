//! How talks end, as data.

use super::parts::{Choice, by_party, choices};
use crate::exact::Number;
use crate::model::Keyed;
use crate::problem::{PartyId, Problem};
use crate::protocol::{End, Finish};
use serde::{Deserialize, Serialize};

/// In which way talks end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FinishName {
    /// A package is agreed.
    Agreed,
    /// The package on the table is refused.
    Refused,
    /// Nothing is on the table.
    Nothing,
    /// Time is over.
    Deadline,
    /// They broke down.
    BrokenDown,
    /// Somebody leaves.
    Left,
}

/// How talks end.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FinishReport {
    /// How likely it is.
    pub likely: Number,
    /// In which way.
    pub finish: FinishName,
    /// In which round, where there are rounds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round: Option<usize>,
    /// The package that is agreed, or the last one on the table.
    pub package: Option<Keyed<Choice>>,
    /// By party that refuses, what it is short by; 0 if it refuses for a red line alone.
    #[serde(default, skip_serializing_if = "Keyed::is_empty")]
    pub refused_by: Keyed<Number>,
    /// The rules and red lines that the package breaks, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub broken: Vec<String>,
    /// Who leaves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_by: Vec<String>,
    /// By party, its gain over no deal then.
    pub gains: Keyed<Number>,
}

impl FinishReport {
    pub(super) fn new(problem: &Problem, end: &End) -> Self {
        let (finish, left_by) = match &end.finish {
            Finish::Agreed => (FinishName::Agreed, Vec::new()),
            Finish::Refused => (FinishName::Refused, Vec::new()),
            Finish::Nothing => (FinishName::Nothing, Vec::new()),
            Finish::Deadline => (FinishName::Deadline, Vec::new()),
            Finish::BrokenDown => (FinishName::BrokenDown, Vec::new()),
            Finish::LeftBy(parties) => (FinishName::Left, party_ids(problem, parties)),
        };
        let broken = end.broken.iter().map(|at| problem[*at].name.clone());
        let mut broken: Vec<String> =
            broken.chain(end.broken_levels.iter().map(|at| problem[*at].name.clone())).collect();
        broken.dedup();
        let refused = end.refused_by.iter();
        FinishReport {
            likely: end.likely.clone(),
            finish,
            round: end.round,
            package: end.package.as_ref().map(|package| choices(problem, package)),
            refused_by: refused.map(|(party, short)| (problem[*party].id.clone(), short.clone())).collect(),
            broken,
            left_by,
            gains: by_party(problem, |party| end.gains[party.index()].clone()),
        }
    }
}

/// The ids of parties.
pub(super) fn party_ids(problem: &Problem, parties: &[PartyId]) -> Vec<String> {
    parties.iter().map(|party| problem[*party].id.clone()).collect()
}
