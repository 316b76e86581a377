//! `zopa frontier`.

use super::certified::Certified;
use super::choices;
use super::desk::Desk;
use super::ending::{Ending, Refusal, STATUSES};
use super::format::Format;
use super::input::{self, Levels};
use super::options::{Asking, Files};
use super::written::{Share, UpTo};
use crate::pages::frontier_csv;
use crate::pages::jsonl::json_line;
use crate::pages::rows::{PointRows, RowForm};
use clap::Args;
use num_rational::BigRational;
use serde::Deserialize;
use std::hash::{DefaultHasher, Hash, Hasher};
use zopa::concept;
use zopa::exact::Number;
use zopa::frontier::Point;
use zopa::problem::{LevelRuleId, Package, Problem, View};
use zopa::report::{FrontierReport, FrontierTrailer, PieceReport};
use zopa::search::{FrontierAnswer, Limits, NoList, Search, Solution, Status, Target};

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
and for more parties, as a cover by points; in steps where a quota decides, or where rules forbid a cover.

The columns of csv: point, packages, utility:PARTY and gain:PARTY for each party, issue:ISSUE for each issue; with continuous
issues piece and end in place of the first two, and two lines for a segment.

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
    /// List no more points than this: those that are worse than what they stand for by as little as was found
    ///
    /// What they may be worse by is found, as a share of each party's range, and what is proven of it: so many points do not
    /// cover the frontier with a share that is a little smaller.
    #[arg(long, value_name = "N")]
    points: Option<UpTo<1_000_000>>,
    /// The form of the result
    #[arg(long, default_value = "text", value_parser = Format::among(Format::OF_A_FRONTIER))]
    #[serde(deserialize_with = "Format::of_a_frontier")]
    format: Format,
    #[command(flatten)]
    #[serde(flatten)]
    certified: Certified,
    #[command(flatten)]
    #[serde(flatten)]
    asking: Asking,
}

/// What is said where there is no list.
const NOT_TWO: &str = "with continuous issues, the frontier of more than two parties, or of one, is no list of points and segments: \
                       this is a cover, with a tolerance of 5 %; --epsilon asks for another";

/// So many points are written at once.
const CHUNK: usize = 1 << 10;

impl Frontier {
    /// Runs the command.
    pub fn run(self, desk: &Desk) -> Result<Ending, Refusal> {
        if self.points.is_some() && self.epsilon.is_some() {
            let help = "without --points it has as few points as are found, and without --epsilon as small a tolerance";
            return Err(Refusal::new("a cover has a number of points or a tolerance, and not both", Some(help)));
        }
        // What each of several coalitions accepts has no frontier as pieces yet.
        let reads = if self.all { Levels::Read } else { Levels::ReadForAll };
        let mut loaded = input::load(desk, &self.files)?.asked(desk, &self.asking, &[], reads)?;
        if loaded.problem.has_levels() {
            self.asking.no_engine()?;
            let view = choices::changed(&loaded.problem, &self.asking)?;
            let refused = self.question(desk, &view).refused();
            if let Some(NoList::Rules(rules)) = refused {
                desk.tell(&format!("note: {}\n", no_cover(&loaded.problem, rules)));
                loaded = loaded.asked(desk, &self.asking, &[], Levels::InSteps)?;
            } else if self.tolerance(&view).is_some() && self.epsilon.is_none() && self.points.is_none() {
                desk.tell(&format!("note: {NOT_TWO}\n"));
            }
        }
        let view = choices::changed(&loaded.problem, &self.asking)?;
        self.certified.suits(&loaded, &view)?;
        let (answer, listed) = match self.format {
            Format::Jsonl | Format::Csv => match self.streamed(desk, &view)? {
                Some(found) => found,
                // Who was to read it went away, and has seen what it wanted.
                None => return Ok(Ending::Answered),
            },
            format => {
                let answer = self.ask(desk, self.question(desk, &view));
                let chosen = self.chosen(desk, &view, &answer);
                let report = FrontierReport::new(&view, self.target(), &answer).with_choices(&view, &answer, &chosen);
                let report = report.until(desk.listing());
                desk.finish(format, &report)?;
                let listed = report.entries.cut();
                (answer, listed)
            }
        };
        self.certified.write(desk, &loaded, &view, |certificate| {
            certificate.frontier(self.target(), &answer, &self.asking.limits(desk))
        })?;
        if let Some(listed) = listed {
            let all = answer.entries();
            desk.tell(&format!("stopped before everything was written: {listed} of {all} are there\n"));
            return Ok(Ending::Stopped);
        }
        // What a table has no place for.
        if self.format == Format::Csv && !answer.complete {
            desk.tell("warning: stopped before the frontier was complete\n");
        }
        if self.format == Format::Csv && answer.cover.is_some() && answer.pieces.is_empty() {
            desk.tell("note: a cover, whose numbers of packages are the least that there are\n");
        }
        if self.is_undecided(desk, &view, &answer)? {
            desk.tell(
                "note: whether a package is acceptable lies within the error of the curves that utilities follow\n",
            );
            return Ok(Ending::Stopped);
        }
        Ok(answer.status.into())
    }

    /// Whether the error of curves leaves undecided if there is a package to list.
    fn is_undecided(&self, desk: &Desk, view: &View, answer: &FrontierAnswer) -> Result<bool, Refusal> {
        if view.problem().approximations().is_empty() {
            return Ok(false);
        }
        desk.tell(
            "note: utilities follow curves: within their error points may be missing, or listed that are refused\n",
        );
        if self.all || matches!(answer.status, Status::Stopped(_)) {
            return Ok(false);
        }
        let question = view.clone().search().concepts([]).without_ideal();
        let answer = self.asking.ask(desk, "solved", |limits| question.limits(limits.clone()).run());
        let within = self.asking.within_error(desk, view, &answer)?;
        Ok(within.is_some_and(|within| within.agreement.is_none()))
    }

