//! `zopa check`.

use super::desk::Desk;
use super::ending::{Ending, Refusal, STATUSES};
use super::format::Format;
use super::options::Files;
use super::source::Source;
use clap::Args;
use serde::{Deserialize, Serialize};
use zopa::exact::Number;
use zopa::model::{Diagnostic, Diagnostics, Keyed, Mended, mend};
use zopa::problem::{PartyId, Problem};
use zopa::report::SetReport;
use zopa::text::words::{number, readable_count};

/// Check a model file: what is wrong with it, and what is suspicious
///
/// Errors make the model unusable; every one is shown with its line and what to do about it. Warnings are legal but
/// perhaps not meant: an option that no package can use, an issue that a party does not value, a rule without effect, names
/// that are easily mistaken for each other.
///
/// With --mend, the result is the model with what can be put right without guessing: decimal commas, numbers in quotes, red
/// lines that stand with the party, options without a value beside others that have one (0, which says so). Each change is
/// told, and no other byte changes. What is then still wrong is shown.
#[derive(Args, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[command(after_help = format!("\
Examples:
  zopa check model.json
  zopa check model.json --strict --format json
  zopa check model.json --mend --output mended.json

With --strict, warnings end with status 1.

{STATUSES}"))]
pub struct Check {
    #[command(flatten)]
    #[serde(flatten)]
    files: Files,
    /// The form of the result
    #[arg(long, default_value = "text", value_parser = Format::among(Format::OF_FINDINGS))]
    #[serde(deserialize_with = "Format::of_findings")]
    format: Format,
    /// End with status 1 if there are warnings
    #[arg(long)]
    strict: bool,
    /// Write the model with what can be mended, and tell each change
    #[arg(long, conflicts_with_all = ["strict", "format"])]
    mend: bool,
}

/// The result as data.
#[derive(Serialize)]
struct Report<'d> {
    zopa: &'static str,
    report: u32,
    command: &'static str,
    /// `ok`, `warnings` or `errors`.
    status: &'static str,
    /// Whether a limit or an interruption ended the search for warnings.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    stopped: bool,
    /// The numbers that stand in the place of what the author wrote.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    set: Vec<SetReport>,
    summary: Option<Summary>,
    diagnostics: Vec<&'d Diagnostic>,
}

#[derive(Serialize)]
struct Summary {
    title: Option<String>,
    parties: usize,
    issues: usize,
    /// How many of the issues are continuous, if some are; then `packages` counts the ways to choose the options.
    #[serde(skip_serializing_if = "Option::is_none")]
    continuous: Option<usize>,
    packages: String,
    /// By party whose utilities follow curves: none is further than this from the true one.
    #[serde(skip_serializing_if = "Keyed::is_empty")]
    error: Keyed<Number>,
    /// How many numbers say that they are to be replaced.
    #[serde(skip_serializing_if = "Option::is_none")]
    to_replace: Option<usize>,
}

impl Check {
    /// Runs the command.
    pub fn run(self, desk: &Desk) -> Result<Ending, Refusal> {
        let source = Source::open(desk, &self.files.named.model, &self.files)?;
        source.has_no_steps("a model is checked as it is")?;
        if self.mend {
            return mended(desk, source);
        }
        let mut to_replace = 0;
        let (source, problem, diagnostics) = match source.load(desk) {
            Ok(loaded) => {
                let mut warnings = loaded.problem.check(&desk.limits());
                loaded.locate(&mut warnings);
                warnings.0.splice(0..0, loaded.notes.0);
                to_replace = loaded.model.to_replace();
                (loaded.source, Some(loaded.problem), warnings)
            }
            Err((source, diagnostics)) => (source, None, diagnostics),
        };
        let wrong = problem.is_none() || diagnostics.has_errors();
        let suspicious = !diagnostics.0.is_empty();
        let stopped = !wrong && desk.over().is_some();
        match self.format {
            Format::Text => {
                let findings = || format!("{}\n", source.render(&diagnostics, desk.host().colour()));
                let set: Vec<String> = problem.iter().flat_map(SetReport::of).map(|set| set.said()).collect();
                let set = if set.is_empty() { String::new() } else { format!("Set: {}\n", set.join("; ")) };
                let left = match to_replace {
                    0 => String::new(),
                    1 => "1 number is to be filled in\n".to_owned(),
                    left => format!("{left} numbers are to be filled in\n"),
                };
                let line = set + &summary_line(&source.name, problem.as_ref(), &diagnostics) + &left;
                // The line stands below the findings wherever both are read.
                match (wrong, suspicious) {
                    (true, _) => desk.host().complain(&(findings() + &line)),
                    (false, true) => desk.tell(&findings()),
                    (false, false) => {}
                }
                if !wrong {
                    desk.text(&line)?;
                }
            }
            _ => {
                let status = if wrong {
                    "errors"
                } else if suspicious {
                    "warnings"
                } else {
                    "ok"
                };
                let summary = problem.as_ref().filter(|_| !wrong).map(|problem| Summary {
                    title: problem.title().map(str::to_owned),
                    parties: problem.parties().len(),
                    issues: problem.issues().len(),
                    continuous: Some(problem.levels().issues.len()).filter(|count| *count > 0),
                    packages: problem.package_count().to_string(),
                    error: errors(problem),
                    to_replace: Some(to_replace).filter(|left| *left > 0),
                });
                let (zopa, diagnostics) = (env!("CARGO_PKG_VERSION"), diagnostics.iter().collect());
                let (report, command) = (zopa::report::FORMAT, "check");
                let set = problem.as_ref().map(SetReport::of).unwrap_or_default();
                let report = Report { zopa, report, command, status, stopped, set, summary, diagnostics };
                desk.json(&report)?;
            }
        }
        if stopped {
            desk.tell("stopped before everything was looked at: there may be more to warn of\n");
        }
        match (wrong, suspicious && self.strict) {
            (true, _) => Ok(Ending::Wrong),
            _ if stopped => Ok(Ending::Stopped),
            (false, true) => Ok(Ending::Negative),
            (false, false) => Ok(Ending::Answered),
        }
    }
}

