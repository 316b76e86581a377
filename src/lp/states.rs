//! Linear programmes over the probabilities of a few states, in rationals.
//!
//! The question is always the same: is there a point of the simplex at which several linear functions are 0 or more, and
//! which of these points is best? It is a [`Simplex`] with a slack for each function.

use super::NoBest;
use super::simplex::Simplex;
use num_rational::BigRational;
use num_traits::{One, Zero};

/// The point of the simplex that maximises `objective` while every row is 0 or more there: probabilities that sum to 1. Rows
/// and objective have a number for each corner of the simplex; there must be at least one corner.
///
/// # Errors
///
/// If there is no such point: weights by row, 0 or more, with which the functions sum to less than 0 at every corner.
pub(crate) fn maximise(
    rows: &[Vec<BigRational>],
    objective: &[BigRational],
) -> Result<Vec<BigRational>, Vec<BigRational>> {
    let (count, corners) = (rows.len(), objective.len());
    let unit = |row: usize| (0..=count).map(move |at| BigRational::from_integer(i64::from(at == row).into()));
    // A function less than 0 would need a slack less than 0; the probabilities sum to 1.
    let mut programme = Simplex::new(unit(count).collect());
    for (corner, worth) in objective.iter().enumerate() {
        let entries = rows.iter().map(|row| -&row[corner]).chain([BigRational::one()]);
        programme.add(entries.collect(), worth.clone());
    }
    (0..count).for_each(|row| programme.add_slack(row));
    match programme.solve() {
        Ok(mut best) => {
            best.values.truncate(corners);
            Ok(best.values)
        }
        Err(NoBest::Infeasible(mut weights)) => {
            weights.truncate(count);
            Err(weights)
        }
        // Probabilities have bounds, and there is no deadline.
        Err(NoBest::Unbounded | NoBest::Late) => Err(vec![BigRational::zero(); count]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_traits::Signed;
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
                Ok(point) => {
                    prop_assert!(point.iter().sum::<BigRational>().is_one());
                    prop_assert!(point.iter().all(|share| !share.is_negative()) && feasible(&point));
                    let best = dot(&objective, &point) * numbers(&[24])[0].clone();
                    prop_assert!(grid.filter(feasible).all(|other| dot(&objective, &other) <= best));
                }
                Err(weights) => {
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
