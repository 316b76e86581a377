//! Published problems, worked examples, and traps, each with its answer.
//!
//! `expected.json` holds the exact answers to the models of this repository, computed by an independent program in
//! another language; beside it stand the answers that the sources print. Where the folder `../shared/cases` exists,
//! further problems from it are run too.

use crate::common;

use common::at::{At, positions};
use common::oracle::Points;
use common::{Q, answers, build, q, rational};
use num_traits::{ToPrimitive, Zero};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use zopa::explain::NoWorse;
use zopa::problem::ConstraintId;
use zopa::search::{Agreement, Target};
use zopa::{Answer, Engine, Limits, Model, Number, Package, Problem, Status};

fn root() -> PathBuf {
    crate::support::root().to_owned()
}

fn problem(file: &str) -> Problem {
    let path = root().join("models").join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let model = Model::from_json(&text).unwrap_or_else(|errors| panic!("{file}: {errors}"));
    Problem::compile(&model).unwrap_or_else(|errors| panic!("{file}: {errors}"))
}

fn json(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A number of a JSON file, exactly as written.
fn number(value: &Value) -> Q {
    match value {
        Value::String(text) => rational(text),
        other => rational(&other.to_string()),
    }
}

fn numbers(list: &Value) -> Vec<Q> {
    list.as_array().expect("a list").iter().map(number).collect()
}

fn count(value: &Value) -> Option<num_bigint::BigUint> {
    value.as_u64().map(Into::into)
}

/// By party, in declaration order.
fn by_party(problem: &Problem, object: &Value) -> Vec<Q> {
    problem.parties().iter().map(|party| number(&object[&party.id])).collect()
}

fn package(problem: &Problem, object: &Value) -> Package {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let choices: Vec<(String, String)> =
        object.as_object().expect("a package").iter().map(|(issue, option)| (issue.clone(), text(option))).collect();
    let choices = choices.iter().map(|(issue, option)| (issue.as_str(), option.as_str()));
    problem.package(choices).unwrap_or_else(|errors| panic!("{errors}"))
}

/// That the number of points and packages of a frontier are those expected.
fn same_size(problem: &Problem, target: Target, expected: &Value, file: &str) {
    let frontier = problem.search().frontier(target);
    assert!(frontier.complete);
    let packages: num_bigint::BigUint = frontier.frontier.points.iter().map(|point| &point.packages).sum();
    assert_eq!(Some(frontier.frontier.points.len() as u64), expected["points"].as_u64(), "{file}: points");
    assert_eq!(Some(packages), count(&expected["packages"]), "{file}: packages on the frontier");
}

/// That everything `expected.json` says of a model is so.
fn check(file: &str, expected: &Value) {
    let problem = problem(file);
    let parties: Vec<&str> = problem.parties().iter().map(|party| party.id.as_str()).collect();
    assert_eq!(serde_json::json!(parties), expected["parties"], "{file}");
    assert_eq!(problem.title(), expected["title"].as_str(), "{file}");
    let answer = problem.search().run();
    let packages = &expected["packages"];
    assert_eq!(Some(answer.counts.all.clone()), count(&packages["all"]), "{file}");
    assert_eq!(answer.counts.feasible, count(&packages["feasible"]), "{file}");
    // Counts that would cost more than the answer may be left out.
    for (found, key) in
        [(&answer.counts.individually_rational, "individually_rational"), (&answer.counts.acceptable, "acceptable")]
    {
        assert!(found.is_none() || *found == count(&packages[key]), "{file}: {key}: {found:?}");
    }
    let rules_only = (0..problem.constraints().len()).filter(|at| problem.constraints()[*at].party.is_some());
    let rules_only = rules_only.fold(problem.view(), |view, at| view.lift(problem.constraint_at(at)));
    assert_eq!(
        rules_only.search().frontier(Target::Acceptable).counts.feasible,
        count(&packages["obey_rules"]),
        "{file}"
    );
    let disagreement = answers::disagreement(&problem.view());
    assert_eq!(disagreement, by_party(&problem, &expected["disagreement"]), "{file}");
    let status = if expected["status"] == "agreement" { Status::Agreement } else { Status::NoAgreement };
    assert_eq!(answer.status, status, "{file}");
    let ideal = answer.ideal.as_deref().map(answers::exact);
    let expected_ideal =
        Some(&expected["ideal"]).filter(|ideal| ideal.is_object()).map(|ideal| by_party(&problem, ideal));
    assert_eq!(ideal, expected_ideal, "{file}");
    check_solutions(file, &problem, &answer, expected);
    if let Some(points) = expected["negotiation_set"].as_object().filter(|_| expected.get("acceptance").is_none()) {
        same_size(&problem, Target::Acceptable, &Value::Object(points.clone()), file);
    }
    if let Some(points) = expected.get("pareto_frontier_of_feasible") {
        same_size(&problem, Target::Feasible, points, file);
    }
    for (id, proposal) in expected.get("proposals").and_then(Value::as_object).into_iter().flatten() {
        check_proposal(file, &problem, id, proposal);
    }
}

fn check_solutions(file: &str, problem: &Problem, answer: &Answer, expected: &Value) {
    let solutions = expected["solutions"].as_object().map_or(0, serde_json::Map::len);
    assert_eq!(answer.solutions.len(), solutions, "{file}");
    for solution in &answer.solutions {
        let id = solution.concept.id();
        let expected = &expected["solutions"][id];
        assert!(solution.proven, "{file}: {id}");
        let value = solution.value.as_ref().map(|value| (value.exact, value.number.value().clone()));
        assert_eq!(value, Some((true, number(&expected["value"]))), "{file}: {id}");
        assert_eq!(solution.degenerate, expected["degenerate"].as_bool().unwrap_or(false), "{file}: {id}");
        let agreements: Points = expected["agreements"]
            .as_array()
            .expect("agreements")
            .iter()
            .map(|agreement| {
                let first = package(problem, &agreement["package"]);
                let packages = agreement["packages"].as_u64().expect("a number of packages");
                (by_party(problem, &agreement["utilities"]), (packages, positions(&first)))
            })
            .collect();
        assert_eq!(answers::agreements(&solution.agreements), agreements, "{file}: {id}");
    }
}

fn check_proposal(file: &str, problem: &Problem, id: &str, expected: &Value) {
    let proposal = problem.proposal(id).unwrap_or_else(|_| panic!("{file}: no proposal {id}"));
    let view = problem.view();
    let evaluation = view.evaluate(&proposal.package, &Limits::default());
    let names = |list: &[ConstraintId]| -> Vec<String> { list.iter().map(|at| problem[*at].name.clone()).collect() };
    assert_eq!(serde_json::json!(names(&evaluation.broken)), expected["breaks_rules"], "{file}: {id}");
    let mut refused = Vec::new();
    let mut crossed = Vec::new();
    for (party, stand) in evaluation.stands.iter().enumerate() {
        let name = &problem.parties()[party].id;
        assert_eq!(stand.utility.value(), &number(&expected["utilities"][name]), "{file}: {id}");
        assert_eq!(stand.gain.value(), &number(&expected["gains"][name]), "{file}: {id}");
        if !stand.accepts {
            refused.push(name.clone());
        }
        crossed.extend(
            names(&stand.crossed).into_iter().map(|line| serde_json::json!({ "party": name, "red_line": line })),
        );
    }
    assert_eq!(serde_json::json!(refused), expected["refused_by"], "{file}: {id}");
    assert_eq!(Value::Array(crossed), expected["crosses_red_lines"], "{file}: {id}");
}

/// Models of beliefs and uncertain numbers, and of what is said in short: their numbers are asserted in `states.rs`, `beliefs.rs`,
/// `uncertain.rs` and `apart.rs`.
const ELSEWHERE: [&str; 16] = [
    "examples/acquisition.json",
    "examples/assumptions.json",
    "examples/commitment.json",
    "examples/deterrence.json",
    "examples/estate.json",
    "examples/hollow-commitment.json",
    "examples/iran-talks.json",
    "examples/labour-contract.json",
    "examples/mirror.json",
    "examples/ranks.json",
    "examples/reactive-deployment.json",
    "examples/threats.json",
    "examples/two-scenarios.json",
    "examples/verification.json",
    "examples/ways-of-talking.json",
    "ukraine-security-guarantees.json",
];

/// Every model of this repository has its expected answer, and gives it.
#[test]
fn the_models_have_the_expected_answers() {
    let expected = json(&root().join("tests/expected.json"));
    let mut checked = BTreeSet::new();
    for (file, expected) in expected.as_object().expect("an object").iter().filter(|(file, _)| *file != "_about") {
        check(file, expected);
        checked.insert(file.clone());
    }
    let files = ["models", "models/examples"].into_iter().flat_map(|folder| {
        let entries = std::fs::read_dir(root().join(folder)).expect("a folder of models");
        let names = entries
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| path.extension().is_some_and(|e| e == "json"));
        names.collect::<Vec<_>>()
    });
    for path in files {
        let name = path.strip_prefix(root().join("models")).expect("below models").to_string_lossy().replace('\\', "/");
        let known = checked.contains(&name) || ELSEWHERE.contains(&name.as_str());
        assert!(known, "models/{name} has no answer in tests/expected.json");
    }
}

