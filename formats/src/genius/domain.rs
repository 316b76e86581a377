//! The issues of a GENIUS file.

use super::super::axis::{Axis, check_id, distinct, too_many};
use super::super::options::Options;
use super::super::xml::{Xml, children};
use roxmltree::Node;
use std::collections::{HashMap, HashSet};
use zopa::model::{Code, Diagnostic, Diagnostics};
use zopa::text::quoted;

/// The issues, by the index by which GENIUS knows them.
pub(super) struct Domain {
    pub(super) axes: Vec<Axis>,
    positions: HashMap<i64, usize>,
}

impl Domain {
    /// The position of an issue.
    pub(super) fn position(&self, index: i64) -> Option<usize> {
        self.positions.get(&index).copied()
    }

    /// The issues whose indexes are not among these, in order.
    pub(super) fn unlike(&self, indexes: &HashSet<i64>) -> impl Iterator<Item = &Axis> {
        let mut positions: Vec<usize> =
            self.positions.iter().filter(|(index, _)| !indexes.contains(index)).map(|(_, at)| *at).collect();
        positions.sort_unstable();
        positions.into_iter().filter_map(|at| self.axes.get(at))
    }

    /// Reads the issues of a domain, or of a profile that stands for its domain.
    pub(super) fn read<'a>(xml: &'a Xml<'a>, options: &Options, findings: &mut Diagnostics) -> Option<Domain> {
        let mut domain = Domain { axes: Vec::new(), positions: HashMap::new() };
        let mut sound = true;
        if too_many(issues(xml).count(), &xml.tag(xml.root()), findings) {
            return None;
        }
        for node in issues(xml) {
            match domain.issue(xml, node, options, findings) {
                Some(axis) => domain.axes.push(axis),
                None => sound = false,
            }
        }
        if domain.axes.is_empty() && sound {
            let error = Diagnostic::new(Code::Empty, xml.tag(xml.root()), "there are no issues in this file");
            findings.push(error.help("a domain has `<issue>` elements in its `<objective>`"));
            sound = false;
        }
        sound.then_some(domain)
    }

    fn issue<'a>(
        &mut self,
        xml: &Xml,
        node: Node<'a, 'a>,
        options: &Options,
        findings: &mut Diagnostics,
    ) -> Option<Axis> {
        let index = index(xml, node, findings)?;
        let Some(name) = node.attribute("name") else {
            xml.missing(node, "name", findings);
            return None;
        };
        let place = xml.value(node, "name");
        if !check_id(name, &place, findings) {
            return None;
        }
        if let Some(first) = self.positions.insert(index, self.axes.len()) {
            let message = format!("two issues have the index {index}");
            let error = Diagnostic::new(Code::DuplicateKey, xml.value(node, "index"), message);
            findings.push_within_limit(|| match self.axes.get(first) {
                Some(first) => error.related(first.place.clone(), "the first one"),
                None => error,
            });
            return None;
        }
        let id = distinct(name, |id| self.axes.iter().any(|axis| axis.id == id));
        let mut axis = Axis::new(id, place);
        match kind(node) {
            Kind::Discrete | Kind::Other(_) => {
                if let Kind::Other(other) = kind(node) {
                    let place = xml.value(node, "type");
                    if children(node, "item").next().is_none() {
                        let message = format!("issues of the type {} are not read without items", quoted(other));
                        let error = Diagnostic::new(Code::NotSupported, place, message);
                        findings.push_within_limit(|| error.help("the types are `discrete`, `integer` and `real`"));
                        return None;
                    }
                    let message =
                        format!("issues of the type {} are read as GENIUS reads them: as `discrete`", quoted(other));
                    findings.push_within_limit(|| Diagnostic::new(Code::NotUsed, place, message));
                }
                let mut sound = true;
                for item in children(node, "item") {
                    let Some(value) = item.attribute("value") else {
                        xml.missing(item, "value", findings);
                        sound = false;
                        continue;
                    };
                    let place = xml.value(item, "value");
                    sound &= check_id(value, &place, findings);
                    // Some files list a value twice; GENIUS knows it once.
                    axis.add(value, super::super::number::decimal(value).ok(), Some(place));
                }
                if axis.choices.is_empty() && sound {
                    let message = format!("the issue {} has no items", quoted(name));
                    findings.push_within_limit(|| Diagnostic::new(Code::Empty, axis.place.clone(), message));
                    return None;
                }
                sound.then_some(axis)
            }
            Kind::Integer => {
                let low = xml.whole(bound(xml, node, "lowerbound", findings), "lowerbound", findings);
                let high = xml.whole(bound(xml, node, "upperbound", findings), "upperbound", findings);
                axis.integers(low?, high?, findings)
            }
            Kind::Real => {
                let low = xml.number(bound(xml, node, "lowerbound", findings), "lowerbound", findings);
                let high = xml.number(bound(xml, node, "upperbound", findings), "upperbound", findings);
                let (low, high) = (low?, high?);
                if axis.check_ends(&low, &high, findings) {
                    axis.continuous(&low, &high, options, findings)
                } else {
                    None
                }
            }
        }
    }
}

/// The issues of a file, also those in nested objectives.
pub(super) fn issues<'a>(xml: &'a Xml<'a>) -> impl Iterator<Item = Node<'a, 'a>> {
    xml.root().descendants().filter(|node| node.is_element() && node.tag_name().name() == "issue")
}

/// What kind of issue it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind<'a> {
    Discrete,
    Integer,
    Real,
    /// A word that GENIUS does not know (`price`): it takes such an issue for a discrete one.
    Other(&'a str),
}

/// What kind of issue it is, as GENIUS understands the word; old files say it in other attributes.
pub(super) fn kind<'a>(node: Node<'a, '_>) -> Kind<'a> {
    let said = ["type", "etype", "vtype"].into_iter().find_map(|attribute| node.attribute(attribute));
    match said {
        None => Kind::Discrete,
        Some(said) if said.eq_ignore_ascii_case("discrete") => Kind::Discrete,
        Some(said) if said.eq_ignore_ascii_case("integer") => Kind::Integer,
        Some(said) if said.eq_ignore_ascii_case("real") => Kind::Real,
        Some(other) => Kind::Other(other),
    }
}

/// The index by which an issue is known.
pub(super) fn index(xml: &Xml, node: Node, findings: &mut Diagnostics) -> Option<i64> {
    if !node.has_attribute("index") {
        xml.missing(node, "index", findings);
    }
    xml.whole(node, "index", findings)
}

/// Where a bound stands: on the issue, or on a `range` in it. That it is nowhere is noted.
pub(super) fn bound<'a>(xml: &Xml, node: Node<'a, 'a>, attribute: &str, findings: &mut Diagnostics) -> Node<'a, 'a> {
    let range = children(node, "range").next().filter(|range| range.has_attribute(attribute));
    let at = range.unwrap_or(node);
    if !at.has_attribute(attribute) {
        xml.missing(node, attribute, findings);
    }
    at
}
