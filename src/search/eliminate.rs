//! The exact Pareto frontier by combining issues.
//!
//! Multi-objective bucket elimination (Rollon and Larrosa 2006) along decision diagrams. Issues that interactions or
//! rules link form a group, whose feasible packages are the paths of a [`Diagram`]. Walking it layer by layer, each
//! node keeps the utility vectors reachable there, less those that another one at the same node dominates: whatever
//! completes the worse one completes the better one too. The frontiers of the groups are then combined one by one in
//! the same manner.
//!
//! Two more things are exact here. Equal vectors merge, with the sum of the numbers of packages behind them, and the
//! first of the packages in declaration order: its options are kept as bits of an integer, the first issue in the
//! highest ones, so that comparing integers compares packages. And a vector is dropped as soon as even the best that
//! each party can still get from the issues to come would not be accepted.
//!
//! Where utilities have [ceilings](crate::problem::Ceiling), sums are combined, and the frontier is what is not dominated
//! once they are cut off: a ceiling is a monotone map. But sums that are worse may be as good below a ceiling, so that
//! the packages behind a point that reaches one are looked for again, this time keeping what is worse in nothing but in
//! sums above ceilings: see [`saturated`].
//!
//! A cover (Papadimitriou and Yannakakis 2000) is what is left if, where many vectors come together and at the end, only
//! one is kept of those that differ little: see [`Allowance`].

use super::diagram::Diagram;
use super::layout::Layout;
use super::limits::{Control, Stop};
use super::structure::Structure;
use crate::frontier::{Frontier, Point, nondominated};
use crate::problem::{Acceptance, MAX_PARTIES, MAX_SEATS, PartyId, View};
use itertools::Itertools;
use num_bigint::BigUint;
use std::cmp::Reverse;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// All parties of a model, and likeness to a package: wider is what has more seats.
pub(super) const MANY_PARTIES: usize = MAX_PARTIES + 1;

/// What a frontier is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The nondominated packages among all feasible ones.
    Feasible,
    /// The nondominated packages among those that the acceptance rule passes.
    Acceptable,
}

/// A further condition on what is kept: a weighted sum of the utilities of a whole package must reach a threshold.
#[derive(Clone, Debug)]
pub(crate) struct Cut {
    /// By party, at least 0.
    pub weights: Vec<i128>,
    /// The least weighted sum.
    pub threshold: i128,
}

impl Cut {
    /// The same weights, and what they make of floors under sums; none if somebody with a weight has no floor, or if that is
    /// too much.
    pub(super) fn at_floors(&self, floors: &[Option<i64>]) -> Option<Cut> {
        let weighed = self.weights.iter().zip(floors).filter(|(weight, _)| **weight != 0);
        let mut threshold = 0i128;
        for (weight, floor) in weighed {
            threshold = threshold.checked_add(weight.checked_mul(i128::from((*floor)?))?)?;
        }
        Some(Cut { weights: self.weights.clone(), threshold })
    }

    fn sum(&self, utilities: &[i64]) -> i128 {
        self.weights.iter().zip(utilities).map(|(weight, utility)| weight * i128::from(*utility)).sum()
    }
}

/// How many packages stand behind a vector: exact, or none if the type is too small.
pub(crate) trait Count: Clone + Send + Sync {
    fn zero() -> Self;
    fn one() -> Self;
    fn plus(&self, other: &Self) -> Option<Self>;
    fn times(&self, other: &Self) -> Option<Self>;
    fn big(&self) -> BigUint;
}

impl Count for u128 {
    fn zero() -> Self {
        0
    }
    fn one() -> Self {
        1
    }
    fn plus(&self, other: &Self) -> Option<Self> {
        self.checked_add(*other)
    }
    fn times(&self, other: &Self) -> Option<Self> {
        self.checked_mul(*other)
    }
    fn big(&self) -> BigUint {
        (*self).into()
    }
}

