//! The laws of solution concepts, and the strategies that they are tested with.
//!
//! `UPDATE_EXPECT=1 cargo test --test laws` writes the table in `docs/axioms.md` anew.

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::cell::Cell;
use std::path::Path;
use zopa::concept::{self, Concept, EqualLoss, KalaiSmorodinsky, Nash, RelativeUtilitarian};
use zopa::proptest::laws::{Axiom, Finding, Table, find, obeys};
use zopa::proptest::{Knobs, bargains, holds, models, packages, problems};
use zopa::{Limits, Problem, model};

/// What holds of every concept of the library.
const ALL: [Axiom; 5] = [
    Axiom::Efficiency,
    Axiom::IndividualRationality,
    Axiom::CommonScaleInvariance,
    Axiom::Anonymity,
    Axiom::FoundBySearch,
];

/// Enough to find what fails.
const CASES: u32 = 400;

#[test]
fn concepts_obey_their_laws() {
    for concept in concept::ALL {
        obeys(concept, &ALL, CASES);
    }
    let free: [&dyn Concept; 3] = [&Nash, &KalaiSmorodinsky, &RelativeUtilitarian];
    for concept in free {
        obeys(concept, &[Axiom::ScaleInvariance], CASES);
    }
    obeys(
        &Nash,
        &[Axiom::OwnWeight, Axiom::ContractionIndependence, Axiom::Replication, Axiom::DominatedAdditions],
        CASES,
    );
    obeys(&EqualLoss, &[Axiom::ContractionIndependenceAtIdeal, Axiom::DominatedAdditions], CASES);
}

#[test]
fn the_table_of_laws_is_as_published() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/axioms.md");
    let page = std::fs::read_to_string(&path).unwrap_or_default();
    let (head, _) = page.split_once("<!-- table -->\n").expect("docs/axioms.md has a place for the table");
    let made = format!("{head}<!-- table -->\n\n{}", Table::new(&concept::ALL, CASES));
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, &made).expect("written");
    }
    assert!(made == std::fs::read_to_string(&path).expect("the page"), "UPDATE_EXPECT=1 rewrites docs/axioms.md");
}

#[test]
fn what_is_not_a_law_is_refuted() {
    for concept in concept::ALL {
        let found = find(concept, Axiom::PayoffsGrow, CASES);
        assert!(matches!(found, Finding::Fails(..)), "{}: {found:?}", concept.name());
    }
    let panics = std::panic::catch_unwind(|| obeys(&concept::Utilitarian, &[Axiom::ScaleInvariance], CASES));
    assert!(panics.is_err(), "sums depend on units");
}

/// The strategies reach the hard cases, and shrink to what can be read.
#[test]
fn random_models_reach_the_hard_cases() {
    let seen: [Cell<u32>; 6] = Default::default();
    let count = |at: usize, yes: bool| seen[at].set(seen[at].get() + u32::from(yes));
    let mut runner = TestRunner::deterministic();
    let models = runner.run(&problems(Knobs::default()), |problem| {
        let answer = problem.search().run();
        count(0, answer.status == zopa::Status::NoAgreement);
        count(1, answer.solutions.iter().any(|solution| solution.agreements.len() > 1));
        count(2, answer.solutions.first().is_some_and(|solution| solution.degenerate));
        count(3, !problem.interactions().is_empty());
        count(4, !problem.constraints().is_empty());
        count(5, problem.parties().iter().any(|party| party.weight != zopa::Number::from(1)));
        Ok(())
    });
    models.expect("nothing fails");
    for (at, what) in ["no deal", "ties", "degenerate", "interactions", "constraints", "weights"].iter().enumerate() {
        assert!(seen[at].get() >= 10, "{what}: {}", seen[at].get());
    }
}

#[test]
fn random_models_shrink_to_small_ones() {
    let mut runner = TestRunner::deterministic();
    let found = runner.run(&models(Knobs::default()), |model| {
        prop_assert!(model.issues.len() < 2 || model.parties.len() < 3);
        Ok(())
    });
    let Err(proptest::test_runner::TestError::Fail(_, model)) = found else { panic!("{found:?}") };
    assert_eq!(model.issues.len(), 2);
    assert!(model.rules.is_empty(), "{}", model.to_json());
    let numbers = model.utilities.iter().flat_map(|(_, utility)| utility.values.iter());
    let zero = |values: &model::Values| match values {
        model::Values::ByOption(list) => list.iter().all(|(_, number)| *number == 0.into()),
        _ => false,
    };
    assert!(numbers.map(|(_, values)| values).all(zero), "{}", model.to_json());
}

#[test]
fn assumptions_are_properties() {
    let additive = Knobs { interactions: 0..=0, issues: 2..=3, ..Knobs::default() };
    let text = r#"{ "party": "p1", "additive": ["i1", "i2"], "among": "all" }"#;
    let adds_up: model::Assumption = serde_json::from_str(text).expect("an assumption");
    TestRunner::deterministic().run(&models(additive), |model| holds(&model, &adds_up)).expect("it holds");
    let linked = Knobs { interactions: 2..=2, issues: 2..=3, ..Knobs::default() };
    let refuted = TestRunner::deterministic().run(&models(linked), |model| holds(&model, &adds_up));
    let refuted = refuted.expect_err("interactions do not add up").to_string();
    assert!(refuted.contains("REFUTED") && refuted.contains("differ by"), "{refuted}");
}

#[test]
fn packages_fit_their_problem() {
    let mut runner = TestRunner::deterministic();
    let both = problems(Knobs::default()).prop_flat_map(|problem| {
        let packages = packages(&problem);
        (Just(problem), packages)
    });
    let checked = runner.run(&both, |(problem, package): (Problem, _)| {
        let view = problem.view();
        prop_assert_eq!(view.evaluate(&package, &Limits::default()).package, package);
        Ok(())
    });
    checked.expect("every package can be evaluated");
    let knobs = Knobs { no_deal: 0, ..Knobs::default() };
    let all = TestRunner::deterministic().run(&bargains(knobs), |bargain| {
        prop_assert!(bargain.individually_rational().next().is_some());
        Ok(())
    });
    all.expect("unless no deal is wanted, every party accepts something");
}
