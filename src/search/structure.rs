//! The feasible packages of a view: one decision diagram for each group of linked issues.

use super::diagram::{Diagram, Unbuildable, components};
use super::limits::{Control, Stop};
use crate::problem::{OptionId, Package, Problem, View};
use num_bigint::{BigInt, BigUint};
use num_traits::{Signed, ToPrimitive};

/// The feasible packages of a view, group by group.
pub(crate) struct Structure {
    pub diagrams: Vec<Diagram>,
}

/// Diagrams may have this many arcs.
const ARCS: usize = 1 << 21;

impl Structure {
    /// The issues in the order in which the diagrams settle them.
    pub(crate) fn order(&self) -> impl Iterator<Item = usize> + '_ {
        self.diagrams.iter().flat_map(|diagram| &diagram.layers).map(|layer| layer.issue)
    }

    /// Builds the diagrams; none if there is no feasible package.
    pub(crate) fn build(view: &View, control: &Control) -> Result<Option<Self>, Stop> {
        Self::build_within(view, ARCS, control)
    }

    /// The same, with at most so many arcs in a diagram.
    pub(crate) fn build_within(view: &View, arcs: usize, control: &Control) -> Result<Option<Self>, Stop> {
        Self::of_groups(view, |_| true, arcs, control)
    }

    /// The diagrams of the groups with any of these issues alone; none if one of these groups cannot be settled.
    pub(crate) fn around(view: &View, issues: &[usize], control: &Control) -> Result<Option<Self>, Stop> {
        Self::of_groups(view, |group| group.iter().any(|issue| issues.contains(issue)), ARCS, control)
    }

    /// Those of some groups.
    fn of_groups(
        view: &View,
        wanted: impl Fn(&[usize]) -> bool,
        arcs: usize,
        control: &Control,
    ) -> Result<Option<Self>, Stop> {
        if view.problem().has_levels() {
            return Err(Stop::Levels);
        }
        let mut diagrams = Vec::new();
        // While it is built, a diagram holds the gains of an arc twice, and nodes are kept beside.
        let arcs = control.room(arcs, 64 + 40 * view.parties());
        for group in components(view).into_iter().filter(|group| wanted(group)) {
            match Diagram::build(view, &group, arcs, control) {
                Ok(diagram) => diagrams.push(diagram),
                Err(Unbuildable::Infeasible) => return Ok(None),
                Err(Unbuildable::TooWide) => return Err(Stop::TooLarge),
                Err(Unbuildable::Stopped(stop)) => return Err(stop),
            }
        }
        Ok(Some(Structure { diagrams }))
    }

    /// What the diagrams are like, in words.
    pub(crate) fn describe(&self, view: &View) -> String {
        let arcs = |diagram: &Diagram| diagram.layers.iter().map(|layer| layer.arcs.len()).sum::<usize>();
        let linked = self.diagrams.iter().filter(|diagram| diagram.layers.len() > 1);
        let issues = view.problem().issues().len();
        match linked.max_by_key(|diagram| arcs(diagram)) {
            None => format!("No interaction or rule links any of the {issues} issues."),
            Some(largest) => format!(
                "{issues} issues in {}; the diagram of the largest group, {} linked issues, has {} choices.",
                match self.diagrams.len() {
                    1 => "one group".into(),
                    groups => format!("{groups} groups"),
                },
                largest.layers.len(),
                arcs(largest),
            ),
        }
    }

    /// What separates a party's best and worst feasible packages, at least 1; scaled.
    pub(crate) fn range(&self, problem: &Problem, party: usize) -> i64 {
        let (least, most) = self.extremes(problem, party);
        (most - least).max(1)
    }

    /// What a party's worst and best feasible packages are worth; scaled.
    pub(crate) fn extremes(&self, problem: &Problem, party: usize) -> (i64, i64) {
        // Groups of issues are independent: each has its worst, and each its best.
        let sum = |bounds: fn(&Diagram) -> &Vec<i64>| self.diagrams.iter().map(|d| bounds(d)[party]).sum::<i64>();
        let constant = problem.constants[party];
        let ends = (constant + sum(|diagram| &diagram.least), constant + sum(|diagram| &diagram.most));
        (problem.capped(party, ends.0), problem.capped(party, ends.1))
    }

    /// The issues of the groups with any of these issues, and in how many ways they can be settled.
    pub(crate) fn ways_around(&self, issues: &[usize]) -> (Vec<usize>, BigUint) {
        let own = |diagram: &&Diagram| diagram.layers.iter().any(|layer| issues.contains(&layer.issue));
        let diagrams: Vec<&Diagram> = self.diagrams.iter().filter(own).collect();
        let issues = diagrams.iter().flat_map(|diagram| diagram.layers.iter().map(|layer| layer.issue));
        (issues.collect(), diagrams.iter().map(|diagram| diagram.count()).product())
    }

    /// How many packages are feasible.
    pub(crate) fn count(&self) -> BigUint {
        self.diagrams.iter().map(Diagram::count).product()
    }

    /// A feasible package that is about best for a weighted sum of utilities.
    pub(crate) fn best(&self, view: &View, weights: &[f64]) -> Package {
        let mut options = vec![OptionId::at(0); view.problem().issues().len()];
        for diagram in &self.diagrams {
            diagram.best_path(weights, &mut options);
        }
        Package::new(options)
    }

    /// A feasible package that is best for integer weights of gains: exactly so, but for ceilings, which a sum along
    /// diagrams does not see.
    pub(crate) fn best_package(&self, view: &View, weights: &[BigInt]) -> Package {
        let problem = view.problem();
        let mut options = vec![OptionId::at(0); problem.issues().len()];
        let multiplied: Vec<BigInt> = weights.iter().zip(view.multipliers()).map(|(weight, m)| weight * m).collect();
        let reach = |(party, weight): (usize, &BigInt)| weight.abs() * problem.reach(party) * 4u32;
        let reach: BigInt = multiplied.iter().enumerate().map(reach).sum();
        let small: Option<Vec<i128>> = multiplied.iter().map(ToPrimitive::to_i128).collect();
        for diagram in &self.diagrams {
            match &small {
                Some(small) if reach.to_i128().is_some() => {
                    let worth = |gains: &[i64]| gains.iter().zip(small).map(|(gain, w)| i128::from(*gain) * w).sum();
                    diagram.follow_best(0i128, worth, &mut options);
                }
                _ => {
                    let worth = |gains: &[i64]| gains.iter().zip(&multiplied).map(|(gain, weight)| weight * gain).sum();
                    diagram.follow_best(BigInt::ZERO, worth, &mut options);
                }
            }
        }
        Package::new(options)
    }

    /// The gains of a feasible package that is best for integer weights of gains if there were no ceilings, and its
    /// weighted sum: exact, the largest over all feasible packages. With ceilings, no weighted sum exceeds it.
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
