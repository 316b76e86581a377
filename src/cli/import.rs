//! `zopa import`.

use super::ending::{Ending, Failure};
use super::input::Source;
use super::options::ModelFile;
use super::output::Destination;
use super::terminal;
use clap::Args;

/// Turn files of another program into a model
///
/// Reads the domain and profiles of GENIUS (XML), GeniusWeb (JSON), NegMAS (YAML) and NegoLog (JSON), and tables in CSV, and
/// prints a model to look at and to go on with. What kind of file it is, its content says. All other commands read such
/// files directly, too. Real numbers become continuous issues, or steps with --steps. What has no part in the model, or had
/// to be rounded, is noted on standard error.
#[derive(Args)]
#[command(after_help = "\
Examples:
  zopa import laptop_domain.xml laptop_buyer.xml laptop_seller.xml
  zopa import Laptop/ --output laptop.json
  zopa import WindFarm.yml WindFarm_util1.yml WindFarm_util2.yml
  zopa import values.csv rules.csv

Exit status:
  0  imported
  2  the input or the command line is wrong
  3  stopped before it was done")]
pub struct Arguments {
    #[command(flatten)]
    file: ModelFile,
    #[command(flatten)]
    destination: Destination,
}

impl Arguments {
    /// Runs the command.
    pub fn run(self) -> Result<Ending, Failure> {
        let loaded = Source::open(&self.file.model, &self.file.reading)?
            .load()
            .map_err(|(source, diagnostics)| Failure(source.render(&diagnostics)))?;
        if !loaded.notes.0.is_empty() {
            terminal::complain(&format!("{}\n", loaded.source.render(&loaded.notes)));
        }
        self.destination.json(&loaded.model)?;
        Ok(Ending::Answered)
    }
}
