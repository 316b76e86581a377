//! Linear programmes: everything that solves them, for rooms that state them. Nothing here knows parties or packages.
//!
//! | file | what it does |
//! |---|---|
//! | `simplex.rs` | in fractions, by columns: the revised simplex method, which goes on when a column joins |
//! | `rows.rs` | in fractions, by rows (`programme.rs`): a guess (`floating.rs`) and its proof (`basis.rs`), or else the method above |
//! | `bounded.rs` | in floating point, with bounds on either side: the dual simplex method, which goes on when bounds change or rows join |
//! | `game.rs` | games of two whose gains are each other's losses, in fractions |
//! | `states.rs` | over the probabilities of a few states |
//! | `product.rs` | not a linear one: the mixture of columns with the largest product, in floating point |
//! | `integer.rs` | in floating point, with whole numbers among the variables, as data |
//! | `back_end/` | who solves these |

mod back_end;
mod basis;
mod bounded;
mod floating;
mod game;
mod integer;
mod product;
mod programme;
mod rows;
mod simplex;
mod states;

pub use back_end::BackEnd;
pub(crate) use back_end::Watch;
#[cfg(test)]
pub(crate) use back_end::tests;
pub(crate) use bounded::{Bounded, Prices, Reached};
pub(crate) use game::Game;
pub(crate) use integer::{Ended, IntegerProgramme, Relation, Row, value};
pub(crate) use product::largest_product;
pub(crate) use programme::Programme;
pub(crate) use simplex::Simplex;
pub(crate) use states::maximise;

use num_rational::BigRational;

/// The best of a programme in fractions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Best {
    /// By variable.
    pub values: Vec<BigRational>,
    /// The objective there.
    pub value: BigRational,
    /// By row, what one unit more of its right side would add: no variable is worth more than its entries at these prices.
    pub prices: Vec<BigRational>,
}

/// Why a programme in fractions has no best.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NoBest {
    /// Nothing satisfies all rows: prices at which every variable costs 0 or more, and all right sides together less than 0.
    Infeasible(Vec<BigRational>),
    /// Nothing bounds the objective.
    Unbounded,
    /// It was not found in time.
    Late,
}