impl Count for BigUint {
    fn zero() -> Self {
        BigUint::ZERO
    }
    fn one() -> Self {
        1u32.into()
    }
    fn plus(&self, other: &Self) -> Option<Self> {
        Some(self + other)
    }
    fn times(&self, other: &Self) -> Option<Self> {
        Some(self * other)
    }
    fn big(&self) -> BigUint {
        self.clone()
    }
}

/// Utility vectors in descending lexicographic order, none dominated, with the packages behind them.
#[derive(Clone)]
struct Labels<const N: usize, C> {
    utilities: Vec<[i64; N]>,
    /// The first package, so far as settled: `words` integers for each vector.
    keys: Vec<u64>,
    counts: Vec<C>,
}

impl<const N: usize, C: Count> Labels<N, C> {
    /// Only these of the vectors, in the order given.
    fn only(&self, kept: impl Iterator<Item = usize>, words: usize) -> Self {
        let mut labels = Labels { utilities: Vec::new(), keys: Vec::new(), counts: Vec::new() };
        for at in kept {
            labels.utilities.push(self.utilities[at]);
            labels.keys.extend_from_slice(&self.keys[at * words..(at + 1) * words]);
            labels.counts.push(self.counts[at].clone());
        }
        labels
    }
}

/// Vectors shifted by what one choice adds.
struct Shifted<'l, const N: usize, C> {
    labels: &'l Labels<N, C>,
    gain: [i64; N],
    key: Vec<u64>,
    count: C,
}

/// A vector on its way into the next labels.
struct Candidate<const N: usize> {
    utilities: [i64; N],
    from: u32,
    label: u32,
}

/// Why an elimination did not finish.
enum Failure {
    Stopped(Stop),
    /// The number of packages behind a vector outgrew its type.
    CountOverflow,
}

impl From<Stop> for Failure {
    fn from(stop: Stop) -> Self {
        Failure::Stopped(stop)
    }
}

/// Drops what can no longer be accepted.
struct Gate<const N: usize> {
    /// By party, the least scaled utility that it accepts.
    floors: [i64; N],
    acceptance: Acceptance,
    unanimous: bool,
}

impl<const N: usize> Gate<N> {
    fn new(view: &View, target: Target) -> Option<Self> {
        (target == Target::Acceptable).then(|| {
            let mut floors = [i64::MIN; N];
            for (floor, given) in floors.iter_mut().zip(view.floors_of_sums()) {
                *floor = given.unwrap_or(i64::MIN);
            }
            let acceptance = view.acceptance().clone();
            Gate { floors, unanimous: acceptance.is_unanimous(), acceptance }
        })
    }

    /// Whether utilities of at most `utilities + rest` can be accepted.
    fn passes(&self, utilities: &[i64; N], rest: &[i64; N]) -> bool {
        let accepts = |party: usize| utilities[party].saturating_add(rest[party]) >= self.floors[party];
        if self.unanimous { (0..N).all(accepts) } else { self.acceptance.passes((0..N).map(accepts)) }
    }
}

/// All candidates in descending order. A stable sort finds the runs and merges them.
fn sorted<const N: usize>(runs: Vec<Vec<Candidate<N>>>) -> Vec<Candidate<N>> {
    let mut candidates: Vec<Candidate<N>> = runs.into_iter().flatten().collect();
    candidates.sort_by_key(|candidate| Reverse(candidate.utilities));
    candidates
}

