//! What the concepts choose, as data.

use super::broken::{BrokenReport, broken};
use super::evaluate::{StandReport, WorthReport};
use super::head::{Ended, Head, StatusName};
use super::lottery::{LotteryReport, lottery_warnings};
use super::no_deal::NoDealReport;
use super::parts::{AgreementReport, Choice, as_text, by_party, choices, less};
use super::warnings::warnings;
use crate::concept::Concept;
use crate::exact::Number;
use crate::explain::{Aimed, Close, NoDeal, WithinError};
use crate::lottery::{Lottery, LotteryAnswer};
use crate::model::Keyed;
use crate::problem::{IssueId, Package, PartyId, Proposal, View};
use crate::search::{Answer, LeftOut, Outcome, Proof, Solution, Status, Stop};
use itertools::Itertools;
use num_bigint::{BigInt, BigUint};
use num_rational::BigRational;
use serde::{Deserialize, Serialize};

/// The report on [`Search::run`](crate::Search::run).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SolveReport {
    /// What was asked, and how it ended.
    #[serde(flatten)]
    pub head: Head,
    /// True if concepts chose among everything that passes the acceptance rule, each smallest set of parties that it lets
    /// decide by itself, and the ideal point is over that too; left out if they chose among what every party accepts.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_rule: bool,
    /// By concept, what it is called.
    pub concepts: Keyed<ConceptName>,
    /// What each concept chooses.
    pub solutions: Vec<SolutionReport>,
    /// By party, where its utility of the recommended package comes from: that of the first agreement of the first solution
    /// that has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contributions: Option<Keyed<WorthReport>>,
    /// By party, its bargaining power in the Nash product; left out if all have the same.
    #[serde(default, skip_serializing_if = "Keyed::is_empty")]
    pub bargaining_power: Keyed<Number>,
    /// Why there is no agreement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_deal: Option<NoAgreementReport>,
    /// With continuous issues, if there is no agreement: whether mixtures of packages would be acceptable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mixture: Option<MixtureReport>,
    /// By proposal of the model, what would become of it.
    #[serde(default, skip_serializing_if = "Keyed::is_empty")]
    pub proposals: Keyed<ProposalReport>,
    /// The red lines without effect, as their party does not decide the issue.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub idle_red_lines: Vec<String>,
    /// If lotteries were asked for, too: how that ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lotteries: Option<LotteriesReport>,
    /// If whether there is an agreement is undecided: a package that may pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub may_pass: Option<AgreementReport>,
    /// What to keep in mind when reading the solutions.
    pub warnings: Vec<String>,
    /// With continuous issues: the concepts for which no package was found, if the search stopped.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<String>,
    /// By concept that is left out: why, in a sentence.
    #[serde(default, skip_serializing_if = "Keyed::is_empty")]
    pub why_left_out: Keyed<String>,
    /// Of these, those that the search had not come to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_reached: Vec<String>,
    /// The engine that found the answer.
    pub engine: String,
    /// What parties have said that they want, and what becomes of it in the first package.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aims: Vec<super::aims::AimReport>,
    /// Why the last of the aims are not among these, if so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aims_stopped_by: Option<Stop>,
    /// How often the first package is the answer while numbers move in their ranges, if that was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub often: Option<super::sweep::OftenReport>,
    /// So many of the packages that are equally good are shown on the page, if it was said.
    #[serde(skip)]
    pub shown: Option<usize>,
}

/// What may be better than a choice, or as good, as utilities follow curves whose values are known within an error.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CloseReport {
    /// Other packages that may be better, as they were calculated.
    pub packages: Vec<AgreementReport>,
    /// Whether no other package may be; else there may be more.
    pub all: bool,
    /// Whether other levels of continuous issues may be better with the same options.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub levels: bool,
}

/// What a concept is called, and what it looks at.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConceptName {
    /// Its name.
    pub name: String,
    /// What its value is; of a concept that chooses lotteries, what it looks for.
    pub measures: String,
    /// Whether a smaller value is better.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub less_is_better: bool,
}

