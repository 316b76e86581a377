//! Numbers with ranges: what is uncertain is found, and other numbers can be put in without compiling again.

use crate::common;

use common::at::At;
use common::random;
use common::{answers, cases, ranges};
use proptest::prelude::*;
use zopa::problem::Role;
use zopa::{Model, Number, Package, Problem};

fn compile(model: &Model) -> Problem {
    Problem::compile(model).unwrap_or_else(|errors| panic!("{errors}"))
}

proptest! {
    #![proptest_config(cases(300))]

    /// A problem with other numbers is the problem of the model with those numbers: every package has the same utilities,
    /// every search the same answer.
    #[test]
    fn numbers_put_in_are_numbers_written(case in random::models()) {
        let mut model = case.model.clone();
        let mut tape = case.tape();
        let certain = compile(&model);
        ranges::spread(&mut model, &mut tape, 40);
        let problem = compile(&model);
        same(&certain, &problem, "ranges change nothing as long as numbers stand at their values")?;
        let numbers = ranges::some_numbers(&problem, &mut tape);
        // All weights 0 mean nothing.
        let Ok(found) = problem.with_numbers(&numbers) else { return Ok(()) };
        let expected = compile(&ranges::with_numbers(&model, &problem, &numbers));
        same(&expected, &found, "put in and written")?;
        let values: Vec<Number> = problem.uncertain().iter().map(|uncertain| uncertain.value.clone()).collect();
        same(&certain, &problem.with_numbers(&values).expect("its own numbers"), "its own numbers")?;
    }
}

fn same(expected: &Problem, found: &Problem, what: &str) -> Result<(), TestCaseError> {
    let sizes: Vec<usize> = expected.issues().iter().map(|issue| issue.options.len()).collect();
    let mut options = vec![0; sizes.len()];
    'packages: loop {
        let package = expected.package_at(&options);
        let utilities = |problem: &Problem| answers::in_units(problem, &problem.utilities(&package));
        prop_assert_eq!(utilities(expected), utilities(found), "{}: {:?}", what, package);
        for (option, size) in options.iter_mut().zip(&sizes).rev() {
            *option += 1;
            if *option < *size {
                continue 'packages;
            }
            *option = 0;
        }
        break;
    }
    let (one, other) = (expected.search().run(), found.search().run());
    prop_assert_eq!(one.status, other.status, "{}", what);
    for (one, other) in one.solutions.iter().zip(&other.solutions) {
        prop_assert_eq!(&one.value, &other.value, "{}: {}", what, one.concept.id());
        let packages = |solution: &zopa::Solution| -> Vec<Package> {
            solution.agreements.iter().map(|point| point.package.clone()).collect()
        };
        prop_assert_eq!(packages(one), packages(other), "{}: {}", what, one.concept.id());
    }
    Ok(())
}

#[test]
fn every_uncertain_number_is_told_with_its_place_and_owner() {
    let model = Model::from_json(
        r#"{
        "zopa": 1,
        "factors": { "economy": { "name": "How the economy goes" } },
        "parties": {
            "union": { "disagreement": { "value": 2, "low": 1, "because": "a strike fund" }, "weight": { "value": 1, "high": 2 } },
            "city": { "disagreement": 0 }
        },
        "issues": { "pay": { "options": ["flat", "raise"] }, "days": { "integer": { "min": 0, "max": 2 } } },
        "utilities": {
            "city": {
                "constant": { "value": 9, "low": 8, "high": 10, "factor": "economy", "correlation": 0.5 },
                "values": { "pay": { "flat": 0, "raise": { "value": -4, "low": -4, "high": -4 } }, "days": { "per_unit": { "value": -1, "low": -2 } } }
            },
            "union": { "values": { "pay": { "weight": { "value": 0.5, "low": 0.4, "high": 0.6 }, "scores": { "flat": 0, "raise": { "value": 10, "low": 8, "high": 14 } } } },
                       "interactions": [{ "when": { "pay": "raise", "days": 2 }, "add": { "value": 1, "distribution": { "discrete": [[0, 0.5], [3, 0.5]] } } }] }
        }
    }"#,
    )
    .unwrap();
    let problem = compile(&model);
    let found: Vec<String> = problem
        .uncertain()
        .iter()
        .map(|number| {
            let owner = &problem[number.party].id;
            format!("{owner} {:?} {} {}..{}", number.role, number.path, number.low, number.high)
        })
        .collect();
    let value = |issue: usize, option: Option<usize>| {
        let option = option.map(|option| problem.option_at(issue, option));
        format!("{:?}", Role::Value { issue: problem.issue_at(issue), option })
    };
    assert_eq!(
        found,
        [
            "union Disagreement $.parties.union.disagreement 1..2".to_owned(),
            "city Constant $.utilities.city.constant 8..10".to_owned(),
            format!("city {} $.utilities.city.values.days.per_unit -2..-1", value(1, None)),
            format!("union {} $.utilities.union.values.pay.weight 0.4..0.6", value(0, None)),
            format!("union {} $.utilities.union.values.pay.scores.raise 8..14", value(0, Some(1))),
            "union Combination $.utilities.union.interactions[0].add 0..3".to_owned(),
            "union Weight $.parties.union.weight 1..2".to_owned(),
        ]
    );
    assert_eq!(problem.uncertain()[0].because.as_deref(), Some("a strike fund"));
    assert_eq!(problem.uncertain()[1].factor, problem.driver_ids().next().zip("0.5".parse().ok()));
    assert_eq!(problem.drivers()[0].name, "How the economy goes");
}

