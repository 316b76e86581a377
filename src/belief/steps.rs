//! Beliefs that all share: which package is the Nash package if everybody thinks a state equally likely, from one end to the other.
//!
//! For a belief that all share everything is an ordinary problem. As it moves, each party's gain from each package moves along a line,
//! so that a package is accepted by all between two fractions, and its product of gains is a polynomial. The packages that all may
//! accept with some belief are listed; windows of beliefs are halved until what is left in one is decided: nothing is
//! accepted, or one product is the largest throughout, which the signs of the difference in Bernstein's basis tell exactly.
//! Where a package begins or ceases to be accepted, and where two products cross at a simple fraction, an end is exact; other
//! crossings are roots that are no fractions, and are kept between two fractions that are close to each other.

use crate::exact::Number;
use crate::problem::{Belief, Lever, OptionId, Package, PartyId, Problem, StateId, View};
use crate::search::{Budget, Control, Limits, Outcome, Stop, each_of};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use std::collections::BTreeMap;

/// What is agreed while a belief that all share moves.
#[derive(Clone, Debug)]
pub struct CommonSteps {
    /// The state whose probability moves.
    pub state: StateId,
    /// Whose beliefs all share in the other states, where they differ.
    pub elsewhere: Option<PartyId>,
    /// The least and the largest probability.
    pub ends: [Number; 2],
    /// From the least probability to the largest: between two steps there may be a gap in which the one gives way to the other.
    pub steps: Vec<CommonStep>,
    /// Of the packages that are agreed somewhere, the one that all accept over the widest range of probabilities, and between which.
    pub widest: Option<(Package, [Number; 2])>,
}

/// Beliefs with which the same is agreed.
#[derive(Clone, Debug, PartialEq)]
pub struct CommonStep {
    /// From this probability.
    pub from: Number,
    /// To this one.
    pub to: Number,
    /// The Nash packages; empty if nothing is agreed.
    pub agreed: Vec<Package>,
    /// Whether it is known what is agreed here.
    pub decided: bool,
}

/// So many packages are compared at most, and so many steps taken to list them.
const LISTED: usize = 1 << 14;
const STEPS: u64 = 1 << 21;
/// With so few packages, windows are divided where something ends.
const FEW: usize = 8;
/// Windows are halved so often at most, and there are so many.
const DEPTH: u32 = 26;
const WINDOWS: usize = 1 << 12;
/// Products of more powers are not multiplied out here.
const POWERS: u32 = 12;

/// Packages with the same gains whatever is believed.
struct Line {
    packages: Vec<Package>,
    /// By party and seat: the gain at the least probability and at the largest.
    gains: Vec<[BigRational; 2]>,
    /// Between which shares of the way all accept.
    accepted: [BigRational; 2],
}

impl Line {
    fn at(&self, share: &BigRational) -> Vec<BigRational> {
        self.gains.iter().map(|[first, last]| first + (last - first) * share).collect()
    }

    /// Where somebody's gain is 0, between two shares.
    fn roots<'a>(&'a self, [low, high]: &'a [BigRational; 2]) -> impl Iterator<Item = BigRational> + 'a {
        let root = |[first, last]: &[BigRational; 2]| (first != last).then(|| first / (first - last));
        self.gains.iter().filter_map(root).filter(move |root| root > low && root < high)
    }
}

/// Between which shares of the way all of these are 0 or more; none if that is nowhere, or at a single one.
fn accepted(gains: &[[BigRational; 2]]) -> Option<[BigRational; 2]> {
    let (mut low, mut high) = (BigRational::zero(), BigRational::one());
    for [first, last] in gains {
        match (first.is_negative(), last.is_negative()) {
            (true, true) => return None,
            (false, false) => {}
            (true, false) => low = low.max(first / (first - last)),
            (false, true) => high = high.min(first / (first - last)),
        }
    }
    (low < high).then_some([low, high])
}

/// A polynomial in the share of the way, by powers.
type Product = Vec<BigRational>;

/// The product of what is gained, of those who gain.
fn product(gains: &[[BigRational; 2]], powers: &[u32], gaining: &[bool]) -> Product {
    let mut product = vec![BigRational::one()];
    for (([first, last], power), gaining) in gains.iter().zip(powers).zip(gaining) {
        for _ in 0..if *gaining { *power } else { 0 } {
            let mut next = vec![BigRational::zero(); product.len() + 1];
            for (at, coefficient) in product.iter().enumerate() {
                next[at] += coefficient * first;
                next[at + 1] += coefficient * (last - first);
            }
            product = next;
        }
    }
    product
}

