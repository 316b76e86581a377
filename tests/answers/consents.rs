//! Consents against enumeration: rules over utilities, third parties whom an option names, bodies that ratify.

use crate::common;

use common::at::At;
use common::oracle::Oracle;
use common::random::{self, Tape};
use common::{answers, cases, consents, q, states};
use itertools::Itertools;
use num_traits::Signed;
use proptest::prelude::*;
use std::collections::BTreeMap;
use zopa::problem::ConstraintKind;
use zopa::search::Target;
use zopa::{Engine, Limits, Model, Problem};

fn with_consents(case: &random::Case) -> (Model, Tape) {
    let mixed = |at: u32| {
        case.questions[at as usize % 24].wrapping_mul(2_654_435_761).rotate_left(at % 31).wrapping_add(7_919 * at)
    };
    let mut tape = Tape::new((0..600).map(mixed).collect());
    let mut model = case.model.clone();
    if tape.chance(25) {
        states::add_states(&mut model, &mut tape);
    }
    consents::add_consents(&mut model, &mut tape);
    (model, tape)
}

/// The problem; none if something can never be satisfied, which the oracle then sees, too.
fn compiled(model: &Model, oracle: &Oracle) -> Result<Option<Problem>, TestCaseError> {
    match Problem::compile(model) {
        Ok(problem) => Ok(Some(problem)),
        // Ceilings that count for and against are refused.
        Err(errors) if errors.iter().any(|error| error.code == zopa::model::Code::NotSupported) => Ok(None),
        Err(errors) => {
            prop_assert!(errors.iter().all(|error| error.code == zopa::model::Code::OutOfRange), "{}", errors);
            prop_assert!((0..oracle.limits.len()).any(|at| oracle.deals.iter().all(|deal| deal.broken.contains(&at))));
            Ok(None)
        }
    }
}

