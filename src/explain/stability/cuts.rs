//! How far a number may move while a package has the largest product of gains: by cuts.
//!
//! Two packages' roots of products are linear in *t* and cross once. The bounds are found by cuts: the search solves the
//! moved problem at the end of an interval; what is better there cuts the interval at the crossing; until nothing is better.
//! What is known cuts first: packages that were better elsewhere, and those that settle one issue otherwise. Each step excludes
//! a package for good, and each bound is proven by the last search. A crossing at which the moved problem cannot be represented,
//! or that is no fraction (a party's weight is an exponent), is rounded to the safe side: a package that is best now and there
//! is best between.
//!
//! That there is no limit is proven by two searches: what is best at some place, and in the limit rises no slower than
//! anything else, is best from there on. In the limit a product rises like that of its slope and the others' gains, so that
//! the fastest is the Nash package of the problem in which the party values nothing but what moves.

use super::lever::{Lever, Product};
use super::question::{End, Found, Nearest, Question};
use crate::exact::Number;
use crate::frontier::Point;
use crate::problem::{IssueId, Package, PartyId, Settled};
use crate::search::Stop;
use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// Into so many parts the units of gains are divided where an end is rounded: the finest that can be asked about.
const PARTS: [i64; 4] = [10_000, 100, 10, 1];
/// Cuts of one interval.
const CUTS: usize = 200;

/// So many packages beside the one that is asked about are compared before anything is searched for.
const NEIGHBOURS: usize = 1 << 12;

/// The search for bounds of one package.
pub(super) struct Cuts<'q> {
    pub question: &'q Question<'q>,
    /// Packages that may be better somewhere, with what the parties gain from them.
    pool: Vec<(Package, Vec<i64>)>,
}

impl<'q> Cuts<'q> {
    /// Begins with what is best.
    pub(super) fn new(question: &'q Question<'q>, best: Option<Package>) -> Self {
        let mut cuts = Cuts { question, pool: Vec::new() };
        best.into_iter().for_each(|best| cuts.keep(best));
        cuts
    }

    /// Gets to know what everybody accepts that settles one issue otherwise than the package asked about.
    pub(super) fn look_around(&mut self) {
        let (view, own) = (self.question.view, self.question.package);
        let others = |issue: IssueId| {
            view.options(issue).filter(move |option| *option != own.option(issue)).map(move |option| (issue, option))
        };
        for (issue, option) in view.problem().issue_ids().flat_map(others).take(NEIGHBOURS) {
            let neighbour = own.clone().settling(view.problem(), issue, &Settled::Option(option));
            if view.is_feasible(&neighbour) && view.is_individually_rational(&view.problem().utilities(&neighbour)) {
                self.keep(neighbour);
            }
        }
    }

    fn keep(&mut self, package: Package) {
        let gains = self.gains(&package);
        self.pool.push((package, gains));
    }
}

