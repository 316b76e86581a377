//! How stable an answer is, as a page: first what moves it most easily.

use super::differences::differences;
use super::sweep::number;
use super::{asked, party, stopped, title};
use crate::exact::Number;
use crate::explain::{Bound, Interval, Needed, OfNumber, Stability, Stable};
use crate::page::{Page, Table};
use crate::problem::{Package, PartyId, View};
use crate::report::words::{approximate, narrow, plural};
use crate::search::Outcome;
use itertools::Itertools;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Signed;

/// So many values are shown.
const VALUES: usize = 25;
/// What "not decided" and "at least" mean.
const OPEN: &str = "Not decided, at least: what is asked there is too finely divided for exact sums, or too many packages would have to be compared one by one.";
/// So many packages that come next are shown.
const NEXT: usize = 6;

/// The page on [`View::stability`]; `name` is what the package is called, if it has a name.
pub fn stability(view: &View, stability: &Outcome<Stability>, name: Option<&str>) -> Page {
    let mut page = Page::default();
    title(&mut page, view);
    asked(&mut page, view);
    page.space();
    let concept = stability.name;
    let answer = format!("the {concept} package");
    let what = name.map_or_else(|| answer.clone(), |name| format!("\"{}\"", crate::text::visible(name)));
    if let Some(stop) = stability.stopped {
        page.paragraph(0, &format!("STOPPED {}: what it did not come to is not decided.", stopped(stop)));
    }
    match &stability.verdict {
        Stable::Refused => page.paragraph(
            0,
            &format!("Somebody refuses {what}, or it breaks a rule. The explain command says what would mend it."),
        ),
        Stable::Undecided => page.paragraph(0, &format!("It is not known whether {what} is {answer}.")),
        Stable::NoProduct => page.paragraph(
            0,
            &format!(
                "Nothing can be said of {what}: somebody gains nothing from it, or the weights are too finely divided."
            ),
        ),
        Stable::Unmeasured => {
            page.paragraph(0, &format!("Nothing can be said of {what}: what {concept} measures is not known."))
        }
        Stable::Chosen { disagreement, weights, numbers } => {
            // What has a name of its own has to be told from it.
            let stays = if name.is_none() { "the answer" } else { &answer };
            page.paragraph(
                0,
                &format!("How far each number may move, all others as they are, while {what} stays {stays}."),
            );
            let mut next = Next::default();
            let disagreement: Vec<Option<&Interval>> = disagreement.iter().map(Some).collect();
            ends(&mut page, view, "What a party has without a deal", &disagreement, &mut next);
            let weights: Vec<Option<&Interval>> = weights.iter().map(Option::as_ref).collect();
            ends(&mut page, view, "What a party's gain counts in the product (weights)", &weights, &mut next);
            tornado(&mut page, view, numbers, &mut next);
            let of_numbers = numbers.iter().map(|of| &of.found);
            let all = disagreement.iter().chain(&weights).filter_map(|interval| *interval).chain(of_numbers);
            let open = all.flat_map(|interval| [&interval.low, &interval.high]);
            // Where it was stopped, that is the reason.
            if stability.stopped.is_none() && open.into_iter().any(|end| matches!(end, Bound::Undecided { .. })) {
                page.space();
                page.paragraph(2, OPEN);
            }
            next.show(&mut page, view, &stability.package);
        }
        Stable::Other { disagreement, weights, numbers } => {
            let by = stability.measures;
            page.paragraph(
                0,
                &format!(
                    "NOT {answer}: {what} is acceptable to everybody, but another one comes before it by the {by}."
                ),
            );
            page.heading("What would make it so, one number moved");
            let mut table = Table::default().text("Party", 0, 40).number("Without a deal").number("would do");
            if !weights.is_empty() {
                table = table.number("Weight").number("would do");
            }
            for (at, needed) in view.problem().party_ids().zip(disagreement) {
                let mut row = vec![party(view.problem(), at), narrow(&view.disagreement(at)), said(needed)];
                if let Some(needed) = weights.get(at.index()) {
                    row.extend([narrow(&view.problem()[at].weight), said(needed)]);
                }
                table.row(row);
            }
            page.table(2, table);
            would_do(&mut page, view, numbers);
            page.space();
            let digits = if weights.is_empty() { "" } else { " Of weights, the nearest one with four decimals." };
            page.paragraph(2, &format!("Never: no value of this number alone makes it so.{digits}"));
        }
    }
    page
}

/// A number that would do.
fn said(needed: &Needed) -> String {
    match needed {
        Needed::At { value, rounded: true, .. } => format!("about {}", narrow(value)),
        Needed::At { value, included: false, .. } => format!("beyond {}", narrow(value)),
        Needed::At { value, .. } => narrow(value),
        Needed::Never => "never".into(),
        Needed::Undecided => "not decided".into(),
    }
}

