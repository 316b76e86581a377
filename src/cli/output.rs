//! Writing results: to standard output, or to a file that changes only when everything is written.

use super::ending::Failure;
use super::guard;
use super::replace::replace;
use super::terminal::color_allowed;
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write, stdout};
use std::path::PathBuf;
use zopa::report::printable;
use zopa::report::text::Style;

/// Where the result goes.
#[derive(Args)]
pub struct Destination {
    /// Write the result to this file instead of standard output; an old file is replaced only when all is written
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// The form of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A page to read
    Text,
    /// Data for programs, with all digits
    Json,
}

impl Destination {
    /// Standard output.
    pub const STANDARD: Destination = Destination { output: None };

    /// Writes what was found in the form that was asked for.
    pub fn finish<R: Serialize>(
        &self,
        format: Format,
        page: impl FnOnce(Style) -> String,
        report: impl FnOnce() -> R,
    ) -> Result<(), Failure> {
        match format {
            Format::Text => self.text(&page(self.style())),
            Format::Json => self.json(&report()),
        }
    }

    /// Writes a text.
    pub fn text(&self, text: &str) -> Result<(), Failure> {
        guard::writing();
        self.stream(|sink| sink.write_all(text.as_bytes()))
    }

    /// Writes data as JSON, with a line end.
    pub fn json(&self, report: &impl Serialize) -> Result<(), Failure> {
        guard::writing();
        self.stream(|sink| {
            serde_json::to_writer_pretty(&mut *sink, report)?;
            sink.write_all(b"\n")
        })
    }

    /// Writes a result that is made on the way. A reader that went away is not an error: it has seen what it wanted.
    pub fn stream(&self, make: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
        match &self.output {
            None => {
                let mut out = BufWriter::new(stdout().lock());
                match make(&mut out).and_then(|()| out.flush()) {
                    Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                        Err(Failure::new(&format!("cannot write the result: {error}"), None))
                    }
                    _ => Ok(()),
                }
            }
            Some(path) => replace(path, make).map_err(|error| {
                Failure::new(&format!("cannot write {}: {error}", printable(&path.display().to_string())), None)
            }),
        }
    }

    /// How pages are marked up: bold headings on a terminal that may show them.
    pub fn style(&self) -> Style {
        Style { bold: self.output.is_none() && stdout().is_terminal() && color_allowed(), ..Style::default() }
    }
}
