//! `zopa trades`.

use super::ending::{Ending, Failure, STATUSES};
use super::options::{ModelBefore, Searching};
use super::output::{Destination, Format};
use super::{choices, input};
use clap::Args;
use std::time::Instant;
use zopa::report::{self, SwapReport, TradesReport};

/// Find trades from a package on the table: issues to change together so that nobody loses, or that all accept
///
/// Looks for the smallest sets of issues that, settled otherwise together, leave nobody worse off and somebody better
/// off; and, if the package is refused, for those that make it acceptable. Then makes the best trade, and the next one,
/// up to the frontier. With --swap, weighs two changes against each other instead.
#[derive(Args)]
#[command(after_help = format!("\
Examples:
  zopa trades model.json --from draft
  zopa trades model.json --from draft sanctions=phased --issues 3
  zopa trades model.json --from draft --swap sanctions=phased,territory=de-facto

{STATUSES}"))]
pub struct Arguments {
    #[command(flatten)]
    file: ModelBefore,
    /// The options of the package, one for every issue; with --from, those that are changed
    #[arg(value_name = "ISSUE=OPTION", required_unless_present = "from")]
    choices: Vec<String>,
    /// Begin with a proposal of the model
    #[arg(long, value_name = "ID")]
    from: Option<String>,
    /// Change at most so many issues together [default: 4, or fewer where there are many trades]
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u8).range(1..=12))]
    issues: Option<u8>,
    /// Weigh two changes against each other: what each is worth to each party, and the rate
    #[arg(long, value_name = "ISSUE=OPTION,ISSUE=OPTION")]
    swap: Option<String>,
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
        let (package, name) = choices::package(problem, self.from.as_deref(), &choices)?;
        if let Some(swap) = &self.swap {
            let [first, second] = choices::two(problem, swap)?;
            let Ok(Some(swap)) = view.swap(&package, first, second) else {
                let help = "name two issues, each with another option than in the package";
                return Err(Failure::new("these are not two changes to the package", Some(help)));
            };
            let page = |style| report::text::swap(&view, &swap, name.as_deref(), style);
            self.destination.finish(self.format, page, || SwapReport::new(&view, &package, &swap))?;
            return Ok(Ending::Answered);
        }
        let begun = Instant::now();
        let reach = choices::reach(self.issues);
        let trades = view.trades(&package, &reach, &self.searching.limits());
        self.searching.tell(|| format!("looked for trades in {:.1?}", begun.elapsed()));
        let page = |style| report::text::trades(&view, &trades, name.as_deref(), style);
        self.destination.finish(self.format, page, || TradesReport::new(&view, &trades))?;
        Ok(match (trades.stop(), trades.any()) {
            (Some(_), _) => Ending::Stopped,
            (None, true) => Ending::Answered,
            (None, false) => Ending::Negative,
        })
    }
}
