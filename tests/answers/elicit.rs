//! Elicitation: what fits does, ranges and contradictions against enumeration, and the program from outside.

use crate::common;
use crate::support;

use common::at::At;
use common::{Q, build, cases, q};
use num_traits::{Signed, Zero};
use proptest::prelude::*;
use std::path::Path;
use support::{directory, ends, json, run, text};
use zopa::elicit::{Elicited, Fit, Found};
use zopa::model::{Diagnostics, Statements};
use zopa::{Interrupt, Limits, Model, Problem, Stop};

const MODEL: &str = "models/elicitation/ceasefire.json";
const STATEMENTS: &str = "models/elicitation/ceasefire-statements.json";

/// One party, `p1`, of whose issues nothing is valued: `i1`, `i2`, … with so many options each, the first the baseline.
fn open(options: &[usize]) -> Problem {
    let mut model = build::empty();
    model.parties.insert("p1", zopa::model::Party { disagreement: Some(0.into()), ..Default::default() });
    for (at, count) in options.iter().enumerate() {
        let mut issue = build::options((0..*count).map(|option| format!("o{}", option + 1)));
        issue.baseline = Some("o1".into());
        model.issues.insert(format!("i{}", at + 1), issue);
    }
    model.utilities.insert("p1", zopa::model::Utility::default());
    Problem::compile(&model).unwrap_or_else(|errors| panic!("{errors}"))
}