/// What would become of a proposal.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProposalReport {
    /// The package.
    pub package: Keyed<Choice>,
    /// Whether it is feasible and the acceptance rule passes it.
    pub acceptable: bool,
    /// The rules that it breaks.
    pub broken: Vec<BrokenReport>,
    /// The issues that it settles in a way that the question does not leave open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_open: Vec<String>,
    /// How each party stands to it.
    pub parties: Keyed<StandReport>,
}

/// How looking for lotteries ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LotteriesReport {
    /// How it ended.
    #[serde(flatten)]
    pub ended: Ended,
    /// How looking for packages ended.
    pub packages: Ended,
    /// So many of the warnings, the last ones, are about lotteries.
    pub warnings: usize,
}

/// Why nothing can be agreed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum NoAgreementReport {
    /// Who stands in the way.
    Reasons(Box<NoDealReport>),
    /// With continuous issues: why no mixture of packages would be acceptable either.
    Mixture(MixtureReport),
}

/// Why nothing can be agreed, with continuous issues.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MixtureReport {
    /// Whether there is a package that satisfies all rules and red lines.
    pub feasible: bool,
    /// By party, weights of gains for which every package's sum is negative, so that no mixture of packages would be acceptable
    /// either; `null` if there are none.
    pub weights: Option<Keyed<Number>>,
}

/// What one concept chooses.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SolutionReport {
    /// The id of the concept.
    pub concept: String,
    /// Whether it is proven that these are the best agreements, and all of them.
    pub proven: bool,
    /// Whether the concept had to fall back on a rule for problems that it was not made for.
    pub degenerate: bool,
    /// What the concept makes as large as possible (equal-loss: as small as possible), in the author's units.
    #[serde(serialize_with = "as_text")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub value: Option<Number>,
    /// False where the value is the closest decimal; left out where it is exact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_exact: Option<bool>,
    /// If not proven, or if levels are rounded: no package has a better value than this.
    #[serde(serialize_with = "as_text")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub bound: Option<Number>,
    /// With continuous issues: by party, weights of gains with which nothing but what was solved exactly reaches the weighted
    /// sum that anything as good must have.
    #[serde(default, skip_serializing_if = "Keyed::is_empty")]
    pub weights: Keyed<Number>,
    /// If a search of its own proved it: what an independent check needs beside the agreements.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<ProofReport>,
    /// The ids of the parties that agree, if not all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coalition: Option<Vec<String>>,
    /// The utility vectors chosen; several if they are exactly equally good. Empty for a lottery.
    pub agreements: Vec<AgreementReport>,
    /// How many there are, if not all are listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreement_count: Option<usize>,
    /// If utilities follow curves whose values are known within an error, and that leaves the choice undecided: between what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within_error: Option<CloseReport>,
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
        let contributions = answer
            .solutions
            .iter()
            .find_map(|solution| solution.agreements.first())
            .map(|recommended| by_party(problem, |party| WorthReport::new(problem, party, &recommended.package)));
        let left_out = |missed: fn(LeftOut) -> bool| {
            let concepts = answer.left_out.iter().filter(|(_, why)| missed(*why));
            concepts.map(|(concept, _)| concept.id().to_owned()).collect()
        };
        let concepts = answer.solutions.iter().map(|solution| solution.concept);
        let idle = problem.constraints().iter().filter(|constraint| !constraint.binding);
        let power = problem.parties().iter().any(|party| party.weight != Number::from(1));
        let mixture = (problem.has_levels() && answer.status == Status::NoAgreement).then(mixture);
        let reasons = no_deal.map(|no_deal| NoAgreementReport::Reasons(Box::new(NoDealReport::new(view, no_deal))));
        SolveReport {
            head: Head::new(view, "solve", answer.status, &answer.counts, answer.ideal.as_deref()),
            by_rule: answer.by_rule,
            concepts: (concepts.chain(answer.left_out.iter().map(|(concept, _)| *concept)).unique_by(|one| one.id()))
                .map(|concept| (concept.id(), ConceptName::new(concept)))
                .collect(),
            solutions: answer.solutions.iter().map(|solution| SolutionReport::new(view, solution, most)).collect(),
            contributions,
            bargaining_power: match power {
                true => by_party(problem, |party| problem[party].weight.clone()),
                false => Keyed::default(),
            },
            no_deal: reasons.or(mixture.clone().map(NoAgreementReport::Mixture)),
            mixture,
            proposals: problem.proposals().iter().map(|one| (one.id.clone(), ProposalReport::new(view, one))).collect(),
            idle_red_lines: idle.map(|constraint| constraint.name.clone()).collect(),
            lotteries: None,
            may_pass: None,
            warnings: warnings(view, answer),
            left_out: left_out(|_| true),
            why_left_out: (answer.left_out.iter()).map(|(concept, why)| (concept.id(), why.to_string())).collect(),
            not_reached: left_out(|why| why == LeftOut::NotReached),
            engine: answer.engine.id().to_owned(),
            aims: Vec::new(),
            aims_stopped_by: None,
            often: None,
            shown: None,
        }
    }
}

