//! Trades from a package on the table, as data.

use super::LISTED;
use super::parts::{AgreementReport, Choice, by_party, choices, settled, steps};
use crate::exact::Number;
use crate::explain::{Better, Chain, Change, End, Move, Moves, Swap, Trades};
use crate::model::Keyed;
use crate::problem::{ClusterId, Package, Problem, View};
use crate::search::{Outcome, Stop};
use num_traits::Zero;
use serde::Serialize;

/// The report on [`View::trades`].
#[derive(Clone, Debug, Serialize)]
pub struct TradesReport {
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
    /// The package on the table.
    pub package: Keyed<Choice>,
    /// By party, its utility.
    pub utilities: Keyed<Number>,
    /// By party, the utility less that without a deal.
    pub gains: Keyed<Number>,
    /// Whether the package is feasible and the acceptance rule passes it.
    pub acceptable: bool,
    /// The trades that leave nobody worse off and somebody better off.
    pub improving: MovesReport,
    /// If the package is not acceptable: the trades that make it so.
    pub accepting: Option<MovesReport>,
    /// Trades one after the other.
    pub chain: ChainReport,
}

/// Minimal moves: no part of one does it alone.
#[derive(Clone, Debug, Serialize)]
pub struct MovesReport {
    /// All of up to so many issues were found.
    pub issues: usize,
    /// Whether the search went as far as asked.
    pub complete: bool,
    /// By how many issues they change together, from one on: how many were found.
    pub counts: Vec<usize>,
    /// The best of them.
    pub best: Vec<MoveReport>,
}

/// A move from one package to another.
#[derive(Clone, Debug, Serialize)]
pub struct MoveReport {
    /// The issues that are settled otherwise.
    pub changes: Vec<ChangeReport>,
    /// By party, what the changes add together beyond what each adds alone; left out where that is nothing.
    #[serde(skip_serializing_if = "Keyed::is_empty")]
    pub together: Keyed<Number>,
    /// By party, the rise of its utility.
    pub rises: Keyed<Number>,
    /// By party, its utility then.
    pub utilities: Keyed<Number>,
    /// By party, that utility less what it has without a deal.
    pub gains: Keyed<Number>,
    /// Whether the package is then feasible and the acceptance rule passes it.
    pub acceptable: bool,
    /// The clusters of the issues, if there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<String>,
}

/// An issue that is settled otherwise.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeReport {
    /// The issue.
    pub issue: String,
    /// The option or level before.
    pub from: Choice,
    /// The option or level after.
    pub to: Choice,
    /// By party, what this change alone adds to its utility.
    pub alone: Keyed<Number>,
}

/// Trades one after the other.
#[derive(Clone, Debug, Serialize)]
pub struct ChainReport {
    /// The trades.
    pub trades: Vec<LinkReport>,
    /// Where they end: `frontier`; `below`, where only trades of more issues help; `infeasible`; or `stopped`.
    pub end: &'static str,
    /// If it is below: points that leave nobody worse off than the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub above: Option<BetterReport>,
}

/// Points that leave nobody worse off and somebody better off.
#[derive(Clone, Debug, Serialize)]
pub struct BetterReport {
    /// How many there are that nothing dominates; `null` if they are too many to list, as with continuous issues.
    pub count: Option<usize>,
    /// The first of them; if they are too many, some that leave nobody worse off.
    pub points: Vec<AgreementReport>,
}

/// A trade in a chain.
#[derive(Clone, Debug, Serialize)]
pub struct LinkReport {
    /// `accepting` if it makes an unacceptable package acceptable, else `improving`.
    pub kind: &'static str,
    /// The trade.
    #[serde(flatten)]
    pub trade: MoveReport,
}

/// The report on [`View::swap`].
#[derive(Clone, Debug, Serialize)]
pub struct SwapReport {
    /// The version of the library.
    pub zopa: &'static str,
    /// The version of the report format.
    pub report: u32,
    /// The model's title.
    pub title: Option<String>,
    /// The continuous issues that are asked about in steps, if some are: how many levels of each.
    #[serde(skip_serializing_if = "Keyed::is_empty")]
    pub steps: Keyed<usize>,
    /// The package that is changed.
    pub package: Keyed<Choice>,
    /// The two changes.
    pub changes: [ChangeReport; 2],
    /// By party, what both together add to its utility.
    pub both: Keyed<Number>,
    /// By party, how many times the second change the first is worth; `null` if the second is worth nothing.
    pub rates: Keyed<Option<Number>>,
    /// Whether the package is feasible with the first change, with the second, with both.
    pub feasible: [bool; 3],
}

