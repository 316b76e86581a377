//! What holds whatever the numbers are, as data.

use super::names::Opening;
use super::parts::{Choice, by_party, choices};
use super::words::plural;
use crate::exact::Number;
use crate::model::Keyed;
use crate::problem::{Package, Problem, View};
use crate::search::Stop;
use crate::uncertain::{Acceptable, Choices, Open, Standing};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The report on what holds whatever the uncertain numbers are.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RobustReport {
    /// What was asked, and what ids are called.
    #[serde(flatten)]
    pub opening: Opening,
    /// How many numbers have a range.
    pub uncertain: usize,
    /// Whether several of them have common factors: scenarios move these together; what holds whatever the numbers are has each
    /// move by itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub factors: bool,
    /// How many packages are acceptable.
    pub acceptable: AcceptableReport,
    /// The largest product of gains with everybody's worst numbers; `null` if none is certain to be acceptable. Here and in what depends
    /// on scenarios, weights are powers in their smallest whole proportions.
    pub max_min_nash: Option<ChosenReport>,
    /// Whether that is known.
    pub max_min_known: bool,
    /// The largest expected product, over the scenarios; `null` if nothing is agreed in any.
    pub expected_nash: Option<ChosenReport>,
    /// The least largest regret, over the scenarios; `null` likewise.
    pub minimax_regret: Option<ChosenReport>,
    /// Whether what is missing of these two is known not to be there.
    pub known: bool,
    /// How many scenarios there are.
    pub scenarios: usize,
    /// Whether they are all combinations that can occur; else draws.
    pub all_scenarios: bool,
    /// Whether all packages competed for what depends on scenarios.
    pub all_packages: bool,
    /// By party, its expected gain if the package is agreed before it is known which scenario holds.
    pub before: Option<BeforeReport>,
    /// By party, its expected gain if each scenario is agreed on by itself: its Nash package, or of several the first.
    pub after: Keyed<Number>,
    /// Why something is missing, if a limit was met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_by: Option<Stop>,
    /// What can be said of packages.
    pub packages: Vec<StandingReport>,
}

/// How many packages are acceptable with all numbers, and with some; `null` where counting would take too long.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AcceptableReport {
    /// With all.
    pub necessarily: Option<String>,
    /// With some.
    pub possibly: Option<String>,
    /// Whether these are the numbers; else at least and at most so many.
    pub exact: bool,
    /// Why they are not, and what would decide it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undecided: Option<OpenReport>,
}

/// Why something is not decided.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OpenReport {
    /// `packages`: there are too many to be judged one by one, which these numbers ask for; `bounds`: of so many packages
    /// only bounds are known.
    pub reason: Cow<'static, str>,
    /// The numbers that enter the worth of several issues, by where they stand.
    pub numbers: Vec<String>,
    /// How many packages are not decided, if that is known.
    pub packages: Option<u64>,
    /// What it is, and what would decide it, in words.
    pub message: String,
}

impl OpenReport {
    /// Says why something is not decided.
    fn new(problem: &Problem, open: &Open) -> Self {
        match open {
            Open::TooMany(numbers) => {
                let numbers: Vec<String> = numbers.iter().map(|at| problem[*at].path.to_string()).collect();
                let count = plural(numbers.len(), "number enters", "numbers enter");
                OpenReport {
                    reason: "packages".into(),
                    packages: None,
                    message: format!(
                        "{count} the worth of several issues at once ({}), and there are too many packages to judge each \
                         by itself. Fewer packages (--fix), or one number in place of these ranges, would \
                         decide it.",
                        numbers.join(", ")
                    ),
                    numbers,
                }
            }
            Open::Bounds(packages) => OpenReport {
                reason: "bounds".into(),
                numbers: Vec::new(),
                packages: Some(*packages),
                message: format!(
                    "Of {}, only bounds of what they give are known: too many numbers are multiplied with each other, or \
                     an event depends on numbers that count elsewhere too. One number in place of some of these ranges \
                     would decide it.",
                    plural(usize::try_from(*packages).unwrap_or(usize::MAX), "package", "packages")
                ),
            },
        }
    }
}

/// What a criterion chooses.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChosenReport {
    /// Its value.
    pub value: Number,
    /// The packages, equally good.
    pub packages: Vec<Keyed<Choice>>,
}

/// A package agreed before it is known which scenario holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BeforeReport {
    /// The package.
    pub package: Keyed<Choice>,
    /// By party, its expected gain.
    pub gains: Keyed<Number>,
}

/// What can be said of a package; `null` where it is not decided.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StandingReport {
    /// What it is: the names of proposals and criteria.
    pub names: Vec<String>,
    /// The package.
    pub package: Keyed<Choice>,
    /// Whether it satisfies all rules and red lines.
    pub feasible: bool,
    /// By party: its least and its largest gain.
    pub gains: Keyed<(Number, Number)>,
    /// Whether it is acceptable with all numbers.
    pub necessarily_acceptable: Option<bool>,
    /// Whether it is with some.
    pub possibly_acceptable: Option<bool>,
    /// Whether it is efficient with all numbers.
    pub necessarily_efficient: Option<bool>,
    /// Whether it is with some.
    pub possibly_efficient: Option<bool>,
}

/// A package, with the names that it has in the report.
pub type NamedStanding = (Vec<String>, Standing);

impl RobustReport {
    /// Makes the report.
    pub fn new(
        view: &View,
        acceptable: &Acceptable,
        found: &Choices,
        standings: &[NamedStanding],
        stopped_by: Option<Stop>,
    ) -> Self {
        let problem = view.problem();
        let package = |package: &Package| choices(problem, package);
        let chosen = |choice: &Option<crate::uncertain::Choice>| {
            choice.as_ref().map(|choice| ChosenReport {
                value: choice.value.clone(),
                packages: choice.packages.iter().map(package).collect(),
            })
        };
        let standing = |(names, standing): &NamedStanding| StandingReport {
            names: names.clone(),
            package: package(&standing.package),
            feasible: standing.feasible,
            gains: by_party(problem, |party| standing.gains[party.index()].clone()),
            necessarily_acceptable: standing.necessarily_acceptable,
            possibly_acceptable: standing.possibly_acceptable,
            necessarily_efficient: standing.necessarily_efficient,
            possibly_efficient: standing.possibly_efficient,
        };
        RobustReport {
            opening: Opening::new(view, "robust"),
            uncertain: problem.uncertain().len(),
            factors: problem.uncertain().iter().filter(|number| number.factor.is_some()).count() > 1,
            acceptable: AcceptableReport {
                necessarily: acceptable.necessarily.as_ref().map(ToString::to_string),
                possibly: acceptable.possibly.as_ref().map(ToString::to_string),
                exact: acceptable.exact,
                undecided: acceptable.open.as_ref().map(|open| OpenReport::new(problem, open)),
            },
            max_min_nash: chosen(&found.max_min),
            max_min_known: found.max_min_known,
            expected_nash: chosen(&found.expected),
            minimax_regret: chosen(&found.regret),
            known: found.known,
            scenarios: found.scenarios,
            all_scenarios: found.all_scenarios,
            all_packages: found.all_packages,
            before: found.before.as_ref().map(|(chosen, gains)| BeforeReport {
                package: package(chosen),
                gains: by_party(problem, |party| gains[party.index()].clone()),
            }),
            after: by_party(problem, |party| found.after[party.index()].clone()),
            stopped_by,
            packages: standings.iter().map(standing).collect(),
        }
    }
}
