//! The real program, from outside: what it prints where, and how it ends.

use crate::support;
use zopa::report::{ConcessionsReport, EvaluateReport, LinkageReport, SolveReport};
use zopa::text::words::capital;
use zopa::{concept, lottery};
use zopa_commands::Report;

use serde_json::Value;
use std::io::Read;
use std::path::Path;
use std::process::Command;
use support::{as_kept, begun, begun_with, directory, ends, generated, json, run, text, with_input, zopa};

const FIRST_STEPS: &str = "models/examples/first-steps.json";
/// The flagship before promises and consents, whose draws are quick.
const FLAGSHIP: &str = "tests/fixtures/ukraine-2025.json";
const NO_DEAL: &str = "models/examples/no-deal.json";

/// All values under `path` in a report.
fn paths(report: &Value, found: &mut Vec<String>) {
    match report {
        Value::Object(fields) => {
            for (key, value) in fields {
                match value {
                    Value::String(path) if key == "path" => found.push(path.clone()),
                    other => paths(other, found),
                }
            }
        }
        Value::Array(entries) => entries.iter().for_each(|entry| paths(entry, found)),
        _ => {}
    }
}

/// Every fact points to something in the author's file.
#[test]
fn paths_in_explanations_lead_into_the_file() {
    let flagship = FLAGSHIP;
    for (model, arguments, status) in [
        (flagship, &["--proposal", "western-draft"][..], 1),
        (flagship, &["--fix", "deployment=reactive", "--fix", "territory=no-recognition"], 1),
        (NO_DEAL, &["--proposal", "halfway"], 1),
        (FIRST_STEPS, &["--proposal", "client-wish", "warranty=12-months"], 1),
    ] {
        let report = json(&ends(&[&["explain", model, "--format", "json"], arguments].concat(), status));
        let text = std::fs::read_to_string(crate::support::root().join(model)).expect("the model");
        let model: Value = serde_json::from_str(&text).expect("JSON");
        let mut found = Vec::new();
        paths(&report, &mut found);
        assert!(found.len() > 4);
        for path in found {
            // `$.issues.price.options[2]` as a JSON pointer; no id of these models needs quotes.
            let pointer = path.trim_start_matches('$').replace(['.', '['], "/").replace(']', "");
            assert!(model.pointer(&pointer).is_some(), "{path}");
        }
    }
}

#[test]
fn the_page_is_as_expected() {
    let output = ends(&["solve", FIRST_STEPS], 0);
    assert_eq!(text(&output.stderr), "");
    as_kept(&output.stdout, "first-steps.txt");
}

#[test]
fn an_answer_in_brief_is_as_expected() {
    let flagship = "models/ukraine-security-guarantees.json";
    as_kept(&ends(&["brief", flagship], 0).stdout, "brief-flagship.txt");
    as_kept(&ends(&["brief", "models/levels/first-steps.json", "--format", "markdown"], 0).stdout, "brief-levels.md");
    as_kept(&ends(&["brief", "models/examples/no-deal.json"], 1).stdout, "brief-no-deal.txt");
    as_kept(
        &ends(&["brief", "models/examples/first-steps.json", "--format", "csv"], 0).stdout,
        "brief-first-steps.csv",
    );
}

/// The house with assumptions that do not hold.
fn wrong_assumptions() -> String {
    let text = std::fs::read_to_string(crate::support::root().join("models/examples/assumptions.json"));
    let mut model: Value = serde_json::from_str(&text.expect("the model")).expect("JSON");
    model["assumptions"] = serde_json::json!([
        { "id": "price-costs", "party": "seller", "falls_with": "price", "because": "A slip of the pen." },
        { "id": "sheds-add-up", "party": "buyer", "additive": ["garden", "shed"] },
        { "id": "garden-always", "every_acceptable": { "garden": "yes" } },
        { "id": "cheap-garden", "some_acceptable": { "price": 300, "garden": "yes" } },
        { "id": "shed-whatever", "party": "buyer", "independent": "shed", "of": "garden" },
        { "id": "unseen", "party": "buyer", "indifferent_to": "shed", "given": { "price": 340, "survey": "no" } },
        { "id": "asked-is-refused", "party": "buyer", "refuses": "asked" },
        {
            "id": "garden-is-worth-ten-thousand-for-all-we-know", "party": "buyer", "robust": true,
            "prefers": { "garden": "yes", "price": 330 }, "to": { "garden": "no", "price": 320 }
        }
    ]);
    model.to_string()
}

#[test]
fn assumptions_are_tested() {
    let house = "models/examples/assumptions.json";
    as_kept(&ends(&["test", house], 0).stdout, "test-house.txt");
    let wrong = wrong_assumptions();
    let page = with_input(&["test", "-"], wrong.as_bytes());
    assert_eq!(page.status.code(), Some(1));
    as_kept(&page.stdout, "test-refuted.txt");
    let data = with_input(&["test", "-", "--format", "json"], wrong.as_bytes());
    as_kept(&data.stdout, "test-refuted.json");
    let report = json(&data);
    assert_eq!(report["status"], "refuted");
    assert_eq!(report["counts"]["refuted"], 7);
    assert_eq!(report["counts"]["vacuous"], 1);
    let suite = with_input(&["test", "-", "--format", "junit"], wrong.as_bytes());
    assert!(text(&suite.stdout).contains("tests=\"8\" failures=\"7\" errors=\"0\" skipped=\"1\""));
    // One at a time; what is vacuous fails if that is asked for.
    let only = |more: &[&str]| {
        with_input(&[&["test", "-", "--only", "unseen"], more].concat(), wrong.as_bytes()).status.code()
    };
    assert_eq!((only(&[]), only(&["--strict"])), (Some(0), Some(1)));
    let unknown = ends(&["test", house, "--only", "nothing"], 2);
    assert!(text(&unknown.stderr).contains("no assumption is called `nothing`"));
    // A rule that is lifted changes what is feasible.
    assert_eq!(
        ends(&["test", house, "--only", "unseen-is-no-deal", "--without", "not-unseen"], 1).status.code(),
        Some(1)
    );
    // No time at all leaves everything open that needs a search.
    let stopped = run(&["test", house, "--only", "nash-sells-the-garden", "--time-limit", "0"]);
    assert_eq!(stopped.status.code(), Some(3));
    assert!(text(&stopped.stdout).contains("UNDECIDED"));
    // The argument of the text, line by line.
    let flagship = json(&ends(&["test", "tests/fixtures/ukraine-2025.json", "--format", "json"], 0));
    assert_eq!(flagship["counts"]["proved"], 38);
}

#[test]
fn beliefs_have_pages_and_data() {
    let hollow = &format!("{}/models/examples/hollow-commitment.json", crate::support::root().display());
    as_kept(&ends(&["beliefs", hollow, "--proposal", "backstop"], 1).stdout, "beliefs-hollow.txt");
    let report = json(&ends(&["beliefs", hollow, "--proposal", "backstop", "--format", "json"], 1));
    assert_eq!(report["verdict"], "spurious");
    assert_eq!(report["parties"]["europe"]["states"]["fights"]["limit"], "1/6");
    assert_eq!(report["clauses"][0]["bet"], true);
    let deterrence = &format!("{}/models/examples/deterrence.json", crate::support::root().display());
    as_kept(&ends(&["beliefs", deterrence, "--proposal", "brigades"], 0).stdout, "beliefs-deterrence.txt");
    let failed = text(&ends(&["beliefs", FIRST_STEPS], 2).stderr).to_owned();
    assert!(failed.contains("no states") && failed.contains("help"), "{failed}");
}

