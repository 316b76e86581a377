//! Limits that several searches share.

use crate::search::{Limits, Stop};
use std::time::{Duration, Instant};

/// What is left of a time limit, and the other limits as they are.
pub(super) struct Budget {
    limits: Limits,
    end: Option<Instant>,
}

impl Budget {
    pub(super) fn new(limits: &Limits) -> Self {
        // A limit that no clock can express is none.
        let end = limits.time.and_then(|time| Instant::now().checked_add(time));
        Budget { limits: limits.clone(), end }
    }

    /// The limits of a search for which no time is left.
    pub(super) fn none(&self) -> Limits {
        Limits { time: Some(Duration::ZERO), ..self.limits.clone() }
    }

    /// The limits of the next search.
    pub(super) fn left(&self) -> Result<Limits, Stop> {
        let Some(end) = self.end else { return Ok(self.limits.clone()) };
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(Stop::TimeLimit);
        }
        Ok(Limits { time: Some(left), ..self.limits.clone() })
    }
}
