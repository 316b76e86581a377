//! Mixed-integer linear programmes by HiGHS, whose shared library is loaded at run time.
//!
//! HiGHS (Huangfu and Hall 2018, <https://highs.dev>) is written in C++. Building it takes cmake, a C++ compiler and several
//! minutes; its shared library is in packages of many distributions and in the Python package `highspy`. So nothing here is
//! linked with it: [`Highs::load`] opens the library where it is, and says what to do where it is not. Versions from 1.7 on
//! are accepted, with 32-bit indices as they are usually built.
//!
//! ```no_run
//! use zopa_highs::{Column, Highs, Limits, Programme, Row, Status};
//!
//! // The most of x + 2y, where y is 0 or 1, x between 0 and 3, and x + y at most 3.
//! let programme = Programme {
//!     offset: 0.0,
//!     columns: vec![
//!         Column { cost: 1.0, lower: 0.0, upper: 3.0, integer: false },
//!         Column { cost: 2.0, lower: 0.0, upper: 1.0, integer: true },
//!     ],
//!     rows: vec![Row { lower: f64::NEG_INFINITY, upper: 3.0, entries: vec![(0, 1.0), (1, 1.0)] }],
//! };
//! let outcome = Highs::load(None)?.solve(&programme, &Limits::default())?;
//! assert_eq!((outcome.status, outcome.objective), (Status::Optimal, Some(4.0)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The same programme has the same outcome: one thread, a fixed seed, and limits in nodes; only a limit in time depends on
//! the machine. HiGHS calculates in floating point, within tolerances: what it returns is a proposal, not a proof.
//!
//! This crate is the only part of zopa with `unsafe` code. `api.rs` names the functions of the C interface, `load.rs` finds
//! them, `solve.rs` calls them; `programme.rs` refuses what must not reach them.

#![warn(missing_docs)]
#![deny(unsafe_op_in_unsafe_fn)]
#![deny(clippy::undocumented_unsafe_blocks)]

mod api;
mod load;
mod programme;
mod solve;

pub use load::{Highs, LoadError, VARIABLE};
pub use programme::{Column, Programme, ProgrammeError, Row};
pub use solve::{Limits, Outcome, Reason, SolveError, Status};
