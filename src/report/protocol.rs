//! What ways of talking lead to, as data.

use super::finish::{FinishReport, party_ids};
use super::lottery::LotteryPart;
use super::names::Opening;
use super::parts::{AgreementReport, Choice, by_party, chosen};
use super::play::PlayReport;
use crate::exact::Number;
use crate::lottery::{MixedOffer, Unpaired};
use crate::model::Keyed;
use crate::problem::{Offers, PartyId, Problem, Talk, TrackOf, View, Way};
use crate::protocol::{
    Blocking, Coalition, Coalitions, Comparison, Course, Outcome, Pair, Step, Tabled, Threshold, Ties, Track, Untold,
};
use crate::search::{Agreement, Outcome as Found, Stop};
use num_bigint::BigUint;
use num_traits::Zero;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// So many outcomes of ties are told.
const TOLD: usize = 16;

/// The report on ways of talking, side by side.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProtocolReport {
    /// What was asked, and what ids are called.
    #[serde(flatten)]
    pub opening: Opening,
    /// By what packages are agreed where several choose together.
    pub concept: Cow<'static, str>,
    /// Its name.
    pub concept_name: Cow<'static, str>,
    /// What its value is.
    pub measures: Cow<'static, str>,
    /// How many packages all accept; `null` if that was not counted.
    pub acceptable: Option<String>,
    /// The ways of talking; the first is one table, which the others are compared with.
    pub protocols: Vec<WayReport>,
    /// By party, from which ways it gains most, and least.
    pub preferences: Keyed<PreferenceReport>,
    /// What is agreed, as the least gain rises that a party must have; left out if that was not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ratification: Option<RatificationReport>,
    /// Of two parties: the pairs of offers that each make the other one best, without a deadline, of offers that cannot be improved for one
    /// without loss to the other; left out if that was not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stationary: Option<Vec<PairReport>>,
    /// By party, what a gain is worth that comes an offer later in these; left out if that was not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stationary_patience: Option<Keyed<Number>>,
    /// The same of lotteries over packages: one pair, or none; left out if that was not asked, or is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stationary_lotteries: Option<Vec<MixedPairReport>>,
    /// Why there is no such pair of lotteries, or not one alone; left out if there is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unpaired: Option<Cow<'static, str>>,
    /// What coalitions that can decide alone would do; left out if that was not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coalitions: Option<CoalitionsReport>,
    /// What was played, and over what; left out if nothing was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub play: Option<PlayReport>,
    /// The limit for which not all of this is known, if one was met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_by: Option<Stop>,
}

/// From which ways a party may gain most, and least.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PreferenceReport {
    /// By id.
    pub best: Vec<String>,
    /// By id.
    pub worst: Vec<String>,
}

/// What is agreed, as the least gain rises that a party must have.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RatificationReport {
    /// The party.
    pub party: String,
    /// From the lowest threshold on; above the last there is no deal, unless it stopped.
    pub steps: Vec<ThresholdReport>,
    /// Why there are no more steps, if a limit was met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_by: Option<Stop>,
}

/// What is agreed between two thresholds.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ThresholdReport {
    /// For thresholds above this gain; `null` for any that is not above the next.
    pub above: Option<Number>,
    /// And up to this one.
    pub up_to: Number,
    /// How many packages can be ratified just above the lower end, and are accepted by all; `null` if that was not counted.
    pub packages: Option<String>,
    /// What is agreed.
    pub agreements: Vec<AgreementReport>,
}

/// What the first party always offers, and what the second does, as lotteries.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MixedPairReport {
    /// By the first.
    pub first: MixedOfferReport,
    /// By the second.
    pub second: MixedOfferReport,
}

/// An offer of a lottery.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MixedOfferReport {
    /// The packages, the most probable first.
    pub lottery: Vec<LotteryPart>,
    /// By party, its expected gain over no deal.
    pub gains: Keyed<Number>,
}

