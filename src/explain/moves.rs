//! Moves from a package: the smallest sets of issues that, settled otherwise together, reach a goal.
//!
//! A move is minimal: leave one or more of its changes out, and the goal is not reached. All minimal moves of one issue
//! are found, then all of two, and so on. Going through the issues in order, a branch is left as soon as not even the
//! most that the changes still to be made could add for each party would be enough, or when what has been changed so far
//! reaches the goal already. Utilities are carried along: a change costs its own values and the interactions that it
//! touches, all in exact integers. That is a complete search within a stated number of issues, in contrast to the moves
//! that concession protocols consider (Endriss 2006, Monotonic concession protocols for multilateral negotiation), which
//! look at one party's concession at a time.
//!
//! A continuous issue is changed if its level is another one, however little: the move frees it, and the best of its levels
//! are found exactly, together with those of others that it frees (`search/levels`). It is minimal if no part of it reaches
//! the goal, whatever the levels. The options are settled first; then the most that a freed level adds for a party is at a bend
//! of its curve, so that bounds are integers here too, and only what they leave is solved.

use super::no_deal::Ranges;
use crate::concept::Measure;
use crate::exact::Number;
use crate::problem::{
    Factor, FactorKind, IssueId, LevelId, MAX_PARTIES, MAX_SEATS, OptionId, Package, PartyId, Problem, Settled, View,
};
use crate::search::{Budget, Control, Limits, Stop, best_beside};
use num_rational::BigRational;
use num_traits::Signed;
use std::cmp::Reverse;
use std::collections::HashSet;

/// How far to look for moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// At most so many issues are changed together.
    pub issues: usize,
    /// At most so many combinations of changes are looked at in each search for moves, and twice as many in a chain of trades
    /// as a whole.
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
    /// How the package that it starts from settles it.
    pub from: Settled,
    /// The new option or level.
    pub to: Settled,
    /// By party, what this change alone would add to its utility.
    pub alone: Vec<Number>,
}

/// Issues to be settled otherwise, together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The changes, in the order of the issues.
    pub changes: Vec<Change>,
    /// The package that they lead to.
    pub package: Package,
    /// Its utilities.
    pub utilities: Vec<Number>,
    /// By party, how much more that is than at the start. Where interactions link the issues, not the sum of what the changes
    /// are worth alone.
    pub rises: Vec<Number>,
}

/// The minimal moves that reach a goal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moves {
    /// How many there are of one issue, of two, and so on; if the search stopped, the last number is of those found. Moves
    /// that differ only in levels are one.
    pub counts: Vec<usize>,
    /// The best of them: those of fewer issues first; then where the party that fares worst does so least, as a share of
    /// what separates its best and its worst feasible package, then the next one; then in declaration order, options before levels.
    pub best: Vec<Move>,
    /// Why the search stopped before all were found, if it did.
    pub stop: Option<Stop>,
    /// How many combinations of changes were looked at.
    pub examined: u64,
}

impl Moves {
    /// None that is known.
    pub(super) fn stopped(stop: Stop) -> Self {
        Moves { counts: vec![0], stop: Some(stop), ..Moves::default() }
    }

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
    /// And that one of these gains from, if there are any.
    pub gaining: Vec<PartyId>,
    /// What moves, and the levels of one move, are compared by: one of those who must gain does if the best has more of it.
    pub measure: Measure,
}

/// An issue and its new option; the first option of a continuous issue stands for another level.
type Taken = (u16, OptionId);

/// A minimal move, as it was found.
struct Found {
    changes: Box<[Taken]>,
    package: Package,
}

/// So many moves are kept at most.
const MOST_MOVES: usize = 1 << 18;
/// Combinations between two looks at the clock.
const INTERVAL: u64 = 1 << 10;

