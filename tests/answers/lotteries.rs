//! Lotteries against their definitions: published answers, hulls of enumerated packages on random models, and proofs that
//! are checked without the library.

use crate::common;
use crate::support;

use common::at::{At, positions};
use common::oracle::Oracle;
use common::random::{self, Case};
use common::{Q, build, cases, q, rational};
use num_traits::{One, Signed, ToPrimitive, Zero};
use proptest::prelude::*;
use support::{ends, json, text};
use zopa::lottery::{Concept, Lottery, Unsuited};
use zopa::model::{Condition, Level, Nested, Table};
use zopa::report::SolveReport;
use zopa::{Limits, Model, Problem, Status, Stop};
use zopa_commands::Report;

fn compile(model: &Model) -> Problem {
    Problem::compile(model).unwrap_or_else(|errors| panic!("{errors}"))
}

fn read(path: &str) -> Problem {
    let path = crate::support::root().join("models").join(path);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    compile(&Model::from_json(&text).unwrap_or_else(|errors| panic!("{errors}")))
}

fn ask(problem: &Problem, concept: Concept) -> Option<Lottery> {
    let answer = problem.view().lotteries(&[concept], &Limits::default()).expect("a concept that suits");
    assert!(!matches!(answer.status, Status::Stopped(_)), "{concept:?} stopped");
    answer.lotteries.into_iter().next()
}

fn utilities(lottery: &Lottery) -> Vec<Q> {
    lottery.utilities.iter().map(|utility| utility.value().clone()).collect()
}

fn gains(lottery: &Lottery) -> Vec<Q> {
    lottery.gains.iter().map(|gain| gain.value().clone()).collect()
}

/// What a concept gives in a finite problem.
fn solved(points: &[[i64; 2]], concept: Concept) -> Vec<Q> {
    let lottery = ask(&compile(&build::finite(points, [0, 0])), concept).expect("a lottery");
    assert!(lottery.exact, "{concept:?}");
    utilities(&lottery)
}

fn close(found: &[Q], expected: [f64; 2], tolerance: f64) {
    for (found, expected) in found.iter().zip(expected) {
        let found = found.to_f64().expect("a double");
        assert!((found - expected).abs() <= tolerance, "{found} is not {expected}");
    }
}

fn all(texts: [&str; 2]) -> Vec<Q> {
    texts.map(rational).to_vec()
}

/// The polygon conv{(0,0), (0,6), (4,5), (8,2), (9,0)}.
const POLYGON: [[i64; 2]; 5] = [[0, 0], [0, 6], [4, 5], [8, 2], [9, 0]];

#[test]
fn the_polygon_has_the_answers_of_theory() {
    assert_eq!(solved(&POLYGON, Concept::Nash), all(["16/3", "4"]));
    assert_eq!(solved(&POLYGON, Concept::KalaiSmorodinsky), all(["96/17", "64/17"]));
    assert_eq!(solved(&POLYGON, Concept::Egalitarian), all(["32/7", "32/7"]));
    assert_eq!(solved(&POLYGON, Concept::EqualArea), all(["5.625", "3.78125"]));
    assert_eq!(solved(&POLYGON, Concept::Raiffa), all(["67/12", "61/16"]));
    let lottery = ask(&compile(&build::finite(&POLYGON, [0, 0])), Concept::PerlesMaschler).expect("a lottery");
    assert!(!lottery.exact, "its lengths are 2, √12 and √2");
    close(&utilities(&lottery), [5.661796, 3.753653], 1e-6);
    let error = lottery.error.expect("a bound");
    assert!(error.iter().all(|error| error.to_f64() < 1e-15), "{error:?}");
}

#[test]
fn weights_move_the_nash_lottery() {
    for (weights, expected) in
        [([2, 1], ["64/9", "8/3"]), ([1, 2], ["4", "5"]), ([1, 0], ["9", "0"]), ([0, 5], ["0", "6"])]
    {
        let mut model = build::finite(&POLYGON, [0, 0]);
        for (at, weight) in weights.into_iter().enumerate() {
            build::party_mut(&mut model, &build::party(at)).weight = Some(build::quantity(&q(weight, 1)));
        }
        let lottery = ask(&compile(&model), Concept::Nash).expect("a lottery");
        assert!(lottery.exact && !lottery.degenerate);
        assert_eq!(utilities(&lottery), all(expected), "{weights:?}");
    }
}

/// y ≤ √(1 − x), as a thousand points on the curve: squares and roots that are whole.
#[test]
fn the_root_has_the_answers_of_theory() {
    let points: Vec<Vec<Q>> = (0..=1000).map(|step| vec![q(1, 1) - q(step * step, 1_000_000), q(step, 1000)]).collect();
    let problem = compile(&build::finite_rational(&points, &[q(0, 1), q(0, 1)]));
    let answers = [
        (Concept::Nash, [2.0 / 3.0, 0.577350]),
        (Concept::KalaiSmorodinsky, [0.618034, 0.618034]),
        (Concept::Egalitarian, [0.618034, 0.618034]),
        (Concept::PerlesMaschler, [0.603150, 0.629961]),
        (Concept::EqualArea, [0.644699, 0.596072]),
        (Concept::Raiffa, [0.630371, 0.607971]),
    ];
    for (concept, expected) in answers {
        close(&utilities(&ask(&problem, concept).expect("a lottery")), expected, 1e-3);
    }
}

#[test]
fn bill_and_jack_may_toss_a_coin() {
    let problem = read("nash-1950-bill-and-jack.json");
    let solve = |concept| utilities(&ask(&problem, concept).expect("a lottery"));
    assert_eq!(solve(Concept::Nash), all(["24", "11"]));
    assert_eq!(solve(Concept::KalaiSmorodinsky), all(["672/29", "327/29"]));
    assert_eq!(solve(Concept::Egalitarian), all(["75/4", "51/4"]));
    // Jack's best in a lottery is 29/2: mixed from packages of which he or Bill would refuse one.
    let ideal = ask(&problem, Concept::KalaiSmorodinsky).and_then(|lottery| lottery.ideal).expect("an ideal point");
    assert_eq!(ideal.iter().map(|gain| gain.value().clone()).collect::<Vec<_>>(), all(["18", "17/2"]));
}