/// The numbers of utilities that would do: the smallest changes first.
fn would_do(page: &mut Page, view: &View, numbers: &[OfNumber<Needed>]) {
    let problem = view.problem();
    if numbers.is_empty() {
        return;
    }
    page.space();
    let mut table = Table::default().text("Number", 0, 60).number("now").number("would do");
    let distance = |of: &OfNumber<Needed>| match &of.found {
        Needed::At { value, .. } => {
            let uncertain = &problem[of.number];
            let by = (value.value() - uncertain.value.value()).abs() * view.problem().largest_effect(of.number);
            (false, Some(by / span(view, uncertain.party)))
        }
        _ => (true, None),
    };
    for of in numbers.iter().sorted_by_cached_key(|of| distance(of)).take(VALUES) {
        let uncertain = &problem[of.number];
        table.row([number(problem, uncertain), narrow(&uncertain.value), said(&of.found)]);
    }
    page.table(2, table);
    if numbers.len() > VALUES {
        page.paragraph(
            2,
            &format!("and {} more, in the JSON report.", plural(numbers.len() - VALUES, "number", "numbers")),
        );
    }
}

/// The packages that come next, numbered in the order in which they are named.
#[derive(Default)]
struct Next<'s> {
    packages: Vec<&'s Package>,
}

impl<'s> Next<'s> {
    /// How an end is written: its value, and the number of the package beyond.
    fn end(&mut self, now: &Number, end: &'s Bound) -> String {
        match end {
            Bound::Open => "no limit".into(),
            Bound::Undecided { at_least: None } => "not decided".into(),
            Bound::Undecided { at_least: Some(value) } => format!("{} at least", narrow(value)),
            // As good now as what is beyond.
            Bound::At { value, then: Some(package), rounded: false, .. } if value == now => {
                format!("tie [{}]", self.position(package))
            }
            Bound::At { value, then: None, .. } => format!("{} (refused)", narrow(value)),
            Bound::At { value, then: Some(package), rounded, included } => {
                let excluded = if !rounded && *included == Some(false) { "before " } else { "" };
                format!("{excluded}{} [{}]", narrow(value), self.position(package))
            }
        }
    }

    /// The number of a package.
    fn position(&mut self, package: &'s Package) -> usize {
        let known = self.packages.iter().position(|other| *other == package);
        known.unwrap_or_else(|| {
            self.packages.push(package);
            self.packages.len() - 1
        }) + 1
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

fn ends<'s>(page: &mut Page, view: &View, heading: &str, intervals: &[Option<&'s Interval>], next: &mut Next<'s>) {
    if intervals.is_empty() {
        return;
    }
    page.heading(heading);
    let mut table = Table::default().text("Party", 0, 40).number("now").number("down to").number("up to");
    for (at, interval) in view.problem().party_ids().zip(intervals) {
        if let Some(Interval { now, low, high }) = interval {
            table.row([party(view.problem(), at), narrow(now), next.end(now, low), next.end(now, high)]);
        }
    }
    page.table(2, table);
}

/// What separates a party's best and worst options, over all issues.
fn span(view: &View, party: PartyId) -> BigRational {
    let problem = view.problem();
    let own =
        |options: &Vec<i64>| options.iter().skip(party.index()).step_by(view.parties()).copied().minmax().into_option();
    let span: i64 = problem.values.iter().filter_map(own).map(|(least, most)| most - least).sum();
    problem.in_units(party, span.max(1)).value().clone()
}

/// By how much a number may move at least, in utility, as a share of what separates a party's best and worst options.
fn slack(view: &View, of: &OfNumber<Interval>) -> Option<BigRational> {
    let now = of.found.now.value();
    let distance = |end: &Bound| match end {
        Bound::Open | Bound::Undecided { .. } => None,
        Bound::At { value: at, .. } => Some((at.value() - now).abs()),
    };
    let least = [distance(&of.found.low), distance(&of.found.high)].into_iter().flatten().min()?;
    let problem = view.problem();
    Some(least * problem.largest_effect(of.number) / span(view, problem[of.number].party))
}

fn tornado<'s>(page: &mut Page, view: &View, numbers: &'s [OfNumber<Interval>], next: &mut Next<'s>) {
    let problem = view.problem();
    if numbers.is_empty() {
        return;
    }
    page.heading("What a party's numbers say, as they stand in the model: the most sensitive first");
    let mut table = Table::default().text("Number", 0, 60).number("now").number("down to").number("up to");
    // What is not known comes last.
    let order: Vec<(Option<BigRational>, &OfNumber<Interval>)> = (numbers.iter())
        .map(|of| (slack(view, of), of))
        .sorted_by(|(a, _), (b, _)| (a.is_none(), a).cmp(&(b.is_none(), b)))
        .collect();
    for (_, of) in order.iter().take(VALUES) {
        let Interval { now, low, high } = &of.found;
        let what = number(problem, &problem[of.number]);
        table.row([what, narrow(now), next.end(now, low), next.end(now, high)]);
    }
    page.table(2, table);
    if numbers.len() > VALUES {
        page.paragraph(
            2,
            &format!("and {} more, in the JSON report.", plural(numbers.len() - VALUES, "number", "numbers")),
        );
    }
    if let Some((Some(least), _)) = order.first() {
        let percent = Number::from(least * BigRational::from(BigInt::from(100)));
        page.space();
        page.paragraph(
            2,
            &format!(
                "The most sensitive number may move what some package is worth by about {} % of what separates the party's best and worst \
                 options, over all issues.",
                approximate(&percent)
            ),
        );
    }
}