impl SolveReport {
    /// The report with what becomes of aims in a package.
    #[must_use]
    pub fn with_aims(self, view: &View, package: &Package, found: &Outcome<Vec<Aimed>>) -> Self {
        SolveReport { aims: super::aims::aims(view, package, found), aims_stopped_by: found.stopped, ..self }
    }

    /// The report with what the errors of curves leave undecided, if utilities follow curves.
    #[must_use]
    pub fn within_error(mut self, view: &View, found: Option<&Outcome<WithinError>>) -> Self {
        let Some(found) = found else { return self };
        if found.agreement.is_none() && self.head.ended.status != StatusName::Stopped {
            self.head.ended.status = StatusName::Undecided;
            self.may_pass = found.may_pass.as_ref().map(|package| AgreementReport::new(view, package));
        }
        let known = self.solutions.iter_mut().filter(|solution| solution.lottery.is_none()).zip(&found.choices);
        for (solution, close) in known.filter(|(_, close)| !close.is_decided()) {
            solution.proven = false;
            solution.proof = None;
            solution.bound = close.bound.clone().or(solution.bound.take());
            solution.within_error = Some(CloseReport::new(view, close));
        }
        self
    }

    /// The report on a question that asked for lotteries, too.
    #[must_use]
    pub fn with_lotteries(mut self, view: &View, answer: &LotteryAnswer) -> Self {
        let (packages, ended) = (self.head.ended, Ended::from(answer.status));
        // What was answered about packages stays: with a lottery, there is an agreement though no package may be one.
        if packages.status != StatusName::Stopped && ended.status != StatusName::NoAgreement {
            self.head.ended = ended;
        }
        let warnings = lottery_warnings(view, answer);
        self.lotteries = Some(LotteriesReport { ended, packages, warnings: warnings.len() });
        for lottery in &answer.lotteries {
            let concept = lottery.concept;
            let (name, measures) = (concept.name().to_owned(), concept.seeks().to_owned());
            self.concepts.insert(concept.id(), ConceptName { name, measures, less_is_better: false });
        }
        self.solutions.extend(answer.lotteries.iter().map(|lottery| SolutionReport::of_lottery(view, lottery)));
        self.warnings.extend(warnings);
        self
    }
}

impl SolveReport {
    /// The most that a party could gain, if that is known.
    pub fn ideal_gain(&self, party: &str) -> Option<Number> {
        Some(less(self.head.ideal.as_ref()?.get(party)?, self.head.disagreement.get(party)?))
    }

    /// Whether concepts that rank chose among what the acceptance rule passes, since there is nothing that every party accepts.
    pub fn is_of_rule(&self) -> bool {
        let refused = |agreement: &AgreementReport| agreement.gains.iter().any(|(_, gain)| *gain < Number::zero());
        let alone = self.solutions.iter().filter(|solution| solution.coalition.is_none());
        !self.by_rule
            && alone.flat_map(|solution| &solution.agreements).any(|one| !one.ranks.is_empty() && refused(one))
    }