/// For one or two parties: candidates in descending order, less those that others dominate, dropped at every merge of
/// two runs.
fn merged<const N: usize>(mut runs: Vec<Vec<Candidate<N>>>) -> Vec<Candidate<N>> {
    while runs.len() > 1 {
        let mut next = Vec::with_capacity(runs.len().div_ceil(2));
        let mut pairs = runs.into_iter();
        while let Some(first) = pairs.next() {
            let second = pairs.next().unwrap_or_default();
            let mut both: Vec<Candidate<N>> = Vec::with_capacity(first.len() + second.len());
            let mut last: Option<[i64; N]> = None;
            let order = |a: &Candidate<N>, b: &Candidate<N>| a.utilities >= b.utilities;
            for candidate in first.into_iter().merge_by(second, order) {
                // In descending order, only a higher second utility, or an equal vector, is not dominated.
                let new = candidate.utilities;
                if last.is_none_or(|last| new[N - 1] > last[N - 1] || new == last) {
                    last = Some(new);
                    both.push(candidate);
                }
            }
            next.push(both);
        }
        runs = next;
    }
    runs.pop().unwrap_or_default()
}

/// Where fewer vectors come together, a cover keeps them all.
const THIN_FROM: usize = 1 << 12;

/// How much worse the vectors of a cover may still become, and at how many steps: what one step does not use is left for
/// the others. Losses of the steps add up, so that all together stay within the tolerance.
#[derive(Clone)]
struct Allowance<const N: usize> {
    /// By party.
    left: [i64; N],
    steps: usize,
}

impl<const N: usize> Allowance<N> {
    /// Takes this many of the steps apart.
    fn part(&mut self, steps: usize) -> Self {
        let left = self.left.map(|left| (i128::from(left) * steps as i128 / self.steps.max(1) as i128) as i64);
        self.left.iter_mut().zip(&left).for_each(|(all, part)| *all -= part);
        self.steps -= steps;
        Allowance { left, steps }
    }

    /// Gives back what a part has left.
    fn give_back(&mut self, part: Self) {
        self.left.iter_mut().zip(part.left).for_each(|(all, left)| *all += left);
    }

    /// The next step, at which so many vectors come together: the sides of the cells of which one vector is kept.
    fn step(&mut self, size: usize) -> Option<[i64; N]> {
        if size <= THIN_FROM {
            self.steps -= 1;
            return None;
        }
        Some(self.cells())
    }

    /// The same, however many vectors come together.
    fn cells(&mut self) -> [i64; N] {
        // Vectors of a cell differ by less than its side.
        self.part(1).left.map(|left| left.saturating_add(1))
    }
}

/// Of the candidates in each cell of a grid over all parties but the last, those that are best for the last and equal to
/// the first such one.
fn thinned<const N: usize>(candidates: Vec<Candidate<N>>, cells: &[i64; N], parties: usize) -> Vec<Candidate<N>> {
    let last = parties - 1;
    let cell = |candidate: &Candidate<N>| -> [i64; N] {
        std::array::from_fn(|party| if party < last { candidate.utilities[party].div_euclid(cells[party]) } else { 0 })
    };
    let mut best: HashMap<[i64; N], usize> = HashMap::new();
    for (at, candidate) in candidates.iter().enumerate() {
        let kept = best.entry(cell(candidate)).or_insert(at);
        // The first of equally good ones, so that the cover does not depend on chance.
        if candidate.utilities[last] > candidates[*kept].utilities[last] {
            *kept = at;
        }
    }
    let chosen: HashSet<[i64; N]> = best.values().map(|at| candidates[*at].utilities).collect();
    candidates.into_iter().filter(|candidate| chosen.contains(&candidate.utilities)).collect()
}

/// What can still come, at most.
#[derive(Clone)]
struct Rest<const N: usize> {
    /// By party.
    most: [i64; N],
    /// By party, at least.
    least: [i64; N],
    /// By cut, its weighted sum.
    cuts: Vec<i128>,
}

struct Elimination<'v, 'c, const N: usize> {
    layout: Layout,
    gate: Option<Gate<N>>,
    cuts: Vec<Cut>,
    points: usize,
    control: &'v Control<'c>,
    parties: usize,
    /// For a cover: by party, how much worse its vectors may be.
    tolerance: Option<[i64; N]>,
    /// By party, a sum beyond which more is no better, if only packages that reach it are looked for.
    enough: [Option<i64>; N],
}

