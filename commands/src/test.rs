//! `zopa test`.

use super::choices;
use super::desk::Desk;
use super::ending::{Ending, Refusal, STATUSES};
use super::format::Format;
use super::input::{self, Levels};
use super::options::{Asking, Files};
use crate::pages::junit::junit;
use clap::Args;
use serde::Deserialize;
use zopa::assume::{Assumption, Tested};
use zopa::report::{TestReport, VerdictName};
use zopa::search::Limits;
use zopa::text::visible;

/// Test what a model assumes: each assumption is proved over all packages, or refuted by the smallest counterexample
///
/// Assumptions stand in the model, under `assumptions`: "more relief is never worse for Russia", "no acceptable package has
/// a combat commitment". Nothing is sampled as long as it can be decided. An assumption is vacuous if there is nothing
/// that it speaks of. docs/assumptions.md tells how to write them.
#[derive(Args, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[command(after_help = format!("\
Examples:
  zopa test model.json
  zopa test model.json --only relief-helps --only no-combat
  zopa test model.json --format junit --output assumptions.xml

Status 1 if an assumption is refuted; with --strict, also if one is vacuous.

{STATUSES}"))]
pub struct Test {
    #[command(flatten)]
    #[serde(flatten)]
    files: Files,
    /// Test only this assumption, by its id; may be given several times
    #[arg(long, value_name = "ID")]
    only: Vec<String>,
    /// End with status 1 also if an assumption is vacuous
    #[arg(long)]
    strict: bool,
    /// The form of the result
    #[arg(long, default_value = "text", value_parser = Format::among(Format::OF_A_TEST))]
    #[serde(deserialize_with = "Format::of_a_test")]
    format: Format,
    #[command(flatten)]
    #[serde(flatten)]
    asking: Asking,
}

impl Test {
    /// Runs the command.
    pub fn run(self, desk: &Desk) -> Result<Ending, Refusal> {
        let loaded = input::load(desk, &self.files)?.asked(desk, &self.asking, &[], Levels::InStepsOfClaims)?;
        loaded.problem.without_curves()?;
        let view = choices::changed(&loaded.problem, &self.asking)?;
        let mut tested = Vec::new();
        for assumption in self.chosen(loaded.problem.assumptions())? {
            let decided = format!("decided `{}`", visible(&assumption.name));
            let ask = |limits: &Limits| view.test(assumption, self.asking.engine(), limits);
            let verdict = self.asking.ask(desk, &decided, ask);
            tested.push(Tested { assumption, verdict });
        }
        let report = TestReport::new(&view, &tested);
        match self.format {
            Format::Junit => desk.text(&junit(&report, &loaded.source.name))?,
            format => desk.finish(format, &report)?,
        }
        Ok(match report.status {
            VerdictName::Refuted => Ending::Negative,
            VerdictName::Undecided => Ending::Stopped,
            _ if self.strict && report.counts.vacuous > 0 => Ending::Negative,
            _ => Ending::Answered,
        })
    }

    /// The assumptions asked for.
    fn chosen<'a>(&self, all: &'a [Assumption]) -> Result<Vec<&'a Assumption>, Refusal> {
        for name in &self.only {
            if !all.iter().any(|assumption| assumption.name == *name) {
                let message = format!("no assumption is called `{}`", visible(name));
                let known: Vec<String> =
                    all.iter().take(12).map(|assumption| format!("`{}`", visible(&assumption.name))).collect();
                let help = match known.is_empty() {
                    true => "the model makes no assumptions".to_owned(),
                    false => format!("known here: {}", known.join(", ")),
                };
                return Err(Refusal::new(&message, Some(&help)));
            }
        }
        let asked = |assumption: &&Assumption| self.only.is_empty() || self.only.contains(&assumption.name);
        Ok(all.iter().filter(asked).collect())
    }
}
