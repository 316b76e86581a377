//! Every command that reads a model, on every model of this repository, as whole processes: a table of seconds, and which
//! answers are in steps.
//!
//! `cargo bench --bench commands`; with files of one's own: `cargo bench --bench commands -- FILE…`. Each question is asked
//! once, and has a minute.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// What is asked, with P for the first proposal and Q for the first party.
const QUESTIONS: [(&str, &[&str]); 17] = [
    ("check", &[]),
    ("solve", &[]),
    ("lotteries", &["--lotteries"]),
    ("frontier", &[]),
    ("evaluate", &["--proposal", "P"]),
    ("explain", &[]),
    ("mend", &["--proposal", "P"]),
    ("linkage", &[]),
    ("stability", &[]),
    ("trades", &["--from", "P"]),
    ("counter", &["--to", "P", "--party", "Q"]),
    ("beliefs", &[]),
    ("sweep", &["--draws", "100"]),
    ("robust", &["--scenarios", "5"]),
    ("test", &[]),
    ("import", &[]),
    ("export", &["--to", "csv"]),
];

fn models(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).expect("a folder of models").map(|entry| entry.expect("an entry").path());
    let mut entries: Vec<PathBuf> = entries.collect();
    entries.sort();
    for path in entries {
        match path.is_dir() {
            true => models(&path, found),
            false if path.extension().is_some_and(|end| end == "json") => found.push(path),
            false => {}
        }
    }
}

/// Seconds, and a mark if the answer is in steps; a dash where there is nothing to ask, the exit status where it was refused.
fn asked(model: &Path, name: &str, arguments: &[&str], first: [Option<&str>; 2]) -> String {
    let command = match name {
        "lotteries" => "solve",
        "mend" => "explain",
        name => name,
    };
    let mut process = Command::new(env!("CARGO_BIN_EXE_zopa"));
    process.arg(command).arg(model).args(["--time-limit", "60s"]);
    for argument in arguments {
        let [proposal, party] = first;
        let argument = match *argument {
            "P" => proposal,
            "Q" => party,
            argument => Some(argument),
        };
        let Some(argument) = argument else { return "–".to_owned() };
        process.arg(argument);
    }
    let start = Instant::now();
    let output = process.output().expect("the program starts");
    let seconds = start.elapsed().as_secs_f64();
    let steps = String::from_utf8_lossy(&output.stderr).contains("answered in steps");
    match output.status.code() {
        Some(0 | 1) => format!("{seconds:.2}{}", if steps { " s" } else { "" }),
        Some(code) => format!("status {code}"),
        None => "killed".to_owned(),
    }
}

fn main() {
    let files: Vec<PathBuf> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).map(PathBuf::from).collect();
    let mut all = files;
    if all.is_empty() {
        models(&Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join("models"), &mut all);
    }
    let names: Vec<&str> = QUESTIONS.iter().map(|(name, _)| *name).collect();
    println!("Seconds; s: in steps; –: nothing to ask.\n\n| model | {} |", names.join(" | "));
    println!("|---|{}", "---:|".repeat(names.len()));
    for file in &all {
        let text = std::fs::read_to_string(file).expect("a file that can be read");
        let model: Value = serde_json::from_str(&text).expect("JSON");
        if model["statements"].is_array() {
            continue;
        }
        let first = |key: &str| model[key].as_object().and_then(|fields| fields.keys().next()).map(String::as_str);
        let first = [first("proposals"), first("parties")];
        let cells: Vec<String> =
            QUESTIONS.iter().map(|(name, arguments)| asked(file, name, arguments, first)).collect();
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        let levels = if file.parent().is_some_and(|folder| folder.ends_with("levels")) { " (levels)" } else { "" };
        println!("| {name}{levels} | {} |", cells.join(" | "));
    }
}
