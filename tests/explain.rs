//! Explanations against the definitions: on random models by listing all packages, on the published claims by number.

mod common;

use common::oracle::{Deal, Oracle, frontier, option_ids};
use common::random::{self, Case, Tape};
use common::{Q, answers, cases};
use num_traits::{One, Zero};
use proptest::prelude::*;
use std::collections::BTreeSet;
use zopa::explain::{Amplification, Element, Group};
use zopa::model::Cluster;
use zopa::{Limits, Model, Package, Problem};

fn compile(model: &Model) -> Result<Problem, TestCaseError> {
    Problem::compile(model).map_err(|errors| TestCaseError::fail(format!("{errors}")))
}

/// Some options to be demanded, by positions.
fn demands(tape: &mut Tape, model: &Model) -> Vec<(usize, usize)> {
    let count = tape.below(4).min(model.issues.len());
    let mut demands: Vec<(usize, usize)> = Vec::new();
    for _ in 0..count {
        let issue = tape.below(model.issues.len());
        if demands.iter().all(|(other, _)| *other != issue) {
            demands.push((issue, tape.below(option_ids(&model.issues.0[issue].1).len())));
        }
    }
    demands
}

/// What a package satisfies, of what a question demands.
fn satisfied(problem: &Problem, oracle: &Oracle, elements: &[Element], deal: &Deal) -> u32 {
    let satisfies = |element: &Element| match *element {
        Element::Fixed { issue, option } => deal.options[issue] == option,
        Element::Constraint(at) => {
            let name = &problem.constraints()[at].name;
            deal.broken.iter().all(|broken| oracle.limits[*broken].name != *name)
        }
        Element::Acceptance(party) => oracle.content(&deal.utilities, party),
        Element::AcceptanceRule => oracle.passes(&deal.utilities),
    };
    elements.iter().enumerate().map(|(at, element)| u32::from(satisfies(element)) << at).sum()
}

/// Every minimal conflict and every minimal correction, by trying all sets.
fn conflicts_are_all_and_minimal(case: &Case) -> Result<(), TestCaseError> {
    let problem = compile(&case.model)?;
    let oracle = Oracle::new(&case.model);
    let fixed = demands(&mut case.tape(), &case.model);
    let mut elements: Vec<Element> =
        fixed.iter().map(|(issue, option)| Element::Fixed { issue: *issue, option: *option }).collect();
    elements.extend(problem.view().constraints().map(|(at, _)| Element::Constraint(at)));
    match problem.acceptance().is_unanimous() {
        true => elements.extend((0..oracle.parties()).map(Element::Acceptance)),
        false => elements.push(Element::AcceptanceRule),
    }
    let all = (1u32 << elements.len()) - 1;
    let mut largest: BTreeSet<u32> =
        oracle.deals.iter().map(|deal| satisfied(&problem, &oracle, &elements, deal)).collect();
    let found = problem.view().conflicts(&fixed, &Limits::default());
    prop_assert!(found.complete && found.stopped.is_none());
    for set in largest.clone() {
        if largest.iter().any(|other| *other != set && other & set == set) {
            largest.remove(&set);
        }
    }
    let possible = |set: u32| largest.iter().any(|larger| larger & set == set);
    let mask = |list: &[Element]| -> u32 {
        list.iter().map(|element| 1 << elements.iter().position(|other| other == element).expect("a demand")).sum()
    };
    let sets = |lists: &[Vec<Element>]| lists.iter().map(|list| mask(list)).collect::<BTreeSet<u32>>();
    let corrections = sets(&found.corrections);
    let expected: BTreeSet<u32> = largest.iter().map(|set| all & !set).filter(|set| *set != 0).collect();
    prop_assert_eq!(&corrections, &expected);
    prop_assert_eq!(corrections.len(), found.corrections.len());
    let conflicts = sets(&found.conflicts);
    let minimal =
        |set: u32| !possible(set) && (0..elements.len()).all(|at| set >> at & 1 == 0 || possible(set & !(1 << at)));
    let expected: BTreeSet<u32> = (0..=all).filter(|set| minimal(*set)).collect();
    prop_assert_eq!(&conflicts, &expected);
    prop_assert_eq!(conflicts.len(), found.conflicts.len());
    prop_assert!(conflicts.iter().all(|conflict| corrections.iter().all(|correction| conflict & correction != 0)));
    for list in [&found.conflicts, &found.corrections] {
        prop_assert!(list.is_sorted_by_key(Vec::len));
    }
    let obstacles = problem.view().obstacles(&fixed, &Limits::default()).expect("no limit");
    prop_assert_eq!(obstacles.is_none(), possible(all));
    if let Some(obstacles) = obstacles {
        prop_assert_eq!(&obstacles.conflicts, &found);
        // For each party that binds alone, what is short there is what is short here.
        let alone = obstacles.no_deal.binding.iter().filter(|binding| binding.parties.len() == 1);
        prop_assert_eq!(alone.clone().count(), obstacles.compensation.len());
        for (binding, compensation) in alone.zip(&obstacles.compensation) {
            prop_assert_eq!(binding.parties[0], compensation.party);
            prop_assert_eq!(Some(binding.gains[0]), compensation.gain);
        }
    }
    Ok(())
}

