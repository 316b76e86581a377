//! Claims as sets of gains that no package may reach. Whoever has more is in the set too: with a vector, every one that is
//! nowhere below it.

use crate::number::{Ratio, lcm, root};
use crate::{Answer, Work};
use num_bigint::{BigInt, Sign};
use std::cmp::Ordering;

/// Bits of weights; those with more are rounded down, as any weights are good.
pub const WEIGHT_BITS: u64 = 60;
/// Listed vectors from which tangents of a product are taken.
const TANGENTS: usize = 4;

/// What the set asks for beside the least that each party has in it.
#[derive(Clone)]
pub enum Aim {
    /// Nothing.
    Any,
    /// A product of powers of gains of at least so much.
    Product(Vec<u32>, BigInt),
    /// A sum of gains, each times a whole number, of at least so much.
    Sum(Vec<BigInt>, BigInt),
    /// Of units times (gain − offset), in ascending order, nothing less than these; parties without a unit do not count.
    Leximin(Vec<Option<BigInt>>, Vec<BigInt>, Vec<BigInt>),
    /// Of each of some lists of coordinates, something that is larger than these numbers: the first that differs is.
    Beyond(Vec<Vec<(usize, i64)>>),
}

/// A set of gains, upward closed.
#[derive(Clone)]
pub struct Goal {
    /// The least that each party has in the set; none where it may have anything.
    pub low: Vec<Option<i64>>,
    /// Vectors that are known: what is nowhere above one of them is not in the set.
    pub listed: Vec<Vec<i64>>,
    pub aim: Aim,
    /// Ceilings of gains: what sums exceed them by does not count.
    pub caps: Vec<Option<i64>>,
}

/// A number as one that cannot overflow. Rounded down where it is large, so that a set becomes larger and no smaller.
pub fn within(value: &BigInt) -> i64 {
    let most = BigInt::from(1i64 << 62);
    i64::try_from(value.clamp(&-&most, &most)).unwrap_or(0)
}

/// Weights of few enough bits.
pub fn fit(weights: &[BigInt], bits: u64) -> Vec<i128> {
    let most = weights.iter().map(BigInt::bits).max().unwrap_or(0);
    let excess = most.saturating_sub(bits);
    weights.iter().map(|one| i128::try_from(one >> excess).unwrap_or(0)).collect()
}

/// A weighted sum.
pub fn weighted(weights: &[i128], v: &[i64]) -> i128 {
    weights.iter().zip(v).map(|(weight, one)| weight * i128::from(*one)).sum()
}

/// Weights of sums, and a sum such that nothing up to it is in the set.
pub type Cut = (Vec<i128>, i128);

impl Goal {
    pub fn new(low: Vec<Option<i64>>, listed: Vec<Vec<i64>>, aim: Aim) -> Goal {
        let caps = vec![None; low.len()];
        Goal { low, listed, aim, caps }
    }

    /// The same with ceilings, and with seats behind the parties, each of which must have 0, and counts for nothing beyond it.
    pub fn seated(&self, caps: &[Option<i64>], seats: usize) -> Goal {
        let mut goal = self.clone();
        goal.low.extend(vec![Some(0); seats]);
        goal.listed.iter_mut().for_each(|one| one.extend(vec![0; seats]));
        goal.caps = [caps, &vec![Some(0); seats]].concat();
        goal
    }

    /// True only if nothing up to these sums is in the set.
    pub fn is_outside(&self, most: impl Iterator<Item = i128>) -> bool {
        if let Aim::Beyond(lists) = &self.aim {
            let capped = |(most, cap): (i128, &Option<i64>)| cap.map_or(most, |cap| most.min(i128::from(cap)));
            let most: Vec<i128> = most.zip(&self.caps).map(capped).collect();
            let first = |list: &Vec<(usize, i64)>| {
                list.iter().map(|(at, least)| most[*at].cmp(&i128::from(*least))).find(|order| order.is_ne())
            };
            let short = most.iter().zip(&self.low).any(|(most, low)| low.is_some_and(|low| *most < i128::from(low)));
            return short || lists.iter().any(|list| first(list) != Some(Ordering::Greater));
        }
        let parties = self.low.iter().zip(&self.caps).zip(most);
        parties.into_iter().any(|((low, cap), most)| {
            let most = cap.map_or(most, |cap| most.min(i128::from(cap)));
            low.is_some_and(|low| most < i128::from(low))
        })
    }

