//! Models with continuous issues: known answers, pages, wrong models, and models that mean no good.
//!
//! `UPDATE_EXPECT=1 cargo test --test answers levels` writes the pages anew.

use crate::support;

use num_rational::BigRational;
use support::{as_kept, ends, json, text};
use zopa::explain::{Element, Reach};
use zopa::model::Code;
use zopa::search::NoList;
use zopa::search::Target;
use zopa::{Answer, Limits, Model, Number, Problem, Status};

const FIRST_STEPS: &str = "models/levels/first-steps.json";
const FLAGSHIP: &str = "tests/fixtures/ukraine-2025-levels.json";

/// A compiled model, kept to the end so that answers can outlive the question.
fn compiled(text: &str) -> &'static Problem {
    let model = Model::from_json(text).unwrap_or_else(|errors| panic!("{errors}"));
    Box::leak(Box::new(Problem::compile(&model).unwrap_or_else(|errors| panic!("{errors}"))))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(crate::support::root().join(path)).expect("a file")
}

/// A model of two parties and one level, the first party's utility; the second's is a curve.
fn curve(points: &str, last: &str, weights: [u32; 2]) -> &'static Problem {
    compiled(&format!(
        r#"{{ "zopa": 1, "comparable": true,
            "parties": {{ "a": {{ "disagreement": 0, "weight": {} }}, "b": {{ "disagreement": 0, "weight": {} }} }},
            "issues": {{ "x": {{ "continuous": {{ "min": 0, "max": {last} }} }} }},
            "utilities": {{ "a": {{ "values": {{ "x": {{ "per_unit": 1 }} }} }},
                            "b": {{ "values": {{ "x": {{ "points": {points} }} }} }} }} }}"#,
        weights[0], weights[1]
    ))
}

/// The gains that a concept chooses, once it is sure that they are the only ones and exact.
fn chosen(answer: &Answer, concept: &str) -> Vec<String> {
    let solution = answer.solutions.iter().find(|solution| solution.concept.id() == concept).expect("a solution");
    assert!(solution.proven);
    assert_eq!((solution.agreements.len(), &solution.bound), (1, &None), "{concept}");
    let gain = |gain: &Number| format!("{}/{}", gain.value().numer(), gain.value().denom()).replace("/1", "/1");
    solution.agreements[0].gains.iter().map(gain).map(|text| text.trim_end_matches("/1").to_owned()).collect()
}

/// The textbook's problem below, with a ceiling for the first party beyond which levels only cost the second.
#[test]
fn a_ceiling_moves_the_textbook_answers() {
    let model = |ceiling: &str| {
        compiled(&format!(
            r#"{{ "zopa": 1, "comparable": true, "parties": {{ "a": {{ "disagreement": 0 }}, "b": {{ "disagreement": 0 }} }},
                "issues": {{ "x": {{ "continuous": {{ "min": 0, "max": 9 }} }} }},
                "utilities": {{ "a": {{ "at_most": {ceiling}, "values": {{ "x": {{ "per_unit": 1 }} }} }},
                                "b": {{ "values": {{ "x": {{ "points": [[0, 6], [4, 5], [8, 2], [9, 0]] }} }} }} }} }}"#
        ))
    };
    let capped = model("5");
    let answer = capped.view().search().run();
    for (concept, expected) in [
        ("nash", ["5", "17/4"]),
        ("kalai-smorodinsky", ["160/39", "64/13"]),
        ("egalitarian", ["32/7", "32/7"]),
        ("utilitarian", ["5", "17/4"]),
        ("relative-utilitarian", ["5", "17/4"]),
        ("equal-loss", ["4", "5"]),
    ] {
        assert_eq!(chosen(&answer, concept), expected, "{concept}");
    }
    let frontier = capped.view().search().frontier(Target::Feasible);
    let ends: Vec<_> = frontier.pieces.iter().map(|piece| piece.from.gains[0].to_string()).collect();
    assert_eq!((ends, frontier.complete), (vec!["5".to_owned(), "4".to_owned()], true));
    // A ceiling that nothing exceeds is warned of, and one below the disagreement value leaves no agreement.
    let codes =
        |ceiling: &str| -> Vec<Code> { model(ceiling).check(&Limits::default()).iter().map(|w| w.code).collect() };
    assert_eq!(codes("5"), []);
    assert_eq!(codes("9"), [Code::IdleCeiling]);
    assert_eq!(codes("-1"), [Code::NoAcceptablePackage]);
    assert_eq!(model("-1").view().search().run().status, Status::NoAgreement);
}

