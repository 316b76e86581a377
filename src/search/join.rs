//! Joining lists of utility vectors: what one step of an [elimination](super::eliminate) does.
//!
//! The lists are shifted by what their choices add. Of all vectors together, those are kept that can still be accepted and
//! that no other one dominates; equal ones merge. There are two ways, with the same result. Many vectors of three or four
//! parties, in small ranges, are gone through from the first party's best on: all that give it the same are looked up in a
//! [table](Heights) of what came before, which drops most of them at once, and only the others are sorted. What is found so
//! is final as soon as it is found. Else all are sorted, and then compared.

use super::cuts::Cut;
use super::limits::{Control, Stop};
use super::vector::Vector;
use crate::frontier::{Heights, nondominated};
use crate::problem::{Acceptance, View};
use itertools::Itertools;
use num_bigint::BigUint;
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};

/// From so many vectors on, a table is worth its while, if it has not more than so many entries for each of them.
const MANY: usize = 1 << 12;
const ROOMY: usize = 8;
/// And if no more than so many lists are looked at for each of the vectors: each slice looks at all of them.
const LOOKED_AT: usize = 256;
/// From so many vectors on, two threads go through them.
#[cfg(feature = "parallel")]
const LONG: usize = 1 << 17;
/// So many slices one of them may be ahead of the other.
const AHEAD: usize = 1 << 6;
/// Vectors that are looked at to divide all.
const SAMPLE: usize = 1 << 10;
/// So many vectors are handed on at once.
pub(super) const CHUNK: usize = 1 << 12;

/// How many packages stand behind a vector: exact, or none if the type is too small.
pub(super) trait Count: Clone + Send + Sync {
    fn zero() -> Self;
    fn one() -> Self;
    fn plus(&self, other: &Self) -> Option<Self>;
    fn times(&self, other: &Self) -> Option<Self>;
    fn big(&self) -> BigUint;
}

/// Integers of a fixed size count as long as they do not overflow.
macro_rules! counts {
    ($($kind:ty)*) => {$(
        impl Count for $kind {
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
    )*};
}
counts!(u64 u128);

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
pub(super) struct Labels<V, C> {
    pub vectors: Vec<V>,
    /// The first package, so far as settled: so many integers for each vector.
    pub keys: Vec<u64>,
    pub counts: Vec<C>,
}

impl<V: Copy, C: Count> Labels<V, C> {
    /// What each takes, with keys of so many integers.
    pub fn bytes(words: usize) -> usize {
        size_of::<V>() + 8 * words + size_of::<C>()
    }

    pub fn empty() -> Self {
        Labels { vectors: Vec::new(), keys: Vec::new(), counts: Vec::new() }
    }

    pub fn len(&self) -> usize {
        self.vectors.len()
    }

    fn append(&mut self, more: &mut Self) {
        self.vectors.append(&mut more.vectors);
        self.keys.append(&mut more.keys);
        self.counts.append(&mut more.counts);
    }

    fn clear(&mut self) {
        self.vectors.clear();
        self.keys.clear();
        self.counts.clear();
    }

    /// Only these of the vectors, in the order given.
    pub fn only(&self, kept: impl Iterator<Item = usize>, words: usize) -> Self {
        let mut labels = Labels::empty();
        for at in kept {
            labels.vectors.push(self.vectors[at]);
            labels.keys.extend_from_slice(&self.keys[at * words..(at + 1) * words]);
            labels.counts.push(self.counts[at].clone());
        }
        labels
    }
}

/// Vectors shifted by what one choice adds.
pub(super) struct Shifted<'l, V, C> {
    pub labels: &'l Labels<V, C>,
    pub gain: V,
    pub key: Vec<u64>,
    pub count: C,
}

/// A vector on its way into the next labels.
pub(super) struct Candidate<V> {
    pub vector: V,
    pub from: u32,
    pub label: u32,
}

