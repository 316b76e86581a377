//! Trades and counteroffers against the definitions, on thousands of random models and on the models of the literature.
//!
//! The oracle lists all packages. A move is one that reaches its goal and no part of which does; a counteroffer is a
//! package that the party prefers and that the rules, the red lines and the acceptance rule pass.

use crate::common;
use crate::support;

use common::at::{At, positions};
use common::oracle::{Deal, Oracle, dominates, frontier};
use common::random::{self, Case, Tape};
use common::{Q, answers, cases, q};
use num_traits::{ToPrimitive, Zero};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use support::{ends, json as parsed, run, text};
use zopa::explain::{Better, End, Move, Moves, Obstacle, Reach};
use zopa::problem::Settled;
use zopa::search::Agreement;
use zopa::{IssueId, Limits, Model, Number, OptionId, Package, Problem, Stop, View};

const FIRST_STEPS: &str = "models/examples/first-steps.json";
const FLAGSHIP: &str = "tests/fixtures/ukraine-2025.json";

/// Everything is found and listed.
const WIDE: Reach = Reach { issues: 12, combinations: u64::MAX, enough: usize::MAX, listed: usize::MAX };

fn compile(model: &Model) -> Result<Problem, TestCaseError> {
    Problem::compile(model).map_err(|errors| TestCaseError::fail(format!("does not compile: {errors}")))
}

fn read(path: &str) -> Problem {
    let path = crate::support::root().join(path);
    let model = std::fs::read_to_string(path).expect("a file");
    let model = Model::from_json(&model).unwrap_or_else(|errors| panic!("{errors}"));
    Problem::compile(&model).unwrap_or_else(|errors| panic!("{errors}"))
}

fn by_options(oracle: &Oracle) -> HashMap<&[usize], &Deal> {
    oracle.deals.iter().map(|deal| (deal.options.as_slice(), deal)).collect()
}

/// The changes from one package to another: issues with their new options.
fn changes(from: &[usize], to: &[usize]) -> Vec<(usize, usize)> {
    (0..from.len()).filter(|issue| from[*issue] != to[*issue]).map(|issue| (issue, to[issue])).collect()
}

/// By definition: the packages that reach a goal such that no part of their changes does, as changes.
fn minimal(oracle: &Oracle, start: &Deal, goal: &dyn Fn(&Deal) -> bool) -> Vec<(Vec<(usize, usize)>, Deal)> {
    let deals = by_options(oracle);
    let mut moves = Vec::new();
    for deal in oracle.deals.iter().filter(|deal| goal(deal)) {
        let changes = changes(&start.options, &deal.options);
        let part = |kept: usize| {
            let mut options = start.options.clone();
            let some = changes.iter().enumerate().filter(|(at, _)| kept >> at & 1 == 1);
            some.for_each(|(_, (issue, option))| options[*issue] = *option);
            goal(deals[options.as_slice()])
        };
        let all = (1usize << changes.len()) - 1;
        if !changes.is_empty() && !(1..all).any(part) {
            moves.push((changes, deal.clone()));
        }
    }
    moves
}

/// What separates the best and the worst feasible package; 1 if nothing does.
fn range(oracle: &Oracle, problem: &Problem, party: usize) -> Q {
    let utilities = || oracle.feasible().map(|deal| &deal.utilities[party]);
    let (Some(most), Some(least)) = (utilities().max(), utilities().min()) else { return q(1, 1) };
    let range = most - least;
    if range.is_zero() { problem.in_units(problem.party_at(party), 1).value().clone() } else { range }
}

fn ascending(amounts: impl Iterator<Item = Q>, ranges: &[Q]) -> Vec<Q> {
    let mut shares: Vec<Q> = amounts.zip(ranges).map(|(amount, range)| amount / range).collect();
    shares.sort();
    shares
}

