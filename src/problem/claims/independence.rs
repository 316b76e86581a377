//! Preferential independence: which options of some issues are better does not depend on how others are settled.
//!
//! Gorman (1968), Keeney and Raiffa (1976). Ordinal. A violation is two options (or bundles) and two ways to settle the
//! other issues between which the preference is reversed, or appears.

use super::prelude::*;
use std::cell::OnceCell;

/// Which options of these issues are better is the same, whatever the options of the others.
#[derive(Clone, Debug, PartialEq)]
pub struct Independent {
    /// The parties, each by itself.
    pub parties: Vec<PartyId>,
    /// The issues, ascending.
    pub issues: Vec<IssueId>,
    /// The others, ascending.
    pub of: Vec<IssueId>,
}

impl Independent {
    pub(super) fn read(issues: &Names, reading: &mut Reading) -> Option<Self> {
        let issues = reading.issues(issues, false, reading.claim)?;
        let of = match &reading.written.of {
            Some(of) => reading.issues(of, false, "of")?,
            None => {
                let all = (0..reading.model().1.len()).map(IssueId::at);
                all.filter(|issue| !issues.contains(issue)).collect()
            }
        };
        reading.disjoint(&issues, &of, "of")?;
        Some(Independent { parties: reading.parties.clone(), issues, of })
    }

    /// Issues of `of` that no interaction of the party links with the others make no difference and are left out; nor do,
    /// under a ceiling, those that it does not value.
    fn preferences(&self, problem: &Problem, party: PartyId) -> Comparison<'_> {
        let own = &self.issues;
        let mut linked = vec![false; problem.issues().len()];
        for interaction in problem.interactions().iter().filter(|interaction| interaction.party == party) {
            let scope = interaction.scope();
            if scope.iter().any(|issue| own.contains(issue)) {
                scope.iter().for_each(|issue| linked[issue.index()] = true);
            }
        }
        if problem.ceiling(party).is_some() {
            linked = problem.issue_ids().map(|issue| matters(problem, party, issue)).collect();
        }
        let mut issues: Vec<IssueId> =
            own.iter().chain(self.of.iter().filter(|issue| linked[issue.index()])).copied().collect();
        issues.sort_unstable();
        let all = |issue: &IssueId| problem.option_ids(*issue).collect();
        let preferences = Preferences {
            lists: issues.iter().map(all).collect(),
            of: issues.iter().map(|issue| !own.contains(issue)).collect(),
            today: issues.iter().map(|issue| problem[*issue].today()).collect(),
            offsets: OnceCell::new(),
        };
        let bundles = usize::try_from(size(preferences.own().iter())).ok();
        let ways = bundles.and_then(|bundles| bundles.checked_mul(bundles)?.checked_mul(2));
        let contexts = size(preferences.lists.iter());
        Comparison {
            depends: own.clone(),
            width: Some(contexts.saturating_mul(contexts)),
            at_once: true,
            by_structure: !preferences.of.contains(&true),
            ..Comparison::of(party, issues, ways, preferences)
        }
    }
}

impl Meaning for Independent {
    fn comparisons<'c>(&'c self, problem: &Problem) -> Vec<Comparison<'c>> {
        self.parties.iter().map(|party| self.preferences(problem, *party)).collect()
    }

    fn sentence(&self, words: &Words) -> String {
        let others = match self.of.len() + self.issues.len() == words.problem.issues().len() {
            true => "anything else".to_owned(),
            false => words.issues(&self.of),
        };
        let (who, issues) = (words.parties(&self.parties), words.issues(&self.issues));
        format!("Which options of {issues} are better for {who} does not depend on {others}")
    }

    fn refuted(&self, shown: &Shown) -> String {
        let who = &shown.who;
        let party = shown.parties.first().map_or(0, |party| party.index());
        let [first, second] = [0, 1].map(|at| shown.words.problem.utilities(&shown.packages[at])[party]);
        let ([one, other], step) = (shown.sides(0, 2), shown.step(0, 1));
        match first == second {
            true => format!("{step} makes no difference to {who} with {one}, but it does with {other}"),
            false => format!("{step} is for the worse for {who} with {one}, but not with {other}"),
        }
    }
}

