//! The search for the best options and levels of one measure: all of them, proven.
//!
//! Weights bound the measure (`search/weights.rs`); the options whose corners reach the weighted sum that anything as good
//! must have are gone through ([`super::descend`]), and each is solved exactly ([`super::cell`]). The threshold starts just
//! below the most that any corner reaches and descends, until the best package above it is so good that everything as
//! good must be above it too.

use super::best;
use super::bounds::Floors;
use super::cell::{self, Ask, Optimum, Prices};
use super::descend::each;
use super::ground::{Ground, Scale};
use super::milp::Proposer;
use super::region::{Region, regions};
use super::sieve::{self, Sieve};
use crate::concept::{Measure, Shape};
use crate::exact::Number;
use crate::problem::{OptionId, PartyId};
use crate::search::cuts::Cut;
use crate::search::hunt::{FIRST_DEPTH, Lowering, lower, over_as_many_as_gain};
use crate::search::threshold::share_of;
use crate::search::weights::{Guide, Support};
use crate::search::{Control, Local, Stop};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// What a choice of a diagram takes beside its sums, about.
const CHOICE_BYTES: usize = 96;
/// Corners from which a climb starts, and packages that it may look at.
const CLIMBS: usize = 8;
const CLIMB_STEPS: usize = 50_000;
/// So few steps are few.
const FEW_STEPS: u64 = 1 << 14;

/// What a search for the best of a measure finds.
pub(super) struct Found {
    /// The best options and levels; several if they are equally good as far as that is told.
    pub best: Vec<(Vec<OptionId>, Optimum)>,
    /// If the first number of the best is not exactly the largest: what it does not exceed.
    pub ceiling: Option<BigRational>,
    /// The weights of gains that bound the measure, by party.
    pub weights: Vec<BigRational>,
    /// If the search stopped, why.
    pub stop: Option<Stop>,
}

/// Searches on one ground with the same floors.
pub(super) struct Hunt<'h, 'c> {
    pub ground: &'h Ground<'h>,
    pub floors: Floors<'h>,
    pub control: &'h Control<'c>,
    /// If a mixed-integer programme is asked first, who solves it.
    pub programme: Option<&'h Proposer>,
    pub solved: u64,
    pub steps: u64,
    /// Options that were best for other measures.
    known: Vec<Vec<OptionId>>,
}

impl<'h, 'c> Hunt<'h, 'c> {
    /// Searches that have not begun.
    pub(super) fn new(ground: &'h Ground<'h>, least: &'h [Option<BigRational>], control: &'h Control<'c>) -> Self {
        let floors = Floors { ground, least };
        Hunt { ground, floors, control, programme: None, solved: 0, steps: 0, known: Vec::new() }
    }

    /// The same with other floors, before it has begun.
    pub(super) fn with_floors<'o>(&self, least: &'o [Option<BigRational>]) -> Hunt<'o, 'c>
    where
        'h: 'o,
    {
        Hunt { programme: self.programme, ..Hunt::new(self.ground, least, self.control) }
    }
}

/// The best so far.
struct Best<'b> {
    measure: &'b Measure,
    ties: bool,
    list: Vec<(Vec<OptionId>, Optimum)>,
    /// What shows others to be worse.
    sieve: Sieve,
}

impl Best<'_> {
    /// The first number of what is at least as good.
    fn least(&self) -> Option<&BigRational> {
        self.list.first().and_then(|(_, optimum)| optimum.key.first())
    }

    fn offer(&mut self, options: &[OptionId], optimum: Optimum) {
        let Some((_, best)) = self.list.first() else { return self.list.push((options.to_vec(), optimum)) };
        if optimum.key > best.key {
            let key = optimum.key.clone();
            self.list.insert(0, (options.to_vec(), optimum));
            // What may still be as good stays.
            self.list.retain(|(_, other)| other.key == key || other.ceiling.as_ref().is_some_and(|c| *c >= key[0]));
        } else if optimum.key == best.key || optimum.ceiling.as_ref().is_some_and(|ceiling| *ceiling >= best.key[0]) {
            self.list.push((options.to_vec(), optimum));
        }
        if !self.ties {
            self.list.truncate(1);
        }
    }
}