#[test]
fn published_problems_have_their_lotteries() {
    // Frontiers of mixtures, with Nash, Kalai–Smorodinsky and egalitarian points.
    type Row = (&'static [[&'static str; 2]], [&'static str; 2], [[&'static str; 2]; 3]);
    let rows: [Row; 4] = [
        (
            &[["0.16", "1"], ["0.3", "0.3"], ["1", "0.16"]],
            ["0", "0"],
            [["0.58", "0.58"], ["0.58", "0.58"], ["0.58", "0.58"]],
        ),
        (
            &[["0", "4000"], ["2000", "3200"], ["3200", "2000"], ["4000", "0"]],
            ["0", "0"],
            [["2600", "2600"], ["2600", "2600"], ["2600", "2600"]],
        ),
        (
            &[
                ["1/2", "143452442857/150000000000"],
                ["571429/1000000", "916667/1000000"],
                ["771429/1000000", "201389/250000"],
                ["821429/1000000", "388889/500000"],
                ["1", "134127/200000"],
            ],
            ["0.5", "0.5"],
            [
                ["38236992517/42857200000", "52522592517/71428400000"],
                ["178572107143/220238885714", "2157451717453636617517/2752986071425000000000"],
                ["30853277381/38889000000", "30853277381/38889000000"],
            ],
        ),
        (
            &[
                ["0.16361", "1.000001"],
                ["0.307257", "0.926752"],
                ["0.576202", "0.776841"],
                ["0.721478", "0.670479"],
                ["1", "0.212212"],
            ],
            ["0", "0"],
            [["0.721478", "0.670479"], ["", ""], ["1088389689/1572737500", "1088389689/1572737500"]],
        ),
    ];
    for (points, disagreement, expected) in rows {
        let points: Vec<Vec<Q>> = points.iter().map(|point| all(*point)).collect();
        let problem = compile(&build::finite_rational(&points, &all(disagreement)));
        for (concept, expected) in
            [Concept::Nash, Concept::KalaiSmorodinsky, Concept::Egalitarian].into_iter().zip(expected)
        {
            if expected[0].is_empty() {
                continue;
            }
            let lottery = ask(&problem, concept).expect("a lottery");
            assert!(lottery.exact);
            assert_eq!(utilities(&lottery), all(expected), "{concept:?} {points:?}");
        }
    }
}

/// A larger set with the same ideal point: nobody loses by Kalai–Smorodinsky, and the second party does by Nash.
#[test]
fn monotony_is_that_of_the_literature() {
    let small = [[0, 100], [75, 75], [100, 0], [0, 0]];
    let large = [[0, 100], [100, 70], [100, 0], [0, 0]];
    assert_eq!(solved(&small, Concept::Nash), all(["75", "75"]));
    assert_eq!(solved(&large, Concept::Nash), all(["100", "70"]));
    assert_eq!(solved(&small, Concept::KalaiSmorodinsky), all(["75", "75"]));
    assert_eq!(solved(&large, Concept::KalaiSmorodinsky), all(["1000/13", "1000/13"]));
}

#[test]
fn a_lottery_may_be_all_that_both_accept() {
    let problem = compile(&build::finite(&[[5, -1], [-1, 5]], [0, 0]));
    assert_eq!(problem.search().run().status, Status::NoAgreement);
    for concept in Concept::ALL {
        let answer = problem.view().lotteries(&[concept], &Limits::default()).expect("it suits");
        if concept == Concept::AdjustedWinner {
            continue;
        }
        assert_eq!(answer.status, Status::Agreement, "{concept:?}");
        assert_eq!(utilities(&answer.lotteries[0]), all(["2", "2"]), "{concept:?}");
        assert_eq!(answer.lotteries[0].parts.len(), 2);
    }
}

#[test]
fn problems_at_their_limits_have_answers() {
    let bilateral: Vec<Concept> =
        Concept::ALL.into_iter().filter(|concept| *concept != Concept::AdjustedWinner).collect();
    for concept in &bilateral {
        // Nobody accepts anything, not even a mixture.
        assert!(ask(&compile(&build::finite(&[[3, -5], [-4, 2]], [0, 0])), *concept).is_none(), "{concept:?}");
        assert!(ask(&compile(&build::finite(&[[-1, 5]], [0, 0])), *concept).is_none(), "{concept:?}");
        assert!(ask(&compile(&build::finite(&[[5, -1]], [0, 0])), *concept).is_none(), "{concept:?}");
        // One package.
        assert_eq!(solved(&[[3, 5]], *concept), all(["3", "5"]), "{concept:?}");
        // Nothing to gain at all.
        assert_eq!(solved(&[[0, 0]], *concept), all(["0", "0"]), "{concept:?}");
        assert_eq!(solved(&[[0, 0], [-1, 1], [1, -1]], *concept), all(["0", "0"]), "{concept:?}");
        // Only one party can gain; what the other gains outside does not matter.
        assert_eq!(solved(&[[0, 3], [-5, 9], [0, -4]], *concept), all(["0", "3"]), "{concept:?}");
        assert_eq!(solved(&[[3, 0], [9, -5], [2, 0]], *concept), all(["3", "0"]), "{concept:?}");
        // A rectangle: both have their best at once.
        assert_eq!(solved(&[[7, 4], [7, 0], [0, 4], [0, 0]], *concept), all(["7", "4"]), "{concept:?}");
        // A symmetric frontier.
        assert_eq!(solved(&[[0, 6], [6, 0]], *concept), all(["3", "3"]), "{concept:?}");
        assert_eq!(solved(&[[0, 8], [5, 5], [8, 0]], *concept), all(["5", "5"]), "{concept:?}");
    }
    for concept in [Concept::Nash, Concept::KalaiSmorodinsky, Concept::Egalitarian] {
        let one = compile(&build::finite(&[[3], [7], [5]], [4]));
        assert_eq!(utilities(&ask(&one, concept).expect("a lottery")), [q(7, 1)]);
        assert!(ask(&compile(&build::finite(&[[3], [2]], [4])), concept).is_none());
        let three = compile(&build::finite(&[[6, 0, 0], [0, 6, 0], [0, 0, 6]], [0, 0, 0]));
        let lottery = ask(&three, concept).expect("a lottery");
        assert_eq!(utilities(&lottery), vec![q(2, 1); 3], "{concept:?}");
        assert!(lottery.exact && lottery.parts.len() == 3);
        assert!(ask(&compile(&build::finite(&[[6, 0, -1], [0, 6, -1]], [0, 0, 0])), concept).is_none());
    }
    let degenerate = compile(&build::finite(&[[6, 0, 0], [0, 6, 0], [9, 9, -1]], [0, 0, 0]));
    let lottery = ask(&degenerate, Concept::Nash).expect("a lottery");
    assert!(lottery.degenerate);
    assert_eq!(utilities(&lottery), [q(3, 1), q(3, 1), q(0, 1)]);
}

