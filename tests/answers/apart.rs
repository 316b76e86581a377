//! What needs no measure of gains: orders against their definitions over all packages, divisions against published examples and
//! against the searches; and threats against every other threat.

use crate::common::{self, Q, build, cases, q, random, rational};
use common::oracle::{Oracle, dominates};
use common::random::Tape;
use itertools::Itertools;
use num_traits::{Signed, Zero};
use proptest::prelude::*;
use std::collections::BTreeSet;
use zopa::concept::{self, Concept, Fallback, MaximinRanks};
use zopa::lottery;
use zopa::model::{Condition, Divided, Issue, Keyed, Level, NoDealRule, Party, Quantity, Threats, Utility, Values};
use zopa::search::{LeftOut, Status};
use zopa::{Limits, Model, Number, Problem};

fn compile(model: &Model) -> Problem {
    Problem::compile(model).unwrap_or_else(|errors| panic!("{errors}"))
}

/// The utility vectors that a concept chooses, and its value.
fn chosen(problem: &Problem, concept: &dyn Concept, by_rule: bool) -> Option<(Q, BTreeSet<Vec<Q>>)> {
    let answer = problem.search().concepts([concept]).by_rule(by_rule).run();
    let [solution] = answer.solutions.as_slice() else { return None };
    let vectors = solution.agreements.iter().map(|point| point.utilities.iter().map(|u| u.value().clone()).collect());
    Some((solution.value.clone().expect("a value").number.value().clone(), vectors.collect()))
}

/// By definition: k rises until some of these packages is among the k best of enough parties that accept it.
fn fallback(oracle: &Oracle, by_rule: bool) -> Option<(Q, BTreeSet<Vec<Q>>)> {
    let rational = oracle.individually_rational().count() > 0;
    let of_all = rational && !by_rule;
    let deals = || {
        oracle
            .feasible()
            .filter(|deal| if of_all { oracle.rational(&deal.utilities) } else { oracle.passes(&deal.utilities) })
    };
    let all: Vec<&Vec<Q>> = deals().map(|deal| &deal.utilities).collect();
    let better = |party: usize, than: &[Q]| all.iter().filter(|other| other[party] > than[party]).count();
    for depth in 1..=all.len() {
        let supporters = |own: &[Q]| -> Vec<bool> {
            (0..oracle.parties()).map(|party| better(party, own) < depth && oracle.content(own, party)).collect()
        };
        let enough = |supports: &[bool]| {
            let count = supports.iter().filter(|supports| **supports).count();
            let vetoes = oracle.veto.iter().zip(supports).all(|(veto, supports)| *supports || !*veto);
            if of_all { count == oracle.parties() } else { vetoes && count >= oracle.quota }
        };
        let reached: Vec<(usize, &Vec<Q>)> = (all.iter())
            .map(|own| (supporters(own), *own))
            .filter(|(supports, _)| enough(supports))
            .map(|(supports, own)| (supports.iter().filter(|supports| **supports).count(), own))
            .collect();
        let Some(most) = reached.iter().map(|(count, _)| *count).max() else { continue };
        let own: BTreeSet<Vec<Q>> =
            reached.into_iter().filter(|(count, _)| *count == most).map(|(_, own)| own.clone()).collect();
        let efficient = own.iter().filter(|one| !own.iter().any(|other| dominates(other, one))).cloned().collect();
        return Some((q(depth as i64, 1), efficient));
    }
    None
}

/// By definition: the ranks from the worst on are smallest.
fn maximin(oracle: &Oracle) -> Option<(Q, BTreeSet<Vec<Q>>)> {
    let all: Vec<&Vec<Q>> = oracle.individually_rational().map(|deal| &deal.utilities).collect();
    let ranks = |own: &[Q]| -> Vec<usize> {
        let rank = |party: usize| 1 + all.iter().filter(|other| other[party] > own[party]).count();
        (0..oracle.parties()).map(rank).sorted().rev().collect()
    };
    let best = all.iter().map(|own| ranks(own)).min()?;
    let own = all.iter().filter(|own| ranks(own) == best).map(|own| (*own).clone());
    Some((q(best[0] as i64, 1), own.collect()))
}

