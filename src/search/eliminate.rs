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

use super::cuts::Cut;
use super::diagram::{Diagram, Layer};
use super::join::{CHUNK, Candidate, Count, Drain, Failure, Gate, Held, Joiner, Labels, Rest, Shifted, thinned};
use super::layout::Layout;
use super::limits::{Control, Stop};
use super::structure::Structure;
use super::vector::Vector;
use crate::frontier::{Frontier, Point, nondominated};
use crate::problem::{MAX_PARTIES, MAX_SEATS, PartyId, View};
use itertools::Itertools;
use num_bigint::BigUint;
use std::cmp::Reverse;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

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

struct Elimination<'c, const N: usize> {
    layout: Layout,
    joiner: Joiner<'c, N>,
    /// For a cover: by party, how much worse its vectors may be.
    tolerance: Option<[i64; N]>,
    #[cfg(feature = "parallel")]
    pool: Option<rayon::ThreadPool>,
}

/// Is given points in their order, as soon as they are certain.
pub(crate) type Give<'g> = dyn FnMut(Vec<Point>) -> Result<(), Stop> + 'g;

/// Is given what is final, and what it leaves out.
type Final<'f, const N: usize, V, C> = dyn FnMut(&Labels<V, C>, &[i64; N]) -> Result<(), Stop> + 'f;

/// The sum of two vectors.
fn sum<const N: usize>(mut one: [i64; N], other: &[i64; N]) -> [i64; N] {
    one.iter_mut().zip(other).for_each(|(sum, more)| *sum += more);
    one
}

