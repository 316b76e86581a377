//! Landscapes of boxes against enumeration: random small ones, with ties, boxes that cost something, sets with gaps, values,
//! ceilings, weights, rules and quotas.

use crate::common;

use common::random::Tape;
use common::{answers, cases};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::fmt::Write;
use zopa::search::Target;
use zopa::{Answer, Engine, Limits, Problem, Status, Stop};

/// A set of an issue's options: mostly neighbours, sometimes with gaps.
fn set(tape: &mut Tape, options: usize) -> Vec<usize> {
    if tape.chance(75) {
        let (one, other) = (tape.below(options), tape.below(options));
        return (one.min(other)..=one.max(other)).collect();
    }
    let first = tape.below(options);
    (0..options).filter(|option| *option == first || tape.chance(40)).collect()
}

fn condition(tape: &mut Tape, sizes: &[usize]) -> Value {
    let arity = 1 + tape.below(3.min(sizes.len()));
    let start = tape.below(sizes.len());
    let own = |at: usize| (start + at * (1 + at)) % sizes.len();
    let mut condition = Map::new();
    for issue in (0..arity).map(own) {
        let options: Vec<String> = set(tape, sizes[issue]).into_iter().map(|option| format!("o{option}")).collect();
        condition.insert(format!("i{issue}"), json!(options));
    }
    condition.into()
}

/// Whole numbers that sum to the same often, and decimals; one in four costs something.
fn worth(tape: &mut Tape) -> f64 {
    let number = *tape.pick(&[1.0, 2.0, 3.0, 5.0, 8.0, 1.5, 0.25]);
    if tape.chance(25) { -number } else { number }
}

fn landscape(tape: &mut Tape) -> Value {
    let parties = *tape.pick(&[2, 2, 2, 3, 3, 1, 4]);
    let sizes: Vec<usize> = (0..2 + tape.below(4)).map(|_| *tape.pick(&[2, 3, 3, 4, 4])).collect();
    let mut issues = Map::new();
    for (issue, size) in sizes.iter().enumerate() {
        let options: Vec<String> = (0..*size).map(|option| format!("o{option}")).collect();
        issues.insert(format!("i{issue}"), json!({ "options": options }));
    }
    let (mut all, mut utilities) = (Map::new(), Map::new());
    for party in 0..parties {
        let interactions: Vec<Value> =
            (0..1 + tape.below(7)).map(|_| json!({ "when": condition(tape, &sizes), "add": worth(tape) })).collect();
        let mut utility = json!({ "constant": tape.below(4), "interactions": interactions });
        if tape.chance(30) {
            let issue = tape.below(sizes.len());
            let values: Map<String, Value> =
                (0..sizes[issue]).map(|option| (format!("o{option}"), json!(tape.below(4)))).collect();
            utility["values"] = json!({ format!("i{issue}"): values });
        }
        if tape.chance(25) {
            utility["at_most"] = json!(2 + tape.below(9));
        }
        utilities.insert(format!("p{party}"), utility);
        let weight = *tape.pick(&[1, 1, 1, 2, 0, 3]);
        let disagreement = *tape.pick(&[0.0, 1.0, 2.5, -3.0, 0.0, 4.0]);
        all.insert(
            format!("p{party}"),
            json!({ "disagreement": disagreement, "weight": weight.max(i32::from(party == 0)) }),
        );
    }
    let mut rules = Vec::new();
    if tape.chance(35) {
        rules.push(json!({ "forbid": condition(tape, &sizes) }));
    }
    if tape.chance(20) {
        rules.push(json!({ "if": condition(tape, &sizes), "then": condition(tape, &sizes) }));
    }
    let mut model = json!({ "zopa": 1, "comparable": true, "parties": all, "issues": issues, "utilities": utilities, "rules": rules });
    if parties > 2 && tape.chance(20) {
        model["acceptance"] = json!({ "quota": parties - 1 });
    }
    model
}

/// What an answer says, but for how it was found.
fn said(answer: &Answer) -> String {
    let mut text = format!("{:?}", answer.status);
    for solution in &answer.solutions {
        let _ = write!(text, "\n{} {:?} {}", solution.concept.id(), answers::coalition(solution), solution.proven);
        let _ = write!(text, " {:?} {:?}", answers::choice(solution).agreements, solution.value);
    }
    text
}

fn as_enumerated(model: &Value) -> Result<(), TestCaseError> {
    let problem = match Problem::from_json(&model.to_string()) {
        Ok(problem) => problem,
        Err(errors) => return Err(TestCaseError::fail(format!("does not compile: {errors}"))),
    };
    let [boxes, listed] = [Engine::Branch, Engine::Enumerate].map(|engine| problem.search().engine(engine).run());
    prop_assert_eq!(said(&boxes), said(&listed));
    if let Some(ideal) = boxes.ideal {
        prop_assert_eq!(Some(ideal), listed.ideal);
    }
    for target in [Target::Feasible, Target::Acceptable] {
        let found = [Engine::Branch, Engine::Enumerate].map(|engine| {
            // What somebody listens to is not kept.
            let mut heard = Vec::new();
            let told =
                problem.search().engine(engine).points(|points| heard.extend_from_slice(points)).frontier(target);
            let answer = problem.search().engine(engine).frontier(target);
            assert!(told.frontier.points.is_empty() && told.listed == heard.len());
            (answer.status, answer.complete, answer.ideal, answer.frontier.points, heard)
        });
        prop_assert_eq!(&found[0].3, &found[0].4, "who listens hears of each point, in order");
        prop_assert_eq!(&found[0], &found[1], "{:?}", target);
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(120))]
    #[test]
    fn landscapes_are_solved_as_by_enumeration(numbers in prop::collection::vec(any::<u32>(), 400)) {
        let model = landscape(&mut Tape::new(numbers));
        as_enumerated(&model).map_err(|error| TestCaseError::fail(format!("{error}\n{model:#}")))?;
    }
}

