//! What follows from not knowing the numbers: thousands of draws, and what holds whatever they are.
//!
//! Numbers with a range are drawn ([`Sweep`]), exactly and repeatably, and each draw is solved like any problem: how likely
//! is a deal, which package is agreed how often, what drives the result, what would it be worth to know a number?

mod choice;
mod draw;
mod histogram;
mod robust;
mod rough;
mod scenarios;
mod summary;
mod sweep;
mod template;

pub use choice::{Choice, Choices};
pub use histogram::Histogram;
pub use robust::{Acceptable, Open, Standing};
pub use summary::{Acceptability, Driver, Information, Quantiles, Summary};
pub use sweep::{Drawn, Sweep};

/// The most draws of a sweep.
pub const MAX_DRAWS: u64 = 1_000_000;
