//! Tables, each kind of row by itself; and the tables of `docs/csv.md`.

use super::common::oracle::Oracle;
use super::{disagreement, files, rationals, refused, sound, utilities};
use zopa::model::Code;
use zopa::{Model, Problem};
use zopa_formats::{File, Format, Options};

const VALUES: &str = "issue,option,ann,bob\n(no deal),,1,-1/3\n(constant),,0.5,\n(weight),,2,\nprice,80,0,4\nprice,90,2,2\nprice,100,4,never\n,110,6,0\ncolour,red,1,\ncolour,blue,0,\n";

fn tables(values: &str, rules: &str) -> Vec<File> {
    let mut list = vec![("values.csv", values)];
    if !rules.is_empty() {
        list.push(("rules.csv", rules));
    }
    files(&list)
}

#[test]
fn values_by_option() {
    let imported = sound(&tables(VALUES, ""), &Options::default());
    assert_eq!(imported.format, Format::Csv);
    assert_eq!(utilities(&imported, "ann"), rationals("1.5 0.5 3.5 2.5 5.5 4.5 7.5 6.5"));
    assert_eq!(utilities(&imported, "bob"), rationals("4 4 2 2 0 0 0 0"));
    assert_eq!(disagreement(&imported, "bob"), rationals("-1/3")[0]);
    let feasible = Oracle::new(&imported.model).feasible().count();
    assert_eq!(feasible, 6, "bob never accepts 100");
    let price = imported.model.issues.get("price").and_then(|issue| issue.integer.clone()).unwrap();
    assert_eq!((price.min, price.max, price.step), (80, 110, 10));
}

#[test]
fn semicolons_tabs_marks_and_line_ends() {
    let expected = sound(&tables(VALUES, ""), &Options::default()).model;
    for (separator, end) in [(";", "\r\n"), ("\t", "\n"), (",", "\r\n")] {
        let text = format!("\u{feff}{}", VALUES.replace(',', separator).replace('\n', end));
        assert_eq!(sound(&tables(&text, ""), &Options::default()).model, expected);
    }
    let named = format!("sep=;\r\n{}", VALUES.replace(',', ";").replace('\n', "\r\n"));
    assert_eq!(sound(&tables(&named, ""), &Options::default()).model, expected);
    refused(&tables(&named.replace("90;2;2", "90;2;x"), ""), Code::Number, "values.csv", 7, 12, "`x` is not a number");
    // As spreadsheets save text.
    let accented = VALUES.replace("colour", "größe");
    let read = |bytes: Vec<u8>| sound(&files(&[("values.csv", bytes)]), &Options::default()).model;
    let expected_accented = read(accented.clone().into_bytes());
    assert_eq!(read(format!("\u{feff}{accented}").into_bytes()), expected_accented);
    let marked = || "\u{feff}".encode_utf16().chain(accented.encode_utf16().collect::<Vec<_>>());
    assert_eq!(read(marked().flat_map(u16::to_le_bytes).collect()), expected_accented);
    assert_eq!(read(marked().flat_map(u16::to_be_bytes).collect()), expected_accented);
    assert_eq!(read(accented.chars().map(|c| c as u8).collect()), expected_accented);
    let padded = VALUES.replace(',', " , ").replace("issue , option", "\"Issue\",\"Option\"").replace('\n', ",,\n\n");
    assert_eq!(sound(&tables(&padded, ""), &Options::default()).model, expected);
}

const RULES: &str = "kind,id,when,then,because,ann,bob\n";

#[test]
fn every_kind_of_rule() {
    let feasible = |row: &str| {
        let values = VALUES.replace("never", "1");
        let imported = sound(&tables(&values, &format!("{RULES}{row}\n")), &Options::default());
        let oracle = Oracle::new(&imported.model);
        oracle.feasible().map(|deal| format!("{}{}", deal.options[0], deal.options[1])).collect::<Vec<_>>().join(" ")
    };
    let all = "00 01 10 11 20 21 30 31";
    assert_eq!(feasible("interaction,,price=80..90 & colour=red,,why,1,2"), all);
    assert_eq!(feasible("red line,line,price=80|110 & colour=red,,why,x,"), "01 10 11 20 21 31");
    assert_eq!(feasible("forbid,,price=..90,,,,"), "20 21 30 31");
    assert_eq!(feasible("if,,colour=red,price=100..,,,"), "01 11 20 21 30 31");
    assert_eq!(feasible("at most 1,,price=80; colour=red,,,,"), "01 10 11 20 21 30 31");
    assert_eq!(feasible("at least 1,,price=80; colour=red,,,,"), "00 01 10 20 30");
    assert_eq!(feasible("exactly 1,,price=80; colour=red,,,,"), "01 10 20 30");
    assert_eq!(feasible("sum at most 100,,price:1; colour=red:10,,,,"), "00 01 10 11 21");
    assert_eq!(feasible("sum at least 90 at most 100.5,,price:1; colour=red:10,,,,"), "00 10 11 21");
    assert_eq!(feasible("deciders,,price,,,x,"), all);
    let imported = sound(
        &tables(VALUES, &format!("{RULES}quota 1,,,,,,\nveto,,,,,,x\nproposal,p,price=90 & colour=blue,,,,\n")),
        &Options::default(),
    );
    let acceptance = imported.model.acceptance.unwrap();
    assert_eq!((acceptance.quota, acceptance.veto), (Some(1), vec!["bob".to_owned()]));
    assert_eq!(imported.model.proposals.keys().collect::<Vec<_>>(), ["p"]);
}

