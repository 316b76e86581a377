//! A frontier point by point, where diagrams cannot hold it: one search after the other for the best of a weighted sum.
//!
//! A zone asks every party for at least so much. The package of a zone whose positive weights sum to the most is on the frontier, since
//! whoever dominates it lies in the zone too; all that are worth as much are found with it. What it dominates is taken
//! out of every zone that it lies in: what remains asks one of the parties for more. When all zones are empty, nothing
//! is missing. (Two parties: Chalmet, Lemonidis and Elzinga 1986. More: Klamroth, Lacour and Vanderpooten 2015.)
//!
//! The zones in which the first party can get the most come first, so that a search that has to stop leaves a beginning of the
//! frontier in its order.

use super::boxes::Landscape;
use super::direct::{self, Ground, SumOf};
use super::eliminate::Target;
use super::limits::{Control, Stop};
use crate::frontier::Point;
use crate::problem::View;
use itertools::Itertools;
use num_bigint::BigInt;

/// What a party's share of a zone is worth in the weighted sum, about.
const SHARE: i64 = 1 << 30;

/// What was found: the points in their order.
#[derive(Default)]
pub(super) struct Found {
    /// The least utility of the first party, scaled, down to which nothing is missing, if it stopped.
    pub reached: Option<i64>,
    pub stop: Option<Stop>,
}

/// A part of the utilities: by party, the least.
pub(super) type Zone = Vec<i64>;

/// The frontier of a target over a landscape. `give` is given points as soon as they are certain, in order.
pub(super) fn frontier(
    view: &View,
    landscape: &Landscape,
    target: Target,
    give: &mut dyn FnMut(&[Point]) -> Result<(), Stop>,
    control: &Control,
) -> Found {
    let reach: Vec<i64> = (0..view.parties()).map(|party| view.problem().reach(party)).collect();
    let mut zones = roots(view, target);
    let mut found: Vec<Point> = Vec::new();
    let mut given = 0;
    loop {
        // The most that the first party can get where nothing has been found yet.
        let most = |zone: &Zone| most(zone, 0, &found, &reach);
        let next =
            (0..zones.len()).max_by(|a, b| most(&zones[*a]).cmp(&most(&zones[*b])).then(zones[*b].cmp(&zones[*a])));
        let open = next.map(|next| most(&zones[next]));
        let certain = found.partition_point(|point| open.is_none_or(|open| point.utilities[0] > open));
        let reached = open.filter(|_| certain > 0).map(|open| open + 1);
        if certain > given {
            if let Err(stop) = give(&found[given..certain]) {
                return Found { reached, stop: Some(stop) };
            }
            given = certain;
        }
        let Some(next) = next else { return Found::default() };
        match best(view, landscape, &zones[next], &found, &reach, control) {
            Ok(points) if points.is_empty() => drop(zones.swap_remove(next)),
            Ok(points) if found.len() + points.len() <= control.points => {
                for point in &points {
                    zones = match without(&zones, &point.utilities, control) {
                        Ok(zones) => zones,
                        Err(stop) => return Found { reached, stop: Some(stop) },
                    };
                }
                found.extend(points);
                found.sort_by(|a, b| b.utilities.cmp(&a.utilities));
            }
            stopped => return Found { reached, stop: Some(stopped.err().unwrap_or(Stop::PointLimit)) },
        }
    }
}

/// The zones that a target is made of.
pub(super) fn roots(view: &View, target: Target) -> Vec<Zone> {
    let (parties, floors) = (view.parties(), view.floors());
    let asking = |members: &[bool]| -> Zone {
        let floor = |party: usize| floors[party].filter(|_| members[party]);
        (0..parties).map(|party| floor(party).unwrap_or_else(|| -view.problem().reach(party))).collect()
    };
    match target {
        Target::Feasible => vec![asking(&vec![false; parties])],
        Target::Acceptable => view.acceptance().deciding().map(|members| asking(&members)).collect(),
    }
}

/// What a party can get at most in a zone: nothing else is better for all the others than a point is, and for it too.
fn most(zone: &Zone, party: usize, points: &[Point], reach: &[i64]) -> i64 {
    let bounds = |point: &&Point| {
        zone.iter().enumerate().all(|(other, least)| other == party || point.utilities[other] < *least)
    };
    let points = points.iter().filter(bounds).map(|point| point.utilities[party] - 1);
    points.min().unwrap_or(i64::MAX).min(reach[party])
}

/// The zones without what a point is at least as good as. Each part is compared with all others: with many parties these are many.
pub(super) fn without(zones: &[Zone], utilities: &[i64], control: &Control) -> Result<Vec<Zone>, Stop> {
    let holds = |zone: &Zone| zone.iter().zip(utilities).all(|(least, utility)| least <= utility);
    let (held, mut next): (Vec<&Zone>, Vec<&Zone>) = zones.iter().partition(|zone| holds(zone));
    let bytes = 2 * (size_of::<Zone>() + 8 * utilities.len());
    if held.len().saturating_mul(utilities.len()).saturating_add(next.len()) > control.room(usize::MAX, bytes) {
        return Err(Stop::PointLimit);
    }
    let part = |(zone, party): (&&Zone, usize)| {
        let mut part = Zone::clone(zone);
        part[party] = utilities[party] + 1;
        part
    };
    let mut parts: Vec<Zone> = held.iter().cartesian_product(0..utilities.len()).map(part).collect();
    parts.sort_unstable();
    parts.dedup();
    // A zone that lies in another one adds nothing.
    let within = |zone: &Zone, other: &Zone| zone.iter().zip(other).all(|(one, other)| one >= other);
    let mut kept: Vec<usize> = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        control.examined((next.len() + parts.len()) as u64 / 4 + 1)?;
        let others = parts.iter().enumerate().filter(|(other, _)| *other != at);
        if !next.iter().any(|other| within(part, other)) && !others.into_iter().any(|(_, other)| within(part, other)) {
            kept.push(at);
        }
    }
    next.extend(kept.into_iter().map(|at| &parts[at]));
    Ok(next.into_iter().cloned().collect())
}

/// The points of a zone with the largest weighted sum.
fn best(
    view: &View,
    landscape: &Landscape,
    zone: &Zone,
    points: &[Point],
    reach: &[i64],
    control: &Control,
) -> Result<Vec<Point>, Stop> {
    control.check()?;
    let asking = view.at_least(zone);
    let weight = |party: usize| {
        let range = (i128::from(most(zone, party, points, reach)) - i128::from(zone[party])).max(0) + 1;
        let multiplier = view.multipliers()[party];
        // The widest range of all still weighs something.
        (i128::from(SHARE) * i128::from(i64::MAX) / range / i128::from(multiplier)).max(1)
    };
    let weights: Vec<i128> = (0..view.parties()).map(weight).collect();
    let least = weights.iter().copied().min().unwrap_or(1);
    let weights = weights.iter().map(|weight| BigInt::from((weight * i128::from(SHARE) / least).max(1)));
    let objective = SumOf(weights.collect());
    let best = direct::best(&asking, Ground::Boxes(landscape), &objective, true, control).ok_or(Stop::TooLarge)?;
    match best.stop {
        Some(stop) => Err(stop),
        None => Ok(best.incumbent.points()),
    }
}
