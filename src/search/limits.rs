//! When to stop, and how to tell how far a search has come.

use crate::clock::Deadline;
use crate::problem::{Beyond, View};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Stops searches from elsewhere: from another thread, or where a signal is handled. All clones are one.
///
/// ```
/// let limits = zopa::Limits::default();
/// let button = limits.interrupt.clone();
/// button.stop();
/// let model = zopa::Model::from_json(include_str!("../../models/examples/first-steps.json")).unwrap();
/// let problem = zopa::Problem::compile(&model).unwrap();
/// let answer = problem.search().limits(limits).run();
/// assert_eq!(answer.status, zopa::Status::Stopped(zopa::Stop::Interrupted));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Interrupt(Arc<Asked>);

#[derive(Debug)]
struct Asked {
    /// 0, or one more than the place among [`REASONS`].
    reason: AtomicU8,
    /// How often it was looked at.
    looks: AtomicU64,
    /// The look from which on it stops by itself.
    at: u64,
    /// When it stops by itself, if time is limited.
    end: Deadline,
    /// What stops it, too.
    above: Option<Interrupt>,
}

impl Default for Asked {
    fn default() -> Self {
        Asked {
            reason: AtomicU8::new(0),
            looks: AtomicU64::new(0),
            at: u64::MAX,
            end: Deadline::default(),
            above: None,
        }
    }
}

impl Interrupt {
    /// One that stops by itself when it is looked at for this time, counted from 1: the same in each run, where a clock is
    /// not. For tests of what is left when something is stopped.
    pub fn at_look(look: u64) -> Self {
        Interrupt(Arc::new(Asked { at: look, ..Asked::default() }))
    }

    /// One of its own, which this one stops, too, and the end of this time from now, if it is limited. So what asks many
    /// questions holds to one limit of time, whatever each of them is given.
    pub fn within(&self, time: Option<Duration>) -> Self {
        Interrupt(Arc::new(Asked { end: Deadline::after(time), above: Some(self.clone()), ..Asked::default() }))
    }

    /// How often it was looked at: of a question that runs long, often.
    pub fn looks(&self) -> u64 {
        self.0.looks.load(Ordering::Relaxed)
    }

    /// Stops whatever looks at it, from now on; what was found so far is answered.
    pub fn stop(&self) {
        self.stop_because(Stop::Interrupted);
    }

    /// The same for a reason that the answer gives; the first one counts.
    pub fn stop_because(&self, why: Stop) {
        let reason = 1 + REASONS.iter().position(|reason| *reason == why).unwrap_or(0) as u8;
        let _ = self.0.reason.compare_exchange(0, reason, Ordering::SeqCst, Ordering::SeqCst);
    }

    /// Looks whether somebody asked to stop, and why.
    pub fn asked(&self) -> Option<Stop> {
        if self.0.looks.fetch_add(1, Ordering::Relaxed) + 1 >= self.0.at {
            self.stop();
        }
        let own = usize::from(self.0.reason.load(Ordering::Relaxed)).checked_sub(1);
        if own.is_none() && self.0.end.has_passed() {
            self.stop_because(Stop::TimeLimit);
            return Some(Stop::TimeLimit);
        }
        own.and_then(|at| REASONS.get(at).copied()).or_else(|| self.0.above.as_ref()?.asked())
    }
}

/// All reasons to stop.
const REASONS: [Stop; 12] = [
    Stop::Interrupted,
    Stop::TimeLimit,
    Stop::PointLimit,
    Stop::TooLarge,
    Stop::Levels,
    Stop::Curves,
    Stop::MovingRules,
    Stop::Ceilings,
    Stop::Quota,
    Stop::Weights,
    Stop::NoRoom,
    Stop::Effort,
];

