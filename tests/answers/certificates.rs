//! Answers to random models, as certificates that code which shares nothing with the library finds proven; and not of any other
//! model.

use crate::common;
use crate::common::at::At;

use common::random::{self, Tape};
use common::{cases, consents, states};
use num_rational::BigRational;
use proptest::prelude::*;
use zopa::certificate::{Certificate, Fingerprint, NoCertificate};
use zopa::search::Target;
use zopa::{Engine, Interrupt, Limits, Model, Problem, View};

pub(crate) fn about<'v>(view: &View<'v>, text: &str) -> Result<Certificate<'v>, NoCertificate> {
    Certificate::new(view, Fingerprint { sha256: zopa_verify::fingerprint(text.as_bytes()), bytes: text.len() })
}

/// That a checker finds every claim proven.
pub(crate) fn proven(text: &str, certificate: &Certificate) -> Result<(), TestCaseError> {
    let written = certificate.text();
    match zopa_verify::check(text.as_bytes(), written.as_bytes(), zopa_verify::STEPS) {
        // Nothing that is claimed is nothing that is proven.
        Ok(report) => {
            let status = if certificate.claims() == 0 { 3 } else { 0 };
            prop_assert_eq!(report.status(), status, "{}\n{}\n{}", report.page(), written, text);
        }
        Err(trouble) => return Err(TestCaseError::fail(format!("{trouble}\n{written}\n{text}"))),
    }
    Ok(())
}

fn certified(view: &View, text: &str, engine: Engine) -> Result<(), TestCaseError> {
    let limits = Limits::default();
    let answer = view.clone().search().engine(engine).run();
    let mut certificate = about(view, text).map_err(|why| TestCaseError::fail(why.to_string()))?;
    certificate.solutions(&answer, &limits).map_err(|stop| TestCaseError::fail(stop.to_string()))?;
    prop_assert!(certificate.claims() > 0);
    proven(text, &certificate)
}

/// The model, with states, events, promises that must hold, and consents beside.
fn extended(case: &random::Case) -> Option<(Model, Problem)> {
    let mixed = |at: u32| {
        case.questions[at as usize % 24].wrapping_mul(2_654_435_761).rotate_left(at % 31).wrapping_add(104_729 * at)
    };
    let mut tape = Tape::new((0..900).map(mixed).collect());
    let mut model = case.model.clone();
    states::add_states(&mut model, &mut tape);
    if tape.chance(70) {
        consents::add_consents(&mut model, &mut tape);
    }
    // What can never be satisfied is refused, and so are ceilings that count for and against.
    Problem::compile(&model).ok().map(|problem| (model, problem))
}

