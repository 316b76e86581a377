//! What the author wrote: the model format, version 1, as plain data.
//!
//! The types here mirror the JSON document one to one and know nothing of ids, scaling or search; [`crate::Problem`] is
//! the compiled form. Everything keeps the author's order. Text becomes a [`Model`] through [`Model::from_json`], which
//! keeps every number as the exact decimal that was written and reports all that is wrong with its place in the file.
//!
//! Only externally tagged data: internally tagged, untagged and flattened serde types lose line, column and path of an
//! error. Where the format allows several shapes at one place (a number or an object, an option or a list of options)
//! the `Deserialize` implementation is written by hand.

mod advice;
mod assumption;
mod belongs;
mod cursor;
mod decode;
mod diagnostic;
mod document;
mod follows;
pub(crate) mod ids;
mod keyed;
mod lenient;
mod lines;
mod mend;
pub(crate) mod no_deal;
mod numbers;
mod path;
mod problem;
mod protocols;
mod published;
mod put;
mod quantity;
mod range;
mod reasons;
mod render;
mod scales;
#[cfg(feature = "schema")]
pub mod schema;
mod setting;
mod shapes;
mod start;
mod statements;
mod states;
mod suggest;
mod syntax;
mod threats;
mod values;
mod word;

pub use assumption::{Assumption, Ends, Normalised};
pub(crate) use decode::read_partly;
pub use diagnostic::{Code, Diagnostic, Diagnostics, MAX_FINDINGS, Place, Related, Severity};
pub use document::{Document, Kind, MAX_BYTES, MAX_DEPTH, MAX_VALUES, Member, Node};
pub use ids::id_problem;
pub use keyed::Keyed;
pub use lines::{Lines, Span};
pub use mend::{Mend, Mended, mend};
pub use path::{Path, Segment};
pub use protocols::{AgendaTerms, DraftTerms, NoTerms, OffersTerms, Protocol, TableTerms, TextTerms, TracksTerms};
pub use published::{MODEL_SCHEMA, STATEMENTS_SCHEMA};
pub use quantity::{Nested, Quantity};
pub use range::{Distribution, Range};
pub use reasons::Reason;
pub use scales::{Change, Names, Scales, Which};
pub(crate) use setting::dotted;
pub use setting::{NoSetting, SET, SetNumber, Setting};
pub use shapes::{Condition, Conditions, Level, OptionList};
pub use start::{Matter, TO_REPLACE};
pub use statements::{Side, Statement, Statements};
pub use states::{
    Attack, Breach, Commitment, Event, Execution, Formula, Given, Payoff, Period, Probability, State, StateUtility,
};
pub use suggest::suggest;
pub(crate) use threats::PayoffTable;
pub use threats::{NoDealRule, Threats};
pub use values::{Coefficient, NamedCurve, Values};

use crate::exact::Number;
use serde::{Deserialize, Deserializer, Serialize};
use word::word;

/// The version of the model format that this library reads.
pub const FORMAT: u64 = 1;

/// A negotiation as its author wrote it: parties, issues, utilities, rules.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// Where the JSON Schema of this format is; for editors only.
    #[serde(rename = "$schema", default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// Version of the model format: 1.
    #[serde(deserialize_with = "lenient::field")]
    #[cfg_attr(feature = "schema", schemars(extend("const" = FORMAT)))]
    pub zopa: u64,
    /// A line that names the negotiation.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What the model is about, and how far its numbers can be trusted.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Where the facts come from.
    #[serde(default, deserialize_with = "lenient::list", skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
    /// A remark.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Why it is so.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// Where it is stated.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// True if the utilities of all parties are in one common unit, so that sums and minima across parties mean something.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "std::ops::Not::not")]
    pub comparable: bool,
    /// Who negotiates.
    #[serde(deserialize_with = "lenient::field")]
    pub parties: Keyed<Party>,
    /// Groups of issues.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Keyed::is_empty")]
    pub clusters: Keyed<Cluster>,
    /// What is negotiated: a package picks one option for each issue.
    #[serde(deserialize_with = "lenient::field")]
    pub issues: Keyed<Issue>,
    /// What each option is worth to each party.
    #[serde(deserialize_with = "lenient::field")]
    pub utilities: Keyed<Utility>,
    /// What a package must satisfy, whoever likes it.
    #[serde(default, deserialize_with = "lenient::list", skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
    /// Third parties whose consent a package needs.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Keyed::is_empty")]
    pub approvals: Keyed<Consent>,
    /// When a package is accepted; by all parties if left out.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub acceptance: Option<Acceptance>,
    /// Packages with a name.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Keyed::is_empty")]
    pub proposals: Keyed<Proposal>,
    /// What parties have said that they want.
    #[serde(default, deserialize_with = "lenient::list", skip_serializing_if = "Vec::is_empty")]
    pub aims: Vec<Aim>,
    /// Ways of talking that are compared.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Keyed::is_empty")]
    pub protocols: Keyed<Protocol>,
    /// What several uncertain numbers move with.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Keyed::is_empty")]
    pub factors: Keyed<CommonFactor>,
    /// What may turn out to be so, and how likely each party thinks it.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Keyed::is_empty")]
    pub states: Keyed<State>,
    /// What two parties can do to each other if there is no deal: their disagreement values follow from that.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub threats: Option<Threats>,
    /// What the author takes to be true of the model, to be proved or refuted.
    #[serde(default, deserialize_with = "lenient::list", skip_serializing_if = "Vec::is_empty")]
    pub assumptions: Vec<Assumption>,
}

