//! Limits that several searches share.

use super::limits::{Limits, Stop};
use crate::clock::Deadline;

/// What is left of a time limit, and the other limits as they are.
#[derive(Clone)]
pub struct Budget {
    limits: Limits,
    end: Deadline,
}

impl Budget {
    /// With the time that these limits leave from now on.
    pub fn new(limits: &Limits) -> Self {
        Budget { limits: limits.clone(), end: Deadline::after(limits.time) }
    }

    /// The limits of the next search, which may have no time left.
    pub fn rest(&self) -> Limits {
        Limits { time: self.end.left(), ..self.limits.clone() }
    }

    /// The limits of the next search.
    pub fn left(&self) -> Result<Limits, Stop> {
        let rest = self.rest();
        if let Some(stop) = rest.interrupt.asked() {
            return Err(stop);
        }
        if rest.time.is_some_and(|time| time.is_zero()) { Err(Stop::TimeLimit) } else { Ok(rest) }
    }
}
