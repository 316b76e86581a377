//! What differs between two reports, as a page.

use super::begun;
use super::paged::Report;
use super::sides::ASKED;
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
        page.paragraph(0, "The reports DIFFER.");
        for section in &self.sections {
            page.heading(&visible(&section.heading));
            page.table(2, lines(&section.lines));
        }
        // Where little is said in words, the places say the rest.
        let told = self.sections.iter().any(|section| section.heading != ASKED);
        if !told {
            page.heading("Where they differ");
            page.table(2, lines(&self.places[..self.places.len().min(PLACES)]));
        }
        page.space();
        let all = plural(self.places.len(), "place", "places");
        page.paragraph(
            2,
            &match (told, self.places.len() > PLACES) {
                (false, true) => format!("These are {PLACES} of {all}; --format json has the others."),
                (false, false) => "Each is in --format json, with where it stands.".to_owned(),
                (true, _) => format!("As data, that makes {all}: each is in --format json."),
            },
        );
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
        let what = line.named.as_ref().unwrap_or(&line.what);
        table.row([visible(what).into_owned(), cell(&line.from), cell(&line.to)]);
    }
    table
}
