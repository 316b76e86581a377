//! A fuzzer that runs in one process, on a stable compiler: files are bent, and whatever becomes of them must be answered
//! or refused, within limits, and the same way twice.
//!
//! ```sh
//! cargo run --release --example fuzz -- --minutes 60
//! ```
//!
//! It begins with the files of this repository (and of other folders, where they are named), changes bytes, lines, numbers,
//! keys and whole parts of them ([`mutate`]), and hands them to the reader, the formats and the questions ([`targets`]). What
//! panics, says two things, breaks a promise or takes too long is written to a folder, with what went wrong, and ends the run
//! with status 1. The same seed gives the same cases; each worker has a stream of its own.
//!
//! It knows nothing of which lines a case reaches. It makes up for that by keeping the cases that were accepted as models, so
//! that later ones are bent from there.

#[path = "corpus.rs"]
mod corpus;
#[path = "mutate.rs"]
mod mutate;
#[path = "targets.rs"]
mod targets;

use clap::Parser;
use corpus::{Case, Corpus};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use targets::Outcome;

/// Bends files, and looks whether anything breaks.
#[derive(Parser)]
struct Arguments {
    /// For how many minutes
    #[arg(long, default_value_t = 1.0)]
    minutes: f64,
    /// Or for how many cases, if they come first, by each worker; the same cases each time
    #[arg(long, default_value_t = u64::MAX, hide_default_value = true)]
    cases: u64,
    /// What the random numbers begin with
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many workers
    #[arg(long, default_value_t = 1)]
    workers: u64,
    /// A case that takes longer than so many seconds is written down; ten times as long ends the run
    #[arg(long, default_value_t = 5.0)]
    slow: f64,
    /// Folders with files to begin with, beside those of the repository
    #[arg(long = "corpus", value_name = "FOLDER")]
    corpora: Vec<PathBuf>,
    /// Where cases that went wrong are written to
    #[arg(long, value_name = "FOLDER", default_value = "target/fuzz")]
    output: PathBuf,
    /// Run the files of these folders once, as they are, in place of bending files
    #[arg(long, value_name = "FOLDER")]
    replay: Vec<PathBuf>,
}

/// What all workers count.
#[derive(Default)]
struct Figures {
    cases: AtomicU64,
    answered: AtomicU64,
    refused: AtomicU64,
    stopped: AtomicU64,
    wrong: AtomicU64,
    slowest: AtomicU64,
}

/// What a worker is at, for the one who watches.
type Present = Mutex<Option<(Instant, Case)>>;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    // What a panic says is written beside its case; a page of backtraces helps nobody.
    std::panic::set_hook(Box::new(|_| {}));
    let figures = Figures::default();
    if !arguments.replay.is_empty() {
        for case in Corpus::read(&arguments.replay).cases {
            examine(&case, 1, &arguments, &figures);
        }
        return told(&figures);
    }
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let mut folders: Vec<PathBuf> =
        ["models", "tests/diagnostics", "tests/levels"].iter().map(|at| root.join(at)).collect();
    folders.extend(arguments.corpora.iter().cloned());
    let corpus = Mutex::new(Corpus::read(&folders));
    let end = Instant::now() + Duration::from_secs_f64(arguments.minutes.max(0.0) * 60.0);
    let over = AtomicBool::new(false);
    let present: Vec<Present> = (0..arguments.workers.max(1)).map(|_| Present::default()).collect();
    std::thread::scope(|scope| {
        let workers: Vec<_> = present
            .iter()
            .enumerate()
            .map(|(stream, present)| {
                let (arguments, corpus, figures) = (&arguments, &corpus, &figures);
                scope.spawn(move || work(stream as u64, end, present, arguments, corpus, figures))
            })
            .collect();
        scope.spawn(|| watch(&present, &over, &arguments));
        for worker in workers {
            let _ = worker.join();
        }
        over.store(true, Ordering::Relaxed);
    });
    told(&figures)
}

