//! What a concept makes as large as possible, for gains that are fractions.
//!
//! The [objectives](super::Objective) of concepts compare vectors of integers. Beside continuous issues gains are exact
//! fractions in the author's units, and what a concept measures there has to be one of three kinds: a product of powers, a
//! smallest value refined to leximin, a sum. A concept [says which](super::Concept::aim), and how the number that is
//! compared becomes the value that it reports.

use crate::exact::Number;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

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

/// What a concept aims at where gains are fractions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aim {
    /// What is made as large as possible.
    pub measure: Measure,
    /// What the measure's number (the product, the smallest value, the sum) is multiplied with to be the concept's value:
    /// 1, or −1 where [less is better](super::Concept::less_is_better).
    pub times: BigRational,
    /// What is added then.
    pub plus: BigRational,
}

/// What a concept knows of a bargaining problem whose gains are fractions; all numbers in the author's units.
#[derive(Clone, Debug)]
pub struct Fractions {
    /// By party: the gain at the ideal point, its best among the individually rational packages.
    pub ideal: Vec<BigRational>,
    /// By party: the disagreement value.
    pub disagreement: Vec<BigRational>,
    /// By party: bargaining power.
    pub weights: Vec<Number>,
    /// By party: bargaining power as integers in the same proportions.
    pub exponents: Vec<u32>,
}

impl Fractions {
    /// How many parties bargain.
    pub fn parties(&self) -> usize {
        self.ideal.len()
    }

    /// By party, what makes its gain a share of the ideal gain; none for a party that cannot gain.
    pub(super) fn to_share_of_ideal(&self) -> Vec<Option<BigRational>> {
        self.ideal.iter().map(|ideal| ideal.is_positive().then(|| ideal.recip())).collect()
    }

    /// By party, 1.
    pub(super) fn ones(&self) -> Vec<BigRational> {
        vec![BigRational::one(); self.parties()]
    }

    /// By party, 0.
    pub(super) fn zeros(&self) -> Vec<BigRational> {
        vec![BigRational::zero(); self.parties()]
    }
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
        Aim { measure, times: BigRational::one(), plus: BigRational::zero() }
    }
}

impl Measure {
    /// The gain of one party alone, of so many.
    pub(crate) fn gain_of(party: usize, parties: usize) -> Self {
        let unit = |other: usize| if other == party { BigRational::one() } else { BigRational::zero() };
        Measure::Sum((0..parties).map(unit).collect())
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