#[test]
fn promises_have_pages_and_data() {
    let model = &format!("{}/models/promises/promises-that-hold.json", crate::support::root().display());
    as_kept(&ends(&["holds", model, "--proposal", "words"], 1).stdout, "holds-words.txt");
    as_kept(&ends(&["holds", model, "--without", "deterred"], 0).stdout, "holds-trusting.txt");
    let report = json(&ends(&["holds", model, "--proposal", "words", "--format", "json"], 1));
    assert_eq!(report["holds"], false);
    assert_eq!(report["promises"][0]["payoffs"]["fights"]["at_least"], "2/13");
    let kept = json(&ends(&["holds", model, "--format", "json"], 0));
    assert_eq!(kept["holds"], true);
    let failed = text(&ends(&["holds", FIRST_STEPS], 2).stderr).to_owned();
    assert!(failed.contains("no promises") && failed.contains("help"), "{failed}");
}

/// Who refuses, and how short it is, stands beside the rule.
#[test]
fn consents_have_pages() {
    let model = r#"{
        "zopa": 1, "title": "A zone with a patrol",
        "parties": { "north": { "disagreement": 0 }, "south": { "disagreement": 0, "ratifiers": {
            "bodies": { "senate": { "name": "The Senate", "values": { "line": { "old": 1, "new": -2 } } } } } } },
        "issues": { "line": { "options": ["old", "new"] }, "patrol": { "options": ["none", "third"] } },
        "utilities": {
            "north": { "values": { "line": { "old": 1, "new": 4 }, "patrol": { "none": 0, "third": 1 } } },
            "south": { "values": { "line": { "old": 3, "new": 1 }, "patrol": { "none": 0, "third": 2 } } }
        },
        "rules": [{ "id": "even", "utilities": { "north": 1, "south": -1 }, "at_least": -3, "because": "Nobody is left behind." }],
        "approvals": { "third": { "name": "The third state", "when": { "patrol": "third" },
                                  "values": { "line": { "old": 0, "new": -3 }, "patrol": { "none": 0, "third": 0.5 } } } },
        "aims": [
            { "id": "old-line", "name": "The old line", "party": "south", "when": { "line": "old" }, "core": true },
            { "id": "no-foreigners", "party": "north", "when": { "patrol": "none" }, "source": "a speech" },
            { "id": "new-line", "party": "north", "when": { "line": "new" } }
        ],
        "proposals": { "patrolled": { "package": { "line": "new", "patrol": "third" } } }
    }"#;
    let page = with_input(&["evaluate", "-", "--proposal", "patrolled"], model.as_bytes());
    as_kept(&page.stdout, "consents-evaluate.txt");
    as_kept(&with_input(&["solve", "-"], model.as_bytes()).stdout, "consents-solve.txt");
    as_kept(&with_input(&["explain", "-", "--fix", "line=new"], model.as_bytes()).stdout, "consents-explain.txt");
}

