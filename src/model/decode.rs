//! From a document to a model: the deserializer that knows where everything stands.
//!
//! It gives serde's derive what serde_json would give it, and in addition: every error is noted where it arises, with
//! path and position; unknown keys are noted and passed over; numbers are offered as the text that the author wrote
//! (see [`LEXEME`]); and where [`super::lenient`] asks, reading goes on after an error.

use super::cursor::{Cursor, Reader};
use super::diagnostic::{Code, Diagnostic, Diagnostics};
use super::document::{Document, Kind, Member, Node};
use super::lenient::LENIENT;
use super::path::Trail;
use super::problem::{self, Problem};
use super::setting::Setting;
use super::shapes::LEVEL;
use super::statements::Statements;
use super::{FORMAT, Model, belongs, ids, no_deal};
use crate::exact::{LEXEME, Number};
use crate::text::{shorten, visible};
use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::{Deserialize, forward_to_deserialize_any};
use std::cell::RefCell;

impl Model {
    /// Reads a model from a JSON text.
    ///
    /// ```
    /// use zopa::Model;
    /// let error = Model::from_json(r#"{ "zopa": 1, "partys": {}, "issues": {}, "utilities": {} }"#).unwrap_err();
    /// assert_eq!(error.0[0].help.as_deref(), Some("did you mean `parties`?"));
    /// ```
    ///
    /// # Errors
    /// All that is wrong with the text's form, each with its place. What the model says is not judged yet.
    pub fn from_json(text: &str) -> Result<Model, Diagnostics> {
        Model::from_slice(text.as_bytes())
    }

    /// Reads a model from the bytes of a JSON file.
    ///
    /// # Errors
    /// As for [`Model::from_json`], and if the bytes are not UTF-8.
    pub fn from_slice(bytes: &[u8]) -> Result<Model, Diagnostics> {
        Model::read(bytes).map(|(model, _)| model)
    }

    /// Reads a model, and returns with it the document that it stands in: [`Diagnostics::locate`] finds there the
    /// positions of what is noticed later.
    ///
    /// # Errors
    /// As for [`Model::from_slice`].
    pub fn read(bytes: &[u8]) -> Result<(Model, Document), Diagnostics> {
        read(bytes, &[], judged)
    }

    /// The same with other numbers in the place of some that the author wrote.
    ///
    /// ```
    /// use zopa::model::{Model, Setting};
    /// let text = include_str!("../../models/examples/first-steps.json");
    /// let setting = Setting::parse("parties.studio.disagreement=12").expect("a setting");
    /// let (model, document) = Model::read_with(text.as_bytes(), &[setting])?;
    /// let studio = model.parties.get("studio").and_then(|party| party.disagreement.as_ref());
    /// assert_eq!(studio.map(|own| own.value.clone()), Some(12.into()));
    /// assert_eq!(document.numbers_set()[0].before, Some(8.into()));
    /// # Ok::<(), zopa::model::Diagnostics>(())
    /// ```
    ///
    /// # Errors
    /// As for [`Model::read`], and paths that lead to no number, or to one twice.
    pub fn read_with(bytes: &[u8], settings: &[Setting]) -> Result<(Model, Document), Diagnostics> {
        read(bytes, settings, judged)
    }

