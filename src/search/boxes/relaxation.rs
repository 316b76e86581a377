//! The most that a weighted sum of utilities can be over a part of a landscape: a linear programme, whose prices bound it in whole
//! numbers.
//!
//! There is a variable for each box, 1 where a package lies in it, and one for each party's utility, which is at most what its
//! boxes sum to, at most its ceiling, and at least its floor. Events exclude each other: to lie in one box and to lie in
//! another that has no package in common with it, or to have an option of a range and one of another range of the same
//! issue. Of a set of such events at most one happens. A box that is worth something to somebody is an event for each of its
//! issues; if its options there are several ranges, it takes one of these events. Who leaves a box, which matters where it costs
//! something, or is forbidden, takes one of the ranges beside it.
//!
//! Over ranges of a single issue, sets of events that exclude each other say as much as a variable for each option would (the
//! graph of ranges apart is perfect): the largest is found by a pass over the options. Sets that exclude each other through
//! several issues say more. They are looked for where the last solution breaks them (Padberg 1973; Hoffman and Padberg 1993).
//!
//! Any prices of the rows at all, from 0 on, give a valid bound. So floating point finds them, and the bound is multiplied out
//! in whole numbers (Neumaier and Shcherbina 2004 do so with intervals); so is what each variable would cost at its other bound.

use super::landscape::{Landscape, Lies, Part, Set, meets, options, set};
use crate::lp::{Bounded, Prices, Reached};
use crate::problem::OptionId;
use crate::search::limits::{Control, Stop};
use std::collections::HashMap;

/// What 1 in the programme is in whole numbers, as a power of two.
pub(super) const UNIT_BITS: i32 = 86;
/// No price is larger than this.
const LARGEST_PRICE: f64 = (1u64 << 14) as f64;
/// Sets of events that are broken by less are not looked at.
const BROKEN: f64 = 1e-4;
/// What lies closer to a whole number is one.
const WHOLE: f64 = 1e-6;
/// Steps between two looks at the clock.
const STEPS: usize = 16;
/// Rounds in which broken sets are looked for: over all packages, and over a part.
const FIRST_ROUNDS: usize = 60;
const ROUNDS: usize = 6;
/// What a round gains less than this share of the distance to the threshold is not worth another.
const WORTHWHILE: f64 = 0.02;
/// Entries of the tableau that cost as much as looking at a combination elsewhere.
const ENTRIES: usize = 16;
/// With so many rows for each event, those that bind nothing are forgotten.
const MANY_ROWS: usize = 2;
/// There may be so many events, and so many entries of the tableau.
const MOST_EVENTS: usize = 3_000;
const MOST_ENTRIES: usize = 1 << 24;
/// What an entry takes, twice while a row joins.
const ENTRY_BYTES: usize = 16;

/// A row of the programme, by events and parties.
enum Row {
    /// A party's utility is at most what its boxes sum to.
    Utility(usize),
    /// At most one of these events happens.
    Apart(Vec<usize>),
    /// A box takes one of these ranges.
    Through(usize, Vec<usize>),
    /// Who is not in a box takes one of these ranges.
    Beside(usize, Vec<usize>),
}

/// A range of options of an issue, by their positions among those that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Range {
    issue: usize,
    from: usize,
    to: usize,
}

/// The programme over a landscape.
pub(super) struct Relaxation<'l> {
    landscape: &'l Landscape,
    /// By range, behind the boxes: its options.
    ranges: Vec<(usize, Set)>,
    /// By issue: the events that are a range of it, by the end of their ranges.
    over: Vec<Vec<(usize, Range)>>,
    /// By issue, how many options there are.
    sizes: Vec<usize>,
    /// By event: the events that it excludes, as bits.
    apart: Vec<Vec<u64>>,
    programme: Bounded,
    rows: Vec<Row>,
    /// How many rows are there from the beginning.
    first_rows: usize,
    /// By party: what 1 of its variable is of its utility, and what one whole number of a price is.
    reach: Vec<f64>,
    /// By party, what its utility weighs, in whole numbers.
    weights: Vec<i128>,
    /// By party, between which bounds its utility is looked for.
    between: Vec<(i64, i64)>,
    /// What is looked for has at least this.
    threshold: i128,
    /// The same in the programme's unit.
    low: f64,
}

