//! Depth-first search along the decision diagrams, for the best packages of one objective.
//!
//! Partial packages are followed as long as, with the best completion, every weighted sum in play can still reach its
//! [threshold](super::threshold) and every party its floor. Best completions are exact, read off the diagrams backwards,
//! so that with a single sum the search would never turn back in vain; choices are tried in the order of what they can
//! reach, so that the first one that falls short ends the row. Whenever a better package is found, thresholds rise.
//!
//! Sums are kept in 64-bit integers. Where the exact ones are longer, what a choice adds is rounded up and the threshold
//! down: a bound a little weaker, never wrong. What is found is compared by the objective itself, exactly.
//!
//! Compared with [elimination](super::eliminate) under the same cuts, nothing is kept and nothing is compared with its
//! like, which makes a step many times cheaper; but packages that are equally good are met one by one. So a search has
//! a budget of steps, beyond which elimination gets its turn.

use super::cuts::{Weights, cut};
use super::eliminate::Cut;
use super::incumbent::Incumbent;
use super::limits::{Control, Stop};
use super::structure::Structure;
use crate::problem::{MAX_SEATS, OptionId, View};
use num_bigint::{BigInt, BigUint};
use num_traits::Signed;
use std::collections::HashMap;

/// How a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// Nothing is left to look at.
    Complete,
    /// The budget of steps is used up.
    OverBudget,
}

/// Sums stay below this.
const LARGEST_SUM_BITS: u64 = 60;
/// What a point takes beside its options and utilities, about.
const POINT_BYTES: usize = 160;
/// Steps between two looks at the clock.
const STEPS: u64 = 1 << 12;

/// A weighted sum in 64 bits: what utilities are multiplied with, and how far the product is shifted.
struct Coordinate {
    weights: Vec<i128>,
    shift: u32,
}

impl Coordinate {
    fn new(view: &View, cut: &Cut) -> Self {
        let reach = |(party, weight): (usize, &i128)| BigInt::from(*weight) * view.problem().reach(party) * 2u32;
        let bits = cut.weights.iter().enumerate().map(reach).sum::<BigInt>().abs().bits();
        Coordinate { weights: cut.weights.clone(), shift: bits.saturating_sub(LARGEST_SUM_BITS) as u32 }
    }

    /// What gains add, rounded up.
    fn add(&self, gains: &[i64]) -> i64 {
        let sum: i128 = self.weights.iter().zip(gains).map(|(weight, gain)| weight * i128::from(*gain)).sum();
        -((-sum) >> self.shift) as i64
    }

    /// A threshold, rounded down.
    fn threshold(&self, exact: i128) -> i64 {
        (exact >> self.shift).clamp(i128::from(i64::MIN / 4), i128::from(i64::MAX / 4)) as i64
    }
}

/// One way to go on from a node.
struct Choice {
    to: u32,
    option: OptionId,
    /// How many options do the same.
    ways: u32,
}

/// The choices for one issue.
struct Step {
    issue: usize,
    /// By node, where its choices begin; one more at the end.
    first: Vec<usize>,
    choices: Vec<Choice>,
    /// What a choice adds: indexed by `choice · coordinates + coordinate`.
    adds: Vec<i64>,
    /// The most that can be reached with it from here on, alike. The choices of a node are in descending order of the
    /// first coordinate.
    reach: Vec<i64>,
}

/// The steps of one diagram, before the diagrams are put one after another.
struct Group {
    steps: Vec<Step>,
    /// What the group adds at most, by coordinate.
    most: Vec<i64>,
}

/// A search ready to run.
pub(super) struct Descent<'d> {
    view: &'d View<'d>,
    /// The weights of gains behind the first coordinates.
    weights: &'d [Weights],
    coordinates: Vec<Coordinate>,
    /// The number of coordinates: weighted sums first, then each party's utility.
    width: usize,
    start: Vec<i64>,
    steps: Vec<Step>,
    thresholds: Vec<i64>,
    /// No threshold of the first weights falls below this.
    lowest: Option<i64>,
    /// Whether some issue has no choice left.
    hopeless: bool,
    /// By issue, the option chosen on the way.
    options: Vec<OptionId>,
}

const NEVER: i64 = i64::MIN / 4;

