//! The Nash solution over lotteries: the mixture of packages with the largest product of gains, Π gᵢ^wᵢ.
//!
//! Nash (1950) bargains over lotteries; the utilities of the solution are unique for all parties with a weight. Weights
//! are bargaining power, as in the solution over packages.
//!
//! Two parties: the product's maximum lies on an edge of the frontier of mixtures, at gᵢ = wᵢc/(Wλᵢ) for an edge with
//! λ·g = c, or at one of its ends: a rational point, found without rounding. More parties: column generation, with
//! Newton's method (nalgebra) over the packages found so far. What it ends with is then made exact: a single package, or
//! as many packages as there are parties, have a rational optimum in closed form, as an edge has. Between these it is
//! algebraic, as a rule irrational; then Newton's method goes on in fractions, and its result is rounded to decimals.
//!
//! The proof is the same in all cases. With λᵢ = wᵢ/gᵢ, no mixture has a product above (β/W)^W times this one, where β is
//! the largest λ·g of any package and W the sum of the weights (weighted means). It is the optimum if β = W; where it is
//! not, the factor is the proven gap.
//!
//! Corner cases: a party of weight 0 only has to accept. Where the parties with weights leave something for those
//! without, these share it: each as large a part as can be of the most that it could have (leximin). Parties that cannot gain from any mixture that nobody loses
//! from do not count, and the result is marked degenerate; all others can gain at once, since mixtures of mixtures are
//! mixtures. Then the columns of the programme are themselves mixtures, the best that those parties accept at given
//! weights.

use super::found::Found;
use super::hull;
use super::mixture::{Column, Demand, Level, Mixture, Mixtures, double, weighed, whole};
use crate::concept::Shape;
use crate::exact::linear::{kernel, product, reduced, solve};
use crate::lp::largest_product;
use crate::search::Stop;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use std::cmp::Ordering;

/// Rounds of column generation before the best mixture so far is reported with its gap.
const ROUNDS: usize = 60;
/// Rounds of Newton's method in fractions.
const POLISH: usize = 2;
/// Bits that fractions keep within a round, and that the smallest weight of an inexact proof keeps.
const BITS: i64 = 136;
const WEIGHT_BITS: u32 = 56;
/// Digits that fractions keep between these rounds, and in the end.
const DIGITS: u32 = 40;
const LAST_DIGITS: u32 = 18;
/// Shares below this are noise.
const NOISE: f64 = 1e-7;
/// A point with a smaller share than this may not belong to the optimum.
const SMALL: f64 = 1e-2;
/// Barriers of the last rounds of Newton's method.
const FINE: f64 = 1e-11;
/// Gaps that are not worth another round.
const CLOSE: f64 = 1e-15;
/// Fractions with denominators up to this are tried before decimals.
const SIMPLE: i64 = 10_000;

/// The mixture with the largest product; none if every mixture has somebody who loses.
pub(super) fn choose(mixtures: &mut Mixtures) -> Result<Option<Found>, Stop> {
    let exponents = mixtures.pricing.view().problem().exponents.clone();
    if exponents.len() == 2 { two(mixtures, &exponents) } else { many(mixtures, &exponents) }
}

/// Two parties: on the edges of the frontier.
fn two(mixtures: &Mixtures, exponents: &[u32]) -> Result<Option<Found>, Stop> {
    let (Some(start), Some(end)) = (mixtures.end(0)?, mixtures.end(1)?) else { return Ok(None) };
    let able = [end.gains[0].is_positive(), start.gains[1].is_positive()];
    let degenerate = (0..2).any(|party| exponents[party] > 0 && !able[party]);
    let counts = |party: usize| exponents[party] > 0 && able[party];
    if !counts(0) || !counts(1) {
        // All that can be had for the one that counts; if nobody does, the parties' limits meet.
        let mixture = if counts(0) || !able[1] { end } else { start };
        let weights = mixtures.supporting(&mixture)?;
        return Ok(Some(Found { degenerate, ..Found::exact(mixture, weights) }));
    }
    let power = |party: usize| BigInt::from(exponents[party]);
    let side = |column: &Column, normal: &[BigInt]| match (&column.gains[0], &column.gains[1]) {
        (first, _) if !first.is_positive() => Ordering::Less,
        (_, second) if !second.is_positive() => Ordering::Greater,
        // More for the first party is worth more than it costs where its side of the tangent is steeper.
        (first, second) => {
            let rising = second * power(0) * &normal[1];
            let falling = first * power(1) * &normal[0];
            falling.cmp(&rising)
        }
    };
    let [a, b] = mixtures.narrow(side)?;
    let mixture = if a.gains == b.gains {
        Mixture::pure(a)
    } else {
        let normal = hull::normal_between(&a, &b);
        let level = weighed(&normal, &a.gains);
        let total = power(0) + power(1);
        let first = level * power(0) / (total * &normal[0]);
        let (from, to) = (&a.gains[0], &b.gains[0]);
        let share = ((first - from) / (to - from)).clamp(BigRational::zero(), BigRational::one());
        Mixture::between(&a, &b, &share)
    };
    let tangent: Vec<BigRational> =
        (0..2).map(|party| BigRational::from(power(party)) / &mixture.gains[party]).collect();
    Ok(Some(Found::exact(mixture, whole(&tangent))))
}

