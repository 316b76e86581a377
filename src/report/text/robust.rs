//! What holds whatever the numbers are, as a page.

use super::package::package;
use super::{asked, differences::differences, party, stopped, title};
use crate::page::{Page, Table};
use crate::problem::View;
use crate::report::robust::{NamedStanding, OpenReport};
use crate::report::words::{narrow, plural, readable_count, signed, spoken};
use crate::search::Stop;
use crate::text::visible;
use crate::uncertain::{Acceptable, Choice, Choices};
use num_bigint::BigUint;

/// The page on what holds whatever the uncertain numbers are.
pub fn robust(
    view: &View,
    acceptable: &Acceptable,
    choices: &Choices,
    standings: &[NamedStanding],
    stop: Option<Stop>,
) -> Page {
    let mut page = Page::default();
    let problem = view.problem();
    title(&mut page, view);
    asked(&mut page, view);
    page.space();
    let numbers = plural(problem.uncertain().len(), "number has a range", "numbers have a range");
    page.paragraph(0, &format!("{numbers}. {}", counts(acceptable)));
    if let Some(open) = &acceptable.open {
        page.space();
        page.paragraph(0, &OpenReport::new(problem, open).message);
    }
    chosen(&mut page, view, choices);
    timing(&mut page, view, choices);
    stands(&mut page, view, standings);
    if let Some(stop) = stop {
        page.space();
        page.paragraph(0, &format!("Stopped {}: what is missing here is not known.", stopped(stop)));
    }
    page
}

fn counts(acceptable: &Acceptable) -> String {
    let said = |count: &Option<BigUint>, bound: &str| match count {
        None => "a number that would take too long to count".to_owned(),
        Some(count) if acceptable.exact => readable_count(count),
        Some(count) => format!("{bound} {}", readable_count(count)),
    };
    let is_none = acceptable.possibly.as_ref() == Some(&BigUint::ZERO);
    match is_none {
        true => "No package is acceptable, whatever the numbers in their ranges are.".to_owned(),
        false => format!(
            "Packages that are acceptable whatever the numbers are: {}; with some numbers: {}.",
            said(&acceptable.necessarily, "at least"),
            said(&acceptable.possibly, "at most")
        ),
    }
}

fn chosen(page: &mut Page, view: &View, choices: &Choices) {
    page.heading("What to agree on while the numbers are not known");
    let scenarios = match choices.all_scenarios {
        true => format!("all {} scenarios that can occur", choices.scenarios),
        false => format!("{} scenarios, drawn", choices.scenarios),
    };
    let all: [(&str, &Option<Choice>, bool, String); 3] = [
        (
            "Max-min Nash",
            &choices.max_min,
            choices.max_min_known,
            "the largest product of gains with everybody's worst numbers".into(),
        ),
        ("Expected Nash", &choices.expected, choices.known, format!("the largest expected product over {scenarios}")),
        (
            "Minimax regret",
            &choices.regret,
            choices.known,
            "the least that the product can fall short of what a scenario allows".into(),
        ),
    ];
    let mut first: Option<&Choice> = None;
    for (name, choice, known, what) in all {
        page.space();
        let Some(choice) = choice else {
            let none = if known { "none" } else { "not decided" };
            page.paragraph(2, &format!("{name}: {none}. ({what})"));
            continue;
        };
        let more = match choice.packages.len() {
            0 | 1 => String::new(),
            count => format!("; {} are equally good", plural(count, "package", "packages")),
        };
        page.paragraph(2, &format!("{name}: {} ({what}{more})", spoken(&choice.value)));
        let (Some(own), problem) = (choice.packages.first(), view.problem()) else { continue };
        match first.and_then(|first| first.packages.first()) {
            None => {
                package(page, problem, own);
                first = Some(choice);
            }
            Some(before) if before == own => page.paragraph(6, "The same package."),
            Some(before) => differences(page, 6, problem, before, own),
        }
    }
    if !choices.all_packages {
        page.space();
        page.paragraph(
            2,
            "There are too many packages to compare: for what depends on scenarios, only their Nash packages were.",
        );
    }
}

fn timing(page: &mut Page, view: &View, choices: &Choices) {
    let Some((_, before)) = &choices.before else { return };
    page.heading("Agreeing before or after it is known how things are: expected gains");
    let mut table = Table::default().text("Party", 0, 40).number("before").number("after").number("waiting brings");
    for (at, (before, after)) in view.problem().party_ids().zip(before.iter().zip(&choices.after)) {
        let more = after.value() - before.value();
        table.row([party(view.problem(), at), narrow(before), narrow(after), signed_narrow(&more.into())]);
    }
    page.table(2, table);
    page.space();
    page.paragraph(
        2,
        "Before: one package for all scenarios, with the largest product of expected gains. After: the Nash package of \
         each scenario, and nothing where there is no deal.",
    );
}

fn signed_narrow(number: &crate::Number) -> String {
    let text = signed(number);
    if text.len() <= 9 { text } else { format!("≈ {:+.3}", number.to_f64()) }
}

fn stands(page: &mut Page, view: &View, standings: &[NamedStanding]) {
    page.heading("What can be said of these packages, whatever the numbers are");
    let mut table = Table::default().text("Package", 0, 44).text("acceptable", 0, 22).text("efficient", 0, 22);
    for (names, standing) in standings {
        let acceptable = match (standing.feasible, standing.necessarily_acceptable, standing.possibly_acceptable) {
            (false, ..) => "never: breaks a rule",
            (_, Some(true), _) => "always",
            (_, _, Some(false)) => "never",
            (_, Some(false), Some(true)) => "with some numbers",
            _ => "not decided",
        };
        let efficient = match (standing.feasible, standing.necessarily_efficient, standing.possibly_efficient) {
            (false, ..) => "-",
            (_, Some(true), _) => "always",
            (_, _, Some(false)) => "never",
            (_, Some(false), Some(true)) => "with some numbers",
            (_, None, Some(true)) => "with some, perhaps all",
            _ => "not decided",
        };
        let names: Vec<String> = names.iter().map(|name| visible(name).into_owned()).collect();
        table.row([names.join("; "), acceptable.to_owned(), efficient.to_owned()]);
    }
    page.table(2, table);
    let open = |(_, standing): &NamedStanding| {
        standing.feasible && (standing.necessarily_efficient.is_none() || standing.possibly_efficient.is_none())
    };
    if standings.iter().any(open) {
        page.space();
        page.paragraph(
            2,
            "Efficiency that is not decided: numbers that enter the worth of several issues may favour one package here and \
             another there, and no numbers that were tried tell. One number in place of some of these ranges would decide \
             it.",
        );
    }
    for (names, standing) in standings.iter().filter(|(_, standing)| standing.necessarily_acceptable == Some(false)) {
        let short: Vec<String> = view
            .problem()
            .party_ids()
            .filter(|at| num_traits::Signed::is_negative(standing.gains[at.index()].0.value()))
            .map(|at| {
                let (low, high) = &standing.gains[at.index()];
                format!("{} between {} and {}", party(view.problem(), at), spoken(low), spoken(high))
            })
            .collect();
        if !short.is_empty() && standing.feasible {
            page.space();
            let name = names.first().map(|name| visible(name).into_owned()).unwrap_or_default();
            page.item(2, "- ", &format!("{name}: what it gains is, of {}.", short.join("; of ")));
        }
    }
}
