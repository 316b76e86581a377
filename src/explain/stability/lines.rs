//! How far a number may move while a concept chooses a package: by comparing it with every package that could be chosen.
//!
//! While one number of a party moves, the party's gain from each package is a straight line below its ceiling, and all other
//! gains stay. What could be chosen anywhere lies on the frontier of the problem with one party more, who wants what the
//! number adds. These packages are listed once for each direction.
//!
//! A concept compares gains with units and offsets that depend on a party's own ideal gain at most. Between two places where
//! an ideal gain turns, every comparison of two packages turns at roots of linear equations: where the party's two gains are
//! equal, where one of them counts as much as another party's gain, or where two sums are equal. So the line is cut into
//! points and the open intervals between them; at each a comparison is one of fractions, and within an interval any place
//! stands for all.

use super::lever::Lever;
use super::question::{End, Nearest, Question, setting};
use crate::concept::Measure;
use crate::problem::{Package, PartyId};
use crate::search::{Limits, Status, Stop, Target};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use std::collections::BTreeMap;

/// So many packages are compared.
const POINTS: usize = 1 << 12;
/// So often ideal gains may turn.
const PHASES: usize = 1 << 10;

/// A package's gains while a number moves; in the author's units.
struct Line {
    package: Package,
    /// By party, where nothing is moved, and nothing capped.
    gains: Vec<BigRational>,
    /// What the party's gain rises by with each unit.
    rate: BigRational,
}

/// A place on the way: a point, or what lies immediately behind it.
type Place = (BigRational, bool);

/// The packages that could be chosen while a number moves one way.
pub(super) struct Lines<'q> {
    question: &'q Question<'q>,
    lever: Lever<'q>,
    sign: i64,
    lines: Vec<Line>,
    /// Which of them is the package that is asked about.
    own: usize,
    /// The largest gain that the party's ceiling leaves.
    most: Option<BigRational>,
}

/// Part of the way on which no ideal gain turns.
struct Phase {
    from: BigRational,
    /// None if it goes on for ever.
    to: Option<BigRational>,
    /// By party, but for the one whose number moves.
    ideal: Vec<BigRational>,
    /// Of the one whose number moves: the line with its ideal gain.
    best: usize,
}

impl<'q> Lines<'q> {
    /// Lists the packages; none if there are too many, or numbers do not fit.
    pub(super) fn new(question: &'q Question<'q>, lever: Lever<'q>, sign: i64) -> Result<Option<Self>, Stop> {
        let party = lever.party();
        let own_power = question.exponents.as_ref().map_or(0, |exponents| exponents[party.index()]);
        if own_power > 1 {
            return Ok(None);
        }
        let limits = question.budget.left()?;
        let limits = Limits { points: limits.points.min(POINTS), ..limits };
        let problem = question.view.problem();
        let parties = question.view.parties();
        let view = question.view.clone().with_consent_of(&vec![true; parties]);
        let answer = match lever {
            Lever::Quantity(quantity) => {
                let cells: Vec<_> =
                    quantity.cells.iter().map(|(cell, add)| (*cell, add * BigInt::from(sign))).collect();
                let Ok(rates) = problem.valuing_only(party, &cells) else { return Ok(None) };
                let variant = problem.without_ceiling(party).with_party_of(&rates, party);
                let view = view.of(&variant).accepting_anything(party).accepting_anything(PartyId::at(parties));
                view.search().limits(limits).frontier(Target::Acceptable)
            }
            _ => view.accepting_anything(party).search().limits(limits).frontier(Target::Acceptable),
        };
        match answer.status {
            Status::Stopped(stop @ (Stop::TimeLimit | Stop::Interrupted)) => return Err(stop),
            Status::Stopped(_) => return Ok(None),
            _ => {}
        }
        let moves_values = matches!(lever, Lever::Quantity(_));
        let line = |package: Package| {
            let mut utilities = problem.utilities(&package);
            if moves_values {
                utilities[party.index()] = problem.sums(&package)[party.index()];
            }
            let scale = |party: PartyId| BigRational::from(question.view.gain_scale(party));
            let gain = |party: PartyId| {
                BigRational::from(BigInt::from(question.view.gain(party, utilities[party.index()]))) / scale(party)
            };
            let rate = lever.slope(problem, &package) * BigInt::from(sign);
            Line { gains: problem.party_ids().map(gain).collect(), rate, package }
        };
        let own = line(question.package.clone());
        let points = answer.frontier.points.into_iter().map(|point| line(point.package));
        let mut lines: Vec<Line> = points.filter(|line| line.gains != own.gains || line.rate != own.rate).collect();
        lines.push(own);
        let ceiling = problem.declared_ceiling(party).filter(|_| moves_values);
        let most = ceiling.map(|ceiling| ceiling.value() - question.view.disagreement(party).value());
        let own = lines.len() - 1;
        Ok(Some(Lines { question, lever, sign, lines, own, most }))
    }

