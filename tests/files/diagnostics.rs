//! One model for every kind of finding, and the page that is printed for it.
//!
//! `tests/diagnostics/<code>.json` must bring out the code of its name; `<code>.stderr` is the whole page.
//! `UPDATE_EXPECT=1 cargo test --test files diagnostics` writes the pages anew: read what has changed.

use std::path::PathBuf;
use zopa::model::{Code, Diagnostics, Path as ModelPath};
use zopa::{Limits, Model, Problem};

/// What is found in a file, from the first byte to the last check. Everything here judges through this.
fn diagnose(bytes: &[u8]) -> Diagnostics {
    match Problem::read(bytes, &[], Problem::compile) {
        Ok((problem, _, document)) => {
            let mut findings = problem.check(&Limits::default());
            findings.locate(&document);
            findings
        }
        Err(findings) => findings,
    }
}

/// The codes that no file brings out: they answer to ids that were asked for beside the file, or are about files of other
/// programs (`tests/files/formats`).
const WITHOUT_FILE: &[Code] = &[Code::UnknownRule, Code::FileKind, Code::NotExpressible, Code::NotUsed, Code::Rounded];

fn folder() -> PathBuf {
    crate::support::root().join("tests/diagnostics")
}

/// The codes that have a file, with its bytes.
fn files() -> impl Iterator<Item = (Code, PathBuf, Vec<u8>)> {
    Code::ALL.iter().filter(|code| !WITHOUT_FILE.contains(code)).map(|code| {
        let path = folder().join(format!("{code}.json"));
        let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        (*code, path, bytes)
    })
}

fn render(code: Code, bytes: &[u8], color: bool) -> String {
    diagnose(bytes).render(&format!("{code}.json"), &String::from_utf8_lossy(bytes), color)
}

#[test]
fn every_page_is_as_expected() {
    let mut changed = Vec::new();
    for (code, path, bytes) in files() {
        let page = render(code, &bytes, false);
        let path = path.with_extension("stderr");
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::write(&path, &page).unwrap();
        } else if std::fs::read_to_string(&path).unwrap_or_default() != page {
            changed.push(format!("{}:\n{page}", path.display()));
        }
    }
    assert!(changed.is_empty(), "changed (UPDATE_EXPECT=1 accepts):\n{}", changed.join("\n"));
}

#[test]
fn every_file_brings_out_its_code() {
    for (code, _, bytes) in files() {
        let found = diagnose(&bytes);
        assert!(found.iter().any(|d| d.code == code), "{code}: {found}");
        // Slips of writing lead to one another; what is wrong with the meaning can be shown alone.
        let alone = Model::read(&bytes).is_err() || found.iter().all(|d| d.code == code);
        assert!(alone, "{code}: {found}");
    }
}

#[test]
fn every_finding_has_a_place_and_pages_are_clean() {
    for (code, _, bytes) in files() {
        for diagnostic in diagnose(&bytes).iter() {
            assert!(diagnostic.place.span.is_some(), "{code}: {diagnostic:?}");
        }
        let page = render(code, &bytes, false);
        assert!(page.lines().all(|line| line.trim_end() == line), "{code}: a space at the end of a line");
        assert!(page.chars().all(|c| c == '\n' || !c.is_control()), "{code}: a control character");
    }
}

#[test]
fn findings_stand_in_the_order_of_the_text() {
    for (code, _, bytes) in files() {
        let starts: Vec<_> = diagnose(&bytes).iter().filter_map(|d| d.place.span).map(|s| s.start).collect();
        assert!(starts.is_sorted(), "{code}");
    }
}

#[test]
fn there_is_no_file_without_a_code() {
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(files().any(|(code, ..)| code.as_str() == stem), "{} belongs to no code", path.display());
    }
}

#[test]
fn findings_are_data() {
    let bytes = br#"{ "zopa": 1, "parties": { "a b": { "disagreement": true } }, "issues": { "i": { "options": ["x", "y"] } }, "utilities": {} }"#;
    let json = serde_json::to_value(diagnose(bytes)).unwrap();
    assert_eq!(
        json,
        serde_json::json!([{
            "severity": "error", "code": "wrong-type", "message": "expected a number, found true",
            "path": "$.parties[\"a b\"].disagreement",
            "span": { "line": 1, "column": 52, "end_line": 1, "end_column": 56 },
            "label": "expected a number",
            "help": "write a number: 1 for yes, 0 for no"
        }])
    );
}

/// What is said of an id that was asked for beside the file: message, help, and the page, which has no place to show.
fn asked<T: std::fmt::Debug>(result: Result<T, Diagnostics>, code: Code) -> String {
    let findings = result.unwrap_err();
    let [finding] = findings.0.as_slice() else { panic!("{findings}") };
    assert_eq!(finding.code, code);
    assert_eq!((&finding.place.path, finding.place.span), (&ModelPath::root(), None));
    findings.render("first-steps.json", "", false)
}

