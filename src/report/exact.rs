//! Reading reports: JSON in which every digit counts.
//!
//! Where parts of a report stand in one object, and where one of several kinds is meant, serde keeps what it read until it
//! knows which; it keeps a number as a double. So a number that is no double is handed over as the text that it is
//! written with, in a wrapper that only [`Number`](crate::Number) takes off. What is nested too deep is no report.

use crate::model::Keyed;
use serde::de::value::{MapDeserializer, SeqDeserializer, StrDeserializer};
use serde::de::{Deserializer, Error, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::value::RawValue;

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

    fn within(self, raw: &'de RawValue) -> Self {
        Exact { raw, depth: self.depth + 1 }
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
        let text = self.raw.get();
        if self.depth > DEEPEST {
            return Err(Error::custom("it is nested too deep"));
        }
        match text.as_bytes().first() {
            Some(b'{') => {
                let entries: Keyed<&RawValue> = serde_json::from_str(text)?;
                let entries = entries.0.into_iter().map(|(key, raw)| (key, self.within(raw)));
                visitor.visit_map(MapDeserializer::new(entries))
            }
            Some(b'[') => {
                let entries: Vec<&RawValue> = serde_json::from_str(text)?;
                visitor.visit_seq(SeqDeserializer::new(entries.into_iter().map(|raw| self.within(raw))))
            }
            Some(b'-' | b'0'..=b'9') => match (text.parse::<i64>(), text.parse::<u64>(), text.parse::<f64>()) {
                (Ok(whole), ..) => visitor.visit_i64(whole),
                (_, Ok(whole), _) => visitor.visit_u64(whole),
                (.., Ok(double)) if format!("{double:?}") == text => visitor.visit_f64(double),
                _ => visitor.visit_newtype_struct(StrDeserializer::new(text)),
            },
            _ => serde_json::Deserializer::from_str(text).deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        if self.raw.get() == "null" { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        serde_json::Deserializer::from_str(self.raw.get()).deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}
