//! Instances for the benchmarks, the same on every machine: numbers come from a 64-bit linear congruential generator.

use zopa::Model;
use zopa::model::{
    Coefficient, Continuous, Issue, Keyed, Nested, OptionList, Party, Quantity, Rule, Table, Utility, Values,
};

/// A generator: x ← 6364136223846793005·x + 1442695040888963407 mod 2⁶⁴, of which the upper 31 bits are used.
pub struct Numbers(pub u64);

impl Numbers {
    /// A number from 0 on, below this.
    pub fn below(&mut self, count: u64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % count) as i64
    }
}

/// How many parties, issues, and options for each issue.
#[derive(Clone, Copy)]
pub struct Size {
    pub parties: usize,
    pub issues: usize,
    pub options: usize,
}

/// `values[party][issue][option]`
type Tables = Vec<Vec<Vec<i64>>>;

fn random(numbers: &mut Numbers, size: Size) -> Tables {
    let issue = |numbers: &mut Numbers| (0..size.options).map(|_| numbers.below(101)).collect();
    (0..size.parties).map(|_| (0..size.issues).map(|_| issue(numbers)).collect()).collect()
}

/// A model of these values, in which every party has so many hundredths of its best total without a deal.
fn model(values: &Tables, hundredths: i64) -> Model {
    let keyed = |list: &[i64]| -> Keyed<Quantity> {
        list.iter().enumerate().map(|(at, value)| (format!("o{}", at + 1), Quantity::from(*value))).collect()
    };
    let mut model = Model::new();
    for (issue, list) in values[0].iter().enumerate() {
        let ids = (0..list.len()).map(|at| format!("o{}", at + 1)).collect();
        model
            .issues
            .insert(format!("i{}", issue + 1), Issue { options: Some(OptionList::Ids(ids)), ..Issue::default() });
    }
    for (party, table) in values.iter().enumerate() {
        let id = format!("p{}", party + 1);
        let best: i64 = table.iter().map(|list| list.iter().max().copied().unwrap_or(0)).sum();
        let disagreement = Some(Quantity::from(best * hundredths / 100));
        model.parties.insert(id.as_str(), Party { disagreement, ..Party::default() });
        let by_issue =
            table.iter().enumerate().map(|(at, list)| (format!("i{}", at + 1), Values::ByOption(keyed(list))));
        model.utilities.insert(id.as_str(), Utility { values: by_issue.collect(), ..Utility::default() });
    }
    model
}

/// Values from 0 to 100 that add up, independent of each other; without a deal 45 % of the best total.
pub fn additive(size: Size, seed: u64) -> Model {
    model(&random(&mut Numbers(seed), size), 45)
}

/// The same, but nobody counts more than so many hundredths of its best total.
#[allow(dead_code, reason = "each bench uses its own part of this module")]
pub fn with_ceilings() -> Vec<(String, Model)> {
    let cases = [((20, 6), 80), ((20, 6), 95), ((20, 6), 100), ((50, 10), 95), ((50, 10), 100)];
    let case = |((issues, options), hundredths): ((usize, usize), i64)| {
        let values = random(&mut Numbers(7), Size { parties: 3, issues, options });
        let mut model = model(&values, 45);
        for ((_, utility), table) in model.utilities.0.iter_mut().zip(&values) {
            let best: i64 = table.iter().map(|list| list.iter().max().copied().unwrap_or(0)).sum();
            utility.at_most = Some(Quantity::from(best * hundredths / 100));
        }
        (format!("3 parties, {issues}×{options}, ceilings at {hundredths} %"), model)
    };
    cases.map(case).into()
}

/// Two parties that want nearly the opposite: a frontier as long as it gets.
pub fn opposed(issues: usize, options: usize, seed: u64) -> Model {
    let mut numbers = Numbers(seed);
    let first = random(&mut numbers, Size { parties: 1, issues, options }).swap_remove(0);
    let against = |list: &Vec<i64>| list.iter().map(|value| 100 - value + numbers.below(21)).collect();
    let second = first.iter().map(against).collect();
    model(&vec![first, second], 30)
}

