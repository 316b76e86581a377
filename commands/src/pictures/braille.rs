//! The frontier of two parties for a terminal: a plane of dots, four rows and two columns of them in each letter.

use super::marks::Mark;
use super::scale::Scale;
use num_rational::BigRational;
use zopa::report::{AgreementReport, EntryReport, FrontierSummary};
use zopa::text::words::narrow;

/// Letters in a line, and lines.
const WIDE: i64 = 60;
const HIGH: i64 = 20;
/// So many points are few.
const FEW: usize = 60;

/// The dots of a letter, by column from the left and row from the top.
const DOTS: [[u8; 4]; 2] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];

/// The plane as lines, of all entries or some of so many, with what stands out by its marks; none of fewer than two points, or if there are not two parties. Nothing joins
/// two packages, but for the levels of a segment.
pub(crate) fn braille(
    summary: &FrontierSummary,
    entries: &[EntryReport],
    all: usize,
    marks: &[Mark],
) -> Option<(Vec<String>, String)> {
    let head = &summary.head;
    let names = &head.opening.names;
    let [first, second] = names.parties.keys().collect::<Vec<_>>()[..] else { return None };
    let place = |point: &AgreementReport| -> Option<[BigRational; 2]> {
        Some([point.utilities.get(first)?.value().clone(), point.utilities.get(second)?.value().clone()])
    };
    let mut ends: Vec<[[BigRational; 2]; 2]> = Vec::new();
    for entry in entries {
        let (from, to) = entry.ends();
        ends.push([place(from)?, place(to.unwrap_or(from))?]);
    }
    let points = ends.iter().flatten();
    if points.clone().nth(1).is_none() || ends.len() == 1 && ends[0][0] == ends[0][1] || names.has_orders() {
        return None;
    }
    let without = [first, second].map(|id| head.disagreement.get(id).map(|number| number.value().clone()));
    let [Some(left), Some(below)] = without else { return None };
    let origin = [left, below];
    let axis = |party: usize, from: i64, to: i64| {
        Scale::around(points.clone().chain([&origin]).map(move |point| &point[party]), from, to)
    };
    let (across, up) = (axis(0, 0, 2 * WIDE - 1), axis(1, 4 * HIGH - 1, 0));
    let at = |point: &[BigRational; 2]| [across.at(&point[0]), up.at(&point[1])];
    let mut letters = vec![vec!['\u{2800}'; WIDE as usize]; HIGH as usize];
    let mut dot = |[x, y]: [i64; 2]| {
        let bit = u32::from(DOTS[(x % 2) as usize][(y % 4) as usize]);
        let letter = letters.get_mut((y / 4) as usize).and_then(|line| line.get_mut((x / 2) as usize));
        if let Some(letter) = letter {
            *letter = char::from_u32(*letter as u32 | bit).unwrap_or(*letter);
        }
    };
    // Few points are thick.
    let thick = ends.len() <= FEW;
    for [from, to] in &ends {
        if thick && from == to {
            let [x, y] = at(from);
            [[x, y], [x ^ 1, y], [x, y ^ 1], [x ^ 1, y ^ 1]].into_iter().for_each(&mut dot);
            continue;
        }
        let ([x, y], [right, down]) = (at(from), at(to));
        let steps = (right - x).abs().max((down - y).abs()).max(1);
        for step in 0..=steps {
            dot([x + (right - x) * step / steps, y + (down - y) * step / steps]);
        }
    }
    let mut put = |[x, y]: [i64; 2], mark: char| {
        if let Some(letter) = letters.get_mut((y / 4) as usize).and_then(|line| line.get_mut((x / 2) as usize)) {
            *letter = mark;
        }
    };
    put(at(&origin), '+');
    // The first of the concepts stands above the others.
    for mark in marks.iter().filter(|mark| !mark.proposed).rev() {
        let (Some(one), Some(other)) = (mark.utilities.get(first), mark.utilities.get(second)) else { continue };
        let place = at(&[one.value().clone(), other.value().clone()]);
        mark.mark.chars().next().into_iter().for_each(|letter| put(place, letter));
    }
    let said = |scale: &Scale| -> [String; 2] {
        let mut ticks = scale.ticks().map(|(_, tick)| narrow(&tick));
        let low = ticks.next().unwrap_or_default();
        [low.clone(), ticks.last().unwrap_or(low)]
    };
    let ([left, right], [bottom, top]) = (said(&across), said(&up));
    let margin = top.chars().count().max(bottom.chars().count());
    let mut lines = vec![names.party(second)];
    for (row, letters) in letters.iter().enumerate() {
        let side = match row {
            0 => &top,
            row if row + 1 == HIGH as usize => &bottom,
            _ => "",
        };
        let letters: String = letters.iter().collect();
        lines.push(format!("{side:>margin$} │{}", letters.trim_end_matches('\u{2800}')));
    }
    lines.push(format!("{:>margin$} └{}", "", "─".repeat(WIDE as usize)));
    let ends = format!("{left}{:>1$}", right, (WIDE as usize).saturating_sub(left.chars().count()));
    lines.push(format!("{:>margin$}  {ends}", ""));
    lines.push(format!("{:>margin$}  {}", "", names.party(first)));
    let marks = marks.iter().filter(|mark| !mark.proposed).map(Mark::called);
    let some = (all > entries.len()).then(|| format!("{} of {all} are drawn", entries.len()));
    let told: Vec<String> = std::iter::once("+ no deal".to_owned()).chain(marks).chain(some).collect();
    Some((lines, told.join("; ")))
}
