//! What `holds` says of promises, against the definitions and all packages.

use crate::common;

use common::at::At;
use common::oracle::{self, Oracle};
use common::random::{self, Tape};
use common::{answers, cases, q, states};
use num_traits::Signed;
use proptest::prelude::*;
use zopa::concept::Nash;
use zopa::model::Code;
use zopa::{Limits, Model, Problem};

fn with_promises(case: &random::Case) -> (Model, Tape) {
    let mixed = |at: u32| {
        case.questions[at as usize % 24].wrapping_mul(2_654_435_761).rotate_left(at % 31).wrapping_add(1_299_709 * at)
    };
    let mut tape = Tape::new((0..600).map(mixed).collect());
    let mut model = Model { acceptance: None, ..case.model.clone() };
    states::add_states(&mut model, &mut tape);
    (model, tape)
}

proptest! {
    #![proptest_config(cases(250))]

    /// A promise is asked and broken where the definitions say so; at a threshold it holds just so; where all promises must hold,
    /// the concept chooses what it chooses of the packages that break none; and no package with fewer changes would do.
    #[test]
    fn audits_are_true(case in random::models()) {
        let (model, mut tape) = with_promises(&case);
        let problem = Problem::compile(&model).unwrap();
        if problem.promises().is_empty() {
            return Ok(());
        }
        // The same model in which all promises must hold, and the same in which none must.
        let mut strict = model.clone();
        states::each_event(&mut strict, &mut |formula| formula.must_hold = true);
        let oracle = Oracle::new(&strict);
        let names: Vec<&str> = oracle.limits.iter().map(|limit| limit.name.as_str()).collect();
        let deal = tape.pick(&oracle.deals).clone();
        let package = problem.package_at(&deal.options);
        let found = problem.view().promises_of(&package, &Nash, &Limits::default());
        prop_assert!(found.stopped.is_none());
        let expected: Vec<&str> =
            deal.broken.iter().map(|at| names[*at]).filter(|name| problem.promises().iter().any(|one| one.name == *name)).collect();
        let mut broken = Vec::new();
        for (promise, payoffs) in &found.promises {
            prop_assert_eq!(promise.is_broken(&package), payoffs.margin().value().is_negative());
            if promise.is_broken(&package) {
                broken.push(promise.name.as_str());
            }
            for payoff in problem.deciding_payoffs(promise, &package) {
                let Some(limit) = &payoff.limit else { continue };
                let holds = payoff.value.value() == limit.value() || (payoff.value.value() > limit.value()) == payoff.holds_from;
                prop_assert_eq!(holds, !promise.is_broken(&package), "{}", payoff.name);
            }
        }
        broken.sort_unstable();
        let mut sorted = expected.clone();
        sorted.sort_unstable();
        prop_assert_eq!(&broken, &sorted);
        prop_assert_eq!(found.holds(), expected.is_empty());
        let chosen = oracle.choose("nash");
        let required = found.required.clone().unwrap();
        prop_assert_eq!(required.is_some(), chosen.is_some());
        if let (Some(required), Some(chosen)) = (required, chosen) {
            prop_assert!(chosen.agreements.contains_key(&answers::exact(&required.utilities)));
        }
        if let Some(nearest) = &found.nearest {
            let differ = |other: &oracle::Deal| other.options.iter().zip(&deal.options).filter(|(a, b)| a != b).count();
            let fewest = oracle.individually_rational().map(differ).min();
            prop_assert_eq!(nearest.as_ref().unwrap().as_ref().map(|nearest| nearest.changes), fewest);
        }
    }
}

