//! What packages are worth over scenarios in floating point: bounds that hold whatever doubles round, for thousands of packages.
//!
//! A party's gain is a sum, and what is rounded in it is a small part of all that was added up, whatever its sign. That is
//! bounded once for each package by the largest move of each number, so that a scenario takes no more than its sum.

use super::sweep::{Drawn, Sweep};
use crate::problem::{Cell, IssueId, Package, Problem, Worth};
use itertools::Itertools;
use num_rational::BigRational;
use num_traits::ToPrimitive;

/// So often a number may be rounded besides where it is added up.
const ROUNDED: usize = 16;

/// A number that is not always the same.
struct Moving {
    cell: Cell,
    /// By scenario, what is added to it.
    moves: Vec<f64>,
    /// The largest of these, whatever its sign.
    most: f64,
}

/// Scenarios in floating point.
pub(super) struct Rough {
    problem: Problem,
    weights: Vec<f64>,
    /// By scenario: the largest product.
    most: Vec<f64>,
    moving: Vec<Moving>,
    /// What may be rounded, as a share of all that was added up.
    share: f64,
}

/// The least and the most that something can be.
pub(super) type Bounds = [f64; 2];

/// A package over scenarios: of each the larger is the better.
pub(super) struct Estimate {
    /// The expected product of gains.
    pub expected: Bounds,
    /// The largest difference to the best product of a scenario, with a minus.
    pub regret: Bounds,
    /// The product of expected gains.
    pub of_means: Bounds,
}

impl Rough {
    pub(super) fn new(sweep: &Sweep, outcomes: &[Drawn], weights: &[BigRational], most: &[BigRational]) -> Self {
        let problem = sweep.problem().clone();
        let moving = sweep.moves(outcomes).into_iter().map(|(cell, moves)| {
            let most = moves.iter().fold(0.0, |most: f64, own| most.max(own.abs()));
            Moving { cell, moves, most }
        });
        let moving: Vec<Moving> = moving.collect();
        let double = |numbers: &[BigRational]| numbers.iter().map(|number| number.to_f64().unwrap_or(0.0)).collect();
        let powers: f64 = problem.exponents.iter().map(|exponent| f64::from(*exponent)).sum();
        let added = outcomes.len() + problem.parties().len() + moving.len() + ROUNDED;
        let share = (powers + added as f64) * f64::EPSILON;
        Rough { weights: double(weights), most: double(most), problem, moving, share }
    }

    /// By party: its gain in each scenario, and how far that may be off.
    fn gains(&self, package: &Package) -> (Vec<Vec<f64>>, Vec<f64>) {
        let problem = &self.problem;
        let option = |issue: IssueId| package.option(issue);
        let (mut gains, mut sizes) = (Vec::new(), Vec::new());
        for (sum, party) in problem.sums(package).into_iter().zip(problem.parties()) {
            let gain = (sum - party.disagreement) as f64 / party.scale.to_f64().unwrap_or(1.0);
            gains.push(vec![gain; self.weights.len()]);
            sizes.push(gain.abs());
        }
        for Moving { cell, moves, most } in &self.moving {
            let (applies, falls) = match *cell {
                Cell::Disagreement { .. } => (true, true),
                Cell::Constant { .. } => (true, false),
                Cell::Value { issue, option, .. } => (package.options().at(issue).index() == option, false),
                Cell::Interaction { at, entry, .. } => match &problem.interactions[at].worth {
                    Worth::When(condition, _) => (condition.holds(option), false),
                    Worth::Table(axes, _) => {
                        let own = axes.iter().fold(0, |cell, (issue, size)| cell * size + option(*issue).index());
                        (own == entry, false)
                    }
                },
            };
            if applies {
                let row = gains[cell.party()].iter_mut().zip(moves);
                match falls {
                    true => row.for_each(|(gain, more)| *gain -= more),
                    false => row.for_each(|(gain, more)| *gain += more),
                }
                sizes[cell.party()] += most;
            }
        }
        for ceiling in &problem.ceilings {
            let (at, party) = (ceiling.party.index(), &problem[ceiling.party]);
            let most = (ceiling.at - party.disagreement) as f64 / party.scale.to_f64().unwrap_or(1.0);
            sizes[at] += most.abs();
            // What the disagreement value moves, it moves below the ceiling too.
            match self.moving.iter().find(|moving| moving.cell == Cell::Disagreement { party: at }) {
                Some(moving) => {
                    sizes[at] += moving.most;
                    gains[at].iter_mut().zip(&moving.moves).for_each(|(gain, more)| *gain = gain.min(most - more));
                }
                None => gains[at].iter_mut().for_each(|gain| *gain = gain.min(most)),
            }
        }
        let off = sizes.iter().map(|size| self.share * size).collect();
        (gains, off)
    }

