//! `zopa_commands::call`: the program's bytes without the program.

use crate::support::{run, text};
use serde_json::{Map, Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use zopa::{Interrupt, Limits, Watch};
use zopa_commands::{Called, Ending, Refusal, call};
use zopa_formats::File;

const FIRST_STEPS: &str = "models/examples/first-steps.json";
const FLAGSHIP: &str = "tests/fixtures/ukraine-2025.json";
const FLAGSHIP_CERTIFICATE: &str = "verify/tests/certificates/ukraine-2025.json";
const COMMANDS: [&str; 27] = [
    "check",
    "new",
    "solve",
    "brief",
    "report",
    "frontier",
    "evaluate",
    "linkage",
    "explain",
    "stability",
    "beliefs",
    "protocol",
    "play",
    "sweep",
    "robust",
    "trades",
    "counter",
    "compare",
    "test",
    "import",
    "export",
    "elicit",
    "schema",
    "merge",
    "show",
    "diff",
    "verify",
];

fn file(name: &str) -> File {
    let path = crate::support::root().join(name);
    File::new(name, std::fs::read(path).expect("a file of this repository"))
}

fn asked(command: &str, files: &[&str], options: &Value) -> (Result<Called, Refusal>, String) {
    asked_within(command, files, options, &Limits::default())
}

fn asked_within(command: &str, files: &[&str], options: &Value, limits: &Limits) -> (Result<Called, Refusal>, String) {
    let files: Vec<File> = files.iter().map(|name| file(name)).collect();
    let mut sink = Vec::new();
    let called = call(command, &files, options, limits, &mut sink);
    (called, String::from_utf8(sink).expect("UTF-8"))
}

/// A command line as files and options.
fn taken_apart<'a>(arguments: &[&'a str]) -> (&'a str, Vec<&'a str>, Value) {
    let (mut files, mut options) = (Vec::new(), Map::new());
    let mut rest = arguments[1..].iter();
    while let Some(argument) = rest.next() {
        match argument.strip_prefix("--") {
            Some(flag @ ("all" | "lotteries" | "by-rule" | "strict" | "rescale")) => {
                drop(options.insert(flag.into(), json!(true)))
            }
            Some(name) => {
                let value = rest.next().expect("a value");
                let list =
                    matches!(name, "fix" | "exclude" | "set" | "with" | "without" | "concept" | "only" | "profiles");
                match options.get_mut(name) {
                    Some(Value::Array(values)) => values.push(json!(value)),
                    _ if list => drop(options.insert(name.into(), json!([value]))),
                    _ => drop(options.insert(name.into(), json!(value))),
                }
            }
            None if argument.contains('=') => match options.entry("package").or_insert_with(|| json!([])) {
                Value::Array(choices) => choices.push(json!(argument)),
                _ => unreachable!("a list"),
            },
            None => files.push(*argument),
        }
    }
    (arguments[0], files, options.into())
}

