//! Covers of a frontier: few points that stand for all of it.
//!
//! All points are listed if they are not too many; else a cover of its own is (see [`eliminate`](super::eliminate)), with
//! half the tolerance. Of what is listed, points that differ little are merged into one where they are too many to be compared each with each:
//! one is kept of a cell of a grid, the best for the last party, and the next coarser grid has cells made of whole cells of
//! this one, so that losses do not add up. Of what is left, [as few as possible](super::covering) are chosen with the rest of the
//! tolerance.
//!
//! Where no diagrams hold what is feasible, a cover is made [point by point](super::zoned), with three quarters of the tolerance,
//! and the rest of it makes it smaller. For a number of points, tolerances are tried from large ones on.

use super::answer::Cover;
use super::covering::{self, COMPARED};
use super::eliminate::{Query, Target, eliminate_giving};
use super::limits::{Control, Stop};
use super::solve::in_units;
use super::structure::Structure;
use super::zoned::Known;
use crate::exact::Number;
use crate::frontier::Point;
use crate::problem::View;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;
use std::collections::BTreeMap;

/// So many points are listed before a cover is made of them.
const LISTED: usize = 1 << 20;
/// And so many may come together.
const TOGETHER: usize = 1 << 26;
/// The first grid divides a tolerance into so many parts, as a power of two.
const OF_A_TOLERANCE: u32 = 4;
/// The same of a whole range, if no tolerance is given.
const OF_A_RANGE: u32 = 10;

/// What a point takes, about.
pub(super) fn point_bytes(view: &View) -> usize {
    // Three allocations beside the point, with what an allocator adds.
    size_of::<Point>() + 8 * view.parties() + view.problem().bytes_of_options() + 64
}

/// How often what a cover leaves out joins what is to be covered, and how many of it.
const ROUNDS: usize = 12;
const JOINING: usize = 1 << 9;

/// For a number of points, tolerances are halved until so many times as many are found; and no more often than so.
const MORE_POINTS: usize = 8;
const HALVINGS: u32 = 6;

/// What kind of cover is looked for.
#[derive(Clone, Debug)]
pub(super) enum Wanted {
    /// As few points as possible, worse by at most this share of each party's range.
    Within(Number),
    /// So many points, worse by as little as possible.
    Points(usize),
}

/// What is asked of a cover.
pub(super) struct Question<'v> {
    pub view: &'v View<'v>,
    pub target: Target,
    pub wanted: &'v Wanted,
    /// By party, what separates its best and its worst feasible package.
    pub ranges: Vec<i64>,
}

/// Points in the order of the frontier, and what they guarantee; nothing but themselves, if they are the whole of it.
pub(super) type Found = (Vec<Point>, Option<Cover>);

/// The cells of a grid that points stand in.
pub(super) struct Cells {
    /// By party, what is divided.
    whole: Vec<i64>,
    /// Into so many parts by the first grid, as a power of two.
    parts: u32,
    /// Which grid: 0 has every point by itself.
    grid: u32,
    /// The coarsest one.
    last: u32,
    kept: BTreeMap<Vec<i64>, Point>,
    /// The utilities of all points, one after another.
    all: Vec<i64>,
    /// How many bytes this may take.
    memory: usize,
    point_bytes: usize,
}

impl Cells {
    /// For points that have `lost` so much already.
    fn new(question: &Question, lost: &[i64], memory: usize) -> Self {
        let (whole, parts) = match question.wanted {
            Wanted::Within(_) => (less(&question.tolerance(), lost), OF_A_TOLERANCE),
            Wanted::Points(_) => (question.ranges.clone(), OF_A_RANGE),
        };
        Cells {
            whole,
            parts,
            grid: 0,
            last: parts + 1,
            kept: BTreeMap::new(),
            all: Vec::new(),
            memory,
            point_bytes: point_bytes(question.view) + 64,
        }
    }

