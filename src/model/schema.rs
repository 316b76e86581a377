//! The model format as a JSON Schema, made from the types: for editors, and for programs that write models.

use super::Model;
use super::quantity::Quantity;
use super::statements::Statements;
use super::values::{Coefficient, Values};
use crate::exact::Number;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value;
use std::borrow::Cow;
use std::sync::LazyLock;

/// The JSON Schema (draft 2020-12) of the model format.
pub fn json_schema() -> Value {
    let schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Model>();
    let mut schema = schema.to_value();
    if let Some(object) = schema.as_object_mut() {
        object.insert("title".into(), "Negotiation model for zopa, format 1".into());
    }
    schema
}

/// The JSON Schema (draft 2020-12) of files with statements.
pub fn statements_schema() -> Value {
    let schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Statements>();
    let mut schema = schema.to_value();
    if let Some(object) = schema.as_object_mut() {
        object.insert("title".into(), "Statements for zopa elicit, format 1".into());
    }
    schema
}

/// The keys that an object of the type `name` must have, with what they mean: for messages about missing ones.
pub(super) fn required(name: &str) -> Vec<(&'static str, &'static str)> {
    static SCHEMA: LazyLock<Value> = LazyLock::new(json_schema);
    let schema: &'static Value = &SCHEMA;
    static STATEMENTS: LazyLock<Value> = LazyLock::new(statements_schema);
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

impl JsonSchema for Values {
    fn schema_name() -> Cow<'static, str> {
        "Values".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let quantity = generator.subschema_for::<Quantity>();
        let number = generator.subschema_for::<Number>();
        let remark = json_schema!({ "type": "string" });
        json_schema!({
            "description": "What the options are worth: a number for each; or `per_unit`, a number for each unit of an \
                            integer or continuous issue; or `points`, levels and their values with straight lines between; or a \
                            `weight` that multiplies the `scores` of the options.",
            "anyOf": [
                { "type": "object", "additionalProperties": quantity },
                {
                    "type": "object",
                    "properties": { "per_unit": quantity, "note": remark, "because": remark, "source": remark },
                    "required": ["per_unit"],
                    "additionalProperties": false
                },
                {
                    "type": "object",
                    "properties": {
                        "points": {
                            "type": "array",
                            "items": {
                                "type": "array",
                                "prefixItems": [number, quantity],
                                "items": false,
                                "minItems": 2
                            }
                        },
                        "note": remark, "because": remark, "source": remark
                    },
                    "required": ["points"],
                    "additionalProperties": false
                },
                {
                    "type": "object",
                    "properties": {
                        "weight": quantity,
                        "scores": { "type": "object", "additionalProperties": quantity },
                        "note": remark, "because": remark, "source": remark
                    },
                    "required": ["weight", "scores"],
                    "additionalProperties": false
                }
            ]
        })
    }
}

impl JsonSchema for Coefficient {
    fn schema_name() -> Cow<'static, str> {
        "Coefficient".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let quantity = generator.subschema_for::<Quantity>();
        json_schema!({
            "description": "A number for each unit of an integer or continuous issue, or an object with a number for each option.",
            "anyOf": [quantity, { "type": "object", "additionalProperties": quantity }]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_knows_what_is_required() {
        let fields = |name| required(name).into_iter().map(|(field, _)| field).collect::<Vec<_>>();
        assert_eq!(fields("Model"), ["zopa", "parties", "issues", "utilities"]);
        assert_eq!(required("Party"), [("disagreement", "Its utility if there is no deal.")]);
        assert_eq!(fields("Table"), ["issues", "add"]);
        assert_eq!(fields("no such type"), [""; 0]);
    }

    #[test]
    fn the_schema_is_plain() {
        let schema = json_schema();
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        assert_eq!(schema["properties"]["zopa"]["const"], 1);
        assert_eq!(schema["additionalProperties"], false);
        assert!(schema.get("$id").is_none());
    }
}