impl Cuts<'_> {
    /// A package's product while a lever moves; in the units of gains.
    fn product(&self, lever: Lever, package: &Package) -> Product {
        Product::of(self.question.view, lever, package)
    }

    pub(super) fn gains(&self, package: &Package) -> Vec<i64> {
        let view = self.question.view;
        view.gains(&view.problem().utilities(package))
    }

    /// Of the packages known, one whose product is larger at an end, about the one that exceeds this package's earliest, and from
    /// where on. This package's is the largest where nothing is moved. Floating point chooses it: what is overlooked, a search finds.
    fn known_cut(&self, lever: Lever, own: &Product, sign: i64, end: &BigRational) -> Option<Crossing> {
        let problem = self.question.view.problem();
        let falls = (&own.slope * BigInt::from(sign)).is_negative();
        let exponents = &problem.exponents;
        let party = lever.party().index();
        // A root of a product is a multiple of the party's gain: by how much it exceeds that of the package asked about.
        let others = |gains: &[i64]| -> f64 {
            let logarithm = |other: usize| f64::from(exponents[other]) * (gains[other] as f64).ln();
            (0..gains.len()).filter(|other| *other != party && exponents[*other] > 0).map(logarithm).sum()
        };
        let own_gains = self.gains(self.question.package);
        let (level, own_slope) = (others(&own_gains), to_f64(&own.slope));
        let adds: Vec<f64> = match lever {
            Lever::Quantity(quantity) => quantity.cells.iter().map(|(_, add)| to_f64(add)).collect(),
            _ => Vec::new(),
        };
        let slope = |package: &Package| match lever {
            Lever::Quantity(quantity) => {
                let cells = quantity.cells.iter().zip(&adds);
                cells.map(|((cell, _), add)| add * problem.counts(*cell, package) as f64).sum()
            }
            lever => to_f64(&lever.slope(problem, package)),
        };
        let far = to_f64(end);
        let mut first: Option<(f64, &Package)> = None;
        for (package, gains) in &self.pool {
            let slope = slope(package);
            // What does not rise does not catch up with what does not fall.
            if !falls && slope * sign as f64 <= 0.0 {
                continue;
            }
            let root = ((others(gains) - level) / f64::from(exponents[party])).exp();
            let (ahead, closing) = (root * gains[party] as f64 - own_gains[party] as f64, root * slope - own_slope);
            if ahead + closing * far > 1e-9 * (own_gains[party] as f64).abs() {
                let at = (-ahead / closing).abs();
                if first.is_none_or(|(first, _)| at < first) {
                    first = Some((at, package));
                }
            }
        }
        let (_, package) = first?;
        let other = self.product(lever, package);
        if other.at(end) <= own.at(end) {
            return None;
        }
        let (at, exact) = crossing(own, &other, end);
        Some(Crossing { at, exact, package: package.clone() })
    }

    /// Of what is as good as the package asked about at an end, what is better immediately behind it: there the products have the
    /// same value, and the one of which the party's gain rises most in proportion is ahead.
    fn behind(&self, lever: Lever, sign: i64, end: &BigRational, equals: Vec<Point>) -> Option<Package> {
        let pace = |package: &Package| {
            let product = self.product(lever, package);
            let gain = product.gain_at(end);
            gain.is_positive().then(|| &product.slope * BigInt::from(sign) / gain)
        };
        let paced = equals.into_iter().filter_map(|point| Some((pace(&point.package)?, point.package)));
        // The first of several.
        let fastest = paced.reduce(|fastest, other| if other.0 > fastest.0 { other } else { fastest });
        let own = pace(self.question.package)?;
        fastest.filter(|(pace, _)| *pace > own).map(|(_, package)| package)
    }

    /// No gain of a party is larger.
    fn largest_gain(&self, party: PartyId) -> BigInt {
        let view = self.question.view;
        BigInt::from(view.problem().reach(party.index())) * view.multipliers()[party.index()]
            + BigInt::from(view.gain(party, 0)).abs()
    }

    /// The package whose product rises fastest in the end, while a lever is moved this way ever farther. Inner none if there
    /// is none; outer none if that cannot be asked.
    fn steepest(&self, lever: Lever, sign: i64) -> Result<Option<Option<Package>>, Stop> {
        let (view, party) = (self.question.view, lever.party());
        let problem = view.problem();
        let variant = match lever {
            Lever::Quantity(quantity) => {
                let cells: Vec<_> =
                    quantity.cells.iter().map(|(cell, add)| (*cell, add * BigInt::from(sign))).collect();
                problem.valuing_only(party, &cells)
            }
            // Every package's gain moves alike.
            _ => problem.with_weight(party, &Number::zero()),
        };
        let Ok(variant) = variant else { return Ok(None) };
        let view = match lever {
            Lever::Quantity(_) => view.of(&variant).with_floor(party, variant[party].disagreement),
            _ => view.of(&variant).accepting_anything(party),
        };
        Ok(Some(self.question.choice(&view)?.better().map(|point| point.package)))
    }

    /// How far the lever may be moved up, or down if `sign` is −1; in the units of gains. The package is chosen where nothing is
    /// moved.
    pub(super) fn reach(&mut self, lever: Lever, sign: i64) -> Result<End, Stop> {
        let own = self.product(lever, self.question.package);
        let direction = BigInt::from(sign);
        if own.slope.is_zero() && lever.never_raises(sign) {
            // Its product stays, and no other one rises.
            return Ok(End::Open);
        }
        // The package itself must stay accepted.
        let refused = (&own.slope * &direction).is_negative();
        // Beyond every gain, at first.
        let far = BigRational::from((self.largest_gain(lever.party()) + 1) * &direction);
        let mut end = far.clone();
        let mut cut: Option<(Option<Package>, bool)> = None;
        // Whether what holds at the end holds beyond it.
        let mut all = false;
        let mut known = if refused { None } else { self.known_cut(lever, &own, sign, &end) };
        if refused {
            end = -BigRational::from(own.gain.clone()) / &own.slope;
            cut = Some((None, false));
        } else if known.is_none()
            && let Some(steepest) = self.steepest(lever, sign)?
        {
            let steepest = steepest.map(|package| (self.product(lever, &package), package));
            match steepest {
                Some((other, better)) if other.rate(&direction) > own.rate(&direction) => {
                    // It is better from some place on, perhaps far out.
                    while own.at(&end) >= other.at(&end) {
                        end = &end * BigInt::from(1 << 16);
                    }
                    let (crossing, exact) = crossing(&own, &other, &end);
                    end = crossing;
                    cut = Some((Some(better), !exact));
                }
                _ => all = true,
            }
        }
        for _ in 0..CUTS {
            // First what is known, then a search.
            let better = match known.take().or_else(|| self.known_cut(lever, &own, sign, &end)) {
                Some(known) => known,
                None => {
                    let found = self.question.best(lever, &end)?;
                    match found.better().map(|best| (self.product(lever, &best.package), best.package)) {
                        Some((other, package)) if other.at(&end) > own.at(&end) => {
                            let (at, exact) = crossing(&own, &other, &end);
                            self.keep(package.clone());
                            Crossing { at, exact, package }
                        }
                        // Where the end itself cannot be asked about, the nearest before it that can.
                        None if matches!(found, Found::Unknown) => {
                            if let Some(inwards) = inwards(&end) {
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
                                Some((then, rounded)) => {
                                    let behind = match then {
                                        Some(_) if !rounded => self.behind(lever, sign, &end, found.all()),
                                        _ => None,
                                    };
                                    End::At { t: end, then: behind.or(then), rounded, included: Some(chosen) }
                                }
                                None if all && chosen => End::Open,
                                None => End::Undecided(chosen.then_some(end)),
                            });
                        }
                    }
                }
            };
            if better.at == end {
                return Ok(End::Undecided(None));
            }
            end = better.at;
            cut = Some((Some(better.package), !better.exact));
        }
        Ok(End::Undecided(None))
    }

    /// The nearest place of a lever at which the package would be chosen.
    pub(super) fn nearest(&mut self, lever: Lever) -> Result<Nearest, Stop> {
        let own = self.product(lever, self.question.package);
        // Where the package itself is accepted.
        let (mut low, mut high) = (None::<BigRational>, None::<BigRational>);
        if !own.slope.is_zero() {
            let accepted = -BigRational::from(own.gain.clone()) / &own.slope;
            if own.slope.is_positive() { low = Some(accepted) } else { high = Some(accepted) }
        }
        let mut rounded = false;
        for _ in 0..CUTS {
            if low.as_ref().zip(high.as_ref()).is_some_and(|(low, high)| low > high) {
                return Ok(if rounded { Nearest::Undecided } else { Nearest::Never });
            }
            let mut t = BigRational::zero();
            t = high.iter().fold(t, |t, high| t.min(high.clone()));
            t = low.iter().fold(t, |t, low| t.max(low.clone()));
            let best = match self.question.best(lever, &t)? {
                Found::Chosen(_) => return Ok(Nearest::At { t, rounded, included: true }),
                Found::Other(best) => best,
                Found::Unknown => {
                    // The nearest beyond it that can be asked about.
                    let Some(outwards) = outwards(&t) else { return Ok(Nearest::Undecided) };
                    rounded = true;
                    if outwards.is_negative() {
                        high = Some(outwards)
                    } else {
                        low = Some(outwards)
                    }
                    continue;
                }
                Found::Nothing => return Ok(Nearest::Undecided),
            };
            let other = self.product(lever, &best.package);
            if own.at(&t) >= other.at(&t) || other.others.is_zero() {
                // Products of nothing, or as large a product that somebody without a weight prefers.
                return Ok(Nearest::Undecided);
            }
            // Where the root of its product is not below that of the better: root · (gain + slope · t) ≥ …
            let Some(root) = own.root_against(&other) else { return Ok(Nearest::Undecided) };
            let slope = &root * &own.slope - &other.slope;
            let behind = BigRational::from(other.gain.clone()) - &root * &own.gain;
            match () {
                () if slope.is_zero() => return Ok(Nearest::Never),
                () if slope.is_positive() => low = low.max(Some(behind / slope)),
                () => {
                    let bound = behind / slope;
                    high = Some(high.map_or(bound.clone(), |high| high.min(bound)));
                }
            }
        }
        Ok(Nearest::Undecided)
    }
}

