//! What assumptions speak of: parties and issues by name, options in order, changes, packages.

use super::keyed::Keyed;
use super::lenient;
use super::shapes::{Condition, Conditions, Level};
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// Names of parties, issues or concepts: one, or a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names(pub Vec<String>);

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Shape;
        impl<'de> Visitor<'de> for Shape {
            type Value = Names;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an id or a list of ids")
            }

            fn visit_str<E: Error>(self, id: &str) -> Result<Names, E> {
                Ok(Names(vec![id.to_owned()]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Names, A::Error> {
                lenient::entries(SeqAccessDeserializer::new(seq)).map(Names)
            }
        }
        deserializer.deserialize_any(Shape)
    }
}

impl Serialize for Names {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            [one] => serializer.serialize_str(one),
            list => list.serialize(serializer),
        }
    }
}

/// Issues with their options in order: an issue, a list of issues, or an object issue → options. Options that are listed
/// stand in the order of the list; without a list, in the declared one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scales(pub Vec<(String, Option<Condition>)>);

impl<'de> Deserialize<'de> for Scales {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Shape;
        impl<'de> Visitor<'de> for Shape {
            type Value = Scales;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an issue, a list of issues, or an object issue → options")
            }

            fn visit_str<E: Error>(self, id: &str) -> Result<Scales, E> {
                Ok(Scales(vec![(id.to_owned(), None)]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Scales, A::Error> {
                let ids: Vec<String> = lenient::entries(SeqAccessDeserializer::new(seq))?;
                Ok(Scales(ids.into_iter().map(|id| (id, None)).collect()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Scales, A::Error> {
                let keyed = Conditions::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Scales(keyed.0.into_iter().map(|(id, options)| (id, Some(options))).collect()))
            }
        }
        deserializer.deserialize_any(Shape)
    }
}

impl Serialize for Scales {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.iter().all(|(_, options)| options.is_none()) {
            return Names(self.0.iter().map(|(id, _)| id.clone()).collect()).serialize(serializer);
        }
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (id, options) in &self.0 {
            match options {
                Some(options) => map.serialize_entry(id, options)?,
                None => map.serialize_entry(id, &Condition::Range { from: None, to: None })?,
            }
        }
        map.end()
    }
}

/// From one option of an issue to another one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The option before.
    pub from: Level,
    /// The option after.
    pub to: Level,
}

/// Which packages: a proposal by its id, or all that satisfy conditions.
#[derive(Clone, Debug, PartialEq)]
pub enum Which {
    /// A proposal.
    Proposal(String),
    /// All packages that satisfy these conditions.
    Packages(Conditions),
}

impl Default for Which {
    fn default() -> Self {
        Which::Packages(Keyed::default())
    }
}

impl<'de> Deserialize<'de> for Which {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Shape;
        impl<'de> Visitor<'de> for Shape {
            type Value = Which;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a proposal's id, or an object issue → options")
            }

            fn visit_str<E: Error>(self, id: &str) -> Result<Which, E> {
                Ok(Which::Proposal(id.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Which, A::Error> {
                Conditions::deserialize(MapAccessDeserializer::new(map)).map(Which::Packages)
            }
        }
        deserializer.deserialize_any(Shape)
    }
}

impl Serialize for Which {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Which::Proposal(id) => serializer.serialize_str(id),
            Which::Packages(conditions) => conditions.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_written_as_they_are_read() {
        for text in [r#""a""#, r#"["a","b"]"#, r#"{"a":["x","y"],"b":{"from":1}}"#] {
            let scales: Scales = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&scales).unwrap(), text);
        }
        for text in [r#""draft""#, r#"{"a":"x"}"#, "{}"] {
            let which: Which = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&which).unwrap(), text);
        }
        let names: Names = serde_json::from_str(r#"["one"]"#).unwrap();
        assert_eq!(serde_json::to_string(&names).unwrap(), r#""one""#);
        assert!(serde_json::from_str::<Names>("3").is_err());
        assert!(serde_json::from_str::<Change>(r#"{"from":"a"}"#).is_err());
    }
}
