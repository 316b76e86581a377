//! Options that are no better than what is known, told without solving their levels.
//!
//! Levels that are solved in vain leave [prices](super::cell::Prices): weights of gains and of the slacks of rules with
//! which these options fall short at every corner. Options like them often fall short with the same weights. So weights
//! are kept, the most useful first, and all options go through them: whole numbers, and the best corner of each level.

use super::cell::Prices;
use super::ground::{Ground, Scale};
use crate::problem::{IssueId, OptionId, PartyId, Side};
use crate::search::cuts::Cut;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{FromPrimitive, Signed, ToPrimitive, Zero};

/// So many weights are kept.
const KEPT: usize = 64;
/// So many of them a descent follows too.
const USEFUL: usize = 4;
/// The largest weight is rounded to about this.
const LARGEST: f64 = (1u64 << 36) as f64;

/// Weights that showed options to be worse.
#[derive(Default)]
pub(super) struct Sieve {
    kept: Vec<Kept>,
}

/// Weights, and how much of their sum anything as good as what is known must have.
struct Kept {
    scale: Scale,
    threshold: i128,
}

/// What options are worth at the corners.
pub(super) struct Worth {
    /// By party and seat, the scaled utility at the first corner of every level.
    first: Vec<i64>,
    /// By level and further corner, what it adds to that.
    more: Vec<Vec<Vec<i64>>>,
}

impl Sieve {
    /// The sums that showed most options to be worse.
    pub(super) fn most_useful(&self) -> impl Iterator<Item = Cut> {
        let sum = |kept: &Kept| Cut { weights: kept.scale.weights.clone(), threshold: kept.threshold };
        self.kept.iter().take(USEFUL).map(sum)
    }

    /// Whether options may be as good as what is known.
    pub(super) fn admits(&mut self, ground: &Ground, options: &[OptionId]) -> bool {
        if self.kept.is_empty() {
            return true;
        }
        let worth = Worth::of(ground, options);
        let Some(at) = self.kept.iter().position(|kept| worth.most(&kept.scale.weights) < kept.threshold) else {
            return true;
        };
        // What was of use moves ahead.
        self.kept.swap(at, at / 2);
        false
    }

    /// Keeps weights. `threshold` tells how much of their sum anything as good as what is known must have.
    pub(super) fn keep(&mut self, scale: Scale, threshold: i128) {
        self.kept.truncate(KEPT - 1);
        self.kept.push(Kept { scale, threshold });
    }

    /// The best known is better than before: what others must have is told anew.
    pub(super) fn raise<E>(&mut self, threshold: impl Fn(&Scale) -> Result<i128, E>) -> Result<(), E> {
        for kept in &mut self.kept {
            kept.threshold = threshold(&kept.scale)?;
        }
        Ok(())
    }
}

impl Worth {
    pub(super) fn of(ground: &Ground, options: &[OptionId]) -> Self {
        let problem = ground.view.problem();
        let mut corner = options.to_vec();
        let mut first = Vec::new();
        problem.utilities_into(&corner, &mut first);
        let mut more = Vec::new();
        let mut utilities = Vec::new();
        for (issue, _) in ground.continuous.iter().enumerate().filter(|(_, continuous)| **continuous) {
            let mut of_level = Vec::new();
            for option in ground.view.options(IssueId::at(issue)).filter(|option| *option > OptionId::at(0)) {
                corner[issue] = option;
                problem.utilities_into(&corner, &mut utilities);
                of_level.push(utilities.iter().zip(&first).map(|(utility, first)| utility - first).collect());
            }
            corner[issue] = OptionId::at(0);
            more.push(of_level);
        }
        Worth { first, more }
    }

    /// The most of a weighted sum at any corner.
    pub(super) fn most(&self, weights: &[i128]) -> i128 {
        let sum = |utilities: &[i64]| -> i128 {
            weights.iter().zip(utilities).map(|(weight, utility)| weight * i128::from(*utility)).sum()
        };
        let of_level = |more: &Vec<Vec<i64>>| more.iter().map(|more| sum(more)).max().unwrap_or(0).max(0);
        sum(&self.first) + self.more.iter().map(of_level).sum::<i128>()
    }
}

/// Prices as weights; none if they are no use.
pub(super) fn weights(ground: &Ground, prices: &Prices) -> Option<Scale> {
    let (sums, above) = rounded(ground, prices)?;
    ground.scale(&sums, &above)
}

/// Prices as whole numbers of few digits, about: by party and seat those of sums, and those of ceilings.
pub(super) fn rounded(ground: &Ground, prices: &Prices) -> Option<(Vec<BigInt>, Vec<BigInt>)> {
    let of_seat = |side: &Side| {
        let own = prices.rules.iter().find(|(other, _)| other == side);
        own.map_or_else(BigRational::zero, |(_, price)| price.clone())
    };
    // What is not on the sum of a party is on its ceiling.
    let (mut sums, mut above) = (prices.gains.clone(), vec![BigRational::zero(); prices.gains.len()]);
    for (party, price) in &prices.beneath {
        sums[*party] = price.clone().min(prices.gains[*party].clone());
        above[*party] = &prices.gains[*party] - &sums[*party];
    }
    sums.extend(ground.seats.iter().map(of_seat));
    above.resize(sums.len(), BigRational::zero());
    let scaled = |prices: Vec<BigRational>| -> Option<Vec<f64>> {
        let scaled = |(seat, price): (usize, BigRational)| {
            (price / BigRational::from(ground.view.gain_scale(PartyId::at(seat)))).to_f64()
        };
        prices.into_iter().enumerate().map(scaled).collect()
    };
    let (sums, above) = (scaled(sums)?, scaled(above)?);
    let all = || sums.iter().chain(&above);
    let largest = all().copied().fold(0.0, f64::max);
    let usable = largest > 0.0 && largest.is_finite() && all().all(|weight| !weight.is_negative());
    let rounded = |weight: &f64| BigInt::from_f64((weight / largest * LARGEST).round());
    let rounded = |weights: &[f64]| weights.iter().map(rounded).collect::<Option<Vec<BigInt>>>();
    if usable { Some((rounded(&sums)?, rounded(&above)?)) } else { None }
}

/// Whole weights with as few digits, about.
pub(super) fn shortened(weights: &[BigInt], all: &[BigInt]) -> Vec<BigInt> {
    let most = all.iter().map(BigInt::bits).max().unwrap_or(0);
    let spare = most.saturating_sub(u64::from(LARGEST.log2() as u32));
    weights.iter().map(|weight| weight >> spare).collect()
}
