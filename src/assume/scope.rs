//! Which issues can make a difference to a comparison, and packages that are as much like today as can be.
//!
//! What a party's options are worth together with others is told by its interactions; which options can stand together,
//! by rules and red lines. An issue that neither links with those compared, directly or by way of others, makes no
//! difference: a verdict over the rest is one over all packages.

use crate::problem::claims::comparison::{Comparison, matters};
use crate::problem::{Condition, ConstraintId, IssueId, OptionId, Package, PartyId, Problem, View};
use crate::search::{Limits, Solution, Stop};
use std::collections::BTreeSet;

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

/// Of the acceptable packages of a view whose last party counts what is as it is today: the most that there can be, and
/// one with that many. None if there is none.
pub(super) fn likest(view: &View, limits: &Limits) -> Result<Option<(i64, Package)>, Stop> {
    let likeness = PartyId::at(view.parties() - 1);
    let best = view.best_for(likeness, limits)?;
    Ok(best.map(|best| (view.problem().utilities(&best.package)[likeness.index()], best.package)))
}

/// Of views, each with a package that has so many issues as today: the first view and the package whose options, issue
/// by issue over the first `issues`, are declared earliest. An issue is settled where no view allows an earlier option.
pub(super) fn earliest<'v>(
    mut views: Vec<(usize, View<'v>, Package)>,
    issues: usize,
    like: i64,
    limits: &Limits,
) -> Result<Vec<(usize, View<'v>, Package)>, Stop> {
    for issue in (0..issues).map(IssueId::at) {
        let options: BTreeSet<OptionId> = views.iter().flat_map(|(_, view, _)| view.options(issue)).collect();
        for option in options {
            let mut found = Vec::new();
            for (at, view, package) in &views {
                if !view.options(issue).any(|allowed| allowed == option) {
                    continue;
                }
                let fixed = view.clone().fix(issue, option);
                let package = match package.option(issue) == option {
                    true => Some(package.clone()),
                    false => likest(&fixed, limits)?.filter(|(most, _)| *most >= like).map(|(_, package)| package),
                };
                found.extend(package.map(|package| (*at, fixed, package)));
            }
            if !found.is_empty() {
                views = found;
                break;
            }
        }
    }
    Ok(views)
}

/// The package with the most issues as today, and of those the one whose options are declared earliest, among the
/// feasible ones of a view that satisfy a condition; with `accepted`, among the acceptable ones.
pub(super) fn example(
    view: &View,
    condition: &Condition,
    accepted: bool,
    limits: &Limits,
) -> Result<Option<Package>, Stop> {
    let problem = view.problem();
    let likeness = problem.with_likeness(&today(problem));
    let mut asked = view.clone().restrict(condition);
    if !accepted {
        asked = problem.party_ids().fold(asked, View::accepting_anything);
        asked = asked.with_consent_of(&vec![true; view.parties()]);
    }
    let asked = asked.of(&likeness);
    let Some((like, package)) = likest(&asked, limits)? else { return Ok(None) };
    let issues = problem.issues().len();
    let first = earliest(vec![(0, asked, package)], issues, like, limits)?;
    Ok(first.into_iter().next().map(|(.., package)| package))
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