/// That exactly these moves were found, in the right order.
fn same_moves(
    found: &Moves,
    expected: Vec<(Vec<(usize, usize)>, Deal)>,
    measure: &dyn Fn(&Deal) -> Vec<Q>,
    start: &Deal,
    what: &str,
) -> Result<(), TestCaseError> {
    prop_assert_eq!(found.stop, None);
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    expected.iter().for_each(|(changes, _)| *counts.entry(changes.len()).or_default() += 1);
    for (at, count) in found.counts.iter().enumerate() {
        prop_assert_eq!(*count, counts.remove(&(at + 1)).unwrap_or(0), "{} of {} issues", what, at + 1);
    }
    prop_assert!(counts.is_empty(), "{what}: missing {counts:?}");
    let mut expected: Vec<_> =
        expected.into_iter().map(|(changes, deal)| (changes.len(), measure(&deal), changes)).collect();
    expected.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| b.1.cmp(&a.1)).then_with(|| a.2.cmp(&b.2)));
    let listed: Vec<_> = found.best.iter().map(|trade| changes(&start.options, &positions(&trade.package))).collect();
    let expected: Vec<_> = expected.into_iter().map(|(.., changes)| changes).collect();
    prop_assert_eq!(listed, expected, "{}", what);
    Ok(())
}

fn option(by: &Settled) -> usize {
    match by {
        Settled::Option(option) => option.index(),
        Settled::Level(level) => panic!("a level: {level}"),
    }
}

/// That what a move says of itself is true.
fn true_move(oracle: &Oracle, from: &Deal, trade: &Move) -> Result<(), TestCaseError> {
    let deals = by_options(oracle);
    let to = deals[positions(&trade.package).as_slice()];
    prop_assert_eq!(answers::exact(&trade.utilities), to.utilities.clone());
    for party in 0..oracle.parties() {
        prop_assert_eq!(trade.rises[party].value(), &(&to.utilities[party] - &from.utilities[party]));
        for change in &trade.changes {
            let mut single = from.options.clone();
            let [before, after] = [&change.from, &change.to].map(option);
            single[change.issue.index()] = after;
            prop_assert_eq!(from.options[change.issue.index()], before);
            let alone = &deals[single.as_slice()].utilities[party] - &from.utilities[party];
            prop_assert_eq!(change.alone[party].value(), &alone);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn trades_are_all_minimal_moves_that_help(case in random::models()) {
        trades_of(&case)?;
    }

    #[test]
    fn counteroffers_are_what_the_party_prefers_and_others_accept(case in random::models()) {
        counteroffers_of(&case)?;
    }
}

/// A view, half the time with another disagreement value of some party.
fn moved<'p>(problem: &'p Problem, oracle: &mut Oracle, tape: &mut Tape) -> View<'p> {
    let view = problem.view();
    if tape.chance(50) {
        return view;
    }
    let party = tape.below(oracle.parties());
    let value = &oracle.disagreement[party] + q(tape.below(13) as i64 - 6, 3);
    oracle.disagreement[party] = value.clone();
    view.with_disagreement(problem.party_at(party), &value.into()).expect("a small number")
}

