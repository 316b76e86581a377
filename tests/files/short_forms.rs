//! Rankings, divided amounts and threats on the command line: pages, what else can be asked of them, and what is wrong with them.

use crate::support::{as_kept, directory, ends, json, run, text, with_input};
use serde_json::{Value, json as value};

const RANKS: &str = "models/examples/ranks.json";
const ESTATE: &str = "models/examples/estate.json";
const THREATS: &str = "models/examples/threats.json";
const FIRST_STEPS: &str = "models/examples/first-steps.json";

fn model(path: &str) -> Value {
    let text = std::fs::read_to_string(crate::support::root().join(path)).expect("a model");
    serde_json::from_str(&text).expect("JSON")
}

/// What is wrong with a model that is edited so.
fn wrong(path: &str, edit: impl FnOnce(&mut Value)) -> String {
    let mut model = model(path);
    edit(&mut model);
    let output = with_input(&["check", "-"], model.to_string().as_bytes());
    assert_eq!(output.status.code(), Some(2), "{model}\n{}{}", text(&output.stdout), text(&output.stderr));
    text(&output.stderr).to_owned()
}

#[test]
fn they_have_pages() {
    as_kept(&ends(&["solve", RANKS], 0).stdout, "solve-ranks.txt");
    as_kept(&ends(&["solve", RANKS, "--format", "json"], 0).stdout, "solve-ranks.json");
    as_kept(&ends(&["solve", ESTATE], 0).stdout, "solve-estate.txt");
    let variable = ["solve", THREATS, "--concept", "nash,lottery-nash"];
    as_kept(&ends(&variable, 0).stdout, "solve-threats.txt");
    for path in [RANKS, ESTATE, THREATS] {
        let checked = ends(&["check", path], 0);
        // By these threats, no deal is worse for both than any package.
        let expected = if path == THREATS { "1 warning" } else { "no warnings" };
        assert!(text(&checked.stdout).contains(expected), "{}{}", text(&checked.stdout), text(&checked.stderr));
        // A kept report has the page that it had, and a model that was written is the same one.
        let kept = directory("short-form").join("kept.json").display().to_string();
        ends(&["solve", path, "--format", "json", "-o", &kept], 0);
        assert_eq!(ends(&["show", &kept], 0).stdout, ends(&["solve", path], 0).stdout);
        let imported = ends(&["import", path], 0);
        assert_eq!(with_input(&["solve", "-"], &imported.stdout).stdout, ends(&["solve", path], 0).stdout);
        // No other program has them, and no checker.
        for format in ["csv", "genius", "negmas", "geniusweb", "negolog"] {
            let refused =
                ends(&["export", path, "--to", format, "-o", &directory("short-export").display().to_string()], 2);
            assert!(text(&refused.stderr).contains("not-expressible"), "{}", text(&refused.stderr));
        }
        let refused = ends(&["solve", path, "--certificate", &kept], 2);
        assert!(text(&refused.stderr).contains("there is no certificate of this"), "{}", text(&refused.stderr));
    }
}

#[test]
fn what_measures_gains_says_that_it_cannot() {
    for question in [
        &["evaluate", RANKS, "city=oslo"][..],
        &["frontier", RANKS],
        &["stability", RANKS],
        &["explain", RANKS, "--fix", "city=oslo"],
        &["brief", RANKS],
        &["linkage", RANKS],
        &["trades", RANKS, "city=oslo"],
        &["counter", RANKS, "--party", "union", "city=oslo"],
        &["solve", RANKS, "--concept", "nash"],
        &["solve", RANKS, "--concept", "lottery-nash"],
        &["compare", RANKS, FIRST_STEPS, "--concept", "nash"],
    ] {
        let refused = ends(question, 2);
        let said = text(&refused.stderr);
        assert!(said.contains("of Union, Employers and Ministry only an order is known"), "{question:?}: {said}");
        assert!(said.contains("elicit"), "{question:?}: {said}");
    }
    let says = |question: &[&str]| text(&ends(question, 2).stderr).to_owned();
    assert!(says(&["solve", FIRST_STEPS, "--concept", "talmud"]).contains("talmud divides by claims"));
    assert!(says(&["solve", ESTATE, "--concept", "fallback"]).contains("no end of them"));
    assert!(says(&["solve", "models/levels/first-steps.json", "--concept", "fallback"]).contains("--steps 20"));
    ends(&["solve", "models/levels/first-steps.json", "--concept", "fallback", "--steps", "4"], 0);
}

