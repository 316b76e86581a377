//! Curves with names, on the command line: what is decided, what is not, and who refuses to answer.

use super::support::{as_kept, ends, json, text, with_input};
use serde_json::json as value;

const CURVES: &str = "tests/fixtures/curves.json";
const TIE: &str = "tests/fixtures/curves-tie.json";
const LEVELS: &str = "tests/fixtures/curves-levels.json";

#[test]
fn what_is_decided_is_answered() {
    let solved = json(&ends(&["solve", CURVES, "--concept", "nash", "--format", "json"], 0));
    assert_eq!((&solved["status"], &solved["error"]), (&value!("agreement"), &value!({ "seller": 2e-8 })));
    let nash = &solved["solutions"][0];
    assert_eq!((&nash["proven"], &nash["within_error"]), (&value!(true), &value!(null)));
    assert_eq!(nash["agreements"][0]["package"], value!({ "price": 40, "delivery": "later" }));
    let checked = ends(&["check", CURVES], 0);
    assert!(text(&checked.stdout).contains("utilities of seller follow curves, and are exact to within 0.00000002"));
    let checked = json(&ends(&["check", CURVES, "--format", "json"], 0));
    assert_eq!(checked["summary"]["error"], value!({ "seller": 2e-8 }));
    let fair = json(&ends(&["evaluate", CURVES, "--proposal", "fair", "--format", "json"], 0));
    assert_eq!((&fair["status"], &fair["parties"]["seller"]["error"]), (&value!("accepted"), &value!(2e-8)));
    // A root that is a number has no error.
    let square = json(&ends(&["evaluate", CURVES, "price=25", "delivery=now", "--format", "json"], 0));
    assert_eq!(
        (&square["parties"]["seller"]["utility"], &square["parties"]["seller"]["error"]),
        (&value!(10), &value!(null))
    );
}

#[test]
fn what_is_within_the_error_is_undecided() {
    let page = ends(&["evaluate", CURVES, "--proposal", "edge"], 3);
    as_kept(&page.stdout, "curves-evaluate.txt");
    let edge = json(&ends(&["evaluate", CURVES, "--proposal", "edge", "--format", "json"], 3));
    assert_eq!((&edge["status"], &edge["parties"]["seller"]["undecided"]), (&value!("undecided"), &value!(true)));
    assert_eq!(edge["parties"]["buyer"]["undecided"], value!(null));
    let page = ends(&["solve", TIE], 3);
    as_kept(&page.stdout, "curves-solve.txt");
    let tie = json(&ends(&["solve", TIE, "--format", "json"], 3));
    assert_eq!(tie["status"], "agreement");
    let nash = &tie["solutions"][0];
    assert_eq!((&nash["proven"], &nash["within_error"]["all"]), (&value!(false), &value!(true)));
    assert_eq!(nash["agreements"][0]["package"], value!({ "house": 2, "boat": 2 }));
    assert_eq!(nash["within_error"]["packages"][0]["package"], value!({ "house": 8, "boat": 0 }));
    ends(&["brief", TIE], 3);
    // Whether anything can be agreed is within the error, too.
    let only = ["--fix", "price=10", "--fix", "delivery=now"];
    let page = ends(&[&["solve", CURVES][..], &only].concat(), 3);
    assert!(text(&page.stdout).contains("UNDECIDED: whether a package is acceptable"), "{}", text(&page.stdout));
    let page = ends(&[&["explain", CURVES][..], &only].concat(), 3);
    assert!(text(&page.stdout).contains("UNDECIDED: whether there is a package"), "{}", text(&page.stdout));
    ends(&["explain", CURVES, "--fix", "price=5", "--fix", "delivery=now"], 1);
}

#[test]
fn levels_are_told_with_a_bound() {
    let solved = json(&ends(&["solve", LEVELS, "--concept", "nash", "--format", "json"], 3));
    let nash = &solved["solutions"][0];
    assert_eq!((&nash["proven"], &nash["within_error"]["levels"]), (&value!(false), &value!(true)));
    assert_eq!((&nash["within_error"]["packages"], &nash["within_error"]["all"]), (&value!([]), &value!(true)));
    assert!(nash["bound"].is_string() || nash["bound"].is_number());
    ends(&["frontier", LEVELS], 0);
}

/// Where a rule lets fewer agree, it is not said that everybody does.
#[test]
fn who_may_refuse_is_not_said_to_accept() {
    let model = r#"{ "zopa": 1, "acceptance": { "quota": 1 },
        "parties": { "a": { "disagreement": 1.4142135623 }, "b": { "disagreement": 0 } },
        "issues": { "x": { "options": [2, 3] }, "y": { "options": ["no", "yes"] } },
        "utilities": { "a": { "values": { "x": { "curve": "sqrt" }, "y": { "no": 0.0000000003, "yes": -9 } } }, "b": { "constant": 1 } },
        "rules": [{ "forbid": { "x": 3 } }] }"#;
    let page = with_input(&["solve", "-", "--concept", "nash"], model.as_bytes());
    let said = text(&page.stdout);
    assert!(page.status.code() == Some(3) && said.contains("the acceptance rule can be met"), "{said}");
}

/// What has to be exact is refused, with the place of the curve.
#[test]
fn who_needs_exact_numbers_says_so() {
    for command in ["test", "stability", "linkage", "sweep", "holds"] {
        let refused = ends(&[command, CURVES], 2);
        let said = text(&refused.stderr);
        assert!(said.contains("what `price` is worth to `seller` is a curve") && said.contains("`points`"), "{said}");
    }
    let of_package = ["--proposal", "edge"];
    for asked in [&["trades", CURVES][..], &["counter", CURVES, "--party", "buyer"]] {
        let refused = ends(&[asked, &of_package].concat(), 2);
        assert!(text(&refused.stderr).contains("is a curve"), "{}", text(&refused.stderr));
    }
    // What would mend a package is told where it is decided: nothing is where it lies on the edge.
    let open = ends(&[&["explain", CURVES][..], &of_package].concat(), 3);
    assert!(text(&open.stdout).contains("Whether seller accepts"), "{}", text(&open.stdout));
    assert!(text(&open.stdout).contains("Not known: the search stopped because it needs exact numbers"));
    let mended = ends(&["explain", CURVES, "price=5", "delivery=now"], 1);
    assert!(
        text(&mended.stdout).contains("It would accept if 1 issue were settled otherwise"),
        "{}",
        text(&mended.stdout)
    );
    // Points may be missing.
    let listed = ends(&["frontier", CURVES], 0);
    assert!(text(&listed.stdout).contains("missing, and listed ones may be improved on"), "{}", text(&listed.stdout));
    ends(&["frontier", CURVES, "--fix", "price=10", "--fix", "delivery=now"], 3);
    let compared = ends(&["compare", TIE, "--set", "parties.court.disagreement=0.5"], 3);
    assert!(text(&compared.stderr).contains("within their error"), "{}", text(&compared.stderr));
    let refused = ends(&["solve", CURVES, "--concept", "lottery-nash"], 2);
    assert!(text(&refused.stderr).contains("is a curve"), "{}", text(&refused.stderr));
    let refused = ends(&["solve", CURVES, "--certificate", "never-written.cert"], 2);
    assert!(text(&refused.stderr).contains("there is no certificate of this"), "{}", text(&refused.stderr));
}
