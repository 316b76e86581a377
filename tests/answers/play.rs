//! Tactics against each other: against their definitions over lists of all packages in plain fractions, against what is known of them, and
//! against games that NegMAS played.

use crate::common;

use common::build;
use common::oracle::{Deal, Oracle};
use common::random::{self, Tape};
use common::{Q, answers, cases, q};
use num_traits::{One, Signed, Zero};
use proptest::prelude::*;
use serde_json::Value;
use zopa::concept::Nash;
use zopa::problem::{Answering, Climb, Over, Pace, Tactic, Tactics, Way};
use zopa::protocol::{Finish, Game, Packages, games};
use zopa::{Interrupt, Limits, Problem, Stop, View};

fn tactic(name: &str) -> Tactic {
    name.parse().expect("a tactic")
}

/// Every party with one of these, in the order of the model.
fn terms(view: &View, tactics: &[Tactic], rounds: usize, over: Over) -> Tactics {
    let by = view.problem().party_ids().zip(tactics).map(|(party, tactic)| (party, *tactic)).collect();
    Tactics { by, rounds, over, seed: 1, as_negmas: false }
}

fn played(view: &View, terms: &Tactics) -> (Packages, Game) {
    let packages = Packages::list(view, terms.over, &Limits::default()).expect("no limit");
    let game = packages.play(view, terms, &Limits::default()).expect("no limit");
    (packages, game)
}

/// A turn: in which round, whose, the options of the package, and whether it is accepted.
type Turn = (usize, usize, Vec<usize>, bool);

fn turns(packages: &Packages, game: &Game) -> Vec<Turn> {
    let options = |at: usize| packages.package(at).options().iter().map(|option| option.index()).collect();
    game.moves.iter().map(|one| (one.round, one.party.index(), options(one.package), one.accepts)).collect()
}

fn power(base: &Q, exponent: u32) -> Q {
    (0..exponent).fold(Q::one(), |product, _| product * base)
}

/// What a party does by a tactic's definition: looked for in all packages that it accepts, the best first.
struct Own<'d> {
    tactic: Tactic,
    party: usize,
    accepts: Vec<&'d Deal>,
    least: Q,
    made: usize,
    last: Option<Q>,
    /// By party, what it offered.
    heard: Vec<Vec<&'d Deal>>,
}

impl<'d> Own<'d> {
    fn gain(&self, oracle: &Oracle, deal: &Deal) -> Q {
        oracle.gain(deal, self.party)
    }

    /// The worst of what reaches a demand, the first of those; the best if nothing does.
    fn reaching(&self, oracle: &Oracle, holds: &dyn Fn(&Q) -> bool) -> &'d Deal {
        let worst = self
            .accepts
            .iter()
            .filter(|deal| holds(&self.gain(oracle, deal)))
            .map(|deal| self.gain(oracle, deal))
            .min();
        let worst = worst.unwrap_or_else(|| self.gain(oracle, self.accepts[0]));
        self.accepts.iter().find(|deal| self.gain(oracle, deal) == worst).expect("there is one")
    }

    fn next(&self, oracle: &Oracle, round: usize, rounds: usize) -> &'d Deal {
        let best = self.gain(oracle, self.accepts[0]);
        match self.tactic {
            Tactic::Time(pace) => {
                let time = q(round as i64, rounds as i64);
                let range = &best - &self.least;
                let holds = |gain: &Q| {
                    power(&(&best - gain), pace.denom()) <= power(&range, pace.denom()) * power(&time, pace.numer())
                };
                self.reaching(oracle, &holds)
            }
            Tactic::TitForTat(how) => {
                let Some(last) = &self.last else { return self.accepts[0] };
                if self.made == 1 {
                    let worse = self.accepts.iter().find(|deal| self.gain(oracle, deal) < best);
                    return worse.unwrap_or(&self.accepts[0]);
                }
                let demand = |heard: &Vec<&Deal>| {
                    let worth: Vec<Q> = heard.iter().map(|deal| self.gain(oracle, deal)).collect();
                    let mut pairs: Vec<(Q, Q)> =
                        worth.windows(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect();
                    let kept = if how == Answering::Averaged { 3 } else { 1 };
                    pairs.drain(..pairs.len().saturating_sub(kept));
                    if pairs.is_empty() {
                        return None;
                    }
                    let count = q(pairs.len() as i64, 1);
                    let shares = pairs.iter().all(|(a, b)| a.is_positive() && b.is_positive()) && last.is_positive();
                    Some(match how != Answering::Absolute && shares {
                        true => last * pairs.iter().map(|(a, b)| a / b).sum::<Q>() / count,
                        false => last - pairs.iter().map(|(a, b)| b - a).sum::<Q>() / count,
                    })
                };
                match self.heard.iter().filter_map(demand).max() {
                    Some(demand) => self.reaching(oracle, &|gain| *gain >= demand),
                    None => self.reaching(oracle, &|gain| gain >= last),
                }
            }
            _ => unreachable!("by chance"),
        }
    }
}

