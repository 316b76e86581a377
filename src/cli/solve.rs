//! `zopa solve`.

use super::input::Any;
use super::options::{Changes, Concepts, Destination, EngineName, Format, ModelFile, Searching};
use super::running::{ending, search, watch};
use super::{Ending, Failure, STATUSES, choices, input, mixed, output};
use clap::Args;
use std::time::Instant;
use zopa::report::{self, SolveReport, readable_count};
use zopa::{Answer, Status, View};

/// Find what the parties can agree on, and which package is the fair one
///
/// Reports the package that the Nash solution recommends (or the concept named first), what each party gets from it and
/// why, how the other concepts differ, and who would refuse the model's own proposals. If nothing can be agreed, it
/// says which parties stand in the way and how much they are short.
#[derive(Args)]
#[command(after_help = format!("\
Examples:
  zopa solve model.json
  zopa solve model.json --concept kalai-smorodinsky,nash
  zopa solve model.json --fix sanctions=phased --without no-combat-commitment
  zopa solve model.json --format json --time-limit 10s --output answer.json

{STATUSES}"))]
pub struct Arguments {
    #[command(flatten)]
    file: ModelFile,
    #[command(flatten)]
    concepts: Concepts,
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
        watch();
        let start = Instant::now();
        let loaded = match input::load_any(&self.file.model)? {
            Any::Discrete(loaded) => loaded,
            Any::Mixed(loaded) => {
                return mixed::solve(
                    &loaded,
                    &self.concepts,
                    &self.changes,
                    self.format,
                    &self.searching,
                    &self.destination,
                );
            }
        };
        let view = choices::changed(&loaded.problem, &self.changes)?;
        self.searching.tell(|| {
            format!("read and compiled {} in {:.1?}", report::printable(&loaded.source.name), start.elapsed())
        });
        let begun = Instant::now();
        let question = view.clone().search().concepts(self.concepts.chosen());
        let question = question.engine(self.searching.engine()).limits(self.searching.limits(start));
        let answer = search(|progress| question.progress(progress).run());
        self.searching.tell(|| format!("{} in {:.1?}", engine(&view, &answer, self.searching.engine), begun.elapsed()));
        let begun = Instant::now();
        let no_deal =
            (answer.status == Status::NoAgreement).then(|| view.explain_no_deal(&self.searching.limits(start)));
        if no_deal.is_some() {
            self.searching.tell(|| format!("looked for the reasons; {:.1?}", begun.elapsed()));
        }
        let output = self.destination.output.as_deref();
        let text = match self.format {
            Format::Text => report::text::solve(&view, &answer, no_deal.as_ref(), output::style(output)),
            Format::Json => output::json(&SolveReport::new(&view, &answer, no_deal.as_ref()))?,
        };
        output::write(output, &text)?;
        Ok(ending(answer.status))
    }
}

/// Which engine was used, and why.
fn engine(view: &View, answer: &Answer, asked: EngineName) -> String {
    let (packages, parties) = (readable_count(&answer.counts.all), view.parties());
    let chosen = if asked == EngineName::Auto { "chosen" } else { "as asked" };
    let reasons: String = answer.reasons.iter().map(|reason| format!("\n  {reason}")).collect();
    format!("engine `{}` ({chosen}; {packages} packages, {parties} parties){reasons}\nsolved", answer.engine.id())
}
