//! The fewest of many points that stand for all of them, up to a tolerance.
//!
//! A point covers another one if it is worse for nobody by more than that party's tolerance. To cover all with as few as
//! possible is the problem of set cover, and what is done here is what does well on it: always the point that covers most
//! of what is not covered yet (Chvátal 1979); and, from either end of each party's utilities, for the first point that is
//! not covered the one that covers most beside it, which for two parties takes the fewest there are. The smallest of these
//! covers is taken, without the points that the others make superfluous.
//!
//! How few there can be at least is proven by points no two of which any point covers both: each takes one of its own.

use super::limits::{Control, Stop};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::ToPrimitive;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// So many points are compared each with each.
pub(super) const COMPARED: usize = 1 << 12;
/// The share for a number of points is looked for in so many parts of the whole.
const PARTS: u32 = 10_000;

/// Which points cover which others, as bits.
struct Covers {
    points: usize,
    others: usize,
    /// By point, those of the others that it covers.
    covered: Vec<u64>,
    /// By one of the others, the points that cover it.
    by: Vec<u64>,
}

/// How many integers hold so many bits.
fn words(bits: usize) -> usize {
    bits.div_ceil(64)
}

/// The positions of the bits that are set.
fn ones(bits: &[u64]) -> impl Iterator<Item = usize> + '_ {
    bits.iter().enumerate().flat_map(|(word, bits)| {
        let mut left = *bits;
        std::iter::from_fn(move || {
            let bit = (left != 0).then(|| left.trailing_zeros() as usize)?;
            left &= left - 1;
            Some(64 * word + bit)
        })
    })
}

fn common(one: &[u64], other: &[u64]) -> u32 {
    one.iter().zip(other).map(|(one, other)| (one & other).count_ones()).sum()
}

/// Whether a point is worse than another one for nobody by more than its tolerance.
pub(super) fn covers(point: &[i64], other: &[i64], tolerance: &[i64]) -> bool {
    point.iter().zip(other).zip(tolerance).all(|((own, other), tolerance)| other.saturating_sub(*own) <= *tolerance)
}

impl Covers {
    fn new(points: &[&[i64]], others: &[&[i64]], tolerance: &[i64], control: &Control) -> Result<Self, Stop> {
        let mut all = Covers {
            points: points.len(),
            others: others.len(),
            covered: vec![0; points.len() * words(others.len())],
            by: vec![0; others.len() * words(points.len())],
        };
        for (at, point) in points.iter().enumerate() {
            control.examined(others.len() as u64)?;
            for (other, covered) in others.iter().enumerate() {
                if covers(point, covered, tolerance) {
                    all.covered[at * words(others.len()) + other / 64] |= 1 << (other % 64);
                    all.by[other * words(points.len()) + at / 64] |= 1 << (at % 64);
                }
            }
        }
        Ok(all)
    }

    fn covered(&self, point: usize) -> &[u64] {
        let words = words(self.others);
        &self.covered[point * words..(point + 1) * words]
    }

    fn by(&self, other: usize) -> &[u64] {
        let words = words(self.points);
        &self.by[other * words..(other + 1) * words]
    }

    /// All that is to be covered, as bits.
    fn all(&self) -> Vec<u64> {
        let mut all = vec![u64::MAX; words(self.others)];
        if let Some(last) = all.last_mut().filter(|_| !self.others.is_multiple_of(64)) {
            *last = (1 << (self.others % 64)) - 1;
        }
        all
    }

    /// Always the point that covers most of what is left; of equally good ones the first.
    fn most_first(&self) -> Vec<usize> {
        let mut left = self.all();
        let mut chosen = Vec::new();
        let gain = |point: usize, left: &[u64]| common(self.covered(point), left);
        let mut heap: BinaryHeap<(u32, Reverse<usize>)> =
            (0..self.points).map(|point| (gain(point, &left), Reverse(point))).collect();
        while let Some((known, Reverse(point))) = heap.pop() {
            let now = gain(point, &left);
            if now == 0 {
                continue;
            }
            // What a point covers beside only shrinks, so that the best one that is up to date is the best of all.
            if now < known && heap.peek().is_some_and(|next| *next > (now, Reverse(point))) {
                heap.push((now, Reverse(point)));
                continue;
            }
            chosen.push(point);
            left.iter_mut().zip(self.covered(point)).for_each(|(left, covered)| *left &= !covered);
        }
        chosen
    }

    /// For the first one in an order that is not covered, the one that covers most beside it.
    fn in_order(&self, order: &[usize]) -> Vec<usize> {
        let mut left = self.all();
        let mut chosen = Vec::new();
        for point in order {
            if left[point / 64] >> (point % 64) & 1 == 0 {
                continue;
            }
            let best = ones(self.by(*point)).max_by_key(|by| (common(self.covered(*by), &left), Reverse(*by)));
            let Some(best) = best else { continue };
            chosen.push(best);
            left.iter_mut().zip(self.covered(best)).for_each(|(left, covered)| *left &= !covered);
        }
        chosen
    }

