//! States, beliefs and promises: expected utilities by definition, and the toy numbers of the theory.

use crate::common;

use common::at::At;
use common::oracle::Oracle;
use common::random::{self, Tape};
use common::{answers, cases, q, rational, states};
use proptest::prelude::*;
use zopa::{Engine, IssueId, Model, OptionId, Problem};

fn compile(model: &Model) -> Problem {
    Problem::compile(model).unwrap_or_else(|errors| panic!("{errors}"))
}

fn with_states(case: &random::Case) -> (Model, Tape) {
    let mut tape = Tape::new(case.questions.iter().cycle().take(400).enumerate().map(mixed).collect());
    let mut model = case.model.clone();
    states::add_states(&mut model, &mut tape);
    (model, tape)
}

/// What a party's ceiling leaves of what its values sum to.
fn capped(model: &Model, party: usize, sum: common::Q) -> common::Q {
    let id = &model.parties.0[party].0;
    let ceiling = model.utilities.get(id).and_then(|utility| utility.at_most.as_ref());
    ceiling.map_or(sum.clone(), |ceiling| sum.min(ceiling.value.value().clone()))
}

/// More choices from few.
fn mixed((at, number): (usize, &u32)) -> u32 {
    number.wrapping_mul(2_654_435_761).rotate_left(at as u32 % 31).wrapping_add(40_503 * at as u32)
}

proptest! {
    #![proptest_config(cases(400))]

    /// Every package is worth what is expected of it by definition, and every engine chooses what the definitions choose.
    #[test]
    fn expected_utilities_enter_every_engine(case in random::models()) {
        let (model, _) = with_states(&case);
        let problem = compile(&model);
        let oracle = Oracle::new(&model);
        for deal in &oracle.deals {
            let package = problem.package_at(&deal.options);
            prop_assert_eq!(&answers::in_units(&problem, &problem.utilities(&package)), &deal.utilities);
        }
        let expected = oracle.choose("nash");
        for engine in [Engine::Automatic, Engine::Eliminate, Engine::Enumerate] {
            let answer = problem.view().with_consent_of(&vec![true; oracle.parties()]).search().engine(engine).run();
            let found = answer.solutions.iter().find(|solution| solution.concept.id() == "nash");
            let packages = found.map(|solution| answers::agreements(&solution.agreements));
            prop_assert_eq!(packages, expected.as_ref().map(|choice| choice.agreements.clone()), "{:?}", engine);
        }
    }

    /// The parts of a utility sum to it, and other beliefs, put in, are other beliefs written. A state that is certain to
    /// happen adds all it adds; one that is certain not to, nothing.
    #[test]
    fn parts_sum_and_beliefs_move(case in random::models()) {
        let (model, mut tape) = with_states(&case);
        let problem = compile(&model);
        let oracle = Oracle::new(&model);
        let (state, party) = (tape.below(problem.states().len()), tape.below(problem.parties().len()));
        let deal = tape.pick(&oracle.deals).clone();
        let package = problem.package_at(&deal.options);
        for at in 0..problem.parties().len() {
            let mut sum = problem.sum_without_states(problem.party_at(at), &package).value().clone();
            for state in 0..problem.states().len() {
                sum += problem.belief(problem.party_at(at), problem.state_at(state), &package).value() * problem.worth_in_state(problem.party_at(at), problem.state_at(state), &package).value();
            }
            prop_assert_eq!(&capped(&model, at, sum), &deal.utilities[at]);
        }
        let mut other = model.clone();
        let belief: zopa::Number = q(1, *tape.pick(&[3, 4, 7])).into();
        let id = problem.parties()[party].id.clone();
        let written = other.states.0[state].1.beliefs.0.iter_mut().find(|(key, _)| *key == id).unwrap();
        written.1 = zopa::model::Quantity::from(belief.clone()).into();
        let moved = problem.with_belief(problem.party_at(party), problem.state_at(state), &belief).unwrap();
        let expected = &Oracle::new(&other).deals;
        let index = oracle.deals.iter().position(|other| other.options == deal.options).unwrap();
        prop_assert_eq!(&answers::in_units(&moved, &moved.utilities(&package)), &expected[index].utilities);
        for happens in problem.state_ids().map(Some).chain([None]) {
            let known = problem.in_state(happens).unwrap();
            let utilities = answers::in_units(&known, &known.utilities(&package));
            for (at, utility) in utilities.iter().enumerate() {
                let base = problem.sum_without_states(problem.party_at(at), &package);
                let more = happens.map_or(q(0, 1), |state| problem.worth_in_state(problem.party_at(at), state, &package).value().clone());
                prop_assert_eq!(utility, &capped(&model, at, base.value() + more));
            }
        }
    }

    /// A state of probability 0 is none, and one of probability 1 is part of the ordinary values.
    #[test]
    fn certain_states_are_ordinary_numbers(case in random::models()) {
        let (model, _) = with_states(&case);
        let Some((_, state)) = model.states.iter().next() else { return Ok(()) };
        for happens in [0i64, 1] {
            let mut certain = case.model.clone();
            let mut state = state.clone();
            state.given.clear();
            state.beliefs.0.iter_mut().for_each(|(_, belief)| *belief = zopa::model::Quantity::from(happens).into());
            certain.states.insert("s", state.clone());
            let mut plain = case.model.clone();
            if happens == 1 {
                for (id, more) in state.utilities.iter() {
                    if plain.utilities.get(id).is_none() {
                        plain.utilities.insert(id, zopa::model::Utility::default());
                    }
                    let utility = common::build::utility_mut(&mut plain, id);
                    utility.interactions.extend(more.interactions.iter().cloned());
                    utility.tables.extend(more.tables.iter().cloned());
                }
                certain.states.0[0].1.utilities.0.iter_mut().for_each(|(_, utility)| {
                    utility.values = zopa::model::Keyed::default();
                    utility.constant = None;
                });
            }
            let (one, other) = (compile(&certain), compile(&plain));
            let (one, other) = (one.search().run(), other.search().run());
            prop_assert_eq!(one.status, other.status);
            for (one, other) in one.solutions.iter().zip(&other.solutions) {
                prop_assert_eq!(&one.value, &other.value);
            }
        }
    }
}

