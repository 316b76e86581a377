//! Continuous issues: options and levels together.
//!
//! In a problem with continuous issues every one of them has one option, which stands for all its levels, and beside the
//! problem stand its [`Levels`](crate::problem::Levels): piecewise-linear curves and linear rules. Everything here is about three facts:
//!
//! * once the options are fixed, what is left is a small linear programme, which is solved exactly ([`best`]);
//! * for a *weighted sum* of utilities, levels matter only where a curve bends: the packages whose levels all stand at
//!   such points are a problem without continuous issues ([`Corners`](crate::problem::Corners)), which decision diagrams bound
//!   exactly. A rule over levels is a party there that must accept and has no other say;
//! * so a search for the best package can [go through](descend) the options by what their corners reach, and solve
//!   exactly only those whose weighted sum is large enough. The weights come from linear programmes over mixtures of
//!   corners (`search/weights.rs`, with good_lp). Where options are linked too tightly for diagrams, a mixed-integer programme
//!   ([`milp`]) proposes options, and nothing is called proven.
//!
//! [`solve`] asks for the concepts' choices, [`frontier`] for the frontier of two parties as points and segments, or for
//! a [cover](cover), [`ask`] for what a party can get at most, [`pricing`] for the packages that lotteries mix, [`prove`] for
//! reasons that somebody else can check.

mod ask;
mod best;
mod bounds;
mod cell;
mod chain;
mod cover;
mod descend;
mod envelope;
mod frontier;
mod ground;
mod hunt;
mod milp;
mod pricing;
mod product;
mod prove;
mod region;
mod sieve;
mod solve;

pub(crate) use ask::{best_beside, best_for_each, best_of, least_short, ranges};
pub(super) use pricing::Market;
pub(crate) use prove::{Multipliers, Reasons, Sought, reasons};
pub(crate) use solve::aim;
