//! `zopa protocol`, on the real binary: pages, questions, and what is wrong with them.

use crate::support::{as_kept, ends, json, text, with_input};
use zopa::model::Code;
use zopa::{Model, Problem};

const FIRST_STEPS: &str = "models/examples/first-steps.json";
const WAYS: &str = "models/examples/ways-of-talking.json";

#[test]
fn ways_of_talking_are_told() {
    as_kept(&ends(&["protocol", WAYS], 0).stdout, "protocol-ways.txt");
    as_kept(&ends(&["protocol", WAYS, "--usual"], 0).stdout, "protocol-usual.txt");
    as_kept(&ends(&["protocol", WAYS, "--ratify", "town"], 0).stdout, "protocol-ratify.txt");
    as_kept(&ends(&["protocol", WAYS, "--bandwidth", "1"], 0).stdout, "protocol-bandwidth.txt");
    as_kept(&ends(&["protocol", WAYS, "--quota", "2"], 0).stdout, "protocol-quota.txt");
    as_kept(
        &ends(&["protocol", "models/levels/first-steps.json", "--quota", "1"], 0).stdout,
        "protocol-quota-levels.txt",
    );
    as_kept(
        &ends(&["protocol", FIRST_STEPS, "--stationary", "--patience", "1/2"], 0).stdout,
        "protocol-stationary.txt",
    );
    as_kept(&ends(&["protocol", "models/levels/first-steps.json"], 0).stdout, "protocol-levels.txt");
    as_kept(&ends(&["protocol", "models/examples/no-deal.json"], 1).stdout, "protocol-no-deal.txt");
}

/// It is all the same only if nothing that may come is better than something else.
#[test]
fn what_ties_decide_is_not_all_the_same() {
    let model = r#"{
        "zopa": 1,
        "parties": { "a": { "disagreement": 0 }, "b": { "disagreement": 0 } },
        "issues": { "x": { "options": ["o0", "o1"] } },
        "utilities": {
            "a": { "values": { "x": { "o0": 5, "o1": 5 } } },
            "b": { "values": { "x": { "o0": 5, "o1": 5 } }, "red_lines": [{ "when": { "x": "o0" } }] }
        }
    }"#;
    let page = text(&with_input(&["protocol", "-", "--draft", "a"], model.as_bytes()).stdout).to_owned();
    assert!(page.contains("- a: that depends on how ties are broken."), "{page}");
    assert!(!page.contains("it is all the same"), "{page}");
}

#[test]
fn one_round_is_one() {
    let page =
        text(&ends(&["play", FIRST_STEPS, "--tournament", "boulware,micro", "--rounds", "1"], 0).stdout).to_owned();
    assert!(page.contains("There is 1 round;"), "{page}");
}

/// With equal risks either may concede: both ends are told.
#[test]
fn equal_risks_have_two_ends() {
    let page = |values: [[u8; 2]; 2]| {
        let [one, other] = values.map(|[first, second]| format!(r#"{{ "x": {{ "p": {first}, "q": {second} }} }}"#));
        let model = format!(
            r#"{{
                "zopa": 1,
                "parties": {{ "a": {{ "disagreement": 0 }}, "b": {{ "disagreement": 0 }} }},
                "issues": {{ "x": {{ "options": ["p", "q"] }} }},
                "utilities": {{ "a": {{ "values": {one} }}, "b": {{ "values": {other} }} }}
            }}"#
        );
        text(&with_input(&["protocol", "-", "--zeuthen"], model.as_bytes()).stdout).replace("\n  ", " ")
    };
    let even = page([[2, 1], [1, 2]]);
    assert_eq!(even.matches("- With equal risks, as one or the other concedes: Agreed").count(), 2, "{even}");
    let other = page([[3, 1], [1, 2]]);
    assert!(!other.contains("- With equal risks"), "{other}");
}