impl<const N: usize> Elimination<'_, '_, N> {
    fn vector(&self, values: &[i64]) -> [i64; N] {
        let mut vector = [0; N];
        vector[..self.parties].copy_from_slice(values);
        vector
    }

    /// Joins shifted vectors: drops what the gate drops and what is dominated, merges equals; for a cover, keeps one for
    /// each of the cells.
    fn join<C: Count>(
        &self,
        sources: &[Shifted<N, C>],
        rest: &Rest<N>,
        cells: Option<&[i64; N]>,
    ) -> Result<Labels<N, C>, Failure> {
        let saturating = self.enough.iter().any(Option::is_some);
        let mut runs = Vec::with_capacity(sources.len());
        let mut size = 0;
        for (from, source) in sources.iter().enumerate() {
            self.control.examined(source.labels.utilities.len() as u64)?;
            let shifted = source.labels.utilities.iter().enumerate().map(|(label, vector)| {
                let mut utilities = *vector;
                for (utility, gain) in utilities.iter_mut().zip(&source.gain) {
                    *utility += gain;
                }
                if saturating {
                    self.settle(&mut utilities, &rest.least);
                }
                Candidate { utilities, from: from as u32, label: label as u32 }
            });
            let passes = |candidate: &Candidate<N>| {
                self.gate.as_ref().is_none_or(|gate| gate.passes(&candidate.utilities, &rest.most))
                    && (self.cuts.iter().zip(&rest.cuts))
                        .all(|(cut, rest)| cut.sum(&candidate.utilities) + rest >= cut.threshold)
            };
            let run: Vec<Candidate<N>> = shifted.filter(passes).collect();
            size += run.len();
            if size > self.points {
                return Err(Stop::PointLimit.into());
            }
            runs.push(run);
        }
        let candidates = if N <= 2 && !saturating { merged(runs) } else { sorted(runs) };
        let candidates = match cells {
            Some(cells) => thinned(candidates, cells, self.parties),
            None => candidates,
        };
        let mut groups: Vec<std::ops::Range<usize>> = Vec::new();
        let mut vectors: Vec<[i64; N]> = Vec::new();
        for (at, candidate) in candidates.iter().enumerate() {
            match groups.last_mut() {
                Some(group) if vectors.last() == Some(&candidate.utilities) => group.end = at + 1,
                _ => {
                    vectors.push(candidate.utilities);
                    groups.push(at..at + 1);
                }
            }
        }
        self.control.check()?;
        let mut keep = nondominated(&vectors, &|| self.control.check())?;
        if saturating {
            self.keep_as_good(&vectors, &mut keep)?;
        }
        let words = self.layout.words;
        let kept = keep.iter().filter(|keep| **keep).count();
        let mut labels = Labels {
            utilities: Vec::with_capacity(kept),
            keys: Vec::with_capacity(kept * words),
            counts: Vec::with_capacity(kept),
        };
        let mut key = vec![0u64; words];
        for ((vector, group), _) in vectors.iter().zip(groups).zip(&keep).filter(|(_, keep)| **keep) {
            let mut count: Option<C> = None;
            let start = labels.keys.len();
            for candidate in &candidates[group] {
                let source = &sources[candidate.from as usize];
                let label = candidate.label as usize;
                let behind = source.labels.counts[label].times(&source.count).ok_or(Failure::CountOverflow)?;
                let parent = &source.labels.keys[label * words..(label + 1) * words];
                for ((key, parent), own) in key.iter_mut().zip(parent).zip(&source.key) {
                    *key = parent | own;
                }
                match &mut count {
                    None => {
                        count = Some(behind);
                        labels.keys.extend_from_slice(&key);
                    }
                    Some(count) => {
                        *count = count.plus(&behind).ok_or(Failure::CountOverflow)?;
                        if key[..] < labels.keys[start..] {
                            labels.keys[start..].copy_from_slice(&key);
                        }
                    }
                }
            }
            labels.utilities.push(*vector);
            labels.counts.extend(count);
        }
        Ok(labels)
    }

