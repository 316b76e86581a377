//! The Kalai–Smorodinsky solution over lotteries: the largest smallest share of the ideal gain, refined to leximin.
//!
//! Kalai and Smorodinsky (1975) define it on convex sets for two parties: the efficient point at which all parties have
//! the same share of their ideal gains. For more parties that point need not be efficient (Roth 1979), so that the
//! lexicographic extension of Imai (1983) decides. The ideal gain is the most that a party gets from a *mixture* that
//! nobody loses from, which may be more than from any single package.
//!
//! A party that cannot gain from any such mixture is left out of the vector; it only must not lose.

use super::found::Found;
use super::mixture::{Mixtures, whole};
use crate::search::Stop;
use num_rational::BigRational;
use num_traits::Signed;

/// The mixture with the largest smallest share, that share, and the ideal gains; none if every mixture has somebody who
/// loses.
pub(super) fn choose(mixtures: &mut Mixtures) -> Result<Option<Found>, Stop> {
    let Some(ideal) = mixtures.ideal()? else { return Ok(None) };
    let ideal: Vec<BigRational> = ideal.into_iter().map(|level| level.value).collect();
    let factors: Vec<Option<BigRational>> =
        ideal.iter().map(|ideal| ideal.is_positive().then(|| ideal.recip())).collect();
    let level = if factors.iter().any(Option::is_some) { mixtures.leximin(&factors)? } else { mixtures.limit()? };
    Ok(level.map(|level| Found {
        value: factors.iter().any(Option::is_some).then(|| level.value.clone()),
        ideal: Some(ideal),
        ..Found::exact(level.mixture, whole(&level.weights))
    }))
}
