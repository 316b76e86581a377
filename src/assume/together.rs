//! What options of two issues are worth together, beside what each is worth alone: nothing (additive or difference
//! independence), more (complements, supermodular), less (substitutes).
//!
//! Keeney and Raiffa, "Decisions with Multiple Objectives" (1976); GAI decompositions: Bacchus and Grove (1995). Where
//! the party has no interaction between the two issues it holds by structure. Where all corners are feasible,
//! neighbouring rectangles decide, as larger ones are sums of them; else all rectangles are compared. Cardinal.

use super::comparison::{Comparison, FORMS, Form, Found, Slice, beyond, first, product};
use super::scope::matters;
use crate::exact::Number;
use crate::problem::assumption::{OptionOrder, Together};
use crate::problem::{Demand, Pick, Problem};
use num_traits::Zero;

/// Two issues of a party.
pub(super) struct Rectangles {
    parties: [usize; 1],
    /// Ascending.
    issues: [usize; 2],
    /// By issue, its options in the order that is meant.
    lists: Vec<Vec<u16>>,
    together: Together,
    strict: bool,
    least: Option<i64>,
    tolerant: bool,
    linked: bool,
}

impl Rectangles {
    pub fn new(
        problem: &Problem,
        party: usize,
        (one, other): (&OptionOrder, &OptionOrder),
        together: Together,
        strict: bool,
        tolerance: &Number,
    ) -> Self {
        let (one, other) = if one.issue < other.issue { (one, other) } else { (other, one) };
        // A ceiling links all issues that count.
        let counts = |issue: usize| matters(problem, party, issue);
        let linked = problem.ceiling(party).is_some() && counts(one.issue) && counts(other.issue)
            || problem.interactions().iter().filter(|interaction| interaction.party == party).any(|interaction| {
                let scope = interaction.scope();
                scope.contains(&one.issue) && scope.contains(&other.issue)
            });
        Rectangles {
            parties: [party],
            issues: [one.issue, other.issue],
            lists: vec![one.options.clone(), other.options.clone()],
            together,
            strict,
            least: if strict { Some(0) } else { beyond(problem, party, tolerance) },
            tolerant: !tolerance.value().is_zero(),
            linked,
        }
    }

    /// The corners, and the weights with which a violation is positive.
    fn corners(&self, [a, b]: [usize; 2], [c, d]: [usize; 2]) -> [usize; 4] {
        let wide = self.lists[1].len();
        [a * wide + c, a * wide + d, b * wide + c, b * wide + d]
    }

    /// The signs of what two options are worth together that would be violations.
    fn signs(&self) -> &'static [i64] {
        match self.together {
            Together::Additive => &[1, -1],
            Together::Complements => &[-1],
            Together::Substitutes => &[1],
        }
    }

    fn rectangle(&self, slice: &Slice, across: [usize; 2], down: [usize; 2]) -> Option<Found> {
        let corners = self.corners(across, down);
        if !corners.iter().all(|corner| slice.feasible[*corner]) {
            return None;
        }
        let at = |corner: usize| i128::from(slice.utilities[0][corners[corner]]);
        let sum = at(0) - at(1) - at(2) + at(3);
        let sign =
            *self.signs().iter().find(|sign| i128::from(**sign) * sum >= i128::from(self.least.unwrap_or(i64::MAX)))?;
        Some(Found {
            distance: (across[1] - across[0] + down[1] - down[0]) as u64,
            free: Vec::new(),
            changed: 0,
            amount: (i128::from(sign) * sum).into(),
            combinations: corners.to_vec(),
            weights: vec![(self.parties[0], vec![sign, -sign, -sign, sign])],
        })
    }
}

/// Pairs of positions below `count`, the first smaller: neighbours, or all.
fn pairs(count: usize, all: bool) -> impl Iterator<Item = [usize; 2]> + Clone {
    (0..count).flat_map(move |a| {
        let last = if all { count } else { count.min(a + 2) };
        (a + 1..last).map(move |b| [a, b])
    })
}

impl Comparison for Rectangles {
    fn parties(&self) -> &[usize] {
        &self.parties
    }

    fn issues(&self) -> &[usize] {
        &self.issues
    }

    fn width(&self) -> Option<u64> {
        let pairs = |list: &Vec<u16>| (list.len() as u64).saturating_mul(list.len() as u64);
        // All rectangles may have to be looked at.
        Some(pairs(&self.lists[0]).saturating_mul(pairs(&self.lists[1])))
    }

    fn combinations(&self) -> Vec<Vec<u16>> {
        product(&self.lists)
    }

    fn holds_by_structure(&self) -> bool {
        !self.linked && !self.strict
    }

    fn compares(&self, slice: &Slice) -> bool {
        let whole = |across| {
            let mut rows = pairs(self.lists[1].len(), true);
            rows.any(|down| self.corners(across, down).iter().all(|corner| slice.feasible[*corner]))
        };
        pairs(self.lists[0].len(), true).any(whole)
    }

    fn worst(&self, slice: &Slice) -> Option<Found> {
        let all = self.tolerant || slice.feasible.contains(&false);
        let mut best = None;
        for across in pairs(self.lists[0].len(), all) {
            let rows = pairs(self.lists[1].len(), all);
            rows.filter_map(|down| self.rectangle(slice, across, down)).for_each(|found| first(&mut best, found));
        }
        best
    }

    fn forms(&self) -> Option<Vec<Form>> {
        let (rows, columns) = (self.lists[0].len(), self.lists[1].len());
        if rows.checked_pow(2)?.checked_mul(columns.checked_pow(2)?)? > FORMS {
            return None;
        }
        let least = self.least?;
        let copies = product(&self.lists);
        let mut forms = Vec::new();
        for across in pairs(rows, true) {
            for down in pairs(columns, true) {
                let corners = self.corners(across, down);
                for sign in self.signs() {
                    let weights = vec![*sign, -sign, -sign, *sign];
                    forms.push(Form {
                        distance: (across[1] - across[0] + down[1] - down[0]) as u64,
                        copies: corners
                            .iter()
                            .map(|corner| copies[*corner].iter().map(|option| Pick::Option(*option)).collect())
                            .collect(),
                        demands: vec![Demand { party: self.parties[0], weights: weights.clone(), least }],
                        weights: vec![(self.parties[0], weights)],
                    });
                }
            }
        }
        Some(forms)
    }
}