    /// Forgets by how much a sum is more than enough, whatever is still to come.
    fn settle(&self, sums: &mut [i64; N], least: &[i64; N]) {
        for ((sum, least), enough) in sums.iter_mut().zip(least).zip(&self.enough) {
            if let Some(enough) = enough {
                *sum = (*sum).min(enough.saturating_sub(*least));
            }
        }
    }

    /// Keeps also what is dominated in nothing but sums of which there may be more than enough.
    fn keep_as_good(&self, vectors: &[[i64; N]], keep: &mut [bool]) -> Result<(), Failure> {
        let best: Vec<[i64; N]> = vectors.iter().zip(&*keep).filter(|(_, keep)| **keep).map(|(one, _)| *one).collect();
        for (vector, keep) in vectors.iter().zip(keep).filter(|(_, keep)| !**keep) {
            self.control.examined(best.len() as u64)?;
            // What dominates is dominated by one of the best, or is one.
            *keep = !best.iter().any(|other| {
                let mut parties = other.iter().zip(vector).zip(&self.enough);
                other.iter().zip(vector).all(|(a, b)| a >= b)
                    && parties.any(|((a, b), enough)| a > b && enough.is_none())
            });
        }
        Ok(())
    }

    /// The frontier of one group of linked issues; `rest` bounds what the other issues and the constants add.
    fn group<C: Count>(
        &self,
        diagram: &Diagram,
        rest: &Rest<N>,
        mut allowance: Option<&mut Allowance<N>>,
    ) -> Result<Labels<N, C>, Failure> {
        let to_go: Vec<Vec<Vec<i128>>> = self.cuts.iter().map(|cut| diagram.to_go(&cut.weights)).collect();
        let root = Labels { utilities: vec![[0; N]], keys: vec![0; self.layout.words], counts: vec![C::one()] };
        let mut nodes = vec![root];
        for (layer_at, layer) in diagram.layers.iter().enumerate() {
            let mut ranges: Vec<std::ops::Range<usize>> = vec![0..0; layer.width];
            let mut at = 0;
            while at < layer.arcs.len() {
                let to = layer.arcs[at].to;
                let end = at + layer.arcs[at..].partition_point(|arc| arc.to == to);
                ranges[to as usize] = at..end;
                at = end;
            }
            let size = layer.arcs.iter().map(|arc| nodes[arc.from as usize].utilities.len()).sum();
            let cells = allowance.as_mut().and_then(|allowance| allowance.step(size));
            let node = |(node, range): (usize, std::ops::Range<usize>)| {
                let sources: Vec<Shifted<N, C>> = (range.clone())
                    .map(|at| Shifted {
                        labels: &nodes[layer.arcs[at].from as usize],
                        gain: self.vector(&layer.gains[at * self.parties..(at + 1) * self.parties]),
                        key: self.layout.key(layer.issue, layer.arcs[at].option),
                        count: C::one(),
                    })
                    .collect();
                let mut rest = rest.clone();
                let most = &layer.most[node * self.parties..(node + 1) * self.parties];
                for (rest, most) in rest.most.iter_mut().zip(most) {
                    // A node that no feasible package reaches has no bound, and no arcs either.
                    *rest = rest.saturating_add(*most);
                }
                let least = &layer.least[node * self.parties..(node + 1) * self.parties];
                for (rest, least) in rest.least.iter_mut().zip(least) {
                    *rest = rest.saturating_add(*least);
                }
                for (rest, to_go) in rest.cuts.iter_mut().zip(&to_go) {
                    *rest = rest.saturating_add(to_go[layer_at + 1][node]);
                }
                self.join(&sources, &rest, cells.as_ref())
            };
            let next = self.each(ranges.into_iter().enumerate().collect(), node)?;
            if next.iter().map(|labels| labels.utilities.len()).sum::<usize>() > self.points {
                return Err(Stop::PointLimit.into());
            }
            nodes = next;
        }
        Ok(nodes.swap_remove(0))
    }

