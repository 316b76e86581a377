//! A package on the table, as data: feasible or not, who accepts, who refuses and why, what would be better for all.

use super::broken::{BrokenReport, broken};
use super::names::Opening;
use super::parts::{AgreementReport, Choice, by_party, choice, choices, chosen, given};
use super::trades::LinkReport;
use super::warnings::left_out;
use crate::exact::Number;
use crate::explain::{Aimed, Evaluation, Fact, Group, Link, NoWorse, Stand};
use crate::frontier::Point;
use crate::model::{Keyed, Path};
use crate::problem::{Package, PartyId, Problem, StateId, View};
use crate::search::{Outcome, Stop};
use num_traits::Zero;
use serde::{Deserialize, Serialize};

/// What becomes of a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is feasible and the acceptance rule passes it.
    Accepted,
    /// It satisfies the rules, but too few parties accept it, or it crosses a red line.
    Refused,
    /// It breaks a rule, whoever likes it.
    Infeasible,
    /// It is feasible, and whether the acceptance rule passes it is not decided: utilities follow curves whose values are known
    /// within an error, and it is closer than that.
    Undecided,
}

/// The report on [`View::evaluate`].
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EvaluateReport {
    /// What was asked, and what ids are called.
    #[serde(flatten)]
    pub opening: Opening,
    /// What becomes of the package.
    pub status: Verdict,
    /// What it is called, if it has a name.
    pub name: Option<String>,
    /// Why the search for better packages stopped early, if it did.
    pub stopped_by: Option<Stop>,
    /// The package.
    pub package: Keyed<Choice>,
    /// Whether it satisfies all rules and red lines.
    pub feasible: bool,
    /// The rules that it breaks.
    pub broken: Vec<BrokenReport>,
    /// Whether it is feasible and the acceptance rule passes it.
    pub acceptable: bool,
    /// How each party stands to it.
    pub parties: Keyed<PartyReport>,
    /// The acceptable packages that leave no party worse off; `null` if that is not known, left out with continuous issues.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    pub dominated_by: Option<Option<Vec<AgreementReport>>>,
    /// How many there are, if not all are listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dominated_by_count: Option<usize>,
    /// Whether there are more than could be listed and counted, of which these have the largest sum of utilities.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dominated_by_more: bool,
    /// If it is not acceptable and nothing is better: an acceptable package with exactly its utilities, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_good: Option<AgreementReport>,
    /// With continuous issues: by party, the acceptable package that leaves nobody worse off and gives this party the most;
    /// `null` if that is not known, or if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    pub better_for: Option<Option<Keyed<AgreementReport>>>,
    /// By party, the most that it could gain over this package without loss to any other; `null` if that is not known.
    pub improvement: Option<Keyed<Number>>,
    /// What parties have said that they want, and what becomes of it in the package.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aims: Vec<super::aims::AimReport>,
    /// Why the last of the aims are not among these, if so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aims_stopped_by: Option<Stop>,
    /// What to keep in mind, in words: what the model leaves unsaid.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// The best small trade from the package: of the fewest issues, one that makes it acceptable if it is not, or else one that
    /// leaves nobody worse off; left out if none was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trade: Option<LinkReport>,
    /// So many of the better packages are shown on the page, if it was said.
    #[serde(skip)]
    pub shown: Option<usize>,
}

/// How one party stands to a package.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StandReport {
    /// Its utility.
    pub utility: Number,
    /// Its utility less that without a deal.
    pub gain: Number,
    /// Whether it accepts.
    pub accepts: bool,
    /// Its red lines that the package crosses.
    pub red_lines: Vec<BrokenReport>,
    /// No further than this is its utility from the true one, where it follows a curve with a name; left out where it is exact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Number>,
    /// Whether that leaves undecided if it accepts.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub undecided: bool,
}

