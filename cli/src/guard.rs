//! What ends a command: limits of time and memory, Ctrl-C, SIGTERM.
//!
//! Questions look at their limits themselves, and answer with what they have. They cannot do so while a model is read from
//! a pipe that never ends, while it is compiled, or while a page is made; and a step of a search may be longer than it
//! should be. So a thread beside them watches the clock and the memory that is resident: it asks to stop where a limit is
//! reached, and ends the program where nobody answered in time. Time in which other programs had the processor is given
//! back before it does: on a busy machine, a limit costs no answer.

use super::progress;
use super::replace::forget;
use super::terminal::complain;
use clap::Args;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{LazyLock, Mutex};
use std::time::{Duration, Instant};
use zopa::{Interrupt, Limits, Stop, Watch};
use zopa_commands::{Bytes, Phase, Time};

/// What every question has in its limits.
static INTERRUPT: LazyLock<Interrupt> = LazyLock::new(Interrupt::default);
/// Whether a signal has come.
static SIGNALLED: AtomicBool = AtomicBool::new(false);
/// What ends the writing of a long answer when a signal comes.
static LISTING: LazyLock<Interrupt> = LazyLock::new(Interrupt::default);
/// What the command is doing.
static PHASE: Mutex<Phase> = Mutex::new(Phase::Reading);

/// The exit status of a program that ended by the signal with this number.
const KILLED: i32 = 128;
/// The exit status of a program that was stopped before it had an answer.
const STOPPED: i32 = 3;

/// A question that was asked to stop has so much time to answer: a tenth of its limit, and this; more where the program is
/// not optimised.
const GRACE: Duration = Duration::from_millis(if cfg!(debug_assertions) { 2000 } else { 150 });
/// After a signal, which has no limit to take a tenth of.
const GRACE_OF_A_SIGNAL: Duration = Duration::from_secs(5);
/// What is not counted where a limit on memory is met (the program itself, what is read) may take a twentieth of the limit
/// and so many bytes; after twice as much the program ends.
const MARGIN: u64 = 24 << 20;
/// The watch looks again before so many bytes a nanosecond could fill the memory that is left…
const BYTES_A_NANOSECOND: u64 = 4;
/// … but not sooner and not later than this.
const WAIT: [Duration; 2] = [Duration::from_millis(1), Duration::from_millis(50)];

/// Above the options that every command has.
pub const EVERYWHERE: &str = "In every command";

/// What every command holds to.
#[derive(Args)]
pub struct Limiting {
    /// Stop after so long, reading and writing included, and report what was found by then: 30, 0.5, 30s, 500ms
    #[arg(long, global = true, value_name = "SECONDS", allow_hyphen_values = true, help_heading = EVERYWHERE)]
    time_limit: Option<Time>,
    /// Use at most so much memory: 500M, 2G [default: 4G]
    #[arg(long, global = true, value_name = "BYTES", allow_hyphen_values = true, help_heading = EVERYWHERE)]
    memory_limit: Option<Bytes>,
}

impl Limiting {
    /// The same as arguments, for another program.
    pub fn written(&self) -> Vec<String> {
        let time = self.time_limit.map(|Time(time)| format!("--time-limit={}ms", time.as_millis()));
        let memory = self.memory_limit.map(|Bytes(bytes)| format!("--memory-limit={bytes}"));
        time.into_iter().chain(memory).collect()
    }
}

/// From now on these limits hold. The first Ctrl-C (or SIGTERM) stops what is searched for, and what was found is reported;
/// a second one ends the program at once.
pub fn begin(limiting: Limiting, quiet: bool) -> Limits {
    let start = Instant::now();
    let defaults = Limits::default();
    let time = limiting.time_limit.map(|Time(time)| time);
    let memory = limiting.memory_limit.map_or(defaults.memory, |Bytes(bytes)| bytes);
    // Without a handler, a signal ends the program at once: less polite, not wrong.
    #[cfg(unix)]
    if let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM]) {
        std::thread::spawn(move || signals.forever().for_each(asked));
    }
    #[cfg(not(unix))]
    let _ = ctrlc::set_handler(|| asked(SIGINT));
    std::thread::spawn(move || watch(start, time, memory));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let watch = if quiet { Watch::default() } else { progress::watch() };
    Limits { time, memory, threads, interrupt: INTERRUPT.clone(), watch, ..defaults }
}