    fn party(&self) -> usize {
        self.lever.party().index()
    }

    /// A party's gain from a package when the number has moved so far.
    fn gain(&self, line: usize, t: &BigRational) -> BigRational {
        let line = &self.lines[line];
        let gain = &line.gains[self.party()] + &line.rate * t;
        self.most.as_ref().map_or(gain.clone(), |most| most.min(&gain).clone())
    }

    fn gains(&self, line: usize, t: &BigRational) -> Vec<BigRational> {
        let mut gains = self.lines[line].gains.clone();
        gains[self.party()] = self.gain(line, t);
        gains
    }

    /// Between which places the party accepts a package; none behind if for ever, none at all if nowhere on this way.
    fn accepted(&self, line: usize) -> Option<(BigRational, Option<BigRational>)> {
        let Line { gains, rate, .. } = &self.lines[line];
        let gain = &gains[self.party()];
        if self.most.as_ref().is_some_and(Signed::is_negative) {
            return None;
        }
        let zero = BigRational::zero();
        match (gain.is_negative(), rate.is_positive(), rate.is_negative()) {
            (true, true, _) => Some((-gain / rate, None)),
            (true, false, _) => None,
            (false, _, true) => Some((zero, Some(-gain / rate))),
            (false, _, false) => Some((zero, None)),
        }
    }

    fn accepts(&self, line: usize, (t, after): &Place) -> bool {
        self.accepted(line)
            .is_some_and(|(from, to)| from <= *t && to.is_none_or(|to| if *after { *t < to } else { *t <= to }))
    }

    /// Where a line meets the ceiling.
    fn bend(&self, line: usize) -> Option<BigRational> {
        let Line { gains, rate, .. } = &self.lines[line];
        let most = self.most.as_ref().filter(|_| !rate.is_zero())?;
        Some((most - &gains[self.party()]) / rate).filter(Signed::is_positive)
    }

    /// By how much a gain rises immediately behind a place.
    fn slope_after(&self, line: usize, t: &BigRational) -> BigRational {
        let Line { gains, rate, .. } = &self.lines[line];
        let gain = &gains[self.party()] + rate * t;
        let capped = self.most.as_ref().is_some_and(|most| gain > *most || gain == *most && rate.is_positive());
        if capped { BigRational::zero() } else { rate.clone() }
    }

    /// The first place behind `t` at which a line is above a straight one.
    fn overtakes(&self, line: usize, straight: usize, t: &BigRational) -> Option<BigRational> {
        // Straight until it bends, if it does.
        let bend = self.bend(line).filter(|bend| bend > t);
        let mut from = t.clone();
        for to in [bend, None] {
            let ahead = self.gain(straight, &from) - self.gain(line, &from);
            let closing = self.slope_after(line, &from) - self.slope_after(straight, &from);
            if closing.is_positive() {
                let at = &from + ahead / closing;
                if to.as_ref().is_none_or(|to| at < *to) {
                    return Some(at).filter(|at| at > t);
                }
            }
            from = to?;
        }
        None
    }

