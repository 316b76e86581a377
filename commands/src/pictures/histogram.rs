//! What parties get when numbers are drawn: of each, in how many draws it gets about so much, with quantiles as a box below.

use super::WIDE;
use super::scale::Scale;
use crate::page::{Anchor, Canvas, Picture, Table};
use num_bigint::BigInt;
use num_rational::BigRational;
use zopa::exact::Number;
use zopa::report::{HistogramReport, SweepReport};
use zopa::text::words::narrow;

const LEFT: i64 = 2350;
const RIGHT: i64 = WIDE - 300;
/// How high bars are, and what stands below them.
const BARS: i64 = 500;
const BELOW: i64 = 160;
/// The hundredths that a box shows: its whiskers, its ends, its middle.
const BOX: [&str; 5] = ["5", "25", "50", "75", "95"];

/// The picture, with the share of draws in which there is a deal, in words; none if nothing was drawn.
pub(crate) fn histogram(report: &SweepReport, deals: &str) -> Option<Picture> {
    let names = &report.opening.names;
    if report.draws == 0 || names.has_orders() {
        return None;
    }
    let mut canvas = Canvas::new(WIDE);
    let mut numbers = Table::default().text("Party", 0, 40);
    for at in BOX {
        numbers = numbers.number(&format!("{at}% of draws up to"));
    }
    numbers = numbers.number("bins of").number("from").text("draws in each", 0, 60);
    let mut y = 100;
    for (id, found) in report.utilities.iter() {
        let [a, b, c, d, e] = BOX.map(|at| found.quantiles.get(at));
        let quantiles = [a?, b?, c?, d?, e?];
        let edge = |bins: &HistogramReport, at: usize| {
            bins.from.value() + bins.step.value() * BigRational::from(BigInt::from(at))
        };
        let ends = found.histogram.as_ref().map(|bins| [edge(bins, 0), edge(bins, bins.draws.len())]);
        let all = quantiles.iter().map(|number| number.value()).chain(ends.iter().flatten());
        let scale = Scale::around(all, LEFT, RIGHT);
        let name = names.party(id);
        canvas.label([LEFT - 150, y + BARS - 40], LEFT - 250, &name);
        let bottom = y + BARS;
        if let Some(bins) = &found.histogram {
            let most = bins.draws.iter().copied().max().unwrap_or(0).max(1);
            let bar = |(at, draws): (usize, &usize)| {
                let (left, right) = (scale.at(&edge(bins, at)), scale.at(&edge(bins, at + 1)));
                // Every bin that has a draw is seen.
                let high = (BARS as i128 * *draws as i128 / most as i128).max(10) as i64;
                [left + 5, bottom - high, (right - left - 10).max(10), high]
            };
            let bars = bins.draws.iter().enumerate().filter(|(_, draws)| **draws > 0).map(bar);
            canvas.bars("plus", &bars.collect::<Vec<_>>());
        }
        canvas.line("axis", [LEFT, bottom], [RIGHT, bottom]);
        let [low, from, middle, to, high] = quantiles.map(|number| scale.at(number.value()));
        let line = bottom + 40 + BELOW / 2;
        canvas.line("axis", [low, line], [high, line]);
        for end in [low, high] {
            canvas.line("axis", [end, line - 50], [end, line + 50]);
        }
        let said = quantiles.map(narrow);
        let title = format!("{name}: half of all draws from {} to {}, middle {}", said[1], said[3], said[2]);
        canvas.rect("hollow", [from, line - 60], [(to - from).max(10), 120], &title);
        canvas.line("zero", [middle, line - 80], [middle, line + 80]);
        let ticks = bottom + 40 + BELOW + 140;
        for (x, tick) in scale.ticks() {
            canvas.line("grid", [x, bottom], [x, ticks - 120]);
            canvas.tick([x, ticks], Anchor::Middle, &narrow(&tick));
        }
        let bins = found.histogram.as_ref();
        let counts = |bins: &HistogramReport| bins.draws.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
        let number = |of: fn(&HistogramReport) -> &Number| bins.map(of).map(narrow).unwrap_or_default();
        let spread = [number(|bins| &bins.step), number(|bins| &bins.from), bins.map(counts).unwrap_or_default()];
        numbers.row(std::iter::once(name).chain(said).chain(spread));
        y = ticks + 220;
    }
    canvas.reach(y);
    let stopped = if report.stopped { " The sweep was stopped: this is about the draws that were made." } else { "" };
    let unsolved = match report.unsolved {
        0 => String::new(),
        unsolved => format!(" {unsolved} could not be solved, and count as no deal."),
    };
    let seen = format!(
        "Utilities of the Nash package, or without a deal, over all draws: a deal is possible in {deals} of them. Bars count draws; boxes hold \
         the middle half, lines nine draws in ten.{stopped}{unsolved}"
    );
    Some(Picture { title: "What each party gets when the numbers move".into(), seen, canvas, numbers })
}
