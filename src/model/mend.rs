//! Mending a model's text: what can be put right without guessing, and not a byte besides.
//!
//! Decimal commas become points; a number in quotes that is plainly one stands without them; red lines that stand with the
//! party move to what packages are worth to it; and an option without a value, beside others that have one, is worth 0 and
//! says that this was not said. A slip in a name is not mended: what is meant is the author's to say.

use super::decode::read_partly;
use super::diagnostic::Code;
use super::document::{Document, Kind, MAX_BYTES, MAX_VALUES, Member, Node};
use super::lines::{Lines, Span};
use super::syntax::decimal_commas;
use crate::exact::{Meant, Number, meant};
use crate::text::quoted;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// So many changes are made at most, and so many options get a value.
const MOST: usize = 10_000;

/// A text with what could be mended.
#[derive(Clone, Debug, PartialEq)]
pub struct Mended {
    /// The text.
    pub text: String,
    /// What was changed, in the order of the text that was given.
    pub changes: Vec<Mend>,
}

/// A change to a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Mend {
    /// The line, in the text that was given.
    pub line: usize,
    /// What was done.
    pub said: String,
}

/// A stretch of the text, and what takes its place.
struct Edit {
    at: Range<usize>,
    text: String,
}

/// Mends a model's text; none if it is no text, or cannot be read as JSON whatever its commas.
///
/// ```
/// let text = r#"{ "zopa": 1, "parties": { "a": { "disagreement": 0,5 } }, "issues": {}, "utilities": {} }"#;
/// let mended = zopa::model::mend(text.as_bytes()).expect("JSON, but for a comma");
/// assert_eq!(mended.text, text.replace("0,5", "0.5"));
/// assert_eq!(mended.changes[0].said, "`0,5` is `0.5`");
/// ```
pub fn mend(bytes: &[u8]) -> Option<Mended> {
    let text = std::str::from_utf8(bytes).ok()?;
    // The commas are noted as errors, and the document is read as if they were points.
    let (_, document, findings) = read_partly(bytes, &[]).ok()?;
    let mut mender = Mender {
        document: &document,
        text,
        lines: Lines::new(text),
        edits: Vec::new(),
        changes: Vec::new(),
        entries: MOST,
        looked: MAX_VALUES,
        bytes: MAX_BYTES,
    };
    for at in decimal_commas(text) {
        let written = text.get(at.clone()).unwrap_or_default();
        // What may be thousands as well is not guessed.
        if matches!(meant(written), Some(Meant::Grouped(..))) {
            continue;
        }
        let number = written.replace(',', ".");
        mender.put(at.start, format!("{} is {}", quoted(written), quoted(&number)), [(at, number)]);
    }
    for finding in findings.iter().filter(|finding| finding.code == Code::Number) {
        if let Some(span) = finding.place.span {
            mender.number(&span);
        }
    }
    mender.red_lines();
    mender.values();
    let mended = mender.edited(0..text.len())?;
    let mut changes = mender.changes;
    changes.sort_by_key(|(at, _)| *at);
    let changes = changes.into_iter().map(|(_, change)| change).collect();
    Some(Mended { text: mended, changes })
}

struct Mender<'d> {
    document: &'d Document,
    text: &'d str,
    lines: Lines,
    edits: Vec<Edit>,
    changes: Vec<(usize, Mend)>,
    /// How many options may still get a value, how many may still be looked at, and how many bytes may still be put in.
    entries: usize,
    looked: usize,
    bytes: usize,
}

impl<'d> Mender<'d> {
    /// Notes a change that consists of these edits.
    fn put(&mut self, at: usize, said: String, edits: impl IntoIterator<Item = (Range<usize>, String)>) {
        let edits: Vec<_> = edits.into_iter().collect();
        let bytes = said.len() + edits.iter().map(|(_, text)| text.len()).sum::<usize>();
        if self.changes.len() >= MOST || bytes > self.bytes {
            return;
        }
        self.bytes -= bytes;
        let line = self.lines.span(self.text, at, at).line;
        self.changes.push((at, Mend { line, said }));
        self.edits.extend(edits.into_iter().map(|(at, text)| Edit { at, text }));
    }

    /// A stretch of the text with the edits in it.
    fn edited(&self, within: Range<usize>) -> Option<String> {
        let inside = |edit: &&Edit| edit.at.start >= within.start && edit.at.end <= within.end;
        let mut edits: Vec<&Edit> = self.edits.iter().filter(inside).collect();
        edits.sort_by_key(|edit| (edit.at.start, edit.at.end));
        let (mut text, mut from) = (String::with_capacity(within.len() + 64), within.start);
        for edit in edits {
            // What moves has moved with its own edits.
            if edit.at.start < from {
                continue;
            }
            text.push_str(self.text.get(from..edit.at.start)?);
            text.push_str(&edit.text);
            from = edit.at.end;
        }
        text.push_str(self.text.get(from..within.end)?);
        Some(text)
    }

    fn range(&self, node: &Node) -> Range<usize> {
        let span = self.document.span(node);
        span.start..span.end
    }