/// The best a party can get, and the factors that would be enough, by listing.
fn compensation_is_true(case: &Case) -> Result<(), TestCaseError> {
    let mut tape = case.tape();
    let mut model = case.model.clone();
    for id in ["one", "two"] {
        model.clusters.insert(id, Cluster::default());
    }
    for (_, issue) in &mut model.issues.0 {
        issue.cluster = [None, Some("one".into()), Some("two".into())][tape.below(3)].clone();
    }
    let problem = compile(&model)?;
    let view = problem.view();
    let oracle = Oracle::new(&model);
    for party in 0..oracle.parties() {
        let found = view.compensation(party, &Limits::default()).expect("no limit");
        let mut others = oracle.clone();
        others.floorless[party] = true;
        let walk_away = &oracle.disagreement[party];
        let best = others.acceptable().map(|deal| &deal.utilities[party]).max();
        let utility = found.best.as_ref().map(|point| problem.in_units(party, point.utilities[party]).value().clone());
        prop_assert_eq!(utility.as_ref(), best);
        let Some(point) = &found.best else { continue };
        let gain = view.gain_in_units(party, found.gain.expect("a package")).value().clone();
        prop_assert_eq!(&gain + walk_away, utility.clone().expect("a package"));
        let sum: i64 = found.by_cluster.iter().map(|(_, sum)| sum).sum();
        prop_assert_eq!(sum, point.utilities[party]);
        for (group, factor) in &found.amplification {
            let id = match group {
                Group::Cluster(at) => Some(model.clusters.0[*at].0.clone()),
                _ => None,
            };
            // The part of a utility that a group has is what is missing without it.
            let mut without = model.clone();
            let inside: Vec<String> =
                model.issues.iter().filter(|(_, issue)| issue.cluster == id).map(|(id, _)| id.to_owned()).collect();
            let name = model.parties.0[party].0.clone();
            if let Some((_, utility)) = without.utilities.0.iter_mut().find(|(id, _)| *id == name) {
                utility.values.0.retain(|(issue, _)| !inside.contains(issue));
                let within = |issues: Vec<&str>| issues.iter().all(|issue| inside.iter().any(|other| other == issue));
                utility.interactions.retain(|interaction| !within(interaction.when.keys().collect()));
                utility.tables.retain(|table| !within(table.issues.iter().map(String::as_str).collect()));
            }
            let without = Oracle::new(&without);
            let rational = |deal: &Deal| {
                let at =
                    oracle.deals.iter().position(|other| other.options == deal.options).expect("the same packages");
                let part = &deal.utilities[party] - &without.deals[at].utilities[party];
                (part > Q::zero()).then(|| Q::one() + (walk_away - &deal.utilities[party]) / part)
            };
            let expected = match best.expect("a package") >= walk_away {
                true => Some(Q::one()),
                false => others.acceptable().filter_map(rational).min(),
            };
            let factor = match factor {
                Amplification::Factor(factor) => Some(factor.value().clone()),
                Amplification::Never => None,
                Amplification::AtMost(_) => return Err(TestCaseError::fail("small numbers have exact factors")),
            };
            prop_assert_eq!(factor, expected, "{:?} of {}", group, name);
        }
    }
    Ok(())
}

