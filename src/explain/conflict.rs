//! What cannot be had together, and what would have to be given up: minimal conflicts and minimal corrections.
//!
//! A question demands many things: that each party gets what it has without a deal, that each rule and red line holds,
//! that issues are settled in a certain way. Where they leave no package, a **conflict** is a minimal set of demands
//! that alone leave none (a minimal unsatisfiable set), and a **correction** a minimal set of demands without which the
//! others leave one (a minimal correction set). Every correction meets every conflict.
//!
//! They are enumerated as in MARCO (Liffiton, Previti, Malik and Mencía 2016): a map of the sets of demands on which
//! nothing is known yet proposes one; if it leaves a package, it grows until nothing can be added, and what is missing
//! is a correction; if not, QuickXplain (Junker 2004) shrinks it to a conflict. Both are marked on the map, which decides
//! all smaller or larger sets. Where it deviates: a set that leaves a package grows at once by all that the package
//! found satisfies; and answers are remembered with all that they imply.

use crate::problem::{
    ConstraintId, IssueId, LevelRule, LevelRuleId, OptionId, Package, PartyId, Problem, Settled, View,
};
use crate::search::{Budget, Limits, Outcome, Stop};
use itertools::Itertools;

/// Something that a question demands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Element {
    /// That an issue is settled by this option, because the question says so.
    Fixed {
        /// The issue.
        issue: IssueId,
        /// The option.
        option: OptionId,
    },
    /// That a continuous issue has the level that is asked for.
    Level(IssueId),
    /// A rule or a red line. If it has a part over levels, that is part of it.
    Constraint(ConstraintId),
    /// A rule over levels alone; the first of its parts, if it bounds several.
    LevelRule(LevelRuleId),
    /// That a party gets what it has without a deal, where every party must.
    Acceptance(PartyId),
    /// That enough parties do, where not every party must.
    AcceptanceRule,
}

impl Element {
    /// Of a rule or a red line, its name and where it stands in the model.
    pub fn rule(self, problem: &Problem) -> Option<(&str, String)> {
        match self {
            Element::Constraint(at) => Some((&problem[at].name, problem[at].path.to_string())),
            Element::LevelRule(at) => Some((&problem[at].name, problem[at].path.to_string())),
            _ => None,
        }
    }
}

/// The minimal conflicts and corrections of a question to which there is no agreement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conflicts {
    /// Minimal sets of demands that together leave no acceptable package; the smallest first. An empty one if no
    /// package is left even without demands.
    pub conflicts: Vec<Vec<Element>>,
    /// Minimal sets of demands without which the others leave an acceptable package; the smallest first.
    pub corrections: Vec<Vec<Element>>,
    /// Whether these are all: none is missing because a limit was met, or because there are too many to list.
    pub complete: bool,
}

/// So many conflicts, and so many corrections, are listed at most.
pub const MOST_CONFLICTS: usize = 64;
/// The map gives up after so many steps.
const STEPS: usize = 1 << 20;

/// By element: whether it is demanded.
type Set = Vec<bool>;