    /// The first concept's first choice.
    pub fn recommended(&self) -> Option<(&SolutionReport, &AgreementReport)> {
        self.solutions.iter().find_map(|solution| Some((solution, solution.agreements.first()?)))
    }

    /// What the concept of a solution is called, and what it looks at.
    pub fn concept(&self, solution: &SolutionReport) -> ConceptName {
        let unknown =
            || ConceptName { name: solution.concept.clone(), measures: "value".into(), less_is_better: false };
        self.concepts.get(&solution.concept).cloned().unwrap_or_else(unknown)
    }
}

impl SolutionReport {
    /// How many agreements are equally good.
    pub fn ties(&self) -> usize {
        self.agreement_count.unwrap_or(self.agreements.len())
    }
}

impl CloseReport {
    fn new(view: &View, close: &Close) -> Self {
        CloseReport {
            packages: close.rivals.iter().map(|package| AgreementReport::new(view, package)).collect(),
            all: close.all,
            levels: close.levels,
        }
    }
}

impl ConceptName {
    fn new(concept: &dyn Concept) -> Self {
        ConceptName {
            name: concept.name().to_owned(),
            measures: concept.measures().to_owned(),
            less_is_better: concept.less_is_better(),
        }
    }
}

impl ProposalReport {
    fn new(view: &View, proposal: &Proposal) -> Self {
        let (problem, package) = (view.problem(), &proposal.package);
        let verdict = view.verdict(package);
        let gone = |at: &IssueId| match problem.level_of(*at) {
            Some(level) => {
                let [low, high] = &view.ranges()[level.index()];
                let own = package.levels()[level.index()].value();
                own < low || own > high
            }
            None => view.options(*at).all(|option| option != package.option(*at)),
        };
        let other = problem.issue_ids().filter(gone);
        ProposalReport {
            package: choices(problem, package),
            acceptable: verdict.acceptable,
            broken: broken(view, &verdict),
            not_open: other.map(|at| problem[at].id.clone()).collect(),
            parties: by_party(problem, |party| StandReport::new(problem, &verdict.stands[party.index()])),
        }
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
            proof: solution
                .proof
                .as_ref()
                .filter(|_| !levels && solution.proven)
                .map(|proof| ProofReport::new(view, proof)),
            coalition: solution.coalition.as_ref().map(members),
            agreements: solution.agreements.iter().take(most).map(|point| AgreementReport::new(view, point)).collect(),
            agreement_count: Some(solution.agreements.len()).filter(|count| *count > most),
            within_error: None,
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
            within_error: None,
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
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProofReport {
    /// By party, what its gains in the author's units are multiplied with: a fraction, as text.
    pub weights: Keyed<Number>,
    /// The issues in the order in which they were settled.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
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

impl SolveReport {
    /// What a concept is called.
    pub fn named<'c>(&'c self, id: &'c str) -> &'c str {
        self.concepts.get(id).map_or(id, |concept| &concept.name)
    }

    /// The solutions that choose packages; those that choose lotteries stand behind them.
    pub fn of_packages(&self) -> &[SolutionReport] {
        let count = self.solutions.iter().take_while(|solution| solution.lottery.is_none()).count();
        &self.solutions[..count]
    }

    /// How many of the warnings are about packages; those about lotteries stand behind them.
    pub fn warnings_of_packages(&self) -> usize {
        self.warnings.len().saturating_sub(self.lotteries.as_ref().map_or(0, |asked| asked.warnings))
    }

    /// How looking for packages ended.
    pub fn ended(&self) -> Ended {
        self.lotteries.as_ref().map_or(self.head.ended, |asked| asked.packages)
    }

    /// Whether rules and red lines leave no package.
    pub fn is_infeasible(&self) -> bool {
        let none = self.head.packages.as_ref().is_some_and(|packages| packages.feasible.as_deref() == Some("0"));
        none || self.mixture.as_ref().is_some_and(|mixture| !mixture.feasible)
    }
}
