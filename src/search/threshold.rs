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
//!
//! All that is exact, in fractions and roots that are rounded down. Where powers sum to so much that no root is taken,
//! floating point proposes a threshold, and the inequality itself decides whether it is one: both sides are products of
//! powers, which compare exactly without being multiplied out.

use crate::concept::{MAX_POWERS, Measure, total_power};
use crate::exact::PowerProduct;
use num_bigint::{BigInt, BigUint};
use num_rational::BigRational;
use num_traits::{FromPrimitive, One, Signed, ToPrimitive, Zero};

/// Roots of products are taken with so many binary digits after the point.
const ROOT_BITS: u32 = 40;
/// By how much less than logarithms say a threshold is proposed, relative to it: they are off by far less than the first. One that
/// turns out to be too high gives way to the next.
const MARGINS: [f64; 2] = [1e-9, 1e-3];

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

/// The threshold of a product whose powers sum to more than [`MAX_POWERS`], rounded down. Logarithms propose it, and only one that
/// is [implied](is_implied) is taken; 0 bounds nothing.
pub(super) fn of_large_product(powers: &[u32], weights: &[BigInt], gains: &[i64]) -> BigInt {
    let total: f64 = powers.iter().map(|power| f64::from(*power)).sum();
    let counted = powers.iter().zip(gains.iter().zip(weights)).filter(|(power, _)| **power > 0);
    let share = |(power, (gain, weight)): (&u32, (&i64, &BigInt))| {
        let power = f64::from(*power);
        power / total * (*gain as f64 * weight.to_f64().unwrap_or(0.0) / power).ln()
    };
    let bound = (total.ln() + counted.map(share).sum::<f64>()).exp();
    // A product of nothing but weights of 0 bounds nothing, and neither does one out of range.
    let proposed = MARGINS.iter().filter_map(|margin| BigInt::from_f64((bound * (1.0 - margin)).floor()));
    let mut proposed = proposed.filter(Signed::is_positive);
    proposed.find(|threshold| is_implied(threshold, powers, weights, gains)).unwrap_or_default()
}

/// Whether T^E · Π eᵢ^eᵢ ≤ E^E · Π (λᵢgᵢ)^eᵢ, exactly: then λ·g is at least the positive T wherever the product of gains is at
/// least that of these.
fn is_implied(threshold: &BigInt, powers: &[u32], weights: &[BigInt], gains: &[i64]) -> bool {
    let Some(total) = total_power(powers, u32::MAX) else { return false };
    let counted = || powers.iter().zip(weights.iter().zip(gains)).filter(|(power, _)| **power > 0);
    let reached: Option<Vec<(BigUint, u32)>> =
        counted().map(|(power, (weight, gain))| Some((positive(&(weight * gain))?, *power))).collect();
    let (Some(reached), Some(threshold)) = (reached, positive(threshold)) else { return false };
    let powers = counted().map(|(power, _)| (BigUint::from(*power), *power));
    let needed = PowerProduct::new(powers.chain([(threshold, total)]));
    needed <= PowerProduct::new(reached.into_iter().chain([(BigUint::from(total), total)]))
}

/// A number without its sign; none if it is not positive.
fn positive(number: &BigInt) -> Option<BigUint> {
    number.to_biguint().filter(|number| !number.is_zero())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn whole(numbers: &[i64]) -> Vec<BigInt> {
        numbers.iter().map(|number| BigInt::from(*number)).collect()
    }

    #[test]
    fn a_threshold_is_implied_up_to_the_inequality_of_means_and_not_beyond() {
        // 200 · √(4/100 · 9/100) = 12; whoever has no power does not count.
        let implied = |threshold: i64| is_implied(&threshold.into(), &[100, 0, 100], &whole(&[1, 5, 1]), &[4, 7, 9]);
        assert!(implied(11) && implied(12));
        assert!(!implied(13) && !implied(0) && !implied(-1));
        // Nobody is weighted.
        assert!(!is_implied(&1.into(), &[100, 100], &whole(&[1, 0]), &[4, 9]));
        // The powers cannot be added up.
        assert!(!is_implied(&1.into(), &[u32::MAX, 1], &whole(&[1, 1]), &[4, 9]));
    }

    #[test]
    fn what_bounds_nothing_has_no_threshold() {
        assert_eq!(of_large_product(&[100, 100], &whole(&[1, 0]), &[4, 9]), BigInt::ZERO);
        assert_eq!(of_large_product(&[100, 100], &whole(&[0, 0]), &[4, 9]), BigInt::ZERO);
    }

    proptest! {
        #[test]
        fn thresholds_of_large_products_are_implied_and_nearly_tight(
            parties in prop::collection::vec((1u32..2_000_000, 1i64..1 << 40, 1i64..1 << 40), 2..6),
        ) {
            let powers: Vec<u32> = parties.iter().map(|(power, _, _)| *power).collect();
            let weights = whole(&parties.iter().map(|(_, weight, _)| *weight).collect::<Vec<_>>());
            let gains: Vec<i64> = parties.iter().map(|(_, _, gain)| *gain).collect();
            let threshold = of_large_product(&powers, &weights, &gains);
            prop_assert!(threshold.is_zero() || is_implied(&threshold, &powers, &weights, &gains));
            let more = &threshold + &threshold / 1_000_000 + 2;
            prop_assert!(!is_implied(&more, &powers, &weights, &gains));
        }
    }
}
