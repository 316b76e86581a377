//! Numbers as people write them in letters and spreadsheets, and what is to be written instead.
//!
//! `0,8`, `1,200`, `10%`, `600 EUR`, `5-10`, `about 5`, `Jun 1`: none of them is read as a number, since each can be meant in
//! more than one way, or says more than a number; but what was probably meant can be told.

use super::number::Number;
use num_bigint::BigInt;
use num_rational::BigRational;

/// Texts longer than this are no numbers that somebody wrote by hand.
const LONGEST: usize = 60;
/// Words that stand for a power of ten behind a number.
const POWERS: &[(&str, u32)] = &[
    ("k", 3),
    ("tsd", 3),
    ("thousand", 3),
    ("mn", 6),
    ("mio", 6),
    ("million", 6),
    ("millions", 6),
    ("bn", 9),
    ("mrd", 9),
    ("billion", 9),
    ("billions", 9),
];
/// Words before a number that say that it is not exact.
const ROUGH: &[&str] = &["about", "around", "circa", "ca.", "ca", "approx.", "approx", "roughly", "~", "≈"];
/// Words before a number that bound it.
const BOUNDS: &[&str] = &["at least", "at most", "more than", "less than", "up to", ">=", "<=", ">", "<", "≥", "≤"];
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// What a text that is no number was probably meant to say.
#[derive(Clone, Debug, PartialEq)]
pub enum Meant {
    /// A number with a comma before its decimals.
    DecimalComma(Number),
    /// A number with something between its thousands; and what it is if that is a comma before decimals.
    Grouped(Number, Option<Number>),
    /// A number with a sign that is none, or a plus, or blank space around it.
    Plain(Number),
    /// So many in a hundred.
    Percent(Number),
    /// A number and what it counts.
    Counted(Number, String),
    /// A number between two ends.
    Range(Number, Number),
    /// A number that may be off.
    Rough(Number),
    /// A number that is a bound.
    Bound(Number),
    /// A day.
    Date,
    /// Nothing at all.
    Nothing,
}

/// What a text that is no number was probably meant to say, if that can be told.
///
/// ```
/// use zopa::exact::{Meant, meant};
/// assert_eq!(meant("0,8"), Some(Meant::DecimalComma("0.8".parse().unwrap())));
/// assert_eq!(meant("1,200"), Some(Meant::Grouped(1200.into(), Some("1.2".parse().unwrap()))));
/// assert_eq!(meant("600 EUR"), Some(Meant::Counted(600.into(), "EUR".into())));
/// assert_eq!(meant("ten"), None);
/// ```
pub fn meant(text: &str) -> Option<Meant> {
    if text.len() > 4 * LONGEST || text.chars().nth(LONGEST).is_some() {
        return None;
    }
    let text = text.replace(['\u{a0}', '\u{202f}', '\u{2009}'], " ");
    let text = text.trim();
    if text.is_empty() || text == "-" || text == "–" {
        return Some(Meant::Nothing);
    }
    if is_date(text) {
        return Some(Meant::Date);
    }
    let lower = text.to_lowercase();
    let behind = |words: &[&str]| {
        let word = words.iter().find(|word| lower.starts_with(**word))?;
        let rest = text.get(word.len()..)?;
        plain(rest).map(Written::number).or_else(|| match counted(rest)? {
            Meant::Counted(number, _) | Meant::Percent(number) => Some(number),
            _ => None,
        })
    };
    if let Some(number) = behind(ROUGH) {
        return Some(Meant::Rough(number));
    }
    if let Some(number) = behind(BOUNDS) {
        return Some(Meant::Bound(number));
    }
    match plain(text) {
        Some(Written::Plain(number)) => Some(Meant::Plain(number)),
        Some(Written::Comma(number)) => Some(Meant::DecimalComma(number)),
        Some(Written::Grouped(number, otherwise)) => Some(Meant::Grouped(number, otherwise)),
        None => range(text).or_else(|| counted(text)),
    }
}

/// A number alone.
enum Written {
    Plain(Number),
    Comma(Number),
    Grouped(Number, Option<Number>),
}

impl Written {
    fn number(self) -> Number {
        match self {
            Written::Plain(number) | Written::Comma(number) | Written::Grouped(number, _) => number,
        }
    }
}

