//! Trades from a package on the table, as data.

use super::LISTED;
use super::broken::{BrokenReport, broken};
use super::names::Opening;
use super::parts::{AgreementReport, Choice, by_party, choices, settled};
use crate::exact::Number;
use crate::explain::{Better, Change, End, Link, Move, Moves, Stand, Swap, Trades};
use crate::model::Keyed;
use crate::problem::{ClusterId, Package, Problem, View};
use crate::search::{Outcome, Stop};
use num_traits::Zero;
use serde::{Deserialize, Serialize};

/// The report on [`View::trades`].
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TradesReport {
    /// What was asked, and what ids are called.
    #[serde(flatten)]
    pub opening: Opening,
    /// Whether there are trades; `stopped` if something may be missing.
    pub status: FoundName,
    /// Why the search stopped early, if it did.
    pub stopped_by: Option<Stop>,
    /// The package on the table.
    #[serde(flatten)]
    pub table: TableReport,
    /// The trades that leave nobody worse off and somebody better off.
    pub improving: MovesReport,
    /// If the package is not acceptable: the trades that make it so.
    pub accepting: Option<MovesReport>,
    /// Trades one after the other.
    pub chain: ChainReport,
}

/// Whether something was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FoundName {
    /// It was.
    Found,
    /// There is nothing, proven.
    None,
    /// The search stopped before all was looked at.
    Stopped,
}

/// A package on the table, and how each party stands to it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TableReport {
    /// What it is called, if it has a name.
    pub name: Option<String>,
    /// The package.
    pub package: Keyed<Choice>,
    /// By party, its utility.
    pub utilities: Keyed<Number>,
    /// By party, the utility less that without a deal.
    pub gains: Keyed<Number>,
    /// By party, whether it accepts.
    pub accepts: Keyed<bool>,
    /// The rules that it breaks.
    pub broken: Vec<BrokenReport>,
    /// Whether it is feasible and the acceptance rule passes it.
    pub acceptable: bool,
}

/// Minimal moves: no part of one does it alone.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MovesReport {
    /// All of up to so many issues were found.
    pub issues: usize,
    /// Whether the search went as far as asked.
    pub complete: bool,
    /// Why it did not, if so.
    pub stopped_by: Option<Stop>,
    /// By how many issues they change together, from one on: how many were found.
    pub counts: Vec<usize>,
    /// The best of them.
    pub best: Vec<MoveReport>,
}

/// A move from one package to another.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MoveReport {
    /// The issues that are settled otherwise.
    pub changes: Vec<ChangeReport>,
    /// By party, what the changes add together beyond what each adds alone; left out where that is nothing.
    #[serde(default, skip_serializing_if = "Keyed::is_empty")]
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
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<String>,
}

/// An issue that is settled otherwise.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChainReport {
    /// The trades.
    pub trades: Vec<LinkReport>,
    /// Where they end.
    pub end: EndName,
    /// Why that is not known, if so.
    pub stopped_by: Option<Stop>,
    /// If it is below: points that leave nobody worse off than the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub above: Option<BetterReport>,
}

/// Where trades one after the other end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum EndName {
    /// On the frontier of what is feasible.
    Frontier,
    /// Below it: only trades of more issues help.
    Below,
    /// At a package that is not feasible, and no feasible one is better for somebody and worse for nobody.
    Infeasible,
    /// That is not known.
    Stopped,
}

/// Points that leave nobody worse off and somebody better off.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BetterReport {
    /// How many there are that nothing dominates; `null` if they are too many to list, as with continuous issues.
    pub count: Option<usize>,
    /// The first of them; if they are too many, some that leave nobody worse off.
    pub points: Vec<AgreementReport>,
    /// Those with the fewest changes, by what they change.
    pub closest: Vec<MoveReport>,
}

/// A trade in a chain.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LinkReport {
    /// What it does.
    pub kind: LinkName,
    /// The trade.
    #[serde(flatten)]
    pub trade: MoveReport,
    /// Whether another trade of as few changes may be better: not all of them were looked at.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub perhaps_better: bool,
}

/// What a trade does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum LinkName {
    /// It makes an unacceptable package acceptable.
    Accepting,
    /// It leaves nobody worse off and somebody better off.
    Improving,
}

