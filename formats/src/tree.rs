//! What JSON and YAML have in common: scalars, lists and maps, each with its place in the text.

use super::number::{decimal, not_a_number, whole};
use super::source::Source;
use num_rational::BigRational;
use std::borrow::Cow;
use zopa::model::{self, Code, Diagnostic, Diagnostics, Document, Place};
use zopa::text::{quoted, shorten};

/// A value in the text.
#[derive(Clone, Debug)]
pub(super) struct Tree {
    pub(super) kind: Kind,
    /// Its first byte, and the one behind its last.
    pub(super) range: (usize, usize),
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// A text, a number, a truth value or nothing, as it is written; `plain` if without quotes.
    Scalar {
        text: String,
        plain: bool,
    },
    List(Vec<Tree>),
    Map(Vec<(Tree, Tree)>),
}

impl Tree {
    /// The value under a key.
    pub(super) fn get(&self, key: &str) -> Option<&Tree> {
        self.entries().iter().find(|(name, _)| name.text() == Some(key)).map(|(_, value)| value)
    }

    /// The value under a key, unless it is nothing.
    pub(super) fn given(&self, key: &str) -> Option<&Tree> {
        self.get(key).filter(|value| !value.is_null())
    }

    pub(super) fn entries(&self) -> &[(Tree, Tree)] {
        if let Kind::Map(entries) = &self.kind { entries } else { &[] }
    }

    pub(super) fn items(&self) -> &[Tree] {
        if let Kind::List(items) = &self.kind { items } else { &[] }
    }

    pub(super) fn text(&self) -> Option<&str> {
        if let Kind::Scalar { text, .. } = &self.kind { Some(text) } else { None }
    }

    pub(super) fn is_null(&self) -> bool {
        let null = |text: &str| matches!(text, "" | "~" | "null" | "Null" | "NULL");
        matches!(&self.kind, Kind::Scalar { text, plain: true } if null(text))
    }

    pub(super) fn is_map(&self) -> bool {
        matches!(self.kind, Kind::Map(_))
    }

    /// What it is, in words.
    pub(super) fn words(&self) -> String {
        match &self.kind {
            Kind::Scalar { .. } if self.is_null() => "nothing".into(),
            Kind::Scalar { text, .. } => quoted(&shorten(text, 40)),
            Kind::List(_) => "a list".into(),
            Kind::Map(_) => "a map".into(),
        }
    }
}

/// Reads a JSON text, with our own reader's limits. `Infinity`, `-Infinity` and `NaN`, which Python writes though JSON has no
/// such numbers, are scalars.
pub(super) fn json(source: &Source) -> Result<Tree, Diagnostics> {
    let (text, endless) = without_endless(&source.text);
    let document = Document::parse(text.as_bytes()).map_err(|mut findings| {
        for finding in &mut findings.0 {
            let places = finding.related.iter_mut().map(|related| &mut related.place);
            places.chain([&mut finding.place]).for_each(|place| place.file = Some(source.name.clone()));
        }
        findings
    })?;
    let mut tree = from_json(&document, document.root());
    if !endless.is_empty() {
        restore(&mut tree, &source.text, &endless);
    }
    Ok(tree)
}

/// The text with texts of the same length in the place of numbers that JSON does not have; and where these stand.
fn without_endless(text: &str) -> (Cow<'_, str>, Vec<usize>) {
    const WORDS: [&str; 3] = ["-Infinity", "Infinity", "NaN"];
    let mut places = Vec::new();
    if !["Infinity", "NaN"].iter().any(|word| text.contains(word)) {
        return (text.into(), places);
    }
    let mut changed = String::with_capacity(text.len());
    let (mut at, mut kept, mut within) = (0, 0, false);
    let bytes = text.as_bytes();
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if within => at += 1,
            b'"' => within = !within,
            b'-' | b'I' | b'N' if !within => {
                let rest = text.get(at..).unwrap_or_default();
                if let Some(word) = WORDS.into_iter().find(|word| rest.starts_with(word)) {
                    changed.push_str(text.get(kept..at).unwrap_or_default());
                    changed.push('"');
                    changed.extend(std::iter::repeat_n('x', word.len() - 2));
                    changed.push('"');
                    places.push(at);
                    at += word.len();
                    kept = at;
                    continue;
                }
            }
            _ => {}
        }
        at += 1;
    }
    changed.push_str(text.get(kept..).unwrap_or_default());
    (changed.into(), places)
}

