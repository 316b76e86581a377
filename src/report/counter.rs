//! Counteroffers, as data.

use super::LISTED;
use super::parts::{AgreementReport, Choice, by_party, choices, steps};
use super::trades::{BetterReport, MovesReport};
use crate::exact::Number;
use crate::explain::{Counteroffers, Obstacle};
use crate::model::Keyed;
use crate::problem::{PartyId, View};
use crate::search::{Outcome, Stop};
use serde::Serialize;

/// The report on [`View::counteroffers`].
#[derive(Clone, Debug, Serialize)]
pub struct CounterReport {
    /// The version of the library.
    pub zopa: &'static str,
    /// The version of the report format.
    pub report: u32,
    /// `found`, `none`, or `stopped` if something may be missing.
    pub status: &'static str,
    /// Why the search stopped early, if it did.
    pub stopped_by: Option<Stop>,
    /// The model's title.
    pub title: Option<String>,
    /// The continuous issues that are asked about in steps, if some are: how many levels of each.
    #[serde(skip_serializing_if = "Keyed::is_empty")]
    pub steps: Keyed<usize>,
    /// The party that looks for a counteroffer.
    pub party: String,
    /// The package on the table.
    pub package: Keyed<Choice>,
    /// By party, its utility.
    pub utilities: Keyed<Number>,
    /// The most that the party gets from any package that the others accept; `null` if they accept none, or if that is
    /// not known.
    pub most: Option<Number>,
    /// If there is no counteroffer: why.
    pub obstacle: Option<ObstacleReport>,
    /// The counteroffer that is best for the party.
    pub best: Option<AgreementReport>,
    /// The counteroffers with the fewest changes.
    pub closest: MovesReport,
    /// How many utility vectors of counteroffers no other one dominates; `null` if that is not known, or with
    /// continuous issues.
    pub frontier_points: Option<usize>,
    /// The first of them: the best ones for the party.
    pub frontier: Vec<AgreementReport>,
    /// Packages that are worth exactly as much to the party, to no other party less and to some more; `null` if that is
    /// not known.
    pub equally_good: Option<BetterReport>,
}

/// Why there is no counteroffer.
#[derive(Clone, Debug, Serialize)]
pub struct ObstacleReport {
    /// `nothing_better`, `parties`, `together` or `stopped`.
    pub kind: &'static str,
    /// The parties each of which refuses every package that the party prefers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parties: Vec<String>,
}

impl CounterReport {
    /// Makes the report.
    pub fn new(view: &View, offers: &Outcome<Counteroffers>) -> Self {
        let problem = view.problem();
        let ids = |at: &[PartyId]| at.iter().map(|at| problem[*at].id.clone()).collect();
        let obstacle = |obstacle: &Obstacle| match obstacle {
            Obstacle::NothingBetter => ObstacleReport { kind: "nothing_better", parties: Vec::new() },
            Obstacle::Parties(parties) => ObstacleReport { kind: "parties", parties: ids(parties) },
            Obstacle::Together => ObstacleReport { kind: "together", parties: Vec::new() },
            Obstacle::Stopped(_) => ObstacleReport { kind: "stopped", parties: Vec::new() },
        };
        let most = offers.most.as_ref().ok().and_then(Option::as_ref);
        CounterReport {
            zopa: env!("CARGO_PKG_VERSION"),
            report: super::FORMAT,
            status: match (offers.stopped, offers.exist()) {
                (Some(_), _) | (None, None) => "stopped",
                (None, Some(true)) => "found",
                (None, Some(false)) => "none",
            },
            stopped_by: offers.stopped,
            title: problem.title().map(str::to_owned),
            steps: steps(problem),
            party: problem[offers.party].id.clone(),
            package: choices(problem, &offers.package),
            utilities: by_party(problem, |party| offers.utilities[party.index()].clone()),
            most: most.map(|most| most.utilities[offers.party.index()].clone()),
            obstacle: offers.obstacle.as_ref().map(obstacle),
            best: offers.best(view).map(|best| AgreementReport::new(view, &best)),
            closest: MovesReport::new(view, &offers.closest),
            frontier_points: offers.frontier_stop.is_none().then_some(offers.frontier.len()),
            frontier: offers.frontier.iter().take(LISTED).map(|point| AgreementReport::of(view, point)).collect(),
            equally_good: offers.alternatives.as_ref().ok().map(|better| BetterReport::new(view, better)),
        }
    }
}
