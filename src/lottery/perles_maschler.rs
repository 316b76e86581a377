//! The Perles–Maschler solution of two parties: the point of the frontier of mixtures that divides it into two parts of
//! equal length, where a piece that costs one party a and gives the other b has the length √(ab).
//!
//! Perles and Maschler (1981), the super-additive solution: parties who do not know yet which of two problems they will
//! face do not regret to have agreed beforehand. On a chain of edges the lengths are square roots of fractions, so that
//! the point of division is rational only where they cancel. Which edge it is on is decided exactly: roots are grouped
//! by their classes (two roots belong together if their product is a square, and roots of different classes are
//! independent over the rationals), and unequal sums are told apart by intervals of growing precision. The point itself
//! is given exactly where all other classes cancel, else as a share with eighteen decimals and a bound on what that may
//! move.
//!
//! Corner cases: where only one party can gain the frontier is a point, and that is the solution.

use super::found::Found;
use super::hull::Chain;
use super::mixture::{Mixture, Mixtures};
use crate::exact::linear::{common_denominator, whole};
use crate::search::Stop;
use num_bigint::BigInt;
use num_integer::{Integer, Roots};
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// Bits behind the point that intervals start with.
const BITS: u64 = 96;
/// Decimals of a share that is not rational.
const DIGITS: u32 = 18;

/// The point, and by party how far it may be off, if it may; none if every mixture has somebody who loses.
pub(super) fn choose(mixtures: &mut Mixtures) -> Result<Option<Found>, Stop> {
    let Some(chain) = mixtures.chain()? else { return Ok(None) };
    let (point, error) = halving(&chain);
    let weights = mixtures.supporting(&point)?;
    Ok(Some(Found { exact: error.is_none(), error, ..Found::exact(point, weights) }))
}

fn halving(chain: &Chain) -> (Mixture, Option<Vec<BigRational>>) {
    let lengths = squared_lengths(chain);
    // The first edge at whose end the way so far is not shorter than the rest.
    let sign = |edge: usize, own: i64| -> Vec<i64> {
        (0..lengths.len())
            .map(|at| {
                if at < edge {
                    1
                } else if at == edge {
                    own
                } else {
                    -1
                }
            })
            .collect()
    };
    let edge = (0..lengths.len()).find(|edge| !is_negative(&lengths, &sign(*edge, 1)));
    let Some(edge) = edge else { return (chain.points[0].clone(), None) };
    // Half of the edge, and half of what the right part is longer, in units of the edge.
    let difference: Vec<i64> = sign(edge, 0).into_iter().map(|sign| -sign).collect();
    let half = BigRational::new(1.into(), 2.into());
    match in_units_of(&lengths, &difference, edge) {
        Some(longer) => (chain.on_edge(edge, &(&half + longer * &half)), None),
        None => {
            let bits = BITS.max(lengths.iter().map(BigInt::bits).max().unwrap_or(0));
            let [low, high] = interval(&lengths, &difference, bits);
            let [own_low, own_high] = interval(&lengths[edge..=edge], &[1], bits);
            // The share is a quotient of two intervals; the edge's own length is positive.
            let by = |value: &BigInt, shorter: &BigInt, longer: &BigInt, up: bool| {
                let divisor = if value.is_negative() == up { longer } else { shorter };
                &half + BigRational::new(value.clone(), divisor.clone()) * &half
            };
            let (least, most) = (by(&low, &own_low, &own_high, false), by(&high, &own_low, &own_high, true));
            let scale = BigInt::from(10).pow(DIGITS);
            let share = ((&least + &most) * &half * &scale).round() / &scale;
            let share = share.clamp(BigRational::zero(), BigRational::one());
            let off = (&share - &least).abs().max((&most - &share).abs());
            let (a, b) = (&chain.points[edge].gains, &chain.points[edge + 1].gains);
            (chain.on_edge(edge, &share), Some((0..2).map(|party| (&b[party] - &a[party]).abs() * &off).collect()))
        }
    }
}

/// By edge, the square of its length, in a common unit.
fn squared_lengths(chain: &Chain) -> Vec<BigInt> {
    let squares: Vec<BigRational> = (chain.points.windows(2))
        .map(|pair| (&pair[1].gains[0] - &pair[0].gains[0]) * (&pair[0].gains[1] - &pair[1].gains[1]))
        .collect();
    let unit = common_denominator(&squares);
    squares.iter().map(|square| whole(square, &unit)).collect()
}

