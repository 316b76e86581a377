//! The equal-area solution of two parties: the point of the frontier of mixtures where the ray from disagreement halves
//! the area of what both accept.
//!
//! Anbarci (1993), Anbarci and Bigelow (1994, "area monotonic"). What both accept is taken with free disposal, as the
//! theory does: whoever can have more can have less, down to the disagreement point. The areas left and right of a ray
//! through a corner are sums of triangles, so that the solution is a rational point.
//!
//! Corner cases: where only one party can gain there is no area, and the solution is that party's best.

use super::found::Found;
use super::hull::Chain;
use super::mixture::{Mixture, Mixtures};
use crate::search::Stop;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

/// The point, with the area on either side of it as its value; none if every mixture has somebody who loses.
pub(super) fn choose(mixtures: &mut Mixtures) -> Result<Option<Found>, Stop> {
    let Some(chain) = mixtures.chain()? else { return Ok(None) };
    let mixture = halving(&chain);
    let weights = mixtures.supporting(&mixture)?;
    Ok(Some(Found::exact(mixture, weights)))
}

/// Twice the area of the triangle between disagreement and two points, the second to the right of the first.
fn triangle(a: &[BigRational], b: &[BigRational]) -> BigRational {
    &b[0] * &a[1] - &a[0] * &b[1]
}

fn halving(chain: &Chain) -> Mixture {
    let (start, end) = (&chain.points[0], &chain.points[chain.points.len() - 1]);
    // Free disposal adds a triangle on the way to each axis.
    let axis = |x: &BigRational, y: &BigRational| vec![x.clone(), y.clone()];
    let left = triangle(&axis(&BigRational::zero(), &start.gains[1]), &start.gains);
    let right = triangle(&end.gains, &axis(&end.gains[0], &BigRational::zero()));
    let edges: Vec<BigRational> =
        chain.points.windows(2).map(|pair| triangle(&pair[0].gains, &pair[1].gains)).collect();
    let half = edges.iter().fold(&left + &right, |sum, edge| sum + edge) / BigInt::from(2);
    if !half.is_positive() {
        // No area: whoever can gain has its best at one of the ends.
        return if end.gains[0].is_positive() { end.clone() } else { start.clone() };
    }
    // Where the ray leaves through the side of free disposal, what is above it is efficient.
    let mut before = left;
    if before >= half {
        return start.clone();
    }
    for (edge, area) in edges.iter().enumerate() {
        let after = &before + area;
        if after >= half {
            return chain.on_edge(edge, &((half - before) / area));
        }
        before = after;
    }
    end.clone()
}
