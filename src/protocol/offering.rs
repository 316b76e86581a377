//! What can be offered: the best package for whoever offers, of those that the others accept.
//!
//! Where the packages that could ever be accepted are few, they are listed once, and each question is a look at the list; for two
//! parties, a search by halves. Else each question is a search ([`Pricing`]): the most that one party can gain while all others gain
//! what a refusal is worth to them. Floors are fractions; gains are whole in some scale, so that floors are rounded up there.
//!
//! Ties are broken in two ways, for the others and against them, both by the first of them first. Mostly few vectors of gains have
//! the most that who offers can get, so that the search lists them all, and both ways are looks at that list. Where they are many,
//! what the others gain is made as large as possible, or as small, one after the other, by a search each. For the latter, a search
//! has parties more who want the opposite of what the others want ([`Problem::with_opposite`]).

use super::course::Ties;
use crate::concept::{MAX_POWERS, total_power};
use crate::problem::{Acceptance, Corners, OptionId, Package, PartyId, Problem, View};
use crate::search::{Control, Pricing, Stop, Structure, are_more_than, each_acceptable};
use itertools::Itertools;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::ToPrimitive;
use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::rc::Rc;

/// Diagrams of the packages that are listed may have so many choices.
const ARCS: usize = 1 << 16;
/// So many steps may be taken to list packages.
const STEPS: u64 = 1 << 22;
/// So many different vectors of gains are listed.
const LISTED: usize = 1 << 20;
/// So many different vectors of gains are listed that are equally good for who offers, and so much work is done for that, before
/// ties are broken by searches.
const TIED: usize = 1 << 12;
const WORK: u64 = 1 << 24;

/// Limits are looked at after so many points.
const LOOK: usize = 1 << 12;

/// A package, and what everybody gains from it over no deal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Offer {
    /// By party, in the author's units.
    pub gains: Vec<BigRational>,
    /// The package.
    pub package: Package,
}

/// Answers what is best to offer.
pub(super) trait Offering {
    /// What these parties offer where a refusal is worth so much to each party, in the author's units: of what passes then, the best for
    /// one, or with the largest product of gains for several. None if nothing passes that is worth as much as a refusal to them.
    ///
    /// # Errors
    /// If a limit was met.
    fn best(&self, by: &[PartyId], refusal: &[BigRational], ties: Ties) -> Result<Option<Offer>, Stop>;
}

/// Of whom everybody's consent is enough: by party, whether it is needed.
fn passing(view: &View, by: &[PartyId]) -> Vec<Vec<bool>> {
    let rule: &Acceptance = view.acceptance();
    let with = |coalition: Vec<bool>| -> Vec<bool> {
        coalition.iter().enumerate().map(|(at, needed)| *needed || by.contains(&PartyId::at(at))).collect()
    };
    rule.deciding().map(with).unique().collect()
}

/// All that could ever be accepted.
pub(super) struct Listed<'v, 'p, 'c> {
    view: &'v View<'p>,
    control: &'v Control<'c>,
    points: Points,
    scales: Vec<BigInt>,
    /// For two parties who both have to accept: for each, the points from its best to its worst.
    sides: Option<[Side; 2]>,
}

/// Vectors of gains and packages that have them, in two long lists: hardly more than their numbers.
struct Points {
    parties: usize,
    issues: usize,
    count: usize,
    /// Gains in units of the view's scales: indexed by `point · parties + party`.
    gains: Vec<i64>,
    /// Indexed by `point · issues + issue`.
    options: Vec<OptionId>,
}

impl Points {
    fn of(problem: &Problem) -> Self {
        let (parties, issues) = (problem.parties().len(), problem.issues().len());
        Points { parties, issues, count: 0, gains: Vec::new(), options: Vec::new() }
    }

    fn gains(&self, at: usize) -> &[i64] {
        &self.gains[at * self.parties..(at + 1) * self.parties]
    }

    fn options(&self, at: usize) -> &[OptionId] {
        &self.options[at * self.issues..(at + 1) * self.issues]
    }

