//! `zopa schema`.

use super::desk::Desk;
use super::ending::{Ending, Refusal};
use clap::Args;
use serde::Deserialize;

/// Print the JSON Schema of model files, or of statements, for editors and for programs that write them
#[derive(Args, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[command(after_help = "\
Example:
  zopa schema --output zopa-model-1.schema.json

In a model file, \"$schema\": \"zopa-model-1.schema.json\" then gives completion and hints in most editors.")]
pub struct Schema {
    /// The schema of files with statements, for the elicit command
    #[arg(long)]
    statements: bool,
}

impl Schema {
    /// Runs the command.
    pub fn run(self, desk: &Desk) -> Result<Ending, Refusal> {
        let schema = if self.statements { crate::model::statements_schema() } else { crate::model::json_schema() };
        desk.json(&schema)?;
        Ok(Ending::Answered)
    }
}