    /// What the concept measures at a place, for these ideal gains.
    fn measure(&self, t: &BigRational, ideal: Vec<BigRational>) -> Option<Measure> {
        let parties = ideal.len();
        let mut setting = setting(self.question.view, &ideal);
        if let Lever::Disagreement(party) = self.lever {
            setting.disagreement[party.index()] += t * BigInt::from(self.sign);
        }
        self.question.concept.goal(&setting).aim(parties).map(|aim| aim.measure)
    }

    /// The measure within a phase, or at its beginning.
    fn measure_in(&self, phase: &Phase, t: &BigRational) -> Option<Measure> {
        let mut ideal = phase.ideal.clone();
        ideal[self.party()] = self.gain(phase.best, t);
        self.measure(t, ideal)
    }

    /// Whether a package is better than another: by what is measured, or as good and efficient where that one is not.
    fn beats(&self, line: usize, other: usize, measure: &Measure, t: &BigRational) -> bool {
        let (one, other) = (self.gains(line, t), self.gains(other, t));
        let (key, other_key) = (measure.key(&one), measure.key(&other));
        key > other_key || key == other_key && one != other && one.iter().zip(&other).all(|(one, other)| one >= other)
    }

    /// Of packages at a point, the first that none of them is better than.
    fn best_of(&self, lines: impl Iterator<Item = usize>, measure: &Measure, t: &BigRational) -> Option<usize> {
        lines.reduce(|best, line| if self.beats(line, best, measure, t) { line } else { best })
    }

    /// Of packages that are accepted behind a place, the first that none of them is better than immediately behind it.
    fn best_behind(&self, lines: &[usize], phase: &Phase, from: &BigRational) -> Option<usize> {
        let leaves = |line: usize| self.accepted(line).and_then(|(_, to)| to);
        let (first, rest) = lines.split_first()?;
        rest.iter().try_fold(*first, |best, line| {
            let ends = [phase.to.clone(), leaves(best), leaves(*line)].into_iter().flatten();
            let to = ends.filter(|end| end > from).min();
            let turn = self.turns([*line, best], phase, from, to.as_ref())?.into_iter().next();
            let middle = match turn.or(to) {
                Some(turn) => (from + turn) / BigInt::from(2),
                None => from + BigRational::one(),
            };
            let measure = self.measure_in(phase, &middle)?;
            Some(if self.beats(*line, best, &measure, &middle) { *line } else { best })
        })
    }

    /// The packages that are accepted at a place.
    fn active(&self, place: &Place) -> Vec<usize> {
        (0..self.lines.len()).filter(|line| self.accepts(*line, place)).collect()
    }

    /// By party, the best gain of these at a place.
    fn ideal(&self, active: &[usize], t: &BigRational) -> Vec<BigRational> {
        let best = |party: usize| {
            let gains = active.iter().map(|line| match party == self.party() {
                true => self.gain(*line, t),
                false => self.lines[*line].gains[party].clone(),
            });
            gains.max().unwrap_or_default()
        };
        (0..self.question.view.parties()).map(best).collect()
    }

    /// What is better at a point, the best of it; outer none if that is not known.
    fn better_at(&self, t: &BigRational) -> Option<Option<usize>> {
        let place = (t.clone(), false);
        let active = self.active(&place);
        let measure = self.measure(t, self.ideal(&active, t))?;
        let better =
            active.iter().copied().filter(|line| *line != self.own && self.beats(*line, self.own, &measure, t));
        let better = self.best_of(better, &measure, t);
        // Where its product is nothing, it may be chosen among others of which the same is true.
        let party = self.party();
        let power = self.question.exponents.as_ref().map_or(0, |exponents| exponents[party]);
        let nothing = power > 0 && self.gain(self.own, t).is_zero();
        if nothing && better.is_none() { None } else { Some(better) }
    }

