//! Which promises of a package would be broken, what would keep them, and what it costs not to trust.

use super::concession::Nearest;
use crate::concept::Concept;
use crate::problem::{Derived, Package, Promise, View};
use crate::search::{Agreement, Budget, Limits, Outcome, Status, Stop};

/// What becomes of the promises of a package.
#[derive(Clone, Debug)]
pub struct Holding<'p> {
    /// The package.
    pub package: Package,
    /// The promises that are asked where it is agreed, with the payoffs that decide about them.
    pub promises: Vec<(&'p Promise, &'p Derived)>,
    /// The nearest packages that everybody accepts and with which all promises hold; none if there is none. Not looked for if
    /// none is broken.
    pub nearest: Option<Result<Option<Nearest>, Stop>>,
    /// What the concept chooses as promises are believed: none if nothing is agreed.
    pub trusting: Result<Option<Agreement>, Stop>,
    /// What it chooses where all promises must hold: none if nothing is agreed.
    pub required: Result<Option<Agreement>, Stop>,
}

impl Holding<'_> {
    /// Whether every promise that is asked holds.
    pub fn holds(&self) -> bool {
        self.promises.iter().all(|(promise, _)| !promise.is_broken(&self.package))
    }

    /// Why not all of it was found, if so.
    fn stopped(&self) -> Option<Stop> {
        let nearest = self.nearest.as_ref().and_then(|nearest| nearest.as_ref().err());
        nearest.or(self.trusting.as_ref().err()).or(self.required.as_ref().err()).copied()
    }
}

impl<'p> View<'p> {
    /// Tells which promises hold where a package is agreed, which packages near to it would keep all of them, and what a concept
    /// chooses if all promises must hold.
    ///
    /// Costs three searches: two for the concept, one for what is near.
    ///
    /// ```
    /// let problem = zopa::Problem::from_json(include_str!("../../models/promises/promises-that-hold.json"))?;
    /// let (package, view) = (&problem.proposals()[0].package, problem.view());
    /// let found = view.promises_of(package, &zopa::concept::Nash, &zopa::Limits::default());
    /// let broken = found.promises.iter().filter(|(promise, _)| promise.is_broken(package));
    /// assert_eq!(broken.map(|(promise, _)| promise.name.as_str()).collect::<Vec<_>>(), ["deterred", "kept"]);
    /// # Ok::<(), zopa::model::Diagnostics>(())
    /// ```
    pub fn promises_of(&self, package: &Package, concept: &dyn Concept, limits: &Limits) -> Outcome<Holding<'p>> {
        let (problem, budget) = (self.problem(), Budget::new(limits));
        let asked = problem.promises().iter().filter(|promise| promise.is_asked(package));
        let promises: Vec<(&Promise, &Derived)> =
            asked.filter_map(|promise| Some((promise, problem.payoffs_of(promise, package)?))).collect();
        let broken = promises.iter().any(|(promise, _)| promise.is_broken(package));
        let required = problem.with_promises_held();
        let of_required = required.as_ref().map(|required| self.of(required));
        let nearest = broken.then(|| match &of_required {
            Some(view) => view.concessions(package, &budget.left()?).value.nearest,
            None => Ok(None),
        });
        let chosen = |view: &View| {
            let answer = view.clone().search().concepts([concept]).limits(budget.left()?).without_ideal().run();
            let first = answer.solutions.iter().find_map(|solution| solution.agreements.first()).cloned();
            match answer.status {
                Status::Stopped(stop) => Err(stop),
                Status::NoAgreement => Ok(None),
                Status::Agreement => Ok(first),
            }
        };
        let trusting = chosen(self);
        let required = of_required.as_ref().map_or(Ok(None), chosen);
        let found = Holding { package: package.clone(), promises, nearest, trusting, required };
        let stopped = found.stopped();
        Outcome::new(found, stopped)
    }
}
