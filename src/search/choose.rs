//! What concepts choose: from points, or from all packages one by one.

use super::answer::{Agreement, Counts, FrontierAnswer, Solution};
use super::enumerate;
use super::limits::{Control, Stop};
use crate::concept::{Concept, Objective, Setting};
use crate::exact::Score;
use crate::frontier::{Point, nondominated_points};
use crate::problem::{Package, PartyId, View};
use num_bigint::BigUint;
use num_rational::BigRational;

/// The ideal point, if any package is individually rational, and the solutions.
pub(super) type Found<'s> = (Option<Vec<i64>>, Vec<Solution<'s>>);

/// By party, the largest utility.
pub(super) fn ideal<'p>(points: impl Iterator<Item = &'p Point>) -> Option<Vec<i64>> {
    points.map(|point| point.utilities.to_vec()).reduce(|a, b| a.iter().zip(&b).map(|(a, b)| *a.max(b)).collect())
}

/// What concepts know of a view; `ideal` are utilities, and only members bargain.
pub(super) fn setting(view: &View, members: &[bool], ideal: &[i64]) -> Setting {
    let gain = |(party, gain): (PartyId, i64)| view.gain_in_units(party, gain).value().clone();
    let ideal: Vec<BigRational> = view.problem().party_ids().zip(view.gains(ideal)).map(gain).collect();
    setting_in_units(view, members, &ideal)
}

/// The same with ideal gains in the author's units.
pub(crate) fn setting_in_units(view: &View, members: &[bool], ideal: &[BigRational]) -> Setting {
    let problem = view.problem();
    let parties: Vec<PartyId> = problem.party_ids().filter(|party| members[party.index()]).collect();
    Setting {
        scales: parties.iter().map(|party| view.gain_scale(*party)).collect(),
        ideal: parties.iter().map(|party| ideal[party.index()].clone()).collect(),
        disagreement: parties.iter().map(|party| view.disagreement(*party).value().clone()).collect(),
        weights: parties.iter().map(|party| problem.parties[party.index()].weight.clone()).collect(),
        exponents: parties.iter().map(|party| problem.exponents[party.index()]).collect(),
    }
}

/// The gains of the members.
fn gains_of(view: &View, members: &[bool], utilities: &[i64]) -> Vec<i64> {
    let own = view.problem().party_ids().zip(utilities).filter(|(party, _)| members[party.index()]);
    own.map(|(party, utility)| view.gain(party, *utility)).collect()
}

/// The points with the best score, of those that are equally good the ones that are efficient for the members.
pub(super) fn maximisers(view: &View, members: &[bool], objective: &dyn Objective, points: &[Point]) -> Vec<Point> {
    let mut best: Option<Score> = None;
    let mut chosen = Vec::new();
    for point in points {
        let score = objective.score(&gains_of(view, members, &point.utilities));
        let order = best.as_ref().map_or(std::cmp::Ordering::Greater, |best| score.cmp(best));
        if order.is_gt() {
            chosen.clear();
            best = Some(score);
        }
        if order.is_ge() {
            chosen.push(point.clone());
        }
    }
    if members.contains(&false) {
        // What dominates a point for the members has no lower score.
        let gains: Vec<Vec<i64>> = chosen.iter().map(|point| gains_of(view, members, &point.utilities)).collect();
        let dominated = |own: &[i64]| {
            gains.iter().any(|other| other != own && other.iter().zip(own).all(|(other, own)| other >= own))
        };
        let efficient: Vec<bool> = gains.iter().map(|own| !dominated(own)).collect();
        let mut efficient = efficient.iter();
        chosen.retain(|_| efficient.next() == Some(&true));
    }
    chosen
}

/// What a concept chooses, if these are its maximisers: at least one.
pub(super) fn solution<'s>(
    concept: &'s dyn Concept,
    objective: &dyn Objective,
    view: &View,
    members: &[bool],
    agreements: Vec<Point>,
) -> Solution<'s> {
    let gains = agreements.first().map(|point| gains_of(view, members, &point.utilities)).unwrap_or_default();
    Solution {
        concept,
        proven: true,
        degenerate: objective.is_degenerate(&gains),
        value: objective.value(&gains),
        bound: None,
        proof: None,
        coalition: None,
        agreements: agreements.iter().map(|point| Agreement::of(view, point)).collect(),
    }
}

