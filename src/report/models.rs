//! Several models side by side, as data: what differs between them, and between their answers.

use super::diff::SectionReport;
use super::explain::ExplainReport;
use super::head::{Ended, StatusName};
use super::names::{Names, Opening, SetReport};
use super::parts::{AgreementReport, Choice};
use super::solve::SolveReport;
use crate::exact::Number;
use crate::model::{Keyed, Model, Path, Segment};
use crate::problem::Problem;
use itertools::Itertools;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// A model that is compared with others.
#[derive(Clone, Debug)]
pub struct Compared {
    /// The names of its files.
    pub name: String,
    /// What can be agreed.
    pub solved: SolveReport,
    /// Why nothing can be agreed, if so.
    pub explained: Option<ExplainReport>,
    /// Its numbers.
    pub numbers: Vec<(Path, Number)>,
    /// The model itself.
    pub model: Model,
}

/// Models side by side.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CompareReport {
    /// What the last of them was asked, and what ids are called there.
    #[serde(flatten)]
    pub opening: Opening,
    /// The models.
    pub models: Vec<ModelReport>,
    /// Whether nothing differs, neither in the models nor in the answers.
    pub same: bool,
    /// Whether all answers are the same: how they end, and the packages of every concept.
    pub same_answer: bool,
    /// The numbers that differ.
    pub numbers: Vec<NumberReport>,
    /// What only some of the models have.
    pub only: Vec<OnlyReport>,
    /// Of two models, how the answers differ, in the words of the negotiation.
    pub sections: Vec<SectionReport>,
    /// By concept, what it is called.
    pub concepts: Keyed<String>,
    /// Of two models whose answers differ: the fewest numbers that turn the first answer into the second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fewest: Option<FewestReport>,
}

/// One of the models.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ModelReport {
    /// The names of its files.
    pub name: String,
    /// The numbers that the question put in the place of what its author wrote.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set: Vec<SetReport>,
    /// How the search ended.
    #[serde(flatten)]
    pub ended: Ended,
    /// How many packages every party accepts, in decimal digits; left out where that is not counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acceptable: Option<String>,
    /// By concept, the first package that it chooses.
    pub chosen: Keyed<AgreementReport>,
    /// What ids are called in it.
    pub names: Names,
}

/// A number that differs.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NumberReport {
    /// Where it stands in the models.
    pub path: String,
    /// By model, in order, what it is; `null` where it is not said.
    pub values: Vec<Option<Number>>,
}

/// Something that only some models have.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OnlyReport {
    /// What kind of thing it is: `party`, `issue`, `option`, `rule`, `state`, `proposal`.
    pub kind: String,
    /// Its id; of an option, `issue=option`.
    pub id: String,
    /// By model, in order, whether it is there.
    pub models: Vec<bool>,
}

/// The fewest numbers that turn one answer into another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FewestReport {
    /// The concept whose answer is meant.
    pub concept: String,
    /// Where they stand: proven to be as few as possible; `null` if none are, or if that was not found out.
    pub numbers: Option<Vec<String>>,
    /// If the fewest were not found out: some that are enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enough: Option<Vec<String>>,
    /// So many are needed at least, as far as that was found out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<usize>,
    /// Whether some of the numbers that both models say turn it; `null` if that was not found out. If not, what else differs does.
    pub possible: Option<bool>,
}

impl CompareReport {
    /// Models side by side, in order: their answers, and the problems that they are; of two models, with `sections` on how the
    /// answers differ.
    pub fn new(compared: &[Compared], problems: &[&Problem], sections: Vec<SectionReport>) -> Self {
        let models: Vec<ModelReport> = compared.iter().map(ModelReport::new).collect();
        let only = only(problems);
        let numbers = numbers(compared, &only);
        let concepts = compared.iter().flat_map(|one| one.solved.concepts.iter());
        let concepts = concepts.unique_by(|(id, _)| (*id).to_owned()).map(|(id, concept)| (id, concept.name.clone()));
        let concepts: Keyed<String> = concepts.collect();
        let answer = |one: &Compared| {
            // Whatever the order in which issues are declared.
            let settled =
                |(issue, by): (&str, &Choice)| (issue.to_owned(), serde_json::to_string(by).unwrap_or_default());
            let points =
                one.solved.solutions.iter().flat_map(|own| own.agreements.iter().map(|point| (&own.concept, point)));
            let packages = points.map(|(concept, point)| {
                (concept.clone(), point.package.iter().map(settled).collect::<BTreeMap<_, _>>())
            });
            (one.solved.head.ended.status, packages.collect::<BTreeSet<_>>())
        };
        let same_answer = compared.iter().map(answer).all_equal();
        let last = compared.last().map(|one| one.solved.head.opening.clone());
        CompareReport {
            same: same_answer && sections.is_empty() && compared.iter().map(|one| &one.model).all_equal(),
            opening: last.map(|opening| Opening { command: "compare".to_owned(), ..opening }).unwrap_or_default(),
            models,
            same_answer,
            numbers,
            only,
            sections,
            concepts,
            fewest: None,
        }
    }

