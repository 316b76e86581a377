//! Claims about several parties at once: opposed or aligned interests, and options that are better for all.

use super::comparison::{Comparison, FORMS, Form, Found, Slice, Weights, first};
use crate::problem::assumption::OptionOrder;
use crate::problem::{Demand, Package, Pick};
use num_bigint::BigInt;

/// Two parties' interests on one issue: never both better off (opposed), or never one better and one worse (aligned).
pub(super) struct Sides<'c> {
    parties: [usize; 2],
    issues: [usize; 1],
    options: &'c [u16],
    aligned: bool,
}

impl<'c> Sides<'c> {
    pub fn new(parties: [usize; 2], order: &'c OptionOrder, aligned: bool) -> Self {
        Sides { parties, issues: [order.issue], options: &order.options, aligned }
    }

    fn weights(&self) -> Weights {
        let second = if self.aligned { vec![1, -1] } else { vec![-1, 1] };
        vec![(self.parties[0], vec![-1, 1]), (self.parties[1], second)]
    }
}

impl Comparison for Sides<'_> {
    fn parties(&self) -> &[usize] {
        &self.parties
    }

    fn issues(&self) -> &[usize] {
        &self.issues
    }

    fn width(&self) -> Option<u64> {
        Some((self.options.len() as u64).pow(2))
    }

    fn combinations(&self) -> Vec<Vec<u16>> {
        self.options.iter().map(|option| vec![*option]).collect()
    }

    fn worst(&self, slice: &Slice) -> Option<Found> {
        let mut best = None;
        let open: Vec<usize> = (0..self.options.len()).filter(|at| slice.feasible[*at]).collect();
        for from in &open {
            for to in open.iter().filter(|to| *to != from) {
                let one = slice.step(0, *from, *to);
                let other = if self.aligned { -slice.step(1, *from, *to) } else { slice.step(1, *from, *to) };
                if one > 0 && other > 0 {
                    first(
                        &mut best,
                        Found {
                            distance: from.abs_diff(*to) as u64,
                            free: Vec::new(),
                            changed: 0,
                            amount: one.into(),
                            combinations: vec![*from, *to],
                            weights: self.weights(),
                        },
                    );
                }
            }
        }
        best
    }

    fn forms(&self) -> Option<Vec<Form>> {
        let count = self.options.len();
        if count.checked_pow(2)? > FORMS {
            return None;
        }
        let copy = |at: usize| vec![Pick::Option(self.options[at])];
        let pairs = (0..count).flat_map(|from| (0..count).filter(move |to| *to != from).map(move |to| (from, to)));
        let form = |(from, to): (usize, usize)| Form {
            distance: from.abs_diff(to) as u64,
            copies: vec![copy(from), copy(to)],
            demands: self.weights().into_iter().map(|(party, weights)| Demand { party, weights, least: 1 }).collect(),
            weights: self.weights(),
        };
        Some(pairs.map(form).collect())
    }
}

/// No option of an issue can be replaced so that somebody gains and nobody loses.
pub(super) struct FreeLunch<'c> {
    parties: Vec<usize>,
    issues: [usize; 1],
    options: u16,
    /// From this package only.
    at: Option<&'c Package>,
}

impl<'c> FreeLunch<'c> {
    pub fn new(parties: usize, issue: usize, options: usize, at: Option<&'c Package>) -> Self {
        FreeLunch { parties: (0..parties).collect(), issues: [issue], options: options as u16, at }
    }

    fn pairs(&self) -> impl Iterator<Item = (u16, u16)> + '_ {
        let only = self.at.map(|package| package.options()[self.issues[0]]);
        let from = (0..self.options).filter(move |from| only.is_none_or(|only| only == *from));
        from.flat_map(|from| (0..self.options).filter(move |to| *to != from).map(move |to| (from, to)))
    }
}

impl Comparison for FreeLunch<'_> {
    fn ranks(&self) -> bool {
        false
    }

    fn only_at(&self) -> Option<&Package> {
        self.at
    }

    fn parties(&self) -> &[usize] {
        &self.parties
    }

    fn issues(&self) -> &[usize] {
        &self.issues
    }

    fn width(&self) -> Option<u64> {
        Some(u64::from(self.options).pow(2))
    }

    fn combinations(&self) -> Vec<Vec<u16>> {
        (0..self.options).map(|option| vec![option]).collect()
    }

    fn compares(&self, slice: &Slice) -> bool {
        self.pairs().any(|(from, to)| slice.feasible[usize::from(from)] && slice.feasible[usize::from(to)])
    }

    fn worst(&self, slice: &Slice) -> Option<Found> {
        let mut best = None;
        for (from, to) in self.pairs().map(|(from, to)| (usize::from(from), usize::from(to))) {
            if !slice.feasible[from] || !slice.feasible[to] {
                continue;
            }
            let steps: Vec<i128> = self.parties.iter().map(|party| slice.step(*party, from, to)).collect();
            let Some(gains) = steps.iter().position(|step| *step > 0) else { continue };
            if steps.iter().all(|step| *step >= 0) {
                first(
                    &mut best,
                    Found {
                        distance: from.abs_diff(to) as u64,
                        free: Vec::new(),
                        changed: 0,
                        amount: BigInt::ZERO,
                        combinations: vec![from, to],
                        weights: vec![(self.parties[gains], vec![-1, 1])],
                    },
                );
            }
        }
        best
    }

    fn forms(&self) -> Option<Vec<Form>> {
        let ways = usize::from(self.options).checked_pow(2)?.checked_mul(self.parties.len())?;
        if ways > FORMS {
            return None;
        }
        let copy = |option: u16| vec![Pick::Option(option)];
        let mut forms = Vec::new();
        for (from, to) in self.pairs() {
            // Somebody gains: one form for each who may be the first.
            for gains in &self.parties {
                let demand =
                    |party: &usize| Demand { party: *party, weights: vec![-1, 1], least: i64::from(party == gains) };
                forms.push(Form {
                    distance: u64::from(from.abs_diff(to)),
                    copies: vec![copy(from), copy(to)],
                    demands: self.parties.iter().map(demand).collect(),
                    weights: vec![(*gains, vec![-1, 1])],
                });
            }
        }
        Some(forms)
    }
}