fn trades_of(case: &Case) -> Result<(), TestCaseError> {
    let (problem, mut oracle) = (compile(&case.model)?, Oracle::new(&case.model));
    let mut tape = case.tape();
    let start = tape.pick(&oracle.deals).clone();
    let view = moved(&problem, &mut oracle, &mut tape);
    let trades = view.trades(&problem.package_at(&start.options), &WIDE, &Limits::default());
    let feasible = |deal: &Deal| deal.broken.is_empty();
    let ranges: Vec<Q> = (0..oracle.parties()).map(|party| range(&oracle, &problem, party)).collect();
    let helps = |deal: &Deal| feasible(deal) && dominates(&deal.utilities, &start.utilities);
    let rises =
        |deal: &Deal| ascending(deal.utilities.iter().zip(&start.utilities).map(|(new, old)| new - old), &ranges);
    same_moves(&trades.improving, minimal(&oracle, &start, &helps), &rises, &start, "improving")?;
    let passes = |deal: &Deal| feasible(deal) && oracle.passes(&deal.utilities);
    prop_assert_eq!(trades.acceptable, passes(&start));
    prop_assert_eq!(trades.accepting.is_none(), trades.acceptable);
    if let Some(accepting) = &trades.accepting {
        let gains = |deal: &Deal| ascending((0..oracle.parties()).map(|party| oracle.gain(deal, party)), &ranges);
        same_moves(accepting, minimal(&oracle, &start, &passes), &gains, &start, "accepting")?;
    }
    for trade in trades.improving.best.iter().chain(trades.accepting.iter().flat_map(|moves| &moves.best)).take(20) {
        true_move(&oracle, &start, trade)?;
    }
    // The chain: each trade helps, or makes acceptable what was not.
    let deals = by_options(&oracle);
    let mut at = &start;
    for link in &trades.chain.links {
        true_move(&oracle, at, &link.trade)?;
        let next = deals[positions(&link.trade.package).as_slice()];
        if link.accepting {
            prop_assert!(!passes(at) && passes(next));
        } else {
            prop_assert!(feasible(next) && dominates(&next.utilities, &at.utilities));
            let accept = |deal: &&Deal| passes(deal);
            prop_assert!(
                passes(at) || !oracle.deals.iter().any(|deal| accept(&deal)),
                "with so many issues, all is in reach"
            );
        }
        at = next;
    }
    let better = oracle.feasible().any(|deal| dominates(&deal.utilities, &at.utilities));
    prop_assert!(!better, "with so many issues, all is in reach");
    match &trades.chain.end {
        End::Frontier => prop_assert!(feasible(at)),
        End::Infeasible => prop_assert!(!feasible(at)),
        other => prop_assert!(false, "{:?}", other),
    }
    // With fewer issues, the chain may end below, and says what is above.
    let narrow = view.trades(&problem.package_at(&start.options), &Reach { issues: 1, ..WIDE }, &Limits::default());
    prop_assert_eq!(&narrow.improving.counts[..], &trades.improving.counts[..narrow.improving.counts.len()]);
    let end = narrow.chain.links.last().map_or(&start, |link| deals[positions(&link.trade.package).as_slice()]);
    let above = frontier(oracle.feasible().filter(|deal| dominates(&deal.utilities, &end.utilities)));
    match &narrow.chain.end {
        End::Below(better) => {
            let Better::All(points) = better else { return Err(TestCaseError::fail("not all")) };
            prop_assert_eq!(&answers::points(&problem, points), &above);
        }
        End::Stopped(stop) => prop_assert!(false, "{:?}", stop),
        _ => prop_assert!(above.is_empty()),
    }
    // Where the points above are too many to list, one of them shows that there are some.
    let tight = Limits { points: 1 + tape.below(3), ..Limits::default() };
    let tight = view.trades(&problem.package_at(&start.options), &Reach { issues: 1, ..WIDE }, &tight);
    match &tight.chain.end {
        End::Below(better) => {
            prop_assert!(!better.is_empty());
            for one in better.agreements(&view) {
                let deal = deals[positions(&one.package).as_slice()];
                prop_assert!(feasible(deal) && dominates(&deal.utilities, &end.utilities));
            }
        }
        End::Frontier | End::Infeasible => prop_assert!(above.is_empty()),
        End::Stopped(_) => {}
    }
    // An option that is not open must be changed.
    let issue = tape.below(start.options.len());
    let closed = view.clone().forbid(problem.issue_at(issue), problem.option_at(issue, start.options[issue]));
    let helps_too = |deal: &Deal| helps(deal) && deal.options[issue] != start.options[issue];
    let mut counts = vec![0; start.options.len()];
    minimal(&oracle, &start, &helps_too).iter().for_each(|(changes, _)| counts[changes.len() - 1] += 1);
    let closed = closed.trades(&problem.package_at(&start.options), &WIDE, &Limits::default());
    let found = |at: usize| closed.improving.counts.get(at).copied().unwrap_or(0);
    prop_assert_eq!((0..counts.len()).map(found).collect::<Vec<_>>(), counts);
    // A move is listed only up to the limit, and a search that stops says so.
    let few = view.trades(
        &problem.package_at(&start.options),
        &Reach { listed: 1, combinations: 3, ..WIDE },
        &Limits::default(),
    );
    prop_assert!(few.improving.best.len() <= 1);
    prop_assert!(few.improving.stop.is_none_or(|stop| stop == Stop::TooLarge));
    prop_assert!(few.improving.count() <= trades.improving.count());
    swap_of(&problem, &oracle, &start, case)
}

