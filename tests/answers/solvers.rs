//! Who solves mixed-integer programmes: microlp and HiGHS give the same bytes, keep limits, and are chosen on the command line.
//!
//! What needs the library of HiGHS is skipped where there is none, and says so; `HIGHS_LIB` names one.
//! `UPDATE_EXPECT=1 cargo test --test answers solvers` writes the pages anew.

use crate::support;

use std::ops::ControlFlow;
use std::process::Output;
use std::time::{Duration, Instant};
use support::{as_kept, ends, highs, json, text, zopa};
use zopa::report::SolveReport;
use zopa::{BackEnd, Limits, Model, Problem, Status, Stop, Watch};

const FIRST_STEPS: &str = "models/levels/first-steps.json";
const FLAGSHIP: &str = "tests/fixtures/ukraine-2025-levels.json";

fn model(path: &str) -> Problem {
    let text = std::fs::read_to_string(crate::support::root().join(path)).expect("the model");
    Problem::compile(&Model::from_json(&text).expect("a model")).expect("a problem")
}

/// Parties, issues of so many options, levels, and budgets over all of them: numbers from a fixed sequence.
fn generated(parties: usize, issues: usize, options: usize, levels: usize, budgets: usize, tight: bool) -> Problem {
    let mut state = 7u64;
    let mut below = |count: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % count) as i64
    };
    let mut model = serde_json::json!({ "zopa": 1, "parties": {}, "issues": {}, "utilities": {}, "rules": [] });
    for issue in 0..issues {
        let ids: Vec<String> = (0..options).map(|option| format!("o{option}")).collect();
        model["issues"][format!("i{issue}")] = serde_json::json!({ "options": ids });
    }
    for level in 0..levels {
        model["issues"][format!("l{level}")] = serde_json::json!({ "continuous": { "min": 0, "max": 100 } });
    }
    for party in 0..parties {
        let mut values = serde_json::json!({});
        for issue in 0..issues {
            for option in 0..options {
                values[format!("i{issue}")][format!("o{option}")] = below(101).into();
            }
        }
        for level in 0..levels {
            let bend = below(101) - 50;
            let points = serde_json::json!([[0, 0], [50, bend], [100, bend - below(51)]]);
            values[format!("l{level}")] = serde_json::json!({ "points": points });
        }
        let id = format!("p{party}");
        model["parties"][&id] = serde_json::json!({ "disagreement": 30 * issues });
        model["utilities"][&id] = serde_json::json!({ "values": values });
        if tight {
            // Every two issues, which no order of them keeps apart.
            let linked: Vec<serde_json::Value> = (0..issues)
                .flat_map(|a| (0..a).map(move |b| (a, b)))
                .map(|(a, b)| {
                    let [o, q] = [below(options as u64), below(options as u64)];
                    let when =
                        serde_json::json!({ format!("i{a}"): format!("o{o}"), format!("i{b}"): format!("o{q}") });
                    serde_json::json!({ "when": when, "add": below(61) - 30 })
                })
                .collect();
            model["utilities"][&id]["interactions"] = linked.into();
        }
    }
    for _ in 0..budgets {
        let mut sum = serde_json::json!({});
        for issue in 0..issues {
            for option in 0..options {
                sum[format!("i{issue}")][format!("o{option}")] = below(10).into();
            }
        }
        for level in 0..levels {
            sum[format!("l{level}")] = serde_json::json!(0.1);
        }
        let rule = serde_json::json!({ "sum": sum, "at_most": 5 * issues + 5 * levels });
        model["rules"].as_array_mut().expect("a list").push(rule);
    }
    Problem::compile(&Model::from_json(&model.to_string()).unwrap_or_else(|errors| panic!("{errors}")))
        .expect("a problem")
}

/// The data of an answer, with a mixed-integer programme first.
fn bytes(problem: &Problem, back_end: &BackEnd) -> String {
    let view = problem.view();
    let answer = view.clone().search().programme_first(true).back_end(back_end.clone()).run();
    assert_eq!(answer.status, Status::Agreement);
    let name = back_end.name();
    assert!(answer.reasons.iter().any(|reason| reason.starts_with(&name)), "{:?}", answer.reasons);
    serde_json::to_string(&SolveReport::new(&view, &answer, None)).expect("JSON")
}

#[test]
fn answers_are_the_same_bytes() {
    let Some(highs) = highs() else { return };
    let generated = [generated(2, 8, 5, 2, 1, false), generated(3, 6, 4, 3, 2, false)];
    for problem in [model(FIRST_STEPS), model(FLAGSHIP)].iter().chain(&generated) {
        assert_eq!(bytes(problem, &BackEnd::microlp()), bytes(problem, &highs));
    }
}

