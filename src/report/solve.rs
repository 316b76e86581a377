//! What the concepts choose, as data.

use super::lottery::{LotteryReport, lottery_warnings};
use super::no_deal::NoDealReport;
use super::parts::{AgreementReport, Head, as_text, by_party};
use super::warnings;
use crate::exact::Number;
use crate::explain::NoDeal;
use crate::lottery::{Lottery, LotteryAnswer};
use crate::model::Keyed;
use crate::problem::{PartyId, View};
use crate::search::{Answer, Outcome, Proof, Solution, Status};
use num_bigint::{BigInt, BigUint};
use num_rational::BigRational;
use serde::Serialize;

/// The report on [`Search::run`](crate::Search::run).
#[derive(Clone, Debug, Serialize)]
pub struct SolveReport {
    /// What was asked, and how it ended.
    #[serde(flatten)]
    pub head: Head,
    /// True if concepts chose among everything that passes the acceptance rule, each smallest set of parties that it lets
    /// decide by itself, and the ideal point is over that too; left out if they chose among what every party accepts.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub by_rule: bool,
    /// What each concept chooses.
    pub solutions: Vec<SolutionReport>,
    /// Why there is no agreement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_deal: Option<NoAgreementReport>,
    /// What to keep in mind when reading the solutions.
    pub warnings: Vec<String>,
    /// With continuous issues: the concepts for which no package was found, if the search stopped.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<String>,
    /// The engine that found the answer.
    pub engine: &'static str,
}

/// Why nothing can be agreed.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum NoAgreementReport {
    /// Who stands in the way.
    Reasons(Box<NoDealReport>),
    /// With continuous issues: why no mixture of packages would be acceptable either.
    Mixture(MixtureReport),
}

/// Why nothing can be agreed, with continuous issues.
#[derive(Clone, Debug, Serialize)]
pub struct MixtureReport {
    /// Whether there is a package that satisfies all rules and red lines.
    pub feasible: bool,
    /// By party, weights of gains for which every package's sum is negative, so that no mixture of packages would be acceptable
    /// either; `null` if there are none.
    pub weights: Option<Keyed<Number>>,
}

/// What one concept chooses.
#[derive(Clone, Debug, Serialize)]
pub struct SolutionReport {
    /// The id of the concept.
    pub concept: String,
    /// Whether it is proven that these are the best agreements, and all of them.
    pub proven: bool,
    /// Whether the concept had to fall back on a rule for problems that it was not made for.
    pub degenerate: bool,
    /// What the concept makes as large as possible (equal-loss: as small as possible), in the author's units.
    #[serde(serialize_with = "as_text")]
    pub value: Option<Number>,
    /// False where the value is the closest decimal; left out where it is exact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_exact: Option<bool>,
    /// If not proven, or if levels are rounded: no package has a better value than this.
    #[serde(serialize_with = "as_text")]
    pub bound: Option<Number>,
    /// With continuous issues: by party, weights of gains with which nothing but what was solved exactly reaches the weighted
    /// sum that anything as good must have.
    #[serde(skip_serializing_if = "Keyed::is_empty")]
    pub weights: Keyed<Number>,
    /// If a search of its own proved it: what an independent check needs beside the agreements.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proof: Option<ProofReport>,
    /// The ids of the parties that agree, if not all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coalition: Option<Vec<String>>,
    /// The utility vectors chosen; several if they are exactly equally good. Empty for a lottery.
    pub agreements: Vec<AgreementReport>,
    /// How many there are, if not all are listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agreement_count: Option<usize>,
    /// The lottery chosen, by a concept that chooses lotteries.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub lottery: Option<LotteryReport>,
}

impl SolveReport {
    /// Makes the report.
    pub fn new(view: &View, answer: &Answer, no_deal: Option<&Outcome<NoDeal>>) -> Self {
        SolveReport::listing(view, answer, no_deal, usize::MAX)
    }

    /// The same with at most so many of the agreements that are equally good, by concept. All of them are counted.
    pub fn listing(view: &View, answer: &Answer, no_deal: Option<&Outcome<NoDeal>>, most: usize) -> Self {
        let problem = view.problem();
        let mixture = || MixtureReport {
            feasible: answer.counts.feasible != Some(BigUint::ZERO),
            weights: answer
                .refutation
                .as_ref()
                .map(|weights| by_party(problem, |party| weights[party.index()].clone())),
        };
        let mixture = (problem.has_levels() && answer.status == Status::NoAgreement).then(mixture);
        let reasons = no_deal.map(|no_deal| NoAgreementReport::Reasons(Box::new(NoDealReport::new(view, no_deal))));
        SolveReport {
            head: Head::new(view, answer.status, &answer.counts, answer.ideal.as_deref()),
            by_rule: answer.by_rule,
            solutions: answer.solutions.iter().map(|solution| SolutionReport::new(view, solution, most)).collect(),
            no_deal: reasons.or(mixture.map(NoAgreementReport::Mixture)),
            warnings: warnings(view, answer),
            left_out: answer.left_out.iter().map(|(concept, _)| concept.id().to_owned()).collect(),
            engine: answer.engine.id(),
        }
    }
}

