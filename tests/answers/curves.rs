//! Curves with names: their values against floating point, and what is said to be decided against all packages.
//!
//! Steps are such that different packages often come to the same (√2 + √2 = √8, ln 2 + ln 4 = ln 8), which no number of digits
//! decides: none of these may be called decided.

use num_rational::BigRational;
use std::fmt::Write;
use zopa::exact::Function;
use zopa::problem::PartyId;
use zopa::{Limits, Number, Package, Problem, Status};

/// What a curve is at a level.
fn exactly(function: Function, at: f64) -> f64 {
    match function {
        Function::Sqrt => at.sqrt(),
        Function::Log => at.ln(),
        Function::Exponential => -(-at).exp_m1(),
    }
}

fn problem(text: &str) -> Problem {
    Problem::from_json(text).unwrap_or_else(|wrong| panic!("{wrong}\n{text}"))
}

/// A seller with one issue of this kind, who values it so.
fn one_issue(issue: &str, values: &str) -> String {
    format!(
        r#"{{ "zopa": 1, "parties": {{ "a": {{ "disagreement": 0 }} }}, "issues": {{ "x": {issue} }},
             "utilities": {{ "a": {{ "values": {{ "x": {values} }} }} }} }}"#
    )
}

const CURVES: [(Function, f64, f64, f64); 9] = [
    (Function::Sqrt, 1.0, 0.0, 1.0),
    (Function::Sqrt, -2.5, 7.0, 0.125),
    (Function::Sqrt, 0.001, 120.0, -1.0),
    (Function::Log, 3.0, 0.5, 1.0),
    (Function::Log, -0.25, 100.5, -0.75),
    (Function::Log, 1.0, 1.0, 1000.0),
    (Function::Exponential, 1.0, 0.0, 0.05),
    (Function::Exponential, 40.0, -3.0, 0.5),
    (Function::Exponential, -2.0, 1.0, -0.1),
];

