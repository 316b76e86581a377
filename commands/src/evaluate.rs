//! `zopa evaluate`.

use super::choices;
use super::desk::Desk;
use super::ending::{Ending, Refusal, STATUSES};
use super::format::Format;
use super::input::Levels;
use super::on_table::OnTable;
use super::options::{Asking, FilesBefore};
use super::written::Many;
use clap::Args;
use serde::Deserialize;
use zopa::explain::{NoWorse, Reach};
use zopa::report::EvaluateReport;
use zopa::search::Stop;

/// So many combinations of changes are looked at for a small trade beside all else; `zopa trades` looks at more.
const COMBINATIONS: u64 = 1 << 18;

/// Judge a package on the table: who accepts, who refuses and why, and what would be better for everybody
///
/// The package is one option for every issue, or a proposal of the model, or a proposal with some options changed.
#[derive(Args, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[command(after_help = format!("\
Examples:
  zopa evaluate model.json --proposal western-draft
  zopa evaluate model.json --proposal western-draft sanctions=phased
  zopa evaluate model.json price=100 delivery=12-weeks warranty=none
  zopa evaluate model.json relief=37.5 snapback=yes       (a level of a continuous issue)

{STATUSES}"))]
pub struct Evaluate {
    #[command(flatten)]
    #[serde(flatten)]
    files: FilesBefore,
    #[command(flatten)]
    #[serde(flatten)]
    table: OnTable,
    /// List so many of the packages that leave nobody worse off, or `all` [on a page: 3; as JSON: 100]. They are counted up to some
    /// thousands; beyond, those with the largest sum are listed
    #[arg(long, value_name = "N")]
    improvements: Option<Many>,
    /// The form of the result
    #[arg(long, default_value = "text", value_parser = Format::among(Format::OF_A_PICTURE))]
    #[serde(deserialize_with = "Format::of_a_picture")]
    format: Format,
    #[command(flatten)]
    #[serde(flatten)]
    asking: Asking,
}

impl Evaluate {
    /// Runs the command.
    pub fn run(mut self, desk: &Desk) -> Result<Ending, Refusal> {
        let loaded = self.table.load(desk, &self.files, &self.asking, Levels::Read, &[])?;
        let problem = &loaded.problem;
        if problem.has_levels() {
            self.asking.no_engine()?;
        }
        let view = choices::changed(problem, &self.asking)?;
        let (package, name) = self.table.package(problem, &self.asking)?;
        let evaluation = self.asking.ask(desk, "evaluated", |limits| view.evaluate(&package, limits));
        let most = Many::listed(self.improvements, self.format);
        let nothing_better = matches!(&evaluation.better, Ok(NoWorse::Points(points)) if points.is_empty());
        // What is told with exact numbers only.
        let curves = !problem.approximations().is_empty();
        let trade = match curves || evaluation.acceptable && nothing_better {
            true => Ok(None),
            false => self.asking.ask(desk, "looked for a small trade", |limits| {
                view.best_trade(&package, &Reach { combinations: COMBINATIONS, ..Reach::default() }, limits)
            }),
        };
        // How far it is looked for has its own bounds; those of the command are met in any case.
        let of_command = |stop: &Stop| matches!(stop, Stop::TimeLimit | Stop::Interrupted);
        let mut cut = trade.as_ref().err().copied().filter(of_command);
        let mut report = EvaluateReport::with_improvements(&view, &evaluation, name.as_deref(), most)
            .with_trade(&view, trade.ok().flatten().as_ref());
        if !problem.aims().is_empty() {
            let aims = self.asking.ask(desk, "looked at aims", |limits| view.aims_of(&package, limits));
            report = report.with_aims(&view, &package, &aims);
            cut = cut.or(aims.stopped.filter(of_command));
        }
        report.shown = self.improvements.map(|Many(shown)| shown);
        desk.finish(self.format, &report)?;
        if evaluation.undecided {
            return Ok(Ending::Stopped);
        }
        Ok(Ending::of(evaluation.stopped.or(cut), evaluation.acceptable))
    }
}
