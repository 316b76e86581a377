//! Several models side by side, as a page.

use super::begun;
use super::diff::lines;
use super::paged::Report;
use crate::page::{Page, Table};
use itertools::Itertools;
use zopa::exact::Number;
use zopa::report::{CompareReport, FewestReport, ModelReport, NumberReport, Opening, SetReport, StatusName, count};
use zopa::text::visible;
use zopa::text::words::{capital, plural, signed};

/// So many numbers that differ are shown.
const NUMBERS: usize = 40;

impl Report for CompareReport {
    fn opening(&self) -> &Opening {
        &self.opening
    }

    fn page(&self) -> Page {
        let mut page = begun(&self.opening);
        for (at, model) in self.models.iter().enumerate() {
            let set: Vec<String> = model.set.iter().map(SetReport::said).collect();
            let with = if set.is_empty() { String::new() } else { format!(", with {}", set.join("; ")) };
            page.item(2, &format!("{}. ", at + 1), &format!("{}{with}", visible(&model.name)));
        }
        page.space();
        page.strong(match (self.same, self.same_answer, self.stopped()) {
            (_, _, true) => "A search STOPPED before its answer was known.",
            (true, ..) => "The models and their answers are the SAME.",
            (false, true, _) => "The models differ, and the answer is the SAME.",
            (false, false, _) => "The answers DIFFER.",
        });
        if !self.same && self.numbers.is_empty() && self.only.is_empty() && self.sections.is_empty() {
            page.space();
            page.paragraph(2, "No number differs; names, remarks, conditions, or packages of proposals do.");
        }
        for section in self.sections.iter().filter(|section| !section.lines.is_empty()) {
            page.heading(&visible(&section.heading));
            page.table(2, lines(&section.lines));
        }
        if self.models.len() > 2 {
            page.heading("The answers");
            page.table(2, matrix(self));
        }
        if let Some(fewest) = &self.fewest {
            tell_fewest(self, &mut page, fewest);
        }
        if !self.numbers.is_empty() {
            page.heading("Numbers that differ");
            page.table(2, values(self, &self.numbers[..self.numbers.len().min(NUMBERS)]));
            if self.numbers.len() > NUMBERS {
                page.paragraph(2, &format!("and {} more, in the JSON report.", self.numbers.len() - NUMBERS));
            }
        }
        if !self.only.is_empty() {
            page.heading("What only some have");
            let mut table = columns(self);
            for one in &self.only {
                let there = one.models.iter().map(|there| if *there { "yes" } else { "-" }.to_owned());
                table.row([format!("{} {}", capital(&one.kind), visible(&one.id))].into_iter().chain(there));
            }
            page.table(2, table);
        }
        page
    }
}

/// A table with a column for each model.
fn columns(report: &CompareReport) -> Table {
    let table = Table::default().text("", 0, 46);
    let header = |at: usize| match (report.models.len(), at) {
        (2, 0) => "first".to_owned(),
        (2, _) => "second".to_owned(),
        _ => format!("{}.", at + 1),
    };
    (0..report.models.len()).fold(table, |table, at| table.text(&header(at), 0, 40))
}

/// Numbers, by model.
fn values(report: &CompareReport, numbers: &[NumberReport]) -> Table {
    let mut table = columns(report);
    for number in numbers {
        let cell = |value: &Option<Number>| value.as_ref().map_or_else(|| "-".to_owned(), Number::to_string);
        let path = number.path.strip_prefix("$.").unwrap_or(&number.path);
        table.row([visible(path).into_owned()].into_iter().chain(number.values.iter().map(cell)));
    }
    table
}

/// What each model's answer is.
fn matrix(report: &CompareReport) -> Table {
    let mut table = columns(report);
    let mut row = |what: String, cell: &dyn Fn(&ModelReport) -> Option<String>| {
        let cells = report.models.iter().map(|model| cell(model).unwrap_or_else(|| "-".to_owned()));
        table.row([what].into_iter().chain(cells));
    };
    row("Answer".to_owned(), &|model| {
        Some(match model.ended.status {
            StatusName::Agreement => "agreement".to_owned(),
            StatusName::NoAgreement => "none possible".to_owned(),
            StatusName::Stopped => "stopped".to_owned(),
            StatusName::Undecided => "undecided".to_owned(),
        })
    });
    row("Packages acceptable to all".to_owned(), &|model| model.acceptable.as_deref().map(count));
    // What is called differently in several models is called as in the first that has it.
    let all = || report.models.iter().map(|model| &model.names);
    let issues = all().flat_map(|names| names.issues.keys().map(move |id| (id, names.issue(id))));
    let issues: Vec<(&str, String)> = issues.unique_by(|(id, _)| *id).collect();
    let parties = all().flat_map(|names| names.parties.keys().map(move |id| (id, names.party(id))));
    let parties: Vec<(&str, String)> = parties.unique_by(|(id, _)| *id).collect();
    for (concept, name) in report.concepts.iter() {
        let name = capital(&visible(name));
        for (issue, called) in &issues {
            row(format!("{name}: {called}"), &|model| {
                model.chosen.get(concept)?.package.get(issue).map(|by| model.names.choice(issue, by))
            });
        }
        for (party, called) in &parties {
            row(format!("{name}: {called} gains"), &|model| model.chosen.get(concept)?.gains.get(party).map(signed));
        }
    }
    table
}

/// The fewest numbers that turn the first answer into the second.
fn tell_fewest(report: &CompareReport, page: &mut Page, fewest: &FewestReport) {
    page.heading("The fewest numbers that turn the first answer into the second");
    let listed = |paths: &[String]| -> Vec<NumberReport> {
        report.numbers.iter().filter(|number| paths.contains(&number.path)).cloned().collect()
    };
    let some = |count: usize| plural(count, "number", "numbers");
    match (&fewest.numbers, &fewest.enough, fewest.at_least, fewest.possible) {
        (Some(numbers), ..) => {
            page.paragraph(2, &format!("{}; fewer are not enough:", capital(&some(numbers.len()))));
            page.table(2, values(report, &listed(numbers)));
        }
        (None, Some(enough), at_least, _) => {
            let least = at_least.map(|least| format!("At least {}. ", some(least))).unwrap_or_default();
            page.paragraph(2, &format!("{least}Not all sets of numbers were tried. These are enough:"));
            page.table(2, values(report, &listed(enough)));
        }
        (None, None, _, Some(false)) => {
            page.paragraph(
                2,
                "None of the numbers that both models say, nor several of them together: what else differs does.",
            );
        }
        (None, None, at_least, _) => {
            let least = at_least.map(|least| format!(" At least {} would be needed.", some(least)));
            page.paragraph(2, &format!(
                "That was not found out: not all sets of numbers were tried, or the first model cannot have some of them.{}",
                least.unwrap_or_default()
            ));
        }
    }
}
