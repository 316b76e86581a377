//! The best levels for fixed options, exactly.
//!
//! A sum is one linear programme. A smallest value is refined to leximin by a sequence of max–min programmes: the parties
//! whose rows have a positive price cannot get more in any solution, so they are fixed there, and the next programme raises
//! the others (Ogryczak; the prices of exact programmes are exact, so that nobody is fixed by mistake). A product is
//! [another matter](super::product).

use super::cell::{Ask, Cell, Optimum, Prices, largest, require, weighted};
use super::product;
use super::region::{Linear, Region, regions};
use crate::concept::Measure;
use crate::lp::NoBest;
use crate::problem::{OptionId, View};
use crate::search::{Control, Stop};
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// The best levels of a region, or why there are none, or none whose first number reaches `least`.
pub(super) fn best(
    view: &View,
    options: &[OptionId],
    region: &Region,
    ask: &Ask,
    least: Option<&BigRational>,
) -> Result<Optimum, Option<Prices>> {
    let cell = Cell::new(view, options, region, ask.floors);
    let at = |z: &[BigRational], ceiling| Optimum::at(view, options, ask.measure, region.levels(z), ceiling);
    match ask.measure {
        Measure::Sum(units) => {
            let (value, vertex) = cell.largest(units)?;
            if least.is_some_and(|least| value < *least) {
                return Err(Some(cell.prices(&vertex.prices, units.iter().cloned().enumerate())));
            }
            // Of equally large sums, one that nobody can improve without loss to another.
            let mut programme = cell.programme;
            require(&mut programme, &weighted(&region.gains, units), &value);
            let everybody = weighted(&region.gains, &vec![BigRational::one(); units.len()]);
            let (_, z) = largest(&programme, &everybody).ok_or(None)?;
            Ok(at(&z, None))
        }
        Measure::Smallest { units, offsets } => {
            let z = leximin(&cell, units, offsets, ask.floors, least, &mut Vec::new())?;
            Ok(at(&z, None))
        }
        Measure::Product(powers) => {
            let found = product::best(&cell, powers, least)?;
            if powers.contains(&0) {
                // Whoever does not count in the product gets what is left to give.
                let mut programme = cell.programme;
                for (party, power) in powers.iter().enumerate() {
                    if *power > 0 {
                        require(&mut programme, &region.gains[party], &found.gains[party]);
                    }
                }
                let units: Vec<BigRational> = (powers.iter())
                    .map(|power| if *power == 0 { BigRational::one() } else { BigRational::zero() })
                    .collect();
                if let Some((_, z)) = largest(&programme, &weighted(&region.gains, &units)) {
                    return Ok(at(&z, found.ceiling));
                }
            }
            Ok(found)
        }
    }
}

/// The best levels for these options, over all regions; none if there are none that satisfy the floors.
pub(super) fn best_for(
    view: &View,
    options: &[OptionId],
    ask: &Ask,
    control: &Control,
) -> Result<Option<Optimum>, Stop> {
    let mut found: Option<Optimum> = None;
    for region in regions(view, options, control)? {
        control.check()?;
        let least = found.as_ref().and_then(|optimum| optimum.key.first().cloned());
        if let Ok(optimum) = best(view, options, &region, ask, least.as_ref())
            && found.as_ref().is_none_or(|other| optimum.key > other.key)
        {
            found = Some(optimum);
        }
    }
    control.check()?;
    Ok(found)
}

/// One of the levels with these options that are exactly as good: for a sum, those that divide it most evenly (leximin of
/// what is summed); of levels that give everybody the same, the lowest, from the first continuous issue to the last. So the
/// levels of an answer do not depend on how it was found. If there is no time left for this, they are what was found.
pub(super) fn settled(view: &View, options: &[OptionId], ask: &Ask, optimum: &Optimum, control: &Control) -> Optimum {
    let regions = regions(view, options, control).unwrap_or_default();
    let at = |region: &Region, z: &[BigRational]| {
        let found = Optimum::at(view, options, ask.measure, region.levels(z), optimum.ceiling.clone());
        (found.key == optimum.key).then_some(found)
    };
    let mut settled = optimum.clone();
    if let Measure::Sum(summed) = ask.measure {
        let unit = |unit: &BigRational| if unit.is_positive() { unit.clone() } else { BigRational::one() };
        let units: Vec<Option<BigRational>> = summed.iter().map(|own| Some(unit(own))).collect();
        let offsets = vec![BigRational::zero(); units.len()];
        let shared =
            |gains: &[BigRational]| Measure::Smallest { units: units.clone(), offsets: offsets.clone() }.key(gains);
        for region in &regions {
            let mut cell = Cell::new(view, options, region, ask.floors);
            require(&mut cell.programme, &weighted(&region.gains, summed), &optimum.key[0]);
            let even =
                leximin(&cell, &units, &offsets, ask.floors, None, &mut Vec::new()).ok().and_then(|z| at(region, &z));
            // Of several that are equally even, what gives the parties declared first the most.
            let rank = |optimum: &Optimum| (shared(&optimum.gains), optimum.gains.clone());
            if let Some(even) = even.filter(|even| rank(even) > rank(&settled)) {
                settled = even;
            }
            if control.check().is_err() {
                return settled;
            }
        }
    }
    let gains = settled.gains.clone();
    for region in regions.iter().take_while(|_| control.check().is_ok()) {
        let mut programme = region.programme.clone();
        for (gain, known) in region.gains.iter().zip(&gains) {
            require(&mut programme, gain, known);
            require(&mut programme, &gain.times(&-BigRational::one()), &-known);
        }
        let mut z = None;
        for level in 0..settled.levels.len() {
            let mut depth = Linear::default();
            depth.add(level, &-BigRational::one());
            let Some((least, vertex)) = largest(&programme, &depth) else { break };
            require(&mut programme, &depth, &least);
            z = Some(vertex);
        }
        if let Some(lower) = z.and_then(|z| at(region, &z)).filter(|lower| lower.levels < settled.levels) {
            settled = lower;
        }
    }
    settled
}

