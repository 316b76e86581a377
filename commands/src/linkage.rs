//! `zopa linkage`.

use super::choices;
use super::desk::Desk;
use super::ending::{Ending, Refusal, STATUSES};
use super::format::Format;
use super::input::{self, Levels};
use super::options::{Asking, Files};
use clap::Args;
use serde::Deserialize;
use zopa::report::LinkageReport;

/// Tell how the issues are linked: what each option does to what can be agreed on the others
///
/// For every option: how many acceptable packages remain with it and how good the best is; which options are essential
/// or impossible; what can be agreed only together; which issues trade against each other; what rules, red lines and
/// each party's consent cost.
#[derive(Args, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[command(after_help = format!("\
Examples:
  zopa linkage model.json
  zopa linkage model.json --fix deployment=reactive
  zopa linkage model.json --without no-combat-commitment --format json

{STATUSES}"))]
pub struct Linkage {
    #[command(flatten)]
    #[serde(flatten)]
    files: Files,
    /// The form of the result
    #[arg(long, default_value = "text", value_parser = Format::among(Format::OF_A_PICTURE))]
    #[serde(deserialize_with = "Format::of_a_picture")]
    format: Format,
    #[command(flatten)]
    #[serde(flatten)]
    asking: Asking,
}

impl Linkage {
    /// Runs the command.
    pub fn run(self, desk: &Desk) -> Result<Ending, Refusal> {
        let loaded = input::load(desk, &self.files)?.asked(desk, &self.asking, &[], Levels::ReadForAll)?;
        loaded.problem.without_curves()?;
        let view = choices::changed(&loaded.problem, &self.asking)?;
        let linkage = self.asking.ask(desk, "linked", |limits| view.linkage(limits));
        desk.finish(self.format, &LinkageReport::new(&view, &linkage))?;
        Ok(Ending::of(linkage.stopped, linkage.now.best.is_some()))
    }
}
