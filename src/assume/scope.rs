//! Which issues can make a difference to a comparison, and the package that is shown for it.
//!
//! What a party's options are worth together with others is told by its interactions; which options can stand together,
//! by rules and red lines. An issue that neither links with those compared, directly or by way of others, makes no
//! difference: a verdict over the rest is one over all packages.

use super::nearest::{Nearest, of_rules};
use crate::problem::claims::comparison::{Comparison, matters};
use crate::problem::{Condition, ConstraintId, IssueId, OptionId, Package, Problem, View};
use crate::search::{Limits, Solution, Stop};

/// The issues beside those compared that can make a difference, ascending.
pub(super) fn context(view: &View, comparison: &Comparison, given: &Condition) -> Vec<IssueId> {
    let problem = view.problem();
    let mut within = vec![false; problem.issues().len()];
    comparison.issues.iter().for_each(|issue| within[issue.index()] = true);
    let own = within.clone();
    for interaction in problem.interactions().iter().filter(|i| comparison.parties.contains(&i.party)) {
        let scope = interaction.scope();
        if scope.iter().any(|issue| own[issue.index()]) {
            scope.iter().for_each(|issue| within[issue.index()] = true);
        }
    }
    // A ceiling links all that its party values.
    for party in comparison.parties.iter().filter(|party| problem.ceiling(**party).is_some()) {
        let own = problem.issue_ids().filter(|issue| matters(problem, *party, *issue));
        own.for_each(|issue| within[issue.index()] = true);
    }
    given.0.iter().for_each(|(issue, _)| within[issue.index()] = true);
    let mut scopes: Vec<Vec<IssueId>> = view.constraints().map(|(_, constraint)| constraint.scope()).collect();
    loop {
        let before = scopes.len();
        scopes.retain(|scope| {
            let linked = scope.iter().any(|issue| within[issue.index()]);
            if linked {
                scope.iter().for_each(|issue| within[issue.index()] = true);
            }
            !linked
        });
        if scopes.len() == before {
            break;
        }
    }
    problem.issue_ids().filter(|issue| within[issue.index()] && !own[issue.index()]).collect()
}

/// The package that holds today.
pub(super) fn today(problem: &Problem) -> Package {
    Package::new(problem.issues().iter().map(|issue| issue.today()).collect::<Vec<OptionId>>())
}

/// On how many issues a package differs from what holds today.
pub(super) fn changes(problem: &Problem, package: &Package) -> usize {
    changes_beside(problem, package, &[])
}

/// The same beside some issues.
pub(super) fn changes_beside(problem: &Problem, package: &Package, compared: &[IssueId]) -> usize {
    let others = problem.issue_ids().filter(|issue| !compared.contains(issue));
    others.filter(|issue| problem[*issue].today() != package.option(*issue)).count()
}

/// The package with the most issues as today, and of those the one whose options are declared earliest, among the
/// feasible ones of a view that satisfy a condition; with `accepted`, among the acceptable ones.
pub(super) fn example(
    view: &View,
    condition: &Condition,
    accepted: bool,
    limits: &Limits,
) -> Result<Option<Package>, Stop> {
    let (problem, mut nearest) = (view.problem(), Nearest::default());
    let issues = problem.issues().len();
    if accepted {
        let likeness = problem.with_likeness(&today(problem));
        return nearest.first(view.clone().restrict(condition).of(&likeness), issues, limits);
    }
    let rules = of_rules(view)?;
    let first = nearest.first(rules.view(view, condition), issues, limits)?;
    Ok(first.and_then(|package| rules.copies(&package).pop()))
}

/// What a package must not have, and the red line that it would cross.
pub(super) type Excluded = (Condition, Option<ConstraintId>);

/// A package that a concept chooses, one of those most like today, which has something that is excluded.
pub(super) fn lacking(
    view: &View,
    solution: &Solution,
    excluding: &[Excluded],
    limits: &dyn Fn() -> Result<Limits, Stop>,
) -> Result<Option<(Package, Option<ConstraintId>)>, Stop> {
    let mut first: Option<(usize, Package, Option<ConstraintId>)> = None;
    for agreement in &solution.agreements {
        // What is chosen is efficient, also by a coalition for those outside: where everybody gets as much as this, everybody
        // gets exactly this.
        let same = view.at_least(&view.problem().utilities(&agreement.package));
        for (condition, red_line) in excluding {
            let Some(package) = example(&same, condition, true, &limits()?)? else { continue };
            let changed = changes(view.problem(), &package);
            if first.as_ref().is_none_or(|(least, best, _)| (changed, &package) < (*least, best)) {
                first = Some((changed, package, *red_line));
            }
        }
    }
    Ok(first.map(|(_, package, red_line)| (package, red_line)))
}