/// The prices of each programme by which a smallest value is refined.
pub(super) fn stages(
    cell: &Cell,
    units: &[Option<BigRational>],
    offsets: &[BigRational],
    floors: &[Option<BigRational>],
) -> Option<Vec<Prices>> {
    let mut stages = Vec::new();
    leximin(cell, units, offsets, floors, None, &mut stages).ok().map(|_| stages)
}

/// A vertex with the leximin of units times (gain − offset), or why there is none whose smallest reaches `least`; with the prices of
/// each of its programmes.
fn leximin(
    cell: &Cell,
    units: &[Option<BigRational>],
    offsets: &[BigRational],
    floors: &[Option<BigRational>],
    least: Option<&BigRational>,
    stages: &mut Vec<Prices>,
) -> Result<Vec<BigRational>, Option<Prices>> {
    let gains = &cell.region.gains;
    let mut programme = cell.programme.clone();
    let measured = |party: usize, unit: &BigRational| {
        let mut value = gains[party].clone();
        value.constant -= &offsets[party];
        value.times(unit)
    };
    let mut open: Vec<(usize, Linear)> =
        (units.iter().enumerate()).filter_map(|(party, unit)| Some((party, measured(party, unit.as_ref()?)))).collect();
    // The smallest value is not below this where floors hold; without floors, where the curves end.
    let lowest = |(party, value): &(usize, Linear)| match (&floors[*party], &units[*party]) {
        (Some(floor), Some(unit)) => Some((floor - &offsets[*party]) * unit),
        _ => largest(&programme, &value.times(&-BigRational::one())).map(|(most, _)| -most),
    };
    let base = open.iter().map(lowest).collect::<Option<Vec<_>>>().ok_or(None)?.into_iter().min().unwrap_or_default();
    let first = open.len();
    // The rows of those who cannot get more.
    let mut kept: Vec<(usize, usize)> = Vec::new();
    while !open.is_empty() {
        let mut raised = programme.clone();
        let smallest = raised.variable();
        let mut rows = Vec::new();
        for (_, value) in &open {
            // value − (base + smallest) ≥ 0.
            let mut above = value.clone();
            above.add(smallest, &-BigRational::one());
            rows.push(raised.at_least(above.coefficients, &base - &above.constant));
        }
        let mut objective = vec![BigRational::zero(); raised.variables()];
        objective[smallest] = BigRational::one();
        let of_gains = |prices: &[BigRational]| -> Vec<(usize, BigRational)> {
            let own = |((party, _), row): (&(usize, Linear), &usize)| {
                (*party, &prices[*row] * units[*party].as_ref().unwrap_or(&BigRational::zero()))
            };
            let unit = |party: usize| units[party].clone().unwrap_or_default();
            let fixed = kept.iter().map(|(party, row)| (*party, &prices[*row] * unit(*party)));
            open.iter().zip(&rows).map(own).chain(fixed).collect()
        };
        let vertex = match raised.maximise(&objective) {
            Ok(vertex) => vertex,
            Err(NoBest::Infeasible(prices)) => return Err(Some(cell.prices(&prices, of_gains(&prices)))),
            Err(_) => return Err(None),
        };
        let level = &base + &vertex.value;
        if open.len() == first && least.is_some_and(|least| level < *least) {
            return Err(Some(cell.prices(&vertex.prices, of_gains(&vertex.prices))));
        }
        let stuck: Vec<bool> = rows.iter().map(|row| vertex.prices[*row].is_positive()).collect();
        stages.push(cell.prices(&vertex.prices, of_gains(&vertex.prices)));
        // At least one price is positive: they sum to 1.
        let mut stuck_at = stuck.iter();
        let (fixed, rest): (Vec<_>, Vec<_>) = open.into_iter().partition(|_| stuck_at.next().copied().unwrap_or(true));
        if fixed.is_empty() {
            return Err(None);
        }
        for (party, value) in &fixed {
            kept.push((*party, require(&mut programme, value, &level)));
        }
        // The others keep what they have, and may get more.
        open = rest;
    }
    let everybody = vec![BigRational::one(); units.len()];
    largest(&programme, &weighted(gains, &everybody)).map(|(_, z)| z).ok_or(None)
}