/// Several parties, or one.
fn many(mixtures: &mut Mixtures, exponents: &[u32]) -> Result<Option<Found>, Stop> {
    let proposed = mixtures.pricing.propose(&Shape::Product { exponents: exponents.to_vec() })?;
    let points: Vec<Mixture> =
        proposed.packages.into_iter().map(|package| Mixture::pure(mixtures.column(package))).collect();
    let mut counted: Vec<bool> = exponents.iter().map(|exponent| *exponent > 0).collect();
    if !proposed.shares.is_empty() {
        let (points, shares) = weighty(points, &proposed.shares);
        let free = vec![false; exponents.len()];
        let found = ascend(mixtures, exponents, &counted, &free, points, shares)?;
        if let Some(found) = found.filter(|found| found.mixture.gains.iter().all(|gain| !gain.is_negative())) {
            return shared_out(mixtures, &counted, found).map(Some);
        }
    }
    // Somebody who only has to accept would lose, or somebody cannot gain.
    let Some(ideal) = mixtures.ideal()? else { return Ok(None) };
    let able: Vec<bool> = ideal.iter().map(|level| level.value.is_positive()).collect();
    let degenerate = counted.iter().zip(&able).any(|(counted, able)| *counted && !able);
    counted.iter_mut().zip(&able).for_each(|(counted, able)| *counted &= able);
    let found = if counted.contains(&true) {
        let floors: Vec<bool> = counted.iter().map(|counted| !counted).collect();
        // Where each party has its best, everybody who can gain does.
        let bests = ideal.into_iter().zip(&counted).filter(|(_, counted)| **counted);
        let points: Vec<Mixture> = bests.map(|(level, _)| level.mixture).collect();
        let even = vec![1.0 / points.len() as f64; points.len()];
        match ascend(mixtures, exponents, &counted, &floors, points, even)? {
            Some(found) => Some(shared_out(mixtures, &counted, found)?),
            None => None,
        }
    } else {
        // Nobody whose gain counts can gain: the others share what there is.
        let share = |level: &Level| level.value.is_positive().then(|| level.value.recip());
        let shares: Vec<Option<BigRational>> = ideal.iter().map(share).collect();
        let level = if able.contains(&true) { mixtures.leximin(&shares)? } else { mixtures.limit()? };
        level.map(|level| Found::exact(level.mixture, whole(&level.weights)))
    };
    Ok(found.map(|found| Found { degenerate, ..found }))
}

/// The points with shares above noise.
fn weighty(points: Vec<Mixture>, shares: &[f64]) -> (Vec<Mixture>, Vec<f64>) {
    let least = NOISE * shares.iter().copied().fold(0.0, f64::max);
    points.into_iter().zip(shares).filter(|(_, share)| **share > least).unzip()
}

