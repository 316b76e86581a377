//! What a concept makes as large as possible: one of three kinds of functions of gains.
//!
//! A product of powers, a smallest value refined to leximin, or a sum, in fractions and in the author's units. Engines know how to
//! bound each kind. Where gains are whole numbers in some scale, the same comparison is made in whole numbers
//! ([`Scaled`](super::scaled)); beside continuous issues, in fractions.

use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// Products of powers that sum to more are not multiplied out: of what is compared then there are logarithms, or nothing.
pub(crate) const MAX_POWERS: u32 = 128;

/// What powers sum to; none if they sum to more than so much, or are out of range.
pub(crate) fn total_power(powers: &[u32], most: u32) -> Option<u32> {
    powers.iter().try_fold(0u32, |sum, power| sum.checked_add(*power)).filter(|total| *total <= most)
}

/// What is made as large as possible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Measure {
    /// The product of gains to these powers, by party. Where not all whose power is positive can gain at once, the product
    /// over as many of them as can.
    Product(Vec<u32>),
    /// The leximin of units times (gain − offset), over the parties that have a unit.
    Smallest {
        /// By party: what its gains are multiplied with; positive.
        units: Vec<Option<BigRational>>,
        /// By party: what is subtracted before.
        offsets: Vec<BigRational>,
    },
    /// The sum of units times gains; units are at least 0. Of levels that are equally good, those with the most even
    /// division of what is summed are reported.
    Sum(Vec<BigRational>),
}

/// What is made as large as possible, and how the number that is compared becomes the value that is reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aim {
    /// What is made as large as possible.
    pub measure: Measure,
    /// What the measure's number (the product, the smallest value, the sum) is multiplied with to be the concept's value:
    /// 1, or −1 where [less is better](super::Concept::less_is_better).
    pub times: BigRational,
    /// What is added then.
    pub plus: BigRational,
    /// Of a product: the root of it that is the value, so that powers can be whole numbers where the author's weights are none.
    pub root: BigRational,
}

impl Aim {
    /// The value that goes with the measure's number.
    pub(crate) fn value(&self, first: &BigRational) -> BigRational {
        first * &self.times + &self.plus
    }
}

impl From<Measure> for Aim {
    /// The measure's number is the value.
    fn from(measure: Measure) -> Self {
        Aim { measure, times: BigRational::one(), plus: BigRational::zero(), root: BigRational::one() }
    }
}

impl Measure {
    /// The gain of one party alone, of so many.
    pub(crate) fn gain_of(party: usize, parties: usize) -> Self {
        let unit = |other: usize| if other == party { BigRational::one() } else { BigRational::zero() };
        Measure::Sum((0..parties).map(unit).collect())
    }

    /// The same over all parties, where it is a measure of these members' gains: whoever is none does not count.
    pub(crate) fn among(self, members: &[bool]) -> Self {
        fn spread<T: Clone>(own: Vec<T>, members: &[bool], none: T) -> Vec<T> {
            let mut own = own.into_iter();
            let number = |member: &bool| own.by_ref().take(usize::from(*member)).next().unwrap_or_else(|| none.clone());
            members.iter().map(number).collect()
        }
        match self {
            Measure::Product(powers) => Measure::Product(spread(powers, members, 0)),
            Measure::Smallest { units, offsets } => Measure::Smallest {
                units: spread(units, members, None),
                offsets: spread(offsets, members, BigRational::zero()),
            },
            Measure::Sum(units) => Measure::Sum(spread(units, members, BigRational::zero())),
        }
    }

    /// The same without the powers of those who cannot gain: they make no difference between packages.
    pub(crate) fn over(&self, ideal: &[BigRational]) -> Self {
        let power = |(power, ideal): (&u32, &BigRational)| if ideal.is_positive() { *power } else { 0 };
        match self {
            Measure::Product(powers) => Measure::Product(powers.iter().zip(ideal).map(power).collect()),
            measure => measure.clone(),
        }
    }

    /// What gains are compared by, from the first number on; larger is better.
    pub(crate) fn key(&self, gains: &[BigRational]) -> Vec<BigRational> {
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

    /// Whether it has one number for each of so many parties, with signs such that no gain is bad.
    pub(crate) fn fits(&self, parties: usize) -> bool {
        match self {
            Measure::Product(powers) => powers.len() == parties,
            Measure::Smallest { units, offsets } => {
                [units.len(), offsets.len()] == [parties; 2] && units.iter().flatten().all(Signed::is_positive)
            }
            Measure::Sum(units) => units.len() == parties && units.iter().all(|unit| !unit.is_negative()),
        }
    }
}
