//! Good packages quickly, without proof: the start of a search, and what a stopped one has to show.
//!
//! Hill climbing over changes of single issues, then of pairs. Floating point guides it; what it finds is evaluated
//! exactly by the caller. Deterministic, and bounded in steps rather than in time.

use crate::concept::Shape;
use crate::problem::{Constraint, Factor, Package, View};
use num_traits::ToPrimitive;
use std::cmp::Ordering;

/// How promising a package is, larger is better: how few rules it breaks, how little parties lack, how good it is.
pub(super) type Promise = (i64, f64, f64);

/// From how many of several packages it is worth climbing.
const CLIMBS: usize = 3;

/// A problem by issue: what changes with each.
pub(super) struct Local<'v> {
    view: &'v View<'v>,
    /// By issue, the factors over it.
    factors: Vec<Vec<&'v Factor>>,
    /// By issue, the constraints that speak of it.
    constraints: Vec<Vec<&'v Constraint>>,
    options: Vec<Vec<u16>>,
    /// By party, one over the range of its gains.
    spread: Vec<f64>,
}

/// A package on the way up.
struct Climber {
    options: Vec<u16>,
    utilities: Vec<i64>,
    broken: i64,
    promise: Promise,
    /// Utilities of the package looked at.
    next: Vec<i64>,
}

impl<'v> Local<'v> {
    pub(super) fn new(view: &'v View<'v>) -> Self {
        let problem = view.problem();
        let issues = problem.issues.len();
        let mut factors = vec![Vec::new(); issues];
        for factor in &problem.factors {
            factor.scope.iter().for_each(|issue| factors[*issue].push(factor));
        }
        let mut constraints = vec![Vec::new(); issues];
        for (_, constraint) in view.constraints() {
            constraint.scope().into_iter().for_each(|issue| constraints[issue].push(constraint));
        }
        let spread = |party: usize| 1.0 / ((problem.reach(party) as f64 + 1.0) * view.multipliers()[party] as f64);
        Local {
            view,
            factors,
            constraints,
            options: (0..issues).map(|issue| view.options(issue).collect()).collect(),
            spread: (0..view.parties()).map(spread).collect(),
        }
    }

    /// How good utilities are for a score of this shape.
    fn promise(&self, shape: &Shape, utilities: &[i64], broken: i64) -> Promise {
        let mut lacking = 0.0;
        let mut worth: f64 = match shape {
            Shape::Smallest { .. } => f64::INFINITY,
            Shape::Product { .. } => 1.0,
            Shape::Sum { .. } | Shape::Other => 0.0,
        };
        let mut all = 0.0;
        for (party, utility) in utilities.iter().enumerate() {
            let gain = self.view.gain(party, *utility);
            let scaled = gain as f64 * self.spread[party];
            if gain < 0 {
                lacking += scaled;
            }
            all += scaled;
            match shape {
                Shape::Product { exponents } => match exponents[party] {
                    0 => {}
                    exponent @ 1..=8 => worth *= scaled.max(0.0).powi(exponent as i32),
                    exponent => worth *= scaled.max(0.0).powf(f64::from(exponent)),
                },
                Shape::Smallest { units, offsets } => {
                    if let Some(unit) = &units[party] {
                        worth = worth.min(unit.to_f64().unwrap_or(f64::MAX) * (gain - offsets[party]) as f64);
                    }
                }
                Shape::Sum { units } => {
                    if let Some(unit) = &units[party] {
                        worth += unit.to_f64().unwrap_or(f64::MAX) * gain as f64;
                    }
                }
                Shape::Other => worth += scaled,
            }
        }
        // Where worth is equal, what is better for all together leads on.
        (-broken, lacking, worth + all * 1e-9 * worth.abs().max(1e-9))
    }

    fn broken(&self, issue: usize, options: &[u16]) -> i64 {
        let broken = |constraint: &&&Constraint| !constraint.allows(|issue| options[issue]);
        self.constraints[issue].iter().filter(broken).count() as i64
    }

