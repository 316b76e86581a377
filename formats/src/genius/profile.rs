//! A GENIUS preference profile: evaluations and weights, or boxes, and what the party has without a deal.

use super::super::axis::{Axis, BY_STEPS, Unlike};
use super::super::number::decimal;
use super::super::opened::Opened;
use super::super::options::{Evaluations, Options};
use super::super::scores::Scores;
use super::super::valuation::{Profile, Reservation, Worth};
use super::super::xml::{Xml, children};
use super::domain::{Domain, Kind, bound, index, issues, kind};
use super::nonlinear;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use roxmltree::Node;
use std::collections::{BTreeMap, HashSet};
use zopa::exact::Number;
use zopa::model::{Code, Diagnostic, Diagnostics, Place};
use zopa::text::{quoted, shorten};

pub(super) fn read(file: &Opened, domain: &Domain, options: &Options, findings: &mut Diagnostics) -> Option<Profile> {
    let xml = file.xml()?;
    let mut reader = Reader { xml, domain, raw: options.evaluations == Evaluations::Raw, findings, sound: true };
    if !reader.is_supported() {
        return None;
    }
    let mut profile = Profile::new(file.stem.clone(), domain.axes.len(), xml.tag(xml.root()));
    profile.ceiling = (!reader.raw).then(BigRational::one);
    if nonlinear::is(xml) {
        let spread = reader.raw;
        reader.sound &= nonlinear::read(xml, domain, spread, &mut profile, reader.findings);
    } else {
        reader.worths(&mut profile);
    }
    reader.reservation(&mut profile);
    reader.sound.then_some(profile)
}

struct Reader<'r> {
    xml: &'r Xml<'r>,
    domain: &'r Domain,
    raw: bool,
    findings: &'r mut Diagnostics,
    sound: bool,
}

impl<'r> Reader<'r> {
    fn error(&mut self, error: impl FnOnce() -> Diagnostic) {
        self.sound = false;
        self.findings.push_within_limit(error);
    }

    fn note(&mut self, place: Place, message: String) {
        self.findings.push_within_limit(|| Diagnostic::new(Code::NotUsed, place, message));
    }

