//! Deciding a comparison by looking at every context that can make a difference.

use super::contexts::{Contexts, WORK};
use crate::problem::OptionId;
use crate::problem::claims::comparison::Found;
use crate::search::{Control, Stop};

/// What was found.
#[derive(Default)]
pub(super) struct Listing {
    /// The violation that comes first, with its context (by issue of the context).
    pub first: Option<(Vec<OptionId>, Found)>,
    /// Whether there was something to compare in some context.
    pub compared: bool,
    /// How many combinations of options were looked at.
    pub combinations: u64,
}

/// Looks at every context, if that is not too much work.
pub(super) fn list(contexts: &mut Contexts, control: &Control) -> Result<Option<Listing>, Stop> {
    let Some(width) = contexts.comparison.width else { return Ok(None) };
    let work = contexts.lists.iter().try_fold(width.max(1), |work, list| work.checked_mul(list.len() as u64));
    if work.is_none_or(|work| work > WORK) {
        return Ok(None);
    }
    let mut walk = Walk { contexts, listing: Listing::default(), changed: 0, control, until_compared: false };
    walk.from(0, 0)?;
    Ok(Some(walk.listing))
}

/// Whether there is something to compare in some context; none if that would be too much work to tell.
pub(super) fn compares(contexts: &mut Contexts, control: &Control) -> Result<Option<bool>, Stop> {
    if contexts.comparison.width.is_none_or(|width| width > WORK) {
        return Ok(None);
    }
    let mut walk = Walk { contexts, listing: Listing::default(), changed: 0, control, until_compared: true };
    walk.from(0, 0)?;
    let Listing { compared, combinations, .. } = walk.listing;
    Ok((compared || combinations <= WORK).then_some(compared))
}

struct Walk<'w, 'c, 'l> {
    contexts: &'w mut Contexts<'l>,
    listing: Listing,
    /// Of the first violation: how many issues of its context are not as today.
    changed: usize,
    control: &'w Control<'c>,
    /// Whether it ends where something can be compared, or too much work was done.
    until_compared: bool,
}

impl Walk<'_, '_, '_> {
    /// Goes through the contexts in the order in which their options are declared.
    fn from(&mut self, depth: usize, changed: usize) -> Result<(), Stop> {
        if depth == self.contexts.issues.len() {
            return self.look(changed);
        }
        for at in 0..self.contexts.lists[depth].len() {
            if self.until_compared && (self.listing.compared || self.listing.combinations > WORK) {
                break;
            }
            self.listing.combinations += u64::from(self.until_compared);
            let option = self.contexts.lists[depth][at];
            if self.contexts.settle(depth, option) {
                self.from(depth + 1, changed + usize::from(option != self.contexts.today[depth]))?;
            }
        }
        Ok(())
    }

    fn look(&mut self, changed: usize) -> Result<(), Stop> {
        let comparison = self.contexts.comparison;
        let width = self.contexts.width();
        self.control.examined(width)?;
        self.listing.combinations += width;
        let slice = self.contexts.slice();
        self.listing.compared = self.listing.compared || comparison.pattern.compares(&slice);
        if self.until_compared {
            return Ok(());
        }
        let Some(found) = comparison.worst(&slice) else { return Ok(()) };
        let earlier = match &self.listing.first {
            None => true,
            // Contexts come in the order of their options, so that of equals the first stays.
            Some((_, best)) => (changed + found.changed, found.distance) < (self.changed + best.changed, best.distance),
        };
        if earlier {
            self.changed = changed;
            self.listing.first = Some((self.contexts.chosen(), found));
        }
        Ok(())
    }
}