#[test]
fn what_the_question_says_goes_before_the_model() {
    let asked = |more: &[&str]| json(&ends(&[&["protocol", WAYS, "--format", "json"], more].concat(), 0));
    let offers = |report: &serde_json::Value| {
        let all = report["protocols"].as_array().expect("ways").clone();
        let own = all.iter().find(|way| way["id"] == "by-turns").expect("offers").clone();
        own["way"]["offers"].clone()
    };
    let (own, other) = (offers(&asked(&[])), offers(&asked(&["--patience", "1/2", "--breakdown", "0"])));
    assert_eq!((&own["patience"]["region"], &own["breakdown"]), (&0.7.into(), &0.1.into()));
    assert_eq!((&other["patience"]["region"], &other["breakdown"]), (&0.5.into(), &0.into()));
    assert_eq!(own["order"], serde_json::json!([["port", "region"], ["town"]]));
    // A way that is named is asked about alone, beside one table.
    let ids = |report: &serde_json::Value| {
        let all = report["protocols"].as_array().expect("ways").iter();
        all.map(|way| way["id"].as_str().expect("an id").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&asked(&["--draft", "port"])), ["together", "draft"]);
    assert_eq!(ids(&asked(&["--ratify", "town"])), ["together"]);
}

/// Offers without a deadline are for two who both have to accept.
#[test]
fn who_need_not_accept_makes_no_pair() {
    let failed = ends(&["protocol", FIRST_STEPS, "--stationary", "--set", "acceptance.quota=1"], 2);
    assert!(text(&failed.stderr).contains("both have to accept"), "{}", text(&failed.stderr));
}

#[test]
fn wrong_questions_are_refused() {
    for (more, says) in [
        (&["--patience", "2"][..], "must be from 0 to 1"),
        (&["--foresee"], "says more of --draft"),
        (&["--edits", "2"], "says more of --text"),
        (&["--rounds", "3"], "says more of --offers"),
        (&["--draft", "prot"], "did you mean `port`?"),
        (&["--draft", "port,port"], "named twice"),
        (&["--offers", "port+twon"], "did you mean `town`?"),
        (&["--stationary"], "for two parties"),
        (&["--quota", "4"], "a quota must be between 1 and the number of parties, 3"),
        (&["--bandwidth", "0"], "a whole number from 1"),
        (&["--bloc", "port,region", "--power", "0"], "must be above 0"),
        (&["--bloc", "port,region", "--concept", "egalitarian"], "about bargaining power"),
        (&["--ratify", "town", "--concept", "kalai-smorodinsky"], "--ratify is not for"),
        (&["--draft", "port", "--patience", "1/2"], "no way that is asked about has any"),
        (&["--zeuthen", "--breakdown", "1/2"], "no way that is asked about has any"),
        (&["--text", "--from", "draft"], "no proposal"),
    ] {
        let failed = ends(&[&["protocol", WAYS], more].concat(), 2);
        assert!(text(&failed.stderr).contains(says), "{more:?}: {}", text(&failed.stderr));
    }
}

/// What is wrong with the ways that a model names, all at once.
#[test]
fn wrong_ways_are_findings() {
    let model = Model::from_json(
        r#"{
            "zopa": 1,
            "parties": {
                "harbour": { "disagreement": 0, "patience": 1.5, "outside": { "value": 1, "low": 0, "high": 2 } },
                "town": { "disagreement": 0 }
            },
            "issues": { "crane": { "options": ["none", "one", "two"] } },
            "utilities": {
                "harbour": { "values": { "crane": { "none": 0, "one": 4, "two": 6 } } },
                "town": { "values": { "crane": { "none": 6, "one": 4, "two": 1 } } }
            },
            "proposals": { "half": { "package": { "crane": "one" } } },
            "protocols": {
                "alone": { "draft": { "by": ["harbour", "harbour"] } },
                "never": { "table": { "bandwidth": 0 } },
                "nobody": { "draft": { "by": [] } },
                "text": { "text": { "from": "halv", "edits": 0 } },
                "idle": { "offers": { "order": ["town", "harbour"], "blocs": { "west": ["town"] }, "breakdown": 2 } },
                "all": { "offers": { "order": ["all"] } },
                "none": { "offers": { "order": [] } },
                "long": { "offers": { "order": ["town"], "rounds": 100000 } }
            }
        }"#,
    );
    let found = Problem::compile(&model.expect("a model")).expect_err("much is wrong");
    let codes: Vec<Code> = found.iter().map(|finding| finding.code).collect();
    let expected = [
        Code::OutOfRange,
        Code::OutOfRange,
        Code::Range,
        Code::ListedTwice,
        Code::Empty,
        Code::OutOfRange,
        Code::UnknownProposal,
        Code::UnknownParty,
        Code::OutOfRange,
        Code::UnknownParty,
        Code::Empty,
        Code::OutOfRange,
    ];
    let mut sorted = [codes.clone(), expected.to_vec()];
    sorted.iter_mut().for_each(|codes| codes.sort());
    assert_eq!(sorted[0], sorted[1], "{found}");
}
