//! Linear programmes in fractions, by rows: maximise c·z where rows a·z ≤ b hold and z ≥ 0.

use crate::clock::Deadline;
use num_rational::BigRational;
use num_traits::Zero;

/// Rows a·z ≤ b over variables z ≥ 0.
#[derive(Clone, Debug, Default)]
pub(crate) struct Programme {
    pub(super) variables: usize,
    pub(super) rows: Vec<(Vec<BigRational>, BigRational)>,
    /// When to give up.
    pub(super) deadline: Deadline,
}

impl Programme {
    /// So many variables, and no row yet.
    pub(crate) fn new(variables: usize) -> Self {
        Programme { variables, rows: Vec::new(), deadline: Deadline::default() }
    }

    /// Gives up at this time: then there is no maximum, and whoever asks must look at the clock too.
    pub(crate) fn until(&mut self, deadline: Deadline) {
        self.deadline = deadline;
    }

    /// How many rows there are.
    pub(crate) fn rows(&self) -> usize {
        self.rows.len()
    }

    /// How many variables there are.
    pub(crate) fn variables(&self) -> usize {
        self.variables
    }

    /// One variable more; its position.
    pub(crate) fn variable(&mut self) -> usize {
        self.variables += 1;
        self.variables - 1
    }

    /// Adds a·z ≤ b, and tells which row it is. Coefficients that are left out are 0.
    pub(crate) fn at_most(&mut self, coefficients: Vec<BigRational>, bound: BigRational) -> usize {
        self.rows.push((coefficients, bound));
        self.rows.len() - 1
    }

    /// Adds a·z ≥ b.
    pub(crate) fn at_least(&mut self, coefficients: Vec<BigRational>, bound: BigRational) -> usize {
        self.at_most(coefficients.into_iter().map(|c| -c).collect(), -bound)
    }
}

/// The entries of a row that are not 0, with the variables that they belong to.
pub(super) fn entries(row: &[BigRational]) -> impl Iterator<Item = (usize, &BigRational)> {
    row.iter().enumerate().filter(|(_, entry)| !entry.is_zero())
}
