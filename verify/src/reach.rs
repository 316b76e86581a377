//! Sets of gains in fractions, and how large weighted sums can be with which nothing of them is left: for claims about levels, and about
//! mixtures of packages.

use crate::number::{Ratio, root};
use crate::{Answer, Work};
use num_bigint::BigInt;

/// What gains must have beside the least that each party has.
pub enum Wanted {
    Nothing,
    /// A product of powers of at least so much, and for those who count other gains than these; or of more.
    Product(Vec<u32>, Ratio, Option<Vec<Vec<Ratio>>>),
    /// More than a sum of gains, each times a number.
    Sum(Vec<Ratio>, Ratio),
    /// Of units times (gain − offset), in ascending order, nothing less than these, and other gains than the listed; parties
    /// without a unit do not count.
    Leximin(Vec<Option<Ratio>>, Vec<Ratio>, Vec<Ratio>, Vec<Vec<Ratio>>),
}

/// A set of gains, upward closed: by party the least, and whether it must have more; none where it may have anything.
pub struct Reach {
    pub low: Vec<Option<(Ratio, bool)>>,
    pub wanted: Wanted,
}

pub fn sorted(mut all: Vec<Ratio>) -> Vec<Ratio> {
    all.sort();
    all
}

/// Units times (gain − offset) of those who count, in ascending order.
pub fn shares(units: &[Option<Ratio>], offsets: &[Ratio], gains: &[Ratio]) -> Vec<Ratio> {
    let own = units.iter().zip(offsets).zip(gains);
    sorted(own.filter_map(|((unit, offset), gain)| Some(unit.as_ref()?.times(&gain.minus(offset)))).collect())
}

impl Reach {
    /// By stage of a list of weights, each with the number that its sum is multiplied with: the largest sum with which nothing
    /// of the set is left, if the sums before are as large as they may be. None if no such sums are known.
    pub fn thresholds(&self, stages: &[(Vec<Ratio>, Ratio)], work: &mut Work) -> Answer<Option<Vec<BigInt>>> {
        let Wanted::Product(powers, value, listed) = &self.wanted else { return Ok(self.sums(stages)) };
        let (weights, scale) = &stages[0];
        let floors = self.linear(weights, scale, &self.low, false);
        // Whoever does not count must not lose, if it has a weight.
        let known = self.low.iter().zip(weights).all(|(low, weight)| low.is_some() || weight.is_zero());
        let own = match known {
            true => product(powers, value, listed.as_deref(), weights, scale, work)?,
            false => None,
        };
        Ok(floors.max(own).map(|found| vec![found]))
    }

    /// The same of what is no product.
    fn sums(&self, stages: &[(Vec<Ratio>, Ratio)]) -> Option<Vec<BigInt>> {
        if let Wanted::Nothing | Wanted::Sum(..) = &self.wanted {
            let (weights, scale) = &stages[0];
            return self.linear(weights, scale, &self.least(&[])?, false).map(|found| vec![found]);
        }
        let mut known = vec![None; self.low.len()];
        let mut found = Vec::new();
        for (at, (weights, scale)) in stages.iter().enumerate() {
            // Nothing has the sums before.
            let Some(least) = self.least(&known) else { return Some(found) };
            let last = at + 1 == stages.len();
            for ((own, weight), least) in known.iter_mut().zip(weights).zip(&least) {
                if let (true, Some((least, _))) = (weight.is_positive(), least) {
                    *own = Some(least.clone());
                }
            }
            found.push(self.linear(weights, scale, &least, !last || self.is_settled(&known))?);
        }
        Some(found)
    }

