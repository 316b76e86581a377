//! `zopa counter`.

use super::choices;
use super::desk::Desk;
use super::ending::{Ending, Refusal, STATUSES};
use super::format::Format;
use super::input::Levels;
use super::on_table::OnTable;
use super::options::{Asking, FilesBefore};
use super::written::UpTo;
use clap::Args;
use serde::Deserialize;
use zopa::report::CounterReport;
use zopa::search::Limits;

/// Find what a party could propose instead of a package on the table
///
/// Looks for packages that the party prefers to it and that every other party still accepts: the best for the party, the
/// ones with the fewest changes, and those on the frontier. And for packages that are worth exactly as much to the party
/// and more to others.
#[derive(Args, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[command(after_help = format!("\
Examples:
  zopa counter model.json --party russia --proposal draft
  zopa counter model.json --party russia --proposal draft sanctions=phased --format json

{STATUSES}"))]
pub struct Counter {
    #[command(flatten)]
    #[serde(flatten)]
    files: FilesBefore,
    #[command(flatten)]
    #[serde(flatten)]
    table: OnTable,
    /// The party that looks for a counteroffer
    #[arg(long, value_name = "PARTY", required = true)]
    party: Option<String>,
    /// For the fewest changes, look at changes of at most so many issues [default: 4]
    #[arg(long, value_name = "K")]
    issues: Option<UpTo<12>>,
    /// The form of the result
    #[arg(long, default_value = "text", value_parser = Format::among(Format::OF_A_PAGE))]
    #[serde(deserialize_with = "Format::of_a_page")]
    format: Format,
    #[command(flatten)]
    #[serde(flatten)]
    asking: Asking,
}

impl Counter {
    /// Runs the command.
    pub fn run(mut self, desk: &Desk) -> Result<Ending, Refusal> {
        let loaded = self.table.load(desk, &self.files, &self.asking, Levels::ReadForAll, &[])?;
        let problem = &loaded.problem;
        problem.without_curves()?;
        let view = choices::changed(problem, &self.asking)?;
        let Some(party) = &self.party else {
            return Err(Refusal::new("the party that makes the offer is not named", Some("name it as `party`")));
        };
        let party = problem.party(party)?;
        let (package, name) = self.table.package(problem, &self.asking)?;
        let reach = choices::reach(self.issues.map(|issues| issues.0));
        let ask = |limits: &Limits| view.counteroffers(party, &package, &reach, limits);
        let offers = self.asking.ask(desk, "looked for counteroffers", ask);
        desk.finish(self.format, &CounterReport::new(&view, &offers, name.as_deref()))?;
        Ok(match offers.exist() {
            None => Ending::Stopped,
            Some(exist) => Ending::of(offers.stopped, exist),
        })
    }
}
