//! What is wrong with a model, and what is suspicious, as data.

use super::names::Opening;
use crate::exact::Number;
use crate::model::{Diagnostic, Diagnostics, Keyed, Place, Related, Severity, Span};
use crate::problem::Problem;
use crate::search::Stop;
use serde::{Deserialize, Serialize};

/// The report on [`Problem::check`], or on what keeps a model from being read.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CheckReport {
    /// What was asked, and what ids are called; no names where the model cannot be used.
    #[serde(flatten)]
    pub opening: Opening,
    /// What came of it.
    pub status: CheckedName,
    /// Whether a limit or an interruption ended the search for warnings.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stopped: bool,
    /// Which one, if so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_by: Option<Stop>,
    /// What the model holds; `null` if it cannot be used.
    pub summary: Option<HeldReport>,
    /// The findings, in the order of the text.
    pub diagnostics: Vec<FindingReport>,
}

/// What came of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CheckedName {
    /// Nothing was found.
    Ok,
    /// The model can be used, and perhaps not everything is meant.
    Warnings,
    /// It cannot be used.
    Errors,
}

/// What a model holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HeldReport {
    /// Its title.
    pub title: Option<String>,
    /// How many parties.
    pub parties: usize,
    /// How many issues.
    pub issues: usize,
    /// How many of the issues are continuous, if some are; then `packages` counts the ways to choose the options.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continuous: Option<usize>,
    /// How many packages there are, feasible or not; in decimal digits.
    pub packages: String,
    /// By party whose utilities follow curves: none is further than this from the true one.
    #[serde(default, skip_serializing_if = "Keyed::is_empty")]
    pub error: Keyed<Number>,
    /// How many numbers say that they are to be replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_replace: Option<usize>,
}

/// A finding.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FindingReport {
    /// How bad it is.
    pub severity: Severity,
    /// What kind it is: the text of a [`Code`](crate::model::Code).
    pub code: String,
    /// What is wrong, in one line.
    pub message: String,
    /// Where.
    #[serde(flatten)]
    pub place: FoundAtReport,
    /// A few words beside the place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// What to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// Other places that have to do with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<RelatedReport>,
}

/// A place in the author's files.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FoundAtReport {
    /// The path of the value, like `$.issues.price.options[2]`.
    pub path: String,
    /// Where it stands in the text, if there is a text.
    pub span: Option<Span>,
    /// The file in which it stands, where a model comes from several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

/// Another place that has to do with a finding.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RelatedReport {
    /// Where.
    #[serde(flatten)]
    pub place: FoundAtReport,
    /// What is there.
    pub message: String,
}

impl CheckReport {
    /// Makes the report. The problem is there if the model can be compiled; `to_replace` counts its numbers that are to be filled in.
    pub fn new(problem: Option<&Problem>, found: &Diagnostics, to_replace: usize, stopped: Option<Stop>) -> Self {
        let opening =
            problem.map_or_else(|| Opening::of_none("check"), |problem| Opening::new(&problem.view(), "check"));
        let usable = problem.filter(|_| !found.has_errors());
        let stopped = stopped.filter(|_| usable.is_some());
        let summary = usable.map(|problem| HeldReport {
            title: problem.title().map(str::to_owned),
            parties: problem.parties().len(),
            issues: problem.issues().len(),
            continuous: Some(problem.levels().issues.len()).filter(|count| *count > 0),
            packages: problem.package_count().to_string(),
            error: opening.error.clone(),
            to_replace: Some(to_replace).filter(|left| *left > 0),
        });
        CheckReport {
            opening,
            status: match (&summary, found.0.is_empty()) {
                (None, _) => CheckedName::Errors,
                (Some(_), false) => CheckedName::Warnings,
                (Some(_), true) => CheckedName::Ok,
            },
            stopped: stopped.is_some(),
            stopped_by: stopped,
            summary,
            diagnostics: found.iter().map(FindingReport::new).collect(),
        }
    }
}

impl FindingReport {
    fn new(found: &Diagnostic) -> Self {
        let related =
            |one: &Related| RelatedReport { place: FoundAtReport::new(&one.place), message: one.message.clone() };
        FindingReport {
            severity: found.severity,
            code: found.code.to_string(),
            message: found.message.clone(),
            place: FoundAtReport::new(&found.place),
            label: found.label.clone(),
            help: found.help.clone(),
            related: found.related.iter().map(related).collect(),
        }
    }
}

impl FoundAtReport {
    fn new(place: &Place) -> Self {
        let file = place.file.as_deref().map(str::to_owned);
        FoundAtReport { path: place.path.to_string(), span: place.span, file }
    }
}
