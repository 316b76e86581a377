//! How files are read, where there is more than one way.

use std::num::NonZeroU32;

/// How GENIUS evaluations are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Evaluations {
    /// As GENIUS does: over the largest evaluation of the issue, and cut at 1.
    #[default]
    Normalised,
    /// Weight times evaluation as written, as NegMAS does.
    Raw,
}

/// How to read files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// How GENIUS evaluations are read.
    pub evaluations: Evaluations,
    /// Settle continuous issues by one of so many numbers, and one more, evenly spaced; without it they are continuous.
    pub steps: Option<NonZeroU32>,
    /// The profiles that negotiate, by the names of their files, with or without endings; all of them if none is named.
    pub profiles: Vec<String>,
}
