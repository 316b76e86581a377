//! `zopa beliefs`.

use super::choices;
use super::desk::Desk;
use super::ending::{Ending, Refusal, STATUSES};
use super::format::Format;
use super::input::Levels;
use super::on_table::OnTable;
use super::options::{Asking, FilesBefore};
use clap::Args;
use serde::Deserialize;
use zopa::belief::Verdict;
use zopa::concept::Nash;
use zopa::report::BeliefsReport;
use zopa::search::Limits;

/// Tell what beliefs do to an agreement: does it rest on a belief that all could share, and how far may beliefs move
///
/// For the Nash package, or another one: who accepts by its own belief; whether there is any belief with which all would
/// accept (if not, an agreement is spurious); what each contingent clause is worth to whom, by whose belief; and between
/// which probabilities of each state the package, and any package at all, can be agreed. With --common: which package is
/// the Nash package while all think a state equally likely, and with which beliefs nothing is agreed.
#[derive(Args, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[command(after_help = format!("\
Examples:
  zopa beliefs model.json
  zopa beliefs model.json --proposal backstop
  zopa beliefs model.json --fix deployment=reactive
  zopa beliefs model.json --common

{STATUSES}"))]
pub struct Beliefs {
    #[command(flatten)]
    #[serde(flatten)]
    files: FilesBefore,
    #[command(flatten)]
    #[serde(flatten)]
    table: OnTable,
    /// Tell as well what is agreed if everybody thinks a state equally likely, from one end to the other
    #[arg(long)]
    common: bool,
    /// The form of the result
    #[arg(long, default_value = "text", value_parser = Format::among(Format::OF_A_PAGE))]
    #[serde(deserialize_with = "Format::of_a_page")]
    format: Format,
    #[command(flatten)]
    #[serde(flatten)]
    asking: Asking,
}

impl Beliefs {
    /// Runs the command.
    pub fn run(mut self, desk: &Desk) -> Result<Ending, Refusal> {
        let loaded = self.table.load(desk, &self.files, &self.asking, Levels::Read, &[])?;
        let problem = &loaded.problem;
        problem.without_curves()?;
        if problem.states().is_empty() && problem.derived().is_empty() {
            let help = "add `states` to the model: what may happen, and how likely each party thinks it";
            return Err(Refusal::new("this model has no states, so that no belief makes a difference", Some(help)));
        }
        let view = choices::changed(problem, &self.asking)?;
        let (package, name) = match self.table.package_or_chosen(desk, &view, &self.asking, &Nash)? {
            Ok(found) => found,
            Err(ending) => return Ok(ending),
        };
        let beliefs = view.beliefs(&package);
        let looked = |_: &_| "looked at all beliefs".to_owned();
        let reach = desk.timed(self.asking.verbose, looked, || view.belief_reaches(&self.asking.limits(desk)));
        let mut report = BeliefsReport::new(&view, &beliefs, &reach, name.as_deref());
        if self.common {
            let steps = |limits: &Limits| view.common_steps(limits);
            report = report.with_steps(&view, &self.asking.ask(desk, "moved a belief that all share", steps));
        }
        let stopped = report.stopped_by;
        desk.finish(self.format, &report)?;
        Ok(match beliefs.verdict {
            _ if stopped.is_some() => Ending::Stopped,
            Verdict::Agreed if beliefs.feasible => Ending::Answered,
            _ => Ending::Negative,
        })
    }
}
