//! Exact numbers as people write them: decimals and fractions.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// The most digits a number may be written with: more than the decimal of any fraction needs that a problem can hold, so
/// that a model that was written can be read (1/2⁶⁰ has 60 digits).
pub const MAX_DIGITS: usize = 100;
/// The most digits of a number that is read back, as an answer may have them.
const MOST_DIGITS: usize = 1 << 12;
/// Digits that a machine word holds.
const SHORT: usize = 18;
/// The largest exponent, either way, that a number may be written with.
pub const MAX_EXPONENT: i32 = 30;

/// An exact rational number.
///
/// It is read from the text that the author wrote (`0.1` is one tenth, not the nearest binary fraction; `"1/3"` is one
/// third) and printed as a decimal where a finite one exists, else as `p/q`.
///
/// ```
/// use zopa::Number;
/// let third: Number = "1/3".parse().unwrap();
/// let tenth: Number = "1e-1".parse().unwrap();
/// assert_eq!(third.to_string(), "1/3");
/// assert_eq!((tenth.value() + third.value()).to_string(), "13/30");
/// assert_eq!(tenth.to_string(), "0.1");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(BigRational);

/// Why a text is not a number that can be kept exactly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberError {
    /// Not a decimal, and not two of them with a `/` between.
    Malformed,
    /// More than [`MAX_DIGITS`] digits.
    TooManyDigits,
    /// An exponent beyond [`MAX_EXPONENT`].
    ExponentTooLarge,
    /// A denominator of 0.
    DivisionByZero,
}

impl fmt::Display for NumberError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            NumberError::Malformed => write!(f, "not a number: write a decimal like -12.5, or a fraction like \"1/3\""),
            NumberError::TooManyDigits => write!(f, "more than {MAX_DIGITS} digits"),
            NumberError::ExponentTooLarge => write!(f, "an exponent beyond ±{MAX_EXPONENT}"),
            NumberError::DivisionByZero => write!(f, "a division by zero"),
        }
    }
}

impl std::error::Error for NumberError {}

impl Number {
    /// Zero.
    pub fn zero() -> Self {
        Number(BigRational::zero())
    }

    /// The value as a rational.
    pub fn value(&self) -> &BigRational {
        &self.0
    }

    /// The nearest double; for pictures and guides, never for decisions.
    pub fn to_f64(&self) -> f64 {
        num_traits::ToPrimitive::to_f64(&self.0).unwrap_or(f64::NAN)
    }

    /// True if it has a finite decimal form.
    pub fn is_decimal(&self) -> bool {
        decimal_places(self.0.denom()).is_some()
    }

    /// The decimal with `places` digits after the point that is closest; for people, beside the exact value.
    pub fn rounded(&self, places: u32) -> String {
        let scale = BigRational::from(BigInt::from(10).pow(places));
        let rounded = (&self.0 * &scale).round() / scale;
        Number(rounded).to_string()
    }
}

/// How many digits after the point 1/`denominator` needs, if finitely many.
fn decimal_places(denominator: &BigInt) -> Option<u32> {
    let (mut rest, mut places) = (denominator.clone(), [0u32; 2]);
    for (prime, count) in [2u32, 5].into_iter().zip(&mut places) {
        let prime = BigInt::from(prime);
        loop {
            let (quotient, remainder) = rest.div_rem(&prime);
            if !remainder.is_zero() {
                break;
            }
            rest = quotient;
            *count += 1;
        }
    }
    rest.is_one().then(|| places[0].max(places[1]))
}

impl Number {
    /// A quotient, by a number above 0. Most of these are small, and quickly reduced.
    pub(crate) fn ratio(numerator: i64, denominator: &BigInt) -> Number {
        match denominator.to_u64() {
            Some(small) => {
                let common = numerator.unsigned_abs().gcd(&small);
                let numerator = BigInt::from(i128::from(numerator) / i128::from(common));
                Number(BigRational::new_raw(numerator, (small / common).into()))
            }
            None => Number(BigRational::new(numerator.into(), denominator.clone())),
        }
    }
}

impl From<BigRational> for Number {
    fn from(value: BigRational) -> Self {
        Number(value)
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Number(BigRational::from(BigInt::from(value)))
    }
}

impl Default for Number {
    fn default() -> Self {
        Number::zero()
    }
}

