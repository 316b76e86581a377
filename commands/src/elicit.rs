//! `zopa elicit`.

use super::desk::Desk;
use super::ending::{Ending, Refusal, STATUSES};
use super::format::Format;
use super::input::{self, Loaded};
use super::options::{FilesBefore, ordered};
use super::source::Source;
use clap::Args;
use serde::Deserialize;
use std::path::PathBuf;
use zopa::elicit::{Found, written};
use zopa::model::Statements;
use zopa::report::ElicitReport;

/// Find utilities that fit what is known: preferences, rankings, what was accepted or refused
///
/// Reads statements about parties, and looks for what the options are worth to them: on the issues that the model does
/// not value for a party. Says how far each number could be otherwise, or which statements contradict each other. With
/// --write-model, the values are put into the model.
#[derive(Args, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[command(after_help = format!("\
Examples:
  zopa elicit model.json statements.json
  zopa elicit model.json statements.json --write-model with-values.json
  zopa elicit model.json statements.json --write-model with-values.json --ranges

A file of statements:
  {{ \"zopa\": 1, \"statements\": [
    {{ \"party\": \"russia\", \"prefers\": {{ \"force\": \"reactive\" }}, \"to\": {{ \"force\": \"preemptive\" }} }},
    {{ \"party\": \"russia\", \"values\": {{ \"relief\": 50 }}, \"at_least\": {{ \"institutions\": \"yes\" }} }},
    {{ \"party\": \"russia\", \"ranks\": [\"its-own-draft\", \"their-draft\"] }},
    {{ \"party\": \"russia\", \"refuses\": \"their-draft\" }} ] }}

`zopa schema statements` prints its schema.

{STATUSES}"))]
pub struct Elicit {
    #[command(flatten)]
    #[serde(flatten)]
    files: FilesBefore,
    /// The statements: a JSON file, or - for standard input
    #[arg(value_name = "STATEMENTS")]
    #[serde(skip)]
    statements: PathBuf,
    /// The form of the result
    #[arg(long, default_value = "text", value_parser = Format::among(Format::OF_A_PAGE))]
    #[serde(deserialize_with = "Format::of_a_page")]
    format: Format,
    /// Write the model with the values to this file; everything else in it stays as it is written
    #[arg(long, value_name = "FILE")]
    #[serde(skip)]
    write_model: Option<PathBuf>,
    /// Write values with the least and the most that fit
    #[arg(long, requires = "write_model")]
    #[serde(skip)]
    ranges: bool,
}

impl Elicit {
    /// Runs the command.
    pub fn run(self, desk: &Desk) -> Result<Ending, Refusal> {
        let (loaded, source) = self.loaded(desk)?;
        let (statements, document) = match Statements::read(source.bytes()) {
            Ok(read) => read,
            Err(diagnostics) => return Err((source, diagnostics).into()),
        };
        let problem = &loaded.problem.in_steps_of(&statements)?;
        let found = match problem.elicit(&statements, &desk.limits()) {
            Ok(found) => found,
            Err(mut diagnostics) => {
                diagnostics.locate(&document);
                return Err((source, diagnostics).into());
            }
        };
        let fitted = found.iter().all(|elicited| matches!(elicited.outcome, Found::Fitted(_)));
        let all = fitted && found.stopped.is_none();
        if let Some(path) = self.write_model.as_ref().filter(|_| all) {
            let text = written(problem, &loaded.text(), &found, self.ranges);
            let text = text.map_err(|error| Refusal::new(&format!("cannot write the model: {error}"), None))?;
            desk.keep(path, text.as_bytes())?;
            input::tell_set(desk, &loaded);
        }
        desk.finish(self.format, &ElicitReport::new(problem, &statements, &found))?;
        if self.write_model.is_some() && !all {
            desk.tell(match fitted {
                true => "no model is written, since not all statements were looked at\n",
                false => "no model is written, since some statements contradict each other\n",
            });
        }
        Ok(Ending::of(found.stopped, fitted))
    }

    /// The model, and the file of the statements.
    fn loaded(&self, desk: &Desk) -> Result<(Loaded, Source), Refusal> {
        if self.files.named.model.as_os_str() == "-" && self.statements.as_os_str() == "-" {
            let help = "give the name of a file for one of them";
            return Err(Refusal::new("model and statements cannot both be read from standard input", Some(help)));
        }
        if self.statements.is_dir() {
            return Err(Refusal::new("the statements are in a file, and this is a folder", None));
        }
        let mut files = desk.host().files(&[self.files.named.model.clone(), self.statements.clone()])?;
        let Some(source) = files.pop().filter(|_| !files.is_empty()).map(Source::other) else {
            let help = "the last of the files holds the statements, the others are the model";
            return Err(Refusal::new("a model and statements are needed", Some(help)));
        };
        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        let name = names.join(", ");
        let model = Source::new(desk, files, name, &self.files)?.load(desk);
        let loaded = input::noted(desk, model)?;
        if loaded.problem.is_order_only() {
            let help = "leave out `ranks` and `accepts`, and say the order in the statements";
            let message = format!("values are looked for, and {}", ordered(&loaded.problem));
            return Err(Refusal::new(&message, Some(help)));
        }
        loaded.source.has_no_steps("values are found at the levels that statements name")?;
        Ok((loaded, source))
    }
}
