//! Moves from a package: the smallest sets of issues that, settled otherwise together, reach a goal.
//!
//! A move is minimal: leave one or more of its changes out, and the goal is not reached. All minimal moves of one issue
//! are found, then all of two, and so on. Going through the issues in order, a branch is left as soon as not even the
//! most that the changes still to be made could add for each party would be enough, or when what has been changed so far
//! reaches the goal already. Utilities are carried along: a change costs its own values and the interactions that it
//! touches, all in exact integers. That is a complete search within a stated number of issues, in contrast to the moves
//! that concession protocols consider (Endriss 2006, Monotonic concession protocols for multilateral negotiation), which
//! look at one party's concession at a time.

use crate::problem::{Factor, FactorKind, IssueId, MAX_PARTIES, MAX_SEATS, OptionId, Package, Problem, View};
use crate::search::{Control, Stop, Structure};
use num_rational::Ratio;
use std::cmp::Reverse;
use std::collections::HashSet;

/// How far to look for moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// At most so many issues are changed together.
    pub issues: usize,
    /// At most so many combinations of changes are looked at in each search for moves.
    pub combinations: u64,
    /// Once so many moves are found, no more issues are changed together than in these.
    pub enough: usize,
    /// At most so many of the moves found are kept to be shown.
    pub listed: usize,
}

impl Default for Reach {
    fn default() -> Self {
        Reach { issues: 4, combinations: 1 << 24, enough: 1000, listed: 20 }
    }
}

/// One issue of a move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The issue.
    pub issue: IssueId,
    /// The option in the package it starts from.
    pub from: OptionId,
    /// The new option.
    pub to: OptionId,
    /// By party, what this change alone would add to its utility; scaled.
    pub alone: Vec<i64>,
}

/// Issues to be settled otherwise, together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The changes, in the order of the issues.
    pub changes: Vec<Change>,
    /// The package that they lead to.
    pub package: Package,
    /// Its utilities; scaled.
    pub utilities: Vec<i64>,
    /// By party, how much more that is than at the start; scaled. Where interactions link the issues, not the sum of
    /// what the changes are worth alone.
    pub rises: Vec<i64>,
}

/// The minimal moves that reach a goal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moves {
    /// How many there are of one issue, of two, and so on; if the search stopped, the last number is of those found.
    pub counts: Vec<usize>,
    /// The best of them: those of fewer issues first; then where the party that fares worst does so least, as a share of
    /// what separates its best and its worst feasible package, then the next one; then in declaration order.
    pub best: Vec<Move>,
    /// Why the search stopped before all were found, if it did.
    pub stop: Option<Stop>,
}

impl Moves {
    /// All moves of up to so many issues were found.
    pub fn issues(&self) -> usize {
        self.counts.len().saturating_sub(self.stop.is_some().into())
    }

    /// How many were found.
    pub fn count(&self) -> usize {
        self.counts.iter().sum()
    }
}

/// What a move must reach.
pub(super) struct Goal<'p> {
    /// A package that is feasible here, and that the acceptance rule passes.
    pub view: View<'p>,
    /// If given: with other utilities than these.
    pub other_than: Option<Vec<i64>>,
}

impl<'p> Goal<'p> {
    /// Feasible, nobody worse off than at these utilities, and somebody better off.
    pub fn nobody_worse(view: &View<'p>, utilities: &[i64]) -> Self {
        Goal { view: view.at_least(utilities), other_than: Some(utilities.to_vec()) }
    }

    /// Feasible and acceptable.
    pub fn acceptable(view: &View<'p>) -> Self {
        Goal { view: view.clone(), other_than: None }
    }
}

/// An issue and its new option.
type Settled = (u16, OptionId);

/// A minimal move, as it was found.
struct Found {
    changes: Box<[Settled]>,
    utilities: Vec<i64>,
}

/// So many moves are kept at most.
const MOST_MOVES: usize = 1 << 18;
/// Combinations between two looks at the clock.
const INTERVAL: u64 = 1 << 10;

