//! All ways to choose options whose corners reach given weighted sums, depth first.
//!
//! The decision diagrams of the corner problem tell exactly, at every node, how much of a weighted sum is still to come. A
//! branch is followed as long as every sum in play can still reach its threshold; the choices of a node are tried in the
//! order of what they can reach, so that the first one that falls short ends the row. Levels that nothing links to what is
//! still open are not gone through: their best corner is counted, and the options are reported as soon as they are all
//! settled.
//!
//! Each sum of its own has a corner that reaches as much as levels between corners do, but not all sums have the same one:
//! a level halfway may reach two thresholds where each end misses one. So the path follows the corners of the first sum
//! alone. The other sums are counted exactly up to the first level of a diagram, and from there on as the most that the
//! rest of that diagram can add.

use crate::problem::{OptionId, View};
use crate::search::{Control, Stop, Structure};
use std::collections::BTreeSet;

/// A weighted sum of scaled utilities, and the least of it that is looked for.
#[derive(Clone, Debug)]
pub(super) struct Sum {
    /// By party and seat.
    pub weights: Vec<i128>,
    /// The least.
    pub threshold: i128,
}

/// Steps between two looks at the clock.
const STEPS: u64 = 1 << 10;

struct Choice {
    to: usize,
    option: OptionId,
    /// By sum, what it adds, and what can be reached with it from here on.
    adds: Vec<i128>,
    reach: Vec<i128>,
}

struct Step {
    issue: usize,
    /// By node, its choices, the most promising first.
    choices: Vec<Vec<Choice>>,
}

/// A search ready to run.
pub(super) struct Descent<'d, 'c> {
    steps: Vec<Step>,
    /// After so many steps all options are settled.
    settled: usize,
    thresholds: Vec<i128>,
    options: Vec<OptionId>,
    /// Options found already.
    seen: &'d mut BTreeSet<Vec<OptionId>>,
    control: &'d Control<'c>,
    /// By position on the path, what each sum is so far.
    path: Vec<i128>,
    taken: u64,
}

/// Is told the options found; it may raise the thresholds.
pub(super) type Visit<'v> = dyn FnMut(&[OptionId], &mut [i128]) -> Result<(), Stop> + 'v;

impl<'d, 'c> Descent<'d, 'c> {
    /// Prepares a search for what reaches all sums. `continuous` tells which issues stand for levels.
    pub(super) fn new(
        view: &View,
        structure: &Structure,
        sums: &[Sum],
        continuous: &[bool],
        seen: &'d mut BTreeSet<Vec<OptionId>>,
        control: &'d Control<'c>,
    ) -> Self {
        let constants = &view.problem().constants;
        let of = |gains: &[i64]| -> Vec<i128> {
            let sum = |sum: &Sum| sum.weights.iter().zip(gains).map(|(weight, gain)| weight * i128::from(*gain)).sum();
            sums.iter().map(sum).collect()
        };
        // Groups of levels alone come last.
        let only_levels = |at: &usize| structure.diagrams[*at].layers.iter().all(|layer| continuous[layer.issue]);
        let mut order: Vec<usize> = (0..structure.diagrams.len()).collect();
        order.sort_by_key(|at| (only_levels(at), structure.diagrams[*at].layers.len() > 1));
        let bounds: Vec<Vec<Vec<Vec<i128>>>> = (structure.diagrams.iter())
            .map(|diagram| sums.iter().map(|sum| diagram.to_go(&sum.weights)).collect())
            .collect();
        let mut after = vec![0i128; sums.len()];
        let mut steps: Vec<Step> = Vec::new();
        for at in order.iter().rev() {
            let diagram = &structure.diagrams[*at];
            let mut group = Vec::new();
            for (position, layer) in diagram.layers.iter().enumerate() {
                let before = if position == 0 { 1 } else { diagram.layers[position - 1].width };
                let passed = diagram.layers[..position].iter().any(|layer| continuous[layer.issue]);
                let mut choices: Vec<Vec<Choice>> = (0..before).map(|_| Vec::new()).collect();
                for (arc, gains) in layer.arcs.iter().zip(layer.gains.chunks_exact(constants.len())) {
                    let (from, to) = (arc.from as usize, arc.to as usize);
                    let (mut adds, mut reach) = (of(gains), after.clone());
                    for sum in 0..sums.len() {
                        let to_go = &bounds[*at][sum];
                        if sum > 0 && (passed || continuous[layer.issue]) {
                            adds[sum] = if passed { 0 } else { to_go[position][from] };
                            reach[sum] += adds[sum];
                        } else {
                            reach[sum] += adds[sum] + to_go[position + 1][to];
                        }
                    }
                    choices[from].push(Choice { to, option: arc.option, adds, reach });
                }
                for choices in &mut choices {
                    choices.sort_by_key(|choice| (std::cmp::Reverse(choice.reach.first().copied()), choice.option));
                }
                group.push(Step { issue: layer.issue, choices });
            }
            after.iter_mut().zip(&bounds[*at]).for_each(|(after, bounds)| *after += bounds[0][0]);
            steps.splice(0..0, group);
        }
        let settled = steps.iter().rposition(|step| !continuous[step.issue]).map_or(0, |last| last + 1);
        let mut path = of(constants);
        path.resize((settled + 1) * sums.len(), 0);
        Descent {
            steps,
            settled,
            path,
            thresholds: sums.iter().map(|sum| sum.threshold).collect(),
            options: vec![OptionId::at(0); continuous.len()],
            seen,
            control,
            taken: 0,
        }
    }

    /// Goes through all of it; how many steps that took.
    pub(super) fn run(mut self, continuous: &[bool], visit: &mut Visit) -> Result<u64, Stop> {
        self.follow(0, 0, continuous, visit)?;
        Ok(self.taken)
    }

    fn follow(&mut self, position: usize, node: usize, continuous: &[bool], visit: &mut Visit) -> Result<(), Stop> {
        if position == self.settled {
            let options: Vec<OptionId> = (self.options.iter().zip(continuous))
                .map(|(option, continuous)| if *continuous { OptionId::at(0) } else { *option })
                .collect();
            if self.seen.contains(&options) {
                return Ok(());
            }
            if self.seen.len() >= self.control.room(self.control.points, 64 + 2 * options.len()) {
                return Err(Stop::PointLimit);
            }
            self.seen.insert(options.clone());
            return visit(&options, &mut self.thresholds);
        }
        let (sums, count) = (self.thresholds.len(), self.steps[position].choices[node].len());
        for at in 0..count {
            self.taken += 1;
            if self.taken.is_multiple_of(STEPS) {
                self.control.examined(STEPS)?;
                self.control.check()?;
            }
            let choice = &self.steps[position].choices[node][at];
            let (own, next) = self.path[position * sums..][..2 * sums].split_at_mut(sums);
            let reaches = |sum: usize| own[sum] + choice.reach[sum] >= self.thresholds[sum];
            if !reaches(0) {
                break;
            }
            if !(1..sums).all(reaches) {
                continue;
            }
            next.iter_mut().zip(&*own).zip(&choice.adds).for_each(|((next, own), add)| *next = own + add);
            self.options[self.steps[position].issue] = choice.option;
            // The last layer of a group has a single node, and so has the next group's start.
            let to = choice.to;
            self.follow(position + 1, to, continuous, visit)?;
        }
        Ok(())
    }
}
