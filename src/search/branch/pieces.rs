//! One weighted sum of gains as a sum of small pieces, in whole numbers that doubles hold exactly.
//!
//! For weights λ, the sum λ·gain of a package is a constant, plus a number for each option chosen, plus what each
//! interaction adds. Rules over few issues become pieces too: a combination that breaks one costs more than anything
//! could bring back. All numbers are rounded up to multiples of one unit, so that the sum of the pieces is never below
//! the true sum, and small enough that every sum of them, and of messages between them, stays below 2⁵³: additions of
//! doubles are then exact.

use super::super::cuts::Cut;
use crate::problem::{Constraint, ConstraintKind, FactorKind, IssueId, OptionId, View, Worth};
use num_bigint::BigInt;
use num_traits::Signed;
use std::collections::BTreeMap;

/// All pieces together stay below this many bits.
const PIECE_BITS: u64 = 42;
/// What breaking a rule costs: more than all pieces together.
const BROKEN: f64 = (1u64 << 44) as f64;
/// Rules over so many combinations become tables.
const TABLE_CELLS: usize = 1 << 12;

/// Where the options of an issue stand in arrays over all options.
pub(super) struct Offsets(Vec<usize>);

impl Offsets {
    fn new(sizes: impl Iterator<Item = usize>) -> Self {
        let mut offsets = vec![0];
        for size in sizes {
            offsets.push(offsets[offsets.len() - 1] + size);
        }
        Offsets(offsets)
    }

    pub(super) fn of(&self, issue: usize) -> std::ops::Range<usize> {
        self.0[issue]..self.0[issue + 1]
    }
}

/// What a piece adds.
pub(super) enum Kind {
    /// A number for every combination; the last issue runs fastest.
    Table(Vec<f64>),
    /// A number where the option of every issue is in a set: by issue of the scope, then option.
    Box(Vec<Vec<bool>>, f64),
}

/// What some issues add together.
pub(super) struct Piece {
    /// In ascending order.
    pub scope: Vec<usize>,
    /// By issue of the scope, its number of options.
    pub sizes: Vec<usize>,
    pub kind: Kind,
    /// Where the piece's messages to each issue of its scope begin.
    pub messages: Vec<usize>,
}

/// A weighted sum of gains over all packages.
pub(super) struct Pieces<'p> {
    pub constant: f64,
    /// By option of each issue.
    pub values: Vec<f64>,
    pub offsets: Offsets,
    pub pieces: Vec<Piece>,
    /// By issue, the pieces over it.
    pub over: Vec<Vec<usize>>,
    /// Rules that no piece stands for.
    pub rules: Vec<&'p Constraint>,
    /// How many messages there are.
    pub messages: usize,
    /// No message is larger than this in absolute value.
    pub largest_message: f64,
    cut: Cut,
    shift: u32,
}

