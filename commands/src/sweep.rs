//! `zopa sweep`.

use super::choices;
use super::desk::Desk;
use super::ending::{Ending, Refusal, STATUSES};
use super::format::Format;
use super::input::{self, Levels};
use super::lines::{Head, Lines};
use super::options::{Asking, Files};
use super::written::{Seed, UpTo};
use clap::Args;
use serde::Deserialize;
use std::ops::ControlFlow;
use std::path::PathBuf;
use zopa::concept::{Concept, Nash};
use zopa::problem::{OutOfRange, View};
use zopa::report::{DrawReport, SweepReport};
use zopa::search::{Limits, Watch};
use zopa::uncertain::{self, Drawn, MAX_DRAWS};

/// Draw the uncertain numbers many times, and tell how likely a deal is, what is agreed how often, and what drives that
///
/// Numbers are drawn between `low` and `high`, and each draw is solved exactly (Nash). The same seed gives the same draws,
/// whatever the number of threads. With --lines every draw is kept as a line of JSON; a sweep that was stopped, or that is
/// asked for more draws, goes on where that file ends.
#[derive(Args, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[command(after_help = format!("\
Examples:
  zopa sweep model.json
  zopa sweep model.json --draws 100000 --seed 7 --lines draws.jsonl
  zopa sweep model.json --fix deployment=reactive --format json

{STATUSES}"))]
pub struct Sweep {
    #[command(flatten)]
    #[serde(flatten)]
    files: Files,
    /// How many draws to make [default: 10000; with continuous issues 500]
    #[arg(long, value_name = "N")]
    draws: Option<UpTo<MAX_DRAWS>>,
    /// Which draws to make [default: 1]
    #[arg(long, value_name = "S")]
    seed: Option<Seed>,
    /// Keep every draw as a line of JSON in this file, and go on where it ends
    #[arg(long, value_name = "FILE")]
    #[serde(skip)]
    lines: Option<PathBuf>,
    /// The form of the result
    #[arg(long, default_value = "text", value_parser = Format::among(Format::OF_DRAWS))]
    #[serde(deserialize_with = "Format::of_draws")]
    format: Format,
    #[command(flatten)]
    #[serde(flatten)]
    asking: Asking,
}

/// Draws that are made, if nothing else is said.
const DRAWS: u64 = 10_000;
/// The same with continuous issues, where a draw is a search of its own.
const DRAWS_WITH_LEVELS: u64 = 500;

/// Refuses more draws than there is memory for, since they are kept until the end.
pub(super) fn fits(sweep: &uncertain::Sweep, draws: u64, memory: u64) -> Result<(), Refusal> {
    let most = memory / sweep.memory_of_a_draw();
    if draws <= most {
        return Ok(());
    }
    let message = format!("{draws} draws are kept until the end, and would need too much memory");
    let help = format!("ask for at most {most}, or allow more with --memory-limit");
    Err(Refusal::new(&message, Some(&help)))
}

