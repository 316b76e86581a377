//! Covers of frontiers: that they keep their promise, with few points, and that what is said to be proven of them is so.
//!
//! On small random models the frontier is listed by looking at every package; on models with thousands of points it is the
//! listed one, which `differential.rs` holds against the definitions. Whether covers are as small as can be is compared with
//! all sets of points beside `search/covering.rs`.

use crate::common;

use common::cases;
use common::random::{self, Tape};
use num_rational::BigRational;
use num_traits::{One, Zero};
use proptest::prelude::*;
use zopa::search::{FrontierAnswer, Target};
use zopa::{Engine, Frontier, Interrupt, Limits, Problem, Search, Status, View};

/// A party's numbers in scaled utilities.
fn scaled(problem: &Problem, numbers: &[zopa::Number]) -> Vec<i64> {
    let of = |(party, number): (usize, &zopa::Number)| {
        let scaled = number.value() * BigRational::from(problem.parties()[party].scale.clone());
        i64::try_from(scaled.to_integer()).expect("a small number")
    };
    numbers.iter().enumerate().map(of).collect()
}

/// That a cover keeps its promise about a whole frontier.
fn keeps(view: &View, target: Target, whole: &Frontier, answer: &FrontierAnswer) -> Result<(), TestCaseError> {
    let problem = view.problem();
    prop_assert!(answer.complete, "{:?}", answer.status);
    let found = &answer.frontier.points;
    let sorted = found.windows(2).all(|pair| pair[0].utilities > pair[1].utilities);
    prop_assert!(sorted, "in the order of the frontier");
    let Some(cover) = &answer.cover else {
        let vectors =
            |frontier: &[zopa::Point]| frontier.iter().map(|point| point.utilities.clone()).collect::<Vec<_>>();
        prop_assert_eq!(vectors(found), vectors(&whole.points));
        return Ok(());
    };
    let tolerance = scaled(problem, &cover.tolerance);
    for point in &whole.points {
        let less: Vec<i64> = point.utilities.iter().zip(&tolerance).map(|(u, t)| u - t).collect();
        let covers = |point: &zopa::Point| point.utilities.iter().zip(&less).all(|(u, less)| u >= less);
        let to_spare = target == Target::Feasible || view.is_acceptable(&less);
        prop_assert!(!to_spare || found.iter().any(covers), "{less:?} by {found:?}");
    }
    for point in found {
        prop_assert_eq!(problem.utilities(&point.package), point.utilities.to_vec());
        prop_assert!(view.is_feasible(&point.package));
        prop_assert!(target == Target::Feasible || view.is_acceptable(&point.utilities));
        let known = |other: &zopa::Point| other.utilities.iter().zip(&point.utilities).all(|(a, b)| a >= b);
        prop_assert!(whole.points.iter().any(known), "nothing is beyond the frontier");
    }
    prop_assert!(cover.fewest.is_none_or(|fewest| fewest <= found.len()));
    prop_assert!(cover.beyond.as_ref().is_none_or(|beyond| beyond < &cover.epsilon));
    Ok(())
}