/// Column generation over points, from a mixture in which all that count gain. `floors`: whom the points must not make
/// lose. None if nothing is found.
fn ascend(
    mixtures: &mut Mixtures,
    exponents: &[u32],
    counted: &[bool],
    floors: &[bool],
    mut points: Vec<Mixture>,
    mut shares: Vec<f64>,
) -> Result<Option<Found>, Stop> {
    let parties: Vec<usize> = (0..exponents.len()).filter(|party| counted[*party]).collect();
    let power = |party: usize| if counted[party] { exponents[party] } else { 0 };
    let powers: Vec<u32> = (0..exponents.len()).map(power).collect();
    let total = BigRational::from(powers.iter().map(|power| BigInt::from(*power)).sum::<BigInt>());
    let ranges: Vec<f64> = (0..exponents.len()).map(|party| double(&mixtures.range(party).into())).collect();
    let mut best: Option<(f64, Found)> = None;
    for round in 0..ROUNDS {
        let columns: Vec<Vec<f64>> = (points.iter())
            .map(|point| point.gains.iter().zip(&ranges).map(|(gain, range)| double(gain) / range).collect())
            .collect();
        // What column generation proposed is as good as this already.
        if (round > 0 || floors.contains(&true))
            && let Some(better) = largest_product(&columns, &powers, shares.clone(), FINE)
        {
            shares = better;
        }
        let (kept, kept_shares) = weighty(points.clone(), &shares);
        let mut next = None;
        for candidate in polished(&kept, &kept_shares, &parties, &powers) {
            if parties.iter().any(|party| !candidate.gains[*party].is_positive()) {
                continue;
            }
            let tangent = |party: usize| match counted[party] {
                true => BigRational::from(BigInt::from(powers[party])) / &candidate.gains[party],
                false => BigRational::zero(),
            };
            let tangent: Vec<BigRational> = (0..exponents.len()).map(tangent).collect();
            // At the optimum all points that take part are equally good; if these are, so may all others be.
            let level = |point: &Mixture| product(&tangent, &point.gains) == total;
            let stationary = floors.contains(&true)
                || candidate.parts.iter().all(|(_, column)| level(&Mixture::pure(column.clone())));
            if stationary {
                let Priced { most, weights, .. } = priced(mixtures, &tangent, floors)?;
                if most <= total {
                    return Ok(Some(Found::exact(candidate.reduced(), weights)));
                }
            }
            let tangent = rounded_together(&tangent);
            let Priced { point, most, weights } = priced(mixtures, &tangent, floors)?;
            let caps: Vec<BigRational> = (0..exponents.len())
                .map(|party| match counted[party] {
                    true => BigRational::from(BigInt::from(powers[party])) * &most / (&total * &tangent[party]),
                    false => BigRational::zero(),
                })
                .collect();
            let over = |party: &usize| {
                f64::from(powers[*party]) * double(&(&caps[*party] / &candidate.gains[*party] - BigRational::one()))
            };
            let gap = parties.iter().map(over).sum::<f64>() / double(&total);
            if best.as_ref().is_none_or(|(least, _)| gap < *least) {
                let found = Found::exact(candidate, weights);
                best = Some((gap, Found { exact: false, caps: Some(caps), ..found }));
                next = Some((point, gap));
            }
        }
        match next {
            Some((point, gap)) if gap > CLOSE => {
                let is_new = points.iter().all(|known| known.gains != point.gains);
                if round > 0 && !is_new {
                    break;
                }
                points = kept;
                shares = kept_shares;
                if is_new {
                    points.push(point);
                    shares.push(0.0);
                }
            }
            _ => break,
        }
    }
    Ok(best.map(|(_, found)| Found { mixture: found.mixture.reduced(), ..found }))
}

/// By party, that it must not lose, if it is marked.
fn not_to_lose(floors: &[bool]) -> Vec<Option<BigRational>> {
    floors.iter().map(|floor| floor.then(BigRational::zero)).collect()
}

/// The same for those that count; those that only have to accept share what that leaves, each as large a part as can be
/// of the most that it could have. An optimum that is not exact is left with nothing that all could have more of.
fn shared_out(mixtures: &mut Mixtures, counted: &[bool], found: Found) -> Result<Found, Stop> {
    let gains = found.mixture.gains.clone();
    if counted.iter().all(|counted| *counted) && found.exact {
        return Ok(found);
    }
    mixtures.learn(found.mixture.parts.iter().map(|(_, column)| column.package.clone()));
    let parties = 0..gains.len();
    let kept = |party: usize| match counted[party] {
        true => Demand::AtLeast(gains[party].clone()),
        false => Demand::AtLeast(BigRational::zero()),
    };
    let mut demands: Vec<Demand> = parties.clone().map(kept).collect();
    for party in parties.clone().filter(|party| !counted[*party]) {
        let mut own: Vec<Demand> = parties.clone().map(kept).collect();
        own[party] = Demand::Raise(BigRational::one());
        let most = mixtures.raise(&own)?.map_or_else(BigRational::zero, |level| level.value);
        if most.is_positive() {
            demands[party] = Demand::Raise(most.recip());
        }
    }
    let mut mixture = mixtures.leximin_of(demands, &mut Vec::new())?.map_or(found.mixture, |level| level.mixture);
    if !found.exact {
        let worth: Vec<BigRational> = parties.map(|party| BigRational::new(1.into(), mixtures.range(party))).collect();
        let least: Vec<Option<BigRational>> = mixture.gains.iter().cloned().map(Some).collect();
        mixtures.learn(mixture.parts.iter().map(|(_, column)| column.package.clone()));
        if let Some(level) = mixtures.most(&worth, &least)?.filter(|level| level.mixture.gains != mixture.gains) {
            mixture = level.mixture.reduced();
        }
    }
    Ok(Found { mixture, ..found })
}

