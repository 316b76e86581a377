//! The comparison of a measure in whole numbers.
//!
//! Where there are no continuous issues, each party's gains are whole numbers in a scale of its own. Units and offsets in the
//! author's units become whole numbers too: all multiplied with the least that makes them so, which changes no comparison. A
//! product needs no units at all.

use super::measure::{Aim, MAX_POWERS, Measure, total_power};
use super::objective::{Objective, Shape, Value};
use super::setting::Setting;
use crate::exact::{Number, PowerProduct, Scale, Score, Term};
use num_bigint::{BigInt, BigUint};
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// Products that may grow longer than this many bits are never multiplied out.
const LONGEST: u64 = 1 << 13;

/// An aim in the scales of a setting.
pub(super) struct Scaled {
    aim: Aim,
    scales: Vec<BigInt>,
    kind: Kind,
}

enum Kind {
    Product {
        powers: Vec<u32>,
        /// By party, whether it can gain.
        able: Vec<bool>,
        /// Whether products are never multiplied out.
        long: bool,
    },
    Smallest {
        units: Vec<Option<Scale>>,
        offsets: Vec<i64>,
        /// What values are multiplied with.
        unit: BigInt,
    },
    Sum {
        units: Vec<Option<Scale>>,
        unit: BigInt,
    },
    /// A smallest value whose offsets are no whole gains.
    Fractions,
}

impl Scaled {
    pub(super) fn new(aim: Aim, setting: &Setting) -> Self {
        let scales = setting.scales.clone();
        let whole = |units: &[Option<BigRational>]| -> (Vec<Option<Scale>>, BigInt) {
            let own = |(unit, scale): (&Option<BigRational>, &BigInt)| unit.as_ref().map(|unit| unit / scale);
            let units: Vec<Option<BigRational>> = units.iter().zip(&scales).map(own).collect();
            let unit = units.iter().flatten().fold(BigInt::one(), |unit, own| unit.lcm(own.denom()));
            let whole = |own: BigRational| Scale::from((own * &unit).to_integer());
            (units.into_iter().map(|own| own.map(whole)).collect(), unit)
        };
        let kind = match &aim.measure {
            Measure::Product(powers) => {
                let able = setting.ideal.iter().map(Signed::is_positive).collect();
                let bits = |(power, scale): (&u32, &BigInt)| u64::from(*power) * scale.bits().max(62);
                let long = powers.iter().zip(&scales).map(bits).sum::<u64>() > LONGEST;
                Kind::Product { powers: powers.clone(), able, long }
            }
            Measure::Smallest { units, offsets } => {
                let (units, unit) = whole(units);
                let offset = |(offset, scale): (&BigRational, &BigInt)| {
                    let scaled = offset * BigRational::from(scale.clone());
                    scaled.is_integer().then(|| scaled.to_integer().to_i64())?
                };
                match offsets.iter().zip(&scales).map(offset).collect() {
                    Some(offsets) => Kind::Smallest { units, offsets, unit },
                    None => Kind::Fractions,
                }
            }
            Measure::Sum(units) => {
                let counted: Vec<Option<BigRational>> =
                    units.iter().map(|unit| Some(unit.clone()).filter(|unit| !unit.is_zero())).collect();
                let (units, unit) = whole(&counted);
                Kind::Sum { units, unit }
            }
        };
        Scaled { aim, scales, kind }
    }

    /// The gains in the author's units.
    fn in_units(&self, gains: &[i64]) -> Vec<BigRational> {
        gains.iter().zip(&self.scales).map(|(gain, scale)| BigRational::new((*gain).into(), scale.clone())).collect()
    }

    /// The powers by which the value of a product is told.
    fn weights(&self, powers: &[u32]) -> Vec<Number> {
        powers.iter().map(|power| (BigRational::from_integer((*power).into()) / &self.aim.root).into()).collect()
    }
}

/// Of the parties whose gains count in a product, the power of each.
fn counted(powers: &[u32]) -> impl Iterator<Item = (usize, u32)> + '_ {
    powers.iter().copied().enumerate().filter(|(_, power)| *power > 0)
}

