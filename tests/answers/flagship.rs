//! The claims of the flagship's text on its first model, without promises and consents, asked through the public interface.
//!
//! Each test has one claim of the commentary, and solves changed questions about
//! `tests/fixtures/ukraine-2025.json`: options fixed and forbidden, red lines lifted, walk-away values dropped.
//! The numbers are those that an independent program found (`tests/expected.json`). They are illustrative judgements;
//! what the tests show is that the model says what it is said to say.

use crate::common;

use common::at::At;
use common::{Q, answers, q, rational};
use num_traits::ToPrimitive;
use serde_json::Value;
use std::sync::LazyLock;
use zopa::explain::{Contribution, Fact, NoWorse};
use zopa::search::Target;
use zopa::{Limits, Model, Package, Point, Problem, View};

const RUSSIA: usize = 0;
const UKRAINE: usize = 1;
const EUROPE: usize = 2;
const UNITED_STATES: usize = 3;

static MODEL: LazyLock<Model> = LazyLock::new(|| {
    Model::from_json(include_str!("../fixtures/ukraine-2025.json")).unwrap_or_else(|errors| panic!("{errors}"))
});
static PROBLEM: LazyLock<Problem> =
    LazyLock::new(|| Problem::compile(&MODEL).unwrap_or_else(|errors| panic!("{errors}")));
static CLAIMS: LazyLock<Value> = LazyLock::new(|| {
    let all: Value = serde_json::from_str(include_str!("../expected.json")).expect("JSON");
    all["../tests/fixtures/ukraine-2025.json"]["claims"].clone()
});

fn number(value: &Value) -> Q {
    match value {
        Value::String(text) => rational(text),
        other => rational(&other.to_string()),
    }
}

/// Settles issues by ids.
fn fix<'p>(view: View<'p>, choices: &[(&str, &str)]) -> View<'p> {
    choices.iter().fold(view, |view, (issue, option)| {
        let (issue, option) = PROBLEM.option(issue, option).unwrap_or_else(|error| panic!("{error:?}"));
        view.fix(issue, option)
    })
}

/// Takes options away.
fn without<'p>(view: View<'p>, issue: &str, options: &[&str]) -> View<'p> {
    options.iter().fold(view, |view, option| {
        let (issue, option) = PROBLEM.option(issue, option).unwrap_or_else(|error| panic!("{error:?}"));
        view.forbid(issue, option)
    })
}

/// Lifts the red lines of these parties.
fn lift<'p>(view: View<'p>, parties: &[usize]) -> View<'p> {
    let of = |at: &usize| PROBLEM.constraints()[*at].party.is_some_and(|party| parties.contains(&party.index()));
    (0..PROBLEM.constraints().len()).filter(of).fold(view, |view, at| view.lift(PROBLEM.constraint_at(at)))
}

/// Lifts all red lines.
fn no_red_lines(view: View<'_>) -> View<'_> {
    lift(view, &[RUSSIA, UKRAINE, EUROPE, UNITED_STATES])
}

/// Lets all parties but these accept anything.
fn only<'p>(view: View<'p>, parties: &[usize]) -> View<'p> {
    (0..4)
        .filter(|party| !parties.contains(party))
        .fold(view, |view, party| view.without_floor(PROBLEM.party_at(party)))
}

/// The most that a party can get in packages that the view's parties accept, with such a package.
fn most(view: &View, party: usize) -> Option<(Q, Point)> {
    let frontier = view.clone().search().frontier(Target::Acceptable);
    assert!(frontier.complete);
    let best = frontier.frontier.points.into_iter().max_by_key(|point| point.utilities[party])?;
    Some((PROBLEM.in_units(PROBLEM.party_at(party), best.utilities[party]).value().clone(), best))
}

/// How many packages all parties of the view accept.
fn accepted(view: View<'_>) -> u64 {
    let counts = view.search().count().expect("no limit is met");
    counts.individually_rational.and_then(|count| count.to_u64()).expect("a count")
}

/// The Nash product among packages that all accept.
fn nash(view: View<'_>) -> Option<Q> {
    value(view, "nash")
}

fn value(view: View<'_>, concept: &str) -> Option<Q> {
    let concept = zopa::concept::by_id(concept).expect("a concept");
    let answer = view.search().concepts([concept]).run();
    answer.solutions.first().map(|solution| solution.value.as_ref().expect("a value").number.value().clone())
}

