//! Questions about a changed model, asked on the command line: other numbers, options taken away, names in place of ids. What is
//! answered is what is answered about a file that was edited, and says what was changed.

use crate::support::{directory, ends, json, run, text, with_input};
use serde_json::{Value, json as value};
use zopa::Limits;
use zopa_commands::AnyReport;
use zopa_commands::call;
use zopa_formats::File;

const FIRST_STEPS: &str = "models/examples/first-steps.json";
const LEVELS: &str = "models/levels/first-steps.json";
const NO_DEAL: &str = "models/examples/no-deal.json";

/// A model of this repository, edited.
fn edited(model: &str, edit: impl FnOnce(&mut Value)) -> String {
    let mut model =
        serde_json::from_str(&std::fs::read_to_string(crate::support::root().join(model)).expect("a model"))
            .expect("JSON");
    edit(&mut model);
    model.to_string()
}

/// A report but for what it says of the question.
fn answer(mut report: Value) -> Value {
    for key in ["set", "excluded", "within", "names", "fixed"] {
        report.as_object_mut().expect("an object").remove(key);
    }
    report
}

/// Every command that reads a model answers as for the edited file, and says what was set.
#[test]
fn what_is_set_is_as_if_it_stood_in_the_file() {
    let settings = ["parties.studio.disagreement=12", "utilities.client.values.delivery.8-weeks.low=-3.5"];
    // As text: the order of what is written is kept.
    let whole = std::fs::read_to_string(crate::support::root().join(FIRST_STEPS)).expect("a model");
    let other =
        whole.replace("\"value\": 8,", "\"value\": 12,").replace("\"value\": 14,", "\"value\": 14, \"low\": -3.5,");
    assert!(other.contains("\"value\": 12") && other.contains("-3.5"));
    let questions: [&[&str]; 11] = [
        &["solve"],
        &["frontier"],
        &["evaluate", "--proposal", "client-wish"],
        &["linkage"],
        &["explain"],
        &["stability"],
        &["sweep", "--draws", "20"],
        &["robust", "--scenarios", "3"],
        &["trades", "--proposal", "client-wish"],
        &["counter", "--party", "studio", "--proposal", "client-wish"],
        &["test"],
    ];
    for question in questions {
        let set = [&question[..1], &[FIRST_STEPS], &question[1..], &["--format", "json"]].concat();
        let set = [set, vec!["--set", settings[0], "--set", settings[1]]].concat();
        let output = run(&set);
        let report = json(&output);
        let by_hand = [&question[..1], &["-"], &question[1..], &["--format", "json"]].concat();
        let by_hand = with_input(&by_hand, other.as_bytes());
        assert_eq!(output.status.code(), by_hand.status.code(), "{question:?}");
        assert_eq!(answer(report.clone()), answer(json(&by_hand)), "{question:?}");
        let said = value!([
            { "path": "$.parties.studio.disagreement", "value": 12, "before": 8 },
            { "path": "$.utilities.client.values.delivery.8-weeks.low", "value": -3.5 }
        ]);
        assert_eq!(report["set"], said, "{question:?}");
        // What was kept says so, too.
        let page = AnyReport::read(&output.stdout).map(|read| zopa_commands::Report::page(&read).markdown());
        let page = page.unwrap_or_else(|why| panic!("{why}"));
        assert!(page.contains("parties.studio.disagreement = 12 (was 8)"), "{question:?} {page}");
    }
    let checked = json(&run(&["check", FIRST_STEPS, "--set", settings[0], "--format", "json"]));
    assert_eq!(checked["set"][0]["before"], 8);
    let changed = json(&ends(&["import", FIRST_STEPS, "--set", settings[0]], 0));
    assert_eq!(changed["parties"]["studio"]["disagreement"]["value"], 12);
    // The file is as it was, and names stand for ids.
    let named = json(&ends(&["solve", FIRST_STEPS, "--set", "parties.Studio.disagreement=12", "--format", "json"], 0));
    assert_eq!(named["set"][0]["path"], "$.parties.studio.disagreement");
    assert_eq!(named["set"][0]["before"], 8);
}