/// The coefficients of a polynomial in Bernstein's basis between two shares: where all have one sign, it has that sign.
fn bernstein(polynomial: &[BigRational], [low, high]: &[BigRational; 2]) -> Vec<BigRational> {
    // In the share of the window: each power of (low + width · x), by Horner's rule.
    let width = high - low;
    let mut moved: Vec<BigRational> = Vec::new();
    for coefficient in polynomial.iter().rev() {
        let mut next = vec![BigRational::zero(); moved.len() + 1];
        for (at, own) in moved.iter().enumerate() {
            next[at] += own * low;
            next[at + 1] += own * &width;
        }
        next[0] += coefficient;
        moved = next;
    }
    // Each coefficient over its binomial is a difference of those looked for, from which sums give them back.
    let degree = moved.len().saturating_sub(1);
    let mut binomial = BigInt::one();
    for (at, own) in moved.iter_mut().enumerate() {
        *own /= BigRational::from(binomial.clone());
        binomial = binomial * BigInt::from(degree - at) / BigInt::from(at + 1);
    }
    let mut found = Vec::new();
    for _ in 0..=degree {
        found.extend(moved.first().cloned());
        for at in 1..moved.len() {
            let next = moved[at].clone();
            moved[at - 1] += next;
        }
    }
    found
}

fn value(polynomial: &[BigRational], at: &BigRational) -> BigRational {
    polynomial.iter().rev().fold(BigRational::zero(), |sum, coefficient| sum * at + coefficient)
}

/// The fraction with the smallest denominator between two positive ones.
fn simplest(low: &BigRational, high: &BigRational) -> BigRational {
    let floor = low.floor();
    if floor == *low {
        return floor;
    }
    if floor < high.floor() {
        return floor + BigRational::one();
    }
    let rest = simplest(&(high - &floor).recip(), &(low - &floor).recip());
    floor + rest.recip()
}

