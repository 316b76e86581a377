//! The simplex method of Dantzig on a dense tableau of whole numbers: Edmonds' and Bareiss' integer pivoting, in which all
//! entries have one common denominator and every division comes out even, so that nothing is ever reduced. Bland's rule
//! against cycling.

use super::{Maximum, Programme, Vertex};
use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use std::time::Instant;

/// Where c·z is largest.
pub(super) fn maximise(programme: &Programme, objective: &[BigRational]) -> Maximum {
    let mut tableau = Tableau::new(programme);
    match tableau.make_feasible() {
        Ok(true) => {}
        Ok(false) => return Maximum::Infeasible(None),
        Err(Late) => return Maximum::Late,
    }
    tableau.set_objective(objective);
    match tableau.climb() {
        Ok(true) => {}
        Ok(false) => return Maximum::Unbounded,
        Err(Late) => return Maximum::Late,
    }
    let scale = tableau.objective_scale.clone();
    let at = |row: usize| BigRational::new(tableau.right(row).clone(), tableau.denominator.clone());
    let mut z = vec![BigRational::zero(); programme.variables];
    for (row, basic) in tableau.basis.iter().enumerate() {
        if *basic < programme.variables {
            z[*basic] = at(row);
        }
    }
    // The bottom row holds, for each slack, what its row is worth; rows were brought to whole numbers before.
    let bottom = tableau.rows.len() - 1;
    let price = |row: usize| {
        let entry = &tableau.rows[bottom][programme.variables + row];
        BigRational::new(entry * &tableau.multipliers[row], &tableau.denominator * &scale)
    };
    let value = BigRational::new(tableau.right(bottom).clone(), &tableau.denominator * &scale);
    Maximum::At(Vertex { z, value, prices: (0..programme.rows.len()).map(price).collect() })
}

/// The tableau: one row of integers for each constraint, one for the objective; columns for variables, slacks, one
/// artificial variable, and the right side. True entries are these divided by `denominator`.
struct Tableau {
    rows: Vec<Vec<BigInt>>,
    denominator: BigInt,
    basis: Vec<usize>,
    /// By row, what its numbers were multiplied with to become whole.
    multipliers: Vec<BigInt>,
    objective_scale: BigInt,
    /// The column of the artificial variable, which must not enter again.
    artificial: usize,
    deadline: Option<Instant>,
}

/// The time is over.
struct Late;

impl Tableau {
    fn new(programme: &Programme) -> Self {
        let (variables, count) = (programme.variables, programme.rows.len());
        let artificial = variables + count;
        let mut rows = Vec::with_capacity(count + 1);
        let mut multipliers = Vec::with_capacity(count);
        for (at, (coefficients, bound)) in programme.rows.iter().enumerate() {
            let multiplier = common_denominator(coefficients.iter().chain([bound]));
            let whole = |number: &BigRational| number.numer() * (&multiplier / number.denom());
            let mut row = vec![BigInt::zero(); artificial + 2];
            for (entry, coefficient) in row.iter_mut().zip(coefficients) {
                *entry = whole(coefficient);
            }
            row[variables + at] = BigInt::one();
            row[artificial] = -BigInt::one();
            row[artificial + 1] = whole(bound);
            rows.push(row);
            multipliers.push(multiplier);
        }
        rows.push(vec![BigInt::zero(); artificial + 2]);
        Tableau {
            rows,
            denominator: BigInt::one(),
            basis: (variables..artificial).collect(),
            multipliers,
            objective_scale: BigInt::one(),
            artificial,
            deadline: programme.deadline,
        }
    }

    fn in_time(&self) -> Result<(), Late> {
        if self.deadline.is_some_and(|deadline| Instant::now() >= deadline) { Err(Late) } else { Ok(()) }
    }

    fn right(&self, row: usize) -> &BigInt {
        &self.rows[row][self.artificial + 1]
    }