#[test]
fn numbers_of_levels_and_of_tables_are_set_too() {
    let slower = ["solve", LEVELS, "--set", "utilities.client.values.price.points.1.1=-101", "--format", "json"];
    let other = edited(LEVELS, |model| model["utilities"]["client"]["values"]["price"]["points"][1][1] = value!(-101));
    let by_hand = with_input(&["solve", "-", "--format", "json"], other.as_bytes());
    assert_eq!(answer(json(&ends(&slower, 0))), answer(json(&by_hand)));
    // In steps, and in a model that other program's files become.
    let in_steps = ["stability", LEVELS, "--set", "parties.client.disagreement=11", "--steps", "4", "--format", "json"];
    assert_eq!(json(&run(&in_steps))["set"][0]["value"], 11);
    let folder = directory("set-tables").display().to_string();
    ends(&["export", "models/nash-1950-bill-and-jack.json", "--to", "csv", "-o", &folder], 0);
    let table = ends(&["solve", &folder, "--set", "parties.bill.disagreement=4", "--format", "json"], 0);
    let own =
        ["solve", "models/nash-1950-bill-and-jack.json", "--set", "parties.bill.disagreement=4", "--format", "json"];
    assert_eq!(json(&table)["disagreement"], json(&ends(&own, 0))["disagreement"]);
    let wrong = ends(&["solve", &folder, "--set", "parties.bill.weight=-4"], 2);
    assert!(text(&wrong.stderr).contains("set on the command line:1:21"), "{}", text(&wrong.stderr));
}

#[test]
fn what_cannot_be_set_is_told_with_its_place() {
    let refused = |setting: &[&str]| {
        let settings: Vec<&str> = setting.iter().flat_map(|one| ["--set", one]).collect();
        text(&ends(&[&["solve", FIRST_STEPS], &settings[..]].concat(), 2).stderr).to_owned()
    };
    for (settings, says) in [
        (&["parties.studo.disagrement=1"][..], "did you mean `parties.studio.disagreement`?"),
        (&["partees=1"], "did you mean `parties`?"),
        (&["parties.nobody.disagreement=1"], "the nearest that exists is `parties`; it has `client`, `studio`"),
        (&["parties.studio=1"], "holds several things"),
        (&["title=1"], "is no number"),
        (&["parties.studio.disagreement=much"], "`much`, which is no number"),
        (&["parties.studio.disagreement"], "does not say which number"),
        (&["parties.\"studio.disagreement=1"], "a quotation mark is open"),
        (&["parties.studio.disagreement=1", "parties.studio.disagreement.value=1"], "is set twice"),
        (&["parties.studio.weight=-1"], "set on the command line:1:23"),
        (&["issues.price.integer.step=0"], "set on the command line:1:"),
        (&["parties.studio.disagreement.low=9"], "`low` is 9, above the value 8"),
    ] {
        let page = refused(settings);
        assert!(page.contains(says) && page.contains("error"), "{settings:?}\n{page}");
    }
    // Beside a number of the file that does not go with it, both are shown.
    let scenarios = "models/examples/two-scenarios.json";
    let wrong = ends(&["solve", scenarios, "--set", "utilities.a.values.package.x1=9"], 2);
    let page = text(&wrong.stderr);
    assert!(page.contains("outside of its list") && page.contains("this number is set on the command line"), "{page}");
}

/// A name with the signs of paths in it stands in quotes.
#[test]
fn names_with_dots_are_quoted() {
    let model = edited(FIRST_STEPS, |model| {
        let text = model.to_string().replace("\"studio\"", "\"st.u=dio\"");
        *model = serde_json::from_str(&text).expect("JSON");
    });
    let asked = |path: &str| with_input(&["solve", "-", "--format", "json", "--set", path], model.as_bytes());
    let quoted = json(&asked("parties.\"st.u=dio\".disagreement=12"));
    assert_eq!(quoted["set"][0]["path"], "$.parties[\"st.u=dio\"].disagreement");
    assert_eq!(json(&asked("$.parties[\"st.u=dio\"].disagreement=12")), quoted);
    assert_eq!(asked("parties.st.u=dio.disagreement=12").status.code(), Some(2));
}

