//! The feasible packages of a group of linked issues, as a layered decision diagram.
//!
//! Issues are settled one after the other. A node of layer *t* stands for all ways to settle the first *t* issues that
//! leave the same future: the same utilities for every completion, and the same completions allowed. Paths from the
//! first node to the last are the feasible packages. What a node must remember is small: of the settled issues only
//! those that an interaction still links to the future, and of those only as far as the remaining interactions tell
//! options apart; of each rule, a counter.
//!
//! One structure answers many questions exactly: how many packages there are, the most and the least that each party
//! can still get (the bounds that prune a search), and the frontier. Its width is what makes a model hard: see
//! [the order of issues](super::order).

use super::order::{Order, classes};
use crate::problem::{Factor, IssueId, OptionId, View};
use crate::search::limits::{Control, Stop};
use num_bigint::{BigInt, BigUint};
use num_traits::Zero;
use std::collections::HashMap;

/// A choice of one option at a node.
#[derive(Clone, Debug)]
pub(crate) struct Arc {
    pub from: u32,
    pub to: u32,
    pub option: OptionId,
}

/// The choices for one issue.
#[derive(Clone, Debug)]
pub(crate) struct Layer {
    pub issue: usize,
    /// Sorted by `to`, then `from`, then option.
    pub arcs: Vec<Arc>,
    /// What each choice adds: indexed by `arc · parties + party`.
    pub gains: Vec<i64>,
    /// How many nodes the next layer has.
    pub width: usize,
    /// The most that each party can still get after this layer: indexed by `node · parties + party`.
    pub most: Vec<i64>,
    /// The least, alike.
    pub least: Vec<i64>,
}

/// The feasible ways to settle some linked issues.
#[derive(Clone, Debug)]
pub(crate) struct Diagram {
    pub layers: Vec<Layer>,
    /// The most that each party can get from these issues.
    pub most: Vec<i64>,
    /// The least.
    pub least: Vec<i64>,
}

/// Why a diagram cannot be built.
pub(crate) enum Unbuildable {
    /// No way to settle these issues is feasible.
    Infeasible,
    /// It would have more arcs than this.
    TooWide,
    /// Stopped on the way.
    Stopped(Stop),
}

/// Where more nodes than so many times the arcs allowed are to be expected, a diagram is not begun. Rules and equal rows
/// of tables leave fewer than expected.
const HOPELESS: usize = 4;
/// Nor is one gone on with, once it has an eighth of the arcs allowed, that would have so many times the arcs if what follows is as
/// much narrower than expected as its last layer is.
const TOO_FAR: f64 = 8.0;

/// The groups of issues that interactions and rules link, each in ascending order, the first issues first.
pub(crate) fn components(view: &View) -> Vec<Vec<usize>> {
    let problem = view.problem();
    let mut leader: Vec<usize> = (0..problem.issues.len()).collect();
    fn find(leader: &mut [usize], mut issue: usize) -> usize {
        while leader[issue] != issue {
            leader[issue] = leader[leader[issue]];
            issue = leader[issue];
        }
        issue
    }
    let scopes = problem.factors.iter().map(|factor| factor.scope.clone());
    for scope in scopes
        .chain(view.constraints().map(|(_, constraint)| constraint.scope().into_iter().map(IssueId::index).collect()))
    {
        for pair in scope.windows(2) {
            let (a, b) = (find(&mut leader, pair[0]), find(&mut leader, pair[1]));
            leader[a.max(b)] = a.min(b);
        }
    }
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); leader.len()];
    for issue in 0..leader.len() {
        let group = find(&mut leader, issue);
        groups[group].push(issue);
    }
    groups.retain(|group| !group.is_empty());
    groups
}

fn of<'p>(factors: &[(usize, &'p Factor)], when: impl Fn(usize) -> bool) -> Vec<&'p Factor> {
    factors.iter().filter(|(last, _)| when(*last)).map(|(_, factor)| *factor).collect()
}