/// Where issues are linked too tightly, programmes are all there is: found, said to be unproven, and the same each time.
#[test]
fn where_nothing_else_helps_both_find_packages() {
    let problem = generated(2, 5, 4, 1, 0, true);
    let view = problem.view();
    let proven = view.clone().search().run();
    assert_eq!(proven.status, Status::Agreement);
    for back_end in [BackEnd::microlp()].into_iter().chain(highs()) {
        // So little memory that there are no diagrams.
        let limits = Limits { memory: 2_000, ..Limits::default() };
        let ask = || view.clone().search().limits(limits.clone()).back_end(back_end.clone()).run();
        let (answer, again) = (ask(), ask());
        assert_eq!(answer.status, Status::Stopped(Stop::TooLarge), "{:?}", answer.reasons);
        assert_eq!(answer.solutions.len(), 6);
        for ((found, again), proven) in answer.solutions.iter().zip(&again.solutions).zip(&proven.solutions) {
            assert!(!found.proven);
            assert_eq!(found.agreements, again.agreements);
            // Small enough for the programmes to find the best. Of several that are equally good, one is found.
            assert_eq!(found.value, proven.value, "{} with {}", found.concept.id(), back_end.name());
        }
        assert_eq!(answer.reasons, again.reasons);
    }
}

#[test]
fn limits_stop_a_search_through_either() {
    let problem = generated(4, 40, 8, 4, 15, false);
    for back_end in [BackEnd::microlp()].into_iter().chain(highs()) {
        let search = || problem.view().search().programmes_only().back_end(back_end.clone());
        let start = Instant::now();
        let limits = Limits { time: Some(Duration::from_millis(500)), ..Limits::default() };
        assert_eq!(search().limits(limits).run().status, Status::Stopped(Stop::TimeLimit));
        let mut asked = 0;
        let watch = Watch::new(move |_| {
            asked += 1;
            if asked > 10 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        let interrupted = search().limits(Limits { watch, ..Limits::default() });
        assert_eq!(interrupted.run().status, Status::Stopped(Stop::Interrupted));
        assert!(start.elapsed() < Duration::from_secs(30), "{}: {:?}", back_end.name(), start.elapsed());
    }
}

/// Errors about a solver say what was looked for and what to do, and end like other errors of the command line.
#[test]
fn wrong_solvers_are_refused() {
    let mut pages = Vec::new();
    for arguments in [
        &["solve", FIRST_STEPS, "--solver", "highs", "--highs-lib", "no/such/libhighs.so.1"][..],
        &["solve", FIRST_STEPS, "--solver", "highs", "--highs-lib", "models"],
        &["solve", FIRST_STEPS, "--solver", "microlp", "--highs-lib", "no/such/libhighs.so.1"],
        &["solve", FIRST_STEPS, "--solver", "highs", "--engine", "branch"],
        &["solve", FIRST_STEPS, "--highs-lib", "no/such/libhighs.so.1"],
        &["solve", FIRST_STEPS, "--solver", "cplex"],
        // Where there are no levels, or no programme.
        &["solve", "models/examples/first-steps.json", "--solver", "highs"],
        &["solve", "models/examples/first-steps.json", "--solver", "microlp"],
        &["frontier", FIRST_STEPS, "--solver", "highs"],
    ] {
        let failed = ends(arguments, 2);
        assert_eq!(text(&failed.stdout), "");
        pages.extend(format!("$ zopa {}\n", arguments.join(" ")).into_bytes());
        pages.extend(failed.stderr);
    }
    let named = |library: &str| -> Output {
        let mut command = zopa(&["solve", FIRST_STEPS, "--solver", "highs"]);
        command.env("HIGHS_LIB", library).output().expect("the program runs")
    };
    let failed = named("no/such/libhighs.so.1");
    assert_eq!(failed.status.code(), Some(2));
    pages.extend(b"$ HIGHS_LIB=no/such/libhighs.so.1 zopa solve models/levels/first-steps.json --solver highs\n");
    pages.extend(failed.stderr);
    as_kept(&pages, "solvers-refused.txt");
    // Not a library: the system's own words follow.
    let failed = named("Cargo.toml");
    assert_eq!(failed.status.code(), Some(2));
    assert!(text(&failed.stderr).contains("Cargo.toml, which HIGHS_LIB names, cannot be opened: "));
    // Paths cannot write to the terminal.
    let failed = ends(&["solve", FIRST_STEPS, "--solver", "highs", "--highs-lib", "no/\u{1b}[31m"], 2);
    assert!(!text(&failed.stderr).contains('\u{1b}'));
}

#[test]
fn the_command_line_says_who_solved_what() {
    let ask = |solver: &[&str]| ends(&[&["solve", FIRST_STEPS, "--format", "json", "--verbose"], solver].concat(), 0);
    let plain = ask(&[]);
    assert!(!text(&plain.stderr).contains("microlp"), "{}", text(&plain.stderr));
    for asked in [&["--engine", "milp"][..], &["--solver", "microlp"], &["--solver", "microlp", "--engine", "milp"]] {
        let answer = ask(asked);
        let said = text(&answer.stderr);
        assert!(said.contains(&format!("{} was given ", BackEnd::microlp().name())), "{said}");
        assert_eq!(answer.stdout, plain.stdout);
    }
    let Some(highs) = highs() else { return };
    let answer = ask(&["--solver", "highs"]);
    let said = text(&answer.stderr);
    assert!(
        said.contains(&format!("{} was given 9 mixed-integer programmes: 9 solved to the end", highs.name())),
        "{said}"
    );
    assert_eq!(answer.stdout, plain.stdout);
    assert_eq!(json(&answer)["status"], "agreement");
}
