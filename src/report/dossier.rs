//! Everything there is to say of a model, as data: one report made of the others.

use super::brief::BriefReport;
use super::evaluate::EvaluateReport;
use super::explain::ExplainReport;
use super::frontier::{EntryReport, FrontierSummary};
use super::holds::HoldsReport;
use super::linkage::LinkageReport;
use super::names::Opening;
use super::protocol::ProtocolReport;
use super::solve::SolveReport;
use super::stability::StabilityReport;
use super::sweep::SweepReport;
use super::test::TestReport;
use crate::exact::Number;
use crate::model::{Keyed, Reason, dotted};
use crate::problem::View;
use crate::search::{FrontierAnswer, Target};
use serde::{Deserialize, Serialize};

/// What a model says, from the answer to its assumptions. What does not apply, or was not asked for, is left out.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DossierReport {
    /// What was asked, and what ids are called.
    #[serde(flatten)]
    pub opening: Opening,
    /// Whether what the concepts choose is told in full on the page.
    pub gains: bool,
    /// The answer in brief, and a term sheet.
    pub brief: BriefReport,
    /// What the concepts choose.
    pub solve: SolveReport,
    /// Why there is no agreement, if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explain: Option<ExplainReport>,
    /// What cannot be improved for one party without loss to another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frontier: Option<SampleReport>,
    /// By proposal, what becomes of it.
    #[serde(default, skip_serializing_if = "Keyed::is_empty")]
    pub proposals: Keyed<EvaluateReport>,
    /// How the issues are linked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linkage: Option<LinkageReport>,
    /// How far numbers may move while the answer stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stability: Option<StabilityReport>,
    /// What becomes of the answer when the numbers are drawn from their ranges.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sweep: Option<SweepReport>,
    /// What became of the assumptions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test: Option<TestReport>,
    /// Which promises of the Nash package would be kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holds: Option<HoldsReport>,
    /// What ways of talking lead to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<ProtocolReport>,
    /// By section that was asked for and could not be answered: why.
    #[serde(default, skip_serializing_if = "Keyed::is_empty")]
    pub left_out: Keyed<String>,
    /// The command line that makes it.
    #[serde(default)]
    pub asked: String,
    /// Where its author takes facts from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
    /// What its author says of numbers and rules: why, and where that is taken from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<ReasonReport>,
    /// Which file it is about; left out of what was imported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceReport>,
}

/// Why something in the model is as it is, in its author's words.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReasonReport {
    /// Where it stands, as it can be set.
    pub path: String,
    /// The number, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Number>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// Where that is taken from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

impl ReasonReport {
    /// What is said of one thing.
    pub fn new(reason: &Reason) -> Self {
        let Reason { path, value, because, source } = reason.clone();
        ReasonReport { path: dotted(&path), value, because, source }
    }
}

/// A file, told from others.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SourceReport {
    /// Its name.
    pub file: String,
    /// The SHA-256 of its bytes, in hexadecimal digits.
    pub sha256: String,
    /// How many bytes it has.
    pub bytes: usize,
}

/// A frontier of which not all has to be there.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SampleReport {
    /// All but the entries.
    #[serde(flatten)]
    pub summary: FrontierSummary,
    /// How many entries there are.
    pub entries: usize,
    /// How many of them are segments, with continuous issues.
    #[serde(default)]
    pub segments: usize,
    /// Those that are listed: all, or some at even distances in their order.
    pub sample: Vec<EntryReport>,
}

impl SampleReport {
    /// What was found, with these of the entries.
    pub fn new(view: &View, target: Target, answer: &FrontierAnswer, sample: Vec<EntryReport>) -> Self {
        SampleReport {
            summary: FrontierSummary::new(view, target, answer),
            entries: answer.entries(),
            segments: answer.segments(),
            sample,
        }
    }
}

impl DossierReport {
    /// How a report begins that begins as this one, but for the command.
    pub fn opening(of: &SolveReport) -> Opening {
        Opening { command: "report".to_owned(), ..of.head.opening.clone() }
    }
}
