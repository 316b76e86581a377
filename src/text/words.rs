//! Numbers and lists as people read them.

use crate::exact::Number;
use num_bigint::BigUint;
use num_traits::{Signed, Zero};

/// Digits of an approximate number that are shown.
const DIGITS: i32 = 4;
/// Units that are counted, and what one of them is called.
const SINGULAR: [(&str, &str); 24] = [
    ("seconds", "second"),
    ("minutes", "minute"),
    ("hours", "hour"),
    ("days", "day"),
    ("nights", "night"),
    ("weeks", "week"),
    ("months", "month"),
    ("quarters", "quarter"),
    ("years", "year"),
    ("euros", "euro"),
    ("dollars", "dollar"),
    ("pounds", "pound"),
    ("cents", "cent"),
    ("points", "point"),
    ("percentage points", "percentage point"),
    ("people", "person"),
    ("persons", "person"),
    ("countries", "country"),
    ("seats", "seat"),
    ("units", "unit"),
    ("pieces", "piece"),
    ("tons", "ton"),
    ("tonnes", "tonne"),
    ("miles", "mile"),
];
/// An exact decimal longer than this is shown rounded.
const LONG: usize = 16;

/// A count: exact below a trillion, with its digits grouped; like `4.9×10^46` beyond.
pub fn readable_count(count: &BigUint) -> String {
    let digits = count.to_string();
    if digits.len() > 12 {
        return scientific(&digits);
    }
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// Two significant digits and a power of ten, for the digits of a whole number.
fn scientific(digits: &str) -> String {
    let head = digits.get(..3).and_then(|head| head.parse::<u32>().ok()).unwrap_or(0);
    let (head, carry) = if head >= 995 { (10, 1) } else { ((head + 5) / 10, 0) };
    format!("{}.{}×10^{}", head / 10, head % 10, digits.len() - 1 + carry)
}

/// A number: the exact decimal if it is short, `p/q ≈ decimal` for a fraction, else the closest short decimal.
pub fn number(number: &Number) -> String {
    let exact = number.to_string();
    match (exact.chars().count() <= LONG, number.is_decimal()) {
        (true, true) => exact,
        (true, false) => format!("{exact} ≈ {}", approximate(number)),
        (false, _) => format!("≈ {}", approximate(number)),
    }
}

/// A number in a sentence, where a fraction stands in brackets behind its decimal.
pub fn spoken(number: &Number) -> String {
    let exact = number.to_string();
    match (exact.chars().count() <= LONG, number.is_decimal()) {
        (true, true) => exact,
        (true, false) => format!("{exact} (about {})", approximate(number)),
        (false, _) => format!("about {}", approximate(number)),
    }
}

/// A difference: with its sign.
pub fn signed(difference: &Number) -> String {
    let text = number(difference);
    match text.strip_prefix("≈ ") {
        Some(rest) if difference.value().is_positive() => format!("≈ +{rest}"),
        None if difference.value().is_positive() => format!("+{text}"),
        _ => text,
    }
}

/// The closest decimal with a few significant digits.
pub fn approximate(number: &Number) -> String {
    let size = number.to_f64().abs();
    if size == 0.0 || !size.is_finite() {
        let digits = number.value().to_integer().magnitude().to_string();
        let sign = if number.value().is_negative() { "-" } else { "" };
        return if digits.len() > 12 { format!("{sign}{}", scientific(&digits)) } else { number.rounded(30) };
    }
    if size >= 1e12 {
        let sign = if number.value().is_negative() { "-" } else { "" };
        return format!("{sign}{}", scientific(&number.value().to_integer().magnitude().to_string()));
    }
    let places = (DIGITS - 1 - size.log10().floor() as i32).clamp(0, 30);
    number.rounded(places.unsigned_abs())
}

/// A number for a narrow column: exact if it is short.
pub fn narrow(number: &Number) -> String {
    let exact = number.to_string();
    if exact.len() <= 7 && number.is_decimal() { exact } else { format!("≈ {}", approximate(number)) }
}

/// The text with a capital first letter.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// A number and what it counts: `600 EUR`, `3.5 %`, `$600`, `1 year`.
///
/// A sign of a currency stands before the number. Of one there is one: the common plurals have a singular, and all else stays
/// as it is written.
pub fn with_unit(number: &str, unit: &str) -> String {
    if ["$", "€", "£", "¥", "₹", "₩"].contains(&unit) {
        return match number.strip_prefix('-') {
            Some(size) => format!("-{unit}{size}"),
            None => format!("{unit}{number}"),
        };
    }
    let single = SINGULAR.iter().find(|(many, _)| *many == unit).filter(|_| number == "1" || number == "-1");
    format!("{number} {}", single.map_or(unit, |(_, one)| one))
}

/// A share of a whole, in percent.
pub fn percent(part: &Number, whole: &Number) -> Option<String> {
    if whole.value().is_zero() {
        return None;
    }
    let share = part.value() / whole.value() * num_rational::BigRational::from(num_bigint::BigInt::from(100));
    Some(format!("{}%", Number::from(share).rounded(0)))
}

/// `A`, `A and B`, `A, B and C`.
pub fn list<T: AsRef<str>>(words: &[T]) -> String {
    joined(words, "and")
}

/// `A`, `A or B`, `A, B or C`.
pub fn either<T: AsRef<str>>(words: &[T]) -> String {
    joined(words, "or")
}

fn joined<T: AsRef<str>>(words: &[T], last_with: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [rest @ .., last] => {
            let rest: Vec<&str> = rest.iter().map(AsRef::as_ref).collect();
            format!("{} {last_with} {}", rest.join(", "), last.as_ref())
        }
    }
}

