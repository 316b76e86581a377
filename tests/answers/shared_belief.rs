//! Acceptance that asks for a belief that all could share, against what is said of each package by itself.

use crate::common;

use common::at::At;
use common::random::{self, Tape};
use common::{answers, cases, rational, states};
use itertools::Itertools;
use proptest::prelude::*;
use zopa::belief::{Common, Verdict};
use zopa::model::{Acceptance, Carrying};
use zopa::search::Target;
use zopa::{Engine, Limits, Model, Number, Problem};

const HOLLOW: &str = include_str!("../../models/examples/hollow-commitment.json");

fn compile(model: &Model) -> Problem {
    Problem::compile(model).unwrap_or_else(|errors| panic!("{errors}"))
}

/// The same where an agreement must rest on a belief that all who are needed could share.
fn sharing(model: &Model) -> Model {
    let acceptance = Some(Acceptance { beliefs: Some(Carrying::Common), ..Acceptance::default() });
    Model { acceptance, ..model.clone() }
}

/// A random model with states.
fn with_states(case: &random::Case) -> Model {
    let mixed =
        |(at, number): (usize, &u32)| number.wrapping_mul(2_654_435_761).rotate_left(at as u32 % 31) ^ at as u32;
    let mut tape = Tape::new(case.questions.iter().cycle().take(400).enumerate().map(mixed).collect());
    let mut model = case.model.clone();
    states::add_states(&mut model, &mut tape);
    model.acceptance = None;
    model
}

/// Whether some belief lets all accept, by the corners of where they do: where as many of them, or of the sides of what can be
/// believed, are tight as there are states. For one and two states.
fn some_belief(gains: &[Vec<Number>]) -> bool {
    let value = |number: &Number| number.value().clone();
    let states = gains[0].len() - 1;
    // What is 0 or more, as a constant and by probability of a state.
    let mut sides: Vec<Vec<common::Q>> = Vec::new();
    for party in gains {
        let none = value(&party[states]);
        let by_state = (0..states).map(|state| value(&party[state]) - &none);
        sides.push([none.clone()].into_iter().chain(by_state).collect());
    }
    let zero = || rational("0");
    let unit = |state: usize, sign: &'static str| {
        (0..states).map(move |at| if at == state { rational(sign) } else { rational("0") })
    };
    for state in 0..states {
        sides.push([zero()].into_iter().chain(unit(state, "1")).collect());
    }
    sides.push([rational("1")].into_iter().chain((0..states).map(|_| rational("-1"))).collect());
    let holds = |point: &[common::Q]| {
        let at = |side: &Vec<common::Q>| side[1..].iter().zip(point).fold(side[0].clone(), |sum, (by, p)| sum + by * p);
        sides.iter().all(|side| at(side) >= zero())
    };
    let corners: Vec<Vec<common::Q>> = match states {
        1 => sides.iter().filter(|side| side[1] != zero()).map(|side| vec![-&side[0] / &side[1]]).collect(),
        _ => (sides.iter().array_combinations())
            .filter_map(|[one, other]| {
                let det = &one[1] * &other[2] - &one[2] * &other[1];
                (det != zero()).then(|| {
                    let first = (&one[2] * &other[0] - &other[2] * &one[0]) / &det;
                    let second = (&other[1] * &one[0] - &one[1] * &other[0]) / &det;
                    vec![first, second]
                })
            })
            .collect(),
    };
    corners.iter().any(|corner| holds(corner))
}

