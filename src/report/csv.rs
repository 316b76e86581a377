//! A frontier as comma-separated values (RFC 4180), for spreadsheets.
//!
//! One line a point. The columns: `point` (counted from 1), `packages`, then `utility:` and `gain:` for every party,
//! then `issue:` for every issue, each followed by the id. Numbers are exact: decimals, or `p/q` where there is none.
//! Text that a spreadsheet would take for a formula gets a leading apostrophe.

use super::frontier::{PiecesReport, PointReport};
use super::parts::Choice;
use crate::exact::Number;
use crate::model::Keyed;
use crate::problem::Problem;
use crate::text::starts_formula;
use std::io::{self, Write};

/// The first line of a frontier as CSV.
pub fn frontier_csv_head(problem: &Problem) -> String {
    line(&head(["point", "packages"], problem))
}

/// The line of a point, the so-manyth.
pub fn frontier_csv_line(at: usize, point: &PointReport) -> String {
    let mut cells = vec![at.to_string(), point.packages.as_ref().map(Number::to_string).unwrap_or_default()];
    let numbers = |values: &Keyed<Number>| values.iter().map(|(_, value)| value.to_string()).collect::<Vec<_>>();
    cells.extend(numbers(&point.utilities));
    cells.extend(numbers(&point.gains));
    cells.extend(point.package.iter().map(|(_, choice)| written(choice)));
    line(&cells)
}

fn head(first: [&str; 2], problem: &Problem) -> Vec<String> {
    let mut header = first.map(str::to_owned).to_vec();
    let parties = problem.parties();
    header.extend(["utility", "gain"].iter().flat_map(|kind| parties.iter().map(move |p| format!("{kind}:{}", p.id))));
    header.extend(problem.issues().iter().map(|issue| format!("issue:{}", issue.id)));
    header
}

/// Writes the pieces of a frontier with continuous issues as CSV, two lines for a segment: one for each end. The columns:
/// `piece` (counted from 1), `end` (`from`, `to`, or `point`; `from (open)` where something dominates the end itself),
/// then as for [points](frontier_csv_head).
///
/// # Errors
/// What the sink cannot take.
pub fn pieces_csv(problem: &Problem, report: &PiecesReport, sink: &mut dyn Write) -> io::Result<()> {
    sink.write_all(line(&head(["piece", "end"], problem)).as_bytes())?;
    for (at, piece) in report.pieces.iter().enumerate() {
        let open = |name: &str, open: bool| if open { format!("{name} (open)") } else { name.to_owned() };
        let first = if piece.to.is_some() { open("from", piece.from_open) } else { "point".to_owned() };
        let second = piece.to.as_ref().map(|to| (open("to", piece.to_open), to));
        for (end, point) in [(first, &piece.from)].into_iter().chain(second) {
            let mut cells = vec![(at + 1).to_string(), end];
            cells.extend(point.utilities.iter().chain(point.gains.iter()).map(|(_, value)| value.to_string()));
            cells.extend(point.package.iter().map(|(_, choice)| written(choice)));
            sink.write_all(line(&cells).as_bytes())?;
        }
    }
    Ok(())
}

fn written(choice: &Choice) -> String {
    match choice {
        Choice::Level(level) => level.to_string(),
        Choice::Option(id) => id.clone(),
        Choice::Amount(level) => level.to_string(),
    }
}

fn line(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
    cells.join(",") + "\r\n"
}

fn cell(text: &str) -> String {
    let formula = starts_formula(text) && text.parse::<Number>().is_err();
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\r', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn cells_are_quoted_and_are_no_formulas() {
        assert_eq!(cell("plain"), "plain");
        assert_eq!(cell("a,b \"c\""), "\"a,b \"\"c\"\"\"");
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("@a,b"), "\"'@a,b\"");
        assert_eq!(cell("-2.5"), "-2.5");
        assert_eq!(cell("-1/3"), "-1/3");
        assert_eq!(cell("-none-"), "'-none-");
        assert_eq!(cell("\tx"), "'\tx");
    }
}
