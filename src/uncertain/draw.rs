//! Drawing uncertain numbers: the same draw for the same seed and position, whoever makes it.
//!
//! Every number is drawn from a grid of equal steps between its ends, so that draws stay exact and short. How likely the
//! points of the grid are follows from its distribution; a list of values is its own grid. A draw's random numbers come
//! from a stream of its own (ChaCha8, stream = position of the draw), so that draws can be made in any order, by any
//! number of threads, and a run that was stopped goes on with the next one.
//!
//! A number with a common factor takes the factor's quantile with a probability of its correlation (of its size; the
//! mirrored quantile if it is negative), and one of its own otherwise. That gives it that rank correlation with the
//! factor, and leaves its own distribution as it is.

use crate::exact::Number;
use crate::model::Distribution;
use crate::problem::{DriverId, Problem, Role, Uncertain};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Steps of a grid.
const STEPS: i64 = 1000;
/// Steps of a weight's grid: weights are powers of gains, which become long if they are finely divided.
const WEIGHT_STEPS: i64 = 20;
/// Random numbers are this fine.
const FINE: u64 = 1 << 53;

/// Draws numbers.
pub(super) struct Sampler {
    seed: u64,
    factors: usize,
    numbers: Vec<Grid>,
}

/// What one number may be, and how likely.
pub(super) struct Grid {
    /// The values, by position.
    pub values: Vec<BigRational>,
    /// By position: the quantile where the next one begins.
    until: Vec<u64>,
    factor: Option<(DriverId, u64, bool)>,
}

impl Sampler {
    pub(super) fn new(problem: &Problem, seed: u64) -> Self {
        let numbers = problem.uncertain().iter().map(Grid::new).collect();
        Sampler { seed, factors: problem.drivers().len(), numbers }
    }

    pub(super) fn grids(&self) -> &[Grid] {
        &self.numbers
    }

    /// The positions of all numbers in their grids.
    pub(super) fn draw(&self, at: u64) -> Vec<u16> {
        let mut random = ChaCha8Rng::seed_from_u64(self.seed);
        random.set_stream(at);
        let mut next = || random.next_u64() >> 11;
        let factors: Vec<u64> = (0..self.factors).map(|_| next()).collect();
        let mut draw = |grid: &Grid| {
            let own = next();
            let quantile = match grid.factor {
                Some((factor, closely, mirrored)) if next() < closely => {
                    if mirrored {
                        FINE - 1 - factors[factor.index()]
                    } else {
                        factors[factor.index()]
                    }
                }
                _ => own,
            };
            grid.at(quantile)
        };
        self.numbers.iter().map(&mut draw).collect()
    }
}

impl Grid {
    fn new(uncertain: &Uncertain) -> Self {
        let (low, high) = (uncertain.low.value(), uncertain.high.value());
        let (values, chances): (Vec<BigRational>, Vec<f64>) = match &uncertain.distribution {
            Distribution::Discrete(values) => {
                values.iter().map(|(value, chance)| (value.value().clone(), chance.to_f64())).unzip()
            }
            continuous => {
                let steps = if uncertain.role == Role::Weight { WEIGHT_STEPS } else { STEPS };
                let mode = (uncertain.value.value() - low) / (high - low);
                let mode = mode.to_f64().unwrap_or(0.5);
                let value = |step: i64| low + (high - low) * BigRational::new(step.into(), steps.into());
                // The ends of a grid stand for half a step.
                let chance = |step: i64| {
                    let share = step as f64 / steps as f64;
                    density(continuous, share, mode) * if step == 0 || step == steps { 0.5 } else { 1.0 }
                };
                (0..=steps).map(|step| (value(step), chance(step))).unzip()
            }
        };
        let whole: f64 = chances.iter().sum();
        let mut sum = 0.0;
        let mut until: Vec<u64> = chances
            .iter()
            .map(|chance| {
                sum += chance;
                (sum / whole * FINE as f64) as u64
            })
            .collect();
        if let Some(last) = until.iter_mut().next_back() {
            *last = FINE;
        }
        let factor = uncertain.factor.as_ref().map(|(factor, correlation)| {
            let closely = correlation.value().abs() * BigRational::from(BigInt::from(FINE));
            (*factor, closely.to_integer().to_u64().unwrap_or(FINE), correlation.value().is_negative())
        });
        Grid { values, until, factor }
    }

    /// The position at a quantile.
    fn at(&self, quantile: u64) -> u16 {
        // Grids are short.
        self.until.partition_point(|until| *until <= quantile).min(self.until.len() - 1) as u16
    }