proptest! {
    #![proptest_config(cases(200))]

    /// On small models, for tolerances and for numbers of points.
    #[test]
    fn covers_of_small_frontiers_keep_their_promise(case in random::models()) {
        let problem = Problem::compile(&case.model).map_err(|errors| TestCaseError::fail(errors.to_string()))?;
        let view = problem.view();
        for target in [Target::Acceptable, Target::Feasible] {
            let whole = view.clone().search().engine(Engine::Enumerate).frontier(target).frontier;
            let ask = || view.clone().search();
            let share = |text: &str| text.parse::<zopa::Number>().expect("a number");
            let asked: [(Search, usize); 5] = [
                (ask().epsilon(share("0.1")), usize::MAX),
                (ask().epsilon(share("1/2")), usize::MAX),
                (ask().epsilon(share("1")), usize::MAX),
                (ask().cover_of(1), 1),
                (ask().cover_of(3), 3),
            ];
            for (question, most) in asked {
                let answer = question.frontier(target);
                prop_assert!(answer.frontier.points.len() <= most);
                keeps(&view, target, &whole, &answer)?;
                // With the whole range for everybody to lose, one point is enough, if there is something.
                if answer.cover.as_ref().is_some_and(|cover| cover.epsilon.value().is_one()) {
                    prop_assert_eq!(answer.frontier.points.len(), 1);
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(200))]

    /// What several searches found, each of some of the packages, is what one finds: ties, ceilings, rules and quotas too.
    #[test]
    fn the_union_of_parts_is_the_whole(case in random::models(), draws in prop::collection::vec(any::<u32>(), 8)) {
        let problem = Problem::compile(&case.model).map_err(|errors| TestCaseError::fail(errors.to_string()))?;
        let view = problem.view();
        let mut tape = Tape::new(draws);
        let issues: Vec<_> = problem.issue_ids().collect();
        let issue = *tape.pick(&issues);
        let parts = 1 + tape.below(3);
        for target in [Target::Acceptable, Target::Feasible] {
            let of = |part: usize| {
                let others = problem.option_ids(issue).enumerate().filter(|(at, _)| at % parts != part);
                let view = others.fold(view.clone(), |view, (_, option)| view.forbid(issue, option));
                view.search().frontier(target).frontier.points
            };
            let points: Vec<_> = (0..parts).rev().flat_map(of).collect();
            let (made, whole) = (view.clone().search().union(points), view.clone().search().frontier(target));
            prop_assert_eq!(&made.frontier, &whole.frontier);
            prop_assert_eq!((made.status, &made.counts, &made.ideal), (whole.status, &whole.counts, &whole.ideal));
            prop_assert_eq!((made.complete, made.listed), (whole.complete, whole.listed));
        }
    }
}

/// Problems with hundreds of points.
fn problems() -> Vec<Problem> {
    let models = random::long_frontiers([(2, 20, 4), (3, 8, 4), (4, 6, 3), (5, 5, 3)]);
    models.iter().map(|model| Problem::compile(model).expect("a random model compiles")).collect()
}

/// There are few points in a cover, and many of them are proven to be needed.
#[test]
fn covers_of_long_frontiers_are_small() {
    let mut proven = 0;
    for problem in problems() {
        let view = problem.view();
        let parties = view.parties();
        for target in [Target::Acceptable, Target::Feasible] {
            let whole = view.clone().search().frontier(target).frontier;
            let mut before = whole.points.len();
            for epsilon in ["0", "0.001", "0.02", "0.1", "0.5", "1"] {
                let answer = view.clone().search().epsilon(epsilon.parse().expect("a number")).frontier(target);
                keeps(&view, target, &whole, &answer).expect("it keeps its promise");
                let Some(cover) = &answer.cover else { continue };
                assert_eq!(cover.epsilon.to_string(), epsilon);
                let listed = answer.listed;
                assert!(listed <= before, "{listed} and {before} points");
                before = listed;
                if let Some(fewest) = cover.fewest {
                    assert!(listed <= 4 * fewest + 2, "{epsilon} of {parties} parties: {listed}, {fewest} proven");
                    assert!(parties > 2 || listed == fewest);
                }
            }
            for most in [1, 3, 12, 100] {
                let answer = view.clone().search().cover_of(most).frontier(target);
                assert!(answer.listed <= most);
                keeps(&view, target, &whole, &answer).expect("it keeps its promise");
                let Some(cover) = answer.cover else { continue };
                assert!(!cover.epsilon.value().is_zero());
                proven += usize::from(cover.beyond.is_some());
            }
        }
    }
    assert!(proven >= 12, "something is proven of {proven} covers");
}

/// Where there are too many points to compare each with each, covers hold for all of them.
#[test]
fn covers_of_very_long_frontiers_keep_their_promise() {
    let numbers = (0..900u32).map(|at| at.wrapping_mul(2_654_435_761).rotate_left(at % 31)).collect();
    let model = random::long_frontier(&mut Tape::new(numbers), 3, 14, 5);
    let problem = Problem::compile(&model).expect("a random model compiles");
    let view = problem.view();
    let whole = view.clone().search().frontier(Target::Feasible).frontier;
    let answer = view.clone().search().epsilon("0.05".parse().expect("a number")).frontier(Target::Feasible);
    keeps(&view, Target::Feasible, &whole, &answer).expect("it keeps its promise");
    let fewest = answer.cover.and_then(|cover| cover.fewest);
    assert!(
        answer.listed < 60 && fewest.is_some_and(|fewest| fewest > 3),
        "{} of {}",
        answer.listed,
        whole.points.len()
    );
}

/// The same cover with any number of threads, and at whatever moment a search is stopped, no cover that does not keep its promise.
#[test]
fn stopped_covers_promise_nothing() {
    for problem in problems() {
        let whole = problem.search().frontier(Target::Acceptable).frontier;
        let view = problem.view();
        let ask = |limits: Limits| problem.search().limits(limits).cover_of(7).frontier(Target::Acceptable);
        let one = ask(Limits::default());
        let two = ask(Limits { threads: 2, ..Limits::default() });
        assert_eq!((&one.frontier, &one.cover), (&two.frontier, &two.cover));
        for look in [1, 2, 5, 20, 60, 200] {
            let answer = ask(Limits { interrupt: Interrupt::at_look(look), ..Limits::default() });
            match answer.status {
                Status::Stopped(_) => assert!(answer.cover.is_none() && !answer.complete),
                _ => keeps(&view, Target::Acceptable, &whole, &answer).expect("it keeps its promise"),
            }
        }
    }
}

/// One issue of three options, which two parties rank against each other.
fn opposed(disagreement: i64) -> Problem {
    let text = format!(
        r#"{{"zopa":1,"parties":{{"a":{{"disagreement":{disagreement}}},"b":{{"disagreement":0}}}},
            "issues":{{"x":{{"options":["p","q","r"]}}}},
            "utilities":{{"a":{{"values":{{"x":{{"p":0,"q":5,"r":10}}}}}},"b":{{"values":{{"x":{{"p":10,"q":5,"r":0}}}}}}}}}}"#
    );
    Problem::from_json(&text).expect("a model")
}

/// What is accepted need not stand in a cover of what is feasible; that there is an agreement is said all the same.
#[test]
fn a_cover_without_agreements_does_not_deny_them() {
    for (disagreement, status) in [(9, Status::Agreement), (11, Status::NoAgreement)] {
        let problem = opposed(disagreement);
        let cover = problem.search().cover_of(1).frontier(Target::Feasible);
        assert_eq!((cover.frontier.points.len(), cover.status), (1, status), "{disagreement}");
        let cover = problem.search().epsilon("0.5".parse().expect("a number")).frontier(Target::Feasible);
        assert_eq!(cover.status, status, "{disagreement}");
    }
}

/// No engine lists more points than were asked for.
#[test]
fn so_many_points_are_so_many_by_any_engine() {
    for engine in [Engine::Automatic, Engine::Enumerate, Engine::Eliminate, Engine::Branch] {
        let problem = opposed(0);
        let cover = problem.search().engine(engine).cover_of(1).frontier(Target::Acceptable);
        assert_eq!((cover.frontier.points.len(), cover.complete), (1, true), "{engine:?}");
        let cover = problem.search().engine(engine).epsilon("0.5".parse().expect("a number"));
        assert!(cover.frontier(Target::Acceptable).complete, "{engine:?}");
    }
}
