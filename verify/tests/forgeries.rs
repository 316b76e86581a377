//! Known answers, and certificates that lie: each must be refused, with the status that says how.

mod common;

use common::{Random, certificate, cloud, efficient, frontier};
use zopa_verify::{STEPS, check};

/// The status of a certificate, and what is said of it.
fn status(model: &str, certificate: &str) -> (u8, String) {
    match check(model.as_bytes(), certificate.as_bytes(), STEPS) {
        Ok(report) => (report.status(), report.page()),
        Err(trouble) => (trouble.status(), trouble.to_string()),
    }
}

fn of(model: &str, claims: &[&str]) -> (u8, String) {
    let claims: Vec<String> = claims.iter().map(|claim| (*claim).to_owned()).collect();
    status(model, &certificate(model, "{}", &claims))
}

fn expect(model: &str, claims: &[&str], expected: u8, says: &str) {
    let (found, page) = of(model, claims);
    assert_eq!(found, expected, "{page}\n{claims:?}");
    assert!(page.contains(says), "`{says}` is not in {page}");
}

/// One issue whose options are the points of a finite problem.
fn finite(points: &[(i64, i64)], more: &str) -> String {
    let options: Vec<String> = (0..points.len()).map(|at| format!("\"o{at}\"")).collect();
    let values = |own: fn(&(i64, i64)) -> i64| {
        let all = points.iter().enumerate().map(|(at, point)| format!("\"o{at}\":{}", own(point)));
        all.collect::<Vec<_>>().join(",")
    };
    format!(
        "{{\"zopa\":1,\"parties\":{{\"a\":{{\"disagreement\":0}},\"b\":{{\"disagreement\":0}}}},\"issues\":{{\"x\":{{\"options\":[{}]}}}},\
         \"utilities\":{{\"a\":{{\"values\":{{\"x\":{{{}}}}}}},\"b\":{{\"values\":{{\"x\":{{{}}}}}}}}}{more}}}",
        options.join(","),
        values(|point| point.0),
        values(|point| point.1),
    )
}