/// The utilities that a concept chooses, with the ids of the first package behind each.
fn chosen(problem: &Problem, concept: &str) -> Vec<(Vec<Q>, Vec<String>)> {
    let answer = problem.search().run();
    let solution = answer.solutions.iter().find(|solution| solution.concept.id() == concept).expect("an agreement");
    let agreement = |agreement: &Agreement| {
        let ids = agreement.package.ids(problem).map(|(_, option)| option.into_owned()).collect();
        (answers::exact(&agreement.utilities), ids)
    };
    solution.agreements.iter().map(agreement).collect()
}

fn utilities(problem: &Problem, concept: &str) -> BTreeSet<Vec<Q>> {
    chosen(problem, concept).into_iter().map(|(vector, _)| vector).collect()
}

fn whole<const N: usize>(vectors: &[[i64; N]]) -> BTreeSet<Vec<Q>> {
    vectors.iter().map(|vector| vector.map(|value| q(value, 1)).to_vec()).collect()
}

/// Nash 1950: Bill gives Jack the book, whip, ball and bat, and keeps the box; Jack gives him the pen, toy and knife. From 12 and 6 without
/// a trade they come to 24 and 11: gains of 12 and 5, product 60.
#[test]
fn nash_1950_bill_and_jack() {
    let problem = problem("nash-1950-bill-and-jack.json");
    let answer = problem.search().run();
    let nash = &answer.solutions[0];
    assert_eq!(nash.value.as_ref().map(|value| value.number.to_string()).as_deref(), Some("60"));
    let agreement = &nash.agreements[0];
    let gains: Vec<String> = agreement.gains.iter().map(ToString::to_string).collect();
    assert_eq!(gains, ["12", "5"]);
    assert_eq!(utilities(&problem, "nash"), whole(&[[24, 11]]));
    let to_bill: BTreeSet<&str> =
        agreement.package.ids(&problem).filter(|(_, owner)| owner == "bill").map(|(item, _)| item).collect();
    assert_eq!(to_bill, BTreeSet::from(["box", "pen", "toy", "knife"]));
}