impl<'d> Descent<'d> {
    /// Prepares a search for what scores at least as well as the incumbent, and whose first weighted sum reaches
    /// `lowest` besides. None if the weights bound nothing.
    pub(super) fn new(
        view: &'d View<'d>,
        structure: &Structure,
        weights: &'d [Weights],
        lowest: Option<&BigInt>,
        incumbent: &Incumbent,
    ) -> Option<Self> {
        let parties = view.parties();
        let zero = BigInt::ZERO;
        let cuts: Vec<Cut> = weights.iter().map(|weights| cut(view, weights, &zero)).collect::<Option<_>>()?;
        let mut coordinates: Vec<Coordinate> = cuts.iter().map(|cut| Coordinate::new(view, cut)).collect();
        let lowest = match lowest {
            Some(lowest) => Some(coordinates.first()?.threshold(cut(view, &weights[0], lowest)?.threshold)),
            None => None,
        };
        for party in 0..parties {
            let weights = (0..parties).map(|other| i128::from(party == other)).collect();
            coordinates.push(Coordinate { weights, shift: 0 });
        }
        let width = coordinates.len();
        let mut descent = Descent {
            view,
            weights,
            start: coordinates.iter().map(|coordinate| coordinate.add(&view.problem().constants)).collect(),
            coordinates,
            width,
            steps: Vec::new(),
            thresholds: vec![NEVER; width],
            lowest,
            hopeless: false,
            options: vec![OptionId::at(0); view.problem().issues().len()],
        };
        descent.raise(incumbent);
        descent.lay_out(structure);
        Some(descent)
    }

    /// Sets thresholds by the incumbent.
    fn raise(&mut self, incumbent: &Incumbent) {
        for (at, weights) in self.weights.iter().enumerate() {
            let implied = incumbent.threshold(&weights.gains).and_then(|threshold| cut(self.view, weights, &threshold));
            if let Some(cut) = implied {
                self.thresholds[at] = self.thresholds[at].max(self.coordinates[at].threshold(cut.threshold));
            }
        }
        if let Some(lowest) = self.lowest {
            self.thresholds[0] = self.thresholds[0].max(lowest);
        }
        let floors = incumbent.demanding(self.view).floors_of_sums();
        for (at, weights) in self.weights.iter().enumerate() {
            let together = cut(self.view, weights, &BigInt::ZERO).and_then(|cut| cut.at_floors(&floors));
            if let Some(cut) = together {
                self.thresholds[at] = self.thresholds[at].max(self.coordinates[at].threshold(cut.threshold));
            }
        }
        for (party, floor) in floors.into_iter().enumerate() {
            let at = self.weights.len() + party;
            self.thresholds[at] = self.thresholds[at].max(floor.unwrap_or(NEVER));
        }
    }

    /// Lays the diagrams out one after another, less the choices that cannot reach a threshold.
    fn lay_out(&mut self, structure: &Structure) {
        let width = self.width;
        let bounds: Vec<Vec<Vec<i64>>> = structure.diagrams.iter().map(|diagram| self.to_go(diagram)).collect();
        let mut total = self.start.clone();
        for bounds in &bounds {
            total.iter_mut().zip(&bounds[0]).for_each(|(total, most)| *total += most);
        }
        let mut groups = Vec::new();
        for (diagram, bounds) in structure.diagrams.iter().zip(&bounds) {
            let others: Vec<i64> = total.iter().zip(&bounds[0]).map(|(total, own)| total - own).collect();
            groups.push(self.group(diagram, bounds, &others));
        }
        self.hopeless = groups.iter().any(|group| group.steps.iter().any(|step| step.choices.is_empty()));
        if self.hopeless {
            return;
        }
        // First the issues with few ways left, and of these the ones where deviations cost most.
        let second = |group: &Group| match &group.steps[..] {
            [step] => step.reach.get(width).map_or(i64::MIN, |second| second - step.reach[0]),
            _ => i64::MAX,
        };
        groups.sort_by_cached_key(|group| {
            let ways = group.steps.iter().map(|step| step.choices.len()).max().unwrap_or(0);
            (group.steps.len() > 1, ways.min(2), second(group))
        });
        // What is still to come after a group is added to all its reaches.
        let mut after = vec![0i64; width];
        for group in groups.iter_mut().rev() {
            for step in &mut group.steps {
                for row in step.reach.chunks_exact_mut(width) {
                    row.iter_mut().zip(&after).for_each(|(reach, after)| *reach += after);
                }
            }
            after.iter_mut().zip(&group.most).for_each(|(after, most)| *after += most);
        }
        self.steps = groups.into_iter().flat_map(|group| group.steps).collect();
    }

