//! Numbers as other programs write them, kept exactly.
//!
//! Java and Python write `1.0E-4`, `+5`, `.5`, `5.`, and read blanks around a number. Infinity and NaN are numbers to them,
//! and none to us.

use super::source::Source;
use num_rational::BigRational;
use zopa::exact::Number;
use zopa::model::{Code, Diagnostic, Place};
use zopa::text::{quoted, shorten};

/// Reads a decimal.
pub(super) fn decimal(text: &str) -> Result<BigRational, String> {
    let trimmed = text.trim();
    let plain = trimmed.strip_prefix('+').filter(|rest| !rest.starts_with(['+', '-'])).unwrap_or(trimmed);
    let (sign, unsigned) = plain.strip_prefix('-').map_or(("", plain), |rest| ("-", rest));
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => unsigned.split_at(at),
        None => (unsigned, ""),
    };
    // A point needs a digit on one side.
    let mantissa = match mantissa.split_once('.') {
        Some(("", fraction)) => format!("0.{fraction}"),
        Some((whole, "")) => whole.to_owned(),
        _ => mantissa.to_owned(),
    };
    let word = unsigned.to_ascii_lowercase();
    if ["nan", ".nan", "inf", ".inf", "infinity"].contains(&word.as_str()) {
        return Err(format!("{} is no finite number", quoted(trimmed)));
    }
    let wrong = || format!("{} is not a number that can be read exactly", quoted(&shorten(trimmed, 40)));
    let number: Number = format!("{sign}{mantissa}{exponent}").parse().map_err(|error| match error {
        zopa::exact::NumberError::Malformed => wrong(),
        other => format!("{}: {other}", wrong()),
    })?;
    if plain.contains('/') { Err(wrong()) } else { Ok(number.value().clone()) }
}

/// The error for a text that is no number.
pub(super) fn not_a_number(place: Place, what: &str, why: &str) -> Diagnostic {
    Diagnostic::new(Code::Number, place, format!("{what}: {why}")).help("write a decimal such as 0.25 or -3e2")
}

/// A whole number in a range that can be counted.
pub(super) fn whole(text: &str) -> Result<i64, String> {
    let number = decimal(text)?;
    let whole = if number.is_integer() { i64::try_from(number.to_integer()).ok() } else { None };
    whole.ok_or_else(|| format!("{} is not a whole number of a readable size", quoted(text.trim())))
}

/// Where the first character of a text stands that a message can name.
pub(super) fn beginning(source: &Source) -> Place {
    let (body, offset) = source.body();
    source.place(offset, offset + body.chars().next().map_or(0, char::len_utf8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_java_and_python_write_is_read_exactly() {
        for (text, value) in [
            ("0.1", "0.1"),
            (" 5 ", "5"),
            ("+5", "5"),
            (".5", "0.5"),
            ("-.5", "-0.5"),
            ("5.", "5"),
            ("1.0E-4", "0.0001"),
            ("2.e1", "20"),
            ("1e+2", "100"),
            ("0.47001665765358990", "0.4700166576535899"),
        ] {
            assert_eq!(Number::from(decimal(text).unwrap()).to_string(), value, "{text}");
        }
        for text in ["", ".", "-", "NaN", "-inf", "Infinity", "1/2", "1,5", "0x1", "1e400", "1_0", "++1", "+-1", "5f"] {
            assert!(decimal(text).is_err(), "{text}");
        }
        assert_eq!(whole("3.0"), Ok(3));
        assert!(whole("3.5").is_err());
        assert!(whole("1e25").is_err());
    }
}
