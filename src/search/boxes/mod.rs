//! Branch and bound over a landscape of boxes: utilities that are sums over boxes, as GENIUS's non-linear ones are.
//!
//! A part of the packages is divided at a box: its packages lie in it, or out of it. [A linear programme](relaxation) bounds
//! each part's weighted sum; what scores at least as well as the best package so far has a weighted sum of at least a
//! [threshold](super::threshold). Once it is known of every box how it lies, all packages of the part are worth the same: they
//! are [counted](count) and not listed. (Without boxes that cost something, boxes share a package if each two of them do, and
//! this is the search for a stable set of boxes; ranges have Helly's number two. Nothing here rests on it.)
//!
//! The programme is in floating point; every bound is multiplied out in whole numbers, and a part is only left when it is
//! proven that nothing in it is looked for.

mod count;
mod landscape;
mod relaxation;

pub(super) use landscape::Landscape;

use super::incumbent::Incumbent;
use super::limits::{Control, Stop};
use super::local::Local;
use crate::problem::{Package, PartyId, View};
use landscape::{Lies, Part};
use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive};
use relaxation::{Relaxation, UNIT_BITS};

/// Parts from whose solution a climb starts.
const CLIMBS: u64 = 16;
/// Packages that such a climb may look at.
const CLIMB_STEPS: usize = 1_000;
/// A box that is in by more than this is entered first.
const RATHER_IN: f64 = 0.3;
/// How often progress is told, in parts.
const REPORT: u64 = 16;

/// A view as a landscape of boxes; none if it is none, or too large for linear programmes.
pub(super) fn landscape(view: &View) -> Option<Landscape> {
    Landscape::of_view(view).filter(relaxation::fits)
}

/// A search over the landscape of a view.
pub(super) struct Boxes<'v> {
    view: &'v View<'v>,
    landscape: &'v Landscape,
    /// Weights of gains.
    weights: Vec<BigInt>,
    relaxation: Relaxation<'v>,
    local: Local<'v>,
    /// The weights in the relaxation are so many times the weights, as a power of two.
    shift: u32,
    /// What utilities weigh where gains are 0, in the relaxation's numbers.
    zero: BigInt,
    parts: u64,
    /// No package of the part that is being looked at weighs more.
    now: i128,
    /// No package that is still to be looked at weighs more.
    open: i128,
}

/// Weights that sums of a view keep below a bound: all of them times the same power of two, rounded.
pub(super) fn fitting(view: &View, weights: &[BigInt]) -> Vec<BigInt> {
    let bits = reach(view, weights).bits();
    let shift = bits.saturating_sub(UNIT_BITS as u64 - 2);
    weights.iter().map(|weight| weight >> shift).collect()
}

/// What weighted sums of gains stay below.
fn reach(view: &View, weights: &[BigInt]) -> BigInt {
    let party = |(party, weight): (usize, &BigInt)| {
        weight.abs() * view.problem().reach(party) * view.multipliers()[party] * 4u32
    };
    weights.iter().enumerate().map(party).sum()
}

impl<'v> Boxes<'v> {
    /// Prepares a search with these weights of gains, which [fit](fitting); none if the landscape is too large.
    pub(super) fn new(view: &'v View<'v>, landscape: &'v Landscape, weights: &[BigInt]) -> Option<Self> {
        let problem = view.problem();
        let reaches: Vec<i64> = (0..view.parties()).map(|party| problem.reach(party)).collect();
        let mut relaxation = Relaxation::new(landscape, &reaches)?;
        let shift = (UNIT_BITS as u64 - 2).checked_sub(reach(view, weights).bits())? as u32;
        let whole = |(weight, multiplier): (&BigInt, &i64)| ((weight * multiplier) << shift).to_i128();
        let of_utilities: Vec<i128> = weights.iter().zip(view.multipliers()).map(whole).collect::<Option<_>>()?;
        let zero = weights.iter().enumerate().map(|(party, weight)| weight * view.gain(PartyId::at(party), 0));
        let zero = -zero.sum::<BigInt>() << shift;
        let between: Vec<(i64, i64)> = (0..view.parties()).map(|party| between(view, party)).collect();
        relaxation.aim(&of_utilities, &between);
        let open = (reach(view, weights) << shift).to_i128().unwrap_or(i128::MAX >> 1);
        let local = Local::new(view);
        let weights = weights.to_vec();
        Some(Boxes { view, landscape, weights, relaxation, local, shift, zero, parts: 0, now: open, open })
    }

