//! `zopa frontier`.

use super::choices;
use super::desk::Desk;
use super::ending::{Ending, Refusal, STATUSES};
use super::input::{self, Levels};
use super::options::{Asking, Files};
use super::written::Share;
use crate::exact::Number;
use crate::frontier::Point;
use crate::problem::{LevelRuleId, Problem, View};
use crate::report::{self, FrontierReport, FrontierTrailer, PiecesReport, PointReport};
use crate::search::{FrontierAnswer, NoList, Search, Target};
use clap::{Args, ValueEnum};
use num_rational::BigRational;
use serde::Deserialize;
use std::io::Write;

/// List the packages that cannot be improved for one party without loss to another
///
/// One line for each combination of utilities, with the packages behind it: by default of the packages that the parties
/// can accept (the negotiation set), with --all of all feasible ones.
#[derive(Args, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[command(after_help = format!("\
Examples:
  zopa frontier model.json
  zopa frontier model.json --all --format csv --output frontier.csv

Of a model with continuous issues, the frontier of two parties is listed as points and segments, exactly; with --epsilon,
and for more parties, as a cover by points.

The columns of csv: point, packages, utility:PARTY and gain:PARTY for each party, issue:ISSUE for each issue.

{STATUSES}"))]
pub struct Frontier {
    #[command(flatten)]
    #[serde(flatten)]
    files: Files,
    /// The frontier of all feasible packages, acceptable or not
    #[arg(long)]
    all: bool,
    /// List fewer points, worse by at most this share of each party's range of utilities: 0.05, 5%, 1/20
    ///
    /// The range of a party is the difference between its best and its worst feasible package. Every package that would
    /// still be acceptable with so much less for everybody has a listed point that is worse by at most so much.
    #[arg(long, value_name = "SHARE", allow_hyphen_values = true)]
    epsilon: Option<Share>,
    /// The form of the result
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    #[command(flatten)]
    #[serde(flatten)]
    asking: Asking,
}

/// The form of a frontier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Format {
    /// A page to read
    Text,
    /// Data for programs, with all digits
    #[default]
    Json,
    /// The same for programs that read line by line: a line for each point, and a last one with all else
    Jsonl,
    /// A table for spreadsheets
    Csv,
}

/// What is said where there is no list.
const NOT_TWO: &str = "with continuous issues, the frontier of more than two parties, or of one, is no list of points and segments: \
                       this is a cover, with a tolerance of 5 %; --epsilon asks for another";

impl Frontier {
    /// Runs the command.
    pub fn run(self, desk: &Desk) -> Result<Ending, Refusal> {
        let loaded = input::load(desk, &self.files)?.asked(desk, &self.asking, &[], Levels::Read)?;
        if !loaded.problem.has_levels() {
            return self.points(desk, &loaded.problem);
        }
        match self.pieces(desk, &loaded.problem)? {
            Some(ending) => Ok(ending),
            None => self.points(desk, &loaded.asked(desk, &self.asking, &[], Levels::InSteps)?.problem),
        }
    }

