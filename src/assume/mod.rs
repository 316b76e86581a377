//! Assumptions: what the author takes to be true of the model, proved or refuted.
//!
//! A claim is a sentence about all packages, and a check is an exact search for a counterexample. What claims there are,
//! and what each compares, stands in `problem/claims/`, one file for each. A comparison is decided (`compare.rs`) by looking
//! at every context that can make a difference (`listing.rs`), or, where these are too many, by the engines
//! (`searching.rs`); only if these give up is it tried out at random, and then it is not proved. Claims about outcomes ask
//! the engines directly (`outcome.rs`, `stance.rs`, `solution.rs`).
//!
//! The idea of a property with a minimal counterexample is that of Claessen and Hughes, "QuickCheck" (2000); deviating
//! from it, nothing is sampled as long as it can be decided, and the counterexample is the smallest there is, not one that
//! cannot be shrunk further: it has the fewest issues that are not as today, then compares the closest options, then has the
//! options declared earliest, then the largest violation.

mod compare;
mod contexts;
mod decide;
mod listing;
mod mirror;
mod nearest;
mod outcome;
mod ranges;
mod robustness;
mod sampling;
mod scaling;
mod scope;
mod searching;
mod solution;
mod stance;
mod tested;
mod tester;
mod verdict;

pub use crate::problem::Assumption;
pub use crate::problem::claims::{
    Along, Chooses, Choosing, Claim, Combined, Course, Decisive, Independent, Mirrors, NoFreeLunch, Normalised,
    NothingOffsets, OptionOrder, Outcome, Packages, Prefers, Quantifier, Reached, Scaling, Sides, Stance, Stands,
    Switch, Together, Transfer, Usable, WorthAtLeast,
};
pub use tested::Tested;
pub use verdict::{Cause, Method, Moved, Open, Point, Proof, Refutation, Undecided, Vacuity, Verdict};
