//! A frontier: for two parties in the plane of their utilities, for more as lines across an axis for each party, on the way from no
//! deal to its ideal where that is known. What concepts choose, and what is proposed, stands out.
//!
//! Between two packages there is none: the frontier of two parties is drawn as stairs, and as a straight line only where a
//! segment of levels is one.

use super::WIDE;
use super::marks::{Mark, legend};
use super::scale::{BEYOND, Scale, near, share};
use crate::page::{Anchor, Canvas, Picture, Table, fitted};
use num_rational::BigRational;
use num_traits::{One, Zero};
use zopa::exact::Number;
use zopa::report::{AgreementReport, EntryReport, FrontierSummary, Head, StatusName};
use zopa::text::words::{number, percent, signed};

const LEFT: i64 = 800;
/// The axes of more parties leave so much room beside them, for names and marks.
const FIRST: i64 = 1000;
const LAST: i64 = WIDE - 1100;
const TOP: i64 = 300;
const BOTTOM: i64 = 4600;
/// So many entries are drawn at most: of more, some at even distances.
pub(crate) const DRAWN: usize = 80;
/// The axes of more parties are close to each other.
const CLOSE: usize = 6;
/// So many are listed in numbers.
const LISTED: usize = 8;

/// The picture of all entries, or of some of them from the first to the last, with packages that stand out and what the page says of
/// all; none of fewer than two points, for one party, or where only an order is known of what parties value.
pub(crate) fn frontier(
    summary: &FrontierSummary,
    entries: &[EntryReport],
    all: usize,
    marks: &[Mark],
    said: &str,
) -> Option<Picture> {
    let head = &summary.head;
    let names = &head.opening.names;
    let points: Vec<&AgreementReport> =
        entries.iter().flat_map(|entry| [Some(entry.ends().0), entry.ends().1]).flatten().collect();
    if points.len() < 2 || names.parties.len() < 2 || names.has_orders() {
        return None;
    }
    // Where points are left out, nothing is said of what is between two.
    let whole = summary.complete && summary.cover.is_none() && summary.tolerance.is_none() && all == entries.len();
    let parties: Vec<&str> = names.parties.keys().collect();
    let (canvas, drawn) = match parties.as_slice() {
        [first, second] => plane(head, entries, [first, second], marks, whole)?,
        _ => lines(head, &points, &parties, marks)?,
    };
    let mut seen = format!("{said} {drawn}");
    if all > entries.len() {
        seen += &format!(" {} of them are drawn.", entries.len());
    }
    let mut numbers = Table::default().text("", 0, 12);
    for id in &parties {
        numbers = numbers.number(&names.party(id));
    }
    for mark in marks {
        let gain = |id: &str| mark.gains.get(id).map(signed).unwrap_or_default();
        let cells = mark.utilities.iter().map(|(id, utility)| format!("{} ({})", number(utility), gain(id)));
        numbers.row(std::iter::once(mark.called()).chain(cells));
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
    let title = match head.ended.status {
        _ if whole => "The frontier",
        // What was found may be improved on.
        StatusName::Stopped if names.has_levels() && summary.complete_from.is_none() => "What was found",
        _ => "Points of the frontier",
    };
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
fn plane(
    head: &Head,
    entries: &[EntryReport],
    ids: [&str; 2],
    marks: &[Mark],
    whole: bool,
) -> Option<(Canvas, String)> {
    let names = &head.opening.names;
    let value = |point: &AgreementReport, id: &str| Some(point.utilities.get(id)?.value().clone());
    let without = ids.map(|id| head.disagreement.get(id).map(|number| number.value().clone()).unwrap_or_default());
    let mut ends: Vec<[[BigRational; 2]; 2]> = Vec::new();
    for entry in entries {
        let (from, to) = entry.ends();
        let place = |point: &AgreementReport| Some([value(point, ids[0])?, value(point, ids[1])?]);
        ends.push([place(from)?, place(to.unwrap_or(from))?]);
    }
    let chosen = marks.iter().filter(|mark| !mark.proposed);
    let along = |party: usize, from: i64, to: i64| {
        let values = ends.iter().flatten().map(move |point| &point[party]);
        let chosen = chosen.clone().filter_map(|mark| Some(mark.utilities.get(ids[party])?.value()));
        Scale::around(values.chain([&without[party]]).chain(chosen), from, to)
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
    for (x, tick) in across.labels(16) {
        canvas.line("grid", [x, TOP], [x, BOTTOM]);
        canvas.tick([x, BOTTOM + 180], Anchor::Middle, &tick);
    }
    for (y, tick) in up.labels(10) {
        canvas.line("grid", [LEFT, y], [WIDE - 300, y]);
        canvas.tick([LEFT - 80, y + 40], Anchor::End, &tick);
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
    let mut far = false;
    for mark in marks {
        let (Some(first), Some(second)) = (mark.utilities.get(ids[0]), mark.utilities.get(ids[1])) else { continue };
        far |= !across.holds(first.value()) || !up.holds(second.value());
        let title = format!("{}: {}", mark.name, names.amounts(mark.utilities.iter(), number).join(", "));
        let place = at(&[first.value().clone(), second.value().clone()]);
        mark.beside(&mut canvas, place, [[LEFT, TOP - 60], [WIDE - 200, BOTTOM]], &title);
    }
    canvas.reach(BOTTOM + 500);
    legend(&mut canvas, marks, BOTTOM + 760, WIDE - 300);
    let far = if far { BEYOND } else { "" };
    let (best, worst) = (ends.first()?, ends.last()?);
    let said = |value: &BigRational| number(&value.clone().into());
    let seen = format!(
        "Drawn from {} for {} and {} for {} to {} and {}; what is shaded somebody refuses.{far}",
        said(&best[0][0]),
        names.party(ids[0]),
        said(&best[0][1]),
        names.party(ids[1]),
        said(&worst[1][0]),
        said(&worst[1][1])
    );
    Some((canvas, seen))
}

/// More parties: an axis for each, and each point a line across them. Axes go from no deal to the ideal where that is known, and from
/// the worst on the frontier to the best elsewhere.
fn lines(head: &Head, points: &[&AgreementReport], parties: &[&str], marks: &[Mark]) -> Option<(Canvas, String)> {
    let names = &head.opening.names;
    let mut canvas = Canvas::new(WIDE);
    let room = (LAST - FIRST) / (parties.len() as i64 - 1).max(1);
    let without: Vec<&BigRational> =
        parties.iter().map(|id| Some(head.disagreement.get(id)?.value())).collect::<Option<_>>()?;
    let ideals = (parties.iter().zip(&without)).map(|(id, without)| {
        let ideal = head.ideal.as_ref()?.get(id)?.value() - *without;
        (ideal > BigRational::zero()).then_some(ideal)
    });
    let ideals: Option<Vec<BigRational>> = ideals.collect();
    let shares = ideals.is_some();
    let of = |at: usize, utility: &BigRational| match &ideals {
        Some(ideals) => share(&(utility - without[at]), &ideals[at]).unwrap_or_default(),
        None => utility.clone(),
    };
    let places = |utilities: &zopa::model::Keyed<Number>| -> Option<Vec<BigRational>> {
        parties.iter().enumerate().map(|(at, id)| Some(of(at, utilities.get(id)?.value()))).collect()
    };
    let drawn: Vec<Vec<BigRational>> = points.iter().filter_map(|point| places(&point.utilities)).collect();
    let marked: Vec<(&Mark, Vec<BigRational>)> =
        marks.iter().filter_map(|mark| Some((mark, places(&mark.utilities)?))).collect();
    let ends = [BigRational::zero(), BigRational::one()];
    let mut scales = Vec::new();
    for (at, none) in without.iter().enumerate() {
        let own = |party: usize| {
            let marked = marked.iter().map(move |(_, places)| &places[party]);
            drawn.iter().map(move |places| &places[party]).chain(marked)
        };
        let scale = match shares {
            // One axis for all.
            true => {
                let near: Vec<BigRational> = (0..parties.len()).flat_map(own).map(near).collect();
                Scale::around(near.iter().chain(&ends), BOTTOM, TOP)
            }
            false => Scale::around(own(at).chain([*none]), BOTTOM, TOP),
        };
        scales.push((FIRST + room * at as i64, scale));
    }
    let zero = |at: usize, scale: &Scale| scale.at(&of(at, without[at]));
    if let Some((_, scale)) = scales.first().filter(|_| shares) {
        let zero = zero(0, scale);
        if zero < BOTTOM {
            canvas.rect("shade", [FIRST - 100, zero], [LAST - FIRST + 200, BOTTOM - zero], "refused");
        }
        for (y, tick) in scale.ticks() {
            canvas.line("grid", [FIRST - 100, y], [LAST + 100, y]);
            canvas.tick([FIRST - 150, y + 40], Anchor::End, &percent(&tick, &Number::from(1)).unwrap_or_default());
        }
        canvas.line("zero", [FIRST - 100, zero], [LAST + 100, zero]);
    }
    for (at, (x, scale)) in scales.iter().enumerate() {
        canvas.line("axis", [*x, TOP], [*x, BOTTOM]);
        if !shares {
            let zero = zero(at, scale);
            if zero < BOTTOM {
                canvas.rect("shade", [x - 60, zero], [120, BOTTOM - zero], "refused");
            }
            let ticks: Vec<(i64, String)> = scale.labels(10).collect();
            for (y, tick) in ticks.iter().step_by(2) {
                canvas.line("axis", [x - 40, *y], [x + 40, *y]);
                canvas.tick([x - 70, y + 40], Anchor::End, tick);
            }
            canvas.line("zero", [x - 80, zero], [x + 80, zero]);
        }
        // Names stand in two rows, or below the picture where axes are close.
        let close = parties.len() > CLOSE;
        let y = if close || at % 2 == 0 { BOTTOM + 220 } else { BOTTOM + 400 };
        let name = match close {
            true => (at + 1).to_string(),
            false => fitted(&names.party(parties[at]), (room * 2 - 100).min(2 * FIRST - 100)),
        };
        canvas.text("", [*x, y], Anchor::Middle, &name);
    }
    let line = |places: &Vec<BigRational>| -> Vec<[i64; 2]> {
        scales.iter().zip(places).map(|((x, scale), place)| [*x, scale.at(place)]).collect()
    };
    canvas.strokes("thin", &drawn.iter().map(line).collect::<Vec<_>>());
    for (proposed, x) in [(true, LAST + 650), (false, LAST + 350)] {
        let own: Vec<(&Mark, Vec<[i64; 2]>)> =
            marked.iter().filter(|(mark, _)| mark.proposed == proposed).map(|(mark, at)| (*mark, line(at))).collect();
        let ends: Vec<i64> = own.iter().filter_map(|(_, line)| Some(line.last()?[1])).collect();
        for ((mark, line), y) in own.iter().zip(apart(&ends)) {
            let title = format!("{}: {}", mark.name, names.amounts(mark.gains.iter(), signed).join(", "));
            canvas.path(if proposed { "dash" } else { "bold" }, line, "");
            canvas.line("axis", line.last().copied().unwrap_or_default(), [x, y]);
            mark.draw(&mut canvas, [x, y], &title);
        }
    }
    canvas.reach(BOTTOM + 500);
    let mut y = BOTTOM + 700;
    if parties.len() > CLOSE {
        for (at, id) in parties.iter().enumerate() {
            y = canvas.lines("", [LEFT, y], WIDE - 300, &format!("{}  {}", at + 1, names.party(id)));
        }
        y += 100;
    }
    legend(&mut canvas, marks, y, WIDE - 300);
    let seen = match shares {
        true => {
            "Each line is a point of the frontier, from party to party: what it gains, as a share of the most that it could gain. Below no \
             deal (0%) a party refuses."
        }
        false => {
            "Each line is a point of the frontier, from party to party. A thick mark is no deal: below it, the party refuses."
        }
    };
    let all = || drawn.iter().chain(marked.iter().map(|(_, places)| places));
    let held = all().all(|places| scales.iter().zip(places).all(|((_, scale), place)| scale.holds(place)));
    Some((canvas, format!("{seen}{}", if held { "" } else { BEYOND })))
}

/// Heights close to these, far enough from each other for marks.
fn apart(heights: &[i64]) -> Vec<i64> {
    const ROOM: i64 = 200;
    let mut order: Vec<usize> = (0..heights.len()).collect();
    order.sort_by_key(|at| heights[*at]);
    let mut moved = heights.to_vec();
    for pair in order.windows(2) {
        moved[pair[1]] = moved[pair[1]].max(moved[pair[0]] + ROOM);
    }
    // What went too far down goes up again.
    let mut lowest = BOTTOM;
    for at in order.iter().rev() {
        moved[*at] = moved[*at].min(lowest);
        lowest = moved[*at] - ROOM;
    }
    moved
}
