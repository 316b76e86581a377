//! `zopa schema`.

use super::options::Destination;
use super::{Ending, Failure, output};
use clap::Args;

/// Print the JSON Schema of model files, for editors and for programs that write models
#[derive(Args)]
#[command(after_help = "\
Example:
  zopa schema --output zopa-model-1.schema.json

In a model file, \"$schema\": \"zopa-model-1.schema.json\" then gives completion and hints in most editors.")]
pub struct Arguments {
    #[command(flatten)]
    destination: Destination,
}

impl Arguments {
    /// Runs the command.
    pub fn run(self) -> Result<Ending, Failure> {
        output::write(self.destination.output.as_deref(), &output::json(&zopa::model::json_schema())?)?;
        Ok(Ending::Answered)
    }
}
