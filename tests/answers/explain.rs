//! Explanations against the definitions: on random models by listing all packages, on the published claims by number.

use crate::common;

use common::at::{At, positions};
use common::oracle::{Deal, Oracle, frontier, option_ids};
use common::random::{self, Case, Tape};
use common::{Q, answers, build, cases, q, runner};
use num_traits::{One, Signed, Zero};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::LazyLock;
use std::time::Duration;
use zopa::explain::{Amplification, Element, Group, MOST_CONFLICTS};
use zopa::model::{Cluster, Quantity, Values};
use zopa::problem::Settled;
use zopa::{IssueId, Limits, Model, OptionId, Problem, Stop};

fn compile(model: &Model) -> Result<Problem, TestCaseError> {
    Problem::compile(model).map_err(|errors| TestCaseError::fail(format!("{errors}")))
}

/// Some options to be demanded, by positions.
fn demands(tape: &mut Tape, model: &Model, problem: &Problem) -> Vec<(IssueId, OptionId)> {
    let count = tape.below(4).min(model.issues.len());
    let mut demands: Vec<(usize, usize)> = Vec::new();
    for _ in 0..count {
        let issue = tape.below(model.issues.len());
        if demands.iter().all(|(other, _)| *other != issue) {
            demands.push((issue, tape.below(option_ids(&model.issues.0[issue].1).len())));
        }
    }
    demands.into_iter().map(|demand| problem.choice_at(demand)).collect()
}

/// Options as what a question demands.
fn settled(options: &[(IssueId, OptionId)]) -> Vec<(IssueId, Settled)> {
    options.iter().map(|(issue, option)| (*issue, Settled::Option(*option))).collect()
}

/// What a package satisfies, of what a question demands.
fn satisfied(problem: &Problem, oracle: &Oracle, elements: &[Element], deal: &Deal) -> u32 {
    let satisfies = |element: &Element| match *element {
        Element::Fixed { issue, option } => deal.options[issue.index()] == option.index(),
        Element::Constraint(at) => {
            let name = &problem[at].name;
            deal.broken.iter().all(|broken| oracle.limits[*broken].name != *name)
        }
        Element::Acceptance(party) => oracle.content(&deal.utilities, party.index()),
        Element::AcceptanceRule => oracle.passes(&deal.utilities),
        Element::Level(_) | Element::LevelRule(_) => unreachable!("no levels here"),
    };
    elements.iter().enumerate().map(|(at, element)| u32::from(satisfies(element)) << at).sum()
}

/// Every minimal conflict and every minimal correction, by trying all sets.
fn conflicts_are_all_and_minimal(case: &Case) -> Result<(), TestCaseError> {
    let problem = compile(&case.model)?;
    let oracle = Oracle::new(&case.model);
    let fixed = demands(&mut case.tape(), &case.model, &problem);
    let mut elements: Vec<Element> =
        fixed.iter().map(|(issue, option)| Element::Fixed { issue: *issue, option: *option }).collect();
    elements.extend(problem.view().constraints().map(|(at, _)| Element::Constraint(at)));
    match problem.acceptance().is_unanimous() {
        true => elements.extend(problem.party_ids().map(Element::Acceptance)),
        false => elements.push(Element::AcceptanceRule),
    }
    let all = (1u32 << elements.len()) - 1;
    let mut largest: BTreeSet<u32> =
        oracle.deals.iter().map(|deal| satisfied(&problem, &oracle, &elements, deal)).collect();
    let found = problem.view().conflicts(&settled(&fixed), &Limits::default());
    prop_assert!(found.complete && found.stopped.is_none());
    for set in largest.clone() {
        if largest.iter().any(|other| *other != set && other & set == set) {
            largest.remove(&set);
        }
    }
    let possible = |set: u32| largest.iter().any(|larger| larger & set == set);
    let mask = |list: &[Element]| -> u32 {
        list.iter().map(|element| 1 << elements.iter().position(|other| other == element).expect("a demand")).sum()
    };
    let sets = |lists: &[Vec<Element>]| lists.iter().map(|list| mask(list)).collect::<BTreeSet<u32>>();
    let corrections = sets(&found.corrections);
    let expected: BTreeSet<u32> = largest.iter().map(|set| all & !set).filter(|set| *set != 0).collect();
    prop_assert_eq!(&corrections, &expected);
    prop_assert_eq!(corrections.len(), found.corrections.len());
    let conflicts = sets(&found.conflicts);
    let minimal =
        |set: u32| !possible(set) && (0..elements.len()).all(|at| set >> at & 1 == 0 || possible(set & !(1 << at)));
    let expected: BTreeSet<u32> = (0..=all).filter(|set| minimal(*set)).collect();
    prop_assert_eq!(&conflicts, &expected);
    prop_assert_eq!(conflicts.len(), found.conflicts.len());
    prop_assert!(conflicts.iter().all(|conflict| corrections.iter().all(|correction| conflict & correction != 0)));
    for list in [&found.conflicts, &found.corrections] {
        prop_assert!(list.is_sorted_by_key(Vec::len));
    }
    let obstacles = problem.view().obstacles(&settled(&fixed), &Limits::default()).expect("no limit");
    prop_assert_eq!(obstacles.is_none(), possible(all));
    if let Some(obstacles) = obstacles {
        prop_assert_eq!(&obstacles.conflicts, &found);
        // For each party that binds alone, what is short there is what is short here.
        let alone = obstacles.no_deal.binding.iter().filter(|binding| binding.parties.len() == 1);
        prop_assert_eq!(alone.clone().count(), obstacles.compensation.len());
        for (binding, compensation) in alone.zip(&*obstacles.compensation) {
            prop_assert_eq!(binding.parties[0], compensation.party);
            let best = compensation.best.as_ref().map(|best| &best.gains);
            prop_assert_eq!(Some(&binding.closest.gains), best);
        }
    }
    Ok(())
}

