//! `zopa frontier`.

use super::certified::Certified;
use super::choices;
use super::desk::Desk;
use super::ending::{Ending, Refusal, STATUSES};
use super::format::Format;
use super::input::{self, Levels, Loaded};
use super::options::{Asking, Files};
use super::part::{Divided, Head, Merged, PartWriter, Portion, Sharded, unreadable};
use super::rows::{PointRows, RowForm};
use super::written::{Share, UpTo};
use crate::pages::frontier_csv;
use crate::pages::jsonl::json_line;
use clap::Args;
use num_rational::BigRational;
use serde::{Deserialize, Serialize};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Write};
use std::ops::Range;
use zopa::concept;
use zopa::exact::Number;
use zopa::frontier::Point;
use zopa::problem::{IssueId, LevelRuleId, OptionId, Package, Problem, View};
use zopa::report::{EntryReport, FrontierReport, FrontierTrailer, PieceReport};
use zopa::search::{FrontierAnswer, Interrupt, Limits, NoList, Search, Solution, Status, Target};

/// List the packages that cannot be improved for one party without loss to another
///
/// One line for each combination of utilities, with the packages behind it: by default of the packages that the parties
/// can accept (the negotiation set), with --all of all feasible ones.
#[derive(Args, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[command(after_help = format!("\
Examples:
  zopa frontier model.json
  zopa frontier model.json --all --format csv --output frontier.csv
  zopa frontier model.json --shard 3/40 --output part-3.jsonl

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
    #[serde(skip_serializing)]
    epsilon: Option<Share>,
    /// List no more points than this: those that are worse than what they stand for by as little as was found
    ///
    /// What they may be worse by is found, as a share of each party's range, and what is proven of it: so many points do not
    /// cover the frontier with a share that is a little smaller.
    #[arg(long, value_name = "N")]
    #[serde(skip_serializing)]
    points: Option<UpTo<1_000_000>>,
    /// The form of the result
    #[arg(long, default_value = "text", value_parser = Format::among(Format::OF_A_FRONTIER))]
    #[serde(deserialize_with = "Format::of_a_frontier", skip_serializing)]
    format: Format,
    #[command(flatten)]
    #[serde(flatten, skip_serializing)]
    certified: Certified,
    #[command(flatten)]
    #[serde(flatten, skip_serializing)]
    sharded: Sharded,
    #[command(flatten)]
    #[serde(flatten)]
    asking: Asking,
}

impl Divided for Frontier {
    const COMMAND: &'static str = "frontier";

    fn divided(&mut self) -> (&mut Files, &mut Sharded) {
        (&mut self.files, &mut self.sharded)
    }

    fn answer(self, desk: &Desk) -> Result<Ending, Refusal> {
        self.run(desk)
    }
}

/// A point of a part: all else follows from its package.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PartPoint {
    /// By issue, the option, counted from 0.
    options: Vec<usize>,
    /// How many packages have its utilities.
    packages: String,
}

/// One part in so many of each party's range is the tolerance of a cover, if nothing else is said.
const COVER: u32 = 20;

/// The tolerance of the cover that there is in the place of a list, where continuous issues leave no list of points and segments.
pub(super) fn cover(view: &View) -> Option<Number> {
    let needed = view.problem().has_levels() && view.parties() != 2;
    needed.then(|| BigRational::new(1.into(), COVER.into()).into())
}

/// So many points are written at once.
const CHUNK: usize = 1 << 10;

