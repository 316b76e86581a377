//! What searches leave that may not do everything: stopped ones, covers, those with little memory.
//!
//! Models with thousands of points, since small ones are solved before a limit is met. What is true of them is taken
//! from the whole frontier, which `differential.rs` holds against the definitions.

use crate::common;

use common::at::At;
use common::random;
use common::{Q, cases};
use proptest::prelude::*;
use std::ops::ControlFlow;
use zopa::concept::{self, Concept, Nash, WeightedSum};
use zopa::explain::Reach;
use zopa::search::Target;
use zopa::uncertain::Sweep;
use zopa::{Engine, Frontier, Interrupt, Limits, Package, Problem, Status, Stop, View, Watch, lottery};

/// Who was told to stop may look so often more.
const MORE_LOOKS: u64 = 100;

/// Problems with thousands of points.
fn problems() -> Vec<Problem> {
    let models = random::long_frontiers([(2, 30, 5), (3, 14, 5), (4, 10, 4), (5, 8, 4)]);
    models.iter().map(|model| Problem::compile(model).expect("a random model compiles")).collect()
}

fn whole(problem: &Problem, target: Target) -> Frontier {
    let answer = problem.search().frontier(target);
    assert!(answer.complete && answer.reached.is_none() && answer.cover.is_none());
    answer.frontier
}

/// With room for fewer points than there are, the frontier begins as it does in whole, and says how far it goes.
#[test]
fn a_stopped_frontier_is_a_beginning() {
    let (mut begun, mut done) = (0, 0);
    for problem in problems() {
        for target in [Target::Acceptable, Target::Feasible] {
            let whole = whole(&problem, target);
            for points in [10, 100, 400, 1000, 4000, 20_000, 200_000] {
                let mut heard = Vec::new();
                let limits = Limits { points, ..Limits::default() };
                let answer =
                    problem.search().limits(limits).points(|new| heard.extend_from_slice(new)).frontier(target);
                assert!(
                    answer.frontier.points.is_empty() && answer.listed == heard.len(),
                    "who listens has the points"
                );
                let limits = Limits { points, ..Limits::default() };
                let found = &problem.search().limits(limits).frontier(target).frontier.points;
                assert_eq!(&heard, found, "who listens hears of each point once, in order");
                assert_eq!(found[..], whole.points[..found.len()]);
                if answer.complete {
                    assert_eq!(found.len(), whole.points.len());
                    done += 1;
                    continue;
                }
                assert_eq!(answer.status, Status::Stopped(Stop::PointLimit));
                assert_eq!(answer.ideal, None);
                assert_eq!(answer.reached.is_some(), !found.is_empty());
                if let Some(reached) = answer.reached {
                    begun += 1;
                    let next = whole.points.get(found.len());
                    assert!(
                        next.is_none_or(|point| problem.in_units(problem.party_at(0), point.utilities[0]) < reached)
                    );
                }
            }
        }
    }
    assert!(begun >= 8 && done >= 8, "{begun} beginnings, {done} whole frontiers");
}

/// With as much memory as it takes, a frontier is whole; with a little less it is a beginning, and the same points either way.
#[test]
fn memory_is_enough_or_it_is_not() {
    // The others are small enough for every package to be looked at, which takes next to no memory.
    for problem in problems().into_iter().take(2) {
        let whole = whole(&problem, Target::Acceptable);
        for listens in [true, false] {
            let ask = |memory: u64| {
                let mut heard = Vec::new();
                let limits = Limits { memory, ..Limits::default() };
                let question = problem.search().limits(limits);
                let answer = match listens {
                    true => question.points(|new| heard.extend_from_slice(new)).frontier(Target::Acceptable),
                    false => question.frontier(Target::Acceptable),
                };
                let found = if listens { heard } else { answer.frontier.points };
                assert_eq!(answer.listed, found.len());
                assert_eq!(found[..], whole.points[..found.len()]);
                assert!(!answer.complete || found.len() == whole.points.len());
                assert!(answer.complete || matches!(answer.status, Status::Stopped(Stop::PointLimit | Stop::TooLarge)));
                if let Some(reached) = answer.reached {
                    let next = whole.points.get(found.len());
                    assert!(next.is_none_or(|next| problem.in_units(problem.party_at(0), next.utilities[0]) < reached));
                }
                answer.complete
            };
            let (mut too_little, mut enough) = (0u64, 1 << 30);
            assert!(ask(enough) && !ask(too_little));
            while enough - too_little > 1 + enough / 64 {
                let middle = too_little + (enough - too_little) / 2;
                *(if ask(middle) { &mut enough } else { &mut too_little }) = middle;
            }
        }
    }
}