    fn elements(&self, name: &'r str) -> impl Iterator<Item = Node<'r, 'r>> + use<'r> {
        self.xml.root().descendants().filter(move |node| node.is_element() && node.tag_name().name() == name)
    }

    /// Refuses what would change the meaning and is not read.
    fn is_supported(&mut self) -> bool {
        if let Some(constraint) = self.elements("constraint").next() {
            let place = self.xml.tag(constraint);
            self.error(|| {
                Diagnostic::new(Code::NotSupported, place, "profiles with constraints are not read")
                    .label("makes packages worth nothing under a condition")
                    .help("write such conditions as `red_lines` in a model")
            });
        }
        let root = self.xml.root();
        match root.attribute("type") {
            None | Some("" | "nonlinear" | "additive") => {}
            Some("constraint") => {}
            Some("UNCERTAIN") => self.note(
                self.xml.value(root, "type"),
                "the profile is marked as uncertain; its evaluations and weights are read as certain".into(),
            ),
            Some(other) => {
                let (place, message) =
                    (self.xml.value(root, "type"), format!("profiles of the type {} are not read", quoted(other)));
                self.error(|| Diagnostic::new(Code::NotSupported, place, message));
            }
        }
        self.sound
    }

    /// Evaluations and weights.
    fn worths(&mut self, profile: &mut Profile) {
        let weights = self.weights();
        let mut seen = HashSet::new();
        for node in issues(self.xml) {
            let Some(index) = index(self.xml, node, self.findings) else {
                self.sound = false;
                continue;
            };
            let Some(position) = self.domain.position(index) else {
                let name = node.attribute("name").unwrap_or_default();
                let (place, message) =
                    (self.xml.tag(node), format!("the domain has no issue {index}, {}", quoted(name)));
                self.error(|| {
                    Diagnostic::new(Code::UnknownIssue, place, message).help("does the profile belong to this domain?")
                });
                continue;
            };
            if !seen.insert(index) {
                let (place, message) = (self.xml.tag(node), format!("the issue {index} is valued twice"));
                self.error(|| Diagnostic::new(Code::DuplicateKey, place, message));
                continue;
            }
            let scores = match kind(node) {
                Kind::Integer | Kind::Real => self.evaluator(node, position),
                Kind::Discrete | Kind::Other(_) => self.items(node, position),
            };
            let Some(scores) = scores else {
                self.sound = false;
                continue;
            };
            let Some((weight, _)) = weights.get(&index).cloned() else {
                let name = self.domain.axes.get(position).map(|axis| axis.id.clone()).unwrap_or_default();
                let message = format!("the issue {} has no weight: it is worth nothing", quoted(&name));
                self.note(self.xml.tag(node), message);
                continue;
            };
            let place = self.xml.tag(node);
            if let Some(worth) = profile.worths.get_mut(position) {
                *worth = Some(Worth::new(weight, scores, place));
            }
        }
        let mut idle = weights.into_iter().filter(|(index, _)| self.domain.position(*index).is_none());
        if let Some((index, (_, place))) = idle.next() {
            let message = match idle.count() {
                0 => format!("the weight of {index} belongs to no issue and is not used"),
                more => format!("the weights of {index} and of {more} more belong to no issue and are not used"),
            };
            self.note(place, message);
        }
        let unseen: Vec<&Axis> = self.domain.unlike(&seen).collect();
        for axis in unseen {
            let (place, message) =
                (self.xml.tag(self.xml.root()), format!("the profile does not value the issue {}", quoted(&axis.id)));
            self.error(|| {
                Diagnostic::new(Code::Values, place, message).help("does the profile belong to this domain?")
            });
        }
    }

    /// By index, in ascending order, with their places.
    fn weights(&mut self) -> BTreeMap<i64, (BigRational, Place)> {
        let mut weights = BTreeMap::new();
        for node in self.elements("weight") {
            let index = index(self.xml, node, self.findings);
            if !node.has_attribute("value") {
                self.xml.missing(node, "value", self.findings);
            }
            let value = self.xml.number(node, "value", self.findings);
            let (Some(index), Some(value)) = (index, value) else {
                self.sound = false;
                continue;
            };
            if value.is_negative() {
                let place = self.xml.value(node, "value");
                self.error(|| Diagnostic::new(Code::OutOfRange, place, "a weight must not be negative"));
            } else if weights.insert(index, (value, self.xml.tag(node))).is_some() {
                let (place, message) = (self.xml.tag(node), format!("the issue {index} has two weights"));
                self.error(|| Diagnostic::new(Code::DuplicateKey, place, message).help("keep one of them"));
            }
        }
        weights
    }

    /// The evaluations of items, over the largest.
    fn items(&mut self, node: Node<'r, 'r>, position: usize) -> Option<Scores> {
        let axis = self.domain.axes.get(position)?;
        if axis.range.is_some() {
            let message = format!("{} is a real number in the domain, and has no items", quoted(&axis.id));
            let place = self.xml.tag(node);
            self.error(|| {
                Diagnostic::new(Code::Values, place, message).help("an evaluator says what real numbers are worth")
            });
            return None;
        }
        let mut evaluations: Vec<Option<BigRational>> = vec![None; axis.choices.len()];
        let mut sound = true;
        for item in children(node, "item") {
            for attribute in ["value", "evaluation"].into_iter().filter(|attribute| !item.has_attribute(*attribute)) {
                self.xml.missing(item, attribute, self.findings);
                sound = false;
            }
            let (Some(value), Some(evaluation)) =
                (item.attribute("value"), self.xml.number(item, "evaluation", self.findings))
            else {
                sound = false;
                continue;
            };
            if evaluation.is_negative() {
                let place = self.xml.value(item, "evaluation");
                self.error(|| {
                    Diagnostic::new(Code::OutOfRange, place, "an evaluation must not be negative")
                        .help("GENIUS divides by the largest evaluation; shift them all up")
                });
            }
            match axis.position(value).and_then(|at| evaluations.get_mut(at)) {
                None => {
                    let message = format!("{} is no item of {} in the domain", quoted(value), quoted(&axis.id));
                    self.note(self.xml.value(item, "value"), message);
                }
                Some(known) => {
                    // GENIUS keeps the last.
                    if known.as_ref().is_some_and(|first| *first != evaluation) {
                        let message =
                            format!("{} is evaluated more than once: the last evaluation counts", quoted(value));
                        self.note(self.xml.value(item, "value"), message);
                    }
                    *known = Some(evaluation);
                }
            }
        }
        for (choice, _) in axis.choices.iter().zip(&evaluations).filter(|(_, evaluation)| evaluation.is_none()) {
            if sound {
                let message = format!("{} of {} has no evaluation", quoted(&choice.id), quoted(&axis.id));
                let place = self.xml.tag(node);
                self.error(|| Diagnostic::new(Code::Values, place, message).help("add it; 0 if it is worth nothing"));
            }
        }
        let evaluations = sound.then_some(evaluations)?.into_iter().collect::<Option<Vec<_>>>()?;
        let largest = evaluations.iter().max().cloned().unwrap_or_default();
        if self.raw {
            return Some(evaluations.into());
        }
        // GENIUS takes an issue whose evaluations are all this small for one that is worth nothing.
        let nothing = largest < BigRational::new(BigInt::one(), BigInt::from(100_000));
        let share = |evaluation: BigRational| if nothing { BigRational::zero() } else { evaluation / &largest };
        Some(evaluations.into_iter().map(share).collect::<Vec<_>>().into())
    }

    /// A function of numbers.
    fn evaluator(&mut self, node: Node<'r, 'r>, position: usize) -> Option<Scores> {
        let axis = self.domain.axes.get(position)?;
        let Some(evaluator) = children(node, "evaluator").next() else {
            let (place, message) = (self.xml.tag(node), format!("the issue {} has no evaluator", quoted(&axis.id)));
            self.error(|| {
                Diagnostic::new(Code::Values, place, message).help("an evaluator says what numbers are worth")
            });
            return None;
        };
        let (xml, real) = (self.xml, kind(node) == Kind::Real);
        let mut given = |names: &[&str], needed: bool| {
            let name = names.iter().find(|name| evaluator.has_attribute(**name)).copied();
            if needed && name.is_none() {
                xml.missing(evaluator, names.first().copied().unwrap_or_default(), self.findings);
            }
            name.and_then(|name| xml.number(evaluator, name, self.findings))
        };
        let one = BigRational::one();
        let zero = BigRational::zero;
        let raw = self.raw;
        let clamp = |score: BigRational| if raw { score } else { score.max(zero()).min(one.clone()) };
        let scores = match evaluator.attribute("ftype").unwrap_or("linear") {
            "linear" => {
                let slope = given(&["slope", "parameter1"], true);
                let offset = given(&["offset", "parameter0"], real).or((!real).then(zero));
                let (slope, offset) = (slope?, offset?);
                // GENIUS counts whole numbers from the lowest; NegMAS, whose reading the raw one is, from 0.
                let low = if real || raw {
                    zero()
                } else {
                    xml.number(bound(xml, node, "lowerbound", self.findings), "lowerbound", self.findings)?
                };
                // Where it meets 0 and 1, it is cut.
                let cuts = [zero(), one.clone()].into_iter().filter(|_| !raw && !slope.is_zero());
                let meets = cuts.map(|height| (height - &offset) / &slope + &low);
                axis.scores(meets, |x| clamp(&slope * (x - &low) + &offset))
            }
            "constant" => {
                let value = given(&["parameter0", "offset"], true)?;
                Ok(axis.constant(&clamp(value)))
            }
            "triangular" if real => {
                let low = given(&["parameter0"], true);
                let high = given(&["parameter1"], true);
                let (low, high, top) = (low?, high?, given(&["parameter2"], true)?);
                axis.scores([low.clone(), top.clone(), high.clone()], |x| {
                    if *x < low || *x > high {
                        zero()
                    } else if *x < top {
                        (x - &low) / (&top - &low)
                    } else if *x > top {
                        (&high - x) / (&high - &top)
                    } else {
                        one.clone()
                    }
                })
            }
            other => {
                let message = format!("evaluators of the type {} are not read", quoted(other));
                let place = xml.value(evaluator, "ftype");
                self.error(|| {
                    let help = "read are `linear`, `constant` and, for real numbers, `triangular`";
                    Diagnostic::new(Code::NotSupported, place, message).help(help)
                });
                return None;
            }
        };
        let place = xml.tag(evaluator);
        match scores {
            Ok(scores) => return Some(scores),
            Err(Unlike::NoNumbers) => {
                let message =
                    format!("the items of {} are no numbers, so an evaluator cannot value them", quoted(&axis.id));
                self.error(|| Diagnostic::new(Code::Values, place, message));
            }
            Err(Unlike::Bent) => {
                let message = format!("what this evaluator says of {} jumps at a level", quoted(&axis.id));
                self.error(|| Diagnostic::new(Code::NotSupported, place, message).help(BY_STEPS));
            }
        }
        None
    }

    /// What the party has without a deal, and what time does to it.
    fn reservation(&mut self, profile: &mut Profile) {
        if let Some(node) = self.elements("reservation").next()
            && node.has_attribute("value")
        {
            match self.xml.number(node, "value", self.findings) {
                Some(value) => profile.reservation = Reservation::Value(value),
                None => self.sound = false,
            }
        }
        let Some(node) = self.elements("discount_factor").next() else { return };
        let Some(written) = node.attribute("value") else { return };
        // GENIUS takes what is no discount for none.
        let factor = decimal(written).ok().filter(|factor| factor.is_positive() && *factor <= BigRational::one());
        let Some(factor) = factor else {
            let shown = quoted(&shorten(written, 40));
            let message = format!("{shown} is no discount factor above 0 and up to 1: there is no discounting");
            return self.note(self.xml.value(node, "value"), message);
        };
        if !factor.is_one() {
            let factor = Number::from(factor);
            let message = format!("the discount factor {factor} is not used: the answer is for an agreement at once");
            self.note(self.xml.value(node, "value"), message);
            profile.note = Some(format!("Utilities are discounted by {factor} over the negotiation; not used here."));
        }
    }
}