/// Pruitt and Lewis 1975: logrolling (A, E, I) gives both 2600; meeting halfway on each price (E, E, E) gives both 2000,
/// and is dominated.
#[test]
fn pruitt_and_lewis_1975_logrolling() {
    let problem = problem("pruitt-lewis-1975.json");
    let nash = chosen(&problem, "nash");
    assert_eq!(nash, [(vec![q(2600, 1), q(2600, 1)], vec!["A".to_owned(), "E".into(), "I".into()])]);
    let halfway = problem.package([("iron", "E"), ("sulfur", "E"), ("coal", "E")]).expect("a package");
    assert_eq!(answers::in_units(&problem, &problem.utilities(&halfway)), [q(2000, 1), q(2000, 1)]);
    let evaluation = problem.view().evaluate(&halfway, &Limits::default());
    let NoWorse::Points(better) = evaluation.value.better.expect("no limit") else { panic!("levels") };
    assert!(better.iter().any(|point| point.utilities.iter().all(|utility| *utility == 2600)));
}

/// Brams and Togman 1996, Camp David without dividing an issue: Israel 60, Egypt 75 points.
#[test]
fn camp_david_1978() {
    assert_eq!(utilities(&problem("camp-david-1978.json"), "nash"), whole(&[[60, 75]]));
}