    /// Without the points that the others make superfluous, in ascending order.
    fn needed(&self, mut chosen: Vec<usize>) -> Vec<usize> {
        let mut times = vec![0u32; self.others];
        let by: Vec<usize> = chosen.clone();
        by.iter().for_each(|point| ones(self.covered(*point)).for_each(|covered| times[covered] += 1));
        for point in by {
            if ones(self.covered(point)).all(|covered| times[covered] > 1) {
                ones(self.covered(point)).for_each(|covered| times[covered] -= 1);
                chosen.retain(|other| *other != point);
            }
        }
        chosen.sort_unstable();
        chosen
    }

    /// How many points, in an order, no point covers two of.
    fn apart(&self, order: &[usize]) -> usize {
        let mut taken = vec![0; words(self.points)];
        let mut apart = 0;
        for point in order {
            let by = self.by(*point);
            if by.iter().zip(&taken).all(|(by, taken)| by & taken == 0) {
                apart += 1;
                taken.iter_mut().zip(by).for_each(|(taken, by)| *taken |= by);
            }
        }
        apart
    }
}

/// By party, the points from its best on.
fn orders(points: &[&[i64]]) -> Vec<Vec<usize>> {
    let parties = points.first().map_or(0, |point| point.len());
    let order = |party: usize| {
        let mut order: Vec<usize> = (0..points.len()).collect();
        order.sort_by_key(|at| Reverse(points[*at][party]));
        order
    };
    (0..parties).map(order).collect()
}

/// Few of the points that cover all of the others that some point covers, in ascending order. All are compared with all.
pub(super) fn chosen(
    points: &[&[i64]],
    others: &[&[i64]],
    tolerance: &[i64],
    control: &Control,
) -> Result<Vec<usize>, Stop> {
    let covers = Covers::new(points, others, tolerance, control)?;
    let mut best = covers.needed(covers.most_first());
    for order in orders(others) {
        control.check()?;
        let other = covers.needed(covers.in_order(&order));
        if other.len() < best.len() {
            best = other;
        }
    }
    Ok(best)
}

/// No fewer points than this cover all, whatever the tolerance. They are compared each with each.
pub(super) fn apart(points: &[&[i64]], tolerance: &[i64], control: &Control) -> Result<usize, Stop> {
    let covers = Covers::new(points, points, tolerance, control)?;
    let mut orders = orders(points);
    // What few cover is apart from most.
    let mut lonely: Vec<usize> = (0..points.len()).collect();
    lonely.sort_by_cached_key(|at| covers.by(*at).iter().map(|bits| bits.count_ones()).sum::<u32>());
    orders.push(lonely);
    Ok(orders.iter().map(|order| covers.apart(order)).max().unwrap_or(0))
}

/// What a share of each party's range makes of it: whole numbers.
pub(super) fn tolerance_of(share: &BigRational, ranges: &[i64]) -> Vec<i64> {
    let of = |range: &i64| (share * BigInt::from(*range)).to_integer().to_i64().unwrap_or(*range).min(*range);
    ranges.iter().map(of).collect()
}

/// A cover by no more points than asked for.
pub(super) struct Best {
    /// In ascending order.
    pub chosen: Vec<usize>,
    /// So many points cannot cover all with this share; none if nothing is known.
    pub not: Option<BigRational>,
}

/// The points, not more than `most`, at least one, that cover all with the smallest share of each party's range that was
/// found. Each stands for others from which it differs by no more than was `merged`.
pub(super) fn best_of(
    points: &[&[i64]],
    ranges: &[i64],
    most: usize,
    merged: &[i64],
    control: &Control,
) -> Result<Best, Stop> {
    if points.len() <= most {
        return Ok(Best { chosen: (0..points.len()).collect(), not: None });
    }
    // All are compared with all.
    if points.len() > COMPARED.saturating_mul(8) {
        return Err(Stop::PointLimit);
    }
    let share = |part: u32| BigRational::new(part.into(), PARTS.into());
    let tolerance = |part: u32| tolerance_of(&share(part), ranges);
    // With the whole range, any point covers all.
    let mut best = vec![0];
    let (mut low, mut high) = (0, PARTS);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        let found = chosen(points, points, &tolerance(middle), control)?;
        if found.len() <= most {
            (high, best) = (middle, found);
        } else {
            low = middle;
        }
    }
    // The largest share that is proven not to be enough is below that.
    let (mut not, mut open) = (0, high);
    while open - not > 1 {
        let middle = not + (open - not) / 2;
        let wider: Vec<i64> = tolerance(middle).iter().zip(merged).map(|(own, merged)| own + merged).collect();
        if apart(points, &wider, control)? > most { not = middle } else { open = middle }
    }
    Ok(Best { chosen: best, not: Some(not).filter(|not| *not > 0).map(share) })
}

