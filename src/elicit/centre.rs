//! The point in the middle of all that fits: the analytic centre, from which the product of the distances to all conditions
//! is largest (Huard 1967; Sonnevend 1985).
//!
//! Newton's method with nalgebra. Unlike a corner, and unlike the mean of corners that a solver happens to visit, the
//! centre is one point whatever the order of statements, and leans to none of them.

use super::graded::independent;
use super::polyhedron::Polyhedron;
use nalgebra::{DMatrix, DVector};

/// Newton steps.
const STEPS: usize = 100;
/// What is closer than this is as good as there.
const NOTHING: f64 = 1e-10;

/// The centre of a polyhedron, from a point inside it. Conditions that are equations, or leave no room, stay as they are at
/// that point.
pub(super) fn centre(polyhedron: &Polyhedron, inside: Vec<f64>) -> Vec<f64> {
    let count = polyhedron.values;
    if count == 0 {
        return inside;
    }
    let mut point = DVector::from_vec(inside);
    let dense = |terms: &[(usize, f64)]| {
        let mut row = DVector::zeros(count);
        terms.iter().for_each(|(at, coefficient)| row[*at] += coefficient);
        row
    };
    let mut walls: Vec<(DVector<f64>, f64)> = Vec::new();
    let mut fixed: Vec<DVector<f64>> = Vec::new();
    for bound in &polyhedron.bounds {
        let row = dense(&bound.terms);
        let room = row.dot(&point) - bound.right;
        if bound.equal || bound.tight || room < NOTHING { fixed.push(row) } else { walls.push((row, bound.right)) }
    }
    for at in 0..count {
        for sign in [1.0, -1.0] {
            let row = dense(&[(at, sign)]);
            if row.dot(&point) + 1.0 < NOTHING { fixed.push(row) } else { walls.push((row, -1.0)) }
        }
    }
    let fixed: Vec<DVector<f64>> = independent(&fixed).into_iter().map(|at| fixed[at].clone()).collect();
    let rooms = |point: &DVector<f64>| walls.iter().map(|(row, right)| row.dot(point) - right).collect::<Vec<f64>>();
    let worth = |point: &DVector<f64>| {
        rooms(point).iter().map(|room| if *room > 0.0 { room.ln() } else { f64::NEG_INFINITY }).sum::<f64>()
    };
    for _ in 0..STEPS {
        let size = count + fixed.len();
        let mut system = DMatrix::zeros(size, size);
        let mut right = DVector::zeros(size);
        for ((row, _), room) in walls.iter().zip(rooms(&point)) {
            let scaled = row / room;
            let mut curvature = system.view_mut((0, 0), (count, count));
            curvature += &scaled * scaled.transpose();
            let mut uphill = right.rows_mut(0, count);
            uphill += &scaled;
        }
        for (at, row) in fixed.iter().enumerate() {
            system.view_mut((0, count + at), (count, 1)).copy_from(row);
            system.view_mut((count + at, 0), (1, count)).copy_from(&row.transpose());
        }
        let gradient = right.rows(0, count).into_owned();
        let Some(solved) = system.lu().solve(&right) else { break };
        let step = solved.rows(0, count).into_owned();
        let gain = gradient.dot(&step);
        if gain.is_nan() || gain < NOTHING {
            break;
        }
        let now = worth(&point);
        let mut length = 1.0;
        while worth(&(&point + &step * length)) < now + 1e-4 * length * gain && length > NOTHING {
            length /= 2.0;
        }
        if length <= NOTHING {
            break;
        }
        point += step * length;
    }
    point.iter().copied().collect()
}
