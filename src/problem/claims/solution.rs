//! Claims about what solution concepts choose.

use super::prelude::*;
use crate::concept;
use num_rational::BigRational;

/// What solution concepts choose.
#[derive(Clone, Debug, PartialEq)]
pub struct Chooses {
    /// The ids of the concepts.
    pub concepts: Vec<&'static str>,
    /// What they do.
    pub choosing: Choosing,
}

/// What solution concepts are claimed to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Choosing {
    /// Every package they choose satisfies a condition; with a share, also if a single number is moved by up to that.
    Has(Condition, Option<Number>),
    /// No package they choose crosses a red line.
    KeepsRedLines,
    /// They mean something without a common unit, or there is one.
    Meaningful,
}

impl Chooses {
    pub(super) fn read(names: &Names, reading: &mut Reading) -> Option<Self> {
        if names.0.is_empty() {
            return reading.refuse(Code::Empty, "solution", "this list of concepts is empty", "name at least one");
        }
        let concepts = reading.names(names, "solution", |reading, name, place| {
            let found = concept::by_id(name).map(|concept| concept.id());
            if found.is_none() {
                let known = concept::ALL.iter().map(|concept| concept.id());
                reading.unknown(Code::UnknownConcept, place, "solution concept", name, known);
            }
            found
        })?;
        let written = reading.written;
        let choosing = match (&written.has, written.keeps_red_lines, written.meaningful) {
            (Some(has), None, None) => {
                // Unlike others, this condition must ask for something.
                let condition = reading.condition(has, "has")?;
                let within = written.within.as_ref().map(|within| within.value.clone());
                if within
                    .as_ref()
                    .is_some_and(|share| !share.value().is_positive() || *share.value() >= BigRational::one())
                {
                    let message = "`within` is a share of each number: more than 0 and less than 1";
                    return reading.refuse(Code::OutOfRange, "within", message, "");
                }
                if within.is_some() && concepts != ["nash"] {
                    let message = "`within` can be answered for the Nash solution only";
                    return reading.refuse(Code::AssumptionKind, "within", message, "");
                }
                Choosing::Has(condition, within)
            }
            (None, Some(true), None) => Choosing::KeepsRedLines,
            (None, None, Some(true)) => Choosing::Meaningful,
            _ => {
                let help = "add one of \"has\": conditions, \"keeps_red_lines\": true, \"meaningful\": true";
                let message = "`solution` needs one thing to claim about the packages chosen";
                return reading.refuse(Code::AssumptionKind, "", message, help);
            }
        };
        if written.within.is_some() && written.has.is_none() {
            return reading.stray("within", "`within` goes with `has`", "");
        }
        Some(Chooses { concepts, choosing })
    }
}

impl Meaning for Chooses {
    fn is_static(&self) -> bool {
        self.choosing == Choosing::Meaningful
    }

    fn sentence(&self, words: &Words) -> String {
        let named = self.concepts.iter().filter_map(|id| concept::by_id(id)).map(|concept| concept.name());
        let named = list(&named.collect::<Vec<_>>());
        let s = if self.concepts.len() == 1 { "s" } else { "" };
        match &self.choosing {
            Choosing::Has(condition, within) => {
                let moved = within.as_ref().map(|share| {
                    let percent = Number::from(share.value() * Number::from(100).value());
                    format!(", and still if one number is moved by up to {}%", spoken(&percent))
                });
                let has = words.conditions(condition);
                format!("What {named} choose{s} has {has}{}", moved.unwrap_or_default())
            }
            Choosing::KeepsRedLines => format!("What {named} choose{s} crosses no red line"),
            Choosing::Meaningful => format!("{named} can be used for these utilities"),
        }
    }
}
