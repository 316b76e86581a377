//! `zopa sweep`.

use super::ending::{Ending, Failure, STATUSES};
use super::options::{Changes, ModelFile, or_all, threads};
use super::output::{Destination, Format};
use super::running::draws;
use super::{choices, guard, input, terminal};
use clap::Args;
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Instant;
use zopa::report::{self, DrawReport, SweepReport, printable};
use zopa::uncertain::{MAX_DRAWS, Outcome, Sweep};
use zopa::{Limits, Model, Problem};

/// Draw the uncertain numbers many times, and tell how likely a deal is, what is agreed how often, and what drives that
///
/// Numbers are drawn between `low` and `high`, and each draw is solved exactly (Nash). The same seed gives the same draws,
/// whatever the number of threads. With --lines every draw is kept as a line of JSON; a sweep that was stopped, or that is
/// asked for more draws, goes on where that file ends.
#[derive(Args)]
#[command(after_help = format!("\
Examples:
  zopa sweep model.json
  zopa sweep model.json --draws 100000 --seed 7 --lines draws.jsonl
  zopa sweep model.json --fix deployment=reactive --format json

{STATUSES}"))]
pub struct Arguments {
    #[command(flatten)]
    file: ModelFile,
    /// How many draws to make
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..=MAX_DRAWS))]
    draws: u64,
    /// Which draws to make
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Keep every draw as a line of JSON in this file, and go on where it ends
    #[arg(long, value_name = "FILE")]
    lines: Option<PathBuf>,
    #[command(flatten)]
    changes: Changes,
    /// The form of the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Threads to use; never changes the result [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = threads)]
    threads: Option<NonZeroUsize>,
    /// Tell on standard error how long it took
    #[arg(long, short)]
    verbose: bool,
    #[command(flatten)]
    destination: Destination,
}

impl Arguments {
    /// Runs the command.
    pub fn run(self) -> Result<Ending, Failure> {
        let loaded = input::load_options(&self.file)?;
        let problem = &loaded.problem;
        if problem.uncertain().is_empty() {
            let help = "write {\"value\": -8, \"low\": -12, \"high\": -5} where a number is uncertain";
            return Err(Failure::new(
                "no number of this model has a range, so that all draws would be alike",
                Some(help),
            ));
        }
        let view = choices::changed(problem, &self.changes)?;
        let threads = or_all(self.threads);
        let fine = |error: zopa::OutOfRange| {
            let help = "use fewer digits, or narrower ranges";
            Failure::new(&error.to_string(), Some(help))
        };
        // A draw has no time of its own: the clock stops the sweep.
        let limits = Limits { threads, time: None, ..guard::limits() };
        let memory = limits.memory;
        let sweep = Sweep::new(&view, self.seed).map_err(fine)?.limits(limits);
        let most = memory / sweep.memory_of_a_draw();
        if self.draws > most {
            let message = format!("{} draws are kept until the end, and would need too much memory", self.draws);
            let help = format!("ask for at most {most}, or allow more with --memory-limit");
            return Err(Failure::new(&message, Some(&help)));
        }
        let head = Head::new(&loaded.model, problem, &self);
        let mut lines = self.lines.as_deref().map(|path| Lines::open(path, &head, &sweep, self.draws)).transpose()?;
        let mut outcomes = lines.as_mut().map(|lines| std::mem::take(&mut lines.known)).unwrap_or_default();
        let begun = (Instant::now(), outcomes.len());
        let mut failure = None;
        let stopped = draws(outcomes.len() as u64, self.draws, |tell| {
            sweep.run(outcomes.len() as u64..self.draws, |batch| {
                if let Some(lines) = &mut lines
                    && let Err(error) = lines.write(&sweep, &batch)
                {
                    failure = Some(error);
                    return ControlFlow::Break(());
                }
                outcomes.extend(batch);
                tell(outcomes.len() as u64)
            })
        })
        .is_break();
        if let Some(failure) = failure {
            return Err(failure);
        }
        if self.verbose {
            let (made, time) = (outcomes.len() - begun.1, begun.0.elapsed());
            let speed = made as f64 / time.as_secs_f64().max(1e-9);
            terminal::complain(&format!("{made} draws on {threads} threads in {time:.1?}: {speed:.0} a second\n"));
        }
        let summary = sweep.summary(&outcomes);
        let page = |style| report::text::sweep(&sweep, &summary, self.seed, stopped, style);
        self.destination.finish(self.format, page, || SweepReport::new(&sweep, &summary, self.seed, stopped))?;
        Ok(match stopped {
            true => Ending::Stopped,
            false if summary.deals == 0 => Ending::Negative,
            false => Ending::Answered,
        })
    }
}

/// The first line of a file of draws: all that draws depend on, and what their columns mean.
#[derive(Serialize)]
struct Head<'a> {
    zopa: &'static str,
    sweep: u32,
    seed: u64,
    fix: &'a [String],
    without: &'a [String],
    parties: Vec<&'a str>,
    issues: Vec<&'a str>,
    numbers: Vec<String>,
    model: &'a Model,
}

