//! The frontier of any number of parties, as a cover with a stated tolerance.
//!
//! Every continuous issue is cut into steps so small that no party minds one by more than its share of half the tolerance;
//! the levels where curves bend are among them. Rounding a level to the next step is then as good as the level itself, up
//! to half the tolerance, if it breaks no rule: so each level must have a direction that all rules over levels allow. What
//! is left is a problem without continuous issues, whose frontier is covered with the other half (`search/cover.rs`). Where a
//! number of points is asked for, rounding has a small tolerance of its own.

use super::ask::best_for_each;
use super::bounds::least_gains;
use crate::problem::{LevelId, LevelRuleId, MAX_OPTIONS, OptionId, Options, Package, PartyId, View};
use crate::search::cover::Wanted;
use crate::search::{Agreement, Control, Cover, FrontierAnswer, Limits, Piece, Status, Stop, Structure, Target};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};

/// Where no tolerance is given, rounding levels may cost one of so many parts of each party's range.
const ROUNDED: u32 = 100;

/// Finds a cover of the frontier; rounding levels must break no rule.
pub(super) fn cover(view: &View, target: Target, wanted: &Wanted, limits: &Limits, answer: &mut FrontierAnswer) {
    let rounded = match wanted {
        Wanted::Within(epsilon) => epsilon.value() * half(),
        Wanted::Points(_) => BigRational::new(1.into(), ROUNDED.into()),
    };
    let steps = match steps(view, &rounded, limits) {
        Ok(Some(steps)) => steps,
        Ok(None) => {
            (answer.status, answer.complete) = (Status::NoAgreement, true);
            return;
        }
        Err(stop) => {
            answer.status = Status::Stopped(stop);
            return;
        }
    };
    let sampled = view.problem().sampled(&steps.levels).ok().filter(|sampled| view.fits(sampled).is_ok());
    let Some(sampled) = sampled.and_then(|sampled| sampled.with_rules_over(view, &steps.levels)) else { return };
    let search = view.of_sampled(&sampled).search().limits(limits.clone());
    let search = match wanted {
        Wanted::Within(epsilon) => search.epsilon((epsilon.value() - &rounded).into()),
        Wanted::Points(points) => search.cover_of(*points),
    };
    let found = search.frontier(target);
    (answer.status, answer.complete) = (found.status, found.complete);
    let issues = &view.problem().levels.issues;
    let point = |options: &Options| {
        let level = |(own, issue): (&Vec<BigRational>, &crate::problem::LevelIssue)| {
            own.get(options.of(issue.issue).index()).cloned().unwrap_or_default()
        };
        let levels: Vec<BigRational> = steps.levels.iter().zip(issues).map(level).collect();
        let mut options = options.to_vec();
        issues.iter().for_each(|issue| options[issue.issue.index()] = OptionId::at(0));
        Agreement::new(view, Package::new(options).with_levels(levels))
    };
    let points = found.frontier.points.iter().map(|found| point(found.package.options()));
    let piece = |point: Agreement| Piece { from: point.clone(), to: point, from_open: false, to_open: false };
    answer.pieces = points.map(piece).collect();
    if answer.pieces.is_empty() && answer.complete {
        // What is agreed may lie between all steps.
        match best_for_each(view, &least_gains(view, target), limits) {
            Ok(found) => {
                answer.pieces = found.and_then(|found| found.best).unwrap_or_default().into_iter().map(piece).collect()
            }
            Err(stop) => (answer.status, answer.complete) = (Status::Stopped(stop), false),
        }
        answer.pieces.dedup_by(|one, other| one.from.package == other.from.package);
        if !answer.pieces.is_empty() {
            answer.status = Status::Agreement;
        }
    }
    if !answer.pieces.is_empty() && (found.cover.is_some() || answer.complete) {
        // What lists every point of the steps only rounds.
        let share = found.cover.as_ref().map_or_else(BigRational::zero, |cover| cover.epsilon.value().clone());
        let epsilon = match wanted {
            Wanted::Within(epsilon) => epsilon.clone(),
            Wanted::Points(_) => (share + &rounded).into(),
        };
        let inner = found.cover.map(|cover| cover.tolerance);
        let inner = |party: usize| inner.as_ref().map_or_else(BigRational::zero, |inner| inner[party].value().clone());
        let both = steps.tolerance.iter().enumerate();
        let tolerance = both.map(|(party, rounding)| (rounding + inner(party)).into()).collect();
        answer.cover = Some(Cover { epsilon, tolerance, fewest: None, beyond: None });
    }
}

