//! A problem as a landscape of boxes: what a package is worth is a constant, and so much for each box that it lies in.
//!
//! A box is a product: for some issues, a set of options each. An interaction with a condition is one; so are the options of an
//! issue that are worth the same to everybody, less what the least is worth; and a rule that forbids a condition is one
//! that no package may lie in. Boxes over the same sets are one box, whoever they are worth something to.
//!
//! A part of the landscape says which options are left, and of each box whether its packages lie in it, out of it, or either.
//! What follows from what is drawn at once: a box that none of the options left lie in is left; one that all of them lie in is
//! entered; and if a box is to be left by the options of one issue only, these are dropped.

use crate::problem::{Condition, ConstraintKind, IssueId, OptionId, OptionSet, PartyId, View, Worth};
use std::collections::BTreeMap;

/// Landscapes have at most so many boxes.
const MOST_BOXES: usize = 4_000;
/// Bits of a word of a set.
const WORD: usize = u64::BITS as usize;

/// Options of one issue, as bits.
pub(super) type Set = Box<[u64]>;

/// Sets of options by issue, in ascending order.
pub(super) type Sets = Vec<(usize, Set)>;

/// A product of sets of options, over the issues of which it does not admit all.
pub(super) struct Rectangle {
    pub sets: Sets,
    /// What it adds, by party.
    pub worth: Vec<i64>,
    /// Whether a rule forbids it.
    pub forbidden: bool,
}

/// How the packages of a part lie to a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lies {
    In,
    Out,
    Either,
}

/// What a package is worth, box by box.
pub(in crate::search) struct Landscape {
    /// By issue, where its words begin; then their number.
    starts: Vec<usize>,
    /// The options that remain.
    all: Vec<u64>,
    pub(super) boxes: Vec<Rectangle>,
    /// By party, what every package is worth.
    pub(super) constants: Vec<i64>,
}

/// A part of the packages.
#[derive(Clone)]
pub(super) struct Part {
    /// The options left.
    pub left: Vec<u64>,
    /// By box.
    pub lies: Vec<Lies>,
}

pub(super) fn meets(one: &[u64], other: &[u64]) -> bool {
    one.iter().zip(other).any(|(one, other)| one & other != 0)
}

fn is_within(one: &[u64], other: &[u64]) -> bool {
    one.iter().zip(other).all(|(one, other)| one & !other == 0)
}

/// The options in a set.
pub(super) fn options(set: &[u64]) -> impl Iterator<Item = usize> + '_ {
    let bits = |(at, word): (usize, &u64)| {
        let word = *word;
        (0..WORD).filter(move |bit| word >> bit & 1 == 1).map(move |bit| at * WORD + bit)
    };
    set.iter().enumerate().flat_map(bits)
}

/// A set of so many words.
pub(super) fn set(options: impl IntoIterator<Item = usize>, words: usize) -> Set {
    let mut set = vec![0u64; words].into_boxed_slice();
    options.into_iter().for_each(|option| set[option / WORD] |= 1 << (option % WORD));
    set
}

/// Boxes on the way: by their sets, what they are worth, and whether they are forbidden.
struct Drawn<'v> {
    landscape: Landscape,
    view: &'v View<'v>,
    by_sets: BTreeMap<Sets, (Vec<i64>, bool)>,
}

