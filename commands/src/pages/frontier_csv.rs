//! A frontier as comma-separated values (RFC 4180), for spreadsheets.
//!
//! One line a point. The columns: `point` (counted from 1), `packages`, then `utility:` and `gain:` for every party, then
//! `issue:` for every issue, each followed by the id. With continuous issues two lines a segment, one for each end, and for the
//! first two columns `piece` and `end`: `from`, `to` or `point`; `from (open)` where something dominates the end itself. Numbers
//! are exact: decimals, or `p/q` where there is none.

use crate::page::csv::line;
use zopa::report::{AgreementReport, EntryReport};

/// The first line, for these parties and issues.
pub fn head<'k>(levels: bool, parties: impl Iterator<Item = &'k str>, issues: impl Iterator<Item = &'k str>) -> String {
    let first = if levels { ["piece", "end"] } else { ["point", "packages"] };
    let parties: Vec<&str> = parties.collect();
    let mut header = first.map(str::to_owned).to_vec();
    header.extend(["utility", "gain"].iter().flat_map(|kind| parties.iter().map(move |id| format!("{kind}:{id}"))));
    header.extend(issues.map(|id| format!("issue:{id}")));
    line(&header)
}

/// The line of an entry, the so-manyth; two for a segment.
pub fn rows(at: usize, entry: &EntryReport) -> String {
    let row = |second: String, point: &AgreementReport| {
        let numbers = point.utilities.iter().chain(point.gains.iter()).map(|(_, value)| value.to_string());
        let package = point.package.iter().map(|(_, choice)| choice.written());
        line(&[at.to_string(), second].into_iter().chain(numbers).chain(package).collect::<Vec<_>>())
    };
    let end = |name: &str, open: bool| if open { format!("{name} (open)") } else { name.to_owned() };
    match entry {
        EntryReport::Point(point) => row(point.packages.as_ref().map(ToString::to_string).unwrap_or_default(), point),
        EntryReport::Piece(piece) => match &piece.to {
            None => row("point".to_owned(), &piece.from),
            Some(to) => row(end("from", piece.from_open), &piece.from) + &row(end("to", piece.to_open), to),
        },
    }
}
