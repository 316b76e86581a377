//! A frontier of points and segments as a page.

use super::super::{Page, Style, party, stopped, title};
use super::asked;
use crate::mixed::{MixedFrontier, MixedPoint, MixedView};
use crate::report::table::Table;
use crate::report::words::{number, plural, signed};
use crate::search::{Status, Target};

/// So many pieces are shown; the data form has all.
const SHOWN: usize = 200;

/// The page on [`MixedSearch::frontier`](crate::MixedSearch::frontier) and
/// [`MixedSearch::cover`](crate::MixedSearch::cover).
pub fn mixed_frontier(view: &MixedView, target: Target, answer: &MixedFrontier, style: Style) -> String {
    let problem = view.mixed().problem();
    let mut page = Page::new(style);
    title(&mut page, view.options());
    asked(&mut page, view);
    page.space();
    let which = match target {
        Target::Feasible => "feasible packages",
        Target::Acceptable => "packages that every party accepts",
    };
    let segments = answer.pieces.iter().filter(|piece| !piece.is_point()).count();
    let points = answer.pieces.len() - segments;
    let mut parts = Vec::new();
    if segments > 0 {
        parts.push(plural(segments, "segment", "segments"));
    }
    if points > 0 || segments == 0 {
        parts.push(plural(points, "point", "points"));
    }
    let count = parts.join(" and ");
    page.paragraph(
        0,
        &match (answer.status, &answer.cover) {
            (Status::Stopped(stop), _) if answer.pieces.is_empty() => {
                format!("STOPPED {}: no frontier can be shown.", stopped(stop))
            }
            (Status::Stopped(stop), _) => format!(
                "STOPPED {}: the {which} that were found make up {count}; others may be missing, and may be better.",
                stopped(stop)
            ),
            _ if answer.pieces.is_empty() => format!("There are no {which}, so there is no frontier."),
            (_, Some(tolerance)) => {
                let by_party = tolerance.iter().enumerate();
                let by_party = by_party.map(|(at, most)| format!("{} for {}", number(most), party(problem, at)));
                format!(
                    "A cover of the frontier of the {which}, with {count}: whatever leaves everybody so much to spare, one \
                     of them is worse by no more than {}.",
                    by_party.collect::<Vec<_>>().join(", ")
                )
            }
            _ => format!(
                "The frontier of the {which} is made up of {count}, exactly: nothing on it can be improved for one party \
                 without loss to the other, and between the ends of a segment levels and utilities move in proportion."
            ),
        },
    );
    if answer.pieces.is_empty() {
        return page.text;
    }
    page.heading("Utilities, with gains over no deal in brackets");
    let mut table = Table::default().number("Piece").text("", 0, 16);
    for at in 0..view.parties() {
        table = table.number(&party(problem, at));
    }
    for (at, piece) in answer.pieces.iter().take(SHOWN).enumerate() {
        let open = |word: &str, open: bool| if open { format!("{word} (excluded)") } else { word.to_owned() };
        if piece.is_point() {
            table.row(row(view, (at + 1).to_string(), "point".to_owned(), &piece.from));
        } else {
            table.row(row(view, (at + 1).to_string(), open("from", piece.from_open), &piece.from));
            table.row(row(view, String::new(), open("to", piece.to_open), &piece.to));
        }
    }
    page.table(2, &table);
    if answer.pieces.len() > SHOWN {
        page.space();
        let more = plural(answer.pieces.len() - SHOWN, "more piece", "more pieces");
        page.paragraph(2, &format!("{more} are not shown."));
    }
    if answer.pieces.iter().any(|piece| piece.from_open || piece.to_open) {
        page.space();
        page.paragraph(2, "Excluded: something dominates this end, though nothing dominates the points next to it.");
    }
    page.space();
    page.paragraph(0, "The packages behind the points: --format csv or --format json.");
    page.text
}

fn row(view: &MixedView, piece: String, end: String, point: &MixedPoint) -> Vec<String> {
    let mut cells = vec![piece, end];
    let cell = |at: usize| format!("{} ({})", number(&point.utilities[at]), signed(&point.gains[at]));
    cells.extend((0..view.parties()).map(cell));
    cells
}
