//! Answers one question in process and tells how long that took: what the comparison with other tools measures.
//!
//! `cargo run --release --example in_process -- MODEL CONCEPT|frontier [REPEATS] [SECONDS]` prints a line of JSON: the
//! median time in seconds, the status, and for a concept the first package with its gains, for a frontier the number of
//! points. Reading and compiling the model are not measured; ties, exactness and proof are included.

use serde_json::json;
use std::time::{Duration, Instant};
use zopa::concept::by_id;
use zopa::{Limits, Model, Problem, Status, Target};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, question, rest @ ..] = &arguments[..] else {
        return Err("usage: in_process MODEL CONCEPT|frontier [REPEATS] [SECONDS]".into());
    };
    let repeats: usize = rest.first().map_or(Ok(1), |repeats| repeats.parse())?;
    let seconds: Option<f64> = rest.get(1).map(|seconds| seconds.parse()).transpose()?;
    let limits = Limits { time: seconds.map(Duration::from_secs_f64), ..Limits::default() };
    let model = Model::from_json(&std::fs::read_to_string(file)?)?;
    let problem = Problem::compile(&model)?;
    let view = problem.view();
    let mut times = Vec::new();
    let mut found = json!(null);
    for _ in 0..repeats.max(1) {
        let start = Instant::now();
        let search = problem.search().limits(limits.clone()).without_ideal();
        found = match by_id(question) {
            None if question == "frontier" => {
                let answer = search.frontier(Target::Acceptable);
                times.push(start.elapsed().as_secs_f64());
                json!({ "proven": answer.complete, "points": answer.frontier.points.len() })
            }
            None => return Err(format!("{question} is neither a concept nor `frontier`").into()),
            Some(concept) => {
                let answer = search.concepts([concept]).run();
                times.push(start.elapsed().as_secs_f64());
                let solution = answer.solutions.first();
                let point = solution.and_then(|solution| solution.agreements.first());
                json!({
                    "proven": !matches!(answer.status, Status::Stopped(_)),
                    "engine": answer.engine.id(),
                    "package": point.map(|point| point.package.options()),
                    "gains": point.map(|point| view.gains(&point.utilities)),
                    "value": solution.and_then(|solution| Some(solution.value.as_ref()?.number.to_string())),
                    "bound": solution.and_then(|solution| Some(solution.bound.as_ref()?.number.to_string())),
                })
            }
        };
    }
    times.sort_by(f64::total_cmp);
    found["seconds"] = json!(times[times.len() / 2]);
    println!("{found}");
    Ok(())
}
