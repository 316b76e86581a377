//! How many packages lie in none of some boxes, and which is the first.
//!
//! Issues that no such box speaks of are free. The others are settled one after the other; what has to be remembered of the
//! issues settled is which boxes they still lie in. Options that all boxes treat alike are one option, and issues that no box links are
//! counted apart.

use super::landscape::{Landscape, Lies, Part, options};
use crate::problem::OptionId;
use crate::search::limits::{Control, Stop};
use num_bigint::BigUint;
use num_traits::Zero;
use std::collections::BTreeMap;

/// So many beginnings may be kept at once.
const BEGINNINGS: usize = 1 << 20;

/// A box that is to be avoided: by issue, the options that lie in it.
type Avoided<'l> = Vec<(usize, &'l [u64])>;

/// How many packages of a part lie as it says to every box, and the first of them; none if none does.
pub(super) fn count(
    landscape: &Landscape,
    part: &Part,
    control: &Control,
) -> Result<Option<(BigUint, Vec<OptionId>)>, Stop> {
    let mut first = landscape.first(part);
    let mut packages = BigUint::from(1u32);
    let mut avoided: Vec<Avoided> = Vec::new();
    for (at, one) in landscape.boxes.iter().enumerate() {
        if part.lies[at] != Lies::Out || landscape.is_apart(part, at) {
            continue;
        }
        let open = one.sets.iter().filter(|(issue, set)| !landscape.stands(part, *issue, set).1);
        avoided.push(open.map(|(issue, set)| (*issue, &**set)).collect());
    }
    if avoided.iter().any(Vec::is_empty) {
        return Ok(None);
    }
    let groups = groups(landscape.issues(), &avoided);
    for group in groups {
        let own: Vec<&Avoided> =
            avoided.iter().filter(|one| one.iter().any(|(issue, _)| group.contains(issue))).collect();
        if own.is_empty() {
            let size = group.iter().map(|issue| options(&part.left[landscape.words(*issue)]).count());
            packages *= size.map(BigUint::from).product::<BigUint>();
            continue;
        }
        let Some((count, settled)) = settle(landscape, part, &group, &own, control)? else { return Ok(None) };
        packages *= count;
        group.iter().zip(settled).for_each(|(issue, option)| first[*issue] = option);
    }
    Ok((!packages.is_zero()).then_some((packages, first)))
}

/// The issues that boxes link, group by group, in ascending order.
fn groups(issues: usize, avoided: &[Avoided]) -> Vec<Vec<usize>> {
    let mut group: Vec<usize> = (0..issues).collect();
    for one in avoided {
        let least = one.iter().map(|(issue, _)| group[*issue]).min();
        let joined: Vec<usize> = one.iter().map(|(issue, _)| group[*issue]).collect();
        if let Some(least) = least {
            group.iter_mut().filter(|group| joined.contains(group)).for_each(|group| *group = least);
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    group.into_iter().enumerate().for_each(|(issue, leader)| groups.entry(leader).or_default().push(issue));
    groups.into_values().collect()
}

/// How many ways there are to settle a group of issues, and the first, its options in the order of the issues.
fn settle(
    landscape: &Landscape,
    part: &Part,
    group: &[usize],
    avoided: &[&Avoided],
    control: &Control,
) -> Result<Option<(BigUint, Vec<OptionId>)>, Stop> {
    let of = |one: &Avoided, issue: usize| one.iter().find(|(at, _)| *at == issue).map(|(_, set)| set.to_vec());
    let most = control.room(BEGINNINGS, 64 + avoided.len().div_ceil(8) + size_of::<OptionId>() * group.len());
    // Boxes that the issues settled so far speak of, and lie in; ways, and the first of them by the issues settled.
    type Beginnings = BTreeMap<Vec<u64>, (BigUint, Vec<OptionId>)>;
    let mut beginnings: Beginnings = BTreeMap::new();
    let nothing = vec![OptionId::at(0); group.len()];
    beginnings.insert(vec![0; avoided.len().div_ceil(64)], (BigUint::from(1u32), nothing));
    let mut open: Vec<usize> = group.to_vec();
    let mut begun = vec![false; avoided.len()];
    let mut missing: Vec<usize> = avoided.iter().map(|one| one.len()).collect();
    while !open.is_empty() {
        // The issue that begins the fewest boxes for each that it ends.
        let cost = |issue: usize| {
            let own = || avoided.iter().enumerate().filter(|(_, one)| one.iter().any(|(at, _)| *at == issue));
            let begins = own().filter(|(at, _)| !begun[*at]).count();
            let ends = own().filter(|(at, _)| missing[*at] == 1).count();
            (begins as i64 - 2 * ends as i64, issue)
        };
        let Some(place) = (0..open.len()).min_by_key(|place| cost(open[*place])) else { break };
        let issue = open.remove(place);
        let axis = group.partition_point(|other| *other < issue);
        let own: Vec<(usize, Vec<u64>)> =
            avoided.iter().enumerate().filter_map(|(at, one)| Some((at, of(one, issue)?))).collect();
        // By the boxes that they lie in, how many options, and the first.
        let mut classes: BTreeMap<Vec<bool>, (u64, usize)> = BTreeMap::new();
        for option in options(&part.left[landscape.words(issue)]) {
            let inside = own.iter().map(|(_, set)| set[option / 64] >> (option % 64) & 1 == 1).collect();
            classes.entry(inside).or_insert((0, option)).0 += 1;
        }
        let mut next: Beginnings = BTreeMap::new();
        for (lies, (ways, first)) in &beginnings {
            control.examined(classes.len() as u64)?;
            'classes: for (inside, (many, option)) in &classes {
                let mut lies = lies.clone();
                for ((at, _), inside) in own.iter().zip(inside) {
                    let bit = 1 << (at % 64);
                    let within = *inside && (!begun[*at] || lies[at / 64] & bit != 0);
                    if within && missing[*at] == 1 {
                        continue 'classes;
                    }
                    if within && missing[*at] > 1 { lies[at / 64] |= bit } else { lies[at / 64] &= !bit }
                }
                let mut settled = first.clone();
                settled[axis] = OptionId::at(*option);
                let ways = ways * *many;
                match next.get_mut(&lies) {
                    Some((all, earliest)) => {
                        *all += ways;
                        if settled < *earliest {
                            *earliest = settled;
                        }
                    }
                    None => {
                        next.insert(lies, (ways, settled));
                    }
                }
            }
            if next.len() > most {
                return Err(Stop::TooLarge);
            }
        }
        for (at, _) in own {
            begun[at] = true;
            missing[at] -= 1;
        }
        beginnings = next;
    }
    let Some((ways, first)) = beginnings.into_values().next() else { return Ok(None) };
    Ok(Some((ways, first)))
}