/// What coalitions that can decide alone would do.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CoalitionsReport {
    /// The smallest coalitions whose consent is enough.
    pub of: Vec<CoalitionReport>,
    /// What one table chooses, and who would rather have something else.
    pub table: Vec<TabledReport>,
    /// Why there are no more, if a limit was met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_by: Option<Stop>,
}

/// A coalition that can decide alone.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CoalitionReport {
    /// Its members.
    pub members: Vec<String>,
    /// What it chooses; empty if its members cannot agree.
    pub agreements: Vec<AgreementReport>,
}

/// What one table chooses, and who blocks it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TabledReport {
    /// By party, its gain over no deal.
    pub gains: Keyed<Number>,
    /// The coalitions that can decide alone and would all rather have something else; none: nobody blocks it.
    pub blocked_by: Vec<BlockingReport>,
}

/// A coalition that blocks a package.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BlockingReport {
    /// Its members.
    pub members: Vec<String>,
    /// A package that gives each of them more.
    pub instead: AgreementReport,
}

/// What the first party always offers, and what the second does.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PairReport {
    /// By the first.
    pub first: AgreementReport,
    /// By the second.
    pub second: AgreementReport,
}

/// A way of talking, and what it leads to.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WayReport {
    /// Its id.
    pub id: String,
    /// The author's name for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Why it is asked about, in the author's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// What kind of way it is, and its terms.
    pub way: WayKind,
    /// Whether something is agreed, whatever ties and chance do; `null` if that is not known.
    pub agreed: Option<bool>,
    /// Whether something may be agreed, as ties and chance have it; `null` if that is not known.
    #[serde(default)]
    pub may_be_agreed: Option<bool>,
    /// By party, the least and the most that it gains, over all ties, or with `more_ties` over those that are told; empty if that is not
    /// known.
    #[serde(default, skip_serializing_if = "Keyed::is_empty")]
    pub gains: Keyed<[Number; 2]>,
    /// What it comes to: one outcome, or with ties several.
    pub outcomes: Vec<OutcomeReport>,
    /// So many more outcomes of ties are left out.
    #[serde(default, skip_serializing_if = "Zero::is_zero")]
    pub more: usize,
    /// Whether ties can be broken in more ways than are told, which may come to something else.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more_ties: bool,
    /// What that is worth by the concept: the least and the most, over ties. `null` if that is no exact number, or not known.
    pub value: Option<[Number; 2]>,
    /// The share of the value of one table that is lost: the least and the most.
    pub lost: Option<[Number; 2]>,
    /// The ways that nobody likes less and somebody likes more.
    pub all_prefer: Vec<String>,
    /// How it comes to that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<StepReport>,
    /// Where all choose at a table: how many packages that all accept are open to them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<String>,
    /// So many packages would be better than the last text for somebody and worse for nobody; left out if there are several last texts, or
    /// if that was not counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub better: Option<String>,
    /// Of offers: by party, the least and the most that it would gain if there were one round more; left out if that was not
    /// looked at, or depends on ties in ways that are not told.
    #[serde(default, skip_serializing_if = "Keyed::is_empty")]
    pub one_round_more: Keyed<[Number; 2]>,
    /// Why it cannot be told what it comes to, if the reason lies in the model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unplayed: Option<Cow<'static, str>>,
    /// Why it is not known, if a limit was met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_by: Option<Stop>,
}

