//! The feasible packages of a view: one decision diagram for each group of linked issues.

use super::diagram::{Diagram, Unbuildable, components};
use super::limits::{Control, Stop};
use crate::problem::{Package, View};
use num_bigint::{BigInt, BigUint};

/// The feasible packages of a view, group by group.
pub(crate) struct Structure {
    pub diagrams: Vec<Diagram>,
}

/// Diagrams may have this many arcs.
const ARCS: usize = 1 << 21;

impl Structure {
    /// Builds the diagrams; none if there is no feasible package.
    pub(crate) fn build(view: &View, control: &Control) -> Result<Option<Self>, Stop> {
        let mut diagrams = Vec::new();
        for group in components(view) {
            match Diagram::build(view, &group, ARCS, control) {
                Ok(diagram) => diagrams.push(diagram),
                Err(Unbuildable::Infeasible) => return Ok(None),
                Err(Unbuildable::TooWide) => return Err(Stop::TooLarge),
                Err(Unbuildable::Stopped(stop)) => return Err(stop),
            }
        }
        Ok(Some(Structure { diagrams }))
    }

    /// How many packages are feasible.
    pub(crate) fn count(&self) -> BigUint {
        self.diagrams.iter().map(Diagram::count).product()
    }
}

impl Structure {
    /// A feasible package that is about best for a weighted sum of utilities.
    pub(crate) fn best(&self, view: &View, weights: &[f64]) -> Package {
        let mut options = vec![0; view.problem().issues().len()];
        for diagram in &self.diagrams {
            diagram.best_path(weights, &mut options);
        }
        Package::new(options)
    }
}

impl Structure {
    /// The gains of a feasible package that is best for integer weights of gains, and its weighted sum: exact, the
    /// largest over all feasible packages.
    pub(crate) fn best_exactly(&self, view: &View, weights: &[BigInt]) -> (Vec<i64>, BigInt) {
        let mut utilities = view.problem().constants.clone();
        // Weights of gains become weights of utilities.
        let multiplied: Vec<BigInt> = weights.iter().zip(view.multipliers()).map(|(weight, m)| weight * m).collect();
        for diagram in &self.diagrams {
            let (part, _) = diagram.best_exactly(&multiplied);
            utilities.iter_mut().zip(part).for_each(|(utility, part)| *utility += part);
        }
        let gains = view.gains(&utilities);
        let sum = gains.iter().zip(weights).map(|(gain, weight)| weight * gain).sum();
        (gains, sum)
    }
}