impl<'p> Pieces<'p> {
    /// The pieces of the weighted sum of a cut.
    pub(super) fn new(view: &View<'p>, cut: Cut) -> Self {
        let problem = view.problem();
        let parties = view.parties();
        let reach = |(party, weight): (usize, &i128)| BigInt::from(*weight) * problem.reach(party) * 2u32;
        let bits = cut.weights.iter().enumerate().map(reach).sum::<BigInt>().abs().bits();
        let shift = bits.saturating_sub(PIECE_BITS) as u32;
        // In 64 bits where that is enough.
        let short: Option<Vec<i64>> = (bits < 62).then(|| cut.weights.iter().map(|weight| *weight as i64).collect());
        let sum = |gains: &[i64]| -> f64 {
            if let Some(weights) = &short {
                let sum: i64 = weights.iter().zip(gains).map(|(weight, gain)| weight * gain).sum();
                return -((-sum) >> shift) as f64;
            }
            let sum: i128 = cut.weights.iter().zip(gains).map(|(weight, gain)| weight * i128::from(*gain)).sum();
            -((-sum) >> shift) as f64
        };
        let offsets = Offsets::new(problem.issues.iter().map(|issue| issue.options.len()));
        let values: Vec<f64> = problem.values.iter().flat_map(|row| row.chunks_exact(parties)).map(sum).collect();
        let sizes = |scope: &[usize]| -> Vec<usize> {
            scope.iter().map(|issue| problem.issues[*issue].options.len()).collect()
        };
        let mut tables: BTreeMap<Vec<usize>, Vec<f64>> = BTreeMap::new();
        let mut others: Vec<(Vec<usize>, Kind)> = Vec::new();
        for factor in problem.factors.iter() {
            match &factor.kind {
                FactorKind::Dense { cells, .. } => {
                    tables.insert(factor.scope.clone(), cells.chunks_exact(parties).map(sum).collect());
                }
                FactorKind::Terms(interactions) | FactorKind::Tables(interactions) => {
                    let sizes = sizes(&factor.scope);
                    let cells = sizes.iter().try_fold(1usize, |product, size| product.checked_mul(*size));
                    if cells.is_some_and(|cells| cells <= TABLE_CELLS) {
                        let mut table = Vec::new();
                        combinations(&factor.scope, &sizes, |option| {
                            let mut gains = vec![0; parties];
                            interactions.iter().for_each(|i| gains[i.party.index()] += i.value(option));
                            table.push(sum(&gains));
                        });
                        tables.insert(factor.scope.clone(), table);
                        continue;
                    }
                    for interaction in interactions {
                        let mut gains = vec![0; parties];
                        if let Worth::When(condition, add) = &interaction.worth {
                            gains[interaction.party.index()] = *add;
                            let mut sets: Vec<(usize, Vec<bool>)> =
                                condition.0.iter().map(|(issue, set)| (issue.index(), set.to_vec())).collect();
                            sets.sort_by_key(|(issue, _)| *issue);
                            let (scope, sets) = sets.into_iter().unzip();
                            others.push((scope, Kind::Box(sets, sum(&gains))));
                        } else {
                            let mut table = Vec::new();
                            combinations(&factor.scope, &sizes, |option| {
                                gains[interaction.party.index()] = interaction.value(option);
                                table.push(sum(&gains));
                            });
                            others.push((factor.scope.clone(), Kind::Table(table)));
                        }
                    }
                }
            }
        }
        let mut rules = Vec::new();
        for (_, constraint) in view.constraints() {
            let scope: Vec<usize> = constraint.scope().into_iter().map(IssueId::index).collect();
            let sizes = sizes(&scope);
            let cells = sizes.iter().try_fold(1usize, |product, size| product.checked_mul(*size));
            match (&constraint.kind, cells) {
                (_, Some(cells)) if cells <= TABLE_CELLS => {
                    let table = tables.entry(scope.clone()).or_insert_with(|| vec![0.0; cells]);
                    let mut cell = table.iter_mut();
                    combinations(&scope, &sizes, |option| {
                        if let Some(cell) = cell.next()
                            && !constraint.allows(option)
                        {
                            *cell -= BROKEN;
                        }
                    });
                }
                (ConstraintKind::Forbid(condition), _) => {
                    let sets = scope.iter().map(|issue| {
                        let set = condition.0.iter().find(|(other, _)| other.index() == *issue);
                        set.map_or_else(Vec::new, |(_, set)| set.to_vec())
                    });
                    others.push((scope.clone(), Kind::Box(sets.collect(), -BROKEN)));
                }
                _ => rules.push(constraint),
            }
        }
        // Several rules over one scope: broken is broken.
        let tables = tables.into_iter().map(|(scope, mut cells)| {
            cells.iter_mut().for_each(|cell| *cell = cell.max(-BROKEN));
            (scope, Kind::Table(cells))
        });
        let mut pieces = Vec::new();
        let mut messages = 0;
        for (scope, kind) in tables.chain(others) {
            let sizes = sizes(&scope);
            let mut starts = Vec::new();
            for size in &sizes {
                starts.push(messages);
                messages += size;
            }
            pieces.push(Piece { scope, sizes, kind, messages: starts });
        }
        let mut over = vec![Vec::new(); problem.issues.len()];
        for (at, piece) in pieces.iter().enumerate() {
            piece.scope.iter().for_each(|issue| over[*issue].push(at));
        }
        let most = over.iter().map(Vec::len).chain(pieces.iter().map(|piece| piece.scope.len())).max().unwrap_or(0);
        Pieces {
            constant: sum(&problem.constants),
            values,
            offsets,
            pieces,
            over,
            rules,
            messages,
            largest_message: ((1u64 << 51) as f64 / (most + 2) as f64).floor(),
            cut,
            shift,
        }
    }

    /// A threshold of the cut in units of the pieces, rounded down.
    pub(super) fn threshold(&self, exact: i128) -> f64 {
        (exact >> self.shift).clamp(-(1 << 50), 1 << 50) as f64
    }

    /// The largest weighted sum of utilities that a sum of pieces can stand for.
    pub(super) fn exactly(&self, sum: f64) -> BigInt {
        BigInt::from(sum as i128) << self.shift
    }

    /// What a piece of 1 stands for, as a power of two.
    pub(super) fn unit(&self) -> u32 {
        self.shift
    }

    /// The cut itself.
    pub(super) fn cut(&self) -> &Cut {
        &self.cut
    }
}

/// Calls back for every combination of options of a scope, the last issue fastest.
fn combinations(scope: &[usize], sizes: &[usize], mut each: impl FnMut(&dyn Fn(IssueId) -> OptionId)) {
    let mut options = vec![OptionId::at(0); scope.len()];
    loop {
        each(&|issue| options[scope.partition_point(|other| *other < issue.index())]);
        let mut axis = scope.len();
        loop {
            let Some(next) = axis.checked_sub(1) else { return };
            axis = next;
            options[axis] = OptionId::at(options[axis].index() + 1);
            if options[axis].index() < sizes[axis] {
                break;
            }
            options[axis] = OptionId::at(0);
        }
    }
}
