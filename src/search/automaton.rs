//! Rules, followed while issues are settled one after the other.

use crate::problem::{Condition, Constraint, ConstraintKind, View};

/// How a rule is followed while issues are settled one after the other.
///
/// Its memory is a few integers, all equal to [`DONE`] once every completion satisfies it.
pub(super) struct Automaton<'p> {
    constraint: &'p Constraint,
    /// Positions in the order of the first and the last issue that it speaks of.
    pub(super) first: usize,
    pub(super) last: usize,
    /// For a sum: by position in the order, the least and the most that issues from there on can add.
    rest: Vec<(i64, i64)>,
    /// For conditions: by condition, the position of the last issue that it speaks of.
    ends: Vec<usize>,
}

const DONE: i64 = i64::MIN;
/// Conditions whose state is kept in one integer.
const CHUNK: usize = 62;

impl<'p> Automaton<'p> {
    pub(super) fn new(constraint: &'p Constraint, view: &View, order: &[usize]) -> Self {
        let at = |issue: usize| order.iter().position(|other| *other == issue).unwrap_or(0);
        let scope = constraint.scope();
        let end = |condition: &Condition| condition.0.iter().map(|(issue, _)| at(*issue)).max().unwrap_or(0);
        let mut rest = Vec::new();
        let mut ends = Vec::new();
        match &constraint.kind {
            ConstraintKind::Forbid(condition) => ends.push(end(condition)),
            ConstraintKind::Implies(premise, conclusion) => ends.extend([end(premise), end(conclusion)]),
            ConstraintKind::Count { of, .. } => ends.extend(of.iter().map(end)),
            ConstraintKind::Sum { terms, .. } => {
                rest = vec![(0, 0); order.len() + 1];
                for (position, issue) in order.iter().enumerate().rev() {
                    let (mut least, mut most) = rest[position + 1];
                    if let Some((_, values)) = terms.iter().find(|(other, _)| other == issue) {
                        let values = view.options(*issue).map(|option| values[usize::from(option)]);
                        least += values.clone().min().unwrap_or(0);
                        most += values.max().unwrap_or(0);
                    }
                    rest[position] = (least, most);
                }
            }
        }
        Automaton {
            constraint,
            first: scope.iter().map(|issue| at(*issue)).min().unwrap_or(0),
            last: scope.iter().map(|issue| at(*issue)).max().unwrap_or(0),
            rest,
            ends,
        }
    }

    /// How many integers it remembers.
    pub(super) fn memory(&self) -> usize {
        match &self.constraint.kind {
            ConstraintKind::Forbid(_) | ConstraintKind::Sum { .. } => 1,
            ConstraintKind::Implies(..) => 2,
            ConstraintKind::Count { of, .. } => 1 + of.len().div_ceil(CHUNK),
        }
    }

    /// The memory before any issue is settled.
    pub(super) fn start(&self) -> Vec<i64> {
        match &self.constraint.kind {
            ConstraintKind::Forbid(_) => vec![1],
            ConstraintKind::Implies(..) => vec![1, 1],
            ConstraintKind::Sum { .. } => vec![0],
            ConstraintKind::Count { of, .. } => {
                let mut memory = vec![0; self.memory()];
                for condition in 0..of.len() {
                    memory[1 + condition / CHUNK] |= 1 << (condition % CHUNK);
                }
                memory
            }
        }
    }

    /// Settles the issue at a position of the order; false if no completion can satisfy the rule any more.
    pub(super) fn step(&self, memory: &mut [i64], position: usize, issue: usize, option: u16) -> bool {
        if memory[0] == DONE {
            return true;
        }
        let fails =
            |condition: &Condition| condition.0.iter().any(|(other, set)| *other == issue && !set[usize::from(option)]);
        let done;
        match &self.constraint.kind {
            ConstraintKind::Forbid(condition) => {
                done = fails(condition);
                if !done && position >= self.last {
                    return false;
                }
            }
            ConstraintKind::Implies(premise, conclusion) => {
                memory[1] &= i64::from(!fails(conclusion));
                done = fails(premise) || (memory[1] == 1 && position >= self.ends[1]);
                if !done && memory[1] == 0 && position >= self.ends[0] {
                    return false;
                }
            }
            ConstraintKind::Count { of, min, max } => {
                let mut open = 0;
                for (at, condition) in of.iter().enumerate() {
                    let (chunk, bit) = (1 + at / CHUNK, 1 << (at % CHUNK));
                    if memory[chunk] & bit == 0 {
                        continue;
                    }
                    if fails(condition) {
                        memory[chunk] &= !bit;
                    } else if position >= self.ends[at] {
                        memory[chunk] &= !bit;
                        memory[0] += 1;
                    } else {
                        open += 1;
                    }
                }
                let count = memory[0] as usize;
                if count > *max || count + open < *min {
                    return false;
                }
                done = count >= *min && count + open <= *max;
            }
            ConstraintKind::Sum { terms, min, max } => {
                if let Some((_, values)) = terms.iter().find(|(other, _)| *other == issue) {
                    memory[0] += values[usize::from(option)];
                }
                let (least, most) = (memory[0] + self.rest[position + 1].0, memory[0] + self.rest[position + 1].1);
                if max.is_some_and(|max| least > max) || min.is_some_and(|min| most < min) {
                    return false;
                }
                done = max.is_none_or(|max| most <= max) && min.is_none_or(|min| least >= min);
            }
        }
        if done {
            memory.fill(DONE);
        }
        true
    }
}
