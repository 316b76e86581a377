//! How uncertain a number is: between which ends it may stand, how likely each value is, and what it moves with.

use crate::exact::Number;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Unexpected, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// What is said about a number's uncertainty, beside its value: `low`, `high`, `distribution`, `factor`, `correlation`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Range {
    /// The least it may be; its value if left out.
    pub low: Option<Number>,
    /// The most it may be; its value if left out.
    pub high: Option<Number>,
    /// How likely the values between are; uniform if left out.
    pub distribution: Option<Distribution>,
    /// The common factor that it moves with.
    pub factor: Option<String>,
    /// How closely it follows the factor: its rank correlation with it, from −1 to 1; 1 if left out.
    pub correlation: Option<Number>,
}

/// How likely the values of an uncertain number are.
#[derive(Clone, Debug, PartialEq)]
pub enum Distribution {
    /// All between the ends alike.
    Uniform,
    /// Most likely the value itself, falling in straight lines to the ends.
    Triangular,
    /// Most likely the value itself, falling smoothly to the ends: a beta distribution as in PERT (weight 4 on the value).
    Pert,
    /// These values, each with its probability; numbers with the same factor take the same place in their lists.
    Discrete(Vec<(Number, Number)>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Discrete {
    discrete: Vec<(Number, Number)>,
}

impl<'de> Deserialize<'de> for Distribution {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Shape;
        impl<'de> Visitor<'de> for Shape {
            type Value = Distribution;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("\"uniform\", \"triangular\", \"pert\" or {\"discrete\": [[value, probability], …]}")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Distribution, E> {
                match name {
                    "uniform" => Ok(Distribution::Uniform),
                    "triangular" => Ok(Distribution::Triangular),
                    "pert" => Ok(Distribution::Pert),
                    _ => Err(E::invalid_value(Unexpected::Str(name), &self)),
                }
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Distribution, A::Error> {
                let Discrete { discrete } = Discrete::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Distribution::Discrete(discrete))
            }
        }
        deserializer.deserialize_any(Shape)
    }
}

impl Serialize for Distribution {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Distribution::Uniform => serializer.serialize_str("uniform"),
            Distribution::Triangular => serializer.serialize_str("triangular"),
            Distribution::Pert => serializer.serialize_str("pert"),
            Distribution::Discrete(values) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("discrete", values)?;
                map.end()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distributions_read_in_all_their_shapes() {
        for text in ["\"uniform\"", "\"triangular\"", "\"pert\"", r#"{"discrete":[[1,0.25],["1/3",0.75]]}"#] {
            let distribution: Distribution = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&distribution).unwrap(), text);
        }
        assert!(serde_json::from_str::<Distribution>("\"normal\"").is_err());
        assert!(serde_json::from_str::<Distribution>(r#"{"discrete":[[1]]}"#).is_err());
    }
}