/// What is proven of a part, in whole numbers.
pub(super) struct Bound {
    /// No package has a larger weighted sum.
    pub most: i128,
    /// By event, what the sum is less by at its other bound, at least.
    pub spare: Vec<i128>,
}

/// The ranges that a set of options consists of, among all of an issue.
fn runs(all: &[u64], own: &[u64]) -> Vec<(usize, usize)> {
    let inside: Vec<bool> = options(all).map(|option| own[option / 64] >> (option % 64) & 1 == 1).collect();
    let mut runs = Vec::new();
    let mut at = 0;
    while at < inside.len() {
        let end = inside[at..].iter().position(|other| *other != inside[at]).map_or(inside.len(), |len| at + len);
        if inside[at] {
            runs.push((at, end - 1));
        }
        at = end;
    }
    runs
}

/// The events of a landscape, beside its boxes.
struct Events {
    ranges: Vec<(usize, Set)>,
    /// By issue: the events that are a range of it.
    over: Vec<Vec<(usize, Range)>>,
    /// What boxes ask of ranges.
    links: Vec<Row>,
}

impl Events {
    fn of(landscape: &Landscape) -> Self {
        let boxes = &landscape.boxes;
        let issues = 0..landscape.issues();
        let all: Vec<Vec<usize>> = issues.clone().map(|issue| options(landscape.of(issue)).collect()).collect();
        let mut events = Events { ranges: Vec::new(), over: vec![Vec::new(); issues.len()], links: Vec::new() };
        let mut known: HashMap<Range, usize> = HashMap::new();
        let mut range = |events: &mut Events, issue: usize, (from, to): (usize, usize)| {
            let range = Range { issue, from, to };
            *known.entry(range).or_insert_with(|| {
                let own = set(all[issue][from..=to].iter().copied(), landscape.words(issue).len());
                events.ranges.push((issue, own));
                events.over[issue].push((boxes.len() + events.ranges.len() - 1, range));
                boxes.len() + events.ranges.len() - 1
            })
        };
        for (at, one) in boxes.iter().enumerate() {
            if one.worth.iter().any(|worth| *worth > 0) {
                for (issue, set) in &one.sets {
                    let runs = runs(landscape.of(*issue), set);
                    if let [(from, to)] = runs[..] {
                        events.over[*issue].push((at, Range { issue: *issue, from, to }));
                    } else {
                        let own = runs.into_iter().map(|run| range(&mut events, *issue, run)).collect();
                        events.links.push(Row::Through(at, own));
                    }
                }
            }
            if one.forbidden || one.worth.iter().any(|worth| *worth < 0) {
                let mut beside = Vec::new();
                for (issue, own) in &one.sets {
                    let outside: Set = landscape.of(*issue).iter().zip(own).map(|(all, own)| all & !own).collect();
                    let runs = runs(landscape.of(*issue), &outside);
                    beside.extend(runs.into_iter().map(|run| range(&mut events, *issue, run)));
                }
                events.links.push(Row::Beside(at, beside));
            }
        }
        events
    }
}

/// Whether a programme over a landscape would not be too large.
pub(super) fn fits(landscape: &Landscape) -> bool {
    landscape.boxes.len() + Events::of(landscape).ranges.len() <= MOST_EVENTS
}