impl View<'_> {
    /// What is agreed while a belief that all share moves: for each state, and where there are several for everybody whose beliefs in
    /// the others all may share. Beliefs that are given a combination of options stay as they are.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let model = zopa::Model::from_json(include_str!("../../models/examples/hollow-commitment.json"))?;
    /// let problem = zopa::Problem::compile(&model)?;
    /// let found = problem.view().common_steps(&zopa::Limits::default());
    /// assert!(found.stopped.is_none() && found[0].steps.iter().all(|step| step.decided));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Of what the limits do not allow, nothing is said. Levels of continuous issues and ceilings are not answered for
    /// ([`Stop::Levels`], [`Stop::TooLarge`]).
    pub fn common_steps(&self, limits: &Limits) -> Outcome<Vec<CommonSteps>> {
        let problem = self.problem();
        let budget = Budget::new(limits);
        let mut found = Vec::new();
        if problem.has_levels() || !problem.ceilings().is_empty() {
            return Outcome::new(found, Some(if problem.has_levels() { Stop::Levels } else { Stop::TooLarge }));
        }
        for state in problem.state_ids() {
            for elsewhere in self.believers(state) {
                match budget.left().and_then(|limits| self.steps_of(state, elsewhere, &limits)) {
                    Ok(steps) => found.push(steps),
                    Err(stop) => return Outcome::new(found, Some(stop)),
                }
            }
        }
        Outcome::new(found, None)
    }

    /// Whose beliefs in the other states all may share: nobody's in particular if all think alike.
    fn believers(&self, state: StateId) -> Vec<Option<PartyId>> {
        let problem = self.problem();
        let mut known: Vec<Vec<BigRational>> = Vec::new();
        let mut believers = Vec::new();
        for party in problem.party_ids().filter(|party| problem[state].beliefs[party.index()].is_some()) {
            let others = problem.state_ids().filter(|other| *other != state && differs(problem, *other));
            let own: Vec<BigRational> = others.map(|other| base(problem, other, party)).collect();
            if !known.contains(&own) {
                believers.push(Some(party).filter(|_| !own.is_empty()));
                known.push(own);
            }
        }
        believers
    }

    fn steps_of(&self, state: StateId, elsewhere: Option<PartyId>, limits: &Limits) -> Result<CommonSteps, Stop> {
        let problem = self.problem();
        let others = problem.state_ids().filter(|other| *other != state);
        let others: BigRational = match elsewhere {
            Some(party) => others.map(|other| base(problem, other, party)).sum(),
            // Whoever thinks them likeliest leaves the least.
            None => {
                let own = |party: PartyId| others.clone().map(|other| base(problem, other, party)).sum();
                problem.party_ids().map(own).max().unwrap_or_default()
            }
        };
        let last = BigRational::one() - others;
        let belief = |lever: &Lever, moved: &BigRational| match lever.state {
            _ if !lever.ungiven => None,
            own if own == state => Some(moved.clone()),
            other => elsewhere.filter(|_| differs(problem, other)).map(|party| base(problem, other, party)),
        };
        let (zero, one) = (BigRational::zero(), BigRational::one());
        let ends = [&zero, &last].map(|end| problem.with_beliefs(|lever| belief(lever, end)));
        let [first, second] = ends.map(|end| end.map_err(|_| Stop::TooLarge));
        let ends = [first?, second?];
        let most = problem.at_best(|lever| belief(lever, &zero), |lever| belief(lever, &last));
        let most = most.map_err(|_| Stop::TooLarge)?;
        let lines = self.lines(&ends, &most, limits)?;
        let mut powers = problem.exponents.clone();
        if powers.iter().sum::<u32>() > POWERS {
            return Err(Stop::TooLarge);
        }
        powers.resize(lines.first().map_or(powers.len(), |line| line.gains.len()), 0);
        let control = Control::new(limits);
        let parties = self.parties();
        let mut walk =
            Walk { lines: &lines, powers: &powers, control: &control, parties, left: WINDOWS, steps: Vec::new() };
        walk.window([zero, one], (0..lines.len()).collect(), DEPTH)?;
        let number = |share: &BigRational| Number::from(share * &last);
        let mut chosen: Vec<usize> = walk.steps.iter().filter_map(|(_, best)| best.clone()).flatten().collect();
        chosen.sort_unstable();
        let widest = chosen.iter().map(|at| &lines[*at]).rev().max_by_key(|line| &line.accepted[1] - &line.accepted[0]);
        let step = |([from, to], best): ([BigRational; 2], Option<Vec<usize>>)| {
            let mut agreed: Vec<Package> = best.iter().flatten().flat_map(|at| lines[*at].packages.clone()).collect();
            agreed.sort_by(|a, b| a.options().cmp(b.options()));
            CommonStep { from: number(&from), to: number(&to), agreed, decided: best.is_some() }
        };
        Ok(CommonSteps {
            state,
            elsewhere,
            ends: [Number::zero(), last.clone().into()],
            widest: widest.map(|line| (line.packages[0].clone(), line.accepted.each_ref().map(number))),
            steps: walk.steps.into_iter().map(step).collect(),
        })
    }

    /// The packages that all may accept somewhere between two problems, with their gains in both.
    fn lines(&self, ends: &[Problem; 2], most: &Problem, limits: &Limits) -> Result<Vec<Line>, Stop> {
        // What rules over utilities come to moves, too.
        let open = self
            .constraints()
            .filter(|(_, one)| one.is_over_utilities())
            .fold(self.clone(), |view, (at, _)| view.lift(at));
        let control = Control::new(limits);
        let mut listed: Vec<Package> = Vec::new();
        let mut many = false;
        let mut take = |options: &[OptionId], _: &[i64]| match listed.len() < LISTED {
            true => listed.push(Package::new(options)),
            false => many = true,
        };
        let whole =
            each_of(&open.of(most).with_consent_of(&vec![true; self.parties()]), None, STEPS, &control, &mut take)?;
        if !whole || many {
            return Err(Stop::TooLarge);
        }
        let views = ends.each_ref().map(|end| self.of(end));
        let seats = views.each_ref().map(View::seats);
        if views.iter().zip(&seats).any(|(view, seats)| {
            let left = seats.as_ref().map_or_else(|| view.clone(), |seats| seats.ask(view));
            left.constraints().any(|(_, one)| one.is_over_utilities())
        }) {
            return Err(Stop::MovingRules);
        }
        let asked =
            [0, 1].map(|at| seats[at].as_ref().map_or_else(|| views[at].clone(), |seats| seats.ask(&views[at])));
        let mut lines: BTreeMap<Vec<[BigRational; 2]>, Vec<Package>> = BTreeMap::new();
        for package in listed {
            control.check()?;
            // Those that options decide hold everywhere, or nowhere.
            if !asked.iter().all(|view| view.allows_options(package.options())) {
                continue;
            }
            let gains = asked.each_ref().map(|view| {
                let sums = view.problem().sums(&package);
                let gain =
                    |(party, sum): (PartyId, i64)| view.gain_in_units(party, view.gain(party, sum)).value().clone();
                view.problem().party_ids().zip(sums).map(gain).collect::<Vec<_>>()
            });
            let [first, last] = gains;
            lines
                .entry(first.into_iter().zip(last).map(|(first, last)| [first, last]).collect())
                .or_default()
                .push(package);
        }
        let line = |(gains, packages): (Vec<[BigRational; 2]>, Vec<Package>)| {
            Some(Line { accepted: accepted(&gains)?, gains, packages })
        };
        let mut lines: Vec<Line> = lines.into_iter().filter_map(line).collect();
        lines.sort_by(|a, b| a.packages[0].options().cmp(b.packages[0].options()));
        Ok(lines)
    }
}