impl Drawn<'_> {
    /// Adds what a condition is worth to everybody, or that it is forbidden; false if no package would be left.
    fn add(&mut self, sets: &[(IssueId, OptionSet)], worth: &[i64], forbidden: bool) -> bool {
        let mut own = Vec::new();
        for (issue, admitted) in sets {
            let issue = issue.index();
            let all = self.landscape.of(issue);
            let admitted = admitted.iter().enumerate().filter(|(_, admitted)| **admitted).map(|(option, _)| option);
            let mut set = set(admitted, all.len());
            set.iter_mut().zip(all).for_each(|(word, all)| *word &= all);
            if set.iter().all(|word| *word == 0) {
                return true;
            }
            if *set != *all {
                own.push((issue, set));
            }
        }
        own.sort_unstable();
        if own.is_empty() {
            self.landscape.constants.iter_mut().zip(worth).for_each(|(constant, worth)| *constant += worth);
            return !forbidden;
        }
        let none = || (vec![0; self.view.parties()], false);
        let (sum, barred) = self.by_sets.entry(own).or_insert_with(none);
        sum.iter_mut().zip(worth).for_each(|(sum, worth)| *sum += worth);
        *barred |= forbidden;
        true
    }

    /// The options of an issue that are worth the same are a box each, but for what the least of them is worth; false if these are too
    /// many.
    fn add_values(&mut self, issue: IssueId) -> bool {
        let (problem, parties) = (self.view.problem(), self.view.parties());
        let row = |option: OptionId| &problem.values[issue.index()][option.index() * parties..][..parties];
        let least = |party: usize| self.view.options(issue).map(|option| row(option)[party]).min().unwrap_or(0);
        let least: Vec<i64> = (0..parties).map(least).collect();
        self.landscape.constants.iter_mut().zip(&least).for_each(|(constant, least)| *constant += least);
        let mut classes: BTreeMap<Vec<i64>, Vec<usize>> = BTreeMap::new();
        for option in self.view.options(issue) {
            let more: Vec<i64> = row(option).iter().zip(&least).map(|(value, least)| value - least).collect();
            if more.iter().any(|more| *more > 0) {
                classes.entry(more).or_default().push(option.index());
                if self.by_sets.len() + classes.len() > MOST_BOXES {
                    return false;
                }
            }
        }
        for (worth, alike) in classes {
            let mut options = vec![false; problem.issues[issue.index()].options.len()];
            alike.into_iter().for_each(|option| options[option] = true);
            self.add(&[(issue, options.into())], &worth, false);
        }
        true
    }
}

impl Landscape {
    /// A view as a landscape; none if it is not made of boxes, or of too many.
    pub(super) fn of_view(view: &View) -> Option<Self> {
        let problem = view.problem();
        let conditions = problem.interactions.iter().filter(|one| matches!(one.worth, Worth::When(..))).count();
        if problem.has_levels() || conditions < problem.interactions.len() || conditions == 0 || conditions > MOST_BOXES
        {
            return None;
        }
        let mut starts = vec![0];
        let mut all = Vec::new();
        for issue in problem.issue_ids() {
            let words = problem.issues[issue.index()].options.len().div_ceil(WORD);
            all.extend(set(view.options(issue).map(OptionId::index), words));
            starts.push(all.len());
        }
        let landscape = Landscape { starts, all, boxes: Vec::new(), constants: problem.constants.clone() };
        let mut drawn = Drawn { landscape, view, by_sets: BTreeMap::new() };
        if !problem.issue_ids().all(|issue| drawn.add_values(issue)) {
            return None;
        }
        for interaction in problem.interactions.iter() {
            if let Worth::When(condition, add) = &interaction.worth {
                let worth = |party: PartyId| if party == interaction.party { *add } else { 0 };
                let worth: Vec<i64> = problem.party_ids().map(worth).collect();
                drawn.add(&condition.0, &worth, false);
            }
        }
        let nothing = vec![0; view.parties()];
        for (_, constraint) in view.constraints() {
            let forbidden = match &constraint.kind {
                ConstraintKind::Forbid(condition) => vec![condition.clone()],
                // What the one asks for and the other one lacks, issue by issue.
                ConstraintKind::Implies(when, then) => {
                    then.otherwise().filter_map(|lacking| when.and(&lacking)).collect::<Vec<Condition>>()
                }
                ConstraintKind::Sum { .. } | ConstraintKind::Count { .. } | ConstraintKind::Consents(_) => return None,
            };
            for condition in forbidden {
                if !drawn.add(&condition.0, &nothing, true) {
                    return None;
                }
            }
        }
        let Drawn { mut landscape, by_sets, .. } = drawn;
        let matters = |(_, (worth, forbidden)): &(_, (Vec<i64>, bool))| *forbidden || worth.iter().any(|w| *w != 0);
        let boxes = by_sets.into_iter().filter(matters);
        landscape.boxes = boxes.map(|(sets, (worth, forbidden))| Rectangle { sets, worth, forbidden }).collect();
        (landscape.boxes.len() <= MOST_BOXES).then_some(landscape)
    }

    /// Whether boxes are mostly more than single combinations: tables that are written entry by entry are better taken as such.
    pub(in crate::search) fn is_wide(&self) -> bool {
        let is_wide = |one: &&Rectangle| one.sets.iter().any(|(_, set)| options(set).nth(1).is_some());
        let linking = || self.boxes.iter().filter(|one| one.sets.len() > 1);
        linking().filter(is_wide).count() * 2 > linking().count()
    }

    /// What it is like, in words.
    pub(in crate::search) fn describe(&self) -> String {
        format!("Utilities are sums over {} boxes, which are searched by linear programmes.", self.boxes.len())
    }

