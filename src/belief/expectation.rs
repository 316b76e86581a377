//! What is expected of gains in states.

use crate::exact::Number;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// Probabilities of the states, and of none of them.
pub(super) fn with_none(beliefs: &[Number]) -> Vec<BigRational> {
    let rest = BigRational::one() - beliefs.iter().map(Number::value).sum::<BigRational>();
    beliefs.iter().map(|belief| belief.value().clone()).chain([rest]).collect()
}

/// An expectation.
pub(super) fn expected(values: &[BigRational], probabilities: &[BigRational]) -> BigRational {
    values
        .iter()
        .zip(probabilities)
        .map(|(value, probability)| value * probability)
        .fold(BigRational::zero(), |a, b| a + b)
}

/// Whether every number is 0 or more, and some number more.
pub(super) fn nobody_loses(values: &[BigRational]) -> bool {
    values.iter().all(|value| !value.is_negative()) && values.iter().any(Signed::is_positive)
}
