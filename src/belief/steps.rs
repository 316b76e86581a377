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
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// What is agreed while a belief that all share moves.
#[derive(Clone, Debug)]
pub struct CommonSteps {
    /// The state whose probability moves.
    pub state: StateId,
    /// Whose beliefs all share in the other states, where they differ.
    pub elsewhere: Option<PartyId>,
    /// The least and the largest probability.
    pub ends: [Number; 2],
    /// From the least probability to the largest, each from where the one before ends. Where something is agreed with one
    /// probability alone, that is a step without width.
    pub steps: Vec<CommonStep>,
    /// Of the packages that are agreed somewhere, the one that all accept over the widest range of probabilities, and between which;
    /// none if nothing is agreed, or if one with a wider range may be agreed where it is not decided.
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
/// So many packages are looked at in windows, one window after the other.
const LOOKS: usize = 1 << 20;
/// What such a look counts among the combinations after which the clock is looked at.
const CLOSE: u64 = 256;
/// Products of more powers are not multiplied out here.
const POWERS: u64 = 12;

/// Packages with the same gains whatever is believed.
struct Line {
    packages: Vec<Package>,
    /// By party and seat: the gain at the least probability and at the largest.
    gains: Vec<[BigRational; 2]>,
    /// Between which shares of the way all accept; the same one twice if they do at one alone.
    accepted: [BigRational; 2],
    /// How many of those who count gain between these.
    gaining: usize,
    /// Which of the products: what those who gain do.
    product: usize,
}

impl Line {
    fn at(&self, share: &BigRational) -> Vec<BigRational> {
        self.gains.iter().map(|[first, last]| first + (last - first) * share).collect()
    }

    fn covers(&self, [low, high]: &[BigRational; 2]) -> bool {
        self.accepted[0] <= *low && self.accepted[1] >= *high
    }

    fn is_point(&self) -> bool {
        self.accepted[0] == self.accepted[1]
    }
}

/// Between which shares of the way all of these are 0 or more; none if that is nowhere.
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
    (low <= high).then_some([low, high])
}

/// A polynomial in the share of the way, by powers.
type Product = Vec<BigRational>;

