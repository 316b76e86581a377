//! The forms of files that people write, as JSON Schemas made from the types: what the published ones are made with.

use super::keyed::Keyed;
use super::quantity::{Nested, Quantity};
use super::range::Distribution;
use super::scales::{Names, Scales, Which};
use super::shapes::{Condition, Conditions, Level, OptionList};
use super::statements::{Side, Statements};
use super::states::{Attack, Breach, Execution, Payoff, Probability, StateUtility};
use super::values::{Coefficient, Values};
use super::{IssueOption, Model};
use crate::exact::Number;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value;
use std::borrow::Cow;

/// The JSON Schema (draft 2020-12) of the model format.
pub fn of_models() -> Value {
    let schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Model>();
    let mut schema = schema.to_value();
    if let Some(object) = schema.as_object_mut() {
        object.insert("title".into(), "Negotiation model for zopa, format 1".into());
    }
    schema
}

/// The JSON Schema (draft 2020-12) of files with statements.
pub fn of_statements() -> Value {
    let schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Statements>();
    let mut schema = schema.to_value();
    if let Some(object) = schema.as_object_mut() {
        object.insert("title".into(), "Statements for zopa elicit, format 1".into());
    }
    schema
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

impl JsonSchema for Number {
    fn schema_name() -> Cow<'static, str> {
        "Number".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "An exact number: a decimal, or a fraction in quotes like \"1/3\".",
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
        json_schema!({
            "description": "A number, alone or with remarks; where it is uncertain, with the ends between which it may \
                            stand.",
            "anyOf": [
                number,
                {
                    "type": "object",
                    "properties": {
                        "value": number,
                        "low": end,
                        "high": end,
                        "distribution": distribution,
                        "factor": {
                            "type": ["string", "null"],
                            "description": "The common factor, declared under `factors`, that the number moves with."
                        },
                        "correlation": end,
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
        json_schema!({ "description": "A number, or a list with one entry for each option.", "anyOf": [quantity, list] })
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
            "description": "An option's id, or a level of an integer or a continuous issue.",
            "type": ["string", "number"]
        })
    }
}

impl JsonSchema for OptionList {
    fn schema_name() -> Cow<'static, str> {
        "Options".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let ids = generator.subschema_for::<Vec<String>>();
        let objects = generator.subschema_for::<Keyed<IssueOption>>();
        json_schema!({ "description": "A list of ids, or an object id → option.", "anyOf": [ids, objects] })
    }
}

impl JsonSchema for Condition {
    fn schema_name() -> Cow<'static, str> {
        "Condition".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let level = generator.subschema_for::<Level>();
        let end = generator.subschema_for::<Option<Level>>();
        json_schema!({
            "description": "An option or a level, a list of them of which one must be chosen, or a range.",
            "anyOf": [
                level,
                { "type": "array", "items": level },
                { "type": "object", "properties": { "from": end, "to": end }, "additionalProperties": false }
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
        let remark = json_schema!({ "type": ["string", "null"] });
        let held = json_schema!({
            "type": "boolean",
            "description": "Whether packages with which the promise behind the event would not be kept are not agreed."
        });
        let id = json_schema!({
            "type": ["string", "null"],
            "description": "A name by which the command line can lift that it must hold."
        });
        let events = [
            ("attack", generator.subschema_for::<Attack>()),
            ("breach", generator.subschema_for::<Breach>()),
            ("execution", generator.subschema_for::<Execution>()),
        ];
        let [attack, breach, execution] = events.map(|(key, event)| {
            json_schema!({
                "type": "object",
                "properties": { key: event, "must_hold": held, "id": id, "note": remark, "because": remark, "source": remark },
                "required": [key],
                "additionalProperties": false
            })
        });
        json_schema!({
            "description": "A probability: a number from 0 to 1, or 1 or 0 by the payoffs of an event.",
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