/// The game by its definition, or none if somebody has nothing to offer.
fn by_definition(
    oracle: &Oracle,
    deals: &[&Deal],
    tactics: &[Tactic],
    first: usize,
    rounds: usize,
) -> Option<Vec<Turn>> {
    let parties = oracle.parties();
    let mut players: Vec<Own> = Vec::new();
    for at in 0..parties {
        let party = (first + at) % parties;
        let mut accepts: Vec<&Deal> =
            deals.iter().filter(|deal| oracle.content(&deal.utilities, party)).copied().collect();
        // What is equally good stays in the order of the list.
        accepts.sort_by_key(|deal| std::cmp::Reverse(oracle.gain(deal, party)));
        let least = match accepts.len() == deals.len() {
            true => accepts.last().map_or_else(Q::zero, |deal| oracle.gain(deal, party)),
            false => Q::zero(),
        };
        if accepts.is_empty() {
            return None;
        }
        let heard = vec![Vec::new(); parties];
        players.push(Own { tactic: tactics[party], party, accepts, least, made: 0, last: None, heard });
    }
    let (mut turns, mut table): (Vec<Turn>, Option<&Deal>) = (Vec::new(), None);
    let mut content = vec![false; parties];
    for round in 1..=rounds {
        for at in 0..parties {
            let next = players[at].next(oracle, round, rounds);
            let party = players[at].party;
            match table.filter(|deal| oracle.gain(deal, party) >= oracle.gain(next, party)) {
                Some(deal) => turns.push((round, party, deal.options.clone(), true)),
                None => {
                    table = Some(next);
                    content = vec![false; parties];
                    players[at].made += 1;
                    players[at].last = Some(oracle.gain(next, party));
                    for (_, player) in players.iter_mut().enumerate().filter(|(other, _)| *other != at) {
                        player.heard[party].push(next);
                    }
                    turns.push((round, party, next.options.clone(), false));
                }
            }
            content[party] = true;
            let count = content.iter().filter(|own| **own).count();
            if count >= oracle.quota && (0..parties).all(|at| content[at] || !oracle.veto[at]) {
                return Some(turns);
            }
        }
    }
    Some(turns)
}

fn random_tactic(tape: &mut Tape) -> Tactic {
    let names =
        ["boulware", "linear", "conceder", "time:3/2", "tit-for-tat", "tit-for-tat-absolute", "tit-for-tat-averaged"];
    tactic(tape.pick::<&str>(&names))
}