impl std::str::FromStr for Number {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        number(text, MAX_DIGITS)
    }
}

/// Reads a decimal, or two with a `/` between, each with at most so many digits.
fn number(text: &str, most: usize) -> Result<Number, NumberError> {
    match text.split_once('/') {
        None => Ok(Number(decimal(text, most)?)),
        Some((p, q)) => {
            let (p, q) = (decimal(p, most)?, decimal(q, most)?);
            if q.is_zero() { Err(NumberError::DivisionByZero) } else { Ok(Number(p / q)) }
        }
    }
}

/// A whole number of so few digits that a machine word holds it, as most numbers are written.
fn short(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let few = (1..=SHORT).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if few { text.parse().ok() } else { None }
}

/// Reads `-12.50e-3`. The digits are counted before anything is computed.
fn decimal(text: &str, most: usize) -> Result<BigRational, NumberError> {
    if let Some(whole) = short(text) {
        return Ok(BigRational::from(BigInt::from(whole)));
    }
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let (negative, mantissa) = match mantissa.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, mantissa),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return Err(NumberError::Malformed);
    }
    let exponent = match exponent {
        None => 0,
        Some(text) => {
            let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
            if !digits(unsigned) {
                return Err(NumberError::Malformed);
            }
            match text.parse::<i32>() {
                Ok(exponent) if exponent.abs() <= MAX_EXPONENT => exponent,
                _ => return Err(NumberError::ExponentTooLarge),
            }
        }
    };
    let fraction = fraction.trim_end_matches('0');
    let whole = whole.trim_start_matches('0');
    if whole.len() + fraction.len() > most {
        return Err(NumberError::TooManyDigits);
    }
    let all = format!("{whole}{fraction}");
    let mut value = if all.is_empty() { BigInt::zero() } else { all.parse().map_err(|_| NumberError::Malformed)? };
    if negative {
        value = -value;
    }
    let power = exponent - fraction.len() as i32;
    let ten = BigInt::from(10).pow(power.unsigned_abs());
    Ok(if power >= 0 { BigRational::from(value * ten) } else { BigRational::new(value, ten) })
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Some(places) = decimal_places(self.0.denom()) else {
            return write!(f, "{}/{}", self.0.numer(), self.0.denom());
        };
        let digits = (self.0.numer().abs() * BigInt::from(10).pow(places) / self.0.denom()).to_string();
        let sign = if self.0.is_negative() { "-" } else { "" };
        if places == 0 {
            return write!(f, "{sign}{digits}");
        }
        let digits = format!("{digits:0>width$}", width = places as usize + 1);
        let (whole, fraction) = digits.split_at(digits.len() - places as usize);
        write!(f, "{sign}{whole}.{fraction}")
    }
}

/// The name under which a [`Number`] asks its deserializer for the text of the number as written. A deserializer that
/// does not know the name offers its own integers and floats instead.
pub(crate) const LEXEME: &str = "$zopa::Number";

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// With the most digits that are read: those of a model are counted by its reader, which asks for the text at once.
        struct Lexeme(usize);
        impl<'de> Visitor<'de> for Lexeme {
            type Value = Number;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a number")
            }

            fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Number, D::Error> {
                deserializer.deserialize_any(Lexeme(MOST_DIGITS))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Number, E> {
                number(text, self.0).map_err(E::custom)
            }

            fn visit_i64<E: Error>(self, value: i64) -> Result<Number, E> {
                Ok(Number(BigRational::from(BigInt::from(value))))
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<Number, E> {
                Ok(Number(BigRational::from(BigInt::from(value))))
            }

            /// The shortest decimal that reads back as this double: what the author wrote, up to 15 digits.
            fn visit_f64<E: Error>(self, value: f64) -> Result<Number, E> {
                format!("{value:?}").parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_newtype_struct(LEXEME, Lexeme(MAX_DIGITS))
    }
}

impl Serialize for Number {
    /// A JSON number with all its digits where a finite decimal exists, else the string `"p/q"`. The digits are passed
    /// through serde_json's raw value; other formats get a string.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = self.to_string();
        if self.is_decimal()
            && let Ok(raw) = serde_json::value::RawValue::from_string(text.clone())
        {
            return raw.serialize(serializer);
        }
        serializer.serialize_str(&text)
    }
}
