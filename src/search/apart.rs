//! Concepts that do not look at gains: those that choose by the order of packages, of which they need a list, and those that divide an
//! amount by what parties claim of it, which is calculated. Where of some party only the order is known, those that measure gains
//! are left out.

use super::answer::{Agreement, Answer, LeftOut, Solution, Status};
use super::budget::Budget;
use super::limits::{Control, Limits, Stop};
use super::solve::ARCS;
use super::visit::each_of;
use super::{FEW_PACKAGES, Search, enumerate};
use crate::concept::{Concept, DivisionRule, RankRule};
use crate::exact::Number;
use crate::frontier::{Point, nondominated_while};
use crate::problem::{Claimed, LevelTerm, OptionId, Package, PartyId, View};
use num_bigint::{BigInt, BigUint};
use num_rational::BigRational;
use num_traits::{One, ToPrimitive};
use std::collections::HashMap;

/// So many steps may be taken to list the packages that compete.
const LISTED: u64 = 1 << 21;

/// Whether a concept looks at something else than gains.
fn is_apart(concept: &dyn Concept) -> bool {
    concept.by_ranks().is_some() || concept.by_claims().is_some()
}

impl<'s> Search<'s> {
    /// Finds what the concepts choose.
    pub fn run(mut self) -> Answer<'s> {
        let order_only = self.view.problem().is_order_only();
        if !order_only && !self.concepts.iter().any(|concept| is_apart(*concept)) {
            return self.run_by_gains();
        }
        let asked = self.concepts.clone();
        self.concepts.retain(|concept| !order_only && !is_apart(*concept));
        let budget = Budget::new(&self.limits);
        let (view, by_rule) = (self.view.clone(), self.by_rule);
        let answer = Search { limits: budget.rest(), ..self }.run_by_gains();
        completed(answer, &view, by_rule, &asked, &budget)
    }
}

/// The answer with what the concepts choose that look at something else than gains, in the order asked for.
fn completed<'s>(
    mut answer: Answer<'s>,
    view: &View,
    by_rule: bool,
    asked: &[&'s dyn Concept],
    budget: &Budget,
) -> Answer<'s> {
    let mut found = std::mem::take(&mut answer.solutions);
    let mut ranked: Option<Result<Ranking, Stop>> = None;
    for concept in asked {
        let own = found.iter().filter(|solution| solution.concept.id() == concept.id()).cloned();
        answer.solutions.extend(own.collect::<Vec<_>>());
        found.retain(|solution| solution.concept.id() != concept.id());
        if answer.status == Status::NoAgreement {
            continue;
        }
        let chosen = match (concept.by_ranks(), concept.by_claims()) {
            (None, None) if view.problem().is_order_only() => Err(LeftOut::OrderOnly),
            (None, None) => continue,
            (_, Some(rule)) => divided(view, *concept, rule),
            (Some(_), None) if view.problem().has_levels() => Err(LeftOut::Unranked),
            (Some(rule), None) => {
                let ranking = ranked.get_or_insert_with(|| Ranking::new(view, by_rule, &budget.rest()));
                let chosen = ranking.as_ref().map_err(|stop| *stop);
                match chosen.and_then(|ranking| ranking.chosen(view, *concept, rule, &budget.rest())) {
                    Ok(found) => found.ok_or(LeftOut::NotReached),
                    Err(stop) => {
                        answer.status = Status::Stopped(stop);
                        Err(LeftOut::NotReached)
                    }
                }
            }
        };
        match chosen {
            Ok(solution) => answer.solutions.push(solution),
            Err(why) => answer.left_out.push((*concept, why)),
        }
    }
    answer
}