proptest! {
    #![proptest_config(cases(400))]

    /// On random models, with ties, rules, red lines and quotas: what the definitions choose among all packages.
    #[test]
    fn orders_choose_what_their_definitions_do(case in random::models()) {
        let oracle = Oracle::new(&case.model);
        let problem = compile(&case.model);
        let rational = oracle.individually_rational().count() > 0;
        for by_rule in [false, true] {
            let by_rule = by_rule && !problem.acceptance().is_unanimous();
            prop_assert_eq!(chosen(&problem, &Fallback, by_rule), fallback(&oracle, by_rule));
        }
        if rational {
            prop_assert_eq!(chosen(&problem, &MaximinRanks, false), maximin(&oracle));
        }
    }

    /// Rankings are numbers of which only the order counts: any numbers in that order have the same answers, and what measures
    /// gains is left out.
    #[test]
    fn rankings_are_orders(numbers in prop::collection::vec(any::<u32>(), 60), parties in 2..4usize, options in 1..6usize) {
        let mut tape = Tape::new(numbers);
        let values: Vec<Vec<i64>> = (0..parties).map(|_| (0..options).map(|_| tape.below(4) as i64).collect()).collect();
        let floors: Vec<Option<i64>> = values.iter().map(|own| tape.chance(50).then(|| own[tape.below(options)])).collect();
        let least = |party: usize| floors[party].unwrap_or(*values[party].iter().min().expect("an option"));
        let tables: Vec<Vec<Vec<Q>>> = values.iter().map(|own| vec![own.iter().map(|value| q(*value, 1)).collect()]).collect();
        let disagreement: Vec<Q> = (0..parties).map(|party| q(least(party), 1)).collect();
        let measured = build::additive(&tables, &disagreement);
        let mut ranked = measured.clone();
        for (at, own) in values.iter().enumerate() {
            let id = build::party(at);
            let tiers = own.iter().copied().sorted().rev().dedup().map(|value| {
                let alike = (0..options).filter(|option| own[*option] == value);
                let ids: Vec<Level> = alike.map(|option| Level::Id(format!("o{}", option + 1))).collect();
                if let [only] = ids.as_slice() { Condition::One(only.clone()) } else { Condition::AnyOf(ids) }
            });
            let accepts = floors[at].and_then(|floor| own.iter().position(|value| *value == floor));
            *build::utility_mut(&mut ranked, &id) = Utility {
                ranks: Some(tiers.collect()),
                accepts: accepts.map(|option| Level::Id(format!("o{}", option + 1))),
                ..Utility::default()
            };
            build::party_mut(&mut ranked, &id).disagreement = None;
        }
        let (measured, ranked) = (compile(&measured), compile(&ranked));
        let [one, other] = [&measured, &ranked].map(|problem| {
            let answer = problem.search().concepts(concept::OF_ORDER).run();
            let packages = |solution: &zopa::Solution| -> Vec<_> {
                let own = solution.agreements.iter().map(|point| (point.package.clone(), point.ranks.clone())).sorted();
                own.collect()
            };
            (answer.status, answer.solutions.iter().map(|own| (own.value.clone(), packages(own))).collect::<Vec<_>>())
        });
        prop_assert_eq!(one, other);
        let answer = ranked.search().run();
        prop_assert!(answer.solutions.is_empty());
        if answer.status == Status::Agreement {
            prop_assert!(answer.left_out.len() == concept::ALL.len());
            prop_assert!(answer.left_out.iter().all(|(_, why)| *why == LeftOut::OrderOnly));
        }
    }

    /// Of ranked proposals one is agreed on, which breaks no rule; it is worth to the others what the model says, with levels too.
    #[test]
    fn proposals_are_ranked(numbers in prop::collection::vec(any::<u32>(), 40)) {
        let mut tape = Tape::new(numbers);
        let mut model = build::additive(&[vec![vec![q(0, 1); 3]], vec![vec![q(3, 1), q(1, 1), q(0, 1)]]], &[q(0, 1), q(0, 1)]);
        let level = zopa::model::Continuous { min: 0.into(), max: 2.into(), ..Default::default() };
        model.issues.insert("level", Issue { continuous: Some(level), ..Issue::default() });
        build::utility_mut(&mut model, "p2").values.insert("level", Values::PerUnit((-1).into()));
        let places: Vec<(usize, i64)> = (0..4).map(|_| (tape.below(3), tape.below(5) as i64)).collect();
        for (at, (option, halves)) in places.iter().enumerate() {
            let package = [
                ("i1", Level::Id(format!("o{}", option + 1))),
                ("level", Level::Decimal(Number::from(q(*halves, 2)))),
            ];
            let package = package.into_iter().collect();
            model.proposals.insert(format!("d{at}"), zopa::model::Proposal { package, ..Default::default() });
        }
        let forbid = Some(build::is("i1", "o3"));
        model.rules.push(zopa::model::Rule { forbid, id: Some("not-three".into()), ..Default::default() });
        let order: Vec<usize> = (0..4).sorted_by_key(|at| (tape.below(3), *at)).collect();
        let tiers = order.iter().map(|at| Condition::One(Level::Id(format!("d{at}"))));
        *build::utility_mut(&mut model, "p1") = Utility { ranks: Some(tiers.collect()), ..Utility::default() };
        build::party_mut(&mut model, "p1").disagreement = None;
        let problem = compile(&model);
        prop_assert_eq!(problem.issues().len(), 1);
        let worth = |at: usize| [q(3, 1), q(1, 1), q(0, 1)][places[at].0].clone() - q(places[at].1, 2);
        let open: Vec<usize> = (0..4).filter(|at| places[*at].0 != 2 && !worth(*at).is_negative()).collect();
        let answer = problem.search().concepts(concept::OF_ORDER).run();
        prop_assert_eq!(answer.status == Status::Agreement, !open.is_empty());
        let rank = |at: usize| {
            let place = |at: usize| order.iter().position(|other| *other == at).expect("ranked");
            let first = 1 + open.iter().filter(|other| place(**other) < place(at)).count();
            let second = 1 + open.iter().filter(|other| worth(**other) > worth(at)).count();
            [first as u64, second as u64]
        };
        if let Some(depth) = open.iter().map(|at| *rank(*at).iter().max().expect("two")).min() {
            prop_assert_eq!(answer.solutions[0].value.clone().map(|value| value.number), Some((depth as i64).into()));
            for point in &answer.solutions[0].agreements {
                let at = open.iter().copied().find(|at| rank(*at).to_vec() == point.ranks);
                prop_assert!(at.is_some_and(|at| *point.utilities[1].value() == worth(at)));
            }
        }
    }
}