fn gains(id: &str) -> Vec<Q> {
    let package = &PROBLEM.proposal(id).expect("a proposal").package;
    let view = PROBLEM.view();
    let gains = view.gains(&PROBLEM.utilities(package));
    gains
        .iter()
        .enumerate()
        .map(|(party, gain)| view.gain_in_units(PROBLEM.party_at(party), *gain).value().clone())
        .collect()
}

/// The bare ceasefire, with some issues settled otherwise.
fn ceasefire_with(changes: &[(&str, &str)]) -> Package {
    let mut options = PROBLEM.proposal("bare-ceasefire").expect("a proposal").package.options().to_vec();
    for (issue, option) in changes {
        let (issue, option) = PROBLEM.option(issue, option).unwrap_or_else(|error| panic!("{error:?}"));
        options[issue.index()] = option;
    }
    Package::new(options)
}

fn utility(party: usize, package: &Package) -> Q {
    PROBLEM.in_units(PROBLEM.party_at(party), PROBLEM.utilities(package)[party]).value().clone()
}

fn view() -> View<'static> {
    PROBLEM.view()
}

fn claim(id: &str) -> &'static Value {
    let claim = &CLAIMS[id];
    assert_eq!(claim["holds"], true, "{id}");
    claim
}

/// A1: the package that Ukraine, Europe and the United States would draft among themselves is refused by Russia.
#[test]
fn a1_what_the_others_would_draft_is_refused() {
    let claim = claim("A1");
    // A party of weight 0 does not count in the product.
    let mut model = MODEL.clone();
    model.parties.0[RUSSIA].1.weight = Some(0.into());
    let problem = Problem::compile(&model).unwrap_or_else(|errors| panic!("{errors}"));
    let red_lines = (0..problem.constraints().len())
        .filter(|at| problem.constraints()[*at].party == Some(PROBLEM.party_at(RUSSIA)));
    let draft = red_lines
        .fold(problem.view().without_floor(PROBLEM.party_at(RUSSIA)), |view, at| view.lift(PROBLEM.constraint_at(at)));
    let answer = draft.search().concepts([zopa::concept::by_id("nash").expect("a concept")]).run();
    let nash = &answer.solutions[0];
    assert_eq!(nash.value.as_ref().expect("a value").number.value(), &number(&claim["product"]));
    let utilities = answers::exact(&nash.agreements[0].utilities);
    let expected: Vec<Q> = problem.parties().iter().map(|party| number(&claim["utilities"][&party.id])).collect();
    assert_eq!((nash.agreements.len(), &utilities), (1, &expected));
    assert!(utilities[RUSSIA] < q(12, 1));
}

/// A6: with U.S. support but no promise to fight, the plan's four or five brigades leave Europe below its walk-away value
/// unless it is compensated elsewhere; with the promise they do not.
#[test]
fn a6_europe_needs_the_backstop() {
    let claim = claim("A6");
    let walk_away = view().disagreement(PROBLEM.party_at(EUROPE)).value().clone();
    for role in ["none", "isr-c2", "combat"] {
        for brigades in ["1", "2", "3", "4", "5"] {
            let changes =
                [("deployment", "preemptive"), ("area", "far-west"), ("us-role", role), ("brigades", brigades)];
            let europe = utility(EUROPE, &ceasefire_with(&changes));
            assert_eq!(europe, number(&claim["europe_utility_by_us_role_and_brigades"][role][brigades]));
            if brigades >= "4" {
                assert_eq!(europe >= walk_away, role == "combat", "{role}, {brigades} brigades");
            }
        }
    }
    let plan = fix(no_red_lines(view()), &[("deployment", "preemptive"), ("us-role", "isr-c2")]);
    let plan = without(plan, "brigades", &["1", "2", "3"]);
    let best = most(&only(plan, &[EUROPE]), EUROPE).expect("a package that Europe accepts");
    assert!(best.0 >= walk_away, "compensated, Europe accepts");
}

/// A7: no package that all accept contains the U.S. combat commitment, even with every red line lifted.
#[test]
fn a7_no_promise_to_fight() {
    let claim = claim("A7");
    let combat = fix(no_red_lines(view()), &[("us-role", "combat")]);
    let (best, _) = most(&only(combat.clone(), &[]), UNITED_STATES).expect("feasible");
    assert_eq!(best, number(&claim["best_us_utility_with_combat"]));
    assert!(best < number(&claim["disagreement"]));
    assert_eq!(accepted(combat), 0);
    assert_eq!(accepted(fix(view(), &[("us-role", "combat")])), 0);
}