    /// Applies a step to each item, on several threads if asked to; results stay in order.
    fn each<I: Send, O: Send>(
        &self,
        items: Vec<I>,
        step: impl Fn(I) -> Result<O, Failure> + Sync + Send,
    ) -> Result<Vec<O>, Failure>
    where
        Failure: Send,
    {
        #[cfg(feature = "parallel")]
        if self.control.threads > 1 && items.len() > 1 {
            use rayon::iter::{IntoParallelIterator, ParallelIterator};
            return items.into_par_iter().map(step).collect();
        }
        items.into_iter().map(step).collect()
    }

    fn run<C: Count>(&self, constants: &[i64], diagrams: &[Diagram]) -> Result<Labels<N, C>, Failure> {
        let constants = self.vector(constants);
        let of_constants =
            Rest { most: constants, least: constants, cuts: self.cuts.iter().map(|cut| cut.sum(&constants)).collect() };
        // By diagram, what it can add at most.
        let bounds: Vec<Rest<N>> = diagrams
            .iter()
            .map(|diagram| Rest {
                most: self.vector(&diagram.most),
                least: self.vector(&diagram.least),
                cuts: self.cuts.iter().map(|cut| diagram.most_of(&cut.weights)).collect(),
            })
            .collect();
        let sum = |of: &mut dyn Iterator<Item = &Rest<N>>, mut start: Rest<N>| {
            for rest in of {
                start.most.iter_mut().zip(&rest.most).for_each(|(sum, most)| *sum += most);
                start.least.iter_mut().zip(&rest.least).for_each(|(sum, least)| *sum += least);
                start.cuts.iter_mut().zip(&rest.cuts).for_each(|(sum, most)| *sum += most);
            }
            start
        };
        let total = sum(&mut bounds.iter(), of_constants);
        let layers: usize = diagrams.iter().map(|diagram| diagram.layers.len()).sum();
        let mut allowance = self.tolerance.map(|left| Allowance { left, steps: layers + diagrams.len() + 1 });
        let mut groups = Vec::new();
        for (diagram, own) in diagrams.iter().zip(&bounds) {
            let mut rest = total.clone();
            rest.most.iter_mut().zip(&own.most).for_each(|(rest, own)| *rest -= own);
            rest.least.iter_mut().zip(&own.least).for_each(|(rest, own)| *rest -= own);
            rest.cuts.iter_mut().zip(&own.cuts).for_each(|(rest, own)| *rest -= own);
            let mut part = allowance.as_mut().map(|allowance| allowance.part(diagram.layers.len()));
            groups.push((self.group::<C>(diagram, &rest, part.as_mut())?, own));
            if let (Some(allowance), Some(part)) = (&mut allowance, part) {
                allowance.give_back(part);
            }
        }
        // The largest first, while there is little to combine it with.
        groups.sort_by_key(|(labels, _)| Reverse(labels.utilities.len()));
        let mut labels =
            Labels { utilities: vec![constants], keys: vec![0; self.layout.words], counts: vec![C::one()] };
        for (at, (group, _)) in groups.iter().enumerate() {
            let nothing = Rest { most: [0; N], least: [0; N], cuts: vec![0; self.cuts.len()] };
            let rest = sum(&mut groups[at + 1..].iter().map(|(_, rest)| *rest), nothing);
            let shifted = |choice: usize| Shifted {
                labels: &labels,
                gain: group.utilities[choice],
                key: group.keys[choice * self.layout.words..(choice + 1) * self.layout.words].to_vec(),
                count: group.counts[choice].clone(),
            };
            let sources: Vec<Shifted<N, C>> = (0..group.utilities.len()).map(shifted).collect();
            let size = labels.utilities.len() * sources.len();
            let cells = allowance.as_mut().and_then(|allowance| allowance.step(size));
            labels = self.join(&sources, &rest, cells.as_ref())?;
        }
        if let Some(mut allowance) = allowance {
            let candidate = |(label, utilities): (usize, &[i64; N])| Candidate {
                utilities: *utilities,
                from: 0,
                label: label as u32,
            };
            let all = labels.utilities.iter().enumerate().map(candidate).collect();
            let kept = thinned(all, &allowance.cells(), self.parties);
            labels = labels.only(kept.iter().map(|candidate| candidate.label as usize), self.layout.words);
        }
        Ok(labels)
    }
}

