//! What a search answers.

use super::Engine;
use super::limits::Stop;
use crate::concept::{Concept, Value};
use crate::exact::Number;
use crate::frontier::{Frontier, Point};
use num_bigint::{BigInt, BigUint};

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

/// How many packages there are. A number that would cost more than the answer itself is left out.
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

/// What proves that a solution is one, beside the solution itself: with these weights, nothing but what the search looked
/// at has weighted gains that a package with as good a score must have. Gains are as ceilings leave them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// By party, what its gains are multiplied with, in units of [`View::gain_scale`](crate::View::gain_scale).
    pub weights: Vec<BigInt>,
    /// The issues in the order in which they were settled; empty if there was none.
    pub order: Vec<usize>,
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
    /// If not proven: no package has a better value than this.
    pub bound: Option<Value>,
    /// If a search of its own proved it: how.
    pub proof: Option<Proof>,
    /// The parties that bargain, if not all: the largest coalitions that the acceptance rule lets agree, or of those that
    /// choose [by the rule](super::Search::by_rule) the smallest.
    pub coalition: Option<Vec<usize>>,
    /// The utility vectors chosen, with their packages; several if they are exactly equally good.
    pub agreements: Vec<Point>,
}

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
    /// By party, its largest scaled utility among the packages that every party accepts, or that pass the rule if that was
    /// asked; none if there is no such package, or if the search [did without](super::Search::without_ideal).
    pub ideal: Option<Vec<i64>>,
    /// What each concept chooses; empty if there is no agreement.
    pub solutions: Vec<Solution<'s>>,
}

/// What a cover guarantees: every package of the target that is still one when each party's utility is lower by the
/// tolerance has a listed point that is worse than it, for each party, by at most the tolerance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cover {
    /// The share of each party's range that was asked for.
    pub epsilon: Number,
    /// By party, that share of the difference between its best and its worst feasible package: scaled utilities.
    pub tolerance: Vec<i64>,
}

/// The answer to [`Search::frontier`](super::Search::frontier).
#[derive(Clone, Debug)]
pub struct FrontierAnswer {
    /// How the search ended.
    pub status: Status,
    /// How many packages there are.
    pub counts: Counts,
    /// By party, its largest scaled utility among the packages that every party accepts; none if the points do not tell.
    pub ideal: Option<Vec<i64>>,
    /// Whether all points are there.
    pub complete: bool,
    /// If the search stopped with some points found: every point where the first party has at least this scaled utility
    /// is among them.
    pub reached: Option<i64>,
    /// If the points are a cover: what it guarantees. Then [`Point::packages`] is the least that there are.
    pub cover: Option<Cover>,
    /// The points.
    pub frontier: Frontier,
}
