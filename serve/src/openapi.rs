//! What can be asked, as an OpenAPI document: made of the program's own options and of the published schemas.

use clap::{Arg, ArgAction, Subcommand};
use serde_json::{Map, Value, json};
use std::sync::OnceLock;
use zopa_commands::{REPORT_SCHEMA, call};

/// The commands, with their options, as the command line has them.
pub fn commands() -> &'static clap::Command {
    static COMMANDS: OnceLock<clap::Command> = OnceLock::new();
    COMMANDS.get_or_init(|| zopa_commands::Command::augment_subcommands(clap::Command::new("zopa")))
}

/// The document.
pub fn document() -> &'static str {
    static DOCUMENT: OnceLock<String> = OnceLock::new();
    DOCUMENT.get_or_init(|| serde_json::to_string_pretty(&made()).unwrap_or_default())
}

fn made() -> Value {
    let mut paths = Map::new();
    for command in commands().get_subcommands() {
        paths.insert(format!("/v1/{}", command.get_name()), json!({ "post": operation(command) }));
    }
    let fetched = |summary: &str| json!({ "get": { "summary": summary, "responses": { "200": { "description": "It.", "content": { "application/json": {} } } } } });
    paths.insert("/healthz".into(), fetched("Whether the server answers"));
    paths.insert("/v1/openapi.json".into(), fetched("This document"));
    let wrong = json!({
        "type": "object",
        "required": ["error"],
        "properties": { "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {
                "code": { "type": "string" },
                "message": { "type": "string" },
                "help": { "type": "string" },
                "diagnostics": { "type": "array", "description": "What is wrong with the files, each with its place." },
                "text": { "type": "string", "description": "All of it as a page of text." }
            }
        } }
    });
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "zopa",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "The commands of the program zopa: the same options, the same JSON. Each question carries its model; nothing is kept.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" }
        },
        "paths": paths,
        "components": {
            "schemas": {
                "model": schema("urn:zopa:model-1", zopa::model::MODEL_SCHEMA),
                "report": schema("urn:zopa:report-1", REPORT_SCHEMA),
                "wrong": wrong
            },
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer", "description": "Where the server was started with a token." } }
        },
        "security": [{}, { "token": [] }]
    })
}

/// A published schema, whose references are its own.
fn schema(id: &str, text: &str) -> Value {
    let mut schema: Value = serde_json::from_str(text).unwrap_or_default();
    schema["$id"] = json!(id);
    schema
}

fn operation(command: &clap::Command) -> Value {
    let name = command.get_name();
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let mut options = Map::new();
    for arg in command.get_arguments() {
        let key = match (arg.get_long(), arg.get_id().as_str()) {
            (Some(long), _) => long,
            (None, "choices") => "package",
            (None, id) => id,
        };
        // A reading is a file, and the server reads none.
        if key != "reading" && is_known(name, key) {
            options.insert(key.to_owned(), option(arg));
        }
    }
    for (key, what) in [
        ("time-limit", "Stop after so long; lowers the server's limit: 5, 500ms"),
        ("memory-limit", "Use at most so much memory; lowers the server's limit: 100M"),
    ] {
        options.insert(key.into(), json!({ "type": ["string", "number"], "description": what }));
    }
    let text = json!({ "schema": { "type": "string" } });
    let refused = |what: &str| json!({ "description": what, "content": { "application/json": { "schema": { "$ref": "#/components/schemas/wrong" } } } });
    json!({
        "operationId": name,
        "summary": about,
        "requestBody": { "required": true, "content": { "application/json": { "schema": {
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "model": {
                    "description": "The model (or the report, or whatever the command reads first): as JSON, or as the text of a file, \
                                    whose lines and columns are then those of the findings.",
                    "type": ["object", "string"]
                },
                "files": {
                    "description": "More files, or all of them: of other programs, statements, other models.",
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["name", "text"],
                        "additionalProperties": false,
                        "properties": { "name": { "type": "string" }, "text": { "type": ["object", "string"] } }
                    }
                },
                "options": { "type": "object", "additionalProperties": false, "properties": options }
            }
        } } } },
        "responses": {
            "200": {
                "description": "The answer. Pages and tables with `format`.",
                "headers": {
                    "Zopa-Ending": {
                        "description": "What kind of answer it is: the program's exit status 0, 1, 3 and 2.",
                        "schema": { "enum": ["answered", "negative", "stopped", "wrong"] }
                    },
                    "Zopa-Notes": { "description": "What is said beside the answer, as a JSON string.", "schema": { "type": "string" } }
                },
                "content": {
                    "application/json": { "schema": { "$ref": "#/components/schemas/report" } },
                    "application/jsonl": text, "text/html": text, "text/markdown": text, "text/plain": text, "text/csv": text,
                    "image/svg+xml": text, "application/xml": text
                }
            },
            "400": refused("The question cannot be read."),
            "401": refused("The token is missing."),
            "403": refused("A wrong Host or Origin."),
            "413": refused("The question is too long."),
            "422": refused("Something is wrong with the files or the options."),
            "429": refused("Too many questions wait already, or others hold the room for questions and answers; see Retry-After."),
            "503": refused("The time limit was reached before there was anything to say.")
        }
    })
}

fn option(arg: &Arg) -> Value {
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let values: Vec<String> = arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    let mut one = json!({ "type": ["string", "number"] });
    if !values.is_empty() {
        one = json!({ "type": "string", "enum": values });
    }
    let choices = arg.get_value_names().is_some_and(|names| names.iter().any(|name| name.contains('=')));
    let mut schema = match arg.get_action() {
        ArgAction::SetTrue | ArgAction::SetFalse => json!({ "type": "boolean" }),
        ArgAction::Append if choices => json!({ "type": ["array", "object"] }),
        ArgAction::Append => json!({ "type": ["array", "string"], "items": one }),
        _ => one,
    };
    schema["description"] = json!(help);
    schema
}

/// Whether a command takes an option as data: it is asked, so that nothing is said here that is not so.
fn is_known(command: &str, option: &str) -> bool {
    let refused = call(command, &[], &json!({ option: {} }), &zopa::Limits::default(), &mut std::io::sink()).err();
    !refused.is_some_and(|refusal| refusal.message().contains("unknown field"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_has_the_commands_and_their_options() {
        let document: Value = serde_json::from_str(document()).expect("JSON");
        let options = |command: &str| {
            let path =
                format!("/paths/~1v1~1{command}/post/requestBody/content/application~1json/schema/properties/options");
            document.pointer(&path).expect("a command")["properties"].as_object().expect("options").clone()
        };
        let solve = options("solve");
        for known in ["concept", "fix", "set", "format", "time-limit", "threads"] {
            assert!(solve.contains_key(known), "{known}");
        }
        for disk in ["output", "model", "highs-lib", "reading"] {
            assert!(!solve.contains_key(disk), "{disk}");
        }
        assert!(options("evaluate").contains_key("package"));
        assert!(options("frontier")["format"]["enum"].as_array().expect("values").len() > 3);
        assert_eq!(document["components"]["schemas"]["model"]["$id"], "urn:zopa:model-1");
    }
}
