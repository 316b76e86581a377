//! A belief that all could share: does one exist with which every party accepts?
//!
//! A linear programme over the states, decided in fractions ([`crate::exact`]): each party's gain is a linear function of
//! a common belief. Where none exists, weights of the parties prove it: weighed with them, the gains sum to a loss in
//! every state, whatever is believed.

use crate::exact::Number;
use crate::lp::maximise;
use num_rational::BigRational;
use num_traits::{One, Zero};

/// A belief for all with which every party accepts, or a proof that there is none.
#[derive(Clone, Debug, PartialEq)]
pub enum Common {
    /// There is one.
    Possible {
        /// By state: between which probabilities such beliefs lie, and one of them.
        shared: Vec<Shared>,
    },
    /// There is none.
    Impossible {
        /// By party, 0 or more: weighed so, the gains sum to less than 0 whatever happens.
        weights: Vec<Number>,
    },
}

/// A state in the beliefs with which every party accepts.
#[derive(Clone, Debug, PartialEq)]
pub struct Shared {
    /// Its least probability in such a belief.
    pub low: Number,
    /// Its largest.
    pub high: Number,
    /// Its probability in one such belief; together with those of the other states, a single belief.
    pub example: Number,
}

/// For gains by party, then by state and last for none of them.
pub(super) fn common(gains: &[Vec<BigRational>]) -> Common {
    let corners = gains.first().map_or(1, Vec::len);
    let only = |state: usize, value: BigRational| -> Vec<BigRational> {
        (0..corners).map(|at| if at == state { value.clone() } else { BigRational::zero() }).collect()
    };
    let solve = |objective: &[BigRational]| maximise(gains, objective);
    let example = match solve(&vec![BigRational::zero(); corners]) {
        Ok(example) => example,
        Err(weights) => {
            return Common::Impossible { weights: weights.into_iter().map(Number::from).collect() };
        }
    };
    // What is feasible for one objective is for all.
    let extreme = |state: usize, sign: i64| {
        let point = solve(&only(state, BigRational::from(num_bigint::BigInt::from(sign))));
        point.map_or_else(|_| example[state].clone(), |point| point[state].clone())
    };
    let ends: Vec<(BigRational, BigRational)> =
        (0..corners.saturating_sub(1)).map(|state| (extreme(state, -1), extreme(state, 1))).collect();
    // In the middle of what is possible, where that is a belief itself; else the example at hand.
    let half = BigRational::new(One::one(), 2.into());
    let mut middle: Vec<BigRational> = ends.iter().map(|(low, high)| (low + high) * &half).collect();
    middle.push(BigRational::one() - middle.iter().sum::<BigRational>());
    let sound = !num_traits::Signed::is_negative(&middle[corners - 1])
        && gains.iter().all(|row| !num_traits::Signed::is_negative(&super::expectation::expected(row, &middle)));
    let example = if sound { middle } else { example };
    let shared = |((low, high), example): ((BigRational, BigRational), BigRational)| Shared {
        low: low.into(),
        high: high.into(),
        example: example.into(),
    };
    Common::Possible { shared: ends.into_iter().zip(example).map(shared).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(values: &[i64]) -> Vec<BigRational> {
        values.iter().map(|value| BigRational::from(num_bigint::BigInt::from(*value))).collect()
    }

    /// The hollow clause: one side needs a probability of at least 1/6, the other one of at most 1/21.
    #[test]
    fn a_hollow_clause_has_no_common_belief() {
        let (europe, america) = (numbers(&[10, -2]), numbers(&[-20, 1]));
        let Common::Impossible { weights } = common(&[europe.clone(), america.clone()]) else { panic!("a belief") };
        for state in 0..2 {
            let sum = weights[0].value() * &europe[state] + weights[1].value() * &america[state];
            assert!(sum < BigRational::zero());
        }
        let shared = |rows: &[Vec<BigRational>]| match common(rows) {
            Common::Possible { shared } => (shared[0].low.to_string(), shared[0].high.to_string()),
            Common::Impossible { .. } => panic!("no belief"),
        };
        assert_eq!(shared(&[europe]), ("1/6".into(), "1".into()));
        assert_eq!(shared(&[america]), ("0".into(), "1/21".into()));
    }
}
