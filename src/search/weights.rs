//! Weights of gains that bound a measure well over all mixtures of packages where levels, or ceilings, play a part.
//!
//! Column generation, as elsewhere (`support.rs`): a small master programme over the packages found so far (with continuous
//! issues, the corners of `mixed/corners.rs`), then one maximisation over all to price the next. The masters are linear programmes
//! (good_lp). For a smallest value or a sum they look for the weights directly, with a price beside for everybody who
//! must only accept: the rules over levels, and the parties as far as the measure does not speak of them. For a product,
//! the master is an outer approximation: tangents of the logarithms at the mixtures met so far (Duran and Grossmann 1986),
//! a few more each round until they are tight.
//!
//! The gain of a party with a ceiling is the smaller of two: that of its sum, and that of the ceiling, which is the same at all
//! corners. For λ′ ≤ λ, λ·min(g, c) ≤ λ′·g + (λ − λ′)·c: so its weight is divided between the two, and the masters choose how.
//!
//! All of it is floating point, and needs not be exact: any weights are valid. What is proven with them is proven in
//! integers.

use crate::problem::{Package, View};
use good_lp::{Expression, ProblemVariables, Solution, SolverModel, Variable, microlp, variable};
use num_bigint::BigInt;
use num_traits::{FromPrimitive, Zero};

/// Rounds of column generation.
const ROUNDS: usize = 80;
/// Rounds of tangents for one master.
const TANGENTS: usize = 30;
/// The most that an acceptance may weigh against weights that sum to 1.
const LARGEST_PRICE: f64 = 100.0;
/// Improvements below this do not change weights any more.
const NEGLIGIBLE: f64 = 1e-9;
/// Weights are rounded so that the smallest is about this, unless the largest then exceeds the other.
const SMALLEST: f64 = (1u64 << 24) as f64;
const LARGEST: f64 = (1u64 << 58) as f64;

/// What is measured, in floating point: by party, units and offsets in the author's units.
pub(crate) enum Guide {
    /// Powers.
    Product(Vec<f64>),
    /// Units (0 for parties that are not measured) and offsets.
    Smallest(Vec<f64>, Vec<f64>),
    /// Units.
    Sum(Vec<f64>),
}

/// What column generation finds.
pub(crate) struct Weights {
    /// By party and seat, the weights of gains as if there were no ceilings; at least 0.
    pub weights: Vec<BigInt>,
    /// What is to be added to that for gains as ceilings leave them: the weights of the ceilings. At least 0, and 0 for who has
    /// none.
    pub above: Vec<BigInt>,
    /// The options of the packages that the weights rest on.
    pub corners: Vec<Vec<u16>>,
}

struct Columns<'c> {
    view: &'c View<'c>,
    best: &'c dyn Fn(&[f64]) -> Package,
    /// By party and seat, its range, in the unit of gains.
    ranges: Vec<f64>,
    /// By party and seat, the most that its ceiling lets it gain, over its range.
    most: &'c [Option<f64>],
    /// Gains over ranges.
    gains: Vec<Vec<f64>>,
    corners: Vec<Vec<u16>>,
}

/// Weights of sums and of ceilings, in floating point.
struct Split {
    sums: Vec<f64>,
    above: Vec<f64>,
}

