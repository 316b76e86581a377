//! What all searches of one question share: the corners, their decision diagrams, and what weights make of sums.

use crate::problem::{Corners, OptionId, PartyId, Side, View};
use crate::search::cuts::Cut;
use crate::search::weights::{Columns, Guide, Support};
use crate::search::{Control, Stop, Structure};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::ToPrimitive;

/// What all searches of one question share.
pub(super) struct Ground<'g> {
    pub asked: &'g View<'g>,
    pub view: View<'g>,
    pub structure: Structure,
    /// By issue, whether it is continuous.
    pub continuous: Vec<bool>,
    /// By seat, the side of a rule that it stands for.
    pub seats: &'g [Side],
    /// By party and seat, the most that its ceiling lets it gain; scaled, and rounded up.
    most: Vec<Option<BigInt>>,
}

/// Weights, and what they make of a weighted sum of gains.
#[derive(Clone)]
pub(super) struct Scale {
    /// By party and seat, of scaled sums of values.
    pub weights: Vec<i128>,
    /// By party and seat, of gains as ceilings leave them; in the author's units.
    pub of_gains: Vec<BigRational>,
    /// A weighted sum of gains is at most the weighted sum of values less this.
    pub base: BigInt,
}

impl<'g> Ground<'g> {
    /// None if no options are feasible, or if the levels asked for are not there.
    pub(super) fn new(asked: &'g View<'g>, corners: &'g Corners, control: &Control) -> Result<Option<Self>, Stop> {
        if asked.lacks_levels() {
            return Ok(None);
        }
        let view = corners.view(asked);
        let Some(structure) = Structure::build(&view, control)? else { return Ok(None) };
        let continuous = asked.problem().issues().iter().map(|issue| issue.continuous).collect();
        let most = |seat: usize| {
            let most = (seat < asked.parties()).then(|| asked.most_gain(PartyId::at(seat)))??;
            Some((most * BigRational::from(view.gain_scale(PartyId::at(seat)))).ceil().to_integer())
        };
        let most = (0..view.parties()).map(most).collect();
        Ok(Some(Ground { asked, view, structure, continuous, seats: &corners.seats, most }))
    }

    /// What weights of sums of values make of gains, with `above` more weight on ceilings; none if they are too large.
    pub(super) fn scale(&self, weights: &[BigInt], above: &[BigInt]) -> Option<Scale> {
        let both = self.view.problem().party_ids().zip(weights.iter().zip(above));
        let of_gain = |(seat, (sum, above))| BigRational::from((sum + above) * self.view.gain_scale(seat));
        let multipliers = self.view.multipliers();
        let of_sums: Vec<BigInt> = weights.iter().zip(multipliers).map(|(w, multiplier)| w * multiplier).collect();
        let at_disagreement: BigInt = weights.iter().enumerate().map(|(seat, w)| w * self.without_a_deal(seat)).sum();
        let at_ceilings: BigInt =
            above.iter().zip(&self.most).filter_map(|(above, most)| Some(above * most.as_ref()?)).sum();
        Some(Scale {
            weights: small(&of_sums)?,
            of_gains: both.map(of_gain).collect(),
            base: at_disagreement - at_ceilings,
        })
    }

    /// Weights for a measure; `floors` are the least gains, as shares of ranges.
    pub(super) fn weights(&self, guide: &Guide, floors: &[Option<f64>]) -> Support {
        let scale = |seat: usize| self.view.gain_scale(PartyId::at(seat)).to_f64().unwrap_or(1.0);
        let in_units: Vec<f64> = (0..self.view.parties()).map(|seat| self.range(seat) / scale(seat)).collect();
        self.support(&guide.in_shares(&in_units), floors, true)
    }

    /// The same for a guide in shares of ranges; ceilings are weighed apart, if there may be any.
    pub(super) fn support(&self, guide: &Guide, floors: &[Option<f64>], ceilings: bool) -> Support {
        let (view, structure) = (&self.view, &self.structure);
        let ranges: Vec<f64> = (0..view.parties()).map(|seat| self.range(seat)).collect();
        let share = |(most, range): (&Option<BigInt>, &f64)| Some(most.as_ref()?.to_f64()? / range);
        let most: Vec<Option<f64>> = self.most.iter().zip(&ranges).map(share).collect();
        let best = |weights: &[f64]| structure.best(view, weights);
        let columns = Columns::new(view, &best, ranges).with_floors(floors);
        let columns = if ceilings { columns.with_ceilings(&most) } else { columns };
        columns.find(guide)
    }

    /// What separates the least and the most gain of a party or seat, scaled.
    pub(super) fn range(&self, seat: usize) -> f64 {
        self.structure.range(self.view.problem(), seat) as f64 * self.view.multipliers()[seat] as f64
    }

    /// What a party or seat has without a deal, in the scale of its gains.
    fn without_a_deal(&self, seat: usize) -> i64 {
        -self.view.gain(PartyId::at(seat), 0)
    }

    /// That a party or seat gains at least so much, as a sum; none if it is too large.
    pub(super) fn sum_for(&self, seat: usize, gain: &BigRational) -> Option<Cut> {
        let scaled = (gain * BigRational::from(self.view.gain_scale(PartyId::at(seat)))).ceil().to_integer();
        let multipliers = self.view.multipliers().iter().enumerate();
        Some(Cut {
            weights: multipliers.map(|(other, own)| if other == seat { i128::from(*own) } else { 0 }).collect(),
            threshold: (scaled + self.without_a_deal(seat)).to_i128()?,
        })
    }

    /// Options that stand for no corner of a level.
    pub(super) fn without_levels(&self, corner: &[OptionId]) -> Vec<OptionId> {
        let option = |(option, level): (&OptionId, &bool)| if *level { OptionId::at(0) } else { *option };
        corner.iter().zip(&self.continuous).map(option).collect()
    }

    /// The most that a weighted sum of scaled utilities reaches at any corner.
    pub(super) fn most(&self, weights: &[i128]) -> i128 {
        let constants = &self.view.problem().constants;
        let constant: i128 = weights.iter().zip(constants).map(|(w, constant)| w * i128::from(*constant)).sum();
        constant + self.structure.diagrams.iter().map(|diagram| diagram.most_of(weights)).sum::<i128>()
    }
}

/// Whole numbers that fit; none if one does not.
fn small(weights: &[BigInt]) -> Option<Vec<i128>> {
    weights.iter().map(ToPrimitive::to_i128).collect()
}
