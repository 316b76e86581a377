//! Texts that are not JSON: what is wrong, and the mistake that is likely behind it.

use super::diagnostic::{Code, Diagnostic, Place};
use super::lines::Lines;
use super::path::Path;
use std::str::Utf8Error;

/// A text that is not UTF-8.
pub(super) fn not_utf8(bytes: &[u8], error: Utf8Error) -> Diagnostic {
    let valid = bytes.get(..error.valid_up_to()).and_then(|b| std::str::from_utf8(b).ok()).unwrap_or_default();
    let span = Lines::new(valid).span(valid, valid.len(), valid.len());
    let place = Place { path: Path::root(), key: false, span: Some(span), file: None };
    let message = format!("line {} is not UTF-8 text", span.line);
    let help = match bytes {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => "the file looks like UTF-16: save it as UTF-8",
        _ => "save the file as UTF-8",
    };
    Diagnostic::new(Code::Encoding, place, message).label("not UTF-8 from here on").help(help)
}

/// A text that serde_json refuses.
pub(super) fn not_json(text: &str, lines: &Lines, error: &serde_json::Error) -> Diagnostic {
    let body = text.get(lines.first..).unwrap_or_default();
    let offset = lines.first + offset(body, error);
    let (before, after) = text.split_at_checked(offset).unwrap_or((text, ""));
    let (at, message, help) = explain(before, after, error);
    let width = text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let span = lines.span(text, at, at + width);
    Diagnostic::new(Code::Syntax, Place { path: Path::root(), key: false, span: Some(span), file: None }, message)
        .help(help)
}

/// The byte at which serde_json stopped. Its columns count bytes from 1; at the end of the text it points at the last.
fn offset(text: &str, error: &serde_json::Error) -> usize {
    if error.is_eof() {
        return text.trim_end().len();
    }
    let line_start = match error.line().checked_sub(2) {
        None => 0,
        Some(earlier) => text.match_indices('\n').nth(earlier).map_or(text.len(), |(at, _)| at + 1),
    };
    // Of a control character in text, serde_json names the place before it.
    let back = if error.to_string().starts_with("control character") { 0 } else { 1 };
    let mut offset = (line_start + error.column().saturating_sub(back)).min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Where to point, what is wrong, and what to do.
fn explain<'h>(before: &str, after: &str, error: &serde_json::Error) -> (usize, String, &'h str) {
    let here = before.len();
    let open = before.trim_end();
    let word = |word: &str| {
        // serde_json may stop in the middle of the word.
        let start = open.rfind(|c: char| !c.is_ascii_alphabetic()).map_or(0, |at| at + 1);
        let start = if open.len() == here { start } else { here };
        let whole = before.get(start..).unwrap_or_default().chars().chain(after.chars()).take(word.len());
        whole.eq(word.chars()).then_some(start)
    };
    let not_finite = ["NaN", "Infinity", "nan", "inf"].iter().find_map(|w| word(w));
    match after.chars().next() {
        _ if before.trim().is_empty() && after.trim().is_empty() => (
            here,
            "the file is empty".into(),
            "`zopa new` writes a model to begin with, `zopa schema` prints the format of models",
        ),
        Some('}' | ']') if open.ends_with(',') => (
            open.len() - 1,
            "a comma after the last entry".into(),
            "JSON allows a comma only between two entries: remove it",
        ),
        Some('/' | '#') => (
            here,
            "JSON has no comments".into(),
            "write the remark into a field: \"note\", \"because\" and \"source\" are allowed on everything",
        ),
        Some('\'' | '‘' | '’' | '“' | '”' | '`') => {
            (here, "text must stand in double quotes".into(), "write \"text\", with straight double quotes")
        }
        _ if not_finite.is_some() => (
            not_finite.unwrap_or(here),
            "JSON has no NaN or Infinity".into(),
            "a number must be finite; to refuse an option whatever the compensation, use \"red_lines\"",
        ),
        Some('+') => (here, "a number must not start with `+`".into(), "remove the sign"),
        Some('.') => (here, "a number must not start with a point".into(), "write 0.5 rather than .5"),
        None => (here, "the text ends too early".into(), "a bracket, a brace or a quote is not closed"),
        Some(_) => {
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or_default();
            (here, format!("not JSON: {message}"), general(message))
        }
    }
}

/// What to do about an error of serde_json, by its message.
fn general(message: &str) -> &'static str {
    match message {
        "expected `,` or `}`" | "expected `,` or `]`" => "perhaps a comma is missing before this place",
        "expected `:`" => "between a key and its value stands a colon",
        "key must be a string" => "keys stand in double quotes",
        "trailing characters" => "a file holds one model: remove what follows its end",
        "invalid number" => "write numbers like -12.5 or 3e4, without leading zeros",
        "invalid escape" => "in text, a backslash is written twice: `\\\\`",
        m if m.starts_with("control character") => "in text, a line break is written `\\n` and a tab `\\t`",
        _ => "text stands in double quotes; other values are numbers, lists, objects, true, false and null",
    }
}
