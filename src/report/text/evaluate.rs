//! A package on the table, as a page: the verdict first, then who accepts, and what would be better for all.

use super::differences::differences;
use super::package::package;
use super::worth::{size, worth};
use super::{against_no_deal, asked, parties, party, stopped, title};
use crate::exact::Number;
use crate::explain::{Evaluation, NoWorse};
use crate::frontier::Point;
use crate::page::{Page, Table};
use crate::problem::{ConstraintId, PartyId, View};
use crate::report::Verdict;
use crate::report::evaluate::broken;
use crate::report::words::{list, number, plural, signed, spoken};
use crate::search::Agreement;
use crate::text::visible;
use num_traits::{Signed, Zero};

/// So many better packages are shown.
const SHOWN: usize = 3;

/// The page on [`View::evaluate`]; `name` is what the package is called, if it has a name.
pub fn evaluate(view: &View, evaluation: &Evaluation, name: Option<&str>, listed: Option<usize>) -> Page {
    let problem = view.problem();
    let mut page = Page::default();
    title(&mut page, view);
    asked(&mut page, view);
    page.space();
    let what = name.map_or_else(|| "This package".to_owned(), |name| format!("\"{}\"", visible(name)));
    page.paragraph(0, &verdict(view, evaluation, &what));
    stands(&mut page, view, evaluation);
    better(&mut page, view, evaluation, listed.unwrap_or(SHOWN));
    page.heading("Where the utilities come from");
    for (at, stand) in problem.party_ids().zip(&evaluation.stands) {
        page.space();
        against_no_deal(&mut page, problem, at, &stand.utility, &view.disagreement(at));
        worth(&mut page, view, at, &evaluation.package);
    }
    page.heading("The package");
    package(&mut page, problem, &evaluation.package);
    page
}

/// The rules that a package breaks, who accepts it, and whose red lines it crosses.
pub(super) fn stands(page: &mut Page, view: &View, evaluation: &Evaluation) {
    let problem = view.problem();
    if !evaluation.breaks_no_rule() {
        page.heading("Rules that it breaks");
        for rule in broken(view, evaluation) {
            page.item(2, "- ", &with_reason(&rule.name, rule.because.as_deref()));
        }
    }
    page.heading("Who accepts");
    let mut table =
        Table::default().text("Party", 0, 40).text("", 0, 12).number("Utility").number("Without a deal").number("Gain");
    for (at, stand) in problem.party_ids().zip(&evaluation.stands) {
        let word = if stand.accepts { "accepts" } else { "REFUSES" };
        let without = number(&view.disagreement(at));
        table.row([party(problem, at), word.into(), number(&stand.utility), without, signed(&stand.gain)]);
    }
    page.table(2, table);
    for (at, stand) in problem.party_ids().zip(&evaluation.stands) {
        if !stand.crossed.is_empty() {
            page.space();
            page.paragraph(2, &format!("Red lines of {} that it crosses:", party(problem, at)));
            stand.crossed.iter().for_each(|at| page.item(4, "- ", &reason(view, *at)));
        }
    }
}

/// Accepted, refused by whom and by how much, or not feasible.
pub(super) fn verdict(view: &View, evaluation: &Evaluation, what: &str) -> String {
    let problem = view.problem();
    let refusal = |at: &PartyId| {
        let stand = &evaluation.stands[at.index()];
        let mut why = Vec::new();
        if stand.gain.value().is_negative() {
            why.push(format!("{} short of no deal", spoken(&size(&stand.gain))));
        }
        if !stand.crossed.is_empty() {
            why.push(plural(stand.crossed.len(), "red line crossed", "red lines crossed"));
        }
        format!("{} ({})", party(problem, *at), why.join(", "))
    };
    let refusing: Vec<PartyId> = problem.party_ids().filter(|at| !evaluation.stands[at.index()].accepts).collect();
    let refusals = list(&refusing.iter().map(refusal).collect::<Vec<_>>());
    match Verdict::of(evaluation) {
        Verdict::Infeasible if refusing.is_empty() => format!("INFEASIBLE: {what} breaks a rule."),
        Verdict::Infeasible => format!("INFEASIBLE: {what} breaks a rule. It would also be refused by {refusals}."),
        Verdict::Accepted if refusing.is_empty() => format!("ACCEPTED: {what} is acceptable to every party."),
        Verdict::Accepted => format!("ACCEPTED: {what} passes the acceptance rule. Refused by {refusals}."),
        Verdict::Refused => format!("REFUSED: {what} is refused by {refusals}."),
    }
}

/// A rule or red line, with the author's reason.
pub(super) fn reason(view: &View, constraint: ConstraintId) -> String {
    let constraint = &view.problem()[constraint];
    with_reason(&constraint.name, constraint.because.as_deref())
}

