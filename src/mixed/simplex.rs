//! Linear programmes in exact arithmetic: maximise c·z where rows a·z ≤ b hold and z ≥ 0.
//!
//! The simplex method of Dantzig on a dense tableau of integers (Edmonds' and Bareiss' integer pivoting: all entries have
//! one common denominator, and every division comes out even, so that nothing is ever reduced). Bland's rule against
//! cycling. It is meant for the programmes that are left of a package once its options are fixed: a few levels, a few
//! dozen rows. Answers are exact, and so are the prices of rows, which tell what binds.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use std::time::Instant;

/// Rows a·z ≤ b over variables z ≥ 0.
#[derive(Clone, Debug, Default)]
pub(super) struct Programme {
    variables: usize,
    rows: Vec<(Vec<BigRational>, BigRational)>,
    /// When to give up.
    deadline: Option<Instant>,
}

/// The end of a maximisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Maximum {
    /// No z satisfies the rows.
    Infeasible,
    /// The objective grows without end.
    Unbounded,
    /// A vertex where it is largest.
    At(Vertex),
    /// It was not found in time.
    Late,
}

/// A vertex of a programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Vertex {
    /// The variables.
    pub z: Vec<BigRational>,
    /// The objective there.
    pub value: BigRational,
    /// By row, what one unit more of its right side would add: 0 for rows that do not bind.
    pub prices: Vec<BigRational>,
}

impl Programme {
    /// So many variables, and no row yet.
    pub(super) fn new(variables: usize) -> Self {
        Programme { variables, rows: Vec::new(), deadline: None }
    }

    /// Gives up at this time: then there is no maximum, and whoever asks must look at the clock too.
    pub(super) fn until(&mut self, deadline: Option<Instant>) {
        self.deadline = deadline;
    }

    /// How many rows there are.
    pub(super) fn rows(&self) -> usize {
        self.rows.len()
    }

    /// How many variables there are.
    pub(super) fn variables(&self) -> usize {
        self.variables
    }

    /// One variable more; its position.
    pub(super) fn variable(&mut self) -> usize {
        self.variables += 1;
        self.variables - 1
    }

    /// Adds a·z ≤ b, and tells which row it is. Coefficients that are left out are 0.
    pub(super) fn at_most(&mut self, coefficients: Vec<BigRational>, bound: BigRational) -> usize {
        self.rows.push((coefficients, bound));
        self.rows.len() - 1
    }

    /// Adds a·z ≥ b.
    pub(super) fn at_least(&mut self, coefficients: Vec<BigRational>, bound: BigRational) -> usize {
        self.at_most(coefficients.into_iter().map(|c| -c).collect(), -bound)
    }

