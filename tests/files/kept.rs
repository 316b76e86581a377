//! Reports that were kept: what the program once answered about the models of this repository, it still answers.
//!
//! A file of `tests/kept` has the questions asked of one model, and the reports from before options and levels had one house;
//! of some models the pages and tables, too. A report may say more than it did then; what it said has to be the same, to the last
//! digit, and a page has to be the same line by line. Read back, each report is written the same again. If a model is changed,
//! `UPDATE_EXPECT=1 cargo test --test files kept` keeps the new reports and pages: read what that changes.

use crate::reports::{against_schema, read_back};
use crate::support::{json, run, text};
use serde_json::Value;

/// The first place where a report does not say any more what it said.
fn lost(kept: &Value, now: &Value, place: &str) -> Option<String> {
    match (kept, now) {
        (Value::Object(kept), Value::Object(now)) => {
            let field = |(key, kept): (&String, &Value)| {
                let place = format!("{place}.{key}");
                now.get(key).map_or(Some(place.clone()), |now| lost(kept, now, &place))
            };
            kept.iter().find_map(field)
        }
        (Value::Array(kept), Value::Array(now)) if kept.len() == now.len() => {
            let entry = |(at, (kept, now)): (usize, (&Value, &Value))| lost(kept, now, &format!("{place}[{at}]"));
            kept.iter().zip(now).enumerate().find_map(entry)
        }
        (kept, now) => (kept != now).then(|| place.to_owned()),
    }
}

#[test]
fn reports_say_what_they_said() {
    let folder = crate::support::root().join("tests/kept");
    let schema = jsonschema::validator_for(&zopa_commands::report_schema()).expect("a schema");
    let mut asked = 0;
    for file in std::fs::read_dir(folder).expect("a folder") {
        let path = file.expect("a file").path();
        let kept: Vec<Value> =
            serde_json::from_slice(&std::fs::read(&path).expect("a file")).expect("kept reports are JSON");
        let mut anew = Vec::new();
        for question in &kept {
            let arguments: Vec<&str> =
                question["arguments"].as_array().expect("arguments").iter().filter_map(Value::as_str).collect();
            let output = run(&arguments);
            let mut now = serde_json::json!({ "arguments": arguments, "status": output.status.code() });
            match question.get("page") {
                Some(_) => now["page"] = text(&output.stdout).split('\n').collect(),
                None => {
                    now["report"] = json(&output);
                    read_back(&output.stdout);
                    assert_eq!(against_schema(&schema, &now["report"]), [""; 0], "{arguments:?}");
                }
            }
            if std::env::var_os("UPDATE_EXPECT").is_none() {
                let lost = lost(question, &now, "$");
                assert_eq!(lost, None, "{arguments:?} answers otherwise\n{}", text(&output.stdout));
            }
            anew.push(now.to_string());
            asked += 1;
        }
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::write(&path, format!("[\n{}\n]\n", anew.join(",\n"))).expect("written");
        }
    }
    assert!(asked > 300, "{asked} reports and pages were kept");
}

#[test]
fn what_is_lost_is_seen() {
    let kept = serde_json::json!({"a": [1, {"b": "1/3"}]});
    assert_eq!(lost(&kept, &serde_json::json!({"a": [1, {"b": "1/3", "new": 2}], "c": 0}), "$"), None);
    assert_eq!(lost(&kept, &serde_json::json!({"a": [1, {"b": 0.333}]}), "$").as_deref(), Some("$.a[1].b"));
    assert_eq!(lost(&kept, &serde_json::json!({"a": [1]}), "$").as_deref(), Some("$.a"));
    assert_eq!(lost(&kept, &serde_json::json!({}), "$").as_deref(), Some("$.a"));
}
