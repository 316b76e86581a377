//! What ends a command: limits of time and memory, Ctrl-C, SIGTERM.
//!
//! Questions look at their limits themselves, and answer with what they have. They cannot do so while a model is read from
//! a pipe that never ends, while it is compiled, or while a page is made; and a step of a search may be longer than it
//! should be. So a thread beside them watches the clock and the memory that is resident: it asks to stop where a limit is
//! reached, and ends the program where nobody answered in time. Time in which other programs had the processor is given
//! back before it does: on a busy machine, a limit costs no answer.

use super::replace::forget;
use super::terminal::complain;
use clap::Args;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{LazyLock, OnceLock};
use std::time::{Duration, Instant};
use zopa::{Interrupt, Limits, Stop};

/// What every question has in its limits.
static INTERRUPT: LazyLock<Interrupt> = LazyLock::new(Interrupt::default);
/// Whether a signal has come.
static SIGNALLED: AtomicBool = AtomicBool::new(false);
/// What ends the writing of a long list.
static LISTING: LazyLock<Interrupt> = LazyLock::new(Interrupt::default);
/// When the command began, and what it holds to.
static COMMAND: OnceLock<(Instant, Limiting)> = OnceLock::new();
/// What it is doing.
static PHASE: AtomicU8 = AtomicU8::new(READING);

/// Nothing has been found that could be reported.
const READING: u8 = 0;
/// Something looks at [`INTERRUPT`].
const ANSWERING: u8 = 1;
/// The result is being written, as fast as it is taken.
const WRITING: u8 = 2;

/// The exit status of a program that ended by the signal with this number.
const KILLED: i32 = 128;
/// The exit status of a program that was stopped before it had an answer.
const STOPPED: i32 = 3;

/// A question that was asked to stop has so much time to answer: a tenth of its limit, and this; more where the program is
/// not optimised.
const GRACE: Duration = Duration::from_millis(if cfg!(debug_assertions) { 2000 } else { 150 });
/// A list that is still being written then is cut a little before.
const LAST_LINES: Duration = Duration::from_millis(100);
/// After a signal, which has no limit to take a tenth of.
const GRACE_OF_A_SIGNAL: Duration = Duration::from_secs(5);
/// What is not counted where a limit on memory is met (the program itself, what is read) may take a twentieth of the limit
/// and so many bytes; after twice as much the program ends.
const MARGIN: u64 = 24 << 20;
/// The watch looks again before so many bytes a nanosecond could fill the memory that is left…
const BYTES_A_NANOSECOND: u64 = 4;
/// … but not sooner and not later than this.
const WAIT: [Duration; 2] = [Duration::from_millis(1), Duration::from_millis(50)];

/// What every command holds to.
#[derive(Args)]
pub struct Limiting {
    /// Stop after so long, reading and writing included, and report what was found by then: 30, 0.5, 30s, 500ms
    #[arg(long, global = true, value_name = "SECONDS", value_parser = duration, allow_hyphen_values = true)]
    pub time_limit: Option<Duration>,
    /// Use at most so much memory: 500M, 2G [default: 4G]
    #[arg(long, global = true, value_name = "BYTES", value_parser = bytes, allow_hyphen_values = true)]
    memory_limit: Option<u64>,
}

impl Limiting {
    /// How many bytes may be used.
    pub fn memory(&self) -> u64 {
        self.memory_limit.unwrap_or(Limits::default().memory)
    }
}

/// From now on these limits hold. The first Ctrl-C (or SIGTERM) stops what is searched for, and what was found is reported;
/// a second one ends the program at once.
pub fn begin(limiting: Limiting) {
    let (start, limiting) = COMMAND.get_or_init(|| (Instant::now(), limiting));
    // Without a handler, a signal ends the program at once: less polite, not wrong.
    #[cfg(unix)]
    if let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM]) {
        std::thread::spawn(move || signals.forever().for_each(asked));
    }
    #[cfg(not(unix))]
    let _ = ctrlc::set_handler(|| asked(SIGINT));
    std::thread::spawn(move || watch(*start, limiting));
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
    match PHASE.load(Ordering::SeqCst) {
        READING => end("it was interrupted"),
        WRITING => LISTING.stop(),
        _ => {
            std::thread::spawn(|| {
                std::thread::sleep(GRACE_OF_A_SIGNAL);
                end_unless_writing("it was interrupted");
            });
        }
    }
}