/// The file of an analyst's first day, and what a proof of the literature says of three problems.
#[test]
fn known_orders_have_their_answers() {
    let tie = build::finite(&[[-3, -2, -3], [-1, -3, -2], [-4, -4, -1], [-2, -1, -4]], [-4; 3]);
    let problem = compile(&tie);
    let ids = |concept: &dyn Concept| -> Vec<String> {
        let answer = problem.search().concepts([concept]).run();
        answer.solutions[0]
            .agreements
            .iter()
            .map(|point| point.package.ids(&problem).map(|(_, id)| id.into_owned()).join(""))
            .sorted()
            .collect()
    };
    assert_eq!(ids(&Fallback), ["o1", "o2"]);
    assert_eq!(ids(&MaximinRanks), ["o2"]);
    let two =
        |packages: &[[i64; 2]]| chosen(&compile(&build::finite(packages, [0, 0])), &Fallback, false).expect("chosen");
    let vectors = |vectors: &[[i64; 2]]| -> BTreeSet<Vec<Q>> {
        vectors.iter().map(|own| own.map(|value| q(value, 1)).to_vec()).collect()
    };
    assert_eq!(two(&[[1, 9], [3, 8], [5, 6], [7, 3], [9, 1]]), (q(3, 1), vectors(&[[5, 6]])));
    assert_eq!(two(&[[4, 12], [5, 10], [6, 8], [7, 6], [10, 3], [18, 1], [26, 0]]), (q(4, 1), vectors(&[[7, 6]])));
}

/// The flagship: everybody steps down its own ranking of the 4,681 acceptable packages.
#[test]
fn the_flagship_falls_back() {
    let text = include_str!("../fixtures/ukraine-2025.json");
    let problem = Problem::from_json(text).expect("a model");
    let answer = problem.search().concepts([&Fallback as &dyn Concept]).run();
    let solution = &answer.solutions[0];
    assert_eq!(solution.value.clone().expect("a depth").number, 1273.into());
    let gains: BTreeSet<Vec<String>> =
        solution.agreements.iter().map(|point| point.gains.iter().map(Number::to_string).collect()).collect();
    let expected = [["2.8", "11", "6.8", "7.3"], ["2.6", "11.7", "6.6", "7.3"]];
    assert_eq!(gains, expected.iter().map(|own| own.map(str::to_owned).to_vec()).collect());
}

