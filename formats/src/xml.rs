//! XML through roxmltree, which reads no document type definitions, and so expands no entities and opens no files. What it
//! refuses, and GENIUS does not, is mended first.

use super::mend::mend;
use super::number::{decimal, not_a_number, whole};
use super::source::{Mended, Source};
use num_rational::BigRational;
use roxmltree::{Document, Error, Node, ParsingOptions};
use zopa::model::{Code, Diagnostic, Diagnostics, MAX_VALUES, Place};
use zopa::text::quoted;

/// How deep elements may be nested.
const MAX_DEPTH: usize = 32;
/// How many attributes an element may have: roxmltree compares each with all before it.
const MAX_ATTRIBUTES: usize = 64;
/// How many namespaces a file may declare: roxmltree lists them anew for elements that declare one.
const MAX_NAMESPACES: usize = 64;

/// A text as XML, with places.
pub(super) struct Xml<'s> {
    pub(super) source: &'s Source,
    offset: usize,
    document: Document<'s>,
    /// If the text had to be mended, how.
    mended: Option<&'s Mended>,
}

impl<'s> Xml<'s> {
    /// Parses a text.
    pub(super) fn parse(source: &'s Source) -> Result<Self, Diagnostics> {
        let (body, offset) = source.body();
        let options = || ParsingOptions { nodes_limit: MAX_VALUES as u32, ..ParsingOptions::default() };
        let limits = |error: &Error| {
            matches!(
                error,
                Error::DtdDetected
                    | Error::NodesLimitReached
                    | Error::AttributesLimitReached
                    | Error::NamespacesLimitReached
            )
        };
        let too_much = |(at, length, message): (usize, usize, String)| {
            Diagnostic::new(Code::Limit, source.place(at, at + length), message)
        };
        if let Some((at, length, message)) = beyond_limits(body) {
            return Err(too_much((offset + at, length, message)).into());
        }
        match Document::parse_with_options(body, options()) {
            Ok(document) => Ok(Xml { source, offset, document, mended: None }),
            Err(error) => {
                let mended = if limits(&error) { None } else { source.mended.get_or_init(|| mend(source)).as_ref() };
                if let Some(mended) = mended
                    && let Some((at, length, message)) = beyond_limits(&mended.text)
                {
                    return Err(too_much((mended.origin(at), length, message)).into());
                }
                let document = mended.and_then(|mended| Document::parse_with_options(&mended.text, options()).ok());
                let document = document.ok_or_else(|| not_xml(source, body, offset, &error))?;
                Ok(Xml { source, offset, document, mended })
            }
        }
    }

    /// What was mended, before it was XML.
    pub(super) fn notes(&self) -> &[Diagnostic] {
        self.mended.map(|mended| mended.notes.0.as_slice()).unwrap_or_default()
    }

    pub(super) fn root(&self) -> Node<'_, 's> {
        self.document.root_element()
    }

    /// Where an element's name stands.
    pub(super) fn tag(&self, node: Node) -> Place {
        let start = node.range().start + 1;
        self.place(start, start + node.tag_name().name().len())
    }

    /// Where the value of an attribute stands; the element, if it has none.
    pub(super) fn value(&self, node: Node, attribute: &str) -> Place {
        match node.attribute_node(attribute) {
            Some(attribute) => self.place(attribute.range_value().start, attribute.range_value().end),
            None => self.tag(node),
        }
    }

    fn place(&self, start: usize, end: usize) -> Place {
        match self.mended {
            Some(mended) => self.source.place(mended.origin(start), mended.origin(end)),
            None => self.source.place(self.offset + start, self.offset + end),
        }
    }

    /// The number in an attribute, if there is one and it is a number; what is wrong with it is noted.
    pub(super) fn number(&self, node: Node, attribute: &str, findings: &mut Diagnostics) -> Option<BigRational> {
        let text = node.attribute(attribute)?;
        self.checked(node, attribute, decimal(text), findings)
    }

    /// The whole number in an attribute, likewise.
    pub(super) fn whole(&self, node: Node, attribute: &str, findings: &mut Diagnostics) -> Option<i64> {
        let text = node.attribute(attribute)?;
        self.checked(node, attribute, whole(text), findings)
    }

    fn checked<T>(
        &self,
        node: Node,
        attribute: &str,
        number: Result<T, String>,
        findings: &mut Diagnostics,
    ) -> Option<T> {
        match number {
            Ok(number) => Some(number),
            Err(why) => {
                findings.push_within_limit(|| not_a_number(self.value(node, attribute), attribute, &why));
                None
            }
        }
    }

    /// Notes that an element lacks an attribute.
    pub(super) fn missing(&self, node: Node, attribute: &str, findings: &mut Diagnostics) {
        findings.push_within_limit(|| {
            let message = format!("{} has no `{attribute}`", quoted(&format!("<{}>", node.tag_name().name())));
            Diagnostic::new(Code::MissingField, self.tag(node), message).label(format!("needs `{attribute}`"))
        });
    }
}

