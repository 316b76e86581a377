//! A frontier, as data.

use super::parts::{Agreement, Head, by_party};
use crate::exact::Number;
use crate::model::Keyed;
use crate::problem::View;
use crate::search::{FrontierAnswer, Target};
use serde::Serialize;

/// A point of a frontier.
pub type PointReport = Agreement;

/// The report on [`Search::frontier`](crate::Search::frontier).
#[derive(Clone, Debug, Serialize)]
pub struct FrontierReport {
    /// What was asked, and how it ended.
    #[serde(flatten)]
    pub head: Head,
    /// Whether all points are there.
    pub complete: bool,
    /// Of which packages it is the frontier: `acceptable` or `feasible`.
    pub frontier: &'static str,
    /// If points are missing but some are there: all points are there in which the first party has at least this utility.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub complete_from: Option<Number>,
    /// If the points are a cover: what it guarantees. The numbers of packages are then the least that there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cover: Option<CoverReport>,
    /// The points, by falling utility of the first party, then the second, …
    pub points: Vec<PointReport>,
}

/// What a cover guarantees: see [`Cover`](crate::Cover).
#[derive(Clone, Debug, Serialize)]
pub struct CoverReport {
    /// The share of each party's range that was asked for.
    pub epsilon: Number,
    /// By party, how much worse than a package the point may be that stands for it.
    pub tolerance: Keyed<Number>,
}

impl FrontierReport {
    /// Makes the report.
    pub fn new(view: &View, target: Target, answer: &FrontierAnswer) -> Self {
        let problem = view.problem();
        FrontierReport {
            head: Head::new(view, answer.status, &answer.counts, answer.ideal.as_deref()),
            complete: answer.complete,
            frontier: if target == Target::Feasible { "feasible" } else { "acceptable" },
            complete_from: answer.reached.map(|reached| problem.in_units(0, reached)),
            cover: answer.cover.as_ref().map(|cover| CoverReport {
                epsilon: cover.epsilon.clone(),
                tolerance: by_party(problem, |party| problem.in_units(party, cover.tolerance[party])),
            }),
            points: answer.frontier.points.iter().map(|point| Agreement::new(view, point)).collect(),
        }
    }
}