    /// Steps that it takes to look whether sums are in it.
    pub fn cost(&self) -> usize {
        if let Aim::Product(powers, _) = &self.aim { 1 + powers.iter().sum::<u32>() as usize } else { 1 }
    }

    /// Sums as far as they count.
    pub fn capped(&self, sums: &[i64]) -> Vec<i64> {
        sums.iter().zip(&self.caps).map(|(sum, cap)| cap.map_or(*sum, |cap| cap.min(*sum))).collect()
    }

    /// Whether these sums are in the set.
    pub fn has(&self, sums: &[i64]) -> bool {
        if self.is_outside(sums.iter().map(|one| i128::from(*one))) {
            return false;
        }
        let v = self.capped(sums);
        if self.listed.iter().any(|one| v.iter().zip(one).all(|(a, b)| a <= b)) {
            return false;
        }
        match &self.aim {
            Aim::Any | Aim::Beyond(_) => true,
            Aim::Product(powers, value) => {
                let product = v.iter().zip(powers).filter(|(_, power)| **power > 0);
                product.map(|(one, power)| BigInt::from(*one).pow(*power)).product::<BigInt>() >= *value
            }
            Aim::Sum(units, value) => units.iter().zip(&v).map(|(unit, one)| unit * one).sum::<BigInt>() >= *value,
            Aim::Leximin(units, offsets, best) => shares(units, offsets, &v) >= *best,
        }
    }

    /// A T such that nothing whose weighted gains sum to at most T is in the set; none if none is known.
    fn threshold(&self, weights: &[i128], work: &mut Work) -> Answer<Option<BigInt>> {
        let big = |weight: &i128| BigInt::from(*weight);
        let known = || self.low.iter().zip(weights).all(|(low, weight)| low.is_some() || *weight == 0);
        let lows = || self.low.iter().zip(weights).map(|(low, weight)| big(weight) * low.unwrap_or(0)).sum::<BigInt>();
        let floors: Option<BigInt> = known().then(|| lows() - 1);
        let own: Option<BigInt> = match &self.aim {
            Aim::Product(powers, value) => {
                let counted = || powers.iter().zip(weights).filter(|(power, _)| **power > 0);
                let positive = counted().all(|(_, weight)| *weight > 0);
                let bounded = self.low.iter().all(|low| low.is_some_and(|low| low >= 0));
                let all: u32 = powers.iter().sum();
                if !(positive && bounded && all > 0) {
                    None
                } else {
                    // By the inequality of means Π gᵉ ≤ (T/E)ᴱ · Π (e/λ)ᵉ, with E the sum of the powers.
                    let right: BigInt = counted().map(|(power, weight)| big(weight).pow(*power)).product();
                    let right = right * value * BigInt::from(all).pow(all);
                    let left: BigInt = counted().map(|(power, _)| BigInt::from(*power).pow(*power)).product();
                    let most: BigInt = right - 1;
                    if most.sign() == Sign::Minus {
                        Some(BigInt::from(-1))
                    } else {
                        Some(root(&(most / left), all, work)?)
                    }
                }
            }
            Aim::Sum(units, value) => {
                let ratio = |(weight, unit): (&i128, &BigInt)| Ratio::new(big(weight), unit.clone());
                let share = weights.iter().zip(units).filter(|(_, unit)| unit.sign() == Sign::Plus).map(ratio).min();
                share.and_then(|share| {
                    let mut t = share.times(&Ratio::whole(value.clone()));
                    for ((weight, unit), low) in weights.iter().zip(units).zip(&self.low) {
                        let rest = Ratio::whole(*weight).minus(&share.times(&Ratio::whole(unit.clone())));
                        if !rest.is_zero() {
                            t = t.plus(&rest.times(&Ratio::whole((*low)?)));
                        }
                    }
                    Some(t.ceil() - 1)
                })
            }
            _ => None,
        };
        Ok(floors.into_iter().chain(own).max())
    }

