//! How stable an answer is, as data.

use super::parts::{Choice, by_party, choice, choices, steps};
use crate::exact::Number;
use crate::explain::{Bound, Interval, Needed, OfNumber, Stability, Stable};
use crate::model::{Keyed, Path};
use crate::problem::{Problem, Role, View};
use crate::search::{Outcome, Stop};
use itertools::Itertools;
use serde::Serialize;

/// The report on [`View::stability`].
#[derive(Clone, Debug, Serialize)]
pub struct StabilityReport {
    /// The version of the library.
    pub zopa: &'static str,
    /// The version of the report format.
    pub report: u32,
    /// The model's title.
    pub title: Option<String>,
    /// The continuous issues that are asked about in steps, if some are: how many levels of each.
    #[serde(skip_serializing_if = "Keyed::is_empty")]
    pub steps: Keyed<usize>,
    /// `nash` (`chosen` by another concept), `other`, `refused`, `undecided`, `no_product` (of gains: somebody gains nothing) or `unmeasured`.
    pub status: &'static str,
    /// The id of the concept that chooses.
    pub concept: &'static str,
    /// Why the search stopped before all was found, if it did.
    pub stopped_by: Option<Stop>,
    /// The package.
    pub package: Keyed<Choice>,
    /// If it is chosen: between which values each number may move while it stays so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub intervals: Option<IntervalsReport>,
    /// If it is not: by how much one number would have to move.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<MovedReport>,
}

/// Between which values each number may move, all others as they are.
#[derive(Clone, Debug, Serialize)]
pub struct IntervalsReport {
    /// By party, its disagreement value.
    pub disagreement: Keyed<IntervalReport>,
    /// By party, its weight; `null` if it has none, or the concept weighs nobody.
    pub weight: Keyed<Option<IntervalReport>>,
    /// The numbers of utilities, where they have a limit.
    pub values: Vec<WrittenReport<IntervalReport>>,
}

/// An interval.
#[derive(Clone, Debug, Serialize)]
pub struct IntervalReport {
    /// The number now.
    pub now: Number,
    /// The least it may be; `null` if there is no limit, or nothing is known.
    pub from: Option<Number>,
    /// What `from` is.
    pub from_is: EndReport,
    /// What is chosen below; `null` if there is no limit, or none.
    pub below: Option<Keyed<Choice>>,
    /// The most it may be; `null` if there is no limit, or nothing is known.
    pub to: Option<Number>,
    /// What `to` is.
    pub to_is: EndReport,
    /// What is chosen above.
    pub above: Option<Keyed<Choice>>,
}

/// What the end of an interval is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
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
#[derive(Clone, Debug, Serialize)]
pub struct WrittenReport<T> {
    /// The party.
    pub party: String,
    /// Where the number stands in the author's file.
    pub path: Path,
    /// The issue that it values, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issue: Option<String>,
    /// The option that it values, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub option: Option<Choice>,
    /// What is said of it.
    #[serde(flatten)]
    pub found: T,
}

/// By how much one number would have to move for the package to be chosen.
#[derive(Clone, Debug, Serialize)]
pub struct MovedReport {
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

/// Parties by what is meant of them.
#[derive(Clone, Debug, Serialize)]
pub struct OfPartiesReport {
    /// Those whose disagreement value is meant.
    pub disagreement: Vec<String>,
    /// Those whose weight is meant.
    pub weight: Vec<String>,
}

/// The number nearest to its own with which the package would be chosen.
#[derive(Clone, Debug, Serialize)]
pub struct NeededReport {
    /// The number now.
    pub now: Number,
    /// The nearest that would do; `null` if none is known.
    pub needed: Option<Number>,
    /// What `needed` is.
    pub needed_is: NeededIs,
}

/// What a number that would do is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
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
    pub fn new(view: &View, stability: &Outcome<Stability>) -> Self {
        let problem = view.problem();
        let (status, intervals, nearest) = match &stability.verdict {
            Stable::Refused => ("refused", None, None),
            Stable::Undecided => ("undecided", None, None),
            Stable::NoProduct => ("no_product", None, None),
            Stable::Unmeasured => ("unmeasured", None, None),
            Stable::Chosen { disagreement, weights, numbers } => {
                let disagreement =
                    by_party(problem, |party| IntervalReport::new(problem, &disagreement[party.index()]));
                let weight = by_party(problem, |party| {
                    let found = weights.get(party.index()).and_then(Option::as_ref);
                    found.map(|found| IntervalReport::new(problem, found))
                });
                let number =
                    |found: &OfNumber<Interval>| written(problem, found, |found| IntervalReport::new(problem, found));
                let values = numbers.iter().map(number).collect();
                // A word of the report's, beside `concept`: nothing is found otherwise for it.
                let status = if stability.concept == "nash" { "nash" } else { "chosen" };
                (status, Some(IntervalsReport { disagreement, weight, values }), None)
            }
            Stable::Other { disagreement, weights, numbers } => {
                let value = |found: &OfNumber<Needed>| {
                    let now = &problem[found.number].value;
                    written(problem, found, |found| NeededReport {
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
                let moved = MovedReport {
                    disagreement: number(disagreement),
                    weight: number(weights),
                    values: numbers.iter().map(value).collect(),
                    undecided: of(NeededIs::Undecided),
                    rounded: of(NeededIs::Rounded),
                    beyond: of(NeededIs::Beyond),
                };
                ("other", None, Some(moved))
            }
        };
        StabilityReport {
            zopa: env!("CARGO_PKG_VERSION"),
            report: super::FORMAT,
            title: problem.title().map(str::to_owned),
            steps: steps(problem),
            status,
            concept: stability.concept,
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
        let ((from, below, from_is), (to, above, to_is)) = (end(&interval.low), end(&interval.high));
        IntervalReport { now: interval.now.clone(), from, from_is, below, to, to_is, above }
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

fn written<T, R>(problem: &Problem, found: &OfNumber<T>, say: impl FnOnce(&T) -> R) -> WrittenReport<R> {
    let number = &problem[found.number];
    let (issue, option) = match number.role {
        Role::Value { issue, option: Some(option) } => {
            let (issue, option) = choice(problem, issue, option);
            (Some(issue), Some(option))
        }
        Role::Value { issue, option: None } => (Some(problem[issue].id.clone()), None),
        _ => (None, None),
    };
    let party = problem[number.party].id.clone();
    WrittenReport { party, path: number.path.clone(), issue, option, found: say(&found.found) }
}