/// A party's preferences over the options of some issues.
struct Preferences {
    /// By issue, its options: of those whose options are compared, and of those that should make no difference.
    lists: Vec<Vec<OptionId>>,
    /// By issue: whether it should make no difference.
    of: Vec<bool>,
    /// By issue.
    today: Vec<OptionId>,
    /// By bundle of options, and by way to settle the other issues: what it adds to the position of a combination. Once it is
    /// needed.
    offsets: OnceCell<[Vec<usize>; 2]>,
}

impl Preferences {
    /// The options that are compared.
    fn own(&self) -> Vec<Vec<OptionId>> {
        self.lists.iter().zip(&self.of).filter(|(_, of)| !**of).map(|(list, _)| list.clone()).collect()
    }

    /// How far apart the positions are of combinations that differ by one option of an issue.
    fn stride(&self, at: usize) -> usize {
        self.lists[at + 1..].iter().map(Vec::len).product()
    }

    fn offsets(&self) -> &[Vec<usize>; 2] {
        self.offsets.get_or_init(|| {
            [false, true].map(|of| {
                let side = (0..self.of.len()).filter(|at| self.of[*at] == of);
                side.fold(vec![0], |offsets, at| {
                    let steps = (0..self.lists[at].len()).map(|option| option * self.stride(at));
                    offsets.into_iter().cartesian_product(steps).map(|(offset, step)| offset + step).collect()
                })
            })
        })
    }
}

impl Pattern for Preferences {
    fn combinations(&self) -> Vec<Vec<OptionId>> {
        product(&self.lists)
    }

    fn compares(&self, slice: &Slice) -> bool {
        // Two options that can be compared at all: that they can be in one way only leaves nothing to depend on.
        let [bundles, others] = self.offsets();
        others.iter().any(|other| bundles.iter().filter(|bundle| slice.feasible[other + **bundle]).count() > 1)
    }

    fn each(&self, slice: Option<&Slice>, look: &mut dyn FnMut(Way)) {
        let Some(slice) = slice else { return };
        let [bundles, others] = self.offsets();
        for (a, b) in pairs(bundles.len()) {
            let way = |other: &usize| [other + bundles[a], other + bundles[b]];
            let open: Vec<[usize; 2]> =
                others.iter().map(way).filter(|way| way.iter().all(|at| slice.feasible[*at])).collect();
            // In the first way a is better; in the second it is not better. Or it is as good, and then worse.
            for [first, second] in open.iter().filter(|[a, b]| slice.step(0, *b, *a) >= 0) {
                let more = i64::from(slice.step(0, *second, *first) > 0);
                for [third, fourth] in open.iter().filter(|[a, b]| slice.step(0, *a, *b) >= i128::from(1 - more)) {
                    look(Way::of(
                        0,
                        &[*first, *second, *third, *fourth],
                        &[(0, &[1, -1, 0, 0], more), (0, &[0, 0, -1, 1], 1 - more)],
                    ));
                }
            }
        }
    }

    fn free(&self, combinations: &[usize]) -> (Vec<OptionId>, usize) {
        let issues = (0..self.of.len()).filter(|at| self.of[*at]);
        let option = |combination: usize, at: usize| OptionId::at(combination / self.stride(at) % self.lists[at].len());
        let settled = [0, 2].into_iter().cartesian_product(issues);
        let (free, today): (Vec<OptionId>, Vec<OptionId>) =
            settled.map(|(way, at)| (option(combinations[way], at), self.today[at])).unzip();
        let changed = free.iter().zip(&today).filter(|(option, today)| option != today).count();
        (free, changed)
    }

    fn forms(&self, parties: &[PartyId]) -> Vec<Form> {
        let bundles = product(&self.own());
        let party = parties[0];
        let mut forms = Vec::new();
        for (a, b) in pairs(bundles.len()) {
            for (more, less) in [(1, 0), (0, 1)] {
                let demand = |weights: [i64; 4], least| Demand { party, weights: weights.to_vec(), least };
                let copy = |bundle: usize, group| picks_beside(&self.of, &bundles[bundle], group);
                forms.push(Form {
                    distance: 0,
                    copies: vec![copy(a, 0), copy(b, 0), copy(a, 1), copy(b, 1)],
                    demands: vec![demand([1, -1, 0, 0], more), demand([0, 0, -1, 1], less)],
                    weights: vec![(party, vec![1, -1, 0, 0]), (party, vec![0, 0, -1, 1])],
                });
            }
        }
        forms
    }
}