/// The smallest share of each party's range with which the chosen points cover all, exactly.
pub(super) fn share_of<'p>(
    points: impl Iterator<Item = &'p [i64]>,
    chosen: &[&[i64]],
    ranges: &[i64],
    control: &Control,
) -> Result<BigRational, Stop> {
    // Shares are compared as fractions of ranges, by cross-multiplication.
    let larger = |one: (i64, i64), other: (i64, i64)| {
        i128::from(one.0) * i128::from(other.1) > i128::from(other.0) * i128::from(one.1)
    };
    let mut worst = (0, 1);
    for point in points {
        control.examined(chosen.len() as u64)?;
        let mut best: Option<(i64, i64)> = None;
        for by in chosen {
            let mut most = (0, 1);
            for ((own, other), range) in by.iter().zip(point).zip(ranges) {
                let lost = (other - own, (*range).max(1));
                if larger(lost, most) {
                    most = lost;
                }
            }
            if best.is_none_or(|best| larger(best, most)) {
                best = Some(most);
            }
        }
        if let Some(best) = best.filter(|best| larger(*best, worst)) {
            worst = best;
        }
    }
    Ok(BigRational::new(worst.0.into(), worst.1.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::Limits;
    use itertools::Itertools;
    use proptest::prelude::*;

    fn covered(points: &[&[i64]], by: &[usize], tolerance: &[i64]) -> bool {
        let covers = |by: &[i64], point: &[i64]| by.iter().zip(point).zip(tolerance).all(|((b, p), t)| p - b <= *t);
        points.iter().all(|point| by.iter().any(|by| covers(points[*by], point)))
    }

    /// The smallest number of points that cover all, by trying all sets.
    fn fewest_by_trying(points: &[&[i64]], tolerance: &[i64]) -> usize {
        (0..=points.len())
            .find(|size| (0..points.len()).combinations(*size).any(|set| covered(points, &set, tolerance)))
            .expect("all points cover all")
    }

    fn frontier(vectors: Vec<Vec<i64>>) -> Vec<Vec<i64>> {
        let dominated = |v: &Vec<i64>| vectors.iter().any(|w| w != v && w.iter().zip(v).all(|(a, b)| a >= b));
        let mut kept: Vec<Vec<i64>> = vectors.iter().filter(|v| !dominated(v)).cloned().collect();
        kept.sort_unstable_by(|a, b| b.cmp(a));
        kept.dedup();
        kept
    }

    proptest! {
        #[test]
        fn as_by_trying_all_sets(
            vectors in (2usize..=4).prop_flat_map(|n| prop::collection::vec(prop::collection::vec(0i64..12, n), 1..14)),
            tolerance in prop::collection::vec(0i64..5, 4),
            most in 1usize..6,
        ) {
            let kept = frontier(vectors);
            let points: Vec<&[i64]> = kept.iter().map(Vec::as_slice).collect();
            let tolerance = &tolerance[..points[0].len()];
            let limits = Limits::default();
            let control = Control::new(&limits);
            let chosen = chosen(&points, &points, tolerance, &control).expect("no limit");
            let fewest = apart(&points, tolerance, &control).expect("no limit");
            prop_assert!(covered(&points, &chosen, tolerance));
            let least = fewest_by_trying(&points, tolerance);
            prop_assert!(fewest <= least && least <= chosen.len());
            // For two parties nothing is left open.
            prop_assert!(tolerance.len() > 2 || fewest == chosen.len());
            let ranges = vec![11; tolerance.len()];
            let best = best_of(&points, &ranges, most, &vec![0; tolerance.len()], &control).expect("no limit");
            prop_assert!(best.chosen.len() <= most);
            let own: Vec<&[i64]> = best.chosen.iter().map(|at| points[*at]).collect();
            let share = share_of(points.iter().copied(), &own, &ranges, &control).expect("no limit");
            prop_assert!(covered(&points, &best.chosen, &tolerance_of(&share, &ranges)));
            let tiny = BigRational::new(1.into(), PARTS.into());
            prop_assert!(share < tiny || !covered(&points, &best.chosen, &tolerance_of(&(&share - &tiny), &ranges)));
            if let Some(not) = &best.not {
                prop_assert!(*not < share);
                prop_assert!(fewest_by_trying(&points, &tolerance_of(not, &ranges)) > most);
            }
            if tolerance.len() == 2 && share > tiny {
                prop_assert!(fewest_by_trying(&points, &tolerance_of(&(&share - &tiny), &ranges)) > most);
            }
        }
    }
}
