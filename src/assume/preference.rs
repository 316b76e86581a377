//! Statements of preference, all else equal: one bundle of options is better than another, one change is worth at least
//! as much as another, nothing makes up for a change.
//!
//! The first is ordinal; the others compare differences, and mean something for cardinal utilities.

use super::comparison::{Comparison, Form, Found, Slice, beyond, first, product, size};
use crate::exact::Number;
use crate::problem::assumption::Switch;
use crate::problem::{Demand, Pick, Problem};
use num_traits::{ToPrimitive, Zero};
use std::cell::OnceCell;

fn fixed(options: &[u16]) -> Vec<Pick> {
    options.iter().map(|option| Pick::Option(*option)).collect()
}

/// That the second side of a switch is better than the first.
pub(super) struct Better<'c> {
    parties: [usize; 1],
    switch: &'c Switch,
    strict: bool,
}

impl<'c> Better<'c> {
    pub fn new(party: usize, switch: &'c Switch, strict: bool) -> Self {
        Better { parties: [party], switch, strict }
    }
}

impl Comparison for Better<'_> {
    fn parties(&self) -> &[usize] {
        &self.parties
    }

    fn issues(&self) -> &[usize] {
        &self.switch.issues
    }

    fn width(&self) -> Option<u64> {
        Some(2)
    }

    fn combinations(&self) -> Vec<Vec<u16>> {
        vec![self.switch.from.clone(), self.switch.to.clone()]
    }

    fn worst(&self, slice: &Slice) -> Option<Found> {
        let amount = -slice.step(0, 0, 1);
        (slice.feasible.iter().all(|feasible| *feasible) && amount >= i128::from(!self.strict)).then(|| Found {
            distance: 0,
            free: Vec::new(),
            changed: 0,
            amount: amount.into(),
            combinations: vec![0, 1],
            weights: vec![(self.parties[0], vec![1, -1])],
        })
    }

    fn forms(&self) -> Option<Vec<Form>> {
        let weights = vec![1, -1];
        Some(vec![Form {
            distance: 0,
            copies: vec![fixed(&self.switch.from), fixed(&self.switch.to)],
            demands: vec![Demand { party: self.parties[0], weights: weights.clone(), least: i64::from(!self.strict) }],
            weights: vec![(self.parties[0], weights)],
        }])
    }
}

/// That a change is worth at least so many times another one, each made beside the state before the other.
pub(super) struct Worth {
    parties: [usize; 1],
    issues: Vec<usize>,
    /// The state before both changes, after the change, after the other one.
    states: [Vec<u16>; 3],
    /// Their weights in the violation; none if they are too large.
    weights: Option<[i64; 3]>,
    least: Option<i64>,
}

impl Worth {
    pub fn new(
        problem: &Problem,
        party: usize,
        (change, other): (&Switch, &Switch),
        times: &Number,
        strict: bool,
        tolerance: &Number,
    ) -> Self {
        let mut joined: Vec<(usize, [u16; 3])> = Vec::new();
        for (at, issue) in change.issues.iter().enumerate() {
            joined.push((*issue, [change.from[at], change.to[at], change.from[at]]));
        }
        for (at, issue) in other.issues.iter().enumerate() {
            joined.push((*issue, [other.from[at], other.from[at], other.to[at]]));
        }
        joined.sort_unstable();
        let state = |at: usize| joined.iter().map(|(_, options)| options[at]).collect::<Vec<u16>>();
        // p/q times the other change less the change: q(u₀ − u₁) + p(u₂ − u₀).
        let (p, q) = (times.value().numer().to_i64(), times.value().denom().to_i64());
        let weights = p.zip(q).and_then(|(p, q)| Some([q.checked_sub(p)?, -q, p]));
        let tolerance = Number::from(tolerance.value() * times.value().denom());
        let least = if strict { Some(0) } else { beyond(problem, party, &tolerance) };
        Worth {
            parties: [party],
            issues: joined.iter().map(|(issue, _)| *issue).collect(),
            states: [state(0), state(1), state(2)],
            weights,
            least,
        }
    }

    /// The states that count: with equal weights of both changes the first one does not.
    fn counted(&self) -> Option<(Vec<usize>, Vec<i64>)> {
        let weights = self.weights?;
        let states: Vec<usize> = (0..3).filter(|state| !weights[*state].is_zero()).collect();
        Some((states.clone(), states.iter().map(|state| weights[*state]).collect()))
    }
}

impl Comparison for Worth {
    fn compares(&self, slice: &Slice) -> bool {
        self.counted().is_some_and(|(states, _)| states.iter().all(|state| slice.feasible[*state]))
    }

    fn parties(&self) -> &[usize] {
        &self.parties
    }

    fn issues(&self) -> &[usize] {
        &self.issues
    }

    fn width(&self) -> Option<u64> {
        Some(3)
    }

    fn combinations(&self) -> Vec<Vec<u16>> {
        self.states.to_vec()
    }

    fn worst(&self, slice: &Slice) -> Option<Found> {
        let (states, weights) = self.counted()?;
        if !states.iter().all(|state| slice.feasible[*state]) {
            return None;
        }
        let terms = states.iter().zip(&weights);
        let amount: i128 = terms.map(|(state, w)| i128::from(*w) * i128::from(slice.utilities[0][*state])).sum();
        (amount >= i128::from(self.least?)).then(|| Found {
            distance: 0,
            free: Vec::new(),
            changed: 0,
            amount: amount.into(),
            combinations: states,
            weights: vec![(self.parties[0], weights)],
        })
    }

