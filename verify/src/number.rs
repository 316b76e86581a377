//! Fractions, exactly, and numbers as they are written.

use crate::{Trouble, Work};
use num_bigint::{BigInt, Sign};
use std::cmp::Ordering;

/// Characters that a number may have.
pub const DIGITS: usize = 4000;

/// A fraction in lowest terms, with a positive denominator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ratio {
    top: BigInt,
    bottom: BigInt,
}

impl Ratio {
    /// `top / bottom`; the denominator must not be 0.
    pub fn new(top: BigInt, bottom: BigInt) -> Ratio {
        let common = gcd(&top, &bottom);
        let common = if bottom.sign() == Sign::Minus { -common } else { common };
        Ratio { top: top / &common, bottom: bottom / common }
    }

    pub fn whole(value: impl Into<BigInt>) -> Ratio {
        Ratio { top: value.into(), bottom: BigInt::from(1) }
    }

    pub fn zero() -> Ratio {
        Ratio::whole(0)
    }

    pub fn top(&self) -> &BigInt {
        &self.top
    }

    pub fn bottom(&self) -> &BigInt {
        &self.bottom
    }

    pub fn is_whole(&self) -> bool {
        self.bottom == BigInt::from(1)
    }

    pub fn is_zero(&self) -> bool {
        self.top.sign() == Sign::NoSign
    }

    pub fn is_negative(&self) -> bool {
        self.top.sign() == Sign::Minus
    }

    pub fn is_positive(&self) -> bool {
        self.top.sign() == Sign::Plus
    }

    pub fn plus(&self, other: &Ratio) -> Ratio {
        if self.is_whole() && other.is_whole() {
            return Ratio::whole(&self.top + &other.top);
        }
        Ratio::new(&self.top * &other.bottom + &other.top * &self.bottom, &self.bottom * &other.bottom)
    }

    pub fn minus(&self, other: &Ratio) -> Ratio {
        self.plus(&Ratio { top: -&other.top, bottom: other.bottom.clone() })
    }

    pub fn times(&self, other: &Ratio) -> Ratio {
        if self.is_whole() && other.is_whole() {
            return Ratio::whole(&self.top * &other.top);
        }
        Ratio::new(&self.top * &other.top, &self.bottom * &other.bottom)
    }

    /// The quotient; the divisor must not be 0.
    pub fn over(&self, other: &Ratio) -> Ratio {
        Ratio::new(&self.top * &other.bottom, &self.bottom * &other.top)
    }

    pub fn power(&self, power: u32) -> Ratio {
        Ratio { top: self.top.pow(power), bottom: self.bottom.pow(power) }
    }

    /// Binary digits of both parts.
    pub fn bits(&self) -> u64 {
        self.top.bits().max(self.bottom.bits())
    }

    /// The largest integer that is not above it.
    pub fn floor(&self) -> BigInt {
        let quotient = &self.top / &self.bottom;
        if self.is_negative() && &quotient * &self.bottom != self.top { quotient - 1 } else { quotient }
    }

    /// The smallest integer that is not below it.
    pub fn ceil(&self) -> BigInt {
        -Ratio { top: -&self.top, bottom: self.bottom.clone() }.floor()
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Ratio) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Ratio) -> Ordering {
        (&self.top * &other.bottom).cmp(&(&other.top * &self.bottom))
    }
}

impl std::fmt::Display for Ratio {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self.is_whole() {
            true => write!(f, "{}", self.top),
            false => write!(f, "{}/{}", self.top, self.bottom),
        }
    }
}

/// The greatest common divisor, positive unless both are 0.
pub fn gcd(a: &BigInt, b: &BigInt) -> BigInt {
    let (mut a, mut b) = (a.magnitude().clone(), b.magnitude().clone());
    while b.bits() > 0 {
        (a, b) = (b.clone(), a % b);
    }
    BigInt::from(a)
}

/// The least common multiple of two positive numbers.
pub fn lcm(a: &BigInt, b: &BigInt) -> BigInt {
    a / gcd(a, b) * b
}

/// Fractions times the least number that makes all of them whole.
pub fn whole<'r>(fractions: impl IntoIterator<Item = &'r Ratio>) -> Vec<BigInt> {
    let fractions: Vec<&Ratio> = fractions.into_iter().collect();
    let multiple = fractions.iter().fold(BigInt::from(1), |multiple, one| lcm(&multiple, &one.bottom));
    fractions.into_iter().map(|one| &one.top * (&multiple / &one.bottom)).collect()
}

/// The largest t with tᵖ ≤ x; −1 if x is negative. Each digit that is tried takes as many steps as x has words.
pub fn root(x: &BigInt, power: u32, work: &mut Work) -> Result<BigInt, Trouble> {
    if x.sign() == Sign::Minus {
        return Ok(BigInt::from(-1));
    }
    work.spend(((x.bits() / u64::from(power) + 2) * (x.bits() / 64 + 1)) as usize)?;
    let (mut low, mut high) = (BigInt::ZERO, BigInt::from(1) << (x.bits() / u64::from(power) + 1));
    while low < high {
        let middle: BigInt = (&low + &high + 1) >> 1;
        match middle.pow(power) <= *x {
            true => low = middle,
            false => high = middle - 1,
        }
    }
    Ok(low)
}

/// A decimal as JSON has it, exactly.
pub fn decimal(text: &str) -> Result<Ratio, Trouble> {
    let wrong = |why: &str| Trouble::Malformed(format!("`{}` {why}", text.chars().take(40).collect::<String>()));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, power) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let (negative, unsigned) = match mantissa.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, mantissa.strip_prefix('+').unwrap_or(mantissa)),
    };
    let (before, after) = match unsigned.split_once('.') {
        Some((_, "")) => return Err(wrong("is no number")),
        Some(parts) => parts,
        None => (unsigned, ""),
    };
    if text.len() > DIGITS || before.is_empty() || !digits(before) || !digits(after) {
        return Err(wrong("is no number"));
    }
    let shift = match power {
        None => 0,
        Some(power) => {
            let size = power.strip_prefix(['-', '+']).unwrap_or(power);
            if size.is_empty() || !digits(size) {
                return Err(wrong("is no number"));
            }
            if size.len() > 3 {
                return Err(wrong("has too large a power"));
            }
            let size: i64 = size.parse().map_err(|_| wrong("is no number"))?;
            if power.starts_with('-') { -size } else { size }
        }
    };
    let all: BigInt = format!("{before}{after}").parse().map_err(|_| wrong("is no number"))?;
    let all = if negative { -all } else { all };
    let shift = shift - after.len() as i64;
    let power = BigInt::from(10).pow(shift.unsigned_abs() as u32);
    Ok(if shift < 0 { Ratio::new(all, power) } else { Ratio::whole(all * power) })
}

/// A decimal, or two of them with a `/` between.
pub fn fraction(text: &str) -> Result<Ratio, Trouble> {
    let Some((top, bottom)) = text.split_once('/') else { return decimal(text.trim()) };
    let bottom = decimal(bottom.trim())?;
    if bottom.is_zero() {
        return Err(Trouble::Malformed("a division by zero".into()));
    }
    Ok(decimal(top.trim())?.over(&bottom))
}