/// What a party's gains are compared with, in the author's units: what separates its best and its worst feasible package. None
/// if no package is feasible.
///
/// # Errors
/// With levels, if a limit was met before that was known.
pub(super) fn ranges(view: &View, limits: &Limits) -> Result<Option<Vec<BigRational>>, Stop> {
    let problem = view.problem();
    if problem.has_levels() {
        return crate::search::ranges(view, limits);
    }
    let range = match Ranges::of(view, &Budget::new(limits)) {
        Ok(None) => return Ok(None),
        Ok(Some(ranges)) => Some(ranges),
        // Where that is not known, whatever the values could add up to, feasible or not.
        Err(_) => None,
    };
    let range = |party: PartyId| match &range {
        Some(ranges) => view.gain_in_units(party, ranges.range(party)).value().clone(),
        None => problem.in_units(party, problem.reach(party.index()).max(1)).value().clone(),
    };
    Ok(Some(problem.party_ids().map(range).collect()))
}

impl Goal<'_> {
    /// Which of the continuous issues an issue is, if it is one.
    fn level(&self, issue: usize) -> Option<LevelId> {
        self.view.problem().level_of(IssueId::at(issue))
    }

    /// The minimal moves from a package of all sizes up to the reach, or up to the first with moves; the best of the moves.
    pub fn moves(&self, start: &Package, reach: Reach, first_only: bool, control: &Control) -> Moves {
        let found = || -> Result<Moves, Stop> {
            if !self.view.problem().has_levels() {
                return Ok(Finder::new(self, self.view.clone(), start, start, reach).all(first_only, control));
            }
            let (sampled, begin) = self.sampled(start)?;
            let counted = self.view.of_sampled(&sampled);
            Ok(Finder::new(self, counted, start, &begin, reach).all(first_only, control))
        };
        found().unwrap_or_else(Moves::stopped)
    }

    /// The problem with an option for each level at which some curve bends and for that of a package, and this package.
    fn sampled(&self, start: &Package) -> Result<(Problem, Package), Stop> {
        let problem = self.view.problem();
        let mut levels: Vec<Vec<BigRational>> = problem.level_ids().map(|level| self.view.bends(level)).collect();
        let mut options = start.options().to_vec();
        for ((bends, level), at) in levels.iter_mut().zip(problem.level_ids()).zip(start.levels()) {
            let place = bends.partition_point(|other| other < at.value());
            if bends.get(place) != Some(at.value()) {
                bends.insert(place, at.value().clone());
            }
            options[problem[level].issue.index()] = OptionId::at(place);
        }
        let sampled = problem.sampled(&levels).ok().filter(|sampled| self.view.fits(sampled).is_ok());
        Ok((sampled.ok_or(Stop::TooLarge)?, Package::new(options)))
    }
}

/// Moves towards a goal, found size by size.
struct Finder<'g, 'p> {
    goal: &'g Goal<'p>,
    /// The question in which utilities are counted; with levels, one with some of them as options.
    counted: View<'g>,
    start: &'g Package,
    /// The options of the start there.
    begin: Vec<OptionId>,
    reach: Reach,
    /// The issues in the order in which they are gone through: continuous ones last.
    order: Vec<usize>,
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
    known: HashSet<Box<[Taken]>>,
    examined: u64,
}

/// A search for moves of one size.
struct Walk<'w, 'c> {
    control: &'w Control<'c>,
    /// For so many changes to be made from a place in the order on, by party, the most that they can add; none if there are too
    /// few issues left. Indexed by `place · (size + 1) + changes`.
    rest: Vec<Option<Vec<i64>>>,
    size: usize,
    changes: Vec<Taken>,
    found: Vec<Found>,
}

