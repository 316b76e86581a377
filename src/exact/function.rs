//! Functions that have no exact values: square root, logarithm and exponential, as decimals that are proven to be within a
//! unit of their last digit.
//!
//! Everything is whole numbers: a number is so many 2⁻ᵖ, and beside each sum stands how far what was cut off may have led away from it.
//! Series: ln m = 2·artanh((m − 1)/(m + 1)) for m near 1, and eˣ = 2ⁿ·eʳ with x = n·ln 2 + r (Brent and Zimmermann, *Modern Computer
//! Arithmetic*, 2010, chapter 4, has both).

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// A function of a number, by the name that authors write. Each rises, ever more slowly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    /// The square root of what is not below 0.
    Sqrt,
    /// The natural logarithm of what is above 0.
    Log,
    /// 1 − e⁻ᶻ: of a number that is not far below 0.
    Exponential,
}

/// A decimal close to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Near {
    /// The decimal, in units of its last digit.
    pub units: BigInt,
    /// Whether it is the value; if not, the value is less than a unit away.
    pub exact: bool,
}

/// Beyond this, 1 − e⁻ᶻ is so far below 0 that nothing could be added to it.
const STEEPEST: i64 = 60;
/// Bits beside those of the digits that are asked for: what is cut off on the way stays within them.
const ROOM: u32 = 160;

impl Function {
    /// All of them.
    pub const ALL: [Function; 3] = [Function::Sqrt, Function::Log, Function::Exponential];

    /// Its name.
    pub fn id(self) -> &'static str {
        match self {
            Function::Sqrt => "sqrt",
            Function::Log => "log",
            Function::Exponential => "exponential",
        }
    }

    /// The one of a name.
    pub fn named(id: &str) -> Option<Self> {
        Function::ALL.into_iter().find(|function| function.id() == id)
    }

    /// Whether it has a value there.
    pub(crate) fn is_defined(self, at: &BigRational) -> bool {
        match self {
            Function::Sqrt => !at.is_negative(),
            Function::Log => at.is_positive(),
            Function::Exponential => *at >= BigRational::from_integer((-STEEPEST).into()),
        }
    }

    /// Its value as a decimal with so many digits after the point; none where it has none.
    pub(crate) fn near(self, at: &BigRational, digits: u32) -> Option<Near> {
        if !self.is_defined(at) {
            return None;
        }
        let unit = num_traits::pow(BigInt::from(10), digits as usize);
        if self == Function::Sqrt {
            let squared = at * BigRational::from_integer(&unit * &unit);
            let units = squared.to_integer().sqrt();
            let exact = squared.is_integer() && &units * &units == *squared.numer();
            return Some(Near { units, exact });
        }
        // Both have one value that is known: ln 1 and 1 − e⁰ are 0.
        if (self == Function::Log && at.is_one()) || (self == Function::Exponential && at.is_zero()) {
            return Some(Near { units: BigInt::zero(), exact: true });
        }
        // e⁻ᶻ is below a tenth of a unit: e³ is above 10.
        if self == Function::Exponential && *at >= BigRational::from_integer((3 * (i64::from(digits) + 1)).into()) {
            return Some(Near { units: unit, exact: false });
        }
        let bits = 4 * digits + ROOM;
        let found = match self {
            Function::Log => logarithm(at, bits),
            _ => exponential(&-at, bits).map(|power| Fixed { value: (BigInt::one() << bits) - power.value, ..power }),
        }?;
        // In units, doubled: rounded to the nearest, with half a unit for that and less than half for what was cut off.
        let (value, error) = (found.value * &unit, found.error * &unit);
        let half = BigInt::one() << (bits - 1);
        let units = (value + &half) >> bits;
        (error < half).then_some(Near { units, exact: false })
    }
}

/// A number, in units of 2⁻ᵖ, and how many units the true one is away at most.
struct Fixed {
    value: BigInt,
    error: BigInt,
}