fn package(id: &str, option: usize, a: &str, b: &str) -> String {
    format!(r#"{{"claim":"package","id":"{id}","package":{{"x":"o{option}"}},"utilities":{{"a":"{a}","b":"{b}"}}}}"#)
}

const POINTS: [(i64, i64); 7] = [(4, 12), (5, 10), (6, 8), (7, 6), (10, 3), (18, 1), (26, 0)];
const NASH: &str = r#"{"claim":"concept","concept":"nash","best":["k"],"proof":{"weights":[[2,1]]}}"#;

#[test]
fn a_finite_problem() {
    let model = finite(&POINTS, "");
    let k = package("k", 1, "5", "10");
    expect(&model, &[&k, NASH], 0, "nash of k: the best");
    // No weights at all, and weights that are good for nothing.
    expect(&model, &[&k, r#"{"claim":"concept","concept":"nash","best":["k"]}"#], 0, "");
    expect(
        &model,
        &[
            &k,
            r#"{"claim":"concept","concept":"nash","best":["k"],"proof":{"weights":[[0,0],[1000000000000000000000,1]]}}"#,
        ],
        0,
        "",
    );
    expect(&model, &[r#"{"claim":"bound","concept":"nash","bound":"50"}"#], 0, "nowhere better than 50");
    expect(&model, &[r#"{"claim":"bound","concept":"nash","bound":"49"}"#], 1, "a 5, b 10");
}

#[test]
fn what_is_said_of_a_package_is_added_up() {
    let model = finite(&POINTS, r#","rules":[{"forbid":{"x":"o0"}}]"#);
    expect(&model, &[&package("k", 1, "5", "10")], 0, "");
    expect(&model, &[&package("k", 1, "5", "10.000000000000000000001")], 1, "worth 10 to b");
    expect(&model, &[&package("k", 1, "4", "10")], 1, "worth 5 to a");
    expect(&model, &[&package("k", 0, "4", "12")], 1, "breaks a rule");
    expect(&model, &[&package("k", 9, "4", "12")], 2, "no option is called `o9`");
    expect(&model, &[&package("k", 1, "5", "10"), &package("k", 2, "6", "8")], 2, "two packages");
    expect(
        &model,
        &[r#"{"claim":"package","id":"k","package":{"x":"o1"},"utilities":{"a":"5"}}"#],
        2,
        "`b` is missing",
    );
}

#[test]
fn a_value_one_unit_lower_and_a_tie_left_out() {
    let tied = finite(&[(4, 11), (6, 8), (8, 6), (1, 1)], "");
    let (k, l) = (package("k", 1, "6", "8"), package("l", 2, "8", "6"));
    expect(&tied, &[&k, &l, r#"{"claim":"concept","concept":"nash","best":["k","l"]}"#], 0, "");
    let l = package("l", 0, "4", "11");
    expect(&tied, &[&k, &l, r#"{"claim":"concept","concept":"nash","best":["k","l"]}"#], 1, "not equally good");
    expect(&tied, &[&k, r#"{"claim":"concept","concept":"nash","best":["k"]}"#], 1, "a 8, b 6");
    expect(&tied, &[&k, r#"{"claim":"concept","concept":"nash","best":["k","k"]}"#], 2, "worth the same");
    expect(&tied, &[&k, r#"{"claim":"concept","concept":"nash","best":["m"]}"#], 2, "no package before");
    expect(&tied, &[&k, r#"{"claim":"concept","concept":"nash","best":[]}"#], 2, "chooses nothing");
    expect(&tied, &[&k, r#"{"claim":"concept","concept":"best","best":["k"]}"#], 2, "not known");
}

#[test]
fn concepts_that_rest_on_ideal_points_need_them_proven() {
    let model = finite(&POINTS, "");
    let (k, a, b) = (package("k", 3, "7", "6"), package("a", 6, "26", "0"), package("b", 0, "4", "12"));
    let ideal = |party: &str, most: &str, witness: &str| {
        format!(r#"{{"claim":"ideal","party":"{party}","most":"{most}","witness":"{witness}"}}"#)
    };
    let best = r#"{"claim":"concept","concept":"equal-loss","best":["k"]}"#;
    let (of_a, of_b) = (ideal("a", "26", "a"), ideal("b", "12", "b"));
    // Losses are 8 and 11 at (18, 1), 16 and 9 at (10, 3).
    let e = package("e", 5, "18", "1");
    let right = best.replace('k', "e");
    expect(&model, &[&k, &a, &b, &e, &of_a, &of_b, &right], 0, "");
    expect(&model, &[&k, &a, &b, &e, &of_a, &of_b, best], 1, "equal-loss of k");
    expect(&model, &[&k, &a, &b, &e, &of_a, &right], 1, "no claim before proves");
    expect(&model, &[&k, &a, &b, &ideal("a", "25", "a")], 1, "the witness does not");
    expect(&model, &[&e, &ideal("a", "18", "e")], 1, "more for a");
    let with_floor = r#"{"claim":"ideal","party":"a","most":"7","witness":"k","floors":{"b":"6"}}"#;
    expect(&model, &[&k, with_floor], 0, "gets at most 7");
    expect(&model, &[&k, &with_floor.replace("\"6\"", "\"3\"")], 1, "a 10, b 3");
    expect(&model, &[&k, &with_floor.replace("\"b\"", "\"a\"")], 1, "a 10, b 3");
    // What is proven under other floors is no ideal point.
    expect(&model, &[&k, &b, with_floor, &of_b, best], 1, "no claim before proves");
}

/// What some choose of what all accept, and with floors.
#[test]
fn choices_of_some_and_floors() {
    let model = finite(&POINTS, "");
    let (k, e, a) = (package("k", 1, "5", "10"), package("e", 5, "18", "1"), package("a", 6, "26", "0"));
    let best = |id: &str, more: &str| format!(r#"{{"claim":"concept","concept":"nash","best":["{id}"]{more}}}"#);
    expect(&model, &[&a, &best("a", r#","by":["a"]"#)], 0, "nash by a of a: the best");
    expect(&model, &[&k, &best("k", r#","by":["a"]"#)], 1, "a 6, b 8");
    expect(&model, &[&a, &best("a", r#","by":["b"]"#)], 1, "whether everybody gains");
    expect(&model, &[&a, &best("a", r#","by":["b"],"parties":["a"]"#)], 2, "not among those");
    expect(&model, &[&a, &best("a", r#","by":["a","a"]"#)], 2, "names one twice");
    expect(&model, &[&a, &best("a", r#","by":[]"#)], 2, "empty");
    let floor = |floor: &str| format!(r#","floors":{{"a":{floor}}}"#);
    expect(&model, &[&e, &best("e", &floor("11"))], 0, "nash where there is a at least 11 of e");
    expect(&model, &[&e, &best("e", &floor("10"))], 1, "a 10, b 3");
    expect(&model, &[&k, &best("k", &floor("\"5.0001\""))], 1, "not accepted");
    expect(&model, &[&k, &best("k", &floor("5"))], 0, "");
    // One that is lower than what a party has without a deal asks for nothing less.
    expect(&model, &[&k, &best("k", &floor("-3"))], 0, "");
    expect(&finite(&[(-1, 9), (1, 1)], ""), &[&package("k", 1, "1", "1"), &best("k", &floor("-3"))], 0, "");
    expect(&model, &[&k, &best("k", r#","floors":{"a":5},"parties":["b"]"#)], 2, "not among those");
    let shares = best("k", &floor("5")).replace("nash", "kalai-smorodinsky");
    expect(&model, &[&k, &shares], 2, "floors of a concept that rests on ideal points");
    let none = |more: &str| format!(r#"{{"claim":"no-agreement"{more}}}"#);
    expect(&model, &[&none(&floor("27"))], 0, "no agreement where there is a at least 27");
    expect(&model, &[&none(&floor("26"))], 1, "a 26, b 0");
    expect(&model, &[&none(r#","floors":{"c":1}"#)], 2, "no party is called");
    // A floor is one of whoever has it, also where others are enough.
    expect(&model, &[&none(r#","parties":["b"],"floors":{"a":27}"#)], 0, "");
}

/// Claims about a changed question are about that one and no other.
#[test]
fn claims_about_a_changed_question() {
    let model = finite(&POINTS, r#","rules":[{"forbid":{"x":"o1"}}]"#);
    let (k, six) = (package("k", 2, "6", "8"), package("f", 5, "18", "1"));
    let set = |to: &str| format!(r#"{{"set":[{{"at":["parties","a","disagreement"],"to":{to}}}]}}"#);
    let changed = |question: &str, claims: &[&str]| {
        format!(r#"{{"claim":"changed","question":{question},"claims":[{}]}}"#, claims.join(","))
    };
    let best = |id: &str| format!(r#"{{"claim":"concept","concept":"nash","best":["{id}"]}}"#);
    let l = package("l", 5, "18", "1");
    expect(
        &model,
        &[&k, &changed(&set("10"), &[&l, &best("l")])],
        0,
        "parties.a.disagreement = 10: nash of l: the best",
    );
    // What was named before keeps its name, and what is named then has none behind it.
    expect(&model, &[&k, &six, &changed(&set("10"), &[&best("f")])], 0, "nash of f: the best");
    expect(&model, &[&k, &changed(&set("10"), &[&l]), &best("l")], 2, "no package before");
    expect(&model, &[&k, &changed(&set("10"), &[&package("k", 5, "18", "1")])], 2, "two packages are called");
    expect(&model, &[&k, &changed(&set("10"), &[&best("k")])], 1, "not accepted");
    expect(&model, &[&k, &six, &changed(&set("9"), &[&best("f")])], 0, "");
    expect(&model, &[&k, &six, &changed(&set("0"), &[&best("f")])], 1, "a 4, b 12");
    // What is lifted then is not lifted before.
    let (without, one) = (r#"{"without":["rules[0]"]}"#, package("o", 1, "5", "10"));
    expect(&model, &[&changed(without, &[&one, &best("o")])], 0, "without rules[0]: nash of o");
    expect(&model, &[&one], 1, "breaks a rule");
    expect(&model, &[&changed(r#"{"without":["rules[1]"]}"#, &[])], 2, "not in force");
    // Ideal points are of one question.
    let (of_a, of_b) = (package("a", 6, "26", "0"), package("b", 0, "4", "12"));
    let ideal = |id: &str, most: &str| format!(r#"{{"claim":"ideal","party":"{id}","most":{most},"witness":"{id}"}}"#);
    let loss = best("f").replace("nash", "equal-loss");
    let all = [&*of_a, &of_b, &six, &ideal("a", "26"), &ideal("b", "12"), &loss];
    expect(&model, &all, 0, "");
    let then = changed(&set("1"), &[&loss]);
    let then = [&all[..5], &[&*then]].concat();
    expect(&model, &then, 1, "no claim before proves");
    for wrong in [
        changed("{}", &[&l]),
        changed(r#"{"set":[]}"#, &[&l]),
        changed(r#"{"set":[{"at":["parties","c","disagreement"],"to":1}]}"#, &[&l]),
        changed(r#"{"fix":{"x":["o9"]}}"#, &[&l]),
        changed(r#"{"fix":{"x":[]}}"#, &[&l]),
        changed(&set("10"), &[&changed(&set("9"), &[&l])]),
        changed(&set("10"), &[&l]).replace("\"question\"", "\"asked\""),
    ] {
        expect(&model, &[&wrong], 2, "");
    }
    // What is fixed twice is left in both.
    let twice = |first: &str, second: &str| {
        let claims = [changed(&format!(r#"{{"fix":{{"x":[{second}]}}}}"#), &[r#"{"claim":"no-agreement"}"#])];
        status(&model, &certificate(&model, &format!(r#"{{"fix":{{"x":[{first}]}}}}"#), &claims))
    };
    assert_eq!(twice(r#""o0","o1""#, r#""o1""#).0, 0);
    assert_eq!(twice(r#""o0","o1""#, r#""o0","o2""#).0, 1);
    assert_eq!(twice(r#""o0""#, r#""o2""#).0, 2);
}

/// Talks of two about a pie of 100 in whole parts, whose last word is b's.
#[test]
fn offers_one_after_the_other() {
    let points: Vec<(i64, i64)> = (0..=100).map(|a| (a, 100 - a)).collect();
    let model = finite(&points, "");
    let p = |a: usize| package(&format!("p{a}"), a, &a.to_string(), &(100 - a).to_string());
    let talks = |more: &str, gains: [&str; 2], offers: &[Option<usize>]| {
        let stages: Vec<String> =
            offers.iter().map(|offer| offer.map_or("{}".into(), |a| format!(r#"{{"offer":"p{a}"}}"#))).collect();
        format!(
            r#"{{"claim":"offers","order":["a","b"],"rounds":{},"ties":"for","patience":{{"a":0.9,"b":"4/5"}},"gains":{{"a":{},"b":{}}},"stages":[{}]{more}}}"#,
            offers.len(),
            gains[0],
            gains[1],
            stages.join(",")
        )
    };
    let named: Vec<String> = [0, 1, 19, 20, 21, 70, 100].map(p).to_vec();
    let with = |claim: String, status: u8, says: &str| {
        let all: Vec<&str> = named.iter().map(String::as_str).chain([&*claim]).collect();
        expect(&model, &all, status, says);
    };
    // b has all in the last round; so a leaves it 4/5 of that.
    with(
        talks("", ["20", "80"], &[Some(0), Some(20)]),
        0,
        "offers: a, b in turn, rounds 2, patience a 0.9, b 4/5; ties for the others: over no deal, the talks are worth a 20, b 80",
    );
    with(talks("", ["20", "81"], &[Some(0), Some(20)]), 1, "worth 80 to b");
    with(talks("", ["21", "79"], &[Some(0), Some(21)]), 1, "round 1, a offers: p21 is not feasible, or not accepted");
    with(talks("", ["19", "81"], &[Some(0), Some(19)]), 1, "a 20, b 80");
    with(
        talks("", ["20", "80"], &[Some(1), Some(20)]),
        1,
        "round 2, b offers: something better: gains that are not excluded: a 0, b 100",
    );
    // The floors of another stage, a stage left out, one too many, another patience, and a package that is not there.
    with(talks("", ["100", "0"], &[Some(0), Some(100)]), 1, "not accepted instead of a refusal");
    with(talks("", ["20", "80"], &[Some(20)]), 1, "round 1, a offers: something better");
    let short = talks("", ["20", "80"], &[Some(0), Some(20)]).replace("\"rounds\":2", "\"rounds\":3");
    with(short, 2, "one stage for each offer");
    let patient = talks("", ["20", "80"], &[Some(0), Some(20)]).replace("4/5", "1/2");
    with(patient, 1, "a 21, b 79");
    with(talks("", ["20", "80"], &[Some(0), Some(20)]).replace("4/5", "9/8"), 2, "from 0 to 1");
    with(talks("", ["20", "80"], &[Some(0), Some(20)]).replace("p20", "q"), 2, "no package before");
    with(talks("", ["0", "0"], &[None, None]), 1, "round 2, b offers: something better");
    with(talks("", ["20", "80"], &[Some(0), None]), 1, "round 1, a offers: something better");
    with(talks("", ["20", "80"], &[Some(0), Some(20)]).replace("\"for\"", "\"never\""), 2, "");
    with(talks("", ["20", "80"], &[Some(0), Some(20)]).replace("\"rounds\":2", "\"rounds\":0"), 2, "");
    with(talks("", ["20", "80"], &[Some(0), Some(20)]).replace("[\"a\",\"b\"]", "[]"), 2, "nobody");
    // Talks break down, which leaves b 30; or it leaves for 90.
    let broken = r#","breakdown":"1/2","broken":{"b":30}"#;
    with(talks(broken, ["45", "55"], &[Some(0), Some(20)]), 1, "a 21, b 79");
    with(talks(r#","breakdown":"1/2","broken":{"b":0}"#, ["20", "80"], &[Some(0), Some(20)]), 1, "a 21, b 79");
    with(
        talks(r#","outside":{"b":81}"#, ["20", "80"], &[Some(0), Some(20)]),
        1,
        "p20 is not feasible, or not accepted",
    );
    with(talks(r#","outside":{"b":81}"#, ["19", "81"], &[Some(0), Some(19)]), 0, "outside b 81");
    with(talks(r#","outside":{"b":80}"#, ["20", "80"], &[Some(0), Some(20)]), 0, "");
    // By chance.
    let chance = r#","by_chance":true"#;
    let once = talks(chance, ["50", "50"], &[Some(100), Some(0)]).replace("\"rounds\":2", "\"rounds\":1");
    with(once.clone(), 0, "a, b by chance, rounds 1");
    with(once.replace("\"a\":50", "\"a\":51"), 1, "worth 50 to a");
    with(talks(chance, ["50", "50"], &[Some(100), Some(0)]), 2, "one stage for each offer");
    // A number of too many digits: what a refusal is worth after many rounds in which nothing is offered.
    let far = finite(&[(-1, -1)], "");
    let many = |rounds: usize| {
        talks(r#","breakdown":"1/2","broken":{"a":7}"#, ["0", "0"], &vec![None; rounds]).replace("0.9", "\"7/11\"")
    };
    let (found, page) = of(&far, &[&many(400)]);
    assert!(found == 3 && page.contains("too many digits"), "{page}");
    assert_eq!(of(&far, &[&many(20)]).0, 1);
}

/// Whom whoever offers favours where it makes no difference to itself is part of the claim, and cannot be turned around.
#[test]
fn ties_of_offers_are_said() {
    let model = finite(&[(5, 1), (5, 3), (4, 9), (5, -1)], "");
    let all = [package("k", 0, "5", "1"), package("l", 1, "5", "3"), package("m", 2, "4", "9")];
    let offer = |id: &str, ties: &str, b: &str| {
        format!(
            r#"{{"claim":"offers","order":["a"],"rounds":1,"ties":"{ties}","gains":{{"a":5,"b":{b}}},"stages":[{{"offer":"{id}"}}]}}"#
        )
    };
    let with = |claim: String, status: u8| {
        let all: Vec<&str> = all.iter().map(String::as_str).chain([&*claim]).collect();
        expect(&model, &all, status, "");
    };
    with(offer("l", "for", "3"), 0);
    with(offer("k", "against", "1"), 0);
    with(offer("k", "for", "1"), 1);
    with(offer("l", "against", "3"), 1);
    with(offer("m", "for", "9"), 1);
    // Beside a ceiling that is met, what others lose is no sum.
    let capped = model.replace("\"b\":{\"values\"", "\"b\":{\"at_most\":3,\"values\"");
    assert_ne!(capped, model);
    let all = [package("k", 0, "5", "1"), package("l", 1, "5", "3")];
    expect(&capped, &[&all[0], &all[1], &offer("l", "for", "3")], 0, "");
    expect(&capped, &[&all[0], &all[1], &offer("k", "against", "1")], 3, "beside ceilings");
    // Enough others accept: a quota asks for one of two.
    let three = r#"{"zopa":1,"parties":{"a":{"disagreement":0},"b":{"disagreement":0},"c":{"disagreement":0}},"issues":{"x":{"options":["p","q","r"]}},
        "utilities":{"a":{"values":{"x":{"p":3,"q":4,"r":9}}},"b":{"values":{"x":{"p":1,"q":-1,"r":-1}}},"c":{"values":{"x":{"p":1,"q":2,"r":-2}}}},
        "acceptance":{"quota":2}}"#;
    let named = |id: &str, option: &str, worth: [&str; 3]| {
        format!(
            r#"{{"claim":"package","id":"{id}","package":{{"x":"{option}"}},"utilities":{{"a":{},"b":{},"c":{}}}}}"#,
            worth[0], worth[1], worth[2]
        )
    };
    let claim = |id: &str, worth: [&str; 3]| {
        format!(
            r#"{{"claim":"offers","order":["a"],"rounds":1,"ties":"for","gains":{{"a":{},"b":{},"c":{}}},"stages":[{{"offer":"{id}"}}]}}"#,
            worth[0], worth[1], worth[2]
        )
    };
    let (p, q, r) = (["3", "1", "1"], ["4", "-1", "2"], ["9", "-1", "-2"]);
    expect(three, &[&named("q", "q", q), &claim("q", q)], 0, "");
    expect(three, &[&named("p", "p", p), &claim("p", p)], 1, "a 4, b -1, c 2");
    expect(three, &[&named("r", "r", r), &claim("r", r)], 1, "not accepted");
    expect(
        &three.replace("\"quota\":2", "\"quota\":2,\"veto\":[\"b\"]"),
        &[&named("q", "q", q), &claim("q", q)],
        1,
        "not accepted",
    );
    expect(
        &three.replace("\"quota\":2", "\"quota\":2,\"veto\":[\"b\"]"),
        &[&named("p", "p", p), &claim("p", p)],
        0,
        "",
    );
}

/// Roots of large powers take steps, and levels have no more digits than numbers of proofs.
#[test]
fn roots_and_levels_within_limits() {
    let of_weight = |weight: &str| {
        finite(&POINTS, "").replacen("\"disagreement\":0", &format!("\"disagreement\":0,\"weight\":{weight}"), 1)
    };
    let steps = |weight: &str, bound: &str| {
        let model = of_weight(weight);
        let claim = format!(r#"{{"claim":"bound","concept":"nash","bound":"{bound}","proof":{{"weights":[[7,5]]}}}}"#);
        let text = certificate(&model, "{}", &[claim]);
        let found = |limit| check(model.as_bytes(), text.as_bytes(), limit).expect("it is read");
        let steps = found(STEPS).findings[0].steps;
        assert_eq!((found(steps).status(), found(steps - 1).status()), (0, 3), "{weight} {bound}");
        steps
    };
    let all = [steps("1", "50"), steps("1", "1e900"), steps("499", "1e900")];
    assert!(all[0] < 200 && all[1] > 60_000 && all[2] > 500, "{all:?}");
    let levels = r#"{"zopa":1,"parties":{"a":{"disagreement":0}},"issues":{"x":{"continuous":{"min":0,"max":1}}},
        "utilities":{"a":{"values":{"x":{"per_unit":1}}}}}"#;
    let claim = |digits: usize| {
        let level = format!("1/{}", "9".repeat(digits));
        format!(r#"{{"claim":"package","id":"k","package":{{"x":"{level}"}},"utilities":{{"a":"{level}"}}}}"#)
    };
    expect(levels, &[&claim(308)], 0, "");
    expect(levels, &[&claim(309)], 3, "a number with too many digits");
}

#[test]
fn no_agreement() {
    let pair = |a: &str, b: &str, points: &[(i64, i64)]| {
        finite(points, "").replacen("\"disagreement\":0", &format!("\"disagreement\":{a}"), 1).replacen(
            "\"disagreement\":0",
            &format!("\"disagreement\":{b}"),
            1,
        )
    };
    let claim = r#"{"claim":"no-agreement","proof":{"weights":[[1,1]]}}"#;
    expect(&pair("2.5", "2.5", &[(3, 1), (1, 3)]), &[claim], 0, "no agreement");
    expect(&pair("1", "1", &[(4, 0), (0, 4)]), &[claim], 0, "no agreement");
    expect(&pair("1", "1", &[(4, 0), (1, 1)]), &[claim], 1, "a 0, b 0");
    expect(&pair("2.5", "2.5", &[(3, 1), (1, 3)]), &[r#"{"claim":"no-agreement","parties":["a"]}"#], 1, "a 1/2");
    // An empty list of parties would agree on nothing at all.
    expect(&pair("9", "9", &[(3, 1)]), &[r#"{"claim":"no-agreement","parties":[]}"#], 2, "empty");
    expect(&pair("9", "9", &[(3, 1)]), &[r#"{"claim":"no-agreement","at_least":1}"#], 2, "lets no such set");
}

#[test]
fn frontiers_without_a_point_or_with_a_lower_one() {
    let model = finite(&[(4, 1), (2, 2), (1, 4), (2, 1)], "");
    let all = [
        r#"{"utilities":["4","1"],"package":[0]}"#,
        r#"{"utilities":["2","2"],"package":[1]}"#,
        r#"{"utilities":["1","4"],"package":[2]}"#,
    ];
    let claim = |points: &[&str], more: &str| {
        format!(r#"{{"claim":"frontier","of":"acceptable","points":[{}]{more}}}"#, points.join(","))
    };
    expect(&model, &[&claim(&all, "")], 0, "3 points");
    expect(&model, &[&claim(&all[..2], "")], 1, "a 1, b 4");
    expect(&model, &[&claim(&[all[0], all[2]], "")], 1, "a 2, b 2");
    expect(&model, &[&claim(&[all[0], all[2]], r#","tolerance":{"a":0.9,"b":"9/10"}"#)], 1, "a 2, b 2");
    expect(&model, &[&claim(&[all[0], all[2]], r#","tolerance":{"a":1,"b":1}"#)], 0, "2 points");
    expect(&model, &[&claim(&[all[0], all[2]], r#","tolerance":{"a":-1}"#)], 2, "negative");
    expect(
        &model,
        &[&claim(&[all[0], all[1], all[2], r#"{"utilities":["2","1"],"package":[3]}"#], "")],
        1,
        "not efficient",
    );
    expect(&model, &[&claim(&[all[0], all[1], all[1], all[2]], "")], 1, "twice");
    expect(
        &model,
        &[&claim(&[all[0], r#"{"utilities":["2","3"],"package":[1]}"#, all[2]], "")],
        1,
        "worth something else",
    );
    expect(&model, &[&claim(&[r#"{"utilities":["4","1"],"package":[4]}"#], "")], 2, "not there");
    expect(&model, &[&claim(&all, "").replace("acceptable", "best")], 2, "not known");
}

#[test]
fn conflicts_with_a_demand_too_many_or_too_few() {
    let rules = r#","rules":[{"forbid":{"x":"o0"}},{"forbid":{"x":"o1"}},{"forbid":{"x":"o1"}}]"#;
    let model = finite(&[(1, 0), (0, 1)], rules);
    let rule = |at: usize| format!(r#"{{"rule":"rules[{at}]"}}"#);
    let claim = |elements: &[String], witnesses: &str| {
        format!(r#"{{"claim":"conflict","elements":[{}],"witnesses":[{witnesses}]}}"#, elements.join(","))
    };
    let (first, second) = (r#"{"x":"o0"}"#, r#"{"x":"o1"}"#);
    expect(&model, &[&claim(&[rule(0), rule(1)], &format!("{first},{second}"))], 0, "2 demands");
    expect(&model, &[&claim(&[rule(0), rule(1)], &format!("{second},{first}"))], 1, "a witness");
    expect(&model, &[&claim(&[rule(0), rule(1), rule(2)], &format!("{first},{second},{second}"))], 1, "a witness");
    expect(&model, &[&claim(&[rule(0)], first)], 1, "satisfies all of these demands");
    expect(&model, &[&claim(&[rule(0), rule(1)], first)], 2, "one witness for each");
    expect(&model, &[&claim(&[rule(0), rule(0)], &format!("{first},{first}"))], 2, "twice");
    expect(&model, &[&claim(&[rule(7)], first)], 2, "not in force");
    expect(&model, &[&claim(&[], "")], 1, "satisfies all");
}

#[test]
fn a_red_line_of_who_does_not_decide_forbids_nothing() {
    let line = |deciders: &str| {
        finite(&[(4, 4), (3, 3)], "")
            .replace("\"options\"", &format!("\"deciders\":[{deciders}],\"options\""))
            .replacen("\"values\"", "\"red_lines\":[{\"when\":{\"x\":\"o0\"}}],\"values\"", 1)
    };
    let (k, l) = (package("k", 0, "4", "4"), package("l", 1, "3", "3"));
    let nash = |id: &str| format!(r#"{{"claim":"concept","concept":"nash","best":["{id}"]}}"#);
    expect(&line("\"b\""), &[&k, &nash("k")], 0, "");
    expect(&line("\"b\""), &[&l, &nash("l")], 1, "a 4, b 4");
    expect(&line("\"a\""), &[&k, &nash("k")], 1, "breaks a rule or a red line");
    expect(&line("\"a\""), &[&l, &nash("l")], 0, "");
}

#[test]
fn hints_that_are_none() {
    let two = finite(&POINTS, "").replace("\"issues\":{", "\"issues\":{\"y\":{\"options\":[\"n\"]},");
    let k = package("k", 1, "5", "10").replace("\"package\":{", "\"package\":{\"y\":\"n\",");
    let with = |proof: &str| format!(r#"{{"claim":"concept","concept":"nash","best":["k"],"proof":{proof}}}"#);
    expect(&two, &[&k, &with(r#"{"order":["x","y"]}"#)], 0, "");
    expect(&two, &[&k, &with(r#"{"order":["x"]}"#)], 2, "every issue once");
    expect(&two, &[&k, &with(r#"{"order":["x","x"]}"#)], 2, "every issue once");
    expect(&two, &[&k, &with(r#"{"order":["x","y","x"]}"#)], 2, "every issue once");
    expect(&two, &[&k, &with(r#"{"order":["x","z"]}"#)], 2, "no issue is called");
    expect(&two, &[&k, &with(r#"{"weights":[[-1,1]]}"#)], 2, "negative weight");
    expect(&two, &[&k, &with(r#"{"weights":[[1]]}"#)], 2, "one weight for each");
    expect(&two, &[&k, &with(r#"{"weights":[[1,1,1]]}"#)], 2, "one weight for each");
    expect(&two, &[&k, &with(r#"{"rule":"trust"}"#)], 2, "a rule that is not known");
    expect(&two, &[&k, &with(r#"{"work":{"nodes":"1e999"}}"#)], 2, "not known");
    let many = vec!["[1,1]"; 1000].join(",");
    expect(&two, &[&k, &with(&format!(r#"{{"weights":[{many}]}}"#))], 3, "vectors of weights");
}

#[test]
fn degenerate_and_coalitions_are_said() {
    let model = finite(&[(0, 3), (0, 5), (-1, 9)], "");
    let (k, l) = (package("k", 1, "0", "5"), package("l", 0, "0", "3"));
    expect(&model, &[&k, r#"{"claim":"concept","concept":"nash","best":["k"],"degenerate":true}"#], 0, "");
    expect(&model, &[&k, r#"{"claim":"concept","concept":"nash","best":["k"]}"#], 1, "is not said");
    expect(&model, &[&l, r#"{"claim":"concept","concept":"nash","best":["l"],"degenerate":true}"#], 1, "a 0, b 5");
    let m = package("m", 2, "-1", "9");
    expect(&model, &[&m, r#"{"claim":"concept","concept":"nash","best":["m"],"parties":["b"]}"#], 0, "");
    expect(&model, &[&m, r#"{"claim":"concept","concept":"nash","best":["m"]}"#], 1, "not accepted");
    expect(
        &model,
        &[&m, r#"{"claim":"concept","concept":"nash","best":["m"],"parties":["b","b"]}"#],
        2,
        "names one twice",
    );
}

#[test]
fn nearest_packages_and_comparisons() {
    let model = finite(&[(-1, 5), (2, 2), (3, 1)], "");
    let k = package("k", 1, "2", "2");
    let nearest = |draft: &str, changes: &str| {
        format!(r#"{{"claim":"nearest","draft":{{"x":"{draft}"}},"changes":{changes},"best":["k"]}}"#)
    };
    expect(&model, &[&k, &nearest("o0", "1")], 0, "1 changes");
    expect(&model, &[&k, &nearest("o1", "0")], 0, "0 changes");
    expect(&model, &[&k, &nearest("o2", "1")], 1, "a 3, b 1");
    expect(&model, &[&k, &nearest("o0", "2")], 1, "differs in more or fewer");
    let compare = |most: &str| {
        format!(r#"{{"claim":"comparison","party":"a","from":{{"x":"o0"}},"to":{{"x":"o1"}},"most":"{most}"}}"#)
    };
    expect(&model, &[&compare("3")], 0, "never gains more than 3");
    expect(&model, &[&compare("2.999")], 1, "larger than 2.999");
    expect(&model, &[&compare("3").replace("\"to\":{\"x\":\"o1\"}", "\"to\":{}")], 2, "different issues");
}

#[test]
fn lotteries() {
    let model = finite(&[(4, 0), (0, 4), (1, 1)], "");
    let (k, l, m) = (package("k", 0, "4", "0"), package("l", 1, "0", "4"), package("m", 2, "1", "1"));
    let claim = |odds: &str, weights: &str| {
        format!(r#"{{"claim":"lottery","concept":"lottery-nash","odds":[{odds}],"weights":{weights}}}"#)
    };
    let half = r#"["k","1/2"],["l","1/2"]"#;
    expect(&model, &[&k, &l, &m, &claim(half, "[1,1]")], 0, "no other");
    expect(&model, &[&k, &l, &m, &claim(half, "[1,2]")], 1, "leave room");
    expect(&model, &[&k, &l, &m, &claim(half, "[1,0]")], 1, "bound nothing");
    expect(&model, &[&k, &l, &m, &claim(r#"["m","1"]"#, "[1,1]")], 1, "leave room");
    expect(&model, &[&k, &l, &m, &claim(r#"["k","0.6"],["l","0.4"]"#, "[2,3]")], 1, "leave room");
    expect(
        &model,
        &[&k, &l, &m, &claim(r#"["k","0.6"],["l","0.4"]"#, "[1,1]").replace("}", r#","within":"0.05"}"#)],
        0,
        "to a share of",
    );
    expect(&model, &[&k, &l, &m, &claim(r#"["k","1/2"],["l","1/3"]"#, "[1,1]")], 2, "sum to 1");
    expect(&model, &[&k, &l, &m, &claim(r#"["k","3/2"],["l","-1/2"]"#, "[1,1]")], 2, "below 0");
    expect(&model, &[&k, &claim(half, "[1,1]").replace("lottery-nash", "raiffa")], 3, "of this concept");
}

#[test]
fn even_lotteries() {
    let model = finite(&[(4, 0), (0, 4), (1, 1)], "");
    let (k, l, m) = (package("k", 0, "4", "0"), package("l", 1, "0", "4"), package("m", 2, "1", "1"));
    let half = r#"["k","1/2"],["l","1/2"]"#;
    let claim = |concept: &str, odds: &str, weights: &str, ideal: &str| {
        format!(r#"{{"claim":"lottery","concept":"lottery-{concept}","odds":[{odds}],"weights":{weights}{ideal}}}"#)
    };
    let even = |odds: &str, weights: &str| claim("egalitarian", odds, weights, "");
    expect(&model, &[&k, &l, &m, &even(half, "[[1,1]]")], 0, "larger smallest gain");
    expect(&model, &[&k, &l, &m, &even(half, "[[1,2]]")], 1, "leave room");
    expect(&model, &[&k, &l, &m, &even(half, "[[1,0]]")], 1, "leave room");
    expect(&model, &[&k, &l, &m, &even(half, "[]")], 1, "leave room");
    expect(&model, &[&k, &l, &m, &even(half, "[1,1]")], 2, "a list belongs");
    expect(&model, &[&k, &l, &m, &even(r#"["m",1]"#, "[[1,1]]")], 1, "leave room");
    expect(&model, &[&k, &l, &m, &even(r#"["k","2/3"],["l","1/3"]"#, "[[1,1]]")], 1, "leave room");
    let best = |a: &str, b: &str, weights: &str| {
        format!(r#","ideal":[{{"odds":[{a}],"weights":{weights}}},{{"odds":[{b}],"weights":[0,1]}}]"#)
    };
    let shares = |ideal: &str| claim("kalai-smorodinsky", half, "[[1,1]]", ideal);
    let (of_k, of_l) = (r#"["k",1]"#, r#"["l",1]"#);
    expect(&model, &[&k, &l, &m, &shares(&best(of_k, of_l, "[1,0]"))], 0, "share of an ideal gain");
    expect(&model, &[&k, &l, &m, &shares(&best(of_k, of_l, "[1,1]"))], 0, "");
    expect(&model, &[&k, &l, &m, &shares(&best(of_k, of_l, "[0,1]"))], 1, "gives a more");
    expect(&model, &[&k, &l, &m, &shares(&best(half, of_l, "[1,0]"))], 1, "gives a more");
    expect(&model, &[&k, &l, &m, &shares(&best(of_k, r#"["m",1]"#, "[1,0]"))], 1, "gives b more");
    expect(&model, &[&k, &l, &m, &shares(r#","ideal":[]"#)], 2, "one ideal gain");
    // Of what gives whoever gains least as much, the rest counts.
    let model = finite(&[(1, 5), (1, 1)], "");
    let (k, l) = (package("k", 0, "1", "5"), package("l", 1, "1", "1"));
    expect(&model, &[&k, &l, &even(of_k, "[[1,0],[0,1]]")], 0, "");
    expect(&model, &[&k, &l, &even(of_k, "[[1,0]]")], 1, "leave room");
    expect(&model, &[&k, &l, &even(of_k, "[[0,1],[1,0]]")], 1, "leave room");
    expect(&model, &[&k, &l, &even(of_l, "[[1,0],[0,1]]")], 1, "leave room");
    // Who loses from one.
    let model = finite(&[(4, -2), (-2, 4), (5, -9)], "");
    let (k, l, m) = (package("k", 0, "4", "-2"), package("l", 1, "-2", "4"), package("m", 2, "5", "-9"));
    expect(&model, &[&k, &l, &m, &even(half, "[[1,1]]")], 0, "");
    expect(&model, &[&k, &l, &m, &even(of_k, "[[1,1]]")], 1, "somebody loses");
    expect(
        &model,
        &[&k, &l, &m, &shares(&best(r#"["k","2/3"],["l","1/3"]"#, r#"["k","1/3"],["l","2/3"]"#, "[1,1]"))],
        1,
        "gives b more",
    );
    let both = best(r#"["k","2/3"],["l","1/3"]"#, r#"["k","1/3"],["l","2/3"]"#, "[1,1]").replace("[0,1]", "[1,1]");
    expect(&model, &[&k, &l, &m, &shares(&both)], 0, "");
    expect(&model, &[&k, &l, &m, &shares(&best(of_k, of_l, "[1,0]"))], 1, "somebody loses");
}

#[test]
fn files_that_are_no_certificates() {
    let model = finite(&POINTS, "");
    let good = certificate(&model, "{}", &[package("k", 1, "5", "10")]);
    assert_eq!(status(&model, &good).0, 0);
    // Another model, even by a space.
    assert_eq!(status(&format!("{model} "), &good).0, 2);
    assert_eq!(status(&model.replace("o6\":26", "o6\":27"), &good).0, 2);
    for (from, to) in [
        ("\"zopa_certificate\":1", "\"zopa_certificate\":2"),
        ("\"zopa_certificate\":1", "\"zopa_certificate\":1,\"zopa_certificate\":1"),
        ("\"question\":{}", "\"question\":{\"trust\":true}"),
        ("\"question\":{}", "\"question\":{\"without\":[\"rules[0]\"]}"),
        ("\"question\":{}", "\"question\":{\"fix\":{\"y\":[\"o1\"]}}"),
        ("\"question\":{}", "\"question\":{\"set\":[{\"at\":[\"nowhere\",\"a\"],\"to\":\"5\"}]}"),
        ("\"question\":{}", "\"question\":{\"set\":[{\"at\":[\"parties\",\"a\",\"disagreement\"],\"to\":\"much\"}]}"),
        ("\"claim\":\"package\"", "\"claim\":\"trust-me\""),
        ("\"claims\":[", "\"claims\":[7,"),
        ("\"claims\":[", "\"extra\":0,\"claims\":["),
        ("}]}", "}]}}"),
        ("}]}", "}]"),
        ("\"5\"", "\"five\""),
        ("\"5\"", "\"5/0\""),
        ("\"5\"", "5e99999"),
        ("\"5\"", "NaN"),
        ("\"5\"", "\"\\ud800\""),
    ] {
        let forged = good.replacen(from, to, 1);
        assert_ne!(forged, good, "{from}");
        let (found, page) = status(&model, &forged);
        assert_eq!(found, 2, "{to}: {page}");
    }
    let deep = format!("{}{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
    assert_eq!(status(&model, &deep).0, 2);
    assert_eq!(status(&model, &good.replacen("\"5\"", &"9".repeat(1_000_000), 1)).0, 2);
    assert_eq!(status(&model, &good.replacen("\"5\"", &format!("\"{}\"", "9".repeat(1_000_000)), 1)).0, 2);
    assert_eq!(status(&model, "").0, 2);
    assert_eq!(check(model.as_bytes(), b"\xff\xfe", STEPS).unwrap_err().status(), 2);
}

#[test]
fn what_the_question_changes_is_part_of_the_claim() {
    let model = finite(&POINTS, r#","rules":[{"id":"cap","forbid":{"x":["o4","o5","o6"]}}]"#);
    let k = package("k", 1, "5", "10");
    let (at, to) = (r#"["parties","b","disagreement"]"#, r#""7""#);
    let moved = format!(r#"{{"set":[{{"at":{at},"to":{to}}}]}}"#);
    // With 7 without a deal, (4, 12) has 4·5, (5, 10) 5·3.
    assert_eq!(status(&model, &certificate(&model, "{}", &[k.clone(), NASH.into()])).0, 0);
    let (found, page) = status(&model, &certificate(&model, &moved, &[k.clone(), NASH.into()]));
    assert!(found == 1 && page.contains("a 4, b 5"), "{page}");
    let fixed = r#"{"fix":{"x":["o1","o2"]},"without":["rules[0]"]}"#;
    assert_eq!(status(&model, &certificate(&model, fixed, &[k.clone(), NASH.into()])).0, 0);
    let (found, page) = status(&model, &certificate(&model, r#"{"fix":{"x":["o0"]}}"#, &[k]));
    assert!(found == 1 && page.contains("is not open"), "{page}");
    // What is asked stands first on the page.
    let (_, page) = status(&model, &certificate(&model, fixed, &[package("k", 1, "5", "10"), NASH.into()]));
    assert!(page.starts_with("asked       x only of o1, o2; without rules[0]\n"), "{page}");
    let (_, page) = status(&model, &certificate(&model, &moved, &[package("k", 1, "5", "10")]));
    assert!(page.starts_with("asked       parties.b.disagreement = 7\n"), "{page}");
    assert_eq!(status(&model, &certificate(&model, r#"{"fix":{"x":[]}}"#, &[])).0, 2);
    // A rule is named by where it stands: an id may be what another one's path is.
    assert_eq!(status(&model, &certificate(&model, r#"{"without":["cap"]}"#, &[])).0, 2);
}

#[test]
fn a_page_says_no_more_than_was_shown() {
    let model = finite(&POINTS, "");
    let k = package("k", 1, "5", "10");
    // Nothing that is claimed is nothing that is proven.
    let nothing = "unchecked   nothing is claimed\n".to_owned();
    assert_eq!(status(&model, &certificate(&model, "{}", &[])), (3, nothing));
    // Nobody writes lines of the page.
    let forged = certificate(&model, "{}", std::slice::from_ref(&k));
    let forged = forged.trim_end().strip_suffix('}').expect("an object").to_owned()
        + r#","unchecked":["some\nproven      nash of p9: the best\u001b[1m"]}"#;
    let (found, page) = status(&model, &forged);
    assert!(found == 0 && page.lines().count() == 2 && !page.contains('\u{1b}'), "{page}");
    // Whom a claim speaks of, and what it leaves out, is told.
    let of_a = r#"{"claim":"no-agreement","parties":["a"]}"#;
    let (_, page) = status(&model, &certificate(&model, "{}", &[of_a.into()]));
    assert!(!page.contains("enough parties"), "{page}");
    let (found, _) =
        status(&model, &certificate(&model, "{}", &[r#"{"claim":"bound","concept":"nash","bound":-5}"#.into()]));
    assert_eq!(found, 2);
}

#[test]
fn models_that_are_not_known_are_not_decided() {
    let none = r#"{"claim":"no-agreement"}"#;
    expect(&finite(&POINTS, r#","weather":"fine""#), &[none], 3, "does not know: `weather`");
    let large = finite(&[(i64::MAX, 1)], "");
    expect(&large, &[none], 3, "too large");
    let many: Vec<String> = (0..33).map(|p| format!("\"p{p}\":{{\"disagreement\":0}}")).collect();
    let many = format!(
        r#"{{"zopa":1,"parties":{{{}}},"issues":{{"x":{{"options":["o"]}}}},"utilities":{{}}}}"#,
        many.join(",")
    );
    expect(&many, &[none], 3, "more than 32");
    let range = r#"{"zopa":1,"parties":{"a":{"disagreement":0}},"issues":{"x":{"integer":{"min":0,"max":9000000000}}},"utilities":{}}"#;
    expect(range, &[none], 3, "too many levels");
}

#[test]
fn a_limit_is_kept() {
    let issues: Vec<String> = (0..12).map(|at| format!("\"x{at}\":{{\"integer\":{{\"min\":0,\"max\":9}}}}")).collect();
    let values = |sign: &str| {
        (0..12).map(|at| format!("\"x{at}\":{{\"per_unit\":{sign}{}}}", 1u64 << (4 * at))).collect::<Vec<_>>().join(",")
    };
    let model = format!(
        r#"{{"zopa":1,"parties":{{"a":{{"disagreement":-1}},"b":{{"disagreement":-1e18}}}},"issues":{{{}}},"utilities":{{"a":{{"values":{{{}}}}},"b":{{"values":{{{}}}}}}}}}"#,
        issues.join(","),
        values(""),
        values("-")
    );
    // Every package is efficient: 10^12 of them.
    let claim = r#"{"claim":"frontier","of":"acceptable","points":[]}"#;
    let text = certificate(&model, "{}", &[claim.to_owned()]);
    let report = check(model.as_bytes(), text.as_bytes(), 100_000).unwrap();
    assert_eq!(report.status(), 3, "{}", report.page());
    assert!(report.page().contains("more than 100000 steps"));
}

/// Backstop and brigades: the attack pays below a probability of 2/13 that somebody fights.
fn deterred(more: &str) -> String {
    let fights =
        r#"{"values":{"backstop":{"none":0,"intelligence":0.1,"commitment":0.5},"brigades":{"per_unit":0.05}}}"#;
    format!(
        r#"{{"zopa":1,"parties":{{"a":{{"disagreement":-20}},"b":{{"disagreement":-9}}}},
            "issues":{{"backstop":{{"options":["none","intelligence","commitment"]}},"brigades":{{"integer":{{"min":0,"max":4}}}}}},
            "utilities":{{"a":{{"values":{{"brigades":{{"per_unit":-1}}}}}},
                          "b":{{"values":{{"backstop":{{"none":0,"intelligence":-2,"commitment":-8}}}}}}}},
            "states":{{"war":{{"beliefs":{{"a":{{"attack":{{"gain":10,"cost":4,"peace":2,"war":20,"fights":{fights}}}{more}}}}},
                               "utilities":{{"a":{{"constant":-10}}}}}}}}}}"#
    )
}

#[test]
fn an_event_is_decided_by_what_is_agreed() {
    let package = |id: &str, backstop: &str, brigades: i64, a: &str, b: &str| {
        format!(
            r#"{{"claim":"package","id":"{id}","package":{{"backstop":"{backstop}","brigades":{brigades}}},"utilities":{{"a":"{a}","b":"{b}"}}}}"#
        )
    };
    let model = deterred("");
    // What is believed depends on both issues together.
    for (backstop, b, least) in [("none", "0", 4), ("intelligence", "-2", 2), ("commitment", "-8", 0)] {
        for brigades in 0..=4 {
            let (war, peace) = ((-10 - brigades).to_string(), (-brigades).to_string());
            let (right, wrong) = if brigades < least { (war, peace) } else { (peace, war) };
            expect(&model, &[&package("k", backstop, brigades, &right, b)], 0, "worth what is said");
            expect(&model, &[&package("k", backstop, brigades, &wrong, b)], 1, "is worth");
        }
    }
    // 16·9 with four brigades and without a backstop is the most.
    let best = |id: &str| format!(r#"{{"claim":"concept","concept":"nash","best":["{id}"]}}"#);
    let (k, l) = (package("k", "intelligence", 2, "-2", "-2"), package("l", "none", 4, "-4", "0"));
    expect(&model, &[&k, &l, &best("l")], 0, "nash of l: the best");
    expect(&model, &[&k, &l, &best("k")], 1, "a 16, b 9");
    let ideal = |most: &str| format!(r#"{{"claim":"ideal","party":"a","most":"{most}","witness":"m"}}"#);
    let m = package("m", "commitment", 0, "0", "-8");
    expect(&model, &[&m, &ideal("0")], 0, "gets at most 0");
    // One in ten even if the attack does not pay.
    let (m, likely) = (package("m", "commitment", 0, "-1", "-8"), r#","then":0.6,"otherwise":0.1"#);
    expect(&deterred(likely), &[&m, &ideal("-1"), &package("n", "none", 3, "-9", "0")], 0, "");
    expect(&deterred(likely), &[&package("n", "none", 3, "-13", "0")], 1, "is worth -9");
    // In ten years more is to be gained: then intelligence deters with three, not two.
    let later = r#","periods":{"now":{},"later":{"gain":12}}"#;
    expect(
        &deterred(later),
        &[&package("n", "intelligence", 2, "-12", "-2"), &package("o", "intelligence", 3, "-3", "-2")],
        0,
        "",
    );
    expect(&deterred(later), &[&package("n", "intelligence", 2, "-2", "-2")], 1, "is worth -12");
    // What must hold is a rule, which can be lifted.
    let held = deterred(r#","must_hold":true,"id":"peace""#);
    expect(&held, &[&package("n", "none", 3, "-13", "0")], 1, "breaks a rule");
    expect(&held, &[&package("n", "none", 4, "-4", "0")], 0, "");
    let lifted = |path: &str| {
        let question = format!(r#"{{"without":["{path}"]}}"#);
        status(&held, &certificate(&held, &question, &[package("n", "none", 3, "-13", "0")])).0
    };
    assert_eq!([lifted("states.war.beliefs.a"), lifted("peace"), lifted("states.war.beliefs.b")], [0, 2, 2]);
    let conflict = r#"{"claim":"conflict","elements":[{"rule":"states.war.beliefs.a"},{"issue":"backstop","option":"none"},{"issue":"brigades","option":3}],
        "witnesses":[{"backstop":"none","brigades":3},{"backstop":"intelligence","brigades":3},{"backstop":"none","brigades":4}]}"#;
    expect(&held, &[conflict], 0, "3 demands");
    expect(&held, &[&conflict.replace("\"option\":3", "\"option\":4")], 1, "satisfies all of these demands");
    // Probabilities are none beyond 1, and what is true or false is no number.
    expect(&deterred("").replace("0.05", "0.2"), &[&k], 2, "not from 0 to 1");
    expect(&deterred(r#","must_hold":1"#), &[&k], 2, "true or false");
    expect(&deterred(r#","periods":{"now":{"loss":3}}"#), &[&k], 3, "does not know: `loss`");
    expect(&deterred(r#","patience":1"#), &[&k], 3, "does not know: `patience`");
}

#[test]
fn a_promise_that_must_hold_is_asked_where_its_belief_counts() {
    // With o1 something else is believed, so that what is promised elsewhere is not asked; with o0 and o2 it is.
    let execution =
        r#"{"execution":{"executing":{"values":{"x":{"o0":1,"o1":-1,"o2":-1}}},"reneging":0},"must_hold":true}"#;
    let states = format!(
        r#","states":{{"s":{{"beliefs":{{"a":{execution}}},"given":[{{"when":{{"x":"o1"}},"beliefs":{{"a":0.5}}}}],"utilities":{{"a":{{"constant":2}}}}}}}}"#
    );
    let model = finite(&[(1, 1), (1, 1), (1, 1)], &states);
    expect(&model, &[&package("k", 0, "3", "1"), &package("l", 1, "2", "1")], 0, "");
    expect(&model, &[&package("k", 2, "1", "1")], 1, "breaks a rule");
    expect(&model, &[&package("k", 1, "3", "1")], 1, "is worth 2");
}

#[test]
fn whose_consent_is_asked_must_be_satisfied() {
    let approval =
        r#","approvals":{"turkey":{"when":{"x":["o0","o1"]},"values":{"x":{"o0":1,"o1":2,"o2":-9}},"at_least":2}}"#;
    let model = finite(&[(9, 9), (5, 5), (4, 4)], approval);
    let (k, l, m) = (package("k", 0, "9", "9"), package("l", 1, "5", "5"), package("m", 2, "4", "4"));
    let best = |id: &str| format!(r#"{{"claim":"concept","concept":"nash","best":["{id}"]}}"#);
    expect(&model, &[&l, &m, &best("l")], 0, "nash of l");
    expect(&model, &[&m, &best("m")], 1, "a 5, b 5");
    expect(&model, &[&k], 1, "breaks a rule");
    let without = |path: &str| certificate(&model, &format!(r#"{{"without":["{path}"]}}"#), &[k.clone(), best("k")]);
    assert_eq!(status(&model, &without("approvals.turkey")).0, 0);
    assert_eq!(status(&model, &without("turkey")).0, 2);
    let conflict = r#"{"claim":"conflict","elements":[{"rule":"approvals.turkey"},{"issue":"x","option":"o0"}],"witnesses":[{"x":"o0"},{"x":"o1"}]}"#;
    expect(&model, &[conflict], 0, "2 demands");
    expect(&model, &[&conflict.replacen("\"o0\"", "\"o2\"", 1)], 1, "satisfies all");
    // A floor of one more, or no floor at all.
    expect(
        &finite(&[(9, 9), (5, 5)], &approval.replace(",\"o2\":-9", "").replace("\"at_least\":2", "\"at_least\":3")),
        &[&l],
        1,
        "breaks a rule",
    );
    expect(&model.replace(",\"at_least\":2", ""), &[&k], 0, "");
    expect(&model.replace("\"at_least\"", "\"at_most\""), &[&k], 3, "does not know: `at_most`");
}

#[test]
fn bodies_ratify_by_quota_and_veto() {
    let bodies = |rule: &str| {
        let body = |own: &str| format!(r#"{{"values":{{"x":{own}}}}}"#);
        let bodies = format!(
            r#""a":{},"b":{},"c":{}"#,
            body(r#"{"o0":1,"o1":1,"o2":-1}"#),
            body(r#"{"o0":-1,"o1":0,"o2":0}"#),
            body(r#"{"o0":1,"o1":-1,"o2":0}"#)
        );
        finite(&[(3, 3), (2, 2), (1, 1)], "").replacen(
            "\"disagreement\":0",
            &format!("\"disagreement\":0,\"ratifiers\":{{\"bodies\":{{{bodies}}}{rule}}}"),
            1,
        )
    };
    let says = |rule: &str| {
        [0, 1, 2].map(|at| of(&bodies(rule), &[&package("k", at, &(3 - at).to_string(), &(3 - at).to_string())]).0)
    };
    assert_eq!(says(""), [1, 1, 1]);
    assert_eq!(says(r#","quota":2"#), [0, 0, 0]);
    assert_eq!(says(r#","quota":2,"veto":["b"]"#), [1, 0, 0]);
    assert_eq!(says(r#","quota":1,"veto":["a","c"]"#), [0, 1, 1]);
    assert_eq!(says(r#","quota":2,"veto":["a","b","c"]"#), [1, 1, 1]);
    for wrong in [r#","quota":0"#, r#","quota":4"#, r#","veto":["d"]"#, r#","veto":["a","a"]"#] {
        assert_eq!(says(wrong), [2, 2, 2], "{wrong}");
    }
    let nothing = r#"{"claim":"no-agreement"}"#;
    expect(&bodies(""), &[nothing], 0, "no agreement");
    expect(&bodies(r#","quota":2"#), &[nothing], 1, "a 3, b 3");
    let question = r#"{"without":["a.ratifiers"]}"#;
    assert_eq!(status(&bodies(""), &certificate(&bodies(""), question, &[package("k", 0, "3", "3")])).0, 0);
}

#[test]
fn rules_over_utilities_have_two_ends_and_count_ceilings() {
    let model = |rule: &str| finite(&[(6, 1), (4, 3), (2, 2)], &format!(",\"rules\":[{{{rule}}}]"));
    let says = |model: &str| {
        let worth = if model.contains("\"at_most\":3,") { ["3", "3", "2"] } else { ["6", "4", "2"] };
        [0, 1, 2].map(|at| of(model, &[&package("k", at, worth[at], ["1", "3", "2"][at])]).0)
    };
    assert_eq!(says(&model(r#""utilities":{"a":1,"b":-1},"at_most":1"#)), [1, 0, 0]);
    assert_eq!(says(&model(r#""utilities":{"a":1,"b":-1},"at_least":1"#)), [0, 0, 1]);
    assert_eq!(says(&model(r#""utilities":{"a":1,"b":-1},"at_least":1,"at_most":4"#)), [1, 0, 1]);
    assert_eq!(
        says(&model(r#""utilities":{"a":1,"b":-1},"values":{"x":{"o0":-4,"o1":0,"o2":1}},"at_least":1"#)),
        [0, 0, 0]
    );
    assert_eq!(says(&model(r#""utilities":{"a":1},"exactly":4"#)), [2, 2, 2]);
    assert_eq!(says(&model(r#""utilities":{"a":1},"sum":{"x":{"o0":1}},"at_least":1"#)), [2, 2, 2]);
    // Whoever has a ceiling of 3 has no more than that: 3 and 1, 3 and 3, 2 and 2.
    let capped = |rule: &str| model(rule).replacen("\"a\":{\"values\"", "\"a\":{\"at_most\":3,\"values\"", 1);
    assert_eq!(says(&capped(r#""utilities":{"a":1,"b":1},"at_least":5"#)), [1, 0, 1]);
    assert_eq!(says(&capped(r#""utilities":{"a":1,"b":-1},"at_most":1"#)), [1, 0, 0]);
    assert_eq!(says(&capped(r#""utilities":{"a":2},"at_most":5"#)), [1, 1, 0]);
    let both = capped(r#""utilities":{"a":1,"b":-1},"at_most":1"#).replacen(
        "\"b\":{\"values\"",
        "\"b\":{\"at_most\":9,\"values\"",
        1,
    );
    assert_eq!(says(&both), [3, 3, 3]);
    // Lifted, both ends go.
    let two = model(r#""utilities":{"a":1,"b":-1},"at_least":1,"at_most":4"#);
    assert_eq!(status(&two, &certificate(&two, r#"{"without":["rules[0]"]}"#, &[package("k", 0, "6", "1")])).0, 0);
}

/// Sums over so many combinations that they are coordinates, of which a quota is enough.
#[test]
fn sums_over_many_combinations_must_be_reached() {
    let issues = ["x", "y", "z"];
    let each = |one: &dyn Fn(&str) -> String| issues.map(one).join(",");
    let model = |quota: usize| {
        let of_issues = each(&|issue| format!(r#""{issue}":{{"integer":{{"min":0,"max":19}}}}"#));
        let values = |unit: i64| each(&|issue| format!(r#""{issue}":{{"per_unit":{unit}}}"#));
        let body = |unit: i64, least: i64, when: &str| {
            format!(r#"{{"values":{{{}}},"at_least":{least}{when}}}"#, values(unit))
        };
        format!(
            r#"{{"zopa":1,"parties":{{"a":{{"disagreement":0}},"b":{{"disagreement":-100,"ratifiers":{{"bodies":{{"few":{},"many":{}}},"quota":{quota}}}}}}},
                "issues":{{{of_issues}}},"utilities":{{"a":{{"values":{{{}}}}},"b":{{"values":{{{}}}}}}},
                "approvals":{{"some":{}}}}}"#,
            body(-1, -30, ""),
            body(1, 40, ""),
            values(1),
            values(-1),
            body(-2, -90, r#","when":{"x":{"from":10}}"#)
        )
    };
    let package = |id: &str, at: [i64; 3]| {
        let sum: i64 = at.iter().sum();
        let options: Vec<String> = issues.iter().zip(at).map(|(issue, at)| format!("\"{issue}\":{at}")).collect();
        format!(
            r#"{{"claim":"package","id":"{id}","package":{{{}}},"utilities":{{"a":"{sum}","b":"-{sum}"}}}}"#,
            options.join(",")
        )
    };
    let ideal = |most: i64| format!(r#"{{"claim":"ideal","party":"a","most":"{most}","witness":"k"}}"#);
    // Both bodies at once are never satisfied; of one, `many` lets the most through: 9 + 19 + 19 where nobody else is asked.
    expect(&model(2), &[r#"{"claim":"no-agreement"}"#], 0, "no agreement");
    expect(&model(1), &[r#"{"claim":"no-agreement"}"#], 1, "not excluded");
    expect(&model(1), &[&package("k", [9, 19, 19]), &ideal(47)], 0, "at most 47");
    expect(&model(1), &[&package("k", [9, 19, 18]), &ideal(46)], 1, "a 47, b 53");
    expect(&model(1), &[&package("k", [10, 18, 18])], 1, "breaks a rule");
    expect(&model(1), &[&package("k", [10, 18, 17]), &package("l", [15, 15, 0]), &package("m", [10, 10, 10])], 0, "");
    expect(&model(1), &[&package("k", [15, 15, 1])], 1, "breaks a rule");
    let by_potentials = ideal(47).replace('}', r#","proof":{"rule":"potentials"}}"#);
    expect(&model(1), &[&package("k", [9, 19, 19]), &by_potentials], 0, "at most 47");
    let compared = r#"{"claim":"comparison","party":"a","from":{"x":0},"to":{"x":19},"most":"19"}"#;
    expect(&model(1), &[compared], 0, "never gains more than 19");
    expect(&model(1), &[&compared.replace("\"most\":\"19\"", "\"most\":\"18\"")], 1, "larger than 18");
    // With all of x moved, nobody who is asked is satisfied on both sides.
    expect(&model(2), &[&compared.replace("\"most\":\"19\"", "\"most\":\"-99\"")], 0, "never gains");
}

#[test]
fn a_belief_that_all_could_share_is_not_decided_unless_it_is_lifted() {
    let model = finite(&POINTS, r#","states":{"s":{"beliefs":{"a":0.5}}},"acceptance":{"beliefs":"common"}"#);
    let k = package("k", 1, "5", "10");
    expect(&model, &[&k], 3, "all could share");
    let lifted = certificate(&model, r#"{"without":["acceptance.beliefs"]}"#, &[k, NASH.into()]);
    assert_eq!(status(&model, &lifted).0, 0);
}

#[test]
fn a_conflict_names_a_rule_with_both_of_its_ends() {
    let model = r#"{"zopa":1,"parties":{"a":{"disagreement":0},"b":{"disagreement":0}},"issues":{"x":{"options":["p","q"]}},
        "utilities":{"a":{"at_most":10,"values":{"x":{"p":6,"q":4}}},"b":{"values":{"x":{"p":1,"q":-1}}}},
        "rules":[{"utilities":{"a":1},"at_least":3,"at_most":5}]}"#;
    let conflict = |first: &str| {
        format!(
            r#"{{"claim":"conflict","elements":[{{"party":"b"}},{{"rule":"rules[0]"}}],"witnesses":[{{"x":"{first}"}},{{"x":"p"}}]}}"#
        )
    };
    expect(model, &[&conflict("q")], 0, "2 demands");
    expect(model, &[&conflict("p")], 1, "a witness");
}

/// Else a conflict would name two things at once.
#[test]
fn two_things_at_one_place_are_not_decided() {
    let model = |party: &str, approval: &str| {
        format!(
            r#"{{"zopa":1,"parties":{{"{party}":{{"disagreement":0,"ratifiers":{{"bodies":{{"z":{{"values":{{"x":{{"p":1,"q":-1}}}}}}}}}}}},
                "b":{{"disagreement":0}}}},"issues":{{"x":{{"options":["p","q"]}}}},"utilities":{{"{party}":{{}},"b":{{}}}},
                "approvals":{{"{approval}":{{"values":{{"x":{{"p":-1,"q":1}}}}}}}}}}"#
        )
    };
    let conflict = r#"{"claim":"conflict","elements":[{"rule":"approvals.ratifiers"}],"witnesses":[{"x":"p"}]}"#;
    expect(&model("approvals", "ratifiers"), &[conflict], 3, "one place");
    expect(&model("a", "ratifiers"), &[conflict], 1, "not excluded");
    expect(&model("approvals", "c"), &[r#"{"claim":"no-agreement"}"#], 0, "no agreement");
    let belief = r#"{"execution":{"executing":0,"reneging":0},"must_hold":true}"#;
    let states = |second: &str| {
        let state = |given: &str| format!(r#"{{"beliefs":{{"a":{belief}}}{given}}}"#);
        let given = format!(r#","given":[{{"when":{{"x":"o0"}},"beliefs":{{"a":{belief}}}}}]"#);
        finite(&POINTS, &format!(r#","states":{{"s":{},"{second}":{}}}"#, state(&given), state("")))
    };
    let k = package("k", 1, "5", "10");
    expect(&states("s.given[0]"), &[&k], 3, "one place");
    expect(&states("t"), &[&k], 0, "feasible");
}

#[test]
fn payoffs_and_ids_are_numbers_that_fit_and_texts() {
    let breach = |gain: &str, more: &str| {
        let belief = format!(r#"{{"breach":{{"gain":"{gain}","loss":2,"detection":"1/2"}}{more}}}"#);
        finite(&POINTS, &format!(r#","states":{{"s":{{"beliefs":{{"a":{belief}}}}}}}"#))
    };
    let k = package("k", 1, "5", "10");
    expect(&breach("1/3", ""), &[&k], 0, "feasible");
    expect(&breach(&format!("1/1{}", "0".repeat(20)), ""), &[&k], 3, "finely divided");
    expect(&breach(&format!("1{}", "0".repeat(20)), ""), &[&k], 3, "too large");
    expect(&breach("1", r#","id":5"#), &[&k], 2, "text");
    expect(&finite(&POINTS, r#","rules":[{"id":5,"utilities":{"a":1},"at_least":0}]"#), &[&k], 2, "text");
}

/// One level between two parties, with what `more` says of utilities, and rules.
fn level(a: &str, b: &str, more: &str) -> String {
    format!(
        r#"{{"zopa":1,"parties":{{"a":{{"disagreement":0}},"b":{{"disagreement":0}}}},
        "issues":{{"x":{{"continuous":{{"min":0,"max":12}}}},"y":{{"options":["p","q"]}}}},
        "utilities":{{"a":{{{a}}},"b":{{{b}}}}}{more}}}"#
    )
}

fn at(id: &str, x: &str, a: &str, b: &str) -> String {
    format!(r#"{{"claim":"package","id":"{id}","package":{{"x":{x},"y":"p"}},"utilities":{{"a":"{a}","b":"{b}"}}}}"#)
}

fn with_prices(claim: &str, prices: &str) -> String {
    format!(r#"{{{claim},"proof":{{"prices":{prices}}}}}"#)
}

const MORE: &str = r#""values":{"x":{"per_unit":1}}"#;
const LESS: &str = r#""values":{"x":{"points":[[0,12],[12,0]]}}"#;

#[test]
fn levels() {
    let model = level(MORE, LESS, "");
    let (k, best) = (at("k", "6", "6", "6"), r#""claim":"concept","concept":"nash","best":["k"]"#);
    let even = r#"[[{"weights":[1,1]}]]"#;
    expect(&model, &[&k, &with_prices(best, even)], 0, "nash of k: the best, and nothing else is as good");
    expect(&model, &[&k, &with_prices(best, r#"[[{"weights":[2,1]}]]"#)], 1, "no prices exclude");
    expect(&model, &[&k, &format!("{{{best}}}")], 1, "no prices exclude");
    expect(&model, &[&at("k", "5", "5", "7"), &with_prices(best, even)], 1, "no prices exclude");
    expect(&model, &[&at("k", "\"11/2\"", "5.5", "6.5"), &with_prices(best, even)], 1, "no prices exclude");
    expect(&model, &[&at("k", "6", "6", "6.1")], 1, "worth 6 to b");
    expect(&model, &[&at("k", "13", "13", "-1")], 2, "not there");
    let egalitarian = r#""claim":"concept","concept":"egalitarian","best":["k"]"#;
    expect(&model, &[&k, &with_prices(egalitarian, even)], 0, "");
    let bound = |most: &str| with_prices(&format!(r#""claim":"bound","concept":"nash","bound":"{most}""#), even);
    expect(&model, &[&bound("36")], 0, "");
    expect(&model, &[&bound("35.99")], 1, "no prices exclude");
    let sum = |most: &str| with_prices(&format!(r#""claim":"bound","concept":"utilitarian","bound":{most}"#), even);
    expect(&model, &[&sum("12")], 0, "");
    expect(&model, &[&sum("11.9")], 1, "");
    let most = r#""claim":"ideal","party":"a","most":12,"witness":"k""#;
    let (all, alone) = (at("k", "12", "12", "0"), r#"[[{"weights":[1,0]}]]"#);
    expect(&model, &[&all, &with_prices(most, alone)], 0, "a gets at most 12");
    expect(&model, &[&k, &with_prices(most, alone)], 1, "the witness");
    expect(&model, &[&k, &with_prices(&most.replace("12", "6"), alone)], 1, "no prices exclude");
    let none = with_prices(r#""claim":"no-agreement""#, even);
    expect(&model, &[&none], 1, "no prices exclude");
    let apart = model.replace("\"a\":{\"disagreement\":0}", "\"a\":{\"disagreement\":12.5}");
    expect(&apart, &[&none], 0, "");
    for claim in [r#"{"claim":"frontier","of":"feasible","points":[]}"#, r#"{"claim":"lottery"}"#] {
        expect(&model, &[claim], 3, "beside continuous issues");
    }
    // What is no proof.
    for (prices, status) in [
        (r#"[[{"weights":[1,-1]}]]"#, 2),
        (r#"[[{"weights":[1]}]]"#, 2),
        (r#"[[{"weights":[1,1],"ceilings":{"a":1}}]]"#, 2),
        (r#"[[{"weights":[1,1],"rules":{"rules[0]":1}}]]"#, 2),
        (r#"[[]]"#, 2),
        (r#"[[{"weights":[1,1]},{"weights":[1,1]}]]"#, 2),
        (r#"[[{"weights":[1,1]}]],"cuts":{"y":[1]}"#, 2),
        (r#"[[{"weights":[1,1]}]],"order":["x"]"#, 2),
        (r#"[[{"weights":[1,1]}]],"weights":[[1,1]]"#, 2),
        (&format!("[{}]", vec![r#"[{"weights":[1,1]}]"#; 65].join(",")), 3),
        (r#"[[{"weights":[1000000000000000000000000000000,1000000000000000000000000000000]}]]"#, 0),
        (r#"[[{"weights":["1/100000000000000000000000003","1/100000000000000000000000003"]}]]"#, 0),
        (r#"[[{"weights":[1,0]}],[{"weights":[0,0]}],[{"weights":[3,3]}]],"cuts":{"x":[1,2,99]}"#, 0),
    ] {
        let (found, page) = of(&model, &[&k, &with_prices(best, prices)]);
        assert_eq!(found, status, "{prices}: {page}");
    }
}

#[test]
fn levels_that_rules_and_ceilings_bound() {
    let rule = r#","rules":[{"sum":{"x":1,"y":{"q":1}},"at_most":4}]"#;
    let model = level(MORE, LESS, rule);
    let (k, most) = (at("k", "4", "4", "8"), r#""claim":"ideal","party":"a","most":4,"witness":"k""#);
    let priced = |price: &str| format!(r#"[[{{"weights":[1,0],"rules":{{"rules[0]":{price}}}}}]]"#);
    expect(&model, &[&k, &with_prices(most, &priced("1"))], 0, "a gets at most 4");
    expect(&model, &[&k, &with_prices(most, &priced("\"1/2\""))], 1, "no prices exclude");
    expect(&model, &[&k, &with_prices(most, &priced("2"))], 1, "no prices exclude");
    expect(&model, &[&k, &with_prices(most, &priced("-1"))], 2, "an end that a rule does not have");
    expect(&model, &[&at("k", "5", "5", "7")], 1, "breaks a rule");
    let named = |question: &str, claims: &[String]| status(&model, &certificate(&model, question, claims));
    let lifted = [k.clone(), with_prices(most, &priced("1"))];
    assert_eq!(named(r#"{"without":["rules[0]"]}"#, &lifted).0, 2);
    assert_eq!(named(r#"{"without":["rules[1]"]}"#, &lifted).0, 2);
    let alone = [k.clone(), with_prices(most, r#"[[{"weights":[1,0]}]]"#)];
    assert_eq!(named(r#"{"fix":{"x":[4]}}"#, &alone).0, 0);
    assert_eq!(named(r#"{"fix":{"x":[0,4]}}"#, &alone).0, 0);
    assert_eq!(named(r#"{"fix":{"x":[0,5]}}"#, &alone).0, 1);
    assert_eq!(named(r#"{"fix":{"x":[5]}}"#, &alone).0, 1);
    for fix in ["[13]", "[5,4]", "[]", "[1,2,3]"] {
        assert_eq!(named(&format!(r#"{{"fix":{{"x":{fix}}}}}"#), &alone).0, 2, "{fix}");
    }
    // With one option the level is bounded, with the other it is not.
    let bounded = level(MORE, LESS, r#","rules":[{"if":{"y":"p"},"then":{"x":{"to":4}}}]"#);
    let by_name = priced("1").replace("rules[0]", "rules[0].x");
    expect(&bounded, &[&k, &with_prices(most, &by_name)], 1, "no prices exclude");
    let only = certificate(&bounded, r#"{"fix":{"y":["p"]}}"#, &[k.clone(), with_prices(most, &by_name)]);
    assert_eq!(status(&bounded, &only).0, 0);
    // A ceiling, and what is weighed of it.
    let capped = level(&format!(r#"{MORE},"at_most":3"#), LESS, "");
    let (k, best) = (at("k", "3", "3", "9"), r#""claim":"concept","concept":"nash","best":["k"]"#);
    let hint = |top: &str| format!(r#"[[{{"weights":[3,1],"ceilings":{{"a":{top}}}}}]]"#);
    expect(&capped, &[&k, &with_prices(best, &hint("2"))], 0, "the best");
    expect(&capped, &[&k, &with_prices(best, &hint("0"))], 1, "no prices exclude");
    expect(&capped, &[&k, &with_prices(best, &hint("3"))], 1, "no prices exclude");
    expect(&capped, &[&k, &with_prices(best, &hint("4"))], 2, "a negative weight");
}

#[test]
fn a_smallest_gain_is_refined_in_stages() {
    let model =
        level(MORE, r#""constant":1,"values":{"x":{"per_unit":1}}"#, r#","rules":[{"sum":{"x":1},"at_most":2}]"#);
    let (k, best) = (at("k", "2", "2", "3"), r#""claim":"concept","concept":"egalitarian","best":["k"]"#);
    let stage = |weights: &str| format!(r#"{{"weights":{weights},"rules":{{"rules[0]":1}}}}"#);
    let (first, second) = (stage("[1,0]"), stage("[0,1]"));
    expect(&model, &[&k, &with_prices(best, &format!("[[{first},{second}]]"))], 0, "nothing else is as good");
    expect(&model, &[&k, &with_prices(best, &format!("[[{first}]]"))], 1, "no prices exclude");
    expect(&model, &[&k, &with_prices(best, &format!("[[{second},{first}]]"))], 1, "no prices exclude");
    let lower = at("k", "1", "1", "2");
    expect(&model, &[&lower, &with_prices(best, &format!("[[{first},{second}]]"))], 1, "no prices exclude");
}

/// Nobody says that something is wrong with what is only large.
#[test]
fn issues_with_too_many_levels_are_not_decided_and_lines_over_many_are() {
    let steps = |most: usize| {
        format!(
            r#"{{"zopa":1,"parties":{{"a":{{"disagreement":0}}}},"issues":{{"x":{{"integer":{{"min":0,"max":{most}}}}}}},
            "utilities":{{"a":{{"values":{{"x":{{"points":[{}]}}}}}}}}}}"#,
            (0..500)
                .map(|at| format!("[{},{}]", at * most / 500, at))
                .chain([format!("[{most},500]")])
                .collect::<Vec<_>>()
                .join(",")
        )
    };
    let (model, claim) = (steps(100_000), r#"{"claim":"bound","concept":"utilitarian","bound":500}"#);
    expect(&model, &[claim], 0, "nowhere better");
    expect(&steps(100_001), &[claim], 3, "too many levels");
}

/// Frontiers of many parties with many points, without one of them, and with one that is not efficient.
#[test]
fn clouds_of_points() {
    for (parties, size) in [(3, 400), (4, 700), (5, 900), (6, 500)] {
        let (model, points) = cloud(&mut Random(parties as u64 + 77), parties, size);
        let all = efficient(&points);
        assert!(all.len() > 20);
        let claim = |listed: &[usize]| frontier(&points, listed, "");
        expect(&model, &[&claim(&all)], 0, "nothing beyond them");
        for gone in [0, all.len() / 2, all.len() - 1] {
            let mut fewer = all.clone();
            fewer.remove(gone);
            expect(&model, &[&claim(&fewer)], 1, "lacks something");
            let all: Vec<String> = (0..parties).map(|p| format!("\"p{p}\":40")).collect();
            let near = frontier(&points, &fewer, &format!(",\"tolerance\":{{{}}}", all.join(",")));
            expect(&model, &[&near], 0, "by more than 40 for p0");
        }
        let other = (0..size).find(|at| !all.contains(at)).expect("one that is not efficient");
        expect(&model, &[&claim(&[&all[..], &[other]].concat())], 1, "is not efficient");
        expect(&model, &[&claim(&[&all[..], &[all[0]]].concat())], 1, "stands there twice");
    }
}

/// Two options with the same product, each with prices of its own: both must be named.
#[test]
fn what_is_as_good_beside_levels_is_named() {
    let a = r#""values":{"x":{"per_unit":1}},"interactions":[{"when":{"y":"q"},"values":{"x":{"per_unit":"-1/2"}}}]"#;
    let b = r#""values":{"x":{"points":[[0,12],[12,0]]}},
        "interactions":[{"when":{"y":"q"},"add":12,"values":{"x":{"per_unit":-1}}}]"#;
    let model = level(a, b, "");
    let (k, l) = (at("k", "6", "6", "6"), at("l", "6", "3", "12").replace("\"y\":\"p\"", "\"y\":\"q\""));
    let nash = |best: &str| {
        let claim = format!(r#""claim":"concept","concept":"nash","best":[{best}]"#);
        with_prices(&claim, r#"[[{"weights":[1,1]}],[{"weights":[4,1]}]]"#)
    };
    expect(&model, &[&k, &l, &nash(r#""k","l""#)], 0, "nothing else is as good");
    expect(&model, &[&k, &l, &nash(r#""k""#)], 1, "no prices exclude");
    expect(&model, &[&k, &l, &nash(r#""l""#)], 1, "no prices exclude");
}

/// A party of weight 0: something may be as good in what counts, and better for it.
#[test]
fn products_beside_levels_say_nothing_of_who_does_not_count() {
    let model =
        level(MORE, LESS, "").replacen("\"b\":{\"disagreement\":0}", "\"b\":{\"disagreement\":0,\"weight\":0}", 1);
    let best = r#""claim":"concept","concept":"nash","best":["k"]"#;
    let (k, alone) = (at("k", "12", "12", "0"), r#"[[{"weights":[1,0]}]]"#);
    expect(&model, &[&k, &with_prices(best, alone)], 0, "nash of k: the best, and nothing is better");
    expect(&model, &[&at("k", "11", "11", "1"), &with_prices(best, alone)], 1, "no prices exclude");
}

#[test]
fn floors_are_of_those_who_must_accept() {
    let ideal = r#""claim":"ideal","party":"a","parties":["a"],"most":12,"witness":"k","floors":{"b":1}"#;
    let model = level(MORE, LESS, "");
    expect(&model, &[&at("k", "12", "12", "0"), &with_prices(ideal, r#"[[{"weights":[1,0]}]]"#)], 2, "must accept");
    let ideal = r#"{"claim":"ideal","party":"a","parties":["a"],"most":"26","witness":"k","floors":{"b":1}}"#;
    expect(&finite(&POINTS, ""), &[&package("k", 6, "26", "0"), ideal], 2, "must accept");
}

#[test]
fn proofs_with_too_many_prices_or_digits_are_not_decided() {
    let model = level(MORE, LESS, "");
    let none = |prices: &str| with_prices(r#""claim":"no-agreement","parties":["a"]"#, prices);
    // Prices of somebody who is not asked bound nothing, and count.
    let many = format!("[{}]", vec![r#"[{"weights":[0,1]}]"#; 65].join(","));
    expect(&model, &[&none(&many)], 3, "more than 64");
    let long = "7".repeat(400);
    expect(&model, &[&none(&format!("[[{{\"weights\":[{long},1]}}]]"))], 3, "too many digits");
    expect(
        &model,
        &[&none(&format!("[[{{\"weights\":[1,0]}}]],\"cuts\":{{\"x\":[\"1/{long}\"]}}"))],
        3,
        "too many digits",
    );
    let asked = certificate(&model, r#"{"fix":{"x":[0,2]}}"#, &[at("k", "1", "1", "11")]);
    assert!(status(&model, &asked).1.starts_with("asked       x from 0 to 2\n"));
}
