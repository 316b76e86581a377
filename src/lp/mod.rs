//! Linear programmes: everything that solves them, for rooms that state them. Nothing here knows parties or packages.
//!
//! | file | what it does |
//! |---|---|
//! | `simplex.rs` | in fractions, column by column: the revised simplex method, which goes on when a column joins |
//! | `programme.rs` | in fractions, row by row: a guess (`floating.rs`) and its proof (`basis.rs`), or else the method above |
//! | `states.rs` | over the probabilities of a few states |
//! | `back_end/` | in floating point, with whole numbers among the variables: who solves them |

pub(crate) mod back_end;
mod basis;
mod floating;
mod programme;
pub(crate) mod simplex;
mod states;

pub use back_end::BackEnd;
pub(crate) use programme::{Maximum, Programme, Vertex};
pub(crate) use states::{Feasible, maximise};