proptest! {
    #![proptest_config(cases(120))]

    /// Packages that lack a consent are not agreed, in any engine; whose it is, and by how much they are short, is exact.
    #[test]
    fn consents_enter_every_engine(case in random::models()) {
        let (model, _) = with_consents(&case);
        let oracle = Oracle::new(&model);
        let Some(problem) = compiled(&model, &oracle)? else { return Ok(()) };
        let names: Vec<&str> = oracle.limits.iter().map(|limit| limit.name.as_str()).collect();
        let view = problem.view();
        for deal in &oracle.deals {
            let package = problem.package_at(&deal.options);
            let mut broken: Vec<&str> = view.broken(&package).map(|at| problem[at].name.as_str()).collect();
            let mut expected: Vec<&str> = deal.broken.iter().map(|at| names[*at]).collect();
            broken.sort_unstable();
            expected.sort_unstable();
            prop_assert_eq!(broken, expected);
            for constraint in problem.constraints() {
                let ConstraintKind::Consents(consents) = &constraint.kind else { continue };
                // With ceilings one who is asked has several sums: all must be enough, or one of them.
                let any = consents.rule.quota == 1 && consents.of.len() > 1 && !constraint.name.ends_with("ratifiers");
                let asked: Vec<(&str, bool)> = consents.of.iter().map(|one| (one.id.as_str(), one.at_most)).unique().collect();
                for (at, (id, at_most)) in asked.into_iter().enumerate() {
                    let own = consents.of.iter().filter(|one| (one.id.as_str(), one.at_most) == (id, at_most));
                    let own = own.map(|one| one.surplus(&package).map(|one| one.value().clone()));
                    let surplus = if any { own.max() } else { own.min() }.flatten();
                    let both = model.rules.iter().enumerate().any(|(place, rule)| {
                        let name = rule.id.clone().unwrap_or(format!("rules[{place}]"));
                        name == constraint.name && rule.at_least.is_some() && rule.at_most.is_some()
                    });
                    let at = if both { usize::from(at_most) } else { at };
                    prop_assert_eq!(surplus, oracle.surplus(&model, &constraint.name, at, &deal.options));
                }
            }
        }
        let everybody = view.with_consent_of(&vec![true; oracle.parties()]);
        for engine in [Engine::Automatic, Engine::Eliminate, Engine::Descend, Engine::Branch, Engine::Enumerate] {
            let answer = everybody.clone().search().engine(engine).run();
            for concept in ["nash", "kalai-smorodinsky", "egalitarian"] {
                let found = answer.solutions.iter().find(|solution| solution.concept.id() == concept);
                let packages = found.map(|solution| answers::agreements(&solution.agreements));
                prop_assert_eq!(packages, oracle.choose(concept).map(|choice| choice.agreements), "{:?}", engine);
            }
        }
    }

    /// The frontier and the counts are those of the packages that have all consents.
    #[test]
    fn consents_bound_frontiers_and_counts(case in random::models()) {
        let (model, _) = with_consents(&case);
        let oracle = Oracle::new(&model);
        let Some(problem) = compiled(&model, &oracle)? else { return Ok(()) };
        let counts = problem.search().count().unwrap();
        let passing = |deal: &&common::oracle::Deal| oracle.passes(&deal.utilities);
        let counted = [oracle.feasible().count(), oracle.feasible().filter(passing).count()];
        prop_assert_eq!([counts.feasible, counts.acceptable].map(Option::unwrap), counted.map(Into::into));
        for target in [Target::Feasible, Target::Acceptable] {
            let answer = problem.search().frontier(target);
            let all: Vec<_> = oracle.feasible().filter(|deal| target == Target::Feasible || passing(deal)).collect();
            let dominated = |own: &[num_rational::BigRational]| all.iter().any(|other| {
                other.utilities != own && other.utilities.iter().zip(own).all(|(other, own)| other >= own)
            });
            let expected: BTreeMap<_, usize> = all.iter().filter(|deal| !dominated(&deal.utilities)).map(|deal| deal.utilities.clone()).counts().into_iter().collect();
            let found: BTreeMap<_, usize> = answer.frontier.points.iter().map(|point| {
                let utilities = problem.party_ids().zip(point.utilities.iter());
                let utilities: Vec<_> = utilities.map(|(party, own)| problem.in_units(party, *own).value().clone()).collect();
                (utilities, usize::try_from(&point.packages).unwrap())
            }).collect();
            prop_assert_eq!(found, expected);
            prop_assert_eq!(answer.status == zopa::Status::Agreement, oracle.feasible().any(|deal| passing(&deal)));
        }
    }

    /// A consent that is lifted is not asked; one number more is one number more in the sum.
    #[test]
    fn consents_are_lifted_and_move(case in random::models()) {
        let (mut model, mut tape) = with_consents(&case);
        let oracle = Oracle::new(&model);
        let Some(problem) = compiled(&model, &oracle)? else { return Ok(()) };
        let asked: Vec<&zopa::problem::Constraint> =
            problem.constraints().iter().filter(|one| matches!(one.kind, ConstraintKind::Consents(_))).collect();
        if let Some(one) = (!asked.is_empty()).then(|| *tape.pick(&asked)) {
            let lifted = problem.view().without(&one.name).unwrap();
            for deal in &oracle.deals {
                let others = deal.broken.iter().filter(|at| oracle.limits[**at].name != one.name).count();
                prop_assert_eq!(lifted.is_feasible(&problem.package_at(&deal.options)), others == 0);
            }
        }
        common::ranges::spread(&mut model, &mut tape, 25);
        let Ok(problem) = Problem::compile(&model) else { return Ok(()) };
        let numbers = common::ranges::some_numbers(&problem, &mut tape);
        let other = common::ranges::with_numbers(&model, &problem, &numbers);
        let Ok(moved) = problem.with_numbers(&numbers) else { return Ok(()) };
        let oracle = Oracle::new(&other);
        for deal in &oracle.deals {
            prop_assert_eq!(moved.view().is_feasible(&moved.package_at(&deal.options)), deal.broken.is_empty());
        }
    }
}

const MODEL: &str = r#"{
    "zopa": 1,
    "parties": {
        "buyer": { "disagreement": 0, "ratifiers": {
            "bodies": {
                "board": { "values": { "price": { "low": 2, "high": -1 } } },
                "works-council": { "values": { "site": { "here": 1, "abroad": -1, "joint": 0 } }, "at_least": 1 },
                "bank": { "utilities": { "buyer": 1 }, "at_least": 3 }
            },
            "quota": 2, "veto": ["bank"]
        } },
        "seller": { "disagreement": 0 }
    },
    "issues": {
        "price": { "options": ["low", "high"] },
        "site": { "options": ["here", "abroad", "joint"] }
    },
    "utilities": {
        "buyer": { "values": { "price": { "low": 6, "high": 2 }, "site": { "here": 0, "abroad": 3, "joint": 1 } } },
        "seller": { "values": { "price": { "low": 1, "high": 5 }, "site": { "here": 2, "abroad": 0, "joint": 1 } } }
    },
    "rules": [
        { "id": "not-too-unequal", "utilities": { "buyer": 1, "seller": -1 }, "at_most": 6, "at_least": -3 }
    ],
    "approvals": {
        "ministry": { "name": "The ministry", "when": { "site": ["abroad", "joint"] },
                      "values": { "price": { "low": 0, "high": 2 }, "site": { "here": 0, "abroad": -3, "joint": -1 } } }
    },
    "proposals": { "out": { "package": { "price": "low", "site": "abroad" } } }
}"#;