    /// The first phase: a vertex, if there is one. One artificial variable lowers all rows at once.
    fn make_feasible(&mut self) -> Result<bool, Late> {
        let count = self.basis.len();
        let lowest = (0..count).filter(|row| self.right(*row).is_negative()).min_by_key(|row| self.right(*row).clone());
        let Some(lowest) = lowest else { return Ok(true) };
        let bottom = count;
        // Maximise minus the artificial variable.
        self.rows[bottom].iter_mut().for_each(|entry| *entry = BigInt::zero());
        self.rows[bottom][self.artificial] = BigInt::one();
        self.pivot(lowest, self.artificial);
        while let Some(column) = (0..=self.artificial).find(|column| self.rows[bottom][*column].is_negative()) {
            self.in_time()?;
            let Some(row) = self.leaving(column) else { return Ok(false) };
            self.pivot(row, column);
        }
        if !self.right(bottom).is_zero() {
            return Ok(false);
        }
        if let Some(row) = self.basis.iter().position(|basic| *basic == self.artificial) {
            match (0..self.artificial).find(|column| !self.rows[row][*column].is_zero()) {
                Some(column) => self.pivot(row, column),
                // The row says 0 = 0.
                None => self.rows[row].iter_mut().for_each(|entry| *entry = BigInt::zero()),
            }
        }
        Ok(true)
    }

    /// Sets the bottom row for an objective, in terms of the present basis.
    fn set_objective(&mut self, objective: &[BigRational]) {
        let bottom = self.basis.len();
        let scale = common_denominator(objective.iter());
        let mut row = vec![BigInt::zero(); self.artificial + 2];
        for (entry, coefficient) in row.iter_mut().zip(objective) {
            *entry = -(coefficient.numer() * (&scale / coefficient.denom()) * &self.denominator);
        }
        for (at, basic) in self.basis.iter().enumerate() {
            if let Some(coefficient) = objective.get(*basic).filter(|coefficient| !coefficient.is_zero()) {
                let factor = coefficient.numer() * (&scale / coefficient.denom());
                for (entry, other) in row.iter_mut().zip(&self.rows[at]) {
                    *entry += &factor * other;
                }
            }
        }
        self.rows[bottom] = row;
        self.objective_scale = scale;
    }

    /// The second phase: false if there is no largest value.
    fn climb(&mut self) -> Result<bool, Late> {
        let bottom = self.basis.len();
        while let Some(column) = (0..self.artificial).find(|column| self.rows[bottom][*column].is_negative()) {
            self.in_time()?;
            let Some(row) = self.leaving(column) else { return Ok(false) };
            self.pivot(row, column);
        }
        Ok(true)
    }

    /// The row that limits a column first; of several, the one whose variable comes first.
    fn leaving(&self, column: usize) -> Option<usize> {
        let mut best: Option<usize> = None;
        for row in 0..self.basis.len() {
            let entry = &self.rows[row][column];
            if !entry.is_positive() {
                continue;
            }
            best = match best {
                None => Some(row),
                Some(other) => {
                    let (a, b) = (self.right(row) * &self.rows[other][column], self.right(other) * entry);
                    let first = a < b || (a == b && self.basis[row] < self.basis[other]);
                    Some(if first { row } else { other })
                }
            };
        }
        best
    }

    fn pivot(&mut self, row: usize, column: usize) {
        let pivot_row = std::mem::take(&mut self.rows[row]);
        let pivot = pivot_row[column].clone();
        for (at, other) in self.rows.iter_mut().enumerate() {
            if at == row {
                continue;
            }
            let factor = other[column].clone();
            if factor.is_zero() {
                if pivot != self.denominator {
                    other.iter_mut().filter(|entry| !entry.is_zero()).for_each(|entry| {
                        *entry = &*entry * &pivot / &self.denominator;
                    });
                }
                continue;
            }
            for (entry, own) in other.iter_mut().zip(&pivot_row) {
                let product = if own.is_zero() { &*entry * &pivot } else { &*entry * &pivot - &factor * own };
                *entry = product / &self.denominator;
            }
        }
        self.rows[row] = pivot_row;
        self.basis[row] = column;
        self.denominator = pivot;
        // The common denominator stays positive.
        if self.denominator.is_negative() {
            self.denominator = -&self.denominator;
            for entry in self.rows.iter_mut().flatten() {
                *entry = -&*entry;
            }
        }
    }
}

fn common_denominator<'n>(numbers: impl Iterator<Item = &'n BigRational>) -> BigInt {
    numbers.fold(
        BigInt::one(),
        |multiple, number| {
            if number.denom().is_one() { multiple } else { multiple.lcm(number.denom()) }
        },
    )
}
