//! What a search answers.

use super::Engine;
use super::limits::Stop;
use crate::concept::{Concept, MAX_POWERS, Value};
use crate::exact::Number;
use crate::frontier::{Frontier, Point};
use crate::problem::{IssueId, LevelRuleId, Package, PartyId, Problem, View};
use num_bigint::BigUint;
use std::fmt;

/// How a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// There is a package that the acceptance rule passes.
    Agreement,
    /// It is proven that there is none.
    NoAgreement,
    /// The search stopped before that was known, or before its solutions were proven.
    Stopped(Stop),
}

/// How many packages there are. A number that would cost more than the answer itself is left out, and with continuous issues
/// there is only one: whoever counts packages counts ways to choose the options.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    /// All combinations of options.
    pub all: BigUint,
    /// Those that satisfy all rules and red lines.
    pub feasible: Option<BigUint>,
    /// Of these, those that every party accepts.
    pub individually_rational: Option<BigUint>,
    /// Of the feasible ones, those that the acceptance rule passes: the zone of possible agreement.
    pub acceptable: Option<BigUint>,
}

/// A package, and what it is worth to everybody, in the author's units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// The package; of several with these utilities, the first in declaration order.
    pub package: Package,
    /// How many packages have exactly these utilities; none with continuous issues, where they are no number.
    pub packages: Option<BigUint>,
    /// By party.
    pub utilities: Vec<Number>,
    /// By party, the utility less that without a deal.
    pub gains: Vec<Number>,
    /// If other levels with the same options are exactly as good for the concept, but divide gains otherwise: by party, the
    /// least and the most that it gains then. Else empty.
    pub range: Vec<[Number; 2]>,
    /// If the concept looks at ranks: by party, 1 and how many of the packages that compete are better for it. Else empty.
    pub ranks: Vec<u64>,
}

impl Agreement {
    /// A package by itself.
    pub fn new(view: &View, package: Package) -> Self {
        let problem = view.problem();
        let (utilities, gains) = (problem.exact_utilities(&package), view.gains_of(&package));
        Agreement { package, packages: None, utilities, gains, range: Vec::new(), ranks: Vec::new() }
    }

    /// The same to a view that moved disagreement values: its gains are counted from there.
    pub(crate) fn seen_from(self, view: &View) -> Self {
        Agreement { gains: view.gains_of(&self.package), range: Vec::new(), ..self }
    }

    /// The same in scaled utilities, where there are no continuous issues.
    pub(crate) fn point(&self, problem: &Problem) -> Point {
        Point {
            utilities: problem.utilities(&self.package).into(),
            packages: self.packages.clone().unwrap_or_default(),
            package: self.package.clone(),
        }
    }

    /// A point of a frontier.
    pub(crate) fn of(view: &View, point: &Point) -> Self {
        let problem = view.problem();
        let utilities = || problem.party_ids().zip(point.utilities.iter().copied());
        Agreement {
            package: point.package.clone(),
            packages: Some(point.packages.clone()),
            utilities: utilities().map(|(party, utility)| problem.in_units(party, utility)).collect(),
            gains: utilities().map(|(party, utility)| view.gain_in_units(party, view.gain(party, utility))).collect(),
            range: Vec::new(),
            ranks: Vec::new(),
        }
    }
}

/// What proves that a solution is one, beside the solution itself: with these weights, nothing but what the search looked
/// at has weighted gains that a package with as good a score must have. Gains are as ceilings leave them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// By party, what its gains in the author's units are multiplied with.
    pub weights: Vec<Number>,
    /// The issues in the order in which they were settled; empty if there was none.
    pub order: Vec<IssueId>,
}

/// What one concept chooses.
#[derive(Clone)]
pub struct Solution<'s> {
    /// The concept.
    pub concept: &'s dyn Concept,
    /// Whether it is proven that these are the maximisers, and all of them.
    pub proven: bool,
    /// Whether the concept had to fall back on a rule for problems that it was not made for.
    pub degenerate: bool,
    /// The objective's value in the author's units.
    pub value: Option<Value>,
    /// If not proven, or if levels are rounded: no package has a better value than this.
    pub bound: Option<Value>,
    /// If a search of its own proved it, or the bound: how.
    pub proof: Option<Proof>,
    /// The parties that bargain, if not all: the largest coalitions that the acceptance rule lets agree, or of those that
    /// choose [by the rule](super::Search::by_rule) the smallest.
    pub coalition: Option<Vec<PartyId>>,
    /// What is chosen, once for each utility vector; several if they are exactly equally good, or, with rounded levels, closer
    /// to each other than the bound tells.
    pub agreements: Vec<Agreement>,
}

impl Solution<'_> {
    /// The same as what these parties choose.
    pub(super) fn of_coalition(self, members: &[bool]) -> Self {
        let own = (0..members.len()).filter(|party| members[*party]).map(PartyId::at).collect();
        Solution { coalition: Some(own), ..self }
    }
}

