//! How far an answer can be trusted: within which bounds each number may move while a package stays the one that a concept
//! chooses, and by how little a number would have to move for another package to become it.
//!
//! One number at a time; all others stay. The numbers are the author's own: disagreement values, weights, and every number
//! that is written in a party's utility. Moving one by *t* changes the party's gain from a package by *s·t*, with an exact *s*
//! for every package: a straight line (below a ceiling).
//!
//! * Products of gains (`cuts.rs`) are compared by search: the moved problem is solved at the end of an interval, and what is
//!   better there cuts it at the crossing, until nothing is better. So they reach models with any number of packages.
//!   Weights (`weights.rs`) are exponents, and cut likewise.
//! * All other concepts, parties without a weight and values under a ceiling (`lines.rs`) are compared line by line, over the
//!   packages that could be chosen anywhere: those on the frontier in one dimension more, the slope.
//!
//! Wherever a question cannot be asked, because numbers would be too finely divided or there are too many packages, the answer
//! is that it is not decided.

mod cuts;
mod lever;
mod lines;
mod question;
mod verdict;
mod weights;

pub use verdict::{Bound, Interval, Needed, OfNumber, Stable};

use crate::concept::Concept;
use crate::problem::{Cell, Package, PartyId, Problem, Role, Uncertain, UncertainId, View};
use crate::search::{Budget, Limits, Outcome, Stop};
use cuts::Cuts;
pub(crate) use lever::{Lever, Product, Quantity};
use lines::Lines;
use num_rational::BigRational;
use num_traits::Zero;
use question::{End, Nearest, Question};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How stable an answer is.
#[derive(Clone, Debug)]
pub struct Stability {
    /// The id of the concept.
    pub concept: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// What its value is, for people.
    pub measures: &'static str,
    /// The package.
    pub package: Package,
    /// What was found.
    pub verdict: Stable,
}

impl View<'_> {
    /// Tells how far numbers may move while a package stays the choice of a concept; if it is not, how far one would have to.
    ///
    /// The numbers of utilities that are looked at are those of [`Problem::uncertain`]: all of them, if the problem was compiled
    /// [with its numbers](Problem::compile_with_numbers).
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use zopa::concept::Nash;
    /// let model = zopa::Model::from_json(include_str!("../../../models/examples/first-steps.json"))?;
    /// let problem = zopa::Problem::compile_with_numbers(&model)?;
    /// let answer = problem.search().run();
    /// let nash = &answer.solutions[0].agreements[0].package;
    /// let stability = problem.view().stability(nash, &Nash, &zopa::Limits::default());
    /// assert!(matches!(stability.verdict, zopa::explain::Stable::Chosen { .. }));
    /// # Ok(())
    /// # }
    /// ```
    pub fn stability(&self, package: &Package, concept: &dyn Concept, limits: &Limits) -> Outcome<Stability> {
        let limits = &self.limits_of_options(limits);
        let problem = self.problem().without_dependences();
        let view = self.of(&problem);
        let budget = Budget::new(limits);
        let (verdict, stopped) = match Question::new(self, &view, package, concept, &budget) {
            _ if problem.has_levels() => (Stable::Undecided, Some(Stop::Levels)),
            _ if self.curves().is_some() => (Stable::Undecided, self.curves()),
            // Somebody refuses it, and the acceptance rule passes it.
            Err(Stable::Refused) if self.would_pass(package) => (Stable::Undecided, Some(Stop::Quota)),
            Ok(question) => question.verdict(),
            Err(verdict) => (verdict, None),
        };
        let (concept, name, measures) = (concept.id(), concept.name(), concept.measures());
        Outcome::new(Stability { concept, name, measures, package: package.clone(), verdict }, stopped)
    }
}

impl Question<'_> {
    /// The verdict, and why it is not whole, if so.
    fn verdict(&self) -> (Stable, Option<Stop>) {
        let found = match self.best(Lever::Disagreement(PartyId::at(0)), &BigRational::zero()) {
            Ok(found) => found,
            Err(stop) => return (Stable::Undecided, Some(stop)),
        };
        let chosen = found.chosen();
        let cuts = Cuts::new(self, found.better().map(|best| best.package));
        let mut look = Look { question: self, cuts, stopped: None };
        let parties = self.view.problem().party_ids();
        let weighed = parties.clone().take(self.exponents.as_ref().map_or(0, Vec::len));
        let verdict = if chosen {
            look.cuts.look_around();
            let disagreement = parties.map(|party| look.interval(Lever::Disagreement(party))).collect();
            let weights = weighed.map(|party| look.weight(party)).collect();
            let numbers =
                self.numbers.iter().map(|(number, quantity)| (number, look.interval(Lever::Quantity(quantity))));
            let limited = |(_, found): &(&UncertainId, Interval)| found.low != Bound::Open || found.high != Bound::Open;
            let numbers = numbers.filter(limited).map(|(number, found)| OfNumber { number: *number, found });
            Stable::Chosen { disagreement, weights, numbers: numbers.collect() }
        } else {
            let disagreement = parties.map(|party| look.nearest(Lever::Disagreement(party))).collect();
            let weights = weighed.map(|party| look.nearest_weight(party)).collect();
            let numbers =
                self.numbers.iter().map(|(number, quantity)| (number, look.nearest(Lever::Quantity(quantity))));
            let would_do = numbers.filter(|(_, found)| *found != Needed::Never);
            let numbers = would_do.map(|(number, found)| OfNumber { number: *number, found }).collect();
            Stable::Other { disagreement, weights, numbers }
        };
        (verdict, look.stopped)
    }
}

