//! How issues are linked, against the definitions, on random models and on the flagship.

use crate::common;

use common::at::{At, positions};
use common::cases;
use common::oracle::{Deal, Oracle};
use common::random::{self, Case};
use itertools::Itertools;
use proptest::prelude::*;
use std::cell::Cell;
use zopa::explain::Role;
use zopa::{Limits, Model, Number, OptionId, Package, Problem};

thread_local! {
    /// How many models had: an essential option, an impossible one, a requirement, an exchange.
    static SEEN: Cell<[usize; 4]> = const { Cell::new([0; 4]) };
}

fn links_are_true(case: &Case) -> Result<(), TestCaseError> {
    let problem = Problem::compile(&case.model).map_err(|errors| TestCaseError::fail(errors.to_string()))?;
    let oracle = Oracle::new(&case.model);
    let view = problem.view();
    let linkage = view.linkage(&Limits::default());
    prop_assert_eq!(linkage.stopped, None);
    let acceptable: Vec<&Deal> = oracle.acceptable().collect();
    prop_assert_eq!(linkage.now.packages.clone(), Some(acceptable.len().into()));
    prop_assert_eq!(linkage.now.best.is_some(), !acceptable.is_empty());
    for link in &linkage.options {
        let with = acceptable.iter().filter(|deal| deal.options[link.issue.index()] == link.option.index()).count();
        prop_assert_eq!(link.with.packages.clone(), Some(with.into()));
        let role = match with {
            0 => Role::Impossible,
            with if with == acceptable.len() => Role::Essential,
            _ => Role::Possible,
        };
        prop_assert_eq!(link.role, role);
        let fixed = view.clone().fix(link.issue, link.option).search().run();
        let best = fixed.solutions.first().and_then(|solution| solution.agreements.first());
        let found = link.with.best.as_ref().map(|(point, _)| &point.package);
        prop_assert_eq!(found, best.map(|agreement| &agreement.package));
    }
    let sizes: Vec<usize> = problem.issues().iter().map(|issue| issue.options.len()).collect();
    prop_assert_eq!(linkage.options.len(), sizes.iter().sum::<usize>());
    // Requirements, by definition.
    let both =
        |deal: &&Deal, a: (usize, usize), b: (usize, usize)| deal.options[a.0] == a.1 && deal.options[b.0] == b.1;
    let alone = |choice: (usize, usize)| acceptable.iter().any(|deal| both(deal, choice, choice));
    let requirements = linkage.requirements.clone().unwrap_or_default();
    for (issue, other) in (0..sizes.len()).cartesian_product(0..sizes.len()).filter(|(a, b)| a != b) {
        for option in (0..sizes[issue]).filter(|option| alone((issue, *option))) {
            let open = (0..sizes[other]).filter(|choice| alone((other, *choice)));
            let (with, without): (Vec<usize>, Vec<usize>) =
                open.partition(|choice| acceptable.iter().any(|deal| both(deal, (issue, option), (other, *choice))));
            let feasible =
                |choice: &usize| oracle.feasible().any(|deal| both(&deal, (issue, option), (other, *choice)));
            let never: Vec<usize> = without.into_iter().filter(feasible).collect();
            let found = requirements
                .iter()
                .find(|one| [one.issue.index(), one.option.index(), one.other.index()] == [issue, option, other]);
            match found {
                None => prop_assert!(never.is_empty()),
                Some(found) => {
                    let indexes = |options: &[OptionId]| options.iter().map(|option| option.index()).collect_vec();
                    prop_assert_eq!(indexes(&found.with), with);
                    prop_assert_eq!(indexes(&found.never_with), never);
                }
            }
        }
    }
    // Exchanges: at the recommended package.
    if let Some((point, _)) = &linkage.now.best {
        let here: Vec<usize> = positions(&point.package);
        let accepted = |changes: &[(usize, usize)]| {
            let mut options = here.clone();
            changes.iter().for_each(|(issue, option)| options[*issue] = *option);
            acceptable.iter().any(|deal| deal.options == options)
        };
        for (first, second) in (0..sizes.len()).cartesian_product(0..sizes.len()).filter(|(a, b)| a < b) {
            let ways = (0..sizes[first]).cartesian_product(0..sizes[second]).filter(|(a, b)| {
                (*a != here[first] && *b != here[second])
                    && !accepted(&[(first, *a)])
                    && !accepted(&[(second, *b)])
                    && accepted(&[(first, *a), (second, *b)])
            });
            let found =
                linkage.exchanges.iter().find(|one| one.issues == (problem.issue_at(first), problem.issue_at(second)));
            prop_assert_eq!(found.map_or(0, |one| one.ways), ways.count());
            if let Some(one) = found {
                let mut options = point.package.options().to_vec();
                (options[first], options[second]) = one.example;
                let after = problem.utilities(&Package::new(options));
                let before = problem.utilities(&point.package);
                let change = problem.party_ids().zip(after.iter().zip(&before));
                let change: Vec<Number> = change.map(|(party, (a, b))| problem.in_units(party, a - b)).collect();
                prop_assert_eq!(&one.change, &change);
            }
        }
    }
    // What could be agreed without a rule, a red line, or somebody's consent.
    prop_assert_eq!(linkage.lifted.len(), oracle.limits.len());
    for (at, (_, prospect)) in linkage.lifted.iter().enumerate() {
        let without = |deal: &&Deal| deal.broken.iter().all(|broken| *broken == at) && oracle.passes(&deal.utilities);
        let count = oracle.deals.iter().filter(without).count();
        prop_assert_eq!(prospect.packages.clone(), Some(count.into()));
    }
    for (party, packages) in linkage.without_consent.iter().enumerate() {
        let mut relaxed = oracle.clone();
        relaxed.floorless[party] = true;
        prop_assert_eq!(packages.clone(), Some(relaxed.acceptable().count().into()));
    }
    let has = |role| linkage.options.iter().any(|link| link.role == role) && !acceptable.is_empty();
    let now = [has(Role::Essential), has(Role::Impossible), !requirements.is_empty(), !linkage.exchanges.is_empty()];
    SEEN.with(|seen| {
        let mut counts = seen.get();
        counts.iter_mut().zip(now).for_each(|(count, now)| *count += usize::from(now));
        seen.set(counts);
    });
    Ok(())
}

