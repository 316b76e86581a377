//! The outcome space: issues of categories, of whole numbers, and continuous ones.

use super::super::axis::{Axis, check_id, distinct, too_many};
use super::super::number;
use super::super::options::Options;
use super::super::tree::{Asking, Kind, Tree};
use super::kind::kind;
use zopa::model::{Code, Place};
use zopa::text::quoted;

/// Reads the issues.
pub(super) fn read(asking: &mut Asking, tree: &Tree, options: &Options) -> Option<Vec<Axis>> {
    let issues = asking.required(tree, "issues")?;
    if too_many(issues.items().len(), &asking.place(issues), &mut asking.findings) {
        return None;
    }
    let mut axes: Vec<Axis> = Vec::new();
    let mut sound = true;
    for (at, issue) in asking.list(issues)?.iter().enumerate() {
        let name = issue.given("name").and_then(Tree::text).map_or_else(|| format!("issue {}", at + 1), str::to_owned);
        let place = asking.place(issue.given("name").unwrap_or(issue));
        if !check_id(&name, &place, &mut asking.findings) {
            sound = false;
            continue;
        }
        let id = distinct(&name, |id| axes.iter().any(|axis| axis.id == id));
        match self::issue(asking, issue, Axis::new(id, place), options) {
            Some(axis) => axes.push(axis),
            None => sound = false,
        }
    }
    if axes.is_empty() && sound {
        asking.error(Code::Empty, issues, "there are no issues in this file", "");
        return None;
    }
    sound.then_some(axes)
}

fn issue(asking: &mut Asking, tree: &Tree, axis: Axis, options: &Options) -> Option<Axis> {
    let values = asking.required(tree, "values")?;
    let kind = kind(tree).unwrap_or("");
    match kind {
        "ContinuousIssue" => {
            let [low, high] = values.items() else { return asking.wrong(values, "two numbers") };
            let (low, high) = (asking.number(low, "values"), asking.number(high, "values"));
            let (low, high) = (low?, high?);
            if axis.check_ends(&low, &high, &mut asking.findings) {
                axis.continuous(&low, &high, options, &mut asking.findings)
            } else {
                None
            }
        }
        "ContiguousIssue" => match values.items() {
            [low, high] => {
                let (low, high) = (asking.whole(low, "values"), asking.whole(high, "values"));
                axis.integers(low?, high?, &mut asking.findings)
            }
            // A single number counts the levels from 0.
            _ => {
                let levels = asking.whole(values, "values")?;
                axis.integers(0, levels.saturating_sub(1), &mut asking.findings)
            }
        },
        _ if kind.contains("Infinite") || kind == "CallableIssue" => {
            let message = format!("issues of the type {} are not read", quoted(kind));
            asking.error(Code::NotSupported, tree, message, "an issue needs a first and a last value, or a list");
            None
        }
        _ if matches!(values.kind, Kind::Scalar { plain: true, .. }) => {
            let levels = asking.whole(values, "values")?;
            axis.integers(0, levels.saturating_sub(1), &mut asking.findings)
        }
        _ => listed(asking, values, axis, kind.contains("Ordinal") || kind.contains("Cardinal")),
    }
}

fn listed(asking: &mut Asking, values: &Tree, mut axis: Axis, ordered: bool) -> Option<Axis> {
    let mut sound = true;
    for value in asking.list(values)? {
        let Some(id) = asking.word(value) else {
            sound = false;
            continue;
        };
        let place: Place = asking.place(value);
        sound &= check_id(id, &place, &mut asking.findings);
        if !axis.add(id, number::decimal(id).ok(), Some(place)) {
            asking.error(Code::ListedTwice, value, format!("the value {} is listed twice", quoted(id)), "");
            sound = false;
        }
    }
    if axis.choices.is_empty() && sound {
        asking.error(Code::Empty, values, format!("the issue {} has no values", quoted(&axis.id)), "");
        return None;
    }
    axis.ordered = ordered;
    sound.then_some(axis)
}
