//! Adjusted Winner: two parties divide issues so that both get the same number of points, and at most one issue is split.
//!
//! Brams and Taylor (1996, 1999). Each party spreads 100 points over the issues: here, what separates the option it
//! likes best from the one that the other likes best, as a share of the sum over all issues. Every issue first goes to
//! the party that has more points on it, a tie to the party that is poorer at that moment. Then the richer party hands
//! over issues, those first where its points are smallest in proportion to the other's, until both have the same; the
//! last of them is split.
//!
//! A split issue is settled one way with some probability, or for some of the time, and the other way for the rest: the
//! result is a lottery of at most two packages, which differ in one issue. With two options to each issue it is
//! efficient, free of envy and equitable among all divisions. It is then the Kalai–Smorodinsky point over lotteries for
//! a disagreement point at which each party loses every issue, and, if both parties' points have the same unit, the
//! egalitarian point. With more options an issue may have a compromise that both prefer to a split, which the procedure
//! does not look for. It knows no disagreement point: whether both accept its result is another question.
//!
//! Corner cases: points of a party for which nothing is at stake are not defined; all goes to the other one. An issue
//! that is worth nothing to the poorer party is handed over last, and helps only by making the richer one poorer: then
//! the result is not efficient, and Kalai–Smorodinsky gives both parties at least as much. Issues linked by rules or interactions cannot be
//! divided one by one, and are refused. A continuous issue is divided between the ends of its range, as by Brams and Taylor,
//! who take what a party gets of a divided issue to be worth its share: a model is refused if what a level is worth bends
//! between them, or if a rule bounds levels.

use super::found::{Divided, Found};
use super::mixture::{Column, Mixture, Mixtures, fraction};
use super::unsuited::Unsuited;
use crate::exact::Number;
use crate::problem::{Interaction, IssueId, LevelRule, Package, Settled, View};
use itertools::Itertools;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// What is at stake in an issue.
struct Stake {
    issue: IssueId,
    /// By party, what it wins with.
    wins: [Settled; 2],
    /// By party, its points.
    points: [BigRational; 2],
    /// The winner.
    owner: usize,
}

/// Whether issues can be divided one by one.
pub(super) fn suits(view: &View) -> Result<(), Unsuited> {
    let linked = view.constraints().find(|(_, constraint)| constraint.scope().len() > 1);
    if let Some((_, rule)) = linked {
        return Err(Unsuited::Linked(rule.name.clone()));
    }
    let problem = view.problem();
    if let Some(ceiling) = problem.ceilings().first() {
        return Err(Unsuited::Saturated(problem[ceiling.party].id.clone()));
    }
    let terms = problem.levels().terms.iter().map(|term| term.scope(problem[term.level].issue));
    let mut scopes = problem.interactions().iter().map(Interaction::scope).chain(terms);
    if let Some(scope) = scopes.find(|scope| scope.len() > 1) {
        let issues: Vec<&str> = scope.into_iter().map(|issue| problem[issue].id.as_str()).collect();
        return Err(Unsuited::Linked(issues.join(" + ")));
    }
    let joins = |rule: &LevelRule| rule.premise.is_some() || rule.options.len() + rule.levels.len() > 1;
    if let Some((_, rule)) = view.level_rules().find(|(_, rule)| joins(rule)) {
        return Err(Unsuited::Linked(rule.name.clone()));
    }
    let bounded = |level| view.level_rules().any(|(_, rule)| rule.levels.iter().any(|(own, _)| *own == level));
    match problem.level_ids().find(|level| bounded(*level) || view.bends(*level).len() > 2) {
        Some(level) => Err(Unsuited::Uneven(problem[problem[level].issue].id.clone())),
        None => Ok(()),
    }
}

/// Divides the issues; none if one of them has no option that is allowed.
pub(super) fn choose(mixtures: &Mixtures) -> Option<Found> {
    let mut stakes = stakes(mixtures)?;
    let totals = [0, 1].map(|party| stakes.iter().fold(BigRational::zero(), |sum, stake| sum + &stake.points[party]));
    for stake in &mut stakes {
        for (points, total) in stake.points.iter_mut().zip(&totals) {
            if total.is_positive() {
                *points *= fraction(100) / total;
            }
        }
    }
    let mut have = [BigRational::zero(), BigRational::zero()];
    let is_tied = |stake: &Stake| stake.points[0] == stake.points[1];
    let (tied, clear): (Vec<&mut Stake>, Vec<&mut Stake>) = stakes.iter_mut().partition(|stake| is_tied(stake));
    for stake in clear.into_iter().chain(tied) {
        let tied = is_tied(stake);
        stake.owner =
            if tied { usize::from(have[1] < have[0]) } else { usize::from(stake.points[1] > stake.points[0]) };
        have[stake.owner] += &stake.points[stake.owner];
    }
    let split = if totals.iter().all(Signed::is_positive) { transfer(&mut stakes, &mut have) } else { None };
    let package = |first_owns: bool| {
        let settled = |stake: &Stake| match &split {
            Some((issue, _)) if *issue == stake.issue => stake.wins[usize::from(!first_owns)].clone(),
            _ => stake.wins[stake.owner].clone(),
        };
        mixtures.column(Package::settled_by(stakes.iter().map(settled).collect()))
    };
    let mixture = match &split {
        Some((_, share)) => Mixture::between(&package(false), &package(true), share),
        None => Mixture::pure(package(true)),
    };
    let split = split.map(|(issue, share)| Divided { issue, share: share.into() });
    let points = have.map(Into::into).to_vec();
    Some(Found { divided: split, points: Some(points), ..Found::exact(mixture, Vec::new()) })
}