impl Hunt<'_, '_> {
    /// The best options and levels for a measure: all that are equally good, or any of them.
    pub(super) fn maximise(&mut self, measure: &Measure, ties: bool) -> Found {
        let mut best = Best { measure, ties, list: Vec::new(), sieve: Sieve::default() };
        let asked = self.ground.asked;
        let out_of_reach = |(party, floor): (usize, &Option<BigRational>)| {
            floor.as_ref().zip(asked.most_gain(PartyId::at(party))).is_some_and(|(floor, most)| most < *floor)
        };
        if self.floors.least.iter().enumerate().any(out_of_reach) {
            return Found { best: Vec::new(), ceiling: None, weights: Vec::new(), stop: None };
        }
        let found = self.weights(&Guide::of(measure));
        let Some(scale) = self.ground.scale(&found.weights, &found.above) else {
            return Found { best: Vec::new(), ceiling: None, weights: Vec::new(), stop: Some(Stop::TooLarge) };
        };
        let mut most = BigInt::from(self.ground.most(&scale.weights));
        let ended = self.descend(&mut best, &found, &scale, &mut most);
        let ceiling = match &ended {
            Ok(()) => best.list.iter().filter_map(|(_, optimum)| optimum.ceiling.clone()).max(),
            // What was solved may be better than what is known of it, too.
            Err(_) => self.floors.ceiling(measure, &scale.of_gains, &(most - &scale.base).into()).map(|ceiling| {
                let own = best.list.iter().filter_map(|(_, optimum)| optimum.ceiling.clone());
                own.fold(ceiling, BigRational::max)
            }),
        };
        // Equal utilities by other options are the same answer; the first options in order speak for them.
        best.list.sort_by(|(options, a), (other, b)| b.key.cmp(&a.key).then_with(|| options.cmp(other)));
        if let Some((options, _)) = best.list.first().filter(|(options, _)| !self.known.contains(options)) {
            self.known.push(options.clone());
        }
        Found {
            best: best.list,
            ceiling,
            weights: scale.of_gains.into_iter().take(self.floors.least.len()).collect(),
            stop: ended.err(),
        }
    }

    fn descend(&mut self, best: &mut Best, found: &Support, scale: &Scale, most: &mut BigInt) -> Result<(), Stop> {
        let seen = &mut BTreeSet::new();
        if let Some(programme) = self.programme {
            let ask = Ask { measure: best.measure, floors: self.floors.least };
            // Half of the time is left to solve what it proposes.
            let proposals = self.control.one_of(2, || programme.propose(self.ground.asked, &ask, self.control));
            for options in proposals.options {
                if seen.insert(options.clone()) {
                    self.solve(&options, best)?;
                }
            }
        }
        for corner in &found.packages {
            self.solve_corner(&corner.options().to_vec(), best, seen)?;
        }
        if best.list.is_empty() {
            for options in self.known.clone() {
                self.solve_corner(&options, best, seen)?;
            }
        }
        if best.list.is_empty() {
            self.climb(best, found, seen)?;
        }
        let (control, highest) = (self.control, most.clone());
        lower(&mut Along { hunt: self, best, scale, seen, highest }, FIRST_DEPTH, most, control)
    }

    /// Solves the levels of a corner's options, if that was not done before.
    fn solve_corner(
        &mut self,
        corner: &[OptionId],
        best: &mut Best,
        seen: &mut BTreeSet<Vec<OptionId>>,
    ) -> Result<(), Stop> {
        let options = self.ground.without_levels(corner);
        if seen.insert(options.clone()) {
            self.solve(&options, best)?;
        }
        Ok(())
    }

    /// Where no corner that the weights rest on is good for everybody: climbs from them, first to fewer broken rules and
    /// parties that lack less.
    fn climb(&mut self, best: &mut Best, found: &Support, seen: &mut BTreeSet<Vec<OptionId>>) -> Result<(), Stop> {
        let local = Local::new(&self.ground.view);
        let parties = self.floors.least.len();
        let both = found.weights.iter().zip(&found.above).map(|(sum, above)| sum + above).enumerate();
        let unit = |(seat, weight): (usize, BigInt)| (seat < parties && !weight.is_zero()).then_some(weight);
        let shape = Shape::Sum { units: both.map(unit).collect() };
        for corner in found.packages.iter().rev().take(CLIMBS) {
            self.control.check()?;
            let corner = local.climb(&shape, corner.options().to_vec(), CLIMB_STEPS);
            self.solve_corner(&corner, best, seen)?;
            if !best.list.is_empty() {
                break;
            }
        }
        Ok(())
    }