impl<const N: usize> Elimination<'_, '_, N> {
    /// What is left in the end, as points.
    fn points(&self, constants: &[i64], structure: &Structure) -> Result<Vec<Point>, Stop> {
        match self.run::<u128>(constants, &structure.diagrams) {
            Ok(labels) => Ok(self.listed(&labels)),
            Err(Failure::Stopped(stop)) => Err(stop),
            Err(Failure::CountOverflow) => match self.run::<BigUint>(constants, &structure.diagrams) {
                Ok(labels) => Ok(self.listed(&labels)),
                Err(Failure::Stopped(stop)) => Err(stop),
                Err(Failure::CountOverflow) => Err(Stop::TooLarge),
            },
        }
    }

    fn listed<C: Count>(&self, labels: &Labels<N, C>) -> Vec<Point> {
        let (parties, layout) = (self.parties, &self.layout);
        let point = |(at, vector): (usize, &[i64; N])| Point {
            utilities: vector[..parties].into(),
            packages: labels.counts[at].big(),
            package: layout.package(&labels.keys[at * layout.words..(at + 1) * layout.words]),
        };
        labels.utilities.iter().enumerate().map(point).collect()
    }
}

fn frontier<const N: usize>(
    view: &View,
    structure: &Structure,
    query: Query,
    control: &Control,
) -> Result<Frontier, Stop> {
    let parties = view.parties();
    let Query { target, cuts, points, tolerance } = query;
    let layout = Layout::new(view);
    // A label and its candidate, and what sorting needs beside.
    let points = control.room(points, 3 * size_of::<Candidate<N>>() + 2 * 8 * layout.words + 16);
    let gate = Gate::<N>::new(view, target);
    let tolerance = tolerance.map(|given| std::array::from_fn(|party| given.get(party).copied().unwrap_or(0)));
    let enough = [None; N];
    let mut elimination = Elimination { layout, gate, cuts, points, control, parties, tolerance, enough };
    let mut points = elimination.points(&view.problem().constants, structure)?;
    if !view.problem().ceilings().is_empty() {
        points = saturated(view, structure, points, &mut elimination)?;
    }
    Ok(Frontier { points })
}

