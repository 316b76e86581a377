//! The reader as a host uses it: exact numbers, all shapes, all errors in one run, and hostile bytes.

mod strategy;

use proptest::prelude::*;
use strategy::model;
use zopa::Model;
use zopa::exact::Function;
use zopa::model::schema::of_models;
use zopa::model::*;

/// A model that fills every field.
const FULL: &str = include_str!("full.json");

fn errors(text: &str) -> Vec<(Code, String)> {
    let findings = Model::from_json(text).err().unwrap_or_default();
    findings.iter().map(|d| (d.code, d.place.path.to_string())).collect()
}

#[test]
fn a_full_model_reads_and_reads_back() {
    let model = Model::from_json(FULL).unwrap_or_else(|e| panic!("{}", e.render("full.json", FULL, false)));
    assert_eq!(Model::from_json(&model.to_json()).unwrap(), model);
    assert_eq!(model.issues.keys().collect::<Vec<_>>(), ["deployment", "peacekeepers", "Signing Bonus", "brigades"]);
}

/// A fraction is written as a decimal where it has one, which may be long.
#[test]
fn a_model_that_was_written_can_be_read() {
    for number in ["1/1152921504606846976", "-7/1099511627776", "0.000000000000000001", "123456789012345678e-30"] {
        let mut model = Model::from_json(FULL).unwrap();
        model.parties.insert(
            "somebody",
            Party { disagreement: Some(number.parse::<zopa::Number>().unwrap().into()), ..Party::default() },
        );
        assert_eq!(Model::from_json(&model.to_json()).unwrap(), model, "{number}");
    }
}

#[test]
fn a_full_model_reads_inside_a_hosts_document() {
    #[derive(serde::Deserialize)]
    struct Host {
        model: Model,
    }
    let read = Model::from_json(FULL).unwrap();
    let host: Host = serde_json::from_str(&format!("{{ \"model\": {FULL} }}")).unwrap();
    assert_eq!(host.model, read);
    // A `Value` sorts keys, unless a host asks for their order; the numbers are the same.
    let value: Host = serde_json::from_value(
        serde_json::json!({ "model": serde_json::from_str::<serde_json::Value>(FULL).unwrap() }),
    )
    .unwrap();
    assert_eq!(value.model.parties.get("russia"), read.parties.get("russia"));
}

#[test]
fn errors_reach_a_host_through_its_own_reader() {
    for (from, to) in
        [("\"disagreement\": 10", "\"disagreement\": \"ten\""), ("\"zopa\": 1", "\"zoppa\": 1"), ("-8", "[]")]
    {
        assert!(FULL.contains(from));
        assert!(serde_json::from_str::<Model>(&FULL.replacen(from, to, 1)).is_err(), "{to}");
    }
}

#[test]
fn numbers_are_those_that_were_written() {
    let read = |number: &str| {
        let text = format!(
            r#"{{ "zopa": 1, "parties": {{ "a": {{ "disagreement": {number} }} }}, "issues": {{}}, "utilities": {{}} }}"#
        );
        Model::from_json(&text).map(|m| {
            m.parties.get("a").and_then(|p| Some(p.disagreement.as_ref()?.value.to_string())).unwrap_or_default()
        })
    };
    for (written, value) in [
        ("0.1", "0.1"),
        ("-0.0", "0"),
        ("1e3", "1000"),
        ("\"2/6\"", "1/3"),
        ("{\"value\": \"1/8\"}", "0.125"),
        ("123456789012345678901234567890.123456", "123456789012345678901234567890.123456"),
        ("1e-30", "0.000000000000000000000000000001"),
    ] {
        assert_eq!(read(written).unwrap(), value);
    }
    for written in ["1e400", "1e-400", "1e99999999999", "\"1/0\"", "\"\"", "\" 1\"", "true", "null", "[]", "{}"] {
        assert!(read(written).is_err(), "{written}");
    }
    assert!(read(&"9".repeat(1_000_000)).is_err());
}

