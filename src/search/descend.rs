//! Depth-first search along the decision diagrams, for what reaches given weighted sums.
//!
//! Partial packages are followed as long as, with the best completion, every weighted sum in play can still reach its
//! [threshold](super::threshold), and every party its floor, which is a sum of its own. Best completions are exact, read off
//! the diagrams backwards, so that with a single sum the search would never turn back in vain; choices are tried in the order
//! of what they can reach, so that the first one that falls short ends the row. Whenever a better package is found, thresholds
//! rise.
//!
//! Where there are levels, diagrams are those of their corners. Levels that nothing links to what is still open are not gone
//! through: their best corner is counted, and options are found as soon as they are all settled. Each sum of its own has a
//! corner that reaches as much as levels between corners do, but not all sums have the same one: a level halfway may reach two
//! thresholds where each end misses one. So the path follows the corners of the first sum alone. The other sums are counted
//! exactly up to the first level of a diagram, and from there on as the most that the rest of that diagram can add.
//!
//! Sums are kept in 64-bit integers. Where the exact ones are longer, what a choice adds is rounded up and the threshold
//! down: a bound a little weaker, never wrong. What is found is compared exactly by whoever asked.
//!
//! Compared with [elimination](super::eliminate) under the same cuts, nothing is kept and nothing is compared with its
//! like, which makes a step many times cheaper; but packages that are equally good are met one by one. So a search has
//! a budget of steps, beyond which elimination gets its turn.

use super::limits::{Control, Stop};
use super::structure::Structure;
use crate::problem::{OptionId, View};
use num_bigint::BigInt;
use num_traits::Signed;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

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
/// Steps between two looks at the clock.
const STEPS: u64 = 1 << 12;

/// Who asked for what reaches the sums.
pub(super) trait Seeker {
    /// The least that a sum has in anything that is still looked for; none if it may be anything. Asked at the beginning, and
    /// after something better was found.
    fn least(&self, sum: usize) -> Result<Option<i128>, Stop>;

    /// Is given options that reach all sums, with what each sum comes to in 64 bits (a party's own utility exactly, others about)
    /// and how many ways lead there. Whether they are better than all before.
    fn found(&mut self, options: &[OptionId], sums: &[i64], ways: u128) -> Result<bool, Stop>;
}

/// A weighted sum in 64 bits: what utilities are multiplied with, and how far the product is shifted.
struct Coordinate {
    weights: Vec<i128>,
    shift: u32,
    /// Whose own utility it is, if it is nothing else.
    own: Option<usize>,
}

impl Coordinate {
    fn new(view: &View, weights: Vec<i128>, first: bool) -> Self {
        // Behind the first sum, a party's own utility fits as it is, and has to be told exactly.
        if !first && weights.iter().filter(|weight| **weight != 0).eq([&1]) {
            let own = weights.iter().position(|weight| *weight != 0);
            return Coordinate { weights, shift: 0, own };
        }
        let reach = |(party, weight): (usize, &i128)| BigInt::from(*weight) * view.problem().reach(party) * 2u32;
        let bits = weights.iter().enumerate().map(reach).sum::<BigInt>().abs().bits();
        Coordinate { weights, shift: bits.saturating_sub(LARGEST_SUM_BITS) as u32, own: None }
    }

