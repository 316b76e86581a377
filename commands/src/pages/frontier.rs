//! A frontier as a page: one point a line; with continuous issues, one end of a segment a line.

use super::begun;
use super::paged::Report;
use crate::page::{Page, Picture, Table};
use crate::pictures;
use zopa::exact::Number;
use zopa::report::{AgreementReport, EntryReport, FrontierReport, Opening, StatusName, TargetName, count, stopped};
use zopa::text::words::{number, plural, signed};

/// So many points are shown; the data form has all.
const SHOWN: usize = 200;

impl Report for FrontierReport<'_> {
    fn opening(&self) -> &Opening {
        &self.summary.head.opening
    }

    fn page(&self) -> Page {
        let opening = &self.summary.head.opening;
        let names = &opening.names;
        let mut page = begun(opening);
        let (levels, all, segments) = (names.has_levels(), self.entries.count(), self.entries.segments());
        let none = all == 0;
        page.paragraph(0, &sentence(self, all, segments));
        if none {
            return page;
        }
        page.heading("Utilities, with gains over no deal in brackets");
        let mut table = match levels {
            true => Table::default().number("Piece").text("", 0, 16),
            false => Table::default().number("Point"),
        };
        for id in names.parties.keys() {
            table = table.number(&names.party(id));
        }
        if !levels {
            table = table.number(if self.summary.cover.is_some() { "Packages, at least" } else { "Packages" });
        }
        let cells = |point: &AgreementReport| -> Vec<String> {
            let utilities = point.utilities.iter().zip(point.gains.iter());
            utilities.map(|((_, utility), (_, gain))| format!("{} ({})", number(utility), signed(gain))).collect()
        };
        let open = |word: &str, open: bool| if open { format!("{word} (excluded)") } else { word.to_owned() };
        for (at, entry) in self.entries.all().take(SHOWN).enumerate() {
            let at = (at + 1).to_string();
            let mut row = |first: Vec<String>, point: &AgreementReport, last: Option<String>| {
                table.row(first.into_iter().chain(cells(point)).chain(last));
            };
            match &*entry {
                EntryReport::Point(point) => {
                    let packages = point.packages.as_ref().map(|packages| count(&packages.to_string()));
                    row(vec![at], point, packages);
                }
                EntryReport::Piece(piece) => match &piece.to {
                    None => row(vec![at, "point".to_owned()], &piece.from, None),
                    Some(to) => {
                        row(vec![at, open("from", piece.from_open)], &piece.from, None);
                        row(vec![String::new(), open("to", piece.to_open)], to, None);
                    }
                },
            }
        }
        page.table(2, table);
        let more = all.saturating_sub(SHOWN);
        if more > 0 {
            let [one, many] = if levels { ["more piece", "more pieces"] } else { ["more point", "more points"] };
            page.space();
            page.paragraph(2, &format!("{} are not shown.", plural(more, one, many)));
        }
        if self.entries.any_open() {
            page.space();
            page.paragraph(
                2,
                "Excluded: something dominates this end, though nothing dominates the points next to it.",
            );
        }
        page.space();
        page.paragraph(0, "The packages behind the points: --format csv or --format json.");
        page
    }

    fn pictures(&self) -> Vec<Picture> {
        let all = self.entries.count();
        let drawn = self.entries.every(all.div_ceil(pictures::DRAWN));
        pictures::frontier(&self.summary.head, &drawn, all).into_iter().collect()
    }
}

/// What is proven of a cover with so many points, as a further sentence.
fn proven(report: &FrontierReport, points: usize) -> String {
    let Some(cover) = &report.summary.cover else { return String::new() };
    let percent = |share: &Number| format!("{} %", number(&(share.value() * num_bigint::BigInt::from(100)).into()));
    match (cover.fewest, &cover.beyond) {
        (Some(fewest), _) if fewest == points => {
            " Every point of the frontier is within that of one of them. Proven: fewer points cannot have that."
                .to_owned()
        }
        (Some(fewest), _) => format!(
            " Every point of the frontier is within that of one of them. Proven: fewer than {} cannot have that.",
            plural(fewest, "point", "points")
        ),
        (None, Some(beyond)) => format!(
            " That is {} of everybody's range. Proven: with {} of it, so many points do not cover everything.",
            percent(&cover.epsilon),
            percent(beyond)
        ),
        (None, None) => String::new(),
    }
}

/// What was found, in a sentence.
fn sentence(report: &FrontierReport, all: usize, segments: usize) -> String {
    let head = &report.summary.head;
    let names = &head.opening.names;
    let (levels, points, none) = (names.has_levels(), all - segments, all == 0);
    let which = match (report.summary.frontier, &head.opening.acceptance) {
        (TargetName::Feasible, _) => "feasible packages",
        (TargetName::Acceptable, None) => "packages that every party accepts",
        (TargetName::Acceptable, Some(_)) => "packages that the acceptance rule passes",
    };
    let mut parts = Vec::new();
    if segments > 0 {
        parts.push(plural(segments, "segment", "segments"));
    }
    if points > 0 || segments == 0 {
        parts.push(plural(points, "point", "points"));
    }
    let count = parts.join(" and ");
    let tolerance = report.summary.cover.as_ref().map(|cover| &cover.tolerance).or(report.summary.tolerance.as_ref());
    if head.ended.status == StatusName::Stopped {
        let stop = head.ended.stopped_by.map(stopped).unwrap_or_default();
        return match (&report.summary.complete_from, names.parties.keys().next()) {
            (Some(reached), Some(first)) => format!(
                "STOPPED {stop}: the frontier of the {which} begins with these {count}; others are missing. All are \
                 here in which {} has at least {}.",
                names.party(first),
                number(reached)
            ),
            _ if none || !levels => format!("STOPPED {stop}: no frontier can be shown."),
            _ => format!(
                "STOPPED {stop}: the {which} that were found make up {count}; others may be missing, and may be better."
            ),
        };
    }
    if report.entries.cut().is_some() {
        return format!(
            "The list of the frontier of the {which} was cut while it was written: {count} are here, and others are missing."
        );
    }
    match tolerance {
        _ if none => format!("There are no {which}, so there is no frontier."),
        Some(tolerance) => {
            let by_party = |(id, most): (&str, &Number)| format!("{} for {}", number(most), names.party(id));
            let by_party: Vec<String> = tolerance.iter().map(by_party).collect();
            format!(
                "A cover of the frontier of the {which}, with {count}: whatever leaves everybody so much to spare, one \
                 of them is worse by no more than {}.{}",
                by_party.join(", "),
                proven(report, all)
            )
        }
        None if levels => format!(
            "The frontier of the {which} is made up of {count}, exactly: nothing on it can be improved for one party \
             without loss to the other, and between the ends of a segment levels and utilities move in proportion."
        ),
        None => format!(
            "The frontier of the {which} has {count}: none can be improved for one party without loss to another."
        ),
    }
}
