//! Certificates on the command line: written beside answers, and checked.

use crate::support::{directory, ends, root, text};
use std::path::Path;
use zopa_commands::{Ending, call};
use zopa_formats::File;

const FIRST_STEPS: &str = "models/examples/first-steps.json";
const FLAGSHIP: &str = "models/ukraine-security-guarantees.json";
/// Before it had promises and consents.
const FIRST_FLAGSHIP: &str = "tests/fixtures/ukraine-2025.json";

/// The models with options and whole numbers.
fn models() -> Vec<String> {
    let mut found = vec![FIRST_FLAGSHIP.to_owned()];
    for folder in ["models", "models/examples", "models/promises"] {
        let entries = std::fs::read_dir(root().join(folder)).expect("a folder");
        let names = entries.map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned());
        found.extend(names.filter(|name| name.ends_with(".json")).map(|name| format!("{folder}/{name}")));
    }
    // Of what is said in short there is no certificate.
    let unread = ["ranks.json", "estate.json", "threats.json"];
    found.retain(|name| !unread.iter().any(|short| name.ends_with(short)));
    let other = |model: &String| {
        let text = std::fs::read_to_string(root().join(model)).expect("a model");
        text.contains("\"continuous\"") || text.contains("\"decimal\"")
    };
    found.retain(|model| !other(model));
    found.sort();
    found
}

/// Every answer about every model is proven to code that shares nothing with what found it, and takes few bytes.
#[test]
fn every_answer_is_proven() {
    let folder = directory("certificates");
    for model in models() {
        let file = folder.join("answer.cert").to_string_lossy().into_owned();
        for question in
            [&["solve"][..], &["frontier"], &["frontier", "--all"], &["frontier", "--epsilon", "5%"], &["explain"]]
        {
            // All that is feasible of the flagship is thousands of points, each compared with all others.
            if model == FLAGSHIP && question.contains(&"--all") {
                continue;
            }
            let asked = [question, &[&*model, "--certificate", &*file]].concat();
            let output = crate::support::run(&asked);
            assert!(matches!(output.status.code(), Some(0 | 1)), "{asked:?}: {}", text(&output.stderr));
            // That there is an agreement, `explain` leaves to `solve`: nothing that is claimed is nothing that is proven.
            let nothing = std::fs::read_to_string(&file).expect("a certificate").contains("\"claims\":[]");
            let checked = ends(&["verify", &model, &file], if nothing { 3 } else { 0 });
            assert!(!text(&checked.stdout).contains("rejected"), "{asked:?}");
            assert!(!nothing || question[0] == "explain", "{asked:?}");
            if question[0] == "solve" {
                let bytes = std::fs::metadata(&file).expect("a certificate").len();
                // Six concepts and all ideal points, each with its package.
                assert!(bytes < 6 * 4096, "{model}: {bytes} bytes");
            }
        }
    }
}

/// What ways of talking come to, and what is chosen at the ends between which numbers may move.
#[test]
fn ways_and_ends_are_proven() {
    let folder = directory("certificates-of-ways");
    for model in models() {
        let file = folder.join("answer.cert").to_string_lossy().into_owned();
        for question in [&["protocol"][..], &["protocol", "--ratify"], &["stability"]] {
            // Of the flagship and its like there are hundreds of numbers, and an hour of searches.
            if model.contains("ukraine") && question[0] == "stability" {
                continue;
            }
            let mut asked = [question, &[&*model, "--certificate", &*file]].concat();
            let loaded = std::fs::read_to_string(root().join(&model)).expect("a model");
            let loaded: serde_json::Value = serde_json::from_str(&loaded).expect("JSON");
            let party = loaded["parties"].as_object().and_then(|all| all.keys().next()).expect("a party").clone();
            if question.len() > 1 {
                asked = vec!["protocol", "--ratify", &*party, &*model, "--certificate", &*file];
            }
            let _ = std::fs::remove_file(&file);
            let output = crate::support::run(&asked);
            // Beside a quota, refusals leave ends undecided.
            assert!(matches!(output.status.code(), Some(0 | 1 | 3)), "{asked:?}: {}", text(&output.stderr));
            let Ok(written) = std::fs::read_to_string(&file) else {
                // Of an answer that is no package there is nothing to be told.
                assert_eq!(output.status.code(), Some(1), "{asked:?}: {}", text(&output.stderr));
                continue;
            };
            let nothing = written.contains("\"claims\":[]");
            let checked = ends(&["verify", &model, &file], if nothing { 3 } else { 0 });
            assert!(!text(&checked.stdout).contains("rejected"), "{asked:?}");
        }
    }
}