/// Raiffa 1982, Panama Canal without dividing an issue: 64 and 68 points by Nash; by the sum of points the package of
/// 79 and 53 is exactly as good.
#[test]
fn panama_canal_1974() {
    let problem = problem("panama-canal-1974.json");
    assert_eq!(utilities(&problem, "nash"), whole(&[[64, 68]]));
    assert_eq!(utilities(&problem, "utilitarian"), whole(&[[64, 68], [79, 53]]));
}

/// The harbour game: of 720 deals 55 pass the rule of five with two vetoes, 12 are accepted by all six. Asking for more
/// than the minimum score, and not only for the minimum itself, would leave 37.
#[test]
fn harbour_six_parties_thresholds() {
    let problem = problem("harbour-six-parties.json");
    let counts = problem.search().run().counts;
    let small = |count: &Option<num_bigint::BigUint>| count.as_ref().and_then(|count| count.to_u64());
    assert_eq!(counts.all.to_u64(), Some(720));
    assert_eq!((small(&counts.acceptable), small(&counts.individually_rational)), (Some(55), Some(12)));
    let strict = (0..6).fold(problem.view(), |view, party| {
        let minimum = view.disagreement(problem.party_at(party)).value() + q(1, 2);
        view.with_disagreement(problem.party_at(party), &minimum.into()).expect("a small number")
    });
    assert_eq!(small(&strict.search().run().counts.acceptable), Some(37));
}

/// Worked example: a finite problem where all six concepts differ.
#[test]
fn all_six_concepts_can_differ() {
    let packages = [[4, 12], [5, 10], [6, 8], [7, 6], [10, 3], [18, 1], [26, 0]];
    let problem = Problem::compile(&build::finite(&packages, [0, 0])).expect("a model");
    for (concept, expected) in [
        ("nash", [5, 10]),
        ("kalai-smorodinsky", [7, 6]),
        ("egalitarian", [6, 8]),
        ("utilitarian", [26, 0]),
        ("relative-utilitarian", [4, 12]),
        ("equal-loss", [18, 1]),
    ] {
        assert_eq!(utilities(&problem, concept), whole(&[expected]), "{concept}");
    }
}

fn finite<const N: usize>(packages: &[[i64; N]], disagreement: [i64; N]) -> Problem {
    Problem::compile(&build::finite(packages, disagreement)).expect("a model")
}

/// Trap: gains are counted from the disagreement value, not from the worst package. Counted from the worst package of
/// this problem (29, 29 would be the only one with two gains), the answer would be another.
#[test]
fn trap_gains_are_counted_from_the_disagreement_value() {
    // Nice or die, in thousandths: (1, .16), (.16, 1), (.299, .299).
    let problem = finite(&[[1000, 160], [160, 1000], [299, 299]], [0, 0]);
    assert_eq!(utilities(&problem, "nash"), whole(&[[1000, 160], [160, 1000]]));
    let shifted = finite(&[[1000, 160], [160, 1000], [299, 299]], [160, 160]);
    assert_eq!(utilities(&shifted, "nash"), whole(&[[299, 299]]));
}

/// Trap: the ideal point is each party's best among the packages that everybody accepts, not among all.
#[test]
fn trap_the_ideal_point_is_of_acceptable_packages() {
    // The second party would never accept (100, -1).
    let problem = finite(&[[6, 5], [4, 8], [9, 2], [100, -1]], [0, 0]);
    let answer = problem.search().run();
    assert_eq!(answer.ideal, Some([9, 8].map(Number::from).to_vec()));
    assert_eq!(utilities(&problem, "kalai-smorodinsky"), whole(&[[6, 5]]));
    // With 100 as ideal, (9, 2) would be closest to an equal share for the first party.
    assert!(problem.search().frontier(Target::Feasible).frontier.points.iter().any(|point| point.utilities[0] == 100));
}

