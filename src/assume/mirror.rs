//! Whether one party's interests are another one's with the options of each issue exchanged: u(x) = a·v(π(x)) + b with
//! a > 0 and a permutation π of the options of each issue.
//!
//! Utilities are taken apart into effects: what an option adds on average, what two options add together beyond that, and
//! so on (the analysis of variance, Fisher 1925, with equal weights). Effects are unique and move along with any exchange
//! of options, so that π exists if and only if each issue's permutation carries all effects over. The unit *a* follows
//! from how large effects are in all. For issues without interactions sorting decides; where issues interact, the
//! permutations that fit what each option adds by itself are tried, up to a limit.

use super::verdict::{Open, Point, Proof, Refutation, Undecided, Verdict};
use crate::problem::claims::comparison;
use crate::problem::{IssueId, OptionId, PartyId, Problem};
use crate::search::Stop;
use itertools::Itertools;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use std::collections::BTreeMap;

/// So many permutations are tried at most, and tables of effects have so many cells.
const TRIES: u64 = 1 << 16;
const CELLS: usize = 1 << 12;

/// Effects by issues (ascending), then by combination of their options, the last issue running fastest.
type Effects = BTreeMap<Vec<IssueId>, Vec<BigRational>>;

/// Whether each party mirrors another one.
pub(super) fn test(problem: &Problem, parties: &[PartyId], of: PartyId) -> Result<Verdict, Stop> {
    let too_large = || Ok(Verdict::Undecided(Undecided { reason: Open::Stopped(Stop::TooLarge), sampled: 0 }));
    // Below a ceiling, effects are not those of what the values add up to.
    if parties.iter().chain([&of]).any(|party| problem.ceiling(*party).is_some()) {
        return too_large();
    }
    let Some(theirs) = effects(problem, of) else { return too_large() };
    for party in parties {
        let Some(own) = effects(problem, *party) else { return too_large() };
        match matching(problem, &own, &theirs) {
            Matching::Found => {}
            Matching::TooMany => return too_large(),
            Matching::None(issue) => {
                return Ok(Refutation::of(Point::NoMirror { party: *party, issue }, Vec::new()).into());
            }
        }
    }
    let issues = problem.issue_ids().collect();
    Ok(Proof { issues, packages: Some(problem.package_count()), ..Proof::default() }.into())
}

/// The effects of a party's utility that are not zero everywhere; none if a table would be too large.
fn effects(problem: &Problem, party: PartyId) -> Option<Effects> {
    let mut effects: Effects = BTreeMap::new();
    let rational = |value: i64| BigRational::from(BigInt::from(value));
    for issue in problem.issue_ids() {
        let table = problem.worths(party, issue).map(rational).collect();
        add(problem, &mut effects, &[issue], table);
    }
    for interaction in problem.interactions().iter().filter(|interaction| interaction.party == party) {
        let scope = interaction.scope();
        let lists: Vec<Vec<OptionId>> = scope.iter().map(|issue| problem.option_ids(*issue).collect()).collect();
        if comparison::size(lists.iter()) > CELLS as u64 {
            return None;
        }
        let value = |options: Vec<OptionId>| {
            let option = |issue: IssueId| options[scope.iter().position(|other| *other == issue).unwrap_or(0)];
            rational(interaction.value(option))
        };
        let table = comparison::product(&lists).into_iter().map(value).collect();
        add(problem, &mut effects, &scope, table);
    }
    effects.retain(|_, table| table.iter().any(|effect| !effect.is_zero()));
    Some(effects)
}

/// Takes a table over issues apart, and adds what it is made of; what it adds everywhere is left out.
fn add(problem: &Problem, effects: &mut Effects, scope: &[IssueId], table: Vec<BigRational>) {
    let sizes: Vec<usize> = scope.iter().map(|issue| problem[*issue].options.len()).collect();
    // Issue by issue, each table is its average over that issue and what is left.
    let mut parts: Vec<(Vec<IssueId>, Vec<usize>, Vec<BigRational>)> = vec![(scope.to_vec(), sizes, table)];
    for issue in scope {
        parts = parts
            .into_iter()
            .flat_map(|(issues, sizes, table)| {
                let at = issues.iter().position(|other| other == issue).unwrap_or(0);
                let (count, inner) = (sizes[at], sizes[at + 1..].iter().product::<usize>());
                let outer = sizes[..at].iter().product::<usize>();
                let cell = |o: usize, k: usize, i: usize| (o * count + k) * inner + i;
                let mut average = Vec::with_capacity(outer * inner);
                let mut rest = table.clone();
                for (o, i) in (0..outer).cartesian_product(0..inner) {
                    let sum: BigRational = (0..count).map(|k| &table[cell(o, k, i)]).sum();
                    let mean = sum / BigInt::from(count);
                    (0..count).for_each(|k| rest[cell(o, k, i)] -= &mean);
                    average.push(mean);
                }
                let (mut fewer, mut fewer_sizes) = (issues.clone(), sizes.clone());
                fewer.remove(at);
                fewer_sizes.remove(at);
                [(fewer, fewer_sizes, average), (issues, sizes, rest)]
            })
            .collect();
    }
    for (issues, _, table) in parts.into_iter().filter(|(issues, ..)| !issues.is_empty()) {
        let sums = effects.entry(issues).or_insert_with(|| vec![BigRational::zero(); table.len()]);
        sums.iter_mut().zip(table).for_each(|(sum, effect)| *sum += effect);
    }
}

