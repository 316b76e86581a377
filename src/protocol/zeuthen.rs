//! Concession by risk, for two parties (Zeuthen 1930; Harsanyi 1956).
//!
//! Each begins with what is best for it. Whoever can bear less risk of no deal concedes: the share of its own demand that it would
//! lose by giving in is its risk limit. It concedes the least after which it is the other's turn, or gives in if nothing is enough. A risk
//! limit is not above the other's exactly if the product of gains of the own demand is not above that of the other's demand; so each
//! concession is to a larger product, and the end is a package with the largest (Harsanyi).
//!
//! Corner cases: with equal risks either may concede, and both are followed. Only the first two demands can be such: whoever
//! concedes has the larger product afterwards, or gives in. The demands are told of the talks in which the first party concedes then,
//! in the order of the model. Of packages with the same gains the first is demanded; demands are on the frontier of what both accept.

use super::course::{Course, End, Step, Unplayed};
use crate::frontier::Point;
use crate::problem::{PartyId, View};
use crate::search::{Limits, Status, Stop, Target};
use num_bigint::BigInt;
use std::cmp::Ordering;

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
    let product = |point: &&Point| view.gains(&point.utilities).into_iter().map(BigInt::from).product();
    let products: Vec<BigInt> = points.iter().map(product).collect();
    let demand = |(round, (party, at)): (usize, &(usize, usize))| Step::Offered {
        round: round.max(1),
        by: vec![PartyId::at(*party)],
        package: Some(points[*at].package.clone()),
    };
    let demands = concessions(&products, 0);
    let steps = demands.iter().enumerate().map(demand).collect();
    let mut ends = vec![end(&demands)];
    if products.first() == products.last() {
        ends.push(end(&concessions(&products, 1)));
        ends.dedup();
    }
    let ends = ends.into_iter().map(|at| End::judged(view, points[at].package.clone()));
    Course { steps, ..Course::of_ends(view, ends.collect()) }
}

/// The demands, each by a party: positions among what both could demand, from the best for the first to the best for the second, by its
/// product of gains. With equal risks at first, this party concedes.
fn concessions(products: &[BigInt], first: usize) -> Vec<(usize, usize)> {
    let (mut one, mut other) = (0, products.len() - 1);
    let mut demands = vec![(0, one), (1, other)];
    while one != other {
        let concedes = match products[one].cmp(&products[other]) {
            Ordering::Less => 0,
            Ordering::Equal => first,
            Ordering::Greater => 1,
        };
        if concedes == 0 {
            one = (one + 1..other).find(|at| products[*at] > products[other]).unwrap_or(other);
        } else {
            other = (one + 1..other).rev().find(|at| products[*at] > products[one]).unwrap_or(one);
        }
        demands.push(if concedes == 0 { (0, one) } else { (1, other) });
    }
    demands
}

/// What both demand in the end.
fn end(demands: &[(usize, usize)]) -> usize {
    demands.last().map_or(0, |(_, at)| *at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_rational::Ratio;
    use std::collections::BTreeSet;

    /// By the definition: all ends of all ways on, where whoever would lose the smaller share of its demand by giving in concedes.
    fn all(gains: &[[i64; 2]], [one, other]: [usize; 2]) -> BTreeSet<usize> {
        if one == other {
            return [one].into();
        }
        // The share of its demand that a party would lose by giving in; who demands nothing has nothing to lose.
        let risk = |[one, other]: [usize; 2], party: usize| {
            let [own, given] = [[one, other][party], [one, other][1 - party]].map(|at| gains[at][party]);
            if own == 0 { Ratio::from(0) } else { Ratio::new(own - given, own) }
        };
        let turns = |demands: [usize; 2]| [0, 1].map(|party| risk(demands, party) <= risk(demands, 1 - party));
        let mut ends = BTreeSet::new();
        if turns([one, other])[0] {
            // The least concession after which it is the other's turn alone.
            let next = (one + 1..other).find(|at| !turns([*at, other])[0]).unwrap_or(other);
            ends.extend(all(gains, [next, other]));
        }
        if turns([one, other])[1] {
            let next = (one + 1..other).rev().find(|at| !turns([one, *at])[1]).unwrap_or(one);
            ends.extend(all(gains, [one, next]));
        }
        ends
    }

    #[test]
    fn with_equal_risks_both_concessions_are_followed() {
        let mut state = 3u64;
        let mut draw = |most: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((state >> 33) % most) as i64
        };
        let mut several = 0;
        for _ in 0..3000 {
            // Gains on a frontier: one falls as the other rises.
            let count = 1 + draw(6) as usize;
            let mut steps = || -> Vec<i64> {
                let rises: Vec<i64> = (0..count).map(|at| draw(3) + i64::from(at > 0)).collect();
                (1..=count).map(|so_far| rises[..so_far].iter().sum()).collect()
            };
            let (falling, rising) = (steps(), steps());
            let gains: Vec<[i64; 2]> = (0..count).map(|at| [falling[count - 1 - at], rising[at]]).collect();
            let products: Vec<BigInt> = gains.iter().map(|[one, other]| BigInt::from(one * other)).collect();
            let mut ends = BTreeSet::from([end(&concessions(&products, 0))]);
            if products.first() == products.last() {
                ends.insert(end(&concessions(&products, 1)));
            }
            // Harsanyi: each is one of the largest products.
            let most = products.iter().max();
            assert!(ends.iter().all(|at| Some(&products[*at]) == most), "{gains:?}");
            if gains.iter().flatten().all(|gain| *gain > 0) {
                assert_eq!(ends, all(&gains, [0, count - 1]), "{gains:?}");
                several += usize::from(ends.len() > 1);
            }
        }
        assert!(several > 30, "{several}");
    }
}