#[test]
fn steps_that_never_end_lead_to_their_corner() {
    // Slopes 1/4 and 4 at (8, 8): what is missing from (0, 0) is in proportion √(1/4 · 4).
    assert_eq!(solved(&[[0, 10], [8, 8], [10, 0], [0, 0]], Concept::Raiffa), all(["8", "8"]));
    assert_eq!(solved(&[[7, 4]], Concept::Raiffa), all(["7", "4"]));
}

#[test]
fn concepts_for_two_parties_say_so() {
    let three = compile(&build::finite(&[[1, 1, 1]], [0, 0, 0]));
    for concept in Concept::ALL.into_iter().filter(|concept| concept.is_bilateral()) {
        let refused = three.view().lotteries(&[concept], &Limits::default());
        assert_eq!(refused, Err(Unsuited::NotTwoParties(3)));
    }
}

#[test]
fn time_limits_stop_lotteries() {
    let limits = Limits { time: Some(std::time::Duration::ZERO), ..Limits::default() };
    let problem = read("../tests/fixtures/ukraine-2025.json");
    let answer = problem.view().lotteries(&[Concept::Nash], &limits).expect("it suits");
    assert_eq!(answer.status, Status::Stopped(Stop::TimeLimit));
    assert!(answer.lotteries.is_empty());
}

/// Issues linked too tightly for diagrams: packages are priced by branch and bound.
#[test]
fn densely_linked_issues_have_lotteries() {
    const ISSUES: usize = 12;
    const OPTIONS: usize = 6;
    let mut state = 5u64;
    let mut below = |count: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % count) as i64
    };
    let mut table =
        |_: usize| -> Vec<Vec<Q>> { (0..ISSUES).map(|_| (0..OPTIONS).map(|_| q(below(100), 1)).collect()).collect() };
    let mut model = build::additive(&[table(0), table(1)], &[q(500, 1), q(500, 1)]);
    for party in 0..2 {
        for a in 0..ISSUES {
            for b in a + 1..ISSUES {
                let row = |below: &mut dyn FnMut(u64) -> i64| {
                    let cells = (0..OPTIONS).map(|_| Nested::Value((below(31) - 15).into())).collect();
                    Nested::List(cells)
                };
                let add = Nested::List((0..OPTIONS).map(|_| row(&mut below)).collect());
                let issues = vec![format!("i{}", a + 1), format!("i{}", b + 1)];
                let utility = build::utility_mut(&mut model, &build::party(party));
                utility.tables.push(Table { issues, add, ..Table::default() });
            }
        }
    }
    let problem = compile(&model);
    let pure = problem.search().concepts([&zopa::concept::Nash as &dyn zopa::concept::Concept]).run();
    assert_eq!(pure.engine, zopa::Engine::Branch);
    let pure = pure.solutions[0].value.clone().expect("a value");
    let lottery = ask(&problem, Concept::Nash).expect("a lottery, as there is a package");
    assert!(lottery.exact && lottery.value.as_ref().expect("a value").number >= pure.number);
    let proof = lottery.proof.expect("a proof");
    assert_eq!(proof.reached, proof.most);
    let smallest = ask(&problem, Concept::KalaiSmorodinsky).and_then(|lottery| lottery.value).expect("a value");
    assert!(smallest.number.value().is_positive());
}

/// A lottery that is irrational is close to its solution, and says so.
#[test]
fn an_irrational_nash_lottery_has_a_proven_gap() {
    // Between two packages for three parties: 3t² − ... has no rational root.
    let problem = compile(&build::finite(&[[1, 5, 2], [4, 1, 3]], [0, 0, 0]));
    let lottery = ask(&problem, Concept::Nash).expect("a lottery");
    assert!(!lottery.exact);
    let (value, bound) = (lottery.value.expect("a value"), lottery.bound.expect("a bound"));
    assert!(bound.number > value.number);
    let gap = (bound.number.value() - value.number.value()) / value.number.value();
    assert!(gap.to_f64().expect("a double") < 1e-14);
    // (1 + 3t)(5 − 4t)(2 + t), at its root of −36t² − 46t + 27 = 0 … by bisection.
    let slope = |t: f64| {
        3.0 * (5.0 - 4.0 * t) * (2.0 + t) - 4.0 * (1.0 + 3.0 * t) * (2.0 + t) + (1.0 + 3.0 * t) * (5.0 - 4.0 * t)
    };
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if slope(middle) > 0.0 { low = middle } else { high = middle }
    }
    close(
        &lottery.gains.iter().take(2).map(|gain| gain.value().clone()).collect::<Vec<_>>(),
        [1.0 + 3.0 * low, 5.0 - 4.0 * low],
        1e-12,
    );
}

fn adjusted(problem: &Problem) -> Lottery {
    ask(problem, Concept::AdjustedWinner).expect("a division")
}

/// The issue that is split, and the first party's share of it.
fn split<'p>(problem: &'p Problem, lottery: &Lottery) -> Option<(&'p str, Q)> {
    let divided = lottery.divided.as_ref()?;
    Some((problem[divided.issue].id.as_str(), divided.share.value().clone()))
}

#[test]
fn camp_david_and_panama_are_adjusted_as_published() {
    for (model, expected, issue, share) in [
        ("camp-david-1978.json", ["395/6", "395/6"], "sinai", "1/6"),
        ("panama-canal-1974.json", ["66", "66"], "land-and-water", "2/15"),
    ] {
        let problem = read(model);
        let lottery = adjusted(&problem);
        assert_eq!(utilities(&lottery), all(expected), "{model}");
        assert_eq!(
            lottery.points.clone().expect("points").iter().map(|p| p.value().clone()).collect::<Vec<_>>(),
            all(expected)
        );
        assert_eq!(split(&problem, &lottery), Some((issue, rational(share))), "{model}");
        // Everything is lost without a deal, and both have a hundred points: two other solutions are the same.
        for concept in [Concept::Egalitarian, Concept::KalaiSmorodinsky] {
            assert_eq!(utilities(&ask(&problem, concept).expect("a lottery")), all(expected), "{model} {concept:?}");
        }
    }
}