#[test]
fn options_are_taken_away_or_kept() {
    let solved = |more: &[&str]| json(&ends(&[&["solve", FIRST_STEPS, "--format", "json"], more].concat(), 0));
    let kept = solved(&["--fix", "delivery=12-weeks", "--fix", "delivery=16-weeks"]);
    let gone = solved(&["--exclude", "delivery=8-weeks"]);
    assert_eq!(kept, gone);
    assert_eq!(gone["excluded"], value!({ "delivery": ["8-weeks"] }));
    let other = edited(FIRST_STEPS, |model| {
        let mut more = value!({ "forbid": { "delivery": "8-weeks" } });
        more["id"] = value!("none");
        model["rules"].as_array_mut().expect("rules").push(more);
    });
    let by_hand = json(&with_input(&["solve", "-", "--format", "json"], other.as_bytes()));
    assert_eq!(gone["solutions"], by_hand["solutions"]);
    // Ranges of whole numbers.
    let range = solved(&["--fix", "price=100..120", "--exclude", "price=115..", "--exclude", "price=100"]);
    assert_eq!(range["excluded"]["price"], value!([80, 85, 90, 95, 100, 115, 120]));
    let page = ends(&["solve", FIRST_STEPS, "--fix", "price=100..120", "--exclude", "price=115.."], 0);
    assert!(
        text(&page.stdout)
            .contains("Taken away: Price = 80 thousand EUR, 85 thousand EUR, 90 thousand EUR, 95 thousand EUR, 115"),
        "{}",
        text(&page.stdout)
    );
    // One that is left is settled.
    let one = solved(&["--exclude", "warranty=none", "--exclude", "warranty=6-months"]);
    assert_eq!(one["fixed"], value!({ "warranty": "12-months" }));
    let refused = |more: &[&str]| text(&ends(&[&["solve", FIRST_STEPS], more].concat(), 2).stderr).to_owned();
    let all = ["--exclude", "warranty=none", "--exclude", "warranty=6-months", "--exclude", "warranty=12-months"];
    assert!(refused(&all).contains("nothing would be left to settle `warranty` by"));
    assert!(refused(&["--fix", "price=80", "--exclude", "price=80"]).contains("nothing would be left"));
    assert!(refused(&["--exclude", "price=121..130"]).contains("has no level"));
    assert!(refused(&["--exclude", "price=a..b"]).contains("is no range of levels"));
    let kept = ["evaluate", FIRST_STEPS, "--proposal", "client-wish", "--exclude", "delivery=8-weeks"];
    assert!(text(&ends(&kept, 2).stderr).contains("or --exclude leaves"));
    // What is fixed is a demand; what is taken away is not there.
    let explained = ["explain", NO_DEAL, "--fix", "price=9000", "--format", "json"];
    assert_eq!(json(&run(&explained))["fixed"]["price"], 9000);
}

/// A range of levels is as a rule that asks for it.
#[test]
fn ranges_of_levels_remain() {
    let bounded = edited(LEVELS, |model| {
        let rule = value!({ "id": "between", "sum": { "price": 1 }, "at_least": 82, "at_most": "265/3" });
        match model["rules"].as_array_mut() {
            Some(rules) => rules.push(rule),
            None => model["rules"] = value!([rule]),
        }
    });
    let by_rule = json(&with_input(&["solve", "-", "--format", "json"], bounded.as_bytes()));
    for question in [&["--fix", "price=82..265/3"][..], &["--exclude", "price=80..82", "--exclude", "price=265/3..120"]]
    {
        let asked = json(&ends(&[&["solve", LEVELS, "--format", "json"], question].concat(), 0));
        let points = |report: &Value| -> Vec<Value> {
            let all = report["solutions"].as_array().expect("solutions").iter();
            all.map(|one| value!([one["concept"], one["agreements"], one["value"]])).collect()
        };
        assert_eq!(points(&asked), points(&by_rule));
        assert_eq!(asked["within"], value!({ "price": [82, "265/3"] }));
    }
    let page = ends(&["linkage", LEVELS, "--fix", "price=85..100"], 0);
    assert!(text(&page.stdout).contains("Kept to: Price = 85 to 100"), "{}", text(&page.stdout));
    ends(&["explain", LEVELS, "--fix", "price=85..90"], 0);
    ends(&["stability", LEVELS, "--fix", "price=85..100", "--steps", "4"], 0);
    let refused = |more: &[&str]| text(&ends(&[&["solve", LEVELS], more].concat(), 2).stderr).to_owned();
    assert!(refused(&["--exclude", "price=85..90"]).contains("a piece out of its middle"));
    assert!(refused(&["--exclude", "price=85"]).contains("one level of it cannot be excluded"));
    assert!(refused(&["--exclude", "price=0..200"]).contains("nothing would be left"));
    assert!(refused(&["--fix", "price=85", "--fix", "price=90"]).contains("fixed twice"));
}

