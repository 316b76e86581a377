//! Every answer against the definitions, on thousands of random models.
//!
//! The oracle of `common/oracle.rs` lists all packages and follows the definitions with exact rationals. The engines
//! must give the same counts, frontiers, ideal points and solutions; a view must answer as the changed model would; an
//! evaluation and the reasons why there is no deal must be true.

use crate::common;

use common::at::{At, positions};
use common::oracle::{Choice, Oracle, Points, descending, frontier};
use common::random::{self, Case, Tape};
use common::{Q, answers, build, cases, q};
use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive, Zero};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use std::collections::BTreeMap;
use zopa::concept::ALL;
use zopa::explain::{NoWorse, Verdict};
use zopa::model::{Conditions, Level, Rule};
use zopa::problem::ConstraintId;
use zopa::search::Target;
use zopa::{Answer, Engine, Limits, Model, Number, Problem, Status, View};

const ENGINES: [Engine; 3] = [Engine::Eliminate, Engine::Enumerate, Engine::Automatic];
/// Engines that search for one concept at a time.
const SEARCHES: [Engine; 2] = [Engine::Descend, Engine::Branch];

fn compile(model: &Model) -> Result<Problem, TestCaseError> {
    Problem::compile(model).map_err(|errors| TestCaseError::fail(format!("does not compile: {errors}")))
}

fn count<'d>(deals: impl Iterator<Item = &'d common::oracle::Deal>) -> Option<num_bigint::BigUint> {
    Some(deals.count().into())
}

/// That a concept's choice is the oracle's; a Nash product that is no rational number only to 9 digits.
fn same_choice(
    found: &Choice,
    expected: &Choice,
    oracle: &Oracle,
    approximate: Option<f64>,
    what: &str,
) -> Result<(), TestCaseError> {
    prop_assert_eq!(found, expected, "{}", what);
    if expected.value.is_none() && what.contains("nash") && approximate.is_some() {
        let (value, near) = (oracle.nash_as_double(expected), approximate.unwrap_or(f64::NAN));
        prop_assert!((value - near).abs() <= 1e-9 * value.abs(), "{what}: about {near}, not {value}");
    }
    Ok(())
}

/// That an answer is what the oracle finds by definition.
fn same_answer(answer: &Answer, oracle: &Oracle, what: &str) -> Result<(), TestCaseError> {
    same_counts(answer, oracle, what)?;
    same_solutions(answer, oracle, what)
}

/// That an answer has the oracle's numbers of packages.
fn same_counts(answer: &Answer, oracle: &Oracle, what: &str) -> Result<(), TestCaseError> {
    prop_assert_eq!(&answer.counts.feasible, &count(oracle.feasible()), "feasible packages, {}", what);
    prop_assert_eq!(
        &answer.counts.individually_rational,
        &count(oracle.individually_rational()),
        "IR packages, {}",
        what
    );
    prop_assert_eq!(&answer.counts.acceptable, &count(oracle.acceptable()), "acceptable packages, {}", what);
    Ok(())
}