/// The best a party can get, and the factors that would be enough, by listing.
fn compensation_is_true(case: &Case) -> Result<(), TestCaseError> {
    let mut tape = case.tape();
    let mut model = case.model.clone();
    for id in ["one", "two"] {
        model.clusters.insert(id, Cluster::default());
    }
    for (_, issue) in &mut model.issues.0 {
        issue.cluster = [None, Some("one".into()), Some("two".into())][tape.below(3)].clone();
    }
    let problem = compile(&model)?;
    let view = problem.view();
    let oracle = Oracle::new(&model);
    for party in 0..oracle.parties() {
        let found = view.compensation(problem.party_at(party), &Limits::default()).expect("no limit");
        let mut others = oracle.clone();
        others.floorless[party] = true;
        let walk_away = &oracle.disagreement[party];
        let best = others.acceptable().map(|deal| &deal.utilities[party]).max();
        let utility = found.best.as_ref().map(|best| best.utilities[party].value().clone());
        prop_assert_eq!(utility.as_ref(), best);
        let Some(point) = &found.best else { continue };
        prop_assert_eq!(point.gains[party].value() + walk_away, utility.clone().expect("a package"));
        let sum: Q = found.by_cluster.iter().map(|(_, sum)| sum.value()).sum();
        prop_assert_eq!(&sum, point.utilities[party].value());
        for (group, factor) in &found.amplification {
            let id = match group {
                Group::Cluster(at) => Some(model.clusters.0[at.index()].0.clone()),
                _ => None,
            };
            // The part of a utility that a group has is what is missing without it.
            let mut without = model.clone();
            let inside: Vec<String> =
                model.issues.iter().filter(|(_, issue)| issue.cluster == id).map(|(id, _)| id.to_owned()).collect();
            let name = model.parties.0[party].0.clone();
            if let Some((_, utility)) = without.utilities.0.iter_mut().find(|(id, _)| *id == name) {
                utility.values.0.retain(|(issue, _)| !inside.contains(issue));
                let within = |issues: Vec<&str>| issues.iter().all(|issue| inside.iter().any(|other| other == issue));
                utility.interactions.retain(|interaction| !within(interaction.when.keys().collect()));
                utility.tables.retain(|table| !within(table.issues.iter().map(String::as_str).collect()));
            }
            let without = Oracle::new(&without);
            let rational = |deal: &Deal| {
                let at =
                    oracle.deals.iter().position(|other| other.options == deal.options).expect("the same packages");
                let part = &deal.sums[party] - &without.deals[at].sums[party];
                (part > Q::zero()).then(|| Q::one() + (walk_away - &deal.sums[party]) / part)
            };
            let expected = match best.expect("a package") >= walk_away {
                true => Some(Q::one()),
                // Below a ceiling that is short, nothing is enough.
                false if oracle.ceilings[party].as_ref().is_some_and(|ceiling| ceiling < walk_away) => None,
                false => others.acceptable().filter_map(rational).min(),
            };
            let factor = match factor {
                Amplification::Factor(factor) => Some(factor.value().clone()),
                Amplification::Never => None,
                Amplification::AtMost(_) => return Err(TestCaseError::fail("small numbers have exact factors")),
            };
            prop_assert_eq!(factor, expected, "{:?} of {}", group, name);
        }
    }
    Ok(())
}

