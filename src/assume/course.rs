//! How a utility runs along the options of one issue, all else equal: monotone, single-peaked, concave, flat.
//!
//! Along the options that are feasible in a context, neighbours decide: a utility that falls somewhere falls between
//! neighbours; one that has a valley falls between neighbours before it rises between neighbours; slopes that rise
//! somewhere rise between neighbouring steps. With a tolerance small falls may add up, and all pairs are compared.
//!
//! Monotone and single-peaked are ordinal; diminishing and a tolerance mean something for cardinal utilities.

use super::comparison::{Comparison, FORMS, Form, Found, Slice, beyond, first};
use super::scope::matters;
use crate::exact::Number;
use crate::problem::assumption::{Course, OptionOrder};
use crate::problem::{Demand, Pick, Problem};
use num_traits::Zero;

/// A party's utility along one issue.
pub(super) struct Along<'c> {
    parties: [usize; 1],
    issues: [usize; 1],
    options: &'c [u16],
    /// By option of the order: where it stands on the scale.
    scale: Vec<i64>,
    course: &'c Course,
    strict: bool,
    /// The least violation.
    least: Option<i64>,
    tolerant: bool,
    /// Whether the party's values name the issue at all.
    matters: bool,
}

impl<'c> Along<'c> {
    pub fn new(
        problem: &Problem,
        party: usize,
        order: &'c OptionOrder,
        course: &'c Course,
        strict: bool,
        tolerance: &Number,
    ) -> Self {
        // Levels are evenly spaced, so that their positions measure distances; so do places in a list, by convention.
        let declared: Vec<i64> = order.options.iter().map(|option| i64::from(*option)).collect();
        let steady = declared.is_sorted() || declared.iter().rev().is_sorted();
        let scale = match problem.issues()[order.issue].is_integer() && steady {
            true => declared,
            false => (0..order.options.len() as i64).collect(),
        };
        let least = if strict { Some(0) } else { beyond(problem, party, tolerance) };
        Along {
            parties: [party],
            issues: [order.issue],
            options: &order.options,
            scale,
            course,
            strict,
            least,
            tolerant: !tolerance.value().is_zero(),
            matters: matters(problem, party, order.issue),
        }
    }

    /// A violation by a pair: the second is worse (or, of a falling course, better) than it should be.
    fn pair(&self, slice: &Slice, from: usize, to: usize) -> Option<Found> {
        let step = slice.step(0, from, to);
        let (amount, weights) = match self.course {
            Course::Rises => (-step, [1, -1]),
            Course::Falls => (step, [-1, 1]),
            _ if step < 0 => (-step, [1, -1]),
            _ => (step, [-1, 1]),
        };
        (amount >= i128::from(self.least?)).then(|| Found {
            distance: (to - from) as u64,
            free: Vec::new(),
            changed: 0,
            amount: amount.into(),
            combinations: vec![from, to],
            weights: vec![(self.parties[0], weights.to_vec())],
        })
    }

    fn valley(&self, from: usize, bottom: usize, to: usize, amount: i128) -> Found {
        Found {
            distance: (to - from) as u64,
            free: Vec::new(),
            changed: 0,
            amount: amount.into(),
            combinations: vec![from, bottom, to],
            // The bottom is less than the lower of the two sides.
            weights: vec![(self.parties[0], vec![1, -1, 0]), (self.parties[0], vec![0, -1, 1])],
        }
    }

    /// How much more the second of two steps is worth, for so long steps.
    fn bend(&self, a: usize, b: usize, c: usize) -> [i64; 3] {
        let (before, after) = ((self.scale[b] - self.scale[a]).abs(), (self.scale[c] - self.scale[b]).abs());
        [after, -(before + after), before]
    }
}