fn example(text: &str) -> Problem {
    compile(&Model::from_json(text).unwrap_or_else(|errors| panic!("{errors}")))
}

fn toy() -> Problem {
    example(include_str!("../../models/examples/reactive-deployment.json"))
}

/// The numbers of the toy encoding: beliefs of one in five, one in two and two in five make the values -8, 7 and 4.
#[test]
fn the_toy_has_its_published_numbers() {
    let problem = toy();
    let answer = problem.search().run();
    let count = |count: &Option<num_bigint::BigUint>| count.as_ref().map(ToString::to_string);
    let lifted = problem.constraint_ids().filter(|at| problem[*at].party.is_some());
    let view = lifted.fold(problem.view(), zopa::View::lift);
    assert_eq!(count(&view.search().run().counts.feasible).as_deref(), Some("6480"));
    assert_eq!(count(&answer.counts.individually_rational).as_deref(), Some("36"));
    let nash = &answer.solutions[0];
    assert_eq!(nash.value.as_ref().map(|value| value.number.to_string()).as_deref(), Some("480"));
    let utilities = answers::exact(&nash.agreements[0].utilities);
    assert_eq!(utilities, [q(12, 1), q(6, 1), q(2, 1), q(8, 1)]);
    let (issue, reactive) = problem.option("deployment", "reactive").unwrap();
    let (territory, unrecognised) = problem.option("territory", "contact-line-no-recognition").unwrap();
    let russia = problem.party("russia").unwrap();
    let agreement = |belief: &str, fixed: &[(IssueId, OptionId)]| {
        let problem = problem.with_belief(russia, problem.state_at(0), &belief.parse().unwrap()).unwrap();
        let view = fixed.iter().fold(problem.view(), |view, (issue, option)| view.fix(*issue, *option));
        view.agreement(&zopa::Limits::default()).unwrap().is_some()
    };
    assert!(agreement("7/20", &[(issue, reactive)]));
    assert!(!agreement("0.3501", &[(issue, reactive)]));
    let both = [(issue, reactive), (territory, unrecognised)];
    assert!(agreement("7/40", &both));
    assert!(!agreement("0.1751", &both));
    // As many reactive packages as with the values themselves, and none without the territorial concession.
    let view = problem.view().fix(issue, reactive);
    assert_eq!(count(&view.clone().search().run().counts.individually_rational).as_deref(), Some("14"));
    assert!(view.fix(territory, unrecognised).agreement(&zopa::Limits::default()).unwrap().is_none());
    assert_eq!(rational("0.2"), *problem.belief(russia, problem.state_at(0), &nash.agreements[0].package).value());
}

fn promises_that_hold() -> Problem {
    let path = crate::support::root().join("models/promises/promises-that-hold.json");
    compile(&Model::from_slice(&std::fs::read(path).unwrap()).unwrap_or_else(|errors| panic!("{errors}")))
}

