//! What people say about what options are worth, as plain data: the format of `zopa elicit`, version 1.
//!
//! A file of statements belongs to a model and speaks in its ids. Like the model's own types, these mirror the JSON
//! document one to one; what they mean is [`crate::elicit`]'s work.

use super::quantity::Quantity;
use super::{Keyed, Level, lenient};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// What is known about the parties' utilities: which is better, what is accepted, how much something is worth.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Statements {
    /// Where the JSON Schema of this format is; for editors only.
    #[serde(rename = "$schema", default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// Version of the format: 1.
    #[serde(deserialize_with = "lenient::field")]
    #[cfg_attr(feature = "schema", schemars(extend("const" = super::FORMAT)))]
    pub zopa: u64,
    /// No option is worth more than this, or less than its opposite, counted from the option that is worth nothing; 100
    /// if left out.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub scale: Option<Quantity>,
    /// What is better is better by at least this; a hundredth of the scale if left out.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub margin: Option<Quantity>,
    /// What was said.
    #[serde(deserialize_with = "lenient::list")]
    pub statements: Vec<Statement>,
    /// A remark.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Where it is stated.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// One thing that is said of a party: `prefers` … `to`, with `by` if it is known by how much; `values` … `at_least` or
/// `like` something else, or `at` a number; `ranks`; `accepts`; `refuses`; `rises_with` and `falls_with` an issue;
/// `cares_about` one issue `more_than` another.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// The party, by id.
    #[serde(deserialize_with = "lenient::field")]
    pub party: String,
    /// It strictly prefers this …
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub prefers: Option<Side>,
    /// … to this.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub to: Option<Side>,
    /// By about so much.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub by: Option<Quantity>,
    /// It values this …
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub values: Option<Side>,
    /// … at least as highly as this,
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub at_least: Option<Side>,
    /// … exactly like this,
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub like: Option<Side>,
    /// … or at about so much more than what holds otherwise.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub at: Option<Quantity>,
    /// From the best to the worst, each strictly better than the next.
    #[serde(default, deserialize_with = "lenient::optional_list", skip_serializing_if = "Option::is_none")]
    pub ranks: Option<Vec<Side>>,
    /// A proposal, or a package with an option for every issue, that it would accept.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub accepts: Option<Side>,
    /// One that it would refuse.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub refuses: Option<Side>,
    /// An issue of which each later option, or higher level, is at least as good for it as the one before.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub rises_with: Option<String>,
    /// An issue of which each later option, or higher level, is at most as good.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub falls_with: Option<String>,
    /// An issue between whose ends more lies …
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub cares_about: Option<String>,
    /// … than between those of this one.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub more_than: Option<String>,
    /// A remark.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Why it is thought so.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// Where it is stated.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// What a statement compares: a proposal of the model, by id, or options for some issues. What is not named stays as it is
/// today: the issue's `baseline`.
#[derive(Clone, Debug, PartialEq)]
pub enum Side {
    /// A proposal.
    Proposal(String),
    /// Options, by issue.
    Options(Keyed<Level>),
}

impl<'de> Deserialize<'de> for Side {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Shape;
        impl<'de> Visitor<'de> for Shape {
            type Value = Side;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("the id of a proposal, or an object with an option for each of some issues")
            }

            fn visit_str<E: Error>(self, id: &str) -> Result<Side, E> {
                Ok(Side::Proposal(id.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Side, A::Error> {
                Keyed::deserialize(MapAccessDeserializer::new(map)).map(Side::Options)
            }
        }
        deserializer.deserialize_any(Shape)
    }
}

impl Serialize for Side {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Side::Proposal(id) => serializer.serialize_str(id),
            Side::Options(options) => options.serialize(serializer),
        }
    }
}
