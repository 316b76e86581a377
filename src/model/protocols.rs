//! Ways of talking, as authors write them.

use super::keyed::Keyed;
use super::lenient;
use super::quantity::Quantity;
use serde::{Deserialize, Serialize};

/// A way of talking. Exactly one kind: `draft`, `table`, `tracks`, `agenda`, `text`, `offers`, `fallback` or `zeuthen`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Protocol {
    /// Its name in reports.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Some draft, and present the draft to the others.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub draft: Option<DraftTerms>,
    /// One table, which can talk about so many issues in a round.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub table: Option<TableTerms>,
    /// Working groups, one for each cluster of issues.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub tracks: Option<TracksTerms>,
    /// Issue by issue, in the order of the model.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub agenda: Option<AgendaTerms>,
    /// One text, which a mediator edits.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub text: Option<TextTerms>,
    /// Offers, one after the other.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub offers: Option<OffersTerms>,
    /// Everybody steps down its own ranking until all are at a package.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub fallback: Option<NoTerms>,
    /// Two parties concede, who can bear less risk first.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub zeuthen: Option<NoTerms>,
    /// A remark.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Why it is so.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// Where it is stated.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// There is nothing more to say of it: `{}`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NoTerms {}

/// Who drafts, and how.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DraftTerms {
    /// The parties that draft.
    #[serde(deserialize_with = "lenient::list")]
    pub by: Vec<String>,
    /// True if they draft only what the others accept.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "std::ops::Not::not")]
    pub foresee: bool,
}

/// What working groups do.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TracksTerms {
    /// True if groups hand up what cannot be improved, so that all choose among that; else each settles its issues.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "std::ops::Not::not")]
    pub hand_up: bool,
    /// So many issues are talked about in a round, by each group, and what is agreed later is worth less by the patience of parties; no
    /// rounds are counted, if left out.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub bandwidth: Option<u64>,
    /// The proposal that holds of all other issues meanwhile; what holds today if left out.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
}

/// How one table talks.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TableTerms {
    /// So many issues are talked about in a round, and what is agreed later is worth less by the patience of parties.
    pub bandwidth: u64,
}

/// What talks issue by issue begin with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AgendaTerms {
    /// So many issues are talked about in a round, and what is agreed later is worth less by the patience of parties; no rounds are
    /// counted, if left out.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub bandwidth: Option<u64>,
    /// The proposal to begin with; what holds today if left out.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
}

/// How a text is edited.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TextTerms {
    /// The proposal that is the first text; what holds today if left out.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// An edit settles at most so many issues otherwise; 1 if left out.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub edits: Option<u64>,
}

/// Who offers, and until when.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OffersTerms {
    /// Who offers, in turn, over and over: parties, or blocs.
    #[serde(deserialize_with = "lenient::list")]
    pub order: Vec<String>,
    /// Parties that offer as one: by the name that stands in the order, its members.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Keyed::is_empty")]
    pub blocs: Keyed<Vec<String>>,
    /// How many offers there are before it is too late; one for each in the order if left out.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub rounds: Option<u64>,
    /// True if chance says each time who of them offers.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "std::ops::Not::not")]
    pub at_random: bool,
    /// How likely the talks break down when an offer was refused; 0 if left out.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub breakdown: Option<Quantity>,
}
