//! Numbers as people have them: steps with decimals, numbers as options, many steps; in all commands.

use super::support::{directory, ends, json, text, with_input};
use num_bigint::BigInt;
use num_rational::BigRational;
use serde_json::{Value, json as value};
use zopa::{Model, Number, Problem};

/// A pay rise in steps of half a percent, and a bonus that is one of four numbers.
const PAY: &str = r#"{
  "zopa": 1,
  "parties": { "union": { "disagreement": 12 }, "firm": { "disagreement": 20 } },
  "issues": {
    "raise": { "decimal": { "min": 0, "max": 7, "step": 0.5, "unit": "%" }, "baseline": 1.5 },
    "bonus": { "options": [0, 250.5, 600, 1000], "unit": "EUR" },
    "years": { "integer": { "min": 1, "max": 3, "unit": "years" } }
  },
  "utilities": {
    "union": {
      "values": { "raise": { "per_unit": 6 }, "bonus": { "points": [[0, 0], [600, 9], [1000, 12]] }, "years": { "per_unit": -2 } },
      "red_lines": [{ "id": "no-cut", "when": { "raise": { "to": 0.5 } } }]
    },
    "firm": {
      "constant": 60,
      "values": { "raise": { "per_unit": -7.5 }, "bonus": { "per_unit": -0.008 }, "years": { "per_unit": 3 } }
    }
  },
  "rules": [{ "id": "cap", "sum": { "raise": 100, "bonus": 1 }, "at_most": 1100 }, { "if": { "raise": [6.5, "7.0"] }, "then": { "bonus": 0 } }],
  "proposals": { "offer": { "package": { "raise": 2.5, "bonus": 250.5, "years": 2 } } },
  "assumptions": [{ "party": "union", "rises_with": "raise" }, { "party": "firm", "falls_with": "bonus" }]
}
"#;

/// The same with each number as an option with an id, and its worth by option.
fn spelt_out(model: &str) -> Value {
    let mut model: Value = serde_json::from_str(model).unwrap();
    let number =
        |text: &Value| -> BigRational { text.to_string().trim_matches('"').parse::<Number>().unwrap().value().clone() };
    let issues = model["issues"].clone();
    for (id, issue) in issues.as_object().unwrap() {
        let levels: Vec<BigRational> = match issue.get("decimal").or(issue.get("integer")) {
            Some(steps) => {
                let (min, max) = (number(&steps["min"]), number(&steps["max"]));
                let step = steps.get("step").map_or(BigRational::from(BigInt::from(1)), number);
                (0..)
                    .map(|at| &min + &step * BigRational::from(BigInt::from(at)))
                    .take_while(|level| *level <= max)
                    .collect()
            }
            None => issue["options"].as_array().unwrap().iter().map(number).collect(),
        };
        let named = |level: &BigRational| format!("n{}", Number::from(level.clone()));
        model["issues"][id] = value!({ "options": levels.iter().map(named).collect::<Vec<_>>(), "ordered": true });
        for party in ["union", "firm"] {
            let Some(values) = model["utilities"][party]["values"].get(id).cloned() else { continue };
            let worth = |level: &BigRational| match values.get("per_unit") {
                Some(each) => number(each) * level,
                None => {
                    let points: Vec<(BigRational, BigRational)> = values["points"]
                        .as_array()
                        .unwrap()
                        .iter()
                        .map(|point| (number(&point[0]), number(&point[1])))
                        .collect();
                    let pair = points.windows(2).find(|pair| *level <= pair[1].0).unwrap();
                    let ((x, low), (y, high)) = (&pair[0], &pair[1]);
                    low + (high - low) * (level - x) / (y - x)
                }
            };
            let by_option: serde_json::Map<String, Value> =
                levels.iter().map(|level| (named(level), Number::from(worth(level)).to_string().into())).collect();
            model["utilities"][party]["values"][id] = by_option.into();
        }
    }
    model["utilities"]["union"]["red_lines"][0]["when"]["raise"] = value!({ "to": "n0.5" });
    model["rules"][0]["sum"] = value!({ "raise": sums(&model, "raise", 100), "bonus": sums(&model, "bonus", 1) });
    model["rules"][1] = value!({ "if": { "raise": ["n6.5", "n7"] }, "then": { "bonus": "n0" } });
    model["proposals"]["offer"]["package"] = value!({ "raise": "n2.5", "bonus": "n250.5", "years": "n2" });
    model
}

/// Coefficients by option.
fn sums(model: &Value, issue: &str, each: i64) -> Value {
    let options = model["issues"][issue]["options"].as_array().unwrap();
    let entry = |option: &Value| {
        let id = option.as_str().unwrap();
        let level: Number = id[1..].parse().unwrap();
        (id.to_owned(), Value::from(Number::from(level.value() * BigRational::from(BigInt::from(each))).to_string()))
    };
    options.iter().map(entry).collect::<serde_json::Map<_, _>>().into()
}

