//! `zopa sweep`.

use super::choices;
use super::desk::Desk;
use super::ending::{Ending, Refusal, STATUSES};
use super::format::Format;
use super::input::{self, Levels};
use super::lines::{Begins, Head, Lines, kept};
use super::options::{Asking, Files};
use super::part::{self, Divided, Merged, PartWriter, Sharded, unreadable};
use super::written::{Seed, UpTo};
use clap::Args;
use serde::{Deserialize, Serialize};
use std::ops::{ControlFlow, Range};
use std::path::PathBuf;
use zopa::concept::{Concept, Nash};
use zopa::problem::View;
use zopa::report::{DrawReport, SweepReport};
use zopa::search::{Limits, Status, Stop, Watch};
use zopa::uncertain::{self, Drawn, MAX_DRAWS};

/// Draw the uncertain numbers many times, and tell how likely a deal is, what is agreed how often, and what drives that
///
/// Numbers are drawn between `low` and `high`, and each draw is solved exactly (Nash). The same seed gives the same draws,
/// whatever the number of threads. With --lines every draw is kept as a line of JSON; a sweep that was stopped, or that is
/// asked for more draws, goes on where that file ends. With --shard several machines make some of the draws each, for `zopa
/// merge`; with --lines too, a part that was stopped goes on where it ends.
#[derive(Args, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[command(after_help = format!("\
Examples:
  zopa sweep model.json
  zopa sweep model.json --draws 100000 --seed 7 --lines draws.jsonl
  zopa sweep model.json --fix deployment=reactive --format json
  zopa sweep model.json --draws 1000000 --shard 3/40 --output part-3.jsonl

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
    #[serde(deserialize_with = "Format::of_draws", skip_serializing)]
    format: Format,
    #[command(flatten)]
    #[serde(flatten, skip_serializing)]
    sharded: Sharded,
    #[command(flatten)]
    #[serde(flatten)]
    asking: Asking,
}

impl Divided for Sweep {
    const COMMAND: &'static str = "sweep";

    fn divided(&mut self) -> (&mut Files, &mut Sharded) {
        (&mut self.files, &mut self.sharded)
    }