/// `1 package`, `3 packages`.
pub fn plural(count: usize, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{} {many}", readable_count(&count.into())) }
}

/// `both`, `all three`, `all 12`; for one, `the`.
pub fn all_of(count: usize) -> String {
    let words =
        ["no", "the", "both", "all three", "all four", "all five", "all six", "all seven", "all eight", "all nine"];
    words.get(count).map_or_else(|| format!("all {count}"), |word| (*word).to_owned())
}

/// `once`, `twice`, `3 times`.
pub fn times(count: &Number) -> String {
    match count.to_string().as_str() {
        "1" => "once".to_owned(),
        "2" => "twice".to_owned(),
        count => format!("{count} times"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Number {
        text.parse().expect("a number")
    }

    #[test]
    fn counts_are_readable() {
        let count = |text: &str| readable_count(&text.parse().expect("a count"));
        assert_eq!(count("0"), "0");
        assert_eq!(count("999"), "999");
        assert_eq!(count("33592320"), "33,592,320");
        assert_eq!(count("999999999999"), "999,999,999,999");
        assert_eq!(count("1000000000000"), "1.0×10^12");
        assert_eq!(count("49412345678901234567890"), "4.9×10^22");
        assert_eq!(count("9999345678901"), "1.0×10^13");
    }

    #[test]
    fn numbers_are_exact_where_they_are_short() {
        assert_eq!(number(&parse("-12.50")), "-12.5");
        assert_eq!(number(&parse("54/119")), "54/119 ≈ 0.4538");
        assert_eq!(number(&parse("-1/30000")), "-1/30000 ≈ -0.00003333");
        assert_eq!(number(&parse("0.1234567890123456789")), "≈ 0.1235");
        assert_eq!(signed(&parse("0.1234567890123456789")), "≈ +0.1235");
        assert_eq!(signed(&parse("2.8")), "+2.8");
        assert_eq!(signed(&parse("0")), "0");
        assert_eq!(approximate(&parse("12345678901234567")), "1.2×10^16");
        assert_eq!(percent(&parse("1"), &parse("3")).as_deref(), Some("33%"));
        assert_eq!(percent(&parse("1"), &parse("0")), None);
    }

    #[test]
    fn lists_are_sentences() {
        let cases = [
            ("1", "years", "1 year"),
            ("2", "years", "2 years"),
            ("1", "countries", "1 country"),
            ("1", "gas", "1 gas"),
            ("1", "glasses", "1 glasses"),
            ("1", "series", "1 series"),
            ("-5", "$", "-$5"),
            ("600", "EUR", "600 EUR"),
            ("3.5", "%", "3.5 %"),
            ("1", "months", "1 month"),
            ("1", "kg", "1 kg"),
        ];
        for (number, unit, said) in cases {
            assert_eq!(with_unit(number, unit), said);
        }
        assert_eq!(list(&["A"]), "A");
        assert_eq!(list(&["A", "B", "C"]), "A, B and C");
        assert_eq!(times(&parse("2")), "twice");
        assert_eq!(all_of(2), "both");
        assert_eq!(plural(1200, "package", "packages"), "1,200 packages");
    }
}