/// Where a text goes beyond what can be read in a time that is linear in its length: a byte, how many to show, and what is
/// too much. None as well where the text stops being XML before that: so does the parser.
fn beyond_limits(text: &str) -> Option<(usize, usize, String)> {
    let (mut at, mut depth, mut namespaces) = (0, 0usize, 0);
    loop {
        at += text.get(at..)?.find('<')?;
        let rest = text.get(at..)?;
        let skipped = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")];
        if let Some((start, end)) = skipped.into_iter().find(|(start, _)| rest.starts_with(start)) {
            at += start.len() + rest.get(start.len()..)?.find(end)? + end.len();
            continue;
        }
        let name = rest.get(1..)?.find(|c: char| c.is_whitespace() || matches!(c, '/' | '>' | '<'))?;
        let (mut attributes, mut quote, mut attribute, mut last) = (0, None, 1, b'<');
        let end = rest.bytes().enumerate().skip(1).find_map(|(here, byte)| {
            match (quote, byte) {
                (_, b'<') | (None, b'>') => return Some(here),
                (Some(open), _) if open == byte => quote = None,
                (Some(_), _) => {}
                (None, b'"' | b'\'') => quote = Some(byte),
                (None, b'=') => {
                    attributes += 1;
                    namespaces += usize::from(rest.get(attribute..).is_some_and(|name| name.starts_with("xmlns")));
                    if attributes > MAX_ATTRIBUTES || namespaces > MAX_NAMESPACES {
                        return Some(here);
                    }
                }
                // Names begin behind blank space and values.
                (None, _) if last.is_ascii_whitespace() || matches!(last, b'"' | b'\'') => {
                    attribute = if byte.is_ascii_whitespace() { attribute } else { here };
                }
                (None, _) => {}
            }
            last = byte;
            None
        })?;
        let length = rest.get(attribute..end).map_or(0, |name| name.trim_end().len());
        if attributes > MAX_ATTRIBUTES {
            return Some((at + attribute, length, format!("an element has more than {MAX_ATTRIBUTES} attributes")));
        }
        if namespaces > MAX_NAMESPACES {
            return Some((at + attribute, length, format!("more than {MAX_NAMESPACES} namespaces are declared")));
        }
        if rest.as_bytes().get(end) == Some(&b'<') {
            return None;
        }
        if rest.starts_with("</") {
            depth = depth.saturating_sub(1);
        } else if depth >= MAX_DEPTH {
            return Some((at + 1, name, format!("elements are nested more than {MAX_DEPTH} deep")));
        } else if last != b'/' {
            depth += 1;
        }
        at += end;
    }
}

/// The children of that name.
pub(super) fn children<'a, 's: 'a>(node: Node<'a, 's>, name: &'a str) -> impl Iterator<Item = Node<'a, 's>> {
    node.children().filter(move |child| child.is_element() && child.tag_name().name() == name)
}

fn not_xml(source: &Source, body: &str, offset: usize, error: &Error) -> Diagnostic {
    let at = error.pos();
    let line = source.text.get(..offset).unwrap_or_default().matches('\n').count() + at.row as usize;
    let start = if at.row <= 1 { offset } else { source.line_start(line) };
    let column = at.col.saturating_sub(1) as usize;
    let rest = source.text.get(start..).unwrap_or_default();
    let start = start + rest.chars().take(column).map(char::len_utf8).sum::<usize>();
    let place = source.place(start, start + source.text.get(start..).map_or(0, first_length));
    match error {
        Error::DtdDetected => {
            let start = offset + body.find("<!DOCTYPE").unwrap_or(0);
            let place = source.place(start, start + "<!DOCTYPE".len());
            Diagnostic::new(Code::NotSupported, place, "the file has a document type definition, which is not read")
                .label("could define entities")
                .help("remove the definition, and write entities out")
        }
        Error::NodesLimitReached | Error::AttributesLimitReached | Error::NamespacesLimitReached => Diagnostic::new(
            Code::Limit,
            source.whole(),
            format!("more than {MAX_VALUES} elements, attributes or texts"),
        ),
        other => {
            let message = other.to_string();
            // The position stands beside the message anyway.
            let message = message.rsplit_once(" at ").map_or(message.as_str(), |(message, _)| message);
            let help = if message.contains("entity") || message.contains("reference") {
                "in XML, `&` is written `&amp;`, and `<` is written `&lt;`"
            } else {
                "the file must be well-formed XML; an editor for XML shows what is open"
            };
            Diagnostic::new(Code::Syntax, place, format!("not XML: {message}")).help(help)
        }
    }
}

fn first_length(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}
