//! Which promises would be broken, as a page: first whether one would.

use super::package::package;
use super::paged::Report;
use super::{begun, called};
use crate::page::{Page, Picture, Table};
use crate::pictures;
use num_traits::{Signed, Zero};
use zopa::exact::Number;
use zopa::report::{ChangedReport, HoldsReport, Names, Opening, PromiseReport, count, size, stopped};
use zopa::text::visible;
use zopa::text::words::{capital, list, narrow, number, plural, signed, spoken};

/// So many of the nearest packages are shown.
const FEW: usize = 3;

impl Report for HoldsReport {
    fn opening(&self) -> &Opening {
        &self.opening
    }

    fn page(&self) -> Page {
        let mut page = begun(&self.opening);
        let names = &self.opening.names;
        let what = called(self.name.as_ref(), &format!("the {} package", self.concept_name));
        let broken = self.promises.iter().filter(|promise| !promise.holds).count();
        let verdict = match (self.promises.len(), broken) {
            (0, _) => format!("HOLDS: {what} rests on no promise that payoffs decide about."),
            (1, 0) => format!("HOLDS: the promise of {what} would be kept."),
            (all, 0) => format!("HOLDS: all {all} promises of {what} would be kept."),
            (1, _) => format!("WOULD BE BROKEN: the promise of {what}."),
            (all, broken) => format!("WOULD BE BROKEN: {broken} of {all} promises of {what}."),
        };
        page.paragraph(0, &verdict);
        if let (None, Some(all), Some(holding)) = (&self.name, &self.tied, &self.tied_holding) {
            let of_them = match holding.as_str() {
                "0" => "none of them keeps all promises".to_owned(),
                "1" => "1 of them keeps all promises".to_owned(),
                many if many == all => "all of them keep all promises".to_owned(),
                many => format!("{} of them keep all promises", count(many)),
            };
            let (all, concept) = (count(all), &self.concept_name);
            page.paragraph(0, &format!("It is the first of {all} that are equally good by {concept}: {of_them}."));
        }
        if !self.promises.is_empty() {
            page.heading("Its promises");
            self.promises.iter().for_each(|one| promise(&mut page, names, one));
        }
        if !self.holds {
            near(&mut page, self);
        }
        trust(&mut page, self);
        if let Some(stop) = self.stopped_by {
            page.space();
            page.paragraph(0, &format!("Stopped {}: not all of this is known.", stopped(stop)));
        }
        page
    }

    /// A row for each promise, then the tables of the page.
    fn csv(&self) -> String {
        let mut table = Table::default().text("Promise", 0, 30).text("Whose", 0, 20).text("What would break it", 0, 20);
        table = table.text("Holds", 0, 6).number("What keeping it is worth more").text("Why", 0, 40);
        for one in &self.promises {
            let broken = if one.event == "execution" { "reneging" } else { &*one.event }.to_owned();
            let holds = if one.holds { "yes" } else { "NO" }.to_owned();
            let why = one.because.as_deref().map(visible).unwrap_or_default().into_owned();
            let [name, party] = [visible(&one.name).into_owned(), self.opening.names.party(&one.party)];
            table.row([name, party, broken, holds, one.margin.to_string(), why]);
        }
        let tables = self.page().csv();
        let between = if tables.is_empty() { "" } else { "\r\n" };
        format!("{}{between}{tables}", table.csv())
    }

    fn pictures(&self) -> Vec<Picture> {
        pictures::promises(self).into_iter().collect()
    }
}