#[test]
fn interactions_are_a_column_a_party() {
    let rules = format!("{RULES}interaction,,price=80..90 & colour=red,,why,1,-2.5\n");
    let imported = sound(&tables(VALUES, &rules), &Options::default());
    assert_eq!(utilities(&imported, "ann")[..3], rationals("2.5 0.5 4.5"));
    assert_eq!(utilities(&imported, "bob")[..3], rationals("1.5 4 -0.5"));
    assert_eq!(imported.model.utilities.get("bob").unwrap().interactions[0].because.as_deref(), Some("why"));
}

#[test]
fn what_is_wrong_has_a_place() {
    let change = |find: &str, replace: &str| tables(&VALUES.replace(find, replace), "");
    refused(&change("price,90,2,2", "price,90,2"), Code::Values, "values.csv", 6, 10, "no value of `90` for `bob`");
    refused(
        &change("price,90,2,2", "price,90,2,2,5"),
        Code::TableShape,
        "values.csv",
        6,
        14,
        "5 cells where the first line has 4",
    );
    refused(&change("price,90,2,2", "price,90,two,2"), Code::Number, "values.csv", 6, 10, "`two`");
    refused(&change("price,90,2,2", "price,90,\"2,5\",2"), Code::Number, "values.csv", 6, 10, "`2,5`");
    refused(&change("price,90,2,2", "price,,2,2"), Code::MissingField, "values.csv", 6, 7, "the option is missing");
    refused(&change("price,90", "price,80"), Code::ListedTwice, "values.csv", 6, 7, "`80`");
    refused(&change("(weight)", "(wait)"), Code::UnknownField, "values.csv", 4, 1, "`(wait)`");
    refused(
        &change("(no deal),,1,", "(no deal),,,"),
        Code::MissingField,
        "values.csv",
        1,
        14,
        "`ann` has without a deal",
    );
    refused(&change("ann,bob", "ann,ann"), Code::DuplicateKey, "values.csv", 1, 18, "two columns");
    refused(&change("red", "r\u{1}d"), Code::BadId, "values.csv", 9, 8, "control character");
    refused(&change("issue,option,ann,bob", "issue,option"), Code::TableShape, "values.csv", 2, 12, "cells");
    refused(&tables("issue,option\na,b\n", ""), Code::Empty, "values.csv", 1, 7, "no column for a party");
    let rule = |row: &str| tables(VALUES, &format!("{RULES}{row}\n"));
    refused(&rule("forbidden,,price=80,,,,"), Code::RuleKind, "rules.csv", 2, 1, "`forbidden`");
    refused(&rule("forbid,,price,,,,"), Code::RuleKind, "rules.csv", 2, 9, "write issue=option");
    refused(&rule("forbid,,price=80,,,x,"), Code::UnknownField, "rules.csv", 2, 20, "nothing in this column");
    refused(&rule("red line,,price=80,,,,"), Code::Empty, "rules.csv", 2, 1, "nobody has this red line");
    refused(&rule("red line,,price=80,,,yes,"), Code::WrongType, "rules.csv", 2, 22, "`yes` is no mark");
    refused(&rule("sum at most x,,price:1,,,,"), Code::RuleKind, "rules.csv", 2, 1, "needs a number");
    refused(&rule("sum at most 5,,price,,,,"), Code::RuleKind, "rules.csv", 2, 16, "has no number");
    refused(&rule("deciders,,size,,,x,"), Code::UnknownIssue, "rules.csv", 2, 11, "`size`");
    refused(&rule("proposal,,price=80,,,,"), Code::MissingField, "rules.csv", 2, 10, "needs an id");
    let party = tables(VALUES, "kind,id,when,then,because,carl\n");
    refused(&party, Code::UnknownParty, "rules.csv", 1, 27, "`carl`");
    refused(&tables(VALUES, "kind,id,if,then,because\n"), Code::UnknownField, "rules.csv", 1, 9, "headed `if`");
    refused(&files(&[("rules.csv", RULES)]), Code::FileKind, "rules.csv", 0, 0, "table of values is missing");
}

/// What the compiler finds is shown in the tables, too.
#[test]
fn meaning_has_places_too() {
    let rules = format!("{RULES}forbid,,price=85,,,,\nred line,,size=1,,,x,\n");
    let list = tables(VALUES, &rules);
    let imported = zopa_formats::read(&list, &Options::default()).unwrap();
    let mut findings = Problem::compile(&imported.model).unwrap_err();
    imported.locate(&mut findings);
    let places: Vec<(Option<&str>, usize, usize)> = findings
        .iter()
        .map(|finding| {
            let span = finding.place.span.unwrap();
            (finding.place.file.as_deref(), span.line, span.column)
        })
        .collect();
    assert_eq!(places, [(Some("rules.csv"), 2, 9), (Some("rules.csv"), 3, 11)], "{findings}");
    let page = super::page(&findings, &list);
    assert!(page.contains("--> rules.csv:2:9") && page.contains("forbid,,price=85"), "{page}");
}

/// The tables that the documentation shows say what it says.
#[test]
fn the_tables_of_the_documentation() {
    let docs = std::fs::read_to_string(crate::support::root().join("docs/csv.md")).unwrap();
    let blocks: Vec<&str> = docs.split("```csv\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert_eq!(blocks.len(), 2);
    let imported = sound(&tables(blocks[0], blocks[1]), &Options::default());
    let json = docs.split("```json\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let model = Model::from_json(json).unwrap();
    let (read, meant) = (Oracle::new(&imported.model), Oracle::new(&model));
    assert_eq!(read.deals.len(), meant.deals.len());
    for (read, meant) in read.deals.iter().zip(&meant.deals) {
        assert_eq!((&read.utilities, read.broken.is_empty()), (&meant.utilities, meant.broken.is_empty()));
    }
    assert_eq!(read.disagreement, meant.disagreement);
    assert_eq!(imported.model.proposals, model.proposals);
}