/// Two options an issue: the first party's way, which is worth its points to it, and the second's.
fn divisible(points: &[[i64; 2]]) -> Problem {
    let table = |party: usize| -> Vec<Vec<Q>> {
        let worth = |own: bool, points: i64| if own { q(points, 1) } else { Q::zero() };
        points.iter().map(|issue| vec![worth(party == 0, issue[party]), worth(party == 1, issue[party])]).collect()
    };
    compile(&build::additive(&[table(0), table(1)], &[Q::zero(), Q::zero()]))
}

#[test]
fn adjusted_winner_has_answers_at_its_limits() {
    // Equal after the first stage: nothing is split.
    let even = adjusted(&divisible(&[[60, 40], [40, 60]]));
    assert_eq!((utilities(&even), &even.divided), (all(["60", "60"]), &None));
    // A whole issue changes hands, and that makes them equal.
    let handed = adjusted(&divisible(&[[6, 4], [64, 36], [30, 60]]));
    assert_eq!((utilities(&handed), &handed.divided, handed.parts.len()), (all(["64", "64"]), &None, 1));
    // What is worth nothing to the other goes last.
    let worthless = divisible(&[[50, 0], [50, 40], [0, 60]]);
    let lottery = adjusted(&worthless);
    assert_eq!(split(&worthless, &lottery).map(|(issue, _)| issue), Some("i2"));
    let same: Vec<Q> = lottery.points.clone().expect("points").iter().map(|points| points.value().clone()).collect();
    assert_eq!(same[0], same[1]);
    // One issue that both want as much: half of it each.
    let one = divisible(&[[7, 3]]);
    assert_eq!(split(&one, &adjusted(&one)), Some(("i1", q(1, 2))));
    // Points are shares of all that a party has at stake.
    let unit = divisible(&[[350, 55], [100, 5], [200, 10], [100, 5], [50, 20], [200, 5]]);
    assert_eq!(utilities(&adjusted(&unit)), all(["3950/6", "395/6"]));
    // Nothing at stake for one, or for both.
    assert_eq!(utilities(&adjusted(&divisible(&[[0, 5], [0, 0]]))), all(["0", "5"]));
    assert_eq!(utilities(&adjusted(&divisible(&[[0, 0]]))), all(["0", "0"]));
    // Both want the same option: nothing is at stake there.
    let agreed = build::additive(
        &[vec![vec![q(3, 1), q(1, 1)], vec![q(9, 1), q(0, 1)]], vec![vec![q(5, 1), q(0, 1)], vec![q(0, 1), q(9, 1)]]],
        &[q(0, 1), q(0, 1)],
    );
    assert_eq!(utilities(&adjusted(&compile(&agreed))), all(["7.5", "9.5"]));
}

#[test]
fn linked_issues_are_not_divided() {
    let mut model =
        build::additive(&[vec![vec![q(1, 1), q(0, 1)]; 2], vec![vec![q(1, 1), q(0, 1)]; 2]], &[q(0, 1), q(0, 1)]);
    model.rules.push(zopa::model::Rule {
        id: Some("either".into()),
        forbid: Some(["i1", "i2"].map(|issue| (issue, Condition::One(Level::Id("o1".into())))).into_iter().collect()),
        ..zopa::model::Rule::default()
    });
    let refused = compile(&model).view().lotteries(&[Concept::AdjustedWinner], &Limits::default());
    assert_eq!(refused, Err(Unsuited::Linked("either".into())));
}

const BILL_AND_JACK: &str = "models/nash-1950-bill-and-jack.json";

#[test]
fn the_page_on_lotteries_is_as_expected() {
    let arguments = ["solve", BILL_AND_JACK, "--concept", "lottery-kalai-smorodinsky,perles-maschler,adjusted-winner"];
    let output = ends(&arguments, 0);
    assert_eq!(text(&output.stderr), "");
    let path = crate::support::root().join("tests/golden/lotteries.txt");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, &output.stdout).expect("written");
    }
    let expected = std::fs::read_to_string(&path).expect("the golden page; UPDATE_EXPECT=1 writes it");
    assert_eq!(text(&output.stdout), expected, "UPDATE_EXPECT=1 rewrites the golden page");
}

#[test]
fn lotteries_are_solutions_of_the_report() {
    let asked = ["--concept", "nash,lottery-kalai-smorodinsky", "--format", "json"];
    let report = json(&ends(&[&["solve", BILL_AND_JACK], &asked[..]].concat(), 0));
    assert_eq!(report["status"], "agreement");
    let [nash, ks] = report["solutions"].as_array().expect("solutions").as_slice() else { panic!("{report}") };
    assert_eq!(nash["concept"], "nash");
    assert!(nash.get("lottery").is_none());
    assert_eq!(ks["concept"], "lottery-kalai-smorodinsky");
    assert_eq!(ks["proven"], true);
    assert_eq!(ks["utilities"]["bill"], "672/29");
    assert_eq!(ks["gains"]["jack"], "153/29");
    assert_eq!(ks["ideal_gains"]["jack"], 8.5);
    assert_eq!(ks["lottery"][0]["probability"], "25/29");
    assert_eq!(ks["lottery"][0]["utilities"]["bill"], 24);
    assert_eq!(ks["lottery"][1]["package"]["knife"], "jack");
    assert!(ks["proof"]["weights"]["jack"].is_number());
    let all = json(&ends(&["solve", BILL_AND_JACK, "--lotteries", "--format", "json"], 0));
    let ids: Vec<&str> =
        all["solutions"].as_array().expect("solutions").iter().filter_map(|s| s["concept"].as_str()).collect();
    assert_eq!(ids.len(), 6 + Concept::ALL.len());
    assert_eq!(ids[12], "adjusted-winner");
}