    /// By layer and node, the most that each coordinate can still gain; the first layer's first node is the start.
    fn to_go(&self, diagram: &super::Diagram) -> Vec<Vec<i64>> {
        let (width, parties) = (self.width, self.view.parties());
        let mut layers: Vec<Vec<i64>> = diagram.layers.iter().map(|_| Vec::new()).collect();
        layers.push(vec![0i64; width]);
        for (at, layer) in diagram.layers.iter().enumerate().rev() {
            let before = if at == 0 { 1 } else { diagram.layers[at - 1].width };
            let mut most = vec![NEVER; before * width];
            let next = &layers[at + 1];
            for (arc, gains) in layer.arcs.iter().zip(layer.gains.chunks_exact(parties)) {
                let own = &mut most[arc.from as usize * width..][..width];
                let rest = &next[arc.to as usize * width..][..width];
                for ((own, rest), coordinate) in own.iter_mut().zip(rest).zip(&self.coordinates) {
                    *own = (*own).max(coordinate.add(gains) + rest);
                }
            }
            layers[at] = most;
        }
        layers
    }

    /// The steps along one diagram; `others` is the most that everything else adds.
    fn group(&self, diagram: &super::Diagram, to_go: &[Vec<i64>], others: &[i64]) -> Group {
        let (width, parties) = (self.width, self.view.parties());
        let mut steps = Vec::with_capacity(diagram.layers.len());
        let mut reached = others.to_vec();
        for (at, layer) in diagram.layers.iter().enumerate() {
            let before = if at == 0 { 1 } else { diagram.layers[at - 1].width };
            let mut next = vec![NEVER; layer.width * width];
            // By node, the choices with what they add.
            let mut kept: Vec<Vec<(Choice, Vec<i64>)>> = Vec::new();
            kept.resize_with(before, Vec::new);
            let mut same: HashMap<(u32, u32, &[i64]), usize> = HashMap::new();
            for (arc, gains) in layer.arcs.iter().zip(layer.gains.chunks_exact(parties)) {
                let so_far = &reached[arc.from as usize * width..][..width];
                let rest = &to_go[at + 1][arc.to as usize * width..][..width];
                let adds: Vec<i64> = self.coordinates.iter().map(|coordinate| coordinate.add(gains)).collect();
                let mut sums = so_far.iter().zip(&adds).zip(rest).map(|((so_far, add), rest)| so_far + add + rest);
                if so_far[0] <= NEVER / 2 || !sums.by_ref().zip(&self.thresholds).all(|(sum, least)| sum >= *least) {
                    continue;
                }
                let own = &mut next[arc.to as usize * width..][..width];
                for ((own, so_far), add) in own.iter_mut().zip(so_far).zip(&adds) {
                    *own = (*own).max(so_far + add);
                }
                let choices = &mut kept[arc.from as usize];
                match same.entry((arc.from, arc.to, gains)) {
                    std::collections::hash_map::Entry::Occupied(entry) => choices[*entry.get()].0.ways += 1,
                    std::collections::hash_map::Entry::Vacant(entry) => {
                        entry.insert(choices.len());
                        choices.push((Choice { to: arc.to, option: arc.option, ways: 1 }, adds));
                    }
                }
            }
            let mut step =
                Step { issue: layer.issue, first: vec![0], choices: Vec::new(), adds: Vec::new(), reach: Vec::new() };
            for mut choices in kept {
                let reach = |choice: &Choice, adds: &[i64], coordinate: usize| {
                    adds[coordinate] + to_go[at + 1][choice.to as usize * width + coordinate]
                };
                choices.sort_by_cached_key(|(choice, adds)| std::cmp::Reverse(reach(choice, adds, 0)));
                for (choice, adds) in choices {
                    step.reach.extend((0..width).map(|coordinate| reach(&choice, &adds, coordinate)));
                    step.adds.extend(adds);
                    step.choices.push(choice);
                }
                step.first.push(step.choices.len());
            }
            steps.push(step);
            reached = next;
        }
        // What is left may reach less than all did.
        let first = &steps[0];
        let rows = first.reach.chunks_exact(width);
        let most = rows.fold(vec![NEVER; width], |most, row| most.iter().zip(row).map(|(a, b)| *a.max(b)).collect());
        Group { steps, most }
    }

