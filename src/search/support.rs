//! Supporting weights: the weighted sums of gains that bound a concept best.
//!
//! A concept's optimum over *mixtures* of packages is a convex problem. At its solution stands a supporting hyperplane:
//! weights λ such that no package exceeds the optimum's λ-weighted sum. For single packages the same λ give a bound
//! that is nearly tight when issues are many (Shapley and Folkman: the gap is worth about as many issues as there are
//! parties, however many issues there are). They are found by column generation: a small master problem over the
//! packages found so far, then one exact maximisation over all packages to price the next.
//!
//! The masters: for a smallest gain or a sum, a linear programme (good_lp); for a product, Newton's method on the
//! logarithmic barrier (nalgebra). All of it in floating point: weights need not be exact to be valid. What is proven
//! with them is proven in integers, by [`super::direct`].

use crate::concept::Shape;
use crate::problem::{Package, View};
use good_lp::{Expression, ProblemVariables, Solution, SolverModel, Variable, microlp, variable};
use nalgebra::{DMatrix, DVector};
use num_bigint::BigInt;
use num_traits::{FromPrimitive, ToPrimitive};

/// Rounds of column generation.
const ROUNDS: usize = 60;
/// The smallest weight is rounded to about so many parts.
const PARTS: f64 = (1u64 << 22) as f64;
/// The most that a party's acceptance may weigh against a sum whose largest unit is 1.
const LARGEST_PRICE: f64 = 100.0;
/// A product starts from a mixture in which everybody gains more than this share of its range.
const ENOUGH: f64 = 1e-3;
/// The last barrier while packages are still missing, and when none seems to be.
const ROUGH: f64 = 1e-4;
const FINE: f64 = 1e-11;
/// Relative improvement below which a new package does not change the weights any more.
const NEGLIGIBLE: f64 = 1e-9;

/// Packages found on the way to the weights.
pub(super) struct Support {
    /// Integer weights of gains, all at least 0.
    pub weights: Vec<BigInt>,
    /// The options of the packages that the weights rest on.
    pub packages: Vec<Vec<u16>>,
    /// For a product: the shares of these packages in the mixture with the largest product, about.
    pub shares: Vec<f64>,
}

/// Column generation: the packages so far, in gains divided by each party's range.
struct Columns<'s> {
    view: &'s View<'s>,
    best: &'s dyn Fn(&[f64]) -> Package,
    ranges: Vec<f64>,
    gains: Vec<Vec<f64>>,
    packages: Vec<Vec<u16>>,
    /// The best mixture for a product, as far as it was looked for.
    shares: Vec<f64>,
}

/// What the weights may be.
enum Weights {
    /// They sum to 1.
    Shares,
    /// At least these.
    AtLeast(Vec<f64>),
}

