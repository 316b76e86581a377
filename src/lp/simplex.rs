//! The simplex method in whole numbers, by columns: the revised method with an explicit inverse (Dantzig, Orden and Wolfe 1955),
//! for programmes of few rows to which columns are added one by one.
//!
//! The inverse is kept as whole numbers over one denominator, the determinant of the basis, and every pivot divides without a rest
//! (Edmonds 1967): fractions would have to be reduced after each sum. Columns are multiplied by what makes their entries whole.
//!
//! Bland's rule (1977) chooses what enters and what leaves, so that no degenerate programme goes round in circles.
//! Artificial variables start it and are driven out; those that stay in the basis are 0, and leave as soon as a step
//! would make them anything else. The inverse outlives a solution: after another column, the next one starts from there.

use super::{Best, NoBest};
use crate::clock::Deadline;
use crate::exact::linear::{common_denominator, whole};
use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// The largest c·x with A·x = b and x ≥ 0, on the way to it. Rows whose right side is negative are turned round within.
pub(crate) struct Simplex {
    columns: Vec<Column>,
    /// By row: the column that is in the basis there; none for the row's artificial variable.
    basis: Vec<Option<usize>>,
    /// Times the determinant.
    inverse: Vec<Vec<BigInt>>,
    /// That of the basis, or its negative: above 0.
    determinant: BigInt,
    /// By row, whether it is turned round.
    turned: Vec<bool>,
    /// By row, the value of what is in the basis, times the determinant and the units.
    values: Vec<BigInt>,
    /// So many of these make 1 of a right side.
    units: BigInt,
    /// So many of these make 1 of the objective.
    worths: BigInt,
    /// When to give up.
    deadline: Deadline,
}

/// A variable: what so many of it count in each row, and in the objective.
struct Column {
    entries: Vec<BigInt>,
    worth: BigInt,
    many: BigInt,
}

