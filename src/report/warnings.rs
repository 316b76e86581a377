//! What to keep in mind when reading solutions, in words.

use super::words::{capital, list, plural};
use crate::problem::View;
use crate::search::{Answer, Solution};

/// The warnings that belong to an answer.
pub fn warnings(view: &View, answer: &Answer) -> Vec<String> {
    let problem = view.problem();
    let mut warnings = Vec::new();
    let comparing: Vec<&Solution> =
        (answer.solutions.iter()).filter(|solution| solution.concept.compares_parties()).collect();
    if !comparing.is_empty() && !problem.comparable() {
        let mut names: Vec<&str> = comparing.iter().map(|solution| solution.concept.name()).collect();
        names.dedup();
        let (compare, change) =
            if names.len() == 1 { ("compares", "its answer changes") } else { ("compare", "their answers change") };
        warnings.push(format!(
            "{} {compare} the utilities of different parties, but the model does not say that these have a common unit \
             (\"comparable\": true): {change} if one party's numbers are written in another unit.",
            capital(&list(&names))
        ));
    }
    for solution in answer.solutions.iter().filter(|solution| solution.degenerate) {
        warnings.push(degenerate(view, solution));
    }
    for (at, party) in problem.parties().iter().enumerate() {
        if let Some(ideal) = &answer.ideal
            && view.gain(at, ideal[at]) == 0
        {
            warnings.push(format!(
                "{} gains from no package that every party accepts: it is at its limit whatever is agreed, and is left \
                 out wherever a concept looks at shares of the ideal gain.",
                party.name
            ));
        }
    }
    if answer.solutions.iter().any(|solution| solution.coalition.is_some()) {
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
    let gains = if without.len() == 1 { "gains" } else { "gain" };
    format!(
        "The {name} solution is degenerate: no package gives every party more than it has without a deal, so every \
         product of gains is 0. Chosen instead: as many parties as possible gain, and the product over those is \
         largest. {} {gains} nothing.",
        list(&without)
    )
}
