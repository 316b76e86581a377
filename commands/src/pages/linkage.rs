//! How issues are linked, as a page: each option with what can be agreed, what it requires, what trades, what rules cost.

use super::begun;
use super::paged::Report;
use crate::page::{Page, Picture, Table};
use crate::pictures;
use itertools::Itertools;
use num_traits::Zero;
use zopa::report::{
    Choice, ExchangeReport, LinkageReport, Names, Opening, ProspectReport, RequirementReport, Role, count, stopped,
};
use zopa::text::visible;
use zopa::text::words::{either, list, narrow, plural, signed};

/// So many pairs of issues are shown.
const EXCHANGES: usize = 12;
/// The requirements of so many options are shown.
const REQUIREMENTS: usize = 60;

impl Report for LinkageReport {
    fn opening(&self) -> &Opening {
        &self.opening
    }

    fn page(&self) -> Page {
        let mut page = begun(&self.opening);
        page.paragraph(0, &verdict(self));
        options(&mut page, self);
        levels(&mut page, self);
        requirements(&mut page, self);
        exchanges(&mut page, self);
        costs(&mut page, self);
        page
    }

    fn pictures(&self) -> Vec<Picture> {
        pictures::heat(self).into_iter().collect()
    }
}

fn verdict(linkage: &LinkageReport) -> String {
    let stop = linkage.stopped_by.map(|stop| format!("STOPPED {}: some answers are missing. ", stopped(stop)));
    let stop = stop.unwrap_or_default();
    if linkage.options.is_empty() && linkage.stopped_by.is_some() {
        return stop.trim_end().to_owned();
    }
    let of = |role: Role| linkage.options.iter().filter(|link| link.role == role).count();
    match (&linkage.now.best, &linkage.now.packages) {
        (None, _) => format!("{stop}NO AGREEMENT is possible. The explain command says why."),
        (Some(_), packages) => {
            let count = packages.as_ref().map_or_else(|| "Some packages are".to_owned(), |packages| counted(packages));
            let roles = [(Role::Essential, "essential"), (Role::Impossible, "impossible")];
            let roles: Vec<String> = roles
                .iter()
                .filter(|(role, _)| of(*role) > 0)
                .map(|(role, word)| format!("{} {word}", plural(of(*role), "option is", "options are")))
                .collect();
            let roles = match (roles.is_empty(), linkage.stopped_by) {
                (false, _) => list(&roles),
                (true, None) => "no option is essential or impossible".into(),
                (true, Some(_)) => "no option is known to be essential or impossible".into(),
            };
            format!("{stop}{count} acceptable; {roles}.")
        }
    }
}

fn counted(packages: &str) -> String {
    format!("{} {}", count(packages), if packages == "1" { "package is" } else { "packages are" })
}

fn packages(prospect: &ProspectReport) -> String {
    match (&prospect.packages, &prospect.best) {
        (Some(packages), _) => count(packages),
        (None, None) => "0".into(),
        (None, Some(_)) => "not counted".into(),
    }
}

fn product(prospect: &ProspectReport) -> String {
    prospect.nash_product.as_ref().map_or_else(|| "-".into(), narrow)
}

fn options(page: &mut Page, linkage: &LinkageReport) {
    let names = &linkage.opening.names;
    page.heading("What can be agreed with each option");
    let mut table =
        Table::default().text("Issue", 0, 30).text("Option", 0, 42).number("Packages").number("Nash product");
    let mut last = None;
    for link in &linkage.options {
        let name = if last == Some(&link.issue) { String::new() } else { names.issue(&link.issue) };
        last = Some(&link.issue);
        let essential = if link.role == Role::Essential { " (essential)" } else { "" };
        let best = if link.role == Role::Impossible { "impossible".into() } else { product(&link.with) };
        let option = names.choice(&link.issue, &link.option);
        table.row([name, format!("{option}{essential}"), packages(&link.with), best]);
    }
    page.table(2, table);
    page.space();
    page.paragraph(
        2,
        "Packages: how many acceptable ones remain if the option is settled. Nash product: the best product of gains \
         among these. Essential: nothing can be agreed without it. Impossible: nothing can be agreed with it.",
    );
}

