//! Consents, followed while issues are settled one after the other.
//!
//! Of each sum the memory has what it came to so far, which combinations can still hold, and which part of a table is chosen;
//! as soon as every completion leaves it satisfied, or none does, only that is remembered.

use crate::problem::{Condition, Consent, Consents, IssueId, OptionId, View, Worth};

/// What is remembered of a consent that is certain.
const GIVEN: i64 = i64::MAX;
/// Of one that is asked, and refuses.
const REFUSED: i64 = i64::MAX - 1;
/// Of one that refuses if it is asked.
const UNLESS: i64 = i64::MAX - 2;
/// Conditions whose state is kept in one integer.
const CHUNK: usize = 62;

/// Consents in an order of issues.
pub(super) struct Asked<'p> {
    consents: &'p Consents,
    of: Vec<One<'p>>,
    /// The position of the last issue that they depend on.
    last: usize,
}

/// One of them.
struct One<'p> {
    consent: &'p Consent,
    /// Where its part of the memory begins: the sum, a bit for each condition, a number for each table.
    from: usize,
    /// By position in the order, the least and the most that single issues from there on can add.
    rest: Vec<(i64, i64)>,
    /// The position of the last issue of the condition under which it is asked.
    asked: Option<usize>,
    conditions: Vec<Term<'p>>,
    tables: Vec<Cells<'p>>,
}

/// What is added where a condition holds.
struct Term<'p> {
    condition: &'p Condition,
    add: i64,
    last: usize,
}

/// What combinations of options add.
struct Cells<'p> {
    /// By issue, its number of options and by how much a step of its options moves in the table.
    axes: Vec<(IssueId, usize)>,
    cells: &'p [i64],
    least: i64,
    most: i64,
    last: usize,
}

impl<'p> Asked<'p> {
    pub(super) fn new(consents: &'p Consents, view: &View, order: &[usize]) -> Self {
        let at = |issue: IssueId| order.iter().position(|other| *other == issue.index()).unwrap_or(0);
        let end = |condition: &Condition| condition.issues().map(at).max().unwrap_or(0);
        let mut from = 0;
        let one = |consent: &'p Consent| {
            let mut rest = vec![(0, 0); order.len() + 1];
            for (position, issue) in order.iter().enumerate().rev() {
                let (mut least, mut most) = rest[position + 1];
                if let Some((_, values)) = consent.sum.terms.iter().find(|(other, _)| other.index() == *issue) {
                    let values = view.options(IssueId::at(*issue)).map(|option| values[option.index()]);
                    least += values.clone().min().unwrap_or(0);
                    most += values.max().unwrap_or(0);
                }
                rest[position] = (least, most);
            }
            let (mut conditions, mut tables) = (Vec::new(), Vec::new());
            for (worth, least, most) in &consent.sum.more {
                match worth {
                    Worth::When(condition, add) => {
                        conditions.push(Term { condition, add: *add, last: end(condition) });
                    }
                    Worth::Table(axes, cells) => {
                        let mut step = cells.len();
                        let mut steps = Vec::new();
                        for (issue, size) in axes {
                            step /= size;
                            steps.push((*issue, step));
                        }
                        let last = axes.iter().map(|(issue, _)| at(*issue)).max().unwrap_or(0);
                        tables.push(Cells { axes: steps, cells, least: *least, most: *most, last });
                    }
                }
            }
            let asked = consent.when.as_ref().map(end);
            let one = One { consent, from, rest, asked, conditions, tables };
            from += one.memory();
            one
        };
        let of = consents.of.iter().map(one).collect();
        let last = consents.of.iter().flat_map(Consent::issues).map(at).max().unwrap_or(0);
        Asked { consents, of, last }
    }

    /// How many integers it remembers.
    pub(super) fn memory(&self) -> usize {
        self.of.iter().map(One::memory).sum()
    }

    /// The memory before any issue is settled.
    pub(super) fn start(&self) -> Vec<i64> {
        let mut memory = Vec::new();
        for one in &self.of {
            memory.push(0);
            let mut bits = vec![0i64; one.conditions.len().div_ceil(CHUNK)];
            (0..one.conditions.len()).for_each(|at| bits[at / CHUNK] |= 1 << (at % CHUNK));
            memory.extend(bits);
            memory.extend(one.tables.iter().map(|_| 0));
        }
        memory
    }

    /// Settles an issue; whether it is certain now that enough consent, none if it is certain that they do not.
    pub(super) fn step(&self, memory: &mut [i64], position: usize, issue: IssueId, option: OptionId) -> Option<bool> {
        if self.consents.share_a_belief {
            return self.step_sharing(memory, position, issue, option);
        }
        let rule = &self.consents.rule;
        let (mut given, mut open, mut all) = (0, 0, true);
        for (one, needed) in self.of.iter().zip(&rule.veto) {
            let own = &mut memory[one.from..one.from + one.memory()];
            if let Some((least, most)) = one.step(own, position, issue, option) {
                one.judge(own, position, least, most);
            }
            match own[0] {
                GIVEN => given += 1,
                REFUSED if *needed => return None,
                REFUSED => {}
                _ => {
                    open += 1;
                    all &= !needed;
                }
            }
        }
        (given + open >= rule.quota).then_some(all && given >= rule.quota)
    }

    /// The same where a belief must exist with which all parties accept: sums are remembered until the last issue, or until
    /// what can still come decides.
    fn step_sharing(&self, memory: &mut [i64], position: usize, issue: IssueId, option: OptionId) -> Option<bool> {
        let (mut least, mut most) = (Vec::new(), Vec::new());
        for one in &self.of {
            let own = &mut memory[one.from..one.from + one.memory()];
            let (low, high) = one.step(own, position, issue, option).unwrap_or_default();
            let sum = own[0] - one.consent.sum.floor;
            least.push(sum + low);
            most.push(sum + high);
        }
        if position >= self.last {
            return self.consents.could_share(&most).then_some(true);
        }
        self.consents.may_share(&most).then(|| self.consents.share_for_certain(&least))
    }
}

