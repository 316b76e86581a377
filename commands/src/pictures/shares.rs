//! Who gets what: of each party, how far each package is on the way from no deal to the best that it could get.

use super::WIDE;
use super::scale::{Scale, share};
use crate::page::{Anchor, Canvas, Picture, Table, fitted};
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use zopa::exact::Number;
use zopa::model::Keyed;
use zopa::report::SolveReport;
use zopa::text::visible;
use zopa::text::words::{capital, list, percent, signed};

/// Where the names of parties end and the bars begin, and where these end.
const LEFT: i64 = 2350;
const RIGHT: i64 = WIDE - 200;
/// How high a lane of marks is.
const LANE: i64 = 200;
/// So many packages and proposals have marks.
const MARKS: usize = 12;

/// A package with a mark.
struct Marked<'r> {
    mark: String,
    name: String,
    proposed: bool,
    gains: Keyed<&'r Number>,
}

/// The picture; none if it is not known what each party could get, or nothing is chosen and nothing proposed.
pub(crate) fn shares(report: &SolveReport) -> Option<Picture> {
    let names = &report.head.opening.names;
    let packages = marked(report);
    let ideal = |id: &str| report.ideal_gain(id).map(|gain| gain.value().clone());
    let of = |id: &str, gain: &Number| share(gain.value(), &ideal(id)?);
    let known: Vec<BigRational> =
        (packages.iter().flat_map(|package| package.gains.iter())).filter_map(|(id, gain)| of(id, gain)).collect();
    if known.is_empty() {
        return None;
    }
    // What is refused by far stands at the end, and so does what is far above what can be agreed.
    let far = [-BigRational::one(), BigRational::new(3.into(), 2.into())];
    let ends = [BigRational::zero(), BigRational::one()];
    let scale = Scale::around(known.iter().map(|share| share.clamp(&far[0], &far[1])).chain(&ends), LEFT, RIGHT);
    let mut canvas = Canvas::new(WIDE);
    let top = 300;
    let mut y = top + 60;
    let mut rows = Canvas::new(WIDE);
    for id in names.parties.keys() {
        let mut placed: Vec<(i64, &Marked, Option<BigRational>)> = Vec::new();
        for package in &packages {
            let Some(gain) = package.gains.get(id) else { continue };
            let share = of(id, gain);
            placed.push((share.as_ref().map_or(scale.at(&ends[0]), |share| scale.at(share)), package, share));
        }
        placed.sort_by_key(|(x, ..)| *x);
        // A mark stands in the first lane where it touches no other one.
        let mut lanes: Vec<i64> = Vec::new();
        let mut marks = Vec::new();
        for (x, package, share) in placed {
            let lane = lanes.iter().position(|end| *end + 190 <= x).unwrap_or(lanes.len());
            if lane == lanes.len() {
                lanes.push(x);
            } else {
                lanes[lane] = x;
            }
            marks.push((x, lane, package, share));
        }
        let height = LANE * lanes.len().max(1) as i64;
        let name = fitted(&names.party(id), LEFT - 250);
        rows.text("", [LEFT - 150, y + 130], Anchor::End, &name);
        for lane in 0..lanes.len().max(1) as i64 {
            rows.line("axis", [scale.at(&ends[0]), y + LANE * lane + 90], [scale.at(&ends[1]), y + LANE * lane + 90]);
        }
        for (x, lane, package, share) in marks {
            let (at, gain) = (y + LANE * lane as i64 + 90, package.gains.get(id).map(|gain| signed(gain)));
            let share = share.and_then(|share| percent(&share.into(), &Number::from(1)));
            let title = format!(
                "{}, {}: {}{}",
                names.party(id),
                package.name,
                gain.unwrap_or_default(),
                share.map(|share| format!(", {share} of its ideal gain")).unwrap_or_default()
            );
            if package.proposed {
                rows.rect("hollow", [x - 75, at - 75], [150, 150], &title);
                rows.text("", [x, at + 42], Anchor::Middle, &package.mark);
            } else {
                rows.circle("full", [x, at], 85, &title);
                rows.text("on", [x, at + 42], Anchor::Middle, &package.mark);
            }
        }
        y += height + 100;
    }
    let (low, zero) = (scale.ticks().next().map_or(LEFT, |(x, _)| x), scale.at(&ends[0]));
    if low < zero {
        canvas.rect("shade", [low, top], [zero - low, y - top], "");
        canvas.text("soft", [low + 40, top - 160], Anchor::Start, "refused");
    }
    for (x, tick) in scale.ticks() {
        canvas.line("grid", [x, top], [x, y]);
        let tick = percent(&tick, &Number::from(1)).unwrap_or_default();
        canvas.tick([x, y + 170], Anchor::Middle, &tick);
    }
    canvas.text("soft", [zero, top - 30], Anchor::Middle, "no deal");
    canvas.text("soft", [scale.at(&ends[1]), top - 30], Anchor::Middle, "ideal");
    canvas.line("zero", [zero, top], [zero, y]);
    canvas.take(rows);
    let mut legend = y + 400;
    for package in &packages {
        let x = 300;
        if package.proposed {
            canvas.rect("hollow", [x - 75, legend - 115], [150, 150], "");
            canvas.text("", [x, legend], Anchor::Middle, &package.mark);
        } else {
            canvas.circle("full", [x, legend - 42], 85, "");
            canvas.text("on", [x, legend], Anchor::Middle, &package.mark);
        }
        legend = canvas.lines("", [x + 160, legend], RIGHT, &package.name) + 40;
    }
    canvas.reach(legend);

    let mut numbers = Table::default().text("Package", 0, 60);
    for id in names.parties.keys() {
        numbers = numbers.number(&names.party(id));
    }
    for package in &packages {
        let cell = |id: &str| -> String {
            let Some(gain) = package.gains.get(id) else { return String::new() };
            let share = of(id, gain).and_then(|share| percent(&share.into(), &Number::from(1)));
            format!("{}{}", signed(gain), share.map(|share| format!(" ({share})")).unwrap_or_default())
        };
        let row = names.parties.keys().map(cell);
        numbers.row(std::iter::once(format!("{} {}", package.mark, package.name)).chain(row));
    }
    let seen = match packages.iter().find(|package| !package.proposed) {
        Some(first) => {
            let shares: Vec<(String, BigRational)> =
                first.gains.iter().filter_map(|(id, gain)| Some((names.party(id), of(id, gain)?))).collect();
            let least = shares.iter().map(|(_, share)| share).min().cloned().unwrap_or_default();
            let tight: Vec<&String> =
                shares.iter().filter(|(_, share)| *share == least).map(|(name, _)| name).collect();
            let get = if tight.len() == 1 { "gets" } else { "get" };
            let percent = percent(&least.into(), &Number::from(1)).unwrap_or_default();
            format!("{}: {} {get} least of what could be had, about {percent}.", capital(&first.name), list(&tight))
        }
        None => {
            let refused =
                packages.iter().filter(|package| package.gains.iter().any(|(_, gain)| gain.value().is_negative()));
            format!(
                "Nothing is chosen. Of {} proposals, {} leave somebody worse off than no deal.",
                packages.len(),
                refused.count()
            )
        }
    };
    let left_out = report.proposals.len().saturating_sub(MARKS);
    let seen = if left_out > 0 { format!("{seen} {left_out} more proposals are not drawn.") } else { seen };
    Some(Picture { title: "Who gets what, on the way from no deal to the ideal".into(), seen, canvas, numbers })
}

