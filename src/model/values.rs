//! What the options of one issue are worth: a number for each, or a rule.

use super::keyed::{Keyed, stands_twice};
use super::lenient::Lenient;
use super::quantity::{Quantity, plain, visit_numbers, with_remarks};
use crate::exact::{Function, LEXEME, Number};
use crate::text::quoted;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::HashSet;
use std::fmt;

/// What the options of an issue, or the levels of an integer issue, are worth to a party.
///
/// The keys of the object decide its shape: `per_unit` alone; `points` with a list; `scores` with an object and
/// `weight`; `curve` with a name; any other object is a map by option. Beside the first four stand `note`, `because` and
/// `source` as they like; those of `per_unit` and `weight` are kept in their quantity, those of `points` are not kept.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// A number for each option.
    ByOption(Keyed<Quantity>),
    /// The level of an integer or continuous issue, times this number.
    PerUnit(Quantity),
    /// Levels and their values, with straight lines between.
    Points(Vec<(Number, Quantity)>),
    /// A weight times a score for each option.
    Weighted {
        /// What the scores are multiplied by.
        weight: Quantity,
        /// A number for each option.
        scores: Keyed<Quantity>,
    },
    /// A curve that has a name.
    Curve(Box<NamedCurve>),
}

/// A curve that has a name, over the levels of an issue: weight · function(constant + per_unit · level).
///
/// Most of its values have no exact decimal: they are calculated as decimals within a stated error
/// ([`Problem::approximations`](crate::Problem::approximations)), and what is closer than that is not decided.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedCurve {
    /// Which function.
    pub curve: Function,
    /// What its value is multiplied by; 1 if left out.
    pub weight: Option<Quantity>,
    /// What is added to the level, or to its multiple, before: what a party has beside it; 0 if left out.
    pub constant: Option<Number>,
    /// What each unit of the level counts for before; 1 if left out.
    pub per_unit: Option<Number>,
    /// A remark, if there is no weight to keep it.
    pub note: Option<String>,
    /// Why the curve is so; likewise.
    pub because: Option<String>,
    /// Where it is stated; likewise.
    pub source: Option<String>,
}

impl Default for Values {
    fn default() -> Self {
        Values::ByOption(Keyed::default())
    }
}

/// What an issue counts for in a sum: a number for each unit of an integer issue, or for each option.
///
/// An object with the key `value` is a quantity; any other is a map by option.
#[derive(Clone, Debug, PartialEq)]
pub enum Coefficient {
    /// The level of an integer or continuous issue, times this number.
    PerUnit(Quantity),
    /// A number for each option.
    ByOption(Keyed<Quantity>),
}

impl Default for Coefficient {
    fn default() -> Self {
        Coefficient::PerUnit(Quantity::default())
    }
}

impl From<Quantity> for Coefficient {
    fn from(quantity: Quantity) -> Self {
        Coefficient::PerUnit(quantity)
    }
}

const REMARKS: [&str; 3] = ["note", "because", "source"];

/// A value in such an object, before all keys are seen and its shape is clear.
enum Part {
    Number(Quantity),
    Text(String),
    Points(Vec<(Number, Quantity)>),
    Scores(Keyed<Quantity>),
    Curve(Function),
}

impl From<Quantity> for Part {
    fn from(quantity: Quantity) -> Self {
        Part::Number(quantity)
    }
}

/// Reads the part under a key.
struct PartOf<'k>(&'k str);

impl<'de> DeserializeSeed<'de> for PartOf<'_> {
    type Value = Part;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Part, D::Error> {
        deserializer.deserialize_newtype_struct(LEXEME, PartShape(self.0))
    }
}

struct PartShape<'k>(&'k str);