impl One<'_> {
    fn memory(&self) -> usize {
        1 + self.conditions.len().div_ceil(CHUNK) + self.tables.len()
    }

    /// Settles an issue: the least and the most that the others can still add; none if it is certain whether it consents.
    fn step(&self, memory: &mut [i64], position: usize, issue: IssueId, option: OptionId) -> Option<(i64, i64)> {
        if memory[0] == GIVEN || memory[0] == REFUSED {
            return None;
        }
        // Options do not decide.
        if self.consent.has_levels() {
            settle(memory, GIVEN);
            return None;
        }
        let fails =
            |condition: &Condition| condition.0.iter().any(|(other, set)| *other == issue && !set[option.index()]);
        if self.consent.when.as_ref().is_some_and(fails) {
            settle(memory, GIVEN);
            return None;
        }
        if memory[0] == UNLESS {
            if self.is_asked_at(position) {
                memory[0] = REFUSED;
            }
            return None;
        }
        if let Some((_, values)) = self.consent.sum.terms.iter().find(|(other, _)| *other == issue) {
            memory[0] += values[option.index()];
        }
        let (mut least, mut most) = self.rest[position + 1];
        for (at, term) in self.conditions.iter().enumerate() {
            let (chunk, bit) = (1 + at / CHUNK, 1 << (at % CHUNK));
            if memory[chunk] & bit == 0 {
                continue;
            }
            if fails(term.condition) {
                memory[chunk] &= !bit;
            } else if position >= term.last {
                memory[chunk] &= !bit;
                memory[0] += term.add;
            } else {
                least += term.add.min(0);
                most += term.add.max(0);
            }
        }
        let first = 1 + self.conditions.len().div_ceil(CHUNK);
        for (table, cell) in self.tables.iter().zip(first..) {
            let step = table.axes.iter().find(|(other, _)| *other == issue).map(|(_, step)| *step);
            memory[cell] += (step.unwrap_or(0) * option.index()) as i64;
            if position < table.last {
                least += table.least;
                most += table.most;
            } else if step.is_some() && position == table.last {
                memory[0] += table.cells[memory[cell] as usize];
                memory[cell] = 0;
            }
        }
        Some((least, most))
    }

    /// Whether it is certain at a position that it is asked.
    fn is_asked_at(&self, position: usize) -> bool {
        self.asked.is_none_or(|asked| position >= asked)
    }

    /// Remembers whether it consents, as soon as that is certain.
    fn judge(&self, memory: &mut [i64], position: usize, least: i64, most: i64) {
        let floor = self.consent.sum.floor;
        if memory[0] + least >= floor {
            settle(memory, GIVEN);
        } else if memory[0] + most < floor {
            settle(memory, if self.is_asked_at(position) { REFUSED } else { UNLESS });
        }
    }
}

/// Remembers that and nothing else.
fn settle(memory: &mut [i64], what: i64) {
    memory.fill(0);
    memory[0] = what;
}
