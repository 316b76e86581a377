//! Fields that are one of a few words.

use serde::Deserializer;
use serde::de::{Error, Unexpected, Visitor};
use std::fmt;

/// What the word means that is read; what is `expected` says which words there are.
pub(super) fn word<'de, D: Deserializer<'de>, T: Copy>(
    deserializer: D,
    expected: &'static str,
    words: &[(&str, T)],
) -> Result<T, D::Error> {
    struct Words<'w, T> {
        expected: &'static str,
        words: &'w [(&'w str, T)],
    }
    impl<T: Copy> Visitor<'_> for Words<'_, T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
            f.write_str(self.expected)
        }

        fn visit_str<E: Error>(self, read: &str) -> Result<T, E> {
            let known = self.words.iter().find(|(word, _)| *word == read);
            known.map(|(_, meaning)| *meaning).ok_or_else(|| E::invalid_value(Unexpected::Str(read), &self))
        }
    }
    deserializer.deserialize_str(Words { expected, words })
}