/// What is chosen among levels is proven, in few bytes; and a part of a range, or a rule that is lifted, is part of what is asked.
#[test]
fn levels_are_proven() {
    let folder = directory("certificates-of-levels");
    let file = folder.join("answer.cert").to_string_lossy().into_owned();
    let questions: [&[&str]; 4] = [
        &["models/levels/first-steps.json"],
        &["models/levels/first-steps.json", "--fix", "price=90.5"],
        &["models/levels/first-steps.json", "--without", "budget"],
        &["models/levels/ukraine-security-guarantees.json"],
    ];
    for question in questions {
        ends(&[&["solve", "--certificate", &*file], question].concat(), 0);
        let checked = ends(&["verify", question[0], &file], 0);
        assert!(text(&checked.stdout).contains("kalai-smorodinsky of p"), "{}", text(&checked.stdout));
        let bytes = std::fs::metadata(&file).expect("a certificate").len();
        assert!(bytes < 8 * 4096, "{question:?}: {bytes} bytes");
    }
}

/// What is proved of assumptions is claimed where it is that changes never gain a party more than so much.
#[test]
fn proved_assumptions_are_proven_to_somebody_else() {
    let folder = directory("certificates-of-assumptions");
    let file = folder.join("claims.cert").to_string_lossy().into_owned();
    crate::support::run(&["test", "models/examples/assumptions.json", "--certificate", &file]);
    let written = std::fs::read_to_string(&file).expect("a certificate");
    assert!(written.matches("\"claim\":\"comparison\"").count() > 4, "{written}");
    ends(&["verify", "models/examples/assumptions.json", &file], 0);
    // What is claimed much lower is not proven.
    let forged = written.replacen("\"most\":0,", "\"most\":-100,", 1);
    assert_ne!(forged, written);
    std::fs::write(&file, forged).expect("it is written");
    let rejected = ends(&["verify", "models/examples/assumptions.json", &file], 1);
    assert!(text(&rejected.stdout).contains("larger than -100"), "{}", text(&rejected.stdout));
}

/// A certificate of a frontier names its points whatever form the answer has.
#[test]
fn points_that_are_written_one_by_one_are_claimed_too() {
    let folder = directory("certificates-of-points");
    let written = |form: &str| {
        let file = folder.join(form).to_string_lossy().into_owned();
        ends(&["frontier", FIRST_STEPS, "--format", form, "--certificate", &file], 0);
        std::fs::read_to_string(&file).expect("a certificate")
    };
    let expected = written("json");
    assert!(expected.contains("\"claim\":\"frontier\"") && expected.contains("\"utilities\":["), "{expected}");
    for form in ["csv", "jsonl", "text"] {
        assert_eq!(written(form), expected, "{form}");
    }
}

/// What is kept for the checkers in Rust and in Python is what is written today.
#[test]
fn kept_certificates_are_as_written() {
    let folder = directory("kept-certificates");
    let questions: [&[&str]; 9] = [
        &["solve", FLAGSHIP],
        &["solve", FIRST_FLAGSHIP],
        &["solve", FIRST_STEPS],
        &["solve", "models/harbour-six-parties.json"],
        &["solve", "models/examples/degenerate.json"],
        &["frontier", "models/examples/reactive-deployment.json"],
        &["explain", "models/examples/no-deal.json"],
        &["protocol", "models/examples/mirror.json"],
        &["stability", "models/examples/ties.json"],
    ];
    for question in questions {
        let name = Path::new(question[1]).file_name().expect("a name");
        let file = folder.join(name).to_string_lossy().into_owned();
        crate::support::run(&[question, &["--certificate", &*file]].concat());
        let written = std::fs::read_to_string(&file).expect("a certificate");
        let kept = root().join("verify/tests/certificates").join(name);
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::create_dir_all(kept.parent().expect("a folder")).expect("a folder");
            std::fs::write(&kept, &written).expect("it is written");
        }
        let expected = std::fs::read_to_string(&kept).unwrap_or_default();
        assert_eq!(written, expected, "{question:?}: UPDATE_EXPECT=1 rewrites it");
    }
}

