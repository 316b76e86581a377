//! Weighted sums of utilities as slack, and the options that leave any.
//!
//! For weights λ ≥ 0 no package has more than H = Σ max λ·u, a maximum for each group of linked issues, and one that reaches
//! all floors has at least λ·floors. The difference is the slack of the sum: so much may be lost, over all groups together,
//! against the best of each. What a way to settle a group loses is counted in parts of the slack and rounded down, so that
//! what is too much is so for certain.

use crate::problem::{OptionId, View};
use crate::search::limits::Stop;
use crate::search::structure::Structure;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// So many parts of slack there are: as many times as a byte has values, and two of them fit into 16 bits.
pub(super) const SLACK: i16 = 64 * 255;
/// Sums are looked at in chunks of so many, which a processor subtracts at once.
pub(super) const CHUNK: usize = 32;
/// Ways to settle one group of issues, and all of them.
const WAYS: usize = 1 << 14;
const ALL_WAYS: usize = 1 << 17;
/// Numbers in the rows of a round.
const NUMBERS: usize = 1 << 26;
/// Slacks are told by their first so many binary digits.
const BITS: u32 = 47;
/// Dropping options makes maxima smaller, so that more can be dropped: so often.
const PASSES: usize = 3;

/// Ways to settle a group of linked issues that are worth the same to everybody.
pub(super) struct Choice {
    pub gains: Box<[i64]>,
    /// By issue of the group, the first of them in declaration order.
    pub options: Vec<OptionId>,
    pub ways: u128,
}

/// Linked issues, and how they can be settled.
pub(super) struct Group {
    pub issues: Vec<usize>,
    pub choices: Vec<Choice>,
}

/// The groups of a problem; none if there are too many ways to settle one.
pub(super) fn groups(view: &View, structure: &Structure) -> Option<Vec<Group>> {
    let mut left = ALL_WAYS;
    let mut groups = Vec::new();
    for diagram in &structure.diagrams {
        let parties = view.parties();
        let mut ends: Vec<(u32, Choice)> =
            vec![(0, Choice { gains: vec![0; parties].into(), options: vec![], ways: 1 })];
        let mut issues: Vec<usize> = Vec::new();
        for layer in &diagram.layers {
            // Where the new issue stands among those before it.
            let at = issues.partition_point(|issue| *issue < layer.issue);
            issues.insert(at, layer.issue);
            let mut from: HashMap<u32, Vec<&Choice>> = HashMap::new();
            ends.iter().for_each(|(node, choice)| from.entry(*node).or_default().push(choice));
            let mut known: HashMap<(u32, Box<[i64]>), usize> = HashMap::new();
            let mut next: Vec<(u32, Choice)> = Vec::new();
            for (arc, added) in layer.arcs.iter().zip(layer.gains.chunks_exact(parties)) {
                for choice in from.get(&arc.from).into_iter().flatten() {
                    let gains: Box<[i64]> = choice.gains.iter().zip(added).map(|(gain, add)| gain + add).collect();
                    let mut options = choice.options.clone();
                    options.insert(at, arc.option);
                    match known.entry((arc.to, gains)) {
                        Entry::Occupied(entry) => {
                            let same = &mut next[*entry.get()].1;
                            same.ways = same.ways.saturating_add(choice.ways);
                            if options < same.options {
                                same.options = options;
                            }
                        }
                        Entry::Vacant(entry) => {
                            let gains = entry.key().1.clone();
                            entry.insert(next.len());
                            next.push((arc.to, Choice { gains, options, ways: choice.ways }));
                        }
                    }
                }
                if next.len() > WAYS {
                    return None;
                }
            }
            ends = next;
        }
        left = left.checked_sub(ends.len())?;
        groups.push(Group { issues, choices: ends.into_iter().map(|(_, choice)| choice).collect() });
    }
    Some(groups)
}

/// A weighted sum of utilities.
pub(super) struct Slack {
    weights: Vec<i128>,
}

impl Slack {
    pub(super) fn new(weights: Vec<i128>) -> Self {
        Slack { weights }
    }

    fn of(&self, utilities: &[i64]) -> i128 {
        self.weights.iter().zip(utilities).map(|(weight, utility)| weight * i128::from(*utility)).sum()
    }

    /// The slack of packages that reach floors; none if that is too much for a sum.
    pub(super) fn left(&self, view: &View, groups: &[Group], floors: &[i64]) -> Option<i128> {
        let most = |group: &Group| group.choices.iter().map(|choice| self.of(&choice.gains)).max().unwrap_or(0);
        let most = groups.iter().map(most).sum::<i128>();
        self.beside(&view.problem().constants, floors)?.checked_add(most)
    }

    /// What constants exceed floors by; none if that is too much for a sum.
    fn beside(&self, constants: &[i64], floors: &[i64]) -> Option<i128> {
        let differences =
            constants.iter().zip(floors).map(|(constant, floor)| i128::from(*constant) - i128::from(*floor));
        let mut weighed = self.weights.iter().zip(differences);
        weighed.try_fold(0i128, |sum, (weight, difference)| sum.checked_add(weight.checked_mul(difference)?))
    }
}

