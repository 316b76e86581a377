//! A JSON text with positions: where every key and value stands.
//!
//! serde_json alone decides what is JSON. It checks the whole text first; what it has accepted is then cut into values, in one
//! walk that knows only where strings, lists and objects begin and end, and keeps the place of each.
//! The text may come from anyone: its size, depth and number of values are limited, and every limit is checked before
//! memory is taken or a function calls itself.

use super::diagnostic::{Code, Diagnostic, Diagnostics, Place, Related, Severity};
use super::keyed::FEW;
use super::lines::{Lines, Span};
use super::path::{Path, Segment, Trail};
use super::setting::{SET, SetNumber};
use super::syntax;
use crate::exact::Number;
use crate::text::quoted;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::HashMap;
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
        let wrong = |text: &str| serde_json::from_str::<&RawValue>(text.get(lines.first..).unwrap_or_default()).err();
        if wrong(&text).is_some() {
            text = with_points(text, &lines, &mut findings);
            if let Some(error) = wrong(&text) {
                findings.push(syntax::not_json(&text, &lines, &error));
                findings.0.sort_by_key(|finding| finding.place.span.map(|span| span.start));
                return Err(findings);
            }
        }
        let text: &str = &text;
        let mut builder = Builder { text, lines: &lines, at: lines.first, left: MAX_VALUES, findings };
        let root = builder.node(0, Trail::root()).map_err(|diagnostic| fatal(*diagnostic))?;
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
    /// Where the text that is not cut yet begins.
    at: usize,
    left: usize,
    findings: Diagnostics,
}

