//! Who gets what: of each party, how far each package is on the way from no deal to the best that it could get. Where nothing can be
//! agreed there is no such best; then each party has an axis of its own, from what it would lose to what it would gain.

use super::WIDE;
use super::marks::{Mark, chosen, closest, left_out, legend, proposed};
use super::scale::{BEYOND, Scale, near, share};
use crate::page::{Anchor, Canvas, Picture, Table};
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use zopa::exact::Number;
use zopa::report::SolveReport;
use zopa::text::words::{capital, list, percent, signed};

/// Where the names of parties end and the bars begin, and where these end.
const LEFT: i64 = 2350;
const RIGHT: i64 = WIDE - 200;
/// How high a lane of marks is.
const LANE: i64 = 200;

/// The picture; none if nothing is chosen and nothing proposed, or only the order is known of what parties value.
pub(crate) fn shares(report: &SolveReport) -> Option<Picture> {
    let names = &report.head.opening.names;
    let mut marks = chosen(report);
    marks.extend(closest(report));
    marks.extend(proposed(report));
    if marks.is_empty() || names.has_orders() {
        return None;
    }
    let ideal = |id: &str| report.ideal_gain(id).map(|gain| gain.value().clone());
    let of = |id: &str, gain: &Number| share(gain.value(), &ideal(id)?);
    // A share of an ideal gain of nothing has no place, unless it is nothing.
    let gains = || marks.iter().flat_map(|mark| mark.gains.iter());
    let placed = gains().all(|(id, gain)| gain.value().is_zero() || of(id, gain).is_some());
    match placed && gains().any(|(id, gain)| of(id, gain).is_some()) {
        true => of_ideal(report, &marks, of),
        false => of_own(report, &marks),
    }
}

/// Draws marks at places of a line, each in the first lane where it touches no other one. Returns how high that is.
fn lanes(canvas: &mut Canvas, y: i64, [from, to]: [i64; 2], mut placed: Vec<(i64, &Mark, String)>) -> i64 {
    placed.sort_by_key(|(x, ..)| *x);
    let mut ends: Vec<i64> = Vec::new();
    let mut at = Vec::new();
    for (x, mark, title) in placed {
        let lane = ends.iter().position(|end| *end + 190 <= x).unwrap_or(ends.len());
        match ends.get_mut(lane) {
            Some(end) => *end = x,
            None => ends.push(x),
        }
        at.push((x, lane as i64, mark, title));
    }
    let lanes = ends.len().max(1) as i64;
    for lane in 0..lanes {
        canvas.line("axis", [from, y + LANE * lane + 90], [to, y + LANE * lane + 90]);
    }
    for (x, lane, mark, title) in at {
        mark.draw(canvas, [x, y + LANE * lane + 90], &title);
    }
    LANE * lanes
}

/// On the way from no deal to the ideal, an axis for all.
fn of_ideal(
    report: &SolveReport,
    marks: &[Mark],
    of: impl Fn(&str, &Number) -> Option<BigRational>,
) -> Option<Picture> {
    let names = &report.head.opening.names;
    let known: Vec<BigRational> =
        (marks.iter().flat_map(|mark| mark.gains.iter())).filter_map(|(id, gain)| of(id, gain)).collect();
    let near: Vec<BigRational> = known.iter().map(near).collect();
    let ends = [BigRational::zero(), BigRational::one()];
    let scale = Scale::around(near.iter().chain(&ends), LEFT, RIGHT);
    let mut canvas = Canvas::new(WIDE);
    let top = 300;
    let mut y = top + 60;
    let mut rows = Canvas::new(WIDE);
    for id in names.parties.keys() {
        let place = |mark: &Mark| -> (i64, String) {
            let Some(gain) = mark.gains.get(id) else { return (scale.at(&ends[0]), String::new()) };
            let share = of(id, gain);
            let percent = share.clone().and_then(|share| percent(&share.into(), &Number::from(1)));
            let percent = percent.map(|share| format!(", {share} of its ideal gain")).unwrap_or_default();
            let title = format!("{}, {}: {}{percent}", names.party(id), mark.name, signed(gain));
            (share.as_ref().map_or(scale.at(&ends[0]), |share| scale.at(share)), title)
        };
        let placed = marks.iter().map(|mark| {
            let (x, title) = place(mark);
            (x, mark, title)
        });
        rows.label([LEFT - 150, y + 130], LEFT - 250, &names.party(id));
        y += lanes(&mut rows, y, [scale.at(&ends[0]), scale.at(&ends[1])], placed.collect()) + 100;
    }
    let (low, zero) = (scale.ticks().next().map_or(LEFT, |(x, _)| x), scale.at(&ends[0]));
    if low < zero {
        canvas.rect("shade", [low, top], [zero - low, y - top], "");
        canvas.text("soft", [low + 40, top - 160], Anchor::Start, "refused");
    }
    for (x, tick) in scale.ticks() {
        canvas.line("grid", [x, top], [x, y]);
        canvas.tick([x, y + 170], Anchor::Middle, &percent(&tick, &Number::from(1)).unwrap_or_default());
    }
    canvas.text("soft", [zero, top - 30], Anchor::Middle, "no deal");
    canvas.text("soft", [scale.at(&ends[1]), top - 30], Anchor::Middle, "ideal");
    canvas.line("zero", [zero, top], [zero, y]);
    canvas.take(rows);
    legend(&mut canvas, marks, y + 400, RIGHT);

    let mut numbers = Table::default().text("Package", 0, 60);
    for id in names.parties.keys() {
        numbers = numbers.number(&names.party(id));
    }
    for mark in marks {
        let cell = |id: &str| -> String {
            let Some(gain) = mark.gains.get(id) else { return String::new() };
            let share = of(id, gain).and_then(|share| percent(&share.into(), &Number::from(1)));
            format!("{}{}", signed(gain), share.map(|share| format!(" ({share})")).unwrap_or_default())
        };
        numbers.row(std::iter::once(mark.called()).chain(names.parties.keys().map(cell)));
    }
    let seen = match marks.iter().find(|mark| !mark.proposed) {
        Some(first) => {
            let shares: Vec<(String, BigRational)> =
                first.gains.iter().filter_map(|(id, gain)| Some((names.party(id), of(id, gain)?))).collect();
            let least = shares.iter().map(|(_, share)| share).min().cloned().unwrap_or_default();
            let tight: Vec<&String> =
                shares.iter().filter(|(_, share)| *share == least).map(|(name, _)| name).collect();
            let get = if tight.len() == 1 { "gets" } else { "get" };
            let percent = percent(&least.into(), &Number::from(1)).unwrap_or_default();
            format!("{}: {} {get} least of what could be had, about {percent}.", first.name, list(&tight))
        }
        None => refusals(report),
    };
    let far = if known.iter().all(|share| scale.holds(share)) { "" } else { BEYOND };
    let seen = format!("{seen}{far}{}", left_out(report));
    Some(Picture { title: "Who gets what, on the way from no deal to the ideal".into(), seen, canvas, numbers })
}

