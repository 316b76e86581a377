//! What everybody must gain at least, where options and levels are searched together, and what that makes of a measure's
//! thresholds (`search/threshold.rs`). Every rule over levels is a seat that must not gain less than nothing.

use super::ground::Ground;
use crate::concept::Measure;
use crate::problem::{PartyId, View};
use crate::search::Target;
use crate::search::threshold::{Weighed, implied};
use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};

/// By party, the least gain of what is listed: of what is acceptable, what the party accepts; none if anything is.
pub(super) fn least_gains(view: &View, target: Target) -> Vec<Option<BigRational>> {
    match target {
        Target::Acceptable => view.least_gains(),
        Target::Feasible => vec![None; view.parties()],
    }
}

/// What everybody must gain at least.
#[derive(Clone, Copy)]
pub(super) struct Floors<'h> {
    pub ground: &'h Ground<'h>,
    /// By party, the least gain; none if it accepts anything.
    pub least: &'h [Option<BigRational>],
}

impl Floors<'_> {
    /// By party and seat, the least gain as a share of the seat's range, for the weights.
    pub(super) fn in_ranges(&self) -> Vec<Option<f64>> {
        let ground = self.ground;
        let share = |seat: usize| match self.least.get(seat) {
            // A rule must hold.
            None => Some(0.0),
            Some(floor) => {
                let scale = ground.view.gain_scale(PartyId::at(seat)).to_f64()?;
                Some(floor.as_ref()?.to_f64()? * scale / ground.range(seat))
            }
        };
        (0..ground.view.parties()).map(share).collect()
    }

    /// Whoever has a floor gains at least that; whoever has none, what the corners leave at worst.
    fn least_gain(&self, seat: usize) -> BigRational {
        match self.least.get(seat) {
            None => BigRational::zero(),
            Some(Some(floor)) => floor.clone(),
            Some(None) => {
                let ground = self.ground;
                let least: i64 = ground.structure.diagrams.iter().map(|diagram| diagram.least[seat]).sum();
                let scaled = ground.view.gain(PartyId::at(seat), ground.view.problem().constants[seat] + least);
                let least = BigRational::new(scaled.into(), ground.view.gain_scale(PartyId::at(seat)));
                ground.asked.most_gain(PartyId::at(seat)).map_or(least.clone(), |most| most.min(least))
            }
        }
    }

    /// The least gain of a party or seat in anything whose first number is at least this; none if it accepts anything.
    pub(super) fn of(&self, measure: &Measure, seat: usize, first: Option<&BigRational>) -> Option<BigRational> {
        let floor = match self.least.get(seat) {
            None => Some(BigRational::zero()),
            Some(floor) => floor.clone(),
        };
        let implied = first.and_then(|first| implied(measure, seat, first));
        floor.max(implied)
    }

    /// The least weighted sum of gains of anything whose first number is at least this.
    pub(super) fn threshold(
        &self,
        measure: &Measure,
        weights: &[BigRational],
        first: Option<&BigRational>,
    ) -> BigRational {
        let least = |seat: usize| self.least_gain(seat);
        let weighed = Weighed { measure, weights, least: &least };
        first.map_or_else(|| weighed.at_least(), |first| weighed.threshold(first))
    }

    /// What the first number of a measure cannot exceed, if no weighted sum of gains exceeds `most`.
    pub(super) fn ceiling(
        &self,
        measure: &Measure,
        weights: &[BigRational],
        most: &BigRational,
    ) -> Option<BigRational> {
        Weighed { measure, weights, least: &|seat| self.least_gain(seat) }.ceiling(most)
    }
}
