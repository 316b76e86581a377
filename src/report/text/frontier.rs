//! A frontier as a page: one point a line; with continuous issues, one end of a segment a line.

use super::{asked, party, stopped, title};
use crate::exact::Number;
use crate::page::{Page, Table};
use crate::problem::{PartyId, Problem, View};
use crate::report::words::{number, plural, readable_count, signed};
use crate::search::{Agreement, Cover, FrontierAnswer, Status, Target};

/// So many points are shown; the data form has all.
const SHOWN: usize = 200;

/// The page on [`Search::frontier`](crate::Search::frontier).
pub fn frontier(view: &View, target: Target, answer: &FrontierAnswer) -> Page {
    let problem = view.problem();
    let mut page = Page::default();
    title(&mut page, view);
    asked(&mut page, view);
    page.space();
    let which = match target {
        Target::Feasible => "feasible packages",
        Target::Acceptable if view.acceptance().is_unanimous() => "packages that every party accepts",
        Target::Acceptable => "packages that the acceptance rule passes",
    };
    let levels = problem.has_levels();
    let segments = answer.pieces.iter().filter(|piece| !piece.is_point()).count();
    let points = answer.entries() - segments;
    let mut parts = Vec::new();
    if segments > 0 {
        parts.push(plural(segments, "segment", "segments"));
    }
    if points > 0 || segments == 0 {
        parts.push(plural(points, "point", "points"));
    }
    let count = parts.join(" and ");
    let none = answer.entries() == 0;
    let sentence = match (answer.status, &answer.reached, &answer.cover) {
        (Status::Stopped(stop), Some(reached), _) => format!(
            "STOPPED {}: the frontier of the {which} begins with these {count}; others are missing. All are here in which \
             {} has at least {}.",
            stopped(stop),
            party(problem, PartyId::at(0)),
            number(reached)
        ),
        (Status::Stopped(stop), None, _) if none || !levels => {
            format!("STOPPED {}: no frontier can be shown.", stopped(stop))
        }
        (Status::Stopped(stop), None, _) => format!(
            "STOPPED {}: the {which} that were found make up {count}; others may be missing, and may be better.",
            stopped(stop)
        ),
        _ if none => format!("There are no {which}, so there is no frontier."),
        (_, _, Some(cover)) => covered(problem, which, &count, cover),
        _ if levels => format!(
            "The frontier of the {which} is made up of {count}, exactly: nothing on it can be improved for one party \
             without loss to the other, and between the ends of a segment levels and utilities move in proportion."
        ),
        _ => format!(
            "The frontier of the {which} has {count}: none can be improved for one party without loss to another."
        ),
    };
    page.paragraph(0, &sentence);
    if none {
        return page;
    }
    page.heading("Utilities, with gains over no deal in brackets");
    let mut table = match levels {
        true => Table::default().number("Piece").text("", 0, 16),
        false => Table::default().number("Point"),
    };
    for at in problem.party_ids() {
        table = table.number(&party(problem, at));
    }
    if !levels {
        table = table.number(if answer.cover.is_some() { "Packages, at least" } else { "Packages" });
    }
    let cells = |point: &Agreement| -> Vec<String> {
        let utilities = point.utilities.iter().zip(&point.gains);
        utilities.map(|(utility, gain)| format!("{} ({})", number(utility), signed(gain))).collect()
    };
    for (at, point) in answer.frontier.points.iter().take(SHOWN).enumerate() {
        let mut row = vec![(at + 1).to_string()];
        row.extend(cells(&Agreement::of(view, point)));
        row.push(readable_count(&point.packages));
        table.row(row);
    }
    for (at, piece) in answer.pieces.iter().take(SHOWN).enumerate() {
        let open = |word: &str, open: bool| if open { format!("{word} (excluded)") } else { word.to_owned() };
        let mut row = |piece: String, end: String, point: &Agreement| {
            table.row([piece, end].into_iter().chain(cells(point)));
        };
        if piece.is_point() {
            row((at + 1).to_string(), "point".to_owned(), &piece.from);
        } else {
            row((at + 1).to_string(), open("from", piece.from_open), &piece.from);
            row(String::new(), open("to", piece.to_open), &piece.to);
        }
    }
    page.table(2, table);
    let more = answer.entries().saturating_sub(SHOWN);
    if more > 0 {
        let [one, many] = if levels { ["more piece", "more pieces"] } else { ["more point", "more points"] };
        page.space();
        page.paragraph(2, &format!("{} are not shown.", plural(more, one, many)));
    }
    if answer.pieces.iter().any(|piece| piece.from_open || piece.to_open) {
        page.space();
        page.paragraph(2, "Excluded: something dominates this end, though nothing dominates the points next to it.");
    }
    page.space();
    page.paragraph(0, "The packages behind the points: --format csv or --format json.");
    page
}

fn covered(problem: &Problem, which: &str, count: &str, cover: &Cover) -> String {
    let by_party = |(at, most): (PartyId, &Number)| format!("{} for {}", number(most), party(problem, at));
    let by_party: Vec<String> = problem.party_ids().zip(&cover.tolerance).map(by_party).collect();
    format!(
        "A cover of the frontier of the {which}, with {count}: whatever leaves everybody so much to spare, one of them is \
         worse by no more than {}.",
        by_party.join(", ")
    )
}
