//! The maximin of ranks: the worst rank is as good as possible, then the second worst, and so on.
//!
//! With unanimity the first step is what [fallback bargaining](super::Fallback) ends with (Brams and Kilgour 2001); going on with the
//! second worst rank, as with all smallest values here, breaks most of its ties. The first step is the unanimity compromise of
//! Kıbrıs and Sertel (2007).
//!
//! Laws: only the orders matter; Pareto-efficient (by leximin). It compares ranks of different parties, not utilities. Deleting a
//! package that was not chosen can change the answer, since ranks change.

use super::{Concept, Goal, RankRule, Ranked, Setting};
use std::cmp::Reverse;

/// The leximin of ranks.
#[derive(Clone, Copy, Debug)]
pub struct MaximinRanks;

impl Concept for MaximinRanks {
    fn id(&self) -> &'static str {
        "maximin-ranks"
    }

    fn name(&self) -> &'static str {
        "maximin of ranks"
    }

    fn measures(&self) -> &'static str {
        "the worst rank"
    }

    fn guarantees(&self) -> Option<&'static str> {
        Some(
            "in any other package, some party has a rank at least as bad as the worst here; only the order of packages matters",
        )
    }

    fn less_is_better(&self) -> bool {
        true
    }

    fn goal(&self, _: &Setting) -> Goal {
        Goal::Apart
    }

    fn by_ranks(&self) -> Option<RankRule> {
        Some(choose)
    }
}

/// The packages whose ranks, from the worst on, are smallest.
fn choose(ranks: &[Vec<u64>], _: &dyn Fn(usize, &[bool]) -> Option<usize>) -> Option<Ranked> {
    let worst_first = |own: &Vec<u64>| {
        let mut own = own.clone();
        own.sort_unstable_by_key(|rank| Reverse(*rank));
        own
    };
    let sorted: Vec<Vec<u64>> = ranks.iter().map(worst_first).collect();
    let best = sorted.iter().min()?;
    let chosen = (0..sorted.len()).filter(|at| sorted[*at] == *best).collect();
    Some(Ranked { value: best.first().copied()?, chosen })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_worst_rank_decides() {
        let ranks = [vec![3, 2, 3], vec![1, 3, 2], vec![4, 4, 1], vec![2, 1, 4]];
        let found = choose(&ranks, &|_, _| None).expect("something is chosen");
        assert_eq!((found.value, found.chosen), (3, vec![1]));
    }
}