    /// Whether some search stopped before its answer was known.
    pub fn stopped(&self) -> bool {
        self.models.iter().any(|model| model.ended.status == StatusName::Stopped)
    }
}

impl ModelReport {
    fn new(compared: &Compared) -> Self {
        let solved = &compared.solved;
        let first = |id: &str| {
            let own = solved.solutions.iter().filter(|solution| solution.concept == id);
            own.flat_map(|solution| &solution.agreements).next().cloned()
        };
        let chosen = solved.concepts.keys().filter_map(|id| Some((id, first(id)?)));
        ModelReport {
            name: compared.name.clone(),
            set: solved.head.opening.set.clone(),
            ended: solved.head.ended,
            acceptable: solved.head.packages.as_ref().and_then(|counts| counts.individually_rational.clone()),
            chosen: chosen.collect(),
            names: solved.head.opening.names.clone(),
        }
    }
}

/// The numbers that differ, by path: in the order of the first model that has them. What only some models have is listed by
/// itself, and its numbers are not.
fn numbers(compared: &[Compared], only: &[OnlyReport]) -> Vec<NumberReport> {
    let missing: HashSet<(&str, &str)> = only.iter().map(|one| (one.kind.as_str(), one.id.as_str())).collect();
    let of_some = |path: &Path| {
        let keys: Vec<&str> =
            path.segments().iter().map(|one| if let Segment::Key(key) = one { key } else { "" }).collect();
        // What stands behind a key is of the kind that the key holds.
        keys.windows(2).any(|pair| {
            let kind = match pair[0] {
                "parties" | "utilities" | "beliefs" => "party",
                "issues" | "values" => "issue",
                "rules" => "rule",
                "states" => "state",
                "proposals" => "proposal",
                _ => return false,
            };
            missing.contains(&(kind, pair[1]))
        }) || keys.windows(3).any(|own| {
            matches!(own[0], "values") && missing.contains(&("option", format!("{}={}", own[1], own[2]).as_str()))
        })
    };
    let maps: Vec<HashMap<&Path, &Number>> =
        compared.iter().map(|one| one.numbers.iter().map(|(path, number)| (path, number)).collect()).collect();
    let paths = compared.iter().flat_map(|one| one.numbers.iter().map(|(path, _)| path)).unique();
    let paths = paths.filter(|path| !of_some(path));
    let one = |path: &Path| {
        let values: Vec<Option<Number>> =
            maps.iter().map(|map| map.get(path).map(|number| (*number).clone())).collect();
        (!values.iter().all_equal()).then(|| NumberReport { path: path.to_string(), values })
    };
    paths.filter_map(one).collect()
}

/// What only some of the problems have.
fn only(problems: &[&Problem]) -> Vec<OnlyReport> {
    fn things(problem: &Problem) -> Vec<(&'static str, String)> {
        let mut things = Vec::new();
        things.extend(problem.parties().iter().map(|one| ("party", one.id.clone())));
        things.extend(problem.issues().iter().map(|one| ("issue", one.id.clone())));
        for issue in problem.issues().iter().filter(|issue| !issue.continuous && !issue.has_numbers()) {
            things.extend(issue.options.iter().map(|one| ("option", format!("{}={}", issue.id, one.id))));
        }
        things.extend(problem.constraints().iter().map(|one| ("rule", one.name.clone())));
        things.extend(problem.levels().rules.iter().map(|one| ("rule", one.name.clone())));
        things.extend(problem.states().iter().map(|one| ("state", one.id.clone())));
        things.extend(problem.proposals().iter().map(|one| ("proposal", one.id.clone())));
        things
    }
    let all: Vec<Vec<(&'static str, String)>> = problems.iter().map(|problem| things(problem)).collect();
    let mut found: Vec<OnlyReport> = Vec::new();
    for (kind, id) in all.iter().flatten().unique() {
        let models: Vec<bool> = all.iter().map(|own| own.iter().any(|(k, i)| k == kind && i == id)).collect();
        // The options of an issue that is not there are not, either.
        let issue = id.split_once('=').map_or("", |(issue, _)| issue);
        let within = *kind == "option" && found.iter().any(|one| one.kind == "issue" && one.id == issue);
        if models.contains(&false) && !within {
            found.push(OnlyReport { kind: (*kind).to_owned(), id: id.clone(), models });
        }
    }
    found
}
