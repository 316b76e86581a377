//! What is chosen for issues, as `issue=option`; and the names of rules.

use super::desk::Desk;
use super::ending::{Ending, Refusal};
use super::options::Asking;
use super::written::Choice;
use crate::concept::Concept;
use crate::explain::Reach;
use crate::problem::{IssueId, LevelId, Package, Problem, Settled, View};
use crate::report::printable;
use crate::search::Status;
use num_rational::BigRational;

/// The issue and the option (or level) that `issue=option` names, by id. Ids may contain `=` themselves: of the ways to cut the
/// text, the one that names an issue and one of its options is meant.
fn split<'t>(problem: &Problem, choice: &'t Choice) -> Result<(&'t str, &'t str), Refusal> {
    let text = match choice {
        Choice::Of(issue, by) => return Ok((issue, by)),
        Choice::Written(text) => text.as_str(),
    };
    let cuts: Vec<(&str, &str)> = text.match_indices('=').map(|(at, _)| (&text[..at], &text[at + 1..])).collect();
    let issue = |id: &str| problem.issues().iter().find(|issue| issue.id == id);
    let named = |(id, option): &&(&str, &str)| {
        issue(id).is_some_and(|issue| issue.continuous || issue.options.iter().any(|known| known.id == *option))
    };
    let cut = cuts.iter().find(named).or_else(|| cuts.iter().find(|(id, _)| issue(id).is_some())).or(cuts.first());
    cut.copied().ok_or_else(|| {
        let message = format!("`{}` does not say what to choose", printable(text));
        Refusal::new(&message, Some("write it as issue=option, with the ids of the model"))
    })
}

/// The view that the question asks about.
pub fn changed<'p>(problem: &'p Problem, asking: &Asking) -> Result<View<'p>, Refusal> {
    let view = without(problem.view(), &asking.without)?;
    Ok(fixed(problem, asking)?.iter().fold(view, |view, (issue, by)| view.settle(*issue, by)))
}

/// What the question settles, by issue.
pub fn fixed(problem: &Problem, asking: &Asking) -> Result<Vec<(IssueId, Settled)>, Refusal> {
    let mut fixed: Vec<(IssueId, Settled)> = Vec::new();
    for text in &asking.fix {
        let (issue, by) = split(problem, text)?;
        let settled = problem.settled(issue, by)?;
        if fixed.iter().any(|(other, by)| *other == settled.0 && *by != settled.1) {
            let message = format!("`{}` is fixed twice, to different options", printable(issue));
            return Err(Refusal::new(&message, Some("leave one of them out")));
        }
        if !fixed.contains(&settled) {
            fixed.push(settled);
        }
    }
    Ok(fixed)
}

/// The package of a proposal with some options changed, or of one option for every issue; and what it is called. What the
/// question fixes, the package has to settle likewise.
pub fn package(
    problem: &Problem,
    asking: &Asking,
    proposal: Option<&str>,
    choices: &[Choice],
) -> Result<(Package, Option<String>), Refusal> {
    let pairs = choices.iter().map(|text| split(problem, text)).collect::<Result<Vec<_>, Refusal>>()?;
    let (package, name) = match proposal {
        None => (problem.package(pairs)?, None),
        Some(id) => {
            let proposal = problem.proposal(id)?;
            let package = problem.package_with(&proposal.package, pairs.iter().copied())?;
            let name = if pairs.is_empty() { proposal.name.clone() } else { format!("{}, changed", proposal.name) };
            (package, Some(name))
        }
    };
    for (issue, by) in fixed(problem, asking)? {
        if package.settled(problem, issue) != by {
            let id = printable(&problem[issue].id);
            let message = format!("the package settles `{id}` otherwise than --fix says");
            return Err(Refusal::new(&message, Some("--fix keeps an issue as the package settles it")));
        }
    }
    Ok((package, name))
}

/// The package that was named, and what it is called; or, if none was, the first of those that a concept chooses, without a name.
/// If there is none, how the command ends, which is told.
pub fn package_or_chosen(
    desk: &Desk,
    view: &View,
    asking: &Asking,
    concept: &dyn Concept,
    proposal: Option<&str>,
    choices: &[Choice],
) -> Result<Result<(Package, Option<String>), Ending>, Refusal> {
    if proposal.is_some() || !choices.is_empty() {
        let (package, name) = package(view.problem(), asking, proposal, choices)?;
        return Ok(Ok((package, Some(name.unwrap_or_else(|| "the package asked about".to_owned())))));
    }
    let question = view.clone().search().concepts([concept]).limits(asking.limits(desk));
    let answer = question.engine(asking.engine()).without_ideal().run();
    let first = answer.solutions.iter().find_map(|solution| solution.agreements.first());
    Ok(match (answer.status, first) {
        (Status::Agreement, Some(point)) => Ok((point.package.clone(), None)),
        (Status::Stopped(_), _) => {
            let name = concept.name();
            desk.tell(&format!("no package is known: the search for the {name} package stopped\n"));
            Err(Ending::Stopped)
        }
        _ => {
            desk.tell("no agreement is possible; the explain command says why\n");
            Err(Ending::Negative)
        }
    })
}

/// The view with these rules and red lines lifted.
pub fn without<'p>(view: View<'p>, names: &[String]) -> Result<View<'p>, Refusal> {
    Ok(names.iter().try_fold(view, |view, name| view.without(name))?)
}

/// The levels that are chosen for continuous issues; what is wrong with a choice is told where it is read.
pub fn levels<'c>(problem: &Problem, choices: impl Iterator<Item = &'c Choice>) -> Vec<(LevelId, BigRational)> {
    let level = |choice: &Choice| {
        let (issue, by) = split(problem, choice).ok()?;
        match problem.settled(issue, by).ok()? {
            (issue, Settled::Level(level)) => Some((problem.level_of(issue)?, level.value().clone())),
            _ => None,
        }
    };
    choices.filter_map(level).collect()
}

/// How far to look for trades, if it was said; as far as is reasonable, if not.
pub fn reach(issues: Option<u64>) -> Reach {
    let reach = Reach::default();
    issues.map_or(reach, |issues| Reach { issues: issues as usize, enough: usize::MAX, ..reach })
}

/// Two choices with a comma between them. Ids may contain commas themselves: of the ways to cut the text, the one that
/// names two issues and their options is meant.
pub fn two(problem: &Problem, text: &str) -> Result<[(IssueId, Settled); 2], Refusal> {
    let choice = |text: &str| {
        let written = Choice::Written(text.to_owned());
        let (issue, by) = split(problem, &written)?;
        Ok::<_, Refusal>(problem.settled(issue, by)?)
    };
    let both = |at: usize| Ok([choice(&text[..at])?, choice(&text[at + 1..])?]);
    let mut cuts = text.match_indices(',').map(|(at, _)| both(at));
    let Some(first) = cuts.next() else {
        let message = format!("`{}` does not name two changes", printable(text));
        return Err(Refusal::new(&message, Some("write them as issue=option,issue=option, with the ids of the model")));
    };
    first.or_else(|failure| cuts.find_map(Result::ok).ok_or(failure))
}
