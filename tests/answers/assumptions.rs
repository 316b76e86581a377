//! The page on assumptions and its examples: every line of `docs/assumptions.md` is proved, and for every one there is a
//! change of the model that breaks it and is caught.

use serde_json::{Value, json};
use zopa::assume::Verdict;
use zopa::report::VerdictName;
use zopa::{Engine, Limits, Model, Problem, model};

fn read(path: &str) -> String {
    std::fs::read_to_string(crate::support::root().join(path)).expect(path)
}

/// A model with one assumption.
fn assuming(model: &Value, assumption: &Value) -> Problem {
    let mut model = model.clone();
    model["assumptions"] = json!([assumption]);
    let model = Model::from_json(&model.to_string()).unwrap_or_else(|errors| panic!("{assumption}: {errors}"));
    Problem::compile(&model).unwrap_or_else(|errors| panic!("{assumption}: {errors}"))
}

/// The verdict on one assumption in a model.
fn verdict(model: &Value, assumption: &Value) -> Verdict {
    let problem = assuming(model, assumption);
    problem.view().test(&problem.assumptions()[0], Engine::Automatic, &Limits::default())
}

/// The same, as it is reported.
fn named(model: &Value, assumption: &Value) -> VerdictName {
    VerdictName::of(&assuming(model, assumption).test(&Limits::default())[0])
}

/// The assumptions of the page, each with its model.
fn examples() -> Vec<(Value, Value)> {
    let page = read("docs/assumptions.md");
    let model =
        |name: &str| -> Value { serde_json::from_str(&read(&format!("models/examples/{name}.json"))).expect("JSON") };
    let (house, mirror) = (model("assumptions"), model("mirror"));
    let mut found = Vec::new();
    let mut within: Option<&Value> = None;
    for line in page.lines() {
        match line.strip_prefix("```") {
            Some("json") => within = Some(&house),
            Some("json mirror") => within = Some(&mirror),
            Some(_) => within = None,
            None => found.extend(within.map(|model| (model.clone(), serde_json::from_str(line).expect(line)))),
        }
    }
    found
}

#[test]
fn every_example_of_the_page_is_proved() {
    let examples = examples();
    assert!(examples.len() > 30, "{}", examples.len());
    for (model, assumption) in examples {
        assert_eq!(named(&model, &assumption), VerdictName::Proved, "{assumption}");
    }
}

/// That a claim fails is refuted where the claim is proved, and proved where it is refuted.
#[test]
fn what_is_stated_to_fail_turns_the_verdict() {
    for (model, mut assumption) in examples() {
        let fails = assumption["fails"] == true;
        assumption["fails"] = (!fails).into();
        assert_eq!(named(&model, &assumption), VerdictName::Refuted, "{assumption}");
    }
}

#[test]
fn the_page_has_every_claim() {
    let schema = model::schema::of_models();
    let fields = schema["$defs"]["Assumption"]["properties"].as_object().expect("properties");
    let page = read("docs/assumptions.md");
    for (field, about) in fields {
        if about["description"].as_str().is_some_and(|text| text.starts_with("Claim")) {
            assert!(page.contains(&format!("\"{field}\"")), "{field}");
        }
    }
}