impl<'t> Builder<'t> {
    /// The next byte that is no white space.
    fn next(&mut self) -> Option<u8> {
        let rest = self.text.as_bytes().get(self.at..)?;
        self.at += rest.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))?;
        self.text.as_bytes().get(self.at).copied()
    }

    /// Where a string that begins here ends.
    fn end_of_string(&self) -> usize {
        let mut escaped = false;
        let quote = |byte: &u8| {
            let ends = *byte == b'"' && !escaped;
            escaped = *byte == b'\\' && !escaped;
            ends
        };
        let inside = self.text.as_bytes().get(self.at + 1..).unwrap_or_default();
        inside.iter().position(quote).map_or(self.text.len(), |length| self.at + length + 2)
    }

    /// Where a list or an object that begins at a byte ends.
    fn end_of(&mut self, start: usize) -> usize {
        let mut open = 0usize;
        self.at = start;
        while let Some(byte) = self.next() {
            match byte {
                b'"' => {
                    self.at = self.end_of_string();
                    continue;
                }
                b'{' | b'[' => open += 1,
                b'}' | b']' => open -= 1,
                _ => {}
            }
            self.at += 1;
            if open == 0 {
                break;
            }
        }
        self.at
    }

    /// The value that comes next.
    fn node(&mut self, depth: usize, trail: Trail) -> Result<Node, Box<Diagnostic>> {
        let first = self.next();
        let start = self.at;
        let kind = match first {
            Some(b'{' | b'[') if depth >= MAX_DEPTH => {
                return Err(self.limit(
                    start,
                    trail,
                    format!("lists and objects are nested more than {MAX_DEPTH} deep"),
                ));
            }
            Some(b'{') => Kind::Object(self.members(depth, trail)?),
            Some(b'[') => Kind::List(self.items(depth, trail)?),
            Some(b'"') => {
                self.at = self.end_of_string();
                self.unescape((start, self.at), trail, false);
                Kind::String
            }
            other => {
                let rest = self.text.as_bytes().get(start..).unwrap_or_default();
                let length =
                    rest.iter().position(|byte| matches!(byte, b',' | b']' | b'}' | b' ' | b'\t' | b'\n' | b'\r'));
                self.at = length.map_or(self.text.len(), |length| start + length);
                match other {
                    Some(b't') => Kind::Bool(true),
                    Some(b'f') => Kind::Bool(false),
                    Some(b'n') => Kind::Null,
                    _ => Kind::Number,
                }
            }
        };
        Ok(Node { start: start as u32, end: self.at as u32, kind })
    }

    /// Goes into a list or an object, or on in it. Whether there is another part; if not, it ends here.
    fn part(&mut self, start: usize, trail: Trail) -> Result<bool, Box<Diagnostic>> {
        self.at += usize::from(self.at == start);
        let ends = loop {
            match self.next() {
                Some(b',') => self.at += 1,
                next => break matches!(next, None | Some(b'}' | b']')),
            }
        };
        if ends {
            self.at += 1;
            return Ok(false);
        }
        match self.left.checked_sub(1) {
            Some(left) => self.left = left,
            None => return Err(self.limit(start, trail, format!("more than {MAX_VALUES} values"))),
        }
        Ok(true)
    }

    fn items(&mut self, depth: usize, trail: Trail) -> Result<Vec<Node>, Box<Diagnostic>> {
        let start = self.at;
        let mut items = Vec::new();
        while self.part(start, trail)? {
            items.push(self.node(depth + 1, trail.index(items.len()))?);
        }
        Ok(items)
    }

    fn members(&mut self, depth: usize, trail: Trail) -> Result<Vec<Member>, Box<Diagnostic>> {
        let start = self.at;
        let mut members: Vec<Member> = Vec::new();
        // Few keys are compared one by one; of many, it is kept where they are.
        let mut index: HashMap<Cow<str>, usize> = HashMap::new();
        while self.part(start, trail)? {
            let at = (self.at, self.end_of_string());
            self.at = at.1;
            let key = self.unescape(at, trail, true);
            let here = trail.key(&key);
            self.next();
            self.at += 1;
            let node = self.node(depth + 1, here)?;
            if members.len() == FEW && index.is_empty() {
                let keys = members.iter().enumerate();
                index.extend(keys.map(|(place, member)| (Cow::Owned(member.key.clone()), place)));
            }
            let first = match members.len() < FEW {
                true => members.iter().position(|member| member.key == key),
                false => index.get(&key).copied(),
            };
            if let Some(first) = first {
                if self.findings.is_full() {
                    continue;
                }
                let before = (members[first].key_start as usize, members[first].key_end as usize);
                let message = format!("the key {} stands twice in one object", quoted(&key));
                let diagnostic = Diagnostic::new(Code::DuplicateKey, self.place(at, here, true), message)
                    .label("given again")
                    .help("remove or rename one of them")
                    .related(self.place(before, here, true), "first given here");
                self.findings.push_within_limit(|| diagnostic);
                continue;
            }
            let member = Member { key: key.to_string(), key_start: at.0 as u32, key_end: at.1 as u32, value: node };
            if members.len() >= FEW {
                index.insert(key, members.len());
            }
            members.push(member);
        }
        Ok(members)
    }

    /// What the string in a stretch of the text says.
    fn unescape(&mut self, at: (usize, usize), trail: Trail, key: bool) -> Cow<'t, str> {
        if let Some(text) = unescape(self.text.get(at.0..at.1).unwrap_or_default()) {
            return text;
        }
        if self.findings.is_full() {
            return Cow::default();
        }
        let message = "a `\\u` escape that stands for half a character only";
        let diagnostic = Diagnostic::new(Code::Encoding, self.place(at, trail, key), message)
            .help("escapes from `\\ud800` to `\\udfff` come in pairs; or write the character itself");
        self.findings.push_within_limit(|| diagnostic);
        Cow::default()
    }

    /// What is wrong with the list or object that begins there.
    fn limit(&mut self, start: usize, trail: Trail, message: String) -> Box<Diagnostic> {
        let at = (start, self.end_of(start));
        Box::new(Diagnostic::new(Code::Limit, self.place(at, trail, false), message).label("here"))
    }

    fn place(&self, (start, end): (usize, usize), trail: Trail, key: bool) -> Place {
        let span = self.lines.span(self.text, start, end);
        Place { path: trail.path(), key, span: Some(span), file: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    /// Values with all that could be taken for the end of something in their strings, and objects of few keys and of many.
    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "[a-c\"\\\\{}\\[\\],: é😀\n]{0,6}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 64, 20, |inner| {
            let members = prop::collection::btree_map("[a-d\"\\\\{\\[:, ]{0,3}", inner.clone(), 0..24);
            prop_oneof![
                prop::collection::vec(inner, 0..6).prop_map(Value::from),
                members.prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    /// What the nodes of a document say, of which each is read by itself, too.
    fn said(document: &Document, node: &Node) -> Value {
        let whole: Value = serde_json::from_str(document.lexeme(node)).expect("a value");
        let parts = match &node.kind {
            Kind::List(items) => items.iter().map(|item| said(document, item)).collect(),
            Kind::Object(members) => {
                let member = |member: &Member| (member.key.clone(), said(document, &member.value));
                Value::Object(members.iter().map(member).collect())
            }
            _ => return whole,
        };
        assert_eq!(parts, whole);
        whole
    }

    proptest! {
        #[test]
        fn a_text_is_cut_into_the_values_that_it_has(value in values(), pretty in any::<bool>()) {
            let write = if pretty { serde_json::to_string_pretty } else { serde_json::to_string };
            let text = write(&value).expect("JSON");
            let document = Document::parse(text.as_bytes()).expect("a document");
            prop_assert_eq!(said(&document, document.root()), value);
        }
    }

    #[test]
    fn keys_that_stand_twice_are_found_among_few_and_many() {
        for others in [0, 1, FEW - 2, FEW - 1, FEW, FEW + 1, 3 * FEW] {
            let others: String = (0..others).map(|key| format!("\"{key}\": {key}, ")).collect();
            let text = format!("{{ \"twice\": 1, {others}\"twi\\u0063e\": 2 }}");
            let findings = Document::parse(text.as_bytes()).expect_err("a key twice");
            assert_eq!(findings.0.iter().map(|finding| finding.code).collect::<Vec<_>>(), [Code::DuplicateKey]);
            let written = |place: &Place| place.span.map(|span| &text[span.start..span.end]);
            assert_eq!(written(&findings.0[0].place), Some("\"twi\\u0063e\""));
            assert_eq!(written(&findings.0[0].related[0].place), Some("\"twice\""));
        }
    }

    #[test]
    fn what_is_nested_too_deeply_is_refused_where_it_stands() {
        let nested = |depth: usize| format!("{{ \"a\": {}\"]\"{} }}", "[".repeat(depth - 1), "]".repeat(depth - 1));
        assert!(Document::parse(nested(MAX_DEPTH).as_bytes()).is_ok());
        let text = nested(MAX_DEPTH + 1);
        let findings = Document::parse(text.as_bytes()).expect_err("too deep");
        let span = findings.0[0].place.span.expect("a place");
        assert_eq!((findings.0[0].code, &text[span.start..span.end]), (Code::Limit, "[\"]\"]"));
    }
}
