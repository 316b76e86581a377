//! Lines and columns of a text.

use serde::{Deserialize, Serialize};

/// A stretch of the text. Lines and columns count from 1, columns in characters; the end is just behind the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Span {
    /// The line of the first character.
    pub line: usize,
    /// The column of the first character.
    pub column: usize,
    /// The line just behind the last character.
    pub end_line: usize,
    /// The column just behind the last character.
    pub end_column: usize,
    /// The byte at which it starts.
    #[serde(skip)]
    pub start: usize,
    /// The byte before which it ends.
    #[serde(skip)]
    pub end: usize,
}

/// Finds the line and column of a byte. Line and column of every `STEP`th byte are kept, so that neither a text of one long
/// line nor one of many short ones makes a look-up slow.
#[derive(Clone, Debug)]
pub struct Lines {
    /// The first byte of the text proper, behind a byte order mark.
    pub first: usize,
    marks: Vec<(u32, u32)>,
}

const STEP: usize = 1 << 8;

impl Lines {
    /// Of a text.
    pub fn new(text: &str) -> Self {
        let first = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let mut lines = Lines { first, marks: vec![(1, 1)] };
        for end in (STEP..=text.len()).step_by(STEP) {
            let (line, column) = lines.position(text, end);
            lines.marks.push((line as u32, column as u32));
        }
        lines
    }

    /// Line and column of a byte.
    fn position(&self, text: &str, offset: usize) -> (usize, usize) {
        let index = (offset / STEP).min(self.marks.len() - 1);
        let (mut line, mut column) = self.marks.get(index).copied().unwrap_or((1, 1));
        let from = (index * STEP).max(self.first);
        for &byte in text.as_bytes().get(from..offset).unwrap_or_default() {
            match byte {
                b'\n' => (line, column) = (line + 1, 1),
                0x80..=0xBF => {}
                _ => column += 1,
            }
        }
        (line as usize, column as usize)
    }

    /// Where the bytes from `start` to before `end` of that text stand.
    pub fn span(&self, text: &str, start: usize, end: usize) -> Span {
        let (line, column) = self.position(text, start);
        let (end_line, end_column) = self.position(text, end);
        Span { line, column, end_line, end_column, start, end }
    }
}