/// Additive values and, for every pair of linked issues and every party, a table from −20 to 20.
fn linked(size: Size, links: &[(usize, usize)], seed: u64) -> Model {
    let mut numbers = Numbers(seed);
    let values = random(&mut numbers, size);
    let mut model = model(&values, 45);
    for (_, utility) in &mut model.utilities.0 {
        for (a, b) in links {
            let row = |numbers: &mut Numbers| {
                Nested::List((0..size.options).map(|_| Nested::Value(Quantity::from(numbers.below(41) - 20))).collect())
            };
            let add = Nested::List((0..size.options).map(|_| row(&mut numbers)).collect());
            let issues = vec![format!("i{}", a + 1), format!("i{}", b + 1)];
            utility.tables.push(Table { issues, add, ..Table::default() });
        }
    }
    model
}

/// Every issue interacts with the next one.
pub fn chain(size: Size, seed: u64) -> Model {
    let links: Vec<(usize, usize)> = (1..size.issues).map(|issue| (issue - 1, issue)).collect();
    linked(size, &links, seed)
}

/// So many pairs of issues interact, chosen at random.
pub fn graph(size: Size, links: usize, seed: u64) -> Model {
    let mut numbers = Numbers(seed ^ 0x9e37_79b9);
    let mut pairs = Vec::new();
    while pairs.len() < links {
        let (a, b) = (numbers.below(size.issues as u64) as usize, numbers.below(size.issues as u64) as usize);
        if a < b && !pairs.contains(&(a, b)) {
            pairs.push((a, b));
        }
    }
    linked(size, &pairs, seed)
}

/// Landscapes of two parties in GENIUS's way: issues of ten levels, and for each party so many boxes over ranges of one to four
/// issues, worth 1 to 100, of which so many hundredths cost as much.
pub fn landscapes() -> Vec<(String, Model)> {
    let sizes = [(30, 60, 0), (40, 80, 0), (40, 80, 20), (60, 200, 0), (60, 200, 20), (60, 200, 50)];
    sizes
        .map(|(issues, boxes, costly)| {
            (format!("{issues} issues, 2×{boxes} boxes, {costly} %"), landscape(issues, boxes, costly))
        })
        .into()
}

fn landscape(issues: u64, boxes: usize, costly: i64) -> Model {
    let mut numbers = Numbers(issues + costly.unsigned_abs());
    let mut interaction = || {
        let mut when = serde_json::Map::new();
        for _ in 0..1 + numbers.below(4) {
            let (low, high) = (numbers.below(10), numbers.below(10));
            let range = serde_json::json!({ "from": low.min(high), "to": low.max(high) });
            when.insert(format!("i{}", numbers.below(issues)), range);
        }
        let (add, costs) = (1 + numbers.below(100), numbers.below(100) < costly);
        serde_json::json!({ "when": when, "add": if costs { -add } else { add } })
    };
    let mut utility = || serde_json::json!({ "interactions": (0..boxes).map(|_| interaction()).collect::<Vec<_>>() });
    let utilities = serde_json::json!({ "a": utility(), "b": utility() });
    let issue = serde_json::json!({ "integer": { "min": 0, "max": 9 } });
    let issues: serde_json::Map<_, _> = (0..issues).map(|at| (format!("i{at}"), issue.clone())).collect();
    let party = serde_json::json!({ "disagreement": 0 });
    let model = serde_json::json!({ "zopa": 1, "parties": { "a": party, "b": party }, "issues": issues, "utilities": utilities });
    Model::from_json(&model.to_string()).unwrap_or_else(|errors| panic!("{errors}"))
}

