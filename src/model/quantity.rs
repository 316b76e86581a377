//! Numbers with a remark, and nested lists of them.

use super::lenient;
use super::range::{Distribution, Range};
use crate::exact::{LEXEME, Number};
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A number, and what there is to say about it. Written as a number, as a fraction in quotes (`"1/3"`), or as an object
/// `{ "value": 5, "note": "…", "because": "…", "source": "…" }`, where it is uncertain with `low`, `high` and more.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Quantity {
    /// The number.
    pub value: Number,
    /// How uncertain it is; certain if left out.
    pub range: Option<Box<Range>>,
    /// A remark.
    pub note: Option<String>,
    /// Why it is so.
    pub because: Option<String>,
    /// Where it is stated.
    pub source: Option<String>,
}

impl Quantity {
    /// True if nothing is said about the number.
    fn is_plain(&self) -> bool {
        self.range.is_none() && self.note.is_none() && self.because.is_none() && self.source.is_none()
    }
}

impl From<Number> for Quantity {
    fn from(value: Number) -> Self {
        Quantity { value, ..Quantity::default() }
    }
}

impl From<i64> for Quantity {
    fn from(value: i64) -> Self {
        Number::from(value).into()
    }
}

/// The object form of a [`Quantity`].
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WithRemarks {
    value: Number,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    low: Option<Number>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    high: Option<Number>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    distribution: Option<Distribution>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    factor: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    correlation: Option<Number>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    because: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<String>,
}

impl From<WithRemarks> for Quantity {
    fn from(read: WithRemarks) -> Self {
        let WithRemarks { value, low, high, distribution, factor, correlation, note, because, source } = read;
        let range = Range { low, high, distribution, factor, correlation };
        let range = (range != Range::default()).then(|| Box::new(range));
        Quantity { value, range, note, because, source }
    }
}

/// The methods of a visitor that make a `Value` from a number that is not spelt as text, through [`Quantity`].
macro_rules! visit_numbers {
    () => {
        fn visit_newtype_struct<D: serde::Deserializer<'de>>(self, other: D) -> Result<Self::Value, D::Error> {
            other.deserialize_any(self)
        }

        fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Self::Value, E> {
            crate::model::quantity::plain(value).map(<Self::Value>::from)
        }

        fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Self::Value, E> {
            crate::model::quantity::plain(value).map(<Self::Value>::from)
        }

        fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Self::Value, E> {
            crate::model::quantity::plain(value).map(<Self::Value>::from)
        }
    };
}
pub(super) use visit_numbers;

/// A number as any deserializer may offer it.
pub(super) fn plain<'de, E: Error>(value: impl IntoDeserializer<'de, E>) -> Result<Quantity, E> {
    Number::deserialize(value.into_deserializer()).map(Quantity::from)
}

/// A number with remarks.
pub(super) fn with_remarks<'de, A: MapAccess<'de>>(map: A) -> Result<Quantity, A::Error> {
    WithRemarks::deserialize(MapAccessDeserializer::new(map)).map(Quantity::from)
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Shape;
        impl<'de> Visitor<'de> for Shape {
            type Value = Quantity;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a number")
            }

            visit_numbers!();

            fn visit_str<E: Error>(self, text: &str) -> Result<Quantity, E> {
                plain(text)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Quantity, A::Error> {
                with_remarks(map)
            }
        }
        deserializer.deserialize_newtype_struct(LEXEME, Shape)
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.is_plain() {
            return self.value.serialize(serializer);
        }
        let Quantity { value, range, note, because, source } = self.clone();
        let Range { low, high, distribution, factor, correlation } = range.map(|range| *range).unwrap_or_default();
        WithRemarks { value, low, high, distribution, factor, correlation, note, because, source }.serialize(serializer)
    }
}

/// A number, or a list of such: as deep as a table has issues.
#[derive(Clone, Debug, PartialEq)]
pub enum Nested {
    /// The value of one combination.
    Value(Quantity),
    /// One entry for each option of the next issue.
    List(Vec<Nested>),
}

impl Default for Nested {
    fn default() -> Self {
        Nested::List(Vec::new())
    }
}

impl From<Quantity> for Nested {
    fn from(quantity: Quantity) -> Self {
        Nested::Value(quantity)
    }
}

impl<'de> Deserialize<'de> for Nested {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Shape;
        impl<'de> Visitor<'de> for Shape {
            type Value = Nested;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a number or a list")
            }

            visit_numbers!();

            fn visit_str<E: Error>(self, text: &str) -> Result<Nested, E> {
                plain(text).map(Nested::Value)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Nested, A::Error> {
                with_remarks(map).map(Nested::Value)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Nested, A::Error> {
                lenient::entries(SeqAccessDeserializer::new(seq)).map(Nested::List)
            }
        }
        deserializer.deserialize_newtype_struct(LEXEME, Shape)
    }
}

impl Serialize for Nested {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Nested::Value(quantity) => quantity.serialize(serializer),
            Nested::List(list) => list.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantity_reads_in_all_its_shapes() {
        let read = |text: &str| serde_json::from_str::<Quantity>(text);
        assert_eq!(read("-2").unwrap(), Quantity::from(-2));
        assert_eq!(read("\"1/3\"").unwrap().value, "1/3".parse().unwrap());
        assert_eq!(read("0.1").unwrap().value, "0.1".parse().unwrap());
        let noted = read(r#"{ "note": "n", "value": 4 }"#).unwrap();
        assert_eq!((noted.value.clone(), noted.note.as_deref()), (4.into(), Some("n")));
        assert_eq!(serde_json::to_string(&noted).unwrap(), r#"{"value":4,"note":"n"}"#);
        let text = r#"{"value":4,"low":3,"high":"16/3","distribution":"pert","factor":"f","correlation":-0.5}"#;
        assert_eq!(serde_json::to_string(&read(text).unwrap()).unwrap(), text);
        assert!(read(r#"{ "value": 4, "lo": 3 }"#).is_err());
        assert!(read("[1]").is_err());
        assert!(read("\"much\"").is_err());
    }

    #[test]
    fn nested_lists_keep_their_shape() {
        let text = r#"[[1,2.5],[{"value":3,"because":"b"},"1/3"]]"#;
        let nested: Nested = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&nested).unwrap(), text);
        assert!(serde_json::from_str::<Nested>("[[true]]").is_err());
    }
}
