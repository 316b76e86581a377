//! The utilities that fit, and one of them to hand out.

use super::centre::centre;
use super::graded::least_squares;
use super::system::{Kind, Row, System};
use super::{Estimate, Fit, Graded};
use crate::exact::Number;
use good_lp::{Expression, ProblemVariables, Solution, SolverModel, Variable, microlp, variable};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// Slack below this is none, in shares of the scale.
const NOTHING: f64 = 1e-7;
/// How much more decimals are tried each time that values do not hold exactly.
const MORE_PLACES: [u32; 3] = [0, 4, 8];

/// A condition in floating point, in shares of the scale: Σ terms ≥ right, or = right.
pub(super) struct Bound {
    pub terms: Vec<(usize, f64)>,
    pub right: f64,
    pub equal: bool,
    /// Whether nothing that fits is above it.
    pub tight: bool,
}

/// Utilities that fit, in floating point and in shares of the scale: each value between -1 and 1.
pub(super) struct Polyhedron {
    pub values: usize,
    pub bounds: Vec<Bound>,
}

fn double(value: &BigRational) -> f64 {
    value.to_f64().unwrap_or(0.0)
}

fn terms(row: &Row) -> Vec<(usize, f64)> {
    row.terms.iter().map(|(at, count)| (*at, double(count))).collect()
}

impl Polyhedron {
    /// The conditions of some rows.
    pub(super) fn new(system: &System, wanted: impl Fn(&Row) -> bool) -> Self {
        let margin = |row: &Row| if row.kind == Kind::More { system.margin.clone() } else { BigRational::zero() };
        let bound = |row: &Row| Bound {
            terms: terms(row),
            right: double(&((&row.right + margin(row)) / &system.scale)),
            equal: row.kind == Kind::Equal,
            tight: false,
        };
        let bounds = system.rows.iter().filter(|row| wanted(row)).map(bound).collect();
        Polyhedron { values: system.values.len(), bounds }
    }

    /// The point where a sum is largest; none if nothing fits.
    fn largest(&self, sum: &[(usize, f64)]) -> Option<Vec<f64>> {
        self.solve(|values, _| sum.iter().map(|(at, count)| values[*at] * *count).sum(), 0.0)
    }

    /// A point as far inside as possible; none if nothing fits.
    pub(super) fn point(&self) -> Option<Vec<f64>> {
        self.solve(|_, slack| slack.into(), 1.0)
    }

    /// The point where a goal is largest, with slack from 0 to `most` in every inequality that can have any.
    fn solve(&self, goal: impl Fn(&[Variable], Variable) -> Expression, most: f64) -> Option<Vec<f64>> {
        // Conditions without values are true or false by themselves.
        let wrong = |bound: &Bound| {
            bound.terms.is_empty() && (bound.right > NOTHING || (bound.equal && bound.right < -NOTHING))
        };
        if self.bounds.iter().any(wrong) {
            return None;
        }
        let mut variables = ProblemVariables::new();
        let values: Vec<Variable> = (0..self.values).map(|_| variables.add(variable().min(-1.0).max(1.0))).collect();
        let slack = variables.add(variable().min(0.0).max(most));
        let mut model = variables.maximise(goal(&values, slack)).using(microlp);
        for bound in self.bounds.iter().filter(|bound| !bound.terms.is_empty()) {
            let sum: Expression = bound.terms.iter().map(|(at, count)| values[*at] * *count).sum();
            model.add_constraint(match (bound.equal, bound.tight) {
                (true, _) => sum.eq(bound.right),
                (false, true) => sum.geq(bound.right),
                (false, false) => (sum - slack).geq(bound.right),
            });
        }
        for value in values.iter().filter(|_| most > 0.0) {
            model.add_constraint((*value - slack).geq(-1.0));
            model.add_constraint((*value + slack).leq(1.0));
        }
        let solution = model.solve().ok()?;
        Some(values.iter().map(|value| solution.value(*value)).collect())
    }

    /// How far a point is above a condition.
    pub(super) fn slack(bound: &Bound, point: &[f64]) -> f64 {
        bound.terms.iter().map(|(at, count)| point[*at] * count).sum::<f64>() - bound.right
    }
}

