//! GeniusWeb and NegoLog files, each feature by itself.

use super::common::rational;
use super::{disagreement, files, rationals, refused, sound, utilities};
use zopa::model::Code;
use zopa_formats::{File, Format, Options};

const DOMAIN: &str = r#"{"name": "fair", "issuesValues": {"a": {"values": ["x", "y"]},
 "n": {"range": {"low": 0, "high": 1, "step": 0.5}}}}"#;

fn additive(change: impl Fn(String) -> String) -> Vec<File> {
    let profile = format!(
        r#"{{"LinearAdditiveUtilitySpace": {{"name": "ann", "domain": {DOMAIN},
"issueWeights": {{"a": 0.3, "n": 0.7}},
"issueUtilities": {{"a": {{"discreteutils": {{"valueUtilities": {{"x": 0.1, "y": 1}}}}}},
"n": {{"numberutils": {{"lowValue": 0, "lowUtility": 1, "highValue": 1, "highUtility": 0.2}}}}}},
"reservationBid": {{"issuevalues": {{"n": 0.5}}}}}}}}"#
    );
    files(&[("fair.json", DOMAIN.to_owned()), ("p.json", change(profile))])
}

#[test]
fn weights_lines_and_reservation_bids() {
    let imported = sound(&additive(|text| text), &Options::default());
    assert_eq!(imported.format, Format::GeniusWeb);
    assert_eq!(imported.model.title.as_deref(), Some("fair"));
    assert_eq!(utilities(&imported, "ann"), rationals("0.73 0.45 0.17 1 0.72 0.44"));
    // The bid leaves an issue open, which counts nothing.
    assert_eq!(disagreement(&imported, "ann"), rational("0.42"));
    let without = additive(|text| text.replace(r#"{"issuevalues": {"n": 0.5}}"#, "null"));
    assert_eq!(disagreement(&sound(&without, &Options::default()), "ann"), rational("0"));
}

/// The Python program names value sets by their classes.
#[test]
fn both_spellings_of_value_sets() {
    let python = additive(|text| {
        let text = text.replace("discreteutils", "DiscreteValueSetUtilities");
        text.replace("numberutils", "NumberValueSetUtilities")
    });
    let (imported, java) = (sound(&python, &Options::default()), sound(&additive(|text| text), &Options::default()));
    assert_eq!(utilities(&imported, "ann"), utilities(&java, "ann"));
    let written = zopa_formats::write(&imported.model, Format::GeniusWeb, &zopa_formats::WriteOptions::default());
    let written = written.unwrap_or_else(|findings| panic!("{findings}"));
    let text: String = written.files.iter().map(|file| String::from_utf8_lossy(&file.bytes).into_owned()).collect();
    assert!(text.contains("\"DiscreteValueSetUtilities\": {\"valueUtilities\"") && !text.contains("discreteutils"));
}

#[test]
fn groups_of_issues() {
    let part = r#"{"both": {"partsutils": {"issues": ["n", "a"], "utilslist": [
{"values": ["0.5", "x"], "util": 0.4}, {"values": ["1", "y"], "util": 0.6}]}}}"#;
    let text = |parts: &str| {
        let text = format!(
            r#"{{"SumOfGroupsUtilitySpace": {{"name": "bob", "domain": {DOMAIN},
"partUtilities": {parts}, "reservationBid": {{"issuevalues": {{"a": "x", "n": "0.5"}}}}}}}}"#
        );
        files(&[("p.json", text)])
    };
    let imported = sound(&text(part), &Options::default());
    assert_eq!(utilities(&imported, "bob"), rationals("0 0.4 0 0 0 0.6"));
    assert_eq!(disagreement(&imported, "bob"), rational("0.4"));
    refused(&text("{}"), Code::MissingField, "p.json", 3, 18, "`a` is in no group");
    refused(&text(&part.replace("0.4", "1.4")), Code::OutOfRange, "p.json", 4, 34, "between 0 and 1");
    refused(&text(&part.replace("\"x\"]", "\"z\"]")), Code::UnknownOption, "p.json", 4, 20, "`z` is no value of `a`");
    let twice = part.replace(r#"["1", "y"]"#, r#"["0.5", "x"]"#);
    refused(&text(&twice), Code::ListedTwice, "p.json", 4, 51, "listed twice");
    refused(
        &text(&part.replace("[\"n\", \"a\"]", "[\"n\", \"n\"]")),
        Code::ListedTwice,
        "p.json",
        3,
        59,
        "in two groups",
    );
}

