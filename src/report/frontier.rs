//! A frontier, as data. It may be long, and so its entries are made while they are written, one after another.

use super::parts::{AgreementReport, Head, by_party};
use crate::exact::Number;
use crate::frontier::Point;
use crate::model::Keyed;
use crate::problem::View;
use crate::search::{FrontierAnswer, Interrupt, Piece, Target};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use std::cell::Cell;

/// The report on [`Search::frontier`](crate::Search::frontier).
#[derive(Clone, Debug, Serialize)]
pub struct FrontierReport<'a> {
    /// All but the entries.
    #[serde(flatten)]
    pub summary: FrontierSummary,
    /// The entries, by falling utility of the first party, then the second, …
    #[serde(flatten)]
    pub entries: Entries<'a>,
}

/// What there is to say of a frontier beside its entries.
#[derive(Clone, Debug, Serialize)]
pub struct FrontierSummary {
    /// What was asked, and how it ended.
    #[serde(flatten)]
    pub head: Head,
    /// Whether all points are there.
    pub complete: bool,
    /// Of which packages it is the frontier: `acceptable` or `feasible`.
    pub frontier: &'static str,
    /// If points are missing but some are there: all points are there in which the first party has at least this utility.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub complete_from: Option<Number>,
    /// If the points are a cover: what it guarantees. The numbers of packages are then the least that there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cover: Option<CoverReport>,
    /// With continuous issues, if it is a cover: by party, how much worse a listed point may be than a package that it stands
    /// for. If it is not, the frontier is exact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tolerance: Option<Keyed<Number>>,
}

/// The last line of a frontier as JSON Lines, whose other lines are [entries](EntryReport) as soon as they are certain.
#[derive(Clone, Debug, Serialize)]
pub struct FrontierTrailer {
    /// All but the entries.
    #[serde(flatten)]
    pub summary: FrontierSummary,
    /// How many points there are; with continuous issues, see `pieces`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub points: Option<usize>,
    /// How many points and segments there are, with continuous issues.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pieces: Option<usize>,
    /// How many were listed, where the writing was ended before all of them were.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub points_listed: Option<usize>,
}

impl FrontierTrailer {
    /// What stands behind so many entries.
    pub fn new(view: &View, target: Target, answer: &FrontierAnswer, listed: usize) -> Self {
        let all = answer.entries();
        let levels = view.problem().has_levels();
        FrontierTrailer {
            summary: FrontierSummary::new(view, target, answer),
            points: (!levels).then_some(all),
            pieces: levels.then_some(all),
            points_listed: Some(listed).filter(|listed| *listed < all),
        }
    }
}

/// An entry of a frontier.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum EntryReport {
    /// A point.
    Point(AgreementReport),
    /// With continuous issues: a point, or a segment.
    Piece(PieceReport),
}

/// A point of a frontier, or a segment: levels, utilities and gains move in proportion from one end to the other.
#[derive(Clone, Debug, Serialize)]
pub struct PieceReport {
    /// The end that is best for the first party.
    pub from: AgreementReport,
    /// The other end, if it is a segment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<AgreementReport>,
    /// Whether the first end does not belong to the frontier itself: something dominates it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub from_open: bool,
    /// Whether the other end does not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub to_open: bool,
}

impl EntryReport {
    /// Makes the entry of a point.
    pub fn point(view: &View, point: &Point) -> Self {
        EntryReport::Point(AgreementReport::of(view, point))
    }

    /// Makes the entry of a piece.
    pub fn piece(view: &View, piece: &Piece) -> Self {
        EntryReport::Piece(PieceReport {
            from: AgreementReport::new(view, &piece.from),
            to: (!piece.is_point()).then(|| AgreementReport::new(view, &piece.to)),
            from_open: piece.from_open,
            to_open: piece.to_open,
        })
    }
}

/// The entries of a frontier: data that are made one by one.
#[derive(Clone, Debug)]
pub struct Entries<'a> {
    view: &'a View<'a>,
    answer: &'a FrontierAnswer,
    interrupt: Interrupt,
    /// How many were made when it was last gone through.
    listed: Cell<usize>,
}

impl Entries<'_> {
    /// The entries in their order, up to where the writing is to end.
    pub fn iter(&self) -> impl Iterator<Item = EntryReport> {
        self.listed.set(0);
        let points = self.answer.frontier.points.iter().map(|point| EntryReport::point(self.view, point));
        let pieces = self.answer.pieces.iter().map(|piece| EntryReport::piece(self.view, piece));
        let mut entries = points.chain(pieces);
        std::iter::from_fn(move || {
            let entry = self.interrupt.asked().is_none().then(|| entries.next()).flatten()?;
            self.listed.set(self.listed.get() + 1);
            Some(entry)
        })
    }

    /// How many entries there are.
    pub fn count(&self) -> usize {
        self.answer.entries()
    }

    /// How many were listed, where the writing was ended before all of them were.
    pub fn cut(&self) -> Option<usize> {
        Some(self.listed.get()).filter(|listed| *listed < self.count() && self.interrupt.asked().is_some())
    }
}

impl Serialize for Entries<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct List<'p>(&'p Entries<'p>);
        impl Serialize for List<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_seq(self.0.iter())
            }
        }
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry(if self.view.problem().has_levels() { "pieces" } else { "points" }, &List(self))?;
        if let Some(listed) = self.cut() {
            map.serialize_entry("points_listed", &listed)?;
        }
        map.end()
    }
}

/// What a cover guarantees: see [`Cover`](crate::Cover).
#[derive(Clone, Debug, Serialize)]
pub struct CoverReport {
    /// The share of each party's range that was asked for.
    pub epsilon: Number,
    /// By party, how much worse than a package the point may be that stands for it.
    pub tolerance: Keyed<Number>,
}

impl<'a> FrontierReport<'a> {
    /// Makes the report.
    pub fn new(view: &'a View<'a>, target: Target, answer: &'a FrontierAnswer) -> Self {
        let listed = Cell::new(answer.entries());
        let entries = Entries { view, answer, interrupt: Interrupt::default(), listed };
        FrontierReport { summary: FrontierSummary::new(view, target, answer), entries }
    }

    /// Ends the list where somebody asks to stop: `points_listed` then tells how many there are of all.
    #[must_use]
    pub fn until(mut self, interrupt: Interrupt) -> Self {
        self.entries.interrupt = interrupt;
        self
    }
}

impl FrontierSummary {
    fn new(view: &View, target: Target, answer: &FrontierAnswer) -> Self {
        let problem = view.problem();
        let levels = problem.has_levels();
        FrontierSummary {
            head: Head::new(view, answer.status, &answer.counts, answer.ideal.as_deref()),
            complete: answer.complete,
            frontier: if target == Target::Feasible { "feasible" } else { "acceptable" },
            complete_from: answer.reached.clone(),
            cover: answer.cover.as_ref().filter(|_| !levels).map(|cover| CoverReport {
                epsilon: cover.epsilon.clone(),
                tolerance: by_party(problem, |party| cover.tolerance[party.index()].clone()),
            }),
            tolerance: answer
                .cover
                .as_ref()
                .filter(|_| levels)
                .map(|cover| by_party(problem, |party| cover.tolerance[party.index()].clone())),
        }
    }
}