/// Counts, roles, requirements, exchanges and shadow prices are what the definitions say.
#[test]
fn links_agree_with_the_oracle() {
    let mut runner = proptest::test_runner::TestRunner::new(cases(600));
    runner.run(&random::models(), |case| links_are_true(&case)).unwrap_or_else(|error| panic!("{error}"));
    let seen = SEEN.with(Cell::get);
    assert!(seen.iter().all(|seen| *seen >= 10), "the hard cases are reached: {seen:?}");
}

/// A11, A12, A16 and A18 on the flagship: what Russia needs in return.
#[test]
fn the_flagship_is_linked_as_the_text_says() {
    let model = Model::from_json(include_str!("../fixtures/ukraine-2025.json")).expect("a model");
    let problem = Problem::compile(&model).expect("it compiles");
    let linkage = problem.view().linkage(&Limits::default());
    let at = |issue: &str, option: &str| problem.option(issue, option).expect("known");
    let role = |issue: &str, option: &str| {
        let choice = at(issue, option);
        linkage.options.iter().find(|link| (link.issue, link.option) == choice).map(|link| link.role)
    };
    assert_eq!(role("deployment", "preemptive"), Some(Role::Impossible));
    assert_eq!(role("deployment", "reactive"), Some(Role::Possible));
    assert_eq!(role("us-role", "combat"), Some(Role::Impossible));
    // A reactive deployment needs the concession on territory, and nothing else on territory will do.
    let (issue, option) = at("deployment", "reactive");
    let (territory, concession) = at("territory", "de-facto");
    let requirements = linkage.requirements.as_ref().expect("few enough packages");
    let needs = requirements.iter().find(|one| (one.issue, one.option, one.other) == (issue, option, territory));
    assert_eq!(needs.map(|one| &one.with[..]), Some(&[concession][..]));
    // Russia binds: hardly anything would be refused by anybody else.
    let counts: Vec<_> = linkage.without_consent.iter().flatten().collect();
    assert!(counts.len() == 4 && counts[1..].iter().all(|count| *count < counts[0]));
}

/// The change that is shown has the largest product with the parties' weights: 3³·1 is more than 2³·3, though 3·1 is less than 2·3.
#[test]
fn exchanges_are_weighed() {
    let text = r#"{"zopa":1,"parties":{"a":{"disagreement":0,"weight":3},"b":{"disagreement":0}},
        "issues":{"x":{"options":["n","s","t"]},"y":{"options":["n","s","t"]}},
        "utilities":{"a":{"constant":3,"values":{"x":{"n":0,"s":-9,"t":-9},"y":{"n":0,"s":8,"t":9}}},
            "b":{"constant":2,"values":{"x":{"n":0,"s":9,"t":9},"y":{"n":0,"s":-8,"t":-10}}}}}"#;
    let problem = Problem::from_json(text).unwrap_or_else(|errors| panic!("{errors}"));
    let linkage = problem.view().linkage(&Limits::default());
    let best = linkage.now.best.as_ref().expect("an agreement");
    assert_eq!(positions(&best.0.package), [0, 0]);
    let [exchange] = &linkage.exchanges[..] else { panic!("{:?}", linkage.exchanges) };
    assert_eq!((exchange.ways, exchange.example.0.index(), exchange.example.1.index()), (4, 1, 2));
}
