//! How issues are linked, as a page: each option with what can be agreed, what it requires, what trades, what rules cost.

use super::{asked, issue, option, party, stopped, title};
use crate::explain::{Exchange, Linkage, OptionLink, Prospect, Requirement, Role};
use crate::page::{Page, Table};
use crate::problem::{OptionId, View};
use crate::report::words::{either, list, narrow, plural, readable_count, signed};
use crate::search::Outcome;
use crate::text::visible;
use itertools::Itertools;
use num_bigint::BigUint;
use num_traits::Zero;

/// So many pairs of issues are shown.
const EXCHANGES: usize = 12;
/// The requirements of so many options are shown.
const REQUIREMENTS: usize = 60;

/// The page on [`View::linkage`].
pub fn linkage(view: &View, linkage: &Outcome<Linkage>) -> Page {
    let mut page = Page::default();
    title(&mut page, view);
    asked(&mut page, view);
    page.space();
    page.paragraph(0, &verdict(linkage));
    options(&mut page, view, linkage);
    levels(&mut page, view, linkage);
    requirements(&mut page, view, linkage);
    exchanges(&mut page, view, linkage);
    costs(&mut page, view, linkage);
    page
}

fn verdict(linkage: &Outcome<Linkage>) -> String {
    let stop = linkage.stopped.map(|stop| format!("STOPPED {}: some answers are missing. ", stopped(stop)));
    let stop = stop.unwrap_or_default();
    if linkage.options.is_empty() && linkage.stopped.is_some() {
        return stop.trim_end().to_owned();
    }
    let of = |role: Role| linkage.options.iter().filter(|link| link.role == role).count();
    match (&linkage.now.best, &linkage.now.packages) {
        (None, _) => format!("{stop}NO AGREEMENT is possible. The explain command says why."),
        (Some(_), packages) => {
            let count = packages.as_ref().map_or_else(|| "Some packages are".to_owned(), counted);
            let roles = [(Role::Essential, "essential"), (Role::Impossible, "impossible")];
            let roles: Vec<String> = roles
                .iter()
                .filter(|(role, _)| of(*role) > 0)
                .map(|(role, word)| format!("{} {word}", plural(of(*role), "option is", "options are")))
                .collect();
            let roles = match (roles.is_empty(), linkage.stopped) {
                (false, _) => list(&roles),
                (true, None) => "no option is essential or impossible".into(),
                (true, Some(_)) => "no option is known to be essential or impossible".into(),
            };
            format!("{stop}{count} acceptable; {roles}.")
        }
    }
}

fn counted(count: &BigUint) -> String {
    let one = *count == BigUint::from(1u32);
    format!("{} {}", readable_count(count), if one { "package is" } else { "packages are" })
}

fn count(prospect: &Prospect) -> String {
    match (&prospect.packages, &prospect.best) {
        (Some(count), _) => readable_count(count),
        (None, None) => "0".into(),
        (None, Some(_)) => "not counted".into(),
    }
}

fn product(prospect: &Prospect) -> String {
    let value = prospect.best.as_ref().and_then(|(_, value)| value.as_ref());
    value.map_or_else(|| "-".into(), |value| narrow(&value.number))
}

fn options(page: &mut Page, view: &View, linkage: &Outcome<Linkage>) {
    let problem = view.problem();
    page.heading("What can be agreed with each option");
    let mut table =
        Table::default().text("Issue", 0, 30).text("Option", 0, 42).number("Packages").number("Nash product");
    let mut last = None;
    for OptionLink { issue: at, option: chosen, role, with } in &linkage.options {
        let name = if last == Some(*at) { String::new() } else { issue(problem, *at) };
        last = Some(*at);
        let essential = if *role == Role::Essential { " (essential)" } else { "" };
        let best = if *role == Role::Impossible { "impossible".into() } else { product(with) };
        table.row([name, format!("{}{essential}", option(problem, *at, *chosen)), count(with), best]);
    }
    page.table(2, table);
    page.space();
    page.paragraph(
        2,
        "Packages: how many acceptable ones remain if the option is settled. Nash product: the best product of gains \
         among these. Essential: nothing can be agreed without it. Impossible: nothing can be agreed with it.",
    );
}

