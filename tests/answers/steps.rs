//! Issues with a hundred thousand steps: against all packages, and against the same with levels between the steps.

use zopa::search::Target;
use zopa::{Engine, Number, Problem};

/// A price from 0 to 100,000 and two issues beside it. What each is worth to the buyer and to the seller, in whole numbers.
const DELIVERY: [[i64; 2]; 4] = [[0, 0], [1_800, -1_200], [4_000, -2_000], [5_500, -9_000]];
const WARRANTY: [[i64; 2]; 3] = [[0, 0], [902, -604], [1_500, -4_000]];
/// The buyer has money to pay with, the seller counts every euro twice.
const BUYER: i64 = 98_000;
const SELLER: i64 = -150_000;

/// A price that is in this range with the second delivery is worth so much more to the buyer.
const ROUND: [i64; 2] = [80_000, 90_000];
const PLEASED: i64 = 1_100;

fn model(price: &str, pleased: bool) -> Problem {
    let list = |worths: &[[i64; 2]], party: usize| {
        let entries: Vec<String> =
            worths.iter().enumerate().map(|(at, worth)| format!(r#""o{at}": {}"#, worth[party])).collect();
        format!("{{ {} }}", entries.join(", "))
    };
    let names = |count: usize| (0..count).map(|at| format!(r#""o{at}""#)).collect::<Vec<_>>().join(", ");
    let [from, to] = ROUND;
    let pleased = match pleased {
        true => format!(
            r#", "interactions": [{{ "when": {{ "price": {{ "from": {from}, "to": {to} }}, "delivery": "o1" }}, "add": {PLEASED} }}]"#
        ),
        false => String::new(),
    };
    let text = format!(
        r#"{{ "zopa": 1, "comparable": true, "parties": {{ "buyer": {{ "disagreement": 0 }}, "seller": {{ "disagreement": 0 }} }},
            "issues": {{ "price": {price}, "delivery": {{ "options": [{}] }}, "warranty": {{ "options": [{}] }} }},
            "utilities": {{
              "buyer": {{ "constant": {BUYER}, "values": {{ "price": {{ "per_unit": -1 }}, "delivery": {}, "warranty": {} }} {pleased} }},
              "seller": {{ "constant": {SELLER}, "values": {{ "price": {{ "per_unit": 2 }}, "delivery": {}, "warranty": {} }} }} }} }}"#,
        names(DELIVERY.len()),
        names(WARRANTY.len()),
        list(&DELIVERY, 0),
        list(&WARRANTY, 0),
        list(&DELIVERY, 1),
        list(&WARRANTY, 1),
    );
    Problem::from_json(&text).unwrap_or_else(|wrong| panic!("{wrong}"))
}

const STEPS: &str = r#"{ "integer": { "min": 0, "max": 100000 } }"#;

/// Whether a price stays open: some of all, and all around where 16 bits end and where agreements are, so that lists are short enough
/// for a program without optimisation.
fn is_open(price: i64) -> bool {
    price % 97 == 0 || (65_500..65_600).contains(&price) || (84_900..85_100).contains(&price)
}

/// The question with these prices.
fn view(problem: &Problem) -> zopa::View<'_> {
    let price = problem.issue("price").unwrap();
    let closed = problem.option_ids(price).filter(|option| !is_open(option.index() as i64));
    closed.fold(problem.view(), |view, option| view.forbid(price, option))
}

/// All packages that both accept, with what each gains.
fn accepted() -> Vec<([usize; 3], [i64; 2])> {
    let mut all = Vec::new();
    for price in (0..=100_000i64).filter(|price| is_open(*price)) {
        for (delivery, [buyer, seller]) in DELIVERY.into_iter().enumerate() {
            let pleased = delivery == 1 && (ROUND[0]..=ROUND[1]).contains(&price);
            for (warranty, [more, less]) in WARRANTY.into_iter().enumerate() {
                let gains = [
                    BUYER - price + buyer + more + if pleased { PLEASED } else { 0 },
                    SELLER + 2 * price + seller + less,
                ];
                if gains.iter().all(|gain| *gain >= 0) {
                    all.push(([price as usize, delivery, warranty], gains));
                }
            }
        }
    }
    all
}

/// From gains and ideal gains, what a concept compares: larger is better.
type Key = fn([i64; 2], [i64; 2]) -> [i128; 2];

#[test]
fn a_hundred_thousand_steps_are_solved_as_by_looking_at_all() {
    let problem = model(STEPS, true);
    let all = accepted();
    let ideal = [0, 1].map(|party| all.iter().map(|(_, gains)| gains[party]).max().expect("an agreement"));
    let keys: [(&str, Key); 4] = [
        ("nash", |[buyer, seller], _| [i128::from(buyer) * i128::from(seller), 0]),
        ("utilitarian", |[buyer, seller], _| [(buyer + seller).into(), 0]),
        ("egalitarian", |[buyer, seller], _| [buyer.min(seller).into(), buyer.max(seller).into()]),
        ("kalai-smorodinsky", |[buyer, seller], [most, best]| {
            let shares = [i128::from(buyer) * i128::from(best), i128::from(seller) * i128::from(most)];
            [shares[0].min(shares[1]), shares[0].max(shares[1])]
        }),
    ];
    let engines = [Engine::Automatic, Engine::Eliminate, Engine::Enumerate, Engine::Descend];
    for engine in engines {
        let concepts = keys.map(|(id, _)| zopa::concept::by_id(id).expect("a concept"));
        let answer = view(&problem).search().engine(engine).concepts(concepts).run();
        if let Some(count) = &answer.counts.individually_rational {
            assert_eq!(count.to_string(), all.len().to_string());
        }
        let most = answer.ideal.as_ref().expect("found").clone();
        assert_eq!(most, ideal.map(Number::from), "{engine:?}");
        for (solution, (id, key)) in answer.solutions.iter().zip(keys) {
            assert!(solution.proven, "{engine:?} {id}");
            let best = all.iter().map(|(_, gains)| key(*gains, ideal)).max().expect("an agreement");
            let mut chosen: Vec<&([usize; 3], [i64; 2])> =
                all.iter().filter(|(_, gains)| key(*gains, ideal) == best).collect();
            // One package for each vector, the first.
            chosen.sort_by_key(|(package, gains)| (std::cmp::Reverse(*gains), *package));
            chosen.dedup_by_key(|(_, gains)| *gains);
            let found: Vec<Vec<usize>> = (solution.agreements.iter())
                .map(|one| one.package.options().iter().map(|option| option.index()).collect())
                .collect();
            assert_eq!(
                found,
                chosen.iter().map(|(package, _)| package.to_vec()).collect::<Vec<_>>(),
                "{engine:?} {id}"
            );
        }
    }
}

#[test]
fn a_frontier_of_steps_has_all_its_points() {
    // With the price high, all packages have an option beyond 16 bits; with all of them, only some.
    let all = accepted();
    let problem = model(STEPS, true);
    for from in [0, 84_000] {
        let price = problem.issue("price").unwrap();
        let gone = problem.option_ids(price).take(from);
        let asked = gone.fold(view(&problem), |view, option| view.forbid(price, option));
        let answer = asked.search().frontier(Target::Acceptable);
        let own: Vec<&([usize; 3], [i64; 2])> = all.iter().filter(|(package, _)| package[0] >= from).collect();
        let mut sorted = own.clone();
        sorted.sort_by_key(|(package, gains)| (std::cmp::Reverse(*gains), *package));
        let mut best = i64::MIN;
        let mut expected = Vec::new();
        for (package, gains) in sorted {
            if gains[1] > best {
                best = gains[1];
                expected.push(package.to_vec());
            }
        }
        let found: Vec<Vec<usize>> = (answer.frontier.points.iter())
            .map(|one| one.package.options().iter().map(|option| option.index()).collect())
            .collect();
        assert!(found == expected, "{} and {}", found.len(), expected.len());
        assert!(found.iter().any(|package| package[0] > usize::from(u16::MAX)));
    }
}

/// Where what the price is worth is linear, the best level lies on a step or between two: the steps' package is next to it.
#[test]
fn steps_come_to_what_levels_come_to() {
    let [steps, levels] = [STEPS, r#"{ "continuous": { "min": 0, "max": 100000 } }"#].map(|price| model(price, false));
    let [by_step, by_level] = [&steps, &levels].map(|problem| problem.search().run());
    let mut same = 0;
    for (step, level) in by_step.solutions.iter().zip(&by_level.solutions) {
        let id = step.concept.id();
        let [own, best] = [step, level].map(|solution| solution.agreements.first().expect("an agreement"));
        let price = |chosen: &zopa::search::Agreement, problem: &Problem| {
            let (_, price) = chosen.package.ids(problem).next().expect("a price");
            price.parse::<Number>().expect("a number").to_f64()
        };
        if id == "nash" || id == "kalai-smorodinsky" || id == "egalitarian" || id == "equal-loss" {
            assert!((price(own, &steps) - price(best, &levels)).abs() <= 1.0, "{id}");
            same += usize::from(own.gains == best.gains);
        }
        let [value, most] = [step, level].map(|solution| solution.value.as_ref().expect("a value").number.clone());
        assert!(if step.concept.less_is_better() { value >= most } else { value <= most }, "{id}");
    }
    assert!(same > 0);
}

/// Explanations of one package and of the whole.
#[test]
fn what_would_mend_a_package_is_found_among_all_steps() {
    let problem = model(STEPS, true);
    let (view, limits) = (view(&problem), zopa::Limits::default());
    let package = problem.package([("price", "70000"), ("delivery", "o3"), ("warranty", "o0")]).unwrap();
    // The seller is 19,000 short.
    let verdict = view.verdict(&package);
    assert_eq!(verdict.stands[1].gain, Number::from(-19_000));
    let found = view.concessions(&package, &limits);
    let nearest = found.nearest.as_ref().expect("found").as_ref().expect("one");
    let one_change = |at: &[usize; 3]| [70_000, 3, 0].iter().zip(at).filter(|(a, b)| a != b).count() == 1;
    assert!(accepted().iter().any(|(package, _)| one_change(package)));
    assert_eq!(nearest.changes, 1);
    let all = accepted();
    for one in &nearest.packages {
        let own: Vec<usize> = one.package.options().iter().map(|option| option.index()).collect();
        assert!(all.iter().any(|(package, _)| package[..] == own[..] && one_change(package)));
    }
    // Nothing is agreed at these prices, of which 69,937 is the highest; what is short is told exactly.
    let price = problem.issue("price").unwrap();
    let high = problem.option_ids(price).skip(70_001);
    let held = high.fold(view.clone(), |view, option| view.forbid(price, option));
    let why = held.explain_no_deal(&limits).whole().expect("no limit");
    let seller = &why.binding[0];
    assert_eq!(seller.closest.gains[1], Number::from(2 * 69_937 - 150_000));
}