impl Columns<'_> {
    /// Adds the package that is best for these weights of normalised gains; its weighted sum if it is new.
    fn price(&mut self, shares: &[f64]) -> Option<f64> {
        let weights: Vec<f64> = shares.iter().zip(&self.ranges).map(|(share, range)| share / range).collect();
        let multipliers = self.view.multipliers().iter().map(|m| *m as f64);
        let of_utilities: Vec<f64> = weights.iter().zip(multipliers).map(|(weight, m)| weight * m).collect();
        let package = (self.best)(&of_utilities);
        if self.packages.iter().any(|known| known[..] == *package.options()) {
            return None;
        }
        let gains = self.view.gains(&self.view.problem().utilities(&package));
        let column: Vec<f64> = gains.iter().zip(&self.ranges).map(|(gain, range)| *gain as f64 / range).collect();
        let sum = column.iter().zip(shares).map(|(gain, share)| gain * share).sum();
        self.gains.push(column);
        self.packages.push(package.options().to_vec());
        Some(sum)
    }

    /// The weights for which the best of the packages so far is as small as possible, and that best.
    fn separate(&self, offsets: &[f64], units: &[f64], allowed: &Weights) -> Option<(Vec<f64>, f64)> {
        let parties = self.ranges.len();
        let mut variables = ProblemVariables::new();
        let weights: Vec<Variable> = match allowed {
            // A party without a unit takes no part.
            Weights::Shares => {
                let most = |unit: &f64| if *unit > 0.0 { 1.0 } else { 0.0 };
                units.iter().map(|unit| variables.add(variable().min(0.0).max(most(unit)))).collect()
            }
            // Bounded, since the packages so far may all lose for a party.
            Weights::AtLeast(least) => {
                least.iter().map(|least| variables.add(variable().min(*least).max(least + LARGEST_PRICE))).collect()
            }
        };
        let best = variables.add(variable());
        let mut model = variables.minimise(best).using(microlp);
        if let Weights::Shares = allowed {
            model.add_constraint(weights.iter().sum::<Expression>().eq(1.0));
        }
        for column in &self.gains {
            let value = |party: usize| (column[party] - offsets[party]) * units[party];
            let reached: Expression = (0..parties).map(|party| weights[party] * value(party)).sum();
            model.add_constraint((reached - best).leq(0.0));
        }
        let solution = model.solve().ok()?;
        Some((weights.iter().map(|weight| solution.value(*weight).max(0.0)).collect(), solution.value(best)))
    }

    /// Prices packages until the weights for the smallest value, or for the sum, do not change any more.
    fn settle(&mut self, offsets: &[f64], units: &[f64], allowed: &Weights, start: Vec<f64>) -> Option<Vec<f64>> {
        self.settle_until(offsets, units, allowed, start, f64::INFINITY)
    }

    /// The same, but stops as soon as a mixture of the packages so far is better than `enough`.
    fn settle_until(
        &mut self,
        offsets: &[f64],
        units: &[f64],
        allowed: &Weights,
        start: Vec<f64>,
        enough: f64,
    ) -> Option<Vec<f64>> {
        let mut shares = start;
        for _ in 0..ROUNDS {
            let of_gains: Vec<f64> = shares.iter().zip(units).map(|(share, unit)| share * unit).collect();
            if self.price(&of_gains).is_none() {
                break;
            }
            let (separating, best) = self.separate(offsets, units, allowed)?;
            shares = separating;
            if best > enough {
                break;
            }
        }
        Some(shares.iter().zip(units).map(|(share, unit)| share * unit).collect())
    }

    /// The mixture of the packages so far whose smallest normalised gain is largest, and that gain.
    fn fairest(&self) -> Option<(Vec<f64>, f64)> {
        let mut variables = ProblemVariables::new();
        let mixture: Vec<Variable> = variables.add_vector(variable().min(0.0).max(1.0), self.gains.len());
        let smallest = variables.add(variable());
        let mut model = variables.maximise(smallest).using(microlp);
        model.add_constraint(mixture.iter().sum::<Expression>().eq(1.0));
        for party in 0..self.ranges.len() {
            let gain: Expression = mixture.iter().zip(&self.gains).map(|(share, column)| *share * column[party]).sum();
            model.add_constraint((gain - smallest).geq(0.0));
        }
        let solution = model.solve().ok()?;
        Some((mixture.iter().map(|share| solution.value(*share).max(0.0)).collect(), solution.value(smallest)))
    }

    /// The weights at the mixture with the largest product Π gᵢ^eᵢ; none if no mixture gives everybody a strict gain.
    fn product(&mut self, exponents: &[u32]) -> Option<Vec<f64>> {
        // Where nobody can gain, the product counts nobody.
        if exponents.iter().all(|exponent| *exponent == 0) {
            return None;
        }
        let parties = self.ranges.len();
        let ones = vec![1.0; parties];
        let evenly = vec![1.0 / parties as f64; parties];
        let fair = self.settle_until(&vec![0.0; parties], &ones, &Weights::Shares, evenly, ENOUGH)?;
        let mut weights = fair;
        let total: f64 = exponents.iter().map(|exponent| f64::from(*exponent)).sum();
        let (mut mixture, smallest) = self.fairest()?;
        if smallest <= NEGLIGIBLE {
            return None;
        }
        let mut precision = ROUGH;
        for _ in 0..ROUNDS {
            mixture.resize(self.gains.len(), 0.0);
            let best = largest_product(&self.gains, exponents, mixture, precision)?;
            mixture = best.shares;
            let slope = |(exponent, gain): (&u32, &f64)| if *exponent == 0 { 0.0 } else { f64::from(*exponent) / gain };
            weights = exponents.iter().zip(&best.gains).map(slope).collect();
            match self.price(&weights) {
                Some(sum) if sum > total * (1.0 + NEGLIGIBLE) => {}
                _ if precision > FINE => precision = FINE,
                _ => break,
            }
        }
        self.shares = mixture;
        Some(weights)
    }
}

