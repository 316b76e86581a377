//! A frontier as a page: one point a line; with continuous issues, one end of a segment a line.

use super::begun;
use super::differences::differences;
use super::frontier_csv;
use super::package::package;
use super::paged::Report;
use crate::page::{Page, Picture, Table};
use crate::pictures::{self, Mark};
use num_bigint::BigInt;
use std::collections::BTreeSet;
use zopa::exact::Number;
use zopa::report::{
    AgreementReport, EntryReport, FrontierReport, FrontierSummary, Opening, StatusName, TargetName, count, stopped,
};
use zopa::text::visible;
use zopa::text::words::{capital, list, number, plural, signed};

/// So many points are shown; the data form has all.
const SHOWN: usize = 200;
/// Shares are told apart by so many decimals at most.
const MOST_DECIMALS: u32 = 40;
/// Of so many the packages are shown.
const SPREAD: usize = 10;

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
        page.paragraph(0, &sentence(&self.summary, self.entries.cut().is_some(), all, segments));
        if !opening.error.is_empty() {
            page.paragraph(
                0,
                "That is so of the values of curves as they were calculated. Within their error, points may be missing, and listed ones \
                 may be improved on, or refused.",
            );
        }
        if none {
            return page;
        }
        let marks = pictures::of_frontier(&self.summary.head, &self.summary.chosen);
        if let Some((plane, told)) = pictures::braille(&self.summary, &some(self), all, &marks) {
            page.sketch(plane, told);
        }
        spread(&mut page, self);
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
            table = table.text("Chosen by", 0, 40);
        }
        let cells = |point: &AgreementReport| -> Vec<String> {
            let utilities = point.utilities.iter().zip(point.gains.iter());
            utilities.map(|((_, utility), (_, gain))| format!("{} ({})", number(utility), signed(gain))).collect()
        };
        let open = |word: &str, open: bool| if open { format!("{word} (excluded)") } else { word.to_owned() };
        for (place, entry) in self.entries.all().take(SHOWN).enumerate() {
            let at = (place + 1).to_string();
            let mut row = |first: Vec<String>, point: &AgreementReport| {
                table.row(first.into_iter().chain(cells(point)));
            };
            match &*entry {
                EntryReport::Point(point) => {
                    let packages = point.packages.as_ref().map(|packages| count(&packages.to_string()));
                    let last = [packages.unwrap_or_default(), choosers(self, place)];
                    table.row([at].into_iter().chain(cells(point)).chain(last));
                }
                EntryReport::Piece(piece) => match &piece.to {
                    None => row(vec![at, "point".to_owned()], &piece.from),
                    Some(to) => {
                        row(vec![at, open("from", piece.from_open)], &piece.from);
                        row(vec![String::new(), open("to", piece.to_open)], to);
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
        if all > SPREAD {
            page.paragraph(0, "The packages behind all of them: --format csv or --format json.");
        }
        page
    }

    /// All of its points.
    fn csv(&self) -> String {
        let names = &self.summary.head.opening.names;
        let rows = self.entries.iter().enumerate().map(|(at, entry)| frontier_csv::rows(at + 1, &entry));
        frontier_csv::head(names.has_levels(), names.parties.keys(), names.issues.keys()) + &rows.collect::<String>()
    }

    fn pictures(&self) -> Vec<Picture> {
        let (all, segments) = (self.entries.count(), self.entries.segments());
        let said = sentence(&self.summary, self.entries.cut().is_some(), all, segments);
        let marks = pictures::of_frontier(&self.summary.head, &self.summary.chosen);
        seen(&self.summary, &some(self), all, &marks, &said)
    }
}

/// The pictures of a frontier.
pub(super) fn seen(
    summary: &FrontierSummary,
    entries: &[EntryReport],
    all: usize,
    marks: &[Mark],
    said: &str,
) -> Vec<Picture> {
    let first = pictures::frontier(summary, entries, all, marks, said);
    first.into_iter().chain(pictures::matrix(summary, entries, all, marks)).collect()
}

/// Entries that are drawn, spread over the list from the first to the last.
fn some(report: &FrontierReport) -> Vec<EntryReport> {
    let all = report.entries.count();
    let drawn = all.min(pictures::DRAWN);
    let places = (0..drawn).map(|at| at * (all - 1) / (drawn - 1).max(1));
    places.filter_map(|place| Some(report.entries.at(place)?.into_owned())).collect()
}

/// What is proven of a cover with so many points, as a further sentence.
fn proven(summary: &FrontierSummary, points: usize) -> String {
    let Some(cover) = &summary.cover else { return String::new() };
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
            " That is {} of everybody's range. Every point of the frontier is within that of one of them; proven: with {} of it, no {} \
             have that.",
            percent(&cover.epsilon),
            less_than(&cover.epsilon, beyond),
            plural(points, "point", "points")
        ),
        (None, None) => String::new(),
    }
}