/// By event: the events that cannot happen together with it, as bits.
fn apart(landscape: &Landscape, ranges: &[(usize, Set)]) -> Vec<Vec<u64>> {
    let boxes = &landscape.boxes;
    let events = boxes.len() + ranges.len();
    let mut of_issue: Vec<Vec<(usize, &Set)>> = vec![Vec::new(); landscape.issues()];
    for (at, one) in boxes.iter().enumerate() {
        one.sets.iter().for_each(|(issue, set)| of_issue[*issue].push((at, set)));
    }
    ranges.iter().enumerate().for_each(|(at, (issue, set))| of_issue[*issue].push((boxes.len() + at, set)));
    let mut apart = vec![vec![0u64; events.div_ceil(64)]; events];
    for own in of_issue {
        for (at, (one, set)) in own.iter().enumerate() {
            for (other, _) in own[..at].iter().filter(|(_, second)| !meets(set, second)) {
                apart[*one][other / 64] |= 1 << (other % 64);
                apart[*other][one / 64] |= 1 << (one % 64);
            }
        }
    }
    apart
}

impl<'l> Relaxation<'l> {
    /// The programme over a landscape for parties with utilities of this reach, with no objective yet; none if it would be too
    /// large.
    pub(super) fn new(landscape: &'l Landscape, reach: &[i64]) -> Option<Self> {
        let Events { ranges, mut over, links } = Events::of(landscape);
        let events = landscape.boxes.len() + ranges.len();
        if events > MOST_EVENTS {
            return None;
        }
        over.iter_mut().for_each(|over| over.sort_by_key(|(event, range)| (range.to, range.from, *event)));
        let apart = apart(landscape, &ranges);
        let parties = reach.len();
        let bounds = vec![(0.0, 1.0); events].into_iter().chain(vec![(-1.0, 1.0); parties]).collect();
        let mut relaxation = Relaxation {
            landscape,
            ranges,
            over,
            sizes: (0..landscape.issues()).map(|issue| options(landscape.of(issue)).count()).collect(),
            apart,
            programme: Bounded::new(bounds, vec![0.0; events + parties]),
            rows: Vec::new(),
            first_rows: 0,
            reach: reach.iter().map(|reach| (*reach).max(1) as f64).collect(),
            weights: vec![0; parties],
            between: reach.iter().map(|reach| (-reach, *reach)).collect(),
            threshold: i128::MIN,
            low: f64::NEG_INFINITY,
        };
        (0..parties).for_each(|party| relaxation.add(Row::Utility(party)));
        links.into_iter().for_each(|row| relaxation.add(row));
        relaxation.first_rows = relaxation.rows.len();
        Some(relaxation)
    }

    fn events(&self) -> usize {
        self.landscape.boxes.len() + self.ranges.len()
    }

    fn add(&mut self, row: Row) {
        let events = self.events();
        let (entries, most, room): (Vec<(usize, f64)>, f64, f64) = match &row {
            Row::Utility(party) => {
                let reach = self.reach[*party];
                let of_box =
                    |(at, one): (usize, &super::landscape::Rectangle)| (at, -(one.worth[*party] as f64) / reach);
                let own = self.landscape.boxes.iter().enumerate().map(of_box).filter(|(_, entry)| *entry != 0.0);
                let entries = own.chain([(events + party, 1.0)]).collect();
                (entries, self.landscape.constants[*party] as f64 / reach, 4.0)
            }
            Row::Apart(own) => (own.iter().map(|event| (*event, 1.0)).collect(), 1.0, 1.0),
            Row::Through(one, ranges) => {
                let entries = ranges.iter().map(|range| (*range, -1.0)).chain([(*one, 1.0)]).collect();
                (entries, 0.0, ranges.len() as f64)
            }
            Row::Beside(one, ranges) => {
                let entries: Vec<(usize, f64)> =
                    ranges.iter().map(|range| (*range, -1.0)).chain([(*one, -1.0)]).collect();
                (entries, -1.0, ranges.len() as f64)
            }
        };
        self.programme.add(&entries, most, room);
        self.rows.push(row);
    }

    /// What is looked for: these weights of utilities, and utilities between these bounds.
    pub(super) fn aim(&mut self, weights: &[i128], between: &[(i64, i64)]) {
        let unit = (UNIT_BITS as f64).exp2();
        let costs = weights.iter().zip(&self.reach).map(|(weight, reach)| *weight as f64 * reach / unit);
        let costs = vec![0.0; self.events()].into_iter().chain(costs).collect();
        self.weights = weights.to_vec();
        self.programme.aim(costs);
        self.look_between(between);
    }