/// A mixture of columns, and what the parties gain by it.
pub(crate) struct Mixture {
    pub shares: Vec<f64>,
    pub gains: Vec<f64>,
}

/// The mixture of columns with the largest Σ eᵢ ln gᵢ: Newton's method on the logarithmic barrier for nonnegative
/// shares, started from a mixture in which everybody gains, until the barrier weighs less than `precision`.
///
/// The Hessian is a diagonal matrix plus one of the rank of the number of parties, so that each step solves a system of
/// that size only (Sherman, Morrison and Woodbury).
pub(crate) fn largest_product(
    columns: &[Vec<f64>],
    exponents: &[u32],
    start: Vec<f64>,
    precision: f64,
) -> Option<Mixture> {
    let count = columns.len();
    let counted: Vec<usize> = (0..exponents.len()).filter(|party| exponents[*party] > 0).collect();
    let gains = DMatrix::from_fn(counted.len(), count, |row, column| columns[column][counted[row]]);
    let exponents = DVector::from_iterator(counted.len(), counted.iter().map(|party| f64::from(exponents[*party])));
    let start = DVector::from_vec(start);
    // Into the interior, but not so far that somebody loses.
    let smallest = (&gains * &start).min();
    let blend = (smallest / (4.0 * gains.amax().max(smallest))).min(0.1);
    let mut shares = start * (1.0 - blend);
    shares.add_scalar_mut(blend / count as f64);
    shares /= shares.sum();
    let value = |shares: &DVector<f64>, barrier: f64| {
        let gained = &gains * shares;
        if shares.min() <= 0.0 || gained.min() <= 0.0 {
            return f64::NEG_INFINITY;
        }
        exponents.dot(&gained.map(f64::ln)) + barrier * shares.map(f64::ln).sum()
    };
    let mut barrier = 0.1;
    while barrier > precision {
        for _ in 0..12 {
            let gained = &gains * &shares;
            let gradient = gains.tr_mul(&exponents.component_div(&gained)) + shares.map(|share| barrier / share);
            // The inverse of the barrier's part of the Hessian, and the system that is left.
            let inverse = shares.map(|share| share * share / barrier);
            let scaled = DMatrix::from_fn(counted.len(), count, |row, column| gains[(row, column)] * inverse[column]);
            let mut system = &scaled * gains.transpose();
            for party in 0..counted.len() {
                system[(party, party)] += gained[party] * gained[party] / exponents[party];
            }
            let system = system.lu();
            let solve = |right: &DVector<f64>| {
                let correction = system.solve(&(&scaled * right))?;
                Some(right.component_mul(&inverse) - scaled.tr_mul(&correction))
            };
            let uphill = solve(&gradient)?;
            let evenly = solve(&DVector::repeat(count, 1.0))?;
            // Shares go on summing to 1.
            let step = &uphill - &evenly * (uphill.sum() / evenly.sum());
            let now = value(&shares, barrier);
            let gain = gradient.dot(&step);
            let mut length = 1.0;
            while value(&(&shares + &step * length), barrier) < now + 1e-4 * length * gain && length > 1e-12 {
                length /= 2.0;
            }
            if length <= 1e-12 {
                break;
            }
            shares += &step * length;
            if gain < 1e-12 {
                break;
            }
        }
        barrier /= 10.0;
    }
    let all = |column: &Vec<f64>| DVector::from_column_slice(column);
    let gained = columns.iter().zip(shares.iter()).map(|(column, share)| all(column) * *share).sum::<DVector<f64>>();
    let positive = counted.iter().all(|party| gained[*party] > 0.0);
    positive.then(|| Mixture { shares: shares.iter().copied().collect(), gains: gained.iter().copied().collect() })
}

