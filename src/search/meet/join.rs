//! Which pairs of two lists leave slack in every sum.
//!
//! Each list becomes a tree: divided in the middle of the sum in which its entries differ most, and so on, with the least that
//! anything below a node loses of each sum. Where two nodes lose too much at the least, no pair below them has to be looked at.

use super::half::{Item, LANES};
use crate::search::limits::{Control, Stop};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Entries of a leaf.
const LEAF: usize = 16;
/// Looks at pairs between two looks at the clock.
const STEPS: u64 = 1 << 14;
/// Lists of so many entries are made into trees by several threads.
const LONG: usize = 1 << 14;

/// Entries of a list, one from `from` to below `to`, or all that is below a node.
struct Node {
    least: [u8; LANES],
    from: u32,
    to: u32,
    /// How far behind the second part is; the first one follows at once. 0 for a leaf.
    second: u32,
}

/// A list as a tree.
pub(super) struct Tree {
    items: Vec<Item>,
    nodes: Vec<Node>,
}

impl Tree {
    /// What an entry of a list takes here, about.
    pub(super) const ITEM_BYTES: usize = size_of::<Item>() + size_of::<Node>() / (LEAF / 4);

    pub(super) fn new(mut items: Vec<Item>, control: &Control) -> Self {
        let mut nodes = Vec::new();
        divide(&mut items, 0, &mut nodes, control);
        Tree { items, nodes }
    }

    /// With what losses leave in place of losses.
    pub(super) fn of_what_is_left(items: Vec<Item>, control: &Control) -> Self {
        let mut tree = Tree::new(items, control);
        let items = tree.items.iter_mut().map(|item| &mut item.losses);
        let losses = items.chain(tree.nodes.iter_mut().map(|node| &mut node.least));
        losses.for_each(|losses| losses.iter_mut().for_each(|loss| *loss = u8::MAX - *loss));
        tree
    }
}

/// Sorts entries into a tree, and adds it to the nodes.
fn divide(items: &mut [Item], from: usize, nodes: &mut Vec<Node>, control: &Control) {
    let [mut least, mut most] = [[u8::MAX; LANES], [0; LANES]];
    for Item { losses, .. } in items.iter() {
        for lane in 0..LANES {
            least[lane] = least[lane].min(losses[lane]);
            most[lane] = most[lane].max(losses[lane]);
        }
    }
    let at = nodes.len();
    nodes.push(Node { least, from: from as u32, to: (from + items.len()) as u32, second: 0 });
    if items.len() > LEAF {
        let range = |lane: usize| (most[lane] - least[lane], std::cmp::Reverse(lane));
        let lane = (0..LANES).max_by_key(|lane| range(*lane)).unwrap_or(0);
        let middle = items.len() / 2;
        items.select_nth_unstable_by_key(middle, |item| (item.losses[lane], item.at));
        let long = items.len() >= LONG && control.is_divided();
        let (first, second) = items.split_at_mut(middle);
        let mut others = Vec::new();
        if long {
            let second = || divide(second, from + middle, &mut others, control);
            control.both(|| divide(first, from, nodes, control), second);
            nodes[at].second = (nodes.len() - at) as u32;
            nodes.append(&mut others);
        } else {
            divide(first, from, nodes, control);
            nodes[at].second = (nodes.len() - at) as u32;
            divide(second, from + middle, nodes, control);
        }
    }
}

/// Whether nothing is lost but what is left.
#[inline(always)]
fn fits(lost: &[u8; LANES], left: &[u8; LANES]) -> bool {
    // Each half of the sums without a branch, which a processor does at once.
    let (mut low, mut high) = (0, 0);
    for lane in 0..LANES / 2 {
        low |= lost[lane].saturating_sub(left[lane]);
    }
    if low != 0 {
        return false;
    }
    for lane in LANES / 2..LANES {
        high |= lost[lane].saturating_sub(left[lane]);
    }
    high == 0
}

/// A join under way.
struct Join<'j> {
    /// With what it loses, and with what it leaves.
    lost: &'j Tree,
    left: &'j Tree,
    /// How many pairs may still be found.
    room: &'j AtomicUsize,
    control: &'j Control<'j>,
    /// Looks at pairs since the last look at the clock.
    steps: u64,
    /// Places in both lists.
    pairs: Vec<[u32; 2]>,
}

/// All pairs that fit, by their places in both lists; some of them if there is room for no more.
pub(super) fn joined(lost: &Tree, left: &Tree, room: &AtomicUsize, control: &Control) -> Result<Vec<[u32; 2]>, Stop> {
    let mut join = Join { lost, left, room, control, steps: 0, pairs: Vec::new() };
    match join.below([0, 0]) {
        Ok(()) | Err(None) => {}
        Err(Some(stop)) => return Err(stop),
    }
    control.examined(join.steps)?;
    Ok(join.pairs)
}

/// Ends early with why it stopped; with nothing, if there are too many pairs.
type Ended = Result<(), Option<Stop>>;

impl Join<'_> {
    /// Two nodes of which one is divided, the larger; none if they do not fit, or are leaves.
    fn parts(&self, [lost, left]: [u32; 2]) -> Option<[[u32; 2]; 2]> {
        let (a, b) = (&self.lost.nodes[lost as usize], &self.left.nodes[left as usize]);
        match (a.second, b.second) {
            (0, 0) => None,
            (second, other) if other == 0 || (second != 0 && a.to - a.from >= b.to - b.from) => {
                Some([[lost + 1, left], [lost + second, left]])
            }
            (_, second) => Some([[lost, left + 1], [lost, left + second]]),
        }
    }

    /// The pairs below two nodes.
    fn below(&mut self, at: [u32; 2]) -> Ended {
        let (a, b) = (&self.lost.nodes[at[0] as usize], &self.left.nodes[at[1] as usize]);
        self.steps += 1;
        if self.steps >= STEPS {
            self.control.examined(std::mem::take(&mut self.steps))?;
        }
        if !fits(&a.least, &b.least) {
            return Ok(());
        }
        if let Some([first, second]) = self.parts(at) {
            self.below(first)?;
            return self.below(second);
        }
        let before = self.pairs.len();
        for lost in &self.lost.items[a.from as usize..a.to as usize] {
            if fits(&lost.losses, &b.least) {
                let left = &self.left.items[b.from as usize..b.to as usize];
                let fitting = left.iter().filter(|left| fits(&lost.losses, &left.losses));
                self.pairs.extend(fitting.map(|left| [lost.at, left.at]));
            }
        }
        self.steps += LEAF as u64;
        let found = self.pairs.len() - before;
        let less = |room: usize| Some(room.saturating_sub(found));
        match found > 0
            && self.room.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok_and(|room| room <= found)
        {
            true => Err(None),
            false => Ok(()),
        }
    }
}