/// How moves are compared, by the scaled utilities that they lead to: larger is better.
type Measure<'m> = dyn Fn(&[i64]) -> Vec<Ratio<i128>> + 'm;

/// What a party's gains are compared with: what separates its best and its worst feasible package. None if no package is
/// feasible.
pub(super) fn ranges(view: &View, structure: &Result<Option<Structure>, Stop>) -> Option<Vec<i64>> {
    let parties = 0..view.parties();
    match structure {
        Ok(None) => None,
        Ok(Some(structure)) => Some(parties.map(|at| structure.range(view.problem(), at)).collect()),
        // Where that is not known, whatever the values could add up to, feasible or not.
        Err(_) => Some(parties.map(|at| view.problem().reach(at).max(1)).collect()),
    }
}

/// Shares of ranges, the smallest first: compared one after the other, the larger is better.
pub(super) fn ascending(amounts: impl Iterator<Item = i64>, ranges: &[i64], scales: &[i64]) -> Vec<Ratio<i128>> {
    let shares = amounts.zip(ranges.iter().zip(scales)).map(|(amount, (range, scale))| {
        Ratio::new(i128::from(amount), i128::from(*range).saturating_mul(i128::from(*scale)).max(1))
    });
    let mut shares: Vec<Ratio<i128>> = shares.collect();
    shares.sort_unstable();
    shares
}

/// Moves towards a goal, found size by size.
pub(super) struct Finder<'g, 'p> {
    goal: &'g Goal<'p>,
    start: &'g Package,
    reach: Reach,
    /// The options of the package that is looked at.
    options: Vec<OptionId>,
    /// Issues that cannot stay as they are.
    closed: Vec<usize>,
    /// By issue, the options to change to.
    alternatives: Vec<Vec<OptionId>>,
    /// By issue, the factors over it.
    touching: Vec<Vec<usize>>,
    /// By issue and party, the most that a change can add.
    potential: Vec<Vec<i64>>,
    /// The minimal moves found so far.
    known: HashSet<Box<[Settled]>>,
    examined: u64,
}

/// A search for moves of one size.
struct Walk<'w, 'c> {
    control: &'w Control<'c>,
    /// For so many changes to be made from an issue on, by party, the most that they can add; none if there are too few
    /// issues left. Indexed by `issue · (size + 1) + changes`.
    rest: Vec<Option<Vec<i64>>>,
    size: usize,
    changes: Vec<Settled>,
    found: Vec<Found>,
}

impl<'g, 'p> Finder<'g, 'p> {
    pub fn new(goal: &'g Goal<'p>, start: &'g Package, reach: Reach) -> Self {
        let problem = goal.view.problem();
        let parties = problem.parties.len();
        let issues = problem.issues.len();
        let mut touching = vec![Vec::new(); issues];
        for (at, factor) in problem.factors.iter().enumerate() {
            factor.scope.iter().for_each(|issue| touching[*issue].push(at));
        }
        let spreads: Vec<Vec<i64>> = problem.factors.iter().map(|factor| spread(factor, parties)).collect();
        let others =
            |(issue, own): (IssueId, &OptionId)| goal.view.options(issue).filter(|option| option != own).collect();
        let alternatives: Vec<Vec<OptionId>> = problem.issue_ids().zip(start.options()).map(others).collect();
        let potential = |issue: usize| -> Vec<i64> {
            let value = |option: OptionId, party: usize| problem.values[issue][option.index() * parties + party];
            let most = |party: usize| {
                let adds = |option: &OptionId| value(*option, party) - value(start.options()[issue], party);
                let own = alternatives[issue].iter().map(adds).max().unwrap_or(0);
                touching[issue].iter().fold(own, |sum, factor| sum.saturating_add(spreads[*factor][party]))
            };
            (0..parties).map(most).collect()
        };
        let allowed =
            |issue: &usize| goal.view.options(IssueId::at(*issue)).any(|option| option == start.options()[*issue]);
        Finder {
            potential: (0..issues).map(potential).collect(),
            closed: (0..issues).filter(|issue| !allowed(issue)).collect(),
            options: start.options().to_vec(),
            known: HashSet::new(),
            examined: 0,
            goal,
            start,
            reach,
            alternatives,
            touching,
        }
    }