/// Two rules over levels, or one twice, that ask a level to move in opposite directions.
pub(super) fn no_direction(view: &View) -> Option<[LevelRuleId; 2]> {
    for level in view.problem().level_ids() {
        let (mut down, mut up) = (None, None);
        for (at, rule) in view.level_rules() {
            for (_, per_unit) in rule.levels.iter().filter(|(other, _)| *other == level) {
                let positive = per_unit.is_positive();
                if rule.max.is_some() && !per_unit.is_zero() {
                    if positive { down = Some(at) } else { up = Some(at) }
                }
                if rule.min.is_some() && !per_unit.is_zero() {
                    if positive { up = Some(at) } else { down = Some(at) }
                }
            }
        }
        if let Some(both) = down.zip(up) {
            return Some(both.into());
        }
    }
    None
}

struct Steps {
    /// By continuous issue.
    levels: Vec<Vec<BigRational>>,
    /// By party, what rounding can cost.
    tolerance: Vec<BigRational>,
}

/// The steps of all levels; none if nothing is feasible.
fn steps(view: &View, rounded: &BigRational, limits: &Limits) -> Result<Option<Steps>, Stop> {
    let control = Control::new(limits);
    if view.lacks_levels() {
        return Ok(None);
    }
    let bends: Vec<Vec<BigRational>> = (0..view.ranges().len()).map(|level| view.bends(LevelId::at(level))).collect();
    let Ok(corners) = view.problem().sampled(&bends) else { return Err(Stop::TooLarge) };
    if view.fits(&corners).is_err() {
        return Err(Stop::TooLarge);
    }
    let question = view.of_sampled(&corners);
    let Some(structure) = Structure::build(&question, &control)? else { return Ok(None) };
    let parties = view.parties();
    let range = |party: usize| corners.in_units(PartyId::at(party), structure.range(&corners, party)).value().clone();
    let allowed: Vec<BigRational> = (0..parties).map(|party| range(party) * rounded).collect();
    // By party and continuous issue, how much one unit can matter at most.
    let slope = |party: usize, level: usize| -> BigRational {
        let terms = view
            .problem()
            .levels
            .terms
            .iter()
            .filter(|term| term.party == PartyId::at(party) && term.level == LevelId::at(level));
        terms.map(|term| steepest(term.curve.points())).sum()
    };
    let slopes: Vec<Vec<BigRational>> =
        (0..parties).map(|party| (0..bends.len()).map(|level| slope(party, level)).collect()).collect();
    let mut levels = Vec::new();
    let mut tolerance = vec![BigRational::zero(); parties];
    for (level, bends) in bends.iter().enumerate() {
        let step = (0..parties)
            .filter(|party| !slopes[*party][level].is_zero())
            .map(|party| {
                let valued = slopes[party].iter().filter(|slope| !slope.is_zero()).count();
                &allowed[party] / (&slopes[party][level] * BigInt::from(valued))
            })
            .min();
        let mut all = Vec::new();
        let mut widest = BigRational::zero();
        for pair in bends.windows(2) {
            let length = &pair[1] - &pair[0];
            let count = match &step {
                Some(step) if step.is_positive() => (&length / step).ceil().to_integer().to_usize(),
                Some(_) => None,
                None => Some(1),
            };
            let count = count.filter(|count| all.len() + count < MAX_OPTIONS).ok_or(Stop::TooLarge)?.max(1);
            let width = length / BigInt::from(count);
            all.extend((0..count).map(|at| &pair[0] + &width * BigInt::from(at)));
            widest = widest.max(width);
        }
        all.extend(bends.last().cloned());
        for (tolerance, slopes) in tolerance.iter_mut().zip(&slopes) {
            *tolerance += &widest * &slopes[level];
        }
        levels.push(all);
    }
    Ok(Some(Steps { levels, tolerance }))
}

fn steepest(points: &[(BigRational, BigRational)]) -> BigRational {
    let slope = |pair: &[(BigRational, BigRational)]| ((&pair[1].1 - &pair[0].1) / (&pair[1].0 - &pair[0].0)).abs();
    points.windows(2).map(slope).max().unwrap_or_default()
}

/// Half, as a fraction.
fn half() -> BigRational {
    BigRational::new(1.into(), 2.into())
}
