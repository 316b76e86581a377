//! Weighted sums of gains as cuts on utilities, whole numbers that fit: what searches along decision diagrams follow.

use crate::problem::{PartyId, View};
use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive};

/// A further condition on what is kept: a weighted sum of the utilities of a whole package must reach a threshold.
#[derive(Clone, Debug)]
pub(crate) struct Cut {
    /// By party, at least 0.
    pub weights: Vec<i128>,
    /// The least weighted sum.
    pub threshold: i128,
}

impl Cut {
    /// The same weights, and what they make of floors under sums; none if somebody with a weight has no floor, or if that is
    /// too much.
    pub(super) fn at_floors(&self, floors: &[Option<i64>]) -> Option<Cut> {
        let weighed = self.weights.iter().zip(floors).filter(|(weight, _)| **weight != 0);
        let mut threshold = 0i128;
        for (weight, floor) in weighed {
            threshold = threshold.checked_add(weight.checked_mul(i128::from((*floor)?))?)?;
        }
        Some(Cut { weights: self.weights.clone(), threshold })
    }

    pub(super) fn sum(&self, utilities: &[i64]) -> i128 {
        self.weights.iter().zip(utilities).map(|(weight, utility)| weight * i128::from(*utility)).sum()
    }
}

/// Weights of gains, all at least 0. Of the weight of a party with a ceiling a part may be on the ceiling itself: the gain is
/// the smaller of what the sum of its values gives and of what the ceiling gives, and λ·min(g, c) ≤ λ′·g + (λ − λ′)·c.
#[derive(Clone)]
pub(super) struct Weights {
    /// By party, the whole weight.
    pub gains: Vec<BigInt>,
    /// By party, what of it is on the sum of its values.
    pub sums: Vec<BigInt>,
}

impl Weights {
    /// Weights that are on sums alone.
    pub(super) fn of_sums(weights: Vec<BigInt>) -> Self {
        Weights { gains: weights.clone(), sums: weights }
    }

    /// The same times a fraction for one party.
    pub(super) fn leaning(&self, party: usize, numerator: u32, denominator: u32) -> Self {
        let mut leaning = self.clone();
        for weights in [&mut leaning.gains, &mut leaning.sums] {
            weights[party] = &weights[party] * numerator / denominator;
        }
        leaning
    }

    /// What the part on ceilings adds to weighted sums of gains.
    pub(super) fn at_ceilings(&self, view: &View) -> BigInt {
        let ceilings = view.problem().ceilings().iter();
        ceilings
            .map(|one| (&self.gains[one.party.index()] - &self.sums[one.party.index()]) * view.gain(one.party, one.at))
            .sum()
    }
}

/// A cut on sums of values from one on gains; none if its numbers would not fit.
pub(super) fn cut(view: &View, weights: &Weights, threshold: &BigInt) -> Option<Cut> {
    let multipliers = view.multipliers();
    let mut total = threshold - weights.at_ceilings(view);
    let mut reach = total.abs();
    let mut of_utilities = Vec::new();
    for (party, weight) in weights.sums.iter().enumerate() {
        // The gain of a utility of 0 is what is subtracted from every utility.
        total -= weight * view.gain(PartyId::at(party), 0);
        let weight = weight * multipliers[party];
        reach += &weight * view.problem().reach(party) * 4u32;
        of_utilities.push(weight.to_i128()?);
    }
    reach.to_i128()?;
    Some(Cut { weights: of_utilities, threshold: total.to_i128()? })
}

/// Weights that lean to one party and away from it: where one set of weights leaves much, its neighbours cut off what
/// deviates to the side.
pub(super) fn neighbours(weights: &Weights) -> Vec<Weights> {
    let positive = weights.gains.iter().filter(|weight| weight.is_positive()).count();
    if positive < 2 {
        return Vec::new();
    }
    let lean = |party: usize, numerator: u32, denominator: u32| {
        let of = |weights: &[BigInt]| -> Vec<BigInt> {
            let factor = |at: usize| if at == party { numerator } else { denominator };
            weights.iter().enumerate().map(|(at, weight)| weight * factor(at)).collect()
        };
        Weights { gains: of(&weights.gains), sums: of(&weights.sums) }
    };
    (0..weights.gains.len())
        .filter(|party| weights.gains[*party].is_positive())
        .flat_map(|party| [lean(party, 5, 4), lean(party, 4, 5)])
        .collect()
}

/// Weights eᵢ/gᵢ of the product's tangent at these gains, as integers.
pub(super) fn tangent(exponents: &[u32], gains: &[i64]) -> Option<Vec<BigInt>> {
    let slope = |(exponent, gain): (&u32, &i64)| match (*exponent, *gain) {
        (0, _) => Some(0.0),
        (_, gain) if gain <= 0 => None,
        (exponent, gain) => Some(f64::from(exponent) / gain as f64),
    };
    let slopes: Vec<f64> = exponents.iter().zip(gains).map(slope).collect::<Option<_>>()?;
    let largest = slopes.iter().copied().fold(0.0, f64::max);
    let scaled = |slope: &f64| BigInt::from((slope / largest * (1u64 << 40) as f64).round() as i64);
    (largest > 0.0).then(|| slopes.iter().map(scaled).collect())
}
