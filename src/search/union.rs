//! One frontier of several, of which each is that of some of the packages.
//!
//! What no package of its part dominates may be dominated by one of another part; what nothing dominates is on the frontier of
//! its own part, so that the union of these frontiers has all of it. No package is in two parts: the numbers of packages with
//! the same utilities add up.

use super::answer::{Counts, FrontierAnswer, Status};
use super::boxes;
use super::budget::Budget;
use super::cover::point_bytes;
use super::limits::{Control, Stop};
use super::list::List;
use super::seated::counted;
use super::solve::in_units;
use super::structure::Structure;
use super::{FEW_PACKAGES, Search};
use crate::frontier::{Frontier, Point, nondominated, nondominated_while};
use num_bigint::BigUint;
use num_traits::ToPrimitive;

impl Search<'_> {
    /// What [`frontier`](Search::frontier) answers, made of the points that it found where only some of the packages were left,
    /// each in one of these parts. All parts have to be there, and complete: a cover is none.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use zopa::search::Target;
    /// let model = zopa::Model::from_json(include_str!("../../models/examples/first-steps.json"))?;
    /// let problem = zopa::Problem::compile(&model)?;
    /// let issue = problem.issue("price")?;
    /// let part = |option| problem.view().fix(issue, option).search().frontier(Target::Acceptable).frontier.points;
    /// let points = problem.option_ids(issue).flat_map(part).collect();
    /// let whole = problem.search().frontier(Target::Acceptable);
    /// assert_eq!(problem.search().union(points).frontier, whole.frontier);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Time O(k·logⁿ⁻¹ k) for k points of n parties, up to eight; of more, every two points are compared.
    pub fn union(mut self, mut points: Vec<Point>) -> FrontierAnswer {
        let sink = self.sink.take();
        let (control, budget) = (Control::new(&self.limits), Budget::new(&self.limits));
        let view = &self.view;
        // Of one vector, the first package goes first.
        points.sort_by(|one, other| other.utilities.cmp(&one.utilities).then_with(|| one.package.cmp(&other.package)));
        points.dedup_by(|next, kept| {
            let same = next.utilities == kept.utilities;
            if same {
                kept.packages += std::mem::take(&mut next.packages);
            }
            same
        });
        let mut list = List::new(view, sink, control.room(usize::MAX, point_bytes(view)));
        let stop = efficient(points, &control).and_then(|points| list.add(points)).err();
        let status = match stop {
            Some(stop) => Status::Stopped(stop),
            None if list.agreement => Status::Agreement,
            None => Status::NoAgreement,
        };
        let all = view.package_count();
        let few = all.to_u64().is_some_and(|all| all <= FEW_PACKAGES);
        let feasible = match (view.seats(), Structure::build(view, &control)) {
            (Some(seats), _) => counted(view, &seats, &status, &budget),
            (None, Ok(structure)) => Some(structure.as_ref().map_or(BigUint::ZERO, Structure::count)),
            (None, Err(Stop::TooLarge)) if !few && boxes::landscape(view).is_some() => {
                view.constraints().next().is_none().then(|| all.clone())
            }
            (None, Err(_)) => None,
        };
        let ideal = list.best.filter(|_| stop.is_none()).map(|ideal| in_units(view, &ideal));
        FrontierAnswer {
            status,
            counts: Counts { all, feasible, individually_rational: None, acceptable: None },
            ideal,
            complete: stop.is_none(),
            reached: None,
            cover: None,
            listed: list.listed,
            frontier: Frontier { points: list.points },
            pieces: Vec::new(),
            refused: None,
        }
    }
}

/// Those that nothing dominates, of distinct ones in descending order.
fn efficient(points: Vec<Point>, control: &Control) -> Result<Vec<Point>, Stop> {
    match points.first().map_or(0, |point| point.utilities.len()) {
        2 => among::<2>(points, control),
        3 => among::<3>(points, control),
        4 => among::<4>(points, control),
        5 => among::<5>(points, control),
        6 => among::<6>(points, control),
        7 => among::<7>(points, control),
        8 => among::<8>(points, control),
        _ => nondominated_while(points, || control.check()),
    }
}

fn among<const N: usize>(points: Vec<Point>, control: &Control) -> Result<Vec<Point>, Stop> {
    let vector = |point: &Point| std::array::from_fn(|party| point.utilities[party]);
    let vectors: Vec<[i64; N]> = points.iter().map(vector).collect();
    let keep = nondominated(&vectors, &|| control.check())?;
    Ok(points.into_iter().zip(keep).filter(|(_, keep)| *keep).map(|(point, _)| point).collect())
}
