//! What is better than a package for somebody and worse for nobody: all of it, or at least one package.
//!
//! Where the frontier above it is small, elimination lists it. Where it is not, one package is enough to show
//! that there is something: the one with the largest sum of utilities. If that has no other utilities than the package,
//! nothing dominates it. With continuous issues there is no end of such packages, and so that one is the answer.

use crate::concept::{Measure, Utilitarian};
use crate::frontier::Point;
use crate::problem::View;
use crate::search::{Agreement, Budget, Control, Limits, Status, Stop, acceptable_points, best_of};
use num_rational::BigRational;
use num_traits::{One, Zero};

/// What leaves nobody worse off than a package, and somebody better off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Better {
    /// All points of this kind that nothing dominates.
    All(Vec<Point>),
    /// Too many to list, or with continuous issues no end of them: some.
    Some(Vec<Agreement>),
}

/// Up to so many points are listed.
const LISTED: usize = 1 << 16;

impl Better {
    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        match self {
            Better::All(points) => points.is_empty(),
            Better::Some(packages) => packages.is_empty(),
        }
    }

    /// How many points there are; none if not all are known.
    pub fn count(&self) -> Option<usize> {
        match self {
            Better::All(points) => Some(points.len()),
            Better::Some(_) => None,
        }
    }

    /// The packages, with gains as this view counts them.
    pub fn agreements<'a>(&'a self, view: &'a View) -> Box<dyn Iterator<Item = Agreement> + 'a> {
        match self {
            Better::All(points) => Box::new(points.iter().map(|point| Agreement::of(view, point))),
            Better::Some(packages) => Box::new(packages.iter().map(|package| package.clone().seen_from(view))),
        }
    }

    /// What somebody gains from in this view, which counts gains from the package and asks every party for some.
    pub(super) fn of(view: &View, budget: &Budget) -> Result<Better, Stop> {
        let rises = |agreement: &Agreement| agreement.gains.iter().any(|gain| !gain.value().is_zero());
        if view.problem().has_levels() {
            let everybody = Measure::Sum(vec![BigRational::one(); view.parties()]);
            let best = best_of(view, &everybody, &budget.left()?)?.map(|best| Agreement::new(view, best)).filter(rises);
            return Ok(best.map_or(Better::All(Vec::new()), |best| Better::Some(vec![best])));
        }
        let other = |point: &Point| view.gains(&point.utilities).iter().any(|gain| *gain != 0);
        let limits = budget.rest();
        let control = Control::new(&Limits { points: limits.points.min(LISTED), ..limits });
        match acceptable_points(view, &control) {
            Ok(frontier) => return Ok(Better::All(frontier.points.into_iter().filter(other).collect())),
            Err(Stop::PointLimit | Stop::TooLarge) => {}
            Err(stop) => return Err(stop),
        }
        let answer = view.clone().search().concepts([&Utilitarian as _]).without_ideal().limits(budget.rest()).run();
        let agreements = answer.solutions.into_iter().flat_map(|solution| solution.agreements);
        let packages: Vec<Agreement> = agreements.filter(rises).collect();
        match answer.status {
            Status::Stopped(stop) if packages.is_empty() => Err(stop),
            Status::Agreement | Status::NoAgreement if packages.is_empty() => Ok(Better::All(Vec::new())),
            // A package that was found by chance may be dominated itself.
            _ => Ok(Better::Some(packages)),
        }
    }
}
