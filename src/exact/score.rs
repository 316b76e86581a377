//! Scores: what a concept gives a package, compared without rounding.
//!
//! A [`Score`] is a list of [`Term`]s compared from the first on. A term is an integer, or a product of powers of
//! integers. Integers beyond 128 bits become big integers. Products of powers are compared directly while they are
//! short. Beyond that, equality is decided on a base of coprime factors, and order by intervals of growing precision
//! that end because the two are known to differ.

use num_bigint::{BigInt, BigUint};
use num_integer::Integer;
use num_traits::{One, Zero};
use std::cmp::Ordering;

/// Exact products shorter than this many bits are simply computed.
const DIRECT_BITS: u64 = 1 << 14;

/// One component of a [`Score`].
#[derive(Clone, Debug)]
pub enum Term {
    /// An integer.
    Small(i128),
    /// An integer beyond 128 bits.
    Big(BigInt),
    /// Πᵢ baseᵢ^exponentᵢ, all bases at least 1.
    Power(PowerProduct),
}

impl Term {
    /// `a·b`, whatever its size.
    pub fn product(a: i64, b: &Scale) -> Term {
        // Two numbers of 64 bits fit without a check, which would cost more than they do.
        if let Some(narrow) = b.small.and_then(|small| i64::try_from(small).ok()) {
            return Term::Small(i128::from(a) * i128::from(narrow));
        }
        match b.small.and_then(|b| b.checked_mul(i128::from(a))) {
            Some(product) => Term::Small(product),
            None => (&b.value * BigInt::from(a)).into(),
        }
    }

    fn big(&self) -> BigInt {
        match self {
            Term::Small(value) => BigInt::from(*value),
            Term::Big(value) => value.clone(),
            Term::Power(power) => power.value().into(),
        }
    }
}

impl From<i64> for Term {
    fn from(value: i64) -> Self {
        Term::Small(i128::from(value))
    }
}

impl From<BigInt> for Term {
    fn from(value: BigInt) -> Self {
        match i128::try_from(&value) {
            Ok(small) => Term::Small(small),
            Err(_) => Term::Big(value),
        }
    }
}

impl From<PowerProduct> for Term {
    fn from(power: PowerProduct) -> Self {
        Term::Power(power)
    }
}

impl Ord for Term {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Term::Small(a), Term::Small(b)) => a.cmp(b),
            (Term::Power(a), Term::Power(b)) => a.cmp(b),
            (a, b) => a.big().cmp(&b.big()),
        }
    }
}

impl PartialOrd for Term {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Term {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Term {}

/// What a concept gives a package: larger is better, compared from the first term on, without rounding.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Score(pub Vec<Term>);

impl Score {
    /// A score of one integer.
    pub fn of(term: impl Into<Term>) -> Self {
        Score(vec![term.into()])
    }

    /// The leximin score: the smallest first. Greater where the worst-off gets more; equals are decided by the next.
    pub fn leximin(mut terms: Vec<Term>) -> Self {
        terms.sort_unstable();
        Score(terms)
    }
}

/// A positive integer that gains are multiplied with, kept in both sizes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scale {
    value: BigInt,
    small: Option<i128>,
}

impl Scale {
    /// The integer.
    pub fn value(&self) -> &BigInt {
        &self.value
    }
}

impl From<BigInt> for Scale {
    fn from(value: BigInt) -> Self {
        let small = i128::try_from(&value).ok();
        Scale { value, small }
    }
}

/// Πᵢ baseᵢ^exponentᵢ of positive integers, not multiplied out.
#[derive(Clone, Debug)]
pub struct PowerProduct(Vec<(BigUint, u32)>);

impl PowerProduct {
    /// The product of powers; every base must be at least 1.
    pub fn new(factors: impl IntoIterator<Item = (BigUint, u32)>) -> Self {
        PowerProduct(factors.into_iter().filter(|(base, exponent)| *exponent > 0 && !base.is_one()).collect())
    }

    fn bits(&self) -> u64 {
        self.0.iter().map(|(base, exponent)| base.bits() * u64::from(*exponent)).sum()
    }

    /// The product itself, which may be very long.
    pub fn value(&self) -> BigUint {
        self.0.iter().map(|(base, exponent)| base.pow(*exponent)).product()
    }

    /// Lower and upper bounds with `precision` bits: `mantissa · 2^exponent`.
    fn bounds(&self, precision: u64) -> (Floating, Floating) {
        let mut bounds = (Floating::one(), Floating::one());
        for (base, exponent) in &self.0 {
            let power = |up: bool| {
                let mut power = Floating::one();
                for bit in (0..u32::BITS - exponent.leading_zeros()).rev() {
                    power = power.times(&power, precision, up);
                    if exponent >> bit & 1 == 1 {
                        let base = Floating { mantissa: base.clone(), exponent: 0 };
                        power = power.times(&base, precision, up);
                    }
                }
                power
            };
            bounds.0 = bounds.0.times(&power(false), precision, false);
            bounds.1 = bounds.1.times(&power(true), precision, true);
        }
        bounds
    }

