//! Which utility vectors no other one dominates.
//!
//! Divide and conquer in the manner of Kung, Luccio and Preparata ("On finding the maxima of a set of vectors", 1975):
//! of vectors sorted by the first party's utility, the maxima of the better half stand, and those of the worse half
//! stand where no maximum of the better half is at least as good for all other parties. That question has one party
//! less, and is split by the median of the next party's utility until three parties are left, where one sweep with a
//! Fenwick tree (the best of the last party's utilities, by rank of the last but one's) answers it.
//! Exact integers, no tolerance: dominance with tolerance is not transitive.

/// Below this many pairs, compare each with each.
const PAIRS: usize = 1024;
/// Up to so many integers for each key, a table of them replaces a search.
const DENSE: u64 = 4;
/// From so many vectors on, ask whether to go on.
const MANY: usize = 1 << 12;

/// Marks the vectors that no other one dominates. They must be sorted in descending lexicographic order, without
/// equals. Time O(k·logⁿ⁻¹ k) for k vectors and n ≥ 2 parties. `check` is asked now and then whether to go on.
pub(crate) fn nondominated<const N: usize, E>(
    sorted: &[[i64; N]],
    check: &impl Fn() -> Result<(), E>,
) -> Result<Vec<bool>, E> {
    let mut keep = vec![false; sorted.len()];
    if N == 2 {
        let mut best = None;
        for (vector, keep) in sorted.iter().zip(&mut keep) {
            *keep = best.is_none_or(|best| vector[1] > best);
            if *keep {
                best = Some(vector[1]);
            }
        }
    } else if N == 3 {
        let mut tree = BestFrom::new(sorted.iter().map(|vector| vector[1]));
        for (vector, keep) in sorted.iter().zip(&mut keep) {
            *keep = tree.best(vector[1]).is_none_or(|best| vector[2] > best);
            if *keep {
                tree.insert(vector[1], vector[2]);
            }
        }
    } else {
        for at in maxima(sorted, 0, sorted.len(), check)? {
            keep[at as usize] = true;
        }
    }
    Ok(keep)
}

/// The maxima among the vectors from `first` to `last`, in order.
fn maxima<const N: usize, E>(
    sorted: &[[i64; N]],
    first: usize,
    last: usize,
    check: &impl Fn() -> Result<(), E>,
) -> Result<Vec<u32>, E> {
    if last - first <= 8 {
        let mut found: Vec<u32> = Vec::new();
        for at in first..last {
            if !found.iter().any(|other| covers(&sorted[*other as usize], &sorted[at], 1)) {
                found.push(at as u32);
            }
        }
        return Ok(found);
    }
    let middle = first + (last - first) / 2;
    let mut better = maxima(sorted, first, middle, check)?;
    let mut worse = maxima(sorted, middle, last, check)?;
    let mut against = better.clone();
    survivors(sorted, &mut worse, &mut against, 1, check)?;
    worse.sort_unstable();
    better.append(&mut worse);
    Ok(better)
}

/// Whether `a` is at least as good as `b` from party `from` on.
fn covers<const N: usize>(a: &[i64; N], b: &[i64; N], from: usize) -> bool {
    (from..N).all(|party| a[party] >= b[party])
}

/// Removes from `weak` what some vector of `strong` covers from party `from` on.
fn survivors<const N: usize, E>(
    all: &[[i64; N]],
    weak: &mut Vec<u32>,
    strong: &mut [u32],
    from: usize,
    check: &impl Fn() -> Result<(), E>,
) -> Result<(), E> {
    if weak.is_empty() || strong.is_empty() {
        return Ok(());
    }
    if weak.len() + strong.len() > MANY {
        check()?;
    }
    let value = |at: u32| all[at as usize][from];
    if weak.len() * strong.len() <= PAIRS {
        weak.retain(|w| !strong.iter().any(|s| covers(&all[*s as usize], &all[*w as usize], from)));
        return Ok(());
    }
    if from == N - 3 {
        weak.sort_unstable_by_key(|w| std::cmp::Reverse(value(*w)));
        strong.sort_unstable_by_key(|s| std::cmp::Reverse(value(*s)));
        let mut tree = BestFrom::new(strong.iter().map(|s| all[*s as usize][N - 2]));
        let mut strong = strong.iter().peekable();
        weak.retain(|w| {
            while let Some(s) = strong.next_if(|s| value(**s) >= value(*w)) {
                tree.insert(all[*s as usize][N - 2], all[*s as usize][N - 1]);
            }
            tree.best(all[*w as usize][N - 2]).is_none_or(|best| all[*w as usize][N - 1] > best)
        });
        return Ok(());
    }
    // A threshold that leaves something below it: the median, or the next value above the lowest.
    let mut values: Vec<i64> = weak.iter().chain(strong.iter()).map(|at| value(*at)).collect();
    let middle = values.len() / 2;
    let lowest = values.iter().copied().min().unwrap_or(0);
    let mut threshold = *values.select_nth_unstable(middle).1;
    if threshold == lowest {
        match values.iter().copied().filter(|value| *value > lowest).min() {
            Some(next) => threshold = next,
            None => return survivors(all, weak, strong, from + 1, check),
        }
    }
    let (mut weak_above, mut weak_below): (Vec<u32>, Vec<u32>) = weak.iter().partition(|w| value(**w) >= threshold);
    let (mut strong_above, mut strong_below): (Vec<u32>, Vec<u32>) =
        strong.iter().partition(|s| value(**s) >= threshold);
    survivors(all, &mut weak_above, &mut strong_above, from, check)?;
    survivors(all, &mut weak_below, &mut strong_below, from, check)?;
    survivors(all, &mut weak_below, &mut strong_above, from + 1, check)?;
    weak.clear();
    weak.append(&mut weak_above);
    weak.append(&mut weak_below);
    Ok(())
}

