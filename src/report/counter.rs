//! Counteroffers, as data.

use super::LISTED;
use super::names::Opening;
use super::parts::AgreementReport;
use super::trades::{BetterReport, FoundName, MovesReport, TableReport};
use crate::exact::Number;
use crate::explain::{Better, Counteroffers, Obstacle};
use crate::problem::{Package, PartyId, View};
use crate::search::{Outcome, Stop};
use serde::{Deserialize, Serialize};

/// So many packages that are as good are shown, the closest.
const CLOSEST: usize = 3;

/// The report on [`View::counteroffers`].
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CounterReport {
    /// What was asked, and what ids are called.
    #[serde(flatten)]
    pub opening: Opening,
    /// Whether there are counteroffers; `stopped` if something may be missing.
    pub status: FoundName,
    /// Why the search stopped early, if it did.
    pub stopped_by: Option<Stop>,
    /// Whether there is a counteroffer, if that is known.
    pub exist: Option<bool>,
    /// The party that looks for a counteroffer.
    pub party: String,
    /// The package on the table.
    #[serde(flatten)]
    pub table: TableReport,
    /// The most that the party gets from any package that the others accept; `null` if they accept none, or if that is
    /// not known.
    pub most: Option<Number>,
    /// If there is no counteroffer: why.
    pub obstacle: Option<ObstacleReport>,
    /// Whether no deal is better for the party than the package, so that a counteroffer has to leave it as much as that.
    pub over_no_deal: bool,
    /// The counteroffer that is best for the party.
    pub best: Option<OfferReport>,
    /// The counteroffers with the fewest changes.
    pub closest: MovesReport,
    /// Changes of at most so many issues were looked at for these.
    pub reach: usize,
    /// How many utility vectors of counteroffers no other one dominates; `null` if that is not known, or with
    /// continuous issues.
    pub frontier_points: Option<usize>,
    /// How many of them were found.
    pub frontier_found: usize,
    /// Why there may be more, if so.
    pub frontier_stopped_by: Option<Stop>,
    /// The first of them: the best ones for the party.
    pub frontier: Vec<AgreementReport>,
    /// Packages that are worth exactly as much to the party, to no other party less and to some more; `null` if that is
    /// not known.
    pub equally_good: Option<BetterReport>,
    /// Why that is not known, if so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub equally_good_stopped_by: Option<Stop>,
}

/// A package that could be proposed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OfferReport {
    /// The package.
    #[serde(flatten)]
    pub agreement: AgreementReport,
    /// Whether the acceptance rule passes it as it is.
    pub acceptable: bool,
}

/// Why there is no counteroffer.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ObstacleReport {
    /// What it is.
    pub kind: ObstacleName,
    /// The parties each of which refuses every package that the party prefers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parties: Vec<String>,
}

/// What stands in the way of counteroffers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ObstacleName {
    /// There is no feasible package that the party prefers.
    NothingBetter,
    /// Some parties refuse each package that it prefers.
    Parties,
    /// Each other party accepts some of them, but none of them is accepted by enough.
    Together,
    /// That is not known.
    Stopped,
}

impl CounterReport {
    /// Makes the report.
    pub fn new(view: &View, offers: &Outcome<Counteroffers>, name: Option<&str>) -> Self {
        let problem = view.problem();
        let ids = |at: &[PartyId]| at.iter().map(|at| problem[*at].id.clone()).collect();
        let obstacle = |obstacle: &Obstacle| match obstacle {
            Obstacle::NothingBetter => ObstacleReport { kind: ObstacleName::NothingBetter, parties: Vec::new() },
            Obstacle::Parties(parties) => ObstacleReport { kind: ObstacleName::Parties, parties: ids(parties) },
            Obstacle::Together => ObstacleReport { kind: ObstacleName::Together, parties: Vec::new() },
            Obstacle::Stopped(_) => ObstacleReport { kind: ObstacleName::Stopped, parties: Vec::new() },
        };
        let most = offers.most.as_ref().ok().and_then(Option::as_ref);
        let own = offers.party.index();
        // Utilities without levels are whole numbers of units.
        let unit = problem.in_units(offers.party, i64::from(!problem.has_levels()));
        let next = offers.utilities[own].value() + unit.value();
        let closest = |better: &Better| {
            let mut packages: Vec<Package> = better.agreements(view).map(|one| one.package).collect();
            // A stable sort: ties stay in the order of the frontier.
            packages.sort_by_cached_key(|package| offers.package.changed(package, problem).len());
            packages.truncate(CLOSEST);
            packages
        };
        let better = |better: &Better| BetterReport::new(view, better, &offers.package, closest(better));
        CounterReport {
            opening: Opening::new(view, "counter"),
            status: match (offers.stopped, offers.exist()) {
                (Some(_), _) | (None, None) => FoundName::Stopped,
                (None, Some(true)) => FoundName::Found,
                (None, Some(false)) => FoundName::None,
            },
            stopped_by: offers.stopped,
            exist: offers.exist(),
            party: problem[offers.party].id.clone(),
            table: TableReport::new(view, &offers.package, name),
            most: most.map(|most| most.utilities[own].clone()),
            obstacle: offers.obstacle.as_ref().map(obstacle),
            over_no_deal: offers.without.as_ref().is_some_and(|without| *without.value() > next),
            best: offers.best(view).map(|best| OfferReport {
                acceptable: view.would_pass(&best.package),
                agreement: AgreementReport::new(view, &best),
            }),
            closest: MovesReport::new(view, &offers.closest),
            reach: offers.reach.issues,
            frontier_points: offers.frontier_stop.is_none().then_some(offers.frontier.len()),
            frontier_found: offers.frontier.len(),
            frontier_stopped_by: offers.frontier_stop,
            frontier: offers.frontier.iter().take(LISTED).map(|point| AgreementReport::of(view, point)).collect(),
            equally_good: offers.alternatives.as_ref().ok().map(better),
            equally_good_stopped_by: offers.alternatives.as_ref().err().copied(),
        }
    }
}
