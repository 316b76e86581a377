//! What every test needs: the question, and what is left of the limits.

use super::nearest::of_rules;
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

    /// How many feasible packages satisfy what is given, and a condition; none if counting would take too long.
    pub fn count(&self, condition: &Condition) -> Option<BigUint> {
        let rules = of_rules(self.view).ok()?;
        self.counted(&rules.view(self.view, self.given).restrict(condition))
    }

    fn counted(&self, rules: &View) -> Option<BigUint> {
        let control = Control::new(&self.limits().ok()?);
        Some(Structure::build(rules, &control).ok()?.map_or(BigUint::ZERO, |structure| structure.count()))
    }

    /// Whether no feasible package satisfies what is given, for certain.
    pub fn nothing_given(&self) -> Option<Vacuity> {
        let (anything, rules) = (Condition(Vec::new()), of_rules(self.view).ok()?);
        let nothing = |given| self.counted(&rules.view(self.view, given)) == Some(BigUint::ZERO);
        if nothing(&anything) {
            return Some(Vacuity::NoPackage);
        }
        // Where nothing is given, the same would be counted again.
        (!self.given.0.is_empty() && nothing(self.given)).then_some(Vacuity::NothingGiven)
    }
}
