//! A frontier, as data. It may be long, and so its points are made while they are written, one after another.

use super::parts::{Agreement, Head, by_party};
use crate::exact::Number;
use crate::frontier::Point;
use crate::model::Keyed;
use crate::problem::View;
use crate::search::{FrontierAnswer, Interrupt, Target};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use std::cell::Cell;

/// A point of a frontier.
pub type PointReport = Agreement;

/// The report on [`Search::frontier`](crate::Search::frontier).
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
            Agreement::new(self.view, point)
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
        FrontierSummary {
            head: Head::new(view, answer.status, &answer.counts, answer.ideal.as_deref()),
            complete: answer.complete,
            frontier: if target == Target::Feasible { "feasible" } else { "acceptable" },
            complete_from: answer.reached.map(|reached| problem.in_units(0, reached)),
            cover: answer.cover.as_ref().map(|cover| CoverReport {
                epsilon: cover.epsilon.clone(),
                tolerance: by_party(problem, |party| problem.in_units(party, cover.tolerance[party])),
            }),
        }
    }
}
