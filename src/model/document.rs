//! A JSON text with positions: where every key and value stands.
//!
//! serde_json alone decides what is JSON. It checks the whole text first; then each object and each list is cut into
//! its parts, which serde_json hands back as slices of the text, and the place of a slice in the text is its position.
//! The text may come from anyone: its size, depth and number of values are limited, and every limit is checked before
//! memory is taken or a function calls itself.

use super::diagnostic::{Code, Diagnostic, Diagnostics, Place, Related, Severity};
use super::lines::{Lines, Span};
use super::path::{Path, Segment, Trail};
use super::setting::{SET, SetNumber};
use super::syntax;
use crate::exact::Number;
use crate::text::quoted;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

/// The most bytes that a document may have.
pub const MAX_BYTES: usize = 64 << 20;
/// How deep lists and objects may be nested.
pub const MAX_DEPTH: usize = 32;
/// The most values (numbers, texts, lists, objects, …) that a document may have.
pub const MAX_VALUES: usize = 4_000_000;

/// A parsed JSON text that knows where everything stands.
#[derive(Clone, Debug)]
pub struct Document {
    text: String,
    lines: Lines,
    pub(super) root: Node,
    /// What was said beside the text, and where its lines begin: values that stand in the place of others. In nodes, positions
    /// beyond the end of the text are positions in it.
    said: String,
    said_lines: Lines,
    /// The numbers that stand in the place of others.
    pub(super) set: Vec<SetNumber>,
}

/// A value in the text.
#[derive(Clone, Debug)]
pub struct Node {
    start: u32,
    end: u32,
    /// What it is.
    pub kind: Kind,
}

/// What a value is.
#[derive(Clone, Debug)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number: see [`Document::lexeme`].
    Number,
    /// A text: see [`Document::string`].
    String,
    /// A list.
    List(Vec<Node>),
    /// An object; no key stands in it twice.
    Object(Vec<Member>),
}

/// A key of an object, and its value.
#[derive(Clone, Debug)]
pub struct Member {
    /// The key.
    pub key: String,
    key_start: u32,
    key_end: u32,
    /// What stands under it.
    pub value: Node,
}

impl Node {
    /// The members, if it is an object.
    pub(super) fn members(&self) -> &[Member] {
        if let Kind::Object(members) = &self.kind { members } else { &[] }
    }

    /// The entries, if it is a list.
    pub(super) fn items(&self) -> &[Node] {
        if let Kind::List(items) = &self.kind { items } else { &[] }
    }

    /// The member of that key.
    pub(super) fn member(&self, key: &str) -> Option<&Member> {
        self.members().iter().find(|m| m.key == key)
    }
}

impl Member {
    /// A value under a key that stands nowhere: its place is that of the value.
    pub(super) fn of(key: &str, value: Node) -> Self {
        Member { key: key.to_owned(), key_start: value.start, key_end: value.end, value }
    }
}

impl Document {
    /// Reads a JSON text.
    ///
    /// # Errors
    /// If the text is not UTF-8, not JSON, beyond a limit, or has the same key twice in an object; every such key is
    /// reported.
    pub fn parse(bytes: &[u8]) -> Result<Document, Diagnostics> {
        let (document, findings) = Document::scan(bytes)?;
        if findings.0.is_empty() { Ok(document) } else { Err(findings) }
    }

    /// Reads a JSON text. What is wrong but does not keep the rest from being read (a duplicate key: the first one
    /// counts) stands beside the document.
    pub(super) fn scan(bytes: &[u8]) -> Result<(Document, Diagnostics), Diagnostics> {
        let fatal = |diagnostic| Diagnostics(vec![diagnostic]);
        if bytes.len() > MAX_BYTES {
            let message = format!("the text has {} bytes; at most {MAX_BYTES} are read", bytes.len());
            return Err(fatal(Diagnostic::new(Code::Limit, Place::value(&Path::root()), message)));
        }
        let text = std::str::from_utf8(bytes).map_err(|error| fatal(syntax::not_utf8(bytes, error)))?;
        let lines = Lines::new(text);
        let (mut findings, mut text) = (Diagnostics::default(), Cow::Borrowed(text));
        if serde_json::from_str::<&RawValue>(text.get(lines.first..).unwrap_or_default()).is_err() {
            text = with_points(text, &lines, &mut findings);
        }
        let text: &str = &text;
        let raw: &RawValue = match serde_json::from_str(text.get(lines.first..).unwrap_or_default()) {
            Ok(raw) => raw,
            Err(error) => {
                findings.push(syntax::not_json(text, &lines, &error));
                findings.0.sort_by_key(|finding| finding.place.span.map(|span| span.start));
                return Err(findings);
            }
        };
        let mut builder = Builder { text, lines: &lines, left: MAX_VALUES, findings };
        let root = builder.node(raw, 0, Trail::root()).map_err(|diagnostic| fatal(*diagnostic))?;
        let findings = builder.findings;
        if findings.iter().any(|d| d.code == Code::Encoding) {
            return Err(findings);
        }
        let (said, said_lines, set) = (String::new(), Lines::new(""), Vec::new());
        Ok((Document { text: text.to_owned(), lines, root, said, said_lines, set }, findings))
    }

