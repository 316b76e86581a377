//! Every acceptable package, one by one, along the decision diagrams: for questions about all of them.
//!
//! A walk turns back as soon as even the best that each party can still get would not be accepted. So it takes about as
//! many steps as there are acceptable packages, times a small number.

use super::diagram::Diagram;
use super::limits::{Control, Limits, Stop};
use super::structure::Structure;
use super::weights::per_range;
use crate::problem::{OptionId, View};
use num_bigint::{BigInt, BigUint};

/// Calls `visit` with every package that the acceptance rule passes: option positions by issue, and scaled utilities by
/// party. False if that would take more than `budget` steps; some packages have then been visited.
pub(crate) fn each_acceptable(
    view: &View,
    structure: &Structure,
    budget: u64,
    control: &Control,
    visit: &mut dyn FnMut(&[OptionId], &[i64]),
) -> Result<bool, Stop> {
    let parties = view.parties();
    let mut rest = vec![0; parties];
    let mut steps = Vec::new();
    for diagram in structure.diagrams.iter().rev() {
        let own: Vec<Step> = (0..diagram.layers.len()).map(|layer| Step::new(diagram, layer, &rest)).collect();
        steps.splice(0..0, own);
        rest.iter_mut().zip(&diagram.most).for_each(|(rest, most)| *rest += most);
    }
    let options = vec![OptionId::at(0); view.problem().issues().len()];
    let mut sums = vec![0; (steps.len() + 1) * parties];
    sums[..parties].copy_from_slice(&view.problem().constants[..parties]);
    let mut walk = Walk { view, steps, options, sums, best: vec![0; parties], left: budget, control, visit };
    walk.from(0, 0)
}

/// Whether more packages than this are acceptable for sure. What is best for all together is followed through the groups of issues
/// until enough pass it whatever becomes of the other groups: then all ways to settle these are acceptable.
pub(crate) fn are_more_than(view: &View, structure: &Structure, most: u64) -> bool {
    let problem = view.problem();
    let weights: Vec<BigInt> =
        (0..view.parties()).map(|party| per_range(structure.range(problem, party).into())).collect();
    let mut utilities = problem.constants.clone();
    for diagram in &structure.diagrams {
        utilities.iter_mut().zip(&diagram.least).for_each(|(own, least)| *own += least);
    }
    let mut ways = structure.count();
    for diagram in &structure.diagrams {
        let mut least = utilities.clone();
        problem.cap(&mut least);
        if view.is_acceptable(&least) {
            return ways > BigUint::from(most);
        }
        let (best, _) = diagram.best_exactly(&weights);
        for (own, (best, least)) in utilities.iter_mut().zip(best.iter().zip(&diagram.least)) {
            *own += best - least;
        }
        ways /= diagram.count();
    }
    false
}

/// Calls `visit` with every package that the acceptance rule passes: options by issue, and utilities by party in the problem's
/// units (see [`Party::scale`](crate::problem::Party)). What bounds it is work, and no clock: diagrams of at most `arcs` choices, and `steps`
/// steps along them. False if that is not enough; some packages may then have been visited.
pub fn visit_acceptable(view: &View, arcs: usize, steps: u64, visit: &mut dyn FnMut(&[OptionId], &[i64])) -> bool {
    let control = Control::new(&Limits::default());
    each_of(view, Some(arcs), steps, &control, visit).unwrap_or(false)
}

/// The same within a search's limits, and with diagrams of at most so many choices, if that is said.
///
/// # Errors
/// If a limit was met, or if diagrams are larger.
pub(crate) fn each_of(
    view: &View,
    arcs: Option<usize>,
    budget: u64,
    control: &Control,
    visit: &mut dyn FnMut(&[OptionId], &[i64]),
) -> Result<bool, Stop> {
    let (seats, parties) = (view.seats(), view.parties());
    let seated = seats.as_ref().map(|seats| seats.ask(view));
    let asked = seated.as_ref().unwrap_or(view);
    let structure = match arcs {
        Some(arcs) => Structure::build_within(asked, arcs, control)?,
        None => Structure::build(asked, control)?,
    };
    let Some(structure) = structure else { return Ok(true) };
    each_acceptable(asked, &structure, budget, control, &mut |options, utilities| {
        visit(options, &utilities[..parties]);
    })
}

/// One layer of a diagram on the way through all of them.
struct Step<'d> {
    diagram: &'d Diagram,
    layer: usize,
    /// By node before the layer, its choices.
    choices: Vec<Vec<usize>>,
    /// By party, the most that the diagrams after this one add.
    rest: Vec<i64>,
}

impl<'d> Step<'d> {
    fn new(diagram: &'d Diagram, layer: usize, rest: &[i64]) -> Self {
        let before = if layer == 0 { 1 } else { diagram.layers[layer - 1].width };
        let mut choices = vec![Vec::new(); before];
        for (at, arc) in diagram.layers[layer].arcs.iter().enumerate() {
            choices[arc.from as usize].push(at);
        }
        Step { diagram, layer, choices, rest: rest.to_vec() }
    }
}

struct Walk<'w, 'd, 'c> {
    view: &'w View<'w>,
    steps: Vec<Step<'d>>,
    /// The package so far.
    options: Vec<OptionId>,
    /// What everybody has so far: indexed by `depth · parties + party`.
    sums: Vec<i64>,
    /// By party, the most that can be reached.
    best: Vec<i64>,
    /// Steps of the budget.
    left: u64,
    control: &'w Control<'c>,
    visit: &'w mut dyn FnMut(&[OptionId], &[i64]),
}

impl Walk<'_, '_, '_> {
    fn from(&mut self, depth: usize, node: usize) -> Result<bool, Stop> {
        let parties = self.best.len();
        let own = depth * parties;
        let Some(step) = self.steps.get(depth) else {
            self.best.copy_from_slice(&self.sums[own..own + parties]);
            self.view.problem().cap(&mut self.best);
            (self.visit)(&self.options, &self.best);
            return Ok(true);
        };
        let layer = &step.diagram.layers[step.layer];
        let last = step.layer + 1 == step.diagram.layers.len();
        for at in 0..step.choices[node].len() {
            let step = &self.steps[depth];
            let choice = step.choices[node][at];
            let arc = &layer.arcs[choice];
            let to = arc.to as usize;
            self.left = match self.left.checked_sub(1) {
                Some(left) => left,
                None => return Ok(false),
            };
            self.control.examined(1)?;
            let gains = &layer.gains[choice * parties..(choice + 1) * parties];
            let (before, next) = self.sums.split_at_mut(own + parties);
            for ((next, so_far), gain) in next.iter_mut().zip(&before[own..]).zip(gains) {
                *next = so_far + gain;
            }
            let most = &layer.most[to * parties..(to + 1) * parties];
            for (best, ((next, most), rest)) in self.best.iter_mut().zip(next.iter().zip(most).zip(&step.rest)) {
                *best = next + most + rest;
            }
            self.view.problem().cap(&mut self.best);
            if !self.view.is_acceptable(&self.best) {
                continue;
            }
            self.options[layer.issue] = arc.option;
            if !self.from(depth + 1, if last { 0 } else { to })? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