/// The clusters of the issues of a move, if there are several.
pub(super) fn linked(problem: &Problem, changes: &[Change]) -> Vec<ClusterId> {
    let of = |cluster: &ClusterId| changes.iter().any(|change| problem[change.issue].cluster == Some(*cluster));
    let clusters: Vec<ClusterId> = problem.cluster_ids().filter(of).collect();
    if clusters.len() > 1 { clusters } else { Vec::new() }
}

/// What the changes add together beyond what each adds alone; empty if nothing for anybody.
pub(super) fn together(trade: &Move) -> Vec<Number> {
    let together = trade.together();
    if together.iter().all(|amount| amount.value().is_zero()) { Vec::new() } else { together }
}

/// By party, what it gains from a package.
fn gains(view: &View, package: &Package) -> Keyed<Number> {
    let gains = view.gains_of(package);
    by_party(view.problem(), |party| gains[party.index()].clone())
}

impl TradesReport {
    /// Makes the report.
    pub fn new(view: &View, trades: &Outcome<Trades>) -> Self {
        let problem = view.problem();
        TradesReport {
            zopa: env!("CARGO_PKG_VERSION"),
            report: super::FORMAT,
            status: match (trades.stopped, trades.any()) {
                (Some(_), _) => "stopped",
                (None, true) => "found",
                (None, false) => "none",
            },
            stopped_by: trades.stopped,
            title: problem.title().map(str::to_owned),
            steps: steps(problem),
            package: choices(problem, &trades.package),
            utilities: by_party(problem, |party| trades.utilities[party.index()].clone()),
            gains: gains(view, &trades.package),
            acceptable: trades.acceptable,
            improving: MovesReport::new(view, &trades.improving),
            accepting: trades.accepting.as_ref().map(|moves| MovesReport::new(view, moves)),
            chain: ChainReport::new(view, &trades.chain),
        }
    }
}

impl MovesReport {
    pub(super) fn new(view: &View, moves: &Moves) -> Self {
        MovesReport {
            issues: moves.issues(),
            complete: moves.stop.is_none(),
            counts: moves.counts.clone(),
            best: moves.best.iter().map(|trade| MoveReport::new(view, trade)).collect(),
        }
    }
}

impl MoveReport {
    pub(super) fn new(view: &View, trade: &Move) -> Self {
        let problem = view.problem();
        let ids = problem.parties().iter().map(|party| party.id.clone());
        MoveReport {
            changes: trade.changes.iter().map(|change| ChangeReport::new(problem, change)).collect(),
            together: ids.zip(together(trade)).collect(),
            rises: by_party(problem, |party| trade.rises[party.index()].clone()),
            utilities: by_party(problem, |party| trade.utilities[party.index()].clone()),
            gains: gains(view, &trade.package),
            acceptable: view.would_pass(&trade.package),
            links: linked(problem, &trade.changes).into_iter().map(|at| problem[at].id.clone()).collect(),
        }
    }
}

impl ChangeReport {
    fn new(problem: &Problem, change: &Change) -> Self {
        let (issue, from) = settled(problem, change.issue, &change.from);
        let (_, to) = settled(problem, change.issue, &change.to);
        ChangeReport { issue, from, to, alone: by_party(problem, |party| change.alone[party.index()].clone()) }
    }
}

impl ChainReport {
    fn new(view: &View, chain: &Chain) -> Self {
        let link = |link: &crate::explain::Link| LinkReport {
            kind: if link.accepting { "accepting" } else { "improving" },
            trade: MoveReport::new(view, &link.trade),
        };
        let (end, above) = match &chain.end {
            End::Frontier => ("frontier", None),
            End::Below(better) => ("below", Some(BetterReport::new(view, better))),
            End::Infeasible => ("infeasible", None),
            End::Stopped(_) => ("stopped", None),
        };
        ChainReport { trades: chain.links.iter().map(link).collect(), end, above }
    }
}

impl BetterReport {
    pub(super) fn new(view: &View, better: &Better) -> Self {
        BetterReport {
            count: better.count(),
            points: better.agreements(view).take(LISTED).map(|one| AgreementReport::new(view, &one)).collect(),
        }
    }
}

impl SwapReport {
    /// Makes the report.
    pub fn new(view: &View, package: &Package, swap: &Swap) -> Self {
        let problem = view.problem();
        SwapReport {
            zopa: env!("CARGO_PKG_VERSION"),
            report: super::FORMAT,
            title: problem.title().map(str::to_owned),
            steps: steps(problem),
            package: choices(problem, package),
            changes: [0, 1].map(|at| ChangeReport::new(problem, &swap.changes[at])),
            both: by_party(problem, |party| swap.both.rises[party.index()].clone()),
            rates: by_party(problem, |party| swap.rate(party)),
            feasible: swap.feasible,
        }
    }
}
