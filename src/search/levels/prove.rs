//! What shows to somebody else that nothing is better where there are levels: prices.
//!
//! A search goes through options and forgets why they were worse. Here the best is known, and what is kept is the reasons: weights
//! of gains and prices of rules with which the corners of some options fall short. Those that bound the measure come first; the
//! options whose corners reach what the best has are gone through once more, and each that no prices so far exclude is solved, for
//! the prices of its programme. Prices are rounded to few digits where that excludes the same options. What is exactly as good
//! has exact ones: a tangent of the product, the units of a sum, or those of each stage by which a smallest value is refined.

use super::best::{best, stages};
use super::bounds::Floors;
use super::cell::{Ask, Cell, Prices};
use super::descend::each;
use super::ground::{Ground, Scale};
use super::product::tangent;
use super::region::{Region, regions};
use super::sieve::{self, Worth};
use crate::concept::Measure;
use crate::problem::{Corners, IssueId, OptionId, PartyId, Side, View};
use crate::search::cuts::Cut;
use crate::search::weights::Guide;
use crate::search::{Control, Limits, Stop};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};
use std::collections::BTreeSet;

/// Weights of gains in the author's units, how much of them is on ceilings, and prices of what rules over levels leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Multipliers {
    /// By party.
    pub gains: Vec<BigRational>,
    /// Of parties whose gains may reach their ceilings.
    pub ceilings: Vec<(PartyId, BigRational)>,
    /// By side of a rule over levels.
    pub rules: Vec<(Side, BigRational)>,
}

/// Why nothing is better.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reasons {
    /// Each excludes some options: by a weighted sum, or by several, one after the other.
    pub prices: Vec<Vec<Multipliers>>,
    /// By continuous issue, the levels at which some curve bends upwards.
    pub cuts: Vec<Vec<BigRational>>,
    /// The order in which issues are settled.
    pub order: Vec<IssueId>,
}

impl Reasons {
    /// The same, and others of the same question.
    pub(crate) fn join(&mut self, other: Reasons) {
        self.prices.extend(other.prices);
        self.prices = std::mem::take(&mut self.prices).into_iter().fold(Vec::new(), |mut all, one| {
            if !all.contains(&one) {
                all.push(one);
            }
            all
        });
        (self.cuts, self.order) = (other.cuts, other.order);
    }
}

/// What was looked for.
pub(crate) struct Sought<'s> {
    /// What is made large.
    pub measure: &'s Measure,
    /// By party, the least gain; none if it accepts anything.
    pub floors: &'s [Option<BigRational>],
    /// The first number of what is best, or what it does not exceed; none if there is nothing.
    pub first: Option<&'s BigRational>,
}

/// Prices that exclude all options but for what is exactly as good; none if none are found, or more than `most` would be needed.
///
/// # Errors
/// If a limit was met before that.
pub(crate) fn reasons(view: &View, sought: &Sought, most: usize, limits: &Limits) -> Result<Option<Reasons>, Stop> {
    if most == 0 {
        return Ok(None);
    }
    let control = Control::new(limits);
    let Ok(corners) = Corners::new(view) else { return Ok(None) };
    let ground = match Ground::new(view, &corners, &control) {
        Ok(Some(ground)) => ground,
        // No options are feasible, whatever the weights.
        Ok(None) if !view.lacks_levels() => {
            let gains = vec![BigRational::zero(); view.parties()];
            let none = Multipliers { gains, ceilings: Vec::new(), rules: Vec::new() };
            return Ok(Some(Reasons { prices: vec![vec![none]], ..Reasons::default() }));
        }
        Ok(None) | Err(Stop::TooLarge) => return Ok(None),
        Err(stop) => return Err(stop),
    };
    let floors = Floors { ground: &ground, least: sought.floors };
    let guide = Guide::of(sought.measure);
    let found = ground.weights(&guide, &floors.in_ranges());
    let mut finder = Finder { ground: &ground, floors, sought, most, control: &control, kept: Vec::new(), open: true };
    // More digits than others have would only be rounded by who checks.
    let all = [found.weights.as_slice(), &found.above].concat();
    let [weights, above] = [&found.weights, &found.above].map(|own| sieve::shortened(own, &all));
    let Some(first) = finder.keep(&weights, &above) else { return Ok(None) };
    // What a party or a rule must have by itself excludes some options, too.
    let alone: Vec<(Vec<BigInt>, Cut)> = (0..ground.view.parties())
        .filter_map(|seat| {
            let least = finder.floors.of(sought.measure, seat, sought.first)?;
            let unit = (0..ground.view.parties()).map(|other| BigInt::from(u8::from(other == seat))).collect();
            Some((unit, ground.sum_for(seat, &least)?))
        })
        .collect();
    let mut seen = BTreeSet::new();
    let gone = each(&ground, vec![first], &mut seen, &control, &mut |options| {
        finder.visit(options, &alone)?;
        // Whoever gives up need not go on.
        if finder.open { Ok(None) } else { Err(Stop::TooLarge) }
    });
    match gone {
        Ok(_) if finder.open => {}
        Ok(_) | Err(Stop::TooLarge) => return Ok(None),
        Err(stop) => return Err(stop),
    }
    let order = ground.structure.order().map(IssueId::at).collect();
    let prices = finder.kept.into_iter().map(|kept| kept.multipliers).collect();
    Ok(Some(Reasons { prices, cuts: upward_bends(view), order }))
}

