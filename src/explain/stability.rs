//! How far an answer can be trusted: within which bounds each number may move while a package stays the Nash package,
//! and by how little a number would have to move for another package to become it.
//!
//! One number at a time; all others stay. Moving a disagreement value, or what an option is worth to a party, by *t*
//! changes that party's gain by *s·t* with *s* = −1, 0 or 1 for every package. So where the party's weight is that of
//! the others, two packages' products of gains are linear in *t* and cross once, at an exact fraction. The bounds are
//! found by cuts: the search solves the moved problem at the end of an interval; what is better there cuts the interval
//! at the crossing; until nothing is better. Each step excludes a package for good, and each bound is proven by the last
//! search. A crossing at which the moved problem cannot be represented, or that is no fraction (a party's weight is an
//! exponent), is rounded to the safe side: a package that is best now and there is best between.
//!
//! That there is no limit is proven by two searches. Roots of products are linear in *t*: what is best at some place, and
//! in the limit rises no slower than anything else, is best from there on. In the limit a product rises like that of the
//! others, so that the fastest is the Nash package without the party's gain. Wherever a question cannot be asked, the
//! answer is that it is not decided.

use super::budget::Budget;
use crate::concept::Nash;
use crate::exact::Number;
use crate::frontier::Point;
use crate::problem::{Package, Problem, View};
use crate::search::{Limits, Status, Stop};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// Weights are moved up to so many times what they are.
const LARGEST_WEIGHT: i64 = 1000;
/// Digits behind the point of a weight's bound.
const WEIGHT_PARTS: i64 = 10_000;
/// With larger exponents than these together, products are not compared here.
const LARGEST_EXPONENT: u32 = 128;
/// Into so many parts the units of gains are divided where an end is rounded.
const PARTS: i64 = 10_000;
/// Cuts of one interval.
const CUTS: usize = 200;

/// One end of an interval.
#[derive(Clone, Debug, PartialEq)]
pub enum Bound {
    /// No limit at all, proven; of a weight downwards, down to 0 itself.
    Open,
    /// Up to here, in the author's units; beyond it this package is better, if it is not that the package is refused.
    At {
        /// The end, at which the package is still a Nash package unless it is excluded.
        value: Number,
        /// What is better beyond it.
        then: Option<Package>,
        /// Whether the value is the end rounded to the safe side, and not the end itself.
        rounded: bool,
        /// Whether the package is a Nash package at the value itself; none if that is not decided.
        included: Option<bool>,
    },
    /// Not decided.
    Undecided {
        /// Up to here at least the package is a Nash package; none if nothing is known.
        at_least: Option<Number>,
    },
}

/// The number nearest to its own with which a package would be a Nash package.
#[derive(Clone, Debug, PartialEq)]
pub enum Needed {
    /// This one; where it cannot be represented, or is no fraction, the nearest beyond it that is tried.
    At(Number),
    /// There is none, proven.
    Never,
    /// Not decided: a question could not be represented, or exponents make products that cross at no fraction.
    Undecided,
}

/// Between which values a number may stand while the package stays the Nash package.
#[derive(Clone, Debug, PartialEq)]
pub struct Interval {
    /// The number now.
    pub now: Number,
    /// Down to where.
    pub low: Bound,
    /// Up to where.
    pub high: Bound,
}

/// The interval of what an option is worth to a party.
#[derive(Clone, Debug)]
pub struct ValueInterval {
    /// The party.
    pub party: usize,
    /// The issue.
    pub issue: usize,
    /// The option.
    pub option: usize,
    /// How far its value may move.
    pub interval: Interval,
}