    /// The model as a JSON text that reads back as the same model.
    pub fn to_json(&self) -> String {
        // Writing plain data to a string cannot fail.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

impl Statements {
    /// Reads statements, and returns with them the document that they stand in.
    ///
    /// # Errors
    /// All that is wrong with the text's form, each with its place. Whether a model has what they speak of is not judged
    /// yet.
    pub fn read(bytes: &[u8]) -> Result<(Statements, Document), Diagnostics> {
        read(bytes, &[], |_, _| {})
    }
}

/// What can be judged of a model before it is data.
fn judged(document: &Document, findings: &mut Diagnostics) {
    ids::check(document, findings);
    no_deal::check(document, findings);
}

/// Reads as much of a model as can be read: what is wrong with the text's form stands beside it.
pub(crate) fn read_partly(
    bytes: &[u8],
    settings: &[Setting],
) -> Result<(Option<Model>, Document, Diagnostics), Diagnostics> {
    partly(bytes, settings, judged)
}

/// Reads a document of format 1 as data, with what `check` finds in its ids.
fn read<T: for<'de> Deserialize<'de>>(
    bytes: &[u8],
    settings: &[Setting],
    check: impl Fn(&Document, &mut Diagnostics),
) -> Result<(T, Document), Diagnostics> {
    match partly(bytes, settings, check)? {
        (Some(data), document, findings) if findings.0.is_empty() => Ok((data, document)),
        (_, document, mut findings) => {
            findings.locate(&document);
            Err(findings)
        }
    }
}

/// The same, as far as it can be read.
fn partly<T: for<'de> Deserialize<'de>>(
    bytes: &[u8],
    settings: &[Setting],
    check: impl Fn(&Document, &mut Diagnostics),
) -> Result<(Option<T>, Document, Diagnostics), Diagnostics> {
    let (mut document, mut findings) = Document::scan(bytes)?;
    if !settings.is_empty() {
        findings.0.extend(document.put(settings).0);
    }
    let reader = Reader { document: &document, findings: RefCell::new(findings) };
    let root = Cursor { reader: &reader, node: document.root(), trail: Trail::root() };
    // A file of another version is judged by nothing else: its rules are not ours.
    let data = if other_version(&root) { None } else { root.settle(T::deserialize(root)).ok() };
    let mut findings = reader.findings.into_inner();
    if !findings.iter().any(|d| d.code == Code::Version) {
        check(&document, &mut findings);
    }
    Ok((data, document, findings))
}

/// Notes the version of the format, if it is another than ours.
fn other_version(root: &Cursor) -> bool {
    let Some(member) = root.node.member("zopa").filter(|m| matches!(m.value.kind, Kind::Number)) else { return false };
    let cursor = Cursor { node: &member.value, trail: root.trail.key("zopa"), ..*root };
    if cursor.lexeme().parse::<Number>().is_ok_and(|n| n == Number::from(FORMAT as i64)) {
        return false;
    }
    let version = visible(&shorten(cursor.lexeme(), 40)).into_owned();
    let message = format!("this is format {version}: this program reads format {FORMAT} of models");
    let diagnostic = Diagnostic::new(Code::Version, cursor.place(), message).label(format!("expected {FORMAT}"));
    let help = "if the file follows format 1, write \"zopa\": 1; if not, use the program that it was written for";
    root.reader.note(|| diagnostic.help(help));
    true
}

impl<'t, 'd> Cursor<'t, 'd> {
    /// Notes a problem that has arisen at this value.
    fn settle<T>(&self, result: Result<T, Problem>) -> Result<T, Problem> {
        self.settle_in(result, "", &[])
    }

    /// The same for an object of a type, with the keys that it may have.
    fn settle_in<T>(&self, result: Result<T, Problem>, structure: &str, known: &[&str]) -> Result<T, Problem> {
        let problem = match result {
            Ok(value) => return Ok(value),
            Err(problem) => problem,
        };
        match problem {
            Problem::Noted => {}
            _ if self.reader.findings.borrow().is_full() => {}
            Problem::Value { expected } => self.reader.note(|| problem::wrong_type(self, &expected)),
            Problem::UnknownField { field, known } => {
                let stranger = |m: &&Member| m.key == field || !known.is_empty() && !known.contains(&m.key.as_str());
                let strangers: Vec<&Member> = self.node.members().iter().filter(stranger).collect();
                self.strangers(&strangers, structure, known);
            }
            Problem::MissingField(field) => {
                let missing = problem::missing_fields(self, field, structure, known);
                missing.into_iter().for_each(|diagnostic| self.reader.note(|| diagnostic));
            }
            Problem::GivenTwice(field) => self.reader.note(|| problem::given_twice(self, field)),
            Problem::Other(message) => self.reader.note(|| problem::other(self.place(), message)),
        }
        Err(Problem::Noted)
    }

    /// Notes keys that an object of a type does not know: those that belong together are said once.
    fn strangers(&self, strangers: &[&Member], structure: &str, known: &[&str]) {
        if strangers.is_empty() || self.reader.findings.borrow().is_full() {
            return;
        }
        belongs::unknown_fields(self, strangers, structure, known, &mut |finding| self.reader.note(|| finding));
    }

    fn members(self, fields: Option<&'static [&'static str]>) -> Members<'t, 'd> {
        Members { cursor: self, rest: self.node.members().iter(), value: None, fields }
    }
}

impl<'de> Deserializer<'de> for Cursor<'_, 'de> {
    type Error = Problem;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.settle(match &self.node.kind {
            Kind::Null => visitor.visit_unit(),
            Kind::Bool(value) => visitor.visit_bool(*value),
            Kind::String => visitor.visit_str(&self.reader.document.string(self.node)),
            Kind::List(items) => visitor.visit_seq(Items { cursor: self, rest: items.iter().enumerate() }),
            Kind::Object(_) => visitor.visit_map(self.members(None)),
            Kind::Number => {
                let text = self.lexeme();
                match (self.whole(), text.parse()) {
                    (Some(whole), _) => visitor.visit_i64(whole),
                    (None, Ok(whole)) => visitor.visit_u64(whole),
                    _ => visitor.visit_f64(text.parse().unwrap_or(f64::NAN)),
                }
            }
        })
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self.node.kind {
            Kind::Null => self.settle(visitor.visit_none()),
            _ => self.settle(visitor.visit_some(self)),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Problem> {
        match (name, &self.node.kind) {
            (LENIENT, _) => visitor.visit_some(self),
            (LEXEME, Kind::Number) => self.number(self.lexeme(), visitor),
            (LEXEME, Kind::String) => self.number(&self.reader.document.string(self.node), visitor),
            (LEXEME, _) => self.deserialize_any(visitor),
            (LEVEL, Kind::Number) if !self.is_whole() => self.settle(
                // What is wrong with a number is said by the reading of numbers.
                visitor.visit_bytes(self.lexeme().as_bytes()).map_err(|problem| match problem {
                    Problem::Other(_) => {
                        self.reader.note(|| problem::bad_number(&self, self.lexeme()));
                        Problem::Noted
                    }
                    other => other,
                }),
            ),
            (LEVEL, _) => self.deserialize_any(visitor),
            _ => self.settle(visitor.visit_newtype_struct(self)),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        if !matches!(self.node.kind, Kind::Object(_)) {
            return self.settle(Err(Problem::invalid_type(Unexpected::Other("another type"), &visitor)));
        }
        let strangers: Vec<&Member> =
            self.node.members().iter().filter(|m| !fields.contains(&m.key.as_str())).collect();
        self.strangers(&strangers, name, fields);
        self.settle_in(visitor.visit_map(self.members(Some(fields))), name, fields)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.settle(visitor.visit_unit())
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map enum identifier
    }
}

impl<'t, 'd> Cursor<'t, 'd> {
    /// A whole number; `1.0` and `1e3` are whole numbers too.
    fn whole(&self) -> Option<i64> {
        let text = self.lexeme();
        let exact = || text.parse::<Number>().ok().filter(|n| n.value().is_integer());
        text.parse().ok().or_else(|| i64::try_from(exact()?.value().to_integer()).ok())
    }

    fn is_whole(&self) -> bool {
        self.whole().is_some() || self.lexeme().parse::<u64>().is_ok()
    }

    /// A number, offered as the text that stands for it.
    fn number<V: Visitor<'d>>(self, text: &str, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_str(text).map_err(|problem| {
            match problem {
                Problem::Noted => {}
                _ => self.reader.note(|| problem::bad_number(&self, text)),
            }
            Problem::Noted
        })
    }
}