fn promise(page: &mut Page, names: &Names, promise: &PromiseReport) {
    let margin = spoken(&size(&promise.margin));
    let verdict = match (&*promise.event, promise.holds) {
        ("attack", true) => format!("no attack: peace is worth {margin} more"),
        ("attack", false) => format!("an attack pays, by {margin}"),
        ("breach", true) => format!("no breach: keeping is worth {margin} more"),
        ("breach", false) => format!("a breach pays, by {margin}"),
        (_, true) => format!("carried out: that is worth {margin} more than reneging"),
        (_, false) => format!("not carried out: reneging is worth {margin} more"),
    };
    let party = names.party(&promise.party);
    page.item(2, "- ", &format!("{} ({party}): {verdict}.", visible(&promise.name)));
    let mut limits: Vec<String> = Vec::new();
    for (id, payoff) in promise.payoffs.iter() {
        let from = payoff.at_least.as_ref().map(|limit| format!("from {} on", exact(limit)));
        let to = payoff.at_most.as_ref().map(|limit| format!("up to {}", exact(limit)));
        if let Some(limit) = from.or(to) {
            limits.push(format!("{id} {limit} (it is {})", exact(&payoff.value)));
        }
    }
    if !limits.is_empty() {
        let holds = if promise.holds { "It holds with" } else { "It would hold with" };
        page.paragraph(4, &format!("{holds} {}, all else as it is.", limits.join("; or ")));
    }
    if let Some(period) = &promise.period {
        let times = promise.periods.iter().map(|(id, margin)| format!("{} at {}", signed(margin), visible(id)));
        let said = match promise.holds {
            true => format!("Of all times at which it is asked, it is closest to being broken at {}", visible(period)),
            false => format!("The first time at which it would be broken is {}", visible(period)),
        };
        page.paragraph(
            4,
            &format!("{said}; keeping is worth, less breaking: {}.", times.collect::<Vec<_>>().join(", ")),
        );
    }
    if let Some(because) = &promise.because {
        page.paragraph(4, &visible(because));
    }
}

/// A fraction as such if it is short.
fn exact(number: &Number) -> String {
    let exact = number.to_string();
    if exact.len() <= 9 { exact } else { narrow(number) }
}

fn near(page: &mut Page, report: &HoldsReport) {
    let names = &report.opening.names;
    page.heading("The nearest packages that everybody accepts, and with which all promises hold");
    let Some(nearest) = &report.nearest else {
        if report.stopped_by.is_none() {
            page.paragraph(2, "There is none.");
        }
        return;
    };
    let changes = capital(&plural(nearest.changes, "issue is", "issues are"));
    page.paragraph(2, &format!("{changes} settled otherwise; fewer changes are not enough."));
    for one in nearest.packages.iter().take(FEW) {
        page.item(2, "- ", &changed(names, one));
    }
}

/// What is changed, and what that is to whom.
fn changed(names: &Names, one: &ChangedReport) -> String {
    let change = |at: &zopa::report::DifferenceReport| {
        let [from, to] = [&at.from, &at.to].map(|by| names.choice(&at.issue, by));
        format!("{}: {from} → {to}", names.issue(&at.issue))
    };
    let changes: Vec<String> = one.changed.iter().map(change).collect();
    let moved = one.difference.iter().filter(|(_, by)| by.value().is_positive() || by.value().is_negative());
    let moved = list(&names.amounts(moved, signed));
    if moved.is_empty() { list(&changes) } else { format!("{} ({moved})", list(&changes)) }
}

fn trust(page: &mut Page, report: &HoldsReport) {
    let names = &report.opening.names;
    let concept = &report.concept_name;
    page.heading(&format!("The {concept} package if all promises must hold"));
    let (Some(required), Some(difference)) = (&report.required, &report.difference) else {
        if report.stopped_by.is_none() {
            page.paragraph(2, "Nothing could be agreed.");
        }
        return;
    };
    if report.trusting.as_ref().is_some_and(|trusting| trusting.package == required.package) {
        if report.name.is_some() || report.package == required.package {
            return page.paragraph(2, "The same as without: not trusting costs nobody anything.");
        }
        page.paragraph(2, "Another one of those that are equally good without: of these, not trusting costs nothing.");
        page.space();
        return package(page, names, &required.package);
    }
    if difference.iter().all(|(_, by)| by.value().is_zero()) {
        page.paragraph(2, "It is worth the same to everybody: not trusting costs nobody anything.");
        page.space();
        return package(page, names, &required.package);
    }
    let mut table = Table::default().text("Party", 0, 40).number("Gain").number("Difference");
    for (id, gain) in required.gains.iter() {
        let by = difference.get(id).map(signed).unwrap_or_default();
        table.row([names.party(id), number(gain), by]);
    }
    page.table(2, table);
    page.space();
    package(page, names, &required.package);
}
