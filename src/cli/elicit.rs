//! `zopa elicit`.

use super::ending::{Ending, Failure};
use super::input::{self, Source};
use super::options::ModelBefore;
use super::output::{Destination, Format};
use super::terminal;
use clap::Args;
use std::path::PathBuf;
use zopa::elicit::{Outcome, written};
use zopa::model::Statements;
use zopa::report::{self, ElicitReport};

/// Find utilities that fit what is known: preferences, rankings, what was accepted or refused
///
/// Reads statements about parties, and looks for what the options are worth to them: on the issues that the model does
/// not value for a party. Says how far each number could be otherwise, or which statements contradict each other. With
/// --write-model, the values are put into the model.
#[derive(Args)]
#[command(after_help = "\
Examples:
  zopa elicit model.json statements.json
  zopa elicit model.json statements.json --write-model with-values.json
  zopa elicit model.json statements.json --write-model with-values.json --ranges

A file of statements:
  { \"zopa\": 1, \"statements\": [
    { \"party\": \"russia\", \"prefers\": { \"force\": \"reactive\" }, \"to\": { \"force\": \"preemptive\" } },
    { \"party\": \"russia\", \"values\": { \"relief\": 50 }, \"at_least\": { \"institutions\": \"yes\" } },
    { \"party\": \"russia\", \"ranks\": [\"its-own-draft\", \"their-draft\"] },
    { \"party\": \"russia\", \"refuses\": \"their-draft\" } ] }

`zopa schema --statements` prints its schema.

Exit status:
  0  utilities fit
  1  statements contradict each other
  2  the input or the command line is wrong
  3  stopped before it was done")]
pub struct Arguments {
    #[command(flatten)]
    file: ModelBefore,
    /// The statements: a JSON file, or - for standard input
    #[arg(value_name = "STATEMENTS")]
    statements: PathBuf,
    /// The form of the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write the model with the values to this file; everything else in it stays as it is written
    #[arg(long, value_name = "FILE")]
    write_model: Option<PathBuf>,
    /// Write values with the least and the most that fit
    #[arg(long, requires = "write_model")]
    ranges: bool,
    #[command(flatten)]
    destination: Destination,
}

impl Arguments {
    /// Runs the command.
    pub fn run(self) -> Result<Ending, Failure> {
        if self.file.model.as_os_str() == "-" && self.statements.as_os_str() == "-" {
            let help = "give the name of a file for one of them";
            return Err(Failure::new("model and statements cannot both be read from standard input", Some(help)));
        }
        let (loaded, _) = input::load_options_with(&self.file.model, &[], &self.file.reading)?;
        let problem = &loaded.problem;
        let source = Source::other(&self.statements)?;
        let failed = |diagnostics| Failure(source.render(&diagnostics));
        let (statements, document) = Statements::read(source.bytes()).map_err(failed)?;
        let found = problem.elicit(&statements).map_err(|mut diagnostics| {
            diagnostics.locate(&document);
            failed(diagnostics)
        })?;
        let fitted = found.iter().all(|elicited| matches!(elicited.outcome, Outcome::Fitted(_)));
        if let Some(path) = self.write_model.as_ref().filter(|_| fitted) {
            let text = written(problem, &loaded.text(), &found, self.ranges);
            let text = text.map_err(|error| Failure::new(&format!("cannot write the model: {error}"), None))?;
            Destination { output: Some(path.clone()) }.text(&text)?;
        }
        let page = |style| report::text::elicit(problem, &statements, &found, style);
        self.destination.finish(self.format, page, || ElicitReport::new(problem, &statements, &found))?;
        if self.write_model.is_some() && !fitted {
            terminal::complain("no model is written, since some statements contradict each other\n");
        }
        Ok(if fitted { Ending::Answered } else { Ending::Negative })
    }
}
