//! `zopa evaluate`.

use super::ending::{Ending, Failure, STATUSES};
use super::options::{Many, ModelBefore, Searching, many};
use super::output::{Destination, Format};
use super::{choices, input};
use clap::Args;
use std::time::Instant;
use zopa::report::{self, EvaluateReport};

/// Judge a package on the table: who accepts, who refuses and why, and what would be better for everybody
///
/// The package is one option for every issue, or a proposal of the model, or a proposal with some options changed.
#[derive(Args)]
#[command(after_help = format!("\
Examples:
  zopa evaluate model.json --proposal western-draft
  zopa evaluate model.json --proposal western-draft sanctions=phased
  zopa evaluate model.json price=100 delivery=12-weeks warranty=none
  zopa evaluate model.json relief=37.5 snapback=yes       (a level of a continuous issue)

{STATUSES}"))]
pub struct Arguments {
    #[command(flatten)]
    file: ModelBefore,
    /// The options (or levels) of the package, one for every issue; with --proposal, those that are changed
    #[arg(value_name = "ISSUE=OPTION", required_unless_present = "proposal")]
    choices: Vec<String>,
    /// Begin with a proposal of the model
    #[arg(long, value_name = "ID")]
    proposal: Option<String>,
    /// Lift a rule or a red line, by its id; may be given several times
    #[arg(long, value_name = "NAME")]
    without: Vec<String>,
    /// List so many of the packages that leave nobody worse off, or `all` [on a page: 3; as JSON: 100]. All of them are
    /// counted
    #[arg(long, value_name = "N", value_parser = many)]
    improvements: Option<Many>,
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
        let (loaded, choices) = input::load_with(&self.file.model, &self.choices, &self.file.reading)?;
        let problem = &loaded.problem;
        if problem.has_levels() {
            self.searching.no_engine()?;
        }
        let view = choices::without(problem.view(), &self.without)?;
        let (package, name) = choices::package(problem, self.proposal.as_deref(), &choices)?;
        let begun = Instant::now();
        let evaluation = view.evaluate(&package, &self.searching.limits());
        self.searching.tell(|| format!("evaluated in {:.1?}", begun.elapsed()));
        let page = |style| {
            report::text::evaluate(&view, &evaluation, name.as_deref(), Many::on_page(self.improvements, style))
        };
        let most = Many::in_report(self.improvements);
        let report = || EvaluateReport::with_improvements(&view, &evaluation, most);
        self.destination.finish(self.format, page, report)?;
        Ok(match (evaluation.acceptable, &evaluation.better) {
            (_, Err(_)) => Ending::Stopped,
            (true, Ok(_)) => Ending::Answered,
            (false, Ok(_)) => Ending::Negative,
        })
    }
}