proptest! {
    #![proptest_config(cases(300))]

    /// Games are turn by turn what the definitions say, over all packages and over those that are accepted.
    #[test]
    fn games_are_what_the_definitions_say(case in random::models()) {
        let problem = Problem::compile(&case.model).unwrap();
        let oracle = Oracle::new(&case.model);
        let view = problem.view();
        let mut tape = common::ranges::long_tape(&case.questions);
        for over in [Over::Feasible, Over::Acceptable] {
            let mut deals: Vec<&Deal> = match over {
                Over::Feasible => oracle.feasible().collect(),
                _ => oracle.acceptable().collect(),
            };
            deals.sort_by(|one, other| one.options.cmp(&other.options));
            let tactics: Vec<Tactic> = (0..oracle.parties()).map(|_| random_tactic(&mut tape)).collect();
            let (first, rounds) = (tape.below(oracle.parties()), 1 + tape.below(12));
            let mut asked = terms(&view, &tactics, rounds, over);
            asked.by.rotate_left(first);
            let (packages, game) = played(&view, &asked);
            prop_assert_eq!(packages.len(), deals.len());
            if deals.is_empty() {
                prop_assert_eq!(&game.finish, &Finish::Nothing);
                continue;
            }
            match by_definition(&oracle, &deals, &tactics, first, rounds) {
                None => prop_assert!(matches!(game.finish, Finish::LeftBy(_))),
                Some(expected) => {
                    prop_assert_eq!(turns(&packages, &game), expected, "{:?} {:?}", tactics, over);
                    let agreed = game.finish == Finish::Agreed;
                    prop_assert_eq!(agreed, game.agreed.is_some());
                    // As a way of talking it comes to the same.
                    let course = view.talks(&Way::Tactics(asked), &Nash, &Limits::default());
                    prop_assert_eq!(course.is_agreed(), Some(agreed));
                    prop_assert_eq!(&course, &game.course(&view, &packages));
                    if let Some(at) = game.agreed {
                        prop_assert!(view.is_feasible(packages.package(at)));
                        prop_assert_eq!(answers::exact(&course.outcomes[0].gains), packages.gains(at));
                    }
                }
            }
        }
    }

    /// MiCRO offers one package after another, the best first, and games of chance depend on nothing but the seed.
    #[test]
    fn micro_and_chance_keep_their_promises(case in random::models()) {
        let problem = Problem::compile(&case.model).unwrap();
        let view = problem.view();
        let mut tape = common::ranges::long_tape(&case.questions);
        let parties = view.parties();
        let other = |tape: &mut Tape| if tape.chance(50) { Tactic::Random } else { random_tactic(tape) };
        let tactics: Vec<Tactic> =
            (0..parties).map(|at| if at == 0 { Tactic::Micro } else { other(&mut tape) }).collect();
        let asked = terms(&view, &tactics, 12, Over::Feasible);
        let (packages, game) = played(&view, &asked);
        prop_assert_eq!(&game, &packages.play(&view, &asked, &Limits::default()).unwrap());
        let own: Vec<usize> =
            game.moves.iter().filter(|one| one.party.index() == 0 && !one.accepts).map(|one| one.package).collect();
        let mut seen: Vec<usize> = Vec::new();
        for at in own {
            prop_assert!(packages.gains(at)[0] >= Q::zero());
            if !seen.contains(&at) {
                // What is new is no better than what was offered before.
                prop_assert!(seen.iter().all(|before| packages.gains(*before)[0] >= packages.gains(at)[0]));
                seen.push(at);
            }
        }
    }
}

/// Two parties over these packages, with this without a deal.
fn two(points: &[Vec<Q>], disagreement: [Q; 2]) -> Problem {
    Problem::compile(&build::finite_rational(points, &disagreement)).expect("a model")
}

/// What two who follow MiCRO come to is what fallback bargaining chooses, or one of what it chooses.
#[test]
fn micro_against_micro_is_fallback_bargaining() {
    let mut state = 3u64;
    let mut below = |most: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % most as u64) as usize
    };
    let mut several = 0;
    for case in 0..300 {
        let count = 1 + below(12);
        let mut order = |count: usize| {
            let mut rest: Vec<i64> = (1..=count as i64).collect();
            (0..count).map(|_| rest.remove(below(rest.len()))).collect::<Vec<_>>()
        };
        let (one, other) = (order(count), order(count));
        let points: Vec<Vec<Q>> = one.iter().zip(&other).map(|(one, other)| vec![q(*one, 1), q(*other, 1)]).collect();
        let problem = two(&points, [Q::zero(), Q::zero()]);
        let view = problem.view();
        let (packages, game) = played(&view, &terms(&view, &[Tactic::Micro; 2], count, Over::Acceptable));
        let course = view.talks(&Way::Fallback, &Nash, &Limits::default());
        let fallback: Vec<Vec<Q>> = course.outcomes.iter().map(|outcome| answers::exact(&outcome.gains)).collect();
        let agreed = game.agreed.expect("both accept everything");
        assert!(fallback.contains(&packages.gains(agreed)), "{case}: {points:?} {fallback:?}");
        several += usize::from(fallback.len() > 1);
    }
    assert!(several > 20);
}

