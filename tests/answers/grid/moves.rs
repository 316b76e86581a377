//! Trades and counteroffers against the grid: every move is one and minimal, its levels are the best, and none is missing.

use super::concessions::{Choice, Deal, changed};
use super::*;
use zopa::explain::{End, Move, Moves, Reach};
use zopa::{PartyId, Stop};

/// Everything is found and listed.
const WIDE: Reach = Reach { issues: 12, combinations: u64::MAX, enough: usize::MAX, listed: usize::MAX };

/// Whether all that one choice of issues changes, with its options, another one changes too.
fn part(one: &(Choice, Vec<usize>), other: &(Choice, Vec<usize>)) -> bool {
    let mut options = one.1.iter().zip(&other.1).zip(&one.0);
    one.0.iter().zip(&other.0).all(|(one, other)| *one <= *other) && options.all(|((a, b), changed)| !changed || a == b)
}

fn choice(deal: &Deal, from: &Deal) -> (Choice, Vec<usize>) {
    (changed(deal, from), deal.0.clone())
}

/// The options of a package, and what they add to utilities.
type Reached = (Vec<usize>, Vec<Number>);
/// What of a deal is compared.
type Key<'k> = dyn Fn(&Deal) -> Vec<Q> + 'k;
/// What a package must be.
type Reaches<'r> = dyn Fn(&Deal) -> bool + 'r;

fn move_to(small: &Small, view: &View, trade: &Move, from: &Deal) -> Result<Deal, TestCaseError> {
    let gains = Agreement::new(view, trade.package.clone()).gains;
    small.holds(&trade.package, &gains);
    let deal = small.deal(&trade.package, &gains);
    for ((rise, new), old) in trade.rises.iter().zip(&deal.2).zip(&from.2) {
        prop_assert_eq!(rise.value(), &(new - old));
    }
    let expected: Vec<usize> = changed(&deal, from).iter().positions(|changed| *changed).collect();
    prop_assert_eq!(trade.changes.iter().map(|change| change.issue.index()).collect::<Vec<_>>(), expected);
    for change in &trade.changes {
        let mut alone = from.clone();
        match &change.to {
            Settled::Option(option) => alone.0[change.issue.index()] = option.index(),
            Settled::Level(level) => alone.1[change.issue.index() - small.issues] = level.value().clone(),
        }
        let worth = small.gains(&alone.0, &alone.1);
        prop_assert!(
            change.alone.iter().zip(worth.iter().zip(&from.2)).all(|(alone, (new, old))| *alone.value() == new - old)
        );
    }
    Ok(deal)
}

/// That the moves found are minimal, with the best levels, and that they are all: those of the fewest changes, or of any.
fn check(
    small: &Small,
    view: &View,
    found: &Moves,
    from: &Deal,
    reaches: &Reaches,
    key: &Key,
    fewest: bool,
) -> Result<(), TestCaseError> {
    prop_assert!(found.stop.is_none(), "{:?}", found.stop);
    prop_assert_eq!(found.best.len(), found.count());
    let moves: Vec<Deal> = found.best.iter().map(|one| move_to(small, view, one, from)).collect::<Result<_, _>>()?;
    let sizes = |deal: &Deal| changed(deal, from).iter().filter(|changed| **changed).count();
    prop_assert!(moves.iter().map(sizes).is_sorted());
    for (at, deal) in moves.iter().enumerate() {
        prop_assert!(reaches(deal), "{:?}", deal);
        let own = choice(deal, from);
        prop_assert!(moves.iter().enumerate().all(|(other, deal)| other == at || !part(&choice(deal, from), &own)));
        let next = moves.get(at + 1).filter(|next| sizes(next) == sizes(deal));
        prop_assert!(next.is_none_or(|next| key(next) <= key(deal)));
    }
    let most = moves.first().map(sizes);
    for deal in small.deals(4).iter().filter(|deal| reaches(deal) && *deal != from) {
        let own = choice(deal, from);
        let mut known = moves.iter().filter(|known| part(&choice(known, from), &own));
        let Some(known) = known.next() else {
            prop_assert!(fewest && most.is_some_and(|most| sizes(deal) > most), "missing: {:?}", deal);
            continue;
        };
        prop_assert!(choice(known, from) != own || key(known) >= key(deal), "{:?} is better than {:?}", deal, known);
    }
    Ok(())
}

