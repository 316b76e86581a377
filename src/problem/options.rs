//! One option for every issue, in two bytes each.
//!
//! Frontiers and sweeps keep packages by the million, and hardly any issue has more options than two bytes can count. Where one of
//! the options of a package is further down its list, all of that package have four.

use super::{IssueId, OptionId, Problem};
use std::cmp::Ordering;
use std::fmt;

/// One option for every issue, in declaration order. They are compared as lists.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Options(Kept);

/// Which of the two it is follows from the options alone, so that equal ones are kept alike.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Kept {
    Narrow(Box<[u16]>),
    /// Behind a pointer, so that those above are no larger for it.
    Wide(Box<Box<[u32]>>),
}

impl Options {
    /// That of an issue.
    ///
    /// # Panics
    /// If there is none: the issue is one of another problem.
    pub fn of(&self, issue: IssueId) -> OptionId {
        self.at(issue.index())
    }

    pub(crate) fn at(&self, issue: usize) -> OptionId {
        match &self.0 {
            Kept::Narrow(options) => OptionId::at(options[issue].into()),
            Kept::Wide(options) => OptionId::at(options[issue] as usize),
        }
    }

    /// Those of all issues.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = OptionId> + ExactSizeIterator + Clone + '_ {
        (0..self.len()).map(|issue| self.at(issue))
    }

    /// Of how many issues.
    pub fn len(&self) -> usize {
        match &self.0 {
            Kept::Narrow(options) => options.len(),
            Kept::Wide(options) => options.len(),
        }
    }

    /// Whether of none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The same, to be changed.
    pub fn to_vec(&self) -> Vec<OptionId> {
        self.iter().collect()
    }

    /// Whether these come earlier in the order of packages.
    pub(crate) fn is_after(&self, options: &[OptionId]) -> bool {
        self.iter().gt(options.iter().copied())
    }
}

impl Problem {
    /// How many bytes the options of a package take.
    pub(crate) fn bytes_of_options(&self) -> usize {
        let wide = self.issues.iter().any(|issue| issue.options.len() > 1 << u16::BITS);
        self.issues.len() * if wide { size_of::<u32>() } else { size_of::<u16>() }
    }
}

impl From<&[OptionId]> for Options {
    fn from(options: &[OptionId]) -> Self {
        // Looked at first, so that what is kept is made in its size.
        if options.iter().all(|option| option.index() <= u16::MAX.into()) {
            Options(Kept::Narrow(options.iter().map(|option| option.index() as u16).collect()))
        } else {
            Options(Kept::Wide(Box::new(options.iter().map(|option| option.index() as u32).collect())))
        }
    }
}

impl From<Vec<OptionId>> for Options {
    fn from(options: Vec<OptionId>) -> Self {
        Options::from(&options[..])
    }
}

impl<const N: usize> From<[OptionId; N]> for Options {
    fn from(options: [OptionId; N]) -> Self {
        Options::from(&options[..])
    }
}

impl From<&Options> for Options {
    fn from(options: &Options) -> Self {
        options.clone()
    }
}

impl Ord for Options {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Kept::Narrow(one), Kept::Narrow(other)) => one.cmp(other),
            _ => self.iter().cmp(other.iter()),
        }
    }
}

impl PartialOrd for Options {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn some() -> impl Strategy<Value = Vec<usize>> {
        let far = [65_534usize, 65_535, 65_536, 65_537, 100_000];
        prop::collection::vec(prop_oneof![0..3usize, prop::sample::select(far.to_vec())], 0..4)
    }

    proptest! {
        #[test]
        fn they_are_the_list_that_they_are_made_of(one in some(), other in some()) {
            let list = |of: &[usize]| of.iter().copied().map(OptionId::at).collect::<Vec<OptionId>>();
            let [options, others] = [&one, &other].map(|of| Options::from(list(of)));
            prop_assert_eq!((options.to_vec(), options.len()), (list(&one), one.len()));
            prop_assert_eq!(options.cmp(&others), one.cmp(&other));
            prop_assert_eq!(options == others, one == other);
            prop_assert_eq!(options.is_after(&list(&other)), one > other);
        }
    }

    #[test]
    fn two_bytes_are_enough_for_most() {
        assert_eq!(size_of::<Options>(), size_of::<Box<[u16]>>());
    }
}