#[test]
fn a_lottery_is_an_agreement_where_no_package_is() {
    let folder = support::directory("lottery-agreement");
    let file = folder.join("model.json");
    let model = build::finite(&[[5, -1], [-1, 5]], [0, 0]);
    std::fs::write(&file, serde_json::to_string(&model).expect("JSON")).expect("written");
    let file = file.to_str().expect("a path");
    ends(&["solve", file], 1);
    let page = ends(&["solve", file, "--concept", "lottery-egalitarian"], 0);
    let page = text(&page.stdout);
    assert!(page.contains("NO AGREEMENT is possible"), "{page}");
    assert!(page.contains("50 %: this package, which p2 would refuse by itself:"), "{page}");
    assert!(page.contains("\"comparable\": true"), "{page}");
    let report = json(&ends(&["solve", file, "--concept", "lottery-nash", "--format", "json"], 0));
    assert_eq!(report["status"], "agreement");
    assert_eq!(report["packages"]["individually_rational"], "0");
    let nothing = build::finite(&[[5, -6], [-6, 5]], [0, 0]);
    std::fs::write(file, serde_json::to_string(&nothing).expect("JSON")).expect("written");
    let page = ends(&["solve", file, "--concept", "lottery-nash"], 1);
    assert!(text(&page.stdout).contains("No lottery over packages is acceptable to both parties either."));
}

#[test]
fn what_does_not_suit_is_said() {
    let flagship = "tests/fixtures/ukraine-2025.json";
    let output = ends(&["solve", flagship, "--concept", "raiffa"], 2);
    assert!(
        text(&output.stderr).contains("raiffa does not suit this model: it is for two parties, and this model has 4")
    );
    let output = ends(&["solve", "models/examples/first-steps.json", "--concept", "adjusted-winner"], 2);
    assert!(text(&output.stderr).contains("it settles issues one by one, and `"), "{}", text(&output.stderr));
    let output = ends(&["solve", flagship, "--concept", "lottery-nash", "--time-limit", "0"], 3);
    assert!(text(&output.stdout).contains("The search for lotteries STOPPED at the time limit. None was found."));
    // As many parties as there are: two mixtures are proven, Nash's is close.
    let report = json(&ends(&["solve", flagship, "--lotteries", "--format", "json"], 0));
    assert_eq!(report["solutions"].as_array().map(Vec::len), Some(9));
}

/// The segments between feasible packages that nobody loses from, cut at disagreement: their ends, in gains.
fn segments(oracle: &Oracle) -> Vec<[Vec<Q>; 2]> {
    let points: Vec<Vec<Q>> =
        oracle.feasible().map(|deal| (0..2).map(|party| oracle.gain(deal, party)).collect()).collect();
    let mut segments = Vec::new();
    for a in &points {
        for b in &points {
            let (mut from, mut to) = (Q::zero(), Q::one());
            for party in 0..2 {
                let (start, change) = (&a[party], &b[party] - &a[party]);
                if change.is_zero() {
                    if start.is_negative() {
                        to = -Q::one();
                    }
                } else if change.is_positive() {
                    from = from.max(-start / &change);
                } else {
                    to = to.min(-start / &change);
                }
            }
            if from <= to {
                let at = |t: &Q| (0..2).map(|party| &a[party] + (&b[party] - &a[party]) * t).collect::<Vec<Q>>();
                segments.push([at(&from), at(&to)]);
            }
        }
    }
    segments
}

/// The largest product on any segment.
fn best_product(segments: &[[Vec<Q>; 2]], weights: [u32; 2]) -> Q {
    let product = |g: &[Q]| {
        num_traits::pow(g[0].clone(), weights[0] as usize) * num_traits::pow(g[1].clone(), weights[1] as usize)
    };
    let [w0, w1] = weights.map(|weight| q(i64::from(weight), 1));
    let mut best = Q::zero();
    for [a, b] in segments {
        let change = [&b[0] - &a[0], &b[1] - &a[1]];
        let mut ends = vec![a.clone(), b.clone()];
        if !(&change[0] * &change[1]).is_zero() {
            // w0·c0/(a0 + c0 t) + w1·c1/(a1 + c1 t) = 0.
            let t = -(&w0 * &change[0] * &a[1] + &w1 * &change[1] * &a[0]) / ((&w0 + &w1) * &change[0] * &change[1]);
            if t.is_positive() && t < Q::one() {
                ends.push((0..2).map(|party| &a[party] + &change[party] * &t).collect());
            }
        }
        best = ends.iter().map(|gains| product(gains)).fold(best, Q::max);
    }
    best
}

/// The largest smallest of gains times factors on any segment; both factors positive.
fn best_smallest(segments: &[[Vec<Q>; 2]], factors: &[Q]) -> Option<Q> {
    let smallest = |g: &[Q]| (&g[0] * &factors[0]).min(&g[1] * &factors[1]);
    let mut best: Option<Q> = None;
    for [a, b] in segments {
        let mut points = vec![a.clone(), b.clone()];
        let difference = |g: &[Q]| &g[0] * &factors[0] - &g[1] * &factors[1];
        let (start, end) = (difference(a), difference(b));
        if start.is_negative() != end.is_negative() && start != end {
            let t = &start / (&start - &end);
            points.push((0..2).map(|party| &a[party] + (&b[party] - &a[party]) * &t).collect());
        }
        best = points.iter().map(|gains| smallest(gains)).chain(best.take()).max();
    }
    best
}