/// The fewest changes that a party would have to be met with, and the nearest packages that all accept, by listing.
fn concessions_are_least(case: &Case) -> Result<(), TestCaseError> {
    let problem = compile(&case.model)?;
    let oracle = Oracle::new(&case.model);
    let mut tape = case.tape();
    let parties = oracle.parties();
    let all: Vec<&Deal> = match oracle.feasible().next() {
        Some(_) => oracle.feasible().collect(),
        None => oracle.deals.iter().collect(),
    };
    let range = |party: usize| {
        let most = all.iter().map(|deal| &deal.utilities[party]).max().expect("a package");
        let range = most - all.iter().map(|deal| &deal.utilities[party]).min().expect("a package");
        if range.is_zero() { Q::new(1.into(), problem.parties()[party].scale.clone()) } else { range }
    };
    let ranges: Vec<Q> = (0..parties).map(range).collect();
    for _ in 0..2 {
        let deal = tape.pick(&oracle.deals).clone();
        let found = problem.view().concessions(&problem.package_at(&deal.options), &Limits::default());
        let changes = |other: &Deal| other.options.iter().zip(&deal.options).filter(|(a, b)| a != b).count();
        let worst = |utilities: &[Q], losing: &dyn Fn(usize) -> bool| {
            let share = |party: usize| (&utilities[party] - &deal.utilities[party]) / &ranges[party];
            (0..parties).filter(|party| losing(*party)).map(share).min()
        };
        let crossed =
            |other: &Deal, party: usize| other.broken.iter().any(|broken| oracle.limits[*broken].party == Some(party));
        let refuses = |party: &usize| !oracle.content(&deal.utilities, *party) || crossed(&deal, *party);
        let refusing: Vec<usize> = (0..parties).filter(refuses).collect();
        prop_assert_eq!(found.least.iter().map(|(party, _)| party.index()).collect::<Vec<_>>(), refusing);
        for (party, least) in &found.least {
            let mends = |other: &&Deal| {
                let theirs = |at: &usize| {
                    oracle.limits[*at].party.is_some_and(|owner| owner != party.index()) && deal.broken.contains(at)
                };
                oracle.content(&other.utilities, party.index()) && other.broken.iter().all(theirs)
            };
            let enough: Vec<&Deal> = oracle.deals.iter().filter(mends).collect();
            let fewest = enough.iter().map(|other| changes(other)).min();
            let least = least.as_ref().expect("no limit").as_ref();
            prop_assert_eq!(least.map(|least| least.changes), fewest);
            let Some(least) = least else { continue };
            let nearest = || enough.iter().filter(|other| Some(changes(other)) == fewest);
            let losing = |other: usize| other != party.index();
            let best = nearest().map(|other| worst(&other.utilities, &losing)).max().expect("a package");
            prop_assert_eq!(worst(&answers::exact(&least.package.utilities), &losing), best);
            let chosen: Vec<usize> = positions(&least.package.package);
            prop_assert!(nearest().any(|other| other.options == chosen));
        }
        let fewest = oracle.individually_rational().map(changes).min();
        let near = found.nearest.as_ref().expect("no limit").as_ref();
        prop_assert_eq!(near.map(|near| near.changes), fewest);
        if let Some(near) = near {
            let expected = frontier(oracle.individually_rational().filter(|other| Some(changes(other)) == fewest));
            prop_assert_eq!(near.found, Some(expected.len()));
            prop_assert_eq!(answers::agreements(&near.packages), expected);
            let every = |_: usize| true;
            let order = near.packages.iter().map(|near| worst(&answers::exact(&near.utilities), &every));
            prop_assert!(order.rev().is_sorted());
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(1200))]

    /// Conflicts are sufficient and minimal, corrections correct and are minimal, and none is missing.
    #[test]
    fn conflicts_and_corrections_are_those_of_the_definition(case in random::models()) {
        conflicts_are_all_and_minimal(&case)?;
    }

    /// The most a party can get, and the smallest factors, are those of all packages.
    #[test]
    fn compensation_agrees_with_the_oracle(case in random::models()) {
        compensation_is_true(&case)?;
    }

    /// No fewer changes are enough, and of those with so few none costs the others less.
    #[test]
    fn concessions_agree_with_the_oracle(case in random::models()) {
        concessions_are_least(&case)?;
    }
}

