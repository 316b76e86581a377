//! A frontier of a few parties, two by two: the utilities of each pair in a square of its own, with the marks of the picture above.

use super::WIDE;
use super::marks::Mark;
use super::scale::Scale;
use crate::page::{Anchor, Canvas, Picture, Table, width, wrapped};
use num_rational::BigRational;
use zopa::report::{AgreementReport, EntryReport, FrontierSummary};
use zopa::text::words::number;

const GAP: i64 = 120;
/// Of more parties, squares are too small.
const PARTIES: usize = 5;
/// Names have so many lines.
const LINES: usize = 3;
/// What is above the squares has so much room.
const HEAD: i64 = 540;

/// The picture of all entries, or of some of so many; none of fewer than two points, of two parties or of many, or where only an order is
/// known of what parties value.
pub(crate) fn matrix(
    summary: &FrontierSummary,
    entries: &[EntryReport],
    all: usize,
    marks: &[Mark],
) -> Option<Picture> {
    let head = &summary.head;
    let names = &head.opening.names;
    let parties: Vec<&str> = names.parties.keys().collect();
    let points: Vec<&AgreementReport> =
        entries.iter().flat_map(|entry| [Some(entry.ends().0), entry.ends().1]).flatten().collect();
    if points.len() < 2 || parties.len() < 3 || parties.len() > PARTIES || names.has_orders() {
        return None;
    }
    let side = (WIDE - GAP) / parties.len() as i64;
    // Nothing stands in the first row but a name.
    let corner = |row: usize, column: usize| {
        let down = if row == 0 { 0 } else { HEAD + side * (row as i64 - 1) };
        [GAP / 2 + side * column as i64, GAP / 2 + down]
    };
    let mut canvas = Canvas::new(WIDE);
    let value = |point: &AgreementReport, id: &str| Some(point.utilities.get(id)?.value().clone());
    let of = |id: &str| -> Option<Vec<BigRational>> { points.iter().map(|point| value(point, id)).collect() };
    let values: Vec<Vec<BigRational>> = parties.iter().map(|id| of(id)).collect::<Option<_>>()?;
    let without: Vec<&BigRational> =
        parties.iter().map(|id| Some(head.disagreement.get(id)?.value())).collect::<Option<_>>()?;
    let scale = |at: usize, from: i64, to: i64| {
        let marked = marks.iter().filter(|mark| !mark.proposed);
        let marked = marked.filter_map(|mark| Some(mark.utilities.get(parties[at])?.value()));
        Scale::around(values[at].iter().chain([without[at]]).chain(marked), from, to)
    };
    for row in 0..parties.len() {
        let [x, y] = corner(row, row);
        let lines = wrapped(&names.party(parties[row]), side - GAP, LINES);
        let top = if row == 0 { y + 120 } else { y + side / 2 - 80 * (lines.len() as i64 - 1) };
        for (at, line) in lines.iter().enumerate() {
            canvas.text("", [x + (side - GAP) / 2, top + 160 * at as i64], Anchor::Middle, line);
        }
        for column in 0..row {
            let [x, y] = corner(row, column);
            let (right, bottom) = (x + side - GAP, y + side - GAP);
            let (across, up) = (scale(column, x, right), scale(row, bottom, y));
            let origin = [across.at(without[column]), up.at(without[row])];
            if origin[0] > x {
                canvas.rect("shade", [x, y], [origin[0] - x, bottom - y], "");
            }
            if origin[1] < bottom {
                canvas.rect("shade", [origin[0], origin[1]], [right - origin[0], bottom - origin[1]], "");
            }
            canvas.rect("box", [x, y], [right - x, bottom - y], "");
            let places = values[column].iter().zip(&values[row]).map(|(one, other)| [across.at(one), up.at(other)]);
            let mut places: Vec<[i64; 2]> = places.collect();
            places.sort_unstable();
            places.dedup();
            canvas.dots(&places);
            // Chosen packages last, so that they are seen.
            for proposed in [true, false] {
                for mark in marks.iter().filter(|mark| mark.proposed == proposed) {
                    let own = [mark.utilities.get(parties[column]), mark.utilities.get(parties[row])];
                    let [Some(one), Some(other)] = own else { continue };
                    let [x, y] = [across.at(one.value()), up.at(other.value())];
                    // Its letter stands beside it, where there is room.
                    let sides = [(60, 40), (-60 - width(&mark.mark), 40), (-30, -70), (-30, 150)];
                    let free = |(left, down): &(i64, i64)| {
                        let own = [x + left, y + down - 90, x + left + width(&mark.mark), y + down + 30];
                        let [from, top] = corner(row, column);
                        own[0] >= from && own[1] >= top && own[2] <= right && own[3] <= bottom && canvas.is_free(own)
                    };
                    let side = sides.into_iter().find(free);
                    let title = if side.is_some() { String::new() } else { mark.called() };
                    match proposed {
                        true => canvas.rect("hollow", [x - 45, y - 45], [90, 90], &title),
                        false => canvas.circle("plus", [x, y], 50, &title),
                    }
                    if let Some((left, down)) = side {
                        canvas.text("", [x + left, y + down], Anchor::Start, &mark.mark);
                    }
                }
            }
        }
    }
    canvas.reach(GAP / 2 + HEAD + side * (parties.len() as i64 - 1));
    let mut numbers = Table::default().text("Party", 0, 40).number("without a deal").number("least").number("most");
    for (at, id) in parties.iter().enumerate() {
        let said = |value: Option<&BigRational>| value.map(|value| number(&value.clone().into())).unwrap_or_default();
        numbers.row([
            names.party(id),
            said(Some(without[at])),
            said(values[at].iter().min()),
            said(values[at].iter().max()),
        ]);
    }
    let seen = "Each square has two parties: across, the one whose name stands above it; upwards, the one whose name stands at its right. \
                Dots are points of the frontier, discs what concepts choose, squares proposals, at the edge where they lie beyond it, with the \
                marks of the picture above; what is shaded one of the two refuses.";
    let some = match all > entries.len() {
        true => format!(" {} of {all} are drawn, and the least and the most below are of these.", entries.len()),
        false => String::new(),
    };
    Some(Picture {
        title: "The frontier, two parties at a time".into(),
        seen: format!("{seen}{some}"),
        canvas,
        numbers,
    })
}