/// How stable a package is as the answer.
#[derive(Clone, Debug)]
pub enum Stable {
    /// Not every party accepts it, or it breaks a rule: no single number of those looked at is to blame.
    Refused,
    /// Somebody gains nothing from it, or weights are too finely divided: products tell nothing.
    NoProduct,
    /// It is a Nash package.
    Chosen {
        /// By party: how far its disagreement value may move.
        disagreement: Vec<Option<Interval>>,
        /// By party: how far its weight may move.
        weights: Vec<Option<Interval>>,
        /// How far what options are worth may move: those that have a limit at all.
        values: Vec<ValueInterval>,
    },
    /// It is not.
    Other {
        /// By party: the disagreement value nearest to its own with which it would be.
        disagreement: Vec<Needed>,
        /// By party: the weight nearest to its own with which it would be, to some digits.
        weights: Vec<Needed>,
    },
}

/// How stable an answer is.
#[derive(Clone, Debug)]
pub struct Stability {
    /// The package.
    pub package: Package,
    /// What was found.
    pub verdict: Stable,
    /// If the search stopped early, why: what it did not come to is missing.
    pub stopped: Option<Stop>,
}

/// A number that moves: a disagreement value or what an option is worth by *t*, in the units of gains; a weight to *t*.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Lever {
    Disagreement(usize),
    Weight(usize),
    Value { party: usize, issue: usize, option: usize },
}

impl Lever {
    /// Asks a question of a view with the number moved; none if numbers would not fit.
    pub(crate) fn moved<R>(self, view: &View, t: &BigRational, ask: impl FnOnce(&View) -> R) -> Option<R> {
        let problem = view.problem();
        let scale = |party: usize| BigRational::from(view.gain_scale(party));
        match self {
            Lever::Disagreement(party) => {
                let value = Number::from(view.disagreement(party).value() + t / scale(party));
                Some(ask(&view.clone().with_disagreement(party, &value).ok()?))
            }
            Lever::Weight(party) => {
                let problem = problem.with_weight(party, &t.clone().into()).ok()?;
                Some(ask(&view.of(&problem)))
            }
            Lever::Value { party, issue, option } => {
                let problem = problem.with_value_raised(party, issue, option, &(t / scale(party))).ok()?;
                Some(ask(&view.of(&problem)))
            }
        }
    }
}

/// A package's product of gains while a number moves: (gain + slope·t)^exponent · others, where the gain is at most what
/// the party's ceiling leaves.
///
/// Two such products cross once, too: the quotient of two gains that rise together rises or falls until both are at the
/// ceiling, and a gain that rises until there crosses one that stays once.
pub(crate) struct Product {
    pub gain: BigInt,
    /// The largest gain, if the lever is a value and the party has a ceiling.
    pub most: Option<BigRational>,
    pub slope: i32,
    pub exponent: u32,
    pub others: BigInt,
}

impl Product {
    /// That of a package while a lever moves; in the units of gains.
    pub(crate) fn of(view: &View, lever: Lever, package: &Package) -> Self {
        let problem = view.problem();
        let mut gains = view.gains(&problem.utilities(package));
        let exponents = &problem.exponents;
        let (party, slope) = match lever {
            Lever::Disagreement(party) => (party, -1),
            Lever::Weight(party) => (party, 0),
            Lever::Value { party, issue, option } => {
                (party, i32::from(usize::from(package.options()[issue]) == option))
            }
        };
        let others = || (0..gains.len()).filter(|other| *other != party);
        let power = |other: usize| num_traits::pow(BigInt::from(gains[other]), exponents[other] as usize);
        // What somebody else refuses is never better.
        let refused = others().any(|other| gains[other] < 0);
        let others = if refused { BigInt::zero() } else { others().map(power).product() };
        // What moves below the ceiling is the sum of the party's values.
        let most = match lever {
            Lever::Value { .. } => problem.declared_ceiling(party).map(|ceiling| {
                gains[party] = view.gain(party, problem.sums(package)[party]);
                (ceiling.value() - view.disagreement(party).value()) * BigRational::from(view.gain_scale(party))
            }),
            _ => None,
        };
        Product { gain: gains[party].into(), most, slope, exponent: exponents[party], others }
    }

    /// Where the gain meets the ceiling.
    fn bend(&self) -> Option<BigRational> {
        let most = self.most.as_ref().filter(|_| self.slope != 0)?;
        Some((most - &self.gain) / BigInt::from(self.slope))
    }

