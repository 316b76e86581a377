//! A number that a question sets: which one, by a path of keys, and to what.
//!
//! A path is what stands on the way to the number, with dots between: `parties.russia.disagreement`. A name that has a dot, `=`,
//! `[` or a quotation mark in it is written in quotes, as in JSON: `parties."a.b".weight`. Positions in lists are numbers, from 0
//! on: `rules.2.at_most`. The paths that reports print, `$.issues["a.b"].options[2]`, are read, too.

use super::path::{Path, Segment};
use crate::exact::Number;
use crate::text::quoted;
use std::fmt;

/// What findings about such numbers name as their file.
pub const SET: &str = "set on the command line";

/// A number that is to be set.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// The path, as it was written.
    pub(super) written: String,
    /// What stands on the way.
    pub(super) steps: Vec<String>,
    /// The number.
    pub(super) value: Number,
    /// The number as JSON writes it.
    pub(super) lexeme: String,
}

/// A number that was set, and what it was before.
#[derive(Clone, Debug, PartialEq)]
pub struct SetNumber {
    /// Where it stands.
    pub path: Path,
    /// What it is now.
    pub value: Number,
    /// What it was; none if it was not said.
    pub before: Option<Number>,
}

/// Why a text sets no number: what is wrong, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoSetting {
    /// What is wrong with it.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// How a setting is written.
const FORM: &str =
    "write PATH=VALUE, such as parties.russia.disagreement=10, with names that have `.` or `=` in quotes";

impl Setting {
    /// What `PATH=VALUE` sets.
    ///
    /// ```
    /// use zopa::model::Setting;
    /// assert!(Setting::parse("parties.\"a.b\".weight=1/3").is_ok());
    /// assert!(Setting::parse("parties.a.weight=much").unwrap_err().message.contains("no number"));
    /// ```
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn parse(text: &str) -> Result<Setting, NoSetting> {
        let (steps, rest) = steps(text)?;
        let path = &text[..text.len() - rest.len()];
        match rest.strip_prefix('=') {
            Some(value) => Setting::new(path, steps, value),
            None => Err(wrong(format!("{} does not say which number to set to what", quoted(text)))),
        }
    }

    /// What a path and a value set.
    ///
    /// # Errors
    /// What is wrong with either.
    pub fn of(path: &str, value: &str) -> Result<Setting, NoSetting> {
        match steps(path)? {
            (steps, "") => Setting::new(path, steps, value),
            _ => Err(wrong(format!("{} is no path of keys", quoted(path)))),
        }
    }

    /// The number at a place of a document.
    pub fn at(path: &Path, value: &Number) -> Setting {
        let step = |segment: &Segment| match segment {
            Segment::Key(key) => key.clone(),
            Segment::Index(at) => at.to_string(),
        };
        let steps = path.segments().iter().map(step).collect();
        let lexeme = lexeme(&value.to_string(), value);
        Setting { written: dotted(path), steps, value: value.clone(), lexeme }
    }

    fn new(path: &str, steps: Vec<String>, value: &str) -> Result<Setting, NoSetting> {
        let value = value.trim();
        if steps.is_empty() {
            return Err(wrong(format!("{} names no number", quoted(path))));
        }
        match value.parse::<Number>() {
            Ok(number) => {
                let lexeme = lexeme(value, &number);
                Ok(Setting { written: path.to_owned(), steps, value: number, lexeme })
            }
            Err(why) => Err(NoSetting {
                message: format!("{} is to be set to {}, which is no number", quoted(path), quoted(value)),
                help: why.to_string(),
            }),
        }
    }

    /// Whether both set the same number.
    pub fn is_of(&self, other: &Setting) -> bool {
        self.steps == other.steps
    }

    /// What settings look like to those who read findings about them: a line each.
    pub fn page(settings: &[Setting]) -> String {
        settings.iter().map(|one| format!("{}={}\n", one.written, one.lexeme)).collect()
    }
}

/// As it is written: what [`Setting::parse`] reads.
impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}={}", self.written, self.lexeme.trim_matches('"'))
    }
}

fn wrong(message: String) -> NoSetting {
    NoSetting { message, help: FORM.to_owned() }
}