/// Why an elimination did not finish.
pub(super) enum Failure {
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
pub(super) struct Gate<const N: usize> {
    /// By party, the least scaled utility that it accepts.
    floors: [i64; N],
    acceptance: Acceptance,
    unanimous: bool,
}

impl<const N: usize> Gate<N> {
    pub fn new(view: &View) -> Self {
        let mut floors = [i64::MIN; N];
        for (floor, given) in floors.iter_mut().zip(view.floors_of_sums()) {
            *floor = given.unwrap_or(i64::MIN);
        }
        let acceptance = view.acceptance().clone();
        Gate { floors, unanimous: acceptance.is_unanimous(), acceptance }
    }

    /// Whether utilities of at most `vector + rest` can be accepted.
    fn passes(&self, vector: &[i64; N], rest: &[i64; N]) -> bool {
        let accepts = |party: usize| vector[party].saturating_add(rest[party]) >= self.floors[party];
        self.acceptance.passes((0..N).map(accepts))
    }
}

/// What can still come, at most, and what has been left out of the vectors so that they are not negative.
#[derive(Clone)]
pub(super) struct Rest<const N: usize> {
    /// By party.
    pub most: [i64; N],
    /// By party, at least.
    pub least: [i64; N],
    /// By cut, its weighted sum.
    pub cuts: Vec<i128>,
}

impl<const N: usize> Rest<N> {
    /// This, and more of what is known to be the same for all.
    pub fn and(mut self, base: &[i64; N], cuts: &[Cut]) -> Self {
        for (sum, base) in self.most.iter_mut().chain(&mut self.least).zip(base.iter().chain(base)) {
            *sum = sum.saturating_add(*base);
        }
        self.cuts.iter_mut().zip(cuts).for_each(|(sum, cut)| *sum = sum.saturating_add(cut.sum(base)));
        self
    }
}

/// What a vector needs in order to be kept.
struct Needs<const N: usize, V> {
    floors: V,
    least: [i64; N],
    /// Whether floors do not say all.
    more: bool,
}

/// Hears of each slice what was found in a band above: how many could be accepted, and what was kept of them.
type Above<V, C> = Receiver<Result<(usize, Labels<V, C>), Failure>>;

/// Joins lists: what is the same for all steps of an elimination.
pub(super) struct Joiner<'c, const N: usize> {
    pub gate: Option<Gate<N>>,
    pub cuts: Vec<Cut>,
    /// By party, a sum beyond which more is no better, if only packages that reach it are looked for.
    pub enough: [Option<i64>; N],
    pub parties: usize,
    /// How many integers a key has.
    pub words: usize,
    /// How many vectors may come together that can still be accepted.
    pub candidates: usize,
    /// How many may be kept at once.
    pub kept: usize,
    /// How many bytes all may take.
    pub memory: usize,
    pub control: &'c Control<'c>,
}

/// The vectors that give the second party between so much and so much.
struct Band<V> {
    heights: Heights,
    low: i64,
    high: i64,
    /// By source, the first vector that was not looked at.
    places: Vec<usize>,
    slice: Vec<Candidate<V>>,
    key: Vec<u64>,
}

impl<V> Band<V> {
    /// The most that a vector not looked at gives the first party.
    fn best<const N: usize, C>(&self, sources: &[Shifted<V, C>]) -> Option<i64>
    where
        V: Vector<N>,
    {
        let first = |(source, place): (&Shifted<V, C>, &usize)| {
            source.labels.vectors.get(*place).map(|vector| vector.of(0) + source.gain.of(0))
        };
        sources.iter().zip(&self.places).filter_map(first).max()
    }
}

/// How many vectors come together.
fn together<V: Copy, C: Count>(sources: &[Shifted<V, C>]) -> usize {
    sources.iter().map(|source| source.labels.len()).sum()
}

