//! `zopa linkage`.

use super::ending::{Ending, Failure, STATUSES};
use super::options::{Changes, ModelFile, Searching};
use super::output::{Destination, Format};
use super::{choices, input};
use clap::Args;
use std::time::Instant;
use zopa::report::{self, LinkageReport};

/// Tell how the issues are linked: what each option does to what can be agreed on the others
///
/// For every option: how many acceptable packages remain with it and how good the best is; which options are essential
/// or impossible; what can be agreed only together; which issues trade against each other; what rules, red lines and
/// each party's consent cost.
#[derive(Args)]
#[command(after_help = format!("\
Examples:
  zopa linkage model.json
  zopa linkage model.json --fix deployment=reactive
  zopa linkage model.json --without no-combat-commitment --format json

{STATUSES}"))]
pub struct Arguments {
    #[command(flatten)]
    file: ModelFile,
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
        let loaded = input::load_options(&self.file)?;
        let view = choices::changed(&loaded.problem, &self.changes)?;
        let begun = Instant::now();
        let linkage = view.linkage(&self.searching.limits());
        self.searching.tell(|| format!("linked in {:.1?}", begun.elapsed()));
        let page = |style| report::text::linkage(&view, &linkage, style);
        self.destination.finish(self.format, page, || LinkageReport::new(&view, &linkage))?;
        Ok(match (&linkage.stopped, &linkage.now.best) {
            (Some(_), _) => Ending::Stopped,
            (None, None) => Ending::Negative,
            (None, Some(_)) => Ending::Answered,
        })
    }
}
