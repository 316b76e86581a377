//! In which order to settle the issues of a group.
//!
//! The order decides how wide a decision diagram is: after each issue it has to remember, of the issues settled so far,
//! those that are still linked to others (the vertex separation, or path width, of the graph of links). A greedy order is
//! nearly always good enough. Where it is not, a beam search over sets of settled issues looks for a better one: sets, since
//! what is to be remembered depends on which issues are settled and not on their order.

use super::automaton::Automaton;
use super::limits::{Control, Stop};
use crate::problem::{Constraint, Factor, FactorKind, IssueId, OptionId, View};
use itertools::Itertools;
use std::cmp::Ordering;
use std::collections::HashSet;

/// Beginnings that a beam search goes on from at once.
const BEAM: usize = 64;
/// Longer orders are not searched for.
const LONGEST_BEAM: usize = 200;
/// Nor is a better one than one that leaves so many times the nodes that would be worthwhile: none is that much better.
const BEYOND_BEAM: f64 = (1 << 20) as f64;

/// In which order to settle the issues of a group, and what links them.
pub(super) struct Order<'p> {
    /// About how many nodes the layers have together.
    pub nodes: f64,
    /// About how many nodes each layer has.
    pub layers: Vec<f64>,
    pub issues: Vec<usize>,
    /// The tables over these issues, by the position in the order at which all their issues are settled.
    pub factors: Vec<(usize, &'p Factor)>,
    /// Rules, and interactions that are no tables.
    pub automata: Vec<Automaton<'p>>,
}

impl<'p> Order<'p> {
    /// Chooses an order: greedy from every first issue; a beam search if that leaves more than so many nodes.
    pub(super) fn choose(view: &View<'p>, group: &[usize], worthwhile: f64, control: &Control) -> Result<Self, Stop> {
        let problem = view.problem();
        let within = |scope: &[usize]| scope.first().is_some_and(|issue| group.binary_search(issue).is_ok());
        let inside = problem.factors.iter().filter(|factor| within(&factor.scope));
        let (terms, factors): (Vec<&Factor>, Vec<&Factor>) =
            inside.partition(|factor| matches!(factor.kind, FactorKind::Terms(_)));
        let constraints: Vec<(&Constraint, Vec<usize>)> = view
            .constraints()
            .map(|(_, c)| (c, c.scope().into_iter().map(IssueId::index).collect()))
            .filter(|(_, scope): &(_, Vec<usize>)| within(scope))
            .collect();
        let place = |issue: usize| group.partition_point(|other| *other < issue);
        let locally = |scope: &[usize]| -> Vec<usize> { scope.iter().map(|issue| place(*issue)).collect() };
        let scopes: Vec<Vec<usize>> = factors.iter().map(|factor| locally(&factor.scope)).collect();
        let followed = constraints.iter().map(|(_, scope)| scope).chain(terms.iter().map(|factor| &factor.scope));
        let followed: Vec<Vec<usize>> = followed.map(|scope| locally(scope)).collect();
        // Options that no table tells apart are one and the same to what follows.
        let distinct = |issue: &usize| match view.options(IssueId::at(*issue)).count() {
            0 | 1 => 1,
            count => {
                let linked: Vec<&Factor> =
                    factors.iter().filter(|factor| factor.scope.binary_search(issue).is_ok()).copied().collect();
                let options = problem.issues[*issue].options.len();
                let classes = classes(*issue, &linked, options, problem.parties.len());
                count.min(classes.iter().unique().count()).max(2)
            }
        };
        let bits: Vec<f64> = group.iter().map(|issue| (distinct(issue) as f64).log2()).collect();
        // Issues with one option are settled first: they leave nothing open.
        let undecided: Vec<usize> = (0..group.len()).filter(|issue| bits[*issue] > 0.0).collect();
        // A large group gets few tries.
        let starts = if undecided.len() <= 128 { undecided.len() } else { 8 };
        let links = Links::new(bits, scopes.clone(), followed);
        let mut best: Option<Beginning> = None;
        for start in undecided.iter().take(starts) {
            control.check()?;
            let fewest = best.as_ref().map(|best| best.nodes);
            best = links.greedy(*start, fewest).or(best);
        }
        let mut best = best.unwrap_or_else(|| links.beginning());
        let reached = best.nodes > worthwhile && best.nodes < worthwhile * BEYOND_BEAM;
        if reached && undecided.len() <= LONGEST_BEAM {
            let other = links.beam(BEAM, control)?;
            best = if other.nodes < best.nodes { other } else { best };
        }
        let mut position = vec![0; group.len()];
        for (at, issue) in best.order.iter().enumerate() {
            position[*issue] = at;
        }
        let last = |scope: &[usize]| scope.iter().map(|issue| position[*issue]).max().unwrap_or(0);
        let issues: Vec<usize> = best.order.iter().map(|issue| group[*issue]).collect();
        Ok(Order {
            nodes: best.nodes,
            layers: links.layers(&best.order),
            factors: factors.iter().zip(&scopes).map(|(factor, scope)| (last(scope), *factor)).collect(),
            automata: (constraints.iter().map(|(constraint, _)| Automaton::of_rule(constraint, view, &issues)))
                .chain(terms.iter().filter_map(|factor| match &factor.kind {
                    FactorKind::Terms(terms) => Some(Automaton::of_terms(terms, &issues)),
                    _ => None,
                }))
                .collect(),
            issues,
        })
    }

