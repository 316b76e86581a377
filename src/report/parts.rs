//! What several reports have in common: their head, packages, points.

use crate::exact::Number;
use crate::frontier::Point;
use crate::model::Keyed;
use crate::problem::{Package, Problem, View};
use crate::search::{Counts, Status, Stop};
use num_bigint::{BigInt, BigUint};
use num_rational::BigRational;
use serde::{Serialize, Serializer};

/// How a report on a search begins.
#[derive(Clone, Debug, Serialize)]
pub struct Head {
    /// The version of the library.
    pub zopa: &'static str,
    /// The version of the report format.
    pub report: u32,
    /// `agreement`, `no_agreement` or `stopped`.
    pub status: &'static str,
    /// Why the search stopped before its answer was proven, if it did.
    pub stopped_by: Option<Stop>,
    /// The model's title.
    pub title: Option<String>,
    /// The ids of the parties, in declaration order.
    pub parties: Vec<String>,
    /// How many packages there are.
    pub packages: PackageCounts,
    /// By party, its utility without a deal.
    pub disagreement: Keyed<Number>,
    /// By party, its best utility among the packages that every party accepts.
    pub ideal: Option<Keyed<Number>>,
    /// The issues that the question settled beforehand, if it did.
    #[serde(skip_serializing_if = "Keyed::is_empty")]
    pub fixed: Keyed<Choice>,
    /// The rules and red lines that the question lifted, if it did.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<String>,
}

/// How many packages there are: exact, in decimal digits; `null` where counting would cost more than the answer.
#[derive(Clone, Debug, Serialize)]
pub struct PackageCounts {
    /// All combinations of options.
    pub all: String,
    /// Those that satisfy all rules and red lines.
    pub feasible: Option<String>,
    /// Of these, those that every party accepts.
    pub individually_rational: Option<String>,
    /// Of the feasible ones, those that the acceptance rule passes; left out if that is the same question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acceptable: Option<Option<String>>,
}

/// The option chosen for an issue: its id, or the level of an integer issue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Choice {
    /// A level.
    Level(i64),
    /// The id of an option.
    Option(String),
    /// The level of a continuous issue.
    Amount(Number),
}

/// A utility vector, and the packages behind it.
#[derive(Clone, Debug, Serialize)]
pub struct Agreement {
    /// The first of the packages in declaration order.
    pub package: Keyed<Choice>,
    /// How many packages have exactly these utilities.
    pub packages: Number,
    /// By party.
    pub utilities: Keyed<Number>,
    /// By party, the utility less that without a deal.
    pub gains: Keyed<Number>,
}

impl Head {
    pub(super) fn new(view: &View, status: Status, counts: &Counts, ideal: Option<&[i64]>) -> Self {
        let problem = view.problem();
        let (status, stopped_by) = match status {
            Status::Agreement => ("agreement", None),
            Status::NoAgreement => ("no_agreement", None),
            Status::Stopped(stop) => ("stopped", Some(stop)),
        };
        let count = |count: &Option<BigUint>| count.as_ref().map(BigUint::to_string);
        let (fixed, lifted) = asked(view);
        Head {
            zopa: env!("CARGO_PKG_VERSION"),
            report: super::FORMAT,
            status,
            stopped_by,
            title: problem.title().map(str::to_owned),
            parties: problem.parties().iter().map(|party| party.id.clone()).collect(),
            packages: PackageCounts {
                all: counts.all.to_string(),
                feasible: count(&counts.feasible),
                individually_rational: count(&counts.individually_rational),
                acceptable: (!view.acceptance().is_unanimous()).then(|| count(&counts.acceptable)),
            },
            disagreement: by_party(problem, |party| view.disagreement(party)),
            ideal: ideal.map(|ideal| by_party(problem, |party| problem.in_units(party, ideal[party]))),
            fixed: fixed.into_iter().map(|(issue, option)| choice(problem, issue, option)).collect(),
            without: lifted.into_iter().map(|at| problem.constraints()[at].name.clone()).collect(),
        }
    }
}

impl Agreement {
    /// A point as data.
    pub fn new(view: &View, point: &Point) -> Self {
        let problem = view.problem();
        Agreement {
            package: choices(problem, &point.package),
            packages: BigRational::from(BigInt::from(point.packages.clone())).into(),
            utilities: by_party(problem, |party| problem.in_units(party, point.utilities[party])),
            gains: by_party(problem, |party| gain(view, party, &point.utilities)),
        }
    }
}

/// The options of a package, by issue.
pub fn choices(problem: &Problem, package: &Package) -> Keyed<Choice> {
    package.options().iter().enumerate().map(|(issue, option)| choice(problem, issue, usize::from(*option))).collect()
}

pub(super) fn choice(problem: &Problem, issue: usize, option: usize) -> (String, Choice) {
    let issue = &problem.issues()[issue];
    let option = &issue.options[option];
    (issue.id.clone(), option.level.map_or_else(|| Choice::Option(option.id.clone()), Choice::Level))
}

/// Leaves so many of a list, and tells how many there were if some are left out.
pub(super) fn cut<T>(list: &mut Vec<T>, most: usize) -> Option<usize> {
    let count = Some(list.len()).filter(|count| *count > most);
    list.truncate(most);
    count
}

/// A value for each party.
pub(super) fn by_party<T>(problem: &Problem, value: impl Fn(usize) -> T) -> Keyed<T> {
    problem.parties().iter().enumerate().map(|(at, party)| (party.id.clone(), value(at))).collect()
}

/// A party's gain at scaled utilities, in the author's units.
pub(super) fn gain(view: &View, party: usize, utilities: &[i64]) -> Number {
    view.gain_in_units(party, view.gain(party, utilities[party]))
}

/// What the view changes: issues settled beforehand with their options, and constraints lifted.
pub(super) fn asked(view: &View) -> (Vec<(usize, usize)>, Vec<usize>) {
    let problem = view.problem();
    let fixed = problem.issues().iter().enumerate().filter_map(|(at, issue)| {
        let mut options = view.options(at);
        let only = options.next().filter(|_| options.next().is_none() && issue.options.len() > 1)?;
        Some((at, usize::from(only)))
    });
    let in_force: Vec<usize> = view.constraints().map(|(at, _)| at).collect();
    let lifted = problem.constraints().iter().enumerate();
    let lifted = lifted.filter(|(at, constraint)| constraint.binding && in_force.binary_search(at).is_err());
    (fixed.collect(), lifted.map(|(at, _)| at).collect())
}

/// A number as a string of its digits: for values, which grow beyond what most readers of JSON keep exactly.
#[expect(clippy::ref_option, reason = "serde asks for it")]
pub(super) fn as_text<S: Serializer>(number: &Option<Number>, serializer: S) -> Result<S::Ok, S::Error> {
    match number {
        Some(number) => serializer.collect_str(number),
        None => serializer.serialize_none(),
    }
}
