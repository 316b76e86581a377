//! Scenarios: a few combinations of numbers that stand for all, each with its weight.
//!
//! Where every uncertain number has a list of values, and follows its common factor completely or has none, all
//! combinations that can occur are listed with their exact probabilities, if they are not too many. Otherwise the
//! scenarios are draws, of equal weight.

use super::sweep::Sweep;
use crate::model::Distribution;
use crate::problem::{DriverId, Uncertain};
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// So many combinations are listed.
const LISTED: usize = 512;

/// Ends of values along a factor that are looked at.
const MOST_CUTS: usize = 1 << 14;

/// Combinations of numbers, by position in their grids, with weights that sum to 1.
pub(super) struct Scenarios {
    pub draws: Vec<(Vec<u16>, BigRational)>,
    /// Whether these are all combinations that can occur.
    pub all: bool,
}

impl Scenarios {
    /// All combinations, if they can be listed; else so many draws.
    pub(super) fn new(sweep: &Sweep, count: u64) -> Self {
        if let Some(draws) = listed(sweep) {
            return Scenarios { draws, all: true };
        }
        let weight = BigRational::new(One::one(), count.max(1).into());
        let draws = (0..count.max(1)).map(|at| (sweep.sampler().draw(at), weight.clone())).collect();
        Scenarios { draws, all: false }
    }
}

/// A part of what decides: quantiles of a factor, or of a number of its own, and the position of each number there.
type Axis = Vec<(BigRational, Vec<(usize, u16)>)>;

fn listed(sweep: &Sweep) -> Option<Vec<(Vec<u16>, BigRational)>> {
    let uncertain = sweep.problem().uncertain();
    let mut axes: Vec<Axis> = Vec::new();
    for driver in 0..sweep.problem().drivers().len() {
        let of = |number: &&(usize, &Uncertain)| {
            number.1.factor.as_ref().is_some_and(|(factor, _)| *factor == DriverId::at(driver))
        };
        let own: Vec<(usize, &Uncertain)> = uncertain.iter().enumerate().collect();
        axes.push(axis(&own.iter().filter(of).copied().collect::<Vec<_>>())?);
    }
    for (at, number) in uncertain.iter().enumerate().filter(|(_, number)| number.factor.is_none()) {
        axes.push(axis(&[(at, number)])?);
    }
    axes.retain(|axis| axis.len() > 1 || axis.iter().any(|(_, positions)| !positions.is_empty()));
    let size = axes.iter().try_fold(1usize, |size, axis| size.checked_mul(axis.len()).filter(|size| *size <= LISTED));
    size?;
    let mut draws = vec![(vec![0u16; uncertain.len()], BigRational::one())];
    for axis in axes {
        let extended = draws.iter().flat_map(|(draw, weight)| {
            axis.iter().map(move |(share, positions)| {
                let mut draw = draw.clone();
                positions.iter().for_each(|(at, position)| draw[*at] = *position);
                (draw, weight * share)
            })
        });
        draws = extended.collect();
    }
    Some(draws)
}

/// The quantiles at which one of these numbers changes, with their positions; none if they are not lists, or follow their
/// factor only partly.
fn axis(numbers: &[(usize, &Uncertain)]) -> Option<Axis> {
    let mut cuts = vec![BigRational::zero(), BigRational::one()];
    let mut steps: Vec<(usize, Vec<BigRational>)> = Vec::new();
    for (at, number) in numbers {
        let Distribution::Discrete(values) = &number.distribution else { return None };
        if cuts.len() > MOST_CUTS {
            return None;
        }
        let mirrored = match &number.factor {
            Some((_, correlation)) if !correlation.value().abs().is_one() => return None,
            Some((_, correlation)) => correlation.value().is_negative(),
            None => false,
        };
        let mut sum = BigRational::zero();
        let mut until = Vec::new();
        for (_, chance) in values {
            sum += chance.value();
            until.push(sum.clone());
        }
        // Mirrored: counted from the other end.
        cuts.extend(until.iter().map(|cut| if mirrored { BigRational::one() - cut } else { cut.clone() }));
        if mirrored {
            until.iter_mut().for_each(|cut| *cut = -&*cut);
        }
        steps.push((*at, until));
    }
    if cuts.len() > MOST_CUTS {
        return None;
    }
    cuts.sort();
    cuts.dedup();
    if cuts.len() > LISTED + 1 {
        return None;
    }
    let half = BigRational::new(One::one(), 2.into());
    let piece = |pair: &[BigRational]| {
        let middle = (&pair[0] + &pair[1]) * &half;
        let position = |(at, until): &(usize, Vec<BigRational>)| {
            let mirrored = until.first().is_some_and(Signed::is_negative);
            let quantile = if mirrored { BigRational::one() - &middle } else { middle.clone() };
            let end = |cut: &BigRational| if mirrored { -cut } else { cut.clone() };
            let position = until.iter().take_while(|cut| end(cut) <= quantile).count();
            (*at, position.min(until.len() - 1) as u16)
        };
        (&pair[1] - &pair[0], steps.iter().map(position).collect())
    };
    Some(cuts.windows(2).map(piece).collect())
}
