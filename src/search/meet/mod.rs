//! The largest smallest value for many parties: the issues in two halves that meet in the middle.
//!
//! A smallest share is spoilt by every party that falls behind, so that many packages lie between the best mixture and the
//! best package: with ten parties and fifty issues hundreds of millions, far too many for a [depth-first
//! search](super::descend). Two halves of the issues have about as many ways each as the root of that.
//!
//! A target falls in small steps. A round asks for all packages whose smallest value reaches it, which gives every party a
//! floor. No incumbent is needed for that: a round that finds nothing proves that nothing reaches the target, and the first
//! that finds something has found all that is as good as the best.
//!
//! 1. Some hundred weighted sums of utilities, at the weights that bound the optimum and [around them](spread), and every
//!    party's own utility: the most that a sum can be, less what the floors make of it, is its *slack*. What an option has
//!    less than the best one of its issue uses up slack, and no package that reaches the floors uses more than all of any
//!    sum's. Options that do by themselves are dropped ([`sums`]).
//! 2. The issues that still have a choice are divided into halves with about as many ways each. Their ways are listed, depth
//!    first, as far as they leave slack in all sums ([`half`]): of one half as a whole, of the other some at a time, so that it
//!    may be as long as it will.
//! 3. The lists are joined by two trees ([`join`]): what two entries use at least must not be more than there is.
//! 4. What passes is added up exactly, and [offered](Incumbent::offer). Slack is counted in parts, and what is used rounded
//!    down, so that nothing is lost; what comes close may pass as well, and often is the best of the next round, which then
//!    needs no lower target.
//!
//! Everything that decides is in whole numbers; only where to divide is told by floating point.

mod half;
mod join;
mod sums;

use super::cuts::{Weights, cut};
use super::hunt::FIRST_DEPTH;
use super::incumbent::Incumbent;
use super::limits::{Control, Stop};
use super::sought::room_for_points;
use super::structure::Structure;
use crate::concept::Shape;
use crate::problem::{OptionId, View};
use half::{Half, Listed, Marks, Walk};
use join::{Tree, joined};
use num_bigint::{BigInt, BigUint};
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive};
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use sums::{Group, Rows, Slack, groups, rows};

/// The distance to the target grows by so much from round to round, in hundredths: while lists are short, and when they have
/// so many entries.
const GROWTH: [(usize, u32); 3] = [(1 << 10, 160), (1 << 15, 130), (usize::MAX, 115)];
/// Entries of the half that is kept, and of the other that are kept at a time.
const ENTRIES: usize = 1 << 23;
const BATCH: usize = 1 << 20;
/// Where the half that is kept would be too long, it gets so much less of the ways, as a logarithm.
const LEAN_OF_LONG: f64 = 1.0;
/// Packages that a round may meet before it begins anew above the best of them; and if they are no better, before another
/// engine has to count them.
const MANY_MET: usize = 1 << 18;
const TOO_MANY_MET: usize = 1 << 20;
/// So many of them are made into packages at a time.
const AT_ONCE: usize = 1 << 13;
/// Of the difference between the logarithms of two lists' lengths, so much is set right in the next round.
const STRAIGHTENED: f64 = 0.15;
/// By how much weights lean to a party and away from it, and to one and away from another, as logarithms: at first, and halved
/// so often at most.
const LEANS: [f64; 4] = [0.4, 0.15, 0.8, 0.08];
const LEAN_OF_TWO: f64 = 0.25;
const HALVINGS: i32 = 6;
/// Leans are halved where the slack of more than half of the sums that lean to one party and away from the next is larger than
/// that of the first sum by this factor.
const LOOSE: i128 = 2;
/// Leans are in so many parts.
const PARTS: u32 = 1 << 16;

/// How a search ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Met {
    /// All that is as good as the best is found.
    All,
    /// So many packages are equally good that they cannot be met one by one.
    TooMany,
}

/// What a round came to.
enum Round {
    /// All was looked at, with so many entries in the lists.
    Whole(usize),
    /// More packages than this were met, and it was given up.
    Flooded,
}

/// A search that is set up.
struct Meeting<'m, 'o> {
    view: &'m View<'m>,
    weights: &'m Weights,
    groups: Vec<Group>,
    /// The sums, and how often their leans are halved.
    slacks: Vec<Slack>,
    halvings: i32,
    incumbent: &'m mut Incumbent<'o>,
    control: &'m Control<'m>,
    /// Entries that are kept of either half, and points that may be kept.
    entries: usize,
    batch: usize,
    room: usize,
    /// By how much more ways the half that is kept is to have than the other, as a logarithm.
    lean: f64,
}