    /// The text as it was read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The numbers that were put in the place of what the author wrote, in the order in which that was asked for.
    pub fn numbers_set(&self) -> &[SetNumber] {
        &self.set
    }

    /// Where a value stands, or its key; if there is no such value, where the nearest object or list around it stands.
    pub fn locate(&self, path: &Path, key: bool) -> Option<Span> {
        self.found(path, key).map(|(span, _)| span)
    }

    /// The same, and whether that is in what was said beside the text.
    pub fn found(&self, path: &Path, key: bool) -> Option<(Span, bool)> {
        let (mut node, mut member) = (&self.root, None);
        for segment in path.segments() {
            let next = match segment {
                Segment::Key(key) => node.member(key).map(|m| (&m.value, Some(m))),
                Segment::Index(index) => node.items().get(*index).map(|n| (n, None)),
            };
            let Some(next) = next else { return Some((self.span(node), self.is_said(node.start))) };
            (node, member) = next;
        }
        Some(match member {
            Some(member) if key => (self.key_span(member), self.is_said(member.key_start)),
            _ => (self.span(node), self.is_said(node.start)),
        })
    }

    /// The value that is the whole text.
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// Where a value stands.
    pub fn span(&self, node: &Node) -> Span {
        self.stretch(node.start, node.end)
    }

    /// Where a key stands.
    pub fn key_span(&self, member: &Member) -> Span {
        self.stretch(member.key_start, member.key_end)
    }

    /// The file in which a value stands, if it is not the text.
    pub(super) fn file(&self, node: &Node) -> Option<Arc<str>> {
        self.is_said(node.start).then(|| Arc::from(SET))
    }

    /// The same for a key.
    pub(super) fn key_file(&self, member: &Member) -> Option<Arc<str>> {
        self.is_said(member.key_start).then(|| Arc::from(SET))
    }

    fn is_said(&self, start: u32) -> bool {
        start as usize >= self.text.len() && !self.said.is_empty()
    }

    fn stretch(&self, start: u32, end: u32) -> Span {
        let (from, to) = (start as usize, end as usize);
        match self.is_said(start) {
            true => self.span_of_said(from - self.text.len(), to - self.text.len()),
            false => self.lines.span(&self.text, from, to),
        }
    }

    /// Where a stretch of what was said stands in it.
    pub(super) fn span_of_said(&self, from: usize, to: usize) -> Span {
        self.said_lines.span(&self.said, from, to)
    }

    /// Takes what is said beside the text.
    pub(super) fn say(&mut self, said: String) {
        self.said_lines = Lines::new(&said);
        self.said = said;
    }

    /// A number that stands in what was said.
    pub(super) fn said_node(&self, from: usize, to: usize, in_quotes: bool) -> Node {
        let at = |at: usize| u32::try_from(self.text.len() + at).unwrap_or(u32::MAX);
        let kind = if in_quotes { Kind::String } else { Kind::Number };
        Node { start: at(from), end: at(to), kind }
    }

    /// The value as it is written.
    pub fn lexeme(&self, node: &Node) -> &str {
        let (start, end) = (node.start as usize, node.end as usize);
        let written = match self.is_said(node.start) {
            true => self.said.get(start - self.text.len()..end - self.text.len()),
            false => self.text.get(start..end),
        };
        written.unwrap_or_default()
    }