/// What a party thinks of a state where nothing else is said; 0 if it has no belief.
fn base(problem: &Problem, state: StateId, party: PartyId) -> BigRational {
    problem[state].beliefs[party.index()].as_ref().map_or_else(BigRational::zero, |belief| belief.base.value().clone())
}

/// Whether parties think differently of a state.
fn differs(problem: &Problem, state: StateId) -> bool {
    let mut believed = problem[state].beliefs.iter().flatten();
    let same = |one: &Belief, other: &Belief| {
        one.base == other.base
            && one.given.iter().map(|(_, belief)| belief).eq(other.given.iter().map(|(_, belief)| belief))
    };
    believed.next().is_some_and(|first| believed.any(|other| !same(first, other)))
}

/// Through windows of beliefs, from the first to the last.
struct Walk<'w, 'c> {
    lines: &'w [Line],
    powers: &'w [u32],
    control: &'w Control<'c>,
    /// How many parties there are; what follows are seats.
    parties: usize,
    left: usize,
    /// Windows, and the best there; none if it is not known.
    steps: Vec<([BigRational; 2], Option<Vec<usize>>)>,
}

impl Walk<'_, '_> {
    fn window(&mut self, window: [BigRational; 2], mut open: Vec<usize>, depth: u32) -> Result<(), Stop> {
        self.control.check()?;
        let [low, high] = &window;
        open.retain(|at| {
            let [from, to] = &self.lines[*at].accepted;
            from < high && to > low
        });
        if open.is_empty() {
            self.push(window, Some(Vec::new()));
            return Ok(());
        }
        self.leave_out(&window, &mut open);
        if self.left == 0 || depth == 0 {
            self.push(window, None);
            return Ok(());
        }
        self.left -= 1;
        if open.len() <= FEW {
            let roots = open.iter().flat_map(|at| self.lines[*at].roots(&window)).min();
            if let Some(root) = roots {
                return self.divide(window, root, open, depth);
            }
            match self.best(&window, &open) {
                Ok(best) => {
                    self.push(window, Some(best));
                    return Ok(());
                }
                // Where two cross at a simple fraction, it is the end.
                Err(difference) if depth <= DEPTH / 2 => {
                    let at = simplest(low, high);
                    if at > *low && at < *high && value(&difference, &at).is_zero() {
                        return self.divide(window, at, open, depth);
                    }
                }
                Err(_) => {}
            }
        }
        let half = (low + high) / BigRational::from(BigInt::from(2));
        self.divide(window, half, open, depth)
    }

    fn divide(
        &mut self,
        [low, high]: [BigRational; 2],
        at: BigRational,
        open: Vec<usize>,
        depth: u32,
    ) -> Result<(), Stop> {
        self.window([low, at.clone()], open.clone(), depth - 1)?;
        self.window([at, high], open, depth - 1)
    }

    fn push(&mut self, window: [BigRational; 2], best: Option<Vec<usize>>) {
        match self.steps.last_mut() {
            Some((last, known)) if *known == best => last[1].clone_from(&window[1]),
            _ => self.steps.push((window, best)),
        }
    }