/// The packages of concepts, each once, then the proposals.
fn marked(report: &SolveReport) -> Vec<Marked<'_>> {
    let names = &report.head.opening.names;
    let mut chosen: Vec<(&Keyed<Number>, Vec<String>)> = Vec::new();
    for solution in report.of_packages() {
        let Some(agreement) = solution.agreements.first() else { continue };
        let mut name = visible(&report.concept(solution).name).into_owned();
        let ties = solution.ties();
        if !solution.proven {
            name += " (the best found so far)";
        } else if ties > 1 {
            name += &format!(" (one of {ties} equally good)");
        }
        match chosen.iter_mut().find(|(gains, _)| *gains == &agreement.gains) {
            Some((_, named)) if named.contains(&name) => {}
            Some((_, named)) => named.push(name),
            None => chosen.push((&agreement.gains, vec![name])),
        }
    }
    let chosen = chosen.into_iter().enumerate().map(|(at, (gains, named))| Marked {
        mark: (at + 1).to_string(),
        name: capital(&list(&named)),
        proposed: false,
        gains: gains.iter().map(|(id, gain)| (id.to_owned(), gain)).collect(),
    });
    let proposed = report.proposals.iter().enumerate().map(|(at, (id, proposal))| Marked {
        mark: char::from(b'A' + at.min(25) as u8).to_string(),
        name: visible(names.proposals.get(id).map_or(id, String::as_str)).into_owned(),
        proposed: true,
        gains: proposal.parties.iter().map(|(id, stand)| (id.to_owned(), &stand.gain)).collect(),
    });
    chosen.take(MARKS).chain(proposed.take(MARKS)).collect()
}
