//! What a measure of gains implies for weighted sums of gains, and back.
//!
//! Given a package that is already good (the incumbent), everything that is at least as good satisfies λ·gain ≥ T for any
//! weights λ ≥ 0, with a threshold T that follows from the first number of what is known:
//!
//! * a product of gains Π gᵢ^eᵢ ≥ P, by the weighted inequality of means: (λ·g)^E · Π eᵢ^eᵢ ≥ E^E · P · Π λᵢ^eᵢ, E = Σ eᵢ;
//! * a smallest value minᵢ cᵢ(gᵢ − oᵢ) ≥ m: λ·g ≥ Σ λᵢ(oᵢ + m/cᵢ), and each gᵢ ≥ oᵢ + m/cᵢ by itself;
//! * a sum Σ cᵢgᵢ ≥ S: λ·g ≥ κS for κ = minᵢ λᵢ/cᵢ.
//!
//! Whoever is not measured, and every rule over levels, adds its weight times the least that it can gain. Read the other way
//! round, a bound on λ·gain over all packages bounds the first number.

use crate::concept::{MAX_POWERS, Measure, total_power};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{FromPrimitive, One, Signed, ToPrimitive, Zero};

/// Roots of products are taken with so many binary digits after the point.
const ROOT_BITS: u32 = 40;
/// Logarithms of some dozens of gains, added and taken back, are off by far less than this, relative to the result.
const MARGIN: f64 = 1e-9;

/// A measure, and weights of gains.
pub(super) struct Weighed<'w> {
    pub measure: &'w Measure,
    /// By party and seat.
    pub weights: &'w [BigRational],
    /// The least gain of a party or seat in anything that is asked for.
    pub least: &'w dyn Fn(usize) -> BigRational,
}

impl Weighed<'_> {
    /// The least weighted sum of gains of anything that is asked for.
    pub(super) fn at_least(&self) -> BigRational {
        self.weights.iter().enumerate().map(|(seat, weight)| weight * (self.least)(seat)).sum()
    }

    /// The least weighted sum of gains of anything whose first number is at least this.
    pub(super) fn threshold(&self, first: &BigRational) -> BigRational {
        let seats = self.weights.iter().enumerate();
        match self.measure {
            Measure::Smallest { .. } => {
                let least = |seat| Some((self.least)(seat)).max(implied(self.measure, seat, first)).unwrap_or_default();
                seats.map(|(seat, weight)| weight * least(seat)).sum()
            }
            Measure::Sum(units) => {
                let share = share_of(units, self.weights);
                &share * first + self.rest(units, &share)
            }
            Measure::Product(powers) => {
                let others = seats.filter(|(seat, _)| powers.get(*seat).is_none_or(|power| *power == 0));
                let others: BigRational = others.map(|(seat, weight)| weight * (self.least)(seat)).sum();
                self.root(powers, first) + others
            }
        }
    }

    /// What the first number cannot exceed, if no weighted sum of gains exceeds `most`; none if the weights bound nothing.
    pub(super) fn ceiling(&self, most: &BigRational) -> Option<BigRational> {
        match self.measure {
            Measure::Sum(units) => {
                let share = share_of(units, self.weights);
                share.is_positive().then(|| (most - self.rest(units, &share)) / share)
            }
            Measure::Smallest { units, offsets } => {
                let (mut left, mut divisor) = (most.clone(), BigRational::zero());
                for (seat, weight) in self.weights.iter().enumerate() {
                    match units.get(seat).and_then(Option::as_ref) {
                        Some(unit) => {
                            left -= weight * &offsets[seat];
                            divisor += weight / unit;
                        }
                        None => left -= weight * (self.least)(seat),
                    }
                }
                divisor.is_positive().then(|| left / divisor)
            }
            Measure::Product(powers) => {
                let total = total_power(powers, MAX_POWERS).filter(|total| *total > 0)?;
                let mut left = most.clone();
                let mut divisor = BigRational::one();
                for (seat, weight) in self.weights.iter().enumerate() {
                    match powers.get(seat) {
                        None | Some(0) => left -= weight * (self.least)(seat),
                        Some(power) => divisor *= num_traits::pow(weight / BigInt::from(*power), *power as usize),
                    }
                }
                let bounds = divisor.is_positive() && !left.is_negative();
                bounds.then(|| num_traits::pow(left / BigInt::from(total), total as usize) / divisor)
            }
        }
    }

    /// What the weights beside a share of a sum's units add at least.
    fn rest(&self, units: &[BigRational], share: &BigRational) -> BigRational {
        let unit = |seat: usize| units.get(seat).map_or_else(BigRational::zero, |unit| share * unit);
        self.weights.iter().enumerate().map(|(seat, weight)| (weight - unit(seat)) * (self.least)(seat)).sum()
    }

    /// E · (P · Π (λᵢ/eᵢ)^eᵢ)^(1/E), rounded down; 0 where nobody counts, or where that is too much.
    fn root(&self, powers: &[u32], product: &BigRational) -> BigRational {
        let total = total_power(powers, MAX_POWERS).filter(|total| *total > 0 && product.is_positive());
        let Some(total) = total else { return BigRational::zero() };
        let counted = powers.iter().zip(self.weights).filter(|(power, _)| **power > 0);
        let (mut above, mut below) = (product.numer() << (ROOT_BITS * total), product.denom().clone());
        for (power, weight) in counted {
            above *= (weight.numer() * total).pow(*power);
            below *= (weight.denom() * *power).pow(*power);
        }
        BigRational::new((above / below).nth_root(total), BigInt::one() << ROOT_BITS)
    }
}

/// The largest share of a sum's units that weights contain.
pub(super) fn share_of(units: &[BigRational], weights: &[BigRational]) -> BigRational {
    let counted = units.iter().zip(weights).filter(|(unit, _)| unit.is_positive());
    counted.map(|(unit, weight)| weight / unit).min().unwrap_or_default()
}

/// What a party of a smallest value gains at least, in anything whose first number is at least this.
pub(super) fn implied(measure: &Measure, seat: usize, first: &BigRational) -> Option<BigRational> {
    let Measure::Smallest { units, offsets } = measure else { return None };
    Some(first / units.get(seat)?.as_ref()? + &offsets[seat])
}

/// The threshold of a product whose powers sum to more than [`MAX_POWERS`]: by logarithms, rounded down.
pub(super) fn of_large_product(powers: &[u32], weights: &[BigInt], gains: &[i64]) -> BigInt {
    let total: f64 = powers.iter().map(|power| f64::from(*power)).sum();
    let counted = powers.iter().zip(gains.iter().zip(weights)).filter(|(power, _)| **power > 0);
    let share = |(power, (gain, weight)): (&u32, (&i64, &BigInt))| {
        let power = f64::from(*power);
        power / total * (*gain as f64 * weight.to_f64().unwrap_or(0.0) / power).ln()
    };
    let bound = (total.ln() + counted.map(share).sum::<f64>()).exp();
    // A product of nothing but weights of 0 bounds nothing, and neither does one out of range.
    BigInt::from_f64((bound * (1.0 - MARGIN)).floor()).unwrap_or_default()
}