/// How one party stands to a package, and why.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PartyReport {
    /// How it stands.
    #[serde(flatten)]
    pub stand: StandReport,
    /// Where its utility comes from.
    #[serde(flatten)]
    pub worth: WorthReport,
}

/// Where a party's utility of a package comes from.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WorthReport {
    /// By issue, with what combinations add; the values sum to the utility.
    pub breakdown: Vec<PartReport>,
    /// By cluster; likewise.
    pub by_cluster: Vec<GroupReport>,
    /// Where the model has states: what comes whatever happens, and what is expected of each state. They sum to the utility, but
    /// for a ceiling.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_state: Option<ByStateReport>,
}

/// What a package is worth whatever happens, and what in the states.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ByStateReport {
    /// Whatever happens.
    pub anyway: Number,
    /// By state that adds something.
    pub states: Keyed<StateWorthReport>,
}

/// What a state adds to a package's worth.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StateWorthReport {
    /// How likely the party thinks it where the package is agreed.
    pub belief: Number,
    /// What is added if it happens.
    pub worth: Number,
    /// What the party expects of that: belief times worth.
    pub expected: Number,
}

/// What a group of issues contributes.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GroupReport {
    /// Which.
    #[serde(flatten)]
    pub group: GroupName,
    /// The value.
    pub value: Number,
}

/// A group of issues.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GroupName {
    /// What kind of group it is.
    pub group: GroupKind,
    /// The id of the cluster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<String>,
}

/// What a group of issues is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum GroupKind {
    /// None: what is there whatever is agreed.
    Constant,
    /// Those of a cluster.
    Cluster,
    /// Those without a cluster.
    Other,
    /// Combinations across these.
    Across,
    /// What is above the party's ceiling.
    Ceiling,
}

/// A part of a utility: one of `constant`, `issue` with `option`, `interaction`, or `above_ceiling`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum PartReport {
    /// The party's constant.
    Constant {
        /// Its value.
        constant: Number,
        /// Where it stands in the author's file.
        path: String,
    },
    /// An option.
    Option {
        /// The issue.
        issue: String,
        /// The option that the package picks.
        option: Choice,
        /// Why it is worth so much, in the author's words.
        because: Option<String>,
        /// What it is worth.
        value: Number,
        /// What of that is expected of states.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        expected: Vec<ExpectedReport>,
        /// Where that stands in the author's file.
        path: String,
    },
    /// A combination of options.
    Interaction {
        /// The options of the package that are combined, by issue.
        interaction: Keyed<Choice>,
        /// Why they are worth more or less together, in the author's words.
        because: Option<String>,
        /// What the combination adds.
        value: Number,
        /// The state that it is expected of, if it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        state: Option<String>,
        /// Where it stands in the author's file.
        path: String,
    },
    /// What is above the party's ceiling and does not count.
    Ceiling {
        /// What the ceiling takes away: below 0.
        above_ceiling: Number,
        /// The ceiling.
        at_most: Number,
        /// Why there is one, in the author's words.
        because: Option<String>,
        /// Where it stands in the author's file.
        path: String,
    },
}

/// What is expected of a state.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExpectedReport {
    /// The state.
    pub state: String,
    /// How likely the party thinks it.
    pub belief: Number,
    /// What is added if it happens.
    pub worth: Number,
}

impl Verdict {
    /// The verdict on an evaluated package.
    pub fn of(evaluation: &Evaluation) -> Verdict {
        match evaluation {
            _ if evaluation.undecided => Verdict::Undecided,
            _ if evaluation.acceptable => Verdict::Accepted,
            _ if evaluation.breaks_no_rule() => Verdict::Refused,
            _ => Verdict::Infeasible,
        }
    }
}

impl EvaluateReport {
    /// Makes the report; `name` is what the package is called, if it has a name.
    pub fn new(view: &View, evaluation: &Evaluation, name: Option<&str>) -> Self {
        EvaluateReport::with_improvements(view, evaluation, name, usize::MAX)
    }