    /// All sizes up to the reach, or up to the first with moves; the best of the moves.
    pub fn all(mut self, first_only: bool, measure: &Measure, control: &Control) -> Moves {
        let mut moves = Moves::default();
        for size in 1..=self.reach.issues.min(self.start.options().len()) {
            let (mut found, stop) = self.of_size(size, control);
            moves.counts.push(found.len());
            moves.stop = stop;
            // A stable sort: ties stay in declaration order.
            found.sort_by_cached_key(|found| Reverse(measure(&found.utilities)));
            let room = self.reach.listed.saturating_sub(moves.best.len());
            moves.best.extend(found.iter().take(room).map(|found| self.described(found)));
            if stop.is_some() || first_only && !found.is_empty() || moves.count() >= self.reach.enough {
                break;
            }
        }
        moves
    }

    /// The minimal moves with so many changes, in declaration order, and why some are missing.
    fn of_size(&mut self, size: usize, control: &Control) -> (Vec<Found>, Option<Stop>) {
        let sums = self.goal.view.problem().sums(self.start);
        let mut walk = Walk { control, rest: self.rest(size), size, changes: Vec::new(), found: Vec::new() };
        let stop = control.check().and_then(|()| match sums.len() {
            ..=MAX_PARTIES => self.descend::<MAX_PARTIES>(0, size, &sums, &mut walk),
            _ => self.descend::<MAX_SEATS>(0, size, &sums, &mut walk),
        });
        let stop = stop.err();
        self.known.extend(walk.found.iter().map(|found| found.changes.clone()));
        (walk.found, stop)
    }

    /// Bounds for [`Walk::rest`].
    fn rest(&self, size: usize) -> Vec<Option<Vec<i64>>> {
        let (issues, width) = (self.alternatives.len(), size + 1);
        let parties = self.goal.view.parties();
        let mut rest: Vec<Option<Vec<i64>>> = vec![None; (issues + 1) * width];
        for issue in (0..=issues).rev() {
            rest[issue * width] = Some(vec![0; parties]);
            if issue == issues {
                continue;
            }
            for changes in 1..=size {
                let without = rest[(issue + 1) * width + changes].clone();
                let with =
                    rest[(issue + 1) * width + changes - 1].as_ref().filter(|_| !self.alternatives[issue].is_empty());
                let with = with.map(|rest| -> Vec<i64> {
                    rest.iter().zip(&self.potential[issue]).map(|(rest, own)| rest.saturating_add(*own)).collect()
                });
                rest[issue * width + changes] = match (with, without) {
                    (Some(with), Some(without)) => Some(with.iter().zip(&without).map(|(a, b)| *a.max(b)).collect()),
                    (with, without) => with.or(without),
                };
            }
        }
        rest
    }

    /// Whether so many more changes from this issue on could reach what the goal asks of the utilities, from these sums of
    /// the parties' values; `SEATS` is at least as many as there are parties.
    fn may_reach<const SEATS: usize>(&self, issue: usize, left: usize, sums: &[i64], walk: &Walk) -> bool {
        let Some(rest) = &walk.rest[issue * (walk.size + 1) + left] else { return false };
        let mut most = [0; SEATS];
        let most = &mut most[..sums.len()];
        for (party, most) in most.iter_mut().enumerate() {
            // No sum is out of this reach, so a bound need not be either.
            let reach = self.goal.view.problem().reach(party);
            *most = sums[party].saturating_add(rest[party]).clamp(-reach, reach);
        }
        self.goal.view.problem().cap(most);
        self.goal.view.is_acceptable(most)
    }

