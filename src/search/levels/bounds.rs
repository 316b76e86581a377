//! What a measure implies for weighted sums of gains, and back, in fractions.
//!
//! With weights λ ≥ 0, anything whose first number is at least that of a known package has λ·gain ≥ T; see
//! `search/threshold.rs` for the three inequalities. Whoever is not measured, and every rule over levels, adds at least its
//! weight times its floor.

use super::ground::Ground;
use crate::concept::Measure;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// Roots of products are taken with so many binary digits after the point.
const ROOT_BITS: u32 = 40;

/// What everybody must gain at least.
#[derive(Clone, Copy)]
pub(super) struct Floors<'h> {
    pub ground: &'h Ground<'h>,
    /// By party, the least gain; none if it accepts anything.
    pub least: &'h [Option<BigRational>],
}

impl Floors<'_> {
    /// By party and seat, the least gain as a share of the seat's range, for the weights.
    pub(super) fn in_ranges(&self) -> Vec<Option<f64>> {
        let ground = self.ground;
        let share = |seat: usize| match self.least.get(seat) {
            // A rule must hold.
            None => Some(0.0),
            Some(floor) => {
                let scale = ground.view.gain_scale(seat).to_f64()?;
                Some(floor.as_ref()?.to_f64()? * scale / ground.structure.range(ground.view.problem(), seat) as f64)
            }
        };
        (0..ground.view.parties()).map(share).collect()
    }

    /// Whoever has a floor gains at least that; whoever has none, what the corners leave at worst.
    fn least_gain(&self, seat: usize) -> BigRational {
        match self.least.get(seat) {
            None => BigRational::zero(),
            Some(Some(floor)) => floor.clone(),
            Some(None) => {
                let ground = self.ground;
                let least: i64 = ground.structure.diagrams.iter().map(|diagram| diagram.least[seat]).sum();
                let scaled = ground.view.gain(seat, ground.view.problem().constants[seat] + least);
                let least = BigRational::new(scaled.into(), ground.view.gain_scale(seat));
                ground.asked.most_gain(seat).map_or(least.clone(), |most| most.min(least))
            }
        }
    }

    /// The least gain of a party or seat in anything whose first number is at least this.
    pub(super) fn of(&self, measure: &Measure, seat: usize, least: Option<&BigRational>) -> Option<BigRational> {
        let floor = match self.least.get(seat) {
            None => Some(BigRational::zero()),
            Some(floor) => floor.clone(),
        };
        match (measure, least) {
            (Measure::Smallest { units, offsets }, Some(least)) => match units.get(seat).and_then(Option::as_ref) {
                Some(unit) => {
                    let implied = least / unit + &offsets[seat];
                    Some(floor.map_or(implied.clone(), |floor| floor.max(implied)))
                }
                None => floor,
            },
            _ => floor,
        }
    }

    /// The least weighted sum of gains of anything whose first number is at least this; see `search/threshold.rs`.
    pub(super) fn threshold(
        &self,
        measure: &Measure,
        weights: &[BigRational],
        least: Option<&BigRational>,
    ) -> BigRational {
        let all = |seat: usize| self.least_gain(seat);
        let at_floors = || weights.iter().enumerate().map(|(seat, weight)| weight * all(seat)).sum::<BigRational>();
        let Some(least) = least else { return at_floors() };
        match measure {
            Measure::Smallest { .. } => (weights.iter().enumerate())
                .map(|(seat, weight)| weight * self.of(measure, seat, Some(least)).unwrap_or_else(|| all(seat)))
                .sum(),
            Measure::Sum(units) => {
                let share = share_of(units, weights);
                let rest = weights
                    .iter()
                    .enumerate()
                    .map(|(seat, weight)| (weight - &share * units.get(seat).cloned().unwrap_or_default()) * all(seat));
                &share * least + rest.sum::<BigRational>()
            }
            Measure::Product(powers) => {
                let total: u32 = powers.iter().sum();
                if total == 0 {
                    return at_floors();
                }
                let mut product = least.clone();
                for (power, weight) in powers.iter().zip(weights).filter(|(power, _)| **power > 0) {
                    product *= num_traits::pow(weight / BigInt::from(*power), *power as usize);
                }
                let others = (powers.len()..weights.len()).chain((0..powers.len()).filter(|at| powers[*at] == 0));
                let others: BigRational = others.map(|seat| &weights[seat] * all(seat)).sum();
                root_below(&product, total) * BigInt::from(total) + others
            }
        }
    }

    /// What the first number of a measure cannot exceed, if no weighted sum of gains exceeds `most`.
    pub(super) fn ceiling(
        &self,
        measure: &Measure,
        weights: &[BigRational],
        most: &BigRational,
    ) -> Option<BigRational> {
        let all = |seat: usize| &weights[seat] * self.least_gain(seat);
        let seats = 0..weights.len();
        match measure {
            Measure::Sum(units) => {
                let share = share_of(units, weights);
                let rest: BigRational = seats
                    .map(|seat| {
                        let unit = units.get(seat).cloned().unwrap_or_default();
                        (&weights[seat] - &share * unit) * self.least_gain(seat)
                    })
                    .sum();
                share.is_positive().then(|| (most - rest) / share)
            }
            Measure::Smallest { units, offsets } => {
                let mut left = most.clone();
                let mut divisor = BigRational::zero();
                for seat in seats {
                    match units.get(seat).and_then(Option::as_ref) {
                        Some(unit) => {
                            left -= &weights[seat] * &offsets[seat];
                            divisor += &weights[seat] / unit;
                        }
                        None => left -= all(seat),
                    }
                }
                divisor.is_positive().then(|| left / divisor)
            }
            Measure::Product(powers) => {
                let total: u32 = powers.iter().sum();
                let counted = |seat: &usize| powers.get(*seat).is_some_and(|power| *power > 0);
                let left = most - seats.filter(|seat| !counted(seat)).map(all).sum::<BigRational>();
                if total == 0 || !left.is_positive() {
                    return None;
                }
                let mut bound = num_traits::pow(left / BigInt::from(total), total as usize);
                for (power, weight) in powers.iter().zip(weights).filter(|(power, _)| **power > 0) {
                    if weight.is_zero() {
                        return None;
                    }
                    bound /= num_traits::pow(weight / BigInt::from(*power), *power as usize);
                }
                Some(bound)
            }
        }
    }
}

/// The largest share of a sum's units that weights contain.
pub(super) fn share_of(units: &[BigRational], weights: &[BigRational]) -> BigRational {
    let shares = units.iter().zip(weights).filter(|(unit, _)| unit.is_positive()).map(|(unit, weight)| weight / unit);
    shares.min().unwrap_or_default()
}

/// A root, rounded down.
fn root_below(number: &BigRational, degree: u32) -> BigRational {
    if !number.is_positive() {
        return BigRational::zero();
    }
    let scaled = (number * BigRational::from(BigInt::one() << (ROOT_BITS * degree) as usize)).floor().to_integer();
    BigRational::new(scaled.nth_root(degree), BigInt::one() << ROOT_BITS as usize)
}