proptest! {
    #![proptest_config(cases(120))]

    /// A package is feasible if it was, and if all could share a belief with which they accept; every engine chooses among these, and
    /// counts them.
    #[test]
    fn shared_beliefs_enter_every_engine(case in random::models()) {
        let model = with_states(&case);
        let plain = compile(&model);
        let problem = compile(&sharing(&model));
        let mut feasible = 0u32;
        for options in common::oracle::Oracle::new(&model).deals.iter().map(|deal| &deal.options) {
            let package = problem.package_at(options);
            let beliefs = plain.view().beliefs(&package);
            let shared = matches!(beliefs.common, Common::Possible { .. });
            if plain.states().len() <= 2 {
                prop_assert_eq!(some_belief(&beliefs.in_states), shared);
            }
            prop_assert_eq!(problem.view().is_feasible(&package), plain.view().is_feasible(&package) && shared);
            feasible += u32::from(problem.view().is_feasible(&package));
        }
        let count = problem.search().count().expect("small");
        prop_assert_eq!(count.feasible, Some(feasible.into()));
        let expected = problem.search().engine(Engine::Enumerate).run();
        let packages = |answer: &zopa::search::Answer| -> Vec<_> {
            let own = |one: &zopa::search::Solution| (one.concept.id(), answers::agreements(&one.agreements));
            answer.solutions.iter().map(own).collect()
        };
        for engine in [Engine::Automatic, Engine::Eliminate, Engine::Descend, Engine::Branch] {
            let found = problem.search().engine(engine).run();
            prop_assert_eq!(&found.status, &expected.status, "{:?}", engine);
            prop_assert_eq!(packages(&found), packages(&expected), "{:?}", engine);
        }
        for target in [Target::Feasible, Target::Acceptable] {
            let points = |engine: Engine| {
                let found = problem.search().engine(engine).frontier(target);
                found.frontier.points.iter().map(|point| point.utilities.to_vec()).sorted().collect_vec()
            };
            prop_assert_eq!(points(Engine::Automatic), points(Engine::Enumerate));
        }
    }
}

/// What only contrary hopes carry is no agreement, and explanations name the rule.
#[test]
fn a_hollow_clause_is_not_agreed() {
    let model = Model::from_json(HOLLOW).expect("it is a model");
    let (plain, problem) = (compile(&model), compile(&sharing(&model)));
    let backstop = plain.proposals()[0].package.clone();
    assert_eq!(plain.view().beliefs(&backstop).verdict, Verdict::Spurious);
    let agreed = |problem: &Problem| problem.search().run().solutions[0].agreements[0].package.clone();
    assert_eq!(agreed(&plain), backstop);
    assert_ne!(agreed(&problem), backstop);
    let view = problem.view();
    let broken: Vec<&str> = view.broken(&backstop).map(|at| problem[at].name.as_str()).collect();
    assert_eq!(broken, ["acceptance.beliefs"]);
    // Lifted, it is agreed.
    let rule = view.broken(&backstop).next().expect("one");
    let lifted = view.clone().lift(rule).search().run();
    assert_eq!(lifted.solutions[0].agreements[0].package, backstop);
    // How far a number may move is not told: what is feasible moves with it. Of weights it is.
    let richer = Model::from_json(&HOLLOW.replace("\"none\": 0, \"backstop\": {", "\"none\": 1, \"backstop\": {"))
        .expect("a model");
    let richer = compile(&sharing(&richer));
    let stable = richer.view().stability(&agreed(&richer), &zopa::concept::Nash, &Limits::default());
    let zopa::explain::Stable::Chosen { disagreement, weights, .. } = &stable.value.verdict else {
        panic!("it is chosen")
    };
    assert!(stable.stopped.is_some());
    assert!(disagreement.iter().all(|found| matches!(found.low, zopa::explain::Bound::Undecided { .. })));
    assert!(weights.iter().flatten().all(|found| found.low == zopa::explain::Bound::Open), "{weights:?}");
}