    fn push(&mut self, gains: impl Iterator<Item = i64>, options: &[OptionId]) {
        self.gains.extend(gains);
        self.options.extend_from_slice(options);
        self.count += 1;
    }

    /// Each vector once, in descending order, with the first of its packages.
    fn settled(self) -> Self {
        let mut order: Vec<(i64, usize)> = (0..self.count).map(|at| (self.gains(at)[0], at)).collect();
        order.sort_unstable_by(|(a, one), (b, other)| {
            let rest = || self.gains(*other).cmp(self.gains(*one));
            b.cmp(a).then_with(rest).then_with(|| self.options(*one).cmp(self.options(*other)))
        });
        order.dedup_by(|(_, later), (_, first)| self.gains(*later) == self.gains(*first));
        let mut settled = Points { count: 0, gains: Vec::new(), options: Vec::new(), ..self };
        settled.gains.reserve_exact(order.len() * self.parties);
        settled.options.reserve_exact(order.len() * self.issues);
        for (_, at) in order {
            let (gains, options) = (&self.gains[at * self.parties..], &self.options[at * self.issues..]);
            settled.push(gains[..self.parties].iter().copied(), &options[..self.issues]);
        }
        settled
    }
}

/// The points from the best for one of two parties to the worst, and of those that are equally good from the best for the other.
struct Side {
    order: Vec<usize>,
    /// The most that the other gains at this place or before.
    most: Vec<i64>,
}

impl<'v, 'p, 'c> Listed<'v, 'p, 'c> {
    /// Lists what is worth at least so much to enough parties, by party in the author's units, or all that is feasible. None if that is
    /// too much to list.
    ///
    /// # Errors
    /// If a limit was met.
    pub fn new(
        view: &'v View<'p>,
        least: Option<&[BigRational]>,
        control: &'v Control<'c>,
    ) -> Result<Option<Self>, Stop> {
        let problem = view.problem();
        if problem.has_levels() {
            return Ok(None);
        }
        let lowered = match least {
            None => Ok(problem.party_ids().fold(view.clone(), View::without_floor)),
            Some(least) => problem.party_ids().zip(least).try_fold(view.clone(), |view, (party, least)| {
                let floor = view.disagreement(party).value() + least;
                view.with_disagreement(party, &floor.into())
            }),
        };
        let Ok(lowered) = lowered else { return Ok(None) };
        let structure = match Structure::build_within(&lowered, ARCS, control) {
            Ok(Some(structure)) => structure,
            Ok(None) => return Ok(Some(Listed::of(view, Points::of(problem), control))),
            Err(Stop::TooLarge) => return Ok(None),
            Err(stop) => return Err(stop),
        };
        if are_more_than(&lowered, &structure, STEPS) {
            return Ok(None);
        }
        let mut points = Points::of(problem);
        // There are as many once more while vectors that came twice are thrown out.
        let row = points.parties * size_of::<i64>() + points.issues * size_of::<OptionId>();
        let room = control.room(LISTED, 2 * size_of::<(i64, usize)>() + 4 * row);
        let mut full = false;
        let mut visit = |options: &[OptionId], utilities: &[i64]| {
            if points.count > room + room / 2 && !full {
                let all = std::mem::replace(&mut points, Points::of(problem));
                points = all.settled();
                full = points.count > room;
            }
            if !full {
                points.push(problem.party_ids().zip(utilities).map(|(party, own)| view.gain(party, *own)), options);
            }
        };
        let all = each_acceptable(&lowered, &structure, STEPS, control, &mut visit)?;
        if !all || full {
            return Ok(None);
        }
        let points = points.settled();
        Ok((points.count <= room).then(|| Listed::of(view, points, control)))
    }

    /// Of points of which each vector is there once, in descending order.
    fn of(view: &'v View<'p>, points: Points, control: &'v Control<'c>) -> Self {
        let two = view.parties() == 2 && view.acceptance().is_unanimous();
        let sides = two.then(|| [0, 1].map(|party| Side::of(&points, party)));
        let scales = view.problem().party_ids().map(|party| view.gain_scale(party)).collect();
        Listed { view, control, points, scales, sides }
    }

