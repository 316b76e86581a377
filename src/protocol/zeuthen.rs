//! Concession by risk, for two parties (Zeuthen 1930; Harsanyi 1956).
//!
//! Each begins with what is best for it. Whoever can bear less risk of no deal concedes: the share of its own demand that it would
//! lose by giving in is its risk limit. It concedes the least after which it is the other's turn, or gives in if nothing is enough. A risk
//! limit is not above the other's exactly if the product of gains of the own demand is not above that of the other's demand; so each
//! concession is to a larger product, and the end is a package with the largest (Harsanyi).
//!
//! Corner cases: with equal risks either may concede, and both are followed: to all ends that there are. The demands are told of the
//! talks in which the first party concedes then, in the order of the model. Of packages with the same gains the first is demanded;
//! demands are on the frontier of what both accept.

use super::course::{Course, End, Step, Unplayed};
use crate::frontier::Point;
use crate::problem::{PartyId, View};
use crate::search::{Budget, Control, Limits, Status, Stop, Target};
use num_bigint::BigInt;
use std::collections::HashSet;

/// Pairs of demands that are looked at where risks are equal.
const PAIRS: usize = 1 << 20;

/// Where concessions lead.
pub(super) fn play(view: &View, limits: &Limits) -> Course {
    if view.parties() != 2 {
        return Course::unplayed(Unplayed::NotTwo);
    }
    if view.problem().has_levels() {
        return Course::stopped(Stop::Levels);
    }
    let budget = Budget::new(limits);
    let answer = view.clone().search().limits(limits.clone()).frontier(Target::Acceptable);
    let points: Vec<&Point> = answer.frontier.individually_rational(view).collect();
    match answer.status {
        Status::Stopped(stop) => return Course::stopped(stop),
        _ if points.is_empty() => return Course::of_ends(view, Vec::new()),
        _ => {}
    }
    let product = |point: &&Point| view.gains(&point.utilities).into_iter().map(BigInt::from).product();
    let talks = Talks { products: points.iter().map(product).collect() };
    let demand = |round: usize, party: usize, at: usize| Step::Offered {
        round,
        by: vec![PartyId::at(party)],
        package: Some(points[at].package.clone()),
    };
    let mut demands = talks.begin();
    let mut steps = vec![demand(1, 0, demands[0]), demand(1, 1, demands[1])];
    while let Some(by) = talks.conceding(demands).next() {
        demands = talks.conceded(demands, by);
        steps.push(demand(steps.len(), by, demands[by]));
    }
    match talks.ends(&Control::new(&budget.rest())) {
        Err(stop) => Course { steps, ..Course::stopped(stop) },
        Ok(mut ends) => {
            // The steps are those to the first.
            ends.retain(|end| *end != demands[0]);
            ends.insert(0, demands[0]);
            let ends = ends.into_iter().map(|at| End::judged(view, points[at].package.clone()));
            Course { steps, ..Course::of_ends(view, ends.collect()) }
        }
    }
}

/// What both could demand, from the best for the first party to the best for the second: by its product of gains. Two demands are
/// two positions, that of the first party not behind the other's.
struct Talks {
    products: Vec<BigInt>,
}

impl Talks {
    fn begin(&self) -> [usize; 2] {
        [0, self.products.len() - 1]
    }

    /// Who may concede: whoever can bear no more risk than the other. Nobody once both demand the same.
    fn conceding(&self, [one, other]: [usize; 2]) -> impl Iterator<Item = usize> {
        let order = self.products[one].cmp(&self.products[other]);
        let concedes = [order.is_le(), order.is_ge()];
        (0..2).filter(move |party| one != other && concedes[*party])
    }

    /// The demands after a party has conceded.
    fn conceded(&self, [one, other]: [usize; 2], by: usize) -> [usize; 2] {
        let enough = |at: &usize, than: usize| self.products[*at] > self.products[than];
        match by {
            0 => [(one + 1..other).find(|at| enough(at, other)).unwrap_or(other), other],
            _ => [one, (one + 1..other).rev().find(|at| enough(at, one)).unwrap_or(one)],
        }
    }

    /// Where they may end, in order.
    fn ends(&self, control: &Control) -> Result<Vec<usize>, Stop> {
        let mut open = vec![self.begin()];
        let (mut seen, mut ends) = (HashSet::from([self.begin()]), Vec::new());
        while let Some(demands) = open.pop() {
            if demands[0] == demands[1] {
                ends.push(demands[0]);
            }
            for by in self.conceding(demands) {
                let next = self.conceded(demands, by);
                control.examined((demands[0].abs_diff(next[0]) + demands[1].abs_diff(next[1])) as u64)?;
                if seen.insert(next) {
                    open.push(next);
                }
            }
            if seen.len() > PAIRS {
                return Err(Stop::TooLarge);
            }
        }
        ends.sort_unstable();
        Ok(ends)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All ends, by trying every way on.
    fn all(talks: &Talks, demands: [usize; 2]) -> Vec<usize> {
        let [one, other] = demands;
        if one == other {
            return vec![one];
        }
        // A risk is the share of a demand that giving in would cost: products tell which is larger.
        let mut ends = Vec::new();
        if talks.products[one] <= talks.products[other] {
            let next = (one + 1..=other).find(|at| *at == other || talks.products[*at] > talks.products[other]);
            ends.extend(all(talks, [next.expect("the other's demand"), other]));
        }
        if talks.products[other] <= talks.products[one] {
            let next = (one..other).rev().find(|at| *at == one || talks.products[*at] > talks.products[one]);
            ends.extend(all(talks, [one, next.expect("the own demand")]));
        }
        ends.sort_unstable();
        ends.dedup();
        ends
    }

    #[test]
    fn with_equal_risks_both_concessions_are_followed() {
        let control = Control::new(&Limits::default());
        let talks = |products: &[i64]| Talks { products: products.iter().copied().map(BigInt::from).collect() };
        // Either gives in at once.
        assert_eq!(talks(&[6, 5, 6]).ends(&control), Ok(vec![0, 2]));
        assert_eq!(talks(&[6, 8, 6]).ends(&control), Ok(vec![1]));
        let mut state = 3u64;
        let mut several = 0;
        for _ in 0..3000 {
            let mut draw = |most: u64| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 33) % most
            };
            let count = 1 + draw(9);
            let products: Vec<i64> = (0..count).map(|_| draw(5) as i64).collect();
            let talks = talks(&products);
            let ends = talks.ends(&control).expect("few");
            assert_eq!(ends, all(&talks, talks.begin()), "{products:?}");
            // Harsanyi: each is one of the largest products.
            let most = products.iter().max();
            assert!(ends.iter().all(|at| Some(&products[*at]) == most), "{products:?}");
            several += usize::from(ends.len() > 1);
        }
        assert!(several > 200, "{several}");
    }
}
