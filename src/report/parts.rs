//! What several reports have in common: their head, packages, points.

use crate::exact::Number;
use crate::frontier::Point;
use crate::model::Keyed;
use crate::problem::{ConstraintId, IssueId, LevelRuleId, OptionId, Package, PartyId, Problem, Settled, View};
use crate::search::Agreement;
pub(super) use crate::search::Stop;
use crate::text::visible;
use crate::text::words::readable_count;
use num_bigint::BigInt;
use num_rational::BigRational;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Whether there is nothing to count, so that it is not written.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
pub(super) fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// The option chosen for an issue: its id, or the level of an integer issue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AgreementReport {
    /// The first of the packages in declaration order.
    pub package: Keyed<Choice>,
    /// How many packages have exactly these utilities; left out with continuous issues.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub packages: Option<Number>,
    /// By party.
    pub utilities: Keyed<Number>,
    /// By party, the utility less that without a deal.
    pub gains: Keyed<Number>,
    /// If other levels with the same options are exactly as good: by party, the least and the most that it gains then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub equally_good: Option<Keyed<[Number; 2]>>,
    /// Chosen by ranks: by party, 1 and how many of the packages that compete are better for it.
    #[serde(default, skip_serializing_if = "Keyed::is_empty")]
    pub ranks: Keyed<u64>,
}

impl Choice {
    /// As it is written in the author's file.
    pub fn written(&self) -> String {
        match self {
            Choice::Level(level) => level.to_string(),
            Choice::Option(id) => id.clone(),
            Choice::Amount(level) => level.to_string(),
        }
    }

    /// The level, if it is one.
    pub fn level(&self) -> Option<Number> {
        match self {
            Choice::Level(level) => Some((*level).into()),
            Choice::Amount(level) => Some(level.clone()),
            // A fraction, read back.
            Choice::Option(text) => text.parse().ok(),
        }
    }
}

/// The issues that two packages settle differently, with what each has.
pub fn differences<'k>(
    from: &'k Keyed<Choice>,
    to: &'k Keyed<Choice>,
) -> impl Iterator<Item = (&'k str, &'k Choice, &'k Choice)> {
    let both = from.iter().filter_map(|(issue, from)| Some((issue, from, to.get(issue)?)));
    both.filter(|(_, from, to)| from != to)
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
            ranks: match agreement.ranks.is_empty() {
                true => Keyed::default(),
                false => by_party(problem, |party| agreement.ranks[party.index()]),
            },
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

pub fn settled(problem: &Problem, issue: IssueId, by: &Settled) -> (String, Choice) {
    match by {
        Settled::Level(level) => (problem[issue].id.clone(), Choice::Amount(level.clone())),
        Settled::Option(option) => choice(problem, issue, *option),
    }
}

/// The id of an issue, and what settles it by this option.
pub fn choice(problem: &Problem, issue: IssueId, option: OptionId) -> (String, Choice) {
    let issue = &problem[issue];
    let option = &issue.options[option.index()];
    let level = || if issue.in_steps { option.id.parse().ok() } else { None };
    let chosen = option.level.clone().or_else(level).map(|level| match i64::try_from(level.value().to_integer()) {
        Ok(whole) if level.value().is_integer() && !issue.in_steps => Choice::Level(whole),
        _ => Choice::Amount(level),
    });
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
    /// By issue, the options that are taken away, where more than one is left.
    pub excluded: Keyed<Vec<Choice>>,
    /// By continuous issue of which a part is left: the lowest level and the highest.
    pub within: Keyed<[Number; 2]>,
}

/// By issue, the options that a view takes away, where more than one is left.
fn excluded(view: &View) -> Keyed<Vec<Choice>> {
    let problem = view.problem();
    let gone = |at: IssueId| {
        let left: Vec<OptionId> = view.options(at).collect();
        let gone = problem.option_ids(at).filter(|option| left.binary_search(option).is_err());
        let gone: Vec<Choice> = gone.map(|option| choice(problem, at, option).1).collect();
        (left.len() > 1 && !gone.is_empty()).then(|| (problem[at].id.clone(), gone))
    };
    problem.issue_ids().filter_map(gone).collect()
}

/// By continuous issue of which a view leaves a part, and more than a level: the ends of that.
fn within(view: &View) -> Keyed<[Number; 2]> {
    let issues = view.problem().levels().issues.iter().zip(view.ranges());
    let part = issues.filter(|(level, [low, high])| low < high && (*low > level.min || *high < level.max));
    let ends = |[low, high]: &[BigRational; 2]| [low.clone().into(), high.clone().into()];
    part.map(|(level, range)| (view.problem()[level.issue].id.clone(), ends(range))).collect()
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
        // A rule over utilities may have several parts.
        let first = lifted.filter(|(at, _)| problem.parts_of(*at).next() == Some(*at));
        let mut lifted: Vec<String> = first.map(|(_, constraint)| constraint.name.clone()).collect();
        let in_force: Vec<LevelRuleId> = view.level_rules().map(|(at, _)| at).collect();
        for (_, rule) in problem.level_rule_ids().zip(&problem.levels().rules).filter(|(at, _)| !in_force.contains(at))
        {
            // A rule can have a part on options and a part on levels.
            if !lifted.contains(&rule.name) {
                lifted.push(rule.name.clone());
            }
        }
        Asked {
            fixed: issues.filter(only).collect(),
            package: first_package(view),
            lifted,
            excluded: excluded(view),
            within: within(view),
        }
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

/// A number as a string of its digits: for values, which grow beyond what most readers of JSON keep exactly.
#[expect(clippy::ref_option, reason = "serde asks for it")]
pub(super) fn as_text<S: Serializer>(number: &Option<Number>, serializer: S) -> Result<S::Ok, S::Error> {
    match number {
        Some(number) => serializer.collect_str(number),
        None => serializer.serialize_none(),
    }
}

/// What is there, be it `null`: a field that is left out is something else.
pub(super) fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// The difference of two numbers.
pub fn less(a: &Number, b: &Number) -> Number {
    (a.value() - b.value()).into()
}

/// A number without its sign.
pub fn size(number: &Number) -> Number {
    num_traits::Signed::abs(number.value()).into()
}

/// Why a search stopped, as the end of a sentence.
pub fn stopped(stop: Stop) -> String {
    match stop {
        Stop::TimeLimit => "at the time limit".into(),
        Stop::Interrupted => format!("when {stop}"),
        stop => format!("because {stop}"),
    }
}

/// A count in decimal digits, as people read it.
pub fn count(digits: &str) -> String {
    digits.parse().map_or_else(|_| visible(digits).into_owned(), |count| readable_count(&count))
}
