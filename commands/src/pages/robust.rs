//! What holds whatever the numbers are, as a page.

use super::begun;
use super::differences::differences;
use super::package::package;
use super::paged::Report;
use crate::page::{Page, Table};
use zopa::exact::Number;
use zopa::model::Keyed;
use zopa::report::{
    AcceptableReport, Choice, ChosenReport, Opening, RobustReport, StandingReport, count, less, stopped,
};
use zopa::text::visible;
use zopa::text::words::{narrow, plural, signed, spoken};

impl Report for RobustReport {
    fn opening(&self) -> &Opening {
        &self.opening
    }

    fn page(&self) -> Page {
        let mut page = begun(&self.opening);
        let numbers = plural(self.uncertain, "number has a range", "numbers have a range");
        page.paragraph(0, &format!("{numbers}. {}", counts(&self.acceptable)));
        if self.factors {
            page.space();
            page.paragraph(
                0,
                "Whatever the numbers are: each of them moves by itself, also those with a common factor, which only scenarios move \
                 together.",
            );
        }
        if let Some(open) = &self.acceptable.undecided {
            page.space();
            page.paragraph(0, &visible(&open.message));
        }
        chosen(&mut page, self);
        timing(&mut page, self);
        stands(&mut page, self);
        if let Some(stop) = self.stopped_by {
            page.space();
            page.paragraph(0, &format!("Stopped {}: what is missing here is not known.", stopped(stop)));
        }
        page
    }
}

fn counts(acceptable: &AcceptableReport) -> String {
    let said = |packages: &Option<String>, bound: &str| match packages {
        None => "a number that would take too long to count".to_owned(),
        Some(packages) if acceptable.exact => count(packages),
        Some(packages) => format!("{bound} {}", count(packages)),
    };
    let is_none = acceptable.possibly.as_deref() == Some("0");
    match is_none {
        true => "No package is acceptable, whatever the numbers in their ranges are.".to_owned(),
        false => format!(
            "Packages that are acceptable whatever the numbers are: {}; with some numbers: {}.",
            said(&acceptable.necessarily, "at least"),
            said(&acceptable.possibly, "at most")
        ),
    }
}

fn chosen(page: &mut Page, choices: &RobustReport) {
    let names = &choices.opening.names;
    page.heading("What to agree on while the numbers are not known");
    let scenarios = match choices.all_scenarios {
        true => format!("all {} scenarios that can occur", choices.scenarios),
        false => format!("{} scenarios, drawn", choices.scenarios),
    };
    let all: [(&str, &Option<ChosenReport>, bool, String); 3] = [
        (
            "Max-min Nash",
            &choices.max_min_nash,
            choices.max_min_known,
            "the largest product of gains with everybody's worst numbers".into(),
        ),
        (
            "Expected Nash",
            &choices.expected_nash,
            choices.known,
            format!("the largest expected product over {scenarios}"),
        ),
        (
            "Minimax regret",
            &choices.minimax_regret,
            choices.known,
            "the least that the product can fall short of what a scenario allows".into(),
        ),
    ];
    let mut first: Option<&Keyed<Choice>> = None;
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
        let Some(own) = choice.packages.first() else { continue };
        match first {
            None => {
                package(page, names, own);
                first = Some(own);
            }
            Some(before) if before == own => page.paragraph(6, "The same package."),
            Some(before) => differences(page, 6, names, before, own),
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

fn timing(page: &mut Page, report: &RobustReport) {
    let Some(before) = &report.before else { return };
    page.heading("Agreeing before or after it is known how things are: expected gains");
    let mut table = Table::default().text("Party", 0, 40).number("before").number("after").number("waiting brings");
    for ((id, before), (_, after)) in before.gains.iter().zip(report.after.iter()) {
        let name = report.opening.names.party(id);
        table.row([name, narrow(before), narrow(after), signed_narrow(&less(after, before))]);
    }
    page.table(2, table);
    page.space();
    page.paragraph(
        2,
        "Before: one package for all scenarios, with the largest product of expected gains. After: the Nash package of \
         each scenario (of several, the first), and nothing where there is no deal.",
    );
}

fn signed_narrow(number: &Number) -> String {
    let text = signed(number);
    if text.len() <= 9 { text } else { format!("≈ {:+.3}", number.to_f64()) }
}

fn stands(page: &mut Page, report: &RobustReport) {
    let standings = &report.packages;
    page.heading("What can be said of these packages, whatever the numbers are");
    let mut table = Table::default().text("Package", 0, 44).text("acceptable", 0, 22).text("efficient", 0, 22);
    for standing in standings {
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
        let names: Vec<String> = standing.names.iter().map(|name| visible(name).into_owned()).collect();
        table.row([names.join("; "), acceptable.to_owned(), efficient.to_owned()]);
    }
    page.table(2, table);
    let open = |standing: &StandingReport| {
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
    for standing in standings.iter().filter(|standing| standing.necessarily_acceptable == Some(false)) {
        let short = standing.gains.iter().filter(|(_, (low, _))| num_traits::Signed::is_negative(low.value()));
        let short =
            report.opening.names.amounts(short, |(low, high)| format!("between {} and {}", spoken(low), spoken(high)));
        if !short.is_empty() && standing.feasible {
            page.space();
            let name = standing.names.first().map(|name| visible(name).into_owned()).unwrap_or_default();
            page.item(2, "- ", &format!("{name}: what it gains is, of {}.", short.join("; of ")));
        }
    }
}
