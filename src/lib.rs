//! `zopa` (zone of possible agreement) is an exact bargaining solver.
//!
//! # The problem
//!
//! Parties *i* = 1 … *n* negotiate over issues *k* = 1 … *m*, each to be settled by one of its options *Oₖ*. A
//! **package** *x* ∈ *O₁* × … × *Oₘ* picks one option for every issue. It is feasible if it satisfies all rules and no
//! party's red line is crossed. Its utility for party *i* is
//!
//! > *uᵢ(x)* = *cᵢ* + Σₖ *vᵢₖ(xₖ)* + Σ over interactions *f* of *wᵢf(x restricted to the issues of f)*,
//!
//! and *dᵢ* is what the party has without a deal: the disagreement point. Its **gain** is *uᵢ(x)* − *dᵢ*. Packages from
//! which nobody loses are individually rational; those that no other feasible package improves upon form the Pareto
//! frontier. `zopa` finds both exactly, and the packages that the solution concepts of bargaining theory choose: all of
//! them where several are exactly equally good.
//!
//! # Seven lines
//!
//! ```
//! use zopa::Problem;
//!
//! # fn main() -> Result<(), zopa::model::Diagnostics> {
//! # let text = include_str!("../models/examples/first-steps.json");
//! let problem = Problem::from_json(text)?;
//! let answer = problem.search().run();
//! for solution in &answer.solutions {
//!     for point in &solution.agreements {
//!         println!("{}: {:?}", solution.concept.name(), point.package.ids(&problem).collect::<Vec<_>>());
//!     }
//! }
//! # assert_eq!(answer.solutions.len(), 6);
//! # Ok(())
//! # }
//! ```
//!
//! # The types to know
//!
//! * [`Model`]: what the author wrote, as plain data; numbers are exact decimals or fractions ([`Number`]).
//! * [`Problem`]: the compiled form, with integers. It owns its names, and can be shared between threads.
//! * [`View`]: a problem with a few things changed (an option fixed, a rule lifted, a disagreement value moved), without
//!   compiling again.
//! * [`PartyId`], [`IssueId`], [`OptionId`] and others: what is meant in a question or an answer; `problem[party]` is that party.
//! * [`Search`]: a question to a view. [`Search::run`] finds what the concepts choose, [`Search::frontier`] the frontier.
//!   Limits, progress and cancelling are set on it.
//! * [`concept::Concept`]: a rule that chooses packages. Write your own; see `examples/own_concept.rs`.
//!
//! Bad input is an error with [`model::Diagnostics`]; stopping early is a [`Status`] with the best package found and a
//! bound; no agreement is an answer, which [`View::obstacles`] explains: who is short, which demands conflict, what would
//! have to be given up. [`View::evaluate`] tells what a package on the table is to each party, [`View::concessions`] what
//! would have to change in it, [`View::trades`] what could be changed about it so that nobody loses, and
//! [`View::counteroffers`] what a party could propose instead. [`View::linkage`] tells what each option does to the others,
//! [`View::stability`] how far numbers may move, [`View::lotteries`] which mixtures of packages are fair,
//! [`Problem::elicit`] which utilities fit what is known without numbers, and [`report`] turns answers into names, text
//! and JSON.
//!
//! # Recipes
//!
//! | to | use |
//! |---|---|
//! | read a model, or build one | [`Problem::from_json`], [`Model`] and [`Problem::compile`] |
//! | ask a changed question | [`Problem::view`], then [`View::fix`], [`View::without`], [`View::with_disagreement`], …: nothing is compiled again |
//! | stop a question, or watch it | [`Limits`] with a time, a memory, an [`Interrupt`], a [`Watch`]; what was found by then comes back with a [`Status`] or an [`Outcome`] |
//! | get the JSON of the command line, byte for byte | `zopa_commands::call("solve", &files, &options, &limits, &mut sink)`, and so for each command |
//! | put a single answer into the author's names | [`report`]: `report::SolveReport::new(&view, &answer, None)`, without what `solve` asks beside it |
//! | show a page, keep a report and read it back | `zopa_commands::Report::page`, `zopa_commands::AnyReport::read` |
//! | hear points of a frontier as soon as they are certain | [`Search::points`], then [`Search::frontier`] |
//! | draw uncertain numbers | [`uncertain::Sweep`]; what holds whatever they are: [`View::robustly_acceptable`], [`View::standing`] |
//! | find utilities from statements | [`model::Statements`], [`Problem::elicit`] |
//! | ask what ways of talking lead to | [`View::talks`] with a [`problem::Way`]; [`protocol`] |
//! | prove an answer to others | [`certificate::Certificate`]; the crate `zopa-verify` checks it |
//! | settle variable threats | [`lottery::settled`], before [`Problem::compile`] |
//! | read files of other programs | `zopa_formats::read` |
//! | choose by a rule of one's own | [`concept::Concept`]; see `examples/own_concept.rs` |
//! | test assumptions about utilities | `proptest` (a feature): random models, and the laws of concepts as properties |
//! | leave threads out | `default-features = false` |
//! | ask from C, or from Python | `bindings/c`: `zopa_call` takes a question as JSON; `python/`: the package `zopa` |
//!
//! # What it promises
//!
//! Comparisons are exact: utilities are scaled to integers once, at compile time, where it is also proven that no sum
//! can overflow. Floating point only proposes where to look. Results do not depend on the engine, the number of threads,
//! or any feature of this crate. The library prints nothing, reads no clock unless a time limit is set, and keeps no
//! global state.
//!
//! # Features
//!
//! * `parallel` (default): several threads within one search, where [`Limits::threads`] asks for them.
//! * `proptest`: strategies for random models, assertions for assumptions, and the laws of solution concepts, for
//!   property tests.
//! * `highs`: HiGHS as a second solver of mixed-integer programmes ([`BackEnd`]). Its library is loaded at run time;
//!   nothing is needed to build.
//! * `schema`: what the published JSON Schemas are made with.
//!
//! # Crates beside this one
//!
//! * `zopa-formats`: files of GENIUS, GeniusWeb, NegMAS, NegoLog and tables in CSV, read as models and written.
//! * `zopa-commands`: what the command line asks, without a terminal: `zopa_commands::call`, for services and bindings; and the
//!   pages that people read, made of the data of [`report`].
//! * `zopa-cli`: the program.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod assume;
pub mod belief;
pub mod certificate;
mod check;
#[doc(hidden)]
pub mod clock;
pub mod concept;
pub mod elicit;
pub mod exact;
pub mod explain;
pub mod frontier;
pub mod lottery;
pub mod lp;
pub mod model;
pub mod problem;
#[cfg(feature = "proptest")]
pub mod proptest;
pub mod protocol;
pub mod report;
pub mod search;
#[doc(hidden)]
pub mod text;
pub mod uncertain;

pub use exact::{Number, Score};
pub use frontier::{Frontier, Point};
pub use lp::BackEnd;
pub use model::Model;
pub use problem::{IssueId, OptionId, Package, PartyId, Problem, View};
pub use search::{Answer, Engine, Interrupt, Limits, Outcome, Progress, Search, Solution, Status, Stop, Watch};
