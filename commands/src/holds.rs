//! `zopa holds`.

use super::choices;
use super::desk::Desk;
use super::ending::{Ending, Refusal, STATUSES};
use super::format::Format;
use super::input::Levels;
use super::on_table::OnTable;
use super::options::{Asking, FilesBefore};
use clap::Args;
use serde::Deserialize;
use zopa::concept::{Concept, Nash};
use zopa::report::HoldsReport;
use zopa::search::Limits;

/// Tell which promises of an agreement would be broken, what would keep them, and what it costs not to trust
///
/// For the Nash package, or another one: each promise whose payoffs say whether it holds (an attack or a breach that must not
/// pay, help that has to come when it is needed), by how much keeping it is better or worse than breaking it, and from which
/// number on that would change; the nearest packages with which all promises hold; and the Nash package if all have to. Of
/// several Nash packages the first is told of, as `solve` recommends it, with how many of them keep all promises; the status
/// is 1 if the package told of breaks one.
#[derive(Args, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[command(after_help = format!("\
Examples:
  zopa holds model.json
  zopa holds model.json --proposal draft
  zopa holds model.json --proposal draft snapback=yes

{STATUSES}"))]
pub struct Holds {
    #[command(flatten)]
    #[serde(flatten)]
    files: FilesBefore,
    #[command(flatten)]
    #[serde(flatten)]
    table: OnTable,
    /// The form of the result
    #[arg(long, default_value = "text", value_parser = Format::among(Format::OF_A_PICTURE))]
    #[serde(deserialize_with = "Format::of_a_picture")]
    format: Format,
    #[command(flatten)]
    #[serde(flatten)]
    asking: Asking,
}

impl Holds {
    /// Runs the command.
    pub fn run(mut self, desk: &Desk) -> Result<Ending, Refusal> {
        let loaded = self.table.load(desk, &self.files, &self.asking, Levels::Read, &[])?;
        let problem = &loaded.problem;
        problem.without_curves()?;
        if problem.promises().is_empty() {
            let help = "say with `attack`, `breach` or `execution`, in place of a probability, what decides whether one is kept";
            return Err(Refusal::new("this model has no promises that payoffs decide about", Some(help)));
        }
        let view = choices::changed(problem, &self.asking)?;
        let (package, name) = match self.table.package_or_chosen(desk, &view, &self.asking, &Nash)? {
            Ok(found) => found,
            Err(ending) => return Ok(ending),
        };
        let ask = |limits: &Limits| view.promises_of(&package, &Nash, limits);
        let found = self.asking.ask(desk, "looked at all promises", ask);
        desk.finish(self.format, &HoldsReport::new(&view, &found, [Nash.id(), Nash.name()], name.as_deref()))?;
        Ok(Ending::of(found.stopped, found.holds()))
    }
}