/// An estate and claims to it, each party with nothing if there is no deal.
fn estate(amount: &Q, claims: &[Q]) -> Model {
    let mut model = build::empty();
    let mut all: Keyed<Quantity> = Keyed::default();
    for (at, claim) in claims.iter().enumerate() {
        model.parties.insert(build::party(at), Party { disagreement: Some(0.into()), ..Party::default() });
        all.insert(build::party(at), build::quantity(claim));
    }
    let divided = Divided { amount: build::quantity(amount), claims: all, ..Divided::default() };
    model.issues.insert("estate", Issue { divided: Some(divided), ..Issue::default() });
    model
}

fn awards(amount: &Q, claims: &[Q], id: &str) -> Vec<Q> {
    let problem = compile(&estate(amount, claims));
    let concept = concept::named(id).expect("a concept");
    let answer = problem.search().concepts([concept]).run();
    let point = &answer.solutions[0].agreements[0];
    assert!(problem.view().is_feasible(&point.package));
    point.utilities.iter().map(|award| award.value().clone()).collect()
}

#[test]
fn published_divisions() {
    let claims = [q(100, 1), q(200, 1), q(300, 1)];
    let whole = |numbers: [&str; 3]| numbers.map(rational).to_vec();
    for (amount, id, expected) in [
        (100, "talmud", ["100/3", "100/3", "100/3"]),
        (200, "talmud", ["50", "75", "75"]),
        (300, "talmud", ["50", "100", "150"]),
        (100, "proportional", ["50/3", "100/3", "50"]),
        (300, "proportional", ["50", "100", "150"]),
        (200, "constrained-equal-awards", ["200/3", "200/3", "200/3"]),
        (400, "constrained-equal-awards", ["100", "150", "150"]),
        (200, "constrained-equal-losses", ["0", "50", "150"]),
        (300, "constrained-equal-losses", ["0", "100", "200"]),
        (600, "constrained-equal-losses", ["100", "200", "300"]),
    ] {
        assert_eq!(awards(&q(amount, 1), &claims, id), whole(expected), "{id} {amount}");
    }
    // The numbers of the heirs of Rabad's case (O'Neill 1982).
    let heirs = [q(120, 1), q(60, 1), q(40, 1), q(30, 1)];
    assert_eq!(awards(&q(120, 1), &heirs, "talmud"), ["55", "30", "20", "15"].map(rational));
}

/// A division of all is proposed only where nobody gains by another one without somebody's loss.
#[test]
fn divisions_are_left_out_where_they_may_be_inefficient() {
    let claims = [q(1, 1), q(2, 1)];
    let why = |edit: &dyn Fn(&mut Utility)| {
        let mut model = estate(&q(2, 1), &claims);
        let mut own = Utility::default();
        edit(&mut own);
        model.utilities.insert(build::party(0), own);
        let problem = compile(&model);
        let answer = problem.search().concepts([concept::named("talmud").expect("a concept")]).run();
        answer.left_out.first().map(|(_, why)| *why)
    };
    assert_eq!(why(&|_| ()), None);
    let per_unit = |value: i64| {
        move |own: &mut Utility| {
            own.values.insert("estate", Values::PerUnit(value.into()));
        }
    };
    assert_eq!(why(&per_unit(2)), None);
    assert_eq!(why(&per_unit(0)), Some(LeftOut::Indifferent));
    assert_eq!(why(&|own| own.at_most = Some(build::quantity(&q(1, 2)))), Some(LeftOut::Indifferent));
    assert_eq!(why(&|own| own.at_most = Some(build::quantity(&q(1, 1)))), None);
    let problem = compile(&estate(&q(2, 1), &claims));
    let lifted = problem.view().without("estate").expect("a rule");
    let answer = lifted.search().concepts([concept::named("talmud").expect("a concept")]).run();
    assert_eq!(answer.left_out.first().map(|(_, why)| *why), Some(LeftOut::Indifferent));
}

