//! Whether limits hold: the clock, and the memory of whole processes, on models that take longer and more than they may.
//!
//! `cargo bench --bench limits` builds the program with optimisation, writes models to a temporary folder, asks every
//! command of each, and prints what it took. Models of one's own: `cargo bench --bench limits -- FILE…`. A run may take a
//! tenth more than its time limit and 0.2 s, and a tenth more than its memory limit and 64 MB; it ends with status 1 if one
//! took more. No test does this, since a machine may be busy with something else.

#[expect(dead_code, reason = "not all instances are asked for")]
mod generate;

use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

/// The limits that are asked for: seconds, and bytes with how they are written.
const TIMES: [f64; 2] = [0.5, 2.0];
const MEMORY: (u64, &str) = (100 << 20, "100M");
/// Memory takes time to fill: so many seconds.
const TO_FILL: f64 = 5.0;

/// What is asked: the arguments before and behind the model.
const QUESTIONS: [(&str, &[&str]); 24] = [
    ("check", &[]),
    ("solve", &[]),
    ("solve", &["--format", "json"]),
    ("solve", &["--engine", "eliminate"]),
    ("solve", &["--engine", "enumerate"]),
    ("solve", &["--engine", "descend"]),
    ("solve", &["--engine", "branch"]),
    ("solve", &["--lotteries"]),
    ("frontier", &[]),
    ("frontier", &["--format", "json"]),
    ("frontier", &["--format", "jsonl"]),
    ("frontier", &["--all", "--format", "csv"]),
    ("frontier", &["--epsilon", "1%"]),
    ("evaluate", &["--proposal", "first", "--format", "json"]),
    ("explain", &[]),
    ("explain", &["--proposal", "first"]),
    ("linkage", &[]),
    ("stability", &[]),
    ("trades", &["--from", "first"]),
    ("counter", &["--party", "p1", "--to", "first"]),
    ("robust", &[]),
    ("sweep", &["--draws", "100000"]),
    ("test", &[]),
    ("import", &[]),
];

/// What a run took.
struct Run {
    seconds: f64,
    /// The most that was resident, in bytes.
    memory: u64,
    status: Option<i32>,
    /// What was written, in bytes.
    written: u64,
}

/// Runs the program once, and watches its memory.
fn run(arguments: &[&str], folder: &Path) -> Run {
    let output = folder.join("output");
    let file = fs::File::create(&output).expect("room for a file");
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_zopa"))
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(file)
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let status = format!("/proc/{}/status", child.id());
    let mut memory = 0;
    let ended = loop {
        if let Some(ended) = child.try_wait().expect("a child") {
            break ended;
        }
        // The high water mark is the kernel's own.
        let text = fs::read_to_string(&status).unwrap_or_default();
        let mark = text.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok());
        memory = mark.map_or(memory, |kilobytes: u64| kilobytes << 10);
        std::thread::sleep(Duration::from_millis(2));
    };
    let seconds = start.elapsed().as_secs_f64();
    let written = fs::metadata(&output).map_or(0, |data| data.len());
    Run { seconds, memory, status: ended.code(), written }
}

/// Two parties whose issues are tied together by so many budgets.
fn budgets(issues: usize, budgets: usize) -> Value {
    let mut numbers = generate::Numbers(7);
    let ids: Vec<String> = (0..issues).map(|at| format!("i{at}")).collect();
    let object = |entries: Vec<(String, Value)>| Value::Object(entries.into_iter().collect());
    let levels = ids.iter().map(|id| (id.clone(), json!({"integer": {"min": 0, "max": 9}}))).collect();
    let utility = |numbers: &mut generate::Numbers| {
        let values = ids.iter().map(|id| (id.clone(), json!({"per_unit": numbers.below(19) - 9}))).collect();
        json!({"values": object(values)})
    };
    let utilities = ["p0", "p1"].map(|id| (id.to_owned(), utility(&mut numbers)));
    let rule = |numbers: &mut generate::Numbers| {
        let costs: Vec<(String, Value)> = ids.iter().map(|id| (id.clone(), json!(numbers.below(100)))).collect();
        json!({"sum": object(costs), "at_most": 180 * issues})
    };
    json!({
        "zopa": 1,
        "parties": {"p0": {"disagreement": -1000}, "p1": {"disagreement": -1000}},
        "issues": object(levels),
        "utilities": object(utilities.into()),
        "rules": (0..budgets).map(|_| rule(&mut numbers)).collect::<Vec<Value>>(),
    })
}

