//! A frontier, as data. It may be long, and so its entries are made while they are written, one after another.

use super::head::Head;
use super::parts::{AgreementReport, by_party};
use crate::exact::Number;
use crate::frontier::Point;
use crate::model::Keyed;
use crate::problem::{Package, View};
use crate::search::{Agreement, FrontierAnswer, Interrupt, Piece, Solution, Target};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashMap;

/// The report on [`Search::frontier`](crate::Search::frontier).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FrontierReport<'a> {
    /// All but the entries.
    #[serde(flatten)]
    pub summary: FrontierSummary,
    /// The entries, by falling utility of the first party, then the second, …
    #[serde(flatten)]
    pub entries: Entries<'a>,
}

/// What there is to say of a frontier beside its entries.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FrontierSummary {
    /// What was asked, and how it ended.
    #[serde(flatten)]
    pub head: Head,
    /// Whether all points are there.
    pub complete: bool,
    /// Of which packages it is the frontier.
    pub frontier: TargetName,
    /// If points are missing but some are there: all points are there in which the first party has at least this utility.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complete_from: Option<Number>,
    /// If the points are a cover: what it guarantees. The numbers of packages are then the least that there are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cover: Option<CoverReport>,
    /// What concepts choose of it, where that was asked and is proven.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chosen: Vec<ChoosesReport>,
    /// With continuous issues, if it is a cover: by party, how much worse a listed point may be than a package that it stands
    /// for. If it is not, the frontier is exact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tolerance: Option<Keyed<Number>>,
}

/// What a concept chooses.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChoosesReport {
    /// Its id.
    pub concept: String,
    /// What it is called.
    pub name: String,
    /// The places of its points in the list, from 0; none with continuous issues.
    pub points: Vec<usize>,
    /// The utilities of each of its points, by party.
    pub utilities: Vec<Keyed<Number>>,
}

/// Of which packages it is the frontier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TargetName {
    /// Of those that the acceptance rule passes.
    Acceptable,
    /// Of all feasible ones.
    Feasible,
}

/// The last line of a frontier as JSON Lines, whose other lines are [entries](EntryReport) as soon as they are certain.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FrontierTrailer {
    /// All but the entries.
    #[serde(flatten)]
    pub summary: FrontierSummary,
    /// How many points there are; with continuous issues, see `pieces`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<usize>,
    /// How many points and segments there are, with continuous issues.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pieces: Option<usize>,
    /// How many were listed, where the writing was ended before all of them were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
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

    /// With what concepts choose, as far as it is proven.
    #[must_use]
    pub fn with_choices(mut self, view: &View, answer: &FrontierAnswer, solutions: &[Solution]) -> Self {
        self.summary.chosen = chosen(view, solutions, places(answer));
        self
    }

    /// The same where the points were given away: `place` finds the first of their packages.
    #[must_use]
    pub fn with_choices_at(
        mut self,
        view: &View,
        solutions: &[Solution],
        place: impl Fn(&Package) -> Option<usize>,
    ) -> Self {
        self.summary.chosen = chosen(view, solutions, place);
        self
    }
}

/// Where the points of a list stand, by their packages.
fn places(answer: &FrontierAnswer) -> impl Fn(&Package) -> Option<usize> + '_ {
    let points = answer.frontier.points.iter().enumerate();
    let places: HashMap<&Package, usize> = points.map(|(place, point)| (&point.package, place)).collect();
    move |package| places.get(package).copied()
}

/// What concepts choose, as far as it is proven.
fn chosen(view: &View, solutions: &[Solution], place: impl Fn(&Package) -> Option<usize>) -> Vec<ChoosesReport> {
    let utilities = |at: &Agreement| by_party(view.problem(), |party| at.utilities[party.index()].clone());
    // Within the error of curves another package may be the one: the solve command tells.
    let exact = view.problem().approximations().is_empty();
    let proven = solutions.iter().filter(|solution| exact && solution.proven && !solution.agreements.is_empty());
    proven
        .map(|solution| ChoosesReport {
            concept: solution.concept.id().to_owned(),
            name: solution.concept.name().to_owned(),
            points: solution.agreements.iter().filter_map(|at| place(&at.package)).collect(),
            utilities: solution.agreements.iter().map(utilities).collect(),
        })
        .collect()
}