/// What is left of the choices, and what each loses of every sum.
pub(super) struct Rows {
    /// By group, the choices that are left: those that lose least of the first sum first.
    pub open: Vec<Vec<u32>>,
    /// By group and place among these, a row: what the choice loses of every sum, in parts of its slack.
    pub losses: Vec<Vec<i16>>,
    /// The length of a row: the sums, and zeros up to whole chunks.
    pub width: usize,
}

/// The choices with which everybody may still reach its floor; none if there are none. Too large if rows
/// would be too many.
pub(super) fn rows(view: &View, groups: &[Group], slacks: &[Slack], floors: &[i64]) -> Result<Option<Rows>, Stop> {
    let mut open: Vec<Vec<u32>> = groups.iter().map(|group| (0..group.choices.len() as u32).collect()).collect();
    let width = slacks.len().div_ceil(CHUNK) * CHUNK;
    // With the first sum alone most choices are dropped already.
    let mut used = 1;
    let mut passes = 0;
    loop {
        let fits = open.iter().map(Vec::len).sum::<usize>() * width <= NUMBERS;
        if used > 1 && !fits {
            return Err(Stop::TooLarge);
        }
        let mut losses: Vec<Vec<i16>> = match used {
            1 => open.iter().map(|open| vec![0; open.len()]).collect(),
            _ => open.iter().map(|open| vec![0; open.len() * width]).collect(),
        };
        let row = if used == 1 { 1 } else { width };
        let mut dropped = false;
        let mut sums: Vec<i128> = Vec::new();
        for (at, slack) in slacks[..used].iter().enumerate() {
            let Some(mut left) = slack.beside(&view.problem().constants, floors) else { continue };
            sums.clear();
            for (group, open) in groups.iter().zip(&open) {
                let from = sums.len();
                sums.extend(open.iter().map(|choice| slack.of(&group.choices[*choice as usize].gains)));
                let most = sums[from..].iter().copied().max().unwrap_or(0);
                sums[from..].iter_mut().for_each(|sum| *sum = most - *sum);
                left += most;
            }
            if left < 0 {
                return Ok(None);
            }
            let shift = (i128::BITS - left.leading_zeros()).saturating_sub(BITS);
            let whole = (left >> shift) as i64 + i64::from(shift > 0);
            let mut sums = sums.iter();
            for losses in &mut losses {
                for (losses, lost) in losses.chunks_exact_mut(row).zip(&mut sums) {
                    losses[at] = match *lost > left {
                        true => i16::MAX,
                        false if whole == 0 => 0,
                        false => ((lost >> shift) as i64 * i64::from(SLACK) / whole) as i16,
                    };
                    dropped |= *lost > left;
                }
            }
        }
        let all = used == slacks.len();
        passes += usize::from(all);
        let last = all && (passes == PASSES || !dropped);
        for (open, losses) in open.iter_mut().zip(&mut losses) {
            let mut kept: Vec<(u32, &[i16])> = open.iter().copied().zip(losses.chunks_exact(row)).collect();
            kept.retain(|(_, losses)| !losses.contains(&i16::MAX));
            if last {
                kept.sort_by_key(|(choice, losses)| (losses[0], *choice));
            }
            *open = kept.iter().map(|(choice, _)| *choice).collect();
            if last {
                *losses = kept.iter().flat_map(|(_, losses)| losses.iter().copied()).collect();
            }
            if open.is_empty() {
                return Ok(None);
            }
        }
        if last {
            return Ok(Some(Rows { open, losses, width }));
        }
        used = slacks.len();
    }
}

impl Rows {
    /// The groups that are not settled, in two halves with about as many ways each, by what the first sum leaves; `lean` is
    /// by how much more ways the first is to have, as a logarithm.
    pub(super) fn halves(&self, lean: f64) -> [Vec<usize>; 2] {
        let open: Vec<usize> = (0..self.open.len()).filter(|group| self.open[*group].len() > 1).collect();
        // The ways that lose about so much at random, and the logarithm of how many these are.
        let weighed = |group: usize, times: f64| {
            let losses = self.losses[group].chunks_exact(self.width).map(|row| f64::from(row[0]));
            let (mut ways, mut lost) = (0.0, 0.0);
            for loss in losses {
                let way = (-times * loss).exp();
                ways += way;
                lost += way * loss;
            }
            (f64::ln(ways), lost / ways)
        };
        let [mut low, mut high] = [0.0, 1.0];
        for _ in 0..BITS {
            let times = (low + high) / 2.0;
            let lost: f64 = open.iter().map(|group| weighed(*group, times).1).sum();
            *(if lost > 2.0 * f64::from(SLACK) { &mut low } else { &mut high }) = times;
        }
        let mut ways: Vec<(f64, usize)> = open.iter().map(|group| (weighed(*group, low).0, *group)).collect();
        ways.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut halves = [Vec::new(), Vec::new()];
        let mut more = -lean;
        for (ways, group) in ways {
            halves[usize::from(more > 0.0)].push(group);
            more += if more > 0.0 { -ways } else { ways };
        }
        // What has few choices first: less is looked at in vain.
        halves.iter_mut().for_each(|half| half.sort_by_key(|group| (self.open[*group].len(), *group)));
        halves
    }
}
