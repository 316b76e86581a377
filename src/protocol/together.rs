//! One table: all choose by a concept among what everybody accepts. What the other ways are compared with.

use super::course::Course;
use crate::concept::Concept;
use crate::problem::View;
use crate::search::{Agreement, Budget, Limits, Status, Stop};
use num_bigint::BigUint;

/// What the concept chooses, and why it is not known if it is not.
pub(super) fn chosen(view: &View, concept: &dyn Concept, limits: &Limits) -> Result<Vec<Agreement>, Stop> {
    let answer =
        view.clone().search().concepts([concept]).limits(limits.clone()).without_ideal().without_counts().run();
    match answer.status {
        Status::Stopped(stop) => Err(stop),
        _ => Ok(answer.solutions.into_iter().flat_map(|solution| solution.agreements).collect()),
    }
}

/// So many steps may be taken to count packages.
const COUNTED: u64 = 1 << 22;

/// How many packages the acceptance rule passes; none if that would take too long, and with continuous issues.
pub(super) fn counted(view: &View, limits: &Limits) -> Option<BigUint> {
    if view.problem().has_levels() {
        return None;
    }
    view.clone().search().limits(limits.clone()).count_acceptable(COUNTED)
}

/// All at one table.
pub(super) fn play(view: &View, concept: &dyn Concept, limits: &Limits) -> Course {
    let budget = Budget::new(limits);
    match chosen(view, concept, limits) {
        Err(stop) => Course::stopped(stop),
        Ok(chosen) => Course { kept: counted(view, &budget.rest()), ..Course::of_packages(view, &chosen) },
    }
}