#[test]
fn a_sweep_goes_on_where_its_file_ends() {
    let folder = directory("sweep");
    let at = |name: &str| folder.join(name).display().to_string();
    let sweep = |draws: &str, file: &str, more: &[&str], status: i32| {
        let base = ["sweep", FLAGSHIP, "--draws", draws, "--seed", "3", "--lines", file, "--format", "json"];
        ends(&[&base[..], more].concat(), status)
    };
    let (whole, parts) = (at("whole.jsonl"), at("parts.jsonl"));
    let report = sweep("300", &whole, &["--threads", "1"], 0).stdout;
    sweep("100", &parts, &["--threads", "2"], 0);
    // A line that was not written to its end is written again.
    let mut half = std::fs::read(&parts).expect("lines");
    half.truncate(half.len() - 9);
    std::fs::write(&parts, &half).expect("written");
    assert_eq!(text(&report), text(&sweep("300", &parts, &["--threads", "3"], 0).stdout));
    let read = |path: &str| std::fs::read_to_string(path).expect("lines");
    assert_eq!(read(&whole), read(&parts));
    assert_eq!(read(&whole).lines().count(), 301);
    // Fewer draws leave the file as it is.
    sweep("50", &parts, &[], 0);
    assert_eq!(read(&whole), read(&parts));
    // Another question is another sweep.
    let refused = text(&sweep("300", &parts, &["--fix", "deployment=reactive"], 2).stderr).to_owned();
    assert!(refused.contains("another model, seed or question") && refused.contains("help"), "{refused}");
    let foreign = at("notes.txt");
    std::fs::write(&foreign, "notes").expect("written");
    sweep("300", &foreign, &[], 2);
    assert_eq!(read(&foreign), "notes");
    let line: Value = serde_json::from_str(read(&whole).lines().nth(1).expect("a draw")).expect("JSON");
    assert_eq!(line["draw"], 0);
    assert_eq!(line["numbers"].as_array().map(Vec::len), Some(20));
    // Stopped in the middle, it says so, and keeps no draw that was stopped itself.
    let stopped = at("stopped.jsonl");
    let stop = json(&sweep("1000000", &stopped, &["--time-limit", "0.5"], 3));
    assert_eq!(stop["stopped"], true);
    sweep("300", &stopped, &[], 0);
    assert!(read(&whole).lines().zip(read(&stopped).lines()).all(|(whole, stopped)| whole == stopped));
    assert!(!read(&stopped).contains("\"unsolved\":true"));
    assert!(text(&ends(&["sweep", FIRST_STEPS], 2).stderr).contains("no number of this model has a range"));
    ends(&["sweep", FLAGSHIP, "--draws", "0"], 2);
    // Levels are read back with all their digits.
    let model =
        std::fs::read_to_string(crate::support::root().join("models/levels/first-steps.json")).expect("a model");
    let uncertain =
        model.replace(r#""disagreement": 8"#, r#""disagreement": { "value": 8, "low": 6, "high": "37/3" }"#);
    let with_levels = at("levels.json");
    std::fs::write(&with_levels, uncertain).expect("written");
    let (whole, parts) = (at("whole-levels.jsonl"), at("parts-levels.jsonl"));
    let sweep = |draws: &str, file: &str| {
        ends(&["sweep", &with_levels, "--draws", draws, "--lines", file, "--format", "json"], 0).stdout
    };
    let report = sweep("40", &whole);
    sweep("15", &parts);
    assert_eq!(text(&report), text(&sweep("40", &parts)));
    assert_eq!(read(&whole), read(&parts));
    let report: Value = serde_json::from_slice(&report).expect("JSON");
    assert!(report["packages"][0]["levels"]["price"]["quantiles"]["50"].is_string(), "{report}");
    assert_eq!(report["levels"]["warranty"]["quantiles"]["95"], 6);
    let page = ends(&["sweep", &with_levels, "--draws", "9"], 0);
    assert!(text(&page.stdout).contains("What levels are agreed, where there is a deal") && page.stderr.is_empty());
    let in_steps = ends(&["sweep", &with_levels, "--draws", "9", "--steps", "4"], 0);
    assert!(text(&in_steps.stderr).contains("answered in steps"), "{}", text(&in_steps.stderr));
}

#[test]
fn robust_answers_have_a_page_and_data() {
    let scenarios = &format!("{}/models/examples/two-scenarios.json", crate::support::root().display());
    as_kept(&ends(&["robust", scenarios], 0).stdout, "robust-two-scenarios.txt");
    as_kept(&ends(&["sweep", scenarios, "--draws", "1000"], 0).stdout, "sweep-two-scenarios.txt");
    let report = json(&ends(&["robust", scenarios, "--format", "json"], 0));
    assert_eq!(report["max_min_nash"]["value"], 9);
    assert_eq!(report["expected_nash"]["packages"][0]["package"], "x2");
    assert_eq!(report["acceptable"]["necessarily"], "2");
    ends(&["robust", FIRST_STEPS], 2);
}

/// Wherever there is a page there is one in Markdown, whose tables are whole.
#[test]
fn pages_are_markdown_too() {
    let bars = |line: &str| line.replace("\\|", "").matches('|').count();
    let questions: [(&[&str], Option<&str>); 6] = [
        (&["solve", FIRST_STEPS], Some("solve-first-steps.md")),
        (&["frontier", FIRST_STEPS], None),
        (&["linkage", FIRST_STEPS], None),
        (&["stability", FIRST_STEPS], None),
        (&["explain", FIRST_STEPS, "--proposal", "studio-offer"], Some("explain-first-steps.md")),
        (&["test", "models/examples/assumptions.json"], None),
    ];
    for (question, kept) in questions {
        let output = run(&[question, &["--format", "markdown"]].concat());
        assert!(output.status.code() < Some(2), "{question:?}");
        let page = text(&output.stdout);
        assert!(page.starts_with("# "), "{page}");
        for pair in page.lines().collect::<Vec<_>>().windows(2) {
            let both = pair.iter().all(|line| line.starts_with("| "));
            assert!(!both || bars(pair[0]) == bars(pair[1]), "{pair:?}");
        }
        if let Some(kept) = kept {
            as_kept(&output.stdout, kept);
        }
    }
    ends(&["check", FIRST_STEPS, "--format", "svg"], 2);
}

/// On a narrow terminal, no line is wider.
#[test]
fn pages_are_as_narrow_as_asked() {
    let model = zopa::Model::from_json(include_str!("../fixtures/ukraine-2025.json")).expect("a model");
    let problem = zopa::Problem::compile(&model).expect("a problem");
    let view = problem.view();
    let limits = zopa::Limits::default();
    let draft = &problem.proposals()[1].package;
    let found = view.concessions(draft, &limits);
    let evaluation = view.evaluate(draft, &limits);
    let pages = [
        SolveReport::new(&view, &view.clone().search().run(), None).page(),
        EvaluateReport::new(&view, &evaluation, None).page(),
        ConcessionsReport::new(&view, &evaluation, &found, None).page(),
        LinkageReport::new(&view, &view.linkage(&limits)).page(),
    ];
    for width in [60, 80, 100] {
        for page in &pages {
            let text = page.text(zopa_commands::page::Layout { width, bold: false });
            let wide = text.lines().find(|line| line.chars().count() > width);
            assert_eq!(wide, None, "{width}");
        }
    }
}

#[test]
fn linkage_and_stability_have_pages_and_data() {
    as_kept(&ends(&["linkage", FIRST_STEPS], 0).stdout, "linkage-first-steps.txt");
    as_kept(&ends(&["stability", FIRST_STEPS], 0).stdout, "stability-first-steps.txt");
    let linkage = json(&ends(&["linkage", FIRST_STEPS, "--format", "json"], 0));
    assert_eq!(linkage["now"]["packages"], "42");
    assert_eq!(linkage["now"]["nash_product"], "238");
    let with = |issue: &str, option: &Value| {
        let options = linkage["options"].as_array().expect("options");
        options.iter().find(|one| one["issue"] == issue && one["option"] == *option).cloned().expect("the option")
    };
    assert_eq!(with("price", &100.into())["nash_product"], "238");
    let stability = json(&ends(&["stability", FIRST_STEPS, "--format", "json"], 0));
    assert_eq!(stability["status"], "nash");
    assert_eq!(stability["intervals"]["disagreement"]["client"]["now"], 10);
    // Another package that everybody accepts: what would make it the Nash package.
    let other = ["stability", FIRST_STEPS, "price=105", "delivery=12-weeks", "warranty=12-months", "--format", "json"];
    let other = json(&ends(&other, 1));
    assert_eq!(other["status"], "other");
    assert!(other["nearest"]["disagreement"].is_object());
    assert_eq!(json(&ends(&["linkage", NO_DEAL, "--format", "json"], 1))["now"]["best"], Value::Null);
    assert_eq!(text(&ends(&["stability", NO_DEAL], 1).stdout), "");
}

#[test]
fn what_may_be_very_many_is_counted_and_cut() {
    let ties = |most: &str| json(&ends(&["solve", "models/examples/ties.json", "--ties", most, "--format", "json"], 0));
    let (all, one) = (ties("all"), ties("1"));
    let solutions = |report: &Value| report["solutions"].as_array().expect("solutions").clone();
    let mut several = 0;
    for (all, one) in solutions(&all).iter().zip(solutions(&one)) {
        let agreements = all["agreements"].as_array().expect("agreements");
        assert_eq!(all["agreement_count"], Value::Null);
        assert_eq!(one["agreements"][0], agreements[0]);
        assert_eq!(one["agreements"].as_array().expect("agreements").len(), 1);
        let count = if agreements.len() > 1 { Value::from(agreements.len()) } else { Value::Null };
        assert_eq!(one["agreement_count"], count);
        several += usize::from(agreements.len() > 1);
    }
    assert!(several > 0);
    ends(&["solve", FIRST_STEPS, "--ties", "0"], 2);
    let draft = ["evaluate", FIRST_STEPS, "price=105", "delivery=8-weeks", "warranty=6-months", "--format", "json"];
    let all = json(&zopa(&draft).output().expect("the program runs"));
    let one = json(&zopa(&[&draft[..], &["--improvements", "1"]].concat()).output().expect("the program runs"));
    let better = all["dominated_by"].as_array().expect("packages");
    assert!(better.len() > 1);
    assert_eq!(one["dominated_by"].as_array().expect("packages")[..], better[..1]);
    assert_eq!(one["dominated_by_count"], better.len());
    assert_eq!(one["improvement"], all["improvement"]);
}

#[test]
fn no_agreement_is_explained() {
    let output = ends(&["explain", NO_DEAL], 1);
    assert_eq!(text(&output.stderr), "");
    as_kept(&output.stdout, "explain-no-deal.txt");
    let report = json(&ends(&["explain", NO_DEAL, "--format", "json"], 1));
    assert_eq!(report["status"], "no_agreement");
    let conflict = &report["conflicts"]["conflicts"][0];
    assert_eq!(conflict[0]["kind"], "acceptance");
    assert_eq!(conflict[0]["party"], "seller");
    assert_eq!(conflict[0]["value"], 9000);
    assert_eq!(conflict[0]["because"], "A dealer has offered this in cash.");
    assert_eq!(conflict[0]["path"], "$.parties.seller.disagreement");
    assert_eq!(report["conflicts"]["complete"], true);
    assert_eq!(report["short_alone"], serde_json::json!({ "seller": 200, "buyer": 200 }));
    assert_eq!(report["compensation"]["seller"]["short"], 200);
    assert_eq!(report["compensation"]["seller"]["amplification"][0]["factor"], "45/44");
    assert_eq!(report["compensation"]["buyer"]["amplification"][0]["factor"], Value::Null);
    // What is fixed may be what stands in the way.
    let output = ends(&["explain", FIRST_STEPS, "--fix", "price=80", "--fix", "delivery=8-weeks"], 1);
    assert!(text(&output.stdout).contains("is not settled as"), "{}", text(&output.stdout));
    let output = ends(&["explain", FIRST_STEPS], 0);
    assert!(text(&output.stdout).contains("An agreement is possible"));
    ends(&["explain", NO_DEAL, "--time-limit", "0"], 3);
    assert!(text(&ends(&["solve", NO_DEAL], 1).stdout).contains("The explain command"));
}

#[test]
fn a_refusal_is_explained() {
    let output = ends(&["explain", FIRST_STEPS, "--proposal", "client-wish"], 1);
    as_kept(&output.stdout, "explain-client-wish.txt");
    let report = json(&ends(&["explain", FIRST_STEPS, "--proposal", "client-wish", "--format", "json"], 1));
    assert_eq!(report["status"], "refused");
    assert_eq!(report["concessions"]["studio"]["changes"], 1);
    assert_eq!(report["nearest"]["changes"], 1);
    let nearest = report["nearest"]["packages"][0]["package"].as_object().expect("a package");
    let options: Vec<String> =
        nearest.iter().map(|(issue, option)| format!("{issue}={}", option.to_string().replace('"', ""))).collect();
    let mut arguments = vec!["evaluate", FIRST_STEPS];
    arguments.extend(options.iter().map(String::as_str));
    ends(&arguments, 0);
    arguments[0] = "explain";
    assert!(text(&ends(&arguments, 0).stdout).contains("This one is."));
    ends(&["explain", FIRST_STEPS, "--proposal", "client-wish", "--fix", "delivery=16-weeks"], 2);
    ends(&["explain", FIRST_STEPS, "--proposal", "client-wish", "--time-limit", "0"], 3);
    ends(&["explain", FIRST_STEPS, "price=100"], 2);
}

#[test]
fn no_line_of_a_page_is_too_long() {
    for model in [FIRST_STEPS, NO_DEAL, "models/harbour-six-parties.json", "models/nash-1950-bill-and-jack.json"] {
        for command in [&["solve"][..], &["frontier", "--all"], &["explain"], &["linkage"], &["stability"]] {
            let output = run(&[command, &[model]].concat());
            for line in text(&output.stdout).lines() {
                assert!(line.chars().count() <= 100, "{model}: {line}");
                assert_eq!(line.trim_end(), line);
            }
        }
    }
}

#[test]
fn solve_as_json_has_the_fields_of_the_format() {
    let report = json(&ends(&["solve", FIRST_STEPS, "--format", "json"], 0));
    let keys: Vec<&str> = report.as_object().expect("an object").keys().map(String::as_str).collect();
    for key in ["zopa", "report", "status", "stopped_by", "title", "parties", "packages", "disagreement", "ideal"] {
        assert!(keys.contains(&key), "{key}");
    }
    assert_eq!(report["status"], "agreement");
    assert_eq!(report["stopped_by"], Value::Null);
    assert_eq!(report["packages"], serde_json::json!({ "all": "81", "feasible": "72", "individually_rational": "42" }));
    let nash = &report["solutions"][0];
    assert_eq!(nash["concept"], "nash");
    assert_eq!(nash["value"], "238");
    assert_eq!(nash["proven"], true);
    assert_eq!(nash["agreements"][0]["package"]["price"], 100);
    assert_eq!(nash["agreements"][0]["package"]["delivery"], "12-weeks");
    assert_eq!(nash["agreements"][0]["gains"], serde_json::json!({ "client": 17, "studio": 14 }));
    assert_eq!(report["solutions"][1]["value"], "14/29");
}

#[test]
fn concepts_are_chosen_and_misspelt() {
    let report = json(&ends(&["solve", FIRST_STEPS, "--concept", "egalitarian,nash", "--format", "json"], 0));
    let concepts: Vec<&Value> = report["solutions"].as_array().expect("a list").iter().map(|s| &s["concept"]).collect();
    assert_eq!(concepts, ["egalitarian", "nash"]);
    let output = ends(&["solve", FIRST_STEPS, "--concept", "nahs"], 2);
    assert_eq!(text(&output.stdout), "");
    assert!(text(&output.stderr).contains("'nash'"));
}

#[test]
fn issues_are_fixed_and_rules_lifted() {
    let arguments = ["solve", FIRST_STEPS, "--fix", "delivery=8-weeks", "--format", "json"];
    let report = json(&ends(&arguments, 0));
    assert_eq!(report["packages"]["all"], "27");
    assert_eq!(report["fixed"], serde_json::json!({ "delivery": "8-weeks" }));
    let report = json(&ends(&[&arguments[..], &["--without", "no-rushed-year"]].concat(), 0));
    assert_eq!(report["packages"]["feasible"], "27");
    assert_eq!(report["without"], serde_json::json!(["no-rushed-year"]));
    let output = ends(&["solve", FIRST_STEPS, "--without", "no-rushed-yaer"], 2);
    assert!(text(&output.stderr).contains("did you mean `no-rushed-year`?"));
    let output = ends(&["solve", FIRST_STEPS, "--fix", "delivery=8-week"], 2);
    assert!(text(&output.stderr).contains("did you mean `8-weeks`?"));
    ends(&["solve", FIRST_STEPS, "--fix", "delivery"], 2);
    // Several of one issue: any of them.
    ends(&["solve", FIRST_STEPS, "--fix", "delivery=8-weeks", "--fix", "delivery=12-weeks"], 0);
}

#[test]
fn ids_may_contain_the_sign_that_separates_them() {
    let model = r#"{ "zopa": 1, "parties": { "a": { "disagreement": 0 } },
        "issues": { "x=y": { "options": ["p", "q=r"] }, "x": { "options": ["y=q", "z"] } },
        "utilities": { "a": { "values": { "x=y": { "p": 0, "q=r": 1 }, "x": { "y=q": 0, "z": 1 } } } } }"#;
    let fixed = |choice| {
        let output = with_input(&["solve", "-", "--fix", choice, "--format", "json"], model.as_bytes());
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        json(&output)["fixed"].clone()
    };
    assert_eq!(fixed("x=y=q=r"), serde_json::json!({ "x=y": "q=r" }));
    assert_eq!(fixed("x=y=q"), serde_json::json!({ "x": "y=q" }));
}

