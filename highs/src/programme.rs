//! Programmes as plain data, and what is refused before HiGHS sees it.
//!
//! HiGHS trusts its caller with lengths and positions. Here rows own their entries, so that lengths cannot differ; positions
//! and numbers are looked at one by one.

use std::fmt;

/// A mixed-integer linear programme: the most of `offset` + Σ `cost`·x, where every column and every row is within its
/// bounds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Programme {
    /// A constant that is added to the objective.
    pub offset: f64,
    /// The variables.
    pub columns: Vec<Column>,
    /// The constraints.
    pub rows: Vec<Row>,
}

/// A variable.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// What one unit of it adds to the objective.
    pub cost: f64,
    /// The least value; −∞ for none.
    pub lower: f64,
    /// The largest value; ∞ for none.
    pub upper: f64,
    /// Whether only whole numbers are allowed.
    pub integer: bool,
}

/// A constraint: a sum of variables with coefficients between two bounds.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The least value; −∞ for none.
    pub lower: f64,
    /// The largest value; ∞ for none.
    pub upper: f64,
    /// Positions of columns, each at most once, and their coefficients.
    pub entries: Vec<(usize, f64)>,
}

/// Why a programme is none.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ProgrammeError {
    /// A number that must be finite is not.
    NotFinite {
        /// What it is.
        what: &'static str,
        /// Of which column or row.
        at: usize,
        /// The number.
        number: f64,
    },
    /// A bound is no number, or is infinite on the wrong side.
    Bound {
        /// Whether of a column or of a row.
        what: &'static str,
        /// Of which.
        at: usize,
        /// Both bounds.
        bounds: [f64; 2],
    },
    /// A row names a column that is not there.
    NoColumn {
        /// Which row.
        row: usize,
        /// The position.
        column: usize,
        /// How many columns there are.
        columns: usize,
    },
    /// A row names a column twice.
    Twice {
        /// Which row.
        row: usize,
        /// Which column.
        column: usize,
    },
    /// More columns, rows or entries than 32-bit indices can count.
    TooLarge,
}

impl fmt::Display for ProgrammeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFinite { what, at, number } => write!(f, "{what} {at} is {number}; a finite number is expected"),
            Self::Bound { what, at, bounds: [lower, upper] } => {
                write!(f, "{what} {at} is bounded by {lower} and {upper}, which are no lower and upper bound")
            }
            Self::NoColumn { row, column, columns } => {
                write!(f, "row {row} names column {column}, and there are {columns} (counted from 0)")
            }
            Self::Twice { row, column } => write!(f, "row {row} names column {column} twice"),
            Self::TooLarge => write!(f, "the programme has more columns, rows or entries than 32 bits can count"),
        }
    }
}

impl std::error::Error for ProgrammeError {}

impl Programme {
    /// Whether it can be handed over: every number is one, and every position is there.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self) -> Result<(), ProgrammeError> {
        let countable = |count: usize| i32::try_from(count).is_ok_and(|count| count < i32::MAX);
        let entries = self.rows.iter().try_fold(0usize, |sum, row| sum.checked_add(row.entries.len()));
        if ![Some(self.columns.len()), Some(self.rows.len()), entries].into_iter().all(|n| n.is_some_and(countable)) {
            return Err(ProgrammeError::TooLarge);
        }
        finite("the offset of programme", 0, self.offset)?;
        for (at, column) in self.columns.iter().enumerate() {
            finite("the cost of column", at, column.cost)?;
            bounds("column", at, column.lower, column.upper)?;
        }
        // By column, the last row that named it, plus one.
        let mut named = vec![0; self.columns.len()];
        for (at, row) in self.rows.iter().enumerate() {
            bounds("row", at, row.lower, row.upper)?;
            for (column, coefficient) in &row.entries {
                finite("a coefficient of row", at, *coefficient)?;
                let Some(last) = named.get_mut(*column) else {
                    return Err(ProgrammeError::NoColumn { row: at, column: *column, columns: self.columns.len() });
                };
                if std::mem::replace(last, at + 1) == at + 1 {
                    return Err(ProgrammeError::Twice { row: at, column: *column });
                }
            }
        }
        Ok(())
    }

    /// Whether some bounds cross, or leave no whole number to a variable that must be one: then nothing satisfies it.
    /// HiGHS treats such bounds in different ways, depending on its version.
    pub(crate) fn is_contradictory(&self) -> bool {
        let column = |column: &Column| match column.integer {
            true => column.lower.ceil() > column.upper.floor(),
            false => column.lower > column.upper,
        };
        self.columns.iter().any(column) || self.rows.iter().any(|row| row.lower > row.upper)
    }
}

