//! What several reports have in common: their head, packages, points.

use crate::exact::Number;
use crate::frontier::Point;
use crate::model::Keyed;
use crate::problem::{ConstraintId, IssueId, LevelRuleId, OptionId, Package, PartyId, Problem, Settled, View};
use crate::search::{Agreement, Counts, Status, Stop};
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
    /// The ids of the continuous issues, if there are some.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub continuous: Vec<String>,
    /// With continuous issues: in how many ways the options of the other issues can be chosen, feasible or not; in decimal
    /// digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub option_choices: Option<String>,
    /// Without continuous issues: how many packages there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub packages: Option<PackageCounts>,
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
    /// The continuous issues that are asked about in steps, if some are: how many levels of each.
    #[serde(skip_serializing_if = "Keyed::is_empty")]
    pub steps: Keyed<usize>,
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
pub struct AgreementReport {
    /// The first of the packages in declaration order.
    pub package: Keyed<Choice>,
    /// How many packages have exactly these utilities; left out with continuous issues.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub packages: Option<Number>,
    /// By party.
    pub utilities: Keyed<Number>,
    /// By party, the utility less that without a deal.
    pub gains: Keyed<Number>,
    /// If other levels with the same options are exactly as good: by party, the least and the most that it gains then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub equally_good: Option<Keyed<[Number; 2]>>,
}

impl Head {
    pub(super) fn new(view: &View, status: Status, counts: &Counts, ideal: Option<&[Number]>) -> Self {
        let problem = view.problem();
        let levels = problem.levels().issues.iter();
        let (status, stopped_by) = match status {
            Status::Agreement => ("agreement", None),
            Status::NoAgreement => ("no_agreement", None),
            Status::Stopped(stop) => ("stopped", Some(stop)),
        };
        let count = |count: &Option<BigUint>| count.as_ref().map(BigUint::to_string);
        let asked = Asked::of(view);
        Head {
            zopa: env!("CARGO_PKG_VERSION"),
            report: super::FORMAT,
            status,
            stopped_by,
            title: problem.title().map(str::to_owned),
            parties: problem.parties().iter().map(|party| party.id.clone()).collect(),
            continuous: levels.map(|level| problem[level.issue].id.clone()).collect(),
            option_choices: problem.has_levels().then(|| counts.all.to_string()),
            packages: (!problem.has_levels()).then(|| PackageCounts {
                all: counts.all.to_string(),
                feasible: count(&counts.feasible),
                individually_rational: count(&counts.individually_rational),
                acceptable: (!view.acceptance().is_unanimous()).then(|| count(&counts.acceptable)),
            }),
            disagreement: by_party(problem, |party| view.disagreement(party)),
            ideal: ideal.map(|ideal| by_party(problem, |party| ideal[party.index()].clone())),
            fixed: asked.choices(problem),
            without: asked.lifted,
            steps: steps(problem),
        }
    }
}

impl AgreementReport {
    /// A package as data.
    pub fn new(view: &View, agreement: &Agreement) -> Self {
        let problem = view.problem();
        let packages = agreement.packages.clone().map(|packages| BigRational::from(BigInt::from(packages)).into());
        let range = Some(&agreement.range).filter(|range| !range.is_empty());
        AgreementReport {
            package: choices(problem, &agreement.package),
            packages,
            utilities: by_party(problem, |party| agreement.utilities[party.index()].clone()),
            gains: by_party(problem, |party| agreement.gains[party.index()].clone()),
            equally_good: range.map(|range| by_party(problem, |party| range[party.index()].clone())),
        }
    }

    /// A point as data.
    pub fn of(view: &View, point: &Point) -> Self {
        AgreementReport::new(view, &Agreement::of(view, point))
    }
}

/// The options and levels of a package, by issue.
pub fn choices(problem: &Problem, package: &Package) -> Keyed<Choice> {
    problem.issue_ids().map(|issue| chosen(problem, package, issue)).collect()
}