enum Matching {
    Found,
    /// Not on this issue; or, without one, not on several together.
    None(Option<IssueId>),
    TooMany,
}

/// Looks for permutations that carry one party's effects over to the other's.
fn matching(problem: &Problem, own: &Effects, theirs: &Effects) -> Matching {
    let total = |effects: &Effects| effects.values().flatten().map(Signed::abs).sum::<BigRational>();
    let (ours, others) = (total(own), total(theirs));
    if ours.is_zero() || others.is_zero() {
        return match (ours.is_zero(), others.is_zero()) {
            (true, true) => Matching::Found,
            _ => Matching::None(own.keys().chain(theirs.keys()).next().map(|issues| issues[0])),
        };
    }
    // In one unit.
    let unit = |effects: &Effects, total: &BigRational| {
        let scaled = |table: &Vec<BigRational>| table.iter().map(|effect| effect / total).collect::<Vec<_>>();
        effects.iter().map(|(issues, table)| (issues.clone(), scaled(table))).collect::<Effects>()
    };
    let (own, theirs) = (unit(own, &ours), unit(theirs, &others));
    // What each option adds by itself must fit, whatever the rest.
    let none = |issue: IssueId| vec![BigRational::zero(); problem[issue].options.len()];
    let single = |effects: &Effects, issue: IssueId| effects.get(&vec![issue]).cloned().unwrap_or_else(|| none(issue));
    let mut candidates: Vec<Vec<Vec<usize>>> = vec![Vec::new(); problem.issues().len()];
    let linked: Vec<&Vec<IssueId>> = own.keys().chain(theirs.keys()).filter(|issues| issues.len() > 1).collect();
    for (issue, candidates) in problem.issue_ids().zip(&mut candidates) {
        let (ours, others) = (single(&own, issue), single(&theirs, issue));
        if ours.iter().sorted().ne(others.iter().sorted()) {
            // In steps, which levels are there is not the author's: what fits between them is not told.
            return if problem[issue].in_steps { Matching::TooMany } else { Matching::None(Some(issue)) };
        }
        if linked.iter().any(|issues| issues.contains(&issue)) {
            let Some(found) = permutations(&ours, &others) else { return Matching::TooMany };
            *candidates = found;
        }
    }
    if own.keys().ne(theirs.keys()) {
        return Matching::None(None);
    }
    let issues: Vec<IssueId> = linked.into_iter().flatten().copied().sorted().dedup().collect();
    let mut chosen = BTreeMap::new();
    let mut left = TRIES;
    match assign(problem, &own, &theirs, &candidates, &issues, &mut chosen, &mut left) {
        Some(true) => Matching::Found,
        Some(false) => Matching::None(None),
        None => Matching::TooMany,
    }
}

/// All permutations that carry one list over to the other; none if there are too many.
fn permutations(ours: &[BigRational], others: &[BigRational]) -> Option<Vec<Vec<usize>>> {
    let (mut found, mut left) = (vec![Vec::new()], TRIES);
    for own in ours {
        let mut longer = Vec::new();
        for sofar in found {
            for at in (0..others.len()).filter(|at| others[*at] == *own && !sofar.contains(at)) {
                left = left.checked_sub(1)?;
                longer.push([sofar.as_slice(), &[at]].concat());
            }
        }
        found = longer;
    }
    Some(found)
}

/// Chooses a permutation for each issue, so that effects of several issues are carried over as soon as all of them have
/// one. None if that would take too many tries.
fn assign(
    problem: &Problem,
    own: &Effects,
    theirs: &Effects,
    candidates: &[Vec<Vec<usize>>],
    issues: &[IssueId],
    chosen: &mut BTreeMap<IssueId, Vec<usize>>,
    left: &mut u64,
) -> Option<bool> {
    let Some((issue, rest)) = issues.split_first() else { return Some(true) };
    for permutation in &candidates[issue.index()] {
        *left = left.checked_sub(1)?;
        chosen.insert(*issue, permutation.clone());
        let complete = |scope: &&Vec<IssueId>| {
            scope.len() > 1 && scope.contains(issue) && scope.iter().all(|issue| chosen.contains_key(issue))
        };
        let carried =
            own.keys().filter(complete).all(|scope| carries(problem, scope, &own[scope], &theirs[scope], chosen));
        if carried && assign(problem, own, theirs, candidates, rest, chosen, left)? {
            return Some(true);
        }
        chosen.remove(issue);
    }
    Some(false)
}

fn carries(
    problem: &Problem,
    scope: &[IssueId],
    own: &[BigRational],
    theirs: &[BigRational],
    chosen: &BTreeMap<IssueId, Vec<usize>>,
) -> bool {
    let sizes: Vec<usize> = scope.iter().map(|issue| problem[*issue].options.len()).collect();
    (0..own.len()).all(|cell| {
        let (mut rest, mut image, mut factor) = (cell, 0, 1);
        for (issue, size) in scope.iter().zip(&sizes).rev() {
            image += chosen[issue][rest % size] * factor;
            rest /= size;
            factor *= size;
        }
        own[cell] == theirs[image]
    })
}