/// Values that fit statements which do not contradict each other.
pub(super) fn fitted(system: &System) -> Fit {
    let mut polyhedron = Polyhedron::new(system, |row| row.kind != Kind::About);
    for at in 0..polyhedron.bounds.len() {
        let bound = &polyhedron.bounds[at];
        let highest = polyhedron.largest(&bound.terms);
        polyhedron.bounds[at].tight = highest.is_some_and(|point| Polyhedron::slack(bound, &point) < NOTHING);
    }
    let graded: Vec<&Row> = system.rows.iter().filter(|row| row.kind == Kind::About).collect();
    let start = polyhedron.point().unwrap_or_else(|| vec![0.0; system.values.len()]);
    // What fits best misses the statements of degree by the same, whatever else it is.
    let targets = Polyhedron::new(system, |row| row.kind == Kind::About).bounds;
    if !graded.is_empty() {
        let best = least_squares(&polyhedron, &targets, start.clone());
        for target in &targets {
            let reached = Polyhedron::slack(target, &best) + target.right;
            for sign in [1.0, -1.0] {
                let terms = target.terms.iter().map(|(at, count)| (*at, sign * count)).collect();
                polyhedron.bounds.push(Bound { terms, right: sign * reached - NOTHING, equal: false, tight: true });
            }
        }
    }
    let inside = polyhedron.point().unwrap_or(start);
    let range = |value: usize| {
        [-1.0, 1.0].map(|sign| polyhedron.largest(&[(value, sign)]).map_or(inside[value], |point| point[value]))
    };
    let ranges: Vec<[f64; 2]> = (0..system.values.len()).map(range).collect();
    let middle = centre(&polyhedron, inside.clone());
    let tight = |row: &&Row| {
        let same = |bound: &&Bound| bound.tight && bound.terms == terms(row);
        row.kind == Kind::Equal || (row.kind == Kind::AtLeast && polyhedron.bounds.iter().any(|bound| same(&bound)))
    };
    let fixed: Vec<&Row> = system.rows.iter().filter(|row| !row.terms.is_empty() && tight(row)).collect();
    let mut values = Vec::new();
    let mut holds = false;
    let places = places(system);
    for more in MORE_PLACES {
        values = middle.iter().map(|value| rounded(*value, &system.scale, places + more)).collect();
        settle(&fixed, &mut values);
        holds = system.rows.iter().all(|row| is_true(row, &values));
        if holds {
            break;
        }
    }
    let sum = |row: &Row| -> BigRational {
        row.terms.iter().fold(BigRational::zero(), |sum, (at, count)| sum + &values[*at] * count)
    };
    let degrees = graded.iter().map(|row| Graded {
        statement: row.statement,
        stated: row.stated.clone().into(),
        fitted: (sum(row) - &row.right + &row.stated).into(),
    });
    let graded = degrees.collect();
    let estimate = |at: usize| {
        let ends = ranges[at].map(|end| rounded(end, &system.scale, places));
        let value = values[at].clone();
        let [low, high] = [ends[0].clone().min(value.clone()), ends[1].clone().max(value.clone())];
        let (issue, option) = system.values[at];
        Estimate { issue, option, value: value.into(), low: low.into(), high: high.into() }
    };
    let nothing = |(issue, option): &(usize, usize)| Estimate {
        issue: *issue,
        option: *option,
        value: Number::zero(),
        low: Number::zero(),
        high: Number::zero(),
    };
    let mut estimates: Vec<Estimate> =
        (0..system.values.len()).map(estimate).chain(system.zeros.iter().map(nothing)).collect();
    estimates.sort_by_key(|estimate| (estimate.issue, estimate.option));
    Fit { values: estimates, graded, holds }
}

/// How many decimals values are given with: a thousandth of the margin, or finer.
fn places(system: &System) -> u32 {
    let mut unit = BigRational::one();
    let mut places = 0;
    while &unit * BigInt::from(1000) > system.margin && places < 30 {
        unit /= BigInt::from(10);
        places += 1;
    }
    places
}

/// A share of the scale in the author's units, with so many decimals.
fn rounded(share: f64, scale: &BigRational, places: u32) -> BigRational {
    let unit = BigInt::from(10).pow(places);
    let exact = BigRational::from_float(share).unwrap_or_else(BigRational::zero) * scale;
    (exact * &unit).round() / unit
}

/// Makes some conditions hold with equality, exactly: of each, one value follows from the others.
fn settle(rows: &[&Row], values: &mut [BigRational]) {
    let count = values.len();
    let mut matrix: Vec<Vec<BigRational>> = (rows.iter())
        .map(|row| {
            let mut dense = vec![BigRational::zero(); count + 1];
            row.terms.iter().for_each(|(at, count)| dense[*at] += count);
            dense[count] = row.right.clone();
            dense
        })
        .collect();
    let mut pivots: Vec<usize> = Vec::new();
    // The last values follow from the first.
    for column in (0..count).rev() {
        let done = pivots.len();
        let Some(found) = (done..matrix.len()).find(|row| !matrix[*row][column].is_zero()) else { continue };
        matrix.swap(done, found);
        let scale = matrix[done][column].recip();
        matrix[done].iter_mut().for_each(|entry| *entry *= &scale);
        let pivot = matrix[done].clone();
        for (other, row) in matrix.iter_mut().enumerate() {
            let by = row[column].clone();
            if other != done && !by.is_zero() {
                row.iter_mut().zip(&pivot).for_each(|(entry, p)| *entry -= p * &by);
            }
        }
        pivots.push(column);
    }
    for (row, pivot) in matrix.iter().zip(&pivots) {
        let rest = (0..count)
            .filter(|at| !pivots.contains(at))
            .fold(BigRational::zero(), |sum, at| sum + &row[at] * &values[at]);
        values[*pivot] = &row[count] - rest;
    }
}

/// Whether a condition holds exactly.
fn is_true(row: &Row, values: &[BigRational]) -> bool {
    let sum = row.terms.iter().fold(BigRational::zero(), |sum, (at, count)| sum + &values[*at] * count);
    let over = sum - &row.right;
    match row.kind {
        Kind::AtLeast => !over.is_negative(),
        Kind::More => over.is_positive(),
        Kind::Equal => over.is_zero(),
        Kind::About => true,
    }
}