/// Why there is no solution of a concept that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// No package was found for it before the search stopped.
    NotReached,
    /// It does not [say](Concept::goal) what it measures where gains are fractions, as they are with continuous issues.
    Unmeasured,
    /// Its powers sum to more than products beside continuous issues can be compared with exactly.
    LargePowers,
    /// It measures gains, and of some party only the order of packages is known.
    OrderOnly,
    /// It ranks packages, and levels of continuous issues have no end of them.
    Unranked,
    /// It divides by claims, and nothing is claimed, or more is negotiated than how it is divided.
    Unclaimed,
    /// It divides by claims, and the question does not leave its division open, or somebody would not accept it.
    NotOpen,
    /// It divides by claims, and to divide all of the amount need not be efficient: somebody is not better off with more of what it
    /// claims, or cares for the shares of others, or the question lifts the rule that limits the shares.
    Indifferent,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            LeftOut::NotReached => "no package was found for it before the search stopped",
            LeftOut::Unmeasured => {
                "it does not say what it measures where gains are fractions, as they are in models with continuous issues"
            }
            LeftOut::LargePowers => {
                return write!(
                    f,
                    "its powers, the parties' weights as whole numbers in the same proportions, sum to more than {MAX_POWERS}, which \
                     is too much for an exact product beside continuous issues"
                );
            }
            LeftOut::OrderOnly => "it measures gains, and of some party only the order of packages is known",
            LeftOut::Unranked => "it ranks packages, and with continuous issues there is no end of them",
            LeftOut::Unclaimed => "it divides by claims, and what is negotiated is not how something claimed is divided",
            LeftOut::NotOpen => "its division is not open to this question, or somebody would not accept it",
            LeftOut::Indifferent => {
                "it divides all there is, which need not be efficient here: somebody is not better off with more of its share, or \
                 cares for another's, or no rule limits the shares"
            }
        })
    }
}

impl std::error::Error for LeftOut {}

/// The answer to [`Search::run`](super::Search::run).
#[derive(Clone)]
pub struct Answer<'s> {
    /// How the search ended.
    pub status: Status,
    /// The engine that found it.
    pub engine: Engine,
    /// Why that engine, and how far it had to go: a few sentences.
    pub reasons: Vec<String>,
    /// How many packages there are.
    pub counts: Counts,
    /// Whether concepts chose among everything that the acceptance rule passes, as [asked](super::Search::by_rule); else
    /// among what every party accepts, if there is such a package.
    pub by_rule: bool,
    /// By party, its largest utility among the packages that every party accepts, or that pass the rule if that was asked, in
    /// the author's units; none if there is no such package, or if the search [did without](super::Search::without_ideal).
    pub ideal: Option<Vec<Number>>,
    /// What each concept chooses; empty if there is no agreement.
    pub solutions: Vec<Solution<'s>>,
    /// With continuous issues: the concepts that have no solution here though there may be an agreement, and why.
    pub left_out: Vec<(&'s dyn Concept, LeftOut)>,
    /// With continuous issues, if there is no agreement: by party, weights of gains for which every package's sum is negative,
    /// so that no mixture of packages would be acceptable either; none if there are none, or if nothing is feasible.
    pub refutation: Option<Vec<Number>>,
}

/// What a cover guarantees: every package of the target that is still one when each party's utility is lower by the
/// tolerance has a listed point that is worse than it, for each party, by at most the tolerance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cover {
    /// The share of each party's range that was asked for; or that was found, if a number of points was.
    pub epsilon: Number,
    /// By party, in the author's units: about that share of the difference between its best and its worst feasible package; of
    /// those that were found, where issues are linked too tightly for the very best and worst to be told.
    pub tolerance: Vec<Number>,
    /// If it was asked for by its tolerance: no fewer points have every point of the frontier within it, which is proven;
    /// none if that is not known.
    pub fewest: Option<usize>,
    /// If it was asked for by its number of points: with this share of each party's range, so many points do not have every
    /// point of the frontier within it, which is proven; none if nothing is known.
    pub beyond: Option<Number>,
}

/// A piece of a frontier: a point, or for two parties a straight line of points with the same options. Between the ends,
/// levels and utilities move in proportion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The end that is best for the first party.
    pub from: Agreement,
    /// The other end; the same for a point.
    pub to: Agreement,
    /// Whether the first end does not belong to the frontier itself: everything near it does, but something dominates it.
    pub from_open: bool,
    /// Whether the other end does not.
    pub to_open: bool,
}

impl Piece {
    /// Whether it is a single point.
    pub fn is_point(&self) -> bool {
        self.from.gains == self.to.gains
    }
}

/// Why the frontier of a problem with continuous issues cannot be listed as it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoList {
    /// There are not two parties, so that it is no line: only a [cover](super::Search::epsilon) of it can be listed.
    NotTwoParties,
    /// Rounding levels to steps, as a cover does, could break these rules over levels; or one that is named twice.
    Rules([LevelRuleId; 2]),
}

/// The answer to [`Search::frontier`](super::Search::frontier).
#[derive(Clone, Debug)]
pub struct FrontierAnswer {
    /// How the search ended.
    pub status: Status,
    /// How many packages there are.
    pub counts: Counts,
    /// By party, its largest utility among the packages that every party accepts, in the author's units; none if the points do
    /// not tell.
    pub ideal: Option<Vec<Number>>,
    /// Whether all points are there.
    pub complete: bool,
    /// If the search stopped with some points found: every point where the first party has at least this utility, in the
    /// author's units, is among them.
    pub reached: Option<Number>,
    /// If the points are a cover: what it guarantees. Then [`Point::packages`] is the least that there are.
    pub cover: Option<Cover>,
    /// How many points were listed: those of the frontier below, or those that were given to who
    /// [listened](super::Search::points).
    pub listed: usize,
    /// The points; none with continuous issues, or if somebody else was given them.
    pub frontier: Frontier,
    /// With continuous issues: points and segments, by falling utility of the first party.
    pub pieces: Vec<Piece>,
    /// With continuous issues: why there is no list, if it cannot be made. Then the search counts as stopped.
    pub refused: Option<NoList>,
}

impl FrontierAnswer {
    /// How many points there are, or pieces.
    pub fn entries(&self) -> usize {
        self.listed + self.pieces.len()
    }

    /// How many of them are segments.
    pub fn segments(&self) -> usize {
        self.pieces.iter().filter(|piece| !piece.is_point()).count()
    }
}
