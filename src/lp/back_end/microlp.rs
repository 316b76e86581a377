//! microlp, through good_lp: branch and bound over a simplex method, in Rust.
//!
//! It has no cuts and little presolving, but its nodes take a fraction of a millisecond. A run goes in slices of a few
//! nodes, between which the clock and the caller are asked.

use super::watch::Watch;
use crate::lp::integer::{Ended, IntegerProgramme, Relation, Solved};
use good_lp::{SolverModel, microlp as backend};
use microlp::{Error, ResumeOptions, SolveOptions, SolveOutcome, TerminationReason};

/// The version that is built in.
pub(super) const VERSION: &str = "0.6.0";
/// Nodes of one programme in all, about as long as those of HiGHS; and between two looks at the clock.
const NODES: u64 = 20_000;
const SLICE: u64 = 20;

/// Solves a programme.
pub(super) fn solve(programme: IntegerProgramme, watch: &Watch) -> Solved {
    let mut model = programme.variables.maximise(programme.objective).using(backend);
    for row in programme.rows {
        model.add_constraint(match row.relation {
            Relation::AtMost => row.sum.leq(row.bound),
            Relation::AtLeast => row.sum.geq(row.bound),
            Relation::Equal => row.sum.eq(row.bound),
        });
    }
    let mut nodes = 0;
    let mut limits = SolveOptions::default();
    (limits.node_limit, limits.time_limit) = (Some(SLICE), watch.remaining());
    let mut outcome = match model.as_inner().solve_with(limits) {
        Ok(outcome) => outcome,
        Err(error) => return Solved::without_values(ended(&error)),
    };
    loop {
        let stopped = watch.is_over();
        let over = match outcome.termination_reason() {
            TerminationReason::NodeLimit => {
                nodes += SLICE;
                nodes >= NODES
            }
            TerminationReason::TimeLimit => false,
            _ => true,
        };
        if over || stopped {
            break;
        }
        let mut more = ResumeOptions::default();
        (more.node_limit, more.time_limit) = (Some(SLICE), watch.remaining());
        match outcome.resume_with(more) {
            Ok(resumed) => outcome = resumed,
            Err(error) => return Solved::without_values(ended(&error)),
        }
    }
    let bound = outcome.stats().best_bound;
    let ended = if outcome.is_optimal() { Ended::Optimal } else { Ended::Stopped };
    let values = match outcome {
        SolveOutcome::Solution(solution) => Some(solution.iter().map(|(_, value)| value).collect()),
        SolveOutcome::Interrupted(_) => None,
    };
    Solved { ended, values, bound }
}

fn ended(error: &Error) -> Ended {
    match error {
        Error::Infeasible => Ended::Infeasible,
        Error::Unbounded => Ended::Unbounded,
        _ => Ended::Failed,
    }
}