impl<'a> Head<'a> {
    fn new(model: &'a Model, problem: &'a Problem, arguments: &'a Arguments) -> Self {
        Head {
            zopa: env!("CARGO_PKG_VERSION"),
            sweep: 1,
            seed: arguments.seed,
            fix: &arguments.changes.fix,
            without: &arguments.changes.without,
            parties: problem.parties().iter().map(|party| party.id.as_str()).collect(),
            issues: problem.issues().iter().map(|issue| issue.id.as_str()).collect(),
            numbers: problem.uncertain().iter().map(|number| number.path.to_string()).collect(),
            model,
        }
    }
}

/// What has to be known of a line to go on after it.
#[derive(Deserialize)]
struct Kept {
    draw: u64,
    nash: Vec<Vec<serde_json::Value>>,
    #[serde(default)]
    unsolved: bool,
}

/// A file of draws.
struct Lines {
    file: File,
    name: String,
    /// The draws that were there, not more than are asked for.
    known: Vec<Outcome>,
}

impl Lines {
    /// Opens the file, and reads what is there of the same sweep. A line that was not written to its end is cut off.
    fn open(path: &Path, head: &Head, sweep: &Sweep, draws: u64) -> Result<Self, Failure> {
        let name = printable(&path.display().to_string()).into_owned();
        let cannot = |error: std::io::Error| Failure::new(&format!("cannot use {name}: {error}"), None);
        let other = |why: &str| {
            let help = "name another file, or remove this one";
            Failure::new(&format!("{name} {why}"), Some(help))
        };
        let head =
            serde_json::to_string(head).map_err(|error| Failure::new(&format!("cannot write JSON: {error}"), None))?;
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).create(true).truncate(false).open(path).map_err(cannot)?;
        if !file.metadata().map_err(cannot)?.is_file() {
            return Err(other("is no regular file: draws could not be read back from it"));
        }
        let mut reader = BufReader::new(file);
        let (mut line, mut end, mut known) = (Vec::new(), 0u64, Vec::new());
        let mut first = true;
        // Longer lines than this are not of our making.
        let longest = head.len() as u64 + (1 << 20);
        loop {
            line.clear();
            reader.by_ref().take(longest).read_until(b'\n', &mut line).map_err(cannot)?;
            if line.last() != Some(&b'\n') {
                break;
            }
            let text = std::str::from_utf8(&line[..line.len() - 1]).unwrap_or_default();
            if first {
                if text != head {
                    return Err(other("has draws of another model, seed or question"));
                }
                first = false;
            } else if known.len() as u64 >= draws {
                break;
            } else {
                match kept(text, known.len() as u64, sweep) {
                    Some(outcome) => known.push(outcome),
                    None => return Err(other(&format!("has no readable draw in line {}", known.len() + 2))),
                }
            }
            end += line.len() as u64;
        }
        // More draws than are asked for stay where they are; half a line at the end does not.
        let more = known.len() as u64 >= draws && line.last() == Some(&b'\n');
        if first && !line.is_empty() {
            return Err(other("is not empty, and no file of draws"));
        }
        let mut file = reader.into_inner();
        if !more {
            file.set_len(end).map_err(cannot)?;
            file.seek(SeekFrom::Start(end)).map_err(cannot)?;
            if first {
                file.write_all(format!("{head}\n").as_bytes()).map_err(cannot)?;
            }
        }
        Ok(Lines { file, name, known })
    }

    /// Adds draws at the end.
    fn write(&mut self, sweep: &Sweep, outcomes: &[Outcome]) -> Result<(), Failure> {
        let mut text = String::new();
        for outcome in outcomes {
            let line = serde_json::to_string(&DrawReport::new(sweep, outcome));
            text.push_str(&line.map_err(|error| Failure::new(&format!("cannot write JSON: {error}"), None))?);
            text.push('\n');
        }
        let written = self.file.write_all(text.as_bytes()).and_then(|()| self.file.flush());
        written.map_err(|error| Failure::new(&format!("cannot write {}: {error}", self.name), None))
    }
}

/// The draw of a line, if that is what it is.
fn kept(text: &str, at: u64, sweep: &Sweep) -> Option<Outcome> {
    let kept: Kept = serde_json::from_str(text).ok()?;
    let problem = sweep.problem();
    let package = |options: &Vec<serde_json::Value>| {
        if options.len() != problem.issues().len() {
            return None;
        }
        let ids: Vec<String> =
            (options.iter()).map(|option| option.as_str().map_or_else(|| option.to_string(), str::to_owned)).collect();
        let choices = problem.issues().iter().zip(&ids).map(|(issue, option)| (issue.id.as_str(), option.as_str()));
        problem.package(choices).ok()
    };
    let agreed = kept.nash.iter().map(package).collect::<Option<Vec<_>>>()?;
    (kept.draw == at).then(|| sweep.known(at, agreed, kept.unsolved))
}
