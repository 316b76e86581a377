//! Linear programmes over the probabilities of a few states, in rationals.
//!
//! The question is always the same: is there a point of the simplex at which several linear functions are 0 or more, and
//! which of these points is best? A simplex method on a tableau of fractions answers it exactly; Bland's rule ends it.
//! There are as many rows as parties and as many columns as states, so that nothing faster is needed.

use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// A point of the simplex, or a proof that there is none.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Feasible {
    /// The best point: probabilities by column, summing to 1.
    Best(Vec<BigRational>),
    /// Weights by row, 0 or more, with which the functions sum to less than 0 at every corner.
    Never(Vec<BigRational>),
}

/// The point of the simplex that maximises `objective` while every row is 0 or more there. Rows and objective have a
/// number for each corner of the simplex; there must be at least one corner.
pub(crate) fn maximise(rows: &[Vec<BigRational>], objective: &[BigRational]) -> Feasible {
    let (count, corners) = (rows.len(), objective.len());
    // Columns: corners, slacks, the right-hand side. In the last row the probabilities sum to 1; what is short of 1 is the
    // artificial variable, which needs no column, as it never comes back.
    let mut table: Vec<Vec<BigRational>> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let slack = |other: usize| if other == at { BigRational::one() } else { BigRational::zero() };
        table.push(row.iter().map(|value| -value).chain((0..count).map(slack)).chain([BigRational::zero()]).collect());
    }
    let ones = (0..corners).map(|_| BigRational::one()).chain((0..count).map(|_| BigRational::zero()));
    table.push(ones.chain([BigRational::one()]).collect());
    let artificial = corners + count;
    let mut basis: Vec<usize> = (corners..corners + count).chain([artificial]).collect();
    // Phase one: the sum of the probabilities is to become 1.
    let mut costs: Vec<BigRational> = table[count].iter().map(|value| -value).collect();
    optimise(&mut table, &mut basis, &mut costs);
    if basis.iter().zip(&table).any(|(basic, row)| *basic == artificial && row[artificial].is_positive()) {
        return Feasible::Never(costs[corners..corners + count].to_vec());
    }
    // The artificial variable may be left in the basis at 0; any other column takes its place.
    if let Some(row) = basis.iter().position(|basic| *basic == artificial)
        && let Some(column) = (0..artificial).find(|column| !table[row][*column].is_zero())
    {
        pivot(&mut table, &mut basis, &mut costs, row, column);
    }
    costs = objective.iter().map(|value| -value).chain((0..=count).map(|_| BigRational::zero())).collect();
    for (row, basic) in basis.iter().enumerate() {
        if *basic < corners && !costs[*basic].is_zero() {
            let factor = costs[*basic].clone();
            for (cost, value) in costs.iter_mut().zip(&table[row]) {
                *cost -= &factor * value;
            }
        }
    }
    optimise(&mut table, &mut basis, &mut costs);
    let mut best = vec![BigRational::zero(); corners];
    for (row, basic) in basis.iter().enumerate() {
        if *basic < corners {
            best[*basic] = table[row][artificial].clone();
        }
    }
    Feasible::Best(best)
}

/// Pivots until no cost is negative; the smallest column, then the smallest basic variable (Bland).
fn optimise(table: &mut [Vec<BigRational>], basis: &mut [usize], costs: &mut [BigRational]) {
    let last = costs.len() - 1;
    while let Some(column) = (0..last).find(|column| costs[*column].is_negative()) {
        let ratio = |row: usize| -> Option<(BigRational, usize, usize)> {
            let value = &table[row][column];
            value.is_positive().then(|| (&table[row][last] / value, basis[row], row))
        };
        // The simplex is bounded: some row stops the column.
        let Some((_, _, row)) = (0..table.len()).filter_map(ratio).min() else { return };
        pivot(table, basis, costs, row, column);
    }
}

fn pivot(table: &mut [Vec<BigRational>], basis: &mut [usize], costs: &mut [BigRational], row: usize, column: usize) {
    let by = table[row][column].clone();
    table[row].iter_mut().for_each(|value| *value /= &by);
    let pivoted = table[row].clone();
    let rest = table.iter_mut().enumerate().filter(|(at, _)| *at != row).map(|(_, other)| other.as_mut_slice());
    for other in rest.chain([costs]) {
        let factor = other[column].clone();
        if !factor.is_zero() {
            other.iter_mut().zip(&pivoted).for_each(|(value, pivoted)| *value -= &factor * pivoted);
        }
    }
    basis[row] = column;
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn numbers(values: &[i64]) -> Vec<BigRational> {
        values.iter().map(|value| BigRational::from(num_bigint::BigInt::from(*value))).collect()
    }

    fn dot(a: &[BigRational], b: &[BigRational]) -> BigRational {
        a.iter().zip(b).map(|(a, b)| a * b).sum()
    }

    proptest! {
        /// The point satisfies everything; no corner of a fine grid is better; and where there is none, the weights prove it.
        #[test]
        fn points_and_proofs_hold(
            rows in prop::collection::vec(prop::collection::vec(-4i64..5, 3), 0..4),
            objective in prop::collection::vec(-3i64..4, 3),
        ) {
            let rows: Vec<Vec<BigRational>> = rows.iter().map(|row| numbers(row)).collect();
            let objective = numbers(&objective);
            let grid = (0..=24i64).flat_map(|a| (0..=24 - a).map(move |b| numbers(&[a, b, 24 - a - b])));
            let feasible = |point: &Vec<BigRational>| rows.iter().all(|row| !dot(row, point).is_negative());
            match maximise(&rows, &objective) {
                Feasible::Best(point) => {
                    prop_assert!(point.iter().sum::<BigRational>().is_one());
                    prop_assert!(point.iter().all(|share| !share.is_negative()) && feasible(&point));
                    let best = dot(&objective, &point) * numbers(&[24])[0].clone();
                    prop_assert!(grid.filter(feasible).all(|other| dot(&objective, &other) <= best));
                }
                Feasible::Never(weights) => {
                    prop_assert!(weights.iter().all(|weight| !weight.is_negative()));
                    for corner in 0..3 {
                        let sum: BigRational = rows.iter().zip(&weights).map(|(row, weight)| &row[corner] * weight).sum();
                        prop_assert!(sum.is_negative());
                    }
                }
            }
        }
    }
}
