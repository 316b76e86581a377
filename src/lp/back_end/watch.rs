//! What stops a back end.

use std::time::{Duration, Instant};

/// When a back end is to stop before its end.
pub(crate) struct Watch<'w> {
    deadline: Option<Instant>,
    over: &'w (dyn Fn() -> bool + Sync),
}

impl Default for Watch<'_> {
    fn default() -> Self {
        Watch::new(None, &|| false)
    }
}

impl<'w> Watch<'w> {
    /// At a time, and as soon as it is `over`, which is asked again and again.
    pub(crate) fn new(deadline: Option<Instant>, over: &'w (dyn Fn() -> bool + Sync)) -> Self {
        Watch { deadline, over }
    }

    pub(super) fn is_over(&self) -> bool {
        (self.over)() || self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }

    pub(super) fn remaining(&self) -> Option<Duration> {
        self.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()))
    }
}
