//! A package: one option for every issue, and a level for every continuous one.

use super::{IssueId, OptionId, Options, Problem};
use crate::exact::Number;
use std::borrow::Cow;

/// One option for every issue, and a level for every continuous one: a complete deal.
///
/// Options are indexed by issue in declaration order. A continuous issue has one option, which stands for all its levels; which of
/// them it is, is said beside, in the order of [`Levels::issues`](super::Levels::issues).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Package {
    options: Options,
    /// None where there are none: long lists of packages without levels are no larger for them.
    levels: Option<Box<Chosen>>,
}

/// The levels of continuous issues.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Chosen(Vec<Number>);

impl Package {
    /// A package from options, by issue: those of the problem that it is used with.
    pub fn new(options: impl Into<Options>) -> Self {
        Package { options: options.into(), levels: None }
    }

    /// The same, with levels of the continuous issues.
    #[must_use]
    pub fn with_levels(self, levels: impl IntoIterator<Item = impl Into<Number>>) -> Self {
        let levels: Vec<Number> = levels.into_iter().map(Into::into).collect();
        Package { levels: (!levels.is_empty()).then(|| Box::new(Chosen(levels))), ..self }
    }

    /// The package that settles the issues of a problem like this, in declaration order.
    pub(crate) fn settled_by(settled: Vec<Settled>) -> Self {
        let option = |settled: &Settled| if let Settled::Option(at) = settled { *at } else { OptionId::at(0) };
        let options: Vec<OptionId> = settled.iter().map(option).collect();
        let level = |settled| if let Settled::Level(level) = settled { Some(level) } else { None };
        Package::new(options).with_levels(settled.into_iter().filter_map(level))
    }

    /// Options by issue.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The option of an issue.
    pub fn option(&self, issue: IssueId) -> OptionId {
        self.options.of(issue)
    }

    /// The levels, by continuous issue.
    pub fn levels(&self) -> &[Number] {
        self.levels.as_ref().map_or(&[], |levels| &levels.0)
    }

    /// How it settles an issue.
    pub fn settled(&self, problem: &Problem, issue: IssueId) -> Settled {
        match problem.level_of(issue) {
            Some(level) => Settled::Level(self.levels()[level.index()].clone()),
            None => Settled::Option(self.option(issue)),
        }
    }

    /// The same with an issue settled otherwise.
    #[must_use]
    pub(crate) fn settling(mut self, problem: &Problem, issue: IssueId, by: &Settled) -> Self {
        match (by, problem.level_of(issue), &mut self.levels) {
            (Settled::Option(option), ..) => {
                let mut options = self.options.to_vec();
                options[issue.index()] = *option;
                self.options = options.into();
            }
            (Settled::Level(at), Some(level), Some(levels)) => levels.0[level.index()].clone_from(at),
            (Settled::Level(_), ..) => {}
        }
        self
    }

    /// The issues that another package settles differently, in declaration order.
    pub fn changed(&self, other: &Package, problem: &Problem) -> Vec<IssueId> {
        problem.issue_ids().filter(|issue| self.settled(problem, *issue) != other.settled(problem, *issue)).collect()
    }

    /// The ids of issues and chosen options, or levels, in declaration order.
    pub fn ids<'a>(&'a self, problem: &'a Problem) -> impl Iterator<Item = (&'a str, Cow<'a, str>)> {
        problem.issues.iter().zip(problem.issue_ids()).map(|(issue, at)| {
            let chosen = match self.settled(problem, at) {
                Settled::Level(level) => Cow::Owned(level.to_string()),
                Settled::Option(option) => Cow::Borrowed(issue.options[option.index()].id.as_str()),
            };
            (issue.id.as_str(), chosen)
        })
    }
}

/// How an issue is settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// By this option.
    Option(OptionId),
    /// By a level of a continuous issue.
    Level(Number),
}
