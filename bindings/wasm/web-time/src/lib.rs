//! The clock in WebAssembly, in the place of the crate `web-time`: that one brings wasm-bindgen, whose imports have to be made by a
//! program of the very same version. Here, whoever runs it hands in one function.

use std::ops::{Add, Sub};
use std::time::Duration;

mod page {
    #[link(wasm_import_module = "zopa")]
    unsafe extern "C" {
        /// Milliseconds since any moment, such as `performance.now()` counts them.
        pub safe fn now() -> f64;
    }
}

/// A moment of the page's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(Duration);

impl Instant {
    /// This moment; the first one of all, if the page has no clock to speak of.
    #[must_use]
    pub fn now() -> Self {
        Instant(Duration::try_from_secs_f64(page::now() / 1e3).unwrap_or_default())
    }

    /// So much later, if there is such a moment.
    #[must_use]
    pub fn checked_add(&self, time: Duration) -> Option<Self> {
        self.0.checked_add(time).map(Instant)
    }

    /// How long after another moment it is; nothing if it is before that.
    #[must_use]
    pub fn duration_since(&self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }

    /// The same.
    #[must_use]
    pub fn saturating_duration_since(&self, earlier: Self) -> Duration {
        self.duration_since(earlier)
    }

    /// How long ago it was.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        Instant::now().duration_since(*self)
    }
}

impl Add<Duration> for Instant {
    type Output = Self;

    fn add(self, time: Duration) -> Self {
        Instant(self.0 + time)
    }
}

impl Sub for Instant {
    type Output = Duration;

    fn sub(self, earlier: Self) -> Duration {
        self.duration_since(earlier)
    }
}
