//! `zopa export`.

use super::desk::Desk;
use super::ending::{Ending, Refusal, STATUSES};
use super::input;
use super::options::Files;
use clap::{Args, ValueEnum};
use serde::Deserialize;
use zopa::report::{ExportReport, FileReport};
use zopa::text::visible;
use zopa_formats::{File, Format, WriteOptions};

/// Write a model as files of another program
///
/// What the format cannot say (rules and red lines, but for CSV; interactions and continuous issues, in some) is an error
/// that names the place in the model; what it has no place for, though it changes no answer, is listed on standard error.
/// Numbers are exact: what has no finite decimal form is an error too. The file names are made from the title and the ids
/// of the parties. --output names the folder to write them to, which is made if it is not there; without it, names and texts
/// are printed as JSON.
#[derive(Args, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[command(after_help = format!("\
Examples:
  zopa export model.json --to csv --output tables/
  zopa export model.json --to genius --rescale --output genius/
  zopa export Laptop/ --to negmas --output laptop-negmas/

{STATUSES}"))]
pub struct Export {
    #[command(flatten)]
    #[serde(flatten)]
    files: Files,
    /// The format
    #[arg(long, value_enum, value_name = "FORMAT", required = true)]
    to: Option<FormatName>,
    /// Shift and scale each party's utilities to lie between 0 and 1, for formats that want that; products of gains and
    /// shares keep their order, sums and minima over parties do not
    #[arg(long)]
    rescale: bool,
}

/// The names of formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum FormatName {
    /// A GENIUS domain and a profile for each party, in XML
    Genius,
    /// A GeniusWeb domain and a profile for each party, in JSON
    Geniusweb,
    /// A NegMAS outcome space and a utility function for each party, in YAML
    Negmas,
    /// A NegoLog profile for each of two parties, in JSON
    Negolog,
    /// A table of values and a table of rules, in CSV
    Csv,
}

impl From<FormatName> for Format {
    fn from(name: FormatName) -> Format {
        match name {
            FormatName::Genius => Format::Genius,
            FormatName::Geniusweb => Format::GeniusWeb,
            FormatName::Negmas => Format::Negmas,
            FormatName::Negolog => Format::Negolog,
            FormatName::Csv => Format::Csv,
        }
    }
}

impl Export {
    /// Runs the command.
    pub fn run(self, desk: &Desk) -> Result<Ending, Refusal> {
        let Some(format) = self.to else {
            let help = "one of genius, geniusweb, negmas, negolog and csv";
            return Err(Refusal::new("the format to export to is not named", Some(help)));
        };
        let loaded = input::load_any(desk, &self.files)?;
        loaded.source.has_no_steps("a model is written as it is")?;
        let options = WriteOptions { rescale: self.rescale };
        let exported = match zopa_formats::write(&loaded.model, format.into(), &options) {
            Ok(exported) => exported,
            Err(mut diagnostics) => {
                loaded.locate(&mut diagnostics);
                return Err((loaded.source, diagnostics).into());
            }
        };
        input::tell_set(desk, &loaded);
        let Some(folder) = desk.host().folder() else {
            let text = |file: &File| String::from_utf8_lossy(&file.bytes).into_owned();
            let file = |file: &File| FileReport { name: file.name.clone(), text: text(file) };
            let files = exported.files.iter().map(file).collect();
            desk.json(&ExportReport::new(&loaded.problem.view(), files, exported.lost))?;
            return Ok(Ending::Answered);
        };
        for file in &exported.files {
            desk.keep(&folder.join(&file.name), &file.bytes)?;
        }
        let files: Vec<&str> = exported.files.iter().map(|file| file.name.as_str()).collect();
        desk.tell(&format!("written to {}: {}\n", visible(&folder.display().to_string()), visible(&files.join(", "))));
        if !exported.lost.is_empty() {
            desk.tell(&format!("not in the files: {}\n", visible(&exported.lost.join("; "))));
        }
        Ok(Ending::Answered)
    }
}
