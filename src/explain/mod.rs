//! Why: what a package is worth to each party and from where, who refuses it, and why there is no agreement.
//!
//! Explanations are facts that point into the author's file (options, interactions, rules, red lines), with the
//! author's numbers. Sentences are made from them at the very end, in [`crate::report`].

mod balance;
mod better;
mod breakdown;
mod counter;
mod evaluation;
mod moves;
mod no_deal;
mod oracle;
mod swap;
mod trades;

pub use balance::{Balance, Verdict};
pub use better::Better;
pub use breakdown::{Contribution, Fact};
pub use counter::{Counteroffers, Obstacle};
pub use evaluation::{Evaluation, Stand};
pub use moves::{Change, Move, Moves, Reach};
pub use no_deal::{Binding, NoDeal};
pub use swap::Swap;
pub use trades::{Chain, End, Link, Trades};