fn percent(share: &Number) -> String {
    format!("{} %", number(&(share.value() * BigInt::from(100)).into()))
}

/// A share that is less than another one, in percent: rounded down, with so many decimals that they do not look alike.
fn less_than(other: &Number, share: &Number) -> String {
    let (large, exact) = (percent(other), percent(share));
    if !exact.contains('≈') && !large.ends_with(&exact) {
        return exact;
    }
    for decimals in 2..=MOST_DECIMALS {
        let scale = BigInt::from(10).pow(decimals);
        let parts = &scale * BigInt::from(100);
        let [least, most]: [BigInt; 2] =
            [share, other].map(|share: &Number| (share.value() * parts.clone()).floor().to_integer());
        let (whole, rest) = (&least / &scale, &least % &scale);
        let shown = format!("{whole}.{:0>width$} %", rest.to_string(), width = decimals as usize);
        if least < most && !large.ends_with(&shown) {
            return shown;
        }
    }
    exact
}

/// The names of the concepts that choose the point at a place.
fn choosers(report: &FrontierReport, place: usize) -> String {
    let choosing = report.summary.chosen.iter().filter(|chosen| chosen.points.contains(&place));
    list(&choosing.map(|chosen| visible(&chosen.name).into_owned()).collect::<Vec<_>>())
}

/// Places spread over a list of so many: the ends, one of each of the lists of those that matter, and then always the middle of
/// the widest gap.
fn places<'p>(all: usize, matter: impl Iterator<Item = &'p [usize]>) -> BTreeSet<usize> {
    let mut places: BTreeSet<usize> = [0, all.saturating_sub(1)].into_iter().filter(|place| *place < all).collect();
    for among in matter {
        let there = among.iter().any(|place| places.contains(place));
        let first = among.iter().copied().find(|place| *place < all).filter(|_| !there && places.len() < SPREAD);
        places.extend(first);
    }
    while places.len() < SPREAD.min(all) {
        // One before the first place, and the end, so that no point is out of reach.
        let from = std::iter::once(None).chain(places.iter().copied().map(Some));
        let to = places.iter().copied().chain([all]);
        let gap = |(from, to): (Option<usize>, usize)| (from.map_or(0, |from| from + 1), to);
        // The first of the widest.
        let widest = from.zip(to).map(gap).min_by_key(|(from, to)| std::cmp::Reverse(to - from));
        let Some((from, to)) = widest.filter(|(from, to)| from < to) else { break };
        places.insert(from + (to - from) / 2);
    }
    places
}