    /// What gains add, rounded up.
    fn add(&self, gains: &[i64]) -> i64 {
        if let Some(party) = self.own {
            return gains[party];
        }
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

/// What a diagram's choices add, by layer and choice, and the most that can still be added, by layer and node; both by
/// coordinate. The first layer's first node is the start.
struct Counted {
    adds: Vec<Vec<i64>>,
    to_go: Vec<Vec<i64>>,
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
    coordinates: Vec<Coordinate>,
    /// The number of sums.
    width: usize,
    /// By issue, whether it stands for levels; empty if none does.
    levels: &'d [bool],
    start: Vec<i64>,
    steps: Vec<Step>,
    /// After so many steps all options are settled.
    settled: usize,
    thresholds: Vec<i64>,
    /// Whether some issue has no choice left.
    hopeless: bool,
    /// By issue, the option chosen on the way.
    options: Vec<OptionId>,
    /// Steps taken so far.
    pub taken: u64,
}

const NEVER: i64 = i64::MIN / 4;

impl<'d> Descent<'d> {
    /// Prepares a search for what reaches these sums, of which the first one leads. `levels` tells which issues stand for
    /// levels; it is empty if none does.
    pub(super) fn new(
        view: &'d View<'d>,
        structure: &Structure,
        sums: Vec<Vec<i128>>,
        levels: &'d [bool],
        seeker: &dyn Seeker,
    ) -> Result<Self, Stop> {
        let coordinates: Vec<Coordinate> =
            (sums.into_iter().enumerate()).map(|(at, weights)| Coordinate::new(view, weights, at == 0)).collect();
        let width = coordinates.len();
        let mut descent = Descent {
            view,
            start: coordinates.iter().map(|coordinate| coordinate.add(&view.problem().constants)).collect(),
            coordinates,
            width,
            levels,
            steps: Vec::new(),
            settled: 0,
            thresholds: vec![NEVER; width],
            hopeless: false,
            options: vec![OptionId::at(0); view.problem().issues().len()],
            taken: 0,
        };
        descent.raise(seeker)?;
        descent.lay_out(structure);
        Ok(descent)
    }

    /// Raises thresholds to what is still looked for.
    fn raise(&mut self, seeker: &dyn Seeker) -> Result<(), Stop> {
        for (at, coordinate) in self.coordinates.iter().enumerate() {
            if let Some(least) = seeker.least(at)? {
                self.thresholds[at] = self.thresholds[at].max(coordinate.threshold(least));
            }
        }
        Ok(())
    }

    /// Whether an issue stands for levels.
    fn is_level(&self, issue: usize) -> bool {
        self.levels.get(issue).copied().unwrap_or(false)
    }

    /// Lays the diagrams out one after another, less the choices that cannot reach a threshold.
    fn lay_out(&mut self, structure: &Structure) {
        let width = self.width;
        let counted: Vec<Counted> = structure.diagrams.iter().map(|diagram| self.count(diagram)).collect();
        let mut total = self.start.clone();
        for counted in &counted {
            total.iter_mut().zip(&counted.to_go[0]).for_each(|(total, most)| *total += most);
        }
        let mut groups = Vec::new();
        for (diagram, counted) in structure.diagrams.iter().zip(&counted) {
            let others: Vec<i64> = total.iter().zip(&counted.to_go[0]).map(|(total, own)| total - own).collect();
            groups.push(self.group(diagram, counted, &others));
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
        // Groups of levels alone come last.
        groups.sort_by_cached_key(|group| {
            let ways = group.steps.iter().map(|step| step.choices.len()).max().unwrap_or(0);
            let only_levels = group.steps.iter().all(|step| self.is_level(step.issue));
            (only_levels, group.steps.len() > 1, ways.min(2), second(group))
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
        self.settled = self.steps.iter().rposition(|step| !self.is_level(step.issue)).map_or(0, |last| last + 1);
    }

    fn count(&self, diagram: &super::Diagram) -> Counted {
        let (width, parties) = (self.width, self.view.parties());
        let mut to_go: Vec<Vec<i64>> = diagram.layers.iter().map(|_| Vec::new()).collect();
        let mut all_adds = to_go.clone();
        to_go.push(vec![0i64; width]);
        for (at, layer) in diagram.layers.iter().enumerate().rev() {
            let before = if at == 0 { 1 } else { diagram.layers[at - 1].width };
            let mut most = vec![NEVER; before * width];
            let mut adds = Vec::with_capacity(layer.arcs.len() * width);
            let next = &to_go[at + 1];
            for (arc, gains) in layer.arcs.iter().zip(layer.gains.chunks_exact(parties)) {
                let own = &mut most[arc.from as usize * width..][..width];
                let rest = &next[arc.to as usize * width..][..width];
                for ((own, rest), coordinate) in own.iter_mut().zip(rest).zip(&self.coordinates) {
                    let add = coordinate.add(gains);
                    *own = (*own).max(add + rest);
                    adds.push(add);
                }
            }
            (to_go[at], all_adds[at]) = (most, adds);
        }
        Counted { adds: all_adds, to_go }
    }

    /// The steps along one diagram; `others` is the most that everything else adds.
    fn group(&self, diagram: &super::Diagram, Counted { adds, to_go }: &Counted, others: &[i64]) -> Group {
        let (width, parties) = (self.width, self.view.parties());
        let mut steps = Vec::with_capacity(diagram.layers.len());
        let mut reached = others.to_vec();
        let mut passed = false;
        for (at, layer) in diagram.layers.iter().enumerate() {
            let before = if at == 0 { 1 } else { diagram.layers[at - 1].width };
            let mut next = vec![NEVER; layer.width * width];
            let level = self.is_level(layer.issue);
            // By node, the choices, with where they stand among these.
            let mut kept: Vec<Vec<(Choice, usize)>> = Vec::new();
            kept.resize_with(before, Vec::new);
            let (mut kept_adds, mut kept_reach) = (Vec::new(), Vec::new());
            let mut same: HashMap<(u32, u32, &[i64]), usize> = HashMap::new();
            let arcs = layer.arcs.iter().zip(layer.gains.chunks_exact(parties)).zip(adds[at].chunks_exact(width));
            let [mut counted, mut behind] = [0, 1].map(|_| vec![0; width]);
            for ((arc, gains), own_adds) in arcs {
                let so_far = &reached[arc.from as usize * width..][..width];
                let rest = &to_go[at + 1][arc.to as usize * width..][..width];
                // What a choice adds to a sum, and the most that is added behind it.
                let (adds, rest) = match passed || level {
                    false => (own_adds, rest),
                    true => {
                        match passed {
                            true => counted.fill(0),
                            false => counted.copy_from_slice(&to_go[at][arc.from as usize * width..][..width]),
                        }
                        (counted[0], behind[0]) = (own_adds[0], rest[0]);
                        (&counted[..], &behind[..])
                    }
                };
                let mut sums = so_far.iter().zip(adds).zip(rest).map(|((so_far, add), rest)| so_far + add + rest);
                if so_far[0] <= NEVER / 2 || !sums.by_ref().zip(&self.thresholds).all(|(sum, least)| sum >= *least) {
                    continue;
                }
                let own = &mut next[arc.to as usize * width..][..width];
                for ((own, so_far), add) in own.iter_mut().zip(so_far).zip(adds) {
                    *own = (*own).max(so_far + add);
                }
                let choices = &mut kept[arc.from as usize];
                // Levels with options that are worth the same may be worth something else.
                let known = self.levels.is_empty().then(|| same.entry((arc.from, arc.to, gains)));
                match known {
                    Some(Entry::Occupied(entry)) => choices[*entry.get()].0.ways += 1,
                    known => {
                        if let Some(entry) = known {
                            entry.insert_entry(choices.len());
                        }
                        choices.push((Choice { to: arc.to, option: arc.option, ways: 1 }, kept_adds.len()));
                        kept_adds.extend(adds);
                        kept_reach.extend(adds.iter().zip(rest).map(|(add, rest)| add + rest));
                    }
                }
            }
            let mut step =
                Step { issue: layer.issue, first: vec![0], choices: Vec::new(), adds: Vec::new(), reach: Vec::new() };
            for mut choices in kept {
                choices.sort_by_key(|(_, at)| std::cmp::Reverse(kept_reach[*at]));
                for (choice, at) in choices {
                    step.reach.extend(&kept_reach[at..at + width]);
                    step.adds.extend(&kept_adds[at..at + width]);
                    step.choices.push(choice);
                }
                step.first.push(step.choices.len());
            }
            passed |= level;
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

    /// Searches with at most `budget` steps.
    pub(super) fn run(&mut self, seeker: &mut dyn Seeker, budget: u64, control: &Control) -> Result<Ended, Stop> {
        let mut taken = 0;
        let ended = self.follow(seeker, budget, control, &mut taken);
        self.taken += taken;
        ended
    }

    fn follow(
        &mut self,
        seeker: &mut dyn Seeker,
        budget: u64,
        control: &Control,
        taken: &mut u64,
    ) -> Result<Ended, Stop> {
        if self.hopeless {
            return Ok(Ended::Complete);
        }
        let (width, settled) = (self.width, self.settled);
        let mut sums = vec![0i64; (settled + 1) * width];
        sums[..width].copy_from_slice(&self.start);
        if settled == 0 {
            if !self.steps.is_empty() || self.start.iter().zip(&self.thresholds).all(|(sum, least)| sum >= least) {
                seeker.found(&self.options, &sums, 1)?;
            }
            return Ok(Ended::Complete);
        }
        // By depth: the next choice to try, and the last one of the node; the ways to come here.
        let mut rows: Vec<(usize, usize)> = vec![(0, 0); settled];
        let mut ways = vec![1u128; settled + 1];
        rows[0] = (self.steps[0].first[0], self.steps[0].first[1]);
        let mut depth = 0;
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
            *taken += 1;
            if taken.is_multiple_of(STEPS) {
                control.examined(STEPS)?;
                if *taken > budget {
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
            if depth + 1 == settled {
                let (ways, from) = (ways[depth + 1], (depth + 1) * width);
                if seeker.found(&self.options, &sums[from..], ways)? {
                    self.raise(seeker)?;
                }
            } else {
                depth += 1;
                let node = choice.to as usize;
                rows[depth] = (self.steps[depth].first[node], self.steps[depth].first[node + 1]);
            }
        }
    }
}