    /// A number in quotes that is plainly one.
    fn number(&mut self, span: &Span) {
        let written = self.text.get(span.start..span.end).unwrap_or_default();
        let Some(inside) = written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else { return };
        let (Some(Meant::DecimalComma(number)) | Some(Meant::Plain(number))) = meant(inside) else { return };
        let number = json(&number);
        self.put(span.start, format!("{} is {}", quoted(written), quoted(&number)), [(span.start..span.end, number)]);
    }

    /// Red lines that stand with the party.
    fn red_lines(&mut self) {
        let root = self.document.root();
        let (Some(parties), Some(utilities)) = (root.member("parties"), root.member("utilities")) else { return };
        let utilities: HashMap<&str, &Node> = utilities.value.members().iter().map(by_key).collect();
        for party in parties.value.members() {
            let Some(utility) = utilities.get(party.key.as_str()).copied() else { continue };
            if self.changes.len() >= MOST {
                return;
            }
            let Some(at) = party.value.members().iter().position(|member| member.key == "red_lines") else { continue };
            let member = &party.value.members()[at];
            let Kind::List(lines) = &member.value.kind else { continue };
            if !matches!(utility.kind, Kind::Object(_)) {
                continue;
            }
            let (Some(first), Some(last)) = (lines.first(), lines.last()) else { continue };
            let entries = self.range(first).start..self.range(last).end;
            let (Some(list), Some(entries)) = (self.edited(self.range(&member.value)), self.edited(entries)) else {
                continue;
            };
            let moved = match utility.member("red_lines").map(|lines| &lines.value) {
                None => self.behind(utility, &format!("\"red_lines\": {list}")),
                Some(own) => match own.items().last() {
                    Some(last) => {
                        let end = self.range(last).end;
                        Some((end..end, format!(", {entries}")))
                    }
                    None => None,
                },
            };
            let Some(moved) = moved else { continue };
            let key = self.document.key_span(member);
            let value = self.range(&member.value);
            let members = party.value.members();
            let away = match (at.checked_sub(1).and_then(|before| members.get(before)), members.get(at + 1)) {
                (Some(before), _) => self.range(&before.value).end..value.end,
                (None, Some(next)) => key.start..self.document.key_span(next).start,
                (None, None) => key.start..value.end,
            };
            let said = format!("the red lines of {} stand in `utilities`", quoted(&party.key));
            self.put(key.start, said, [(away, String::new()), moved]);
        }
    }

    /// Options without a value, beside others that have one.
    fn values(&mut self) {
        let root = self.document.root();
        let (Some(issues), Some(utilities)) = (root.member("issues"), root.member("utilities")) else { return };
        let issues: HashMap<&str, &Node> = issues.value.members().iter().map(by_key).collect();
        for utility in utilities.value.members() {
            let Some(values) = utility.value.member("values") else { continue };
            for worth in values.value.members() {
                let Some(options) = issues.get(worth.key.as_str()).and_then(|issue| issue.member("options")) else {
                    continue;
                };
                let scores = worth.value.member("scores").filter(|scores| matches!(scores.value.kind, Kind::Object(_)));
                self.options(
                    &utility.key,
                    &worth.key,
                    scores.map_or(&worth.value, |scores| &scores.value),
                    &options.value,
                );
            }
        }
    }

    fn options(&mut self, party: &str, issue: &str, values: &'d Node, options: &'d Node) {
        let Some(left) = self.looked.checked_sub(options.items().len() + options.members().len()) else { return };
        self.looked = left;
        let numbers = options.items().iter().all(|option| matches!(option.kind, Kind::Number));
        let listed = options.items().iter().map(|option| self.document.option(option));
        let options: Vec<Cow<str>> =
            listed.chain(options.members().iter().map(|one| Cow::Borrowed(one.key.as_str()))).collect();
        let known: HashSet<&str> = options.iter().map(|option| &**option).collect();
        // A number can be written in several ways.
        let written = |key: &'d str| match key.parse::<Number>() {
            Ok(number) if numbers => Cow::Owned(number.to_string()),
            _ => Cow::Borrowed(key),
        };
        let given: HashSet<Cow<str>> = values.members().iter().map(|value| written(&value.key)).collect();
        let missing: Vec<&str> = options.iter().filter(|option| !given.contains(*option)).map(|one| &**one).collect();
        // An unknown one is rather a slip of one that is missing.
        let slip = !given.iter().all(|option| known.contains(&**option));
        let bytes: usize = missing.iter().map(|option| 2 * option.len() + party.len() + issue.len()).sum();
        if given.is_empty() || missing.is_empty() || slip || missing.len() > self.entries || bytes > self.bytes {
            return;
        }
        self.entries -= missing.len();
        let zero = |option: &str| {
            let key = serde_json::to_string(option).unwrap_or_default();
            format!("{key}: {{ \"value\": 0, \"because\": \"not said; 0 was put in by zopa check --mend\" }}")
        };
        let entries: Vec<String> = missing.iter().map(|option| zero(option)).collect();
        let said = |option: &&str| format!("{} of {} is worth 0 to {}", quoted(option), quoted(issue), quoted(party));
        let said = missing.iter().map(said).collect::<Vec<_>>().join(", ");
        if let Some(edit) = self.behind(values, &entries.join(", ")) {
            self.put(edit.0.start, said, [edit]);
        }
    }

    /// Puts members behind those of an object, laid out as they are.
    fn behind(&self, object: &Node, members: &str) -> Option<(Range<usize>, String)> {
        let Some(last) = object.members().last() else {
            let end = self.range(object).end.checked_sub(1)?;
            return Some((end..end, members.to_owned()));
        };
        let key = self.document.key_span(last).start;
        let before = self.text.get(..key)?;
        let blank = before.get(before.trim_end().len()..).filter(|blank| blank.contains('\n')).unwrap_or(" ");
        let end = self.range(&last.value).end;
        Some((end..end, format!(",{blank}{members}")))
    }
}

