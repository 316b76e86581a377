//! Bandwidth: so many issues can be talked about in a round, so that talks last, and what is agreed then is worth less.
//!
//! One table, and an agenda, take ⌈m / B⌉ rounds for m issues of which more than one option is left. Groups talk at the same time, so that
//! the largest of them counts. Groups that hand up leave a choice to one table: of the issues that interactions or rules link to those
//! of other groups, B a round, and one round at least; a group that talks alone leaves nothing to choose. Only what is open counts. All
//! is agreed at once, in the last round: a gain is worth a party's patience of it for each round before (Fatima, Wooldridge and
//! Jennings 2006 have issues and deadlines).
//!
//! Corner case: how much is talked about in a round changes what a gain is worth, and not what is agreed. Where powers of patience have
//! more digits than can be compared soon, nothing is said.

use super::course::{Course, End, Outcome, Step, Track, Unplayed};
use super::tracks::{Group, groups};
use crate::exact::Number;
use crate::problem::{Condition, IssueId, PartyId, Slow, TrackOf, Tracks, View, Way};
use crate::search::Stop;
use num_rational::BigRational;
use num_traits::{One, Zero, pow};
use std::collections::BTreeSet;

/// So many binary digits may all powers of patience have together.
const DIGITS: u64 = 1 << 16;

/// What a way comes to at this pace, if it comes to this whenever it is talked about.
pub(super) fn slowed(slow: &Slow, view: &View, course: Course) -> Course {
    if view.problem().is_order_only() {
        return Course::unplayed(Unplayed::OrderOnly);
    }
    if course.outcomes.is_empty() {
        return course;
    }
    let took = pace(slow, view);
    let rounds = rounds(&took);
    let digits = |own: &Number| own.value().numer().bits() + own.value().denom().bits();
    let all =
        slow.patience.iter().filter(|own| !own.value().is_one() && !own.value().is_zero()).map(digits).sum::<u64>();
    if all.saturating_mul(rounds as u64 - 1) > DIGITS {
        return Course::stopped(Stop::TooLarge);
    }
    let share = |party: PartyId| {
        let own = slow.patience.get(party.index()).map_or_else(BigRational::one, |own| own.value().clone());
        pow(own, rounds - 1)
    };
    let later = |outcome: Outcome| {
        let gains = view.problem().party_ids().zip(&outcome.gains);
        let gains = gains.map(|(party, gain)| Number::from(gain.value() * share(party))).collect();
        let ends = outcome.ends.into_iter().map(|end| End { round: Some(rounds), ..end });
        Outcome { gains, ends: ends.collect(), ..outcome }
    };
    Course {
        outcomes: course.outcomes.into_iter().map(later).collect(),
        steps: course.steps.into_iter().chain(took).collect(),
        ..course
    }
}

/// Who talks for how long.
fn pace(slow: &Slow, view: &View) -> Vec<Step> {
    let problem = view.problem();
    let open = |issue: &IssueId| match problem.level_of(*issue) {
        Some(level) => {
            let [low, high] = &view.ranges()[level.index()];
            low != high
        }
        None => view.options(*issue).nth(1).is_some(),
    };
    let took = |track: Option<Track>, issues: Vec<IssueId>| {
        let rounds = issues.len().div_ceil(slow.bandwidth.max(1));
        Step::Took { track, issues, rounds }
    };
    let Way::Tracks(Tracks { of: TrackOf::Clusters, hand_up, .. }) = &slow.way else {
        return vec![took(None, problem.issue_ids().filter(open).collect())];
    };
    let groups = groups(problem, TrackOf::Clusters);
    let groups: Vec<Group> = (groups.into_iter())
        .map(|(track, own)| (track, own.into_iter().filter(open).collect()))
        .filter(|(_, own): &Group| !own.is_empty())
        .collect();
    let mut steps: Vec<Step> = groups.iter().map(|(track, own)| took(Some(*track), own.clone())).collect();
    if *hand_up && groups.len() > 1 {
        let linked: Vec<IssueId> = linking(view, &groups).into_iter().collect();
        steps.push(match linked.is_empty() {
            true => Step::Took { track: None, issues: linked, rounds: 1 },
            false => took(None, linked),
        });
    }
    steps
}

/// How many rounds that takes: groups talk at the same time, one table after them. At least one.
fn rounds(steps: &[Step]) -> usize {
    let took = |of_groups: bool| {
        steps.iter().filter_map(move |step| match step {
            Step::Took { track, rounds, .. } if track.is_some() == of_groups => Some(*rounds),
            _ => None,
        })
    };
    (took(true).max().unwrap_or_default() + took(false).sum::<usize>()).max(1)
}

/// The issues that interactions or rules link to those of other groups; in groups stands what is open.
fn linking(view: &View, groups: &[Group]) -> BTreeSet<IssueId> {
    let problem = view.problem();
    let group = |issue: &IssueId| groups.iter().position(|(_, own)| own.contains(issue));
    let of_interactions = problem.factors.iter().map(|factor| factor.scope.iter().map(|at| IssueId::at(*at)).collect());
    let of_rules = view.constraints().map(|(_, one)| one.scope());
    let of_level_rules = view.level_rules().map(|(_, one)| {
        let premise = one.premise.iter().flat_map(Condition::issues);
        let levels = one.levels.iter().map(|(level, _)| problem.levels.issues[level.index()].issue);
        premise.chain(one.options.iter().map(|(issue, _)| *issue)).chain(levels).collect()
    });
    let open = |scope: Vec<IssueId>| scope.into_iter().filter(|issue| group(issue).is_some()).collect();
    let across = |scope: &Vec<IssueId>| scope.iter().map(&group).any(|own| own != group(&scope[0]));
    of_interactions.chain(of_rules).chain(of_level_rules).map(open).filter(across).flatten().collect()
}