fn solved(model: &str) -> (Vec<String>, Problem) {
    let problem = Problem::from_json(model).unwrap_or_else(|wrong| panic!("{wrong}"));
    let answer = problem.search().run();
    let mut found: Vec<String> = vec![answer.counts.feasible.map(|count| count.to_string()).unwrap_or_default()];
    for solution in &answer.solutions {
        for point in &solution.agreements {
            let ids: Vec<String> =
                point.package.ids(&problem).map(|(_, id)| id.trim_start_matches('n').to_owned()).collect();
            found.push(format!("{} {:?} {:?}", solution.concept.id(), ids, point.gains));
        }
    }
    (found, problem)
}

#[test]
fn numbers_are_worth_what_their_options_would_be() {
    let spelt = spelt_out(PAY).to_string();
    let (found, problem) = solved(PAY);
    assert!(found.len() > 6);
    // As data that is sorted by key.
    let sorted: Value = serde_json::from_str(PAY).unwrap();
    assert_eq!(solved(&sorted.to_string()).0, solved(&spelt).0);
    assert_eq!(problem.issues()[0].options.len(), 15);
    assert_eq!(problem.issues()[0].options[3].name, "1.5 %");
    let model = Model::from_json(PAY).unwrap();
    assert_eq!(Model::from_json(&model.to_json()).unwrap(), model);
    // With other numbers, too.
    for (min, step, per_unit) in
        [("-1.5", "0.25", "3.75"), ("0.1", "0.3", "\"1/3\""), ("-2", "1", "2"), ("0", "\"7/3\"", "0.5")]
    {
        let text = PAY
            .replace("\"min\": 0, \"max\": 7, \"step\": 0.5", &format!("\"min\": {min}, \"max\": 7, \"step\": {step}"))
            .replace("{ \"per_unit\": 6 }", &format!("{{ \"per_unit\": {per_unit} }}"));
        let text = text.replace(", \"baseline\": 1.5", "");
        let mut model: Value = serde_json::from_str(&text).unwrap();
        for key in ["rules", "proposals"] {
            model.as_object_mut().unwrap().remove(key);
        }
        model["utilities"]["union"].as_object_mut().unwrap().remove("red_lines");
        let mut spelt = model.clone();
        spelt["rules"] = value!([{ "sum": {} }, {}]);
        spelt["proposals"] = value!({ "offer": {} });
        spelt["utilities"]["union"]["red_lines"] = value!([{ "when": {} }]);
        let mut spelt = spelt_out(&spelt.to_string());
        for key in ["rules", "proposals"] {
            spelt.as_object_mut().unwrap().remove(key);
        }
        spelt["utilities"]["union"].as_object_mut().unwrap().remove("red_lines");
        assert_eq!(solved(&model.to_string()).0, solved(&spelt.to_string()).0, "{min} {step}");
    }
}

#[test]
fn every_command_reads_numbers() {
    let folder = directory("numbers");
    let file = folder.join("pay.json");
    std::fs::write(&file, PAY).unwrap();
    let file = file.to_string_lossy();
    let asked = |arguments: &[&str], status: i32| ends(&[&[arguments[0], &file], &arguments[1..]].concat(), status);
    let page = asked(&["solve"], 0);
    assert!(text(&page.stdout).contains("4 %") || text(&page.stdout).contains("3.5 %"), "{}", text(&page.stdout));
    let report = json(&asked(&["evaluate", "--proposal", "offer", "--format", "json"], 0));
    assert_eq!(report["package"], value!({ "raise": 2.5, "bonus": 250.5, "years": 2 }));
    for (arguments, status) in [
        (&["check"][..], 0),
        (&["brief"], 0),
        (&["evaluate", "raise=2.50", "bonus=600", "years=1"], 0),
        (&["evaluate", "raise=2.4", "bonus=600", "years=1"], 2),
        (&["explain", "--proposal", "offer"], 0),
        (&["explain", "--fix", "raise=0.5"], 1),
        (&["trades", "--proposal", "offer"], 0),
        (&["counter", "--party", "union", "--proposal", "offer"], 0),
        (&["linkage"], 0),
        (&["stability"], 0),
        (&["frontier", "--fix", "raise=2.5"], 0),
        (&["solve", "--exclude", "bonus=250.5", "--format", "json"], 0),
        (&["test"], 0),
        (&["compare", "--set", "parties.union.disagreement=14"], 1),
        // No number has a range.
        (&["robust"], 2),
    ] {
        asked(arguments, status);
    }
    let tables = folder.join("tables");
    ends(&["export", &file, "--to", "csv", "--output", &tables.to_string_lossy()], 0);
    let back = json(&ends(&["solve", &tables.to_string_lossy(), "--format", "json"], 0));
    let values = |report: &Value| -> Vec<Value> {
        report["solutions"].as_array().unwrap().iter().map(|solution| solution["value"].clone()).collect()
    };
    // Numbers without equal steps come back as texts.
    assert_eq!(values(&back), values(&json(&asked(&["solve", "--format", "json"], 0))));
    assert!(text(&ends(&["solve", &file, "--certificate", "-"], 2).stderr).contains("decimals"));
}