#[test]
fn names_stand_for_ids() {
    let same = |by_id: &[&str], by_name: &[&str]| {
        let [by_id, by_name] = [by_id, by_name].map(|question| run(&[question, &["--format", "json"]].concat()));
        assert_eq!(text(&by_id.stdout), text(&by_name.stdout));
        assert!(!by_id.stdout.is_empty(), "{}", text(&by_id.stderr));
    };
    same(&["solve", LEVELS, "--fix", "delivery=8-weeks"], &["solve", LEVELS, "--fix", "Delivery=In 8 weeks"]);
    let wish = "What the client asked for";
    same(
        &["counter", FIRST_STEPS, "--party", "studio", "--to", "client-wish", "warranty=none"],
        &["counter", FIRST_STEPS, "--party", "Studio", "--proposal", wish, "Warranty=none"],
    );
    same(&["trades", FIRST_STEPS, "--from", "client-wish"], &["trades", FIRST_STEPS, "--proposal", wish]);
    for command in ["evaluate", "explain", "trades", "stability"] {
        let refused = text(&ends(&[command, FIRST_STEPS, "--proposal", "wish"], 2).stderr).to_owned();
        assert!(refused.contains("the model's proposals are `studio-offer`, `client-wish`"), "{command}: {refused}");
    }
    for command in ["evaluate", "trades"] {
        let refused = text(&ends(&[command, FIRST_STEPS], 2).stderr).to_owned();
        assert!(refused.contains("--proposal and one of `studio-offer`, `client-wish`"), "{command}: {refused}");
    }
}

