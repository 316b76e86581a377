//! `zopa robust`.

use super::choices;
use super::desk::Desk;
use super::ending::{Ending, Refusal, STATUSES};
use super::format::Format;
use super::input::{self, Levels};
use super::options::{Asking, Files};
use super::written::{Seed, UpTo};
use clap::Args;
use serde::Deserialize;
use zopa::concept::Nash;
use zopa::problem::{OutOfRange, Package, View};
use zopa::report::{NamedStanding, RobustReport};
use zopa::search::{Engine, Limits, Status};
use zopa::uncertain::{Choices, Sweep};

/// Tell what holds whatever the uncertain numbers are: packages that are acceptable or efficient with all, or with some
///
/// Numbers stand anywhere between `low` and `high`. Three ways to choose a package for all of them: the largest product of
/// gains with everybody's worst numbers, the largest expected product, the least regret; and what it brings to wait until
/// the numbers are known.
#[derive(Args, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[command(after_help = format!("\
Examples:
  zopa robust model.json
  zopa robust model.json --scenarios 1000 --seed 7
  zopa robust model.json --fix deployment=reactive --format json

{STATUSES}"))]
pub struct Robust {
    #[command(flatten)]
    #[serde(flatten)]
    files: Files,
    /// How many scenarios to draw, where not all can be listed [default: 100]
    #[arg(long, value_name = "N")]
    scenarios: Option<UpTo<10_000>>,
    /// Which scenarios to draw [default: 1]
    #[arg(long, value_name = "S")]
    seed: Option<Seed>,
    /// The form of the result
    #[arg(long, default_value = "text", value_parser = Format::among(Format::OF_A_PAGE))]
    #[serde(deserialize_with = "Format::of_a_page")]
    format: Format,
    #[command(flatten)]
    #[serde(flatten)]
    asking: Asking,
}

/// Scenarios that are drawn, if nothing else is said.
const SCENARIOS: u64 = 100;

impl Robust {
    /// Runs the command.
    pub fn run(self, desk: &Desk) -> Result<Ending, Refusal> {
        let loaded = input::load(desk, &self.files)?.asked(desk, &self.asking, &[], Levels::InSteps)?;
        loaded.problem.without_curves()?;
        loaded.has_ranges()?;
        let view = choices::changed(&loaded.problem, &self.asking)?;
        // No digits would mend that.
        view.without_moving_consents().map_err(|why| Refusal::new(&why.to_string(), None))?;
        let limits = || self.asking.limits(desk);
        let sweep = Sweep::new(&view, self.seed.map_or(1, |seed| seed.0))?.limits(limits());
        let looked = |_: &_| "looked at all ranges".to_owned();
        let asked = desk.timed(self.asking.verbose, looked, || {
            let acceptable = view.robustly_acceptable(&limits())?;
            let found = sweep.choices(self.scenarios.map_or(SCENARIOS, |scenarios| scenarios.0), &limits())?;
            let mut standings: Vec<NamedStanding> = Vec::new();
            for (name, package) in packages(&view, &found, limits(), self.asking.engine()) {
                match standings.iter_mut().find(|(_, standing)| standing.package == package) {
                    Some((names, _)) => names.push(name),
                    None => standings.push((vec![name], view.standing(&package, &limits())?)),
                }
            }
            Ok::<_, OutOfRange>((acceptable, found, standings))
        });
        let (acceptable, found, standings) = asked?;
        let stopped = desk.over();
        desk.finish(self.format, &RobustReport::new(&view, &acceptable, &found, &standings, stopped))?;
        let none = acceptable.possibly.is_some_and(|count| count.bits() == 0);
        Ok(Ending::of(stopped, !none))
    }
}

/// The packages to tell of, by name.
fn packages(view: &View, found: &Choices, limits: Limits, engine: Engine) -> Vec<(String, Package)> {
    let search = view.clone().search().concepts([&Nash as _]).without_ideal().limits(limits);
    let answer = search.engine(engine).run();
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
