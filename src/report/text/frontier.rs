//! A frontier as a page: one point a line.

use super::{Page, Style, asked, party, stopped, title};
use crate::problem::View;
use crate::report::parts::gain;
use crate::report::table::Table;
use crate::report::words::{number, plural, readable_count, signed};
use crate::search::{FrontierAnswer, Status, Target};

/// So many points are shown; the data form has all.
const SHOWN: usize = 200;

/// The page on [`Search::frontier`](crate::Search::frontier).
pub fn frontier(view: &View, target: Target, answer: &FrontierAnswer, style: Style) -> String {
    let problem = view.problem();
    let mut page = Page::new(style);
    title(&mut page, view);
    asked(&mut page, view);
    page.space();
    let points = &answer.frontier.points;
    let which = match target {
        Target::Feasible => "feasible packages",
        Target::Acceptable if view.acceptance().is_unanimous() => "packages that every party accepts",
        Target::Acceptable => "packages that the acceptance rule passes",
    };
    let count = plural(points.len(), "point", "points");
    let sentence = match (answer.status, answer.reached, &answer.cover) {
        (Status::Stopped(stop), Some(reached), _) => format!(
            "STOPPED {}: the frontier of the {which} begins with these {count}; others are missing. All are here in which \
             {} has at least {}.",
            stopped(stop),
            party(problem, 0),
            number(&problem.in_units(0, reached))
        ),
        (Status::Stopped(stop), None, _) => format!("STOPPED {}: no frontier can be shown.", stopped(stop)),
        _ if points.is_empty() => format!("There are no {which}, so there is no frontier."),
        (_, _, Some(cover)) => {
            let by_party = (0..view.parties())
                .map(|at| format!("{} for {}", number(&problem.in_units(at, cover.tolerance[at])), party(problem, at)));
            format!(
                "A cover of the frontier of the {which}, with {count}: whatever leaves everybody so much to spare, one of \
                 them is worse by no more than {}.",
                by_party.collect::<Vec<_>>().join(", ")
            )
        }
        _ => format!(
            "The frontier of the {which} has {count}: none can be improved for one party without loss to another."
        ),
    };
    page.paragraph(0, &sentence);
    if points.is_empty() {
        return page.text;
    }
    page.heading("Utilities, with gains over no deal in brackets");
    let mut table = Table::default().number("Point");
    for at in 0..view.parties() {
        table = table.number(&party(problem, at));
    }
    table = table.number(if answer.cover.is_some() { "Packages, at least" } else { "Packages" });
    for (at, point) in points.iter().take(SHOWN).enumerate() {
        let cell = |party: usize| {
            let utility = number(&problem.in_units(party, point.utilities[party]));
            format!("{utility} ({})", signed(&gain(view, party, &point.utilities)))
        };
        let mut cells = vec![(at + 1).to_string()];
        cells.extend((0..view.parties()).map(cell));
        cells.push(readable_count(&point.packages));
        table.row(cells);
    }
    page.table(2, &table);
    if points.len() > SHOWN {
        page.space();
        page.paragraph(2, &format!("{} are not shown.", plural(points.len() - SHOWN, "more point", "more points")));
    }
    page.space();
    page.paragraph(0, "The packages behind the points: --format csv or --format json.");
    page.text
}
