//! Reports that are kept: read back they are the same, their page is the one that the command shows, they follow the schema
//! that is published, and what differs between two of them is told.

use crate::support::{as_kept, directory, ends, json, run, text, with_input};
use serde_json::{Value, json};
use zopa_commands::{AnyReport, report_schema as json_schema};

const FIRST_STEPS: &str = "models/examples/first-steps.json";
const FLAGSHIP: &str = "models/ukraine-security-guarantees.json";
const LEVELS: &str = "models/levels/first-steps.json";
const WAYS: &str = "models/examples/ways-of-talking.json";
const NO_DEAL: &str = "models/examples/no-deal.json";

/// Questions of every command, to models with options, with levels, in steps, and without an agreement.
const QUESTIONS: [&[&str]; 49] = [
    &["solve", FIRST_STEPS],
    &["solve", FLAGSHIP, "--fix", "deployment=reactive"],
    &["solve", LEVELS, "--lotteries"],
    &["solve", NO_DEAL, "--lotteries"],
    &["solve", "models/examples/ties.json"],
    &["solve", "models/harbour-six-parties.json", "--by-rule"],
    &["frontier", FIRST_STEPS],
    &["frontier", LEVELS],
    &["frontier", NO_DEAL],
    &["brief", FIRST_STEPS],
    &["brief", NO_DEAL],
    &["evaluate", FIRST_STEPS, "--proposal", "client-wish"],
    &["evaluate", LEVELS, "price=97.5", "delivery=8-weeks", "warranty=12"],
    &["explain", FIRST_STEPS],
    &["explain", NO_DEAL],
    &["explain", FIRST_STEPS, "--proposal", "client-wish"],
    &["trades", FIRST_STEPS, "--from", "client-wish"],
    &["trades", FIRST_STEPS, "--from", "client-wish", "--swap", "price=80,delivery=16-weeks"],
    &["counter", FIRST_STEPS, "--party", "studio", "--to", "client-wish"],
    &["linkage", FIRST_STEPS],
    &["linkage", LEVELS],
    &["stability", FIRST_STEPS],
    &["stability", FIRST_STEPS, "price=90", "delivery=12-weeks", "warranty=none"],
    &["stability", LEVELS, "--steps", "5"],
    &["beliefs", "models/examples/hollow-commitment.json", "--proposal", "backstop"],
    &["beliefs", "models/examples/deterrence.json"],
    &["holds", "models/promises/promises-that-hold.json"],
    &["holds", "models/promises/promises-that-hold.json", "--proposal", "words"],
    &["protocol", FIRST_STEPS, "--zeuthen", "--stationary"],
    &["protocol", LEVELS],
    &["protocol", NO_DEAL],
    &["protocol", WAYS],
    &["protocol", WAYS, "--ratify", "town", "--bloc", "port,region"],
    &["protocol", WAYS, "--bandwidth", "2", "--quota", "2"],
    &["play", FIRST_STEPS],
    &["play", WAYS, "--text", "--edits", "3", "--seed", "2"],
    &["play", WAYS, "--tournament", "linear,micro"],
    &["play", FIRST_STEPS, "--with", "client=random", "--with", "studio=time:3/2"],
    &["sweep", "models/examples/two-scenarios.json", "--draws", "50"],
    &["robust", "models/examples/two-scenarios.json", "--scenarios", "5"],
    &["compare", FIRST_STEPS, "--set", "parties.studio.disagreement=14"],
    &["compare", FIRST_STEPS, "--set", "parties.studio.disagreement=100", "--concept", "nash,egalitarian"],
    &["compare", FIRST_STEPS, LEVELS, NO_DEAL],
    &["test", "models/examples/assumptions.json"],
    &["solve", "tests/fixtures/curves-tie.json"],
    &["solve", "tests/fixtures/curves.json", "--fix", "price=10", "--fix", "delivery=now"],
    &["solve", "tests/fixtures/curves-levels.json"],
    &["evaluate", "tests/fixtures/curves.json", "--proposal", "edge"],
    &["elicit", "models/elicitation/ceasefire.json", "models/elicitation/ceasefire-statements.json"],
];