/// What kind of way it is, and its terms.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum WayKind {
    /// All sit at one table.
    Together,
    /// Some draft, and present the draft.
    Draft {
        /// Who drafts.
        by: Vec<String>,
        /// Whether they foresee what the others accept.
        foresee: bool,
    },
    /// Working groups.
    Tracks {
        /// What a group has to settle.
        of: TracksName,
        /// Whether groups hand up what cannot be improved; else they settle.
        hand_up: bool,
        /// The proposal that holds of all other issues; what holds today if left out.
        from: Option<String>,
    },
    /// One text, which is edited.
    Text {
        /// The proposal that is the first text; what holds today if left out.
        from: Option<String>,
        /// An edit settles at most so many issues otherwise.
        edits: usize,
    },
    /// Offers, one after the other.
    Offers {
        /// Who offers, in turn; several who offer together stand in one list.
        order: Vec<Vec<String>>,
        /// Whether chance says who offers.
        at_random: bool,
        /// How many offers there are.
        rounds: usize,
        /// By party, what a gain is worth that comes a round later.
        patience: Keyed<Number>,
        /// How likely the talks break down after a refusal.
        breakdown: Number,
        /// By party, its utility then, where that is not what it has without a deal.
        broken: Keyed<Number>,
        /// By party, the utility that it can have by leaving.
        outside: Keyed<Number>,
    },
    /// Everybody steps down its own ranking.
    Fallback,
    /// Two parties concede, who can bear less risk first.
    Zeuthen,
    /// One table, at which some speak with one voice.
    Blocs {
        /// By bloc, its members.
        of: Vec<Vec<String>>,
        /// The bargaining power of each bloc.
        power: Number,
    },
    /// Everybody follows a tactic.
    Tactics {
        /// By party in the order of their turns, its tactic.
        by: Keyed<String>,
    },
    /// One text, which chance edits, and which everybody may keep as it is.
    Climb {
        /// The proposal that is the first text; what holds today if left out.
        from: Option<String>,
        /// An edit settles at most so many issues otherwise.
        edits: usize,
        /// So many edits are drawn.
        rounds: usize,
        /// What chance follows from.
        seed: u64,
    },
    /// One table or groups, which can talk about so many issues in a round.
    Slow {
        /// One table, or groups.
        way: Box<WayKind>,
        /// So many issues are talked about in a round, by each group.
        bandwidth: usize,
        /// By party, what a gain is worth that comes a round later.
        patience: Keyed<Number>,
    },
}

/// What a working group has to settle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TracksName {
    /// A cluster.
    Clusters,
    /// An issue, one after the other.
    Issues,
}

/// One thing that a way comes to.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OutcomeReport {
    /// How ties are broken here, if that makes a difference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ties: Option<TiesName>,
    /// By party, its gain over no deal as it is seen when the talks begin: on average, and less what waiting costs.
    pub gains: Keyed<Number>,
    /// How it ends: one way, or as chance has it.
    pub ends: Vec<FinishReport>,
}

/// How ties are broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TiesName {
    /// One of what is equally good by the concept.
    Equal,
    /// Who offers gives the others as much as it can at no cost.
    For,
    /// Who offers gives the others as little as it can.
    Against,
}

/// A step on the way.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StepReport {
    /// A group settled its issues.
    Settled {
        /// The id of the cluster, or of the issue; empty for the issues of no cluster.
        group: String,
        /// What it settled otherwise than before.
        changed: Keyed<Choice>,
    },
    /// A group handed up packages.
    HandedUp {
        /// The id of the cluster, or of the issue; empty for the issues of no cluster.
        group: String,
        /// How many.
        kept: usize,
        /// Of how many that satisfy the rules.
        of: usize,
    },
    /// The text was edited.
    Edited {
        /// What is otherwise than before.
        changed: Keyed<Choice>,
        /// By party, what it gains over no deal from the new text.
        gains: Keyed<Number>,
    },
    /// Somebody talked for so many rounds.
    Took {
        /// The id of the cluster, or empty for the issues of no cluster; `null` for one table.
        group: Option<String>,
        /// What is talked about.
        issues: Vec<String>,
        /// For how many rounds.
        rounds: usize,
    },
    /// An offer.
    Offered {
        /// In which round.
        round: usize,
        /// By whom.
        by: Vec<String>,
        /// By party, what it gains from what is offered; `null` if nothing that passes is good enough for who offers.
        gains: Option<Keyed<Number>>,
    },
}

