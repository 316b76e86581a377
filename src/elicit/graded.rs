//! The best compromise between statements of degree, in the least-squares sense, under all others.
//!
//! A quadratic programme, solved by an active-set method (Nocedal and Wright 2006, algorithm 16.3) with nalgebra: steps
//! go to the least-squares point on the conditions that hold with equality; what stands in the way joins them, and what
//! pulls the wrong way leaves. A small weight on the distance from the start makes the point unique.

use super::polyhedron::{Bound, Polyhedron};
use nalgebra::{DMatrix, DVector};

/// Steps before the point reached so far is taken.
const STEPS: usize = 300;
/// What the distance from the start counts.
const TETHER: f64 = 1e-7;
/// What is shorter than this is no step.
const NOTHING: f64 = 1e-9;

/// The point of a polyhedron that misses the targets least, from a point in it.
pub(super) fn least_squares(polyhedron: &Polyhedron, targets: &[Bound], start: Vec<f64>) -> Vec<f64> {
    let count = polyhedron.values;
    if count == 0 {
        return start;
    }
    let dense = |terms: &[(usize, f64)]| {
        let mut row = DVector::zeros(count);
        terms.iter().for_each(|(at, coefficient)| row[*at] += coefficient);
        row
    };
    // Conditions of the polyhedron, and that no value leaves the scale: row · point ≥ right.
    let mut rows: Vec<(DVector<f64>, f64, bool)> =
        polyhedron.bounds.iter().map(|bound| (dense(&bound.terms), bound.right, bound.equal)).collect();
    for at in 0..count {
        rows.push((dense(&[(at, 1.0)]), -1.0, false));
        rows.push((dense(&[(at, -1.0)]), -1.0, false));
    }
    let start = DVector::from_vec(start);
    let mut curvature = DMatrix::identity(count, count) * TETHER;
    let mut pull = &start * TETHER;
    for target in targets {
        let row = dense(&target.terms);
        curvature += &row * row.transpose();
        pull += &row * target.right;
    }
    let mut point = start;
    let equations: Vec<usize> = (0..rows.len()).filter(|at| rows[*at].2).collect();
    let of: Vec<DVector<f64>> = equations.iter().map(|at| rows[*at].0.clone()).collect();
    let mut active: Vec<usize> = independent(&of).into_iter().map(|at| equations[at]).collect();
    for _ in 0..STEPS {
        let size = count + active.len();
        let mut system = DMatrix::zeros(size, size);
        system.view_mut((0, 0), (count, count)).copy_from(&curvature);
        for (at, row) in active.iter().enumerate() {
            for value in 0..count {
                system[(value, count + at)] = -rows[*row].0[value];
                system[(count + at, value)] = rows[*row].0[value];
            }
        }
        let mut right = DVector::zeros(size);
        right.rows_mut(0, count).copy_from(&(&pull - &curvature * &point));
        let Some(solved) = system.lu().solve(&right) else { break };
        let step = solved.rows(0, count).into_owned();
        if step.amax() < NOTHING {
            // Where a condition pulls the wrong way, it is not needed.
            let wrong = (0..active.len()).filter(|at| !rows[active[*at]].2 && solved[count + at] < -NOTHING);
            match wrong.min_by(|a, b| solved[count + a].total_cmp(&solved[count + b])) {
                Some(at) => drop(active.remove(at)),
                None => break,
            }
            continue;
        }
        let mut length = 1.0;
        let mut blocking = None;
        for (at, (row, right, _)) in rows.iter().enumerate().filter(|(at, _)| !active.contains(at)) {
            let falling = row.dot(&step);
            if falling < -NOTHING {
                let room = ((right - row.dot(&point)) / falling).max(0.0);
                if room < length {
                    (length, blocking) = (room, Some(at));
                }
            }
        }
        point += step * length;
        active.extend(blocking);
    }
    point.iter().copied().collect()
}

/// The positions of rows that do not follow from those before them.
pub(super) fn independent(rows: &[DVector<f64>]) -> Vec<usize> {
    let mut basis: Vec<DVector<f64>> = Vec::new();
    let mut kept = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let rest = basis.iter().fold(row.clone(), |rest, known| &rest - known * known.dot(&rest));
        if rest.norm() > NOTHING {
            basis.push(rest.normalize());
            kept.push(at);
        }
    }
    kept
}