    /// The same with what becomes of aims.
    pub fn with_aims(self, view: &View, package: &Package, found: &Outcome<Vec<Aimed>>) -> Self {
        EvaluateReport { aims: super::aims::aims(view, package, found), aims_stopped_by: found.stopped, ..self }
    }

    /// The same with at most so many of the packages that leave no party worse off. All of them are counted.
    pub fn with_improvements(view: &View, evaluation: &Evaluation, name: Option<&str>, most: usize) -> Self {
        let problem = view.problem();
        let improvement = evaluation.improvement(view);
        let of = |at: &Point| AgreementReport::of(view, at);
        let (listed, count, best) = match &evaluation.better {
            Ok(NoWorse::Points(points)) => (Some(points.iter().take(most).map(of).collect()), Some(points.len()), None),
            Ok(NoWorse::Some { packages, .. }) => {
                (Some(packages.iter().take(most).map(|one| AgreementReport::new(view, one)).collect()), None, None)
            }
            Ok(NoWorse::ByParty(best)) => (None, None, Some(best).filter(|best| !best.is_empty())),
            Err(_) => (None, None, None),
        };
        let levels = problem.has_levels();
        EvaluateReport {
            opening: Opening::new(view, "evaluate"),
            status: Verdict::of(evaluation),
            name: name.map(str::to_owned),
            stopped_by: evaluation.better.as_ref().err().copied(),
            package: choices(problem, &evaluation.package),
            feasible: evaluation.is_feasible(),
            broken: broken(view, evaluation),
            acceptable: evaluation.acceptable,
            parties: by_party(problem, |party| {
                let stand = StandReport::new(problem, &evaluation.stands[party.index()]);
                PartyReport { stand, worth: WorthReport::new(problem, party, &evaluation.package) }
            }),
            dominated_by: (!levels).then_some(listed),
            dominated_by_count: count.filter(|count| *count > most),
            dominated_by_more: matches!(evaluation.better, Ok(NoWorse::Some { .. })),
            as_good: evaluation.as_good.as_ref().map(|agreement| AgreementReport::new(view, agreement)),
            better_for: levels
                .then(|| best.map(|best| by_party(problem, |party| AgreementReport::new(view, &best[party.index()])))),
            improvement: improvement.map(|most| by_party(problem, |party| most[party.index()].clone())),
            aims: Vec::new(),
            aims_stopped_by: None,
            warnings: left_out(problem),
            trade: None,
            shown: None,
        }
    }

    /// With the best small trade, if there is one.
    #[must_use]
    pub fn with_trade(mut self, view: &View, trade: Option<&Link>) -> Self {
        self.trade = trade.map(|trade| LinkReport::new(view, trade));
        self
    }
}

impl StandReport {
    pub(super) fn new(problem: &Problem, stand: &Stand) -> Self {
        StandReport {
            utility: stand.utility.clone(),
            gain: stand.gain.clone(),
            accepts: stand.accepts,
            red_lines: stand.crossed.iter().map(|at| BrokenReport::new(&problem[*at])).collect(),
            error: Some(&stand.error).filter(|error| **error != Number::zero()).cloned(),
            undecided: stand.undecided,
        }
    }
}

impl WorthReport {
    pub(super) fn new(problem: &Problem, party: PartyId, package: &Package) -> Self {
        let parts = problem.breakdown(party, package).into_iter();
        let sums = problem.by_cluster(party, package).into_iter();
        WorthReport {
            breakdown: parts.map(|part| PartReport::new(problem, party, part.fact, part.value, package)).collect(),
            by_cluster: sums
                .map(|(group, value)| GroupReport { group: GroupName::new(problem, group), value })
                .collect(),
            by_state: (!problem.states().is_empty()).then(|| ByStateReport::new(problem, party, package)),
        }
    }
}