impl ProtocolReport {
    /// Makes the report of ways of talking and what they lead to, of which the first is one table. `concept` is the id, the name and what
    /// is measured of the concept that was asked.
    pub fn new(view: &View, talks: &[(Talk, Course)], compared: &Comparison, concept: [&'static str; 3]) -> Self {
        let problem = view.problem();
        let [concept, concept_name, measures] = concept.map(Cow::Borrowed);
        let ids = |places: &[usize]| places.iter().map(|at| talks[*at].0.id.clone()).collect::<Vec<_>>();
        let spread = |gains: Option<&Vec<[Number; 2]>>| {
            gains.map(|own| by_party(problem, |party| own[party.index()].clone())).unwrap_or_default()
        };
        let way = |(at, (talk, course)): (usize, &(Talk, Course))| WayReport {
            id: talk.id.clone(),
            name: talk.name.clone(),
            because: talk.because.clone(),
            way: WayKind::new(problem, &talk.way),
            agreed: course.is_agreed(),
            may_be_agreed: course.may_be_agreed(),
            gains: spread(course.gains().as_ref()),
            outcomes: course.outcomes.iter().take(TOLD).map(|outcome| OutcomeReport::new(problem, outcome)).collect(),
            more: course.outcomes.len().saturating_sub(TOLD),
            more_ties: course.untold != Untold::Nothing,
            value: compared.values[at].clone(),
            lost: compared.lost[at].clone(),
            all_prefer: ids(&compared.all_prefer[at]),
            steps: steps(view, course),
            kept: course.kept.as_ref().map(BigUint::to_string),
            better: course.better.as_ref().map(BigUint::to_string),
            one_round_more: spread(course.one_round_more.as_ref()),
            unplayed: course.unplayed.map(|why| why.why().into()),
            stopped_by: course.stopped,
        };
        let preference = |party: PartyId| {
            let own = compared.preferences.iter().find(|own| own.party == party);
            let [best, worst] = own.map_or([&[][..]; 2], |own| [&own.best, &own.worst]).map(ids);
            PreferenceReport { best, worst }
        };
        ProtocolReport {
            opening: Opening::new(view, "protocol"),
            concept,
            concept_name,
            measures,
            acceptable: talks.first().and_then(|(_, joint)| joint.kept.as_ref()).map(BigUint::to_string),
            protocols: talks.iter().enumerate().map(way).collect(),
            preferences: by_party(problem, preference),
            ratification: None,
            stationary: None,
            stationary_patience: None,
            stationary_lotteries: None,
            unpaired: None,
            coalitions: None,
            play: None,
            stopped_by: talks.iter().filter_map(|(_, course)| course.stopped).find(is_limit),
        }
    }

    /// The same with what is agreed as the least gain rises that a party must have.
    #[must_use]
    pub fn with_ratification(self, view: &View, party: PartyId, found: &Found<Vec<Threshold>>) -> Self {
        let step = |step: &Threshold| ThresholdReport {
            above: step.above.clone(),
            up_to: step.up_to.clone(),
            packages: step.packages.as_ref().map(BigUint::to_string),
            agreements: step.agreements.iter().map(|one| AgreementReport::new(view, one)).collect(),
        };
        let (steps, stopped_by) = (found.iter().map(step).collect(), found.stopped);
        let party = view.problem()[party].id.clone();
        let stopped = self.stopped_by.or(stopped_by.filter(is_limit));
        ProtocolReport {
            ratification: Some(RatificationReport { party, steps, stopped_by }),
            stopped_by: stopped,
            ..self
        }
    }

    /// The same with offers of lotteries without a deadline.
    #[must_use]
    pub fn with_stationary_lotteries(
        self,
        view: &View,
        found: &Result<Result<[MixedOffer; 2], Unpaired>, Stop>,
    ) -> Self {
        let offer = |one: &MixedOffer| MixedOfferReport {
            lottery: one.parts.iter().map(|part| LotteryPart::new(view, part)).collect(),
            gains: by_party(view.problem(), |party| one.gains[party.index()].clone()),
        };
        let pair = |[first, second]: &[MixedOffer; 2]| MixedPairReport { first: offer(first), second: offer(second) };
        let pairs = found.as_ref().ok().map(|found| found.iter().map(pair).collect());
        let stopped_by = self.stopped_by.or(found.as_ref().err().copied().filter(is_limit));
        let unpaired = found.as_ref().ok().and_then(|found| found.as_ref().err()).map(|why| why.why().into());
        ProtocolReport { stationary_lotteries: pairs, unpaired, stopped_by, ..self }
    }

    /// The same with what coalitions that can decide alone would do.
    #[must_use]
    pub fn with_coalitions(self, view: &View, found: &Found<Coalitions>) -> Self {
        let problem = view.problem();
        let own = |one: &Agreement| AgreementReport::new(view, one);
        let coalition = |one: &Coalition| CoalitionReport {
            members: party_ids(problem, &one.members),
            agreements: one.agreements.iter().map(own).collect(),
        };
        let blocking =
            |one: &Blocking| BlockingReport { members: party_ids(problem, &one.members), instead: own(&one.instead) };
        let tabled = |one: &Tabled| TabledReport {
            gains: by_party(problem, |party| one.agreement.gains[party.index()].clone()),
            blocked_by: one.blocked_by.iter().map(blocking).collect(),
        };
        let coalitions = CoalitionsReport {
            of: found.of.iter().map(coalition).collect(),
            table: found.table.iter().map(tabled).collect(),
            stopped_by: found.stopped,
        };
        let stopped_by = self.stopped_by.or(found.stopped.filter(is_limit));
        ProtocolReport { coalitions: Some(coalitions), stopped_by, ..self }
    }

    /// The same with what was played.
    #[must_use]
    pub fn with_play(mut self, play: PlayReport) -> Self {
        let stopped = play.tournament.as_ref().and_then(|tournament| tournament.stopped_by);
        self.opening.command = "play".to_owned();
        ProtocolReport { stopped_by: self.stopped_by.or(stopped), play: Some(play), ..self }
    }

    /// The same with offers without a deadline; by party, what a gain is worth that comes an offer later.
    #[must_use]
    pub fn with_stationary(self, view: &View, patience: &[Number; 2], found: &Result<Vec<Pair>, Stop>) -> Self {
        let pair = |pair: &Pair| {
            let [first, second] = [&pair.first, &pair.second].map(|one| AgreementReport::new(view, one));
            PairReport { first, second }
        };
        let stationary = found.as_ref().ok().map(|pairs| pairs.iter().map(pair).collect());
        let stopped_by = self.stopped_by.or(found.as_ref().err().copied().filter(is_limit));
        let known = |party: PartyId| patience.get(party.index()).cloned().unwrap_or_default();
        let stationary_patience = Some(by_party(view.problem(), known));
        ProtocolReport { stationary, stationary_patience, stopped_by, ..self }
    }
}

/// Whether a limit was met; what is for options only says so itself, and is none.
fn is_limit(stop: &Stop) -> bool {
    *stop != Stop::Levels
}

impl WayKind {
    /// The way itself, however slow it is.
    pub fn itself(&self) -> &WayKind {
        match self {
            WayKind::Slow { way, .. } => way.itself(),
            own => own,
        }
    }

