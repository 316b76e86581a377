//! The packages that one concept chooses, without a frontier.
//!
//! Where frontiers hold millions of points, most of them are far from what a concept looks for. Given a package that is
//! already good (the incumbent), everything that scores at least as well satisfies λ·gain ≥ T for any weights λ ≥ 0,
//! with a threshold T that follows from the incumbent's score in integers:
//!
//! * a product of gains Π gᵢ^eᵢ ≥ P, by the weighted inequality of means: (λ·g)^E · Π eᵢ^eᵢ ≥ E^E · P · Π λᵢ^eᵢ, E = Σ eᵢ;
//! * a smallest value minᵢ cᵢ(gᵢ − oᵢ) ≥ m: λ·g ≥ Σ λᵢ(oᵢ + m/cᵢ), and each gᵢ ≥ oᵢ + m/cᵢ by itself;
//! * a sum Σ cᵢgᵢ ≥ S: λ·g ≥ κS for κ = minᵢ λᵢ/cᵢ.
//!
//! [Elimination](super::eliminate) with such cuts keeps a partial package only if its λ-sum with the best completion
//! reaches T: exact integers, with the best completions from the decision diagrams. With the weights that support the
//! optimum over mixtures ([`super::support`]) hardly anything is left: fifty issues with ten options and a handful of
//! partial packages at each. What remains is all packages that score at least as well as the incumbent, so that the
//! best of them are proven, with all ties.
//!
//! The incumbent need not be good, or even be there. The threshold starts just below the most that any package reaches
//! and descends in steps, until the best package above it is so good that everything as good must be above it too.

use super::eliminate::{Cut, Query, Target, eliminate_with};
use super::limits::{Control, Stop};
use super::structure::Structure;
use super::support::{self, Support};
use crate::concept::{Objective, Shape, Value};
use crate::exact::Score;
use crate::frontier::Point;
use crate::problem::View;
use num_bigint::{BigInt, BigUint};
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};

/// Roots of higher degree are not taken: weights so finely divided are left to the frontier.
const LARGEST_EXPONENT: u32 = 128;

/// Points of packages that everybody accepts, among them all with the best score. None if the objective has no shape to
/// bound.
pub(super) fn contenders(
    view: &View,
    structure: &Structure,
    objective: &dyn Objective,
    control: &Control,
) -> Result<Option<Vec<Point>>, Stop> {
    let shape = objective.shape();
    let Some(Support { weights, packages }) = support::find(view, structure, &shape) else { return Ok(None) };
    control.check()?;
    let incumbent =
        packages.into_iter().filter_map(|package| improved(view, objective, package)).max_by(|a, b| a.0.cmp(&b.0));
    let mut gains = incumbent.map(|(_, gains)| gains);
    // No package has a larger sum than `most`, and nothing that everybody accepts has one below 0. In between, the
    // threshold descends from the top: a step that is too high finds nothing, and costs little.
    let (_, most) = structure.best_exactly(view, &weights);
    for depth in [12, 9, 6, 3, 0] {
        let lowest = match &gains {
            Some(gains) => match threshold(&shape, &weights, gains) {
                Some(lowest) => lowest,
                None => return Ok(None),
            },
            None => BigInt::zero(),
        };
        let reached = &most - ((&most - &lowest) >> depth);
        let points = above(view, structure, &shape, &weights, &reached, gains.as_deref(), control)?;
        let best = points.iter().map(|point| view.gains(&point.utilities)).max_by_key(|gains| objective.score(gains));
        let found = best.as_ref().and_then(|best| threshold(&shape, &weights, best));
        // Whatever scores at least as well as the best of these points is above its threshold, and so among them.
        if depth == 0 || found.is_some_and(|found| found >= reached) {
            return Ok(Some(points));
        }
        let better =
            |best: &Vec<i64>| gains.as_ref().is_none_or(|gains| objective.score(best) > objective.score(gains));
        gains = best.filter(better).or(gains);
    }
    Ok(None)
}

