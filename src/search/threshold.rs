//! What a score implies for weighted sums of gains.
//!
//! Given a package that is already good (the incumbent), everything that scores at least as well satisfies λ·gain ≥ T
//! for any weights λ ≥ 0, with a threshold T that follows from the incumbent's score in integers:
//!
//! * a product of gains Π gᵢ^eᵢ ≥ P, by the weighted inequality of means: (λ·g)^E · Π eᵢ^eᵢ ≥ E^E · P · Π λᵢ^eᵢ, E = Σ eᵢ;
//! * a smallest value minᵢ cᵢ(gᵢ − oᵢ) ≥ m: λ·g ≥ Σ λᵢ(oᵢ + m/cᵢ), and each gᵢ ≥ oᵢ + m/cᵢ by itself;
//! * a sum Σ cᵢgᵢ ≥ S: λ·g ≥ κS for κ = minᵢ λᵢ/cᵢ.
//!
//! Read the other way round, a bound on λ·gain over all packages bounds the score: see [`ceiling`].

use super::eliminate::Cut;
use crate::concept::Shape;
use crate::problem::View;
use num_bigint::{BigInt, BigUint};
use num_rational::BigRational;
use num_traits::{FromPrimitive, Signed, ToPrimitive, Zero};

/// Roots of higher degree are not taken exactly.
const LARGEST_EXPONENT: u32 = 128;
/// Logarithms of up to sixteen gains, added and taken back, are off by far less than this, relative to the result.
const MARGIN: f64 = 1e-9;

/// The least weighted sum of gains of anything that scores at least as well as these gains do; for a sum, `more` than
/// they do. Where the shape speaks of no party, that is anything.
pub(super) fn threshold(shape: &Shape, weights: &[BigInt], gains: &[i64], more: u32) -> Option<BigInt> {
    match shape {
        Shape::Product { exponents } => {
            let total: u32 = exponents.iter().try_fold(0u32, |sum, exponent| sum.checked_add(*exponent))?;
            let counted = || exponents.iter().zip(gains.iter().zip(weights)).filter(|(exponent, _)| **exponent > 0);
            if total == 0 {
                return Some(BigInt::zero());
            }
            if counted().any(|(_, (gain, _))| *gain <= 0) {
                return None;
            }
            if total > LARGEST_EXPONENT {
                let share = |(exponent, (gain, weight)): (&u32, (&i64, &BigInt))| {
                    let exponent = f64::from(*exponent);
                    exponent / f64::from(total) * (*gain as f64 * weight.to_f64().unwrap_or(0.0) / exponent).ln()
                };
                let bound = (f64::from(total).ln() + counted().map(share).sum::<f64>()).exp();
                // A product of nothing but weights of 0 bounds nothing, and neither does one out of range.
                return Some(BigInt::from_f64((bound * (1.0 - MARGIN)).floor()).unwrap_or_default());
            }
            let mut power = BigUint::from(total).pow(total);
            let mut divisor = BigUint::from(1u32);
            for (exponent, (gain, weight)) in counted() {
                power *= (BigUint::try_from(*gain).ok()? * weight.magnitude()).pow(*exponent);
                divisor *= BigUint::from(*exponent).pow(*exponent);
            }
            // Rounded down, and so a little weaker than it could be, never stronger.
            Some((power / divisor).nth_root(total).into())
        }
        Shape::Smallest { units, offsets } => {
            let Some(smallest) = smallest(units, offsets, gains) else { return Some(BigInt::zero()) };
            let bound = |party: usize| match &units[party] {
                Some(unit) => BigRational::new(smallest.clone(), unit.clone()) + BigInt::from(offsets[party]),
                None => BigRational::zero(),
            };
            let sum: BigRational = (0..gains.len()).map(|party| bound(party) * &weights[party]).sum();
            Some(sum.ceil().to_integer())
        }
        Shape::Sum { units } => {
            let sum: BigInt =
                units.iter().zip(gains).flat_map(|(unit, gain)| unit.as_ref().map(|unit| unit * gain)).sum();
            let ratios = units.iter().zip(weights).filter_map(|(unit, weight)| Some((weight, unit.as_ref()?)));
            let ratio = ratios.map(|(weight, unit)| BigRational::new(weight.clone(), unit.clone())).min();
            Some((ratio.unwrap_or_else(BigRational::zero) * (sum + more)).ceil().to_integer())
        }
        Shape::Other => None,
    }
}

/// The smallest of units times (gain − offset).
fn smallest(units: &[Option<BigInt>], offsets: &[i64], gains: &[i64]) -> Option<BigInt> {
    let value =
        |((unit, offset), gain): ((&Option<BigInt>, &i64), &i64)| unit.as_ref().map(|unit| unit * (gain - offset));
    units.iter().zip(offsets).zip(gains).filter_map(value).min()
}

/// By party, the least gain that a score of this shape speaks of at all.
pub(super) fn least(shape: &Shape, parties: usize) -> Vec<i64> {
    match shape {
        Shape::Product { exponents } => exponents.iter().map(|exponent| i64::from(*exponent > 0)).collect(),
        _ => vec![0; parties],
    }
}

