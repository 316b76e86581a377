//! What people write when they write a model for the first time, and what they are told.
//!
//! `tests/mistakes.txt` is the table: each mistake, and the first finding about it. `UPDATE_EXPECT=1 cargo test --test files
//! mistakes` writes it anew: read what has changed.

use std::fmt::Write;
use zopa::Problem;
use zopa::model::{Code, Diagnostics, Severity};
use zopa_formats::{File, Options};

/// A sound model, to be broken in one place.
const SOUND: &str = r#"{
  "zopa": 1,
  "parties": {
    "union": { "disagreement": 20, "batna": "strike" },
    "firm": { "disagreement": 15, "weight": 1 }
  },
  "issues": {
    "raise": { "integer": { "min": 0, "max": 8, "step": 2, "unit": "%" } },
    "start": { "options": ["Jan 1", "Apr 1", "Jul 1"], "ordered": true },
    "bonus": { "continuous": { "min": 0, "max": 1500, "unit": "EUR" } }
  },
  "utilities": {
    "union": {
      "values": { "raise": { "per_unit": 6 }, "start": { "Jan 1": 8, "Apr 1": 4, "Jul 1": 0 }, "bonus": { "per_unit": 0.01 } }
    },
    "firm": {
      "constant": 60,
      "values": { "raise": { "per_unit": -5 }, "start": { "Jan 1": 0, "Apr 1": 2, "Jul 1": 5 }, "bonus": { "per_unit": -0.008 } },
      "red_lines": [{ "when": { "raise": 8 } }]
    }
  },
  "rules": [{ "forbid": { "raise": 6, "start": "Jan 1" } }],
  "proposals": { "offer": { "package": { "raise": 2, "start": "Jul 1", "bonus": 0 } } }
}
"#;

/// A sound table, to be broken in one place.
const TABLE: &str = "issue,option,client,studio\n(no deal),,10,8\n(constant),,110,-70\nprice,80,-80,80\nprice,100,-100,100\n\
                     delivery,16 weeks,0,0\ndelivery,8 weeks,14.5,-12\n";

