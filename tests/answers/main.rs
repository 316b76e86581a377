//! Answers: against an oracle that lists all packages, against published cases, against laws and against time.
//!
//! One binary, so that it is linked once; `cargo test --test answers lotteries::` runs one of its files.

#[path = "../common/mod.rs"]
mod common;
#[path = "../support/mod.rs"]
mod support;

mod aims;
mod apart;
mod assume;
mod assumptions;
mod beliefs;
mod boxes;
mod cases;
mod certificates;
mod consents;
mod covers;
mod curves;
mod differential;
mod elicit;
mod expected_levels;
mod explain;
mod flagship;
mod grid;
mod holds;
mod laws;
mod levels;
mod limits;
mod linkage;
mod lotteries;
mod metamorphic;
mod play;
mod protocols;
mod ranges;
mod shared_belief;
mod solvers;
mod stability;
mod states;
mod steps;
mod trades;
mod uncertain;