#[test]
fn no_agreement_is_an_answer_with_reasons() {
    let output = ends(&["solve", NO_DEAL], 1);
    assert!(text(&output.stdout).contains("NO AGREEMENT"));
    assert!(text(&output.stdout).contains("Seller       200"));
    let report = json(&ends(&["solve", NO_DEAL, "--format", "json"], 1));
    assert_eq!(report["status"], "no_agreement");
    assert_eq!(report["ideal"], Value::Null);
    assert_eq!(report["solutions"], serde_json::json!([]));
    assert_eq!(report["no_deal"]["binding"][0]["short"], serde_json::json!({ "seller": 200 }));
    assert_eq!(report["no_deal"]["balance"]["mixture_may_help"], false);
    ends(&["frontier", NO_DEAL], 1);
}

#[test]
fn a_frontier_is_a_page_data_or_a_table() {
    assert!(text(&ends(&["frontier", FIRST_STEPS], 0).stdout).contains("12 points"));
    let report = json(&ends(&["frontier", FIRST_STEPS, "--format", "json"], 0));
    assert_eq!(report["complete"], true);
    assert_eq!(report["points"].as_array().map(Vec::len), Some(12));
    assert_eq!(report["points"][0]["packages"], 1);
    let csv = ends(&["frontier", FIRST_STEPS, "--format", "csv"], 0);
    let lines: Vec<&str> = text(&csv.stdout).split_terminator("\r\n").collect();
    assert_eq!(
        lines[0],
        "point,packages,utility:client,utility:studio,gain:client,gain:studio,issue:price,issue:delivery,issue:warranty"
    );
    assert_eq!(lines[1], "1,1,38,10,28,2,85,12-weeks,6-months");
    assert_eq!(lines.len(), 13);
    let all = json(&ends(&["frontier", FIRST_STEPS, "--all", "--format", "json"], 0));
    assert!(all["points"].as_array().is_some_and(|points| points.len() > 12));
}

/// Every page has its tables for spreadsheets.
#[test]
fn tables_of_pages_are_csv() {
    let solved = ends(&["solve", FIRST_STEPS, "--format", "csv"], 0);
    let csv = text(&solved.stdout);
    assert!(csv.starts_with("Nash package (product of gains)\r\nPrice,100 thousand EUR\r\n"), "{csv}");
    assert!(csv.contains("\r\n\r\nWhat each party gets\r\nParty,"), "{csv}");
    let questions: [&[&str]; 5] = [
        &["evaluate", FIRST_STEPS, "--proposal", "client-wish"],
        &["trades", FIRST_STEPS, "--proposal", "client-wish"],
        &["linkage", FIRST_STEPS],
        &["stability", FIRST_STEPS],
        &["sweep", "models/ukraine-security-guarantees.json", "--draws", "10"],
    ];
    for question in questions {
        let output = run(&[question, &["--format", "csv"]].concat());
        assert!(output.status.code() < Some(2) && text(&output.stdout).contains(','), "{question:?}");
    }
}