/// Two models: what differs, and the fewest numbers that make the difference.
#[test]
fn models_are_compared() {
    let folder = directory("compare");
    let written = |name: &str, model: &str| {
        let path = folder.join(name).display().to_string();
        std::fs::write(&path, model).expect("written");
        path
    };
    // Three numbers differ; one of them by itself moves the answer.
    let other = written(
        "other.json",
        &edited(FIRST_STEPS, |model| {
            model["utilities"]["studio"]["values"]["delivery"]["12-weeks"] = value!(-20);
            model["parties"]["studio"]["disagreement"]["value"] = value!(7.5);
            model["utilities"]["client"]["constant"]["value"] = value!(111);
        }),
    );
    let report = json(&ends(&["compare", FIRST_STEPS, &other, "--format", "json"], 1));
    assert_eq!((&report["same"], &report["same_answer"]), (&value!(false), &value!(false)));
    assert_eq!(report["numbers"].as_array().map(Vec::len), Some(3));
    assert_eq!(report["fewest"]["numbers"], value!(["$.utilities.studio.values.delivery.12-weeks"]));
    assert_eq!((&report["fewest"]["at_least"], &report["fewest"]["possible"]), (&value!(1), &value!(true)));
    // By hand: no number alone but this one does it, and with it the answer is the other's.
    let chosen = |arguments: &[&str]| json(&run(&[arguments, &["--format", "json"]].concat()))["solutions"][0].clone();
    let packages = |solution: Value| solution["agreements"][0]["package"].clone();
    let wanted = packages(chosen(&["solve", &other]));
    for (path, turns) in [
        ("utilities.studio.values.delivery.12-weeks=-20", true),
        ("parties.studio.disagreement=7.5", false),
        ("utilities.client.constant=111", false),
    ] {
        assert_eq!(packages(chosen(&["solve", FIRST_STEPS, "--set", path])) == wanted, turns, "{path}");
    }
    // Before and after; with a range of the first model that does not hold the second one's number.
    let same = ends(&["compare", FIRST_STEPS, FIRST_STEPS], 0);
    assert!(text(&same.stdout).contains("The models and their answers are the SAME."), "{}", text(&same.stdout));
    let wish = written(
        "wish.json",
        &edited(FIRST_STEPS, |model| {
            model["proposals"]["client-wish"]["package"]["delivery"] = value!("16-weeks");
        }),
    );
    let wish = ends(&["compare", FIRST_STEPS, &wish], 0);
    assert!(text(&wish.stdout).contains("No number differs; names, remarks"), "{}", text(&wish.stdout));
    let weighed =
        written("weighed.json", &edited(FIRST_STEPS, |model| model["parties"]["client"]["weight"] = value!(9)));
    let weighed = json(&ends(&["compare", FIRST_STEPS, &weighed, "--format", "json"], 1));
    assert_eq!(weighed["fewest"]["numbers"], value!(["$.parties.client.weight"]));
    let small = ["compare", FIRST_STEPS, "--set", "utilities.client.constant=111"];
    assert!(text(&ends(&small, 0).stdout).contains("the answer is the SAME"));
    let none = ["compare", FIRST_STEPS, "--set", "parties.studio.disagreement=100", "--format", "json"];
    let none = json(&ends(&none, 1));
    assert_eq!(none["models"][1]["status"], "no_agreement");
    assert_eq!(none["fewest"]["numbers"], value!(["$.parties.studio.disagreement"]));
    let headings: Vec<&str> =
        none["sections"].as_array().expect("sections").iter().filter_map(|one| one["heading"].as_str()).collect();
    assert!(headings.contains(&"What cannot be had together"), "{headings:?}");
    let ranged = written(
        "ranged.json",
        &edited(&other, |model| {
            model["parties"]["studio"]["disagreement"] = value!({ "value": 8, "low": 7, "high": 9 });
        }),
    );
    let wide = json(&ends(&["compare", &ranged, NO_DEAL, "--format", "json"], 1));
    // The first model cannot have the numbers of another negotiation.
    assert_eq!(wide["fewest"]["possible"], Value::Null);
    assert!(wide["only"].as_array().is_some_and(|only| only.iter().any(|one| one["kind"] == "issue")), "{wide}");
    let far = written(
        "far.json",
        &edited(&ranged, |model| {
            model["parties"]["studio"]["disagreement"] = value!(60);
        }),
    );
    let far = json(&ends(&["compare", &ranged, &far, "--format", "json"], 1));
    assert_eq!(far["fewest"]["numbers"], value!(["$.parties.studio.disagreement"]));
    // Without an option, no number is to blame.
    let without = ["compare", FIRST_STEPS, "--exclude", "delivery=12-weeks", "--format", "json"];
    let without = json(&ends(&without, 1));
    assert_eq!(
        (&without["excluded"]["delivery"], &without["fewest"]["possible"]),
        (&value!(["12-weeks"]), &value!(false))
    );
    // Many: a matrix.
    let many = ends(&["compare", FIRST_STEPS, &other, &ranged, "--concept", "nash,egalitarian"], 1);
    let page = text(&many.stdout);
    assert!(page.contains("The answers") && page.contains("Egalitarian: Studio gains"), "{page}");
    assert!(text(&ends(&["compare", FIRST_STEPS], 2).stderr).contains("nothing to compare it with"));
    // No time at all is told, and no time for the numbers leaves a bound.
    assert_eq!(run(&["compare", FIRST_STEPS, &other, "--time-limit", "0"]).status.code(), Some(3));
    // With levels.
    let levels = ["compare", LEVELS, "--set", "utilities.studio.values.delivery.12-weeks=-20", "--format", "json"];
    let levels = json(&run(&levels));
    assert_eq!(levels["numbers"][0]["path"], "$.utilities.studio.values.delivery.12-weeks");
}