    fn new(problem: &Problem, way: &Way) -> Self {
        let proposal = |at: Option<crate::problem::ProposalId>| at.map(|at| problem[at].id.clone());
        match way {
            Way::Together => WayKind::Together,
            Way::Draft(draft) => WayKind::Draft { by: party_ids(problem, &draft.by), foresee: draft.foresee },
            Way::Tracks(tracks) => WayKind::Tracks {
                of: match tracks.of {
                    TrackOf::Clusters => TracksName::Clusters,
                    TrackOf::Issues => TracksName::Issues,
                },
                hand_up: tracks.hand_up,
                from: proposal(tracks.from),
            },
            Way::Text(text) => WayKind::Text { from: proposal(text.from), edits: text.edits },
            Way::Offers(offers) => WayKind::of_offers(problem, offers),
            Way::Fallback => WayKind::Fallback,
            Way::Zeuthen => WayKind::Zeuthen,
            Way::Blocs(blocs) => WayKind::Blocs {
                of: blocs.of.iter().map(|members| party_ids(problem, members)).collect(),
                power: blocs.power.clone(),
            },
            Way::Climb(climb) => WayKind::Climb {
                from: proposal(climb.from),
                edits: climb.edits,
                rounds: climb.rounds,
                seed: climb.seed,
            },
            Way::Slow(slow) => WayKind::Slow {
                way: Box::new(WayKind::new(problem, &slow.way)),
                bandwidth: slow.bandwidth,
                patience: by_party(problem, |party| slow.patience[party.index()].clone()),
            },
            Way::Tactics(tactics) => WayKind::Tactics {
                by: tactics.by.iter().map(|(at, own)| (problem[*at].id.clone(), own.to_string())).collect(),
            },
        }
    }

