//! Good packages quickly, without proof: the start of a search, and what a stopped one has to show.
//!
//! Hill climbing over changes of single issues, then of pairs. Floating point guides it; what it finds is evaluated
//! exactly by the caller. Deterministic, and bounded in steps rather than in time.

use super::limits::Control;
use crate::concept::Shape;
use crate::problem::{Constraint, Factor, IssueId, OptionId, Package, PartyId, View};
use num_bigint::BigInt;
use num_traits::ToPrimitive;
use std::cmp::Ordering;

/// How promising a package is, larger is better: how few rules it breaks, how little parties lack, how good it is.
pub(super) type Promise = (i64, f64, f64);

/// From how many of several packages it is worth climbing.
const CLIMBS: usize = 2;
/// How much the sum counts beside a smallest value, from one climb to the next.
const LEANS: [f64; 3] = [0.1, 0.01, 1e-6];

/// A problem by issue: what changes with each.
pub(crate) struct Local<'v> {
    view: &'v View<'v>,
    /// By issue, the factors over it.
    factors: Vec<Vec<&'v Factor>>,
    /// The constraints, with the issues that they speak of, ascending.
    constraints: Vec<(&'v Constraint, Vec<IssueId>)>,
    /// By issue, those that speak of it, by position.
    bound_by: Vec<Vec<usize>>,
    options: Vec<Vec<OptionId>>,
    /// By party, one over the range of its gains.
    spread: Vec<f64>,
}

/// What kind of function of gains to climb on.
enum Kind {
    Product,
    Smallest,
    Sum,
}

/// A score's shape in floating point.
struct Goal {
    kind: Kind,
    /// By party, exponents or units.
    units: Vec<Option<f64>>,
    /// By party, what is subtracted from gains.
    offsets: Vec<i64>,
    /// How much the sum counts beside the smallest: a mere smallest value knows no way up where one party is stuck.
    lean: f64,
}

impl Goal {
    fn new(shape: &Shape, parties: usize, lean: f64) -> Self {
        let numbers = |units: &[Option<BigInt>]| units.iter().map(|unit| unit.as_ref()?.to_f64()).collect();
        let none = vec![0; parties];
        match shape {
            Shape::Product { exponents } => {
                let exponent = |exponent: &u32| (*exponent > 0).then(|| f64::from(*exponent));
                Goal { kind: Kind::Product, units: exponents.iter().map(exponent).collect(), offsets: none, lean }
            }
            Shape::Smallest { units, offsets } => {
                Goal { kind: Kind::Smallest, units: numbers(units), offsets: offsets.clone(), lean }
            }
            Shape::Sum { units } => Goal { kind: Kind::Sum, units: numbers(units), offsets: none, lean },
            Shape::Other => Goal { kind: Kind::Sum, units: vec![Some(1.0); parties], offsets: none, lean },
        }
    }
}

/// A package on the way up.
struct Climber {
    options: Vec<OptionId>,
    /// What the parties' values sum to.
    sums: Vec<i64>,
    broken: i64,
    promise: Promise,
    /// The package looked at, and its sums.
    trial: Vec<OptionId>,
    next: Vec<i64>,
}

/// What a package comes to without what some of its issues add.
struct Rest {
    sums: Vec<i64>,
    broken: i64,
}

impl<'v> Local<'v> {
    pub(crate) fn new(view: &'v View<'v>) -> Self {
        let problem = view.problem();
        let issues = problem.issues.len();
        let mut factors = vec![Vec::new(); issues];
        for factor in problem.factors.iter() {
            factor.scope.iter().for_each(|issue| factors[*issue].push(factor));
        }
        let constraints: Vec<_> = view.constraints().map(|(_, constraint)| (constraint, constraint.scope())).collect();
        let mut bound_by = vec![Vec::new(); issues];
        for (at, (_, scope)) in constraints.iter().enumerate() {
            scope.iter().for_each(|issue| bound_by[issue.index()].push(at));
        }
        let spread = |party: usize| 1.0 / ((problem.reach(party) as f64 + 1.0) * view.multipliers()[party] as f64);
        Local {
            view,
            factors,
            constraints,
            bound_by,
            options: (0..issues).map(|issue| view.options(IssueId::at(issue)).collect()).collect(),
            spread: (0..view.parties()).map(spread).collect(),
        }
    }

