//! Which promises hold: what keeping each is worth, less what breaking it is, to who would break it.

use super::WIDE;
use super::scale::Scale;
use crate::page::{Anchor, Canvas, Picture, Table, fitted};
use num_rational::BigRational;
use num_traits::Zero;
use zopa::report::{HoldsReport, PromiseReport};
use zopa::text::visible;
use zopa::text::words::{narrow, plural, signed};

const LEFT: i64 = 3000;
const RIGHT: i64 = WIDE - 700;
const ROW: i64 = 240;
/// So many promises are drawn.
const DRAWN: usize = 24;

/// The picture; none if the package rests on no promise.
pub(crate) fn promises(report: &HoldsReport) -> Option<Picture> {
    let names = &report.opening.names;
    let zero = BigRational::zero();
    let drawn = &report.promises[..report.promises.len().min(DRAWN)];
    if drawn.is_empty() {
        return None;
    }
    let scale = Scale::around(drawn.iter().map(|one| one.margin.value()).chain([&zero]), LEFT, RIGHT);
    let mut canvas = Canvas::new(WIDE);
    let top = 260;
    let bottom = top + ROW * drawn.len() as i64 + 40;
    let none = scale.at(&zero);
    if none > LEFT {
        canvas.rect("shade", [LEFT, top], [none - LEFT, bottom - top], "");
        canvas.text("soft", [LEFT + 40, top - 60], Anchor::Start, "broken");
    }
    for (x, tick) in scale.ticks() {
        canvas.line("grid", [x, top], [x, bottom]);
        canvas.tick([x, bottom + 170], Anchor::Middle, &signed(&tick));
    }
    let label = |one: &PromiseReport| format!("{} ({})", visible(&one.name), names.party(&one.party));
    let mut numbers = Table::default().text("Promise", 0, 60).text("", 0, 16).number("keeping, less breaking");
    for (at, one) in drawn.iter().enumerate() {
        let y = top + 40 + ROW * at as i64;
        let end = scale.at(one.margin.value());
        let name = label(one);
        canvas.text("", [LEFT - 120, y + 130], Anchor::End, &fitted(&name, LEFT - 160));
        let word = if one.holds { "holds" } else { "would be broken" };
        let said = signed(&one.margin);
        let class = if one.holds { "plus" } else { "minus" };
        let title = format!("{name}: {word}, {said}");
        canvas.rect(class, [none.min(end), y + 30], [(end - none).abs().max(20), ROW - 100], &title);
        canvas.beside([none.min(end), none.max(end)], y + 130, LEFT, &said);
        numbers.row([name, word.to_owned(), narrow(&one.margin)]);
    }
    canvas.line("zero", [none, top], [none, bottom]);
    canvas.reach(bottom + 260);
    let broken: Vec<&PromiseReport> = report.promises.iter().filter(|one| !one.holds).collect();
    let first = match (broken.first(), drawn.iter().min_by(|one, other| one.margin.cmp(&other.margin))) {
        (Some(first), _) => format!(
            "{} of {} would be broken, the first of them \"{}\"",
            broken.len(),
            report.promises.len(),
            label(first)
        ),
        // Of different parties, utilities are not compared.
        (None, Some(_)) if drawn.iter().any(|one| one.party != drawn[0].party) => "All hold".to_owned(),
        (None, Some(least)) => {
            format!("All hold; closest to being broken is \"{}\", {}", label(least), signed(&least.margin))
        }
        (None, None) => return None,
    };
    let more = report.promises.len() - drawn.len();
    let more = if more > 0 {
        format!(" {} are not drawn.", plural(more, "more promise", "more promises"))
    } else {
        String::new()
    };
    let seen = format!(
        "What keeping each promise is worth, less what breaking it is, to who could break it, in units of its own. {first}.{more}"
    );
    Some(Picture { title: "Which promises hold".into(), seen, canvas, numbers })
}
