//! The utilities that fit, as linear conditions in floating point, and points of them.

use super::system::{Kind, Row, System};
use good_lp::{Expression, ProblemVariables, Solution, SolverModel, Variable, microlp, variable};
use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};

/// Slack below this is none, in shares of the scale.
pub(super) const NOTHING: f64 = 1e-7;

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

pub(super) fn terms(row: &Row) -> Vec<(usize, f64)> {
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
    pub(super) fn largest(&self, sum: &[(usize, f64)]) -> Option<Vec<f64>> {
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
