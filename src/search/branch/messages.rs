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

/// Sums of whole numbers up to here are exact.
const LARGEST_SUM: f64 = (1u64 << 52) as f64;

/// A part of the packages: for each issue, the options that are left; and the bound on it so far.
#[derive(Clone)]
pub(super) struct Region {
    /// By issue, the options left, ascending.
    pub left: Vec<Vec<u16>>,
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
}

/// Half of a whole number, as a whole number.
fn share(value: f64, parts: usize) -> f64 {
    (value / parts as f64).floor()
}

impl Region {
    /// All packages, no messages.
    pub(super) fn new(pieces: &Pieces, left: Vec<Vec<u16>>) -> Self {
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

    /// Nothing at all.
    pub(super) fn empty() -> Self {
        Region { left: Vec::new(), worth: Vec::new(), messages: Vec::new(), residue: Vec::new() }
    }

    /// By issue, the option with the most worth.
    pub(super) fn most_promising(&self, pieces: &Pieces) -> Vec<u16> {
        let best = |(issue, left): (usize, &Vec<u16>)| {
            let start = pieces.offsets.of(issue).start;
            let worth = |option: &u16| self.worth[start + usize::from(*option)];
            left.iter().copied().max_by(|a, b| worth(a).total_cmp(&worth(b)).then(b.cmp(a))).unwrap_or(0)
        };
        self.left.iter().enumerate().map(best).collect()
    }

    /// The most worth that an option of the issue has.
    pub(super) fn best(&self, pieces: &Pieces, issue: usize) -> f64 {
        let start = pieces.offsets.of(issue).start;
        let worth = |option: &u16| self.worth[start + usize::from(*option)];
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
            self.left[issue].retain(|option| worth[start + usize::from(*option)] + slack >= 0.0);
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
            let of =
                |option: &u16| self.worth[start + usize::from(*option)] - self.messages[own + usize::from(*option)];
            scratch.elsewhere[axis].clear();
            scratch.elsewhere[axis].extend(self.left[*issue].iter().map(of));
            scratch.moved[axis].clear();
            scratch.moved[axis].resize(self.left[*issue].len(), 0.0);
        }
        let left: Vec<&[u16]> = piece.scope.iter().map(|issue| &self.left[*issue][..]).collect();
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
                self.worth[start + usize::from(*option)] = elsewhere + moved;
                self.messages[own + usize::from(*option)] = *moved;
            }
        }
    }
}

/// Messages of a table over two issues; what is left of it.
fn pair(cells: &[f64], width: usize, left: &[&[u16]], reverse: bool, limit: f64, scratch: &mut Scratch) -> f64 {
    let cell = |row: u16, column: u16| cells[usize::from(row) * width + usize::from(column)];
    let (rows, columns) = (left[0], left[1]);
    let [rows_from, columns_from, ..] = &scratch.elsewhere[..] else { return f64::INFINITY };
    let [to_rows, to_columns, ..] = &mut scratch.moved[..] else { return f64::INFINITY };
    let for_rows = |to_rows: &mut Vec<f64>, from_columns: &dyn Fn(usize) -> f64| {
        for (to, row) in to_rows.iter_mut().zip(rows) {
            let all = columns.iter().enumerate().map(|(at, column)| cell(*row, *column) + from_columns(at));
            *to = all.fold(f64::NEG_INFINITY, f64::max);
        }
    };
    let best = &mut scratch.best;
    let for_columns = |to_columns: &mut Vec<f64>, best: &mut Vec<f64>, from_rows: &[f64], sign: f64| {
        best.clear();
        best.extend_from_slice(from_rows);
        to_columns.fill(f64::NEG_INFINITY);
        for (row, from) in rows.iter().zip(best.iter()) {
            let line = &cells[usize::from(*row) * width..][..width];
            for (to, column) in to_columns.iter_mut().zip(columns) {
                *to = to.max(line[usize::from(*column)] + sign * from);
            }
        }
    };
    let clamp = |values: &mut Vec<f64>| values.iter_mut().for_each(|value| *value = value.clamp(-limit, limit));
    if !reverse {
        for_rows(to_rows, &|at| columns_from[at]);
        for (to, from) in to_rows.iter_mut().zip(rows_from) {
            *to = (share(*to + from, 2) - from).clamp(-limit, limit);
        }
        for_columns(to_columns, best, to_rows, -1.0);
        clamp(to_columns);
        for_rows(to_rows, &|at| -to_columns[at]);
        clamp(to_rows);
    } else {
        for_columns(to_columns, best, rows_from, 1.0);
        for (to, from) in to_columns.iter_mut().zip(columns_from) {
            *to = (share(*to + from, 2) - from).clamp(-limit, limit);
        }
        for_rows(to_rows, &|at| -to_columns[at]);
        clamp(to_rows);
        for_columns(to_columns, best, to_rows, -1.0);
        clamp(to_columns);
    }
    let mut residue = f64::NEG_INFINITY;
    for (row, to_row) in rows.iter().zip(to_rows.iter()) {
        for (column, to_column) in columns.iter().zip(to_columns.iter()) {
            residue = residue.max(cell(*row, *column) - to_row - to_column);
        }
    }
    residue
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
    let Scratch { elsewhere, moved, best } = scratch;
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
fn table(cells: &[f64], sizes: &[usize], left: &[&[u16]], axis: usize, terms: &[Vec<f64>], best: &mut Vec<f64>) {
    best.clear();
    best.resize(left[axis].len(), f64::NEG_INFINITY);
    let axes = sizes.len();
    let mut at = vec![0usize; axes];
    loop {
        let mut cell = 0;
        let mut sum = 0.0;
        for other in 0..axes {
            cell = cell * sizes[other] + usize::from(left[other][at[other]]);
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
fn in_box(sets: &[Vec<bool>], value: f64, left: &[&[u16]], axis: usize, terms: &[Vec<f64>], best: &mut Vec<f64>) {
    // Over the other axes: the most inside the box, anywhere, and what leaving the box costs at least.
    let (mut inside, mut anywhere, mut leaving) = (0.0, 0.0, f64::INFINITY);
    for other in (0..sets.len()).filter(|other| *other != axis) {
        let (mut most_in, mut most_out) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
        for (option, term) in left[other].iter().zip(&terms[other]) {
            let most = if sets[other][usize::from(*option)] { &mut most_in } else { &mut most_out };
            *most = most.max(*term);
        }
        let most: f64 = most_in.max(most_out);
        inside += most_in;
        anywhere += most;
        leaving = leaving.min(most - most_out);
    }
    best.clear();
    best.extend(left[axis].iter().map(|option| {
        if !sets[axis][usize::from(*option)] {
            anywhere
        } else if value >= 0.0 {
            (inside + value).max(anywhere)
        } else {
            (inside + value).max(anywhere - leaving)
        }
    }));
}