/// Looks at the clock and at the memory, until the program ends.
fn watch(start: Instant, limiting: &Limiting) {
    let soft = limiting.time_limit;
    let hard = soft.map(|limit| limit.saturating_add(limit / 10).saturating_add(GRACE));
    let most = limiting.memory();
    let margin = most / 20 + MARGIN;
    loop {
        let elapsed = start.elapsed();
        let resident = memory_stats::memory_stats().map_or(0, |stats| stats.physical_mem as u64);
        if hard.is_some_and(|limit| elapsed + LAST_LINES >= limit) {
            LISTING.stop_because(Stop::TimeLimit);
        }
        if hard.is_some_and(|limit| elapsed >= limit && elapsed >= limit.saturating_add(waited())) {
            end_unless_writing("the time limit was reached");
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
    let what = match PHASE.load(Ordering::SeqCst) {
        READING => "stopped before anything was found",
        ANSWERING => "stopped before what was found could be put together",
        _ => "stopped before everything was written",
    };
    complain(&format!("{what}: {why}\n"));
    forget();
    std::process::exit(STOPPED);
}

/// The same, but for what is written as fast as it is taken.
fn end_unless_writing(why: &str) {
    if PHASE.load(Ordering::SeqCst) != WRITING {
        end(why);
    }
}

/// What a question holds to from now on: what is left of the command's limits, on one thread.
pub fn limits() -> Limits {
    let _ = PHASE.compare_exchange(READING, ANSWERING, Ordering::SeqCst, Ordering::SeqCst);
    let defaults = Limits { interrupt: INTERRUPT.clone(), ..Limits::default() };
    match COMMAND.get() {
        None => defaults,
        Some((start, limiting)) => Limits {
            time: limiting.time_limit.map(|limit| limit.saturating_sub(start.elapsed())),
            memory: limiting.memory(),
            ..defaults
        },
    }
}

/// The result is about to be written.
pub fn writing() {
    PHASE.store(WRITING, Ordering::SeqCst);
}

/// What ends the writing of a long list: so much later than a search that what it found can be written.
pub fn listing() -> Interrupt {
    LISTING.clone()
}

/// Whether the command ought to come to its end.
pub fn is_over() -> bool {
    let late =
        |(start, limiting): &(Instant, Limiting)| limiting.time_limit.is_some_and(|limit| start.elapsed() >= limit);
    INTERRUPT.asked().is_some() || COMMAND.get().is_some_and(late)
}

/// A size.
fn bytes(text: &str) -> Result<u64, String> {
    let wrong = || "a size is expected, such as 500M or 2G".to_owned();
    let (digits, unit) = match text.char_indices().last() {
        Some((at, 'k' | 'K')) => (&text[..at], 1 << 10),
        Some((at, 'M')) => (&text[..at], 1 << 20),
        Some((at, 'G')) => (&text[..at], 1 << 30),
        _ => (text, 1u64),
    };
    let number = digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<u64>().ok()).flatten();
    number.and_then(|number| number.checked_mul(unit)).ok_or_else(wrong)
}

/// A time.
fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || "a time of 0 or more is expected, such as 30, 0.5, 30s or 500ms".to_owned();
    let (digits, unit) = match text.strip_suffix("ms") {
        Some(digits) => (digits, 1e-3),
        None => (text.strip_suffix('s').unwrap_or(text), 1.0),
    };
    if !digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return Err(wrong());
    }
    let seconds = digits.parse::<f64>().map_err(|_| wrong())? * unit;
    Duration::try_from_secs_f64(seconds).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units() {
        assert_eq!(bytes("1000"), Ok(1000));
        assert_eq!(bytes("3k"), Ok(3 << 10));
        assert_eq!(bytes("500M"), Ok(500 << 20));
        assert_eq!(bytes("2G"), Ok(2 << 30));
        for wrong in ["", "G", "-1", "1.5G", "2T", "99999999999999999999", "99999999999G", "2 G"] {
            assert!(bytes(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn time_limits_are_written_in_several_ways() {
        assert_eq!(duration("2"), Ok(Duration::from_secs(2)));
        assert_eq!(duration("0.5"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("2s"), Ok(Duration::from_secs(2)));
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("0"), Ok(Duration::ZERO));
        for wrong in ["", "s", "-1", "NaN", "inf", "1e3", "2m", "1 s", ".", "99999999999999999999999"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }
}