/// Mistakes in the model: what is written in the place of what.
const IN_MODELS: &[(&str, &str, &str)] = &[
    // Numbers
    ("a decimal comma", "\"per_unit\": -0.008", "\"per_unit\": -0,008"),
    ("a decimal comma in quotes", "\"constant\": 60", "\"constant\": \"60,5\""),
    ("a comma between thousands", "\"constant\": 60", "\"constant\": \"1,200\""),
    ("a point between thousands, and a comma", "\"constant\": 60", "\"constant\": \"1.200,50\""),
    ("blanks between thousands", "\"constant\": 60", "\"constant\": \"12 000\""),
    ("percent", "\"per_unit\": 6", "\"per_unit\": \"10%\""),
    ("a currency", "\"constant\": 60", "\"constant\": \"600 EUR\""),
    ("a sign of a currency", "\"constant\": 60", "\"constant\": \"$1,200\""),
    ("a date in a number's place", "\"disagreement\": 20", "\"disagreement\": \"Jun 1\""),
    ("a date as a level", "\"min\": 0, \"max\": 8", "\"min\": \"2026-06-01\", \"max\": 8"),
    ("a range", "\"disagreement\": 20", "\"disagreement\": \"15-25\""),
    ("a rough number", "\"disagreement\": 20", "\"disagreement\": \"about 20\""),
    ("a bound", "\"disagreement\": 20", "\"disagreement\": \"at least 20\""),
    ("a power of ten", "\"constant\": 60", "\"constant\": \"60k\""),
    ("a sign that is no minus", "\"per_unit\": -5", "\"per_unit\": \"−5\""),
    ("a plus", "\"per_unit\": 6", "\"per_unit\": +6"),
    ("a word", "\"disagreement\": 20", "\"disagreement\": \"twenty\""),
    ("nothing", "\"disagreement\": 20", "\"disagreement\": \"\""),
    ("null", "\"disagreement\": 20", "\"disagreement\": null"),
    ("true", "\"disagreement\": 20", "\"disagreement\": true"),
    ("infinity", "\"disagreement\": 20", "\"disagreement\": Infinity"),
    ("a point first", "\"per_unit\": 0.01", "\"per_unit\": .01"),
    ("zeros first", "\"disagreement\": 20", "\"disagreement\": 020"),
    ("a level in quotes", "\"min\": 0, \"max\": 8", "\"min\": \"0\", \"max\": 8"),
    ("a level with its unit", "\"min\": 0, \"max\": 8", "\"min\": 0, \"max\": \"8 %\""),
    // Fields in other places
    ("a slip in a field", "\"disagreement\": 20", "\"disagrement\": 20"),
    ("red lines with the party", "\"batna\": \"strike\"", "\"red_lines\": [{ \"when\": { \"raise\": 0 } }]"),
    ("values with the party", "\"batna\": \"strike\"", "\"values\": { \"raise\": { \"per_unit\": 1 } }"),
    ("what there is without a deal among utilities", "\"constant\": 60", "\"disagreement\": 15"),
    (
        "values without `values`",
        "\"values\": { \"raise\": { \"per_unit\": 6 }, \"start\": { \"Jan 1\": 8, \"Apr 1\": 4, \"Jul 1\": 0 }, \"bonus\": { \"per_unit\": 0.01 } }",
        "\"raise\": { \"per_unit\": 6 }, \"start\": { \"Jan 1\": 8, \"Apr 1\": 4, \"Jul 1\": 0 }, \"bonus\": { \"per_unit\": 0.01 }",
    ),
    (
        "a proposal without `package`",
        "\"package\": { \"raise\": 2, \"start\": \"Jul 1\", \"bonus\": 0 }",
        "\"raise\": 2, \"start\": \"Jul 1\", \"bonus\": 0",
    ),
    ("a red line without `when`", "{ \"when\": { \"raise\": 8 } }", "{ \"raise\": 8 }"),
    (
        "the ends of a range on the issue",
        "\"integer\": { \"min\": 0, \"max\": 8, \"step\": 2, \"unit\": \"%\" }",
        "\"min\": 0, \"max\": 8",
    ),
    ("the unit on the issue", "\"ordered\": true", "\"ordered\": true, \"unit\": \"days\""),
    ("a step in a range without steps", "\"max\": 1500,", "\"max\": 1500, \"step\": 100,"),
    ("a quota at the top level", "\"zopa\": 1", "\"zopa\": 1, \"quota\": 2"),
    ("red lines at the top level", "\"zopa\": 1", "\"zopa\": 1, \"red_lines\": []"),
    ("rules among utilities", "\"constant\": 60", "\"rules\": []"),
    ("a number for the alternative", "\"batna\": \"strike\"", "\"batna\": 20"),
    ("what a party gets per unit, on the issue", "\"ordered\": true", "\"ordered\": true, \"per_unit\": 2"),
    ("an unknown field", "\"batna\": \"strike\"", "\"colour\": \"red\""),
    // Lists and objects
    (
        "a list of parties",
        "{\n    \"union\": { \"disagreement\": 20, \"batna\": \"strike\" },\n    \"firm\": { \"disagreement\": 15, \"weight\": 1 }\n  }",
        "[{ \"id\": \"union\", \"disagreement\": 20 }, { \"id\": \"firm\", \"disagreement\": 15 }]",
    ),
    ("a list of names", "\"proposals\": {", "\"clusters\": [\"money\", \"time\"], \"proposals\": {"),
    ("a list of values", "{ \"Jan 1\": 8, \"Apr 1\": 4, \"Jul 1\": 0 }", "[8, 4, 0]"),
    ("options in one text", "[\"Jan 1\", \"Apr 1\", \"Jul 1\"]", "\"Jan 1, Apr 1, Jul 1\""),
    (
        "one rule without brackets",
        "[{ \"forbid\": { \"raise\": 6, \"start\": \"Jan 1\" } }]",
        "{ \"forbid\": { \"raise\": 6 } }",
    ),
    ("conditions in a list", "{ \"when\": { \"raise\": 8 } }", "{ \"when\": [{ \"raise\": 8 }] }"),
    ("a decider without brackets", "\"ordered\": true", "\"ordered\": true, \"deciders\": \"union\""),
    ("a party that is a number", "{ \"disagreement\": 15, \"weight\": 1 }", "15"),
    ("yes for true", "\"ordered\": true", "\"ordered\": \"yes\""),
    ("the version in quotes", "\"zopa\": 1", "\"zopa\": \"1\""),
    ("another version", "\"zopa\": 1", "\"zopa\": 2"),
    ("no version", "\"zopa\": 1,", ""),
    // JSON
    ("a comma too many", "\"ordered\": true }", "\"ordered\": true, }"),
    ("a comma too few", "\"ordered\": true }", "\"ordered\": true \"note\": \"x\" }"),
    ("a remark", "\"zopa\": 1,", "\"zopa\": 1, // the version"),
    ("single quotes", "\"batna\": \"strike\"", "\"batna\": 'strike'"),
    ("typographic quotes", "\"batna\": \"strike\"", "\"batna\": “strike”"),
    ("a brace too few", "\"bonus\": 0 } } }\n}", "\"bonus\": 0 } } }"),
    ("a key twice", "\"batna\": \"strike\"", "\"batna\": \"strike\", \"disagreement\": 5"),
    // Names
    ("a party that is not there", "\"firm\": {\n      \"constant\"", "\"firms\": {\n      \"constant\""),
    ("an issue that is not there", "\"when\": { \"raise\": 8 }", "\"when\": { \"raises\": 8 }"),
    ("an option that is not there", "\"Jul 1\": 5", "\"July 1\": 5"),
    ("a level between steps", "\"raise\": 2, \"start\"", "\"raise\": 3, \"start\""),
    ("a level beyond its range", "\"bonus\": 0 }", "\"bonus\": 2000 }"),
    ("an issue without an option", "\"start\": \"Jul 1\", \"bonus\": 0", "\"bonus\": 0"),
    ("an option without a value", "\"Apr 1\": 2, ", ""),
    ("an option twice", "[\"Jan 1\", \"Apr 1\"", "[\"Jan 1\", \"Jan 1\", \"Apr 1\""),
    // What makes no sense
    ("ends the wrong way round", "\"min\": 0, \"max\": 8", "\"min\": 8, \"max\": 0"),
    ("steps that do not fit", "\"step\": 2", "\"step\": 3"),
    ("a step of nothing", "\"step\": 2", "\"step\": 0"),
    ("a number by unit for options", "{ \"Jan 1\": 8, \"Apr 1\": 4, \"Jul 1\": 0 }", "{ \"per_unit\": 4 }"),
    ("numbers by option for a range", "\"bonus\": { \"per_unit\": 0.01 }", "\"bonus\": { \"0\": 0, \"1500\": 15 }"),
    ("a curve of another name", "{ \"per_unit\": 6 }", "{ \"curve\": \"cubic\" }"),
    ("a logarithm of nothing", "{ \"per_unit\": 6 }", "{ \"curve\": \"log\" }"),
    ("a root of less than nothing", "{ \"per_unit\": 0.01 }", "{ \"curve\": \"sqrt\", \"constant\": -100 }"),
    ("a curve over options", "{ \"Jan 1\": 8, \"Apr 1\": 4, \"Jul 1\": 0 }", "{ \"curve\": \"log\" }"),
    (
        "a range inside a curve",
        "{ \"per_unit\": 6 }",
        "{ \"curve\": \"sqrt\", \"per_unit\": { \"value\": 1, \"high\": 2 } }",
    ),
    ("a curve with points", "{ \"per_unit\": 6 }", "{ \"curve\": \"sqrt\", \"scale\": 2 }"),
    ("options and a range", "\"ordered\": true", "\"integer\": { \"min\": 0, \"max\": 1 }"),
    ("no options", "[\"Jan 1\", \"Apr 1\", \"Jul 1\"]", "[]"),
    ("a rule of no kind", "{ \"forbid\": { \"raise\": 6, \"start\": \"Jan 1\" } }", "{ \"because\": \"the law\" }"),
    ("a quota of nobody", "\"zopa\": 1", "\"zopa\": 1, \"acceptance\": { \"quota\": 0 }"),
    ("a weight below nothing", "\"weight\": 1", "\"weight\": -1"),
];

