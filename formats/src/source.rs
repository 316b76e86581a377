//! A file of another program: its text, and places in it.
//!
//! Old files carry a byte order mark, blank lines before their first element, or bytes in Windows-1252; spreadsheets save
//! UTF-16. All are read; a text in no encoding we know is an error. (Windows-1252 has the characters of Latin-1, ISO 8859-1,
//! and printed ones where that has controls: what is declared as Latin-1 is meant so, as in the Encoding Standard of the
//! WHATWG, which encoding_rs follows.)

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::cell::OnceCell;
use std::sync::Arc;
use zopa::model::{Code, Diagnostic, Diagnostics, Lines, MAX_BYTES, Path, Place};

/// A file as it was given: a name for messages, and its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The name by which messages call it; of profiles, the last part without its ending names the party.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl File {
    /// A file of that name and content.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        File { name: name.into(), bytes: bytes.into() }
    }

    /// Its name without folders and without its ending: what a party is called where the file does not say it.
    pub(super) fn stem(&self) -> &str {
        let last = last_part(&self.name);
        last.rsplit_once('.').map_or(last, |(stem, _)| if stem.is_empty() { last } else { stem })
    }
}

/// The last part of a path.
pub(super) fn last_part(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// The text of a file.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) name: Arc<str>,
    /// Without a byte order mark, which is one character at the beginning; see [`Source::body`].
    pub(super) text: String,
    lines: Lines,
    /// The text as XML where it is that to GENIUS alone, once it was asked for; none if it is not even that.
    pub(super) mended: OnceCell<Option<Mended>>,
}

impl Source {
    /// Decodes a file.
    pub(super) fn read(file: &File) -> Result<Source, Diagnostics> {
        let name: Arc<str> = file.name.as_str().into();
        let wrong = |code, message: &str, help: &str| {
            let place = Place { file: Some(name.clone()), ..Place::value(&Path::root()) };
            Diagnostics::from(Diagnostic::new(code, place, message).help(help))
        };
        if file.bytes.len() > MAX_BYTES {
            let message = format!("the file has {} bytes; at most {MAX_BYTES} are read", file.bytes.len());
            return Err(wrong(Code::Limit, &message, "leave out what is not part of the negotiation"));
        }
        let help = "save the file as UTF-8";
        let text = if let Some(encoding) = utf_16(&file.bytes) {
            let text = encoding.decode_without_bom_handling_and_without_replacement(&file.bytes);
            text.ok_or_else(|| wrong(Code::Encoding, "the file is in UTF-16, and damaged", help))?.into_owned()
        } else {
            match std::str::from_utf8(&file.bytes) {
                Ok(text) if !says_western(&file.bytes) => text.to_owned(),
                // No character has these numbers: such bytes come from another encoding.
                _ if file.bytes.iter().any(|byte| matches!(byte, 0x81 | 0x8D | 0x8F | 0x90 | 0x9D)) => {
                    return Err(wrong(Code::Encoding, "the file is neither UTF-8, UTF-16 nor Windows-1252", help));
                }
                _ => WINDOWS_1252.decode_without_bom_handling(&file.bytes).0.into_owned(),
            }
        };
        let lines = Lines::new(&text);
        Ok(Source { name, text, lines, mended: OnceCell::new() })
    }

    /// The text proper, behind a byte order mark and blank space; and where it begins.
    pub(super) fn body(&self) -> (&str, usize) {
        let body = self.text.trim_start_matches('\u{feff}').trim_start();
        (body, self.text.len() - body.len())
    }

    /// The place of a stretch of bytes.
    pub(super) fn place(&self, start: usize, end: usize) -> Place {
        let inside = |at: usize| (0..=at.min(self.text.len())).rev().find(|at| self.text.is_char_boundary(*at));
        let (start, end) = (inside(start).unwrap_or(0), inside(end.max(start)).unwrap_or(0));
        let span = self.lines.span(&self.text, start, end);
        Place { path: Path::root(), key: false, span: Some(span), file: Some(self.name.clone()) }
    }