/// A8: Russia is the binding party: without its walk-away value far more packages could be agreed than without that of
/// any other.
#[test]
fn a8_russia_binds() {
    let claim = claim("A8");
    assert_eq!(Some(accepted(view())), claim["all_four"].as_u64());
    for (party, id) in ["russia", "ukraine", "europe", "united-states"].into_iter().enumerate() {
        let relaxed = view().without_floor(PROBLEM.party_at(party));
        assert_eq!(Some(accepted(relaxed.clone())), claim["without_the_party_constraint"][id].as_u64(), "{id}");
        let relaxed = accepted(lift(relaxed, &[party]));
        assert_eq!(Some(relaxed), claim["without_the_party_constraint_and_its_red_lines"][id].as_u64(), "{id}");
    }
    let count = |id: &str| claim["without_the_party_constraint"][id].as_u64().expect("a count");
    assert!(["ukraine", "europe", "united-states"].into_iter().all(|id| count("russia") > 10 * count(id)));
}

/// A9: to Russia, a Western force on Ukrainian soil weighs more than all sanctions relief and all sweeteners together.
#[test]
fn a9_a_western_force_outweighs_all_incentives() {
    let claim = claim("A9");
    let incentives = PROBLEM.cluster_ids().find(|at| PROBLEM[*at].id == "incentives");
    let mut total = q(0, 1);
    for (at, issue) in PROBLEM.issues().iter().enumerate().filter(|(_, issue)| issue.cluster == incentives) {
        let worth = |option: &zopa::problem::IssueOption| {
            let package = ceasefire_with(&[(&issue.id, &option.id)]);
            let parts = PROBLEM.breakdown(PROBLEM.party_at(RUSSIA), &package);
            let own =
                |part: &&Contribution| matches!(part.fact, Fact::Choice { issue, .. } if issue == PROBLEM.issue_at(at));
            parts.iter().find(own).map_or_else(|| q(0, 1), |part| part.value.value().clone())
        };
        let best = issue.options.iter().map(worth).max().expect("an option");
        assert_eq!(best, number(&claim["best_value_by_issue"][&issue.id]), "{}", issue.id);
        total += best;
    }
    assert_eq!(total, number(&claim["all_incentives_together"]));
    let ceasefire = utility(RUSSIA, &ceasefire_with(&[]));
    let mut least: Option<Q> = None;
    for area in ["far-west", "west-and-centre"] {
        for brigades in ["1", "2", "3", "4", "5"] {
            for verification in ["none", "declaratory", "verified"] {
                let changes = [
                    ("deployment", "preemptive"),
                    ("area", area),
                    ("brigades", brigades),
                    ("verification", verification),
                ];
                let loss = &ceasefire - utility(RUSSIA, &ceasefire_with(&changes));
                least = Some(least.map_or(loss.clone(), |least| least.min(loss)));
            }
        }
    }
    assert_eq!(least, Some(number(&claim["smallest_loss_from_preemptive_deployment"])));
    assert!(least.is_some_and(|least| least > total));
}

/// A10: no pre-emptive deployment is acceptable, whatever sweeteners are added: without a Ukrainian withdrawal from the
/// Donbas even Russia's best package stays below its walk-away value.
#[test]
fn a10_no_sweetener_is_enough() {
    let claim = claim("A10");
    let preemptive = fix(view(), &[("deployment", "preemptive")]);
    let free = no_red_lines(preemptive.clone());
    let russia = |view: View, key: &str| {
        let (best, point) = most(&view, RUSSIA).expect("a package");
        assert_eq!(best, number(&claim[key]["russian_utility"]), "{key}");
        assert_eq!(PROBLEM.utilities(&point.package), point.utilities.to_vec());
        best
    };
    let walk_away = number(&claim["disagreement"]);
    let withdrawal = "donbas-withdrawal";
    assert!(
        russia(only(without(free.clone(), "territory", &[withdrawal]), &[]), "best_without_withdrawal") < walk_away
    );
    assert!(russia(only(free.clone(), &[UKRAINE]), "best_if_ukraine_must_accept") < walk_away);
    let others = only(preemptive.clone(), &[UKRAINE, EUROPE, UNITED_STATES]);
    assert!(russia(others, "best_if_all_others_must_accept_and_red_lines_hold") < walk_away);
    assert!(russia(only(fix(free.clone(), &[("territory", withdrawal)]), &[]), "best_with_withdrawal") >= walk_away);
    assert_eq!((accepted(preemptive), accepted(free)), (0, 0));
}

