//! Options, levels and conditions: values that may be written in several shapes.

use super::keyed::Keyed;
use super::{IssueOption, lenient};
use crate::exact::Number;
use itertools::Either;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Error, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// One way to settle an issue, as a package or a condition names it: an option's id, or the level of an integer or a
/// continuous issue.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Level {
    /// An option.
    Id(String),
    /// A whole number.
    Integer(i64),
    /// A level between whole numbers, of a continuous issue. A fraction in quotes reads as [`Level::Id`].
    Decimal(Number),
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Level::Id(id) => f.write_str(id),
            Level::Integer(level) => write!(f, "{level}"),
            Level::Decimal(level) => write!(f, "{level}"),
        }
    }
}

impl From<&str> for Level {
    fn from(id: &str) -> Self {
        Level::Id(id.to_owned())
    }
}

impl From<i64> for Level {
    fn from(level: i64) -> Self {
        Level::Integer(level)
    }
}

/// The name under which levels ask our reader for a number as it is written, where it is not whole.
pub(super) const LEVEL: &str = "$zopa::Level";

/// The methods of a visitor that make a `Value` from a [`Level`].
macro_rules! visit_levels {
    ($make:expr) => {
        fn visit_newtype_struct<D: Deserializer<'de>>(self, other: D) -> Result<Self::Value, D::Error> {
            other.deserialize_any(self)
        }

        /// A number that is not whole, as it is written: only our reader offers it like this.
        fn visit_bytes<E: Error>(self, lexeme: &[u8]) -> Result<Self::Value, E> {
            let text = std::str::from_utf8(lexeme).map_err(E::custom)?;
            text.parse().map(|level| $make(Level::Decimal(level))).map_err(E::custom)
        }

        fn visit_f64<E: Error>(self, level: f64) -> Result<Self::Value, E> {
            format!("{level:?}").parse().map(|level| $make(Level::Decimal(level))).map_err(E::custom)
        }

        fn visit_str<E: Error>(self, id: &str) -> Result<Self::Value, E> {
            Ok($make(Level::Id(id.to_owned())))
        }

        fn visit_i64<E: Error>(self, level: i64) -> Result<Self::Value, E> {
            Ok($make(Level::Integer(level)))
        }

        fn visit_u64<E: Error>(self, level: u64) -> Result<Self::Value, E> {
            let integer = i64::try_from(level).map_err(|_| E::invalid_value(Unexpected::Unsigned(level), &self))?;
            Ok($make(Level::Integer(integer)))
        }
    };
}

impl<'de> Deserialize<'de> for Level {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Shape;
        impl<'de> Visitor<'de> for Shape {
            type Value = Level;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an option or a number")
            }

            visit_levels!(std::convert::identity);
        }
        deserializer.deserialize_newtype_struct(LEVEL, Shape)
    }
}

impl Serialize for Level {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Level::Id(id) => serializer.serialize_str(id),
            Level::Integer(level) => serializer.serialize_i64(*level),
            Level::Decimal(level) => level.serialize(serializer),
        }
    }
}

/// The options of an issue, in order: a list of ids or of numbers, or an object id → option where there is more to say.
#[derive(Clone, Debug, PartialEq)]
pub enum OptionList {
    /// Ids alone.
    Ids(Vec<String>),
    /// Numbers alone, each with the id by which it is named.
    Numbers(Keyed<Number>),
    /// Ids, and what there is to say about each.
    Objects(Keyed<IssueOption>),
}

impl OptionList {
    /// The ids in order, with what is said about them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Option<&IssueOption>)> {
        match self {
            OptionList::Ids(ids) => Either::Left(Either::Left(ids.iter().map(|id| (id.as_str(), None)))),
            OptionList::Numbers(numbers) => Either::Left(Either::Right(numbers.keys().map(|id| (id, None)))),
            OptionList::Objects(options) => Either::Right(options.iter().map(|(id, option)| (id, Some(option)))),
        }
    }

    /// Numbers as options.
    pub fn numbers(numbers: impl IntoIterator<Item = Number>) -> Self {
        OptionList::Numbers(numbers.into_iter().map(|number| (number.to_string(), number)).collect())
    }

    /// How many options there are.
    pub fn len(&self) -> usize {
        match self {
            OptionList::Ids(ids) => ids.len(),
            OptionList::Numbers(numbers) => numbers.len(),
            OptionList::Objects(options) => options.len(),
        }
    }

    /// True if there is no option.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Default for OptionList {
    fn default() -> Self {
        OptionList::Ids(Vec::new())
    }
}