struct Kept {
    multipliers: Vec<Multipliers>,
    /// The weights of corners, and what everything as good has at least; none of prices that are not rounded.
    sum: Option<(Vec<i128>, i128)>,
}

struct Finder<'f> {
    ground: &'f Ground<'f>,
    floors: Floors<'f>,
    sought: &'f Sought<'f>,
    most: usize,
    control: &'f Control<'f>,
    kept: Vec<Kept>,
    /// Whether all that was visited is excluded.
    open: bool,
}

impl Finder<'_> {
    /// The least weighted sum of anything as good as the best.
    fn needed(&self, scale: &Scale) -> Option<i128> {
        let least = self.floors.threshold(self.sought.measure, &scale.of_gains, self.sought.first);
        (least.ceil().to_integer() + &scale.base).to_i128()
    }

    /// Weights of scaled sums, and of ceilings, as multipliers.
    fn multipliers(&self, sums: &[BigInt], above: &[BigInt]) -> Multipliers {
        let (view, parties) = (&self.ground.view, self.floors.least.len());
        let of_gain = |seat: usize, weight: &BigInt| BigRational::from(weight * view.gain_scale(PartyId::at(seat)));
        let seats = self.ground.seats.iter().zip(parties..);
        Multipliers {
            gains: (0..parties).map(|at| of_gain(at, &(&sums[at] + &above[at]))).collect(),
            ceilings: (0..parties)
                .filter(|at| !above[*at].is_zero())
                .map(|at| (PartyId::at(at), of_gain(at, &above[at])))
                .collect(),
            rules: seats
                .filter(|(_, seat)| !sums[*seat].is_zero())
                .map(|(side, seat)| (*side, of_gain(seat, &sums[seat])))
                .collect(),
        }
    }

    /// Keeps weights; the sum that they make, or none if it is too large.
    fn keep(&mut self, sums: &[BigInt], above: &[BigInt]) -> Option<Cut> {
        let scale = self.ground.scale(sums, above)?;
        let threshold = self.needed(&scale)?;
        let multipliers = vec![self.multipliers(sums, above)];
        self.kept.push(Kept { multipliers, sum: Some((scale.weights.clone(), threshold)) });
        Some(Cut { weights: scale.weights, threshold })
    }

    /// Excludes some options, unless they are; or gives up.
    fn visit(&mut self, options: &[OptionId], alone: &[(Vec<BigInt>, Cut)]) -> Result<(), Stop> {
        let worth = Worth::of(self.ground, options);
        let falls_short = |(weights, threshold): &(Vec<i128>, i128)| worth.most(weights) < *threshold;
        if self.kept.iter().filter_map(|kept| kept.sum.as_ref()).any(falls_short) {
            return Ok(());
        }
        if let Some((unit, cut)) = alone.iter().find(|(_, cut)| worth.most(&cut.weights) < cut.threshold) {
            let multipliers = vec![self.multipliers(unit, &vec![BigInt::zero(); unit.len()])];
            self.kept.push(Kept { multipliers, sum: Some((cut.weights.clone(), cut.threshold)) });
        } else {
            for region in &regions(self.ground.asked, options, self.control)? {
                self.control.check()?;
                let found = self.of_region(options, region);
                self.control.check()?;
                let Some(stages) = found else {
                    self.open = false;
                    return Ok(());
                };
                if let [prices] = &stages[..]
                    && let Some((sums, above)) = sieve::rounded(self.ground, prices)
                    && let Some(scale) = self.ground.scale(&sums, &above)
                    && let Some(threshold) = self.needed(&scale)
                    && worth.most(&scale.weights) < threshold
                {
                    self.kept.push(Kept {
                        multipliers: vec![self.multipliers(&sums, &above)],
                        sum: Some((scale.weights, threshold)),
                    });
                    break;
                }
                let multipliers: Vec<Multipliers> = stages.into_iter().map(exactly).collect();
                if self.kept.iter().all(|kept| kept.multipliers != multipliers) {
                    self.kept.push(Kept { multipliers, sum: None });
                }
            }
        }
        self.open &= self.kept.iter().map(|kept| kept.multipliers.len()).sum::<usize>() <= self.most;
        Ok(())
    }

    /// The prices with which a region falls short, or is exactly as good as the best; none if they are not known.
    fn of_region(&self, options: &[OptionId], region: &Region) -> Option<Vec<Prices>> {
        let Sought { measure, floors, first } = self.sought;
        let view = self.ground.asked;
        let found = match best(view, options, region, &Ask { measure, floors }, *first) {
            Err(prices) => return prices.map(|prices| vec![prices]),
            Ok(found) => found,
        };
        let first = (*first)?;
        let exceeds = found.ceiling.as_ref().or(found.key.first()).is_some_and(|own| own > first);
        if exceeds {
            return None;
        }
        let cell = Cell::new(view, options, region, floors);
        match measure {
            Measure::Sum(units) => {
                let (_, vertex) = cell.largest(units).ok()?;
                Some(vec![cell.prices(&vertex.prices, units.iter().cloned().enumerate())])
            }
            Measure::Product(powers) => Some(vec![tangent(&cell, powers, &found.gains)?]),
            Measure::Smallest { units, offsets } => stages(&cell, units, offsets, floors),
        }
    }
}

