//! The best levels for fixed options, exactly.
//!
//! A sum is one linear programme. A smallest value is refined to leximin by a sequence of max–min programmes: the parties
//! whose rows have a positive price cannot get more in any solution, so they are fixed there, and the next programme raises
//! the others (Ogryczak; the prices of exact programmes are exact, so that nobody is fixed by mistake). A product is
//! [another matter](super::product).

use super::MixedView;
use super::measure::Measure;
use super::product;
use super::region::{Linear, Region, regions};
use super::simplex::{Maximum, Programme};
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

/// What is asked of levels: what to make large, and by party the least gain; none if it accepts anything.
pub(super) struct Ask<'a> {
    pub measure: &'a Measure,
    pub floors: &'a [Option<BigRational>],
}

/// The best levels of a region; none if there are none, or surely none whose first number reaches `least`.
pub(super) fn best(
    view: &MixedView,
    options: &[u16],
    region: &Region,
    ask: &Ask,
    least: Option<&BigRational>,
) -> Option<Optimum> {
    let mut programme = region.programme.clone();
    for (gain, floor) in region.gains.iter().zip(ask.floors) {
        if let Some(floor) = floor {
            require(&mut programme, gain, floor);
        }
    }
    let at = |levels: Vec<BigRational>, ceiling: Option<BigRational>| {
        let gains = gains_at(view, options, &levels);
        let key = ask.measure.key(&gains);
        Some(Optimum { levels, gains, key, ceiling })
    };
    match ask.measure {
        Measure::Sum(units) => {
            let (value, _) = largest(&programme, &weighted(&region.gains, units))?;
            if least.is_some_and(|least| value < *least) {
                return None;
            }
            // Of equally large sums, one that nobody can improve without loss to another.
            let mut programme = programme;
            require(&mut programme, &weighted(&region.gains, units), &value);
            let (_, z) = largest(&programme, &weighted(&region.gains, &vec![BigRational::one(); units.len()]))?;
            at(region.levels(&z), None)
        }
        Measure::Smallest { units, offsets } => {
            let z = leximin(region, programme, units, offsets, ask.floors, least)?;
            at(region.levels(&z), None)
        }
        Measure::Product(powers) => {
            let found = product::best(view, options, region, &programme, powers, least)?;
            let mut programme = programme;
            if powers.contains(&0) {
                // Whoever does not count in the product gets what is left to give.
                for (party, power) in powers.iter().enumerate() {
                    if *power > 0 {
                        require(&mut programme, &region.gains[party], &found.gains[party]);
                    }
                }
                let units: Vec<BigRational> = (powers.iter())
                    .map(|power| if *power == 0 { BigRational::one() } else { BigRational::zero() })
                    .collect();
                if let Some((_, z)) = largest(&programme, &weighted(&region.gains, &units)) {
                    return at(region.levels(&z), found.ceiling);
                }
            }
            Some(found)
        }
    }
}

/// The best levels for these options, over all regions; none if there are none that satisfy the floors.
pub(super) fn best_for(
    view: &MixedView,
    options: &[u16],
    ask: &Ask,
    control: &Control,
) -> Result<Option<Optimum>, Stop> {
    let mut found: Option<Optimum> = None;
    for region in regions(view, options, control)? {
        control.check()?;
        let least = found.as_ref().and_then(|optimum| optimum.key.first().cloned());
        if let Some(optimum) = best(view, options, &region, ask, least.as_ref())
            && found.as_ref().is_none_or(|other| optimum.key > other.key)
        {
            found = Some(optimum);
        }
    }
    control.check()?;
    Ok(found)
}

/// By party, the gain at these options and levels, from the curves themselves.
pub(super) fn gains_at(view: &MixedView, options: &[u16], levels: &[BigRational]) -> Vec<BigRational> {
    let package = super::MixedPackage {
        package: crate::problem::Package::new(options),
        levels: levels.iter().cloned().map(Into::into).collect(),
    };
    let utilities = view.utilities(&package);
    utilities.into_iter().enumerate().map(|(party, utility)| utility - view.disagreement(party)).collect()
}

/// Adds that a linear function is at least this.
pub(super) fn require(programme: &mut Programme, function: &Linear, least: &BigRational) {
    programme.at_least(function.coefficients.clone(), least - &function.constant);
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
    match programme.maximise(&function.coefficients) {
        Maximum::At(vertex) => Some((vertex.value + &function.constant, vertex.z)),
        // Levels have ends: nothing grows without end. What is late is noticed by whoever watches the clock.
        Maximum::Infeasible | Maximum::Unbounded | Maximum::Late => None,
    }
}

/// A vertex with the leximin of units times (gain − offset).
fn leximin(
    region: &Region,
    mut programme: Programme,
    units: &[Option<BigRational>],
    offsets: &[BigRational],
    floors: &[Option<BigRational>],
    least: Option<&BigRational>,
) -> Option<Vec<BigRational>> {
    let measured = |party: usize, unit: &BigRational| {
        let mut value = region.gains[party].clone();
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
    let base = open.iter().map(lowest).collect::<Option<Vec<_>>>()?.into_iter().min().unwrap_or_default();
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
        let Maximum::At(vertex) = raised.maximise(&objective) else { return None };
        let level = &base + &vertex.value;
        if open.len() == first && least.is_some_and(|least| level < *least) {
            return None;
        }
        let stuck: Vec<bool> = rows.iter().map(|row| vertex.prices[*row].is_positive()).collect();
        // At least one price is positive: they sum to 1.
        let mut stuck_at = stuck.iter();
        let (fixed, rest): (Vec<_>, Vec<_>) = open.into_iter().partition(|_| stuck_at.next().copied().unwrap_or(true));
        if fixed.is_empty() {
            return None;
        }
        fixed.iter().for_each(|(_, value)| require(&mut programme, value, &level));
        // The others keep what they have, and may get more.
        open = rest;
    }
    let everybody = vec![BigRational::one(); units.len()];
    largest(&programme, &weighted(&region.gains, &everybody)).map(|(_, z)| z)
}