/// What holds for every lottery, without the library: shares, sums, consent, and the proof against all packages.
fn check(oracle: &Oracle, problem: &Problem, lottery: &Lottery) -> Result<(), TestCaseError> {
    let parties = oracle.parties();
    let one = lottery.parts.iter().fold(Q::zero(), |sum, part| sum + part.probability.value());
    prop_assert_eq!(one, Q::one());
    prop_assert!(lottery.parts.len() <= parties.max(1));
    for party in 0..parties {
        let mut expected = Q::zero();
        for part in &lottery.parts {
            prop_assert!(part.probability.value().is_positive());
            let options: Vec<usize> = positions(&part.package);
            let deal = oracle.feasible().find(|deal| deal.options == options);
            expected += part.probability.value() * &deal.expect("a feasible package").utilities[party];
        }
        prop_assert_eq!(&expected, lottery.utilities[party].value());
        prop_assert_eq!(expected - &oracle.disagreement[party], lottery.gains[party].value().clone());
        prop_assert!(!lottery.gains[party].value().is_negative());
    }
    let proof = lottery.proof.as_ref().expect("a proof");
    let weights: Vec<Q> = (0..parties)
        .map(|party| Q::from(&proof.weights[party] * problem.view().gain_scale(problem.party_at(party))))
        .collect();
    prop_assert!(weights.iter().all(|weight| !weight.is_negative()) && weights.iter().any(Signed::is_positive));
    let sum = |gains: &[Q]| weights.iter().zip(gains).fold(Q::zero(), |sum, (weight, gain)| sum + weight * gain);
    let most = oracle
        .feasible()
        .map(|deal| sum(&(0..parties).map(|party| oracle.gain(deal, party)).collect::<Vec<_>>()))
        .max();
    let most = most.expect("a package");
    prop_assert_eq!(&most, proof.most.value());
    prop_assert_eq!(&sum(&gains(lottery)), proof.reached.value());
    if lottery.exact || lottery.concept != Concept::Nash {
        prop_assert_eq!(&most, proof.reached.value(), "{:?}", lottery.concept);
    }
    // Nobody who counts in the proof, and is not at its limit, has more than the smallest.
    let factor = |party: usize| match (&lottery.ideal, lottery.concept) {
        (_, Concept::Egalitarian) => Some(Q::one()),
        (Some(ideal), _) => Some(ideal[party].value()).filter(|ideal| ideal.is_positive()).map(Q::recip),
        _ => None,
    };
    if let (Concept::Egalitarian | Concept::KalaiSmorodinsky, Some(value)) = (lottery.concept, &lottery.value) {
        let counted: Vec<(usize, Q)> =
            (0..parties).filter_map(|party| Some((party, factor(party)? * lottery.gains[party].value()))).collect();
        prop_assert_eq!(counted.iter().map(|(_, share)| share).min(), Some(value.number.value()));
        for (party, weight) in weights.iter().enumerate() {
            let share = counted.iter().find(|(at, _)| *at == party).map(|(_, share)| share);
            let tight = share == Some(value.number.value()) || lottery.gains[party].value().is_zero();
            prop_assert!(tight || weight.is_zero());
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(600))]

    /// On any model: every lottery is one, and its proof holds against all packages.
    #[test]
    fn lotteries_hold_against_all_packages(case in random::models()) {
        lotteries_hold(&case)?;
    }

    /// Two parties: the values are those of the hull, by looking at every segment between two packages.
    #[test]
    fn two_parties_have_the_best_of_all_segments(
        points in prop::collection::vec([-9i64..20, -9i64..20], 1..9),
        weights in [1u32..4, 1u32..4],
    ) {
        let mut model = build::finite(&points, [0, 0]);
        for (at, weight) in weights.into_iter().enumerate() {
            build::party_mut(&mut model, &build::party(at)).weight = Some(build::quantity(&q(weight.into(), 1)));
        }
        let problem = compile(&model);
        let oracle = Oracle::new(&model);
        let segments = segments(&oracle);
        let nash = ask(&problem, Concept::Nash);
        prop_assert_eq!(nash.is_some(), !segments.is_empty());
        let Some(nash) = nash else { return Ok(()) };
        check(&oracle, &problem, &nash)?;
        let value = nash.value.clone().expect("a value");
        prop_assert!(nash.exact && value.exact);
        prop_assert_eq!(value.number.value(), &best_product(&segments, weights));
        let egalitarian = ask(&problem, Concept::Egalitarian).and_then(|lottery| lottery.value).expect("a value");
        prop_assert_eq!(Some(egalitarian.number.value().clone()), best_smallest(&segments, &[Q::one(), Q::one()]));
        let best = |party: usize| segments.iter().flatten().map(|gains| gains[party].clone()).max();
        let ideal = [best(0).expect("a segment"), best(1).expect("a segment")];
        let ks = ask(&problem, Concept::KalaiSmorodinsky).expect("a lottery");
        let found: Vec<Q> = ks.ideal.iter().flatten().map(|gain| gain.value().clone()).collect();
        prop_assert_eq!(&found, &ideal.to_vec());
        if ideal.iter().all(Signed::is_positive) {
            let value = ks.value.expect("a value");
            prop_assert_eq!(Some(value.number.value().clone()), best_smallest(&segments, &ideal.map(|ideal| ideal.recip())));
        }
        // What divides the frontier lies on it, and moves with the units of either party only.
        for concept in [Concept::PerlesMaschler, Concept::Raiffa, Concept::EqualArea] {
            let lottery = ask(&problem, concept).expect("a lottery");
            check(&oracle, &problem, &lottery)?;
            let scaled: Vec<[i64; 2]> = points.iter().map(|point| [point[1] * 3 + 2, point[0] * 7 - 1]).collect();
            let other = compile(&build::finite(&scaled, [2, -1]));
            let other = ask(&other, concept).expect("a lottery");
            let [a, b] = [gains(&lottery), gains(&other)];
            close(&[&b[1] / q(7, 1), &b[0] / q(3, 1)], [a[0].to_f64().expect("a double"), a[1].to_f64().expect("a double")], 1e-9);
        }
    }

    /// Two options an issue and no points without a deal: Adjusted Winner is the Kalai–Smorodinsky lottery.
    #[test]
    fn adjusted_winner_is_kalai_smorodinsky_of_divisible_issues(
        points in prop::collection::vec([0i64..30, 0i64..30], 1..6),
    ) {
        let problem = divisible(&points);
        let lottery = adjusted(&problem);
        prop_assert!(lottery.parts.len() <= 2);
        prop_assert_eq!(lottery.divided.is_some(), lottery.parts.len() == 2);
        if (0..2).all(|party| points.iter().any(|issue| issue[party] > 0)) {
            let ks = ask(&problem, Concept::KalaiSmorodinsky).expect("a lottery");
            let shares = |lottery: &Lottery| -> Vec<Q> {
                let total = |party: usize| q(points.iter().map(|issue| issue[party]).sum(), 1);
                (0..2).map(|party| lottery.utilities[party].value() / total(party)).collect()
            };
            let (adjusted, ks) = (shares(&lottery), shares(&ks));
            prop_assert_eq!(&adjusted[0], &adjusted[1]);
            // Points that the other side has no use for are given away for nothing; the other one keeps them.
            prop_assert!(adjusted[0] <= ks[0] && adjusted[1] <= ks[1]);
            if points.iter().all(|issue| issue[0] > 0 && issue[1] > 0) {
                prop_assert_eq!(adjusted, ks);
            }
        }
    }

    /// Three parties: nothing on any triangle between packages has a larger product.
    #[test]
    fn no_mixture_of_three_packages_is_better(
        points in prop::collection::vec([-4i64..12, -4i64..12, -4i64..12], 1..7),
        weights in [0u32..3, 1u32..3, 1u32..3],
    ) {
        let mut model = build::finite(&points, [0, 0, 0]);
        for (at, weight) in weights.into_iter().enumerate() {
            build::party_mut(&mut model, &build::party(at)).weight = Some(build::quantity(&q(weight.into(), 1)));
        }
        let oracle = Oracle::new(&model);
        let problem = compile(&model);
        let lottery = ask(&problem, Concept::Nash);
        // A grid of mixtures that nobody loses from.
        let mut best = None;
        for a in &points {
            for b in &points {
                for c in &points {
                    for i in 0..=12i64 {
                        for j in 0..=12 - i {
                            let gain = |party: usize| i * a[party] + j * b[party] + (12 - i - j) * c[party];
                            if (0..3).all(|party| gain(party) >= 0) {
                                let product: f64 = (0..3).map(|party| (gain(party) as f64 / 12.0).powi(weights[party] as i32)).product();
                                best = Some(best.map_or(product, |best: f64| best.max(product)));
                            }
                        }
                    }
                }
            }
        }
        match (lottery, best) {
            (Some(lottery), best) => {
                check(&oracle, &problem, &lottery)?;
                let value = lottery.value.as_ref().expect("a value").number.to_f64();
                prop_assert!(value >= best.unwrap_or(0.0) * (1.0 - 1e-12), "{value} {best:?}");
                if !lottery.exact {
                    let bound = lottery.bound.as_ref().expect("a bound").number.to_f64();
                    prop_assert!(bound <= value * (1.0 + 1e-9), "{value} {bound}");
                }
            }
            (None, best) => prop_assert!(best.is_none()),
        }
    }
}