#[test]
fn a_package_is_evaluated() {
    let output = ends(&["evaluate", FIRST_STEPS, "--proposal", "client-wish"], 1);
    assert!(text(&output.stdout).contains("REFUSED"));
    let report = json(&ends(&["evaluate", FIRST_STEPS, "--proposal", "client-wish", "--format", "json"], 1));
    assert_eq!(report["status"], "refused");
    assert_eq!(report["parties"]["studio"]["accepts"], false);
    assert_eq!(report["parties"]["studio"]["gain"], -6);
    let breakdown = report["parties"]["studio"]["breakdown"].as_array().expect("a list");
    let value = |part: &Value| part.get("value").or(part.get("constant")).and_then(Value::as_i64);
    let sum: Option<i64> = breakdown.iter().map(value).sum();
    assert_eq!(sum, report["parties"]["studio"]["utility"].as_i64());
    let wish = ["evaluate", FIRST_STEPS, "--proposal", "client-wish", "--format", "json", "warranty=12-months"];
    let report = json(&ends(&wish, 1));
    assert_eq!(report["status"], "infeasible");
    assert_eq!(report["broken"][0]["name"], "no-rushed-year");
    let package = ["evaluate", FIRST_STEPS, "price=100", "delivery=16-weeks", "warranty=none", "--format", "json"];
    let report = json(&ends(&package, 0));
    assert_eq!(report["status"], "accepted");
    assert!(report["dominated_by"].as_array().is_some_and(|points| !points.is_empty()));
    assert!(report["improvement"]["client"].as_i64() > Some(0));
    let output = ends(&["evaluate", FIRST_STEPS, "price=100"], 2);
    assert!(text(&output.stderr).contains("leaves out `delivery`, `warranty`"));
    ends(&["evaluate", FIRST_STEPS, "--proposal", "nobody"], 2);
    ends(&["evaluate", FIRST_STEPS], 2);
}

#[test]
fn wrong_models_are_explained_on_standard_error() {
    for (input, hint) in [
        (&b"{"[..], "syntax"),
        (b"\xff\xfe", "encoding"),
        (br#"{ "zopa": 1, "parties": {}, "issues": {}, "utilities": {}, "rulez": [] }"#, "rules"),
    ] {
        for command in ["check", "solve", "frontier", "explain", "linkage", "stability"] {
            let output = with_input(&[command, "-"], input);
            assert_eq!(output.status.code(), Some(2));
            assert_eq!(text(&output.stdout), "");
            assert!(text(&output.stderr).contains(hint), "{}", text(&output.stderr));
        }
    }
    let output = with_input(&["check", "-", "--format", "json"], b"{");
    assert_eq!(output.status.code(), Some(2));
    let report = json(&output);
    assert_eq!(report["status"], "errors");
    assert_eq!(report["diagnostics"][0]["code"], "syntax");
}

#[test]
fn files_that_are_none_are_refused() {
    assert!(text(&ends(&["solve", "models"], 2).stderr).contains("is a directory"));
    assert!(text(&ends(&["solve", "models/nothing.json"], 2).stderr).contains("cannot read"));
    ends(&["solve"], 2);
    ends(&["unsolve", FIRST_STEPS], 2);
}

#[test]
fn check_says_what_a_model_holds() {
    let output = ends(&["check", FIRST_STEPS], 0);
    assert!(text(&output.stdout).contains("2 parties, 3 issues, 81 packages"));
    let report = json(&ends(&["check", FIRST_STEPS, "--format", "json"], 0));
    assert_eq!(report["summary"]["packages"], "81");
}

/// A model is mended: the result is its text, each change is told, and what is left is shown.
#[test]
fn check_mends_a_model() {
    let model = r#"{ "zopa": 1,
  "parties": { "union": { "disagreement": 2,5, "red_lines": [{ "when": { "wage": "high" } }] }, "city": { "disagreement": 0 } },
  "issues": { "wage": { "options": ["low", "high"] } },
  "utilities": { "union": { "values": { "wage": { "low": 0, "high": 5 } } }, "city": { "values": { "wage": { "low": "5,5" } } } } }
"#;
    let output = with_input(&["check", "-", "--mend"], model.as_bytes());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let told: Vec<&str> = text(&output.stderr).lines().collect();
    assert_eq!(
        told,
        [
            "<standard input>:2: `2,5` is `2.5`",
            "<standard input>:2: the red lines of `union` stand in `utilities`",
            "<standard input>:4: `\"5,5\"` is `5.5`",
            "<standard input>:4: `high` of `wage` is worth 0 to `city`",
        ]
    );
    let mended = text(&output.stdout);
    assert!(
        mended.contains(r#""city": { "values": { "wage": { "low": 5.5, "high": { "value": 0, "because": "#),
        "{mended}"
    );
    assert_eq!(with_input(&["check", "-"], mended.as_bytes()).status.code(), Some(0));
    let again = with_input(&["check", "-", "--mend"], mended.as_bytes());
    assert_eq!((text(&again.stdout), text(&again.stderr)), (mended, "<standard input>: nothing to mend\n"));
    // What is not mended is shown.
    let slip = model.replace("\"disagreement\": 0", "\"disagrement\": 0");
    let output = with_input(&["check", "-", "--mend"], slip.as_bytes());
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("did you mean `disagreement`?"), "{}", text(&output.stderr));
    // A file is replaced, byte by byte the same but for the changes.
    let folder = directory("mended");
    let (file, out) = (folder.join("model.json"), folder.join("mended.json"));
    std::fs::write(&file, model).expect("a file");
    ends(&["check", &file.to_string_lossy(), "--mend", "--output", &out.to_string_lossy()], 0);
    assert_eq!(std::fs::read_to_string(out).expect("a file"), mended);
    assert!(text(&with_input(&["check", "-", "--mend"], b"{ \"zopa\": 1, }").stderr).contains("comma after the last"));
    ends(&["check", FIRST_STEPS, "--mend", "--set", "parties.studio.disagreement=1"], 2);
}

/// What a model leaves unsaid is said again where it bears on the answer.
#[test]
fn what_is_left_unsaid_is_kept_in_mind() {
    let model = br#"{ "zopa": 1, "parties": { "a": { "disagreement": 0 }, "b": { "disagreement": 0 }, "c": { "disagreement": 0 } },
        "issues": { "i": { "options": ["x", "y"] }, "j": { "options": ["x", "y"] } },
        "utilities": { "a": { "values": { "i": { "x": 0, "y": 1 }, "j": { "x": 1, "y": 0 } } }, "b": { "values": { "j": { "x": 0, "y": 1 } } } } }"#;
    let silent = "The model does not say what packages are worth to c: each counts as 0.";
    let zero = "The values of b leave out i: it counts as 0 for it.";
    for command in [&["solve", "-"][..], &["evaluate", "-", "i=x", "j=y"]] {
        let page = with_input(command, model);
        assert!(text(&page.stdout).contains(silent) && text(&page.stdout).contains(zero), "{}", text(&page.stdout));
        let report = json(&with_input(&[command, &["--format", "json"]].concat(), model));
        let warnings = report["warnings"].as_array().expect("a list");
        assert!(warnings.contains(&silent.into()) && warnings.contains(&zero.into()), "{warnings:?}");
    }
}

#[test]
fn standard_input_is_a_model_too() {
    let model = std::fs::read(crate::support::root().join(FIRST_STEPS)).expect("the model");
    assert_eq!(with_input(&["solve", "-"], &model).stdout, run(&["solve", FIRST_STEPS]).stdout);
}