    /// What is needed, in whole gains; none if it is more than anything is worth.
    fn whole(&self, refusal: &[BigRational]) -> Vec<Option<i64>> {
        let one = |(refusal, scale): (&BigRational, &BigInt)| {
            let needed = (refusal * BigRational::from(scale.clone())).ceil().to_integer();
            needed.to_i64().or_else(|| (needed < BigInt::ZERO).then_some(i64::MIN))
        };
        refusal.iter().zip(&self.scales).map(one).collect()
    }

    fn offer(&self, at: usize) -> Offer {
        let gains = self.points.gains(at).iter().zip(&self.scales);
        Offer {
            gains: gains.map(|(gain, scale)| BigRational::new((*gain).into(), scale.clone())).collect(),
            package: Package::new(self.points.options(at)),
        }
    }

    /// What is measured by who offers: a gain, or a product of gains.
    fn measured(&self, by: &[PartyId], gains: &[i64]) -> BigInt {
        match by {
            [party] => gains[party.index()].into(),
            _ => {
                let exponents = &self.view.problem().exponents;
                let power = |party: &PartyId| BigInt::from(gains[party.index()].max(0)).pow(exponents[party.index()]);
                by.iter().map(power).product()
            }
        }
    }

    /// How two vectors compare to who offers, and whose ties are broken like this.
    fn compare(&self, by: &[PartyId], ties: Ties, one: &[i64], other: &[i64]) -> Ordering {
        let first = |parties: &mut dyn Iterator<Item = usize>| {
            let order = parties.map(|party| one[party].cmp(&other[party])).find(|order| order.is_ne());
            order.unwrap_or(Ordering::Equal)
        };
        let rest = || {
            let order = first(&mut (0..one.len()).filter(|party| !by.contains(&PartyId::at(*party))));
            if ties == Ties::Against { order.reverse() } else { order }
        };
        // Who offers together wants more for each of them, the first of them first.
        let own = || first(&mut by.iter().map(|party| party.index()));
        self.measured(by, one).cmp(&self.measured(by, other)).then_with(own).then_with(rest)
    }
}

impl Side {
    fn of(points: &Points, party: usize) -> Self {
        let key = |at: usize| (points.gains(at)[party], points.gains(at)[1 - party], at);
        let mut sorted: Vec<(i64, i64, usize)> = (0..points.count).map(key).collect();
        // Those of the first are in this order as they are.
        sorted.sort_by_key(|point| std::cmp::Reverse((point.0, point.1)));
        let mut most = Vec::with_capacity(sorted.len());
        for (_, other, _) in &sorted {
            most.push(most.last().map_or(*other, |before: &i64| *other.max(before)));
        }
        Side { order: sorted.into_iter().map(|(_, _, at)| at).collect(), most }
    }
}

impl Offering for Listed<'_, '_, '_> {
    fn best(&self, by: &[PartyId], refusal: &[BigRational], ties: Ties) -> Result<Option<Offer>, Stop> {
        let needed = self.whole(refusal);
        if let ([party], Some(sides)) = (by, &self.sides) {
            let (own, side) = (party.index(), &sides[party.index()]);
            let Some(floor) = needed[1 - own] else { return Ok(None) };
            let first = side.most.partition_point(|most| *most < floor);
            let Some(best) = side.order.get(first).map(|at| self.points.gains(*at)[own]) else { return Ok(None) };
            if needed[own].is_none_or(|needed| best < needed) {
                return Ok(None);
            }
            let at = match ties {
                // Of those that are equally good, the last that the other accepts.
                Ties::Against => {
                    let good = |at: &usize| {
                        let gains = self.points.gains(*at);
                        gains[own] == best && gains[1 - own] >= floor
                    };
                    first + side.order[first..].partition_point(good) - 1
                }
                _ => first,
            };
            return Ok(Some(self.offer(side.order[at])));
        }
        if by.len() > 1 {
            let powers: Vec<u32> = by.iter().map(|party| self.view.problem().exponents[party.index()]).collect();
            total_power(&powers, MAX_POWERS).ok_or(Stop::TooLarge)?;
        }
        let rule = self.view.acceptance();
        let accepts = |gains: &[i64], party: usize| needed[party].is_some_and(|needed| gains[party] >= needed);
        let mut best: Option<usize> = None;
        for at in 0..self.points.count {
            let gains = self.points.gains(at);
            if at % LOOK == 0 {
                self.control.check()?;
            }
            let passes = by.iter().all(|party| accepts(gains, party.index()))
                && rule.passes((0..gains.len()).map(|party| accepts(gains, party)));
            let better = |best: usize| self.compare(by, ties, gains, self.points.gains(best)).is_gt();
            if passes && best.is_none_or(better) {
                best = Some(at);
            }
        }
        Ok(best.map(|at| self.offer(at)))
    }
}

