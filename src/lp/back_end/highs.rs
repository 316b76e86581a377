//! HiGHS, loaded at run time (the crate `zopa-highs`): branch and cut with presolving and heuristics.
//!
//! One thread and a fixed seed; the clock and the caller are asked between nodes and iterations.

use super::watch::Watch;
use crate::lp::integer::{self, Ended, IntegerProgramme, Relation, Solved};
use good_lp::{Expression, IntoAffineExpression, Variable};
use std::collections::HashMap;
use zopa_highs::{Column, Highs, Limits, Outcome, Programme, Row, Status};

/// Nodes of one programme. One of HiGHS's has cuts and heuristics, and takes as long as many of microlp's.
const NODES: u32 = 2_000;

/// Solves a programme.
pub(super) fn solve(highs: &Highs, programme: &IntegerProgramme, watch: &Watch) -> Solved {
    let interrupt = || watch.is_over();
    let limits = Limits { time: watch.remaining(), nodes: Some(NODES), interrupt: Some(&interrupt) };
    let Ok(Outcome { status, values, bound, .. }) = highs.solve(&handed(programme), &limits) else {
        return Solved::without_values(Ended::Failed);
    };
    let ended = match status {
        Status::Optimal => Ended::Optimal,
        Status::Infeasible => Ended::Infeasible,
        Status::Unbounded => Ended::Unbounded,
        // Without an objective nothing is unbounded.
        Status::InfeasibleOrUnbounded => {
            let mut feasible = handed(programme);
            feasible.columns.iter_mut().for_each(|column| column.cost = 0.0);
            let limits = Limits { time: watch.remaining(), ..limits };
            match highs.solve(&feasible, &limits).map(|outcome| outcome.status) {
                Ok(Status::Optimal) => Ended::Unbounded,
                Ok(Status::Infeasible) => Ended::Infeasible,
                Ok(Status::Stopped(_)) => Ended::Stopped,
                _ => Ended::Failed,
            }
        }
        Status::Stopped(_) => Ended::Stopped,
    };
    Solved { ended, values, bound }
}

/// A programme in columns and rows.
fn handed(programme: &IntegerProgramme) -> Programme {
    let costs: HashMap<Variable, f64> = (&programme.objective).linear_coefficients().collect();
    let mut positions: HashMap<Variable, usize> = HashMap::new();
    let mut columns = Vec::new();
    for (variable, definition) in programme.variables.iter_variables_with_def() {
        positions.insert(variable, columns.len());
        columns.push(Column {
            cost: costs.get(&variable).copied().unwrap_or(0.0),
            lower: definition.get_min(),
            upper: definition.get_max(),
            integer: definition.is_integer(),
        });
    }
    let entries = |sum: &Expression| {
        let mut entries: Vec<(usize, f64)> = sum
            .linear_coefficients()
            .filter(|(_, coefficient)| *coefficient != 0.0)
            .map(|(variable, coefficient)| (positions.get(&variable).copied().unwrap_or(usize::MAX), coefficient))
            .collect();
        // Expressions have no order of their own that would last.
        entries.sort_unstable_by_key(|(column, _)| *column);
        entries
    };
    let row = |row: &integer::Row| {
        let bound = row.bound - row.sum.constant();
        let (lower, upper) = match row.relation {
            Relation::AtMost => (f64::NEG_INFINITY, bound),
            Relation::AtLeast => (bound, f64::INFINITY),
            Relation::Equal => (bound, bound),
        };
        Row { lower, upper, entries: entries(&row.sum) }
    };
    Programme { offset: programme.objective.constant(), rows: programme.rows.iter().map(row).collect(), columns }
}