/// Wherever something is kept or written, it says what was set.
#[test]
fn what_is_kept_says_what_was_set() {
    let house = "models/examples/assumptions.json";
    let suite = ["test", house, "--format", "junit", "--set", "parties.buyer.weight=2", "--fix", "garden=yes"];
    let suite = [&suite[..], &["--exclude", "price=320", "--without", "not-unseen"]].concat();
    let suite = text(&run(&suite).stdout).to_owned();
    for said in [
        "\"set parties.buyer.weight\" value=\"2\"",
        "\"fix garden\" value=\"yes\"",
        "\"exclude price\"",
        "\"without not-unseen\"",
    ] {
        assert!(suite.contains(&format!("<property name={said}")), "{said}\n{suite}");
    }
    let lines = directory("set-lines").join("draws.jsonl").display().to_string();
    let uncertain = "tests/fixtures/ukraine-2025.json";
    ends(&["sweep", uncertain, "--draws", "2", "--lines", &lines, "--set", "parties.russia.disagreement=13"], 0);
    let kept = std::fs::read_to_string(&lines).expect("written");
    assert!(
        kept.lines()
            .next()
            .is_some_and(|head| head.contains("\"set\":[\"parties.russia.disagreement = 13 (was 12)\"]"))
    );
    let set = ["--set", "parties.studio.disagreement=9"];
    let note = "note: written as it was asked about: parties.studio.disagreement = 9 (was 8)";
    let imported = ends(&[&["import", FIRST_STEPS], &set[..]].concat(), 0);
    assert!(text(&imported.stderr).contains(note), "{}", text(&imported.stderr));
    let folder = directory("set-export").display().to_string();
    let exported = ends(&[&["export", FIRST_STEPS, "--to", "csv", "-o", &folder], &set[..]].concat(), 0);
    assert!(text(&exported.stderr).contains(note), "{}", text(&exported.stderr));
    // A quota can be set where all have to accept.
    let quota = json(&ends(&["solve", FIRST_STEPS, "--set", "acceptance.quota=1", "--format", "json"], 0));
    assert_eq!((&quota["acceptance"]["quota"], &quota["set"][0]["path"]), (&value!(1), &value!("$.acceptance.quota")));
    let refused = ends(&["solve", FIRST_STEPS, "--set", "acceptance.quota=3"], 2);
    assert!(text(&refused.stderr).contains("a quota must be between 1 and the number of parties"));
    ends(&["solve", FIRST_STEPS, "--set", "acceptance.quota=1.5"], 2);
    let slip = ends(&["solve", FIRST_STEPS, "--set", "acceptance.quorum=2"], 2);
    assert!(text(&slip.stderr).contains("did you mean `acceptance.quota`?"), "{}", text(&slip.stderr));
}