    /// How likely the position is.
    pub(super) fn chance(&self, at: usize) -> f64 {
        let before = if at == 0 { 0 } else { self.until[at - 1] };
        (self.until[at] - before) as f64 / FINE as f64
    }

    /// The value at a position.
    pub(super) fn number(&self, at: u16) -> Number {
        self.values[usize::from(at)].clone().into()
    }
}

/// How dense a distribution is at a share of its range, up to a factor.
fn density(distribution: &Distribution, share: f64, mode: f64) -> f64 {
    match distribution {
        Distribution::Triangular if share < mode => share / mode,
        Distribution::Triangular if mode < 1.0 => (1.0 - share) / (1.0 - mode),
        Distribution::Triangular => 1.0,
        Distribution::Pert => share.powf(4.0 * mode) * (1.0 - share).powf(4.0 * (1.0 - mode)),
        Distribution::Uniform | Distribution::Discrete(_) => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Path;
    use crate::problem::PartyId;

    fn uncertain(distribution: Distribution, factor: Option<(DriverId, Number)>) -> Uncertain {
        let number = |text: &str| text.parse().expect("a number");
        Uncertain {
            party: PartyId::at(0),
            role: Role::Constant,
            path: Path::root(),
            value: number("1"),
            low: number("0"),
            high: number("4"),
            distribution,
            factor,
            because: None,
        }
    }

    fn sample(distribution: Distribution) -> Vec<f64> {
        let numbers = vec![Grid::new(&uncertain(distribution, None))];
        let sampler = Sampler { seed: 7, factors: 0, numbers };
        (0..20_000).map(|at| sampler.grids()[0].number(sampler.draw(at)[0]).to_f64()).collect()
    }

    #[test]
    fn distributions_have_their_means() {
        let mean = |sample: &[f64]| sample.iter().sum::<f64>() / sample.len() as f64;
        assert!((mean(&sample(Distribution::Uniform)) - 2.0).abs() < 0.03);
        assert!((mean(&sample(Distribution::Triangular)) - 5.0 / 3.0).abs() < 0.03);
        assert!((mean(&sample(Distribution::Pert)) - 8.0 / 6.0).abs() < 0.03);
        let number = |text: &str| text.parse().expect("a number");
        let list = vec![(number("4"), number("0.25")), (number("0"), number("0.75"))];
        let found = sample(Distribution::Discrete(list));
        assert!((mean(&found) - 1.0).abs() < 0.05 && found.iter().all(|value| *value == 0.0 || *value == 4.0));
    }

    #[test]
    fn numbers_follow_their_factor() {
        let correlated = |correlation: &str| {
            let factor = Some((DriverId::at(0), correlation.parse().expect("a number")));
            let grid = |factor| Grid::new(&uncertain(Distribution::Uniform, factor));
            let numbers = vec![grid(Some((DriverId::at(0), Number::from(1)))), grid(factor)];
            let sampler = Sampler { seed: 3, factors: 1, numbers };
            let pairs: Vec<Vec<u16>> = (0..20_000).map(|at| sampler.draw(at)).collect();
            let mean = |at: usize| pairs.iter().map(|pair| f64::from(pair[at])).sum::<f64>() / 20_000.0;
            let (a, b) = (mean(0), mean(1));
            let sum = |f: &dyn Fn(f64, f64) -> f64| {
                pairs.iter().map(|pair| f(f64::from(pair[0]) - a, f64::from(pair[1]) - b)).sum::<f64>()
            };
            sum(&|x, y| x * y) / (sum(&|x, _| x * x) * sum(&|_, y| y * y)).sqrt()
        };
        for expected in ["1", "0.5", "0", "-0.7", "-1"] {
            let wanted: f64 = expected.parse().expect("a number");
            assert!((correlated(expected) - wanted).abs() < 0.03, "{expected}");
        }
    }

    #[test]
    fn a_draw_depends_on_nothing_but_seed_and_position() {
        let numbers = || vec![Grid::new(&uncertain(Distribution::Pert, None))];
        let one = Sampler { seed: 1, factors: 0, numbers: numbers() };
        let other = Sampler { seed: 1, factors: 0, numbers: numbers() };
        let backwards: Vec<Vec<u16>> = (0..50).rev().map(|at| other.draw(at)).collect();
        assert!((0..50).zip(backwards.iter().rev()).all(|(at, draw)| one.draw(at) == *draw));
    }
}
