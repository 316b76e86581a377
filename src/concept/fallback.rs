//! Fallback bargaining: everybody steps down its own ranking until a package is among the best so many of all who have to agree.
//!
//! Brams and Kilgour, "Fallback Bargaining" (2001); with a quota, the least depth at which some package is among the best of enough
//! parties, and of those the packages with the most of them. For two parties it is what both reach who concede by the same number of
//! packages each round. On finite sets, with unanimity, the unanimity compromise of Kıbrıs and Sertel (2007).
//!
//! Laws: only the orders matter, so that any increasing change of a party's numbers leaves it as it is; with unanimity the worst rank
//! is as small as possible (Brams and Kilgour 2001). Deleting a package that was not chosen can change the answer, since ranks
//! change.
//!
//! Corner cases: what is equally good has the same rank, 1 and how many are better. Ties of the outcome are not broken; of these, what
//! another package dominates is not proposed.

use super::{Concept, Goal, RankRule, Ranked, Setting};

/// The least depth at which a package has enough support.
#[derive(Clone, Copy, Debug)]
pub struct Fallback;

impl Concept for Fallback {
    fn id(&self) -> &'static str {
        "fallback"
    }

    fn name(&self) -> &'static str {
        "fallback bargaining"
    }

    fn measures(&self) -> &'static str {
        "how far down their rankings the parties have to step"
    }

    fn guarantees(&self) -> Option<&'static str> {
        Some(
            "all who have to agree have it among their best so many packages, and with fewer there is no such package; only the \
             order of packages matters",
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

/// The packages at the least depth, with the most support there.
fn choose(ranks: &[Vec<u64>], enough: &dyn Fn(usize, &[bool]) -> Option<usize>) -> Option<Ranked> {
    let support = |at: usize, depth: u64| {
        let supports: Vec<bool> = ranks[at].iter().map(|rank| *rank <= depth).collect();
        enough(at, &supports)
    };
    // More support never hurts, so that the first of a package's own ranks at which it has enough is its depth.
    let depth_of = |at: usize| {
        let mut steps = ranks[at].clone();
        steps.sort_unstable();
        steps.into_iter().find(|depth| support(at, *depth).is_some())
    };
    let depths: Vec<Option<u64>> = (0..ranks.len()).map(depth_of).collect();
    let depth = depths.iter().flatten().min().copied()?;
    let reached = (0..ranks.len()).filter(|at| depths[*at] == Some(depth));
    let supported: Vec<(usize, Option<usize>)> = reached.map(|at| (at, support(at, depth))).collect();
    let most = supported.iter().map(|(_, count)| *count).max()?;
    let chosen = supported.into_iter().filter(|(_, count)| *count == most).map(|(at, _)| at).collect();
    Some(Ranked { value: depth, chosen })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(ranks: &[[u64; 3]], quota: usize) -> (u64, Vec<usize>) {
        let ranks: Vec<Vec<u64>> = ranks.iter().map(|own| own.to_vec()).collect();
        let enough = |_: usize, supports: &[bool]| {
            Some(supports.iter().filter(|supports| **supports).count()).filter(|count| *count >= quota)
        };
        choose(&ranks, &enough).map(|found| (found.value, found.chosen)).expect("something is chosen")
    }

    #[test]
    fn ties_remain_and_a_quota_needs_less_depth() {
        // x, y, z, w, as three parties rank them.
        let ranks = [[3, 2, 3], [1, 3, 2], [4, 4, 1], [2, 1, 4]];
        assert_eq!(chosen(&ranks, 3), (3, vec![0, 1]));
        assert_eq!(chosen(&ranks, 2), (2, vec![1, 3]));
        assert_eq!(chosen(&ranks, 1), (1, vec![1, 2, 3]));
    }

    #[test]
    fn more_support_at_the_depth_wins() {
        assert_eq!(chosen(&[[1, 2, 2], [2, 1, 3], [3, 3, 1]], 2), (2, vec![0]));
    }
}