/// What somebody asks for is part of the rule: what would move with it is left undecided, and never told as if it stayed.
#[test]
fn what_moves_the_rule_is_not_told_of_one_demand_alone() {
    // A gains 8 for certain, or 12 in the state; it asks for 10, and b must not think the state more likely than 1/2.
    let text = |asks: &str, extra: &str| {
        format!(
            r#"{{ "zopa": 1, "acceptance": {{ "beliefs": "common" }},
                "parties": {{ "a": {{ "disagreement": {asks} }}, "b": {{ "disagreement": 0 }} }},
                "issues": {{ "pact": {{ "options": ["yes", "other"] }} }},
                "utilities": {{ "a": {{ "values": {{ "pact": {{ "yes": 8, "other": 0 }} }} }},
                               "b": {{ "values": {{ "pact": {{ "yes": 1, "other": -1 }} }} }} }},
                "states": {{ "boom": {{ "beliefs": {{ "a": 0.7, "b": 0 }},
                    "utilities": {{ "a": {{ "values": {{ "pact": {{ "yes": 3, "other": 0 }} }} }},
                                   "b": {{ "values": {{ "pact": {{ "yes": -2, "other": 0 }} }} }} }} }} }}{extra} }}"#
        )
    };
    let problem = |asks: &str, extra: &str| compile(&Model::from_json(&text(asks, extra)).expect("it is a model"));
    let limits = Limits::default();
    // By its own belief a has 10.1; with a belief that b could share, no more than 9.5.
    let asking = problem("10", "");
    assert_eq!(asking.search().run().status, zopa::search::Status::NoAgreement);
    assert_eq!(problem("9.5", "").search().run().status, zopa::search::Status::Agreement);
    let obstacles = asking.view().obstacles(&[], &limits).expect("no limit").expect("there is no agreement");
    assert!(obstacles.stopped.is_some() && obstacles.no_deal.binding.is_empty() && obstacles.compensation.is_empty());
    assert!(obstacles.conflicts.conflicts.is_empty() && !obstacles.conflicts.complete);
    // An assumption within a share of what a asks for.
    let chosen = r#", "assumptions": [{ "solution": "nash", "has": { "pact": "yes" }, "within": "1/5" }]"#;
    let tested = problem("9", chosen);
    let verdict = format!("{:?}", tested.test(&limits)[0].verdict);
    assert!(!verdict.contains("Proved") && !verdict.contains("Refuted"), "{verdict}");
    // Beliefs do not move the rule: how far one may move is told.
    let reaches = problem("9", "").view().belief_reaches(&limits);
    assert!(reaches.stopped.is_none() && !reaches.is_empty());
    assert!(problem("9", "").view().common_steps(&limits).stopped.is_none());
    // A ceiling below what it asks for: a accepts with no belief.
    let short = text("9", "").replace(r#""yes": 8, "other": 0 } }"#, r#""yes": 8, "other": 0 } }, "at_most": 5"#);
    let short = compile(&Model::from_json(&short).expect("it is a model"));
    assert_eq!(short.search().run().status, zopa::search::Status::NoAgreement);
    assert!(short.view().broken(&short.package_at(&[0])).next().is_some());
    // Mixtures rest on no single package's belief.
    let lottery = zopa::lottery::Concept::Nash.suits(&problem("9", "").view());
    assert_eq!(lottery, Err(zopa::lottery::Unsuited::SharedBelief));
}

