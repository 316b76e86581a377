//! What is asked of levels, the programme that answers, and what it finds.
//!
//! With fixed options, and between two bends of every curve, everybody's gain is a linear function of the levels
//! ([`region`](super::region)). A [`Cell`] is such a region together with the floors of a question.

use super::region::{Linear, Region};
use crate::concept::Measure;
use crate::lp::{Best, NoBest, Programme};
use crate::problem::{OptionId, Package, Side, View};
use num_rational::BigRational;
use num_traits::Zero;

/// The best of some levels.
#[derive(Clone, Debug)]
pub(super) struct Optimum {
    /// By continuous issue.
    pub levels: Vec<BigRational>,
    /// By party.
    pub gains: Vec<BigRational>,
    /// What the measure compares.
    pub key: Vec<BigRational>,
    /// If the optimum is not met exactly: what no levels here exceed.
    pub ceiling: Option<BigRational>,
}

impl Optimum {
    /// Certain levels, and what they are worth.
    pub(super) fn at(
        view: &View,
        options: &[OptionId],
        measure: &Measure,
        levels: Vec<BigRational>,
        ceiling: Option<BigRational>,
    ) -> Self {
        let gains = gains_at(view, options, &levels);
        Optimum { key: measure.key(&gains), levels, gains, ceiling }
    }
}

/// What is asked of levels: what to make large, and by party the least gain; none if it accepts anything.
pub(super) struct Ask<'a> {
    pub measure: &'a Measure,
    pub floors: &'a [Option<BigRational>],
}

/// Why no levels of a region are as good as what is known: with these weights the region falls short. What a gain or the
/// slack of a rule is worth in the linear programme that proved it.
#[derive(Clone, Debug)]
pub(super) struct Prices {
    /// By party.
    pub gains: Vec<BigRational>,
    /// How much of the weight of a party that may reach its ceiling is on its sum.
    pub beneath: Vec<(usize, BigRational)>,
    /// By side of a rule over levels.
    pub rules: Vec<(Side, BigRational)>,
}

/// A region with the floors of a question as rows of its programme.
pub(super) struct Cell<'c> {
    pub view: &'c View<'c>,
    pub options: &'c [OptionId],
    pub region: &'c Region,
    pub programme: Programme,
    /// By party with a floor, its row.
    floors: Vec<(usize, usize)>,
}

impl<'c> Cell<'c> {
    /// A region of some options.
    pub(super) fn new(
        view: &'c View<'c>,
        options: &'c [OptionId],
        region: &'c Region,
        floors: &[Option<BigRational>],
    ) -> Self {
        let mut programme = region.programme.clone();
        let floors = require_floors(&mut programme, &region.gains, floors);
        Cell { view, options, region, programme, floors }
    }

    /// Prices of rows as prices of gains and rules; `more` are rows that stand for gains too.
    pub(super) fn prices(
        &self,
        of_rows: &[BigRational],
        more: impl IntoIterator<Item = (usize, BigRational)>,
    ) -> Prices {
        let mut gains = vec![BigRational::zero(); self.region.gains.len()];
        self.floors.iter().for_each(|(party, row)| gains[*party] += &of_rows[*row]);
        more.into_iter().for_each(|(party, price)| gains[party] += price);
        let beneath = (self.region.beneath.iter())
            .map(|(party, row)| (*party, row.map_or_else(BigRational::zero, |row| of_rows[row].clone())))
            .collect();
        Prices {
            gains,
            beneath,
            rules: self.region.rules.iter().map(|(side, row)| (*side, of_rows[*row].clone())).collect(),
        }
    }

    /// The largest value of a linear function of gains, and where; or why no levels satisfy the rows.
    pub(super) fn largest(&self, units: &[BigRational]) -> Result<(BigRational, Best), Option<Prices>> {
        let function = weighted(&self.region.gains, units);
        match self.programme.maximise(&function.coefficients) {
            Ok(vertex) => Ok((&vertex.value + &function.constant, vertex)),
            Err(NoBest::Infeasible(of_rows)) => Err(Some(self.prices(&of_rows, []))),
            Err(NoBest::Unbounded | NoBest::Late) => Err(None),
        }
    }
}

/// By party, the gain at these options and levels, from the curves themselves.
pub(super) fn gains_at(view: &View, options: &[OptionId], levels: &[BigRational]) -> Vec<BigRational> {
    let package = Package::new(options).with_levels(levels.iter().cloned());
    view.gains_of(&package).into_iter().map(|gain| gain.value().clone()).collect()
}

/// Adds that a linear function is at least this; the row.
pub(super) fn require(programme: &mut Programme, function: &Linear, least: &BigRational) -> usize {
    programme.at_least(function.coefficients.clone(), least - &function.constant)
}

/// Adds that every party gains at least its floor; the parties that have one, with their rows.
pub(super) fn require_floors(
    programme: &mut Programme,
    gains: &[Linear],
    floors: &[Option<BigRational>],
) -> Vec<(usize, usize)> {
    let floors = gains.iter().zip(floors).enumerate();
    floors.filter_map(|(party, (gain, floor))| Some((party, require(programme, gain, floor.as_ref()?)))).collect()
}

/// The sum of gains times units.
pub(super) fn weighted(gains: &[Linear], units: &[BigRational]) -> Linear {
    let mut sum = Linear::default();
    for (gain, unit) in gains.iter().zip(units).filter(|(_, unit)| !unit.is_zero()) {
        sum.plus(&gain.times(unit));
    }
    sum
}

/// The largest value of a linear function, and where.
pub(super) fn largest(programme: &Programme, function: &Linear) -> Option<(BigRational, Vec<BigRational>)> {
    // Levels have ends: nothing grows without end. What is late is noticed by whoever watches the clock.
    let best = programme.maximise(&function.coefficients).ok()?;
    Some((best.value + &function.constant, best.values))
}