impl Model {
    /// A model of the current version with nothing in it yet.
    pub fn new() -> Self {
        Model { zopa: FORMAT, ..Model::default() }
    }
}

/// One who must agree, or may refuse.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// Its name in reports; the id if left out.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its utility if there is no deal. It must be there, unless the party has `ranks` or the model has `threats`.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Quantity"))]
    pub disagreement: Option<Quantity>,
    /// What it does if there is no deal, in words.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub batna: Option<String>,
    /// Its bargaining power in the Nash solution; 1 if left out.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub weight: Option<Quantity>,
    /// Who must ratify for it.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub ratifiers: Option<Ratifiers>,
    /// What a gain is worth to it that comes a round of offers later, from 0 to 1; 9/10 if left out.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub patience: Option<Quantity>,
    /// Its utility when talks broke down; that without a deal if left out.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub breakdown: Option<Quantity>,
    /// The utility that it can have by leaving the talks, if it can.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub outside: Option<Quantity>,
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

/// A group of issues.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Cluster {
    /// Its name in reports; the id if left out.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
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

/// A matter to be settled: by one of several `options`, by a whole number (`integer`), by a number in steps (`decimal`), by any
/// level in a range (`continuous`), or by dividing an amount (`divided`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Issue {
    /// Its name in reports; the id if left out.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The cluster it belongs to.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub cluster: Option<String>,
    /// The options, one of which a package picks: a list of ids or of numbers, or an object id → option.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub options: Option<OptionList>,
    /// Settled by a whole number.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub integer: Option<Integer>,
    /// Settled by a number in steps, which may have decimals.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub decimal: Option<Decimal>,
    /// Settled by any level in a range.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub continuous: Option<Continuous>,
    /// Settled by dividing an amount among those that claim parts of it.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub divided: Option<Divided>,
    /// What its options count or measure, where they are numbers.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// True if the options stand in a meaningful order.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "std::ops::Not::not")]
    pub ordered: bool,
    /// The option that holds today.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Level>,
    /// The only parties whose red lines count on this issue; all if left out.
    #[serde(default, deserialize_with = "lenient::optional_list", skip_serializing_if = "Option::is_none")]
    pub deciders: Option<Vec<String>>,
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

/// One way to settle an issue.
// Not named `Option`, which Rust has taken.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct IssueOption {
    /// Its name in reports; the id if left out.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
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

/// The levels `min`, `min + step`, … `max`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Integer {
    /// The lowest level.
    #[serde(deserialize_with = "lenient::field")]
    pub min: i64,
    /// The highest level.
    #[serde(deserialize_with = "lenient::field")]
    pub max: i64,
    /// The distance of two levels; 1 if left out.
    #[serde(default = "one", deserialize_with = "lenient::field", skip_serializing_if = "is_one")]
    pub step: i64,
    /// What is counted.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
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

/// The levels `min`, `min + step`, … `max`, which may have decimals: a rise in steps of half a percent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Decimal {
    /// The lowest level.
    #[serde(deserialize_with = "lenient::field")]
    pub min: Number,
    /// The highest level.
    #[serde(deserialize_with = "lenient::field")]
    pub max: Number,
    /// The distance of two levels.
    #[serde(deserialize_with = "lenient::field")]
    pub step: Number,
    /// What is counted.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
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

/// Every level from `min` to `max`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Continuous {
    /// The lowest level.
    #[serde(deserialize_with = "lenient::field")]
    pub min: Number,
    /// The highest level.
    #[serde(deserialize_with = "lenient::field")]
    pub max: Number,
    /// What is measured.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
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

