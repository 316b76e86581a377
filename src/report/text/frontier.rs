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
    let sentence = match answer.status {
        Status::Stopped(stop) => format!("STOPPED {}: no frontier can be shown.", stopped(stop)),
        _ if points.is_empty() => format!("There are no {which}, so there is no frontier."),
        _ => format!(
            "The frontier of the {which} has {}: none can be improved for one party without loss to another.",
            plural(points.len(), "point", "points")
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
    table = table.number("Packages");
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
