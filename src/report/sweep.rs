//! What many draws came to, as data: a line for each draw, and what they tell together.

use super::names::Opening;
use super::numbers::number;
use super::parts::{Choice, by_party, choices, chosen, is_zero};
use crate::exact::Number;
use crate::model::Keyed;
use crate::problem::{Package, Problem, Uncertain};
use crate::search::{Answer, Status, Stop};
use crate::uncertain::{Drawn, Driver, Quantiles, Summary, Sweep};
use serde::{Deserialize, Serialize};

/// One draw: a line of JSON.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DrawReport {
    /// Its position, from 0.
    pub draw: u64,
    /// The uncertain numbers, in the order of the head of the file.
    pub numbers: Vec<Number>,
    /// Its Nash packages: the option or level of each issue, in the order of the head; none if there is no agreement.
    pub nash: Vec<Vec<Choice>>,
    /// True if it could not be solved within the limits.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unsolved: bool,
    /// By party: its utility of the first of these, or without a deal.
    pub utilities: Vec<Number>,
    /// The proposals that are acceptable.
    pub accepted: Vec<String>,
}

/// The report on a sweep.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SweepReport {
    /// What was asked, and what ids are called.
    #[serde(flatten)]
    pub opening: Opening,
    /// The seed of the draws.
    pub seed: u64,
    /// How many draws there are.
    pub draws: usize,
    /// Whether the sweep stopped before all draws were made.
    pub stopped: bool,
    /// Why, if a limit or an interruption stopped it, and no part is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_by: Option<Stop>,
    /// In how many there is an agreement.
    pub deals: usize,
    /// How many could not be solved within the limits.
    pub unsolved: usize,
    /// By proposal, in how many draws it is acceptable.
    pub proposals: Keyed<usize>,
    /// The packages that are Nash packages most often; levels apart.
    pub packages: Vec<AcceptabilityReport>,
    /// The Nash packages with the numbers as they are, as `solve` finds them; left out if that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_is: Option<Vec<Keyed<Choice>>>,
    /// How many different packages are Nash packages in some draw; levels apart.
    pub different_packages: usize,
    /// By continuous issue, its level in the Nash packages.
    #[serde(default, skip_serializing_if = "Keyed::is_empty")]
    pub levels: Keyed<QuantilesReport>,
    /// By party, its utility: of the Nash package, or without a deal.
    pub utilities: Keyed<QuantilesReport>,
    /// The uncertain numbers, and what each does to the result.
    pub drivers: Vec<DriverReport>,
    /// What it would be worth to know more; `null` if nothing was drawn, or nothing is ever acceptable.
    pub information: Option<InformationReport>,
}

/// How often there is a deal, and one package is the answer, while numbers move in their ranges.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OftenReport {
    /// So many numbers are drawn from their ranges.
    pub numbers: usize,
    /// How many draws there are, with the first seed.
    pub draws: usize,
    /// Whether a limit stopped them before all were made.
    pub stopped: bool,
    /// Which one, or an interruption.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_by: Option<Stop>,
    /// In how many there is an agreement.
    pub deals: usize,
    /// How many could not be solved within the limits.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unsolved: usize,
    /// In how many the package is a Nash package; left out if there is no package.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nash: Option<usize>,
    /// In how many it is acceptable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acceptable: Option<usize>,
}

impl OftenReport {
    /// Makes the report.
    pub fn new(sweep: &Sweep, outcomes: &[Drawn], package: Option<&Package>, stopped: Option<Stop>) -> Self {
        let (nash, acceptable) = package.map(|package| sweep.frequency(outcomes, package)).unzip();
        OftenReport {
            numbers: sweep.view().problem().uncertain().len(),
            draws: outcomes.len(),
            stopped: stopped.is_some(),
            stopped_by: stopped,
            deals: outcomes.iter().filter(|outcome| !outcome.agreed.is_empty()).count(),
            unsolved: outcomes.iter().filter(|outcome| outcome.unsolved).count(),
            nash,
            acceptable,
        }
    }
}

/// How often a package is agreed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AcceptabilityReport {
    /// In how many draws it is a Nash package, perhaps with other levels.
    pub nash: usize,
    /// In how many draws it is acceptable, with these levels.
    pub acceptable: usize,
    /// The package; of those with these options, the one whose levels are closest to the middle ones.
    pub package: Keyed<Choice>,
    /// By continuous issue, its level where these options are agreed.
    #[serde(default, skip_serializing_if = "Keyed::is_empty")]
    pub levels: Keyed<QuantilesReport>,
}

/// How a party's utility is distributed, or a level.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct QuantilesReport {
    /// The mean; approximate.
    pub mean: f64,
    /// By hundredths of the draws, the utility or level that so many do not exceed.
    pub quantiles: Keyed<Number>,
    /// How many draws lie between round numbers; left out of levels, and where all draws have the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub histogram: Option<HistogramReport>,
}

/// How many draws lie between round numbers.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HistogramReport {
    /// Where the first bin begins.
    pub from: Number,
    /// How wide each bin is; a number at an end belongs to the bin that begins there.
    pub step: Number,
    /// By bin, in how many draws the utility lies in it.
    pub draws: Vec<usize>,
}

