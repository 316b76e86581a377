//! What each party refuses, where there is no agreement: each proposal, and the packages that come closest.

use super::WIDE;
use super::grid::{Cell, Row, grid};
use super::marks::{closest, left_out, proposed};
use crate::page::{Canvas, Picture, Table};
use num_rational::BigRational;
use num_traits::Signed;
use zopa::report::{SolveReport, StandReport};
use zopa::text::words::{list, signed};

/// The picture; none where something is agreed, or nothing is known that could be refused.
pub(crate) fn refused(report: &SolveReport) -> Option<Picture> {
    let names = &report.head.opening.names;
    // Of proposals it is known who refuses; of other packages, who loses.
    let own = proposed(report).into_iter().zip(report.proposals.iter().map(|(_, proposal)| Some(&proposal.parties)));
    let packages: Vec<_> = closest(report).into_iter().map(|mark| (mark, None)).chain(own).collect();
    if packages.is_empty() || report.recommended().is_some() || names.has_orders() {
        return None;
    }
    let most = |id: &str| -> BigRational {
        packages.iter().filter_map(|(mark, _)| Some(mark.gains.get(id)?.value().abs())).max().unwrap_or_default()
    };
    let largest: Vec<BigRational> = names.parties.keys().map(most).collect();
    let mut numbers = Table::default().text("Package", 0, 60);
    for id in names.parties.keys() {
        numbers = numbers.number(&names.party(id));
    }
    let mut rows: Vec<Row> = Vec::new();
    let refuses = |stand: &StandReport| !stand.accepts && !stand.undecided;
    // Of all proposals, drawn or not.
    let refusing = names.parties.keys().map(|id| {
        let stands = report.proposals.iter().filter_map(|(_, proposal)| proposal.parties.get(id));
        (names.party(id), stands.filter(|stand| refuses(stand)).count())
    });
    let refusing: Vec<(String, usize)> = refusing.collect();
    for (package, stands) in &packages {
        let mut cells = Vec::new();
        for (column, id) in names.parties.keys().enumerate() {
            let Some(gain) = package.gains.get(id) else { continue };
            let stand = stands.and_then(|stands| stands.get(id));
            let crossed = stand.map_or(0, |stand| stand.red_lines.len());
            let refused = stand.map_or(gain.value().is_negative(), refuses);
            let lines = if crossed > 0 { format!(" {}", "✕".repeat(crossed.min(3))) } else { String::new() };
            let text = format!("{}{lines}", signed(gain));
            let mut cell = Cell::shaded(text, gain.value(), &largest[column]);
            if refused && !gain.value().is_negative() {
                cell.colour = "lower";
            }
            cells.push(cell);
        }
        numbers.row(std::iter::once(package.called()).chain(cells.iter().map(|cell| cell.text.clone())));
        rows.push(Row { label: package.called(), cells });
    }
    let mut canvas = Canvas::new(WIDE);
    let parties: Vec<String> = names.parties.keys().map(|id| names.party(id)).collect();
    grid(&mut canvas, 60, &parties, &rows);
    let highest = refusing.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let who: Vec<&String> = refusing.iter().filter(|(_, count)| *count == highest).map(|(name, _)| name).collect();
    let all = report.proposals.len();
    let refusals = match (highest, who.len()) {
        (0, _) => String::new(),
        (count, 1) => format!(" {} refuses {count} of {all} proposals, more than anybody else.", list(&who)),
        (count, _) => format!(" {} refuse {count} of {all} proposals each.", list(&who)),
    };
    let seen = format!(
        "Gains over no deal: what is below 0 is refused, and so is what crosses a red line (✕).{refusals}{}",
        left_out(report)
    );
    Some(Picture { title: "What each party refuses".into(), seen, canvas, numbers })
}
