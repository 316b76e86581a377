//! Trying a comparison out at random contexts, where it can be decided neither by listing nor by search. A violation found
//! refutes; that none was found proves nothing.

use super::contexts::Contexts;
use crate::problem::OptionId;
use crate::problem::claims::comparison::Found;

/// So many contexts are tried at most, and so much work is done.
const CONTEXTS: u64 = 10_000;
const WORK: u64 = 1 << 22;
/// Where the random numbers start: the same contexts are tried each time.
const SEED: u64 = 1950;

/// What was found.
pub(super) struct Sample {
    /// A violation and its context, with as many issues as today as could be reached one by one.
    pub violation: Option<(Vec<OptionId>, Found)>,
    /// How many contexts with something to compare were looked at.
    pub looked: u64,
}

/// Looks at random contexts.
pub(super) fn sample(contexts: &mut Contexts) -> Sample {
    let mut sample = Sample { violation: None, looked: 0 };
    let rounds = contexts.comparison.width.map_or(0, |width| CONTEXTS.min(WORK / width.max(1)));
    if contexts.lists.iter().any(Vec::is_empty) {
        return sample;
    }
    let mut random = SplitMix(SEED);
    for _ in 0..rounds {
        let pick = |list: &Vec<OptionId>, random: &mut SplitMix| list[random.below(list.len())];
        let chosen: Vec<OptionId> = contexts.lists.iter().map(|list| pick(list, &mut random)).collect();
        let Some(found) = look(contexts, &chosen, &mut sample.looked) else { continue };
        let mut best = (chosen, found);
        for depth in 0..contexts.issues.len() {
            let mut nearer = best.0.clone();
            nearer[depth] = contexts.today[depth];
            if contexts.lists[depth].contains(&nearer[depth])
                && let Some(found) = look(contexts, &nearer, &mut 0)
            {
                best = (nearer, found);
            }
        }
        sample.violation = Some(best);
        break;
    }
    sample
}

/// The violation in a context, if the context is feasible and has one.
fn look(contexts: &mut Contexts, chosen: &[OptionId], looked: &mut u64) -> Option<Found> {
    let feasible = chosen.iter().enumerate().all(|(depth, option)| contexts.settle(depth, *option));
    if !feasible {
        return None;
    }
    let comparison = contexts.comparison;
    let slice = contexts.slice();
    *looked += u64::from(comparison.pattern.compares(&slice));
    comparison.worst(&slice)
}

/// Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators" (2014).
struct SplitMix(u64);

impl SplitMix {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((u128::from(z ^ (z >> 31)) * count as u128) >> 64) as usize
    }
}
