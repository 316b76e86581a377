//! From an assumption to a verdict.

use super::comparison::{Comparison, Weights};
use super::contexts::Contexts;
use super::course::Along;
use super::decisive::Decisive;
use super::independence::Independence;
use super::preference::{Better, NothingOffsets, Worth};
use super::sides::{FreeLunch, Sides};
use super::together::Rectangles;
use super::verdict::{Method, Open, Point, Proof, Refutation, Undecided, Vacuity, Verdict, causes, size};
use super::{listing, mirror, outcome, ranges, sampling, scaling, scope, searching, solution, stance};
use crate::exact::Number;
use crate::explain::Budget;
use crate::problem::assumption::{Assumption, Claim, Course};
use crate::problem::{Condition, Package, Problem, View};
use crate::search::{Control, Engine, Limits, Stop, Structure};
use itertools::Itertools;
use num_bigint::BigUint;
use num_rational::BigRational;

/// An assumption, and what became of it.
#[derive(Clone, Debug)]
pub struct Tested<'p> {
    /// The assumption.
    pub assumption: &'p Assumption,
    /// What became of it.
    pub verdict: Verdict,
}

impl Problem {
    /// Tests every assumption of the model, in declaration order. The limits are those of each assumption by itself.
    ///
    /// ```
    /// # fn main() -> Result<(), zopa::model::Diagnostics> {
    /// use zopa::assume::Verdict;
    ///
    /// let model = zopa::Model::from_json(include_str!("../../models/examples/assumptions.json"))?;
    /// let problem = zopa::Problem::compile(&model)?;
    /// for tested in problem.test(&zopa::Limits::default()) {
    ///     println!("{}: {:?}", tested.assumption.name, tested.verdict);
    ///     assert!(matches!(tested.verdict, Verdict::Proved(_)));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn test(&self, limits: &Limits) -> Vec<Tested<'_>> {
        let verdict = |assumption| self.view().test(assumption, Engine::Automatic, limits);
        let test = |assumption| Tested { assumption, verdict: verdict(assumption) };
        self.assumptions.iter().map(test).collect()
    }
}

impl View<'_> {
    /// Tests one assumption in this view.
    ///
    /// Claims about utilities take one look at each combination of the options that can make a difference
    /// ([`Engine::Enumerate`]), or one search for each way in which they can be violated (every other engine);
    /// [`Engine::Automatic`] takes the first where it is little work, else the second. Claims about outcomes take a few
    /// searches. No engine changes a verdict, but for what is left undecided.
    pub fn test(&self, assumption: &Assumption, engine: Engine, limits: &Limits) -> Verdict {
        if self.problem().has_levels() {
            return Verdict::Undecided(Undecided { reason: Open::Stopped(Stop::Levels), sampled: 0 });
        }
        if assumption.robust {
            return ranges::test(self, assumption, engine, limits);
        }
        let lifted = match assumption.anywhere {
            true => self.constraints().fold(self.clone(), |view, (at, _)| view.lift(at)),
            false => self.clone(),
        };
        let tester = Tester { view: &lifted, given: &assumption.given, engine, budget: Budget::new(limits) };
        let verdict = match &assumption.claim {
            Claim::Stance { parties, stance, packages } => stance::test(&tester, parties, *stance, packages),
            Claim::Outcome { quantifier, reached, condition } => {
                outcome::test(&tester, *quantifier, reached, condition)
            }
            Claim::Usable { issues } => outcome::usable(&tester, issues),
            Claim::Solution { concepts, choosing } => solution::test(&tester, concepts, choosing),
            Claim::Mirrors { parties, of } => mirror::test(self.problem(), parties, *of),
            Claim::Normalised { parties } => scaling::test(&tester, parties),
            claim => tester.compare(claim),
        };
        verdict.unwrap_or_else(|stop| Verdict::Undecided(Undecided { reason: Open::Stopped(stop), sampled: 0 }))
    }
}

/// What a test needs.
pub(super) struct Tester<'t> {
    pub view: &'t View<'t>,
    pub given: &'t Condition,
    pub engine: Engine,
    pub budget: Budget,
}

