//! What is better than given utilities for somebody and worse for nobody: all of it, or at least one package.
//!
//! Where the frontier above the utilities is small, elimination lists it. Where it is not, one package is enough to show
//! that there is something: the one with the largest sum of utilities. If that has no other utilities than those given,
//! nothing dominates them.

use crate::concept::Utilitarian;
use crate::frontier::Point;
use crate::problem::View;
use crate::search::{Budget, Control, Limits, Status, Stop, Structure, Target, eliminate};

/// Points that leave nobody worse off than given utilities, without those themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Better {
    /// The points.
    pub points: Vec<Point>,
    /// Whether these are all that nothing dominates; else those are too many to list, and these show that there are some.
    pub all: bool,
}

/// Up to so many points are listed.
const LISTED: usize = 1 << 16;

impl Better {
    /// What is better than these utilities in this view, which asks every party for at least as much.
    pub(super) fn than(utilities: &[i64], view: &View, budget: &Budget) -> Result<Better, Stop> {
        let other = |point: &Point| *point.utilities != *utilities;
        let limits = budget.rest();
        let control = Control::new(&Limits { points: limits.points.min(LISTED), ..limits });
        let listed = match Structure::build(view, &control) {
            Ok(Some(structure)) => eliminate(view, &structure, Target::Acceptable, &control),
            Ok(None) => return Ok(Better { points: Vec::new(), all: true }),
            Err(stop) => Err(stop),
        };
        match listed {
            Ok(frontier) => {
                return Ok(Better { points: frontier.points.into_iter().filter(other).collect(), all: true });
            }
            Err(Stop::PointLimit | Stop::TooLarge) => {}
            Err(stop) => return Err(stop),
        }
        let answer = view.clone().search().concepts([&Utilitarian as _]).without_ideal().limits(budget.rest()).run();
        let agreements = answer.solutions.iter().flat_map(|solution| &solution.agreements);
        let points: Vec<Point> = agreements.map(|agreement| agreement.point(view.problem())).filter(other).collect();
        match answer.status {
            Status::Stopped(stop) if points.is_empty() => Err(stop),
            // A package that was found by chance may be dominated itself.
            Status::Stopped(_) => Ok(Better { points, all: false }),
            _ => Ok(Better { all: points.is_empty(), points }),
        }
    }
}
