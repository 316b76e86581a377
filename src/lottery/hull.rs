//! The frontier of the mixtures of two parties: a chain of packages, each edge a mixture of two.
//!
//! The normal of the segment between two packages of the chain asks the search for the package that lies furthest above
//! it: if there is one it belongs to the chain, if not the segment is an edge (the dichotomic search of Aneja and Nair
//! 1979). Nothing here is rounded. Where only one point of the chain is looked for, the search follows the side on which
//! it must lie, and asks a handful of questions.

use super::mixture::{Column, Mixture, Mixtures, multiplied, weighed};
use crate::exact::linear::difference;
use crate::search::Stop;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use std::cmp::Ordering;

/// The part of the frontier that nobody loses from, from the second party's best point to the first party's.
pub(super) struct Chain {
    /// At least one point. Neighbours are mixed from the two packages of one edge.
    pub points: Vec<Mixture>,
    /// By edge: its packages.
    pub edges: Vec<[Column; 2]>,
}

/// Weights that rise at right angles to the segment between two packages.
pub(super) fn normal_between(a: &Column, b: &Column) -> Vec<BigInt> {
    multiplied(&[difference(&a.gains[1], &b.gains[1]), difference(&b.gains[0], &a.gains[0])])
}

impl Mixtures<'_, '_, '_, '_> {
    /// The package that is best for a party, and then for the other one.
    fn extreme(&self, party: usize) -> Result<Column, Stop> {
        Ok(self.column(self.pricing.extreme(party)?))
    }

    /// The package furthest above the segment between two packages of the chain; none if they are neighbours.
    fn above(&self, a: &Column, b: &Column) -> Result<Option<Column>, Stop> {
        if a.gains == b.gains {
            return Ok(None);
        }
        let weights = normal_between(a, b);
        let found = self.best(&weights)?;
        Ok((weighed(&weights, &found.gains) > weighed(&weights, &a.gains)).then_some(found))
    }

    /// The edge of the chain on which something lies; or one package twice. `side` tells where it lies as seen from a
    /// package that these weights found: `Less` if that package is to its left, nearer to the second party's best.
    pub(super) fn narrow(&self, side: impl Fn(&Column, &[BigInt]) -> Ordering) -> Result<[Column; 2], Stop> {
        let (mut a, mut b) = (self.extreme(1)?, self.extreme(0)?);
        while let Some(found) = self.above(&a, &b)? {
            match side(&found, &normal_between(&a, &b)) {
                Ordering::Less => a = found,
                Ordering::Greater => b = found,
                Ordering::Equal => return Ok([found.clone(), found]),
            }
        }
        Ok([a, b])
    }

    /// The point of the frontier where a party gains nothing and the other all it can; if the party gains from all
    /// points that are efficient, the first of them. None if the other one would lose.
    pub(super) fn end(&self, party: usize) -> Result<Option<Mixture>, Stop> {
        let gain = |column: &Column| column.gains[party].clone();
        let best_for_other = self.extreme(1 - party)?;
        let point = if !gain(&best_for_other).is_negative() {
            Mixture::pure(best_for_other)
        } else {
            let side = |column: &Column, _: &[BigInt]| {
                let order = gain(column).cmp(&BigRational::zero());
                if party == 0 { order } else { order.reverse() }
            };
            let [a, b] = self.narrow(side)?;
            if gain(&a) == gain(&b) {
                Mixture::pure(a)
            } else {
                let share = gain(&a) / (gain(&a) - gain(&b));
                if share.is_negative() || share > BigRational::from_integer(1.into()) {
                    // Even the best package for the party is worse for it than no deal.
                    return Ok(None);
                }
                Mixture::between(&a, &b, &share)
            }
        };
        let acceptable = point.gains.iter().all(|gain| !gain.is_negative());
        Ok(acceptable.then_some(point))
    }

    /// Weights that no package exceeds by more than this point of the frontier.
    pub(super) fn supporting(&self, point: &Mixture) -> Result<Vec<BigInt>, Stop> {
        let left = |column: &Column, _: &[BigInt]| match column.gains[0] <= point.gains[0] {
            true => Ordering::Less,
            false => Ordering::Greater,
        };
        let [a, b] = self.narrow(left)?;
        Ok(if a.gains == b.gains { vec![BigInt::from(1); 2] } else { normal_between(&a, &b) })
    }