/// The attack pays below a probability of 2/13 that the guarantor fights: the fewest brigades that deter are 4, 2 and 0. A
/// breach pays below a detection of 1/3, and of 1/6 if sanctions return; it is not looked at where somebody is committed.
#[test]
fn whether_promises_hold_depends_on_what_is_agreed() {
    let problem = promises_that_hold();
    let (mut feasible, mut checked) = (0, 0);
    for (backstop, least) in [("none", 4), ("intelligence", 2), ("commitment", 0)] {
        for brigades in 0..=4 {
            for (inspection, detection) in [("none", q(0, 1)), ("declared", q(1, 4)), ("intrusive", q(1, 2))] {
                for (snapback, threshold) in [("no", q(1, 3)), ("yes", q(1, 6))] {
                    let brigades_there = brigades.to_string();
                    let package = problem
                        .package([
                            ("backstop", backstop),
                            ("brigades", brigades_there.as_str()),
                            ("inspection", inspection),
                            ("snapback", snapback),
                        ])
                        .unwrap();
                    let (attacked, broken) = (brigades < least, backstop != "commitment" && detection < threshold);
                    let view = problem.view();
                    let names: Vec<&str> = view.broken(&package).map(|at| problem[at].name.as_str()).collect();
                    let expected: Vec<&str> = [(broken, "kept"), (attacked, "deterred")]
                        .iter()
                        .filter(|(is, _)| *is)
                        .map(|(_, n)| *n)
                        .collect();
                    assert!(names.len() == expected.len() && expected.iter().all(|name| names.contains(name)));
                    feasible += usize::from(expected.is_empty());
                    let utilities = answers::in_units(&problem, &problem.utilities(&package));
                    let (intrusive, commitment) =
                        (i64::from(inspection == "intrusive"), i64::from(backstop == "commitment"));
                    let more = i64::from(backstop == "intelligence") + 2 * commitment;
                    let host = q(6 + more - intrusive - 20 * i64::from(attacked), 1) - q(brigades, 2);
                    assert_eq!(utilities[1], host);
                    let less = i64::from(backstop == "intelligence") + 3 * commitment + brigades;
                    let inspected = q(3 * intrusive + i64::from(inspection == "declared"), 2);
                    let donors = q(7 - less + i64::from(snapback == "yes") - 5 * i64::from(broken), 1) - inspected;
                    assert_eq!(utilities[2], donors);
                    checked += 1;
                }
            }
        }
    }
    // (none, 4) and (intelligence, 2 to 4), each with four of six ways to inspect; commitment with everything.
    assert_eq!((checked, feasible), (90, 4 * 3 + 5 * 6));
    let lifted = problem.view().without("deterred").unwrap().without("kept").unwrap();
    let words = &problem.proposals()[0].package;
    assert!(lifted.is_feasible(words) && !problem.view().is_feasible(words));
    // 3.4 and 2.1 are more than 2, 0.8 is not.
    let at = |brigades: &str| {
        let package = problem.package([
            ("backstop", "intelligence"),
            ("brigades", brigades),
            ("inspection", "none"),
            ("snapback", "no"),
        ]);
        let package = package.unwrap();
        let mut own = problem.derived().iter().filter(|one| one.kind() == "attack" && one.has_payoffs_of(&package));
        let found = own.next().expect("payoffs");
        assert!(own.next().is_none());
        (found.happens, found.probability().unwrap().to_string(), found.threshold().unwrap().to_string())
    };
    assert_eq!(at("1"), (true, "0.15".into(), "2/13".into()));
    assert_eq!(at("2"), (false, "0.2".into(), "2/13".into()));
}

proptest! {
    #![proptest_config(cases(120))]

    /// Promises that must hold are rules: packages that break them are not agreed, in any engine, and lifted they are.
    #[test]
    fn what_must_hold_is_a_rule(case in random::models()) {
        let (mut model, mut tape) = with_states(&case);
        states::must_hold(&mut model, &mut tape);
        let oracle = Oracle::new(&model);
        let problem = match Problem::compile(&model) {
            Ok(problem) => problem,
            // A promise that nothing keeps.
            Err(errors) => {
                prop_assert!(errors.iter().all(|error| error.code == zopa::model::Code::OutOfRange), "{}", errors);
                prop_assert!((0..oracle.limits.len()).any(|at| oracle.deals.iter().all(|deal| deal.broken.contains(&at))));
                return Ok(());
            }
        };
        let names: Vec<&str> = oracle.limits.iter().map(|limit| limit.name.as_str()).collect();
        for deal in &oracle.deals {
            let package = problem.package_at(&deal.options);
            let view = problem.view();
            let broken: Vec<&str> = view.broken(&package).map(|at| problem[at].name.as_str()).collect();
            let expected: Vec<&str> = deal.broken.iter().map(|at| names[*at]).collect();
            prop_assert_eq!(broken, expected);
        }
        for engine in [Engine::Automatic, Engine::Eliminate, Engine::Descend, Engine::Branch, Engine::Enumerate] {
            let answer = problem.view().with_consent_of(&vec![true; oracle.parties()]).search().engine(engine).run();
            for concept in ["nash", "kalai-smorodinsky"] {
                let found = answer.solutions.iter().find(|solution| solution.concept.id() == concept);
                let packages = found.map(|solution| answers::agreements(&solution.agreements));
                let expected = oracle.choose(concept).map(|choice| choice.agreements);
                prop_assert_eq!(packages, expected, "{} {:?}", concept, engine);
            }
        }
    }
}

