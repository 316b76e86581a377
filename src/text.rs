//! Text that others wrote, made safe to show.
//!
//! Names and numbers come from files that anyone may have written. On a terminal a control character can hide or forge
//! what a line says, and a bidirectional one can reorder it; so everything from outside passes through [`visible`].

pub mod words;

use std::borrow::Cow;
use std::fmt::Write;

/// The text with control, bidirectional and zero-width characters written as escapes (`\u001b`).
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    text.chars().for_each(|c| push_visible(&mut out, c));
    Cow::Owned(out)
}

/// Appends one character, or its escape.
pub fn push_visible(out: &mut String, c: char) {
    let code = u32::from(c);
    // Writing to a string cannot fail.
    let _ = match c {
        '\n' => out.write_str("\\n"),
        '\r' => out.write_str("\\r"),
        '\t' => out.write_str("\\t"),
        c if hidden(c) && code <= 0xFFFF => write!(out, "\\u{code:04x}"),
        c if hidden(c) => write!(out, "\\u{{{code:x}}}"),
        c => out.write_char(c),
    };
}

/// True for characters that a reader cannot see, or that change how others are shown.
fn hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// True for text that a spreadsheet would take for a formula, unless it is a number.
pub fn starts_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// The text, cut to `most` characters, with `…` for what was cut.
pub fn shorten(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        None => Cow::Borrowed(text),
        Some((end, _)) => Cow::Owned(format!("{}…", text.get(..end).unwrap_or_default())),
    }
}

/// A word of the author's, in the quotes that messages use, short enough for one line.
pub fn quoted(word: &str) -> String {
    format!("`{}`", visible(&shorten(word, 60)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_shown() {
        assert_eq!(visible("plain ä €"), "plain ä €");
        assert_eq!(visible("a\u{1b}[31mb\u{202e}c\td\u{e0041}"), "a\\u001b[31mb\\u202ec\\td\\u{e0041}");
        assert!(matches!(visible("plain"), Cow::Borrowed(_)));
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        assert_eq!(shorten("äöü", 3), "äöü");
        assert_eq!(shorten("äöüß", 3), "äöü…");
        assert_eq!(quoted(&"x".repeat(1000)).chars().count(), 63);
    }
}
