//! Packages as integers whose order is the order of packages.

use crate::problem::{OptionId, Package, View};

/// Where the option of each issue stands in the bits of a package.
pub(super) struct Layout {
    /// By issue: the word, and how far to shift.
    places: Vec<(usize, u32)>,
    masks: Vec<u64>,
    pub(super) words: usize,
}

impl Layout {
    pub(super) fn new(view: &View) -> Self {
        let mut places = Vec::new();
        let mut masks = Vec::new();
        let (mut word, mut free) = (0, u64::BITS);
        for issue in view.problem().issues() {
            let bits = usize::BITS - (issue.options.len().max(1) - 1).leading_zeros();
            if bits > free {
                (word, free) = (word + 1, u64::BITS);
            }
            free -= bits;
            places.push((word, free));
            masks.push((1 << bits) - 1);
        }
        Layout { places, masks, words: word + 1 }
    }

    pub(super) fn key(&self, issue: usize, option: OptionId) -> Vec<u64> {
        let mut key = vec![0; self.words];
        // A shift by a whole word happens only for an issue with one option, whose bits are none.
        let (word, shift) = self.places[issue];
        key[word] = (option.index() as u64).checked_shl(shift).unwrap_or(0);
        key
    }

    pub(super) fn package(&self, key: &[u64]) -> Package {
        let option = |(&(word, shift), mask): (&(usize, u32), &u64)| {
            OptionId::at((key[word].checked_shr(shift).unwrap_or(0) & mask) as usize)
        };
        Package::new(self.places.iter().zip(&self.masks).map(option).collect::<Vec<OptionId>>())
    }
}