/// Numbers of curves are found like others: always, with certain options, and in states.
#[test]
fn numbers_of_curves_are_told_with_their_places() {
    let text = r#"{
        "zopa": 1,
        "parties": { "a": { "disagreement": 0 }, "b": { "disagreement": 0 } },
        "issues": { "relief": { "continuous": { "min": 10, "max": 30 } }, "court": { "options": ["no", "yes"] } },
        "utilities": {
            "a": { "values": { "relief": { "points": [[10, 0], [20, { "value": 4, "low": 2 }], [30, 5]] } },
                   "interactions": [{ "when": { "court": "yes" },
                                      "values": { "relief": { "per_unit": { "value": 0, "high": 1 } } } }] },
            "b": { "constant": 40, "values": { "relief": { "per_unit": -1 }, "court": { "no": 0, "yes": 1 } } }
        },
        "states": { "s": { "beliefs": { "b": { "value": 0.5, "low": 0.25, "high": 1 } },
            "utilities": { "b": { "values": { "relief": { "per_unit": { "value": -2, "low": -3 } } } } } } }
    }"#;
    let problem = compile(&Model::from_json(text).unwrap_or_else(|errors| panic!("{errors}")));
    let relief = problem.issue_at(0);
    let of_curves = problem.uncertain().iter().filter(|one| one.role == Role::Value { issue: relief, option: None });
    let found: Vec<String> = of_curves.map(|one| format!("{} {}..{}", one.path, one.low, one.high)).collect();
    assert_eq!(
        found,
        [
            "$.utilities.a.values.relief.points[1][1] 2..4",
            "$.utilities.a.interactions[0].values.relief.per_unit 0..1",
            "$.states.s.utilities.b.values.relief.per_unit -3..-2",
        ]
    );
    let numbers: Vec<Number> = problem
        .uncertain()
        .iter()
        .map(|one| match one.role {
            Role::Belief { .. } => "0.25".parse().unwrap(),
            _ if one.path.to_string().starts_with("$.states") => "-3".parse().unwrap(),
            _ => "1".parse().unwrap(),
        })
        .collect();
    let put = problem.with_numbers(&numbers).unwrap();
    let package = put.package([("relief", "25"), ("court", "yes")]).unwrap();
    // 3 between 1 and 5, and 25 for the court; 40 + 1 − 25, less a quarter of 75.
    let worth: Vec<String> = put.exact_utilities(&package).iter().map(ToString::to_string).collect();
    assert_eq!(worth, ["28", "-2.75"]);
}

#[test]
fn too_many_ranges_are_a_limit() {
    let points: Vec<String> = (0..=1001).map(|at| format!(r#"[{at}, {{ "value": 0, "high": 1 }}]"#)).collect();
    let text = format!(
        r#"{{ "zopa": 1, "parties": {{ "a": {{ "disagreement": 0 }} }},
             "issues": {{ "n": {{ "integer": {{ "min": 0, "max": 1001 }} }} }},
             "utilities": {{ "a": {{ "values": {{ "n": {{ "points": [{}] }} }} }} }} }}"#,
        points.join(", ")
    );
    let errors = Problem::compile(&Model::from_json(&text).unwrap()).unwrap_err();
    assert_eq!(errors.iter().map(|error| error.code.as_str()).collect::<Vec<_>>(), ["limit"]);
}

#[test]
fn numbers_that_do_not_fit_are_refused() {
    let text = r#"{ "zopa": 1, "parties": { "a": { "disagreement": { "value": 0, "low": -1, "high": 1 } } },
        "issues": { "x": { "options": ["o"] } }, "utilities": { "a": { "values": { "x": { "o": 1 } } } } }"#;
    let problem = compile(&Model::from_json(text).unwrap());
    assert!(problem.with_numbers(&["1e19".parse().unwrap()]).is_err());
    assert!(problem.with_numbers(&["1e-20".parse().unwrap()]).is_err());
    assert!(problem.with_numbers(&["1/3".parse().unwrap()]).is_ok());
}
