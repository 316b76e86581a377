//! Sweeps and robust answers, against the definitions on random models; the two scenarios of the theory.

use crate::common;

use common::at::{At, positions};
use common::oracle::Oracle;
use common::random::{self, Case, Tape};
use common::{Q, answers, cases, q, ranges, states};
use num_traits::{Signed, ToPrimitive};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};
use zopa::concept::Nash;
use zopa::uncertain::{Drawn, Sweep};
use zopa::{Interrupt, Limits, Model, Number, Package, Problem};

fn compile(model: &Model) -> Problem {
    Problem::compile(model).unwrap_or_else(|errors| panic!("{errors}"))
}

fn example(name: &str) -> Problem {
    let path = crate::support::root().join("models").join(name);
    compile(&Model::from_slice(&std::fs::read(path).unwrap()).unwrap_or_else(|errors| panic!("{errors}")))
}

/// A random model whose parties all have to agree, with ranges, and perhaps states.
fn with_ranges(case: &Case, percent: usize) -> (Model, Tape) {
    let mut tape = ranges::long_tape(&case.questions);
    let mut model = Model { acceptance: None, ..case.model.clone() };
    if tape.chance(25) {
        states::add_states(&mut model, &mut tape);
    }
    ranges::spread(&mut model, &mut tape, percent);
    ranges::spread_beliefs(&mut model, &mut tape, 2 * percent);
    (model, tape)
}

/// An outcome as a file tells it.
fn again(sweep: &Sweep, outcome: &Drawn) -> Option<Drawn> {
    let Drawn { at, agreed, unsolved, accepted, .. } = outcome.clone();
    sweep.known(at, agreed, unsolved, sweep.utilities(outcome), accepted)
}

fn run(sweep: &Sweep, draws: std::ops::Range<u64>) -> Vec<Drawn> {
    let mut outcomes = Vec::new();
    let _ = sweep.run(draws, |batch| {
        outcomes.extend(batch);
        ControlFlow::Continue(())
    });
    outcomes
}

proptest! {
    #![proptest_config(cases(120))]

    /// A draw is the model with its numbers written into it, solved.
    #[test]
    fn draws_are_models_with_other_numbers(case in random::models()) {
        let (model, mut tape) = with_ranges(&case, 25);
        let problem = compile(&model);
        let view = problem.view();
        let Ok(sweep) = Sweep::new(&view, 5) else { return Ok(()) };
        let at = tape.below(1000) as u64;
        let outcome = sweep.outcome(at);
        let numbers: Vec<Number> = (0..problem.uncertain().len()).map(|number| sweep.number(&outcome, problem.uncertain_at(number))).collect();
        for (number, uncertain) in numbers.iter().zip(problem.uncertain()) {
            prop_assert!(uncertain.low <= *number && *number <= uncertain.high);
        }
        // Weights may all be drawn as 0.
        if outcome.unsolved { return Ok(()) }
        let written = compile(&ranges::with_numbers(&model, &problem, &numbers));
        let answer = written.search().run();
        let agreed: Vec<Package> = answer
            .solutions.iter().filter(|solution| solution.concept.id() == "nash")
            .flat_map(|solution| &solution.agreements).map(|point| point.package.clone()).collect();
        prop_assert_eq!(&outcome.agreed, &agreed);
        let found: Vec<Q> = sweep.utilities(&outcome).iter().map(|utility| utility.value().clone()).collect();
        let expected = match agreed.first() {
            Some(package) => answers::in_units(&written, &written.utilities(package)),
            None => answers::disagreement(&written.view()),
        };
        prop_assert_eq!(found, expected);
        for (accepted, proposal) in outcome.accepted.iter().zip(written.proposals()) {
            let view = written.view();
            let fine = view.is_feasible(&proposal.package) && view.is_acceptable(&written.utilities(&proposal.package));
            prop_assert_eq!(*accepted, fine);
        }
    }
}

