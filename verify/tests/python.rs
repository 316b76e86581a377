//! The checker in Python says the same of every certificate as the one in Rust. Where there is no `python3`, this says so.

mod common;

use common::{Random, Small, certificate, issue};
use std::fs;
use std::path::Path;
use std::process::Command;
use zopa_verify::{STEPS, check};

/// Reads pairs of files and prints what it finds, with the status in front.
const DRIVER: &str = r#"
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
import checker
for name in sys.argv[2:]:
    try:
        model, certificate = (open(name + ending, "rb").read() for ending in (".model", ".certificate"))
        limit = int(name.rpartition("-limit-")[2]) if "-limit-" in name else checker.STEPS
        _, lines = checker.Checker(model, certificate, limit).page()
        print(f"{name}: read")
        for line in lines:
            print(line)
    except checker.Malformed:
        print(f"{name}: malformed")
    except checker.Beyond:
        print(f"{name}: beyond")
"#;

/// Claims of every kind about a model, most of them false: what counts is that both say the same.
fn claims(random: &mut Random, small: &Small) -> Vec<String> {
    let all = small.packages();
    let mut found = Vec::new();
    for at in 0..3 {
        let package = &all[random.below(all.len())];
        found.push(small.package_claim(&format!("k{at}"), package));
    }
    let mut proof = || {
        let weights: Vec<String> = (0..small.parties).map(|_| random.below(20).to_string()).collect();
        let rule = if random.chance(40) { ",\"rule\":\"potentials\"" } else { "" };
        format!("\"proof\":{{\"weights\":[[{}]]{rule}}}", weights.join(","))
    };
    let parties: Vec<String> = (0..small.parties).map(common::party).collect();
    for id in &parties {
        found.push(format!("{{\"claim\":\"ideal\",\"party\":\"{id}\",\"most\":\"3\",\"witness\":\"k0\",{}}}", proof()));
    }
    for concept in ["nash", "kalai-smorodinsky", "egalitarian", "equal-loss", "utilitarian", "relative-utilitarian"] {
        found.push(format!("{{\"claim\":\"concept\",\"concept\":\"{concept}\",\"best\":[\"k1\"],{}}}", proof()));
        found.push(format!("{{\"claim\":\"bound\",\"concept\":\"{concept}\",\"bound\":\"7\",{}}}", proof()));
    }
    found.push(format!("{{\"claim\":\"no-agreement\",{}}}", proof()));
    let (one, other) = (&parties[0], &parties[parties.len() - 1]);
    for (concept, floors) in
        [("nash", "\"0.5\""), ("egalitarian", "-7"), ("utilitarian", "\"1/3\""), ("equal-loss", "1")]
    {
        let floors = format!("\"floors\":{{\"{other}\":{floors}}}");
        for more in [format!("\"by\":[\"{one}\"]"), floors.clone(), format!("\"by\":[\"{other}\"],{floors}")] {
            let claim = format!("\"claim\":\"concept\",\"concept\":\"{concept}\",\"best\":[\"k2\"]");
            found.push(format!("{{{claim},{more},{}}}", proof()));
            found.push(format!("{{\"claim\":\"no-agreement\",{floors},{}}}", proof()));
        }
    }
    for (ties, offer, gain) in
        [("for", "\"offer\":\"k0\",", "1/2"), ("against", "\"offer\":\"k1\",", "0"), ("for", "", "0")]
    {
        let gains: Vec<String> = parties.iter().map(|id| format!("\"{id}\":\"{gain}\"")).collect();
        let stages: Vec<String> = (0..3).map(|_| format!("{{{offer}{}}}", proof())).collect();
        for rounds in [1, 3] {
            found.push(format!(
                "{{\"claim\":\"offers\",\"order\":[\"{one}\",\"{other}\"],\"rounds\":{rounds},\"ties\":\"{ties}\",\"patience\":{{\"{one}\":0.9}},\"outside\":{{\"{other}\":3}},\"gains\":{{{}}},\"stages\":[{}]}}",
                gains.join(","),
                stages[..rounds].join(",")
            ));
        }
    }
    let set = format!("\"set\":[{{\"at\":[\"parties\",\"{one}\",\"disagreement\"],\"to\":\"-9\"}}]");
    let claims = format!("{{\"claim\":\"concept\",\"concept\":\"nash\",\"best\":[\"k0\"],{}}}", proof());
    found.push(format!("{{\"claim\":\"changed\",\"question\":{{{set}}},\"claims\":[{claims},{}]}}", found[3].clone()));
    found.push(format!("{{\"claim\":\"frontier\",\"of\":\"feasible\",\"points\":[],{}}}", proof()));
    let draft = small.package_json(&all[0]);
    found.push(format!("{{\"claim\":\"nearest\",\"draft\":{draft},\"changes\":2,\"best\":[\"k2\"],{}}}", proof()));
    let party = format!("{{\"party\":\"{}\"}}", parties[0]);
    found.push(format!("{{\"claim\":\"conflict\",\"elements\":[{party}],\"witnesses\":[{draft}],{}}}", proof()));
    let (from, to) = (&all[0], &all[all.len() - 1]);
    let side = |package: &[usize]| {
        let whole = small.package_json(package);
        let own = format!("\"{}\":", issue(0));
        let start = whole.find(&own).unwrap_or(0);
        let end = whole[start..].find([',', '}']).map_or(whole.len(), |end| start + end);
        format!("{{{}}}", &whole[start..end])
    };
    let sides = format!("\"from\":{},\"to\":{}", side(from), side(to));
    found.push(format!("{{\"claim\":\"comparison\",\"party\":\"{}\",{sides},\"most\":\"1\",{}}}", parties[0], proof()));
    let ones = vec!["1"; small.parties].join(",");
    found.push(format!("{{\"claim\":\"lottery\",\"concept\":\"lottery-nash\",\"odds\":[[\"k0\",\"1/2\"],[\"k1\",\"1/2\"]],\"weights\":[{ones}]}}"));
    let odds = "\"odds\":[[\"k0\",\"1/3\"],[\"k2\",\"2/3\"]]";
    found.push(format!(
        "{{\"claim\":\"lottery\",\"concept\":\"lottery-egalitarian\",{odds},\"weights\":[[{ones}],[{ones}]]}}"
    ));
    let ideal = vec![format!("{{{odds},\"weights\":[{ones}]}}"); small.parties].join(",");
    found.push(format!(
        "{{\"claim\":\"lottery\",\"concept\":\"lottery-kalai-smorodinsky\",{odds},\"weights\":[[{ones}]],\"ideal\":[{ideal}]}}"
    ));
    found
}

