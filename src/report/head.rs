//! How reports on searches begin: how the search ended, and how many packages there are.

use super::names::Opening;
use super::parts::{by_party, given};
use crate::exact::Number;
use crate::model::Keyed;
use crate::problem::View;
use crate::search::{Counts, Status, Stop};
use num_bigint::BigUint;
use serde::{Deserialize, Serialize};

/// How a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StatusName {
    /// There is an agreement.
    Agreement,
    /// There is none, proven.
    NoAgreement,
    /// It stopped before that was known.
    Stopped,
    /// Utilities follow curves whose values are known within an error, and whether there is an agreement lies within it.
    Undecided,
}

/// How a search ended, and why it stopped before its answer was proven, if it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Ended {
    /// How it ended.
    pub status: StatusName,
    /// Why it stopped, if it did.
    pub stopped_by: Option<Stop>,
}

/// How a report on a search begins.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Head {
    /// What was asked, and what ids are called.
    #[serde(flatten)]
    pub opening: Opening,
    /// How it ended.
    #[serde(flatten)]
    pub ended: Ended,
    /// The ids of the parties, in declaration order.
    pub parties: Vec<String>,
    /// The ids of the continuous issues, if there are some.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub continuous: Vec<String>,
    /// With continuous issues: in how many ways the options of the other issues can be chosen, feasible or not; in decimal
    /// digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option_choices: Option<String>,
    /// Without continuous issues: how many packages there are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub packages: Option<PackageCounts>,
    /// By party, its utility without a deal.
    pub disagreement: Keyed<Number>,
    /// By party, its best utility among the packages that every party accepts.
    pub ideal: Option<Keyed<Number>>,
}

/// How many packages there are: exact, in decimal digits; `null` where counting would cost more than the answer, or where who accepts
/// what is known within an error only.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PackageCounts {
    /// All combinations of options.
    pub all: String,
    /// Those that satisfy all rules and red lines.
    pub feasible: Option<String>,
    /// Of these, those that every party accepts.
    pub individually_rational: Option<String>,
    /// Of the feasible ones, those that the acceptance rule passes; left out if that is the same question.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    pub acceptable: Option<Option<String>>,
}

impl From<Status> for Ended {
    fn from(status: Status) -> Self {
        let (status, stopped_by) = match status {
            Status::Agreement => (StatusName::Agreement, None),
            Status::NoAgreement => (StatusName::NoAgreement, None),
            Status::Stopped(stop) => (StatusName::Stopped, Some(stop)),
        };
        Ended { status, stopped_by }
    }
}

impl Head {
    pub(super) fn new(view: &View, command: &str, status: Status, counts: &Counts, ideal: Option<&[Number]>) -> Self {
        let problem = view.problem();
        let levels = problem.levels().issues.iter();
        let count = |count: &Option<BigUint>| count.as_ref().map(BigUint::to_string);
        // Who accepts what is not decided within the error of curves.
        let accepted = |accepted: &Option<BigUint>| count(accepted).filter(|_| problem.approximations().is_empty());
        Head {
            opening: Opening::new(view, command),
            ended: status.into(),
            parties: problem.parties().iter().map(|party| party.id.clone()).collect(),
            continuous: levels.map(|level| problem[level.issue].id.clone()).collect(),
            option_choices: problem.has_levels().then(|| counts.all.to_string()),
            packages: (!problem.has_levels()).then(|| PackageCounts {
                all: counts.all.to_string(),
                feasible: count(&counts.feasible),
                individually_rational: accepted(&counts.individually_rational),
                acceptable: (!view.acceptance().is_unanimous()).then(|| accepted(&counts.acceptable)),
            }),
            disagreement: by_party(problem, |party| view.disagreement(party)),
            ideal: ideal.map(|ideal| by_party(problem, |party| ideal[party.index()].clone())),
        }
    }
}