/// What is said to hold with all numbers holds at every end of every range, and what holds with some at one. How many verdicts
/// were looked at: two for each feasible package by way of the counts, four for each package that is looked at by itself.
fn standings_hold(case: &Case) -> Result<u64, TestCaseError> {
    let (model, mut tape) = with_ranges(case, 12);
    let problem = compile(&model);
    let count = problem.uncertain().len();
    if !(1..=8).contains(&count) {
        return Ok(0);
    }
    let view = problem.view();
    let limits = Limits::default();
    let oracle = Oracle::new(&model);
    let feasible: Vec<Package> = oracle.feasible().map(|deal| problem.package_at(&deal.options)).collect();
    if feasible.is_empty() {
        return Ok(0);
    }
    let corners: Vec<Oracle> = (0..1usize << count)
        .filter_map(|corner| {
            let end = |at: usize| {
                if corner >> at & 1 == 1 { &problem.uncertain()[at].high } else { &problem.uncertain()[at].low }
            };
            let numbers: Vec<Number> = (0..count).map(|at| end(at).clone()).collect();
            let written = ranges::with_numbers(&model, &problem, &numbers);
            // Weights of 0 for everybody are no model.
            Problem::compile(&written).ok().map(|_| Oracle::new(&written))
        })
        .collect();
    // The payoffs of an event stand nowhere else, so that it happens, or not, at some corner.
    let always = |found: &dyn Fn(&Oracle) -> bool| corners.iter().all(found);
    let once = |found: &dyn Fn(&Oracle) -> bool| corners.iter().any(found);
    let counted = view.robustly_acceptable(&limits).unwrap();
    let (mut necessarily, mut possibly) = (0u64, 0u64);
    let mut verdicts = 2 * feasible.len() as u64;
    for deal in oracle.feasible() {
        let options = deal.options.clone();
        let fine = move |corner: &Oracle| {
            corner.rational(&corner.deals.iter().find(|d| d.options == options).unwrap().utilities)
        };
        necessarily += u64::from(always(&fine));
        possibly += u64::from(once(&fine));
    }
    let [few, many] = [&counted.necessarily, &counted.possibly].map(|count| count.as_ref().unwrap().to_u64().unwrap());
    prop_assert!(counted.exact && counted.open.is_none());
    prop_assert_eq!((few, many), (necessarily, possibly));
    for chosen in some(&feasible, &mut tape) {
        let standing = view.standing(&chosen, &limits).unwrap();
        let at = |corner: &Oracle| corner.deals.iter().find(|deal| deal.options == positions(&chosen)).unwrap().clone();
        let accepted = |corner: &Oracle| corner.rational(&at(corner).utilities);
        let efficient = |corner: &Oracle| {
            let own = at(corner);
            !corner.feasible().any(|other| common::oracle::dominates(&other.utilities, &own.utilities))
        };
        let implies = |said: Option<bool>, is: bool| said.is_none_or(|said| said == is);
        prop_assert_eq!(standing.necessarily_acceptable, Some(always(&accepted)));
        prop_assert_eq!(standing.possibly_acceptable, Some(once(&accepted)));
        prop_assert!(implies(standing.necessarily_efficient, always(&efficient)));
        match standing.possibly_efficient {
            Some(true) => prop_assert!(once(&efficient) || efficient(&oracle)),
            Some(false) => prop_assert!(!once(&efficient)),
            None => prop_assert!(!efficient(&oracle)),
        }
        for (party, (low, high)) in standing.gains.iter().enumerate() {
            let gains: Vec<Q> = corners.iter().map(|corner| corner.gain(&at(corner), party)).collect();
            prop_assert_eq!(gains.iter().min().unwrap(), low.value());
            prop_assert_eq!(gains.iter().max().unwrap(), high.value());
        }
        verdicts += 4;
    }
    Ok(verdicts)
}

#[test]
fn standings_hold_at_every_corner() {
    let verdicts = AtomicU64::new(0);
    let tested = proptest::test_runner::TestRunner::new(cases(120)).run(&random::models(), |case| {
        verdicts.fetch_add(standings_hold(&case)?, Ordering::Relaxed);
        Ok(())
    });
    tested.unwrap_or_else(|failure| panic!("{failure}"));
    println!("{} verdicts", verdicts.load(Ordering::Relaxed));
    assert!(verdicts.into_inner() > 1000);
}

/// Up to four packages.
fn some(packages: &[Package], tape: &mut Tape) -> Vec<Package> {
    (0..packages.len().min(4)).map(|_| tape.pick(packages).clone()).collect()
}

