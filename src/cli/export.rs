//! `zopa export`.

use super::ending::{Ending, Failure};
use super::options::ModelFile;
use super::output::Destination;
use super::{input, terminal};
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use zopa::formats::{self, Format, WriteOptions};
use zopa::report::printable;

/// Write a model as files of another program
///
/// What the format cannot say (rules and red lines, but for CSV; interactions and continuous issues, in some) is an error
/// that names the place in the model; what it has no place for, though it changes no answer, is listed on standard error.
/// Numbers are exact: what has no finite decimal form is an error too. The file names are made from the title and the ids
/// of the parties.
#[derive(Args)]
#[command(after_help = "\
Examples:
  zopa export model.json --to csv --output tables/
  zopa export model.json --to genius --rescale --output genius/
  zopa export Laptop/ --to negmas --output laptop-negmas/

Exit status:
  0  exported
  2  the input or the command line is wrong, or the format cannot express the model
  3  stopped before it was done")]
pub struct Arguments {
    #[command(flatten)]
    file: ModelFile,
    /// The format
    #[arg(long, value_enum, value_name = "FORMAT")]
    to: FormatName,
    /// The folder to write the files to; it is made if it is not there
    #[arg(long, value_name = "FOLDER")]
    output: PathBuf,
    /// Shift and scale each party's utilities to lie between 0 and 1, for formats that want that; products of gains and
    /// shares keep their order, sums and minima over parties do not
    #[arg(long)]
    rescale: bool,
}

/// The names of formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
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

impl Arguments {
    /// Runs the command.
    pub fn run(self) -> Result<Ending, Failure> {
        let loaded = input::load(&self.file)?;
        let options = WriteOptions { rescale: self.rescale };
        let exported = formats::write(&loaded.model, self.to.into(), &options).map_err(|mut diagnostics| {
            loaded.locate(&mut diagnostics);
            Failure(loaded.source.render(&diagnostics))
        })?;
        let shown = self.output.display().to_string();
        std::fs::create_dir_all(&self.output)
            .map_err(|error| Failure::new(&format!("cannot make the folder {}: {error}", printable(&shown)), None))?;
        for file in &exported.files {
            let text = String::from_utf8_lossy(&file.bytes);
            Destination { output: Some(self.output.join(&file.name)) }.text(&text)?;
        }
        let files: Vec<&str> = exported.files.iter().map(|file| file.name.as_str()).collect();
        let mut page = format!("written to {}: {}\n", printable(&shown), printable(&files.join(", ")));
        if !exported.lost.is_empty() {
            page += &format!("not in the files: {}\n", printable(&exported.lost.join("; ")));
        }
        terminal::complain(&page);
        Ok(Ending::Answered)
    }
}
