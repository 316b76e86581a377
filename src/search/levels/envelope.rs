//! The frontier of two parties so far: segments of which no point dominates another.
//!
//! What a segment dominates is convex: everything to the left of its right end, below its upper end, and below its line.
//! So it takes an interval out of another segment, and the rest is one or two segments whose new ends may not belong to
//! them: a point that is dominated is not on the frontier, though everything near it is.

use super::chain::{Vertex, between};
use crate::problem::OptionId;
use num_rational::BigRational;
use num_traits::{One, Zero};

/// A segment of a frontier, or a point: from the first party's better end to the second's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Segment {
    pub options: Vec<OptionId>,
    pub from: Vertex,
    pub to: Vertex,
    /// Whether the first end is dominated, so that it does not belong to the frontier.
    pub from_open: bool,
    /// Whether the second is.
    pub to_open: bool,
}

impl Segment {
    fn is_point(&self) -> bool {
        self.from.gains == self.to.gains
    }

    /// The normal of its line, at least 0 in both directions, and the line's value.
    fn line(&self) -> ([BigRational; 2], BigRational) {
        let normal = [&self.to.gains[1] - &self.from.gains[1], &self.from.gains[0] - &self.to.gains[0]];
        let value = &normal[0] * &self.from.gains[0] + &normal[1] * &self.from.gains[1];
        (normal, value)
    }

    /// Whether a point is one of its points; the ends count.
    fn meets(&self, point: &Vertex) -> bool {
        let (normal, value) = self.line();
        let on_line = &normal[0] * &point.gains[0] + &normal[1] * &point.gains[1] == value;
        let within = |party: usize, low: &Vertex, high: &Vertex| {
            low.gains[party] <= point.gains[party] && point.gains[party] <= high.gains[party]
        };
        on_line && within(0, &self.to, &self.from) && within(1, &self.from, &self.to)
    }

    /// The shares of the way along which another segment is at least as good for both; none if nowhere.
    fn covered_by(&self, other: &Segment) -> Option<[BigRational; 2]> {
        // Most pairs are far apart.
        if other.to.gains[1] < self.from.gains[1] || other.from.gains[0] < self.to.gains[0] {
            return None;
        }
        let mut interval = [BigRational::zero(), BigRational::one()];
        let (normal, value) = other.line();
        let one = BigRational::one();
        let zero = BigRational::zero();
        let mut bounds = vec![
            ([one.clone(), zero.clone()], other.from.gains[0].clone()),
            ([zero.clone(), one.clone()], other.to.gains[1].clone()),
        ];
        if !other.is_point() {
            bounds.push((normal, value));
        }
        for (normal, bound) in &bounds {
            let at = |vertex: &Vertex| &normal[0] * &vertex.gains[0] + &normal[1] * &vertex.gains[1];
            let (start, end) = (at(&self.from), at(&self.to));
            let change = &end - &start;
            if change.is_zero() {
                if start > *bound {
                    return None;
                }
                continue;
            }
            let crossing = (bound - &start) / &change;
            if change > zero {
                interval[1] = interval[1].clone().min(crossing);
            } else {
                interval[0] = interval[0].clone().max(crossing);
            }
        }
        (interval[0] <= interval[1]).then_some(interval)
    }

    fn part(&self, share: [&BigRational; 2], open: [bool; 2]) -> Segment {
        Segment {
            options: self.options.clone(),
            from: between(&self.from, &self.to, share[0]),
            to: between(&self.from, &self.to, share[1]),
            from_open: open[0],
            to_open: open[1],
        }
    }

    /// What is left of it where another one does not cover it. If `keep`, points that both have stay.
    fn without(&self, other: &Segment, keep: bool) -> Option<Vec<Segment>> {
        let [first, last] = self.covered_by(other)?;
        let stays = |share: &BigRational| keep && other.meets(&between(&self.from, &self.to, share));
        let (zero, one) = (BigRational::zero(), BigRational::one());
        let middle = (&first + &last) / BigRational::from_integer(2.into());
        if stays(&first) && stays(&last) && stays(&middle) {
            // They have the whole interval in common.
            return None;
        }
        let mut rest = Vec::new();
        if first > zero || stays(&first) {
            rest.push(self.part([&zero, &first], [self.from_open, !stays(&first)]));
        }
        if last < one || stays(&last) {
            rest.push(self.part([&last, &one], [!stays(&last), self.to_open]));
        }
        // A point whose only place is dominated is none.
        rest.retain(|segment| !segment.is_point() || !(segment.from_open || segment.to_open));
        Some(rest)
    }
}

