//! Rules over utilities beside continuous issues: what they add up curves as utilities do.

use super::{Small, accepted, by_party, config, nothing_is_better, q, small, values};
use crate::common::at::At;
use proptest::prelude::*;
use zopa::concept::Nash;
use zopa::{Limits, Number, Problem, Status};

/// A small model with a rule over utilities, or two; against a package, what has a ceiling is not counted.
fn asking(parties: std::ops::Range<usize>) -> impl Strategy<Value = Small> {
    let rules = prop::collection::vec((prop::collection::vec(-2i64..3, 3), -9i64..7), 1..3);
    (small(parties, true), rules).prop_map(|(mut small, rules)| {
        for (mut counts, least) in rules {
            counts.truncate(small.parties.len());
            for (counts, party) in counts.iter_mut().zip(&small.parties) {
                *counts = if party.ceiling.is_some() { counts.abs() } else { *counts };
            }
            if counts.iter().any(|counts| *counts != 0) {
                small.consents.push((counts, least));
            }
        }
        small
    })
}

/// The problem; none if a ceiling alone is too low for what is asked.
fn compiled(small: &Small) -> Result<Option<Problem>, TestCaseError> {
    match Problem::compile(&small.model()) {
        Ok(problem) => Ok(Some(problem)),
        Err(errors) => {
            prop_assert!(errors.iter().all(|error| error.code == zopa::model::Code::OutOfRange), "{}", errors);
            prop_assert!(small.grid(2).is_empty(), "{}", errors);
            Ok(None)
        }
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn no_point_of_a_grid_with_all_consents_is_better(small in asking(1..4)) {
        let Some(problem) = compiled(&small)? else { return Ok(()) };
        nothing_is_better(&small, &problem)?;
        // In steps, the same rules are asked of each level.
        let steps = problem.in_steps(std::num::NonZeroU32::new(4).unwrap(), &[]).unwrap();
        let found = steps.search().run();
        let all: Vec<_> = small.grid(1).into_iter().filter(|gains| accepted(gains)).collect();
        prop_assert_eq!(found.status == Status::Agreement, !all.is_empty());
    }

    /// Whoever refuses, and by how much, is exact; and what is better for somebody has all consents.
    #[test]
    fn packages_with_levels_are_judged(small in asking(2..4), code in any::<prop::sample::Index>(), at in 0i64..17) {
        let Some(problem) = compiled(&small)? else { return Ok(()) };
        let options: Vec<usize> = (0..small.issues).map(|issue| code.index(27) / 3usize.pow(issue as u32) % 3).collect();
        let level = q(at) / q(4);
        let levels: Vec<Number> = (0..small.levels).map(|_| level.clone().into()).collect();
        let exact = vec![level; small.levels];
        let mut all = options.clone();
        all.resize(small.issues + small.levels, 0);
        let package = problem.package_at(&all).with_levels(levels);
        let view = problem.view();
        prop_assert_eq!(view.is_feasible(&package), small.feasible(&options, &exact));
        let evaluation = view.evaluate(&package, &Limits::default());
        let own = small.gains(&options, &exact);
        prop_assert_eq!(evaluation.acceptable, small.feasible(&options, &exact) && accepted(&own));
        let least: Vec<_> = own.iter().map(|gain| gain.clone().max(q(0))).collect();
        let no_worse: Vec<_> = small.grid(2).into_iter().filter(|gains| gains.iter().zip(&least).all(|(a, b)| a >= b)).collect();
        let best = by_party(&evaluation);
        for (party, best) in best.iter().enumerate() {
            small.holds(&best.package, &best.gains);
            for gains in &no_worse {
                prop_assert!(gains[party] <= values(best)[party]);
            }
        }
        prop_assert!(!best.is_empty() || no_worse.is_empty());
    }
}

/// What is not asked beside levels says so, and does not leave the rule out.
#[test]
fn what_cannot_be_asked_beside_levels_is_said() {
    let text = r#"{"zopa":1,"parties":{"a":{"disagreement":0},"b":{"disagreement":0}},
        "issues":{"share":{"continuous":{"min":0,"max":10}}},
        "utilities":{"a":{"values":{"share":{"per_unit":1}}},"b":{"constant":10,"values":{"share":{"per_unit":-1}}}},
        "rules":[{"id":"fair","utilities":{"a":1,"b":-1},"at_least":2}]}"#;
    let problem = Problem::from_json(text).unwrap();
    let answer = problem.search().concepts([&Nash as _]).run();
    let agreed = &answer.solutions[0].agreements[0];
    assert_eq!(agreed.package.levels()[0].to_string(), "6");
    let lifted = problem.view().without("fair").unwrap().search().concepts([&Nash as _]).run();
    assert_eq!(lifted.solutions[0].agreements[0].package.levels()[0].to_string(), "5");
    let frontier = problem.search().frontier(zopa::search::Target::Acceptable);
    assert_eq!(frontier.status, Status::Stopped(zopa::Stop::Levels));
}