    /// How promising utilities are, or the sums behind them.
    fn promise(&self, goal: &Goal, utilities: &[i64], broken: i64) -> Promise {
        let mut lacking = 0.0;
        let mut worth: f64 = if let Kind::Smallest = goal.kind { f64::INFINITY } else { 0.0 };
        let mut product = 1.0;
        let mut all = 0.0;
        for (party, utility) in utilities.iter().enumerate() {
            let gain = self.view.gain(PartyId::at(party), self.view.problem().capped(party, *utility));
            let scaled = gain as f64 * self.spread[party];
            if gain < 0 {
                lacking += scaled;
            }
            let Some(unit) = goal.units[party] else { continue };
            match goal.kind {
                Kind::Product if unit == 1.0 => product *= scaled.max(0.0),
                Kind::Product => product *= scaled.max(0.0).powf(unit),
                Kind::Smallest => {
                    let value = unit * (gain - goal.offsets[party]) as f64;
                    worth = worth.min(value);
                    all += value;
                }
                Kind::Sum => worth += unit * gain as f64,
            }
        }
        let worth = if let Kind::Product = goal.kind { product } else { worth + goal.lean * all };
        (-broken, lacking, worth)
    }

    /// Adds what an issue is settled by, so many times: with the links and rules that speak of it and not of another one.
    fn add(&self, rest: &mut Rest, times: i64, issue: usize, apart_from: Option<usize>, options: &[OptionId]) {
        let problem = self.view.problem();
        let parties = problem.parties.len();
        let row = &problem.values[issue][options[issue].index() * parties..][..parties];
        rest.sums.iter_mut().zip(row).for_each(|(sum, worth)| *sum += times * worth);
        for factor in &self.factors[issue] {
            if apart_from.is_none_or(|other| factor.scope.binary_search(&other).is_err()) {
                factor.add_times(times, |issue| options[issue], &mut rest.sums);
            }
        }
        for (constraint, scope) in self.bound_by[issue].iter().map(|at| &self.constraints[*at]) {
            if apart_from.is_none_or(|other| scope.binary_search(&IssueId::at(other)).is_err())
                && !constraint.allows(|issue| options[issue.index()])
            {
                rest.broken += times;
            }
        }
    }

    /// Looks at one issue settled by each of its options, and moves on where that is more promising. `rest` is the package without
    /// what the issue adds; with a pair of issues, with what the first of them would add, settled by this option. Pairs end where
    /// nothing is left to be looked at.
    fn settle(
        &self,
        goal: &Goal,
        climber: &mut Climber,
        rest: &Rest,
        first: Option<(usize, OptionId)>,
        issue: usize,
        left: &mut usize,
    ) -> bool {
        let mut better = false;
        let mut next = Rest { sums: std::mem::take(&mut climber.next), broken: 0 };
        for &option in &self.options[issue] {
            let stays = |(issue, option): (usize, OptionId)| climber.options[issue] == option;
            if stays((issue, option)) || first.is_some_and(stays) {
                continue;
            }
            if *left == 0 && first.is_some() {
                break;
            }
            *left = left.saturating_sub(1);
            climber.trial[issue] = option;
            next.sums.clone_from(&rest.sums);
            next.broken = rest.broken;
            self.add(&mut next, 1, issue, None, &climber.trial);
            let promise = self.promise(goal, &next.sums, next.broken);
            if promise > climber.promise {
                (climber.promise, climber.broken, better) = (promise, next.broken, true);
                std::mem::swap(&mut climber.sums, &mut next.sums);
                for (issue, option) in first.into_iter().chain([(issue, option)]) {
                    climber.options[issue] = option;
                }
            }
        }
        climber.trial[issue] = climber.options[issue];
        climber.next = next.sums;
        better
    }

    /// Climbs from the most promising of some packages, looking at about `steps` others from each.
    pub(super) fn climb_from_best(
        &self,
        shape: &Shape,
        starts: Vec<Vec<OptionId>>,
        steps: usize,
    ) -> Vec<Vec<OptionId>> {
        let mut utilities = Vec::new();
        let goal = Goal::new(shape, self.spread.len(), LEANS[0]);
        let mut promising: Vec<(Promise, Vec<OptionId>)> = Vec::new();
        for start in starts {
            self.view.problem().utilities_into(&start, &mut utilities);
            promising.push((self.promise(&goal, &utilities, 0), start));
        }
        promising.sort_by(|a, b| b.0.partial_cmp(&a.0).unwrap_or(Ordering::Equal));
        promising.truncate(CLIMBS);
        promising.into_iter().map(|(_, start)| self.climb(shape, start, steps)).collect()
    }

    /// Climbs from a package, looking at about `steps` others.
    pub(crate) fn climb(&self, shape: &Shape, start: Vec<OptionId>, steps: usize) -> Vec<OptionId> {
        let leans: &[f64] = if let Shape::Smallest { .. } = shape { &LEANS } else { &[0.0] };
        leans.iter().fold(start, |start, lean| self.climb_on(&Goal::new(shape, self.spread.len(), *lean), start, steps))
    }

