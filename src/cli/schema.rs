//! `zopa schema`.

use super::ending::{Ending, Failure};
use super::output::Destination;
use clap::Args;

/// Print the JSON Schema of model files, or of statements, for editors and for programs that write them
#[derive(Args)]
#[command(after_help = "\
Example:
  zopa schema --output zopa-model-1.schema.json

In a model file, \"$schema\": \"zopa-model-1.schema.json\" then gives completion and hints in most editors.")]
pub struct Arguments {
    /// The schema of files with statements, for the elicit command
    #[arg(long)]
    statements: bool,
    #[command(flatten)]
    destination: Destination,
}

impl Arguments {
    /// Runs the command.
    pub fn run(self) -> Result<Ending, Failure> {
        let schema = if self.statements { zopa::model::statements_schema() } else { zopa::model::json_schema() };
        self.destination.json(&schema)?;
        Ok(Ending::Answered)
    }
}