/// Where another product exceeds that of the package asked about.
struct Crossing {
    at: BigRational,
    /// Whether immediately behind there; if not, perhaps a little farther.
    exact: bool,
    package: Package,
}

fn to_f64(number: &BigRational) -> f64 {
    number.to_f64().unwrap_or(f64::NAN)
}

/// The nearest to 0 on the finest grid that it is not on.
fn inwards(t: &BigRational) -> Option<BigRational> {
    on_a_grid(t, |whole| whole.trunc())
}

/// The nearest away from 0 on the finest grid that it is not on.
fn outwards(t: &BigRational) -> Option<BigRational> {
    on_a_grid(t, |whole| if whole.is_negative() { whole.floor() } else { whole.ceil() })
}

fn on_a_grid(t: &BigRational, rounded: impl Fn(BigRational) -> BigRational) -> Option<BigRational> {
    let on = |parts: i64| {
        let parts = BigRational::from(BigInt::from(parts));
        rounded(t * &parts) / parts
    };
    PARTS.into_iter().map(on).find(|rounded| rounded != t)
}

/// Where two products cross between 0 and `end`, at which the other is larger, and whether that is exact; if it is not, the
/// first is not smaller there.
fn crossing(own: &Product, other: &Product, end: &BigRational) -> (BigRational, bool) {
    if let Some(root) = own.root_against(other) {
        let ahead = |t: &BigRational| &root * own.gain_at(t) - other.gain_at(t);
        let (first, last) = (ahead(&BigRational::zero()), ahead(end));
        return (end * &first / (&first - &last), true);
    }
    // The last whole part of the grid at which the first is not smaller.
    let parts = BigInt::from(PARTS[0]);
    let sign = BigInt::from(if end.is_negative() { -1 } else { 1 });
    let (mut inside, mut outside) = (BigInt::zero(), (end.abs() * &parts).ceil().to_integer());
    let at = |whole: &BigInt| BigRational::new(whole * &sign, parts.clone());
    while &outside - &inside > BigInt::one() {
        let middle: BigInt = (&inside + &outside).div_floor(&BigInt::from(2));
        if own.at(&at(&middle)) >= other.at(&at(&middle)) { inside = middle } else { outside = middle }
    }
    (at(&inside), false)
}
