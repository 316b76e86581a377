//! What ids are called: the author's names, once in a report, so that its page needs nothing beside it.

use super::parts::{Choice, choice};
use crate::exact::Number;
use crate::model::{Keyed, SetNumber};
use crate::problem::{IssueId, Problem, View};
use crate::text::visible;
use crate::text::words::{list, number, plural, with_unit};
use serde::{Deserialize, Serialize};

/// What the ids in a report are called.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Names {
    /// By party.
    pub parties: Keyed<PartyName>,
    /// By cluster, its name.
    #[serde(default, skip_serializing_if = "Keyed::is_empty")]
    pub clusters: Keyed<String>,
    /// By issue.
    pub issues: Keyed<IssueName>,
    /// By state, its name.
    #[serde(default, skip_serializing_if = "Keyed::is_empty")]
    pub states: Keyed<String>,
    /// By proposal, its name.
    #[serde(default, skip_serializing_if = "Keyed::is_empty")]
    pub proposals: Keyed<String>,
}

/// What a party is called.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PartyName {
    /// Its name.
    pub name: String,
    /// What it does without a deal, in the author's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batna: Option<String>,
    /// Whether only the order of what it values is known: its utilities are ranks below 0 then, and no gain means anything.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub order_only: bool,
}

/// What an issue is called, and what its options are.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IssueName {
    /// Its name.
    pub name: String,
    /// The id of its cluster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<String>,
    /// Whether it is settled by any level in a range.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub continuous: bool,
    /// What its levels count or measure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// What holds today; left out with a range of levels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub today: Option<Choice>,
    /// By option, its name; left out where options are levels, which speak for themselves.
    #[serde(default, skip_serializing_if = "Keyed::is_empty")]
    pub options: Keyed<String>,
}

/// How every report begins.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Opening {
    /// The version of the library.
    pub zopa: String,
    /// The version of the report format.
    pub report: u32,
    /// The command that makes such reports.
    pub command: String,
    /// The model's title.
    pub title: Option<String>,
    /// The issues that the question settled beforehand.
    pub fixed: Keyed<Choice>,
    /// The rules and red lines that the question lifted.
    pub without: Vec<String>,
    /// The numbers that the question put in the place of what the author wrote, in the order in which it did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set: Vec<SetReport>,
    /// By issue, the options that the question took away, where more than one is left.
    #[serde(default, skip_serializing_if = "Keyed::is_empty")]
    pub excluded: Keyed<Vec<Choice>>,
    /// By continuous issue of which the question left a part: the lowest level and the highest.
    #[serde(default, skip_serializing_if = "Keyed::is_empty")]
    pub within: Keyed<[Number; 2]>,
    /// The continuous issues that are asked about in steps, if some are: how many levels of each.
    #[serde(default, skip_serializing_if = "Keyed::is_empty")]
    pub steps: Keyed<usize>,
    /// When a package is accepted; left out where every party has to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acceptance: Option<AcceptanceReport>,
    /// By party whose utilities follow curves with names: none is further than this from the true one, and what is closer than that
    /// is not decided.
    #[serde(default, skip_serializing_if = "Keyed::is_empty")]
    pub error: Keyed<Number>,
    /// What ids are called.
    pub names: Names,
}

/// A number that the question put in the place of what the author wrote.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SetReport {
    /// Where it stands in the model.
    pub path: String,
    /// What it is set to.
    pub value: Number,
    /// What the author wrote; left out where that is nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Number>,
}

impl SetReport {
    /// Each of a problem's.
    pub fn of(problem: &Problem) -> Vec<SetReport> {
        let one = |set: &SetNumber| SetReport {
            path: set.path.to_string(),
            value: set.value.clone(),
            before: set.before.clone(),
        };
        problem.numbers_set().iter().map(one).collect()
    }

    /// What was set, in words.
    pub fn said(&self) -> String {
        let before = self.before.as_ref().map(|before| format!(" (was {before})")).unwrap_or_default();
        format!("{} = {}{before}", visible(self.path.strip_prefix("$.").unwrap_or(&self.path)), self.value)
    }
}

/// When a package is accepted.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AcceptanceReport {
    /// How many parties must accept.
    pub quota: usize,
    /// Who must be among them.
    pub veto: Vec<String>,
}

impl Names {
    fn new(problem: &Problem) -> Self {
        let issue = |at: IssueId| {
            let issue = &problem[at];
            let today = (!issue.continuous).then(|| choice(problem, at, issue.today()).1);
            let named =
                !issue.continuous && !issue.in_steps && issue.options.iter().all(|option| option.level.is_none());
            let options = issue.options.iter().filter(|_| named);
            let name = IssueName {
                name: issue.name.clone(),
                cluster: issue.cluster.map(|at| problem[at].id.clone()),
                continuous: issue.continuous,
                unit: issue.unit.clone().filter(|_| !issue.in_steps),
                today,
                options: options.map(|option| (option.id.clone(), option.name.clone())).collect(),
            };
            (issue.id.clone(), name)
        };
        let party = |party: &crate::problem::Party| {
            (
                party.id.clone(),
                PartyName { name: party.name.clone(), batna: party.batna.clone(), order_only: party.order_only },
            )
        };
        Names {
            parties: problem.parties().iter().map(party).collect(),
            clusters: problem.clusters().iter().map(|one| (one.id.clone(), one.name.clone())).collect(),
            issues: problem.issue_ids().map(issue).collect(),
            states: problem.states().iter().map(|one| (one.id.clone(), one.name.clone())).collect(),
            proposals: problem.proposals().iter().map(|one| (one.id.clone(), one.name.clone())).collect(),
        }
    }