    /// Climbs again and again from the best package so far, in which each time three issues are settled otherwise: so often, and
    /// looking at about `steps` others each time. The best one.
    pub(super) fn climb_around(
        &self,
        shape: &Shape,
        start: Vec<OptionId>,
        times: usize,
        steps: usize,
        control: &Control,
    ) -> Vec<OptionId> {
        let [_, leaning, last] = LEANS.map(|lean| Goal::new(shape, self.spread.len(), lean));
        let mut best = self.climber(&last, start);
        let issues = self.options.len();
        for time in 0..times {
            if issues == 0 || control.check().is_err() {
                break;
            }
            let (first, round) = (time % issues, time / issues);
            let mut options = best.options.clone();
            for issue in [first, first + round + 1, first + 3 * round + 5] {
                let open = &self.options[issue % issues];
                let at = open.iter().position(|option| *option == options[issue % issues]).unwrap_or(0);
                options[issue % issues] =
                    open.get((at + round + 1) % open.len().max(1)).copied().unwrap_or(options[issue % issues]);
            }
            let options = self.climb_on(&last, self.climb_on(&leaning, options, steps), steps);
            let found = self.climber(&last, options);
            if found.promise > best.promise {
                best = found;
            }
        }
        best.options
    }

    /// Begins with a package.
    fn climber(&self, goal: &Goal, start: Vec<OptionId>) -> Climber {
        let mut sums = Vec::new();
        self.view.problem().sums_into(&start, &mut sums);
        let allows = |constraint: &Constraint| constraint.allows(|issue| start[issue.index()]);
        let broken = self.view.constraints().filter(|(_, constraint)| !allows(constraint)).count() as i64;
        let promise = self.promise(goal, &sums, broken);
        Climber { trial: start.clone(), next: sums.clone(), options: start, sums, broken, promise }
    }

    /// The same on one goal: first at single changes, then at pairs.
    fn climb_on(&self, goal: &Goal, start: Vec<OptionId>, steps: usize) -> Vec<OptionId> {
        let mut climber = self.climber(goal, start);
        let issues = self.options.len();
        let mut left = steps;
        let without = |climber: &Climber, issue: usize| {
            let mut rest = Rest { sums: climber.sums.clone(), broken: climber.broken };
            self.add(&mut rest, -1, issue, None, &climber.options);
            rest
        };
        loop {
            let mut better = false;
            for issue in 0..issues {
                let rest = without(&climber, issue);
                better |= self.settle(goal, &mut climber, &rest, None, issue, &mut left);
            }
            if better && left > 0 {
                continue;
            }
            'pairs: for first in 0..issues {
                for second in first + 1..issues {
                    let mut both = without(&climber, first);
                    self.add(&mut both, -1, second, Some(first), &climber.options);
                    for &option in &self.options[first] {
                        if left == 0 {
                            break 'pairs;
                        }
                        climber.trial[first] = option;
                        let mut rest = Rest { sums: both.sums.clone(), broken: both.broken };
                        self.add(&mut rest, 1, first, Some(second), &climber.trial);
                        better |= self.settle(goal, &mut climber, &rest, Some((first, option)), second, &mut left);
                    }
                    climber.trial[first] = climber.options[first];
                }
            }
            if !better || left == 0 {
                return climber.options;
            }
        }
    }
}

/// Packages that all climbs together may look at when nothing else will follow: who waits has waited long enough.
const LAST_STEPS: usize = 60_000;

/// Packages worth looking at: what climbs reach from each party's best and from the best for all in turn, and from the
/// packages of all first and of all last options; and these two themselves, which rules are often written around. `start`
/// finds a package that is about best for weights of utilities.
pub(super) fn candidates(view: &View, mut start: impl FnMut(&[f64]) -> Package) -> Vec<Package> {
    let local = Local::new(view);
    let parties = view.parties();
    let weights = |favoured: Option<usize>| -> Vec<f64> {
        let weight = |party: usize| if favoured.is_none_or(|favoured| party == favoured) { 1.0 } else { 1.0 / 64.0 };
        let multiplied = |party: usize| weight(party) * local.spread[party] * view.multipliers()[party] as f64;
        (0..parties).map(multiplied).collect()
    };
    let shape = Shape::Product { exponents: view.problem().exponents.clone() };
    let favoured = (0..parties).map(Some).chain([None]).map(|party| start(&weights(party)).options().to_vec());
    let first = local.options.iter().map(|options| options.first().copied()).collect::<Option<Vec<OptionId>>>();
    let last = local.options.iter().map(|options| options.last().copied()).collect::<Option<Vec<OptionId>>>();
    let trivial: Vec<Vec<OptionId>> = first.into_iter().chain(last).collect();
    let steps = LAST_STEPS / (parties + 1 + trivial.len());
    let climbed: Vec<Vec<OptionId>> =
        favoured.chain(trivial.clone()).map(|options| local.climb(&shape, options, steps)).collect();
    climbed.into_iter().chain(trivial).map(Package::new).collect()
}