fn by_key(member: &Member) -> (&str, &Node) {
    (&member.key, &member.value)
}

/// A number as JSON has it.
fn json(number: &Number) -> String {
    if number.is_decimal() { number.to_string() } else { format!("\"{number}\"") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_mended_is_and_nothing_else_changes() {
        let text = r#"{
  "zopa": 1,   "parties": {
    "union": { "disagreement": "2,5", "red_lines": [{ "when": { "wage": "high" } }] },
    "city":  { "red_lines": [{ "when": { "wage": "low" } }], "disagreement": 0,25 } },
  "issues": { "wage": { "options": ["low", "middle", "high"] } },
  "utilities": {
    "union": { "values": { "wage": { "low": 0, "high": 5 } } },
    "city": {
      "values": { "wage": {
        "low": 5,
        "middle": 3
      } },
      "red_lines": [{ "when": { "wage": "middle" } }]
    }
  }
}"#;
        let mended = mend(text.as_bytes()).unwrap();
        let zero = r#""value": 0, "because": "not said; 0 was put in by zopa check --mend""#;
        let wanted = text
            .replace("\"2,5\", \"red_lines\": [{ \"when\": { \"wage\": \"high\" } }] }", "2.5 }")
            .replace("\"red_lines\": [{ \"when\": { \"wage\": \"low\" } }], \"disagreement\": 0,25", "\"disagreement\": 0.25")
            .replace("\"high\": 5 } } }", &format!("\"high\": 5, \"middle\": {{ {zero} }} }} }}, \"red_lines\": [{{ \"when\": {{ \"wage\": \"high\" }} }}] }}"))
            .replace("\"middle\": 3\n", &format!("\"middle\": 3,\n        \"high\": {{ {zero} }}\n"))
            .replace("[{ \"when\": { \"wage\": \"middle\" } }]", "[{ \"when\": { \"wage\": \"middle\" } }, { \"when\": { \"wage\": \"low\" } }]");
        assert_eq!(mended.text, wanted);
        assert!(crate::Model::from_json(&mended.text).is_ok());
        let lines: Vec<usize> = mended.changes.iter().map(|change| change.line).collect();
        assert_eq!(lines, [3, 3, 4, 4, 7, 11]);
        assert_eq!(mend(mended.text.as_bytes()).unwrap(), Mended { text: wanted, changes: Vec::new() });
    }

    #[test]
    fn what_moves_is_mended_on_its_way_and_thousands_are_not_guessed() {
        let text = r#"{ "zopa": 1, "parties": { "a": { "disagreement": 1,200, "red_lines": [{ "when": { "p": { "from": 2,5 } } }] } },
  "issues": { "p": { "options": [0.50, 2, 10] } },
  "utilities": { "a": { "values": { "p": { "0.5": 1, "2.0": 3 } } } } }"#;
        let mended = mend(text.as_bytes()).unwrap();
        assert!(mended.text.contains("\"disagreement\": 1,200 }"), "{}", mended.text);
        assert!(mended.text.contains("\"red_lines\": [{ \"when\": { \"p\": { \"from\": 2.5 } } }]"), "{}", mended.text);
        assert!(mended.text.contains("\"2.0\": 3, \"10\": { \"value\": 0"), "{}", mended.text);
        let said: Vec<&str> = mended.changes.iter().map(|change| change.said.as_str()).collect();
        assert_eq!(
            said,
            ["the red lines of `a` stand in `utilities`", "`2,5` is `2.5`", "`10` of `p` is worth 0 to `a`"]
        );
    }

    #[test]
    fn slips_are_not_mended() {
        let text = r#"{ "zopa": 1, "parties": { "a": { "disagreement": "ten" } }, "issues": { "i": { "options": ["x", "y"] } },
            "utilities": { "a": { "values": { "i": { "x": 1, "z": 2 } } } } }"#;
        assert_eq!(mend(text.as_bytes()).unwrap(), Mended { text: text.to_owned(), changes: Vec::new() });
        assert_eq!(mend(b"{ \"zopa\": 1, }"), None);
        assert_eq!(mend(b"\xff"), None);
    }
}