fn no_worse(deal: &Deal, from: &Deal) -> bool {
    deal.2.iter().zip(&from.2).all(|(new, old)| new >= old)
}

fn dominates(deal: &Deal, from: &Deal) -> bool {
    no_worse(deal, from) && deal.2 != from.2
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn trades_with_levels_are_all_minimal_moves_that_help(
        small in small(1..4, true), code in 0usize..9, at in [0i64..17, 0i64..17],
    ) {
        let problem = Problem::compile(&small.model()).unwrap();
        let view = problem.view();
        let from = small.draft(code, at, 4);
        let trades = view.trades(&small.package(&problem, &from), &WIDE, &Limits::default());
        let grid = small.deals(4);
        let ranges = small.ranges();
        let feasible = |deal: &Deal| small.feasible(&deal.0, &deal.1);
        let shares = |deal: &Deal| sorted(deal.2.iter().zip(&ranges).map(|(gain, range)| gain / range).collect());
        let rises = |deal: &Deal| {
            let share = |((new, old), range): ((&Q, &Q), &Q)| (new - old) / range;
            sorted(deal.2.iter().zip(&from.2).zip(&ranges).map(share).collect())
        };
        let helps = |deal: &Deal| feasible(deal) && dominates(deal, &from);
        check(&small, &view, &trades.improving, &from, &helps, &rises, false)?;
        let passes = |deal: &Deal| feasible(deal) && accepted(&deal.2);
        prop_assert_eq!(trades.acceptable, passes(&from));
        prop_assert_eq!(trades.accepting.is_none(), trades.acceptable);
        if let Some(accepting) = &trades.accepting {
            check(&small, &view, accepting, &from, &passes, &shares, false)?;
        }
        let mut last = from.clone();
        for link in &trades.chain.links {
            let next = move_to(&small, &view, &link.trade, &last)?;
            let accepts = !passes(&last) && passes(&next);
            let helps = feasible(&next) && dominates(&next, &last);
            prop_assert!(link.accepting && accepts || !link.accepting && helps);
            last = next;
        }
        let above = grid.iter().find(|deal| dominates(deal, &last));
        match &trades.chain.end {
            End::Frontier => prop_assert!(feasible(&last) && above.is_none(), "{:?}", above),
            End::Infeasible => prop_assert!(!feasible(&last) && above.is_none(), "{:?}", above),
            // Steps may become ever smaller, until levels are too finely divided to go on.
            End::Stopped(Stop::TooLarge) => {
                prop_assert!(last.1.iter().any(|level| *level.denom() > 1000.into()), "{:?}", last);
            }
            other => prop_assert!(false, "{:?} after {:?}", other, trades.chain.links),
        }
        // One issue at a time, a chain may end below the frontier, and says so.
        let narrow = view.trades(&small.package(&problem, &from), &Reach { issues: 1, ..WIDE }, &Limits::default());
        prop_assert_eq!(narrow.improving.counts.first(), trades.improving.counts.first());
        if let End::Below(better) = &narrow.chain.end {
            let end = narrow.chain.links.last().map_or(&narrow.package, |link| &link.trade.package);
            let end = small.deal(end, &Agreement::new(&view, end.clone()).gains);
            prop_assert!(!better.is_empty());
            for one in better.agreements(&view) {
                small.holds(&one.package, &one.gains);
                prop_assert!(dominates(&small.deal(&one.package, &one.gains), &end));
            }
        }
    }

    #[test]
    fn counteroffers_with_levels_are_what_the_party_prefers_and_others_accept(
        small in small(1..4, true), code in 0usize..9, at in [0i64..17, 0i64..17], party in 0usize..3,
    ) {
        let problem = Problem::compile(&small.model()).unwrap();
        let view = problem.view();
        let from = small.draft(code, at, 4);
        let own = party % small.parties.len();
        let party: PartyId = problem.party_at(own);
        let offers = view.counteroffers(party, &small.package(&problem, &from), &WIDE, &Limits::default());
        prop_assert_eq!(offers.stopped, None);
        let feasible = |deal: &Deal| small.feasible(&deal.0, &deal.1);
        let offered = |deal: &Deal| feasible(deal) && accepted(&deal.2) && deal.2[own] > from.2[own];
        let grid = small.deals(4);
        let most = grid.iter().filter(|deal| offered(deal)).map(|deal| &deal.2[own]).max();
        prop_assert!(most.is_none() || offers.exist() == Some(true));
        prop_assert_eq!(offers.obstacle.is_some(), offers.exist() == Some(false));
        if let Some(best) = offers.best(&view) {
            small.holds(&best.package, &best.gains);
            let best = small.deal(&best.package, &best.gains);
            prop_assert!(offered(&best) && most.is_none_or(|most| *most <= best.2[own]));
        }
        if offers.exist() == Some(true) {
            prop_assert!(offers.closest.count() > 0);
            check(&small, &view, &offers.closest, &from, &offered, &|deal| vec![deal.2[own].clone()], true)?;
        }
        let same = |deal: &Deal| feasible(deal) && deal.2[own] == from.2[own] && dominates(deal, &from);
        let better = offers.alternatives.as_ref().expect("no limit");
        prop_assert!(!better.is_empty() || !grid.iter().any(same));
        for one in better.agreements(&view) {
            small.holds(&one.package, &one.gains);
            prop_assert!(same(&small.deal(&one.package, &one.gains)));
        }
    }

    /// A model whose one level is settled has the moves of the one without it.
    #[test]
    fn a_settled_level_makes_no_move(small in small(1..4, true), code in 0usize..9, at in 0i64..5) {
        if small.issues == 0 || small.levels != 1 {
            return Ok(());
        }
        let without = small.settled_at(at);
        let [problem, plain] = [&small, &without].map(|small| Problem::compile(&small.model()).unwrap());
        let from = small.package(&problem, &small.draft(code, [at, 0], 1));
        let start = without.package(&plain, &without.draft(code, [0, 0], 1));
        let view = problem.level_ids().fold(problem.view(), |view, level| view.fix_level(level, &at.into()));
        let moves = |moves: &Moves| -> (Vec<usize>, Vec<Reached>) {
            let one = |one: &Move| (one.package.options().iter().take(small.issues).map(|at| at.index()).collect(), one.rises.clone());
            let counts = moves.counts.iter().copied().chain(std::iter::repeat(0)).take(3).collect();
            (counts, moves.best.iter().map(one).sorted().collect())
        };
        let found = view.trades(&from, &WIDE, &Limits::default());
        let expected = plain.view().trades(&start, &WIDE, &Limits::default());
        prop_assert_eq!(moves(&found.improving), moves(&expected.improving));
        prop_assert_eq!(found.accepting.as_ref().map(moves), expected.accepting.as_ref().map(moves));
        let [found, expected] = [(&problem, &view, &from), (&plain, &plain.view(), &start)].map(|(problem, view, from)| {
            let offers = view.counteroffers(problem.party_at(0), from, &WIDE, &Limits::default());
            let most = offers.most.as_ref().expect("no limit").as_ref().map(|most| most.gains[0].clone());
            (offers.exist(), most, offers.obstacle.clone(), moves(&offers.closest))
        });
        prop_assert_eq!(found, expected);
    }
}