    fn of_offers(problem: &Problem, offers: &Offers) -> Self {
        let some = |own: &[Option<Number>]| -> Keyed<Number> {
            let both = problem.parties().iter().zip(own);
            both.filter_map(|(party, own)| Some((party.id.clone(), own.clone()?))).collect()
        };
        let patience = problem.parties().iter().zip(&offers.patience);
        WayKind::Offers {
            order: offers.order.iter().map(|by| party_ids(problem, by)).collect(),
            at_random: offers.at_random,
            rounds: offers.rounds,
            patience: patience.map(|(party, own)| (party.id.clone(), own.clone())).collect(),
            breakdown: offers.breakdown.clone(),
            broken: some(&offers.broken),
            outside: some(&offers.outside),
        }
    }
}

impl OutcomeReport {
    fn new(problem: &Problem, outcome: &Outcome) -> Self {
        let ties = outcome.ties.map(|ties| match ties {
            Ties::Equal => TiesName::Equal,
            Ties::For => TiesName::For,
            Ties::Against => TiesName::Against,
        });
        OutcomeReport {
            ties,
            gains: by_party(problem, |party| outcome.gains[party.index()].clone()),
            ends: outcome.ends.iter().map(|end| FinishReport::new(problem, end)).collect(),
        }
    }
}

fn steps(view: &View, course: &Course) -> Vec<StepReport> {
    let problem = view.problem();
    let group = |track: &Track| match track {
        Track::Cluster(at) => problem[*at].id.clone(),
        Track::Rest => String::new(),
        Track::Issue(at) => problem[*at].id.clone(),
    };
    let gains = |package: &crate::problem::Package| {
        let gains = view.gains_of(package);
        by_party(problem, |party| gains[party.index()].clone())
    };
    let step = |step: &Step| match step {
        Step::Settled { track, changed } => {
            let changed = changed.iter().map(|(issue, package)| chosen(problem, package, *issue));
            StepReport::Settled { group: group(track), changed: changed.collect() }
        }
        Step::HandedUp { track, kept, of } => StepReport::HandedUp { group: group(track), kept: *kept, of: *of },
        Step::Edited { changed, package } => StepReport::Edited {
            changed: changed.iter().map(|issue| chosen(problem, package, *issue)).collect(),
            gains: gains(package),
        },
        Step::Took { track, issues, rounds } => StepReport::Took {
            group: track.as_ref().map(group),
            issues: issues.iter().map(|issue| problem[*issue].id.clone()).collect(),
            rounds: *rounds,
        },
        Step::Offered { round, by, package } => {
            StepReport::Offered { round: *round, by: party_ids(problem, by), gains: package.as_ref().map(gains) }
        }
    };
    course.steps.iter().map(step).collect()
}