/// The points, of all packages that everybody accepts, whose weighted gains reach a threshold, less some that score
/// worse than the incumbent.
fn above(
    view: &View,
    structure: &Structure,
    shape: &Shape,
    weights: &[BigInt],
    reached: &BigInt,
    incumbent: Option<&[i64]>,
    control: &Control,
) -> Result<Vec<Point>, Stop> {
    let mut cuts: Vec<Cut> = cut(view, weights, reached.clone()).into_iter().collect();
    let mut view = view.clone();
    if let Some(gains) = incumbent {
        // The product's own tangent at the incumbent bounds it too, and so do floors.
        if let Shape::Product { exponents } = shape
            && let Some(weights) = tangent(exponents, gains)
            && let Some(threshold) = threshold(shape, &weights, gains)
        {
            cuts.extend(cut(&view, &weights, threshold));
        }
        view = view.with_gains_of_at_least(&floors(shape, gains));
    }
    let query = Query { target: Target::Acceptable, cuts, points: control.points };
    Ok(eliminate_with(&view, structure, query, control)?.points)
}

/// Climbs from a package by changing single issues while that improves the score; the score and gains at the top, if
/// everybody accepts there.
fn improved(view: &View, objective: &dyn Objective, mut options: Vec<u16>) -> Option<(Score, Vec<i64>)> {
    let problem = view.problem();
    let mut utilities = Vec::new();
    let mut scored = |options: &[u16]| {
        problem.utilities_into(options, &mut utilities);
        let gains = view.gains(&utilities);
        let accepted = gains.iter().all(|gain| *gain >= 0)
            && view.constraints().all(|(_, constraint)| constraint.allows(|issue| options[issue]));
        accepted.then(|| (objective.score(&gains), gains))
    };
    let mut best = scored(&options)?;
    loop {
        let mut better = false;
        for issue in 0..options.len() {
            for option in view.options(issue) {
                let before = std::mem::replace(&mut options[issue], option);
                match scored(&options) {
                    Some(found) if found.0 > best.0 => {
                        best = found;
                        better = true;
                    }
                    _ => options[issue] = before,
                }
            }
        }
        if !better {
            return Some(best);
        }
    }
}

/// Weights eᵢ/gᵢ of the product's tangent at these gains, as integers.
fn tangent(exponents: &[u32], gains: &[i64]) -> Option<Vec<BigInt>> {
    let slope = |(exponent, gain): (&u32, &i64)| match (*exponent, *gain) {
        (0, _) => Some(0.0),
        (_, gain) if gain <= 0 => None,
        (exponent, gain) => Some(f64::from(exponent) / gain as f64),
    };
    let slopes: Vec<f64> = exponents.iter().zip(gains).map(slope).collect::<Option<_>>()?;
    let largest = slopes.iter().copied().fold(0.0, f64::max);
    let scaled = |slope: &f64| BigInt::from((slope / largest * (1u64 << 40) as f64).round() as i64);
    (largest > 0.0).then(|| slopes.iter().map(scaled).collect())
}

