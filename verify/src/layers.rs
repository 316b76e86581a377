//! Kernel A: partial packages along an order of the issues. A node is what the rest of the model must know of the issues
//! behind; at each node stand vectors of sums so far. A vector is dropped if another one at the node is nowhere below it,
//! or if the most that can still be added leaves it outside the goal. If no member of the goal is left at the end, none
//! was there. Weights and order are hints: bad ones cost time, and can show nothing that is false.

use crate::above::Above;
use crate::form::{When, combinations};
use crate::goal::{Goal, WEIGHT_BITS, weighted};
use crate::model::Kind;
use crate::sums::{Sums, Wide};
use crate::{Answer, Work, beyond, malformed};
use num_bigint::BigInt;
use std::collections::{BTreeMap, HashMap};

/// Nodes of a diagram, and arcs of a layer.
const NODES: usize = 1 << 22;
/// Vectors at once.
const VECTORS: usize = 1 << 23;
/// Numbers in the arcs of a layer, and in vectors at once.
const NUMBERS: usize = 1 << 26;
/// So few vectors are compared one by one.
const FEW: usize = 64;
/// Conditions that one word holds.
const WORD: usize = 62;
/// That a sum lies between its ends whatever follows.
const SETTLED: i64 = i64::MIN;
/// That nothing can be completed.
const NEVER: i128 = i128::MIN;

/// Where a table goes with an option, and what that adds; none if nothing can follow.
type Move = Option<(i64, Vec<i64>)>;

