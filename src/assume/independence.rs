//! Preferential independence: which options of some issues are better does not depend on how others are settled.
//!
//! Gorman (1968), Keeney and Raiffa (1976). Ordinal. A violation is two options (or bundles) and two ways to settle the
//! other issues between which the preference is reversed, or appears.

use super::comparison::{Comparison, FORMS, Form, Found, Slice, first, product, size};
use super::scope::matters;
use crate::problem::{Demand, Pick, Problem};
use std::cell::OnceCell;

/// A party's preferences over the options of some issues.
pub(super) struct Independence {
    parties: [usize; 1],
    /// Those whose options are compared, and those that should make no difference; ascending.
    issues: Vec<usize>,
    lists: Vec<Vec<u16>>,
    /// By issue: whether it should make no difference.
    of: Vec<bool>,
    /// By issue.
    today: Vec<u16>,
    /// Once it is needed.
    layout: OnceCell<Layout>,
}

/// The combinations in rows and columns.
struct Layout {
    /// The ways to settle the other issues.
    others: Vec<Vec<u16>>,
    /// By way to settle the other issues, then by bundle of options: the position of the combination.
    at: Vec<Vec<usize>>,
}

impl Independence {
    /// Issues of `of` that no interaction of the party links with the others make no difference and are left out; nor do,
    /// under a ceiling, those that it does not value.
    pub fn new(problem: &Problem, party: usize, own: &[usize], of: &[usize]) -> Self {
        let mut linked = vec![false; problem.issues().len()];
        for interaction in problem.interactions().iter().filter(|interaction| interaction.party == party) {
            let scope = interaction.scope();
            if scope.iter().any(|issue| own.contains(issue)) {
                scope.iter().for_each(|issue| linked[*issue] = true);
            }
        }
        if problem.ceiling(party).is_some() {
            linked = (0..linked.len()).map(|issue| matters(problem, party, issue)).collect();
        }
        let mut issues: Vec<usize> = own.iter().chain(of.iter().filter(|issue| linked[**issue])).copied().collect();
        issues.sort_unstable();
        let all = |issue: &usize| (0..problem.issues()[*issue].options.len() as u16).collect();
        Independence {
            parties: [party],
            lists: issues.iter().map(all).collect(),
            of: issues.iter().map(|issue| !own.contains(issue)).collect(),
            today: issues.iter().map(|issue| problem.issues()[*issue].today()).collect(),
            issues,
            layout: OnceCell::new(),
        }
    }

    fn lay_out(&self) -> Layout {
        let combinations = self.combinations();
        let mut bundles: Vec<Vec<u16>> = combinations.iter().map(|one| self.side(one, false)).collect();
        bundles.sort_unstable();
        bundles.dedup();
        let mut others: Vec<Vec<u16>> = combinations.iter().map(|one| self.side(one, true)).collect();
        others.sort_unstable();
        others.dedup();
        let mut at = vec![vec![0; bundles.len()]; others.len()];
        for (position, combination) in combinations.iter().enumerate() {
            let bundle = bundles.binary_search(&self.side(combination, false)).unwrap_or(0);
            let other = others.binary_search(&self.side(combination, true)).unwrap_or(0);
            at[other][bundle] = position;
        }
        Layout { others, at }
    }

    /// One side of a combination.
    fn side(&self, combination: &[u16], of: bool) -> Vec<u16> {
        let side = combination.iter().zip(&self.of).filter(|(_, other)| **other == of);
        side.map(|(option, _)| *option).collect()
    }

    fn found(&self, amount: i128, combinations: [usize; 4], free: [&[u16]; 2]) -> Found {
        let today = self.side(&self.today, true);
        let changed = |options: &[u16]| options.iter().zip(&today).filter(|(option, today)| option != today).count();
        Found {
            distance: 0,
            changed: changed(free[0]) + changed(free[1]),
            free: free.concat(),
            amount: amount.into(),
            combinations: combinations.to_vec(),
            weights: vec![(self.parties[0], vec![1, -1, 0, 0]), (self.parties[0], vec![0, 0, -1, 1])],
        }
    }
}

impl Comparison for Independence {
    fn parties(&self) -> &[usize] {
        &self.parties
    }

    fn issues(&self) -> &[usize] {
        &self.issues
    }

    fn width(&self) -> Option<u64> {
        let all = size(self.lists.iter());
        Some(all.saturating_mul(all))
    }

    fn combinations(&self) -> Vec<Vec<u16>> {
        product(&self.lists)
    }

    fn holds_by_structure(&self) -> bool {
        !self.of.contains(&true)
    }

    fn compares(&self, slice: &Slice) -> bool {
        // Two options that can be compared at all: that they can be in one way only leaves nothing to depend on.
        let Layout { at, .. } = self.layout.get_or_init(|| self.lay_out());
        at.iter().any(|row| row.iter().filter(|position| slice.feasible[**position]).count() > 1)
    }

    fn worst(&self, slice: &Slice) -> Option<Found> {
        let Layout { others, at } = self.layout.get_or_init(|| self.lay_out());
        let bundles = at.first().map_or(0, Vec::len);
        let mut best = None;
        for a in 0..bundles {
            for b in 0..bundles {
                if a == b {
                    continue;
                }
                let open = |other: &usize| slice.feasible[at[*other][a]] && slice.feasible[at[*other][b]];
                let open: Vec<usize> = (0..others.len()).filter(open).collect();
                // In the first way a is better; in the second it is not better. Or it is as good, and then worse.
                for one in &open {
                    let more = slice.step(0, at[*one][b], at[*one][a]);
                    if more < 0 {
                        continue;
                    }
                    for other in &open {
                        let less = slice.step(0, at[*other][a], at[*other][b]);
                        if less < 0 || more == 0 && less == 0 {
                            continue;
                        }
                        let combinations = [at[*one][a], at[*one][b], at[*other][a], at[*other][b]];
                        first(&mut best, self.found(more.min(less), combinations, [&others[*one], &others[*other]]));
                    }
                }
            }
        }
        best
    }

    fn forms(&self) -> Option<Vec<Form>> {
        let own: Vec<Vec<u16>> =
            self.lists.iter().zip(&self.of).filter(|(_, of)| !**of).map(|(list, _)| list.clone()).collect();
        let count = size(own.iter());
        if count.checked_mul(count)? > FORMS as u64 / 2 {
            return None;
        }
        let bundles = product(&own);
        let copy = |bundle: &[u16], group: u8| {
            let mut bundle = bundle.iter();
            let pick = |of: &bool| match of {
                true => Some(Pick::Free(group)),
                false => bundle.next().map(|option| Pick::Option(*option)),
            };
            self.of.iter().map(pick).collect::<Option<Vec<Pick>>>()
        };
        let party = self.parties[0];
        let mut forms = Vec::new();
        for (at, a) in bundles.iter().enumerate() {
            for b in bundles.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, b)| b) {
                for (more, less) in [(1, 0), (0, 1)] {
                    let demand = |weights: [i64; 4], least| Demand { party, weights: weights.to_vec(), least };
                    forms.push(Form {
                        distance: 0,
                        copies: vec![copy(a, 0)?, copy(b, 0)?, copy(a, 1)?, copy(b, 1)?],
                        demands: vec![demand([1, -1, 0, 0], more), demand([0, 0, -1, 1], less)],
                        weights: vec![(party, vec![1, -1, 0, 0]), (party, vec![0, 0, -1, 1])],
                    });
                }
            }
        }
        Some(forms)
    }
}