proptest! {
    #![proptest_config(cases(200))]

    /// What is agreed decides events, promises have to hold, third parties and bodies consent, and utilities add up to enough.
    #[test]
    fn agreements_that_hold_are_proven_to_somebody_else(case in random::models()) {
        let Some((model, problem)) = extended(&case) else { return Ok(()) };
        let (text, view, limits) = (model.to_json(), problem.view(), Limits::default());
        let stopped = |stop: zopa::Stop| TestCaseError::fail(stop.to_string());
        for engine in [Engine::Automatic, Engine::Branch] {
            certified(&view, &text, engine)?;
        }
        let mut certificate = about(&view, &text).expect("there is one");
        let answer = view.clone().search().frontier(Target::Acceptable);
        certificate.frontier(Target::Acceptable, &answer, &limits).map_err(stopped)?;
        let found = view.conflicts(&[], &limits);
        certificate.conflicts(&found, &limits).map_err(stopped)?;
        proven(&text, &certificate)?;
        // With all that stands in one place lifted.
        if let Some((_, first)) = view.constraints().last() {
            let same = view.constraints().filter(|(_, one)| one.path == first.path);
            let lifted = same.fold(view.clone(), |view, (at, _)| view.lift(at));
            certified(&lifted, &text, Engine::Automatic)?;
        }
    }

    #[test]
    fn what_is_chosen_is_proven_to_somebody_else(case in random::models()) {
        let text = case.model.to_json();
        let problem = Problem::compile(&case.model).map_err(|errors| TestCaseError::fail(errors.to_string()))?;
        for engine in [Engine::Automatic, Engine::Descend, Engine::Branch] {
            certified(&problem.view(), &text, engine)?;
        }
        // Of what stopped early: what is there, and bounds.
        for engine in [Engine::Automatic, Engine::Descend] {
            let limits = Limits { points: 2, ..Limits::default() };
            let answer = problem.view().search().engine(engine).limits(limits).run();
            let mut certificate = about(&problem.view(), &text).map_err(|why| TestCaseError::fail(why.to_string()))?;
            certificate.solutions(&answer, &Limits::default()).map_err(|stop| TestCaseError::fail(stop.to_string()))?;
            proven(&text, &certificate)?;
        }
        // With an option fixed and a rule lifted.
        let issue = problem.issue_ids().next().expect("an issue");
        let mut view = problem.view().fix(issue, problem.option_ids(issue).next().expect("an option"));
        if let Some((at, _)) = problem.view().constraints().next() {
            view = view.lift(at);
        }
        certified(&view, &text, Engine::Automatic)?;
    }

    #[test]
    fn frontiers_and_conflicts_are_proven_to_somebody_else(case in random::models()) {
        let text = case.model.to_json();
        let problem = Problem::compile(&case.model).map_err(|errors| TestCaseError::fail(errors.to_string()))?;
        let (view, limits) = (problem.view(), Limits::default());
        let stopped = |stop: zopa::Stop| TestCaseError::fail(stop.to_string());
        for target in [Target::Acceptable, Target::Feasible] {
            let mut certificate = about(&view, &text).expect("there is one");
            let answer = view.clone().search().frontier(target);
            certificate.frontier(target, &answer, &limits).map_err(stopped)?;
            let cover = view.clone().search().epsilon("1/10".parse().expect("a number")).frontier(target);
            certificate.frontier(target, &cover, &limits).map_err(stopped)?;
            proven(&text, &certificate)?;
        }
        let mut certificate = about(&view, &text).expect("there is one");
        let found = view.conflicts(&[], &limits);
        certificate.conflicts(&found, &limits).map_err(stopped)?;
        let concepts = [zopa::lottery::Concept::KalaiSmorodinsky, zopa::lottery::Concept::Egalitarian];
        if let Ok(answer) = view.lotteries(&concepts, &limits) {
            certificate.lotteries(&answer, &limits).map_err(stopped)?;
        }
        proven(&text, &certificate)?;
        // A lifted rule may change what holds, and the certificate of one question is none of the other.
        let other = text.clone() + " ";
        let elsewhere = zopa_verify::check(other.as_bytes(), certificate.text().as_bytes(), 1000);
        prop_assert!(elsewhere.is_err());
    }
}

/// Offers by these parties, with the patience of the seed.
fn offering(problem: &Problem, seed: u32) -> Vec<zopa::problem::Talk> {
    use zopa::problem::{Offers, Talk, Way};
    let order: Vec<Vec<zopa::problem::PartyId>> = problem.party_ids().map(|party| vec![party]).collect();
    let share = |at: usize| ["9/10", "1", "1/2", "0"][(seed as usize >> (2 * at)) % 4].parse().expect("a number");
    let outside = |party: zopa::problem::PartyId| {
        (seed >> party.index()).is_multiple_of(5).then(|| problem.view().disagreement(party))
    };
    let offers = |at_random: bool| Offers {
        rounds: 1 + seed as usize % 5,
        at_random,
        patience: (0..order.len()).map(share).collect(),
        breakdown: if seed.is_multiple_of(3) { "1/4".parse().expect("a number") } else { zopa::Number::zero() },
        outside: problem.party_ids().map(outside).collect(),
        order: order.clone(),
        ..Offers::of_parties(order.len())
    };
    let talk = |(id, way): (&str, Way)| Talk { id: id.into(), name: None, way, because: None };
    [("in-turn", Way::Offers(offers(false))), ("by-chance", Way::Offers(offers(true)))].map(talk).to_vec()
}