/// For each kind of claim: a change of the model (by JSON pointer) that breaks the example, and its words.
#[test]
fn a_change_that_breaks_an_assumption_is_caught() {
    let interaction = |when: Value, add: i64| json!([{ "when": when, "add": add }]);
    let seller = "/utilities/seller";
    let buyer = "/utilities/buyer";
    let changes: Vec<(&str, String, Value)> = vec![
        ("rises_with", format!("{seller}/values/price"), json!({ "per_unit": -0.3 })),
        ("falls_with", format!("{buyer}/values/price"), json!({ "points": [[300, 0], [340, 12]] })),
        (
            "single_peaked",
            format!("{seller}/values/handover"),
            json!({ "in-spring": 3, "in-summer": 2, "in-autumn": 1 }),
        ),
        ("diminishing", format!("{buyer}/values/price"), json!({ "points": [[300, 12], [320, 2], [340, 0]] })),
        ("indifferent_to", format!("{seller}/values/survey"), json!({ "no": 0, "yes": 1 })),
        ("indifferent_to", format!("{buyer}/values/shed"), json!({ "no": 0, "yes": 1 })),
        ("prefers", format!("{buyer}/values/shed"), json!({ "no": 0, "yes": 5 })),
        ("worth", format!("{buyer}/values/survey"), json!({ "no": 0, "yes": 2.5 })),
        ("additive", format!("{seller}/interactions"), interaction(json!({ "price": 320, "survey": "yes" }), 1)),
        ("complements", format!("{buyer}/interactions"), interaction(json!({ "garden": "yes", "shed": "yes" }), -1)),
        ("substitutes", format!("{buyer}/interactions"), interaction(json!({ "price": 330, "survey": "yes" }), 1)),
        (
            "independent",
            format!("{buyer}/interactions"),
            interaction(json!({ "handover": "in-spring", "garden": "yes" }), -9),
        ),
        ("nothing_offsets", format!("{buyer}/values/survey"), json!({ "no": 0, "yes": 13 })),
        ("decisive", format!("{buyer}/values/loan"), json!({ "granted": 0, "denied": -3 })),
        ("normalised", format!("{seller}/constant"), json!(-91)),
        ("opposed", format!("{buyer}/values/price"), json!({ "points": [[300, 0], [340, 12]] })),
        ("aligned", format!("{buyer}/values/handover"), json!({ "in-spring": 3, "in-summer": -2, "in-autumn": 0 })),
        ("transfer", format!("{seller}/values/price"), json!({ "per_unit": -0.3 })),
        ("no_free_lunch", format!("{seller}/values/garden"), json!({ "no": 0, "yes": 1 })),
        (
            "mirrors",
            "/utilities/west/values/harvest".into(),
            json!({ "all-to-the-east": 0, "even": 7, "all-to-the-west": 12 }),
        ),
        (
            "mirrors",
            "/utilities/west/interactions".into(),
            interaction(json!({ "harvest": "even", "barn": "west" }), 1),
        ),
        ("accepts", "/parties/buyer/disagreement".into(), json!(10)),
        ("accepts_some", "/parties/buyer/disagreement".into(), json!(20)),
        ("refuses", "/parties/seller/disagreement".into(), json!(-10)),
        ("some_acceptable", "/parties/buyer/disagreement".into(), json!(60)),
        ("every_acceptable", "/parties/seller/disagreement".into(), json!(-10)),
        ("no_acceptable", format!("{buyer}/red_lines"), json!([])),
        ("every_feasible", format!("{buyer}/red_lines"), json!([])),
        ("some_feasible", format!("{buyer}/red_lines"), json!([{ "when": { "survey": "no" } }])),
        ("no_feasible", format!("{buyer}/red_lines"), json!([])),
        ("usable", format!("{buyer}/red_lines"), json!([{ "when": { "shed": "yes" } }])),
        ("has", format!("{seller}/values/garden"), json!({ "no": 0, "yes": -30 })),
        ("keeps_red_lines", format!("{seller}/red_lines"), json!([{ "when": { "garden": "yes" } }])),
        ("meaningful", String::new(), Value::Null),
    ];
    let examples = examples();
    for (claim, pointer, value) in &changes {
        let of_claim: Vec<_> = examples.iter().filter(|(_, assumption)| assumption.get(claim).is_some()).collect();
        let caught = of_claim.iter().any(|(model, assumption)| {
            let (mut model, mut assumption) = (model.clone(), assumption.clone());
            match pointer.rsplit_once('/') {
                // What is static is changed in the assumption itself.
                None => assumption["solution"] = json!("egalitarian"),
                Some((place, field)) => {
                    if *claim == "keeps_red_lines" {
                        // A red line on an issue that the party does not decide is in nobody's way, but it is there.
                        model["issues"]["garden"]["deciders"] = json!(["buyer"]);
                    }
                    let Some(place) = model.pointer_mut(place) else { return false };
                    place[field] = value.clone();
                }
            }
            matches!(verdict(&model, &assumption), Verdict::Refuted(_))
        });
        assert!(caught, "{claim}: {pointer} = {value}");
    }
    // Every claim of the vocabulary was broken.
    let schema = model::schema::of_models();
    let fields = schema["$defs"]["Assumption"]["properties"].as_object().expect("properties");
    for (field, about) in fields {
        let is_claim = about["description"].as_str().is_some_and(|text| text.starts_with("Claim"));
        assert!(!is_claim || field == "solution" || changes.iter().any(|(claim, ..)| claim == field), "{field}");
    }
}

/// What the published models and the flagship assume is so.
#[test]
fn what_the_models_assume_holds() {
    let mut tested = 0;
    for folder in ["models", "models/examples"] {
        let folder = crate::support::root().join(folder);
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|extension| extension == "json") {
                let text = std::fs::read_to_string(&path).expect("a model");
                let model = Model::from_json(&text).expect("a model");
                let problem = Problem::compile(&model).expect("a problem");
                for one in problem.test(&Limits::default()) {
                    let name = &one.assumption.name;
                    let verdict = VerdictName::of(&one);
                    assert_eq!(verdict, VerdictName::Proved, "{}: {name}: {:?}", path.display(), one.verdict);
                    tested += 1;
                }
            }
        }
    }
    assert!(tested > 80, "{tested}");
}