impl View<'_> {
    /// The minimal conflicts and corrections, if these options are demanded beside what the view asks: settling them is
    /// what a correction may give up, unlike what the view itself fixes. None of both if there is an agreement.
    ///
    /// ```
    /// use zopa::explain::Element;
    /// let model = zopa::Model::from_json(include_str!("../../models/examples/no-deal.json")).unwrap();
    /// let problem = zopa::Problem::compile(&model).unwrap();
    /// let found = problem.view().conflicts(&[], &zopa::Limits::default());
    /// // Seller and buyer cannot both get what they have without a deal.
    /// let [seller, buyer] = ["seller", "buyer"].map(|id| Element::Acceptance(problem.party(id).unwrap()));
    /// assert_eq!(found.conflicts, [[seller, buyer]]);
    /// assert_eq!(found.corrections, [[seller], [buyer]]);
    /// assert!(found.complete);
    /// ```
    ///
    /// Where utilities follow curves, those are listed that are conflicts, or corrections, whatever the curves are.
    pub fn conflicts(&self, fixed: &[(IssueId, Settled)], limits: &Limits) -> Outcome<Conflicts> {
        let budget = Budget::new(limits);
        let [easier, harder] = match self.sides() {
            Ok(None) => return self.calculated_conflicts(fixed, limits),
            Ok(Some(sides)) => sides.map(|side| side.calculated_conflicts(fixed, &budget.rest())),
            Err(stop) => return Outcome::new(Conflicts::default(), Some(stop)),
        };
        let stopped = easier.stopped.or(harder.stopped).or((easier.value != harder.value).then_some(Stop::Curves));
        let both = |of: fn(&Conflicts) -> &Vec<Vec<Element>>| {
            let other = of(&harder.value);
            of(&easier.value).iter().filter(|set| other.contains(set)).cloned().collect()
        };
        let certain = Conflicts {
            conflicts: both(|found| &found.conflicts),
            corrections: both(|found| &found.corrections),
            complete: stopped.is_none() && easier.complete,
        };
        Outcome::new(certain, stopped)
    }

    fn calculated_conflicts(&self, fixed: &[(IssueId, Settled)], limits: &Limits) -> Outcome<Conflicts> {
        let problem = self.problem();
        let element = |(issue, by): &(IssueId, Settled)| match by {
            Settled::Option(option) => Element::Fixed { issue: *issue, option: *option },
            Settled::Level(_) => Element::Level(*issue),
        };
        let mut elements: Vec<Element> = fixed.iter().map(element).collect();
        elements.extend(rules(self));
        if self.acceptance().is_unanimous() {
            elements.extend(problem.party_ids().map(Element::Acceptance));
        } else {
            elements.push(Element::AcceptanceRule);
        }
        elements.sort_unstable();
        elements.dedup();
        let mut search = Demands::new(self, elements, fixed, limits);
        let stopped = match self.asks_for_a_shared_belief() {
            // What parties accept moves the rule.
            true => Some(Stop::MovingRules),
            false => search.run().err(),
        };
        let mut found = search.found;
        found.complete &= stopped.is_none();
        for list in [&mut found.conflicts, &mut found.corrections] {
            list.sort_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
        }
        Outcome::new(found, stopped)
    }
}

/// The rules and red lines in force, on options and over levels.
pub(super) fn rules(view: &View) -> Vec<Element> {
    // Of several parts of a rule over utilities, the first one stands for all.
    let first = |at: &ConstraintId| view.problem().parts_of(*at).next() == Some(*at);
    let constraints = view.constraints().map(|(at, _)| at).filter(first).map(Element::Constraint);
    let beside = view.problem().constraints();
    let alone = |rule: &LevelRule| beside.iter().all(|constraint| constraint.path != rule.path);
    // A rule that bounds several levels is one.
    let over_levels = view.level_rules().filter(|(_, rule)| alone(rule)).unique_by(|(_, rule)| &rule.path);
    constraints.chain(over_levels.map(|(at, _)| Element::LevelRule(at))).collect()
}

/// Without a rule or a red line.
pub(super) fn lifting<'v>(view: View<'v>, rule: Element) -> View<'v> {
    let problem = view.problem();
    match rule {
        Element::Constraint(at) => {
            problem.level_rules_at(&problem[at].path).fold(view.lift_parts(at), View::lift_level_rule)
        }
        Element::LevelRule(at) => problem.level_rules_at(&problem[at].path).fold(view, View::lift_level_rule),
        _ => view,
    }
}

/// What a question demands, and what is known of its parts.
pub(super) struct Demands<'v> {
    view: View<'v>,
    elements: Vec<Element>,
    /// The levels that are asked for, among what else is.
    fixed: Vec<(IssueId, Settled)>,
    budget: Budget,
    /// Sets that leave a package, each with all that the package satisfies.
    possible: Vec<Set>,
    /// Sets that leave none.
    impossible: Vec<Set>,
    map: Map,
    found: Conflicts,
}

impl<'v> Demands<'v> {
    /// These elements can be given up; all else that the view asks stays.
    pub(super) fn new(view: &View<'v>, elements: Vec<Element>, fixed: &[(IssueId, Settled)], limits: &Limits) -> Self {
        Demands {
            view: view.clone().with_floors(),
            map: Map { size: elements.len(), clauses: Vec::new() },
            elements,
            fixed: fixed.to_vec(),
            budget: Budget::new(limits),
            possible: Vec::new(),
            impossible: Vec::new(),
            found: Conflicts::default(),
        }
    }

    /// Whether giving up exactly these, by position, makes an agreement possible. Giving up all must.
    pub(super) fn suffices(&mut self, given_up: &[usize]) -> Result<bool, Stop> {
        let set: Set = (0..self.elements.len()).map(|at| !given_up.contains(&at)).collect();
        if self.leaves(&set)? {
            return Ok(true);
        }
        // A conflict among the others rules out all sets that do not meet it.
        self.conflict(&set)?;
        Ok(false)
    }

