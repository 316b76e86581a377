//! Of lotteries that are worth the same to everybody, the plainest: a package for sure, if one is worth that; then the
//! fewest packages that somebody would refuse by itself; then the smallest spread.
//!
//! Gains of a solution are fixed by then, and no lottery gives everybody as much and somebody more. So a package that gives
//! everybody at least these gains gives exactly these, and one search decides whether there is one. Every lottery with
//! these gains consists of packages on the same face of the hull: those that the weights of the proof, where all are
//! positive, count as best. If these are few, they are listed, and programmes over them in fractions, without the refused
//! packages, then with one of them, with two, and so on, decide the rest. The spread is linear in the odds: the variance of
//! every party's gain as a share of its best of all packages, summed over the parties. So no unit plays a part.
//!
//! With levels the packages of a face may have no end: two that differ in levels only become one between them where that is
//! worth as much, and whether something is plainer still is left open.

use super::found::Found;
use super::mixture::{Column, Mixture, Mixtures, whole};
use crate::lp::Simplex;
use crate::problem::Package;
use crate::search::Stop;
use itertools::Itertools;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed};

/// Points that listing a face may keep at once.
const FACE: usize = 1 << 10;
/// Programmes that may be solved.
const PROGRAMMES: usize = 1 << 10;

/// The plainest lottery with the gains of what was found; if it is not known to be, why.
pub(super) fn plainest(mixtures: &mut Mixtures, found: Found) -> (Found, Option<Stop>) {
    if !found.exact || found.mixture.parts.len() < 2 {
        return (found, None);
    }
    match sure(mixtures, &found.mixture.gains) {
        Ok(Some(package)) => return (Found { mixture: Mixture::pure(package), divided: None, ..found }, None),
        Ok(None) => {}
        Err(stop) => return (found, Some(stop)),
    }
    // A division issue by issue is that of its own two packages.
    if found.weights.is_empty() {
        return (found, None);
    }
    let found = Found { mixture: joined(mixtures, found.mixture), ..found };
    match mixed(mixtures, &found) {
        Ok(Some(mixture)) => (Found { mixture, ..found }, None),
        Ok(None) => (found, Some(Stop::TooLarge)),
        Err(stop) => (found, Some(stop)),
    }
}

/// A package with exactly these gains.
fn sure(mixtures: &Mixtures, gains: &[BigRational]) -> Result<Option<Column>, Stop> {
    let found = mixtures.pricing.at_least(gains)?;
    Ok(found.map(|package| mixtures.column(package)).filter(|column| column.gains == gains))
}

/// The same, with one package in place of two that differ in levels only, where the levels between are worth the same to
/// everybody as the draw. Rules over levels are linear: what both satisfy holds there too.
fn joined(mixtures: &Mixtures, mixture: Mixture) -> Mixture {
    let between = |(share, one): &(BigRational, Column), (more, other): &(BigRational, Column)| {
        if one.package.options() != other.package.options() {
            return None;
        }
        let total = share + more;
        let mean = |(a, b): (&BigRational, &BigRational)| (a * share + b * more) / &total;
        let levels = one.package.levels().iter().zip(other.package.levels());
        let levels = levels.map(|(one, other)| mean((one.value(), other.value())));
        let own = mixtures.column(Package::new(one.package.options()).with_levels(levels));
        let same = own.gains.iter().zip(one.gains.iter().zip(&other.gains)).all(|(gain, both)| *gain == mean(both));
        same.then_some((total, own))
    };
    let mut parts: Vec<(BigRational, Column)> = Vec::new();
    for part in mixture.parts {
        match parts.iter().enumerate().find_map(|(at, known)| Some((at, between(known, &part)?))) {
            Some((at, joined)) => parts[at] = joined,
            None => parts.push(part),
        }
    }
    Mixture { parts, ..mixture }
}