    /// Goes through the ways to make so many more changes, from this issue on; `SEATS` as there.
    fn descend<const SEATS: usize>(
        &mut self,
        from: usize,
        left: usize,
        sums: &[i64],
        walk: &mut Walk,
    ) -> Result<(), Stop> {
        for issue in from..self.alternatives.len() {
            if !self.may_reach::<SEATS>(issue, left, sums, walk) {
                // Nor could those from a later issue on.
                break;
            }
            for at in 0..self.alternatives[issue].len() {
                let option = self.alternatives[issue][at];
                self.examined += 1;
                if self.examined > self.reach.combinations {
                    return Err(Stop::TooLarge);
                }
                if self.examined.is_multiple_of(INTERVAL) {
                    walk.control.examined(INTERVAL)?;
                }
                let mut next = [0; SEATS];
                let next = &mut next[..sums.len()];
                next.copy_from_slice(sums);
                self.settle(issue, option, next);
                walk.changes.push((issue as u16, option));
                let mut utilities = [0; SEATS];
                let utilities = &mut utilities[..sums.len()];
                utilities.copy_from_slice(next);
                self.goal.view.problem().cap(utilities);
                let result = match (left, self.is_reached(utilities)) {
                    (1, true) => self.record(utilities, walk),
                    // What reaches the goal already makes no minimal move with more changes.
                    (1, false) | (_, true) => Ok(()),
                    (_, false) => self.descend::<SEATS>(issue + 1, left - 1, next, walk),
                };
                walk.changes.pop();
                self.options[issue] = self.start.options()[issue];
                result?;
            }
        }
        Ok(())
    }

    /// Settles an issue of the package that is looked at, and brings the sums of the parties' values up to date.
    fn settle(&mut self, issue: usize, option: OptionId, sums: &mut [i64]) {
        let problem = self.goal.view.problem();
        let parties = sums.len();
        let options = &mut self.options;
        for factor in &self.touching[issue] {
            problem.factors[*factor].add_times(-1, |issue| options[issue], sums);
        }
        let old = std::mem::replace(&mut options[issue], option).index() * parties;
        let new = option.index() * parties;
        let values = &problem.values[issue];
        for (at, sum) in sums.iter_mut().enumerate() {
            *sum += values[new + at] - values[old + at];
        }
        for factor in &self.touching[issue] {
            problem.factors[*factor].add_to(|issue| options[issue], sums);
        }
    }

    /// Whether the package that is looked at, with these utilities, reaches the goal.
    fn is_reached(&self, utilities: &[i64]) -> bool {
        self.goal.view.is_acceptable(utilities)
            && self.goal.other_than.as_ref().is_none_or(|others| others != utilities)
            && self.closed.iter().all(|issue| self.options[*issue] != self.start.options()[*issue])
            && self
                .goal
                .view
                .constraints()
                .all(|(_, constraint)| constraint.allows(|issue| self.options[issue.index()]))
    }

    /// Keeps what has been changed, if no part of it is a move by itself.
    fn record(&mut self, utilities: &[i64], walk: &mut Walk) -> Result<(), Stop> {
        let changes = &walk.changes;
        let mut part: Vec<Settled> = Vec::with_capacity(changes.len());
        for kept in 1..(1usize << changes.len()) - 1 {
            part.clear();
            part.extend(changes.iter().enumerate().filter(|(at, _)| kept >> at & 1 == 1).map(|(_, change)| *change));
            if self.known.contains(part.as_slice()) {
                return Ok(());
            }
        }
        if self.known.len() + walk.found.len() >= MOST_MOVES {
            return Err(Stop::TooLarge);
        }
        walk.found.push(Found { changes: changes.as_slice().into(), utilities: utilities.to_vec() });
        Ok(())
    }

    fn described(&self, found: &Found) -> Move {
        let mut options = self.start.options().to_vec();
        found.changes.iter().for_each(|(issue, option)| options[usize::from(*issue)] = *option);
        Move::between(self.goal.view.problem(), self.start, Package::new(options))
    }
}