/// Some of the points with their packages, the first in full and the others as changes from it; and what concepts choose, where
/// no point tells it.
fn spread(page: &mut Page, report: &FrontierReport) {
    let names = &report.summary.head.opening.names;
    let (levels, all) = (names.has_levels(), report.entries.count());
    let matter = report.summary.chosen.iter().map(|chosen| chosen.points.as_slice());
    let places = places(all, matter);
    let [one, many] = if levels { ["piece", "pieces"] } else { ["point", "points"] };
    page.heading(&match all > places.len() {
        true => format!("{} of {}, with their packages", places.len(), plural(all, one, many)),
        false => "The packages".to_owned(),
    });
    let gains = |point: &AgreementReport| names.amounts(point.gains.iter(), signed).join(", ");
    let mut first: Option<AgreementReport> = None;
    for place in places {
        let Some(entry) = report.entries.at(place) else { continue };
        page.space();
        let (from, to) = entry.ends();
        let by = choosers(report, place);
        let by = if by.is_empty() { by } else { format!("; chosen by {by}") };
        page.item(2, &format!("{}  ", place + 1), &format!("{}{by}", gains(from)));
        match &first {
            None => package(page, names, &from.package),
            Some(first) => differences(page, 6, names, &first.package, &from.package),
        }
        if let Some(to) = to {
            page.paragraph(6, &format!("to {}", gains(to)));
            differences(page, 8, names, &from.package, &to.package);
        }
        first.get_or_insert_with(|| from.clone());
    }
    if all > 1 {
        page.space();
        page.paragraph(2, "What is shown of a package is what it settles otherwise than the first.");
    }
    if levels && !report.summary.chosen.is_empty() {
        page.heading("What concepts choose: utilities");
        let mut table = Table::default().text("Concept", 0, 30);
        for id in names.parties.keys() {
            table = table.number(&names.party(id));
        }
        for chosen in &report.summary.chosen {
            for (at, utilities) in chosen.utilities.iter().take(SPREAD).enumerate() {
                let name = if at == 0 { capital(&visible(&chosen.name)) } else { "… or".to_owned() };
                table.row([name].into_iter().chain(utilities.iter().map(|(_, utility)| number(utility))));
            }
        }
        page.table(2, table);
    }
}

/// What was found, in a sentence.
pub(super) fn sentence(summary: &FrontierSummary, cut: bool, all: usize, segments: usize) -> String {
    let head = &summary.head;
    let names = &head.opening.names;
    let (levels, points, none) = (names.has_levels(), all - segments, all == 0);
    let which = match (summary.frontier, &head.opening.acceptance) {
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
    let tolerance = summary.cover.as_ref().map(|cover| &cover.tolerance).or(summary.tolerance.as_ref());
    if head.ended.status == StatusName::Stopped {
        let stop = head.ended.stopped_by.map(stopped).unwrap_or_default();
        return match (&summary.complete_from, names.parties.keys().next()) {
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
    if cut {
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
                proven(summary, all)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_smaller_share_does_not_look_like_the_larger() {
        let shown = |share: &str, other: &str| less_than(&other.parse().unwrap(), &share.parse().unwrap());
        assert_eq!(percent(&"2/7".parse().unwrap()), "200/7 ≈ 28.57 %");
        assert_eq!(shown("0.2857", "2/7"), "28.570 %");
        assert_eq!(shown("0.25", "2/7"), "25 %");
        assert_eq!(shown("0.2857142", "2/7"), "28.57142 %");
        assert_eq!(shown("3/11", "2/7"), "27.27 %");
        assert_eq!(shown("2/7", "0.29"), "28.57 %");
    }

    #[test]
    fn places_are_spread_and_hold_what_matters() {
        let spread =
            |all: usize, matter: &[&[usize]]| places(all, matter.iter().copied()).into_iter().collect::<Vec<_>>();
        assert_eq!(spread(0, &[]), [0; 0]);
        assert_eq!(spread(1, &[&[0]]), [0]);
        assert_eq!(spread(10, &[]), (0..10).collect::<Vec<_>>());
        assert_eq!(spread(1000, &[&[7]]), [0, 7, 131, 255, 379, 503, 627, 751, 875, 999]);
        // Many points of one concept take one place.
        let tied: Vec<usize> = (20..40).collect();
        assert_eq!(spread(50, &[&tied, &tied[1..], &[40, 0]]), [0, 5, 10, 15, 20, 21, 28, 35, 42, 49]);
    }
}