/// That an answer has the oracle's ideal point and solutions.
fn same_solutions(answer: &Answer, oracle: &Oracle, what: &str) -> Result<(), TestCaseError> {
    let ideal = answer.ideal.as_deref().map(answers::exact);
    prop_assert_eq!(&ideal, &oracle.ideal(), "ideal point, {}", what);
    let agreement = oracle.acceptable().next().is_some();
    let status = if agreement { Status::Agreement } else { Status::NoAgreement };
    prop_assert_eq!(answer.status, status, "{}", what);
    let mut expected: BTreeMap<(&str, Option<Vec<usize>>), Choice> = BTreeMap::new();
    for concept in ALL {
        match oracle.choose(concept.id()) {
            Some(choice) => drop(expected.insert((concept.id(), None), choice)),
            None if agreement => {
                for members in oracle.coalitions() {
                    let choice = oracle.choose_among(concept.id(), &members).expect("a package that they accept");
                    expected.insert((concept.id(), Some(members)), choice);
                }
            }
            None => {}
        }
    }
    prop_assert_eq!(answer.solutions.len(), expected.len(), "solutions, {}", what);
    for solution in &answer.solutions {
        prop_assert!(solution.proven && solution.bound.is_none(), "{what}");
        let key = (solution.concept.id(), answers::coalition(solution));
        let wanted = expected.get(&key);
        prop_assert!(wanted.is_some(), "no solution {key:?} was expected, {what}");
        let (found, wanted) = (answers::choice(solution), wanted.expect("just looked at"));
        let approximate = solution.value.as_ref().filter(|value| !value.exact && solution.coalition.is_none());
        let approximate = approximate.map(|value| value.number.to_f64());
        same_choice(&found, wanted, oracle, approximate, &format!("{key:?}, {what}"))?;
    }
    Ok(())
}

/// That the frontiers of a view are what the oracle finds, in the promised order.
fn same_frontiers(view: &View, oracle: &Oracle, engine: Engine) -> Result<(), TestCaseError> {
    let problem = view.problem();
    for target in [Target::Feasible, Target::Acceptable] {
        let expected: Points = match target {
            Target::Feasible => frontier(oracle.feasible()),
            Target::Acceptable => frontier(oracle.acceptable()),
        };
        let answer = view.clone().search().engine(engine).frontier(target);
        prop_assert!(answer.complete);
        let point = |point: &zopa::Point| {
            let options: Vec<usize> = positions(&point.package);
            (answers::in_units(problem, &point.utilities), point.packages.to_u64().unwrap_or(0), options)
        };
        let found: Vec<(Vec<Q>, u64, Vec<usize>)> = answer.frontier.points.iter().map(point).collect();
        prop_assert_eq!(found, descending(&expected), "{:?} by {:?}", target, engine);
        let agreement = oracle.acceptable().next().is_some();
        prop_assert_eq!(answer.status, if agreement { Status::Agreement } else { Status::NoAgreement });
        // The frontier of all feasible packages holds each party's best among those that everybody accepts, and so does
        // the frontier of the acceptable ones.
        let ideal = answer.ideal.as_deref().map(answers::exact);
        prop_assert_eq!(ideal, oracle.ideal(), "ideal point of {:?} by {:?}", target, engine);
        prop_assert_eq!(answer.counts.feasible, count(oracle.feasible()));
    }
    Ok(())
}

/// What is chosen among everything that passes a quota.
fn chosen_by_rule(problem: &Problem, oracle: &Oracle, engine: Engine) -> Result<(), TestCaseError> {
    if problem.view().acceptance().is_unanimous() {
        return Ok(());
    }
    let answer = problem.search().engine(engine).by_rule(true).run();
    prop_assert!(answer.by_rule);
    let agreement = oracle.acceptable().next().is_some();
    prop_assert_eq!(answer.status, if agreement { Status::Agreement } else { Status::NoAgreement });
    let mut expected = 0;
    for concept in ALL {
        let Some((ideal, choices)) = oracle.by_rule(concept.id()) else { continue };
        prop_assert_eq!(answer.ideal.as_deref().map(answers::exact), Some(ideal));
        expected += choices.len();
        for (coalition, wanted) in choices {
            let found = answer.solutions.iter().find(|solution| {
                solution.concept.id() == concept.id() && answers::coalition(solution).as_ref() == Some(&coalition)
            });
            prop_assert!(found.is_some_and(|found| found.proven), "{} {:?}", concept.id(), coalition);
            let found = answers::choice(found.expect("just looked at"));
            prop_assert_eq!(found.agreements, wanted.agreements, "{} {:?}", concept.id(), coalition);
            prop_assert_eq!(found.degenerate, wanted.degenerate);
        }
    }
    prop_assert_eq!(answer.solutions.len(), expected);
    Ok(())
}