/// The first draws of seed 1, as far as limits go, and whether these stopped them.
pub(super) fn draws(
    desk: &Desk,
    asking: &Asking,
    view: &View,
    all: u64,
) -> Result<(uncertain::Sweep, Vec<Drawn>, bool), Refusal> {
    view.problem().without_curves()?;
    // A draw has no time of its own: the clock stops the draws.
    let limits = Limits { time: None, ..asking.limits(desk) };
    let memory = limits.memory;
    let sweep = uncertain::Sweep::new(view, 1).map_err(|error| Refusal::new(&error.to_string(), None))?;
    let sweep = sweep.limits(limits).engine(asking.engine());
    fits(&sweep, all, memory)?;
    let mut outcomes = Vec::new();
    let run = sweep.run(0..all, |batch| {
        outcomes.extend(batch);
        if desk.over().is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    let stopped = run.is_break() && (outcomes.len() as u64) < all;
    Ok((sweep, outcomes, stopped))
}

impl Sweep {
    /// Runs the command.
    pub fn run(self, desk: &Desk) -> Result<Ending, Refusal> {
        let loaded = input::load(desk, &self.files)?.asked(desk, &self.asking, &[], Levels::Read)?;
        let problem = &loaded.problem;
        problem.without_curves()?;
        if problem.uncertain().is_empty() {
            let help = "write {\"value\": -8, \"low\": -12, \"high\": -5} where a number is uncertain";
            return Err(Refusal::new(
                "no number of this model has a range, so that all draws would be alike",
                Some(help),
            ));
        }
        let view = choices::changed(problem, &self.asking)?;
        let usual = if problem.has_levels() { DRAWS_WITH_LEVELS } else { DRAWS };
        let (all, seed) = (self.draws.map_or(usual, |draws| draws.0), self.seed.map_or(1, |seed| seed.0));
        let fine = |error: OutOfRange| Refusal::new(&error.to_string(), Some("use fewer digits, or narrower ranges"));
        // A draw has no time of its own: the clock stops the sweep. Who is shown draws does not watch each.
        let mut limits = Limits { time: None, ..self.asking.limits(desk) };
        if desk.host().shows_draws() {
            limits.watch = Watch::default();
        }
        let question =
            view.clone().search().concepts([&Nash as &dyn Concept]).without_ideal().engine(self.asking.engine());
        let ask = |limits: &Limits| question.limits(limits.clone()).run();
        let answer = self.asking.ask(desk, "solved with the numbers as they are", ask);
        let (memory, threads) = (limits.memory, limits.threads);
        let sweep = uncertain::Sweep::new(&view, seed).map_err(fine)?.limits(limits).engine(self.asking.engine());
        fits(&sweep, all, memory)?;
        let head = Head::new(&loaded.model, problem, seed, &self.asking);
        let mut lines = self.lines.as_deref().map(|path| Lines::open(path, &head, &sweep, all)).transpose()?;
        let mut outcomes = lines.as_mut().map(|lines| std::mem::take(&mut lines.known)).unwrap_or_default();
        let known = outcomes.len() as u64;
        let mut draw = |outcomes: &mut Vec<Drawn>, each: &mut dyn FnMut(&[Drawn]) -> Result<(), Refusal>| {
            let mut kept = Ok(());
            let run = sweep.run(known..all, |batch| {
                kept = lines.as_mut().map_or(Ok(()), |lines| lines.write(&sweep, &batch)).and_then(|()| each(&batch));
                outcomes.extend(batch);
                let made = outcomes.len() as u64;
                desk.host().drawn(made, all, known);
                if kept.is_err() || !desk.is_read() || desk.over().is_some() && made < all {
                    return ControlFlow::Break(());
                }
                ControlFlow::Continue(())
            });
            kept.map(|()| run.is_break())
        };
        let made = |_: &_| format!("made the draws on {threads} threads");
        let stopped = desk.timed(self.asking.verbose, made, || match self.format {
            Format::Jsonl => {
                let lines = |batch: &[Drawn]| desk.lines(batch.iter().map(|outcome| DrawReport::new(&sweep, outcome)));
                lines(&outcomes)?;
                draw(&mut outcomes, &mut |batch| lines(batch))
            }
            _ => draw(&mut outcomes, &mut |_| Ok(())),
        })?;
        if !desk.is_read() {
            // Who was to read it went away, and has seen what it wanted.
            return Ok(Ending::Answered);
        }
        let summary = sweep.summary(&outcomes);
        let report = SweepReport::new(&sweep, &summary, seed, stopped).with_answer(problem, &answer);
        match self.format {
            Format::Jsonl => desk.lines([report])?,
            format => desk.finish(format, &report)?,
        }
        Ok(match stopped {
            true => Ending::Stopped,
            false if summary.deals == 0 && summary.unsolved > 0 => Ending::Stopped,
            false if summary.deals == 0 => Ending::Negative,
            false => Ending::Answered,
        })
    }
}