    /// The least weighted sum of scaled sums of values of anything as good as the best so far; or better, where nothing
    /// else is asked for.
    fn needed(&self, best: &Best, scale: &Scale) -> Result<i128, Stop> {
        let least = self.floors.threshold(best.measure, &scale.of_gains, best.least());
        let strictly = matches!(best.measure, Measure::Sum(units) if share_of(units, &scale.of_gains).is_positive());
        let only_better = strictly && !best.ties && !best.list.is_empty();
        let least = if only_better { least.floor() + BigRational::one() } else { least.ceil() };
        (least.to_integer() + &scale.base).to_i128().ok_or(Stop::TooLarge)
    }

    fn weights(&self, guide: &Guide) -> Support {
        self.ground.weights(guide, &self.floors.in_ranges())
    }

    /// The sums that a descent follows: the weighted sum, then those that each party and seat must reach by itself, and
    /// those that showed most others to be worse, as far as there is memory for them.
    fn sums(&self, best: &Best, weights: &[i128], reached: i128) -> Result<Vec<Cut>, Stop> {
        let ground = self.ground;
        let mut sums = vec![Cut { weights: weights.to_vec(), threshold: reached }];
        for seat in 0..weights.len() {
            let floor = self.floors.of(best.measure, seat, best.least());
            let Some(floor) = floor else { continue };
            sums.push(ground.sum_for(seat, &floor).ok_or(Stop::TooLarge)?);
        }
        sums.extend(best.sieve.most_useful());
        // Every choice of the diagrams is kept with what it adds to each sum.
        let choices: usize =
            ground.structure.diagrams.iter().flat_map(|diagram| &diagram.layers).map(|layer| layer.arcs.len()).sum();
        let room = |sums: usize| self.control.room(usize::MAX, CHOICE_BYTES + 4 * size_of::<i64>() * sums);
        if choices > room(sums.len()) {
            sums.truncate(1);
            if choices > room(1) {
                return Err(Stop::PointLimit);
            }
        }
        Ok(sums)
    }

    /// Solves the levels of some options, unless they are surely worse; whether that is better than before.
    fn solve(&mut self, options: &[OptionId], best: &mut Best) -> Result<bool, Stop> {
        let asked = self.ground.asked;
        if !best.sieve.admits(self.ground, options) {
            return Ok(false);
        }
        self.control.check()?;
        let before = best.least().cloned();
        self.solved += 1;
        let regions: Vec<Region> = regions(asked, options, self.control)?;
        let mut found: Vec<Optimum> = Vec::new();
        let mut in_vain: Vec<Prices> = Vec::new();
        for region in &regions {
            self.control.check()?;
            let ask = Ask { measure: best.measure, floors: self.floors.least };
            let least = found.iter().filter_map(|optimum| optimum.key.first()).chain(best.least()).max();
            match best::best(asked, options, region, &ask, least) {
                // Regions share their ends.
                Ok(optimum) if found.iter().all(|other| other.gains != optimum.gains) => found.push(optimum),
                Ok(_) | Err(None) => {}
                Err(Some(prices)) => in_vain.push(prices),
            }
        }
        for optimum in found {
            best.offer(options, optimum);
        }
        // A programme that was late has no answer.
        self.control.check()?;
        let improved = best.least() > before.as_ref();
        for scale in in_vain.iter().filter_map(|prices| sieve::weights(self.ground, prices)) {
            let threshold = self.needed(best, &scale)?;
            best.sieve.keep(scale, threshold);
        }
        if improved {
            let mut sieve = std::mem::take(&mut best.sieve);
            sieve.raise(|scale| self.needed(best, scale))?;
            best.sieve = sieve;
        }
        Ok(improved)
    }

    /// The largest product, and what it is of: where not all who count can gain strictly, over as many of them as can. With the
    /// ideal gains: a party whose best is to gain nothing never gains, and makes no difference.
    pub(super) fn largest_product(&mut self, powers: &[u32], ideal: &[BigRational]) -> (Found, Measure) {
        let counted: Vec<usize> =
            (0..powers.len()).filter(|party| powers[*party] > 0 && ideal[*party].is_positive()).collect();
        // What stopped ends it all.
        let best = |powers: Vec<u32>| {
            let measure = Measure::Product(powers);
            let found = self.maximise(&measure, true);
            let (stopped, any) = (found.stop.is_some(), !found.best.is_empty());
            if stopped { Err(Box::new((found, measure))) } else { Ok(any.then_some((found, measure))) }
        };
        let key = |found: &Found| found.best.first().map(|(_, optimum)| optimum.key.clone());
        let join = |joined: &mut (Found, Measure), other: (Found, Measure)| match key(&other.0).cmp(&key(&joined.0)) {
            Ordering::Greater => *joined = other,
            Ordering::Equal => joined.0.best.extend(other.0.best),
            Ordering::Less => {}
        };
        let found = over_as_many_as_gain(powers, &counted, best, join);
        found.unwrap_or_else(|stopped| Some(*stopped)).unwrap_or_else(|| {
            let nothing = Found { best: Vec::new(), ceiling: None, weights: Vec::new(), stop: None };
            (nothing, Measure::Product(vec![0; powers.len()]))
        })
    }