#[test]
fn orders_are_asked_with_changes() {
    let solved = |more: &[&str]| json(&ends(&[&["solve", RANKS, "--format", "json"], more].concat(), 0));
    let cities = |report: &Value, at: usize| -> Vec<String> {
        let all = report["solutions"][at]["agreements"].as_array().expect("agreements").iter();
        all.map(|one| one["package"]["city"].as_str().expect("a city").to_owned()).collect()
    };
    let all = solved(&[]);
    assert_eq!((cities(&all, 0), cities(&all, 1)), (vec!["vienna".into(), "geneva".into()], vec!["vienna".into()]));
    assert_eq!(
        (&all["solutions"][0]["value"], &all["names"]["parties"]["union"]["order_only"]),
        (&value!("3"), &value!(true))
    );
    assert_eq!(all["solutions"][0]["agreements"][1]["ranks"], value!({ "union": 3, "employers": 2, "ministry": 3 }));
    let two = solved(&["--by-rule", "--set", "acceptance.quota=2"]);
    assert_eq!((cities(&two, 0), &two["solutions"][0]["value"]), (vec!["vienna".into(), "doha".into()], &value!("2")));
    let without = solved(&["--exclude", "city=vienna"]);
    assert_eq!(cities(&without, 0), ["geneva"]);
    // What one of them accepts.
    let mut less = model(RANKS);
    less["utilities"]["employers"]["accepts"] = value!("doha");
    less["utilities"]["union"]["ranks"] = value!(["vienna", ["doha", "oslo"], "geneva"]);
    let less = with_input(&["solve", "-", "--format", "json"], less.to_string().as_bytes());
    assert_eq!(cities(&json(&less), 0), ["doha"]);
    let mut none = model(RANKS);
    none["utilities"]["employers"]["accepts"] = value!("doha");
    none["utilities"]["union"]["accepts"] = value!("vienna");
    let none = with_input(&["solve", "-"], none.to_string().as_bytes());
    assert_eq!(none.status.code(), Some(1));
    assert!(!text(&none.stdout).contains("short"), "{}", text(&none.stdout));
    let compared = ends(&["compare", RANKS, "--exclude", "city=vienna"], 1);
    assert!(!text(&compared.stdout).contains("Gains over no deal"), "{}", text(&compared.stdout));
    // Numbers beside rankings, over proposals.
    let mut offers = model(FIRST_STEPS);
    offers["assumptions"].take();
    offers.as_object_mut().expect("a model").remove("assumptions");
    offers["parties"]["client"].as_object_mut().expect("a party").remove("disagreement");
    offers["utilities"]["client"] = value!({ "ranks": ["client-wish", "studio-offer"] });
    let offers = with_input(&["solve", "-"], offers.to_string().as_bytes());
    let page = text(&offers.stdout);
    assert!(
        page.contains("Proposal  ") && page.contains("Of Client only the order is known"),
        "{page}{}",
        text(&offers.stderr)
    );
}

#[test]
fn amounts_are_divided_with_changes() {
    let solved =
        |more: &[&str]| json(&ends(&[&["solve", ESTATE, "--format", "json", "--concept", "talmud"], more].concat(), 0));
    let shares = |report: &Value| report["solutions"][0]["agreements"][0]["package"].clone();
    let expected = value!({ "estate-first": 50, "estate-second": 100, "estate-third": 150 });
    assert_eq!(shares(&solved(&["--set", "issues.estate.divided.amount=300"])), expected);
    // What the question does not leave open is left out, and said to be.
    let kept = run(&["solve", ESTATE, "--concept", "talmud,nash", "--fix", "estate-first=60..100", "--format", "json"]);
    let kept = json(&kept);
    assert_eq!((&kept["left_out"], kept["solutions"].as_array().map(Vec::len)), (&value!(["talmud"]), Some(1)));
    // Other questions are asked of the shares.
    ends(&["evaluate", ESTATE, "estate-first=100", "estate-second=100", "estate-third=0"], 0);
    ends(&["explain", ESTATE], 0);
}