/// The problem with the opposite of each party behind it, to search for the least that somebody gains.
pub(super) fn opposed(problem: &Problem) -> Problem {
    problem.party_ids().fold(problem.clone(), |opposed, party| opposed.with_opposite(party))
}

/// The question to that: what the parties are asked, while their opposites accept anything.
pub(super) fn of_opposed<'q>(view: &View, opposed: &'q Problem) -> View<'q> {
    let parties = view.parties();
    let all = view.of(opposed).with_consent_of(&vec![true; 2 * parties]);
    (parties..2 * parties).map(PartyId::at).fold(all, View::without_floor)
}

/// Each question is a search.
pub(super) struct Searched<'s, 'p, 'c> {
    view: &'s View<'p>,
    /// None if nothing is feasible.
    own: Option<Pricing<'s, 'p, 'c>>,
    /// The same with opposites.
    both: Option<Pricing<'s, 'p, 'c>>,
    known: RefCell<HashMap<Asked, Option<Offer>>>,
    tied: RefCell<HashMap<Floored, Option<Rc<[Offer]>>>>,
    /// So many vectors of gains are listed that are equally good for who offers.
    most_tied: usize,
}

/// A question that was answered.
type Asked = (Vec<PartyId>, Vec<BigRational>, bool);

/// What is best for a party where others ask for so much.
type Floored = (usize, Vec<Option<BigRational>>);

