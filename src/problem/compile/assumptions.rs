//! Assumptions: which claim each makes, and of what.

use super::Compiler;
use crate::concept;
use crate::exact::Number;
use crate::model::{self, Code, Conditions, Diagnostic, Keyed, Level, Names, Path, Place, Quantity, Scales, Which};
use crate::problem::assumption::{
    Assumption, Choosing, Claim, Course, OptionOrder, Packages, Quantifier, Reached, Scaling, Stance, Switch, Together,
};
use crate::problem::lookup::unknown;
use crate::problem::{Condition, Package};
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use std::collections::BTreeMap;

/// What may stand beside a claim: whose it is, what it needs, what it may have, where it is made.
struct Beside {
    claim: &'static str,
    needs: &'static [&'static str],
    may_have: &'static [&'static str],
}

const fn beside(claim: &'static str, needs: &'static [&'static str], may_have: &'static [&'static str]) -> Beside {
    Beside { claim, needs, may_have }
}

/// Every claim, with the keys that go with it.
const CLAIMS: &[Beside] = &[
    beside("rises_with", &["party"], &["given", "robust", "among", "strict", "tolerance"]),
    beside("falls_with", &["party"], &["given", "robust", "among", "strict", "tolerance"]),
    beside("single_peaked", &["party"], &["given", "robust", "among", "peak"]),
    beside("diminishing", &["party"], &["given", "robust", "among", "strict"]),
    beside("indifferent_to", &["party"], &["given", "robust", "among", "tolerance"]),
    beside("prefers", &["party", "to"], &["given", "robust", "among", "strict"]),
    beside("worth", &["party", "at_least"], &["given", "robust", "among", "times", "strict", "tolerance"]),
    beside("additive", &["party"], &["given", "robust", "among", "tolerance"]),
    beside("complements", &["party"], &["given", "robust", "among", "strict", "tolerance"]),
    beside("substitutes", &["party"], &["given", "robust", "among", "strict", "tolerance"]),
    beside("independent", &["party"], &["given", "robust", "among", "of"]),
    beside("nothing_offsets", &["party", "by"], &["given", "robust", "among"]),
    beside("decisive", &["party"], &["given", "robust", "among"]),
    beside("transfer", &["payer", "receiver"], &["given", "robust", "among", "strict"]),
    beside("opposed", &["on"], &["given", "robust", "among"]),
    beside("aligned", &["on"], &["given", "robust", "among"]),
    beside("no_free_lunch", &[], &["given", "robust", "among", "at"]),
    beside("mirrors", &["party"], &[]),
    beside("normalised", &["party"], &[]),
    beside("accepts", &["party"], &["given", "robust"]),
    beside("accepts_some", &["party"], &["given", "robust"]),
    beside("refuses", &["party"], &["given", "robust", "by_utility"]),
    beside("every_acceptable", &[], &["given", "robust", "consent"]),
    beside("some_acceptable", &[], &["given", "robust", "consent"]),
    beside("no_acceptable", &[], &["given", "robust", "consent"]),
    beside("every_feasible", &[], &["given"]),
    beside("some_feasible", &[], &["given"]),
    beside("no_feasible", &[], &["given"]),
    beside("usable", &[], &["given"]),
    beside("solution", &[], &["given", "has", "within", "keeps_red_lines", "meaningful"]),
];

/// The keys of an assumption that are there, beside its name and its reasons.
fn given_keys(assumption: &model::Assumption) -> Vec<&'static str> {
    // The model's own words decide: what is written is what is there.
    let written = serde_json::to_value(assumption).ok();
    let written = written.as_ref().and_then(serde_json::Value::as_object);
    let mut known: Vec<&'static str> = CLAIMS.iter().map(|beside| beside.claim).collect();
    known.extend(CLAIMS.iter().flat_map(|beside| beside.needs.iter().chain(beside.may_have)));
    let mut seen = std::collections::BTreeSet::new();
    known.retain(|key| seen.insert(*key) && written.is_some_and(|written| written.contains_key(*key)));
    known
}

impl Compiler<'_> {
    /// The assumptions. Those with errors are left out; the errors are noted.
    pub(super) fn assumptions(&mut self) -> Vec<Assumption> {
        let mut names: BTreeMap<&str, usize> = BTreeMap::new();
        let mut compiled = Vec::new();
        for (at, assumption) in self.model.assumptions.iter().enumerate() {
            let path = Path::root().key("assumptions").index(at);
            if let Some(id) = &assumption.id
                && let Some(first) = names.insert(id, at)
            {
                let first = Path::root().key("assumptions").index(first).key("id");
                let twice = Diagnostic::new(
                    Code::ListedTwice,
                    Place::value(&path.key("id")),
                    format!("two assumptions are called `{id}`"),
                );
                self.diagnostics.push(twice.related(Place::value(&first), "first called so here"));
            }
            let given = self.conditions(&assumption.given, &path.key("given"));
            let anywhere = self.anywhere(assumption, &path);
            let claim = self.claim(assumption, &path);
            if let (Some(given), Some(anywhere), Some(claim)) = (given, anywhere, claim) {
                compiled.push(Assumption {
                    name: assumption.id.clone().unwrap_or_else(|| format!("assumptions[{at}]")),
                    claim,
                    given,
                    anywhere,
                    robust: assumption.robust.unwrap_or(false),
                    because: assumption.because.clone(),
                    source: assumption.source.clone(),
                    path,
                });
            }
        }
        compiled
    }

    fn anywhere(&mut self, assumption: &model::Assumption, path: &Path) -> Option<bool> {
        match assumption.among.as_deref() {
            None | Some("feasible") => Some(false),
            Some("all") => Some(true),
            Some(other) => {
                let message = format!("`among` is \"feasible\" or \"all\", not \"{other}\"");
                self.error(Code::AssumptionKind, Place::value(&path.key("among")), message, "");
                None
            }
        }
    }

    /// Conditions that may be empty.
    fn conditions(&mut self, conditions: &Conditions, path: &Path) -> Option<Condition> {
        if conditions.is_empty() {
            return Some(Condition(Vec::new()));
        }
        self.lookup.condition(conditions, path, &mut self.diagnostics)
    }

    fn claim(&mut self, assumption: &model::Assumption, path: &Path) -> Option<Claim> {
        let keys = given_keys(assumption);
        let claims: Vec<&Beside> = CLAIMS.iter().filter(|beside| keys.contains(&beside.claim)).collect();
        let [beside] = claims.as_slice() else {
            let quoted: Vec<String> = claims.iter().map(|beside| format!("`{}`", beside.claim)).collect();
            let (message, help) = match quoted.is_empty() {
                true => (
                    "this assumption claims nothing".to_owned(),
                    "add one claim, such as \"rises_with\": an issue; or \"every_acceptable\": conditions",
                ),
                false => {
                    let message = format!("this assumption makes several claims: {}", quoted.join(", "));
                    (message, "make each an assumption of its own")
                }
            };
            self.error(Code::AssumptionKind, Place::value(path), message, help);
            return None;
        };
        let mut fits = true;
        let strange =
            |key: &&str| *key != beside.claim && !beside.needs.contains(key) && !beside.may_have.contains(key);
        for key in keys.iter().copied().filter(|key| strange(key)) {
            let with: Vec<String> = (CLAIMS.iter())
                .filter(|other| other.needs.contains(&key) || other.may_have.contains(&key))
                .map(|other| format!("`{}`", other.claim))
                .collect();
            let message = format!("`{key}` says nothing beside `{}`", beside.claim);
            let help = format!("it goes with {}", with.join(", "));
            self.error(Code::AssumptionKind, Place::key(&path.key(key)), message, &help);
            fits = false;
        }
        for key in beside.needs.iter().filter(|key| !keys.contains(key)) {
            let message = format!("`{}` needs `{key}` beside it", beside.claim);
            let help = match *key {
                "party" => "add \"party\": whose utility it speaks of",
                "to" => "add \"to\": the options that are worse",
                "at_least" => "add \"at_least\": the change that is worth less",
                "by" => "add \"by\": the issues that could make up for the change",
                "on" => "add \"on\": the issues on which the two parties are compared",
                _ => "",
            };
            self.error(Code::AssumptionKind, Place::value(path), message, help);
            fits = false;
        }
        if fits { self.fitting(beside.claim, assumption, path) } else { None }
    }

    /// The claim, where all keys go together.
    fn fitting(&mut self, claim: &str, a: &model::Assumption, path: &Path) -> Option<Claim> {
        let strict = a.strict.unwrap_or(false);
        let tolerance = self.tolerance(a, strict, path);
        let parties = a.party.as_ref().map(|names| self.parties_named(names, &path.key("party")));
        let parties = match parties {
            Some(parties) => parties?,
            None => Vec::new(),
        };
        let tolerance = tolerance?;
        let course =
            |along, course, tolerance| Claim::Course { parties: parties.clone(), along, course, strict, tolerance };
        Some(match claim {
            "rises_with" => course(self.orders(a.rises_with.as_ref()?, true, path, claim)?, Course::Rises, tolerance),
            "falls_with" => course(self.orders(a.falls_with.as_ref()?, true, path, claim)?, Course::Falls, tolerance),
            "diminishing" => {
                course(self.orders(a.diminishing.as_ref()?, true, path, claim)?, Course::Diminishing, tolerance)
            }
            "indifferent_to" => {
                course(self.orders(a.indifferent_to.as_ref()?, false, path, claim)?, Course::Level, tolerance)
            }
            "single_peaked" => {
                let along = self.orders(a.single_peaked.as_ref()?, true, path, claim)?;
                let peak = match &a.peak {
                    None => None,
                    Some(level) => Some(self.peak(&along, level, &path.key("peak"))?),
                };
                course(along, Course::SinglePeaked(peak), tolerance)
            }
            "prefers" => {
                let better = self.options(a.prefers.as_ref()?, &path.key(claim));
                let worse = self.options(a.to.as_ref()?, &path.key("to"));
                let switch = self.switch(worse?, better?, &path.key("to"))?;
                Claim::Prefers { parties, switch, strict: a.strict.unwrap_or(true) }
            }
            "worth" => {
                let change = self.change(a.worth.as_ref()?, &path.key(claim));
                let other = self.change(a.at_least.as_ref()?, &path.key("at_least"));
                let (change, other) = (change?, other?);
                self.disjoint(&change.issues, &other.issues, &path.key("at_least"))?;
                let times = a.times.as_ref().map_or(Number::from(1), |times| times.value.clone());
                if !times.value().is_positive() {
                    let message = format!("`times` is {times}: it must be more than 0");
                    self.error(Code::OutOfRange, Place::value(&path.key("times")), message, "");
                    return None;
                }
                Claim::Worth { parties, change, other, times, strict, tolerance }
            }
            "additive" => {
                self.together(a.additive.as_ref()?, Together::Additive, parties, (strict, tolerance), path, claim)?
            }
            "complements" => self.together(
                a.complements.as_ref()?,
                Together::Complements,
                parties,
                (strict, tolerance),
                path,
                claim,
            )?,
            "substitutes" => self.together(
                a.substitutes.as_ref()?,
                Together::Substitutes,
                parties,
                (strict, tolerance),
                path,
                claim,
            )?,
            "independent" => {
                let issues = self.issues_named(a.independent.as_ref()?, &path.key(claim), false)?;
                let of = match &a.of {
                    Some(of) => self.issues_named(of, &path.key("of"), false)?,
                    None => (0..self.issues.len()).filter(|issue| !issues.contains(issue)).collect(),
                };
                self.disjoint(&issues, &of, &path.key("of"))?;
                Claim::Independent { parties, issues, of }
            }
            "nothing_offsets" => {
                let switch = self.change(a.nothing_offsets.as_ref()?, &path.key(claim));
                let by = self.issues_named(a.by.as_ref()?, &path.key("by"), false);
                let (switch, by) = (switch?, by?);
                self.disjoint(&switch.issues, &by, &path.key("by"))?;
                Claim::NothingOffsets { parties, switch, by }
            }
            "decisive" => {
                Claim::Decisive { parties, issues: self.issues_named(a.decisive.as_ref()?, &path.key(claim), false)? }
            }
            "transfer" => {
                let along = self.orders(a.transfer.as_ref()?, true, path, claim);
                let payer =
                    self.lookup.party(a.payer.as_ref()?, Place::value(&path.key("payer")), &mut self.diagnostics);
                let place = Place::value(&path.key("receiver"));
                let receiver = self.lookup.party(a.receiver.as_ref()?, place.clone(), &mut self.diagnostics);
                let (along, payer, receiver) = (along?, payer?, receiver?);
                if payer == receiver {
                    self.error(Code::ListedTwice, place, "payer and receiver are the same party", "");
                    return None;
                }
                Claim::Transfer { along, payer, receiver, strict }
            }
            "opposed" | "aligned" => {
                let names = if claim == "opposed" { &a.opposed } else { &a.aligned };
                let two = self.parties_named(names.as_ref()?, &path.key(claim));
                let on = self.orders(a.on.as_ref()?, false, path, "on");
                let (two, on) = (two?, on?);
                let Ok(parties) = <[usize; 2]>::try_from(two) else {
                    let message = format!("`{claim}` compares two parties");
                    self.error(Code::AssumptionKind, Place::value(&path.key(claim)), message, "name two parties");
                    return None;
                };
                Claim::Sides { parties, on, aligned: claim == "aligned" }
            }
            "no_free_lunch" => {
                let issues = self.issues_named(a.no_free_lunch.as_ref()?, &path.key(claim), true)?;
                let at = match &a.at {
                    Some(id) => Some(self.proposed(id, &path.key("at"))?.1),
                    None => None,
                };
                Claim::NoFreeLunch { issues, at }
            }
            "mirrors" => {
                let place = Place::value(&path.key(claim));
                let of = self.lookup.party(a.mirrors.as_ref()?, place.clone(), &mut self.diagnostics)?;
                if parties.contains(&of) {
                    self.error(Code::ListedTwice, place, "a party is its own mirror: name another one", "");
                    return None;
                }
                Claim::Mirrors { parties, of }
            }
            "normalised" => self.normalised(a.normalised.as_ref()?, parties, &path.key(claim))?,
            "accepts" => self.stance(a.accepts.as_ref()?, Stance::Accepts, parties, &path.key(claim))?,
            "refuses" => {
                let stance = if a.by_utility == Some(true) { Stance::RefusesByUtility } else { Stance::Refuses };
                self.stance(a.refuses.as_ref()?, stance, parties, &path.key(claim))?
            }
            "accepts_some" => {
                let condition = self.conditions(a.accepts_some.as_ref()?, &path.key(claim))?;
                Claim::Stance { parties, stance: Stance::AcceptsSome, packages: Packages::Satisfying(condition) }
            }
            "every_acceptable" | "some_acceptable" | "no_acceptable" => {
                let reached = match &a.consent {
                    None => Reached::Acceptable(None),
                    Some(names) => {
                        let mut consent = vec![false; self.model.parties.len()];
                        for party in self.parties_named(names, &path.key("consent"))? {
                            consent[party] = true;
                        }
                        Reached::Acceptable(Some(consent))
                    }
                };
                self.outcome(claim, a, reached, path)?
            }
            "every_feasible" | "some_feasible" | "no_feasible" => self.outcome(claim, a, Reached::Feasible, path)?,
            "usable" => Claim::Usable { issues: self.issues_named(a.usable.as_ref()?, &path.key(claim), true)? },
            "solution" => self.solution(a, path)?,
            _ => return None,
        })
    }

    fn tolerance(&mut self, a: &model::Assumption, strict: bool, path: &Path) -> Option<Number> {
        let Some(Quantity { value, .. }) = &a.tolerance else { return Some(Number::zero()) };
        let place = Place::value(&path.key("tolerance"));
        if value.value().is_negative() {
            self.error(Code::OutOfRange, place, format!("a tolerance of {value}: it must not be negative"), "");
            return None;
        }
        if strict && !value.value().is_zero() {
            self.error(Code::AssumptionKind, place, "a strict claim has no tolerance", "leave out one of the two");
            return None;
        }
        Some(value.clone())
    }

    fn names<T: PartialEq>(
        &mut self,
        names: &Names,
        path: &Path,
        find: impl Fn(&mut Self, &str, Place) -> Option<T>,
    ) -> Option<Vec<T>> {
        let mut found = Vec::new();
        let mut known = true;
        for (at, name) in names.0.iter().enumerate() {
            let place = Place::value(&if names.0.len() == 1 { path.clone() } else { path.index(at) });
            match find(self, name, place.clone()) {
                Some(one) if found.contains(&one) => {
                    self.error(Code::ListedTwice, place, format!("`{name}` is listed twice"), "");
                    known = false;
                }
                Some(one) => found.push(one),
                None => known = false,
            }
        }
        known.then_some(found)
    }

    fn parties_named(&mut self, names: &Names, path: &Path) -> Option<Vec<usize>> {
        if names.0.is_empty() {
            self.error(Code::Empty, Place::value(path), "this list of parties is empty", "name at least one");
            return None;
        }
        self.names(names, path, |this, name, place| this.lookup.party(name, place, &mut this.diagnostics))
    }

    /// An issue that has options.
    fn with_options(&mut self, id: &str, place: Place) -> Option<usize> {
        let issue = self.lookup.issue(id, place.clone(), &mut self.diagnostics)?;
        if self.level_at(issue).is_some() {
            let message = format!("`{id}` is continuous: assumptions speak of options");
            self.error(Code::IssueKind, place, message, "an `integer` issue with small steps comes close");
            return None;
        }
        Some(issue)
    }

    /// Positions in ascending order; an empty list is an error, or stands for all.
    fn issues_named(&mut self, names: &Names, path: &Path, all: bool) -> Option<Vec<usize>> {
        if names.0.is_empty() {
            if all {
                return Some((0..self.issues.len()).collect());
            }
            self.error(Code::Empty, Place::value(path), "this list of issues is empty", "name at least one");
            return None;
        }
        let found = self.names(names, path, Self::with_options);
        found.map(|mut issues| {
            issues.sort_unstable();
            issues
        })
    }

    fn disjoint(&mut self, issues: &[usize], others: &[usize], path: &Path) -> Option<()> {
        let Some(shared) = issues.iter().find(|issue| others.contains(issue)) else { return Some(()) };
        let message = format!("`{}` stands on both sides", self.issues[*shared].id);
        self.error(Code::AssumptionKind, Place::value(path), message, "the two sides speak of different issues");
        None
    }

    /// Options in the order that is meant. With `ordered`, an issue must have an order of its own or a list.
    fn orders(&mut self, scales: &Scales, ordered: bool, path: &Path, key: &str) -> Option<Vec<OptionOrder>> {
        let path = path.key(key);
        if scales.0.is_empty() {
            self.error(Code::Empty, Place::value(&path), "this names no issue", "name at least one");
            return None;
        }
        let (mut orders, mut known): (Vec<OptionOrder>, bool) = (Vec::new(), true);
        for (at, (id, options)) in scales.0.iter().enumerate() {
            let keyed = options.is_some();
            let place = match (keyed, scales.0.len()) {
                (true, _) => Place::key(&path.key(id)),
                (false, 1) => Place::value(&path),
                (false, _) => Place::value(&path.index(at)),
            };
            let Some(issue) = self.with_options(id, place.clone()) else {
                known = false;
                continue;
            };
            if orders.iter().any(|order| order.issue == issue) {
                self.error(Code::ListedTwice, place, format!("`{id}` is listed twice"), "");
                known = false;
                continue;
            }
            let declared = &self.issues[issue];
            let options = match options {
                Some(model::Condition::AnyOf(levels)) => self.listed(issue, levels, &path.key(id)),
                Some(condition) => {
                    let one = [(id.clone(), condition.clone())].into_iter().collect();
                    self.lookup.condition(&one, &path, &mut self.diagnostics).and_then(|condition| {
                        let (_, set) = condition.0.into_iter().next()?;
                        Some((0..).zip(set).filter(|(_, admitted)| *admitted).map(|(option, _)| option).collect())
                    })
                }
                None if ordered && !declared.ordered => {
                    let message = format!("`{key}` needs an order, and the options of `{id}` have none");
                    let help = format!(
                        "give the options in the order that is meant, {{\"{id}\": [\"…\", \"…\"]}}, or add \"ordered\": true to the issue"
                    );
                    self.error(Code::IssueKind, place, message, &help);
                    None
                }
                None => Some((0..declared.options.len() as u16).collect()),
            };
            match options {
                Some(options) => orders.push(OptionOrder { issue, options }),
                None => known = false,
            }
        }
        known.then_some(orders)
    }

    /// Options in the order of a list, each once.
    fn listed(&mut self, issue: usize, levels: &[Level], path: &Path) -> Option<Vec<u16>> {
        let (mut options, mut known) = (Vec::new(), true);
        if levels.is_empty() {
            self.error(Code::Empty, Place::value(path), "this list of options is empty", "name at least two");
            return None;
        }
        for (at, level) in levels.iter().enumerate() {
            let place = Place::value(&path.index(at));
            match self.lookup.option(issue, &level.to_string(), place.clone(), &mut self.diagnostics) {
                Some(option) if options.contains(&(option as u16)) => {
                    self.error(Code::ListedTwice, place, format!("`{level}` is listed twice"), "");
                    known = false;
                }
                Some(option) => options.push(option as u16),
                None => known = false,
            }
        }
        known.then_some(options)
    }

    fn peak(&mut self, along: &[OptionOrder], level: &Level, path: &Path) -> Option<u16> {
        let [order] = along else {
            let help = "make each issue an assumption of its own";
            self.error(Code::AssumptionKind, Place::value(path), "`peak` is an option of one issue", help);
            return None;
        };
        let option =
            self.lookup.option(order.issue, &level.to_string(), Place::value(path), &mut self.diagnostics)? as u16;
        if !order.options.contains(&option) {
            let message = format!("`{level}` is not among the options that are compared");
            self.error(Code::UnknownOption, Place::value(path), message, "");
            return None;
        }
        Some(option)
    }

    /// By issue, ascending, one option.
    fn options(&mut self, levels: &Keyed<Level>, path: &Path) -> Option<Vec<(usize, u16)>> {
        if levels.is_empty() {
            self.error(
                Code::Empty,
                Place::value(path),
                "this names no option",
                "name at least one issue and its option",
            );
            return None;
        }
        let (mut options, mut known) = (Vec::new(), true);
        for (id, level) in levels.iter() {
            let path = path.key(id);
            let option = self.with_options(id, Place::key(&path)).and_then(|issue| {
                let option =
                    self.lookup.option(issue, &level.to_string(), Place::value(&path), &mut self.diagnostics)?;
                Some((issue, option as u16))
            });
            match option {
                Some(option) => options.push(option),
                None => known = false,
            }
        }
        options.sort_unstable();
        known.then_some(options)
    }

    /// A switch between options of the same issues.
    fn switch(&mut self, from: Vec<(usize, u16)>, to: Vec<(usize, u16)>, path: &Path) -> Option<Switch> {
        let issues = |side: &[(usize, u16)]| side.iter().map(|(issue, _)| *issue).collect::<Vec<_>>();
        if issues(&from) != issues(&to) {
            let help = "name the same issues on both sides; what is the same belongs into `given`";
            self.error(Code::AssumptionKind, Place::value(path), "the two sides settle different issues", help);
            return None;
        }
        if from == to {
            self.error(Code::AssumptionKind, Place::value(path), "the two sides are the same", "");
            return None;
        }
        let options = |side: Vec<(usize, u16)>| side.into_iter().map(|(_, option)| option).collect();
        Some(Switch { issues: issues(&from), from: options(from), to: options(to) })
    }

    fn change(&mut self, change: &Keyed<model::Change>, path: &Path) -> Option<Switch> {
        let side = |side: fn(&model::Change) -> &Level| {
            change.iter().map(|(id, change)| (id.to_owned(), side(change).clone())).collect::<Keyed<Level>>()
        };
        let (from, to) = (side(|change| &change.from), side(|change| &change.to));
        let from = self.options(&from, path)?;
        let to = self.options(&to, path)?;
        self.switch(from, to, path)
    }

    fn together(
        &mut self,
        scales: &Scales,
        together: Together,
        parties: Vec<usize>,
        (strict, tolerance): (bool, Number),
        path: &Path,
        key: &str,
    ) -> Option<Claim> {
        let issues = self.orders(scales, together != Together::Additive, path, key)?;
        if issues.len() < 2 {
            let message = format!("`{key}` is about two issues or more");
            self.error(Code::AssumptionKind, Place::value(&path.key(key)), message, "name the issues in a list");
            return None;
        }
        Some(Claim::Together { parties, issues, together, strict, tolerance })
    }

    fn stance(&mut self, which: &Which, stance: Stance, parties: Vec<usize>, path: &Path) -> Option<Claim> {
        let packages = match which {
            Which::Proposal(id) => Packages::Proposal(self.proposed(id, path)?.0),
            Which::Packages(conditions) => Packages::Satisfying(self.conditions(conditions, path)?),
        };
        Some(Claim::Stance { parties, stance, packages })
    }

    /// A proposal's position and package.
    fn proposed(&mut self, id: &str, path: &Path) -> Option<(usize, Package)> {
        let found = self.model.proposals.keys().position(|other| other == id);
        let Some(at) = found else {
            let known: Vec<&str> = self.model.proposals.keys().collect();
            self.diagnostics.push(unknown(
                Code::UnknownProposal,
                Place::value(path),
                "proposal",
                id,
                known.into_iter(),
            ));
            return None;
        };
        // What is wrong with the proposal itself has been said.
        let package = &self.model.proposals.0[at].1.package;
        let quiet = &mut model::Diagnostics::default();
        self.lookup.package(package, path, quiet).map(|package| (at, package))
    }

    fn outcome(&mut self, claim: &str, a: &model::Assumption, reached: Reached, path: &Path) -> Option<Claim> {
        let claims = [
            (Quantifier::Every, &a.every_acceptable, &a.every_feasible),
            (Quantifier::Some, &a.some_acceptable, &a.some_feasible),
            (Quantifier::No, &a.no_acceptable, &a.no_feasible),
        ];
        let (quantifier, conditions) = claims.into_iter().find_map(|(quantifier, acceptable, feasible)| {
            acceptable.as_ref().or(feasible.as_ref()).map(|conditions| (quantifier, conditions))
        })?;
        if quantifier == Quantifier::Every && conditions.is_empty() {
            let help = "name what every package has; that there is one at all is claimed by `some_acceptable`: {}";
            self.error(Code::Empty, Place::value(&path.key(claim)), "every package has nothing in particular", help);
            return None;
        }
        let condition = self.conditions(conditions, &path.key(claim))?;
        Some(Claim::Outcome { quantifier, reached, condition })
    }

    fn solution(&mut self, a: &model::Assumption, path: &Path) -> Option<Claim> {
        let at = path.key("solution");
        let names = a.solution.as_ref()?;
        if names.0.is_empty() {
            self.error(Code::Empty, Place::value(&at), "this list of concepts is empty", "name at least one");
            return None;
        }
        let concepts = self.names(names, &at, |this, name, place| {
            let found = concept::by_id(name).map(|concept| concept.id());
            if found.is_none() {
                let known = concept::ALL.iter().map(|concept| concept.id());
                this.diagnostics.push(unknown(Code::UnknownConcept, place, "solution concept", name, known));
            }
            found
        })?;
        let choosing = match (&a.has, a.keeps_red_lines, a.meaningful) {
            (Some(has), None, None) => {
                // Unlike others, this condition must ask for something.
                let condition = self.lookup.condition(has, &path.key("has"), &mut self.diagnostics)?;
                let within = a.within.as_ref().map(|within| within.value.clone());
                if within
                    .as_ref()
                    .is_some_and(|share| !share.value().is_positive() || *share.value() >= BigRational::one())
                {
                    let message = "`within` is a share of each number: more than 0 and less than 1";
                    self.error(Code::OutOfRange, Place::value(&path.key("within")), message, "");
                    return None;
                }
                if within.is_some() && concepts != ["nash"] {
                    let message = "`within` can be answered for the Nash solution only";
                    self.error(Code::AssumptionKind, Place::value(&path.key("within")), message, "");
                    return None;
                }
                Choosing::Has(condition, within)
            }
            (None, Some(true), None) => Choosing::KeepsRedLines,
            (None, None, Some(true)) => Choosing::Meaningful,
            _ => {
                let help = "add one of \"has\": conditions, \"keeps_red_lines\": true, \"meaningful\": true";
                let message = "`solution` needs one thing to claim about the packages chosen";
                self.error(Code::AssumptionKind, Place::value(path), message, help);
                return None;
            }
        };
        if a.within.is_some() && a.has.is_none() {
            let message = "`within` goes with `has`";
            self.error(Code::AssumptionKind, Place::key(&path.key("within")), message, "");
            return None;
        }
        Some(Claim::Solution { concepts, choosing })
    }

    fn normalised(&mut self, claimed: &model::Normalised, parties: Vec<usize>, path: &Path) -> Option<Claim> {
        let mut sound = true;
        let mut ends = |this: &mut Self, key: &str, ends: &Option<model::Ends>| {
            let ends = ends.as_ref()?;
            let (from, to) = (ends.from.value.clone(), ends.to.value.clone());
            if from.value() > to.value() {
                this.error(Code::OutOfRange, Place::value(&path.key(key)), "`from` must not be larger than `to`", "");
                sound = false;
            }
            Some((from, to))
        };
        let scores = ends(self, "scores", &claimed.scores);
        let issues = ends(self, "issues", &claimed.issues);
        let packages = ends(self, "packages", &claimed.packages);
        if scores.is_none() && issues.is_none() && packages.is_none() && claimed.weights.is_none() {
            let help = "add \"weights\", \"scores\", \"issues\" or \"packages\"";
            self.error(Code::Empty, Place::value(path), "nothing is claimed here", help);
            return None;
        }
        let of = |party: usize| {
            let id = self.model.parties.keys().nth(party).unwrap_or_default();
            let utility = self.model.utilities.get(id);
            let mut sum = BigRational::zero();
            let mut written = Vec::new();
            for (id, values) in utility.iter().flat_map(|utility| utility.values.iter()) {
                let Some(issue) = self.issues.iter().position(|issue| issue.id == *id) else { continue };
                let numbers = |keyed: &Keyed<Quantity>| keyed.iter().map(|(_, number)| number.value.clone()).collect();
                match values {
                    model::Values::Weighted { weight, scores } => {
                        sum += weight.value.value();
                        written.push((issue, numbers(scores)));
                    }
                    model::Values::ByOption(by_option) => written.push((issue, numbers(by_option))),
                    model::Values::Points(points) => {
                        written.push((issue, points.iter().map(|(_, value)| value.value.clone()).collect()));
                    }
                    model::Values::PerUnit(per_unit) => {
                        let levels = self.issues[issue].options.iter().filter_map(|option| option.level);
                        let worth =
                            |level: i64| per_unit.value.value() * BigRational::from(num_bigint::BigInt::from(level));
                        written.push((issue, levels.map(|level| worth(level).into()).collect()));
                    }
                }
            }
            let weights = claimed.weights.as_ref().map(|weights| (weights.value.clone(), Number::from(sum)));
            Scaling { weights, scores: scores.clone(), issues: issues.clone(), packages: packages.clone(), written }
        };
        let parties = parties.into_iter().map(|party| (party, of(party))).collect();
        sound.then_some(Claim::Normalised { parties })
    }
}