/// The same with so many continuous issues from 0 to 100, whose concave worth to a party bends at 50 and is up to 100
/// either way; and so many budgets over all issues and levels, which half of what could be asked for meets.
pub fn with_levels(mut model: Model, levels: usize, budgets: usize, seed: u64) -> Model {
    let mut numbers = Numbers(seed);
    for level in 0..levels {
        let range = Continuous { min: 0.into(), max: 100.into(), ..Continuous::default() };
        model.issues.insert(format!("l{}", level + 1), Issue { continuous: Some(range), ..Issue::default() });
    }
    for (_, utility) in &mut model.utilities.0 {
        for level in 0..levels {
            let first = numbers.below(101) - 50;
            let second = first - numbers.below(51);
            let points = [(0, 0), (50, first), (100, first + second)];
            let points = points.into_iter().map(|(x, y)| (x.into(), Quantity::from(y))).collect();
            utility.values.insert(format!("l{}", level + 1), Values::Points(points));
        }
    }
    for _ in 0..budgets {
        let mut sum: Keyed<Coefficient> = Keyed::default();
        let mut most = 0;
        for (id, issue) in model.issues.iter() {
            match &issue.options {
                Some(options) => {
                    let costs: Vec<i64> = options.iter().map(|_| numbers.below(10)).collect();
                    most += costs.iter().max().copied().unwrap_or(0);
                    let costs = options.iter().zip(costs).map(|((id, _), cost)| (id, Quantity::from(cost)));
                    sum.insert(id, Coefficient::ByOption(costs.collect()));
                }
                None => {
                    most += 10;
                    sum.insert(id, Quantity::from("1/10".parse::<zopa::Number>().unwrap_or_default()).into());
                }
            }
        }
        model.rules.push(Rule { sum: Some(sum), at_most: Some((most / 2).into()), ..Rule::default() });
    }
    model
}

/// Growing instances with continuous issues: parties, issues and options, levels, budgets.
pub fn with_continuous_issues() -> Vec<(String, Model)> {
    let sizes: [(usize, usize, usize, usize, usize); 15] = [
        (2, 20, 6, 3, 0),
        (3, 20, 6, 3, 0),
        (4, 20, 6, 3, 0),
        (6, 20, 6, 3, 0),
        (3, 30, 8, 3, 0),
        (3, 50, 10, 3, 0),
        (6, 50, 10, 3, 0),
        (3, 20, 6, 10, 0),
        (3, 20, 6, 20, 0),
        (3, 20, 6, 3, 1),
        (3, 20, 6, 3, 5),
        (3, 20, 6, 3, 15),
        (3, 50, 10, 3, 5),
        (3, 50, 10, 3, 15),
        (6, 50, 10, 20, 15),
    ];
    let instance = |(parties, issues, options, levels, budgets)| {
        let name = format!("{parties} parties, {issues}×{options}, {levels} levels, {budgets} budgets");
        (name, with_levels(additive(Size { parties, issues, options }, 7), levels, budgets, 7))
    };
    let text = include_str!("../../tests/fixtures/ukraine-2025-levels.json");
    let flagship = Model::from_json(text).unwrap_or_else(|errors| panic!("{errors}"));
    [("flagship, 3 levels".to_owned(), flagship)].into_iter().chain(sizes.into_iter().map(instance)).collect()
}

/// The model of this repository that has most to it.
pub fn flagship() -> Model {
    let text = include_str!("../../tests/fixtures/ukraine-2025.json");
    Model::from_json(text).unwrap_or_else(|errors| panic!("{errors}"))
}