/// About how many arcs follow the layer at a position.
fn arcs_to_come(view: &View, order: &Order, position: usize) -> f64 {
    let options = |at: usize| view.options(IssueId::at(order.issues[at])).count() as f64;
    (position + 1..order.issues.len()).map(|at| order.layers[at - 1] * options(at)).sum()
}

impl Diagram {
    /// Builds the diagram of a group of linked issues, with at most `budget` arcs.
    pub(crate) fn build(view: &View, group: &[usize], budget: usize, control: &Control) -> Result<Self, Unbuildable> {
        let order = Order::choose(view, group, budget as f64 / 16.0, control).map_err(Unbuildable::Stopped)?;
        if order.nodes > (budget * HOPELESS) as f64 {
            return Err(Unbuildable::TooWide);
        }
        let problem = view.problem();
        let parties = view.parties();
        let mut layers: Vec<Layer> = Vec::new();
        // What a node remembers: a representative option for each open issue, then the memory of each running rule.
        let mut nodes: Vec<Vec<i64>> = vec![Vec::new()];
        let mut open: Vec<usize> = Vec::new();
        let mut arcs_in_all = 0;
        let mut options_of = vec![OptionId::at(0); problem.issues.len()];
        for (position, &issue) in order.issues.iter().enumerate() {
            let ending: Vec<&Factor> = of(&order.factors, |last| last == position);
            let remaining: Vec<&Factor> = of(&order.factors, |last| last > position);
            let next_open: Vec<(usize, Vec<OptionId>)> = (open.iter().chain([&issue]))
                .filter_map(|&issue| {
                    let linked: Vec<&Factor> =
                        remaining.iter().filter(|factor| factor.scope.binary_search(&issue).is_ok()).copied().collect();
                    let options = problem.issues[issue].options.len();
                    (!linked.is_empty()).then(|| (issue, classes(issue, &linked, options, parties)))
                })
                .collect();
            let mut found: HashMap<Vec<i64>, u32> = HashMap::new();
            let mut next_nodes: Vec<Vec<i64>> = Vec::new();
            let mut arcs: Vec<Arc> = Vec::new();
            // As the arcs come: what each adds, `arc · parties + party`.
            let mut added: Vec<i64> = Vec::new();
            let mut next: Vec<i64> = Vec::new();
            for (from, node) in nodes.iter().enumerate() {
                control.check().map_err(Unbuildable::Stopped)?;
                for (open, option) in open.iter().zip(node) {
                    options_of[*open] = OptionId::at(*option as usize);
                }
                for option in view.options(IssueId::at(issue)) {
                    options_of[issue] = option;
                    next.clear();
                    let class = |(open, classes): &(usize, Vec<OptionId>)| classes[options_of[*open].index()].index();
                    next.extend(next_open.iter().map(|open| class(open) as i64));
                    let (at, start) = (option.index() * parties, added.len());
                    added.extend_from_slice(&problem.values[issue][at..at + parties]);
                    let gains = &mut added[start..];
                    if !order.follow(position, option, &node[open.len()..], gains, &mut next) {
                        added.truncate(start);
                        continue;
                    }
                    for factor in &ending {
                        factor.add_to(|issue| options_of[issue], gains);
                    }
                    let to = match found.get(&next) {
                        Some(known) => *known,
                        None => {
                            next_nodes.push(next.clone());
                            found.insert(next.clone(), next_nodes.len() as u32 - 1);
                            next_nodes.len() as u32 - 1
                        }
                    };
                    arcs.push(Arc { from: from as u32, to, option });
                    arcs_in_all += 1;
                    if arcs_in_all > budget {
                        return Err(Unbuildable::TooWide);
                    }
                }
            }
            if arcs.is_empty() {
                return Err(Unbuildable::Infeasible);
            }
            let mut sorted: Vec<usize> = (0..arcs.len()).collect();
            sorted.sort_by_key(|at| (arcs[*at].to, arcs[*at].from, arcs[*at].option));
            layers.push(Layer {
                issue,
                width: next_nodes.len(),
                gains: sorted.iter().flat_map(|at| &added[at * parties..(at + 1) * parties]).copied().collect(),
                arcs: sorted.iter().map(|at| arcs[*at].clone()).collect(),
                most: Vec::new(),
                least: Vec::new(),
            });
            let narrower = next_nodes.len() as f64 / order.layers[position].max(1.0);
            if arcs_in_all > budget / 8 && arcs_to_come(view, &order, position) * narrower > TOO_FAR * budget as f64 {
                return Err(Unbuildable::TooWide);
            }
            nodes = next_nodes;
            open = next_open.into_iter().map(|(issue, _)| issue).collect();
        }
        Diagram { layers, most: Vec::new(), least: Vec::new() }.bounded(parties)
    }

