//! When to stop, and how to tell how far a search has come.

use serde::Serialize;
use std::ops::ControlFlow;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Limits of a search. The default: none in time, one thread, and as many points as fit in a few gigabytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How long to search; without a limit, no clock is read.
    pub time: Option<Duration>,
    /// How many points a search keeps at once.
    pub points: usize,
    /// How many threads to use (with the feature `parallel`). The result does not depend on it.
    pub threads: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { time: None, points: 20_000_000, threads: 1 }
    }
}

/// Why a search stopped before its answer was proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stop {
    /// The time limit was reached.
    TimeLimit,
    /// The caller asked for it, through the progress callback.
    Interrupted,
    /// More points would have to be kept than allowed.
    PointLimit,
    /// So many combinations stay open that no engine can work through them.
    TooLarge,
}

/// How far a search has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What it is doing, in words.
    pub step: &'static str,
    /// How many combinations it has looked at.
    pub examined: u64,
}

/// What a search tells while it runs, and asks whether to go on: `ControlFlow::Break` stops it.
pub type Callback<'c> = dyn FnMut(&Progress) -> ControlFlow<()> + Send + 'c;

/// Watches limits, from any thread.
pub(crate) struct Control<'c> {
    deadline: Option<Instant>,
    pub points: usize,
    #[cfg(feature = "parallel")]
    pub threads: usize,
    callback: Option<Mutex<&'c mut Callback<'c>>>,
    interrupted: AtomicBool,
    examined: AtomicU64,
}

/// Work between two looks at the clock.
const INTERVAL: u64 = 1 << 14;

impl<'c> Control<'c> {
    pub(crate) fn new(limits: &Limits, callback: Option<&'c mut Callback<'c>>) -> Self {
        Control {
            deadline: limits.time.and_then(|time| Instant::now().checked_add(time)),
            points: limits.points,
            #[cfg(feature = "parallel")]
            threads: limits.threads,
            callback: callback.map(Mutex::new),
            interrupted: AtomicBool::new(false),
            examined: AtomicU64::new(0),
        }
    }

    /// Looks at the clock and asks the callback.
    pub(crate) fn check(&self) -> Result<(), Stop> {
        if self.deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            return Err(Stop::TimeLimit);
        }
        if let Some(Ok(mut callback)) = self.callback.as_ref().map(Mutex::try_lock) {
            let progress = Progress { step: "combining issues", examined: self.examined.load(Ordering::Relaxed) };
            if callback(&progress).is_break() {
                self.interrupted.store(true, Ordering::Relaxed);
            }
        }
        if self.interrupted.load(Ordering::Relaxed) { Err(Stop::Interrupted) } else { Ok(()) }
    }

    /// How many combinations have been looked at.
    pub(crate) fn work(&self) -> u64 {
        self.examined.load(Ordering::Relaxed)
    }

    /// Counts work, and looks at the clock from time to time.
    pub(crate) fn examined(&self, combinations: u64) -> Result<(), Stop> {
        let before = self.examined.fetch_add(combinations, Ordering::Relaxed);
        if before / INTERVAL == (before + combinations) / INTERVAL { Ok(()) } else { self.check() }
    }
}