/// What weights of gains find.
struct Priced {
    /// The best point.
    point: Mixture,
    /// Its weighted sum.
    most: BigRational,
    /// Whole weights that no package exceeds by more.
    weights: Vec<BigInt>,
}

/// The best point for weights of gains.
fn priced(mixtures: &mut Mixtures, tangent: &[BigRational], floors: &[bool]) -> Result<Priced, Stop> {
    if floors.contains(&true)
        && let Some(level) = mixtures.most(tangent, &not_to_lose(floors))?
    {
        return Ok(Priced { point: level.mixture, most: level.value, weights: whole(&level.weights) });
    }
    let weights = whole(tangent);
    let point = Mixture::pure(mixtures.best(&weights)?);
    Ok(Priced { most: product(tangent, &point.gains), point, weights })
}

/// Mixtures of some points near given shares, the most exact first.
fn polished(points: &[Mixture], shares: &[f64], parties: &[usize], powers: &[u32]) -> Vec<Mixture> {
    let gains: Vec<Vec<BigRational>> =
        points.iter().map(|point| parties.iter().map(|party| point.gains[*party].clone()).collect()).collect();
    let powers: Vec<BigRational> =
        parties.iter().map(|party| BigRational::from(BigInt::from(powers[*party]))).collect();
    let mut shares: Vec<BigRational> =
        shares.iter().map(|share| BigRational::from_float(*share).unwrap_or_else(BigRational::zero)).collect();
    let sum = shares.iter().fold(BigRational::zero(), |sum, share| sum + share);
    if !sum.is_positive() {
        return Vec::new();
    }
    shares.iter_mut().for_each(|share| *share /= &sum);
    // What the gains that count do not need is left out, and then what may only seem to be needed.
    let mut shares = reduced(shares, &gains);
    let mut candidates = Vec::new();
    loop {
        let left: Vec<usize> = (0..shares.len()).filter(|at| !shares[*at].is_zero()).collect();
        let some: Vec<Vec<BigRational>> = left.iter().map(|at| gains[*at].clone()).collect();
        let own: Vec<BigRational> = left.iter().map(|at| shares[*at].clone()).collect();
        for candidate in near(&some, &own, &powers) {
            let mut all = vec![BigRational::zero(); shares.len()];
            left.iter().zip(candidate).for_each(|(at, share)| all[*at] = share);
            candidates.push(all);
        }
        let smallest = left.into_iter().min_by(|a, b| shares[*a].cmp(&shares[*b]));
        match smallest.filter(|at| double(&shares[*at]) < SMALL) {
            Some(smallest) => shares[smallest] = BigRational::zero(),
            None => break,
        }
    }
    let mixed = |mut shares: Vec<BigRational>| {
        // What rounding left over goes to the largest share.
        let rest = shares.iter().fold(BigRational::one(), |rest, share| rest - share);
        let largest = (0..shares.len()).max_by(|a, b| shares[*a].cmp(&shares[*b]).then(b.cmp(a)))?;
        shares[largest] += rest;
        let parts = points
            .iter()
            .zip(&shares)
            .flat_map(|(point, share)| point.parts.iter().map(move |(part, column)| (part * share, column.clone())));
        let mut merged: Vec<(BigRational, Column)> = Vec::new();
        for (share, column) in parts.filter(|(share, _)| !share.is_zero()) {
            match merged.iter_mut().find(|(_, known)| known.gains == column.gains) {
                Some((known, _)) => *known += share,
                None => merged.push((share, column)),
            }
        }
        merged.iter().all(|(share, _)| share.is_positive()).then(|| Mixture::new(merged))
    };
    candidates.into_iter().filter_map(mixed).collect()
}