/// What the question changes is part of what is claimed.
#[test]
fn a_changed_question_has_a_certificate_of_its_own() {
    let folder = directory("changed-certificates");
    let file = folder.join("answer.cert").to_string_lossy().into_owned();
    let changed = [
        "solve",
        FIRST_FLAGSHIP,
        "--set",
        "parties.russia.disagreement=13.5",
        "--set",
        "utilities.ukraine.at_most=12",
        "--fix",
        "deployment=reactive",
        "--exclude",
        "sanctions=phased",
        "--without",
        "no-combat-commitment",
        "--certificate",
        &file,
    ];
    ends(&changed, 0);
    let written = std::fs::read_to_string(&file).expect("a certificate");
    for said in ["\"13.5\"", "\"deployment\":[\"reactive\"]", "\"without\":", "at_most"] {
        assert!(written.contains(said), "{said} is not in {written}");
    }
    ends(&["verify", FIRST_FLAGSHIP, &file], 0);
    // The same claims about the model as it is are rejected.
    let as_it_is = written.replacen("\"to\":\"13.5\"", "\"to\":\"17\"", 1);
    assert_ne!(as_it_is, written);
    std::fs::write(&file, as_it_is).expect("it is written");
    let rejected = ends(&["verify", FIRST_FLAGSHIP, &file], 1);
    assert!(text(&rejected.stdout).contains("rejected"), "{}", text(&rejected.stdout));
    // A third party need not be asked, nor those who ratify.
    let unasked = ["solve", FLAGSHIP, "--without", "turkey", "--without", "ukraine.ratifiers", "--certificate", &file];
    ends(&unasked, 0);
    let written = std::fs::read_to_string(&file).expect("a certificate");
    assert!(written.contains("\"without\":[\"approvals.turkey\",\"ukraine.ratifiers\"]"), "{written}");
    ends(&["verify", FLAGSHIP, &file], 0);
}

#[test]
fn an_answer_is_checked_before_it_is_given() {
    let checked = ends(&["solve", FIRST_STEPS, "--verify"], 0);
    assert!(text(&checked.stderr).contains("checked independently: "), "{}", text(&checked.stderr));
    let without = ends(&["solve", FIRST_STEPS], 0);
    assert_eq!(checked.stdout, without.stdout);
    let levels = ends(&["solve", "models/levels/first-steps.json", "--verify"], 0);
    assert!(text(&levels.stderr).contains("checked independently: "), "{}", text(&levels.stderr));
}

#[test]
fn what_has_no_certificate_is_refused_before_it_is_solved() {
    let folder = directory("no-certificates");
    let file = folder.join("answer.cert").to_string_lossy().into_owned();
    for (question, why) in [
        (&["frontier", "models/levels/first-steps.json", "--steps", "4"][..], "steps"),
        (&["solve", "models/examples/ranks.json"], "`ranks`"),
    ] {
        let refused = ends(&[question, &["--certificate", &file]].concat(), 2);
        assert!(text(&refused.stderr).contains(why), "{question:?}: {}", text(&refused.stderr));
        assert!(!Path::new(&file).exists());
    }
}

/// The statuses of the checker, on the command line and in calls.
#[test]
fn forged_certificates_are_refused() {
    let folder = directory("forged-certificates");
    let file = folder.join("answer.cert").to_string_lossy().into_owned();
    let kept =
        std::fs::read_to_string(root().join("verify/tests/certificates/first-steps.json")).expect("a certificate");
    let forged = |from: &str, to: &str| {
        let forged = kept.replacen(from, to, 1);
        assert_ne!(forged, kept, "{from}");
        std::fs::write(&file, forged).expect("it is written");
    };
    ends(&["verify", FIRST_STEPS, "verify/tests/certificates/first-steps.json"], 0);
    ends(&["verify", FLAGSHIP, "verify/tests/certificates/first-steps.json"], 2);
    forged("\"concept\":\"nash\",\"best\":[\"p3\"]", "\"concept\":\"nash\",\"best\":[\"p2\"]");
    let rejected = ends(&["verify", FIRST_STEPS, &file], 1);
    assert!(text(&rejected.stdout).contains("something as good or better"), "{}", text(&rejected.stdout));
    forged("\"claims\":[", "\"claims\":[{},");
    ends(&["verify", FIRST_STEPS, &file], 2);
    let limited = ends(&["verify", FIRST_FLAGSHIP, "verify/tests/certificates/ukraine-2025.json", "--limit", "5"], 3);
    assert!(text(&limited.stdout).contains("more than 5 steps"));
    let read = |name: &str| File::new(name, std::fs::read(root().join(name)).expect("a file"));
    let mut sink = Vec::new();
    let files = [read(FIRST_STEPS), read("verify/tests/certificates/first-steps.json")];
    let called =
        call("verify", &files, &serde_json::json!({}), &zopa::Limits::default(), &mut sink).expect("an answer");
    assert_eq!(called.ending, Ending::Answered);
    assert!(text(&sink).starts_with("proven"));
    assert!(call("verify", &files[..1], &serde_json::json!({}), &zopa::Limits::default(), &mut sink).is_err());
}
