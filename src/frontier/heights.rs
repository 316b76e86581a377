//! Which of many vectors no other one dominates, while they come from the first party's best on.
//!
//! Of vectors that come in descending lexicographic order, one is dominated if one before it is at least as good for
//! everybody else. For three and four parties whose utilities are whole numbers in small ranges, a table answers that
//! with one look: by the utilities of all parties but the first and the last, the best for the last party among vectors
//! that are at least as good for those between. Whoever is entered raises all entries that are worse in every way. These
//! lie beside each other, so that what is entered costs no more than the entries that it changes.

/// So many entries are raised at once, by one instruction or two.
const LANES: usize = 16;

/// By the utilities of the parties between the first and the last, what the last one gets at best.
pub(crate) struct Heights {
    /// The least utilities that are asked for: of the parties between, and of the last.
    least: [i64; 3],
    /// How many lots of entries the utilities of the second party between take.
    lots: usize,
    /// One more than what the last party gets, above the least; 0 for nothing.
    heights: Vec<[i16; LANES]>,
}

/// The widest range of the last party's utilities.
const TALLEST: i64 = i16::MAX as i64 - 1;

impl Heights {
    /// How many entries there are for utilities between the least and the most, by party; none if that is too many, if no
    /// utility is in range, or if there are not three parties or four.
    pub(crate) fn entries<const N: usize>(least: &[i64; N], most: &[i64; N]) -> Option<usize> {
        let range = |party: usize| most[party].checked_sub(least[party]).filter(|range| *range >= 0);
        let last = range(N - 1)?;
        let between = |party: usize| usize::try_from(range(party)?.checked_add(1)?).ok();
        let entries = match N {
            3 => between(1)?.checked_next_multiple_of(LANES)?,
            4 => between(1)?.checked_mul(between(2)?.checked_next_multiple_of(LANES)?)?,
            _ => return None,
        };
        (last < TALLEST).then_some(entries)
    }

    /// Nothing has been entered yet. None as for [`Heights::entries`].
    pub(crate) fn new<const N: usize>(least: &[i64; N], most: &[i64; N]) -> Option<Self> {
        let entries = Self::entries(least, most)?;
        // The party whose utilities stand beside each other is the one before the last.
        let columns = (most[N - 2] - least[N - 2] + 1) as usize;
        let first = if N == 4 { least[1] } else { 0 };
        let heights = vec![[0; LANES]; entries / LANES];
        Some(Heights { least: [first, least[N - 2], least[N - 1]], lots: columns.div_ceil(LANES), heights })
    }

    /// Where a vector stands, and how high; it must be in range.
    fn place<const N: usize>(&self, of: impl Fn(usize) -> i64) -> (usize, usize, i16) {
        let row = if N == 4 { (of(1) - self.least[0]) as usize } else { 0 };
        (row, (of(N - 2) - self.least[1]) as usize, (of(N - 1) - self.least[2] + 1) as i16)
    }

    /// Whether a vector that was entered is at least as good for everybody but the first party.
    pub(crate) fn covers<const N: usize>(&self, of: impl Fn(usize) -> i64) -> bool {
        let (row, column, height) = self.place::<N>(of);
        self.heights[row * self.lots + column / LANES][column % LANES] >= height
    }

    /// Enters a vector, which may give the second party of four more than what is in range.
    pub(crate) fn enter<const N: usize>(&mut self, of: impl Fn(usize) -> i64) {
        let (row, column, height) = self.place::<N>(of);
        let row = row.min(self.heights.len() / self.lots - 1);
        let (lot, own) = (column / LANES, column % LANES);
        for row in self.heights[..(row + 1) * self.lots].chunks_exact_mut(self.lots).rev() {
            // Entries for less are at least as high.
            if row[lot][own] >= height {
                break;
            }
            for (lane, entry) in row[lot].iter_mut().enumerate() {
                *entry = (*entry).max(if lane <= own { height } else { 0 });
            }
            for lot in row[..lot].iter_mut().rev() {
                if lot[LANES - 1] >= height {
                    break;
                }
                lot.iter_mut().for_each(|entry| *entry = (*entry).max(height));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check<const N: usize>(mut vectors: Vec<[i64; N]>) {
        vectors.sort_unstable_by(|a, b| b.cmp(a));
        let mut heights = Heights::new(&[-3; N], &[9; N]).expect("small ranges");
        for (at, vector) in vectors.iter().enumerate() {
            let covered = vectors[..at].iter().any(|other| (1..N).all(|party| other[party] >= vector[party]));
            assert_eq!(heights.covers::<N>(|party| vector[party]), covered, "{vector:?} of {vectors:?}");
            heights.enter::<N>(|party| vector[party]);
        }
    }

    proptest! {
        #[test]
        fn as_by_comparing_each_with_each(
            three in prop::collection::vec(prop::array::uniform3(-3i64..=9), 0..60),
            four in prop::collection::vec(prop::array::uniform4(-3i64..=9), 0..120),
        ) {
            check(three);
            check(four);
        }
    }

    #[test]
    fn what_is_too_much_is_refused() {
        assert_eq!(Heights::entries(&[0; 3], &[1, 5, 40_000]), None);
        assert_eq!(Heights::entries(&[0; 4], &[i64::MAX; 4]), None);
        assert_eq!(Heights::entries(&[0; 4], &[-1; 4]), None);
        assert_eq!(Heights::entries(&[0; 4], &[9, 9, 4, 9]), Some(160));
        assert_eq!(Heights::entries(&[0; 2], &[9; 2]), None);
    }
}