/// The report on [`View::swap`].
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SwapReport {
    /// What was asked, and what ids are called.
    #[serde(flatten)]
    pub opening: Opening,
    /// What the package that is changed is called, if it has a name.
    pub name: Option<String>,
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
fn linked(problem: &Problem, changes: &[Change]) -> Vec<ClusterId> {
    let of = |cluster: &ClusterId| changes.iter().any(|change| problem[change.issue].cluster == Some(*cluster));
    let clusters: Vec<ClusterId> = problem.cluster_ids().filter(of).collect();
    if clusters.len() > 1 { clusters } else { Vec::new() }
}

/// What the changes add together beyond what each adds alone; empty if nothing for anybody.
fn together(trade: &Move) -> Vec<Number> {
    let together = trade.together();
    if together.iter().all(|amount| amount.value().is_zero()) { Vec::new() } else { together }
}

/// By party, what it gains from a package.
fn gains(view: &View, package: &Package) -> Keyed<Number> {
    let gains = view.gains_of(package);
    by_party(view.problem(), |party| gains[party.index()].clone())
}

impl TableReport {
    pub(super) fn new(view: &View, package: &Package, name: Option<&str>) -> Self {
        let problem = view.problem();
        let verdict = view.verdict(package);
        let stands = |of: fn(&Stand) -> Number| by_party(problem, |party| of(&verdict.stands[party.index()]));
        TableReport {
            name: name.map(str::to_owned),
            package: choices(problem, package),
            utilities: stands(|stand| stand.utility.clone()),
            gains: stands(|stand| stand.gain.clone()),
            accepts: by_party(problem, |party| verdict.stands[party.index()].accepts),
            broken: broken(view, &verdict),
            acceptable: verdict.acceptable,
        }
    }
}

impl TradesReport {
    /// Makes the report; `name` is what the package is called, if it has a name.
    pub fn new(view: &View, trades: &Outcome<Trades>, name: Option<&str>) -> Self {
        TradesReport {
            opening: Opening::new(view, "trades"),
            status: match (trades.stopped, trades.any()) {
                (Some(_), _) => FoundName::Stopped,
                (None, true) => FoundName::Found,
                (None, false) => FoundName::None,
            },
            stopped_by: trades.stopped,
            table: TableReport::new(view, &trades.package, name),
            improving: MovesReport::new(view, &trades.improving),
            accepting: trades.accepting.as_ref().map(|moves| MovesReport::new(view, moves)),
            chain: ChainReport::new(view, trades),
        }
    }
}

impl MovesReport {
    /// How many were found.
    pub fn count(&self) -> usize {
        self.counts.iter().copied().fold(0, usize::saturating_add)
    }

    pub(super) fn new(view: &View, moves: &Moves) -> Self {
        MovesReport {
            issues: moves.issues(),
            complete: moves.stop.is_none(),
            stopped_by: moves.stop,
            counts: moves.counts.clone(),
            best: moves.best.iter().map(|trade| MoveReport::new(view, trade)).collect(),
        }
    }
}

impl MoveReport {
    /// The package that it leads to from another one.
    pub fn package(&self, from: &Keyed<Choice>) -> Keyed<Choice> {
        let mut package = from.clone();
        for (issue, by) in &mut package.0 {
            let changed = self.changes.iter().find(|change| change.issue == *issue);
            by.clone_from(changed.map_or(&by.clone(), |change| &change.to));
        }
        package
    }

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

impl LinkReport {
    pub(super) fn new(view: &View, link: &Link) -> Self {
        LinkReport {
            kind: if link.accepting { LinkName::Accepting } else { LinkName::Improving },
            perhaps_better: !link.best,
            trade: MoveReport::new(view, &link.trade),
        }
    }
}

impl ChainReport {
    fn new(view: &View, trades: &Trades) -> Self {
        let chain = &trades.chain;
        let last = chain.links.last().map_or(&trades.package, |link| &link.trade.package);
        let above = |better: &Better| {
            let packages = better.agreements(view).map(|one| one.package);
            let closest = packages.min_by_key(|package| last.changed(package, view.problem()).len());
            BetterReport::new(view, better, last, closest)
        };
        let (end, stopped_by, above) = match &chain.end {
            End::Frontier => (EndName::Frontier, None, None),
            End::Below(better) => (EndName::Below, None, Some(above(better))),
            End::Infeasible => (EndName::Infeasible, None, None),
            End::Stopped(stop) => (EndName::Stopped, Some(*stop), None),
        };
        ChainReport {
            trades: chain.links.iter().map(|link| LinkReport::new(view, link)).collect(),
            end,
            stopped_by,
            above,
        }
    }
}

impl BetterReport {
    /// With those that change a package least.
    pub(super) fn new(
        view: &View,
        better: &Better,
        from: &Package,
        closest: impl IntoIterator<Item = Package>,
    ) -> Self {
        let moved = |to| MoveReport::new(view, &Move::between(view.problem(), from, to));
        BetterReport {
            count: better.count(),
            points: better.agreements(view).take(LISTED).map(|one| AgreementReport::new(view, &one)).collect(),
            closest: closest.into_iter().map(moved).collect(),
        }
    }
}

impl SwapReport {
    /// Makes the report.
    pub fn new(view: &View, package: &Package, swap: &Swap, name: Option<&str>) -> Self {
        let problem = view.problem();
        SwapReport {
            opening: Opening::new(view, "trades"),
            name: name.map(str::to_owned),
            package: choices(problem, package),
            changes: [0, 1].map(|at| ChangeReport::new(problem, &swap.changes[at])),
            both: by_party(problem, |party| swap.both.rises[party.index()].clone()),
            rates: by_party(problem, |party| swap.rate(party)),
            feasible: swap.feasible,
        }
    }
}