/// The random models above are hard enough: they have conflicts of several demands, factors, and issues to be met on.
#[test]
fn random_models_have_something_to_explain() {
    let (mut runner, limits) = (runner(), Limits::default());
    let mut seen = [0; 6];
    for _ in 0..400 {
        let case = random::models().new_tree(&mut runner).expect("a model").current();
        let problem = Problem::compile(&case.model).unwrap_or_else(|errors| panic!("{errors}"));
        let view = problem.view();
        let found = view.conflicts(&settled(&demands(&mut case.tape(), &case.model, &problem)), &limits);
        let factors = (0..view.parties()).filter_map(|party| view.compensation(problem.party_at(party), &limits).ok());
        let factors: Vec<Amplification> =
            factors.flat_map(|found| found.amplification).map(|(_, factor)| factor).collect();
        let one = Amplification::Factor(1.into());
        let concessions = view.concessions(&problem.package_at(&vec![0; problem.issues().len()]), &limits);
        let met = concessions.least.iter().filter_map(|(_, least)| least.as_ref().ok()?.as_ref());
        for (seen, holds) in seen.iter_mut().zip([
            found.conflicts.iter().any(|conflict| conflict.len() > 2),
            found.conflicts.len() > 1 && found.corrections.iter().any(|correction| correction.len() > 1),
            found.conflicts.iter().flatten().any(|element| *element == Element::AcceptanceRule),
            factors.contains(&Amplification::Never),
            factors.iter().any(|factor| *factor != one && *factor != Amplification::Never),
            met.clone().any(|concession| concession.changes > 1),
        ]) {
            *seen += u32::from(holds);
        }
    }
    assert!(seen.iter().all(|seen| *seen >= 5), "{seen:?}");
}

const RUSSIA: usize = 0;

static FLAGSHIP: LazyLock<Model> = LazyLock::new(|| {
    let text = include_str!("../fixtures/ukraine-2025.json");
    Model::from_json(text).unwrap_or_else(|errors| panic!("{errors}"))
});
static PROBLEM: LazyLock<Problem> =
    LazyLock::new(|| Problem::compile(&FLAGSHIP).unwrap_or_else(|errors| panic!("{errors}")));

fn chosen(choices: &[(&str, &str)]) -> Vec<(IssueId, OptionId)> {
    let option = |(issue, option): &(&str, &str)| PROBLEM.option(issue, option).expect("an option of the model");
    choices.iter().map(option).collect()
}

/// The model with a party's values in a cluster multiplied.
fn amplified(model: &Model, party: &str, cluster: &str, factor: &Q) -> Model {
    let mut model = model.clone();
    let times = |quantity: &mut Quantity| *quantity = zopa::Number::from(quantity.value.value() * factor).into();
    let inside: Vec<String> = (model.issues.iter())
        .filter(|(_, issue)| issue.cluster.as_deref() == Some(cluster))
        .map(|(id, _)| id.to_owned())
        .collect();
    let utility = build::utility_mut(&mut model, party);
    for (_, values) in utility.values.0.iter_mut().filter(|(issue, _)| inside.contains(issue)) {
        match values {
            Values::ByOption(values) => values.0.iter_mut().for_each(|(_, value)| times(value)),
            Values::PerUnit(value) | Values::Weighted { weight: value, .. } => times(value),
            Values::Curve(named) => named.weight.iter_mut().for_each(times),
            Values::Points(points) => points.iter_mut().for_each(|(_, value)| times(value)),
        }
    }
    for interaction in &mut utility.interactions {
        if interaction.when.keys().all(|issue| inside.iter().any(|other| other == issue)) {
            interaction.add.iter_mut().for_each(times);
        }
    }
    model
}