    /// What a string says.
    pub fn string(&self, node: &Node) -> Cow<'_, str> {
        unescape(self.lexeme(node)).unwrap_or_default()
    }

    /// The option that a text or a number in a list stands for.
    pub(super) fn option(&self, node: &Node) -> Cow<'_, str> {
        match node.kind {
            Kind::String => self.string(node),
            _ => {
                let lexeme = self.lexeme(node);
                let number = if matches!(node.kind, Kind::Number) { lexeme.parse::<Number>().ok() } else { None };
                number.map_or(Cow::Borrowed(lexeme), |number| Cow::Owned(number.to_string()))
            }
        }
    }
}

impl Diagnostics {
    /// Fills in the positions that are missing, from the paths, and sorts by position; findings without one come last.
    pub fn locate(&mut self, document: &Document) {
        for diagnostic in &mut self.0 {
            let related = diagnostic.related.iter_mut().map(|related| &mut related.place);
            for place in std::iter::once(&mut diagnostic.place).chain(related) {
                // What concerns the whole document has no position: the page would only show its first brace.
                if place.span.is_none()
                    && place.path != Path::root()
                    && let Some((span, said)) = document.found(&place.path, place.key)
                {
                    place.span = Some(span);
                    place.file = said.then(|| Arc::from(SET)).or_else(|| place.file.take());
                }
            }
        }
        self.relate(document);
        self.0.sort_by_key(|d| d.place.span.map_or(usize::MAX, |span| span.start));
    }

    /// Adds to errors the numbers near them that stand in the place of what the author wrote.
    fn relate(&mut self, document: &Document) {
        let error = |finding: &&mut Diagnostic| finding.severity == Severity::Error && finding.place.file.is_none();
        for finding in self.0.iter_mut().filter(error) {
            let here = finding.place.path.segments();
            let near = |set: &&SetNumber| {
                let around = set.path.segments().split_last().map_or(&[][..], |(_, around)| around);
                !here.is_empty() && (set.path.segments().starts_with(here) || here.starts_with(set.path.segments()))
                    || around.len() > 2 && here.starts_with(around)
            };
            let mut places: Vec<Place> = Vec::new();
            for set in document.set.iter().filter(near) {
                let Some((span, true)) = document
                    .found(&set.path.key("value"), false)
                    .filter(|(_, said)| *said)
                    .or_else(|| document.found(&set.path, false))
                else {
                    continue;
                };
                places.push(Place { path: set.path.clone(), key: false, span: Some(span), file: Some(Arc::from(SET)) });
            }
            places.retain(|place| finding.related.iter().all(|other| other.place != *place));
            let message = "this number is set on the command line";
            finding.related.extend(places.into_iter().map(|place| Related { place, message: message.to_owned() }));
        }
    }
}

/// The text with points in the place of decimal commas, which are noted: so that what else is wrong is found, too. Nothing
/// else moves.
fn with_points<'t>(text: Cow<'t, str>, lines: &Lines, findings: &mut Diagnostics) -> Cow<'t, str> {
    let commas = syntax::decimal_commas(&text);
    if commas.is_empty() {
        return text;
    }
    let mut mended = text.clone().into_owned();
    for at in commas {
        let with_point = text.get(at.clone()).unwrap_or_default().replace(',', ".");
        mended.replace_range(at.clone(), &with_point);
        findings.push_within_limit(|| syntax::decimal_comma(&text, lines, at));
    }
    Cow::Owned(mended)
}

/// What a string says; nothing if an escape in it stands for no character.
fn unescape(lexeme: &str) -> Option<Cow<'_, str>> {
    if lexeme.contains('\\') {
        serde_json::from_str(lexeme).ok().map(Cow::Owned)
    } else {
        lexeme.get(1..lexeme.len().checked_sub(1)?).map(Cow::Borrowed)
    }
}

/// Cuts a text that is known to be JSON into nodes.
struct Builder<'t> {
    text: &'t str,
    lines: &'t Lines,
    left: usize,
    findings: Diagnostics,
}

impl<'t> Builder<'t> {
    fn node(&mut self, raw: &'t RawValue, depth: usize, trail: Trail) -> Result<Node, Box<Diagnostic>> {
        let (start, end) = self.offsets(raw);
        let kind = match raw.get().bytes().next() {
            Some(b'{' | b'[') if depth >= MAX_DEPTH => {
                let message = format!("lists and objects are nested more than {MAX_DEPTH} deep");
                return Err(self.limit(raw, trail, message));
            }
            Some(b'{') => Kind::Object(self.members(raw, depth, trail)?),
            Some(b'[') => {
                let mut items = Vec::new();
                for (index, (_, item)) in self.parts(raw, trail)?.into_iter().enumerate() {
                    items.push(self.node(item, depth + 1, trail.index(index))?);
                }
                Kind::List(items)
            }
            Some(b'"') => {
                self.unescape(raw, trail, false);
                Kind::String
            }
            Some(b't') => Kind::Bool(true),
            Some(b'f') => Kind::Bool(false),
            Some(b'n') => Kind::Null,
            _ => Kind::Number,
        };
        Ok(Node { start, end, kind })
    }

