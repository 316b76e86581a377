//! A frontier: for two parties in the plane of their utilities, for more as lines across an axis for each party.
//!
//! Between two packages there is none: the frontier of two parties is drawn as stairs, and as a straight line only where a
//! segment of levels is one.

use super::WIDE;
use super::scale::Scale;
use crate::page::{Anchor, Canvas, Picture, Table, fitted};
use num_rational::BigRational;
use zopa::exact::Number;
use zopa::report::{AgreementReport, EntryReport, FrontierSummary, Head};
use zopa::text::words::{narrow, number, signed};

const LEFT: i64 = 800;
const TOP: i64 = 300;
const BOTTOM: i64 = 4600;
/// So many entries are drawn at most: of more, some at even distances.
pub(crate) const DRAWN: usize = 80;
/// The axes of more parties are close to each other.
const CLOSE: usize = 6;
/// So many are listed in numbers.
const LISTED: usize = 12;

/// The picture of all entries, or of some of them from the first to the last, with what the page says of all; none of fewer than two
/// points, or for one party.
pub(crate) fn frontier(summary: &FrontierSummary, entries: &[EntryReport], all: usize, said: &str) -> Option<Picture> {
    let head = &summary.head;
    let names = &head.opening.names;
    let points: Vec<&AgreementReport> =
        entries.iter().flat_map(|entry| [Some(entry.ends().0), entry.ends().1]).flatten().collect();
    if points.len() < 2 || names.parties.len() < 2 {
        return None;
    }
    // Where points are left out, nothing is said of what is between two.
    let whole = summary.complete && summary.cover.is_none() && summary.tolerance.is_none() && all == entries.len();
    let parties: Vec<&str> = names.parties.keys().collect();
    let (canvas, drawn) = match parties.as_slice() {
        [first, second] => plane(head, entries, [first, second], whole)?,
        _ => lines(head, &points, &parties)?,
    };
    let mut seen = format!("{said} {drawn}");
    if all > entries.len() {
        seen += &format!(" {} of them are drawn.", entries.len());
    }
    let mut numbers = Table::default().text("", 0, 12);
    for id in &parties {
        numbers = numbers.number(&names.party(id));
    }
    for entry in entries.iter().take(LISTED) {
        let [from_open, to_open] = open(entry);
        for (point, open) in [(Some(entry.ends().0), from_open), (entry.ends().1, to_open)] {
            let Some(point) = point else { continue };
            let gain = |id: &str| point.gains.get(id).map(signed).unwrap_or_default();
            let cells = point.utilities.iter().map(|(id, utility)| format!("{} ({})", number(utility), gain(id)));
            numbers.row(std::iter::once(if open { "excluded" } else { "" }.to_owned()).chain(cells));
        }
    }
    if entries.len() > LISTED {
        seen += &format!(" The first {LISTED} are listed below.");
    }
    let title = if whole { "The frontier" } else { "Points of the frontier" };
    Some(Picture { title: title.to_owned(), seen, canvas, numbers })
}

/// Whether the ends of a segment do not belong to the frontier itself.
fn open(entry: &EntryReport) -> [bool; 2] {
    match entry {
        EntryReport::Point(_) => [false; 2],
        EntryReport::Piece(piece) => [piece.from_open, piece.to_open],
    }
}