/// A11: inflexibility on territory shrinks what can be agreed on security.
#[test]
fn a11_territory_and_security_are_linked() {
    let claim = claim("A11");
    for (territory, expected) in claim["by_territory"].as_object().expect("by option") {
        let fixed = fix(view(), &[("territory", territory)]);
        assert_eq!(Some(accepted(fixed.clone())), expected["individually_rational"].as_u64(), "{territory}");
        let product = Some(&expected["best_nash_product"]).filter(|product| !product.is_null()).map(number);
        assert_eq!(nash(fixed.clone()), product, "{territory}");
        let reactive = accepted(fix(fixed, &[("deployment", "reactive")]));
        assert_eq!(Some(reactive), claim["with_reactive_deployment"][territory].as_u64(), "{territory}");
    }
}

/// A12: a Western tripwire and no territorial concession cannot be had together.
#[test]
fn a12_a_tripwire_and_no_concession_conflict() {
    let claim = claim("A12");
    let conceded = ["de-facto", "donbas-withdrawal"];
    let preemptive = || fix(view(), &[("deployment", "preemptive")]);
    let any = || without(view(), "deployment", &["none"]);
    for (key, asked) in [
        ("preemptive", preemptive()),
        ("no_concession", without(view(), "territory", &conceded)),
        ("preemptive_and_no_concession", without(preemptive(), "territory", &conceded)),
        ("any_deployment", any()),
        ("any_deployment_and_no_concession", without(any(), "territory", &conceded)),
    ] {
        assert_eq!(Some(accepted(asked)), claim["individually_rational"][key].as_u64(), "{key}");
    }
    // Two minimal conflicts, red lines ignored: with any member left out, there are packages.
    let free = |preemptive: bool, no_withdrawal: bool, consent: &[usize]| {
        let asked = only(no_red_lines(view()), consent);
        let asked = if preemptive { fix(asked, &[("deployment", "preemptive")]) } else { asked };
        if no_withdrawal { without(asked, "territory", &["donbas-withdrawal"]) } else { asked }
    };
    let exists = |asked: View| most(&asked, RUSSIA).is_some();
    for (expected, preemptive, no_withdrawal, consent) in [
        (false, true, true, &[RUSSIA][..]),
        (true, true, false, &[RUSSIA]),
        (true, false, true, &[RUSSIA]),
        (true, true, true, &[]),
        (false, true, false, &[RUSSIA, UKRAINE]),
        (true, true, false, &[UKRAINE]),
        (true, false, false, &[RUSSIA, UKRAINE]),
    ] {
        assert_eq!(
            exists(free(preemptive, no_withdrawal, consent)),
            expected,
            "{preemptive} {no_withdrawal} {consent:?}"
        );
    }
}

/// A13: even a perfectly verified promise not to expand or move is not enough.
#[test]
fn a13_verification_is_not_enough() {
    let claim = claim("A13");
    let verified = fix(no_red_lines(view()), &[("deployment", "preemptive"), ("verification", "verified")]);
    let verified = only(without(verified, "territory", &["donbas-withdrawal"]), &[]);
    let (best, _) = most(&verified, RUSSIA).expect("feasible");
    assert_eq!(best, number(&claim["best_russian_utility"]));
    assert!(best < view().disagreement(PROBLEM.party_at(RUSSIA)).value().clone());
}

/// A14: every Western candidate for the zone is refused by Russia, and a purely non-Western one by Ukraine.
#[test]
fn a14_every_candidate_is_close_to_somebody() {
    let claim = claim("A14");
    for (candidate, expected) in claim["candidates"].as_object().expect("by option") {
        let package = ceasefire_with(&[("peacekeepers", candidate)]);
        let evaluation = view().evaluate(&package, &Limits::default());
        let refusing: Vec<&str> = (evaluation.stands.iter().zip(PROBLEM.parties()))
            .filter(|(stand, _)| !stand.crossed.is_empty())
            .map(|(_, party)| party.id.as_str())
            .collect();
        assert_eq!(serde_json::json!(refusing), expected["red_lines_of"], "{candidate}");
        let fixed = fix(view(), &[("peacekeepers", candidate)]);
        assert_eq!(Some(accepted(fixed.clone())), expected["individually_rational"].as_u64(), "{candidate}");
        let lifted = accepted(no_red_lines(fixed));
        assert_eq!(Some(lifted), expected["individually_rational_with_all_red_lines_lifted"].as_u64(), "{candidate}");
    }
}

