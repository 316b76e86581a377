//! A frontier as comma-separated values (RFC 4180), for spreadsheets.
//!
//! One line a point (`rows.rs`). The columns: `point` (counted from 1), `packages`, then `utility:` and `gain:` for every party,
//! then `issue:` for every issue, each followed by the id. With continuous issues two lines a segment, one for each end, and
//! for the first two columns `piece` and `end`: `from`, `to` or `point`; `from (open)` where something dominates the end itself. Numbers are exact: decimals, or `p/q` where there is none.
//! Text that a spreadsheet would take for a formula gets a leading apostrophe.

use crate::page::csv::line;
use zopa::problem::Problem;
use zopa::report::{AgreementReport, PieceReport};

/// The first line of a frontier as CSV.
pub fn head(problem: &Problem) -> String {
    let first = if problem.has_levels() { ["piece", "end"] } else { ["point", "packages"] };
    let mut header = first.map(str::to_owned).to_vec();
    let parties = problem.parties();
    header.extend(["utility", "gain"].iter().flat_map(|kind| parties.iter().map(move |p| format!("{kind}:{}", p.id))));
    header.extend(problem.issues().iter().map(|issue| format!("issue:{}", issue.id)));
    line(&header)
}

/// The line of a piece, the so-manyth; two for a segment.
pub fn piece(at: usize, piece: &PieceReport) -> String {
    let row = |second: String, point: &AgreementReport| {
        let numbers = point.utilities.iter().chain(point.gains.iter()).map(|(_, value)| value.to_string());
        let package = point.package.iter().map(|(_, choice)| choice.written());
        line(&[at.to_string(), second].into_iter().chain(numbers).chain(package).collect::<Vec<_>>())
    };
    let end = |name: &str, open: bool| if open { format!("{name} (open)") } else { name.to_owned() };
    match &piece.to {
        None => row("point".to_owned(), &piece.from),
        Some(to) => row(end("from", piece.from_open), &piece.from) + &row(end("to", piece.to_open), to),
    }
}
