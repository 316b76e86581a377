//! Linear programmes in exact fractions: the revised simplex method with an explicit inverse (Dantzig, Orden and Wolfe
//! 1955), for programmes of few rows to which columns are added one by one.
//!
//! Bland's rule (1977) chooses what enters and what leaves, so that no degenerate programme goes round in circles.
//! Artificial variables start it and are driven out; those that stay in the basis are 0, and leave as soon as a step
//! would make them anything else. The inverse outlives a solution: after another column, the next one starts from there.

use crate::exact::linear::product;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use std::time::Instant;

/// The largest c·x with A·x = b and x ≥ 0.
pub(crate) struct Programme {
    columns: Vec<Column>,
    /// By row: the column that is in the basis there; none for the row's artificial variable.
    basis: Vec<Option<usize>>,
    inverse: Vec<Vec<BigRational>>,
    /// By row, the value of what is in the basis.
    values: Vec<BigRational>,
    /// When to give up.
    deadline: Option<Instant>,
}

/// Why a programme has no best.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NoBest {
    /// Nothing satisfies all rows: prices at which every column costs 0 or more, and the right-hand side less than 0.
    Infeasible(Vec<BigRational>),
    /// Nothing bounds the objective.
    Unbounded,
    /// It was not found in time.
    Late,
}

/// A variable: what it counts in each row, and in the objective.
struct Column {
    entries: Vec<BigRational>,
    worth: BigRational,
}

/// The best that the columns so far can do.
pub(crate) struct Best {
    /// The columns with positive values.
    pub values: Vec<(usize, BigRational)>,
    /// By row, its price: no column is worth more than its entries at these prices.
    pub prices: Vec<BigRational>,
}

impl Programme {
    /// A programme without columns; right-hand sides are at least 0.
    pub(crate) fn new(right: Vec<BigRational>) -> Self {
        let rows = right.len();
        let unit = |row: usize, at: usize| if row == at { BigRational::one() } else { BigRational::zero() };
        Programme {
            columns: Vec::new(),
            basis: vec![None; rows],
            inverse: (0..rows).map(|row| (0..rows).map(|at| unit(row, at)).collect()).collect(),
            values: right,
            deadline: None,
        }
    }

    /// Gives up at this time.
    pub(crate) fn until(mut self, deadline: Option<Instant>) -> Self {
        self.deadline = deadline;
        self
    }

    /// Adds a variable.
    pub(crate) fn add(&mut self, entries: Vec<BigRational>, worth: BigRational) {
        self.columns.push(Column { entries, worth });
    }

    /// Adds a variable that takes up what is left of a row; before the first solution.
    pub(crate) fn add_slack(&mut self, row: usize) {
        // Alone in its row, it can stand where the row's artificial variable does.
        self.basis[row] = Some(self.columns.len());
        self.add(self.inverse[row].clone(), BigRational::zero());
    }

    /// Solves it.
    pub(crate) fn solve(&mut self) -> Result<Best, NoBest> {
        let missing = |values: &[BigRational], basis: &[Option<usize>]| {
            values.iter().zip(basis).any(|(value, column)| column.is_none() && value.is_positive())
        };
        if missing(&self.values, &self.basis) {
            self.climb(true)?;
            if missing(&self.values, &self.basis) {
                return Err(NoBest::Infeasible(self.prices(true)));
            }
        }
        self.climb(false)?;
        let values = self.basis.iter().zip(&self.values).filter(|(_, value)| value.is_positive());
        Ok(Best {
            values: values.filter_map(|(column, value)| Some(((*column)?, value.clone()))).collect(),
            prices: self.prices(false),
        })
    }

