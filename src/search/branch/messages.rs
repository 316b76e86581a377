//! Bounds on a weighted sum by messages between pieces.
//!
//! What a piece adds may be moved to the options of its issues and back: the sum of a package stays what it is, the
//! bound Σ (best option of each issue) + Σ (best combination of each piece) changes. Passing messages moves worth to
//! where the bound is lower: block-coordinate descent on the dual of the local relaxation (Globerson and Jaakkola's
//! MPLP 2007), each piece in the handshake form of Tourani, Shekhovtsov, Rother and Savchynskyy's MPLP++ (2018),
//! carried over to tables of more than two issues and to boxes.
//!
//! Any messages whatever give a valid bound. They are whole numbers held in doubles (see [`super::pieces`]), so that the
//! bound is exact and not subject to rounding.

use super::pieces::{Kind, Piece, Pieces};
use crate::problem::{IssueId, OptionId, View};

/// Sums of whole numbers up to here are exact.
const LARGEST_SUM: f64 = (1u64 << 52) as f64;

/// A part of the packages: for each issue, the options that are left; and the bound on it so far.
#[derive(Clone)]
pub(super) struct Region {
    /// By issue, the options left, ascending.
    pub left: Vec<Vec<OptionId>>,
    /// By option, what it adds together with the messages to it.
    pub worth: Vec<f64>,
    /// By piece and option, the worth that the piece has moved to the option.
    messages: Vec<f64>,
    /// By piece, the most that is left of it.
    residue: Vec<f64>,
}

/// Room for the work on a piece.
#[derive(Default)]
pub(super) struct Scratch {
    /// By axis and position among the options left: the worth from elsewhere; then the messages.
    elsewhere: Vec<Vec<f64>>,
    moved: Vec<Vec<f64>>,
    best: Vec<f64>,
    table: Vec<f64>,
}

/// Numbers beyond this have no digits after the point; adding and taking it away rounds to a whole number.
const ROUNDING: f64 = (1u64 << 52) as f64 * 1.5;

/// An equal share of a whole number, as a whole number.
fn share(value: f64, parts: usize) -> f64 {
    (value / parts as f64 + ROUNDING) - ROUNDING
}

impl Region {
    /// All packages of a view, no messages.
    pub(super) fn of(view: &View, pieces: &Pieces) -> Self {
        let left = (0..view.problem().issues().len()).map(|issue| view.options(IssueId::at(issue)).collect()).collect();
        let residue = |piece: &Piece| match &piece.kind {
            Kind::Table(cells) => cells.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            Kind::Box(_, value) => value.max(0.0),
        };
        Region {
            left,
            worth: pieces.values.clone(),
            messages: vec![0.0; pieces.messages],
            residue: pieces.pieces.iter().map(residue).collect(),
        }
    }

    /// The same part with the same messages, in this unit, for other pieces over the same issues; their residues are found as soon as
    /// messages are passed.
    pub(super) fn carried_over(&self, pieces: &Pieces, unit: u32) -> Self {
        let scale = f64::from(unit as i32 - pieces.unit() as i32).exp2();
        let mut region = self.clone();
        region.worth.clone_from(&pieces.values);
        for piece in &pieces.pieces {
            for ((issue, own), size) in piece.scope.iter().zip(&piece.messages).zip(&piece.sizes) {
                let start = pieces.offsets.of(*issue).start;
                for option in 0..*size {
                    let message = &mut region.messages[own + option];
                    *message = (*message * scale).floor().clamp(-pieces.largest_message, pieces.largest_message);
                    region.worth[start + option] += *message;
                }
            }
        }
        region.residue.fill(f64::INFINITY);
        region
    }

    /// Nothing at all.
    pub(super) fn empty() -> Self {
        Region { left: Vec::new(), worth: Vec::new(), messages: Vec::new(), residue: Vec::new() }
    }

    /// By issue, the option with the most worth.
    pub(super) fn most_promising(&self, pieces: &Pieces) -> Vec<OptionId> {
        let best = |(issue, left): (usize, &Vec<OptionId>)| {
            let start = pieces.offsets.of(issue).start;
            let worth = |option: &OptionId| self.worth[start + option.index()];
            left.iter().copied().max_by(|a, b| worth(a).total_cmp(&worth(b)).then(b.cmp(a))).unwrap_or(OptionId::at(0))
        };
        self.left.iter().enumerate().map(best).collect()
    }

    /// The most worth that an option of the issue has.
    pub(super) fn best(&self, pieces: &Pieces, issue: usize) -> f64 {
        let start = pieces.offsets.of(issue).start;
        let worth = |option: &OptionId| self.worth[start + option.index()];
        self.left[issue].iter().map(worth).fold(f64::NEG_INFINITY, f64::max)
    }

    /// No package of the region has a larger sum.
    pub(super) fn bound(&self, pieces: &Pieces) -> f64 {
        let issues = (0..self.left.len()).map(|issue| self.best(pieces, issue));
        let mut sum = pieces.constant;
        for part in issues.chain(self.residue.iter().copied()) {
            sum += part;
            if sum.abs() > LARGEST_SUM {
                return f64::INFINITY;
            }
        }
        sum
    }