/// An amount that is divided among the parties that claim parts of it: each gets at least nothing and at most its claim, and
/// all of it is given out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Divided {
    /// How much there is.
    #[serde(deserialize_with = "lenient::field")]
    pub amount: Quantity,
    /// What it is measured in.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// By party, how much of it it claims; together not less than there is.
    #[serde(deserialize_with = "lenient::field")]
    pub claims: Keyed<Quantity>,
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

impl Integer {
    /// Its ends and its step.
    fn steps(&self) -> [Number; 3] {
        [self.min, self.max, self.step].map(Number::from)
    }
}

impl Issue {
    /// The lowest level, the highest, and the step, where it is settled by a number in steps.
    pub fn steps(&self) -> Option<[Number; 3]> {
        let decimal = |decimal: &Decimal| [decimal.min.clone(), decimal.max.clone(), decimal.step.clone()];
        self.integer.as_ref().map(Integer::steps).or_else(|| self.decimal.as_ref().map(decimal))
    }

    /// What its levels count or measure.
    pub fn unit(&self) -> Option<&str> {
        let (integer, decimal) = (self.integer.as_ref(), self.decimal.as_ref());
        let unit = integer.and_then(|own| own.unit.as_deref()).or_else(|| decimal?.unit.as_deref());
        unit.or_else(|| self.continuous.as_ref()?.unit.as_deref()).or(self.unit.as_deref())
    }
}

fn one() -> i64 {
    1
}

fn is_one(step: &i64) -> bool {
    *step == 1
}

/// What packages are worth to one party: a constant, a value for each option, and interactions, all added; at most so
/// much, if `at_most` says so.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Utility {
    /// Added to every package.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub constant: Option<Quantity>,
    /// The most that any package is worth: what the sum of all else exceeds it by does not count.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub at_most: Option<Quantity>,
    /// Where only the order is known: the options of the only issue, or the proposals, from the best to the worst. What is
    /// equally good stands in a list of its own. Nothing else is then said of what packages are worth.
    #[serde(default, deserialize_with = "lenient::optional_list", skip_serializing_if = "Option::is_none")]
    pub ranks: Option<Vec<Condition>>,
    /// With `ranks`: the last of them that the party accepts; all of them if left out.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub accepts: Option<Level>,
    /// By issue, what each option is worth; an issue left out is worth 0.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Keyed::is_empty")]
    pub values: Keyed<Values>,
    /// Added where a combination of options is chosen.
    #[serde(default, deserialize_with = "lenient::list", skip_serializing_if = "Vec::is_empty")]
    pub interactions: Vec<Interaction>,
    /// Added by the options of several issues, as a full table.
    #[serde(default, deserialize_with = "lenient::list", skip_serializing_if = "Vec::is_empty")]
    pub tables: Vec<Table>,
    /// Promises that may be broken.
    #[serde(default, deserialize_with = "lenient::list", skip_serializing_if = "Vec::is_empty")]
    pub commitments: Vec<Commitment>,
    /// Packages that the party refuses, whatever it is offered.
    #[serde(default, deserialize_with = "lenient::list", skip_serializing_if = "Vec::is_empty")]
    pub red_lines: Vec<RedLine>,
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

/// What is added where all conditions hold: a number (`add`), or by continuous issue what its levels are worth then
/// (`values`), or both.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Interaction {
    /// By issue, the options for which it applies.
    #[serde(deserialize_with = "lenient::field")]
    pub when: Conditions,
    /// What is added.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub add: Option<Quantity>,
    /// By continuous issue, what its levels add: `per_unit` or `points`.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Keyed::is_empty")]
    pub values: Keyed<Values>,
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

/// A value for every combination of the options of some issues.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// The issues, in the order of the nesting of `add`.
    #[serde(deserialize_with = "lenient::list")]
    pub issues: Vec<String>,
    /// Nested lists, one level for each issue, one entry for each option in declaration order.
    #[serde(deserialize_with = "lenient::field")]
    pub add: Nested,
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

/// A combination of options that a party refuses, whatever the compensation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RedLine {
    /// A name by which the command line can lift it.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// By issue, the options refused.
    #[serde(deserialize_with = "lenient::field")]
    pub when: Conditions,
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