impl Comparison for Along<'_> {
    fn parties(&self) -> &[usize] {
        &self.parties
    }

    fn issues(&self) -> &[usize] {
        &self.issues
    }

    fn width(&self) -> Option<u64> {
        Some(self.options.len() as u64)
    }

    fn combinations(&self) -> Vec<Vec<u16>> {
        self.options.iter().map(|option| vec![*option]).collect()
    }

    fn holds_by_structure(&self) -> bool {
        !self.matters && !self.strict && !matches!(self.course, Course::SinglePeaked(Some(_)))
            || !self.matters && matches!(self.course, Course::SinglePeaked(_))
    }

    fn compares(&self, slice: &Slice) -> bool {
        let mut open = self.options.iter().zip(slice.feasible).filter(|(_, feasible)| **feasible);
        let count = open.clone().count();
        match self.course {
            Course::Diminishing | Course::SinglePeaked(None) => count > 2,
            Course::SinglePeaked(Some(peak)) => count > 2 || count == 2 && open.any(|(option, _)| option == peak),
            _ => count > 1,
        }
    }

    fn worst(&self, slice: &Slice) -> Option<Found> {
        let open: Vec<usize> = (0..self.options.len()).filter(|at| slice.feasible[*at]).collect();
        let mut best = None;
        match self.course {
            Course::Rises | Course::Falls | Course::Level if self.tolerant => {
                for (at, from) in open.iter().enumerate() {
                    open[at + 1..]
                        .iter()
                        .filter_map(|to| self.pair(slice, *from, *to))
                        .for_each(|f| first(&mut best, f));
                }
            }
            Course::Rises | Course::Falls | Course::Level => {
                let pairs = open.windows(2).filter_map(|pair| self.pair(slice, pair[0], pair[1]));
                pairs.for_each(|found| first(&mut best, found));
            }
            Course::SinglePeaked(peak) => {
                // The last strict fall before each strict rise.
                let mut fall = None;
                for pair in open.windows(2) {
                    let step = slice.step(0, pair[0], pair[1]);
                    if step < 0 {
                        fall = Some((pair[0], pair[1]));
                    } else if step > 0
                        && let Some((from, bottom)) = fall
                    {
                        let amount = (-slice.step(0, from, bottom)).min(slice.step(0, bottom, pair[1]));
                        first(&mut best, self.valley(from, bottom, pair[1], amount));
                    }
                }
                // Something is better than the peak that is named.
                if let Some(at) = peak.and_then(|peak| open.iter().copied().find(|at| self.options[*at] == peak)) {
                    for other in open.iter().copied().filter(|other| slice.step(0, at, *other) > 0) {
                        first(
                            &mut best,
                            Found {
                                distance: other.abs_diff(at) as u64,
                                free: Vec::new(),
                                changed: 0,
                                amount: slice.step(0, at, other).into(),
                                combinations: vec![at, other],
                                weights: vec![(self.parties[0], vec![-1, 1])],
                            },
                        );
                    }
                }
            }
            Course::Diminishing => {
                for three in open.windows(3) {
                    let weights = self.bend(three[0], three[1], three[2]);
                    let terms =
                        weights.iter().zip(three).map(|(w, at)| i128::from(*w) * i128::from(slice.utilities[0][*at]));
                    let amount = terms.sum::<i128>();
                    if amount >= i128::from(!self.strict) {
                        let found = Found {
                            distance: (three[2] - three[0]) as u64,
                            free: Vec::new(),
                            changed: 0,
                            amount: amount.into(),
                            combinations: three.to_vec(),
                            weights: vec![(self.parties[0], weights.to_vec())],
                        };
                        first(&mut best, found);
                    }
                }
            }
        }
        best
    }

    fn forms(&self) -> Option<Vec<Form>> {
        let party = self.parties[0];
        let count = self.options.len();
        let three = matches!(self.course, Course::SinglePeaked(_) | Course::Diminishing);
        let ways = if three { count.checked_pow(3)? / 6 } else { count.checked_pow(2)? };
        if ways > FORMS {
            return None;
        }
        let copy = |at: usize| vec![Pick::Option(self.options[at])];
        let form = |at: &[usize], weights: Vec<Vec<i64>>, least: i64| Form {
            distance: at.iter().max().zip(at.iter().min()).map_or(0, |(most, least)| (most - least) as u64),
            copies: at.iter().map(|at| copy(*at)).collect(),
            demands: weights.iter().map(|weights| Demand { party, weights: weights.clone(), least }).collect(),
            weights: weights.into_iter().map(|weights| (party, weights)).collect(),
        };
        let least = self.least?;
        let mut forms = Vec::new();
        for a in 0..count {
            for b in a + 1..count {
                match self.course {
                    Course::Rises => forms.push(form(&[a, b], vec![vec![1, -1]], least)),
                    Course::Falls => forms.push(form(&[a, b], vec![vec![-1, 1]], least)),
                    Course::Level => {
                        forms.push(form(&[a, b], vec![vec![1, -1]], least));
                        forms.push(form(&[a, b], vec![vec![-1, 1]], least));
                    }
                    Course::SinglePeaked(_) => {
                        forms.extend((b + 1..count).map(|c| form(&[a, b, c], vec![vec![1, -1, 0], vec![0, -1, 1]], 1)))
                    }
                    Course::Diminishing => forms.extend(
                        (b + 1..count)
                            .map(|c| form(&[a, b, c], vec![self.bend(a, b, c).to_vec()], i64::from(!self.strict))),
                    ),
                }
            }
        }
        if let Course::SinglePeaked(Some(peak)) = self.course
            && let Some(at) = self.options.iter().position(|option| option == peak)
        {
            let others = (0..count).filter(|other| *other != at);
            forms.extend(others.map(|other| form(&[at, other], vec![vec![-1, 1]], 1)));
        }
        Some(forms)
    }
}