/// Every command, on models of all kinds: the same bytes, and the same ending.
#[test]
fn a_call_answers_what_the_program_answers() {
    let kept = crate::support::root().join("tests/kept");
    let mut questions: Vec<Vec<String>> = Vec::new();
    for path in std::fs::read_dir(kept).expect("a folder") {
        let text = std::fs::read(path.expect("a file").path()).expect("a file");
        let all: Vec<Value> = serde_json::from_slice(&text).expect("kept reports are JSON");
        let arguments = |question: &Value| serde_json::from_value(question["arguments"].clone()).expect("arguments");
        questions.extend(all.iter().filter(|question| question["page"].is_null()).map(arguments));
    }
    // Of each command every sixth question, and what no report is kept of.
    let mut chosen: Vec<Vec<&str>> = Vec::new();
    for command in COMMANDS {
        let of_it = questions.iter().filter(|question| question[0] == command).step_by(6);
        chosen.extend(of_it.map(|question| question.iter().map(String::as_str).collect()));
    }
    chosen.extend([
        vec!["frontier", FIRST_STEPS, "--format", "csv"],
        vec!["frontier", FIRST_STEPS, "--format", "jsonl", "--all"],
        vec!["frontier", FLAGSHIP, "--epsilon", "5%", "--format", "json"],
        vec!["solve", FIRST_STEPS, "--format", "text"],
        vec!["brief", FIRST_STEPS, "--format", "csv"],
        vec!["protocol", FIRST_STEPS, "--format", "json", "--patience", "1/2"],
        vec!["play", FIRST_STEPS, "--format", "json", "--with", "client=linear", "--with", "studio=micro"],
        vec!["play", FIRST_STEPS, "--format", "json", "--tournament", "random", "--seed", "5"],
        vec!["report", FIRST_STEPS, "--format", "json"],
        vec![
            "solve",
            FIRST_STEPS,
            "--format",
            "json",
            "--fix",
            "price=80",
            "--ties",
            "all",
            "--concept",
            "lottery-nash",
        ],
        vec![
            "solve",
            FIRST_STEPS,
            "--format",
            "json",
            "--set",
            "parties.studio.disagreement=12",
            "--exclude",
            "price=80..95",
        ],
        vec!["solve", FIRST_STEPS, "--format", "json", "--set", "parties.studio.disagreement=x"],
        vec!["check", FIRST_STEPS, "--set", "parties.studio.weight=-1", "--format", "json"],
        vec!["evaluate", FIRST_STEPS, "--format", "json", "price=100", "delivery=8-weeks", "warranty=none"],
        vec!["sweep", FLAGSHIP, "--format", "jsonl", "--draws", "20", "--fix", "deployment=reactive"],
        vec!["test", FLAGSHIP, "--format", "junit", "--only", "combat-commitment-sinks-any-deal"],
        vec!["sweep", FLAGSHIP, "--draws", "6", "--shard", "2/3"],
        vec!["frontier", FIRST_STEPS, "--shard-from-zero", "0/2", "--fix", "price=80..95"],
        vec!["merge", "tests/fixtures/parts/2.jsonl", "tests/fixtures/parts/1.jsonl", "--format", "json"],
        vec!["import", FIRST_STEPS],
        vec!["export", "models/nash-1950-bill-and-jack.json", "--to", "negmas", "--rescale"],
        vec!["schema"],
        vec!["new", "--party", "A", "--issue", "price=1..3"],
        vec!["compare", FIRST_STEPS, "models/levels/first-steps.json", "--format", "json"],
        vec!["compare", FIRST_STEPS, "--exclude", "delivery=12-weeks", "--format", "markdown"],
        vec!["show", "tests/golden/counter.json", "--format", "markdown"],
        vec!["diff", "tests/golden/trades.json", "tests/golden/levels-trades.json", "--format", "json"],
        vec!["check", FIRST_STEPS, "--format", "json"],
        vec!["verify", FLAGSHIP, FLAGSHIP_CERTIFICATE],
        vec![
            "elicit",
            "models/elicitation/ceasefire.json",
            "models/elicitation/ceasefire-statements.json",
            "--format",
            "json",
        ],
    ]);
    let mut commands: Vec<&str> = Vec::new();
    for arguments in &chosen {
        let program = run(arguments);
        let (command, files, options) = taken_apart(arguments);
        let (called, answer) = asked(command, &files, &options);
        match called {
            Ok(called) => {
                assert_eq!(program.status.code(), Some(i32::from(called.ending.status())), "{arguments:?}");
                assert_eq!(text(&program.stderr), called.notes, "{arguments:?}");
                assert_eq!(text(&program.stdout), answer, "{arguments:?}");
            }
            Err(refusal) => {
                assert_eq!(program.status.code(), Some(2), "{arguments:?}: {refusal}");
                assert_eq!(text(&program.stderr), refusal.render(false), "{arguments:?}");
            }
        }
        commands.push(command);
    }
    assert!(COMMANDS.iter().all(|command| commands.contains(command)), "{commands:?}");
}

#[test]
fn choices_are_objects_or_lists() {
    let package = json!({"price": "100", "delivery": "8-weeks", "warranty": "none"});
    let (called, by_id) = asked("evaluate", &[FIRST_STEPS], &json!({"package": package}));
    assert!(called.is_ok());
    let list = json!({"package": ["warranty=none", "price=100", "delivery=8-weeks"]});
    assert_eq!(asked("evaluate", &[FIRST_STEPS], &list).1, by_id);
    let level = json!({"fix": {"price": 97.5}});
    let (called, answer) = asked("solve", &["models/levels/first-steps.json"], &level);
    assert!(called.is_ok(), "{:?}", called.err().map(|refusal| refusal.to_string()));
    assert!(answer.contains("97.5"), "{answer}");
}

