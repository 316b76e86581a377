//! A frontier, as data.

use super::parts::{Agreement, Head};
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
    /// The points, by falling utility of the first party, then the second, …
    pub points: Vec<PointReport>,
}

impl FrontierReport {
    /// Makes the report.
    pub fn new(view: &View, target: Target, answer: &FrontierAnswer) -> Self {
        FrontierReport {
            head: Head::new(view, answer.status, &answer.counts, answer.ideal.as_deref()),
            complete: answer.complete,
            frontier: if target == Target::Feasible { "feasible" } else { "acceptable" },
            points: answer.frontier.points.iter().map(|point| Agreement::new(view, point)).collect(),
        }
    }
}