/// A belief that weighs an option and what a state is worth in any case: p·(3 − bonus), which is never negative.
const ONE_BELIEF: &str = r#"{
    "zopa": 1,
    "parties": { "a": { "disagreement": 0 }, "b": { "disagreement": 0 } },
    "issues": { "bonus": { "integer": { "min": 0, "max": 2 } } },
    "utilities": { "a": { "values": { "bonus": { "per_unit": 0 } } }, "b": { "values": { "bonus": { "per_unit": 0 } } } },
    "states": { "s": {
        "beliefs": { "a": 0.5, "b": { "value": 0.4, "low": 0.3, "high": 0.5 } },
        "utilities": { "a": { "values": { "bonus": { "per_unit": 2 } } },
                       "b": { "constant": 3, "values": { "bonus": { "per_unit": -1 } } } } } },
    "assumptions": [ { "some_acceptable": {}, "robust": true }, { "every_acceptable": { "bonus": [0, 1, 2] }, "robust": true } ]
}"#;

#[test]
fn a_number_counts_with_its_whole_coefficient() {
    let problem = compile(&Model::from_json(ONE_BELIEF).unwrap());
    let (view, limits) = (problem.view(), Limits::default());
    let counted = view.robustly_acceptable(&limits).unwrap();
    let [few, many] = [counted.necessarily, counted.possibly].map(|count| count.unwrap().to_u64());
    assert_eq!((few, many, counted.exact), (Some(3), Some(3), true));
    for tested in problem.test(&limits) {
        assert!(matches!(tested.verdict, zopa::assume::Verdict::Proved(_)), "{:?}", tested.verdict);
    }
    let choices = Sweep::new(&view, 1).unwrap().choices(20, &limits).unwrap();
    let best = choices.max_min.expect("everybody accepts every package");
    // Of bonus and 0.3·(3 − bonus).
    assert_eq!((best.value.to_string(), best.packages.len(), choices.max_min_known), ("0.6".to_owned(), 2, true));
}

/// An event that no payoff in its range can bring about does not happen, and what only it would bring never counts.
#[test]
fn an_event_that_cannot_turn_stays_as_it_is() {
    let text = ONE_BELIEF.replace(
        r#"{ "value": 0.4, "low": 0.3, "high": 0.5 }"#,
        r#"{ "breach": { "gain": { "value": 5, "low": 4, "high": 6 }, "loss": 1, "detection": 0.5 } }"#,
    );
    let problem = compile(&Model::from_json(&text).unwrap_or_else(|errors| panic!("{errors}")));
    let (view, limits) = (problem.view(), Limits::default());
    for bonus in 0..3 {
        let standing = view.standing(&problem.package_at(&[bonus]), &limits).unwrap();
        let (low, high) = &standing.gains[1];
        assert_eq!(low, high, "the breach is certain, or never happens");
    }
}

/// Events that share a number cannot happen and not happen as they like: of what they bring only bounds are known, and a count made
/// of bounds is not exact.
#[test]
fn what_is_known_by_bounds_is_not_counted_exactly() {
    let text = ONE_BELIEF
        .replace(
            r#"{ "value": 0.4, "low": 0.3, "high": 0.5 }"#,
            r#"{ "breach": { "gain": { "value": 0.2, "low": 0, "high": 6 }, "detection": 0.5,
                             "loss": { "constant": 1, "values": { "bonus": { "per_unit": 1 } } } } }"#,
        )
        .replace(r#""constant": 3"#, r#""constant": -5"#);
    let problem = compile(&Model::from_json(&text).unwrap_or_else(|errors| panic!("{errors}")));
    let counted = problem.view().robustly_acceptable(&Limits::default()).unwrap();
    let [few, many] = [counted.necessarily, counted.possibly].map(|count| count.unwrap().to_u64());
    assert_eq!((few, many, counted.exact), (Some(0), Some(3), false));
}

#[test]
fn degenerate_ranges_are_the_problem_itself() {
    let text = include_str!("../fixtures/ukraine-2025.json");
    let mut model = Model::from_json(text).unwrap();
    ranges::each_quantity(&mut model, &mut |quantity| {
        if let Some(range) = &mut quantity.range {
            (range.low, range.high) = (Some(quantity.value.clone()), Some(quantity.value.clone()));
            range.distribution = None;
        }
    });
    let problem = compile(&model);
    let (view, answer) = (problem.view(), problem.search().run());
    let nash: Vec<Package> = answer.solutions[0].agreements.iter().map(|point| point.package.clone()).collect();
    for outcome in run(&Sweep::new(&view, 3).unwrap(), 0..5) {
        assert_eq!(outcome.agreed, nash);
        let sweep = Sweep::new(&view, 3).unwrap();
        assert_eq!(sweep.utilities(&outcome), problem.exact_utilities(&nash[0]));
    }
}