impl PartialEq for Interrupt {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Interrupt {}

/// Is told how far a question has come, and may stop it with `ControlFlow::Break`: that, and whatever else looks at the same
/// [`Interrupt`]. Called from the searching threads, many times a second. All clones are one.
///
/// ```
/// use std::ops::ControlFlow;
/// use std::sync::atomic::{AtomicU64, Ordering};
/// use std::sync::Arc;
/// let called = Arc::new(AtomicU64::new(0));
/// let seen = called.clone();
/// let watch = zopa::Watch::new(move |progress| {
///     seen.fetch_add(1, Ordering::Relaxed);
///     if progress.examined > 1_000_000_000 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
/// });
/// let limits = zopa::Limits { watch, ..Default::default() };
/// let problem = zopa::Problem::from_json(include_str!("../../models/examples/first-steps.json")).unwrap();
/// problem.view().linkage(&limits);
/// assert!(called.load(Ordering::Relaxed) > 0);
/// ```
#[derive(Clone, Default)]
pub struct Watch(Option<Arc<Mutex<Callback>>>);

/// What is called.
type Callback = dyn FnMut(&Progress) -> ControlFlow<()> + Send;

impl Watch {
    /// Calls this.
    pub fn new(callback: impl FnMut(&Progress) -> ControlFlow<()> + Send + 'static) -> Self {
        Watch(Some(Arc::new(Mutex::new(callback))))
    }

    /// Tells it how far a question has come, unless it is being told.
    fn tell(&self, progress: impl FnOnce() -> Progress) -> ControlFlow<()> {
        match self.0.as_ref().map(|callback| callback.try_lock()) {
            Some(Ok(mut callback)) => callback(&progress()),
            _ => ControlFlow::Continue(()),
        }
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Watch(..)" } else { "Watch(none)" })
    }
}

impl PartialEq for Watch {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (one, other) => one.is_none() && other.is_none(),
        }
    }
}

impl Eq for Watch {}

/// Limits of a question, and who watches it. The default: none in time, one thread, and four gigabytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How long to search; without a limit, no clock is read. With one, which engine comes to its end in time may depend on the
    /// clock, and so may the [proof](super::Proof) of an answer; not the answer, unless it says that it was stopped.
    pub time: Option<Duration>,
    /// How many points a search keeps at once.
    pub points: usize,
    /// How many bytes a search may keep at once, about: points and decision diagrams are counted, small things are not.
    pub memory: u64,
    /// How many threads to use (with the feature `parallel`). The result does not depend on it.
    pub threads: usize,
    /// What stops it from elsewhere. Every question that takes limits looks at it.
    pub interrupt: Interrupt,
    /// What is told how far it has come. Every search within a question tells it.
    pub watch: Watch,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            time: None,
            points: 20_000_000,
            memory: 4 << 30,
            threads: 1,
            interrupt: Interrupt::default(),
            watch: Watch::default(),
        }
    }
}

impl View<'_> {
    /// Limits for a question that is answered for options with exact worths only: where there are continuous issues, or curves
    /// with names, it is stopped before it begins.
    pub(crate) fn limits_of_options(&self, limits: &Limits) -> Limits {
        let levels = self.problem().has_levels().then_some(Stop::Levels);
        stopped_by(levels.or_else(|| self.curves()), limits)
    }

    /// Limits for a question that is answered with levels where all have to consent; with exact worths only, too.
    pub(crate) fn limits_of_consent(&self, limits: &Limits) -> Limits {
        match self.acceptance().is_unanimous() {
            true => stopped_by(self.curves(), limits),
            false => self.limits_of_options(limits),
        }
    }

    /// Why a question about exact numbers has no answer here, if so.
    pub(crate) fn curves(&self) -> Option<Stop> {
        (!self.problem().approximations().is_empty()).then_some(Stop::Curves)
    }
}

/// The limits of a question that is stopped before it begins, if there is a reason.
fn stopped_by(stop: Option<Stop>, limits: &Limits) -> Limits {
    let mut limits = limits.clone();
    if let Some(stop) = stop {
        limits.interrupt = Interrupt::default();
        limits.interrupt.stop_because(stop);
    }
    limits
}

