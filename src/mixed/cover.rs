//! The frontier of any number of parties, as a cover with a stated tolerance.
//!
//! Every continuous issue is cut into steps so small that no party minds one by more than its share of half the tolerance;
//! the levels where curves bend are among them. Rounding a level to the next step is then as good as the level itself, up
//! to half the tolerance, if it breaks no rule: so each level must have a direction that all rules over levels allow. What
//! is left is a problem without continuous issues, whose frontier is covered with the other half (`search/eliminate.rs`).

use super::MixedView;
use super::corners::{bends, by_option, name, premise_of, quantity, same_question, sampled};
use super::frontier::{MixedFrontier, MixedPoint, Piece, half};
use crate::exact::Number;
use crate::model::{Coefficient, Condition, Keyed, Level, Rule, Values};
use crate::problem::{LevelRule, MAX_OPTIONS, Problem};
use crate::search::{Callback, Control, Limits, Status, Stop, Structure, Target};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};

/// A cover of the frontier; see [`MixedSearch::cover`](super::MixedSearch::cover).
pub(super) fn cover<'m>(
    view: &MixedView<'m>,
    target: Target,
    epsilon: &Number,
    limits: &Limits,
    callback: Option<Box<Callback<'m>>>,
) -> Result<MixedFrontier, [usize; 2]> {
    no_direction(view).map_or(Ok(()), Err)?;
    let stopped =
        |stop| MixedFrontier { status: Status::Stopped(stop), complete: false, cover: None, pieces: Vec::new() };
    let steps = match steps(view, epsilon, limits) {
        Ok(Some(steps)) => steps,
        Ok(None) => {
            let nothing =
                MixedFrontier { status: Status::NoAgreement, complete: true, cover: None, pieces: Vec::new() };
            return Ok(nothing);
        }
        Err(stop) => return Ok(stopped(stop)),
    };
    let mut model = sampled(view, &steps.levels);
    for (at, rule) in view.level_rules() {
        model.rules.extend(kept(view, at, rule, &steps.levels));
    }
    let Ok(problem) = Problem::compile(&model) else { return Ok(stopped(Stop::TooLarge)) };
    let question = same_question(&problem, view);
    let mut callback = callback;
    let mut search = question.clone().search().limits(limits.clone());
    search = search.epsilon((epsilon.value() * half()).into());
    if let Some(callback) = callback.as_mut() {
        search = search.progress(callback);
    }
    let answer = search.frontier(target);
    let tolerance = answer.cover.as_ref().map(|cover| {
        let of_party = |(party, tolerance): (usize, &BigRational)| {
            Number::from(tolerance + problem.in_units(party, cover.tolerance[party]).value())
        };
        steps.tolerance.iter().enumerate().map(of_party).collect()
    });
    let issues = &view.mixed.levels.issues;
    let point = |options: &[u16]| -> MixedPoint {
        let level = |(level, issue): (usize, &crate::problem::LevelIssue)| {
            steps.levels[level].get(usize::from(options[issue.issue])).cloned().unwrap_or_default()
        };
        let levels: Vec<BigRational> = issues.iter().enumerate().map(level).collect();
        let mut options = options.to_vec();
        issues.iter().for_each(|issue| options[issue.issue] = 0);
        view.point(&options, &levels)
    };
    let pieces: Vec<Piece> = (answer.frontier.points.iter())
        .map(|found| point(found.package.options()))
        .map(|point| Piece { from: point.clone(), to: point, from_open: false, to_open: false })
        .collect();
    let cover = match (tolerance, pieces.is_empty()) {
        (tolerance, false) => tolerance,
        (_, true) => None,
    };
    Ok(MixedFrontier { status: answer.status, complete: answer.complete, cover, pieces })
}

/// Two rules over levels, or one twice, that ask a level to move in opposite directions.
fn no_direction(view: &MixedView) -> Option<[usize; 2]> {
    for level in 0..view.ranges.len() {
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
fn steps(view: &MixedView, epsilon: &Number, limits: &Limits) -> Result<Option<Steps>, Stop> {
    let control = Control::new(limits, None);
    if view.ranges.iter().any(|[low, high]| low > high) {
        return Ok(None);
    }
    let bends: Vec<Vec<BigRational>> = (0..view.ranges.len()).map(|level| bends(view, level)).collect();
    let Ok(corners) = Problem::compile(&sampled(view, &bends)) else { return Err(Stop::TooLarge) };
    let question = same_question(&corners, view);
    let Some(structure) = Structure::build(&question, &control)? else { return Ok(None) };
    let parties = view.parties();
    let range = |party: usize| corners.in_units(party, structure.range(&corners, party)).value().clone();
    let allowed: Vec<BigRational> = (0..parties).map(|party| range(party) * epsilon.value() * half()).collect();
    // By party and continuous issue, how much one unit can matter at most.
    let slope = |party: usize, level: usize| -> BigRational {
        let terms = view.mixed.levels.terms.iter().filter(|term| term.party == party && term.level == level);
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

/// A rule over levels as a rule over options.
fn kept(view: &MixedView, at: usize, rule: &LevelRule, levels: &[Vec<BigRational>]) -> Option<Rule> {
    let mixed = view.mixed;
    let issue = |level: usize| mixed.problem.issues()[mixed.levels.issues[level].issue].id.clone();
    if rule.premise.is_some() {
        // A range of one level.
        let (level, _) = rule.levels.first()?;
        let inside = |at: &&BigRational| {
            rule.min.as_ref().is_none_or(|min| *at >= min) && rule.max.as_ref().is_none_or(|max| *at <= max)
        };
        let inside: Vec<Level> = levels[*level].iter().filter(inside).map(|at| Level::Id(name(at))).collect();
        let premise = premise_of(mixed, at);
        if inside.is_empty() {
            return Some(Rule { forbid: Some(premise), ..Rule::default() });
        }
        let then = [(issue(*level), Condition::AnyOf(inside))].into_iter().collect();
        return Some(Rule { if_: Some(premise), then: Some(then), ..Rule::default() });
    }
    let coefficients = |values: Values| match values {
        Values::ByOption(values) => Coefficient::ByOption(values),
        _ => Coefficient::ByOption(Keyed::default()),
    };
    let mut sum = Keyed::default();
    for (issue, values) in &rule.options {
        let issue = &mixed.problem.issues()[*issue];
        let options = issue.options.iter().map(|option| option.id.clone());
        sum.insert(&issue.id, coefficients(by_option(options.zip(values.iter().cloned()))));
    }
    for (level, per_unit) in &rule.levels {
        let values = levels[*level].iter().map(|at| (name(at), at * per_unit));
        sum.insert(issue(*level), coefficients(by_option(values)));
    }
    let bound = |bound: &Option<BigRational>| bound.clone().map(quantity);
    Some(Rule { sum: Some(sum), at_most: bound(&rule.max), at_least: bound(&rule.min), ..Rule::default() })
}