    /// A party's name, as it is shown.
    pub fn party(&self, id: &str) -> String {
        shown(self.parties.get(id).map(|party| &party.name), id)
    }

    /// The names of parties, as a list.
    pub fn parties<T: AsRef<str>>(&self, ids: impl IntoIterator<Item = T>) -> String {
        list(&ids.into_iter().map(|id| self.party(id.as_ref())).collect::<Vec<_>>())
    }

    /// An amount for each party, behind its name.
    pub fn amounts<'k, T: 'k>(
        &self,
        amounts: impl IntoIterator<Item = (&'k str, T)>,
        said: impl Fn(T) -> String,
    ) -> Vec<String> {
        amounts.into_iter().map(|(id, amount)| format!("{} {}", self.party(id), said(amount))).collect()
    }

    /// An issue's name.
    pub fn issue(&self, id: &str) -> String {
        shown(self.issues.get(id).map(|issue| &issue.name), id)
    }

    /// A cluster's name.
    pub fn cluster(&self, id: &str) -> String {
        shown(self.clusters.get(id), id)
    }

    /// A state's name.
    pub fn state(&self, id: &str) -> String {
        shown(self.states.get(id), id)
    }

    /// How an issue is settled: the option's name, or the level with its unit.
    pub fn choice(&self, issue: &str, by: &Choice) -> String {
        let issue = self.issues.get(issue);
        let level = match (by, issue) {
            (Choice::Option(id), Some(issue)) if !issue.options.is_empty() => return shown(issue.options.get(id), id),
            _ => by.level(),
        };
        let written = match level {
            Some(level) if issue.is_some_and(|issue| issue.continuous) => number(&level),
            _ => visible(&by.written()).into_owned(),
        };
        match issue.and_then(|issue| issue.unit.as_ref()) {
            Some(unit) => with_unit(&written, &visible(unit)),
            None => written,
        }
    }

    /// `Issue: option`.
    pub fn settled(&self, (issue, by): (&str, &Choice)) -> String {
        format!("{}: {}", self.issue(issue), self.choice(issue, by))
    }

    /// The same for several issues.
    pub fn all_settled(&self, package: &Keyed<Choice>) -> Vec<String> {
        package.iter().map(|one| self.settled(one)).collect()
    }

    /// Whether an issue is settled by any level in a range.
    pub fn is_continuous(&self, issue: &str) -> bool {
        self.issues.get(issue).is_some_and(|issue| issue.continuous)
    }

    /// Whether of a party only the order of what it values is known.
    pub fn is_order_only(&self, party: &str) -> bool {
        self.parties.get(party).is_some_and(|party| party.order_only)
    }

    /// Whether there are such parties.
    pub fn has_orders(&self) -> bool {
        self.parties.iter().any(|(_, party)| party.order_only)
    }

    /// Whether there are such issues.
    pub fn has_levels(&self) -> bool {
        self.issues.iter().any(|(_, issue)| issue.continuous)
    }

    /// The place of an issue among the issues, and of an option among its options: levels by their size.
    pub fn place(&self, issue: &str, by: &Choice) -> (usize, Number) {
        let at = self.issues.keys().position(|known| known == issue).unwrap_or(usize::MAX);
        let options = self.issues.get(issue).map(|issue| &issue.options);
        let option = match by {
            Choice::Option(id) => options.and_then(|options| options.keys().position(|known| known == id)),
            _ => None,
        };
        (at, option.map(|at| Number::from(at as i64)).or_else(|| by.level()).unwrap_or_default())
    }
}

fn shown(name: Option<&String>, id: &str) -> String {
    visible(name.map_or(id, String::as_str)).into_owned()
}

impl Opening {
    /// Of what has no problem to tell of.
    pub(super) fn of_none(command: &str) -> Self {
        let (zopa, report, command) = (env!("CARGO_PKG_VERSION").to_owned(), super::FORMAT, command.to_owned());
        Opening { zopa, report, command, ..Opening::default() }
    }

    pub(super) fn new(view: &View, command: &str) -> Self {
        let problem = view.problem();
        let asked = super::parts::Asked::of(view);
        let in_steps = problem.issues().iter().filter(|issue| issue.in_steps);
        let acceptance = Some(view.acceptance()).filter(|acceptance| !acceptance.is_unanimous());
        Opening {
            title: problem.title().map(str::to_owned),
            fixed: asked.choices(problem),
            without: asked.lifted,
            set: SetReport::of(problem),
            excluded: asked.excluded,
            within: asked.within,
            steps: in_steps.map(|issue| (issue.id.clone(), issue.options.len())).collect(),
            acceptance: acceptance.map(|acceptance| AcceptanceReport::new(problem, acceptance)),
            error: (problem.party_ids().map(|party| (problem[party].id.clone(), problem.error(party))))
                .filter(|(_, error)| *error != Number::zero())
                .collect(),
            names: Names::new(problem),
            ..Opening::of_none(command)
        }
    }
}

impl AcceptanceReport {
    pub(super) fn new(problem: &Problem, acceptance: &crate::problem::Acceptance) -> Self {
        let veto = problem.parties().iter().zip(&acceptance.veto).filter(|(_, veto)| **veto);
        AcceptanceReport { quota: acceptance.quota, veto: veto.map(|(party, _)| party.id.clone()).collect() }
    }

    /// The rule in words.
    pub fn rule(&self, names: &Names) -> String {
        let quota = format!("{} of {} must accept", self.quota, plural(names.parties.len(), "party", "parties"));
        if self.veto.is_empty() { quota } else { format!("{quota}, {} among them", names.parties(&self.veto)) }
    }
}
