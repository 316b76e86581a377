//! An answer in brief, as a page to be pasted: a paragraph, and a term sheet.

use super::begun;
use super::paged::Report;
use crate::page::{Page, Table};
use zopa::report::{BriefReport, Opening};
use zopa::text::visible;

impl Report for BriefReport {
    fn opening(&self) -> &Opening {
        &self.opening
    }

    fn page(&self) -> Page {
        let mut page = begun(&self.opening);
        page.paragraph(0, &visible(&self.summary));
        if self.terms.is_empty() {
            return page;
        }
        page.heading("Terms");
        page.table(2, columns(self, &[Column::Agreed, Column::Today]));
        page.heading("Who gives, who gets");
        page.table(2, columns(self, &[Column::Gives, Column::Gets]));
        page.space();
        page.paragraph(
            2,
            "Issue by issue, those to whom what is agreed is worth less than nothing in the model, and those to whom it is worth \
             more. What combinations of issues add is not told here.",
        );
        page
    }

    /// The term sheet alone.
    fn csv(&self) -> String {
        columns(self, &[Column::Agreed, Column::Today, Column::Gives, Column::Gets]).csv()
    }
}

/// What a term sheet tells of an issue.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Agreed,
    Today,
    Gives,
    Gets,
}

/// A row for each issue, with these columns; what holds today only if that is said of some issue.
fn columns(report: &BriefReport, columns: &[Column]) -> Table {
    let names = &report.opening.names;
    let today = report.terms.iter().any(|(_, term)| term.today.is_some());
    let columns = columns.iter().filter(|column| **column != Column::Today || today);
    let head = |table: Table, column: &Column| match column {
        Column::Agreed => table.text("Agreed", 0, 32),
        Column::Today => table.text("Today", 0, 26),
        Column::Gives => table.text("Gives", 0, 29),
        Column::Gets => table.text("Gets", 0, 29),
    };
    let mut table = columns.clone().fold(Table::default().text("Issue", 0, 34), head);
    for (issue, term) in report.terms.iter() {
        let cell = |column: &Column| match column {
            Column::Agreed => names.choice(issue, &term.agreed),
            Column::Today => term.today.as_ref().map(|today| names.choice(issue, today)).unwrap_or_default(),
            Column::Gives => names.parties(&term.gives),
            Column::Gets => names.parties(&term.gets),
        };
        table.row(std::iter::once(names.issue(issue)).chain(columns.clone().map(cell)));
    }
    table
}
