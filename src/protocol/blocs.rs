//! Blocs at one table: parties that speak with one voice.
//!
//! All choose by the concept, but the members of a bloc have the bargaining power of one party together, in the proportions of their own,
//! or as much as is said. With the Nash product that is the joint-bargaining paradox (Harsanyi 1977): of a pie for three, two who
//! speak as one get one half together, and not two thirds; with the power of two, nothing changes.
//!
//! Corner case: power is something in the Nash product alone, so that other concepts choose as at one table.

use super::course::Course;
use super::together::chosen;
use crate::concept::Concept;
use crate::exact::Number;
use crate::problem::{Blocs, OutOfRange, Problem, View};
use crate::search::{Limits, Stop};
use num_rational::BigRational;
use num_traits::Zero;

/// What blocs agree on.
pub(super) fn play(blocs: &Blocs, view: &View, concept: &dyn Concept, limits: &Limits) -> Course {
    let found = weighted(blocs, view.problem())
        .map_err(|_| Stop::TooLarge)
        .and_then(|problem| chosen(&view.of(&problem), concept, limits));
    found.map_or_else(Course::stopped, |chosen| Course::of_packages(view, &chosen))
}

/// The problem with the powers that the members of blocs have then.
pub(crate) fn weighted(blocs: &Blocs, problem: &Problem) -> Result<Problem, OutOfRange> {
    let mut weighted = problem.clone();
    for members in &blocs.of {
        let all: BigRational = members.iter().map(|party| problem[*party].weight.value()).sum();
        if all.is_zero() {
            continue;
        }
        for party in members {
            let own = problem[*party].weight.value() / &all * blocs.power.value();
            weighted = weighted.with_weight(*party, &Number::from(own))?;
        }
    }
    Ok(weighted)
}
