//! Parts of an answer, and `zopa merge`: all parts, in any order, are the answer of one machine, byte for byte; what is missing, cut,
//! damaged, stopped or of another question is named.

use crate::support::{directory, ends, run, text};
use std::path::{Path, PathBuf};

const FLAGSHIP: &str = "models/ukraine-security-guarantees.json";
const UNCERTAIN: &str = "tests/fixtures/ukraine-2025.json";

fn shown(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

/// The parts of a question, as files of this folder.
fn parts(folder: &Path, question: &[&str], of: usize) -> Vec<PathBuf> {
    let part = |at: usize| {
        let path = folder.join(format!("part-{at}-of-{of}.jsonl"));
        // Both ways to count say the same.
        let (option, number) = if at.is_multiple_of(2) { ("--shard", at) } else { ("--shard-from-zero", at - 1) };
        let shard = format!("{number}/{of}");
        let output = run(&[question, &[option, &shard, "--output", shown(&path)]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        path
    };
    (1..=of).map(part).collect()
}

fn merge(parts: &[PathBuf], options: &[&str], status: i32) -> std::process::Output {
    let files: Vec<&str> = parts.iter().map(|path| shown(path)).collect();
    ends(&[&["merge"], &files[..], options].concat(), status)
}

/// In another order, which depends on how many there are.
fn mixed(parts: &[PathBuf]) -> Vec<PathBuf> {
    let mut mixed = parts.to_vec();
    mixed.reverse();
    mixed.rotate_left(parts.len() / 3);
    mixed
}

#[test]
fn all_parts_are_the_whole() {
    let folder = directory("shards-whole");
    let questions: [(&[&str], &[&str]); 11] = [
        (&["sweep", UNCERTAIN, "--draws", "30", "--seed", "7"], &["text", "json", "jsonl", "csv"]),
        (
            &[
                "sweep",
                UNCERTAIN,
                "--draws",
                "4",
                "--fix",
                "deployment=reactive",
                "--set",
                "parties.russia.disagreement=13",
            ],
            &["json"],
        ),
        (&["frontier", UNCERTAIN], &["text", "json", "jsonl", "csv"]),
        (&["frontier", "models/harbour-six-parties.json", "--all"], &["json"]),
        (&["frontier", "models/examples/no-deal.json"], &["json"]),
        (&["frontier", "models/examples/ties.json", "--all"], &["json"]),
        (&["test", "models/examples/assumptions.json"], &["text", "json", "junit"]),
        (&["test", UNCERTAIN, "--strict", "--exclude", "deployment=none"], &["json"]),
        (&["play", "models/examples/first-steps.json", "--rounds", "9"], &["text", "json", "csv"]),
        (&["play", UNCERTAIN, "--tournament", "random,micro", "--seed", "5", "--first", "russia"], &["json"]),
        (&["play", "models/examples/no-deal.json", "--tournament", "linear"], &["json"]),
    ];
    for (at, (question, formats)) in questions.into_iter().enumerate() {
        if !crate::support::root().join(question[1]).is_file() {
            panic!("{} is a model of this repository", question[1]);
        }
        let whole: Vec<_> = formats.iter().map(|format| run(&[question, &["--format", format]].concat())).collect();
        for of in [1, 2, 7] {
            let parts = parts(&folder, question, of);
            for (format, whole) in formats.iter().zip(&whole) {
                let status = whole.status.code().expect("a status");
                let merged = merge(&mixed(&parts), &["--format", format], status);
                assert_eq!(text(&merged.stdout), text(&whole.stdout), "question {at}, {of} parts, as {format}");
            }
        }
    }
}

/// A line with the seal of what it says now.
fn resealed(line: &str) -> String {
    let object = format!("{}}}", line.rsplit_once(",\"sum\":").expect("a seal").0);
    let print = zopa_verify::fingerprint(object.as_bytes());
    format!("{},\"sum\":\"{}\"}}\n", &object[..object.len() - 1], &print[..16])
}

/// What is wrong with these files, and what is said of it.
fn refused(parts: &[PathBuf], said: &str) {
    let output = merge(parts, &[], 2);
    assert!(text(&output.stderr).contains(said), "{said:?} in\n{}", text(&output.stderr));
}

#[test]
fn what_is_no_whole_answer_is_refused() {
    let folder = directory("shards-refused");
    let question = ["sweep", UNCERTAIN, "--draws", "12", "--seed", "7"];
    let parts = parts(&folder, &question, 4);
    let whole = run(&question);
    let content = |at: usize| std::fs::read_to_string(&parts[at]).expect("a part");
    let other = |name: &str, content: &str| {
        let path = folder.join(name);
        std::fs::write(&path, content).expect("a file");
        path
    };
    let with = |at: usize, path: &PathBuf| {
        let mut changed = parts.clone();
        changed[at] = path.clone();
        changed
    };

    refused(&parts[1..], "of 4 parts, these are missing: 1");
    refused(&parts[..1], "of 4 parts, these are missing: 2 to 4");
    let cut = content(2);
    let cut = other("cut.jsonl", &cut[..cut.len() - 100]);
    refused(&with(2, &cut), "has no end");
    let damaged = other("damaged.jsonl", &content(1).replacen("\"draw\":4", "\"draw\":5", 1));
    refused(&with(1, &damaged), "is damaged: its checksum is another one");
    refused(&with(1, &other("words.jsonl", "not a part\n")), "words.jsonl is no part of an answer");
    refused(&with(1, &other("empty.jsonl", "")), "empty.jsonl is no part of an answer");

    // Of another question: another seed, other numbers, another number of parts, another model.
    let asked = |name: &str, question: &[&str], shard: &str| {
        let path = folder.join(name);
        ends(&[question, &["--shard", shard, "--output", shown(&path)]].concat(), 0);
        path
    };
    let seed = ["sweep", UNCERTAIN, "--draws", "12", "--seed", "8"];
    refused(&with(1, &asked("seed.jsonl", &seed, "2/4")), "they differ in the options");
    let set = [&question[..], &["--set", "parties.russia.disagreement=11"]].concat();
    refused(&with(1, &asked("set.jsonl", &set, "2/4")), "they differ in what is set");
    refused(&with(1, &asked("five.jsonl", &question, "2/5")), "they differ in the number of parts");
    let model = ["sweep", "models/examples/two-scenarios.json", "--draws", "12", "--seed", "7"];
    refused(&with(1, &asked("model.jsonl", &model, "2/4")), "they differ in the model");
    let frontier = ["frontier", UNCERTAIN];
    refused(&with(1, &asked("frontier.jsonl", &frontier, "2/4")), "they differ in the command");

    // Where the model lies is another matter on each machine.
    let elsewhere = folder.join(UNCERTAIN.rsplit('/').next().expect("a name"));
    std::fs::copy(crate::support::root().join(UNCERTAIN), &elsewhere).expect("a file");
    let elsewhere = ["sweep", shown(&elsewhere), "--draws", "12", "--seed", "7"];
    let elsewhere = with(1, &asked("elsewhere.jsonl", &elsewhere, "2/4"));
    assert_eq!(text(&merge(&elsewhere, &[], 0).stdout), text(&whole.stdout));

    // What is usual may be said or not.
    let first = asked("first.jsonl", &["sweep", UNCERTAIN, "--draws", "6", "--seed", "1"], "1/2");
    let second = asked("second.jsonl", &["sweep", UNCERTAIN, "--draws", "6"], "2/2");
    merge(&[second, first], &[], 0);
    // So many parts there are not.
    let head =
        content(0).lines().next().expect("a head").replacen("\"shard\":[1,4]", "\"shard\":[1,18446744073709551615]", 1);
    let many = other("many.jsonl", &resealed(&head.replacen("\"units\":[0,3]", "\"units\":[0,0]", 1)));
    refused(&[many], "many.jsonl is no part of an answer");

    // The same part twice is one; two that say different things are none.
    let twice = [&parts[..], &[other("again.jsonl", &content(3))]].concat();
    assert_eq!(text(&merge(&twice, &[], 0).stdout), text(&whole.stdout));
    let lines: Vec<String> = content(3).lines().map(str::to_owned).collect();
    let turned = [&lines[0], &lines[2], &lines[1], &lines[3], &lines[4]].map(|line| format!("{line}\n")).concat();
    let turned = other("turned.jsonl", &turned);
    refused(&[&parts[..], std::slice::from_ref(&turned)].concat(), "are both part 4/4, and differ");
    // Whole lines in another order are not the draws of a part.
    refused(&with(3, &turned), "a line of these parts is no answer of zopa sweep");

    // Some of the draws tell something of all, and how many they are is told.
    let some = merge(&[parts[0].clone(), cut.clone(), parts[3].clone()], &["--partial", "--format", "json"], 3);
    let report: serde_json::Value = serde_json::from_slice(&some.stdout).expect("JSON");
    assert_eq!(report["stopped"], true);
    assert!((6..9).contains(&report["draws"].as_u64().expect("a number")));
    assert_eq!(text(&some.stderr), "note: 3 of 4 parts are there\n");
    let tests = [asked("test.jsonl", &["test", "models/examples/assumptions.json"], "1/2")];
    let output = merge(&tests, &["--partial"], 2);
    assert!(text(&output.stderr).contains("some parts of zopa test tell nothing of all"));
}

/// A part that is kept with `--lines` goes on where it was stopped, and is then the same.
#[test]
fn a_part_goes_on_where_it_ends() {
    let folder = directory("shards-lines");
    let question = ["sweep", UNCERTAIN, "--draws", "20", "--seed", "3", "--shard", "2/3"];
    let (whole, kept) = (folder.join("whole.jsonl"), folder.join("kept.jsonl"));
    ends(&[&question[..], &["--output", shown(&whole)]].concat(), 0);
    let again = || ends(&[&question[..], &["--lines", shown(&kept)]].concat(), 0);
    let bytes = std::fs::read(&whole).expect("a file");
    assert_eq!(again().stdout, b"");
    assert_eq!(std::fs::read(&kept).expect("a file"), bytes);
    let head = bytes.iter().position(|byte| *byte == b'\n').expect("a line");
    for cut in [bytes.len() - 1, bytes.len() - 40, bytes.len() - 700, head + 1, head / 2, 0] {
        std::fs::write(&kept, &bytes[..cut]).expect("a file");
        again();
        assert_eq!(std::fs::read(&kept).expect("a file"), bytes, "cut at {cut}");
    }
    // Of another part.
    let other = [&question[..6], &["--shard", "1/3", "--lines", shown(&kept)]].concat();
    let refused = ends(&other, 2);
    assert!(text(&refused.stderr).contains("has draws of another model, seed or question"));
}

#[test]
fn what_has_no_parts_says_so() {
    for (question, said) in [
        (&["frontier", UNCERTAIN, "--epsilon", "5%"][..], "a cover is one piece"),
        (&["frontier", "models/levels/first-steps.json"], "a frontier is one piece"),
        (&["frontier", UNCERTAIN, "--certificate", "never.json"], "of a part there is no certificate"),
        (&["play", "models/examples/first-steps.json", "--with", "client=micro"], "one game is one piece"),
        (&["sweep", UNCERTAIN, "--shard-from-zero", "0/2"], "cannot be used with"),
    ] {
        let output = ends(&[question, &["--shard", "1/2"]].concat(), 2);
        assert!(text(&output.stderr).contains(said), "{said:?} in\n{}", text(&output.stderr));
    }
    for wrong in ["0/2", "3/2", "half", "1/0"] {
        let output = ends(&["test", FLAGSHIP, "--shard", wrong], 2);
        assert!(text(&output.stderr).contains("such as 3/40"), "{}", text(&output.stderr));
    }
}

/// Another program's files, and a limit that is met.
#[test]
fn files_of_other_programs_have_parts_too() {
    let folder = directory("shards-foreign");
    let table = folder.join("sale.csv");
    std::fs::write(&table, "issue,option,buyer,seller\n(no deal),,2,1\nprice,80,6,0\nprice,100,3,3\nprice,120,0,6\n")
        .expect("a file");
    let question = ["frontier", shown(&table)];
    let parts = parts(&folder, &question, 3);
    let whole = run(&[&question[..], &["--format", "json"]].concat());
    std::fs::remove_file(&table).expect("it is there");
    assert_eq!(text(&merge(&parts, &["--format", "json"], 0).stdout), text(&whole.stdout), "the model is in the parts");

    let stopped = folder.join("stopped.jsonl");
    let question = ["sweep", UNCERTAIN, "--draws", "100000", "--shard", "1/1", "--time-limit", "50ms"];
    ends(&[&question[..], &["--output", shown(&stopped)]].concat(), 3);
    refused(&[stopped], "did not come to its end");
}
