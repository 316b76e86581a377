//! From the author's ids to positions, with a diagnostic where there is none.

use super::{Condition, Issue, IssueId, IssueOption, Named, OptionId, OptionSet, Package, PartyId};
use crate::exact::Number;
use crate::model::suggest;
use crate::model::{self, Code, Conditions, Diagnostic, Diagnostics, Keyed, Level, Path, Place};
use num_rational::BigRational;
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

/// So many ids are listed where one is not known.
pub(super) const NAMED: usize = 12;

/// Finds positions by id.
pub(super) struct Lookup<'a> {
    pub(super) parties: HashMap<&'a str, usize>,
    pub(super) clusters: HashMap<&'a str, usize>,
    pub(super) issues: HashMap<&'a str, usize>,
    options: Vec<HashMap<&'a str, usize>>,
    declared: &'a [Issue],
    spoken: RefCell<Spoken>,
}

/// What was asked of continuous issues in steps.
#[derive(Default)]
pub(super) struct Spoken {
    /// Whether one was named.
    pub named: bool,
    /// Levels in their ranges that are not among their options.
    pub missing: Vec<(IssueId, BigRational)>,
}

/// Positions by id.
pub(super) fn positions<'a>(ids: impl Iterator<Item = &'a str>) -> HashMap<&'a str, usize> {
    ids.enumerate().map(|(at, id)| (id, at)).collect()
}

/// A diagnostic for an id that was not found: with the id that was probably meant, else with those there are.
pub(super) fn unknown<'a>(
    code: Code,
    place: Place,
    kind: &str,
    id: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let diagnostic = Diagnostic::new(code, place, format!("no {kind} is called `{id}`"));
    match suggest(id, known.clone()) {
        Some(meant) => diagnostic.help(format!("did you mean `{meant}`?")),
        None => diagnostic.help(known_here(known)),
    }
}

/// The ids there are, as far as they are listed.
fn known_here<'a>(known: impl Iterator<Item = &'a str> + Clone) -> String {
    let shown: Vec<String> = known.clone().take(NAMED).map(|id| format!("`{id}`")).collect();
    let more = if known.count() > shown.len() { ", …" } else { "" };
    let known = if shown.is_empty() { "none".into() } else { shown.join(", ") };
    format!("known here: {known}{more}")
}

impl<'a> Lookup<'a> {
    pub(super) fn new(parties: &'a Keyed<model::Party>, clusters: &'a [Named], issues: &'a [Issue]) -> Self {
        Lookup {
            parties: positions(parties.keys()),
            clusters: positions(clusters.iter().map(|c| c.id.as_str())),
            issues: positions(issues.iter().map(|i| i.id.as_str())),
            options: issues.iter().map(|i| positions(i.options.iter().map(|o| o.id.as_str()))).collect(),
            declared: issues,
            spoken: RefCell::default(),
        }
    }

    /// What was asked of continuous issues in steps since this was asked last.
    pub(super) fn spoken(&self) -> Spoken {
        self.spoken.take()
    }

    pub(super) fn party(&self, id: &str, place: Place, diagnostics: &mut Diagnostics) -> Option<PartyId> {
        let found = self.parties.get(id).copied().map(PartyId::at);
        if found.is_none() {
            let mut known: Vec<_> = self.parties.iter().collect();
            known.sort_by_key(|(_, at)| **at);
            diagnostics.push(unknown(Code::UnknownParty, place, "party", id, known.iter().map(|(id, _)| **id)));
        }
        found
    }

    pub(super) fn issue(&self, id: &str, place: Place, diagnostics: &mut Diagnostics) -> Option<IssueId> {
        let found = self.issues.get(id).copied().map(IssueId::at);
        if found.is_none() {
            let known = self.declared.iter().map(|issue| issue.id.as_str());
            diagnostics.push(unknown(Code::UnknownIssue, place, "issue", id, known));
        }
        self.spoken.borrow_mut().named |= found.is_some_and(|at| self.declared[at.index()].in_steps);
        found
    }

    /// An option of an issue, or of a level of an integer issue.
    pub(super) fn option(
        &self,
        issue: IssueId,
        id: &str,
        place: Place,
        diagnostics: &mut Diagnostics,
    ) -> Option<OptionId> {
        let found = self.position(issue, id);
        if found.is_none() {
            let declared = &self.declared[issue.index()];
            if declared.options.is_empty() {
                // What is wrong with the issue has been said.
                return None;
            }
            if let Some(level) = declared.level_between(id) {
                self.spoken.borrow_mut().missing.push((issue, level));
                return None;
            }
            if diagnostics.is_full() {
                return None;
            }
            let known = declared.options.iter().map(|option| option.id.as_str());
            let mut diagnostic = match declared.has_numbers() {
                // Another number is no slip.
                true => Diagnostic::new(Code::UnknownOption, place, "").help(known_here(known)),
                false => unknown(Code::UnknownOption, place, &format!("option of `{}`", declared.id), id, known),
            };
            if let (Some(first), Some(last), true) =
                (declared.options.first(), declared.options.last(), declared.has_numbers())
            {
                diagnostic.message = format!("`{}` has no level `{id}`", declared.id);
                let step = declared.step().filter(|step| *step != Number::from(1));
                let steps = step.map(|step| format!(" in steps of {step}")).unwrap_or_default();
                let uneven = declared.is_settled_by_numbers() && declared.step().is_none();
                // Numbers that were listed are options: the one that is meant is named among them.
                if !uneven {
                    diagnostic.help = Some(format!("its levels run from {} to {}{steps}", first.id, last.id));
                }
            }
            diagnostics.push(diagnostic);
        }
        found
    }

