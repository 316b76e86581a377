//! How far numbers may move while the answer stays: the tightest first.

use super::WIDE;
use super::scale::Scale;
use crate::page::{Anchor, Canvas, Picture, Table, fitted};
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use zopa::exact::Number;
use zopa::report::{EndReport, IntervalReport, StabilityReport};
use zopa::text::visible;
use zopa::text::words::{narrow, signed};

const LEFT: i64 = 3000;
const RIGHT: i64 = WIDE - 500;
const ROW: i64 = 240;
/// So many numbers are drawn.
const DRAWN: usize = 12;

/// A number, and how far it may move each way; nothing where there is no limit.
struct Bar<'r> {
    name: String,
    found: &'r IntervalReport,
    down: Option<BigRational>,
    up: Option<BigRational>,
}

impl Bar<'_> {
    fn tightest(&self) -> Option<&BigRational> {
        self.down.iter().chain(&self.up).min()
    }
}

/// The picture; none if the package is not what is chosen, or nothing limits any number.
pub(crate) fn tornado(report: &StabilityReport) -> Option<Picture> {
    let names = &report.opening.names;
    let found = report.intervals.as_ref()?;
    let without = found.disagreement.iter().map(|(id, found)| (format!("{}, without a deal", names.party(id)), found));
    let weights =
        found.weight.iter().filter_map(|(id, found)| Some((format!("{}, weight", names.party(id)), found.as_ref()?)));
    let values = found.values.iter().map(|of| (visible(&of.name).into_owned(), &of.found));
    let distance = |end: &Option<Number>, now: &Number| end.as_ref().map(|end| (end.value() - now.value()).abs());
    let mut bars: Vec<Bar> = (without.chain(weights).chain(values))
        .map(|(name, found)| Bar {
            name,
            found,
            down: distance(&found.from, &found.now),
            up: distance(&found.to, &found.now),
        })
        .filter(|bar| bar.tightest().is_some())
        .collect();
    bars.sort_by(|one, other| one.tightest().cmp(&other.tightest()));
    let all = bars.len();
    bars.truncate(DRAWN);
    let least = bars.first()?.tightest()?.clone();
    // What goes far goes on beyond the edge.
    let mut far: Vec<&BigRational> = bars.iter().filter_map(Bar::tightest).collect();
    far.sort();
    let edge = far.last().map(|far| *far * BigRational::from(num_bigint::BigInt::from(2)))?;
    let edge = if edge.is_zero() { BigRational::from(num_bigint::BigInt::from(1)) } else { edge };
    let low = -edge.clone();
    let scale = Scale::around([&low, &edge], LEFT, RIGHT);
    let zero = scale.at(&BigRational::zero());
    let mut canvas = Canvas::new(WIDE);
    let top = 260;
    let bottom = top + ROW * bars.len() as i64 + 40;
    for (x, tick) in scale.ticks() {
        canvas.line("grid", [x, top], [x, bottom]);
        canvas.text("soft", [x, bottom + 170], Anchor::Middle, &signed(&tick));
    }
    let mut numbers = Table::default().text("Number", 0, 60).number("from").number("now").number("to");
    for (at, bar) in bars.iter().enumerate() {
        let y = top + 40 + ROW * at as i64;
        let end = |end: &Option<Number>, is: EndReport| match (end, is) {
            (_, EndReport::NoLimit) => "no limit".to_owned(),
            (None, _) => "not decided".to_owned(),
            (Some(end), EndReport::Undecided) => format!("{}, at least", narrow(end)),
            (Some(end), _) => narrow(end),
        };
        let (from, to) = (end(&bar.found.from, bar.found.from_is), end(&bar.found.to, bar.found.to_is));
        canvas.text("", [LEFT - 120, y + 130], Anchor::End, &fitted(&bar.name, LEFT - 160));
        let title = format!("{}: from {from} to {to}; now {}", bar.name, narrow(&bar.found.now));
        // Only where there is no limit, a bar goes on to the edge.
        let far = |is: EndReport, edge: i64| if is == EndReport::NoLimit { edge } else { zero };
        let left = bar.down.as_ref().map_or_else(|| far(bar.found.from_is, LEFT), |down| scale.at(&-down));
        let right = bar.up.as_ref().map_or_else(|| far(bar.found.to_is, RIGHT), |up| scale.at(up));
        canvas.rect("minus", [left, y + 30], [(zero - left).max(0), ROW - 100], "");
        canvas.rect("plus", [zero, y + 30], [(right - zero).max(0), ROW - 100], &title);
        numbers.row([bar.name.clone(), from, narrow(&bar.found.now), to]);
    }
    canvas.line("zero", [zero, top], [zero, bottom]);
    canvas.text("soft", [zero, top - 60], Anchor::Middle, "as it is now");
    canvas.reach(bottom + 260);
    let first = &bars[0];
    let more = if all > bars.len() {
        format!(" Of {all} numbers with a limit, the {} tightest are drawn.", bars.len())
    } else {
        String::new()
    };
    let first_said = match least.is_zero() {
        true => format!("\"{}\" is at its limit as it is", first.name),
        false => format!("The tightest number is \"{}\", with a limit {} away", first.name, narrow(&least.into())),
    };
    let steps = if report.opening.steps.is_empty() { "" } else { " Levels are those of the steps." };
    let seen = format!(
        "{first_said}.{more} Each bar goes as far as the number may move, all others as they are; beyond it another package is chosen, or \
         this one is refused, or that is not decided: the numbers say which.{steps}"
    );
    Some(Picture { title: "How far numbers may move while the answer stays".into(), seen, canvas, numbers })
}