    /// What is still looked for weighs at least so much.
    fn threshold(&self, incumbent: &Incumbent) -> i128 {
        let gains = incumbent.threshold(&self.weights).unwrap_or(BigInt::ZERO);
        ((gains << self.shift) + &self.zero).to_i128().unwrap_or(i128::MIN >> 1)
    }

    /// No package that is still to be looked at has larger weighted gains than this.
    pub(super) fn most(&self) -> BigInt {
        let most: BigInt = BigInt::from(self.open) - &self.zero;
        num_integer::Integer::div_ceil(&most, &(BigInt::from(1) << self.shift))
    }

    /// Looks at all packages that may score at least as well as the incumbent, and offers it what is found.
    pub(super) fn run(&mut self, incumbent: &mut Incumbent, control: &Control) -> Result<(), Stop> {
        let Some(whole) = self.landscape.whole() else { return Ok(()) };
        let mut open: Vec<(i128, Part)> = vec![(self.open, whole)];
        while let Some((bound, part)) = open.pop() {
            let threshold = self.threshold(incumbent);
            if bound < threshold {
                continue;
            }
            if self.parts.is_multiple_of(REPORT) {
                let most = open.iter().map(|(bound, _)| *bound).fold(bound, i128::max);
                let zero = self.zero.to_f64().unwrap_or(0.0);
                control.narrowed(most as f64 - zero, threshold as f64 - zero);
            }
            self.now = bound;
            let searched = self.search(part, bound, incumbent, &mut open, control);
            if let Err(stop) = searched {
                self.open = open.iter().map(|(bound, _)| *bound).fold(self.now, i128::max);
                return Err(stop);
            }
        }
        Ok(())
    }

    /// Bounds a part, and settles or divides it.
    fn search(
        &mut self,
        mut part: Part,
        mut before: i128,
        incumbent: &mut Incumbent,
        open: &mut Vec<(i128, Part)>,
        control: &Control,
    ) -> Result<(), Stop> {
        self.parts += 1;
        loop {
            if part.lies.iter().all(|lies| *lies != Lies::Either) {
                return self.settle(&part, incumbent, control);
            }
            let threshold = self.threshold(incumbent);
            self.relaxation.look_above(threshold);
            if !self.demand(incumbent) {
                return Ok(());
            }
            let bounded = self.relaxation.bound(&part, self.parts == 1, control);
            let bound = match bounded {
                Ok(Some(bound)) => bound,
                Ok(None) => return Ok(()),
                Err(stop) => {
                    self.now = self.relaxation.bound_so_far(&part).min(before);
                    return Err(stop);
                }
            };
            // What each box costs at its other bound is counted from this part's own bound.
            before = before.min(bound.most);
            self.now = before;
            if self.parts <= CLIMBS {
                let start = self.relaxation.rounded(&part);
                let options = self.local.climb(incumbent.shape(), start, CLIMB_STEPS);
                incumbent.expect_package(self.view, &options);
                control.check()?;
            }
            let threshold = self.threshold(incumbent);
            if before < threshold {
                return Ok(());
            }
            let known = |part: &Part| part.lies.iter().filter(|lies| **lies != Lies::Either).count();
            let (lies, left) = (known(&part), part.left.clone());
            if !self.relaxation.narrow(&mut part, &bound, threshold) {
                return Ok(());
            }
            if known(&part) == part.lies.len() {
                return self.settle(&part, incumbent, control);
            }
            // What is drawn from so much is worth another look.
            if known(&part) > lies + (part.lies.len() - lies) / 4 && left != part.left {
                continue;
            }
            let Some((at, share)) = self.relaxation.dividing(&part) else { return Ok(()) };
            let mut inside = part.clone();
            let mut halves = Vec::new();
            if self.landscape.enter(&mut inside, at) && self.landscape.follow(&mut inside) {
                halves.push(inside);
            }
            if self.landscape.leave(&mut part, at) && self.landscape.follow(&mut part) {
                halves.push(part);
            }
            if share > RATHER_IN {
                halves.reverse();
            }
            open.extend(halves.into_iter().map(|half| (before, half)));
            return Ok(());
        }
    }