fn engines_agree(case: &Case) -> Result<(), TestCaseError> {
    let problem = compile(&case.model)?;
    let oracle = Oracle::new(&case.model);
    prop_assert_eq!(problem.package_count(), oracle.deals.len().into());
    for engine in ENGINES {
        let answer = problem.search().engine(engine).run();
        prop_assert_eq!(&answer.counts.all, &oracle.deals.len().into());
        same_answer(&answer, &oracle, &format!("by {engine:?}"))?;
        same_frontiers(&problem.view(), &oracle, engine)?;
        chosen_by_rule(&problem, &oracle, engine)?;
    }
    for engine in SEARCHES {
        chosen_by_rule(&problem, &oracle, engine)?;
        let answer = problem.search().engine(engine).run();
        same_solutions(&answer, &oracle, &format!("by {engine:?}"))?;
    }
    Ok(())
}

/// One option of a random issue, by position and as a condition.
fn random_option(tape: &mut Tape, model: &Model) -> (usize, usize, Conditions) {
    let issue = tape.below(model.issues.len());
    let (id, declared) = &model.issues.0[issue];
    let ids = common::oracle::option_ids(declared);
    let option = tape.below(ids.len());
    (issue, option, condition(id, &ids[option], declared.integer.is_some()))
}

fn condition(issue: &str, option: &str, integer: bool) -> Conditions {
    let level = if integer { Level::Integer(option.parse().expect("a level")) } else { Level::Id(option.into()) };
    [(issue, zopa::model::Condition::One(level))].into_iter().collect()
}

/// A disagreement value near the model's, often not on the scale of its party's numbers.
fn random_disagreement(tape: &mut Tape, oracle: &Oracle, party: usize) -> Q {
    let step = tape.pick(&[q(1, 1), q(-1, 1), q(0, 1), q(1, 11), q(-3, 13), q(1, 97), q(-5, 2), q(7, 3)]).clone();
    if tape.chance(50) {
        tape.pick(&oracle.deals).utilities[party].clone() + step
    } else {
        &oracle.disagreement[party] + step
    }
}