/// The entries of a list.
struct Items<'t, 'd> {
    cursor: Cursor<'t, 'd>,
    rest: std::iter::Enumerate<std::slice::Iter<'d, Node>>,
}

impl<'d> SeqAccess<'d> for Items<'_, 'd> {
    type Error = Problem;

    fn next_element_seed<S: DeserializeSeed<'d>>(&mut self, seed: S) -> Result<Option<S::Value>, Problem> {
        let Some((index, node)) = self.rest.next() else { return Ok(None) };
        let Cursor { reader, trail, .. } = &self.cursor;
        seed.deserialize(Cursor { reader, node, trail: trail.index(index) }).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// The members of an object; of a struct, only those that it knows.
struct Members<'t, 'd> {
    cursor: Cursor<'t, 'd>,
    rest: std::slice::Iter<'d, Member>,
    value: Option<&'d Member>,
    fields: Option<&'static [&'static str]>,
}

impl<'d> MapAccess<'d> for Members<'_, 'd> {
    type Error = Problem;

    fn next_key_seed<K: DeserializeSeed<'d>>(&mut self, seed: K) -> Result<Option<K::Value>, Problem> {
        let fields = self.fields;
        let Some(member) = self.rest.find(|m| fields.is_none_or(|fields| fields.contains(&m.key.as_str()))) else {
            return Ok(None);
        };
        self.value = Some(member);
        let key: StrDeserializer<Problem> = member.key.as_str().into_deserializer();
        self.cursor.settle(seed.deserialize(key)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'d>>(&mut self, seed: S) -> Result<S::Value, Problem> {
        let Some(member) = self.value.take() else { return Err(Problem::custom("a value without a key")) };
        let Cursor { reader, trail, .. } = &self.cursor;
        seed.deserialize(Cursor { reader, node: &member.value, trail: trail.key(&member.key) })
    }
}