/// A15: Turkey passes only with the Article 5 waiver.
#[test]
fn a15_turkey_needs_the_waiver() {
    let claim = claim("A15");
    assert_eq!(Some(accepted(fix(view(), &[("peacekeepers", "turkey")]))), claim["turkey"].as_u64());
    assert_eq!(Some(accepted(fix(view(), &[("peacekeepers", "turkey-waiver")]))), claim["turkey_with_waiver"].as_u64());
}

/// A16: Chinese and Brazilian contingents beside Turkey's are part of acceptable packages, raise the Kalai–Smorodinsky
/// value, and save the reactive offer that Russia refuses without them.
#[test]
fn a16_mixed_contingents_help() {
    let claim = claim("A16");
    let mixed = "turkey-waiver-china-brazil";
    let included = accepted(fix(view(), &[("peacekeepers", mixed)]));
    assert_eq!(Some(included), claim["individually_rational_with_mixed"].as_u64());
    let excluded = without(view(), "peacekeepers", &[mixed]);
    for (concept, values) in claim["values"].as_object().expect("by concept") {
        assert_eq!(value(view(), concept), Some(number(&values["with"])), "{concept}");
        assert_eq!(value(excluded.clone(), concept), Some(number(&values["without"])), "{concept} without");
    }
    for proposal in ["reactive-counteroffer", "counter-counteroffer"] {
        let expected: Vec<Q> =
            PROBLEM.parties().iter().map(|party| number(&claim["gains"][proposal][&party.id])).collect();
        assert_eq!(gains(proposal), expected, "{proposal}");
    }
    assert!(
        gains("reactive-counteroffer")[RUSSIA] < q(0, 1)
            && gains("counter-counteroffer").iter().all(|gain| *gain > q(0, 1))
    );
    assert!(nash(excluded).is_some(), "helpful, not essential");
}

/// A17: reactive deployment can be agreed.
#[test]
fn a17_reactive_deployment_can_be_agreed() {
    let claim = claim("A17");
    for (deployment, expected) in claim["individually_rational"].as_object().expect("by option") {
        assert_eq!(Some(accepted(fix(view(), &[("deployment", deployment)]))), expected.as_u64(), "{deployment}");
    }
    // Russia thinks renewed war one chance in five. The largest chance at which some package still passes: what is left
    // of its gain in the best package, divided by what the force costs it.
    let reactive = || only(fix(view(), &[("deployment", "reactive")]), &[UKRAINE, EUROPE, UNITED_STATES]);
    let largest = |base: View| {
        let mut largest: Option<Q> = None;
        for (area, more) in [("far-west", 0), ("west-and-centre", 8)] {
            for brigades in 1..=5 {
                let asked = fix(base.clone(), &[("area", area), ("brigades", &brigades.to_string())]);
                let Some((best, _)) = most(&asked, RUSSIA) else { continue };
                let chance = q(1, 5) + (best - q(12, 1)) / q(40 + brigades + more, 1);
                largest = Some(largest.map_or(chance.clone(), |largest| largest.max(chance)));
            }
        }
        largest
    };
    assert_eq!(largest(reactive()), Some(number(&claim["largest_russian_probability"])));
    let nothing_recognised = largest(fix(reactive(), &[("territory", "no-recognition")]));
    assert_eq!(nothing_recognised, Some(number(&claim["largest_russian_probability_with_nothing_recognised"])));
}