proptest! {
    #![proptest_config(cases(60))]

    /// What ways of talking come to, what can be ratified, and how far answers hold.
    #[test]
    fn ways_of_talking_and_how_far_answers_hold_are_proven_to_somebody_else(case in random::models()) {
        let text = case.model.to_json();
        let problem = Problem::compile(&case.model).map_err(|errors| TestCaseError::fail(errors.to_string()))?;
        let (view, limits, seed) = (problem.view(), Limits::default(), case.questions[0]);
        let stopped = |stop: zopa::Stop| TestCaseError::fail(stop.to_string());
        let mut talks = zopa::protocol::usual(&view, problem.terms());
        talks.extend(offering(&problem, seed));
        let bloc: Vec<_> = problem.party_ids().take(2).collect();
        let way = zopa::problem::Way::Blocs(zopa::problem::Blocs { of: vec![bloc], power: 1.into() });
        talks.push(zopa::problem::Talk { id: "bloc".into(), name: None, way, because: None });
        let all: Vec<&dyn zopa::concept::Concept> = zopa::concept::ALL.into_iter().collect();
        for concept in [all[0], all[1 + seed as usize % (all.len() - 1)]] {
            let told: Vec<_> = talks.iter().map(|talk| (talk.clone(), view.talks(&talk.way, concept, &limits))).collect();
            let mut certificate = about(&view, &text).expect("there is one");
            certificate.ways(&told, concept, &limits).map_err(stopped)?;
            for party in problem.party_ids().take(2) {
                let steps = view.ratified(party, concept, &limits);
                certificate.ratified(party, concept, &steps, &limits).map_err(stopped)?;
            }
            proven(&text, &certificate)?;
        }
        let Ok(moving) = Problem::compile_with_numbers(&case.model) else { return Ok(()) };
        let view = moving.view();
        for concept in [all[0], all[1 + seed as usize % (all.len() - 1)]] {
            let answer = view.clone().search().concepts([concept]).run();
            let any = answer.solutions.first().and_then(|solution| solution.agreements.first());
            let other = view.clone().search().frontier(Target::Acceptable);
            let packages = any.map(|one| one.package.clone()).into_iter();
            for package in packages.chain(other.frontier.points.first().map(|point| point.package.clone())) {
                let found = view.stability(&package, concept, &limits);
                let mut certificate = about(&view, &text).expect("there is one");
                certificate.stability(&found, concept, &limits).map_err(stopped)?;
                proven(&text, &certificate)?;
            }
        }
    }
}

#[test]
fn there_is_none_of_what_only_code_asks() {
    let levels = include_str!("../../models/levels/first-steps.json");
    let problem = Problem::from_json(levels).expect("a model");
    let level = problem.level_ids().next().expect("a level");
    let none =
        problem.view().between(level, &[BigRational::from_integer(90.into()), BigRational::from_integer(85.into())]);
    assert_eq!(about(&none, levels).err(), Some(NoCertificate::NoLevels));
    let text = include_str!("../../models/examples/first-steps.json");
    let problem = Problem::from_json(text).expect("a model");
    let party = problem.party_ids().next().expect("a party");
    let moved = problem.view().with_disagreement(party, &3.into()).expect("a number");
    assert_eq!(about(&moved, text).err(), Some(NoCertificate::MovedInCode));
    assert_eq!(about(&problem.view().without_floor(party), text).err(), Some(NoCertificate::MovedInCode));
    let alone: Vec<bool> = problem.party_ids().map(|other| other == party).collect();
    assert_eq!(about(&problem.view().with_consent_of(&alone), text).err(), Some(NoCertificate::MovedInCode));
}

/// Who agrees by a quota may have no weight: of a product that counts nobody nothing is claimed.
#[test]
fn nothing_is_claimed_where_nobody_who_agrees_has_a_weight() {
    let text = r#"{"zopa":1,"parties":{"a":{"disagreement":3},"b":{"disagreement":0,"weight":0}},"issues":{"x":{"options":["p","q"]}},
        "utilities":{"a":{"values":{"x":{"p":1,"q":2}}},"b":{"values":{"x":{"p":1,"q":2}}}},"acceptance":{"quota":1}}"#;
    let problem = Problem::from_json(text).expect("a model");
    let mut certificate = about(&problem.view(), text).expect("there is one");
    certificate.solutions(&problem.search().run(), &Limits::default()).expect("no limit");
    assert!(certificate.unchecked().iter().any(|open| open.contains("nobody of those who agree has a weight")));
    proven(text, &certificate).expect("what is claimed beside");
}

