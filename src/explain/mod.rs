//! Why: what a package is worth to each party and from where, who refuses it, and why there is no agreement.
//!
//! Explanations are facts that point into the author's file (options, interactions, rules, red lines), with the
//! author's numbers. Sentences are made from them at the very end, in [`crate::report`].

mod aims;
mod balance;
mod better;
mod breakdown;
mod compensation;
mod concession;
mod conflict;
mod counter;
mod evaluation;
mod holding;
mod linkage;
mod moves;
mod no_deal;
mod obstacles;
mod oracle;
mod stability;
mod swap;
mod trades;
mod within;

pub use aims::Aimed;
pub use balance::{Balance, Verdict};
pub use better::Better;
pub use breakdown::{Contribution, Fact, Group};
pub use compensation::{Amplification, Compensation};
pub use concession::{Concession, Concessions, MOST_NEAREST, Nearest};
pub use conflict::{Conflicts, Element, MOST_CONFLICTS};
pub use counter::{Counteroffers, Obstacle};
pub use evaluation::{Evaluation, NoWorse, Stand};
pub use holding::Holding;
pub use linkage::{Exchange, LevelLink, Linkage, OptionLink, Prospect, Requirement, Role};
pub use moves::{Change, Move, Moves, Reach};
pub use no_deal::{Binding, NoDeal};
pub use obstacles::Obstacles;
pub use stability::{Bound, Interval, Needed, OfNumber, Stability, Stable};
pub(crate) use stability::{Lever, Product, Quantity};
pub use swap::Swap;
pub use trades::{Chain, End, Link, Trades};
pub use within::{Close, WithinError};
