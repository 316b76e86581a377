//! What each party can get at most, and what comes closest to an agreement, with levels.

use super::best::settled;
use super::cell::Ask;
use super::ground::Ground;
use super::hunt::Hunt;
use crate::concept::Measure;
use crate::problem::{Corners, Package, PartyId, View};
use crate::search::{Agreement, Control, Limits, Stop};
use num_rational::BigRational;
use num_traits::{FromPrimitive, Signed, Zero};

/// By party, the package that gives it the most.
pub(crate) struct BestForEach {
    /// By party; none if nothing satisfies the floors.
    pub best: Option<Vec<Agreement>>,
    /// By party, the most that its values sum to in feasible packages, whatever its ceiling.
    pub sums: Vec<BigRational>,
}

/// By party, the feasible package that gives it the most, of those that give every party at least its floor: the least gain, none
/// if it accepts anything. None if no options are feasible.
///
/// # Errors
/// If a limit was met before that was known.
pub(crate) fn best_for_each(
    view: &View,
    floors: &[Option<BigRational>],
    limits: &Limits,
) -> Result<Option<BestForEach>, Stop> {
    let control = Control::new(limits);
    let Ok(corners) = Corners::new(view) else { return Err(Stop::TooLarge) };
    let Some(ground) = Ground::new(view, &corners, &control)? else { return Ok(None) };
    let parties = view.parties();
    let sum = |party: usize| {
        let (_, most) = ground.structure.extremes(&corners.problem, party);
        corners.problem.in_units(PartyId::at(party), most).value().clone()
    };
    let mut found = BestForEach { best: None, sums: (0..parties).map(sum).collect() };
    let mut hunt = Hunt::new(&ground, floors, &control);
    let mut best = Vec::new();
    for party in 0..parties {
        let measure = Measure::gain_of(party, parties);
        let most = hunt.maximise(&measure, false);
        if let Some(stop) = most.stop {
            return Err(stop);
        }
        let Some((options, optimum)) = most.best.first() else { return Ok(Some(found)) };
        let settled = settled(view, options, &Ask { measure: &measure, floors }, optimum, &control);
        best.push(Agreement::new(view, Package::new(&options[..]).with_levels(settled.levels)));
    }
    found.best = Some(best);
    Ok(Some(found))
}

/// The package with the smallest largest shortfall of some parties, as a share of what separates their best and worst packages, of
/// those that all others accept. None if there is none.
///
/// # Errors
/// If a limit was met before that was known.
pub(crate) fn least_short(view: &View, parties: &[PartyId], limits: &Limits) -> Result<Option<Agreement>, Stop> {
    let control = Control::new(limits);
    let Ok(corners) = Corners::new(view) else { return Err(Stop::TooLarge) };
    let Some(ground) = Ground::new(view, &corners, &control)? else { return Ok(None) };
    let range = |party: PartyId| {
        BigRational::from_f64(ground.range(party.index()))
            .map(|range| range / BigRational::from(ground.view.gain_scale(party)))
    };
    let unit = |party: PartyId| {
        range(party).filter(|range| parties.contains(&party) && range.is_positive()).map(|range| range.recip())
    };
    let units: Vec<Option<BigRational>> = view.problem().party_ids().map(unit).collect();
    let measure = Measure::Smallest { offsets: vec![BigRational::zero(); units.len()], units };
    let floors = parties.iter().fold(view.clone(), |view, party| view.without_floor(*party)).least_gains();
    let found = Hunt::new(&ground, &floors, &control).maximise(&measure, false);
    if let Some(stop) = found.stop {
        return Err(stop);
    }
    let Some((options, optimum)) = found.best.first() else { return Ok(None) };
    let settled = settled(view, options, &Ask { measure: &measure, floors: &floors }, optimum, &control);
    Ok(Some(Agreement::new(view, Package::new(&options[..]).with_levels(settled.levels))))
}