fn swap_of(problem: &Problem, oracle: &Oracle, start: &Deal, case: &Case) -> Result<(), TestCaseError> {
    let mut tape = case.tape();
    let other = tape.pick(&oracle.deals).clone();
    let other = if other.options == start.options { oracle.deals[oracle.deals.len() - 1].clone() } else { other };
    let changes = changes(&start.options, &other.options);
    let swap = |first, second| {
        let [first, second] =
            [first, second].map(|change| problem.choice_at(change)).map(|(at, to)| (at, Settled::Option(to)));
        problem.view().swap(&problem.package_at(&start.options), &first, &second)
    };
    let [first, second, ..] = changes[..] else { return Ok(()) };
    prop_assert!(swap(first, first).is_none());
    prop_assert!(swap(first, (second.0, start.options[second.0])).is_none());
    let swap = swap(first, second).expect("two changes");
    let deals = by_options(oracle);
    let with = |settled: &[(usize, usize)]| {
        let mut options = start.options.clone();
        settled.iter().for_each(|(issue, option)| options[*issue] = *option);
        deals[options.as_slice()]
    };
    let found = [with(&[first]), with(&[second]), with(&[first, second])];
    prop_assert_eq!(swap.feasible, found.map(|deal| deal.broken.is_empty()));
    for party in 0..oracle.parties() {
        let worth = found.map(|deal| &deal.utilities[party] - &start.utilities[party]);
        let found = [&swap.changes[0].alone[party], &swap.changes[1].alone[party], &swap.both.rises[party]];
        let found = found.map(|amount| amount.value().clone());
        prop_assert_eq!(&found, &worth);
        let rate = (!worth[1].is_zero()).then(|| &worth[0] / &worth[1]);
        prop_assert_eq!(swap.rate(problem.party_at(party)).map(|rate| rate.value().clone()), rate);
    }
    Ok(())
}

