//! The laws of solution concepts, and the strategies that they are tested with.
//!
//! `ZOPA_LAWS=whole UPDATE_EXPECT=1 cargo test --release --test answers laws` goes through all small problems and ten thousand
//! random ones for each cell, and writes the table in `docs/axioms.md` anew. Without that a part of both is gone through, and
//! the table must be the same but for the numbers of cases.

use crate::common::small;

use small::{Class, RULES, Rule, Small};

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::cell::Cell;
use zopa::concept::{self, Concept, EqualLoss, KalaiSmorodinsky, Nash, RelativeUtilitarian};
use zopa::proptest::laws::{Axiom, Finding, find, obeys};
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

/// All problems of these classes are gone through; what is not refuted within a part of them is, in a quick run, left.
const WHOLE: [Class; 2] = [Class { parties: 2, packages: 3, most: 9 }, Class { parties: 3, packages: 4, most: 3 }];
const PART: [Class; 2] = [Class { parties: 2, packages: 3, most: 4 }, Class { parties: 3, packages: 3, most: 2 }];

/// Why no counterexample can be found, by letter; the page says it in full.
fn proof(axiom: Axiom, rule: Rule) -> Option<char> {
    let alone = matches!(rule, Rule::Nash | Rule::Egalitarian | Rule::Utilitarian);
    let unitless = matches!(rule, Rule::Nash | Rule::KalaiSmorodinsky | Rule::RelativeUtilitarian);
    match axiom {
        Axiom::Efficiency => Some('a'),
        Axiom::IndividualRationality => Some('b'),
        Axiom::ScaleInvariance => unitless.then_some('c'),
        Axiom::CommonScaleInvariance => Some('d'),
        Axiom::Anonymity => Some('e'),
        Axiom::ContractionIndependence => alone.then_some('f'),
        Axiom::ContractionIndependenceAtIdeal => Some('g'),
        Axiom::DominatedAdditions => Some('h'),
        Axiom::ValueGrows => alone.then_some('f'),
        Axiom::PayoffsGrow | Axiom::FoundBySearch => None,
        Axiom::OwnDisagreement => match rule {
            Rule::Nash => Some('i'),
            Rule::Egalitarian => Some('j'),
            Rule::Utilitarian => Some('k'),
            _ => None,
        },
        Axiom::OwnWeight => Some(if rule == Rule::Nash { 'l' } else { 'm' }),
        Axiom::Replication => (rule == Rule::Nash).then_some('n'),
    }
}

/// Looks through classes of small problems: how many comparisons were made, and the smallest counterexample.
fn exhaust(classes: &[Class], axiom: Axiom, rule: Rule) -> (u64, Option<(Small, String)>) {
    let (mut count, mut found) = (0, None);
    for class in classes.iter().filter(|_| axiom != Axiom::FoundBySearch) {
        if found.is_none() {
            class.each(|small| {
                found = small.test(axiom, rule, &mut count).map(|reason| (small.clone(), reason));
                found.is_some()
            });
        }
    }
    (count, found)
}

/// The table, and below it the smallest counterexamples.
fn table(whole: bool) -> String {
    let cases = if whole { 10_000 } else { CASES };
    let names: Vec<&str> = concept::ALL.iter().map(|concept| concept.name()).collect();
    let mut page = format!("| property | {} |\n|---|{}\n", names.join(" | "), "---|".repeat(names.len()));
    let mut examples = Vec::new();
    for axiom in Axiom::ALL {
        page += &format!("| {} |", axiom.name());
        for (concept, rule) in concept::ALL.into_iter().zip(RULES) {
            let proof = proof(axiom, rule);
            // What is not proven is looked for in all of them: the smallest come first.
            let classes = if whole || proof.is_none() { &WHOLE } else { &PART };
            let (count, found) = exhaust(classes, axiom, rule);
            let random = if found.is_none() { Some(find(concept, axiom, cases)) } else { None };
            page += &match (found, random) {
                (Some((small, reason)), _) => {
                    assert_eq!(proof, None, "{}, {}: proven and refuted: {reason}", concept.name(), axiom.name());
                    examples.push(format!(
                        "{}, {}: packages {}: {reason}",
                        concept.name(),
                        axiom.name(),
                        small.print()
                    ));
                    format!(" fails [{}] |", examples.len())
                }
                (None, Some(Finding::Unrefuted(random))) => {
                    let among = count + u64::from(random);
                    match proof {
                        Some(letter) => format!(" proven ({letter}), no counterexample among {among} |"),
                        None => format!(" no counterexample among {among} |"),
                    }
                }
                (None, other) => {
                    panic!("{}, {}: only random problems refute it: {other:?}", concept.name(), axiom.name())
                }
            };
        }
        page.push('\n');
    }
    page.push('\n');
    examples.iter().enumerate().for_each(|(at, example)| page += &format!("{}. {example}\n", at + 1));
    page
}