proptest! {
    #![proptest_config(cases(40))]

    /// Laws of the rules, and that equal awards are the Nash and the egalitarian solution of the division.
    #[test]
    fn divisions_keep_their_laws(numbers in prop::collection::vec(1..20i64, 3), percent in 1..=100i64, parties in 2..4usize) {
        let claims: Vec<Q> = numbers.iter().take(parties).map(|claim| q(*claim, 2)).collect();
        let all: Q = claims.iter().sum();
        let amount = &all * q(percent, 100);
        let of = |amount: &Q, id: &str| awards(amount, &claims, id);
        for id in concept::OF_CLAIMS.map(|concept| concept.id()) {
            let own = of(&amount, id);
            prop_assert_eq!(own.iter().sum::<Q>(), amount.clone());
            prop_assert!(own.iter().zip(&claims).all(|(award, claim)| !award.is_negative() && award <= claim), "{}", id);
            // Who claims more gets no less, and loses no less.
            for [a, b] in (0..parties).array_combinations() {
                let (a, b) = if claims[a] <= claims[b] { (a, b) } else { (b, a) };
                prop_assert!(own[a] <= own[b] && &claims[a] - &own[a] <= &claims[b] - &own[b], "{}", id);
            }
        }
        let missing = &all - &amount;
        if !missing.is_zero() {
            let dual = |id: &str| claims.iter().zip(of(&missing, id)).map(|(claim, loss)| claim - loss).collect::<Vec<_>>();
            for (id, other) in [
                ("talmud", "talmud"),
                ("proportional", "proportional"),
                ("constrained-equal-awards", "constrained-equal-losses"),
            ] {
                prop_assert_eq!(of(&amount, id), dual(other), "{}", id);
            }
        }
        // Any two divide what they get together as the garment is divided.
        let talmud = of(&amount, "talmud");
        for [a, b] in (0..parties).array_combinations() {
            let both = &talmud[a] + &talmud[b];
            if both.is_positive() {
                let conceded = |claim: &Q| (&both - claim).max(q(0, 1));
                let rest = &both - conceded(&claims[a]) - conceded(&claims[b]);
                prop_assert_eq!(&talmud[a], &(conceded(&claims[b]) + rest / q(2, 1)));
            }
        }
        let problem = compile(&estate(&amount, &claims));
        let equal = of(&amount, "constrained-equal-awards");
        for id in ["nash", "egalitarian"] {
            let answer = problem.search().concepts([concept::named(id).expect("a concept")]).run();
            let solution = &answer.solutions[0];
            let found: Vec<Q> = solution.agreements[0].utilities.iter().map(|award| award.value().clone()).collect();
            prop_assert!(solution.proven);
            if id == "egalitarian" || solution.bound.as_ref().is_none_or(|bound| Some(bound) == solution.value.as_ref()) {
                prop_assert_eq!(&found, &equal, "{}", id);
            }
        }
    }
}

/// A table of payoffs.
fn threats(rule: NoDealRule, payoffs: &[Vec<[Q; 2]>]) -> Threats {
    let cell = |(column, both): (usize, &[Q; 2])| (format!("c{column}"), both.iter().map(build::quantity).collect());
    let row = |(at, row): (usize, &Vec<[Q; 2]>)| (format!("r{at}"), row.iter().enumerate().map(cell).collect());
    Threats { rule: Some(rule), payoffs: payoffs.iter().enumerate().map(row).collect(), ..Threats::default() }
}

fn with_threats(packages: &[[i64; 2]], rule: NoDealRule, payoffs: &[Vec<[Q; 2]>]) -> Model {
    let mut model = build::finite(packages, [0, 0]);
    model.threats = Some(threats(rule, payoffs));
    model.parties.0.iter_mut().for_each(|(_, party)| party.disagreement = None);
    model
}

fn disagreement(problem: &Problem) -> Vec<Q> {
    problem.party_ids().map(|party| problem.view().disagreement(party).value().clone()).collect()
}

/// What both get from the Nash lottery if no deal gives this; none if there is no lottery that both accept.
fn agreed(packages: &[[i64; 2]], without: &[Q]) -> Option<Vec<Q>> {
    let rows: Vec<Vec<Q>> = packages.iter().map(|own| own.map(|value| q(value, 1)).to_vec()).collect();
    let problem = compile(&build::finite_rational(&rows, without));
    let answer = problem.view().lotteries(&[lottery::Concept::Nash], &Limits::default()).expect("two parties");
    let lottery = answer.lotteries.first()?;
    assert!(lottery.exact);
    Some(lottery.utilities.iter().map(|utility| utility.value().clone()).collect())
}