impl<'g, 'p> Finder<'g, 'p> {
    fn new(goal: &'g Goal<'p>, counted: View<'g>, start: &'g Package, begin: &'g Package, reach: Reach) -> Self {
        let begin = begin.options().to_vec();
        let problem = counted.problem();
        let parties = problem.parties.len();
        let issues = problem.issues.len();
        let mut touching = vec![Vec::new(); issues];
        for (at, factor) in problem.factors.iter().enumerate() {
            factor.scope.iter().for_each(|issue| touching[*issue].push(at));
        }
        let spreads: Vec<Vec<i64>> = problem.factors.iter().map(|factor| spread(factor, parties)).collect();
        let others =
            |(issue, own): (IssueId, &OptionId)| counted.options(issue).filter(|option| option != own).collect();
        let alternatives: Vec<Vec<OptionId>> = problem.issue_ids().zip(&begin).map(others).collect();
        let potential = |issue: usize| -> Vec<i64> {
            let value = |option: OptionId, party: usize| problem.values[issue][option.index() * parties + party];
            let most = |party: usize| {
                let adds = |option: &OptionId| value(*option, party) - value(begin[issue], party);
                let own = alternatives[issue].iter().map(adds).max().unwrap_or(0);
                // A level moved by next to nothing costs next to nothing.
                let own = if goal.level(issue).is_some() { own.max(0) } else { own };
                touching[issue].iter().fold(own, |sum, factor| sum.saturating_add(spreads[*factor][party]))
            };
            (0..parties).map(most).collect()
        };
        let allowed = |issue: &usize| counted.options(IssueId::at(*issue)).any(|option| option == begin[*issue]);
        let mut order: Vec<usize> = (0..issues).collect();
        order.sort_by_key(|issue| goal.level(*issue).is_some());
        Finder {
            potential: (0..issues).map(potential).collect(),
            closed: (0..issues).filter(|issue| !allowed(issue)).collect(),
            options: begin.clone(),
            known: HashSet::new(),
            examined: 0,
            order,
            goal,
            counted,
            start,
            begin,
            reach,
            alternatives,
            touching,
        }
    }

    /// All sizes up to the reach, or up to the first with moves; the best of the moves.
    fn all(mut self, first_only: bool, control: &Control) -> Moves {
        let mut moves = Moves::default();
        for size in 1..=self.reach.issues.min(self.begin.len()) {
            let (mut found, stop) = self.of_size(size, control);
            moves.counts.push(found.len());
            moves.stop = stop;
            // A stable sort: ties stay in declaration order.
            found.sort_by_cached_key(|found| Reverse(self.worth(&found.package)));
            let room = self.reach.listed.saturating_sub(moves.best.len());
            let described = |found: Found| Move::between(self.goal.view.problem(), self.start, found.package);
            moves.best.extend(found.into_iter().take(room).map(described));
            if stop.is_some() || first_only && moves.counts.last() > Some(&0) || moves.count() >= self.reach.enough {
                break;
            }
        }
        moves.examined = self.examined.min(self.reach.combinations);
        moves
    }

    /// What a package is compared by.
    fn worth(&self, package: &Package) -> Vec<BigRational> {
        let gains = self.goal.view.gains_of(package);
        self.goal.measure.key(&gains.iter().map(|gain| gain.value().clone()).collect::<Vec<_>>())
    }

    /// The minimal moves with so many changes, in declaration order, and why some are missing.
    fn of_size(&mut self, size: usize, control: &Control) -> (Vec<Found>, Option<Stop>) {
        let mut sums = Vec::new();
        self.counted.problem().sums_into(&self.begin, &mut sums);
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
        let (issues, width) = (self.order.len(), size + 1);
        let parties = self.counted.parties();
        let mut rest: Vec<Option<Vec<i64>>> = vec![None; (issues + 1) * width];
        for place in (0..=issues).rev() {
            rest[place * width] = Some(vec![0; parties]);
            let Some(issue) = self.order.get(place) else { continue };
            for changes in 1..=size {
                let without = rest[(place + 1) * width + changes].clone();
                let with =
                    rest[(place + 1) * width + changes - 1].as_ref().filter(|_| !self.alternatives[*issue].is_empty());
                let with = with.map(|rest| -> Vec<i64> {
                    rest.iter().zip(&self.potential[*issue]).map(|(rest, own)| rest.saturating_add(*own)).collect()
                });
                rest[place * width + changes] = match (with, without) {
                    (Some(with), Some(without)) => Some(with.iter().zip(&without).map(|(a, b)| *a.max(b)).collect()),
                    (with, without) => with.or(without),
                };
            }
        }
        rest
    }

