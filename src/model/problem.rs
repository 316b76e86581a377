//! What a visitor found wrong, and how it is put into words.
//!
//! A [`Problem`] is serde's error type in our reader. It has no place yet: the reader adds the place of the innermost
//! value at which it arose, notes the finished diagnostic, and hands [`Problem::Noted`] up.

use super::advice;
use super::cursor::Cursor;
use super::diagnostic::{Code, Diagnostic, Place};
use super::document::{Kind, Node};
use super::lenient::NOTED;
use super::published;
use super::suggest;
use crate::exact::{Number, meant};
use crate::text::{quoted, shorten, visible};
use serde::de::{Error, Expected, Unexpected};
use std::borrow::Cow;
use std::fmt;

/// What a visitor found wrong.
#[derive(Debug)]
pub(super) enum Problem {
    /// It has been noted already.
    Noted,
    /// The value is of the wrong type, or outside its range.
    Value { expected: String },
    /// The object has a key that is not in the list.
    UnknownField { field: String, known: &'static [&'static str] },
    /// The object lacks a key.
    MissingField(&'static str),
    /// The object says the same in two ways.
    GivenTwice(&'static str),
    /// Something else, in words.
    Other(String),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Problem::Noted => f.write_str(NOTED),
            other => write!(f, "{other:?}"),
        }
    }
}

impl std::error::Error for Problem {}

impl Error for Problem {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Problem::Other(message.to_string())
    }

    fn invalid_type(_: Unexpected, expected: &dyn Expected) -> Self {
        Problem::Value { expected: expected.to_string() }
    }

    fn invalid_value(_: Unexpected, expected: &dyn Expected) -> Self {
        Problem::Value { expected: expected.to_string() }
    }

    fn unknown_field(field: &str, known: &'static [&'static str]) -> Self {
        Problem::UnknownField { field: field.to_owned(), known }
    }

    fn missing_field(field: &'static str) -> Self {
        Problem::MissingField(field)
    }

    fn duplicate_field(field: &'static str) -> Self {
        Problem::GivenTwice(field)
    }
}

/// The type that a visitor names, in words.
pub(super) fn in_words(expected: &str) -> &str {
    match expected {
        "u64" => "a whole number, 0 or more",
        "i64" => "a whole number",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        "a map" => "an object",
        other if other.starts_with("struct ") => "an object",
        other => other,
    }
}

/// What stands in the text, in words.
fn found(cursor: &Cursor) -> Cow<'static, str> {
    match &cursor.node.kind {
        Kind::Null => "null".into(),
        Kind::Bool(value) => format!("{value}").into(),
        Kind::Number => format!("the number {}", visible(&shorten(cursor.lexeme(), 40))).into(),
        Kind::String => "a string".into(),
        Kind::List(_) => "a list".into(),
        Kind::Object(_) => "an object".into(),
    }
}

/// A value of the wrong type.
pub(super) fn wrong_type(cursor: &Cursor, expected: &str) -> Diagnostic {
    let expected = in_words(expected);
    let whole = |n: Number| n.value().is_integer() && i64::try_from(n.value().to_integer()).is_err();
    if expected.starts_with("a whole number") && cursor.lexeme().parse().is_ok_and(whole) {
        return Diagnostic::new(Code::Number, cursor.place(), "a whole number too large to be read").label(format!(
            "whole numbers go from {} to {}",
            i64::MIN,
            i64::MAX
        ));
    }
    let message = format!("expected {expected}, found {}", found(cursor));
    let diagnostic = Diagnostic::new(Code::WrongType, cursor.place(), message);
    let diagnostic = if expected.len() > 40 { diagnostic } else { diagnostic.label(format!("expected {expected}")) };
    match advice::instead(cursor, expected) {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

/// A text in a number's place, or a number that cannot be kept exactly.
pub(super) fn bad_number(cursor: &Cursor, text: &str) -> Diagnostic {
    let is_text = matches!(cursor.node.kind, Kind::String);
    let shown = quoted(&shorten(text, 40));
    let unread = || Diagnostic::new(Code::Number, cursor.place(), format!("{shown} cannot be read as an exact number"));
    if is_text && let Some(meant) = meant(text) {
        return unread().label("not a number").help(advice::number(text, &meant));
    }
    if is_text && !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.')) {
        return wrong_type(cursor, "a number")
            .help("write a decimal like -12.5 without quotes, or a fraction like \"1/3\" in quotes");
    }
    let why = text.parse::<Number>().err().map(|error| error.to_string()).unwrap_or_default();
    unread().label(why)
}

/// The keys that an object of a type must have and has not. serde names the first; the schema knows the others.
pub(super) fn missing_fields(cursor: &Cursor, first: &str, structure: &str, known: &[&str]) -> Vec<Diagnostic> {
    let unknown = cursor.node.members().iter().filter(|m| !known.contains(&m.key.as_str()));
    // Of many unknown keys, the first few decide which missing ones are excused as misspelt.
    let excused: Vec<&str> = unknown.take(100).filter_map(|m| suggest(&m.key, known.iter().copied())).collect();
    let mut fields = published::required(structure);
    if fields.is_empty() {
        fields.push((first, ""));
    }
    // Options beside the package that they belong to are said to be misplaced.
    let root = cursor.reader.document.root();
    let issues = |key: &str| root.member("issues").is_some_and(|issues| issues.value.member(key).is_some());
    let misplaced = |field: &str| {
        ["package", "when"].contains(&field) && cursor.node.members().iter().take(100).any(|m| issues(&m.key))
    };
    let absent =
        |field: &str, node: &Node| node.member(field).is_none() && !excused.contains(&field) && !misplaced(field);
    let missing = fields.into_iter().filter(|(field, _)| absent(field, cursor.node));
    let diagnostic = |(field, description): (&str, &str)| {
        let help = match (field, description.split('.').next()) {
            ("zopa", _) => "add \"zopa\": 1".to_owned(),
            (_, None | Some("")) => format!("add \"{field}\""),
            (_, Some(words)) => format!("add \"{field}\": {}", lower_first(words)),
        };
        Diagnostic::new(Code::MissingField, cursor.place(), format!("`{field}` is missing"))
            .label(format!("needs `{field}`"))
            .help(help)
    };
    missing.map(diagnostic).collect()
}

fn lower_first(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map(|c| c.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

/// Something said in two ways in one object.
pub(super) fn given_twice(cursor: &Cursor, field: &str) -> Diagnostic {
    let place = cursor.node.member(field).map_or_else(|| cursor.place(), |member| cursor.key_place(member));
    Diagnostic::new(Code::DuplicateKey, place, format!("`{field}` is given here and once more inside"))
        .help("keep one of them")
}

/// A place for errors of no particular kind.
pub(super) fn other(place: Place, message: String) -> Diagnostic {
    Diagnostic::new(Code::WrongType, place, message)
}
