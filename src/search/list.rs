//! Listing a frontier: whole, from the first party's best points on, or as a cover.
//!
//! A frontier is first tried whole, which is quickest. One with very many points, or one that takes a good part of the time
//! there is, is listed in slices: the points where
//! the first party gets most, then those where it gets at least a little less, … Each slice is exact by itself, since
//! what dominates a point gives the first party no less. So a search that has to stop leaves a beginning of the frontier
//! in its canonical order, and who listens hears of points early. A slice begins anew and is about four times as wide as
//! the one before, so that all but the last cost little.
//!
//! Where diagrams cannot hold a landscape of boxes, its points are searched for one after the other ([`super::zones`]); where they
//! cannot hold what issues in a graph link, so are the points of a cover ([`super::zoned`]).

use super::answer::{Counts, Cover, FrontierAnswer, Status};
use super::boxes;
use super::budget::Budget;
use super::cover::{Found, Question, Wanted, point_bytes};
use super::cuts::Cut;
use super::eliminate::{Query, Target, eliminate_giving};
use super::enumerate::enumerate;
use super::limits::{Control, Limits, Stop};
use super::solve::in_units;
use super::structure::Structure;
use super::zoned::Known;
use super::{Engine, FEW_PACKAGES, Search, Sink, zones};
use crate::concept::{Concept, Egalitarian};
use crate::exact::Number;
use crate::frontier::{Frontier, Point};
use crate::problem::{PartyId, View};
use num_bigint::BigUint;
use num_traits::{Signed, ToPrimitive};

/// So many points may be kept at once by a search for the whole frontier.
const AT_ONCE: usize = 1 << 24;
/// And of so many that come together.
const TOGETHER: usize = 1 << 28;
/// Where time is limited, such a search may take one of so many parts of it.
const PARTS_OF_TIME: usize = 8;
/// How wide the slices are: the first party's range, halved so many times.
const SLICES: [u32; 4] = [8, 6, 4, 2];

impl<'s> Search<'s> {
    /// Asks [`frontier`](Search::frontier) for a cover instead of all points: utilities may be worse by this share of
    /// each party's range. See [`Cover`] for what that guarantees. Negative shares ask for all points.
    pub fn epsilon(mut self, epsilon: Number) -> Self {
        self.epsilon = Some(epsilon).filter(|epsilon| !epsilon.value().is_negative());
        self
    }

    /// Asks [`frontier`](Search::frontier) for a cover by no more than so many points, at least one, that are worse than what
    /// they stand for by as small a share of each party's range as was found. [`Cover`] says which, and what is proven of
    /// it.
    pub fn cover_of(mut self, points: usize) -> Self {
        self.cover_of = Some(points.max(1));
        self
    }

    /// Is given the points of a [`frontier`](Search::frontier) in their order, as soon as they are certain: each once. The
    /// answer then has none of them, only [how many](FrontierAnswer::listed) there were, so that they need not all be in
    /// memory. Where there are continuous issues a frontier has pieces, and nothing is given.
    pub fn points(mut self, sink: impl FnMut(&[Point]) + 's) -> Self {
        self.sink = Some(Box::new(sink));
        self
    }