/// By party, the least gain of anything that scores at least as well as these gains do; for a sum, `more` than they do.
pub(super) fn floors(shape: &Shape, gains: &[i64], more: u32) -> Vec<i64> {
    let nothing = || least(shape, gains.len());
    match shape {
        Shape::Smallest { units, offsets } => {
            let Some(smallest) = smallest(units, offsets, gains) else { return nothing() };
            let floor = |(unit, offset): (&Option<BigInt>, &i64)| {
                let bound = BigRational::new(smallest.clone(), unit.clone()?) + BigInt::from(*offset);
                bound.ceil().to_integer().to_i64()
            };
            units.iter().zip(offsets).map(|pair| floor(pair).unwrap_or(0).max(0)).collect()
        }
        // The sum of one party's gain is its floor.
        Shape::Sum { units } if units.iter().flatten().count() == 1 => {
            units.iter().zip(gains).map(|(unit, gain)| unit.as_ref().map_or(0, |_| gain + i64::from(more))).collect()
        }
        Shape::Product { .. } | Shape::Sum { .. } | Shape::Other => nothing(),
    }
}

/// Raises the least gains of anything whose product is at least as large: where the others gain no more than their ceilings
/// leave them, the rest of the product is the party's own.
pub(super) fn beside_ceilings(shape: &Shape, view: &View, gains: &[i64], least: &mut [i64]) {
    let Shape::Product { exponents } = shape else { return };
    let problem = view.problem();
    let counted = || (0..gains.len()).filter(|party| exponents[*party] > 0);
    let total = exponents.iter().fold(0u32, |sum, exponent| sum.saturating_add(*exponent));
    let open: Vec<usize> = counted().filter(|party| problem.ceiling(*party).is_none()).collect();
    if total > LARGEST_EXPONENT || open.len() > 1 || counted().any(|party| gains[party] <= 0) {
        return;
    }
    let power = |gain: i64, party: usize| BigInt::from(gain).pow(exponents[party]);
    let product: BigInt = counted().map(|party| power(gains[party], party)).product();
    // All but one party must have a ceiling.
    for party in counted().filter(|party| open.is_empty() || open == [*party]) {
        let most = |other: usize| problem.ceiling(other).map(|at| power(view.gain(other, at), other));
        let Some(others) = counted().filter(|other| *other != party).map(most).product::<Option<BigInt>>() else {
            continue;
        };
        if !others.is_positive() {
            continue;
        }
        // The smallest gain whose power is large enough.
        let needed = num_integer::Integer::div_ceil(&product, &others);
        let mut root = needed.nth_root(exponents[party]);
        if root.pow(exponents[party]) < needed {
            root += 1;
        }
        if let Some(root) = root.to_i64() {
            least[party] = least[party].max(root);
        }
    }
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

/// The most that a score of this shape can be where λ·gain is at most `most`: the product, the smallest value, or the
/// sum; none if the weights bound nothing.
pub(super) fn ceiling(shape: &Shape, weights: &[BigInt], most: &BigInt) -> Option<BigRational> {
    match shape {
        Shape::Product { exponents } => {
            let total: u32 = exponents.iter().try_fold(0u32, |sum, exponent| sum.checked_add(*exponent))?;
            if total == 0 || total > LARGEST_EXPONENT || most.is_negative() {
                return None;
            }
            let mut power = most.pow(total);
            let mut divisor = BigInt::from(total).pow(total);
            for (exponent, weight) in exponents.iter().zip(weights).filter(|(exponent, _)| **exponent > 0) {
                power *= BigInt::from(*exponent).pow(*exponent);
                divisor *= weight.pow(*exponent);
            }
            (!divisor.is_zero()).then(|| BigRational::new(power, divisor))
        }
        Shape::Smallest { units, offsets } => {
            // Σ λᵢ(oᵢ + m/cᵢ) ≤ most.
            let counted = || units.iter().zip(weights).filter_map(|(unit, weight)| Some((unit.as_ref()?, weight)));
            let slope: BigRational =
                counted().map(|(unit, weight)| BigRational::new(weight.clone(), unit.clone())).sum();
            let offset: BigInt = offsets.iter().zip(weights).map(|(offset, weight)| weight * offset).sum();
            (slope.is_positive()).then(|| BigRational::from(most - offset) / slope)
        }
        Shape::Sum { units } => {
            let ratios = units.iter().zip(weights).filter_map(|(unit, weight)| Some((weight, unit.as_ref()?)));
            let ratio = ratios.map(|(weight, unit)| BigRational::new(weight.clone(), unit.clone())).min()?;
            (ratio.is_positive()).then(|| BigRational::from(most.clone()) / ratio)
        }
        Shape::Other => None,
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
        ceilings.map(|one| (&self.gains[one.party] - &self.sums[one.party]) * view.gain(one.party, one.at)).sum()
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
        total -= weight * view.gain(party, 0);
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