/// Looks for all packages with the largest smallest value, below a weighted sum of gains of `most`, which nothing better
/// than them exceeds if it stops. None if the halves cannot be listed for this shape, or from these diagrams.
pub(super) fn meet(
    view: &View,
    structure: &Structure,
    weights: &Weights,
    incumbent: &mut Incumbent,
    highest: &BigInt,
    most: &mut BigInt,
    control: &Control,
) -> Option<Result<Met, Stop>> {
    let Shape::Smallest { .. } = incumbent.shape() else { return None };
    let floors = incumbent.demanding(view).floors_of_sums();
    if floors.iter().any(Option::is_none) {
        return None;
    }
    let groups = groups(view, structure)?;
    let slacks = sums(view, weights, 0)?;
    // Both halves, and other concepts may have as many.
    let entries = control.room(ENTRIES, 4 * Tree::ITEM_BYTES).max(1);
    let batch = control.room(BATCH, 16 * Tree::ITEM_BYTES).max(1);
    let room = room_for_points(view, control);
    let mut meeting =
        Meeting { view, weights, groups, slacks, halvings: 0, incumbent, control, entries, batch, room, lean: 0.0 };
    meeting.lower(highest, most)
}

/// The sum at the weights, every party's utility, and sums around the first; none if their numbers do not fit. Halves are joined by
/// those that come first.
fn sums(view: &View, weights: &Weights, halvings: i32) -> Option<Vec<Slack>> {
    let slack = |weights: Weights| Some(Slack::new(cut(view, &weights, &BigInt::ZERO)?.weights));
    let mut slacks: Vec<Slack> = spread(weights, halvings).into_iter().map(slack).collect::<Option<_>>()?;
    let own = |party: usize| Slack::new((0..view.parties()).map(|other| i128::from(party == other)).collect());
    slacks.splice(1..1, (0..view.parties()).map(own));
    Some(slacks)
}

/// The weights, and others around them: what lets nothing of one sum pass may let much of another.
fn spread(weights: &Weights, halvings: i32) -> Vec<Weights> {
    let parties = positive(weights);
    let mut all = vec![weights.clone()];
    if parties.len() < 2 {
        return all;
    }
    for lean in LEANS.into_iter().flat_map(|lean| [lean, -lean]) {
        all.extend(parties.iter().map(|party| leaning(weights, *party, lean, halvings)));
    }
    for party in &parties {
        let others = parties.iter().filter(|other| *other != party);
        all.extend(others.map(|other| between(weights, *party, *other, halvings)));
    }
    all
}

/// Who has a weight.
fn positive(weights: &Weights) -> Vec<usize> {
    (0..weights.gains.len()).filter(|party| weights.gains[*party].is_positive()).collect()
}

fn leaning(weights: &Weights, party: usize, lean: f64, halvings: i32) -> Weights {
    let parts = (lean * 0.5f64.powi(halvings)).exp() * f64::from(PARTS);
    weights.leaning(party, parts.round() as u32, PARTS)
}

fn between(weights: &Weights, to: usize, from: usize, halvings: i32) -> Weights {
    leaning(&leaning(weights, to, LEAN_OF_TWO, halvings), from, -LEAN_OF_TWO, halvings)
}

impl Meeting<'_, '_> {
    /// Lowers the target from `most` on, in terms of the weighted sum of gains that goes with it.
    fn lower(&mut self, highest: &BigInt, most: &mut BigInt) -> Option<Result<Met, Stop>> {
        let weights = self.weights;
        let needed = self.incumbent.threshold(&weights.gains)?;
        let mut gap = (highest - &*most).max((highest - &needed) >> FIRST_DEPTH).max(BigInt::from(1));
        let mut growth = GROWTH[0].1;
        let mut many = MANY_MET;
        loop {
            let needed = self.incumbent.threshold(&weights.gains)?;
            let next = &gap * growth / 100u32 + 1u32;
            let reached = highest - &next;
            if let (Some(bound), Some(found)) = (most.to_f64(), needed.to_f64()) {
                self.control.narrowed(bound, found);
            }
            // What one more round would reach is as well the target itself: as a rule it is the best.
            let last = highest - &needed <= &next * growth / 100u32;
            let target = match last {
                true => self.incumbent.first(),
                false => self.incumbent.value_above(&weights.gains, &reached),
            };
            self.incumbent.forget_points();
            let round = match self.round(target.as_ref(), many) {
                Ok(round) => round,
                Err(Stop::TooLarge) => return Some(Ok(Met::TooMany)),
                Err(stop) => return Some(Err(stop)),
            };
            match round {
                Round::Flooded if self.incumbent.first() > target => {}
                Round::Flooded if many >= TOO_MANY_MET => return Some(Ok(Met::TooMany)),
                Round::Flooded => many *= 8,
                Round::Whole(_) if last || self.incumbent.first() >= target => return Some(Ok(Met::All)),
                Round::Whole(entries) => {
                    (*most, gap) = (reached, next);
                    growth = GROWTH.iter().find(|(most, _)| entries <= *most).map_or(growth, |(_, growth)| *growth);
                }
            }
        }
    }