/// A10: a pre-emptive deployment is refused by Russia whatever is offered, and the sweeteners would have to be worth
/// several times as much.
#[test]
fn a_preemptive_deployment_conflicts_with_russian_acceptance() {
    let fixed = chosen(&[("deployment", "preemptive")]);
    let found =
        PROBLEM.view().obstacles(&settled(&fixed), &Limits::default()).expect("no limit").expect("no agreement");
    let deployment = Element::Fixed { issue: fixed[0].0, option: fixed[0].1 };
    assert!(found.conflicts.complete);
    for conflict in &found.conflicts.conflicts {
        assert!(
            conflict.contains(&deployment) && conflict.contains(&Element::Acceptance(PROBLEM.party_at(RUSSIA))),
            "{conflict:?}"
        );
    }
    assert_eq!(
        found.conflicts.corrections[..2],
        [vec![deployment], vec![Element::Acceptance(PROBLEM.party_at(RUSSIA))]]
    );
    let [compensation] = &found.compensation[..] else { panic!("Russia alone binds") };
    let gain = &compensation.best.as_ref().expect("a package").gains[RUSSIA];
    assert_eq!((compensation.party, gain.value()), (PROBLEM.party_at(RUSSIA), &q(-77, 2)));
    for (group, factor) in &compensation.amplification {
        let Group::Cluster(cluster) = group else { panic!("every issue has a cluster") };
        let cluster = PROBLEM[*cluster].id.as_str();
        let possible = |factor: &Q| {
            let model = amplified(&FLAGSHIP, "russia", cluster, factor);
            let problem = Problem::compile(&model).unwrap_or_else(|errors| panic!("{errors}"));
            let view = problem.view().fix(fixed[0].0, fixed[0].1);
            view.agreement(&Limits::default()).expect("no limit").is_some()
        };
        match factor {
            Amplification::Factor(factor) => {
                assert!(possible(factor.value()), "{cluster}: {factor} is enough");
                assert!(!possible(&(factor.value() - q(1, 100_000))), "{cluster}: less than {factor} is not");
            }
            Amplification::Never => assert!(cluster == "security" && !possible(&q(1_000, 1))),
            Amplification::AtMost(_) => panic!("small numbers have exact factors"),
        }
    }
    let incentives = PROBLEM.cluster_ids().find(|at| PROBLEM[*at].id == "incentives").expect("a cluster");
    let factor = compensation.amplification.iter().find(|(group, _)| *group == Group::Cluster(incentives));
    assert_eq!(factor.map(|(_, factor)| factor.clone()), Some(Amplification::Factor(q(106, 29).into())));
}

/// A11, A12: a deployment, even a reactive one, and no concession on territory cannot be had together; each can alone.
#[test]
fn a_deployment_and_no_concession_conflict() {
    let (deployment, territory) = (("deployment", "reactive"), ("territory", "no-recognition"));
    for alone in [deployment, territory] {
        assert!(PROBLEM.view().obstacles(&settled(&chosen(&[alone])), &Limits::default()).expect("no limit").is_none());
    }
    let fixed = chosen(&[deployment, territory]);
    let found =
        PROBLEM.view().obstacles(&settled(&fixed), &Limits::default()).expect("no limit").expect("no agreement");
    assert!(found.conflicts.complete && !found.conflicts.conflicts.is_empty());
    for (issue, option) in fixed {
        let element = Element::Fixed { issue, option };
        assert!(found.conflicts.conflicts.iter().all(|conflict| conflict.contains(&element)));
        assert!(found.conflicts.corrections.contains(&vec![element]));
    }
}

/// The plan as reported: how many issues Russia would have to be met on, and how near an agreement is.
#[test]
fn the_plan_needs_several_changes() {
    let draft = &PROBLEM.proposal("western-draft").expect("a proposal").package;
    let view = PROBLEM.view();
    let found = view.concessions(draft, &Limits::default());
    let [(_, Ok(Some(least)))] = &found.least[..] else { panic!("only Russia refuses: {:?}", found.least) };
    assert_eq!(least.changes, 4);
    assert!(!least.package.gains[RUSSIA].value().is_negative() && view.is_feasible(&least.package.package));
    let nearest = found.nearest.as_ref().expect("no limit").as_ref().expect("an agreement");
    assert_eq!(nearest.changes, 5);
    for near in &nearest.packages {
        assert!(near.gains.iter().all(|gain| !gain.value().is_negative()) && view.is_feasible(&near.package));
        assert_eq!(PROBLEM.exact_utilities(&near.package), near.utilities);
    }
    // What cannot be changed is not: with the deployment kept, nothing near or far is acceptable to all.
    let (issue, option) = PROBLEM.option("deployment", "preemptive").expect("an option");
    let kept = view.fix(issue, option).concessions(draft, &Limits::default());
    assert!(kept.nearest.as_ref().expect("no limit").is_none());
    let [(_, Ok(Some(least)))] = &kept.least[..] else { panic!("Russia accepts the Donbas: {:?}", kept.least) };
    assert!(least.changes > 4);
}

