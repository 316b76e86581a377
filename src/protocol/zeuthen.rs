//! Concession by risk, for two parties (Zeuthen 1930; Harsanyi 1956).
//!
//! Each begins with what is best for it. Whoever can bear less risk of no deal concedes: the share of its own demand that it would
//! lose by giving in is its risk limit. It concedes the least after which it is the other's turn, or gives in if nothing is enough. A risk
//! limit is not above the other's exactly if the product of gains of the own demand is not above that of the other's demand; so each
//! concession is to a larger product, and the end is a package with the largest (Harsanyi).
//!
//! Corner cases: with equal risks the first party concedes, in the order of the model; the second could as well, which may come to
//! something else, and is not followed. Of packages with the same gains the first is demanded; demands are on the frontier of
//! what both accept.

use super::course::{Course, End, Step, Unplayed};
use crate::frontier::Point;
use crate::problem::{PartyId, View};
use crate::search::{Limits, Status, Stop, Target};
use num_bigint::BigInt;

/// Where concessions lead.
pub(super) fn play(view: &View, limits: &Limits) -> Course {
    if view.parties() != 2 {
        return Course::unplayed(Unplayed::NotTwo);
    }
    if view.problem().has_levels() {
        return Course::stopped(Stop::Levels);
    }
    let answer = view.clone().search().limits(limits.clone()).frontier(Target::Acceptable);
    let points: Vec<&Point> = answer.frontier.individually_rational(view).collect();
    match answer.status {
        Status::Stopped(stop) => return Course::stopped(stop),
        _ if points.is_empty() => return Course::of_ends(view, Vec::new()),
        _ => {}
    }
    let product = |at: usize| view.gains(&points[at].utilities).into_iter().map(BigInt::from).product::<BigInt>();
    // From the best for the first party to the best for the second.
    let (mut one, mut other) = (0, points.len() - 1);
    let demand = |round: usize, party: usize, at: usize| Step::Offered {
        round,
        by: vec![PartyId::at(party)],
        package: Some(points[at].package.clone()),
    };
    let mut steps = vec![demand(1, 0, one), demand(1, 1, other)];
    while one != other {
        let round = steps.len();
        if product(one) <= product(other) {
            let least = product(other);
            one = (one + 1..other).find(|at| product(*at) > least).unwrap_or(other);
            steps.push(demand(round, 0, one));
        } else {
            let least = product(one);
            other = (one + 1..other).rev().find(|at| product(*at) > least).unwrap_or(one);
            steps.push(demand(round, 1, other));
        }
    }
    Course { steps, ..Course::of_ends(view, vec![End::judged(view, points[one].package.clone())]) }
}