/// A model to begin with says what is to be filled in, and is counted.
#[test]
fn a_new_model_is_filled_in() {
    let path = directory("new").join("model.json").display().to_string();
    let issues = ["--issue", "price=80..120", "--issue", "Delivery=8 weeks, 12 weeks", "--issue", "relief=0.0..100"];
    let begun = ["new", "--party", "The Buyer", "--party", "seller", "-o", &path, "--title", "A house"];
    let begun = ends(&[&begun[..], &issues].concat(), 0);
    assert!(text(&begun.stderr).contains("10 numbers are to be filled in"), "{}", text(&begun.stderr));
    let model: Value = serde_json::from_str(&std::fs::read_to_string(&path).expect("written")).expect("JSON");
    assert_eq!(model["parties"]["the-buyer"]["name"], "The Buyer");
    assert_eq!(model["parties"]["seller"]["name"], Value::Null);
    let note = "to be replaced: what Delivery: 8 weeks is worth to seller";
    assert_eq!(model["utilities"]["seller"]["values"]["delivery"]["8-weeks"], value!({ "value": 0, "note": note }));
    assert!(model["issues"]["price"]["integer"].is_object() && model["issues"]["relief"]["continuous"].is_object());
    let left = |path: &str| json(&run(&["check", path, "--format", "json"]))["summary"]["to_replace"].clone();
    assert_eq!(left(&path), 10);
    assert!(text(&run(&["check", &path]).stdout).ends_with("10 numbers are to be filled in\n"));
    // What is replaced is not counted any more.
    let mut model = model;
    model["parties"]["seller"]["disagreement"] = value!(5);
    model["utilities"]["seller"]["values"]["price"] = value!({ "per_unit": 1 });
    std::fs::write(&path, model.to_string()).expect("written");
    assert_eq!(left(&path), 8);
    ends(&["solve", &path], 0);
    for (arguments, says) in [
        (&["--issue", "price"][..], "does not say how"),
        (&["--issue", "price=9..3"], "the lowest comes first"),
        (&["--issue", "price="], "has no options"),
        (&["--issue", "price=a,b", "--issue", "Price=c"], "price"),
        (&["--issue", "price=a,A"], "a"),
    ] {
        let refused = ends(&[&["new", "--party", "A", "--party", "B"], arguments].concat(), 2);
        assert!(text(&refused.stderr).contains(says), "{}", text(&refused.stderr));
    }
    ends(&["new", "--issue", "price=a,b"], 2);
    // From a table, with the numbers that are known.
    let table = directory("new-table").join("issues.csv").display().to_string();
    let cells = "issue,option,The Buyer,seller\n(no deal),,,5\nDelivery,8 weeks,,-3\n,12 weeks,,\ncolour,red,1,2\n";
    std::fs::write(&table, cells).expect("written");
    let begun = ends(&["new", "--from", &table, "--issue", "price=80..120"], 0);
    assert!(text(&begun.stderr).contains("6 numbers are to be filled in"), "{}", text(&begun.stderr));
    let model = json(&begun);
    let seller = &model["utilities"]["seller"]["values"];
    assert_eq!(
        (&model["parties"]["seller"]["disagreement"], &seller["delivery"]["8-weeks"]),
        (&value!(5), &value!(-3))
    );
    assert_eq!((&seller["colour"]["red"], &seller["delivery"]["12-weeks"]["value"]), (&value!(2), &value!(0)));
    assert_eq!(model["issues"]["price"]["integer"]["max"], 120);
    for (cells, says) in [
        ("option,issue,a\nx,y,1\n", "this is no table of issues and options"),
        ("issue,option,a\nx,y,1\nx,y,2\n", "a second row for the option `y`"),
        ("issue,option,a\n,y,1\n", "the issue is missing"),
        ("issue,option,a\nx,,1\n", "the option is missing"),
        ("issue,option,a\nx,y,one\n", "one"),
        ("issue,option,a\n", "names no issue"),
        ("issue,option\nx,y\n", "a model has parties and issues"),
    ] {
        std::fs::write(&table, cells).expect("written");
        let refused = ends(&["new", "--from", &table], 2);
        assert!(text(&refused.stderr).contains(says), "{cells}: {}", text(&refused.stderr));
    }
    // From questions; what cannot be understood is asked again.
    let answers = b"A car\nBuyer\nSeller\n\nprice\n9..3\n3..9\ncolour\nred, blue\n\n";
    let asked = with_input(&["new", "--ask"], answers);
    assert!(text(&asked.stderr).contains("the lowest comes first"), "{}", text(&asked.stderr));
    let model = json(&asked);
    assert_eq!((&model["title"], &model["issues"]["price"]["integer"]["min"]), (&value!("A car"), &value!(3)));
    assert_eq!(model["issues"]["colour"]["options"], value!(["red", "blue"]));
    assert_eq!(with_input(&["new", "--ask"], b"").status.code(), Some(2));
    // An empty file points here.
    assert!(text(&with_input(&["solve", "-"], b"").stderr).contains("`zopa new` writes a model to begin with"));
}

/// What a call is given as data.
#[test]
fn a_call_sets_numbers_by_path() {
    let model = File::new("mine.json", std::fs::read(crate::support::root().join(FIRST_STEPS)).expect("a model"));
    let asked = |options: &Value| {
        let mut sink = Vec::new();
        let called = call("solve", std::slice::from_ref(&model), options, &Limits::default(), &mut sink);
        called.map(|_| text(&sink).to_owned()).map_err(|refusal| refusal.to_string())
    };
    let list = asked(&value!({ "set": ["parties.studio.disagreement=12.5"], "exclude": { "price": "80..90" } }));
    let object = asked(&value!({ "set": { "parties.studio.disagreement": 12.5 }, "exclude": ["price=80..90"] }));
    assert_eq!(list, object);
    assert!(list.expect("an answer").contains("\"before\": 8"));
    let wrong = asked(&value!({ "set": { "parties.studio.disagreement": "x" } })).expect_err("it is no number");
    assert!(wrong.contains("which is no number"), "{wrong}");
    assert!(asked(&value!({ "set": { "parties.studio.disagreement=1": 2 } })).is_err());
}
