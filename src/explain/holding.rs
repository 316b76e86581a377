//! Which promises of a package would be broken, what would keep them, and what it costs not to trust.

use super::concession::Nearest;
use crate::concept::Concept;
use crate::exact::Number;
use crate::problem::{Derived, Package, Promise, View};
use crate::search::{Agreement, Budget, Limits, Outcome, Stop};
use num_bigint::BigUint;
use std::collections::{HashMap, HashSet};

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
    /// What the concept chooses as promises are believed: none if nothing is agreed. Of what is equally good, something that is
    /// chosen where all promises must hold, too, if there is such; else the first.
    pub trusting: Result<Option<Agreement>, Stop>,
    /// What it chooses where all promises must hold: none if nothing is agreed. Of what is equally good, something with the
    /// utilities of `trusting`, if there is such; else the first.
    pub required: Result<Option<Agreement>, Stop>,
    /// How many packages the concept chooses as promises are believed, and how many of these it chooses where all promises must
    /// hold, too: with the Nash product, all with which they do. None if it is not known, and with continuous issues.
    pub tied: Option<[BigUint; 2]>,
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
    /// Costs three searches: two for the concept, one for what is near; more where utilities follow curves, and what these leave
    /// undecided is not told.
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
        let chosen = |view: &View| view.certain_choice(concept, &budget);
        let trusting: Result<Vec<Agreement>, Stop> = chosen(self);
        let required: Result<Vec<Agreement>, Stop> = of_required.as_ref().map_or(Ok(Vec::new()), chosen);
        let tied = trusting.as_ref().ok().zip(required.as_ref().ok()).and_then(|(trusting, required)| {
            let of: HashSet<&[Number]> = trusting.iter().map(|one| one.utilities.as_slice()).collect();
            let both = required.iter().filter(|one| of.contains(one.utilities.as_slice()));
            let count = |one: &Agreement| one.packages.clone();
            Some([trusting.iter().map(count).sum::<Option<BigUint>>()?, both.map(count).sum::<Option<BigUint>>()?])
        });
        let common = trusting.as_ref().ok().zip(required.as_ref().ok()).and_then(|(trusting, required)| {
            let of: HashMap<&[Number], &Agreement> =
                required.iter().rev().map(|one| (one.utilities.as_slice(), one)).collect();
            trusting.iter().find_map(|one| Some((one.clone(), (*of.get(one.utilities.as_slice())?).clone())))
        });
        let (trusting, required) = match common {
            Some((trusting, required)) => (Ok(Some(trusting)), Ok(Some(required))),
            None => [trusting, required].map(|one| one.map(|all| all.into_iter().next())).into(),
        };
        let found = Holding { package: package.clone(), promises, nearest, trusting, required, tied };
        let stopped = found.stopped();
        Outcome::new(found, stopped)
    }
}