fn counteroffers_of(case: &Case) -> Result<(), TestCaseError> {
    let (problem, mut oracle) = (compile(&case.model)?, Oracle::new(&case.model));
    let mut tape = case.tape();
    let start = tape.pick(&oracle.deals).clone();
    let party = tape.below(oracle.parties());
    let view = moved(&problem, &mut oracle, &mut tape);
    let offers =
        view.counteroffers(problem.party_at(party), &problem.package_at(&start.options), &WIDE, &Limits::default());
    prop_assert_eq!(offers.stopped, None);
    let prefers =
        |deal: &Deal| deal.utilities[party] > start.utilities[party] && oracle.content(&deal.utilities, party);
    let is_offer = |deal: &&Deal| deal.broken.is_empty() && prefers(deal) && oracle.passes(&deal.utilities);
    let expected: Vec<&Deal> = oracle.deals.iter().filter(is_offer).collect();
    prop_assert_eq!(offers.exist(), Some(!expected.is_empty()));
    prop_assert_eq!(offers.obstacle.is_none(), !expected.is_empty());
    prop_assert_eq!(answers::points(&problem, &offers.frontier), frontier(expected.iter().copied()));
    let own = |agreement: &Agreement| agreement.utilities[party].value().clone();
    prop_assert!(offers.frontier.is_sorted_by(|a, b| a.utilities[party] >= b.utilities[party]));
    let best = expected.iter().map(|deal| deal.utilities[party].clone()).max();
    prop_assert_eq!(offers.best(&view).as_ref().map(own), best.clone());
    // The most that the others leave it, whether or not that is enough for it. Under a quota it is one of those asked.
    let consents = |deal: &&Deal| {
        let content = |other: &usize| *other == party || oracle.content(&deal.utilities, *other);
        deal.broken.is_empty()
            && (0..oracle.parties()).filter(content).count() >= oracle.quota
            && (0..oracle.parties()).all(|other| !oracle.veto[other] || content(&other))
    };
    let most = oracle.deals.iter().filter(consents).map(|deal| deal.utilities[party].clone()).max();
    let found = offers.most.as_ref().map_err(|stop| TestCaseError::fail(format!("{stop:?}")))?;
    prop_assert_eq!(found.as_ref().map(own), most);
    // The fewest changes.
    let changed = |deal: &Deal| changes(&start.options, &deal.options).len();
    let fewest = expected.iter().map(|deal| changed(deal)).min();
    let count = expected.iter().filter(|deal| Some(changed(deal)) == fewest).count();
    prop_assert_eq!(offers.closest.count(), count);
    prop_assert_eq!(offers.closest.best.first().map(|trade| trade.changes.len()), fewest);
    for trade in &offers.closest.best {
        true_move(&oracle, &start, trade)?;
    }
    prop_assert!(offers.closest.best.is_sorted_by(|a, b| a.utilities[party] >= b.utilities[party]));
    // As good for the party.
    let is_same = |deal: &&Deal| {
        deal.broken.is_empty()
            && deal.utilities[party] == start.utilities[party]
            && dominates(&deal.utilities, &start.utilities)
    };
    let same = frontier(oracle.deals.iter().filter(is_same));
    let found = offers.alternatives.as_ref().map_err(|stop| TestCaseError::fail(format!("{stop:?}")))?;
    let Better::All(points) = found else { return Err(TestCaseError::fail("not all")) };
    prop_assert_eq!(&answers::points(&problem, points), &same);
    // Where these are too many to list, some are still found, or it is shown that there are none.
    let tight = Limits { points: 1 + tape.below(3), ..Limits::default() };
    let tight = view.counteroffers(
        problem.party_at(party),
        &problem.package_at(&start.options),
        &Reach { issues: 1, ..WIDE },
        &tight,
    );
    if let Ok(better) = &tight.alternatives {
        let deals = by_options(&oracle);
        prop_assert_eq!(better.is_empty(), same.is_empty());
        for one in better.agreements(&view) {
            let deal = deals[positions(&one.package).as_slice()];
            prop_assert!(is_same(&deal));
            prop_assert!(better.count().is_none() || same.contains_key(&deal.utilities));
        }
    }
    prop_assert!(tight.exist().is_none_or(|exist| exist != expected.is_empty()));
    // Why there is none.
    let refuses = |other: usize| {
        let content = |deal: &&Deal| oracle.content(&deal.utilities, other);
        !oracle.feasible().filter(|deal| prefers(deal)).any(|deal| content(&deal))
    };
    let refusing: Vec<usize> = (0..oracle.parties()).filter(|other| *other != party && refuses(*other)).collect();
    match &offers.obstacle {
        None => {}
        Some(Obstacle::NothingBetter) => prop_assert!(!oracle.feasible().any(&prefers)),
        Some(Obstacle::Parties(parties)) => prop_assert!(parties.iter().map(|party| party.index()).eq(refusing)),
        Some(Obstacle::Together) => {
            let unanimous = oracle.quota == oracle.parties() || oracle.veto.iter().all(|veto| *veto);
            prop_assert!(oracle.feasible().any(&prefers));
            prop_assert!(!unanimous || refusing.is_empty());
        }
        Some(Obstacle::Stopped(stop)) => prop_assert!(false, "{:?}", stop),
    }
    Ok(())
}