fn ask(problem: &Problem, statements: &str) -> Result<Vec<Elicited>, Diagnostics> {
    let text = format!(r#"{{ "zopa": 1, "statements": [{statements}] }}"#);
    let (statements, document) = Statements::read(text.as_bytes())?;
    let found = problem.elicit(&statements, &Limits::default()).map_err(|mut errors| {
        errors.locate(&document);
        errors
    })?;
    Ok(found.whole().expect("no limit was set"))
}

fn fit(problem: &Problem, statements: &str) -> Fit {
    let found = ask(problem, statements).unwrap_or_else(|errors| panic!("{errors}"));
    match found.into_iter().next().map(|elicited| elicited.outcome) {
        Some(Found::Fitted(fit)) => fit,
        other => panic!("{other:?}"),
    }
}

/// The value, the least and the most of an option.
fn value(fit: &Fit, issue: usize, option: usize) -> [Q; 3] {
    let one =
        fit.values.iter().find(|one| (one.issue.index(), one.option.index()) == (issue, option)).expect("a value");
    [&one.value, &one.low, &one.high].map(|number| number.value().clone())
}

/// The minimal contradictions.
fn contradictions(problem: &Problem, statements: &str) -> Vec<(Vec<usize>, bool)> {
    let found = ask(problem, statements).unwrap_or_else(|errors| panic!("{errors}"));
    match &found[0].outcome {
        Found::Contradictory(sets) => sets.iter().map(|set| (set.statements.clone(), set.by_scale)).collect(),
        Found::Fitted(_) => Vec::new(),
    }
}

#[test]
fn preferences_have_values_and_ranges() {
    let problem = open(&[3]);
    let found = fit(
        &problem,
        r#"{ "party": "p1", "prefers": { "i1": "o3" }, "to": { "i1": "o2" } },
           { "party": "p1", "prefers": { "i1": "o2" }, "to": { "i1": "o1" } }"#,
    );
    assert!(found.holds);
    assert_eq!(value(&found, 0, 0), [q(0, 1), q(0, 1), q(0, 1)]);
    let [_, low, high] = value(&found, 0, 1);
    assert_eq!((low, high), (q(1, 1), q(99, 1)));
    let [third, low, high] = value(&found, 0, 2);
    assert_eq!((low, high), (q(2, 1), q(100, 1)));
    assert!(third > value(&found, 0, 1)[0]);
}

#[test]
fn what_is_handed_out_is_in_the_middle() {
    // One value that is at least 1 better than what holds today, and one of which only the sign is known.
    let problem = open(&[2, 2]);
    let better =
        |issue: &str| format!(r#"{{ "party": "p1", "prefers": {{ "{issue}": "o2" }}, "to": {{ "{issue}": "o1" }} }}"#);
    let found = fit(&problem, &[better("i1"), better("i2")].join(","));
    // The centre of the interval from 1 to 100, where the scale ends at -100 on the other side: 1/(v-1) + 1/(v+100) = 1/(100-v).
    for issue in 0..2 {
        let [value, ..] = value(&found, issue, 1);
        let value = num_traits::ToPrimitive::to_f64(&value).expect("a double");
        assert!((1.0 / (value - 1.0) + 1.0 / (value + 100.0) - 1.0 / (100.0 - value)).abs() < 1e-4, "{value}");
    }
    // Said twice, or in another order, it is the same.
    let again = fit(&problem, &[better("i2"), better("i1")].join(","));
    assert_eq!(found.values, again.values);
}

#[test]
fn what_is_equal_is_equal_exactly() {
    let problem = open(&[2, 2, 2]);
    let found = fit(
        &problem,
        r#"{ "party": "p1", "values": { "i1": "o2" }, "like": { "i2": "o2", "i3": "o2" } },
           { "party": "p1", "values": { "i2": "o2" }, "at_least": { "i3": "o2" } },
           { "party": "p1", "values": { "i3": "o2" }, "at_least": { "i2": "o2" } },
           { "party": "p1", "prefers": { "i3": "o2" }, "to": { "i3": "o1" } }"#,
    );
    assert!(found.holds);
    let [a, b, c] = [0, 1, 2].map(|issue| value(&found, issue, 1)[0].clone());
    assert_eq!(b, c);
    assert_eq!(a, &b + &c);
    assert!(c.is_positive());
}

#[test]
fn what_is_known_already_counts() {
    // The model says what i2 is worth: accepting a package bounds what i1 may cost.
    let mut model = build::empty();
    model
        .parties
        .insert("p1", zopa::model::Party { disagreement: Some(build::quantity(&q(3, 1))), ..Default::default() });
    for id in ["i1", "i2"] {
        model.issues.insert(id, build::options(["o1", "o2"]));
    }
    let own =
        zopa::model::Values::ByOption([("o1", 0), ("o2", 10)].into_iter().map(|(id, v)| (id, v.into())).collect());
    let mut utility = zopa::model::Utility::default();
    utility.values.insert("i2", own);
    model.utilities.insert("p1", utility);
    let problem = Problem::compile(&model).unwrap_or_else(|errors| panic!("{errors}"));
    let accepts = r#"{ "party": "p1", "accepts": { "i1": "o2", "i2": "o2" } }"#;
    let found = fit(&problem, accepts);
    assert_eq!(found.values.len(), 2);
    assert_eq!(value(&found, 0, 1)[1..], [q(-7, 1), q(100, 1)]);
    let refuses = r#"{ "party": "p1", "refuses": { "i1": "o2", "i2": "o1" } }"#;
    assert_eq!(value(&fit(&problem, &format!("{accepts}, {refuses}")), 0, 1)[1..], [q(-7, 1), q(2, 1)]);
    // What contradicts the model's own numbers does so by itself.
    let impossible = r#"{ "party": "p1", "prefers": { "i2": "o1" }, "to": { "i2": "o2" } }"#;
    assert_eq!(contradictions(&problem, &format!("{accepts}, {impossible}")), [(vec![1], false)]);
}

#[test]
fn contradictions_are_minimal_and_all_there() {
    let problem = open(&[3, 2]);
    let prefers =
        |a: &str, b: &str| format!(r#"{{ "party": "p1", "prefers": {{ "i1": "{a}" }}, "to": {{ "i1": "{b}" }} }}"#);
    let circle = [prefers("o1", "o2"), prefers("o2", "o3"), prefers("o3", "o1")];
    assert_eq!(contradictions(&problem, &circle.join(",")), [(vec![0, 1, 2], false)]);
    // Two independent ones, and one that has a statement in common.
    let more =
        r#"{ "party": "p1", "rises_with": "i2" }, { "party": "p1", "prefers": { "i2": "o1" }, "to": { "i2": "o2" } }"#;
    let all = format!("{}, {more}, {}", circle.join(","), prefers("o2", "o1"));
    assert_eq!(contradictions(&problem, &all), [(vec![0, 1, 2], false), (vec![0, 5], false), (vec![3, 4], false)]);
    // Too much for the scale is another thing.
    let far = r#"{ "party": "p1", "values": { "i1": "o2" }, "at_least": { "i1": "o1" } }"#;
    let text = format!(
        r#"{{ "zopa": 1, "scale": 10, "margin": 9, "statements": [{far}, {}, {}] }}"#,
        prefers("o3", "o2"),
        prefers("o2", "o1")
    );
    let (statements, _) = Statements::read(text.as_bytes()).unwrap_or_else(|errors| panic!("{errors}"));
    let found = problem.elicit(&statements, &Limits::default()).unwrap_or_else(|errors| panic!("{errors}"));
    let Found::Contradictory(sets) = &found[0].outcome else { panic!("{found:?}") };
    assert_eq!(sets.iter().map(|set| (set.statements.clone(), set.by_scale)).collect::<Vec<_>>(), [(vec![1, 2], true)]);
}

#[test]
fn degrees_are_met_as_well_as_can_be() {
    let problem = open(&[2, 2]);
    let at =
        |issue: &str, value: i64| format!(r#"{{ "party": "p1", "values": {{ "{issue}": "o2" }}, "at": {value} }}"#);
    // Two that differ meet in the middle.
    let found = fit(&problem, &format!("{}, {}", at("i1", 10), at("i1", 20)));
    let [middle, ..] = value(&found, 0, 1);
    assert!((middle - q(15, 1)).abs() < q(1, 100));
    assert_eq!(found.graded.len(), 2);
    // Others stand, whatever degrees say: i1 at least as good as i2, though they are said to be 10 and 30.
    let order = r#"{ "party": "p1", "values": { "i1": "o2" }, "at_least": { "i2": "o2" } }"#;
    let found = fit(&problem, &format!("{}, {}, {order}", at("i1", 10), at("i2", 30)));
    assert!(found.holds);
    let [a, b] = [0, 1].map(|issue| value(&found, issue, 1)[0].clone());
    assert!((&a - q(20, 1)).abs() < q(1, 100) && (b - q(20, 1)).abs() < q(1, 100), "{a}");
    // By how much more something is preferred is a degree, too.
    let by = r#"{ "party": "p1", "prefers": { "i1": "o2" }, "to": { "i2": "o2" }, "by": 12.5 }"#;
    let found = fit(&problem, &format!("{by}, {}", at("i2", 5)));
    let [a, b] = [0, 1].map(|issue| value(&found, issue, 1)[0].clone());
    assert!((a - b - q(25, 2)).abs() < q(1, 100));
}

/// Statements about nothing that is looked for are true or false, and there is nothing to find.
#[test]
fn nothing_to_find_is_found() {
    let problem = open(&[2]);
    let found = fit(&problem, r#"{ "party": "p1", "values": {}, "at": 0 }"#);
    assert!(found.values.is_empty() && found.holds);
    let same = r#"{ "party": "p1", "prefers": { "i1": "o2" }, "to": { "i1": "o2" } }"#;
    assert_eq!(contradictions(&problem, same), [(vec![0], false)]);
}

#[test]
fn levels_are_points() {
    let text = std::fs::read_to_string(crate::support::root().join(MODEL)).expect("a file");
    let problem =
        Problem::compile(&Model::from_json(&text).unwrap_or_else(|e| panic!("{e}"))).unwrap_or_else(|e| panic!("{e}"));
    let found = ask(
        &problem,
        r#"{ "party": "north", "rises_with": "relief" }, { "party": "north", "values": { "relief": 50 }, "at": 30 },
           { "party": "north", "falls_with": "force" }, { "party": "north", "cares_about": "relief", "more_than": "force" }"#,
    )
    .unwrap_or_else(|errors| panic!("{errors}"));
    let Found::Fitted(fit) = &found[0].outcome else { panic!("{found:?}") };
    let levels: Vec<usize> =
        fit.values.iter().filter(|one| one.issue.index() == 1).map(|one| one.option.index()).collect();
    assert_eq!(levels, [0, 5, 10]);
    assert!(fit.holds);
    assert_eq!(found[0].untouched, [problem.issue_at(2)]);
}

/// What is said of levels holds however they are written; what fits is a curve.
#[test]
fn levels_of_continuous_issues_are_points() {
    const MODEL_TEXT: &str = r#"{ "zopa": 1, "parties": { "p1": { "disagreement": 0 } }, "utilities": { "p1": {} },
        "issues": { "price": { "continuous": { "min": 80, "max": 120 } } } }"#;
    let problem = Problem::from_json(MODEL_TEXT).unwrap_or_else(|errors| panic!("{errors}"));
    let found = |said: &str| {
        let text = format!(r#"{{ "zopa": 1, "statements": [{{ "party": "p1", "rises_with": "price" }}, {said}] }}"#);
        let (statements, _) = Statements::read(text.as_bytes()).unwrap_or_else(|errors| panic!("{errors}"));
        let steps = problem.in_steps_of(&statements).unwrap_or_else(|errors| panic!("{errors}"));
        let found = steps.elicit(&statements, &Limits::default()).unwrap_or_else(|errors| panic!("{errors}"));
        let found = found.whole().expect("no limit was set");
        let written = zopa::elicit::written(&steps, MODEL_TEXT, &found, false);
        (found, written.expect("the text of the model"))
    };
    for level in ["90.5", r#""181/2""#, r#""90.50""#] {
        let said = format!(r#"{{ "party": "p1", "prefers": {{ "price": {level} }}, "to": {{ "price": 120 }} }}"#);
        assert!(matches!(found(&said).0[0].outcome, Found::Contradictory(_)), "{level}");
        let said = format!(r#"{{ "party": "p1", "prefers": {{ "price": 120 }}, "to": {{ "price": {level} }} }}"#);
        let (fitted, written) = found(&said);
        assert!(matches!(fitted[0].outcome, Found::Fitted(_)), "{level}");
        let again = Problem::from_json(&written).unwrap_or_else(|errors| panic!("{written}: {errors}"));
        assert_eq!(again.levels().terms[0].curve.points().len(), 3, "{written}");
    }
}

/// Stopped at any look, it has found what it finds of the first parties.
#[test]
fn a_limit_leaves_the_first_parties() {
    let problem = r#"{ "zopa": 1, "parties": { "p1": { "disagreement": 0 }, "p2": { "disagreement": 0 } }, "utilities": { "p1": {}, "p2": {} },
                       "issues": { "i1": { "options": ["o1", "o2", "o3"] }, "i2": { "options": ["o1", "o2"] } } }"#;
    let problem = Problem::from_json(problem).unwrap_or_else(|errors| panic!("{errors}"));
    let said = br#"{ "zopa": 1, "statements": [
        { "party": "p1", "prefers": { "i1": "o2" }, "to": { "i1": "o3" } },
        { "party": "p2", "rises_with": "i1" }, { "party": "p2", "falls_with": "i1" },
        { "party": "p2", "values": { "i2": "o2" }, "at_least": { "i2": "o1" } } ] }"#;
    let (statements, _) = Statements::read(said).unwrap_or_else(|errors| panic!("{errors}"));
    let asked = |interrupt: Interrupt| {
        let limits = Limits { interrupt: interrupt.clone(), ..Limits::default() };
        let found = problem.elicit(&statements, &limits).unwrap_or_else(|errors| panic!("{errors}"));
        (found, interrupt.looks())
    };
    let (whole, looks) = asked(Interrupt::default());
    assert!(whole.len() == 2 && looks > 10, "{looks}");
    let mut found = Vec::new();
    for look in 1..=looks {
        let (some, _) = asked(Interrupt::at_look(look));
        assert_eq!(some.stopped, Some(Stop::Interrupted));
        assert_eq!(some[..], whole[..some.len()]);
        found.push(some.len());
    }
    assert!(found.is_sorted() && found.first() < found.last(), "{found:?}");
}

#[test]
fn wrong_statements_are_reported_with_their_places() {
    let problem = open(&[2, 2]);
    let message = |statement: &str| ask(&problem, statement).expect_err("an error").to_string();
    for (statement, expected) in [
        (r#"{ "party": "p2", "rises_with": "i1" }"#, "no party is called `p2` (at $.statements[0].party"),
        (r#"{ "party": "p1", "rises_with": "i3" }"#, "no issue is called `i3` (at $.statements[0].rises_with"),
        (r#"{ "party": "p1", "accepts": "draft" }"#, "no proposal is called `draft`"),
        (r#"{ "party": "p1", "accepts": { "i1": "o1" } }"#, "this package leaves out `i2`"),
        (r#"{ "party": "p1", "ranks": [{ "i1": "o1" }] }"#, "a ranking of fewer than two"),
        (r#"{ "party": "p1", "ranks": [{ "i1": "o1" }, { "i1": "o9" }] }"#, "(at $.statements[0].ranks[1].i1"),
        (r#"{ "party": "p1", "prefers": { "i1": "o1" } }"#, "a statement says one thing"),
        (r#"{ "party": "p1" }"#, "a statement says one thing"),
        (
            r#"{ "party": "p1", "values": { "i1": "o1" }, "at": 1, "like": { "i1": "o2" } }"#,
            "a statement says one thing",
        ),
        (r#"{ "party": "p1", "rises_with": "i1", "falls_with": "i2" }"#, "a statement says one thing"),
        (r#"{ "party": "p1", "prefers": { "i1": "o2" }, "to": { "i1": "o1" }, "by": 0 }"#, "preferred by 0"),
        (r#"{ "party": "p1", "cares_about": "i1", "more_than": "i2" }"#, "nothing says which end of `i1` is better"),
        (r#"{ "party": "p1", "likes": "i1" }"#, "likes"),
        (r#"{ "party": "p1", "prefers": 3, "to": "x" }"#, "the id of a proposal"),
        ("", "there are no statements"),
    ] {
        let found = message(statement);
        assert!(found.contains(expected), "{statement}\n{found}");
    }
    for (head, expected) in [
        (r#""scale": 0,"#, "a scale of 0"),
        (r#""margin": 101,"#, "a margin of 101"),
        (r#""margin": -1,"#, "a margin of -1"),
    ] {
        let text = format!(r#"{{ "zopa": 1, {head} "statements": [{{ "party": "p1", "rises_with": "i1" }}] }}"#);
        let (statements, _) = Statements::read(text.as_bytes()).unwrap_or_else(|errors| panic!("{errors}"));
        let errors = problem.elicit(&statements, &Limits::default()).expect_err("an error").to_string();
        assert!(errors.contains(expected), "{errors}");
    }
    assert!(Statements::read(b"{ \"zopa\": 2, \"statements\": [] }").is_err());
    assert!(Statements::read(b"[").is_err());
    // Both sides have to be comparable.
    let mut model = build::empty();
    model.parties.insert("p1", zopa::model::Party { disagreement: Some(0.into()), ..Default::default() });
    for id in ["i1", "i2"] {
        model.issues.insert(id, build::options(["o1", "o2"]));
    }
    model.utilities.insert("p1", zopa::model::Utility::default());
    let problem = Problem::compile(&model).unwrap_or_else(|errors| panic!("{errors}"));
    let lonely = r#"{ "party": "p1", "prefers": { "i1": "o1" }, "to": { "i2": "o1" } }"#;
    let errors = ask(&problem, lonely).expect_err("an error").to_string();
    assert!(errors.contains("is named on one side only"), "{errors}");
}

proptest! {
    #![proptest_config(cases(150))]

    /// Statements made from hidden whole values never contradict each other; what is found satisfies all of them, and the
    /// hidden values lie in the ranges.
    #[test]
    fn what_is_true_fits(
        hidden in prop::collection::vec(-40i64..40, 4),
        pairs in prop::collection::vec((0usize..5, 0usize..5), 1..12),
        degrees in prop::collection::vec(0usize..4, 0..3),
    ) {
        // Two issues: options 1 and 2 of each have hidden values; index 4 is what holds today.
        let problem = open(&[3, 3]);
        let worth = |at: usize| hidden.get(at).copied().unwrap_or(0);
        let side = |at: usize| if at == 4 { "{}".to_owned() } else { format!(r#"{{ "i{}": "o{}" }}"#, at / 2 + 1, at % 2 + 2) };
        let compare = |(a, b): &(usize, usize)| {
            let (a, b) = if worth(*a) >= worth(*b) { (*a, *b) } else { (*b, *a) };
            match worth(a) == worth(b) {
                true => format!(r#"{{ "party": "p1", "values": {}, "like": {} }}"#, side(a), side(b)),
                false => format!(r#"{{ "party": "p1", "prefers": {}, "to": {} }}"#, side(a), side(b)),
            }
        };
        let graded = degrees.iter().map(|at| format!(r#"{{ "party": "p1", "values": {}, "at": {} }}"#, side(*at), worth(*at)));
        let statements: Vec<String> = pairs.iter().map(compare).chain(graded).collect();
        let found = ask(&problem, &statements.join(",")).unwrap_or_else(|errors| panic!("{errors}"));
        let Found::Fitted(fit) = &found[0].outcome else { return Err(TestCaseError::fail(format!("{found:?}"))) };
        prop_assert!(fit.holds);
        let fitted = |at: usize| if at == 4 { Some([Q::zero(), Q::zero(), Q::zero()]) } else {
            fit.values.iter().find(|one| (one.issue.index(), one.option.index()) == (at / 2, at % 2 + 1))
                .map(|one| [&one.value, &one.low, &one.high].map(|number| number.value().clone()))
        };
        for (a, b) in &pairs {
            if a != b {
                let [a_value, b_value] = [*a, *b].map(|at| fitted(at).map(|one| one[0].clone()));
                let (Some(a_value), Some(b_value)) = (a_value, b_value) else { continue };
                prop_assert_eq!(worth(*a).cmp(&worth(*b)), a_value.cmp(&b_value));
            }
        }
        for at in 0..4 {
            if let Some([value, low, high]) = fitted(at) {
                prop_assert!(low <= value && value <= high);
                let (hidden, near) = (q(worth(at), 1), q(1, 500));
                prop_assert!(low - &near <= hidden && hidden <= high + near);
            }
        }
        for one in &fit.graded {
            prop_assert!((one.stated.value() - one.fitted.value()).abs() < q(1, 50));
        }
    }

    /// Comparisons contradict each other exactly if they have a circle; every set named is one, and none can be smaller.
    #[test]
    fn circles_are_found(pairs in prop::collection::vec((0usize..4, 0usize..4), 1..9)) {
        let problem = open(&[4]);
        let statement = |(a, b): &(usize, usize)| {
            format!(r#"{{ "party": "p1", "prefers": {{ "i1": "o{}" }}, "to": {{ "i1": "o{}" }} }}"#, a + 1, b + 1)
        };
        let circular = |kept: &[usize]| {
            let mut above = [[false; 4]; 4];
            kept.iter().for_each(|at| above[pairs[*at].0][pairs[*at].1] = true);
            for k in 0..4 {
                for i in 0..4 {
                    for j in 0..4 {
                        above[i][j] |= above[i][k] && above[k][j];
                    }
                }
            }
            (0..4).any(|at| above[at][at])
        };
        let all: Vec<usize> = (0..pairs.len()).collect();
        let text: Vec<String> = pairs.iter().map(statement).collect();
        let found = contradictions(&problem, &text.join(","));
        prop_assert_eq!(circular(&all), !found.is_empty());
        for (set, by_scale) in &found {
            prop_assert!(!by_scale && circular(set));
            for left_out in set {
                let rest: Vec<usize> = set.iter().copied().filter(|at| at != left_out).collect();
                prop_assert!(!circular(&rest));
            }
        }
        // All minimal ones, by looking at every subset.
        let minimal = (1usize..1 << pairs.len()).map(|mask| all.iter().copied().filter(|at| mask >> at & 1 == 1).collect::<Vec<_>>())
            .filter(|set| circular(set) && set.iter().all(|out| !circular(&set.iter().copied().filter(|at| at != out).collect::<Vec<_>>())));
        if found.len() < 8 {
            prop_assert_eq!(minimal.count(), found.len());
        }
    }

    /// Whatever stands in a file of statements is read or refused, and never more.
    #[test]
    fn nothing_panics(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "[\\[\\]{}:,\"a-z0-9 .e-]{0,120}") {
        let _ = Statements::read(&bytes);
        let _ = Statements::read(text.as_bytes());
        let _ = ask(&open(&[2]), &text);
    }
}

#[test]
fn the_page_is_as_expected() {
    let output = ends(&["elicit", MODEL, STATEMENTS], 0);
    assert_eq!(text(&output.stderr), "");
    let path = crate::support::root().join("tests/golden/elicit.txt");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, &output.stdout).expect("written");
    }
    let expected = std::fs::read_to_string(&path).expect("the golden page; UPDATE_EXPECT=1 writes it");
    assert_eq!(text(&output.stdout), expected, "UPDATE_EXPECT=1 rewrites the golden page");
}

#[test]
fn the_model_is_written_with_the_values() {
    let folder = directory("elicit-writes");
    let file = folder.join("with-values.json");
    let file = file.to_str().expect("a path");
    ends(&["elicit", MODEL, STATEMENTS, "--write-model", file], 0);
    let written = std::fs::read_to_string(file).expect("the model");
    // What was there is there to the letter.
    assert!(written.contains(r#""force": { "none": 0, "reactive": 14, "preemptive": 30 },"#), "{written}");
    let report = json(&ends(&["elicit", MODEL, STATEMENTS, "--format", "json"], 0));
    let model = Model::from_json(&written).unwrap_or_else(|errors| panic!("{errors}\n{written}"));
    let problem = Problem::compile(&model).unwrap_or_else(|errors| panic!("{errors}"));
    let north = &report["parties"][0];
    assert_eq!(north["party"], "north");
    for one in north["values"].as_array().expect("values") {
        let option = one["option"].as_str().map_or_else(|| one["option"].to_string(), str::to_owned);
        let (issue, option) =
            problem.option(one["issue"].as_str().expect("an id"), &option).unwrap_or_else(|e| panic!("{e}"));
        let mut options = vec![0; problem.issues().len()];
        options[issue.index()] = option.index();
        let utility = problem.in_units(problem.party_at(0), problem.utilities(&problem.package_at(&options))[0]);
        assert_eq!(serde_json::to_value(&utility).expect("a number"), one["value"]);
    }
    // The proposals stand as was said, in the model that was written.
    let accepts = |proposal: &str| run(&["evaluate", file, "--proposal", proposal]).status.code();
    assert_eq!((accepts("compromise"), accepts("southern-draft")), (Some(0), Some(1)));
    ends(&["elicit", MODEL, STATEMENTS, "--write-model", file, "--ranges"], 0);
    let written = std::fs::read_to_string(file).expect("the model");
    let value: serde_json::Value = serde_json::from_str(&written).expect("JSON");
    let preemptive = &value["utilities"]["north"]["values"]["force"]["preemptive"];
    let number = |key: &str| preemptive[key].as_f64().expect("a number");
    assert!(number("low") <= number("value") && number("value") <= number("high"));
    assert!(value["utilities"]["north"]["values"]["relief"]["points"][1][1]["low"].is_number());
}

#[test]
fn contradictions_end_in_the_negative() {
    let folder = directory("elicit-contradiction");
    let [statements, model] =
        ["statements.json", "model.json"].map(|name| folder.join(name).to_str().expect("a path").to_owned());
    let said = r#"{ "zopa": 1, "statements": [
        { "party": "north", "prefers": { "force": "reactive" }, "to": { "force": "none" }, "because": "a rumour" },
        { "party": "north", "falls_with": "force" } ] }"#;
    std::fs::write(&statements, said).expect("written");
    let output = ends(&["elicit", MODEL, &statements, "--write-model", &model], 1);
    let page = text(&output.stdout);
    assert!(page.contains("CONTRADICTION: what is said of North cannot all be true."), "{page}");
    assert!(
        page.contains("- statement 1: North prefers Monitoring force: On call to Monitoring force: None (a rumour)"),
        "{page}"
    );
    assert!(text(&output.stderr).contains("no model is written"));
    assert!(!Path::new(&model).exists());
    let report = json(&ends(&["elicit", MODEL, &statements, "--format", "json"], 1));
    assert_eq!(report["parties"][0]["contradictions"][0]["statements"], serde_json::json!([0, 1]));
    let output = ends(&["elicit", MODEL, MODEL], 2);
    assert!(text(&output.stderr).contains("unknown-field"), "{}", text(&output.stderr));
    ends(&["elicit", "-", "-"], 2);
}

#[test]
fn the_schema_in_the_repository_is_that_of_the_program() {
    let schema = zopa::model::schema::of_statements();
    assert_eq!(json(&ends(&["schema", "--statements"], 0)), schema);
    let root = crate::support::root();
    let path = root.join("schema/zopa-statements-1.schema.json");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        let text = serde_json::to_string_pretty(&schema).expect("JSON") + "\n";
        std::fs::write(&path, text).expect("written");
    }
    let kept = std::fs::read_to_string(path).expect("the schema; UPDATE_EXPECT=1 writes it");
    assert_eq!(serde_json::from_str::<serde_json::Value>(&kept).expect("JSON"), schema);
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let statements = std::fs::read_to_string(root.join(STATEMENTS)).expect("a file");
    let statements: serde_json::Value = serde_json::from_str(&statements).expect("JSON");
    assert!(validator.is_valid(&statements));
    let mut wrong = statements;
    wrong["statements"][0]["likes"] = true.into();
    assert!(!validator.is_valid(&wrong));
}