fn written((function, weight, constant, per_unit): (Function, f64, f64, f64)) -> String {
    let id = function.id();
    format!(r#"{{ "curve": "{id}", "weight": {weight}, "constant": {constant}, "per_unit": {per_unit} }}"#)
}

#[test]
fn steps_are_worth_what_the_curve_says_within_the_stated_error() {
    for curve @ (function, weight, constant, per_unit) in CURVES {
        let text = one_issue(r#"{ "decimal": { "min": 0, "max": 100, "step": 0.5 } }"#, &written(curve));
        let problem = problem(&text);
        let error = problem.error(PartyId::at(0)).to_f64();
        let most = (weight * exactly(function, constant))
            .abs()
            .max((weight * exactly(function, constant + 100.0 * per_unit)).abs());
        assert!(error > 0.0 && error <= most * 1e-8, "{curve:?}: {error} of {most}");
        for step in 0..=200 {
            let level = f64::from(step) / 2.0;
            let package = problem.package([("x", format!("{level}").as_str())]).unwrap();
            let worth = problem.exact_utilities(&package)[0].to_f64();
            let truth = weight * exactly(function, constant + per_unit * level);
            let own = problem.error_of(PartyId::at(0), &package).to_f64();
            assert!((worth - truth).abs() <= own + most * 1e-13, "{curve:?} at {level}: {worth}, {truth}, {own}");
        }
    }
}

#[test]
fn lines_over_levels_stay_within_the_stated_error() {
    for curve @ (function, weight, constant, per_unit) in CURVES {
        let problem = problem(&one_issue(r#"{ "continuous": { "min": 0, "max": 100 } }"#, &written(curve)));
        let error = problem.error(PartyId::at(0)).to_f64();
        let [first, last] = [0.0, 100.0].map(|level| weight * exactly(function, constant + per_unit * level));
        assert!(error <= (first - last).abs() * 0.01, "{curve:?}: {error}");
        let curve_of = &problem.levels().terms[0].curve;
        for step in 0..=1000i64 {
            let level = Number::from(BigRational::new(step.into(), 10.into()));
            let worth = Number::from(curve_of.at(level.value())).to_f64();
            let truth = weight * exactly(function, constant + per_unit * level.to_f64());
            assert!((worth - truth).abs() <= error * (1.0 + 1e-9), "{curve:?} at {level}: {worth}, {truth}, {error}");
        }
    }
}

/// Numbers that follow from a seed.
struct Draws(u64);

impl Draws {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % count
    }
}

/// What an issue is worth to a party: weight · function(level), or weight · level.
type Worth = (Option<Function>, i64);

/// A small model in which different packages often come to the same.
struct Small {
    levels: Vec<Vec<i64>>,
    /// By party and issue.
    worths: Vec<Vec<Worth>>,
    constants: Vec<i64>,
}

const NEAR: f64 = 1e-11;

impl Small {
    fn drawn(draws: &mut Draws) -> Self {
        let (parties, issues) = (2 + draws.below(2), 1 + draws.below(3));
        let pool = [1, 2, 4, 8, 18, 32];
        let levels: Vec<Vec<i64>> = (0..issues)
            .map(|_| {
                let from = draws.below(3);
                pool[from..from + 2 + draws.below(2)].to_vec()
            })
            .collect();
        let function = [Function::Sqrt, Function::Log][draws.below(2)];
        let worth = |draws: &mut Draws| {
            let weight = [1, -1, 2, 1][draws.below(4)];
            if draws.below(4) == 0 { (None, weight) } else { (Some(function), weight) }
        };
        let worths = (0..parties).map(|_| (0..issues).map(|_| worth(draws)).collect()).collect();
        Small { levels, worths, constants: (0..parties).map(|_| [0, 0, 1, 4][draws.below(4)]).collect() }
    }

    fn text(&self) -> String {
        let mut text = String::from("{ \"zopa\": 1, \"comparable\": true, \"parties\": {");
        let comma = |at: usize| if at == 0 { "" } else { "," };
        for party in 0..self.worths.len() {
            write!(text, r#"{} "p{party}": {{ "disagreement": 0 }}"#, comma(party)).unwrap();
        }
        text += " }, \"issues\": {";
        for (issue, levels) in self.levels.iter().enumerate() {
            write!(text, r#"{} "i{issue}": {{ "options": {levels:?} }}"#, comma(issue)).unwrap();
        }
        text += " }, \"utilities\": {";
        for (party, worths) in self.worths.iter().enumerate() {
            let constant = self.constants[party];
            write!(text, r#"{} "p{party}": {{ "constant": {constant}, "values": {{"#, comma(party)).unwrap();
            for (issue, (function, weight)) in worths.iter().enumerate() {
                match function {
                    Some(function) => {
                        let id = function.id();
                        write!(text, r#"{} "i{issue}": {{ "curve": "{id}", "weight": {weight} }}"#, comma(issue))
                    }
                    None => write!(text, r#"{} "i{issue}": {{ "per_unit": {weight} }}"#, comma(issue)),
                }
                .unwrap();
            }
            text += " } }";
        }
        text + " } }"
    }

    fn packages(&self) -> Vec<Vec<i64>> {
        self.levels.iter().fold(vec![Vec::new()], |packages, levels| {
            let longer = |package: Vec<i64>| levels.iter().map(move |level| [package.clone(), vec![*level]].concat());
            packages.into_iter().flat_map(longer).collect()
        })
    }

    /// By party, its true utility, which is its gain.
    fn gains(&self, package: &[i64]) -> Vec<f64> {
        let worth = |(level, (function, weight)): (&i64, &Worth)| {
            let level = *level as f64;
            *weight as f64 * function.map_or(level, |function| exactly(function, level))
        };
        let sum = |(worths, constant): (&Vec<Worth>, &i64)| {
            *constant as f64 + package.iter().zip(worths).map(worth).sum::<f64>()
        };
        self.worths.iter().zip(&self.constants).map(sum).collect()
    }
}

/// What a concept compares, from the first number on; larger is better.
fn key(concept: &str, gains: &[f64], ideal: &[f64]) -> Vec<f64> {
    let shares = || gains.iter().zip(ideal).filter(|(_, ideal)| **ideal > NEAR).map(|(gain, ideal)| gain / ideal);
    let sorted = |mut numbers: Vec<f64>| {
        numbers.sort_by(f64::total_cmp);
        numbers
    };
    match concept {
        "nash" => vec![gains.iter().product()],
        "kalai-smorodinsky" => sorted(shares().collect()),
        "egalitarian" => sorted(gains.to_vec()),
        "utilitarian" => vec![gains.iter().sum()],
        "relative-utilitarian" => vec![shares().sum()],
        "equal-loss" => sorted(gains.iter().zip(ideal).map(|(gain, ideal)| gain - ideal).collect()),
        other => panic!("{other}"),
    }
}

fn less(one: &[f64], other: &[f64]) -> bool {
    one.iter().zip(other).find(|(one, other)| (**one - **other).abs() > NEAR).is_some_and(|(one, other)| one < other)
}

fn same(one: &[f64], other: &[f64]) -> bool {
    one.iter().zip(other).all(|(one, other)| (one - other).abs() <= NEAR)
}

#[test]
fn what_is_decided_is_so_and_what_is_not_is_named() {
    let mut draws = Draws(19);
    let (mut decided, mut open, mut undecided_agreements) = (0, 0, 0);
    for _ in 0..150 {
        let small = Small::drawn(&mut draws);
        let text = small.text();
        let problem = problem(&text);
        let packages = small.packages();
        let id = |package: &[i64]| {
            let names: Vec<(String, String)> =
                package.iter().enumerate().map(|(issue, level)| (format!("i{issue}"), level.to_string())).collect();
            problem.package(names.iter().map(|(issue, level)| (issue.as_str(), level.as_str()))).unwrap()
        };
        let view = problem.view();
        // Who accepts what.
        for package in &packages {
            let verdict = view.verdict(&id(package));
            for (stand, gain) in verdict.stands.iter().zip(small.gains(package)) {
                let error = stand.error.to_f64();
                match stand.undecided {
                    true => assert!(gain.abs() <= 2.0 * error + NEAR, "{text}\n{package:?}: {gain}, {error}"),
                    false => assert_eq!(stand.accepts, gain >= -NEAR, "{text}\n{package:?}: {gain}, {error}"),
                }
                assert!((stand.gain.to_f64() - gain).abs() <= error + NEAR, "{text}\n{package:?}");
                // A true tie with no deal is never decided, but where all values are exact.
                assert!(gain.abs() > NEAR || error == 0.0 || stand.undecided, "{text}\n{package:?}");
            }
        }
        let answer = view.clone().search().run();
        let Some(within) = view.within_error(&answer, &Limits::default()).unwrap() else {
            assert!(problem.approximations().is_empty());
            continue;
        };
        let within = within.whole().expect("no limit was set");
        let accepted: Vec<Vec<f64>> = (packages.iter().map(|package| small.gains(package)))
            .filter(|gains| gains.iter().all(|gain| *gain >= -NEAR))
            .collect();
        match within.agreement {
            Some(there) => assert_eq!(there, !accepted.is_empty(), "{text}"),
            None => {
                undecided_agreements += 1;
                assert!(within.may_pass.is_some(), "{text}");
            }
        }
        if within.agreement != Some(true) {
            continue;
        }
        assert_eq!(answer.status, Status::Agreement);
        let ideal: Vec<f64> = (0..small.worths.len())
            .map(|party| accepted.iter().map(|gains| gains[party]).fold(f64::MIN, f64::max))
            .collect();
        for (solution, close) in answer.solutions.iter().zip(&within.choices) {
            let concept = solution.concept.id();
            let levels = |package: &Package| -> Vec<i64> {
                package.ids(&problem).map(|(_, level)| level.parse().expect("a level")).collect()
            };
            let named: Vec<Vec<f64>> = (solution.agreements.iter().chain(&close.rivals))
                .map(|one| small.gains(&levels(&one.package)))
                .collect();
            assert!(!close.levels);
            if !close.all {
                open += 1;
                continue;
            }
            if close.is_decided() {
                decided += 1
            } else {
                open += 1
            }
            let keys: Vec<Vec<f64>> = accepted.iter().map(|gains| key(concept, gains, &ideal)).collect();
            for (gains, own) in accepted.iter().zip(&keys) {
                let better = |other: &Vec<f64>| {
                    let all = gains.iter().zip(other).all(|(own, other)| *own <= other + NEAR);
                    all && !same(gains, other)
                };
                let best = keys.iter().all(|other| !less(own, other)) && !accepted.iter().any(better);
                let is_named = named.iter().any(|other| same(gains, other));
                assert!(!best || is_named, "{text}\n{concept}: {gains:?} is as good as {named:?}");
                // Where it is decided, nothing but the best is chosen.
                if close.is_decided() && is_named {
                    assert!(keys.iter().all(|other| !less(own, other)), "{text}\n{concept}: {gains:?} of {named:?}");
                }
            }
            if let Some(bound) = &close.bound {
                let most = keys.iter().map(|key| key[0]).fold(f64::MIN, f64::max);
                let bound = if solution.concept.less_is_better() { -bound.to_f64() } else { bound.to_f64() };
                assert!(most <= bound + NEAR, "{text}\n{concept}: {most}, {bound}");
            }
        }
    }
    assert!(decided > 400 && open > 40 && undecided_agreements > 3, "{decided}, {open}, {undecided_agreements}");
}

/// ln 2 + ln 4 = ln 8, which is not to be seen at any number of digits.
#[test]
fn what_is_the_same_by_a_law_is_not_decided() {
    let text = r#"{ "zopa": 1, "parties": { "a": { "disagreement": 0 }, "b": { "disagreement": 0 } },
        "issues": { "x": { "options": [2, 8] }, "y": { "options": [1, 4] }, "z": { "options": ["one", "two", "three"] } },
        "utilities": { "a": { "values": { "x": { "curve": "log" }, "y": { "curve": "log" } } },
                       "b": { "constant": 1, "values": { "z": { "one": 0, "two": 0, "three": 0 } } } },
        "rules": [{ "forbid": { "x": 8, "y": 4 } }] }"#;
    let problem = problem(text);
    let answer = problem.search().run();
    let within = problem.view().within_error(&answer, &Limits::default()).unwrap().expect("curves").whole().unwrap();
    assert_eq!(within.agreement, Some(true));
    for close in &within.choices {
        // The issue that nobody cares for names no package twice.
        assert_eq!((close.rivals.len(), close.all, close.levels), (1, true, false));
    }
}

#[test]
fn with_levels_the_options_are_decided_and_the_levels_are_not() {
    let text = r#"{ "zopa": 1, "parties": { "a": { "disagreement": 0 }, "b": { "disagreement": 0 } },
        "issues": { "pay": { "continuous": { "min": 1, "max": 100 } }, "when": { "options": ["now", "later"] } },
        "utilities": { "a": { "values": { "pay": { "curve": "log", "weight": 10 }, "when": { "now": 5, "later": 0 } } },
                       "b": { "constant": 100, "values": { "pay": { "per_unit": -1 }, "when": { "now": 0, "later": 0.1 } } } } }"#;
    let problem = problem(text);
    let answer = problem.search().run();
    let within = problem.view().within_error(&answer, &Limits::default()).unwrap().expect("curves").whole().unwrap();
    assert_eq!(within.agreement, Some(true));
    let (nash, close) = (&answer.solutions[0], &within.choices[0]);
    assert_eq!((close.rivals.len(), close.all, close.levels), (0, true, true));
    // The best level by calculus: (10 ln x + 5)(100 − x) is largest where 10 (100 − x) / x = 10 ln x + 5.
    let (mut low, mut high) = (1.0_f64, 100.0_f64);
    while high - low > 1e-12 {
        let x = f64::midpoint(low, high);
        if 10.0 * (100.0 - x) / x > 10.0 * x.ln() + 5.0 { low = x } else { high = x }
    }
    let best = (10.0 * low.ln() + 5.0) * (100.0 - low);
    let found = nash.value.as_ref().unwrap().number.to_f64();
    let bound = close.bound.as_ref().unwrap().to_f64();
    assert!(found <= best && best <= bound && bound - found < 0.01 * best, "{found} <= {best} <= {bound}");
}

/// Two parties; √2 from a house that is fixed, and what else there is.
fn house(a: &str, b: &str, states: &str) -> Problem {
    problem(&format!(
        r#"{{ "zopa": 1, "comparable": true, "parties": {{ "a": {{ "disagreement": {a} }}, "b": {{ "disagreement": 0 }} }},
            "issues": {{ "house": {{ "integer": {{ "min": 2, "max": 8, "step": 6 }} }}, "more": {{ "options": ["no", "yes"] }} }},
            {states} "utilities": {{ {b} }}, "rules": [{{ "forbid": {{ "house": 8 }} }}] }}"#
    ))
}

/// By concept, whether its choice is decided.
fn decided(problem: &Problem) -> Vec<(&'static str, bool)> {
    let answer = problem.search().run();
    let within = problem.view().within_error(&answer, &Limits::default()).unwrap().expect("curves").whole().unwrap();
    answer.solutions.iter().zip(&within.choices).map(|(own, close)| (own.concept.id(), close.is_decided())).collect()
}

/// Whoever has nearly √2 without a deal accepts √2 or not, and with it what is best in sum is another package.
#[test]
fn who_may_refuse_is_no_rival_that_is_settled() {
    let own = r#""a": { "values": { "house": { "curve": "sqrt" }, "more": { "no": 0, "yes": 1 } } },
                 "b": { "values": { "more": { "no": 10, "yes": 5 } } }"#;
    for without in ["1.414213562", "1.4142135623"] {
        let found = decided(&house(without, own, ""));
        assert!(found.contains(&("utilitarian", false)), "{without}: {found:?}");
    }
    // Far from it, the difference of sums is exact.
    let found = decided(&house("1", own, ""));
    assert!(found.contains(&("utilitarian", true)), "{found:?}");
    let found = decided(&house("2", own, ""));
    assert!(found.contains(&("utilitarian", true)), "{found:?}");
    // Where nobody else accepts, either, nothing is chosen for certain.
    let quota = problem(
        r#"{ "zopa": 1, "comparable": true, "acceptance": { "quota": 2 },
            "parties": { "a": { "disagreement": 1.414213562 }, "b": { "disagreement": 0 }, "c": { "disagreement": 0 } },
            "issues": { "house": { "integer": { "min": 2, "max": 8, "step": 6 } }, "more": { "options": ["no", "yes"] } },
            "utilities": { "a": { "values": { "house": { "curve": "sqrt" }, "more": { "no": 0, "yes": -5 } } },
                           "b": { "values": { "more": { "no": 1, "yes": 9 } } },
                           "c": { "values": { "more": { "no": 1, "yes": 9 } } } },
            "rules": [{ "forbid": { "house": 8 } }] }"#,
    );
    assert!(decided(&quota).iter().all(|(_, decided)| !decided));
}

/// The same option of a curve is not off by the same where a belief that moves weighs it, or below a ceiling.
#[test]
fn beliefs_and_ceilings_leave_errors_that_do_not_cancel() {
    let states = r#""states": { "s": { "beliefs": { "a": 0.9 }, "given": [{ "when": { "more": "no" }, "beliefs": { "a": 0.5 } }],
                    "utilities": { "a": { "values": { "house": { "curve": "sqrt" } } } } } },"#;
    for worth in ["0.5656854248", "0.56568542485"] {
        let own =
            format!(r#""a": {{ "values": {{ "more": {{ "no": {worth}, "yes": 0 }} }} }}, "b": {{ "constant": 1 }}"#);
        let found = decided(&house("0", &own, states));
        assert!(found.iter().all(|(_, decided)| !decided), "{worth}: {found:?}");
    }
    let capped = r#""a": { "at_most": 1.9142135622, "values": { "house": { "curve": "sqrt" }, "more": { "no": 1, "yes": 0.5 } } },
                    "b": { "constant": 1 }"#;
    let found = decided(&house("0", capped, ""));
    assert!(found.iter().all(|(_, decided)| !decided), "{found:?}");
}

/// Minimal sets of a family that is closed upwards, of these parties.
fn minimal(parties: usize, holds: impl Fn(&[usize]) -> bool) -> Vec<Vec<usize>> {
    let sets =
        (0..1usize << parties).map(|set| (0..parties).filter(|party| set >> party & 1 == 1).collect::<Vec<usize>>());
    let mut found: Vec<Vec<usize>> = Vec::new();
    for set in sets.filter(|set| holds(set)) {
        if !found.iter().any(|known| known.iter().all(|party| set.contains(party))) {
            found.retain(|known| !set.iter().all(|party| known.contains(party)));
            found.push(set);
        }
    }
    found.sort_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
    found
}

/// What stands in the way, and what would mend a package, against all packages: what is told is so, and nothing that a law decides is
/// told as if a number did.
#[test]
fn what_stands_in_the_way_is_so_whatever_the_curves_are() {
    use zopa::Stop;
    use zopa::explain::Element;
    let mut draws = Draws(23);
    let limits = Limits::default();
    // Sets that bind, conflicts, changes: how many were told, and how many left open.
    let (mut told, mut open) = ([0; 3], [0; 3]);
    for _ in 0..150 {
        let mut small = Small::drawn(&mut draws);
        for constant in &mut small.constants {
            *constant -= [0, 2, 3, 5][draws.below(4)];
        }
        let text = small.text();
        let problem = problem(&text);
        if problem.approximations().is_empty() {
            continue;
        }
        let (view, parties) = (problem.view(), small.worths.len());
        let packages = small.packages();
        let gains: Vec<Vec<f64>> = packages.iter().map(|package| small.gains(package)).collect();
        let accepts = |at: usize, party: usize| gains[at][party] >= -NEAR;
        let all = |at: usize| (0..parties).all(|party| accepts(at, party));
        let error = |party: usize| problem.error(PartyId::at(party)).to_f64();
        // Some packages, and what is nearest to them.
        for from in [0, packages.len() / 2, packages.len() - 1] {
            let id: Vec<(String, String)> = packages[from]
                .iter()
                .enumerate()
                .map(|(issue, level)| (format!("i{issue}"), level.to_string()))
                .collect();
            let package = problem.package(id.iter().map(|(issue, level)| (issue.as_str(), level.as_str()))).unwrap();
            let changes = |at: usize| packages[at].iter().zip(&packages[from]).filter(|(a, b)| a != b).count();
            let fewest = |fits: &dyn Fn(usize) -> bool| (0..packages.len()).filter(|at| fits(*at)).map(changes).min();
            let found = view.concessions(&package, &limits);
            match &found.nearest {
                Ok(nearest) => {
                    told[2] += 1;
                    assert_eq!(nearest.as_ref().map(|nearest| nearest.changes), fewest(&all), "{text}\n{from}");
                }
                Err(stop) => {
                    open[2] += 1;
                    assert_eq!(*stop, Stop::Curves);
                }
            }
            for (party, least) in &found.least {
                match least {
                    Ok(least) => {
                        let own = fewest(&|at| accepts(at, party.index()));
                        assert_eq!(least.as_ref().map(|least| least.changes), own, "{text}\n{from}");
                    }
                    Err(stop) => assert_eq!(*stop, Stop::Curves),
                }
            }
            // Who refuses for certain is among them.
            for party in (0..parties).filter(|party| gains[from][*party] < -2.0 * error(*party) - NEAR) {
                assert!(found.least.iter().any(|(own, _)| own.index() == party), "{text}\n{from}");
            }
        }
        let calculated = view.clone().search().concepts([]).run();
        if calculated.status != Status::NoAgreement {
            continue;
        }
        let why = view.explain_no_deal(&limits);
        let frees = |set: &[usize]| {
            (0..packages.len()).any(|at| (0..parties).all(|party| set.contains(&party) || accepts(at, party)))
        };
        let mut smallest = minimal(parties, frees);
        let size = smallest.first().map_or(0, Vec::len);
        smallest.retain(|set| set.len() == size);
        let found: Vec<Vec<usize>> =
            why.binding.iter().map(|binding| binding.parties.iter().map(|party| party.index()).collect()).collect();
        match why.stopped {
            None => {
                told[0] += 1;
                assert_eq!(found, smallest, "{text}");
            }
            Some(stop) => {
                open[0] += 1;
                assert_eq!(stop, Stop::Curves);
                assert!(found.iter().all(|set| smallest.contains(set)), "{text}\n{found:?} {smallest:?}");
            }
        }
        for (binding, set) in why.binding.iter().zip(&found).filter(|(_, set)| set.len() == 1) {
            let party = set[0];
            let others = |at: &usize| (0..parties).all(|other| other == party || accepts(*at, other));
            let best = (0..packages.len()).filter(others).map(|at| gains[at][party]).fold(f64::MIN, f64::max);
            let told = binding.closest.gains[party].to_f64();
            assert!((told - best).abs() <= error(party) + NEAR, "{text}\n{told} {best}");
            let found = view.compensation(binding.parties[0], &limits);
            let most = found.map(|found| found.best.expect("one").gains[party].to_f64());
            assert!(most.is_err() || most == Ok(told), "{text}\n{most:?} {told}");
        }
        let conflicts = view.conflicts(&[], &limits);
        let parties_of = |set: &Vec<Element>| -> Vec<usize> {
            set.iter()
                .map(|one| if let Element::Acceptance(party) = one { party.index() } else { usize::MAX })
                .collect()
        };
        let blocks = |set: &[usize]| !(0..packages.len()).any(|at| set.iter().all(|party| accepts(at, *party)));
        for (list, expected) in
            [(&conflicts.conflicts, minimal(parties, blocks)), (&conflicts.corrections, minimal(parties, frees))]
        {
            let found: Vec<Vec<usize>> = list.iter().map(parties_of).collect();
            match conflicts.stopped {
                None => assert_eq!(found, expected, "{text}"),
                Some(stop) => {
                    assert_eq!((stop, conflicts.complete), (Stop::Curves, false));
                    assert!(found.iter().all(|set| expected.contains(set)), "{text}\n{found:?} {expected:?}");
                }
            }
        }
        let of = if conflicts.stopped.is_none() { &mut told } else { &mut open };
        of[1] += 1;
    }
    assert!(told.iter().all(|count| *count > 15) && open.iter().all(|count| *count > 1), "{told:?} {open:?}");
}

/// What would be agreed if an aim were met, or if promises must hold, is told where it is decided.
#[test]
fn what_would_be_agreed_instead_is_told_where_it_is_decided() {
    use zopa::{Stop, concept::Nash};
    let text = |first: i64| {
        format!(
            r#"{{ "zopa": 1, "parties": {{ "a": {{ "disagreement": 0 }}, "b": {{ "disagreement": 0 }} }},
            "issues": {{ "x": {{ "options": [2, 8] }}, "y": {{ "options": [0, 2] }}, "z": {{ "options": ["no", "yes"] }} }},
            "utilities": {{ "a": {{ "values": {{ "x": {{ "curve": "sqrt" }}, "y": {{ "curve": "sqrt" }}, "z": {{ "no": {first}, "yes": 0 }} }} }}, "b": {{ "constant": 1 }} }},
            "aims": [{{ "id": "it", "party": "b", "when": {{ "z": "yes" }} }}],
            "rules": [{{ "forbid": {{ "x": 8, "y": 2 }} }}, {{ "forbid": {{ "x": 2, "z": "yes" }} }}] }}"#
        )
    };
    let limits = Limits::default();
    let problem_of_aims = problem(&text(1));
    let package = problem_of_aims.package([("x", "2"), ("y", "2"), ("z", "no")]).unwrap();
    // With the aim only √8 is left.
    let aims = problem_of_aims.view().aims_of(&package, &limits);
    assert_eq!((aims.stopped, aims.len(), aims[0].met), (None, 1, false));
    let instead = aims[0].instead.as_ref().expect("something");
    assert_eq!(instead.package, problem_of_aims.package([("x", "8"), ("y", "0"), ("z", "yes")]).unwrap());
    // Without the last rule, √2 + √2 is left beside it.
    let loose = problem(&text(1).replace(r#", { "forbid": { "x": 2, "z": "yes" } }"#, ""));
    let aims = loose.view().aims_of(&package, &limits);
    assert_eq!((aims.stopped, aims.len()), (Some(Stop::Curves), 1));
    assert!(!aims[0].met && aims[0].undecided && aims[0].instead.is_none());
    let holding = loose.view().promises_of(&package, &Nash, &limits);
    assert_eq!(holding.trusting.as_ref().err(), Some(&Stop::Curves));
    assert_eq!(holding.stopped, Some(Stop::Curves));
}

/// What is asked of exact numbers says that it is not answered.
#[test]
fn exact_questions_are_not_answered() {
    use zopa::explain::{NoWorse, Reach, Stable};
    use zopa::{Stop, concept::Nash};
    let own = r#""a": { "values": { "house": { "curve": "sqrt" }, "more": { "no": 0, "yes": 1 } } },
                 "b": { "values": { "more": { "no": 1, "yes": 5 } } }"#;
    let problem = house("1", own, "");
    let (view, limits) = (problem.view(), Limits::default());
    let package = problem.package([("house", "2"), ("more", "no")]).unwrap();
    let stability = view.stability(&package, &Nash, &limits);
    assert_eq!((matches!(stability.verdict, Stable::Undecided), stability.stopped), (true, Some(Stop::Curves)));
    assert_eq!(view.linkage(&limits).stopped, Some(Stop::Curves));
    assert_eq!(view.trades(&package, &Reach::default(), &limits).stopped, Some(Stop::Curves));
    // What is better by an exact difference is told, and nothing that may be less.
    let better = |package| match view.evaluate(package, &limits).value.better {
        Ok(NoWorse::Points(points)) => points.len(),
        other => panic!("{other:?}"),
    };
    assert_eq!(better(&package), 1);
    let tie = problem_of_roots();
    let package = tie.package([("x", "2"), ("y", "2")]).unwrap();
    let evaluation = tie.view().evaluate(&package, &limits).value;
    assert!(matches!(evaluation.better, Ok(NoWorse::Points(points)) if points.is_empty()));
}

/// √2 + √2 = √8, whose decimals differ.
fn problem_of_roots() -> Problem {
    problem(
        r#"{ "zopa": 1, "parties": { "a": { "disagreement": 0 }, "b": { "disagreement": 0 } },
            "issues": { "x": { "options": [2, 8] }, "y": { "options": [0, 2] } },
            "utilities": { "a": { "values": { "x": { "curve": "sqrt" }, "y": { "curve": "sqrt" } } }, "b": { "constant": 1 } },
            "rules": [{ "forbid": { "x": 8, "y": 2 } }] }"#,
    )
}

/// Weights are not told within errors, and nobody stands in the way where there may be an agreement.
#[test]
fn nothing_stands_in_the_way_for_certain_where_there_may_be_an_agreement() {
    use zopa::Stop;
    let limits = Limits::default();
    let text = |a: &str, b: &str| {
        format!(
            r#"{{ "zopa": 1, "parties": {{ "a": {{ "disagreement": {a} }}, "b": {{ "disagreement": {b} }} }},
            "issues": {{ "p": {{ "options": [0, 2] }} }},
            "utilities": {{ "a": {{ "values": {{ "p": {{ "curve": "sqrt" }} }} }}, "b": {{ "values": {{ "p": {{ "0": 1, "2": 0 }} }} }} }} }}"#
        )
    };
    // Mixtures on the very edge, and some that certainly help.
    for (a, b) in [("0.7071067812", "0.5"), ("0.4", "0.4"), ("1.2", "0.9")] {
        let why = problem(&text(a, b)).view().explain_no_deal(&limits);
        assert!(why.balance.is_none() && !why.infeasible);
        assert_eq!((why.binding.len(), why.stopped), (2, None));
    }
    // √2 is less than this by hardly anything.
    let edge = problem(&text("1.414213562374", "0"));
    let why = edge.view().explain_no_deal(&limits);
    assert_eq!((why.binding.len(), why.stopped), (0, Some(Stop::Curves)));
}

