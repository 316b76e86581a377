//! The best levels for fixed options, exactly.
//!
//! A sum is one linear programme. A smallest value is refined to leximin by a sequence of max–min programmes: the parties
//! whose rows have a positive price cannot get more in any solution, so they are fixed there, and the next programme raises
//! the others (Ogryczak; the prices of exact programmes are exact, so that nobody is fixed by mistake). A product is
//! [another matter](super::product).

use super::product;
use super::region::{Linear, Region, regions};
use crate::concept::Measure;
use crate::lp::{Best, NoBest, Programme};
use crate::problem::{Package, Side, View};
use crate::search::{Control, Stop};
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

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
    fn at(
        view: &View,
        options: &[u16],
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
    pub options: &'c [u16],
    pub region: &'c Region,
    pub programme: Programme,
    /// By party with a floor, its row.
    floors: Vec<(usize, usize)>,
}

impl<'c> Cell<'c> {
    /// A region of some options.
    pub(super) fn new(
        view: &'c View<'c>,
        options: &'c [u16],
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

/// The best levels of a region, or why there are none, or none whose first number reaches `least`.
pub(super) fn best(
    view: &View,
    options: &[u16],
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
            let z = leximin(&cell, units, offsets, ask.floors, least)?;
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
pub(super) fn best_for(view: &View, options: &[u16], ask: &Ask, control: &Control) -> Result<Option<Optimum>, Stop> {
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
pub(super) fn settled(view: &View, options: &[u16], ask: &Ask, optimum: &Optimum, control: &Control) -> Optimum {
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
            let even = leximin(&cell, &units, &offsets, ask.floors, None).ok().and_then(|z| at(region, &z));
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

/// By party, the gain at these options and levels, from the curves themselves.
pub(super) fn gains_at(view: &View, options: &[u16], levels: &[BigRational]) -> Vec<BigRational> {
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

/// A vertex with the leximin of units times (gain − offset), or why there is none whose smallest reaches `least`.
fn leximin(
    cell: &Cell,
    units: &[Option<BigRational>],
    offsets: &[BigRational],
    floors: &[Option<BigRational>],
    least: Option<&BigRational>,
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
            open.iter().zip(&rows).map(own).collect()
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
        // At least one price is positive: they sum to 1.
        let mut stuck_at = stuck.iter();
        let (fixed, rest): (Vec<_>, Vec<_>) = open.into_iter().partition(|_| stuck_at.next().copied().unwrap_or(true));
        if fixed.is_empty() {
            return Err(None);
        }
        fixed.iter().for_each(|(_, value)| {
            require(&mut programme, value, &level);
        });
        // The others keep what they have, and may get more.
        open = rest;
    }
    let everybody = vec![BigRational::one(); units.len()];
    largest(&programme, &weighted(gains, &everybody)).map(|(_, z)| z).ok_or(None)
}
