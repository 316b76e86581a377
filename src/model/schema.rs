//! The forms of files that people write, as JSON Schemas made from the types: what the published ones are made with.

use super::keyed::Keyed;
use super::quantity::{Nested, Quantity};
use super::range::Distribution;
use super::scales::{Names, Scales, Which};
use super::shapes::{Condition, Conditions, Level, OptionList};
use super::statements::{Side, Statements};
use super::states::{Attack, Breach, Execution, Payoff, Period, Probability, StateUtility};
use super::values::{Coefficient, Values};
use super::{IssueOption, Model};
use crate::exact::{Function, Number};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};
use std::borrow::Cow;

/// The JSON Schema (draft 2020-12) of the model format.
pub fn of_models() -> Value {
    published(
        SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Model>(),
        "Negotiation model for zopa, format 1",
    )
}

/// The JSON Schema (draft 2020-12) of files with statements.
pub fn of_statements() -> Value {
    published(
        SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Statements>(),
        "Statements for zopa elicit, format 1",
    )
}

/// What editors offer where a field is begun: by type and field, values as authors write them.
const EXAMPLES: &[(&str, &str, &str)] = &[
    ("Model", "parties", r#"[{ "buyer": { "disagreement": 10 }, "seller": { "disagreement": 8 } }]"#),
    (
        "Model",
        "issues",
        r#"[{ "price": { "integer": { "min": 80, "max": 120, "step": 5, "unit": "EUR" } }, "delivery": { "options": ["8 weeks", "4 weeks"] } }]"#,
    ),
    (
        "Model",
        "utilities",
        r#"[{ "buyer": { "constant": 120, "values": { "price": { "per_unit": -1 }, "delivery": { "8 weeks": 0, "4 weeks": 6 } } } }]"#,
    ),
    ("Model", "rules", r#"[[{ "forbid": { "price": 80, "delivery": "4 weeks" } }]]"#),
    ("Model", "acceptance", r#"[{ "quota": 2, "veto": ["buyer"] }, { "beliefs": "common" }]"#),
    ("Model", "proposals", r#"[{ "draft": { "package": { "price": 100, "delivery": "8 weeks" } } }]"#),
    ("Party", "disagreement", r#"[10, { "value": 10, "because": "What another supplier asks." }]"#),
    ("Party", "weight", "[2]"),
    ("Issue", "options", r#"[["low", "high"], [0, 250.5, 600], { "low": { "name": "As today" }, "high": {} }]"#),
    ("Issue", "integer", r#"[{ "min": 1, "max": 5, "unit": "years" }]"#),
    ("Issue", "decimal", r#"[{ "min": 0, "max": 7, "step": 0.5, "unit": "%" }]"#),
    ("Issue", "continuous", r#"[{ "min": 0, "max": 100, "unit": "%" }]"#),
    ("Issue", "unit", r#"["EUR"]"#),
    ("Issue", "deciders", r#"[["buyer"]]"#),
    ("Utility", "values", r#"[{ "price": { "per_unit": -1 }, "delivery": { "8 weeks": 0, "4 weeks": 6 } }]"#),
    ("Utility", "interactions", r#"[[{ "when": { "delivery": "4 weeks", "warranty": "2 years" }, "add": -4 }]]"#),
    (
        "Utility",
        "red_lines",
        r#"[[{ "when": { "price": { "from": 115 } }, "because": "The board has to be asked." }]]"#,
    ),
    ("Rule", "sum", r#"[{ "price": 1, "delivery": { "4 weeks": 10 } }]"#),
    ("Proposal", "package", r#"[{ "price": 100, "delivery": "8 weeks" }]"#),
];
/// What holds where a field is left out.
const DEFAULTS: &[(&str, &str, &str)] = &[
    ("Model", "comparable", "false"),
    ("Party", "weight", "1"),
    ("Issue", "ordered", "false"),
    ("Integer", "step", "1"),
    ("Utility", "constant", "0"),
];

/// A schema as it is published: for editors, and for validators that take nothing that is not in the standard.
fn published(schema: Schema, title: &str) -> Value {
    let mut schema = schema.to_value();
    plain(&mut schema);
    if let Some(object) = schema.as_object_mut() {
        object.insert("title".into(), title.into());
    }
    for (key, table) in [("examples", EXAMPLES), ("default", DEFAULTS)] {
        for (name, field, written) in table {
            let object = match *name {
                "Model" if schema["properties"].get("parties").is_some() => Some(&mut schema),
                "Model" => None,
                name => schema.get_mut("$defs").and_then(|defs| defs.get_mut(name)),
            };
            let property = object.and_then(|object| object.get_mut("properties")?.get_mut(*field)?.as_object_mut());
            if let (Some(property), Ok(value)) = (property, serde_json::from_str::<Value>(written)) {
                property.insert(key.into(), value);
            }
        }
    }
    schema
}

/// Takes out the formats of numbers, which are names of Rust's types.
fn plain(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            let whole = |kind: &Value| {
                kind == "integer" || kind.as_array().is_some_and(|kinds| kinds.contains(&"integer".into()))
            };
            if fields.get("type").is_some_and(whole) {
                fields.remove("format");
            }
            fields.values_mut().for_each(plain);
        }
        Value::Array(entries) => entries.iter_mut().for_each(plain),
        _ => {}
    }
}

/// A field of a shape that is written by hand: what it refers to, and what it is.
fn said(schema: &Schema, description: &str) -> Schema {
    let mut schema = schema.clone();
    schema.insert("description".into(), description.into());
    schema
}

/// `note`, `because` and `source`.
fn remarks(kind: Value) -> [Schema; 3] {
    ["A remark.", "Why it is so.", "Where it is stated."]
        .map(|description| json_schema!({ "type": kind, "description": description }))
}

impl JsonSchema for Values {
    fn schema_name() -> Cow<'static, str> {
        "Values".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let quantity = generator.subschema_for::<Quantity>();
        let number = generator.subschema_for::<Number>();
        let [note, because, source] = remarks("string".into());
        let per_unit = said(&quantity, "What each unit is worth: the level, times this number.");
        let weight = said(&quantity, "What the scores are multiplied by.");
        let times = said(&quantity, "What the value of the curve is multiplied by; 1 if left out.");
        json_schema!({
            "description": "What the options are worth: a number for each; or `per_unit`, a number for each unit of an \
                            integer or continuous issue; or `points`, levels and their values with straight lines between; or a \
                            `weight` that multiplies the `scores` of the options; or a `curve` with a name over the levels.",
            "anyOf": [
                { "type": "object", "additionalProperties": quantity },
                {
                    "type": "object",
                    "properties": { "per_unit": per_unit, "note": note, "because": because, "source": source },
                    "required": ["per_unit"],
                    "additionalProperties": false
                },
                {
                    "type": "object",
                    "properties": {
                        "points": {
                            "type": "array",
                            "description": "Levels in ascending order, each with its value; straight lines between.",
                            "examples": [[[0, 0], [50, 20], [100, 35]]],
                            "items": {
                                "type": "array",
                                "prefixItems": [number, quantity],
                                "items": false,
                                "minItems": 2
                            }
                        },
                        "note": note, "because": because, "source": source
                    },
                    "required": ["points"],
                    "additionalProperties": false
                },
                {
                    "type": "object",
                    "properties": {
                        "weight": weight,
                        "scores": { "type": "object", "description": "A number for each option.", "additionalProperties": quantity },
                        "note": note, "because": because, "source": source
                    },
                    "required": ["weight", "scores"],
                    "additionalProperties": false
                },
                {
                    "type": "object",
                    "properties": {
                        "curve": {
                            "enum": Function::ALL.map(Function::id),
                            "description": "A function of z = constant + per_unit · level, times the weight: √z, ln z, or 1 − e⁻ᶻ."
                        },
                        "weight": times,
                        "constant": said(&number, "What a party has beside the level: added to it before; 0 if left out."),
                        "per_unit": said(&number, "What each unit of the level counts for before; 1 if left out."),
                        "note": note, "because": because, "source": source
                    },
                    "required": ["curve"],
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

impl JsonSchema for Number {
    fn schema_name() -> Cow<'static, str> {
        "Number".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        // Without a description: editors would show it in the place of what the field says of itself.
        json_schema!({
            "anyOf": [
                { "type": "number" },
                {
                    "type": "string",
                    "pattern": r"^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?(/-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?)?$"
                }
            ]
        })
    }
}

impl JsonSchema for Quantity {
    fn schema_name() -> Cow<'static, str> {
        "Quantity".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let number = generator.subschema_for::<Number>();
        let end = generator.subschema_for::<Option<Number>>();
        let distribution = generator.subschema_for::<Option<Distribution>>();
        let correlation = said(&end, "How closely it follows the factor, from −1 to 1; 1 if left out.");
        let distribution = said(&distribution, "How likely the values between the ends are; all alike if left out.");
        json_schema!({
            "anyOf": [
                number,
                {
                    "type": "object",
                    "properties": {
                        "value": said(&number, "The number: a decimal, or a fraction in quotes like \"1/3\"."),
                        "low": said(&end, "The least it may be; its value if left out."),
                        "high": said(&end, "The most it may be; its value if left out."),
                        "distribution": distribution,
                        "factor": {
                            "type": ["string", "null"],
                            "description": "The common factor, declared under `factors`, that the number moves with."
                        },
                        "correlation": correlation,
                        "note": { "type": ["string", "null"], "description": "A remark." },
                        "because": { "type": ["string", "null"], "description": "Why it is so." },
                        "source": { "type": ["string", "null"], "description": "Where it is stated." }
                    },
                    "required": ["value"],
                    "additionalProperties": false
                }
            ]
        })
    }
}

impl JsonSchema for Nested {
    fn schema_name() -> Cow<'static, str> {
        "Nested".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let quantity = generator.subschema_for::<Quantity>();
        let list = generator.subschema_for::<Vec<Nested>>();
        json_schema!({ "anyOf": [quantity, list] })
    }
}

impl JsonSchema for Distribution {
    fn schema_name() -> Cow<'static, str> {
        "Distribution".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let number = generator.subschema_for::<Number>();
        json_schema!({
            "description": "How likely the values of an uncertain number are: uniform if left out; `triangular` and `pert` \
                            (beta) are most likely at the value; `discrete` lists values with their probabilities.",
            "anyOf": [
                { "enum": ["uniform", "triangular", "pert"] },
                {
                    "type": "object",
                    "properties": {
                        "discrete": {
                            "type": "array",
                            "description": "Values, each with its probability.",
                            "items": { "type": "array", "items": number, "minItems": 2, "maxItems": 2 }
                        }
                    },
                    "required": ["discrete"],
                    "additionalProperties": false
                }
            ]
        })
    }
}

impl JsonSchema for Names {
    fn schema_name() -> Cow<'static, str> {
        "Names".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "An id, or a list of ids.",
            "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }]
        })
    }
}

impl JsonSchema for Scales {
    fn schema_name() -> Cow<'static, str> {
        "Scales".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let names = generator.subschema_for::<Names>();
        let conditions = generator.subschema_for::<Conditions>();
        json_schema!({
            "description": "An issue, a list of issues, or an object issue → options: a list in the order that is meant, or a range.",
            "anyOf": [names, conditions]
        })
    }
}

impl JsonSchema for Which {
    fn schema_name() -> Cow<'static, str> {
        "Which".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let conditions = generator.subschema_for::<Conditions>();
        json_schema!({
            "description": "A proposal's id, or conditions: all packages that satisfy them.",
            "anyOf": [{ "type": "string" }, conditions]
        })
    }
}

impl<T: JsonSchema> JsonSchema for Keyed<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("Map_of_{}", T::schema_name()).into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        <std::collections::BTreeMap<String, T> as JsonSchema>::json_schema(generator)
    }
}

impl JsonSchema for Side {
    fn schema_name() -> Cow<'static, str> {
        "Side".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let options = generator.subschema_for::<Keyed<Level>>();
        json_schema!({
            "description": "The id of a proposal, or an object with an option for each of some issues; the others stay \
                            at their baseline.",
            "anyOf": [{ "type": "string" }, options]
        })
    }
}

impl JsonSchema for Level {
    fn schema_name() -> Cow<'static, str> {
        "Level".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [{ "type": "string" }, { "type": "number" }]
        })
    }
}

impl JsonSchema for OptionList {
    fn schema_name() -> Cow<'static, str> {
        "Options".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let objects = generator.subschema_for::<Keyed<IssueOption>>();
        json_schema!({
            "description": "A list of ids or of numbers, or an object id → option.",
            "anyOf": [{ "type": "array", "items": { "anyOf": [{ "type": "string" }, { "type": "number" }] } }, objects]
        })
    }
}

impl JsonSchema for Condition {
    fn schema_name() -> Cow<'static, str> {
        "Condition".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let level = generator.subschema_for::<Level>();
        let end = generator.subschema_for::<Option<Level>>();
        let (from, to) =
            (said(&end, "The first; from the start if left out."), said(&end, "The last; to the end if left out."));
        json_schema!({
            "description": "An option or a level, a list of them of which one must be chosen, or a range.",
            "anyOf": [
                level,
                { "type": "array", "items": level },
                { "type": "object", "properties": { "from": from, "to": to }, "additionalProperties": false }
            ]
        })
    }
}

impl JsonSchema for Probability {
    fn schema_name() -> Cow<'static, str> {
        "Probability".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let number = generator.subschema_for::<Quantity>();
        let [note, because, source] = remarks(json!(["string", "null"]));
        let held = json_schema!({
            "type": "boolean",
            "description": "Whether packages with which the promise behind the event would not be kept are not agreed."
        });
        let then = said(&number, "How likely it is where the event happens: from 0 to 1; 1 if left out.");
        let otherwise = said(&number, "How likely it is where the event does not happen: from 0 to 1; 0 if left out.");
        let id = json_schema!({
            "type": ["string", "null"],
            "description": "A name for the promise, by which the command line can lift that it must hold."
        });
        let periods = said(
            &generator.subschema_for::<Keyed<Period>>(),
            "Times at which it is asked, each with the payoffs that are others then; it holds if it holds at each.",
        );
        let events = [
            ("attack", said(&generator.subschema_for::<Attack>(), "Decided by whether an attack pays.")),
            ("breach", said(&generator.subschema_for::<Breach>(), "Decided by whether a breach pays.")),
            ("execution", said(&generator.subschema_for::<Execution>(), "Decided by whether keeping a promise pays.")),
        ];
        let [attack, breach, execution] = events.map(|(key, event)| {
            json_schema!({
                "type": "object",
                "properties": {
                    key: event, "then": then, "otherwise": otherwise, "must_hold": held, "id": id, "periods": periods,
                    "note": note, "because": because, "source": source
                },
                "required": [key],
                "additionalProperties": false
            })
        });
        json_schema!({
            "anyOf": [number, attack, breach, execution]
        })
    }
}

impl JsonSchema for Payoff {
    fn schema_name() -> Cow<'static, str> {
        "Payoff".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let (number, sum) = (generator.subschema_for::<Quantity>(), generator.subschema_for::<StateUtility>());
        json_schema!({
            "description": "A payoff: a number, or the sum of what the options of some issues come to.",
            "anyOf": [number, sum]
        })
    }
}