/// Trap: a gain of exactly 0 is accepted; a loss, however small, is not.
#[test]
fn trap_zero_gain_is_accepted() {
    let model = build::finite_rational(&[vec![q(1, 3), q(2, 1)]], &[q(1, 3), q(0, 1)]);
    let problem = Problem::compile(&model).expect("a model");
    assert_eq!(problem.search().run().status, Status::Agreement);
    let above = problem
        .view()
        .with_disagreement(problem.party_at(0), &q(333_333_333_334, 1_000_000_000_000).into())
        .expect("a small number");
    assert_eq!(above.search().run().status, Status::NoAgreement);
    let below = problem
        .view()
        .with_disagreement(problem.party_at(0), &q(333_333_333_333, 1_000_000_000_000).into())
        .expect("a small number");
    assert_eq!(below.search().run().status, Status::Agreement);
}

/// Trap: equal smallest gains are not a tie if the second smallest differ.
#[test]
fn trap_leximin_is_more_than_maximin() {
    let problem = finite(&[[2, 7, 3], [2, 3, 9], [2, 4, 4]], [0, 0, 0]);
    assert_eq!(utilities(&problem, "egalitarian"), whole(&[[2, 4, 4]]));
}

/// Trap: exactly equal products are a tie, and all packages are reported; leximin decides between the same three.
#[test]
fn trap_ties_are_sets() {
    let problem = finite(&[[1, 4], [4, 1], [2, 2]], [0, 0]);
    assert_eq!(utilities(&problem, "nash"), whole(&[[1, 4], [4, 1], [2, 2]]));
    assert_eq!(utilities(&problem, "egalitarian"), whole(&[[2, 2]]));
    // Packages with the same utilities are one agreement of several packages.
    let problem = finite(&[[3, 3], [1, 4], [3, 3]], [0, 0]);
    let answer = problem.search().run();
    let agreement = &answer.solutions[0].agreements;
    assert_eq!(
        (agreement.len(), &agreement[0].packages, positions(&agreement[0].package)),
        (1, &Some(2u32.into()), vec![0])
    );
}

/// Trap: where no package gives everybody a strict gain, all products are 0, and that does not make them equal: first
/// the number of parties that gain, then the product over those.
#[test]
fn trap_a_product_of_zero_decides_nothing() {
    let nash = |problem: &Problem| {
        let answer = problem.search().run();
        let nash = &answer.solutions[0];
        (utilities(problem, "nash"), nash.degenerate, nash.value.as_ref().map(|value| value.number.to_string()))
    };
    let all_gain_once = finite(&[[2, 2, 0], [1, 1, 1], [5, 1, 0]], [0, 0, 0]);
    assert_eq!(nash(&all_gain_once), (whole(&[[1, 1, 1]]), false, Some("1".into())));
    assert_eq!(nash(&finite(&[[3, 0], [1, 0]], [0, 0])), (whole(&[[3, 0]]), true, Some("0".into())));
    assert_eq!(nash(&finite(&[[2, 2, 0], [5, 0, 0]], [0, 0, 0])), (whole(&[[2, 2, 0]]), true, Some("0".into())));
}

/// Trap: two losses multiply to a gain; such packages do not compete.
#[test]
fn trap_two_losses_are_no_gain() {
    let problem = finite(&[[-9, -9], [2, 2]], [0, 0]);
    assert_eq!(utilities(&problem, "nash"), whole(&[[2, 2]]));
    assert_eq!(finite(&[[-9, -9]], [0, 0]).search().run().status, Status::NoAgreement);
}

/// Trap: a party that cannot gain drops out of shares of the ideal gain, instead of dividing by 0.
#[test]
fn trap_a_party_that_cannot_gain_drops_out_of_shares() {
    // Shares (1, 1/3), (1/2, 1) and (3/4, 2/3) for the two that can gain.
    let problem = finite(&[[4, 1, 0], [2, 3, 0], [3, 2, 0], [9, 9, -1]], [0, 0, 0]);
    assert_eq!(utilities(&problem, "kalai-smorodinsky"), whole(&[[3, 2, 0]]));
    assert_eq!(utilities(&problem, "relative-utilitarian"), whole(&[[2, 3, 0]]));
}