fn finite(what: &'static str, at: usize, number: f64) -> Result<(), ProgrammeError> {
    if number.is_finite() { Ok(()) } else { Err(ProgrammeError::NotFinite { what, at, number }) }
}

fn bounds(what: &'static str, at: usize, lower: f64, upper: f64) -> Result<(), ProgrammeError> {
    let wrong = lower.is_nan() || upper.is_nan() || lower == f64::INFINITY || upper == f64::NEG_INFINITY;
    if wrong { Err(ProgrammeError::Bound { what, at, bounds: [lower, upper] }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> Programme {
        let column = || Column { cost: 1.0, lower: 0.0, upper: f64::INFINITY, integer: false };
        let row = Row { lower: f64::NEG_INFINITY, upper: 3.0, entries: vec![(0, 1.0), (1, 2.0)] };
        Programme { offset: 0.0, columns: vec![column(), column()], rows: vec![row] }
    }

    /// The message about a programme with one thing changed.
    fn message(change: impl FnOnce(&mut Programme)) -> String {
        let mut programme = small();
        change(&mut programme);
        programme.check().unwrap_err().to_string()
    }

    #[test]
    fn hostile_numbers_are_refused() {
        assert_eq!(small().check(), Ok(()));
        assert_eq!(Programme::default().check(), Ok(()));
        let found = message(|p| p.offset = f64::NAN);
        assert_eq!(found, "the offset of programme 0 is NaN; a finite number is expected");
        let found = message(|p| p.columns[1].cost = f64::INFINITY);
        assert_eq!(found, "the cost of column 1 is inf; a finite number is expected");
        let found = message(|p| p.columns[1].lower = f64::INFINITY);
        assert_eq!(found, "column 1 is bounded by inf and inf, which are no lower and upper bound");
        let found = message(|p| p.rows[0].upper = f64::NAN);
        assert_eq!(found, "row 0 is bounded by -inf and NaN, which are no lower and upper bound");
        let found = message(|p| p.rows[0].entries[1].1 = f64::NEG_INFINITY);
        assert_eq!(found, "a coefficient of row 0 is -inf; a finite number is expected");
        let found = message(|p| p.rows[0].entries[1].0 = 2);
        assert_eq!(found, "row 0 names column 2, and there are 2 (counted from 0)");
        assert_eq!(message(|p| p.rows[0].entries[1].0 = 0), "row 0 names column 0 twice");
        assert!(message(|p| p.rows[0].entries[0].0 = usize::MAX).starts_with("row 0 names column"));
    }

    #[test]
    fn two_rows_may_name_one_column() {
        let mut programme = small();
        programme.rows.push(programme.rows[0].clone());
        assert_eq!(programme.check(), Ok(()));
    }

    #[test]
    fn bounds_that_cross_are_found() {
        assert!(!small().is_contradictory());
        let mut crossed = small();
        crossed.columns[0].upper = -1.0;
        assert!(crossed.is_contradictory());
        let mut crossed = small();
        crossed.rows[0].lower = 4.0;
        assert!(crossed.is_contradictory());
        // No whole number lies between.
        let mut crossed = small();
        crossed.columns[0] = Column { cost: 0.0, lower: 0.25, upper: 0.75, integer: true };
        assert!(crossed.is_contradictory());
    }
}