/// What no command knows is refused by each; and nothing in options reaches a disk.
#[test]
fn unknown_options_are_refused() {
    for command in COMMANDS {
        let unknown = ["nonsense", "output", "model", "files", "lines", "write-model", "highs-lib", "folder"];
        for option in unknown {
            let (called, answer) = asked(command, &[FIRST_STEPS], &json!({option: "x"}));
            let refusal = called.err().map(|refusal| refusal.to_string()).unwrap_or_default();
            assert!(refusal.contains(&format!("unknown field `{option}`")), "{command} {option}: {refusal}");
            assert_eq!(answer, "");
        }
    }
    let refused = |command: &str, options: Value| {
        let refusal = asked(command, &[FIRST_STEPS], &options).0.expect_err("it is wrong");
        assert!(refusal.diagnostics().is_none());
        refusal.to_string()
    };
    assert!(refused("sovle", json!({})).contains("unknown variant `sovle`"));
    assert!(refused("solve", json!({"ties": 0})).contains("a number from 1 on, or `all`"));
    assert!(refused("solve", json!({"time-limit": "soon"})).contains("a time of 0 or more"));
    assert!(refused("solve", json!({"concept": ["fair"]})).contains("no concept is called `fair`"));
    assert!(refused("solve", json!(["ties"])).contains("no object"));
    assert!(refused("stability", json!({"concept": "fair"})).contains("those that choose packages are nash"));
    assert!(refused("sweep", json!({"draws": 0})).contains("a whole number from 1 to"));
    assert!(refused("export", json!({})).contains("not named"));
    assert!(refused("elicit", json!({})).contains("a model and statements are needed"));
}

/// What is wrong with a file is told with its place, as data and as a text.
#[test]
fn wrong_files_are_findings() {
    let wrong = File::new("mine.json", r#"{"zopa": 1, "parties": {}}"#);
    let mut sink = Vec::new();
    let refusal = call("solve", std::slice::from_ref(&wrong), &json!({}), &Limits::default(), &mut sink)
        .expect_err("it is wrong");
    assert!(!refusal.diagnostics().expect("findings").0.is_empty());
    assert!(refusal.to_string().contains("mine.json:1:"), "{refusal}");
    assert!(sink.is_empty());
    let called = call("check", &[wrong], &Value::Null, &Limits::default(), &mut sink).expect("an answer");
    assert_eq!(called.ending, Ending::Wrong);
    assert!(text(&sink).contains("\"status\": \"errors\""));
    let refusal = call("solve", &[], &json!({}), &Limits::default(), &mut sink).expect_err("nothing to read");
    assert!(refusal.to_string().contains("no negotiation"), "{refusal}");
}

#[test]
fn limits_are_lowered_and_not_raised() {
    let (called, answer) = asked("solve", &[FLAGSHIP], &json!({"time-limit": 0}));
    assert_eq!(called.expect("an answer").ending, Ending::Stopped);
    assert!(answer.contains("\"stopped\""), "{answer}");
    let none = Limits { time: Some(std::time::Duration::ZERO), ..Limits::default() };
    let (called, _) = asked_within("solve", &[FLAGSHIP], &json!({"time-limit": 60}), &none);
    assert_eq!(called.expect("an answer").ending, Ending::Stopped);
}

/// What questions about gains say where only orders are known.
const ORDERED: &str = "of Union, Employers and Ministry only an order is known";

/// Every command answers every model of this repository, or says what it has none of.
#[test]
fn every_command_answers_every_model() {
    let root = crate::support::root();
    let mut models = Vec::new();
    let mut folders = vec![root.join("models")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => folders.push(path),
                // The flagship's commands are asked in `claims.rs`; here, those of its first version.
                false
                    if ["statements.json", "readings", "ukraine"]
                        .iter()
                        .all(|part| !path.to_string_lossy().contains(part)) =>
                {
                    models.push(path)
                }
                false => {}
            }
        }
    }
    models.extend(["ukraine-2025.json", "ukraine-2025-levels.json"].map(|name| root.join("tests/fixtures").join(name)));
    models.sort();
    for path in models {
        let bytes = std::fs::read_to_string(&path).expect("a file");
        let model: Value = serde_json::from_str(&bytes).expect("JSON");
        let first = |key: &str| model[key].as_object().and_then(|all| all.keys().next()).cloned();
        let file = File::new(path.to_string_lossy().into_owned(), bytes);
        let ask = |command: &str, files: &[File], options: &Value| {
            let mut sink = Vec::new();
            let limits = Limits { time: Some(std::time::Duration::from_secs(10)), ..Limits::default() };
            call(command, files, options, &limits, &mut sink).map(|called| (called.ending, text(&sink).to_owned()))
        };
        let party = first("parties").expect("a party");
        let ranked = path.ends_with("ranks.json");
        // A package to ask about: a proposal, or what can be agreed.
        let (_, solved) = ask("solve", std::slice::from_ref(&file), &json!({})).expect("an answer");
        let solved: Value = serde_json::from_str(&solved).expect("JSON");
        let agreed = &solved["solutions"][0]["agreements"][0]["package"];
        let Some(package) = first("proposals").map(|id| json!(id)).or(agreed.is_object().then(|| agreed.clone()))
        else {
            continue;
        };
        let of = |named: &str| {
            let mut options = json!({});
            options[if package.is_string() { named } else { "package" }] = package.clone();
            options
        };
        // What a format of another program cannot express is its own matter; and parts are no models.
        for command in COMMANDS.into_iter().filter(|command| !["export", "merge"].contains(command)) {
            let mut options = match command {
                "evaluate" | "explain" => of("proposal"),
                "trades" => of("from"),
                "counter" => of("to"),
                "sweep" => json!({"draws": 5}),
                "robust" => json!({"scenarios": 2}),
                "play" => json!({"rounds": 5, "tournament": ["linear", "micro"]}),
                "solve" => json!({"lotteries": true}),
                _ => json!({}),
            };
            if command == "counter" {
                options["party"] = json!(party);
            }
            let said = json!({"zopa": 1, "statements": [{"party": party, "accepts": package}]});
            let files = match command {
                "elicit" => vec![file.clone(), File::new("said.json", said.to_string())],
                _ => vec![file.clone()],
            };
            let none = match ask(command, &files, &options) {
                Ok((ending, _)) => {
                    assert_ne!(ending, Ending::Wrong, "{command} {}", path.display());
                    continue;
                }
                Err(refusal) => refusal.to_string(),
            };
            let nothing_of = match command {
                "sweep" | "robust" | "beliefs" | "elicit" if ranked => ORDERED,
                "sweep" | "robust" => "no number of this model has a range",
                "compare" => "nothing to compare it with",
                "new" => "a model has parties and issues",
                "beliefs" => "this model has no states",
                "elicit" => "the model says already what every issue is worth",
                "show" | "diff" => "this is a model, and no report",
                "verify" => "a model and a certificate are to be checked",
                _ if ranked => ORDERED,
                _ => "(nothing)",
            };
            assert!(none.contains(nothing_of), "{command} {}: {none}", path.display());
        }
    }
}

