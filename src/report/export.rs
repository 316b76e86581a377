//! A model as files of another program, for those who have no folder to put them into.

use super::names::Opening;
use crate::problem::View;
use serde::{Deserialize, Serialize};

/// Files of another program, as data.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExportReport {
    /// What was written, and what ids are called.
    #[serde(flatten)]
    pub opening: Opening,
    /// The files.
    pub files: Vec<FileReport>,
    /// What the format has no place for, though it changes no answer.
    pub lost: Vec<String>,
}

/// A file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FileReport {
    /// Its name.
    pub name: String,
    /// What is in it.
    pub text: String,
}

impl ExportReport {
    /// Makes the report on the files of a problem.
    pub fn new(view: &View, files: Vec<FileReport>, lost: Vec<String>) -> Self {
        ExportReport { opening: Opening::new(view, "export"), files, lost }
    }
}
