//! The program in WebAssembly, in Node: it answers with the bytes of the program that is not.

use serde_json::{Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;
use zopa::Limits;

/// Whether there is a Node that is new enough.
///
/// # Errors
/// What is missing, as a sentence without an end.
pub fn node() -> Result<(), String> {
    let node = Command::new("node").arg("--version").output().map_err(|_| "there is no Node")?;
    let version = String::from_utf8_lossy(&node.stdout).trim().trim_start_matches('v').to_owned();
    let major = version.split('.').next().and_then(|major| major.parse::<u32>().ok()).unwrap_or(0);
    (major >= 20).then_some(()).ok_or_else(|| format!("Node 20 is needed, and this is {version}"))
}

/// The program in WebAssembly: where `scripts/playground` puts it, or where `ZOPA_WASM` says.
///
/// # Errors
/// That it is not there.
pub fn program() -> Result<PathBuf, String> {
    let built = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../playground/zopa.wasm.gz");
    let path = std::env::var_os("ZOPA_WASM").map_or(built, PathBuf::from);
    let built = path.metadata().and_then(|file| file.modified());
    let built = built.map_err(|_| "zopa is not built for WebAssembly (scripts/playground)".to_owned())?;
    let sources =
        ["src", "commands/src", "formats/src", "bindings/wasm"].map(|folder| crate::support::root().join(folder));
    // What somebody names is taken as it is.
    if std::env::var_os("ZOPA_WASM").is_none() && sources.iter().any(|folder| changed_since(folder, built)) {
        return Err("zopa for WebAssembly is older than the sources (scripts/playground)".to_owned());
    }
    Ok(path)
}

/// Whether something in a folder is younger.
fn changed_since(folder: &Path, time: SystemTime) -> bool {
    let entries = std::fs::read_dir(folder).expect("a folder of this repository");
    entries.map(|entry| entry.expect("an entry").path()).any(|path| match path.is_dir() {
        true => path.file_name() != Some("target".as_ref()) && changed_since(&path, time),
        false => path.metadata().and_then(|file| file.modified()).is_ok_and(|changed| changed > time),
    })
}

/// Says why there is no test.
fn skip(why: &str) {
    drop(writeln!(std::io::stderr(), "skipped, zopa in WebAssembly: {why}"));
}

/// Asks the program in WebAssembly, in Node, and says what it answers: a line a question.
fn answers(program: &Path, questions: &[String], more: &[&str]) -> Vec<String> {
    let mut node = Command::new("node")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wasm.mjs"))
        .arg(program)
        .args(more)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Node runs");
    let mut lines = node.stdin.take().expect("its input");
    let asked = questions.iter().map(|question| json!(question).to_string() + "\n").collect::<String>();
    let writer = std::thread::spawn(move || lines.write_all(asked.as_bytes()));
    let done = node.wait_with_output().expect("Node ends");
    assert!(done.status.success());
    writer.join().expect("it wrote").expect("all of it");
    let lines = String::from_utf8(done.stdout).expect("UTF-8");
    lines.lines().map(|line| serde_json::from_str::<String>(line).expect("a text")).collect()
}

fn question(command: &str, model: &str, options: &Value) -> String {
    json!({ "command": command, "model": crate::support::model(model), "options": options }).to_string()
}

/// The flagship, models without a deal, with levels, with linked issues, with states, drawn numbers; mistakes; what is no question.
#[test]
fn its_bytes_are_those_of_the_program() {
    let program = match node().and_then(|()| program()) {
        Ok(program) => program,
        Err(why) => return skip(&why),
    };
    let data = json!({ "format": "json" });
    let mut questions = Vec::new();
    let all = std::fs::read_dir(crate::support::root().join("models/examples")).expect("a folder");
    let mut names: Vec<String> = all
        .map(|entry| format!("examples/{}", entry.expect("a file").file_name().to_string_lossy()))
        .filter(|name| name.ends_with(".json"))
        .collect();
    names.sort();
    names.extend(
        ["ukraine-security-guarantees.json", "camp-david-1978.json", "pruitt-lewis-1975.json"].map(str::to_owned),
    );
    names.extend(["levels/first-steps.json".to_owned()]);
    for name in &names {
        questions.push(question("check", name, &data));
        questions.push(question("solve", name, &data));
    }
    let first = "examples/first-steps.json";
    let none = json!({ "format": "json", "set": ["parties.client.disagreement=40"] });
    for (command, options) in [
        ("solve", none.clone()),
        ("explain", none),
        ("solve", json!({ "format": "html" })),
        ("report", json!({ "format": "html", "draws": 20 })),
        ("frontier", json!({ "format": "csv" })),
        ("frontier", json!({ "format": "svg" })),
        ("evaluate", json!({ "format": "text", "proposal": "client-wish" })),
        ("sweep", json!({ "format": "json", "draws": 50, "seed": 7 })),
        ("stability", data.clone()),
        ("linkage", data.clone()),
        ("protocol", data.clone()),
        ("export", json!({ "to": "negmas" })),
        ("solve", json!({ "fixx": 1 })),
        ("solve", json!({ "threads": 0 })),
        ("slove", data.clone()),
    ] {
        questions.push(question(command, first, &options));
    }
    for wrong in ["{", "[1", r#"{"zopa": 1, "partys": {}}"#, "\u{0}", "é€𝄞"] {
        questions.push(json!({ "command": "solve", "model": wrong, "options": data }).to_string());
    }
    questions.push(json!({ "command": "check", "model": { "zopa": 1, "x": 1 }, "options": data }).to_string());
    questions.extend(["", "{", "{}", "[]", r#"{"command": "schema"}"#].map(str::to_owned));
    questions.push(format!("{{\"command\": \"solve\", \"model\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000)));
    let told = answers(&program, &questions, &[]);
    assert_eq!(told.len(), questions.len());
    let limits = Limits { memory: 1 << 30, ..Limits::default() };
    for (question, told) in questions.iter().zip(&told) {
        let expected = zopa_commands::answer(question.as_bytes(), &limits);
        let expected = String::from_utf8(expected).expect("UTF-8");
        assert!(*told == expected, "{:.300}\n{told:.3000}\n{expected:.3000}", question);
    }
    // Some were answered each way.
    for ending in ["answered", "negative", "wrong"] {
        assert!(told.iter().any(|told| told.starts_with(&format!("{{\"ending\":\"{ending}\""))), "{ending}");
    }
}

/// It is built of the same crates, but for the clock.
#[test]
fn its_crates_are_those_of_the_program() {
    let packages = |file: &str| -> Vec<(String, String)> {
        let text = std::fs::read_to_string(crate::support::root().join(file)).expect("a file of this repository");
        let said = |lines: &str, key: &str| {
            let line = lines.lines().find_map(|line| line.strip_prefix(key));
            line.map(|rest| rest.trim_matches('"').to_owned()).unwrap_or_default()
        };
        let each = text.split("[[package]]\n").skip(1);
        each.map(|lines| (said(lines, "name = "), said(lines, "version = "))).collect()
    };
    let (own, all) = (packages("bindings/wasm/Cargo.lock"), packages("Cargo.lock"));
    assert!(own.len() > 50);
    for package in own.iter().filter(|(name, _)| name != "zopa-wasm") {
        assert!(all.contains(package), "{package:?} is not in Cargo.lock: cp Cargo.lock bindings/wasm, then build it");
    }
}

/// Whoever watches stops a search; and so does its time.
#[test]
fn it_is_stopped() {
    let program = match node().and_then(|()| program()) {
        Ok(program) => program,
        Err(why) => return skip(&why),
    };
    let flagship = |options: &Value| question("sweep", "ukraine-security-guarantees.json", options);
    let many = flagship(&json!({ "format": "json", "draws": 200_000, "seed": 1 }));
    let stopped = answers(&program, &[many], &["--stop-after", "200"]);
    let timed = answers(
        &program,
        &[flagship(&json!({ "format": "json", "draws": 200_000, "seed": 1, "time-limit": "300ms" }))],
        &[],
    );
    for told in [&stopped[0], &timed[0]] {
        let told: Value = serde_json::from_str(told).expect("JSON");
        assert_eq!(told["ending"], "stopped", "{told:.500}");
        let report: Value = serde_json::from_str(told["text"].as_str().expect("a report")).expect("JSON");
        assert_eq!(report["stopped"], true);
    }
}