/// Shares of points that all take part, near given ones, the most exact first; rounded, so that they may not sum to 1.
fn near(gains: &[Vec<BigRational>], shares: &[BigRational], powers: &[BigRational]) -> Vec<Vec<BigRational>> {
    if gains.len() == 1 {
        return vec![vec![BigRational::one()]];
    }
    if gains.len() == powers.len()
        && let Some(exact) = on_facet(gains, powers)
    {
        return vec![exact];
    }
    let mut shares = shares.to_vec();
    for _ in 0..POLISH {
        match newton(gains, powers, &shares) {
            Some(better) if better.iter().all(|share| !share.is_negative()) => shares = better,
            _ => break,
        }
    }
    let decimals = shares.iter().map(|share| rounded(share, LAST_DIGITS)).collect();
    vec![shares.iter().map(simplest).collect(), decimals]
}

/// The optimum where there are as many points as parties, in closed form: on the hyperplane λ·g = c through them it is
/// gᵢ = wᵢc/(Wλᵢ). None if the points do not span one, or if it is not between them.
fn on_facet(gains: &[Vec<BigRational>], powers: &[BigRational]) -> Option<Vec<BigRational>> {
    let parties = powers.len();
    let first = gains.first()?;
    let spans: Vec<Vec<BigRational>> =
        gains[1..].iter().map(|point| point.iter().zip(first).map(|(a, b)| a - b).collect()).collect();
    let normal = if parties == 1 { vec![BigRational::one()] } else { kernel(spans)? };
    let level = product(&normal, first);
    let total = powers.iter().fold(BigRational::zero(), |sum, power| sum + power);
    if normal.iter().any(Zero::is_zero) {
        return None;
    }
    let best: Vec<BigRational> =
        normal.iter().zip(powers).map(|(weight, power)| power * &level / (&total * weight)).collect();
    let row = |party: usize| gains.iter().map(|point| point[party].clone()).collect();
    let rows = (0..parties).map(row).chain([vec![BigRational::one(); gains.len()]]).collect();
    let right: Vec<BigRational> = best.into_iter().chain([BigRational::one()]).collect();
    solve(rows, &right).filter(|shares| shares.iter().all(|share| !share.is_negative()))
}

/// A step of Newton's method for the largest Σ wᵢ ln gᵢ over shares that sum to 1, with all points taking part.
fn newton(gains: &[Vec<BigRational>], powers: &[BigRational], shares: &[BigRational]) -> Option<Vec<BigRational>> {
    let count = shares.len();
    let now: Vec<BigRational> = (0..powers.len())
        .map(|party| {
            let sum =
                gains.iter().zip(shares).fold(BigRational::zero(), |sum, (point, share)| sum + &point[party] * share);
            rounded_to_bits(&sum, BITS)
        })
        .collect();
    if now.iter().any(|gain| !gain.is_positive()) {
        return None;
    }
    let slope = |point: &[BigRational]| -> Vec<BigRational> {
        point.iter().zip(&now).map(|(gain, now)| rounded_to_bits(&(gain / now), BITS)).collect()
    };
    let slopes: Vec<Vec<BigRational>> = gains.iter().map(|point| slope(point)).collect();
    let mut rows: Vec<Vec<BigRational>> = Vec::new();
    let mut right = Vec::new();
    for a in &slopes {
        let curvature = |b: &Vec<BigRational>| {
            let terms = a.iter().zip(b).zip(powers).map(|((a, b), power)| a * b * power);
            rounded_to_bits(&terms.fold(BigRational::zero(), |sum, term| sum + term), BITS)
        };
        let mut row: Vec<BigRational> = slopes.iter().map(curvature).collect();
        // The multiplier of the sum of shares.
        row.push(BigRational::one());
        rows.push(row);
        right.push(product(a, powers));
    }
    let mut sum = vec![BigRational::one(); count];
    sum.push(BigRational::zero());
    rows.push(sum);
    right.push(BigRational::zero());
    let step = solve(rows, &right)?;
    Some(shares.iter().zip(&step).map(|(share, step)| rounded(&(share + step), DIGITS)).collect())
}

/// To so many decimals.
fn rounded(value: &BigRational, digits: u32) -> BigRational {
    let scale = BigInt::from(10).pow(digits);
    (value * &scale).round() / scale
}