fn views_are_changed_models(case: &Case) -> Result<(), TestCaseError> {
    let problem = compile(&case.model)?;
    let original = Oracle::new(&case.model);
    let mut tape = case.tape();
    let mut changed = case.model.clone();
    let mut view = problem.view();
    let mut floorless = vec![false; original.parties()];
    let mut lifted = Vec::new();
    let mut what = String::new();
    for _ in 0..1 + tape.below(4) {
        match tape.below(6) {
            0 => {
                let (issue, option, _) = random_option(&mut tape, &case.model);
                what += &format!("fix {issue} {option}, ");
                view = view.fix(problem.issue_at(issue), problem.option_at(issue, option));
                let (id, declared) = &case.model.issues.0[issue];
                for (at, other) in common::oracle::option_ids(declared).iter().enumerate() {
                    if at != option {
                        let forbid = condition(id, other, declared.integer.is_some());
                        changed.rules.push(Rule { forbid: Some(forbid), ..Rule::default() });
                    }
                }
            }
            1 => {
                let (issue, option, forbid) = random_option(&mut tape, &case.model);
                what += &format!("forbid {issue} {option}, ");
                view = view.forbid(problem.issue_at(issue), problem.option_at(issue, option));
                changed.rules.push(Rule { forbid: Some(forbid), ..Rule::default() });
            }
            2 if !problem.constraints().is_empty() => {
                let at = tape.below(problem.constraints().len());
                what += &format!("lift {}, ", problem.constraints()[at].name);
                view = view.lift(problem.constraint_at(at));
                lifted.push(problem.constraints()[at].name.clone());
            }
            3 => {
                let party = tape.below(original.parties());
                what += &format!("no floor for {party}, ");
                view = view.without_floor(problem.party_at(party));
                floorless[party] = true;
            }
            _ => {
                let party = tape.below(original.parties());
                let value = random_disagreement(&mut tape, &original, party);
                what += &format!("{party} disagrees at {value}, ");
                view = view.with_disagreement(problem.party_at(party), &value.clone().into()).expect("a small number");
                changed.parties.0[party].1.disagreement = Some(build::quantity(&value));
            }
        }
    }
    // A lifted rule or red line is one that no package breaks.
    let mut oracle = Oracle::new(&changed);
    let keep: Vec<bool> = oracle.limits.iter().map(|limit| !lifted.contains(&limit.name)).collect();
    oracle.deals.iter_mut().for_each(|deal| deal.broken.retain(|at| keep[*at]));
    oracle.floorless.clone_from(&floorless);
    for engine in ENGINES {
        let what = format!("{what}by {engine:?}");
        let answer = view.clone().search().engine(engine).run();
        if floorless.contains(&true) {
            // Concepts are made for gains of at least 0: without a floor only what needs no concept is compared.
            prop_assert_eq!(&answer.counts.feasible, &count(oracle.feasible()), "{}", &what);
            prop_assert_eq!(&answer.counts.individually_rational, &count(oracle.individually_rational()), "{}", &what);
            prop_assert_eq!(&answer.counts.acceptable, &count(oracle.acceptable()), "{}", &what);
            let ideal = answer.ideal.as_deref().map(answers::exact);
            prop_assert_eq!(ideal, oracle.ideal(), "{}", &what);
        } else {
            same_answer(&answer, &oracle, &what)?;
        }
        same_frontiers(&view, &oracle, engine)?;
    }
    if !floorless.contains(&true) {
        for engine in SEARCHES {
            let answer = view.clone().search().engine(engine).run();
            same_solutions(&answer, &oracle, &format!("{what}by {engine:?}"))?;
        }
    }
    if lifted.is_empty() && !floorless.contains(&true) {
        let fresh = compile(&changed)?;
        same_answer(&fresh.search().run(), &oracle, "compiled afresh")?;
        for party in 0..original.parties() {
            prop_assert_eq!(
                fresh.view().disagreement(problem.party_at(party)),
                view.disagreement(problem.party_at(party))
            );
        }
    }
    Ok(())
}