    /// An option that stands as a key, of which no other stands for the same one.
    pub(super) fn option_once(
        &self,
        issue: IssueId,
        id: &str,
        path: &Path,
        seen: &mut [bool],
        diagnostics: &mut Diagnostics,
    ) -> Option<OptionId> {
        let option = self.option(issue, id, Place::key(path), diagnostics)?;
        if std::mem::replace(&mut seen[option.index()], true) {
            let declared = &self.declared[issue.index()];
            let message = format!("`{}` of `{}` is listed twice", declared.options[option.index()].id, declared.id);
            let error = Diagnostic::new(Code::ListedTwice, Place::key(path), message);
            diagnostics.push(error.help(format!("`{id}` is the same number: leave one of them out")));
            return None;
        }
        Some(option)
    }

    /// The same as [`option`](Self::option) without a diagnostic.
    pub(super) fn position(&self, issue: IssueId, id: &str) -> Option<OptionId> {
        let id = self.declared[issue.index()].as_written(id);
        self.options[issue.index()].get(&*id).copied().map(OptionId::at)
    }

    fn level(&self, issue: IssueId, level: &Level, path: &Path, diagnostics: &mut Diagnostics) -> Option<OptionId> {
        self.option(issue, &level.to_string(), Place::value(path), diagnostics)
    }

    /// Which options of an issue a condition admits.
    fn admitted(
        &self,
        issue: IssueId,
        condition: &model::Condition,
        path: &Path,
        diagnostics: &mut Diagnostics,
    ) -> Option<OptionSet> {
        if self.declared[issue.index()].continuous {
            let message = format!(
                "`{}` is continuous: a condition can only ask for its options",
                self.declared[issue.index()].id
            );
            let error = Diagnostic::new(Code::IssueKind, Place::value(path), message);
            diagnostics.push(error.help(
                "what bounds its level is a rule: {\"sum\": {…}, \"at_most\": …}, or a range after `then`; what its level \
                 is worth only with some options stands in the `values` of an interaction",
            ));
            return None;
        }
        if self.options[issue.index()].is_empty() {
            // What is wrong with the issue has been said.
            return None;
        }
        let mut set = vec![false; self.options[issue.index()].len()];
        match condition {
            model::Condition::One(level) => set[self.level(issue, level, path, diagnostics)?.index()] = true,
            model::Condition::AnyOf(levels) => {
                if levels.is_empty() {
                    let empty = Diagnostic::new(Code::Empty, Place::value(path), "this list of options is empty");
                    diagnostics.push(empty.help("name at least one option, or leave the issue out"));
                }
                for (at, level) in levels.iter().enumerate() {
                    let path = path.index(at);
                    if let Some(option) = self.level(issue, level, &path, diagnostics)
                        && std::mem::replace(&mut set[option.index()], true)
                    {
                        let twice = format!("`{level}` is listed twice");
                        diagnostics.push(Diagnostic::new(Code::ListedTwice, Place::value(&path), twice));
                    }
                }
            }
            model::Condition::Range { from, to } => {
                let declared = &self.declared[issue.index()];
                if !declared.ordered {
                    let message = format!("a range needs an order, and the options of `{}` have none", declared.id);
                    let error = Diagnostic::new(Code::IssueKind, Place::value(path), message);
                    diagnostics.push(error.help("list the options, or add `\"ordered\": true` to the issue"));
                    return None;
                }
                let bound = |level: &Option<Level>, key: &str, open: usize, diagnostics: &mut Diagnostics| match level {
                    Some(level) => self.level(issue, level, &path.key(key), diagnostics).map(OptionId::index),
                    None => Some(open),
                };
                let first = bound(from, "from", 0, diagnostics);
                let last = bound(to, "to", set.len() - 1, diagnostics);
                let (first, last) = (first?, last?);
                if first > last {
                    let error = Diagnostic::new(Code::OutOfRange, Place::value(path), "this range is empty");
                    diagnostics.push(error.help("`from` must not come after `to`"));
                    return None;
                }
                set[first..=last].fill(true);
            }
        }
        Some(set.into())
    }