/// Games of NegMAS 0.16, as it played them: of two who follow MiCRO, and of tactics of time against each other, where nobody is indifferent.
/// `benches/negmas-games.py` made them.
#[test]
fn negmas_comes_to_the_same() {
    let all: Vec<Value> = serde_json::from_str(include_str!("../fixtures/negmas-games.json")).expect("JSON");
    let exact = |value: &Value| value.to_string().parse::<zopa::Number>().expect("a number").value().clone();
    let pair = |value: &Value| [exact(&value[0]), exact(&value[1])];
    let mut games = 0;
    for (at, case) in all.iter().enumerate() {
        let points: Vec<Vec<Q>> =
            case["points"].as_array().expect("points").iter().map(|one| pair(one).to_vec()).collect();
        let problem = two(&points, pair(&case["reserves"]));
        let view = problem.view();
        let rounds = case["rounds"].as_u64().expect("rounds") as usize;
        for game in case["games"].as_array().expect("games") {
            let tactics = [0, 1].map(|own| tactic(game[own].as_str().expect("a tactic")));
            let asked = Tactics { as_negmas: true, ..terms(&view, &tactics, rounds, Over::Feasible) };
            let (packages, played) = played(&view, &asked);
            let found =
                played.agreed.map(|at| u64::from(packages.package(at).options().iter().next().unwrap().index() as u32));
            assert_eq!(found, game[2].as_u64(), "{at} {game}");
            games += 1;
        }
    }
    assert_eq!(games, 600);
}

/// The matrix of the anchor, of which NegMAS 0.16 says the same.
#[test]
fn a_small_tournament() {
    let points = [(1, 9), (3, 8), (5, 6), (7, 3), (9, 1)].map(|(one, other)| vec![q(one, 1), q(other, 1)]);
    let problem = two(&points, [Q::zero(), Q::zero()]);
    let view = problem.view();
    let tactics = ["micro", "boulware", "linear", "conceder"].map(tactic);
    let asked = Tactics { as_negmas: true, ..terms(&view, &[Tactic::Micro; 2], 20, Over::Acceptable) };
    let packages = Packages::list(&view, Over::Acceptable, &Limits::default()).expect("no limit");
    let played = |packages: &Packages, view: &View, asked: &Tactics, tactics: &[Tactic]| {
        let count = games(view.parties(), tactics.len()).expect("not too many");
        let play = |numbers| packages.games(view, asked, tactics, numbers, &Limits::default());
        let whole = play(0..count);
        // Whoever plays some of them plays the same games.
        let parts = (0..count).step_by(3).flat_map(|from| play(from..count.min(from + 3)).value);
        assert_eq!(whole.value, parts.collect::<Vec<_>>());
        packages.tournament(view, tactics.len(), whole, &Limits::default())
    };
    let found = played(&packages, &view, &asked, &tactics);
    assert_eq!(found.stopped, None);
    let gains: Vec<Vec<i64>> = (found.games.iter())
        .map(|game| answers::exact(&game.end.gains).iter().map(|gain| gain.to_integer().try_into().unwrap()).collect())
        .collect();
    let row = |all: [[i64; 2]; 4]| all.map(|pair| pair.to_vec()).to_vec();
    assert_eq!(gains[0..4], row([[5, 6], [5, 6], [5, 6], [7, 3]]));
    assert_eq!(gains[4..8], row([[5, 6], [5, 6], [7, 3], [7, 3]]));
    assert_eq!(gains[8..12], row([[5, 6], [3, 8], [5, 6], [7, 3]]));
    assert_eq!(gains[12..16], row([[5, 6], [3, 8], [3, 8], [5, 6]]));
    // By hand: who is met by boulware or micro does no better than by one of these.
    assert_eq!(found.pure, [0, 1, 4, 5]);
    let dominated: Vec<Vec<usize>> =
        found.dominated.iter().map(|own| own.iter().map(|one| one.tactic).collect()).collect();
    assert_eq!(dominated, [[0, 2, 3], [0, 2, 3]]);
    assert_eq!(found.means[1][0].to_string(), "6");
    assert!(found.mixes.is_some());
    // With three parties, every one with every tactic.
    let three = Problem::compile(&build::finite(&[[3, 1, 1], [1, 3, 1], [1, 1, 3], [2, 2, 2]], [0, 0, 0])).unwrap();
    let view = three.view();
    let packages = Packages::list(&view, Over::Frontier, &Limits::default()).expect("no limit");
    let asked = terms(&view, &[Tactic::Micro; 3], 10, Over::Frontier);
    let found = played(&packages, &view, &asked, &tactics[1..]);
    assert_eq!((found.games.len(), found.mixes.is_none()), (27, true));
    assert_eq!((games(3, 16), games(3, 17), games(64, 3)), (Ok(4096), Err(Stop::TooLarge), Err(Stop::TooLarge)));
}