fn lotteries_hold(case: &Case) -> Result<(), TestCaseError> {
    let oracle = Oracle::new(&case.model);
    let problem = compile(&case.model);
    let view = problem.view();
    for concept in Concept::ALL {
        if concept == Concept::AdjustedWinner || concept.suits(&view).is_err() {
            continue;
        }
        let Some(lottery) = ask(&problem, concept) else {
            prop_assert!(oracle.individually_rational().next().is_none());
            continue;
        };
        check(&oracle, &problem, &lottery)?;
        plain_and_efficient(&oracle, &lottery)?;
        if concept == Concept::Nash
            && let Some(pure) = oracle.choose("nash")
            && let (Some(pure), Some(mixed)) = (pure.value, &lottery.value)
            && !pure.is_zero()
            && mixed.exact
            && lottery.exact
        {
            prop_assert!(*mixed.number.value() >= pure);
        }
        if concept == Concept::Egalitarian
            && let Some(pure) = oracle.choose("egalitarian").and_then(|choice| choice.value)
        {
            prop_assert!(*lottery.value.as_ref().expect("a value").number.value() >= pure);
        }
    }
    Ok(())
}

/// The largest c·x with A·x = b and x ≥ 0, for b ≥ 0: a tableau with Bland's rule. None if there is no x; it must be bounded.
fn largest(columns: &[Vec<Q>], worth: &[Q], right: &[Q]) -> Option<(Q, Vec<Q>)> {
    let rows = right.len();
    let unit = |row: usize, at: usize| if row == at { Q::one() } else { Q::zero() };
    // One artificial variable a row stands behind the columns.
    let mut tableau: Vec<Vec<Q>> = (0..rows)
        .map(|row| {
            let own = columns.iter().map(|column| column[row].clone());
            own.chain((0..rows).map(|at| unit(row, at))).chain([right[row].clone()]).collect()
        })
        .collect();
    let mut basis: Vec<usize> = (columns.len()..columns.len() + rows).collect();
    for phase in 0..2 {
        let of = |at: usize| match (phase, at < columns.len()) {
            (0, true) => Q::zero(),
            (0, false) => -Q::one(),
            (_, true) => worth[at].clone(),
            // An artificial variable that is left over stays 0.
            (_, false) => Q::zero(),
        };
        loop {
            let gain = |at: usize| of(at) - (0..rows).map(|row| of(basis[row]) * &tableau[row][at]).sum::<Q>();
            let Some(enters) = (0..columns.len()).find(|at| gain(*at).is_positive()) else { break };
            let stuck =
                (0..rows).find(|row| phase == 1 && basis[*row] >= columns.len() && !tableau[*row][enters].is_zero());
            let ratio = |row: &usize| {
                let at = &tableau[*row][enters];
                at.is_positive().then(|| (tableau[*row].last().expect("a number") / at, basis[*row], *row))
            };
            let leaves =
                stuck.or_else(|| (0..rows).collect::<Vec<_>>().iter().filter_map(ratio).min().map(|(_, _, row)| row));
            let leaves = leaves.expect("a bounded programme");
            let by = tableau[leaves][enters].clone();
            tableau[leaves].iter_mut().for_each(|entry| *entry /= &by);
            let pivot = tableau[leaves].clone();
            for row in (0..rows).filter(|row| *row != leaves) {
                let by = tableau[row][enters].clone();
                tableau[row].iter_mut().zip(&pivot).for_each(|(entry, pivot)| *entry -= pivot * &by);
            }
            basis[leaves] = enters;
        }
        let short = |row: &usize| basis[*row] >= columns.len() && tableau[*row].last().expect("a number").is_positive();
        if (0..rows).any(|row| short(&row)) {
            return None;
        }
    }
    let mut values = vec![Q::zero(); columns.len()];
    for row in (0..rows).filter(|row| basis[*row] < columns.len()) {
        values[basis[row]] = tableau[row].last().expect("a number").clone();
    }
    Some((values.iter().zip(worth).map(|(value, worth)| value * worth).sum(), values))
}