    /// Tells the automata that run which option the issue at a position takes: what they remember from now on comes after
    /// `next`, and what they add to the gains is added. Whether they allow the option; if they do not, `next` is not whole.
    pub(super) fn follow(
        &self,
        position: usize,
        option: OptionId,
        memory: &[i64],
        gains: &mut [i64],
        next: &mut Vec<i64>,
    ) -> bool {
        let mut memory = memory;
        for automaton in self.automata.iter().filter(|automaton| (automaton.first..=automaton.last).contains(&position))
        {
            let at = next.len();
            match position == automaton.first {
                true => next.extend(automaton.start()),
                false => {
                    let (own, others) = memory.split_at(automaton.memory());
                    next.extend_from_slice(own);
                    memory = others;
                }
            }
            if !automaton.step(&mut next[at..], position, self.issues[position], option, gains) {
                return false;
            }
            if position >= automaton.last {
                next.truncate(at);
            }
        }
        true
    }
}

/// What links the issues of a group, which are named by their places in it.
#[derive(Debug)]
struct Links {
    /// By issue: the logarithm of how many of its options differ for what follows.
    bits: Vec<f64>,
    /// The issues of each link: of tables, whose settled issues are remembered until the last, and of what is followed
    /// by a counter from the first issue to the last.
    scopes: Vec<Vec<usize>>,
    /// So many of the links, the first ones, are tables.
    tables: usize,
    /// By issue, its links.
    of: Vec<Vec<usize>>,
}

/// A beginning of an order.
#[derive(Clone)]
struct Beginning {
    order: Vec<usize>,
    settled: Vec<bool>,
    /// By link, how many of its issues are not settled.
    missing: Vec<usize>,
    /// By issue, how many of its tables miss an issue.
    unfinished: Vec<usize>,
    /// The logarithm of how many nodes the last layer has.
    open: f64,
    /// How many nodes all layers have.
    nodes: f64,
}

impl Links {
    fn new(bits: Vec<f64>, tables: Vec<Vec<usize>>, counters: Vec<Vec<usize>>) -> Self {
        let mut of = vec![Vec::new(); bits.len()];
        let count = tables.len();
        let scopes: Vec<Vec<usize>> = tables.into_iter().chain(counters).collect();
        for (link, scope) in scopes.iter().enumerate() {
            scope.iter().for_each(|issue| of[*issue].push(link));
        }
        Links { bits, scopes, tables: count, of }
    }

    /// Nothing is settled.
    fn nothing(&self) -> Beginning {
        let of_tables = |links: &Vec<usize>| links.iter().filter(|link| **link < self.tables).count();
        Beginning {
            order: Vec::new(),
            settled: vec![false; self.bits.len()],
            missing: self.scopes.iter().map(Vec::len).collect(),
            unfinished: self.of.iter().map(of_tables).collect(),
            open: 0.0,
            nodes: 0.0,
        }
    }