/// What is said of all proposals, and that nothing is chosen if so.
fn refusals(report: &SolveReport) -> String {
    let refused = report
        .proposals
        .iter()
        .filter(|(_, proposal)| proposal.parties.iter().any(|(_, stand)| stand.gain.value().is_negative()));
    let proposals = match (report.proposals.len(), refused.count()) {
        (0, _) => String::new(),
        (1, 1) => "The one proposal leaves somebody worse off than no deal.".to_owned(),
        (1, _) => "The one proposal leaves nobody worse off than no deal.".to_owned(),
        (all, 1) => format!("Of {all} proposals, 1 leaves somebody worse off than no deal."),
        (all, refused) => format!("Of {all} proposals, {refused} leave somebody worse off than no deal."),
    };
    match (report.recommended().is_none(), proposals.is_empty()) {
        (true, true) => "Nothing is chosen, and nothing is proposed.".to_owned(),
        (true, false) => format!("Nothing is chosen. {proposals}"),
        (false, _) => proposals,
    }
}

/// Each party on an axis of its own.
fn of_own(report: &SolveReport, marks: &[Mark]) -> Option<Picture> {
    let names = &report.head.opening.names;
    let mut canvas = Canvas::new(WIDE);
    let mut y = 260;
    let none = BigRational::zero();
    let mut numbers = Table::default().text("Package", 0, 60);
    for id in names.parties.keys() {
        numbers = numbers.number(&names.party(id));
        let gains = || marks.iter().filter_map(|mark| mark.gains.get(id));
        let scale = Scale::around(gains().map(Number::value).chain([&none]), LEFT, RIGHT);
        let title = |mark: &Mark| {
            let gain = mark.gains.get(id).map(signed).unwrap_or_default();
            format!("{}, {}: {gain}", names.party(id), mark.name)
        };
        let place = |mark: &Mark| mark.gains.get(id).map_or(LEFT, |gain| scale.at(gain.value()));
        let placed = marks.iter().map(|mark| (place(mark), mark, title(mark))).collect();
        let mut rows = Canvas::new(WIDE);
        rows.label([LEFT - 150, y + 130], LEFT - 250, &names.party(id));
        let end = y + lanes(&mut rows, y, [LEFT, RIGHT], placed);
        let zero = scale.at(&none);
        if zero > LEFT {
            canvas.rect("shade", [LEFT, y], [zero - LEFT, end - y], "");
        }
        canvas.line("zero", [zero, y - 40], [zero, end + 40]);
        for (x, tick) in scale.labels(16) {
            canvas.line("axis", [x, end], [x, end + 40]);
            canvas.tick([x, end + 170], Anchor::Middle, &tick);
        }
        canvas.take(rows);
        y = end + 420;
    }
    canvas.text("soft", [LEFT, 120], Anchor::Start, "gains over no deal; shaded: refused");
    legend(&mut canvas, marks, y + 100, RIGHT);
    for mark in marks {
        let cell = |id: &str| mark.gains.get(id).map(signed).unwrap_or_default();
        numbers.row(std::iter::once(mark.called()).chain(names.parties.keys().map(cell)));
    }
    // Of what is chosen all gains, of what comes closest what it falls short by.
    let agreed = report.recommended().is_some();
    let first = marks.iter().find(|mark| !mark.proposed).and_then(|mark| {
        let told = mark.gains.iter().filter(|(_, gain)| agreed || gain.value().is_negative());
        let told = names.amounts(told, signed).join(", ");
        (!told.is_empty()).then(|| format!("{}: {told}.", capital(&mark.name)))
    });
    let told = [(!agreed).then(|| refusals(report)), first, agreed.then(|| refusals(report))];
    let told: Vec<String> = told.into_iter().flatten().filter(|told| !told.is_empty()).collect();
    let seen = format!("{}{}", told.join(" "), left_out(report));
    Some(Picture { title: "Who would get what, against no deal".into(), seen, canvas, numbers })
}