/// Six packages by hand. (low, here): 6−3 = 3 within; board 2, council 1, bank 6: agreed. (low, abroad): 9−1 = 8 is too unequal,
/// the ministry −3. (low, joint): 7−2 = 5, the ministry −1. (high, here): 2−7 = −5. (high, abroad): 5−5 = 0, the ministry −1.
/// (high, joint): 3−6 = −3, the ministry 1, the board −1, the council 1 short: one of three.
#[test]
fn who_refuses_is_said_with_how_much() {
    let problem = Problem::from_json(MODEL).unwrap_or_else(|errors| panic!("{errors}"));
    let found: Vec<String> = (0..6)
        .map(|at| {
            let package = problem.package_at(&[at / 3, at % 3]);
            let broken: Vec<&str> = problem.view().broken(&package).map(|at| problem[at].name.as_str()).collect();
            broken.join(" ")
        })
        .collect();
    let both = "not-too-unequal ministry buyer.ratifiers";
    assert_eq!(found[0], "");
    assert_eq!(found[1], "not-too-unequal ministry");
    assert_eq!(found[2], "ministry");
    assert_eq!(found[3], "not-too-unequal buyer.ratifiers");
    assert!(both.contains(&found[4]) && found[4].starts_with("ministry"));
    assert_eq!(found[5], "buyer.ratifiers");
    let answer = problem.search().run();
    let nash = &answer.solutions[0].agreements;
    assert_eq!((nash.len(), &nash[0].package), (1, &problem.package_at(&[0, 0])));
    let evaluation = problem.view().evaluate(&problem.proposals()[0].package, &Limits::default());
    let report = zopa::report::EvaluateReport::new(&problem.view(), &evaluation, Some("out"));
    let ministry = report.broken.iter().find(|rule| rule.name == "ministry").expect("a refusal");
    let refusal = ministry.refused_by.get("ministry").expect("the ministry");
    assert_eq!((refusal.name.as_str(), refusal.short.to_string()), ("The ministry", "3".to_owned()));
    // Lifted, more can be agreed.
    let lifted = problem.view().without("ministry").unwrap();
    assert!(lifted.is_feasible(&problem.package_at(&[0, 2])));
    assert!(lifted.gains_of(&problem.package_at(&[0, 2])).iter().all(|gain| !gain.value().is_negative()));
}

/// Bodies whose minds no option moves count in a quota all the same.
#[test]
fn bodies_that_nothing_moves_are_asked_too() {
    let text = |first: &str, quota: usize| {
        format!(
            r#"{{
                "zopa": 1,
                "parties": {{ "p": {{ "disagreement": 0, "ratifiers": {{ "bodies": {{
                    "one": {{ "values": {{ "x": {{ "a": {first}, "b": {first} }} }} }},
                    "two": {{ "values": {{ "x": {{ "a": -1, "b": -1 }} }} }}
                }}, "quota": {quota} }} }} }},
                "issues": {{ "x": {{ "options": ["a", "b"] }}, "y": {{ "options": ["c", "d"] }} }},
                "utilities": {{ "p": {{ "values": {{ "x": {{ "a": 1, "b": 2 }}, "y": {{ "c": 1, "d": 2 }} }} }} }}
            }}"#
        )
    };
    for engine in [Engine::Automatic, Engine::Eliminate, Engine::Descend, Engine::Branch, Engine::Enumerate] {
        let status = |text: String| Problem::from_json(&text).unwrap().search().engine(engine).run().status;
        assert_eq!(status(text("1", 1)), zopa::Status::Agreement);
        assert_eq!(status(text("-1", 1)), zopa::Status::NoAgreement);
    }
    assert!(Problem::from_json(&text("1", 2)).is_err());
}