#[test]
fn help_and_version_go_to_standard_output() {
    for command in ["check", "solve", "frontier", "evaluate", "schema", "completions"] {
        let output = ends(&[command, "--help"], 0);
        assert!(text(&output.stdout).contains("Example"), "{command}");
    }
    assert!(text(&ends(&["--help"], 0).stdout).contains("Exit status"));
    assert!(text(&ends(&["--version"], 0).stdout).starts_with("zopa "));
    assert_eq!(json(&ends(&["schema"], 0))["properties"]["zopa"]["const"], 1);
    assert!(!ends(&["completions", "bash"], 0).stdout.is_empty());
}

/// What each concept guarantees is told by the help, the completions and the paper on concepts, in the same words.
#[test]
fn concepts_are_explained_where_they_are_named() {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let paper = std::fs::read_to_string(crate::support::root().join("docs/concepts.md")).expect("the paper");
    let [paper, help] = [words(&paper), words(text(&ends(&["solve", "--help"], 0).stdout))];
    let all = concept::ALL.iter().chain(&concept::OF_ORDER).chain(&concept::OF_CLAIMS);
    let packages = all.map(|concept| {
        (concept.id(), concept.name(), concept.guarantees().unwrap_or_else(|| panic!("{} guarantees", concept.id())))
    });
    let lotteries =
        lottery::Concept::ALL.into_iter().map(|concept| (concept.id(), concept.name(), concept.guarantees()));
    for (id, name, sentence) in packages.chain(lotteries) {
        assert!(help.contains(&words(&format!("- {id}: {}", capital(sentence)))), "{id} in the help");
        assert!(paper.contains(&words(&format!("* **{}**: {sentence}.", capital(name)))), "{id} in the paper");
    }
    for command in ["brief", "compare", "stability"] {
        assert!(
            words(text(&ends(&[command, "--help"], 0).stdout)).contains("- equal-loss: No party misses"),
            "{command}"
        );
    }
}

/// One manual page for the program and one for each command of its help, made of the help's words.
#[test]
fn manual_pages_say_what_the_help_says() {
    let page = text(&ends(&["man", "solve"], 0).stdout).to_owned();
    for part in [".TH zopa-solve 1", ".SH NAME", ".SH OPTIONS", ".SH EXAMPLES", ".SH \"EXIT STATUS\"", "lottery\\-nash"]
    {
        assert!(page.contains(part), "{part} in {page}");
    }
    let folder = directory("man");
    assert!(ends(&["man", "--output", folder.to_str().expect("a name")], 0).stdout.is_empty());
    let written =
        |name: &str| std::fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(written("zopa-solve.1"), page);
    assert_eq!(written("zopa.1"), text(&ends(&["man"], 0).stdout));
    let help = text(&ends(&["--help"], 0).stdout).to_owned();
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    // What goes on from the line before is indented further.
    let listed = listed.filter(|line| !line.starts_with("   "));
    let names: Vec<&str> =
        listed.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help").collect();
    assert!(names.len() > 20, "{names:?}");
    names.iter().for_each(|name| assert!(written(&format!("zopa-{name}.1")).contains(".SH NAME"), "{name}"));
    assert_eq!(std::fs::read_dir(&folder).expect("the folder").count(), names.len() + 1);
    assert!(text(&ends(&["man", "slove"], 2).stderr).contains("no command is called `slove`"));
    // Whoever has man sees the pages as they are meant.
    let Ok(shown) = Command::new("man").args(["--warnings", "-l"]).arg(folder.join("zopa-solve.1")).output() else {
        return;
    };
    if shown.status.success() && !shown.stdout.is_empty() {
        assert!(text(&shown.stdout).contains("zopa solve model.json --by-rule"), "{}", text(&shown.stdout));
        assert_eq!(text(&shown.stderr), "");
    }
}

#[test]
fn an_output_file_is_replaced_in_one_step() {
    let directory = directory("output");
    let path = directory.join("answer.json");
    let name = path.to_str().expect("a name");
    let output = ends(&["solve", FIRST_STEPS, "--format", "json", "--output", name], 0);
    assert_eq!(text(&output.stdout), "");
    let first = std::fs::read(&path).expect("written");
    assert_eq!(first, run(&["solve", FIRST_STEPS, "--format", "json"]).stdout);
    // A command that fails leaves the old file, and no other one.
    ends(&["solve", "models/nothing.json", "--output", name], 2);
    assert_eq!(std::fs::read(&path).expect("still there"), first);
    let nowhere = directory.join("none").join("answer.json");
    assert!(
        text(&ends(&["solve", FIRST_STEPS, "--output", nowhere.to_str().expect("a name")], 2).stderr)
            .contains("cannot write")
    );
    ends(&["solve", FIRST_STEPS, "--output", directory.to_str().expect("a name")], 2);
    assert_eq!(std::fs::read_dir(&directory).expect("a directory").count(), 1);
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let model = generated(3, 12, 4);
    let with = |threads| with_input(&["frontier", "-", "--format", "json", "--threads", threads], model.as_bytes());
    let one = with("1");
    assert_eq!(one.status.code(), Some(0));
    assert_eq!(one.stdout, with("2").stdout);
    for wrong in ["0", "-1", "many", "100000"] {
        ends(&["solve", FIRST_STEPS, "--threads", wrong], 2);
    }
}

#[test]
fn engines_agree() {
    let solved = |engine| {
        let mut report = json(&ends(&["solve", FIRST_STEPS, "--format", "json", "--engine", engine], 0));
        assert_eq!(report["engine"], engine);
        report["engine"].take();
        report
    };
    assert_eq!(solved("eliminate"), solved("enumerate"));
    assert!(text(&ends(&["solve", FIRST_STEPS, "--verbose"], 0).stderr).contains("81 packages, 2 parties"));
}

#[test]
fn a_time_limit_stops_with_a_labelled_answer() {
    let model = generated(12, 120, 8);
    for limit in ["0.5", "500ms"] {
        let output = with_input(&["solve", "-", "--time-limit", limit, "--format", "json"], model.as_bytes());
        assert_eq!(output.status.code(), Some(3));
        let report = json(&output);
        assert_eq!(report["status"], "stopped");
        assert_eq!(report["stopped_by"], "time_limit");
        let solutions = report["solutions"].as_array().expect("a list");
        assert!(solutions.iter().any(|solution| solution["proven"] == false));
        assert!(solutions.iter().all(|solution| solution["proven"] == true || solution["agreements"][0].is_object()));
        let output = with_input(&["solve", "-", "--time-limit", limit], model.as_bytes());
        assert_eq!(output.status.code(), Some(3));
        assert!(text(&output.stdout).contains("STOPPED"));
    }
    let output = with_input(&["frontier", "-", "--time-limit", "0.5", "--format", "json"], model.as_bytes());
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(json(&output)["complete"], false);
    assert_eq!(with_input(&["solve", "-", "--time-limit", "0"], model.as_bytes()).status.code(), Some(3));
    for wrong in ["-1", "NaN", "soon", ""] {
        ends(&["solve", FIRST_STEPS, "--time-limit", wrong], 2);
    }
}

#[test]
fn pages_in_pipes_are_plain() {
    for model in [FIRST_STEPS, NO_DEAL] {
        assert!(!run(&["solve", model]).stdout.contains(&0x1b));
        let output = zopa(&["solve", model]).env("NO_COLOR", "1").output().expect("the program runs");
        assert!(!output.stdout.contains(&0x1b));
    }
    let output = with_input(&["check", "-"], b"{");
    assert!(!output.stderr.contains(&0x1b));
}

