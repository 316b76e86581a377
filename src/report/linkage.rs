//! How issues are linked, as data.

use super::names::Opening;
use super::parts::{AgreementReport, Choice, as_text, choice};
use crate::exact::Number;
pub use crate::explain::Role;
use crate::explain::{Element, Exchange, LevelLink, Linkage, OptionLink, Prospect, Requirement};
use crate::model::Keyed;
use crate::problem::{OptionId, View};
use crate::search::{Outcome, Stop};
use num_bigint::BigUint;
use serde::{Deserialize, Serialize};

/// The report on [`View::linkage`].
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LinkageReport {
    /// What was asked, and what ids are called.
    #[serde(flatten)]
    pub opening: Opening,
    /// Why the search stopped before all was found, if it did.
    pub stopped_by: Option<Stop>,
    /// What can be agreed as things stand.
    pub now: ProspectReport,
    /// Every option of every issue.
    pub options: Vec<OptionReport>,
    /// Every continuous issue: what levels it can have in agreements.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<LevelReport>,
    /// What options require; `null` if there are too many acceptable packages to look at all.
    pub requirements: Option<Vec<RequirementReport>>,
    /// Pairs of issues that trade against each other at the recommended package.
    pub exchanges: Vec<ExchangeReport>,
    /// What could be agreed without a rule or a red line.
    pub lifted: Vec<LiftedReport>,
    /// By party, how many packages would be acceptable if it accepted anything.
    pub without_consent: Keyed<Option<String>>,
}

/// What can be agreed under a condition.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProspectReport {
    /// How many packages are acceptable, in digits; `null` if they were not counted.
    pub packages: Option<String>,
    /// The product of gains of the best of them.
    #[serde(serialize_with = "as_text")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub nash_product: Option<Number>,
    /// The package that has it.
    pub best: Option<AgreementReport>,
}

/// An option, and what can be agreed with it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OptionReport {
    /// The issue.
    pub issue: String,
    /// The option.
    pub option: Choice,
    /// What it does to the agreement.
    pub role: Role,
    /// What can be agreed with it.
    #[serde(flatten)]
    pub with: ProspectReport,
}

/// Between which levels of a continuous issue agreements lie; not all between need be possible.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LevelReport {
    /// The issue.
    pub issue: String,
    /// The lowest level of an agreement; `null` if there is none.
    pub from: Option<Number>,
    /// The highest.
    pub to: Option<Number>,
    /// Options that leave less.
    pub with: Vec<SpanReport>,
}

/// What an option leaves of the levels of another issue.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SpanReport {
    /// The issue of the option.
    pub issue: String,
    /// The option.
    pub option: Choice,
    /// The lowest level of an agreement with it.
    pub from: Number,
    /// The highest.
    pub to: Number,
}

/// An option that can be agreed on only with some options of another issue.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RequirementReport {
    /// The issue.
    pub issue: String,
    /// The option.
    pub option: Choice,
    /// The other issue.
    pub other: String,
    /// The options of the other issue that it can be agreed with.
    pub with: Vec<Choice>,
    /// Those that it cannot be agreed with, though no rule or red line excludes it.
    pub never_with: Vec<Choice>,
}

/// Two issues that trade against each other.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExchangeReport {
    /// The change with the largest product of gains, with the parties' weights.
    pub example: Keyed<Choice>,
    /// In how many ways both can be changed so.
    pub ways: usize,
    /// By party, by how much the example raises its utility.
    pub change: Keyed<Number>,
}

/// What could be agreed without a rule or a red line.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LiftedReport {
    /// Its id, or what it says.
    pub without: String,
    /// Where it stands in the model.
    pub path: String,
    /// What could be agreed.
    #[serde(flatten)]
    pub prospect: ProspectReport,
}

impl LinkageReport {
    /// Makes the report.
    pub fn new(view: &View, linkage: &Outcome<Linkage>) -> Self {
        let problem = view.problem();
        let count = |count: &Option<BigUint>| count.as_ref().map(BigUint::to_string);
        let without = |(rule, prospect): &(Element, Prospect)| {
            let (name, path) = rule.rule(problem)?;
            Some(LiftedReport { without: name.to_owned(), path, prospect: ProspectReport::new(view, prospect) })
        };
        let consent = problem.parties().iter().zip(&linkage.without_consent);
        LinkageReport {
            opening: Opening::new(view, "linkage"),
            stopped_by: linkage.stopped,
            now: ProspectReport::new(view, &linkage.now),
            options: linkage.options.iter().map(|link| option(view, link)).collect(),
            levels: linkage.levels.iter().map(|link| level(view, link)).collect(),
            requirements: (linkage.requirements.as_ref())
                .map(|requirements| requirements.iter().map(|one| requirement(view, one)).collect()),
            exchanges: linkage.exchanges.iter().map(|one| exchange(view, one)).collect(),
            lifted: linkage.lifted.iter().filter_map(without).collect(),
            without_consent: consent.map(|(party, packages)| (party.id.clone(), count(packages))).collect(),
        }
    }
}

impl ProspectReport {
    fn new(view: &View, prospect: &Prospect) -> Self {
        let value = prospect.best.as_ref().and_then(|(_, value)| value.as_ref());
        ProspectReport {
            packages: prospect.packages.as_ref().map(BigUint::to_string),
            nash_product: value.map(|value| value.number.clone()),
            best: prospect.best.as_ref().map(|(best, _)| AgreementReport::new(view, best)),
        }
    }
}

fn option(view: &View, link: &OptionLink) -> OptionReport {
    let (issue, option) = choice(view.problem(), link.issue, link.option);
    OptionReport { issue, option, role: link.role, with: ProspectReport::new(view, &link.with) }
}

fn level(view: &View, link: &LevelLink) -> LevelReport {
    let problem = view.problem();
    let [from, to] = match &link.span {
        Some(span) => span.clone().map(Some),
        None => [None, None],
    };
    let with = link.with.iter().map(|(at, chosen, [from, to])| {
        let (issue, option) = choice(problem, *at, *chosen);
        SpanReport { issue, option, from: from.clone(), to: to.clone() }
    });
    LevelReport { issue: problem[problem[link.level].issue].id.clone(), from, to, with: with.collect() }
}

fn requirement(view: &View, requirement: &Requirement) -> RequirementReport {
    let problem = view.problem();
    let (issue, option) = choice(problem, requirement.issue, requirement.option);
    let others = |options: &[OptionId]| options.iter().map(|at| choice(problem, requirement.other, *at).1).collect();
    RequirementReport {
        issue,
        option,
        other: problem[requirement.other].id.clone(),
        with: others(&requirement.with),
        never_with: others(&requirement.never_with),
    }
}

fn exchange(view: &View, exchange: &Exchange) -> ExchangeReport {
    let problem = view.problem();
    let ((first, second), (a, b)) = (exchange.issues, exchange.example);
    ExchangeReport {
        example: [choice(problem, first, a), choice(problem, second, b)].into_iter().collect(),
        ways: exchange.ways,
        change: super::parts::by_party(problem, |party| exchange.change[party.index()].clone()),
    }
}