    /// The place of the file as a whole.
    pub(super) fn whole(&self) -> Place {
        Place { file: Some(self.name.clone()), ..Place::value(&Path::root()) }
    }

    /// The byte at which a line, counted from 1, starts.
    pub(super) fn line_start(&self, line: usize) -> usize {
        let mut starts = self.text.match_indices('\n').map(|(at, _)| at + 1);
        if line <= 1 { 0 } else { starts.nth(line - 2).unwrap_or(self.text.len()) }
    }
}

/// A text that is XML, and what was mended.
#[derive(Debug)]
pub(super) struct Mended {
    pub(super) text: String,
    pub(super) notes: Diagnostics,
    /// Ascending places in the text, each with its place in the author's.
    pub(super) marks: Vec<(usize, usize)>,
}

impl Mended {
    /// The place in the author's text.
    pub(super) fn origin(&self, at: usize) -> usize {
        let before = self.marks.partition_point(|(here, _)| *here <= at).checked_sub(1);
        before.and_then(|mark| self.marks.get(mark)).map_or(0, |(here, there)| there + (at - here))
    }
}

/// Which UTF-16 the bytes are in: by their mark, or as text of these formats begins, with a character of ASCII.
fn utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [0xFF, 0xFE, ..] => Some(UTF_16LE),
        [0xFE, 0xFF, ..] => Some(UTF_16BE),
        [1..=0x7F, 0, ..] => Some(UTF_16LE),
        [0, 1..=0x7F, ..] => Some(UTF_16BE),
        _ => None,
    }
}

/// True if an XML declaration says that the bytes are in Latin-1 or Windows-1252.
fn says_western(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(200)).unwrap_or_default();
    let head = String::from_utf8_lossy(head).to_lowercase();
    let declaration = head.trim_start().strip_prefix("<?xml").and_then(|rest| rest.split("?>").next());
    declaration.is_some_and(|declaration| {
        ["iso-8859-1", "latin-1", "latin1", "windows-1252", "cp1252"].iter().any(|name| declaration.contains(name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_recognised() {
        let text = |bytes: &[u8]| Source::read(&File::new("a/b.x.xml", bytes)).map(|source| source.text);
        assert_eq!(text("größe".as_bytes()).unwrap(), "größe");
        assert_eq!(text(b"gr\xf6\xdfe").unwrap(), "größe");
        let declared = text(b"<?xml version='1.0' encoding='ISO-8859-1'?><a b='\xc3\xa4'/>").unwrap();
        assert!(declared.contains("Ã¤"), "{declared}");
        assert_eq!(text(b"a\x80b").unwrap(), "a€b");
        assert!(text(b"a\x81b").unwrap_err().to_string().contains("neither"));
        for little in [true, false] {
            let encode = |text: &str| -> Vec<u8> {
                let pair = |unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() };
                text.encode_utf16().flat_map(pair).collect()
            };
            assert_eq!(text(&encode("\u{feff}a€😀")).unwrap(), "\u{feff}a€😀");
            assert_eq!(text(&encode("a€😀")).unwrap(), "a€😀");
            let half = encode("\u{feff}a😀");
            assert!(text(&half[..half.len() - 2]).unwrap_err().to_string().contains("UTF-16, and damaged"));
            assert!(text(&half[..half.len() - 1]).unwrap_err().to_string().contains("UTF-16, and damaged"));
        }
        assert_eq!(File::new("a/b.x.xml", []).stem(), "b.x");
        assert_eq!(File::new(".yml", []).stem(), ".yml");
    }

    #[test]
    fn places_count_from_the_text_itself() {
        let source = Source::read(&File::new("f", "\u{feff}\n  <a/>")).unwrap();
        let (body, offset) = source.body();
        assert_eq!((body, offset), ("<a/>", 6));
        let span = source.place(offset, offset + 4).span.unwrap();
        assert_eq!((span.line, span.column, span.end_column), (2, 3, 7));
        assert_eq!(source.line_start(2), 4);
    }
}
