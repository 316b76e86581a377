//! Which rows probably bind: the simplex method in floating point.
//!
//! A dense tableau of what is outside the basis, rows brought to the same size, Dantzig's rule, and Bland's as soon as a
//! few steps in a row changed nothing. One artificial variable lowers all rows at once. Nothing that it says is believed:
//! [`super::basis`] computes exactly what the basis is worth.

use super::programme::{Programme, entries};
use num_traits::ToPrimitive;

/// What is smaller counts as 0.
const NOTHING: f64 = 1e-9;
/// An artificial variable that is smaller is gone.
const GONE: f64 = 1e-7;
/// After so many steps that change nothing, Bland's rule.
const PATIENCE: usize = 20;
/// So many steps for each row and variable, at most.
const STEPS: usize = 20;

/// Rows that bind, and as many variables that may be other than 0; for rows that nothing satisfies, one fewer.
pub(super) enum Guess {
    Optimal { variables: Vec<usize>, rows: Vec<usize> },
    Infeasible { variables: Vec<usize>, rows: Vec<usize> },
}

/// By row: what is in the basis there is the last entry, less the others times what is outside.
struct Floating {
    rows: Vec<Vec<f64>>,
    /// What one unit of each outside adds to the objective, and the objective.
    worth: Vec<f64>,
    /// Variables first, then the slack of each row, then the artificial one.
    inside: Vec<usize>,
    outside: Vec<usize>,
    /// Steps still allowed.
    left: usize,
}

/// The basis that is probably best; none if floating point gets lost.
pub(super) fn guess(programme: &Programme, objective: &[num_rational::BigRational]) -> Option<Guess> {
    let (variables, count) = (programme.variables, programme.rows.len());
    let artificial = variables + count;
    let mut rows = Vec::with_capacity(count);
    for (row, bound) in &programme.rows {
        let mut all = vec![0.0; variables + 2];
        let mut largest = 0.0f64;
        for (at, entry) in entries(row) {
            all[at] = entry.to_f64()?;
            largest = largest.max(all[at].abs());
        }
        all[variables + 1] = bound.to_f64()?;
        let size = if largest > 0.0 { largest } else { 1.0 };
        all.iter_mut().for_each(|entry| *entry /= size);
        all[variables] = -1.0;
        if !all.iter().all(|entry| entry.is_finite()) {
            return None;
        }
        rows.push(all);
    }
    let mut tableau = Floating {
        rows,
        worth: vec![0.0; variables + 2],
        inside: (variables..artificial).collect(),
        outside: (0..variables).chain([artificial]).collect(),
        left: STEPS * (variables + count) + PATIENCE,
    };
    let right = variables + 1;
    let lowest = (0..count).min_by(|a, b| tableau.rows[*a][right].total_cmp(&tableau.rows[*b][right]));
    if let Some(lowest) = lowest.filter(|row| tableau.rows[*row][right] < 0.0) {
        tableau.worth[variables] = -1.0;
        tableau.pivot(lowest, variables);
        tableau.climb(None, Some(artificial))?;
        if tableau.worth[right] < -GONE {
            let (variables, rows) = tableau.binding(variables, artificial);
            return (rows.len() == variables.len() + 1).then_some(Guess::Infeasible { variables, rows });
        }
        // It leaves by any entry that is not 0.
        if let Some(row) = tableau.inside.iter().position(|inside| *inside == artificial) {
            let size = |column: &usize| tableau.rows[row][*column].abs();
            let column = (0..right).max_by(|a, b| size(a).total_cmp(&size(b)))?;
            if size(&column) < NOTHING {
                return None;
            }
            tableau.pivot(row, column);
        }
    }
    // The objective in terms of what is outside.
    let worth = |variable: usize| objective.get(variable).map_or(Some(0.0), ToPrimitive::to_f64);
    tableau.worth = vec![0.0; variables + 2];
    for (column, outside) in tableau.outside.iter().enumerate() {
        tableau.worth[column] = worth(*outside)?;
    }
    for (row, inside) in tableau.rows.iter().zip(&tableau.inside) {
        let worth = worth(*inside)?;
        if worth != 0.0 {
            tableau.worth.iter_mut().zip(row).take(right).for_each(|(own, entry)| *own -= worth * entry);
        }
    }
    let largest = tableau.worth.iter().fold(0.0f64, |largest, worth| largest.max(worth.abs()));
    if !largest.is_finite() {
        return None;
    }
    if largest > 0.0 {
        tableau.worth.iter_mut().for_each(|worth| *worth /= largest);
    }
    tableau.climb(Some(artificial), None)?;
    let (variables, rows) = tableau.binding(variables, artificial);
    (rows.len() == variables.len()).then_some(Guess::Optimal { variables, rows })
}