/// The natural logarithm of a positive number.
fn logarithm(at: &BigRational, bits: u32) -> Option<Fixed> {
    let (numerator, denominator) = (at.numer(), at.denom());
    let mut power = i64::try_from(numerator.bits()).ok()? - i64::try_from(denominator.bits()).ok()?;
    let scaled = |power: i64| match u64::try_from(power) {
        Ok(power) => BigRational::new(numerator.clone(), denominator << power),
        Err(_) => BigRational::new(numerator << power.unsigned_abs(), denominator.clone()),
    };
    // Between a half and 2; then between 2/3 and 4/3.
    let mut near = scaled(power);
    if &near * BigInt::from(3) > BigRational::from_integer(4.into()) {
        power += 1;
        near = scaled(power);
    } else if &near * BigInt::from(3) < BigRational::from_integer(2.into()) {
        power -= 1;
        near = scaled(power);
    }
    let part = area_tangent(&((&near - BigInt::one()) / (&near + BigInt::one())), bits);
    let two = logarithm_of_two(bits);
    Some(Fixed {
        value: part.value * 2 + two.value * power,
        error: part.error * 2 + two.error * BigInt::from(power.unsigned_abs()),
    })
}

fn logarithm_of_two(bits: u32) -> Fixed {
    let third = area_tangent(&BigRational::new(1.into(), 3.into()), bits);
    Fixed { value: third.value * 2, error: third.error * 2 }
}

/// The area tangent of a number from −1/3 to 1/3: y + y³/3 + y⁵/5 + …
fn area_tangent(y: &BigRational, bits: u32) -> Fixed {
    let first = (y.numer() << bits) / y.denom();
    let square = (&first * &first) >> bits;
    let (mut sum, mut term, mut terms) = (BigInt::zero(), first, 0u32);
    while term.magnitude() > &num_bigint::BigUint::one() {
        sum += &term / BigInt::from(2 * terms + 1);
        term = (&term * &square) >> bits;
        terms += 1;
    }
    // Each power is off by less than 4 units: what was cut off before, times less than a third, and 2 more. A quotient is off by one
    // more, and what follows the last term sums to less than 8.
    Fixed { value: sum, error: BigInt::from(5 * terms + 8) }
}