    /// Finds the frontier of the target.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use zopa::search::Target;
    /// let model = zopa::Model::from_json(include_str!("../../models/examples/first-steps.json"))?;
    /// let problem = zopa::Problem::compile(&model)?;
    /// let answer = problem.search().frontier(Target::Acceptable);
    /// assert!(answer.complete);
    /// let cover = problem.search().epsilon("0.1".parse()?).frontier(Target::Acceptable);
    /// assert!(cover.frontier.points.len() <= answer.frontier.points.len());
    /// # Ok(())
    /// # }
    /// ```
    pub fn frontier(mut self, target: Target) -> FrontierAnswer {
        if self.view.problem().has_levels() {
            return self.frontier_with_levels(target);
        }
        // How wide the ranges of utilities are, which covers are measured by, is told by what is feasible.
        if let Some(seats) = self.view.seats().filter(|_| self.wanted().is_none()) {
            return self.frontier_with_seats(target, &seats);
        }
        let sink = self.sink.take();
        let (control, budget) = (Control::new(&self.limits), Budget::new(&self.limits));
        let view = &self.view;
        let mut counts =
            Counts { all: view.package_count(), feasible: None, individually_rational: None, acceptable: None };
        let mut list = List::new(view, sink, control.room(usize::MAX, point_bytes(view)));
        let few = counts.all.to_u64().is_some_and(|all| all <= FEW_PACKAGES);
        // How far utilities range, which covers are measured by, is not known of a landscape.
        let of_landscapes = self.wanted().is_none();
        let landscape = match self.engine {
            Engine::Branch if of_landscapes => boxes::landscape(view),
            _ => None,
        };
        let built = match &landscape {
            Some(_) => Err(Stop::TooLarge),
            None => Structure::build(view, &control),
        };
        let listed = match built {
            Ok(structure) => {
                counts.feasible = Some(structure.as_ref().map_or(BigUint::ZERO, Structure::count));
                match (&structure, self.engine) {
                    (_, Engine::Enumerate) if self.cover_of.is_none() => {
                        whole(enumerate(view, target, &control), &mut list)
                    }
                    (Some(structure), _) => self.list(structure, target, &mut list, &control),
                    (None, _) => Listed::default(),
                }
            }
            Err(Stop::TooLarge) if few && landscape.is_none() && of_landscapes => {
                whole(enumerate(view, target, &control), &mut list)
            }
            Err(Stop::TooLarge) if of_landscapes => match landscape.or_else(|| boxes::landscape(view)) {
                Some(landscape) => {
                    counts.feasible = view.constraints().next().is_none().then(|| counts.all.clone());
                    let mut give = |points: &[Point]| list.add(points.to_vec());
                    let zones::Found { reached, stop } = zones::frontier(view, &landscape, target, &mut give, &control);
                    Listed { reached, cover: None, stop }
                }
                None => Listed { stop: Some(Stop::TooLarge), ..Listed::default() },
            },
            Err(Stop::TooLarge) => self.by_zones(target, &mut list, &control),
            Err(stop) => Listed { stop: Some(stop), ..Listed::default() },
        };
        let Listed { reached, cover, stop } = listed;
        let status = match stop {
            Some(stop) => Status::Stopped(stop),
            // A cover of what is feasible need not have what is accepted.
            None if !list.agreement && cover.is_some() => self.whether_agreement(budget.rest()),
            None if !list.agreement => Status::NoAgreement,
            None => Status::Agreement,
        };
        let ideal = list.best.filter(|_| stop.is_none() && cover.is_none());
        let ideal = ideal.map(|ideal| in_units(view, &ideal));
        let reached = reached.map(|reached| view.problem().in_units(PartyId::at(0), reached));
        let (complete, pieces, listed) = (stop.is_none(), Vec::new(), list.listed);
        let frontier = Frontier { points: list.points };
        FrontierAnswer { status, counts, ideal, complete, reached, cover, listed, frontier, pieces, refused: None }
    }

    /// Whether there is an agreement, by a search of its own.
    fn whether_agreement(&self, limits: Limits) -> Status {
        let search = self.view.clone().search().concepts([&Egalitarian as &dyn Concept]).without_ideal();
        search.limits(limits).run().status
    }

    /// What kind of cover is asked for, if one is.
    pub(super) fn wanted(&self) -> Option<Wanted> {
        let points = self.cover_of.map(Wanted::Points);
        points.or_else(|| self.epsilon.clone().map(Wanted::Within))
    }

    /// A cover, where diagrams cannot hold what is feasible.
    fn by_zones(&self, target: Target, list: &mut List, control: &Control) -> Listed {
        let found = || -> Result<(Found, Option<Stop>), Stop> {
            let (view, wanted) = (&self.view, self.wanted().ok_or(Stop::TooLarge)?);
            let mut known = Known::new(view, control)?;
            let mut question = Question { view, target, wanted: &wanted, ranges: known.ranges() };
            question.by_zones(&mut known, control)
        };
        match found() {
            Ok((found, stop)) => {
                let listed = covered(found, list);
                Listed { stop: listed.stop.or(stop), ..listed }
            }
            Err(stop) => Listed { stop: Some(stop), ..Listed::default() },
        }
    }