    /// Where c·z is largest.
    pub(super) fn maximise(&self, objective: &[BigRational]) -> Maximum {
        let mut tableau = Tableau::new(self);
        match tableau.make_feasible() {
            Ok(true) => {}
            Ok(false) => return Maximum::Infeasible,
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
        let mut z = vec![BigRational::zero(); self.variables];
        for (row, basic) in tableau.basis.iter().enumerate() {
            if *basic < self.variables {
                z[*basic] = at(row);
            }
        }
        // The bottom row holds, for each slack, what its row is worth; rows were brought to whole numbers before.
        let bottom = tableau.rows.len() - 1;
        let price = |row: usize| {
            let entry = &tableau.rows[bottom][self.variables + row];
            BigRational::new(entry * &tableau.multipliers[row], &tableau.denominator * &scale)
        };
        let value = BigRational::new(tableau.right(bottom).clone(), &tableau.denominator * &scale);
        Maximum::At(Vertex { z, value, prices: (0..self.rows.len()).map(price).collect() })
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn q(numerator: i64) -> BigRational {
        BigRational::from_integer(numerator.into())
    }

    fn programme(variables: usize, rows: &[(&[i64], i64)]) -> Programme {
        let mut programme = Programme::new(variables);
        for (coefficients, bound) in rows {
            programme.at_most(coefficients.iter().map(|c| q(*c)).collect(), q(*bound));
        }
        programme
    }

    #[test]
    fn a_small_programme_has_its_vertex_and_prices() {
        // Dantzig's ratio test meets both rows.
        let programme = programme(2, &[(&[1, 2], 4), (&[3, 1], 6)]);
        let Maximum::At(vertex) = programme.maximise(&[q(1), q(1)]) else { panic!() };
        assert_eq!(vertex.z, [q(8) / q(5), q(6) / q(5)]);
        assert_eq!(vertex.value, q(14) / q(5));
        assert_eq!(vertex.prices, [q(2) / q(5), q(1) / q(5)]);
    }

    #[test]
    fn what_cannot_be_solved_says_so() {
        assert_eq!(programme(1, &[(&[1], -1)]).maximise(&[q(1)]), Maximum::Infeasible);
        assert_eq!(programme(1, &[(&[-1], -1)]).maximise(&[q(1)]), Maximum::Unbounded);
        assert_eq!(programme(2, &[(&[1, 1], 1), (&[-1, -1], -2)]).maximise(&[q(1), q(0)]), Maximum::Infeasible);
        // Degenerate: three rows meet in one point.
        let Maximum::At(vertex) = programme(2, &[(&[1, 0], 1), (&[0, 1], 1), (&[1, 1], 2)]).maximise(&[q(1), q(1)])
        else {
            panic!()
        };
        assert_eq!(vertex.value, q(2));
    }

    proptest! {
        /// Of two variables, the best of all crossings of two rows that satisfies the others is the answer; and the
        /// prices prove it.
        #[test]
        fn vertices_are_best_and_prices_prove_it(
            rows in proptest::collection::vec(((-6i64..7, -6i64..7), -8i64..20), 1..7),
            objective in (-5i64..6, -5i64..6),
        ) {
            let mut all: Vec<([i64; 2], i64)> = rows.iter().map(|((a, b), bound)| ([*a, *b], *bound)).collect();
            // Bounded on all sides.
            all.extend([([1, 0], 50), ([0, 1], 50)]);
            let listed: Vec<(&[i64], i64)> = all.iter().map(|(row, bound)| (&row[..], *bound)).collect();
            let programme = programme(2, &listed);
            let lines: Vec<([i64; 2], i64)> = all.iter().copied().chain([([-1, 0], 0), ([0, -1], 0)]).collect();
            let c = [q(objective.0), q(objective.1)];
            let mut best: Option<BigRational> = None;
            for (at, (a, b)) in lines.iter().enumerate() {
                for (other, d) in &lines[..at] {
                    let determinant = a[0] * other[1] - a[1] * other[0];
                    if determinant == 0 {
                        continue;
                    }
                    let z = [
                        BigRational::new((b * other[1] - a[1] * d).into(), determinant.into()),
                        BigRational::new((a[0] * d - b * other[0]).into(), determinant.into()),
                    ];
                    let fits = |(row, bound): &([i64; 2], i64)| &z[0] * q(row[0]) + &z[1] * q(row[1]) <= q(*bound);
                    if lines.iter().all(fits) {
                        let value = &z[0] * &c[0] + &z[1] * &c[1];
                        best = Some(best.map_or(value.clone(), |best| best.max(value)));
                    }
                }
            }
            match (programme.maximise(&c), best) {
                (Maximum::Infeasible, None) => {}
                (Maximum::At(vertex), Some(best)) => {
                    prop_assert_eq!(&vertex.value, &best);
                    // Weak duality, exactly.
                    prop_assert!(vertex.prices.iter().all(|price| !price.is_negative()));
                    for variable in 0..2 {
                        let paid: BigRational =
                            all.iter().zip(&vertex.prices).map(|((row, _), price)| price * q(row[variable])).sum();
                        prop_assert!(paid >= c[variable]);
                    }
                    let bound: BigRational =
                        all.iter().zip(&vertex.prices).map(|((_, bound), price)| price * q(*bound)).sum();
                    prop_assert_eq!(bound, vertex.value);
                }
                (found, best) => prop_assert!(false, "{found:?} {best:?}"),
            }
        }
    }
}
