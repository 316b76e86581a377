//! What stops a back end.

use crate::clock::Deadline;
use std::time::Duration;

/// When a back end is to stop before its end.
pub(crate) struct Watch<'w> {
    deadline: Deadline,
    over: &'w (dyn Fn() -> bool + Sync),
}

impl Default for Watch<'_> {
    fn default() -> Self {
        Watch::new(Deadline::default(), &|| false)
    }
}

impl<'w> Watch<'w> {
    /// At a time, and as soon as it is `over`, which is asked again and again.
    pub(crate) fn new(deadline: Deadline, over: &'w (dyn Fn() -> bool + Sync)) -> Self {
        Watch { deadline, over }
    }

    pub(super) fn is_over(&self) -> bool {
        (self.over)() || self.deadline.has_passed()
    }

    pub(super) fn remaining(&self) -> Option<Duration> {
        self.deadline.left()
    }
}
