//! A problem whose uncertain numbers are put in thousands of times: everything but those numbers is prepared once.
//!
//! Scales are made fine enough for every point of every grid, and it is proven once that no sum can overflow; after that a
//! draw is a few integer products. What levels of continuous issues are worth is calculated in fractions, draw by draw.

use super::draw::Grid;
use crate::exact::Terms;
use crate::problem::{
    Cell, DERIVED, Deviations, Factor, LEVERS, MAX_UTILITY, OutOfRange, PartyId, Problem, Role, Uncertain,
};
use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive};

/// A problem, and how its numbers follow from positions in grids.
pub(super) struct Template {
    problem: Problem,
    cells: Vec<Entry>,
    /// By uncertain number and position: its deviation as an integer.
    deviations: Vec<Vec<i64>>,
    /// By uncertain number and position: its deviation, where events or curves follow from it.
    exact: Vec<Vec<BigRational>>,
    /// The uncertain weights: party, and a value for each position.
    weights: Vec<(usize, PartyId, Vec<BigRational>)>,
    /// Whether interactions have to be grouped anew.
    linked: bool,
    /// Whether consents have to be added up anew.
    consents: bool,
}

/// A number that is not always the same.
struct Entry {
    cell: Cell,
    constant: i64,
    /// Products of deviations, with what they are multiplied by.
    terms: Vec<(Vec<usize>, i64)>,
}

impl Template {
    pub(super) fn new(problem: &Problem, grids: &[Grid]) -> Result<Self, OutOfRange> {
        let uncertain = problem.uncertain();
        let deviation = |(grid, number): (&Grid, &crate::problem::Uncertain)| -> Vec<BigRational> {
            grid.values.iter().map(|value| value - number.value.value()).collect()
        };
        let exact: Vec<Vec<BigRational>> = grids.iter().zip(uncertain).map(deviation).collect();
        let units: Vec<BigInt> = exact
            .iter()
            .map(|values| values.iter().fold(BigInt::one(), |unit, value| unit.lcm(value.denom())))
            .collect();
        let whole = |(values, unit): (&Vec<BigRational>, &BigInt)| -> Option<Vec<i64>> {
            values.iter().map(|value| (value * unit).to_integer().to_i64()).collect()
        };
        let range = |at: usize| {
            let Uncertain { low, high, path, .. } = &uncertain[at];
            format!(
                "the range from {low} to {high} ({path}) of a number of `{}`",
                problem.parties()[uncertain[at].party.index()].id
            )
        };
        let deviations: Vec<Vec<i64>> = (exact.iter().zip(&units).enumerate())
            .map(|(at, pair)| whole(pair).ok_or_else(|| OutOfRange::fine(range(at))))
            .collect::<Result<_, _>>()?;
        // By dependence: products of integer deviations, and what they are multiplied by in the author's units.
        let mut drafts: Vec<(Cell, Terms)> = Vec::new();
        for dependence in problem.dependences.iter() {
            let own = dependence.terms.iter().filter(|(product, _)| product.iter().all(|at| *at < LEVERS));
            let unit = |at: &usize| if *at < DERIVED { units[*at].clone() } else { BigInt::one() };
            let scaled = |(product, coefficient): &(Vec<usize>, BigRational)| {
                (product.clone(), coefficient / BigRational::from(product.iter().map(unit).product::<BigInt>()))
            };
            let terms: Vec<_> = own.map(scaled).collect();
            if !terms.is_empty() {
                drafts.push((dependence.cell, terms));
            }
        }
        let mut finer = problem.clone();
        for (party, declared) in problem.party_ids().zip(problem.parties()) {
            let own = drafts.iter().filter(|(cell, _)| cell.party() == party.index()).flat_map(|(_, terms)| terms);
            let old = &declared.scale;
            let scale = own.fold(old.clone(), |scale, (_, coefficient)| scale.lcm(coefficient.denom()));
            let out = || OutOfRange::fine(format!("a range of a number of `{}`", declared.id));
            let multiplier = (scale / old).to_i64().ok_or_else(out)?;
            if multiplier != 1 {
                finer = finer.finer(party, multiplier)?;
            }
        }
        let largest = |at: &usize| {
            let moves = if *at < DERIVED { deviations[*at].iter().map(|value| value.abs()).max() } else { Some(1) };
            BigInt::from(moves.unwrap_or(1).max(1))
        };
        let mut cells = Vec::new();
        for (cell, terms) in drafts {
            let party = cell.party();
            let scale = BigRational::from(finer.parties()[party].scale.clone());
            let mut reach = BigInt::from(finer.reach[party]);
            let mut whole = Vec::new();
            let out = || OutOfRange::large(format!("a range of a number of `{}`", problem.parties()[party].id));
            for (product, coefficient) in terms {
                let coefficient = (coefficient * &scale).to_integer();
                reach += coefficient.abs() * product.iter().map(largest).product::<BigInt>();
                whole.push((product, coefficient.to_i64().ok_or_else(out)?));
            }
            finer.reach[party] = reach.to_i64().filter(|reach| *reach < MAX_UTILITY).ok_or_else(out)?;
            cells.push(Entry { cell, constant: *finer.cell(cell), terms: whole });
        }
        let weights = (uncertain.iter().enumerate())
            .filter(|(_, number)| number.role == Role::Weight)
            .map(|(at, number)| (at, number.party, grids[at].values.clone()))
            .collect();
        let linked = cells.iter().any(|entry| matches!(entry.cell, Cell::Interaction { .. }));
        let consents = problem.has_moving_consents();
        let follows = !problem.derived().is_empty() || problem.has_levels() || problem.asks_for_a_shared_belief();
        let exact = if follows { exact } else { Vec::new() };
        Ok(Template { problem: finer, cells, deviations, exact, weights, linked, consents })
    }