/// From a bare ceasefire, theory says, no issue by itself can be changed without a loss to somebody: only logrolled
/// packages help.
#[test]
fn from_a_bare_ceasefire_only_logrolling_helps() {
    let problem = read(FLAGSHIP);
    let view = problem.view();
    let start = &problem.proposal("bare-ceasefire").expect("a proposal").package;
    let trades = view.trades(start, &Reach { issues: 3, ..Reach::default() }, &Limits::default());
    assert_eq!(trades.stopped, None);
    assert_eq!(trades.improving.counts[0], 0);
    assert!(trades.improving.count() > 0);
    assert!(trades.improving.best.iter().all(|trade| trade.changes.len() > 1));
    // Somebody loses by each part of a trade, or it would not be needed together with the others.
    for trade in &trades.improving.best {
        assert!(trade.rises.iter().all(|rise| *rise >= Number::zero()));
        assert!(trade.changes.iter().any(|change| change.alone.iter().any(|amount| *amount < Number::zero())));
    }
    assert!(matches!(trades.chain.end, End::Frontier));
    let naive = naive(&problem, start, 3);
    assert_eq!(trades.improving.counts, naive.0);
    assert_eq!(trades.value.accepting.expect("Russia refuses it").counts, naive.1);
}

/// The numbers of minimal moves of up to so many issues, counted one package after the other.
fn naive(problem: &Problem, start: &Package, most: usize) -> (Vec<usize>, Vec<usize>) {
    let view = problem.view();
    let before = problem.utilities(start);
    let mut packages: Vec<(Vec<(IssueId, OptionId)>, Package)> = vec![(Vec::new(), start.clone())];
    let mut next = 0;
    while next < packages.len() {
        let (changes, package) = packages[next].clone();
        next += 1;
        if changes.len() == most {
            continue;
        }
        for issue in problem.issue_ids().filter(|issue| changes.last().is_none_or(|(last, _)| last < issue)) {
            for option in problem.option_ids(issue).filter(|option| *option != start.option(issue)) {
                let mut options = package.options().to_vec();
                options[issue.index()] = option;
                let changes = changes.iter().copied().chain([(issue, option)]).collect();
                packages.push((changes, Package::new(options)));
            }
        }
    }
    let count = |goal: &dyn Fn(&Package) -> bool| {
        let mut counts = vec![0; most];
        let mut moves: Vec<&Vec<(IssueId, OptionId)>> = Vec::new();
        // Packages come by their number of changes, so that parts come before what they are part of.
        for (changes, _) in packages.iter().skip(1).filter(|(_, package)| goal(package)) {
            if !moves.iter().any(|part| part.iter().all(|change| changes.contains(change))) {
                counts[changes.len() - 1] += 1;
                moves.push(changes);
            }
        }
        counts
    };
    let improving = count(&|package| {
        let utilities = problem.utilities(package);
        view.is_feasible(package) && utilities != before && utilities.iter().zip(&before).all(|(new, old)| new >= old)
    });
    let accepting =
        count(&|package| view.is_feasible(package) && view.is_individually_rational(&problem.utilities(package)));
    (improving, accepting)
}

#[test]
fn what_a_counteroffer_to_the_fallback_needs() {
    let problem = read(FLAGSHIP);
    let start = &problem.proposal("reactive-counteroffer").expect("a proposal").package;
    let offers = problem.view().counteroffers(problem.party_at(0), start, &Reach::default(), &Limits::default());
    assert_eq!(offers.exist(), Some(true));
    assert_eq!(offers.closest.counts, [3]);
    // What Russia gets more of, the others have to accept: Ukraine cannot ask for more of the same.
    let offers = problem.view().counteroffers(problem.party_at(1), start, &Reach::default(), &Limits::default());
    assert_eq!(offers.obstacle, Some(Obstacle::Parties(vec![problem.party_at(0)])));
}

/// Pruitt and Lewis: from the compromise, no price alone can be moved, and trades lead to the joint optimum.
#[test]
fn trades_lead_to_the_optimum_of_pruitt_and_lewis() {
    let problem = read("models/pruitt-lewis-1975.json");
    let start = &problem.proposal("halfway").expect("a proposal").package;
    let trades = problem.view().trades(start, &Reach::default(), &Limits::default());
    assert_eq!(trades.improving.counts, [0, 28, 8]);
    let end = trades.chain.links.last().expect("a trade");
    assert_eq!(end.trade.package, problem.proposal("logroll").expect("a proposal").package);
    assert!(matches!(trades.chain.end, End::Frontier));
    // With one issue at a time, nothing can be done.
    let single = problem.view().trades(start, &Reach { issues: 1, ..Reach::default() }, &Limits::default());
    assert!(!single.any() && single.chain.links.is_empty());
    let End::Below(above) = &single.chain.end else { panic!("{:?}", single.chain.end) };
    assert!(above.agreements(&problem.view()).any(|one| one.utilities == [2600, 2600].map(Number::from)));
}