/// A number as JSON has it: as it was written, if that is JSON; a fraction in quotes.
fn lexeme(written: &str, number: &Number) -> String {
    let is_json = written.starts_with(|c: char| c == '-' || c.is_ascii_digit())
        && serde_json::from_str::<&serde_json::value::RawValue>(written).is_ok();
    let shown = if is_json { written.to_owned() } else { number.to_string() };
    if shown.contains('/') { format!("\"{shown}\"") } else { shown }
}

/// The steps of a path, up to `=` or the end of the text, and what is left of it.
fn steps(text: &str) -> Result<(Vec<String>, &str), NoSetting> {
    let mut rest = text.strip_prefix('$').unwrap_or(text);
    let mut steps = Vec::new();
    let mut first = rest.len() == text.len();
    while !rest.is_empty() && !rest.starts_with('=') {
        let in_brackets = rest.starts_with('[');
        if !in_brackets && !std::mem::take(&mut first) {
            rest = rest.strip_prefix('.').ok_or_else(|| wrong(format!("{} is no path of keys", quoted(text))))?;
        }
        first = false;
        let inner = rest.strip_prefix('[').unwrap_or(rest);
        let (step, behind) = match inner.strip_prefix('"') {
            Some(open) => string(open).ok_or_else(|| wrong(format!("a quotation mark is open in {}", quoted(text))))?,
            None => {
                let end =
                    inner.find(if in_brackets { &[']'][..] } else { &['.', '=', '['][..] }).unwrap_or(inner.len());
                (inner[..end].to_owned(), &inner[end..])
            }
        };
        rest = match in_brackets {
            true => behind.strip_prefix(']').ok_or_else(|| wrong(format!("a bracket is open in {}", quoted(text))))?,
            false => behind,
        };
        if step.is_empty() && !inner.starts_with('"') {
            return Err(wrong(format!("a name is missing in {}", quoted(text))));
        }
        steps.push(step);
    }
    Ok((steps, rest))
}

/// What stands between quotation marks, of which the first was read, and what follows.
fn string(open: &str) -> Option<(String, &str)> {
    let mut escaped = false;
    let end = open.char_indices().find(|(_, c)| {
        let ends = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    });
    let (at, _) = end?;
    Some((serde_json::from_str(&format!("\"{}\"", &open[..at])).ok()?, &open[at + 1..]))
}

/// A path as people write it: keys with dots between.
pub(crate) fn dotted(path: &Path) -> String {
    let one = |segment: &Segment| match segment {
        Segment::Key(key) if key.is_empty() || key.contains(['.', '=', '[', '"', '\\']) => {
            format!("\"{}\"", key.replace('\\', "\\\\").replace('"', "\\\""))
        }
        Segment::Key(key) => key.clone(),
        Segment::Index(at) => at.to_string(),
    };
    path.segments().iter().map(one).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_in_both_ways() {
        let read = |text: &str| steps(text).map(|(steps, rest)| (steps.join("|"), rest.to_owned()));
        let is = |path: &str, rest: &str| Ok((path.to_owned(), rest.to_owned()));
        assert_eq!(read("a.b.0=5"), is("a|b|0", "=5"));
        assert_eq!(read("a.\"b.c=d\".e=5"), is("a|b.c=d|e", "=5"));
        assert_eq!(read("$.a[\"x\\\"].y\"][2].b"), is("a|x\"].y|2|b", ""));
        assert_eq!(read("a b.c d=1=2"), is("a b|c d", "=1=2"));
        for wrong in ["a..b=1", ".a=1", "a.=1", "a.\"b=1", "a[2=1", "$a=1", "a\"b\".c"] {
            let read = Setting::parse(wrong);
            assert!(read.is_err(), "{wrong}: {read:?}");
        }
    }

    #[test]
    fn values_are_exact_numbers() {
        let set = |text: &str| Setting::parse(text).map(|one| one.lexeme);
        assert_eq!(set("a=-2.50"), Ok("-2.50".into()));
        assert_eq!(set("a=1/3"), Ok("\"1/3\"".into()));
        assert_eq!(set("a=2/4"), Ok("0.5".into()));
        for wrong in ["a=", "a=x", "a=1/0", "a", "=1", ""] {
            assert!(set(wrong).is_err(), "{wrong}");
        }
        let path = Path::root().key("a.b").key("c").index(1);
        assert_eq!(dotted(&path), "\"a.b\".c.1");
        assert_eq!(Setting::parse("\"a.b\".c.1=1/3"), Ok(Setting::at(&path, &"1/3".parse().expect("a number"))));
    }
}
