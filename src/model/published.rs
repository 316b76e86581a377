//! The published JSON Schemas of files that people write: for editors, for programs that write them, and for messages about
//! keys that are missing. With the feature `schema` the types make them; tests hold what is published against that.

use serde_json::Value;
use std::sync::LazyLock;

/// The JSON Schema (draft 2020-12) of the model format, as it is published.
pub const MODEL_SCHEMA: &str = include_str!("../../schema/zopa-model-1.schema.json");

/// The JSON Schema (draft 2020-12) of files with statements, as it is published.
pub const STATEMENTS_SCHEMA: &str = include_str!("../../schema/zopa-statements-1.schema.json");

/// The keys that an object of the type `name` must have, with what they mean: for messages about missing ones.
pub(super) fn required(name: &str) -> Vec<(&'static str, &'static str)> {
    fn read(text: &str) -> Value {
        serde_json::from_str(text).unwrap_or_default()
    }
    static SCHEMA: LazyLock<Value> = LazyLock::new(|| read(MODEL_SCHEMA));
    let schema: &'static Value = &SCHEMA;
    static STATEMENTS: LazyLock<Value> = LazyLock::new(|| read(STATEMENTS_SCHEMA));
    let statements: &'static Value = &STATEMENTS;
    let within = |schema: &'static Value| schema.get("$defs").and_then(|defs| defs.get(name));
    let object = match name {
        "Model" => Some(schema),
        "Statements" => Some(statements),
        _ => within(schema).or_else(|| within(statements)),
    };
    let Some(object) = object else { return Vec::new() };
    let describe = |field: &'static str| {
        let property = object.get("properties").and_then(|properties| properties.get(field));
        (field, property.and_then(|p| p.get("description")).and_then(Value::as_str).unwrap_or_default())
    };
    let fields = object.get("required").and_then(Value::as_array);
    fields.into_iter().flatten().filter_map(Value::as_str).map(describe).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_knows_what_is_required() {
        let fields = |name| required(name).into_iter().map(|(field, _)| field).collect::<Vec<_>>();
        assert_eq!(fields("Model"), ["zopa", "parties", "issues", "utilities"]);
        assert_eq!(required("Continuous"), [("min", "The lowest level."), ("max", "The highest level.")]);
        assert_eq!(fields("Table"), ["issues", "add"]);
        assert_eq!(fields("no such type"), [""; 0]);
    }

    #[test]
    fn the_schema_is_plain() {
        let schema: Value = serde_json::from_str(MODEL_SCHEMA).expect("JSON");
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        assert_eq!(schema["properties"]["zopa"]["const"], 1);
        assert_eq!(schema["additionalProperties"], false);
        assert!(schema.get("$id").is_none());
    }
}
