//! Reading reports: JSON in which every digit counts.
//!
//! Where parts of a report stand in one object, and where one of several kinds is meant, serde keeps what it read until it
//! knows which; it keeps a number as a double. So a number that is no double is handed over as the text that it is
//! written with, in a wrapper that only [`Number`](crate::Number) takes off. What is nested too deep is no report.

use serde::de::value::{MapAccessDeserializer, MapDeserializer, SeqDeserializer, StrDeserializer};
use serde::de::{Deserializer, Error, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::value::RawValue;
use zopa::model::Keyed;

/// No report is nested deeper.
const DEEPEST: usize = 64;

/// A value as it is written.
#[derive(Clone, Copy)]
pub(super) struct Exact<'de> {
    raw: &'de RawValue,
    depth: usize,
}

impl<'de> Exact<'de> {
    pub(super) fn new(raw: &'de RawValue) -> Self {
        Exact { raw, depth: 0 }
    }

    /// What it is, one level deep: the same for whoever asks, so that the program has it once.
    fn read(self) -> Result<Read<'de>, serde_json::Error> {
        let text = self.raw.get();
        if self.depth > DEEPEST {
            return Err(Error::custom("it is nested too deep"));
        }
        let within = |raw| Exact { raw, depth: self.depth + 1 };
        Ok(match text.as_bytes().first() {
            Some(b'{') => {
                let entries: Keyed<&RawValue> = serde_json::from_str(text)?;
                Read::Map(entries.0.into_iter().map(|(key, raw)| (key, within(raw))).collect())
            }
            Some(b'[') => {
                let entries: Vec<&RawValue> = serde_json::from_str(text)?;
                Read::List(entries.into_iter().map(within).collect())
            }
            Some(b'-' | b'0'..=b'9') => match (text.parse(), text.parse(), text.parse::<f64>()) {
                (Ok(whole), ..) => Read::Integer(whole),
                (_, Ok(whole), _) => Read::Large(whole),
                (.., Ok(double)) if format!("{double:?}") == text => Read::Double(double),
                _ => Read::Digits(text),
            },
            Some(b'"') => Read::Text(serde_json::from_str(text)?),
            Some(b'n') => Read::Nothing,
            _ => Read::Truth(text == "true"),
        })
    }
}

/// What a value is.
enum Read<'de> {
    Nothing,
    Truth(bool),
    Integer(i64),
    Large(u64),
    Double(f64),
    /// A number that is no double, as it is written.
    Digits(&'de str),
    Text(String),
    List(Vec<Exact<'de>>),
    Map(Vec<(String, Exact<'de>)>),
}

/// A number that is no double, as it is written. It is wrapped twice: maps that go on after an error take off one.
struct Digits<'t>(&'t str);

impl<'de> Deserializer<'de> for Digits<'_> {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_newtype_struct(StrDeserializer::new(self.0))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de, serde_json::Error> for Exact<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Exact<'de> {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self.read()? {
            Read::Nothing => visitor.visit_unit(),
            Read::Truth(truth) => visitor.visit_bool(truth),
            Read::Integer(whole) => visitor.visit_i64(whole),
            Read::Large(whole) => visitor.visit_u64(whole),
            Read::Double(double) => visitor.visit_f64(double),
            Read::Digits(text) => visitor.visit_newtype_struct(Digits(text)),
            Read::Text(text) => visitor.visit_string(text),
            Read::List(items) => visitor.visit_seq(SeqDeserializer::new(items.into_iter())),
            Read::Map(entries) => visitor.visit_map(MapDeserializer::new(entries.into_iter())),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        if self.raw.get() == "null" { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self.raw.get().parse() {
            Ok(double) => visitor.visit_f64(double),
            Err(_) => self.deserialize_any(visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        match self.read()? {
            Read::Text(word) => visitor.visit_enum(word.into_deserializer()),
            // One of several kinds, with what it has.
            Read::Map(entries) if entries.len() == 1 => {
                visitor.visit_enum(MapAccessDeserializer::new(MapDeserializer::new(entries.into_iter())))
            }
            _ => Err(Error::custom("a word was expected")),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::Exact;
    use serde::{Deserialize, Serialize};
    use serde_json::value::RawValue;
    use zopa::Number;
    use zopa::model::Keyed;
    use zopa::report::Choice;
    use zopa::report::Opening;

    #[derive(Serialize, Deserialize)]
    struct Parts {
        #[serde(flatten)]
        part: Part,
    }

    #[derive(Serialize, Deserialize)]
    struct Part {
        package: Keyed<Choice>,
        choices: Vec<Choice>,
        gains: Keyed<Number>,
        share: f64,
    }

    #[test]
    fn no_digit_is_lost() {
        let long = "31.770131888118502416773480945266783237457275390625";
        let text = format!(
            r#"{{"package":{{"a":{long},"b":"id","c":-7,"d":"1/3"}},"choices":[{long},18446744073709551616.5],"gains":{{"a":{long},"b":{}}},"share":0.1}}"#,
            "9".repeat(300)
        );
        let raw: &RawValue = serde_json::from_str(&text).expect("JSON");
        let read = Parts::deserialize(Exact::new(raw)).expect("parts");
        assert_eq!(serde_json::to_string(&read).expect("JSON"), text);
        assert_eq!(read.part.package.get("a"), Some(&Choice::Amount(long.parse().expect("a number"))));
    }

    #[test]
    fn what_is_nested_too_deep_is_refused() {
        let deep = format!(r#"{{"title":{}1{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
        if let Ok(raw) = serde_json::from_str::<&RawValue>(&deep) {
            assert!(Opening::deserialize(Exact::new(raw)).is_err());
        }
    }
}
