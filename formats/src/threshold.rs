//! Verdicts that no rounding may turn: what a party accepts, and what reaches its ceiling.
//!
//! Where a profile's numbers had to be [rounded](super::precision), a package's sum is off by a little, and one that is
//! worth exactly the reservation value could be refused. So the packages whose sum is near such a threshold are listed, and
//! looked at in fractions of any size, as the file has them. If the rounded threshold puts one of them on the wrong side,
//! it is moved, by no more than what sums are off; it is a rounded number like all others. If no threshold puts all of them
//! on their sides, or if they are too many, the reader says so.

use super::axis::Axis;
use super::extremes::alone;
use super::valuation::{Profile, Reservation};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};
use std::cmp::Ordering;
use zopa::model::Diagnostics;
use zopa::problem::{OptionId, PartyId};
use zopa::search::visit_acceptable;

/// More packages near a threshold are not looked at one by one.
const MOST_NEAR: usize = 1_000;
/// The choices of each diagram that they are found along, at most.
const ARCS: usize = 1 << 21;
/// The steps of a walk to find them.
const STEPS: u64 = 4_000_000;
/// Packages are looked at whose rounded sum is within so many times what sums are off.
const NEAR: u32 = 5;

/// A package near a threshold: its rounded sum, and on which side of the threshold the exact one is.
type Near = (BigRational, Ordering);

/// Moves a rounded profile's thresholds so that every package is on the side of them on which it is in the exact one; sums
/// differ by at most `off`. False if that is not so, or not known, for some package.
pub(super) fn keep_sides(
    axes: &[Axis],
    exact: &Profile,
    rounded: &mut Profile,
    off: &BigRational,
) -> Result<bool, Diagnostics> {
    let reservation = match (&exact.reservation, &rounded.reservation) {
        (Reservation::Value(exact), Reservation::Value(rounded)) => Some((exact.clone(), rounded.clone())),
        _ => None,
    };
    // A ceiling that nothing reaches is none.
    let ceiling = exact.ceiling.clone().filter(|ceiling| exact.most() >= *ceiling);
    rounded.ceiling.clone_from(&ceiling);
    // Above a ceiling that is the reservation value, nothing is better than at it.
    let equal = ceiling.is_some() && reservation.as_ref().map(|(exact, _)| exact) == ceiling.as_ref();
    if let Some((threshold, now)) = reservation {
        let Some(near) = near(axes, exact, rounded, &threshold, off)? else { return Ok(false) };
        let Some(moved) = between(&near, now, off, !equal) else { return Ok(false) };
        if equal {
            rounded.ceiling = Some(moved.clone());
        }
        rounded.reservation = Reservation::Value(moved);
    }
    if let Some(ceiling) = ceiling.filter(|_| !equal) {
        let Some(near) = near(axes, exact, rounded, &ceiling, off)? else { return Ok(false) };
        let Some(moved) = between(&near, ceiling.clone(), off, false) else { return Ok(false) };
        // What the ceiling leaves must be enough, or not, as before.
        if let (Reservation::Value(exact), Reservation::Value(rounded)) = (&exact.reservation, &rounded.reservation)
            && ceiling.cmp(exact) != moved.cmp(rounded)
        {
            return Ok(false);
        }
        rounded.ceiling = Some(moved);
    }
    Ok(true)
}

/// The packages whose sum may be on either side of a threshold; none if they are too many to be found.
fn near(
    axes: &[Axis],
    exact: &Profile,
    rounded: &Profile,
    threshold: &BigRational,
    off: &BigRational,
) -> Result<Option<Vec<Near>>, Diagnostics> {
    let band = off * BigInt::from(NEAR);
    let (low, high) = (threshold - &band, threshold + &band);
    if rounded.most() < low || rounded.least() > high {
        return Ok(Some(Vec::new()));
    }
    let problem = alone(axes, rounded, BigRational::zero())?.with_opposite(PartyId::at(0));
    let scale = problem.parties().first().map_or_else(BigRational::zero, |one| BigRational::from(one.scale.clone()));
    let floors = [(low * &scale).ceil().to_integer().to_i64(), (-(high * &scale).floor()).to_integer().to_i64()];
    let [Some(low), Some(high)] = floors else { return Ok(None) };
    let view = problem.view().at_least(&[low, high]);
    let (mut found, mut count) = (Vec::new(), 0usize);
    let mut visit = |options: &[OptionId], _: &[i64]| {
        count += 1;
        if count <= MOST_NEAR {
            let bid: Vec<Option<usize>> = options.iter().map(|option| Some(option.index())).collect();
            found.push((rounded.worth_of(&bid), exact.worth_of(&bid).cmp(threshold)));
        }
    };
    // What a file is read as must not depend on a clock: what bounds this is work.
    let whole = visit_acceptable(&view, ARCS, STEPS, &mut visit);
    Ok((whole && count <= MOST_NEAR).then_some(found))
}

/// A threshold with these packages on their sides, the one given if it will do. With `strictly`, what is worth more than
/// the threshold is so afterwards too, and what is worth as much.
fn between(near: &[Near], given: BigRational, off: &BigRational, strictly: bool) -> Option<BigRational> {
    let sums = |of: fn(Ordering) -> bool| near.iter().filter(move |(_, side)| of(*side)).map(|(sum, _)| sum);
    let lowest = sums(Ordering::is_ge).min().filter(|_| !strictly).cloned();
    // Beside what is next to it, if nothing is at the threshold itself.
    let (below, above) = (sums(Ordering::is_lt).max(), sums(Ordering::is_gt).min());
    let halfway = below.zip(above).map(|(below, above)| (below + above) / BigInt::from(2));
    let beside = [below.map(|below| below + off), above.map(|above| above - off)];
    let candidates = [Some(given), sums(Ordering::is_eq).min().cloned(), lowest, halfway].into_iter().chain(beside);
    candidates.flatten().find(|candidate| {
        near.iter().all(|(sum, side)| match strictly {
            true => sum.cmp(candidate) == *side,
            false => (sum >= candidate) == side.is_ge(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_is_moved_only_as_far_as_it_must_be() {
        let number = |n: i64| BigRational::from(BigInt::from(n));
        let near = |sums: &[(i64, Ordering)]| sums.iter().map(|(n, side)| (number(*n), *side)).collect::<Vec<_>>();
        let (less, equal, more) = (Ordering::Less, Ordering::Equal, Ordering::Greater);
        let as_it_is = near(&[(4, less), (5, equal), (6, more)]);
        let moved = |near: &[Near], strictly: bool| between(near, number(5), &number(1), strictly);
        assert_eq!(moved(&as_it_is, true), Some(number(5)));
        // What is worth exactly as much fell short by one.
        assert_eq!(moved(&near(&[(3, less), (4, equal), (6, more)]), true), Some(number(4)));
        // Two that are worth the same, and were rounded apart.
        assert_eq!(moved(&near(&[(4, equal), (5, equal)]), true), None);
        assert_eq!(moved(&near(&[(4, equal), (5, equal)]), false), Some(number(4)));
        // What is worth more fell on what is worth less.
        assert_eq!(moved(&near(&[(5, less), (5, more)]), false), None);
        assert_eq!(moved(&near(&[(5, less), (6, more)]), true), Some(BigRational::new(11.into(), 2.into())));
    }
}