    /// The phase that begins immediately behind a place.
    fn phase(&self, from: &BigRational) -> Option<Phase> {
        let place = (from.clone(), true);
        let active = self.active(&place);
        let party = self.party();
        let ideal = self.ideal(&active, from);
        let rising = |line: usize| (self.gain(line, from), self.slope_after(line, from));
        let best = active.iter().copied().max_by_key(|line| rising(*line))?;
        let own_end = self.accepted(self.own).and_then(|(_, to)| to);
        let mut ends: Vec<BigRational> = own_end.into_iter().collect();
        if self.question.concept.needs_ideal() {
            let accepted: Vec<_> = (0..self.lines.len()).map(|line| self.accepted(line)).collect();
            for other in (0..ideal.len()).filter(|other| *other != party) {
                let gain = |line: usize| &self.lines[line].gains[other];
                let last: Option<Vec<BigRational>> = (active.iter())
                    .filter(|line| *gain(**line) == ideal[other])
                    .map(|line| accepted[*line].clone().and_then(|(_, to)| to))
                    .collect();
                ends.extend(last.and_then(|last| last.into_iter().max()));
                let comes = (0..self.lines.len()).filter(|line| *gain(*line) > ideal[other]);
                ends.extend(comes.filter_map(|line| accepted[line].clone().map(|(from, _)| from)));
            }
            ends.extend(accepted[best].clone().and_then(|(_, to)| to));
            ends.extend(self.bend(best));
            let others = (0..self.lines.len()).filter(|line| *line != best && accepted[*line].is_some());
            ends.extend(others.filter_map(|line| self.overtakes(line, best, from)));
        }
        let to = ends.into_iter().filter(|end| end > from).min();
        Some(Phase { from: from.clone(), to, ideal, best })
    }

    /// Where a comparison of two packages may turn between two places, in order.
    fn turns(
        &self,
        lines: [usize; 2],
        phase: &Phase,
        from: &BigRational,
        to: Option<&BigRational>,
    ) -> Option<Vec<BigRational>> {
        let inside = |t: &BigRational| t > from && to.is_none_or(|to| t < to);
        let mut pieces: Vec<BigRational> =
            lines.into_iter().filter_map(|line| self.bend(line)).filter(inside).collect();
        pieces.sort();
        let mut turns = pieces.clone();
        pieces.insert(0, from.clone());
        for (at, start) in pieces.iter().enumerate() {
            let end = pieces.get(at + 1).or(to).cloned();
            let third = BigRational::new(1.into(), 3.into());
            let step = end.as_ref().map_or_else(BigRational::one, |end| (end - start) * &third);
            // Linear on this piece: two places tell, and neither is an end.
            let (one, two) = (start + &step, start + &step * BigInt::from(2));
            let first = self.equations(lines, &self.measure_in(phase, &one)?, &one);
            let second = self.equations(lines, &self.measure_in(phase, &two)?, &two);
            let within = |t: &BigRational| t > start && end.as_ref().is_none_or(|end| t < end);
            let root = |(first, second): (&BigRational, &BigRational)| {
                let closing = first - second;
                (!closing.is_zero()).then(|| &one + first / closing * &step)
            };
            turns.extend(first.iter().zip(&second).filter_map(root).filter(within));
        }
        turns.sort();
        turns.dedup();
        Some(turns)
    }