/// Three parties, 50×10, every issue linked with the next, and so many assumptions about utilities of all kinds: each about
/// the options of an issue in the contexts of its two neighbours.
#[allow(dead_code, reason = "each bench uses its own part of this module")]
pub fn assuming(count: usize) -> Model {
    let mut model = chain(Size { parties: 3, issues: 50, options: 10 }, 7);
    let text = |at: usize| {
        let (party, issue, next) = (at % 3 + 1, at / 4 % 50 + 1, at / 4 % 49 + 2);
        let list: Vec<String> = (1..=10).map(|option| format!("\"o{option}\"")).collect();
        let list = list.join(", ");
        match at % 4 {
            0 => format!("{{\"party\": \"p{party}\", \"rises_with\": {{\"i{issue}\": [{list}]}}, \"tolerance\": 141}}"),
            1 => format!("{{\"party\": \"p{party}\", \"additive\": [\"i1\", \"i{next}\"], \"tolerance\": 160}}"),
            2 => format!(
                "{{\"party\": \"p{party}\", \"complements\": {{\"i{}\": [{list}], \"i{next}\": [{list}]}}, \"tolerance\": 160}}",
                next - 1
            ),
            _ => format!("{{\"opposed\": [\"p1\", \"p2\"], \"on\": \"i{issue}\"}}"),
        }
    };
    let assumption =
        |at: usize| serde_json::from_str(&text(at)).unwrap_or_else(|error| panic!("{error}: {}", text(at)));
    model.assumptions = (0..count).map(assumption).collect();
    model
}

/// The instances of the benchmarks, with their names.
pub fn instances() -> Vec<(&'static str, Model)> {
    let size = |parties, issues, options| Size { parties, issues, options };
    vec![
        ("flagship", flagship()),
        ("additive, 2 parties, 24×5", additive(size(2, 24, 5), 11)),
        ("additive, 2 parties, 60×6", additive(size(2, 60, 6), 7)),
        ("additive, 2 parties, 50×10", additive(size(2, 50, 10), 7)),
        ("opposed, 2 parties, 20×10", opposed(20, 10, 7)),
        ("chain, 2 parties, 30×5", chain(size(2, 30, 5), 7)),
        ("graph of 14 links, 2 parties, 14×4", graph(size(2, 14, 4), 14, 7)),
        ("additive, 3 parties, 9×4", additive(size(3, 9, 4), 13)),
        ("additive, 4 parties, 6×4", additive(size(4, 6, 4), 7)),
        ("additive, 6 parties, 6×10", additive(size(6, 6, 10), 7)),
    ]
}

/// Models with very long frontiers.
#[allow(dead_code, reason = "each bench uses its own part of this module")]
pub fn long() -> Vec<(&'static str, Model)> {
    let size = |parties, issues, options| Size { parties, issues, options };
    vec![
        ("additive, 3 parties, 50×10", additive(size(3, 50, 10), 1)),
        ("additive, 4 parties, 20×6", additive(size(4, 20, 6), 1)),
    ]
}

/// Many parties, whose smallest shares are searched for, with their names.
#[allow(dead_code, reason = "only one of the benchmarks asks for smallest shares")]
pub fn many_parties() -> Vec<(String, Model)> {
    let sizes = [(6, 50, 10, 45), (8, 50, 10, 40), (10, 20, 6, 40), (12, 20, 6, 40), (10, 50, 10, 40)];
    let named = |(parties, issues, options, share): (usize, usize, usize, i64)| {
        let size = Size { parties, issues, options };
        let model = model(&random(&mut Numbers(7), size), share);
        (format!("additive, {parties} parties, {issues}×{options}"), model)
    };
    sizes.into_iter().map(named).collect()
}

/// The instances that lotteries are measured on, with their names.
#[allow(dead_code, reason = "only one of the benchmarks asks for lotteries")]
pub fn lotteries() -> Vec<(&'static str, Model)> {
    let size = |parties, issues, options| Size { parties, issues, options };
    vec![
        ("flagship", flagship()),
        ("additive, 2 parties, 50×10", additive(size(2, 50, 10), 7)),
        ("opposed, 2 parties, 20×10", opposed(20, 10, 7)),
        ("additive, 3 parties, 50×10", additive(size(3, 50, 10), 7)),
        ("additive, 4 parties, 50×10", additive(size(4, 50, 10), 7)),
        ("additive, 8 parties, 20×6", additive(size(8, 20, 6), 7)),
        ("graph of 40 links, 3 parties, 30×8", graph(size(3, 30, 8), 40, 7)),
    ]
}
