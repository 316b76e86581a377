//! Utility vectors that no other package improves upon.

mod dominance;
mod heights;

pub(crate) use dominance::nondominated;
pub(crate) use heights::Heights;

use crate::problem::{Package, View};
use num_bigint::BigUint;

/// One utility vector of a frontier, and the packages behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// Scaled utilities, indexed by party.
    pub utilities: Box<[i64]>,
    /// How many packages have exactly these utilities.
    pub packages: BigUint,
    /// The first of them in declaration order.
    pub package: Package,
}

/// Utility vectors none of which dominates another, in descending lexicographic order (by the first party's utility,
/// then the second's, …).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    /// The points.
    pub points: Vec<Point>,
}

impl Frontier {
    /// The points that every party accepts: the negotiation set, if the frontier is that of all acceptable or of all
    /// feasible packages.
    pub fn individually_rational<'f>(&'f self, view: &'f View) -> impl Iterator<Item = &'f Point> {
        self.points.iter().filter(|point| view.is_individually_rational(&point.utilities))
    }
}

/// The points that no other one of them dominates, in descending lexicographic order; their vectors are distinct.
pub(crate) fn nondominated_points(points: Vec<Point>) -> Vec<Point> {
    let always = || Ok::<(), std::convert::Infallible>(());
    match nondominated_while(points, always) {
        Ok(points) => points,
        Err(never) => match never {},
    }
}

/// The same, asked before each point whether to go on.
pub(crate) fn nondominated_while<E>(
    mut points: Vec<Point>,
    go_on: impl Fn() -> Result<(), E>,
) -> Result<Vec<Point>, E> {
    points.sort_by(|a, b| b.utilities.cmp(&a.utilities));
    let covers = |a: &Point, b: &Point| a.utilities.iter().zip(&b.utilities).all(|(a, b)| a >= b);
    let mut kept: Vec<Point> = Vec::new();
    for point in points {
        go_on()?;
        if !kept.iter().any(|other| covers(other, &point)) {
            kept.push(point);
        }
    }
    Ok(kept)
}