/// Models that are too much for most questions, with their names.
fn models() -> [(&'static str, Value); 6] {
    let size = |parties, issues, options| generate::Size { parties, issues, options };
    [
        ("additive, 3 parties, 50×10", json!(generate::additive(size(3, 50, 10), 7))),
        ("additive, 6 parties, 14×6", json!(generate::additive(size(6, 14, 6), 7))),
        ("graph of 50 links, 3 parties, 50×10", json!(generate::graph(size(3, 50, 10), 50, 7))),
        ("graph of 100 links, 3 parties, 50×10", json!(generate::graph(size(3, 50, 10), 100, 7))),
        ("20 budgets, 2 parties, 20×10", budgets(20, 20)),
        ("3 budgets, 2 parties, 40×10", budgets(40, 3)),
    ]
}

/// With the first option of every issue as a proposal, a range for each party's disagreement, and assumptions, so that all can be
/// asked.
fn with_a_proposal(mut model: Value) -> Value {
    let first = |issue: &Value| match &issue["options"] {
        Value::Array(options) => options[0].clone(),
        Value::Object(options) => options.keys().next().map_or(Value::Null, |id| json!(id)),
        _ => issue["integer"]["min"].clone(),
    };
    let issues = model["issues"].as_object().expect("issues");
    let package: serde_json::Map<String, Value> = issues.iter().map(|(id, issue)| (id.clone(), first(issue))).collect();
    let issue = issues.keys().next().expect("an issue").clone();
    model["proposals"] = json!({"first": {"package": &package}});
    model["assumptions"] = json!([
        {"id": "a-deal", "some_acceptable": {}},
        {"id": "decisive", "party": "p1", "decisive": issue},
        {"id": "efficient", "no_free_lunch": []},
        {"id": "unmoved", "solution": "nash", "has": package, "within": "1/100"},
    ]);
    for (_, party) in model["parties"].as_object_mut().expect("parties") {
        if let Some(value) = party["disagreement"].as_f64() {
            party["disagreement"] = json!({"value": value, "low": value - 5.0, "high": value + 5.0});
        }
    }
    model
}

fn main() -> ExitCode {
    let folder = std::env::temp_dir().join(format!("zopa-limits-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a temporary folder");
    let mut files: Vec<PathBuf> =
        std::env::args().skip(1).filter(|name| name != "--bench").map(PathBuf::from).collect();
    if files.is_empty() {
        for (name, model) in models() {
            let file = folder.join(format!("{name}.json"));
            fs::write(&file, with_a_proposal(model).to_string()).expect("room for a file");
            files.push(file);
        }
    }
    println!(
        "| model | command | limit | seconds | MB | written, MB | status | held |\n|---|---|---|---:|---:|---:|---:|---|"
    );
    let mut broken = 0;
    for file in &files {
        for (command, options) in QUESTIONS {
            let times = TIMES.map(|seconds| (Some(seconds), None, format!("--time-limit={seconds}")));
            let memory = (Some(TO_FILL), Some(MEMORY.0), format!("--memory-limit={}", MEMORY.1));
            for (seconds, bytes, limit) in times.into_iter().chain([memory]) {
                let name = file.display().to_string();
                let time = format!("--time-limit={TO_FILL}");
                let mut arguments = vec![command, &name];
                arguments.extend(options);
                arguments.extend([limit.as_str()].into_iter().chain(bytes.map(|_| time.as_str())));
                let run = run(&arguments, &folder);
                // What is wrong with the command line would hold to every limit.
                let held = run.status != Some(2)
                    && seconds.is_none_or(|most| run.seconds <= 1.1 * most + 0.2)
                    && bytes.is_none_or(|most| run.memory <= most + most / 10 + (64 << 20));
                broken += usize::from(!held);
                let megabytes = |bytes: u64| bytes as f64 / f64::from(1 << 20);
                println!(
                    "| {} | {command} {} | {limit} | {:.2} | {:.0} | {:.1} | {} | {} |",
                    file.file_stem().unwrap_or_default().to_string_lossy(),
                    options.join(" "),
                    run.seconds,
                    megabytes(run.memory),
                    megabytes(run.written),
                    run.status.map_or_else(|| "killed".into(), |status| status.to_string()),
                    if held { "yes" } else { "NO" }
                );
            }
        }
    }
    let _ = fs::remove_dir_all(&folder);
    println!("\n{broken} did not hold");
    ExitCode::from(u8::from(broken > 0))
}