/// A payoff put at its threshold makes keeping worth as much as breaking.
#[test]
fn thresholds_are_exact() {
    let text = std::fs::read_to_string(crate::support::root().join("models/promises/promises-that-hold.json")).unwrap();
    let problem = Problem::from_json(&text).unwrap();
    let package = problem.proposals()[0].package.clone();
    let found = problem.view().promises_of(&package, &Nash, &Limits::default());
    let said: Vec<(&str, String)> =
        found.promises.iter().map(|(promise, payoffs)| (promise.name.as_str(), payoffs.margin().to_string())).collect();
    // Peace 2, the attack 0.9 · 6 − 0.1 · 20 = 3.4; found out 0.25 · 6 = 1.5, else 0.75 · 3 = 2.25.
    assert_eq!(said, [("deterred", "-1.4".to_owned()), ("kept", "-0.75".to_owned())]);
    let limit = |promise: usize, name: &str| {
        let payoffs = problem.deciding_payoffs(found.promises[promise].0, &package);
        let payoff = payoffs.into_iter().find(|payoff| payoff.name == name).unwrap();
        (payoff.limit.map(|limit| limit.to_string()).unwrap_or_default(), payoff.holds_from)
    };
    assert_eq!(limit(0, "fights"), ("2/13".into(), true));
    assert_eq!(limit(0, "gain"), ("76/9".into(), false));
    assert_eq!(limit(1, "detection"), ("1/3".into(), true));
    assert_eq!(limit(1, "loss"), ("9".into(), true));
    for (promise, name, field) in [
        (0, "gain", "\"gain\": 10"),
        (0, "peace", "\"peace\": 2"),
        (0, "war", "\"war\": 20"),
        (1, "gain", "\"gain\": 3"),
    ] {
        let (at, _) = limit(promise, name);
        let moved = text.replacen(field, &format!("\"{name}\": \"{at}\""), 1);
        let moved = Problem::from_json(&moved).unwrap();
        let found = moved.view().promises_of(&package, &Nash, &Limits::default());
        let (promise, payoffs) = found.promises[promise];
        assert_eq!(payoffs.margin().value(), &q(0, 1), "{name}");
        assert!(!promise.is_broken(&package));
    }
    // A promise that every package breaks leaves nothing.
    let hopeless = text.replace("\"gain\": 10", "\"gain\": 1000").replace("\"must_hold\": true,", "");
    let hopeless = hopeless.replace("\"id\": \"deterred\",", "").replace("\"id\": \"kept\",", "");
    let hopeless = Problem::from_json(&hopeless).unwrap();
    let found = hopeless.view().promises_of(&package, &Nash, &Limits::default());
    assert!(found.required.as_ref().unwrap().is_none() && found.nearest.as_ref().unwrap().as_ref().unwrap().is_none());
}

/// Of packages that are equally good, one that holds is enough for that not trusting costs nothing.
#[test]
fn ties_are_all_asked() {
    for broken in ["a", "b"] {
        let text = format!(
            r#"{{"zopa":1,"parties":{{"host":{{"disagreement":0}},"other":{{"disagreement":0}}}},
            "issues":{{"x":{{"options":["a","b"]}},"y":{{"options":["c","d"]}}}},
            "utilities":{{"host":{{"values":{{"x":{{"a":2,"b":1}}}},"commitments":[{{"when":{{"x":["{broken}"]}},"kept":0,"broken":0,
                "credibility":{{"execution":{{"executing":0,"reneging":1}}}}}}]}},
            "other":{{"values":{{"x":{{"a":1,"b":2}}}}}}}}}}"#
        );
        let problem = Problem::from_json(&text).unwrap();
        let package = problem.package_at(&[0, 0]);
        let found = problem.view().promises_of(&package, &Nash, &Limits::default());
        assert_eq!(found.holds(), broken == "b");
        let [trusting, required] = [&found.trusting, &found.required].map(|one| one.clone().unwrap().unwrap());
        assert_eq!(trusting.utilities, required.utilities);
        assert_eq!(found.tied.clone().map(|tied| tied.map(|count| count.to_string())), Some(["4".into(), "2".into()]));
    }
}

const HELD: &str = r#"{"zopa":1,"parties":{"A":{"disagreement":0},"B":{"disagreement":0}},
    "issues":{"x":{"options":["p","q"]},"y":{"options":["c","d"]}},
    "utilities":{"A":{"values":{"x":{"p":3,"q":1},"y":{"c":1,"d":1}},"commitments":[{"when":{"x":["p"]},"kept":2,"broken":-5,
        "credibility":{"execution":{"executing":{"values":{"y":{"c":0,"d":2}}},"reneging":1},"must_hold":true,"id":"r"}}]},
    "B":{"values":{"x":{"p":3,"q":1},"y":{"c":1,"d":1}}}},"rules":[]}"#;

