//! `zopa show`.

use super::desk::Desk;
use super::ending::{Ending, Refusal, STATUSES};
use super::format::Format;
use crate::pages::AnyReport;
use crate::pages::Unreadable;
use clap::Args;
use serde::Deserialize;
use std::path::PathBuf;
use zopa::text::visible;
use zopa_formats::File;

/// Show a report that was kept as JSON as the page that it has
///
/// What a command wrote with --format json is all that its page says: nothing is calculated again, and the model is not
/// needed.
#[derive(Args, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[command(after_help = format!("\
Examples:
  zopa solve model.json --format json --output answer.json
  zopa show answer.json
  zopa show answer.json --format markdown

{STATUSES}"))]
pub struct Show {
    /// The reports: JSON files, or - for standard input
    #[arg(value_name = "REPORT", required = true)]
    #[serde(skip)]
    files: Vec<PathBuf>,
    /// The form of the result
    #[arg(long, default_value = "text", value_parser = Format::among(Format::OF_A_PICTURE))]
    #[serde(deserialize_with = "Format::of_a_picture")]
    format: Format,
}

impl Show {
    /// Runs the command.
    pub fn run(self, desk: &Desk) -> Result<Ending, Refusal> {
        if self.files.len() > 1 && matches!(self.format, Format::Html | Format::Svg) {
            let help = "ask for one after the other, each with an --output of its own";
            return Err(Refusal::new("one file of HTML or SVG holds one report", Some(help)));
        }
        let reports = read(&desk.host().files(&self.files)?)?;
        for (at, report) in reports.iter().enumerate() {
            if at > 0 && self.format != Format::Json {
                desk.text("\n")?;
            }
            desk.finish(self.format, report)?;
        }
        Ok(Ending::Answered)
    }
}

/// The reports in these files.
pub fn read(files: &[File]) -> Result<Vec<AnyReport>, Refusal> {
    let report = |file: &File| {
        AnyReport::read(&file.bytes).map_err(|why| {
            let help = match &why {
                Unreadable::Format(_) | Unreadable::Command(_) => "ask the version of the program that wrote it",
                Unreadable::Otherwise(_) => "ask the command again, with --format json",
                _ => "a report is what a command writes with --format json",
            };
            Refusal::new(&format!("{}: {why}", visible(&file.name)), Some(help))
        })
    };
    files.iter().map(report).collect()
}