    /// Drops options with which no package reaches the threshold; the bound, or none if an issue has no option left.
    pub(super) fn filter(&mut self, pieces: &Pieces, threshold: f64) -> Option<f64> {
        let bound = self.bound(pieces);
        for issue in 0..self.left.len() {
            if self.left[issue].len() == 1 && bound >= threshold {
                continue;
            }
            let slack = bound - threshold - self.best(pieces, issue);
            let start = pieces.offsets.of(issue).start;
            let worth = &self.worth;
            self.left[issue].retain(|option| worth[start + option.index()] + slack >= 0.0);
            if self.left[issue].is_empty() {
                return None;
            }
        }
        (bound >= threshold).then_some(bound)
    }

    /// Passes messages from every piece that still links issues, in turn or in reverse.
    pub(super) fn sweep(&mut self, pieces: &Pieces, reverse: bool, scratch: &mut Scratch) {
        let count = pieces.pieces.len();
        for at in 0..count {
            self.pass(pieces, if reverse { count - 1 - at } else { at }, reverse, scratch);
        }
    }

    /// Passes messages from the pieces over one issue.
    pub(super) fn pass_around(&mut self, pieces: &Pieces, issue: usize, scratch: &mut Scratch) {
        for at in &pieces.over[issue] {
            self.pass(pieces, *at, false, scratch);
        }
    }

    fn pass(&mut self, pieces: &Pieces, at: usize, reverse: bool, scratch: &mut Scratch) {
        let piece = &pieces.pieces[at];
        let axes = piece.scope.len();
        scratch.elsewhere.resize_with(axes.max(scratch.elsewhere.len()), Vec::new);
        scratch.moved.resize_with(axes.max(scratch.moved.len()), Vec::new);
        for (axis, issue) in piece.scope.iter().enumerate() {
            let start = pieces.offsets.of(*issue).start;
            let own = piece.messages[axis];
            let of = |option: &OptionId| self.worth[start + option.index()] - self.messages[own + option.index()];
            scratch.elsewhere[axis].clear();
            scratch.elsewhere[axis].extend(self.left[*issue].iter().map(of));
            scratch.moved[axis].clear();
            scratch.moved[axis].resize(self.left[*issue].len(), 0.0);
        }
        let left: Vec<&[OptionId]> = piece.scope.iter().map(|issue| &self.left[*issue][..]).collect();
        let limit = pieces.largest_message;
        let residue = match &piece.kind {
            Kind::Table(cells) if axes == 2 => pair(cells, piece.sizes[1], &left, reverse, limit, scratch),
            Kind::Table(cells) => in_turn(axes, reverse, limit, scratch, |axis, terms, best| {
                table(cells, &piece.sizes, &left, axis, terms, best)
            }),
            Kind::Box(sets, value) => in_turn(axes, reverse, limit, scratch, |axis, terms, best| {
                in_box(sets, *value, &left, axis, terms, best)
            }),
        };
        self.residue[at] = residue;
        for (axis, issue) in piece.scope.iter().enumerate() {
            let start = pieces.offsets.of(*issue).start;
            let own = piece.messages[axis];
            let moved = scratch.elsewhere[axis].iter().zip(&scratch.moved[axis]);
            for (option, (elsewhere, moved)) in self.left[*issue].iter().zip(moved) {
                self.worth[start + option.index()] = elsewhere + moved;
                self.messages[own + option.index()] = *moved;
            }
        }
    }
}

/// By row of a table, the largest of its cells plus a term for each column.
fn best_of_rows(table: &[f64], terms: &[f64], sign: f64, best: &mut [f64]) {
    for (row, best) in table.chunks_exact(terms.len()).zip(best) {
        let mut most = f64::NEG_INFINITY;
        for (cell, term) in row.iter().zip(terms) {
            let value = cell + sign * term;
            most = if value > most { value } else { most };
        }
        *best = most;
    }
}

/// By column, the largest of its cells plus a term for each row.
fn best_of_columns(table: &[f64], terms: &[f64], sign: f64, best: &mut [f64]) {
    best.fill(f64::NEG_INFINITY);
    for (row, term) in table.chunks_exact(best.len()).zip(terms) {
        for (cell, most) in row.iter().zip(best.iter_mut()) {
            let value = cell + sign * term;
            *most = if value > *most { value } else { *most };
        }
    }
}