/// Those who count and whose gain is not 0 throughout, with their powers: where all accept, they gain, but perhaps at ends.
fn gaining<'a>(
    gains: &'a [[BigRational; 2]],
    powers: &'a [u32],
) -> impl Iterator<Item = (&'a [BigRational; 2], u32)> + 'a {
    let all = gains.iter().zip(powers.iter().copied());
    all.filter(|([first, last], power)| *power > 0 && !(first.is_zero() && last.is_zero()))
}

/// The product of what they gain.
fn product(gains: &[[BigRational; 2]], powers: &[u32]) -> Product {
    let mut product = vec![BigRational::one()];
    for ([first, last], power) in gaining(gains, powers) {
        for _ in 0..power {
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
    /// Of what the limits do not allow, nothing is said. Levels of continuous issues, ceilings, a quota of parties, and weights in
    /// very unequal proportions are not answered for ([`Stop::Levels`], [`Stop::Ceilings`], [`Stop::Quota`], [`Stop::Weights`]).
    /// [`Stop::Effort`]: more than 10⁻⁶ of some way is not decided. [`Stop::NoRoom`]: of some states, nothing is said.
    pub fn common_steps(&self, limits: &Limits) -> Outcome<Vec<CommonSteps>> {
        let problem = self.problem();
        let budget = Budget::new(limits);
        let powers: u64 = problem.exponents.iter().map(|power| u64::from(*power)).sum();
        let unanswered = [
            (problem.has_levels(), Stop::Levels),
            (!problem.ceilings().is_empty(), Stop::Ceilings),
            (!self.acceptance().is_unanimous(), Stop::Quota),
            (powers > POWERS, Stop::Weights),
        ];
        if let Some((_, why)) = unanswered.into_iter().find(|(is_so, _)| *is_so) {
            return Outcome::new(Vec::new(), Some(why));
        }
        let (mut found, mut open) = (Vec::new(), None);
        for state in problem.state_ids() {
            for elsewhere in self.believers(state) {
                match budget.left().and_then(|limits| self.steps_of(state, elsewhere, &limits)) {
                    Ok((steps, left)) => {
                        found.push(steps);
                        open = open.or(left);
                    }
                    // Of other states more may be said.
                    Err(Stop::NoRoom) => open = open.or(Some(Stop::NoRoom)),
                    Err(stop) => return Outcome::new(found, Some(stop)),
                }
            }
        }
        Outcome::new(found, open)
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

    /// The largest probability of a state with which everybody's beliefs are beliefs, if all share somebody's in the others.
    fn room(&self, state: StateId, elsewhere: Option<PartyId>) -> Result<BigRational, Stop> {
        let problem = self.problem();
        // The largest belief of a party in a state, where some are another's.
        let most = |party: PartyId, of: StateId, moved: Option<BigRational>| -> BigRational {
            let Some(belief) = &problem[of].beliefs[party.index()] else { return BigRational::zero() };
            let Some(moved) = moved else { return belief.most().value().clone() };
            let own = |lever: &&Lever| lever.party == party && lever.state == of && lever.ungiven;
            let follows = |case: usize| problem.levers.iter().filter(own).any(|lever| lever.case == Some(case));
            let given = belief.given.iter().enumerate().filter(|(case, _)| !follows(*case));
            given.map(|(_, (_, belief))| belief.value().clone()).fold(moved, Ord::max)
        };
        let mut room = BigRational::one();
        for party in problem.party_ids() {
            let others = problem.state_ids().filter(|other| *other != state);
            let moved = |other: StateId| {
                elsewhere.filter(|_| differs(problem, other)).map(|believer| base(problem, other, believer))
            };
            let left = BigRational::one() - others.map(|other| most(party, other, moved(other))).sum::<BigRational>();
            // What is given some options stays.
            if left.is_negative() || elsewhere.is_some() && most(party, state, Some(BigRational::zero())) > left {
                return Err(Stop::NoRoom);
            }
            room = room.min(left);
        }
        Ok(room)
    }

    /// With a reason, if more is left open than a slim range around where one product crosses another.
    fn steps_of(
        &self,
        state: StateId,
        elsewhere: Option<PartyId>,
        limits: &Limits,
    ) -> Result<(CommonSteps, Option<Stop>), Stop> {
        let problem = self.problem();
        let last = self.room(state, elsewhere)?;
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
        let (lines, products) = self.lines(&ends, &most, limits)?;
        let control = Control::new(limits);
        let mut walk = Walk {
            lines: &lines,
            products: &products,
            powers: &problem.exponents,
            control: &control,
            parties: self.parties(),
            left: WINDOWS,
            looks: LOOKS,
            steps: Vec::new(),
            open: BTreeSet::new(),
        };
        walk.window([zero, one], (0..lines.len()).filter(|at| !lines[*at].is_point()).collect(), DEPTH)?;
        walk.put_points()?;
        let number = |share: &BigRational| Number::from(share * &last);
        let mut chosen: Vec<usize> = walk.steps.iter().filter_map(|(_, best)| best.clone()).flatten().collect();
        chosen.sort_unstable();
        let width = |line: &Line| &line.accepted[1] - &line.accepted[0];
        let widest = chosen.iter().map(|at| &lines[*at]).rev().max_by_key(|line| width(line));
        let widest = widest.filter(|line| walk.open.iter().all(|at| width(&lines[*at]) <= width(line)));
        let slim = BigRational::new(BigInt::one(), BigInt::from(1_000_000));
        let mut wide = walk.steps.iter().filter(|(_, best)| best.is_none());
        let open = wide.any(|([from, to], _)| (to - from) * &last > slim).then_some(Stop::Effort);
        let step = |([from, to], best): ([BigRational; 2], Option<Vec<usize>>)| {
            let mut agreed: Vec<Package> = best.iter().flatten().flat_map(|at| lines[*at].packages.clone()).collect();
            agreed.sort_by(|a, b| a.options().cmp(b.options()));
            CommonStep { from: number(&from), to: number(&to), agreed, decided: best.is_some() }
        };
        let found = CommonSteps {
            state,
            elsewhere,
            ends: [Number::zero(), last.clone().into()],
            widest: widest.map(|line| (line.packages[0].clone(), line.accepted.each_ref().map(number))),
            steps: walk.steps.into_iter().map(step).collect(),
        };
        Ok((found, open))
    }

    /// The packages that all may accept somewhere between two problems, with their gains in both; and the different products.
    fn lines(&self, ends: &[Problem; 2], most: &Problem, limits: &Limits) -> Result<(Vec<Line>, Vec<Product>), Stop> {
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
        let count = |at: usize| seats[at].as_ref().map_or(0, |seats| seats.count);
        if count(0) != count(1)
            || views.iter().zip(&seats).any(|(view, seats)| {
                let left = seats.as_ref().map_or_else(|| view.clone(), |seats| seats.ask(view));
                left.constraints().any(|(_, one)| one.is_over_utilities())
            })
        {
            return Err(Stop::MovingRules);
        }
        let asked =
            [0, 1].map(|at| seats[at].as_ref().map_or_else(|| views[at].clone(), |seats| seats.ask(&views[at])));
        let mut lines: BTreeMap<Vec<[BigRational; 2]>, Vec<Package>> = BTreeMap::new();
        for package in listed {
            control.check()?;
            // Those that options decide hold everywhere, or nowhere.
            if !asked.iter().all(|view| view.allows_options(|issue| package.option(issue))) {
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
        let powers = &self.problem().exponents;
        let mut products: BTreeMap<Product, usize> = BTreeMap::new();
        let mut found: Vec<Line> = Vec::new();
        for (gains, packages) in lines {
            control.check()?;
            let Some(accepted) = accepted(&gains) else { continue };
            let next = products.len();
            let product = *products.entry(product(&gains, powers)).or_insert(next);
            let gaining = gaining(&gains, powers).count();
            found.push(Line { accepted, gaining, product, gains, packages });
        }
        found.sort_by(|a, b| a.packages[0].options().cmp(b.packages[0].options()));
        let mut products: Vec<(Product, usize)> = products.into_iter().collect();
        products.sort_by_key(|(_, at)| *at);
        Ok((found, products.into_iter().map(|(product, _)| product).collect()))
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
    products: &'w [Product],
    powers: &'w [u32],
    control: &'w Control<'c>,
    /// How many parties there are; what follows are seats.
    parties: usize,
    /// How many windows, and packages in windows, may still be looked at.
    left: usize,
    looks: usize,
    /// Windows, and the best there; none if it is not known.
    steps: Vec<([BigRational; 2], Option<Vec<usize>>)>,
    /// What may be the best where it is not known.
    open: BTreeSet<usize>,
}

/// What is known of a window.
enum Seen {
    /// The best, by line.
    Best(Vec<usize>),
    /// A difference of two products, whose sign may change.
    Crossing(Product),
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
        if self.left == 0 || !self.may_look(open.len()) {
            self.leave_open(window, &open);
            return Ok(());
        }
        self.left -= 1;
        self.leave_out(&window, &mut open)?;
        let half = (low + high) / BigRational::from(BigInt::from(2));
        let products: BTreeSet<usize> = open.iter().map(|at| self.lines[*at].product).collect();
        if products.len() <= FEW {
            // Where somebody begins or ceases to accept. That takes no depth: there are no more such ends than packages.
            let ends = open.iter().flat_map(|at| &self.lines[*at].accepted).filter(|end| *end > low && *end < high);
            let ends: BTreeSet<&BigRational> = ends.collect();
            if let Some(middle) = ends.iter().nth(ends.len() / 2) {
                return self.divide(window, (*middle).clone(), open, depth);
            }
            match self.best(&window, &open) {
                Seen::Best(best) => {
                    match self.undominated(&half, &best)? {
                        Some(best) => self.push(window, Some(best)),
                        None => self.leave_open(window, &best),
                    }
                    return Ok(());
                }
                // Where two cross at a simple fraction, it is the end.
                Seen::Crossing(difference) if depth <= DEPTH / 2 && depth > 0 => {
                    let at = simplest(low, high);
                    if at > *low && at < *high && value(&difference, &at).is_zero() {
                        return self.divide(window, at, open, depth - 1);
                    }
                }
                Seen::Crossing(_) => {}
            }
        }
        if depth == 0 {
            self.leave_open(window, &open);
            return Ok(());
        }
        self.divide(window, half, open, depth - 1)
    }

    fn divide(
        &mut self,
        [low, high]: [BigRational; 2],
        at: BigRational,
        open: Vec<usize>,
        depth: u32,
    ) -> Result<(), Stop> {
        self.window([low, at.clone()], open.clone(), depth)?;
        self.window([at, high], open, depth)
    }

    fn push(&mut self, window: [BigRational; 2], best: Option<Vec<usize>>) {
        match self.steps.last_mut() {
            Some((last, known)) if *known == best => last[1].clone_from(&window[1]),
            _ => self.steps.push((window, best)),
        }
    }

    fn leave_open(&mut self, window: [BigRational; 2], open: &[usize]) {
        self.open.extend(open);
        self.push(window, None);
    }

    /// Counts so many looks, if there are as many left.
    fn may_look(&mut self, looks: usize) -> bool {
        match self.looks.checked_sub(looks) {
            Some(left) => self.looks = left,
            None => return false,
        }
        true
    }

    /// Leaves out what has a smaller product than another package throughout a window, or gives fewer something. The root of a
    /// product is concave: it is smallest at an end; and no gain is larger than at one of the ends.
    fn leave_out(&self, window: &[BigRational; 2], open: &mut Vec<usize>) -> Result<(), Stop> {
        let [low, high] = window;
        let all = || open.iter().map(|at| &self.lines[*at]).filter(|line| line.covers(window));
        let Some(most) = all().map(|line| line.gaining).max() else { return Ok(()) };
        let mut least: Option<BigRational> = None;
        for line in all().filter(|line| line.gaining == most) {
            self.control.examined(CLOSE)?;
            let product = &self.products[line.product];
            least = least.max(Some(value(product, low).min(value(product, high))));
        }
        let least = least.unwrap_or_default();
        let mut left = Vec::new();
        for at in open.iter().copied() {
            self.control.examined(CLOSE)?;
            let line = &self.lines[at];
            let reached = || {
                gaining(&line.gains, self.powers).fold(BigRational::one(), |product, ([first, last], power)| {
                    let gain = |share: &BigRational| first + (last - first) * share;
                    let most = gain(low).max(gain(high)).max(BigRational::zero());
                    product * num_traits::pow(most, power as usize)
                })
            };
            if line.gaining > most || line.gaining == most && reached() >= least {
                left.push(at);
            }
        }
        *open = left;
        Ok(())
    }

    /// The best in a window throughout which all accept these, and as many gain from each; else a difference whose sign may change.
    fn best(&self, window: &[BigRational; 2], open: &[usize]) -> Seen {
        let half = (&window[0] + &window[1]) / BigRational::from(BigInt::from(2));
        let products: BTreeSet<usize> = open.iter().map(|at| self.lines[*at].product).collect();
        let at_half = |at: &usize| value(&self.products[*at], &half);
        let Some(first) = products.iter().copied().max_by_key(at_half) else { return Seen::Best(Vec::new()) };
        for other in products.into_iter().filter(|other| *other != first) {
            let (own, other) = (&self.products[first], &self.products[other]);
            let length = own.len().max(other.len());
            let coefficient = |of: &Product, at: usize| of.get(at).cloned().unwrap_or_else(BigRational::zero);
            let difference: Product = (0..length).map(|at| coefficient(own, at) - coefficient(other, at)).collect();
            if bernstein(&difference, window).iter().any(Signed::is_negative) {
                return Seen::Crossing(difference);
            }
        }
        Seen::Best(open.iter().copied().filter(|at| self.lines[*at].product == first).collect())
    }

    /// Of what is as good, what leaves somebody worse off and nobody better is not proposed. None if that is too much to look at.
    fn undominated(&mut self, share: &BigRational, best: &[usize]) -> Result<Option<Vec<usize>>, Stop> {
        if best.len() > 1 && !self.may_look(best.len().saturating_mul(best.len())) {
            return Ok(None);
        }
        let mut gains: Vec<Vec<BigRational>> = best.iter().map(|at| self.lines[*at].at(share)).collect();
        gains.iter_mut().for_each(|gains| gains.truncate(self.parties));
        let mut left = Vec::new();
        for (at, own) in best.iter().zip(&gains) {
            self.control.examined(CLOSE * best.len() as u64 / 64)?;
            let better =
                |other: &Vec<BigRational>| other != own && other.iter().zip(own).all(|(other, own)| other >= own);
            if !gains.iter().any(better) {
                left.push(*at);
            }
        }
        Ok(Some(left))
    }

    /// Puts in what all accept with one probability alone, where nothing is agreed around it.
    fn put_points(&mut self) -> Result<(), Stop> {
        let mut points: BTreeMap<&BigRational, Vec<usize>> = BTreeMap::new();
        for (at, line) in self.lines.iter().enumerate().filter(|(_, line)| line.is_point()) {
            points.entry(&line.accepted[0]).or_default().push(at);
        }
        for ([mut from, to], best) in std::mem::take(&mut self.steps) {
            if best.as_ref().is_none_or(|best| !best.is_empty()) {
                self.steps.push(([from, to], best));
                continue;
            }
            // At an end, the step beside says what is agreed.
            let inside = |at: &BigRational| (*at > from || at.is_zero()) && (*at < to || at.is_one());
            let inside: Vec<&BigRational> =
                points.range::<BigRational, _>(&from..=&to).map(|(at, _)| *at).filter(|at| inside(at)).collect();
            for at in inside {
                if from < *at {
                    self.steps.push(([from, at.clone()], Some(Vec::new())));
                }
                let best = self.best_at(at, &points[at])?;
                self.steps.push(([at.clone(), at.clone()], best));
                from = at.clone();
            }
            if from < to {
                self.steps.push(([from, to], Some(Vec::new())));
            }
        }
        Ok(())
    }

    /// The best of what all accept with one probability.
    fn best_at(&mut self, share: &BigRational, all: &[usize]) -> Result<Option<Vec<usize>>, Stop> {
        let mut best: (usize, BigRational, Vec<usize>) = (0, BigRational::zero(), Vec::new());
        for at in all {
            self.control.examined(CLOSE)?;
            let gains = self.lines[*at].at(share);
            let gaining = || gains.iter().zip(self.powers).filter(|(gain, power)| **power > 0 && gain.is_positive());
            let multiply =
                |product, (gain, power): (&BigRational, &u32)| product * num_traits::pow(gain.clone(), *power as usize);
            let (count, product) = (gaining().count(), gaining().fold(BigRational::one(), multiply));
            match (count, &product).cmp(&(best.0, &best.1)) {
                Ordering::Less => {}
                Ordering::Equal => best.2.push(*at),
                Ordering::Greater => best = (count, product, vec![*at]),
            }
        }
        let found = self.undominated(share, &best.2)?;
        if found.is_none() {
            self.open.extend(&best.2);
        }
        Ok(found)
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