    /// Numbers that are linear in how far the number has moved, at a place: where none is 0, no comparison turns.
    fn equations(&self, lines: [usize; 2], measure: &Measure, t: &BigRational) -> Vec<BigRational> {
        let party = self.party();
        let [one, own] = lines.map(|line| self.gains(line, t));
        let mut equations = vec![&one[party] - &own[party]];
        match measure {
            Measure::Product(powers) => {
                let others = |gains: &[BigRational]| -> BigRational {
                    let power = |(at, power): (usize, &u32)| match at == party {
                        true => BigRational::one(),
                        false => num_traits::pow(gains[at].clone(), *power as usize),
                    };
                    powers.iter().enumerate().map(power).fold(BigRational::one(), |product, power| product * power)
                };
                if powers[party] > 0 {
                    equations.push(others(&one) * &one[party] - others(&own) * &own[party]);
                }
            }
            Measure::Smallest { units, offsets } => {
                let Some(unit) = &units[party] else { return equations };
                for (at, other) in units.iter().enumerate().filter(|(at, _)| *at != party) {
                    let Some(other) = other else { continue };
                    for gains in [&one, &own] {
                        let counts = other * (&gains[at] - &offsets[at]) / unit;
                        equations.extend([&one, &own].map(|gains| &gains[party] - &offsets[party] - &counts));
                    }
                }
            }
            Measure::Sum(units) => {
                if !units[party].is_zero() {
                    let ahead = units.iter().zip(one.iter().zip(&own)).map(|(unit, (one, own))| unit * (one - own));
                    equations.push(ahead.sum::<BigRational>() / &units[party]);
                }
            }
        }
        equations
    }

    /// Where a package is better than the one that is asked about, within a phase: places at which that changes, each with what
    /// holds from there on. Before the first it is not better.
    fn course(&self, line: usize, phase: &Phase) -> Option<Vec<(Place, bool)>> {
        let Some((enters, leaves)) = self.accepted(line) else { return Some(Vec::new()) };
        let from = enters.clone().max(phase.from.clone());
        let leaves = leaves.filter(|leaves| phase.to.as_ref().is_none_or(|to| leaves < to));
        let to = leaves.clone().or_else(|| phase.to.clone());
        // Ends of phases are looked at by themselves.
        if to.as_ref().is_some_and(|to| *to <= from) {
            return Some(Vec::new());
        }
        let at = |t: &BigRational| Some(self.beats(line, self.own, &self.measure_in(phase, t)?, t));
        let mut course = Vec::new();
        if enters > phase.from {
            course.push(((from.clone(), false), at(&from)?));
        }
        let mut place = from.clone();
        if to.as_ref().is_none_or(|to| *to > from) {
            for turn in self.turns([line, self.own], phase, &from, to.as_ref())?.into_iter().map(Some).chain([to]) {
                let middle = match &turn {
                    Some(turn) => (&place + turn) / BigInt::from(2),
                    None => &place + BigRational::one(),
                };
                course.push(((place.clone(), true), at(&middle)?));
                let Some(turn) = turn else { break };
                if phase.to.as_ref() != Some(&turn) {
                    course.push(((turn.clone(), false), at(&turn)?));
                }
                place = turn;
            }
        }
        if let Some(leaves) = leaves {
            course.push(((leaves, true), false));
        }
        Some(course)
    }

    /// How far the number has moved, in the units of gains.
    fn moved(&self, t: &BigRational) -> BigRational {
        t * BigInt::from(self.sign) * BigRational::from(self.question.view.gain_scale(self.lever.party()))
    }

