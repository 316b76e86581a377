//! One model for every kind of finding, and the page that is printed for it.
//!
//! `tests/diagnostics/<code>.json` must bring out the code of its name; `<code>.stderr` is the whole page.
//! `UPDATE_EXPECT=1 cargo test --test diagnostics` writes the pages anew: read what has changed.

use std::path::{Path, PathBuf};
use zopa::Model;
use zopa::model::{Code, Diagnostics};

/// What is found in a file, from the first byte to the last check. Everything here judges through this.
fn diagnose(bytes: &[u8]) -> Diagnostics {
    Model::read(bytes).err().unwrap_or_default()
}

/// The codes that no file brings out yet: those of the compiler.
const WITHOUT_FILE: &[Code] = &[
    Code::Empty,
    Code::UnknownParty,
    Code::UnknownIssue,
    Code::UnknownOption,
    Code::UnknownCluster,
    Code::UnknownProposal,
    Code::UnknownRule,
    Code::ListedTwice,
    Code::IssueKind,
    Code::Values,
    Code::TableShape,
    Code::RuleKind,
    Code::OutOfRange,
    Code::IncompletePackage,
    Code::Overflow,
    Code::UnvaluedIssue,
    Code::ImplicitZero,
    Code::UnusableOption,
    Code::NoAcceptablePackage,
    Code::IdleInteraction,
    Code::ConstantUtility,
    Code::IdleRedLine,
    Code::NoFeasiblePackage,
    Code::IdleRule,
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics")
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
    let bytes = br#"{ "zopa": 1, "parties": { "a b": { "disagreement": true } }, "issues": {}, "utilities": {} }"#;
    let json = serde_json::to_value(diagnose(bytes)).unwrap();
    assert_eq!(
        json,
        serde_json::json!([{
            "severity": "error", "code": "wrong-type", "message": "expected a number, found true",
            "path": "$.parties[\"a b\"].disagreement",
            "span": { "line": 1, "column": 52, "end_line": 1, "end_column": 56 },
            "label": "expected a number"
        }])
    );
}