    /// Utilities are looked for between these bounds.
    pub(super) fn look_between(&mut self, between: &[(i64, i64)]) {
        let events = self.events();
        for (party, (low, high)) in between.iter().enumerate() {
            let reach = self.reach[party];
            let share = |utility: i64| (utility as f64 / reach).clamp(-1.0, 1.0);
            self.programme.bound(events + party, (share(*low), share(*high)));
        }
        self.between = between.to_vec();
    }

    /// Only what reaches so much is looked for.
    pub(super) fn look_above(&mut self, threshold: i128) {
        self.threshold = threshold;
        self.low = threshold as f64 / (UNIT_BITS as f64).exp2();
    }

    /// Takes over what is known of a part.
    fn enter(&mut self, part: &Part) {
        let landscape = self.landscape;
        for (at, lies) in part.lies.iter().enumerate() {
            self.programme.bound(
                at,
                match lies {
                    Lies::In => (1.0, 1.0),
                    Lies::Out => (0.0, 0.0),
                    Lies::Either => (0.0, 1.0),
                },
            );
        }
        for (at, (issue, set)) in self.ranges.iter().enumerate() {
            let (some, all) = landscape.stands(part, *issue, set);
            let bounds = (f64::from(u8::from(all)), f64::from(u8::from(some)));
            self.programme.bound(landscape.boxes.len() + at, bounds);
        }
    }

    /// Bounds a part. None if no package of it reaches what is looked for.
    pub(super) fn bound(&mut self, part: &Part, first: bool, control: &Control) -> Result<Option<Bound>, Stop> {
        self.enter(part);
        let mut before = f64::INFINITY;
        for round in 0..if first { FIRST_ROUNDS } else { ROUNDS } {
            loop {
                let work = (STEPS * self.programme.size() / ENTRIES).max(1);
                control.examined(work as u64)?;
                match self.programme.run(STEPS) {
                    Reached::Best => break,
                    Reached::Nothing => {
                        let bound = self.multiplied_along_ray(part);
                        return Ok(Some(bound).filter(|bound| self.reaches(bound.most)));
                    }
                    Reached::Open if self.programme.objective() < self.low - WHOLE => break,
                    Reached::Open => {}
                }
            }
            let now = self.programme.objective();
            let little = before - now < WORTHWHILE * (now - self.low).max(0.0);
            if now < self.low - WHOLE || (!first && round > 0 && little) {
                break;
            }
            before = now;
            if self.programme.size() > control.room(MOST_ENTRIES, ENTRY_BYTES) || !self.separate() {
                break;
            }
        }
        if self.programme.rows() > self.first_rows + MANY_ROWS * self.events() {
            self.programme.forget_loose(self.first_rows);
        }
        let bound = self.multiplied(part, &self.programme.prices());
        Ok(Some(bound).filter(|bound| self.reaches(bound.most)))
    }

    /// What bounds a part as far as the programme has come.
    pub(super) fn bound_so_far(&self, part: &Part) -> i128 {
        self.multiplied(part, &self.programme.prices()).most
    }

    fn reaches(&self, most: i128) -> bool {
        most >= self.threshold
    }