    /// By party, the side of a cell, as a power of two. Sides are never larger than what is divided, and one more.
    fn sides(&self) -> impl Iterator<Item = u32> + Clone + '_ {
        let side = |whole: &i64| {
            let whole = (whole.saturating_add(1).max(1) as u64).ilog2();
            if self.grid == 0 { 0 } else { (whole + self.grid - 1).saturating_sub(self.parts).min(whole) }
        };
        self.whole.iter().map(side)
    }

    /// By party, how much worse a kept point may be than one that it stands for.
    fn loss(&self) -> Vec<i64> {
        let mut loss: Vec<i64> = self.sides().map(|side| (1 << side) - 1).collect();
        if let Some(last) = loss.last_mut() {
            *last = 0;
        }
        loss
    }

    fn keep(&mut self, point: Point) {
        let last = self.whole.len() - 1;
        let cell: Vec<i64> = point.utilities[..last].iter().zip(self.sides()).map(|(own, side)| own >> side).collect();
        match self.kept.entry(cell) {
            std::collections::btree_map::Entry::Vacant(free) => drop(free.insert(point)),
            std::collections::btree_map::Entry::Occupied(mut known) => {
                // Of equally good ones the first in the order of the frontier.
                let better = |one: &Point| (one.utilities[last], one.utilities.clone());
                if better(&point) > better(known.get()) {
                    *known.get_mut() = point;
                }
            }
        }
    }

    fn add(&mut self, points: Vec<Point>) -> Result<(), Stop> {
        for point in points {
            self.all.extend_from_slice(&point.utilities);
            self.keep(point);
            while self.kept.len() > COMPARED && self.grid < self.last {
                self.grid += 1;
                for (_, point) in std::mem::take(&mut self.kept) {
                    self.keep(point);
                }
            }
        }
        let bytes = self.kept.len().saturating_mul(self.point_bytes).saturating_add(8 * self.all.len());
        if bytes > self.memory { Err(Stop::PointLimit) } else { Ok(()) }
    }
}

/// What is left of numbers, at least nothing.
fn less(from: &[i64], by: &[i64]) -> Vec<i64> {
    from.iter().zip(by).map(|(from, by)| (from - by).max(0)).collect()
}

/// Numbers, and more.
fn more(to: &[i64], by: &[i64]) -> Vec<i64> {
    to.iter().zip(by).map(|(to, by)| to.saturating_add(*by)).collect()
}