/// Messages of a table over two issues; what is left of it.
fn pair(cells: &[f64], width: usize, left: &[&[OptionId]], reverse: bool, limit: f64, scratch: &mut Scratch) -> f64 {
    let Scratch { elsewhere, moved, best, table } = scratch;
    let ([from_rows, from_columns, ..], [to_rows, to_columns, ..]) = (&elsewhere[..], &mut moved[..]) else {
        return f64::INFINITY;
    };
    // What is left of the table, in one piece.
    table.clear();
    for row in left[0] {
        let row = &cells[row.index() * width..][..width];
        table.extend(left[1].iter().map(|column| row[column.index()]));
    }
    let clamp = |values: &mut [f64]| values.iter_mut().for_each(|value| *value = value.clamp(-limit, limit));
    let halve = |to: &mut [f64], from: &[f64]| {
        to.iter_mut().zip(from).for_each(|(to, from)| *to = (share(*to + from, 2) - from).clamp(-limit, limit));
    };
    if !reverse {
        best_of_rows(table, from_columns, 1.0, to_rows);
        halve(to_rows, from_rows);
        best_of_columns(table, to_rows, -1.0, to_columns);
        clamp(to_columns);
        best_of_rows(table, to_columns, -1.0, to_rows);
        clamp(to_rows);
    } else {
        best_of_columns(table, from_rows, 1.0, to_columns);
        halve(to_columns, from_columns);
        best_of_rows(table, to_columns, -1.0, to_rows);
        clamp(to_rows);
        best_of_columns(table, to_rows, -1.0, to_columns);
        clamp(to_columns);
    }
    best.clear();
    best.resize(to_rows.len(), 0.0);
    best_of_rows(table, to_columns, -1.0, best);
    best.iter().zip(to_rows.iter()).map(|(best, to_row)| best - to_row).fold(f64::NEG_INFINITY, f64::max)
}

/// Messages to one axis after the other: each takes an equal share of what is left, the last one all, and the others
/// then what remains. `maxima` finds, for an axis, the most of the piece and of terms for the other axes.
fn in_turn(
    axes: usize,
    reverse: bool,
    limit: f64,
    scratch: &mut Scratch,
    maxima: impl Fn(usize, &[Vec<f64>], &mut Vec<f64>),
) -> f64 {
    let Scratch { elsewhere, moved, best, .. } = scratch;
    // The terms that go into the maxima: worth from elsewhere, until the axis has got its message.
    let mut terms: Vec<Vec<f64>> = elsewhere[..axes].to_vec();
    let at = |position: usize| if reverse { axes - 1 - position } else { position };
    for position in 0..axes {
        let axis = at(position);
        maxima(axis, &terms, best);
        for ((to, best), from) in moved[axis].iter_mut().zip(best.iter()).zip(&elsewhere[axis]) {
            *to = (share(best + from, axes - position) - from).clamp(-limit, limit);
        }
        terms[axis].clear();
        terms[axis].extend(moved[axis].iter().map(|moved| -moved));
    }
    let mut residue = f64::NEG_INFINITY;
    for position in (0..axes).rev() {
        let axis = at(position);
        maxima(axis, &terms, best);
        residue = f64::NEG_INFINITY;
        for (to, best) in moved[axis].iter_mut().zip(best.iter()) {
            let clamped = best.clamp(-limit, limit);
            residue = residue.max(best - clamped);
            *to = clamped;
        }
        terms[axis].clear();
        terms[axis].extend(moved[axis].iter().map(|moved| -moved));
    }
    residue
}

/// For each option of an axis, the most of a table and of the terms of the other axes.
fn table(cells: &[f64], sizes: &[usize], left: &[&[OptionId]], axis: usize, terms: &[Vec<f64>], best: &mut Vec<f64>) {
    best.clear();
    best.resize(left[axis].len(), f64::NEG_INFINITY);
    let axes = sizes.len();
    let mut at = vec![0usize; axes];
    loop {
        let mut cell = 0;
        let mut sum = 0.0;
        for other in 0..axes {
            cell = cell * sizes[other] + left[other][at[other]].index();
            if other != axis {
                sum += terms[other][at[other]];
            }
        }
        let to = &mut best[at[axis]];
        *to = to.max(cells[cell] + sum);
        let mut last = axes;
        loop {
            let Some(next) = last.checked_sub(1) else { return };
            last = next;
            at[last] += 1;
            if at[last] < left[last].len() {
                break;
            }
            at[last] = 0;
        }
    }
}

/// The same for a box: a value where every option is in its set.
fn in_box(sets: &[Vec<bool>], value: f64, left: &[&[OptionId]], axis: usize, terms: &[Vec<f64>], best: &mut Vec<f64>) {
    // Over the other axes: the most inside the box, anywhere, and what leaving the box costs at least.
    let (mut inside, mut anywhere, mut leaving) = (0.0, 0.0, f64::INFINITY);
    for other in (0..sets.len()).filter(|other| *other != axis) {
        let (mut most_in, mut most_out) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
        for (option, term) in left[other].iter().zip(&terms[other]) {
            let most = if sets[other][option.index()] { &mut most_in } else { &mut most_out };
            *most = most.max(*term);
        }
        let most: f64 = most_in.max(most_out);
        inside += most_in;
        anywhere += most;
        leaving = leaving.min(most - most_out);
    }
    best.clear();
    best.extend(left[axis].iter().map(|option| {
        if !sets[axis][option.index()] {
            anywhere
        } else if value >= 0.0 {
            (inside + value).max(anywhere)
        } else {
            (inside + value).max(anywhere - leaving)
        }
    }));
}
