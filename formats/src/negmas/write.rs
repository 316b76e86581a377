//! NegMAS files: an outcome space and a utility function for each party.
//!
//! Additive parties become `LinearAdditiveUtilityFunction` with tables, others `HyperRectangleUtilityFunction`, where
//! single options are boxes too. Levels of continuous issues have straight lines, in additive functions. Numbers are written
//! with all their digits; NegMAS keeps about 16 of them.

use super::super::axis::Axis;
use super::super::source::File;
use super::super::valuation::{Admitted, Profile, Worth};
use super::super::write::{Sheet, cannot, digits, file_name, json};
use num_rational::BigRational;
use num_traits::Zero;
use std::fmt::Write;
use zopa::model::Diagnostics;
use zopa::text::quoted;

/// The most boxes that one interaction may be split into.
const MOST_BOXES: usize = 10_000;

/// Writes the files; what cannot be written is noted.
pub(in super::super) fn domain_and_profiles(sheet: &Sheet, findings: &mut Diagnostics) -> Option<Vec<File>> {
    let title = sheet.title.as_deref().unwrap_or("domain");
    let continuous = sheet.axes.iter().any(|axis| axis.range.is_some());
    let space = if continuous { "CartesianOutcomeSpace" } else { "DiscreteCartesianOutcomeSpace" };
    let mut domain = format!("type: {space}\nname: {}\nissues:\n", json(title));
    for axis in &sheet.axes {
        let _ = writeln!(domain, "- name: {}", json(&axis.id));
        if let Some([low, high]) = &axis.range {
            let (low, high) = (digits(low, &axis.place, findings), digits(high, &axis.place, findings));
            let (low, high) = (real(low?), real(high?));
            let _ = writeln!(domain, "  type: ContinuousIssue\n  values: [{low}, {high}]");
            continue;
        }
        match range(axis) {
            Some((low, high)) => {
                let _ = writeln!(domain, "  type: ContiguousIssue\n  values: [{low}, {high}]");
            }
            None => {
                domain += "  type: CategoricalIssue\n  values:\n";
                for at in 0..axis.choices.len() {
                    let _ = writeln!(domain, "  - {}", value(axis, at));
                }
            }
        }
    }
    let mut files = vec![File::new(file_name(title, "yml", &[]), domain)];
    let mut whole = true;
    for profile in &sheet.profiles {
        let text = if profile.terms.is_empty() {
            additive(profile, &sheet.axes, findings)
        } else {
            boxes(profile, &sheet.axes, findings)
        };
        match text {
            Some(text) => {
                let name = file_name(&profile.name, "yml", &files);
                files.push(File::new(name, text));
            }
            None => whole = false,
        }
    }
    whole.then_some(files)
}

/// A number with a point, which Python takes for no whole number.
fn real(digits: String) -> String {
    if digits.contains('.') { digits } else { digits + ".0" }
}

/// The ends, if it is an issue of whole numbers in steps of 1.
fn range(axis: &Axis) -> Option<(i64, i64)> {
    axis.integer.filter(|(_, _, step)| *step == 1).map(|(low, high, _)| (low, high))
}

/// An option as the outcome space has it: a number, or a text in quotes.
fn value(axis: &Axis, at: usize) -> String {
    let id = axis.choices.get(at).map(|choice| choice.id.as_str()).unwrap_or_default();
    if axis.integer.is_some() { id.to_owned() } else { json(id) }
}

fn head(profile: &Profile, kind: &str, findings: &mut Diagnostics) -> Option<String> {
    let reserved = digits(&profile.disagreement(), &profile.place, findings)?;
    let bias = digits(&profile.constant, &profile.place, findings)?;
    let name = json(&profile.name);
    Some(format!("type: {kind}\nname: {name}\nreserved_value: {reserved}\nbias: {bias}\n"))
}

fn additive(profile: &Profile, axes: &[Axis], findings: &mut Diagnostics) -> Option<String> {
    let mut text = head(profile, "LinearAdditiveUtilityFunction", findings)? + "weights:\n";
    let mut tables = String::new();
    for (axis, worth) in axes.iter().zip(&profile.worths) {
        let mut worth = worth.clone()?;
        if axis.range.is_some() {
            let Some([bias, slope]) = worth.line() else {
                let message = format!(
                    "only straight lines are written for NegMAS, and what the levels of {} are worth bends",
                    quoted(&axis.id)
                );
                cannot(&worth.place, message, "GENIUS has triangles, and lines that are cut at 0 and 1", findings);
                return None;
            };
            let (bias, slope) = (digits(&bias, &worth.place, findings), digits(&slope, &worth.place, findings));
            text += "- 1\n";
            let _ = writeln!(tables, "- type: AffineFun\n  slope: {}\n  bias: {}", slope?, bias?);
            continue;
        }
        let decimal = |number: &BigRational| zopa::Number::from(number.clone()).is_decimal();
        if !decimal(&worth.weight) || !worth.scores.iter().all(decimal) {
            worth.scores = worth.values().collect();
            worth.weight = num_traits::One::one();
        }
        let _ = writeln!(text, "- {}", digits(&worth.weight, &worth.place, findings)?);
        tables += "- type: TableFun\n  mapping:\n";
        for (at, score) in worth.scores.iter().enumerate() {
            let _ = writeln!(tables, "    {}: {}", value(axis, at), digits(score, &worth.place, findings)?);
        }
    }
    Some(text + "values:\n" + &tables)
}