/// The best value inserted at a key of at least so much: a Fenwick tree over the ranks of known keys.
struct BestFrom {
    ranks: Ranks,
    /// `tree[i]` is the best value of a range of ranks counted from the highest key; `i64::MIN` for none.
    tree: Vec<i64>,
}

/// How many keys are at least a given one.
enum Ranks {
    /// Every integer from `least` to `most` counts as a key.
    Dense { least: i64, most: i64 },
    /// The keys in ascending order.
    Sparse(Vec<i64>),
}

impl BestFrom {
    fn new(keys: impl ExactSizeIterator<Item = i64> + Clone) -> Self {
        let count = keys.len() as u64;
        let extremes = keys.clone().fold(None, |known: Option<(i64, i64)>, key| {
            Some(known.map_or((key, key), |(least, most)| (least.min(key), most.max(key))))
        });
        match extremes {
            Some((least, most)) if most.abs_diff(least) <= DENSE * count => {
                let tree = vec![i64::MIN; most.abs_diff(least) as usize + 2];
                BestFrom { ranks: Ranks::Dense { least, most }, tree }
            }
            _ => {
                let mut keys: Vec<i64> = keys.collect();
                keys.sort_unstable();
                keys.dedup();
                BestFrom { tree: vec![i64::MIN; keys.len() + 1], ranks: Ranks::Sparse(keys) }
            }
        }
    }

    /// How many keys are at least `key`.
    fn rank(&self, key: i64) -> usize {
        match &self.ranks {
            Ranks::Dense { most, .. } if key > *most => 0,
            Ranks::Dense { least, most } => most.abs_diff(key.max(*least)) as usize + 1,
            Ranks::Sparse(keys) => keys.len() - keys.partition_point(|other| *other < key),
        }
    }

    fn insert(&mut self, key: i64, value: i64) {
        let mut at = self.rank(key);
        while at < self.tree.len() {
            self.tree[at] = self.tree[at].max(value);
            at += at & at.wrapping_neg();
        }
    }

    /// The best value inserted at `key` or above.
    fn best(&self, key: i64) -> Option<i64> {
        let mut at = self.rank(key);
        let mut best = i64::MIN;
        while at > 0 {
            best = best.max(self.tree[at]);
            at &= at - 1;
        }
        (best > i64::MIN).then_some(best)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check<const N: usize>(mut vectors: Vec<[i64; N]>) {
        vectors.sort_unstable_by(|a, b| b.cmp(a));
        vectors.dedup();
        let dominated = |v: &[i64; N]| vectors.iter().any(|w| w != v && covers(w, v, 0));
        let expected: Vec<bool> = vectors.iter().map(|v| !dominated(v)).collect();
        assert_eq!(nondominated(&vectors, &|| Ok::<(), ()>(())), Ok(expected), "{vectors:?}");
    }

    /// Whether to go on is asked where there are many vectors, and not where there are few.
    #[test]
    fn many_vectors_can_be_stopped() {
        let ask = |count: i64| {
            let apart: Vec<[i64; 4]> = (0..count).rev().map(|at| [at, -at, 0, 0]).collect();
            nondominated(&apart, &|| Err(()))
        };
        assert_eq!(ask(1_000), Ok(vec![true; 1_000]));
        assert_eq!(ask(10_000), Err(()));
    }

    proptest! {
        #[test]
        fn as_by_comparing_each_with_each(
            two in prop::collection::vec(prop::array::uniform2(0i64..20), 0..60),
            three in prop::collection::vec(prop::array::uniform3(0i64..12), 0..200),
            four in prop::collection::vec(prop::array::uniform4(0i64..9), 0..300),
            six in prop::collection::vec(prop::array::uniform6(0i64..6), 0..300),
        ) {
            check(two);
            check(three);
            check(four);
            check(six);
        }
    }
}
