//! Round numbers: 1, 2 and 5 times powers of ten, for axes and for bins.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};

/// The smallest of 1, 2 and 5 times a power of ten of which no more than so many steps lead from one number to a larger one, both
/// moved outwards to whole steps; 1 where there is no way between them.
pub fn round_step(low: &BigRational, high: &BigRational, most: u32) -> BigRational {
    let most = BigRational::from(BigInt::from(most.max(2)));
    let few = |step: &BigRational| (high / step).ceil() - (low / step).floor() <= most;
    let ten = BigRational::from(BigInt::from(10));
    let mut power = BigRational::one();
    if (high - low) <= BigRational::zero() {
        return power;
    }
    while few(&power) {
        power /= &ten;
    }
    loop {
        for times in [1, 2, 5] {
            let step = &power * BigRational::from(BigInt::from(times));
            if few(&step) {
                return step;
            }
        }
        power *= &ten;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round_and_few() {
        let whole = |value: i64| BigRational::from(BigInt::from(value));
        assert_eq!(round_step(&whole(0), &whole(100), 10), whole(10));
        assert_eq!(round_step(&whole(0), &whole(101), 10), whole(20));
        assert_eq!(round_step(&whole(0), &whole(1), 10), BigRational::new(1.into(), 10.into()));
        // No way leads from a number to itself, or back.
        assert_eq!(round_step(&whole(5), &whole(5), 10), whole(1));
        assert_eq!(round_step(&whole(5), &whole(4), 10), whole(1));
    }
}