/// A package that is worth the same as what is chosen, and breaks a rule, is not named in its place.
#[test]
fn ends_are_about_a_package_that_may_be_agreed() {
    let text = r#"{"zopa":1,"parties":{"a":{"disagreement":0},"b":{"disagreement":0}},"issues":{"x":{"options":["p","q"]}},
        "utilities":{"a":{"values":{"x":{"p":1,"q":1}}},"b":{"values":{"x":{"p":1,"q":1}}}},"rules":[{"forbid":{"x":"p"}}]}"#;
    let problem = Problem::from_json(text).expect("a model");
    let (view, limits) = (problem.view(), Limits::default());
    let found = view.stability(&problem.package_at(&[0]), &zopa::concept::Nash, &limits);
    let mut certificate = about(&view, text).expect("there is one");
    certificate.stability(&found, &zopa::concept::Nash, &limits).expect("no limit");
    proven(text, &certificate).expect("the other one is chosen");
}

#[test]
fn there_is_none_of_a_belief_that_all_could_share() {
    let text = include_str!("../../models/promises/promises-that-hold.json");
    let with = text.replacen("\"issues\"", "\"acceptance\": { \"beliefs\": \"common\" }, \"issues\"", 1);
    let problem = Problem::from_json(&with).expect("a model");
    let view = problem.view();
    assert_eq!(about(&view, &with).err(), Some(NoCertificate::SharedBelief));
    // Lifted, it asks for nothing.
    let (at, _) = view.constraints().find(|(_, one)| one.name == "acceptance.beliefs").expect("the rule");
    certified(&view.lift(at), &with, Engine::Automatic).expect("it is proven");
    certified(&Problem::from_json(text).expect("a model").view(), text, Engine::Automatic).expect("it is proven");
}

/// A rule over utilities with a ceiling and two ends is two constraints of one place, and a conflict names one.
#[test]
fn a_conflict_with_both_ends_of_a_rule_is_proven_and_two_things_of_one_place_have_none() {
    let text = r#"{"zopa":1,"parties":{"a":{"disagreement":0},"b":{"disagreement":0}},"issues":{"x":{"options":["p","q"]}},
        "utilities":{"a":{"at_most":10,"values":{"x":{"p":6,"q":4}}},"b":{"values":{"x":{"p":1,"q":-1}}}},
        "rules":[{"utilities":{"a":1},"at_least":3,"at_most":5}]}"#;
    let problem = Problem::from_json(text).expect("a model");
    let (view, limits) = (problem.view(), Limits::default());
    let mut certificate = about(&view, text).expect("a certificate");
    certificate.conflicts(&view.conflicts(&[], &limits), &limits).expect("no limit was set");
    assert!(certificate.claims() > 0);
    proven(text, &certificate).expect("it is proven");
    let text = r#"{"zopa":1,"parties":{"approvals":{"disagreement":0,"ratifiers":{"bodies":{"z":{"values":{"x":{"p":1,"q":-1}}}}}},
        "b":{"disagreement":0}},"issues":{"x":{"options":["p","q"]}},"utilities":{"approvals":{},"b":{}},
        "approvals":{"ratifiers":{"values":{"x":{"p":-1,"q":1}}}}}"#;
    let problem = Problem::from_json(text).expect("a model");
    assert_eq!(about(&problem.view(), text).err(), Some(NoCertificate::OnePlace));
}