impl Floating {
    /// Improves until nothing does; none if that does not end, or if nothing ends it. `banned` does not enter; of equal
    /// rows, `leaver` leaves.
    fn climb(&mut self, banned: Option<usize>, leaver: Option<usize>) -> Option<()> {
        let right = self.worth.len() - 1;
        let mut idle = 0;
        loop {
            let improving = (0..right).filter(|at| self.worth[*at] > NOTHING && Some(self.outside[*at]) != banned);
            let column = if idle < PATIENCE {
                improving.max_by(|a, b| self.worth[*a].total_cmp(&self.worth[*b]).then(b.cmp(a)))
            } else {
                improving.min_by_key(|at| self.outside[*at])
            };
            let Some(column) = column else { return Some(()) };
            self.left = self.left.checked_sub(1)?;
            let mut best: Option<(f64, usize)> = None;
            for (row, entries) in self.rows.iter().enumerate().filter(|(_, entries)| entries[column] > NOTHING) {
                let ratio = entries[right].max(0.0) / entries[column];
                let first = match best {
                    None => true,
                    Some((least, other)) if (ratio - least).abs() <= NOTHING * least.max(1.0) => {
                        let entry = |row: usize| self.rows[row][column];
                        if idle < PATIENCE {
                            Some(self.inside[row]) == leaver
                                || (Some(self.inside[other]) != leaver && entry(row) > entry(other))
                        } else {
                            self.inside[row] < self.inside[other]
                        }
                    }
                    Some((least, _)) => ratio < least,
                };
                if first {
                    best = Some((ratio, row));
                }
            }
            let (ratio, row) = best?;
            idle = if ratio > NOTHING { 0 } else { idle + 1 };
            self.pivot(row, column);
        }
    }

    fn pivot(&mut self, row: usize, column: usize) {
        let mut own = std::mem::take(&mut self.rows[row]);
        let pivot = own[column];
        own[column] = 1.0;
        own.iter_mut().for_each(|entry| *entry /= pivot);
        let right = own.len() - 1;
        for entries in self.rows.iter_mut().filter(|entries| !entries.is_empty()) {
            let factor = std::mem::replace(&mut entries[column], 0.0);
            if factor != 0.0 {
                entries.iter_mut().zip(&own).for_each(|(entry, own)| *entry -= factor * own);
            }
        }
        let factor = std::mem::replace(&mut self.worth[column], 0.0);
        if factor != 0.0 {
            self.worth.iter_mut().zip(&own).take(right).for_each(|(worth, own)| *worth -= factor * own);
            self.worth[right] += factor * own[right];
        }
        self.rows[row] = own;
        std::mem::swap(&mut self.inside[row], &mut self.outside[column]);
    }

    /// The variables inside, and the rows whose slack is outside.
    fn binding(&self, variables: usize, artificial: usize) -> (Vec<usize>, Vec<usize>) {
        let mut inside: Vec<usize> = self.inside.iter().copied().filter(|at| *at < variables).collect();
        let slacks = self.outside.iter().copied().filter(|at| (variables..artificial).contains(at));
        let mut rows: Vec<usize> = slacks.map(|at| at - variables).collect();
        inside.sort_unstable();
        rows.sort_unstable();
        (inside, rows)
    }
}
