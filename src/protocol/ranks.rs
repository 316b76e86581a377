//! Fallback bargaining: everybody steps down its own ranking of packages until one is reached by all who have to agree.
//!
//! The concept (`concept/fallback.rs`) as a way of talking: for two parties, what both reach who concede by one package each round.

use super::course::Course;
use super::together::chosen;
use crate::concept::Fallback;
use crate::problem::View;
use crate::search::{Limits, Stop};

/// Where the rankings meet.
pub(super) fn play(view: &View, limits: &Limits) -> Course {
    if view.problem().has_levels() {
        return Course::stopped(Stop::Levels);
    }
    chosen(view, &Fallback, limits).map_or_else(Course::stopped, |chosen| Course::of_packages(view, &chosen))
}
