//! XML as GENIUS's own reader takes it, made into XML.
//!
//! That reader cuts a file into tags by itself and looks at nothing but their attributes. It takes comments and white space
//! before the declaration, `&` and `<` as they are, attributes without a space between or without quotes, the last of two
//! attributes of the same name, and stops behind the last element. Files that rely on it are written anew without any of
//! this, tag by tag, with marks that lead back to the author's text, and a note for each kind of mend. Whatever GENIUS refuses
//! too (tags that do not match) is not mended, and document type definitions are not read.

use super::source::{Mended, Source};
use std::collections::{BTreeMap, HashMap};
use zopa::model::{Code, Diagnostic, Diagnostics};

/// The elements in which files of GENIUS begin.
const ROOTS: [&str; 4] = ["negotiation_template", "utility_space", "repository", "domainRepository"];

/// What is mended, in the order in which it is noted at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Mend {
    Declaration,
    Comment,
    Space,
    Quotes,
    Twice,
    Ampersand,
    Less,
    Behind,
}

impl Mend {
    fn sentence(self) -> &'static str {
        match self {
            Mend::Declaration => "the declaration `<?xml …?>` does not come first",
            Mend::Comment => "a comment holds `--`",
            Mend::Space => "there is no space before this attribute",
            Mend::Quotes => "the value of this attribute has no quotes",
            Mend::Twice => "this attribute stands twice in its element: the last one counts",
            Mend::Ampersand => "a bare `&` is read as the character",
            Mend::Less => "a bare `<` is read as the character",
            Mend::Behind => "what follows the last element is not read",
        }
    }
}

/// Mends a text; none if that is not possible. Takes time linear in the text.
pub(super) fn mend(source: &Source) -> Option<Mended> {
    let (body, offset) = source.body();
    let (open, mends) = (Vec::new(), BTreeMap::new());
    let mended = Mended { text: String::new(), notes: Diagnostics::default(), marks: Vec::new() };
    let mut mender = Mender { body, offset, at: 0, open, mends, mended };
    mender.file()?;
    let Mender { mends, mut mended, .. } = mender;
    for (mend, (start, end, count)) in mends {
        let more = if count > 1 { format!(" (and in {} more places)", count - 1) } else { String::new() };
        let message = format!("{}{more}; GENIUS takes it so", mend.sentence());
        mended.notes.push(Diagnostic::new(Code::NotUsed, source.place(start, end), message));
    }
    Some(mended)
}

struct Mender<'s> {
    body: &'s str,
    offset: usize,
    at: usize,
    open: Vec<&'s str>,
    /// The first place of each kind, and how many there are.
    mends: BTreeMap<Mend, (usize, usize, usize)>,
    mended: Mended,
}