impl Simplex {
    /// No columns yet, and these right sides.
    pub(crate) fn new(right: Vec<BigRational>) -> Self {
        let rows = right.len();
        let units = common_denominator(&right);
        Simplex {
            columns: Vec::new(),
            basis: vec![None; rows],
            inverse: (0..rows).map(|row| unit(row, rows)).collect(),
            determinant: BigInt::one(),
            turned: right.iter().map(Signed::is_negative).collect(),
            values: right.iter().map(|right| whole(right, &units).abs()).collect(),
            units,
            worths: BigInt::one(),
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
        let many = common_denominator(&entries);
        let worth = worth * &many;
        let finer = worth.denom() / worth.denom().gcd(&self.worths);
        if !finer.is_one() {
            self.worths *= &finer;
            self.columns.iter_mut().for_each(|column| column.worth *= &finer);
        }
        let entries = self.oriented(entries.iter().map(|entry| whole(entry, &many)).collect());
        self.columns.push(Column { entries, worth: whole(&worth, &self.worths), many });
    }

    /// Adds a variable that takes up what is left of a row; before the first solution.
    pub(crate) fn add_slack(&mut self, row: usize) {
        if !self.turned[row] {
            // Alone in its row, it can stand where the row's artificial variable does.
            self.basis[row] = Some(self.columns.len());
        }
        self.add_unit(row, BigInt::one());
    }

    /// Adds a variable that takes up what a row has beyond its right side.
    pub(crate) fn add_excess(&mut self, row: usize) {
        self.add_unit(row, -BigInt::one());
    }

    fn add_unit(&mut self, row: usize, one: BigInt) {
        let mut entries = vec![BigInt::zero(); self.turned.len()];
        entries[row] = one;
        self.columns.push(Column { entries: self.oriented(entries), worth: BigInt::zero(), many: BigInt::one() });
    }

    /// Numbers by row, with the other sign for rows that are turned round.
    fn oriented<N: Clone + Zero + std::ops::Neg<Output = N>>(&self, mut numbers: Vec<N>) -> Vec<N> {
        let turned = numbers.iter_mut().zip(&self.turned).filter(|(number, turned)| **turned && !number.is_zero());
        turned.for_each(|(number, _)| *number = -number.clone());
        numbers
    }

    /// Solves it.
    pub(crate) fn solve(&mut self) -> Result<Best, NoBest> {
        let missing = |values: &[BigInt], basis: &[Option<usize>]| {
            values.iter().zip(basis).any(|(value, column)| column.is_none() && value.is_positive())
        };
        if missing(&self.values, &self.basis) {
            self.climb(true)?;
            if missing(&self.values, &self.basis) {
                return Err(NoBest::Infeasible(self.prices_of_one(true)));
            }
        }
        self.climb(false)?;
        let mut values = vec![BigRational::zero(); self.columns.len()];
        let mut value = BigInt::zero();
        let parts = &self.determinant * &self.units;
        for (column, own) in self.basis.iter().zip(&self.values).filter_map(|(at, value)| Some(((*at)?, value))) {
            value += &self.columns[column].worth * own;
            values[column] = BigRational::new(own * &self.columns[column].many, parts.clone());
        }
        let value = BigRational::new(value, parts * &self.worths);
        Ok(Best { values, value, prices: self.prices_of_one(false) })
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

    /// Prices of rows, times the determinant and what makes worths whole; in the first phase only artificial variables count, as
    /// losses.
    fn prices(&self, first: bool) -> Vec<BigInt> {
        let mut prices = vec![BigInt::zero(); self.basis.len()];
        for (column, row) in self.basis.iter().zip(&self.inverse) {
            let entries = prices.iter_mut().zip(row).filter(|(_, entry)| !entry.is_zero());
            match column {
                None if first => entries.for_each(|(price, entry)| *price -= entry),
                Some(column) if !first && !self.columns[*column].worth.is_zero() => {
                    entries.for_each(|(price, entry)| *price += &self.columns[*column].worth * entry);
                }
                _ => {}
            }
        }
        prices
    }

    /// Prices of one unit of each row as it was given.
    fn prices_of_one(&self, first: bool) -> Vec<BigRational> {
        let many = if first { self.determinant.clone() } else { &self.determinant * &self.worths };
        let price = |price: BigInt| BigRational::new(price, many.clone());
        self.oriented(self.prices(first).into_iter().map(price).collect())
    }

    /// The first column that is worth more than its entries cost.
    fn improving(&self, first: bool) -> Option<usize> {
        let prices = self.prices(first);
        let better = |column: &Column| {
            let cost = product(&prices, &column.entries);
            if first { cost.is_negative() } else { &column.worth * &self.determinant > cost }
        };
        (0..self.columns.len()).find(|at| !self.basis.contains(&Some(*at)) && better(&self.columns[*at]))
    }

    /// Takes a column into the basis; none if it can grow without end.
    fn pivot(&mut self, entering: usize) -> Option<()> {
        let direction: Vec<BigInt> =
            self.inverse.iter().map(|row| product(row, &self.columns[entering].entries)).collect();
        // What is left of an artificial variable is 0 and has to stay so.
        let stuck =
            |row: &usize| self.basis[*row].is_none() && self.values[*row].is_zero() && !direction[*row].is_zero();
        let leaving = (0..self.basis.len()).find(stuck).or_else(|| {
            let shrinking = (0..self.basis.len()).filter(|row| direction[*row].is_positive());
            let before = |one: usize, other: usize| {
                let [one_by, other_by] =
                    [(one, other), (other, one)].map(|(own, by)| &self.values[own] * &direction[by]);
                one_by.cmp(&other_by).then(self.basis[one].cmp(&self.basis[other]))
            };
            shrinking.min_by(|one, other| before(*one, *other))
        })?;
        let pivot = direction[leaving].clone();
        let (row, value) = (self.inverse[leaving].clone(), self.values[leaving].clone());
        for at in (0..direction.len()).filter(|at| *at != leaving) {
            let by = &direction[at];
            let moved = |own: &BigInt, other: &BigInt| match by.is_zero() || other.is_zero() {
                true if own.is_zero() => BigInt::zero(),
                true => own * &pivot / &self.determinant,
                false => (own * &pivot - other * by) / &self.determinant,
            };
            self.inverse[at].iter_mut().zip(&row).for_each(|(entry, other)| *entry = moved(entry, other));
            self.values[at] = moved(&self.values[at], &value);
        }
        self.determinant = pivot;
        if self.determinant.is_negative() {
            let inverse = self.inverse.iter_mut().flatten();
            inverse.chain(&mut self.values).chain([&mut self.determinant]).for_each(|number| *number = -&*number);
        }
        self.basis[leaving] = Some(entering);
        Some(())
    }
}

/// The sum of products.
fn product(a: &[BigInt], b: &[BigInt]) -> BigInt {
    let nonzero = a.iter().zip(b).filter(|(a, b)| !a.is_zero() && !b.is_zero());
    nonzero.fold(BigInt::zero(), |sum, (a, b)| sum + a * b)
}

/// 1 for one row of so many, 0 for the others.
fn unit(row: usize, rows: usize) -> Vec<BigInt> {
    (0..rows).map(|at| BigInt::from(u8::from(at == row))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::linear::product;

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
