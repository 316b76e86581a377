//! What concepts over lotteries choose, as data: a solution of the solve report, with the packages and their
//! probabilities in place of agreements.

use super::parts::{Choice, by_party, choices};
use crate::exact::Number;
use crate::lottery::{Lottery, LotteryAnswer, Part};
use crate::model::Keyed;
use crate::problem::{PartyId, View};
use crate::search::{Status, Stop};
use serde::{Deserialize, Serialize};

/// What a lottery has beside what every solution has.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LotteryReport {
    /// The packages, the most probable first.
    pub lottery: Vec<LotteryPart>,
    /// By party, the expected utility.
    pub utilities: Keyed<Number>,
    /// By party, the expected utility less that without a deal.
    pub gains: Keyed<Number>,
    /// By party, how far its utility is from the solution's at most; left out where it is the solution's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Keyed<Number>>,
    /// By party, its best gain from a lottery that nobody loses from, where the concept looks at that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ideal_gains: Option<Keyed<Number>>,
    /// Adjusted Winner: the issue that is split.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub divided: Option<DividedReport>,
    /// Adjusted Winner: by party, its points out of 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<Keyed<Number>>,
    /// Why it is not known whether a package by itself, or a lottery with fewer packages that somebody would refuse, is
    /// worth the same to everybody; left out where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undecided: Option<Stop>,
}

/// A package in a lottery.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LotteryPart {
    /// How probable it is; these sum to 1.
    pub probability: Number,
    /// The package.
    pub package: Keyed<Choice>,
    /// By party, its utility if this package is drawn.
    pub utilities: Keyed<Number>,
}

/// An issue that is settled both ways.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DividedReport {
    /// The issue.
    pub issue: String,
    /// By party, how much of it goes its way; these sum to 1.
    pub shares: Keyed<Number>,
}

impl LotteryPart {
    pub(super) fn new(view: &View, part: &Part) -> Self {
        let problem = view.problem();
        LotteryPart {
            probability: part.probability.clone(),
            package: choices(problem, &part.package),
            utilities: by_party(problem, |party| part.utilities[party.index()].clone()),
        }
    }
}

impl LotteryReport {
    /// What a lottery is.
    pub(super) fn new(view: &View, lottery: &Lottery) -> Self {
        let problem = view.problem();
        let numbers = |numbers: &Vec<Number>| by_party(problem, |party| numbers[party.index()].clone());
        LotteryReport {
            lottery: lottery.parts.iter().map(|part| LotteryPart::new(view, part)).collect(),
            utilities: numbers(&lottery.utilities),
            gains: numbers(&lottery.gains),
            error: lottery.error.as_ref().map(numbers),
            ideal_gains: lottery.ideal.as_ref().map(numbers),
            divided: lottery.divided.as_ref().map(|divided| {
                let rest = Number::from(Number::from(1).value() - divided.share.value());
                let share = |party: PartyId| if party.index() == 0 { divided.share.clone() } else { rest.clone() };
                DividedReport { issue: problem[divided.issue].id.clone(), shares: by_party(problem, share) }
            }),
            points: lottery.points.as_ref().map(numbers),
            undecided: lottery.undecided,
        }
    }
}

/// What to keep in mind when reading lotteries, in words.
pub(super) fn lottery_warnings(view: &View, answer: &LotteryAnswer) -> Vec<String> {
    let problem = view.problem();
    let mut warnings = Vec::new();
    if answer.lotteries.iter().any(|lottery| lottery.concept.compares_parties()) && !problem.comparable() {
        warnings.push(
            "The egalitarian lottery compares the utilities of different parties, but the model does not say that these \
             have a common unit (\"comparable\": true): its answer changes if one party's numbers are written in another \
             unit."
                .to_owned(),
        );
    }
    for lottery in answer.lotteries.iter().filter(|lottery| lottery.degenerate) {
        warnings.push(format!(
            "The {} is degenerate: somebody whose gain should count cannot gain from any lottery that nobody loses from. \
             The product over the others is largest.",
            lottery.concept.name()
        ));
    }
    if let Some(refused) = answer.lotteries.iter().find(|lottery| !lottery.is_acceptable()) {
        warnings.push(format!(
            "{} knows no disagreement point: somebody has less from its result than without a deal.",
            refused.concept.name()
        ));
    }
    if !view.acceptance().is_unanimous() && answer.status == Status::Agreement {
        warnings.push("A lottery is asked the consent of every party, whatever the acceptance rule says.".to_owned());
    }
    warnings
}