/// The frontier so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Envelope {
    /// By rising gain of the second party.
    pub segments: Vec<Segment>,
}

impl Envelope {
    /// Adds the frontier of some options; whether anything of it is new.
    pub(super) fn add(&mut self, options: &[OptionId], chain: &[Vertex]) -> bool {
        let segment = |from: &Vertex, to: &Vertex| Segment {
            options: options.to_vec(),
            from: from.clone(),
            to: to.clone(),
            from_open: false,
            to_open: false,
        };
        match chain {
            [only] => self.insert(segment(only, only)),
            _ => {
                let mut new = false;
                for pair in chain.windows(2) {
                    new |= self.insert(segment(&pair[0], &pair[1]));
                }
                new
            }
        }
    }

    fn insert(&mut self, segment: Segment) -> bool {
        let mut parts = vec![segment];
        for known in &self.segments {
            parts =
                parts.into_iter().flat_map(|part| part.without(known, false).unwrap_or_else(|| vec![part])).collect();
            if parts.is_empty() {
                return false;
            }
        }
        for part in &parts {
            let known = std::mem::take(&mut self.segments);
            self.segments =
                known.into_iter().flat_map(|known| known.without(part, true).unwrap_or_else(|| vec![known])).collect();
        }
        self.segments.extend(parts);
        self.segments.sort_by(|a, b| {
            let key = |segment: &Segment| (segment.from.gains[1].clone(), segment.to.gains[1].clone());
            key(a).cmp(&key(b)).then_with(|| b.from.gains[0].cmp(&a.from.gains[0]))
        });
        // An end that two segments share belongs to both, if it belongs to one.
        for at in 1..self.segments.len() {
            let (before, after) = self.segments.split_at_mut(at);
            let (Some(last), Some(next)) = (before.last_mut(), after.first_mut()) else { continue };
            if last.to.gains == next.from.gains && !(last.to_open && next.from_open) {
                (last.to_open, next.from_open) = (false, false);
            }
        }
        self.join();
        true
    }

    /// Segments of the same options that go on in the same direction become one; a point that ends a segment beside it is
    /// there already.
    fn join(&mut self) {
        let mut joined: Vec<Segment> = Vec::with_capacity(self.segments.len());
        for segment in self.segments.drain(..) {
            let Some(last) = joined.last_mut() else {
                joined.push(segment);
                continue;
            };
            let meets =
                last.to == segment.from && last.options == segment.options && !last.to_open && !segment.from_open;
            let same_line = || {
                let (normal, value) = last.line();
                !last.is_point()
                    && !segment.is_point()
                    && &normal[0] * &segment.to.gains[0] + &normal[1] * &segment.to.gains[1] == value
                    && straight(last, &segment)
            };
            let same_place = last.to.gains == segment.from.gains;
            if meets && same_line() {
                last.to = segment.to;
                last.to_open = segment.to_open;
            } else if same_place && last.is_point() && !segment.from_open {
                *last = segment;
            } else if !(same_place && segment.is_point() && !last.to_open) {
                joined.push(segment);
            }
        }
        self.segments = joined;
    }
}

