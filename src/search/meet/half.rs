//! All ways to settle half of the issues that leave slack in every sum.

use super::sums::{CHUNK, Rows, SLACK};
use crate::search::limits::{Control, Stop};
use std::collections::BTreeSet;

/// By how many sums lists are joined.
pub(super) const LANES: usize = 32;
/// Losses are kept in parts of so much.
const PART: u16 = SLACK.unsigned_abs() / u8::MAX as u16;
/// Of every so many entries it is kept how the groups are settled; that of the others is found by going on from there.
const MARKS: usize = 16;
/// Threads divide among them at least so many beginnings of ways, if there are.
const BEGINNINGS: usize = 64;
/// Steps between two looks at the clock.
const STEPS: u32 = 1 << 12;

/// A way to settle half of the issues.
#[derive(Clone, Copy)]
#[repr(C)]
pub(super) struct Item {
    /// What it loses of the sums by which lists are joined, in 255ths of the slack, rounded down.
    pub losses: [u8; LANES],
    /// Its place: where it is found again.
    pub at: u32,
}

/// Groups of issues to settle, one after the other.
pub(super) struct Half<'r> {
    rows: &'r Rows,
    pub groups: Vec<usize>,
}

/// Ways to settle them.
#[derive(Default)]
pub(super) struct Listed {
    pub items: Vec<Item>,
    marks: Marks,
}

/// How every few entries of a list settle the groups.
#[derive(Default)]
pub(super) struct Marks(Vec<u16>);

/// A walk over the ways to settle a half, depth first.
pub(super) struct Walk<'h> {
    half: &'h Half<'h>,
    /// By depth, the slack that is left of every sum.
    slack: Vec<i16>,
    /// By depth, which choice to try next.
    next: Vec<u16>,
    /// The groups that are settled from the beginning.
    beginning: usize,
    begun: bool,
    /// Steps since the last look at the clock.
    steps: u32,
}

impl<'r> Half<'r> {
    pub(super) fn new(rows: &'r Rows, groups: Vec<usize>) -> Self {
        Half { rows, groups }
    }

    fn row(&self, depth: usize, choice: usize) -> &[i16] {
        &self.rows.losses[self.groups[depth]][choice * self.rows.width..][..self.rows.width]
    }

    /// Choices for the first groups that leave slack, for threads to go on from; if there is one thread, none at all.
    pub(super) fn beginnings(&self, control: &Control) -> Vec<Vec<u16>> {
        let mut beginnings = vec![Vec::new()];
        let least = if control.is_divided() { BEGINNINGS } else { 1 };
        for depth in 0..self.groups.len() {
            if beginnings.len() >= least {
                break;
            }
            let choices = self.rows.open[self.groups[depth]].len() as u16;
            let longer = |beginning: &Vec<u16>| {
                let mut walk = Walk::new(self, beginning);
                let fitting: Vec<u16> = (0..choices).filter(|choice| walk.takes(depth, usize::from(*choice))).collect();
                fitting.into_iter().map(|choice| [&beginning[..], &[choice]].concat()).collect::<Vec<_>>()
            };
            beginnings = beginnings.iter().flat_map(longer).collect();
        }
        beginnings
    }

    /// Lists the ways with these beginnings; none if there are more than so many.
    pub(super) fn list(&self, beginnings: &[Vec<u16>], most: usize, control: &Control) -> Result<Option<Listed>, Stop> {
        // Where one part was stopped, the others are not begun.
        control.check()?;
        if control.is_divided() && beginnings.len() > 1 {
            let (first, second) = beginnings.split_at(beginnings.len() / 2);
            let list = |beginnings| self.list(beginnings, most, control);
            let (first, second) = control.both(|| list(first), || list(second));
            return Ok(match (first?, second?) {
                (Some(mut first), Some(second)) => {
                    first.append(second, self.groups.len());
                    Some(first).filter(|list| list.items.len() <= most)
                }
                _ => None,
            });
        }
        let mut listed = Listed::default();
        for beginning in beginnings {
            let mut walk = Walk::new(self, beginning);
            while walk.advance(control)? {
                if listed.items.len() >= most {
                    return Ok(None);
                }
                listed.push(&walk);
            }
        }
        Ok(Some(listed))
    }

    /// Calls back with each of these places of a list, and the choice for every group there.
    pub(super) fn visit(
        &self,
        marks: &Marks,
        places: &BTreeSet<u32>,
        control: &Control,
        mut found: impl FnMut(u32, Vec<u16>),
    ) -> Result<(), Stop> {
        let depth = self.groups.len();
        let mut walk = Walk::new(self, &[]);
        let mut here = usize::MAX;
        for place in places {
            let end = *place as usize;
            let mark = end / MARKS * MARKS;
            if here > end || here < mark {
                here = mark;
                walk.start_at(&marks.0[mark / MARKS * depth..][..depth]);
            }
            while here < end {
                walk.advance(control)?;
                here += 1;
            }
            found(*place, walk.choices().collect());
        }
        Ok(())
    }
}