    /// The problem with every number at its value.
    pub(super) fn problem(&self) -> &Problem {
        &self.problem
    }

    /// By number that is not always the same: what is added to it in these draws, about, in the author's units.
    pub(super) fn moves<'d>(&self, draws: impl Iterator<Item = &'d [u16]>) -> Vec<(Cell, Vec<f64>)> {
        let mut moves: Vec<(Cell, Vec<f64>)> = self.cells.iter().map(|entry| (entry.cell, Vec::new())).collect();
        let mut problem = self.problem.clone();
        for draw in draws {
            let sound = self.put(draw, &mut problem).is_ok();
            for (entry, (cell, row)) in self.cells.iter().zip(&mut moves) {
                let scale = self.problem.parties()[cell.party()].scale.to_f64().unwrap_or(1.0);
                let added = if sound { *problem.cell(*cell) - entry.constant } else { 0 };
                row.push(added as f64 / scale);
            }
        }
        moves
    }

    /// Puts the numbers at these positions into a copy of the problem, whatever they were before.
    ///
    /// # Errors
    /// [`OutOfRange`] if weights cannot be brought to whole numbers, or what consents add up is too finely divided.
    pub(super) fn put(&self, draw: &[u16], problem: &mut Problem) -> Result<(), OutOfRange> {
        let derived: Vec<i64> = match self.exact.is_empty() {
            true => Vec::new(),
            false => {
                let deviations = draw.iter().zip(&self.exact).map(|(at, exact)| exact[usize::from(*at)].clone());
                let deviations = Deviations::of(&self.problem, deviations.collect());
                problem.put_curves(&deviations);
                problem.add_up_states(&self.problem, &deviations)?;
                deviations.derived.iter().map(|moved| moved.to_integer().to_i64().unwrap_or(0)).collect()
            }
        };
        let deviation = |at: usize| match at {
            DERIVED.. => derived[at - DERIVED],
            _ => self.deviations[at][usize::from(draw[at])],
        };
        for Entry { cell, constant, terms } in &self.cells {
            let term = |(product, coefficient): &(Vec<usize>, i64)| {
                product.iter().fold(*coefficient, |value, at| value * deviation(*at))
            };
            *problem.cell(*cell) = constant + terms.iter().map(term).sum::<i64>();
        }
        if self.linked {
            let parties = problem.parties().len();
            problem.factors = Factor::group(&problem.interactions, &problem.issues, parties).into();
        }
        if self.consents {
            problem.add_up_consents(true)?;
        }
        if !self.weights.is_empty() {
            for (at, party, values) in &self.weights {
                problem.parties[party.index()].weight = values[usize::from(draw[*at])].clone().into();
            }
            problem.exponents = problem.whole_weights()?;
        }
        Ok(())
    }
}
