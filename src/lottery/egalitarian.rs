//! The egalitarian solution over lotteries: the largest smallest gain, then the largest second smallest, and so on.
//!
//! Kalai (1977); the lexicographic refinement is that of Chun and Peters (1988). Gains of different parties are compared,
//! so that they need a common unit.

use super::found::Found;
use super::mixture::{Mixtures, whole};
use crate::problem::PartyId;
use crate::search::Stop;
use num_rational::BigRational;

/// The mixture with the largest smallest gain, and that gain in the author's units; none if every mixture has somebody
/// who loses.
pub(super) fn choose(mixtures: &mut Mixtures) -> Result<Option<Found>, Stop> {
    let view = mixtures.pricing.view();
    let in_units = |party: usize| Some(BigRational::from(view.gain_scale(PartyId::at(party))).recip());
    let factors: Vec<Option<BigRational>> = (0..view.parties()).map(in_units).collect();
    Ok(mixtures
        .leximin(&factors)?
        .map(|level| Found { value: Some(level.value), ..Found::exact(level.mixture, whole(&level.weights)) }))
}