/// What cannot be asked is said.
#[test]
fn wrong_consents_are_explained() {
    let found = |old: &str, new: &str| {
        assert!(MODEL.contains(old), "{old}");
        Problem::from_json(&MODEL.replacen(old, new, 1)).expect_err(new).to_string()
    };
    for (old, new, said) in [
        (
            "\"at_most\": 6, \"at_least\": -3",
            "\"at_least\": 10",
            "no package can satisfy this: `not-too-unequal` is 2 short",
        ),
        ("\"seller\": -1 }, \"at_most\"", "\"nobody\": -1 }, \"at_most\"", "no party"),
        (
            "\"utilities\": { \"buyer\": 1, \"seller\": -1 }, \"at_most\": 6, \"at_least\": -3",
            "\"utilities\": { \"buyer\": 1 }",
            "this rule is of no kind",
        ),
        ("\"values\": { \"price\": { \"low\": 2, \"high\": -1 } }", "\"at_least\": 1", "it adds up nothing"),
        ("\"quota\": 2", "\"quota\": 4", "a quota must be between 1 and the number of bodies, 3"),
        ("\"veto\": [\"bank\"]", "\"veto\": [\"banks\"]", "no body that ratifies is called `banks`"),
        ("\"not-too-unequal\"", "\"ministry\"", "another rule is called `ministry`, too"),
        ("\"at_least\": -3", "\"at_least\": { \"value\": -3, \"low\": -4 }", "a range where a number must be certain"),
        ("\"bank\": { \"utilities\": { \"buyer\": 1 }", "\"bank\": { \"utilities\": { \"capped\": 1 }", "no party"),
    ] {
        let message = found(old, new);
        assert!(message.contains(said), "{message}");
    }
}

/// Beside continuous issues, too: what is agreed is the best of what is agreed with each choice of options that has all consents.
#[test]
fn consents_stand_beside_levels() {
    let text = std::fs::read_to_string(crate::support::root().join("models/levels/first-steps.json")).unwrap();
    for least in ["-2", "0", "1", "3"] {
        let asked = format!(
            r#""approvals": {{ "union": {{ "when": {{ "delivery": ["12-weeks", "8-weeks"] }},
                "values": {{ "delivery": {{ "16-weeks": 9, "12-weeks": 1, "8-weeks": -1 }} }}, "at_least": {least} }} }},
               "rules": ["#
        );
        let with = Problem::from_json(&text.replacen("\"rules\": [", &asked, 1)).unwrap();
        let without = Problem::from_json(&text).unwrap();
        let (issue, _) = with.option("delivery", "8-weeks").unwrap();
        let floor: i64 = least.parse().unwrap();
        let allowed = [true, 1 >= floor, -1 >= floor];
        let best = |view: zopa::View| {
            let answer = view.search().concepts([&zopa::concept::Nash as &dyn zopa::concept::Concept]).run();
            answer.solutions.first().map(|found| found.agreements[0].gains.clone())
        };
        let product = |gains: &Option<Vec<zopa::Number>>| {
            gains.iter().flatten().fold(q(1, 1), |product, gain| product * gain.value())
        };
        let fixed = with.option_ids(issue).zip(allowed).filter(|(_, allowed)| *allowed);
        let expected = fixed.map(|(option, _)| product(&best(without.view().fix(issue, option)))).max().unwrap();
        assert_eq!(product(&best(with.view())), expected, "{least}");
    }
}

/// What single numbers may do is not proved where a rule adds up the party's utility: what is feasible moves with them.
#[test]
fn nothing_is_proved_of_numbers_that_move_a_rule() {
    let text = r#"{"zopa":1,"parties":{"A":{"disagreement":0},"B":{"disagreement":0}},
        "issues":{"x":{"options":["p","q"]},"y":{"options":["c","d"]}},
        "utilities":{"A":{"values":{"y":{"c":10,"d":0}},"interactions":[{"when":{"x":["q"]},"add":7}]},
        "B":{"interactions":[{"when":{"x":["p"]},"add":3},{"when":{"x":["q"]},"add":2},{"when":{"y":["d"]},"add":-100}]}},
        "rules":[{"id":"fair","utilities":{"A":1},"interactions":[{"when":{"x":["p"]},"add":100}],"at_least":18}],
        "assumptions":[{"id":"s","solution":"nash","has":{"x":"p"},"within":"1/2"}]}"#;
    let problem = Problem::from_json(text).unwrap();
    let verdict = problem.view().test(&problem.assumptions()[0], Engine::Automatic, &Limits::default());
    assert!(matches!(verdict, zopa::assume::Verdict::Undecided(_)), "{verdict:?}");
}

