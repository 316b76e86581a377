//! `zopa stability`.

use super::certified::Certified;
use super::choices;
use super::desk::Desk;
use super::ending::{Ending, Refusal, STATUSES};
use super::format::Format;
use super::input::Levels;
use super::on_table::OnTable;
use super::options::{Asking, Chooser, FilesBefore};
use clap::Args;
use serde::Deserialize;
use zopa::explain::Stable;
use zopa::model::{Diagnostics, Model};
use zopa::problem::Problem;
use zopa::report::StabilityReport;
use zopa::search::Limits;

/// Tell how far an answer can be trusted: between which values each number may move while it stays the answer
///
/// One number at a time, as the model has it: what each party has without a deal, its weight, and every number in its utility.
/// The answer is the Nash package, or what another concept chooses. For another package that everybody accepts: by how little
/// a number would have to move to make it the answer.
#[derive(Args, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[command(after_help = format!("\
Examples:
  zopa stability model.json
  zopa stability model.json --proposal compromise
  zopa stability model.json --concept kalai-smorodinsky
  zopa stability model.json --format json --output stability.json
  zopa stability model.json --certificate ends.cert

{STATUSES}"))]
pub struct Stability {
    #[command(flatten)]
    #[serde(flatten)]
    files: FilesBefore,
    #[command(flatten)]
    #[serde(flatten)]
    table: OnTable,
    #[command(flatten)]
    #[serde(flatten)]
    chooser: Chooser,
    #[command(flatten)]
    #[serde(flatten)]
    certified: Certified,
    /// The form of the result
    #[arg(long, default_value = "text", value_parser = Format::among(Format::OF_A_PICTURE))]
    #[serde(deserialize_with = "Format::of_a_picture")]
    format: Format,
    #[command(flatten)]
    #[serde(flatten)]
    asking: Asking,
}

impl Stability {
    /// Runs the command.
    pub fn run(mut self, desk: &Desk) -> Result<Ending, Refusal> {
        let compile = |model: &Model| with_numbers(desk, model);
        let loaded = self.table.load_with(desk, &self.files, &self.asking, Levels::InSteps, &[], compile)?;
        let problem = &loaded.problem;
        problem.without_curves()?;
        let view = choices::changed(problem, &self.asking)?;
        let concept = self.chooser.concept()?;
        self.certified.suits(&loaded, &view)?;
        let (package, name) = match self.table.package_or_chosen(desk, &view, &self.asking, concept)? {
            Ok(found) => found,
            Err(ending) => return Ok(ending),
        };
        let ask = |limits: &Limits| view.stability(&package, concept, limits);
        let stability = self.asking.ask(desk, "looked at all numbers", ask);
        self.certified.write(desk, &loaded, &view, |certificate| {
            certificate.stability(&stability, concept, &self.asking.limits(desk))
        })?;
        desk.finish(self.format, &StabilityReport::new(&view, &stability, name.as_deref()))?;
        Ok(Ending::of(stability.stopped, matches!(stability.verdict, Stable::Chosen { .. })))
    }
}

/// Compiles a model with all its numbers. A ceiling that no package reaches is set aside where none of them moves; beside
/// numbers that do, it may be too finely divided.
pub(super) fn with_numbers(desk: &Desk, model: &Model) -> Result<Problem, Diagnostics> {
    Problem::compile_with_numbers(model).or_else(|_| {
        let problem = Problem::compile(model)?;
        desk.tell("a ceiling is too finely divided for the numbers of utilities to move: they are left out\n");
        Ok(problem)
    })
}