fn levels(page: &mut Page, linkage: &LinkageReport) {
    let names = &linkage.opening.names;
    let spans = linkage.levels.iter().filter_map(|link| Some((link, link.from.as_ref()?, link.to.as_ref()?)));
    let spans = spans.collect_vec();
    if spans.is_empty() {
        return;
    }
    page.heading("Which levels can be agreed");
    let mut table = Table::default().text("Issue", 0, 30).text("", 0, 62).number("from").number("to");
    for (link, from, to) in spans {
        table.row([names.issue(&link.issue), "in any agreement".into(), narrow(from), narrow(to)]);
        for span in &link.with {
            let with = format!("with {}", names.settled((&span.issue, &span.option)));
            table.row([String::new(), with, narrow(&span.from), narrow(&span.to)]);
        }
    }
    page.table(2, table);
    page.space();
    page.paragraph(2, "The lowest and the highest level of an agreement; not every level between need be possible.");
}

fn requirements(page: &mut Page, linkage: &LinkageReport) {
    let names = &linkage.opening.names;
    let Some(requirements) = &linkage.requirements else {
        if linkage.stopped_by.is_none() {
            page.heading("What goes together");
            let many = if names.has_levels() { "options" } else { "acceptable packages" };
            page.paragraph(2, &format!("Not looked at: there are too many {many}."));
        }
        return;
    };
    if requirements.is_empty() {
        return;
    }
    page.heading("What goes together only with something else");
    let sorted = requirements.iter().sorted_by_cached_key(|one| names.place(&one.issue, &one.option));
    let groups = sorted.chunk_by(|one| (&one.issue, &one.option));
    for ((issue, option), group) in groups.into_iter().take(REQUIREMENTS) {
        page.item(2, "- ", &format!("{}, \"{}\":", names.issue(issue), names.choice(issue, option)));
        for one in group {
            page.paragraph(6, &requirement(names, one));
        }
    }
}

/// What an option requires of another issue.
fn requirement(names: &Names, one: &RequirementReport) -> String {
    let quoted = |options: &[Choice]| -> Vec<String> {
        options.iter().map(|option| format!("\"{}\"", names.choice(&one.other, option))).collect()
    };
    let other = names.issue(&one.other);
    if one.with.len() <= one.never_with.len() {
        format!("only with {other}: {}", either(&quoted(&one.with)))
    } else {
        format!("never with {other}: {}", either(&quoted(&one.never_with)))
    }
}

fn exchanges(page: &mut Page, linkage: &LinkageReport) {
    let names = &linkage.opening.names;
    if linkage.exchanges.is_empty() {
        return;
    }
    page.heading("Which issues trade against each other");
    page.paragraph(
        2,
        "At the package that the Nash solution recommends: pairs of issues that can be changed together so that \
         everybody still accepts, though somebody would refuse each change alone.",
    );
    let mut order: Vec<&ExchangeReport> = linkage.exchanges.iter().collect();
    order.sort_by_key(|one| std::cmp::Reverse(one.ways));
    for one in order.iter().take(EXCHANGES) {
        page.space();
        let issues = one.example.keys().map(|issue| names.issue(issue)).join(" and ");
        page.item(2, "- ", &format!("{issues}: {}", plural(one.ways, "way", "ways")));
        let change = one.change.iter().filter(|(_, amount)| !amount.value().is_zero());
        let options = one.example.iter().map(|(issue, by)| format!("\"{}\"", names.choice(issue, by)));
        let example = options.collect_vec().join(" with ");
        page.item(4, "for example ", &format!("{example}: {}", list(&names.amounts(change, signed))));
    }
    if order.len() > EXCHANGES {
        page.space();
        page.paragraph(
            2,
            &format!("and {} more, in the JSON report.", plural(order.len() - EXCHANGES, "pair", "pairs")),
        );
    }
}

fn costs(page: &mut Page, linkage: &LinkageReport) {
    if !linkage.lifted.is_empty() {
        page.heading("What rules and red lines cost");
        let mut table = Table::default().text("Without", 0, 50).number("Packages").number("Nash product");
        table.row(["(as things stand)".into(), packages(&linkage.now), product(&linkage.now)]);
        for lifted in &linkage.lifted {
            let name = visible(&lifted.without).into_owned();
            table.row([name, packages(&lifted.prospect), product(&lifted.prospect)]);
        }
        page.table(2, table);
    }
    if !linkage.without_consent.is_empty() {
        page.heading("Who binds");
        let mut table = Table::default().text("If any package were good enough for", 0, 50).number("Packages");
        for (id, packages) in linkage.without_consent.iter() {
            let packages = packages.as_ref().map_or_else(|| "not counted".into(), |packages| count(packages));
            table.row([linkage.opening.names.party(id), packages]);
        }
        page.table(2, table);
    }
}