/// A sign, digits, and what may stand between them.
fn plain(text: &str) -> Option<Written> {
    let text = text.trim();
    let (sign, digits) = match text.strip_prefix(['-', '−', '–']) {
        Some(rest) => ("-", rest.trim_start()),
        None => ("", text.strip_prefix('+').unwrap_or(text).trim_start()),
    };
    let allowed = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '\'' | '’' | ' ' | '_');
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == ',') || !digits.chars().all(allowed) {
        return None;
    }
    let number = |text: &str| format!("{sign}{text}").parse::<Number>().ok();
    let between: Vec<char> = digits.chars().filter(|c| !c.is_ascii_digit()).collect();
    let (first, last) = match between.as_slice() {
        [] => return number(digits).map(Written::Plain),
        [first, .., last] => (*first, *last),
        [one] => (*one, *one),
    };
    // What stands between thousands stands between all of them, each with three digits.
    let grouped = |text: &str, by: char| {
        let mut groups = text.split(by);
        let head = groups.next().is_some_and(|head| (1..=3).contains(&head.len()));
        let three = groups.all(|group| group.len() == 3 && group.bytes().all(|byte| byte.is_ascii_digit()));
        (head && three).then(|| text.replace(by, ""))
    };
    let with_zero = |whole: &str| if whole.is_empty() { "0".to_owned() } else { whole.to_owned() };
    let once = between.len() == 1;
    match (first, last) {
        (',', ',') if once => {
            let (whole, decimals) = digits.split_once(',')?;
            if decimals.is_empty() {
                return None;
            }
            let decimal = number(&format!("{}.{decimals}", with_zero(whole)))?;
            match grouped(digits, ',').filter(|_| !whole.starts_with('0')) {
                Some(whole) => Some(Written::Grouped(number(&whole)?, Some(decimal))),
                None => Some(Written::Comma(decimal)),
            }
        }
        ('.', '.') if once => {
            let (whole, decimals) = digits.split_once('.')?;
            let decimals = with_zero(decimals);
            number(&format!("{}.{decimals}", with_zero(whole))).map(Written::Plain)
        }
        (by, other) if by == other => Some(Written::Grouped(number(&grouped(digits, by)?)?, None)),
        (by, decimal @ ('.' | ',')) => {
            let (whole, decimals) = digits.rsplit_once(decimal)?;
            let whole = grouped(whole, by)?;
            Some(Written::Grouped(number(&format!("{whole}.{}", with_zero(decimals)))?, None))
        }
        _ => None,
    }
}

/// A number and what it counts, before it or behind it.
fn counted(text: &str) -> Option<Meant> {
    let (minus, text) = match text.strip_prefix(['-', '−', '–']) {
        Some(rest) => ("-", rest.trim_start()),
        None => ("", text.strip_prefix('+').unwrap_or(text).trim_start()),
    };
    let from = text.find(|c: char| c.is_ascii_digit() || c == '-' || c == '−')?;
    let (before, rest) = text.split_at(from);
    let to = rest.rfind(|c: char| c.is_ascii_digit())? + 1;
    let (digits, behind) = rest.split_at(to);
    let (before, behind) = (before.trim(), behind.trim());
    let number = plain(&format!("{minus}{digits}"))?.number();
    let words: Vec<&str> = [before, behind].into_iter().filter(|word| !word.is_empty()).collect();
    let [unit] = words.as_slice() else {
        return None;
    };
    let lower = unit.to_lowercase();
    if lower == "%" || lower == "percent" || lower == "per cent" || lower == "pct" {
        return Some(Meant::Percent(number));
    }
    let (power, unit) = match lower.split_whitespace().next().filter(|_| before.is_empty()) {
        Some(word) => match POWERS.iter().find(|(known, _)| *known == word.trim_end_matches('.')) {
            Some((_, power)) => (*power, unit.get(word.len()..).unwrap_or_default().trim()),
            None => (0, *unit),
        },
        None => (0, *unit),
    };
    let number = Number::from(number.value() * BigRational::from(BigInt::from(10).pow(power)));
    // A sentence is no unit.
    let word = |c: char| c.is_alphabetic() || c == '$' || !c.is_ascii();
    let short = unit.split_whitespace().count() <= 4 && unit.chars().all(|c| !c.is_ascii_digit() && !c.is_control());
    let short = short && (unit.is_empty() || unit.chars().any(word));
    match (short, unit.is_empty()) {
        (true, true) => Some(Meant::Plain(number)),
        (true, false) => Some(Meant::Counted(number, unit.to_owned())),
        (false, _) => None,
    }
}

/// Two numbers, with something between them that says that all between are meant.
fn range(text: &str) -> Option<Meant> {
    for between in [" to ", "..", "…", " – ", " - ", "–", "-"] {
        // The first sign may be that of the first number.
        let from = text.char_indices().nth(1)?.0;
        let Some(at) = text.get(from..)?.find(between).map(|at| from + at) else { continue };
        let (low, high) = (text.get(..at)?, text.get(at + between.len()..)?);
        if let (Some(low), Some(high)) = (plain(low), plain(high)) {
            let (low, high) = (low.number(), high.number());
            return (low < high).then_some(Meant::Range(low, high));
        }
    }
    None
}