#[test]
fn many_steps_are_read() {
    let model = |max: u32| {
        format!(
            r#"{{ "zopa": 1, "parties": {{ "buyer": {{ "disagreement": 0 }}, "seller": {{ "disagreement": 0 }} }},
            "issues": {{ "price": {{ "integer": {{ "min": 0, "max": {max}, "unit": "EUR" }} }}, "extra": {{ "decimal": {{ "min": 0, "max": 1, "step": 0.01 }} }} }},
            "utilities": {{ "buyer": {{ "constant": 95000, "values": {{ "price": {{ "per_unit": -1 }}, "extra": {{ "per_unit": 3 }} }} }},
            "seller": {{ "constant": -75000, "values": {{ "price": {{ "per_unit": 1 }}, "extra": {{ "per_unit": -1.5 }} }} }} }} }}"#
        )
    };
    let output = with_input(&["solve", "-", "--concept", "nash", "--format", "json"], model(100_000).as_bytes());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    // The extra is worth more to the buyer: all of it; the gains are then divided as evenly as whole euros let.
    let report = json(&output);
    assert_eq!((&report["fixed"], &report["packages"]["all"]), (&value!({}), &value!("10100101")));
    let agreement = &report["solutions"][0]["agreements"][0];
    assert_eq!(agreement["package"], value!({ "price": 85002, "extra": 1 }));
    assert_eq!(agreement["gains"], value!({ "buyer": 10001, "seller": 10000.5 }));
    // The highest level, by itself.
    let last = ["solve", "-", "--fix", "price=100000", "--format", "json"];
    assert_eq!(json(&with_input(&last, model(100_000).as_bytes()))["fixed"], value!({ "price": 100000 }));
    // Other commands, and a proof that other code checks.
    let folder = directory("many-steps");
    let (file, proof) = (folder.join("price.json"), folder.join("proof.json"));
    std::fs::write(&file, model(100_000)).unwrap();
    let (file, proof) = (file.to_string_lossy(), proof.to_string_lossy());
    let refused = json(&ends(&["evaluate", &file, "price=99999", "extra=0", "--format", "json"], 1));
    assert_eq!(refused["parties"]["buyer"]["gain"], value!(-4999));
    // Certificates are of whole numbers.
    let whole = folder.join("whole.json");
    let decimal = r#""decimal": { "min": 0, "max": 1, "step": 0.01 }"#;
    std::fs::write(&whole, model(100_000).replace(decimal, r#""integer": { "min": 0, "max": 1 }"#)).unwrap();
    let whole = whole.to_string_lossy();
    ends(&["solve", &whole, "--concept", "nash", "--certificate", &proof], 0);
    ends(&["verify", &whole, &proof], 0);
    // Something that is worth more together takes no more memory than options do.
    let own = r#""extra": { "per_unit": 3 } }"#;
    let together = r#", "interactions": [{ "when": { "price": { "to": 10 }, "extra": 0 }, "add": 1 }]"#;
    let text = std::fs::read_to_string(&*whole).unwrap();
    assert_eq!(text.matches(own).count(), 1);
    std::fs::write(&*whole, text.replace(own, &format!("{own}{together}"))).unwrap();
    let linked = json(&ends(&["solve", &whole, "--concept", "nash", "--format", "json", "--memory-limit", "1G"], 0));
    assert_eq!(linked["solutions"][0]["agreements"][0]["package"], agreement["package"]);
    let tables = folder.join("tables");
    ends(&["export", &file, "--to", "csv", "--output", &tables.to_string_lossy()], 0);
    let back = json(&ends(&["solve", &tables.to_string_lossy(), "--concept", "nash", "--format", "json"], 0));
    assert_eq!(back["solutions"][0]["agreements"][0]["package"], agreement["package"]);
    let wrong = Problem::from_json(&model(100_001)).unwrap_err();
    assert_eq!(wrong.0[0].message, "100002 levels; at most 100001 are read");
    let ten = |range: &str| {
        let issues: Vec<String> = (0..10).map(|at| format!(r#""i{at}": {{ "integer": {range} }}"#)).collect();
        let issues = issues.join(",");
        format!(
            r#"{{ "zopa": 1, "parties": {{ "a": {{ "disagreement": 0 }} }}, "issues": {{ {issues} }}, "utilities": {{ "a": {{}} }} }}"#
        )
    };
    let many = Problem::from_json(&ten(r#"{ "min": 0, "max": 100000 }"#)).unwrap_err();
    assert!(many.to_string().contains("more than 400000 options"));
    // Levels that are large are few.
    Problem::from_json(&ten(r#"{ "min": 99000, "max": 99001 }"#)).unwrap();
}

#[test]
fn what_is_wrong_with_numbers_is_said() {
    let broken = |from: &str, to: &str| {
        assert_eq!(PAY.matches(from).count(), 1, "{from}");
        let wrong = Problem::from_json(&PAY.replace(from, to)).unwrap_err();
        (wrong.0[0].message.clone(), wrong.0[0].help.clone().unwrap_or_default())
    };
    let said = |message: &str, help: &str| (message.to_owned(), help.to_owned());
    assert_eq!(
        broken("\"step\": 0.5", "\"step\": 0.4"),
        said("steps of 0.4 from 0 do not reach 7", "the levels next to it are 6.8 and 7.2")
    );
    assert_eq!(
        broken("\"step\": 0.5", "\"step\": 0"),
        said("a step of 0: it must be above 0", "the step is the distance of two levels")
    );
    assert_eq!(broken(", \"step\": 0.5", ""), said("`step` is missing", "add \"step\": the distance of two levels"));
    assert_eq!(
        broken("\"raise\": 2.5", "\"raise\": 2.25"),
        said("`raise` has no level `2.25`", "its levels run from 0 to 7 in steps of 0.5")
    );
    let page = with_input(&["evaluate", "-", "--proposal", "offer"], PAY.as_bytes());
    assert!(text(&page.stdout).contains("250.5 EUR"), "{}", text(&page.stdout));
    let unit = broken("\"unit\": \"years\" } }", "\"unit\": \"years\" }, \"unit\": \"years\" }");
    assert_eq!(unit, said("a `unit` beside `integer`", "it belongs into it: \"integer\": { …, \"unit\": \"…\" }"));
    assert_eq!(
        broken("[0, 250.5, 600, 1000]", "[\"none\", \"some\"]").0,
        "`bonus` has a `unit`, and its options are no numbers"
    );
    assert_eq!(broken("250.5, 600,", "600, 600.0,").0, "`600` is listed twice");
    assert_eq!(
        broken("\"bonus\": 250.5, \"years\"", "\"bonus\": 250, \"years\""),
        said("`bonus` has no level `250`", "known here: `0`, `250.5`, `600`, `1000`")
    );
}

/// The pay round of `models/examples`, by its definition in whole numbers: thousandths.
#[test]
fn the_pay_round_has_the_answer_of_its_definition() {
    let mut best = (0i64, 0);
    for half in 0..=14i64 {
        for (second, cost) in [(0, 0), (10, 9), (16, 14), (20, 17), (23, 20)] {
            for payment in (0..=1500i64).step_by(100) {
                for wait in [0, 2, 5, 8] {
                    for term in (12..=27i64).step_by(3) {
                        for (more, less) in [(0, 0), (3, 1), (8, 2), (9, 3)] {
                            let union = 1000 * (8 + 5 * half + second - wait - term + more) + 10 * payment - 20_000;
                            let firm = 1000 * (60 - 4 * half - cost + wait - less) + 1400 * term - 8 * payment - 15_000;
                            if union >= 0 && firm >= 0 {
                                match (union * firm).cmp(&best.0) {
                                    std::cmp::Ordering::Greater => best = (union * firm, 1),
                                    std::cmp::Ordering::Equal => best.1 += 1,
                                    std::cmp::Ordering::Less => {}
                                }
                            }
                        }
                    }
                }
            }
        }
    }
    let report =
        json(&ends(&["solve", "models/examples/labour-contract.json", "--concept", "nash", "--format", "json"], 0));
    let nash = &report["solutions"][0];
    let value: Number = nash["value"].as_str().unwrap().parse().unwrap();
    assert_eq!(value.value() * BigRational::from(BigInt::from(1_000_000)), BigRational::from(BigInt::from(best.0)));
    let packages: i64 = nash["agreements"].as_array().unwrap().iter().filter_map(|one| one["packages"].as_i64()).sum();
    assert_eq!(packages, best.1);
}

/// The other two: the one of options and whole numbers is checked by the code that shares nothing with the search.
#[test]
fn the_other_models_of_the_desk_have_answers() {
    let output = ends(&["solve", "models/examples/iran-talks.json", "--concept", "nash", "--verify"], 0);
    assert!(text(&output.stderr).contains("checked independently"), "{}", text(&output.stderr));
    let report =
        json(&ends(&["solve", "models/examples/acquisition.json", "--concept", "nash", "--format", "json"], 0));
    let package = &report["solutions"][0]["agreements"][0]["package"];
    assert_eq!((&package["price"], &package["cash"]), (&value!(31.5), &value!(100)));
}