#[test]
fn ids_that_are_asked_for_get_a_page_too() {
    let model = Model::from_json(include_str!("../../models/examples/first-steps.json")).unwrap();
    let problem = Problem::compile(&model).unwrap();
    assert_eq!(problem.proposal("studio-offer").unwrap().name, "The studio's first offer");
    assert_eq!(
        asked(problem.proposal("studio offfer"), Code::UnknownProposal),
        "error[unknown-proposal]: no proposal is called `studio offfer`\n |\n = help: did you mean `studio-offer`? \
         the model's proposals are `studio-offer`, `client-wish`\n"
    );
    assert_eq!(
        asked(problem.proposal("status-quo"), Code::UnknownProposal),
        "error[unknown-proposal]: no proposal is called `status-quo`\n |\n \
         = help: the model's proposals are `studio-offer`, `client-wish`\n"
    );
    assert_eq!(
        problem.constraints_named("no-rushed-year").unwrap(),
        (problem.constraint_ids().take(1).collect(), vec![])
    );
    assert_eq!(
        asked(problem.constraints_named("no-rushed-yaer"), Code::UnknownRule),
        "error[unknown-rule]: no rule or red line is called `no-rushed-yaer`\n |\n \
         = help: did you mean `no-rushed-year`?\n"
    );
    assert_eq!(
        asked(problem.constraints_named("budget"), Code::UnknownRule),
        "error[unknown-rule]: no rule or red line is called `budget`\n |\n = help: known here: `no-rushed-year`\n"
    );
}

/// A sound model of a police contract, to be broken in one place.
const SOUND: &str = r#"{
  "zopa": 1,
  "parties": { "union": { "disagreement": 1, "weight": 1 }, "city": { "disagreement": 0 } },
  "issues": {
    "wage": { "options": ["low", "middle", "high"], "baseline": "low", "deciders": ["union"] },
    "days": { "integer": { "min": 0, "max": 10, "step": 5 } }
  },
  "utilities": {
    "union": {
      "values": { "wage": { "low": 0, "middle": 3, "high": 5 }, "days": { "per_unit": 1 } },
      "tables": [{ "issues": ["wage", "days"], "add": [[0, 0, 0], [0, 0, 0], [0, 1, 2]] }]
    },
    "city": { "values": { "wage": { "low": 5, "middle": 3, "high": 0 }, "days": { "per_unit": -1 } }, "constant": 10 }
  },
  "rules": [{ "forbid": { "wage": "high", "days": { "from": 5 } } }],
  "acceptance": { "quota": 2, "veto": ["union"] }
}"#;

/// The first finding in the sound model with one place broken: code, message, and the text that is underlined.
fn broken(from: &str, to: &str) -> (&'static str, String, String) {
    assert_eq!(SOUND.matches(from).count(), 1, "{from}");
    let text = SOUND.replace(from, to);
    let findings = diagnose(text.as_bytes());
    let Some(first) = findings.0.first() else { panic!("{to}: nothing is found") };
    let span = first.place.span.unwrap();
    (first.code.as_str(), first.message.clone(), text[span.start..span.end].to_owned())
}

/// The ways to bring out a code that its file does not show: most are found before the utilities are looked at.
#[test]
fn other_ways_to_the_same_codes() {
    assert_eq!(diagnose(SOUND.as_bytes()).to_string(), "");
    let parties = r#""union": { "disagreement": 1, "weight": 1 }, "city": { "disagreement": 0 }"#;
    for (from, to, code, message, marked) in [
        (parties, "", "empty", "there are no parties", "\"parties\""),
        (r#"["low", "middle", "high"]"#, "[]", "empty", "this issue has no options", "\"options\""),
        (
            "\"baseline\": \"low\"",
            "\"baseline\": \"no\"",
            "unknown-option",
            "no option of `wage` is called `no`",
            "\"no\"",
        ),
        (
            r#""deciders": ["union"]"#,
            r#""deciders": ["mayor"]"#,
            "unknown-party",
            "no party is called `mayor`",
            "\"mayor\"",
        ),
        (r#""veto": ["union"]"#, r#""veto": ["city", "city"]"#, "listed-twice", "`city` is listed twice", "\"city\""),
        (r#"["wage", "days"]"#, r#"["wage", "wage"]"#, "listed-twice", "`wage` is listed twice", "\"wage\""),
        (r#"{ "wage": "high", "#, r#"{ "wage": ["low", "low"], "#, "listed-twice", "`low` is listed twice", "\"low\""),
        (
            r#"{ "wage": "high", "#,
            r#"{ "wage": { "to": "middle" }, "#,
            "issue-kind",
            "a range needs an order, and the options of `wage` have none",
            r#"{ "to": "middle" }"#,
        ),
        (
            r#"{ "low": 0, "middle": 3, "high": 5 }"#,
            r#"{ "per_unit": 2 }"#,
            "values",
            "`per_unit` needs levels, and `wage` has options",
            r#"{ "per_unit": 2 }"#,
        ),
        (
            r#"{ "low": 0, "middle": 3, "high": 5 }"#,
            r#"{ "points": [[0, 0], [2, 5]] }"#,
            "values",
            "`points` need levels, and `wage` has options",
            r#"{ "points": [[0, 0], [2, 5]] }"#,
        ),
        (
            r#"{ "disagreement": 1, "weight": 1 }, "city": { "disagreement": 0 }"#,
            r#"{ "disagreement": 1, "weight": 0 }, "city": { "disagreement": 0, "weight": 0 }"#,
            "out-of-range",
            "every party has weight 0",
            "\"parties\"",
        ),
        ("\"quota\": 2", "\"quota\": 0", "out-of-range", "a quota must be between 1 and the number of parties, 2", "0"),
        (
            r#""max": 10, "step": 5"#,
            r#""max": 200000"#,
            "limit",
            "200001 levels; at most 100001 are read",
            r#"{ "min": 0, "max": 200000 }"#,
        ),
    ] {
        assert_eq!(broken(from, to), (code, message.to_owned(), marked.to_owned()), "{to}");
    }
}