/// A level that is best for a party where it stands can be given up a little: for something else, that is a trade.
#[test]
fn a_level_at_its_best_is_traded_a_little() {
    let text = r#"{
        "zopa": 1,
        "parties": { "a": { "disagreement": 0 }, "b": { "disagreement": 0 } },
        "issues": { "opt": { "options": ["x", "y"] }, "price": { "continuous": { "min": 0, "max": 4 } } },
        "utilities": {
            "a": { "values": { "opt": { "x": 0, "y": 1 }, "price": { "per_unit": 1 } } },
            "b": { "constant": 10, "values": { "opt": { "x": 0, "y": -0.25 }, "price": { "per_unit": -1 } } }
        },
        "proposals": { "now": { "package": { "opt": "x", "price": 4 } } }
    }"#;
    let problem = Problem::compile(&Model::from_json(text).expect("a model")).expect("a problem");
    let now = &problem.proposals()[0].package;
    let trades = problem.view().trades(now, &zopa::explain::Reach::default(), &Limits::default());
    assert_eq!(trades.improving.counts, [0, 1]);
    let rises: Vec<_> = trades.improving.best[0].rises.iter().map(|rise| rise.value().clone()).collect();
    assert!(rises.iter().all(|rise| !rise.is_negative()) && rises.iter().any(|rise| rise.is_positive()), "{rises:?}");
}