    /// Adds sets of events that the solution breaks; whether there are any.
    fn separate(&mut self) -> bool {
        let values = self.programme.values();
        let mut found: Vec<Vec<usize>> = Vec::new();
        for issue in 0..self.over.len() {
            found.extend(self.apart_in(issue, &values));
        }
        // Those of several issues: from each event that is neither sure nor excluded.
        let events = self.events();
        let mut open: Vec<usize> = (0..events).filter(|event| values[*event] > WHOLE).collect();
        open.sort_by(|a, b| values[*b].total_cmp(&values[*a]).then(a.cmp(b)));
        let single = !found.is_empty();
        for start in open.iter().filter(|event| values[**event] < 1.0 - WHOLE || !single) {
            let (clique, sum) = self.grown(vec![*start], &open, &values);
            if sum > 1.0 + BROKEN {
                found.push(clique);
            }
        }
        for clique in &mut found {
            // What else is apart from all of them makes the row hold for more.
            let all: Vec<usize> = (0..events).collect();
            *clique = self.grown(std::mem::take(clique), &all, &values).0;
            clique.sort_unstable();
        }
        found.sort();
        found.dedup();
        let any = !found.is_empty();
        found.into_iter().for_each(|clique| self.add(Row::Apart(clique)));
        any
    }

    /// More events that exclude all so far and each other, in this order; what their values sum to.
    fn grown(&self, mut clique: Vec<usize>, from: &[usize], values: &[f64]) -> (Vec<usize>, f64) {
        let mut left = vec![u64::MAX; self.events().div_ceil(64)];
        let meet = |left: &mut [u64], event: usize| {
            left.iter_mut().zip(&self.apart[event]).for_each(|(left, apart)| *left &= apart);
        };
        clique.iter().for_each(|event| meet(&mut left, *event));
        for event in from {
            if left[event / 64] >> (event % 64) & 1 == 1 {
                clique.push(*event);
                meet(&mut left, *event);
            }
        }
        let sum = clique.iter().map(|event| values[*event]).sum();
        (clique, sum)
    }

    /// Of the ranges of one issue that have no option in common, those whose values sum to the most, if that is more than 1.
    fn apart_in(&self, issue: usize, values: &[f64]) -> Option<Vec<usize>> {
        // The most that ends before each option, and the event that ends there.
        let mut best: Vec<(f64, Option<(usize, usize)>)> = vec![(0.0, None); self.sizes[issue] + 1];
        let mut over = self.over[issue].iter().peekable();
        for to in 0..self.sizes[issue] {
            best[to + 1] = (best[to].0, None);
            while let Some((event, range)) = over.next_if(|(_, range)| range.to == to) {
                let sum = best[range.from].0 + values[*event];
                if values[*event] > WHOLE && sum > best[to + 1].0 {
                    best[to + 1] = (sum, Some((*event, range.from)));
                }
            }
        }
        let mut at = self.sizes[issue];
        if best[at].0 <= 1.0 + BROKEN {
            return None;
        }
        let mut events = Vec::new();
        while at > 0 {
            match best[at].1 {
                Some((event, from)) => {
                    events.push(event);
                    at = from;
                }
                None => at -= 1,
            }
        }
        Some(events)
    }

    /// The bound that prices of rows imply for a part, and what each event costs at its other bound.
    fn multiplied(&self, part: &Part, prices: &Prices) -> Bound {
        let unit = (UNIT_BITS as f64).exp2();
        let landscape = self.landscape;
        let boxes = landscape.boxes.len();
        let mut worth = vec![0i128; self.events()];
        let mut most = 0i128;
        let mut of_sums = vec![0i128; self.weights.len()];
        for (row, price) in prices {
            let price = price.clamp(0.0, LARGEST_PRICE);
            let whole = (price * unit) as i128;
            match &self.rows[*row] {
                Row::Utility(party) => of_sums[*party] = (price * unit / self.reach[*party]) as i128,
                Row::Apart(events) => {
                    most += whole;
                    events.iter().for_each(|event| worth[*event] -= whole);
                }
                Row::Through(one, ranges) => {
                    worth[*one] -= whole;
                    ranges.iter().for_each(|range| worth[*range] += whole);
                }
                Row::Beside(one, ranges) => {
                    most -= whole;
                    worth[*one] += whole;
                    ranges.iter().for_each(|range| worth[*range] += whole);
                }
            }
        }
        for (party, of_sum) in of_sums.iter().enumerate() {
            most += of_sum * i128::from(landscape.constants[party]);
            let rest = self.weights[party] - of_sum;
            let (low, high) = self.between[party];
            most += rest * i128::from(if rest > 0 { high } else { low });
        }
        for (at, one) in landscape.boxes.iter().enumerate() {
            worth[at] += of_sums.iter().zip(&one.worth).map(|(price, worth)| price * i128::from(*worth)).sum::<i128>();
        }
        for (event, spare) in worth.iter_mut().enumerate() {
            let (may, must) = match event.checked_sub(boxes) {
                None => (part.lies[event] != Lies::Out, part.lies[event] == Lies::In),
                Some(range) => {
                    let (issue, set) = &self.ranges[range];
                    landscape.stands(part, *issue, set)
                }
            };
            if must || (may && *spare > 0) {
                most += *spare;
            }
            if !may || must {
                *spare = 0;
            }
        }
        Bound { most, spare: worth }
    }

