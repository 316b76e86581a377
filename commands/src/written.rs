//! Values of options that are written in their own way: the same on a command line, and as a text or a number in JSON.

use super::ending::Refusal;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed};
use serde::de::{Deserializer, Error, Visitor};
use serde::{Deserialize, Serialize, Serializer, de};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;
use zopa::exact::Number;
use zopa::search::Limits;

/// A time: 30, 0.5, 30s, 500ms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time(pub Duration);

impl FromStr for Time {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "a time of 0 or more is expected, such as 30, 0.5, 30s or 500ms".to_owned();
        let (digits, unit) = match text.strip_suffix("ms") {
            Some(digits) => (digits, 1e-3),
            None => (text.strip_suffix('s').unwrap_or(text), 1.0),
        };
        if !digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
            return Err(wrong());
        }
        let seconds = digits.parse::<f64>().map_err(|_| wrong())? * unit;
        Duration::try_from_secs_f64(seconds).map(Time).map_err(|_| wrong())
    }
}

/// A size in bytes: 500M, 2G.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bytes(pub u64);

impl FromStr for Bytes {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (digits, unit) = match text.char_indices().last() {
            Some((at, 'k' | 'K')) => (&text[..at], 1 << 10),
            Some((at, 'M')) => (&text[..at], 1 << 20),
            Some((at, 'G')) => (&text[..at], 1 << 30),
            _ => (text, 1u64),
        };
        let number = digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<u64>().ok()).flatten();
        let bytes = number.and_then(|number| number.checked_mul(unit));
        bytes.map(Bytes).ok_or_else(|| "a size is expected, such as 500M or 2G".to_owned())
    }
}

/// A whole number from 1 to this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UpTo<const MOST: u64>(pub u64);

impl<const MOST: u64> FromStr for UpTo<MOST> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = text.parse().ok().filter(|number| (1..=MOST).contains(number));
        number.map(UpTo).ok_or_else(|| format!("a whole number from 1 to {MOST} is expected"))
    }
}

impl<const MOST: u64> fmt::Display for UpTo<MOST> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<const MOST: u64> Serialize for UpTo<MOST> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// What chooses among draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Seed(pub u64);

impl FromStr for Seed {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.parse().map(Seed).map_err(|_| format!("a whole number from 0 to {} is expected", u64::MAX))
    }
}

/// What is chosen for an issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// As `issue=option`.
    Written(String),
    /// An issue, and an option or a level.
    Of(String, String),
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Choice::Written(text) => f.write_str(text),
            Choice::Of(issue, by) => write!(f, "{issue}={by}"),
        }
    }
}

impl FromStr for Choice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(Choice::Written(text.to_owned()))
    }
}

/// A part of so many of what is divided, counted from 1 (or from 0): 3/40.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard<const FIRST: u64> {
    /// Which, counted from 0.
    pub at: u64,
    /// Of how many.
    pub of: u64,
}

/// So many parts can be asked for.
pub const MOST_SHARDS: u64 = 1_000_000;

impl<const FIRST: u64> FromStr for Shard<FIRST> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let read = || {
            let (at, of) = text.split_once('/')?;
            let (at, of) = (at.parse::<u64>().ok()?.checked_sub(FIRST)?, of.parse().ok()?);
            (at < of && of <= MOST_SHARDS).then_some(Shard { at, of })
        };
        let last = if FIRST == 0 { "the last is 39/40" } else { "the last is 40/40" };
        read().ok_or_else(|| format!("a part of at most {MOST_SHARDS} is expected, such as 3/40; of 40, {last}"))
    }
}

/// How many of what may be very many are listed: `all`, or a number from 1 on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Many(pub usize);

impl FromStr for Many {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "all" => Ok(Many(usize::MAX)),
            _ => match text.parse() {
                Ok(most) if most > 0 => Ok(Many(most)),
                _ => Err("a number from 1 on, or `all`".into()),
            },
        }
    }
}

/// A share of a whole: 0.05, 5%, 1/20.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share(pub Number);

impl FromStr for Share {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "a share from 0 to 1 is expected, such as 0.05, 5% or 1/20".to_owned();
        let (digits, whole) = text.strip_suffix('%').map_or((text, 1), |digits| (digits, 100));
        let number: Number = digits.parse().map_err(|_| wrong())?;
        let share = number.value() / BigInt::from(whole);
        (!share.is_negative() && share <= BigRational::one()).then(|| Share(share.into())).ok_or_else(wrong)
    }
}

/// What stands where a value is written.
struct Text(String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Written;

        impl Visitor<'_> for Written {
            type Value = Text;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a text or a number")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Text, E> {
                Ok(Text(text.to_owned()))
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Text, E> {
                Ok(Text(number.to_string()))
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Text, E> {
                Ok(Text(number.to_string()))
            }

            fn visit_f64<E: de::Error>(self, number: f64) -> Result<Text, E> {
                Ok(Text(number.to_string()))
            }
        }

        deserializer.deserialize_any(Written)
    }
}

/// Reads a value as it is written on a command line.
fn written<'de, T: FromStr<Err: fmt::Display>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    Text::deserialize(deserializer)?.0.parse().map_err(D::Error::custom)
}