/// A game that is stopped says so, and nothing else.
#[test]
fn what_is_stopped_is_no_game() {
    let problem = Problem::from_json(include_str!("../fixtures/ukraine-2025.json")).expect("a model");
    let view = problem.view();
    let asked = terms(&view, &[Tactic::Random; 4], 1000, Over::Acceptable);
    let whole = view.talks(&Way::Tactics(asked.clone()), &Nash, &Limits::default());
    assert!(whole.stopped.is_none());
    let mut stopped = 0;
    for look in [1, 2, 3, 10, 100] {
        let limits = Limits { interrupt: Interrupt::at_look(look), ..Limits::default() };
        let cut = view.talks(&Way::Tactics(asked.clone()), &Nash, &limits);
        match cut.stopped {
            Some(_) => assert!(cut.outcomes.is_empty()),
            None => assert_eq!(cut, whole),
        }
        stopped += usize::from(cut.stopped.is_some());
    }
    assert!(stopped > 0);
    let tiny = Limits { memory: 1000, ..Limits::default() };
    assert_eq!(Packages::list(&view, Over::Acceptable, &tiny).err(), Some(Stop::TooLarge));
}

#[test]
fn tactics_are_called_as_they_are_written() {
    for name in Tactic::names().chain(["time:3/2", "time:7", "time:1/100"]) {
        assert_eq!(tactic(name).to_string(), name);
    }
    assert_eq!(tactic("time:0.25"), tactic("conceder"));
    for wrong in ["", "time", "time:", "time:0", "time:-1", "time:101", "time:1/101", "time:x", "Linear"] {
        assert!(wrong.parse::<Tactic>().is_err(), "{wrong}");
    }
    assert!(Pace::new(0, 0).is_none() && Pace::new(1, 0).is_none() && Pace::new(200, 100).is_some());
}

proptest! {
    #![proptest_config(cases(25))]

    /// A text that chance edits hurts nobody, changes by so many issues at most, follows from its seed, and ends, where edits may be of all
    /// issues and there is time enough, where nothing is better for somebody and worse for nobody.
    #[test]
    fn texts_are_climbed(case in random::models()) {
        let problem = Problem::compile(&case.model).unwrap();
        let oracle = Oracle::new(&case.model);
        let view = problem.view();
        let mut tape = case.tape();
        let (edits, seed) = (1 + tape.below(3), tape.below(9) as u64);
        let climb = Climb { from: None, edits, rounds: 40, seed };
        let climbed = view.climb(&climb, &Limits::default()).whole().unwrap().unwrap();
        prop_assert_eq!(&climbed, &view.climb(&climb, &Limits::default()).whole().unwrap().unwrap());
        let options = |package: &zopa::Package| common::at::positions(package);
        let deal = |options: &[usize]| oracle.deals.iter().find(|deal| deal.options == options).unwrap();
        let mut text = options(&climbed.first);
        for edit in &climbed.edits {
            let next = options(&edit.package);
            let changed = next.iter().zip(&text).filter(|(a, b)| a != b).count();
            prop_assert!((1..=edits).contains(&changed));
            let (before, after) = (deal(&text), deal(&next));
            prop_assert!(before.utilities != after.utilities);
            prop_assert_eq!(edit.is_open, oracle.feasible().any(|deal| deal.options == next));
            let loses: Vec<usize> = (0..oracle.parties()).filter(|at| after.utilities[*at] < before.utilities[*at]).collect();
            let vetoed: Vec<usize> = edit.vetoed_by.iter().map(|party| party.index()).collect();
            prop_assert_eq!(vetoed, if edit.is_open { loses.clone() } else { Vec::new() });
            if edit.is_open && loses.is_empty() {
                text = next;
            }
        }
        prop_assert_eq!(&options(climbed.last()), &text);
        let long = Climb { edits: 4, rounds: 1500, ..climb };
        let course = view.talks(&Way::Climb(long), &Nash, &Limits::default());
        let end = course.outcomes[0].ends[0].package.as_ref().unwrap();
        let better = oracle.feasible().filter(|other| common::oracle::dominates(&other.utilities, &deal(&options(end)).utilities)).count();
        prop_assert_eq!(course.better, Some(better.into()));
        if oracle.deals.len() <= 24 {
            prop_assert_eq!(better, 0);
        }
    }
}