/// In a sweep, a package is acceptable wherever it is the Nash package, though a rule moves with what is drawn.
#[test]
fn sweeps_ask_rules_with_the_numbers_that_are_drawn() {
    let text = r#"{"zopa":1,"parties":{"A":{"disagreement":0},"B":{"disagreement":0}},
        "issues":{"x":{"options":["p","q"]},"y":{"options":["c","d"]}},
        "rules":[{"id":"fair","utilities":{"A":1,"B":-1},"at_least":0,"at_most":1}],
        "utilities":{"A":{"values":{"x":{"p":{"value":3,"low":1,"high":5},"q":1},"y":{"c":1,"d":0}}},
        "B":{"values":{"x":{"p":3,"q":1},"y":{"c":0,"d":1}}}}}"#;
    let problem = Problem::from_json(text).unwrap();
    let view = problem.view();
    let sweep = zopa::uncertain::Sweep::new(&view, 1).unwrap();
    let drawn: Vec<_> = (0..100).map(|at| sweep.outcome(at)).collect();
    let summary = sweep.summary(&drawn);
    assert!(summary.packages.len() > 1);
    for package in &summary.packages {
        assert!(package.acceptable >= package.nash, "{} < {}", package.acceptable, package.nash);
    }
}

/// Numbers that have no common denominator are refused before they are brought to one; what exceeds a bound is too much.
#[test]
fn sums_are_refused_early_and_told_in_their_direction() {
    let options: Vec<u32> = (0..4000).map(|at| 100_003 + 2 * at).collect();
    let listed: Vec<String> = options.iter().map(|at| format!("\"{at}\"")).collect();
    let values: Vec<String> = options.iter().map(|at| format!("\"{at}\":\"1/{at}\"")).collect();
    let (listed, values) = (listed.join(","), values.join(","));
    let text = format!(
        r#"{{"zopa":1,"parties":{{"A":{{"disagreement":0}},"B":{{"disagreement":0}}}},
        "issues":{{"x":{{"options":[{listed}]}}}},"approvals":{{"t":{{"values":{{"x":{{{values}}}}}}}}},
        "utilities":{{"A":{{"constant":1}},"B":{{"constant":1}}}}}}"#
    );
    let wrong = Problem::from_json(&text).expect_err("too finely divided").to_string();
    assert!(wrong.contains("what `t` adds up"), "{wrong}");
    let text = r#"{"zopa":1,"parties":{"A":{"disagreement":0},"B":{"disagreement":0}},"issues":{"x":{"options":["p","q"]}},
        "rules":[{"id":"fair","utilities":{"A":1,"B":-1},"at_most":1}],
        "utilities":{"A":{"values":{"x":{"p":5,"q":1}}},"B":{"values":{"x":{"p":1,"q":1}}}}}"#;
    let problem = Problem::from_json(text).unwrap();
    let view = problem.view();
    let evaluation = view.evaluate(&problem.package_at(&[0]), &Limits::default());
    let report = zopa::report::EvaluateReport::new(&view, &evaluation, None);
    assert_eq!(report.broken[0].refusals(), ["fair: 3 too much"]);
    let wrong = Problem::from_json(&text.replace("\"at_most\":1", "\"at_most\":-1")).expect_err("never").to_string();
    assert!(wrong.contains("`fair` is 1 too much for what it asks for"), "{wrong}");
}

/// What a rule adds up fits by itself; with what levels are worth it does not, and that is said.
#[test]
fn a_rule_too_large_with_what_levels_are_worth_is_refused() {
    let text = |most: u64| {
        format!(
            r#"{{"zopa":1,"parties":{{"a":{{"disagreement":0}},"b":{{"disagreement":0}}}},
                "issues":{{"x":{{"options":["p","q"]}},"y":{{"continuous":{{"min":0,"max":{most}}}}}}},
                "utilities":{{"a":{{"values":{{"x":{{"p":1,"q":2}},"y":{{"per_unit":"1/1000000009"}}}}}},
                              "b":{{"values":{{"x":{{"p":0,"q":1}},"y":{{"per_unit":-1}}}}}}}},
                "rules":[{{"utilities":{{"a":"1/1000000007","b":1}},"at_least":-1}}]}}"#
        )
    };
    Problem::from_json(&text(1)).expect("a model");
    let wrong = Problem::from_json(&text(1_000_000)).expect_err("too large").to_string();
    assert!(wrong.contains("what rules over utilities add up, with what levels are worth, is too large"), "{wrong}");
}