/// What is wrong with a report, by the schema.
pub fn against_schema(schema: &jsonschema::Validator, report: &Value) -> Vec<String> {
    schema.iter_errors(report).map(|error| format!("{}: {error}", error.instance_path)).take(3).collect()
}

/// Read back and written again, the bytes are the same.
pub fn read_back(bytes: &[u8]) {
    let report = AnyReport::read(bytes).unwrap_or_else(|why| panic!("{why}\n{}", text(bytes)));
    let again = serde_json::to_string_pretty(&report).expect("JSON") + "\n";
    assert!(again == text(bytes), "{}", text(bytes));
}

#[test]
fn a_kept_report_has_the_page_that_it_had() {
    let schema = jsonschema::validator_for(&json_schema()).expect("a schema");
    for question in QUESTIONS {
        let page = run(question);
        let open = question[1].contains("curves");
        let answered = matches!(page.status.code(), Some(0 | 1)) || (open && page.status.code() == Some(3));
        assert!(answered, "{question:?}\n{}", text(&page.stderr));
        let report = run(&[question, &["--format", "json"]].concat()).stdout;
        let value: Value = serde_json::from_slice(&report).expect("JSON");
        assert_eq!(value["command"], question[0]);
        assert_eq!(against_schema(&schema, &value), [""; 0], "{question:?}");
        read_back(&report);
        let shown = with_input(&["show", "-"], &report);
        assert_eq!((text(&shown.stdout), shown.status.code()), (text(&page.stdout), Some(0)), "{question:?}");
        // And the tables that it had; where there are none, both say so.
        let tables = run(&[question, &["--format", "csv"]].concat());
        let shown = with_input(&["show", "-", "--format", "csv"], &report);
        assert_eq!(text(&shown.stdout), text(&tables.stdout), "{question:?}");
        for output in [shown, tables] {
            let none = text(&output.stderr).contains("there is no table in this answer");
            assert_eq!((none, output.status.code() == Some(2)), (output.stdout.is_empty(), none), "{question:?}");
        }
    }
}

/// What has no table of a page has one for spreadsheets, where it is a list; and nothing is silently empty.
#[test]
fn tables_are_there_or_it_is_said() {
    let holds = ends(&["holds", "models/promises/promises-that-hold.json", "--format", "csv"], 0);
    let csv = text(&holds.stdout);
    assert!(csv.starts_with("Promise,Whose,What would break it,Holds,What keeping it is worth more,Why\r\n"), "{csv}");
    let tested = run(&["test", "models/examples/assumptions.json", "--format", "csv"]);
    let csv = text(&tested.stdout);
    assert!(csv.starts_with("Assumption,Verdict,What it claims,What was found\r\n"), "{csv}");
    assert!(csv.lines().count() > 10 && csv.contains(",proved,"), "{csv}");
    let refused = ends(&["explain", FIRST_STEPS, "--format", "csv"], 2);
    assert!(text(&refused.stderr).contains("there is no table in this answer"), "{}", text(&refused.stderr));
}