    /// The whole chain that nobody loses from; none if there is none.
    pub(super) fn chain(&self) -> Result<Option<Chain>, Stop> {
        let (Some(start), Some(end)) = (self.end(0)?, self.end(1)?) else { return Ok(None) };
        let (first, last) = (self.extreme(1)?, self.extreme(0)?);
        // Depth first, from left to right; only what has a part that nobody loses from is divided.
        let mut corners = vec![first.clone()];
        let mut open = vec![last];
        let mut left = first;
        while let Some(right) = open.last().cloned() {
            let outside = right.gains[0].is_negative() || left.gains[1].is_negative();
            match if outside { None } else { self.above(&left, &right)? } {
                Some(found) => open.push(found),
                None => {
                    open.pop();
                    if right.gains != left.gains {
                        corners.push(right.clone());
                    }
                    left = right;
                }
            }
        }
        let mut chain = Chain { points: vec![start.clone()], edges: Vec::new() };
        for pair in corners.windows(2) {
            let corner = Mixture::pure(pair[1].clone());
            let last = chain.points[chain.points.len() - 1].gains[0].clone();
            // The part of the edge between start and end.
            if corner.gains[0] <= last || last >= end.gains[0] {
                continue;
            }
            let stop = if corner.gains[0] >= end.gains[0] { end.clone() } else { corner };
            chain.points.push(stop);
            chain.edges.push([pair[0].clone(), pair[1].clone()]);
        }
        Ok(Some(chain))
    }
}

impl Chain {
    /// The point of an edge of the chain at this share of the way, mixed from the edge's packages.
    pub(super) fn on_edge(&self, edge: usize, share: &BigRational) -> Mixture {
        let (a, b) = (&self.points[edge].gains, &self.points[edge + 1].gains);
        let first = &a[0] + (&b[0] - &a[0]) * share;
        let [from, to] = &self.edges[edge];
        let (start, end) = (&from.gains[0], &to.gains[0]);
        let along = (first - start) / (end - start);
        Mixture::between(from, to, &along)
    }

    /// The most that each party gets where the other gets at least so much: the ends of the free disposal from there.
    pub(super) fn best_above(&self, least: &[BigRational]) -> [BigRational; 2] {
        // The first party's best: where the second gets its least.
        let mut best = [self.points[self.points.len() - 1].gains[0].clone(), self.points[0].gains[1].clone()];
        for pair in self.points.windows(2) {
            let (a, b) = (&pair[0].gains, &pair[1].gains);
            if a[1] >= least[1] && b[1] <= least[1] {
                best[0] = &a[0] + (&b[0] - &a[0]) * ((&a[1] - &least[1]) / (&a[1] - &b[1]));
            }
            if a[0] <= least[0] && b[0] >= least[0] {
                best[1] = &a[1] + (&b[1] - &a[1]) * ((&least[0] - &a[0]) / (&b[0] - &a[0]));
            }
        }
        best
    }

    /// The last edge that has a point with this gain of the first party.
    pub(super) fn last_edge_at(&self, first: &BigRational) -> Option<usize> {
        let over = |pair: &[Mixture]| pair[0].gains[0] <= *first && *first <= pair[1].gains[0];
        self.points.windows(2).rposition(over)
    }

    /// The first edge that has a point with this gain of the second party.
    pub(super) fn first_edge_beside(&self, second: &BigRational) -> Option<usize> {
        let beside = |pair: &[Mixture]| pair[1].gains[1] <= *second && *second <= pair[0].gains[1];
        self.points.windows(2).position(beside)
    }

    /// The point with this gain of the first party, or the end that comes closest.
    pub(super) fn at(&self, first: &BigRational) -> Mixture {
        match self.last_edge_at(first) {
            Some(edge) => {
                let (from, to) = (&self.points[edge].gains[0], &self.points[edge + 1].gains[0]);
                self.on_edge(edge, &((first - from) / (to - from)))
            }
            None if *first <= self.points[0].gains[0] => self.points[0].clone(),
            None => self.points[self.points.len() - 1].clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A chain from (0, 4) over (2, 3) to (3, 0).
    #[test]
    fn gains_beyond_an_end_of_the_chain_have_that_end() {
        let whole = |value: i64| BigRational::from_integer(value.into());
        let columns = [Column::of_two(0, 4), Column::of_two(2, 3), Column::of_two(3, 0)];
        let chain = Chain {
            points: columns.iter().cloned().map(Mixture::pure).collect(),
            edges: columns.windows(2).map(|pair| [pair[0].clone(), pair[1].clone()]).collect(),
        };
        let at = |first: i64| chain.at(&whole(first)).gains;
        assert_eq!(at(-1), [whole(0), whole(4)]);
        assert_eq!(at(1), [whole(1), BigRational::new(7.into(), 2.into())]);
        assert_eq!(at(2), [whole(2), whole(3)]);
        assert_eq!(at(4), [whole(3), whole(0)]);
    }
}