pub(super) fn with_reason(name: &str, because: Option<&str>) -> String {
    let because = because.map(|because| format!(": {}", visible(because)));
    format!("{}{}", visible(name), because.unwrap_or_default())
}

/// Acceptable packages that leave nobody worse off, as changes.
fn better(page: &mut Page, view: &View, evaluation: &Evaluation, shown: usize) {
    let problem = view.problem();
    page.heading("Better for everybody");
    let better = match &evaluation.better {
        Ok(better) => better,
        Err(stop) => {
            page.paragraph(2, &format!("Not known: the search for better packages stopped {}.", stopped(*stop)));
            return;
        }
    };
    if let Some(same) = &evaluation.as_good {
        page.paragraph(
            2,
            "Nothing is better for anybody without loss to another, but an acceptable package is exactly as good for every \
             party:",
        );
        differences(page, 5, problem, &evaluation.package, &same.package);
        return;
    }
    match better {
        NoWorse::Points(points) if !points.is_empty() => points_above(page, view, evaluation, points, shown),
        NoWorse::ByParty(best) if rises(evaluation, best).next().is_some() => best_for(page, view, evaluation, best),
        _ if evaluation.acceptable => page.paragraph(
            2,
            "Nothing: the package is on the frontier. Whatever gives one party more gives another less.",
        ),
        _ => page.paragraph(
            2,
            "No acceptable package is at least as good for every party as this one: somebody who likes it would have to \
             give way. The solve command shows what can be agreed.",
        ),
    }
}

/// The parties that gain by the best package for them.
fn rises<'e>(evaluation: &'e Evaluation, best: &'e [Agreement]) -> impl Iterator<Item = PartyId> + 'e {
    let stands = evaluation.stands.iter().zip(best).enumerate();
    stands.filter(|(at, (stand, best))| best.utilities[*at] > stand.utility).map(|(at, _)| PartyId::at(at))
}

/// With continuous issues: for each party, the package that is best for it.
fn best_for(page: &mut Page, view: &View, evaluation: &Evaluation, best: &[Agreement]) {
    let problem = view.problem();
    page.paragraph(
        2,
        "By party, the acceptable package that is best for it and leaves nobody worse off than this one.",
    );
    let mut shown: Vec<(Vec<PartyId>, &Agreement)> = Vec::new();
    for at in rises(evaluation, best) {
        match shown.iter_mut().find(|(_, other)| other.package == best[at.index()].package) {
            Some((for_whom, _)) => for_whom.push(at),
            None => shown.push((vec![at], &best[at.index()])),
        }
    }
    for (for_whom, agreement) in shown {
        page.space();
        let rise = |at: PartyId| {
            let (then, now) = (&agreement.utilities[at.index()], &evaluation.stands[at.index()].utility);
            Number::from(then.value() - now.value())
        };
        let rising: Vec<String> = problem
            .party_ids()
            .filter(|at| !rise(*at).value().is_zero())
            .map(|at| format!("{} {}", party(problem, at), signed(&rise(at))))
            .collect();
        page.item(2, "- ", &format!("Best for {}: {}", parties(problem, &for_whom), rising.join(", ")));
        differences(page, 5, problem, &evaluation.package, &agreement.package);
    }
}

/// Up to three points above a package.
fn points_above(page: &mut Page, view: &View, evaluation: &Evaluation, points: &[Point], shown: usize) {
    let problem = view.problem();
    let own = problem.utilities(&evaluation.package);
    let rises = |point: &Point, at: usize| point.utilities[at] - own[at];
    let changes = |point: &Point| evaluation.package.changed(&point.package, problem).len();
    let mut order: Vec<&Point> = points.iter().collect();
    // More parties that gain first, then fewer changes; equals stay in the order of the frontier.
    order.sort_by_key(|point| {
        (std::cmp::Reverse(problem.party_ids().filter(|at| rises(point, at.index()) > 0).count()), changes(point))
    });
    let intro = plural(points.len(), "acceptable package leaves", "acceptable points of the frontier leave");
    let few = if points.len() > shown { " The ones with the fewest changes:" } else { "" };
    page.paragraph(2, &format!("{intro} nobody worse off than this one.{few}"));
    for (at, point) in order.iter().take(shown).enumerate() {
        page.space();
        let rising: Vec<String> = problem
            .party_ids()
            .filter(|at| rises(point, at.index()) > 0)
            .map(|at| format!("{} {}", party(problem, at), signed(&problem.in_units(at, rises(point, at.index())))))
            .collect();
        let same: Vec<PartyId> = problem.party_ids().filter(|at| rises(point, at.index()) == 0).collect();
        let same = if same.is_empty() { String::new() } else { format!("; no change for {}", parties(problem, &same)) };
        page.item(2, &format!("{}. ", at + 1), &format!("{}{same}", rising.join(", ")));
        differences(page, 5, problem, &evaluation.package, &point.package);
    }
}
