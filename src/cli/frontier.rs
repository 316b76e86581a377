//! `zopa frontier`.

use super::ending::{Ending, Failure, STATUSES};
use super::options::{Changes, ModelFile, Searching};
use super::output::Destination;
use super::running::{ending, search};
use super::{choices, guard, input, terminal};
use clap::{Args, ValueEnum};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed};
use std::io::Write;
use std::time::Instant;
use zopa::report::{self, FrontierReport, FrontierTrailer, PiecesReport, PointReport};
use zopa::{FrontierAnswer, LevelRuleId, NoList, Number, Point, Problem, Search, Target, View};

/// List the packages that cannot be improved for one party without loss to another
///
/// One line for each combination of utilities, with the packages behind it: by default of the packages that the parties
/// can accept (the negotiation set), with --all of all feasible ones.
#[derive(Args)]
#[command(after_help = format!("\
Examples:
  zopa frontier model.json
  zopa frontier model.json --all --format csv --output frontier.csv

Of a model with continuous issues, the frontier of two parties is listed as points and segments, exactly; with --epsilon,
and for more parties, as a cover by points.

The columns of csv: point, packages, utility:PARTY and gain:PARTY for each party, issue:ISSUE for each issue.

{STATUSES}"))]
pub struct Arguments {
    #[command(flatten)]
    file: ModelFile,
    /// The frontier of all feasible packages, acceptable or not
    #[arg(long)]
    all: bool,
    /// List fewer points, worse by at most this share of each party's range of utilities: 0.05, 5%, 1/20
    ///
    /// The range of a party is the difference between its best and its worst feasible package. Every package that would
    /// still be acceptable with so much less for everybody has a listed point that is worse by at most so much.
    #[arg(long, value_name = "SHARE", value_parser = share, allow_hyphen_values = true)]
    epsilon: Option<Number>,
    #[command(flatten)]
    changes: Changes,
    /// The form of the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    searching: Searching,
    #[command(flatten)]
    destination: Destination,
}

/// The form of a frontier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A page to read
    Text,
    /// Data for programs, with all digits
    Json,
    /// The same for programs that read line by line: a line for each point, and a last one with all else
    Jsonl,
    /// A table for spreadsheets
    Csv,
}

impl Arguments {
    /// Runs the command.
    pub fn run(self) -> Result<Ending, Failure> {
        let loaded = input::load(&self.file)?;
        let view = choices::changed(&loaded.problem, &self.changes)?;
        let target = if self.all { Target::Feasible } else { Target::Acceptable };
        let begun = Instant::now();
        let question = view.clone().search().engine(self.searching.engine()).limits(self.searching.limits());
        let question = match self.epsilon.clone() {
            Some(epsilon) => question.epsilon(epsilon),
            None => question,
        };
        if loaded.problem.has_levels() {
            return self.pieces(&view, target, question);
        }
        let to = &self.destination;
        let (answer, listed) = match self.format {
            Format::Jsonl | Format::Csv => match self.streamed(&view, target, question)? {
                Some(found) => found,
                // Who was to read it went away, and has seen what it wanted.
                None => return Ok(Ending::Answered),
            },
            Format::Text | Format::Json => {
                let answer = search(|progress| question.progress(progress).frontier(target));
                let report = FrontierReport::new(&view, target, &answer).until(guard::listing());
                match self.format {
                    Format::Text => to.text(&report::text::frontier(&view, target, &answer, to.style()))?,
                    _ => to.json(&report)?,
                }
                let listed = report.points.cut();
                (answer, listed)
            }
        };
        let all = answer.frontier.points.len();
        self.searching.tell(|| format!("found {all} points in {:.1?}", begun.elapsed()));
        if let Some(listed) = listed {
            terminal::complain(&format!("stopped before everything was written: {listed} of {all} points are there\n"));
            return Ok(Ending::Stopped);
        }
        if self.format == Format::Csv && !answer.complete {
            terminal::complain("warning: stopped before the frontier was complete\n");
        }
        if self.format == Format::Csv && answer.cover.is_some() {
            terminal::complain("note: a cover, whose numbers of packages are the least that there are\n");
        }
        Ok(ending(answer.status))
    }

    /// Finds the points, and writes each as soon as it is certain. If not all could be written, it tells how many were. None
    /// if nobody reads them.
    fn streamed(
        &self,
        view: &View,
        target: Target,
        question: Search,
    ) -> Result<Option<(FrontierAnswer, Option<usize>)>, Failure> {
        let (mut found, mut listed) = (None, 0);
        let stop = guard::listing();
        self.destination.stream(|sink| {
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
                    guard::limits().interrupt.stop();
                }
            };
            let answer = search(|progress| question.points(&mut each).progress(progress).frontier(target));
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

    /// The same for a model with continuous issues.
    fn pieces(&self, view: &View, target: Target, question: Search) -> Result<Ending, Failure> {
        self.searching.no_engine()?;
        let begun = Instant::now();
        let answer = search(|progress| question.progress(progress).frontier(target));
        if let Some(why) = answer.refused {
            return Err(no_list(view.problem(), why));
        }
        self.searching.tell(|| format!("found {} pieces in {:.1?}", answer.pieces.len(), begun.elapsed()));
        let report = PiecesReport::new(view, target, &answer);
        let to = &self.destination;
        match self.format {
            Format::Text => to.text(&report::text::frontier(view, target, &answer, to.style()))?,
            Format::Json => to.json(&report)?,
            Format::Jsonl => to.stream(|sink| report.write_lines(sink))?,
            Format::Csv => to.stream(|sink| report::pieces_csv(view.problem(), &report, sink))?,
        }
        if self.format == Format::Csv && !answer.complete {
            terminal::complain("warning: stopped before the frontier was complete\n");
        }
        Ok(ending(answer.status))
    }
}

/// Why a frontier with levels cannot be listed.
fn no_list(problem: &Problem, why: NoList) -> Failure {
    let name = |rule: LevelRuleId| report::printable(&problem[rule].name).into_owned();
    match why {
        NoList::NotTwoParties => Failure::new(
            "with continuous issues, the frontier of more than two parties, or of one, is no list of points and segments",
            Some("ask for a cover, with a tolerance: --epsilon 5%"),
        ),
        NoList::Rules([first, second]) => {
            let rules = match first == second {
                true => format!("the rule {}", name(first)),
                false => format!("the rules {} and {}", name(first), name(second)),
            };
            let message =
                format!("no cover can be listed: it rounds levels to steps, and {rules} might be broken by that");
            let help = "for two parties, the frontier without --epsilon is exact; or lift a rule with --without";
            Failure::new(&message, Some(help))
        }
    }
}

fn share(text: &str) -> Result<Number, String> {
    let wrong = || "a share from 0 to 1 is expected, such as 0.05, 5% or 1/20".to_owned();
    let (digits, whole) = text.strip_suffix('%').map_or((text, 1), |digits| (digits, 100));
    let number: Number = digits.parse().map_err(|_| wrong())?;
    let share = number.value() / BigInt::from(whole);
    (!share.is_negative() && share <= BigRational::one()).then(|| share.into()).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn shares_are_written_in_several_ways() {
        let expected = share("1/20");
        assert!(expected.is_ok());
        assert_eq!(share("0.05"), expected);
        assert_eq!(share("5%"), expected);
        for wrong in ["", "%", "-0.1", "1.5", "101%", "five", "5 %"] {
            assert!(share(wrong).is_err(), "{wrong}");
        }
    }
}