/// A landscape of GENIUS's kind: boxes over ranges of whole numbers.
fn large(tape: &mut Tape, issues: usize, boxes: usize, costly: usize) -> Problem {
    let axes: Map<String, Value> =
        (0..issues).map(|at| (format!("i{at}"), json!({ "integer": { "min": 0, "max": 9 } }))).collect();
    let mut utilities = Map::new();
    for party in ["a", "b"] {
        let mut one = || {
            let ranges: Map<String, Value> = (0..1 + tape.below(4))
                .map(|_| {
                    let (low, high) = (tape.below(10), tape.below(10));
                    (format!("i{}", tape.below(issues)), json!({ "from": low.min(high), "to": low.max(high) }))
                })
                .collect();
            let add = 1 + tape.below(99) as i64;
            json!({ "when": ranges, "add": if tape.chance(costly) { -add } else { add } })
        };
        let interactions: Vec<Value> = (0..boxes).map(|_| one()).collect();
        utilities.insert(party.into(), json!({ "interactions": interactions }));
    }
    let model = json!({
        "zopa": 1, "parties": { "a": { "disagreement": 0 }, "b": { "disagreement": 0 } }, "issues": axes, "utilities": utilities
    });
    Problem::from_json(&model.to_string()).unwrap_or_else(|errors| panic!("{errors}"))
}

fn tapes() -> impl FnMut() -> Tape {
    use proptest::strategy::ValueTree;
    let mut runner = common::runner();
    move || Tape::new(prop::collection::vec(any::<u32>(), 4000).new_tree(&mut runner).expect("numbers").current())
}

/// What is proven where nobody can list packages is proven whatever weights are begun with: the Nash package is on the frontier,
/// and nothing on it has a larger product.
#[test]
fn the_nash_package_is_the_best_of_the_frontier() {
    let mut tape = tapes();
    for (issues, boxes, costly) in [(20, 20, 0), (12, 15, 30), (20, 20, 15)] {
        let problem = large(&mut tape(), issues, boxes, costly);
        let nash = problem.search().engine(Engine::Branch).concepts([&zopa::concept::Nash as _]).run();
        assert_eq!(nash.status, Status::Agreement);
        let frontier = problem.search().engine(Engine::Branch).frontier(Target::Acceptable);
        assert!(frontier.complete);
        let product = |utilities: &[i64]| i128::from(utilities[0]) * i128::from(utilities[1]);
        let best = frontier.frontier.points.iter().max_by_key(|point| product(&point.utilities)).expect("a point");
        let agreement = &nash.solutions[0].agreements[0];
        assert_eq!(problem.utilities(&agreement.package), best.utilities.to_vec());
        assert_eq!(agreement.packages.as_ref(), Some(&best.packages));
    }
}

/// Stopped at any moment, a landscape leaves a bound that holds, and a beginning of its frontier.
#[test]
fn what_a_stopped_landscape_leaves_is_valid() {
    let problem = large(&mut tapes()(), 20, 20, 15);
    let nash = || problem.search().engine(Engine::Branch).concepts([&zopa::concept::Nash as _]);
    let whole = nash().run();
    let value = whole.solutions[0].value.as_ref().expect("a value").number.clone();
    let frontier = problem.search().engine(Engine::Branch).frontier(Target::Acceptable).frontier.points;
    let mut stopped = 0;
    for look in [1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144] {
        let limits = || Limits { interrupt: zopa::Interrupt::at_look(look), ..Limits::default() };
        let answer = nash().limits(limits()).run();
        if answer.status == Status::Stopped(Stop::Interrupted) {
            stopped += 1;
            for solution in &answer.solutions {
                assert!(!solution.proven);
                let found = solution.value.as_ref().expect("a value").number.value().clone();
                assert!(found <= *value.value());
                assert!(solution.bound.as_ref().is_none_or(|bound| bound.number.value() >= value.value()));
            }
        } else {
            assert_eq!(said(&answer), said(&whole));
        }
        let answer = problem.search().engine(Engine::Branch).limits(limits()).frontier(Target::Acceptable);
        let found = answer.frontier.points;
        assert_eq!(found[..], frontier[..found.len()]);
        assert_eq!(answer.complete, found.len() == frontier.len() && answer.status == Status::Agreement);
    }
    assert!(stopped > 2, "{stopped}");
}
