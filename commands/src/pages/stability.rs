//! How stable an answer is, as a page: first what moves it most easily.

use super::differences::differences;
use super::paged::Report;
use super::{begun, called};
use crate::page::{Page, Picture, Table};
use crate::pictures;
use itertools::Itertools;
use num_bigint::BigInt;
use num_rational::BigRational;
use zopa::exact::Number;
use zopa::model::Keyed;
use zopa::report::{
    self, Choice, EndReport, IntervalReport, IntervalsReport, MovedReport, NeededIs, NeededReport, OfPartiesReport,
    Opening, StabilityReport, StableName, WrittenReport, stopped,
};
use zopa::text::visible;
use zopa::text::words::{approximate, narrow, plural};

/// So many values are shown.
const VALUES: usize = 25;
/// What "not decided" and "at least" mean.
const OPEN: &str = "Not decided, at least: what is asked there is too finely divided for exact sums, or too many packages would have to be compared one by one.";
/// So many packages that come next are shown.
const NEXT: usize = 6;

impl Report for StabilityReport {
    fn opening(&self) -> &Opening {
        &self.opening
    }

    fn page(&self) -> Page {
        let mut page = begun(&self.opening);
        let concept = visible(&self.concept_name);
        let answer = format!("the {concept} package");
        let what = called(self.name.as_ref(), &answer);
        if let Some(stop) = self.stopped_by {
            page.paragraph(0, &format!("STOPPED {}: what it did not come to is not decided.", stopped(stop)));
        }
        let sentence = match self.status {
            StableName::Refused => {
                format!("Somebody refuses {what}, or it breaks a rule. The explain command says what would mend it.")
            }
            StableName::Undecided => format!("It is not known whether {what} is {answer}."),
            StableName::NoProduct => format!(
                "Nothing can be said of {what}: somebody gains nothing from it, or the weights are too finely divided."
            ),
            StableName::Unmeasured => format!("Nothing can be said of {what}: what {concept} measures is not known."),
            StableName::Nash | StableName::Chosen => {
                // What has a name of its own has to be told from it.
                let stays = if self.name.is_none() { "the answer" } else { &answer };
                format!("How far each number may move, all others as they are, while {what} stays {stays}.")
            }
            StableName::Other => format!(
                "NOT {answer}: {what} is acceptable to everybody, but another one comes before it by the {}.",
                visible(&self.measures)
            ),
        };
        page.paragraph(0, &sentence);
        if let Some(found) = &self.intervals {
            intervals(&mut page, self, found);
        }
        if let Some(nearest) = &self.nearest {
            moved(&mut page, self, nearest);
        }
        page
    }

    fn pictures(&self) -> Vec<Picture> {
        pictures::tornado(self).into_iter().collect()
    }
}

fn intervals(page: &mut Page, report: &StabilityReport, found: &IntervalsReport) {
    let mut next = Next::default();
    let disagreement: Vec<_> = found.disagreement.iter().collect();
    ends(page, report, "What a party has without a deal", &disagreement, &mut next);
    let weights: Vec<_> = found.weight.iter().filter_map(|(id, found)| Some((id, found.as_ref()?))).collect();
    ends(page, report, "What a party's gain counts in the product (weights)", &weights, &mut next);
    tornado(page, &found.values, &mut next);
    let all = disagreement.iter().chain(&weights).map(|(_, found)| *found);
    let mut all = all.chain(found.values.iter().map(|of| &of.found));
    let open = |found: &IntervalReport| {
        found.from_is == EndReport::Undecided && found.below.is_none() && !found.refused_below
            || found.to_is == EndReport::Undecided && found.above.is_none() && !found.refused_above
    };
    // Where it was stopped, that is the reason.
    if report.stopped_by.is_none() && all.any(open) {
        page.space();
        page.paragraph(2, OPEN);
    }
    next.show(page, report);
}

fn moved(page: &mut Page, report: &StabilityReport, found: &MovedReport) {
    let names = &report.opening.names;
    page.heading("What would make it so, one number moved");
    let weighs = !found.now.weight.is_empty();
    let mut table = Table::default().text("Party", 0, 40).number("Without a deal").number("would do");
    if weighs {
        table = table.number("Weight").number("would do");
    }
    let of = |id: &str, needed: &Keyed<Option<Number>>, among: fn(&OfPartiesReport) -> &Vec<String>| {
        let is = [
            (&found.undecided, NeededIs::Undecided),
            (&found.rounded, NeededIs::Rounded),
            (&found.beyond, NeededIs::Beyond),
        ];
        let is = is.into_iter().find(|(parties, _)| among(parties).iter().any(|party| party == id));
        let needed = needed.get(id).and_then(Option::as_ref);
        said(needed, is.map_or(NeededIs::Exact, |(_, is)| is))
    };
    for (id, now) in found.now.disagreement.iter() {
        let mut row = vec![names.party(id), narrow(now), of(id, &found.disagreement, |parties| &parties.disagreement)];
        if let Some(now) = found.now.weight.get(id) {
            row.extend([narrow(now), of(id, &found.weight, |parties| &parties.weight)]);
        }
        table.row(row);
    }
    page.table(2, table);
    would_do(page, &found.values);
    page.space();
    let digits = if weighs { " Of weights, the nearest one with four decimals." } else { "" };
    page.paragraph(2, &format!("Never: no value of this number alone makes it so.{digits}"));
}

