//! Patterns of comparisons that several claims share.

use super::comparison::{Pattern, Slice, Way, pairs};
use crate::problem::OptionId;

/// Weighted utilities of states that must not reach a least sum.
pub(super) struct States {
    pub states: Vec<Vec<OptionId>>,
    /// By state; none if they are too large.
    pub weights: Vec<i64>,
    pub least: Option<i64>,
}

impl Pattern for States {
    fn combinations(&self) -> Vec<Vec<OptionId>> {
        self.states.clone()
    }

    fn compares(&self, slice: &Slice) -> bool {
        // With a weight of zero a state does not count.
        let mut counted = self.weights.iter().zip(slice.feasible).filter(|(weight, _)| **weight != 0);
        !self.weights.is_empty() && counted.all(|(_, feasible)| *feasible)
    }

    fn each(&self, _slice: Option<&Slice>, look: &mut dyn FnMut(Way)) {
        let (combinations, weights): (Vec<usize>, Vec<i64>) =
            self.weights.iter().copied().enumerate().filter(|(_, weight)| *weight != 0).unzip();
        if let Some(least) = self.least.filter(|_| !weights.is_empty()) {
            look(Way::of(0, &combinations, &[(0, &weights, least)]));
        }
    }
}

/// One option of an issue in place of another one, which must not do several things to several parties at once.
pub(super) struct Replacing {
    pub options: Vec<OptionId>,
    /// Only in place of this one.
    pub from: Option<usize>,
    /// Each a list of inequalities: a party, by position; the weights of the option before and after; the least sum.
    pub ways: Vec<Vec<(usize, &'static [i64], i64)>>,
    /// Whether a violation is about one inequality only: of the first list the first, of the second the second, and so on.
    pub about_one: bool,
}

impl Replacing {
    fn pairs(&self) -> impl Iterator<Item = (usize, usize)> {
        pairs(self.options.len()).filter(|(from, _)| self.from.is_none_or(|only| only == *from))
    }
}

impl Pattern for Replacing {
    fn combinations(&self) -> Vec<Vec<OptionId>> {
        self.options.iter().map(|option| vec![*option]).collect()
    }

    fn compares(&self, slice: &Slice) -> bool {
        self.pairs().any(|(from, to)| slice.feasible[from] && slice.feasible[to])
    }

    fn each(&self, slice: Option<&Slice>, look: &mut dyn FnMut(Way)) {
        let open = |at: usize| slice.is_none_or(|slice| slice.feasible[at]);
        for (from, to) in self.pairs().filter(|(from, to)| open(*from) && open(*to)) {
            for (at, demands) in self.ways.iter().enumerate() {
                let about = self.about_one.then_some(at);
                look(Way { distance: from.abs_diff(to), combinations: &[from, to], demands, about });
            }
        }
    }
}