impl Question<'_> {
    /// By party, the tolerance that was asked for, if one was; else the whole range.
    pub(super) fn tolerance(&self) -> Vec<i64> {
        match self.wanted {
            Wanted::Within(share) => covering::tolerance_of(share.value(), &self.ranges),
            Wanted::Points(_) => self.ranges.clone(),
        }
    }

    /// Whether a cover may differ from the frontier at all.
    pub(super) fn allows(&self) -> bool {
        matches!(self.wanted, Wanted::Points(_)) || self.tolerance().iter().any(|most| *most > 0)
    }

    /// A cover of what the diagrams hold, by few points in the order of the frontier; none if it would cover nothing though
    /// there is something.
    pub(super) fn listed(&self, structure: &Structure, control: &Control) -> Result<Option<Found>, Stop> {
        let query = |tolerance: Option<Vec<i64>>| Query {
            points: TOGETHER,
            kept: control.points.min(LISTED),
            tolerance,
            ..Query::of(self.target, control.points)
        };
        let list = |query: Query, lost: &[i64]| {
            let mut cells = Cells::new(self, lost, control.room(usize::MAX, 2));
            eliminate_giving(self.view, structure, query, control, &mut |points| cells.add(points)).map(|()| cells)
        };
        let nothing = vec![0; self.ranges.len()];
        // What is chosen depends on no clock.
        match list(query(None), &nothing) {
            // Where there is nothing, nothing stands for it.
            Ok(cells) if cells.kept.is_empty() => return Ok(Some((Vec::new(), None))),
            Ok(cells) => return Ok(Some(self.chosen(cells, None, control)?)),
            Err(Stop::PointLimit) => control.check()?,
            Err(stop) => return Err(stop),
        }
        // For a number of points, tolerances are tried from small ones on.
        let halvings = if let Wanted::Within(_) = self.wanted { 1..=1 } else { 0..=5 };
        for halving in halvings.rev() {
            let lost: Vec<i64> = self.tolerance().iter().map(|whole| whole >> halving).collect();
            let few = matches!(self.wanted, Wanted::Points(_));
            let points = if few { control.points.min(LISTED) } else { control.points };
            let query = Query { points, kept: points, ..query(Some(lost.clone())) };
            match list(query, &lost) {
                Ok(cells) if cells.kept.is_empty() => return Ok(None),
                Ok(cells) => return Ok(Some(self.chosen(cells, Some(lost), control)?)),
                Err(Stop::PointLimit) => {}
                Err(stop) => return Err(stop),
            }
        }
        Err(Stop::PointLimit)
    }

    /// A cover, point by point, where ranges are what is known of them; and why a better one was not looked for, if a limit was met.
    pub(super) fn by_zones(&mut self, known: &mut Known, control: &Control) -> Result<(Found, Option<Stop>), Stop> {
        let target = self.target;
        let cells = |question: &Self, points: Vec<Point>, lost: &[i64]| -> Result<Cells, Stop> {
            let mut cells = Cells::new(question, lost, control.room(usize::MAX, 2));
            cells.add(points)?;
            Ok(cells)
        };
        let nothing = || Ok(((Vec::new(), None), None));
        let points = control.points.min(LISTED);
        match self.wanted {
            Wanted::Within(_) => {
                let lost: Vec<i64> = self.tolerance().iter().map(|all| all - all / 4).collect();
                match known.cover(target, &lost, points, control)? {
                    found if found.is_empty() => nothing(),
                    found => Ok((self.chosen(cells(self, found, &lost)?, Some(lost), control)?, None)),
                }
            }
            Wanted::Points(most) => {
                let mut best: Option<Found> = None;
                let mut stopped = None;
                for halving in 1..=HALVINGS {
                    let lost: Vec<i64> = self.ranges.iter().map(|range| range >> halving).collect();
                    let mut finer = || -> Result<Option<(Found, usize)>, Stop> {
                        let points = known.cover(target, &lost, points, control)?;
                        if points.is_empty() {
                            return Ok(None);
                        }
                        let many = points.len();
                        // No point is outside of them.
                        self.ranges = known.ranges();
                        Ok(Some((self.chosen(cells(self, points, &lost)?, Some(lost.clone()), control)?, many)))
                    };
                    let (found, many) = match finer() {
                        Ok(Some(found)) => found,
                        Ok(None) => return nothing(),
                        Err(stop) if best.is_none() => return Err(stop),
                        // That a finer one would have too many points says nothing of this one.
                        Err(stop) => {
                            stopped = Some(stop).filter(|stop| !matches!(stop, Stop::PointLimit | Stop::TooLarge));
                            break;
                        }
                    };
                    let share = |found: &Found| found.1.as_ref().map(|cover| cover.epsilon.clone());
                    if best.as_ref().is_none_or(|best| share(&found) < share(best)) {
                        best = Some(found);
                    }
                    if many >= most.saturating_mul(MORE_POINTS) {
                        break;
                    }
                }
                best.map_or_else(nothing, |best| Ok((best, stopped)))
            }
        }
    }

    /// Chooses among the points in the cells. What was `lost` before adds to what they lose; if nothing was, they are a whole
    /// frontier.
    fn chosen(&self, cells: Cells, lost: Option<Vec<i64>>, control: &Control) -> Result<Found, Stop> {
        let merged = cells.loss();
        let whole = lost.is_none();
        let lost = lost.unwrap_or_else(|| vec![0; merged.len()]);
        let (tolerance, all) = (self.tolerance(), cells.all);
        let mut points: Vec<Point> = cells.kept.into_values().collect();
        points.sort_unstable_by(|one, other| other.utilities.cmp(&one.utilities));
        let vectors: Vec<&[i64]> = points.iter().map(|point| &*point.utilities).collect();
        let (chosen, cover) = match self.wanted {
            Wanted::Within(epsilon) => {
                let few = vectors.len() <= COMPARED;
                let rest = less(&tolerance, &lost);
                let chosen = match few {
                    true => self.few(&vectors, &all, &rest, &merged, control)?,
                    // Where too many are left, each stands for its cell.
                    false => (0..vectors.len()).collect(),
                };
                // Whatever covers two points, its like in its cell covers them with so much more.
                let fewest = (whole && few).then(|| covering::apart(&vectors, &more(&tolerance, &merged), control));
                let fewest = fewest.transpose()?;
                let tolerance = in_units(self.view, &tolerance);
                (chosen, Some(Cover { epsilon: epsilon.clone(), tolerance, fewest, beyond: None }))
            }
            Wanted::Points(most) => {
                let best = covering::best_of(&vectors, &self.ranges, *most, &merged, control)?;
                let own: Vec<&[i64]> = best.chosen.iter().map(|at| vectors[*at]).collect();
                let others = all.chunks_exact(self.ranges.len());
                let share = covering::share_of(others, &own, &self.ranges, control)?;
                let tolerance = more(&covering::tolerance_of(&share, &self.ranges), &lost);
                // The share that says what everybody may lose.
                let share = if whole { share } else { self.share(&tolerance) };
                let beyond = best.not.filter(|not| whole && *not < share).map(Number::from);
                let tolerance = in_units(self.view, &tolerance);
                let all = whole && share.is_zero();
                let cover = Cover { epsilon: share.into(), tolerance, fewest: None, beyond };
                (best.chosen, Some(cover).filter(|_| !all))
            }
        };
        let mut at = 0;
        let mut next = chosen.into_iter().peekable();
        points.retain(|_| {
            at += 1;
            next.next_if(|chosen| *chosen + 1 == at).is_some()
        });
        Ok((points, cover))
    }

    /// Few of the points in the cells that cover all points. Not all of these can be compared with each other; so what a
    /// cover of some of them leaves out joins them for the next one.
    fn few(
        &self,
        vectors: &[&[i64]],
        all: &[i64],
        tolerance: &[i64],
        merged: &[i64],
        control: &Control,
    ) -> Result<Vec<usize>, Stop> {
        let parties = tolerance.len();
        let mut others = vectors.to_vec();
        for _ in 0..ROUNDS {
            let chosen = covering::chosen(vectors, &others, tolerance, control)?;
            let mut open: Vec<&[i64]> = Vec::new();
            for point in all.chunks_exact(parties).filter(|_| merged.iter().any(|merged| *merged > 0)) {
                control.examined(1 + chosen.len() as u64 / 4)?;
                if !chosen.iter().any(|by| covering::covers(vectors[*by], point, tolerance)) {
                    open.push(point);
                }
            }
            if open.is_empty() {
                return Ok(chosen);
            }
            let step = open.len().div_ceil(JOINING);
            others.extend(open.into_iter().step_by(step));
        }
        // Whoever covers what is kept of a cell with so much less covers all of it.
        let rest: Vec<i64> = tolerance.iter().zip(merged).map(|(all, merged)| (all - merged).max(0)).collect();
        covering::chosen(vectors, vectors, &rest, control)
    }

    /// The largest share of its range that somebody may lose.
    fn share(&self, tolerance: &[i64]) -> BigRational {
        let of = |(lost, range): (&i64, &i64)| BigRational::new(BigInt::from(*lost), BigInt::from((*range).max(1)));
        tolerance.iter().zip(&self.ranges).map(of).max().unwrap_or_else(BigRational::zero)
    }
}
