//! `issue=option` on the command line, and the names of rules.

use super::ending::{Ending, Failure};
use super::options::{Changes, Searching};
use super::terminal;
use zopa::concept::{Concept, Nash};
use zopa::explain::Reach;
use zopa::model::{Diagnostic, Diagnostics};
use zopa::report::printable;
use zopa::{IssueId, OptionId, Package, Problem, Settled, Status, View};

/// The issue and the option (or level) that `issue=option` names, by id. Ids may contain `=` themselves: of the ways to cut the
/// text, the one that names an issue and one of its options is meant.
pub fn split<'t>(problem: &Problem, text: &'t str) -> Result<(&'t str, &'t str), Failure> {
    let cuts: Vec<(&str, &str)> = text.match_indices('=').map(|(at, _)| (&text[..at], &text[at + 1..])).collect();
    let issue = |id: &str| problem.issues().iter().find(|issue| issue.id == id);
    let named = |(id, option): &&(&str, &str)| {
        issue(id).is_some_and(|issue| issue.continuous || issue.options.iter().any(|known| known.id == *option))
    };
    let cut = cuts.iter().find(named).or_else(|| cuts.iter().find(|(id, _)| issue(id).is_some())).or(cuts.first());
    cut.copied().ok_or_else(|| {
        let message = format!("`{}` does not say what to choose", printable(text));
        Failure::new(&message, Some("write it as issue=option, with the ids of the model"))
    })
}

/// The view that the question asks about.
pub fn changed<'p>(problem: &'p Problem, changes: &Changes) -> Result<View<'p>, Failure> {
    let view = without(problem.view(), &changes.without)?;
    Ok(fixed(problem, changes)?.iter().fold(view, |view, (issue, by)| view.settle(*issue, by)))
}

/// What the question settles, by issue.
pub fn fixed(problem: &Problem, changes: &Changes) -> Result<Vec<(IssueId, Settled)>, Failure> {
    let mut fixed: Vec<(IssueId, Settled)> = Vec::new();
    for text in &changes.fix {
        let (issue, by) = split(problem, text)?;
        let settled = problem.settled(issue, by).map_err(|diagnostics| all_unknown(&diagnostics))?;
        if fixed.iter().any(|(other, by)| *other == settled.0 && *by != settled.1) {
            let message = format!("`{}` is fixed twice, to different options", printable(issue));
            return Err(Failure::new(&message, Some("leave one of them out")));
        }
        if !fixed.contains(&settled) {
            fixed.push(settled);
        }
    }
    Ok(fixed)
}

/// The package of a proposal with some options changed, or of one option for every issue; and what it is called.
pub fn package(
    problem: &Problem,
    proposal: Option<&str>,
    choices: &[String],
) -> Result<(Package, Option<String>), Failure> {
    let pairs = choices.iter().map(|text| split(problem, text)).collect::<Result<Vec<_>, Failure>>()?;
    let Some(id) = proposal else {
        let package = problem.package(pairs).map_err(|diagnostics| all_unknown(&diagnostics))?;
        return Ok((package, None));
    };
    let proposal = problem.proposal(id).map_err(|diagnostics| all_unknown(&diagnostics))?;
    let package = problem.package_with(&proposal.package, pairs.iter().copied());
    let package = package.map_err(|diagnostics| all_unknown(&diagnostics))?;
    let name = if pairs.is_empty() { proposal.name.clone() } else { format!("{}, changed", proposal.name) };
    Ok((package, Some(name)))
}

/// The Nash package; if there is none, how the command ends, which is told.
pub fn nash(view: &View, searching: &Searching) -> Result<Package, Ending> {
    chosen(view, &Nash, searching)
}

/// The package that a concept chooses, the first of several; if there is none, how the command ends, which is told.
pub fn chosen(view: &View, concept: &dyn Concept, searching: &Searching) -> Result<Package, Ending> {
    let question = view.clone().search().concepts([concept]).limits(searching.limits());
    let answer = question.engine(searching.engine()).without_ideal().run();
    let first = answer.solutions.iter().find_map(|solution| solution.agreements.first());
    match (answer.status, first) {
        (Status::Agreement, Some(point)) => Ok(point.package.clone()),
        (Status::Stopped(_), _) => {
            let name = concept.name();
            terminal::complain(&format!("no package is known: the search for the {name} package stopped\n"));
            Err(Ending::Stopped)
        }
        _ => {
            terminal::complain("no agreement is possible; the explain command says why\n");
            Err(Ending::Negative)
        }
    }
}

/// The view with these rules and red lines lifted.
pub fn without<'p>(view: View<'p>, names: &[String]) -> Result<View<'p>, Failure> {
    let lift = |view: View<'p>, name: &String| view.without(name).map_err(|diagnostics| all_unknown(&diagnostics));
    names.iter().try_fold(view, lift)
}

/// How far to look for trades, if it was said; as far as is reasonable, if not.
pub fn reach(issues: Option<u8>) -> Reach {
    let reach = Reach::default();
    issues.map_or(reach, |issues| Reach { issues: issues.into(), enough: usize::MAX, ..reach })
}

/// Two choices with a comma between them. Ids may contain commas themselves: of the ways to cut the text, the one that
/// names two issues and their options is meant.
pub fn two(problem: &Problem, text: &str) -> Result<[(IssueId, OptionId); 2], Failure> {
    let choice = |text: &str| {
        let (issue, option) = split(problem, text)?;
        problem.option(issue, option).map_err(|diagnostics| all_unknown(&diagnostics))
    };
    let both = |at: usize| Ok([choice(&text[..at])?, choice(&text[at + 1..])?]);
    let mut cuts = text.match_indices(',').map(|(at, _)| both(at));
    let Some(first) = cuts.next() else {
        let message = format!("`{}` does not name two changes", printable(text));
        return Err(Failure::new(&message, Some("write them as issue=option,issue=option, with the ids of the model")));
    };
    first.or_else(|failure| cuts.find_map(Result::ok).ok_or(failure))
}

/// A finding about the command line: it has no place in the file.
fn unknown(diagnostic: &Diagnostic) -> Failure {
    Failure::new(&printable(&diagnostic.message), diagnostic.help.as_deref().map(printable).as_deref())
}

/// Several of them.
pub fn all_unknown(diagnostics: &Diagnostics) -> Failure {
    Failure(diagnostics.iter().map(|diagnostic| unknown(diagnostic).0).collect())
}