/// How what is claimed is divided.
fn divided<'s>(view: &View, concept: &'s dyn Concept, rule: DivisionRule) -> Result<Solution<'s>, LeftOut> {
    let problem = view.problem();
    let claimed = problem.levels().claimed.as_ref().ok_or(LeftOut::Unclaimed)?;
    let claims: Vec<BigRational> = claimed.claims.iter().map(|(_, claim)| claim.clone()).collect();
    if !is_all_that_counts(view, claimed) {
        return Err(LeftOut::Indifferent);
    }
    let awards = rule(&claimed.amount, &claims);
    let package = Package::new(vec![OptionId::at(0); problem.issues().len()]).with_levels(awards);
    let agreement = Agreement::new(view, package);
    if view.content_with(&agreement.package).contains(&false) || !view.is_feasible(&agreement.package) {
        return Err(LeftOut::NotOpen);
    }
    Ok(solution(concept, None, vec![agreement]))
}

/// Whether nobody gains by another division without somebody's loss: each claimant is better off with more of its own share up to all
/// that it claims, nobody cares for another's, and all shares together are limited.
fn is_all_that_counts(view: &View, claimed: &Claimed) -> bool {
    let problem = view.problem();
    let one = BigRational::one();
    let limited = view.level_rules().any(|(_, rule)| {
        let counted = rule.levels.iter().filter(|(_, per_unit)| *per_unit == one).count();
        rule.premise.is_none()
            && rule.max.as_ref() == Some(&claimed.amount)
            && rule.options.is_empty()
            && (counted, rule.levels.len()) == (claimed.claims.len(), claimed.claims.len())
    });
    let steps = |term: &LevelTerm, holds: fn(&BigRational, &BigRational) -> bool| {
        term.curve.points().windows(2).all(|pair| holds(&pair[0].1, &pair[1].1))
    };
    let rises = problem.level_ids().zip(&claimed.claims).all(|(level, (owner, _))| {
        let terms = problem.levels().terms.iter().filter(|term| term.level == level);
        let (own, others): (Vec<&LevelTerm>, Vec<&LevelTerm>) = terms.partition(|term| term.party == *owner);
        others.iter().all(|term| steps(term, |low, high| low == high))
            && own.iter().all(|term| steps(term, |low, high| low <= high))
            && own.iter().any(|term| term.condition.is_none() && steps(term, |low, high| low < high))
    });
    // A ceiling may make some of a claim worth nothing.
    let all: Vec<Number> = claimed.claims.iter().map(|(_, claim)| claim.clone().into()).collect();
    let sums = problem.sums_with_levels(&Package::new(vec![OptionId::at(0); problem.issues().len()]).with_levels(all));
    let ceiling = |party: &PartyId| problem.declared_ceiling(*party);
    let capped =
        claimed.claims.iter().any(|(party, _)| ceiling(party).is_some_and(|at| sums[party.index()] > *at.value()));
    limited && rises && !capped
}

fn solution<'s>(concept: &'s dyn Concept, value: Option<u64>, agreements: Vec<Agreement>) -> Solution<'s> {
    Solution {
        concept,
        proven: true,
        degenerate: false,
        value: value.map(|value| BigRational::from_integer(BigInt::from(value)).into()),
        bound: None,
        proof: None,
        coalition: None,
        agreements,
    }
}

/// The packages that compete, one for each utility vector, and how each party ranks them.
struct Ranking<'v> {
    /// As it was asked, or with everybody's consent.
    view: View<'v>,
    points: Vec<Point>,
    /// By point and party: 1, and how many packages are better.
    ranks: Vec<Vec<u64>>,
}

impl<'v> Ranking<'v> {
    /// Those that every party accepts; if that is nothing, or if it is to be so, those that the acceptance rule passes.
    fn new(view: &View<'v>, by_rule: bool, limits: &Limits) -> Result<Self, Stop> {
        let control = Control::new(limits);
        let everybody = view.clone().with_consent_of(&vec![true; view.parties()]);
        let mut points = if by_rule { Vec::new() } else { listed(&everybody, &control)? };
        let of_rule = points.is_empty();
        if of_rule {
            points = listed(view, &control)?;
        }
        let ranks = ranks(&points, view.parties());
        Ok(Ranking { view: if of_rule { view.clone() } else { everybody }, points, ranks })
    }