/// Number by number.
struct Look<'q> {
    question: &'q Question<'q>,
    cuts: Cuts<'q>,
    /// Why something was not come to, if so.
    stopped: Option<Stop>,
}

impl Look<'_> {
    /// What was found; if it was stopped, what stands for that it is not known.
    fn or<T>(&mut self, found: Result<T, Stop>, unknown: impl FnOnce() -> T) -> T {
        found.unwrap_or_else(|stop| {
            self.stopped.get_or_insert(stop);
            unknown()
        })
    }

    /// Whether products tell how far a lever may be moved: where the party's gain is a factor, and a straight line.
    fn is_cut(&self, lever: Lever) -> bool {
        let problem = self.question.view.problem();
        let straight = !matches!(lever, Lever::Quantity(_)) || problem.declared_ceiling(lever.party()).is_none();
        let power = self.question.exponents.as_ref().map(|exponents| exponents[lever.party().index()]);
        straight && power.is_some_and(|power| power > 0)
    }

    fn interval(&mut self, lever: Lever) -> Interval {
        let question = self.question;
        if lever.moves_rules(question.view.problem()) {
            self.stopped.get_or_insert(Stop::MovingRules);
            let unknown = || Bound::Undecided { at_least: None };
            return Interval { now: question.now(lever), low: unknown(), high: unknown() };
        }
        let [low, high] = [-1, 1].map(|sign| {
            let end = question.budget.left().and_then(|_| match self.is_cut(lever) {
                true => self.cuts.reach(lever, sign),
                false => Ok(End::Undecided(None)),
            });
            let end = match end {
                // What cannot be asked of a search can be compared line by line, if there are not too many.
                Ok(End::Undecided(at_least)) => Lines::new(question, lever, sign).and_then(|lines| match lines {
                    Some(lines) => lines.reach(at_least),
                    None => Ok(End::Undecided(at_least)),
                }),
                end => end,
            };
            let value = |t: &BigRational| question.value(lever, t);
            match self.or(end, || End::Undecided(None)) {
                End::Open => Bound::Open,
                // Where a quota is enough, those who still accept may choose the same one.
                End::At { t, then: None, included, .. } if !question.view.acceptance().is_unanimous() => {
                    self.stopped.get_or_insert(Stop::Quota);
                    Bound::Undecided { at_least: (included == Some(true)).then(|| value(&t)) }
                }
                End::At { t, then, rounded, included } => Bound::At { value: value(&t), then, rounded, included },
                End::Undecided(at_least) => Bound::Undecided { at_least: at_least.map(|t| value(&t)) },
            }
        });
        Interval { now: question.now(lever), low, high }
    }

    fn weight(&mut self, party: PartyId) -> Option<Interval> {
        let found = self.question.budget.left().and_then(|_| self.cuts.weight_interval(party));
        let now = self.question.now(Lever::Weight(party));
        let unknown = || Bound::Undecided { at_least: None };
        self.or(found, || Some(Interval { now, low: unknown(), high: unknown() }))
    }

    fn nearest(&mut self, lever: Lever) -> Needed {
        let question = self.question;
        if lever.moves_rules(question.view.problem()) {
            return Needed::Undecided;
        }
        if !question.view.acceptance().is_unanimous() {
            // Where somebody refuses everything, the others may choose it nearer.
            self.stopped.get_or_insert(Stop::Quota);
            return Needed::Undecided;
        }
        let found = question.budget.left().and_then(|_| match self.is_cut(lever) {
            true => self.cuts.nearest(lever),
            false => Ok(Nearest::Undecided),
        });
        let found = match found {
            Ok(Nearest::Undecided) => lines::nearest(question, lever),
            found => found,
        };
        match self.or(found, || Nearest::Undecided) {
            Nearest::At { t, rounded, included } => Needed::At { value: question.value(lever, &t), rounded, included },
            Nearest::Never => Needed::Never,
            Nearest::Undecided => Needed::Undecided,
        }
    }

    fn nearest_weight(&mut self, party: PartyId) -> Needed {
        let found = self.question.budget.left().and_then(|_| self.cuts.nearest_weight(party));
        self.or(found, || Needed::Undecided)
    }
}

impl Problem {
    /// The numbers of utilities by position, with where they enter by themselves.
    pub(crate) fn quantities(&self) -> Vec<(UncertainId, Quantity)> {
        let mut cells: BTreeMap<usize, Vec<(Cell, BigRational)>> = BTreeMap::new();
        for dependence in self.dependences.iter() {
            for (product, coefficient) in &dependence.terms {
                if let [number] = product[..] {
                    cells.entry(number).or_default().push((dependence.cell, coefficient.clone()));
                }
            }
        }
        let of_utility = |role: Role| matches!(role, Role::Constant | Role::Value { .. } | Role::Combination);
        let numbers = self.uncertain_ids().zip(self.uncertain()).filter(|(_, number)| of_utility(number.role));
        let quantity = |(at, number): (UncertainId, &Uncertain)| {
            let cells = cells.get(&at.index()).cloned().unwrap_or_default();
            (at, Quantity { party: number.party, now: number.value.clone(), cells })
        };
        numbers.map(quantity).collect()
    }

    /// The same without what it knows of numbers that may move.
    pub(crate) fn without_dependences(&self) -> Problem {
        let mut problem = self.clone();
        problem.uncertain = Arc::default();
        problem.dependences = Arc::default();
        problem
    }
}
