//! `zopa play`, on the real binary: pages, questions, traces, and what is wrong with them.

use crate::support::{as_kept, directory, ends, json, text};
use serde_json::Value;

const FIRST_STEPS: &str = "models/examples/first-steps.json";
const WAYS: &str = "models/examples/ways-of-talking.json";

#[test]
fn games_and_tournaments_are_told() {
    as_kept(&ends(&["play", WAYS, "--rounds", "10"], 0).stdout, "play-three.txt");
    let micro = ["--with", "client=micro", "--with", "studio=micro", "--first", "studio"];
    as_kept(&ends(&[&["play", FIRST_STEPS], &micro[..]].concat(), 0).stdout, "play-micro.txt");
    let bill_and_jack = "models/nash-1950-bill-and-jack.json";
    let asked = ["play", bill_and_jack, "--as", "negmas", "--over", "feasible", "--rounds", "50"];
    as_kept(&ends(&asked, 0).stdout, "play-negmas.txt");
    as_kept(&ends(&["play", "models/examples/no-deal.json"], 1).stdout, "play-no-deal.txt");
}

/// A trace has each turn, and the last one accepts what is agreed; the same question has the same bytes.
#[test]
fn a_game_is_kept_turn_by_turn() {
    let path = directory("play").join("trace.jsonl");
    let name = path.display().to_string();
    let asked = ["play", WAYS, "--with", "port=random", "--with", "town=tit-for-tat", "--with", "region=time:3/2"];
    let asked = [&asked[..], &["--seed", "7", "--trace", &name, "--format", "json"]].concat();
    let report = json(&ends(&asked, 0));
    let kept = std::fs::read_to_string(&path).expect("a trace");
    let turns: Vec<Value> = kept.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(
        (&turns[0]["round"], &turns[0]["party"], &turns[0]["does"]),
        (&1.into(), &"port".into(), &"offers".into())
    );
    let last = turns.last().expect("a turn");
    let end = &report["protocols"][1]["outcomes"][0]["ends"][0];
    assert_eq!((&last["does"], &last["package"], &last["gains"]), (&"accepts".into(), &end["package"], &end["gains"]));
    assert_eq!(last["round"], end["round"]);
    assert_eq!(json(&ends(&asked, 0)), report);
    assert_eq!(std::fs::read_to_string(&path).expect("a trace"), kept);
}

/// A text that chance edits is told beside that of a mediator; its trace has the edits, and the last that is made is what it ends with.
#[test]
fn a_text_is_edited_by_chance() {
    let asked = ["play", WAYS, "--text", "--edits", "2", "--rounds", "50"];
    as_kept(&ends(&asked, 0).stdout, "play-text.txt");
    let path = directory("play-text").join("trace.jsonl");
    let name = path.display().to_string();
    let report = json(&ends(&[&asked[..], &["--trace", &name, "--format", "json"]].concat(), 0));
    let kept = std::fs::read_to_string(&path).expect("a trace");
    let edits: Vec<Value> = kept.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let made = |edit: &&Value| edit["open"] == true && edit["vetoed_by"].as_array().expect("who").is_empty();
    let last = edits.iter().rev().find(made).expect("an edit that is made");
    assert_eq!(report["protocols"][1]["outcomes"][0]["ends"][0]["package"], last["package"]);
    assert_eq!(report["command"], "play");
}

/// Continuous issues are asked about in steps; a quota is enough; one round has one offer.
#[test]
fn it_is_asked_of_all_kinds_of_models() {
    let report = json(&ends(&["play", "models/levels/first-steps.json", "--format", "json"], 0));
    assert_eq!(report["play"]["tournament"]["games"].as_array().expect("games").len(), 25);
    let one = ["play", FIRST_STEPS, "--with", "client=linear", "--with", "studio=linear", "--rounds", "1"];
    let report = json(&ends(&[&one[..], &["--format", "json"]].concat(), 0));
    assert_eq!((&report["play"]["theory"], &report["protocols"][2]["id"]), (&"one_offer".into(), &"offers".into()));
}

#[test]
fn wrong_questions_are_refused() {
    for (more, says) in [
        (&["--with", "port=linear"][..], "no tactic is said for `town`"),
        (&["--with", "port"], "no party with a tactic"),
        (&["--with", "prot=linear"], "did you mean `port`?"),
        (&["--with", "port=slow"], "`slow` is no tactic"),
        (&["--with", "port=time:0"], "tactics are boulware"),
        (&["--with", "port=micro", "--with", "port=linear"], "named twice"),
        (&["--with", "port=micro", "--tournament", "linear"], "has everybody play everything"),
        (&["--tournament", "linear,linear"], "named twice"),
        (&["--tournament", "linear,time:1"], "named twice"),
        (&["--trace", "/nowhere/trace.jsonl"], "a tournament has many"),
        (&["--as", "negmas"], "for two parties"),
        (&["--first", "twon"], "did you mean `town`?"),
        (&["--edits", "2"], "says more of --text"),
        (&["--text", "--with", "port=linear"], "--with is for tactics"),
        (&["--text", "--from", "drft"], "no proposal"),
    ] {
        let failed = ends(&[&["play", WAYS], more].concat(), 2);
        assert!(text(&failed.stderr).contains(says), "{more:?}: {}", text(&failed.stderr));
    }
    let failed = ends(&["play", FIRST_STEPS, "--as", "negmas", "--tournament", "random,linear"], 2);
    assert!(text(&failed.stderr).contains("and not random"));
}
