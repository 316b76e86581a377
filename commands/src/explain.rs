//! `zopa explain`.

use super::certified::Certified;
use super::choices;
use super::desk::Desk;
use super::ending::{Ending, Refusal, STATUSES};
use super::format::Format;
use super::input::{Levels, Loaded};
use super::on_table::OnTable;
use super::options::{Asking, FilesBefore};
use clap::Args;
use serde::Deserialize;
use zopa::problem::{Package, View};
use zopa::report::{ConcessionsReport, ExplainReport};
use zopa::search::Outcome;

/// Explain why nothing can be agreed, or why a package is refused and what would mend it
///
/// Without a package: if there is no agreement, the smallest sets of demands that cannot be had together, those that
/// would have to be given up, who is short by how much, and whether anything could compensate. What --fix settles is such
/// a demand. With a package: why each party refuses it, the fewest changes with which it would accept, and the nearest
/// packages that everybody accepts; there --fix keeps an issue as it is.
#[derive(Args, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[command(after_help = format!("\
Examples:
  zopa explain model.json
  zopa explain model.json --fix deployment=preemptive --fix territory=no-recognition
  zopa explain model.json --proposal western-draft
  zopa explain model.json --proposal western-draft sanctions=phased --fix deployment=preemptive

{STATUSES}"))]
pub struct Explain {
    #[command(flatten)]
    #[serde(flatten)]
    files: FilesBefore,
    #[command(flatten)]
    #[serde(flatten)]
    table: OnTable,
    /// The form of the result
    #[arg(long, default_value = "text", value_parser = Format::among(Format::OF_A_PAGE))]
    #[serde(deserialize_with = "Format::of_a_page")]
    format: Format,
    #[command(flatten)]
    #[serde(flatten)]
    certified: Certified,
    #[command(flatten)]
    #[serde(flatten)]
    asking: Asking,
}

impl Explain {
    /// Runs the command.
    pub fn run(mut self, desk: &Desk) -> Result<Ending, Refusal> {
        let loaded = self.table.load(desk, &self.files, &self.asking, Levels::Read, &[])?;
        let view = choices::changed(&loaded.problem, &self.asking)?;
        if self.table.is_named() { self.package(desk, &loaded, &view) } else { self.question(desk, &loaded, &view) }
    }

    /// What stands in the way of an agreement.
    fn question(&self, desk: &Desk, loaded: &Loaded, view: &View) -> Result<Ending, Refusal> {
        let (free, fixed) = choices::changed_but_fixed(view.problem(), &self.asking)?;
        self.certified.suits(loaded, &free)?;
        let obstacles = self.asking.ask(desk, "looked for the reasons", |limits| free.obstacles(&fixed, limits));
        self.certified.write(desk, loaded, &free, |certificate| match &obstacles {
            Ok(Some(found)) => certificate.conflicts(&found.conflicts, &self.asking.limits(desk)),
            Ok(None) => {
                certificate.leave_open("that there is an agreement, which `solve` claims with its packages");
                Ok(())
            }
            Err(stop) => Err(*stop),
        })?;
        let undecided = match view.problem().approximations().is_empty() {
            true => false,
            false => {
                let question = view.clone().search().concepts([]).without_ideal();
                let answer = self.asking.ask(desk, "solved", |limits| question.limits(limits.clone()).run());
                let within = self.asking.within_error(desk, view, &answer)?;
                within.is_some_and(|within| within.agreement.is_none())
            }
        };
        desk.finish(self.format, &ExplainReport::within_error(view, &obstacles, undecided))?;
        Ok(match obstacles {
            _ if undecided => Ending::Stopped,
            Ok(None) => Ending::Answered,
            Ok(Some(found)) if found.stopped.is_none() => Ending::Negative,
            _ => Ending::Stopped,
        })
    }

    /// Why a package is refused, and what would mend it.
    fn package(&self, desk: &Desk, loaded: &Loaded, view: &View) -> Result<Ending, Refusal> {
        self.certified.suits(loaded, view)?;
        let (package, name) = self.table.package(view.problem(), &self.asking)?;
        let found = self.asking.ask(desk, "looked for the reasons", |limits| view.concessions(&package, limits));
        self.certified.write(desk, loaded, view, |certificate| {
            if let (Ok(Some(nearest)), true) = (&found.nearest, view.acceptance().is_unanimous()) {
                let packages: Vec<Package> = nearest.packages.iter().map(|point| point.package.clone()).collect();
                certificate.nearest(&package, &packages, &self.asking.limits(desk))?;
            }
            certificate.leave_open("what it would take for each party, and which of the nearest packages are listed");
            Ok(())
        })?;
        // The page does not show what would be better for everybody, so that is not searched for.
        let evaluation = match self.format {
            Format::Json => view.evaluate(&package, &self.asking.limits(desk)),
            _ => Outcome::new(view.verdict(&package), None),
        };
        desk.finish(self.format, &ConcessionsReport::new(view, &evaluation, &found, name.as_deref()))?;
        if evaluation.undecided {
            return Ok(Ending::Stopped);
        }
        Ok(Ending::of(found.stopped.or(evaluation.stopped), evaluation.acceptable))
    }
}
