//! `zopa robust`.

use super::ending::{Ending, Failure, STATUSES};
use super::options::{Changes, ModelFile, Searching};
use super::output::{Destination, Format};
use super::{choices, guard, input};
use clap::Args;
use std::time::Instant;
use zopa::concept::Nash;
use zopa::report::{self, NamedStanding, RobustReport};
use zopa::uncertain::{Choices, Sweep};
use zopa::{Package, Status, View};

/// Tell what holds whatever the uncertain numbers are: packages that are acceptable or efficient with all, or with some
///
/// Numbers stand anywhere between `low` and `high`. Three ways to choose a package for all of them: the largest product of
/// gains with everybody's worst numbers, the largest expected product, the least regret; and what it brings to wait until
/// the numbers are known.
#[derive(Args)]
#[command(after_help = format!("\
Examples:
  zopa robust model.json
  zopa robust model.json --scenarios 1000 --seed 7
  zopa robust model.json --fix deployment=reactive --format json

{STATUSES}"))]
pub struct Arguments {
    #[command(flatten)]
    file: ModelFile,
    /// How many scenarios to draw, where not all can be listed
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    scenarios: u64,
    /// Which scenarios to draw
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
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

impl Arguments {
    /// Runs the command.
    pub fn run(self) -> Result<Ending, Failure> {
        let loaded = input::load_options(&self.file)?;
        if loaded.problem.uncertain().is_empty() {
            let help = "write {\"value\": -8, \"low\": -12, \"high\": -5} where a number is uncertain";
            return Err(Failure::new("no number of this model has a range", Some(help)));
        }
        let view = choices::changed(&loaded.problem, &self.changes)?;
        let limits = || self.searching.limits();
        let begun = Instant::now();
        let fine = |error: zopa::OutOfRange| {
            let help = "use fewer digits, or narrower ranges";
            Failure::new(&error.to_string(), Some(help))
        };
        let sweep = Sweep::new(&view, self.seed).map_err(fine)?.limits(limits());
        let acceptable = view.robustly_acceptable(&limits()).map_err(fine)?;
        let found = sweep.choices(self.scenarios, &limits()).map_err(fine)?;
        let mut standings: Vec<NamedStanding> = Vec::new();
        for (name, package) in packages(&view, &found, &self.searching) {
            match standings.iter_mut().find(|(_, standing)| standing.package == package) {
                Some((names, _)) => names.push(name),
                None => standings.push((vec![name], view.standing(&package, &limits()).map_err(fine)?)),
            }
        }
        self.searching.tell(|| format!("looked at all ranges in {:.1?}", begun.elapsed()));
        let page = |style| report::text::robust(&view, &acceptable, &found, &standings, style);
        self.destination.finish(self.format, page, || RobustReport::new(&view, &acceptable, &found, &standings))?;
        let none = acceptable.possibly.is_some_and(|count| count.bits() == 0);
        Ok(match (guard::is_over(), none) {
            (true, _) => Ending::Stopped,
            (false, true) => Ending::Negative,
            (false, false) => Ending::Answered,
        })
    }
}

/// The packages to tell of, by name.
fn packages(view: &View, found: &Choices, searching: &Searching) -> Vec<(String, Package)> {
    let search = view.clone().search().concepts([&Nash as _]).without_ideal().limits(searching.limits());
    let answer = search.engine(searching.engine()).run();
    let mut packages = Vec::new();
    if answer.status == Status::Agreement {
        let points = answer.solutions.into_iter().flat_map(|solution| solution.agreements);
        packages.extend(points.map(|point| ("Nash, with the numbers as they are".to_owned(), point.package)));
    }
    let choices =
        [("Max-min Nash", &found.max_min), ("Expected Nash", &found.expected), ("Minimax regret", &found.regret)];
    for (name, choice) in choices {
        let best = choice.iter().flat_map(|choice| choice.packages.first());
        packages.extend(best.map(|package| (name.to_owned(), package.clone())));
    }
    let before = found.before.iter().map(|(package, _)| ("Agreed before".to_owned(), package.clone()));
    packages.extend(before);
    let proposals = view.problem().proposals().iter();
    packages.extend(proposals.map(|proposal| (proposal.name.clone(), proposal.package.clone())));
    packages
}