    fn at(&self, t: &BigRational) -> BigRational {
        let gain = t * BigInt::from(self.slope) + &self.gain;
        let gain = self.most.as_ref().map_or(gain.clone(), |most| most.min(&gain).clone());
        // Who loses refuses; no power may hide it.
        if gain.is_negative() {
            return gain * &self.others;
        }
        num_traits::pow(gain, self.exponent as usize) * &self.others
    }
}

impl View<'_> {
    /// Tells how far numbers may move while a package stays a Nash package; if it is none, how far one would have to.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let model = zopa::Model::from_json(include_str!("../../models/examples/first-steps.json"))?;
    /// let problem = zopa::Problem::compile(&model)?;
    /// let answer = problem.search().run();
    /// let nash = &answer.solutions[0].agreements[0].package;
    /// let stability = problem.view().stability(nash, &zopa::Limits::default());
    /// assert!(matches!(stability.verdict, zopa::explain::Stable::Chosen { .. }));
    /// # Ok(())
    /// # }
    /// ```
    pub fn stability(&self, package: &Package, limits: &Limits) -> Stability {
        let mut stability = Stability { package: package.clone(), verdict: Stable::Refused, stopped: None };
        let utilities = self.problem().utilities(package);
        if !self.is_feasible(package) || !self.is_individually_rational(&utilities) {
            return stability;
        }
        let exponents = &self.problem().exponents;
        let total = exponents.iter().try_fold(0u32, |sum, exponent| sum.checked_add(*exponent));
        let gains = self.gains(&utilities);
        let counted = |party: usize| exponents[party] > 0;
        let nothing = (0..self.parties()).any(|party| counted(party) && gains[party] <= 0);
        if nothing || total.is_none_or(|total| total > LARGEST_EXPONENT) {
            stability.verdict = Stable::NoProduct;
            return stability;
        }
        let mut cuts =
            Cuts { view: self.clone(), package: package.clone(), pool: Vec::new(), budget: Budget::new(limits) };
        match cuts.verdict() {
            Ok((verdict, stopped)) => {
                stability.verdict = verdict;
                stability.stopped = stopped;
            }
            Err(stop) => stability.stopped = Some(stop),
        }
        stability
    }
}

/// The search for intervals of one package.
struct Cuts<'v> {
    view: View<'v>,
    package: Package,
    /// Packages that were better somewhere.
    pool: Vec<Package>,
    budget: Budget,
}

