//! Where a party's utility of a package comes from: cluster by cluster, from nothing to what it is worth.

use super::WIDE;
use super::scale::Scale;
use crate::page::{Anchor, Canvas, Picture, Table, fitted};
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use zopa::exact::Number;
use zopa::report::Names;
use zopa::text::words::{number, signed};

const LEFT: i64 = 2300;
const RIGHT: i64 = WIDE - 900;
const ROW: i64 = 220;
/// So many parts are drawn; of more, the smallest are one.
const DRAWN: usize = 24;

/// The picture of one party; none if nothing adds to its utility, or only the order is known of what parties value.
pub(crate) fn waterfall(
    names: &Names,
    id: &str,
    steps: &[(String, Number)],
    without: &Number,
    utility: &Number,
) -> Option<Picture> {
    if steps.is_empty() || names.has_orders() {
        return None;
    }
    let steps = &few(steps);
    let mut sums = vec![BigRational::zero()];
    for (_, value) in steps {
        sums.push(sums.last().cloned().unwrap_or_default() + value.value());
    }
    let scale = Scale::around(sums.iter().chain([without.value(), utility.value()]), LEFT, RIGHT);
    let mut canvas = Canvas::new(WIDE);
    let top = 300;
    let bottom = top + ROW * (steps.len() as i64 + 1) + 60;
    for (x, tick) in scale.labels(16) {
        canvas.line("grid", [x, top], [x, bottom]);
        canvas.tick([x, bottom + 170], Anchor::Middle, &tick);
    }
    let zero = scale.at(&BigRational::zero());
    canvas.line("axis", [zero, top], [zero, bottom]);
    let mut numbers = Table::default().text("From", 0, 60).number("adds").number("in sum");
    let mut y = top + 60;
    let bar = |canvas: &mut Canvas, y: i64, label: &str, from: &BigRational, to: &BigRational, said: &str| {
        let (start, end) = (scale.at(from).min(scale.at(to)), scale.at(from).max(scale.at(to)));
        canvas.text("", [LEFT - 150, y + 125], Anchor::End, &fitted(label, LEFT - 200));
        let class = if to < from { "minus" } else { "plus" };
        canvas.rect(class, [start, y + 20], [(end - start).max(10), ROW - 80], &format!("{label}: {said}"));
        canvas.beside([start, end], y + 125, LEFT, said);
    };
    for (at, (label, value)) in steps.iter().enumerate() {
        bar(&mut canvas, y, label, &sums[at], &sums[at + 1], &signed(value));
        let x = scale.at(&sums[at + 1]);
        canvas.line("axis", [x, y + ROW - 60], [x, y + ROW + 20]);
        numbers.row([label.clone(), signed(value), number(&sums[at + 1].clone().into())]);
        y += ROW;
    }
    bar(&mut canvas, y, "in sum", &BigRational::zero(), utility.value(), &number(utility));
    let x = scale.at(without.value());
    canvas.line("dash", [x, top - 40], [x, bottom]);
    canvas.text("soft", [x, top - 90], Anchor::Middle, &format!("no deal: {}", number(without)));
    canvas.reach(bottom + 250);
    numbers.row(["in sum".to_owned(), String::new(), number(utility)]);
    numbers.row(["without a deal".to_owned(), String::new(), number(without)]);

    let largest = steps.iter().max_by(|one, other| one.1.value().abs().cmp(&other.1.value().abs()));
    let largest = largest.map(|(label, value)| format!("the largest part is {label}, {}", signed(value)));
    let gain = Number::from(utility.value() - without.value());
    let seen = format!(
        "{} is worth {} to {}, {} against no deal; {}.",
        "The package",
        number(utility),
        names.party(id),
        signed(&gain),
        largest.unwrap_or_default()
    );
    let title = format!("{}: where what the package is worth comes from", names.party(id));
    Some(Picture { title, seen, canvas, numbers })
}

/// No more parts than are drawn: the largest in their order, then what all others come to.
fn few(steps: &[(String, Number)]) -> Vec<(String, Number)> {
    if steps.len() <= DRAWN {
        return steps.to_vec();
    }
    let mut order: Vec<usize> = (0..steps.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(steps[*at].1.value().abs()));
    let (kept, rest) = order.split_at(DRAWN - 1);
    let sum: BigRational = rest.iter().map(|at| steps[*at].1.value()).sum();
    let mut kept = kept.to_vec();
    kept.sort_unstable();
    let others = (format!("{} smaller ones together", rest.len()), sum.into());
    kept.iter().map(|at| steps[*at].clone()).chain([others]).collect()
}
