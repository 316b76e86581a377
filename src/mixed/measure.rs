//! What a concept makes as large as possible, for gains that are fractions.
//!
//! The concepts of [`crate::concept`] compare vectors of integers. Here gains are exact rationals in the author's units,
//! and each of the six concepts is one of three kinds: a product of powers, a smallest value refined to leximin, a sum.

use crate::concept::Concept;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// A product of powers is compared exactly as long as the powers sum to no more than this.
pub(crate) const LARGEST_POWER: u32 = 64;

/// What is made as large as possible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    /// The product of gains to these powers.
    Product(Vec<u32>),
    /// The leximin of units times (gain − offset), over the parties that have a unit.
    Smallest {
        /// By party: what its gains are multiplied with.
        units: Vec<Option<BigRational>>,
        /// By party: what is subtracted before.
        offsets: Vec<BigRational>,
    },
    /// The sum of units times gains.
    Sum(Vec<BigRational>),
}

impl Measure {
    /// What a concept measures, given the ideal gains; none for a concept that is not one of the six, or if a product
    /// has powers too large to be compared.
    pub(super) fn of(concept: &dyn Concept, exponents: &[u32], ideal: &[BigRational]) -> Option<Self> {
        let parties = exponents.len();
        let share = |ideal: &BigRational| ideal.is_positive().then(|| ideal.recip());
        let nothing = || vec![BigRational::zero(); parties];
        Some(match concept.id() {
            "nash" => {
                let power = |(exponent, ideal): (&u32, &BigRational)| if ideal.is_positive() { *exponent } else { 0 };
                let powers: Vec<u32> = exponents.iter().zip(ideal).map(power).collect();
                let total = powers.iter().try_fold(0u32, |total, power| total.checked_add(*power))?;
                if total > LARGEST_POWER {
                    return None;
                }
                Measure::Product(powers)
            }
            "kalai-smorodinsky" => Measure::Smallest { units: ideal.iter().map(share).collect(), offsets: nothing() },
            "egalitarian" => Measure::Smallest { units: vec![Some(BigRational::one()); parties], offsets: nothing() },
            "equal-loss" => {
                Measure::Smallest { units: vec![Some(BigRational::one()); parties], offsets: ideal.to_vec() }
            }
            "utilitarian" => Measure::Sum(vec![BigRational::one(); parties]),
            "relative-utilitarian" => {
                Measure::Sum(ideal.iter().map(|ideal| share(ideal).unwrap_or_default()).collect())
            }
            _ => return None,
        })
    }

    /// The gain of one party alone, of so many.
    pub(super) fn gain_of(party: usize, parties: usize) -> Self {
        let unit = |other: usize| if other == party { BigRational::one() } else { BigRational::zero() };
        Measure::Sum((0..parties).map(unit).collect())
    }

    /// The value of a concept that goes with a key, in the author's units.
    pub(super) fn value(concept: &dyn Concept, first: &BigRational, disagreement: &BigRational) -> BigRational {
        match concept.id() {
            "utilitarian" => first + disagreement,
            "equal-loss" => -first,
            _ => first.clone(),
        }
    }

    /// What gains are compared by, from the first number on; larger is better.
    pub(super) fn key(&self, gains: &[BigRational]) -> Vec<BigRational> {
        match self {
            Measure::Product(powers) => {
                let power = |(gain, power): (&BigRational, &u32)| num_traits::pow(gain.clone(), *power as usize);
                vec![gains.iter().zip(powers).map(power).fold(BigRational::one(), |product, power| product * power)]
            }
            Measure::Smallest { units, offsets } => {
                let value = |((unit, offset), gain): ((&Option<BigRational>, &BigRational), &BigRational)| {
                    unit.as_ref().map(|unit| unit * (gain - offset))
                };
                let mut values: Vec<BigRational> = units.iter().zip(offsets).zip(gains).filter_map(value).collect();
                values.sort();
                values
            }
            Measure::Sum(units) => vec![units.iter().zip(gains).map(|(unit, gain)| unit * gain).sum()],
        }
    }
}