    /// Asks every party for what is still looked for; whether there can be such a thing.
    fn demand(&mut self, incumbent: &Incumbent) -> bool {
        let demanding = incumbent.demanding(self.view);
        let between: Vec<(i64, i64)> = (0..self.view.parties()).map(|party| between(&demanding, party)).collect();
        self.relaxation.look_between(&between);
        between.iter().all(|(low, high)| low <= high)
    }

    /// Takes in the packages of a part that are all worth the same.
    fn settle(&self, part: &Part, incumbent: &mut Incumbent, control: &Control) -> Result<(), Stop> {
        let mut utilities = self.landscape.sums(part);
        self.view.problem().cap(&mut utilities);
        let demanding = incumbent.demanding(self.view);
        if !demanding.is_individually_rational(&utilities) || !incumbent.wants(self.view, &utilities) {
            return Ok(());
        }
        if let Some((packages, first)) = count::count(self.landscape, part, control)? {
            incumbent.offer(self.view, &utilities, &first, &packages);
            if incumbent.count() > control.points {
                return Err(Stop::PointLimit);
            }
        }
        Ok(())
    }
}

/// Between which bounds a party's utility is looked for.
fn between(view: &View, party: usize) -> (i64, i64) {
    let problem = view.problem();
    let reach = problem.reach(party);
    let floor = view.floors()[party].unwrap_or(-reach);
    (floor, problem.ceiling(PartyId::at(party)).map_or(reach, |at| at.min(reach)))
}

/// Looks for packages that are about best for weights of utilities, one question after the other.
pub(super) struct Promising<'v> {
    whole: Part,
    relaxation: Relaxation<'v>,
    reach: Vec<i64>,
}

impl<'v> Promising<'v> {
    /// None if nothing is feasible, or the landscape is too large.
    pub(super) fn new(view: &'v View<'v>, landscape: &'v Landscape) -> Option<Self> {
        let reach: Vec<i64> = (0..view.parties()).map(|party| view.problem().reach(party)).collect();
        let relaxation = Relaxation::new(landscape, &reach)?;
        Some(Promising { whole: landscape.whole()?, relaxation, reach })
    }

    /// A package near what is best for weights of utilities; none if there is no time.
    pub(super) fn package(&mut self, weights: &[f64], control: &Control) -> Option<Package> {
        let largest = weights.iter().zip(&self.reach).map(|(weight, reach)| weight * *reach as f64).fold(0.0, f64::max);
        let unit = ((UNIT_BITS - 6) as f64).exp2() / largest.max(f64::MIN_POSITIVE);
        let whole: Vec<i128> = weights.iter().map(|weight| (weight.max(0.0) * unit) as i128).collect();
        let between: Vec<(i64, i64)> = self.reach.iter().map(|reach| (-reach, *reach)).collect();
        self.relaxation.aim(&whole, &between);
        self.relaxation.bound(&self.whole, true, control).ok()?;
        Some(Package::new(self.relaxation.rounded(&self.whole)))
    }
}
