//! All ways to choose options whose corners reach given weighted sums, each of them once.

use super::ground::Ground;
use crate::problem::OptionId;
use crate::search::cuts::Cut;
use crate::search::descend::{Descent, Seeker};
use crate::search::{Control, Stop};
use std::collections::BTreeSet;

/// Is told the options found; if less is looked for from now on, it says what the first sum must reach.
pub(super) type Visit<'v> = dyn FnMut(&[OptionId]) -> Result<Option<i128>, Stop> + 'v;

/// Options that were not found before.
struct New<'n, 'v, 'c> {
    ground: &'n Ground<'n>,
    /// By sum, the least that is looked for.
    least: Vec<i128>,
    seen: &'n mut BTreeSet<Vec<OptionId>>,
    control: &'n Control<'c>,
    visit: &'n mut Visit<'v>,
}

impl Seeker for New<'_, '_, '_> {
    fn least(&self, sum: usize) -> Result<Option<i128>, Stop> {
        Ok(Some(self.least[sum]))
    }

    fn found(&mut self, options: &[OptionId], _: &[i64], _: u128) -> Result<bool, Stop> {
        // What is found may cost much more than a step.
        self.control.check()?;
        let options = self.ground.without_levels(options);
        if self.seen.contains(&options) {
            return Ok(false);
        }
        if self.seen.len() >= self.control.room(self.control.points, 64 + size_of::<OptionId>() * options.len()) {
            return Err(Stop::PointLimit);
        }
        self.seen.insert(options.clone());
        let least = (self.visit)(&options)?.filter(|least| *least > self.least[0]);
        self.least[0] = least.unwrap_or(self.least[0]);
        Ok(least.is_some())
    }
}

/// Visits all options whose corners reach all sums, but for those that were seen before; how many steps that took.
pub(super) fn each(
    ground: &Ground,
    sums: Vec<Cut>,
    seen: &mut BTreeSet<Vec<OptionId>>,
    control: &Control,
    visit: &mut Visit,
) -> Result<u64, Stop> {
    let (sums, least) = sums.into_iter().map(|sum| (sum.weights, sum.threshold)).unzip();
    let mut new = New { ground, least, seen, control, visit };
    let mut descent = Descent::new(&ground.view, &ground.structure, sums, &ground.continuous, &new)?;
    descent.run(&mut new, u64::MAX, control)?;
    Ok(descent.taken)
}
