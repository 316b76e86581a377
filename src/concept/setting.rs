//! What concepts know of a bargaining problem.

use crate::exact::Number;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// What a concept knows of the bargaining problem beside gains; all numbers in the author's units.
#[derive(Clone, Debug)]
pub struct Setting {
    /// By party: how many times larger whole gains are than in the author's units.
    pub scales: Vec<BigInt>,
    /// By party: the gain at the ideal point, its best among the individually rational packages.
    pub ideal: Vec<BigRational>,
    /// By party: the disagreement value.
    pub disagreement: Vec<BigRational>,
    /// By party: bargaining power.
    pub weights: Vec<Number>,
    /// By party: bargaining power as integers in the same proportions.
    pub exponents: Vec<u32>,
}

impl Setting {
    /// How many parties bargain.
    pub fn parties(&self) -> usize {
        self.ideal.len()
    }

    /// By party, what makes its gain a share of the ideal gain; none for a party that cannot gain.
    pub fn to_share_of_ideal(&self) -> Vec<Option<BigRational>> {
        self.ideal.iter().map(|ideal| ideal.is_positive().then(|| ideal.recip())).collect()
    }

    /// By party, 1.
    pub fn ones(&self) -> Vec<BigRational> {
        vec![BigRational::one(); self.parties()]
    }

    /// By party, 0.
    pub fn zeros(&self) -> Vec<BigRational> {
        vec![BigRational::zero(); self.parties()]
    }

    /// A whole gain of a party in the author's units.
    pub fn gain_in_units(&self, party: usize, gain: i64) -> BigRational {
        BigRational::new(gain.into(), self.scales[party].clone())
    }
}