#[test]
fn variable_threats_are_settled() {
    let variable = std::fs::read_to_string(crate::support::root().join(THREATS)).expect("a model");
    let variable = variable.replace("\"threats\": {", "\"threats\": { \"rule\": \"variable-threats\",");
    let solved = with_input(&["solve", "-", "--format", "json", "--concept", "lottery-nash"], variable.as_bytes());
    let solved = json(&solved);
    // By hand: along the frontier both utilities are in one unit (a per cent more or less), so that the game of differences decides:
    // rows (1, −8) and (−3, 4) for union less firm, its value −5/4; union ends with half of what there is and of that.
    assert_eq!(solved["disagreement"], value!({ "union": -2.0625, "firm": -0.8125 }));
    assert_eq!(solved["solutions"][0]["utilities"], value!({ "union": 10.875, "firm": 12.125 }));
    // With levels the mixtures are the same.
    let levels = variable.replace("\"integer\"", "\"continuous\"");
    let levels = with_input(&["solve", "-", "--format", "json", "--concept", "lottery-nash"], levels.as_bytes());
    let levels = json(&levels);
    assert_eq!(levels["disagreement"], solved["disagreement"]);
    assert_eq!(levels["solutions"][0]["utilities"], solved["solutions"][0]["utilities"]);
    let set = with_input(
        &["solve", "-", "--set", "threats.payoffs.strike.lockout.0=0", "--format", "json"],
        variable.as_bytes(),
    );
    assert_eq!(json(&set)["set"][0]["before"], -3);
    for command in ["solve", "check", "import"] {
        let stopped = with_input(&[command, "-", "--time-limit", "0"], variable.as_bytes());
        assert_eq!(stopped.status.code(), Some(3), "{command}");
        assert!(text(&stopped.stderr).contains("what no deal gives is not known"), "{}", text(&stopped.stderr));
    }
    assert_eq!(with_input(&["stability", "-"], variable.as_bytes()).status.code(), Some(0));
    // What the answer would not be true of is refused.
    let refused = |model: &str, more: &[&str]| {
        let output = with_input(&[&["solve", "-"], more].concat(), model.as_bytes());
        assert_eq!(output.status.code(), Some(2), "{}", text(&output.stdout));
        text(&output.stderr).to_owned()
    };
    assert!(refused(&variable, &["--fix", "wage=3"]).contains("variable threats follow from all that can be agreed"));
    let edited = |edit: fn(&mut Value)| {
        let mut model: Value = serde_json::from_str(&variable).expect("JSON");
        edit(&mut model);
        refused(&model.to_string(), &[])
    };
    let weights = edited(|model| model["parties"]["firm"]["weight"] = value!(2));
    assert!(weights.contains("for parties with the same bargaining power"), "{weights}");
    let reach = edited(|model| model["threats"]["payoffs"]["strike"]["lockout"] = value!([100, 100]));
    assert!(reach.contains("no mixture of packages gives both parties at least this"), "{reach}");
    let ranks = edited(|model| model["utilities"]["firm"] = value!({ "ranks": ["a"] }));
    assert!(ranks.contains("threats are payoffs, and of some party only an order is known"), "{ranks}");
}