macro_rules! read_as_written {
    ($([$($most:ident)?] $name:ty),*) => {
        $(impl<'de $(, const $most: u64)?> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                written(deserializer)
            }
        })*
    };
}
read_as_written!([] Time, [] Bytes, [] Many, [] Share, [] Seed, [MOST] UpTo<MOST>, [FIRST] Shard<FIRST>);

/// Writes choices as [`choices`] reads them.
pub fn write_choices<S: Serializer>(choices: &[Choice], serializer: S) -> Result<S::Ok, S::Error> {
    let named = |choice: &Choice| match choice {
        Choice::Of(issue, by) => Some((issue.clone(), by.clone())),
        Choice::Written(_) => None,
    };
    match choices.iter().map(named).collect::<Option<BTreeMap<_, _>>>() {
        Some(by_id) if by_id.len() == choices.len() && !by_id.is_empty() => by_id.serialize(serializer),
        _ => serializer.collect_seq(choices.iter().map(Choice::to_string)),
    }
}

/// Reads choices from options: a list of `issue=option`, or an object of ids.
pub fn choices<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Choice>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Choices {
        Written(Vec<String>),
        ById(BTreeMap<String, Text>),
    }
    Ok(match Choices::deserialize(deserializer)? {
        Choices::Written(choices) => choices.into_iter().map(Choice::Written).collect(),
        Choices::ById(choices) => choices.into_iter().map(|(issue, Text(by))| Choice::Of(issue, by)).collect(),
    })
}

/// Reads names: one, or a list.
pub fn names<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Names {
        One(String),
        Many(Vec<String>),
    }
    Ok(match Names::deserialize(deserializer)? {
        Names::One(name) => vec![name],
        Names::Many(names) => names,
    })
}

/// What options say of limits, which every command has.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Lower {
    time_limit: Option<Time>,
    memory_limit: Option<Bytes>,
}

/// Takes limits out of the options, and lowers these by them.
pub fn lowered(limits: &Limits, options: &mut Value) -> Result<Limits, Refusal> {
    let Some(all) = options.as_object_mut() else {
        return Err(Refusal::new("the options are no object", Some("write them as { \"option\": value }")));
    };
    let mut said = serde_json::Map::new();
    for key in ["time-limit", "memory-limit"] {
        said.extend(all.remove_entry(key));
    }
    let said: Lower = serde_json::from_value(said.into()).map_err(|error| Refusal::new(&error.to_string(), None))?;
    let time = limits.time.into_iter().chain(said.time_limit.map(|time| time.0)).min();
    let memory = said.memory_limit.map_or(limits.memory, |bytes| bytes.0.min(limits.memory));
    Ok(Limits { time, memory, ..limits.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<T: FromStr>(text: &str) -> Option<T> {
        text.parse().ok()
    }

    #[test]
    fn sizes_have_units() {
        assert_eq!(read("1000"), Some(Bytes(1000)));
        assert_eq!(read("3k"), Some(Bytes(3 << 10)));
        assert_eq!(read("500M"), Some(Bytes(500 << 20)));
        assert_eq!(read("2G"), Some(Bytes(2 << 30)));
        for wrong in ["", "G", "-1", "1.5G", "2T", "99999999999999999999", "99999999999G", "2 G"] {
            assert_eq!(read::<Bytes>(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn times_are_written_in_several_ways() {
        assert_eq!(read("2"), Some(Time(Duration::from_secs(2))));
        assert_eq!(read("0.5"), Some(Time(Duration::from_millis(500))));
        assert_eq!(read("2s"), Some(Time(Duration::from_secs(2))));
        assert_eq!(read("500ms"), Some(Time(Duration::from_millis(500))));
        assert_eq!(read("0"), Some(Time(Duration::ZERO)));
        for wrong in ["", "s", "-1", "NaN", "inf", "1e3", "2m", "1 s", ".", "99999999999999999999999"] {
            assert_eq!(read::<Time>(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn shares_are_written_in_several_ways() {
        let expected = read::<Share>("1/20");
        assert!(expected.is_some());
        assert_eq!(read("0.05"), expected);
        assert_eq!(read("5%"), expected);
        for wrong in ["", "%", "-0.1", "1.5", "101%", "five", "5 %"] {
            assert_eq!(read::<Share>(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn parts_are_counted_from_one_or_from_zero() {
        assert_eq!(read::<Shard<1>>("3/40"), Some(Shard { at: 2, of: 40 }));
        assert_eq!(read::<Shard<1>>("40/40"), Some(Shard { at: 39, of: 40 }));
        assert_eq!(read::<Shard<0>>("0/1"), Some(Shard { at: 0, of: 1 }));
        for wrong in ["", "/", "3", "0/40", "41/40", "1/0", "-1/4", "1/1000001", "1/2/3", " 1/2"] {
            assert_eq!(read::<Shard<1>>(wrong), None, "{wrong}");
        }
        assert_eq!(read::<Shard<0>>("40/40"), None);
    }

    #[test]
    fn in_json_a_value_is_a_text_or_a_number() {
        let share = |json: &str| serde_json::from_str::<Share>(json).ok();
        assert_eq!(share("0.05"), share("\"5%\""));
        assert_eq!(serde_json::from_str::<UpTo<4>>("4").ok(), Some(UpTo(4)));
        assert!(serde_json::from_str::<UpTo<4>>("5").is_err());
        assert!(serde_json::from_str::<UpTo<4>>("[4]").is_err());
    }
}