#[test]
fn names_cannot_move_the_cursor() {
    let model = r#"{ "zopa": 1, "title": "\u001b[2Jtitle", "parties": { "a": { "name": "A\u001b[31m\u202e", "disagreement": 0 } },
        "issues": { "x": { "name": "X\u0007", "options": { "p": { "name": "P\u001b]0;\u0007" }, "q": {} } } },
        "utilities": { "a": { "values": { "x": { "p": 2, "q": 1 } } } } }"#;
    for arguments in
        [&["solve", "-"][..], &["frontier", "-"], &["evaluate", "-", "x=q"], &["solve", "-", "--format", "json"]]
    {
        let output = with_input(arguments, model.as_bytes());
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        assert!(!output.stdout.contains(&0x1b) && !output.stdout.contains(&7));
    }
}

/// A reader that goes away has seen enough.
#[test]
fn a_broken_pipe_ends_quietly() {
    let model = generated(3, 12, 4);
    let mut child = begun_with(&["frontier", "-", "--format", "json"], model.as_bytes());
    let mut first = [0];
    let mut out = child.stdout.take().expect("a pipe");
    out.read_exact(&mut first).expect("it writes");
    drop(out);
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(text(&output.stderr), "");
}

#[cfg(unix)]
#[test]
fn an_interrupted_search_reports_what_it_found() {
    let child = begun_with(&["solve", "-", "--format", "json"], generated(12, 120, 8).as_bytes());
    std::thread::sleep(std::time::Duration::from_millis(1500));
    send(&child, "-INT");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(3), "{}", text(&output.stderr));
    assert_eq!(json(&output)["stopped_by"], "interrupted");
}

/// Every command that reads a model, and what else it needs.
#[cfg(unix)]
const READERS: [&[&str]; 18] = [
    &["check", "-"],
    &["solve", "-"],
    &["frontier", "-"],
    &["evaluate", "-", "x=q"],
    &["linkage", "-"],
    &["explain", "-"],
    &["stability", "-"],
    &["beliefs", "-"],
    &["sweep", "-"],
    &["robust", "-"],
    &["trades", "-", "x=q"],
    &["counter", "-", "--party", "a", "x=q"],
    &["test", "-"],
    &["import", "-"],
    &["export", "-", "--to", "csv", "--output", "never-made"],
    &["elicit", "-", FIRST_STEPS],
    &["elicit", FIRST_STEPS, "-"],
    &["solve", FIRST_STEPS, "-"],
];

/// While a model is read that never ends, the clock and signals are looked at: in every command.
#[cfg(unix)]
#[test]
fn reading_has_an_end() {
    for arguments in READERS {
        let child = begun(&[arguments, &["--time-limit", "0.2"]].concat());
        let output = end_of(child);
        assert_eq!(output.status.code(), Some(3), "{arguments:?}");
        assert!(text(&output.stderr).contains("stopped before anything was found: the time limit"), "{arguments:?}");
    }
    for (arguments, signal) in READERS.into_iter().zip(["-INT", "-TERM"].into_iter().cycle()) {
        let child = begun(arguments);
        std::thread::sleep(std::time::Duration::from_millis(150));
        send(&child, signal);
        let output = end_of(child);
        assert_eq!(output.status.code(), Some(3), "{arguments:?}");
        assert!(text(&output.stderr).contains("stopped before anything was found"), "{arguments:?}");
    }
}

/// How a program ends whose standard input stays open.
#[cfg(unix)]
fn end_of(mut child: std::process::Child) -> std::process::Output {
    let input = child.stdin.take();
    let output = child.wait_with_output().expect("it ends");
    drop(input);
    output
}

#[cfg(unix)]
fn send(child: &std::process::Child, signal: &str) {
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().expect("kill runs");
    assert!(sent.success());
}