    /// If nothing is acceptable to all: weights of gains for which every corner falls short, so that no mixture of
    /// packages would help either.
    pub(super) fn refutation(&self) -> Option<Vec<Number>> {
        let ground = self.ground;
        let parties = self.floors.least.len();
        let ranges = (0..parties).map(|party| {
            let scale = ground.view.gain_scale(PartyId::at(party)).to_f64().unwrap_or(1.0);
            scale / ground.range(party)
        });
        let guide = Guide::Smallest(ranges.collect(), vec![0.0; parties]);
        let found = self.weights(&guide);
        let Scale { weights, of_gains, base } = ground.scale(&found.weights, &found.above)?;
        let most = BigInt::from(ground.most(&weights)) - base;
        let largest = of_gains.iter().take(parties).max()?.clone();
        let share = |weight: BigRational| Number::from(weight / &largest);
        (most.is_negative() && largest.is_positive()).then(|| of_gains.into_iter().take(parties).map(share).collect())
    }

    /// By party, the least and the most that it gains from levels with these options that are exactly as good; empty if that is
    /// what it gains.
    pub(super) fn alike(&self, options: &[OptionId], optimum: &Optimum, measure: &Measure) -> Vec<[Number; 2]> {
        let number = |number: &BigRational| Number::from(number.clone());
        let mut range: Vec<[BigRational; 2]> = optimum.gains.iter().map(|gain| [gain.clone(), gain.clone()]).collect();
        // Levels that are best for a product or in the leximin order give everybody the same.
        if let Measure::Sum(units) = measure {
            for region in regions(self.ground.asked, options, self.control).unwrap_or_default() {
                let mut programme = region.programme.clone();
                cell::require(&mut programme, &cell::weighted(&region.gains, units), &optimum.key[0]);
                cell::require_floors(&mut programme, &region.gains, self.floors.least);
                for (party, [least, most]) in range.iter_mut().enumerate() {
                    if let Some((value, _)) = cell::largest(&programme, &region.gains[party]) {
                        *most = value.max(most.clone());
                    }
                    // Nothing holds the gain of a party that does not count up to its ceiling, but its sum is what it is.
                    if let Some((value, _)) = cell::largest(&programme, &region.sums[party].times(&-BigRational::one()))
                    {
                        *least = (-value).min(least.clone());
                    }
                }
            }
        }
        let divisible = range.iter().any(|[least, most]| least != most);
        range.iter().filter(|_| divisible).map(|[least, most]| [number(least), number(most)]).collect()
    }
}

/// A hunt for a measure, along the corners that its weights make.
struct Along<'a, 'h, 'c, 'b> {
    hunt: &'a mut Hunt<'h, 'c>,
    best: &'a mut Best<'b>,
    scale: &'a Scale,
    /// Options that are solved.
    seen: &'a mut BTreeSet<Vec<OptionId>>,
    /// The most that any corner reaches.
    highest: BigInt,
}

impl Lowering<Stop> for Along<'_, '_, '_, '_> {
    fn needed(&self) -> Result<BigInt, Stop> {
        self.hunt.needed(self.best, self.scale).map(BigInt::from)
    }

    /// Solves all options whose corners reach this much, less some that are worse than the best.
    fn above(&mut self, reached: &BigInt) -> Result<bool, Stop> {
        let Along { hunt, best, scale, .. } = self;
        if *reached > self.highest {
            return Ok(true);
        }
        let sums = hunt.sums(best, &scale.weights, reached.to_i128().ok_or(Stop::TooLarge)?)?;
        let taken = each(hunt.ground, sums, self.seen, hunt.control, &mut |options| {
            Ok(if hunt.solve(options, best)? { Some(hunt.needed(best, scale)?) } else { None })
        })?;
        hunt.steps += taken.max(1);
        Ok(taken < FEW_STEPS)
    }
}