impl<const N: usize> Elimination<'_, N> {
    fn vector(&self, values: &[i64]) -> [i64; N] {
        let mut vector = [0; N];
        vector[..self.joiner.parties].copy_from_slice(values);
        vector
    }

    /// The least and the most that the choices of a layer add, by party.
    fn extremes(&self, layer: &Layer) -> [[i64; N]; 2] {
        let mut ends = [[i64::MAX; N], [i64::MIN; N]];
        for gains in layer.gains.chunks_exact(self.joiner.parties) {
            let gains = self.vector(gains);
            for party in 0..N {
                ends[0][party] = ends[0][party].min(gains[party]);
                ends[1][party] = ends[1][party].max(gains[party]);
            }
        }
        ends
    }

    /// How many bits the largest vector of all these issues needs for a party, counted from the least of each layer.
    fn bits(&self, structure: &Structure) -> u32 {
        let mut range = [0i64; N];
        for layer in structure.diagrams.iter().flat_map(|diagram| &diagram.layers) {
            let [least, most] = self.extremes(layer);
            for party in 0..N {
                range[party] = range[party].saturating_add(most[party].saturating_sub(least[party]));
            }
        }
        range.iter().map(|range| i64::BITS - range.leading_zeros()).max().unwrap_or(0)
    }

    /// The frontier of one group of linked issues, and what its vectors leave out; `rest` bounds what the other issues and
    /// the constants add. If there is nothing else, what is final is given away.
    fn group<V: Vector<N>, C: Count>(
        &self,
        diagram: &Diagram,
        rest: &Rest<N>,
        mut allowance: Option<&mut Allowance<N>>,
        before: usize,
        mut last: Option<&mut Final<N, V, C>>,
    ) -> Result<(Labels<V, C>, [i64; N]), Failure> {
        let joiner = &self.joiner;
        let to_go: Vec<Vec<Vec<i128>>> = joiner.cuts.iter().map(|cut| diagram.to_go(&cut.weights)).collect();
        let root = Labels { vectors: vec![V::pack(&[0; N])], keys: vec![0; joiner.words], counts: vec![C::one()] };
        let mut nodes = vec![root];
        let mut base = [0; N];
        for (layer_at, layer) in diagram.layers.iter().enumerate() {
            let mut ranges: Vec<std::ops::Range<usize>> = vec![0..0; layer.width];
            let mut at = 0;
            while at < layer.arcs.len() {
                let to = layer.arcs[at].to;
                let end = at + layer.arcs[at..].partition_point(|arc| arc.to == to);
                ranges[to as usize] = at..end;
                at = end;
            }
            let size = layer.arcs.iter().map(|arc| nodes[arc.from as usize].len()).sum();
            let cells = allowance.as_mut().and_then(|allowance| allowance.step(size));
            let [least, _] = self.extremes(layer);
            base = sum(base, &least);
            let kept = nodes.iter().map(Labels::len).sum::<usize>() * Labels::<V, C>::bytes(joiner.words);
            let held = Held { before: before + kept, ..Held::default() };
            let node = |node: usize, drain: Option<&mut Drain<V, C>>| {
                let sources: Vec<Shifted<V, C>> = (ranges[node].clone())
                    .map(|at| {
                        let mut gain = self.vector(&layer.gains[at * joiner.parties..(at + 1) * joiner.parties]);
                        gain.iter_mut().zip(&least).for_each(|(gain, least)| *gain -= least);
                        Shifted {
                            labels: &nodes[layer.arcs[at].from as usize],
                            gain: V::pack(&gain),
                            key: self.layout.key(layer.issue, layer.arcs[at].option),
                            count: C::one(),
                        }
                    })
                    .collect();
                let mut rest = rest.clone().and(&base, &joiner.cuts);
                let most = &layer.most[node * joiner.parties..(node + 1) * joiner.parties];
                for (rest, most) in rest.most.iter_mut().zip(most) {
                    // A node that no feasible package reaches has no bound, and no arcs either.
                    *rest = rest.saturating_add(*most);
                }
                let least = &layer.least[node * joiner.parties..(node + 1) * joiner.parties];
                for (rest, least) in rest.least.iter_mut().zip(least) {
                    *rest = rest.saturating_add(*least);
                }
                for (rest, to_go) in rest.cuts.iter_mut().zip(&to_go) {
                    *rest = rest.saturating_add(to_go[layer_at + 1][node]);
                }
                joiner.join(&sources, &rest, cells.as_ref(), &held, drain)
            };
            let next = match &mut last {
                // The last layer has one node.
                Some(last) if layer_at + 1 == diagram.layers.len() => {
                    vec![node(0, Some(&mut |labels: &Labels<V, C>| last(labels, &base)))?]
                }
                _ => self.each((0..layer.width).collect(), |at| node(at, None))?,
            };
            if next.iter().map(Labels::len).sum::<usize>() > joiner.candidates {
                return Err(Stop::PointLimit.into());
            }
            nodes = next;
        }
        Ok((nodes.swap_remove(0), base))
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
        if let Some(pool) = self.pool.as_ref().filter(|_| items.len() > 1) {
            use rayon::iter::{IntoParallelIterator, ParallelIterator};
            return pool.install(|| items.into_par_iter().map(step).collect());
        }
        items.into_iter().map(step).collect()
    }

    /// Combines all issues, and returns what is left in the end, or gives it away as soon as it is final.
    fn run<V: Vector<N>, C: Count>(
        &self,
        constants: &[i64],
        diagrams: &[Diagram],
        mut last: Option<&mut Final<N, V, C>>,
    ) -> Result<Vec<Point>, Failure> {
        let joiner = &self.joiner;
        // A cover is thinned in the end.
        let gives = last.is_some() && self.tolerance.is_none();
        let constants = self.vector(constants);
        let nothing = Rest { most: [0; N], least: [0; N], cuts: vec![0; joiner.cuts.len()] };
        let of_constants = nothing.clone().and(&constants, &joiner.cuts);
        // By diagram, what it can add at most.
        let bounds: Vec<Rest<N>> = diagrams
            .iter()
            .map(|diagram| Rest {
                most: self.vector(&diagram.most),
                least: self.vector(&diagram.least),
                cuts: joiner.cuts.iter().map(|cut| diagram.most_of(&cut.weights)).collect(),
            })
            .collect();
        let add = |of: &mut dyn Iterator<Item = &Rest<N>>, mut start: Rest<N>| {
            for rest in of {
                start.most.iter_mut().zip(&rest.most).for_each(|(sum, most)| *sum += most);
                start.least.iter_mut().zip(&rest.least).for_each(|(sum, least)| *sum += least);
                start.cuts.iter_mut().zip(&rest.cuts).for_each(|(sum, most)| *sum += most);
            }
            start
        };
        let total = add(&mut bounds.iter(), of_constants);
        let layers: usize = diagrams.iter().map(|diagram| diagram.layers.len()).sum();
        let mut allowance = self.tolerance.map(|left| Allowance { left, steps: layers + diagrams.len() });
        let bytes = |labels: &Labels<V, C>| labels.len() * Labels::<V, C>::bytes(joiner.words);
        let mut groups = Vec::new();
        let mut before = 0;
        for (diagram, own) in diagrams.iter().zip(&bounds) {
            let mut rest = total.clone();
            rest.most.iter_mut().zip(&own.most).for_each(|(rest, own)| *rest -= own);
            rest.least.iter_mut().zip(&own.least).for_each(|(rest, own)| *rest -= own);
            rest.cuts.iter_mut().zip(&own.cuts).for_each(|(rest, own)| *rest -= own);
            let mut part = allowance.as_mut().map(|allowance| allowance.part(diagram.layers.len()));
            let mut with_constants = |labels: &Labels<V, C>, base: &[i64; N]| {
                last.as_mut().map_or(Ok(()), |last| last(labels, &sum(constants, base)))
            };
            let only = (gives && diagrams.len() == 1).then_some(&mut with_constants as &mut Final<N, V, C>);
            let (labels, base) = self.group::<V, C>(diagram, &rest, part.as_mut(), before, only)?;
            before += bytes(&labels);
            groups.push((labels, base, own));
            if let (Some(allowance), Some(part)) = (&mut allowance, part) {
                allowance.give_back(part);
            }
        }
        // The largest first, while there is little to combine it with.
        groups.sort_by_key(|(labels, ..)| Reverse(labels.len()));
        let mut groups = groups.into_iter();
        let one = || Labels { vectors: vec![V::pack(&[0; N])], keys: vec![0; joiner.words], counts: vec![C::one()] };
        let (mut labels, mut base) =
            groups.next().map_or_else(|| (one(), constants), |(labels, base, _)| (labels, sum(constants, &base)));
        while let Some((group, own, _)) = groups.next() {
            let rest = add(&mut groups.as_slice().iter().map(|(.., rest)| *rest), nothing.clone());
            base = sum(base, &own);
            let shifted = |choice: usize| Shifted {
                labels: &labels,
                gain: group.vectors[choice],
                key: group.keys[choice * joiner.words..(choice + 1) * joiner.words].to_vec(),
                count: group.counts[choice].clone(),
            };
            let sources: Vec<Shifted<V, C>> = (0..group.len()).map(shifted).collect();
            let size = labels.len() * sources.len();
            let cells = allowance.as_mut().and_then(|allowance| allowance.step(size));
            let others: usize = groups.as_slice().iter().map(|(labels, ..)| bytes(labels)).sum();
            let own = sources.len() * (size_of::<Shifted<V, C>>() + 8 * joiner.words) + bytes(&group);
            let held = Held { before: others + own + bytes(&labels), ..Held::default() };
            let mut finally = |labels: &Labels<V, C>| last.as_mut().map_or(Ok(()), |last| last(labels, &base));
            let last = (gives && groups.len() == 0).then_some(&mut finally as &mut Drain<V, C>);
            labels = joiner.join(&sources, &rest.and(&base, &joiner.cuts), cells.as_ref(), &held, last)?;
        }
        if let Some(mut allowance) = allowance {
            let candidate = |(label, vector): (usize, &V)| Candidate { vector: *vector, from: 0, label: label as u32 };
            let all = labels.vectors.iter().enumerate().map(candidate).collect();
            let kept = thinned(all, &allowance.cells(), joiner.parties);
            labels = labels.only(kept.iter().map(|candidate| candidate.label as usize), joiner.words);
        }
        match last {
            Some(last) => last(&labels, &base).map(|()| Vec::new()),
            None => Ok(self.listed(&labels, &base).collect()),
        }
        .map_err(Failure::from)
    }

    /// What is left in the end, as points; or nothing, if somebody is given them.
    fn points(&self, constants: &[i64], structure: &Structure, give: Option<&mut Give>) -> Result<Vec<Point>, Stop> {
        // Whose numbers are small, takes little memory.
        let small = self.bits(structure);
        macro_rules! fit {
            ($word:ty) => {
                if const { N > 2 && <$word as Vector<N>>::BITS > 6 } && small <= <$word as Vector<N>>::BITS {
                    return self.counted::<$word>(constants, structure, give);
                }
            };
        }
        fit!(u64);
        fit!(u128);
        self.counted::<[i64; N]>(constants, structure, give)
    }

    fn counted<V: Vector<N>>(
        &self,
        constants: &[i64],
        structure: &Structure,
        mut give: Option<&mut Give>,
    ) -> Result<Vec<Point>, Stop> {
        let mut given = 0;
        match self.given_to::<V, u64>(constants, structure, give.as_deref_mut(), &mut given) {
            Ok(points) => return Ok(points),
            Err(Failure::Stopped(stop)) => return Err(stop),
            Err(Failure::CountOverflow) => {}
        }
        // Counts as large as this are rare: one kind of vector is enough for them.
        match self.given_to::<[i64; N], BigUint>(constants, structure, give, &mut given) {
            Ok(points) => Ok(points),
            Err(Failure::Stopped(stop)) => Err(stop),
            Err(Failure::CountOverflow) => Err(Stop::TooLarge),
        }
    }

    /// Runs, and gives all points but the first ones, which were given before.
    fn given_to<V: Vector<N>, C: Count>(
        &self,
        constants: &[i64],
        structure: &Structure,
        give: Option<&mut Give>,
        given: &mut usize,
    ) -> Result<Vec<Point>, Failure> {
        let Some(give) = give else { return self.run::<V, C>(constants, &structure.diagrams, None) };
        let mut known = *given;
        let mut last = |labels: &Labels<V, C>, base: &[i64; N]| {
            let skipped = known.min(labels.len());
            known -= skipped;
            for chunk in &self.listed(labels, base).skip(skipped).chunks(CHUNK) {
                let chunk: Vec<Point> = chunk.collect();
                *given += chunk.len();
                give(chunk)?;
            }
            Ok(())
        };
        self.run::<V, C>(constants, &structure.diagrams, Some(&mut last))
    }

    fn listed<V: Vector<N>, C: Count>(&self, labels: &Labels<V, C>, base: &[i64; N]) -> impl Iterator<Item = Point> {
        let (parties, words) = (self.joiner.parties, self.joiner.words);
        (0..labels.len()).map(move |at| Point {
            utilities: sum(labels.vectors[at].unpack(), base)[..parties].into(),
            packages: labels.counts[at].big(),
            package: self.layout.package(&labels.keys[at * words..(at + 1) * words]),
        })
    }
}