/// Where a question settles every level, it is the question of the model in which these are options: every command says the same,
/// but for what is said in another order or in other words.
#[test]
fn settled_levels_are_options_in_every_command() {
    const SETTLED: [(&str, i64); 3] = [("zone-depth", 20), ("relief", 50), ("assets", 30)];
    // How it was found, what is counted elsewhere, and what has the parts of utilities in another order.
    const ELSEWHERE: [&str; 26] = [
        "frontier_found",
        "frontier_stopped_by",
        "names",
        "summary",
        "today",
        "contributions",
        "frontier",
        "frontier_points",
        "balance",
        "steps",
        "warnings",
        "equally_good",
        "value_exact",
        "continuous",
        "levels",
        "option_choices",
        "packages",
        "engine",
        "proof",
        "weights",
        "bound",
        "breakdown",
        "better_for",
        "dominated_by",
        "without_consent",
        "undecided",
    ];
    fn same(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                fields.retain(|key, _| !ELSEWHERE.contains(&key.as_str()));
                fields.values_mut().for_each(same);
            }
            Value::Array(list) => {
                list.retain(|one| SETTLED.iter().all(|(issue, _)| one["issue"] != *issue));
                list.iter_mut().for_each(same);
                list.sort_by_cached_key(Value::to_string);
            }
            _ => {}
        }
    }
    let mut model: Value =
        serde_json::from_slice(&file("tests/fixtures/ukraine-2025-levels.json").bytes).expect("JSON");
    for proposal in model["proposals"].as_object_mut().expect("proposals").values_mut() {
        SETTLED.iter().for_each(|(issue, level)| proposal["package"][issue] = json!(level));
    }
    let model = File::new("settled.json", model.to_string());
    let fix: Map<String, Value> =
        SETTLED.iter().map(|(issue, level)| ((*issue).to_owned(), json!(level.to_string()))).collect();
    // What a report is made of is asked by itself.
    let others = [
        "import", "export", "elicit", "schema", "check", "beliefs", "compare", "new", "show", "diff", "verify",
        "merge", "report", // Which ways of talking are usual is another matter with levels.
        "protocol", "play",
    ];
    let commands = COMMANDS.into_iter().filter(|command| !others.contains(command));
    for command in commands {
        let mut options = options(command);
        for (issue, option) in options["fix"].as_object().cloned().unwrap_or_default().into_iter().chain(fix.clone()) {
            options["fix"][issue] = option;
        }
        let [own, in_steps] = [json!(null), json!(1)].map(|steps| {
            let mut options = options.clone();
            if !steps.is_null() {
                options["steps"] = steps;
            }
            let mut sink = Vec::new();
            let called = call(command, std::slice::from_ref(&model), &options, &Limits::default(), &mut sink);
            let ending = called.unwrap_or_else(|refusal| panic!("{command}: {refusal}")).ending;
            let mut answer: Value = serde_json::from_slice(&sink).expect("JSON");
            same(&mut answer);
            (ending, answer)
        });
        assert_eq!(own, in_steps, "{command}");
    }
}

