//! How far answers can be trusted, against the definitions: at every bound that is told the package is still a Nash
//! package, beyond it no longer.

use crate::common;

use common::oracle::{Oracle, capped};
use common::random::{self, Case};
use common::{Q, cases, q};
use num_traits::{Signed, Zero};
use proptest::prelude::*;
use std::cell::Cell;
use zopa::explain::{Bound, Interval, Needed, Stable};
use zopa::{Limits, Problem};

thread_local! {
    /// How many: bounds with a package beyond, bounds by refusal, open ends, numbers that would do, that never do; rounded
    /// ends, what is not decided, ends of weights.
    static SEEN: Cell<[usize; 8]> = const { Cell::new([0; 8]) };
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
    Weight(usize),
    Value { party: usize, issue: usize, option: usize },
}

/// The oracle with a number raised.
fn raised(oracle: &Oracle, lever: Lever, by: &Q) -> Oracle {
    let mut moved = oracle.clone();
    match lever {
        Lever::Disagreement(party) => moved.disagreement[party] += by,
        Lever::Weight(party) => moved.weights[party] += by,
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
    let at = |by: &Q| chosen(&raised(oracle, lever, by), own);
    let weight = matches!(lever, Lever::Weight(_));
    let from_now = |value: &zopa::Number| value.value() - interval.now.value();
    for (end, sign) in [(&interval.low, q(-1, 1)), (&interval.high, q(1, 1))] {
        match end {
            // Of a weight, down to 0.
            Bound::Open if weight => {
                prop_assert!(sign.is_negative());
                prop_assert!(at(&-interval.now.value()) && at(&(-interval.now.value() / q(2, 1))), "{lever:?}");
            }
            Bound::Open => {
                count(2);
                let party = match lever {
                    Lever::Disagreement(party) | Lever::Weight(party) | Lever::Value { party, .. } => party,
                };
                let sizes = oracle.deals.iter().map(|deal| deal.utilities[party].abs());
                let size = sizes.max().unwrap_or_default() + oracle.disagreement[party].abs() + q(1, 1);
                for times in [q(1, 3), q(1, 1), q(2, 1), q(1_000, 1), q(1_000_000, 1), q(1_000_000_000_000, 1)] {
                    prop_assert!(
                        at(&(&size * &times * &sign)),
                        "{lever:?} has no limit, but {size} · {times} · {sign}"
                    );
                }
            }
            Bound::Undecided { at_least } => {
                count(6);
                if let Some(value) = at_least {
                    // Powers of large weights take long.
                    let by = if weight { from_now(value).min(q(8, 1)) } else { from_now(value) };
                    prop_assert!(at(&by), "{lever:?} at {value}");
                }
            }
            Bound::At { value, then, rounded, included } => {
                let by = from_now(value);
                if weight {
                    count(7);
                    // Powers of weights with many digits take long: the tenths before and behind it. At 0 the rule is another.
                    let tenths = value.value() * q(10, 1);
                    let (inside, beyond) = match sign.is_negative() {
                        true => (tenths.ceil().max(q(1, 1)), tenths.floor() - q(1, 1)),
                        false => (tenths.floor(), tenths.ceil() + q(1, 1)),
                    };
                    let moved = |tenths: Q| tenths / q(10, 1) - interval.now.value();
                    if (moved(inside.clone()) * &sign).is_positive() && inside < q(100, 1) {
                        prop_assert!(at(&moved(inside)), "{lever:?} before {value}");
                    }
                    if !beyond.is_negative() && beyond < q(100, 1) {
                        prop_assert!(!at(&moved(beyond)), "{lever:?} beyond {value}");
                    } else if value.value().is_zero() {
                        prop_assert_eq!(Some(at(&by)), *included, "{:?} at 0", lever);
                    }
                    continue;
                }
                if let Some(included) = included {
                    prop_assert_eq!(at(&by), *included, "{:?} at {}", lever, value);
                }
                count(if *rounded { 5 } else { usize::from(then.is_none()) });
                prop_assert!(by.is_zero() || at(&(&by * q(999_999_999, 1_000_000_000))), "{lever:?} before {value}");
                let little = if *rounded { q(2, 10_000) } else { q(1, 1_000_000_000) };
                prop_assert!(!at(&(by + little * &sign)), "{lever:?} beyond {value}");
            }
        }
    }
    Ok(())
}

fn stability_is_true(case: &Case) -> Result<(), TestCaseError> {
    let problem = Problem::compile(&case.model).map_err(|errors| TestCaseError::fail(errors.to_string()))?;
    let oracle = Oracle::new(&case.model);
    // Coalitions have products of their own.
    if oracle.individually_rational().next().is_none() {
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
        let counted = |party: &usize| oracle.weights[*party].is_positive();
        let nothing = (0..oracle.parties()).filter(counted).any(|party| oracle.gain(deal, party) == Q::zero());
        match stability.verdict {
            Stable::Refused => prop_assert!(false, "everybody accepts it"),
            Stable::NoProduct => prop_assert!(nothing),
            Stable::Chosen { disagreement, values, weights } => {
                prop_assert!(chosen(&oracle, &own));
                for (party, interval) in disagreement.iter().enumerate() {
                    prop_assert_eq!(interval.is_some(), counted(&party));
                    if let Some(interval) = interval {
                        interval_is_true(&oracle, Lever::Disagreement(party), interval, &own)?;
                    }
                }
                for (party, interval) in weights.iter().enumerate() {
                    if let Some(interval) = interval {
                        interval_is_true(&oracle, Lever::Weight(party), interval, &own)?;
                    }
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
                        Needed::At(nearest) => {
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
                        Needed::Undecided => count(6),
                        Needed::Never => {
                            count(4);
                            let far = [q(-1_000_000, 1), q(1_000_000, 1), q(-1_000, 1)];
                            for by in [q(-3, 1), q(-1, 2), q(1, 2), q(1, 1), q(3, 1)].into_iter().chain(far) {
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
    let mut runner = proptest::test_runner::TestRunner::new(cases(120));
    runner.run(&random::models(), |case| stability_is_true(&case)).unwrap_or_else(|error| panic!("{error}"));
    let seen = SEEN.with(Cell::get);
    assert!(seen[..5].iter().chain(&seen[7..]).all(|seen| *seen >= 5), "the hard cases are reached: {seen:?}");
}
