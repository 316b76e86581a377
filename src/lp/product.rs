//! Mixtures of columns with the largest product, in floating point: Newton's method (nalgebra) on the logarithmic barrier for
//! nonnegative shares.
//!
//! The Hessian of Σ eᵢ ln gᵢ is a diagonal matrix plus one of the rank of the number of factors, so that each step solves a
//! system of that size only (Sherman, Morrison and Woodbury). Whoever asks proves what comes of it.

use nalgebra::{DMatrix, DVector};

/// The shares of columns, summing to 1, whose mixture has the largest Π gᵢ^eᵢ, about: from a mixture in which everything
/// with an exponent is positive, until the barrier weighs less than `precision`.
pub(crate) fn largest_product(
    columns: &[Vec<f64>],
    exponents: &[u32],
    start: Vec<f64>,
    precision: f64,
) -> Option<Vec<f64>> {
    let count = columns.len();
    let counted: Vec<usize> = (0..exponents.len()).filter(|party| exponents[*party] > 0).collect();
    let gains = DMatrix::from_fn(counted.len(), count, |row, column| columns[column][counted[row]]);
    let exponents = DVector::from_iterator(counted.len(), counted.iter().map(|party| f64::from(exponents[*party])));
    let start = DVector::from_vec(start);
    // Into the interior, but not so far that somebody loses.
    let smallest = (&gains * &start).min();
    let blend = (smallest / (4.0 * gains.amax().max(smallest))).min(0.1);
    let mut shares = start * (1.0 - blend);
    shares.add_scalar_mut(blend / count as f64);
    shares /= shares.sum();
    let value = |shares: &DVector<f64>, barrier: f64| {
        let gained = &gains * shares;
        if shares.min() <= 0.0 || gained.min() <= 0.0 {
            return f64::NEG_INFINITY;
        }
        exponents.dot(&gained.map(f64::ln)) + barrier * shares.map(f64::ln).sum()
    };
    let mut barrier = 0.1;
    while barrier > precision {
        for _ in 0..12 {
            let gained = &gains * &shares;
            let gradient = gains.tr_mul(&exponents.component_div(&gained)) + shares.map(|share| barrier / share);
            // The inverse of the barrier's part of the Hessian, and the system that is left.
            let inverse = shares.map(|share| share * share / barrier);
            let scaled = DMatrix::from_fn(counted.len(), count, |row, column| gains[(row, column)] * inverse[column]);
            let mut system = &scaled * gains.transpose();
            for party in 0..counted.len() {
                system[(party, party)] += gained[party] * gained[party] / exponents[party];
            }
            let system = system.lu();
            let solve = |right: &DVector<f64>| {
                let correction = system.solve(&(&scaled * right))?;
                Some(right.component_mul(&inverse) - scaled.tr_mul(&correction))
            };
            let uphill = solve(&gradient)?;
            let evenly = solve(&DVector::repeat(count, 1.0))?;
            // Shares go on summing to 1.
            let step = &uphill - &evenly * (uphill.sum() / evenly.sum());
            let now = value(&shares, barrier);
            let gain = gradient.dot(&step);
            let mut length = 1.0;
            while value(&(&shares + &step * length), barrier) < now + 1e-4 * length * gain && length > 1e-12 {
                length /= 2.0;
            }
            if length <= 1e-12 {
                break;
            }
            shares += &step * length;
            if gain < 1e-12 {
                break;
            }
        }
        barrier /= 10.0;
    }
    ((&gains * &shares).min() > 0.0).then(|| shares.iter().copied().collect())
}