fn levels(page: &mut Page, view: &View, linkage: &Outcome<Linkage>) {
    let problem = view.problem();
    let spans = linkage.levels.iter().filter_map(|link| Some((link, link.span.as_ref()?))).collect_vec();
    if spans.is_empty() {
        return;
    }
    page.heading("Which levels can be agreed");
    let mut table = Table::default().text("Issue", 0, 30).text("", 0, 62).number("from").number("to");
    for (link, [from, to]) in spans {
        let name = issue(problem, problem[link.level].issue);
        table.row([name, "in any agreement".into(), narrow(from), narrow(to)]);
        for (at, chosen, [from, to]) in &link.with {
            let with = format!("with {}: {}", issue(problem, *at), option(problem, *at, *chosen));
            table.row([String::new(), with, narrow(from), narrow(to)]);
        }
    }
    page.table(2, table);
    page.space();
    page.paragraph(2, "The lowest and the highest level of an agreement; not every level between need be possible.");
}

fn requirements(page: &mut Page, view: &View, linkage: &Outcome<Linkage>) {
    let problem = view.problem();
    let Some(requirements) = &linkage.requirements else {
        if linkage.stopped.is_none() {
            page.heading("What goes together");
            let many = if view.problem().has_levels() { "options" } else { "acceptable packages" };
            page.paragraph(2, &format!("Not looked at: there are too many {many}."));
        }
        return;
    };
    if requirements.is_empty() {
        return;
    }
    page.heading("What goes together only with something else");
    for (at, group) in requirements
        .iter()
        .sorted_by_key(|one| (one.issue, one.option))
        .chunk_by(|one| (one.issue, one.option))
        .into_iter()
        .map(|(at, group)| (at, group.collect_vec()))
        .take(REQUIREMENTS)
    {
        page.item(2, "- ", &format!("{}, \"{}\":", issue(problem, at.0), option(problem, at.0, at.1)));
        for one in group {
            page.paragraph(6, &requirement(view, one));
        }
    }
}

/// What an option requires of another issue.
fn requirement(view: &View, one: &Requirement) -> String {
    let problem = view.problem();
    let names = |options: &[OptionId]| -> Vec<String> {
        options.iter().map(|at| format!("\"{}\"", option(problem, one.other, *at))).collect()
    };
    let other = issue(problem, one.other);
    if one.with.len() <= one.never_with.len() {
        format!("only with {other}: {}", either(&names(&one.with)))
    } else {
        format!("never with {other}: {}", either(&names(&one.never_with)))
    }
}

fn exchanges(page: &mut Page, view: &View, linkage: &Outcome<Linkage>) {
    let problem = view.problem();
    if linkage.exchanges.is_empty() {
        return;
    }
    page.heading("Which issues trade against each other");
    page.paragraph(
        2,
        "At the package that the Nash solution recommends: pairs of issues that can be changed together so that \
         everybody still accepts, though somebody would refuse each change alone.",
    );
    let mut order: Vec<&Exchange> = linkage.exchanges.iter().collect();
    order.sort_by_key(|one| std::cmp::Reverse(one.ways));
    for one in order.iter().take(EXCHANGES) {
        page.space();
        let ((first, second), (a, b)) = (one.issues, one.example);
        let ways = plural(one.ways, "way", "ways");
        page.item(2, "- ", &format!("{} and {}: {ways}", issue(problem, first), issue(problem, second)));
        let change: Vec<String> = problem
            .party_ids()
            .filter(|at| !one.change[at.index()].value().is_zero())
            .map(|at| format!("{} {}", party(problem, at), signed(&one.change[at.index()])))
            .collect();
        let example = format!("\"{}\" with \"{}\"", option(problem, first, a), option(problem, second, b));
        page.item(4, "for example ", &format!("{example}: {}", list(&change)));
    }
    if order.len() > EXCHANGES {
        page.space();
        page.paragraph(
            2,
            &format!("and {} more, in the JSON report.", plural(order.len() - EXCHANGES, "pair", "pairs")),
        );
    }
}

fn costs(page: &mut Page, view: &View, linkage: &Outcome<Linkage>) {
    let problem = view.problem();
    if !linkage.lifted.is_empty() {
        page.heading("What rules and red lines cost");
        let mut table = Table::default().text("Without", 0, 50).number("Packages").number("Nash product");
        table.row(["(as things stand)".into(), count(&linkage.now), product(&linkage.now)]);
        for (rule, prospect) in &linkage.lifted {
            let name = rule.rule(problem).map(|(name, _)| visible(name).into_owned()).unwrap_or_default();
            table.row([name, count(prospect), product(prospect)]);
        }
        page.table(2, table);
    }
    if !linkage.without_consent.is_empty() {
        page.heading("Who binds");
        let mut table = Table::default().text("If any package were good enough for", 0, 50).number("Packages");
        for (at, packages) in problem.party_ids().zip(&linkage.without_consent) {
            let count = packages.as_ref().map_or_else(|| "not counted".into(), readable_count);
            table.row([party(problem, at), count]);
        }
        page.table(2, table);
    }
}