/// Trap: the frontier keeps one point for packages of equal utilities, and no weakly dominated one.
#[test]
fn trap_weak_dominance_is_dominance() {
    let problem = finite(&[[3, 5], [3, 4], [2, 5], [3, 5]], [0, 0]);
    let frontier = problem.search().frontier(Target::Feasible).frontier;
    assert_eq!(frontier.points.len(), 1);
    assert_eq!(frontier.points[0].packages.to_u64(), Some(2));
}

/// Trap: with the worst package as base, a dominated package would matter to the relative utilitarian solution; with the
/// disagreement value as base it does not.
#[test]
fn trap_dominated_packages_do_not_matter_to_shares() {
    let packages = [[9, 2], [5, 5], [1, 8]];
    let before = utilities(&finite(&packages, [0, 0]), "relative-utilitarian");
    let after = utilities(&finite(&[packages[0], packages[1], packages[2], [0, 1]], [0, 0]), "relative-utilitarian");
    assert_eq!(before, after);
}

/// Trap: the products of nine-digit gains of six parties go far beyond 128 bits, and differ in the last digit.
#[test]
fn trap_large_products_are_compared_exactly() {
    let big = 1_000_000_007;
    let problem = finite(&[[big; 6], [big + 1, big, big, big, big, big - 1]], [0; 6]);
    assert_eq!(utilities(&problem, "nash"), whole(&[[big; 6]]));
}

/// The cases of the shared folder; none if it is not there.
fn shared(name: &str) -> Option<Value> {
    let path = root().join("../shared/cases").join(name);
    if path.is_file() {
        return Some(json(&path));
    }
    eprintln!("{} is not there: skipped", path.display());
    None
}

/// A case of the shared folder as a model.
fn case_model(case: &Value) -> Model {
    let model = &case["model"];
    let parties: Vec<&str> = model["parties"].as_array().expect("parties").iter().filter_map(Value::as_str).collect();
    let table = |list: &Value| -> Vec<Vec<Q>> { list.as_array().expect("issues").iter().map(numbers).collect() };
    let tables: Vec<Vec<Vec<Q>>> = match model.get("utilities_additive_matrix") {
        Some(matrix) => matrix.as_array().expect("parties").iter().map(table).collect(),
        None => {
            let issues: Vec<&str> =
                model["issues"].as_array().expect("issues").iter().filter_map(|issue| issue["name"].as_str()).collect();
            let of =
                |party: &&str| issues.iter().map(|issue| numbers(&model["utilities_additive"][party][issue])).collect();
            parties.iter().map(of).collect()
        }
    };
    let disagreement: Vec<Q> = match &model["disagreement"] {
        list @ Value::Array(_) => numbers(list),
        object => parties.iter().map(|party| number(&object[party])).collect(),
    };
    build::additive(&tables, &disagreement)
}