    fn answer(self, desk: &Desk) -> Result<Ending, Refusal> {
        self.run(desk)
    }
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

/// The first draws of seed 1, as far as limits go, and what stopped them.
pub(super) fn draws(
    desk: &Desk,
    asking: &Asking,
    view: &View,
    all: u64,
) -> Result<(uncertain::Sweep, Vec<Drawn>, Option<Stop>), Refusal> {
    view.problem().without_curves()?;
    // A draw has no time of its own: the clock stops the draws.
    let limits = Limits { time: None, ..asking.limits(desk) };
    let memory = limits.memory;
    let sweep = uncertain::Sweep::new(view, 1)?;
    let sweep = sweep.limits(limits).engine(asking.engine());
    fits(&sweep, all, memory)?;
    let mut outcomes = Vec::new();
    let run = sweep.run(0..all, |batch| {
        outcomes.extend(batch);
        if desk.over().is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    let stopped = run.is_break() && (outcomes.len() as u64) < all;
    Ok((sweep, outcomes, stopped.then(|| desk.over().unwrap_or(Stop::Interrupted))))
}

/// Makes these draws, but for those that are known, and hands them over; whether something stopped that.
fn make(
    desk: &Desk,
    sweep: &uncertain::Sweep,
    draws: Range<u64>,
    known: u64,
    each: &mut dyn FnMut(Vec<Drawn>) -> Result<(), Refusal>,
) -> Result<bool, Refusal> {
    let (mut kept, mut made, all) = (Ok(()), known, draws.end - draws.start);
    let run = sweep.run(draws.start + known..draws.end, |batch| {
        made += batch.len() as u64;
        kept = each(batch);
        desk.host().drawn(made, all, known);
        if kept.is_err() || !desk.is_read() || desk.over().is_some() && made < all {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    });
    kept.map(|()| run.is_break())
}

impl Sweep {
    /// Runs the command.
    pub fn run(mut self, desk: &Desk) -> Result<Ending, Refusal> {
        let loaded = input::load(desk, &self.files)?.asked(desk, &self.asking, &[], Levels::Read)?;
        let problem = &loaded.problem;
        problem.without_curves()?;
        loaded.has_ranges()?;
        let view = choices::changed(problem, &self.asking)?;
        let usual = if problem.has_levels() { DRAWS_WITH_LEVELS } else { DRAWS };
        let (all, seed) = (self.draws.map_or(usual, |draws| draws.0), self.seed.map_or(1, |seed| seed.0));
        // A draw has no time of its own: the clock stops the sweep. Who is shown draws does not watch each.
        let mut limits = Limits { time: None, ..self.asking.limits(desk) };
        if desk.host().shows_draws() {
            limits.watch = Watch::default();
        }
        let sweep = uncertain::Sweep::new(&view, seed)?.engine(self.asking.engine());
        let sweep = sweep.limits(limits.clone());
        let portion = self.sharded.portion()?;
        let draws = portion.map_or(0..all, |portion| portion.units(all));
        fits(&sweep, draws.end - draws.start, limits.memory)?;
        let made = |_: &_| format!("made the draws on {} threads", limits.threads);
        if let Some(portion) = portion {
            // What is not said is the same as if it were.
            (self.draws, self.seed) = (Some(UpTo(all)), Some(Seed(seed)));
            let head = part::Head::new(&self, portion, all, &loaded)?;
            let stopped = desk.timed(self.asking.verbose, made, || self.part(desk, &sweep, draws, &head))?;
            return Ok(if stopped { Ending::Stopped } else { Ending::Answered });
        }
        let question =
            view.clone().search().concepts([&Nash as &dyn Concept]).without_ideal().engine(self.asking.engine());
        let ask = |limits: &Limits| question.limits(limits.clone()).run();
        let answer = self.asking.ask(desk, "solved with the numbers as they are", ask);
        let (mut outcomes, mut lines, merged) = (Vec::new(), None, self.sharded.known.is_some());
        if let Some(merged) = self.sharded.known.take() {
            outcomes = known(&sweep, all, merged)?;
        } else if let Some(path) = &self.lines {
            let head = Head::new(&loaded.model, problem, seed, &self.asking);
            let mut opened = Lines::open(path, &Begins::All(&head), &sweep, draws.clone())?;
            outcomes = std::mem::take(&mut opened.known);
            lines = Some(opened);
        }
        let as_lines = |batch: &[Drawn]| match self.format {
            Format::Jsonl => desk.lines(batch.iter().map(|outcome| DrawReport::new(&sweep, outcome))),
            _ => Ok(()),
        };
        let stopped = desk.timed(self.asking.verbose, made, || {
            as_lines(&outcomes)?;
            if merged {
                return Ok((outcomes.len() as u64) < all);
            }
            let known = outcomes.len() as u64;
            make(desk, &sweep, draws, known, &mut |batch| {
                lines.as_mut().map_or(Ok(()), |lines| lines.write(&sweep, &batch))?;
                as_lines(&batch)?;
                outcomes.extend(batch);
                Ok(())
            })
        })?;
        if !desk.is_read() {
            // Who was to read it went away, and has seen what it wanted.
            return Ok(Ending::Answered);
        }
        let summary = sweep.summary(&outcomes);
        let report =
            SweepReport::new(&sweep, &summary, seed, stopped).with_stop(desk.over()).with_answer(problem, &answer);
        match self.format {
            Format::Jsonl => desk.lines([report])?,
            format => desk.finish(format, &report)?,
        }
        // That all draws are known does not tell what `solve` finds.
        let unknown = merged && matches!(answer.status, Status::Stopped(_));
        Ok(match stopped || unknown {
            true => Ending::Stopped,
            false if summary.deals == 0 && summary.unsolved > 0 => Ending::Stopped,
            false if summary.deals == 0 => Ending::Negative,
            false => Ending::Answered,
        })
    }

    /// Makes the draws of a part, and keeps them in the file, or writes them; whether something stopped that.
    fn part(
        &self,
        desk: &Desk,
        sweep: &uncertain::Sweep,
        draws: Range<u64>,
        head: &part::Head,
    ) -> Result<bool, Refusal> {
        let Some(path) = &self.lines else {
            let mut writer = PartWriter::begin(desk, head)?;
            let each = |batch: Vec<Drawn>| writer.add(batch.iter().map(|outcome| DrawReport::new(sweep, outcome)));
            let stopped = make(desk, sweep, draws, 0, &mut { each })?;
            let why = stopped.then(|| desk.over().unwrap_or(Stop::Interrupted));
            return writer.end(why).map(|_| stopped);
        };
        let many = draws.end - draws.start;
        let mut lines = Lines::open(path, &Begins::Part(head), sweep, draws.clone())?;
        let known = std::mem::take(&mut lines.known).len() as u64;
        let stopped = make(desk, sweep, draws, known, &mut |batch| lines.write(sweep, &batch))?;
        if !stopped {
            lines.end(many)?;
        }
        Ok(stopped)
    }
}

/// The draws that parts have.
fn known(sweep: &uncertain::Sweep, all: u64, merged: Merged) -> Result<Vec<Drawn>, Refusal> {
    let wrong = || unreadable(Sweep::COMMAND);
    let outcomes: Option<Vec<Drawn>> = merged.objects().map(|object| kept(&object, sweep)).collect();
    let outcomes = outcomes.ok_or_else(wrong)?;
    let ordered =
        outcomes.windows(2).all(|two| two[0].at < two[1].at) && outcomes.last().is_none_or(|last| last.at < all);
    let whole = merged.partial || outcomes.len() as u64 == all;
    if ordered && whole { Ok(outcomes) } else { Err(wrong()) }
}
