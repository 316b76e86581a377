//! One assumption as it is read: what claims ask of the compiler, which notes what is wrong.

use super::compiler::Compiler;
use crate::exact::Number;
use crate::model::{self, Change, Code, Conditions, Keyed, Level, Model, Names, Path, Place, Scales};
use crate::problem::claims::shapes::{OptionOrder, Switch};
use crate::problem::lookup::unknown;
use crate::problem::{Condition, Issue, IssueId, OptionId, Package, PartyId, ProposalId};

/// An assumption, and what is known of it before its claim is read.
pub(in crate::problem) struct Reading<'r, 'm> {
    pub(super) compiler: &'r mut Compiler<'m>,
    /// What was written, and where.
    pub written: &'m model::Assumption,
    pub(super) path: Path,
    /// The key of its claim.
    pub claim: &'static str,
    /// Whose utility it speaks of.
    pub parties: Vec<PartyId>,
    pub strict: bool,
    pub tolerance: Number,
}

impl<'m> Reading<'_, 'm> {
    /// Where a key stands; the assumption itself without one.
    pub fn path(&self, key: &str) -> Path {
        if key.is_empty() { self.path.clone() } else { self.path.key(key) }
    }

    /// What was written, and its issues.
    pub fn model(&self) -> (&'m Model, &'m [Issue]) {
        (self.compiler.model, self.compiler.issues)
    }

    pub fn error(&mut self, code: Code, path: &Path, message: impl Into<String>, help: &str) {
        self.compiler.error(code, Place::value(path), message, help);
    }

    /// Notes what is wrong with a key's value, which leaves no claim.
    pub fn refuse<T>(&mut self, code: Code, key: &str, message: impl Into<String>, help: &str) -> Option<T> {
        self.error(code, &self.path(key), message, help);
        None
    }

    /// Notes that a key is out of place.
    pub fn stray<T>(&mut self, key: &str, message: impl Into<String>, help: &str) -> Option<T> {
        self.compiler.error(Code::AssumptionKind, Place::key(&self.path.key(key)), message, help);
        None
    }

    /// Notes a name that is not known.
    pub fn unknown<'k>(
        &mut self,
        code: Code,
        place: Place,
        kind: &str,
        name: &str,
        known: impl Iterator<Item = &'k str> + Clone,
    ) {
        self.compiler.diagnostics.push(unknown(code, place, kind, name, known));
    }

    /// What is named, each once.
    pub fn names<T: PartialEq>(
        &mut self,
        names: &Names,
        key: &str,
        find: impl Fn(&mut Self, &str, Place) -> Option<T>,
    ) -> Option<Vec<T>> {
        let (path, mut found, mut known) = (self.path(key), Vec::new(), true);
        for (at, name) in names.0.iter().enumerate() {
            let place = Place::value(&if names.0.len() == 1 { path.clone() } else { path.index(at) });
            let one = find(self, name, place.clone());
            known &= one.is_some_and(|one| self.once(&mut found, one, name, place));
        }
        known.then_some(found)
    }

    /// Adds to a list what is not on it; what is, was listed twice.
    fn once<T: PartialEq>(&mut self, list: &mut Vec<T>, one: T, name: impl std::fmt::Display, place: Place) -> bool {
        let new = !list.contains(&one);
        match new {
            true => list.push(one),
            false => self.compiler.error(Code::ListedTwice, place, format!("`{name}` is listed twice"), ""),
        }
        new
    }

    pub fn party(&mut self, id: &str, key: &str) -> Option<PartyId> {
        let place = Place::value(&self.path(key));
        self.compiler.lookup.party(id, place, &mut self.compiler.diagnostics)
    }

    pub fn parties_named(&mut self, names: &Names, key: &str) -> Option<Vec<PartyId>> {
        if names.0.is_empty() {
            return self.refuse(Code::Empty, key, "this list of parties is empty", "name at least one");
        }
        let find = |this: &mut Self, name: &str, place| {
            this.compiler.lookup.party(name, place, &mut this.compiler.diagnostics)
        };
        self.names(names, key, find)
    }

    fn issue(&mut self, id: &str, place: Place) -> Option<IssueId> {
        self.compiler.lookup.issue(id, place, &mut self.compiler.diagnostics)
    }

    /// Issues in ascending order; an empty list is an error, or stands for all.
    pub fn issues(&mut self, names: &Names, all: bool, key: &str) -> Option<Vec<IssueId>> {
        match names.0.is_empty() {
            true if all => Some((0..self.compiler.issues.len()).map(IssueId::at).collect()),
            true => self.refuse(Code::Empty, key, "this list of issues is empty", "name at least one"),
            false => self.names(names, key, Self::issue).map(|mut issues| {
                issues.sort_unstable();
                issues
            }),
        }
    }

    pub fn disjoint(&mut self, issues: &[IssueId], others: &[IssueId], key: &str) -> Option<()> {
        let Some(shared) = issues.iter().find(|issue| others.contains(issue)) else { return Some(()) };
        let message = format!("`{}` stands on both sides", self.compiler.issues[shared.index()].id);
        self.refuse(Code::AssumptionKind, key, message, "the two sides speak of different issues")
    }

    /// Options in the order that is meant. With `ordered`, an issue must have an order of its own or a list.
    pub fn orders(&mut self, scales: &Scales, ordered: bool, key: &str) -> Option<Vec<OptionOrder>> {
        if scales.0.is_empty() {
            return self.refuse(Code::Empty, key, "this names no issue", "name at least one");
        }
        let (path, mut orders, mut known) = (self.path(key), Vec::new(), true);
        for (at, (id, options)) in scales.0.iter().enumerate() {
            let place = match (options, scales.0.len()) {
                (Some(_), _) => Place::key(&path.key(id)),
                (None, 1) => Place::value(&path),
                (None, _) => Place::value(&path.index(at)),
            };
            let order = self.issue(id, place.clone()).and_then(|issue| {
                if orders.iter().any(|order: &OptionOrder| order.issue == issue) {
                    self.compiler.error(Code::ListedTwice, place, format!("`{id}` is listed twice"), "");
                    return None;
                }
                Some(OptionOrder { issue, options: self.ordered(issue, options.as_ref(), ordered, place, key)? })
            });
            match order {
                Some(order) => orders.push(order),
                None => known = false,
            }
        }
        known.then_some(orders)
    }

    /// The options of an issue in the order that is meant.
    fn ordered(
        &mut self,
        issue: IssueId,
        options: Option<&model::Condition>,
        ordered: bool,
        place: Place,
        key: &str,
    ) -> Option<Vec<OptionId>> {
        let declared = &self.compiler.issues[issue.index()];
        let id = &declared.id;
        match options {
            Some(model::Condition::AnyOf(levels)) => self.listed(issue, levels, &self.path(key).key(id)),
            Some(condition) => {
                let one = [(id.clone(), condition.clone())].into_iter().collect();
                let (_, set) = self.condition(&one, key)?.0.into_iter().next()?;
                Some(
                    (0..)
                        .zip(set.iter())
                        .filter(|(_, admitted)| **admitted)
                        .map(|(option, _)| OptionId::at(option))
                        .collect(),
                )
            }
            None if ordered && !declared.ordered => {
                let message = format!("`{key}` needs an order, and the options of `{id}` have none");
                let help = format!(
                    "give the options in the order that is meant, {{\"{id}\": [\"…\", \"…\"]}}, or add \"ordered\": true to the issue"
                );
                self.compiler.error(Code::IssueKind, place, message, &help);
                None
            }
            None => Some((0..declared.options.len()).map(OptionId::at).collect()),
        }
    }

    /// Options in the order of a list, each once.
    fn listed(&mut self, issue: IssueId, levels: &[Level], path: &Path) -> Option<Vec<OptionId>> {
        let (mut options, mut known) = (Vec::new(), true);
        if levels.is_empty() {
            self.error(Code::Empty, path, "this list of options is empty", "name at least two");
            return None;
        }
        for (at, level) in levels.iter().enumerate() {
            let path = path.index(at);
            let option = self.option(issue, level, &path);
            known &= option.is_some_and(|option| self.once(&mut options, option, level, Place::value(&path)));
        }
        known.then_some(options)
    }

    fn option(&mut self, issue: IssueId, level: &Level, path: &Path) -> Option<OptionId> {
        let Compiler { lookup, diagnostics, .. } = &mut *self.compiler;
        lookup.option(issue, &level.to_string(), Place::value(path), diagnostics)
    }

    /// An option of the one issue that is spoken of.
    pub fn peak(&mut self, along: &[OptionOrder], level: &Level) -> Option<OptionId> {
        let [order] = along else {
            let help = "make each issue an assumption of its own";
            return self.refuse(Code::AssumptionKind, "peak", "`peak` is an option of one issue", help);
        };
        let option = self.option(order.issue, level, &self.path("peak"))?;
        if !order.options.contains(&option) {
            let message = format!("`{level}` is not among the options that are compared");
            return self.refuse(Code::UnknownOption, "peak", message, "");
        }
        Some(option)
    }

    /// By issue, ascending, one option.
    pub fn options(&mut self, levels: &Keyed<Level>, key: &str) -> Option<Vec<(IssueId, OptionId)>> {
        if levels.is_empty() {
            return self.refuse(Code::Empty, key, "this names no option", "name at least one issue and its option");
        }
        let (mut options, mut known) = (Vec::new(), true);
        for (id, level) in levels.iter() {
            let path = self.path(key).key(id);
            let issue = self.issue(id, Place::key(&path));
            match issue.and_then(|issue| Some((issue, self.option(issue, level, &path)?))) {
                Some(option) => options.push(option),
                None => known = false,
            }
        }
        options.sort_unstable();
        known.then_some(options)
    }

    /// A switch between options of the same issues.
    pub fn switch(
        &mut self,
        from: Vec<(IssueId, OptionId)>,
        to: Vec<(IssueId, OptionId)>,
        key: &str,
    ) -> Option<Switch> {
        if from == to {
            return self.refuse(Code::AssumptionKind, key, "the two sides are the same", "");
        }
        let [(issues, from), (others, to)]: [(Vec<IssueId>, Vec<OptionId>); 2] =
            [from, to].map(|side| side.into_iter().unzip());
        if issues != others {
            let help = "name the same issues on both sides; what is the same belongs into `given`";
            return self.refuse(Code::AssumptionKind, key, "the two sides settle different issues", help);
        }
        Some(Switch { issues, from, to })
    }

    pub fn change(&mut self, change: &Keyed<Change>, key: &str) -> Option<Switch> {
        let side = |side: fn(&Change) -> &Level| {
            change.iter().map(|(id, change)| (id.to_owned(), side(change).clone())).collect::<Keyed<Level>>()
        };
        let from = self.options(&side(|change| &change.from), key)?;
        let to = self.options(&side(|change| &change.to), key)?;
        self.switch(from, to, key)
    }

    /// A condition that asks for something.
    pub fn condition(&mut self, conditions: &Conditions, key: &str) -> Option<Condition> {
        let path = self.path(key);
        self.compiler.lookup.condition(conditions, &path, &mut self.compiler.diagnostics)
    }

    /// Conditions that may be empty.
    pub fn conditions(&mut self, conditions: &Conditions, key: &str) -> Option<Condition> {
        if conditions.is_empty() { Some(Condition(Vec::new())) } else { self.condition(conditions, key) }
    }

    /// A proposal.
    pub fn proposal(&mut self, id: &str, key: &str) -> Option<ProposalId> {
        let proposals = &self.compiler.model.proposals;
        let Some(at) = proposals.keys().position(|other| other == id) else {
            let known: Vec<&str> = proposals.keys().collect();
            let place = Place::value(&self.path(key));
            self.unknown(Code::UnknownProposal, place, "proposal", id, known.into_iter());
            return None;
        };
        Some(ProposalId::at(at))
    }

    /// A proposal's package.
    pub fn proposed(&mut self, id: &str, key: &str) -> Option<Package> {
        let at = self.proposal(id, key)?;
        // What is wrong with the proposal itself has been said.
        let quiet = &mut model::Diagnostics::default();
        let Compiler { lookup, model, .. } = &*self.compiler;
        lookup.package(&model.proposals.0[at.index()].1.package, &self.path(key), quiet)
    }
}
