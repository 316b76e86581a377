//! Answers one question in process and tells how long that took: what the comparison with other tools measures.
//!
//! `cargo run --release --example in_process -- MODEL CONCEPT|frontier [REPEATS] [SECONDS]` prints a line of JSON: the
//! times in seconds, and packages with their gains, a list by party. Reading and compiling the model are told apart;
//! ties, counts and proof are included in the answer's time. One thread.

use num_rational::BigRational;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use zopa::concept::by_id;
use zopa::search::Target;
use zopa::{Limits, Model, Number, Package, PartyId, Problem, Search, Status, View};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, question, rest @ ..] = &arguments[..] else {
        return Err("usage: in_process MODEL CONCEPT|frontier [REPEATS] [SECONDS]".into());
    };
    let repeats: usize = rest.first().map_or(Ok(1), |repeats| repeats.parse())?;
    let seconds: Option<f64> = rest.get(1).map(|seconds| seconds.parse()).transpose()?;
    let time = seconds.map(Duration::try_from_secs_f64).transpose()?;
    if question != "frontier" && by_id(question).is_none() {
        return Err(format!("{question} is neither a concept nor `frontier`").into());
    }
    let text = std::fs::read_to_string(file)?;
    let start = Instant::now();
    let problem = Problem::compile(&Model::from_json(&text)?)?;
    let reading = start.elapsed().as_secs_f64();
    let view = problem.view();
    let mut times = Vec::new();
    let mut found = json!({});
    for _ in 0..repeats.max(1) {
        let search = problem.search().limits(Limits { time, ..Limits::default() }).without_ideal();
        let (time, answer) = answered(&view, search, question);
        times.push(time.as_secs_f64());
        found = answer;
        if found["proven"] == false {
            break;
        }
    }
    found["read_seconds"] = json!(reading);
    found["seconds"] = json!(times);
    println!("{found}");
    Ok(())
}

/// How long the answer took, and the answer.
fn answered(view: &View, search: Search, question: &str) -> (Duration, Value) {
    let start = Instant::now();
    let problem = view.problem();
    let options = |package: &Package| package.options().iter().map(|option| option.index()).collect::<Vec<_>>();
    let packed =
        |package: &Package| json!({ "package": options(package), "gains": view.gains(&problem.utilities(package)) });
    let Some(concept) = by_id(question) else {
        let answer = search.frontier(Target::Acceptable);
        let time = start.elapsed();
        let points: Vec<Value> = answer.frontier.points.iter().map(|point| packed(&point.package)).collect();
        return (time, json!({ "proven": answer.complete, "points": points }));
    };
    let answer = search.concepts([concept]).run();
    let time = start.elapsed();
    let solution = answer.solutions.first();
    let scaled = |(party, utility): (PartyId, &Number)| {
        let scaled = utility.value() * BigRational::from(problem[party].scale.clone());
        view.gain(party, i64::try_from(scaled.to_integer()).unwrap_or(i64::MAX))
    };
    let ideal = answer.ideal.as_ref().map(|ideal| problem.party_ids().zip(ideal).map(scaled).collect::<Vec<i64>>());
    let found = json!({
        "proven": !matches!(answer.status, Status::Stopped(_)),
        "engine": answer.engine.id(),
        "ideal_gains": ideal,
        "points": solution.map_or_else(Vec::new, |solution| {
            solution.agreements.iter().map(|agreement| packed(&agreement.package)).collect()
        }),
        "value": solution.and_then(|solution| Some(solution.value.as_ref()?.number.to_string())),
        "bound": solution.and_then(|solution| Some(solution.bound.as_ref()?.number.to_string())),
    });
    (time, found)
}