    /// Computes what each party can still get from every node, and drops choices that no completion follows.
    fn bounded(mut self, parties: usize) -> Result<Self, Unbuildable> {
        let mut most = vec![0; parties];
        let mut least = vec![0; parties];
        let mut alive = vec![true];
        for at in (0..self.layers.len()).rev() {
            let before = if at == 0 { 1 } else { self.layers[at - 1].width };
            let layer = &mut self.layers[at];
            let mut kept_gains = Vec::with_capacity(layer.gains.len());
            let mut gains = layer.gains.chunks_exact(parties);
            layer.arcs.retain(|arc| {
                let gains = gains.next().unwrap_or(&[]);
                let keep = alive[arc.to as usize];
                if keep {
                    kept_gains.extend_from_slice(gains);
                }
                keep
            });
            layer.gains = kept_gains;
            let mut most_before = vec![i64::MIN; before * parties];
            let mut least_before = vec![i64::MAX; before * parties];
            let mut alive_before = vec![false; before];
            for (arc, gains) in layer.arcs.iter().zip(layer.gains.chunks_exact(parties)) {
                let (from, to) = (arc.from as usize, arc.to as usize);
                alive_before[from] = true;
                for party in 0..parties {
                    let best = &mut most_before[from * parties + party];
                    *best = (*best).max(gains[party] + most[to * parties + party]);
                    let worst = &mut least_before[from * parties + party];
                    *worst = (*worst).min(gains[party] + least[to * parties + party]);
                }
            }
            layer.most = std::mem::replace(&mut most, most_before);
            layer.least = std::mem::replace(&mut least, least_before);
            alive = alive_before;
        }
        if !alive.first().is_some_and(|alive| *alive) {
            return Err(Unbuildable::Infeasible);
        }
        (self.most, self.least) = (most, least);
        Ok(self)
    }

    /// How many ways to settle these issues are feasible.
    pub(crate) fn count(&self) -> BigUint {
        let mut counts = vec![BigUint::from(1u32)];
        for layer in &self.layers {
            let mut next = vec![BigUint::zero(); layer.width];
            for arc in &layer.arcs {
                next[arc.to as usize] += &counts[arc.from as usize];
            }
            counts = next;
        }
        counts.into_iter().sum()
    }

    /// Sets the options of a best path for a weighted sum of utilities, in floating point: a start for a search, not a
    /// bound.
    pub(crate) fn best_path(&self, weights: &[f64], options: &mut [OptionId]) {
        let worth = |gains: &[i64]| gains.iter().zip(weights).map(|(gain, weight)| *gain as f64 * weight).sum::<f64>();
        self.follow_best(0.0, worth, options);
    }