/// What a promise that must hold is worth when it is broken is no interaction that never applies.
#[test]
fn a_promise_that_must_hold_is_not_idle() {
    let codes = |text: &str| -> Vec<Code> {
        Problem::from_json(text).unwrap().check(&Limits::default()).iter().map(|warning| warning.code).collect()
    };
    assert!(!codes(HELD).contains(&Code::IdleInteraction));
    let idle = HELD.replace("\"rules\":[]", "\"rules\":[{\"forbid\":{\"x\":\"p\"}}]");
    assert_eq!(codes(&idle).iter().filter(|code| **code == Code::IdleInteraction).count(), 1);
}

/// What is named to be lifted has a name of its own, which can be shown.
#[test]
fn names_of_promises_are_names() {
    for (old, new, code) in [
        ("\"rules\":[]", "\"rules\":[{\"id\":\"r\",\"forbid\":{\"x\":\"q\",\"y\":\"c\"}}]", Code::ListedTwice),
        ("\"id\":\"r\"", "\"id\":\"r\\u001b[31m\"", Code::BadId),
    ] {
        let wrong = Problem::from_json(&HELD.replace(old, new)).expect_err(new);
        assert!(wrong.iter().all(|one| one.code == code), "{wrong}");
    }
}

/// Tables of events are counted together, whatever the number of events.
#[test]
fn events_share_one_budget_of_combinations() {
    let payoff = r#"{"values":{"x":{"per_unit":1},"y":{"per_unit":1}}}"#;
    let promise = format!(
        r#"{{"when":{{"x":1}},"kept":1,"broken":0,"credibility":{{"execution":{{"executing":{payoff},"reneging":1}}}}}}"#
    );
    let model = |promises: usize| {
        let promises = vec![promise.as_str(); promises].join(",");
        format!(
            r#"{{"zopa":1,"parties":{{"A":{{"disagreement":0}},"B":{{"disagreement":0}}}},
            "issues":{{"x":{{"integer":{{"min":0,"max":499}}}},"y":{{"integer":{{"min":0,"max":499}}}}}},
            "utilities":{{"A":{{"constant":1,"commitments":[{promises}]}},"B":{{"constant":1}}}}}}"#
        )
    };
    let wrong = Problem::from_json(&model(5)).expect_err("too many").to_string();
    assert!(wrong.contains("depend on `x` and `y` together"), "{wrong}");
    assert!(wrong.contains("with those of the events before"), "{wrong}");
}

/// Power shifts: an attack that does not pay today pays in ten years. (1 − 0.2)·(10 − 4) − 0.2·20 = 0.8, not more than 2; and
/// 0.8·(14 − 4) − 4 = 4, by 2 more. With half a chance of resistance 0.5·10 − 10 = −5, later: it holds at both.
#[test]
fn a_promise_holds_if_it_holds_at_each_time() {
    let text = r#"{"zopa":1,"parties":{"host":{"disagreement":0}},
        "issues":{"backstop":{"options":["words","commitment"]}},
        "states":{"attack":{"beliefs":{"host":{"attack":{"gain":10,"cost":4,"peace":2,"war":20,
            "fights":{"values":{"backstop":{"words":0.2,"commitment":0.5}}}},
            "periods":{"now":{},"in-ten-years":{"gain":14}}}},"utilities":{"host":{"constant":-5}}}},
        "utilities":{"host":{"values":{"backstop":{"words":4,"commitment":1}}}}}"#;
    let problem = Problem::from_json(text).unwrap_or_else(|errors| panic!("{errors}"));
    let view = problem.view();
    for (option, broken, at) in [(0, true, "in-ten-years"), (1, false, "in-ten-years")] {
        let package = problem.package_at(&[option]);
        let found = view.promises_of(&package, &Nash, &Limits::default());
        let (promise, payoffs) = found.promises[0];
        assert_eq!((promise.is_broken(&package), payoffs.period.as_deref()), (broken, Some(at)));
        let margins: Vec<String> =
            problem.times_of(promise, &package).iter().map(|event| event.margin().to_string()).collect();
        assert_eq!(margins, if broken { ["1.2", "-2"] } else { ["9", "7"] });
    }
    // What the attack costs is expected, as it will come.
    assert_eq!(problem.exact_utilities(&problem.package_at(&[0]))[0].to_string(), "-1");
    assert_eq!(problem.exact_utilities(&problem.package_at(&[1]))[0].to_string(), "1");
    let wrong = |old: &str, new: &str| Problem::from_json(&text.replace(old, new)).expect_err(new).to_string();
    let message = wrong("\"in-ten-years\":{\"gain\":14}", "\"in-ten-years\":{\"loss\":14}");
    assert!(message.contains("`loss` is no payoff of this attack"), "{message}");
    let message = wrong("{\"gain\":14}", "{\"gain\":{\"value\":14,\"low\":12}}");
    assert!(message.contains("asked at several times"), "{message}");
}