/// Without any time, what has to be looked for is not found, and what is answered all the same is the whole answer.
#[test]
fn no_time_is_an_answer_in_every_command() {
    let mut stopped = Vec::new();
    for command in COMMANDS {
        let files: &[&str] = match command {
            "elicit" => &["models/elicitation/ceasefire.json", "models/elicitation/ceasefire-statements.json"],
            "export" => &["models/nash-1950-bill-and-jack.json"],
            "merge" => &["tests/fixtures/parts/1.jsonl", "tests/fixtures/parts/2.jsonl"],
            "show" => &["tests/golden/counter.json"],
            "verify" => &[FLAGSHIP, FLAGSHIP_CERTIFICATE],
            "diff" => &["tests/golden/trades.json", "tests/golden/levels-trades.json"],
            "beliefs" => &["models/examples/reactive-deployment.json"],
            _ => &[FLAGSHIP],
        };
        let mut options = options(command);
        let (whole, answer) = asked(command, files, &options);
        options["time-limit"] = json!("0");
        let (called, cut) = asked(command, files, &options);
        let ended = called.expect("an answer").ending;
        if ended == Ending::Stopped {
            stopped.push(command);
        } else {
            assert_eq!((ended, cut), (whole.expect("an answer").ending, answer), "{command}");
        }
    }
    let at_once = ["new", "import", "export", "schema", "show", "diff"];
    let searching: Vec<&str> = COMMANDS.into_iter().filter(|command| !at_once.contains(command)).collect();
    assert_eq!(stopped, searching);
}

/// Options with which a command has something to do.
fn options(command: &str) -> Value {
    match command {
        "evaluate" => json!({"proposal": "western-draft"}),
        "trades" => json!({"from": "western-draft"}),
        "counter" => json!({"to": "western-draft", "party": "russia"}),
        "explain" => json!({"fix": {"deployment": "reactive", "territory": "no-recognition"}}),
        "robust" => json!({"scenarios": 3}),
        "sweep" => json!({"draws": 20}),
        "play" => json!({"rounds": 5, "tournament": ["linear", "micro"]}),
        "export" => json!({"to": "negmas"}),
        "compare" => json!({"set": {"parties.russia.disagreement": 14}}),
        "new" => json!({"party": ["A"], "issue": ["price=1..3"]}),
        _ => json!({}),
    }
}

/// A form that a command does not have is refused, as on the command line.
#[test]
fn forms_are_those_of_the_command() {
    for (command, form) in [
        ("solve", "jsonl"),
        ("check", "svg"),
        ("linkage", "jsonl"),
        ("sweep", "junit"),
        ("test", "svg"),
        ("frontier", "junit"),
    ] {
        let mut asking = options(command);
        asking["format"] = json!(form);
        let (called, _) = asked(command, &[FLAGSHIP], &asking);
        let refusal = called.expect_err(command).render(false);
        assert!(refusal.contains("this command's forms are"), "{refusal}");
    }
}

/// Every command that searches can be interrupted, and watched.
#[test]
fn questions_are_interrupted_and_watched() {
    for command in [
        "solve",
        "frontier",
        "evaluate",
        "linkage",
        "explain",
        "stability",
        "sweep",
        "robust",
        "trades",
        "counter",
        "test",
    ] {
        let interrupt = Interrupt::default();
        interrupt.stop();
        let stopped = Limits { interrupt, ..Limits::default() };
        let (called, _) = asked_within(command, &[FLAGSHIP], &options(command), &stopped);
        assert_eq!(called.expect("an answer").ending, Ending::Stopped, "{command}");
        if matches!(command, "sweep" | "stability") {
            continue;
        }
        let seen = Arc::new(AtomicBool::new(false));
        let sees = seen.clone();
        let watch = Watch::new(move |_| {
            sees.store(true, Ordering::SeqCst);
            std::ops::ControlFlow::Break(())
        });
        let watched = Limits { watch, ..Limits::default() };
        let (called, _) = asked_within(command, &[FLAGSHIP], &options(command), &watched);
        assert!(seen.load(Ordering::SeqCst), "{command}");
        assert_eq!(called.expect("an answer").ending, Ending::Stopped, "{command}");
    }
}