    /// Moves on if that is more promising.
    fn improves(&self, shape: &Shape, climber: &mut Climber, changes: &[(usize, u16)]) -> bool {
        let problem = self.view.problem();
        let parties = problem.parties.len();
        climber.next.copy_from_slice(&climber.utilities);
        let mut broken = climber.broken;
        let mut before = [0; 2];
        for ((issue, option), before) in changes.iter().zip(&mut before) {
            let (issue, old) = (*issue, climber.options[*issue]);
            *before = old;
            broken -= self.broken(issue, &climber.options);
            for factor in &self.factors[issue] {
                factor.add_times(-1, |issue| climber.options[issue], &mut climber.next);
            }
            climber.options[issue] = *option;
            broken += self.broken(issue, &climber.options);
            for factor in &self.factors[issue] {
                factor.add_times(1, |issue| climber.options[issue], &mut climber.next);
            }
            let row = |option: u16| &problem.values[issue][usize::from(option) * parties..][..parties];
            for ((next, new), old) in climber.next.iter_mut().zip(row(*option)).zip(row(old)) {
                *next += new - old;
            }
        }
        let promise = self.promise(shape, &climber.next, broken);
        if promise > climber.promise {
            climber.promise = promise;
            climber.broken = broken;
            std::mem::swap(&mut climber.utilities, &mut climber.next);
            return true;
        }
        for ((issue, _), before) in changes.iter().zip(before).rev() {
            climber.options[*issue] = before;
        }
        false
    }

    /// Climbs from the most promising of some packages, looking at about `steps` others from each.
    pub(super) fn climb_from_best(&self, shape: &Shape, starts: Vec<Vec<u16>>, steps: usize) -> Vec<Vec<u16>> {
        let mut utilities = Vec::new();
        let mut promising: Vec<(Promise, Vec<u16>)> = Vec::new();
        for start in starts {
            self.view.problem().utilities_into(&start, &mut utilities);
            promising.push((self.promise(shape, &utilities, 0), start));
        }
        promising.sort_by(|a, b| b.0.partial_cmp(&a.0).unwrap_or(Ordering::Equal));
        promising.truncate(CLIMBS);
        promising.into_iter().map(|(_, start)| self.climb(shape, start, steps)).collect()
    }

    /// Climbs from a package, looking at about `steps` others: first at single changes, then at pairs.
    pub(super) fn climb(&self, shape: &Shape, start: Vec<u16>, steps: usize) -> Vec<u16> {
        let problem = self.view.problem();
        let mut utilities = Vec::new();
        problem.utilities_into(&start, &mut utilities);
        let allows = |constraint: &Constraint| constraint.allows(|issue| start[issue]);
        let broken = self.view.constraints().filter(|(_, constraint)| !allows(constraint)).count() as i64;
        let promise = self.promise(shape, &utilities, broken);
        let mut climber = Climber { next: utilities.clone(), options: start, utilities, broken, promise };
        let issues = self.options.len();
        let mut left = steps;
        loop {
            let mut better = false;
            for issue in 0..issues {
                for &option in &self.options[issue] {
                    if option != climber.options[issue] {
                        left = left.saturating_sub(1);
                        better |= self.improves(shape, &mut climber, &[(issue, option)]);
                    }
                }
            }
            if better && left > 0 {
                continue;
            }
            'pairs: for first in 0..issues {
                for second in first + 1..issues {
                    for &a in &self.options[first] {
                        for &b in &self.options[second] {
                            if left == 0 {
                                break 'pairs;
                            }
                            if a != climber.options[first] && b != climber.options[second] {
                                left -= 1;
                                better |= self.improves(shape, &mut climber, &[(first, a), (second, b)]);
                            }
                        }
                    }
                }
            }
            if !better || left == 0 {
                return climber.options;
            }
        }
    }
}

/// Packages that a climb may look at when nothing else will follow.
const LAST_STEPS: usize = 20_000;

/// Packages worth looking at, from each party's best and from the best for all in turn. `start` finds a package that is
/// about best for weights of utilities.
pub(super) fn candidates(view: &View, mut start: impl FnMut(&[f64]) -> Package) -> Vec<Package> {
    let local = Local::new(view);
    let parties = view.parties();
    let weights = |favoured: Option<usize>| -> Vec<f64> {
        let weight = |party: usize| if favoured.is_none_or(|favoured| party == favoured) { 1.0 } else { 1.0 / 64.0 };
        let multiplied = |party: usize| weight(party) * local.spread[party] * view.multipliers()[party] as f64;
        (0..parties).map(multiplied).collect()
    };
    let shape = Shape::Product { exponents: view.problem().exponents.clone() };
    let favoured = (0..parties).map(Some).chain([None]);
    favoured
        .map(|party| Package::new(local.climb(&shape, start(&weights(party)).options().to_vec(), LAST_STEPS)))
        .collect()
}