    /// The question, with this tolerance if none was given.
    fn question<'p>(&self, desk: &Desk, view: &View<'p>, tolerance: Option<Number>) -> Search<'p> {
        let question = view.clone().search().engine(self.asking.engine()).limits(self.asking.limits(desk));
        match self.epsilon.as_ref().map(|Share(epsilon)| epsilon.clone()).or(tolerance) {
            Some(epsilon) => question.epsilon(epsilon),
            None => question,
        }
    }

    fn target(&self) -> Target {
        if self.all { Target::Feasible } else { Target::Acceptable }
    }

    /// The points of a frontier.
    fn points(&self, desk: &Desk, problem: &Problem) -> Result<Ending, Refusal> {
        let (view, target) = (choices::changed(problem, &self.asking)?, self.target());
        let question = self.question(desk, &view, None);
        let (answer, listed) = match self.format {
            Format::Jsonl | Format::Csv => match self.streamed(desk, &view, target, question)? {
                Some(found) => found,
                // Who was to read it went away, and has seen what it wanted.
                None => return Ok(Ending::Answered),
            },
            Format::Text | Format::Json => {
                let answer = self.ask(desk, target, question);
                let report = FrontierReport::new(&view, target, &answer).until(desk.listing());
                match self.format {
                    Format::Text => desk.text(&report::text::frontier(&view, target, &answer, desk.host().style()))?,
                    _ => desk.json(&report)?,
                }
                let listed = report.points.cut();
                (answer, listed)
            }
        };
        let all = answer.frontier.points.len();
        if let Some(listed) = listed {
            desk.tell(&format!("stopped before everything was written: {listed} of {all} points are there\n"));
            return Ok(Ending::Stopped);
        }
        self.warn(desk, &answer);
        Ok(answer.status.into())
    }

    fn ask(&self, desk: &Desk, target: Target, question: Search) -> FrontierAnswer {
        let found = |answer: &FrontierAnswer| match answer.pieces.len() {
            0 => format!("found {} points", answer.frontier.points.len()),
            pieces => format!("found {pieces} pieces"),
        };
        desk.timed(self.asking.verbose, found, || question.frontier(target))
    }

    /// Tells what a table has no place for.
    fn warn(&self, desk: &Desk, answer: &FrontierAnswer) {
        if self.format == Format::Csv && !answer.complete {
            desk.tell("warning: stopped before the frontier was complete\n");
        }
        if self.format == Format::Csv && answer.cover.is_some() && answer.pieces.is_empty() {
            desk.tell("note: a cover, whose numbers of packages are the least that there are\n");
        }
    }

    /// Finds the points, and writes each as soon as it is certain. If not all could be written, it tells how many were. None
    /// if nobody reads them.
    fn streamed(
        &self,
        desk: &Desk,
        view: &View,
        target: Target,
        question: Search,
    ) -> Result<Option<(FrontierAnswer, Option<usize>)>, Refusal> {
        let (mut found, mut listed) = (None, 0);
        let stop = desk.listing();
        desk.stream(|sink| {
            let mut written = Ok(());
            if self.format == Format::Csv {
                sink.write_all(report::frontier_csv_head(view.problem()).as_bytes())?;
            }
            let write = |point: &Point, at: usize, sink: &mut dyn Write| {
                let point = PointReport::of(view, point);
                match self.format {
                    Format::Csv => sink.write_all(report::frontier_csv_line(at, &point).as_bytes()),
                    _ => report::json_line(&point, sink),
                }
            };
            let mut each = |points: &[Point]| {
                if written.is_err() {
                    return;
                }
                let mut points = points.iter().take_while(|_| stop.asked().is_none());
                let all = points.try_for_each(|point| {
                    listed += 1;
                    write(point, listed, &mut *sink)
                });
                written = all.and_then(|()| sink.flush());
                if written.is_err() {
                    desk.stop();
                }
            };
            let answer = self.ask(desk, target, question.points(&mut each));
            written?;
            let trailer = FrontierTrailer::new(view, target, &answer, listed);
            if self.format == Format::Jsonl {
                report::json_line(&trailer, sink)?;
            }
            found = Some((answer, trailer.points_listed));
            Ok(())
        })?;
        Ok(found)
    }

    /// The pieces of a frontier with continuous issues: of more than two parties, and of one, a cover. None if none can be listed.
    fn pieces(&self, desk: &Desk, problem: &Problem) -> Result<Option<Ending>, Refusal> {
        self.asking.no_engine()?;
        let (view, target) = (choices::changed(problem, &self.asking)?, self.target());
        let answer = self.ask(desk, target, self.question(desk, &view, None));
        let answer = match answer.refused {
            Some(NoList::NotTwoParties) => {
                desk.tell(&format!("note: {NOT_TWO}\n"));
                self.ask(desk, target, self.question(desk, &view, Some(BigRational::new(1.into(), 20.into()).into())))
            }
            _ => answer,
        };
        if let Some(NoList::Rules(rules)) = answer.refused {
            desk.tell(&format!("note: {}\n", no_cover(problem, rules)));
            return Ok(None);
        }
        let report = PiecesReport::new(&view, target, &answer);
        match self.format {
            Format::Text => desk.text(&report::text::frontier(&view, target, &answer, desk.host().style()))?,
            Format::Json => desk.json(&report)?,
            Format::Jsonl => desk.stream(|sink| report.write_lines(sink))?,
            Format::Csv => desk.stream(|sink| report::pieces_csv(problem, &report, sink))?,
        }
        self.warn(desk, &answer);
        Ok(Some(answer.status.into()))
    }
}

/// Why no cover can be listed.
fn no_cover(problem: &Problem, [first, second]: [LevelRuleId; 2]) -> String {
    let name = |rule: LevelRuleId| report::printable(&problem[rule].name).into_owned();
    let rules = match first == second {
        true => format!("the rule {}", name(first)),
        false => format!("the rules {} and {}", name(first), name(second)),
    };
    format!(
        "a cover rounds levels, and {rules} might be broken by that; for two parties, the frontier without --epsilon is exact"
    )
}