/// About what half of the vectors give the second party at least.
fn middle<const N: usize, V: Vector<N>, C: Count>(sources: &[Shifted<V, C>]) -> i64 {
    let some = |source: &Shifted<V, C>| {
        let step = (source.labels.len() * sources.len() / SAMPLE).max(1);
        let gain = source.gain.of(1);
        source.labels.vectors.iter().step_by(step).map(move |vector| vector.of(1) + gain).collect::<Vec<i64>>()
    };
    let mut sample: Vec<i64> = sources.iter().flat_map(some).collect();
    sample.sort_unstable();
    sample.get(sample.len() / 2).copied().unwrap_or(0)
}

/// What the lists of one layer take together.
#[derive(Default)]
pub(super) struct Held {
    /// Bytes of what is joined.
    pub before: usize,
    /// How many were kept so far.
    pub kept: AtomicUsize,
}

/// Is given what is final, in its order, and keeps none of it.
pub(super) type Drain<'d, V, C> = dyn FnMut(&Labels<V, C>) -> Result<(), Stop> + 'd;

impl<const N: usize> Joiner<'_, N> {
    /// Joins shifted vectors: drops what the gate and the cuts drop and what is dominated, merges equals; for a cover, keeps
    /// one for each of the cells. What is given to a drain is not returned.
    pub fn join<V: Vector<N>, C: Count>(
        &self,
        sources: &[Shifted<V, C>],
        rest: &Rest<N>,
        cells: Option<&[i64; N]>,
        held: &Held,
        mut drain: Option<&mut Drain<V, C>>,
    ) -> Result<Labels<V, C>, Failure> {
        let Some(needs) = self.needs::<V>(rest) else { return Ok(Labels::empty()) };
        #[cfg(feature = "parallel")]
        let threads = if together(sources) >= LONG { self.control.threads } else { 1 };
        #[cfg(not(feature = "parallel"))]
        let threads = 1;
        let table = cells.is_none().then(|| self.table(sources, &needs)).flatten();
        let swept =
            table.and_then(|table| self.swept(sources, (rest, &needs), table, held, threads, drain.as_deref_mut()));
        let mut labels = match swept {
            Some(labels) => labels?,
            None => self.compared(sources, rest, &needs, cells, held)?,
        };
        if let Some(drain) = drain {
            drain(&labels)?;
            labels.clear();
        }
        Ok(labels)
    }

    /// What every vector needs; none if no vector has it.
    fn needs<V: Vector<N>>(&self, rest: &Rest<N>) -> Option<Needs<N, V>> {
        let mut least = [0i64; N];
        let mut more = false;
        match &self.gate {
            Some(gate) if gate.unanimous => {
                let floors = gate.floors.iter().zip(&rest.most);
                for (least, (floor, most)) in least.iter_mut().zip(floors) {
                    *least = floor.saturating_sub(*most).max(0);
                }
            }
            gate => more |= gate.is_some(),
        }
        for (cut, to_come) in self.cuts.iter().zip(&rest.cuts) {
            let mut weighed = cut.weights.iter().enumerate().filter(|(_, weight)| **weight != 0);
            match (weighed.next(), weighed.next()) {
                (Some((party, weight)), None) if *weight > 0 => {
                    let lacking = cut.threshold.saturating_sub(*to_come).max(0);
                    let need = lacking / weight + i128::from(lacking % weight != 0);
                    least[party] = least[party].max(i64::try_from(need).unwrap_or(i64::MAX));
                }
                _ => more = true,
            }
        }
        let fits = least.iter().all(|least| V::BITS >= i64::BITS - 1 || *least < 1 << V::BITS);
        fits.then(|| Needs { floors: V::pack(&least), least, more })
    }

    fn passes<V: Vector<N>>(&self, vector: V, needs: &Needs<N, V>, rest: &Rest<N>) -> bool {
        if !vector.reaches(needs.floors) {
            return false;
        }
        if !needs.more {
            return true;
        }
        let vector = vector.unpack();
        self.gate.as_ref().is_none_or(|gate| gate.unanimous || gate.passes(&vector, &rest.most))
            && (self.cuts.iter().zip(&rest.cuts)).all(|(cut, rest)| cut.sum(&vector) + rest >= cut.threshold)
    }

    /// Whether so much more is still within memory.
    fn room<V: Copy, C: Count>(&self, held: &Held, kept: usize, beside: usize) -> Result<(), Stop> {
        let bytes = kept.saturating_mul(Labels::<V, C>::bytes(self.words));
        let all = held.before.saturating_add(bytes).saturating_add(beside);
        if kept > self.kept || all > self.memory { Err(Stop::PointLimit) } else { Ok(()) }
    }

    /// What the vectors are at most, by party, if a table of what lies between that and what they need is worth its while; and
    /// how many entries that has.
    fn table<V: Vector<N>, C: Count>(
        &self,
        sources: &[Shifted<V, C>],
        needs: &Needs<N, V>,
    ) -> Option<([i64; N], usize)> {
        let all = together(sources);
        if all < MANY || !(3..=4).contains(&N) || self.parties != N || self.enough.iter().any(Option::is_some) {
            return None;
        }
        let mut most = [0i64; N];
        let mut known: HashMap<*const Labels<V, C>, [i64; N]> = HashMap::new();
        for source in sources {
            let own = known.entry(std::ptr::from_ref(source.labels)).or_insert_with(|| {
                source.labels.vectors.iter().fold([0; N], |mut most, vector| {
                    most.iter_mut().zip(vector.unpack()).for_each(|(most, value)| *most = (*most).max(value));
                    most
                })
            });
            for party in 0..N {
                most[party] = most[party].max(own[party] + source.gain.of(party));
            }
        }
        let slices = usize::try_from(most[0].saturating_sub(needs.least[0]).saturating_add(1)).unwrap_or(0).min(all);
        if slices.saturating_mul(sources.len()) > LOOKED_AT * all {
            return None;
        }
        let entries = Heights::entries(&needs.least, &most).filter(|entries| *entries <= ROOMY * all)?;
        Some((most, entries))
    }

    /// Joins by going through the vectors from the first party's best on. Two threads divide them by the second party's
    /// utility: who has the better ones needs to know nothing of the others, and who has the others hears of the better ones
    /// slice by slice. None if there can be no table.
    fn swept<V: Vector<N>, C: Count>(
        &self,
        sources: &[Shifted<V, C>],
        (rest, needs): (&Rest<N>, &Needs<N, V>),
        (most, entries): ([i64; N], usize),
        held: &Held,
        threads: usize,
        drain: Option<&mut Drain<V, C>>,
    ) -> Option<Result<Labels<V, C>, Failure>> {
        let (low, high) = (needs.least[1], most[1]);
        let band = |low: i64, high: i64| {
            let [mut least, mut most] = [needs.least, most];
            (least[1], most[1]) = (low, high);
            let heights = Heights::new(&least, &most)?;
            Some(Band {
                heights,
                low,
                high,
                places: vec![0; sources.len()],
                slice: Vec::new(),
                key: vec![0; self.words],
            })
        };
        let middle = if threads > 1 && N == 4 { middle(sources) } else { low };
        if !(low + 1..=high).contains(&middle) {
            let mut all = band(low, high)?;
            return Some(self.sweep(sources, (rest, needs), &mut all, entries, held, None, drain));
        }
        let (mut lower, mut upper) = (band(low, middle - 1)?, band(middle, high)?);
        std::thread::scope(|scope| {
            let (sender, receiver) = sync_channel(AHEAD);
            let above = move || {
                while let Some(best) = upper.best(sources).filter(|best| *best >= needs.least[0]) {
                    let mut labels = Labels::empty();
                    let size = self.slice(sources, (rest, needs), &mut upper, best, &mut labels);
                    let failed = size.is_err();
                    // Nobody listens any more where something else has stopped.
                    if sender.send(size.map(|size| (size, labels))).is_err() || failed {
                        break;
                    }
                }
            };
            if std::thread::Builder::new().spawn_scoped(scope, above).is_err() {
                // No thread is to be had.
                let mut all = band(low, high)?;
                return Some(self.sweep(sources, (rest, needs), &mut all, entries, held, None, drain));
            }
            Some(self.sweep(sources, (rest, needs), &mut lower, entries, held, Some(&receiver), drain))
        })
    }

    /// Goes through a band of the vectors, slice by slice, after what somebody else has found of each slice in a band above.
    #[expect(clippy::too_many_arguments, reason = "all of it is about one join")]
    fn sweep<V: Vector<N>, C: Count>(
        &self,
        sources: &[Shifted<V, C>],
        (rest, needs): (&Rest<N>, &Needs<N, V>),
        band: &mut Band<V>,
        entries: usize,
        held: &Held,
        above: Option<&Above<V, C>>,
        mut drain: Option<&mut Drain<V, C>>,
    ) -> Result<Labels<V, C>, Failure> {
        let mut labels = Labels::empty();
        let mut size = 0;
        while let Some(best) = band.best(sources).filter(|best| *best >= needs.least[0]) {
            let before = labels.len();
            let mut own = 0;
            if let Some(above) = above {
                // Who is above comes to its end after the last slice.
                let (size, mut new) = above.recv().map_err(|_| Stop::Interrupted)??;
                own += size;
                new.vectors.iter().for_each(|vector| band.heights.enter::<N>(|party| vector.of(party)));
                labels.append(&mut new);
            }
            own += self.slice(sources, (rest, needs), band, best, &mut labels)?;
            size += own;
            if size > self.candidates {
                return Err(Stop::PointLimit.into());
            }
            let beside = 2 * entries + own * size_of::<Candidate<V>>();
            match &mut drain {
                Some(drain) => {
                    self.room::<V, C>(held, labels.len(), beside)?;
                    if labels.len() >= CHUNK {
                        drain(&labels)?;
                        labels.clear();
                        self.control.check()?;
                    }
                }
                None => {
                    let new = labels.len() - before;
                    let kept = held.kept.fetch_add(new, Ordering::Relaxed) + new;
                    // Of the other lists of the layer, whose order is anybody's, only the sum counts.
                    self.room::<V, C>(held, kept, 0)?;
                    self.room::<V, C>(held, labels.len(), beside)?;
                }
            }
        }
        Ok(labels)
    }

    /// Adds what is kept of the vectors of a band that give the first party so much, and tells how many can be accepted.
    fn slice<V: Vector<N>, C: Count>(
        &self,
        sources: &[Shifted<V, C>],
        (rest, needs): (&Rest<N>, &Needs<N, V>),
        band: &mut Band<V>,
        best: i64,
        labels: &mut Labels<V, C>,
    ) -> Result<usize, Failure> {
        let Band { heights, low, high, places, slice, key } = band;
        let mut size = 0;
        slice.clear();
        for ((from, source), place) in sources.iter().enumerate().zip(places) {
            let own = best - source.gain.of(0);
            let vectors = &source.labels.vectors[*place..];
            let vectors = &vectors[..vectors.partition_point(|vector| vector.of(0) >= own)];
            // Within a slice the second party's utility falls.
            let second = |vector: &V| vector.of(1) + source.gain.of(1);
            let begin = vectors.partition_point(|vector| second(vector) > *high);
            let end = vectors.partition_point(|vector| second(vector) >= *low);
            let first = *place;
            *place += vectors.len();
            for (label, vector) in (first + begin..).zip(&vectors[begin..end]) {
                let vector = vector.plus(source.gain);
                if self.passes(vector, needs, rest) {
                    size += 1;
                    if !heights.covers::<N>(|party| vector.of(party)) {
                        slice.push(Candidate { vector, from: from as u32, label: label as u32 });
                    }
                }
            }
            self.control.examined(1 + (end - begin) as u64)?;
            let bytes = slice.len().saturating_mul(size_of::<Candidate<V>>());
            if slice.len() > self.candidates || bytes > self.memory {
                return Err(Stop::PointLimit.into());
            }
        }
        slice.sort_unstable_by_key(|candidate| Reverse(candidate.vector));
        for group in slice.chunk_by(|one, other| one.vector == other.vector) {
            let vector = group[0].vector;
            if !heights.covers::<N>(|party| vector.of(party)) {
                heights.enter::<N>(|party| vector.of(party));
                self.merge(sources, group, labels, key)?;
            }
        }
        Ok(size)
    }

    /// Adds a vector to labels, with all that is equal to it.
    fn merge<V: Vector<N>, C: Count>(
        &self,
        sources: &[Shifted<V, C>],
        equal: &[Candidate<V>],
        labels: &mut Labels<V, C>,
        key: &mut [u64],
    ) -> Result<(), Failure> {
        let words = self.words;
        let start = labels.keys.len();
        let mut count: Option<C> = None;
        for candidate in equal {
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
                    labels.keys.extend_from_slice(key);
                }
                Some(count) => {
                    *count = count.plus(&behind).ok_or(Failure::CountOverflow)?;
                    if key[..] < labels.keys[start..] {
                        labels.keys[start..].copy_from_slice(key);
                    }
                }
            }
        }
        if let (Some(count), Some(first)) = (count, equal.first()) {
            labels.vectors.push(first.vector);
            labels.counts.push(count);
        }
        Ok(())
    }

    /// Joins by sorting all, and comparing.
    fn compared<V: Vector<N>, C: Count>(
        &self,
        sources: &[Shifted<V, C>],
        rest: &Rest<N>,
        needs: &Needs<N, V>,
        cells: Option<&[i64; N]>,
        held: &Held,
    ) -> Result<Labels<V, C>, Failure> {
        let saturating = self.enough.iter().any(Option::is_some);
        // A candidate, what sorting needs beside, and its vector.
        let bytes = 3 * size_of::<Candidate<V>>() + 8 * N + 16;
        let mut runs = Vec::with_capacity(sources.len());
        let mut size = 0;
        for (from, source) in sources.iter().enumerate() {
            self.control.examined(source.labels.len() as u64)?;
            let shifted = source.labels.vectors.iter().enumerate().map(|(label, vector)| {
                let mut vector = vector.plus(source.gain);
                if saturating {
                    vector = self.settle(vector, &rest.least);
                }
                Candidate { vector, from: from as u32, label: label as u32 }
            });
            let run: Vec<Candidate<V>> =
                shifted.filter(|candidate| self.passes(candidate.vector, needs, rest)).collect();
            size += run.len();
            if size > self.candidates || held.before.saturating_add(size.saturating_mul(bytes)) > self.memory {
                return Err(Stop::PointLimit.into());
            }
            runs.push(run);
        }
        let candidates = if N <= 2 && !saturating { merged(runs) } else { sorted(runs) };
        let candidates = match cells {
            Some(cells) => thinned(candidates, cells, self.parties),
            None => candidates,
        };
        let mut groups: Vec<Range<usize>> = Vec::new();
        let mut vectors: Vec<[i64; N]> = Vec::new();
        let mut at = 0;
        for group in candidates.chunk_by(|one, other| one.vector == other.vector) {
            vectors.push(group[0].vector.unpack());
            groups.push(at..at + group.len());
            at += group.len();
        }
        self.control.check()?;
        let mut keep = nondominated(&vectors, &|| self.control.check())?;
        if saturating {
            self.keep_as_good(&vectors, &mut keep)?;
        }
        let new = keep.iter().filter(|keep| **keep).count();
        let kept = held.kept.fetch_add(new, Ordering::Relaxed) + new;
        self.room::<V, C>(held, kept, 0)?;
        self.room::<V, C>(held, new, size.saturating_mul(bytes))?;
        let mut labels = Labels {
            vectors: Vec::with_capacity(new),
            keys: Vec::with_capacity(new * self.words),
            counts: Vec::with_capacity(new),
        };
        let mut key = vec![0u64; self.words];
        for (group, _) in groups.into_iter().zip(&keep).filter(|(_, keep)| **keep) {
            self.merge(sources, &candidates[group], &mut labels, &mut key)?;
        }
        Ok(labels)
    }

    /// Forgets by how much a sum is more than enough, whatever is still to come.
    fn settle<V: Vector<N>>(&self, vector: V, least: &[i64; N]) -> V {
        let mut sums = vector.unpack();
        for ((sum, least), enough) in sums.iter_mut().zip(least).zip(&self.enough) {
            if let Some(enough) = enough {
                *sum = (*sum).min(enough.saturating_sub(*least).max(0));
            }
        }
        V::pack(&sums)
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
}

