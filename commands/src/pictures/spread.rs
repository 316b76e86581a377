//! What parties get when numbers are drawn: quantiles, as boxes.

use super::WIDE;
use super::scale::Scale;
use crate::page::{Anchor, Canvas, Picture, Table, fitted};
use num_rational::BigRational;
use zopa::exact::Number;
use zopa::report::SweepReport;
use zopa::text::words::narrow;

const LEFT: i64 = 2350;
const RIGHT: i64 = WIDE - 300;
const ROW: i64 = 300;
/// The hundredths that a box shows: its whiskers, its ends, its middle.
const BOX: [&str; 5] = ["5", "25", "50", "75", "95"];

/// The picture, with the share of draws in which there is a deal, in words; none if nothing was drawn.
pub(crate) fn spread(report: &SweepReport, deals: &str) -> Option<Picture> {
    let names = &report.opening.names;
    if report.draws == 0 {
        return None;
    }
    let mut boxes: Vec<(String, [&Number; 5])> = Vec::new();
    for (id, found) in report.utilities.iter() {
        let [a, b, c, d, e] = BOX.map(|at| found.quantiles.get(at));
        boxes.push((names.party(id), [a?, b?, c?, d?, e?]));
    }
    let mut canvas = Canvas::new(WIDE);
    let top = 120;
    let bottom = top + ROW * boxes.len() as i64;
    let all: Vec<&BigRational> = boxes.iter().flat_map(|(_, numbers)| numbers.map(Number::value)).collect();
    let scale = Scale::around(all, LEFT, RIGHT);
    for (x, tick) in scale.ticks() {
        canvas.line("grid", [x, top], [x, bottom]);
        canvas.text("soft", [x, bottom + 170], Anchor::Middle, &narrow(&tick));
    }
    let mut numbers = Table::default().text("Party", 0, 40);
    for at in BOX {
        numbers = numbers.number(&format!("{at}% of draws up to"));
    }
    for (at, (name, found)) in boxes.iter().enumerate() {
        let y = top + ROW * at as i64 + ROW / 2;
        let [low, from, middle, to, high] = found.map(|number| scale.at(number.value()));
        let title = format!(
            "{name}: half of all draws from {} to {}, middle {}",
            narrow(found[1]),
            narrow(found[3]),
            narrow(found[2])
        );
        canvas.text("", [LEFT - 150, y + 45], Anchor::End, &fitted(name, LEFT - 250));
        canvas.line("axis", [low, y], [high, y]);
        for end in [low, high] {
            canvas.line("axis", [end, y - 50], [end, y + 50]);
        }
        canvas.rect("plus", [from, y - 80], [(to - from).max(10), 160], &title);
        canvas.line("zero", [middle, y - 110], [middle, y + 110]);
        numbers.row(std::iter::once(name.clone()).chain(found.iter().map(|number| narrow(number))));
    }
    canvas.reach(bottom + 260);
    let stopped = if report.stopped { " The sweep was stopped: this is about the draws that were made." } else { "" };
    let unsolved = if report.unsolved > 0 {
        format!(" {} could not be solved, and count as no deal.", report.unsolved)
    } else {
        String::new()
    };
    let seen = format!(
        "Utilities of the Nash package, or without a deal, over all draws: a deal is possible in {deals} of them. Boxes hold the middle half, lines nine draws in ten.{stopped}{unsolved}"
    );
    Some(Picture { title: "What each party gets when the numbers move".into(), seen, canvas, numbers })
}