/// Something that links issues.
enum Factor<'s> {
    /// A table along the order of issues: it remembers what of it can still follow, but for what is added to all of that,
    /// which is added at once. By what it remembers and by option: what it remembers then, and what is added.
    Table { issues: Vec<usize>, moves: Vec<Vec<Move>> },
    /// A condition over many combinations: it remembers what can still hold.
    Wide { wide: &'s Wide, last: Vec<usize> },
    /// How many of some conditions hold.
    Count { of: &'s [When], low: i64, high: i64, last: Vec<usize> },
    /// A sum between two ends; by issue what the rest can still add.
    Total { rows: &'s [(usize, Vec<i64>)], ends: [Option<i64>; 2], rest: Vec<(usize, [i64; 2])> },
}

impl<'s> Factor<'s> {
    fn table(scope: &[usize], cells: &crate::sums::Cells, sums: &Sums, place: &[usize]) -> Factor<'s> {
        let (n, mut issues) = (sums.n, scope.to_vec());
        issues.sort_by_key(|issue| place[*issue]);
        let sizes: Vec<usize> = issues.iter().map(|issue| sums.options(*issue)).collect();
        let axis = |issue: &usize| (issues.iter().position(|own| own == issue).unwrap_or(0), sums.options(*issue));
        let axes: Vec<(usize, usize)> = scope.iter().map(axis).collect();
        let mut row: Vec<Move> = Vec::new();
        combinations(&sizes, |at| {
            let cell = axes.iter().fold(0, |cell, (axis, size)| cell * size + at[*axis]);
            row.push((!cells.forbidden[cell]).then(|| (0, cells.worth[cell * n..][..n].to_vec())));
        });
        // From the end: what can follow is the same if it differs by what is added to all of it. The first of all is 0.
        let mut moves: Vec<Vec<Move>> = vec![Vec::new()];
        for (depth, size) in sizes.iter().enumerate().rev() {
            let (mut known, mut before) = (HashMap::new(), Vec::new());
            for block in row.chunks(*size) {
                let first = block.iter().flatten().next().filter(|_| depth > 0);
                if depth > 0 && first.is_none() {
                    before.push(None);
                    continue;
                }
                let offset = first.map_or_else(|| vec![0; n], |(_, worth)| worth.clone());
                let less = |worth: &Vec<i64>| worth.iter().zip(&offset).map(|(one, less)| one - less).collect();
                let own: Vec<Move> =
                    block.iter().map(|one| one.as_ref().map(|(to, worth)| (*to, less(worth)))).collect();
                let mut node = 0;
                if depth == 0 {
                    moves[0] = own;
                } else {
                    node = *known.entry(own).or_insert_with_key(|own| {
                        moves.push(own.clone());
                        moves.len() as i64 - 1
                    });
                }
                before.push(Some((node, offset)));
            }
            row = before;
        }
        Factor::Table { issues, moves }
    }

    fn of_rule(kind: &'s Kind, sums: &Sums, place: &[usize]) -> Option<Factor<'s>> {
        match kind {
            Kind::Forbid(..) | Kind::Consents(_) | Kind::SharedBelief => None,
            Kind::Count(of, low, high) => Some(Factor::Count {
                of,
                low: *low,
                high: *high,
                last: of.iter().map(|one| last(one, place)).collect(),
            }),
            Kind::Total(rows, low, high) => {
                let mut order: Vec<&(usize, Vec<i64>)> = rows.iter().collect();
                order.sort_by_key(|(issue, _)| std::cmp::Reverse(place[*issue]));
                let (mut rest, mut ahead) = (Vec::new(), [0, 0]);
                for (issue, row) in order {
                    rest.push((*issue, ahead));
                    let own =
                        || row.iter().zip(&sums.allowed[*issue]).filter(|(_, allowed)| **allowed).map(|(one, _)| *one);
                    ahead = [ahead[0] + own().min().unwrap_or(0), ahead[1] + own().max().unwrap_or(0)];
                }
                Some(Factor::Total { rows, ends: [*low, *high], rest })
            }
        }
    }

    fn issues(&self) -> Vec<usize> {
        let mut found: Vec<usize> = match self {
            Factor::Table { issues, .. } => issues.clone(),
            Factor::Wide { wide, .. } => {
                wide.when.iter().chain(wide.unless.iter().flatten()).map(|(issue, _)| *issue).collect()
            }
            Factor::Count { of, .. } => of.iter().flatten().map(|(issue, _)| *issue).collect(),
            Factor::Total { rows, .. } => rows.iter().map(|(issue, _)| *issue).collect(),
        };
        found.sort_unstable();
        found.dedup();
        found
    }

    /// What it remembers before its first issue; none if nothing satisfies it.
    fn start(&self) -> Option<Vec<i64>> {
        let ones = |count: usize| (0..count.div_ceil(WORD)).map(move |word| (1 << WORD.min(count - word * WORD)) - 1);
        match self {
            Factor::Table { .. } | Factor::Total { .. } => Some(vec![0]),
            Factor::Wide { wide, .. } => Some(ones(wide.unless.len() + 1).collect()),
            Factor::Count { of, low, high, .. } => {
                let mut state: Vec<i64> = std::iter::once(0).chain(ones(of.len())).collect();
                judged(&mut state, *low, *high).then_some(state)
            }
        }
    }

    /// Moves over an issue, and adds what is then known to be added; false if nothing can follow.
    fn step(&self, state: &mut [i64], issue: usize, option: usize, gain: &mut [i64]) -> bool {
        match self {
            Factor::Table { moves, .. } => {
                let Some((to, more)) = &moves[state[0] as usize][option] else { return false };
                state[0] = *to;
                gain.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
                true
            }
            Factor::Wide { wide, last } => {
                for (at, part) in std::iter::once(&wide.when).chain(&wide.unless).enumerate() {
                    let Some(set) = of_issue(part, issue).filter(|_| bit(state, at)) else { continue };
                    if !set[option] {
                        clear(state, at);
                    } else if at > 0 && last[at] == issue {
                        // One of the others holds, so that nothing is added.
                        clear(state, 0);
                    }
                }
                if !bit(state, 0) {
                    state.fill(0);
                }
                true
            }
            Factor::Count { of, low, high, last } => {
                if state[0] < 0 {
                    return true;
                }
                for (at, part) in of.iter().enumerate() {
                    let Some(set) = of_issue(part, issue).filter(|_| bit(&state[1..], at)) else { continue };
                    if !set[option] {
                        clear(&mut state[1..], at);
                    } else if last[at] == issue {
                        clear(&mut state[1..], at);
                        state[0] += 1;
                    }
                }
                judged(state, *low, *high)
            }
            Factor::Total { rows, ends: [low, high], rest } => {
                if state[0] == SETTLED {
                    return true;
                }
                let row = rows.iter().find(|(own, _)| *own == issue).map_or(0, |(_, row)| row[option]);
                let [least, most] = rest.iter().find(|(own, _)| *own == issue).map_or([0, 0], |(_, rest)| *rest);
                let total = state[0] + row;
                if low.is_some_and(|low| total + most < low) || high.is_some_and(|high| total + least > high) {
                    return false;
                }
                let settled =
                    low.is_none_or(|low| total + least >= low) && high.is_none_or(|high| total + most <= high);
                state[0] = if settled { SETTLED } else { total };
                true
            }
        }
    }

    /// After the last issue: adds what it is worth; false if that is forbidden.
    fn end(&self, state: &[i64], gain: &mut [i64]) -> bool {
        match self {
            Factor::Wide { wide, .. } if bit(state, 0) => match wide.effect {
                None => return false,
                Some((party, amount)) => gain[party] += amount,
            },
            _ => {}
        }
        true
    }
}

fn last(part: &When, place: &[usize]) -> usize {
    part.iter().map(|(issue, _)| *issue).max_by_key(|issue| place[*issue]).unwrap_or(0)
}

fn of_issue(part: &When, issue: usize) -> Option<&Vec<bool>> {
    part.iter().find(|(own, _)| *own == issue).map(|(_, set)| set)
}

fn bit(words: &[i64], at: usize) -> bool {
    words[at / WORD] >> (at % WORD) & 1 == 1
}

fn clear(words: &mut [i64], at: usize) {
    words[at / WORD] &= !(1 << (at % WORD));
}

/// Whether a count can still come right; once it will whatever follows, nothing more is remembered.
fn judged(state: &mut [i64], low: i64, high: i64) -> bool {
    let (count, open) = (state[0], state[1..].iter().map(|word| i64::from(word.count_ones())).sum::<i64>());
    if count > high || count + open < low {
        return false;
    }
    if count + open <= high && count >= low {
        state.fill(0);
        state[0] = -1;
    }
    true
}

/// The arcs between two layers, in the order of the nodes that they leave.
struct Layer {
    arcs: Vec<(u32, u32)>,
    gains: Vec<i64>,
    nodes: usize,
}

/// All feasible packages as paths; none if nothing can be feasible.
pub struct Diagram {
    n: usize,
    layers: Vec<Layer>,
}

impl Diagram {
    /// Builds it along an order of all issues.
    pub fn new(sums: &Sums, order: &[usize], work: &mut Work) -> Answer<Diagram> {
        let mut place = vec![usize::MAX; sums.issues()];
        for (at, issue) in order.iter().enumerate() {
            match place.get_mut(*issue) {
                Some(place) if *place == usize::MAX => *place = at,
                _ => return malformed("the order of a proof does not name every issue once"),
            }
        }
        if order.len() != place.len() {
            return malformed("the order of a proof does not name every issue once");
        }
        let tables = sums.cells.iter().map(|(scope, cells)| Factor::table(scope, cells, sums, &place));
        let wide = sums.wide.iter().map(|wide| {
            let parts = std::iter::once(&wide.when).chain(&wide.unless);
            Factor::Wide { wide, last: parts.map(|part| last(part, &place)).collect() }
        });
        let rules = sums.rules.iter().filter_map(|kind| Factor::of_rule(kind, sums, &place));
        let factors: Vec<Factor> = tables.chain(wide).chain(rules).collect();
        let starts: Option<Vec<Vec<i64>>> = factors.iter().map(Factor::start).collect();
        let none = Diagram { n: sums.n, layers: vec![Layer { arcs: Vec::new(), gains: Vec::new(), nodes: 0 }] };
        let Some(starts) = starts else { return Ok(none) };
        let mut touching: Vec<Vec<usize>> = vec![Vec::new(); order.len()];
        let mut ends = Vec::new();
        for (at, factor) in factors.iter().enumerate() {
            let issues = factor.issues();
            issues.iter().for_each(|issue| touching[*issue].push(at));
            ends.push(issues.iter().map(|issue| place[*issue]).max().unwrap_or(0));
        }
        let mut nodes: Vec<Vec<i64>> = vec![Vec::new()];
        let (mut open, mut layers, mut all) = (BTreeMap::<usize, usize>::new(), Vec::new(), 0);
        for (position, issue) in order.iter().enumerate() {
            let mut still = BTreeMap::new();
            let mut width = 0;
            let mut both: Vec<usize> = open.keys().chain(&touching[*issue]).copied().collect();
            both.sort_unstable();
            both.dedup();
            for factor in both.into_iter().filter(|factor| ends[*factor] > position) {
                still.insert(factor, width);
                width += starts[factor].len();
            }
            let mut known: HashMap<Vec<i64>, u32> = HashMap::new();
            let mut after: Vec<Vec<i64>> = Vec::new();
            let mut layer = Layer { arcs: Vec::new(), gains: Vec::new(), nodes: 0 };
            for (node, key) in nodes.iter().enumerate() {
                let mut kept = vec![0; width];
                for (factor, at) in &still {
                    if let Some(from) = open.get(factor) {
                        let width = starts[*factor].len();
                        kept[*at..at + width].copy_from_slice(&key[*from..from + width]);
                    }
                }
                for option in (0..sums.options(*issue)).filter(|option| sums.allowed[*issue][*option]) {
                    work.spend(sums.n + touching[*issue].len())?;
                    let (mut new, mut gain) = (kept.clone(), sums.value(*issue, option).to_vec());
                    let possible = touching[*issue].iter().all(|at| {
                        let factor = &factors[*at];
                        let mut state = match open.get(at) {
                            Some(from) => key[*from..from + starts[*at].len()].to_vec(),
                            None => starts[*at].clone(),
                        };
                        let possible = factor.step(&mut state, *issue, option, &mut gain);
                        match still.get(at) {
                            Some(to) => new[*to..to + state.len()].copy_from_slice(&state),
                            None => return possible && factor.end(&state, &mut gain),
                        }
                        possible
                    });
                    if !possible {
                        continue;
                    }
                    let target = match known.get(&new) {
                        Some(target) => *target,
                        None => {
                            let target = after.len() as u32;
                            after.push(new.clone());
                            known.insert(new, target);
                            target
                        }
                    };
                    layer.arcs.push((node as u32, target));
                    layer.gains.extend(gain);
                    if after.len() + all > NODES || layer.arcs.len() > NODES {
                        return beyond(&format!("more than {NODES} nodes of a diagram"));
                    }
                    if layer.gains.len() > NUMBERS {
                        return beyond(&format!("more than {NUMBERS} numbers at once"));
                    }
                }
            }
            layer.nodes = after.len();
            all += after.len();
            (nodes, open) = (after, still);
            layers.push(layer);
        }
        Ok(Diagram { n: sums.n, layers })
    }

    /// By layer and node, the most that each weighted sum can still get.
    fn outlook(&self, weights: &[Vec<i128>]) -> Vec<Vec<i128>> {
        let columns = weights.len();
        let last = self.layers.last().map_or(0, |layer| layer.nodes);
        let mut rows = vec![vec![0; last * columns]];
        let sizes: Vec<usize> = std::iter::once(1).chain(self.layers.iter().map(|layer| layer.nodes)).collect();
        for (layer, size) in self.layers.iter().zip(&sizes).rev() {
            let mut row = vec![NEVER; size * columns];
            let next = &rows[rows.len() - 1];
            for ((start, end), gain) in layer.arcs.iter().zip(layer.gains.chunks(self.n)) {
                let (start, end) = (*start as usize * columns, *end as usize * columns);
                for (column, weights) in weights.iter().enumerate() {
                    if next[end + column] != NEVER {
                        let reach = weighted(weights, gain) + next[end + column];
                        row[start + column] = row[start + column].max(reach);
                    }
                }
            }
            rows.push(row);
        }
        rows.reverse();
        rows
    }

    /// The largest weighted sum of a package, without the start; none if there is none.
    pub fn most(&self, weights: &[i128]) -> Option<i128> {
        let rows = self.outlook(&[weights.to_vec()]);
        rows.first().and_then(|row| row.first()).copied().filter(|most| *most != NEVER)
    }
}

/// A member of the goal that packages may reach, if one is left.
pub fn reach(
    sums: &mut Sums,
    goal: &Goal,
    order: &[usize],
    hints: &[Vec<BigInt>],
    work: &mut Work,
) -> Answer<Option<Vec<i64>>> {
    sums.settle();
    sums.gather(work)?;
    let diagram = Diagram::new(sums, order, work)?;
    let (n, cuts) = (sums.n, goal.cuts(hints, WEIGHT_BITS, work)?);
    let unit = |party: usize, sign: i128| (0..n).map(|own| if own == party { sign } else { 0 }).collect();
    let parties = n - sums.seats;
    // The least that seats can still get is the most of it with the other sign.
    let seats = (parties..n).map(|seat| unit(seat, -1));
    let weights: Vec<Vec<i128>> = (0..n)
        .map(|party| unit(party, 1))
        .chain(cuts.iter().map(|(weights, _)| weights.clone()))
        .chain(seats)
        .collect();
    let columns = weights.len();
    let outlook = diagram.outlook(&weights);
    if outlook[0].first().is_none_or(|most| *most == NEVER) {
        return Ok(None);
    }
    let mut kept: Vec<Vec<i64>> = vec![sums.start.clone()];
    let mut w = vec![0; n];
    for (layer, most) in diagram.layers.iter().zip(&outlook[1..]) {
        work.spend(layer.gains.len())?;
        let mut after: Vec<Vec<i64>> = vec![Vec::new(); layer.nodes];
        let mut count = 0;
        for ((start, end), gain) in layer.arcs.iter().zip(layer.gains.chunks(n)) {
            let bounds = &most[*end as usize * columns..][..columns];
            if bounds[0] == NEVER {
                continue;
            }
            let vectors = &kept[*start as usize];
            work.spend(vectors.len() / n)?;
            for v in vectors.chunks(n) {
                w.iter_mut().zip(v.iter().zip(gain)).for_each(|(sum, (a, b))| *sum = a + b);
                // What is enough whatever follows counts as no more than that.
                let enough = w[parties..].iter_mut().zip(&bounds[columns - sums.seats..]);
                enough.for_each(|(own, enough)| *own = i128::from(*own).min(*enough) as i64);
                if goal.is_outside(w.iter().zip(bounds).map(|(own, rest)| i128::from(*own) + rest)) {
                    continue;
                }
                if cuts.iter().zip(&bounds[n..]).any(|((weights, t), rest)| weighted(weights, &w) + rest <= *t) {
                    continue;
                }
                after[*end as usize].extend(&w);
                count += 1;
                if count > VECTORS {
                    return beyond(&format!("more than {VECTORS} vectors at once"));
                }
                if count * n > NUMBERS {
                    return beyond(&format!("more than {NUMBERS} numbers at once"));
                }
            }
        }
        kept = after.into_iter().map(|vectors| undominated(&vectors, n, work)).collect::<Answer<_>>()?;
    }
    let mut listed = Above::new(&goal.listed.iter().map(Vec::as_slice).collect::<Vec<_>>(), n);
    (0..goal.listed.len()).for_each(|at| listed.count(at));
    let unlisted = Goal { listed: Vec::new(), ..goal.clone() };
    let mut left: Option<&[i64]> = None;
    for v in kept.iter().flat_map(|vectors| vectors.chunks(n)) {
        work.spend(goal.cost())?;
        if left.is_none_or(|left| v < left) && unlisted.has(v) && !listed.covers(&goal.capped(v), work)? {
            left = Some(v);
        }
    }
    Ok(left.map(<[i64]>::to_vec))
}

/// The vectors that are nowhere below another one, each once.
pub fn undominated(vectors: &[i64], n: usize, work: &mut Work) -> Answer<Vec<i64>> {
    let mut sorted: Vec<&[i64]> = vectors.chunks(n).collect();
    sorted.sort_unstable_by(|a, b| b.cmp(a));
    sorted.dedup();
    let mut kept: Vec<&[i64]> = Vec::new();
    if n > 3 && sorted.len() > FEW {
        let mut above = Above::new(&sorted, n);
        for (at, v) in sorted.iter().enumerate() {
            if !above.covers(v, work)? {
                above.count(at);
                kept.push(v);
            }
        }
        return Ok(kept.concat());
    }
    // Of three numbers, the second and third of what is kept: the third falls while the second rises.
    let mut stairs: BTreeMap<i64, i64> = BTreeMap::new();
    for v in sorted {
        let below = match n {
            1 => !kept.is_empty(),
            2 => kept.last().is_some_and(|best| v[1] <= best[1]),
            3 => {
                let below = stairs.range(v[1]..).next().is_some_and(|(_, third)| v[2] <= *third);
                if !below {
                    while let Some((second, third)) = stairs.range(..=v[1]).next_back().map(|(a, b)| (*a, *b)) {
                        if third > v[2] {
                            break;
                        }
                        stairs.remove(&second);
                    }
                    stairs.insert(v[1], v[2]);
                }
                below
            }
            _ => {
                work.spend(kept.len())?;
                kept.iter().any(|one| v.iter().zip(*one).all(|(a, b)| a <= b))
            }
        };
        if !below {
            kept.push(v);
        }
    }
    Ok(kept.concat())
}