    /// Looks at everything whose first number reaches the target; at everything acceptable, if there is none. At no more than so
    /// many packages.
    fn round(&mut self, target: Option<&BigRational>, many: usize) -> Result<Round, Stop> {
        self.control.check()?;
        let floors = self.incumbent.demanding_at(self.view, target).floors_of_sums();
        let floors: Vec<i64> = floors.into_iter().flatten().collect();
        self.lean_as_fits(&floors);
        let Some(rows) = rows(self.view, &self.groups, &self.slacks, &floors)? else { return Ok(Round::Whole(0)) };
        // The half that is kept as a whole, and the other one.
        let (kept, streamed, listed) = loop {
            let [kept, streamed] = rows.halves(self.lean).map(|groups| Half::new(&rows, groups));
            match kept.list(&kept.beginnings(self.control), self.entries, self.control)? {
                Some(listed) => break (kept, streamed, listed),
                None => self.lean -= LEAN_OF_LONG,
            }
        };
        let (items, marks) = listed.parts();
        let length = items.len();
        if length == 0 {
            return Ok(Round::Whole(0));
        }
        let tree = Tree::of_what_is_left(items, self.control);
        let stream = Stream {
            half: &streamed,
            with: &tree,
            room: AtomicUsize::new(many),
            batch: self.batch,
            control: self.control,
        };
        let (entries, pairs) = stream.pairs(&streamed.beginnings(self.control))?;
        drop(tree);
        if entries > 0 {
            self.lean += (length as f64 / entries as f64).ln() * -STRAIGHTENED;
        }
        let whole = pairs.len() < many;
        self.offer(&rows, [&streamed, &kept], &marks, &pairs)?;
        Ok(if whole { Round::Whole(length + entries) } else { Round::Flooded })
    }

    /// Lets sums lean so far that their slack is not much more than that of the first: where parties are opposed, less.
    fn lean_as_fits(&mut self, floors: &[i64]) {
        let parties = positive(self.weights);
        let Some(first) = self.slacks[0].left(self.view, &self.groups, floors).filter(|first| *first > 0) else {
            return;
        };
        let tight = |party: usize, other: usize, halvings: i32| {
            let cut = cut(self.view, &between(self.weights, party, other, halvings), &BigInt::ZERO);
            let left = cut.and_then(|cut| Slack::new(cut.weights).left(self.view, &self.groups, floors));
            left.is_some_and(|left| left / LOOSE <= first)
        };
        let fits = |halvings: &i32| {
            let others = parties.iter().cycle().skip(1);
            2 * parties.iter().zip(others).filter(|(party, other)| tight(**party, **other, *halvings)).count()
                >= parties.len()
        };
        let halvings = (0..HALVINGS).find(fits).unwrap_or(HALVINGS);
        if halvings != self.halvings
            && let Some(slacks) = sums(self.view, self.weights, halvings)
        {
            (self.slacks, self.halvings) = (slacks, halvings);
        }
    }