/// At whatever moment a search is stopped, what it shows is acceptable, and its bounds hold.
#[test]
fn bounds_hold_at_any_moment() {
    let (mut stopped, mut bounded) = (0, 0);
    for problem in problems() {
        let best = problem.search().run();
        assert_eq!(best.status, Status::Agreement);
        for engine in [Engine::Descend, Engine::Branch, Engine::Automatic] {
            for moment in 0..14u32 {
                let mut left = 1u64 << moment;
                let watch = Watch::new(move |progress| {
                    assert!(progress.gap.is_none_or(|gap| gap >= 0.0));
                    left -= 1;
                    if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                });
                let limits = Limits { watch, ..Limits::default() };
                let answer = problem.search().engine(engine).limits(limits).run();
                if answer.status == Status::Agreement {
                    break;
                }
                stopped += 1;
                assert_eq!(answer.status, Status::Stopped(Stop::Interrupted));
                assert_eq!(answer.solutions.len(), best.solutions.len());
                for (solution, best) in answer.solutions.iter().zip(&best.solutions) {
                    let most = best.value.as_ref().expect("a value");
                    let worse = |a: &concept::Value, b: &concept::Value| {
                        assert!(a.exact && b.exact, "whole weights have exact products");
                        if solution.concept.less_is_better() { a.number > b.number } else { a.number < b.number }
                    };
                    assert!(!solution.value.as_ref().is_some_and(|value| worse(most, value)));
                    if let Some(bound) = &solution.bound {
                        bounded += 1;
                        assert!(!worse(bound, most), "{engine:?}, moment {moment}, {}", solution.concept.id());
                    }
                    for point in &solution.agreements {
                        assert_eq!(problem.exact_utilities(&point.package), point.utilities);
                        assert!(problem.view().is_acceptable(&problem.utilities(&point.package)));
                        assert!(problem.view().is_feasible(&point.package));
                    }
                }
            }
        }
    }
    assert!(stopped >= 20 && bounded >= 40, "{stopped} stopped searches, {bounded} bounds");
}

/// With little memory, a search answers the same or says that it had to stop.
#[test]
fn memory_limits_are_kept_to() {
    let mut stopped = 0;
    for problem in problems() {
        let whole = whole(&problem, Target::Acceptable);
        for memory in [0, 1 << 10, 1 << 14, 1 << 18, 1 << 22, 1 << 26] {
            let limits = Limits { memory, ..Limits::default() };
            let answer = problem.search().limits(limits.clone()).frontier(Target::Acceptable);
            match answer.status {
                Status::Stopped(stop) => {
                    stopped += 1;
                    assert!(matches!(stop, Stop::PointLimit | Stop::TooLarge));
                    assert_eq!(answer.frontier.points[..], whole.points[..answer.frontier.points.len()]);
                }
                _ => assert_eq!(answer.frontier, whole),
            }
        }
        let limits = Limits { memory: 1 << 16, ..Limits::default() };
        let nash = [concept::by_id("nash").expect("a concept")];
        let small = problem.search().concepts(nash).without_ideal().limits(limits).run();
        if small.status == Status::Agreement {
            let answer = problem.search().concepts(nash).run();
            assert_eq!(small.solutions[0].agreements, answer.solutions[0].agreements);
        }
    }
    assert!(stopped >= 8, "only {stopped} searches stopped");
}

