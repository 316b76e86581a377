//! Assumptions: what the author takes to be true of the model, as sentences that can be proved or refuted.
//!
//! An assumption is one object with exactly one *claim* (a key such as `rises_with` or `every_acceptable`) and what the
//! claim needs beside it: whose utility it speaks of, in which context (`given`), how strictly. The vocabulary is
//! described in `docs/assumptions.md`; the table in `problem/claims/` says which keys go with which claim.

use super::keyed::Keyed;
use super::scales::{Change, Names, Scales, Which};
use super::shapes::{Conditions, Level};
use super::{Quantity, lenient};
use serde::{Deserialize, Serialize};

/// Whether a field is left out.
fn absent<T: Default + PartialEq>(field: &T) -> bool {
    *field == T::default()
}

/// The format's keys, one a row: each may be left out, and an error in one hides none in the next.
macro_rules! assumption {
    ($($(#[doc = $doc:literal])+ $key:ident: $kind:ty,)+) => {
        /// Something that the author takes to be true, with exactly one claim.
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(deny_unknown_fields)]
        pub struct Assumption {
            $(
                $(#[doc = $doc])+
                #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "absent")]
                pub $key: $kind,
            )+
        }

        impl Assumption {
            /// The keys that are there.
            pub(crate) fn keys(&self) -> Vec<&'static str> {
                let mut keys = Vec::new();
                $(if !absent(&self.$key) { keys.push(stringify!($key)) })+
                keys
            }
        }
    };
}

assumption! {
    /// A name for it in reports.
    id: Option<String>,
    /// Whose utility the claim speaks of: a party, or a list of parties of which it must hold each.
    party: Option<Names>,
    /// Where it is claimed: only packages that satisfy these conditions are looked at.
    given: Conditions,
    /// Of which packages it is claimed: `feasible` ones (the default), or `all`, whatever rules and red lines say.
    among: Option<String>,
    /// True if it is claimed for all numbers in their ranges, and not only for their values.
    robust: Option<bool>,
    /// True if what is stated is that the claim does not hold: then what refutes it is the proof.
    fails: Option<bool>,
    /// True if the difference must not be zero.
    strict: Option<bool>,
    /// How far a utility may miss the claim without refuting it; 0 if left out.
    tolerance: Option<Quantity>,
    /// Claim: the utility never falls along the options of the issue (P1).
    rises_with: Option<Scales>,
    /// Claim: the utility never rises along the options of the issue (P1).
    falls_with: Option<Scales>,
    /// Claim: along the options of the issue the utility first rises, then falls (P2).
    single_peaked: Option<Scales>,
    /// With `single_peaked`: the option at which it is largest, whatever the other issues.
    peak: Option<Level>,
    /// Claim: each further step along the options of the issue is worth no more than the one before (P4).
    diminishing: Option<Scales>,
    /// Claim: which of these options is chosen makes no difference (P3, P11, P15).
    indifferent_to: Option<Scales>,
    /// Claim: these options are better than those in `to`, all else equal (P16).
    prefers: Option<Keyed<Level>>,
    /// With `prefers`: the options that are worse.
    to: Option<Keyed<Level>>,
    /// Claim: this change is worth at least as much as the one in `at_least` (P17).
    worth: Option<Keyed<Change>>,
    /// With `worth`: the other change.
    at_least: Option<Keyed<Change>>,
    /// With `worth`: as many times the other change; 1 if left out.
    times: Option<Quantity>,
    /// Claim: what the options of these issues are worth just adds up (P9).
    additive: Option<Scales>,
    /// Claim: more of one of these issues makes more of the other worth more (P10).
    complements: Option<Scales>,
    /// Claim: more of one of these issues makes more of the other worth less (P10).
    substitutes: Option<Scales>,
    /// Claim: which options of these issues are better does not depend on other issues (P8).
    independent: Option<Names>,
    /// With `independent`: the other issues; all if left out.
    of: Option<Names>,
    /// Claim: no choice of the issues in `by` makes up for this change (P12).
    nothing_offsets: Option<Keyed<Change>>,
    /// With `nothing_offsets`: the issues that could.
    by: Option<Names>,
    /// Claim: the better option of this issue is better whatever is agreed on all others (P25).
    decisive: Option<Names>,
    /// Claim: along the options of the issue the `payer` loses and the `receiver` gains (P21).
    transfer: Option<Scales>,
    /// With `transfer`: the party that loses.
    payer: Option<String>,
    /// With `transfer`: the party that gains.
    receiver: Option<String>,
    /// Claim: what is better for one of these two parties is never better for the other, on the issues in `on` (P22).
    opposed: Option<Names>,
    /// Claim: what is better for one of these two parties is never worse for the other, on the issues in `on` (P22).
    aligned: Option<Names>,
    /// With `opposed` and `aligned`: the issues.
    on: Option<Scales>,
    /// Claim: no option of these issues can be replaced so that somebody gains and nobody loses; of all issues if the list is empty (P23).
    no_free_lunch: Option<Names>,
    /// With `no_free_lunch`: only at this proposal.
    at: Option<String>,
    /// Claim: the party's interests are those of this other party with the options of each issue exchanged (P14).
    mirrors: Option<String>,
    /// Claim: how the party's numbers are scaled (P18).
    normalised: Option<Normalised>,
    /// Claim: the party accepts this proposal, or every package with these options (P7).
    accepts: Option<Which>,
    /// Claim: the party accepts some package with these options (P24).
    accepts_some: Option<Conditions>,
    /// Claim: the party refuses this proposal, or every package with these options (P5, P7).
    refuses: Option<Which>,
    /// With `refuses`: true if its red lines do not count, only its utility.
    by_utility: Option<bool>,
    /// Claim: every acceptable package has this.
    every_acceptable: Option<Conditions>,
    /// Claim: some acceptable package has this.
    some_acceptable: Option<Conditions>,
    /// Claim: no acceptable package has this.
    no_acceptable: Option<Conditions>,
    /// With claims about acceptable packages: the parties whose consent is asked; those of the model's rule if left out.
    consent: Option<Names>,
    /// Claim: every package that satisfies the rules and red lines has this.
    every_feasible: Option<Conditions>,
    /// Claim: some package that satisfies the rules and red lines has this (P24).
    some_feasible: Option<Conditions>,
    /// Claim: no package that satisfies the rules and red lines has this.
    no_feasible: Option<Conditions>,
    /// Claim: every option of these issues is in some feasible package; of all issues if the list is empty (P24).
    usable: Option<Names>,
    /// Claim about every package that these solution concepts choose; with `has`, `keeps_red_lines` or `meaningful`.
    solution: Option<Names>,
    /// With `solution`: every package chosen has this.
    has: Option<Conditions>,
    /// With `solution` and `has`: and still does if a single weight, disagreement value or value of an option is moved by up to this share of itself (P26).
    within: Option<Quantity>,
    /// With `solution`: no package chosen crosses a red line of any party (P6).
    keeps_red_lines: Option<bool>,
    /// With `solution`: the concepts mean something for utilities without a common unit, or the model declares one (P13).
    meaningful: Option<bool>,
    /// A remark.
    note: Option<String>,
    /// Why it is so.
    because: Option<String>,
    /// Where it is stated.
    source: Option<String>,
}

/// How a party's numbers are scaled: each field that is given is claimed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Normalised {
    /// What the weights of its issues add up to.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub weights: Option<Quantity>,
    /// Between which numbers all scores lie.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub scores: Option<Ends>,
    /// What the worst and the best option of every issue score, or are worth if the issue has no weight.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub issues: Option<Ends>,
    /// What the worst and the best feasible package are worth.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub packages: Option<Ends>,
}

/// Two numbers, the smaller first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Ends {
    /// The smaller.
    #[serde(deserialize_with = "lenient::field")]
    pub from: Quantity,
    /// The larger.
    #[serde(deserialize_with = "lenient::field")]
    pub to: Quantity,
}