/// A day: `Jun 1`, `1 June 2026`, `2026-06-01`, `1.6.2026`, `6/1/2026`.
fn is_date(text: &str) -> bool {
    let words: Vec<&str> = text.split([' ', ',', '.', '-', '/']).filter(|word| !word.is_empty()).collect();
    if !(2..=4).contains(&words.len()) {
        return false;
    }
    let number = |word: &&str| {
        let digits = word.trim_end_matches(['s', 't', 'n', 'd', 'r', 'h']);
        !digits.is_empty() && digits.len() <= 4 && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let month = |word: &&str| {
        let word = word.to_lowercase();
        word.len() >= 3 && MONTHS.iter().any(|month| month.starts_with(word.as_str()))
    };
    let months = words.iter().filter(|word| month(word)).count();
    if months == 1 && words.iter().all(|word| month(word) || number(word)) {
        return true;
    }
    // Three numbers with the same sign between them, of which two can be a day and a month.
    let of = |by: char| {
        let parts: Vec<u32> = text.split(by).filter_map(|part| part.parse().ok()).collect();
        let small = parts.iter().filter(|part| (1..=31).contains(*part)).count();
        text.matches(by).count() == 2
            && parts.len() == 3
            && small >= 2
            && parts.iter().any(|part| *part > 12)
            && parts.iter().all(|part| *part <= 31 || (1900..=2999).contains(part))
    };
    of('-') || of('/') || of('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(text: &str) -> Number {
        text.parse().expect("a number")
    }

    #[test]
    fn what_people_write_is_recognised() {
        for (text, wanted) in [
            ("0,8", Meant::DecimalComma(n("0.8"))),
            ("-12,50", Meant::DecimalComma(n("-12.5"))),
            (",5", Meant::DecimalComma(n("0.5"))),
            ("0,800", Meant::DecimalComma(n("0.8"))),
            ("1,200", Meant::Grouped(n("1200"), Some(n("1.2")))),
            ("1,200,000", Meant::Grouped(n("1200000"), None)),
            ("1.200.000", Meant::Grouped(n("1200000"), None)),
            ("1.200,50", Meant::Grouped(n("1200.5"), None)),
            ("1,200.50", Meant::Grouped(n("1200.5"), None)),
            ("1 200", Meant::Grouped(n("1200"), None)),
            ("1'200.5", Meant::Grouped(n("1200.5"), None)),
            ("+5", Meant::Plain(n("5"))),
            ("−5", Meant::Plain(n("-5"))),
            (" 5 ", Meant::Plain(n("5"))),
            (".5", Meant::Plain(n("0.5"))),
            ("10%", Meant::Percent(n("10"))),
            ("2,5 %", Meant::Percent(n("2.5"))),
            ("600 EUR", Meant::Counted(n("600"), "EUR".into())),
            ("$1,200", Meant::Counted(n("1200"), "$".into())),
            ("-$5", Meant::Counted(n("-5"), "$".into())),
            ("€ -5", Meant::Counted(n("-5"), "€".into())),
            ("1.200 €", Meant::Counted(n("1.2"), "€".into())),
            ("5k", Meant::Plain(n("5000"))),
            ("1.5 million EUR", Meant::Counted(n("1500000"), "EUR".into())),
            ("3 months", Meant::Counted(n("3"), "months".into())),
            ("5-10", Meant::Range(n("5"), n("10"))),
            ("-5 to 5", Meant::Range(n("-5"), n("5"))),
            ("about 5", Meant::Rough(n("5"))),
            ("~5", Meant::Rough(n("5"))),
            (">= 5", Meant::Bound(n("5"))),
            ("up to 600 EUR", Meant::Bound(n("600"))),
            ("Jun 1", Meant::Date),
            ("1 June 2026", Meant::Date),
            ("2026-06-01", Meant::Date),
            ("1.6.2026", Meant::Date),
            ("", Meant::Nothing),
            ("-", Meant::Nothing),
        ] {
            assert_eq!(meant(text), Some(wanted), "{text}");
        }
        for text in ["ten", "1/0", "1,2,3", "1,,2", "x1y", "a 1 b", "€", "--5", "1.2.3.4", &"9".repeat(1000), "1,"] {
            assert_eq!(meant(text), None, "{text}");
        }
    }

    /// A unit has no more than four words, and nothing that is not printed; three numbers of which none is above 12 say neither
    /// which is the month nor the year.
    #[test]
    fn what_is_no_unit_and_no_date_is_not_taken_for_one() {
        assert_eq!(meant("5 tons of dry wheat"), Some(Meant::Counted(n("5"), "tons of dry wheat".into())));
        for text in ["5 tons of very dry wheat", "5 to\u{7}ns", "1.2.3", "13.5.2.1"] {
            assert_eq!(meant(text), None, "{text:?}");
        }
    }
}