fn evaluations_are_true(case: &Case) -> Result<(), TestCaseError> {
    let problem = compile(&case.model)?;
    let mut changed = case.model.clone();
    let mut tape = case.tape();
    let mut view = problem.view();
    let original = Oracle::new(&case.model);
    if tape.chance(40) {
        let party = tape.below(original.parties());
        let value = random_disagreement(&mut tape, &original, party);
        view = view.with_disagreement(problem.party_at(party), &value.clone().into()).expect("a small number");
        changed.parties.0[party].1.disagreement = Some(build::quantity(&value));
    }
    let mut oracle = Oracle::new(&changed);
    if tape.chance(15) {
        let party = tape.below(original.parties());
        view = view.without_floor(problem.party_at(party));
        oracle.floorless[party] = true;
    }
    for _ in 0..3 {
        let deal = tape.pick(&oracle.deals).clone();
        let package = problem.package_at(&deal.options);
        prop_assert_eq!(answers::in_units(&problem, &problem.utilities(&package)), deal.utilities.clone());
        let evaluation = view.evaluate(&package, &Limits::default());
        let names =
            |list: &[ConstraintId]| -> Vec<String> { list.iter().map(|at| problem[*at].name.clone()).collect() };
        let broken = |party: Option<usize>| -> Vec<String> {
            let limits = deal.broken.iter().map(|at| &oracle.limits[*at]);
            limits.filter(|limit| limit.party == party).map(|limit| limit.name.clone()).collect()
        };
        prop_assert_eq!(names(&evaluation.broken), broken(None));
        prop_assert_eq!(evaluation.is_feasible(), deal.broken.is_empty());
        prop_assert_eq!(evaluation.acceptable, deal.broken.is_empty() && oracle.passes(&deal.utilities));
        for (party, stand) in evaluation.stands.iter().enumerate() {
            prop_assert_eq!(names(&stand.crossed), broken(Some(party)));
            prop_assert_eq!(&stand.utility, &deal.utilities[party].clone().into());
            prop_assert_eq!(&stand.gain, &oracle.gain(&deal, party).into());
            prop_assert_eq!(stand.accepts, stand.crossed.is_empty() && oracle.content(&deal.utilities, party));
            prop_assert_eq!(&stand.breakdown.iter().map(|part| part.value.value()).sum::<Q>(), stand.utility.value());
        }
        let at_least = oracle.acceptable().filter(|other| {
            other.utilities != deal.utilities && other.utilities.iter().zip(&deal.utilities).all(|(a, b)| a >= b)
        });
        let Ok(NoWorse::Points(better)) = &evaluation.better else { panic!("no limit, and no levels") };
        prop_assert_eq!(answers::points(&problem, better), frontier(at_least.clone()));
        // What cannot be agreed itself may have a twin that can.
        let twin = better.is_empty()
            && !evaluation.acceptable
            && oracle.acceptable().any(|other| other.utilities == deal.utilities);
        prop_assert_eq!(evaluation.as_good.is_some(), twin);
        if let Some(point) = &evaluation.as_good {
            let utilities = problem.utilities(&point.package);
            prop_assert!(view.is_feasible(&point.package) && view.is_acceptable(&utilities));
            prop_assert_eq!(utilities, problem.utilities(&package));
        }
        let improvement = evaluation.improvement(&view).expect("no limit");
        for (party, most) in improvement.into_iter().enumerate() {
            let gain = at_least.clone().map(|other| &other.utilities[party] - &deal.utilities[party]).max();
            prop_assert_eq!(most, gain.unwrap_or_else(Q::zero).into());
        }
    }
    Ok(())
}

