//! Deciding a claim that compares packages, comparison by comparison: by listing, by search, or at random.

use super::contexts::Contexts;
use super::tester::Tester;
use super::verdict::{Method, Open, Point, Proof, Refutation, Smallest, Undecided, Vacuity, Verdict, causes, size};
use super::{listing, sampling, scope, searching};
use crate::exact::Number;
use crate::problem::claims::comparison::{Comparison, Weights};
use crate::problem::{Condition, IssueId, Package};
use crate::search::{Control, Engine, Stop};
use itertools::Itertools;
use num_bigint::BigUint;
use num_rational::BigRational;

/// What came of one comparison.
enum Part {
    Holds {
        method: Method,
        combinations: u64,
        issues: Vec<IssueId>,
    },
    Idle,
    /// With how many issues, beside those compared, are not as today.
    Fails(usize, Box<Refutation>),
    Open(Undecided),
}

/// Whether a claim holds that makes these comparisons, each by itself: what refutes it is the smallest of what refutes one.
pub(super) fn test(tester: &Tester, comparisons: &[Comparison]) -> Result<Verdict, Stop> {
    let mut method = Method::Structure;
    let (mut combinations, mut idle, mut open) = (0u64, 0, None);
    let mut issues: Vec<IssueId> = Vec::new();
    let mut smallest = Smallest::default();
    for comparison in comparisons {
        let Some(part) = smallest.reached(tester.part(comparison))? else { break };
        match part {
            Part::Fails(changed, refutation) => {
                smallest.add(changed, *refutation);
                if smallest.is_least() {
                    break;
                }
            }
            Part::Idle => idle += 1,
            Part::Open(undecided) => {
                smallest.leave_open();
                open = open.or(Some(undecided));
            }
            Part::Holds { method: how, combinations: looked, issues: within } => {
                method = method.max(how);
                combinations = combinations.saturating_add(looked);
                issues.extend(within);
            }
        }
    }
    if let Some(refuted) = smallest.verdict() {
        return Ok(refuted);
    }
    if let Some(open) = open {
        return Ok(Verdict::Undecided(open));
    }
    let packages = tester.count(&Condition(Vec::new()));
    if idle == comparisons.len() || packages == Some(BigUint::ZERO) {
        return Ok(Verdict::Vacuous(tester.nothing_given().unwrap_or(Vacuity::NothingToCompare)));
    }
    let issues = issues.into_iter().sorted().dedup().collect();
    Ok(Proof { combinations, issues, packages, idle, ..Proof::by(method) }.into())
}

impl Tester<'_> {
    fn part(&self, comparison: &Comparison) -> Result<Part, Stop> {
        let given = self.given_of(comparison);
        let context = scope::context(self.view, comparison, &given);
        let mut contexts = Contexts::new(self.view, comparison, &context, &given);
        let refuted = |packages: Vec<Package>, weights: &Weights, free: usize, minimal| {
            // What is neither compared nor free, all packages share.
            let beside = packages
                .first()
                .map_or(0, |package| scope::changes_beside(self.problem(), package, &comparison.issues));
            Part::Fails(beside + free, Box::new(self.refutation(comparison, packages, weights, minimal)))
        };
        let holds = |compared: bool, method, combinations| {
            let within = comparison.issues.iter().chain(&context).copied().sorted();
            let issues = if method == Method::Structure { Vec::new() } else { within.collect() };
            if compared { Part::Holds { method, combinations, issues } } else { Part::Idle }
        };
        let control = Control::new(&self.limits()?);
        if comparison.by_structure {
            // It holds of whatever can be compared; of nothing it says nothing.
            let compared = listing::compares(&mut contexts, &control)?;
            return Ok(holds(compared != Some(false), Method::Structure, 0));
        }
        let listed = |contexts: &mut Contexts| -> Result<Option<Part>, Stop> {
            let Some(listing) = listing::list(contexts, &control)? else { return Ok(None) };
            let Some((chosen, found)) = listing.first else {
                return Ok(Some(holds(listing.compared, Method::Listing, listing.combinations)));
            };
            Ok(Some(match self.rest()? {
                Some(rest) => refuted(contexts.packages(&chosen, &found, &rest), &found.weights, found.changed, true),
                None => Part::Idle,
            }))
        };
        let lists = matches!(self.engine, Engine::Automatic | Engine::Enumerate);
        if lists && let Some(part) = listed(&mut contexts)? {
            return Ok(part);
        }
        let searched = match self.engine {
            Engine::Enumerate => Err(Stop::TooLarge),
            _ => searching::search(self.view, comparison, &given, &|| self.limits()),
        };
        // What no engine can be asked, beside ceilings for example, is listed whichever engine is asked for.
        if !lists
            && matches!(&searched, Err(Stop::Ceilings | Stop::TooLarge))
            && let Some(part) = listed(&mut contexts)?
        {
            return Ok(part);
        }
        match searched {
            Ok(searched) => Ok(match searched.first {
                Some((packages, weights)) => refuted(packages, &weights, searched.free, true),
                None => holds(searched.compared, Method::Search, 0),
            }),
            Err(stop) => {
                let sample = sampling::sample(&mut contexts);
                // Out of time there may be no package for the rest; then nothing is shown.
                Ok(match (sample.violation, self.rest()) {
                    (Some((chosen, found)), Ok(Some(rest))) => {
                        refuted(contexts.packages(&chosen, &found, &rest), &found.weights, found.changed, false)
                    }
                    _ => Part::Open(Undecided { reason: Open::Stopped(stop), sampled: sample.looked }),
                })
            }
        }
    }

    /// What is given for a comparison: with the package that it is made at, if it is made at one only.
    fn given_of(&self, comparison: &Comparison) -> Condition {
        let Some(package) = comparison.only_at else { return self.given.clone() };
        let mut conditions = self.given.0.clone();
        let others = self.problem().issue_ids().filter(|issue| !comparison.issues.contains(issue));
        for issue in others {
            let mut set = vec![false; self.problem()[issue].options.len()];
            set[package.option(issue).index()] = true;
            match conditions.iter_mut().find(|(other, _)| *other == issue) {
                Some((_, given)) => *given = given.iter().zip(&set).map(|(given, only)| *given && *only).collect(),
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
        comparison: &Comparison,
        packages: Vec<Package>,
        weights: &Weights,
        minimal: bool,
    ) -> Refutation {
        let problem = self.problem();
        let amount = weights.first().map(|(party, _)| {
            let scaled = size(problem, &packages, weights);
            Number::from(BigRational::new(scaled, problem[*party].scale.clone()))
        });
        let causes = weights.iter().flat_map(|(party, weights)| causes(problem, *party, &packages, weights)).collect();
        let parties = weights.iter().map(|(party, _)| *party).dedup().collect();
        let point = Point::Utilities { parties, issues: comparison.issues.clone() };
        Refutation { amount, causes, minimal, ..Refutation::of(point, packages) }
    }
}
