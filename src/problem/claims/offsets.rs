//! Nothing makes up for a change: it is for the worse, however some issues are settled before and after it. It compares
//! differences, and means something for cardinal utilities.

use super::prelude::*;
use std::cell::OnceCell;

/// A change is for the worse, however the issues of `by` are settled before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct NothingOffsets {
    /// The parties, each by itself.
    pub parties: Vec<PartyId>,
    /// The change.
    pub switch: Switch,
    /// The issues that could make up for it, ascending.
    pub by: Vec<IssueId>,
}

impl NothingOffsets {
    pub(super) fn read(change: &Keyed<Change>, reading: &mut Reading) -> Option<Self> {
        let switch = reading.change(change, reading.claim);
        let by = reading.issues(reading.written.by.as_ref()?, false, "by");
        let (switch, by) = (switch?, by?);
        reading.disjoint(&switch.issues, &by, "by")?;
        Some(NothingOffsets { parties: reading.parties.clone(), switch, by })
    }

    fn offsets(&self, problem: &Problem, party: PartyId) -> Comparison<'_> {
        let switch = &self.switch;
        let mut issues: Vec<IssueId> = switch.issues.iter().chain(&self.by).copied().collect();
        issues.sort_unstable();
        let of_switch = |issue: &IssueId| switch.issues.iter().position(|other| other == issue);
        let list = |issue: &IssueId| match of_switch(issue) {
            Some(at) if switch.from[at] == switch.to[at] => vec![switch.from[at]],
            Some(at) => vec![switch.from[at], switch.to[at]],
            None => problem.option_ids(*issue).collect(),
        };
        let offsets = Offsets {
            switch,
            lists: issues.iter().map(list).collect(),
            by: issues.iter().map(|issue| of_switch(issue).is_none()).collect(),
            today: issues.iter().map(|issue| problem[*issue].today()).collect(),
            all: OnceCell::new(),
        };
        let all = size(offsets.lists.iter());
        // Pairs are compared.
        Comparison { width: Some(all.saturating_mul(all)), ..Comparison::of(party, issues, Some(1), offsets) }
    }
}

impl Meaning for NothingOffsets {
    fn comparisons<'c>(&'c self, problem: &Problem) -> Vec<Comparison<'c>> {
        self.parties.iter().map(|party| self.offsets(problem, *party)).collect()
    }

    fn sentence(&self, words: &Words) -> String {
        let (by, switch) = (words.issues(&self.by), words.switch(&self.switch));
        format!("Nothing in {by} makes up for {switch} to {}", words.parties(&self.parties))
    }

    fn refuted(&self, shown: &Shown) -> String {
        let Shown { who, amount, nothing, .. } = shown;
        match nothing {
            true => format!("{} is worth as much to {who}", shown.step(0, 1)),
            false => format!("{} gives {who} {amount} more", shown.step(0, 1)),
        }
    }
}

/// A switch, and what could make up for it.
struct Offsets<'c> {
    switch: &'c Switch,
    /// By issue, its options.
    lists: Vec<Vec<OptionId>>,
    /// By issue: whether it could make up for the switch.
    by: Vec<bool>,
    /// By issue.
    today: Vec<OptionId>,
    /// The combinations of all, once they are needed.
    all: OnceCell<Vec<Vec<OptionId>>>,
}

impl Offsets<'_> {
    fn all(&self) -> &[Vec<OptionId>] {
        self.all.get_or_init(|| product(&self.lists))
    }

    /// The feasible combinations on one side of the switch.
    fn on(&self, side: &[OptionId], slice: &Slice) -> impl Iterator<Item = usize> {
        let is = move |combination: &Vec<OptionId>| {
            let of_switch = self.by.iter().zip(combination).filter(|(by, _)| !**by);
            of_switch.map(|(_, option)| option).eq(side)
        };
        let on = self.all().iter().zip(slice.feasible).enumerate();
        on.filter(move |(_, (combination, feasible))| **feasible && is(combination)).map(|(at, _)| at)
    }
}

impl Pattern for Offsets<'_> {
    fn combinations(&self) -> Vec<Vec<OptionId>> {
        self.all().to_vec()
    }

    fn compares(&self, slice: &Slice) -> bool {
        let feasible = |side: &[OptionId]| self.on(side, slice).next().is_some();
        feasible(&self.switch.from) && feasible(&self.switch.to)
    }

    fn each(&self, slice: Option<&Slice>, look: &mut dyn FnMut(Way)) {
        let Some(slice) = slice else { return };
        let after: Vec<usize> = self.on(&self.switch.to, slice).collect();
        for from in self.on(&self.switch.from, slice) {
            for to in &after {
                look(Way::of(0, &[from, *to], &[(0, &[-1, 1], 0)]));
            }
        }
    }

    fn free(&self, combinations: &[usize]) -> (Vec<OptionId>, usize) {
        let options = combinations.iter().flat_map(|at| self.all()[*at].iter().zip(&self.today).zip(&self.by));
        let (free, today): (Vec<OptionId>, Vec<OptionId>) =
            options.filter(|(_, by)| **by).map(|(settled, _)| settled).unzip();
        let changed = free.iter().zip(&today).filter(|(option, today)| option != today).count();
        (free, changed)
    }

    fn forms(&self, parties: &[PartyId]) -> Vec<Form> {
        let (party, weights) = (parties[0], vec![-1, 1]);
        vec![Form {
            distance: 0,
            copies: vec![picks_beside(&self.by, &self.switch.from, 0), picks_beside(&self.by, &self.switch.to, 1)],
            demands: vec![Demand { party, weights: weights.clone(), least: 0 }],
            weights: vec![(party, weights)],
        }]
    }
}