impl Move {
    /// The move from one package to another.
    ///
    /// ```
    /// # let model = zopa::Model::from_json(include_str!("../../models/pruitt-lewis-1975.json")).unwrap();
    /// # let problem = zopa::Problem::compile(&model).unwrap();
    /// use zopa::explain::Move;
    /// let [halfway, logroll] = [0, 1].map(|at| &problem.proposals()[at].package);
    /// let step = Move::between(&problem, halfway, logroll.clone());
    /// assert_eq!(step.changes.len(), 2);
    /// assert_eq!(step.changes[0].alone, [1000, -400]); // the price of iron: good for the buyer
    /// assert_eq!(step.rises, [600, 600]);
    /// ```
    pub fn between(problem: &Problem, from: &Package, to: Package) -> Move {
        let before = problem.utilities(from);
        let rises = |utilities: &[i64]| -> Vec<i64> { utilities.iter().zip(&before).map(|(a, b)| a - b).collect() };
        let both = problem.issue_ids().zip(from.options().iter().zip(to.options()));
        let changes = both.filter(|(_, (before, after))| before != after).map(|(issue, (before, after))| {
            let mut alone = from.options().to_vec();
            alone[issue.index()] = *after;
            Change { issue, from: *before, to: *after, alone: rises(&problem.utilities(&Package::new(alone))) }
        });
        let utilities = problem.utilities(&to);
        Move { changes: changes.collect(), rises: rises(&utilities), package: to, utilities }
    }

    /// By party, what the changes add together beyond what each adds alone: the work of interactions; scaled.
    pub fn together(&self) -> Vec<i128> {
        let alone = |party: usize| self.changes.iter().map(|change| i128::from(change.alone[party])).sum::<i128>();
        self.rises.iter().enumerate().map(|(party, rise)| i128::from(*rise) - alone(party)).collect()
    }
}

/// By party, what separates the most and the least that a factor can add.
fn spread(factor: &Factor, parties: usize) -> Vec<i64> {
    match &factor.kind {
        FactorKind::Dense { cells, .. } => {
            let of = |party: usize| cells.iter().skip(party).step_by(parties).copied();
            (0..parties).map(|party| of(party).max().unwrap_or(0) - of(party).min().unwrap_or(0)).collect()
        }
        FactorKind::Terms(interactions) | FactorKind::Tables(interactions) => {
            let mut spread = vec![0i64; parties];
            for interaction in interactions {
                // From its least to its most; terms may also add nothing.
                let magnitude = i64::try_from(interaction.magnitude()).unwrap_or(i64::MAX);
                spread[interaction.party.index()] =
                    spread[interaction.party.index()].saturating_add(magnitude.saturating_mul(2));
            }
            spread
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::PartyId;
    use crate::search::Limits;

    #[test]
    fn there_may_be_more_seats_than_parties() {
        let keyed = |of: &dyn Fn(usize) -> serde_json::Value| -> serde_json::Value {
            (0..MAX_PARTIES).map(|party| (format!("p{party}"), of(party))).collect::<serde_json::Map<_, _>>().into()
        };
        let model = serde_json::json!({
            "zopa": 1,
            "issues": { "pay": { "options": { "less": {}, "more": {} } } },
            "parties": keyed(&|_| serde_json::json!({ "disagreement": 0 })),
            "utilities": keyed(&|party| serde_json::json!({ "values": { "pay": { "less": 0, "more": i32::from(party > 0) } } })),
        });
        let problem = Problem::from_json(&model.to_string()).expect("a problem");
        // The opposite of who gains nothing loses nothing.
        let more = problem.with_opposite(PartyId::at(0));
        assert_eq!(more.parties().len(), MAX_PARTIES + 1);
        let less = Package::new(vec![OptionId::at(0)]);
        let trades = more.view().trades(&less, &Reach::default(), &Limits::default());
        assert_eq!(trades.improving.counts, [1]);
        // The opposite of who gains loses.
        let opposed = problem.with_opposite(PartyId::at(1));
        assert_eq!(opposed.view().trades(&less, &Reach::default(), &Limits::default()).improving.counts, [0]);
    }
}