/// Puts the words back for which texts stood.
fn restore(tree: &mut Tree, text: &str, places: &[usize]) {
    match &mut tree.kind {
        Kind::List(items) => items.iter_mut().for_each(|item| restore(item, text, places)),
        Kind::Map(entries) => entries.iter_mut().for_each(|(_, value)| restore(value, text, places)),
        Kind::Scalar { text: word, plain } => {
            if places.binary_search(&tree.range.0).is_ok() {
                *word = text.get(tree.range.0..tree.range.1).unwrap_or_default().to_owned();
                *plain = true;
            }
        }
    }
}

fn from_json(document: &Document, node: &model::Node) -> Tree {
    let span = document.span(node);
    let kind = match &node.kind {
        model::Kind::List(items) => Kind::List(items.iter().map(|item| from_json(document, item)).collect()),
        model::Kind::Object(members) => {
            let key = |member: &model::Member| {
                let span = document.key_span(member);
                let kind = Kind::Scalar { text: member.key.clone(), plain: false };
                Tree { kind, range: (span.start, span.end) }
            };
            Kind::Map(members.iter().map(|member| (key(member), from_json(document, &member.value))).collect())
        }
        model::Kind::String => Kind::Scalar { text: document.string(node).into_owned(), plain: false },
        _ => Kind::Scalar { text: document.lexeme(node).to_owned(), plain: true },
    };
    Tree { kind, range: (span.start, span.end) }
}

/// Asks a tree, and notes what is wrong with it.
pub(super) struct Asking<'s> {
    pub(super) source: &'s Source,
    pub(super) findings: Diagnostics,
}

impl<'s> Asking<'s> {
    pub(super) fn new(source: &'s Source) -> Self {
        Asking { source, findings: Diagnostics::default() }
    }

    pub(super) fn place(&self, tree: &Tree) -> Place {
        self.source.place(tree.range.0, tree.range.1)
    }

    /// Notes an error.
    pub(super) fn error(&mut self, code: Code, tree: &Tree, message: impl Into<String>, help: &str) {
        let place = self.place(tree);
        let error = || Diagnostic::new(code, place, message);
        self.findings.push_within_limit(|| if help.is_empty() { error() } else { error().help(help) });
    }

    /// Notes that a map lacks a key.
    pub(super) fn missing(&mut self, tree: &Tree, key: &str) {
        let help = format!("add `{key}`");
        self.error(Code::MissingField, tree, format!("`{key}` is missing"), &help);
    }

    /// The value under a key, which must be there.
    pub(super) fn required<'t>(&mut self, tree: &'t Tree, key: &str) -> Option<&'t Tree> {
        let found = tree.given(key);
        if found.is_none() {
            self.missing(tree, key);
        }
        found
    }

    /// Notes a value of the wrong kind.
    pub(super) fn wrong<T>(&mut self, tree: &Tree, expected: &str) -> Option<T> {
        let message = format!("expected {expected}, found {}", tree.words());
        self.error(Code::WrongType, tree, message, "");
        None
    }

    pub(super) fn number(&mut self, tree: &Tree, what: &str) -> Option<BigRational> {
        let Kind::Scalar { text, plain: true } = &tree.kind else { return self.wrong(tree, "a number") };
        self.checked(tree, what, decimal(text))
    }

    pub(super) fn whole(&mut self, tree: &Tree, what: &str) -> Option<i64> {
        let Kind::Scalar { text, plain: true } = &tree.kind else { return self.wrong(tree, "a whole number") };
        self.checked(tree, what, whole(text))
    }

    fn checked<T>(&mut self, tree: &Tree, what: &str, number: Result<T, String>) -> Option<T> {
        match number {
            Ok(number) => Some(number),
            Err(why) => {
                let place = self.place(tree);
                self.findings.push_within_limit(|| not_a_number(place, what, &why));
                None
            }
        }
    }

    pub(super) fn list<'t>(&mut self, tree: &'t Tree) -> Option<&'t [Tree]> {
        if let Kind::List(items) = &tree.kind { Some(items) } else { self.wrong(tree, "a list") }
    }

    pub(super) fn map<'t>(&mut self, tree: &'t Tree) -> Option<&'t [(Tree, Tree)]> {
        if let Kind::Map(entries) = &tree.kind { Some(entries) } else { self.wrong(tree, "a map") }
    }

    pub(super) fn word<'t>(&mut self, tree: &'t Tree) -> Option<&'t str> {
        match &tree.kind {
            Kind::Scalar { text, .. } if !tree.is_null() => Some(text),
            _ => self.wrong(tree, "a word"),
        }
    }
}