    /// A minimal conflict in a set that leaves no package, while some set leaves one.
    fn conflict(&mut self, set: &Set) -> Result<Vec<usize>, Stop> {
        let all: Vec<usize> = (0..set.len()).filter(|at| set[*at]).collect();
        let mut conflict = self.shrink(&mut vec![false; set.len()], false, &all)?;
        conflict.sort_unstable();
        self.impossible.push((0..set.len()).map(|at| conflict.contains(&at)).collect());
        Ok(conflict)
    }

    fn run(&mut self) -> Result<(), Stop> {
        if !self.leaves(&vec![false; self.elements.len()])? {
            self.found = Conflicts { conflicts: vec![Vec::new()], complete: true, ..Conflicts::default() };
            return Ok(());
        }
        loop {
            match self.map.unknown() {
                Some(Some(seed)) => {
                    if self.leaves(&seed)? {
                        let largest = self.grow(seed)?;
                        let missing: Vec<usize> = (0..largest.len()).filter(|at| !largest[*at]).collect();
                        if missing.is_empty() {
                            // Nothing conflicts.
                            self.found.complete = true;
                            return Ok(());
                        }
                        self.found.corrections.push(self.named(&missing));
                        self.map.clauses.push((missing, true));
                    } else {
                        let conflict = self.conflict(&seed)?;
                        self.found.conflicts.push(self.named(&conflict));
                        self.map.clauses.push((conflict, false));
                    }
                }
                Some(None) => {
                    self.found.complete = true;
                    return Ok(());
                }
                None => return Ok(()),
            }
            let most = self.found.conflicts.len().max(self.found.corrections.len());
            if most >= MOST_CONFLICTS {
                // Only if the map is settled by chance, these are all.
                self.found.complete = self.map.unknown() == Some(None);
                return Ok(());
            }
        }
    }

    fn named(&self, at: &[usize]) -> Vec<Element> {
        at.iter().map(|at| self.elements[*at]).collect()
    }

    /// Whether there is an acceptable package if exactly these are demanded.
    fn leaves(&mut self, set: &Set) -> Result<bool, Stop> {
        if self.possible.iter().any(|known| within(set, known)) {
            return Ok(true);
        }
        if self.impossible.iter().any(|known| within(known, set)) {
            return Ok(false);
        }
        let found = self.demanding(set).agreement(&self.budget.left()?)?;
        match &found {
            Some(found) => {
                let satisfied = self.satisfied(&found.package);
                self.possible.push(satisfied.iter().zip(set).map(|(a, b)| *a || *b).collect());
            }
            None => self.impossible.push(set.clone()),
        }
        Ok(found.is_some())
    }