/// A second signal ends the program at once, whatever it waits for; nothing half written is left.
#[cfg(unix)]
#[test]
fn a_second_signal_ends_at_once() {
    let pause = || std::thread::sleep(std::time::Duration::from_millis(300));
    for (signal, status) in [("-INT", 130), ("-TERM", 143)] {
        // Nobody reads what is written: it cannot come to its end.
        let mut child = begun_with(&["frontier", "-", "--format", "jsonl", "--all"], generated(3, 14, 5).as_bytes());
        let mut first = [0];
        child.stdout.as_mut().expect("a pipe").read_exact(&mut first).expect("it writes");
        pause();
        send(&child, signal);
        pause();
        assert!(child.try_wait().expect("a child").is_none(), "the first signal waits for what is written");
        send(&child, signal);
        assert_eq!(child.wait().expect("it ends").code(), Some(status));
    }
    let folder = directory("half-written");
    let output = folder.join("answer.json");
    for signals in [1, 2] {
        let to = output.to_str().expect("UTF-8");
        let arguments = ["frontier", "-", "--format", "csv", "--all", "--output", to];
        let mut child = begun_with(&arguments, generated(6, 40, 8).as_bytes());
        let files = || std::fs::read_dir(&folder).expect("a folder").count();
        while files() == 0 {
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        (0..signals).for_each(|_| send(&child, "-TERM"));
        let code = child.wait().expect("it ends").code();
        assert!(code == Some(3) || signals == 2 && code == Some(143), "{code:?}");
        let left: Vec<_> =
            std::fs::read_dir(&folder).expect("a folder").flatten().map(|file| file.file_name()).collect();
        assert!(left.iter().all(|name| name == "answer.json"), "{left:?}");
        let _ = std::fs::remove_file(&output);
    }
}

/// A signal that comes after a limit has stopped everything is a first one all the same, and the next one ends the program.
#[cfg(unix)]
#[test]
fn signals_are_counted_after_a_limit_too() {
    let arguments = ["frontier", "-", "--format", "json", "--all", "--time-limit", "3"];
    let mut child = begun_with(&arguments, generated(3, 14, 5).as_bytes());
    let mut first = [0];
    child.stdout.as_mut().expect("a pipe").read_exact(&mut first).expect("it writes");
    std::thread::sleep(std::time::Duration::from_millis(3500));
    for _ in 0..2 {
        assert!(child.try_wait().expect("a child").is_none(), "nobody reads what is written");
        send(&child, "-TERM");
        std::thread::sleep(std::time::Duration::from_millis(300));
    }
    assert_eq!(child.wait().expect("it ends").code(), Some(143));
}

/// A list that is asked for line by line is there as far as it is certain, and its last line says how it ended.
#[test]
fn long_lists_come_line_by_line() {
    let model = generated(3, 12, 4);
    let whole = json(&with_input(&["frontier", "-", "--format", "json"], model.as_bytes()));
    let lines = |arguments: &[&str], status: i32| {
        let output = with_input(&[&["frontier", "-", "--format", "jsonl"], arguments].concat(), model.as_bytes());
        assert_eq!(output.status.code(), Some(status), "{}", text(&output.stderr));
        let lines = text(&output.stdout).lines().map(|line| serde_json::from_str(line).expect("JSON"));
        let mut lines: Vec<Value> = lines.collect();
        (lines.pop().expect("a last line"), lines)
    };
    let (last, points) = lines(&[], 0);
    assert_eq!(whole["points"].as_array(), Some(&points));
    assert_eq!(last["points"].as_u64(), Some(points.len() as u64));
    let mut rest = whole.clone();
    rest["points"] = last["points"].clone();
    // Which of the points concepts choose is told where they are given away one by one, too.
    assert_eq!(rest["chosen"].as_array().map(Vec::len), Some(6));
    assert_eq!(rest, last);
}

/// The starred claims of the text that are about reasons, asked of the program.
#[test]
fn the_commands_answer_the_claims_of_the_text() {
    let flagship = "tests/fixtures/ukraine-2025.json";
    let ask = |arguments: &[&str], status: i32| json(&ends(&[arguments, &["--format", "json"]].concat(), status));
    let linkage = ask(&["linkage", flagship], 0);
    let count = |text: &Value| text.as_str().and_then(|text| text.parse::<u64>().ok()).expect("a count");
    // A8: without Russia's consent far more could be agreed than without anybody else's.
    let without = &linkage["without_consent"];
    for other in ["ukraine", "europe", "united-states"] {
        assert!(count(&without["russia"]) > 10 * count(&without[other]), "{other}");
    }
    // A9, A10: nothing on offer makes up for a pre-emptive deployment; no factor on security itself would.
    let preemptive = ask(&["explain", flagship, "--fix", "deployment=preemptive"], 1);
    assert!(preemptive["compensation"]["russia"]["short"].as_f64().is_some_and(|short| short > 30.0));
    for conflict in preemptive["conflicts"]["conflicts"].as_array().expect("conflicts") {
        let facts = conflict.as_array().expect("facts");
        assert!(facts.iter().any(|fact| fact["kind"] == "acceptance" && fact["party"] == "russia"));
    }
    // A11, A12: a reactive deployment or an unyielding line, not both.
    let (reactive, line) = ("deployment=reactive", "territory=no-recognition");
    ask(&["explain", flagship, "--fix", reactive, "--fix", line], 1);
    ask(&["explain", flagship, "--fix", reactive], 0);
    ask(&["explain", flagship, "--fix", line], 0);
    // A16, A17: mixed contingents and the reactive counteroffer keep packages alive.
    let role = |issue: &str, option: &str| {
        let options = linkage["options"].as_array().expect("options");
        let link = options.iter().find(|link| link["issue"] == issue && link["option"] == option).expect("the option");
        link["role"].clone()
    };
    assert_eq!(role("deployment", "reactive"), "possible");
    assert_eq!(role("deployment", "preemptive"), "impossible");
    let counter = ask(&["counter", flagship, "--party", "russia", "--to", "reactive-counteroffer"], 0);
    assert_eq!(counter["status"], "found");
    // A18: reactive only if Russia gets enough elsewhere: the line and some relief.
    let requirements = linkage["requirements"].as_array().expect("few packages");
    let needs = |other: &str| {
        let own = |one: &&Value| one["option"] == "reactive" && one["other"] == other;
        requirements.iter().find(own).cloned().expect("a requirement")
    };
    assert_eq!(needs("territory")["with"], serde_json::json!(["de-facto"]));
    assert_eq!(needs("sanctions")["never_with"], serde_json::json!(["maintain"]));
    // Only logrolling helps from a bare ceasefire.
    let trades = ask(&["trades", flagship, "--from", "bare-ceasefire"], 0);
    assert_eq!(trades["improving"]["counts"][0], 0, "single-issue moves");
    assert!(trades["improving"]["counts"][1].as_u64().is_some_and(|two| two > 0));
}

/// What the README and the papers show of pages is on them, word by word; `…` stands for what they leave out.
#[test]
fn the_papers_show_what_is_printed() {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let root = crate::support::root();
    let papers = std::fs::read_dir(root.join("docs")).expect("docs").map(|entry| entry.expect("a file").path());
    let read = |path: &Path| std::fs::read_to_string(path).expect("a text");
    let readme = read(&root.join("README.md"));
    assert!(readme.lines().count() <= 200, "a newcomer reads one screen after the other, not a book");
    let texts = papers.filter(|path| path.extension().is_some_and(|kind| kind == "md"));
    let papers: Vec<String> = texts.map(|path| read(&path)).chain([readme]).collect();
    let mut compared = 0;
    for block in papers.iter().flat_map(|paper| paper.split("```console\n").skip(1)) {
        let block = block.split("```").next().expect("a block");
        for shown in block.split("$ ").skip(1) {
            let (command, shown) = shown.split_once('\n').expect("a command and what it prints");
            let Some(arguments) = command.strip_prefix("zopa ") else { continue };
            let arguments: Vec<&str> = arguments.split(' ').collect();
            // The reader's own model; and what takes a minute.
            if arguments.contains(&"model.json") || arguments[0] == "sweep" {
                continue;
            }
            let output = run(&arguments);
            let printed = words(&[text(&output.stdout), text(&output.stderr)].concat());
            for part in shown.split('…').map(words) {
                assert!(printed.contains(&part), "{command}: {part}");
            }
            compared += 1;
        }
    }
    assert!(compared >= 12, "{compared}");
}

/// `zopa serve` becomes the program beside it, with all that was said; without it, a sentence says what to do.
#[cfg(unix)]
#[test]
fn the_server_is_a_program_of_its_own() {
    use std::os::unix::fs::PermissionsExt;
    let folder = directory("serve");
    let alone = folder.join("zopa");
    if std::fs::hard_link(env!("CARGO_BIN_EXE_zopa"), &alone).is_err() {
        std::fs::copy(env!("CARGO_BIN_EXE_zopa"), &alone).expect("a copy");
    }
    let serve = |arguments: &[&str]| {
        Command::new(&alone).args(arguments).env("PATH", &folder).output().expect("the program runs")
    };
    let missing = serve(&["serve"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(text(&missing.stderr).contains("cargo install --path serve"), "{}", text(&missing.stderr));
    let server = folder.join("zopa-serve");
    std::fs::write(&server, "#!/bin/sh\necho \"$@\"\nexit 7\n").expect("a script");
    std::fs::set_permissions(&server, std::fs::Permissions::from_mode(0o755)).expect("a script that runs");
    for (arguments, given) in [
        (&["serve", "model.json"][..], "model.json"),
        (&["serve", "--listen", "127.0.0.1:0", "-q"], "--listen 127.0.0.1:0 -q"),
        (&["serve", "--help"], "--help"),
        (&["--quiet", "serve", "--memory-limit", "1G", "x"], "--memory-limit=1073741824 --quiet x"),
        (&["serve", "--time-limit", "0.5"], "--time-limit=500ms"),
    ] {
        let served = serve(arguments);
        assert_eq!((text(&served.stdout).trim(), served.status.code()), (given, Some(7)), "{arguments:?}");
    }
}

/// `zopa playground` has that program write a page, and replaces an old file only by a whole one.
#[cfg(unix)]
#[test]
fn the_page_without_a_server_is_written_by_the_server() {
    use std::os::unix::fs::PermissionsExt;
    let folder = directory("playground");
    let alone = folder.join("zopa");
    if std::fs::hard_link(env!("CARGO_BIN_EXE_zopa"), &alone).is_err() {
        std::fs::copy(env!("CARGO_BIN_EXE_zopa"), &alone).expect("a copy");
    }
    let page = folder.join("page.html");
    let asked = |arguments: &[&str]| {
        let mut program = Command::new(&alone);
        program.arg("playground").args(arguments).arg("--output").arg(&page).env("PATH", &folder);
        program.output().expect("the program runs")
    };
    let missing = asked(&[]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(text(&missing.stderr).contains("cargo install --path serve"), "{}", text(&missing.stderr));
    let server = folder.join("zopa-serve");
    let stands_in = |script: &str| {
        std::fs::write(&server, format!("#!/bin/sh\n{script}\n")).expect("a script");
        std::fs::set_permissions(&server, std::fs::Permissions::from_mode(0o755)).expect("a script that runs");
    };
    stands_in("echo \"$@\"");
    assert_eq!(asked(&["model.json", "--wasm", "x.wasm"]).status.code(), Some(0));
    assert_eq!(std::fs::read_to_string(&page).expect("a page"), "--playground --wasm x.wasm -- model.json\n");
    stands_in("echo half of it; echo 'error: there is no program\n  help: build it' >&2; exit 2");
    let refused = asked(&[]);
    assert_eq!(refused.status.code(), Some(2));
    assert_eq!(text(&refused.stderr), "error: there is no program\n  help: build it\n");
    assert_eq!(std::fs::read_to_string(&page).expect("a page"), "--playground --wasm x.wasm -- model.json\n");
}