fn reasons_are_true(case: &Case) -> Result<(), TestCaseError> {
    let problem = compile(&case.model)?;
    let oracle = Oracle::new(&case.model);
    if oracle.acceptable().next().is_some() {
        return Ok(());
    }
    let view = problem.view();
    let reasons = view.explain_no_deal(&Limits::default());
    prop_assert_eq!(reasons.infeasible, oracle.feasible().next().is_none());
    prop_assert!(reasons.stopped.is_none());
    if reasons.infeasible {
        return Ok(());
    }
    // The smallest sets of parties whose indifference would make an agreement.
    let parties = oracle.parties();
    let without = |set: u32| {
        let mut relaxed = oracle.clone();
        relaxed.floorless = (0..parties).map(|party| set >> party & 1 == 1).collect();
        relaxed
    };
    let binds = |set: &u32| without(*set).acceptable().next().is_some();
    let size = (1u32..1 << parties).filter(binds).map(u32::count_ones).min().expect("all parties together bind");
    let mut expected: Vec<Vec<usize>> = (1u32..1 << parties)
        .filter(|set| set.count_ones() == size && binds(set))
        .map(|set| (0..parties).filter(|party| set >> party & 1 == 1).collect())
        .collect();
    expected.sort();
    let found: Vec<Vec<usize>> =
        reasons.binding.iter().map(|binding| binding.parties.iter().map(|party| party.index()).collect()).collect();
    prop_assert_eq!(&found, &expected);
    for binding in &reasons.binding {
        let set = binding.parties.iter().fold(0, |set, party| set | 1 << party.index());
        let relaxed = without(set);
        let near: Vec<_> = relaxed.acceptable().collect();
        let range = |party: usize| {
            let all = || oracle.feasible().map(|deal| deal.utilities[party].clone());
            let range = all().max().expect("feasible") - all().min().expect("feasible");
            if range.is_zero() { Q::new(1.into(), problem.parties()[party].scale.clone()) } else { range }
        };
        let ranges: Vec<Q> = binding.parties.iter().map(|party| range(party.index())).collect();
        let worst = |gains: &[Q]| gains.iter().zip(&ranges).map(|(gain, range)| gain / range).min().expect("a party");
        let gains_of = |deal: &common::oracle::Deal| -> Vec<Q> {
            binding.parties.iter().map(|p| oracle.gain(deal, p.index())).collect()
        };
        let of_these = |of: &[Number]| -> Vec<Q> {
            binding.parties.iter().map(|party| of[party.index()].value().clone()).collect()
        };
        let gains = of_these(&binding.closest.gains);
        let best = near.iter().map(|deal| worst(&gains_of(deal))).max().expect("a package");
        prop_assert_eq!(worst(&gains), best, "the closest package is the closest");
        let closest: Vec<Q> = binding.closest.utilities.iter().map(|utility| utility.value().clone()).collect();
        prop_assert!(near.iter().any(|deal| deal.utilities == closest && gains_of(deal) == gains));
    }
    if let Some(balance) = &reasons.balance {
        prop_assert!(balance.weights.iter().all(|weight| !weight.is_negative()));
        let sum = |deal: &common::oracle::Deal| {
            let scaled = |party: usize| oracle.gain(deal, party) * Q::from(view.gain_scale(problem.party_at(party)));
            (0..parties).map(|party| scaled(party) * Q::from(balance.weights[party].clone())).sum::<Q>()
        };
        let most = oracle.feasible().map(sum).max().expect("feasible");
        prop_assert_eq!(Q::from(balance.most.clone()), most.clone());
        prop_assert_eq!(balance.verdict == Verdict::NoMixture, most.is_negative());
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(3000))]

    /// Counts, frontiers, ideal point and all six concepts, by each engine, are those of the definitions.
    #[test]
    fn engines_agree_with_the_oracle(case in random::models()) {
        engines_agree(&case)?;
    }

    /// What an evaluation says of a package is true: what it breaks, how each party stands, and what would be better
    /// for all.
    #[test]
    fn evaluations_agree_with_the_oracle(case in random::models()) {
        evaluations_are_true(&case)?;
    }
}

proptest! {
    #![proptest_config(cases(2000))]

    /// A view with options fixed or forbidden, rules lifted, disagreement values moved or dropped answers as the changed
    /// model does.
    #[test]
    fn views_answer_as_changed_models(case in random::models()) {
        views_are_changed_models(&case)?;
    }

    /// Where there is no deal, the parties that are said to bind do, they are the fewest, the package that is said to
    /// come closest does, and the weights prove what they are said to prove.
    #[test]
    fn reasons_for_no_deal_agree_with_the_oracle(case in random::models()) {
        reasons_are_true(&case)?;
    }

    /// A model that is written and read again is the same model.
    #[test]
    fn models_survive_writing_and_reading(case in random::models()) {
        let text = serde_json::to_string(&case.model).expect("a model can be written");
        let read = Model::from_json(&text).map_err(|errors| TestCaseError::fail(format!("{errors}\n{text}")))?;
        prop_assert_eq!(read, case.model);
    }
}

