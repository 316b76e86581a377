//! `zopa schema`.

use super::desk::Desk;
use super::ending::{Ending, Refusal};
use crate::pages::REPORT_SCHEMA;
use clap::{Args, ValueEnum};
use serde::Deserialize;
use zopa::model;

/// Print a JSON Schema: of model files, of statements, or of reports; for editors, and for programs that write or read them
#[derive(Args, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[command(after_help = "\
Examples:
  zopa schema --output zopa-model-1.schema.json
  zopa schema reports --output zopa-report-1.schema.json

In a model file, \"$schema\": \"zopa-model-1.schema.json\" then gives completion and hints in most editors.")]
pub struct Schema {
    /// Of what
    #[arg(value_enum, default_value_t)]
    of: Of,
    /// The same as `zopa schema statements`
    #[arg(long, hide = true)]
    statements: bool,
}

/// What there are schemas of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Of {
    /// Model files
    #[default]
    Model,
    /// Files with statements, for the elicit command
    Statements,
    /// What the commands write with --format json, and export without a folder
    Reports,
}

impl Schema {
    /// Runs the command.
    pub fn run(self, desk: &Desk) -> Result<Ending, Refusal> {
        desk.text(match self.of {
            Of::Statements => model::STATEMENTS_SCHEMA,
            _ if self.statements => model::STATEMENTS_SCHEMA,
            Of::Model => model::MODEL_SCHEMA,
            Of::Reports => REPORT_SCHEMA,
        })?;
        Ok(Ending::Answered)
    }
}