    /// What a concept chooses of them, if it chooses anything.
    fn chosen<'s>(
        &self,
        asked: &View,
        concept: &'s dyn Concept,
        rule: RankRule,
        limits: &Limits,
    ) -> Result<Option<Solution<'s>>, Stop> {
        let control = Control::new(limits);
        // Nobody supports what it refuses.
        let enough = |at: usize, supports: &[bool]| {
            let accepts = asked.accepts_each(&self.points[at].utilities);
            let support = || supports.iter().zip(&accepts).map(|(supports, accepts)| *supports && *accepts);
            self.view.acceptance().passes(support()).then(|| support().filter(|supports| *supports).count())
        };
        let Some(ranked) = rule(&self.ranks, &enough) else { return Ok(None) };
        let own: HashMap<&[i64], usize> = ranked.chosen.iter().map(|at| (&*self.points[*at].utilities, *at)).collect();
        let chosen = ranked.chosen.iter().map(|at| self.points[*at].clone()).collect();
        let efficient = nondominated_while(chosen, || control.check())?;
        let agreement = |point: &Point| Agreement {
            ranks: own.get(&*point.utilities).map(|at| self.ranks[*at].clone()).unwrap_or_default(),
            ..Agreement::of(asked, point)
        };
        Ok(Some(solution(concept, Some(ranked.value), efficient.iter().map(agreement).collect())))
    }
}

/// The packages that are accepted, one for each utility vector, in descending lexicographic order.
fn listed(view: &View, control: &Control) -> Result<Vec<Point>, Stop> {
    let mut found: HashMap<Box<[i64]>, (u64, Package)> = HashMap::new();
    let mut take = |options: &[OptionId], utilities: &[i64]| match found.get_mut(utilities) {
        Some((count, package)) => {
            *count += 1;
            if package.options().is_after(options) {
                *package = Package::new(options);
            }
        }
        None => {
            found.insert(utilities.into(), (1, Package::new(options)));
        }
    };
    match each_of(view, Some(ARCS), LISTED, control, &mut take) {
        Ok(true) => {}
        Ok(false) => return Err(Stop::TooLarge),
        Err(Stop::TooLarge) if view.package_count().to_u64().is_some_and(|all| all <= FEW_PACKAGES) => {
            enumerate::each_feasible(view, control, |options, utilities| {
                if view.is_acceptable(utilities) {
                    take(options, utilities);
                }
                Ok(())
            })?;
        }
        Err(stop) => return Err(stop),
    }
    if found.len() > control.points {
        return Err(Stop::PointLimit);
    }
    let point = |(utilities, (count, package)): (Box<[i64]>, (u64, Package))| Point {
        utilities,
        packages: BigUint::from(count),
        package,
    };
    let mut points: Vec<Point> = found.into_iter().map(point).collect();
    points.sort_by(|a, b| b.utilities.cmp(&a.utilities));
    Ok(points)
}

/// By point and party: 1, and how many packages are better for the party.
fn ranks(points: &[Point], parties: usize) -> Vec<Vec<u64>> {
    let mut ranks = vec![Vec::with_capacity(parties); points.len()];
    for party in 0..parties {
        let mut order: Vec<(i64, usize)> =
            points.iter().enumerate().map(|(at, point)| (point.utilities[party], at)).collect();
        order.sort_unstable_by(|a, b| b.cmp(a));
        let (mut better, mut alike) = (0u64, 0u64);
        let mut last: Option<i64> = None;
        for (own, at) in order {
            if last != Some(own) {
                better += alike;
                (alike, last) = (0, Some(own));
            }
            ranks[at].push(better + 1);
            alike += points[at].packages.to_u64().unwrap_or(u64::MAX);
        }
    }
    ranks
}