/// The illustrative case of the shared folder, as a model; none if the folder is not there.
fn illustrative() -> Option<Model> {
    let path = crate::support::root().join("../shared/cases/seed_ukraine_illustrative.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: there is no {}", path.display());
        return None;
    };
    let case: Value = serde_json::from_str(&text).expect("JSON");
    let case = &case["model"];
    let list = |value: &Value| value.as_array().expect("a list").clone();
    let key = |value: &Value| value.as_str().expect("a text").to_owned();
    let object = |pairs: Vec<(String, Value)>| Value::Object(pairs.into_iter().collect());
    let issues = list(&case["issues"]);
    let sweetener = |id: &str| ["sanctions", "sweeteners"].contains(&id);
    let issue = |issue: &Value| {
        let cluster = if sweetener(&key(&issue["name"])) { "sweeteners" } else { "rest" };
        (key(&issue["name"]), json!({ "cluster": cluster, "options": issue["options"] }))
    };
    let parties: Vec<String> = list(&case["parties"]).iter().map(key).collect();
    let utility = |party: &String| {
        let values = issues.iter().map(|issue| {
            let numbers = list(&case["utilities_additive"][party][key(&issue["name"])]);
            let by_option = list(&issue["options"]).iter().map(key).zip(numbers).collect();
            (key(&issue["name"]), object(by_option))
        });
        let interactions = list(&case["interactions"]);
        let own = interactions.iter().filter(|interaction| interaction["party"] == json!(party));
        let lines = case["red_lines"][party].as_object().into_iter().flatten();
        let utility = json!({
            "constant": case["constant"][party],
            "values": object(values.collect()),
            "interactions": own.map(|own| json!({ "when": own["if"], "add": own["add"] })).collect::<Vec<_>>(),
            "red_lines": lines.map(|(issue, options)| json!({ "when": { issue: options } })).collect::<Vec<_>>(),
        });
        (party.clone(), utility)
    };
    let model = json!({
        "zopa": 1,
        "parties": object(parties.iter().map(|party| {
            (party.clone(), json!({ "disagreement": case["disagreement"][party] }))
        }).collect()),
        "clusters": { "sweeteners": {}, "rest": {} },
        "issues": object(issues.iter().map(issue).collect()),
        "utilities": object(parties.iter().map(utility).collect()),
        // "verification must be none unless deployment = preemptive_west"
        "rules": [{ "if": { "verification": ["declaratory", "verified_nonexpansion"] },
            "then": { "deployment": "preemptive_west" } }],
    });
    Some(Model::from_json(&model.to_string()).unwrap_or_else(|errors| panic!("{errors}")))
}

/// With pre-emptive deployment, sanctions relief and sweeteners would have to be worth 48/17 times as much to Russia.
#[test]
fn the_factor_of_the_illustrative_case_is_the_published_one() {
    let Some(model) = illustrative() else { return };
    let problem = Problem::compile(&model).unwrap_or_else(|errors| panic!("{errors}"));
    let (issue, option) = problem.option("deployment", "preemptive_west").expect("an option");
    let russia = problem.parties().iter().position(|party| party.id == "Russia").expect("a party");
    let view = problem.view().fix(issue, option);
    let found = view.compensation(problem.party_at(russia), &Limits::default()).expect("no limit");
    let best = found.best.expect("the others accept something");
    assert_eq!(best.utilities[russia], (-17).into());
    let sweeteners = problem.cluster_ids().find(|at| problem[*at].id == "sweeteners").expect("a cluster");
    let factor = found.amplification.iter().find(|(group, _)| *group == Group::Cluster(sweeteners));
    assert_eq!(factor.map(|(_, factor)| factor.clone()), Some(Amplification::Factor(q(48, 17).into())));
}

