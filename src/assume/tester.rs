//! What every test needs: the question, and what is left of the limits.

use super::verdict::Vacuity;
use crate::problem::{Condition, Problem, View};
use crate::search::{Budget, Control, Engine, Limits, Stop, Structure};
use num_bigint::BigUint;

/// What a test needs.
pub(super) struct Tester<'t> {
    pub view: &'t View<'t>,
    pub given: &'t Condition,
    pub engine: Engine,
    pub budget: Budget,
}

impl Tester<'_> {
    pub fn problem(&self) -> &Problem {
        self.view.problem()
    }

    pub fn limits(&self) -> Result<Limits, Stop> {
        self.budget.left()
    }

    /// How many feasible packages satisfy what is given; none if counting would take too long.
    pub fn count(&self, condition: &Condition) -> Option<BigUint> {
        let control = Control::new(&self.limits().ok()?);
        let view = self.view.clone().restrict(self.given).restrict(condition);
        Some(Structure::build(&view, &control).ok()?.map_or(BigUint::ZERO, |structure| structure.count()))
    }

    /// Whether no feasible package satisfies what is given, for certain.
    pub fn nothing_given(&self) -> Option<Vacuity> {
        let none = |condition: &Condition| self.count(condition).is_some_and(|count| count == BigUint::ZERO);
        let control = Control::new(&self.limits().ok()?);
        match Structure::build(self.view, &control) {
            Ok(None) => Some(Vacuity::NoPackage),
            _ => none(&Condition(Vec::new())).then_some(Vacuity::NothingGiven),
        }
    }
}