/// The convex hull of (0,0), (0,6), (4,5), (8,2), (9,0), whose solutions the textbooks give as fractions.
#[test]
fn a_convex_problem_has_its_textbook_answers() {
    let points = "[[0, 6], [4, 5], [8, 2], [9, 0]]";
    let answer = curve(points, "9", [1, 1]).view().search().run();
    for (concept, expected) in [
        ("nash", ["16/3", "4"]),
        ("kalai-smorodinsky", ["96/17", "64/17"]),
        ("egalitarian", ["32/7", "32/7"]),
        ("utilitarian", ["8", "2"]),
        ("relative-utilitarian", ["4", "5"]),
        ("equal-loss", ["44/7", "23/7"]),
    ] {
        assert_eq!(chosen(&answer, concept), expected, "{concept}");
    }
    assert_eq!(chosen(&curve(points, "9", [2, 1]).view().search().run(), "nash"), ["64/9", "8/3"]);
    assert_eq!(chosen(&curve(points, "9", [1, 2]).view().search().run(), "nash"), ["4", "5"]);
}

/// Kalai and Smorodinsky's example: more to divide, and the Nash solution gives one party less.
#[test]
fn nash_is_not_monotone_where_kalai_smorodinsky_is() {
    let small = curve("[[0, 1], [0.75, 0.75], [1, 0]]", "1", [1, 1]).view().search().run();
    let large = curve("[[0, 1], [1, 0.7]]", "1", [1, 1]).view().search().run();
    assert_eq!(chosen(&small, "nash"), ["3/4", "3/4"]);
    assert_eq!(chosen(&large, "nash"), ["1", "7/10"]);
    assert_eq!(chosen(&small, "kalai-smorodinsky"), ["3/4", "3/4"]);
    assert_eq!(chosen(&large, "kalai-smorodinsky"), ["10/13", "10/13"]);
}

/// Three parties on a line: the Nash level solves a quadratic equation without a rational root. What is reported is
/// rational, feasible, and proven to be within a trillionth.
#[test]
fn an_irrational_optimum_has_a_bound() {
    let three = compiled(
        r#"{ "zopa": 1,
            "parties": { "a": { "disagreement": 0 }, "b": { "disagreement": 0 }, "c": { "disagreement": 0 } },
            "issues": { "x": { "continuous": { "min": 0, "max": 1 } } },
            "utilities": { "a": { "values": { "x": { "per_unit": 1 } } },
                           "b": { "constant": 1, "values": { "x": { "per_unit": -1 } } },
                           "c": { "constant": 1, "values": { "x": { "per_unit": 1 } } } } }"#,
    );
    let answer = three.view().search().run();
    let nash = &answer.solutions[0];
    let (value, bound) = (nash.value.clone().unwrap().number, nash.bound.clone().unwrap().number);
    // x(1 − x)(1 + x) is largest at √3/3.
    assert!((value.to_f64() - 2.0 / 27f64.sqrt()).abs() < 1e-12);
    assert!(bound > value);
    let gap = (bound.value() - value.value()) / value.value();
    assert!(gap < BigRational::new(1.into(), 1_000_000_000_000i64.into()), "{}", Number::from(gap).to_f64());
}

/// A sum does not care who gets the money: it says so.
#[test]
fn a_divisible_sum_says_so() {
    let answer = curve("[[0, 9], [9, 0]]", "9", [1, 1]).view().search().run();
    let solution = |id: &str| answer.solutions.iter().find(|solution| solution.concept.id() == id).unwrap();
    let agreement = &solution("utilitarian").agreements[0];
    assert_eq!(agreement.range, vec![[Number::from(0), Number::from(9)]; 2]);
    assert!(solution("nash").agreements[0].range.is_empty());
    assert_eq!(chosen(&answer, "nash"), ["9/2", "9/2"]);
}

