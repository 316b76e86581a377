//! How commands end, and what is wrong where they cannot begin.

use super::source::Source;
use serde::Serialize;
use std::fmt;
use zopa::model::{Diagnostic, Diagnostics};
use zopa::problem::OutOfRange;
use zopa::search::{Status, Stop};
use zopa::text::visible;

/// What every help text ends with.
pub const STATUSES: &str = "\
Exit status:
  0  answered
  1  answered in the negative: no agreement, the package is refused or is not the one that is chosen,
     no trade or counteroffer was found, an assumption or the claim of a certificate is refuted, an
     agreement is spurious, a promise would be broken, statements contradict each other, two reports,
     or the answers of models, differ; with --strict, also what is suspicious or vacuous
  2  the input or the command line is wrong, or a format cannot say what is in a model
  3  stopped before the answer was proven, or not decided (what was found so far is reported)";

/// How a command ends that gave an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// Answered.
    Answered,
    /// Answered in the negative.
    Negative,
    /// Stopped before the answer was proven.
    Stopped,
    /// The answer is what is wrong with the model.
    Wrong,
}

impl Ending {
    /// Stopped if something stopped it; else answered, or in the negative.
    pub(super) fn of(stopped: Option<Stop>, positive: bool) -> Self {
        match (stopped, positive) {
            (Some(_), _) => Ending::Stopped,
            (None, true) => Ending::Answered,
            (None, false) => Ending::Negative,
        }
    }

    /// The exit status that says so.
    pub fn status(self) -> u8 {
        match self {
            Ending::Answered => 0,
            Ending::Negative => 1,
            Ending::Wrong => 2,
            Ending::Stopped => 3,
        }
    }
}

impl From<Status> for Ending {
    fn from(status: Status) -> Self {
        match status {
            Status::Agreement => Ending::Answered,
            Status::NoAgreement => Ending::Negative,
            Status::Stopped(_) => Ending::Stopped,
        }
    }
}

/// What is wrong with the files or the options.
#[derive(Debug)]
pub struct Refusal(Wrong);

#[derive(Debug)]
enum Wrong {
    /// In the files.
    Files(Box<Source>, Diagnostics),
    /// In the question: messages, and what to do about each.
    Question(Vec<(String, Option<String>)>),
}

impl Refusal {
    /// A message, with what to do about it.
    pub fn new(message: &str, help: Option<&str>) -> Self {
        Refusal(Wrong::Question(vec![(message.to_owned(), help.map(str::to_owned))]))
    }

    /// The findings, if they are about what is in the files; each has its place there.
    pub fn diagnostics(&self) -> Option<&Diagnostics> {
        match &self.0 {
            Wrong::Files(_, findings) => Some(findings),
            Wrong::Question(_) => None,
        }
    }

    /// What is wrong, in a line: the first of it, if it is several things.
    pub fn message(&self) -> String {
        match &self.0 {
            Wrong::Files(_, findings) => findings.iter().next().map(|one| visible(&one.message).into_owned()),
            Wrong::Question(messages) => messages.first().map(|(message, _)| message.clone()),
        }
        .unwrap_or_default()
    }

    /// The findings as a text, with the lines of the files that they are about; in colour if a terminal shows it.
    pub fn render(&self, color: bool) -> String {
        match &self.0 {
            Wrong::Files(source, findings) => source.render(findings, color),
            Wrong::Question(messages) => {
                let help = |help: &String| format!("\n  help: {help}");
                let text = |(message, advice): &(String, Option<String>)| {
                    format!("error: {message}{}\n", advice.as_ref().map(help).unwrap_or_default())
                };
                messages.iter().map(text).collect()
            }
        }
    }
}

/// Findings about what is in files.
impl From<(Source, Diagnostics)> for Refusal {
    fn from((source, findings): (Source, Diagnostics)) -> Self {
        Refusal(Wrong::Files(Box::new(source), findings))
    }
}

/// Findings about the question: they have no place in a file.
impl From<Diagnostics> for Refusal {
    fn from(findings: Diagnostics) -> Self {
        let shown = |text: &str| visible(text).into_owned();
        let message = |finding: &Diagnostic| (shown(&finding.message), finding.help.as_deref().map(shown));
        Refusal(Wrong::Question(findings.iter().map(message).collect()))
    }
}

/// Numbers with ranges that leave what can be added up exactly.
impl From<OutOfRange> for Refusal {
    fn from(error: OutOfRange) -> Self {
        Refusal::new(&error.to_string(), Some("use fewer digits, or narrower ranges"))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.render(false).trim_end())
    }
}

impl std::error::Error for Refusal {}