#[test]
fn known_threats_have_their_values() {
    let both = |first: i64, second: i64| [q(first, 1), q(second, 1)];
    // Each keeps itself safe: 3·p − 2·(1 − p) = −p + 4·(1 − p) for the rows, and the columns by their own payoffs.
    let table = [vec![both(3, 0), both(-1, 2)], vec![both(-2, 3), both(4, 1)]];
    let safe = compile(&with_threats(&[[9, 0], [0, 9]], NoDealRule::SecurityLevels, &table));
    assert_eq!(disagreement(&safe), [q(1, 1), q(3, 2)]);
    // Transferable utility: the sum of 10 is split around half the value of the game of differences (Shapley 1953).
    let table = [vec![both(-2, -6)], vec![both(1, 1)]];
    let model = with_threats(&[[10, 0], [0, 10]], NoDealRule::VariableThreats, &table);
    let settled = lottery::settled(&model, &Limits::default()).expect("settled");
    let problem = compile(&settled);
    assert_eq!(disagreement(&problem), [q(-2, 1), q(-6, 1)]);
    assert_eq!(agreed(&[[10, 0], [0, 10]], &disagreement(&problem)), Some(vec![q(7, 1), q(3, 1)]));
    assert!(Problem::compile(&model).is_err());
    // What nothing that can be agreed is as good as is no threat: not by a point, not between two, not beyond the ends.
    let settles = |first: Q, second: Q| {
        let table = [vec![[first, second]], vec![both(0, 0)]];
        let model = with_threats(&[[10, 0], [0, 10]], NoDealRule::VariableThreats, &table);
        lottery::settled(&model, &Limits::default()).is_ok()
    };
    assert!(settles(q(4, 1), q(6, 1)) && settles(q(-1, 1), q(10, 1)) && settles(q(10, 1), q(-3, 1)));
    assert!(!settles(q(4, 1), q(13, 2)) && !settles(q(-1, 1), q(11, 1)) && !settles(q(21, 2), q(-3, 1)));
    let mut model = model;
    model.parties.0[0].1.weight = Some(build::quantity(&q(2, 1)));
    assert!(lottery::settled(&model, &Limits::default()).is_err());
}

proptest! {
    #![proptest_config(cases(150))]

    /// Nobody would get more from the agreement by another threat, the others' threat being what it is: at corners, on edges and at
    /// the ends of the frontier.
    #[test]
    fn threats_are_in_balance(numbers in prop::collection::vec(any::<u32>(), 60), rows in 1..4usize, columns in 1..4usize) {
        let mut tape = Tape::new(numbers);
        let packages: Vec<[i64; 2]> = (0..1 + tape.below(5)).map(|_| [tape.below(9) as i64, tape.below(9) as i64]).collect();
        // Worse for both than some package, so that there is always something to agree on.
        let payoffs: Vec<Vec<[Q; 2]>> = (0..rows)
            .map(|_| (0..columns).map(|_| tape.pick(&packages).map(|own| q(2 * own - tape.below(13) as i64, 2))).collect())
            .collect();
        let model = with_threats(&packages, NoDealRule::VariableThreats, &payoffs);
        let settled = lottery::settled(&model, &Limits::default()).expect("settled");
        let without = disagreement(&compile(&settled));
        let reached = agreed(&packages, &without).expect("something is better for both");
        // The mixtures of both, from the words in which they are told.
        let shares = |party: usize, letter: char, count: usize| -> Vec<Q> {
            let said = settled.parties.0[party].1.batna.clone().expect("a threat");
            let mut shares = vec![q(0, 1); count];
            for part in said.split(", ") {
                let (action, share) = part.split_once(" with probability ").unwrap_or((part, "1"));
                shares[action.trim_start_matches(letter).parse::<usize>().expect("an action")] = rational(share);
            }
            shares
        };
        let (p, c) = (shares(0, 'r', rows), shares(1, 'c', columns));
        let mixed = |p: &[Q], c: &[Q]| -> Vec<Q> {
            (0..2).map(|at| (0..rows).cartesian_product(0..columns).map(|(r, k)| &p[r] * &c[k] * &payoffs[r][k][at]).sum()).collect()
        };
        prop_assert_eq!(mixed(&p, &c), without);
        let pure = |count: usize, at: usize| -> Vec<Q> { (0..count).map(|one| q(i64::from(one == at), 1)).collect() };
        for row in 0..rows {
            let other = agreed(&packages, &mixed(&pure(rows, row), &c)).expect("worse for both than something");
            prop_assert!(other[0] <= reached[0], "row {}: {:?} {:?}", row, other, reached);
        }
        for column in 0..columns {
            let other = agreed(&packages, &mixed(&p, &pure(columns, column))).expect("worse for both than something");
            prop_assert!(other[1] <= reached[1], "column {}: {:?} {:?}", column, other, reached);
        }
    }
}