#[test]
fn the_table_of_laws_is_as_published() {
    let path = crate::support::root().join("docs/axioms.md");
    let page = std::fs::read_to_string(&path).unwrap_or_default();
    let (head, published) = page.split_once("<!-- table -->\n\n").expect("docs/axioms.md has a place for the table");
    let whole = std::env::var("ZOPA_LAWS").is_ok_and(|which| which == "whole");
    let made = table(whole);
    if whole && std::env::var_os("UPDATE_EXPECT").is_some() {
        return std::fs::write(&path, format!("{head}<!-- table -->\n\n{made}")).expect("written");
    }
    let without_cases = |page: &str| {
        let mut parts = page.split(" among ");
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |text, part| text + " among N" + part.trim_start_matches(|c: char| c.is_ascii_digit()))
    };
    let hint = "ZOPA_LAWS=whole UPDATE_EXPECT=1 cargo test --release --test answers laws rewrites docs/axioms.md";
    match whole {
        true => assert!(made == published, "{hint}"),
        false => assert!(without_cases(&made) == without_cases(published), "{hint}; made:\n{made}"),
    }
    for axiom in Axiom::ALL {
        for letter in RULES.into_iter().filter_map(|rule| proof(axiom, rule)) {
            assert!(head.contains(&format!("\n* **{letter}**")), "the page gives reason {letter}");
        }
    }
}

/// The definitions in integers and the objectives of the library choose the same.
#[test]
fn concepts_choose_by_their_definitions() {
    for class in PART {
        let mut at = 0u32;
        class.each(|small| {
            at += 1;
            let gains = |gains: &small::Gains| gains[..small.parties].to_vec();
            let bargain = zopa::proptest::Bargain {
                utilities: small.packages.iter().map(gains).collect(),
                disagreement: vec![0; small.parties],
                weights: (0..small.parties as u32).map(|party| 1 + (at >> party & 1)).collect(),
            };
            let mut weighed = small.clone();
            weighed.weights[..small.parties].copy_from_slice(&bargain.weights);
            for (concept, rule) in concept::ALL.into_iter().zip(RULES) {
                let Some(chosen) = weighed.chosen(rule) else { continue };
                let found = zopa::proptest::laws::choose(concept, &bargain).expect("all are accepted");
                let expected = weighed.of(chosen).into_iter().collect();
                assert_eq!(found, expected, "{} of {bargain:?}", concept.name());
            }
            false
        });
    }
}

/// A party that has more without a deal may get less: shares of smaller ideal gains are compared.
#[test]
fn more_without_a_deal_may_be_worse() {
    let chosen = |concept: &dyn Concept, utilities: &[&[i64]], disagreement: &[i64]| {
        let bargain = zopa::proptest::Bargain {
            utilities: utilities.iter().map(|vector| vector.to_vec()).collect(),
            disagreement: disagreement.to_vec(),
            weights: vec![1; disagreement.len()],
        };
        let problem = Problem::compile(&bargain.model()).expect("a model");
        let answer = problem.search().concepts([concept]).run();
        let points = answer.solutions.into_iter().flat_map(|solution| solution.agreements);
        points.map(|point| utilities[point.package.option(zopa::IssueId::at(0)).index()].to_vec()).collect::<Vec<_>>()
    };
    let two: [&[i64]; 3] = [&[1, 9], &[2, 7], &[6, 0]];
    assert_eq!(chosen(&RelativeUtilitarian, &two, &[0, 0]), [[1, 9]]);
    assert_eq!(chosen(&RelativeUtilitarian, &two, &[0, 1]), [[2, 7]]);
    let three: [&[i64]; 4] = [&[1, 7, 8], &[9, 2, 6], &[0, 4, 6], &[7, 7, 4]];
    assert_eq!(chosen(&KalaiSmorodinsky, &three, &[1, 0, 3]), [[9, 2, 6]]);
    assert_eq!(chosen(&KalaiSmorodinsky, &three, &[3, 0, 3]), [[7, 7, 4]]);
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
    assert!(refuted.contains("But: ") && refuted.contains("differ by"), "{refuted}");
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
        prop_assert_eq!(view.evaluate(&package, &Limits::default()).value.package, package);
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