/// Files that are no models.
const FILES: &[(&str, &[u8])] = &[
    ("an empty file", b""),
    ("a spreadsheet", b"PK\x03\x04\x14\x00\x06\x00\x08\x00\xb5"),
    ("an old spreadsheet", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ("a PDF document", b"%PDF-1.7\n%\xb5\xed\xae\xfb"),
    ("a picture", b"\x89PNG\r\n\x1a\n"),
    ("a compressed file", b"\x1f\x8b\x08\x00"),
    ("a web page", b"<!DOCTYPE html>\n<html><body>model</body></html>"),
    ("a model in YAML", b"zopa: 1\nparties:\n  union:\n    disagreement: 20\n"),
    ("a table of something else", b"name,age\nAnn,31\nBob,29\n"),
    ("a text", b"Dear colleague,\n\nthe union asks for 7 %.\n"),
    ("UTF-16", b"\xff\xfe{\x00}\x00"),
];

/// Mistakes in a table.
const IN_TABLES: &[(&str, &str, &str)] = &[
    ("a currency in a cell", "price,80,-80,80", "price,80,-80 EUR,80"),
    ("percent in a cell", "delivery,8 weeks,14.5,-12", "delivery,8 weeks,14.5%,-12"),
    ("a decimal comma in quotes", "delivery,8 weeks,14.5,-12", "delivery,8 weeks,\"14,5\",-12"),
    ("a decimal comma without quotes", "delivery,8 weeks,14.5,-12", "delivery,8 weeks,14,5,-12"),
    ("nothing without a deal", "(no deal),,10,8\n", ""),
    ("an empty cell", "price,80,-80,80", "price,80,,80"),
    ("an issue in another case", "delivery,8 weeks", "Delivery,8 weeks"),
    ("an option twice", "price,100,-100,100", "price,80,-100,100"),
    ("a row of another name", "(constant),,110,-70", "(base),,110,-70"),
    ("no parties", "issue,option,client,studio", "issue,option"),
];

/// What is found in a file.
fn diagnose(name: &str, bytes: &[u8]) -> Diagnostics {
    let file = File::new(name, bytes);
    let judged = |problem: Problem| problem.check(&zopa::Limits::default());
    if !zopa_formats::is_foreign(&file) {
        return match Problem::read(bytes, &[], Problem::compile) {
            Ok((problem, _, document)) => {
                let mut findings = judged(problem);
                findings.locate(&document);
                findings
            }
            Err(findings) => findings,
        };
    }
    match zopa_formats::read(&[file], &Options::default()) {
        Ok(imported) => {
            let mut findings = Problem::compile(&imported.model).map_or_else(|wrong| wrong, judged);
            imported.locate(&mut findings);
            findings.0.splice(0..0, imported.notes.0);
            findings
        }
        Err(findings) => findings,
    }
}

/// The text with one place broken.
fn broken(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "{from}");
    text.replace(from, to)
}