/// Bounds of Σ signs·√squares, times 2^bits.
fn interval(squares: &[BigInt], signs: &[i64], bits: u64) -> [BigInt; 2] {
    let mut bounds = [BigInt::zero(), BigInt::zero()];
    for (square, sign) in squares.iter().zip(signs).filter(|(_, sign)| **sign != 0) {
        let root = (square << (2 * bits)).sqrt();
        let (low, high) = if *sign > 0 { (root.clone(), root + 1) } else { (-(&root + BigInt::one()), -root) };
        bounds[0] += low;
        bounds[1] += high;
    }
    bounds
}

/// Whether Σ signs·√squares is below 0.
fn is_negative(squares: &[BigInt], signs: &[i64]) -> bool {
    let mut bits = BITS;
    let [low, high] = interval(squares, signs, bits);
    if low.is_negative() != high.is_negative() && classes(squares, signs).iter().all(|(_, sum)| sum.is_zero()) {
        return false;
    }
    loop {
        // It is not 0, so that the interval will leave it behind.
        let [low, high] = interval(squares, signs, bits);
        if high.is_negative() || !low.is_negative() {
            return high.is_negative();
        }
        bits *= 2;
    }
}

/// Σ signs·√squares as multiples of roots that are independent: the square under each, and its multiple.
fn classes(squares: &[BigInt], signs: &[i64]) -> Vec<(BigInt, BigRational)> {
    let mut classes: Vec<(BigInt, BigRational)> = Vec::new();
    for (square, sign) in squares.iter().zip(signs).filter(|(_, sign)| **sign != 0) {
        let found = classes.iter_mut().find_map(|(other, sum)| Some((root(&(&*other * square))?, other, sum)));
        match found {
            // √square = root / √other = (root / other)·√other.
            Some((root, other, sum)) => *sum += BigRational::new(root * *sign, other.clone()),
            None => classes.push((square.clone(), BigRational::from_integer((*sign).into()))),
        }
    }
    classes
}

/// Σ signs·√squares divided by the root of one of them, if that is rational.
fn in_units_of(squares: &[BigInt], signs: &[i64], unit: usize) -> Option<BigRational> {
    let mut own = BigRational::zero();
    for (square, sum) in classes(squares, signs).into_iter().filter(|(_, sum)| !sum.is_zero()) {
        let root = root(&(&square * &squares[unit]))?;
        own += sum * root / &squares[unit];
    }
    Some(own)
}

/// The root of a square.
fn root(square: &BigInt) -> Option<BigInt> {
    // Squares leave few remainders; most others are told apart by that alone.
    let is_candidate = |modulus: u32| {
        let rest = u64::try_from(square.mod_floor(&modulus.into())).unwrap_or(0);
        (0..u64::from(modulus)).any(|n| n * n % u64::from(modulus) == rest)
    };
    if ![64, 63, 65, 11].into_iter().all(is_candidate) {
        return None;
    }
    let root = Roots::sqrt(square);
    (&root * &root == *square).then_some(root)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(values: &[i64]) -> Vec<BigInt> {
        values.iter().map(|value| BigInt::from(*value)).collect()
    }

    #[test]
    fn sums_of_roots_compare_exactly() {
        // √8 = √2 + √2, √50 = 5√2 and √3 stands alone.
        assert!(!is_negative(&whole(&[8, 2, 2]), &[1, -1, -1]));
        assert!(is_negative(&whole(&[50, 2, 32, 3]), &[1, -1, -1, -1]));
        // 1351/780 is just above √3.
        assert!(is_negative(&whole(&[3 * 780 * 780, 1351 * 1351]), &[1, -1]));
        assert!(!is_negative(&whole(&[3 * 780 * 780, 1351 * 1351]), &[-1, 1]));
        assert_eq!(in_units_of(&whole(&[8, 3, 3, 2]), &[1, 1, -1, 0], 3), Some(BigRational::from_integer(2.into())));
        assert_eq!(in_units_of(&whole(&[8, 3, 2]), &[1, 1, 0], 2), None);
    }

    #[test]
    fn bounds_of_roots_lie_around_them() {
        // √2 lies between 1 and 2.
        assert_eq!(interval(&whole(&[2]), &[1], 0), [BigInt::from(1), BigInt::from(2)]);
        assert_eq!(interval(&whole(&[2]), &[-1], 0), [BigInt::from(-2), BigInt::from(-1)]);
        assert_eq!(interval(&whole(&[2, 9]), &[1, -1], 0), [BigInt::from(-3), BigInt::from(-1)]);
    }

    /// √(n² + 1) is above n by about 1/2n, which the first interval does not show.
    #[test]
    fn sums_closer_to_nothing_than_the_first_interval_compare_exactly() {
        let n = BigInt::one() << (BITS + 8);
        let squares = [&n * &n + 1, &n * &n];
        assert!(!is_negative(&squares, &[1, -1]));
        assert!(is_negative(&squares, &[-1, 1]));
    }
}
