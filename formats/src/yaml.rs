//! YAML through saphyr-parser, which reports events and builds nothing.
//!
//! Here they become a [`Tree`]: nesting is limited, an alias counts as much as what it stands for, so that a small file
//! cannot unfold into a large one, and a tag that asks for anything but plain data is refused: `!!binary` and
//! `!!python/…` hold programs.

use super::source::Source;
use super::tree::{Kind, Tree};
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Tag};
use std::collections::{HashMap, HashSet};
use zopa::model::{Code, Diagnostic, Diagnostics, MAX_DEPTH};
use zopa::text::{quoted, shorten};

/// The most values that a document may have, aliases counted as what they stand for.
const MAX_VALUES: usize = 1_000_000;
/// Tags that say no more than what a value is anyway.
const TAGS: [&str; 7] = ["str", "int", "float", "bool", "null", "map", "seq"];

/// Reads a text as one YAML document.
pub(super) fn yaml(source: &Source) -> Result<Tree, Diagnostics> {
    let text = source.text.trim_start_matches('\u{feff}');
    let offset = source.text.len() - text.len();
    let mut builder = Builder {
        source,
        at: Position { text, offset, character: 0, byte: 0 },
        open: Vec::new(),
        anchors: HashMap::new(),
        left: MAX_VALUES,
        root: None,
    };
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| {
            let start = builder.at.byte(error.marker());
            let message = format!("not YAML: {}", shorten(error.info(), 200));
            let end = start + source.text.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
            Diagnostics::from(Diagnostic::new(Code::Syntax, source.place(start, end), message))
        })?;
        let range = (builder.at.byte(&span.start), builder.at.byte(&span.end));
        builder.event(event, range)?;
    }
    builder.root.map(|(tree, _)| tree).ok_or_else(|| {
        Diagnostic::new(Code::Empty, source.whole(), "the file is empty")
            .help("name a file with something in it")
            .into()
    })
}

/// Finds the bytes of the characters that the parser counts; they come nearly in order.
struct Position<'t> {
    text: &'t str,
    offset: usize,
    character: usize,
    byte: usize,
}

impl Position<'_> {
    fn byte(&mut self, marker: &Marker) -> usize {
        let wanted = marker.index();
        while self.character < wanted
            && let Some(c) = self.text.get(self.byte..).and_then(|rest| rest.chars().next())
        {
            self.character += 1;
            self.byte += c.len_utf8();
        }
        while self.character > wanted
            && let Some(c) = self.text.get(..self.byte).and_then(|before| before.chars().next_back())
        {
            self.character -= 1;
            self.byte -= c.len_utf8();
        }
        self.byte + self.offset
    }
}

/// A list or a map that is not closed yet.
struct Open {
    start: usize,
    anchor: usize,
    size: usize,
    contents: Contents,
}

enum Contents {
    List(Vec<Tree>),
    Map { entries: Vec<(Tree, Tree)>, keys: HashSet<String>, key: Option<Tree> },
}

struct Builder<'s> {
    source: &'s Source,
    at: Position<'s>,
    open: Vec<Open>,
    /// What anchors stand for, and how many values that is.
    anchors: HashMap<usize, (Tree, usize)>,
    left: usize,
    root: Option<(Tree, usize)>,
}