/// What cannot be is said: levels, tables that are too large, probabilities beyond 1, ranges of what must hold, and promises
/// that nothing keeps.
#[test]
fn wrong_payoffs_are_explained() {
    let text = std::fs::read_to_string(crate::support::root().join("models/promises/promises-that-hold.json")).unwrap();
    let errors = |old: &str, new: &str| {
        assert!(text.contains(old), "{old}");
        Problem::from_json(&text.replacen(old, new, 1)).expect_err(new).to_string()
    };
    let found = errors("\"commitment\": 0.5", "\"commitment\": 0.9");
    assert!(found.contains("a probability of 1.05: it must be from 0 to 1"), "{found}");
    let found = errors(
        "\"constant\": 6, \"values\": { \"snapback\"",
        "\"constant\": { \"value\": 6, \"low\": 5 }, \"values\": { \"snapback\"",
    );
    assert!(found.contains("a promise that must hold does so, or it does not"), "{found}");
    let found = errors("\"gain\": 10,", "\"gain\": 100,");
    assert!(found.contains("no package can satisfy this: the attack pays whatever is agreed"), "{found}");
    let levels = "\"brigades\": { \"name\": \"Foreign brigades\", \"continuous\": { \"min\": 0, \"max\": 4 } }";
    let found = errors(
        "\"brigades\": { \"name\": \"Foreign brigades\", \"integer\": { \"min\": 0, \"max\": 4, \"unit\": \"brigades\" } }",
        levels,
    );
    assert!(found.contains("what an event comes to cannot depend on its level"), "{found}");
    let mut model = Model::from_slice(text.as_bytes()).unwrap();
    for issue in ["backstop", "brigades"] {
        let issue = &mut model.issues.0.iter_mut().find(|(id, _)| id == issue).unwrap().1;
        let levels =
            zopa::model::Integer { min: 0, max: 1000, step: 1, unit: None, note: None, because: None, source: None };
        (issue.options, issue.integer) = (None, Some(levels));
    }
    let text = model.to_json().replace("{\"none\":0,\"intelligence\":0.1,\"commitment\":0.5}", "{\"per_unit\":0.0001}");
    let errors = Problem::from_json(&text).expect_err("a large table").to_string();
    let said = "depend on `backstop` and `brigades` together: more than 1000000 combinations of options";
    assert!(errors.contains(said), "{errors}");
}

/// Beliefs are added up at the ends of all ranges, with an event as it is and as it may become.
#[test]
fn beliefs_that_may_sum_to_more_than_one_are_refused() {
    let model = |then: &str, otherwise: &str, other: &str| {
        let text = r#"{ "zopa": 1, "parties": { "a": { "disagreement": 0 }, "b": { "disagreement": 0 } },
            "issues": { "x": { "options": ["p", "q"] } },
            "states": {
                "s": { "beliefs": { "a": { "execution": { "executing": { "value": 4, "low": 3, "high": 6 }, "reneging": 5 },
                       "then": THEN, "otherwise": OTHERWISE } }, "utilities": { "a": { "values": { "x": { "p": 10, "q": 0 } } } } },
                "t": { "beliefs": { "a": OTHER }, "utilities": { "a": { "values": { "x": { "p": -1, "q": 0 } } } } } },
            "utilities": { "a": { "values": { "x": { "p": 0, "q": 4 } } }, "b": { "constant": 2 } } }"#;
        Model::from_json(&text.replace("THEN", then).replace("OTHERWISE", otherwise).replace("OTHER", other))
            .expect("a model")
    };
    let ranged = r#"{ "value": 0.1, "low": 0, "high": 0.2 }"#;
    for (then, otherwise, other, sums) in [
        ("0.9", ranged, "0.5", false),
        ("0.9", ranged, "0.1", true),
        ("0.5", "0.1", "0.5", true),
        ("0.1", ranged, "0.8", true),
        ("0.1", ranged, "0.9", false),
        (r#"{ "value": 0.5, "high": 0.7 }"#, "0.1", "0.4", false),
    ] {
        let compiled = Problem::compile(&model(then, otherwise, other));
        assert_eq!(compiled.is_ok(), sums, "{then} {otherwise} {other}");
    }
}