fn boxes(profile: &Profile, axes: &[Axis], findings: &mut Diagnostics) -> Option<String> {
    let mut ranges = String::new();
    let mut utilities = String::new();
    let place = &profile.place;
    let mut sound = true;
    for (axis, worth) in axes.iter().zip(&profile.worths) {
        let moves = |worth: &&Worth| !worth.levels.is_empty() && worth.values().any(|value| !value.is_zero());
        if let Some(worth) = worth.as_ref().filter(moves) {
            let message =
                format!("NegMAS has no function with both interactions and levels, like those of {}", quoted(&axis.id));
            cannot(&worth.place, message, "", findings);
            sound = false;
        }
    }
    for term in profile.terms.iter().filter(|term| !term.levels.is_empty()) {
        let message = "in NegMAS, what levels are worth depends on nothing else".into();
        cannot(term.place.as_ref().unwrap_or(place), message, "", findings);
        sound = false;
    }
    if !sound {
        return None;
    }
    for (issue, (axis, worth)) in axes.iter().zip(&profile.worths).enumerate() {
        let options = worth.iter().filter(|worth| worth.levels.is_empty());
        let values = options.flat_map(|worth| worth.values()).enumerate();
        for (at, add) in values.filter(|(_, add)| !add.is_zero()) {
            let _ = writeln!(ranges, "- {{{issue}: {}}}", bounds(axis, &Admitted::One(at)));
            let _ = writeln!(utilities, "- {}", digits(&add, place, findings)?);
        }
    }
    for term in &profile.terms {
        let Some(split) = split(&term.when, axes) else {
            let place = term.place.as_ref().unwrap_or(place);
            cannot(place, format!("this interaction would be more than {MOST_BOXES} boxes"), "", findings);
            return None;
        };
        for when in split {
            let bounds = |(issue, admitted): &(usize, Admitted)| {
                axes.get(*issue).map(|axis| format!("{issue}: {}", bounds(axis, admitted))).unwrap_or_default()
            };
            let when: Vec<String> = when.iter().map(bounds).collect();
            let _ = writeln!(ranges, "- {{{}}}", when.join(", "));
            let _ = writeln!(utilities, "- {}", digits(&term.add, place, findings)?);
        }
    }
    let head = head(profile, "HyperRectangleUtilityFunction", findings)?;
    Some(format!("{head}outcome_ranges:\n{ranges}utilities:\n{utilities}"))
}

/// Two numbers are the ends of a range; texts are listed. NegMAS takes ends for outside of it, though it says otherwise, and other programs for
/// inside: halves beyond them are both.
fn bounds(axis: &Axis, admitted: &Admitted) -> String {
    if let (Some((low, _, step)), Admitted::One(from) | Admitted::Range(from, _)) = (axis.integer, admitted) {
        let to = if let Admitted::Range(_, to) = admitted { to } else { from };
        // In halves: twice the level, and 1.
        let half = |at: usize, beyond: i128| 2 * (i128::from(low) + i128::from(step) * at as i128) + beyond;
        let shown = |halves: i128| format!("{}{}.5", if halves < 0 { "-" } else { "" }, halves.unsigned_abs() / 2);
        return format!("[{}, {}]", shown(half(*from, -1)), shown(half(*to, 1)));
    }
    let listed = |positions: &mut dyn Iterator<Item = usize>| {
        let values: Vec<String> = positions.map(|at| value(axis, at)).collect();
        format!("[{}]", values.join(", "))
    };
    match admitted {
        Admitted::One(at) => listed(&mut std::iter::once(*at)),
        Admitted::Range(from, to) => listed(&mut (*from..=*to)),
        Admitted::Any(positions) => listed(&mut positions.iter().copied()),
    }
}

/// Conditions without lists of numbers: one for each combination of the listed numbers. None if that is too many.
fn split(when: &[(usize, Admitted)], axes: &[Axis]) -> Option<Vec<Vec<(usize, Admitted)>>> {
    let mut split: Vec<Vec<(usize, Admitted)>> = vec![Vec::new()];
    for (issue, admitted) in when {
        let parts: Vec<Admitted> = match admitted {
            Admitted::Any(positions) if axes.get(*issue)?.integer.is_some() => {
                positions.iter().map(|at| Admitted::One(*at)).collect()
            }
            other => vec![other.clone()],
        };
        if split.len().checked_mul(parts.len())? > MOST_BOXES {
            return None;
        }
        let with = |before: &Vec<(usize, Admitted)>| {
            let with = |part: &Admitted| before.iter().cloned().chain([(*issue, part.clone())]).collect::<Vec<_>>();
            parts.iter().map(with).collect::<Vec<_>>()
        };
        split = split.iter().flat_map(with).collect();
    }
    Some(split)
}