    /// Offers pairs of entries to the incumbent, if everybody accepts them: the choices of the half that was streamed, and
    /// places in the list of the half that was kept.
    fn offer(
        &mut self,
        rows: &Rows,
        [streamed, kept]: [&Half; 2],
        marks: &Marks,
        pairs: &[(Vec<u16>, u32)],
    ) -> Result<(), Stop> {
        let (view, problem) = (self.view, self.view.problem());
        let mut settled = Settled { utilities: problem.constants.clone(), options: Vec::new(), ways: 1 };
        for (group, open) in self.groups.iter().zip(&rows.open).filter(|(_, open)| open.len() == 1) {
            settled.take(group, open[0]);
        }
        let part = |half: &Half, choices: &[u16]| {
            let mut part = Settled { utilities: vec![0; view.parties()], options: Vec::new(), ways: 1 };
            for (group, choice) in half.groups.iter().zip(choices) {
                part.take(&self.groups[*group], rows.open[*group][usize::from(*choice)]);
            }
            part
        };
        let mut options = vec![OptionId::at(0); problem.issues().len()];
        for pairs in pairs.chunks(AT_ONCE) {
            let mut seconds: HashMap<u32, Settled> = HashMap::new();
            let places = pairs.iter().map(|(_, place)| *place).collect();
            kept.visit(marks, &places, self.control, |place, choices| {
                seconds.insert(place, part(kept, &choices));
            })?;
            for (choices, place) in pairs {
                let all = [&settled, &part(streamed, choices), &seconds[place]];
                let sum = |party: usize| all.iter().map(|part| part.utilities[party]).sum();
                let mut utilities: Vec<i64> = (0..view.parties()).map(sum).collect();
                problem.cap(&mut utilities);
                if !view.is_individually_rational(&utilities) {
                    continue;
                }
                all.iter().flat_map(|part| &part.options).for_each(|(issue, option)| options[*issue] = *option);
                let ways = all.iter().fold(1u128, |ways, part| ways.saturating_mul(part.ways));
                self.incumbent.offer(view, &utilities, &options, &BigUint::from(ways));
                if self.incumbent.count() > self.room {
                    return Err(Stop::PointLimit);
                }
            }
        }
        Ok(())
    }
}

/// The half that is not kept: its entries, some at a time, joined with the list of the other.
struct Stream<'s> {
    half: &'s Half<'s>,
    with: &'s Tree,
    /// How many pairs may still be found.
    room: AtomicUsize,
    batch: usize,
    control: &'s Control<'s>,
}

/// How many entries there were, and the pairs: the choices of this half, and the place in the list of the other.
type Streamed = (usize, Vec<(Vec<u16>, u32)>);

impl Stream<'_> {
    /// The pairs of ways with these beginnings.
    fn pairs(&self, beginnings: &[Vec<u16>]) -> Result<Streamed, Stop> {
        if self.control.is_divided() && beginnings.len() > 1 {
            let (first, second) = beginnings.split_at(beginnings.len() / 2);
            let (first, second) = self.control.both(|| self.pairs(first), || self.pairs(second));
            let ((mut entries, mut pairs), (more, others)) = (first?, second?);
            entries += more;
            pairs.extend(others);
            return Ok((entries, pairs));
        }
        let (mut entries, mut pairs) = (0, Vec::new());
        for beginning in beginnings {
            let mut walk = Walk::new(self.half, beginning);
            let mut more = true;
            while more && self.room.load(Ordering::Relaxed) > 0 {
                let mut listed = Listed::default();
                while listed.items.len() < self.batch && more {
                    more = walk.advance(self.control)?;
                    if more {
                        listed.push(&walk);
                    }
                }
                entries += listed.items.len();
                self.join(listed, &mut pairs)?;
            }
        }
        Ok((entries, pairs))
    }

    fn join(&self, listed: Listed, pairs: &mut Vec<(Vec<u16>, u32)>) -> Result<(), Stop> {
        let (items, marks) = listed.parts();
        if items.is_empty() {
            return Ok(());
        }
        let tree = Tree::new(items, self.control);
        let found = joined(&tree, self.with, &self.room, self.control)?;
        let mut ways = HashMap::new();
        let places = found.iter().map(|[place, _]| *place).collect();
        self.half.visit(&marks, &places, self.control, |place, choices| {
            ways.insert(place, choices);
        })?;
        pairs.extend(found.into_iter().map(|[place, other]| (ways[&place].clone(), other)));
        Ok(())
    }
}

/// Some groups of issues, settled.
struct Settled {
    utilities: Vec<i64>,
    options: Vec<(usize, OptionId)>,
    ways: u128,
}

impl Settled {
    /// Settles one more group.
    fn take(&mut self, group: &Group, choice: u32) {
        let choice = &group.choices[choice as usize];
        self.utilities.iter_mut().zip(&choice.gains).for_each(|(utility, gain)| *utility += gain);
        self.options.extend(group.issues.iter().copied().zip(choice.options.iter().copied()));
        self.ways = self.ways.saturating_mul(choice.ways);
    }
}
