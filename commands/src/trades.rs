//! `zopa trades`.

use super::choices;
use super::desk::Desk;
use super::ending::{Ending, Refusal, STATUSES};
use super::format::Format;
use super::input::Levels;
use super::on_table::OnTable;
use super::options::{Asking, FilesBefore};
use super::written::{Choice, UpTo};
use clap::Args;
use serde::Deserialize;
use zopa::report::{SwapReport, TradesReport};

/// Find trades from a package on the table: issues to change together so that nobody loses, or that all accept
///
/// Looks for the smallest sets of issues that, settled otherwise together, leave nobody worse off and somebody better
/// off; and, if the package is refused, for those that make it acceptable. Then makes the best trade, and the next one,
/// up to the frontier. With --swap, weighs two changes against each other instead.
#[derive(Args, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[command(after_help = format!("\
Examples:
  zopa trades model.json --proposal draft
  zopa trades model.json --proposal draft sanctions=phased --issues 3
  zopa trades model.json --proposal draft --swap sanctions=phased,territory=de-facto

{STATUSES}"))]
pub struct Trades {
    #[command(flatten)]
    #[serde(flatten)]
    files: FilesBefore,
    #[command(flatten)]
    #[serde(flatten)]
    table: OnTable,
    /// Change at most so many issues together [default: 4, or fewer where there are many trades]
    #[arg(long, value_name = "K")]
    issues: Option<UpTo<12>>,
    /// Weigh two changes against each other: what each is worth to each party, and the rate
    #[arg(long, value_name = "ISSUE=OPTION,ISSUE=OPTION")]
    swap: Option<String>,
    /// The form of the result
    #[arg(long, default_value = "text", value_parser = Format::among(Format::OF_A_PAGE))]
    #[serde(deserialize_with = "Format::of_a_page")]
    format: Format,
    #[command(flatten)]
    #[serde(flatten)]
    asking: Asking,
}

impl Trades {
    /// Runs the command.
    pub fn run(mut self, desk: &Desk) -> Result<Ending, Refusal> {
        // What is swapped may be levels, too.
        let swapped = self.swap.iter().flat_map(|swap| swap.split(',')).map(|part| Choice::Written(part.to_owned()));
        let swapped: Vec<Choice> = swapped.collect();
        let loaded = self.table.load(desk, &self.files, &self.asking, Levels::ReadForAll, &swapped)?;
        let problem = &loaded.problem;
        problem.without_curves()?;
        let view = choices::changed(problem, &self.asking)?;
        let (package, name) = self.table.package(problem, &self.asking)?;
        if let Some(swap) = &self.swap {
            let [first, second] = choices::two(problem, swap)?;
            let Some(swap) = view.swap(&package, &first, &second) else {
                let help = "name two issues, each with another option or level than in the package";
                return Err(Refusal::new("these are not two changes to the package", Some(help)));
            };
            desk.finish(self.format, &SwapReport::new(&view, &package, &swap, name.as_deref()))?;
            return Ok(Ending::Answered);
        }
        let reach = choices::reach(self.issues.map(|issues| issues.0));
        let trades = self.asking.ask(desk, "looked for trades", |limits| view.trades(&package, &reach, limits));
        desk.finish(self.format, &TradesReport::new(&view, &trades, name.as_deref()))?;
        Ok(Ending::of(trades.stopped, trades.any()))
    }
}
