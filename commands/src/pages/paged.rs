//! What every report is.

use crate::page::{Page, Picture};
use serde::Serialize;
use zopa::report::Opening;

/// What a command answers: data for programs, and a page for people that is made of them.
pub trait Report: Serialize {
    /// How it begins: what was asked, and what ids are called.
    fn opening(&self) -> &Opening;

    /// The report as a page.
    fn page(&self) -> Page;

    /// Its tables, for spreadsheets: those of the page, unless others say more. Empty if there is none.
    fn csv(&self) -> String {
        self.page().csv()
    }

    /// What there is to look at, where pages have pictures.
    fn pictures(&self) -> Vec<Picture> {
        Vec::new()
    }
}