/// What is wrong with a model is a report, and so are files that it becomes: they can be shown again.
#[test]
fn checks_and_exports_are_reports() {
    let schema = jsonschema::validator_for(&json_schema()).expect("a schema");
    let wrong = std::fs::read_to_string(crate::support::root().join(FIRST_STEPS)).expect("a model");
    let wrong = wrong.replacen("12-weeks", "12 weeks", 1);
    let suspicious = r#"{ "zopa": 1, "title": "Wages", "parties": { "union": { "disagreement": 0 }, "city": { "disagreement": 0 } },
        "issues": { "wage": { "options": ["low", "high"] }, "day": { "options": ["monday"] } },
        "utilities": { "union": { "values": { "wage": { "low": 0, "high": 5 } } }, "city": { "values": { "wage": { "low": 5, "high": 0 } } } } }"#;
    for (model, status, says) in [(wrong.as_str(), 2, "[unknown-option]"), (suspicious, 0, "[one-option]")] {
        let checked = |format: &str| with_input(&["check", "-", "--format", format], model.as_bytes());
        let report = checked("json");
        assert_eq!(report.status.code(), Some(status), "{}", text(&report.stderr));
        assert_eq!(against_schema(&schema, &json(&report)), [""; 0]);
        read_back(&report.stdout);
        for format in ["markdown", "html", "csv"] {
            let shown = with_input(&["show", "-", "--format", format], &report.stdout);
            assert_eq!(text(&shown.stdout), text(&checked(format).stdout), "{format}");
        }
        let read = AnyReport::read(&report.stdout).expect("a report");
        let page = zopa_commands::Report::page(&read).text(zopa_commands::page::Layout { width: 60, bold: false });
        assert!(page.contains(says) && page.contains(", column "), "{page}");
        assert!(page.lines().all(|line| line.chars().count() <= 60), "{page}");
        assert!(
            text(&checked("csv").stdout).starts_with("Severity,Code,What is found,Where,File,Line,Column,Help\r\n")
        );
    }
    let exported = ends(&["export", "models/nash-1950-bill-and-jack.json", "--to", "csv"], 0);
    assert_eq!(against_schema(&schema, &json(&exported)), [""; 0]);
    read_back(&exported.stdout);
    let shown = with_input(&["show", "-"], &exported.stdout);
    assert!(text(&shown.stdout).contains(".csv"), "{}", text(&shown.stdout));
}

/// Of no draws there are no shares: nothing is said of them, and the report can be read.
#[test]
fn a_sweep_that_was_stopped_before_its_first_draw_is_a_report() {
    let question = ["sweep", "models/examples/two-scenarios.json", "--draws", "1000", "--time-limit", "0"];
    let output = ends(&[&question[..], &["--format", "json"]].concat(), 3);
    let report = json(&output);
    assert_eq!(
        (&report["draws"], &report["stopped"], &report["stopped_by"]),
        (&json!(0), &json!(true), &json!("time_limit"))
    );
    assert_eq!((&report["information"], &report["drivers"][0]["known"]), (&Value::Null, &Value::Null));
    let schema = jsonschema::validator_for(&json_schema()).expect("a schema");
    assert_eq!(against_schema(&schema, &report), [""; 0]);
    read_back(&output.stdout);
    let shown = with_input(&["show", "-"], &output.stdout);
    assert_eq!(shown.status.code(), Some(0), "{}", text(&shown.stderr));
    assert!(!text(&shown.stdout).contains("NaN"), "{}", text(&shown.stdout));
}

#[test]
fn the_published_schema_of_reports_is_the_one_of_the_types() {
    let path = crate::support::root().join("schema/zopa-report-1.schema.json");
    let schema = format!("{:#}\n", zopa_commands::report_schema()).into_bytes();
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, &schema).expect("written");
    }
    let published = std::fs::read(&path).unwrap_or_default();
    assert!(published == schema, "{} is out of date: UPDATE_EXPECT=1 writes it anew", path.display());
    assert_eq!(json(&ends(&["schema", "reports"], 0)), zopa_commands::report_schema());
    assert_eq!(json(&ends(&["schema", "model"], 0)), json(&ends(&["schema"], 0)));
    assert_eq!(ends(&["schema", "statements"], 0).stdout, ends(&["schema", "--statements"], 0).stdout);
}

