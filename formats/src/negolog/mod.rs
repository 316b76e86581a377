//! NegoLog (Doğru et al. 2024): a profile a party, in JSON; the issues are those of the profiles.
//!
//! A utility is the sum of weight times value, as written; a party's reservation value is what it has without a deal. What
//! NegoLog publishes beside it (`specs.json`) is not read: its Nash point ignores reservation values, and what it calls
//! Kalai is the largest sum.

mod write;

pub(super) use write::profiles;

use super::assemble::Draft;
use super::axis::{Axis, check_id, too_many};
use super::number;
use super::opened::Opened;
use super::tree::{Asking, Tree};
use super::valuation::{Profile, Reservation, Worth};
use zopa::model::{Code, Diagnostics};
use zopa::text::quoted;

/// Reads profiles.
pub(super) fn read(profiles: &[&Opened], findings: &mut Diagnostics) -> Option<Draft> {
    let first = profiles.first()?;
    let mut asking = Asking::new(first.source);
    let axes = issues(&mut asking, first.tree()?);
    findings.0.append(&mut asking.findings.0);
    let axes = axes?;
    let read: Vec<_> = profiles.iter().map(|profile| self::profile(profile, &axes, findings)).collect();
    let profiles = read.into_iter().collect::<Option<Vec<_>>>()?;
    Some(Draft { title: None, axes, profiles })
}

fn issues(asking: &mut Asking, tree: &Tree) -> Option<Vec<Axis>> {
    let issues = asking.required(tree, "issues")?;
    if too_many(issues.entries().len(), &asking.place(issues), &mut asking.findings) {
        return None;
    }
    let mut axes = Vec::new();
    let mut sound = true;
    for (name, values) in asking.map(issues)? {
        let id = asking.word(name)?;
        let place = asking.place(name);
        sound &= check_id(id, &place, &mut asking.findings);
        let mut axis = Axis::new(id, place);
        for (value, _) in asking.map(values)? {
            let id = asking.word(value)?;
            let place = asking.place(value);
            sound &= check_id(id, &place, &mut asking.findings);
            axis.add(id, number::decimal(id).ok(), Some(place));
        }
        if axis.choices.is_empty() {
            asking.error(Code::Empty, values, format!("the issue {} has no values", quoted(id)), "");
            sound = false;
        }
        axes.push(axis);
    }
    if axes.is_empty() {
        asking.error(Code::Empty, issues, "there are no issues in this file", "");
        return None;
    }
    sound.then_some(axes)
}

fn profile(file: &Opened, axes: &[Axis], findings: &mut Diagnostics) -> Option<Profile> {
    let mut asking = Asking::new(file.source);
    let profile = inner(&mut asking, file, axes);
    findings.0.append(&mut asking.findings.0);
    profile
}

fn inner(asking: &mut Asking, file: &Opened, axes: &[Axis]) -> Option<Profile> {
    let tree = file.tree()?;
    let mut profile = Profile::new(file.stem.clone(), axes.len(), asking.place(tree));
    if let Some(value) = tree.given("reservationValue") {
        profile.reservation = Reservation::Value(asking.number(value, "reservationValue")?);
    }
    let (weights, issues) = (asking.required(tree, "issueWeights")?, asking.required(tree, "issues")?);
    let mut sound = true;
    for (name, _) in issues.entries() {
        if !axes.iter().any(|axis| name.text() == Some(&axis.id)) {
            let message = format!("the first profile has no issue {}", name.words());
            asking.error(Code::UnknownIssue, name, message, "do the profiles belong to one domain?");
            sound = false;
        }
    }
    for (at, axis) in axes.iter().enumerate() {
        let Some(values) = asking.required(issues, &axis.id) else {
            sound = false;
            continue;
        };
        let weight = asking.required(weights, &axis.id).and_then(|weight| asking.number(weight, "weight"));
        let scores = scores(asking, values, axis);
        match (weight, scores) {
            (Some(weight), Some(scores)) => {
                profile.worths[at] = Some(Worth::new(weight, scores, asking.place(values)));
            }
            _ => sound = false,
        }
    }
    sound.then_some(profile)
}

fn scores(asking: &mut Asking, values: &Tree, axis: &Axis) -> Option<Vec<num_rational::BigRational>> {
    let mut scores = vec![None; axis.choices.len()];
    let mut sound = true;
    for (value, score) in asking.map(values)? {
        let Some(at) = value.text().and_then(|text| axis.position(text)) else {
            let message = format!("the first profile has no value {} of {}", value.words(), quoted(&axis.id));
            asking.error(Code::UnknownOption, value, message, "do the profiles belong to one domain?");
            sound = false;
            continue;
        };
        scores[at] = asking.number(score, "value");
        sound &= scores[at].is_some();
    }
    for (choice, _) in axis.choices.iter().zip(&scores).filter(|(_, score)| score.is_none()) {
        if sound {
            let message = format!("no value for {} of {}", quoted(&choice.id), quoted(&axis.id));
            asking.error(Code::Values, values, message, "add it; 0 if it is worth nothing");
        }
    }
    if sound { scores.into_iter().collect() } else { None }
}