    /// The issues in the order in which they are settled.
    pub(super) fn order(&self) -> Vec<usize> {
        self.steps.iter().map(|step| step.issue).collect()
    }

    /// Searches with at most `budget` steps. What is found is offered to the incumbent.
    pub(super) fn run(&mut self, incumbent: &mut Incumbent, budget: u64, control: &Control) -> Result<Ended, Stop> {
        // Each point is kept, and kept again in the answer; other concepts may have as many.
        let bytes = 8 * (POINT_BYTES + 2 * self.options.len() + 8 * self.view.parties());
        let room = control.room(control.points, bytes);
        if self.hopeless {
            return Ok(Ended::Complete);
        }
        let mut sums = vec![0i64; (self.steps.len() + 1) * self.width];
        sums[..self.width].copy_from_slice(&self.start);
        if self.steps.is_empty() {
            self.arrive(&sums, 1, incumbent);
            return Ok(Ended::Complete);
        }
        // By depth: the next choice to try, and the last one of the node; the ways to come here.
        let mut rows: Vec<(usize, usize)> = vec![(0, 0); self.steps.len()];
        let mut ways = vec![1u128; self.steps.len() + 1];
        rows[0] = (self.steps[0].first[0], self.steps[0].first[1]);
        let mut depth = 0;
        let mut steps = 0u64;
        let width = self.width;
        loop {
            let (at, end) = rows[depth];
            let step = &self.steps[depth];
            let so_far = &sums[depth * width..(depth + 1) * width];
            let reach = &step.reach[at * width..];
            if at == end || so_far[0] + reach[0] < self.thresholds[0] {
                if depth == 0 {
                    return Ok(Ended::Complete);
                }
                depth -= 1;
                continue;
            }
            rows[depth].0 = at + 1;
            steps += 1;
            if steps.is_multiple_of(STEPS) {
                control.examined(STEPS)?;
                if steps > budget {
                    return Ok(Ended::OverBudget);
                }
            }
            if (1..width).any(|c| so_far[c] + reach[c] < self.thresholds[c]) {
                continue;
            }
            let choice = &step.choices[at];
            self.options[step.issue] = choice.option;
            ways[depth + 1] = ways[depth].saturating_mul(u128::from(choice.ways));
            let adds = &step.adds[at * width..(at + 1) * width];
            let (before, after) = sums.split_at_mut((depth + 1) * width);
            for ((next, so_far), add) in after.iter_mut().zip(&before[depth * width..]).zip(adds) {
                *next = so_far + add;
            }
            if depth + 1 == self.steps.len() {
                let (ways, from) = (ways[depth + 1], (depth + 1) * width);
                if self.arrive(&sums[from..], ways, incumbent) {
                    self.raise(incumbent);
                }
                if incumbent.count() > room {
                    return Err(Stop::PointLimit);
                }
            } else {
                depth += 1;
                let node = choice.to as usize;
                rows[depth] = (self.steps[depth].first[node], self.steps[depth].first[node + 1]);
            }
        }
    }

    /// Offers a whole package; whether it was better than all before.
    fn arrive(&self, sums: &[i64], ways: u128, incumbent: &mut Incumbent) -> bool {
        let sums = &sums[self.weights.len()..self.width];
        if !sums.iter().zip(&self.thresholds[self.weights.len()..]).all(|(own, least)| own >= least) {
            return false;
        }
        let mut utilities = [0; MAX_SEATS];
        let utilities = &mut utilities[..sums.len()];
        utilities.copy_from_slice(sums);
        self.view.problem().cap(utilities);
        incumbent.offer(self.view, utilities, &self.options, &BigUint::from(ways))
    }
}