    /// The same where the programme has no solution: the prices that show it, as many times as are needed.
    fn multiplied_along_ray(&self, part: &Part) -> Bound {
        let mut prices: HashMap<usize, f64> = self.programme.prices().into_iter().collect();
        if let Some((ray, short)) = self.programme.ray()
            && short > 0.0
        {
            let times = ((self.programme.objective() - self.low).max(0.0) + BROKEN) / short;
            for (row, price) in ray {
                *prices.entry(row).or_default() += times * price;
            }
        }
        self.multiplied(part, &prices.into_iter().collect())
    }

    /// Drops from a part what costs more than there is to spare, and draws what follows; false if nothing is left.
    pub(super) fn narrow(&self, part: &mut Part, bound: &Bound, threshold: i128) -> bool {
        let landscape = self.landscape;
        let room = bound.most - threshold;
        for (event, spare) in bound.spare.iter().enumerate() {
            if spare.abs() <= room {
                continue;
            }
            let sound = match event.checked_sub(landscape.boxes.len()) {
                None if part.lies[event] != Lies::Either => true,
                None if *spare > 0 => landscape.enter(part, event),
                None => landscape.leave(part, event),
                Some(range) => {
                    let (issue, set) = &self.ranges[range];
                    landscape.keep(part, *issue, set, *spare < 0)
                }
            };
            if !sound {
                return false;
            }
        }
        landscape.follow(part)
    }

    /// The box to divide a part at, and how much it is in; none if it is known of all how they lie.
    pub(super) fn dividing(&self, part: &Part) -> Option<(usize, f64)> {
        let values = self.programme.values();
        let share = |at: usize| -> f64 {
            let worth = self.landscape.boxes[at].worth.iter().zip(&self.reach).zip(&self.weights);
            let unit = (UNIT_BITS as f64).exp2();
            worth.map(|((worth, _), weight)| (*worth as f64 * *weight as f64 / unit).abs()).sum()
        };
        let open = (0..part.lies.len()).filter(|at| part.lies[*at] == Lies::Either);
        let promise = |at: usize| values[at].min(1.0 - values[at]).max(1e-3) * (share(at) + 1e-9);
        let best = open.map(|at| (at, promise(at))).max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        best.map(|(at, _)| (at, values[at]))
    }

    /// A package near the solution: boxes are entered as much as they are in, one after the other.
    pub(super) fn rounded(&self, part: &Part) -> Vec<OptionId> {
        let values = self.programme.values();
        let mut part = part.clone();
        let mut open: Vec<usize> = (0..self.events()).filter(|event| values[*event] > WHOLE).collect();
        open.sort_by(|a, b| values[*b].total_cmp(&values[*a]).then(a.cmp(b)));
        for event in open {
            let mut next = part.clone();
            let sound = match event.checked_sub(self.landscape.boxes.len()) {
                None => next.lies[event] != Lies::Out && self.landscape.enter(&mut next, event),
                Some(range) => {
                    let (issue, set) = &self.ranges[range];
                    self.landscape.keep(&mut next, *issue, set, false)
                }
            };
            if sound {
                part = next;
            }
        }
        self.landscape.first(&part)
    }
}
