//! Going on after an error, so that one run reports all that is wrong.
//!
//! A serde visitor stops at its first error. Our own reader ([`super::decode`]) notes every error with its place where
//! it arises; after that, going on with a stand-in is safe, because a model with noted errors is never handed out. Any
//! other deserializer (a host's serde_json) keeps no notes: there the error must travel up.
//!
//! The two are told apart by asking for a newtype of a name that only our reader knows: it answers with `visit_some`,
//! every other deserializer with `visit_newtype_struct`.

use serde::de::{DeserializeSeed, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt;
use std::marker::PhantomData;

/// The name by which our reader recognises a place where it may go on.
pub(super) const LENIENT: &str = "$zopa::Lenient";

/// What our reader's error says when it has been noted.
pub(super) const NOTED: &str = "$zopa::Noted";

/// Reads what `S` reads, or nothing where our reader has noted an error.
pub(super) struct Lenient<S>(pub(super) S);

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Lenient<S> {
    type Value = Option<S::Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_newtype_struct(LENIENT, self)
    }
}

impl<'de, S: DeserializeSeed<'de>> Visitor<'de> for Lenient<S> {
    type Value = Option<S::Value>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_some<D: Deserializer<'de>>(self, reader: D) -> Result<Self::Value, D::Error> {
        match self.0.deserialize(reader) {
            Ok(value) => Ok(Some(value)),
            // Only an error that has been noted may be passed over.
            Err(error) if error.to_string() == NOTED => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, other: D) -> Result<Self::Value, D::Error> {
        self.0.deserialize(other).map(Some)
    }
}

/// A list entry, or nothing where our reader has noted an error.
struct Entry<T>(Option<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entry<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Lenient(PhantomData::<T>).deserialize(deserializer).map(Entry)
    }
}

/// For `deserialize_with`: a field whose error does not hide those of the next.
pub(super) fn field<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(deserializer: D) -> Result<T, D::Error> {
    Lenient(PhantomData::<T>).deserialize(deserializer).map(Option::unwrap_or_default)
}

/// A list in which an error in one entry does not hide those of the next.
pub(super) fn entries<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let entries = Vec::<Entry<T>>::deserialize(deserializer)?;
    Ok(entries.into_iter().filter_map(|entry| entry.0).collect())
}

/// For `deserialize_with`: a list field, lenient inside and outside.
pub(super) fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let list: Vec<Entry<T>> = field(deserializer)?;
    Ok(list.into_iter().filter_map(|entry| entry.0).collect())
}

/// For `deserialize_with`: the same for a list that may be left out.
pub(super) fn optional_list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<Vec<T>>, D::Error> {
    let list: Option<Vec<Entry<T>>> = field(deserializer)?;
    Ok(list.map(|list| list.into_iter().filter_map(|entry| entry.0).collect()))
}
