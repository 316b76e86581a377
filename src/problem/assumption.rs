//! Assumptions, compiled: what the author takes to be true, in positions instead of ids.

use super::Condition;
use super::claims::Claim;
use crate::model::Path;

/// Something that the author takes to be true of the model.
#[derive(Clone, Debug)]
pub struct Assumption {
    /// Its id, or where it stands in the file: `assumptions[2]`.
    pub name: String,
    /// What is claimed.
    pub claim: Claim,
    /// Where it is claimed: issues are distinct and in ascending order; empty for everywhere.
    pub given: Condition,
    /// Whether packages count that rules and red lines exclude.
    pub anywhere: bool,
    /// Whether it names a continuous issue: then it is asked of the problem [in steps](super::Problem::in_steps_for).
    pub of_levels: bool,
    /// Whether it is claimed for all numbers in their ranges.
    pub robust: bool,
    /// Whether what is stated is that the claim does not hold.
    pub fails: bool,
    /// Why it is so, in the author's words.
    pub because: Option<String>,
    /// Where it is stated.
    pub source: Option<String>,
    /// Where it stands in the file.
    pub path: Path,
}

impl Assumption {
    /// Whether it speaks of how the model is written, and not of packages.
    pub fn is_static(&self) -> bool {
        self.claim.meaning().is_static()
    }
}