/// Levels: what is chosen from all of them, from a part of a range, without a rule, and that nothing can be agreed.
#[test]
fn levels_are_proven_to_somebody_else() {
    let text = include_str!("../../models/levels/first-steps.json");
    let problem = Problem::from_json(text).expect("a model");
    let (level, limits) = (problem.level_ids().next().expect("a level"), Limits::default());
    let ends = |low: i64, high: i64| [low, high].map(|end| BigRational::from_integer(end.into()));
    let (rule, _) = problem.view().level_rules().last().expect("a rule");
    let views = [
        problem.view(),
        problem.view().between(level, &ends(80, 97)),
        problem.view().fix_level(level, &90.into()),
        problem.view().lift_level_rule(rule),
        problem.view().between(level, &ends(80, 82)),
    ];
    for view in views {
        let answer = view.clone().search().run();
        let mut certificate = about(&view, text).expect("a certificate");
        certificate.solutions(&answer, &limits).expect("no limit was set");
        assert!(certificate.unchecked().is_empty(), "{:?}", certificate.unchecked());
        proven(text, &certificate).expect("it is proven");
        // All else that may be asked is left open.
        let mut other = about(&view, text).expect("a certificate");
        other
            .frontier(Target::Acceptable, &view.clone().search().frontier(Target::Acceptable), &limits)
            .expect("no limit");
        assert_eq!((other.claims(), other.unchecked().len()), (0, 1));
    }
}

/// A search that stops claims what it has found, and that nothing exceeds its bound.
#[test]
fn bounds_of_what_stopped_are_proven_to_somebody_else() {
    let mut seed = 88_172_645_463_325_252u64;
    let mut worth = || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed % 2000
    };
    let names = |kind: &str, count: usize| (0..count).map(|at| format!("\"{kind}{at}\"")).collect::<Vec<_>>();
    let (parties, issues) = (names("p", 8), names("i", 24));
    let options = names("o", 8);
    let values = |worth: &mut dyn FnMut() -> u64| {
        let row: Vec<String> = options.iter().map(|option| format!("{option}:{}", worth())).collect();
        format!("{{{}}}", row.join(","))
    };
    let mut utility = |party: &String| {
        let own: Vec<String> = issues.iter().map(|issue| format!("{issue}:{}", values(&mut worth))).collect();
        format!("{party}:{{\"values\":{{{}}}}}", own.join(","))
    };
    let text = format!(
        "{{\"zopa\":1,\"parties\":{{{}}},\"issues\":{{{}}},\"utilities\":{{{}}}}}",
        parties.iter().map(|party| format!("{party}:{{\"disagreement\":13000}}")).collect::<Vec<_>>().join(","),
        issues
            .iter()
            .map(|issue| format!("{issue}:{{\"options\":[{}]}}", options.join(",")))
            .collect::<Vec<_>>()
            .join(","),
        parties.iter().map(&mut utility).collect::<Vec<_>>().join(",")
    );
    let problem = Problem::from_json(&text).expect("a model");
    let view = problem.view();
    let mut bounds = 0;
    // By looks at the clock, which are the same everywhere.
    for look in [3, 100, 200] {
        let limits = Limits { interrupt: Interrupt::at_look(look), ..Limits::default() };
        let concepts = zopa::concept::ALL.into_iter().filter(|concept| concept.id() == "egalitarian");
        let answer = view.clone().search().concepts(concepts).limits(limits).without_ideal().run();
        assert!(matches!(answer.status, zopa::Status::Stopped(_)));
        let mut certificate = about(&view, &text).expect("a certificate");
        certificate.solutions(&answer, &Limits::default()).expect("no limit was set");
        proven(&text, &certificate).expect("it is proven");
        bounds += certificate.text().matches("\"claim\":\"bound\"").count();
    }
    assert!(bounds > 0);
}

/// Lotteries as even as can be, of few packages and of many.
#[test]
fn even_lotteries_are_proven_to_somebody_else() {
    use zopa::lottery::Concept;
    let texts = [
        include_str!("../../models/nash-1950-bill-and-jack.json"),
        include_str!("../../models/examples/first-steps.json"),
        include_str!("../../models/ukraine-security-guarantees.json"),
        include_str!("../../models/harbour-six-parties.json"),
    ];
    for text in texts {
        let problem = Problem::from_json(text).expect("a model");
        let (view, limits) = (problem.view(), Limits::default());
        let answer = view.lotteries(&[Concept::Nash, Concept::KalaiSmorodinsky, Concept::Egalitarian], &limits);
        let answer = answer.expect("they suit it");
        let mut certificate = about(&view, text).expect("a certificate");
        certificate.lotteries(&answer, &limits).expect("no limit was set");
        proven(text, &certificate).expect("it is proven");
        let even = certificate.text().matches("\"concept\":\"lottery-").count();
        assert!(even >= 2, "{even}: {:?}", certificate.unchecked());
    }
}