/// What came of one comparison.
enum Part {
    Holds { method: Method, combinations: u64, issues: Vec<usize> },
    Idle,
    Fails(Box<Refutation>),
    Open(Undecided),
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
        let control = Control::new(&self.limits().ok()?, None);
        let view = self.view.clone().restrict(self.given).restrict(condition);
        Some(Structure::build(&view, &control).ok()?.map_or(BigUint::ZERO, |structure| structure.count()))
    }

    /// Whether no feasible package satisfies what is given, for certain.
    pub fn nothing_given(&self) -> Option<Vacuity> {
        let none = |condition: &Condition| self.count(condition).is_some_and(|count| count == BigUint::ZERO);
        let control = Control::new(&self.limits().ok()?, None);
        match Structure::build(self.view, &control) {
            Ok(None) => Some(Vacuity::NoPackage),
            _ => none(&Condition(Vec::new())).then_some(Vacuity::NothingGiven),
        }
    }

    fn compare(&self, claim: &Claim) -> Result<Verdict, Stop> {
        let comparisons = self.comparisons(claim);
        let mut method = Method::Structure;
        let (mut combinations, mut idle, mut open) = (0u64, 0, None);
        let mut issues: Vec<usize> = Vec::new();
        let parts = comparisons.len();
        for comparison in comparisons {
            match self.part(comparison.as_ref())? {
                Part::Fails(refutation) => return Ok(Verdict::Refuted(refutation)),
                Part::Idle => idle += 1,
                Part::Open(undecided) => open = open.or(Some(undecided)),
                Part::Holds { method: how, combinations: looked, issues: within } => {
                    method = method.max(how);
                    combinations = combinations.saturating_add(looked);
                    issues.extend(within);
                }
            }
        }
        if let Some(open) = open {
            return Ok(Verdict::Undecided(open));
        }
        let packages = self.count(&Condition(Vec::new()));
        if idle == parts || packages == Some(BigUint::ZERO) {
            return Ok(Verdict::Vacuous(self.nothing_given().unwrap_or(Vacuity::NothingToCompare)));
        }
        let issues = issues.into_iter().sorted().dedup().collect();
        Ok(Proof { combinations, issues, packages, idle, ..Proof::by(method) }.into())
    }

    fn part(&self, comparison: &dyn Comparison) -> Result<Part, Stop> {
        let given = self.given_of(comparison);
        let context = scope::context(self.view, comparison, &given);
        let within = || comparison.issues().iter().chain(&context).copied().sorted().collect();
        let mut contexts = Contexts::new(self.view, comparison, &context, &given);
        let refuted = |packages, weights: &Weights, minimal| {
            Part::Fails(Box::new(self.refutation(comparison, packages, weights, minimal)))
        };
        let control = Control::new(&self.limits()?, None);
        if comparison.holds_by_structure() {
            // It holds of whatever can be compared; of nothing it says nothing.
            return Ok(match listing::compares(&mut contexts, &control)? {
                Some(false) => Part::Idle,
                _ => Part::Holds { method: Method::Structure, combinations: 0, issues: Vec::new() },
            });
        }
        let listing = match self.engine {
            Engine::Automatic | Engine::Enumerate => listing::list(&mut contexts, &control)?,
            _ => None,
        };
        if let Some(listing) = listing {
            return Ok(match (listing.first, listing.compared) {
                (Some((chosen, found)), _) => match self.rest()? {
                    Some(rest) => refuted(contexts.packages(&chosen, &found, &rest), &found.weights, true),
                    None => Part::Idle,
                },
                (None, false) => Part::Idle,
                (None, true) => {
                    Part::Holds { method: Method::Listing, combinations: listing.combinations, issues: within() }
                }
            });
        }
        let searched = match self.engine {
            Engine::Enumerate => Err(Stop::TooLarge),
            _ => searching::search(self.view, comparison, &given, &|| self.limits()),
        };
        match searched {
            Ok(searched) => Ok(match (searched.first, searched.compared) {
                (Some((packages, weights)), _) => refuted(packages, &weights, true),
                (None, false) => Part::Idle,
                (None, true) => Part::Holds { method: Method::Search, combinations: 0, issues: within() },
            }),
            Err(stop) => {
                let sample = sampling::sample(&mut contexts);
                // Out of time there may be no package for the rest; then nothing is shown.
                Ok(match (sample.violation, self.rest()) {
                    (Some((chosen, found)), Ok(Some(rest))) => {
                        refuted(contexts.packages(&chosen, &found, &rest), &found.weights, false)
                    }
                    _ => Part::Open(Undecided { reason: Open::Stopped(stop), sampled: sample.looked }),
                })
            }
        }
    }

    /// What is given for a comparison: with the package that it is made at, if it is made at one only.
    fn given_of(&self, comparison: &dyn Comparison) -> Condition {
        let Some(package) = comparison.only_at() else { return self.given.clone() };
        let mut conditions = self.given.0.clone();
        for (issue, option) in package.options().iter().enumerate().filter(|(at, _)| !comparison.issues().contains(at))
        {
            let mut set = vec![false; self.problem().issues()[issue].options.len()];
            set[usize::from(*option)] = true;
            match conditions.iter_mut().find(|(other, _)| *other == issue) {
                Some((_, given)) => given.iter_mut().zip(&set).for_each(|(given, only)| *given &= only),
                None => conditions.push((issue, set.into())),
            }
        }
        conditions.sort_by_key(|(issue, _)| *issue);
        Condition(conditions)
    }

    /// A feasible package, for the issues that make no difference; none if there is none.
    fn rest(&self) -> Result<Option<Package>, Stop> {
        let today = scope::today(self.problem());
        if self.view.is_feasible(&today) {
            return Ok(Some(today));
        }
        scope::example(self.view, &Condition(Vec::new()), false, &self.limits()?)
    }

    /// What packages refute, if their weighted utilities are a violation.
    fn refutation(
        &self,
        comparison: &dyn Comparison,
        packages: Vec<Package>,
        weights: &Weights,
        minimal: bool,
    ) -> Refutation {
        let problem = self.problem();
        let amount = weights.first().map(|(party, _)| {
            let scaled = size(problem, &packages, weights);
            Number::from(BigRational::new(scaled, problem.parties()[*party].scale.clone()))
        });
        let causes = weights.iter().flat_map(|(party, weights)| causes(problem, *party, &packages, weights)).collect();
        let parties = weights.iter().map(|(party, _)| *party).dedup().collect();
        let point = Point::Utilities { parties, issues: comparison.issues().to_vec() };
        Refutation { amount, causes, minimal, ..Refutation::of(point, packages) }
    }

    /// The comparisons that a claim makes, each by itself.
    fn comparisons<'c>(&self, claim: &'c Claim) -> Vec<Box<dyn Comparison + 'c>> {
        let problem = self.problem();
        let mut list: Vec<Box<dyn Comparison + 'c>> = Vec::new();
        match claim {
            Claim::Course { parties, along, course, strict, tolerance } => {
                for (party, order) in parties.iter().cartesian_product(along) {
                    list.push(Box::new(Along::new(problem, *party, order, course, *strict, tolerance)));
                }
            }
            Claim::Transfer { along, payer, receiver, strict } => {
                let (none, sides) = (Number::zero(), [(payer, &Course::Falls), (receiver, &Course::Rises)]);
                for (order, (party, course)) in along.iter().cartesian_product(sides) {
                    list.push(Box::new(Along::new(problem, *party, order, course, *strict, &none)));
                }
            }
            Claim::Prefers { parties, switch, strict } => {
                list.extend(parties.iter().map(|party| Box::new(Better::new(*party, switch, *strict)) as _));
            }
            Claim::Worth { parties, change, other, times, strict, tolerance } => {
                let worth = |party: &usize| Worth::new(problem, *party, (change, other), times, *strict, tolerance);
                list.extend(parties.iter().map(|party| Box::new(worth(party)) as _));
            }
            Claim::Together { parties, issues, together, strict, tolerance } => {
                for (party, [one, other]) in parties.iter().cartesian_product(issues.iter().array_combinations()) {
                    list.push(Box::new(Rectangles::new(problem, *party, (one, other), *together, *strict, tolerance)));
                }
            }
            Claim::Independent { parties, issues, of } => {
                let independence = |party: &usize| Independence::new(problem, *party, issues, of);
                list.extend(parties.iter().map(|party| Box::new(independence(party)) as _));
            }
            Claim::NothingOffsets { parties, switch, by } => {
                let nothing = |party: &usize| NothingOffsets::new(problem, *party, switch, by);
                list.extend(parties.iter().map(|party| Box::new(nothing(party)) as _));
            }
            Claim::Decisive { parties, issues } => {
                for (party, issue) in parties.iter().cartesian_product(issues) {
                    let (options, all) = (problem.issues()[*issue].options.len(), problem.issues().len());
                    list.push(Box::new(Decisive::new(*party, *issue, options, all)));
                }
            }
            Claim::Sides { parties, on, aligned } => {
                list.extend(on.iter().map(|order| Box::new(Sides::new(*parties, order, *aligned)) as _));
            }
            Claim::NoFreeLunch { issues, at } => {
                for issue in issues {
                    let options = problem.issues()[*issue].options.len();
                    list.push(Box::new(FreeLunch::new(problem.parties().len(), *issue, options, at.as_ref())));
                }
            }
            Claim::Mirrors { .. }
            | Claim::Normalised { .. }
            | Claim::Stance { .. }
            | Claim::Outcome { .. }
            | Claim::Usable { .. }
            | Claim::Solution { .. } => {}
        }
        list
    }
}