/// Weights for a measure. `best` finds a package that is about best for weights of utilities. `floors` are the least gains over
/// what the view asks for, as shares of `ranges`; none for a party that accepts anything. `most` are the largest gains that
/// ceilings leave, as shares of ranges.
pub(crate) fn find(
    view: &View,
    best: &dyn Fn(&[f64]) -> Package,
    ranges: Vec<f64>,
    guide: &Guide,
    floors: &[Option<f64>],
    most: &[Option<f64>],
) -> Weights {
    let seats = view.parties();
    let mut columns = Columns { view, best, ranges, most, gains: Vec::new(), corners: Vec::new() };
    // In shares of ranges, the largest unit 1.
    let in_units = |party: usize| {
        let scale = num_traits::ToPrimitive::to_f64(&view.gain_scale(party)).unwrap_or(1.0);
        columns.ranges[party] / scale
    };
    let normalised = |units: &[f64]| -> Vec<f64> {
        let mut all: Vec<f64> = (0..seats).map(|at| units.get(at).map_or(0.0, |unit| unit * in_units(at))).collect();
        let largest = all.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
        all.iter_mut().for_each(|unit| *unit /= largest);
        all
    };
    let floor = |seat: usize| floors.get(seat).copied().flatten();
    let found = match guide {
        Guide::Smallest(units, offsets) => {
            let offsets: Vec<f64> =
                (0..seats).map(|at| offsets.get(at).map_or(0.0, |offset| offset / in_units(at))).collect();
            columns.fairest(&normalised(units), &offsets, &floor)
        }
        Guide::Sum(units) => columns.sum(&normalised(units), &floor),
        Guide::Product(powers) => columns.product(powers, &floor),
    };
    let usable = |split: &Split| {
        let all = || split.sums.iter().chain(&split.above);
        all().all(|w| w.is_finite()) && all().any(|w| *w > 0.0)
    };
    let split = found.filter(usable).unwrap_or_else(|| {
        let of_party = |at: usize| match guide {
            Guide::Product(units) | Guide::Sum(units) | Guide::Smallest(units, _) => units.get(at).copied(),
        };
        let sums = (0..seats).map(|at| if of_party(at).unwrap_or(0.0) > 0.0 { 1.0 } else { 0.0 }).collect();
        Split { sums, above: vec![0.0; seats] }
    });
    let of_gains = |weights: &[f64]| -> Vec<f64> {
        weights.iter().zip(&columns.ranges).map(|(w, range)| w.max(0.0) / range).collect()
    };
    let (sums, above) = (of_gains(&split.sums), of_gains(&split.above));
    let all = || sums.iter().chain(&above).copied();
    let least = all().filter(|w| *w > 0.0).fold(f64::INFINITY, f64::min);
    let most = all().fold(f64::MIN_POSITIVE, f64::max);
    let factor = (SMALLEST / least).min(LARGEST / most);
    let rounded = |w: &f64| BigInt::from_f64((w * factor).round()).unwrap_or_else(BigInt::zero);
    Weights {
        weights: sums.iter().map(rounded).collect(),
        above: above.iter().map(rounded).collect(),
        corners: columns.corners,
    }
}

