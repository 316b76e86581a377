//! How far answers can be trusted, against the definitions: at every bound that is told the package is still a Nash
//! package, beyond it no longer.

mod common;

use common::oracle::{Oracle, capped};
use common::random::{self, Case};
use common::{Q, cases, q};
use num_traits::{One, Signed, Zero};
use proptest::prelude::*;
use std::cell::Cell;
use zopa::explain::{Bound, Interval, Stable};
use zopa::{Limits, Problem};

thread_local! {
    /// How many: bounds with a package beyond, bounds by refusal, open ends, numbers that would do, that never do.
    static SEEN: Cell<[usize; 5]> = const { Cell::new([0; 5]) };
}

fn count(what: usize) {
    SEEN.with(|seen| {
        let mut counts = seen.get();
        counts[what] += 1;
        seen.set(counts);
    });
}

/// Whether a package is a Nash package.
fn chosen(oracle: &Oracle, options: &[usize]) -> bool {
    let Some(choice) = oracle.choose("nash") else { return false };
    let own = oracle.deals.iter().find(|deal| deal.options == options);
    own.is_some_and(|own| choice.agreements.contains_key(&own.utilities))
}

/// What moves.
#[derive(Clone, Copy, Debug)]
enum Lever {
    Disagreement(usize),
    Value { party: usize, issue: usize, option: usize },
}

/// The oracle with a number raised.
fn raised(oracle: &Oracle, lever: Lever, by: &Q) -> Oracle {
    let mut moved = oracle.clone();
    match lever {
        Lever::Disagreement(party) => moved.disagreement[party] += by,
        Lever::Value { party, issue, option } => {
            for deal in moved.deals.iter_mut().filter(|deal| deal.options[issue] == option) {
                // What is worth more counts below the ceiling.
                deal.sums[party] += by;
                deal.utilities[party] = capped(&deal.sums[party], &oracle.ceilings[party]);
            }
        }
    }
    moved
}

fn interval_is_true(oracle: &Oracle, lever: Lever, interval: &Interval, own: &[usize]) -> Result<(), TestCaseError> {
    for (end, sign) in [(&interval.low, q(-1, 1)), (&interval.high, q(1, 1))] {
        match end {
            Bound::Open => {
                count(2);
                let party = match lever {
                    Lever::Disagreement(party) | Lever::Value { party, .. } => party,
                };
                let sizes = oracle.deals.iter().map(|deal| deal.utilities[party].abs());
                let size = sizes.max().unwrap_or_default() + oracle.disagreement[party].abs();
                for by in [q(1, 3) * &size, size.clone(), q(2, 1) * &size] {
                    let moved = raised(oracle, lever, &(by.clone() * &sign));
                    prop_assert!(chosen(&moved, own), "{lever:?} has no limit, but {by} times {sign} is one");
                }
            }
            Bound::At { value, then } => {
                count(usize::from(then.is_none()));
                let by = value.value() - interval.now.value();
                prop_assert!(chosen(&raised(oracle, lever, &by), own) || then.is_none(), "{lever:?} at {value}");
                // The equally good are as far as the cut is exact; beyond it, and a little is enough, the package is not chosen.
                let beyond = by + q(1, 1_000_000_000) * &sign;
                prop_assert!(!chosen(&raised(oracle, lever, &beyond), own), "{lever:?} beyond {value}");
            }
        }
    }
    Ok(())
}

fn stability_is_true(case: &Case) -> Result<(), TestCaseError> {
    let problem = Problem::compile(&case.model).map_err(|errors| TestCaseError::fail(errors.to_string()))?;
    let oracle = Oracle::new(&case.model);
    // Products with other exponents cross at no fraction, and coalitions have products of their own.
    let equal = oracle.weights.iter().all(|weight| *weight == Q::one());
    if !equal || oracle.individually_rational().next().is_none() {
        return Ok(());
    }
    let view = problem.view();
    let mut tape = case.tape();
    let deals: Vec<_> = oracle.individually_rational().collect();
    let nash = problem.search().run().solutions[0].agreements[0].package.clone();
    let some = deals[tape.below(deals.len())].options.iter().map(|option| *option as u16).collect::<Vec<_>>();
    for package in [nash, zopa::Package::new(some)] {
        let own: Vec<usize> = package.options().iter().map(|option| usize::from(*option)).collect();
        let stability = view.stability(&package, &Limits::default());
        prop_assert_eq!(stability.stopped, None);
        let deal = oracle.deals.iter().find(|deal| deal.options == own).expect("a package");
        let nothing = (0..oracle.parties()).any(|party| oracle.gain(deal, party) == Q::zero());
        match stability.verdict {
            Stable::Refused => prop_assert!(false, "everybody accepts it"),
            Stable::NoProduct => prop_assert!(nothing),
            Stable::Chosen { disagreement, values, .. } => {
                prop_assert!(chosen(&oracle, &own));
                for (party, interval) in disagreement.iter().enumerate() {
                    let interval = interval.as_ref().expect("a party with a weight");
                    interval_is_true(&oracle, Lever::Disagreement(party), interval, &own)?;
                }
                for value in values {
                    let lever = Lever::Value { party: value.party, issue: value.issue, option: value.option };
                    interval_is_true(&oracle, lever, &value.interval, &own)?;
                }
            }
            Stable::Other { disagreement, .. } => {
                prop_assert!(!chosen(&oracle, &own));
                for (party, nearest) in disagreement.iter().enumerate() {
                    let lever = Lever::Disagreement(party);
                    let now = &oracle.disagreement[party];
                    match nearest {
                        Some(nearest) => {
                            count(3);
                            let by = nearest.value() - now;
                            prop_assert!(chosen(&raised(&oracle, lever, &by), &own), "{party} at {nearest}");
                            for share in [q(999_999, 1_000_000), q(1, 2)] {
                                let less = by.clone() * share;
                                prop_assert!(
                                    !chosen(&raised(&oracle, lever, &less), &own),
                                    "{party}, less than {nearest}"
                                );
                            }
                        }
                        None => {
                            count(4);
                            for by in [q(-3, 1), q(-1, 2), q(1, 2), q(1, 1), q(3, 1)] {
                                prop_assert!(!chosen(&raised(&oracle, lever, &by), &own), "{party} moved by {by}");
                            }
                        }
                    }
                }
            }
        }
    }
    Ok(())
}

#[test]
fn bounds_agree_with_the_oracle() {
    let mut runner = proptest::test_runner::TestRunner::new(cases(400));
    runner.run(&random::models(), |case| stability_is_true(&case)).unwrap_or_else(|error| panic!("{error}"));
    let seen = SEEN.with(Cell::get);
    assert!(seen.iter().all(|seen| *seen >= 20), "the hard cases are reached: {seen:?}");
}