/// Worth more with each step: the range is cut where a curve bends upwards, and the frontier has a gap.
#[test]
fn what_is_not_concave_has_gaps() {
    let bent = compiled(
        r#"{ "zopa": 1, "parties": { "a": { "disagreement": 0 }, "b": { "disagreement": 0 } },
            "issues": { "kind": { "options": ["goods", "money"] }, "x": { "continuous": { "min": 0, "max": 10 } } },
            "utilities": {
              "a": { "values": { "kind": { "goods": 6, "money": 0 } },
                     "interactions": [{ "when": { "kind": "money" }, "values": { "x": { "per_unit": 1 } } }] },
              "b": { "values": { "kind": { "goods": 6, "money": 10 } },
                     "interactions": [{ "when": { "kind": "money" }, "values": { "x": { "per_unit": -1 } } }] } } }"#,
    );
    let frontier = bent.view().search().frontier(Target::Acceptable);
    let shown: Vec<String> = (frontier.pieces.iter())
        .map(|piece| {
            let end = |gains: &[Number]| format!("{} {}", gains[0], gains[1]);
            let brackets = (if piece.from_open { "(" } else { "[" }, if piece.to_open { ")" } else { "]" });
            format!("{}{}, {}{}", brackets.0, end(&piece.from.gains), end(&piece.to.gains), brackets.1)
        })
        .collect();
    assert_eq!(shown, ["[10 0, 6 4)", "[6 6, 6 6]", "(4 6, 0 10]"]);
    assert_eq!(chosen(&bent.view().search().run(), "nash"), ["6", "6"]);
}

#[test]
fn three_levels_on_the_flagship() {
    let flagship = compiled(&read(FLAGSHIP));
    let answer = flagship.view().search().run();
    assert_eq!(answer.status, Status::Agreement);
    assert_eq!(chosen(&answer, "egalitarian"), ["2211/400", "2211/400", "2211/400", "17893/2000"]);
    let nash = &answer.solutions[0];
    assert!(nash.proven && nash.agreements.len() == 1);
    let (value, bound) = (nash.value.clone().unwrap().number, nash.bound.clone().unwrap().number);
    let gap = (bound.value() - value.value()) / value.value();
    assert!(gap < BigRational::new(1.into(), 1_000_000_000_000i64.into()), "{}", Number::from(gap).to_f64());
    // Few of two million ways to choose the options have to be looked at.
    let solved =
        answer.reasons.iter().find_map(|reason| reason.strip_prefix("Solved levels exactly ")?.split(' ').next());
    assert!(solved.unwrap().parse::<u32>().unwrap() < 1000, "{solved:?}");
}

#[test]
fn nothing_to_agree_is_proven() {
    let dear = read(FIRST_STEPS).replace("\"disagreement\": 10", "\"disagreement\": 60");
    let answer = compiled(&dear).view().search().run();
    assert_eq!(answer.status, Status::NoAgreement);
    assert!(answer.solutions.is_empty() && answer.ideal.is_none());
    assert!(answer.refutation.is_some());
    let frontier = compiled(&dear).view().search().frontier(Target::Acceptable);
    assert!(frontier.complete && frontier.pieces.is_empty());
    // Rules that leave no level at all.
    let none = read(FIRST_STEPS).replace("\"at_most\": 118", "\"at_most\": 20");
    let none = compiled(&none);
    assert_eq!(none.view().search().run().status, Status::NoAgreement);
    let codes: Vec<Code> = none.check(&Limits::default()).iter().map(|finding| finding.code).collect();
    assert_eq!(codes, [Code::NoFeasiblePackage]);
}

#[test]
fn other_questions_refuse_levels() {
    let problem = compiled(&read(FIRST_STEPS));
    let errors = problem.without_continuous().unwrap_err();
    assert_eq!(errors.iter().map(|finding| finding.code).collect::<Vec<_>>(), [Code::NotSupported; 2]);
    let discrete = Model::from_json(&read("models/examples/first-steps.json")).unwrap();
    assert!(Problem::compile(&discrete).unwrap().without_continuous().is_ok());
    // Asked all the same, they say that they do not answer.
    assert!(problem.view().obstacles(&[], &Limits::default()).expect("no limit was set").is_none());
    let draft = &problem.proposals()[0].package;
    let stability = problem.view().stability(draft, &zopa::concept::Nash, &Limits::default());
    assert_eq!(stability.stopped, Some(zopa::Stop::Levels));
    // Where not all need to consent, linkage and trades are among them.
    let some = problem.view().with_consent_of(&[true, false]);
    assert_eq!(some.linkage(&Limits::default()).stopped, Some(zopa::Stop::Levels));
    let trades = some.trades(draft, &Reach::default(), &Limits::default());
    assert_eq!((trades.any(), trades.stopped), (false, Some(zopa::Stop::Levels)));
}