/// Levels beside a quota, where the largest sets that agree bargain; and where not all can gain.
#[test]
fn coalitions_and_degenerate_products_beside_levels_are_proven_to_somebody_else() {
    let model = |acceptance: &str, most: &str| {
        format!(
            r#"{{"zopa":1,"parties":{{"a":{{"disagreement":2}},"b":{{"disagreement":2}},"c":{{"disagreement":2}}}},
            "issues":{{"x":{{"continuous":{{"min":0,"max":10}}}},"y":{{"options":["p","q"]}}}},
            "utilities":{{"a":{{"values":{{"x":{{"per_unit":1}},"y":{{"p":0,"q":1}}}}}},
                "b":{{"values":{{"x":{{"points":[[0,9],[6,6],[10,0]]}},"y":{{"p":1,"q":0}}}}}},
                "c":{{"at_most":{most},"values":{{"x":{{"points":[[0,1],[4,3],[10,-2]]}},"y":{{"p":-2,"q":0}}}}}}}},
            "rules":[{{"sum":{{"x":1,"y":{{"q":2}}}},"at_most":8}}]{acceptance}}}"#
        )
    };
    let quota = r#","acceptance":{"quota":2}"#;
    for (text, says) in [
        (model("", "9"), "\"concept\":\"nash\""),
        (model("", "2"), "\"degenerate\":true"),
        (model(quota, "1"), "\"parties\":[\"a\",\"b\"]"),
        (model("", "1"), "no-agreement"),
        (model(r#","acceptance":{"quota":2,"veto":["c"]}"#, "1"), "no-agreement"),
    ] {
        let problem = Problem::from_json(&text).expect("a model");
        let view = problem.view();
        let mut certificate = about(&view, &text).expect("a certificate");
        certificate.solutions(&view.clone().search().run(), &Limits::default()).expect("no limit was set");
        assert!(certificate.text().contains(says), "{says}: {}", certificate.text());
        assert!(certificate.unchecked().is_empty(), "{says}: {:?}", certificate.unchecked());
        proven(&text, &certificate).expect("it is proven");
    }
}

/// Where nothing is accepted, also by sets without the first party: two who want opposite things, and three of whom two must accept.
#[test]
fn nothing_agreed_by_any_set_beside_levels_is_proven_to_somebody_else() {
    let model = |parties: &[(&str, &str, i64)], quota: usize| {
        let joined = |one: &dyn Fn(&(&str, &str, i64)) -> String| parties.iter().map(one).collect::<Vec<_>>().join(",");
        let floors = joined(&|(id, _, floor)| format!(r#""{id}":{{"disagreement":{floor}}}"#));
        let values = joined(&|(id, per_unit, _)| format!(r#""{id}":{{"values":{{"c":{{"per_unit":{per_unit}}}}}}}"#));
        format!(
            r#"{{"zopa":1,"parties":{{{floors}}},"issues":{{"c":{{"continuous":{{"min":0,"max":1}}}}}},
            "utilities":{{{values}}},"acceptance":{{"quota":{quota}}}}}"#
        )
    };
    for text in [
        model(&[("a", "1", 5), ("b", "-1", 5)], 1),
        model(&[("a", "1", 5), ("b", "-1", 0), ("c", "2", 1), ("d", "-3", -1)], 3),
    ] {
        let problem = Problem::from_json(&text).expect("a model");
        let view = problem.view();
        let mut certificate = about(&view, &text).expect("a certificate");
        certificate.solutions(&view.clone().search().run(), &Limits::default()).expect("no limit was set");
        assert!(certificate.text().contains("no-agreement"), "{}", certificate.text());
        assert!(certificate.unchecked().is_empty(), "{:?}", certificate.unchecked());
        proven(&text, &certificate).expect("it is proven");
    }
}
