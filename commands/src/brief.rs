//! `zopa brief`.

use super::choices;
use super::desk::Desk;
use super::ending::{Ending, Refusal, STATUSES};
use super::format::Format;
use super::input::{self, Levels};
use super::options::{Asking, Chooser, Files};
use clap::Args;
use serde::Deserialize;
use zopa::report::{BriefReport, SolveReport};
use zopa::search::Limits;

/// Say in a paragraph what can be agreed, with a term sheet: to be read by whoever decides, and pasted
///
/// The package is the Nash package, or what another concept chooses. The term sheet tells of each issue what is agreed, and to whom
/// that is worth less or more than nothing.
#[derive(Args, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[command(after_help = format!("\
Examples:
  zopa brief model.json
  zopa brief model.json --format markdown
  zopa brief model.json --format csv --output terms.csv

{STATUSES}"))]
pub struct Brief {
    #[command(flatten)]
    #[serde(flatten)]
    files: Files,
    #[command(flatten)]
    #[serde(flatten)]
    chooser: Chooser,
    /// The form of the result; as CSV the term sheet alone
    #[arg(long, default_value = "text", value_parser = Format::among(Format::OF_A_PAGE))]
    #[serde(deserialize_with = "Format::of_a_page")]
    format: Format,
    #[command(flatten)]
    #[serde(flatten)]
    asking: Asking,
}

impl Brief {
    /// Runs the command.
    pub fn run(self, desk: &Desk) -> Result<Ending, Refusal> {
        let loaded = input::load(desk, &self.files)?.asked(desk, &self.asking, &[], Levels::Read)?;
        let view = choices::changed(&loaded.problem, &self.asking)?;
        let concept = self.chooser.concept()?;
        let question = view.clone().search().concepts([concept]).engine(self.asking.engine());
        let answer = self.asking.ask(desk, "solved", |limits: &Limits| question.limits(limits.clone()).run());
        let no_deal = self.asking.reasons(desk, &view, answer.status);
        let within = self.asking.within_error(desk, &view, &answer)?;
        let solved = SolveReport::new(&view, &answer, no_deal.as_ref()).within_error(&view, within.as_ref());
        desk.finish(self.format, &BriefReport::of(&solved))?;
        Ok(match within {
            Some(within) if within.stopped.is_some() || !within.is_decided() => Ending::Stopped,
            _ => answer.status.into(),
        })
    }
}