/// What is chosen by ranks where nothing is accepted by every party, and what is not there.
#[test]
fn pages_say_who_decides_and_what_is_missing() {
    let mut two = model(RANKS);
    two["acceptance"] = value!({ "quota": 2 });
    two["utilities"]["union"]["accepts"] = value!("vienna");
    two["utilities"]["employers"]["accepts"] = value!("doha");
    let two = two.to_string();
    let page = |more: &[&str]| text(&with_input(&[&["solve", "-"], more].concat(), two.as_bytes()).stdout).to_owned();
    let plain = page(&[]);
    assert!(plain.contains("No package is acceptable to all three parties, but the acceptance rule"), "{plain}");
    assert!(plain.contains("how many of the packages that pass the acceptance rule are better"), "{plain}");
    assert!(!page(&["--by-rule"]).contains("bargains by itself"));
    let kept = ends(&["solve", ESTATE, "--concept", "talmud,nash", "--fix", "estate-first=60..100"], 0);
    assert!(text(&kept.stdout).contains("Left out: Talmud: its division is not open"), "{}", text(&kept.stdout));
    let lifted = ends(&["solve", ESTATE, "--concept", "talmud", "--without", "estate", "--format", "json"], 0);
    let lifted = json(&lifted);
    assert_eq!(lifted["solutions"].as_array().map(Vec::len), Some(0));
    assert!(lifted["why_left_out"]["talmud"].as_str().is_some_and(|why| why.contains("rule limits the shares")));
    let elicited = ends(&["elicit", RANKS, FIRST_STEPS], 2);
    assert!(text(&elicited.stderr).contains("say the order in the statements"), "{}", text(&elicited.stderr));
    let levels = "models/levels/first-steps.json";
    let compared = ends(&["compare", levels, levels, "--concept", "fallback"], 2);
    assert!(!text(&compared.stderr).contains("--steps"), "{}", text(&compared.stderr));
    let twice = ends(&["new", "--party", "A", "--party", "A", "--issue", "x=1..2"], 2);
    assert!(text(&twice.stderr).contains("the party `A` is named twice"), "{}", text(&twice.stderr));
    // One rule that two proposals break is one rule.
    let proposals = value!({ "zopa": 1, "parties": { "a": {}, "b": { "disagreement": 0 } },
        "issues": { "i": { "options": ["x", "y"] }, "j": { "options": ["n", "p"] } }, "acceptance": null,
        "utilities": { "a": { "ranks": ["one", "two", "three"] }, "b": { "values": { "i": { "x": 1, "y": 2 } } } },
        "rules": [{ "id": "no-x", "forbid": { "i": "x" } }],
        "proposals": { "one": { "package": { "i": "x", "j": "n" } }, "two": { "package": { "i": "x", "j": "p" } },
            "three": { "package": { "i": "y", "j": "p" } } } });
    let solved = with_input(
        &["solve", "-", "--without", "no-x", "--set", "acceptance.quota=1"],
        proposals.to_string().as_bytes(),
    );
    assert!(text(&solved.stdout).contains("Lifted: no-x\n"), "{}{}", text(&solved.stdout), text(&solved.stderr));
}