impl<'de> Visitor<'de> for PartShape<'_> {
    type Value = Part;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a number")
    }

    visit_numbers!();

    fn visit_str<E: Error>(self, text: &str) -> Result<Part, E> {
        if REMARKS.contains(&self.0) {
            return Ok(Part::Text(text.to_owned()));
        }
        match (self.0, Function::named(text)) {
            ("curve", Some(curve)) => Ok(Part::Curve(curve)),
            // An option may be called `curve`; its number may be a fraction.
            ("curve", None) if text.parse::<Number>().is_err() => Ok(Part::Text(text.to_owned())),
            _ => plain(text).map(Part::Number),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Part, A::Error> {
        if self.0 != "points" {
            return Err(A::Error::invalid_type(serde::de::Unexpected::Seq, &self));
        }
        let points: Vec<Point> = super::lenient::entries(SeqAccessDeserializer::new(seq))?;
        Ok(Part::Points(points.into_iter().map(|point| (point.0, point.1)).collect()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Part, A::Error> {
        match self.0 {
            "scores" => Keyed::deserialize(MapAccessDeserializer::new(map)).map(Part::Scores),
            _ => with_remarks(map).map(Part::Number),
        }
    }
}

/// A level and its value.
struct Point(Number, Quantity);

impl<'de> Deserialize<'de> for Point {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Shape;
        impl<'de> Visitor<'de> for Shape {
            type Value = Point;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a list of two numbers: the level and its value")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Point, A::Error> {
                let wrong = || A::Error::custom("a point is a list of two numbers: the level and its value");
                let level = seq.next_element()?.ok_or_else(wrong)?;
                let value = seq.next_element()?.ok_or_else(wrong)?;
                match seq.next_element::<serde::de::IgnoredAny>()? {
                    None => Ok(Point(level, value)),
                    Some(_) => Err(wrong()),
                }
            }
        }
        deserializer.deserialize_seq(Shape)
    }
}

/// The parts of such an object, in order. Nothing if our reader has noted an error in one.
fn parts<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Option<Vec<(String, Part)>>, A::Error> {
    let (mut parts, mut complete, mut index) = (Vec::new(), true, HashSet::new());
    while let Some(key) = map.next_key::<String>()? {
        if stands_twice(&parts, &mut index, &key) {
            return Err(A::Error::custom(format!("duplicate key {}", quoted(&key))));
        }
        match map.next_value_seed(Lenient(PartOf(&key)))? {
            Some(part) => parts.push((key, part)),
            None => complete = false,
        }
    }
    Ok(complete.then_some(parts))
}

/// The quantity under `key`, with the remarks that stand beside it. No other key may be there.
fn quantity<E: Error>(
    parts: &mut Vec<(String, Part)>,
    key: &'static str,
    known: &'static [&'static str],
) -> Result<Quantity, E> {
    let Some(Part::Number(mut quantity)) = take(parts, |(k, _)| k == key) else { return Err(E::missing_field(key)) };
    for (remark, part) in parts.drain(..) {
        let (Part::Text(text), Some(name)) = (part, REMARKS.into_iter().find(|name| *name == remark)) else {
            return Err(E::unknown_field(&remark, known));
        };
        let place = match name {
            "note" => &mut quantity.note,
            "because" => &mut quantity.because,
            _ => &mut quantity.source,
        };
        if place.replace(text).is_some() {
            return Err(E::duplicate_field(name));
        }
    }
    Ok(quantity)
}

fn take(parts: &mut Vec<(String, Part)>, which: impl FnMut(&(String, Part)) -> bool) -> Option<Part> {
    let index = parts.iter().position(which)?;
    Some(parts.remove(index).1)
}

/// What stands beside the name of a curve.
fn named_curve<E: Error>(curve: Function, parts: Vec<(String, Part)>) -> Result<NamedCurve, E> {
    const KNOWN: &[&str] = &["curve", "weight", "constant", "per_unit", "note", "because", "source"];
    let mut named =
        NamedCurve { curve, weight: None, constant: None, per_unit: None, note: None, because: None, source: None };
    for (key, part) in parts {
        match (key.as_str(), part) {
            ("weight", Part::Number(weight)) => named.weight = Some(weight),
            ("constant" | "per_unit", Part::Number(number)) => {
                let Quantity { value, note: None, because: None, source: None, range: None } = number else {
                    let message =
                        format!("`{key}` of a curve is a number alone: a range, or a reason, stands on its `weight`");
                    return Err(E::custom(message));
                };
                *(if key == "constant" { &mut named.constant } else { &mut named.per_unit }) = Some(value);
            }
            ("note", Part::Text(text)) => named.note = Some(text),
            ("because", Part::Text(text)) => named.because = Some(text),
            ("source", Part::Text(text)) => named.source = Some(text),
            _ => return Err(E::unknown_field(&key, KNOWN)),
        }
    }
    Ok(named)
}

/// All parts as numbers by option.
fn by_option<E: Error>(parts: Vec<(String, Part)>) -> Result<Keyed<Quantity>, E> {
    let entry = |(key, part): (String, Part)| match part {
        Part::Number(quantity) => Ok((key, quantity)),
        // An option may be called `note`; its number may be a fraction.
        Part::Text(text) => match text.parse::<Number>() {
            Ok(number) => Ok((key, number.into())),
            Err(_) => Err(E::unknown_field(&key, &[])),
        },
        Part::Points(_) | Part::Scores(_) | Part::Curve(_) => Err(E::unknown_field(&key, &[])),
    };
    parts.into_iter().map(entry).collect::<Result<Vec<_>, E>>().map(Keyed)
}

impl<'de> Deserialize<'de> for Values {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Shape;
        impl<'de> Visitor<'de> for Shape {
            type Value = Values;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str(
                    "an object: a number for each option, or `per_unit`, `points`, `curve`, or `weight` and `scores`",
                )
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Values, A::Error> {
                let Some(mut parts) = parts(&mut map)? else { return Ok(Values::default()) };
                if let Some(Part::Scores(scores)) = take(&mut parts, |(_, part)| matches!(part, Part::Scores(_))) {
                    let weight = quantity(&mut parts, "weight", &["weight", "scores", "note", "because", "source"])?;
                    return Ok(Values::Weighted { weight, scores });
                }
                if let Some(Part::Points(points)) = take(&mut parts, |(_, part)| matches!(part, Part::Points(_))) {
                    return match parts.iter().find(|(_, part)| !matches!(part, Part::Text(_))) {
                        Some((key, _)) => Err(A::Error::unknown_field(key, &["points", "note", "because", "source"])),
                        None => Ok(Values::Points(points)),
                    };
                }
                if let Some(Part::Curve(curve)) = take(&mut parts, |(_, part)| matches!(part, Part::Curve(_))) {
                    return named_curve(curve, parts).map(|named| Values::Curve(Box::new(named)));
                }
                if let Some(Part::Text(name)) =
                    take(&mut parts, |(key, part)| key == "curve" && matches!(part, Part::Text(_)))
                {
                    let [first, second, third] = Function::ALL.map(Function::id);
                    let known = format!("`{first}`, `{second}` or `{third}`");
                    return Err(A::Error::custom(format!("no curve is called {}: there are {known}", quoted(&name))));
                }
                let beside = parts.iter().filter(|(_, part)| !matches!(part, Part::Text(_)));
                if beside.map(|(key, _)| key.as_str()).eq(["per_unit"]) {
                    let known = &["per_unit", "note", "because", "source"];
                    return quantity(&mut parts, "per_unit", known).map(Values::PerUnit);
                }
                by_option(parts).map(Values::ByOption)
            }
        }
        deserializer.deserialize_map(Shape)
    }
}

