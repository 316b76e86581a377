//! `zopa counter`.

use super::ending::{Ending, Failure, STATUSES};
use super::options::{ModelBefore, Searching};
use super::output::{Destination, Format};
use super::{choices, input};
use clap::Args;
use std::time::Instant;
use zopa::report::{self, CounterReport};

/// Find what a party could propose instead of a package on the table
///
/// Looks for packages that the party prefers to it and that every other party still accepts: the best for the party, the
/// ones with the fewest changes, and those on the frontier. And for packages that are worth exactly as much to the party
/// and more to others.
#[derive(Args)]
#[command(after_help = format!("\
Examples:
  zopa counter model.json --party russia --to draft
  zopa counter model.json --party russia --to draft sanctions=phased --format json

{STATUSES}"))]
pub struct Arguments {
    #[command(flatten)]
    file: ModelBefore,
    /// The options of the package, one for every issue; with --to, those that are changed
    #[arg(value_name = "ISSUE=OPTION", required_unless_present = "to")]
    choices: Vec<String>,
    /// The party that looks for a counteroffer
    #[arg(long, value_name = "PARTY")]
    party: String,
    /// Begin with a proposal of the model
    #[arg(long, value_name = "ID")]
    to: Option<String>,
    /// For the fewest changes, look at changes of at most so many issues [default: 4]
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u8).range(1..=12))]
    issues: Option<u8>,
    /// Lift a rule or a red line, by its id; may be given several times
    #[arg(long, value_name = "NAME")]
    without: Vec<String>,
    /// The form of the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    searching: Searching,
    #[command(flatten)]
    destination: Destination,
}

impl Arguments {
    /// Runs the command.
    pub fn run(self) -> Result<Ending, Failure> {
        let (loaded, choices) = input::load_options_with(&self.file.model, &self.choices, &self.file.reading)?;
        let problem = &loaded.problem;
        let view = choices::without(problem.view(), &self.without)?;
        let party = problem.party(&self.party).map_err(|diagnostics| choices::all_unknown(&diagnostics))?;
        let (package, name) = choices::package(problem, self.to.as_deref(), &choices)?;
        let begun = Instant::now();
        let reach = choices::reach(self.issues);
        let offers = view.counteroffers(party, &package, &reach, &self.searching.limits());
        self.searching.tell(|| format!("looked for counteroffers in {:.1?}", begun.elapsed()));
        let page = |style| report::text::counter(&view, &offers, name.as_deref(), style);
        self.destination.finish(self.format, page, || CounterReport::new(&view, &offers))?;
        Ok(match (offers.stop(), offers.exist()) {
            (Some(_), _) | (None, None) => Ending::Stopped,
            (None, Some(true)) => Ending::Answered,
            (None, Some(false)) => Ending::Negative,
        })
    }
}