/// Where thousands of points would have to be joined, concepts are searched for one by one; they choose what they choose
/// from the whole frontier.
#[test]
fn single_searches_agree_with_long_frontiers() {
    let mut runner = common::runner();
    let mut long = 0;
    for (parties, issues, options) in [(3, 16, 6), (4, 11, 4), (4, 12, 4), (4, 9, 5), (4, 10, 4)] {
        let numbers = prop::collection::vec(any::<u32>(), 600).new_tree(&mut runner).expect("numbers").current();
        let mut tape = Tape::new(numbers);
        let model = random::long_frontier(&mut tape, parties, issues, options);
        let problem = compile(&model).expect("a model");
        // On a scale of its own, as moved values are.
        let moved = problem.view().disagreement(problem.party_at(0)).value() + q(tape.below(50) as i64, 7);
        let view = problem.view().with_disagreement(problem.party_at(0), &moved.into()).expect("a small number");
        let frontier = view.clone().search().frontier(Target::Acceptable);
        assert!(frontier.complete);
        long += usize::from(frontier.frontier.points.len() > 1500);
        let deal = |point: &zopa::Point| common::oracle::Deal {
            options: positions(&point.package),
            sums: answers::in_units(&problem, &point.utilities),
            utilities: answers::in_units(&problem, &point.utilities),
            broken: Vec::new(),
        };
        let oracle = Oracle {
            ceilings: vec![None; problem.parties().len()],
            deals: frontier.frontier.points.iter().map(deal).collect(),
            limits: Vec::new(),
            disagreement: answers::disagreement(&view),
            weights: model
                .parties
                .iter()
                .map(|(_, party)| party.weight.as_ref().map_or(q(1, 1), |w| w.value.value().clone()))
                .collect(),
            quota: parties,
            veto: vec![false; parties],
            floorless: vec![false; parties],
        };
        // Fewer points than the frontier has: only the single searches can answer.
        let points = (frontier.frontier.points.len() - 1).max(500);
        let answer = view.search().limits(Limits { points, ..Limits::default() }).run();
        assert_eq!(answer.status, Status::Agreement, "{parties} parties, {issues} issues");
        let ideal = answer.ideal.as_deref().map(answers::exact);
        assert_eq!(ideal, oracle.ideal(), "{parties} parties, {issues} issues");
        for solution in &answer.solutions {
            assert!(solution.proven);
            let (found, expected) =
                (answers::choice(solution), oracle.choose(solution.concept.id()).expect("an agreement"));
            // Every point stands for one package here.
            let packages = |choice: &Choice| {
                choice.agreements.iter().map(|(vector, (_, first))| (vector.clone(), first.clone())).collect::<Vec<_>>()
            };
            assert_eq!(
                (&found.value, packages(&found)),
                (&expected.value, packages(&expected)),
                "{}",
                solution.concept.id()
            );
        }
    }
    assert!(long >= 4, "only {long} of 5 frontiers are long");
}

