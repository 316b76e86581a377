//! The simplex method in fractions, by columns: the revised method with an explicit inverse (Dantzig, Orden and Wolfe 1955),
//! for programmes of few rows to which columns are added one by one.
//!
//! Bland's rule (1977) chooses what enters and what leaves, so that no degenerate programme goes round in circles.
//! Artificial variables start it and are driven out; those that stay in the basis are 0, and leave as soon as a step
//! would make them anything else. The inverse outlives a solution: after another column, the next one starts from there.

use super::{Best, NoBest};
use crate::clock::Deadline;
use crate::exact::linear::product;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// The largest c·x with A·x = b and x ≥ 0, on the way to it. Rows whose right side is negative are turned round within.
pub(crate) struct Simplex {
    columns: Vec<Column>,
    /// By row: the column that is in the basis there; none for the row's artificial variable.
    basis: Vec<Option<usize>>,
    inverse: Vec<Vec<BigRational>>,
    /// By row, whether it is turned round.
    turned: Vec<bool>,
    /// By row, the value of what is in the basis.
    values: Vec<BigRational>,
    /// When to give up.
    deadline: Deadline,
}

/// A variable: what it counts in each row, and in the objective.
struct Column {
    entries: Vec<BigRational>,
    worth: BigRational,
}

impl Simplex {
    /// No columns yet, and these right sides.
    pub(crate) fn new(right: Vec<BigRational>) -> Self {
        let rows = right.len();
        Simplex {
            columns: Vec::new(),
            basis: vec![None; rows],
            inverse: (0..rows).map(|row| unit(row, rows)).collect(),
            turned: right.iter().map(Signed::is_negative).collect(),
            values: right.iter().map(Signed::abs).collect(),
            deadline: Deadline::default(),
        }
    }

    /// Gives up at this time.
    pub(crate) fn until(mut self, deadline: Deadline) -> Self {
        self.deadline = deadline;
        self
    }

    /// Adds a variable.
    pub(crate) fn add(&mut self, entries: Vec<BigRational>, worth: BigRational) {
        self.columns.push(Column { entries: self.oriented(entries), worth });
    }

    /// Adds a variable that takes up what is left of a row; before the first solution.
    pub(crate) fn add_slack(&mut self, row: usize) {
        if !self.turned[row] {
            // Alone in its row, it can stand where the row's artificial variable does.
            self.basis[row] = Some(self.columns.len());
        }
        self.add(unit(row, self.turned.len()), BigRational::zero());
    }

    /// Adds a variable that takes up what a row has beyond its right side.
    pub(crate) fn add_excess(&mut self, row: usize) {
        self.add(unit(row, self.turned.len()).iter().map(|entry| -entry).collect(), BigRational::zero());
    }

    /// Numbers by row, with the other sign for rows that are turned round.
    fn oriented(&self, mut numbers: Vec<BigRational>) -> Vec<BigRational> {
        let turned = numbers.iter_mut().zip(&self.turned).filter(|(number, turned)| **turned && !number.is_zero());
        turned.for_each(|(number, _)| *number = -&*number);
        numbers
    }

    /// Solves it.
    pub(crate) fn solve(&mut self) -> Result<Best, NoBest> {
        let missing = |values: &[BigRational], basis: &[Option<usize>]| {
            values.iter().zip(basis).any(|(value, column)| column.is_none() && value.is_positive())
        };
        if missing(&self.values, &self.basis) {
            self.climb(true)?;
            if missing(&self.values, &self.basis) {
                return Err(NoBest::Infeasible(self.oriented(self.prices(true))));
            }
        }
        self.climb(false)?;
        let mut best = Best {
            values: vec![BigRational::zero(); self.columns.len()],
            value: BigRational::zero(),
            prices: self.oriented(self.prices(false)),
        };
        for (column, value) in self.basis.iter().zip(&self.values).filter_map(|(at, value)| Some(((*at)?, value))) {
            best.value += &self.columns[column].worth * value;
            best.values[column] = value.clone();
        }
        Ok(best)
    }

    /// Takes columns into the basis until none improves.
    fn climb(&mut self, first: bool) -> Result<(), NoBest> {
        while let Some(entering) = self.improving(first) {
            if self.deadline.has_passed() {
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

/// 1 for one row of so many, 0 for the others.
fn unit(row: usize, rows: usize) -> Vec<BigRational> {
    (0..rows).map(|at| BigRational::from_integer(u8::from(at == row).into())).collect()
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
        let mut programme = Simplex::new(row(&[4, 6]));
        for (entries, worth) in [([1, 1], 3), ([1, 3], 2), ([1, 0], 0), ([0, 1], 0)] {
            programme.add(row(&entries), q(worth));
        }
        let best = programme.solve().expect("it is bounded");
        assert_eq!((best.values, best.value), (row(&[4, 0, 0, 2]), q(12)));
        assert_eq!(best.prices, row(&[3, 0]));
        programme.add(row(&[0, 2]), q(5));
        let best = programme.solve().expect("it is bounded");
        assert_eq!(best.values, row(&[4, 0, 0, 0, 1]));
    }

    #[test]
    fn impossible_and_unbounded_programmes_have_no_answer() {
        let mut programme = Simplex::new(row(&[1]));
        programme.add(row(&[-1]), q(1));
        assert!(matches!(programme.solve(), Err(NoBest::Infeasible(_))));
        let mut programme = Simplex::new(row(&[1]));
        programme.add(row(&[1]), q(0));
        programme.add(row(&[-1]), q(1));
        assert!(matches!(programme.solve(), Err(NoBest::Unbounded)));
    }

    #[test]
    fn a_degenerate_programme_ends() {
        // Beale's example (1955), on which the largest coefficient goes round in circles.
        let quarter = |n: i64| BigRational::new(n.into(), 100.into());
        let mut programme = Simplex::new(row(&[0, 0, 1]));
        let entries = [[25, 50, 0], [-6000, -9000, 0], [-4, -2, 100], [900, 300, 0]];
        for (entries, worth) in entries.iter().zip([75, -15000, 2, -600]) {
            programme.add(entries.iter().map(|entry| quarter(*entry)).collect(), quarter(worth));
        }
        (0..3).for_each(|at| programme.add((0..3).map(|row| q(i64::from(row == at))).collect(), q(0)));
        let best = programme.solve().expect("it is bounded");
        assert_eq!(product(&best.prices, &row(&[0, 0, 1])), best.value);
        assert_eq!(best.value, BigRational::new(1.into(), 20.into()));
    }

    #[test]
    fn repeated_rows_do_no_harm() {
        let mut programme = Simplex::new(row(&[2, 2]));
        programme.add(row(&[1, 1]), q(1));
        programme.add(row(&[2, 2]), q(1));
        let best = programme.solve().expect("it is bounded");
        assert_eq!(best.values, row(&[2, 0]));
    }
}
