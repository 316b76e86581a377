//! Exact numbers that depend on uncertain ones: polynomials in deviations.
//!
//! An uncertain number stands for its value plus a deviation; what is computed from it by sums and products is a
//! polynomial in deviations, whose constant term is what comes out when every number stands at its value. So the same
//! arithmetic gives the answer and how it depends on what is uncertain. No deviation enters a product with itself.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};
use std::ops::{Add, Mul, Sub};

/// Products of deviations, with what they are multiplied by: positions of uncertain numbers in ascending order.
pub(crate) type Terms = Vec<(Vec<usize>, BigRational)>;

/// A number as a function of deviations.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Polynomial {
    /// The number where nothing deviates.
    pub constant: BigRational,
    /// What deviations add: ascending, each product once, no coefficient 0.
    pub terms: Terms,
}

impl Polynomial {
    /// A number that depends on nothing.
    pub(crate) fn certain(constant: BigRational) -> Self {
        Polynomial { constant, terms: Vec::new() }
    }

    /// The uncertain number of this position.
    pub(crate) fn uncertain(value: BigRational, at: usize) -> Self {
        Polynomial { constant: value, terms: vec![(vec![at], BigRational::one())] }
    }

    pub(crate) fn zero() -> Self {
        Polynomial::certain(BigRational::zero())
    }

    pub(crate) fn times(&self, factor: &BigRational) -> Self {
        if factor.is_zero() {
            return Polynomial::zero();
        }
        let terms = self.terms.iter().map(|(product, coefficient)| (product.clone(), coefficient * factor)).collect();
        Polynomial { constant: &self.constant * factor, terms }
    }

    /// Sorted, like products joined, zeros left out.
    fn tidy(constant: BigRational, mut terms: Terms) -> Self {
        terms.sort_by(|a, b| a.0.cmp(&b.0));
        let mut joined: Terms = Vec::with_capacity(terms.len());
        for (product, coefficient) in terms {
            match joined.last_mut() {
                Some((last, sum)) if *last == product => *sum += coefficient,
                _ => joined.push((product, coefficient)),
            }
        }
        joined.retain(|(_, coefficient)| !coefficient.is_zero());
        Polynomial { constant, terms: joined }
    }
}

impl Default for Polynomial {
    fn default() -> Self {
        Polynomial::zero()
    }
}

impl Add for &Polynomial {
    type Output = Polynomial;

    fn add(self, other: &Polynomial) -> Polynomial {
        let constant = &self.constant + &other.constant;
        if self.terms.is_empty() && other.terms.is_empty() {
            return Polynomial::certain(constant);
        }
        Polynomial::tidy(constant, self.terms.iter().chain(&other.terms).cloned().collect())
    }
}

impl Sub for &Polynomial {
    type Output = Polynomial;

    fn sub(self, other: &Polynomial) -> Polynomial {
        self + &other.times(&BigRational::from(BigInt::from(-1)))
    }
}

impl Mul for &Polynomial {
    type Output = Polynomial;

    fn mul(self, other: &Polynomial) -> Polynomial {
        let constant = &self.constant * &other.constant;
        if self.terms.is_empty() && other.terms.is_empty() {
            return Polynomial::certain(constant);
        }
        let mut terms = Terms::new();
        terms.extend(self.terms.iter().map(|(product, coefficient)| (product.clone(), coefficient * &other.constant)));
        terms.extend(other.terms.iter().map(|(product, coefficient)| (product.clone(), coefficient * &self.constant)));
        for (one, first) in &self.terms {
            for (two, second) in &other.terms {
                let mut product: Vec<usize> = one.iter().chain(two).copied().collect();
                product.sort_unstable();
                terms.push((product, first * second));
            }
        }
        Polynomial::tidy(constant, terms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(number: &Polynomial, deviations: &[BigRational]) -> BigRational {
        let term = |(product, coefficient): &(Vec<usize>, BigRational)| {
            product.iter().fold(coefficient.clone(), |value, at| value * &deviations[*at])
        };
        number.terms.iter().map(term).fold(number.constant.clone(), |sum, term| sum + term)
    }

    #[test]
    fn sums_and_products_are_those_of_the_numbers() {
        let number = |n: i64, d: i64| BigRational::new(n.into(), d.into());
        let a = Polynomial::uncertain(number(1, 2), 0);
        let b = Polynomial::uncertain(number(-3, 1), 1);
        let c = Polynomial::certain(number(5, 7));
        let both = &(&(&a * &b) + &c) - &b.times(&number(2, 1));
        for (x, y) in [(0, 0), (1, 0), (-2, 5), (7, -1)] {
            let (x, y) = (number(x, 3), number(y, 1));
            let expected =
                (number(1, 2) + &x) * (number(-3, 1) + &y) + number(5, 7) - (number(-3, 1) + &y) * number(2, 1);
            assert_eq!(at(&both, &[x, y]), expected);
        }
        assert_eq!((&a - &a), Polynomial::zero());
    }
}