impl Columns<'_> {
    /// Adds the corner that is best for weights of gains over ranges; its weighted sum if it is new.
    fn price(&mut self, weights: &[f64]) -> Option<f64> {
        let of_gains = weights.iter().zip(&self.ranges).map(|(weight, range)| weight / range);
        let multiplied = of_gains.zip(self.view.multipliers()).map(|(weight, multiplier)| weight * *multiplier as f64);
        let of_utilities: Vec<f64> = multiplied.collect();
        let package = (self.best)(&of_utilities);
        if self.corners.iter().any(|known| known[..] == *package.options()) {
            return None;
        }
        let gains = self.view.gains(&self.view.problem().sums(&package));
        let column: Vec<f64> = gains.iter().zip(&self.ranges).map(|(gain, range)| *gain as f64 / range).collect();
        let sum = column.iter().zip(weights).map(|(gain, weight)| gain * weight).sum();
        self.gains.push(column);
        self.corners.push(package.options().to_vec());
        Some(sum)
    }

    /// The weights for which the best of the corners so far is as small as possible: `fixed` ones, or such that sum to 1
    /// over the measured seats; and in both cases a price for each seat with a floor.
    fn separate(
        &self,
        units: &[f64],
        offsets: &[f64],
        fixed: Option<&[f64]>,
        floor: &dyn Fn(usize) -> Option<f64>,
    ) -> Option<Split> {
        let seats = self.ranges.len();
        let mut variables = ProblemVariables::new();
        let best = variables.add(variable());
        let measured: Vec<Option<Variable>> = (0..seats)
            .map(|at| (fixed.is_none() && units[at] > 0.0).then(|| variables.add(variable().min(0.0).max(1.0))))
            .collect();
        let above: Vec<Option<Variable>> = (0..seats)
            .map(|at| {
                let whole = fixed.map_or(if units[at] > 0.0 { 1.0 } else { 0.0 }, |fixed| fixed[at]);
                (self.most[at].is_some() && whole > 0.0).then(|| variables.add(variable().min(0.0).max(whole)))
            })
            .collect();
        let prices: Vec<Option<Variable>> =
            (0..seats).map(|at| floor(at).map(|_| variables.add(variable().min(0.0).max(LARGEST_PRICE)))).collect();
        let mut model = variables.minimise(best).using(microlp);
        if fixed.is_none() {
            model.add_constraint(measured.iter().chain(&above).flatten().sum::<Expression>().eq(1.0));
        }
        for column in &self.gains {
            let mut sum = Expression::from(0.0);
            for at in 0..seats {
                if let Some(weight) = measured[at] {
                    sum += weight * ((column[at] - offsets[at]) * units[at]);
                }
                if let Some(fixed) = fixed {
                    sum += fixed[at] * column[at];
                }
                if let (Some(above), Some(most)) = (above[at], self.most[at]) {
                    sum += above * if fixed.is_some() { most - column[at] } else { (most - offsets[at]) * units[at] };
                }
                if let (Some(price), Some(floor)) = (prices[at], floor(at)) {
                    sum += price * (column[at] - floor);
                }
            }
            model.add_constraint((sum - best).leq(0.0));
        }
        let solution = model.solve().ok()?;
        let value = |variable: &Option<Variable>| variable.map_or(0.0, |variable| solution.value(variable).max(0.0));
        let ceiling = |at: usize| value(&above[at]) * if fixed.is_some() { 1.0 } else { units[at] };
        let own =
            |at: usize| fixed.map_or(value(&measured[at]) * units[at], |fixed| (fixed[at] - ceiling(at)).max(0.0));
        let sums = (0..seats).map(|at| own(at) + value(&prices[at])).collect();
        Some(Split { sums, above: (0..seats).map(ceiling).collect() })
    }

    /// Prices corners until the weights do not change any more.
    fn settle(
        &mut self,
        start: Vec<f64>,
        units: &[f64],
        offsets: &[f64],
        fixed: Option<&[f64]>,
        floor: &dyn Fn(usize) -> Option<f64>,
    ) -> Option<Split> {
        let mut weights = Split { above: vec![0.0; start.len()], sums: start };
        for _ in 0..ROUNDS {
            if self.price(&weights.sums).is_none() {
                break;
            }
            weights = self.separate(units, offsets, fixed, floor)?;
        }
        Some(weights)
    }

    fn fairest(&mut self, units: &[f64], offsets: &[f64], floor: &dyn Fn(usize) -> Option<f64>) -> Option<Split> {
        self.settle(units.to_vec(), units, offsets, None, floor)
    }

    fn sum(&mut self, units: &[f64], floor: &dyn Fn(usize) -> Option<f64>) -> Option<Split> {
        let zeros = vec![0.0; units.len()];
        self.settle(units.to_vec(), units, &zeros, Some(units), floor)
    }

    /// The weights at the mixture with the largest product; none if no mixture gives everybody a strict gain.
    fn product(&mut self, powers: &[f64], floor: &dyn Fn(usize) -> Option<f64>) -> Option<Split> {
        let seats = self.ranges.len();
        let power = |at: usize| powers.get(at).copied().unwrap_or(0.0);
        let units: Vec<f64> = (0..seats).map(|at| if power(at) > 0.0 { 1.0 } else { 0.0 }).collect();
        let mut weights = self.fairest(&units, &vec![0.0; seats], floor)?;
        let total: f64 = powers.iter().sum();
        let mut tangents: Vec<Vec<f64>> = Vec::new();
        for _ in 0..ROUNDS {
            let gains = self.tangent_master(&power, floor, &mut tangents)?;
            let slopes: Vec<f64> =
                (0..seats).map(|at| if power(at) > 0.0 { power(at) / gains[at] } else { 0.0 }).collect();
            weights = self.separate(&units, &slopes, Some(&slopes), floor)?;
            let ceilings = weights.above.iter().zip(self.most);
            let of_ceilings: f64 = ceilings.map(|(above, most)| above * most.unwrap_or(0.0)).sum();
            match self.price(&weights.sums) {
                Some(sum) if sum + of_ceilings > total * (1.0 + NEGLIGIBLE) => {}
                _ => break,
            }
        }
        Some(weights)
    }

    /// The gains of the mixture of the corners so far with the largest product: tangents are added until they are tight.
    fn tangent_master(
        &self,
        power: &dyn Fn(usize) -> f64,
        floor: &dyn Fn(usize) -> Option<f64>,
        tangents: &mut Vec<Vec<f64>>,
    ) -> Option<Vec<f64>> {
        let seats = self.ranges.len();
        let mut last = None;
        for _ in 0..TANGENTS {
            let mut variables = ProblemVariables::new();
            let shares: Vec<Variable> = variables.add_vector(variable().min(0.0).max(1.0), self.gains.len());
            // Before there is a tangent, the smallest gain takes the place of the logarithms.
            let logarithms: Vec<Variable> = variables.add_vector(variable().min(-100.0).max(100.0), seats);
            let counted = || (0..seats).filter(|at| power(*at) > 0.0);
            let objective: Expression = if tangents.is_empty() {
                Expression::from(*logarithms.first()?)
            } else {
                counted().map(|at| power(at) * logarithms[at]).sum()
            };
            let mut model = variables.maximise(objective).using(microlp);
            model.add_constraint(shares.iter().sum::<Expression>().eq(1.0));
            let gain = |at: usize| -> Expression {
                shares.iter().zip(&self.gains).map(|(share, column)| *share * column[at]).sum()
            };
            for at in 0..seats {
                if let Some(floor) = floor(at) {
                    model.add_constraint(gain(at).geq(floor));
                }
                let gains = [Some(gain(at)), self.most[at].map(Expression::from)].into_iter().flatten();
                for gain in gains.filter(|_| power(at) > 0.0) {
                    if tangents.is_empty() {
                        model.add_constraint((gain.clone() - logarithms[0]).geq(0.0));
                    }
                    for tangent in tangents.iter() {
                        let slope = 1.0 / tangent[at];
                        model.add_constraint((logarithms[at] - gain.clone() * slope).leq(tangent[at].ln() - 1.0));
                    }
                }
            }
            let solution = model.solve().ok()?;
            let mixture: Vec<f64> = shares.iter().map(|share| solution.value(*share).max(0.0)).collect();
            let gains: Vec<f64> = (0..seats)
                .map(|at| {
                    let sum: f64 = mixture.iter().zip(&self.gains).map(|(share, column)| share * column[at]).sum();
                    self.most[at].map_or(sum, |most| sum.min(most))
                })
                .collect();
            if counted().any(|at| gains[at] <= NEGLIGIBLE) {
                // A tangent nearer to the edge keeps away from it.
                let before: &Vec<f64> = tangents.last()?;
                let nearer = (0..seats).map(|at| (before[at] * 0.1).max(gains[at].max(0.0) * 0.5 + before[at] * 0.05));
                let nearer: Vec<f64> = nearer.collect();
                tangents.push(nearer);
                continue;
            }
            let above: f64 = counted().map(|at| power(at) * (solution.value(logarithms[at]) - gains[at].ln())).sum();
            let tight = !tangents.is_empty() && above < NEGLIGIBLE;
            tangents.push(gains.clone());
            last = Some(gains);
            if tight {
                break;
            }
        }
        last
    }
}
