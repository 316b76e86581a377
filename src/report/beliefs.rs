//! What beliefs do to an agreement, as data.

use super::names::Opening;
use super::parts::{Choice, by_party, choices, chosen};
pub use crate::belief::Verdict as BeliefVerdict;
use crate::belief::{Among, Beliefs, Common, CommonStep, CommonSteps, Extent, Reach};
use crate::exact::Number;
use crate::model::Keyed;
use crate::problem::{Derived, PartyId, Problem, StateId, View};
use crate::search::{Outcome, Stop};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The report on [`View::beliefs`].
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BeliefsReport {
    /// What was asked, and what ids are called.
    #[serde(flatten)]
    pub opening: Opening,
    /// What the beliefs make of the package.
    pub verdict: BeliefVerdict,
    /// What the package is called, if it has a name.
    pub name: Option<String>,
    /// The package.
    pub package: Keyed<Choice>,
    /// Whether it satisfies all rules and red lines.
    pub feasible: bool,
    /// By party.
    pub parties: Keyed<BelieverReport>,
    /// Whether there is a belief that all could share.
    #[serde(flatten)]
    pub common: CommonReport,
    /// If some accept by their own beliefs and some do not: the same among those who do, if they are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub among: Option<AmongReport>,
    /// The clauses whose worth depends on what happens.
    pub clauses: Vec<ClauseReport>,
    /// With which beliefs there is some package that all accept, under what is settled beforehand.
    pub reach: Vec<ReachReport>,
    /// If that was asked: what is agreed while a belief that all share moves from one end to the other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared_steps: Option<Vec<CommonStepsReport>>,
    /// Why not all of that was looked at, if so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_by: Option<Stop>,
    /// The probabilities that follow from payoffs, where the package is agreed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<EventReport>,
}

/// Whether there is a belief that some parties could share.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CommonReport {
    /// By state: which beliefs they could share so that all accept; `null` if there is none.
    pub common: Option<Keyed<SharedReport>>,
    /// If there is none, what proves it: by party, weights with which the gains sum to less than 0 whatever happens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_common: Option<Keyed<Number>>,
}

/// Those who accept by their own beliefs, where others refuse.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AmongReport {
    /// Who accepts.
    pub parties: Vec<String>,
    /// Whether there is a belief that they could share.
    #[serde(flatten)]
    pub common: CommonReport,
}

/// What a party believes, and what that makes of the package.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BelieverReport {
    /// Its gain by its own belief.
    pub gain: Number,
    /// Its gain if it is certain that none of the states happens, at its ceiling at most.
    pub gain_without_states: Number,
    /// By state.
    pub states: Keyed<OwnReport>,
}

/// What a party thinks of a state.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OwnReport {
    /// How likely it thinks it where the package is agreed.
    pub belief: Number,
    /// Whether it has such a belief at all; else it does not reckon with the state.
    pub believes: bool,
    /// Its gain if it is certain that the state happens, at its ceiling at most.
    pub gain: Number,
    /// With which probabilities it accepts, its other beliefs as they are.
    pub accepts: AcceptsName,
    /// The probability from which, or up to which, it accepts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Number>,
}

/// With which probabilities of a state a party accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AcceptsName {
    /// With any.
    Always,
    /// From a limit on.
    AtLeast,
    /// Up to a limit.
    AtMost,
    /// With none.
    Never,
}

/// A state in the beliefs with which all accept.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SharedReport {
    /// Its least probability in such a belief.
    pub low: Number,
    /// Its largest.
    pub high: Number,
    /// Its probability in one such belief.
    pub example: Number,
}

/// A clause whose worth depends on what happens.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ClauseReport {
    /// Its options and levels, by issue.
    pub clause: Keyed<Choice>,
    /// Whether it is a bet and nothing else.
    pub bet: bool,
    /// By party, then by believer: its worth to the party if the believer is right.
    pub values: Keyed<Keyed<Number>>,
}

