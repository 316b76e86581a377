//! How stable an answer is, as data.

use super::names::Opening;
use super::numbers;
use super::parts::{Choice, by_party, choice, choices};
use crate::exact::Number;
use crate::explain::{Bound, Interval, Needed, OfNumber, Stability, Stable};
use crate::model::Keyed;
use crate::problem::{PartyId, Problem, Role, View};
use crate::search::{Outcome, Stop};
use itertools::Itertools;
use num_rational::BigRational;
use num_traits::Signed;
use serde::{Deserialize, Serialize};

/// The report on [`View::stability`].
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StabilityReport {
    /// What was asked, and what ids are called.
    #[serde(flatten)]
    pub opening: Opening,
    /// How the package stands.
    pub status: StableName,
    /// The id of the concept that chooses.
    pub concept: String,
    /// Its name.
    pub concept_name: String,
    /// What it measures.
    pub measures: String,
    /// What the package is called, if it has a name.
    pub name: Option<String>,
    /// Why the search stopped before all was found, if it did.
    pub stopped_by: Option<Stop>,
    /// The package.
    pub package: Keyed<Choice>,
    /// If it is chosen: between which values each number may move while it stays so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intervals: Option<IntervalsReport>,
    /// If it is not: by how much one number would have to move.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nearest: Option<MovedReport>,
}

/// How a package stands, by a concept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StableName {
    /// It is what Nash chooses.
    Nash,
    /// It is what another concept chooses.
    Chosen,
    /// Another package comes before it.
    Other,
    /// Somebody refuses it, or it breaks a rule.
    Refused,
    /// It is not known.
    Undecided,
    /// Nothing can be said of the product of gains: somebody gains nothing, or weights are too finely divided.
    NoProduct,
    /// What the concept measures is not known.
    Unmeasured,
}

/// Between which values each number may move, all others as they are.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IntervalsReport {
    /// By party, its disagreement value.
    pub disagreement: Keyed<IntervalReport>,
    /// By party, its weight; `null` if it has none, or the concept weighs nobody.
    pub weight: Keyed<Option<IntervalReport>>,
    /// The numbers of utilities, where they have a limit.
    pub values: Vec<WrittenReport<IntervalReport>>,
}

/// An interval.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IntervalReport {
    /// The number now.
    pub now: Number,
    /// The least it may be; `null` if there is no limit, or nothing is known.
    pub from: Option<Number>,
    /// What `from` is.
    pub from_is: EndReport,
    /// What is chosen below; `null` if there is no limit, or none.
    pub below: Option<Keyed<Choice>>,
    /// Whether it is refused below.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub refused_below: bool,
    /// The most it may be; `null` if there is no limit, or nothing is known.
    pub to: Option<Number>,
    /// What `to` is.
    pub to_is: EndReport,
    /// What is chosen above.
    pub above: Option<Keyed<Choice>>,
    /// Whether it is refused above.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub refused_above: bool,
}

/// What the end of an interval is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum EndReport {
    /// There is no limit, proven; of a weight downwards, down to 0 itself.
    NoLimit,
    /// The end itself, with which the package is still chosen.
    Included,
    /// The end itself, with which it is not any more.
    Excluded,
    /// The end, rounded to the safe side.
    Rounded,
    /// Not decided: up to the number, if there is one, the package is chosen; of what is farther nothing is known.
    Undecided,
}

/// A number that is written in a party's utility.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WrittenReport<T> {
    /// The party.
    pub party: String,
    /// What the number is, in words.
    pub name: String,
    /// Where the number stands in the author's file.
    pub path: String,
    /// The issue that it values, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issue: Option<String>,
    /// The option that it values, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option: Option<Choice>,
    /// How far the number moves till then at least, by what some package is worth: as a share of what separates the party's
    /// best and worst options, over all issues. Left out where that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<Number>,
    /// What is said of it.
    #[serde(flatten)]
    pub found: T,
}