fn frontier<const N: usize>(
    view: &View,
    structure: &Structure,
    query: Query,
    control: &Control,
    mut give: Option<&mut Give>,
) -> Result<Frontier, Stop> {
    let parties = view.parties();
    let Query { target, cuts, points, kept, tolerance } = query;
    let layout = Layout::new(view);
    let gate = (target == Target::Acceptable).then(|| Gate::<N>::new(view));
    let tolerance = tolerance.map(|given| std::array::from_fn(|party| given.get(party).copied().unwrap_or(0)));
    let memory = control.room(usize::MAX, 1);
    let words = layout.words;
    let joiner = Joiner { gate, cuts, enough: [None; N], parties, words, candidates: points, kept, memory, control };
    #[cfg(feature = "parallel")]
    let pool = match control.threads {
        ..=1 => None,
        threads => rayon::ThreadPoolBuilder::new().num_threads(threads).build().ok(),
    };
    let mut elimination = Elimination {
        layout,
        joiner,
        tolerance,
        #[cfg(feature = "parallel")]
        pool,
    };
    let constants = &view.problem().constants;
    // What is final without ceilings may not be with them.
    let ceilings = !view.problem().ceilings().is_empty();
    let mut points = elimination.points(constants, structure, give.as_deref_mut().filter(|_| !ceilings))?;
    if ceilings {
        points = saturated(view, structure, points, &mut elimination)?;
        if let Some(give) = give {
            give(std::mem::take(&mut points))?;
        }
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
    let keep = nondominated(&vectors, &|| elimination.joiner.control.check())?;
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
    let cuts = elimination.joiner.cuts.len();
    for set in sets {
        elimination.joiner.enough = std::array::from_fn(|party| enough[party].filter(|_| set[party]));
        elimination.joiner.cuts.truncate(cuts);
        for (party, enough) in elimination.joiner.enough.iter().enumerate() {
            let weights = (0..elimination.joiner.parties).map(|other| i128::from(other == party)).collect();
            elimination.joiner.cuts.extend(enough.map(|enough| Cut { weights, threshold: enough.into() }));
        }
        let mut found = merge(elimination.points(&problem.constants, structure, None)?.into_iter().map(cap).collect());
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
    /// How many points may come together at once that can still be accepted.
    pub points: usize,
    /// How many may be kept of these.
    pub kept: usize,
    /// By party, how much worse a point may be that stands for another: scaled utilities. None for the exact frontier.
    pub tolerance: Option<Vec<i64>>,
}

impl Query {
    /// The exact frontier, if no more than so many points come together at once.
    pub(crate) fn of(target: Target, points: usize) -> Self {
        Query { target, cuts: Vec::new(), points, kept: points, tolerance: None }
    }
}

/// The same, of the packages that satisfy all cuts.
pub(crate) fn eliminate_with(
    view: &View,
    structure: &Structure,
    query: Query,
    control: &Control,
) -> Result<Frontier, Stop> {
    of_parties(view, structure, query, control, None)
}

/// The same, whose points are given away in their order as soon as they are certain: where it stops, all points are there
/// that give the first party as much as the last one of these.
pub(crate) fn eliminate_giving(
    view: &View,
    structure: &Structure,
    query: Query,
    control: &Control,
    give: &mut Give,
) -> Result<(), Stop> {
    of_parties(view, structure, query, control, Some(give)).map(|_| ())
}

fn of_parties(
    view: &View,
    structure: &Structure,
    query: Query,
    control: &Control,
    give: Option<&mut Give>,
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
    run(view, structure, query, control, give)
}
