//! A map in the author's order, in which every key stands once.

use super::lenient::Lenient;
use crate::text::quoted;
use serde::de::{Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::HashSet;
use std::fmt;
use std::marker::PhantomData;

/// So many keys are compared one by one.
pub(super) const FEW: usize = 16;

/// Values by key, in the order in which the author declared them.
///
/// Look-up by key is linear: these maps are as long as a person writes them. The compiler builds its own index.
#[derive(Clone, Debug, PartialEq)]
pub struct Keyed<T>(pub Vec<(String, T)>);

impl<T> Default for Keyed<T> {
    fn default() -> Self {
        Keyed(Vec::new())
    }
}

impl<T> Keyed<T> {
    /// True if there is no entry.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The value under `key`.
    pub fn get(&self, key: &str) -> Option<&T> {
        self.0.iter().find(|(k, _)| k == key).map(|(_, v)| v)
    }

    /// Keys and values in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &T)> + DoubleEndedIterator {
        self.0.iter().map(|(k, v)| (k.as_str(), v))
    }

    /// Keys in order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &str> {
        self.0.iter().map(|(k, _)| k.as_str())
    }

    /// Adds an entry at the end; the key must be new.
    pub fn insert(&mut self, key: impl Into<String>, value: T) {
        self.0.push((key.into(), value));
    }
}

impl<K: Into<String>, T> FromIterator<(K, T)> for Keyed<T> {
    fn from_iter<I: IntoIterator<Item = (K, T)>>(entries: I) -> Self {
        Keyed(entries.into_iter().map(|(k, v)| (k.into(), v)).collect())
    }
}

impl<T: Serialize> Serialize for Keyed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

/// Whether a key stands among those of entries. Few are compared one by one; of many, `index` keeps the keys.
pub(super) fn stands_twice<T>(entries: &[(String, T)], index: &mut HashSet<String>, key: &str) -> bool {
    if entries.len() < FEW {
        return entries.iter().any(|(other, _)| other == key);
    }
    if index.is_empty() {
        index.extend(entries.iter().map(|(other, _)| other.clone()));
    }
    !index.insert(key.to_owned())
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Keyed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Entries<T> {
            type Value = Keyed<T>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut keyed = Keyed::default();
                let mut index = HashSet::new();
                while let Some(key) = map.next_key::<String>()? {
                    if stands_twice(&keyed.0, &mut index, &key) {
                        return Err(A::Error::custom(format!("duplicate key {}", quoted(&key))));
                    }
                    // An error in one entry does not hide those in the next: the reader of a file notes them all.
                    if let Some(value) = map.next_value_seed(Lenient(PhantomData::<T>))? {
                        keyed.insert(key, value);
                    }
                }
                Ok(keyed)
            }
        }
        deserializer.deserialize_map(Entries(PhantomData))
    }
}