impl Cuts<'_> {
    fn problem(&self) -> &Problem {
        self.view.problem()
    }

    /// The verdict, and why it is not whole, if so.
    fn verdict(&mut self) -> Result<(Stable, Option<Stop>), Stop> {
        let zero = BigRational::zero();
        let first = Lever::Disagreement(0);
        let found = self.best(first, &zero)?;
        let best = found.better();
        let tied = match &best {
            Some(best) => self.product(first, &self.package).at(&zero) >= self.product(first, &best.package).at(&zero),
            None => true,
        };
        let chosen = found.chosen();
        if tied && !chosen {
            // As large a product, but another package is better for a party whose gain does not count.
            let undecided = vec![Needed::Undecided; self.view.parties()];
            return Ok((Stable::Other { disagreement: undecided.clone(), weights: undecided }, None));
        }
        self.pool.extend(best.map(|best| best.package));
        let parties = self.view.parties();
        if !chosen {
            let (mut disagreement, mut weights) = (Vec::new(), Vec::new());
            for party in 0..parties {
                match self.nearest(party) {
                    Ok(nearest) => disagreement.push(nearest),
                    Err(stop) => return Ok((Stable::Other { disagreement, weights }, Some(stop))),
                }
            }
            for party in 0..parties {
                match self.nearest_weight(party) {
                    Ok(nearest) => weights.push(nearest),
                    Err(stop) => return Ok((Stable::Other { disagreement, weights }, Some(stop))),
                }
            }
            return Ok((Stable::Other { disagreement, weights }, None));
        }
        let (mut disagreement, mut weights, mut values) = (Vec::new(), Vec::new(), Vec::new());
        let mut stopped = None;
        let mut keep = |interval: Result<Option<Interval>, Stop>| match interval {
            Ok(interval) => interval,
            Err(stop) => {
                stopped = stopped.or(Some(stop));
                None
            }
        };
        for party in 0..parties {
            disagreement.push(keep(self.interval(Lever::Disagreement(party))));
        }
        for party in 0..parties {
            weights.push(keep(self.weight_interval(party)));
        }
        for (party, issue) in itertools::iproduct!(0..parties, 0..self.problem().issues().len()) {
            if !self.problem().valued[issue][party] {
                continue;
            }
            let options: Vec<usize> = self.view.options(issue).map(usize::from).collect();
            for option in options {
                let interval = keep(self.interval(Lever::Value { party, issue, option }));
                if let Some(interval) =
                    interval.filter(|interval| interval.low != Bound::Open || interval.high != Bound::Open)
                {
                    values.push(ValueInterval { party, issue, option, interval });
                }
            }
        }
        Ok((Stable::Chosen { disagreement, weights, values }, stopped))
    }

    /// What is chosen with a lever moved.
    fn best(&self, lever: Lever, t: &BigRational) -> Result<Found, Stop> {
        let limits = self.budget.left()?;
        let solve = |view: &View| {
            let answer = view.clone().search().concepts([&Nash as _]).limits(limits).without_ideal().run();
            if let Status::Stopped(stop) = answer.status {
                return Err(stop);
            }
            let own = view.problem().utilities(&self.package);
            let agreements: Vec<Point> =
                answer.solutions.into_iter().flat_map(|solution| solution.agreements).collect();
            if agreements.iter().any(|point| view.problem().utilities(&point.package) == own) {
                return Ok(Found::Chosen(agreements.into_iter().next()));
            }
            Ok(agreements.into_iter().next().map_or(Found::Nothing, Found::Other))
        };
        lever.moved(&self.view, t, solve).unwrap_or(Ok(Found::Unknown))
    }

    /// A package's product while a lever moves; in the units of gains.
    fn product(&self, lever: Lever, package: &Package) -> Product {
        Product::of(&self.view, lever, package)
    }

    /// How far a number of a party is moved at first: beyond every gain. In the units of gains.
    fn farthest(&self, party: usize) -> BigRational {
        BigRational::from(self.largest_gain(party) + 1)
    }

    /// No gain of a party is larger.
    fn largest_gain(&self, party: usize) -> BigInt {
        let disagreement = BigInt::from(self.view.gain(party, 0)).abs();
        BigInt::from(self.problem().reach(party)) * self.view.multipliers()[party] + disagreement
    }

    /// The package whose product rises fastest in the end, while a lever moves a number of a party in its favour ever
    /// farther: the one with the largest product of the others among those that the lever moves. Inner none if there is
    /// none; outer none if that cannot be asked.
    fn steepest(&self, lever: Lever, party: usize) -> Result<Option<Option<Package>>, Stop> {
        let limits = self.budget.left()?;
        let Ok(problem) = self.problem().with_weight(party, &Number::zero()) else { return Ok(None) };
        let mut view = self.view.of(&problem).accepting_anything(party);
        if let Lever::Value { issue, option, .. } = lever {
            view = view.fix(issue, option);
        }
        let answer = view.search().concepts([&Nash as _]).limits(limits).without_ideal().run();
        if let Status::Stopped(stop) = answer.status {
            return Err(stop);
        }
        let first = answer.solutions.into_iter().find_map(|solution| solution.agreements.into_iter().next());
        Ok(Some(first.map(|point| point.package)))
    }

    /// How far the lever may be moved up, or down if `sign` is −1; in the units of gains.
    fn reach(&mut self, lever: Lever, sign: i64) -> Result<End, Stop> {
        let party = match lever {
            Lever::Disagreement(party) | Lever::Weight(party) | Lever::Value { party, .. } => party,
        };
        let own = self.product(lever, &self.package);
        // What is not in the package may be worth less without harm.
        if matches!(lever, Lever::Value { .. }) && own.slope == 0 && sign < 0 {
            return Ok(End::Open);
        }
        let sign = BigInt::from(sign);
        // The package itself must stay accepted.
        let refused = (BigInt::from(own.slope) * &sign).is_negative();
        let far = self.farthest(party) * &sign;
        let mut end = far.clone();
        let mut cut: Option<(Option<Package>, bool)> = None;
        // Whether what holds at the end holds beyond it.
        let mut all = false;
        if refused {
            end = BigRational::from(&own.gain * &sign);
            cut = Some((None, false));
        } else if let Some(most) = &own.most {
            // All gains that rise have met the ceiling there.
            let beyond = BigRational::from(self.largest_gain(party) + 1) + most.abs();
            end = far.abs().max(beyond) * &sign;
            all = true;
        } else if let Some(steepest) = self.steepest(lever, party)? {
            let rate = if own.slope == 0 { BigInt::zero() } else { own.others.clone() };
            match steepest {
                Some(better) if self.product(lever, &better).others > rate => {
                    // It is better from some place on, perhaps far out.
                    let other = self.product(lever, &better);
                    while own.at(&end) >= other.at(&end) {
                        end = &end * BigInt::from(1 << 16);
                    }
                    let (crossing, exact) = self.crossing(&own, &other, &end);
                    end = crossing;
                    cut = Some((Some(better), !exact));
                }
                _ => all = true,
            }
        }
        for _ in 0..CUTS {
            // First what is known, then a search.
            let known = self.pool.iter().find(|other| self.product(lever, other).at(&end) > own.at(&end)).cloned();
            let better = match known {
                Some(known) => known,
                None => {
                    let found = self.best(lever, &end)?;
                    match found.better() {
                        Some(best) if self.product(lever, &best.package).at(&end) > own.at(&end) => best.package,
                        // Where the end itself cannot be asked about, the nearest before it that can.
                        None if matches!(found, Found::Unknown) => {
                            let inwards = self.inwards(&end);
                            if inwards != end {
                                end = inwards;
                                if let Some((_, rounded)) = &mut cut {
                                    *rounded = true;
                                }
                            } else if end.abs() > far.abs() {
                                // So far out nothing can be asked; here it can.
                                (end, cut, all) = (far.clone(), None, false);
                            } else {
                                return Ok(End::Undecided(None));
                            }
                            continue;
                        }
                        _ => {
                            let chosen = found.chosen();
                            return Ok(match cut {
                                Some((then, rounded)) => End::At { t: end, then, rounded, included: Some(chosen) },
                                None if all && chosen => End::Open,
                                None => End::Undecided(chosen.then_some(end)),
                            });
                        }
                    }
                }
            };
            let other = self.product(lever, &better);
            if !self.pool.contains(&better) {
                self.pool.push(better.clone());
            }
            let (crossing, exact) = self.crossing(&own, &other, &end);
            if crossing == end {
                return Ok(End::Undecided(None));
            }
            end = crossing;
            cut = Some((Some(better), !exact));
        }
        Ok(End::Undecided(None))
    }

    /// The nearest to 0, or the number itself, on a grid of gains that questions can be asked on.
    fn inwards(&self, t: &BigRational) -> BigRational {
        let parts = BigRational::from(BigInt::from(PARTS));
        (t * &parts).trunc() / parts
    }

    /// Where two products cross between 0 and `end`, at which the other is larger, and whether that is exact; if it is
    /// not, the first is not smaller there.
    fn crossing(&self, own: &Product, other: &Product, end: &BigRational) -> (BigRational, bool) {
        if own.exponent == 1 {
            let within = |t: &BigRational| t.is_positive() == end.is_positive() && t.abs() < end.abs() && !t.is_zero();
            let mut stops: Vec<BigRational> = [own.bend(), other.bend()].into_iter().flatten().filter(within).collect();
            stops.sort_by_key(BigRational::abs);
            stops.push(end.clone());
            let ahead = |t: &BigRational| own.at(t) - other.at(t);
            let mut from = BigRational::zero();
            // Straight from one to the next.
            for to in stops {
                let (first, last) = (ahead(&from), ahead(&to));
                if last.is_negative() && !first.is_negative() {
                    return (&from + (&to - &from) * &first / (&first - &last), true);
                }
                from = to;
            }
        }
        // The last whole part of the grid at which the first is not smaller.
        let sign = BigInt::from(if end.is_negative() { -1 } else { 1 });
        let (mut inside, mut outside) = (BigInt::zero(), (end.abs() * BigInt::from(PARTS)).ceil().to_integer());
        let at = |parts: &BigInt| BigRational::new(parts * &sign, PARTS.into());
        while &outside - &inside > BigInt::one() {
            let middle = (&inside + &outside) / 2;
            if own.at(&at(&middle)) >= other.at(&at(&middle)) { inside = middle } else { outside = middle }
        }
        (at(&inside), false)
    }

    /// The interval of a lever; none if it moves nothing.
    fn interval(&mut self, lever: Lever) -> Result<Option<Interval>, Stop> {
        let (party, now) = match lever {
            Lever::Disagreement(party) => (party, self.view.disagreement(party)),
            Lever::Value { party, issue, option } => {
                let value = self.problem().values[issue][option * self.view.parties() + party];
                (party, self.problem().in_units(party, value))
            }
            Lever::Weight(_) => return Ok(None),
        };
        if self.problem().exponents[party] == 0 {
            return Ok(None);
        }
        let scale = BigRational::from(self.view.gain_scale(party));
        let mut end = |sign: i64| -> Result<Bound, Stop> {
            let value = |t: BigRational| Number::from(now.value() + t / &scale);
            Ok(match self.reach(lever, sign)? {
                End::Open => Bound::Open,
                End::At { t, then, rounded, included } => Bound::At { value: value(t), then, rounded, included },
                End::Undecided(at_least) => Bound::Undecided { at_least: at_least.map(value) },
            })
        };
        let (low, high) = (end(-1)?, end(1)?);
        Ok(Some(Interval { now, low, high }))
    }

    /// The disagreement value of a party nearest to its own with which the package would be a Nash package.
    fn nearest(&mut self, party: usize) -> Result<Needed, Stop> {
        let lever = Lever::Disagreement(party);
        let own = self.product(lever, &self.package);
        if own.exponent != 1 {
            return Ok(Needed::Undecided);
        }
        let (mut low, mut high) = (None::<BigRational>, BigRational::from(own.gain.clone()));
        // Away from 0, onto the grid.
        let outwards = |t: &BigRational| {
            let parts = BigRational::from(BigInt::from(PARTS));
            let whole = t * &parts;
            (if t.is_negative() { whole.floor() } else { whole.ceil() }) / parts
        };
        let mut exact = true;
        for _ in 0..CUTS {
            if low.as_ref().is_some_and(|low| *low > high) {
                return Ok(if exact { Needed::Never } else { Needed::Undecided });
            }
            let mut t = BigRational::zero().min(high.clone());
            if let Some(low) = &low {
                t = t.max(low.clone());
            }
            let best = match self.best(lever, &t)? {
                Found::Chosen(_) => {
                    let value =
                        self.view.disagreement(party).value() + t / BigRational::from(self.view.gain_scale(party));
                    return Ok(Needed::At(value.into()));
                }
                Found::Other(best) => best,
                Found::Unknown if outwards(&t) != t => {
                    // The nearest beyond it that can be asked about.
                    let t = outwards(&t);
                    exact = false;
                    (low, high) = if t.is_negative() { (low, high.min(t)) } else { (Some(t), high) };
                    continue;
                }
                Found::Nothing | Found::Unknown => return Ok(Needed::Undecided),
            };
            let other = self.product(lever, &best.package);
            if own.at(&t) >= other.at(&t) {
                // Products of nothing, or as large a product that somebody without a weight prefers: beside it is not decided.
                return Ok(Needed::Undecided);
            }
            // t · (others of the better − others of the package) ≥ what the better is ahead by.
            let ahead = &other.gain * &other.others - &own.gain * &own.others;
            let rate = &other.others - &own.others;
            match () {
                () if rate.is_positive() => {
                    let bound = BigRational::new(ahead, rate);
                    low = Some(low.map_or(bound.clone(), |low| low.max(bound)));
                }
                () if rate.is_negative() => high = high.min(BigRational::new(ahead, rate)),
                () => return Ok(Needed::Never),
            }
        }
        Ok(Needed::Undecided)
    }

    /// What is a Nash package at a weight, and about the weight at which it and the package are equally good: a guess.
    fn at_weight(&self, party: usize, weight: &BigRational) -> Result<(Found, f64), Stop> {
        let found = self.best(Lever::Weight(party), weight)?;
        let Some(best) = found.better() else { return Ok((found, f64::NAN)) };
        let own = self.view.gains(&self.problem().utilities(&self.package));
        let other = self.view.gains(&self.problem().utilities(&best.package));
        let log = |gains: &[i64], at: usize| (gains[at] as f64).ln();
        let weights = self.problem().parties().iter().map(|party| party.weight.to_f64());
        let ahead: f64 = (weights.enumerate().filter(|(at, weight)| *at != party && *weight > 0.0))
            .map(|(at, weight)| weight * (log(&other, at) - log(&own, at)))
            .sum();
        Ok((found, ahead / (log(&own, party) - log(&other, party))))
    }

    /// Whether the package is a Nash package for all small weights of a party: whether it is with weight 0 among those that
    /// the party gains from. Products without gain compete at weight 0 only.
    fn is_best_near_no_weight(&self, party: usize) -> Result<bool, Stop> {
        let limits = self.budget.left()?;
        let Ok(problem) = self.problem().with_weight(party, &Number::zero()) else { return Ok(false) };
        let gains: Vec<i64> = (0..self.view.parties()).map(|other| i64::from(other == party)).collect();
        let view = self.view.of(&problem).with_gains_of_at_least(&gains);
        let own = problem.utilities(&self.package);
        let answer = view.search().concepts([&Nash as _]).limits(limits).without_ideal().run();
        match answer.status {
            Status::Stopped(stop) => Err(stop),
            _ => {
                let mut chosen = answer.solutions.iter().flat_map(|solution| &solution.agreements);
                Ok(chosen.any(|point| problem.utilities(&point.package) == own))
            }
        }
    }

    /// The interval of a party's weight: where logarithms guess, a search at every end decides.
    fn weight_interval(&mut self, party: usize) -> Result<Option<Interval>, Stop> {
        let now = self.problem().parties()[party].weight.clone();
        if now.value().is_zero() {
            return Ok(None);
        }
        let end = |sign: i64| -> Result<Bound, Stop> {
            let limit = if sign > 0 { now.value() * BigInt::from(LARGEST_WEIGHT) } else { BigRational::zero() };
            let mut weight = limit;
            let mut then = None;
            for _ in 0..CUTS {
                let (found, crossing) = self.at_weight(party, &weight)?;
                let package = match found {
                    Found::Chosen(_) => {
                        return Ok(match then {
                            // What is best at 0, where packages of no gain compete, is best down to it.
                            None if sign < 0 => Bound::Open,
                            None => Bound::Undecided { at_least: Some(weight.into()) },
                            then => Bound::At { value: weight.into(), then, rounded: true, included: Some(true) },
                        });
                    }
                    Found::Other(point) => {
                        if weight.is_zero() && self.is_best_near_no_weight(party)? {
                            let (value, then) = (Number::zero(), Some(point.package));
                            return Ok(Bound::At { value, then, rounded: false, included: Some(false) });
                        }
                        point.package
                    }
                    Found::Nothing | Found::Unknown => return Ok(Bound::Undecided { at_least: Some(now.clone()) }),
                };
                then = Some(package);
                let next = safe(crossing, sign).unwrap_or_else(|| weight.clone());
                // Always nearer to the weight that it has.
                let step = BigRational::new(BigInt::from(sign), BigInt::from(WEIGHT_PARTS));
                let nearer = &weight - step;
                weight = if sign > 0 {
                    next.min(nearer).max(now.value().clone())
                } else {
                    next.max(nearer).min(now.value().clone())
                };
                if weight == *now.value() {
                    return Ok(Bound::At { value: weight.into(), then, rounded: true, included: Some(true) });
                }
            }
            Ok(Bound::Undecided { at_least: Some(now.clone()) })
        };
        let (low, high) = (end(-1)?, end(1)?);
        Ok(Some(Interval { now, low, high }))
    }

    /// A weight of a party near its own with which the package would be a Nash package.
    fn nearest_weight(&mut self, party: usize) -> Result<Needed, Stop> {
        let now = self.problem().parties()[party].weight.value().clone();
        let (mut low, mut high) = (BigRational::zero(), &now * BigInt::from(LARGEST_WEIGHT));
        let own = self.view.gains(&self.problem().utilities(&self.package));
        for _ in 0..CUTS {
            if low > high {
                return Ok(Needed::Undecided);
            }
            let weight = now.clone().clamp(low.clone(), high.clone());
            let (found, crossing) = self.at_weight(party, &weight)?;
            let package = match found {
                Found::Chosen(_) => return Ok(Needed::At(weight.into())),
                Found::Other(point) => point.package,
                Found::Nothing | Found::Unknown => return Ok(Needed::Undecided),
            };
            let other = self.view.gains(&self.problem().utilities(&package));
            let step = BigRational::new(BigInt::one(), BigInt::from(WEIGHT_PARTS));
            match own[party].cmp(&other[party]) {
                // The more the party counts, the better for the package.
                std::cmp::Ordering::Greater => {
                    let Some(bound) = safe(crossing, -1) else { return Ok(Needed::Undecided) };
                    low = bound.max(&weight + step);
                }
                std::cmp::Ordering::Less => {
                    let Some(bound) = safe(crossing, 1) else { return Ok(Needed::Undecided) };
                    high = bound.min(&weight - step);
                }
                // It is better whatever the weight.
                std::cmp::Ordering::Equal => return Ok(Needed::Never),
            }
        }
        Ok(Needed::Undecided)
    }
}

