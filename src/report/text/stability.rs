//! How stable an answer is, as a page: first what moves it most easily.

use super::differences::differences;
use super::{Page, Style, asked, issue, option, party, stopped, title};
use crate::exact::Number;
use crate::explain::{Bound, Interval, Needed, Stability, Stable, ValueInterval};
use crate::problem::{Package, View};
use crate::report::table::Table;
use crate::report::words::{approximate, narrow, plural};
use itertools::Itertools;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Signed;

/// So many values are shown.
const VALUES: usize = 25;
/// So many packages that come next are shown.
const NEXT: usize = 6;

/// The page on [`View::stability`]; `name` is what the package is called, if it has a name.
pub fn stability(view: &View, stability: &Stability, name: Option<&str>, style: Style) -> String {
    let mut page = Page::new(style);
    title(&mut page, view);
    asked(&mut page, view);
    page.space();
    let what = name.map_or_else(|| "the Nash package".to_owned(), |name| format!("\"{}\"", crate::text::visible(name)));
    if let Some(stop) = stability.stopped {
        page.paragraph(0, &format!("STOPPED {}: some bounds are missing.", stopped(stop)));
    }
    match &stability.verdict {
        Stable::Refused => page.paragraph(
            0,
            &format!("Somebody refuses {what}, or it breaks a rule. The explain command says what would mend it."),
        ),
        Stable::NoProduct => page.paragraph(
            0,
            &format!(
                "Nothing can be said of {what}: somebody gains nothing from it, or the weights are too finely divided."
            ),
        ),
        Stable::Chosen { disagreement, weights, values } => {
            page.paragraph(
                0,
                &format!("How far each number may move, all others as they are, while {what} stays the answer."),
            );
            let mut next = Next::default();
            ends(&mut page, view, "What a party has without a deal", disagreement, &mut next);
            ends(&mut page, view, "What a party's gain counts in the product (weights)", weights, &mut next);
            tornado(&mut page, view, values, &mut next);
            next.show(&mut page, view, &stability.package);
        }
        Stable::Other { disagreement, weights } => {
            page.paragraph(0, &format!("NOT the Nash package: {what} is acceptable to everybody, but another one has a larger product of gains."));
            page.heading("What would make it the Nash package, one number moved");
            let mut table = Table::default()
                .text("Party", 0, 40)
                .number("Without a deal")
                .number("would do")
                .number("Weight")
                .number("would do");
            let said = |needed: &[Needed], at: usize| match needed.get(at) {
                None => "not known".into(),
                Some(Needed::At(number)) => narrow(number),
                Some(Needed::Never) => "never".into(),
                Some(Needed::Undecided) => "not decided".into(),
            };
            for at in 0..view.parties() {
                let weight = &view.problem().parties()[at].weight;
                table.row([
                    party(view.problem(), at),
                    narrow(&view.disagreement(at)),
                    said(disagreement, at),
                    narrow(weight),
                    said(weights, at),
                ]);
            }
            page.table(2, &table);
            page.space();
            page.paragraph(
                2,
                "Never: no value of this number alone makes it so. Of weights, the nearest one with four decimals.",
            );
        }
    }
    page.text
}

/// The packages that come next, numbered in the order in which they are named.
#[derive(Default)]
struct Next<'s> {
    packages: Vec<&'s Package>,
}

impl<'s> Next<'s> {
    /// How an end is written: its value, and the number of the package beyond.
    fn end(&mut self, end: &'s Bound) -> String {
        match end {
            Bound::Open => "no limit".into(),
            Bound::Undecided { at_least: None } => "not decided".into(),
            Bound::Undecided { at_least: Some(value) } => format!("{} at least", narrow(value)),
            Bound::At { value, then: None, .. } => format!("{} (refused)", narrow(value)),
            Bound::At { value, then: Some(package), rounded, included } => {
                let known = self.packages.iter().position(|other| *other == package);
                let at = known.unwrap_or_else(|| {
                    self.packages.push(package);
                    self.packages.len() - 1
                });
                let excluded = if !rounded && *included == Some(false) { "before " } else { "" };
                format!("{excluded}{} [{}]", narrow(value), at + 1)
            }
        }
    }

    fn show(&self, page: &mut Page, view: &View, from: &Package) {
        if self.packages.is_empty() {
            return;
        }
        page.heading("What takes its place");
        for (at, package) in self.packages.iter().enumerate().take(NEXT) {
            page.space();
            let changes = from.options().iter().zip(package.options()).filter(|(a, b)| a != b).count();
            page.paragraph(2, &format!("[{}] {}:", at + 1, plural(changes, "change", "changes")));
            differences(page, 6, view.problem(), from, package);
        }
        if self.packages.len() > NEXT {
            page.space();
            page.paragraph(2, &format!("and {} more, in the JSON report.", self.packages.len() - NEXT));
        }
    }
}

fn ends<'s>(page: &mut Page, view: &View, heading: &str, intervals: &'s [Option<Interval>], next: &mut Next<'s>) {
    page.heading(heading);
    let mut table = Table::default().text("Party", 0, 40).number("now").number("down to").number("up to");
    for (at, interval) in intervals.iter().enumerate() {
        if let Some(Interval { now, low, high }) = interval {
            table.row([party(view.problem(), at), narrow(now), next.end(low), next.end(high)]);
        }
    }
    page.table(2, &table);
}

/// By how much a value may move at least, as a share of what separates a party's best and worst options.
fn slack(view: &View, value: &ValueInterval) -> Option<BigRational> {
    let problem = view.problem();
    let own =
        |options: &Vec<i64>| options.iter().skip(value.party).step_by(view.parties()).copied().minmax().into_option();
    let span: i64 = problem.values.iter().filter_map(own).map(|(least, most)| most - least).sum();
    let span = problem.in_units(value.party, span.max(1));
    let distance = |end: &Bound| match end {
        Bound::Open | Bound::Undecided { .. } => None,
        Bound::At { value: at, .. } => Some((at.value() - value.interval.now.value()).abs() / span.value()),
    };
    [distance(&value.interval.low), distance(&value.interval.high)].into_iter().flatten().min()
}

fn tornado<'s>(page: &mut Page, view: &View, values: &'s [ValueInterval], next: &mut Next<'s>) {
    let problem = view.problem();
    if values.is_empty() {
        return;
    }
    page.heading("What an option is worth to a party: the most sensitive first");
    let mut table = Table::default()
        .text("Party", 0, 24)
        .text("Issue: option", 0, 40)
        .number("now")
        .number("down to")
        .number("up to");
    let order =
        values.iter().map(|value| (slack(view, value), value)).sorted_by(|a, b| a.0.cmp(&b.0)).map(|(_, value)| value);
    for value in order.take(VALUES) {
        let what = format!("{}: {}", issue(problem, value.issue), option(problem, value.issue, value.option));
        let Interval { now, low, high } = &value.interval;
        table.row([party(problem, value.party), what, narrow(now), next.end(low), next.end(high)]);
    }
    page.table(2, &table);
    if values.len() > VALUES {
        page.paragraph(
            2,
            &format!("and {} more, in the JSON report.", plural(values.len() - VALUES, "value", "values")),
        );
    }
    let least = values.iter().filter_map(|value| slack(view, value)).min();
    if let Some(least) = least {
        let percent = Number::from(least * BigRational::from(BigInt::from(100)));
        page.space();
        page.paragraph(
            2,
            &format!(
                "The most sensitive value may move by about {} % of what separates the party's best and worst options, over all issues.",
                approximate(&percent)
            ),
        );
    }
}
