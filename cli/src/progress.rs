//! A question under the eyes of a person: how far it has come, on a terminal.

use super::terminal::complain;
use std::io::{IsTerminal, stderr};
use std::ops::ControlFlow;
use std::sync::Mutex;
use std::time::{Duration, Instant};
use zopa::text::words::readable_count;
use zopa::{Progress, Watch};

/// What takes less time than this shows no progress.
const PATIENCE: Duration = Duration::from_millis(500);
/// Signs in a bar.
const BAR: u64 = 30;
/// Time between two lines of progress.
const INTERVAL: Duration = Duration::from_millis(100);

/// When a line of progress was shown.
static SHOWN: Mutex<Option<Instant>> = Mutex::new(None);

/// Whether a line is due, if the work began then.
fn is_due(start: Instant) -> bool {
    let Ok(mut shown) = SHOWN.lock() else { return false };
    let due = start.elapsed() > PATIENCE && shown.is_none_or(|last| last.elapsed() > INTERVAL);
    if due {
        *shown = Some(Instant::now());
    }
    due
}

/// Removes the line of progress, if there is one, before anything else is written.
pub fn clear() {
    if let Ok(mut shown) = SHOWN.lock()
        && shown.take().is_some()
    {
        complain("\r\u{1b}[K");
    }
}

/// What shows how far questions have come, if somebody sees it.
pub fn watch() -> Watch {
    if !stderr().is_terminal() {
        return Watch::default();
    }
    let start = Instant::now();
    Watch::new(move |progress: &Progress| {
        if is_due(start) {
            let examined = readable_count(&progress.examined.into());
            complain(&format!(
                "\r{}: {examined} combinations{}, {} s \u{1b}[K",
                progress.step,
                progress.gap.map_or_else(String::new, |gap| format!(", gap {:.2}%", 100.0 * gap)),
                start.elapsed().as_secs()
            ));
        }
        ControlFlow::Continue(())
    })
}

/// Shows how many of so many draws are made, of which some were known before this moment.
pub fn draws(start: Instant, done: u64, all: u64, known: u64) {
    if stderr().is_terminal() && is_due(start) {
        let filled = (done * BAR / all.max(1)).min(BAR) as usize;
        let speed = done.saturating_sub(known) as f64 / start.elapsed().as_secs_f64();
        complain(&format!(
            "\r[{}{}] {} of {} draws, {speed:.0} a second \u{1b}[K",
            "#".repeat(filled),
            " ".repeat(BAR as usize - filled),
            readable_count(&done.into()),
            readable_count(&all.into()),
        ));
    }
}