impl Serialize for Values {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = match self {
            Values::ByOption(keyed) => return keyed.serialize(serializer),
            _ => serializer.serialize_map(None)?,
        };
        match self {
            Values::ByOption(_) => {}
            Values::PerUnit(quantity) => map.serialize_entry("per_unit", quantity)?,
            Values::Points(points) => map.serialize_entry("points", points)?,
            Values::Weighted { weight, scores } => {
                map.serialize_entry("weight", weight)?;
                map.serialize_entry("scores", scores)?;
            }
            Values::Curve(named) => {
                let NamedCurve { curve, weight, constant, per_unit, note, because, source } = named.as_ref();
                map.serialize_entry("curve", curve.id())?;
                if let Some(weight) = weight {
                    map.serialize_entry("weight", weight)?;
                }
                for (key, number) in [("constant", constant), ("per_unit", per_unit)] {
                    if let Some(number) = number {
                        map.serialize_entry(key, number)?;
                    }
                }
                for (key, text) in [("note", note), ("because", because), ("source", source)] {
                    if let Some(text) = text {
                        map.serialize_entry(key, text)?;
                    }
                }
            }
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Coefficient {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Shape;
        impl<'de> Visitor<'de> for Shape {
            type Value = Coefficient;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a number, or an object with a number for each option")
            }

            visit_numbers!();

            fn visit_str<E: Error>(self, text: &str) -> Result<Coefficient, E> {
                plain(text).map(Coefficient::PerUnit)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Coefficient, A::Error> {
                let Some(mut parts) = parts(&mut map)? else { return Ok(Coefficient::default()) };
                if parts.iter().any(|(key, _)| key == "value") {
                    let known = &["value", "note", "because", "source"];
                    return quantity(&mut parts, "value", known).map(Coefficient::PerUnit);
                }
                by_option(parts).map(Coefficient::ByOption)
            }
        }
        deserializer.deserialize_newtype_struct(LEXEME, Shape)
    }
}

impl Serialize for Coefficient {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Coefficient::PerUnit(quantity) => quantity.serialize(serializer),
            Coefficient::ByOption(keyed) => keyed.serialize(serializer),
        }
    }
}
