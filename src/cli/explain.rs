//! `zopa explain`.

use super::ending::{Ending, Failure, STATUSES};
use super::options::{Changes, ModelBefore, Searching};
use super::output::{Destination, Format};
use super::{choices, input};
use clap::Args;
use std::time::{Duration, Instant};
use zopa::report::{self, ConcessionsReport, ExplainReport};
use zopa::{IssueId, Limits, Settled, View};

/// Explain why nothing can be agreed, or why a package is refused and what would mend it
///
/// Without a package: if there is no agreement, the smallest sets of demands that cannot be had together, those that
/// would have to be given up, who is short by how much, and whether anything could compensate. What --fix settles is such
/// a demand. With a package: why each party refuses it, the fewest changes with which it would accept, and the nearest
/// packages that everybody accepts; there --fix keeps an issue as it is.
#[derive(Args)]
#[command(after_help = format!("\
Examples:
  zopa explain model.json
  zopa explain model.json --fix deployment=preemptive --fix territory=no-recognition
  zopa explain model.json --proposal western-draft
  zopa explain model.json --proposal western-draft sanctions=phased --fix deployment=preemptive

{STATUSES}"))]
pub struct Arguments {
    #[command(flatten)]
    file: ModelBefore,
    /// The options of a package, one for every issue; with --proposal, those that are changed
    #[arg(value_name = "ISSUE=OPTION")]
    choices: Vec<String>,
    /// Explain a proposal of the model
    #[arg(long, value_name = "ID")]
    proposal: Option<String>,
    #[command(flatten)]
    changes: Changes,
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
        let view = choices::changed(&loaded.problem, &self.changes)?;
        if self.proposal.is_some() || !choices.is_empty() {
            self.package(&view, &choices)
        } else {
            self.question(&view)
        }
    }

    /// What stands in the way of an agreement.
    fn question(&self, view: &View) -> Result<Ending, Failure> {
        let problem = view.problem();
        let option = |(issue, by): (IssueId, Settled)| match by {
            Settled::Option(option) => Some((issue, option)),
            Settled::Level(_) => None,
        };
        let fixed: Vec<_> = choices::fixed(problem, &self.changes)?.into_iter().filter_map(option).collect();
        let free = choices::without(problem.view(), &self.changes.without)?;
        let begun = Instant::now();
        let obstacles = free.obstacles(&fixed, &self.searching.limits());
        self.searching.tell(|| format!("looked for the reasons; {:.1?}", begun.elapsed()));
        let page = |style| report::text::explain(view, &obstacles, style);
        self.destination.finish(self.format, page, || ExplainReport::new(view, &obstacles))?;
        Ok(match obstacles {
            Ok(None) => Ending::Answered,
            Ok(Some(found)) if found.stopped().is_none() => Ending::Negative,
            _ => Ending::Stopped,
        })
    }

    /// Why a package is refused, and what would mend it.
    fn package(&self, view: &View, choices: &[String]) -> Result<Ending, Failure> {
        let problem = view.problem();
        let (package, name) = choices::package(problem, self.proposal.as_deref(), choices)?;
        for (issue, by) in choices::fixed(problem, &self.changes)? {
            if package.settled(problem, issue) != by {
                let message = format!(
                    "the package settles `{}` otherwise than --fix says",
                    report::printable(&problem[issue].id)
                );
                return Err(Failure::new(&message, Some("--fix keeps an issue as the package settles it")));
            }
        }
        let begun = Instant::now();
        let found = view.concessions(&package, &self.searching.limits());
        // The page does not show what would be better for everybody, so that is not searched for.
        let limits = match self.format {
            Format::Text => Limits { time: Some(Duration::ZERO), ..Limits::default() },
            Format::Json => self.searching.limits(),
        };
        let evaluation = view.evaluate(&package, &limits);
        self.searching.tell(|| format!("looked for the reasons; {:.1?}", begun.elapsed()));
        let page = |style| report::text::concessions(view, &evaluation, &found, name.as_deref(), style);
        self.destination.finish(self.format, page, || ConcessionsReport::new(view, &evaluation, &found))?;
        Ok(match (evaluation.acceptable, found.stopped()) {
            (_, Some(_)) => Ending::Stopped,
            (true, None) => Ending::Answered,
            (false, None) => Ending::Negative,
        })
    }
}
