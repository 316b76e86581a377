//! The clock. Nothing else in the library reads it, so that whoever runs it where there is none has one place to look at.
//!
//! In WebAssembly outside of a system, it is that of the page, as the crate `web-time` reads it; elsewhere that crate is the standard
//! library's.

use std::time::Duration;
use web_time::Instant;

/// When something has to end, if it has to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Deadline(Option<Instant>);

impl Deadline {
    /// So long from now; a time that no clock can express is none.
    pub fn after(time: Option<Duration>) -> Self {
        Deadline(time.and_then(|time| Instant::now().checked_add(time)))
    }

    /// Whether there is one.
    pub fn is_set(self) -> bool {
        self.0.is_some()
    }

    /// Whether it has passed.
    pub fn has_passed(self) -> bool {
        self.0.is_some_and(|end| Instant::now() >= end)
    }

    /// How long it is until then.
    pub fn left(self) -> Option<Duration> {
        self.0.map(|end| end.saturating_duration_since(Instant::now()))
    }

    /// This one if it is set, else the other.
    pub fn or(self, other: Self) -> Self {
        Deadline(self.0.or(other.0))
    }
}

/// What tells how long something took.
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// From now on.
    pub fn begin() -> Self {
        Stopwatch(Instant::now())
    }

    /// Until now.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}
