//! Numbers that are too finely divided to be kept digit by digit.
//!
//! A party's numbers are added as whole numbers, times their least common denominator; sums have to stay below 2⁶¹.
//! Weights that a program computed have 16 or 17 digits, and a quotient by the largest evaluation of an issue divides them
//! further: some files would need 110 bits. The programs that own these files add such numbers in floating point, and
//! round at every step in the sixteenth digit.
//!
//! Numbers that fit are kept exactly. Where they do not fit, each value is rounded to a decimal with as many digits as do,
//! 17 of them for utilities up to 1: closer to the exact value than the owner's own arithmetic. The rounding is reported,
//! with the most by which a package's utility can differ. Values of the same number are rounded alike. Of a continuous issue
//! that holds for the values at all levels where some party's utility bends: there solutions are looked for.

use super::valuation::{Profile, Reservation};
use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use std::collections::BTreeSet;
use zopa::problem::{Curve, MAX_UTILITY};

/// Rounded numbers stay below this part of what sums may reach, so that there is room for what is added later.
const ROOM: i64 = 8;
/// No common denominator of so many bits leaves room for a sum.
const HOPELESS: u64 = 128;

/// By issue, the levels at which what some party gets bends; none for issues with options.
pub(super) type Bends = Vec<BTreeSet<BigRational>>;

/// The levels at which these profiles bend.
pub(super) fn bends(profiles: &[Profile], issues: usize) -> Bends {
    let mut bends = vec![BTreeSet::new(); issues];
    for profile in profiles {
        for (bends, worth) in bends.iter_mut().zip(&profile.worths) {
            bends.extend(worth.iter().flat_map(|worth| worth.levels.iter().cloned()));
        }
        for (issue, curve) in profile.terms.iter().flat_map(|term| &term.levels) {
            let levels = curve.points().iter().map(|(level, _)| level.clone());
            bends.get_mut(*issue).into_iter().for_each(|bends| bends.extend(levels.clone()));
        }
    }
    bends
}

/// Rounds a profile's numbers if they do not fit: the digits after the point that are kept, and the most by which the
/// utility of a package differs from the exact one.
pub(super) fn fit(profile: &mut Profile, bends: &Bends) -> Option<(u32, BigRational)> {
    let at = |issue: usize, curve: &Curve| -> Vec<(BigRational, BigRational)> {
        bends.get(issue).into_iter().flatten().map(|level| (level.clone(), curve.at(level))).collect()
    };
    let mut reach = profile.constant.abs();
    let mut scale = profile.constant.denom().clone();
    let mut parts = 1u32;
    let mut count = |values: &mut dyn Iterator<Item = BigRational>| {
        let mut most = BigRational::zero();
        for value in values {
            // Beyond this nothing fits any more, and numbers would only grow.
            if scale.bits() <= HOPELESS {
                scale = scale.lcm(value.denom());
            }
            most = most.max(value.abs());
        }
        // A little more than the most, with a small denominator.
        let million = BigRational::from(BigInt::from(1_000_000));
        reach += (most * &million).ceil() / million;
        parts += 1;
    };
    for (issue, worth) in profile.worths.iter().enumerate() {
        let Some(worth) = worth else { continue };
        match worth.curve() {
            None => count(&mut worth.values()),
            Some(curve) => count(&mut at(issue, &curve).into_iter().map(|(_, value)| value)),
        }
    }
    for term in &profile.terms {
        count(&mut std::iter::once(term.add.clone()));
        for (issue, curve) in &term.levels {
            count(&mut at(*issue, curve).into_iter().map(|(_, value)| value));
        }
    }
    if let Reservation::Value(value) = &profile.reservation {
        count(&mut std::iter::once(value.clone()));
    }
    if &reach * BigRational::from(scale) < BigRational::from(BigInt::from(MAX_UTILITY)) {
        return None;
    }
    let limit = BigRational::from(BigInt::from(MAX_UTILITY / ROOM));
    let ten = BigInt::from(10);
    let digits = (0..18).rev().find(|digits| &reach * BigRational::from(ten.pow(*digits)) < limit)?;
    let unit = BigRational::from(ten.pow(digits));
    let round = |number: &BigRational| (number * &unit).round() / &unit;
    profile.constant = round(&profile.constant);
    for (issue, worth) in profile.worths.iter_mut().enumerate() {
        let Some(worth) = worth else { continue };
        match worth.curve() {
            None => worth.scores = worth.values().map(|value| round(&value)).collect(),
            Some(curve) => {
                let points = at(issue, &curve).into_iter().map(|(level, value)| (level, round(&value)));
                (worth.levels, worth.scores) = points.unzip();
            }
        }
        worth.weight = BigRational::one();
    }
    for term in &mut profile.terms {
        term.add = round(&term.add);
        for (issue, curve) in &mut term.levels {
            let points = at(*issue, curve).into_iter().map(|(level, value)| (level, round(&value)));
            if let Some(rounded) = Curve::new(points.collect()) {
                *curve = rounded;
            }
        }
    }
    if let Reservation::Value(value) = &mut profile.reservation {
        *value = round(value);
    }
    let off = BigRational::from(BigInt::from(parts)) / (unit * BigRational::from(BigInt::from(2)));
    Some((digits, off))
}