    /// Whether so many more changes from this place on could reach what the goal asks of the utilities, from these sums of
    /// the parties' values; `SEATS` is at least as many as there are parties.
    fn may_reach<const SEATS: usize>(&self, place: usize, left: usize, sums: &[i64], walk: &Walk) -> bool {
        let Some(rest) = &walk.rest[place * (walk.size + 1) + left] else { return false };
        let mut most = [0; SEATS];
        let most = &mut most[..sums.len()];
        for (party, most) in most.iter_mut().enumerate() {
            // No sum is out of this reach, so a bound need not be either.
            let reach = self.counted.problem().reach(party);
            *most = sums[party].saturating_add(rest[party]).clamp(-reach, reach);
        }
        self.counted.problem().cap(most);
        self.suffices(most)
    }

    /// Whether these utilities are what the goal asks for.
    fn suffices(&self, utilities: &[i64]) -> bool {
        let gains = |party: &PartyId| self.counted.gain(*party, utilities[party.index()]) > 0;
        self.counted.is_acceptable(utilities) && (self.goal.gaining.is_empty() || self.goal.gaining.iter().any(gains))
    }

    /// Goes through the ways to make so many more changes, from this place on; `SEATS` as there.
    fn descend<const SEATS: usize>(
        &mut self,
        from: usize,
        left: usize,
        sums: &[i64],
        walk: &mut Walk,
    ) -> Result<(), Stop> {
        for place in from..self.order.len() {
            if !self.may_reach::<SEATS>(place, left, sums, walk) {
                // Nor could those from a later issue on.
                break;
            }
            let issue = self.order[place];
            let level = self.goal.level(issue);
            // However many levels there are: it is free, or it is not.
            let ways = self.alternatives[issue].len().min(if level.is_some() { 1 } else { usize::MAX });
            for at in 0..ways {
                let option = level.map_or(self.alternatives[issue][at], |_| OptionId::at(0));
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
                match level {
                    None => self.settle(issue, option, next),
                    Some(_) => self.free(issue, next),
                }
                walk.changes.push((issue as u16, option));
                let mut utilities = [0; SEATS];
                let utilities = &mut utilities[..sums.len()];
                utilities.copy_from_slice(next);
                self.counted.problem().cap(utilities);
                let result = match (left, self.is_reached(utilities, walk)) {
                    (1, true) => self.record(walk),
                    // What reaches the goal already makes no minimal move with more changes.
                    (1, false) | (_, true) => Ok(()),
                    (_, false) => self.descend::<SEATS>(place + 1, left - 1, next, walk),
                };
                walk.changes.pop();
                self.options[issue] = self.begin[issue];
                result?;
            }
        }
        Ok(())
    }

    /// Frees the level of a continuous issue, where no more options are settled: by party, the most of its sums.
    fn free(&mut self, issue: usize, sums: &mut [i64]) {
        let mut with = sums.to_vec();
        for at in 0..self.alternatives[issue].len() {
            self.settle(issue, self.alternatives[issue][at], &mut with);
            sums.iter_mut().zip(&with).for_each(|(most, sum)| *most = (*most).max(*sum));
        }
        self.options[issue] = self.begin[issue];
    }

