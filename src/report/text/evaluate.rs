//! A package on the table, as a page: the verdict first, then who accepts, and what would be better for all.

use super::differences::differences;
use super::package::package;
use super::worth::{size, worth};
use super::{Page, Style, against_no_deal, asked, parties, party, stopped, title};
use crate::explain::Evaluation;
use crate::frontier::Point;
use crate::problem::View;
use crate::report::table::Table;
use crate::report::words::{list, number, plural, signed, spoken};
use crate::report::{Difference, Verdict};
use crate::text::visible;

/// So many better packages are shown.
const SHOWN: usize = 3;

/// The page on [`View::evaluate`]; `name` is what the package is called, if it has a name.
pub fn evaluate(view: &View, evaluation: &Evaluation, name: Option<&str>, style: Style) -> String {
    let problem = view.problem();
    let mut page = Page::new(style);
    title(&mut page, view);
    asked(&mut page, view);
    page.space();
    let what = name.map_or_else(|| "This package".to_owned(), |name| format!("\"{}\"", visible(name)));
    page.paragraph(0, &verdict(view, evaluation, &what));
    stands(&mut page, view, evaluation);
    better(&mut page, view, evaluation);
    page.heading("Where the utilities come from");
    for (at, stand) in evaluation.stands.iter().enumerate() {
        page.space();
        let utility = problem.in_units(at, stand.utility);
        against_no_deal(&mut page, problem, at, &utility, &view.disagreement(at));
        worth(&mut page, view, at, &evaluation.package);
    }
    page.heading("The package");
    package(&mut page, problem, &evaluation.package);
    page.text
}

/// The rules that a package breaks, who accepts it, and whose red lines it crosses.
pub(super) fn stands(page: &mut Page, view: &View, evaluation: &Evaluation) {
    let problem = view.problem();
    if !evaluation.broken.is_empty() {
        page.heading("Rules that it breaks");
        for at in &evaluation.broken {
            page.item(2, "- ", &reason(view, *at));
        }
    }
    page.heading("Who accepts");
    let mut table =
        Table::default().text("Party", 0, 40).text("", 0, 12).number("Utility").number("Without a deal").number("Gain");
    for (at, stand) in evaluation.stands.iter().enumerate() {
        let word = if stand.accepts { "accepts" } else { "REFUSES" };
        let (utility, gain) = (problem.in_units(at, stand.utility), view.gain_in_units(at, stand.gain));
        table.row([party(problem, at), word.into(), number(&utility), number(&view.disagreement(at)), signed(&gain)]);
    }
    page.table(2, &table);
    for (at, stand) in evaluation.stands.iter().enumerate() {
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
    let refusal = |at: usize| {
        let stand = &evaluation.stands[at];
        let mut why = Vec::new();
        if stand.gain < 0 {
            why.push(format!("{} short of no deal", spoken(&size(&view.gain_in_units(at, stand.gain)))));
        }
        if !stand.crossed.is_empty() {
            why.push(plural(stand.crossed.len(), "red line crossed", "red lines crossed"));
        }
        format!("{} ({})", party(problem, at), why.join(", "))
    };
    let refusing: Vec<usize> = (0..view.parties()).filter(|at| !evaluation.stands[*at].accepts).collect();
    let refusals = list(&refusing.iter().map(|at| refusal(*at)).collect::<Vec<_>>());
    match Verdict::of(evaluation) {
        Verdict::Infeasible if refusing.is_empty() => format!("INFEASIBLE: {what} breaks a rule."),
        Verdict::Infeasible => format!("INFEASIBLE: {what} breaks a rule. It would also be refused by {refusals}."),
        Verdict::Accepted if refusing.is_empty() => format!("ACCEPTED: {what} is acceptable to every party."),
        Verdict::Accepted => format!("ACCEPTED: {what} passes the acceptance rule. Refused by {refusals}."),
        Verdict::Refused => format!("REFUSED: {what} is refused by {refusals}."),
    }
}

/// A rule or red line, with the author's reason.
pub(super) fn reason(view: &View, constraint: usize) -> String {
    let constraint = &view.problem().constraints()[constraint];
    let because = constraint.because.as_ref().map(|because| format!(": {}", visible(because)));
    format!("{}{}", visible(&constraint.name), because.unwrap_or_default())
}

/// What is said before an acceptable package that is exactly as good as a package that cannot be agreed.
pub(super) const AS_GOOD: &str = "Nothing is better for anybody without loss to another, but an acceptable package is exactly as good for every party:";

/// Up to three acceptable packages that leave nobody worse off, as changes.
fn better(page: &mut Page, view: &View, evaluation: &Evaluation) {
    let problem = view.problem();
    page.heading("Better for everybody");
    let points = match &evaluation.better {
        Ok(points) => points,
        Err(stop) => {
            page.paragraph(2, &format!("Not known: the search for better packages stopped {}.", stopped(*stop)));
            return;
        }
    };
    if let Some(point) = &evaluation.as_good {
        page.paragraph(2, AS_GOOD);
        differences(page, 5, problem, &evaluation.package, &point.package);
        return;
    }
    if points.is_empty() {
        page.paragraph(
            2,
            if evaluation.acceptable {
                "Nothing: the package is on the frontier. Whatever gives one party more gives another less."
            } else {
                "No acceptable package is at least as good for every party as this one: somebody who likes it would have to give way. The solve command shows what can be agreed."
            },
        );
        return;
    }
    let rises = |point: &Point, at: usize| point.utilities[at] - evaluation.stands[at].utility;
    let changes = |point: &Point| Difference::between(&evaluation.package, &point.package).len();
    let mut order: Vec<&Point> = points.iter().collect();
    // More parties that gain first, then fewer changes; equals stay in the order of the frontier.
    order.sort_by_key(|point| {
        (std::cmp::Reverse((0..view.parties()).filter(|at| rises(point, *at) > 0).count()), changes(point))
    });
    let intro = plural(points.len(), "acceptable package leaves", "acceptable points of the frontier leave");
    let shown = page.style.listed.unwrap_or(SHOWN);
    let few = if points.len() > shown { " The ones with the fewest changes:" } else { "" };
    page.paragraph(2, &format!("{intro} nobody worse off than this one.{few}"));
    for (at, point) in order.iter().take(shown).enumerate() {
        page.space();
        let rising: Vec<String> = (0..view.parties())
            .filter(|at| rises(point, *at) > 0)
            .map(|at| format!("{} {}", party(problem, at), signed(&problem.in_units(at, rises(point, at)))))
            .collect();
        let same: Vec<usize> = (0..view.parties()).filter(|at| rises(point, *at) == 0).collect();
        let same = if same.is_empty() { String::new() } else { format!("; no change for {}", parties(problem, &same)) };
        page.item(2, &format!("{}. ", at + 1), &format!("{}{same}", rising.join(", ")));
        differences(page, 5, problem, &evaluation.package, &point.package);
    }
}