    /// The words of an issue's options.
    pub(super) fn words(&self, issue: usize) -> std::ops::Range<usize> {
        self.starts[issue]..self.starts[issue + 1]
    }

    /// The options of an issue.
    pub(super) fn of(&self, issue: usize) -> &[u64] {
        &self.all[self.words(issue)]
    }

    pub(super) fn issues(&self) -> usize {
        self.starts.len() - 1
    }

    /// All packages; none if no package satisfies the rules, as far as that is seen at once.
    pub(super) fn whole(&self) -> Option<Part> {
        if (0..self.issues()).any(|issue| self.of(issue).iter().all(|word| *word == 0)) {
            return None;
        }
        let lies = self.boxes.iter().map(|one| if one.forbidden { Lies::Out } else { Lies::Either }).collect();
        let mut part = Part { left: self.all.clone(), lies };
        (0..self.boxes.len()).all(|at| !self.boxes[at].forbidden || self.leave(&mut part, at)).then_some(())?;
        self.follow(&mut part).then_some(part)
    }

    /// Keeps what lies in a box; false if nothing does.
    pub(super) fn enter(&self, part: &mut Part, at: usize) -> bool {
        part.lies[at] = Lies::In;
        self.boxes[at].sets.iter().all(|(issue, set)| self.keep(part, *issue, set, false))
    }

    /// Keeps what lies out of a box; false if nothing does.
    pub(super) fn leave(&self, part: &mut Part, at: usize) -> bool {
        part.lies[at] = Lies::Out;
        let left = |issue: usize| self.words(issue);
        let open = |(issue, set): &&(usize, Set)| !is_within(&part.left[left(*issue)], set);
        let mut open = self.boxes[at].sets.iter().filter(open);
        match (open.next(), open.next()) {
            (None, _) => false,
            (Some((issue, set)), None) => self.keep(part, *issue, set, true),
            _ => true,
        }
    }

    /// Keeps the options of an issue in a set, or those out of it; false if none is left.
    pub(super) fn keep(&self, part: &mut Part, issue: usize, set: &[u64], out: bool) -> bool {
        let mut any = 0;
        for (word, set) in part.left[self.words(issue)].iter_mut().zip(set) {
            *word &= if out { !set } else { *set };
            any |= *word;
        }
        any != 0
    }

    /// Draws what follows until nothing does; false if nothing is left.
    pub(super) fn follow(&self, part: &mut Part) -> bool {
        loop {
            let before = part.left.clone();
            for at in 0..self.boxes.len() {
                match part.lies[at] {
                    Lies::In => {}
                    Lies::Out if !self.is_apart(part, at) => {
                        if !self.leave(part, at) {
                            return false;
                        }
                    }
                    Lies::Out => {}
                    Lies::Either if self.is_apart(part, at) => part.lies[at] = Lies::Out,
                    Lies::Either => {
                        let sets = &self.boxes[at].sets;
                        if sets.iter().all(|(issue, set)| is_within(&part.left[self.words(*issue)], set)) {
                            part.lies[at] = Lies::In;
                        }
                    }
                }
            }
            if before == part.left {
                return true;
            }
        }
    }

    /// Whether none of the options left lie in a box.
    pub(super) fn is_apart(&self, part: &Part, at: usize) -> bool {
        self.boxes[at].sets.iter().any(|(issue, set)| !meets(&part.left[self.words(*issue)], set))
    }

    /// Whether some of the options left are in a set, and whether all are.
    pub(super) fn stands(&self, part: &Part, issue: usize, set: &[u64]) -> (bool, bool) {
        let left = &part.left[self.words(issue)];
        (meets(left, set), is_within(left, set))
    }

    /// By issue, the first option left.
    pub(super) fn first(&self, part: &Part) -> Vec<OptionId> {
        let first = |issue: usize| options(&part.left[self.words(issue)]).next().unwrap_or(0);
        (0..self.issues()).map(|issue| OptionId::at(first(issue))).collect()
    }

    /// What the packages of a part are worth, once it is known of each box how they lie to it.
    pub(super) fn sums(&self, part: &Part) -> Vec<i64> {
        let mut sums = self.constants.clone();
        for (one, _) in self.boxes.iter().zip(&part.lies).filter(|(_, lies)| **lies == Lies::In) {
            sums.iter_mut().zip(&one.worth).for_each(|(sum, worth)| *sum += worth);
        }
        sums
    }
}
