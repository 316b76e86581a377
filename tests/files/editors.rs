//! What validators and editors make of the published schema: Ajv in strict mode, and the language service of Visual Studio
//! Code, both through node.
//!
//! `npm install` in `tests/editors` (or in the folder that `ZOPA_NODE` names) brings them; without them, the test says that it skips.

use super::support::root;
use serde_json::Value;
use std::path::PathBuf;
use std::process::Command;

#[test]
fn editors_and_validators_take_the_schema() {
    let own = root().join("tests/editors");
    let folder = std::env::var_os("ZOPA_NODE").map_or_else(|| own.clone(), PathBuf::from);
    if !folder.join("node_modules/ajv").is_dir() || !folder.join("node_modules/vscode-json-languageservice").is_dir() {
        println!("skipped: there are no node modules in {} (npm install)", folder.display());
        return;
    }
    // Modules are looked for beside the script.
    let script = folder.join("zopa-check.mjs");
    std::fs::copy(own.join("check.mjs"), &script).unwrap();
    let models =
        ["models/examples/first-steps.json", "tests/files/reader/full.json", "models/examples/labour-contract.json"];
    let output = Command::new("node")
        .arg(&script)
        .arg(root().join("schema/zopa-model-1.schema.json"))
        .args(models.map(|model| root().join(model)))
        .output();
    let _ = std::fs::remove_file(&script);
    let Ok(output) = output else {
        println!("skipped: there is no node");
        return;
    };
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found["refused"], Value::Array(Vec::new()));
    assert_eq!(found["wrong"], Value::Array(Vec::new()));
    let hover = |path: &str| found["hovers"][path].as_str().unwrap_or_default().to_owned();
    for (path, says) in [
        ("parties", "Who negotiates"),
        ("parties.client.disagreement", "Its utility if there is no deal"),
        ("issues.price.integer.step", "The distance of two levels"),
        ("utilities.client.constant", "Added to every package"),
        ("utilities.client.values.price.per_unit", "What each unit is worth"),
        ("utilities.studio.interactions.0.add", "What is added"),
        ("parties.client.disagreement.because", "Why it is so"),
    ] {
        assert!(hover(path).contains(says), "{path}: {:?}", hover(path));
    }
    let offered: Vec<&str> = found["offered"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    for field in ["disagreement", "batna", "weight", "name"] {
        assert!(offered.contains(&field), "{offered:?}");
    }
}