impl SolveReport {
    /// The report on a question that asked for lotteries, too.
    #[must_use]
    pub fn with_lotteries(mut self, view: &View, answer: &LotteryAnswer) -> Self {
        // What was answered about packages stays: with a lottery, there is an agreement though no package may be one.
        if self.head.status != "stopped" {
            (self.head.status, self.head.stopped_by) = match answer.status {
                Status::Agreement => ("agreement", None),
                Status::NoAgreement => (self.head.status, None),
                Status::Stopped(stop) => ("stopped", Some(stop)),
            };
        }
        self.solutions.extend(answer.lotteries.iter().map(|lottery| SolutionReport::of_lottery(view, lottery)));
        self.warnings.extend(lottery_warnings(view, answer));
        self
    }
}

impl SolutionReport {
    fn new(view: &View, solution: &Solution, most: usize) -> Self {
        let parties = view.problem().parties();
        let levels = view.problem().has_levels();
        let members =
            |coalition: &Vec<PartyId>| coalition.iter().map(|party| parties[party.index()].id.clone()).collect();
        SolutionReport {
            concept: solution.concept.id().to_owned(),
            proven: solution.proven,
            degenerate: solution.degenerate,
            value: solution.value.as_ref().map(|value| value.number.clone()),
            value_exact: solution.value.as_ref().filter(|value| !value.exact).map(|_| false),
            bound: solution.bound.as_ref().map(|bound| bound.number.clone()),
            weights: solution
                .proof
                .as_ref()
                .filter(|_| levels)
                .map(|proof| proof_weights(view, proof))
                .unwrap_or_default(),
            proof: solution.proof.as_ref().filter(|_| !levels).map(|proof| ProofReport::new(view, proof)),
            coalition: solution.coalition.as_ref().map(members),
            agreements: solution.agreements.iter().take(most).map(|point| AgreementReport::new(view, point)).collect(),
            agreement_count: Some(solution.agreements.len()).filter(|count| *count > most),
            lottery: None,
        }
    }

    /// A lottery as one of the solutions.
    fn of_lottery(view: &View, lottery: &Lottery) -> Self {
        let proof = lottery.proof.as_ref();
        SolutionReport {
            concept: lottery.concept.id().to_owned(),
            proven: lottery.exact,
            degenerate: lottery.degenerate,
            value: lottery.value.as_ref().map(|value| value.number.clone()),
            value_exact: lottery.value.as_ref().filter(|value| !value.exact).map(|_| false),
            bound: lottery.bound.as_ref().map(|bound| bound.number.clone()),
            weights: Keyed::default(),
            proof: proof.map(|proof| {
                ProofReport::new(view, &Proof { weights: in_units(view, &proof.weights), order: Vec::new() })
            }),
            coalition: None,
            agreements: Vec::new(),
            agreement_count: None,
            lottery: Some(LotteryReport::new(view, lottery)),
        }
    }
}

/// Weights of gains, by party, as weights of gains in the author's units.
fn in_units(view: &View, weights: &[BigInt]) -> Vec<Number> {
    let weights = view.problem().party_ids().zip(weights);
    weights.map(|(party, weight)| BigRational::from(weight * view.gain_scale(party)).into()).collect()
}

/// What proves a solution: whatever is as good has weighted gains of at least a threshold that follows from the
/// solution, and nothing else has.
#[derive(Clone, Debug, Serialize)]
pub struct ProofReport {
    /// By party, what its gains in the author's units are multiplied with: a fraction, as text.
    pub weights: Keyed<Number>,
    /// The issues in the order in which they were settled.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub order: Vec<String>,
}

impl ProofReport {
    pub(super) fn new(view: &View, proof: &Proof) -> Self {
        let problem = view.problem();
        ProofReport {
            weights: proof_weights(view, proof),
            order: proof.order.iter().map(|issue| problem[*issue].id.clone()).collect(),
        }
    }
}

fn proof_weights(view: &View, proof: &Proof) -> Keyed<Number> {
    let weights = proof.weights.iter().zip(view.problem().parties());
    weights.map(|(weight, party)| (party.id.clone(), weight.clone())).collect()
}