/// A rule with two bounds over a ceiling is several sums, but one rule: to who refuses, and to what rules cost.
#[test]
fn a_rule_over_a_ceiling_is_one_rule() {
    let problem = Problem::from_json(
        r#"{"zopa":1,"parties":{"a":{"disagreement":0},"b":{"disagreement":0}},"issues":{"x":{"options":["0","1","2","3"]},
        "y":{"options":["0","1","2","3"]}},"utilities":{"a":{"at_most":4,"values":{"x":{"0":0,"1":1,"2":2,"3":3},
        "y":{"0":0,"1":1,"2":2,"3":3}}},"b":{"values":{"x":{"0":3,"1":2,"2":1,"3":0},"y":{"0":3,"1":2,"2":1,"3":0}}}},
        "rules":[{"id":"fair","utilities":{"a":1,"b":-1},"at_least":1,"at_most":3}]}"#,
    )
    .unwrap();
    let package = problem.package_at(&[3, 3]);
    let evaluation = problem.view().evaluate(&package, &Limits::default());
    let report = zopa::report::EvaluateReport::new(&problem.view(), &evaluation, None);
    let refusals: Vec<String> = report.broken.iter().flat_map(|rule| rule.refusals()).collect();
    assert_eq!(refusals, ["fair: 1 too much"]);
    let linkage = problem.view().linkage(&Limits::default());
    assert_eq!(linkage.lifted.len(), 1);
    assert_eq!(
        linkage.lifted[0].1.packages,
        problem.constraint_ids().fold(problem.view(), zopa::View::lift).search().count().unwrap().acceptable
    );
}

/// Of bodies that all have to consent, those that count levels are seats, and the others stay: searches come to their end.
#[test]
fn bodies_without_utilities_stand_beside_levels() {
    let problem = Problem::from_json(
        r#"{"zopa":1,"parties":{"a":{"disagreement":0,"ratifiers":{"bodies":{"senate":{"utilities":{"a":1},"at_least":6},
        "house":{"values":{"x":{"p":1,"q":0}},"at_least":0}}}},"b":{"disagreement":0},"c":{"disagreement":0}},
        "acceptance":{"quota":2},"issues":{"share":{"continuous":{"min":0,"max":10}},"x":{"options":["p","q"]}},
        "utilities":{"a":{"values":{"share":{"per_unit":1},"x":{"p":0,"q":2}}},"b":{"constant":10,
        "values":{"share":{"per_unit":-1},"x":{"p":1,"q":0}}},"c":{"constant":-3,"values":{"x":{"p":1,"q":4}}}}}"#,
    )
    .unwrap();
    let answer = problem.search().run();
    assert_eq!(answer.status, zopa::Status::Agreement);
    let best = &answer.solutions[0].agreements[0];
    assert!(problem.view().is_feasible(&best.package));
}

/// That the same options are feasible without a rule that counts levels is no reason to warn of it.
#[test]
fn rules_over_levels_are_not_called_idle() {
    let model = Model::from_json(
        r#"{"zopa":1,"parties":{"a":{"disagreement":0},"b":{"disagreement":0},"c":{"disagreement":0}},
        "acceptance":{"quota":2},"issues":{"share":{"continuous":{"min":0,"max":10}},"x":{"options":["p","q"]}},
        "utilities":{"a":{"values":{"share":{"per_unit":1},"x":{"p":0,"q":2}}},"b":{"constant":10,
        "values":{"share":{"per_unit":-1},"x":{"p":1,"q":0}}},"c":{"constant":-3,"values":{"x":{"p":1,"q":4}}}},
        "rules":[{"id":"fair","utilities":{"a":1,"b":-1},"at_least":2}],"approvals":{"turkey":{"when":{"x":["q"]},
        "utilities":{"b":1},"at_least":5}}}"#,
    )
    .unwrap();
    let warnings = Problem::compile(&model).unwrap().check(&Limits::default());
    assert!(warnings.iter().all(|warning| warning.code != zopa::model::Code::IdleRule), "{warnings}");
}