/// How a package settles an issue.
pub(super) fn chosen(problem: &Problem, package: &Package, issue: IssueId) -> (String, Choice) {
    settled(problem, issue, &package.settled(problem, issue))
}

pub(super) fn settled(problem: &Problem, issue: IssueId, by: &Settled) -> (String, Choice) {
    match by {
        Settled::Level(level) => (problem[issue].id.clone(), Choice::Amount(level.clone())),
        Settled::Option(option) => choice(problem, issue, *option),
    }
}

pub(super) fn choice(problem: &Problem, issue: IssueId, option: OptionId) -> (String, Choice) {
    let issue = &problem[issue];
    let option = &issue.options[option.index()];
    let level = || if issue.in_steps { option.id.parse().ok() } else { None };
    let chosen = option.level.map(Choice::Level).or_else(|| level().map(Choice::Amount));
    (issue.id.clone(), chosen.unwrap_or_else(|| Choice::Option(option.id.clone())))
}

/// A value for each party.
pub(super) fn by_party<T>(problem: &Problem, value: impl Fn(PartyId) -> T) -> Keyed<T> {
    problem.party_ids().zip(problem.parties()).map(|(at, party)| (party.id.clone(), value(at))).collect()
}

/// What a view changes.
pub(super) struct Asked {
    /// The issues settled beforehand.
    pub fixed: Vec<IssueId>,
    /// A package that settles these as the view does.
    pub package: Package,
    /// The names of rules and red lines that are lifted.
    pub lifted: Vec<String>,
}

impl Asked {
    pub(super) fn of(view: &View) -> Self {
        let problem = view.problem();
        let only = |at: &IssueId| match problem.level_of(*at) {
            Some(level) => view.ranges()[level.index()][0] == view.ranges()[level.index()][1],
            None => view.options(*at).count() == 1 && problem[*at].options.len() > 1,
        };
        let issues = problem.issue_ids();
        let in_force: Vec<ConstraintId> = view.constraints().map(|(at, _)| at).collect();
        let constraints = problem.constraint_ids().zip(problem.constraints());
        let lifted = constraints.filter(|(at, one)| one.binding && in_force.binary_search(at).is_err());
        let mut lifted: Vec<String> = lifted.map(|(_, constraint)| constraint.name.clone()).collect();
        let in_force: Vec<LevelRuleId> = view.level_rules().map(|(at, _)| at).collect();
        for (_, rule) in problem.level_rule_ids().zip(&problem.levels().rules).filter(|(at, _)| !in_force.contains(at))
        {
            // A rule can have a part on options and a part on levels.
            if !lifted.contains(&rule.name) {
                lifted.push(rule.name.clone());
            }
        }
        Asked { fixed: issues.filter(only).collect(), package: first_package(view), lifted }
    }

    /// The issues settled beforehand, by id.
    pub(super) fn choices(&self, problem: &Problem) -> Keyed<Choice> {
        self.fixed.iter().map(|at| chosen(problem, &self.package, *at)).collect()
    }
}

/// A package that settles what a view settles as it does: with the first options and the lowest levels that remain.
pub(super) fn first_package(view: &View) -> Package {
    Package::new(view.first_options()).with_levels(view.ranges().iter().map(|[low, _]| low.clone()))
}

/// By id, the continuous issues that are asked about in steps: how many levels of each.
pub(super) fn steps(problem: &Problem) -> Keyed<usize> {
    let in_steps = problem.issues().iter().filter(|issue| issue.in_steps);
    in_steps.map(|issue| (issue.id.clone(), issue.options.len())).collect()
}

/// A number as a string of its digits: for values, which grow beyond what most readers of JSON keep exactly.
#[expect(clippy::ref_option, reason = "serde asks for it")]
pub(super) fn as_text<S: Serializer>(number: &Option<Number>, serializer: S) -> Result<S::Ok, S::Error> {
    match number {
        Some(number) => serializer.collect_str(number),
        None => serializer.serialize_none(),
    }
}