/// Seven issues, each with a rule against each of its two options: seven conflicts, and 128 corrections.
#[test]
fn what_is_too_much_to_list_is_cut_and_says_so() {
    let id = |at: usize| format!("i{at}");
    let issues: serde_json::Map<String, Value> = (0..7).map(|at| (id(at), json!({ "options": ["p", "q"] }))).collect();
    let forbid = |at: usize, option: &str| json!({ "forbid": { (id(at)): option } });
    let rules: Vec<Value> = (0..7).flat_map(|at| [forbid(at, "p"), forbid(at, "q")]).collect();
    let model = json!({ "zopa": 1, "parties": { "a": { "disagreement": 0 } }, "issues": issues,
        "utilities": { "a": {} }, "rules": rules });
    let model = Model::from_json(&model.to_string()).unwrap_or_else(|errors| panic!("{errors}"));
    let problem = Problem::compile(&model).unwrap_or_else(|errors| panic!("{errors}"));
    let found = problem.view().conflicts(&[], &Limits::default());
    assert!(!found.complete && found.stopped.is_none());
    assert_eq!(found.corrections.len(), MOST_CONFLICTS);
    for correction in &found.corrections {
        let lifted = correction.iter().fold(problem.view(), |view, element| match element {
            Element::Constraint(at) => view.lift(*at),
            other => panic!("{other:?} takes part in nothing"),
        });
        assert_eq!(correction.len(), 7);
        assert!(lifted.agreement(&Limits::default()).expect("no limit").is_some());
    }
    assert!(found.conflicts.iter().all(|conflict| conflict.len() == 2));
}

/// Without time nothing is claimed to be known.
#[test]
fn explanations_stop_in_time() {
    let limits = Limits { time: Some(Duration::ZERO), ..Limits::default() };
    let fixed = chosen(&[("deployment", "preemptive")]);
    assert_eq!(PROBLEM.view().obstacles(&settled(&fixed), &limits).err(), Some(Stop::TimeLimit));
    let found = PROBLEM.view().conflicts(&settled(&fixed), &limits);
    assert_eq!((found.complete, found.stopped), (false, Some(Stop::TimeLimit)));
    let draft = &PROBLEM.proposal("western-draft").expect("a proposal").package;
    let found = PROBLEM.view().concessions(draft, &limits);
    assert_eq!(found.stopped, Some(Stop::TimeLimit));
    assert!(found.least.iter().all(|(_, least)| least.is_err()) && found.nearest.is_err());
    // Whatever the moment, what is said is true.
    let whole = PROBLEM.view().conflicts(&settled(&fixed), &Limits::default());
    for microseconds in [300, 1_000, 3_000, 10_000, 30_000] {
        let limits = Limits { time: Some(Duration::from_micros(microseconds)), ..Limits::default() };
        let found = PROBLEM.view().conflicts(&settled(&fixed), &limits);
        assert!(found.conflicts.iter().all(|conflict| whole.conflicts.contains(conflict)));
        assert!(found.corrections.iter().all(|correction| whole.corrections.contains(correction)));
    }
}

/// A ceiling below what a party asks for is never enough, however much a cluster counts, also one that no package exceeds as numbers
/// are; one that is just what it asks for does no harm.
#[test]
fn no_factor_is_enough_below_a_ceiling() {
    for (at_most, expected) in [("4", None), ("1", None), ("0.5", None), ("5", Some("5")), ("6", Some("5"))] {
        let text = format!(
            r#"{{"zopa":1,"parties":{{"a":{{"disagreement":5}},"b":{{"disagreement":0}}}},"clusters":{{"c":{{}}}},
            "issues":{{"x":{{"options":["n","y"],"cluster":"c"}}}},
            "utilities":{{"a":{{"values":{{"x":{{"n":0,"y":1}}}},"at_most":{at_most}}},"b":{{"values":{{"x":{{"n":0,"y":0}}}}}}}}}}"#
        );
        let problem = Problem::from_json(&text).unwrap_or_else(|errors| panic!("{errors}"));
        let found = problem.view().compensation(problem.party_at(0), &Limits::default()).expect("no limit");
        let factors: Vec<Option<String>> = (found.amplification.iter())
            .map(|(_, factor)| match factor {
                Amplification::Factor(factor) => Some(factor.to_string()),
                _ => None,
            })
            .collect();
        assert_eq!(factors, [expected.map(str::to_owned)], "{at_most}");
    }
}