/// Where a promise is asked at several times, a payoff that moves does so at all times that do not give it, and the promise has to hold
/// at each. A gain of 30 that *later* gives itself is met by no gain of the event: 0.25·loss is 22.5 with a loss of 90.
#[test]
fn limits_hold_at_all_times() {
    let model = |breach: &str, later: &str| {
        format!(
            r#"{{"zopa":1,"parties":{{"a":{{"disagreement":0}},"b":{{"disagreement":0}}}},
            "issues":{{"x":{{"options":["n","y"]}}}},"utilities":{{"a":{{"constant":5}},"b":{{"values":{{"x":{{"n":1,"y":2}}}}}}}},
            "states":{{"s":{{"beliefs":{{"a":{{"breach":{breach},"periods":{{"now":{{}},"later":{later}}}}}}},
                "utilities":{{"a":{{"constant":-1}}}}}}}}}}"#
        )
    };
    let limits = |text: &str| -> Vec<(String, bool)> {
        let problem = Problem::from_json(text).unwrap_or_else(|errors| panic!("{errors}"));
        let (promise, package) = (&problem.promises()[0], problem.package_at(&[1]));
        let limit = |payoff: zopa::problem::DecidingPayoff| {
            (payoff.limit.map_or_else(String::new, |limit| limit.to_string()), payoff.holds_from)
        };
        problem.deciding_payoffs(promise, &package).into_iter().map(limit).collect()
    };
    let holds = |text: &str| {
        let problem = Problem::from_json(text).unwrap_or_else(|errors| panic!("{errors}"));
        !problem.promises()[0].is_broken(&problem.package_at(&[1]))
    };
    let of = |limits: &[(&str, bool)]| -> Vec<(String, bool)> {
        limits.iter().map(|(limit, from)| ((*limit).to_owned(), *from)).collect()
    };
    let broken = model(r#"{"gain":3,"loss":6,"detection":0.25}"#, r#"{"gain":30}"#);
    assert_eq!(limits(&broken), of(&[("", false), ("90", true), ("5/6", true)]));
    for (loss, kept) in [("90", true), ("89.9", false)] {
        assert_eq!(holds(&broken.replace("\"loss\":6", &format!("\"loss\":{loss}"))), kept, "{loss}");
    }
    // It holds, closest at *now*: 0.1·8 − 0.9·0.5; but *later* ceases to before, 0.5·7 − 0.5·7.
    let kept = model(r#"{"gain":0.5,"loss":8,"detection":0.1}"#, r#"{"gain":7,"detection":0.5}"#);
    assert_eq!(limits(&kept), of(&[("8/9", false), ("7", true), ("1/17", true)]));
    for (loss, kept_then) in [("7", true), ("6.9", false)] {
        assert_eq!(holds(&kept.replace("\"loss\":8", &format!("\"loss\":{loss}"))), kept_then, "{loss}");
    }
    // What the time that is told gives itself moves at that time only.
    let own = model(r#"{"gain":0.5,"loss":8,"detection":0.5}"#, r#"{"gain":9}"#);
    assert_eq!(limits(&own)[0], ("8".to_owned(), false));
    // With a gain less than 0, a larger chance to be found out is worse: only what lies between two is left, and is not told.
    let between = model(r#"{"gain":1,"loss":2,"detection":0.5}"#, r#"{"gain":-3,"loss":1}"#);
    assert_eq!(limits(&between)[2], ("1/3".to_owned(), true));
    let between = model(r#"{"gain":1,"loss":2,"detection":0.5}"#, r#"{"gain":-3,"loss":-1}"#);
    assert_eq!(limits(&between)[2], (String::new(), false));
}