    /// Leaves out what has a smaller product than another package throughout a window. The root of a product is concave: it is
    /// smallest at an end; and no gain is larger than at one of the ends.
    fn leave_out(&self, window: &[BigRational; 2], open: &mut Vec<usize>) {
        if open.len() < 2 {
            return;
        }
        let [low, high] = window;
        let ends: Vec<[Vec<BigRational>; 2]> =
            open.iter().map(|at| [low, high].map(|share| self.lines[*at].at(share))).collect();
        let multiplied = |gains: &mut dyn Iterator<Item = BigRational>| {
            let powers = self.powers.iter().map(|power| *power as usize);
            gains.zip(powers).fold(BigRational::one(), |product, (gain, power)| product * num_traits::pow(gain, power))
        };
        let mut least: Option<BigRational> = None;
        for (at, ends) in open.iter().zip(&ends) {
            let [from, to] = &self.lines[*at].accepted;
            let gains = |end: &Vec<BigRational>| {
                end.iter().zip(self.powers).all(|(gain, power)| *power == 0 || gain.is_positive())
            };
            if from <= low && to >= high && ends.iter().all(gains) {
                let own = ends.iter().map(|end| multiplied(&mut end.iter().cloned())).min();
                least = least.max(own);
            }
        }
        let Some(least) = least else { return };
        let mut reached = ends.iter().map(|[first, last]| {
            let most = first.iter().zip(last).map(|(a, b)| a.max(b).clone().max(BigRational::zero()));
            multiplied(&mut most.into_iter())
        });
        open.retain(|_| reached.next().is_some_and(|most| most >= least));
    }

    /// The best of few packages in a window in which nobody's gain changes its sign; else a difference whose sign changes.
    fn best(&self, window: &[BigRational; 2], open: &[usize]) -> Result<Vec<usize>, Product> {
        let [low, high] = window;
        let half = (low + high) / BigRational::from(BigInt::from(2));
        let gaining = |at: usize| -> Vec<bool> { self.lines[at].at(&half).iter().map(Signed::is_positive).collect() };
        let count =
            |gaining: &[bool]| gaining.iter().zip(self.powers).filter(|(gains, power)| **gains && **power > 0).count();
        let all: Vec<(usize, Vec<bool>)> = open.iter().map(|at| (*at, gaining(*at))).collect();
        // Where not all can gain, as many as can.
        let most = all.iter().map(|(_, gaining)| count(gaining)).max().unwrap_or(0);
        let products: Vec<(usize, Product)> = all
            .into_iter()
            .filter(|(_, gaining)| count(gaining) == most)
            .map(|(at, gaining)| (at, product(&self.lines[at].gains, self.powers, &gaining)))
            .collect();
        let Some((_, first)) = products.iter().max_by(|(_, a), (_, b)| value(a, &half).cmp(&value(b, &half))) else {
            return Ok(Vec::new());
        };
        let mut best = Vec::new();
        for (at, own) in &products {
            let length = own.len().max(first.len());
            let coefficient = |of: &Product, at: usize| of.get(at).cloned().unwrap_or_else(BigRational::zero);
            let difference: Product = (0..length).map(|at| coefficient(first, at) - coefficient(own, at)).collect();
            if difference.iter().all(Zero::is_zero) {
                best.push(*at);
            } else if bernstein(&difference, window).iter().any(Signed::is_negative) {
                return Err(difference);
            }
        }
        // Of what is as good, what leaves somebody worse off and nobody better is not proposed.
        let gains = |at: &usize| self.lines[*at].at(&half);
        let dominated = |own: &Vec<BigRational>| {
            let own = &own[..self.parties];
            let better = |other: &[BigRational]| other != own && other.iter().zip(own).all(|(other, own)| other >= own);
            best.iter().any(|other| better(&gains(other)[..self.parties]))
        };
        Ok(best.iter().copied().filter(|at| !dominated(&gains(at))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn q(numerator: i64, denominator: i64) -> BigRational {
        BigRational::new(numerator.into(), denominator.into())
    }

    #[test]
    fn signs_are_told_by_bernsteins_coefficients() {
        // (x − 1/3)²: nowhere negative, but its coefficients tell only where the window is not around the root.
        let square = vec![q(1, 9), q(-2, 3), q(1, 1)];
        assert!(bernstein(&square, &[q(0, 1), q(1, 1)]).iter().any(Signed::is_negative));
        assert!(!bernstein(&square, &[q(1, 3), q(1, 1)]).iter().any(Signed::is_negative));
        // The first and the last are the values at the ends.
        let ends = bernstein(&square, &[q(1, 2), q(1, 1)]);
        assert_eq!((&ends[0], &ends[2]), (&value(&square, &q(1, 2)), &value(&square, &q(1, 1))));
        assert_eq!(simplest(&q(3, 10), &q(4, 10)), q(1, 3));
        assert_eq!(simplest(&q(61, 100), &q(62, 100)), q(8, 13));
    }
}