impl Frontier {
    /// Runs the command.
    pub fn run(self, desk: &Desk) -> Result<Ending, Refusal> {
        if self.points.is_some() && self.epsilon.is_some() {
            let help = "without --points it has as few points as are found, and without --epsilon as small a tolerance";
            return Err(Refusal::new("a cover has a number of points or a tolerance, and not both", Some(help)));
        }
        let loaded = self.loaded(desk)?;
        let view = choices::changed(&loaded.problem, &self.asking)?;
        self.certified.suits(&loaded, &view)?;
        if let Some(portion) = self.sharded.portion()? {
            return self.part(desk, &loaded, &view, portion);
        }
        let (answer, listed) = match self.format {
            Format::Jsonl | Format::Csv => match self.streamed(desk, &view)? {
                Some(found) => found,
                // Who was to read it went away, and has seen what it wanted.
                None => return Ok(Ending::Answered),
            },
            format => {
                let answer = self.ask(desk, &view, self.question(desk, &view))?;
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
        self.ended(desk, &view, &answer, listed)
    }

    /// The model, in the form in which its frontier can be listed; which it is, is told.
    fn loaded(&self, desk: &Desk) -> Result<Loaded, Refusal> {
        // What each of several coalitions accepts has no frontier as pieces yet.
        let reads = if self.all { Levels::Read } else { Levels::ReadForAll };
        let loaded = input::load(desk, &self.files)?.asked(desk, &self.asking, &[], reads)?;
        if !loaded.problem.has_levels() {
            return Ok(loaded);
        }
        self.asking.no_engine()?;
        let view = choices::changed(&loaded.problem, &self.asking)?;
        let refused = self.question(desk, &view).refused();
        if let Some(NoList::Rules(rules)) = refused {
            desk.tell(&format!("note: {}\n", no_cover(&loaded.problem, rules)));
            return loaded.asked(desk, &self.asking, &[], Levels::InSteps);
        }
        if self.tolerance(&view).is_some() && self.epsilon.is_none() && self.points.is_none() {
            desk.tell(&format!(
                "note: with continuous issues, the frontier of more than two parties, or of one, is no list of points and \
                 segments: this is a cover, with a tolerance of {} %; --epsilon asks for another\n",
                100 / COVER
            ));
        }
        Ok(loaded)
    }

    /// How the command ends; what its form has no place for is told.
    fn ended(
        &self,
        desk: &Desk,
        view: &View,
        answer: &FrontierAnswer,
        listed: Option<usize>,
    ) -> Result<Ending, Refusal> {
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
        if self.is_undecided(desk, view, answer)? {
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
        self.epsilon.as_ref().map(|Share(epsilon)| epsilon.clone()).or_else(|| cover(view))
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

    fn ask(&self, desk: &Desk, view: &View, question: Search) -> Result<FrontierAnswer, Refusal> {
        let found = |answer: &FrontierAnswer| match answer.pieces.len() {
            0 => format!("found {} points", answer.listed),
            pieces => format!("found {pieces} pieces"),
        };
        let points = self.sharded.known.as_ref().map(|merged| known(view, merged)).transpose()?;
        Ok(desk.timed(self.asking.verbose, found, || match points {
            Some(points) => question.union(points),
            None => question.frontier(self.target()),
        }))
    }

    /// Lists the frontier of some of the packages, for `zopa merge`.
    fn part(&self, desk: &Desk, loaded: &Loaded, view: &View, portion: Portion) -> Result<Ending, Refusal> {
        let problem = view.problem();
        let whole = match () {
            () if problem.has_levels() => Some("with continuous issues a frontier is one piece, and has no parts"),
            () if self.epsilon.is_some() || self.points.is_some() => Some("a cover is one piece, and has no parts"),
            () => None,
        };
        if let Some(why) = whole {
            return Err(Refusal::new(why, Some("ask without --shard")));
        }
        self.certified.is_of_the_whole()?;
        let cells = Cells::of(view);
        let head = Head::new(self, portion, cells.count(), loaded)?;
        let mut writer = PartWriter::begin(desk, &head)?;
        let mut points = Vec::new();
        for view in cells.views(view, head.units()) {
            let answer = self.ask(desk, &view, self.question(desk, &view))?;
            if let Status::Stopped(stop) = answer.status {
                return writer.end(Some(stop));
            }
            points.extend(answer.frontier.points);
        }
        // What one of them dominates need not be written.
        let found = self.question(desk, view).union(points);
        if let Status::Stopped(stop) = found.status {
            return writer.end(Some(stop));
        }
        for points in found.frontier.points.chunks(CHUNK) {
            writer.add(points.iter().map(|point| PartPoint {
                options: point.package.options().iter().map(OptionId::index).collect(),
                packages: point.packages.to_string(),
            }))?;
        }
        writer.end(None)
    }

    /// Finds the entries, and writes each as soon as it is certain. If not all could be written, it tells how many were. None
    /// if nobody reads them.
    fn streamed(&self, desk: &Desk, view: &View) -> Result<Option<(FrontierAnswer, Option<usize>)>, Refusal> {
        let (mut found, mut refused) = (None, None);
        let mut listing = Listing::new(view, desk.listing(), self.format == Format::Csv);
        if self.certified.certificate.is_some() {
            listing.kept = Some(Vec::new());
        }
        desk.stream(|sink| {
            listing.begin(view, sink)?;
            let mut written = Ok(());
            let mut each = |points: &[Point]| {
                if written.is_ok() {
                    written = listing.add(points, sink);
                }
                if written.is_err() {
                    desk.stop();
                }
            };
            let answer = match self.ask(desk, view, self.question(desk, view).points(&mut each)) {
                Ok(answer) => answer,
                Err(refusal) => {
                    refused = Some(refusal);
                    return Ok(());
                }
            };
            listing.pieces(view, &answer, sink)?;
            written?;
            let mut trailer = FrontierTrailer::new(view, self.target(), &answer, listing.listed);
            if self.format == Format::Jsonl {
                let chosen = self.chosen(desk, view, &answer);
                trailer = trailer.with_choices_at(view, &chosen, |package| listing.place(package));
                json_line(&trailer, sink)?;
            }
            found = Some((answer, trailer.points_listed));
            Ok(())
        })?;
        if let Some(refusal) = refused {
            return Err(refusal);
        }
        Ok(found.map(|(mut answer, listed)| {
            if let Some(kept) = listing.kept {
                answer.frontier.points = kept;
            }
            (answer, listed)
        }))
    }
}

/// A list that is written while its points are found.
struct Listing<'v> {
    form: RowForm,
    rows: PointRows<'v>,
    text: String,
    /// How many entries are written.
    listed: usize,
    /// What ends the writing.
    stop: Interrupt,
    /// By point, a number by which its package is known again: what concepts choose is told behind them, as JSON.
    marks: Vec<u64>,
    /// What is told is not kept, but for a certificate, which names it.
    kept: Option<Vec<Point>>,
}

impl<'v> Listing<'v> {
    fn new(view: &'v View<'v>, stop: Interrupt, csv: bool) -> Self {
        let form = if csv { RowForm::Csv } else { RowForm::Json };
        let rows = PointRows::new(view, form);
        Listing { form, rows, text: String::new(), listed: 0, stop, marks: Vec::new(), kept: None }
    }

    /// Writes what stands above the entries.
    fn begin(&self, view: &View, sink: &mut dyn Write) -> io::Result<()> {
        match self.form {
            RowForm::Csv => sink.write_all(head(view.problem()).as_bytes()),
            RowForm::Json => Ok(()),
        }
    }

    /// Writes points.
    fn add(&mut self, points: &[Point], sink: &mut dyn Write) -> io::Result<()> {
        if let Some(kept) = &mut self.kept {
            kept.extend_from_slice(points);
        }
        if self.form == RowForm::Json {
            self.marks.extend(points.iter().map(|point| mark(&point.package)));
        }
        for chunk in points.chunks(CHUNK) {
            if self.stop.asked().is_some() {
                break;
            }
            self.text.clear();
            for point in chunk {
                self.listed += 1;
                self.rows.add(self.listed, point, &mut self.text);
            }
            sink.write_all(self.text.as_bytes())?;
            sink.flush()?;
        }
        Ok(())
    }

    /// Writes points and segments, which are certain only together.
    fn pieces(&mut self, view: &View, answer: &FrontierAnswer, sink: &mut dyn Write) -> io::Result<()> {
        for piece in &answer.pieces {
            if self.stop.asked().is_some() {
                break;
            }
            self.listed += 1;
            let piece = EntryReport::Piece(PieceReport::new(view, piece));
            match self.form {
                RowForm::Csv => sink.write_all(frontier_csv::rows(self.listed, &piece).as_bytes())?,
                RowForm::Json => json_line(&piece, &mut *sink)?,
            }
        }
        Ok(())
    }

    /// Where the point of a package stands.
    fn place(&self, package: &Package) -> Option<usize> {
        self.marks.iter().position(|own| *own == mark(package))
    }
}

/// The first line of a frontier as CSV.
fn head(problem: &Problem) -> String {
    let parties = problem.parties().iter().map(|party| party.id.as_str());
    frontier_csv::head(problem.has_levels(), parties, problem.issues().iter().map(|issue| issue.id.as_str()))
}

/// The points that parts have.
fn known(view: &View, merged: &Merged) -> Result<Vec<Point>, Refusal> {
    let problem = view.problem();
    let point = |object: String| -> Option<Point> {
        let read: PartPoint = serde_json::from_str(&object).ok()?;
        let one = |(issue, at): (IssueId, usize)| problem.option_ids(issue).nth(at);
        let same = read.options.len() == problem.issues().len();
        let options = problem.issue_ids().zip(read.options).map(one).collect::<Option<Vec<_>>>().filter(|_| same)?;
        let package = Package::new(options);
        Some(Point { utilities: problem.utilities(&package).into(), packages: read.packages.parse().ok()?, package })
    };
    merged.objects().map(|object| point(object).ok_or_else(|| unreadable(Frontier::COMMAND))).collect()
}

/// How the packages are divided: by the options of the two issues that have most of them.
struct Cells {
    rows: Option<(IssueId, Vec<OptionId>)>,
    columns: Option<(IssueId, Vec<OptionId>)>,
}

impl Cells {
    fn of(view: &View) -> Self {
        let left = |issue: IssueId| (issue, view.options(issue).collect::<Vec<_>>());
        let mut issues: Vec<_> = view.problem().issue_ids().map(left).collect();
        issues.sort_by_key(|(_, options)| std::cmp::Reverse(options.len()));
        let mut issues = issues.into_iter();
        Cells { rows: issues.next(), columns: issues.next() }
    }

    fn width(&self) -> u64 {
        self.columns.as_ref().map_or(1, |(_, options)| options.len() as u64)
    }

    fn count(&self) -> u64 {
        self.rows.as_ref().map_or(1, |(_, options)| options.len() as u64) * self.width()
    }

    /// What is left of the packages in these cells, row by row: up to three views.
    fn views<'p>(&self, view: &View<'p>, cells: Range<u64>) -> Vec<View<'p>> {
        let width = self.width();
        if cells.is_empty() || width == 0 {
            return Vec::new();
        }
        let (first, last) = (cells.start / width, (cells.end - 1) / width);
        let (left, right) = (cells.start % width, (cells.end - 1) % width + 1);
        let blocks = match last - first {
            0 => vec![(first..first + 1, left..right)],
            _ => vec![(first..first + 1, left..width), (first + 1..last, 0..width), (last..last + 1, 0..right)],
        };
        let narrow = |view: View<'p>, axis: &Option<(IssueId, Vec<OptionId>)>, kept: &Range<u64>| match axis {
            Some((issue, options)) => {
                let gone = options.iter().enumerate().filter(|(at, _)| !kept.contains(&(*at as u64)));
                gone.fold(view, |view, (_, option)| view.forbid(*issue, *option))
            }
            None => view,
        };
        let block = |(rows, columns): &(Range<u64>, Range<u64>)| {
            narrow(narrow(view.clone(), &self.rows, rows), &self.columns, columns)
        };
        blocks.iter().filter(|(rows, _)| !rows.is_empty()).map(block).collect()
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