/// Writes the model with what could be mended; what is then wrong is told.
fn mended(desk: &Desk, source: Source) -> Result<Ending, Refusal> {
    if source.foreign {
        let help = "import them, and mend the model that they become";
        return Err(Refusal::new("--mend is for models, and these are files of another program", Some(help)));
    }
    if !source.settings.is_empty() {
        return Err(Refusal::new("--mend writes the model as it is, without numbers that are --set", None));
    }
    let name = zopa::text::visible(&source.name).into_owned();
    let Some(Mended { text, changes }) = mend(source.bytes()) else {
        // What keeps it from being read says where it is.
        return Err(source
            .load(desk)
            .err()
            .map_or_else(|| Refusal::new("there is nothing to mend", None), Refusal::from));
    };
    let told = changes.iter().map(|change| format!("{name}:{}: {}\n", change.line, zopa::text::visible(&change.said)));
    desk.tell(&told.collect::<String>());
    if changes.is_empty() {
        desk.tell(&format!("{name}: nothing to mend\n"));
    }
    desk.text(&text)?;
    match source.holding(text.into_bytes()).load(desk) {
        Ok(_) => Ok(Ending::Answered),
        Err((source, left)) => {
            desk.host().complain(&source.render(&left, desk.host().colour()));
            Ok(Ending::Wrong)
        }
    }
}

/// What the model holds, and how many findings there are.
fn summary_line(name: &str, problem: Option<&Problem>, diagnostics: &Diagnostics) -> String {
    let name = zopa::text::visible(name);
    let count = |count: usize, what: &str| match count {
        0 => format!("no {what}s"),
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    };
    let mut line = match problem {
        None => format!("{name}: {}\n", count(diagnostics.0.len(), "error")),
        Some(problem) if problem.has_levels() => format!(
            "{name}: {}, {}, {} of them continuous; {} {} to choose the options; {}\n",
            count(problem.parties().len(), "party").replace("partys", "parties"),
            count(problem.issues().len(), "issue"),
            problem.levels().issues.len(),
            readable_count(&problem.package_count()),
            if problem.package_count() == 1u32.into() { "way" } else { "ways" },
            count(diagnostics.0.len(), "warning")
        ),
        Some(problem) => format!(
            "{name}: {}, {}, {} {}; {}\n",
            count(problem.parties().len(), "party").replace("partys", "parties"),
            count(problem.issues().len(), "issue"),
            readable_count(&problem.package_count()),
            if problem.package_count() == 1u32.into() { "package" } else { "packages" },
            count(diagnostics.0.len(), "warning")
        ),
    };
    for (party, error) in problem.map(errors).iter().flat_map(Keyed::iter) {
        let party = zopa::text::visible(party);
        line += &format!("{name}: utilities of {party} follow curves, and are exact to within {}\n", number(error));
    }
    line
}

/// By party whose utilities follow curves: no utility is further than this from the true one.
fn errors(problem: &Problem) -> Keyed<Number> {
    let error = |party: PartyId| (problem[party].id.clone(), problem.error(party));
    problem.party_ids().map(error).filter(|(_, error)| *error != Number::zero()).collect()
}