/// What an uncertain number does to the result: estimates.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DriverReport {
    /// The party.
    pub party: String,
    /// What the number is, in words.
    pub name: String,
    /// Where the number stands in the author's file.
    pub path: String,
    /// The number itself.
    pub value: Number,
    /// The least it may be.
    pub low: Number,
    /// The most it may be.
    pub high: Number,
    /// Its rank correlation with whether there is a deal.
    pub deal_correlation: f64,
    /// The share of the variance of whether there is a deal that it explains.
    pub deal_share: f64,
    /// By party, its rank correlation with the party's utility.
    pub correlations: Keyed<f64>,
    /// By party, the share of the variance of the party's utility that it explains.
    pub shares: Keyed<f64>,
    /// How likely a package could be proposed that is accepted if the number were known; `null` if nothing was drawn, or nothing ever is.
    pub known: Option<f64>,
}

/// What it would be worth to know more: estimates.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InformationReport {
    /// The package that is acceptable most often.
    pub best: Keyed<Choice>,
    /// How likely it is acceptable.
    pub now: f64,
    /// How likely some package is.
    pub everything: f64,
}

impl DrawReport {
    /// Makes the line.
    pub fn new(sweep: &Sweep, outcome: &Drawn) -> Self {
        let problem = sweep.problem();
        let package = |package: &Package| -> Vec<Choice> {
            problem.issue_ids().map(|issue| chosen(problem, package, issue).1).collect()
        };
        let accepted = problem.proposals().iter().zip(&outcome.accepted).filter(|(_, accepted)| **accepted);
        DrawReport {
            draw: outcome.at,
            numbers: problem.uncertain_ids().map(|at| sweep.number(outcome, at)).collect(),
            nash: outcome.agreed.iter().map(package).collect(),
            unsolved: outcome.unsolved,
            utilities: sweep.utilities(outcome),
            accepted: accepted.map(|(proposal, _)| proposal.id.clone()).collect(),
        }
    }
}

/// An estimate with the digits that mean something.
fn estimate(number: f64) -> f64 {
    (number * 1e4).round() / 1e4
}

impl QuantilesReport {
    fn new(Quantiles { mean, quantiles, histogram }: &Quantiles) -> Self {
        QuantilesReport {
            histogram: histogram.as_ref().map(|found| HistogramReport {
                from: found.from.clone(),
                step: found.step.clone(),
                draws: found.counts.clone(),
            }),
            mean: estimate(*mean),
            quantiles: quantiles.iter().map(|(at, number)| (at.to_string(), number.clone())).collect(),
        }
    }
}

/// Where the levels of each continuous issue lie.
fn levels(problem: &Problem, levels: &[Quantiles]) -> Keyed<QuantilesReport> {
    let issues = problem.levels().issues.iter().map(|level| problem[level.issue].id.clone());
    issues.zip(levels.iter().map(QuantilesReport::new)).collect()
}

impl SweepReport {
    /// With what stopped the draws, if some are missing.
    #[must_use]
    pub fn with_stop(self, stop: Option<Stop>) -> Self {
        SweepReport { stopped_by: stop.filter(|_| self.stopped), ..self }
    }

    /// Makes the report; `stopped` says whether draws are missing.
    pub fn new(sweep: &Sweep, summary: &Summary, seed: u64, stopped: bool) -> Self {
        let problem = sweep.problem();
        let known = |at: usize| summary.information.as_ref().map(|information| estimate(information.known[at]));
        let driver = |(driver, uncertain): (&Driver, &Uncertain)| DriverReport {
            party: problem[uncertain.party].id.clone(),
            name: number(problem, uncertain),
            path: uncertain.path.to_string(),
            value: uncertain.value.clone(),
            low: uncertain.low.clone(),
            high: uncertain.high.clone(),
            deal_correlation: estimate(driver.deal_correlation),
            deal_share: estimate(driver.deal_share),
            correlations: by_party(problem, |party| estimate(driver.correlations[party.index()])),
            shares: by_party(problem, |party| estimate(driver.shares[party.index()])),
            known: known(driver.uncertain.index()),
        };
        SweepReport {
            opening: Opening::new(&sweep.view(), "sweep"),
            seed,
            draws: summary.draws,
            stopped,
            stopped_by: None,
            deals: summary.deals,
            unsolved: summary.unsolved,
            proposals: (problem.proposals().iter().zip(&summary.proposals))
                .map(|(proposal, count)| (proposal.id.clone(), *count))
                .collect(),
            packages: (summary.packages.iter())
                .map(|found| AcceptabilityReport {
                    nash: found.nash,
                    acceptable: found.acceptable,
                    package: choices(problem, &found.package),
                    levels: levels(problem, &found.levels),
                })
                .collect(),
            as_is: None,
            different_packages: summary.different,
            levels: levels(problem, &summary.levels),
            utilities: by_party(problem, |party| QuantilesReport::new(&summary.utilities[party.index()])),
            drivers: summary.drivers.iter().zip(problem.uncertain()).map(driver).collect(),
            information: summary.information.as_ref().map(|information| InformationReport {
                best: choices(problem, &information.best),
                now: estimate(information.now),
                everything: estimate(information.everything),
            }),
        }
    }

    /// With what is chosen if the numbers are as they are.
    #[must_use]
    pub fn with_answer(mut self, problem: &Problem, answer: &Answer) -> Self {
        let agreements = answer.solutions.iter().flat_map(|solution| &solution.agreements);
        let chosen: Vec<_> = agreements.map(|one| choices(problem, &one.package)).collect();
        // There may be a deal of which nobody can say which is the best.
        self.as_is = match answer.status {
            Status::NoAgreement => Some(Vec::new()),
            Status::Agreement => Some(chosen).filter(|chosen| !chosen.is_empty()),
            Status::Stopped(_) => None,
        };
        self
    }
}