/// Prices as they are, as shares of the largest.
fn exactly(prices: Prices) -> Multipliers {
    let Prices { gains, beneath, rules } = prices;
    let largest = gains.iter().chain(rules.iter().map(|(_, price)| price)).max().filter(|most| most.is_positive());
    let largest = largest.cloned().unwrap_or_else(BigRational::one);
    let above = |(party, beneath): (usize, BigRational)| {
        let above = &gains[party] - beneath.min(gains[party].clone());
        (!above.is_zero()).then(|| (PartyId::at(party), above / &largest))
    };
    let ceilings = beneath.into_iter().filter_map(above).collect();
    let rules = rules.into_iter().filter(|(_, price)| !price.is_zero());
    let rules = rules.map(|(side, price)| (side, price / &largest)).collect();
    Multipliers { gains: gains.iter().map(|gain| gain / &largest).collect(), ceilings, rules }
}

/// By continuous issue, the levels at which some curve bends upwards.
fn upward_bends(view: &View) -> Vec<Vec<BigRational>> {
    let mut bends: Vec<BTreeSet<BigRational>> = vec![BTreeSet::new(); view.ranges().len()];
    for term in &view.problem().levels.terms {
        let [low, high] = &view.ranges()[term.level.index()];
        let points = term.curve.points();
        let rise = |pair: &[(BigRational, BigRational)]| (&pair[1].1 - &pair[0].1) / (&pair[1].0 - &pair[0].0);
        let upwards = points.windows(3).filter(|three| rise(&three[..2]) < rise(&three[1..]));
        let inside = upwards.map(|three| &three[1].0).filter(|level| *level > low && *level < high);
        bends[term.level.index()].extend(inside.cloned());
    }
    bends.into_iter().map(|bends| bends.into_iter().collect()).collect()
}