/// By how much one number would have to move for the package to be chosen.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MovedReport {
    /// By party, its disagreement value and its weight now; no weights if the concept weighs nobody.
    pub now: NowReport,
    /// By party, the nearest disagreement value that would do; `null` if there is none, or none is known.
    pub disagreement: Keyed<Option<Number>>,
    /// By party, the nearest weight, to some digits; `null` if there is none, or none is known, or the concept weighs nobody.
    pub weight: Keyed<Option<Number>>,
    /// The numbers of utilities, but for those of which none would do.
    pub values: Vec<WrittenReport<NeededReport>>,
    /// The parties for which `null` says that it is not decided, and not that there is none.
    pub undecided: OfPartiesReport,
    /// The parties for which a nearer number might do, too.
    pub rounded: OfPartiesReport,
    /// The parties for which every number a little beyond would do, and not this one itself.
    pub beyond: OfPartiesReport,
}

/// What numbers are now.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NowReport {
    /// By party, its disagreement value.
    pub disagreement: Keyed<Number>,
    /// By party, its weight.
    pub weight: Keyed<Number>,
}

/// Parties by what is meant of them.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OfPartiesReport {
    /// Those whose disagreement value is meant.
    pub disagreement: Vec<String>,
    /// Those whose weight is meant.
    pub weight: Vec<String>,
}

/// The number nearest to its own with which the package would be chosen.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NeededReport {
    /// The number now.
    pub now: Number,
    /// The nearest that would do; `null` if none is known.
    pub needed: Option<Number>,
    /// What `needed` is.
    pub needed_is: NeededIs,
}

/// What a number that would do is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum NeededIs {
    /// The nearest.
    Exact,
    /// The package is chosen with every number a little beyond, not with this one itself.
    Beyond,
    /// A nearer one might do, too.
    Rounded,
    /// There is none, proven.
    Never,
    /// Not decided.
    Undecided,
}

impl StabilityReport {
    /// Makes the report.
    pub fn new(view: &View, stability: &Outcome<Stability>, name: Option<&str>) -> Self {
        let problem = view.problem();
        let (status, intervals, nearest) = match &stability.verdict {
            Stable::Refused => (StableName::Refused, None, None),
            Stable::Undecided => (StableName::Undecided, None, None),
            Stable::NoProduct => (StableName::NoProduct, None, None),
            Stable::Unmeasured => (StableName::Unmeasured, None, None),
            Stable::Chosen { disagreement, weights, numbers } => {
                let disagreement =
                    by_party(problem, |party| IntervalReport::new(problem, &disagreement[party.index()]));
                let weight = by_party(problem, |party| {
                    let found = weights.get(party.index()).and_then(Option::as_ref);
                    found.map(|found| IntervalReport::new(problem, found))
                });
                let number = |of: &OfNumber<Interval>| {
                    let distance = [&of.found.low, &of.found.high].into_iter().filter_map(|end| match end {
                        Bound::Open | Bound::Undecided { .. } => None,
                        Bound::At { value, .. } => Some((value.value() - of.found.now.value()).abs()),
                    });
                    written(view, of, distance.min(), |found| IntervalReport::new(problem, found))
                };
                let values = numbers.iter().map(number).collect();
                // A word of the report's, beside `concept`: nothing is found otherwise for it.
                let status = if stability.concept == "nash" { StableName::Nash } else { StableName::Chosen };
                (status, Some(IntervalsReport { disagreement, weight, values }), None)
            }
            Stable::Other { disagreement, weights, numbers } => {
                let value = |found: &OfNumber<Needed>| {
                    let now = &problem[found.number].value;
                    let distance = needed(&found.found).map(|value| (value.value() - now.value()).abs());
                    written(view, found, distance, |found| NeededReport {
                        now: now.clone(),
                        needed: needed(found),
                        needed_is: NeededIs::of(found),
                    })
                };
                let number = |of: &[Needed]| by_party(problem, |party| of.get(party.index()).and_then(needed));
                let of = |is: NeededIs| {
                    let all = |of: &[Needed]| {
                        let meant = of.iter().positions(|found| NeededIs::of(found) == is);
                        meant.map(|party| problem.parties()[party].id.clone()).collect()
                    };
                    OfPartiesReport { disagreement: all(disagreement), weight: all(weights) }
                };
                let weigh = |party: PartyId| problem[party].weight.clone();
                let moved = MovedReport {
                    now: NowReport {
                        disagreement: by_party(problem, |party| view.disagreement(party)),
                        weight: if weights.is_empty() { Keyed::default() } else { by_party(problem, weigh) },
                    },
                    disagreement: number(disagreement),
                    weight: number(weights),
                    values: numbers.iter().map(value).collect(),
                    undecided: of(NeededIs::Undecided),
                    rounded: of(NeededIs::Rounded),
                    beyond: of(NeededIs::Beyond),
                };
                (StableName::Other, None, Some(moved))
            }
        };
        StabilityReport {
            opening: Opening::new(view, "stability"),
            status,
            concept: stability.concept.to_owned(),
            concept_name: stability.name.to_owned(),
            measures: stability.measures.to_owned(),
            name: name.map(str::to_owned),
            stopped_by: stability.stopped,
            package: choices(problem, &stability.package),
            intervals,
            nearest,
        }
    }
}