/// The solutions among all points that everybody accepts and that are not dominated.
pub(super) fn choose<'s>(view: &View, concepts: &[&'s dyn Concept], points: &[Point]) -> Found<'s> {
    let Some(ideal) = ideal(points.iter()) else { return (None, Vec::new()) };
    let members = vec![true; view.parties()];
    let setting = setting(view, &members, &ideal);
    let choose = |concept: &&'s dyn Concept| {
        let objective = concept.objective(&setting);
        let agreements = maximisers(view, &members, &*objective, points);
        solution(*concept, &*objective, view, &members, agreements)
    };
    (Some(ideal), concepts.iter().map(choose).collect())
}

impl FrontierAnswer {
    /// What concepts choose of the points, where these tell it: all are there, and all parties have to accept. Nothing otherwise,
    /// and nothing with continuous issues. Looks at each point once for each concept.
    pub fn choices<'s>(&self, view: &View, concepts: &[&'s dyn Concept]) -> Vec<Solution<'s>> {
        let whole = self.complete && self.cover.is_none() && !view.problem().has_levels();
        if !whole || !view.acceptance().is_unanimous() {
            return Vec::new();
        }
        let points: Vec<Point> = self.frontier.individually_rational(view).cloned().collect();
        choose(view, concepts, &points).1
    }
}

/// Ideal point and solutions by looking at every package twice: once for the ideal point and the counts, once for the
/// scores. No frontier is kept, only what is best so far. `view` asks for everybody's consent, `asked` as it was asked.
pub(super) fn scan<'s>(
    asked: &View,
    view: &View,
    concepts: &[&'s dyn Concept],
    control: &Control,
    counts: &mut Counts,
) -> Result<Found<'s>, Stop> {
    let (mut feasible, mut rational, mut acceptable) = (0u64, 0u64, 0u64);
    let mut ideal: Option<Vec<i64>> = None;
    enumerate::each_feasible(view, control, |_, utilities| {
        feasible += 1;
        acceptable += u64::from(asked.is_acceptable(utilities));
        if view.is_individually_rational(utilities) {
            rational += 1;
            match &mut ideal {
                None => ideal = Some(utilities.to_vec()),
                Some(ideal) => {
                    ideal.iter_mut().zip(utilities).for_each(|(ideal, utility)| *ideal = (*ideal).max(*utility))
                }
            }
        }
        Ok(())
    })?;
    counts.feasible = Some(feasible.into());
    counts.individually_rational = Some(rational.into());
    counts.acceptable = Some(acceptable.into());
    let Some(ideal) = ideal else { return Ok((None, Vec::new())) };
    let members = vec![true; view.parties()];
    let setting = setting(view, &members, &ideal);
    let objectives: Vec<Box<dyn Objective>> = concepts.iter().map(|concept| concept.objective(&setting)).collect();
    let mut best: Vec<(Option<Score>, Vec<Point>)> = concepts.iter().map(|_| (None, Vec::new())).collect();
    enumerate::each_feasible(view, control, |options, utilities| {
        if !view.is_individually_rational(utilities) {
            return Ok(());
        }
        let gains = view.gains(utilities);
        for (objective, (best, points)) in objectives.iter().zip(&mut best) {
            let score = objective.score(&gains);
            let order = best.as_ref().map_or(std::cmp::Ordering::Greater, |best| score.cmp(best));
            if order.is_lt() {
                continue;
            }
            if order.is_gt() {
                points.clear();
                *best = Some(score);
            }
            match points.iter_mut().find(|point| *point.utilities == *utilities) {
                Some(point) => point.packages += 1u32,
                None => points.push(Point {
                    utilities: utilities.into(),
                    packages: BigUint::from(1u32),
                    package: Package::new(options),
                }),
            }
            if points.len() > control.points {
                return Err(Stop::PointLimit);
            }
        }
        Ok(())
    })?;
    let chosen = concepts.iter().zip(&objectives).zip(best);
    let solutions = chosen
        .map(|((concept, objective), (_, points))| {
            let agreements = nondominated_points(points);
            solution(*concept, &**objective, view, &members, agreements)
        })
        .collect();
    Ok((Some(ideal), solutions))
}