    /// Bounds of what a package is worth.
    pub(super) fn estimate(&self, package: &Package) -> Estimate {
        let (gains, off) = self.gains(package);
        let [(expected, regret, of_means), (more, less, at_most)] = [-1.0, 1.0].map(|sign| {
            let upper = sign > 0.0;
            // Where doubles cannot hold what comes on the way, a bound says nothing: no upper one, and a lower one of nothing.
            let times = |product: f64, factor: f64| match product * factor {
                _ if factor <= 0.0 => 0.0,
                next if upper && next < f64::MIN_POSITIVE && product > 0.0 => f64::INFINITY,
                next => next,
            };
            let held = |product: f64| if upper || product.is_finite() { product } else { 0.0 };
            let mut products = vec![1.0 + sign * self.share; self.weights.len()];
            let mut of_means = Some(1.0 + sign * self.share);
            for ((row, off), exponent) in gains.iter().zip(&off).zip(&self.problem.exponents) {
                let off = sign * off;
                let ends = products.iter_mut().zip(row);
                // Who loses refuses, whatever the weight.
                match exponent {
                    1 => ends.for_each(|(product, gain)| *product = times(*product, gain + off)),
                    _ => ends.for_each(|(product, gain)| {
                        *product = times(*product, power(gain + off, *exponent).unwrap_or(0.0))
                    }),
                }
                let mean: f64 = row.iter().zip(&self.weights).map(|(gain, weight)| weight * gain).sum();
                of_means = of_means.and_then(|product| Some(times(product, power(mean + off, *exponent)?)));
            }
            products.iter_mut().for_each(|product| *product = held(*product));
            let of_means = of_means.map(held);
            let expected: f64 = products.iter().zip(&self.weights).map(|(product, weight)| weight * product).sum();
            let short = |(product, most): (&f64, &f64)| match most * (1.0 - sign * self.share) - product {
                // Beyond what doubles hold, nothing is known.
                short if short.is_nan() || upper && most.is_infinite() => {
                    if upper {
                        0.0
                    } else {
                        f64::INFINITY
                    }
                }
                short => short,
            };
            let regret = products.iter().zip(&self.most).map(short).fold(0.0, f64::max);
            let known = |value: f64| if value.is_nan() { sign * f64::INFINITY } else { value };
            (known(expected * (1.0 + sign * self.share)), known(-regret), known(of_means.unwrap_or(f64::NEG_INFINITY)))
        });
        Estimate { expected: [expected, more], regret: [regret, less], of_means: [of_means, at_most] }
    }
}

/// The positions of what may be the largest of all.
pub(super) fn not_below(bounds: &[Bounds]) -> Vec<usize> {
    let best = bounds.iter().map(|[least, _]| *least).fold(f64::NEG_INFINITY, f64::max);
    bounds.iter().positions(|[_, most]| *most >= best && *most > f64::NEG_INFINITY).collect()
}

/// What a gain counts; none for a loss.
fn power(gain: f64, exponent: u32) -> Option<f64> {
    (gain >= 0.0).then(|| gain.powi(exponent as i32))
}