/// What is wrong is said in the words of the negotiation.
#[test]
fn wrong_short_forms_are_told() {
    let ranks = |edit: fn(&mut Value)| wrong(RANKS, |model| edit(&mut model["utilities"]["union"]));
    for (said, message) in [
        (ranks(|union| union["ranks"] = value!(["vienna", "doha", "oslo"])), "`union` does not rank `geneva`"),
        (ranks(|union| union["ranks"] = value!(["vienna", "doha", "oslo", "genva"])), "did you mean `geneva`?"),
        (ranks(|union| union["ranks"][0] = value!("oslo")), "`oslo` is ranked twice"),
        (ranks(|union| union["ranks"][0] = value!({ "from": "oslo" })), "a range has no place in a ranking"),
        (ranks(|union| union["accepts"] = value!("paris")), "`paris` is not among the `ranks` of `union`"),
        (ranks(|union| union["constant"] = value!(3)), "`union` has `ranks`, and numbers beside them"),
        (
            wrong(FIRST_STEPS, |model| model["utilities"]["client"]["accepts"] = value!("8-weeks")),
            "`client` has no `ranks` of which this could be one",
        ),
        (
            wrong(RANKS, |model| model["parties"]["union"]["disagreement"] = value!(1)),
            "with which a number for no deal cannot be compared",
        ),
        (
            wrong(RANKS, |model| model["issues"]["day"] = value!({ "options": ["monday", "friday"] })),
            "here are 2 issues, and no proposals",
        ),
        (
            wrong(RANKS, |model| model["issues"]["city"] = value!({ "continuous": { "min": 0, "max": 1 } })),
            "`city` has no options that could be ranked",
        ),
        (
            wrong(FIRST_STEPS, |model| {
                model["parties"]["client"].as_object_mut().expect("a party").remove("disagreement");
            }),
            "`disagreement` is missing",
        ),
    ] {
        assert!(said.contains(message), "{message}: {said}");
    }
    assert!(wrong(RANKS, |model| model["issues"]["day"] = value!({ "options": ["a"] })).contains("zopa elicit"));
    let divided = |edit: fn(&mut Value)| wrong(ESTATE, |model| edit(&mut model["issues"]["estate"]["divided"]));
    for (said, message) in [
        (divided(|own| own["amount"] = value!(601)), "there are 601 to divide, and only 600 are claimed"),
        (divided(|own| own["amount"] = value!(0)), "it must be above 0"),
        (divided(|own| own["claims"]["first"] = value!(-1)), "it must be above 0"),
        (divided(|own| own["claims"]["frst"] = value!(1)), "did you mean `first`?"),
        (divided(|own| own["claims"] = value!({})), "nobody claims anything"),
        (divided(|own| own["amount"] = value!({ "value": 200, "high": 210 })), "amounts and claims have no ranges"),
        (
            wrong(ESTATE, |model| model["issues"]["estate"]["options"] = value!(["a"])),
            "`estate` is divided, and something else too",
        ),
        (
            wrong(ESTATE, |model| model["issues"]["estate-first"] = value!({ "options": ["a"] })),
            "are both called `estate-first`",
        ),
        (
            wrong(ESTATE, |model| {
                model["parties"]["court"] = value!({ "disagreement": 0 });
                model["utilities"]["court"] = value!({ "values": { "estate": { "per_unit": 1 } } });
            }),
            "`court` claims nothing of `estate`",
        ),
    ] {
        assert!(said.contains(message), "{message}: {said}");
    }
    let ranked = wrong(ESTATE, |model| model["utilities"]["first"] = value!({ "ranks": ["a", "b"] }));
    assert!(ranked.contains("the shares of what is divided are amounts"), "{ranked}");
    let crowd = wrong(ESTATE, |model| {
        let claims = (0..1000).map(|at| (format!("p{at}"), value!(1))).collect::<serde_json::Map<_, _>>();
        model["issues"]["estate"]["divided"]["claims"] = claims.into();
    });
    assert!(crowd.contains("there are 1000 claims; at most 40 are read"), "{crowd}");
    let threats = |edit: fn(&mut Value)| wrong(THREATS, |model| edit(&mut model["threats"]));
    for (said, message) in [
        (threats(|own| own["payoffs"] = value!({})), "this table has no payoffs"),
        (threats(|own| own["payoffs"]["strike"]["lockout"] = value!([1])), "1 numbers where two are needed"),
        (threats(|own| own["payoffs"]["slow-down"]["sue"] = value!([1, 1])), "this row says nothing of `sue`"),
        (threats(|own| own["payoffs"]["strike"]["sue"] = value!([1, 1])), "`sue` stands in this row only"),
        (threats(|own| own["rule"] = value!("nash")), "variable-threats"),
        (
            threats(|own| own["payoffs"]["strike"]["lockout"] = value!([{ "value": 1, "low": 0 }, 1])),
            "a payoff of a threat has no range",
        ),
        (
            wrong(THREATS, |model| model["parties"]["firm"]["disagreement"] = value!(1)),
            "what `firm` has without a deal follows from `threats`",
        ),
        (
            wrong(THREATS, |model| model["parties"]["third"] = value!({ "disagreement": 1 })),
            "threats are a table for two parties, and there are 3",
        ),
    ] {
        assert!(said.contains(message), "{message}: {said}");
    }
}