/// The toy encoding that the flagship grew from, where the folder of shared cases is there.
#[test]
fn from_the_toy_ceasefire_no_single_issue_helps() {
    let path = crate::support::root().join("../shared/cases/seed_ukraine_illustrative.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: there is no folder of shared cases");
        return;
    };
    let case: Value = serde_json::from_str(&text).expect("JSON");
    let case = &case["model"];
    let id = |party: &str| party.to_lowercase().replace(' ', "-");
    let parties: Vec<&str> = case["parties"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
    let issues = case["issues"].as_array().expect("a list");
    let mut model = json!({ "zopa": 1, "parties": {}, "issues": {}, "utilities": {}, "rules": [
        { "if": { "verification": ["declaratory", "verified_nonexpansion"] },
          "then": { "deployment": "preemptive_west" } } ] });
    for issue in issues {
        model["issues"][issue["name"].as_str().expect("a name")] = json!({ "options": issue["options"] });
    }
    for party in parties {
        model["parties"][id(party)] = json!({ "disagreement": case["disagreement"][party] });
        let mut values = json!({});
        for issue in issues {
            let name = issue["name"].as_str().expect("a name");
            for (at, option) in issue["options"].as_array().expect("a list").iter().enumerate() {
                values[name][option.as_str().expect("an id")] = case["utilities_additive"][party][name][at].clone();
            }
        }
        let interactions: Vec<Value> = (case["interactions"].as_array().expect("a list").iter())
            .filter(|interaction| interaction["party"] == party)
            .map(|interaction| json!({ "when": interaction["if"], "add": interaction["add"] }))
            .collect();
        let red_lines: Vec<Value> = (case["red_lines"][party].as_object().into_iter().flatten())
            .map(|(issue, options)| json!({ "when": { issue: options } }))
            .collect();
        model["utilities"][id(party)] = json!({ "constant": case["constant"][party], "values": values,
            "interactions": interactions, "red_lines": red_lines });
    }
    let model = Model::from_json(&model.to_string()).unwrap_or_else(|errors| panic!("{errors}"));
    let problem = Problem::compile(&model).unwrap_or_else(|errors| panic!("{errors}"));
    let accepted = problem.search().count().expect("no limit").individually_rational;
    assert_eq!(accepted.and_then(|count| count.to_u64()), Some(36), "the model is the one meant");
    let ceasefire: Vec<(&str, &str)> = (problem.issues().iter())
        .map(|issue| match issue.id.as_str() {
            "ukraine_army" => ("ukraine_army", "nato_trained_supplied"),
            id => (id, issue.options[0].id.as_str()),
        })
        .collect();
    let start = problem.package(ceasefire).expect("a package");
    let trades = problem.view().trades(&start, &Reach::default(), &Limits::default());
    assert_eq!(trades.improving.counts[0], 0);
    assert!(trades.improving.count() > 0);
}

#[test]
fn a_search_for_trades_stops_in_time() {
    let problem = read(FLAGSHIP);
    let start = &problem.proposal("bare-ceasefire").expect("a proposal").package;
    let limits = Limits { time: Some(std::time::Duration::ZERO), ..Limits::default() };
    let trades = problem.view().trades(start, &Reach::default(), &limits);
    assert_eq!(trades.stopped, Some(Stop::TimeLimit));
    let offers = problem.view().counteroffers(problem.party_at(0), start, &Reach::default(), &limits);
    assert_eq!((offers.exist(), offers.stopped), (None, Some(Stop::TimeLimit)));
}