#[test]
fn both_checkers_say_the_same() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    if Command::new("python3").arg("--version").output().is_err() {
        eprintln!("there is no python3: the checker in Python is not compared");
        return;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("certificates");
    fs::create_dir_all(&folder).expect("a folder");
    let (mut names, mut expected) = (Vec::new(), String::new());
    let mut add = |name: &str, model: &str, certificate: &str| {
        let path = folder.join(name).to_string_lossy().into_owned();
        fs::write(format!("{path}.model"), model).expect("a file");
        fs::write(format!("{path}.certificate"), certificate).expect("a file");
        let limit = name.split_once("-limit-").map_or(STEPS, |(_, limit)| limit.parse().expect("a number"));
        expected += &match check(model.as_bytes(), certificate.as_bytes(), limit) {
            Ok(report) => format!("{path}: read\n{}", report.page()),
            Err(trouble) if trouble.status() == 2 => format!("{path}: malformed\n"),
            Err(_) => format!("{path}: beyond\n"),
        };
        names.push(path);
    };
    for seed in 1..=150u64 {
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let small = Small::random(&mut random);
        let model = small.json();
        let claims = claims(&mut random, &small);
        let text = certificate(&model, &small.question(), &claims);
        add(&format!("random-{seed}"), &model, &text);
        // And with some of its bytes gone or changed.
        let mut broken = text.into_bytes();
        let at = random.below(broken.len());
        match random.below(3) {
            0 => broken.truncate(at),
            1 => broken[at] = b"[]{}:,0\"x"[random.below(9)],
            _ => drop(broken.remove(at)),
        }
        add(&format!("broken-{seed}"), &model, &String::from_utf8_lossy(&broken));
    }
    // Nothing is claimed, of what the model says and of something else.
    let model = r#"{"zopa":1,"parties":{"a":{"disagreement":0},"b":{"disagreement":0}},"issues":{"x":{"options":["p","q"]}},
        "utilities":{"a":{"values":{"x":{"p":1,"q":0}}},"b":{"values":{"x":{"p":0,"q":1}}}}}"#;
    add("nothing", model, &certificate(model, "{}", &[]));
    add("nothing-asked", model, &certificate(model, r#"{"fix":{"x":["p"]}}"#, &[]));
    // Each claim with as many steps as it takes, and with one less: both checkers count the same where a power is rooted.
    for (name, weights, bound) in [("even", "1", "49.5"), ("odd", "499", "1e90")] {
        let model = format!(
            r#"{{"zopa":1,"parties":{{"a":{{"disagreement":0,"weight":{weights}}},"b":{{"disagreement":0}}}},"issues":{{"x":{{"options":["p"]}}}},
            "utilities":{{"a":{{"values":{{"x":{{"p":1}}}}}},"b":{{"values":{{"x":{{"p":1}}}}}}}}}}"#
        );
        let claim = format!(
            r#"{{"claim":"bound","concept":"nash","bound":"{bound}","proof":{{"weights":[[12345,54321],[1,1]]}}}}"#
        );
        let text = certificate(&model, "{}", &[claim]);
        let steps = check(model.as_bytes(), text.as_bytes(), STEPS).expect("it is read").findings[0].steps;
        for limit in [steps, steps - 1] {
            add(&format!("{name}-limit-{limit}"), &model, &text);
        }
    }
    for seed in 1..=40u64 {
        let (small, claims, _) = common::levels::claims(seed);
        add(&format!("levels-{seed}"), &small.json(), &small.certificate(&claims));
    }
    for (parties, size) in [(3, 150), (4, 300), (5, 300)] {
        let (model, points) = common::cloud(&mut Random(parties as u64), parties, size);
        let all = common::efficient(&points);
        let claims = [&all[..], &all[1..], &all[..0]].map(|listed| common::frontier(&points, listed, ""));
        let cover = common::frontier(&points, &all[..all.len() / 2], ",\"tolerance\":{\"p1\":9,\"p2\":12}");
        let text = certificate(&model, "{}", &[&claims[..], &[cover]].concat());
        add(&format!("cloud-{parties}"), &model, &text);
    }
    for entry in fs::read_dir(here.join("tests/certificates")).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let models = ["../models", "../models/examples", "../models/levels", "../tests/fixtures"]
            .map(|folder| here.join(folder));
        let model = models.iter().find_map(|folder| fs::read_to_string(folder.join(&name)).ok()).expect("the model");
        add(&name, &model, &fs::read_to_string(entry.path()).expect("a certificate"));
    }
    let output = Command::new("python3").arg("-c").arg(DRIVER).arg(here).args(&names).output().expect("python3");
    let (found, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{errors}");
    for (line, (found, expected)) in found.lines().zip(expected.lines()).enumerate() {
        assert_eq!(found, expected, "in line {line} of what the checkers say: Python on the left, Rust on the right");
    }
    assert_eq!(found.lines().count(), expected.lines().count());
    assert!(expected.matches("proven ").count() > 200 && expected.matches("rejected ").count() > 200);
}