/// Whether the levels of two segments on one line go on in the same proportions.
fn straight(first: &Segment, second: &Segment) -> bool {
    let change = |segment: &Segment| &segment.to.gains[1] - &segment.from.gains[1];
    let (a, b) = (change(first), change(second));
    let steps = |segment: &Segment| -> Vec<BigRational> {
        segment.from.levels.iter().zip(&segment.to.levels).map(|(from, to)| to - from).collect()
    };
    steps(first).iter().zip(&steps(second)).all(|(step, next)| step * &b == next * &a)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vertex(x: i64, y: i64) -> Vertex {
        let q = |n: i64| BigRational::from_integer(n.into());
        Vertex { gains: [q(x), q(y)], levels: Vec::new() }
    }

    fn ends(envelope: &Envelope) -> Vec<String> {
        let end = |vertex: &Vertex| format!("{},{}", vertex.gains[0], vertex.gains[1]);
        let piece = |s: &Segment| {
            let brackets = (if s.from_open { "(" } else { "[" }, if s.to_open { ")" } else { "]" });
            format!("{}{} {}{}", brackets.0, end(&s.from), end(&s.to), brackets.1)
        };
        envelope.segments.iter().map(piece).collect()
    }

    #[test]
    fn segments_cut_each_other() {
        let mut envelope = Envelope::default();
        envelope.add(&[OptionId::at(0)], &[vertex(10, 0), vertex(0, 10)]);
        envelope.add(&[OptionId::at(1)], &[vertex(6, 6)]);
        assert_eq!(ends(&envelope), ["[10,0 6,4)", "[6,6 6,6]", "(4,6 0,10]"]);
        // A crossing: the point in common belongs to both.
        let mut envelope = Envelope::default();
        envelope.add(&[OptionId::at(0)], &[vertex(12, 0), vertex(0, 6)]);
        envelope.add(&[OptionId::at(1)], &[vertex(6, 0), vertex(0, 12)]);
        assert_eq!(ends(&envelope), ["[12,0 4,4]", "[4,4 0,12]"]);
        // What is there already is not new.
        assert!(!envelope.add(&[OptionId::at(2)], &[vertex(4, 4)]));
        assert!(!envelope.add(&[OptionId::at(2)], &[vertex(12, 0), vertex(8, 2)]));
    }

    #[test]
    fn a_point_that_is_dominated_goes() {
        let mut envelope = Envelope::default();
        envelope.add(&[OptionId::at(0)], &[vertex(2, 2)]);
        envelope.add(&[OptionId::at(1)], &[vertex(5, 1), vertex(1, 5)]);
        assert_eq!(ends(&envelope), ["[5,1 1,5]"]);
    }

    fn segment(from: Vertex, to: Vertex) -> Segment {
        Segment { options: vec![OptionId::at(0)], from, to, from_open: false, to_open: false }
    }

    #[test]
    fn an_end_that_is_as_good_for_one_and_worse_for_the_other_is_dominated() {
        // (6, 1) by (8, 1).
        let mut envelope = Envelope::default();
        envelope.add(&[OptionId::at(0)], &[vertex(10, 0), vertex(8, 1)]);
        envelope.add(&[OptionId::at(1)], &[vertex(6, 1), vertex(2, 5)]);
        assert_eq!(ends(&envelope), ["[10,0 8,1]", "(6,1 2,5]"]);
        // (5, 2) by (5, 3).
        let mut envelope = Envelope::default();
        envelope.add(&[OptionId::at(0)], &[vertex(9, 0), vertex(5, 2)]);
        envelope.add(&[OptionId::at(1)], &[vertex(5, 3), vertex(1, 6)]);
        assert_eq!(ends(&envelope), ["[9,0 5,2)", "[5,3 1,6]"]);
    }

    #[test]
    fn what_two_segments_have_in_common_stays_in_both_if_asked() {
        let (whole, piece) = (segment(vertex(10, 0), vertex(0, 10)), segment(vertex(8, 2), vertex(6, 4)));
        assert_eq!(whole.without(&piece, true), None);
        let rest = [segment(vertex(10, 0), vertex(8, 2)), segment(vertex(6, 4), vertex(0, 10))];
        let open = [Segment { to_open: true, ..rest[0].clone() }, Segment { from_open: true, ..rest[1].clone() }];
        assert_eq!(whole.without(&piece, false), Some(open.to_vec()));
    }

    #[test]
    fn segments_that_go_on_in_the_same_direction_become_one() {
        let mut envelope = Envelope::default();
        envelope.add(&[OptionId::at(0)], &[vertex(10, 0), vertex(5, 5)]);
        envelope.add(&[OptionId::at(0)], &[vertex(5, 5), vertex(0, 10)]);
        assert_eq!(ends(&envelope), ["[10,0 0,10]"]);
    }
}
