//! Assumptions in sentences: what is claimed, and what refutes it. How each claim is said stands with the claim.

use super::parts::stopped;
use crate::assume::{Assumption, Moved, Open, Point, Refutation, Undecided, Vacuity, Verdict};
use crate::concept;
use crate::problem::claims::words::{Shown, Words as Names};
use crate::problem::{ConstraintId, PartyId, Problem};
use crate::text::visible;
use crate::text::words::spoken;

/// The words for one assumption.
pub(super) struct Words<'p> {
    pub problem: &'p Problem,
    pub assumption: &'p Assumption,
}

impl Words<'_> {
    fn names(&self) -> Names<'_> {
        Names { problem: self.problem }
    }

    /// What is claimed.
    pub fn claim(&self) -> String {
        let names = self.names();
        let mut sentence = self.assumption.claim.meaning().sentence(&names);
        if !self.assumption.given.0.is_empty() {
            sentence += &format!(", given {}", names.conditions(&self.assumption.given));
        }
        if self.assumption.anywhere {
            sentence += ", whatever rules and red lines say";
        }
        if self.assumption.robust {
            sentence += ", for all numbers in their ranges";
        }
        if self.assumption.fails { format!("Not so: {sentence}") } else { sentence }
    }

    /// Why it came out so, in a sentence; none if it is proved.
    pub fn message(&self, verdict: &Verdict) -> Option<String> {
        match verdict {
            Verdict::Proved(_) => self.assumption.fails.then(|| "it does hold".to_owned()),
            Verdict::Refuted(refutation) => {
                let moved = match refutation.numbers.len() {
                    0 => String::new(),
                    1 => ", with one number moved within its range".to_owned(),
                    count => format!(", with {count} numbers moved within their ranges"),
                };
                Some(self.refutation(refutation) + &moved)
            }
            Verdict::Vacuous(vacuity) => Some(self.vacuity(*vacuity)),
            Verdict::Undecided(undecided) => Some(self.undecided(*undecided)),
        }
    }

    /// What refutes it, in a sentence.
    pub fn refutation(&self, refutation: &Refutation) -> String {
        let names = self.names();
        let shown = |parties: &[PartyId]| {
            let shown = Shown::new(names, &refutation.packages, parties, refutation.amount.as_ref());
            self.assumption.claim.meaning().refuted(&shown)
        };
        let line = |at: ConstraintId| visible(&self.problem[at].name);
        let name = |concept: &'static str| concept::by_id(concept).map_or(concept, |concept| concept.name());
        match &refutation.point {
            Point::Utilities { parties, .. } => shown(parties),
            Point::Stance { party, red_line: None } => shown(&[*party]),
            Point::Stance { party, red_line: Some(at) } => {
                format!("{} refuses: its red line `{}` is crossed", names.party(*party), line(*at))
            }
            Point::Exists => shown(&[]),
            Point::Missing(_) => "There is none".to_owned(),
            Point::Unusable { issue, option } => {
                format!("{} is in no feasible package", names.settled(*issue, *option))
            }
            Point::Chosen { concept, red_line: None } => format!("{} chooses this package", name(concept)),
            Point::Chosen { concept, red_line: Some(at) } => {
                format!("{} chooses this package, which crosses the red line `{}`", name(concept), line(*at))
            }
            Point::Moved { number, from, to } => {
                let what = match number {
                    Moved::Disagreement(party) => format!("what {} has without a deal", names.party(*party)),
                    Moved::Weight(party) => format!("the weight of {}", names.party(*party)),
                    Moved::Value { party, issue, option } => {
                        let option = names.settled(*issue, *option);
                        format!("what {option} is worth to {}", names.party(*party))
                    }
                };
                let moved = format!("if {what} is {} instead of {}", spoken(to), spoken(from));
                match refutation.packages.is_empty() {
                    true => format!("Nothing can be agreed {moved}, so that Nash chooses nothing"),
                    false => format!("Nash chooses this package {moved}"),
                }
            }
            Point::NoCommonUnit { concept } => format!(
                "{} compares utilities of different parties, and the model does not say that they have a common unit",
                name(concept)
            ),
            Point::NoMirror { party, issue } => match issue {
                Some(issue) => {
                    format!("The options of {} are worth other things to {}", names.issue(*issue), names.party(*party))
                }
                None => format!("What several issues are worth together to {} has no counterpart", names.party(*party)),
            },
            Point::Scaling { party, issue, field, claimed, found } => {
                let (who, claimed, found) = (names.party(*party), spoken(claimed), spoken(found));
                let on = issue.map(|issue| format!(" on {}", names.issue(issue))).unwrap_or_default();
                match *field {
                    "weights" => format!("The weights of {who} sum to {found}, not {claimed}"),
                    "packages" => format!("The worst or best package of {who} is worth {found}, not {claimed}"),
                    "scores" => format!("A score of {who}{on} is {found}, beyond {claimed}"),
                    _ => format!("The worst or best option of {who}{on} scores {found}, not {claimed}"),
                }
            }
        }
    }

    /// Why there is nothing that it speaks of.
    pub fn vacuity(&self, vacuity: Vacuity) -> String {
        match vacuity {
            Vacuity::NoPackage => "Rules and red lines leave no package at all".to_owned(),
            Vacuity::NothingGiven => match self.assumption.given.0.is_empty() {
                true => "No package that rules and red lines leave has this".to_owned(),
                false => "No package that rules and red lines leave has what is given".to_owned(),
            },
            Vacuity::NothingToCompare => "No two packages that rules and red lines leave differ in this way".to_owned(),
            Vacuity::NoneAcceptable => "No acceptable package has what is given".to_owned(),
            Vacuity::NoAgreement => "There is no agreement, so that nothing is chosen".to_owned(),
        }
    }

    /// Why it was not decided.
    pub fn undecided(&self, undecided: Undecided) -> String {
        let tried = match undecided.sampled {
            0 => String::new(),
            sampled => format!("; {sampled} contexts were tried at random, and none refutes it"),
        };
        match undecided.reason {
            Open::Stopped(stop) => format!("Stopped {}{tried}", stopped(stop)),
            Open::Numbers => {
                "It holds with the numbers as they stand, but depends on too many uncertain ones to try all ends of their \
                 ranges, or on events that follow from them. One number in place of some of these ranges would decide it"
                    .to_owned()
            }
            Open::BetweenEnds => {
                "It holds at all ends of the ranges that it depends on, but may break between them. One number in place of \
                 some of these ranges would decide it"
                    .to_owned()
            }
        }
    }
}