    /// Weights that follow from the claim itself.
    fn weights(&self) -> Vec<Vec<BigInt>> {
        match &self.aim {
            Aim::Any | Aim::Beyond(_) => Vec::new(),
            Aim::Product(powers, _) => {
                let gains = |one: &&Vec<i64>| one.iter().zip(powers).all(|(gain, power)| *power == 0 || *gain > 0);
                let tangent = |one: &Vec<i64>| {
                    let most: BigInt = BigInt::from(one.iter().copied().max().unwrap_or(0)) << 20;
                    let weight = |(gain, power): (&i64, &u32)| match power {
                        0 => BigInt::ZERO,
                        power => &most * *power / *gain,
                    };
                    one.iter().zip(powers).map(weight).collect()
                };
                self.listed.iter().take(TANGENTS).filter(gains).map(tangent).collect()
            }
            Aim::Sum(units, _) => vec![units.clone()],
            Aim::Leximin(units, ..) => vec![units.iter().map(|unit| unit.clone().unwrap_or(BigInt::ZERO)).collect()],
        }
    }

    /// What the hints, and the claim itself, exclude.
    pub fn cuts(&self, hints: &[Vec<BigInt>], bits: u64, work: &mut Work) -> Answer<Vec<Cut>> {
        let mut found = Vec::new();
        let most = BigInt::from(1) << 125u32;
        let mut cut = |weights: Vec<i128>, t: BigInt| {
            // A smaller sum excludes less, and one that is too low for a number excludes nothing.
            if let Ok(t) = i128::try_from(t.min(most.clone())) {
                found.push((weights, t));
            }
        };
        for weights in hints.iter().cloned().chain(self.weights()) {
            let weights = fit(&weights, bits);
            if weights.iter().all(|weight| *weight == 0) {
                continue;
            }
            let Some(t) = self.threshold(&weights, work)? else { continue };
            cut(weights.clone(), t.clone());
            let capped = || weights.iter().zip(&self.caps).filter_map(|(weight, cap)| Some((*weight, (*cap)?)));
            if capped().any(|(weight, _)| weight > 0) {
                let beyond: BigInt = capped().map(|(weight, cap)| BigInt::from(weight) * cap).sum();
                let rest = weights.iter().zip(&self.caps).map(|(weight, cap)| if cap.is_some() { 0 } else { *weight });
                cut(rest.collect(), t - beyond);
            }
        }
        Ok(found)
    }
}

/// Units times (gain − offset), in ascending order.
pub fn shares(units: &[Option<BigInt>], offsets: &[BigInt], v: &[i64]) -> Vec<BigInt> {
    let share = |((unit, offset), one): ((&Option<BigInt>, &BigInt), &i64)| Some(unit.as_ref()? * (one - offset));
    let mut found: Vec<BigInt> = units.iter().zip(offsets).zip(v).filter_map(share).collect();
    found.sort();
    found
}

/// Fractions as whole numbers in the same proportions, each none where it was.
pub fn proportional(units: &[Option<Ratio>]) -> Vec<Option<BigInt>> {
    let multiple = units.iter().flatten().fold(BigInt::from(1), |multiple, one| lcm(&multiple, one.bottom()));
    units.iter().map(|unit| unit.as_ref().map(|unit| unit.top() * (&multiple / unit.bottom()))).collect()
}
