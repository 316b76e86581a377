//! What differs between two reports, as data.

use super::names::Opening;
use serde::{Deserialize, Serialize};

/// What differs between two reports of one command.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DiffReport {
    /// What the first of them was asked, and what ids are called there.
    #[serde(flatten)]
    pub opening: Opening,
    /// The command that made both.
    pub of: String,
    /// Whether they say the same.
    pub same: bool,
    /// What differs, in the words of the negotiation.
    pub sections: Vec<SectionReport>,
    /// Every place where they differ.
    pub places: Vec<PlaceReport>,
}

/// What differs of one kind.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SectionReport {
    /// What it is about.
    pub heading: String,
    /// What differs.
    pub lines: Vec<PlaceReport>,
}

/// Something that differs.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlaceReport {
    /// What it is: in words, or where it stands in the reports.
    pub what: String,
    /// A place in words: by the names of what has ids.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub named: Option<String>,
    /// What the first report has there, as JSON if it is a place; `null` if nothing.
    pub from: Option<String>,
    /// What the second has.
    pub to: Option<String>,
}