    /// Whether the two products are equal: refine both into powers of pairwise coprime bases and compare exponents.
    fn equals(&self, other: &Self) -> bool {
        let mut pending: Vec<(BigUint, i64)> = self.0.iter().map(|(b, e)| (b.clone(), i64::from(*e))).collect();
        pending.extend(other.0.iter().map(|(b, e)| (b.clone(), -i64::from(*e))));
        let mut coprime: Vec<(BigUint, i64)> = Vec::new();
        while let Some((base, exponent)) = pending.pop() {
            if base.is_one() || exponent == 0 {
                continue;
            }
            match coprime.iter().position(|(other, _)| !other.gcd(&base).is_one()) {
                None => coprime.push((base, exponent)),
                Some(at) => {
                    let (other, other_exponent) = coprime.swap_remove(at);
                    let common = other.gcd(&base);
                    pending.push((&other / &common, other_exponent));
                    pending.push((&base / &common, exponent));
                    pending.push((common, exponent + other_exponent));
                }
            }
        }
        coprime.iter().all(|(_, exponent)| *exponent == 0)
    }
}

/// `mantissa · 2^exponent`, for bounds.
struct Floating {
    mantissa: BigUint,
    exponent: i64,
}

impl Floating {
    fn one() -> Self {
        Floating { mantissa: BigUint::one(), exponent: 0 }
    }

    /// The product, cut to `precision` bits, rounded up or down.
    fn times(&self, other: &Self, precision: u64, up: bool) -> Self {
        let product = &self.mantissa * &other.mantissa;
        let excess = product.bits().saturating_sub(precision);
        let mut mantissa = &product >> excess;
        if up && excess > 0 {
            mantissa += 1u32;
        }
        Floating { mantissa, exponent: self.exponent + other.exponent + excess as i64 }
    }

    fn cmp(&self, other: &Self) -> Ordering {
        let top = |f: &Self| f.exponent + f.mantissa.bits() as i64;
        if self.mantissa.is_zero() || other.mantissa.is_zero() || top(self) != top(other) {
            return top(self).cmp(&top(other));
        }
        let low = self.exponent.min(other.exponent);
        (&self.mantissa << (self.exponent - low) as u64).cmp(&(&other.mantissa << (other.exponent - low) as u64))
    }
}

impl Ord for PowerProduct {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.bits().max(other.bits()) <= DIRECT_BITS {
            return self.value().cmp(&other.value());
        }
        if self.equals(other) {
            return Ordering::Equal;
        }
        let mut precision = 128;
        loop {
            let (a, b) = (self.bounds(precision), other.bounds(precision));
            if a.1.cmp(&b.0).is_lt() {
                return Ordering::Less;
            }
            if b.1.cmp(&a.0).is_lt() {
                return Ordering::Greater;
            }
            precision *= 2;
        }
    }
}

impl PartialOrd for PowerProduct {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for PowerProduct {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for PowerProduct {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn power(factors: &[(u64, u32)]) -> PowerProduct {
        PowerProduct::new(factors.iter().map(|&(b, e)| (BigUint::from(b), e)))
    }

    #[test]
    fn long_products_that_are_equal_are_equal() {
        // 6^e · 10^e against 4^e · 15^e, each far beyond the direct comparison.
        assert_eq!(power(&[(6, 200_000), (10, 200_000)]), power(&[(4, 200_000), (15, 200_000)]));
        assert!(power(&[(6, 200_000), (10, 200_000)]) < power(&[(4, 200_000), (15, 200_001)]));
    }

    #[test]
    fn a_small_difference_in_a_long_product_is_seen() {
        let large = 4_000_000_000_000_000_000;
        assert!(power(&[(large, 9_999), (large - 1, 1)]) < power(&[(large, 10_000)]));
    }

    #[test]
    fn bounds_of_different_exponents_compare_by_value() {
        let cmp = |a: (u32, i64), b: (u32, i64)| {
            let floating = |(mantissa, exponent): (u32, i64)| Floating { mantissa: BigUint::from(mantissa), exponent };
            floating(a).cmp(&floating(b))
        };
        // 1·2³ is 8; 3·2² is 12, less than 13.
        assert_eq!(cmp((1, 3), (8, 0)), Ordering::Equal);
        assert_eq!(cmp((8, 0), (1, 3)), Ordering::Equal);
        assert_eq!(cmp((3, 2), (13, 0)), Ordering::Less);
        assert_eq!(cmp((13, 0), (3, 2)), Ordering::Greater);
    }

    proptest! {
        #[test]
        fn the_order_of_products_is_the_order_of_their_values(
            a in prop::collection::vec((1u64..50, 0u32..900), 1..4),
            b in prop::collection::vec((1u64..50, 0u32..900), 1..4),
        ) {
            let (a, b) = (power(&a), power(&b));
            prop_assert_eq!(a.cmp(&b), a.value().cmp(&b.value()));
        }
    }
}