/// A number that would do.
fn said(needed: Option<&Number>, is: NeededIs) -> String {
    match (needed, is) {
        (_, NeededIs::Undecided) => "not decided".into(),
        (None, _) | (_, NeededIs::Never) => "never".into(),
        (Some(value), NeededIs::Rounded) => format!("about {}", narrow(value)),
        (Some(value), NeededIs::Beyond) => format!("beyond {}", narrow(value)),
        (Some(value), NeededIs::Exact) => narrow(value),
    }
}

/// The numbers of utilities that would do: the smallest changes first.
fn would_do(page: &mut Page, numbers: &[WrittenReport<NeededReport>]) {
    if numbers.is_empty() {
        return;
    }
    page.space();
    let mut table = Table::default().text("Number", 0, 60).number("now").number("would do");
    for of in numbers.iter().sorted_by_key(|of| (of.share.is_none(), &of.share)).take(VALUES) {
        let NeededReport { now, needed, needed_is } = &of.found;
        table.row([visible(&of.name).into_owned(), narrow(now), said(needed.as_ref(), *needed_is)]);
    }
    page.table(2, table);
    more(page, numbers.len());
}

fn more(page: &mut Page, numbers: usize) {
    if numbers > VALUES {
        page.paragraph(2, &format!("and {} more, in the JSON report.", plural(numbers - VALUES, "number", "numbers")));
    }
}

/// The packages that come next, numbered in the order in which they are named.
#[derive(Default)]
struct Next<'s> {
    packages: Vec<&'s Keyed<Choice>>,
}

impl<'s> Next<'s> {
    /// How the two ends are written: their values, and the numbers of the packages beyond.
    fn ends(&mut self, found: &'s IntervalReport) -> [String; 2] {
        let IntervalReport { now, from, from_is, below, refused_below, to, to_is, above, refused_above } = found;
        [(from, from_is, below, refused_below), (to, to_is, above, refused_above)].map(|(value, is, then, refused)| {
            match (value, is, then) {
                (_, EndReport::NoLimit, _) => "no limit".into(),
                (None, ..) => "not decided".into(),
                // As good now as what is beyond.
                (Some(value), is, Some(package)) if *is != EndReport::Rounded && value == now => {
                    format!("tie [{}]", self.position(package))
                }
                (Some(value), _, None) if *refused => format!("{} (refused)", narrow(value)),
                (Some(value), _, None) => format!("{} at least", narrow(value)),
                (Some(value), is, Some(package)) => {
                    let excluded = if *is == EndReport::Excluded { "before " } else { "" };
                    format!("{excluded}{} [{}]", narrow(value), self.position(package))
                }
            }
        })
    }

    /// The number of a package.
    fn position(&mut self, package: &'s Keyed<Choice>) -> usize {
        let known = self.packages.iter().position(|other| *other == package);
        known.unwrap_or_else(|| {
            self.packages.push(package);
            self.packages.len() - 1
        }) + 1
    }

    fn show(&self, page: &mut Page, report: &StabilityReport) {
        if self.packages.is_empty() {
            return;
        }
        page.heading("What takes its place");
        for (at, package) in self.packages.iter().enumerate().take(NEXT) {
            page.space();
            let changes = report::differences(&report.package, package).count();
            page.paragraph(2, &format!("[{}] {}:", at + 1, plural(changes, "change", "changes")));
            differences(page, 6, &report.opening.names, &report.package, package);
        }
        if self.packages.len() > NEXT {
            page.space();
            page.paragraph(2, &format!("and {} more, in the JSON report.", self.packages.len() - NEXT));
        }
    }
}

fn ends<'s>(
    page: &mut Page,
    report: &StabilityReport,
    heading: &str,
    intervals: &[(&str, &'s IntervalReport)],
    next: &mut Next<'s>,
) {
    if intervals.is_empty() {
        return;
    }
    page.heading(heading);
    let mut table = Table::default().text("Party", 0, 40).number("now").number("down to").number("up to");
    for (id, found) in intervals {
        let [low, high] = next.ends(found);
        table.row([report.opening.names.party(id), narrow(&found.now), low, high]);
    }
    page.table(2, table);
}

fn tornado<'s>(page: &mut Page, numbers: &'s [WrittenReport<IntervalReport>], next: &mut Next<'s>) {
    if numbers.is_empty() {
        return;
    }
    page.heading("What a party's numbers say, as they stand in the model: the most sensitive first");
    let mut table = Table::default().text("Number", 0, 60).number("now").number("down to").number("up to");
    // What is not known comes last.
    let order = numbers.iter().sorted_by_key(|of| (of.share.is_none(), &of.share)).collect_vec();
    for of in order.iter().take(VALUES) {
        let [low, high] = next.ends(&of.found);
        table.row([visible(&of.name).into_owned(), narrow(&of.found.now), low, high]);
    }
    page.table(2, table);
    more(page, numbers.len());
    if let Some(least) = order.first().and_then(|of| of.share.as_ref()) {
        let percent = Number::from(least.value() * BigRational::from(BigInt::from(100)));
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