#[test]
fn what_is_no_report_is_refused_in_a_sentence() {
    let report = ends(&["solve", FIRST_STEPS, "--format", "json"], 0).stdout;
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut value: Value = serde_json::from_slice(&report).expect("JSON");
        change(&mut value);
        value.to_string()
    };
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    for (input, says) in [
        (String::new(), "no JSON"),
        ("[1]".into(), "no report of zopa"),
        (r#"{"name": "x", "report": 1}"#.into(), "no report of zopa"),
        (std::fs::read_to_string(crate::support::root().join(FIRST_STEPS)).expect("a model"), "this is a model"),
        (changed(&|value| value["report"] = json!(2)), "a report of format 2: this program reads format 1"),
        (
            changed(&|value| value["command"] = json!("check\u{1b}[31m")),
            "no command `check\\u001b[31m` of this program",
        ),
        (changed(&|value| drop(value.as_object_mut().expect("an object").remove("command"))), "which command made it"),
        (changed(&|value| value["names"] = json!(7)), "not as reports are"),
        (changed(&|value| value["status"] = json!("\u{202e}fine")), "not as reports are"),
        (format!(r#"{{"zopa":"0.1.0","report":1,"command":"solve","x":{deep}}}"#), "no JSON"),
    ] {
        let output = with_input(&["show", "-"], input.as_bytes());
        let err = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{err}");
        assert!(err.contains(says) && !err.contains(['\u{1b}', '\u{202e}']), "{says}\n{err}");
    }
    // Names that would move the cursor or turn the text around are shown as what they are; what is not known by name, by its id.
    let hostile = changed(&|value| {
        value["title"] = json!("a\u{1b}[31mb");
        value["names"]["parties"]["client"]["name"] = json!("\u{202e}tneilc");
        value["names"]["issues"] = json!({});
        value["warnings"] = json!(["\u{1b}"]);
        value["solutions"][0]["agreements"][0]["package"]["new\u{1b}"] = json!("op\u{1b}tion");
        value["concepts"] = json!({});
    });
    let shown = with_input(&["show", "-"], hostile.as_bytes());
    assert_eq!(shown.status.code(), Some(0), "{}", text(&shown.stderr));
    let page = text(&shown.stdout);
    assert!(
        page.contains("a\\u001b[31mb") && page.contains("\\u202etneilc") && page.contains("op\\u001btion"),
        "{page}"
    );
    assert!(!page.contains(['\u{1b}', '\u{202e}']), "{page}");
}

#[test]
fn what_differs_is_told() {
    let folder = directory("diff");
    let kept = |name: &str, arguments: &[&str]| {
        let path = folder.join(name).display().to_string();
        let output = run(&[arguments, &["--format", "json", "--output", &path]].concat());
        assert!(matches!(output.status.code(), Some(0 | 1)), "{arguments:?}\n{}", text(&output.stderr));
        path
    };
    let before = kept("before.json", &["solve", FIRST_STEPS]);
    let after = kept("after.json", &["solve", FIRST_STEPS, "--fix", "price=80"]);
    let same = ends(&["diff", &before, &before], 0);
    assert!(text(&same.stdout).contains("Both reports say the same."), "{}", text(&same.stdout));
    as_kept(&ends(&["diff", &before, &after], 1).stdout, "diff-first-steps.txt");
    let report = ends(&["diff", &before, &after, "--format", "json"], 1);
    let data = json(&report);
    assert_eq!((&data["of"], &data["same"]), (&json!("solve"), &json!(false)));
    assert!(data["places"].as_array().is_some_and(|places| places.len() > 10), "{data}");
    read_back(&report.stdout);
    // Why nothing can be agreed, and what would be enough.
    let whole = kept("whole.json", &["explain", NO_DEAL]);
    let lifted = kept("lifted.json", &["explain", FIRST_STEPS]);
    let page = text(&ends(&["diff", &whole, &lifted], 1).stdout).to_owned();
    assert!(page.contains("What cannot be had together") && page.contains("How it ended"), "{page}");
    // Of other reports, the places.
    let linkage = kept("linkage.json", &["linkage", FIRST_STEPS]);
    let fixed = kept("fixed.json", &["linkage", FIRST_STEPS, "--fix", "price=80"]);
    let page = text(&ends(&["diff", &linkage, &fixed], 1).stdout).to_owned();
    assert!(
        page.contains("Where they differ") && page.contains("fixed › Price") && page.contains("--format json"),
        "{page}"
    );
    let stable = kept("stable.json", &["stability", FIRST_STEPS]);
    let moved = kept("moved.json", &["stability", FIRST_STEPS, "--set", "parties.studio.disagreement=9"]);
    let page = text(&ends(&["diff", &stable, &moved], 1).stdout).to_owned();
    assert!(
        page.contains("intervals › values › Client: Price") && page.contains("disagreement › Studio › now"),
        "{page}"
    );
    let refused = ends(&["diff", &before, &linkage], 2);
    assert!(
        text(&refused.stderr).contains("reports of different commands: solve and linkage"),
        "{}",
        text(&refused.stderr)
    );
    ends(&["diff", &before], 2);
}