#[test]
fn what_geniusweb_refuses_is_refused() {
    let change = |find: &'static str, replace: &'static str| additive(move |text| text.replace(find, replace));
    refused(&change("0.7}", "0.6}"), Code::OutOfRange, "p.json", 3, 17, "the weights sum to 0.9, not to 1");
    refused(&change("\"y\": 1}", "\"y\": 1.1}"), Code::OutOfRange, "p.json", 4, 78, "between 0 and 1");
    refused(&change(", \"y\": 1}", "}"), Code::Values, "p.json", 4, 62, "no utility for `y`");
    refused(&change("\"y\": 1}", "\"z\": 1}"), Code::UnknownOption, "p.json", 4, 73, "`z` is no value of `a`");
    refused(&change("\"highValue\": 1", "\"highValue\": 0.9"), Code::Values, "p.json", 5, 22, "does not cover");
    refused(&change("{\"n\": 0.5}", "{\"n\": 0.4}"), Code::UnknownOption, "p.json", 6, 41, "`0.4` is no value");
    refused(&change("{\"n\": 0.5}", "{\"m\": 0.5}"), Code::UnknownIssue, "p.json", 6, 36, "no issue `m`");
    refused(&change("\"a\": 0.3, ", ""), Code::OutOfRange, "p.json", 3, 17, "sum to 0.7");
    let order = r#"{"DefaultPartialOrdering": {"name": "p", "domain": {}, "bidlist": [], "isBetter": []}}"#;
    let domain = ("d.json", DOMAIN);
    refused(&files(&[domain, ("p.json", order)]), Code::NotSupported, "p.json", 1, 1, "DefaultPartialOrdering");
    let range = DOMAIN.replace("0.5", "0.0000001");
    refused(&files(&[("d.json", range.as_str()), ("p.json", order)]), Code::Limit, "d.json", 2, 2, "10000001 values");
    refused(
        &files(&[("d.json", DOMAIN.replace("0.5", "-1").as_str()), ("p.json", order)]),
        Code::IssueKind,
        "d.json",
        2,
        2,
        "positive step",
    );
}

const SIDE: &str = r#"{"reservationValue": 0.25, "issueWeights": {"i": 0.4, "j": 0.6},
"issues": {"i": {"v": 0.5, "w": 1.0}, "j": {"v": 0, "w": 0.25}}}"#;

#[test]
fn negolog_profiles_are_read_as_written() {
    let specs = ("specs.json", r#"{"NumberOfBids": 4, "Nash_A": 1}"#);
    let imported = sound(&files(&[("profileA.json", SIDE), ("profileB.json", SIDE), specs]), &Options::default());
    assert_eq!(imported.format, Format::Negolog);
    assert_eq!(utilities(&imported, "profileA"), rationals("0.2 0.35 0.4 0.55"));
    assert_eq!(disagreement(&imported, "profileB"), rational("0.25"));
    assert_eq!(imported.notes.0[0].place.file.as_deref(), Some("specs.json"));
    let other = SIDE.replace("\"j\": {\"v\"", "\"j\": {\"u\"");
    let pair = |second: &str| files(&[("a.json", SIDE), ("b.json", second)]);
    refused(&pair(&other), Code::UnknownOption, "b.json", 2, 45, "no value `u` of `j`");
    refused(&pair(&SIDE.replace(", \"j\": {\"v\": 0, \"w\": 0.25}", "")), Code::MissingField, "b.json", 2, 11, "`j`");
    refused(&pair(&SIDE.replace("0.25,", "\"0.25\",")), Code::WrongType, "b.json", 1, 22, "expected a number");
    refused(&pair(&SIDE.replace("\"w\": 1.0", "\"v\": 1.0")), Code::DuplicateKey, "b.json", 2, 28, "`v`");
}