/// All ways to settle an issue by itself; of a continuous one, the ends of its range.
fn ways(view: &View, issue: IssueId) -> Vec<Settled> {
    if let Some(level) = view.problem().level_of(issue) {
        return view.ranges()[level.index()].iter().map(|end| Settled::Level(Number::from(end.clone()))).collect();
    }
    let rules: Vec<_> = view.constraints().filter(|(_, constraint)| constraint.scope() == [issue]).collect();
    let allowed = view.options(issue).filter(|option| rules.iter().all(|(_, rule)| rule.allows(|_| *option)));
    allowed.map(Settled::Option).collect()
}

/// What each party wins with, and what that is worth to it.
fn stakes(mixtures: &Mixtures) -> Option<Vec<Stake>> {
    let view = mixtures.pricing.view();
    let problem = view.problem();
    let base: Vec<Settled> =
        problem.issue_ids().map(|issue| ways(view, issue).into_iter().next()).collect::<Option<_>>()?;
    let mut stakes = Vec::new();
    for issue in problem.issue_ids() {
        let way = |own: Settled| {
            let mut settled = base.clone();
            settled[issue.index()] = own.clone();
            (own, mixtures.column(Package::settled_by(settled)))
        };
        let worth: Vec<(Settled, Column)> = ways(view, issue).into_iter().map(way).collect();
        // Whoever does not care at all can only win by taking the issue away from the other one.
        let indifferent = |party: usize| worth.iter().map(|(_, column)| &column.gains[party]).all_equal();
        let best = |party: usize| {
            let towards = if indifferent(party) { -1 } else { 1 };
            let order = |column: &Column| (column.gains[party].clone(), &column.gains[1 - party] * fraction(towards));
            worth.iter().rev().max_by_key(|(_, column)| order(column))
        };
        let (first, second) = (best(0)?, best(1)?);
        let difference = |party: usize, own: &Column, other: &Column| &own.gains[party] - &other.gains[party];
        let points = [difference(0, &first.1, &second.1), difference(1, &second.1, &first.1)];
        stakes.push(Stake { issue, wins: [first.0.clone(), second.0.clone()], points, owner: 0 });
    }
    Some(stakes)
}

/// Hands issues over until both have the same; the issue that is split, with the first party's share of it.
fn transfer(stakes: &mut [Stake], have: &mut [BigRational; 2]) -> Option<(IssueId, BigRational)> {
    let rich = usize::from(have[1] > have[0]);
    let poor = 1 - rich;
    let mut order: Vec<usize> = (0..stakes.len()).filter(|at| stakes[*at].owner == rich).collect();
    // r/p < r'/p' without division; a party without points on an issue comes last.
    order.sort_by(|a, b| {
        let (a, b) = (&stakes[*a].points, &stakes[*b].points);
        (b[poor].is_positive().cmp(&a[poor].is_positive()))
            .then_with(|| (&a[rich] * &b[poor]).cmp(&(&b[rich] * &a[poor])))
    });
    for at in order {
        if have[rich] <= have[poor] {
            return None;
        }
        let both = &stakes[at].points[0] + &stakes[at].points[1];
        if both.is_zero() {
            continue;
        }
        let given = (&have[rich] - &have[poor]) / &both;
        let whole = given >= BigRational::one();
        let part = if whole { BigRational::one() } else { given };
        have[rich] -= &stakes[at].points[rich] * &part;
        have[poor] += &stakes[at].points[poor] * &part;
        if whole {
            stakes[at].owner = poor;
        } else {
            let share = if rich == 0 { BigRational::one() - part } else { part };
            return Some((stakes[at].issue, share));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Problem;
    use serde_json::json;

    #[test]
    fn levels_under_one_rule_are_not_divided() {
        let utility = json!({ "values": { "x": { "per_unit": 1 }, "y": { "per_unit": 2 } } });
        let level = json!({ "continuous": { "min": 0, "max": 4 } });
        let model = json!({
            "zopa": 1,
            "parties": { "a": { "disagreement": 0 }, "b": { "disagreement": 0 } },
            "issues": { "x": level, "y": level },
            "utilities": { "a": utility, "b": utility },
            "rules": [{ "id": "budget", "sum": { "x": 1, "y": 1 }, "at_most": 5 }]
        });
        let problem = Problem::from_json(&model.to_string()).unwrap_or_else(|errors| panic!("{errors}"));
        assert!(matches!(suits(&problem.view()), Err(Unsuited::Linked(rule)) if rule == "budget"));
    }
}
