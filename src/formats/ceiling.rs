//! Utilities that must not exceed a ceiling, and the least that a package is worth: questions to one party's utilities.
//!
//! GENIUS cuts utilities at 1: what exceeds it by a last digit of its weights, or by much, is worth 1. A model adds up, so
//! the excess is taken away from each package that has one, by an interaction over all its options. There are few such
//! packages, or the file means something else.
//!
//! Beside continuous issues the excess depends on levels, too. Where it is that of one continuous issue, or of all levels
//! alike, it is a curve, or a constant, and the interaction takes that away. Where levels of several issues exceed the ceiling
//! together, no sum of curves says how much.

use super::axis::{Axis, BY_STEPS};
use super::valuation::{Admitted, Profile, Scores, Term};
use crate::concept::{Concept, WeightedSum};
use crate::exact::Number;
use crate::model::{Code, Diagnostic, Diagnostics, Keyed, Model, Party};
use crate::problem::{Curve, Problem};
use crate::search::{Control, Limits, Progress, Status, Structure, each_acceptable};
use crate::text::quoted;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};
use std::ops::ControlFlow;

/// More packages than this are not cut one by one.
const MOST_CUT: usize = 1_000;
/// The combinations that a search may look at, and the steps of a walk.
const STEPS: u64 = 20_000_000;

/// The model in which only this party negotiates, with that much to lose, about what is not continuous.
pub(super) fn alone(axes: &[Axis], profile: &Profile, disagreement: BigRational) -> Result<Problem, Diagnostics> {
    let mut model = Model::new();
    let discrete = axes.iter().filter(|axis| axis.range.is_none());
    model.issues = discrete.map(|axis| (axis.id.as_str(), axis.issue())).collect();
    let party = Party { disagreement: Number::from(disagreement).into(), ..Party::default() };
    model.parties = Keyed(vec![("party".into(), party)]);
    model.utilities = Keyed(vec![("party".into(), of_options(profile).utility(axes))]);
    Problem::compile(&model)
}

/// What options are worth, without what levels are worth beside them.
fn of_options(profile: &Profile) -> Profile {
    let mut options = profile.clone();
    options.worths.iter_mut().for_each(|worth| *worth = worth.take().filter(|worth| worth.levels.is_empty()));
    options.terms.iter_mut().for_each(|term| term.levels.clear());
    options
}

/// What the levels of continuous issues are worth.
fn of_levels(profile: &Profile) -> Vec<(usize, Curve)> {
    let curve = |(at, worth): (usize, &Option<super::valuation::Worth>)| Some((at, worth.as_ref()?.curve()?));
    profile.worths.iter().enumerate().filter_map(curve).collect()
}

/// The least and the most that a level is worth.
fn range(curve: &Curve) -> [BigRational; 2] {
    let values = || curve.points().iter().map(|(_, value)| value);
    [values().min(), values().max()].map(|value| value.cloned().unwrap_or_default())
}

/// The same utilities with the opposite sign.
fn negated(profile: &Profile) -> Profile {
    let mut opposite = profile.clone();
    opposite.constant = -opposite.constant;
    opposite.worths.iter_mut().flatten().for_each(|worth| worth.weight = -worth.weight.clone());
    for term in &mut opposite.terms {
        term.add = -term.add.clone();
        term.levels.iter_mut().for_each(|(_, curve)| *curve = turned(curve));
    }
    opposite
}

