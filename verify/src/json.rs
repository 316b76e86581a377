//! JSON: numbers as they were written, no key twice, and limits before anything is kept.

use crate::number::{self, DIGITS, Ratio};
use crate::{Answer, Trouble, malformed};
use num_bigint::BigInt;
use std::collections::HashSet;

/// Bytes of a file.
const BYTES: usize = 1 << 28;
/// Values in a file.
const VALUES: usize = 1 << 25;
/// Brackets within brackets.
const DEPTH: usize = 128;

/// A value.
#[derive(Clone, Debug)]
pub enum Node {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
}

/// Reads a file.
pub fn read(bytes: &[u8]) -> Answer<Node> {
    if bytes.len() > BYTES {
        return Err(Trouble::Beyond(format!("a file of more than {BYTES} bytes")));
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return malformed("the file is not UTF-8") };
    let mut reader = Reader { text, at: 0, values: 0 };
    let node = reader.value(0)?;
    reader.space();
    if reader.at < text.len() { malformed("no JSON: something follows the value") } else { Ok(node) }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    values: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Whether this comes next; then it is behind.
    fn takes(&mut self, word: &str) -> bool {
        let found = self.text.as_bytes()[self.at..].starts_with(word.as_bytes());
        self.at += if found { word.len() } else { 0 };
        found
    }

    fn wrong<T>(&self) -> Answer<T> {
        malformed(&format!("no JSON at byte {}", self.at))
    }

    fn value(&mut self, depth: usize) -> Answer<Node> {
        self.values += 1;
        if self.values > VALUES {
            return Err(Trouble::Beyond(format!("a file of more than {VALUES} values")));
        }
        self.space();
        match self.peek() {
            Some(b'{' | b'[') if depth == DEPTH => malformed(&format!("more than {DEPTH} brackets within each other")),
            Some(b'{') => self.object(depth + 1),
            Some(b'[') => self.list(depth + 1),
            Some(b'"') => Ok(Node::Text(self.string()?)),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ if self.takes("null") => Ok(Node::Null),
            _ if self.takes("true") => Ok(Node::Bool(true)),
            _ if self.takes("false") => Ok(Node::Bool(false)),
            _ => self.wrong(),
        }
    }

    fn object(&mut self, depth: usize) -> Answer<Node> {
        self.at += 1;
        let (mut members, mut keys) = (Vec::new(), HashSet::new());
        self.space();
        if self.takes("}") {
            return Ok(Node::Object(members));
        }
        loop {
            self.space();
            if self.peek() != Some(b'"') {
                return self.wrong();
            }
            let key = self.string()?;
            if !keys.insert(key.clone()) {
                return malformed("an object has a key twice");
            }
            self.space();
            if !self.takes(":") {
                return self.wrong();
            }
            members.push((key, self.value(depth)?));
            self.space();
            if self.takes("}") {
                return Ok(Node::Object(members));
            }
            if !self.takes(",") {
                return self.wrong();
            }
        }
    }

    fn list(&mut self, depth: usize) -> Answer<Node> {
        self.at += 1;
        let mut entries = Vec::new();
        self.space();
        if self.takes("]") {
            return Ok(Node::List(entries));
        }
        loop {
            entries.push(self.value(depth)?);
            self.space();
            if self.takes("]") {
                return Ok(Node::List(entries));
            }
            if !self.takes(",") {
                return self.wrong();
            }
        }
    }

    fn number(&mut self) -> Answer<Node> {
        let start = self.at;
        self.takes("-");
        let leading_zero = self.peek() == Some(b'0');
        let whole = self.digits();
        if whole == 0 || leading_zero && whole > 1 {
            return self.wrong();
        }
        if self.takes(".") && self.digits() == 0 {
            return self.wrong();
        }
        if self.takes("e") || self.takes("E") {
            let _ = self.takes("+") || self.takes("-");
            if self.digits() == 0 {
                return self.wrong();
            }
        }
        if self.at - start > DIGITS {
            return malformed(&format!("a number of more than {DIGITS} digits"));
        }
        Ok(Node::Number(self.text[start..self.at].to_owned()))
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at - start
    }

    fn string(&mut self) -> Answer<String> {
        self.at += 1;
        let mut found = String::new();
        loop {
            let start = self.at;
            while !matches!(self.peek(), None | Some(b'"' | b'\\' | 0..=0x1f)) {
                self.at += 1;
            }
            found.push_str(&self.text[start..self.at]);
            if self.takes("\"") {
                return Ok(found);
            }
            if !self.takes("\\") {
                return self.wrong();
            }
            let escaped = self.peek();
            self.at += 1;
            found.push(match escaped {
                Some(b'"') => '"',
                Some(b'\\') => '\\',
                Some(b'/') => '/',
                Some(b'b') => '\u{8}',
                Some(b'f') => '\u{c}',
                Some(b'n') => '\n',
                Some(b'r') => '\r',
                Some(b't') => '\t',
                Some(b'u') => self.unicode()?,
                _ => return malformed("no JSON: an unknown escape in a text"),
            });
        }
    }

    fn unicode(&mut self) -> Answer<char> {
        let first = self.four()?;
        let code = match first {
            0xd800..=0xdbff if self.takes("\\u") => {
                let second = self.four()?;
                if !(0xdc00..=0xdfff).contains(&second) {
                    return self.wrong();
                }
                0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)
            }
            code => code,
        };
        char::from_u32(code).map_or_else(|| self.wrong(), Ok)
    }

    fn four(&mut self) -> Answer<u32> {
        let digits = self.text.get(self.at..self.at + 4).filter(|four| four.bytes().all(|b| b.is_ascii_hexdigit()));
        self.at += 4;
        digits
            .and_then(|four| u32::from_str_radix(four, 16).ok())
            .map_or_else(|| malformed("no JSON: half a letter"), Ok)
    }
}

