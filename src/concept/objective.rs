//! Comparisons of packages by whole gains: scores, the shape of a score, and its value.

use super::measure::Measure;
use crate::exact::{Number, Score};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;

/// What a concept maximises, for one bargaining problem.
///
/// It must be monotone: no party's gain may rise and the score fall. Then the score of an upper corner bounds all
/// packages below it, and maximisers are found among the Pareto-efficient packages.
pub trait Objective: Send + Sync {
    /// The exact score of gains; larger is better. Only called with gains of at least 0.
    fn score(&self, gains: &[i64]) -> Score;

    /// The value in the author's units; none if it cannot be given.
    fn value(&self, gains: &[i64]) -> Option<Value>;

    /// The value in the author's units of a level of the [shape](Objective::shape): a product, a smallest value, a sum.
    /// None if it cannot be given. An inexact value is not below the true one.
    fn value_at(&self, _level: &BigRational) -> Option<Value> {
        None
    }

    /// What kind of function the score is, for engines that bound it.
    fn shape(&self) -> Shape {
        Shape::Other
    }

    /// Whether the best score is one that the concept was not made for (no package from which everybody strictly gains).
    fn is_degenerate(&self, _gains: &[i64]) -> bool {
        false
    }
}

/// What kind of function of gains a score is. The comparison that it describes must be implied by the score's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// The product of gains to these powers, while all gains with a positive power are positive.
    Product {
        /// By party.
        exponents: Vec<u32>,
    },
    /// First of all the smallest of units times (gain − offset), over the parties that have a unit.
    Smallest {
        /// By party: what its gains are multiplied with.
        units: Vec<Option<BigInt>>,
        /// By party: what is subtracted before.
        offsets: Vec<i64>,
    },
    /// The sum of units times gains.
    Sum {
        /// By party: what its gains are multiplied with; none for 0.
        units: Vec<Option<BigInt>>,
    },
    /// Something else: only engines that need no bound can be used.
    Other,
}

impl Shape {
    /// The same in fractions; none if it is something else.
    pub(crate) fn measure(&self) -> Option<Measure> {
        let number = |unit: &BigInt| BigRational::from(unit.clone());
        Some(match self {
            Shape::Product { exponents } => Measure::Product(exponents.clone()),
            Shape::Smallest { units, offsets } => Measure::Smallest {
                units: units.iter().map(|unit| unit.as_ref().map(number)).collect(),
                offsets: offsets.iter().map(|offset| number(&BigInt::from(*offset))).collect(),
            },
            Shape::Sum { units } => {
                Measure::Sum(units.iter().map(|unit| unit.as_ref().map_or_else(BigRational::zero, number)).collect())
            }
            Shape::Other => return None,
        })
    }
}

/// A value of an objective.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// The number.
    pub number: Number,
    /// False if it is the closest decimal that could be given.
    pub exact: bool,
}

impl From<BigRational> for Value {
    fn from(value: BigRational) -> Self {
        Value { number: value.into(), exact: true }
    }
}

impl Value {
    /// The closest decimal to a positive number given by its natural logarithm; none if it is out of reach.
    pub(super) fn approximate(logarithm: f64) -> Option<Value> {
        let value = logarithm.exp();
        if !value.is_finite() || value < 1e-9 {
            return None;
        }
        // 12 significant digits, as many as survive a few roundings.
        let digits = (11 - value.log10().floor() as i32).clamp(0, 30) as usize;
        let number = format!("{value:.digits$}").parse().ok()?;
        Some(Value { number, exact: false })
    }
}
