//! What fits the statements, as data.

use super::names::Opening;
use super::parts::{Choice, choice};
use crate::elicit::{Contradiction, Elicited, Estimate, Fit, Found};
use crate::exact::Number;
use crate::model::{Level, Side, Statement, Statements};
use crate::problem::Problem;
use crate::problem::claims::words::Words;
use crate::search::{Outcome, Stop};
use crate::text::words::{list, number};
use crate::text::{quoted, visible};
use serde::{Deserialize, Serialize};

/// The report on [`Problem::elicit`].
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ElicitReport {
    /// What was asked, and what ids are called.
    #[serde(flatten)]
    pub opening: Opening,
    /// `fitted`, or `contradictory` if that is so for some party; `stopped` if that is not known of all.
    pub status: FittedName,
    /// How many statements there are.
    pub statements: usize,
    /// Why not all parties were looked at, if so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_by: Option<Stop>,
    /// The parties that something was said of, in the model's order.
    pub parties: Vec<ElicitedReport>,
}

/// Whether utilities fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FittedName {
    /// They fit all that was said.
    Fitted,
    /// What was said contradicts itself.
    Contradictory,
    /// It is not known of all parties.
    Stopped,
}

/// What was found out about one party.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ElicitedReport {
    /// The party.
    pub party: String,
    /// `fitted` or `contradictory`.
    pub status: FittedName,
    /// What options are worth.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<EstimateReport>,
    /// Statements of degree, and what the values make of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub graded: Vec<GradedReport>,
    /// Whether the values satisfy every ordinal statement exactly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holds: Option<bool>,
    /// Minimal sets of statements that cannot all be true.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contradictions: Vec<ContradictionReport>,
    /// Issues without values of which nothing was said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub untouched: Vec<String>,
}

/// What an option is worth.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GradedReport {
    /// Its place in the list of statements, from 0.
    pub statement: usize,
    /// What it says, in words.
    pub said: String,
    /// What was said.
    pub stated: Number,
    /// What the values give.
    pub fitted: Number,
}

/// Statements that contradict each other.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ContradictionReport {
    /// Their places in the list of statements, from 0.
    pub statements: Vec<usize>,
    /// What they say, in words.
    pub said: Vec<String>,
    /// Why they are made, in the author's words.
    pub because: Vec<Option<String>>,
    /// Whether a larger scale, or a smaller margin, would make room for all of them.
    pub by_scale: bool,
}

impl ElicitReport {
    /// Makes the report.
    pub fn new(problem: &Problem, statements: &Statements, found: &Outcome<Vec<Elicited>>) -> Self {
        let parties: Vec<ElicitedReport> =
            found.iter().map(|elicited| ElicitedReport::new(problem, statements, elicited)).collect();
        let fitted = parties.iter().all(|party| party.status == FittedName::Fitted);
        ElicitReport {
            opening: Opening::new(&problem.view(), "elicit"),
            status: match (fitted, found.stopped) {
                (false, _) => FittedName::Contradictory,
                (true, Some(_)) => FittedName::Stopped,
                (true, None) => FittedName::Fitted,
            },
            statements: statements.statements.len(),
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
            said: one.statements.iter().map(|at| said(problem, statements, *at)).collect(),
            because: one.statements.iter().map(|at| statements.statements.get(*at)?.because.clone()).collect(),
            by_scale: one.by_scale,
        };
        let (status, fit, contradictions) = match &elicited.outcome {
            Found::Fitted(fit) => (FittedName::Fitted, Some(fit), Vec::new()),
            Found::Contradictory(sets) => (FittedName::Contradictory, None, sets.iter().map(contradiction).collect()),
        };
        let graded = |fit: &Fit| fit.graded.clone();
        ElicitedReport {
            party: problem[elicited.party].id.clone(),
            status,
            values: fit.map_or_else(Vec::new, |fit| fit.values.iter().map(estimate).collect()),
            graded: (fit.map_or_else(Vec::new, graded).into_iter())
                .map(|one| GradedReport {
                    statement: one.statement,
                    said: said(problem, statements, one.statement),
                    stated: one.stated,
                    fitted: one.fitted,
                })
                .collect(),
            holds: fit.map(|fit| fit.holds),
            contradictions,
            untouched: elicited.untouched.iter().map(|issue| problem[*issue].id.clone()).collect(),
        }
    }
}

/// A statement in words, with its number in the file.
fn said(problem: &Problem, statements: &Statements, at: usize) -> String {
    let Some(statement) = statements.statements.get(at) else { return String::new() };
    let name =
        problem.party(&statement.party).map_or_else(|_| quoted(&statement.party), |at| Words { problem }.party(at));
    format!("statement {}: {name} {}", at + 1, what(problem, statement))
}

fn what(problem: &Problem, statement: &Statement) -> String {
    let words = Words { problem };
    let side = |side: &Side| match side {
        Side::Proposal(id) => {
            problem.proposal(id).map_or_else(|_| quoted(id), |proposal| visible(&proposal.name).into_owned())
        }
        Side::Options(options) if options.is_empty() => "what holds today".to_owned(),
        Side::Options(options) => {
            let named = |(issue_id, level): (&str, &Level)| match problem.option(issue_id, &level.to_string()) {
                Ok((at, chosen)) => words.settled(at, chosen),
                Err(_) => quoted(issue_id),
            };
            list(&options.iter().map(named).collect::<Vec<_>>())
        }
    };
    let named = |id: &String| problem.issue(id).map_or_else(|_| quoted(id), |at| words.issue(at));
    let by = statement.by.as_ref().map(|by| format!(", by about {}", number(&by.value))).unwrap_or_default();
    match statement {
        Statement { prefers: Some(a), to: Some(b), .. } => format!("prefers {} to {}{by}", side(a), side(b)),
        Statement { values: Some(a), at_least: Some(b), .. } => format!("values {} at least like {}", side(a), side(b)),
        Statement { values: Some(a), like: Some(b), .. } => format!("values {} like {}", side(a), side(b)),
        Statement { values: Some(a), at: Some(value), .. } => {
            format!("values {} at about {}", side(a), number(&value.value))
        }
        Statement { ranks: Some(sides), .. } => {
            format!("ranks {}", sides.iter().map(side).collect::<Vec<_>>().join(" above "))
        }
        Statement { accepts: Some(a), .. } => format!("would accept {}", side(a)),
        Statement { refuses: Some(a), .. } => format!("would refuse {}", side(a)),
        Statement { rises_with: Some(id), .. } => format!("likes more of {} no less", named(id)),
        Statement { falls_with: Some(id), .. } => format!("likes more of {} no more", named(id)),
        Statement { cares_about: Some(a), more_than: Some(b), .. } => {
            format!("cares about {} more than about {}", named(a), named(b))
        }
        _ => String::new(),
    }
}
