//! The JSON Schema: every model that is published here follows it, and the published file is the one that is made from
//! the types. `UPDATE_EXPECT=1 cargo test --test files schema` writes the file anew.

use jsonschema::Validator;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use zopa::Model;
use zopa::model::schema::of_models;

fn root() -> &'static Path {
    crate::support::root()
}

fn validator() -> Validator {
    jsonschema::validator_for(&of_models()).unwrap()
}

/// Every model in `models/` and the folders there.
fn models() -> Vec<PathBuf> {
    let mut models: Vec<PathBuf> = ["models", "models/examples", "models/levels"]
        .iter()
        .flat_map(|folder| std::fs::read_dir(root().join(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    models.sort();
    models
}

/// The first model that people meet, which each broken one starts from.
fn first_steps() -> Value {
    serde_json::from_str(include_str!("../../models/examples/first-steps.json")).unwrap()
}

#[test]
fn every_model_follows_the_schema() {
    let schema = validator();
    let models = models();
    assert!(models.len() > 10, "{models:?}");
    for path in models {
        let value: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let errors: Vec<String> =
            schema.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path)).collect();
        assert!(errors.is_empty(), "{}:\n{}", path.display(), errors.join("\n"));
        // Where a model says where its schema is, the schema is there.
        if let Some(named) = value.get("$schema").and_then(Value::as_str) {
            assert!(path.with_file_name(named).is_file(), "{} names {named}", path.display());
        }
    }
}

#[test]
fn the_published_schema_is_the_one_of_the_types() {
    let path = root().join("schema/zopa-model-1.schema.json");
    let schema = serde_json::to_string_pretty(&of_models()).unwrap() + "\n";
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::create_dir_all(root().join("schema")).unwrap();
        std::fs::write(&path, &schema).unwrap();
    } else {
        let published = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(published == schema, "{} is out of date: UPDATE_EXPECT=1 writes it anew", path.display());
    }
}

#[test]
fn the_schema_and_the_reader_refuse_the_same_broken_models() {
    let schema = validator();
    let sound = first_steps();
    assert!(schema.is_valid(&sound));
    // Where, and what is written there; nothing: the key is taken out.
    for (at, key, value) in [
        ("", "parties", None),
        ("", "zopa", None),
        ("", "zopa", Some(json!(2))),
        ("", "party", Some(json!({}))),
        ("", "title", Some(json!(["A software contract"]))),
        ("", "comparable", Some(json!("yes"))),
        ("/parties/client", "disagreement", Some(json!("ten"))),
        ("/parties/client", "disagrement", Some(json!(10))),
        ("/issues/price/integer", "max", None),
        ("/issues/price/integer", "step", Some(json!(2.5))),
        ("/issues/delivery", "options", Some(json!(["16-weeks", true]))),
        ("/issues/delivery", "continuous", Some(json!({ "min": 8 }))),
        ("/utilities/studio/values/delivery", "8-weeks", Some(json!("cheap"))),
        ("/utilities/studio/interactions/0", "add", Some(json!("much"))),
        ("/utilities/studio/interactions/0", "when", Some(json!([]))),
        ("/rules/0", "forbids", Some(json!({}))),
        ("/proposals/client-wish/package", "price", Some(json!([90]))),
    ] {
        let mut model = sound.clone();
        let place = model.pointer_mut(at).and_then(Value::as_object_mut).unwrap();
        match value {
            Some(value) => drop(place.insert(key.to_owned(), value)),
            None => drop(place.remove(key).unwrap()),
        }
        let shown = &model.pointer(at).unwrap()[key];
        assert!(!schema.is_valid(&model), "{at}/{key}: {shown} follows the schema");
        assert!(Model::from_json(&model.to_string()).is_err(), "{at}/{key}: {shown} is read");
    }
}