/// No lottery over all packages is better for somebody and worse for nobody; and of those that are worth the same, none is
/// a package for sure, has fewer packages that somebody would refuse, or as many and a smaller spread.
fn plain_and_efficient(oracle: &Oracle, lottery: &Lottery) -> Result<(), TestCaseError> {
    let parties = oracle.parties();
    let mut packages: Vec<Vec<Q>> = oracle
        .feasible()
        .map(|deal| (0..parties).map(|party| &deal.utilities[party] - &oracle.disagreement[party]).collect())
        .collect();
    packages.sort();
    packages.dedup();
    let own = gains(lottery);
    let right: Vec<Q> = std::iter::once(Q::one()).chain(own.iter().cloned()).collect();
    let column = |package: &Vec<Q>| std::iter::once(Q::one()).chain(package.iter().cloned()).collect::<Vec<Q>>();
    // What a mixture gives more than the lottery.
    let surplus = (0..parties)
        .map(|party| (0..=parties).map(|row| if row == party + 1 { -Q::one() } else { Q::zero() }).collect());
    let columns: Vec<Vec<Q>> = packages.iter().map(column).chain(surplus).collect();
    let worth: Vec<Q> = (0..columns.len()).map(|at| if at < packages.len() { Q::zero() } else { Q::one() }).collect();
    let (more, _) = largest(&columns, &worth, &right).expect("the lottery itself");
    prop_assert_eq!(&more, &Q::zero(), "{:?} {:?}", lottery.concept, own);
    prop_assert_eq!(lottery.undecided, None);
    if !lottery.exact {
        return Ok(());
    }
    prop_assert_eq!(lottery.parts.len() == 1, packages.contains(&own), "{:?} {:?}", lottery.concept, own);
    let refused = |package: &Vec<Q>| package.iter().any(Signed::is_negative);
    let parts: Vec<Vec<Q>> = (lottery.parts.iter())
        .map(|part| {
            let deal = oracle.deals.iter().find(|deal| {
                deal.options.iter().zip(part.package.options().iter()).all(|(own, other)| *own == other.index())
            });
            let deal = deal.expect("a package");
            (0..parties).map(|party| oracle.gain(deal, party)).collect()
        })
        .collect();
    let most: Vec<&Q> =
        (0..parties).map(|party| packages.iter().map(|package| &package[party]).max().expect("one")).collect();
    let spread = |package: &Vec<Q>| -> Q {
        let off = |party: usize| (&package[party] - &own[party]) / most[party];
        (0..parties).filter(|party| most[*party].is_positive()).map(|party| off(party) * off(party)).sum()
    };
    let (bad, good): (Vec<&Vec<Q>>, Vec<&Vec<Q>>) = packages.iter().partition(|package| refused(package));
    let count = parts.iter().filter(|part| refused(part)).count();
    let cheapest = |count: usize| -> Option<Q> {
        let sets = itertools::Itertools::combinations(bad.iter().copied(), count);
        sets.filter_map(|some| {
            let taken: Vec<&Vec<Q>> = good.iter().copied().chain(some).collect();
            let columns: Vec<Vec<Q>> = taken.iter().map(|package| column(package)).collect();
            let worth: Vec<Q> = taken.iter().map(|package| -spread(package)).collect();
            largest(&columns, &worth, &right).map(|(value, _)| -value)
        })
        .min()
    };
    // Large sets would take long here.
    if count <= 2 && bad.len() <= 8 && good.len() <= 24 {
        if count > 0 {
            prop_assert_eq!(cheapest(count - 1), None, "{:?} {:?}", lottery.concept, own);
        }
        let total: Q = parts.iter().zip(&lottery.parts).map(|(part, of)| spread(part) * of.probability.value()).sum();
        prop_assert_eq!(cheapest(count), Some(total), "{:?} {:?}", lottery.concept, own);
    }
    Ok(())
}

/// A party of weight 0 has a say in nothing, and still gets what costs nobody anything.
#[test]
fn whoever_has_no_weight_is_not_forgotten() {
    let model = |weight: &str| {
        let text = format!(
            r#"{{"zopa":1,"parties":{{"a":{{"disagreement":0}},"b":{{"disagreement":0}},"c":{{"disagreement":0,"weight":{weight}}},
                "d":{{"disagreement":0,"weight":0}}}},"issues":{{"deal":{{"options":["z","x","y","w"]}}}},
            "utilities":{{"a":{{"values":{{"deal":{{"z":2,"x":4,"y":0,"w":2}}}}}},"b":{{"values":{{"deal":{{"z":2,"x":0,"y":4,"w":2}}}}}},
                "c":{{"values":{{"deal":{{"z":0,"x":10,"y":10,"w":0}}}}}},"d":{{"values":{{"deal":{{"z":0,"x":0,"y":0,"w":6}}}}}}}}}}"#
        );
        compile(&Model::from_json(&text).expect("a model"))
    };
    // Half of what each of the two could have at most: 5 of 10 and 3 of 6.
    let lottery = ask(&model("0"), Concept::Nash).expect("a lottery");
    assert!(lottery.exact);
    assert_eq!(gains(&lottery), [q(2, 1), q(2, 1), q(5, 1), q(3, 1)]);
}

/// A package for sure comes before a coin that is worth the same.
#[test]
fn nobody_tosses_a_coin_for_what_can_be_had_for_sure() {
    let text = r#"{ "zopa": 1, "parties": { "a": { "disagreement": 0 }, "b": { "disagreement": 0 } },
        "issues": { "split": { "integer": { "min": 0, "max": 10 } } },
        "utilities": { "a": { "values": { "split": { "per_unit": 1 } } },
                       "b": { "constant": 10, "values": { "split": { "per_unit": -1 } } } } }"#;
    let problem = compile(&Model::from_json(text).expect("a model"));
    let view = problem.view();
    for concept in Concept::ALL {
        let answer = view.lotteries(&[concept], &Limits::default()).expect("it suits");
        let [lottery] = &answer.lotteries[..] else { panic!("{concept:?}: one lottery") };
        assert_eq!(lottery.parts.len(), 1, "{concept:?}");
        assert_eq!((positions(&lottery.parts[0].package), &lottery.divided), (vec![5], &None), "{concept:?}");
        let report = SolveReport::new(&view, &view.clone().search().run(), None).with_lotteries(&view, &answer);
        let page = report.page().text(zopa_commands::page::Layout::default());
        let says = page.contains("No lottery does better than this package.");
        assert_eq!(says, concept != Concept::AdjustedWinner, "{page}");
    }
}