/// Why a search stopped before its answer was proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Stop {
    /// The time limit was reached.
    TimeLimit,
    /// The caller asked for it, through [`Interrupt`] or [`Watch`].
    Interrupted,
    /// More points would have to be kept than allowed, or than there is memory for.
    PointLimit,
    /// So many combinations stay open that no engine can work through them.
    TooLarge,
    /// The question is answered for options only, and there are continuous issues.
    Levels,
    /// Exact numbers are needed, and utilities follow curves whose values are known within an error.
    Curves,
    /// What is feasible moves with the number that is asked about, as a rule over utilities or beliefs does.
    MovingRules,
    /// The question is not answered beside ceilings of utilities.
    Ceilings,
    /// The question is answered where all parties have to accept, and a quota of them is enough.
    Quota,
    /// Weights stand in proportions of larger whole numbers than products are multiplied out with.
    Weights,
    /// Together with what is believed of other states, perhaps given some options, a probability would be more than 1.
    NoRoom,
    /// What is left undecided would take more work than is done for it.
    Effort,
}

impl Stop {
    /// Why there are no corners.
    pub(crate) fn without_corners(beyond: Beyond) -> Self {
        match beyond {
            Beyond::Party(_) | Beyond::Rule(_) => Stop::TooLarge,
            Beyond::Consents => Stop::Levels,
        }
    }
}

/// What happened, as a sentence without an end: the one wording, which pages put a word before.
impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Stop::TimeLimit => "the time limit was reached",
            Stop::Interrupted => "it was interrupted",
            Stop::PointLimit => "it would have had to keep more packages than allowed",
            Stop::TooLarge => "too many combinations of issues stay open at once for any engine",
            Stop::Levels => "it is answered for options only, and there are continuous issues",
            Stop::Curves => "it needs exact numbers, and utilities follow curves with names",
            Stop::MovingRules => {
                "a rule over utilities or beliefs moves with the numbers that are asked about, and what is feasible with it"
            }
            Stop::Ceilings => "it is not answered beside ceilings (`at_most`) of utilities",
            Stop::Quota => "it is answered where all parties have to accept, and here a quota of them is enough",
            Stop::Weights => {
                "the weights stand in proportions of too large whole numbers for products to be compared exactly"
            }
            Stop::NoRoom => {
                "beliefs in the other states, perhaps those given some options, leave a belief in this one no room"
            }
            Stop::Effort => "what is left undecided would take more work than is done for it",
        })
    }
}

impl std::error::Error for Stop {}

/// How far a search has come.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    /// What it is doing, in words.
    pub step: &'static str,
    /// How many combinations it has looked at.
    pub examined: u64,
    /// Where one concept is searched for: how far the bound is above the best package found, as a share of the bound.
    /// In terms of the weighted sum that the search follows, for a product less than the gap in the product itself.
    pub gap: Option<f64>,
}

/// Watches limits, from any thread.
pub(crate) struct Control<'c> {
    deadline: Deadline,
    /// When the present part of the work has to end, if that is earlier.
    part: Mutex<Deadline>,
    pub points: usize,
    #[cfg(feature = "parallel")]
    pub threads: usize,
    interrupt: Interrupt,
    watch: Watch,
    examined: AtomicU64,
    /// How much work may be counted.
    budget: u64,
    /// The whole, if this watches a part of it.
    whole: Option<&'c (dyn Fn() -> Result<(), Stop> + Sync)>,
    /// The bits of the gap; of NaN where there is none.
    gap: AtomicU64,
    memory: u64,
}

/// Work between two looks at the clock.
const INTERVAL: u64 = 1 << 14;

impl<'c> Control<'c> {
    pub(crate) fn new(limits: &Limits) -> Self {
        Control {
            deadline: Deadline::after(limits.time),
            part: Mutex::new(Deadline::default()),
            points: limits.points,
            #[cfg(feature = "parallel")]
            threads: limits.threads,
            interrupt: limits.interrupt.clone(),
            watch: limits.watch.clone(),
            examined: AtomicU64::new(0),
            budget: u64::MAX,
            whole: None,
            gap: AtomicU64::new(f64::NAN.to_bits()),
            memory: limits.memory,
        }
    }