/// What a random model has of the hard cases.
fn features(model: &Model) -> Vec<&'static str> {
    let oracle = Oracle::new(model);
    let mut found = Vec::new();
    let mut has = |feature: &'static str, has: bool| {
        if has {
            found.push(feature);
        }
    };
    let interactions = || model.utilities.iter().flat_map(|(_, utility)| &utility.interactions);
    let tables = || model.utilities.iter().flat_map(|(_, utility)| &utility.tables);
    has(
        "interaction of 3 or 4 issues",
        interactions().any(|i| i.when.len() >= 3) || tables().any(|t| t.issues.len() >= 3),
    );
    has("interaction of 2 issues", interactions().any(|i| i.when.len() == 2) || tables().any(|t| t.issues.len() == 2));
    has("table", tables().next().is_some());
    has("forbid", model.rules.iter().any(|rule| rule.forbid.is_some()));
    has("if and then", model.rules.iter().any(|rule| rule.if_.is_some()));
    has("at most of", model.rules.iter().any(|rule| rule.of.is_some() && rule.at_most.is_some()));
    has("at least of", model.rules.iter().any(|rule| rule.of.is_some() && rule.at_least.is_some()));
    has("exactly of", model.rules.iter().any(|rule| rule.exactly.is_some()));
    has("sum", model.rules.iter().any(|rule| rule.sum.is_some()));
    let red_lines: usize = model.utilities.iter().map(|(_, utility)| utility.red_lines.len()).sum();
    has("red line", red_lines > 0);
    has("red line of a party that does not decide", red_lines + model.rules.len() > oracle.limits.len());
    has("quota", oracle.quota < oracle.parties());
    has("veto", oracle.veto.contains(&true));
    has("weight 0", oracle.weights.iter().any(Zero::is_zero));
    has("fractional weight", oracle.weights.iter().any(|weight| !weight.is_integer()));
    has("one party", oracle.parties() == 1);
    has("four parties or more", oracle.parties() >= 4);
    has("five parties or more", oracle.parties() >= 5);
    let fractions = |value: &Q| !(Q::from(BigInt::from(100)) * value).is_integer();
    has("fraction", oracle.deals.iter().any(|deal| deal.utilities.iter().any(fractions)));
    let infeasible = oracle.feasible().next().is_none();
    has("no feasible package", infeasible);
    has("no deal though feasible", !infeasible && oracle.acceptable().next().is_none());
    has("only a coalition agrees", oracle.ideal().is_none() && oracle.acceptable().next().is_some());
    if let Some(ideal) = oracle.ideal() {
        has("a party that cannot gain", ideal.iter().zip(&oracle.disagreement).any(|(ideal, d)| ideal == d));
        let nash = oracle.choose("nash").expect("individually rational");
        has("degenerate Nash", nash.degenerate);
        has("degenerate Nash with parties that gain", nash.degenerate && ideal != oracle.disagreement);
        let choices: Vec<Choice> = ALL.iter().filter_map(|concept| oracle.choose(concept.id())).collect();
        has("tie of utility vectors", choices.iter().any(|choice| choice.agreements.len() > 1));
        has("tie of Nash products", nash.agreements.len() > 1);
        has(
            "several packages at one point",
            choices.iter().any(|c| c.agreements.values().any(|(count, _)| *count > 1)),
        );
        let different = choices.iter().map(|choice| &choice.agreements).collect::<std::collections::BTreeSet<_>>();
        has("three different solutions or more", different.len() >= 3);
    }
    found
}

/// The random models reach every hard case often enough for the properties above to mean something.
#[test]
fn random_models_reach_the_hard_cases() {
    let shares = [
        ("interaction of 2 issues", 20.0),
        ("interaction of 3 or 4 issues", 20.0),
        ("table", 20.0),
        ("forbid", 8.0),
        ("if and then", 15.0),
        ("at most of", 4.0),
        ("at least of", 4.0),
        ("exactly of", 1.5),
        ("sum", 15.0),
        ("red line", 25.0),
        ("red line of a party that does not decide", 2.5),
        ("quota", 12.0),
        ("veto", 6.0),
        ("weight 0", 5.0),
        ("fractional weight", 12.0),
        ("one party", 4.0),
        ("four parties or more", 15.0),
        ("five parties or more", 7.0),
        ("fraction", 15.0),
        ("no feasible package", 1.0),
        ("no deal though feasible", 6.0),
        ("only a coalition agrees", 1.2),
        ("a party that cannot gain", 12.0),
        ("degenerate Nash", 12.0),
        ("degenerate Nash with parties that gain", 8.0),
        ("tie of utility vectors", 6.0),
        ("tie of Nash products", 1.5),
        ("several packages at one point", 7.0),
        ("three different solutions or more", 6.0),
    ];
    let (mut runner, models) = (common::runner(), random::models());
    let mut found: BTreeMap<&str, u32> = BTreeMap::new();
    let total = 1500;
    for _ in 0..total {
        let case = models.new_tree(&mut runner).expect("a model").current();
        for feature in features(&case.model) {
            *found.entry(feature).or_default() += 1;
        }
    }
    let share = |feature: &str| 100.0 * f64::from(found.get(feature).copied().unwrap_or(0)) / f64::from(total);
    for (feature, _) in shares {
        eprintln!("{feature}: {:.1} % of random models", share(feature));
    }
    for (feature, least) in shares {
        assert!(share(feature) >= least, "{feature}: only {:.1} % of random models", share(feature));
    }
}
