//! What combinations of options are worth.

use super::{Condition, Issue, IssueId, OptionId, PartyId, StateId};
use crate::model::Path;
use std::collections::BTreeMap;
use std::sync::Arc;

/// An interaction of one party, as the author wrote it.
#[derive(Clone, Debug)]
pub struct Interaction {
    /// Whose utility it changes.
    pub party: PartyId,
    /// What it adds, and where.
    pub worth: Worth,
    /// Why, in the author's words.
    pub because: Option<Arc<str>>,
    /// Where it stands in the file.
    pub path: Arc<Path>,
    /// The state that it stands under: what it adds is weighed with the party's belief.
    pub state: Option<StateId>,
}

/// The two ways to write an interaction.
#[derive(Clone, Debug)]
pub enum Worth {
    /// A value where a condition holds.
    When(Condition, i64),
    /// A value for every combination of the issues' options: the last issue runs fastest.
    Table(Vec<(IssueId, usize)>, Box<[i64]>),
}

impl Worth {
    /// What it adds for the options that `option` gives for each issue; scaled.
    pub(crate) fn value(&self, option: impl Fn(IssueId) -> OptionId) -> i64 {
        match self {
            Worth::When(condition, add) => {
                if condition.holds(option) {
                    *add
                } else {
                    0
                }
            }
            Worth::Table(axes, cells) => {
                cells[axes.iter().fold(0, |cell, (issue, size)| cell * size + option(*issue).index())]
            }
        }
    }

    /// The issues it combines.
    pub(crate) fn issues(&self) -> Vec<IssueId> {
        match self {
            Worth::When(condition, _) => condition.issues().collect(),
            Worth::Table(axes, _) => axes.iter().map(|(issue, _)| *issue).collect(),
        }
    }
}

impl Interaction {
    /// What it adds for the options that `option` gives for each issue; scaled.
    pub fn value(&self, option: impl Fn(IssueId) -> OptionId) -> i64 {
        self.worth.value(option)
    }

    /// The issues it combines, in ascending order.
    pub fn scope(&self) -> Vec<IssueId> {
        let mut scope = self.worth.issues();
        scope.sort_unstable();
        scope
    }

    /// What it adds in each combination of these issues, which are its own, the last running fastest. Only where it holds: there
    /// may be a term for each combination.
    fn spread(&self, scope: &[usize], sizes: &[usize], mut add: impl FnMut(usize, i64)) {
        let admitted = |(issue, size): (&usize, &usize)| -> Vec<usize> {
            let set = match &self.worth {
                Worth::When(condition, _) => {
                    condition.0.iter().find(|(at, _)| at.index() == *issue).map(|(_, set)| set)
                }
                Worth::Table(..) => None,
            };
            (0..*size).filter(|option| set.is_none_or(|set| set[*option])).collect()
        };
        let admitted: Vec<Vec<usize>> = scope.iter().zip(sizes).map(admitted).collect();
        let mut at = vec![0; scope.len()];
        let mut more = admitted.iter().all(|options| !options.is_empty());
        while more {
            let option = |issue: IssueId| {
                let axis = scope.partition_point(|i| *i < issue.index());
                OptionId::at(admitted[axis][at[axis]])
            };
            let axes = at.iter().zip(&admitted).zip(sizes);
            let cell = axes.fold(0, |cell, ((at, options), size)| cell * size + options[*at]);
            add(cell, self.value(option));
            more = at.iter_mut().zip(&admitted).rev().any(|(at, options)| {
                *at = (*at + 1) % options.len();
                *at > 0
            });
        }
    }

    /// The same with every value multiplied; the products must fit.
    pub(crate) fn times(mut self, factor: i64) -> Self {
        match &mut self.worth {
            Worth::When(_, add) => *add *= factor,
            Worth::Table(_, cells) => cells.iter_mut().for_each(|cell| *cell *= factor),
        }
        self
    }

    /// The most that it can add.
    pub fn most(&self) -> i64 {
        match &self.worth {
            // It need not apply.
            Worth::When(_, add) => (*add).max(0),
            Worth::Table(_, cells) => cells.iter().copied().max().unwrap_or(0),
        }
    }

    /// The most that it can add or take, in absolute value.
    pub fn magnitude(&self) -> u64 {
        match &self.worth {
            Worth::When(_, add) => add.unsigned_abs(),
            Worth::Table(_, cells) => cells.iter().map(|cell| cell.unsigned_abs()).max().unwrap_or(0),
        }
    }
}