impl Builder<'_> {
    fn event(&mut self, event: Event, range: (usize, usize)) -> Result<(), Diagnostics> {
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
            Event::DocumentStart(_) if self.root.is_some() => {
                Err(self.error(Code::Syntax, range, "a second document begins: a file holds one"))
            }
            Event::DocumentStart(_) => Ok(()),
            Event::Alias(anchor) => {
                let Some((tree, size)) = self.anchors.get(&anchor) else {
                    return Err(self.error(Code::Syntax, range, "an alias for something that is not complete yet"));
                };
                let size = *size;
                if size > self.left {
                    return Err(self.too_many(range));
                }
                let tree = tree.clone();
                self.add(tree, size, range)
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.check(tag.as_deref(), range)?;
                let plain = style == ScalarStyle::Plain && tag.is_none_or(|tag| tag.suffix != "str");
                let tree = Tree { kind: Kind::Scalar { text: text.into_owned(), plain }, range };
                self.anchor(anchor, &tree, 1);
                self.add(tree, 1, range)
            }
            Event::SequenceStart(anchor, tag) => {
                self.check(tag.as_deref(), range)?;
                self.enter(range, anchor, Contents::List(Vec::new()))
            }
            Event::MappingStart(anchor, tag) => {
                self.check(tag.as_deref(), range)?;
                self.enter(range, anchor, Contents::Map { entries: Vec::new(), keys: HashSet::new(), key: None })
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(Open { start, anchor, size, contents }) = self.open.pop() else { return Ok(()) };
                let kind = match contents {
                    Contents::List(items) => Kind::List(items),
                    Contents::Map { entries, .. } => Kind::Map(entries),
                };
                let range = (start, range.1.max(start));
                let tree = Tree { kind, range };
                self.anchor(anchor, &tree, size);
                // The values inside have been counted.
                self.left = self.left.saturating_add(size - 1);
                self.add(tree, size, range)
            }
        }
    }

    /// Keeps what an anchor stands for.
    fn anchor(&mut self, anchor: usize, tree: &Tree, size: usize) {
        if anchor > 0 {
            self.left = self.left.saturating_sub(size);
            self.anchors.insert(anchor, (tree.clone(), size));
        }
    }

    fn enter(&mut self, range: (usize, usize), anchor: usize, contents: Contents) -> Result<(), Diagnostics> {
        if self.open.len() >= MAX_DEPTH {
            return Err(self.error(
                Code::Limit,
                range,
                &format!("lists and maps are nested more than {MAX_DEPTH} deep"),
            ));
        }
        self.open.push(Open { start: range.0, anchor, size: 1, contents });
        Ok(())
    }

    /// Adds a value, which counts for `size` ones, to what is open.
    fn add(&mut self, tree: Tree, size: usize, range: (usize, usize)) -> Result<(), Diagnostics> {
        self.left = self.left.checked_sub(size).ok_or_else(|| self.too_many(range))?;
        let Some(open) = self.open.last_mut() else {
            self.root = Some((tree, size));
            return Ok(());
        };
        open.size += size;
        match &mut open.contents {
            Contents::List(items) => items.push(tree),
            Contents::Map { entries, keys, key } => match key.take() {
                Some(key) => entries.push((key, tree)),
                None => {
                    if let Some(text) = tree.text() {
                        if text == "<<" {
                            return Err(self.error(Code::NotSupported, range, "merge keys (`<<`) are not read"));
                        }
                        if !keys.insert(text.to_owned()) {
                            let message = format!("the key {} stands twice in one map", quoted(text));
                            return Err(self.error(Code::DuplicateKey, range, &message));
                        }
                    }
                    *key = Some(tree);
                }
            },
        }
        Ok(())
    }

    /// Refuses tags that ask for more than data.
    fn check(&self, tag: Option<&Tag>, range: (usize, usize)) -> Result<(), Diagnostics> {
        let Some(tag) = tag else { return Ok(()) };
        if tag.handle == "tag:yaml.org,2002:" && TAGS.contains(&tag.suffix.as_str()) {
            return Ok(());
        }
        let shown = quoted(&format!("{}{}", tag.handle.replace("tag:yaml.org,2002:", "!!"), tag.suffix));
        let message = format!("the tag {shown} is refused: it can hold a program, which is never run");
        let help = "write the values out: numbers, texts, lists and maps";
        let place = self.source.place(range.0, range.1);
        Err(Diagnostic::new(Code::NotSupported, place, message).help(help).into())
    }

    fn too_many(&self, range: (usize, usize)) -> Diagnostics {
        self.error(
            Code::Limit,
            range,
            &format!("more than {MAX_VALUES} values, aliases counted as what they stand for"),
        )
    }

    fn error(&self, code: Code, range: (usize, usize), message: &str) -> Diagnostics {
        Diagnostic::new(code, self.source.place(range.0, range.1), message).into()
    }
}