#[test]
fn all_errors_come_in_one_run() {
    let text = r#"{ "zopa": 1, "title": 5, "parties": { "a": { "disagreement": [], "weight": true }, "b": 7 },
        "issues": { "i": { "options": [true], "orderd": true } }, "utilities": { "a": { "values": { "i": { "x": "y", "z": {} } } } },
        "rules": [1, { "of": [2, { "i": null }] }, {}] }"#;
    let paths: Vec<String> = errors(text).into_iter().map(|(_, path)| path).collect();
    assert_eq!(
        paths,
        [
            "$.title",
            "$.parties.a.disagreement",
            "$.parties.a.weight",
            "$.parties.b",
            "$.issues.i.options[0]",
            "$.issues.i.orderd",
            "$.utilities.a.values.i.x",
            "$.utilities.a.values.i.z",
            "$.rules[0]",
            "$.rules[1].of[0]",
            "$.rules[1].of[1].i"
        ]
    );
}

#[test]
fn values_take_the_shape_that_their_keys_say() {
    let read = |text: &str| {
        let text = format!(
            r#"{{ "zopa": 1, "parties": {{}}, "issues": {{}}, "utilities": {{ "a": {{ "values": {{ "i": {text} }} }} }} }}"#
        );
        Model::from_json(&text).map(|m| m.utilities.0[0].1.values.0[0].1.clone()).map_err(|e| e.to_string())
    };
    let noted = |value: i64| Quantity { note: Some("n".into()), ..Quantity::from(value) };
    assert_eq!(read(r#"{ "per_unit": 2, "note": "n" }"#).unwrap(), Values::PerUnit(noted(2)));
    assert_eq!(read(r#"{ "points": [[0, 1]], "note": "n" }"#).unwrap(), Values::Points(vec![(0.into(), 1.into())]));
    let scores: Keyed<Quantity> = [("note", Quantity::from(1))].into_iter().collect();
    let weighted = Values::Weighted { weight: noted(3), scores: scores.clone() };
    assert_eq!(read(r#"{ "scores": { "note": 1 }, "note": "n", "weight": 3 }"#).unwrap(), weighted);
    assert_eq!(read(r#"{ "note": 1 }"#).unwrap(), Values::ByOption(scores));
    let curve = NamedCurve {
        curve: Function::Log,
        weight: Some(noted(3)),
        constant: Some(1.into()),
        per_unit: None,
        note: Some("m".into()),
        because: None,
        source: None,
    };
    let text = r#"{ "constant": 1, "curve": "log", "note": "m", "weight": { "value": 3, "note": "n" } }"#;
    assert_eq!(read(text).unwrap(), Values::Curve(Box::new(curve)));
    let named = Values::ByOption([("curve", Quantity::from(1))].into_iter().collect());
    assert_eq!(read(r#"{ "curve": 1 }"#).unwrap(), named);
    let odd = [("per_unit", Quantity::from(1)), ("weight", 2.into()), ("points", 3.into()), ("scores", 4.into())];
    let by_option = Values::ByOption(odd.into_iter().collect());
    assert_eq!(read(r#"{ "per_unit": 1, "weight": 2, "points": 3, "scores": 4 }"#).unwrap(), by_option);
    for bad in [
        r#"{ "scores": {} }"#,
        r#"{ "points": [[1]] }"#,
        r#"{ "points": [], "x": 1 }"#,
        r#"{ "points": [[1, 2, 3]] }"#,
        r#"{ "scores": {}, "weight": 1, "x": 2 }"#,
        r#"{ "per_unit": { "value": 1, "note": "a" }, "note": "b" }"#,
        r#"{ "note": "a", "x": 1 }"#,
        r#"{ "curve": "logs" }"#,
        r#"{ "curve": "log", "x": 1 }"#,
        r#"{ "curve": "log", "constant": { "value": 1, "note": "n" } }"#,
        "[]",
        "3",
    ] {
        assert!(read(bad).is_err(), "{bad}");
    }
}

#[test]
fn syntax_errors_name_the_likely_mistake() {
    for (text, place, says) in [
        ("{ \"zopa\": 1, }", (1, 12), "comma after the last"),
        ("[1,\n 2,\n]", (2, 3), "comma after the last"),
        ("{ // x\n}", (1, 3), "comments"),
        ("# x", (1, 1), "comments"),
        ("{ 'zopa': 1 }", (1, 3), "double quotes"),
        ("[NaN]", (1, 2), "NaN"),
        ("[1, Infinity]", (1, 5), "NaN"),
        ("[-Infinity]", (1, 3), "NaN"),
        ("{ zopa: 1 }", (1, 3), "key must"),
        ("", (1, 1), "empty"),
        (" \n", (1, 1), "empty"),
        ("{ \"a\": 1", (1, 9), "too early"),
        ("[1 2]", (1, 4), "expected `,`"),
        ("{} {}", (1, 4), "trailing"),
        ("[.5]", (1, 2), "point"),
        ("[+5]", (1, 2), "+"),
        ("[01]", (1, 3), "number"),
        ("[\"a\nb\"]", (1, 4), "control character"),
        ("[\"\\x\"]", (1, 4), "escape"),
        ("\u{feff}[ä]", (1, 2), "not JSON"),
        ("[nul]", (1, 5), "not JSON"),
    ] {
        let findings = Model::from_json(text).unwrap_err();
        let first = &findings.0[0];
        let span = first.place.span.unwrap();
        assert_eq!(first.code, Code::Syntax, "{text}");
        assert!(first.message.contains(says), "{text}: {}", first.message);
        assert_eq!((span.line, span.column), place, "{text}");
        let _ = findings.render("x", text, false);
    }
    for (bytes, line) in
        [(&b"\xff\xfe{\0"[..], 1), (b"{\n\"\xc3(\"}", 2), (b"{ \"a\": \"\\ud800\" }", 1), (b"{\n\"\\udc00\": 1}", 2)]
    {
        let findings = Model::from_slice(bytes).unwrap_err();
        assert_eq!((findings.0[0].code, findings.0[0].place.span.unwrap().line), (Code::Encoding, line));
    }
}

#[test]
fn limits_hold() {
    let code = |text: String| Model::from_json(&text).unwrap_err().0[0].code;
    assert_eq!(code("[".repeat(1_000_000)), Code::Syntax);
    assert_eq!(code("[".repeat(1_000_000) + &"]".repeat(1_000_000)), Code::Limit);
    assert_eq!(code("[".repeat(32) + &"]".repeat(32)), Code::WrongType);
    assert_eq!(code(format!("[{}1]", "1,".repeat(MAX_VALUES))), Code::Limit);
    assert_eq!(code(" ".repeat(MAX_BYTES + 1)), Code::Limit);
    let many = Model::from_json(&format!("{{ \"x\": 1{} }}", ", \"x\": 1".repeat(5000))).unwrap_err();
    assert_eq!(many.iter().filter(|d| d.code == Code::DuplicateKey).count(), MAX_FINDINGS);
    assert!(many.iter().any(|d| d.code == Code::Limit));
}

#[test]
fn places_are_found_by_path() {
    let text = "\u{feff}{ \"ä\": [1,\n  { \"b\": \"x\" } ] }";
    let document = Document::parse(text.as_bytes()).unwrap();
    let root = Path::root();
    let at = |path: &Path, key| {
        let span = document.locate(path, key).unwrap();
        (span.line, span.column, span.end_line, span.end_column, &text[span.start..span.end])
    };
    let list = root.key("ä");
    assert_eq!(at(&list, true), (1, 3, 1, 6, "\"ä\""));
    assert_eq!(at(&list.index(0), false), (1, 9, 1, 10, "1"));
    assert_eq!(at(&list.index(1).key("b"), false), (2, 10, 2, 13, "\"x\""));
    assert_eq!(at(&list.index(1).key("no").key("deeper"), true), at(&list.index(1), false));
    assert_eq!(at(&list.index(9), false), (1, 8, 2, 17, "[1,\n  { \"b\": \"x\" } ]"));
    let long = format!("[{}\"é\", 2]", "\"é\",\n".repeat(20_000));
    let document = Document::parse(long.as_bytes()).unwrap();
    let span = document.locate(&root.index(20_001), false).unwrap();
    assert_eq!((span.line, span.column, &long[span.start..span.end]), (20_001, 6, "2"));
}

#[test]
fn the_schema_judges_as_the_reader_does() {
    let schema = jsonschema::validator_for(&of_models()).unwrap();
    assert!(schema.is_valid(&serde_json::from_str(FULL).unwrap()));
    for code in ["unknown-field", "missing-field", "wrong-type", "version"] {
        let path = format!("{}/tests/diagnostics/{code}.json", crate::support::root().display());
        let value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        assert!(!schema.is_valid(&value), "{code}");
    }
}

/// Reads, renders, and looks whether the findings can be used.
fn survive(bytes: &[u8]) -> bool {
    match Model::read(bytes) {
        Ok((model, _)) => {
            assert_eq!(Model::from_json(&model.to_json()).unwrap(), model);
            true
        }
        Err(findings) => {
            assert!(findings.has_errors());
            let text = String::from_utf8_lossy(bytes);
            assert!(!findings.render("x.json", &text, false).chars().any(|c| c.is_control() && c != '\n'));
            let _ = (
                findings.render("x.json", &text, true),
                findings.to_string(),
                serde_json::to_string(&findings).unwrap(),
            );
            false
        }
    }
}

/// Replaces the value number `at`, counted from the outside.
fn replace(value: &mut serde_json::Value, at: &mut usize, other: &serde_json::Value) {
    if *at == 0 {
        *value = other.clone();
    }
    *at = at.wrapping_sub(1);
    match value {
        serde_json::Value::Array(items) => items.iter_mut().for_each(|v| replace(v, at, other)),
        serde_json::Value::Object(items) => items.values_mut().for_each(|v| replace(v, at, other)),
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        survive(&bytes);
    }

    #[test]
    fn no_json_panics(text in r#"[\[\]{}:,"\\ \n0-9a-z/'.éu+-]{0,60}"#) {
        survive(text.as_bytes());
    }

    #[test]
    fn no_mutated_model_panics(edits in prop::collection::vec((any::<prop::sample::Index>(), 0usize..3, any::<u8>()), 1..6)) {
        let mut bytes = FULL.as_bytes().to_vec();
        for (at, kind, byte) in edits {
            let at = at.index(bytes.len());
            let byte = b"{}[],:\"0-.e\\ x\x00\xff"[byte as usize % 16];
            match kind {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => drop(bytes.remove(at)),
            }
        }
        survive(&bytes);
    }

    /// Replaces one value of the full model by one of another type.
    #[test]
    fn no_swapped_value_panics(at in any::<prop::sample::Index>(), other in 0usize..9) {
        let mut value: serde_json::Value = serde_json::from_str(FULL).unwrap();
        let mut count = usize::MAX;
        replace(&mut value, &mut count, &serde_json::Value::Null);
        let mut at = at.index(usize::MAX - count);
        let other = serde_json::json!([null, true, 1, -2.5, "x", [], {}, [1, "a"], { "value": 1, "x": [] }])[other].take();
        replace(&mut value, &mut at, &other);
        survive(value.to_string().as_bytes());
    }

    #[test]
    fn a_model_survives_its_json(model in model()) {
        let text = model.to_json();
        let back = Model::from_json(&text).map_err(|e| TestCaseError::fail(e.render("m", &text, false)))?;
        prop_assert_eq!(&back, &model);
        let schema = jsonschema::validator_for(&of_models()).unwrap();
        prop_assert!(schema.is_valid(&serde_json::from_str(&text).unwrap()), "{}", text);
    }
}
