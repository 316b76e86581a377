//! Utilities that must not exceed a ceiling, and the least that a package is worth: questions to one party's utilities.
//!
//! GENIUS cuts utilities at 1: what exceeds it by a last digit of its weights, or by much, is worth 1. A model adds up, so
//! the excess is taken away from each package that has one, by an interaction over all its options. There are few such
//! packages, or the file means something else.

use super::axis::Axis;
use super::valuation::{Admitted, Profile, Term};
use crate::concept::{Concept, WeightedSum};
use crate::exact::Number;
use crate::model::{Code, Diagnostic, Diagnostics, Keyed, Model, Party};
use crate::problem::Problem;
use crate::search::{Control, Limits, Progress, Status, Structure, each_acceptable};
use crate::text::quoted;
use num_bigint::BigInt;
use num_rational::BigRational;
use std::ops::ControlFlow;

/// More packages than this are not cut one by one.
const MOST_CUT: usize = 1_000;
/// The combinations that a search may look at, and the steps of a walk.
const STEPS: u64 = 20_000_000;

/// The model in which only this party negotiates, with that much to lose.
fn alone(axes: &[Axis], profile: &Profile, disagreement: BigRational) -> Result<Problem, Diagnostics> {
    let mut model = Model::new();
    model.issues = axes.iter().map(|axis| (axis.id.as_str(), axis.issue())).collect();
    let party = Party { disagreement: Number::from(disagreement).into(), ..Party::default() };
    model.parties = Keyed(vec![("party".into(), party)]);
    model.utilities = Keyed(vec![("party".into(), profile.utility(axes))]);
    Problem::compile(&model)
}

/// The same utilities with the opposite sign.
fn negated(profile: &Profile) -> Profile {
    let mut opposite = profile.clone();
    opposite.constant = -opposite.constant;
    opposite.worths.iter_mut().flatten().for_each(|worth| worth.weight = -worth.weight.clone());
    opposite.terms.iter_mut().for_each(|term| term.add = -term.add.clone());
    opposite
}

/// The most that a package is worth; none if it could not be found in time.
pub(super) fn most(axes: &[Axis], profile: &Profile) -> Result<Option<BigRational>, Diagnostics> {
    if profile.terms.is_empty() {
        return Ok(Some(profile.most()));
    }
    let problem = alone(axes, profile, profile.least())?;
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
    Ok(utility.map(|utility| problem.in_units(0, utility).value().clone()))
}

/// The least that a package is worth; none if it could not be found in time.
pub(super) fn least(axes: &[Axis], profile: &Profile) -> Result<Option<BigRational>, Diagnostics> {
    Ok(most(axes, &negated(profile))?.map(|most| -most))
}

/// Cuts the utilities of a profile at its ceiling.
///
/// # Errors
/// If so many packages exceed it that they cannot be told one by one, or it takes too long to find them.
pub(super) fn cut(axes: &[Axis], profile: &mut Profile) -> Result<(), Diagnostics> {
    let Some(ceiling) = profile.ceiling.clone() else { return Ok(()) };
    if profile.most() <= ceiling || most(axes, profile)?.is_some_and(|most| most <= ceiling) {
        return Ok(());
    }
    let shown = Number::from(ceiling.clone());
    let refuse =
        |how_many: &str| {
            let message = format!("{how_many} would be worth more than {shown} to {}", quoted(&profile.name));
            Diagnostics::from(Diagnostic::new(Code::NotExpressible, profile.place.clone(), message).help(
                "GENIUS counts them all as 1; `--evaluations raw` reads the numbers as they are, without a ceiling",
            ))
        };
    // The smallest step between two utilities: more than the ceiling is at least so much more.
    let scale =
        alone(axes, profile, ceiling.clone())?.parties().first().map_or(BigInt::from(1), |one| one.scale.clone());
    let above = &ceiling + BigRational::new(BigInt::from(1), scale);
    let problem = alone(axes, profile, above)?;
    let view = problem.view();
    let control = Control::new(&Limits::default(), None);
    let too_hard = |_| refuse("packages that could not be counted");
    let Some(structure) = Structure::build(&view, &control).map_err(too_hard)? else { return Ok(()) };
    let mut terms = Vec::new();
    let mut found = 0usize;
    let whole = each_acceptable(&view, &structure, STEPS, &control, &mut |options, utilities| {
        found += 1;
        if found > MOST_CUT {
            return;
        }
        let utility = utilities.first().map(|utility| problem.in_units(0, *utility)).unwrap_or_default();
        terms.push(Term {
            when: options.iter().enumerate().map(|(issue, at)| (issue, Admitted::One(usize::from(*at)))).collect(),
            add: &ceiling - utility.value(),
            because: Some(format!("No package is worth more than {shown}.")),
            place: None,
        });
    })
    .map_err(too_hard)?;
    if !whole || found > MOST_CUT {
        return Err(refuse(&format!("more than {MOST_CUT} packages")));
    }
    profile.terms.extend(terms);
    Ok(())
}
