//! `zopa check`.

use super::desk::Desk;
use super::ending::{Ending, Refusal, STATUSES};
use super::format::Format;
use super::options::Files;
use super::source::Source;
use crate::pages::check::{held, left};
use clap::Args;
use serde::Deserialize;
use zopa::model::{Diagnostics, Mended, mend};
use zopa::report::{CheckReport, CheckedName, SetReport};
use zopa::text::visible;
use zopa::text::words::number;

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

{STATUSES}"))]
pub struct Check {
    #[command(flatten)]
    #[serde(flatten)]
    files: Files,
    /// The form of the result
    #[arg(long, default_value = "text", value_parser = Format::among(Format::OF_A_PAGE))]
    #[serde(deserialize_with = "Format::of_a_page")]
    format: Format,
    /// End with status 1 if there are warnings
    #[arg(long)]
    strict: bool,
    /// Write the model with what can be mended, and tell each change
    #[arg(long, conflicts_with_all = ["strict", "format"])]
    mend: bool,
}

impl Check {
    /// Runs the command.
    pub fn run(self, desk: &Desk) -> Result<Ending, Refusal> {
        let source = Source::open(desk, &self.files.named.model, &self.files)?;
        source.has_no_steps("a model is checked as it is")?;
        if self.mend {
            return mended(desk, source);
        }
        let (source, report, findings) = match source.load(desk) {
            Ok(loaded) => {
                let mut findings = loaded.problem.check(&desk.limits());
                loaded.locate(&mut findings);
                findings.0.splice(0..0, loaded.notes.0);
                let report = CheckReport::new(Some(&loaded.problem), &findings, loaded.model.to_replace(), desk.over());
                (loaded.source, report, findings)
            }
            Err((source, findings)) => (source, CheckReport::new(None, &findings, 0, None), findings),
        };
        match self.format {
            Format::Text => beside_lines(desk, &source, &findings, &report)?,
            format => desk.finish(format, &report)?,
        }
        if report.stopped {
            desk.tell("stopped before everything was looked at: there may be more to warn of\n");
        }
        Ok(match report.status {
            CheckedName::Errors => Ending::Wrong,
            _ if report.stopped => Ending::Stopped,
            CheckedName::Warnings if self.strict => Ending::Negative,
            _ => Ending::Answered,
        })
    }
}

/// Tells the findings beside the lines that they are about, and writes what the model holds: wherever both are read, it stands
/// below them.
fn beside_lines(desk: &Desk, source: &Source, findings: &Diagnostics, report: &CheckReport) -> Result<(), Refusal> {
    let name = visible(&source.name);
    let set: Vec<String> = report.opening.set.iter().map(SetReport::said).collect();
    let mut line = if set.is_empty() { String::new() } else { format!("Set: {}\n", set.join("; ")) };
    line += &format!("{name}: {}\n", held(report));
    for (party, error) in report.opening.error.iter() {
        let (party, error) = (visible(party), number(error));
        line += &format!("{name}: utilities of {party} follow curves, and are exact to within {error}\n");
    }
    line += &left(report).map(|left| format!("{left}\n")).unwrap_or_default();
    let shown = || format!("{}\n", source.render(findings, desk.host().colour()));
    match report.status {
        CheckedName::Errors => {
            desk.host().complain(&(shown() + &line));
            return Ok(());
        }
        CheckedName::Warnings => desk.tell(&shown()),
        CheckedName::Ok => {}
    }
    desk.text(&line)
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
    let name = visible(&source.name).into_owned();
    let Some(Mended { text, changes }) = mend(source.bytes()) else {
        // What keeps it from being read says where it is.
        return Err(source
            .load(desk)
            .err()
            .map_or_else(|| Refusal::new("there is nothing to mend", None), Refusal::from));
    };
    let told = changes.iter().map(|change| format!("{name}:{}: {}\n", change.line, visible(&change.said)));
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