/// The least weighted sum of gains of anything that scores at least as well as these gains do.
fn threshold(shape: &Shape, weights: &[BigInt], gains: &[i64]) -> Option<BigInt> {
    match shape {
        Shape::Product { exponents } => {
            let total: u32 = exponents.iter().try_fold(0u32, |sum, exponent| sum.checked_add(*exponent))?;
            let counted = || exponents.iter().zip(gains.iter().zip(weights)).filter(|(exponent, _)| **exponent > 0);
            if total > LARGEST_EXPONENT || counted().any(|(_, (gain, _))| *gain <= 0) {
                return None;
            }
            let mut power = BigUint::from(total).pow(total);
            let mut divisor = BigUint::from(1u32);
            for (exponent, (gain, weight)) in counted() {
                power *= (BigUint::try_from(*gain).ok()? * weight.magnitude()).pow(*exponent);
                divisor *= BigUint::from(*exponent).pow(*exponent);
            }
            // Rounded down, and so a little weaker than it could be, never stronger.
            Some((power / divisor).nth_root(total).into())
        }
        Shape::Smallest { units, offsets } => {
            let smallest = smallest(units, offsets, gains)?;
            let bound = |party: usize| match &units[party] {
                Some(unit) => BigRational::new(smallest.clone(), unit.clone()) + BigInt::from(offsets[party]),
                None => BigRational::zero(),
            };
            let sum: BigRational = (0..gains.len()).map(|party| bound(party) * &weights[party]).sum();
            Some(sum.ceil().to_integer())
        }
        Shape::Sum { units } => {
            let sum: BigInt =
                units.iter().zip(gains).flat_map(|(unit, gain)| unit.as_ref().map(|unit| unit * gain)).sum();
            let ratios = units.iter().zip(weights).filter_map(|(unit, weight)| Some((weight, unit.as_ref()?)));
            let ratio = ratios.map(|(weight, unit)| BigRational::new(weight.clone(), unit.clone())).min()?;
            Some((ratio * sum).ceil().to_integer())
        }
        Shape::Other => None,
    }
}

/// The smallest of units times (gain − offset).
fn smallest(units: &[Option<BigInt>], offsets: &[i64], gains: &[i64]) -> Option<BigInt> {
    let value =
        |((unit, offset), gain): ((&Option<BigInt>, &i64), &i64)| unit.as_ref().map(|unit| unit * (gain - offset));
    units.iter().zip(offsets).zip(gains).filter_map(value).min()
}

/// By party, the least gain of anything that scores at least as well as these gains do.
fn floors(shape: &Shape, gains: &[i64]) -> Vec<i64> {
    match shape {
        Shape::Product { exponents } => exponents.iter().map(|exponent| i64::from(*exponent > 0)).collect(),
        Shape::Smallest { units, offsets } => {
            let Some(smallest) = smallest(units, offsets, gains) else { return vec![0; gains.len()] };
            let floor = |(unit, offset): (&Option<BigInt>, &i64)| {
                let bound = BigRational::new(smallest.clone(), unit.clone()?) + BigInt::from(*offset);
                bound.ceil().to_integer().to_i64()
            };
            units.iter().zip(offsets).map(|pair| floor(pair).unwrap_or(0).max(0)).collect()
        }
        Shape::Sum { .. } | Shape::Other => vec![0; gains.len()],
    }
}

/// A cut on utilities from one on gains; none if its numbers would not fit.
fn cut(view: &View, weights: &[BigInt], threshold: BigInt) -> Option<Cut> {
    let multipliers = view.multipliers();
    let mut total = threshold;
    let mut reach = total.abs();
    let mut of_utilities = Vec::new();
    for (party, weight) in weights.iter().enumerate() {
        // The gain of a utility of 0 is what is subtracted from every utility.
        total -= weight * view.gain(party, 0);
        let weight = weight * multipliers[party];
        reach += &weight * view.problem().reach(party) * 4u32;
        of_utilities.push(weight.to_i128()?);
    }
    reach.to_i128()?;
    Some(Cut { weights: of_utilities, threshold: total.to_i128()? })
}

/// The gain of one party: its largest is the party's coordinate of the ideal point.
pub(super) struct GainOf {
    pub party: usize,
    pub parties: usize,
}

impl Objective for GainOf {
    fn score(&self, gains: &[i64]) -> Score {
        Score::of(gains[self.party])
    }

    fn value(&self, _: &[i64]) -> Option<Value> {
        None
    }

    fn shape(&self) -> Shape {
        Shape::Sum { units: (0..self.parties).map(|party| (party == self.party).then(|| BigInt::from(1))).collect() }
    }
}