/// The fewest changes that a party would have to be met with, and the nearest packages that all accept, by listing.
fn concessions_are_least(case: &Case) -> Result<(), TestCaseError> {
    let problem = compile(&case.model)?;
    let oracle = Oracle::new(&case.model);
    let mut tape = case.tape();
    let parties = oracle.parties();
    let all: Vec<&Deal> = match oracle.feasible().next() {
        Some(_) => oracle.feasible().collect(),
        None => oracle.deals.iter().collect(),
    };
    let range = |party: usize| {
        let most = all.iter().map(|deal| &deal.utilities[party]).max().expect("a package");
        let range = most - all.iter().map(|deal| &deal.utilities[party]).min().expect("a package");
        if range.is_zero() { Q::new(1.into(), problem.parties()[party].scale.clone()) } else { range }
    };
    let ranges: Vec<Q> = (0..parties).map(range).collect();
    for _ in 0..2 {
        let deal = tape.pick(&oracle.deals).clone();
        let options: Vec<u16> = deal.options.iter().map(|option| *option as u16).collect();
        let found = problem.view().concessions(&Package::new(options), &Limits::default());
        let changes = |other: &Deal| other.options.iter().zip(&deal.options).filter(|(a, b)| a != b).count();
        let worst = |utilities: &[Q], losing: &dyn Fn(usize) -> bool| {
            let share = |party: usize| (&utilities[party] - &deal.utilities[party]) / &ranges[party];
            (0..parties).filter(|party| losing(*party)).map(share).min()
        };
        let crossed =
            |other: &Deal, party: usize| other.broken.iter().any(|broken| oracle.limits[*broken].party == Some(party));
        let refuses = |party: &usize| !oracle.content(&deal.utilities, *party) || crossed(&deal, *party);
        let refusing: Vec<usize> = (0..parties).filter(refuses).collect();
        prop_assert_eq!(found.least.iter().map(|(party, _)| *party).collect::<Vec<_>>(), refusing);
        for (party, least) in &found.least {
            let mends = |other: &&Deal| {
                let theirs = |at: &usize| {
                    oracle.limits[*at].party.is_some_and(|owner| owner != *party) && deal.broken.contains(at)
                };
                oracle.content(&other.utilities, *party) && other.broken.iter().all(theirs)
            };
            let enough: Vec<&Deal> = oracle.deals.iter().filter(mends).collect();
            let fewest = enough.iter().map(|other| changes(other)).min();
            let least = least.as_ref().expect("no limit").as_ref();
            prop_assert_eq!(least.map(|least| least.changes), fewest);
            let Some(least) = least else { continue };
            let nearest = || enough.iter().filter(|other| Some(changes(other)) == fewest);
            let losing = |other: usize| other != *party;
            let best = nearest().map(|other| worst(&other.utilities, &losing)).max().expect("a package");
            prop_assert_eq!(worst(&answers::in_units(&problem, &least.package.utilities), &losing), best);
            let chosen: Vec<usize> =
                least.package.package.options().iter().map(|option| usize::from(*option)).collect();
            prop_assert!(nearest().any(|other| other.options == chosen));
        }
        let fewest = oracle.individually_rational().map(changes).min();
        let near = found.nearest.as_ref().expect("no limit").as_ref();
        prop_assert_eq!(near.map(|near| near.changes), fewest);
        if let Some(near) = near {
            let expected = frontier(oracle.individually_rational().filter(|other| Some(changes(other)) == fewest));
            prop_assert_eq!(near.found, expected.len());
            prop_assert_eq!(answers::points(&problem, &near.packages), expected);
            let every = |_: usize| true;
            let order = near.packages.iter().map(|point| worst(&answers::in_units(&problem, &point.utilities), &every));
            prop_assert!(order.rev().is_sorted());
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(1200))]

    /// Conflicts are sufficient and minimal, corrections correct and are minimal, and none is missing.
    #[test]
    fn conflicts_and_corrections_are_those_of_the_definition(case in random::models()) {
        conflicts_are_all_and_minimal(&case)?;
    }

    /// The most a party can get, and the smallest factors, are those of all packages.
    #[test]
    fn compensation_agrees_with_the_oracle(case in random::models()) {
        compensation_is_true(&case)?;
    }

    /// No fewer changes are enough, and of those with so few none costs the others less.
    #[test]
    fn concessions_agree_with_the_oracle(case in random::models()) {
        concessions_are_least(&case)?;
    }
}