/// With levels, the summary has what the draws have when each is solved by itself: how often which options, and of levels and
/// utilities the quantiles.
#[test]
fn levels_are_summed_up_by_quantiles() {
    let text = include_str!("../../models/levels/first-steps.json");
    let text = text.replace(r#""disagreement": 8"#, r#""disagreement": { "value": 8, "low": -20, "high": 50 }"#);
    let text = text.replace(r#""8-weeks": -12 }"#, r#""8-weeks": { "value": -12, "low": -16, "high": 4 } }"#);
    let problem = compile(&Model::from_json(&text).unwrap_or_else(|errors| panic!("{errors}")));
    assert_eq!(problem.uncertain().len(), 2);
    let with = |threads| Sweep::new(&problem.view(), 4).unwrap().limits(Limits { threads, ..Limits::default() });
    let sweep = with(1);
    let outcomes = run(&sweep, 0..80);
    assert_eq!(outcomes, run(&with(3), 0..80));
    let summary = sweep.summary(&outcomes);
    let (mut agreed, mut utilities) = (Vec::new(), vec![Vec::new(); 2]);
    for outcome in &outcomes {
        let numbers: Vec<Number> = problem.uncertain_ids().map(|at| sweep.number(outcome, at)).collect();
        let drawn = problem.with_numbers(&numbers).unwrap();
        let answer = drawn.search().concepts([&Nash as _]).run();
        let nash = answer.solutions.first().map(|solution| solution.agreements[0].clone());
        let without = || drawn.party_ids().map(|party| drawn.view().disagreement(party)).collect();
        let worth: Vec<Number> = nash.as_ref().map_or_else(without, |nash| nash.utilities.clone());
        utilities.iter_mut().zip(worth).for_each(|(all, worth)| all.push(worth));
        agreed.extend(nash.map(|nash| nash.package));
        assert_eq!(Some(outcome), again(&sweep, outcome).as_ref());
    }
    let hold = |quantiles: &zopa::uncertain::Quantiles, all: &[Number]| {
        for (hundredths, number) in &quantiles.quantiles {
            let not_above = all.iter().filter(|other| *other <= number).count();
            let below = all.iter().filter(|other| *other < number).count();
            assert!(100 * not_above >= hundredths * all.len() && 100 * below < hundredths * all.len());
        }
        let mean = all.iter().map(Number::to_f64).sum::<f64>() / all.len() as f64;
        assert_eq!(quantiles.quantiles.len(), 5);
        assert!((quantiles.mean - mean).abs() < 1e-9);
    };
    let level = |at: usize, all: &[&Package]| all.iter().map(|one| one.levels()[at].clone()).collect::<Vec<_>>();
    assert!(summary.deals == agreed.len() && (1..80).contains(&agreed.len()) && summary.unsolved == 0);
    summary.utilities.iter().zip(&utilities).for_each(|(quantiles, all)| hold(quantiles, all));
    let all: Vec<&Package> = agreed.iter().collect();
    (0..2).for_each(|at| hold(&summary.levels[at], &level(at, &all)));
    assert!(summary.packages.len() == summary.different && summary.different > 1);
    for found in &summary.packages {
        let alike: Vec<&Package> = all.iter().copied().filter(|one| one.options() == found.package.options()).collect();
        assert!(found.nash == alike.len() && alike.contains(&&found.package));
        (0..2).for_each(|at| hold(&found.levels[at], &level(at, &alike)));
    }
}

#[test]
fn threads_and_stops_change_nothing() {
    let problem = example("../tests/fixtures/ukraine-2025.json");
    let view = problem.view();
    let with = |threads| Sweep::new(&view, 9).unwrap().limits(Limits { threads, ..Limits::default() });
    let one = run(&with(1), 0..200);
    assert_eq!(one, run(&with(3), 0..200));
    let mut parts = run(&with(2), 0..71);
    parts.extend(run(&with(1), 71..200));
    assert_eq!(one, parts);
    assert_eq!(again(&with(1), &one[17]).as_ref(), Some(&one[17]));
    let finer = vec!["1/7".parse().unwrap(); problem.parties().len()];
    assert_eq!(with(1).known(17, Vec::new(), false, finer, one[17].accepted.clone()), None);
    assert_ne!(run(&Sweep::new(&view, 10).unwrap(), 0..20), one[..20]);
    // Whoever stops the last batch is told that not all were drawn.
    for look in [1, 2, 3, 6] {
        let limits = Limits { threads: 1, interrupt: Interrupt::at_look(look), ..Limits::default() };
        let mut drawn = Vec::new();
        let ended = Sweep::new(&view, 9).unwrap().limits(limits).run(0..5, |batch| {
            drawn.extend(batch);
            ControlFlow::Continue(())
        });
        assert_eq!(drawn, one[..drawn.len()]);
        assert_eq!(ended.is_break(), drawn.len() < 5, "{look}");
    }
}

/// Products 16 and 6 against 15 and 9: the first package is the better one as things are, the second one for all that may
/// come.
#[test]
fn two_scenarios_have_three_robust_answers() {
    let problem = example("examples/two-scenarios.json");
    let view = problem.view();
    let nash = &problem.search().run().solutions[0];
    assert_eq!(positions(&nash.agreements[0].package), [0]);
    let sweep = Sweep::new(&view, 1).unwrap();
    let found = sweep.choices(100, &Limits::default()).unwrap();
    assert!(found.all_scenarios && found.all_packages);
    assert_eq!(found.scenarios, 2);
    let chosen = |choice: &Option<zopa::uncertain::Choice>| {
        let choice = choice.as_ref().unwrap();
        (choice.packages.iter().map(|package| positions(package)[0]).collect::<Vec<_>>(), choice.value.to_string())
    };
    assert_eq!(chosen(&found.max_min), (vec![1], "9".into()));
    assert_eq!(chosen(&found.expected), (vec![1], "12".into()));
    assert_eq!(chosen(&found.regret), (vec![1], "1".into()));
    // Before: 2.5 and 5 against 3 and 4. After: x1 in good times, x2 in bad ones.
    let (before, gains) = found.before.unwrap();
    assert_eq!(
        (positions(&before)[0], gains.iter().map(ToString::to_string).collect::<Vec<_>>()),
        (0, vec!["2.5".into(), "5".into()])
    );
    assert_eq!(found.after.iter().map(ToString::to_string).collect::<Vec<_>>(), ["3.5", "3.5"]);
    let outcomes = run(&sweep, 0..2000);
    let summary = sweep.summary(&outcomes);
    assert_eq!(summary.deals, 2000);
    // Good times and bad ones are equally likely, and decide.
    let first = summary.packages.iter().find(|found| positions(&found.package) == [0]).unwrap();
    assert!((900..1100).contains(&first.nash), "{}", first.nash);
    assert!(summary.drivers.iter().all(|driver| driver.shares[0] > 0.99 && driver.correlations[0].abs() > 0.99));
}

/// Whether brigades deter depends on a probability that may stand on either side of its threshold, 2/13.
#[test]
fn events_may_happen_or_not() {
    let problem = example("examples/deterrence.json");
    let (view, limits) = (problem.view(), Limits::default());
    let counted = view.robustly_acceptable(&limits).unwrap();
    let [few, many] = [counted.necessarily, counted.possibly].map(|count| count.unwrap().to_u64());
    assert_eq!((few, many, counted.exact), (Some(0), Some(1), true));
    let standing = view.standing(&problem.proposal("brigades").unwrap().package, &limits).unwrap();
    assert_eq!((standing.necessarily_acceptable, standing.possibly_acceptable), (Some(false), Some(true)));
    let gains: Vec<(String, String)> =
        standing.gains.iter().map(|(low, high)| (low.to_string(), high.to_string())).collect();
    assert_eq!(gains, [("2".into(), "3".into()), ("-9".into(), "3".into())]);
}

/// Beside levels, products of large powers are not compared: such a draw is not solved, unless nothing can be agreed.
#[test]
fn a_draw_that_cannot_be_compared_is_not_one_without_a_deal() {
    let text = include_str!("../../models/levels/first-steps.json");
    let text = text.replace(r#""disagreement": 10"#, r#""disagreement": 10, "weight": 0.50001"#);
    let with = |value: i64| {
        let number = format!(r#""disagreement": {{ "value": {value}, "high": {} }}, "weight": 0.49999"#, value + 1);
        let problem = compile(&Model::from_json(&text.replace(r#""disagreement": 8"#, &number)).unwrap());
        let outcome = Sweep::new(&problem.view(), 1).unwrap().outcome(0);
        (outcome.agreed.len(), outcome.unsolved)
    };
    assert_eq!([with(8), with(800)], [(0, true), (0, false)]);
}

/// In steps, the numbers of curves bound gains like those of options: at every step what is least and most is so at some corner.
#[test]
fn numbers_of_curves_bound_gains_in_steps() {
    let text = include_str!("../../models/levels/first-steps.json");
    let text = text.replace("[12, 6], [24, 8]", r#"[12, { "value": 6, "low": 3, "high": 7 }], [24, 8]"#);
    let text = text.replace(r#""per_unit": 1 "#, r#""per_unit": { "value": 1, "low": 0.8, "high": 1.25 } "#);
    let text = text.replace(r#""per_unit": -0.2"#, r#""per_unit": { "value": -0.2, "low": -0.5 }"#);
    let problem = compile(&Model::from_json(&text).unwrap_or_else(|errors| panic!("{errors}")));
    let steps = problem.in_steps(std::num::NonZeroU32::new(4).unwrap(), &[]).unwrap();
    let numbers = steps.uncertain();
    assert_eq!(numbers.len(), 3);
    let corners: Vec<Problem> = (0..8usize)
        .map(|corner| {
            let end = |at: usize| if corner >> at & 1 == 1 { &numbers[at].high } else { &numbers[at].low };
            problem.with_numbers(&(0..3).map(|at| end(at).clone()).collect::<Vec<_>>()).unwrap()
        })
        .collect();
    for (price, delivery, warranty) in [("80", "8-weeks", "18"), ("100", "8-weeks", "12"), ("110", "16-weeks", "6")] {
        let choices = [("price", price), ("delivery", delivery), ("warranty", warranty)];
        let package = problem.package(choices).unwrap();
        let standing = steps.view().standing(&steps.package(choices).unwrap(), &Limits::default()).unwrap();
        for (party, (low, high)) in standing.gains.iter().enumerate() {
            let gains = corners.iter().map(|corner| corner.view().gains_of(&package)[party].clone());
            assert_eq!((gains.clone().min().as_ref(), gains.max().as_ref()), (Some(low), Some(high)));
        }
    }
}

#[test]
fn choices_are_those_of_the_definitions() {
    let mut runner = common::runner();
    for _ in 0..60 {
        let case = random::models().new_tree(&mut runner).unwrap().current();
        let (mut model, _) = with_ranges(&case, 15);
        // Equal weights: products of other powers are not compared here.
        model.parties.0.iter_mut().for_each(|(_, party)| party.weight = None);
        let problem = compile(&model);
        if problem.uncertain().is_empty() {
            continue;
        }
        let view = problem.view();
        let Ok(sweep) = Sweep::new(&view, 2) else { continue };
        let found = sweep.choices(12, &Limits::default()).unwrap();
        if found.all_scenarios || !found.all_packages {
            continue;
        }
        let oracles: Vec<Oracle> = (0..12)
            .map(|at| {
                let outcome = sweep.outcome(at);
                let numbers: Vec<Number> = (0..problem.uncertain().len())
                    .map(|number| sweep.number(&outcome, problem.uncertain_at(number)))
                    .collect();
                Oracle::new(&ranges::with_numbers(&model, &problem, &numbers))
            })
            .collect();
        let product = |oracle: &Oracle, at: usize| -> Q {
            let deal = &oracle.deals[at];
            match oracle.rational(&deal.utilities) {
                true => (0..oracle.parties()).fold(q(1, 1), |product, party| product * oracle.gain(deal, party)),
                false => q(0, 1),
            }
        };
        let feasible: Vec<usize> =
            (0..oracles[0].deals.len()).filter(|at| oracles[0].deals[*at].broken.is_empty()).collect();
        let most: Vec<Q> = oracles
            .iter()
            .map(|oracle| feasible.iter().map(|at| product(oracle, *at)).max().unwrap_or_else(|| q(0, 1)))
            .collect();
        let expected = |at: usize| oracles.iter().fold(q(0, 1), |sum, oracle| sum + product(oracle, at) * q(1, 12));
        let regret =
            |at: usize| oracles.iter().zip(&most).map(|(oracle, most)| most - product(oracle, at)).max().unwrap();
        let best = feasible.iter().map(|at| expected(*at)).max();
        match &found.expected {
            Some(choice) => {
                assert_eq!(Some(choice.value.value()), best.as_ref());
                let at = feasible
                    .iter()
                    .find(|at| oracles[0].deals[**at].options == positions(&choice.packages[0]))
                    .unwrap();
                assert_eq!(&expected(*at), choice.value.value());
            }
            // Where ties are too many to be listed, none is.
            None => assert!(best.is_none_or(|best| !best.is_positive() || feasible.len() > 200)),
        }
        if let Some(choice) = &found.regret {
            assert_eq!(Some(choice.value.value().clone()), feasible.iter().map(|at| regret(*at)).min());
        }
    }
}

/// An expected product of 0 is one, too: a gains nothing by any package. With w it loses, so that this is never agreed.
#[test]
fn an_expected_product_of_zero_is_told_with_its_packages() {
    let text = r#"{"zopa":1,"parties":{"a":{"disagreement":0},
            "b":{"disagreement":{"value":0,"distribution":{"discrete":[[0,0.5],[1,0.5]]}}}},
        "issues":{"x":{"options":["n","y","w"]}},
        "utilities":{"a":{"values":{"x":{"n":0,"y":0,"w":-1}}},"b":{"values":{"x":{"n":2,"y":1,"w":5}}}}}"#;
    let problem = Problem::from_json(text).unwrap_or_else(|errors| panic!("{errors}"));
    let view = problem.view();
    let found = Sweep::new(&view, 2).unwrap().choices(12, &Limits::default()).unwrap();
    assert!(found.known && found.all_scenarios);
    for choice in [&found.expected, &found.regret] {
        let choice = choice.as_ref().expect("a package");
        let packages: Vec<Vec<usize>> = choice.packages.iter().map(positions).collect();
        assert_eq!((packages, choice.value.to_string()), (vec![vec![0], vec![1]], "0".to_owned()));
    }
}

/// All products of a report have the same powers: weights of 2 and 2 are 1 and 1. With n the worst is 2·2, with y it is less.
#[test]
fn products_of_a_report_are_counted_alike() {
    let text = r#"{"zopa":1,"parties":{"a":{"disagreement":{"value":0,"distribution":{"discrete":[[-1,0.5],[0,0.5]]}},"weight":2},
            "b":{"disagreement":0,"weight":2}},
        "issues":{"x":{"options":["n","y"]}},
        "utilities":{"a":{"values":{"x":{"n":2,"y":1}}},"b":{"values":{"x":{"n":2,"y":1}}}}}"#;
    let problem = Problem::from_json(text).unwrap_or_else(|errors| panic!("{errors}"));
    let view = problem.view();
    let found = Sweep::new(&view, 2).unwrap().choices(12, &Limits::default()).unwrap();
    let value = |choice: &Option<zopa::uncertain::Choice>| choice.as_ref().expect("a package").value.to_string();
    assert!(found.all_scenarios);
    assert_eq!([&found.max_min, &found.expected, &found.regret].map(value), ["4", "5", "0"]);
}

/// Numbers with a common factor move by themselves in what holds whatever they are, together in scenarios; the report says that there are
/// such.
#[test]
fn common_factors_are_told_where_numbers_move_by_themselves() {
    let text = r#"{"zopa":1,"factors":{"f":{}},"parties":{"a":{"disagreement":{"value":0,"factor":"f",
            "distribution":{"discrete":[[-1,0.5],[1,0.5]]}}},"b":{"disagreement":0}},"issues":{"x":{"options":["n","y"]}},
        "utilities":{"a":{"values":{"x":{"n":0,"y":{"value":0,"factor":"f","distribution":{"discrete":[[-1,0.5],[1,0.5]]}}}}},
            "b":{"values":{"x":{"n":1,"y":2}}}}}"#;
    for (text, together) in [(text.to_owned(), true), (text.replace(r#""factor":"f","#, ""), false)] {
        let problem = Problem::from_json(&text).unwrap_or_else(|errors| panic!("{errors}"));
        let several = problem.uncertain().iter().filter(|number| number.factor.is_some()).count() > 1;
        assert_eq!(several, together);
        let view = problem.view();
        let found = Sweep::new(&view, 2).unwrap().choices(12, &Limits::default()).unwrap();
        // Together they are two scenarios, in each of which y gives a exactly 0; by themselves four combinations, and −2 is one of them.
        assert!(found.max_min.is_none() && found.max_min_known);
        assert_eq!(found.scenarios, if together { 2 } else { 4 });
    }
}