/// All interactions over the same issues, all parties together.
#[derive(Clone, Debug)]
pub struct Factor {
    /// The issues it combines, in ascending order.
    pub scope: Vec<usize>,
    /// What it adds.
    pub kind: FactorKind,
}

/// How a factor is kept.
#[derive(Clone, Debug)]
pub enum FactorKind {
    /// A value for every combination: indexed by `cell · parties + party`, the last issue of the scope runs fastest.
    Dense {
        /// How many options each issue of the scope has.
        sizes: Vec<usize>,
        /// The values.
        cells: Box<[i64]>,
    },
    /// Values where conditions hold, too few of them for so many combinations to make a table.
    Terms(Vec<Interaction>),
    /// Tables with too many combinations to be joined.
    Tables(Vec<Interaction>),
}

/// Factors with more combinations than this are kept as lists of interactions.
const DENSE_CELLS: usize = 1 << 16;
/// And so are up to so many terms over three issues or more: for a search that follows them one by one, all that a term
/// has to remember is whether it can still hold.
const FEW_TERMS: usize = 16;

impl Factor {
    /// Interactions grouped by the issues they combine.
    pub(crate) fn group(interactions: &[Interaction], issues: &[Issue], parties: usize) -> Vec<Self> {
        let mut by_scope: BTreeMap<Vec<usize>, Vec<Interaction>> = BTreeMap::new();
        for interaction in interactions {
            let scope = interaction.scope().into_iter().map(IssueId::index).collect();
            by_scope.entry(scope).or_default().push(interaction.clone());
        }
        let join = |(scope, group): (Vec<usize>, Vec<Interaction>)| {
            let sizes = scope.iter().map(|issue| issues[*issue].options.len()).collect();
            Factor::join(scope, sizes, parties, group)
        };
        by_scope.into_iter().flat_map(join).collect()
    }

    /// Joins interactions over one scope; `sizes` are the numbers of options of its issues. One factor, or two if there
    /// are both terms and tables over very many combinations.
    fn join(
        scope: Vec<usize>,
        sizes: Vec<usize>,
        parties: usize,
        interactions: Vec<Interaction>,
    ) -> impl Iterator<Item = Self> {
        let combinations = sizes.iter().try_fold(1usize, |product, size| product.checked_mul(*size));
        let is_term = |interaction: &Interaction| matches!(interaction.worth, Worth::When(..));
        let few_terms = scope.len() > 2 && interactions.len() <= FEW_TERMS && interactions.iter().all(is_term);
        let kinds = match combinations {
            Some(combinations) if combinations <= DENSE_CELLS && !few_terms => {
                let mut cells = vec![0; combinations * parties].into_boxed_slice();
                for interaction in &interactions {
                    interaction
                        .spread(&scope, &sizes, |cell, add| cells[cell * parties + interaction.party.index()] += add);
                }
                vec![FactorKind::Dense { sizes, cells }]
            }
            _ => {
                let (terms, tables): (Vec<_>, Vec<_>) = interactions.into_iter().partition(is_term);
                let terms = Some(terms).filter(|terms| !terms.is_empty()).map(FactorKind::Terms);
                let tables = Some(tables).filter(|tables| !tables.is_empty()).map(FactorKind::Tables);
                terms.into_iter().chain(tables).collect()
            }
        };
        kinds.into_iter().map(move |kind| Factor { scope: scope.clone(), kind })
    }

    /// Adds what it is worth, for the options that `option` gives for each issue, to utilities indexed by party.
    pub(crate) fn add_to(&self, option: impl Fn(usize) -> OptionId + Copy, utilities: &mut [i64]) {
        self.add_times(1, option, utilities);
    }

    /// The same, `times` over: -1 takes it away.
    pub(crate) fn add_times(&self, times: i64, option: impl Fn(usize) -> OptionId + Copy, utilities: &mut [i64]) {
        match &self.kind {
            FactorKind::Dense { sizes, cells } => {
                let axes = self.scope.iter().zip(sizes);
                let cell = axes.fold(0, |cell, (issue, size)| cell * size + option(*issue).index());
                let at = cell * utilities.len();
                for (utility, value) in utilities.iter_mut().zip(&cells[at..]) {
                    *utility += times * value;
                }
            }
            FactorKind::Terms(interactions) | FactorKind::Tables(interactions) => {
                for interaction in interactions {
                    utilities[interaction.party.index()] += times * interaction.value(|issue| option(issue.index()));
                }
            }
        }
    }
}
