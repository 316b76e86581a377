//! The utilities that fit, and one of them to hand out.

use super::centre::centre;
use super::graded::least_squares;
use super::polyhedron::{Bound, NOTHING, Polyhedron, terms};
use super::system::{Kind, Row, System};
use crate::exact::Number;
use crate::problem::{IssueId, OptionId};
use crate::search::{Budget, Stop};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// How much more decimals are tried each time that values do not hold exactly.
const MORE_PLACES: [u32; 3] = [0, 4, 8];

/// Values that fit what was said.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// By issue and option.
    pub values: Vec<Estimate>,
    /// What was said of degrees, and what the values make of it.
    pub graded: Vec<Graded>,
    /// Whether the values satisfy every ordinal statement exactly; if not, it is the last digits that are off.
    pub holds: bool,
}

/// What an option is worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// The issue.
    pub issue: IssueId,
    /// The option.
    pub option: OptionId,
    /// The value.
    pub value: Number,
    /// The least that fits, about.
    pub low: Number,
    /// The most that fits, about.
    pub high: Number,
}

/// A statement of degree.
#[derive(Clone, Debug, PartialEq)]
pub struct Graded {
    /// Its position in the file.
    pub statement: usize,
    /// What was said.
    pub stated: Number,
    /// What the values give.
    pub fitted: Number,
}

/// Values that fit statements which do not contradict each other.
pub(super) fn fitted(system: &System, budget: &Budget) -> Result<Fit, Stop> {
    let mut polyhedron = Polyhedron::new(system, |row| row.kind != Kind::About);
    for at in 0..polyhedron.bounds.len() {
        budget.left()?;
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
        budget.left()?;
        let end = |sign| polyhedron.largest(&[(value, sign)]).map_or(inside[value], |point| point[value]);
        Ok([-1.0, 1.0].map(end))
    };
    let ranges = (0..system.values.len()).map(range).collect::<Result<Vec<[f64; 2]>, Stop>>()?;
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
    let nothing = |(issue, option): &(IssueId, OptionId)| Estimate {
        issue: *issue,
        option: *option,
        value: Number::zero(),
        low: Number::zero(),
        high: Number::zero(),
    };
    let mut estimates: Vec<Estimate> =
        (0..system.values.len()).map(estimate).chain(system.zeros.iter().map(nothing)).collect();
    estimates.sort_by_key(|estimate| (estimate.issue, estimate.option));
    Ok(Fit { values: estimates, graded, holds })
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
