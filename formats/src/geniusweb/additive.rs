//! `LinearAdditiveUtilitySpace`: a weight and utilities for each issue.

use super::super::axis::{Axis, zeros};
use super::super::tree::{Asking, Tree};
use super::super::valuation::{Profile, Worth};
use super::pieces::{decimal, find, unknown_value, utility};
use num_rational::BigRational;
use num_traits::{One, Zero};
use zopa::exact::Number;
use zopa::model::Code;
use zopa::text::quoted;

/// The keys of a value set: the name of its class, which today's Python program writes and reads, as do the files of its
/// competitions; and the one by which older files of the Java program call it.
pub(super) const TABLE: &str = "DiscreteValueSetUtilities";
const TABLES: [&str; 2] = [TABLE, "discreteutils"];
const NUMBERS: [&str; 2] = ["NumberValueSetUtilities", "numberutils"];

/// Reads weights and utilities; none if something is wrong.
pub(super) fn read(asking: &mut Asking, inner: &Tree, axes: &[Axis], profile: &mut Profile) -> Option<()> {
    let mut sound = true;
    let mut weights: Vec<Option<BigRational>> = vec![None; axes.len()];
    let listed = asking.required(inner, "issueWeights")?;
    for (name, weight) in asking.map(listed)? {
        let (found, weight) = (find(asking, axes, name), utility(asking, weight));
        match (found, weight) {
            (Some((at, _)), Some(weight)) => weights[at] = Some(weight),
            _ => sound = false,
        }
    }
    let sum = weights.iter().flatten().fold(BigRational::zero(), |sum, weight| sum + weight);
    if sound && !sum.is_one() {
        let message = format!("the weights sum to {}, not to 1", Number::from(sum));
        asking.error(Code::OutOfRange, listed, message, "GeniusWeb refuses such a profile");
        return None;
    }
    let utilities = asking.required(inner, "issueUtilities")?;
    for (name, set) in asking.map(utilities)? {
        let Some((at, axis)) = find(asking, axes, name) else {
            sound = false;
            continue;
        };
        match scores(asking, set, axis) {
            Some(scores) => {
                let weight = weights.get(at).cloned().flatten().unwrap_or_default();
                profile.worths[at] = Some(Worth::new(weight, scores, asking.place(name)));
            }
            None => sound = false,
        }
    }
    for (at, axis) in axes.iter().enumerate() {
        for (what, missing) in [("weight", weights[at].is_none()), ("utilities", profile.worths[at].is_none())] {
            if missing && sound {
                asking.error(Code::MissingField, inner, format!("no {what} for the issue {}", quoted(&axis.id)), "");
                return None;
            }
        }
    }
    sound.then_some(())
}

/// By option.
fn scores(asking: &mut Asking, set: &Tree, axis: &Axis) -> Option<Vec<BigRational>> {
    if let Some(numbers) = NUMBERS.iter().find_map(|key| set.given(key)) {
        return line(asking, numbers, axis);
    }
    let table = match TABLES.iter().find_map(|key| set.given(key)) {
        Some(table) => table,
        None => asking.required(set, TABLE)?,
    };
    let table = asking.required(table, "valueUtilities")?;
    let mut scores = vec![None; axis.choices.len()];
    let mut sound = true;
    for (value, score) in asking.map(table)? {
        let position = value.text().and_then(|text| axis.position(text));
        if position.is_none() {
            unknown_value(asking, axis, value);
        }
        match (position, utility(asking, score)) {
            (Some(at), Some(score)) => scores[at] = Some(score),
            _ => sound = false,
        }
    }
    for (choice, _) in axis.choices.iter().zip(&scores).filter(|(_, score)| score.is_none()) {
        if sound {
            let message = format!("no utility for {} of {}", quoted(&choice.id), quoted(&axis.id));
            asking.error(Code::Values, table, message, "add it; 0 if it is worth nothing");
        }
    }
    if sound { scores.into_iter().collect() } else { None }
}

/// A straight line between two numbers.
fn line(asking: &mut Asking, numbers: &Tree, axis: &Axis) -> Option<Vec<BigRational>> {
    let values = ["lowValue", "highValue"].map(|key| {
        let found = asking.required(numbers, key)?;
        decimal(asking, found, key)
    });
    let utilities = ["lowUtility", "highUtility"].map(|key| {
        let found = asking.required(numbers, key)?;
        utility(asking, found)
    });
    let ([Some(low), Some(high)], [Some(from), Some(to)]) = (values, utilities) else { return None };
    if low == high && axis.choices.len() == 1 {
        return Some(zeros(axis).into_iter().map(|zero| zero + &from).collect());
    }
    if low >= high {
        asking.error(Code::OutOfRange, numbers, "`lowValue` must be below `highValue`", "");
        return None;
    }
    let covered = |number: &BigRational| *number >= low && *number <= high;
    if !axis.choices.iter().all(|choice| choice.number.as_ref().is_some_and(covered)) {
        let message =
            format!("the line from `lowValue` to `highValue` does not cover the values of {}", quoted(&axis.id));
        asking.error(Code::Values, numbers, message, "");
        return None;
    }
    axis.numbers(|x| &from + (&to - &from) * (x - &low) / (&high - &low))
}
