//! Assumptions that name continuous issues, in steps of quarters: against every point of the grid.

use super::*;
use crate::common::cases;
use zopa::assume::Verdict;
use zopa::{Engine, model};

/// An assumption, as it is written.
fn written(text: &str) -> model::Assumption {
    serde_json::from_str(text).expect("an assumption")
}

/// Whether the only assumption of a model holds of it in these steps.
fn holds(model: &Model, steps: u32) -> Option<bool> {
    let problem = Problem::compile(model).expect("a valid model");
    let steps = problem.in_steps_for(model, NonZeroU32::new(steps).unwrap(), &[]).expect("small numbers");
    assert_eq!(steps.assumptions().len(), 1);
    match steps.view().test(&steps.assumptions()[0], Engine::Automatic, &Limits::default()) {
        Verdict::Proved(_) => Some(true),
        Verdict::Refuted(_) => Some(false),
        Verdict::Vacuous(_) => None,
        Verdict::Undecided(open) => panic!("{open:?}"),
    }
}

proptest! {
    #![proptest_config(cases(64))]

    /// "More of it is never worse": of every two neighbours on the grid.
    #[test]
    fn more_is_never_worse_where_no_step_is(small in small(1..3, true), party in 0usize..2, level in 0usize..2) {
        let (party, level) = (party % small.parties.len(), level % small.levels);
        let mut model = small.model();
        let text = format!(r#"{{ "party": "party{party}", "rises_with": "level{level}", "among": "all" }}"#);
        model.assumptions.push(written(&text));
        let rises = small.points(4).filter(|(_, levels)| levels[level] < q(RANGE)).all(|(options, levels)| {
            let mut more = levels.clone();
            more[level] += Q::new(1.into(), 4.into());
            small.gains(&options, &more)[party] >= small.gains(&options, &levels)[party]
        });
        prop_assert_eq!(holds(&model, 16), Some(rises));
    }

    /// "Each further step is worth no more", for steps of different lengths: by what a unit of each is worth.
    #[test]
    fn steps_count_for_their_length(small in small(1..3, true), party in 0usize..2, level in 0usize..2) {
        let (party, level) = (party % small.parties.len(), level % small.levels);
        let mut model = small.model();
        let text = format!(r#"{{ "party": "party{party}", "diminishing": {{ "level{level}": [0, 0.5, 3, 4] }}, "among": "all" }}"#);
        model.assumptions.push(written(&text));
        let steps = [0, 2, 12, 16].map(|quarters| Q::new(quarters.into(), 4.into()));
        let diminishing = small.points(4).all(|(options, levels)| {
            let worth = |at: &Q| {
                let mut levels = levels.clone();
                levels[level] = at.clone();
                small.gains(&options, &levels)[party].clone()
            };
            let slopes = steps.iter().tuple_windows().map(|(a, b)| (worth(b) - worth(a)) / (b - a));
            slopes.tuple_windows().all(|(before, after)| after <= before)
        });
        prop_assert_eq!(holds(&model, 2), Some(diminishing));
    }

    /// "Every acceptable package has at least so much of it", also where that level is on no grid.
    #[test]
    fn every_acceptable_point_of_the_grid_is_asked(small in small(1..3, true), level in 0usize..2, from in 0i64..40) {
        let level = level % small.levels;
        let mut model = small.model();
        let text = format!(r#"{{ "every_acceptable": {{ "level{level}": {{ "from": {} }} }} }}"#, Number::from(Q::new(from.into(), 10.into())));
        let from = Q::new(from.into(), 10.into());
        model.assumptions.push(written(&text));
        let fine = |(options, levels): &(Vec<usize>, Vec<Q>)| {
            small.feasible(options, levels) && small.gains(options, levels).iter().all(|gain| !gain.is_negative())
        };
        let mut grid = small.points(4).filter(fine).map(|(_, levels)| levels[level] >= from).peekable();
        let expected = grid.peek().is_some().then(|| grid.all(|enough| enough));
        let found = holds(&model, 16);
        // A level of its own may be acceptable where none of the grid is.
        prop_assert!(found == expected || expected.is_none() && found == Some(true), "{found:?} {expected:?}");
    }
}

#[test]
fn levels_of_claims_are_read_like_others() {
    let base: Model = Model::from_json(include_str!("../../../models/levels/first-steps.json")).expect("a model");
    let with = |text: &str| Model { assumptions: vec![written(text)], ..base.clone() };
    let cases = [
        (r#"{ "party": "studio", "rises_with": "price" }"#, Some(true)),
        (r#"{ "party": "client", "rises_with": "price" }"#, Some(false)),
        (r#"{ "party": "client", "rises_with": { "warranty": [24, "12.50", 3.3] } }"#, Some(false)),
        (r#"{ "party": "client", "falls_with": "price", "given": { "warranty": { "to": "50/3" } } }"#, Some(true)),
        (r#"{ "no_acceptable": { "price": { "from": 119.5 } } }"#, Some(true)),
        (r#"{ "party": "client", "prefers": { "warranty": 20.25 }, "to": { "warranty": 20 } }"#, Some(true)),
    ];
    for (text, expected) in cases {
        assert_eq!(holds(&with(text), 8), expected, "{text}");
    }
    let refused = |text: &str| Problem::compile(&with(text)).expect_err("no such level").to_string();
    let far = refused(r#"{ "no_acceptable": { "price": 130 } }"#);
    assert!(far.contains("`price` has no level `130`") && far.contains("its levels run from 80 to 120"), "{far}");
    let word = refused(r#"{ "no_acceptable": { "price": "cheap" } }"#);
    assert!(word.contains("`price` has no level `cheap`"), "{word}");
}
