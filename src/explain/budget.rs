//! Limits that several searches share.

use crate::search::{Limits, Stop};
use std::time::Instant;

/// What is left of a time limit, and the other limits as they are.
#[derive(Clone)]
pub(crate) struct Budget {
    limits: Limits,
    end: Option<Instant>,
}

impl Budget {
    pub(crate) fn new(limits: &Limits) -> Self {
        // A limit that no clock can express is none.
        let end = limits.time.and_then(|time| Instant::now().checked_add(time));
        Budget { limits: limits.clone(), end }
    }

    /// The limits of the next search, which may have no time left.
    pub(crate) fn rest(&self) -> Limits {
        let time = self.end.map(|end| end.saturating_duration_since(Instant::now()));
        Limits { time, ..self.limits.clone() }
    }

    /// The limits of the next search.
    pub(crate) fn left(&self) -> Result<Limits, Stop> {
        let rest = self.rest();
        if let Some(stop) = rest.interrupt.asked() {
            return Err(stop);
        }
        if rest.time.is_some_and(|time| time.is_zero()) { Err(Stop::TimeLimit) } else { Ok(rest) }
    }
}