/// Cases with all solutions in `computed_reference`.
fn run_shared(name: &str) {
    let Some(case) = shared(name) else { return };
    let problem = Problem::compile(&case_model(&case)).unwrap_or_else(|errors| panic!("{name}: {errors}"));
    let reference = &case["computed_reference"];
    let answer = problem.search().run();
    let ideal = answer.ideal.as_deref().map(answers::exact).expect("an agreement");
    let expected_ideal = reference.get("ideal_IR").or(reference.get("ideal_IR_pareto")).expect("an ideal point");
    assert_eq!(ideal, numbers(expected_ideal), "{name}");
    if let Some(all) = count(&reference["n_outcomes_total"]) {
        assert_eq!(answer.counts.all, all, "{name}");
    }
    let rational = count(&reference["n_individually_rational"]);
    if let (Some(found), Some(expected)) = (&answer.counts.individually_rational, &rational) {
        assert_eq!(found, expected, "{name}");
    }
    let frontier = |target| problem.search().frontier(target).frontier;
    let all = frontier(Target::Feasible);
    assert_eq!(Some(all.points.len() as u64), reference["pareto_points"].as_u64(), "{name}: frontier");
    if let Some(packages) = reference["pareto_packages"].as_u64() {
        assert_eq!(
            all.points.iter().filter_map(|point| point.packages.to_u64()).sum::<u64>(),
            packages,
            "{name}: packages on the frontier"
        );
    }
    if let Some(points) = reference["IR_pareto_points"].as_u64() {
        assert_eq!(frontier(Target::Acceptable).points.len() as u64, points, "{name}: negotiation set");
    }
    let lists = [
        ("nash", "nash", "product"),
        ("kalai-smorodinsky", "kalai_smorodinsky_leximin", "sorted_normalised_gains"),
        ("egalitarian", "egalitarian_leximin", "sorted_gains"),
        ("utilitarian", "utilitarian_IR", "sum"),
        ("relative-utilitarian", "relative_utilitarian_IR", "sum_normalised"),
        ("equal-loss", "equal_loss_leximax_IR", "sorted_losses"),
    ];
    let brief = [("nash", "nash_u"), ("kalai-smorodinsky", "ks_leximin_u"), ("egalitarian", "egalitarian_leximin_u")];
    for solution in &answer.solutions {
        let id = solution.concept.id();
        let found: BTreeSet<Vec<Q>> =
            solution.agreements.iter().map(|agreement| answers::exact(&agreement.utilities)).collect();
        let value = solution.value.as_ref().expect("a value").number.value().clone();
        for (_, key, measure) in lists.iter().filter(|(concept, key, _)| *concept == id && reference.get(key).is_some())
        {
            let expected = &reference[key];
            let list = &expected[measure];
            let expected_value = list.as_array().map_or(list, |list| &list[0]);
            assert_eq!(value, number(expected_value), "{name}: {id}");
            let packages = solution.agreements.iter().filter_map(|one| one.packages.as_ref()?.to_u64()).sum::<u64>();
            assert_eq!(Some(packages), expected["n_packages"].as_u64(), "{name}: {id}");
            let listed = expected["packages"].as_array().expect("packages");
            let vectors: BTreeSet<Vec<Q>> = listed.iter().map(|package| numbers(&package["u"])).collect();
            assert!(vectors.is_subset(&found), "{name}: {id}");
            if listed.len() as u64 == packages {
                assert_eq!(vectors, found, "{name}: {id}");
            }
        }
        for (_, key) in brief.iter().filter(|(concept, key)| *concept == id && reference.get(key).is_some()) {
            let list = &reference[key];
            let nested = list[0].is_array();
            let vectors: BTreeSet<Vec<Q>> = if nested {
                list.as_array().expect("vectors").iter().map(numbers).collect()
            } else {
                [numbers(list)].into()
            };
            assert_eq!(found, vectors, "{name}: {id}");
        }
        let single = match id {
            "nash" => reference.get("nash_product"),
            "utilitarian" => reference.get("utilitarian_sum"),
            _ => None,
        };
        if let Some(expected) = single {
            assert_eq!(value, number(expected), "{name}: {id}");
        }
    }
}

/// Raiffa 1982: the police contract, 1 944 000 packages.
#[test]
fn shared_ampo_versus_city() {
    run_shared("ampo_vs_city_raiffa.json");
}

/// ANAC 2012: the site of an airport, where the ideal point over all packages would give another answer.
#[test]
fn shared_airport() {
    run_shared("anac2012_airport_site.json");
}

/// ANAC 2015: a tram line, three parties.
#[test]
fn shared_tram() {
    run_shared("anac2015_tram_3party.json");
}

/// ANAC 2016: a wind farm, three parties: 15 packages have the largest smallest gain, 3 of them are leximin.
#[test]
fn shared_wind_farm() {
    run_shared("anac2016_windfarm_3party.json");
}

/// Itex and Cypress: bicycle parts.
#[test]
fn shared_itex_and_cypress() {
    run_shared("itex_vs_cypress.json");
}

/// ANAC 2011: nice or die.
#[test]
fn shared_nice_or_die() {
    run_shared("anac2011_nice_or_die.json");
}