    pub(super) fn condition(
        &self,
        conditions: &Conditions,
        path: &Path,
        diagnostics: &mut Diagnostics,
    ) -> Option<Condition> {
        if conditions.is_empty() {
            let error =
                Diagnostic::new(Code::Empty, Place::value(path), "this condition names no issue, so it always holds");
            diagnostics.push(error.help("name at least one issue and the options for which it holds"));
            return None;
        }
        let mut all = Some(Vec::new());
        for (id, condition) in conditions.iter() {
            let path = path.key(id);
            let set = self.issue(id, Place::key(&path), diagnostics).and_then(|issue| {
                let set = self.admitted(issue, condition, &path, diagnostics)?;
                Some((issue, set))
            });
            all = all.zip(set).map(|(mut all, set)| {
                all.push(set);
                all
            });
        }
        all.map(|mut all| {
            all.sort_by_key(|(issue, _)| *issue);
            Condition(all)
        })
    }

    pub(super) fn package(
        &self,
        package: &Keyed<Level>,
        path: &Path,
        diagnostics: &mut Diagnostics,
    ) -> Option<Package> {
        let mut options = vec![None; self.declared.len()];
        let mut known = true;
        for (id, level) in package.iter() {
            let path = path.key(id);
            match self.issue(id, Place::key(&path), diagnostics) {
                // Its level is read beside.
                Some(issue) if self.declared[issue.index()].continuous => {
                    options[issue.index()] = Some(OptionId::at(0))
                }
                Some(issue) => match self.level(issue, level, &path, diagnostics) {
                    Some(option) => options[issue.index()] = Some(option),
                    None => known = false,
                },
                None => known = false,
            }
        }
        let settled: HashSet<&str> = package.keys().collect();
        let missing: Vec<String> = (self.declared.iter())
            .filter(|issue| !settled.contains(issue.id.as_str()))
            .map(|issue| format!("`{}`", issue.id))
            .collect();
        if !missing.is_empty() {
            let message = format!("this package leaves out {}", missing.join(", "));
            let error = Diagnostic::new(Code::IncompletePackage, Place::value(path), message);
            diagnostics.push(error.help("a package picks one option for every issue"));
        }
        let options: Option<Vec<OptionId>> = options.into_iter().collect();
        options.filter(|_| known).map(Package::new)
    }
}

impl Issue {
    /// Whether it is settled by one of some numbers: whole ones, or others in steps or listed.
    pub fn is_settled_by_numbers(&self) -> bool {
        self.options.first().is_some_and(|option| option.level.is_some())
    }

    /// The distance of two levels next to each other, if it is the same for all.
    pub fn step(&self) -> Option<Number> {
        let distance = |pair: &[IssueOption]| Some(pair[1].level.as_ref()?.value() - pair[0].level.as_ref()?.value());
        let mut steps = self.options.windows(2).map(distance);
        let first = steps.next()??;
        steps.all(|step| step.as_ref() == Some(&first)).then(|| first.into())
    }

    /// Whether its options are numbers: those that settle it, or the levels of a continuous issue in steps.
    pub fn has_numbers(&self) -> bool {
        self.is_settled_by_numbers() || self.in_steps
    }

    /// The id of an option as it is written here: a level can be written in several ways.
    pub(super) fn as_written<'t>(&self, option: &'t str) -> Cow<'t, str> {
        let level = if self.has_numbers() { option.parse::<Number>().ok() } else { None };
        level.map_or(Cow::Borrowed(option), |level| Cow::Owned(level.to_string()))
    }

    /// In steps, a level between the lowest and the highest.
    fn level_between(&self, option: &str) -> Option<BigRational> {
        let level = |id: &str| if self.in_steps { id.parse::<Number>().ok() } else { None };
        let [low, high] = [self.options.first()?, self.options.last()?].map(|option| level(&option.id));
        level(option)
            .filter(|level| Some(level) >= low.as_ref() && Some(level) <= high.as_ref())
            .map(|level| level.value().clone())
    }

    /// The same settled by one of these levels, in ascending order, as an option.
    pub(super) fn with_levels(&self, levels: &[BigRational]) -> Issue {
        let option = |level: &BigRational| {
            let id = Number::from(level.clone()).to_string();
            IssueOption { name: id.clone(), id, level: None }
        };
        let options = levels.iter().map(option).collect();
        Issue { options, continuous: false, in_steps: true, ordered: true, ..self.clone() }
    }
}

/// What has an id and may have a name.
pub(super) fn named<T>(declared: &Keyed<T>, name: impl Fn(&T) -> &Option<String>) -> Vec<Named> {
    let one = |(id, thing): (&str, &T)| Named {
        id: String::from(id),
        name: name(thing).clone().unwrap_or_else(|| id.into()),
    };
    declared.iter().map(one).collect()
}
