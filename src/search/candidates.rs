//! The packages that may be acceptable while numbers move in their ranges, each judged by itself.
//!
//! Where a number enters the worth of several issues, problems with every entry at its worst, or at its best, only bound what
//! is acceptable: what lies between is listed, and each package's gains are bounded with every number's whole coefficient.

use super::limits::Control;
use super::{Limits, each_of};
use crate::problem::{Bounds, OptionId, OutOfRange, Package, View};

/// Steps of the walk, and how many packages are listed at most.
const STEPS: u64 = 1 << 21;
const LISTED: usize = 1 << 16;

/// Packages that may be acceptable with some numbers.
pub(crate) struct Candidates {
    /// Those that are acceptable even with every entry at its worst.
    pub sure: Vec<Package>,
    /// The others.
    pub open: Vec<Package>,
}

/// The packages of a view that may be acceptable with some numbers; none if there are too many, or a limit is met.
///
/// # Errors
/// [`OutOfRange`] if the ranges are too finely divided, or too wide, for sums to be exact.
pub(crate) fn candidates(view: &View, bounds: &Bounds, limits: &Limits) -> Result<Option<Candidates>, OutOfRange> {
    let [worst, best] = bounds.ends()?;
    let [worst, best] = [&worst, &best].map(|problem| view.of(problem).with_declared_disagreement());
    let sure = |package: &Package| worst.is_acceptable(&worst.problem().utilities(package));
    Ok(listed(&best, limits).map(|all| {
        let (sure, open) = all.into_iter().partition(sure);
        Candidates { sure, open }
    }))
}

/// The acceptable packages of a view; none if there are too many to be judged one by one, or a limit is met.
pub(crate) fn listed(view: &View, limits: &Limits) -> Option<Vec<Package>> {
    let control = Control::new(limits);
    let mut found = Vec::new();
    let mut visit = |options: &[OptionId], _: &[i64]| {
        if found.len() <= LISTED {
            found.push(Package::new(options));
        }
    };
    let whole = each_of(view, None, STEPS, &control, &mut visit).ok()?;
    (whole && found.len() <= LISTED).then_some(found)
}
