//! Offers of lotteries without a deadline, for two parties: the one pair of offers that make each other best.
//!
//! If the first always offers x and the second always y, then x is best for the first of what gives the second δ₂ times its gain from y, and y
//! likewise (Rubinstein 1982). Over packages there may be several such pairs, or none; over lotteries, whose frontier is concave, there is
//! exactly one unless nobody minds waiting. With f(s) the most that the second gains where the first gains s, x has the largest s with
//! f(s) ≥ δ₂·f(δ₁·s). What is left of that inequality runs straight between corners of the frontier, and corners over δ₁, so that the
//! root is a fraction. As offers follow one another faster, both come to the Nash lottery with weights in proportion to 1/rᵢ, where the
//! patience is e^(−rᵢ·Δ) (Binmore, Rubinstein and Wolinsky 1986).
//!
//! Corner cases: nothing is offered that could be improved for both, so that who would accept even less gets the least that is efficient
//! and no worse than no deal; who has patience 0 accepts any such offer.

use super::hull::Chain;
use super::mixture::Mixture;
use num_rational::BigRational;
use num_traits::{One, Zero};

/// Why there is no such pair, or not one alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unpaired {
    /// No lottery is acceptable to both.
    NotAcceptable,
    /// Nobody minds waiting, so that any lottery that cannot be improved would do, if both always offer it.
    NoHurry,
}

impl Unpaired {
    /// A sentence without its end.
    pub fn why(self) -> &'static str {
        match self {
            Unpaired::NotAcceptable => "no mixture is acceptable to both",
            Unpaired::NoHurry => {
                "neither minds waiting, so that any mixture that cannot be improved would do, if both always offer it"
            }
        }
    }
}

/// What the first always offers, and the second. If nobody minds waiting, only where there is nothing to choose.
pub(super) fn pair(chain: &Chain, patience: [&BigRational; 2]) -> Result<[Mixture; 2], Unpaired> {
    let one = BigRational::one();
    if patience.iter().all(|own| **own == one) {
        return match &chain.points[..] {
            [only] => Ok([only.clone(), only.clone()]),
            _ => Err(Unpaired::NoHurry),
        };
    }
    let ends = [&chain.points[0].gains[0], &chain.points[chain.points.len() - 1].gains[0]];
    let demanded = |gain: &BigRational| (patience[0] * gain).max(ends[0].clone());
    // By how much the second gets more than it needs, where the first gains this.
    let left = |gain: &BigRational| second(chain, gain) - patience[1] * second(chain, &demanded(gain));
    let mut corners: Vec<BigRational> = chain.points.iter().map(|point| point.gains[0].clone()).collect();
    if !patience[0].is_zero() {
        let shifted: Vec<BigRational> = corners.iter().map(|corner| corner / patience[0]).collect();
        corners.extend(shifted.into_iter().filter(|corner| corner <= ends[1]));
    }
    corners.sort();
    corners.dedup();
    // It falls from something that is not below 0.
    let last = corners.iter().rposition(|corner| left(corner) >= BigRational::zero()).unwrap_or_default();
    let first = match corners.get(last + 1) {
        None => corners[last].clone(),
        Some(next) => {
            let (above, below) = (left(&corners[last]), left(next));
            &corners[last] + (next - &corners[last]) * (&above / (&above - &below))
        }
    };
    let answer = demanded(&first);
    Ok([chain.at(&first), chain.at(&answer)])
}

/// The most that the second gains where the first gains this.
fn second(chain: &Chain, first: &BigRational) -> BigRational {
    chain.at(first).gains[1].clone()
}