/// A rule that bounds two levels at once is one demand: it is given up as a whole.
#[test]
fn a_rule_over_two_levels_is_one_demand() {
    let model = r#"{
        "zopa": 1, "parties": { "a": { "disagreement": 5 } },
        "issues": { "x": { "continuous": { "min": 0, "max": 4 } }, "y": { "continuous": { "min": 0, "max": 4 } },
                    "way": { "options": ["one"] } },
        "utilities": { "a": { "values": { "x": { "per_unit": 1 }, "y": { "per_unit": 1 }, "way": { "one": 0 } } } },
        "rules": [{ "if": { "way": "one" }, "then": { "x": { "to": 2 }, "y": { "to": 2 } } }]
    }"#;
    let problem = compiled(model);
    let found = problem.view().obstacles(&[], &Limits::default()).expect("no limit was set").expect("no agreement");
    let rules = problem.level_rule_ids().collect::<Vec<_>>();
    assert_eq!(rules.len(), 2);
    let [rule, party] = [Element::LevelRule(rules[0]), Element::Acceptance(problem.party("a").unwrap())];
    assert_eq!(found.conflicts.conflicts, [vec![rule, party]]);
    assert_eq!(found.conflicts.corrections, [vec![rule], vec![party]]);
}

/// Numbers too long, ranges too small, thousands of points: an error or an answer, and no panic.
#[test]
fn hostile_models_are_answered() {
    let model = |min: &str, max: &str, points: &str, rule: &str| {
        format!(
            r#"{{ "zopa": 1, "parties": {{ "a": {{ "disagreement": 0 }}, "b": {{ "disagreement": 0 }} }},
                "issues": {{ "x": {{ "continuous": {{ "min": {min}, "max": {max} }} }},
                             "y": {{ "continuous": {{ "min": 0, "max": 1 }} }} }},
                "utilities": {{ "a": {{ "values": {{ "x": {points} }} }},
                                "b": {{ "values": {{ "x": {{ "per_unit": -1 }}, "y": {{ "per_unit": "1/3" }} }} }} }},
                "rules": [{rule}] }}"#
        )
    };
    let zigzag: Vec<String> = (0..=900).map(|at| format!("[{at}, {}]", at % 7)).collect();
    let zigzag = format!("{{ \"points\": [{}] }}", zigzag.join(","));
    let cases = [
        model("0", "1e30", "{ \"per_unit\": 1e30 }", ""),
        model("0", "1e-30", "{ \"per_unit\": 1e-30 }", ""),
        model("-1e18", "1e18", "{ \"per_unit\": 1 }", ""),
        model("0", "1", "{ \"per_unit\": \"1/99999999999999999999\" }", ""),
        model("0", "900", &zigzag, ""),
        model("0", "900", &zigzag, r#"{ "sum": { "x": "1/7", "y": 1e-20 }, "at_most": 1, "at_least": 1 }"#),
        model("0", "1", "{ \"per_unit\": 1 }", r#"{ "sum": { "x": 0, "y": 0 }, "at_least": 1 }"#),
        model("0", "1", "{ \"per_unit\": 0 }", r#"{ "sum": { "x": 1, "y": -1 }, "at_least": 0, "at_most": 0 }"#),
        model("1", "1", "{ \"per_unit\": 1 }", ""),
        model("5", "1", "{ \"per_unit\": 1 }", ""),
    ];
    for (at, text) in cases.iter().enumerate() {
        let model = Model::from_json(text).unwrap_or_else(|errors| panic!("{at}: {errors}"));
        let Ok(problem) = Problem::compile(&model) else { continue };
        let limits = Limits { time: Some(std::time::Duration::from_secs(5)), ..Limits::default() };
        let answer = problem.view().search().limits(limits.clone()).run();
        assert!(at != 6 || answer.status == Status::NoAgreement);
        let frontier = problem.view().search().limits(limits.clone()).frontier(Target::Feasible);
        assert_eq!(frontier.refused, None);
        let lowest = problem.view().ranges().iter().map(|[low, _]| low.clone()).collect::<Vec<_>>();
        let draft = zopa::Package::new(vec![
            problem
                .option_ids(problem.issue_ids().next().expect("an issue"))
                .next()
                .expect("one");
            2
        ]);
        let draft = draft.with_levels(lowest);
        let trades = problem.view().trades(&draft, &Reach::default(), &limits);
        assert!(at != 6 || !trades.any());
        let party = problem.party_ids().next().expect("a party");
        let offers = problem.view().counteroffers(party, &draft, &Reach::default(), &limits);
        assert!(at != 6 || offers.exist() != Some(true));
        let cover = problem.view().search().limits(limits).epsilon("0.1".parse().unwrap()).frontier(Target::Feasible);
        assert!(cover.refused.is_none() || matches!(cover.refused, Some(NoList::Rules(_))) && (at == 5 || at == 7));
    }
}

#[test]
fn pages_are_as_expected() {
    as_kept(&ends(&["solve", FIRST_STEPS], 0).stdout, "levels-solve.txt");
    as_kept(&ends(&["evaluate", FIRST_STEPS, "--proposal", "client-wish"], 1).stdout, "levels-evaluate.txt");
    as_kept(&ends(&["explain", FIRST_STEPS, "--proposal", "client-wish"], 1).stdout, "levels-explain.txt");
    as_kept(&ends(&["frontier", FIRST_STEPS], 0).stdout, "levels-frontier.txt");
    as_kept(&ends(&["frontier", FIRST_STEPS, "--format", "csv"], 0).stdout, "levels-frontier.csv");
    as_kept(&ends(&["frontier", FIRST_STEPS, "--epsilon", "10%", "--without", "budget"], 0).stdout, "levels-cover.txt");
    as_kept(&ends(&["check", FIRST_STEPS], 0).stdout, "levels-check.txt");
    as_kept(&ends(&["check", "tests/levels/wrong.json"], 2).stderr, "levels-wrong.txt");
    as_kept(&ends(&["check", "tests/levels/wrong-issues.json"], 2).stderr, "levels-wrong-issues.txt");
    as_kept(&ends(&["trades", FIRST_STEPS, "--from", "client-wish"], 0).stdout, "levels-trades.txt");
    let swap = ["trades", FIRST_STEPS, "--from", "client-wish", "--swap", "price=91.37,warranty=13"];
    as_kept(&ends(&swap, 0).stdout, "levels-swap.txt");
    let counter = ["counter", FIRST_STEPS, "--party", "studio", "--to", "client-wish"];
    as_kept(&ends(&counter, 0).stdout, "levels-counter.txt");
    let data = ["trades", FIRST_STEPS, "--from", "client-wish", "--format", "json"];
    as_kept(&ends(&data, 0).stdout, "levels-trades.json");
    let explained = ends(&["explain", FIRST_STEPS, "--steps", "4", "--fix", "price=120"], 1).stdout;
    let explained = String::from_utf8_lossy(&explained);
    assert!(explained.contains("In steps: "), "{explained}");
    let states = "tests/levels/states.json";
    as_kept(&ends(&["evaluate", states, "--proposal", "half"], 0).stdout, "levels-states.txt");
    as_kept(&ends(&["beliefs", states], 0).stdout, "levels-beliefs.txt");
    let mut notes = Vec::new();
    for arguments in [
        &["solve", FIRST_STEPS, "--concept", "lottery-nash"][..],
        &["solve", FIRST_STEPS, "--steps", "5", "--fix", "price=92.75"],
        &["frontier", FIRST_STEPS, "--epsilon", "10%"],
        &["frontier", FLAGSHIP, "--epsilon", "20%"],
    ] {
        notes.extend(ends(arguments, 0).stderr);
    }
    as_kept(&notes, "levels-notes.txt");
    // Quotas and vetoes are read with levels, but for the frontier of what they let pass.
    let quota = r#"{ "zopa": 1, "acceptance": { "quota": 2, "veto": ["a"] },
        "parties": { "a": { "disagreement": 3 }, "b": { "disagreement": 3 }, "c": { "disagreement": 4 } },
        "issues": { "x": { "continuous": { "min": 0, "max": 8 } } },
        "utilities": { "a": { "values": { "x": { "per_unit": 1 } } }, "b": { "constant": 8, "values": { "x": { "per_unit": -1 } } },
                       "c": { "values": { "x": { "points": [[0, 3], [8, 1]] } } } } }"#;
    let file = support::directory("levels-quota").join("model.json").display().to_string();
    std::fs::write(&file, quota).expect("a file");
    let solved = ends(&["solve", &file, "--format", "json"], 0);
    let first = json(&solved)["solutions"][0].clone();
    assert_eq!(
        (&first["coalition"], &first["agreements"][0]["package"]["x"]),
        (&serde_json::json!(["a", "b"]), &4.into())
    );
    for arguments in [
        &["solve", &file][..],
        &["solve", &file, "--by-rule"],
        &["frontier", &file, "--all", "--epsilon", "9%"],
        &["explain", &file, "--fix", "x=1"],
        &["evaluate", &file, "x=4"],
    ] {
        assert_eq!(text(&support::run(arguments).stderr), "", "{arguments:?}");
    }
    assert!(text(&ends(&["frontier", &file], 0).stderr).contains("note: answered in steps"));
    let nothing = ["solve", FIRST_STEPS, "--fix", "price=82", "--fix", "delivery=8-weeks"];
    as_kept(&ends(&nothing, 1).stdout, "levels-nothing-feasible.txt");
    // Where there are packages, but none for everybody, weights say so.
    let parted = compiled(
        r#"{ "zopa": 1, "parties": { "a": { "disagreement": 6 }, "b": { "disagreement": 6 } },
            "issues": { "x": { "continuous": { "min": 0, "max": 10 } } },
            "utilities": { "a": { "values": { "x": { "per_unit": 1 } } },
                           "b": { "constant": 10, "values": { "x": { "per_unit": -1 } } } } }"#,
    );
    let answer = parted.view().search().run();
    assert!(answer.status == Status::NoAgreement && answer.counts.feasible.is_none() && answer.refutation.is_some());
}