impl Listed {
    /// Takes in where a walk stands.
    pub(super) fn push(&mut self, walk: &Walk) {
        let at = self.items.len();
        if at.is_multiple_of(MARKS) {
            self.marks.0.extend(walk.choices());
        }
        let left = &walk.slack[walk.next.len() * walk.half.rows.width..];
        let mut losses = [0; LANES];
        if let Some(left) = left.first_chunk::<LANES>() {
            for lane in 0..LANES {
                // What is left is from nothing to all of it, so that nothing wraps.
                losses[lane] = (SLACK.wrapping_sub(left[lane]) as u16 / PART) as u8;
            }
        }
        self.items.push(Item { losses, at: at as u32 });
    }

    /// Takes in another list of ways to settle so many groups, whose places then follow, after a gap.
    fn append(&mut self, mut other: Listed, depth: usize) {
        let from = (self.marks.0.len() / depth.max(1) * MARKS) as u32;
        other.items.iter_mut().for_each(|item| item.at += from);
        self.items.append(&mut other.items);
        self.marks.0.append(&mut other.marks.0);
    }

    /// The entries, and where they are found again.
    pub(super) fn parts(self) -> (Vec<Item>, Marks) {
        (self.items, self.marks)
    }
}

impl<'h> Walk<'h> {
    /// Begins with these choices, which are known to leave slack.
    pub(super) fn new(half: &'h Half<'h>, beginning: &[u16]) -> Self {
        let depth = half.groups.len();
        let slack = vec![SLACK; (depth + 1) * half.rows.width];
        let beginnings = beginning.len();
        let mut walk = Walk { half, slack, next: vec![0; depth], beginning: beginnings, begun: false, steps: 0 };
        walk.settle(beginning);
        walk
    }

    /// By group, the choice in which it stands.
    fn choices(&self) -> impl Iterator<Item = u16> + '_ {
        self.next.iter().map(|next| next - 1)
    }

    /// Goes to a way that is known to leave slack.
    fn start_at(&mut self, choices: &[u16]) {
        self.begun = true;
        self.settle(choices);
    }

    fn settle(&mut self, choices: &[u16]) {
        for (depth, choice) in choices.iter().enumerate() {
            self.next[depth] = choice + 1;
            self.takes(depth, usize::from(*choice));
        }
    }

    /// Subtracts what a choice loses. Whether slack is left in every sum; if not, the sums behind may not be subtracted.
    fn takes(&mut self, depth: usize, choice: usize) -> bool {
        let width = self.half.rows.width;
        let row = self.half.row(depth, choice);
        let (before, after) = self.slack[depth * width..].split_at_mut(width);
        let (before, row) = (before.as_chunks::<CHUNK>().0, row.as_chunks::<CHUNK>().0);
        let after = after.as_chunks_mut::<CHUNK>().0;
        for chunk in 0..before.len().min(row.len()).min(after.len()) {
            let (before, row, after) = (&before[chunk], &row[chunk], &mut after[chunk]);
            // The sign of all differences together.
            let mut sign = 0;
            for sum in 0..CHUNK {
                // Neither is more than all of the slack, so that nothing wraps; to check would cost more than to subtract.
                after[sum] = before[sum].wrapping_sub(row[sum]);
                sign |= after[sum];
            }
            if sign < 0 {
                return false;
            }
        }
        true
    }

    /// Goes to the next way. Whether there is one.
    pub(super) fn advance(&mut self, control: &Control) -> Result<bool, Stop> {
        let (last, width) = (self.half.groups.len(), self.half.rows.width);
        let mut depth = if self.begun { last } else { self.beginning };
        if !self.begun {
            self.begun = true;
            if depth == last {
                return Ok(true);
            }
            self.next[depth] = 0;
        } else if depth == self.beginning {
            return Ok(false);
        } else {
            depth -= 1;
        }
        loop {
            let choice = usize::from(self.next[depth]);
            let losses = &self.half.rows.losses[self.half.groups[depth]];
            // Choices are in the order of what they lose of the first sum.
            if choice * width == losses.len() || losses[choice * width] > self.slack[depth * width] {
                if depth == self.beginning {
                    return Ok(false);
                }
                depth -= 1;
                continue;
            }
            self.next[depth] += 1;
            self.steps += 1;
            if self.steps == STEPS {
                self.steps = 0;
                control.examined(u64::from(STEPS))?;
            }
            if self.takes(depth, choice) {
                depth += 1;
                if depth == last {
                    return Ok(true);
                }
                self.next[depth] = 0;
            }
        }
    }
}