/// Points of utilities from points of sums: those that are not dominated once what is above ceilings is cut off.
///
/// A sum below its ceiling is a utility, so that a point that reaches no ceiling has all its packages already. Of one
/// that does, others may have been dropped that are worse in a sum above the ceiling only. For each set of parties that
/// reach their ceilings somewhere, the elimination is run again with what is enough for them: then nothing is better for
/// being more than that. A cover does not promise all packages, and goes without.
fn saturated<const N: usize>(
    view: &View,
    structure: &Structure,
    sums: Vec<Point>,
    elimination: &mut Elimination<N>,
) -> Result<Vec<Point>, Stop> {
    let problem = view.problem();
    let cap = |mut point: Point| {
        problem.cap(&mut point.utilities);
        point
    };
    let merge = |points: Vec<Point>| {
        let mut merged: BTreeMap<Reverse<Box<[i64]>>, Point> = BTreeMap::new();
        for point in points {
            match merged.entry(Reverse(point.utilities.clone())) {
                Entry::Vacant(entry) => drop(entry.insert(point)),
                Entry::Occupied(mut entry) => {
                    let known = entry.get_mut();
                    known.packages += point.packages;
                    if point.package.options() < known.package.options() {
                        known.package = point.package;
                    }
                }
            }
        }
        merged
    };
    let merged = merge(sums.into_iter().map(cap).collect());
    let vectors: Vec<[i64; N]> = merged.values().map(|point| elimination.vector(&point.utilities)).collect();
    let keep = nondominated(&vectors, &|| elimination.control.check())?;
    let mut points: Vec<Point> = merged.into_values().zip(keep).filter(|(_, keep)| *keep).map(|(one, _)| one).collect();
    if elimination.tolerance.is_some() {
        return Ok(points);
    }
    // By party, the sum from which on it is at its ceiling. No sum is below the least one.
    let enough: [Option<i64>; N] = std::array::from_fn(|party| {
        let ceiling = problem.ceiling(PartyId::at(party))?;
        let least = structure.diagrams.iter().map(|diagram| diagram.least[party]).sum::<i64>();
        Some(ceiling.max(problem.constants[party] + least))
    });
    let reached = |point: &Point| -> [bool; N] {
        std::array::from_fn(|party| problem.ceiling(PartyId::at(party)).is_some_and(|at| point.utilities[party] == at))
    };
    let sets: BTreeSet<[bool; N]> = points.iter().map(reached).filter(|set| set.contains(&true)).collect();
    let cuts = elimination.cuts.len();
    for set in sets {
        elimination.enough = std::array::from_fn(|party| enough[party].filter(|_| set[party]));
        elimination.cuts.truncate(cuts);
        for (party, enough) in elimination.enough.iter().enumerate() {
            let weights = (0..elimination.parties).map(|other| i128::from(other == party)).collect();
            elimination.cuts.extend(enough.map(|enough| Cut { weights, threshold: enough.into() }));
        }
        let mut found = merge(elimination.points(&problem.constants, structure)?.into_iter().map(cap).collect());
        for point in points.iter_mut().filter(|point| reached(point) == set) {
            if let Some(whole) = found.remove(&Reverse(point.utilities.clone())) {
                *point = whole;
            }
        }
    }
    Ok(points)
}

/// The Pareto frontier of the target: every nondominated utility vector, with the number of packages behind it and the
/// first of them in declaration order.
///
/// Time is about the number of vectors kept times the number of options, over all layers; memory is the largest layer.
pub(crate) fn eliminate(
    view: &View,
    structure: &Structure,
    target: Target,
    control: &Control,
) -> Result<Frontier, Stop> {
    eliminate_with(view, structure, Query::of(target, control.points), control)
}

/// What an elimination is asked for.
pub(crate) struct Query {
    pub target: Target,
    /// What is kept must satisfy these too.
    pub cuts: Vec<Cut>,
    /// How many points may be kept at once.
    pub points: usize,
    /// By party, how much worse a point may be that stands for another: scaled utilities. None for the exact frontier.
    pub tolerance: Option<Vec<i64>>,
}

impl Query {
    /// The exact frontier, kept in so many points.
    pub(crate) fn of(target: Target, points: usize) -> Self {
        Query { target, cuts: Vec::new(), points, tolerance: None }
    }
}

/// The same, of the packages that satisfy all cuts.
pub(crate) fn eliminate_with(
    view: &View,
    structure: &Structure,
    query: Query,
    control: &Control,
) -> Result<Frontier, Stop> {
    let run = match view.parties() {
        1..=2 => frontier::<2>,
        3 => frontier::<3>,
        4 => frontier::<4>,
        5..=6 => frontier::<6>,
        7..=8 => frontier::<8>,
        9..=MANY_PARTIES => frontier::<MANY_PARTIES>,
        _ => frontier::<MAX_SEATS>,
    };
    #[cfg(feature = "parallel")]
    if control.threads > 1
        && let Ok(pool) = rayon::ThreadPoolBuilder::new().num_threads(control.threads).build()
    {
        return pool.install(|| run(view, structure, query, control));
    }
    run(view, structure, query, control)
}
