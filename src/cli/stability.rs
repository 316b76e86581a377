//! `zopa stability`.

use super::ending::{Ending, Failure, STATUSES};
use super::options::{Changes, ModelBefore, Searching, package_concepts};
use super::output::{Destination, Format};
use super::{choices, input, terminal};
use clap::Args;
use std::time::Instant;
use zopa::concept::{Nash, by_id};
use zopa::explain::Stable;
use zopa::model::Diagnostics;
use zopa::report::{self, StabilityReport};
use zopa::{Model, Problem};

/// Tell how far an answer can be trusted: between which values each number may move while it stays the answer
///
/// One number at a time, as the model has it: what each party has without a deal, its weight, and every number in its utility.
/// The answer is the Nash package, or what another concept chooses. For another package that everybody accepts: by how little
/// a number would have to move to make it the answer.
#[derive(Args)]
#[command(after_help = format!("\
Examples:
  zopa stability model.json
  zopa stability model.json --proposal compromise
  zopa stability model.json --concept kalai-smorodinsky
  zopa stability model.json --format json --output stability.json

{STATUSES}"))]
pub struct Arguments {
    #[command(flatten)]
    file: ModelBefore,
    /// The options of a package, one for every issue; with --proposal, those that are changed
    #[arg(value_name = "ISSUE=OPTION")]
    choices: Vec<String>,
    /// Another package than the Nash package: a proposal of the model
    #[arg(long, value_name = "ID")]
    proposal: Option<String>,
    /// The concept whose choice is asked about
    #[arg(long, value_name = "CONCEPT", default_value = "nash", value_parser = package_concepts())]
    concept: String,
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
        let (loaded, choices) =
            input::load_compiled(&self.file.model, &self.choices, &self.file.reading, with_numbers)?;
        let problem = &loaded.problem;
        let view = choices::changed(problem, &self.changes)?;
        let concept = by_id(&self.concept).unwrap_or(&Nash);
        let (package, name) = match self.proposal.is_some() || !choices.is_empty() {
            true => choices::package(problem, self.proposal.as_deref(), &choices)?,
            false => match choices::chosen(&view, concept, &self.searching) {
                Ok(package) => (package, None),
                Err(ending) => return Ok(ending),
            },
        };
        let begun = Instant::now();
        let stability = view.stability(&package, concept, &self.searching.limits());
        self.searching.tell(|| format!("looked at all numbers in {:.1?}", begun.elapsed()));
        let page = |style| report::text::stability(&view, &stability, name.as_deref(), style);
        self.destination.finish(self.format, page, || StabilityReport::new(&view, &stability))?;
        Ok(match (stability.stopped, stability.verdict) {
            (Some(_), _) => Ending::Stopped,
            (None, Stable::Chosen { .. }) => Ending::Answered,
            (None, _) => Ending::Negative,
        })
    }
}

/// Compiles a model with all its numbers. A ceiling that no package reaches is set aside where none of them moves; beside
/// numbers that do, it may be too finely divided.
fn with_numbers(model: &Model) -> Result<Problem, Diagnostics> {
    let numbers = Problem::compile_with_numbers(model);
    if let Ok(problem) = &numbers {
        problem.without_continuous()?;
    }
    numbers.or_else(|_| {
        let problem = input::without_continuous(model)?;
        terminal::complain("a ceiling is too finely divided for the numbers of utilities to move: they are left out\n");
        Ok(problem)
    })
}