impl IntervalReport {
    fn new(problem: &Problem, interval: &Interval) -> Self {
        let end = |end: &Bound| match end {
            Bound::Open => (None, None, EndReport::NoLimit),
            Bound::Undecided { at_least } => (at_least.clone(), None, EndReport::Undecided),
            Bound::At { value, then, rounded, included } => {
                let is = match (rounded, included) {
                    (true, _) => EndReport::Rounded,
                    (false, Some(true)) => EndReport::Included,
                    (false, Some(false)) => EndReport::Excluded,
                    (false, None) => EndReport::Undecided,
                };
                (Some(value.clone()), then.as_ref().map(|package| choices(problem, package)), is)
            }
        };
        let refused = |end: &Bound| matches!(end, Bound::At { then: None, .. });
        let (refused_below, refused_above) = (refused(&interval.low), refused(&interval.high));
        let ((from, below, from_is), (to, above, to_is)) = (end(&interval.low), end(&interval.high));
        let now = interval.now.clone();
        IntervalReport { now, from, from_is, below, refused_below, to, to_is, above, refused_above }
    }
}

impl NeededIs {
    fn of(needed: &Needed) -> Self {
        match needed {
            Needed::At { rounded: true, .. } => NeededIs::Rounded,
            Needed::At { included: false, .. } => NeededIs::Beyond,
            Needed::At { .. } => NeededIs::Exact,
            Needed::Never => NeededIs::Never,
            Needed::Undecided => NeededIs::Undecided,
        }
    }
}

fn needed(needed: &Needed) -> Option<Number> {
    match needed {
        Needed::At { value, .. } => Some(value.clone()),
        Needed::Never | Needed::Undecided => None,
    }
}

fn written<T, R>(
    view: &View,
    found: &OfNumber<T>,
    distance: Option<BigRational>,
    say: impl FnOnce(&T) -> R,
) -> WrittenReport<R> {
    let problem = view.problem();
    let number = &problem[found.number];
    let share = |distance| distance * problem.largest_effect(found.number) / span(view, number.party);
    let (issue, option) = match number.role {
        Role::Value { issue, option: Some(option) } => {
            let (issue, option) = choice(problem, issue, option);
            (Some(issue), Some(option))
        }
        Role::Value { issue, option: None } => (Some(problem[issue].id.clone()), None),
        _ => (None, None),
    };
    let party = problem[number.party].id.clone();
    let (name, path) = (numbers::number(problem, number), number.path.to_string());
    let share = distance.map(|distance| share(distance).into());
    WrittenReport { party, name, path, issue, option, share, found: say(&found.found) }
}

/// What separates a party's best and worst options, over all issues.
fn span(view: &View, party: PartyId) -> BigRational {
    let problem = view.problem();
    let own =
        |options: &Vec<i64>| options.iter().skip(party.index()).step_by(view.parties()).copied().minmax().into_option();
    let span: i64 = problem.values.iter().filter_map(own).map(|(least, most)| most - least).sum();
    problem.in_units(party, span.max(1)).value().clone()
}