/// Two parties: the plane of their utilities.
fn plane(head: &Head, entries: &[EntryReport], ids: [&str; 2], whole: bool) -> Option<(Canvas, String)> {
    let names = &head.opening.names;
    let value = |point: &AgreementReport, id: &str| Some(point.utilities.get(id)?.value().clone());
    let without = ids.map(|id| head.disagreement.get(id).map(|number| number.value().clone()).unwrap_or_default());
    let mut ends: Vec<[[BigRational; 2]; 2]> = Vec::new();
    for entry in entries {
        let (from, to) = entry.ends();
        let place = |point: &AgreementReport| Some([value(point, ids[0])?, value(point, ids[1])?]);
        ends.push([place(from)?, place(to.unwrap_or(from))?]);
    }
    let along = |party: usize, from: i64, to: i64| {
        let values = ends.iter().flatten().map(move |point| &point[party]);
        Scale::around(values.chain([&without[party]]), from, to)
    };
    let (across, up) = (along(0, LEFT, WIDE - 300), along(1, BOTTOM, TOP));
    let at = |point: &[BigRational; 2]| [across.at(&point[0]), up.at(&point[1])];
    let mut canvas = Canvas::new(WIDE);
    let origin = at(&without);
    if origin[0] > LEFT {
        canvas.rect("shade", [LEFT, TOP], [origin[0] - LEFT, BOTTOM - TOP], "");
    }
    if origin[1] < BOTTOM {
        canvas.rect("shade", [origin[0], origin[1]], [WIDE - 300 - origin[0], BOTTOM - origin[1]], "");
    }
    for (x, tick) in across.ticks() {
        canvas.line("grid", [x, TOP], [x, BOTTOM]);
        canvas.tick([x, BOTTOM + 180], Anchor::Middle, &narrow(&tick));
    }
    for (y, tick) in up.ticks() {
        canvas.line("grid", [LEFT, y], [WIDE - 300, y]);
        canvas.tick([LEFT - 80, y + 40], Anchor::End, &narrow(&tick));
    }
    canvas.text(
        "",
        [(LEFT + WIDE - 300) / 2, BOTTOM + 420],
        Anchor::Middle,
        &fitted(&names.party(ids[0]), WIDE - LEFT),
    );
    canvas.text("", [80, TOP - 120], Anchor::Start, &fitted(&names.party(ids[1]), WIDE / 2));
    let mut last: Option<[i64; 2]> = None;
    for [from, to] in &ends {
        let [from, to] = [at(from), at(to)];
        if let Some(last) = last.filter(|last| whole && *last != from) {
            canvas.path("thin", &[last, [from[0], last[1]], from], "");
        }
        if from != to {
            canvas.path("bold", &[from, to], "");
        }
        last = Some(to);
    }
    for ([from, to], entry) in ends.iter().zip(entries) {
        let (first, other) = entry.ends();
        let [from_open, to_open] = open(entry);
        for (place, point, open) in [(from, Some(first), from_open), (to, other, to_open)] {
            let Some(point) = point else { continue };
            let title = names.amounts(point.utilities.iter(), number).join(", ");
            let (class, word) = if open { ("hollow", " (excluded)") } else { ("full", "") };
            canvas.circle(class, at(place), 45, &format!("{title}{word}"));
        }
    }
    canvas.rect(
        "hollow",
        [origin[0] - 50, origin[1] - 50],
        [100, 100],
        &format!("no deal: {}", names.amounts(head.disagreement.iter(), number).join(", ")),
    );
    canvas.reach(BOTTOM + 500);
    let (best, worst) = (ends.first()?, ends.last()?);
    let said = |value: &BigRational| number(&value.clone().into());
    let seen = format!(
        "Drawn from {} for {} and {} for {} to {} and {}; what is shaded somebody refuses.",
        said(&best[0][0]),
        names.party(ids[0]),
        said(&best[0][1]),
        names.party(ids[1]),
        said(&worst[1][0]),
        said(&worst[1][1])
    );
    Some((canvas, seen))
}

/// More parties: an axis for each, from its worst on the frontier to its best; each point is a line.
fn lines(head: &Head, points: &[&AgreementReport], parties: &[&str]) -> Option<(Canvas, String)> {
    let names = &head.opening.names;
    let mut canvas = Canvas::new(WIDE);
    let room = (WIDE - 2 * LEFT) / (parties.len() as i64 - 1).max(1);
    let mut scales = Vec::new();
    for (at, id) in parties.iter().enumerate() {
        let x = LEFT + room * at as i64;
        let values: Vec<&BigRational> =
            points.iter().filter_map(|point| Some(point.utilities.get(id)?.value())).collect();
        let without = head.disagreement.get(id)?.value();
        let scale = Scale::around(values.iter().copied().chain([without]), BOTTOM, TOP);
        let zero = scale.at(without);
        if zero < BOTTOM {
            canvas.rect("shade", [x - 60, zero], [120, BOTTOM - zero], &format!("{} refuses", names.party(id)));
        }
        canvas.line("axis", [x, TOP], [x, BOTTOM]);
        let ticks: Vec<(i64, Number)> = scale.ticks().collect();
        for (y, tick) in ticks.iter().step_by(2) {
            canvas.line("axis", [x - 40, *y], [x + 40, *y]);
            canvas.tick([x - 70, y + 40], Anchor::End, &narrow(tick));
        }
        canvas.line("zero", [x - 80, zero], [x + 80, zero]);
        // Names stand in two rows, or below the picture where axes are close.
        let close = parties.len() > CLOSE;
        let y = if close || at % 2 == 0 { BOTTOM + 220 } else { BOTTOM + 400 };
        let name = if close { (at + 1).to_string() } else { fitted(&names.party(id), (room * 2 - 100).min(2 * LEFT)) };
        canvas.text("", [x, y], Anchor::Middle, &name);
        scales.push((x, scale));
    }
    for point in points {
        let places: Vec<[i64; 2]> = scales
            .iter()
            .zip(parties)
            .filter_map(|((x, scale), id)| Some([*x, scale.at(point.utilities.get(id)?.value())]))
            .collect();
        canvas.path("thin", &places, "");
    }
    canvas.reach(BOTTOM + 500);
    if parties.len() > CLOSE {
        let mut y = BOTTOM + 450;
        for (at, id) in parties.iter().enumerate() {
            y = canvas.lines("", [LEFT, y], WIDE - 300, &format!("{}  {}", at + 1, names.party(id)));
        }
    }
    let seen = "Each line is a point of the frontier, from party to party. A thick mark is no deal: below it, the party refuses.";
    Some((canvas, seen.to_owned()))
}