/// Synthetic: two parties, 24 issues, 6·10^16 packages.
#[test]
fn shared_synthetic_two_parties() {
    run_shared("synthetic_2p_24x5.json");
}

/// Synthetic: three parties, 9 issues.
#[test]
fn shared_synthetic_three_parties() {
    run_shared("synthetic_3p_9x4.json");
}

/// Nothing above was skipped for want of numbers: zero is a number.
#[test]
fn rational_reads_what_json_writes() {
    assert_eq!(number(&serde_json::json!(0)), Q::zero());
    assert_eq!(number(&serde_json::json!("203468/49335")), q(203_468, 49_335));
    assert_eq!(number(&serde_json::json!(5.4)), q(27, 5));
}

/// Utilities near the most that is allowed are told to the last digit, by every engine; the third party gains nothing anywhere.
#[test]
fn very_large_utilities_are_exact() {
    const LARGE: i64 = 1_000_000_000_000_000_000;
    let model = build::finite(&[[2, 2, 0], [LARGE + 1, 1, 0], [5, 1, 0], [LARGE, 1, 0]], [0, 0, 0]);
    let problem = Problem::compile(&model).expect("a model");
    for engine in [Engine::Automatic, Engine::Eliminate, Engine::Enumerate, Engine::Descend, Engine::Branch] {
        let answer = problem.search().engine(engine).run();
        assert_eq!(answer.status, Status::Agreement, "{engine:?}");
        let nash = &answer.solutions[0];
        assert!(nash.proven && nash.degenerate, "{engine:?}");
        let [point] = &nash.agreements[..] else { panic!("{engine:?}: {:?}", nash.agreements) };
        assert_eq!(point.gains[0], Number::from(LARGE + 1), "{engine:?}");
    }
}

/// A disagreement value that cannot be combined with a model's numbers is named, with its party and what is wrong.
#[test]
fn what_is_out_of_range_is_said() {
    let problem = Problem::compile(&build::finite(&[[1, 2], [2, 1]], [0, 0])).expect("a model");
    let said = |value: &str| {
        let refused = problem.view().with_disagreement(problem.party_at(1), &value.parse().expect("a number")).err();
        refused.map(|error| error.to_string())
    };
    assert_eq!(said("1/3"), None);
    let large = said("123456789012345678901234567890").expect("a refusal");
    assert!(large.contains("123456789012345678901234567890") && large.contains("`p2`"), "{large}");
    assert!(large.contains("too large"), "{large}");
    let fine = said("0.1234567890123456789012345678").expect("a refusal");
    assert!(fine.contains("0.1234567890123456789012345678") && fine.contains("too finely divided"), "{fine}");
}

/// Among everything that two of three pass, with a veto of the first: the two that decide choose, and the third has no say.
#[test]
fn a_quota_decides_if_it_is_asked_to() {
    let text = r#"{ "zopa": 1, "acceptance": { "quota": 2, "veto": ["a"] },
        "parties": { "a": { "disagreement": 0 }, "b": { "disagreement": 0 }, "c": { "disagreement": 0 } },
        "issues": { "x": { "options": ["p", "q", "r"] } },
        "utilities": { "a": { "values": { "x": { "p": 1, "q": 9, "r": 10 } } },
                       "b": { "values": { "x": { "p": 1, "q": 9, "r": 10 } } },
                       "c": { "values": { "x": { "p": 1, "q": -1, "r": -2 } } } } }"#;
    let problem = Problem::compile(&zopa::Model::from_json(text).expect("a model")).expect("a model");
    let chosen = |by_rule: bool| {
        let answer = problem.search().by_rule(by_rule).run();
        let solutions = answer.solutions.iter();
        let solutions: Vec<(Option<Vec<usize>>, usize)> = solutions
            .map(|solution| (answers::coalition(solution), positions(&solution.agreements[0].package)[0]))
            .collect();
        (answer.ideal, solutions)
    };
    assert_eq!(chosen(false), (Some([1, 1, 1].map(Number::from).to_vec()), vec![(None, 0); 6]));
    assert_eq!(chosen(true), (Some([10, 10, 1].map(Number::from).to_vec()), vec![(Some(vec![0, 1]), 2); 6]));
}
