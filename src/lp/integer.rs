//! Linear programmes in which some variables are whole numbers, as data: what back ends are given, and what they say.
//!
//! Variables and sums are good_lp's, so that a programme is written as it reads, whoever solves it.

use good_lp::{Expression, ProblemVariables, Variable};
use std::collections::HashMap;

/// A linear programme in which some variables are whole numbers. The objective is to be as large as possible.
pub(crate) struct IntegerProgramme {
    pub variables: ProblemVariables,
    pub rows: Vec<Row>,
    pub objective: Expression,
}

/// What a sum of variables must be. (good_lp's own constraints do not show their parts.)
pub(crate) struct Row {
    pub sum: Expression,
    pub relation: Relation,
    pub bound: f64,
}

/// How a sum stands to its bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    AtMost,
    AtLeast,
    Equal,
}

/// How a programme ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// Its values are the best, as far as floating point can tell.
    Optimal,
    /// Nothing satisfies it.
    Infeasible,
    /// Its objective has no bound.
    Unbounded,
    /// At a limit, with values or without.
    Stopped,
    /// The back end could not do it.
    Failed,
}

/// What a back end says of a programme.
pub(crate) struct Solved {
    pub ended: Ended,
    /// The best values found, in the order of the variables.
    pub values: Option<Vec<f64>>,
    /// What no values exceed, if they did not reach it.
    pub bound: Option<f64>,
}

/// What an objective is at these values, by variable in the order in which they were added.
pub(crate) fn value(objective: &Expression, variables: &[Variable], values: &[f64]) -> f64 {
    let by_variable: HashMap<Variable, f64> = variables.iter().copied().zip(values.iter().copied()).collect();
    objective.eval_with(&by_variable)
}

impl Solved {
    pub(super) fn without_values(ended: Ended) -> Self {
        Solved { ended, values: None, bound: None }
    }
}