/// The most that a package is worth; none if it could not be found in time.
pub(super) fn most(axes: &[Axis], profile: &Profile) -> Result<Option<BigRational>, Diagnostics> {
    if profile.terms.is_empty() {
        return Ok(Some(profile.most()));
    }
    if profile.terms.iter().any(|term| !term.levels.is_empty()) {
        return Ok(None);
    }
    let of_levels: BigRational = of_levels(profile).iter().map(|(_, curve)| range(curve)[1].clone()).sum();
    let problem = alone(axes, profile, of_options(profile).least())?;
    let Some(sum) = WeightedSum::new(vec![Number::from(1)]) else { return Ok(None) };
    let stop = |progress: &Progress| {
        if progress.examined > STEPS { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let search = problem.search().concepts([&sum as &dyn Concept]).without_ideal().progress(stop);
    let answer = search.run();
    if answer.status != Status::Agreement {
        return Ok(None);
    }
    let point = answer.solutions.first().and_then(|solution| solution.agreements.first());
    let utility = point.and_then(|point| problem.utilities(&point.package).first().copied());
    Ok(utility.map(|utility| problem.in_units(0, utility).value() + of_levels))
}

/// The least that a package is worth; none if it could not be found in time.
pub(super) fn least(axes: &[Axis], profile: &Profile) -> Result<Option<BigRational>, Diagnostics> {
    Ok(most(axes, &negated(profile))?.map(|most| -most))
}

/// The same with the opposite sign.
fn turned(curve: &Curve) -> Curve {
    along(curve, |value| -value)
}

/// A curve with other values at the same levels.
fn along(curve: &Curve, value: impl Fn(&BigRational) -> BigRational) -> Curve {
    let points = curve.points().iter().map(|(level, at)| (level.clone(), value(at))).collect();
    Curve::new(points).unwrap_or_else(|| curve.clone())
}

/// What takes away the excess of a package with these options: a number, and curves over levels. An error with the most
/// that is in excess, if it is none of these.
type Excess = (BigRational, Vec<(usize, Curve)>);

fn excess(options: &BigRational, levels: &[(usize, Curve)], ceiling: &BigRational) -> Result<Excess, BigRational> {
    let sum = |end: usize| levels.iter().map(|(_, curve)| range(curve)[end].clone()).sum::<BigRational>();
    let (least, most) = (options + sum(0), options + sum(1));
    if least >= *ceiling {
        return Ok((ceiling - options, levels.iter().map(|(at, curve)| (*at, turned(curve))).collect()));
    }
    let mut moving = levels.iter().filter(|(_, curve)| range(curve)[0] != range(curve)[1]);
    match (moving.next(), moving.next()) {
        (Some((at, curve)), None) => {
            // The others are worth the same whatever their levels are.
            let room = ceiling - (&least - &range(curve)[0]);
            let mut points: Vec<(BigRational, BigRational)> = Vec::new();
            for (level, value) in curve.points() {
                if let Some((before, from)) = points.last().cloned()
                    && (from < room) != (*value < room)
                    && from != room
                    && *value != room
                {
                    points.push((&before + (level - &before) * (&room - &from) / (value - &from), room.clone()));
                }
                points.push((level.clone(), value.clone()));
            }
            let taken = points.into_iter().map(|(level, value)| (level, (&room - value).min(BigRational::zero())));
            let (levels, values) = taken.unzip();
            let Scores { levels, values } = Scores { levels, values }.plain();
            let taken = Curve::new(levels.into_iter().zip(values).collect());
            Ok((BigRational::zero(), taken.map(|taken| (*at, taken)).into_iter().collect()))
        }
        _ => Err(most - ceiling),
    }
}

/// What doubles may add to a sum of so many numbers up to 1.
fn last_digits(issues: usize) -> BigRational {
    BigRational::new(BigInt::from(issues), BigInt::from(1u64 << 52))
}

/// Cuts the utilities of a profile at its ceiling. The most by which levels of several issues exceed it together, if that is
/// no more than what the last digits of doubles may be.
///
/// # Errors
/// If so many packages exceed it that they cannot be told one by one, or it takes too long to find them; or if levels of
/// several issues exceed it together.
pub(super) fn cut(axes: &[Axis], profile: &mut Profile) -> Result<Option<BigRational>, Diagnostics> {
    let Some(ceiling) = profile.ceiling.clone() else { return Ok(None) };
    if profile.most() <= ceiling || most(axes, profile)?.is_some_and(|most| most <= ceiling) {
        return Ok(None);
    }
    let shown = Number::from(ceiling.clone());
    let refuse =
        |how_many: &str| {
            let message = format!("{how_many} would be worth more than {shown} to {}", quoted(&profile.name));
            Diagnostics::from(Diagnostic::new(Code::NotExpressible, profile.place.clone(), message).help(
                "GENIUS counts them all as 1; `--evaluations raw` reads the numbers as they are, without a ceiling",
            ))
        };
    let levels = of_levels(profile);
    let of_levels: BigRational = levels.iter().map(|(_, curve)| range(curve)[1].clone()).sum();
    let (mut above, place) = (None, profile.place.clone());
    let mut tolerated = |excess: &BigRational| {
        above = above.take().max(Some(excess.clone()));
        *excess <= last_digits(axes.len())
    };
    let together = || {
        let message = format!(
            "levels of several continuous issues would be worth more than {shown} together to {}",
            quoted(&profile.name)
        );
        let help = format!(
            "GENIUS counts them as {shown}; {BY_STEPS}, and `--evaluations raw` reads the numbers as they are, without a ceiling"
        );
        Diagnostics::from(Diagnostic::new(Code::NotExpressible, place.clone(), message).help(help))
    };
    if axes.iter().all(|axis| axis.range.is_some()) {
        // There is one choice of options, the empty one.
        match excess(&profile.constant, &levels, &ceiling) {
            Ok((add, taken)) => {
                profile.constant += add;
                for (at, curve) in taken {
                    let (levels, values) = curve.points().iter().cloned().unzip();
                    let taken = Scores { levels, values };
                    for worth in profile.worths.get_mut(at).into_iter().flatten() {
                        let before = Scores { levels: worth.levels.clone(), values: worth.values().collect() };
                        let (one, place) = (BigRational::one(), worth.place.clone());
                        *worth = super::valuation::Worth::new(one, before.plus(&taken), place);
                    }
                }
            }
            Err(most) if !tolerated(&most) => return Err(together()),
            Err(_) => {}
        }
        return Ok(above);
    }
    // The smallest step between two utilities: more than the ceiling is at least so much more.
    let scale =
        alone(axes, profile, ceiling.clone())?.parties().first().map_or(BigInt::from(1), |one| one.scale.clone());
    let scale = BigRational::from(scale);
    let more = (((&ceiling - of_levels) * &scale).floor() + BigRational::one()) / scale;
    let problem = alone(axes, profile, more)?;
    let view = problem.view();
    let control = Control::new(&Limits::default(), None);
    let too_hard = |_| refuse("packages that could not be counted");
    let Some(structure) = Structure::build(&view, &control).map_err(too_hard)? else { return Ok(None) };
    let mut terms = Vec::new();
    let (mut found, mut beyond) = (0usize, false);
    let discrete: Vec<usize> = (0..axes.len()).filter(|at| axes.get(*at).is_some_and(|a| a.range.is_none())).collect();
    let whole = each_acceptable(&view, &structure, STEPS, &control, &mut |options, utilities| {
        found += 1;
        if found > MOST_CUT {
            return;
        }
        let utility = utilities.first().map(|utility| problem.in_units(0, *utility)).unwrap_or_default();
        match excess(utility.value(), &levels, &ceiling) {
            Ok((add, levels)) => terms.push(Term {
                when: discrete.iter().zip(options).map(|(at, one)| (*at, Admitted::One(usize::from(*one)))).collect(),
                add,
                levels,
                because: Some(format!("No package is worth more than {shown}.")),
                place: None,
            }),
            Err(most) => beyond |= !tolerated(&most),
        }
    })
    .map_err(too_hard)?;
    if !whole || found > MOST_CUT {
        return Err(refuse(&format!("more than {MOST_CUT} packages")));
    }
    if beyond {
        return Err(together());
    }
    profile.terms.extend(terms);
    Ok(above)
}
