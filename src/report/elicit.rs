//! What fits the statements, as data.

use super::parts::{Choice, choice};
use crate::elicit::{Contradiction, Elicited, Estimate, Fit, Found};
use crate::exact::Number;
use crate::model::Statements;
use crate::problem::Problem;
use crate::search::{Outcome, Stop};
use serde::Serialize;

/// The report on [`Problem::elicit`].
#[derive(Clone, Debug, Serialize)]
pub struct ElicitReport {
    /// The version of the library.
    pub zopa: &'static str,
    /// The version of the report format.
    pub report: u32,
    /// `fitted`, or `contradictory` if that is so for some party; `stopped` if that is not known of all.
    pub status: &'static str,
    /// Why not all parties were looked at, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped_by: Option<Stop>,
    /// The parties that something was said of, in the model's order.
    pub parties: Vec<ElicitedReport>,
}

/// What was found out about one party.
#[derive(Clone, Debug, Serialize)]
pub struct ElicitedReport {
    /// The party.
    pub party: String,
    /// `fitted` or `contradictory`.
    pub status: &'static str,
    /// What options are worth.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<EstimateReport>,
    /// Statements of degree, and what the values make of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub graded: Vec<GradedReport>,
    /// Whether the values satisfy every ordinal statement exactly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holds: Option<bool>,
    /// Minimal sets of statements that cannot all be true.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contradictions: Vec<ContradictionReport>,
    /// Issues without values of which nothing was said.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub untouched: Vec<String>,
}

/// What an option is worth.
#[derive(Clone, Debug, Serialize)]
pub struct EstimateReport {
    /// The issue.
    pub issue: String,
    /// The option, or the level.
    pub option: Choice,
    /// A value that fits.
    pub value: Number,
    /// The least that fits.
    pub low: Number,
    /// The most that fits.
    pub high: Number,
}

/// A statement of degree.
#[derive(Clone, Debug, Serialize)]
pub struct GradedReport {
    /// Its place in the list of statements, from 0.
    pub statement: usize,
    /// What was said.
    pub stated: Number,
    /// What the values give.
    pub fitted: Number,
}

/// Statements that contradict each other.
#[derive(Clone, Debug, Serialize)]
pub struct ContradictionReport {
    /// Their places in the list of statements, from 0.
    pub statements: Vec<usize>,
    /// What they say, in words.
    pub said: Vec<String>,
    /// Whether a larger scale, or a smaller margin, would make room for all of them.
    pub by_scale: bool,
}

impl ElicitReport {
    /// Makes the report.
    pub fn new(problem: &Problem, statements: &Statements, found: &Outcome<Vec<Elicited>>) -> Self {
        let parties: Vec<ElicitedReport> =
            found.iter().map(|elicited| ElicitedReport::new(problem, statements, elicited)).collect();
        let fitted = parties.iter().all(|party| party.status == "fitted");
        ElicitReport {
            zopa: env!("CARGO_PKG_VERSION"),
            report: super::FORMAT,
            status: match (fitted, found.stopped) {
                (false, _) => "contradictory",
                (true, Some(_)) => "stopped",
                (true, None) => "fitted",
            },
            stopped_by: found.stopped,
            parties,
        }
    }
}

impl ElicitedReport {
    fn new(problem: &Problem, statements: &Statements, elicited: &Elicited) -> Self {
        let estimate = |estimate: &Estimate| {
            let (issue, option) = choice(problem, estimate.issue, estimate.option);
            let Estimate { value, low, high, .. } = estimate.clone();
            EstimateReport { issue, option, value, low, high }
        };
        let contradiction = |one: &Contradiction| ContradictionReport {
            statements: one.statements.clone(),
            said: one.statements.iter().map(|at| super::text::said(problem, statements, *at)).collect(),
            by_scale: one.by_scale,
        };
        let (status, fit, contradictions) = match &elicited.outcome {
            Found::Fitted(fit) => ("fitted", Some(fit), Vec::new()),
            Found::Contradictory(sets) => ("contradictory", None, sets.iter().map(contradiction).collect()),
        };
        let graded = |fit: &Fit| fit.graded.clone();
        ElicitedReport {
            party: problem[elicited.party].id.clone(),
            status,
            values: fit.map_or_else(Vec::new, |fit| fit.values.iter().map(estimate).collect()),
            graded: (fit.map_or_else(Vec::new, graded).into_iter())
                .map(|one| GradedReport { statement: one.statement, stated: one.stated, fitted: one.fitted })
                .collect(),
            holds: fit.map(|fit| fit.holds),
            contradictions,
            untouched: elicited.untouched.iter().map(|issue| problem[*issue].id.clone()).collect(),
        }
    }
}
