//! Raiffa's discrete solution of two parties: from disagreement, step by step to the middle between what each could have
//! if it dictated from there.
//!
//! Raiffa (1953); Luce and Raiffa (1957). With free disposal the point that a party dictates gives it all it can have
//! while the other keeps what it has, so that a step goes halfway to the ideal point that is left. The steps lead to the
//! frontier: in finitely many, where both dictate points of one edge, whose middle is then the solution. If they go on
//! for ever, they lead to a corner, which is recognised exactly: near a corner with slopes s and t, the ratio of what is
//! still missing is repelled by √(st) and leaves the corner, unless it is √(st) itself.
//!
//! Corner cases: where only one party can gain, the first step is halfway to its best, and the solution is its best.
//! Should so many steps not be enough, the answer is the point of the frontier towards which the last one leads, with
//! what each party may have more or less at most.

use super::found::Found;
use super::hull::Chain;
use super::mixture::{Mixture, Mixtures};
use crate::search::Stop;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;

/// Steps before the rest is bounded instead.
const STEPS: usize = 200;

/// The solution, and how far it may be off; none if every mixture has somebody who loses.
pub(super) fn choose(mixtures: &mut Mixtures) -> Result<Option<Found>, Stop> {
    let Some(chain) = mixtures.chain()? else { return Ok(None) };
    let (point, error) = steps(&chain);
    let weights = mixtures.supporting(&point)?;
    Ok(Some(Found { exact: error.is_none(), error, ..Found::exact(point, weights) }))
}

/// The point of the frontier that the steps lead to, and by party how far it may be off, if it may.
fn steps(chain: &Chain) -> (Mixture, Option<Vec<BigRational>>) {
    let mut now = vec![BigRational::zero(), BigRational::zero()];
    for _ in 0..STEPS {
        let best = chain.best_above(&now);
        // Where one party dictates the point that the other would choose too, there is nothing left to divide.
        if (0..2).any(|party| best[party] <= now[party]) {
            return (chain.at(&best[0]), None);
        }
        let middle = (&now[0] + &best[0]) / BigInt::from(2);
        match (chain.last_edge_at(&now[0]), chain.first_edge_beside(&now[1])) {
            // The middle between two points of one edge is on it.
            (Some(left), Some(right)) if left == right => return (chain.at(&middle), None),
            // The middles between a corner and what is below it.
            (None, None) if chain.edges.is_empty() => return (chain.points[0].clone(), None),
            (Some(left), Some(right)) if left + 1 == right => {
                let corner = &chain.points[right].gains;
                let slope = |edge: usize| {
                    let (a, b) = (&chain.points[edge].gains, &chain.points[edge + 1].gains);
                    (&a[1] - &b[1]) / (&b[0] - &a[0])
                };
                let missing = (&corner[1] - &now[1]) / (&corner[0] - &now[0]);
                if &missing * &missing == slope(left) * slope(right) {
                    return (chain.points[right].clone(), None);
                }
            }
            _ => {}
        }
        now = (0..2).map(|party| (&now[party] + &best[party]) / BigInt::from(2)).collect();
    }
    let best = chain.best_above(&now);
    let error = (0..2).map(|party| &best[party] - &now[party]).collect();
    (chain.at(&((&now[0] + &best[0]) / BigInt::from(2))), Some(error))
}
