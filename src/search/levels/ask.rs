//! What each party can get at most, and what comes closest to an agreement, with levels.

use super::best::{best_for, settled};
use super::cell::Ask;
use super::ground::Ground;
use super::hunt::{Found, Hunt};
use crate::concept::Measure;
use crate::problem::{Corners, OptionId, Package, PartyId, View};
use crate::search::{Agreement, Budget, Control, Limits, Stop};
use itertools::Itertools;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

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
    let parties = view.parties();
    if let Some(seats) = view.seats() {
        let satisfied = vec![Some(BigRational::zero()); seats.count];
        let floors: Vec<Option<BigRational>> = floors.iter().cloned().chain(satisfied).collect();
        let found = best_for_each(&seats.ask(view), &floors, limits)?;
        return Ok(found.map(|mut found| {
            found.sums.truncate(parties);
            if let Some(best) = &mut found.best {
                best.truncate(parties);
                *best = best.iter().map(|one| Agreement::new(view, one.package.clone())).collect();
            }
            found
        }));
    }
    let control = Control::new(limits);
    let corners = Corners::new(view).map_err(Stop::without_corners)?;
    let Some(ground) = Ground::new(view, &corners, &control)? else { return Ok(None) };
    let sum = |party: usize| {
        let (_, most) = ground.structure.extremes(&corners.problem, party);
        corners.problem.in_units(PartyId::at(party), most).value().clone()
    };
    let mut found = BestForEach { best: None, sums: (0..parties).map(sum).collect() };
    let mut hunt = Hunt::new(&ground, floors, &control);
    let mut best = Vec::new();
    for party in 0..parties {
        let measure = Measure::gain_of(party, parties);
        let ask = Ask { measure: &measure, floors };
        let Some(most) = first(view, hunt.maximise(&measure, false), &ask, &control)? else { return Ok(Some(found)) };
        best.push(Agreement::new(view, most));
    }
    found.best = Some(best);
    Ok(Some(found))
}

/// The package that a measure puts first, of those that the acceptance rule passes. None if there is none.
///
/// # Errors
/// If a limit was met before that was known.
pub(crate) fn best_of(view: &View, measure: &Measure, limits: &Limits) -> Result<Option<Package>, Stop> {
    if let Some(seats) = view.seats() {
        return best_of(&seats.ask(view), &seats.beside(measure), limits);
    }
    let control = Control::new(limits);
    let corners = Corners::new(view).map_err(Stop::without_corners)?;
    let Some(ground) = Ground::new(view, &corners, &control)? else { return Ok(None) };
    let mut best: Option<(Vec<BigRational>, Package)> = None;
    // Without floors, coalitions ask for the same.
    for floors in view.acceptance().deciding().map(|members| view.least_gains_of(&members)).unique() {
        let found = Hunt::new(&ground, &floors, &control).maximise(measure, false);
        let key = found.best.first().map(|(_, optimum)| optimum.key.clone()).unwrap_or_default();
        let package = first(view, found, &Ask { measure, floors: &floors }, &control)?;
        best =
            best.into_iter().chain(package.map(|package| (key, package))).reduce(|a, b| if b.0 > a.0 { b } else { a });
    }
    Ok(best.map(|(_, package)| package))
}

/// The levels that a measure puts first beside these options, of those that give every party what the view asks for it: as a
/// package. None if there are none.
///
/// # Errors
/// If a limit was met before that was known.
pub(crate) fn best_beside(
    view: &View,
    options: &[OptionId],
    measure: &Measure,
    control: &Control,
) -> Result<Option<Package>, Stop> {
    if let Some(seats) = view.seats() {
        return best_beside(&seats.ask(view), options, &seats.beside(measure), control);
    }
    let floors = view.least_gains();
    let ask = Ask { measure, floors: &floors };
    let Some(optimum) = best_for(view, options, &ask, control)? else { return Ok(None) };
    Ok(Some(Package::new(options).with_levels(settled(view, options, &ask, &optimum, control).levels)))
}

/// The first package that a hunt found, with its levels settled.
pub(super) fn first(view: &View, found: Found, ask: &Ask, control: &Control) -> Result<Option<Package>, Stop> {
    if let Some(stop) = found.stop {
        return Err(stop);
    }
    let Some((options, optimum)) = found.best.first() else { return Ok(None) };
    Ok(Some(Package::new(&options[..]).with_levels(settled(view, options, ask, optimum, control).levels)))
}

/// By party, what separates its best and its worst feasible package; in the author's units, and one unit of its scale where
/// nothing does. None if nothing is feasible.
///
/// # Errors
/// If a limit was met before that was known.
pub(crate) fn ranges(view: &View, limits: &Limits) -> Result<Option<Vec<BigRational>>, Stop> {
    let problem = view.problem();
    let anything = problem.party_ids().fold(view.clone(), View::without_floor);
    let budget = Budget::new(limits);
    let control = Control::new(limits);
    let seats = anything.seats();
    let seated = seats.as_ref().map_or_else(|| anything.clone(), |seats| seats.ask(&anything));
    let corners = Corners::new(&seated).map_err(Stop::without_corners)?;
    let Some(ground) = Ground::new(&seated, &corners, &control)? else { return Ok(None) };
    let ruled = anything.level_rules().next().is_some() || seats.is_some();
    let mut ranges = Vec::new();
    for party in problem.party_ids() {
        let [least, most] = if ruled {
            // Rules over levels may keep everybody away from all corners.
            let parties = view.parties();
            let most = best_of(&anything, &Measure::gain_of(party.index(), parties), &budget.left()?)?;
            let opposed = problem.with_opposite(party);
            let opposite = Measure::gain_of(parties, parties + 1);
            let asked = anything.of(&opposed).without_floor(PartyId::at(parties));
            let least = best_of(&asked, &opposite, &budget.left()?)?;
            let Some((least, most)) = least.zip(most) else { return Ok(None) };
            [least, most].map(|package| problem.exact_utilities(&package)[party.index()].value().clone())
        } else {
            let (least, most) = ground.structure.extremes(&corners.problem, party.index());
            let ceiling = problem.ceiling(party).map(|at| problem.in_units(party, at));
            [least, most].map(|sum| {
                let sum = corners.problem.in_units(party, sum);
                ceiling.as_ref().map_or(&sum, |ceiling| ceiling.min(&sum)).value().clone()
            })
        };
        let unit = || BigRational::new(BigInt::one(), problem[party].scale.clone());
        ranges.push(Some(most - least).filter(Signed::is_positive).unwrap_or_else(unit));
    }
    Ok(Some(ranges))
}

/// The package with the smallest largest shortfall of some parties, as a share of what separates their best and worst packages, of
/// those that all others accept. None if there is none.
///
/// # Errors
/// If a limit was met before that was known.
pub(crate) fn least_short(view: &View, parties: &[PartyId], limits: &Limits) -> Result<Option<Agreement>, Stop> {
    let budget = Budget::new(limits);
    let Some(ranges) = ranges(view, &budget.left()?)? else { return Ok(None) };
    let all = view.problem().party_ids();
    let offsets = vec![BigRational::zero(); ranges.len()];
    let units = all.zip(ranges).map(|(party, range)| parties.contains(&party).then(|| range.recip())).collect();
    let measure = Measure::Smallest { units, offsets };
    let relaxed = parties.iter().fold(view.clone(), |view, party| view.without_floor(*party));
    let found = best_of(&relaxed, &measure, &budget.left()?)?;
    Ok(found.map(|package| Agreement::new(view, package)))
}