/// All candidates in descending order. A stable sort finds the runs and merges them.
fn sorted<V: Ord + Copy>(runs: Vec<Vec<Candidate<V>>>) -> Vec<Candidate<V>> {
    let mut candidates: Vec<Candidate<V>> = runs.into_iter().flatten().collect();
    candidates.sort_by_key(|candidate| Reverse(candidate.vector));
    candidates
}

/// For one or two parties: candidates in descending order, less those that others dominate, dropped at every merge of
/// two runs.
fn merged<const N: usize, V: Vector<N>>(mut runs: Vec<Vec<Candidate<V>>>) -> Vec<Candidate<V>> {
    while runs.len() > 1 {
        let mut next = Vec::with_capacity(runs.len().div_ceil(2));
        let mut pairs = runs.into_iter();
        while let Some(first) = pairs.next() {
            let second = pairs.next().unwrap_or_default();
            let mut both: Vec<Candidate<V>> = Vec::with_capacity(first.len() + second.len());
            let mut last: Option<V> = None;
            let order = |a: &Candidate<V>, b: &Candidate<V>| a.vector >= b.vector;
            for candidate in first.into_iter().merge_by(second, order) {
                // In descending order, only a higher second utility, or an equal vector, is not dominated.
                let new = candidate.vector;
                if last.is_none_or(|last| new.of(N - 1) > last.of(N - 1) || new == last) {
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

/// Of the candidates in each cell of a grid over all parties but the last, those that are best for the last and equal to
/// the first such one.
pub(super) fn thinned<const N: usize, V: Vector<N>>(
    candidates: Vec<Candidate<V>>,
    cells: &[i64; N],
    parties: usize,
) -> Vec<Candidate<V>> {
    let last = parties - 1;
    let cell = |candidate: &Candidate<V>| -> [i64; N] {
        std::array::from_fn(|party| if party < last { candidate.vector.of(party).div_euclid(cells[party]) } else { 0 })
    };
    let mut best: HashMap<[i64; N], usize> = HashMap::new();
    for (at, candidate) in candidates.iter().enumerate() {
        let kept = best.entry(cell(candidate)).or_insert(at);
        // The first of equally good ones, so that the cover does not depend on chance.
        if candidate.vector.of(last) > candidates[*kept].vector.of(last) {
            *kept = at;
        }
    }
    let chosen: HashSet<[i64; N]> = best.values().map(|at| candidates[*at].vector.unpack()).collect();
    candidates.into_iter().filter(|candidate| chosen.contains(&candidate.vector.unpack())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::Limits;
    use proptest::prelude::*;

    type Lists = (Vec<Vec<Vec<i64>>>, Vec<(usize, Vec<i64>)>, Vec<i64>, Option<i64>);

    /// Lists of vectors, choices of a list and what is added to it, the least that is asked for, and a cut.
    fn lists(parties: usize) -> impl Strategy<Value = Lists> {
        let vector = move |most: i64| prop::collection::vec(0..=most, parties);
        let list = prop::collection::vec(vector(5), 1..12);
        let choice = (0usize..3, vector(3));
        (prop::collection::vec(list, 3), prop::collection::vec(choice, 1..5), vector(4), prop::option::of(0i64..20))
    }

    fn check<const N: usize>((lists, choices, floors, cut): Lists) {
        let limits = Limits::default();
        let control = Control::new(&limits);
        let array = |values: &[i64]| -> [i64; N] { std::array::from_fn(|party| values[party]) };
        let labels = |list: &Vec<Vec<i64>>| {
            let mut vectors: Vec<u64> = list.iter().map(|vector| Vector::<N>::pack(&array(vector))).collect();
            vectors.sort_unstable_by(|one, other| other.cmp(one));
            vectors.dedup();
            let counts = (0..vectors.len() as u64).map(|at| at + 1).collect();
            let keys = (0..vectors.len() as u64).map(|at| (at * 37 % 8) << 8).collect();
            Labels { vectors, keys, counts }
        };
        let lists: Vec<Labels<u64, u64>> = lists.iter().map(labels).collect();
        let source = |(at, (list, gain)): (usize, &(usize, Vec<i64>))| Shifted {
            labels: &lists[*list],
            gain: Vector::<N>::pack(&array(gain)),
            key: vec![at as u64],
            count: 1 + at as u64 % 2,
        };
        let sources: Vec<Shifted<u64, u64>> = choices.iter().enumerate().map(source).collect();
        let weights = vec![1; N];
        let cuts: Vec<Cut> = cut.map(|threshold| Cut { weights, threshold: threshold.into() }).into_iter().collect();
        let acceptance = Acceptance::of(vec![true; N]);
        let gate = Gate { floors: array(&floors), unanimous: true, acceptance };
        let rest = Rest { most: [1; N], least: [0; N], cuts: vec![2; cuts.len()] };
        let joiner = Joiner {
            gate: Some(gate),
            cuts,
            enough: [None; N],
            parties: N,
            words: 1,
            candidates: usize::MAX,
            kept: usize::MAX,
            memory: usize::MAX,
            control: &control,
        };
        let needs = joiner.needs::<u64>(&rest).expect("small floors fit");
        let found = |labels: Result<Labels<u64, u64>, Failure>| match labels {
            Ok(labels) => (labels.vectors, labels.keys, labels.counts),
            Err(_) => panic!("nothing limits it"),
        };
        let compared = found(joiner.compared(&sources, &rest, &needs, None, &Held::default()));
        // By the definition.
        let mut all: std::collections::BTreeMap<Reverse<[i64; N]>, (u64, u64)> = std::collections::BTreeMap::new();
        for source in &sources {
            for (at, vector) in source.labels.vectors.iter().enumerate() {
                let vector: [i64; N] = Vector::<N>::unpack(Vector::<N>::plus(*vector, source.gain));
                let accepted = (0..N).all(|party| vector[party] + 1 >= floors[party])
                    && cut.is_none_or(|threshold| vector.iter().sum::<i64>() + 2 >= threshold);
                if accepted {
                    let (key, count) =
                        (source.labels.keys[at] | source.key[0], source.labels.counts[at] * source.count);
                    let known = all.entry(Reverse(vector)).or_insert((key, 0));
                    *known = (known.0.min(key), known.1 + count);
                }
            }
        }
        let dominated = |one: &[i64; N]| {
            all.keys().any(|Reverse(other)| other != one && (0..N).all(|party| other[party] >= one[party]))
        };
        let expected: Vec<(u64, u64, u64)> = (all.iter())
            .filter(|(Reverse(vector), _)| !dominated(vector))
            .map(|(Reverse(vector), (key, count))| (Vector::<N>::pack(vector), *key, *count))
            .collect();
        let listed: Vec<(u64, u64, u64)> =
            itertools::izip!(compared.0.clone(), compared.1.clone(), compared.2.clone()).collect();
        assert_eq!(listed, expected);
        let most = array(&[8; N]);
        for threads in [1, 2] {
            let swept = joiner.swept(&sources, (&rest, &needs), (most, 0), &Held::default(), threads, None);
            assert_eq!(found(swept.expect("small ranges have a table")), compared, "{threads} threads");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3_000))]
        #[test]
        fn both_ways_keep_what_nothing_dominates(three in lists(3), four in lists(4)) {
            check::<3>(three);
            check::<4>(four);
        }
    }
}