/// One worker: bends and examines until the time is over.
fn work(
    stream: u64,
    end: Instant,
    present: &Present,
    arguments: &Arguments,
    corpus: &Mutex<Corpus>,
    figures: &Figures,
) {
    let mut random = ChaCha8Rng::seed_from_u64(arguments.seed);
    random.set_stream(stream);
    let mut left = arguments.cases;
    while Instant::now() < end && left > 0 {
        left -= 1;
        let case = match corpus.lock() {
            Ok(corpus) => mutate::bend(&corpus, &mut random),
            Err(_) => return,
        };
        let draw = mutate::below(&mut random, u32::MAX as usize) as u64;
        if let Ok(mut present) = present.lock() {
            *present = Some((Instant::now(), case.clone()));
        }
        let outcome = examine(&case, draw, arguments, figures);
        if let Ok(mut present) = present.lock() {
            *present = None;
        }
        if outcome == Some(Outcome::Answered)
            && let Ok(mut corpus) = corpus.lock()
        {
            corpus.keep(case, &mut random);
        }
    }
}

/// Examines one case; none if it went wrong.
fn examine(case: &Case, draw: u64, arguments: &Arguments, figures: &Figures) -> Option<Outcome> {
    let begun = Instant::now();
    let result = catch_unwind(AssertUnwindSafe(|| targets::examine(case, draw)));
    let taken = begun.elapsed();
    figures.cases.fetch_add(1, Ordering::Relaxed);
    figures.slowest.fetch_max(taken.as_millis() as u64, Ordering::Relaxed);
    if taken.as_secs_f64() > arguments.slow {
        figures.wrong.fetch_add(1, Ordering::Relaxed);
        write_down(case, draw, &format!("took {taken:.1?}"), &arguments.output);
    }
    let wrong = match result {
        Ok(Ok(outcome)) => {
            let counter = match outcome {
                Outcome::Answered => &figures.answered,
                Outcome::Refused => &figures.refused,
                Outcome::Stopped => &figures.stopped,
            };
            counter.fetch_add(1, Ordering::Relaxed);
            return Some(outcome);
        }
        Ok(Err(broken)) => broken,
        Err(panic) => {
            let text = panic.downcast_ref::<String>().cloned();
            let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
            format!("panicked: {}", text.unwrap_or_default())
        }
    };
    figures.wrong.fetch_add(1, Ordering::Relaxed);
    write_down(case, draw, &wrong, &arguments.output);
    None
}

/// Ends the run where a case does not end by itself.
fn watch(present: &[Present], over: &AtomicBool, arguments: &Arguments) {
    while !over.load(Ordering::Relaxed) {
        std::thread::sleep(Duration::from_millis(200));
        for present in present {
            let Ok(present) = present.lock() else { continue };
            if let Some((begun, case)) = present.as_ref()
                && begun.elapsed().as_secs_f64() > arguments.slow * 10.0
            {
                write_down(case, 0, "does not end", &arguments.output);
                std::process::exit(1);
            }
        }
    }
}

/// Writes a case that went wrong into a folder of its own.
fn write_down(case: &Case, draw: u64, what: &str, to: &Path) {
    let name =
        case.files.iter().flat_map(|file| &file.bytes).fold(draw ^ 0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
    let folder = to.join(format!("{name:016x}"));
    let write = || -> std::io::Result<()> {
        std::fs::create_dir_all(&folder)?;
        for file in &case.files {
            let name = Path::new(&file.name).file_name().unwrap_or_else(|| "case".as_ref());
            std::fs::write(folder.join(name), &file.bytes)?;
        }
        std::fs::write(folder.join("what.txt"), format!("{what}\ndraw {draw}\n"))
    };
    if let Err(error) = write() {
        eprintln!("cannot write {}: {error}", folder.display());
    }
    eprintln!("{}: {what}", folder.display());
}

/// The figures, as a line; and how the run ends.
fn told(figures: &Figures) -> ExitCode {
    let of = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    println!(
        "{} cases: {} answered, {} refused, {} stopped by a limit; {} went wrong; the slowest took {} ms",
        of(&figures.cases),
        of(&figures.answered),
        of(&figures.refused),
        of(&figures.stopped),
        of(&figures.wrong),
        of(&figures.slowest)
    );
    if of(&figures.wrong) == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