/// Other numbers, put in, are other numbers written: probabilities and payoffs that are multiplied with them, and what comes of events.
#[test]
fn numbers_that_move_are_numbers_written() {
    let text = |loss: &str, gain: &str, chance: &str, defence: &str| {
        let range = |value: &str| format!(r#"{{ "value": {value}, "low": -1000, "high": 1000 }}"#);
        format!(
            r#"{{ "zopa": 1,
                "parties": {{ "a": {{ "disagreement": {} }}, "b": {{ "disagreement": 0 }} }},
                "issues": {{ "pact": {{ "options": ["no", "yes"] }} }},
                "utilities": {{ "a": {{ "values": {{ "pact": {{ "no": 0, "yes": {} }} }} }},
                               "b": {{ "values": {{ "pact": {{ "no": 0, "yes": 1 }} }} }} }},
                "states": {{
                    "war": {{ "beliefs": {{ "a": {{ "value": {chance}, "low": 0, "high": 0.4 }}, "b": 0.02 }},
                             "utilities": {{ "a": {{ "values": {{ "pact": {{ "no": 0, "yes": {} }} }} }},
                                            "b": {{ "values": {{ "pact": {{ "no": 0, "yes": -21 }} }} }} }} }},
                    "raid": {{ "beliefs": {{ "a": {{ "attack": {{ "gain": {}, "cost": 1, "peace": 0, "war": 0, "fights": 0 }}, "then": 0.3, "otherwise": 0.1 }} }},
                              "utilities": {{ "a": {{ "values": {{ "pact": {{ "no": 0, "yes": 2 }} }} }} }} }}
                }},
                "acceptance": {{ "beliefs": "common" }} }}"#,
            range("0"),
            range(loss),
            range(gain),
            range(defence),
        )
    };
    let problem = compile(&Model::from_json(&text("-2", "12", "0.3", "0")).expect("it is a model"));
    let (_, yes) = problem.option("pact", "yes").expect("it is there");
    let place = |part: &str| {
        let found = problem.uncertain().iter().position(|number| number.path.to_string().contains(part));
        found.unwrap_or_else(|| panic!("{part} has a range"))
    };
    let places = ["utilities.a.values", "states.war.utilities", "states.war.beliefs", "states.raid.beliefs"].map(place);
    let mut seen = [0; 2];
    for loss in ["-2", "-3", "1", "-0.25", "-1/100"] {
        for gain in ["12", "40", "400", "-7"] {
            for (chance, defence) in [("0.3", "0"), ("0.4", "5"), ("0.01", "-3")] {
                let mut numbers: Vec<Number> = problem.uncertain().iter().map(|number| number.value.clone()).collect();
                for (place, number) in places.iter().zip([loss, gain, chance, defence]) {
                    numbers[*place] = number.parse().expect("a number");
                }
                let loss = if loss == "-1/100" { "-0.01" } else { loss };
                let written = compile(&Model::from_json(&text(loss, gain, chance, defence)).expect("it is a model"));
                let moved = problem.with_numbers(&numbers).expect("small numbers");
                let package = written.package_at(&[yes.index()]);
                let feasible = written.view().is_feasible(&package);
                assert_eq!(moved.view().is_feasible(&package), feasible, "{loss} {gain} {chance} {defence}");
                seen[usize::from(feasible)] += 1;
            }
        }
    }
    assert!(seen.iter().all(|seen| *seen > 5), "{seen:?}");
}

/// Where no belief can be meant, the file says so.
#[test]
fn bad_rules_are_refused() {
    let refused = |text: &str, what: &str| {
        let model = Model::from_json(text).expect("it is a model");
        let errors = Problem::compile(&model).expect_err("it is refused").to_string();
        assert!(errors.contains(what), "{errors}");
    };
    let states = HOLLOW.find("\"states\"").expect("there are states");
    let proposals = HOLLOW.find("\"proposals\"").expect("there are proposals");
    let common = HOLLOW.replacen("\"zopa\": 1,", "\"zopa\": 1, \"acceptance\": { \"beliefs\": \"common\" },", 1);
    let shift = common.len() - HOLLOW.len();
    let without = format!("{}{}", &common[..states + shift], &common[proposals + shift..]);
    refused(&without, "no states");
    refused(&common.replacen("\"common\"", "\"common\", \"quota\": 1", 1), "a quota of them is enough");
    let words = HOLLOW.replacen("\"zopa\": 1,", "\"zopa\": 1, \"acceptance\": { \"beliefs\": \"shared\" },", 1);
    let errors = Model::from_json(&words).expect_err("there is no such word").to_string();
    assert!(errors.contains("\"own\" or \"common\""), "{errors}");
}
