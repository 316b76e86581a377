//! A model as files of another program, as a page: which files, and what they leave out.

use super::begun;
use super::paged::Report;
use crate::page::{Page, Table};
use zopa::report::{ExportReport, Opening};
use zopa::text::visible;

impl Report for ExportReport {
    fn opening(&self) -> &Opening {
        &self.opening
    }

    fn page(&self) -> Page {
        let mut page = begun(&self.opening);
        page.paragraph(0, "Written as files of another program; what is in them stands in --format json.");
        page.heading("Files");
        let mut table = Table::default().text("File", 0, 50).number("Lines");
        for file in &self.files {
            table.row([visible(&file.name).into_owned(), file.text.lines().count().to_string()]);
        }
        page.table(2, table);
        page.warnings("Not in the files", &self.lost);
        page
    }
}