impl<'de> Deserialize<'de> for OptionList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Shape;
        impl<'de> Visitor<'de> for Shape {
            type Value = OptionList;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a list of options or an object of options")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<OptionList, A::Error> {
                let listed: Vec<Level> = lenient::entries(SeqAccessDeserializer::new(seq))?;
                let number = |level: &Level| match level {
                    Level::Integer(level) => Some(Number::from(*level)),
                    Level::Decimal(level) => Some(level.clone()),
                    Level::Id(_) => None,
                };
                // Among texts, a number is an option that is written so.
                let ids = || OptionList::Ids(listed.iter().map(Level::to_string).collect());
                let numbers: Option<Vec<Number>> = listed.iter().map(number).collect();
                Ok(numbers.filter(|numbers| !numbers.is_empty()).map_or_else(ids, OptionList::numbers))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<OptionList, A::Error> {
                Keyed::deserialize(MapAccessDeserializer::new(map)).map(OptionList::Objects)
            }
        }
        deserializer.deserialize_any(Shape)
    }
}

impl Serialize for OptionList {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            OptionList::Ids(ids) => ids.serialize(serializer),
            OptionList::Numbers(numbers) => serializer.collect_seq(numbers.iter().map(|(_, number)| number)),
            OptionList::Objects(options) => options.serialize(serializer),
        }
    }
}

/// What a condition asks of one issue.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// This option.
    One(Level),
    /// One of these options.
    AnyOf(Vec<Level>),
    /// An option or a level in this range, both ends included.
    Range {
        /// The first; from the start if left out.
        from: Option<Level>,
        /// The last; to the end if left out.
        to: Option<Level>,
    },
}

/// By issue, what is asked of it; all must hold.
pub type Conditions = Keyed<Condition>;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Range {
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    from: Option<Level>,
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    to: Option<Level>,
}

impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Shape;
        impl<'de> Visitor<'de> for Shape {
            type Value = Condition;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an option, a level, a list of them, or a range with `from` and `to`")
            }

            visit_levels!(Condition::One);

            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Condition, A::Error> {
                lenient::entries(SeqAccessDeserializer::new(seq)).map(Condition::AnyOf)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Condition, A::Error> {
                let Range { from, to } = Range::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Condition::Range { from, to })
            }
        }
        deserializer.deserialize_newtype_struct(LEVEL, Shape)
    }
}

impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Condition::One(level) => level.serialize(serializer),
            Condition::AnyOf(levels) => levels.serialize(serializer),
            Condition::Range { from, to } => Range { from: from.clone(), to: to.clone() }.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_read_in_all_their_shapes() {
        for text in ["\"a\"", "3", "1.5", "[\"a\",-2]", "{\"from\":1,\"to\":\"b\"}", "{\"to\":4}"] {
            let condition: Condition = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&condition).unwrap(), text);
        }
        assert!(serde_json::from_str::<Condition>("{\"form\":1}").is_err());
        assert!(serde_json::from_str::<Condition>("true").is_err());
    }

    #[test]
    fn options_are_a_list_or_an_object() {
        let ids: OptionList = serde_json::from_str(r#"["b","a"]"#).unwrap();
        assert_eq!(ids.iter().map(|(id, _)| id).collect::<Vec<_>>(), ["b", "a"]);
        let numbers: OptionList = serde_json::from_str("[0.5,1,-2]").unwrap();
        assert_eq!(numbers, OptionList::numbers(["0.5", "1", "-2"].map(|number| number.parse().unwrap())));
        assert_eq!(serde_json::to_string(&numbers).unwrap(), "[0.5,1,-2]");
        let mixed: OptionList = serde_json::from_str(r#"[1,"none"]"#).unwrap();
        assert_eq!(mixed, OptionList::Ids(vec!["1".into(), "none".into()]));
        let objects: OptionList = serde_json::from_str(r#"{"b":{"name":"B"},"a":{}}"#).unwrap();
        let names = objects.iter().map(|(id, option)| (id, option.and_then(|o| o.name.as_deref())));
        assert_eq!(names.collect::<Vec<_>>(), [("b", Some("B")), ("a", None)]);
    }
}
