//! What a depth-first search looks for on behalf of one objective: packages that score at least as well as the incumbent.

use super::cuts::{Weights, cut};
use super::descend::{Descent, Ended, Seeker};
use super::incumbent::Incumbent;
use super::limits::{Control, Stop};
use super::structure::Structure;
use crate::problem::{MAX_SEATS, OptionId, View};
use num_bigint::{BigInt, BigUint};
use num_rational::BigRational;

/// What a point takes beside its options and utilities, about.
const POINT_BYTES: usize = 160;

/// What scores at least as well as an incumbent, whose thresholds rise with it.
struct Sought<'s, 'o> {
    view: &'s View<'s>,
    /// The weights of gains behind the first sums; then follows the utility of every party.
    weights: &'s [Weights],
    /// No threshold of the first weights falls below this.
    lowest: Option<i128>,
    /// Nothing with a smaller smallest value than this is looked for.
    value: Option<&'s BigRational>,
    incumbent: &'s mut Incumbent<'o>,
    /// By party, its least utility.
    floors: Vec<Option<i64>>,
    /// How many points may be kept.
    room: usize,
}

impl Seeker for Sought<'_, '_> {
    fn least(&self, sum: usize) -> Result<Option<i128>, Stop> {
        let Some(weights) = self.weights.get(sum) else {
            return Ok(self.floors[sum - self.weights.len()].map(i128::from));
        };
        let implied = self.incumbent.threshold(&weights.gains).and_then(|least| cut(self.view, weights, &least));
        let together = cut(self.view, weights, &BigInt::ZERO).and_then(|cut| cut.at_floors(&self.floors));
        let cuts = implied.into_iter().chain(together).map(|cut| cut.threshold);
        Ok(cuts.chain(self.lowest.filter(|_| sum == 0)).max())
    }

    fn found(&mut self, options: &[OptionId], sums: &[i64], ways: u128) -> Result<bool, Stop> {
        let mut utilities = [0; MAX_SEATS];
        let utilities = &mut utilities[..sums.len() - self.weights.len()];
        utilities.copy_from_slice(&sums[self.weights.len()..]);
        self.view.problem().cap(utilities);
        let better = self.incumbent.offer(self.view, utilities, options, &BigUint::from(ways));
        if self.incumbent.count() > self.room {
            return Err(Stop::PointLimit);
        }
        if better {
            self.floors = self.incumbent.demanding_at(self.view, self.value).floors_of_sums();
        }
        Ok(better)
    }
}

/// What is asked for beside being as good as the incumbent.
#[derive(Default)]
pub(super) struct Least<'l> {
    /// Of the first weighted sum.
    pub sum: Option<&'l BigInt>,
    /// Of the smallest value.
    pub value: Option<BigRational>,
}

/// How many points a search for one objective may keep.
pub(super) fn room_for_points(view: &View, control: &Control) -> usize {
    // Each point is kept, and kept again in the answer; other concepts may have as many.
    control.room(control.points, 8 * (POINT_BYTES + view.problem().bytes_of_options() + 8 * view.parties()))
}

/// Looks, with at most `budget` steps, at what scores at least as well as the incumbent, and reaches what is
/// asked for besides; what is found is offered to it. How that ended, and the issues in the order in which they were settled;
/// none if the weights bound nothing.
pub(super) fn seek(
    view: &View,
    structure: &Structure,
    weights: &[Weights],
    least: &Least,
    incumbent: &mut Incumbent,
    budget: u64,
    control: &Control,
) -> Option<Result<(Ended, Vec<usize>), Stop>> {
    let zero = BigInt::ZERO;
    let parties = view.parties();
    let of_weights = weights.iter().map(|weights| cut(view, weights, &zero).map(|cut| cut.weights));
    let mut sums: Vec<Vec<i128>> = of_weights.collect::<Option<_>>()?;
    sums.extend((0..parties).map(|party| (0..parties).map(|other| i128::from(party == other)).collect()));
    let lowest = match least.sum {
        Some(lowest) => Some(cut(view, weights.first()?, lowest)?.threshold),
        None => None,
    };
    let value = least.value.as_ref();
    let (floors, room) = (incumbent.demanding_at(view, value).floors_of_sums(), room_for_points(view, control));
    let mut sought = Sought { view, weights, lowest, value, incumbent, floors, room };
    let descended = Descent::new(view, structure, sums, &[], &sought).and_then(|mut descent| {
        let ended = descent.run(&mut sought, budget, control)?;
        Ok((ended, descent.order()))
    });
    Some(descended)
}