    /// Whether time is limited.
    pub(crate) fn has_deadline(&self) -> bool {
        self.deadline.is_set()
    }

    /// When to stop.
    pub(crate) fn deadline(&self) -> Deadline {
        let part = self.part.lock().map_or_else(|_| Deadline::default(), |part| *part);
        part.or(self.deadline)
    }

    /// Does one of so many parts of what is left to do: it may take as large a part of the time that is left.
    pub(crate) fn one_of<R>(&self, parts: usize, work: impl FnOnce() -> R) -> R {
        let parts = u32::try_from(parts.max(1)).unwrap_or(u32::MAX);
        let end = Deadline::after(self.deadline().left().map(|left| left / parts));
        let set = |end| self.part.lock().map_or(end, |mut part| std::mem::replace(&mut *part, end));
        let before = set(end);
        let done = work();
        set(before);
        done
    }

    /// Does a part of the work that may count so much of it: what needs more is too large. The part is one thread's.
    pub(crate) fn within<R>(&self, budget: u64, part: impl FnOnce(&Control) -> R) -> R {
        self.keeping(self.points, budget, part)
    }

    /// The same for a part that may keep so many points at once, too.
    pub(crate) fn keeping<R>(&self, points: usize, budget: u64, part: impl FnOnce(&Control) -> R) -> R {
        let check = || self.check();
        let limits = Limits { points: self.points.min(points), memory: self.memory, ..Limits::default() };
        part(&Control { budget, whole: Some(&check), ..Control::new(&limits) })
    }

    /// Whether the work that is under way is done by several threads.
    pub(crate) fn is_divided(&self) -> bool {
        #[cfg(feature = "parallel")]
        return self.threads > 1 && rayon::current_thread_index().is_some();
        #[cfg(not(feature = "parallel"))]
        false
    }

    /// Does two things, at once where work is divided among threads.
    pub(crate) fn both<A: Send, B: Send>(
        &self,
        one: impl FnOnce() -> A + Send,
        other: impl FnOnce() -> B + Send,
    ) -> (A, B) {
        #[cfg(feature = "parallel")]
        if self.is_divided() {
            return rayon::join(one, other);
        }
        (one(), other())
    }

    /// Looks at the clock and the interrupt, and tells who watches.
    pub(crate) fn check(&self) -> Result<(), Stop> {
        if self.examined.load(Ordering::Relaxed) > self.budget {
            return Err(Stop::TooLarge);
        }
        if let Some(whole) = self.whole {
            return whole();
        }
        if self.deadline().has_passed() {
            return Err(Stop::TimeLimit);
        }
        if let Some(stop) = self.interrupt.asked() {
            return Err(stop);
        }
        let progress = || {
            let gap = Some(f64::from_bits(self.gap.load(Ordering::Relaxed))).filter(|gap| !gap.is_nan());
            let step = if gap.is_some() { "searching" } else { "combining issues" };
            Progress { step, examined: self.examined.load(Ordering::Relaxed), gap }
        };
        if self.watch.tell(progress).is_break() {
            self.interrupt.stop();
            return Err(Stop::Interrupted);
        }
        Ok(())
    }

    /// Tells how far a bound is above what has been found; both may be of any size.
    pub(crate) fn narrowed(&self, bound: f64, found: f64) {
        let gap = ((bound - found) / bound.abs().max(f64::MIN_POSITIVE)).max(0.0);
        self.gap.store(gap.to_bits(), Ordering::Relaxed);
    }

    /// How many things of this size may be kept at once.
    pub(crate) fn room(&self, most: usize, bytes: usize) -> usize {
        most.min(usize::try_from(self.memory / bytes.max(1) as u64).unwrap_or(usize::MAX))
    }

    /// Counts work, and looks at the clock from time to time.
    pub(crate) fn examined(&self, combinations: u64) -> Result<(), Stop> {
        let before = self.examined.fetch_add(combinations, Ordering::Relaxed);
        if before / INTERVAL == (before + combinations) / INTERVAL { Ok(()) } else { self.check() }
    }
}