    /// Sets the options of a path whose choices together are worth most, in numbers of any kind that start from
    /// `nothing`; of equally good paths, the first.
    pub(crate) fn follow_best<N: Clone + PartialOrd + std::ops::Add<Output = N>>(
        &self,
        nothing: N,
        worth: impl Fn(&[i64]) -> N,
        options: &mut [OptionId],
    ) {
        // No diagram is without parties.
        let parties = self.most.len().max(1);
        let mut values = vec![Some(nothing)];
        let mut choices: Vec<Vec<usize>> = Vec::new();
        for (at, layer) in self.layers.iter().enumerate().rev() {
            let before = if at == 0 { 1 } else { self.layers[at - 1].width };
            let mut best: Vec<Option<N>> = vec![None; before];
            let mut choice = vec![0; before];
            for (arc_at, (arc, gains)) in layer.arcs.iter().zip(layer.gains.chunks_exact(parties)).enumerate() {
                let Some(rest) = &values[arc.to as usize] else { continue };
                let value = worth(gains) + rest.clone();
                if best[arc.from as usize].as_ref().is_none_or(|best| value > *best) {
                    (best[arc.from as usize], choice[arc.from as usize]) = (Some(value), arc_at);
                }
            }
            values = best;
            choices.push(choice);
        }
        let mut node = 0;
        for (layer, choice) in self.layers.iter().zip(choices.iter().rev()) {
            let arc = &layer.arcs[choice[node]];
            options[layer.issue] = arc.option;
            node = arc.to as usize;
        }
    }

    /// The utilities of a path that is best for integer weights, exactly, and its weighted sum.
    pub(crate) fn best_exactly(&self, weights: &[BigInt]) -> (Vec<i64>, BigInt) {
        let parties = weights.len();
        let worth = |gains: &[i64]| gains.iter().zip(weights).map(|(gain, weight)| weight * gain).sum::<BigInt>();
        // By node: the best so far, and what it gives each party.
        let mut best: Vec<Option<(BigInt, Vec<i64>)>> = vec![Some((BigInt::zero(), vec![0; parties]))];
        for layer in &self.layers {
            let mut next: Vec<Option<(BigInt, Vec<i64>)>> = vec![None; layer.width];
            for (arc, gains) in layer.arcs.iter().zip(layer.gains.chunks_exact(parties)) {
                let Some((value, utilities)) = &best[arc.from as usize] else { continue };
                let value = value + worth(gains);
                let to = &mut next[arc.to as usize];
                if to.as_ref().is_none_or(|(best, _)| value > *best) {
                    *to = Some((value, utilities.iter().zip(gains).map(|(utility, gain)| utility + gain).collect()));
                }
            }
            best = next;
        }
        // A diagram has at least one path.
        best.into_iter()
            .flatten()
            .next()
            .map_or((vec![0; parties], BigInt::zero()), |(value, utilities)| (utilities, value))
    }

    /// The most that a weighted sum of utilities can still gain: by number of settled issues, for each node there; first
    /// the start, at last nothing.
    pub(crate) fn to_go(&self, weights: &[i128]) -> Vec<Vec<i128>> {
        let parties = weights.len();
        let mut most: Vec<Vec<i128>> = self.layers.iter().map(|_| Vec::new()).collect();
        most.push(vec![0]);
        for (at, layer) in self.layers.iter().enumerate().rev() {
            let before = if at == 0 { 1 } else { self.layers[at - 1].width };
            most[at] = vec![UNREACHED; before];
            for (arc, gains) in layer.arcs.iter().zip(layer.gains.chunks_exact(parties)) {
                let gain: i128 = gains.iter().zip(weights).map(|(gain, weight)| i128::from(*gain) * weight).sum();
                most[at][arc.from as usize] = most[at][arc.from as usize].max(gain + most[at + 1][arc.to as usize]);
            }
        }
        most
    }

    /// The most that a weighted sum of utilities can gain from these issues.
    pub(crate) fn most_of(&self, weights: &[i128]) -> i128 {
        self.to_go(weights)[0][0]
    }
}

/// What a node has to go that no feasible package reaches: so little that nothing is kept, without overflow.
const UNREACHED: i128 = i128::MIN / 4;