/// A line that may have texts of somebody else in it: what would end it, move a cursor or turn text around is escaped.
pub fn line(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let mut line = String::new();
    for c in text.chars() {
        if hidden(c) { line.extend(c.escape_unicode()) } else { line.push(c) }
    }
    line
}

/// The beginning of a text that somebody else wrote.
pub fn shown(text: &str) -> String {
    text.chars().take(40).collect::<String>().escape_debug().collect()
}

impl Node {
    /// The members of an object, with no other keys than these.
    pub fn fields(&self, known: &[&str]) -> Answer<&[(String, Node)]> {
        let members = self.members()?;
        match members.iter().find(|(key, _)| !known.contains(&key.as_str())) {
            Some((key, _)) => malformed(&format!("a key that is not known: `{}`", shown(key))),
            None => Ok(members),
        }
    }

    /// The members of an object.
    pub fn members(&self) -> Answer<&[(String, Node)]> {
        match self {
            Node::Object(members) => Ok(members),
            _ => malformed("something else where an object belongs"),
        }
    }

    /// What stands under a key of an object; `null` says nothing, as does something that is no object.
    pub fn get(&self, key: &str) -> Option<&Node> {
        let Node::Object(members) = self else { return None };
        members.iter().find(|(own, _)| own == key).map(|(_, node)| node).filter(|node| !matches!(node, Node::Null))
    }

    /// What must stand under a key.
    pub fn need(&self, key: &str) -> Answer<&Node> {
        self.get(key).map_or_else(|| malformed(&format!("the key `{key}` is missing")), Ok)
    }

    pub fn items(&self) -> Answer<&[Node]> {
        match self {
            Node::List(entries) => Ok(entries),
            _ => malformed("something else where a list belongs"),
        }
    }

    /// The entries of a list that may be left out.
    pub fn items_of(&self, key: &str) -> Answer<&[Node]> {
        self.get(key).map_or(Ok(&[]), Node::items)
    }

    pub fn text(&self) -> Answer<&str> {
        match self {
            Node::Text(text) => Ok(text),
            _ => malformed("something else where a text belongs"),
        }
    }

    pub fn number(&self) -> Answer<Ratio> {
        match self {
            Node::Number(text) => number::decimal(text),
            Node::Text(text) => number::fraction(text),
            _ => malformed("something else where a number belongs"),
        }
    }

    /// A number as it was written.
    pub fn written(&self) -> &str {
        match self {
            Node::Number(text) | Node::Text(text) => text,
            _ => "",
        }
    }

    pub fn integer(&self) -> Answer<BigInt> {
        let value = self.number()?;
        if value.is_whole() { Ok(value.top().clone()) } else { malformed("a fraction where a whole number belongs") }
    }

    /// A whole number that counts something.
    pub fn count(&self) -> Answer<usize> {
        usize::try_from(self.integer()?).or_else(|_| malformed("a number that counts nothing"))
    }

    /// Puts a number where a path leads: at an existing key or position, or at a new last key.
    pub fn put(&mut self, path: &[&str], value: &Node) -> Answer<()> {
        let nowhere = || malformed("a number that is set nowhere");
        value.number()?;
        let Some((first, rest)) = path.split_first() else {
            *self = value.clone();
            return Ok(());
        };
        match self {
            Node::Object(members) => match members.iter_mut().find(|(key, _)| key == first) {
                Some((_, node)) => node.put(rest, value),
                None if rest.is_empty() => {
                    members.push(((*first).to_owned(), value.clone()));
                    Ok(())
                }
                None => nowhere(),
            },
            Node::List(entries) => match first.parse().ok().and_then(|at: usize| entries.get_mut(at)) {
                Some(node) if first.bytes().all(|byte| byte.is_ascii_digit()) => node.put(rest, value),
                _ => nowhere(),
            },
            _ => nowhere(),
        }
    }
}