    /// By party, the least that it has in the set where some are known to have just that much; none if nothing is left.
    fn least(&self, known: &[Option<Ratio>]) -> Option<Vec<Option<(Ratio, bool)>>> {
        let Wanted::Leximin(units, offsets, best, _) = &self.wanted else { return Some(self.low.clone()) };
        let share = |((unit, offset), own): ((&Option<Ratio>, &Ratio), &Option<Ratio>)| {
            Some(unit.as_ref()?.times(&own.as_ref()?.minus(offset)))
        };
        let settled = sorted(units.iter().zip(offsets).zip(known).filter_map(share).collect());
        let differs = settled.iter().zip(best).position(|(own, best)| own != best).unwrap_or(settled.len());
        if settled.get(differs).zip(best.get(differs)).is_some_and(|(own, best)| own < best) {
            return None;
        }
        let least = |at: usize| {
            let (low, more) = self.low[at].clone()?;
            if let Some(own) = &known[at] {
                return Some((own.clone(), false));
            }
            let implied = || Some(best.get(differs)?.over(units[at].as_ref()?).plus(&offsets[at]));
            Some(implied().filter(|implied| *implied > low).map_or((low, more), |implied| (implied, false)))
        };
        Some((0..self.low.len()).map(least).collect())
    }

    /// Whether nothing of the set is left where these have just that much.
    fn is_settled(&self, known: &[Option<Ratio>]) -> bool {
        let Wanted::Leximin(units, offsets, best, listed) = &self.wanted else { return false };
        let counted = || (0..units.len()).filter(|at| units[*at].is_some());
        if counted().any(|at| known[at].is_none()) {
            return false;
        }
        // Whoever does not count cannot gain.
        let gains: Vec<Ratio> = known.iter().map(|own| own.clone().unwrap_or_else(Ratio::zero)).collect();
        shares(units, offsets, &gains) < *best || listed.iter().any(|one| counted().all(|at| gains[at] <= one[at]))
    }

    /// The largest scaled sum with which nothing that has at least this is left; none if some part is not bounded.
    fn linear(&self, weights: &[Ratio], scale: &Ratio, least: &[Option<(Ratio, bool)>], meets: bool) -> Option<BigInt> {
        let zero = Ratio::zero();
        let (units, above) = match &self.wanted {
            Wanted::Sum(units, above) => (units.as_slice(), above),
            _ => (&[][..], &zero),
        };
        let shared = units.iter().zip(weights).filter(|(unit, _)| unit.is_positive());
        let share = shared.map(|(unit, weight)| weight.over(unit)).min().unwrap_or(Ratio::zero());
        let (mut sum, mut more) = (share.times(above), share.is_positive());
        for (at, weight) in weights.iter().enumerate() {
            let rest = units.get(at).map_or_else(|| weight.clone(), |unit| weight.minus(&share.times(unit)));
            if !rest.is_zero() {
                let (low, strictly) = least[at].as_ref()?;
                sum = sum.plus(&rest.times(low));
                more |= *strictly;
            }
        }
        let scaled = sum.times(scale);
        Some(if more || meets { scaled.floor() } else { scaled.ceil() - 1 })
    }
}

/// By the inequality of means, the largest scaled sum with which a product is too small, or that of what is listed.
fn product(
    powers: &[u32],
    value: &Ratio,
    listed: Option<&[Vec<Ratio>]>,
    weights: &[Ratio],
    scale: &Ratio,
    work: &mut Work,
) -> Answer<Option<BigInt>> {
    let counted = || powers.iter().zip(weights).filter(|(power, _)| **power > 0);
    let all: u32 = powers.iter().sum();
    if all == 0 || !value.is_positive() || counted().any(|(_, weight)| !weight.is_positive()) {
        return Ok(None);
    }
    let part = |(power, weight): (&u32, &Ratio)| weight.times(scale).over(&Ratio::whole(*power)).power(*power);
    let right = counted().map(part).fold(value.times(&Ratio::whole(all).power(all)), |right, one| right.times(&one));
    let most = root(&right.floor(), all, work)?;
    let meets = || Ratio::whole(most.pow(all)) == right;
    let Some(listed) = listed else { return Ok(Some(most)) };
    // Just as much is the product where all parts of the sum are as their powers.
    let part = Ratio::whole(most.clone()).over(&scale.times(&Ratio::whole(all)));
    let is_there = |one: &Vec<Ratio>| {
        let mut own = powers.iter().zip(weights).zip(one).filter(|((power, _), _)| **power > 0);
        own.all(|((power, weight), gain)| gain.times(weight) == part.times(&Ratio::whole(*power)))
    };
    Ok(Some(if meets() && !listed.iter().any(is_there) { most - 1 } else { most }))
}
