//! A search under the eyes of a person: progress on a terminal.

use super::ending::Ending;
use super::guard;
use super::terminal::complain;
use std::io::{IsTerminal, stderr};
use std::ops::ControlFlow;
use std::time::{Duration, Instant};
use zopa::report::readable_count;
use zopa::{Progress, Status};

/// A search shorter than this shows no progress.
const PATIENCE: Duration = Duration::from_millis(500);
/// Signs in a bar.
const BAR: u64 = 30;
/// Time between two lines of progress.
const INTERVAL: Duration = Duration::from_millis(100);

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
        if guard::is_over() && done < all { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
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
