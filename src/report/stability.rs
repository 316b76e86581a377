//! How stable an answer is, as data.

use super::parts::{Choice, by_party, choice, choices};
use crate::exact::Number;
use crate::explain::{Bound, Interval, Needed, Stability, Stable, ValueInterval};
use crate::model::Keyed;
use crate::problem::{Problem, View};
use crate::search::Stop;
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
    /// `nash`, `other`, `refused` or `no_product`.
    pub status: &'static str,
    /// Why the search stopped before all was found, if it did.
    pub stopped_by: Option<Stop>,
    /// The package.
    pub package: Keyed<Choice>,
    /// If it is a Nash package: between which values each number may move while it stays one.
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
    pub disagreement: Keyed<Option<IntervalReport>>,
    /// By party, its weight: bounds are rounded to the safe side.
    pub weight: Keyed<Option<IntervalReport>>,
    /// What options are worth, where that has a limit.
    pub values: Vec<ValueReport>,
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
    /// What is the Nash package below; `null` if there is no limit, or none.
    pub below: Option<Keyed<Choice>>,
    /// The most it may be; `null` if there is no limit, or nothing is known.
    pub to: Option<Number>,
    /// What `to` is.
    pub to_is: EndReport,
    /// What is the Nash package above.
    pub above: Option<Keyed<Choice>>,
}

/// What the end of an interval is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EndReport {
    /// There is no limit, proven; of a weight downwards, down to 0 itself.
    NoLimit,
    /// The end itself, with which the package is still a Nash package.
    Included,
    /// The end itself, with which it is none any more.
    Excluded,
    /// The end, rounded to the safe side.
    Rounded,
    /// Not decided: up to the number, if there is one, the package is a Nash package; of what is farther nothing is known.
    Undecided,
}

/// The interval of what an option is worth to a party.
#[derive(Clone, Debug, Serialize)]
pub struct ValueReport {
    /// The party.
    pub party: String,
    /// The issue.
    pub issue: String,
    /// The option.
    pub option: Choice,
    /// The interval.
    #[serde(flatten)]
    pub interval: IntervalReport,
}

/// By party, the number nearest to its own with which the package would be a Nash package (where that cannot be represented,
/// the nearest beyond it that was tried); `null` if there is none.
#[derive(Clone, Debug, Serialize)]
pub struct MovedReport {
    /// Disagreement values.
    pub disagreement: Keyed<Option<Number>>,
    /// Weights, to some digits.
    pub weight: Keyed<Option<Number>>,
    /// The parties for which `null` says that it is not decided, and not that there is none.
    pub undecided: UnknownReport,
}

/// Of which parties it is not decided whether any number of theirs would do.
#[derive(Clone, Debug, Serialize)]
pub struct UnknownReport {
    /// Whose disagreement value.
    pub disagreement: Vec<String>,
    /// Whose weight.
    pub weight: Vec<String>,
}

impl StabilityReport {
    /// Makes the report.
    pub fn new(view: &View, stability: &Stability) -> Self {
        let problem = view.problem();
        let one =
            |interval: &Option<Interval>| interval.as_ref().map(|interval| IntervalReport::new(problem, interval));
        let each = |intervals: &[Option<Interval>]| by_party(problem, |party| intervals.get(party).and_then(one));
        let numbers = |needed: &[Needed]| {
            by_party(problem, |party| match needed.get(party) {
                Some(Needed::At(number)) => Some(number.clone()),
                _ => None,
            })
        };
        // What a search did not come to is not decided either.
        let undecided = |needed: &[Needed]| {
            let open = |party: &usize| matches!(needed.get(*party), None | Some(Needed::Undecided));
            (0..view.parties()).filter(open).map(|party| problem.parties()[party].id.clone()).collect()
        };
        let (status, intervals, nearest) = match &stability.verdict {
            Stable::Refused => ("refused", None, None),
            Stable::NoProduct => ("no_product", None, None),
            Stable::Chosen { disagreement, weights, values } => {
                let values = values.iter().map(|value| ValueReport::new(problem, value)).collect();
                let (disagreement, weight) = (each(disagreement), each(weights));
                ("nash", Some(IntervalsReport { disagreement, weight, values }), None)
            }
            Stable::Other { disagreement, weights } => {
                let undecided = UnknownReport { disagreement: undecided(disagreement), weight: undecided(weights) };
                let (disagreement, weight) = (numbers(disagreement), numbers(weights));
                ("other", None, Some(MovedReport { disagreement, weight, undecided }))
            }
        };
        StabilityReport {
            zopa: env!("CARGO_PKG_VERSION"),
            report: super::FORMAT,
            title: problem.title().map(str::to_owned),
            status,
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

impl ValueReport {
    fn new(problem: &Problem, value: &ValueInterval) -> Self {
        let (issue, option) = choice(problem, value.issue, value.option);
        let party = problem.parties()[value.party].id.clone();
        ValueReport { party, issue, option, interval: IntervalReport::new(problem, &value.interval) }
    }
}