    /// About how many nodes each layer of an order has.
    fn layers(&self, order: &[usize]) -> Vec<f64> {
        let mut so_far = self.nothing();
        let layer = |issue: &usize| {
            self.settle(&mut so_far, *issue);
            so_far.open.exp2()
        };
        order.iter().map(layer).collect()
    }

    /// Nothing is settled but issues with one option, which leave nothing open.
    fn beginning(&self) -> Beginning {
        let mut beginning = self.nothing();
        (0..self.bits.len())
            .filter(|issue| self.bits[*issue] == 0.0)
            .for_each(|issue| self.settle(&mut beginning, issue));
        beginning.nodes = 0.0;
        beginning
    }

    /// The logarithm of how many nodes a layer has once this issue is settled as well.
    fn open_with(&self, beginning: &Beginning, issue: usize) -> f64 {
        let mut open = beginning.open;
        let mut remembered = false;
        // Issues of tables that become complete, once for each table.
        let mut released: Vec<usize> = Vec::new();
        for &link in &self.of[issue] {
            let (missing, size) = (beginning.missing[link], self.scopes[link].len());
            if link < self.tables {
                remembered |= missing > 1;
                if missing == 1 {
                    released.extend(self.scopes[link].iter().filter(|other| **other != issue));
                }
            } else if size > 1 {
                open += f64::from(u8::from(missing == size)) - f64::from(u8::from(missing == 1));
            }
        }
        released.sort_unstable();
        for group in released.chunk_by(|a, b| a == b) {
            if beginning.unfinished[group[0]] == group.len() {
                open -= self.bits[group[0]];
            }
        }
        if remembered { open + self.bits[issue] } else { open }
    }

    /// Settles an issue.
    fn settle(&self, beginning: &mut Beginning, issue: usize) {
        beginning.open = self.open_with(beginning, issue);
        beginning.nodes += beginning.open.exp2();
        beginning.order.push(issue);
        beginning.settled[issue] = true;
        for &link in &self.of[issue] {
            beginning.missing[link] -= 1;
            if link < self.tables && beginning.missing[link] == 0 {
                self.scopes[link].iter().for_each(|issue| beginning.unfinished[*issue] -= 1);
            }
        }
    }

    /// From a given first issue on, next the issue that leaves least open; none if it leaves no fewer nodes than another order.
    fn greedy(&self, start: usize, fewest: Option<f64>) -> Option<Beginning> {
        let mut order = self.beginning();
        let mut next = Some(start);
        while let Some(issue) = next {
            self.settle(&mut order, issue);
            if fewest.is_some_and(|fewest| order.nodes >= fewest) {
                return None;
            }
            let left = (0..self.bits.len()).filter(|issue| !order.settled[*issue]);
            let open = left.map(|issue| (self.open_with(&order, issue), issue));
            next = open.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, issue)| issue);
        }
        Some(order)
    }

    /// The best order that a beam search meets which goes on from so many beginnings at once.
    fn beam(&self, width: usize, control: &Control) -> Result<Beginning, Stop> {
        let mut beam = vec![self.beginning()];
        for _ in beam[0].order.len()..self.bits.len() {
            let mut next: Vec<(f64, usize, usize)> = Vec::new();
            for (at, beginning) in beam.iter().enumerate() {
                control.check()?;
                let left = (0..self.bits.len()).filter(|issue| !beginning.settled[*issue]);
                next.extend(left.map(|issue| (beginning.nodes + self.open_with(beginning, issue).exp2(), at, issue)));
            }
            next.sort_by(|a, b| a.0.total_cmp(&b.0));
            let mut known: HashSet<Vec<bool>> = HashSet::new();
            let mut best = Vec::with_capacity(width);
            for (_, at, issue) in next {
                let mut settled = beam[at].settled.clone();
                settled[issue] = true;
                // The first to settle these issues did it best.
                if known.insert(settled) {
                    let mut beginning = beam[at].clone();
                    self.settle(&mut beginning, issue);
                    best.push(beginning);
                }
                if best.len() == width {
                    break;
                }
            }
            beam = best;
        }
        Ok(beam.swap_remove(0))
    }
}