impl Objective for Scaled {
    fn score(&self, gains: &[i64]) -> Score {
        match &self.kind {
            Kind::Product { powers, long, .. } => {
                let gaining = counted(powers).filter(|(party, _)| gains[*party] > 0).count() as i64;
                // A party that does not gain contributes one unit, as large as that of its scaled gains.
                let base = |party: usize| match u64::try_from(gains[party]) {
                    Ok(gain) if gain > 0 => Some(gain),
                    _ => self.scales[party].to_u64(),
                };
                let small = short_product(counted(powers).map(|(party, power)| (base(party), power)));
                let product = match small.filter(|_| !long) {
                    Some(small) => Term::Small(small),
                    None => {
                        let base = |party: usize| match BigUint::try_from(gains[party]) {
                            Ok(gain) if !gain.is_zero() => gain,
                            _ => self.scales[party].magnitude().clone(),
                        };
                        let product = PowerProduct::new(counted(powers).map(|(party, power)| (base(party), power)));
                        if *long { product.into() } else { BigInt::from(product.value()).into() }
                    }
                };
                Score(vec![gaining.into(), product])
            }
            Kind::Smallest { units, offsets, .. } => {
                // As long as it will be, at once: this is asked of every package.
                let mut values = Vec::with_capacity(gains.len());
                for ((unit, offset), gain) in units.iter().zip(offsets).zip(gains) {
                    values.extend(unit.as_ref().map(|unit| Term::product(gain - offset, unit)));
                }
                Score::leximin(values)
            }
            Kind::Sum { units, .. } => Score::of(sum(gains, units)),
            Kind::Fractions => {
                let key = self.aim.measure.key(&self.in_units(gains));
                let Measure::Smallest { units, offsets } = &self.aim.measure else { return Score::default() };
                // In parts so small that all values are whole.
                let parts = |(unit, offset): (&BigRational, &BigRational)| unit.denom().lcm((unit * offset).denom());
                let finest = units.iter().zip(offsets).filter_map(|(unit, offset)| Some((unit.as_ref()?, offset)));
                let finest = finest.map(parts).chain(self.scales.iter().cloned());
                let finest = BigRational::from(finest.fold(BigInt::one(), |all, one| all * one));
                Score(key.iter().map(|value| (value * &finest).to_integer().into()).collect())
            }
        }
    }

    fn value(&self, gains: &[i64]) -> Option<Value> {
        let gains = self.in_units(gains);
        match &self.kind {
            Kind::Product { powers, .. } => product(&self.weights(powers), &gains),
            _ => self.aim.measure.key(&gains).first().map(|first| self.aim.value(first).into()),
        }
    }

    fn value_at(&self, level: &BigRational) -> Option<Value> {
        match &self.kind {
            Kind::Product { powers, able, .. } if counted(powers).any(|(party, _)| !able[party]) => {
                Some(BigRational::zero().into())
            }
            Kind::Product { powers, long, .. } => (!long && self.aim.root.is_one()).then(|| {
                let scale = counted(powers).map(|(party, power)| self.scales[party].pow(power));
                (level / scale.product::<BigInt>()).into()
            }),
            Kind::Smallest { unit, .. } | Kind::Sum { unit, .. } => Some(self.aim.value(&(level / unit)).into()),
            Kind::Fractions => None,
        }
    }

    fn shape(&self) -> Shape {
        let values = |units: &[Option<Scale>]| -> Vec<Option<BigInt>> {
            units.iter().map(|unit| unit.as_ref().map(|unit| unit.value().clone())).collect()
        };
        match &self.kind {
            // A party whose best is to gain nothing never gains, and makes no difference between packages.
            Kind::Product { powers, able, .. } => {
                let power = |(power, able): (&u32, &bool)| if *able { *power } else { 0 };
                Shape::Product { exponents: powers.iter().zip(able).map(power).collect() }
            }
            Kind::Smallest { units, offsets, .. } => Shape::Smallest { units: values(units), offsets: offsets.clone() },
            Kind::Sum { units, .. } => Shape::Sum { units: values(units) },
            Kind::Fractions => Shape::Other,
        }
    }

    fn is_degenerate(&self, gains: &[i64]) -> bool {
        matches!(&self.kind, Kind::Product { powers, .. } if counted(powers).any(|(party, _)| gains[party] <= 0))
    }
}

/// The product of powers, if it surely fits: that is told by their bits, and nothing is checked on the way.
fn short_product(factors: impl Iterator<Item = (Option<u64>, u32)>) -> Option<i128> {
    let (mut bits, mut product) = (0u32, 1i128);
    for (base, power) in factors {
        let base = base?;
        bits =
            power.checked_mul(u64::BITS - base.leading_zeros())?.checked_add(bits).filter(|bits| *bits < i128::BITS)?;
        for _ in 0..power {
            product = product.wrapping_mul(i128::from(base));
        }
    }
    Some(product)
}

/// The sum of gains times integers, exactly.
fn sum(gains: &[i64], units: &[Option<Scale>]) -> Term {
    let mut small = 0i128;
    let mut big = BigInt::ZERO;
    for (gain, unit) in gains.iter().zip(units).filter_map(|(gain, unit)| Some((*gain, unit.as_ref()?))) {
        match Term::product(gain, unit) {
            Term::Small(value) if value.unsigned_abs() < 1 << 120 => small += value,
            Term::Small(value) => big += value,
            Term::Big(value) => big += value,
            Term::Power(power) => big += BigInt::from(power.value()),
        }
    }
    if big == BigInt::ZERO { Term::Small(small) } else { (big + small).into() }
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
        Some(exponents) if total_power(&exponents, MAX_POWERS).is_some() => {
            let powers =
                exponents.iter().zip(weighted()).map(|(e, (_, gain))| num_traits::pow(gain.clone(), *e as usize));
            Some(powers.fold(BigRational::one(), |product, power| product * power).into())
        }
        _ => {
            let double = |number: &BigRational| number.to_f64().unwrap_or(f64::NAN);
            let logarithm = |(weight, gain): (&Number, &BigRational)| double(weight.value()) * double(gain).ln();
            Value::approximate(weighted().map(logarithm).sum())
        }
    }
}
