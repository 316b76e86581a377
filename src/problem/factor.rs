//! What combinations of options are worth.

use super::Condition;
use crate::model::Path;

/// An interaction of one party, as the author wrote it.
#[derive(Clone, Debug)]
pub struct Interaction {
    /// Whose utility it changes.
    pub party: usize,
    /// What it adds, and where.
    pub worth: Worth,
    /// Why, in the author's words.
    pub because: Option<String>,
    /// Where it stands in the file.
    pub path: Path,
}

/// The two ways to write an interaction.
#[derive(Clone, Debug)]
pub enum Worth {
    /// A value where a condition holds.
    When(Condition, i64),
    /// A value for every combination of the issues' options: the last issue runs fastest.
    Table(Vec<(usize, usize)>, Box<[i64]>),
}

impl Interaction {
    /// What it adds for the options that `option` gives for each issue; scaled.
    pub fn value(&self, option: impl Fn(usize) -> u16) -> i64 {
        match &self.worth {
            Worth::When(condition, add) => {
                if condition.holds(option) {
                    *add
                } else {
                    0
                }
            }
            Worth::Table(axes, cells) => {
                cells[axes.iter().fold(0, |cell, (issue, size)| cell * size + usize::from(option(*issue)))]
            }
        }
    }

    /// The issues it combines, in ascending order.
    pub fn scope(&self) -> Vec<usize> {
        let mut scope: Vec<usize> = match &self.worth {
            Worth::When(condition, _) => condition.0.iter().map(|(issue, _)| *issue).collect(),
            Worth::Table(axes, _) => axes.iter().map(|(issue, _)| *issue).collect(),
        };
        scope.sort_unstable();
        scope
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
    /// Too many combinations for a table: the interactions themselves.
    Sparse(Vec<Interaction>),
}

/// Factors with more combinations than this are kept as lists of interactions.
const DENSE_CELLS: usize = 1 << 16;

impl Factor {
    /// Joins interactions over one scope; `sizes` are the numbers of options of its issues.
    pub(crate) fn join(scope: Vec<usize>, sizes: Vec<usize>, parties: usize, interactions: Vec<Interaction>) -> Self {
        let combinations = sizes.iter().try_fold(1usize, |product, size| product.checked_mul(*size));
        let kind = match combinations {
            Some(combinations) if combinations <= DENSE_CELLS => {
                let mut cells = vec![0; combinations * parties].into_boxed_slice();
                let mut options = vec![0u16; scope.len()];
                for cell in cells.chunks_exact_mut(parties) {
                    for interaction in &interactions {
                        let option = |issue: usize| options[scope.partition_point(|i| *i < issue)];
                        cell[interaction.party] += interaction.value(option);
                    }
                    for (option, size) in options.iter_mut().zip(&sizes).rev() {
                        *option += 1;
                        if usize::from(*option) < *size {
                            break;
                        }
                        *option = 0;
                    }
                }
                FactorKind::Dense { sizes, cells }
            }
            _ => FactorKind::Sparse(interactions),
        };
        Factor { scope, kind }
    }

    /// Adds what it is worth, for the options that `option` gives for each issue, to utilities indexed by party.
    pub(crate) fn add_to(&self, option: impl Fn(usize) -> u16 + Copy, utilities: &mut [i64]) {
        match &self.kind {
            FactorKind::Dense { sizes, cells } => {
                let axes = self.scope.iter().zip(sizes);
                let cell = axes.fold(0, |cell, (issue, size)| cell * size + usize::from(option(*issue)));
                let at = cell * utilities.len();
                for (utility, value) in utilities.iter_mut().zip(&cells[at..]) {
                    *utility += value;
                }
            }
            FactorKind::Sparse(interactions) => {
                for interaction in interactions {
                    utilities[interaction.party] += interaction.value(option);
                }
            }
        }
    }
}

impl Interaction {
    /// What it reads from the choice of an option: whether its condition admits the option, or the place in its table.
    pub(crate) fn reads(&self, issue: usize, option: usize) -> i64 {
        match &self.worth {
            Worth::When(condition, _) => {
                i64::from(condition.0.iter().any(|(other, set)| *other == issue && set[option]))
            }
            Worth::Table(..) => option as i64,
        }
    }
}
