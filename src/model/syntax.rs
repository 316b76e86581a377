//! Texts that are not JSON: what is wrong, and the mistake that is likely behind it.

use super::diagnostic::{Code, Diagnostic, Place};
use super::lines::Lines;
use super::path::Path;
use crate::exact::{Meant, meant};
use crate::text::quoted;
use std::ops::Range;
use std::str::Utf8Error;

/// A text that is not UTF-8.
pub(super) fn not_utf8(bytes: &[u8], error: Utf8Error) -> Diagnostic {
    let valid = bytes.get(..error.valid_up_to()).and_then(|b| std::str::from_utf8(b).ok()).unwrap_or_default();
    let span = Lines::new(valid).span(valid, valid.len(), valid.len());
    let place = Place { path: Path::root(), key: false, span: Some(span), file: None };
    if let Some((message, help)) = no_text(bytes) {
        return Diagnostic::new(Code::Syntax, place, message).help(help);
    }
    let message = format!("line {} is not UTF-8 text", span.line);
    let help = match bytes {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => "the file looks like UTF-16: save it as UTF-8",
        _ => "save the file as UTF-8",
    };
    Diagnostic::new(Code::Encoding, place, message).label("not UTF-8 from here on").help(help)
}

/// Files that are no text, by their first bytes: what they are, and what to do.
fn no_text(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    const TABLE: &str = "save the table as CSV (`zopa solve` reads that), or write a model, which is a JSON text";
    const MODEL: &str = "a model is a JSON text: `zopa new` writes one to begin with";
    Some(match bytes {
        [b'P', b'K', 3, 4, ..] => ("this is a spreadsheet or a document (.xlsx, .docx, .ods, .zip), no model", TABLE),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => {
            ("this is a spreadsheet or a document of an old kind (.xls, .doc), no model", TABLE)
        }
        [b'%', b'P', b'D', b'F', ..] => ("this is a PDF document, no model", MODEL),
        [0x89, b'P', b'N', b'G', ..] | [0xFF, 0xD8, 0xFF, ..] | [b'G', b'I', b'F', b'8', ..] => {
            ("this is a picture, no model", MODEL)
        }
        [0x1F, 0x8B, ..] => ("this is a compressed file, no model", "unpack it first"),
        _ => return None,
    })
}

/// Texts that are meant to be no JSON: what they are, and what to do.
fn no_json(body: &str) -> Option<(&'static str, &'static str)> {
    const MODEL: &str = "a model is a JSON text, which begins with {: `zopa new` writes one to begin with";
    let text = body.trim_start();
    if let Some(found) = no_text(text.as_bytes()) {
        return Some(found);
    }
    let first = text.lines().next().unwrap_or_default().trim_end();
    let lower = first.to_lowercase();
    if text.starts_with("{\\rtf") {
        return Some(("this is a document in Rich Text Format, no model", MODEL));
    }
    if lower.starts_with("<!doctype html") || lower.starts_with("<html") {
        let help = "save the file itself, not the page that shows it: on GitHub, `Raw`";
        return Some(("this is a web page, no model", help));
    }
    let words = |by: char| first.matches(by).count();
    let opened = text.starts_with(['{', '[', '"', '\'', '‘', '’', '“', '”', '`', '/', '#', '-', '+', '.', '<']);
    if opened && first != "---" {
        return None;
    }
    let key = |line: &str| {
        let line = line.trim();
        let (key, rest) = line.split_once(':').unwrap_or_default();
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ');
        !key.is_empty() && key.chars().all(plain) && (rest.is_empty() || rest.starts_with(' '))
    };
    if first == "---" || first.starts_with("%YAML") || key(first) {
        return Some(("this looks like YAML, and models are JSON", MODEL));
    }
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let table =
        |by: char| words(by) > 0 && lines().nth(1).is_some_and(|second| second.matches(by).count() == words(by));
    if table(',') || table(';') || table('\t') {
        let help = "the first line of a table of values is `issue,option`, then a column for each party";
        return Some(("this looks like a table, and not like a model", help));
    }
    let literal = ["true", "false", "null", "NaN", "Infinity", "nan", "inf", "nul"];
    let sentence = first.starts_with(char::is_alphabetic) && !literal.iter().any(|word| first.starts_with(word));
    sentence.then_some(("this is a text, and no model", MODEL))
}

/// The decimal commas of a text, outside of strings: numbers with a comma and digits behind a colon, `: -0,8`. Behind a
/// colon this is never JSON, while in a list it may be two numbers.
pub(super) fn decimal_commas(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes.iter().skip(from).take_while(|byte| byte.is_ascii_digit()).count();
    let (mut found, mut at, mut quoted) = (Vec::new(), 0, false);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if quoted => at += 1,
            b'"' => quoted = !quoted,
            b':' if !quoted => {
                let mut start = at + 1;
                start += bytes.iter().skip(start).take_while(|byte| byte.is_ascii_whitespace()).count();
                let whole = start + usize::from(bytes.get(start) == Some(&b'-'));
                let comma = whole + digits(whole);
                let end = comma + 1 + digits(comma + 1);
                if comma > whole && bytes.get(comma) == Some(&b',') && end > comma + 1 {
                    found.push(start..end);
                    at = end - 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// A number with a comma before its decimals, which is no JSON.
pub(super) fn decimal_comma(text: &str, lines: &Lines, at: Range<usize>) -> Diagnostic {
    let written = text.get(at.clone()).unwrap_or_default();
    let span = lines.span(text, at.start, at.end);
    let place = Place { path: Path::root(), key: false, span: Some(span), file: None };
    let (message, help) = match meant(written) {
        // Thousands, or a decimal comma: only the author knows.
        Some(Meant::Grouped(thousands, Some(decimal))) => (
            format!("{} has a comma, which is not JSON", quoted(written)),
            format!("write {thousands} if the comma stands between thousands, or {decimal} if it is meant as a point"),
        ),
        _ => (
            format!("{} has a decimal comma, which is not JSON", quoted(written)),
            format!("write {}", written.replace(',', ".")),
        ),
    };
    Diagnostic::new(Code::Syntax, place, message).help(help)
}

/// A text that serde_json refuses.
pub(super) fn not_json(text: &str, lines: &Lines, error: &serde_json::Error) -> Diagnostic {
    let body = text.get(lines.first..).unwrap_or_default();
    if let Some((message, help)) = no_json(body) {
        let start = text.len() - body.trim_start().len();
        let width = body.trim_start().chars().next().map_or(0, char::len_utf8);
        let place =
            Place { path: Path::root(), key: false, span: Some(lines.span(text, start, start + width)), file: None };
        return Diagnostic::new(Code::Syntax, place, message).help(help);
    }
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
        _ if error.is_eof() => (here, "the text ends too early".into(), "a bracket, a brace or a quote is not closed"),
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
