//! The values that were found, in the author's own file.
//!
//! What is found is put where it belongs, in `utilities` of the party; everything else stays as it was written, to the
//! letter.

use super::{Elicited, Estimate, Found};
use crate::exact::Number;
use crate::model::Keyed;
use crate::problem::Problem;
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};
use std::fmt;

/// A value, with its range if asked for.
#[derive(Serialize)]
#[serde(untagged)]
enum Written<'w> {
    Plain(&'w Number),
    Range { value: &'w Number, low: &'w Number, high: &'w Number },
}

/// Values at levels, with straight lines between.
#[derive(Serialize)]
struct Points<'w> {
    points: Vec<(Number, Written<'w>)>,
}

/// Why values cannot be put into a text: it is not the model that they were found for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unwritable;

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("the text is not that of the model")
    }
}

impl std::error::Error for Unwritable {}

type Object = Keyed<Box<RawValue>>;

fn object(text: &str) -> Result<Object, Unwritable> {
    Object::deserialize(&mut serde_json::Deserializer::from_str(text)).map_err(|_| Unwritable)
}

fn raw(value: &impl Serialize) -> Result<Box<RawValue>, Unwritable> {
    to_raw_value(value).map_err(|_| Unwritable)
}

/// Replaces what stands under a key, or adds it at the end.
fn put(object: &mut Object, key: &str, value: Box<RawValue>) {
    match object.0.iter_mut().find(|(known, _)| known == key) {
        Some((_, old)) => *old = value,
        None => object.insert(key, value),
    }
}

/// The object under a key; an empty one if there is none.
fn under(outer: &Object, key: &str) -> Result<Object, Unwritable> {
    outer.get(key).map_or_else(|| Ok(Object::default()), |value| object(value.get()))
}

/// The text of the model with the values that were found: plain numbers, or `{"value", "low", "high"}` with ranges.
/// Parties whose statements contradict each other are left alone.
///
/// # Errors
///
/// [`Unwritable`] if the text is not that of the model.
pub fn written(problem: &Problem, text: &str, found: &[Elicited], ranges: bool) -> Result<String, Unwritable> {
    let mut model = object(text)?;
    let mut utilities = under(&model, "utilities")?;
    for elicited in found {
        let Found::Fitted(fit) = &elicited.outcome else { continue };
        let id = &problem[elicited.party].id;
        let mut utility = under(&utilities, id)?;
        let mut values = under(&utility, "values")?;
        for own in fit.values.chunk_by(|a, b| a.issue == b.issue) {
            let Some(issue) = own.first().map(|one| &problem[one.issue]) else { continue };
            let all = if issue.has_numbers() {
                let level = |one: &Estimate| issue.options[one.option.index()].id.parse::<Number>().unwrap_or_default();
                let mut points: Vec<_> = own.iter().map(|one| (level(one), quantity(one, ranges))).collect();
                points.sort_by(|one, other| one.0.cmp(&other.0));
                raw(&Points { points })?
            } else {
                let option = |one: &'_ Estimate| issue.options[one.option.index()].id.clone();
                raw(&own.iter().map(|one| (option(one), quantity(one, ranges))).collect::<Keyed<_>>())?
            };
            put(&mut values, &issue.id, all);
        }
        put(&mut utility, "values", laid_out(&values, 3)?);
        put(&mut utilities, id, laid_out(&utility, 2)?);
    }
    put(&mut model, "utilities", laid_out(&utilities, 1)?);
    Ok(laid_out(&model, 0)?.get().to_owned() + "\n")
}

/// An object with each entry on a line of its own, and values as they are.
fn laid_out(object: &Object, depth: usize) -> Result<Box<RawValue>, Unwritable> {
    let mut text = String::from("{");
    for (at, (key, value)) in object.iter().enumerate() {
        let key = serde_json::to_string(key).map_err(|_| Unwritable)?;
        text += if at == 0 { "\n" } else { ",\n" };
        text += &format!("{}{key}: {}", "  ".repeat(depth + 1), value.get());
    }
    if !object.is_empty() {
        text += &format!("\n{}", "  ".repeat(depth));
    }
    RawValue::from_string(text + "}").map_err(|_| Unwritable)
}

fn quantity(estimate: &Estimate, ranges: bool) -> Written<'_> {
    match ranges && estimate.low != estimate.high {
        true => Written::Range { value: &estimate.value, low: &estimate.low, high: &estimate.high },
        false => Written::Plain(&estimate.value),
    }
}