/// By option of an issue, the first option that the given factors cannot tell from it.
pub(super) fn classes(issue: usize, factors: &[&Factor], options: usize, parties: usize) -> Vec<OptionId> {
    let mut classes: Vec<OptionId> = (0..options).map(OptionId::at).collect();
    let mut tables: Vec<(&[i64], usize, usize)> = Vec::new();
    for factor in factors {
        match &factor.kind {
            FactorKind::Dense { sizes, cells } => {
                let axis = factor.scope.partition_point(|other| *other < issue);
                let row = sizes[axis + 1..].iter().product::<usize>() * parties;
                tables.push((cells, row, row * sizes[axis]));
            }
            // Each option has its own place in a table.
            FactorKind::Terms(_) | FactorKind::Tables(_) => return classes,
        }
    }
    let compare = |one: &OptionId, other: &OptionId| {
        let [one, other] = [one, other].map(|option| option.index());
        let blocks =
            tables.iter().flat_map(|(cells, row, block)| cells.chunks_exact(*block).map(|block| (block, *row)));
        let rows = blocks.map(|(block, row)| block[one * row..][..row].cmp(&block[other * row..][..row]));
        rows.into_iter().find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    };
    // Of those that are alike, the first stays the first.
    let mut sorted = classes.clone();
    sorted.sort_by(compare);
    for alike in sorted.chunk_by(|one, other| compare(one, other).is_eq()) {
        alike.iter().for_each(|option| classes[option.index()] = alike[0]);
    }
    classes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The logarithm of how many nodes a layer has, by definition.
    fn open(links: &Links, settled: &[bool]) -> f64 {
        let state = |link: usize| {
            let of_link = || links.scopes[link].iter().map(|issue| settled[*issue]);
            (of_link().any(|settled| settled), of_link().any(|settled| !settled))
        };
        let remembered =
            |issue: usize| settled[issue] && links.of[issue].iter().any(|link| *link < links.tables && state(*link).1);
        let tables: f64 = (0..settled.len()).filter(|issue| remembered(*issue)).map(|issue| links.bits[issue]).sum();
        let counters = (links.tables..links.scopes.len()).filter(|link| state(*link) == (true, true)).count();
        tables + counters as f64
    }

    fn links() -> impl Strategy<Value = Links> {
        (2usize..9).prop_flat_map(|issues| {
            let scope = prop::collection::btree_set(0..issues, 1..4).prop_map(|scope| scope.into_iter().collect());
            let scopes = prop::collection::vec(scope, 0..9);
            let bits = prop::collection::vec(prop::sample::select(vec![0.0, 1.0, 2.0, 3.0]), issues);
            (bits, scopes.clone(), scopes).prop_map(|(bits, tables, counters)| Links::new(bits, tables, counters))
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(1), ..Default::default() })]

        #[test]
        fn layers_are_counted_as_defined(links in links(), first in 0usize..9) {
            let issues = links.bits.len();
            let undecided = (0..issues).filter(|issue| links.bits[*issue] > 0.0).collect_vec();
            let Some(start) = undecided.get(first % undecided.len().max(1)) else { return Ok(()) };
            let control = Control::new(&crate::search::Limits::default());
            for order in [links.greedy(*start, None).unwrap(), links.beam(3, &control).unwrap()] {
                prop_assert!(order.order.iter().copied().sorted().eq(0..issues));
                let mut settled = vec![false; issues];
                let mut nodes = 0.0;
                for (issue, layer) in order.order.iter().zip(links.layers(&order.order)) {
                    settled[*issue] = true;
                    let expected = open(&links, &settled).exp2();
                    prop_assert!((layer - expected).abs() < 1e-6, "{layer} {expected}");
                    if links.bits[*issue] > 0.0 {
                        nodes += expected;
                    }
                }
                prop_assert!((nodes - order.nodes).abs() < 1e-6, "{nodes} {}", order.nodes);
            }
        }
    }
}
