//! What is promised about the format of models: a model of today stays readable, and means the same.
//!
//! `tests/promise` has models as they were when format 1 was fixed, one of which fills every field, and the list of its
//! fields with the version in which each came. What they were answered then is in `answers.txt`. `UPDATE_EXPECT=1 cargo test --test files promise` adds fields that are new; none is
//! ever taken away, and the models are never touched.

use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;
use zopa::model::MODEL_SCHEMA;
use zopa::{Model, Problem};

fn folder() -> PathBuf {
    crate::support::root().join("tests/promise")
}

#[test]
fn models_of_format_1_are_read() {
    let (mut read, mut answers) = (0, Vec::new());
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let model = Model::from_json(&text).unwrap_or_else(|wrong| panic!("{}: {wrong}", path.display()));
        assert_eq!(Model::from_json(&model.to_json()).unwrap(), model, "{}", path.display());
        // The one that fills every field makes no sense as a negotiation.
        if !path.ends_with("every-field.json") {
            let problem = Problem::compile(&model).unwrap_or_else(|wrong| panic!("{}: {wrong}", path.display()));
            answers.push((path.file_name().expect("a name").to_string_lossy().into_owned(), answered(&problem)));
        }
        read += 1;
    }
    assert_eq!(read, 5);
    // They mean the same: what was answered then is answered now.
    answers.sort();
    let path = folder().join("answers.txt");
    let now: String = answers.into_iter().map(|(name, answer)| format!("{name}\n{answer}\n")).collect();
    if !path.exists() {
        std::fs::write(&path, &now).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), now, "an old model has another answer");
}

/// What can be agreed, and what each concept chooses, in exact numbers.
fn answered(problem: &Problem) -> String {
    let answer = problem.search().run();
    let mut lines = format!("  {:?}\n", answer.status);
    for solution in &answer.solutions {
        for one in &solution.agreements {
            let package: Vec<String> =
                problem.issue_ids().map(|issue| format!("{:?}", one.package.settled(problem, issue))).collect();
            let utilities: Vec<String> = one.utilities.iter().map(ToString::to_string).collect();
            let (id, settled) = (solution.concept.id(), package.join(", "));
            lines += &format!("  {id}: {} by {settled}\n", utilities.join(", "));
        }
    }
    lines
}

/// The fields of all objects of the schema.
fn fields() -> Vec<String> {
    let schema: Value = serde_json::from_str(MODEL_SCHEMA).unwrap();
    let mut found = Vec::new();
    let mut collect = |name: &str, object: &Value| {
        let properties = object.get("properties").and_then(Value::as_object);
        found.extend(properties.into_iter().flatten().map(|(field, _)| format!("{name}.{field}")));
    };
    collect("Model", &schema);
    for (name, object) in schema["$defs"].as_object().unwrap() {
        collect(name, object);
        // A value that can be written in several shapes.
        for shape in object.get("anyOf").and_then(Value::as_array).into_iter().flatten() {
            collect(name, shape);
        }
    }
    found.sort();
    found.dedup();
    found
}

#[test]
fn no_field_of_the_format_is_taken_away() {
    let path = folder().join("fields.txt");
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let kept: BTreeMap<&str, &str> = kept.lines().filter_map(|line| line.split_once(' ')).collect();
    let now = fields();
    for field in kept.keys() {
        assert!(now.iter().any(|own| own == field), "the format has no field `{field}` any more");
    }
    let new: Vec<&String> = now.iter().filter(|field| !kept.contains_key(field.as_str())).collect();
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        let line =
            |field: &String| format!("{field} {}\n", kept.get(field.as_str()).unwrap_or(&env!("CARGO_PKG_VERSION")));
        std::fs::write(&path, now.iter().map(line).collect::<String>()).unwrap();
    } else {
        assert!(new.is_empty(), "fields that are in no list: {new:?} (UPDATE_EXPECT=1 adds them)");
    }
}

/// What a program says to a field that it does not know, and to a format that it does not read.
#[test]
fn what_is_newer_is_refused_by_name() {
    let text = std::fs::read_to_string(folder().join("first-steps.json")).unwrap();
    let said = |from: &str, to: &str| {
        assert_eq!(text.matches(from).count(), 1);
        let wrong = Model::from_json(&text.replace(from, to)).unwrap_err();
        (wrong.0[0].code.as_str(), wrong.0[0].message.clone())
    };
    assert_eq!(
        said("\"comparable\": true", "\"comparable\": true, \"mediator\": {}"),
        ("unknown-field", "unknown field `mediator`".to_owned())
    );
    assert_eq!(
        said("\"zopa\": 1", "\"zopa\": 2, \"mediator\": {}"),
        ("version", "this is format 2: this program reads format 1 of models".to_owned())
    );
}
