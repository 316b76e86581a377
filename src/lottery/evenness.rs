//! What shows to somebody else that a lottery is as even as can be: a mixture that is best for each party, and the weights of each stage by
//! which the smallest gain or share is refined. No package has a larger weighted sum than the mixture that the weights belong to.

use super::Concept;
use super::mixture::{Mixtures, whole};
use crate::exact::Number;
use crate::problem::{Package, PartyId, View};
use crate::search::{Control, Limits, Pricing, Stop};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Signed;

/// Packages with their shares, and weights of scaled gains.
pub(crate) type Supported = (Vec<(Package, Number)>, Vec<BigInt>);

/// Why no lottery is more even.
pub(crate) struct Evenness {
    /// By party, its best mixture from which nobody loses; none where ideal gains are no part of it.
    pub ideal: Vec<Supported>,
    /// By stage, weights of scaled gains.
    pub stages: Vec<Vec<BigInt>>,
}

impl View<'_> {
    /// Why no lottery is more even than the one that a concept chooses; none for other concepts, and where nobody can gain.
    ///
    /// # Errors
    /// If a limit was met on the way.
    pub(crate) fn evenness(&self, concept: Concept, limits: &Limits) -> Result<Option<Evenness>, Stop> {
        let control = Control::new(limits);
        let everybody = self.clone().with_floors().with_consent_of(&vec![true; self.parties()]);
        let Some(pricing) = Pricing::new(&everybody, None, &control)? else { return Ok(None) };
        let mut mixtures = Mixtures::new(&pricing);
        let in_units = |party: usize| BigRational::from(self.gain_scale(PartyId::at(party))).recip();
        let (mut ideal, mut factors) = (Vec::new(), Vec::new());
        match concept {
            Concept::Egalitarian => factors.extend((0..self.parties()).map(|party| Some(in_units(party)))),
            Concept::KalaiSmorodinsky => {
                let Some(best) = mixtures.ideal()? else { return Ok(None) };
                for level in best {
                    factors.push(level.value.is_positive().then(|| level.value.recip()));
                    let parts = level.mixture.reduced().parts.into_iter();
                    let parts = parts.map(|(share, column)| (column.package, Number::from(share))).collect();
                    ideal.push((parts, whole(&level.weights)));
                }
            }
            _ => return Ok(None),
        }
        let stages = mixtures.stages(&factors)?.iter().map(|weights| whole(weights)).collect::<Vec<_>>();
        Ok(Some(Evenness { ideal, stages }).filter(|found| !found.stages.is_empty()))
    }
}