/// What a moved problem chooses.
enum Found {
    /// The package, among equals of which this is the first.
    Chosen(Option<Point>),
    /// Not the package but this one.
    Other(Point),
    /// Nothing: no package is acceptable.
    Nothing,
    /// The problem cannot be represented.
    Unknown,
}

impl Found {
    fn chosen(&self) -> bool {
        matches!(self, Found::Chosen(_))
    }

    fn better(&self) -> Option<Point> {
        match self {
            Found::Chosen(first) => first.clone(),
            Found::Other(point) => Some(point.clone()),
            Found::Nothing | Found::Unknown => None,
        }
    }
}

/// One end of how far a lever may be moved, in the units of gains.
enum End {
    Open,
    At { t: BigRational, then: Option<Package>, rounded: bool, included: Option<bool> },
    Undecided(Option<BigRational>),
}

/// A weight's bound, rounded down for an upper end and up for a lower one: a guess, which a search decides.
fn safe(crossing: f64, sign: i64) -> Option<BigRational> {
    let parts = crossing * WEIGHT_PARTS as f64;
    let whole = if sign > 0 { (parts - 1e-6).floor() } else { (parts + 1e-6).ceil() };
    (whole.is_finite() && whole >= 0.0)
        .then(|| BigRational::new(BigInt::from(whole as i64), BigInt::from(WEIGHT_PARTS)))
}