/// Weights as multiples of a common unit, so small that they keep about [`WEIGHT_BITS`] bits: sums of whole numbers.
fn rounded_together(weights: &[BigRational]) -> Vec<BigRational> {
    let positive = weights.iter().filter(|weight| weight.is_positive());
    let Some(least) = positive.min().map(|weight| rounded_to_bits(weight, 2) / (BigInt::one() << WEIGHT_BITS)) else {
        return weights.to_vec();
    };
    weights.iter().map(|weight| (weight / &least).round() * &least).collect()
}

/// To about so many bits, whatever its size.
fn rounded_to_bits(value: &BigRational, bits: i64) -> BigRational {
    if value.is_zero() {
        return BigRational::zero();
    }
    let size = value.numer().bits() as i64 - value.denom().bits() as i64;
    let shift = bits - size;
    let two = BigRational::from_integer(BigInt::one() << shift.unsigned_abs().min(1 << 14));
    if shift >= 0 { (value * &two).round() / two } else { (value / &two).round() * two }
}

/// The fraction with a small denominator that is closest, by continued fractions.
fn simplest(value: &BigRational) -> BigRational {
    let (mut before, mut last) = ([BigInt::zero(), BigInt::one()], [BigInt::one(), BigInt::zero()]);
    let mut rest = value.clone();
    loop {
        let whole = rest.floor().to_integer();
        let next = [&whole * &last[0] + &before[0], &whole * &last[1] + &before[1]];
        if next[1] > BigInt::from(SIMPLE) || next[1].is_zero() {
            break;
        }
        (before, last) = (last, next);
        let fraction = rest.fract();
        if fraction.is_zero() {
            break;
        }
        rest = fraction.recip();
    }
    if last[1].is_zero() { value.clone() } else { BigRational::new(last[0].clone(), last[1].clone()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn q(numerator: i64, denominator: i64) -> BigRational {
        BigRational::new(numerator.into(), denominator.into())
    }

    /// On the edge from (6, 0) to (0, 3), g₁·g₂² is largest at (2, 2).
    #[test]
    fn the_optimum_between_as_many_points_as_parties_is_exact() {
        let points = [vec![q(6, 1), q(0, 1)], vec![q(0, 1), q(3, 1)]];
        assert_eq!(on_facet(&points, &[q(1, 1), q(2, 1)]), Some(vec![q(1, 3), q(2, 3)]));
        // With the same weights it is (3, 3/2), in the middle.
        assert_eq!(on_facet(&points, &[q(1, 1), q(1, 1)]), Some(vec![q(1, 2), q(1, 2)]));
    }

    #[test]
    fn fractions_are_rounded_to_so_many_bits() {
        assert_eq!(rounded_to_bits(&q(1, 3), 4), q(11, 32));
        assert_eq!(rounded_to_bits(&q(1000, 1), 4), q(992, 1));
        assert_eq!(rounded_to_bits(&q(-1000, 1), 4), q(-992, 1));
        assert_eq!(rounded_to_bits(&q(0, 1), 4), q(0, 1));
    }

    #[test]
    fn simple_fractions_are_found_again() {
        assert_eq!(simplest(&q(355, 113)), q(355, 113));
        assert_eq!(simplest(&q(333_333, 1_000_000)), q(1, 3));
    }

    /// Whoever has no weight only has to accept, and is not missed among those who gain.
    #[test]
    fn a_party_without_a_weight_that_can_gain_nothing_is_no_corner_case() {
        let model = serde_json::json!({
            "zopa": 1,
            "parties": { "a": { "disagreement": 0 }, "b": { "disagreement": 0, "weight": 0 } },
            "issues": { "x": { "options": ["o", "p"] } },
            "utilities": { "a": { "values": { "x": { "o": 6, "p": 3 } } }, "b": { "values": { "x": { "o": 0, "p": -1 } } } }
        });
        let degenerate = |model: &serde_json::Value| {
            let problem =
                crate::problem::Problem::from_json(&model.to_string()).unwrap_or_else(|errors| panic!("{errors}"));
            let answer = problem.view().lotteries(&[crate::lottery::Concept::Nash], &crate::search::Limits::default());
            answer.map(|answer| answer.lotteries.iter().map(|lottery| lottery.degenerate).collect::<Vec<_>>())
        };
        assert_eq!(degenerate(&model), Ok(vec![false]));
        let mut with_weight = model;
        with_weight["parties"]["b"]["weight"] = 1.into();
        assert_eq!(degenerate(&with_weight), Ok(vec![true]));
    }
}