    fn members(&mut self, raw: &'t RawValue, depth: usize, trail: Trail) -> Result<Vec<Member>, Box<Diagnostic>> {
        let mut members = Vec::new();
        let mut seen: HashMap<String, &RawValue> = HashMap::new();
        for (key, value) in self.parts(raw, trail)? {
            let Some(raw_key) = key else { continue };
            let key = self.unescape(raw_key, trail, true);
            let here = trail.key(&key);
            let node = self.node(value, depth + 1, here)?;
            if let Some(&first) = seen.get(key.as_str()) {
                if self.findings.is_full() {
                    continue;
                }
                let message = format!("the key {} stands twice in one object", quoted(&key));
                let diagnostic = Diagnostic::new(Code::DuplicateKey, self.place(raw_key, here, true), message)
                    .label("given again")
                    .help("remove or rename one of them")
                    .related(self.place(first, here, true), "first given here");
                self.findings.push_within_limit(|| diagnostic);
                continue;
            }
            let (key_start, key_end) = self.offsets(raw_key);
            seen.insert(key.clone(), raw_key);
            members.push(Member { key, key_start, key_end, value: node });
        }
        Ok(members)
    }

    /// The direct parts of an object or a list. They are JSON, so that only the limit can stop their reading.
    fn parts(&mut self, raw: &'t RawValue, trail: Trail) -> Result<Vec<Part<'t>>, Box<Diagnostic>> {
        let mut deserializer = serde_json::Deserializer::from_str(raw.get());
        deserializer
            .deserialize_any(Parts { left: &mut self.left })
            .map_err(|_| self.limit(raw, trail, format!("more than {MAX_VALUES} values")))
    }

    fn unescape(&mut self, raw: &RawValue, trail: Trail, key: bool) -> String {
        if let Some(text) = unescape(raw.get()) {
            return text.into_owned();
        }
        if self.findings.is_full() {
            return String::new();
        }
        let message = "a `\\u` escape that stands for half a character only";
        let diagnostic = Diagnostic::new(Code::Encoding, self.place(raw, trail, key), message)
            .help("escapes from `\\ud800` to `\\udfff` come in pairs; or write the character itself");
        self.findings.push_within_limit(|| diagnostic);
        String::new()
    }

    fn limit(&self, raw: &RawValue, trail: Trail, message: String) -> Box<Diagnostic> {
        Box::new(Diagnostic::new(Code::Limit, self.place(raw, trail, false), message).label("here"))
    }

    fn place(&self, raw: &RawValue, trail: Trail, key: bool) -> Place {
        let (start, end) = self.offsets(raw);
        let span = self.lines.span(self.text, start as usize, end as usize);
        Place { path: trail.path(), key, span: Some(span), file: None }
    }

    /// Where a slice of the text stands in it. (A text has at most [`MAX_BYTES`] bytes.)
    fn offsets(&self, raw: &RawValue) -> (u32, u32) {
        let start = (raw.get().as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        (start as u32, (start + raw.get().len()) as u32)
    }
}

/// A part of a list, or of an object with its key.
type Part<'t> = (Option<&'t RawValue>, &'t RawValue);

/// Collects the direct parts of an object or a list, as long as there are values `left`.
struct Parts<'l> {
    left: &'l mut usize,
}

impl Parts<'_> {
    fn count<E: Error>(&mut self) -> Result<(), E> {
        *self.left = self.left.checked_sub(1).ok_or_else(|| E::custom("too many values"))?;
        Ok(())
    }
}

impl<'de> Visitor<'de> for Parts<'_> {
    type Value = Vec<Part<'de>>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object or a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut parts = Vec::new();
        while let Some(value) = seq.next_element()? {
            self.count()?;
            parts.push((None, value));
        }
        Ok(parts)
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut parts = Vec::new();
        while let Some(key) = map.next_key()? {
            self.count()?;
            parts.push((Some(key), map.next_value()?));
        }
        Ok(parts)
    }
}