/// An entry of a frontier.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum EntryReport {
    /// A point.
    Point(AgreementReport),
    /// With continuous issues: a point, or a segment.
    Piece(PieceReport),
}

/// A point of a frontier, or a segment: levels, utilities and gains move in proportion from one end to the other.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PieceReport {
    /// The end that is best for the first party.
    pub from: AgreementReport,
    /// The other end, if it is a segment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<AgreementReport>,
    /// Whether the first end does not belong to the frontier itself: something dominates it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub from_open: bool,
    /// Whether the other end does not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub to_open: bool,
}

impl EntryReport {
    /// The point, or the two ends of a segment.
    pub fn ends(&self) -> (&AgreementReport, Option<&AgreementReport>) {
        match self {
            EntryReport::Point(point) => (point, None),
            EntryReport::Piece(piece) => (&piece.from, piece.to.as_ref()),
        }
    }

    /// Makes the entry of a point.
    pub fn point(view: &View, point: &Point) -> Self {
        EntryReport::Point(AgreementReport::of(view, point))
    }
}

impl PieceReport {
    /// A piece as data.
    pub fn new(view: &View, piece: &Piece) -> Self {
        PieceReport {
            from: AgreementReport::new(view, &piece.from),
            to: (!piece.is_point()).then(|| AgreementReport::new(view, &piece.to)),
            from_open: piece.from_open,
            to_open: piece.to_open,
        }
    }
}

/// The entries of a frontier: data that are made one by one, or that were read.
#[derive(Clone, Debug)]
pub struct Entries<'a> {
    source: Source<'a>,
    interrupt: Interrupt,
    /// How many were made when it was last gone through.
    listed: Cell<usize>,
}

#[derive(Clone, Debug)]
enum Source<'a> {
    Answer(&'a View<'a>, &'a FrontierAnswer),
    Read(ReadEntries),
}

/// Entries that were read.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ReadEntries {
    /// The points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    points: Option<Vec<EntryReport>>,
    /// With continuous issues: the points and segments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pieces: Option<Vec<EntryReport>>,
    /// How many were listed, where the writing was ended before all of them were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    points_listed: Option<usize>,
}

impl Entries<'_> {
    /// The entries in their order.
    pub fn all(&self) -> Box<dyn Iterator<Item = Cow<'_, EntryReport>> + '_> {
        match &self.source {
            Source::Answer(view, answer) => {
                let points = answer.frontier.points.iter().map(|point| EntryReport::point(view, point));
                let pieces = answer.pieces.iter().map(|piece| EntryReport::Piece(PieceReport::new(view, piece)));
                Box::new(points.chain(pieces).map(Cow::Owned))
            }
            Source::Read(read) => Box::new(read.points.iter().chain(&read.pieces).flatten().map(Cow::Borrowed)),
        }
    }

    /// The entry at a place, from 0.
    pub fn at(&self, place: usize) -> Option<Cow<'_, EntryReport>> {
        match &self.source {
            Source::Answer(view, answer) => {
                let points = &answer.frontier.points;
                let piece = |place: usize| {
                    answer.pieces.get(place).map(|piece| EntryReport::Piece(PieceReport::new(view, piece)))
                };
                let entry = points.get(place).map(|point| EntryReport::point(view, point));
                entry.or_else(|| piece(place.checked_sub(points.len())?)).map(Cow::Owned)
            }
            Source::Read(_) => self.all().nth(place),
        }
    }

    /// The entries in their order, up to where the writing is to end.
    pub fn iter(&self) -> impl Iterator<Item = Cow<'_, EntryReport>> {
        self.listed.set(0);
        let mut entries = self.all();
        std::iter::from_fn(move || {
            let entry = self.interrupt.asked().is_none().then(|| entries.next()).flatten()?;
            self.listed.set(self.listed.get() + 1);
            Some(entry)
        })
    }

    /// How many entries there are.
    pub fn count(&self) -> usize {
        match &self.source {
            Source::Answer(_, answer) => answer.entries(),
            Source::Read(_) => self.all().count(),
        }
    }

    /// How many of them are segments.
    pub fn segments(&self) -> usize {
        match &self.source {
            Source::Answer(_, answer) => answer.segments(),
            Source::Read(_) => self.all().filter(|entry| entry.ends().1.is_some()).count(),
        }
    }

    /// Whether an end of a segment does not belong to the frontier itself.
    pub fn any_open(&self) -> bool {
        match &self.source {
            Source::Answer(_, answer) => answer.pieces.iter().any(|piece| piece.from_open || piece.to_open),
            Source::Read(_) => {
                self.all().any(|entry| matches!(&*entry, EntryReport::Piece(piece) if piece.from_open || piece.to_open))
            }
        }
    }

    /// How many were listed, where the writing was ended before all of them were.
    pub fn cut(&self) -> Option<usize> {
        match &self.source {
            Source::Answer(..) => {
                Some(self.listed.get()).filter(|listed| *listed < self.count() && self.interrupt.asked().is_some())
            }
            Source::Read(read) => read.points_listed,
        }
    }

    fn are_pieces(&self) -> bool {
        match &self.source {
            Source::Answer(view, _) => view.problem().has_levels(),
            Source::Read(read) => read.pieces.is_some(),
        }
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
        map.serialize_entry(if self.are_pieces() { "pieces" } else { "points" }, &List(self))?;
        if let Some(listed) = self.cut() {
            map.serialize_entry("points_listed", &listed)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Entries<'_> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let source = Source::Read(ReadEntries::deserialize(deserializer)?);
        Ok(Entries { source, interrupt: Interrupt::default(), listed: Cell::new(0) })
    }
}