impl ByStateReport {
    fn new(problem: &Problem, party: PartyId, package: &Package) -> Self {
        let state = |state: StateId| {
            let (belief, worth) =
                (problem.belief(party, state, package), problem.worth_in_state(party, state, package));
            let expected = Number::from(belief.value() * worth.value());
            (!worth.value().is_zero())
                .then(|| (problem[state].id.clone(), StateWorthReport { belief, worth, expected }))
        };
        ByStateReport {
            anyway: problem.sum_without_states(party, package),
            states: problem.state_ids().filter_map(state).collect(),
        }
    }
}

impl GroupName {
    pub(super) fn new(problem: &Problem, group: Group) -> Self {
        let (group, cluster) = match group {
            Group::Constant => (GroupKind::Constant, None),
            Group::Cluster(at) => (GroupKind::Cluster, Some(problem[at].id.clone())),
            Group::Other => (GroupKind::Other, None),
            Group::Across => (GroupKind::Across, None),
            Group::Ceiling => (GroupKind::Ceiling, None),
        };
        GroupName { group, cluster }
    }
}

impl PartReport {
    /// A part of a party's utility of a package.
    pub(super) fn new(problem: &Problem, party: PartyId, fact: Fact, value: Number, package: &Package) -> Self {
        let own = Path::root().key("utilities").key(&problem[party].id);
        match fact {
            Fact::Constant => PartReport::Constant { constant: value, path: own.key("constant").to_string() },
            Fact::Ceiling => {
                let ceiling = problem.ceilings().iter().find(|one| one.party == party);
                PartReport::Ceiling {
                    above_ceiling: value,
                    at_most: ceiling.map(|one| problem.in_units(party, one.at)).unwrap_or_default(),
                    because: ceiling.and_then(|one| one.because.clone()),
                    path: own.key("at_most").to_string(),
                }
            }
            Fact::Choice { issue, option } => {
                let because = problem.because(party, issue, option).map(str::to_owned);
                let expected = problem.expected_of(party, issue, option).into_iter();
                let expected = expected.map(|(state, belief, worth)| ExpectedReport {
                    state: problem[state].id.clone(),
                    belief,
                    worth,
                });
                let expected = expected.collect();
                let (issue, option) = choice(problem, issue, option);
                let path = own.key("values").key(&issue).to_string();
                PartReport::Option { issue, option, because, value, expected, path }
            }
            Fact::Level(at) => {
                let term = &problem[at];
                let (because, path) = (term.because.clone(), term.path.to_string());
                let level = chosen(problem, package, problem[term.level].issue);
                let state = term.state.map(|state| problem[state].id.clone());
                match &term.condition {
                    None if state.is_none() => {
                        let (issue, option) = level;
                        PartReport::Option { issue, option, because, value, expected: Vec::new(), path }
                    }
                    condition => {
                        let with = condition.iter().flat_map(|condition| &condition.0);
                        let with = with.map(|(at, _)| chosen(problem, package, *at));
                        let interaction = with.chain([level]).collect();
                        PartReport::Interaction { interaction, because, value, state, path }
                    }
                }
            }
            Fact::Interaction(at) => {
                let interaction = &problem[at];
                let scope = interaction.scope().into_iter();
                PartReport::Interaction {
                    interaction: scope.map(|issue| chosen(problem, package, issue)).collect(),
                    because: interaction.because.as_deref().map(str::to_owned),
                    value,
                    state: interaction.state.map(|state| problem[state].id.clone()),
                    path: interaction.path.to_string(),
                }
            }
        }
    }
}

impl StandReport {
    /// What the party has without a deal.
    pub fn without(&self) -> Number {
        super::parts::less(&self.utility, &self.gain)
    }
}

impl PartReport {
    /// What it adds.
    pub fn value(&self) -> &Number {
        match self {
            PartReport::Constant { constant: value, .. }
            | PartReport::Option { value, .. }
            | PartReport::Interaction { value, .. }
            | PartReport::Ceiling { above_ceiling: value, .. } => value,
        }
    }
}