/// The shares of the mixture of columns with the largest product Π gᵢ^eᵢ, about: for those who check what comes of it.
/// The mixture `start` must give everybody a strict gain.
pub(crate) fn mixture_of_largest_product(
    columns: &[Vec<f64>],
    exponents: &[u32],
    start: Vec<f64>,
    precision: f64,
) -> Option<Vec<f64>> {
    largest_product(columns, exponents, start, precision).map(|mixture| mixture.shares)
}

/// Finds supporting weights for an objective of this shape.
///
/// `best` finds a package that is about best for weights of utilities: the better, the tighter the weights bound.
pub(super) fn find(view: &View, best: &dyn Fn(&[f64]) -> Package, shape: &Shape) -> Support {
    let parties = view.parties();
    let range = |party: usize| view.problem().reach(party).max(1) as f64 * view.multipliers()[party] as f64;
    let ranges: Vec<f64> = (0..parties).map(range).collect();
    let mut columns = Columns { view, best, ranges, gains: Vec::new(), packages: Vec::new(), shares: Vec::new() };
    // Units of normalised gains, brought near 1.
    let normalised = |units: &[Option<BigInt>], ranges: &[f64]| -> Vec<f64> {
        let units: Vec<f64> = units
            .iter()
            .zip(ranges)
            .map(|(unit, range)| unit.as_ref().and_then(ToPrimitive::to_f64).unwrap_or(0.0) * range)
            .collect();
        let largest = units.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
        units.iter().map(|unit| unit / largest).collect()
    };
    let found = match shape {
        Shape::Product { exponents } => columns.product(exponents),
        Shape::Smallest { units, offsets } => {
            let offsets: Vec<f64> = offsets.iter().zip(&columns.ranges).map(|(o, range)| *o as f64 / range).collect();
            let units = normalised(units, &columns.ranges);
            columns.settle(&offsets, &units, &Weights::Shares, vec![1.0 / parties as f64; parties])
        }
        Shape::Sum { units } => {
            let units = normalised(units, &columns.ranges);
            let zeros = vec![0.0; parties];
            columns.settle(&zeros, &vec![1.0; parties], &Weights::AtLeast(units.clone()), units)
        }
        Shape::Other => None,
    };
    let usable =
        |weights: &Vec<f64>| weights.iter().all(|weight| weight.is_finite()) && weights.iter().any(|w| *w > 0.0);
    // Any weights are valid; those of no use elsewhere are equal ones.
    let weights = found.filter(usable).unwrap_or_else(|| match shape {
        Shape::Product { exponents } => exponents.iter().map(|exponent| f64::from(*exponent)).collect(),
        Shape::Smallest { units, .. } | Shape::Sum { units } => normalised(units, &columns.ranges),
        Shape::Other => vec![1.0; parties],
    });
    let of_gains: Vec<f64> = weights.iter().zip(&columns.ranges).map(|(weight, range)| weight / range).collect();
    let least = of_gains.iter().copied().filter(|weight| *weight > 0.0).fold(f64::INFINITY, f64::min);
    let largest = of_gains.iter().copied().fold(0.0, f64::max);
    // Weights far smaller than the largest round to 0, which is valid.
    let unit = (least / PARTS).max(largest / PARTS / PARTS);
    let rounded = |weight: &f64| BigInt::from_f64((weight / unit).round()).unwrap_or_default();
    Support { weights: of_gains.iter().map(rounded).collect(), packages: columns.packages, shares: columns.shares }
}
