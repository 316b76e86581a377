//! What the concepts choose, as data.

use super::no_deal::NoDealReport;
use super::parts::{Agreement, Head, as_text};
use super::warnings;
use crate::exact::Number;
use crate::explain::NoDeal;
use crate::problem::View;
use crate::search::{Answer, Engine, Solution};
use serde::Serialize;

/// The report on [`Search::run`](crate::Search::run).
#[derive(Clone, Debug, Serialize)]
pub struct SolveReport {
    /// What was asked, and how it ended.
    #[serde(flatten)]
    pub head: Head,
    /// What each concept chooses.
    pub solutions: Vec<SolutionReport>,
    /// Why there is no agreement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_deal: Option<NoDealReport>,
    /// What to keep in mind when reading the solutions.
    pub warnings: Vec<String>,
    /// The engine that found the answer.
    pub engine: &'static str,
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
    /// If not proven: no package has a better value than this.
    #[serde(serialize_with = "as_text")]
    pub bound: Option<Number>,
    /// The ids of the parties that agree, if not all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coalition: Option<Vec<String>>,
    /// The utility vectors chosen; several if they are exactly equally good.
    pub agreements: Vec<Agreement>,
}

impl SolveReport {
    /// Makes the report.
    pub fn new(view: &View, answer: &Answer, no_deal: Option<&NoDeal>) -> Self {
        SolveReport {
            head: Head::new(view, answer.status, &answer.counts, answer.ideal.as_deref()),
            solutions: answer.solutions.iter().map(|solution| SolutionReport::new(view, solution)).collect(),
            no_deal: no_deal.map(|no_deal| NoDealReport::new(view, no_deal)),
            warnings: warnings(view, answer),
            engine: match answer.engine {
                Engine::Automatic => "auto",
                Engine::Eliminate => "eliminate",
                Engine::Enumerate => "enumerate",
            },
        }
    }
}

impl SolutionReport {
    fn new(view: &View, solution: &Solution) -> Self {
        let parties = view.problem().parties();
        let members = |coalition: &Vec<usize>| coalition.iter().map(|party| parties[*party].id.clone()).collect();
        SolutionReport {
            concept: solution.concept.id().to_owned(),
            proven: solution.proven,
            degenerate: solution.degenerate,
            value: solution.value.as_ref().map(|value| value.number.clone()),
            value_exact: solution.value.as_ref().filter(|value| !value.exact).map(|_| false),
            bound: solution.bound.as_ref().map(|bound| bound.number.clone()),
            coalition: solution.coalition.as_ref().map(members),
            agreements: solution.agreements.iter().map(|point| Agreement::new(view, point)).collect(),
        }
    }
}
