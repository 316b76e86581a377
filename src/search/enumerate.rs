//! Every package, one after the other: the obvious engine, and the oracle of the tests.

use super::eliminate::Target;
use super::limits::{Control, Stop};
use crate::frontier::{Frontier, Point};
use crate::problem::{IssueId, OptionId, Package, View};
use itertools::Itertools;
use num_bigint::BigUint;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Calls `visit` with every feasible package (option positions by issue, scaled utilities by party), in declaration
/// order. Time is the number of packages, feasible or not.
pub(crate) fn each_feasible(
    view: &View,
    control: &Control,
    mut visit: impl FnMut(&[OptionId], &[i64]) -> Result<(), Stop>,
) -> Result<(), Stop> {
    let problem = view.problem();
    if problem.has_levels() {
        return Err(Stop::Levels);
    }
    let issues = 0..problem.issues().len();
    let mut utilities = Vec::new();
    for options in issues.map(|issue| view.options(IssueId::at(issue))).multi_cartesian_product() {
        control.examined(1)?;
        if view.constraints().all(|(_, constraint)| constraint.allows(|issue| options[issue.index()])) {
            problem.utilities_into(&options, &mut utilities);
            visit(&options, &utilities)?;
        }
    }
    Ok(())
}

/// The Pareto frontier of the target, by looking at every package and comparing each utility vector with each.
pub(crate) fn enumerate(view: &View, target: Target, control: &Control) -> Result<Frontier, Stop> {
    let mut found: BTreeMap<Reverse<Vec<i64>>, (u64, Package)> = BTreeMap::new();
    each_feasible(view, control, |options, utilities| {
        if target == Target::Acceptable && !view.is_acceptable(utilities) {
            return Ok(());
        }
        match found.get_mut(&Reverse(utilities.to_vec())) {
            Some((count, _)) => *count += 1,
            None => {
                found.insert(Reverse(utilities.to_vec()), (1, Package::new(options)));
            }
        }
        if found.len() > control.points { Err(Stop::PointLimit) } else { Ok(()) }
    })?;
    let covers = |a: &[i64], b: &[i64]| a.iter().zip(b).all(|(a, b)| a >= b);
    // In descending lexicographic order, only an earlier vector can dominate a later one; a dominated one need not be
    // compared with, since what dominates it dominates more.
    let mut points: Vec<Point> = Vec::new();
    for (Reverse(utilities), (packages, package)) in found {
        control.examined(points.len() as u64)?;
        if !points.iter().any(|point| covers(&point.utilities, &utilities)) {
            points.push(Point { utilities: utilities.into(), packages: BigUint::from(packages), package });
        }
    }
    Ok(Frontier { points })
}