    /// The view that demands exactly these.
    fn demanding(&self, set: &Set) -> View<'v> {
        let mut view = self.view.clone();
        for (element, demanded) in self.elements.iter().zip(set) {
            view = match (*element, *demanded) {
                (Element::Fixed { issue, option }, true) => view.fix(issue, option),
                (Element::Level(issue), true) => match self.level(issue) {
                    Some(by) => view.settle(issue, by),
                    None => view,
                },
                (Element::Fixed { .. } | Element::Level(_), false) | (_, true) => view,
                (Element::Constraint(_) | Element::LevelRule(_), false) => lifting(view, *element),
                (Element::Acceptance(party), false) => view.accepting_anything(party),
                (Element::AcceptanceRule, false) => {
                    let everybody = vec![true; view.parties()];
                    let view = view.problem().party_ids().fold(view, View::accepting_anything);
                    view.with_consent_of(&everybody)
                }
            };
        }
        view
    }

    /// The level that is asked for.
    fn level(&self, issue: IssueId) -> Option<&Settled> {
        self.fixed.iter().find(|(other, _)| *other == issue).map(|(_, by)| by)
    }

    /// What a package satisfies.
    fn satisfied(&self, package: &Package) -> Set {
        let problem = self.view.problem();
        let content = self.view.content_with(package);
        let option = |issue: IssueId| package.option(issue);
        let allows = |at: LevelRuleId| problem[at].allows(option, package.levels());
        let satisfies = |element: &Element| match *element {
            Element::Fixed { issue, option: asked } => option(issue) == asked,
            Element::Level(issue) => self.level(issue).is_some_and(|by| package.settled(problem, issue) == *by),
            Element::Constraint(at) => {
                problem.parts_of(at).all(|at| problem[at].allows_package(package))
                    && problem.level_rules_at(&problem[at].path).all(allows)
            }
            Element::LevelRule(at) => problem.level_rules_at(&problem[at].path).all(allows),
            Element::Acceptance(party) => content[party.index()],
            Element::AcceptanceRule => self.view.acceptance().passes(content.iter().copied()),
        };
        self.elements.iter().map(satisfies).collect()
    }

    /// A largest set that leaves a package, and contains this one, which does.
    fn grow(&mut self, seed: Set) -> Result<Set, Stop> {
        let mut set = seed;
        for at in 0..set.len() {
            // What a package that is known satisfies comes along.
            if let Some(known) = self.possible.iter().find(|known| within(&set, known)) {
                set.clone_from(known);
            }
            if !set[at] {
                set[at] = true;
                set[at] = self.leaves(&set)?;
            }
        }
        Ok(set)
    }

    /// A minimal part of `candidates` that leaves no package beside `background`; together they leave none. `more` says
    /// whether the background has grown since it was last known to leave one.
    fn shrink(&mut self, background: &mut Set, more: bool, candidates: &[usize]) -> Result<Vec<usize>, Stop> {
        if more && !self.leaves(background)? {
            return Ok(Vec::new());
        }
        if candidates.len() <= 1 {
            return Ok(candidates.to_vec());
        }
        let (first, second) = candidates.split_at(candidates.len() / 2);
        let mark = |set: &mut Set, at: &[usize], to: bool| at.iter().for_each(|at| set[*at] = to);
        mark(background, first, true);
        let needed = self.shrink(background, true, second)?;
        mark(background, first, false);
        mark(background, &needed, true);
        let mut conflict = self.shrink(background, !needed.is_empty(), first)?;
        mark(background, &needed, false);
        conflict.extend(needed);
        Ok(conflict)
    }
}

/// Whether everything in one set is in the other.
fn within(small: &Set, large: &Set) -> bool {
    small.iter().zip(large).all(|(small, large)| !small || *large)
}

/// What is not known yet: the sets that meet every correction and contain no conflict.
struct Map {
    size: usize,
    /// Some element of these is in the set (`true`) or missing from it (`false`).
    clauses: Vec<(Vec<usize>, bool)>,
}

impl Map {
    /// A set that is not known yet; `Some(None)` if there is none, none if that takes too long to say.
    fn unknown(&self) -> Option<Option<Set>> {
        let mut set = vec![None; self.size];
        let mut steps = STEPS;
        let found = self.complete(&mut set, &mut steps)?;
        // What is left open may be as it likes; a large set is more likely to show a conflict.
        Some(found.then(|| set.into_iter().map(|value| value.unwrap_or(true)).collect()))
    }

    /// Extends a set so that it meets all clauses, if possible: unit propagation and branching.
    fn complete(&self, set: &mut Vec<Option<bool>>, steps: &mut usize) -> Option<bool> {
        let open = loop {
            *steps = steps.checked_sub(1)?;
            let mut forced = false;
            let mut open = None;
            for (elements, wanted) in &self.clauses {
                if elements.iter().any(|at| set[*at] == Some(*wanted)) {
                    continue;
                }
                let mut free = elements.iter().filter(|at| set[**at].is_none());
                match (free.next(), free.next()) {
                    (None, _) => return Some(false),
                    (Some(only), None) => {
                        set[*only] = Some(*wanted);
                        forced = true;
                    }
                    (Some(first), Some(_)) => open = open.or(Some((*first, *wanted))),
                }
            }
            if !forced {
                break open;
            }
        };
        let Some((at, wanted)) = open else { return Some(true) };
        for value in [wanted, !wanted] {
            let mut branch = set.clone();
            branch[at] = Some(value);
            if self.complete(&mut branch, steps)? {
                *set = branch;
                return Some(true);
            }
        }
        Some(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_map_knows_what_is_left() {
        let mut map = Map { size: 3, clauses: Vec::new() };
        assert_eq!(map.unknown(), Some(Some(vec![true; 3])));
        map.clauses.push((vec![0, 1], false));
        let seed = map.unknown().flatten().expect("something is left");
        assert!(!(seed[0] && seed[1]));
        map.clauses.push((vec![0], true));
        assert_eq!(map.unknown(), Some(Some(vec![true, false, true])));
        map.clauses.push((vec![1], true));
        assert_eq!(map.unknown(), Some(None));
    }
}