/// Compares a page with its golden file.
fn golden(name: &str, page: &str) {
    let path = crate::support::root().join("tests/golden").join(name);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, page).expect("written");
    }
    let expected = std::fs::read_to_string(&path).expect("the golden page; UPDATE_EXPECT=1 writes it");
    assert_eq!(page, expected, "UPDATE_EXPECT=1 rewrites the golden page");
    for line in page.lines().filter(|line| !line.trim_start().starts_with('"')) {
        assert!(line.chars().count() <= 100, "{line}");
        assert_eq!(line.trim_end(), line);
    }
}

#[test]
fn the_pages_are_as_expected() {
    let page = |arguments: &[&str], status| text(&ends(arguments, status).stdout).to_owned();
    let lewis = "models/pruitt-lewis-1975.json";
    golden("trades.txt", &page(&["trades", FIRST_STEPS, "--from", "client-wish"], 0));
    golden("trades-flagship.txt", &page(&["trades", FLAGSHIP, "--from", "bare-ceasefire"], 0));
    golden("trades.json", &page(&["trades", lewis, "--from", "logroll", "coal=H", "--format", "json"], 0));
    golden("swap.txt", &page(&["trades", lewis, "--from", "halfway", "--swap", "iron=A,coal=I"], 0));
    golden("counter.txt", &page(&["counter", FIRST_STEPS, "--party", "client", "--to", "studio-offer"], 0));
    let none = ["counter", FLAGSHIP, "--party", "ukraine", "--to", "western-draft"];
    golden("counter-none.txt", &page(&none, 1));
    let wish = ["counter", FIRST_STEPS, "--party", "studio", "--to", "client-wish"];
    golden("counter.json", &page(&[&wish[..], &["--format", "json"]].concat(), 0));
}

#[test]
fn trades_and_counteroffers_end_as_they_should() {
    let logroll = ["trades", "models/pruitt-lewis-1975.json", "--from", "logroll"];
    let report = parsed(&ends(&[&logroll[..], &["--format", "json"]].concat(), 1));
    assert_eq!((&report["status"], &report["chain"]["end"]), (&json!("none"), &json!("frontier")));
    let halfway = ["trades", "models/pruitt-lewis-1975.json", "iron=E", "sulfur=E", "coal=E"];
    ends(&[&halfway[..], &["--issues", "1"]].concat(), 1);
    let report = parsed(&ends(&[&halfway[..], &["--issues", "2", "--format", "json"]].concat(), 0));
    assert_eq!(report["improving"]["counts"], json!([0, 28]));
    assert_eq!(report["improving"]["complete"], true);
    ends(&["trades", FLAGSHIP, "--from", "bare-ceasefire", "--time-limit", "0"], 3);
    ends(&["counter", FLAGSHIP, "--party", "russia", "--to", "bare-ceasefire", "--time-limit", "0"], 3);
    let lifted = ["trades", FIRST_STEPS, "--from", "client-wish", "--without", "no-rushed-year"];
    assert!(text(&ends(&lifted, 0).stdout).contains("Lifted: no-rushed-year"));
}

#[test]
fn what_is_unknown_is_said() {
    let says = |arguments: &[&str], what: &str| {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(text(&output.stderr).contains(what), "{}", text(&output.stderr));
        assert_eq!(text(&output.stdout), "");
    };
    says(&["counter", FIRST_STEPS, "--party", "clinet", "--to", "studio-offer"], "did you mean `client`?");
    says(&["counter", FIRST_STEPS, "--party", "client", "--to", "studio-ofer"], "did you mean `studio-offer`?");
    says(&["counter", FIRST_STEPS, "--to", "studio-offer"], "--party");
    says(&["trades", FIRST_STEPS], "no package is named to ask about");
    says(&["trades", FIRST_STEPS, "--from", "studio-offer", "delivery=8-week"], "did you mean `8-weeks`?");
    says(&["trades", FIRST_STEPS, "--from", "studio-offer", "--issues", "0"], "--issues");
    let swap = |changes, what| says(&["trades", FIRST_STEPS, "--from", "studio-offer", "--swap", changes], what);
    swap("price=100", "does not name two changes");
    swap("price=100,price=110", "not two changes");
    swap("price=120,delivery=8-weeks", "not two changes");
    swap("price=100,delivery=8-week", "did you mean `8-weeks`?");
}