/// What a question is called, and how it is asked, of a package where it is about one.
type Question = (&'static str, fn(&View, &Package, &Limits));

/// All questions that take long.
fn questions() -> Vec<Question> {
    fn solved(view: &View, engine: Engine, limits: &Limits) {
        view.clone().search().engine(engine).limits(limits.clone()).run();
    }
    vec![
        ("solve", |view, _, limits| solved(view, Engine::Automatic, limits)),
        ("solve by elimination", |view, _, limits| solved(view, Engine::Eliminate, limits)),
        ("solve by enumeration", |view, _, limits| solved(view, Engine::Enumerate, limits)),
        ("solve along diagrams", |view, _, limits| solved(view, Engine::Descend, limits)),
        ("solve by branch and bound", |view, _, limits| solved(view, Engine::Branch, limits)),
        ("frontier", |view, _, limits| {
            view.clone().search().limits(limits.clone()).frontier(Target::Feasible);
        }),
        ("cover", |view, _, limits| {
            let share = "0.01".parse().expect("a number");
            view.clone().search().limits(limits.clone()).epsilon(share).frontier(Target::Feasible);
        }),
        ("lotteries", |view, _, limits| {
            let suited = |concept: &lottery::Concept| concept.suits(view).is_ok();
            let concepts: Vec<lottery::Concept> = lottery::Concept::ALL.into_iter().filter(suited).collect();
            let _ = view.lotteries(&concepts, limits);
        }),
        ("evaluate", |view, package, limits| drop(view.evaluate(package, limits))),
        ("stability", |view, package, limits| drop(view.stability(package, &Nash, limits))),
        ("linkage", |view, _, limits| drop(view.linkage(limits))),
        ("trades", |view, package, limits| drop(view.trades(package, &Reach::default(), limits))),
        ("counter", |view, package, limits| {
            drop(view.counteroffers(view.party_at(0), package, &Reach::default(), limits))
        }),
        ("concessions", |view, package, limits| drop(view.concessions(package, limits))),
        ("conflicts", |view, package, limits| {
            let problem = view.problem();
            let fixed: Vec<_> = problem.issue_ids().map(|issue| (issue, package.settled(problem, issue))).collect();
            drop(view.conflicts(&fixed, limits));
        }),
        ("obstacles", |view, _, limits| drop(view.obstacles(&[], limits))),
        ("no deal", |view, _, limits| drop(view.explain_no_deal(limits))),
        ("compensation", |view, _, limits| drop(view.compensation(view.party_at(0), limits))),
        ("assumptions", |view, _, limits| drop(view.problem().test(limits))),
        ("check", |view, _, limits| drop(view.problem().check(limits))),
        ("robust", |view, _, limits| drop(view.robustly_acceptable(limits))),
        ("standing", |view, package, limits| drop(view.standing(package, limits))),
        ("sweep", |view, _, limits| {
            if let Ok(sweep) = Sweep::new(view, 1) {
                let _ = sweep.limits(limits.clone()).choices(50, limits);
            }
        }),
        ("beliefs", |view, _, limits| {
            for state in 0..view.problem().states().len() {
                drop(view.belief_reach(view.party_at(0), view.state_at(state), limits));
            }
        }),
    ]
}

/// A question that is told to stop, at whatever look, looks only a few times more before it ends.
#[test]
fn whoever_is_told_to_stop_stops() {
    let flagship = zopa::Model::from_json(include_str!("../fixtures/ukraine-2025.json"));
    let flagship = Problem::compile(&flagship.expect("a model")).expect("it compiles");
    let mut long = 0;
    for problem in problems().into_iter().chain([flagship]) {
        let view = problem.view();
        let first = problem.issues().iter().map(|issue| (issue.id.as_str(), issue.options[0].id.as_str()));
        let package = problem.package(first).expect("a package");
        for (name, ask) in questions() {
            for look in [1, 20, 300] {
                let limits = Limits { interrupt: Interrupt::at_look(look), ..Limits::default() };
                ask(&view, &package, &limits);
                let looks = limits.interrupt.looks();
                assert!(looks < look + MORE_LOOKS, "{name} looked {looks} times, and was to stop at the {look}th");
                if looks < look {
                    break;
                }
                long += usize::from(look == 300);
            }
        }
    }
    assert!(long > 10, "{long} questions look often");
}

proptest! {
    #![proptest_config(cases(500))]

    /// The largest weighted sum under floors is that of the definition, by each engine; that no package meets the floors
    /// is proven.
    #[test]
    fn weighted_sums_are_largest(
        case in random::models(),
        weights in prop::collection::vec(0i64..5, 8),
        raised in prop::collection::vec(-3i64..4, 8),
    ) {
        let problem = Problem::compile(&case.model).expect("a random model compiles");
        let oracle = common::oracle::Oracle::new(&case.model);
        let parties = problem.parties().len();
        let mut view = problem.view().with_consent_of(&vec![true; parties]);
        let mut floors = Vec::new();
        for (party, raised) in raised.iter().take(parties).enumerate() {
            let floor = view.disagreement(problem.party_at(party)).value() + Q::from(num_bigint::BigInt::from(*raised));
            view = view.with_disagreement(problem.party_at(party), &floor.clone().into()).expect("a small number");
            floors.push(floor);
        }
        let sum = |utilities: &[Q]| -> Q {
            utilities.iter().zip(&weights).map(|(utility, weight)| utility * Q::from(num_bigint::BigInt::from(*weight))).sum()
        };
        let met = |deal: &&common::oracle::Deal| deal.utilities.iter().zip(&floors).all(|(utility, floor)| utility >= floor);
        let expected = oracle.feasible().filter(met).map(|deal| sum(&deal.utilities)).max();
        let concept = WeightedSum::new(weights.iter().take(parties).map(|weight| (*weight).into()).collect());
        let concept = concept.expect("weights are not negative");
        for engine in [Engine::Automatic, Engine::Eliminate, Engine::Enumerate, Engine::Descend, Engine::Branch] {
            let question = view.clone().search().concepts([&concept as &dyn Concept]).engine(engine);
            let answer = question.without_ideal().run();
            let found = answer.solutions.first().map(|solution| {
                assert!(solution.proven);
                solution.value.as_ref().expect("a value").number.value().clone()
            });
            prop_assert_eq!(&found, &expected, "by {:?}", engine);
        }
        prop_assert!(WeightedSum::new(vec![(-1).into()]).is_none());
    }
}
