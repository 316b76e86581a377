//! `zopa diff`.

use super::desk::Desk;
use super::ending::{Ending, Refusal, STATUSES};
use super::format::Format;
use super::show;
use crate::pages::Report;
use crate::pages::differing;
use clap::Args;
use serde::Deserialize;
use std::path::PathBuf;
use zopa::text::visible;

/// Tell what differs between two reports of the same command, kept as JSON
///
/// Of what can be agreed: how it ended, what each concept chooses, issue by issue, and what each party gains. Of why
/// nothing can be agreed: which conflicts are new, and which are gone. Of other reports: the places that differ.
#[derive(Args, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[command(after_help = format!("\
Examples:
  zopa diff before.json after.json
  zopa diff before.json after.json --format json

{STATUSES}"))]
pub struct Diff {
    /// The first report, and the second
    #[arg(value_name = "REPORT", required = true, num_args = 2)]
    #[serde(skip)]
    files: Vec<PathBuf>,
    /// The form of the result
    #[arg(long, default_value = "text", value_parser = Format::among(Format::OF_A_PAGE))]
    #[serde(deserialize_with = "Format::of_a_page")]
    format: Format,
}

impl Diff {
    /// Runs the command.
    pub fn run(self, desk: &Desk) -> Result<Ending, Refusal> {
        let reports = show::read(&desk.host().files(&self.files)?)?;
        let [from, to] = reports.as_slice() else {
            return Err(Refusal::new("two reports are compared", Some("name two files")));
        };
        let report = differing(from, to).ok_or_else(|| {
            let [from, to] = [from, to].map(|report| visible(&report.opening().command).into_owned());
            let help = "compare two reports of one command";
            Refusal::new(&format!("these are reports of different commands: {from} and {to}"), Some(help))
        })?;
        desk.finish(self.format, &report)?;
        Ok(Ending::of(None, report.same))
    }
}