    /// Takes columns into the basis until none improves.
    fn climb(&mut self, first: bool) -> Result<(), NoBest> {
        while let Some(entering) = self.improving(first) {
            if self.deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                return Err(NoBest::Late);
            }
            self.pivot(entering).ok_or(NoBest::Unbounded)?;
        }
        Ok(())
    }

    /// Prices of rows; in the first phase only artificial variables count, as losses.
    fn prices(&self, first: bool) -> Vec<BigRational> {
        let worth = |column: &Option<usize>| match column {
            Some(_) if first => BigRational::zero(),
            Some(column) => self.columns[*column].worth.clone(),
            None if first => -BigRational::one(),
            None => BigRational::zero(),
        };
        let mut prices = vec![BigRational::zero(); self.basis.len()];
        for (column, row) in self.basis.iter().zip(&self.inverse) {
            let worth = worth(column);
            if !worth.is_zero() {
                prices.iter_mut().zip(row).filter(|(_, entry)| !entry.is_zero()).for_each(|(p, e)| *p += &worth * e);
            }
        }
        prices
    }

    /// The first column that is worth more than its entries cost.
    fn improving(&self, first: bool) -> Option<usize> {
        let prices = self.prices(first);
        let better = |column: &Column| {
            let cost = product(&prices, &column.entries);
            if first { cost.is_negative() } else { column.worth > cost }
        };
        (0..self.columns.len()).find(|at| !self.basis.contains(&Some(*at)) && better(&self.columns[*at]))
    }

    /// Takes a column into the basis; none if it can grow without end.
    fn pivot(&mut self, entering: usize) -> Option<()> {
        let direction: Vec<BigRational> =
            self.inverse.iter().map(|row| product(row, &self.columns[entering].entries)).collect();
        // What is left of an artificial variable is 0 and has to stay so.
        let stuck =
            |row: &usize| self.basis[*row].is_none() && self.values[*row].is_zero() && !direction[*row].is_zero();
        let leaving = (0..self.basis.len()).find(stuck).or_else(|| {
            let shrinking = (0..self.basis.len()).filter(|row| direction[*row].is_positive());
            let ratios = shrinking.map(|row| (&self.values[row] / &direction[row], self.basis[row], row));
            ratios.min_by(|a, b| a.0.cmp(&b.0).then(a.1.cmp(&b.1))).map(|(_, _, row)| row)
        })?;
        let scale = direction[leaving].recip();
        self.inverse[leaving].iter_mut().for_each(|entry| *entry *= &scale);
        self.values[leaving] *= &scale;
        let (row, value) = (self.inverse[leaving].clone(), self.values[leaving].clone());
        for at in (0..direction.len()).filter(|at| *at != leaving && !direction[*at].is_zero()) {
            let by = &direction[at];
            self.inverse[at].iter_mut().zip(&row).filter(|(_, e)| !e.is_zero()).for_each(|(entry, e)| *entry -= e * by);
            self.values[at] -= &value * by;
        }
        self.basis[leaving] = Some(entering);
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn q(value: i64) -> BigRational {
        BigRational::from_integer(value.into())
    }

    fn row(values: &[i64]) -> Vec<BigRational> {
        values.iter().map(|value| q(*value)).collect()
    }

    #[test]
    fn a_programme_is_solved_and_goes_on_with_another_column() {
        // 3x + 2y, x + y ≤ 4, x + 3y ≤ 6.
        let mut programme = Programme::new(row(&[4, 6]));
        for (entries, worth) in [([1, 1], 3), ([1, 3], 2), ([1, 0], 0), ([0, 1], 0)] {
            programme.add(row(&entries), q(worth));
        }
        let best = programme.solve().expect("it is bounded");
        assert_eq!(best.values, [(0, q(4)), (3, q(2))]);
        assert_eq!(best.prices, row(&[3, 0]));
        programme.add(row(&[0, 2]), q(5));
        let best = programme.solve().expect("it is bounded");
        assert_eq!(best.values, [(0, q(4)), (4, q(1))]);
    }

    #[test]
    fn impossible_and_unbounded_programmes_have_no_answer() {
        let mut programme = Programme::new(row(&[1]));
        programme.add(row(&[-1]), q(1));
        assert!(matches!(programme.solve(), Err(NoBest::Infeasible(_))));
        let mut programme = Programme::new(row(&[1]));
        programme.add(row(&[1]), q(0));
        programme.add(row(&[-1]), q(1));
        assert!(matches!(programme.solve(), Err(NoBest::Unbounded)));
    }

    #[test]
    fn a_degenerate_programme_ends() {
        // Beale's example (1955), on which the largest coefficient goes round in circles.
        let quarter = |n: i64| BigRational::new(n.into(), 100.into());
        let mut programme = Programme::new(row(&[0, 0, 1]));
        let entries = [[25, 50, 0], [-6000, -9000, 0], [-4, -2, 100], [900, 300, 0]];
        for (entries, worth) in entries.iter().zip([75, -15000, 2, -600]) {
            programme.add(entries.iter().map(|entry| quarter(*entry)).collect(), quarter(worth));
        }
        (0..3).for_each(|at| programme.add((0..3).map(|row| q(i64::from(row == at))).collect(), q(0)));
        let best = programme.solve().expect("it is bounded");
        assert_eq!(product(&best.prices, &row(&[0, 0, 1])), BigRational::new(1.into(), 20.into()));
    }

    #[test]
    fn repeated_rows_do_no_harm() {
        let mut programme = Programme::new(row(&[2, 2]));
        programme.add(row(&[1, 1]), q(1));
        programme.add(row(&[2, 2]), q(1));
        let best = programme.solve().expect("it is bounded");
        assert_eq!(best.values, [(0, q(2))]);
    }
}
