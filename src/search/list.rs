//! Listing a frontier: whole, from the first party's best points on, or as a cover.
//!
//! A frontier is first tried whole, which is quickest. One with very many points, or one that takes a good part of the time
//! there is, is listed in slices: the points where
//! the first party gets most, then those where it gets at least a little less, … Each slice is exact by itself, since
//! what dominates a point gives the first party no less. So a search that has to stop leaves a beginning of the frontier
//! in its canonical order, and who listens hears of points early. A slice begins anew and is about four times as wide as
//! the one before, so that all but the last cost little.

use super::answer::{Counts, Cover, FrontierAnswer, Status};
use super::choose::ideal;
use super::eliminate::{Cut, Query, Target, eliminate_with};
use super::enumerate::enumerate;
use super::limits::{Control, Stop};
use super::solve::in_units;
use super::structure::Structure;
use super::{Engine, FEW_PACKAGES, Search};
use crate::exact::Number;
use crate::frontier::{Frontier, Point};
use crate::problem::{PartyId, View};
use num_bigint::BigUint;
use num_traits::{Signed, ToPrimitive};

/// So many points may be kept at once by a search for the whole frontier.
const AT_ONCE: usize = 1 << 22;
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

    /// Is given the points of a [`frontier`](Search::frontier) in their order, as soon as they are certain: each once. Where
    /// there are continuous issues a frontier has pieces, and nothing is given.
    pub fn points(mut self, sink: impl FnMut(&[Point]) + 's) -> Self {
        self.sink = Some(Box::new(sink));
        self
    }

    /// Finds the frontier of the target.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use zopa::Target;
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
        let mut sink = self.sink.take();
        let control = Control::new(&self.limits);
        let view = &self.view;
        let mut counts =
            Counts { all: view.package_count(), feasible: None, individually_rational: None, acceptable: None };
        let mut give = |points: &[Point]| sink.as_mut().into_iter().for_each(|sink| sink(points));
        let few = counts.all.to_u64().is_some_and(|all| all <= FEW_PACKAGES);
        let listed = match Structure::build(view, &control) {
            Ok(structure) => {
                counts.feasible = Some(structure.as_ref().map_or(BigUint::ZERO, Structure::count));
                match (&structure, self.engine) {
                    (_, Engine::Enumerate) => enumerate(view, target, &control).into(),
                    (Some(structure), _) => self.list(structure, target, &mut give, &control),
                    (None, _) => Listed::default(),
                }
            }
            Err(Stop::TooLarge) if few => enumerate(view, target, &control).into(),
            Err(stop) => Err(stop).into(),
        };
        let Listed { frontier, given, reached, cover, stop } = listed;
        give(&frontier.points[given..]);
        let empty = !frontier.points.iter().any(|point| view.is_acceptable(&point.utilities));
        let status = match stop {
            Some(stop) => Status::Stopped(stop),
            None if empty => Status::NoAgreement,
            None => Status::Agreement,
        };
        let whole = stop.is_none() && cover.is_none();
        let ideal = if whole { ideal(frontier.individually_rational(view)) } else { None };
        let ideal = ideal.map(|ideal| in_units(view, &ideal));
        let reached = reached.map(|reached| view.problem().in_units(PartyId::at(0), reached));
        let (complete, pieces) = (stop.is_none(), Vec::new());
        FrontierAnswer { status, counts, ideal, complete, reached, cover, frontier, pieces, refused: None }
    }

    /// The points of the target, as many as the limits allow.
    fn list(&self, structure: &Structure, target: Target, give: &mut dyn FnMut(&[Point]), control: &Control) -> Listed {
        let view = &self.view;
        if let Some(cover) = self.epsilon.as_ref().and_then(|epsilon| cover(view, structure, epsilon)) {
            let (cover, tolerance) = cover;
            let tolerance = Some(tolerance);
            match eliminate_with(view, structure, Query { tolerance, ..Query::of(target, control.points) }, control) {
                // With too little to spare, a cover may miss what there is.
                Ok(frontier) if frontier.points.is_empty() => {}
                Ok(frontier) => return Listed { frontier, cover: Some(cover), ..Listed::default() },
                Err(stop) => return Err(stop).into(),
            }
        }
        if control.points > AT_ONCE || control.has_deadline() {
            let query = Query::of(target, control.points.min(AT_ONCE));
            match control.one_of(PARTS_OF_TIME, || eliminate_with(view, structure, query, control)) {
                Err(Stop::PointLimit) if control.points > AT_ONCE => {}
                Err(Stop::TimeLimit) => {}
                whole => return whole.into(),
            }
        }
        let (most, least) = extremes(view, structure)[0];
        let floor = view.floors()[0].filter(|_| target == Target::Acceptable && view.acceptance().is_unanimous());
        let range = most.saturating_sub(floor.unwrap_or(least).max(least));
        let mut listed = Listed::default();
        for depth in SLICES.map(Some).into_iter().chain([None]) {
            let reached = depth.map(|depth| most.saturating_sub(range >> depth));
            let weights = (0..view.parties()).map(|party| i128::from(party == 0)).collect();
            let cuts = reached.map(|reached| Cut { weights, threshold: reached.into() }).into_iter().collect();
            match eliminate_with(view, structure, Query { cuts, ..Query::of(target, control.points) }, control) {
                Ok(frontier) => {
                    give(&frontier.points[listed.given..]);
                    listed = Listed { given: frontier.points.len(), frontier, reached, ..Listed::default() };
                }
                Err(stop) => {
                    listed.stop = Some(stop);
                    break;
                }
            }
        }
        listed
    }
}

/// What has been listed.
#[derive(Default)]
struct Listed {
    frontier: Frontier,
    /// How many of the points who listens has already heard of.
    given: usize,
    /// The least scaled utility of the first party down to which all points are listed, if not all are.
    reached: Option<i64>,
    cover: Option<Cover>,
    stop: Option<Stop>,
}

impl From<Result<Frontier, Stop>> for Listed {
    fn from(found: Result<Frontier, Stop>) -> Self {
        match found {
            Ok(frontier) => Listed { frontier, ..Listed::default() },
            Err(stop) => Listed { stop: Some(stop), ..Listed::default() },
        }
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

/// The cover that a share of each party's range allows, with its tolerance, scaled; none if it allows nothing.
fn cover(view: &View, structure: &Structure, epsilon: &Number) -> Option<(Cover, Vec<i64>)> {
    let tolerance = |(most, least): (i64, i64)| {
        let share = (epsilon.value() * num_bigint::BigInt::from(most - least)).to_integer();
        share.to_i64().map_or(most - least, |share| share.min(most - least))
    };
    let tolerance: Vec<i64> = extremes(view, structure).into_iter().map(tolerance).collect();
    let cover = Cover { epsilon: epsilon.clone(), tolerance: in_units(view, &tolerance) };
    tolerance.iter().any(|tolerance| *tolerance > 0).then_some((cover, tolerance))
}