    fn forms(&self) -> Option<Vec<Form>> {
        let (states, weights) = self.counted()?;
        Some(vec![Form {
            distance: 0,
            copies: states.iter().map(|state| fixed(&self.states[*state])).collect(),
            demands: vec![Demand { party: self.parties[0], weights: weights.clone(), least: self.least? }],
            weights: vec![(self.parties[0], weights)],
        }])
    }
}

/// That a switch is for the worse, however some issues are settled before and after it.
pub(super) struct NothingOffsets<'c> {
    parties: [usize; 1],
    switch: &'c Switch,
    issues: Vec<usize>,
    /// By issue of these, its options.
    lists: Vec<Vec<u16>>,
    /// By issue: whether it could make up for the switch; then the option that holds today.
    by: Vec<Option<u16>>,
    /// The combinations of all, once they are needed.
    all: OnceCell<Vec<Vec<u16>>>,
}

impl<'c> NothingOffsets<'c> {
    pub fn new(problem: &Problem, party: usize, switch: &'c Switch, by: &[usize]) -> Self {
        let mut issues: Vec<usize> = switch.issues.iter().chain(by).copied().collect();
        issues.sort_unstable();
        let of_switch = |issue: &usize| switch.issues.iter().position(|other| other == issue);
        let list = |issue: &usize| match of_switch(issue) {
            Some(at) if switch.from[at] == switch.to[at] => vec![switch.from[at]],
            Some(at) => vec![switch.from[at], switch.to[at]],
            None => (0..problem.issues()[*issue].options.len() as u16).collect(),
        };
        let lists = issues.iter().map(list).collect();
        let today = |issue: &usize| of_switch(issue).is_none().then(|| problem.issues()[*issue].today());
        let by = issues.iter().map(today).collect();
        NothingOffsets { parties: [party], switch, issues, lists, by, all: OnceCell::new() }
    }

    fn all(&self) -> &[Vec<u16>] {
        self.all.get_or_init(|| product(&self.lists))
    }

    /// Whether a combination is on one side of the switch.
    fn is(&self, combination: &[u16], side: &[u16]) -> bool {
        let of_switch = self.by.iter().zip(combination).filter(|(by, _)| by.is_none());
        of_switch.map(|(_, option)| option).eq(side)
    }

    fn free(&self, combination: &[u16]) -> impl Iterator<Item = (u16, bool)> {
        let by = self.by.iter().zip(combination).filter_map(|(today, option)| Some((*option, (*today)? != *option)));
        by.collect::<Vec<_>>().into_iter()
    }
}

impl Comparison for NothingOffsets<'_> {
    fn compares(&self, slice: &Slice) -> bool {
        let feasible = |side: &[u16]| {
            let mut all = self.all().iter().zip(slice.feasible);
            all.any(|(combination, feasible)| *feasible && self.is(combination, side))
        };
        feasible(&self.switch.from) && feasible(&self.switch.to)
    }

    fn parties(&self) -> &[usize] {
        &self.parties
    }

    fn issues(&self) -> &[usize] {
        &self.issues
    }

    fn width(&self) -> Option<u64> {
        // Pairs are compared.
        Some(size(self.lists.iter()).saturating_mul(size(self.lists.iter())))
    }

    fn combinations(&self) -> Vec<Vec<u16>> {
        self.all().to_vec()
    }

    fn worst(&self, slice: &Slice) -> Option<Found> {
        let combinations = self.all();
        let side = |options: &[u16]| {
            let on = (0..combinations.len()).filter(|at| self.is(&combinations[*at], options) && slice.feasible[*at]);
            on.collect::<Vec<usize>>()
        };
        let (before, after) = (side(&self.switch.from), side(&self.switch.to));
        let mut best = None;
        for from in &before {
            for to in &after {
                let amount = slice.step(0, *from, *to);
                if amount >= 0 {
                    let free: Vec<(u16, bool)> =
                        self.free(&combinations[*from]).chain(self.free(&combinations[*to])).collect();
                    let found = Found {
                        distance: 0,
                        changed: free.iter().filter(|(_, changed)| *changed).count(),
                        free: free.into_iter().map(|(option, _)| option).collect(),
                        amount: amount.into(),
                        combinations: vec![*from, *to],
                        weights: vec![(self.parties[0], vec![-1, 1])],
                    };
                    first(&mut best, found);
                }
            }
        }
        best
    }

    fn forms(&self) -> Option<Vec<Form>> {
        let copy = |side: &[u16], group: u8| {
            let mut side = side.iter();
            let pick = |by: &Option<u16>| match by {
                Some(_) => Some(Pick::Free(group)),
                None => side.next().map(|option| Pick::Option(*option)),
            };
            self.by.iter().map(pick).collect::<Option<Vec<Pick>>>()
        };
        let weights = vec![-1, 1];
        Some(vec![Form {
            distance: 0,
            copies: vec![copy(&self.switch.from, 0)?, copy(&self.switch.to, 1)?],
            demands: vec![Demand { party: self.parties[0], weights: weights.clone(), least: 0 }],
            weights: vec![(self.parties[0], weights)],
        }])
    }
}
