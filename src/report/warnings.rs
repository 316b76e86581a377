//! What to keep in mind when reading solutions, in words.

use super::words::{capital, list, plural};
use crate::concept::Concept;
use crate::mixed::{LARGEST_POWER, MixedAnswer, MixedView};
use crate::problem::{Problem, View};
use crate::search::{Answer, Solution, Status};
use num_traits::Zero;

/// The warnings that belong to an answer.
pub fn warnings(view: &View, answer: &Answer) -> Vec<String> {
    let problem = view.problem();
    let mut warnings = Vec::new();
    let concepts = answer.solutions.iter().map(|solution| solution.concept);
    warnings.extend(comparing(problem, concepts));
    for solution in answer.solutions.iter().filter(|solution| solution.degenerate) {
        warnings.push(degenerate(view, solution));
    }
    for (at, party) in problem.parties().iter().enumerate() {
        if let Some(ideal) = answer.ideal.as_ref().filter(|_| !answer.by_rule)
            && view.gain(at, ideal[at]) == 0
        {
            warnings.push(at_its_limit(&party.name));
        }
    }
    if answer.by_rule && answer.status == Status::Agreement {
        warnings.push(
            "Each smallest set of parties that the acceptance rule lets decide bargains by itself, over what its members \
             accept and whoever refuses it; solutions of different sets cannot be compared. A solution that all members \
             of another set would leave for their own is left out, unless that leaves none."
                .to_owned(),
        );
    } else if answer.solutions.iter().any(|solution| solution.coalition.is_some()) {
        let quota = view.acceptance().quota;
        warnings.push(format!(
            "No package is accepted by every party. The solutions are those of the largest coalitions that the \
             acceptance rule lets agree (it asks for {}); each coalition bargains among its members, and solutions of \
             different coalitions cannot be compared.",
            plural(quota, "party", "parties")
        ));
    }
    warnings
}

fn degenerate(view: &View, solution: &Solution) -> String {
    let problem = view.problem();
    let name = solution.concept.name();
    let without: Vec<&str> = match solution.agreements.first() {
        Some(point) => {
            let member = |at: &usize| solution.coalition.as_ref().is_none_or(|coalition| coalition.contains(at));
            let nothing = |at: &usize| member(at) && view.gain(*at, point.utilities[*at]) <= 0;
            (0..view.parties()).filter(nothing).map(|at| problem.parties()[at].name.as_str()).collect()
        }
        None => Vec::new(),
    };
    nobody_else(name, &without)
}

fn nobody_else(name: &str, without: &[&str]) -> String {
    let gains = if without.len() == 1 { "gains" } else { "gain" };
    format!(
        "The {name} solution is degenerate: no package gives every party more than it has without a deal, so every \
         product of gains is 0. Chosen instead: as many parties as possible gain, and the product over those is \
         largest. {} {gains} nothing.",
        list(without)
    )
}

/// The warning that utilities are compared which may have no common unit.
fn comparing<'c>(problem: &Problem, concepts: impl Iterator<Item = &'c dyn Concept>) -> Option<String> {
    let mut names: Vec<&str> =
        concepts.filter(|concept| concept.compares_parties()).map(|concept| concept.name()).collect();
    names.dedup();
    if names.is_empty() || problem.comparable() {
        return None;
    }
    let (compare, change) =
        if names.len() == 1 { ("compares", "its answer changes") } else { ("compare", "their answers change") };
    Some(format!(
        "{} {compare} the utilities of different parties, but the model does not say that these have a common unit \
         (\"comparable\": true): {change} if one party's numbers are written in another unit.",
        capital(&list(&names))
    ))
}

fn at_its_limit(party: &str) -> String {
    format!(
        "{party} gains from no package that every party accepts: it is at its limit whatever is agreed, and is left out \
         wherever a concept looks at shares of the ideal gain."
    )
}

/// The warnings that belong to an answer about a model with continuous issues.
pub(super) fn mixed_warnings(view: &MixedView, answer: &MixedAnswer) -> Vec<String> {
    let problem = view.mixed().problem();
    let names: Vec<&str> = problem.parties().iter().map(|party| party.name.as_str()).collect();
    let mut warnings = Vec::new();
    warnings.extend(comparing(problem, answer.solutions.iter().map(|solution| solution.concept)));
    for solution in answer.solutions.iter().filter(|solution| solution.degenerate) {
        let Some(agreement) = solution.agreements.first() else { continue };
        let nothing = agreement.gains.iter().zip(&names).filter(|(gain, _)| gain.value().is_zero());
        let nothing: Vec<&str> = nothing.map(|(_, name)| *name).collect();
        warnings.push(nobody_else(solution.concept.name(), &nothing));
    }
    for (at, name) in names.iter().enumerate() {
        if answer.ideal.as_ref().is_some_and(|ideal| *ideal[at].value() == view.disagreement(at)) {
            warnings.push(at_its_limit(name));
        }
    }
    if problem
        .exponents
        .iter()
        .try_fold(0u32, |sum, power| sum.checked_add(*power))
        .is_none_or(|sum| sum > LARGEST_POWER)
    {
        warnings.push(format!(
            "Nash is left out: as whole numbers in the same proportions, the parties' weights sum to more than \
             {LARGEST_POWER}, which is too much for an exact product beside continuous issues."
        ));
    }
    warnings
}
