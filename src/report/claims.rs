//! Assumptions in sentences: what is claimed, and what refutes it.

use super::text;
use super::words::{either, list, spoken, times};
use crate::assume::{
    Assumption, Choosing, Claim, Course, Moved, Open, OptionOrder, Packages, Point, Quantifier, Reached, Refutation,
    Scaling, Stance, Switch, Together, Undecided, Vacuity, Verdict,
};
use crate::concept;
use crate::exact::Number;
use crate::problem::{Condition, OptionSet, Package, Problem};
use crate::text::visible;
use itertools::Itertools;
use num_traits::{Signed, Zero};

/// Options of an order that are named; of longer ones the ends.
const NAMED: usize = 4;

/// The words for one assumption.
pub(super) struct Words<'p> {
    pub problem: &'p Problem,
    pub assumption: &'p Assumption,
}

impl Words<'_> {
    fn party(&self, at: usize) -> String {
        text::party(self.problem, at)
    }

    fn parties(&self, at: &[usize]) -> String {
        text::parties(self.problem, at)
    }

    fn issue(&self, at: usize) -> String {
        text::issue(self.problem, at)
    }

    fn issues(&self, at: &[usize]) -> String {
        list(&at.iter().map(|at| self.issue(*at)).collect_vec())
    }

    fn option(&self, issue: usize, option: u16) -> String {
        text::option(self.problem, issue, usize::from(option))
    }

    /// `Issue: A → B → C`.
    fn order(&self, order: &OptionOrder) -> String {
        let name = |option: &u16| self.option(order.issue, *option);
        let steps = match order.options.as_slice() {
            all if all.len() <= NAMED => all.iter().map(name).join(" → "),
            [first, .., last] => format!("{} → … → {}", name(first), name(last)),
            _ => String::new(),
        };
        format!("{} ({steps})", self.issue(order.issue))
    }

    fn orders(&self, orders: &[OptionOrder]) -> String {
        either(&orders.iter().map(|order| self.order(order)).collect_vec())
    }

    /// `Issue: A → B` for each issue of a switch.
    fn switch(&self, switch: &Switch) -> String {
        let steps = switch.issues.iter().zip(switch.from.iter().zip(&switch.to));
        let step = |(issue, (from, to)): (&usize, (&u16, &u16))| {
            format!("{}: {} → {}", self.issue(*issue), self.option(*issue, *from), self.option(*issue, *to))
        };
        steps.map(step).join(", ")
    }

    /// `Issue: A` for each issue of one side of a switch.
    fn side(&self, switch: &Switch, options: &[u16]) -> String {
        let name =
            |(issue, option): (&usize, &u16)| format!("{}: {}", self.issue(*issue), self.option(*issue, *option));
        switch.issues.iter().zip(options).map(name).join(", ")
    }

    /// `Issue: A or B` for each issue of a condition.
    fn conditions(&self, condition: &Condition) -> String {
        let one = |(issue, set): &(usize, OptionSet)| {
            let chosen = (0..).zip(set).filter(|(_, admitted)| **admitted);
            let names = chosen.map(|(option, _)| self.option(*issue, option)).collect_vec();
            let others = (0..).zip(set).filter(|(_, admitted)| !**admitted);
            let others = others.map(|(option, _)| self.option(*issue, option)).collect_vec();
            match others.is_empty() || names.len() <= others.len().max(2) {
                true => format!("{}: {}", self.issue(*issue), either(&names)),
                false => format!("{}: not {}", self.issue(*issue), either(&others)),
            }
        };
        list(&condition.0.iter().map(one).collect_vec())
    }

    /// What is claimed.
    pub fn claim(&self) -> String {
        let mut sentence = self.sentence();
        if !self.assumption.given.0.is_empty() {
            sentence += &format!(", given {}", self.conditions(&self.assumption.given));
        }
        if self.assumption.anywhere {
            sentence += ", whatever rules and red lines say";
        }
        if self.assumption.robust {
            sentence += ", for all numbers in their ranges";
        }
        sentence
    }

    fn sentence(&self) -> String {
        match &self.assumption.claim {
            Claim::Course { parties, along, course, strict, tolerance } => {
                let (who, along) = (self.parties(parties), self.orders(along));
                let within = match tolerance.value().is_zero() {
                    true => String::new(),
                    false => format!(" by more than {}", spoken(tolerance)),
                };
                match (course, strict) {
                    (Course::Rises, false) => format!("No step along {along} makes things worse for {who}{within}"),
                    (Course::Rises, true) => format!("Every step along {along} makes things better for {who}"),
                    (Course::Falls, false) => format!("No step along {along} makes things better for {who}{within}"),
                    (Course::Falls, true) => format!("Every step along {along} makes things worse for {who}"),
                    (Course::SinglePeaked(None), _) => format!("Along {along} things get better for {who}, then worse"),
                    (Course::SinglePeaked(Some(peak)), _) => {
                        let Claim::Course { along: orders, .. } = &self.assumption.claim else { return String::new() };
                        let peak = orders.first().map(|order| self.option(order.issue, *peak)).unwrap_or_default();
                        format!("Along {along} things get better for {who} up to {peak}, then worse")
                    }
                    (Course::Diminishing, strict) => {
                        let less = if *strict { "less" } else { "no more" };
                        format!("Each further step along {along} is worth {less} to {who} than the one before")
                    }
                    (Course::Level, _) => format!("{along} makes no difference to {who}{within}"),
                }
            }
            Claim::Prefers { parties, switch, strict } => {
                let (better, worse) = (self.side(switch, &switch.to), self.side(switch, &switch.from));
                match strict {
                    true => format!("{better} is better for {} than {worse}", self.parties(parties)),
                    false => format!("{better} is no worse for {} than {worse}", self.parties(parties)),
                }
            }
            Claim::Worth { parties, change, other, times: count, strict, .. } => {
                let more = if *strict { "more than" } else { "at least" };
                let much = match count.to_string().as_str() {
                    "1" => "as much as".to_owned(),
                    _ => format!("{} as much as", times(count)),
                };
                let (change, other) = (self.switch(change), self.switch(other));
                format!("{change} is worth {more} {much} {other} to {}", self.parties(parties))
            }
            Claim::Together { parties, issues, together, strict, .. } => {
                let (who, issues) =
                    (self.parties(parties), list(&issues.iter().map(|o| self.issue(o.issue)).collect_vec()));
                match (together, strict) {
                    (Together::Additive, _) => format!("What {issues} are worth to {who} just adds up"),
                    (Together::Complements, false) => format!("{issues} make each other worth no less to {who}"),
                    (Together::Complements, true) => format!("{issues} make each other worth more to {who}"),
                    (Together::Substitutes, false) => format!("{issues} make each other worth no more to {who}"),
                    (Together::Substitutes, true) => format!("{issues} make each other worth less to {who}"),
                }
            }
            Claim::Independent { parties, issues, of } => {
                let others = match of.len() + issues.len() == self.problem.issues().len() {
                    true => "anything else".to_owned(),
                    false => self.issues(of),
                };
                let (who, issues) = (self.parties(parties), self.issues(issues));
                format!("Which options of {issues} are better for {who} does not depend on {others}")
            }
            Claim::NothingOffsets { parties, switch, by } => {
                let (by, switch) = (self.issues(by), self.switch(switch));
                format!("Nothing in {by} makes up for {switch} to {}", self.parties(parties))
            }
            Claim::Decisive { parties, issues } => {
                format!("Nothing makes up for a worse option of {} to {}", self.issues(issues), self.parties(parties))
            }
            Claim::Sides { parties: [one, other], on, aligned } => {
                let on = list(&on.iter().map(|order| self.issue(order.issue)).collect_vec());
                let never = if *aligned { "worse" } else { "better" };
                format!("On {on}, what is better for {} is never {never} for {}", self.party(*one), self.party(*other))
            }
            Claim::Transfer { along, payer, receiver, .. } => {
                format!(
                    "Along {}, {} pays and {} receives",
                    self.orders(along),
                    self.party(*payer),
                    self.party(*receiver)
                )
            }
            Claim::NoFreeLunch { issues, at } => {
                let which = match issues.len() == self.problem.issues().len() {
                    true => "No single option".to_owned(),
                    false => format!("No option of {}", self.issues(issues)),
                };
                let proposal = at.as_ref().and_then(|at| self.problem.proposals().iter().find(|p| p.package == *at));
                let start = proposal.map(|proposal| format!(" of \"{}\"", visible(&proposal.name))).unwrap_or_default();
                format!("{which}{start} can be replaced so that somebody gains and nobody loses")
            }
            Claim::Mirrors { parties, of } => {
                format!("The interests of {} mirror those of {}", self.parties(parties), self.party(*of))
            }
            Claim::Normalised { parties } => {
                let names = list(&parties.iter().map(|(party, _)| self.party(*party)).collect_vec());
                let claims = parties.first().map(|(_, scaling)| scaled(scaling)).unwrap_or_default();
                format!("The numbers of {names} are scaled: {}", list(&claims))
            }
            Claim::Stance { parties, stance, packages } => {
                let who = self.parties(parties);
                let (verb, which) = match stance {
                    Stance::Accepts => ("accepts", "every package"),
                    Stance::AcceptsSome => ("accepts", "some package"),
                    Stance::Refuses | Stance::RefusesByUtility => ("refuses", "every package"),
                };
                let verb = if parties.len() > 1 { verb.trim_end_matches('s') } else { verb };
                let what = match packages {
                    Packages::Proposal(at) => format!("\"{}\"", visible(&self.problem.proposals()[*at].name)),
                    Packages::Satisfying(condition) if condition.0.is_empty() => which.to_owned(),
                    Packages::Satisfying(condition) => format!("{which} with {}", self.conditions(condition)),
                };
                let aside = if *stance == Stance::RefusesByUtility { ", red lines aside" } else { "" };
                format!("{who} {verb} {what}{aside}")
            }
            Claim::Outcome { quantifier, reached, condition } => {
                let (package, packages) = self.reached(reached);
                if condition.0.is_empty() {
                    return match quantifier {
                        Quantifier::No => format!("There is no {package}"),
                        _ => format!("There is a {package}").replace("a acceptable", "an acceptable"),
                    };
                }
                let has = self.conditions(condition);
                match quantifier {
                    Quantifier::Every => format!("All {packages} have {has}"),
                    Quantifier::Some => format!("Some {package} has {has}"),
                    Quantifier::No => format!("No {package} has {has}"),
                }
            }
            Claim::Usable { issues } => match issues.len() == self.problem.issues().len() {
                true => "Every option is in some feasible package".to_owned(),
                false => format!("Every option of {} is in some feasible package", self.issues(issues)),
            },
            Claim::Solution { concepts, choosing } => {
                let named = concepts.iter().filter_map(|id| concept::by_id(id)).map(|concept| concept.name());
                let named = list(&named.collect_vec());
                let s = if concepts.len() == 1 { "s" } else { "" };
                match choosing {
                    Choosing::Has(condition, within) => {
                        let moved = within.as_ref().map(|share| {
                            let percent = Number::from(share.value() * Number::from(100).value());
                            format!(", and still if one number is moved by up to {}%", spoken(&percent))
                        });
                        let has = self.conditions(condition);
                        format!("What {named} choose{s} has {has}{}", moved.unwrap_or_default())
                    }
                    Choosing::KeepsRedLines => format!("What {named} choose{s} crosses no red line"),
                    Choosing::Meaningful => format!("{named} can be used for these utilities"),
                }
            }
        }
    }

    /// `acceptable package`, in the singular and the plural.
    fn reached(&self, reached: &Reached) -> (String, String) {
        match reached {
            Reached::Feasible => ("feasible package".into(), "feasible packages".into()),
            Reached::Acceptable(None) => ("acceptable package".into(), "acceptable packages".into()),
            Reached::Acceptable(Some(consent)) => {
                let parties: Vec<usize> = (0..consent.len()).filter(|party| consent[*party]).collect();
                let verb = if parties.len() == 1 { "accepts" } else { "accept" };
                let who = self.parties(&parties);
                (format!("package that {who} {verb}"), format!("packages that {who} {verb}"))
            }
        }
    }

    /// Why it came out so, in a sentence; none if it is proved.
    pub fn message(&self, verdict: &Verdict) -> Option<String> {
        match verdict {
            Verdict::Proved(_) => None,
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
        let amount = refutation.amount.as_ref().map(|amount| spoken(&Number::from(amount.value().abs())));
        let amount = amount.unwrap_or_default();
        let nothing = refutation.amount.as_ref().is_none_or(|amount| amount.value().is_zero());
        match &refutation.point {
            Point::Utilities { parties, .. } => {
                let who = parties.first().map(|party| self.party(*party)).unwrap_or_default();
                self.compared(&refutation.packages, &who, &amount, nothing, parties)
            }
            Point::Stance { party, red_line } => {
                let who = self.party(*party);
                match (red_line, &self.assumption.claim) {
                    (Some(at), _) => {
                        format!(
                            "{who} refuses: its red line `{}` is crossed",
                            visible(&self.problem.constraints()[*at].name)
                        )
                    }
                    (None, Claim::Stance { stance: Stance::AcceptsSome, .. }) => format!("{who} accepts none of them"),
                    (None, Claim::Stance { stance: Stance::Accepts, .. }) => {
                        format!("{who} refuses this one: it is {amount} short of no deal")
                    }
                    _ if nothing => format!("{who} accepts this one: it is worth as much as no deal"),
                    _ => format!("{who} accepts this one: it is worth {amount} more than no deal"),
                }
            }
            Point::Exists => {
                let Claim::Outcome { reached, .. } = &self.assumption.claim else { return String::new() };
                match reached {
                    Reached::Feasible => "This package is feasible".to_owned(),
                    Reached::Acceptable(None) => "This package is acceptable".to_owned(),
                    Reached::Acceptable(Some(_)) => "This package is accepted by them".to_owned(),
                }
            }
            Point::Missing(_) => "There is none".to_owned(),
            Point::Unusable { issue, option } => {
                format!("{}: {} is in no feasible package", self.issue(*issue), self.option(*issue, *option))
            }
            Point::Chosen { concept, red_line } => {
                let name = concept::by_id(concept).map_or(*concept, |concept| concept.name());
                match red_line {
                    None => format!("{name} chooses this package"),
                    Some(at) => {
                        let line = &self.problem.constraints()[*at];
                        format!("{name} chooses this package, which crosses the red line `{}`", visible(&line.name))
                    }
                }
            }
            Point::Moved { number, from, to } => {
                let what = match number {
                    Moved::Disagreement(party) => format!("what {} has without a deal", self.party(*party)),
                    Moved::Weight(party) => format!("the weight of {}", self.party(*party)),
                    Moved::Value { party, issue, option } => format!(
                        "what {}: {} is worth to {}",
                        self.issue(*issue),
                        self.option(*issue, *option as u16),
                        self.party(*party)
                    ),
                };
                format!("Nash chooses this package if {what} is {} instead of {}", spoken(to), spoken(from))
            }
            Point::NoCommonUnit { concept } => {
                let name = concept::by_id(concept).map_or(*concept, |concept| concept.name());
                format!(
                    "{name} compares utilities of different parties, and the model does not say that they have a common unit"
                )
            }
            Point::NoMirror { party, issue } => match issue {
                Some(issue) => {
                    format!("The options of {} are worth other things to {}", self.issue(*issue), self.party(*party))
                }
                None => format!("What several issues are worth together to {} has no counterpart", self.party(*party)),
            },
            Point::Scaling { party, issue, field, claimed, found } => {
                let (who, claimed, found) = (self.party(*party), spoken(claimed), spoken(found));
                let on = issue.map(|issue| format!(" on {}", self.issue(issue))).unwrap_or_default();
                match *field {
                    "weights" => format!("The weights of {who} sum to {found}, not {claimed}"),
                    "packages" => format!("The worst or best package of {who} is worth {found}, not {claimed}"),
                    "scores" => format!("A score of {who}{on} is {found}, beyond {claimed}"),
                    _ => format!("The worst or best option of {who}{on} scores {found}, not {claimed}"),
                }
            }
        }
    }

    /// What packages that were compared show.
    fn compared(&self, packages: &[Package], who: &str, amount: &str, nothing: bool, parties: &[usize]) -> String {
        let step = |from: usize, to: usize| self.difference(&packages[from], &packages[to]);
        match &self.assumption.claim {
            Claim::Course { course: Course::Diminishing, .. } => {
                format!("{} is worth more to {who} than {}", step(1, 2), step(0, 1))
            }
            Claim::Course { course: Course::SinglePeaked(_), .. } if packages.len() == 3 => {
                format!("{} makes things worse for {who}, and {} better again", step(0, 1), step(1, 2))
            }
            Claim::Course { course: Course::SinglePeaked(_), .. } => {
                format!("{} is {amount} better for {who}", step(0, 1))
            }
            Claim::Prefers { .. } | Claim::Course { course: Course::Rises, .. } if nothing => {
                format!("{} makes no difference to {who}", step(0, 1))
            }
            Claim::Prefers { .. } | Claim::Course { course: Course::Rises, .. } => {
                format!("{} costs {who} {amount}", step(0, 1))
            }
            Claim::Course { course: Course::Falls, .. } | Claim::NoFreeLunch { .. } if nothing => {
                format!("{} makes no difference to {who}", step(0, 1))
            }
            Claim::NoFreeLunch { .. } => format!("{} gives {who} {amount} more and costs nobody anything", step(0, 1)),
            Claim::Course { course: Course::Falls, .. } => format!("{} gives {who} {amount} more", step(0, 1)),
            Claim::Course { .. } => format!("{} changes the utility of {who} by {amount}", step(0, 1)),
            Claim::Transfer { payer, .. } if parties.first() == Some(payer) => match nothing {
                true => format!("{} costs {who} nothing", step(0, 1)),
                false => format!("{} gives {who} {amount} more", step(0, 1)),
            },
            Claim::Transfer { .. } if nothing => format!("{} gives {who} nothing", step(0, 1)),
            Claim::Transfer { .. } => format!("{} costs {who} {amount}", step(0, 1)),
            Claim::Worth { .. } if nothing => format!("Both are worth the same to {who}"),
            Claim::Worth { .. } => format!("It falls short by {amount} for {who}"),
            Claim::Together { together, .. } => match together {
                Together::Additive => format!("Together they differ by {amount} from the sum for {who}"),
                _ if nothing => format!("Together they are worth just the sum to {who}"),
                Together::Complements => format!("Together they are worth {amount} less than the sum to {who}"),
                Together::Substitutes => format!("Together they are worth {amount} more than the sum to {who}"),
            },
            Claim::Independent { .. } => {
                let party = parties.first().copied().unwrap_or_default();
                let utility = |at: usize| self.problem.utilities(&packages[at])[party];
                let [one, other] = self.contexts(&packages[0], &packages[2]);
                match utility(0) == utility(1) {
                    true => format!("{} makes no difference to {who} with {one}, but it does with {other}", step(0, 1)),
                    false => format!("{} is for the worse for {who} with {one}, but not with {other}", step(0, 1)),
                }
            }
            Claim::NothingOffsets { .. } if nothing => format!("{} is worth as much to {who}", step(0, 1)),
            Claim::NothingOffsets { .. } => format!("{} gives {who} {amount} more", step(0, 1)),
            Claim::Decisive { .. } => {
                format!("{} is for the worse for {who}, all else equal; but {} is not", step(0, 1), step(2, 3))
            }
            Claim::Sides { parties: [_, other], aligned, .. } => {
                let other = self.party(*other);
                let too = if *aligned { format!("worse for {other}") } else { format!("better for {other} too") };
                format!("{} is better for {who} and {too}", step(0, 1))
            }
            _ => String::new(),
        }
    }

    /// `Issue: A → B` where two packages differ.
    fn difference(&self, from: &Package, to: &Package) -> String {
        let chosen = |package: &Package, at: usize| self.option(at, package.options()[at]);
        let step = |at: usize| format!("{}: {} → {}", self.issue(at), chosen(from, at), chosen(to, at));
        from.changed(to, self.problem).into_iter().map(step).join(", ")
    }

    /// What two packages have where they differ.
    fn contexts(&self, one: &Package, other: &Package) -> [String; 2] {
        let changed = one.changed(other, self.problem);
        [one, other].map(|package| {
            let name = |at: &usize| format!("{}: {}", self.issue(*at), self.option(*at, package.options()[*at]));
            list(&changed.iter().map(name).collect_vec())
        })
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
            Open::Stopped(stop) => format!("Stopped {}{tried}", text::stopped(stop)),
            Open::Numbers => {
                "It holds with the numbers as they stand, but depends on too many uncertain ones to try all ends of their \
                 ranges. One number in place of some of these ranges would decide it"
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

/// What is claimed of a party's numbers.
fn scaled(scaling: &Scaling) -> Vec<String> {
    let between = |what: &str, ends: &Option<(Number, Number)>| {
        ends.as_ref().map(|(from, to)| format!("{what} {} to {}", spoken(from), spoken(to)))
    };
    let weights = scaling.weights.as_ref().map(|(claimed, _)| format!("weights sum to {}", spoken(claimed)));
    let parts = [
        weights,
        between("scores within", &scaling.scores),
        between("worst and best option of every issue", &scaling.issues),
        between("worst and best package", &scaling.packages),
    ];
    parts.into_iter().flatten().collect()
}
