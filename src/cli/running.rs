//! A search under the eyes of a person: progress on a terminal, and an end when it is asked for.

use super::Ending;
use super::output::{complain, forget};
use std::io::{IsTerminal, stderr};
use std::ops::ControlFlow;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use zopa::report::readable_count;
use zopa::{Interrupt, Progress, Status};

/// What the first Ctrl-C stops: every question has it in its limits.
static INTERRUPT: LazyLock<Interrupt> = LazyLock::new(Interrupt::default);
/// Whether a question has been asked that looks at [`INTERRUPT`].
static LISTENING: AtomicBool = AtomicBool::new(false);

/// The exit status of a program that ended by the signal with this number.
const KILLED: i32 = 128;
/// The exit status of a program that was stopped before it had an answer.
const STOPPED: i32 = 3;
/// A search shorter than this shows no progress.
const PATIENCE: Duration = Duration::from_millis(500);
/// Signs in a bar.
const BAR: u64 = 30;
/// Time between two lines of progress.
const INTERVAL: Duration = Duration::from_millis(100);

/// From now on the first Ctrl-C (or SIGTERM) stops what is searched for, and what was found is reported; a second one ends
/// the program at once. Before anything is searched for, there is nothing to report.
pub fn watch() {
    // Without a handler, a signal ends the program at once: less polite, not wrong.
    #[cfg(unix)]
    if let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM]) {
        std::thread::spawn(move || signals.forever().for_each(asked));
    }
    #[cfg(not(unix))]
    let _ = ctrlc::set_handler(|| asked(SIGINT));
}

/// The numbers of the signals.
const SIGINT: i32 = 2;
#[cfg(unix)]
const SIGTERM: i32 = 15;

/// Somebody asks the program to end.
fn asked(signal: i32) {
    let again = INTERRUPT.is_asked();
    INTERRUPT.stop();
    if again {
        forget();
        std::process::exit(KILLED + signal);
    }
    if !LISTENING.load(Ordering::SeqCst) {
        complain("stopped before anything was found\n");
        forget();
        std::process::exit(STOPPED);
    }
}

/// What stops a question; from now on a signal does.
pub fn interrupt() -> Interrupt {
    LISTENING.store(true, Ordering::SeqCst);
    INTERRUPT.clone()
}

/// Whether somebody asked to stop.
pub fn is_interrupted() -> bool {
    INTERRUPT.is_asked()
}

/// Runs a search with this callback for its progress.
pub fn search<A>(run: impl FnOnce(Box<dyn FnMut(&Progress) -> ControlFlow<()> + Send>) -> A) -> A {
    let show = stderr().is_terminal();
    let start = Instant::now();
    let mut last = start;
    let callback = move |progress: &Progress| {
        if show && start.elapsed() > PATIENCE && last.elapsed() > INTERVAL {
            last = Instant::now();
            let examined = readable_count(&progress.examined.into());
            complain(&format!(
                "\r{}: {examined} combinations{}, {} s \u{1b}[K",
                progress.step,
                progress.gap.map_or_else(String::new, |gap| format!(", gap {:.2}%", 100.0 * gap)),
                start.elapsed().as_secs()
            ));
        }
        ControlFlow::Continue(())
    };
    let answer = run(Box::new(callback));
    if show && start.elapsed() > PATIENCE {
        complain("\r\u{1b}[K");
    }
    answer
}

/// Makes draws up to a number, of which some are made: with a bar on a terminal, and an end when it is asked for.
pub fn draws(
    made: u64,
    all: u64,
    run: impl FnOnce(&mut dyn FnMut(u64) -> ControlFlow<()>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let show = stderr().is_terminal();
    let start = Instant::now();
    let mut last = start;
    let ending = run(&mut |done| {
        if show && start.elapsed() > PATIENCE && last.elapsed() > INTERVAL {
            last = Instant::now();
            let filled = (done * BAR / all.max(1)).min(BAR) as usize;
            let speed = done.saturating_sub(made) as f64 / start.elapsed().as_secs_f64();
            complain(&format!(
                "\r[{}{}] {} of {} draws, {speed:.0} a second \u{1b}[K",
                "#".repeat(filled),
                " ".repeat(BAR as usize - filled),
                readable_count(&done.into()),
                readable_count(&all.into()),
            ));
        }
        if is_interrupted() && done < all { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    if show && start.elapsed() > PATIENCE {
        complain("\r\u{1b}[K");
    }
    ending
}

/// How a command that searched ends.
pub fn ending(status: Status) -> Ending {
    match status {
        Status::Agreement => Ending::Answered,
        Status::NoAgreement => Ending::Negative,
        Status::Stopped(_) => Ending::Stopped,
    }
}