/// Where rules leave no package, or nothing that can be compared, no claim is proved, whatever it says.
#[test]
fn nothing_is_proved_over_nothing() {
    let mut proved = 0;
    for (model, assumption) in examples() {
        // What is claimed of the numbers themselves needs no package.
        let of_numbers = ["mirrors", "meaningful"].iter().any(|key| assumption.get(key).is_some());
        // One package is looked at by itself, whether it can be agreed or not.
        let by_id = ["accepts", "refuses"].iter().any(|key| assumption.get(key).is_some_and(Value::is_string));
        if of_numbers || by_id || assumption["among"] == json!("all") {
            continue;
        }
        let mut empty = model.clone();
        let (issue, declared) = model["issues"].as_object().and_then(|issues| issues.iter().next()).expect("an issue");
        let all = match declared.get("options") {
            Some(Value::Array(options)) => json!(options),
            _ => json!({ "from": declared["integer"]["min"], "to": declared["integer"]["max"] }),
        };
        empty["rules"] = json!([{ "forbid": { issue: all } }]);
        empty["proposals"] = model.get("proposals").cloned().unwrap_or_else(|| json!({}));
        for robust in [false, true] {
            let mut assumption = assumption.clone();
            if robust {
                assumption["robust"] = json!(true);
            }
            empty["assumptions"] = json!([assumption]);
            let Ok(read) = Model::from_json(&empty.to_string()) else { panic!("{assumption}") };
            let Ok(problem) = Problem::compile(&read) else { continue };
            let verdict = problem.view().test(&problem.assumptions()[0], Engine::Automatic, &Limits::default());
            // That there is something is refuted, not vacuous.
            assert!(matches!(verdict, Verdict::Vacuous(_) | Verdict::Refuted(_)), "{assumption}: {verdict:?}");
            proved += 1;
        }
    }
    assert!(proved > 50, "{proved} claims were looked at");
}

/// One option that can be chosen leaves nothing to compare, also where no interaction makes a difference.
#[test]
fn without_two_packages_to_compare_nothing_is_compared() {
    let mut model: Value = json!({
        "zopa": 1,
        "parties": { "a": { "disagreement": 0 }, "b": { "disagreement": 0 } },
        "issues": { "i": { "options": ["x", "y"], "ordered": true }, "j": { "options": ["x", "y"] } },
        "utilities": { "a": { "values": { "i": { "x": 2, "y": 1 } } }, "b": { "values": { "i": { "x": 2, "y": 1 } } } },
        "rules": [{ "forbid": { "i": "y" } }]
    });
    let claims = [
        json!({ "party": "a", "independent": "i" }),
        json!({ "party": "a", "additive": ["i", "j"] }),
        json!({ "party": "a", "falls_with": "i" }),
        json!({ "party": "a", "indifferent_to": "i" }),
        json!({ "party": "a", "single_peaked": "i" }),
        json!({ "opposed": ["a", "b"], "on": "i" }),
    ];
    for claim in &claims {
        assert!(matches!(verdict(&model, claim), Verdict::Vacuous(_)), "{claim}: {:?}", verdict(&model, claim));
    }
    let other = json!({ "party": "a", "indifferent_to": "j" });
    assert!(matches!(verdict(&model, &other), Verdict::Proved(_)));
    model["rules"] = json!([]);
    assert!(matches!(verdict(&model, &claims[0]), Verdict::Proved(_)));
}

/// What another party's red line forbids is not asked of a party: only a proposal is.
#[test]
fn another_partys_red_line_leaves_nothing_to_refuse() {
    let model: Value = json!({
        "zopa": 1,
        "parties": { "a": { "disagreement": 5 }, "b": { "disagreement": 0 } },
        "issues": { "i": { "options": ["x", "y"] } },
        "utilities": {
            "a": { "values": { "i": { "x": 2, "y": 9 } } },
            "b": { "values": { "i": { "x": 2, "y": 1 } }, "red_lines": [{ "when": { "i": "x" } }] }
        },
        "proposals": { "p": { "package": { "i": "x" } } }
    });
    assert!(matches!(verdict(&model, &json!({ "party": "a", "refuses": { "i": "x" } })), Verdict::Vacuous(_)));
    assert!(matches!(verdict(&model, &json!({ "party": "a", "refuses": "p" })), Verdict::Proved(_)));
    assert!(matches!(verdict(&model, &json!({ "party": "b", "refuses": { "i": "x" } })), Verdict::Proved(_)));
}