/// What a cover guarantees: see [`Cover`](crate::search::Cover).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CoverReport {
    /// The share of each party's range that was asked for; or that was found, if a number of points was.
    pub epsilon: Number,
    /// By party, how much worse than a package the point may be that stands for it.
    pub tolerance: Keyed<Number>,
    /// If it was asked for by its tolerance: fewer points than this do not cover the whole frontier, which is proven.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fewest: Option<usize>,
    /// If it was asked for by its number of points: with this share of each party's range, no so many points have every point of the
    /// frontier within it, which is proven. With `epsilon`, those that were found do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beyond: Option<Number>,
}

impl<'a> FrontierReport<'a> {
    /// Makes the report.
    pub fn new(view: &'a View<'a>, target: Target, answer: &'a FrontierAnswer) -> Self {
        let listed = Cell::new(answer.entries());
        let entries = Entries { source: Source::Answer(view, answer), interrupt: Interrupt::default(), listed };
        FrontierReport { summary: FrontierSummary::new(view, target, answer), entries }
    }

    /// With what concepts choose, as far as it is proven.
    #[must_use]
    pub fn with_choices(mut self, view: &View, answer: &FrontierAnswer, solutions: &[Solution]) -> Self {
        self.summary.chosen = chosen(view, solutions, places(answer));
        self
    }

    /// Ends the list where somebody asks to stop: `points_listed` then tells how many there are of all.
    #[must_use]
    pub fn until(mut self, interrupt: Interrupt) -> Self {
        self.entries.interrupt = interrupt;
        self
    }
}

impl FrontierSummary {
    pub(super) fn new(view: &View, target: Target, answer: &FrontierAnswer) -> Self {
        let problem = view.problem();
        let levels = problem.has_levels();
        FrontierSummary {
            head: Head::new(view, "frontier", answer.status, &answer.counts, answer.ideal.as_deref()),
            complete: answer.complete,
            frontier: if target == Target::Feasible { TargetName::Feasible } else { TargetName::Acceptable },
            complete_from: answer.reached.clone(),
            chosen: Vec::new(),
            cover: answer.cover.as_ref().filter(|_| !levels).map(|cover| CoverReport {
                epsilon: cover.epsilon.clone(),
                tolerance: by_party(problem, |party| cover.tolerance[party.index()].clone()),
                fewest: cover.fewest,
                beyond: cover.beyond.clone(),
            }),
            tolerance: answer
                .cover
                .as_ref()
                .filter(|_| levels)
                .map(|cover| by_party(problem, |party| cover.tolerance[party.index()].clone())),
        }
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Entries<'_> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Entries".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        <ReadEntries as schemars::JsonSchema>::json_schema(generator)
    }
}