/// The numbers of the signals.
const SIGINT: i32 = 2;
#[cfg(unix)]
const SIGTERM: i32 = 15;

/// Somebody asks the program to end.
fn asked(signal: i32) {
    // The questions may have been stopped by a limit before.
    if SIGNALLED.swap(true, Ordering::SeqCst) {
        forget();
        std::process::exit(KILLED + signal);
    }
    INTERRUPT.stop();
    match phase() {
        Phase::Reading => end("it was interrupted"),
        Phase::Writing => LISTING.stop(),
        Phase::Answering => {
            std::thread::spawn(|| {
                std::thread::sleep(GRACE_OF_A_SIGNAL);
                end_unless_writing("it was interrupted");
            });
        }
    }
}

/// Looks at the clock and at the memory, until the program ends.
fn watch(start: Instant, soft: Option<Duration>, most: u64) {
    let hard = soft.map(|limit| limit.saturating_add(limit / 10).saturating_add(GRACE));
    let margin = most / 20 + MARGIN;
    loop {
        let elapsed = start.elapsed();
        let resident = memory_stats::memory_stats().map_or(0, |stats| stats.physical_mem as u64);
        if hard.is_some_and(|limit| elapsed >= limit && elapsed >= limit.saturating_add(waited())) {
            end_unless_writing(&Stop::TimeLimit.to_string());
        }
        if resident >= most.saturating_add(2 * margin) {
            end("it would need more memory than its limit allows (see --memory-limit)");
        }
        if soft.is_some_and(|limit| elapsed >= limit) {
            INTERRUPT.stop_because(Stop::TimeLimit);
        } else if resident >= most.saturating_add(margin) {
            INTERRUPT.stop_because(Stop::PointLimit);
        }
        let room = most.saturating_add(2 * margin).saturating_sub(resident);
        let full = Duration::from_nanos(room / BYTES_A_NANOSECOND);
        let due = [soft, hard].into_iter().flatten().filter_map(|limit| limit.checked_sub(elapsed));
        let wait = due.filter(|left| !left.is_zero()).min().map_or(full, |left| left.min(full));
        std::thread::sleep(wait.clamp(WAIT[0], WAIT[1]));
    }
}

/// For how long the program could have run, and had no processor; where that is not known, 0.
fn waited() -> Duration {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    Duration::from_nanos(text.split(' ').nth(1).and_then(|waited| waited.parse().ok()).unwrap_or(0))
}

/// Ends the program without an answer.
fn end(why: &str) {
    let what = match phase() {
        Phase::Reading => "stopped before anything was found",
        Phase::Answering => "stopped before what was found could be put together",
        Phase::Writing => "stopped before everything was written",
    };
    complain(&format!("{what}: {why}\n"));
    forget();
    std::process::exit(STOPPED);
}

/// The same, but for what is written as fast as it is taken.
fn end_unless_writing(why: &str) {
    if phase() != Phase::Writing {
        end(why);
    }
}

/// What the command is doing.
fn phase() -> Phase {
    PHASE.lock().map_or(Phase::Answering, |phase| *phase)
}

/// The command is doing this from now on.
pub fn begins(phase: Phase) {
    if let Ok(mut now) = PHASE.lock()
        && !(*now == Phase::Writing && phase == Phase::Answering)
    {
        *now = phase;
    }
}

/// What ends the writing of a long answer when a signal comes.
pub fn listing() -> Interrupt {
    LISTING.clone()
}