    /// Settles an issue of the package that is looked at, and brings the sums of the parties' values up to date.
    fn settle(&mut self, issue: usize, option: OptionId, sums: &mut [i64]) {
        let problem = self.counted.problem();
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

    /// Whether the package that is looked at, with these utilities, reaches the goal; with levels, whether the changes so far
    /// are known to, or may if no more are to be made.
    fn is_reached(&self, utilities: &[i64], walk: &Walk) -> bool {
        if self.goal.view.problem().has_levels() && walk.changes.len() < walk.size {
            return self.known.contains(walk.changes.as_slice());
        }
        self.suffices(utilities)
            && self.closed.iter().all(|issue| self.options[*issue] != self.begin[*issue])
            && self.counted.constraints().all(|(_, constraint)| constraint.allows(|at| self.options[at.index()]))
    }

    /// Keeps what has been changed, if no part of it is a move by itself.
    fn record(&mut self, walk: &mut Walk) -> Result<(), Stop> {
        let changes = &walk.changes;
        let mut part: Vec<Taken> = Vec::with_capacity(changes.len());
        for kept in 1..(1usize << changes.len()) - 1 {
            part.clear();
            part.extend(changes.iter().enumerate().filter(|(at, _)| kept >> at & 1 == 1).map(|(_, change)| *change));
            if self.known.contains(part.as_slice()) {
                return Ok(());
            }
        }
        let Some(package) = self.settled(walk)? else { return Ok(()) };
        if self.known.len() + walk.found.len() >= MOST_MOVES {
            return Err(Stop::TooLarge);
        }
        walk.found.push(Found { changes: changes.as_slice().into(), package });
        Ok(())
    }

    /// The package that is looked at, with the best of the levels that were freed; none if those do not reach the goal.
    fn settled(&self, walk: &Walk) -> Result<Option<Package>, Stop> {
        let Goal { view, gaining, measure } = self.goal;
        if !view.problem().has_levels() {
            return Ok(Some(Package::new(self.options.clone())));
        }
        let freed = |issue: IssueId| walk.changes.iter().any(|(changed, _)| usize::from(*changed) == issue.index());
        let kept = view.problem().level_ids().filter(|level| !freed(view.problem()[*level].issue));
        let view = kept.fold(view.clone(), |view, level| view.fix_level(level, &self.start.levels()[level.index()]));
        let option = |(at, own): (usize, &OptionId)| self.goal.level(at).map_or(*own, |_| self.start.options().at(at));
        let options: Vec<OptionId> = self.options.iter().enumerate().map(option).collect();
        if view.lacks_levels() {
            return Ok(None);
        }
        let best = best_beside(&view, &options, measure, walk.control)?;
        let gains = |package: &Package| {
            let gains = view.gains_of(package);
            gaining.is_empty() || gaining.iter().any(|party| gains[party.index()].value().is_positive())
        };
        Ok(best.filter(gains))
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
    /// assert_eq!(step.changes[0].alone, [1000, -400].map(Into::into)); // the price of iron: good for the buyer
    /// assert_eq!(step.rises, [600, 600].map(Into::into));
    /// ```
    pub fn between(problem: &Problem, from: &Package, to: Package) -> Move {
        let before = problem.exact_utilities(from);
        let rises = |utilities: &[Number]| -> Vec<Number> {
            utilities.iter().zip(&before).map(|(a, b)| (a.value() - b.value()).into()).collect()
        };
        let changes = from.changed(&to, problem).into_iter().map(|issue| {
            let [before, after] = [from, &to].map(|package| package.settled(problem, issue));
            let alone = from.clone().settling(problem, issue, &after);
            Change { issue, from: before, to: after, alone: rises(&problem.exact_utilities(&alone)) }
        });
        let changes = changes.collect();
        let utilities = problem.exact_utilities(&to);
        Move { changes, rises: rises(&utilities), package: to, utilities }
    }

    /// By party, what the changes add together beyond what each adds alone: the work of interactions.
    pub fn together(&self) -> Vec<Number> {
        let alone = |party: usize| self.changes.iter().map(|change| change.alone[party].value()).sum::<BigRational>();
        self.rises.iter().enumerate().map(|(party, rise)| (rise.value() - alone(party)).into()).collect()
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