/// With which beliefs of a party in a state there is an agreement.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReachReport {
    /// The party.
    pub party: String,
    /// The state.
    pub state: String,
    /// The belief now.
    pub belief: Option<Number>,
    /// The least probability with which there is an agreement; `null` if there is none.
    pub low: Option<Number>,
    /// What is agreed there.
    pub low_package: Option<Keyed<Choice>>,
    /// The largest probability with which there is an agreement.
    pub high: Option<Number>,
    /// What is agreed there.
    pub high_package: Option<Keyed<Choice>>,
}

/// What is agreed while the probability of a state moves, which all think the same.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CommonStepsReport {
    /// The state.
    pub state: String,
    /// Whose beliefs all share in the other states, if parties think differently of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elsewhere: Option<String>,
    /// The least probability.
    pub low: Number,
    /// The largest.
    pub high: Number,
    /// From the least to the largest, each from where the one before ends; without width where something is agreed with one
    /// probability alone.
    pub steps: Vec<CommonStepReport>,
    /// Of the packages that are agreed somewhere, the one that all accept over the widest range of probabilities; `null` if there is
    /// none, or if one with a wider range may be agreed where it is not decided.
    pub widest: Option<WidestReport>,
}

/// Probabilities with which the same is agreed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CommonStepReport {
    /// From this probability.
    pub from: Number,
    /// To this one.
    pub to: Number,
    /// Whether it is known what is agreed.
    pub decided: bool,
    /// The Nash package, the first of several; `null` if nothing is agreed.
    pub package: Option<Keyed<Choice>>,
    /// How many there are that are equally good throughout.
    pub packages: usize,
}

/// A package, and with which probabilities all accept it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WidestReport {
    /// From this probability.
    pub from: Number,
    /// To this one.
    pub to: Number,
    /// The package.
    pub package: Keyed<Choice>,
}

/// A probability that follows from payoffs.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EventReport {
    /// `attack`, `breach` or `execution`.
    pub event: Cow<'static, str>,
    /// Where it stands in the author's file.
    pub path: String,
    /// Whose belief it is.
    pub party: String,
    /// Whether it happens.
    pub happens: bool,
    /// The probability of resistance, or of being found out.
    pub probability: Option<Number>,
    /// From which on it does not happen.
    pub threshold: Option<Number>,
    /// The least gain for which an attack would still pay.
    pub least_gain: Option<Number>,
}

impl BeliefsReport {
    /// Makes the report.
    pub fn new(view: &View, beliefs: &Beliefs, reach: &Outcome<Vec<Reach>>, name: Option<&str>) -> Self {
        let problem = view.problem();
        let all: Vec<PartyId> = problem.party_ids().collect();
        let among = |among: &Among| AmongReport {
            parties: among.parties.iter().map(|party| problem[*party].id.clone()).collect(),
            common: CommonReport::new(problem, &among.common, &among.parties),
        };
        let clause = |clause: &crate::belief::Clause| ClauseReport {
            clause: (clause.scope.iter()).map(|issue| chosen(problem, &beliefs.package, *issue)).collect(),
            bet: clause.bet,
            values: by_party(problem, |party| {
                by_party(problem, |believer| clause.values[party.index()][believer.index()].clone())
            }),
        };
        BeliefsReport {
            opening: Opening::new(view, "beliefs"),
            verdict: beliefs.verdict,
            name: name.map(str::to_owned),
            package: choices(problem, &beliefs.package),
            feasible: beliefs.feasible,
            parties: by_party(problem, |party| BelieverReport::new(problem, beliefs, party)),
            common: CommonReport::new(problem, &beliefs.common, &all),
            among: beliefs.among.as_ref().map(among),
            clauses: beliefs.clauses.iter().map(clause).collect(),
            reach: reach.iter().map(|reach| ReachReport::new(problem, reach)).collect(),
            shared_steps: None,
            stopped_by: reach.stopped,
            events: (problem.derived().iter())
                .filter(|derived| derived.has_payoffs_of(&beliefs.package))
                .map(|derived| EventReport::new(problem, derived))
                .collect(),
        }
    }

