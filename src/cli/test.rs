//! `zopa test`.

use super::ending::{Ending, Failure, STATUSES};
use super::options::{Changes, ModelFile, Searching};
use super::output::Destination;
use super::{choices, input};
use clap::{Args, ValueEnum};
use std::time::Instant;
use zopa::assume::{Assumption, Tested};
use zopa::report::{self, TestCounts, TestReport, VerdictName, printable};

/// Test what a model assumes: each assumption is proved over all packages, or refuted by the smallest counterexample
///
/// Assumptions stand in the model, under `assumptions`: "more relief is never worse for Russia", "no acceptable package has
/// a combat commitment". Nothing is sampled as long as it can be decided. An assumption is vacuous if there is nothing
/// that it speaks of. docs/assumptions.md tells how to write them.
#[derive(Args)]
#[command(after_help = format!("\
Examples:
  zopa test model.json
  zopa test model.json --only relief-helps --only no-combat
  zopa test model.json --format junit --output assumptions.xml

Status 1 if an assumption is refuted; with --strict, also if one is vacuous.

{STATUSES}"))]
pub struct Arguments {
    #[command(flatten)]
    file: ModelFile,
    /// Test only this assumption, by its id; may be given several times
    #[arg(long, value_name = "ID")]
    only: Vec<String>,
    /// End with status 1 also if an assumption is vacuous
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    changes: Changes,
    /// The form of the result
    #[arg(long, value_enum, default_value_t = TestFormat::Text)]
    format: TestFormat,
    #[command(flatten)]
    searching: Searching,
    #[command(flatten)]
    destination: Destination,
}

/// The form of the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum TestFormat {
    /// A page to read
    Text,
    /// Data for programs, with all digits
    Json,
    /// A test suite in JUnit's XML, for continuous integration
    Junit,
}

impl Arguments {
    /// Runs the command.
    pub fn run(self) -> Result<Ending, Failure> {
        let loaded = input::load_options(&self.file)?;
        let view = choices::changed(&loaded.problem, &self.changes)?;
        let mut tested = Vec::new();
        for assumption in self.chosen(loaded.problem.assumptions())? {
            let begun = Instant::now();
            let verdict = view.test(assumption, self.searching.engine(), &self.searching.limits());
            self.searching.tell(|| format!("{}: {:.1?}", printable(&assumption.name), begun.elapsed()));
            tested.push(Tested { assumption, verdict });
        }
        let to = &self.destination;
        match self.format {
            TestFormat::Text => to.text(&report::text::test(&view, &tested, to.style()))?,
            TestFormat::Json => to.json(&TestReport::new(&view, &tested))?,
            TestFormat::Junit => to.text(&report::junit(&view, &tested, &loaded.source.name))?,
        }
        let counts = TestCounts::of(&tested);
        Ok(match counts.status() {
            VerdictName::Refuted => Ending::Negative,
            VerdictName::Undecided => Ending::Stopped,
            _ if self.strict && counts.vacuous > 0 => Ending::Negative,
            _ => Ending::Answered,
        })
    }

    /// The assumptions asked for.
    fn chosen<'a>(&self, all: &'a [Assumption]) -> Result<Vec<&'a Assumption>, Failure> {
        for name in &self.only {
            if !all.iter().any(|assumption| assumption.name == *name) {
                let message = format!("no assumption is called `{}`", printable(name));
                let known: Vec<String> =
                    all.iter().take(12).map(|assumption| format!("`{}`", printable(&assumption.name))).collect();
                let help = match known.is_empty() {
                    true => "the model makes no assumptions".to_owned(),
                    false => format!("known here: {}", known.join(", ")),
                };
                return Err(Failure::new(&message, Some(&help)));
            }
        }
        let asked = |assumption: &&Assumption| self.only.is_empty() || self.only.contains(&assumption.name);
        Ok(all.iter().filter(asked).collect())
    }
}