/// The lottery with the fewest refused packages, and of these with the smallest spread; none if there are too many ways.
fn mixed(mixtures: &mut Mixtures, found: &Found) -> Result<Option<Mixture>, Stop> {
    let gains = &found.mixture.gains;
    let weights = match found.weights.iter().all(Signed::is_positive) {
        true => found.weights.clone(),
        false => match normal(mixtures, &found.mixture)? {
            Some(weights) => weights,
            None => return Ok(None),
        },
    };
    let face: Vec<Column> =
        (mixtures.pricing.all_best(&weights, FACE)?.into_iter()).map(|package| mixtures.column(package)).collect();
    let mut most = Vec::new();
    for party in 0..gains.len() {
        let own: Vec<BigInt> = (0..gains.len()).map(|other| BigInt::from(u8::from(other == party))).collect();
        most.push(mixtures.best(&own)?.gains[party].clone());
    }
    let spread = |column: &Column| -> BigRational {
        let off = |party: usize| (&column.gains[party] - &gains[party]) / &most[party];
        (0..gains.len()).filter(|party| most[*party].is_positive()).map(|party| off(party) * off(party)).sum()
    };
    let costs: Vec<BigRational> = face.iter().map(spread).collect();
    let refused = |at: &usize| face[*at].gains.iter().any(Signed::is_negative);
    let (refused, accepted): (Vec<usize>, Vec<usize>) = (0..face.len()).partition(refused);
    let mut left = PROGRAMMES;
    // A mixture that cannot be reduced has no more packages than there are parties.
    for count in 0..=refused.len().min(gains.len()) {
        let mut best: Option<(BigRational, Mixture)> = None;
        for some in refused.iter().copied().combinations(count) {
            mixtures.pricing.check()?;
            let Some(rest) = left.checked_sub(1) else { return Ok(None) };
            left = rest;
            let columns: Vec<usize> = accepted.iter().copied().chain(some).collect();
            if let Some((cost, mixture)) = least_spread(&face, &costs, &columns, gains)
                && best.as_ref().is_none_or(|(least, _)| cost < *least)
            {
                best = Some((cost, mixture));
            }
        }
        if let Some((_, mixture)) = best {
            return Ok(Some(mixture.reduced()));
        }
    }
    Ok(None)
}

/// Positive weights that no package exceeds by more than this mixture, which is efficient.
fn normal(mixtures: &mut Mixtures, mixture: &Mixture) -> Result<Option<Vec<BigInt>>, Stop> {
    mixtures.learn(mixture.parts.iter().map(|(_, column)| column.package.clone()));
    let worth: Vec<BigRational> =
        (0..mixture.gains.len()).map(|party| BigRational::new(1.into(), mixtures.range(party))).collect();
    let least: Vec<Option<BigRational>> = mixture.gains.iter().cloned().map(Some).collect();
    Ok(mixtures.most(&worth, &least)?.map(|level| whole(&level.weights)))
}

/// The mixture of some columns with these gains that costs least.
fn least_spread(
    face: &[Column],
    costs: &[BigRational],
    columns: &[usize],
    gains: &[BigRational],
) -> Option<(BigRational, Mixture)> {
    let right = std::iter::once(BigRational::one()).chain(gains.iter().cloned()).collect();
    let mut programme = Simplex::new(right);
    for at in columns {
        let entries = std::iter::once(BigRational::one()).chain(face[*at].gains.iter().cloned()).collect();
        programme.add(entries, -&costs[*at]);
    }
    let best = programme.solve().ok()?;
    let parts = best.values.into_iter().zip(columns).filter(|(share, _)| share.is_positive());
    Some((-best.value, Mixture::new(parts.map(|(share, at)| (share, face[*at].clone())).collect())))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// (2, 2) is a package, and half of each of two others that are further away.
    #[test]
    fn the_mixture_that_costs_least_is_found_with_its_cost() {
        let whole = |value: i64| BigRational::from_integer(value.into());
        let face = [Column::of_two(0, 4), Column::of_two(2, 2), Column::of_two(4, 0)];
        let (costs, gains) = ([whole(5), whole(1), whole(5)], [whole(2), whole(2)]);
        let found = |columns: &[usize]| {
            least_spread(&face, &costs, columns, &gains).map(|(cost, mixture)| (cost, mixture.parts.len()))
        };
        assert_eq!(found(&[0, 1, 2]), Some((whole(1), 1)));
        assert_eq!(found(&[0, 2]), Some((whole(5), 2)));
        assert_eq!(found(&[0]), None);
    }
}