    fn question<'p>(&self, desk: &Desk, view: &View<'p>) -> Search<'p> {
        let question = view.clone().search().engine(self.asking.engine()).limits(self.asking.limits(desk));
        match (self.points, self.tolerance(view)) {
            (Some(UpTo(points)), _) => question.cover_of(usize::try_from(points).unwrap_or(usize::MAX)),
            (None, Some(epsilon)) => question.epsilon(epsilon),
            (None, None) => question,
        }
    }

    /// The tolerance of a cover, if one was asked for or there is nothing else.
    fn tolerance(&self, view: &View) -> Option<Number> {
        let needed = view.problem().has_levels() && view.parties() != 2;
        let asked = self.epsilon.as_ref().map(|Share(epsilon)| epsilon.clone());
        asked.or(needed.then(|| BigRational::new(1.into(), 20.into()).into()))
    }

    /// What concepts choose of the frontier.
    fn chosen<'p>(&self, desk: &Desk, view: &View<'p>, answer: &FrontierAnswer) -> Vec<Solution<'p>> {
        let levels = view.problem().has_levels();
        // Points that were given away tell nothing any more.
        let given_away = !levels && answer.listed > answer.frontier.points.len() && view.acceptance().is_unanimous();
        if !(levels || given_away) || !answer.complete || answer.cover.is_some() {
            // The list itself goes before what is said of it.
            if desk.over().is_some() {
                return Vec::new();
            }
            return answer.choices(view, &concept::ALL);
        }
        if desk.over().is_some() {
            return Vec::new();
        }
        // No list of points tells it.
        let question = view.clone().search().concepts(concept::ALL).without_ideal();
        let ask = |limits: &Limits| question.limits(limits.clone()).run().solutions;
        self.asking.ask(desk, "asked what concepts choose", ask)
    }

    fn target(&self) -> Target {
        if self.all { Target::Feasible } else { Target::Acceptable }
    }

    fn ask(&self, desk: &Desk, question: Search) -> FrontierAnswer {
        let found = |answer: &FrontierAnswer| match answer.pieces.len() {
            0 => format!("found {} points", answer.listed),
            pieces => format!("found {pieces} pieces"),
        };
        desk.timed(self.asking.verbose, found, || question.frontier(self.target()))
    }

    /// Finds the entries, and writes each as soon as it is certain. If not all could be written, it tells how many were. None
    /// if nobody reads them.
    fn streamed(&self, desk: &Desk, view: &View) -> Result<Option<(FrontierAnswer, Option<usize>)>, Refusal> {
        let (mut found, mut listed) = (None, 0);
        // What is told is not kept, but for a certificate, which names it.
        let (certified, mut kept) = (self.certified.certificate.is_some(), Vec::new());
        let stop = desk.listing();
        desk.stream(|sink| {
            let mut written = Ok(());
            if self.format == Format::Csv {
                sink.write_all(frontier_csv::head(view.problem()).as_bytes())?;
            }
            let form = if self.format == Format::Csv { RowForm::Csv } else { RowForm::Json };
            let mut marks: Vec<u64> = Vec::new();
            let mut rows = PointRows::new(view, form);
            let mut text = String::new();
            let mut each = |points: &[Point]| {
                if certified {
                    kept.extend_from_slice(points);
                }
                if self.format == Format::Jsonl {
                    marks.extend(points.iter().map(|point| mark(&point.package)));
                }
                for chunk in points.chunks(CHUNK) {
                    if written.is_err() || stop.asked().is_some() {
                        return;
                    }
                    text.clear();
                    for point in chunk {
                        listed += 1;
                        rows.add(listed, point, &mut text);
                    }
                    written = sink.write_all(text.as_bytes()).and_then(|()| sink.flush());
                }
                if written.is_err() {
                    desk.stop();
                }
            };
            let answer = self.ask(desk, self.question(desk, view).points(&mut each));
            // Pieces are certain only together.
            for piece in answer.pieces.iter().take_while(|_| stop.asked().is_none()) {
                listed += 1;
                let piece = PieceReport::new(view, piece);
                match form {
                    RowForm::Csv => sink.write_all(frontier_csv::piece(listed, &piece).as_bytes())?,
                    RowForm::Json => json_line(&piece, &mut *sink)?,
                }
            }
            written?;
            let trailer = FrontierTrailer::new(view, self.target(), &answer, listed);
            let trailer = match self.format {
                Format::Jsonl => {
                    let place = |package: &Package| marks.iter().position(|own| *own == mark(package));
                    trailer.with_choices_at(view, &self.chosen(desk, view, &answer), place)
                }
                _ => trailer,
            };
            if self.format == Format::Jsonl {
                json_line(&trailer, sink)?;
            }
            found = Some((answer, trailer.points_listed));
            Ok(())
        })?;
        Ok(found.map(|(mut answer, listed)| {
            if certified {
                answer.frontier.points = kept;
            }
            (answer, listed)
        }))
    }
}

/// A number by which a package is known again.
fn mark(package: &Package) -> u64 {
    let mut hasher = DefaultHasher::new();
    package.hash(&mut hasher);
    hasher.finish()
}

/// Why no cover can be listed.
fn no_cover(problem: &Problem, [first, second]: [LevelRuleId; 2]) -> String {
    let name = |rule: LevelRuleId| zopa::text::visible(&problem[rule].name).into_owned();
    let rules = match first == second {
        true => format!("the rule {}", name(first)),
        false => format!("the rules {} and {}", name(first), name(second)),
    };
    format!(
        "a cover rounds levels, and {rules} might be broken by that; for two parties, the frontier without --epsilon is exact"
    )
}