    /// The points of the target, as many as the limits allow.
    fn list(&self, structure: &Structure, target: Target, list: &mut List, control: &Control) -> Listed {
        let view = &self.view;
        if let Some(wanted) = self.wanted() {
            let ranges = extremes(view, structure).into_iter().map(|(most, least)| most - least).collect();
            let question = Question { view, target, wanted: &wanted, ranges };
            if question.allows() {
                match question.listed(structure, control) {
                    // With too little to spare, a cover may miss what there is: all of it covers itself, but may be too much.
                    Ok(None) if self.cover_of.is_some() => {
                        return Listed { stop: Some(Stop::TooLarge), ..Listed::default() };
                    }
                    Ok(None) => {}
                    Ok(Some(found)) => return covered(found, list),
                    Err(stop) => return Listed { stop: Some(stop), ..Listed::default() },
                }
            }
        }
        let query = || Query { points: usize::MAX, ..Query::of(target, control.points) };
        let mut stopped = None;
        if control.points > AT_ONCE || control.has_deadline() {
            let query = Query { points: TOGETHER, kept: control.points.min(AT_ONCE), ..query() };
            let mut given = 0;
            let whole = || eliminate_giving(view, structure, query, control, &mut |new| list.after(&mut given, new));
            match control.one_of(PARTS_OF_TIME, whole) {
                Ok(()) => return Listed::default(),
                // So many can be kept, but not as points.
                Err(stop) if list.is_full() => stopped = Some(stop),
                Err(Stop::PointLimit) => {}
                Err(Stop::TimeLimit) => {}
                Err(stop) => stopped = Some(stop),
            }
        }
        let (most, least) = extremes(view, structure)[0];
        let floor = view.floors()[0].filter(|_| target == Target::Acceptable && view.acceptance().is_unanimous());
        let range = most.saturating_sub(floor.unwrap_or(least).max(least));
        let mut reached = list.last;
        for depth in SLICES.map(Some).into_iter().chain([None]) {
            let from = depth.map(|depth| most.saturating_sub(range >> depth));
            // What is there already need not be listed again.
            if stopped.is_some() || from.zip(reached).is_some_and(|(from, reached)| from >= reached) {
                continue;
            }
            let weights = (0..view.parties()).map(|party| i128::from(party == 0)).collect();
            let cuts = from.map(|from| Cut { weights, threshold: from.into() }).into_iter().collect();
            let mut given = 0;
            let mut give = |new| list.after(&mut given, new);
            match eliminate_giving(view, structure, Query { cuts, ..query() }, control, &mut give) {
                Ok(()) => reached = from,
                Err(stop) => {
                    stopped = Some(stop);
                    reached = reached.into_iter().chain(list.last).min();
                }
            }
        }
        let reached = reached.filter(|_| stopped.is_some() && list.listed > 0);
        Listed { reached, cover: None, stop: stopped }
    }
}

/// What there is to say of what has been listed.
#[derive(Default)]
struct Listed {
    /// The least scaled utility of the first party down to which all points are listed, if not all are.
    reached: Option<i64>,
    cover: Option<Cover>,
    stop: Option<Stop>,
}

/// Lists a cover.
fn covered((points, cover): Found, list: &mut List) -> Listed {
    let stop = list.add(points).err();
    Listed { cover, stop, ..Listed::default() }
}

/// Lists all that was found at once.
fn whole(found: Result<Frontier, Stop>, list: &mut List) -> Listed {
    let stop = found.and_then(|frontier| list.add(frontier.points)).err();
    Listed { stop, ..Listed::default() }
}

/// The points that have been listed: kept, or given to who listens.
pub(super) struct List<'l, 's> {
    view: &'l View<'s>,
    sink: Option<Box<Sink<'s>>>,
    pub(super) points: Vec<Point>,
    /// How many points may be kept.
    room: usize,
    pub(super) listed: usize,
    /// All are listed that give the first party so much.
    last: Option<i64>,
    /// Whether the acceptance rule passes one.
    pub(super) agreement: bool,
    /// By party, the best among the points that every party accepts.
    pub(super) best: Option<Vec<i64>>,
}

impl<'l, 's> List<'l, 's> {
    pub(super) fn new(view: &'l View<'s>, sink: Option<Box<Sink<'s>>>, room: usize) -> Self {
        List { view, sink, points: Vec::new(), room, listed: 0, last: None, agreement: false, best: None }
    }

    /// Whether no more can be kept.
    fn is_full(&self) -> bool {
        self.sink.is_none() && self.points.len() >= self.room
    }

    /// Adds points of a list that begins anew, but for those that were listed before.
    fn after(&mut self, given: &mut usize, mut new: Vec<Point>) -> Result<(), Stop> {
        let known = self.listed.saturating_sub(*given).min(new.len());
        *given += new.len();
        new.drain(..known);
        self.add(new)
    }

    pub(super) fn add(&mut self, mut new: Vec<Point>) -> Result<(), Stop> {
        let room = if self.sink.is_some() { usize::MAX } else { self.room - self.points.len() };
        let next = new.get(room).map(|point| point.utilities[0]);
        new.truncate(room);
        for point in &new {
            self.agreement = self.agreement || self.view.is_acceptable(&point.utilities);
            if self.view.is_individually_rational(&point.utilities) {
                let best = self.best.get_or_insert_with(|| point.utilities.to_vec());
                best.iter_mut().zip(&point.utilities).for_each(|(best, own)| *best = (*best).max(*own));
            }
        }
        // Of those that give the first party as much as the next one, some may be missing.
        let last = next.map(|next| next + 1).or(new.last().map(|point| point.utilities[0]));
        self.last = last.or(self.last);
        self.listed += new.len();
        match &mut self.sink {
            Some(sink) => sink(&new),
            None => self.points.append(&mut new),
        }
        if next.is_some() { Err(Stop::PointLimit) } else { Ok(()) }
    }
}

/// By party, its largest and its smallest utility among feasible packages.
fn extremes(view: &View, structure: &Structure) -> Vec<(i64, i64)> {
    let of = |party: usize| {
        let (least, most) = structure.extremes(view.problem(), party);
        (most, least)
    };
    (0..view.parties()).map(of).collect()
}