    /// How far the number may be moved while the package stays chosen. What is known already, if that is not decided.
    pub(super) fn reach(&self, known: Option<BigRational>) -> Result<End, Stop> {
        let mut from = BigRational::zero();
        for _ in 0..PHASES {
            let end = |t: &BigRational, then: Option<usize>, included: Option<bool>| End::At {
                t: self.moved(t),
                then: then.map(|line| self.lines[line].package.clone()),
                rounded: false,
                included,
            };
            let included = || self.better_at(&from).map(|better| better.is_none());
            if !self.accepts(self.own, &(from.clone(), true)) {
                return Ok(end(&from, None, included()));
            }
            let Some(phase) = self.phase(&from) else { return Ok(End::Undecided(known)) };
            // Where something is better first, and what.
            let mut first: Option<(Place, Vec<usize>)> = None;
            for line in (0..self.lines.len()).filter(|line| *line != self.own) {
                self.question.budget.left()?;
                let Some(course) = self.course(line, &phase) else { return Ok(End::Undecided(known)) };
                let better = course.into_iter().find(|(_, better)| *better).map(|(place, _)| place);
                let Some(place) = better else { continue };
                match &mut first {
                    Some((first, lines)) if place == *first => lines.push(line),
                    Some((first, _)) if place > *first => {}
                    _ => first = Some((place, vec![line])),
                }
            }
            if let Some(((t, after), lines)) = first {
                let best = match after {
                    true => self.best_behind(&lines, &phase, &t),
                    false => self.measure_in(&phase, &t).and_then(|m| self.best_of(lines.iter().copied(), &m, &t)),
                };
                let best = best.or(lines.first().copied());
                let included = if after { self.better_at(&t).map(|better| better.is_none()) } else { Some(false) };
                return Ok(end(&t, best, included));
            }
            let Some(to) = phase.to else { return Ok(End::Open) };
            if let Some(Some(better)) = self.better_at(&to) {
                return Ok(end(&to, Some(better), Some(false)));
            }
            from = to;
        }
        Ok(End::Undecided(Some(self.moved(&from))))
    }

    /// The first place at which the package is chosen; outer none if that is not decided.
    fn first(&self) -> Result<Option<Option<Place>>, Stop> {
        let Some((mut from, _)) = self.accepted(self.own) else { return Ok(Some(None)) };
        for _ in 0..PHASES {
            match self.better_at(&from) {
                None => return Ok(None),
                Some(None) => return Ok(Some(Some((from, false)))),
                Some(Some(_)) => {}
            }
            if !self.accepts(self.own, &(from.clone(), true)) {
                return Ok(Some(None));
            }
            let Some(phase) = self.phase(&from) else { return Ok(None) };
            let mut courses: Vec<BTreeMap<Place, bool>> = Vec::new();
            for line in (0..self.lines.len()).filter(|line| *line != self.own) {
                self.question.budget.left()?;
                let Some(course) = self.course(line, &phase) else { return Ok(None) };
                courses.push(course.into_iter().collect());
            }
            let mut place = (from.clone(), true);
            // On to where what is better there is no longer.
            let past = loop {
                let better =
                    |course: &&BTreeMap<Place, bool>| course.range(..=&place).next_back().is_some_and(|(_, is)| *is);
                let Some(course) = courses.iter().find(better) else { break false };
                match course
                    .range((std::ops::Bound::Excluded(&place), std::ops::Bound::Unbounded))
                    .find(|(_, is)| !**is)
                {
                    Some((next, _)) => place = next.clone(),
                    None => break true,
                }
            };
            if !past {
                return Ok(Some(Some(place)));
            }
            let Some(to) = phase.to else { return Ok(Some(None)) };
            from = to;
        }
        Ok(None)
    }
}

/// The nearest place of a lever, either way, at which the package is chosen.
pub(super) fn nearest<'q>(question: &'q Question<'q>, lever: Lever<'q>) -> Result<Nearest, Stop> {
    let mut found: Option<(Place, BigRational)> = None;
    for sign in [-1, 1] {
        let Some(lines) = Lines::new(question, lever, sign)? else { return Ok(Nearest::Undecided) };
        match lines.first()? {
            None => return Ok(Nearest::Undecided),
            Some(None) => {}
            Some(Some(place)) => {
                if found.as_ref().is_none_or(|(other, _)| place < *other) {
                    let t = lines.moved(&place.0);
                    found = Some((place, t));
                }
            }
        }
    }
    Ok(match found {
        Some(((_, after), t)) => Nearest::At { t, rounded: false, included: !after },
        None => Nearest::Never,
    })
}