    /// The same, with what is agreed while a belief that all share moves.
    pub fn with_steps(self, view: &View, found: &Outcome<Vec<CommonSteps>>) -> Self {
        let steps = found.iter().map(|steps| CommonStepsReport::new(view.problem(), steps)).collect();
        BeliefsReport { shared_steps: Some(steps), stopped_by: self.stopped_by.or(found.stopped), ..self }
    }
}

impl CommonReport {
    fn new(problem: &Problem, common: &Common, parties: &[PartyId]) -> Self {
        match common {
            Common::Possible { shared } => {
                let one = |shared: &crate::belief::Shared| SharedReport {
                    low: shared.low.clone(),
                    high: shared.high.clone(),
                    example: shared.example.clone(),
                };
                let common = Some(by_state(problem, |state| one(&shared[state.index()])));
                CommonReport { common, no_common: None }
            }
            Common::Impossible { weights } => {
                let weights = parties.iter().zip(weights);
                let weights = weights.map(|(party, weight)| (problem[*party].id.clone(), weight.clone()));
                CommonReport { common: None, no_common: Some(weights.collect()) }
            }
        }
    }
}

fn by_state<T>(problem: &Problem, value: impl Fn(StateId) -> T) -> Keyed<T> {
    problem.state_ids().zip(problem.states()).map(|(at, state)| (state.id.clone(), value(at))).collect()
}

impl BelieverReport {
    fn new(problem: &Problem, beliefs: &Beliefs, party: PartyId) -> Self {
        let own = |state: StateId| {
            let (accepts, limit) = match &beliefs.extents[party.index()][state.index()] {
                Extent::Always => (AcceptsName::Always, None),
                Extent::AtLeast(limit) => (AcceptsName::AtLeast, Some(limit.clone())),
                Extent::AtMost(limit) => (AcceptsName::AtMost, Some(limit.clone())),
                Extent::Never => (AcceptsName::Never, None),
            };
            let (belief, gain) = (
                beliefs.beliefs[party.index()][state.index()].clone(),
                beliefs.certain[party.index()][state.index()].clone(),
            );
            let believes = problem[state].beliefs[party.index()].is_some();
            OwnReport { belief, believes, gain, accepts, limit }
        };
        BelieverReport {
            gain: beliefs.gains[party.index()].clone(),
            gain_without_states: beliefs.certain[party.index()].last().cloned().unwrap_or_default(),
            states: by_state(problem, own),
        }
    }
}

impl CommonStepsReport {
    fn new(problem: &Problem, found: &CommonSteps) -> Self {
        let step = |step: &CommonStep| CommonStepReport {
            from: step.from.clone(),
            to: step.to.clone(),
            decided: step.decided,
            package: step.agreed.first().map(|package| choices(problem, package)),
            packages: step.agreed.len(),
        };
        let widest = found.widest.as_ref().map(|(package, [from, to])| WidestReport {
            from: from.clone(),
            to: to.clone(),
            package: choices(problem, package),
        });
        let [low, high] = found.ends.clone();
        CommonStepsReport {
            state: problem[found.state].id.clone(),
            elsewhere: found.elsewhere.map(|party| problem[party].id.clone()),
            low,
            high,
            steps: found.steps.iter().map(step).collect(),
            widest,
        }
    }
}

impl ReachReport {
    fn new(problem: &Problem, reach: &Reach) -> Self {
        let ends = reach.ends.as_ref();
        let state = &problem[reach.state];
        let package = |end: usize| ends.map(|ends| choices(problem, &ends[end].1.package));
        ReachReport {
            party: problem[reach.party].id.clone(),
            state: state.id.clone(),
            belief: state.beliefs[reach.party.index()].as_ref().map(|belief| belief.base.clone()),
            low: ends.map(|ends| ends[0].0.clone()),
            low_package: package(0),
            high: ends.map(|ends| ends[1].0.clone()),
            high_package: package(1),
        }
    }
}

impl EventReport {
    fn new(problem: &Problem, derived: &Derived) -> Self {
        EventReport {
            event: derived.kind().into(),
            path: derived.path.to_string(),
            party: problem[derived.party].id.clone(),
            happens: derived.happens,
            probability: derived.probability(),
            threshold: derived.threshold(),
            least_gain: derived.least_gain(),
        }
    }
}
