//! Non-linear GENIUS profiles (ANAC 2014): boxes over whole numbers, each worth something to packages inside or outside.
//!
//! `INCLUDES` pays where all its ranges hold. `EXCLUDES` pays where one of them does not: always, less where all hold. The
//! utility is the sum over `maxutility`.

use super::super::valuation::{Admitted, Profile, Term};
use super::super::xml::{Xml, children};
use super::domain::Domain;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use roxmltree::Node;
use std::collections::BTreeMap;
use zopa::model::{Code, Diagnostic, Diagnostics};
use zopa::text::quoted;

/// True if a profile is of this kind.
pub(super) fn is(xml: &Xml) -> bool {
    xml.root().attribute("type") == Some("nonlinear") || utility(xml).is_some()
}

fn utility<'a>(xml: &'a Xml<'a>) -> Option<Node<'a, 'a>> {
    xml.root().descendants().find(|node| node.is_element() && node.tag_name().name() == "utility")
}

/// Reads the boxes; false if something is wrong with them. With `raw`, nothing is divided by `maxutility`.
pub(super) fn read(xml: &Xml, domain: &Domain, raw: bool, profile: &mut Profile, findings: &mut Diagnostics) -> bool {
    let Some(utility) = utility(xml) else {
        let error = Diagnostic::new(Code::MissingField, xml.tag(xml.root()), "a nonlinear profile needs a `<utility>`");
        findings.push(error);
        return false;
    };
    if !utility.has_attribute("maxutility") {
        xml.missing(utility, "maxutility", findings);
    }
    let Some(most) = xml.number(utility, "maxutility", findings) else { return false };
    if !most.is_positive() {
        let place = xml.value(utility, "maxutility");
        findings.push(Diagnostic::new(Code::OutOfRange, place, "the largest utility must be positive"));
        return false;
    }
    let unit = if raw { BigRational::one() } else { most.recip() };
    let mut reader = Reader { xml, domain, profile, findings, sound: true };
    for ufun in children(utility, "ufun") {
        reader.ufun(ufun, &unit);
    }
    reader.sound
}

struct Reader<'r> {
    xml: &'r Xml<'r>,
    domain: &'r Domain,
    profile: &'r mut Profile,
    findings: &'r mut Diagnostics,
    sound: bool,
}

impl Reader<'_> {
    fn error(&mut self, error: Diagnostic) {
        self.sound = false;
        self.findings.push_within_limit(|| error);
    }

    /// A number that may be left out.
    fn number(&mut self, node: Node, attribute: &str, otherwise: Option<BigRational>) -> Option<BigRational> {
        if node.has_attribute(attribute) {
            let number = self.xml.number(node, attribute, self.findings);
            self.sound &= number.is_some();
            return number;
        }
        if otherwise.is_none() {
            self.xml.missing(node, attribute, self.findings);
            self.sound = false;
        }
        otherwise
    }

    /// A sum of boxes, times a weight. (Elements are not nested deeply: the reader of XML sees to that.)
    fn ufun(&mut self, node: Node, unit: &BigRational) {
        if let Some(other) = node.attribute("aggregation").filter(|aggregation| *aggregation != "sum") {
            let message = format!("the aggregation {} is not read", quoted(other));
            let place = self.xml.value(node, "aggregation");
            return self
                .error(Diagnostic::new(Code::NotSupported, place, message).help("boxes are read where they add up"));
        }
        let Some(weight) = self.number(node, "weight", Some(BigRational::one())) else { return };
        let unit = unit * weight;
        for child in node.children().filter(Node::is_element) {
            match child.tag_name().name() {
                "ufun" => self.ufun(child, &unit),
                "hyperRectangle" => self.rectangle(child, &unit),
                other => {
                    let message = format!("a ufun holds boxes, and no {}", quoted(&format!("<{other}>")));
                    self.error(Diagnostic::new(Code::NotSupported, self.xml.tag(child), message));
                }
            }
        }
    }

    fn rectangle(&mut self, node: Node, unit: &BigRational) {
        let utility = self.number(node, "utility", None);
        let weight = self.number(node, "weight", Some(BigRational::one()));
        let (Some(utility), Some(weight)) = (utility, weight) else { return };
        let worth = utility * weight * unit;
        let includes = children(node, "INCLUDES").next().is_some();
        let excludes = children(node, "EXCLUDES").next().is_some();
        if includes && excludes {
            let place = self.xml.tag(node);
            let message = "a box with both INCLUDES and EXCLUDES is not read";
            return self.error(Diagnostic::new(Code::NotSupported, place, message).help("write two boxes"));
        }
        let Some(ranges) = self.ranges(node, if excludes { "EXCLUDES" } else { "INCLUDES" }) else { return };
        // Outside of the levels that there are, nothing lies.
        let place = Some(self.xml.tag(node));
        let inside: Option<Vec<(usize, Admitted)>> = ranges
            .into_iter()
            .map(|(issue, (low, high))| {
                let (first, last, _) = self.domain.axes.get(issue)?.integer?;
                let (from, to) = (low.max(first), high.min(last));
                let at = |level: i64| usize::try_from(i128::from(level) - i128::from(first)).ok();
                if from <= to { Some((issue, Admitted::Range(at(from)?, at(to)?))) } else { None }
            })
            .collect();
        let (always, add) = if excludes { (worth.clone(), -worth) } else { (BigRational::zero(), worth) };
        self.profile.constant += always;
        match inside {
            Some(when) if when.is_empty() => self.profile.constant += add,
            Some(when) => self.profile.terms.push(Term::new(when, add, place)),
            None => {}
        }
    }

    /// By issue, the range in which all bounds hold.
    fn ranges(&mut self, node: Node, name: &str) -> Option<BTreeMap<usize, (i64, i64)>> {
        let mut ranges = BTreeMap::new();
        let mut sound = true;
        for bounds in node.children().filter(|child| child.tag_name().name() == name) {
            let index = self.number(bounds, "index", None).and_then(|index| whole(&index));
            let (low, high) = (self.number(bounds, "min", None), self.number(bounds, "max", None));
            let (Some(index), Some(low), Some(high)) = (index, low, high) else {
                sound = false;
                continue;
            };
            let Some(issue) = self.domain.position(index) else {
                let (place, message) = (self.xml.value(bounds, "index"), format!("the domain has no issue {index}"));
                self.error(Diagnostic::new(Code::UnknownIssue, place, message));
                sound = false;
                continue;
            };
            if self.domain.axes.get(issue).is_none_or(|axis| axis.integer.is_none()) {
                let message = "boxes are read over issues of whole numbers";
                self.error(Diagnostic::new(Code::NotSupported, self.xml.value(bounds, "index"), message));
                sound = false;
                continue;
            }
            // Between whole numbers lies no level.
            let (low, high) = (nearest(&low.ceil()), nearest(&high.floor()));
            let range = ranges.entry(issue).or_insert((i64::MIN, i64::MAX));
            *range = (range.0.max(low), range.1.min(high));
        }
        sound.then_some(ranges)
    }
}

/// A whole number, or the largest or smallest that is nearest to it.
fn nearest(number: &BigRational) -> i64 {
    let otherwise = if number.is_positive() { i64::MAX } else { i64::MIN };
    i64::try_from(number.to_integer()).unwrap_or(otherwise)
}

fn whole(number: &BigRational) -> Option<i64> {
    let whole: BigInt = if number.is_integer() { number.to_integer() } else { return None };
    i64::try_from(whole).ok()
}