impl<'s> Mender<'s> {
    fn rest(&self) -> &'s str {
        self.body.get(self.at..).unwrap_or_default()
    }

    /// Notes a mend of that many bytes from here.
    fn note(&mut self, mend: Mend, at: usize, length: usize) {
        let start = self.offset + at;
        self.mends.entry(mend).or_insert((start, start + length, 0)).2 += 1;
    }

    fn mark(&mut self, at: usize) {
        self.mended.marks.push((self.mended.text.len(), self.offset + at));
    }

    /// Goes on behind the next such text.
    fn skip(&mut self, end: &str) -> Option<&'s str> {
        let rest = self.rest();
        let length = rest.find(end)?;
        self.at += length + end.len();
        rest.get(..length)
    }

    fn blank(&mut self) -> bool {
        let rest = self.rest();
        let blank = rest.len() - rest.trim_start().len();
        self.at += blank;
        blank > 0
    }

    /// A name, which may be empty.
    fn name(&mut self) -> &'s str {
        let rest = self.rest();
        let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        let name = rest.get(..rest.find(|c| !part(c)).unwrap_or(rest.len())).unwrap_or_default();
        let name = if name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') { name } else { "" };
        self.at += name.len();
        name
    }

    fn file(&mut self) -> Option<()> {
        loop {
            // Text says nothing in these files.
            self.at += self.rest().find('<')?;
            let (start, rest) = (self.at, self.rest());
            if rest.starts_with("<!--") {
                self.at += "<!--".len();
                if self.skip("-->")?.contains("--") {
                    self.note(Mend::Comment, start, "<!--".len());
                }
            } else if rest.starts_with("<![CDATA[") {
                self.skip("]]>")?;
            } else if rest.starts_with("<?") {
                self.skip("?>")?;
                if start > 0 {
                    self.note(Mend::Declaration, start, "<?".len());
                }
            } else if rest.starts_with("<!") {
                return None;
            } else if rest.starts_with("</") {
                self.at += "</".len();
                let name = self.skip(">")?.trim();
                if self.open.pop() != Some(name) {
                    return None;
                }
                self.mark(start);
                self.mended.text.extend(["</", name, ">"]);
            } else {
                self.tag()?;
            }
            if self.open.is_empty() && !self.mended.text.is_empty() {
                if !self.rest().trim().is_empty() {
                    self.blank();
                    self.note(Mend::Behind, self.at, 1);
                }
                return Some(());
            }
        }
    }

    fn tag(&mut self) -> Option<()> {
        self.mark(self.at);
        self.at += 1;
        let name = self.name();
        if name.is_empty() || self.mended.text.is_empty() && !ROOTS.contains(&name) {
            return None;
        }
        self.mended.text.extend(["<", name]);
        // Each with where its name and its value begin.
        let mut attributes: Vec<(&str, usize, &str, usize)> = Vec::new();
        let mut known: HashMap<&str, usize> = HashMap::new();
        let closed = loop {
            let spaced = self.blank();
            if self.rest().starts_with('>') {
                self.at += 1;
                break false;
            }
            if self.rest().starts_with('/') {
                self.at += 1;
                self.blank();
                if self.rest().starts_with('>') {
                    self.at += 1;
                    break true;
                }
                return None;
            }
            let start = self.at;
            let attribute = self.name();
            self.blank();
            if attribute.is_empty() || !self.rest().starts_with('=') {
                return None;
            }
            if !spaced {
                self.note(Mend::Space, start, attribute.len());
            }
            self.at += 1;
            self.blank();
            let (value, at) = self.value()?;
            let found = (attribute, start, value, at);
            match known.get(attribute).and_then(|first| attributes.get_mut(*first)) {
                Some(earlier) => {
                    *earlier = found;
                    self.note(Mend::Twice, start, attribute.len());
                }
                None => {
                    known.insert(attribute, attributes.len());
                    attributes.push(found);
                }
            }
        };
        for (attribute, start, value, at) in attributes {
            self.mended.text.push(' ');
            self.mark(start);
            self.mended.text.extend([attribute, "=\""]);
            self.mark(at);
            self.escaped(value, at);
            self.mended.text.push('"');
        }
        if closed {
            self.mended.text.push_str("/>");
        } else {
            self.mended.text.push('>');
            self.open.push(name);
        }
        Some(())
    }

    /// The value of an attribute, and where it begins.
    fn value(&mut self) -> Option<(&'s str, usize)> {
        for quote in ["\"", "'"] {
            if self.rest().starts_with(quote) {
                self.at += 1;
                let at = self.at;
                return Some((self.skip(quote)?, at));
            }
        }
        let (at, rest) = (self.at, self.rest());
        let length = rest.find(|c: char| c.is_whitespace() || c == '>')?;
        let value = rest.get(..length)?;
        let value = if rest.get(length..)?.starts_with('>') { value.strip_suffix('/').unwrap_or(value) } else { value };
        self.at += value.len();
        self.note(Mend::Quotes, at, value.len());
        Some((value, at))
    }

    fn escaped(&mut self, value: &str, at: usize) {
        for (index, c) in value.char_indices() {
            let instead = match c {
                '&' if !is_reference(value.get(index..).unwrap_or_default()) => {
                    self.note(Mend::Ampersand, at + index, 1);
                    "&amp;"
                }
                '<' => {
                    self.note(Mend::Less, at + index, 1);
                    "&lt;"
                }
                '"' => "&quot;",
                _ => {
                    self.mended.text.push(c);
                    continue;
                }
            };
            self.mended.text.push_str(instead);
            self.mark(at + index + 1);
        }
    }
}

/// True if a text begins with a reference to a character that every XML knows.
fn is_reference(text: &str) -> bool {
    let end = text.bytes().take(12).position(|byte| byte == b';');
    let Some(name) = end.and_then(|end| text.get(1..end)) else { return false };
    let digits = |text: &str, radix| !text.is_empty() && text.chars().all(|c| c.is_digit(radix));
    match name.strip_prefix('#') {
        Some(number) => number.strip_prefix('x').map_or_else(|| digits(number, 10), |number| digits(number, 16)),
        None => matches!(name, "amp" | "lt" | "gt" | "quot" | "apos"),
    }
}
