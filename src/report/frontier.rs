//! A frontier, as data. It may be long, and so its points are made while they are written, one after another.

use super::lines::json_line;
use super::parts::{AgreementReport, Head, by_party};
use crate::exact::Number;
use crate::frontier::Point;
use crate::model::Keyed;
use crate::problem::View;
use crate::search::{FrontierAnswer, Interrupt, Piece, Target};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use std::cell::Cell;
use std::io::{self, Write};

/// A point of a frontier.
pub type PointReport = AgreementReport;

/// The report on [`Search::frontier`](crate::Search::frontier), where there are no continuous issues; else see [`PiecesReport`].
#[derive(Clone, Debug, Serialize)]
pub struct FrontierReport<'a> {
    /// All but the points.
    #[serde(flatten)]
    pub summary: FrontierSummary,
    /// The points, by falling utility of the first party, then the second, …
    #[serde(flatten)]
    pub points: Points<'a>,
}

/// What there is to say of a frontier beside its points.
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

/// The last line of a frontier as JSON Lines, whose other lines are [points](PointReport) as soon as they are certain.
#[derive(Clone, Debug, Serialize)]
pub struct FrontierTrailer {
    /// All but the points.
    #[serde(flatten)]
    pub summary: FrontierSummary,
    /// How many points there are.
    pub points: usize,
    /// How many were listed, where the writing was ended before all of them were.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub points_listed: Option<usize>,
}

impl FrontierTrailer {
    /// What stands behind so many points.
    pub fn new(view: &View, target: Target, answer: &FrontierAnswer, listed: usize) -> Self {
        let points = answer.frontier.points.len();
        let points_listed = Some(listed).filter(|listed| *listed < points);
        FrontierTrailer { summary: FrontierSummary::new(view, target, answer), points, points_listed }
    }
}

/// The points of a frontier: data that are made one by one.
#[derive(Clone, Debug)]
pub struct Points<'a> {
    view: &'a View<'a>,
    points: &'a [Point],
    interrupt: Interrupt,
    /// How many were made when it was last gone through.
    listed: Cell<usize>,
}

impl Points<'_> {
    /// The points in their order, up to where the writing is to end.
    pub fn iter(&self) -> impl Iterator<Item = PointReport> {
        self.listed.set(0);
        self.points.iter().take_while(|_| self.interrupt.asked().is_none()).map(|point| {
            self.listed.set(self.listed.get() + 1);
            AgreementReport::of(self.view, point)
        })
    }

    /// How many points there are.
    pub fn count(&self) -> usize {
        self.points.len()
    }

    /// How many were listed, where the writing was ended before all of them were.
    pub fn cut(&self) -> Option<usize> {
        Some(self.listed.get()).filter(|listed| *listed < self.points.len() && self.interrupt.asked().is_some())
    }
}

impl Serialize for Points<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct List<'p>(&'p Points<'p>);
        impl Serialize for List<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_seq(self.0.iter())
            }
        }
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("points", &List(self))?;
        if let Some(listed) = self.cut() {
            map.serialize_entry("points_listed", &listed)?;
        }
        map.end()
    }
}

/// The report on a frontier with continuous issues.
#[derive(Clone, Debug, Serialize)]
pub struct PiecesReport {
    /// All but the pieces.
    #[serde(flatten)]
    pub summary: FrontierSummary,
    /// Points and segments, by falling utility of the first party.
    pub pieces: Vec<PieceReport>,
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

impl PiecesReport {
    /// Makes the report.
    pub fn new(view: &View, target: Target, answer: &FrontierAnswer) -> Self {
        let piece = |piece: &Piece| PieceReport {
            from: AgreementReport::new(view, &piece.from),
            to: (!piece.is_point()).then(|| AgreementReport::new(view, &piece.to)),
            from_open: piece.from_open,
            to_open: piece.to_open,
        };
        let pieces = answer.pieces.iter().map(piece).collect();
        PiecesReport { summary: FrontierSummary::new(view, target, answer), pieces }
    }

    /// Writes JSON Lines: a line for each piece, and a last one with all else and the number of pieces.
    ///
    /// # Errors
    /// What the sink cannot take.
    pub fn write_lines(&self, sink: &mut dyn Write) -> io::Result<()> {
        #[derive(Serialize)]
        struct Trailer<'s> {
            #[serde(flatten)]
            summary: &'s FrontierSummary,
            pieces: usize,
        }
        self.pieces.iter().try_for_each(|piece| json_line(piece, sink))?;
        json_line(&Trailer { summary: &self.summary, pieces: self.pieces.len() }, sink)
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
        let points = &answer.frontier.points;
        let points = Points { view, points, interrupt: Interrupt::default(), listed: Cell::new(points.len()) };
        FrontierReport { summary: FrontierSummary::new(view, target, answer), points }
    }

    /// Ends the list of points where somebody asks to stop: `points_listed` then tells how many there are of all.
    #[must_use]
    pub fn until(mut self, interrupt: Interrupt) -> Self {
        self.points.interrupt = interrupt;
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
