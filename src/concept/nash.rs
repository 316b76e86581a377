//! The Nash solution: the largest product of gains, Π gᵢ^wᵢ.
//!
//! Nash, "The Bargaining Problem" (1950); weights as bargaining power: Harsanyi and Selten (1972), Kalai (1977). On
//! finite sets the solution is the set of maximisers, characterised by scale invariance, efficiency, anonymity and
//! contraction independence in Arrow's form: Kaneko (1980), Mariotti (1998).
//!
//! Laws: strongly Pareto-efficient if some package gives everybody a strict gain; independent of the units and zeros of
//! each party's utility; deleting a package that was not chosen changes nothing; a party's utility does not fall when
//! its own weight or disagreement value rises.
//!
//! Corner cases: a party of weight 0 only has to accept. Where no package gives everybody a strict gain all products
//! are 0, and the rule of maximum Nash welfare (Caragiannis et al. 2019) decides: first the number of parties that
//! strictly gain, then the product over those; the result is marked degenerate. That rule compares products over
//! different parties, and so depends on units.

use super::{Aim, Concept, Fractions, Measure, Objective, Setting, Shape, Value, weight};
use crate::exact::{Number, PowerProduct, Score, Term};
use num_bigint::{BigInt, BigUint};
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// The largest product of gains.
#[derive(Clone, Copy, Debug)]
pub struct Nash;

/// Products that may grow longer than this many bits are never multiplied out.
const LONGEST: u64 = 1 << 13;

impl Concept for Nash {
    fn id(&self) -> &'static str {
        "nash"
    }

    fn name(&self) -> &'static str {
        "Nash"
    }

    fn measures(&self) -> &'static str {
        "product of gains"
    }

    fn objective(&self, setting: &Setting) -> Box<dyn Objective> {
        let scales: Vec<BigUint> = setting.scales.iter().map(|scale| scale.magnitude().clone()).collect();
        let bits = |(exponent, scale): (&u32, &BigUint)| u64::from(*exponent) * scale.bits().max(62);
        let long = setting.exponents.iter().zip(&scales).map(bits).sum::<u64>() > LONGEST;
        Box::new(NashProduct { scales, setting: setting.clone(), long })
    }

    fn aim(&self, setting: &Fractions) -> Option<Aim> {
        Some(Measure::Product(setting.exponents.clone()).into())
    }
}

struct NashProduct {
    scales: Vec<BigUint>,
    setting: Setting,
    long: bool,
}

impl NashProduct {
    /// The parties whose gains count, with their exponents.
    fn weighted(&self) -> impl Iterator<Item = (usize, u32)> + '_ {
        self.setting.exponents.iter().copied().enumerate().filter(|(_, exponent)| *exponent > 0)
    }
}

/// The product of gains, in the author's units, to the powers of weights: exact if these are whole and not too large.
pub(crate) fn product(weights: &[Number], gains: &[BigRational]) -> Option<Value> {
    let weighted = || weights.iter().zip(gains).filter(|(weight, _)| !weight.value().is_zero());
    if weighted().any(|(_, gain)| !gain.is_positive()) {
        return Some(BigRational::zero().into());
    }
    let whole = |weight: &Number| weight.value().is_integer().then(|| weight.value().to_integer().to_u32())?;
    let exponents: Option<Vec<u32>> = weighted().map(|(weight, _)| whole(weight)).collect();
    match exponents {
        Some(exponents) if exponents.iter().map(|exponent| u64::from(*exponent)).sum::<u64>() <= 64 => {
            let powers =
                exponents.iter().zip(weighted()).map(|(e, (_, gain))| num_traits::pow(gain.clone(), *e as usize));
            Some(powers.fold(BigRational::one(), |product, power| product * power).into())
        }
        _ => {
            let logarithm = |(w, gain): (&Number, &BigRational)| weight(w) * gain.to_f64().unwrap_or(f64::NAN).ln();
            Value::approximate(weighted().map(logarithm).sum())
        }
    }
}

impl Objective for NashProduct {
    fn score(&self, gains: &[i64]) -> Score {
        let gaining = self.weighted().filter(|(party, _)| gains[*party] > 0).count() as i64;
        // A party that does not gain contributes one unit, as large as that of its scaled gains.
        let mut small = Some(1u128).filter(|_| !self.long);
        for (party, exponent) in self.weighted() {
            let base = match u128::try_from(gains[party]) {
                Ok(gain) if gain > 0 => Some(gain),
                _ => self.scales[party].to_u128(),
            };
            small = small.and_then(|small| small.checked_mul(base?.checked_pow(exponent)?));
        }
        let product = match small.and_then(|small| i128::try_from(small).ok()) {
            Some(small) => Term::Small(small),
            None => {
                let base = |party: usize| match BigUint::try_from(gains[party]) {
                    Ok(gain) if !gain.is_zero() => gain,
                    _ => self.scales[party].clone(),
                };
                let power = PowerProduct::new(self.weighted().map(|(party, exponent)| (base(party), exponent)));
                if self.long { power.into() } else { BigInt::from(power.value()).into() }
            }
        };
        Score(vec![gaining.into(), product])
    }

    fn value(&self, gains: &[i64]) -> Option<Value> {
        let gains: Vec<BigRational> =
            gains.iter().enumerate().map(|(party, gain)| self.setting.gain_in_units(party, *gain)).collect();
        product(&self.setting.weights, &gains)
    }

    fn is_degenerate(&self, gains: &[i64]) -> bool {
        self.weighted().any(|(party, _)| gains[party] <= 0)
    }

    fn value_at(&self, level: &BigRational) -> Option<Value> {
        if self.weighted().any(|(party, _)| self.setting.ideal[party] <= 0) {
            return Some(BigRational::zero().into());
        }
        let one = |(party, exponent): (usize, u32)| {
            let weight = self.setting.weights[party].value().to_integer().to_u32()?;
            (weight == exponent && self.setting.weights[party].value().is_integer()).then_some((party, exponent))
        };
        let exponents: Option<Vec<(usize, u32)>> = self.weighted().map(one).collect();
        match exponents {
            Some(exponents) if !self.long => {
                let scale = exponents.iter().map(|(party, exponent)| self.scales[*party].pow(*exponent));
                Some((level / BigInt::from(scale.product::<BigUint>())).into())
            }
            _ => None,
        }
    }

    fn shape(&self) -> Shape {
        // A party whose best is to gain nothing never gains, and makes no difference between packages.
        let exponent = |(exponent, ideal): (&u32, &i64)| if *ideal > 0 { *exponent } else { 0 };
        Shape::Product { exponents: self.setting.exponents.iter().zip(&self.setting.ideal).map(exponent).collect() }
    }
}