/// A mistake, and the first finding about it.
fn row(table: &mut String, what: &str, written: &str, findings: &Diagnostics) {
    let written = zopa::text::visible(&written.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned();
    let written = zopa::text::shorten(&written, 90);
    let Some(first) = findings.0.first() else { panic!("{what}: nothing is found") };
    let severity = if first.severity == Severity::Error { "error" } else { "warning" };
    let more = match findings.0.len() {
        1 => String::new(),
        count => format!(" (and {} more)", count - 1),
    };
    let help = first.help.as_deref().unwrap_or("-");
    let _ = writeln!(
        table,
        "{what}: {written}\n    {severity}[{}]: {}{more}\n    help: {help}\n",
        first.code, first.message
    );
}

#[test]
fn the_table_is_as_expected() {
    assert_eq!(diagnose("model.json", SOUND.as_bytes()).to_string(), "");
    assert_eq!(diagnose("table.csv", TABLE.as_bytes()).to_string(), "");
    let mut table = String::new();
    for (what, from, to) in IN_MODELS {
        row(&mut table, what, to, &diagnose("model.json", broken(SOUND, from, to).as_bytes()));
    }
    for (what, bytes) in FILES {
        row(&mut table, what, &String::from_utf8_lossy(bytes), &diagnose("file", bytes));
    }
    for (what, from, to) in IN_TABLES {
        row(&mut table, what, to, &diagnose("table.csv", broken(TABLE, from, to).as_bytes()));
    }
    let path = crate::support::root().join("tests/mistakes.txt");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, &table).unwrap();
    } else {
        assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), table, "UPDATE_EXPECT=1 accepts");
    }
}

/// Every mistake but those of the whole file says what to do, and where.
#[test]
fn every_mistake_is_told_with_its_place() {
    for (what, from, to) in IN_MODELS {
        let text = broken(SOUND, from, to);
        let findings = diagnose("model.json", text.as_bytes());
        assert!(findings.0[0].place.span.is_some() || findings.0[0].code == Code::MissingField, "{what}");
        // A model with one mistake has few findings.
        assert!(findings.0.len() <= 3, "{what}: {findings}");
    }
}

/// Six mistakes in one model are six findings, of the text's form and of what it says.
#[test]
fn all_mistakes_come_in_one_run() {
    let mut text = SOUND.to_owned();
    for (from, to) in [
        ("\"disagreement\": 15", "\"disagrement\": 15"),
        ("\"per_unit\": 6", "\"per_unit\": \"10%\""),
        ("\"start\": { \"Jan 1\": 8", "\"begin\": { \"Jan 1\": 8"),
        ("\"per_unit\": 0.01", "\"per_unit\": 0,01"),
        (
            "{ \"forbid\": { \"raise\": 6, \"start\": \"Jan 1\" } }",
            "{ \"forbid\": { \"raise\": 6, \"start\": \"Jan 2\" } }",
        ),
        ("\"start\": \"Jul 1\", \"bonus\": 0", "\"bonus\": 0"),
    ] {
        text = broken(&text, from, to);
    }
    let findings = diagnose("model.json", text.as_bytes());
    let found: Vec<(&str, &str)> = findings.iter().map(|one| (one.code.as_str(), &*one.message)).collect();
    assert_eq!(
        found,
        [
            ("unknown-field", "unknown field `disagrement`"),
            ("number", "`10%` cannot be read as an exact number"),
            ("unknown-issue", "no issue is called `begin`"),
            ("syntax", "`0,01` has a decimal comma, which is not JSON"),
            ("unknown-option", "no option of `start` is called `Jan 2`"),
            ("incomplete-package", "this package leaves out `start`"),
        ]
    );
}
