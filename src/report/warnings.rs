//! What to keep in mind when reading solutions, in words.

use super::words::{capital, list, plural};
use crate::concept::Concept;
use crate::problem::{IssueId, PartyId, Problem, View};
use crate::search::{Answer, Solution, Status};
use num_traits::Signed;

/// The warnings that belong to an answer.
pub fn warnings(view: &View, answer: &Answer) -> Vec<String> {
    let problem = view.problem();
    let mut warnings = left_out(problem);
    let concepts = answer.solutions.iter().map(|solution| solution.concept);
    warnings.extend(comparing(problem, concepts));
    for solution in answer.solutions.iter().filter(|solution| solution.degenerate) {
        warnings.push(degenerate(view, solution));
    }
    for (at, party) in problem.party_ids().zip(problem.parties()) {
        if let Some(ideal) = answer.ideal.as_ref().filter(|_| !answer.by_rule && !party.order_only)
            && ideal[at.index()] == view.disagreement(at)
            && problem.approximations().is_empty()
        {
            warnings.push(at_its_limit(&party.name));
        }
    }
    let coalitions = answer.solutions.iter().any(|solution| solution.coalition.is_some());
    if answer.by_rule && answer.status == Status::Agreement && coalitions {
        warnings.push(
            "Each smallest set of parties that the acceptance rule lets decide bargains by itself, over what its members \
             accept and whoever refuses it; solutions of different sets cannot be compared. A solution that all members \
             of another set would leave for their own is left out, unless that leaves none."
                .to_owned(),
        );
    } else if coalitions {
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

/// What the model leaves unsaid, so that it counts as 0.
pub(super) fn left_out(problem: &Problem) -> Vec<String> {
    let left_out = problem.left_out();
    let sentence = |at: PartyId| {
        let party = &problem[at].name;
        if problem.is_silent_of(at) {
            return Some(format!("The model does not say what packages are worth to {party}: each counts as 0."));
        }
        let nobody = |issue: &IssueId| left_out.iter().all(|left| left[issue.index()]);
        let issues = problem.issue_ids().filter(|issue| left_out[at.index()][issue.index()] && !nobody(issue));
        let issues: Vec<&str> = issues.map(|issue| problem[issue].name.as_str()).collect();
        let count = if issues.len() == 1 { "it counts" } else { "they count" };
        let sentence = || format!("The values of {party} leave out {}: {count} as 0 for it.", list(&issues));
        (!issues.is_empty()).then(sentence)
    };
    problem.party_ids().filter_map(sentence).collect()
}

fn degenerate(view: &View, solution: &Solution) -> String {
    let problem = view.problem();
    let name = solution.concept.name();
    let without: Vec<&str> = match solution.agreements.first() {
        Some(point) => {
            let member = |at: &PartyId| solution.coalition.as_ref().is_none_or(|coalition| coalition.contains(at));
            let nothing = |at: &PartyId| member(at) && !point.gains[at.index()].value().is_positive();
            problem.party_ids().filter(nothing).map(|at| problem[at].name.as_str()).collect()
        }
        None => Vec::new(),
    };
    let gains = if without.len() == 1 { "gains" } else { "gain" };
    format!(
        "The {name} solution is degenerate: no package gives every party more than it has without a deal, so every \
         product of gains is 0. Chosen instead: as many parties as possible gain, and the product over those is \
         largest. {} {gains} nothing.",
        list(&without)
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