#[test]
fn data_is_exact_and_the_command_line_takes_levels() {
    let json = |arguments: &[&str], status| -> serde_json::Value {
        serde_json::from_slice(&ends(arguments, status).stdout).expect("JSON")
    };
    let solved = json(&["solve", FIRST_STEPS, "--format", "json"], 0);
    assert_eq!(solved["continuous"], serde_json::json!(["price", "warranty"]));
    assert_eq!(solved["option_choices"], "3");
    assert_eq!(solved["solutions"][0]["bound"], serde_json::Value::Null);
    let fixed = json(
        &[
            "solve",
            FIRST_STEPS,
            "--fix",
            "price=100.25",
            "--fix",
            "delivery=12-weeks",
            "--without",
            "budget",
            "--format",
            "json",
        ],
        0,
    );
    assert_eq!(fixed["fixed"], serde_json::json!({ "delivery": "12-weeks", "price": 100.25 }));
    assert_eq!(fixed["without"], serde_json::json!(["budget"]));
    assert_eq!(fixed["solutions"][0]["agreements"][0]["package"]["price"], 100.25);
    let given = ["evaluate", FIRST_STEPS, "price=201/2", "delivery=16-weeks", "warranty=0", "--format", "json"];
    let evaluated = json(&given, 1);
    assert_eq!(evaluated["package"]["price"], 100.5);
    assert_eq!(evaluated["parties"]["client"]["utility"], 9.25);
    assert_eq!(evaluated["status"], "refused");
    let frontier = json(&["frontier", FIRST_STEPS, "--format", "json"], 0);
    assert_eq!(frontier["complete"], true);
    for (arguments, message) in [
        (vec!["solve", FIRST_STEPS, "--fix", "price=130"], "has no level 130"),
        (vec!["solve", FIRST_STEPS, "--fix", "price=much"], "is no level of `price`"),
        (vec!["solve", FIRST_STEPS, "--fix", "price=90", "--fix", "price=91"], "fixed twice"),
        (vec!["solve", FIRST_STEPS, "--engine", "branch"], "continuous issues"),
        (vec!["evaluate", FIRST_STEPS, "price=90"], "leaves out `delivery`, `warranty`"),
        (vec!["evaluate", FIRST_STEPS, "price=90", "price=91"], "given twice"),
        (vec!["check", FIRST_STEPS, "--steps", "5"], "checked as it is"),
        (vec!["solve", "models/examples/first-steps.json", "--steps", "5"], "no continuous issues"),
    ] {
        let stderr = ends(&arguments, 2).stderr;
        assert!(String::from_utf8_lossy(&stderr).contains(message), "{}", String::from_utf8_lossy(&stderr));
    }
    let stopped = ends(&["solve", FLAGSHIP, "--time-limit", "0"], 3);
    assert!(String::from_utf8_lossy(&stopped.stdout).contains("STOPPED"));
}
