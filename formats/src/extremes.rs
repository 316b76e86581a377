//! The most and the least that a package is worth, but for a ceiling: questions to one party's utilities.

use super::axis::Axis;
use super::valuation::Profile;
use num_rational::BigRational;
use std::ops::ControlFlow;
use zopa::concept::{Concept, WeightedSum};
use zopa::exact::Number;
use zopa::model::{Diagnostics, Keyed, Model, Party};
use zopa::problem::{Curve, PartyId, Problem};
use zopa::search::{Limits, Progress, Status, Watch};

/// The combinations that a search may look at.
const STEPS: u64 = 20_000_000;

/// The model in which only this party negotiates, with that much to lose, about what is not continuous.
pub(super) fn alone(axes: &[Axis], profile: &Profile, disagreement: BigRational) -> Result<Problem, Diagnostics> {
    let mut model = Model::new();
    let discrete = axes.iter().filter(|axis| axis.range.is_none());
    model.issues = discrete.map(|axis| (axis.id.as_str(), axis.issue())).collect();
    let party = Party { disagreement: Some(Number::from(disagreement).into()), ..Party::default() };
    model.parties = Keyed(vec![("party".into(), party)]);
    model.utilities = Keyed(vec![("party".into(), of_options(profile).utility(axes))]);
    Problem::compile(&model)
}

/// What options are worth, without what levels are worth beside them, and without a ceiling.
fn of_options(profile: &Profile) -> Profile {
    let mut options = Profile { ceiling: None, ..profile.clone() };
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
    let watch = Watch::new(
        |progress: &Progress| {
            if progress.examined > STEPS { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        },
    );
    let limits = Limits { watch, ..Limits::default() };
    let answer = problem.search().concepts([&sum as &dyn Concept]).without_ideal().limits(limits).run();
    if answer.status != Status::Agreement {
        return Ok(None);
    }
    let point = answer.solutions.first().and_then(|solution| solution.agreements.first());
    let utility = point.and_then(|point| problem.utilities(&point.package).first().copied());
    Ok(utility.map(|utility| problem.in_units(PartyId::at(0), utility).value() + of_levels))
}

/// The least that a package is worth; none if it could not be found in time.
pub(super) fn least(axes: &[Axis], profile: &Profile) -> Result<Option<BigRational>, Diagnostics> {
    Ok(most(axes, &negated(profile))?.map(|most| -most))
}

/// The same with the opposite sign.
fn turned(curve: &Curve) -> Curve {
    let points = curve.points().iter().map(|(level, value)| (level.clone(), -value)).collect();
    Curve::new(points).unwrap_or_else(|| curve.clone())
}