/// A party whose utility of the package itself is exact is not told to refuse it, and the package is the nearest to itself.
#[test]
fn who_certainly_accepts_needs_no_concession() {
    let text = r#"{ "zopa": 1, "parties": { "a": { "disagreement": 0 }, "b": { "disagreement": 0 } },
        "issues": { "p": { "options": [0, 2] } },
        "utilities": { "a": { "values": { "p": { "curve": "sqrt" } } }, "b": { "values": { "p": { "0": 1, "2": 0 } } } } }"#;
    let problem = problem(text);
    let package = problem.package([("p", "0")]).unwrap();
    let found = problem.view().concessions(&package, &Limits::default());
    assert!(found.least.is_empty() && found.stopped.is_none());
    let nearest = found.nearest.as_ref().unwrap().as_ref().expect("the package itself");
    assert_eq!((nearest.changes, nearest.found, &nearest.packages[0].package), (0, Some(1), &package));
}

/// Of two packages with one change each, which is improved upon is closer than the error.
#[test]
fn how_many_are_nearest_is_not_told_within_an_error() {
    let text = r#"{ "zopa": 1, "parties": { "a": { "disagreement": 0 }, "b": { "disagreement": 1 } },
        "issues": { "p": { "options": [0, 2] }, "r": { "options": ["r0", "r1"] } },
        "utilities": { "a": { "values": { "p": { "curve": "sqrt" }, "r": { "r0": 0, "r1": 1.4142135621 } } },
            "b": { "values": { "p": { "0": 0, "2": 1 }, "r": { "r0": 0, "r1": 1 } } } } }"#;
    let problem = problem(text);
    let package = problem.package([("p", "0"), ("r", "r0")]).unwrap();
    let found = problem.view().concessions(&package, &Limits::default());
    let nearest = found.nearest.as_ref().unwrap().as_ref().expect("one change");
    assert_eq!((nearest.changes, nearest.found), (1, None));
}
