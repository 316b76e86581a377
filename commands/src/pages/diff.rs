//! What differs between two reports, as a page.

use super::begun;
use super::paged::Report;
use crate::page::{Page, Table};
use zopa::report::{DiffReport, Opening, PlaceReport};
use zopa::text::words::plural;
use zopa::text::{shorten, visible};

/// So many places are shown, where nothing is said in words.
const PLACES: usize = 40;
/// Values longer than this are cut.
const LONG: usize = 60;

impl Report for DiffReport {
    fn opening(&self) -> &Opening {
        &self.opening
    }

    fn page(&self) -> Page {
        let mut page = begun(&self.opening);
        if self.same {
            page.paragraph(0, "Both reports say the same.");
            return page;
        }
        let places = plural(self.places.len(), "place", "places");
        page.paragraph(0, &format!("The reports DIFFER, in {places}."));
        for section in &self.sections {
            page.heading(&visible(&section.heading));
            page.table(2, lines(&section.lines));
        }
        // Where little is said in words, the places say the rest.
        if self.sections.len() < 2 {
            page.heading("Where they differ");
            page.table(2, lines(&self.places[..self.places.len().min(PLACES)]));
            if self.places.len() > PLACES {
                page.paragraph(2, &format!("and {} more, in the JSON report.", self.places.len() - PLACES));
            }
        } else {
            page.space();
            page.paragraph(2, "Every place is in --format json.");
        }
        page
    }
}

/// What differs, a line each.
pub(super) fn lines(lines: &[PlaceReport]) -> Table {
    let mut table = Table::default().text("", 0, 46).text("first", 0, 40).text("second", 0, 40);
    let cell = |value: &Option<String>| {
        value.as_ref().map_or_else(|| "-".to_owned(), |value| visible(&shorten(value, LONG)).into_owned())
    };
    for line in lines {
        table.row([visible(&line.what).into_owned(), cell(&line.from), cell(&line.to)]);
    }
    table
}