/// A18: every acceptable reactive package pays Russia elsewhere: with the line accepted de facto and with sanctions relief.
#[test]
fn a18_reactive_deployment_has_a_price() {
    let claim = claim("A18");
    let reactive = || fix(view(), &[("deployment", "reactive")]);
    for issue in ["territory", "sanctions"] {
        for (option, expected) in claim[issue].as_object().expect("by option") {
            assert_eq!(Some(accepted(fix(reactive(), &[(issue, option)]))), expected.as_u64(), "{issue}: {option}");
        }
    }
    let others = || only(reactive(), &[UKRAINE, EUROPE, UNITED_STATES]);
    let best = |issue: &str, option: &str| most(&fix(others(), &[(issue, option)]), RUSSIA).expect("a package").0;
    assert_eq!(best("territory", "no-recognition"), number(&claim["best_russian_utility_without_recognition"]));
    assert_eq!(best("sanctions", "maintain"), number(&claim["best_russian_utility_without_relief"]));
    assert!(best("territory", "no-recognition") < q(12, 1) && best("sanctions", "maintain") < q(12, 1));
}

/// From a bare ceasefire no change of a single issue leaves nobody worse off, yet packages of several changes do.
#[test]
fn from_a_bare_ceasefire_only_packages_help() {
    let claim = claim("bare-ceasefire");
    let before = PROBLEM.utilities(&ceasefire_with(&[]));
    let (mut alone, mut blocked) = (serde_json::Map::new(), Vec::new());
    for issue in PROBLEM.issues() {
        for option in &issue.options {
            let package = ceasefire_with(&[(&issue.id, &option.id)]);
            if package == ceasefire_with(&[]) {
                continue;
            }
            let name = format!("{}={}", issue.id, option.id);
            if !lift(view(), &[RUSSIA, UKRAINE, EUROPE, UNITED_STATES]).is_feasible(&package)
                || !view().is_feasible(&package)
            {
                blocked.push(name);
                continue;
            }
            let after = PROBLEM.utilities(&package);
            let worse =
                PROBLEM.parties().iter().zip(before.iter().zip(&after)).filter(|(_, (before, after))| after < before);
            let worse: Vec<&str> = worse.map(|(party, _)| party.id.as_str()).collect();
            assert!(!worse.is_empty(), "{name} hurts nobody");
            alone.insert(name, serde_json::json!(worse));
        }
    }
    for (name, losers) in &alone {
        assert_eq!(losers, &claim["who_loses"][name], "{name}");
    }
    let evaluation = view().evaluate(&ceasefire_with(&[]), &Limits::default());
    assert!(matches!(evaluation.value.better.expect("no limit"), NoWorse::Points(better) if !better.is_empty()));
}

/// What speaks of none of these issues. Lists keep the entries that do not.
fn not_of(value: &Value, issues: &[&str]) -> Value {
    let speaks = |entry: &Value| issues.iter().any(|issue| entry.to_string().contains(&format!("\"{issue}\"")));
    match value {
        Value::Object(fields) => {
            let rest = fields.iter().filter(|(key, _)| !issues.contains(&key.as_str()));
            Value::Object(rest.map(|(key, value)| (key.clone(), not_of(value, issues))).collect())
        }
        Value::Array(entries) => entries.iter().filter(|entry| !speaks(entry)).cloned().collect(),
        other => other.clone(),
    }
}

/// Of the first models, and of those of today: these speak of more, and what promises depend on are options.
#[test]
fn the_model_with_levels_differs_in_its_levels_only() {
    let read = |text: &str, beside: &[&str]| -> Value {
        let mut model: Value = serde_json::from_str(text).expect("JSON");
        for key in ["$schema", "title", "description", "assumptions"] {
            model.as_object_mut().expect("an object").remove(key);
        }
        let issues = ["zone-depth", "sanctions", "relief", "assets", "no-zone-no-patrol", "snapback-needs-relief"];
        not_of(&model, &[&issues, beside].concat())
    };
    let first = [include_str!("../fixtures/ukraine-2025.json"), include_str!("../fixtures/ukraine-2025-levels.json")];
    let today = [
        include_str!("../../models/ukraine-security-guarantees.json"),
        include_str!("../../models/levels/ukraine-security-guarantees.json"),
    ];
    for ([options, levels], beside) in [(first, &[][..]), (today, &["peace", "loss", "brazil"][..])] {
        let (options, mut levels) = (read(options, beside), read(levels, beside));
        assert_eq!(levels["rules"].as_array().map(Vec::len), Some(if beside.is_empty() { 3 } else { 2 }));
        assert_eq!(levels, options);
        levels["parties"]["russia"]["disagreement"]["low"] = 0.into();
        assert_ne!(levels, options);
    }
}