/// Something that every package must satisfy. Exactly one kind: `forbid`; `if` and `then`; `of` with `at_most`,
/// `at_least` or `exactly`; `sum` with `at_most` or `at_least` or both; `utilities`, with `values`, `interactions` and `tables`
/// beside, with `at_most` or `at_least` or both.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// A name by which the command line can lift it.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// No package may satisfy all these conditions.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub forbid: Option<Conditions>,
    /// Where all these conditions hold …
    #[serde(rename = "if", default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub if_: Option<Conditions>,
    /// … these must hold too.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub then: Option<Conditions>,
    /// A list of conditions, of which so many may hold.
    #[serde(default, deserialize_with = "lenient::optional_list", skip_serializing_if = "Option::is_none")]
    pub of: Option<Vec<Conditions>>,
    /// By issue, a coefficient for each unit of an integer or continuous issue, or a number for each option; added up.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub sum: Option<Keyed<Coefficient>>,
    /// By party, what its utility counts for in the sum.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Keyed::is_empty")]
    pub utilities: Keyed<Quantity>,
    /// Added to the sum.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub constant: Option<Quantity>,
    /// By issue, what each option adds to the sum.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Keyed::is_empty")]
    pub values: Keyed<Values>,
    /// Added where a combination of options is chosen.
    #[serde(default, deserialize_with = "lenient::list", skip_serializing_if = "Vec::is_empty")]
    pub interactions: Vec<Interaction>,
    /// Added by the options of several issues, as a full table.
    #[serde(default, deserialize_with = "lenient::list", skip_serializing_if = "Vec::is_empty")]
    pub tables: Vec<Table>,
    /// The most that may hold, or that the sum may reach.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub at_most: Option<Quantity>,
    /// The least that must hold, or that the sum must reach.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub at_least: Option<Quantity>,
    /// How many must hold.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub exactly: Option<Quantity>,
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

/// One whose consent a package needs, and who does not negotiate: what packages are worth to it, and how much that must be.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// Its name in reports; the id if left out.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// By issue, the options with which its consent is asked; always if left out.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Keyed::is_empty")]
    pub when: Conditions,
    /// By party, what its utility counts for in the sum.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Keyed::is_empty")]
    pub utilities: Keyed<Quantity>,
    /// Added to the sum.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub constant: Option<Quantity>,
    /// By issue, what each option adds to the sum.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Keyed::is_empty")]
    pub values: Keyed<Values>,
    /// Added where a combination of options is chosen.
    #[serde(default, deserialize_with = "lenient::list", skip_serializing_if = "Vec::is_empty")]
    pub interactions: Vec<Interaction>,
    /// Added by the options of several issues, as a full table.
    #[serde(default, deserialize_with = "lenient::list", skip_serializing_if = "Vec::is_empty")]
    pub tables: Vec<Table>,
    /// The least that the sum must be; 0 if left out.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub at_least: Option<Quantity>,
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

/// Bodies that ratify for a party: chambers, member states, factions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Ratifiers {
    /// Who they are, and what each asks for.
    #[serde(deserialize_with = "lenient::field")]
    pub bodies: Keyed<Consent>,
    /// How many of them must consent; all if left out.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub quota: Option<u64>,
    /// Bodies that must be among them.
    #[serde(default, deserialize_with = "lenient::list", skip_serializing_if = "Vec::is_empty")]
    pub veto: Vec<String>,
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

/// Whose beliefs must carry an agreement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Carrying {
    /// Each party accepts by its own.
    #[default]
    Own,
    /// Besides, one belief in the states exists with which all would accept.
    Common,
}

impl<'de> Deserialize<'de> for Carrying {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        word(deserializer, "\"own\" or \"common\"", &[("own", Carrying::Own), ("common", Carrying::Common)])
    }
}

/// When a package is accepted: by a quota of the parties, among them those with a veto, and perhaps only where they could share a
/// belief.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// How many parties must accept; all if left out.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub quota: Option<u64>,
    /// Parties that must be among them.
    #[serde(default, deserialize_with = "lenient::list", skip_serializing_if = "Vec::is_empty")]
    pub veto: Vec<String>,
    /// Whose beliefs must carry it: each party's own, if left out, or besides one that all could share.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub beliefs: Option<Carrying>,
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

/// A package with a name: a draft, an offer, the status quo.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Proposal {
    /// Its name in reports; the id if left out.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// One option for every issue.
    #[serde(deserialize_with = "lenient::field")]
    pub package: Keyed<Level>,
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

/// Something that a party has said it wants. It changes no answer: pages say whether a package meets it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Aim {
    /// What it is called in reports.
    #[serde(deserialize_with = "lenient::field")]
    pub id: String,
    /// Its name in reports; the id if left out.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whose aim it is.
    #[serde(deserialize_with = "lenient::field")]
    pub party: String,
    /// By issue, the options with which it is met.
    #[serde(deserialize_with = "lenient::field")]
    pub when: Conditions,
    /// Whether it is what the party is in the talks for.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "std::ops::Not::not")]
    pub core: bool,
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

/// Something unknown that several uncertain numbers move with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CommonFactor {
    /// Its name in reports; the id if left out.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
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