/// e to a power that is not above the steepest, nor far below.
fn exponential(at: &BigRational, bits: u32) -> Option<Fixed> {
    let two = logarithm_of_two(bits);
    let x = (at.numer() << bits) / at.denom();
    // So that the rest lies from 0 to ln 2.
    let times = num_integer::Integer::div_floor(&x, &two.value);
    let rest = &x - &times * &two.value;
    let off = BigInt::from(2) + &two.error * times.abs();
    let (mut sum, mut term, mut terms) = (BigInt::zero(), BigInt::one() << bits, 0u32);
    while !term.is_zero() {
        sum += &term;
        terms += 1;
        term = ((&term * &rest) >> bits) / BigInt::from(terms);
    }
    // eʳ is at most 2, so that an error of r counts less than three times; each term is off by less than 4 units.
    let error = off * 3 + BigInt::from(4 * terms + 16);
    let shift = times.to_i64()?;
    Some(match u64::try_from(shift) {
        Ok(shift) => Fixed { value: sum << shift, error: error << shift },
        Err(_) => {
            Fixed { value: sum >> shift.unsigned_abs(), error: (error >> shift.unsigned_abs()) + BigInt::from(2) }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(numerator: i64, denominator: i64) -> BigRational {
        BigRational::new(numerator.into(), denominator.into())
    }

    fn near(function: Function, at: &BigRational, digits: u32) -> (String, bool) {
        let near = function.near(at, digits).expect("a value");
        (near.units.to_string(), near.exact)
    }

    #[test]
    fn known_digits() {
        let cases = [
            (Function::Sqrt, ratio(2, 1), "141421356237309504880"),
            (Function::Log, ratio(2, 1), "69314718055994530942"),
            (Function::Log, ratio(10, 1), "230258509299404568402"),
            (Function::Log, ratio(1, 1000), "-690775527898213705205"),
            (Function::Exponential, ratio(1, 1), "63212055882855767840"),
            (Function::Exponential, ratio(-1, 1), "-171828182845904523536"),
        ];
        for (function, at, digits) in cases {
            let (found, exact) = near(function, &at, 20);
            let (found, known): (BigInt, BigInt) = (found.parse().unwrap(), digits.parse().unwrap());
            assert!((&found - &known).abs() <= BigInt::one() && !exact, "{function:?} of {at}: {found}");
        }
    }

    #[test]
    fn what_is_exact_is_said_to_be() {
        assert_eq!(near(Function::Sqrt, &ratio(9, 4), 3), ("1500".into(), true));
        assert_eq!(near(Function::Sqrt, &ratio(0, 1), 3), ("0".into(), true));
        assert_eq!(near(Function::Sqrt, &ratio(4, 9), 3), ("666".into(), false));
        assert_eq!(near(Function::Log, &ratio(1, 1), 3), ("0".into(), true));
        assert_eq!(near(Function::Exponential, &ratio(0, 1), 3), ("0".into(), true));
        for (function, at) in [
            (Function::Sqrt, ratio(-1, 1000)),
            (Function::Log, ratio(0, 1)),
            (Function::Log, ratio(-3, 1)),
            (Function::Exponential, ratio(-61, 1)),
        ] {
            assert_eq!(function.near(&at, 3), None, "{function:?} of {at}");
        }
    }

    /// With fewer digits the value is less than a unit of the last one from that with more.
    #[test]
    fn fewer_digits_are_within_a_unit() {
        let mut at = Vec::new();
        for numerator in [1i64, 2, 3, 7, 99, 1_000, 12_345, 59_000_000] {
            at.extend([1i64, 2, 3, 10, 977, 1_000_000].map(|denominator| ratio(numerator, denominator)));
        }
        at.push(BigRational::from_integer(num_traits::pow(BigInt::from(10), 400)));
        at.push(BigRational::from_integer(num_traits::pow(BigInt::from(10), 400)).recip());
        let negative: Vec<BigRational> = at.iter().map(|at| -at).collect();
        for (function, at) in Function::ALL.iter().flat_map(|one| at.iter().chain(&negative).map(move |at| (*one, at)))
        {
            for digits in [0, 1, 5, 12, 24] {
                let (Some(coarse), Some(fine)) = (function.near(at, digits), function.near(at, digits + 30)) else {
                    assert!(!function.is_defined(at));
                    continue;
                };
                let unit = num_traits::pow(BigInt::from(10), 30);
                let apart = (coarse.units * &unit - fine.units).abs();
                assert!(apart <= unit, "{function:?} of {at} with {digits} digits");
            }
        }
    }

    /// ln(a·b) = ln a + ln b, and e^(a+b) = e^a · e^b, within the errors.
    #[test]
    fn laws_hold() {
        let unit = BigRational::new(BigInt::one(), num_traits::pow(BigInt::from(10), 18));
        let value = |function: Function, at: &BigRational| {
            BigRational::from_integer(function.near(at, 18).unwrap().units) * &unit
        };
        for (one, other) in
            [(ratio(3, 7), ratio(22, 5)), (ratio(1, 900), ratio(900_001, 1)), (ratio(2, 3), ratio(3, 4))]
        {
            let log = |at: &BigRational| value(Function::Log, at);
            assert!((log(&(&one * &other)) - log(&one) - log(&other)).abs() <= &unit * BigInt::from(3));
            let power = |at: &BigRational| BigRational::one() - value(Function::Exponential, at);
            assert!((power(&(&one + &other)) - power(&one) * power(&other)).abs() <= &unit * BigInt::from(4));
        }
    }
}