impl<'s, 'p, 'c> Searched<'s, 'p, 'c> {
    /// For a view in which all have to consent, and the same with opposites, with their corners if there are continuous issues.
    ///
    /// # Errors
    /// If a limit was met.
    pub fn new(
        view: &'s View<'p>,
        opposed: &'s View<'p>,
        corners: [Option<&'s Corners>; 2],
        control: &'s Control<'c>,
    ) -> Result<Self, Stop> {
        let own = Pricing::new(view, corners[0], control)?;
        let both = Pricing::new(opposed, corners[1], control)?;
        Ok(Searched { view, own, both, known: RefCell::default(), tied: RefCell::default(), most_tied: TIED })
    }

    /// All vectors of gains that are equally good for a party, and best; none if they are too many. Kept, as who breaks ties in the
    /// other way asks again.
    fn tied(&self, own: &Pricing, party: usize, floors: &[Option<BigRational>]) -> Result<Option<Rc<[Offer]>>, Stop> {
        let asked = (party, floors.to_vec());
        if let Some(known) = self.tied.borrow().get(&asked) {
            return Ok(known.clone());
        }
        let packages = own.all_most(party, floors, self.most_tied, WORK)?;
        let offer = |package: Package| Offer { gains: self.gains(&package), package };
        let tied = packages.map(|packages| packages.into_iter().map(offer).collect::<Rc<[Offer]>>());
        self.tied.borrow_mut().insert(asked, tied.clone());
        Ok(tied)
    }

    /// What who offers compares offers by that are equally good for it.
    fn towards(party: usize, ties: Ties, offer: &Offer) -> Vec<BigRational> {
        let others = offer.gains.iter().enumerate().filter(|(at, _)| *at != party);
        others.map(|(_, gain)| if ties == Ties::Against { -gain } else { gain.clone() }).collect()
    }

    fn gains(&self, package: &Package) -> Vec<BigRational> {
        self.view.gains_of(package).into_iter().map(|gain| gain.value().clone()).collect()
    }

    /// In units of the scales of gains, for parties and, with another sign, their opposites.
    fn scaled(&self, party: usize, gain: &BigRational) -> BigRational {
        gain * BigRational::from(self.view.gain_scale(PartyId::at(party)))
    }

    /// The best of what these accept.
    fn among(
        &self,
        party: PartyId,
        coalition: &[bool],
        refusal: &[BigRational],
        ties: Ties,
    ) -> Result<Option<Offer>, Stop> {
        let (Some(own), Some(both)) = (&self.own, &self.both) else { return Ok(None) };
        let parties = self.view.parties();
        let floor = |at: usize| coalition[at].then(|| self.scaled(at, &refusal[at]));
        let mut floors: Vec<Option<BigRational>> = (0..parties).map(floor).collect();
        if let Some(tied) = self.tied(own, party.index(), &floors)? {
            return Ok(tied.iter().max_by_key(|offer| Self::towards(party.index(), ties, offer)).cloned());
        }
        let Some(mut package) = own.most(party.index(), &floors)? else { return Ok(None) };
        let own_gain = &self.gains(&package)[party.index()];
        floors[party.index()] = Some(self.scaled(party.index(), own_gain));
        let others = (0..parties).filter(|at| *at != party.index());
        match ties {
            // Opposites are of sums, and a ceiling is above these.
            Ties::Against if !self.view.problem().ceilings().is_empty() => return Err(Stop::TooLarge),
            Ties::Against => {
                floors.resize(2 * parties, None);
                for other in others {
                    package = both.most(parties + other, &floors)?.ok_or(Stop::TooLarge)?;
                    floors[parties + other] = Some(-self.scaled(other, &self.gains(&package)[other]));
                }
            }
            _ => {
                for other in others {
                    package = own.most(other, &floors)?.ok_or(Stop::TooLarge)?;
                    floors[other] = Some(self.scaled(other, &self.gains(&package)[other]));
                }
            }
        }
        Ok(Some(Offer { gains: self.gains(&package), package }))
    }
}

impl Offering for Searched<'_, '_, '_> {
    fn best(&self, by: &[PartyId], refusal: &[BigRational], ties: Ties) -> Result<Option<Offer>, Stop> {
        let [party] = by else { return Err(Stop::TooLarge) };
        let asked = (by.to_vec(), refusal.to_vec(), ties == Ties::Against);
        if let Some(known) = self.known.borrow().get(&asked) {
            return Ok(known.clone());
        }
        let mut best: Option<Offer> = None;
        for coalition in passing(self.view, by) {
            let Some(offer) = self.among(*party, &coalition, refusal, ties)? else { continue };
            let key = |offer: &Offer| (offer.gains[party.index()].clone(), Self::towards(party.index(), ties, offer));
            if best.as_ref().is_none_or(|best| key(&offer) > key(best)) {
                best = Some(offer);
            }
        }
        self.known.borrow_mut().insert(asked, best.clone());
        Ok(best)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::Limits;

    /// Numbers that look random.
    struct Dice(u64);

    impl Dice {
        fn below(&mut self, count: u64) -> u64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) % count
        }
    }

    /// A small problem in which much ties: parties, issues with options, values, sometimes linked, and a quota.
    fn problem(dice: &mut Dice) -> Problem {
        let (parties, issues) = (2 + dice.below(3), 2 + dice.below(3));
        let options = 2 + dice.below(2);
        let list = |count: u64, one: &mut dyn FnMut(u64) -> String| (0..count).map(one).collect::<Vec<_>>().join(", ");
        let named = list(issues, &mut |issue| {
            format!("\"i{issue}\": {{ \"options\": [{}] }}", list(options, &mut |option| format!("\"o{option}\"")))
        });
        let disagreement = list(parties, &mut |party| {
            let (value, scale) = (dice.below(4), 1 + dice.below(2));
            format!("\"p{party}\": {{ \"disagreement\": \"{value}/{scale}\" }}")
        });
        let utilities = list(parties, &mut |party| {
            let values = list(issues, &mut |issue| {
                let values = list(options, &mut |option| format!("\"o{option}\": {}", dice.below(4)));
                format!("\"i{issue}\": {{ {values} }}")
            });
            let linked = match dice.below(3) {
                0 => format!(
                    ", \"interactions\": [{{ \"when\": {{ \"i0\": \"o0\", \"i1\": \"o1\" }}, \"add\": {} }}]",
                    dice.below(4)
                ),
                _ => String::new(),
            };
            let ceiling = match dice.below(8) {
                0 => format!(", \"at_most\": {}", 2 + dice.below(6)),
                _ => String::new(),
            };
            format!("\"p{party}\": {{ \"values\": {{ {values} }}{linked}{ceiling} }}")
        });
        let rule =
            if dice.below(3) == 0 { ", \"rules\": [{ \"forbid\": { \"i0\": \"o0\", \"i1\": \"o0\" } }]" } else { "" };
        let quota = match dice.below(3) {
            0 => format!(", \"acceptance\": {{ \"quota\": {} }}", 1 + dice.below(parties)),
            _ => String::new(),
        };
        let text = format!(
            "{{ \"zopa\": 1, \"parties\": {{ {disagreement} }}, \"issues\": {{ {named} }}, \"utilities\": {{ {utilities} }}{rule}{quota} }}"
        );
        Problem::from_json(&text).unwrap_or_else(|wrong| panic!("{wrong}\n{text}"))
    }

    #[test]
    fn lists_and_searches_offer_the_same() {
        let mut dice = Dice(22);
        let mut sure = 0;
        let control = Control::new(&Limits::default());
        for case in 0..300 {
            let problem = problem(&mut dice);
            let view = problem.view();
            let opposed = opposed(&problem);
            let both = of_opposed(&view, &opposed);
            let parties = view.parties();
            let least = vec![BigRational::from(BigInt::from(-9)); parties];
            let least = view.acceptance().is_unanimous().then_some(least);
            let listed = Listed::new(&view, least.as_deref(), &control).expect("no limit").expect("a list");
            let searched = Searched::new(&view, &both, [None, None], &control).expect("no limit");
            // Without a list of what is equally good, ties are broken by searches; not beside ceilings.
            let unlisted = Searched::new(&view, &both, [None, None], &control).expect("no limit");
            let unlisted = Searched { most_tied: 0, ..unlisted };
            let structure = Structure::build(&view, &control).expect("no limit");
            for most in 0..40 {
                let mut count = 0;
                let Some(structure) = &structure else { break };
                each_acceptable(&view, structure, u64::MAX, &control, &mut |_, _| count += 1).expect("no limit");
                let more = are_more_than(&view, structure, most);
                assert!(!more || count > most, "{case} {most} {count}");
                sure += usize::from(more);
            }
            for _ in 0..4 {
                let by = PartyId::at(dice.below(parties as u64) as usize);
                let refusal: Vec<BigRational> = (0..parties)
                    .map(|_| BigRational::new((dice.below(9) as i64 - 2).into(), (1 + dice.below(3)).into()))
                    .collect();
                for ties in [Ties::For, Ties::Against] {
                    let [one, other] = [&listed as &dyn Offering, &searched].map(|offering| {
                        offering.best(&[by], &refusal, ties).expect("no limit").map(|offer| offer.gains)
                    });
                    assert_eq!(one, other, "{case} {by:?} {refusal:?} {ties:?}");
                    match unlisted.best(&[by], &refusal, ties) {
                        Ok(offer) => {
                            assert_eq!(one, offer.map(|offer| offer.gains), "{case} {by:?} {refusal:?} {ties:?}")
                        }
                        Err(stop) => assert_eq!((stop, problem.ceilings().is_empty()), (Stop::TooLarge, false)),
                    }
                }
            }
        }
        assert!(sure > 300, "{sure}");
    }
}
