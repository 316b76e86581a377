//! Rules and interactions, followed while issues are settled one after the other.

use super::asked::Asked;
use crate::problem::{Condition, Constraint, ConstraintKind, Interaction, IssueId, OptionId, PartyId, View, Worth};

/// What is followed.
enum Followed<'p> {
    /// Something that must hold.
    Rule(&'p ConstraintKind),
    /// Enough of those who are asked must consent.
    Consents(Asked<'p>),
    /// Conditions that add something to a party's utility where they hold.
    Terms(Vec<(&'p Condition, PartyId, i64)>),
}

/// How a rule, or interactions over the same issues, are followed while issues are settled one after the other.
///
/// The memory is a few integers, all equal to [`DONE`] once every completion satisfies the rule, or once no term can
/// hold any more.
pub(super) struct Automaton<'p> {
    followed: Followed<'p>,
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
    /// Follows interactions over one scope that all have a condition.
    pub(super) fn of_terms(terms: &'p [Interaction], order: &[usize]) -> Self {
        let at = |issue: usize| order.iter().position(|other| *other == issue).unwrap_or(0);
        let term = |term: &'p Interaction| match &term.worth {
            Worth::When(condition, add) => Some((condition, term.party, *add)),
            Worth::Table(..) => None,
        };
        let terms: Vec<(&Condition, PartyId, i64)> = terms.iter().filter_map(term).collect();
        // All speak of the same issues.
        let positions = || terms.iter().flat_map(|(condition, _, _)| &condition.0).map(|(issue, _)| at(issue.index()));
        Automaton {
            first: positions().min().unwrap_or(0),
            last: positions().max().unwrap_or(0),
            rest: Vec::new(),
            ends: Vec::new(),
            followed: Followed::Terms(terms),
        }
    }

    /// Follows a rule.
    pub(super) fn of_rule(constraint: &'p Constraint, view: &View, order: &[usize]) -> Self {
        let at = |issue: usize| order.iter().position(|other| *other == issue).unwrap_or(0);
        let scope = constraint.scope();
        let end = |condition: &Condition| condition.0.iter().map(|(issue, _)| at(issue.index())).max().unwrap_or(0);
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
                    if let Some((_, values)) = terms.iter().find(|(other, _)| other.index() == *issue) {
                        let values = view.options(IssueId::at(*issue)).map(|option| values[option.index()]);
                        least += values.clone().min().unwrap_or(0);
                        most += values.max().unwrap_or(0);
                    }
                    rest[position] = (least, most);
                }
            }
            ConstraintKind::Consents(_) => {}
        }
        let followed = match &constraint.kind {
            ConstraintKind::Consents(consents) => Followed::Consents(Asked::new(consents, view, order)),
            kind => Followed::Rule(kind),
        };
        Automaton {
            followed,
            first: scope.iter().map(|issue| at(issue.index())).min().unwrap_or(0),
            last: scope.iter().map(|issue| at(issue.index())).max().unwrap_or(0),
            rest,
            ends,
        }
    }

    /// How many integers it remembers.
    pub(super) fn memory(&self) -> usize {
        match &self.followed {
            Followed::Rule(ConstraintKind::Forbid(_) | ConstraintKind::Sum { .. }) => 1,
            Followed::Rule(ConstraintKind::Implies(..)) => 2,
            Followed::Rule(ConstraintKind::Count { of, .. }) => 1 + of.len().div_ceil(CHUNK),
            Followed::Rule(ConstraintKind::Consents(_)) => 0,
            Followed::Consents(asked) => asked.memory(),
            Followed::Terms(terms) => terms.len().div_ceil(CHUNK),
        }
    }

    /// The memory before any issue is settled.
    pub(super) fn start(&self) -> Vec<i64> {
        // One bit for each condition that can still hold.
        let bits = |count: usize| {
            let mut bits = vec![0i64; count.div_ceil(CHUNK)];
            (0..count).for_each(|condition| bits[condition / CHUNK] |= 1 << (condition % CHUNK));
            bits
        };
        match &self.followed {
            Followed::Rule(ConstraintKind::Forbid(_)) => vec![1],
            Followed::Rule(ConstraintKind::Implies(..)) => vec![1, 1],
            Followed::Rule(ConstraintKind::Sum { .. }) => vec![0],
            Followed::Rule(ConstraintKind::Count { of, .. }) => {
                let mut memory = vec![0];
                memory.extend(bits(of.len()));
                memory
            }
            Followed::Rule(ConstraintKind::Consents(_)) => Vec::new(),
            Followed::Consents(asked) => asked.start(),
            Followed::Terms(terms) => bits(terms.len()),
        }
    }

    /// Settles the issue at a position of the order, and adds to the gains of the parties what comes with that; false
    /// if no completion can satisfy the rule any more.
    pub(super) fn step(
        &self,
        memory: &mut [i64],
        position: usize,
        issue: usize,
        option: OptionId,
        gains: &mut [i64],
    ) -> bool {
        if memory[0] == DONE {
            return true;
        }
        let fails = |condition: &Condition| {
            condition.0.iter().any(|(other, set)| other.index() == issue && !set[option.index()])
        };
        let done;
        let rule = match &self.followed {
            Followed::Rule(rule) => rule,
            Followed::Consents(asked) => {
                match asked.step(memory, position, IssueId::at(issue), option) {
                    None => return false,
                    Some(true) => memory.fill(DONE),
                    Some(false) => {}
                }
                return true;
            }
            Followed::Terms(terms) => {
                for (at, (condition, party, add)) in terms.iter().enumerate() {
                    let (chunk, bit) = (at / CHUNK, 1 << (at % CHUNK));
                    if memory[chunk] & bit != 0 && fails(condition) {
                        memory[chunk] &= !bit;
                    } else if memory[chunk] & bit != 0 && position >= self.last {
                        gains[party.index()] += add;
                    }
                }
                if memory.iter().all(|bits| *bits == 0) {
                    memory.fill(DONE);
                }
                return true;
            }
        };
        match rule {
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
                if let Some((_, values)) = terms.iter().find(|(other, _)| *other == IssueId::at(issue)) {
                    memory[0] += values[option.index()];
                }
                let (least, most) = (memory[0] + self.rest[position + 1].0, memory[0] + self.rest[position + 1].1);
                if max.is_some_and(|max| least > max) || min.is_some_and(|min| most < min) {
                    return false;
                }
                done = max.is_none_or(|max| most <= max) && min.is_none_or(|min| least >= min);
            }
            // Followed by themselves.
            ConstraintKind::Consents(_) => return true,
        }
        if done {
            memory.fill(DONE);
        }
        true
    }
}
