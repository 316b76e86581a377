//! What ways of talking lead to, against the definitions over lists of all packages; known answers, and the flagship of 2025.

use crate::common;

use common::at::At;
use common::build;
use common::oracle::{Deal, Oracle, dominates};
use common::random::{self, Tape};
use common::{Q, answers, cases, q, rational};
use num_traits::{One, Signed, Zero};
use proptest::prelude::*;
use std::collections::BTreeSet;
use zopa::concept::{Concept, Egalitarian, Nash};
use zopa::lottery::Unpaired;
use zopa::model::{Cluster, Model};
use zopa::problem::{Blocs, Climb, Draft, Offers, SingleText, Slow, TrackOf, Tracks, Way};
use zopa::protocol::{Comparison, Course, Finish, Outcome, Step, Ties, Untold};
use zopa::{Interrupt, Limits, Number, PartyId, Problem, View};

fn gains_of(outcome: &Outcome) -> Vec<Q> {
    answers::exact(&outcome.gains)
}

/// The gains of the only outcome.
fn only(course: &Course) -> Vec<Q> {
    assert_eq!(course.outcomes.len(), 1, "{course:?}");
    gains_of(&course.outcomes[0])
}

fn play(view: &View, way: Way) -> Course {
    view.talks(&way, &Nash, &Limits::default())
}

/// Offers in turn by parties, with one patience for all.
fn offers(view: &View, order: &[usize], rounds: usize, patience: &str) -> Offers {
    Offers {
        order: order.iter().map(|at| vec![view.party_at(*at)]).collect(),
        rounds,
        ..Offers::of_parties(view.parties()).with_patience(&patience.parse().expect("a number"))
    }
}

/// Two parties over these packages, with nothing without a deal.
fn frontier(points: &[(i64, i64)]) -> Problem {
    let points: Vec<[i64; 2]> = points.iter().map(|(one, other)| [*one, *other]).collect();
    Problem::compile(&build::finite(&points, [0, 0])).expect("a model")
}

const X: [(i64, i64); 5] = [(1, 9), (3, 8), (5, 6), (7, 3), (9, 1)];

fn pair((one, other): (i64, i64)) -> Vec<Q> {
    vec![q(one, 1), q(other, 1)]
}

#[test]
fn the_last_mover_takes_all_from_the_patient() {
    let problem = frontier(&X);
    let view = problem.view();
    for (patience, expected) in [
        ("9/10", vec![(9, 1), (1, 9), (9, 1), (1, 9), (9, 1), (1, 9)]),
        ("1/2", vec![(9, 1), (5, 6), (7, 3), (5, 6), (7, 3), (5, 6)]),
    ] {
        for (at, own) in expected.iter().enumerate() {
            let course = play(&view, Way::Offers(offers(&view, &[0, 1], at + 1, patience)));
            assert_eq!(only(&course), pair(*own), "{patience} {at}");
            // With one round more it is what comes next.
            let longer = course.one_round_more.as_ref().expect("a list");
            let longer: Vec<Q> = longer.iter().flatten().map(|gain| gain.value().clone()).collect();
            let next = expected.get(at + 1).unwrap_or_else(|| &expected[at - 1]);
            assert_eq!(longer, pair(*next).into_iter().flat_map(|own| [own.clone(), own]).collect::<Vec<_>>());
            assert_eq!(course.outcomes[0].ends[0].round, Some(1));
        }
    }
    let chance = |rounds| Way::Offers(Offers { at_random: true, ..offers(&view, &[0, 1], rounds, "9/10") });
    let course = play(&view, chance(1));
    assert_eq!(only(&course), pair((5, 5)));
    assert_eq!(course.outcomes[0].ends.len(), 2);
    for rounds in [2, 3, 10] {
        let course = play(&view, chance(rounds));
        assert_eq!(only(&course), pair((5, 6)));
        assert_eq!(course.outcomes[0].ends.len(), 1);
    }
    assert_eq!(only(&play(&view, Way::Fallback)), pair((5, 6)));
    let c = frontier(&[(4, 12), (5, 10), (6, 8), (7, 6), (10, 3), (18, 1), (26, 0)]);
    assert_eq!(only(&play(&c.view(), Way::Fallback)), pair((7, 6)));
}

#[test]
fn ways_without_terms_stand_in_models() {
    let text = include_str!("../../models/examples/first-steps.json");
    let named = "\"zopa\": 1, \"protocols\": { \"ranks\": { \"fallback\": {} }, \"risks\": { \"zeuthen\": {} } },";
    let problem = Problem::from_json(&text.replacen("\"zopa\": 1,", named, 1)).expect("a model");
    let ways: Vec<&Way> = problem.talks().iter().map(|talk| &talk.way).collect();
    assert_eq!(ways, [&Way::Fallback, &Way::Zeuthen]);
}

#[test]
fn a_pie_in_many_parts_comes_near_to_what_is_known() {
    let pie = |parts: i64| {
        let points: Vec<Vec<Q>> = (0..=parts).map(|part| vec![q(part, parts), q(parts - part, parts)]).collect();
        Problem::compile(&build::finite_rational(&points, &[Q::zero(), Q::zero()])).expect("a model")
    };
    for (parts, first) in [(10, q(1, 10)), (100, q(1, 2)), (1000, q(523, 1000))] {
        let problem = pie(parts);
        let view = problem.view();
        let course = play(&view, Way::Offers(offers(&view, &[0, 1], 60, "9/10")));
        assert_eq!(only(&course)[0], first);
    }
    let problem = pie(1000);
    let view = problem.view();
    let risky = Offers { breakdown: "1/10".parse().expect("a number"), ..offers(&view, &[0, 1], 60, "1") };
    let course = play(&view, Way::Offers(risky.clone()));
    assert_eq!(only(&course)[0], q(523, 1000));
    let apart = Offers { broken: ["3/10", "1/10"].map(|own| Some(own.parse().expect("a number"))).into(), ..risky };
    assert_eq!(only(&play(&view, Way::Offers(apart)))[0], q(612, 1000));
    // An outside option is a limit: one that is worse than what a refusal leads to moves nothing, one that is better is what is left.
    let plain = offers(&view, &[0, 1], 60, "9/10");
    let with =
        |outside: &str| Offers { outside: vec![None, Some(outside.parse().expect("a number"))], ..plain.clone() };
    assert_eq!(only(&play(&view, Way::Offers(with("0.3"))))[0], q(523, 1000));
    assert_eq!(only(&play(&view, Way::Offers(with("0.6")))), [q(4, 10), q(6, 10)]);
    // A closed rule with a quota: who offers buys the consent of as many as it needs.
    let parts = 20;
    let mut points = Vec::new();
    for one in 0..=parts {
        points.extend((0..=parts - one).map(|two| vec![q(one, parts), q(two, parts), q(parts - one - two, parts)]));
    }
    let mut model = build::finite_rational(&points, &vec![Q::zero(); 3]);
    model.acceptance = Some(zopa::model::Acceptance { quota: Some(2), ..Default::default() });
    let problem = Problem::compile(&model).expect("a model");
    let view = problem.view();
    let chance = Offers { at_random: true, ..offers(&view, &[0, 1, 2], 2, "3/5") };
    let course = play(&view, Way::Offers(chance));
    for end in &course.outcomes[0].ends {
        // 1 − δ(q − 1)/n.
        assert_eq!(answers::exact(&end.gains).into_iter().max(), Some(q(4, 5)));
    }
}

#[test]
fn concessions_and_offers_without_a_deadline_have_their_known_ends() {
    let problem = frontier(&X);
    let view = problem.view();
    let course = play(&view, Way::Zeuthen);
    assert_eq!(only(&course), pair((5, 6)));
    let demands: Vec<Vec<Q>> = (course.steps.iter())
        .filter_map(|step| match step {
            Step::Offered { package: Some(package), .. } => Some(answers::exact(&view.gains_of(package))),
            _ => None,
        })
        .collect();
    assert_eq!(demands, [(9, 1), (1, 9), (7, 3), (3, 8), (5, 6), (5, 6)].map(pair));
    let same = |all: &[(i64, i64)]| all.iter().map(|one| (*one, *one)).collect::<Vec<_>>();
    for (patience, expected) in [
        ("1/2", vec![((7, 3), (5, 6)), ((5, 6), (3, 8))]),
        ("3/5", vec![((5, 6), (3, 8))]),
        ("2/3", same(&[(5, 6)])),
        ("3/4", same(&[(7, 3), (5, 6)])),
        ("4/5", same(&[(9, 1), (7, 3), (5, 6), (3, 8)])),
        ("9/10", same(&[(9, 1), (7, 3), (5, 6), (3, 8), (1, 9)])),
    ] {
        let patience = [patience, patience].map(|share| share.parse().expect("a number"));
        let pairs = view.stationary_offers(&patience, &Limits::default()).expect("no limit");
        let found: Vec<_> =
            pairs.iter().map(|own| [&own.first, &own.second].map(|one| answers::exact(&one.gains))).collect();
        let expected: Vec<_> = expected.into_iter().map(|(x, y)| [pair(x), pair(y)]).collect();
        assert_eq!(found, expected, "{patience:?}");
    }
}

/// The pair of lotteries is the only one with δ between the offers, whatever lies on the frontier, and comes to the Nash lottery whose weights
/// are in proportion to 1/r as offers follow one another faster.
#[test]
fn offers_of_lotteries_come_to_the_weighted_nash_lottery() {
    let pairs = |problem: &Problem, patience: [&Q; 2]| {
        let patience = patience.map(|share| Number::from(share.clone()));
        let found = problem.view().stationary_lotteries(&patience, &Limits::default()).expect("no limit");
        found.map(|pair| pair.map(|one| answers::exact(&one.gains)))
    };
    let problem = frontier(&X);
    for (one, other) in
        [(q(1, 2), q(1, 2)), (q(9, 10), q(2, 3)), (q(1, 3), q(99, 100)), (q(0, 1), q(1, 2)), (q(1, 1), q(1, 2))]
    {
        let [first, second] = pairs(&problem, [&one, &other]).expect("one pair");
        // On the frontier: its slopes are -1/2, -1, -3/2, -1, from the best for the second on.
        let most = |gain: &Q| {
            let points = X.map(|(one, other)| [q(one, 1), q(other, 1)]);
            let hull = [points[0].clone(), points[1].clone(), points[2].clone(), points[4].clone()];
            let edge = hull.windows(2).find(|pair| *gain <= pair[1][0]).expect("an edge");
            &edge[0][1] + (gain - &edge[0][0]) * (&edge[1][1] - &edge[0][1]) / (&edge[1][0] - &edge[0][0])
        };
        assert_eq!([most(&first[0]), most(&second[0])], [first[1].clone(), second[1].clone()]);
        // Who offers takes all that the other one does not miss by waiting, or its best.
        assert!(first[1] == &other * &second[1] || first[0] == q(9, 1) && first[1] >= &other * &second[1]);
        assert!(second[0] == &one * &first[0] || second[0] == q(1, 1) && second[0] >= &one * &first[0]);
    }
    assert_eq!(pairs(&problem, [&q(1, 1), &q(1, 1)]), Err(Unpaired::NoHurry));
    // Where there is nothing to choose, nobody has to be in a hurry; and nothing is offered that somebody would refuse.
    let point = vec![q(5, 1), q(3, 1)];
    assert_eq!(pairs(&frontier(&[(5, 3)]), [&q(1, 1), &q(1, 1)]), Ok([point.clone(), point]));
    assert_eq!(pairs(&frontier(&[(5, -3)]), [&q(1, 2), &q(1, 1)]), Err(Unpaired::NotAcceptable));
    // A pie: 1/(1 + δ), exactly; and with r₁ = 1, r₂ = 2 shares tend to 2/3 and 1/3.
    let pie = frontier(&[(0, 1), (1, 0)]);
    let [first, second] = pairs(&pie, [&q(9, 10), &q(9, 10)]).expect("one pair");
    assert_eq!((first, second), (vec![q(10, 19), q(9, 19)], vec![q(9, 19), q(10, 19)]));
    let mut model = build::finite(&X.map(|(one, other)| [one, other]), [0, 0]);
    for (party, weight) in [(0, "2"), (1, "1")] {
        build::party_mut(&mut model, &build::party(party)).weight = Some(build::quantity(&rational(weight)));
    }
    let weighted = Problem::compile(&model).expect("a model");
    let nash = weighted.view().lotteries(&[zopa::lottery::Concept::Nash], &Limits::default()).expect("it suits");
    let nash = answers::exact(&nash.lotteries[0].gains);
    let mut last = q(100, 1);
    for often in [10, 100, 1000, 10_000] {
        let (one, other) = (Q::one() - q(1, often), Q::one() - q(2, often));
        let offers = pairs(&problem, [&one, &other]).expect("one pair");
        let far = offers.iter().map(|own| (&own[0] - &nash[0]).abs()).max().expect("two");
        assert!(far < last.clone() / q(5, 1), "{often}");
        last = far;
    }
    assert!(last < q(1, 100));
}

#[test]
fn two_who_speak_as_one_get_a_half_of_a_pie_for_three() {
    let parts = 12;
    let mut points = Vec::new();
    for one in 0..=parts {
        points.extend((0..=parts - one).map(|two| [one, two, parts - one - two]));
    }
    let problem = Problem::compile(&build::finite(&points, [0, 0, 0])).expect("a model");
    let view = problem.view();
    let bloc = |power: i64| {
        let of = vec![vec![view.party_at(1), view.party_at(2)]];
        Way::Blocs(Blocs { of, power: power.into() })
    };
    let shares = |course: &Course| only(course).iter().map(|gain| gain.to_integer()).collect::<Vec<_>>();
    assert_eq!(shares(&play(&view, Way::Together)), [4, 4, 4].map(Into::into));
    assert_eq!(shares(&play(&view, bloc(1))), [6, 3, 3].map(Into::into));
    assert_eq!(shares(&play(&view, bloc(2))), [4, 4, 4].map(Into::into));
}

#[test]
fn tied_hands_are_strong_until_the_deal_is_gone() {
    let problem = Problem::from_json(include_str!("../fixtures/ukraine-2025.json")).expect("a model");
    let view = problem.view();
    let ukraine = view.ratified(view.party_at(1), &Nash, &Limits::default()).whole().expect("no limit");
    let expected = [
        ("0", 4681u32, "2.8 11 6.8 7.3"),
        ("11.1", 90, "2.6 11.7 6.6 7.3"),
        ("11.8", 50, "2.4 12 6.4 7.3"),
        ("12.1", 36, "2.2 12.3 6.2 7.3"),
        ("12.4", 25, "2 12.5 6 7.3"),
        ("12.6", 19, "1.1 12.7 7.6 7.3"),
        ("12.8", 14, "0.9 13 7.4 7.3"),
        ("13.1", 6, "0.7 13.3 7.2 7.3"),
        ("13.4", 3, "0.5 13.5 7 7.3"),
    ];
    assert_eq!(ukraine.len(), expected.len());
    for (step, (from, packages, gains)) in ukraine.iter().zip(expected) {
        // The least gain above the last threshold.
        let least = step.above.as_ref().map_or_else(Q::zero, |above| above.value() + q(1, 10));
        assert_eq!((least, step.packages.clone()), (rational(from), Some(packages.into())));
        assert_eq!(answers::exact(&step.agreements[0].gains), four(gains));
    }
    assert_eq!(ukraine[8].up_to.to_string(), "13.5");
    let russia = view.ratified(view.party_at(0), &Nash, &Limits::default()).whole().expect("no limit");
    let found: Vec<Vec<Q>> = russia.iter().map(|step| answers::exact(&step.agreements[0].gains)).collect();
    let expected =
        ["2.8 11 6.8 7.3", "5 5.3 5.2 9.3", "7.5 4.3 4.6 8.3", "9 3.3 3.6 8.3", "9.5 3.3 3.2 8.3", "11 2.3 2.2 8.3"];
    assert_eq!(found, expected.map(four));
}

/// The gains of Russia, Ukraine, Europe and the United States.
fn four(text: &str) -> Vec<Q> {
    text.split(' ').map(rational).collect()
}

#[test]
fn the_table_of_the_flagship_of_2025() {
    let text = include_str!("../fixtures/ukraine-2025.json");
    let problem = Problem::from_json(text).expect("a model");
    let view = problem.view();
    let party = |at: usize| view.party_at(at);
    let none = four("0 0 0 0");
    let together = play(&view, Way::Together);
    assert_eq!(only(&together), four("2.8 11 6.8 7.3"));
    let west = || vec![party(1), party(2), party(3)];
    let naive = play(&view, Way::Draft(Draft { by: west(), foresee: false }));
    assert_eq!(only(&naive), none);
    let end = &naive.outcomes[0].ends[0];
    assert_eq!(end.refused_by, [(party(0), "58.9".parse().expect("a number"))]);
    assert_eq!(end.broken.len(), 1);
    let foreseeing = play(&view, Way::Draft(Draft { by: west(), foresee: true }));
    assert_eq!(only(&foreseeing), four("0.6 12.7 8 7.3"));
    let tracks = |of, hand_up| Way::Tracks(Tracks { of, hand_up, from: None });
    let settled = play(&view, tracks(TrackOf::Clusters, false));
    assert_eq!(only(&settled), none);
    assert!(settled.steps.iter().all(|step| matches!(step, Step::Settled { changed, .. } if changed.is_empty())));
    assert_eq!(settled.outcomes[0].ends[0].refused_by, [(party(0), "14".parse().expect("a number"))]);
    let handed = play(&view, tracks(TrackOf::Clusters, true));
    assert_eq!(only(&handed), four("2.8 11 6.8 7.3"));
    let kept: Vec<[usize; 2]> = (handed.steps.iter())
        .filter_map(|step| if let Step::HandedUp { kept, of, .. } = step { Some([*kept, *of]) } else { None })
        .collect();
    assert_eq!(kept, [[59, 164], [12, 13], [4, 4], [29, 80], [3, 3]]);
    assert_eq!(handed.kept, Some(2040u32.into()));
    let issues = play(&view, tracks(TrackOf::Issues, false));
    assert_eq!(only(&issues), none);
    for (edits, made, end, better) in
        [(1, 0, "-14 8 7 7", 5002u32), (2, 1, "-11.9 8.5 7.5 8", 1285), (3, 2, "-7.4 10.8 9.2 8.5", 66)]
    {
        let from = problem.proposal_ids().next();
        let course = play(&view, Way::Text(SingleText { from, edits }));
        assert_eq!(course.steps.len(), made);
        assert_eq!(only(&course), none);
        let last = course.outcomes[0].ends[0].package.as_ref().expect("a text");
        assert_eq!(answers::exact(&view.gains_of(last)), four(end));
        assert_eq!(course.better, Some(better.into()));
    }
    let all = [0, 1, 2, 3];
    for (patience, rounds, expected) in [
        ("9/10", vec![4, 8, 12, 20], "5 5.3 5.2 9.3"),
        ("9/10", vec![1, 5], "11 2.3 2.2 8.3"),
        ("9/10", vec![2], "1.1 12.7 7.6 7.3"),
        ("9/10", vec![3], "1.3 12 7.8 7.3"),
        ("1/2", vec![2, 3, 4, 5, 8, 12, 20], "5.8 7 4.8 5.3"),
    ] {
        for rounds in rounds {
            // With two rounds, ties against the others come to something else.
            let course = play(&view, Way::Offers(offers(&view, &all, rounds, patience)));
            assert_eq!(gains_of(&course.outcomes[0]), four(expected), "{patience} {rounds}");
        }
    }
    for rounds in [5, 10] {
        let chance = Offers { at_random: true, ..offers(&view, &all, rounds, "9/10") };
        let course = play(&view, Way::Offers(chance));
        assert_eq!(gains_of(&course.outcomes[0]), four("5 5.3 5.2 9.3"));
        assert_eq!(course.outcomes[0].ends.len(), 1);
    }
    // With two rounds nobody makes an offer in the first that is accepted.
    let chance = Offers { at_random: true, ..offers(&view, &all, 2, "9/10") };
    let course = play(&view, Way::Offers(chance));
    assert!(course.outcomes[0].ends.iter().all(|end| end.round == Some(2)));
    // The West as one, by its members' product, and Russia.
    for (rounds, expected) in [(2, "11 2.3 2.2 8.3"), (3, "1.3 12 7.8 7.3")] {
        let order = vec![west(), vec![party(0)]];
        let blocs = Offers { order, ..offers(&view, &[0], rounds, "9/10") };
        assert_eq!(gains_of(&play(&view, Way::Offers(blocs)).outcomes[0]), four(expected), "{rounds}");
    }
    let fallback = play(&view, Way::Fallback);
    let mut found: Vec<Vec<Q>> = fallback.outcomes.iter().map(gains_of).collect();
    found.sort();
    assert_eq!(found, [four("2.6 11.7 6.6 7.3"), four("2.8 11 6.8 7.3")]);
    let compared = Comparison::new(&view, &Nash, &[&together, &naive, &foreseeing, &handed]);
    let value = |at: usize| compared.values[at].clone().expect("a value")[0].to_string();
    assert_eq!([value(0), value(1), value(2), value(3)], ["1528.912", "0", "445.008", "1528.912"]);
    assert_eq!(compared.all_prefer[1], [0, 2, 3]);
    assert!(compared.all_prefer[2].is_empty());
}

/// Random numbers for a question, as many as it needs.
fn long(case: &random::Case) -> Tape {
    common::ranges::long_tape(&case.questions)
}

/// What passes, by definition: whoever has at least this is content.
fn passes(problem: &Problem, oracle: &Oracle, deal: &Deal, needed: &[Q], by: usize) -> bool {
    let content = |party: usize| oracle.gain(deal, party) >= needed[party];
    content(by) && problem.acceptance().passes((0..needed.len()).map(content))
}

/// Backward induction by looking at every package: what the talks are worth to each party.
fn induced(problem: &Problem, oracle: &Oracle, offers: &Offers, ties: Ties) -> Vec<Q> {
    let parties = oracle.parties();
    let number = |number: &Number| number.value().clone();
    let mut worth = vec![Q::zero(); parties];
    for round in (0..offers.rounds).rev() {
        let chance = number(&offers.breakdown);
        let gain = |at: usize, utility: &Option<Number>| Some(number(utility.as_ref()?) - &oracle.disagreement[at]);
        let goes_on: Vec<Q> = (0..parties)
            .map(|at| {
                let broken = gain(at, &offers.broken[at]).unwrap_or_else(Q::zero);
                &chance * broken + (Q::one() - &chance) * number(&offers.patience[at]) * &worth[at]
            })
            .collect();
        let outside = |at: usize| gain(at, &offers.outside[at]);
        let over: Vec<Q> = (0..parties).map(|at| outside(at).unwrap_or_else(Q::zero).max(Q::zero())).collect();
        let turns: Vec<usize> = match offers.at_random {
            true => offers.order.iter().map(|by| by[0].index()).collect(),
            false => vec![offers.order[round % offers.order.len()][0].index()],
        };
        worth = vec![Q::zero(); parties];
        for by in &turns {
            let leaves = (0..parties).any(|at| at != *by && outside(at).is_some_and(|own| own > goes_on[at]));
            // Who leaves has what it leaves for; to the others the talks are over.
            let goes = |at: usize| outside(at).filter(|own| at != *by && *own > goes_on[at]);
            let refusal: Vec<Q> = (0..parties)
                .map(|at| if leaves { goes(at).unwrap_or_else(|| over[at].clone()) } else { goes_on[at].clone() })
                .collect();
            let after = &refusal;
            let key = |deal: &&Deal| {
                let own = oracle.gain(deal, *by);
                let others = (0..parties).filter(|other| other != by).map(|other| oracle.gain(deal, other));
                (own, others.map(|gain| if ties == Ties::Against { -gain } else { gain }).collect::<Vec<_>>())
            };
            let best = oracle.feasible().filter(|deal| passes(problem, oracle, deal, &refusal, *by)).max_by_key(key);
            for (at, worth) in worth.iter_mut().enumerate() {
                *worth += best.map_or_else(|| after[at].clone(), |deal| oracle.gain(deal, at));
            }
        }
        worth.iter_mut().for_each(|worth| *worth /= q(turns.len() as i64, 1));
    }
    worth
}

fn random_offers(problem: &Problem, tape: &mut Tape) -> Offers {
    let view = problem.view();
    let parties = view.parties();
    let number = |text: &str| text.parse::<Number>().expect("a number");
    let order = (0..1 + tape.below(3)).map(|_| vec![view.party_at(tape.below(parties))]).collect();
    let patience = |tape: &mut Tape| number(tape.pick::<&str>(&["1", "9/10", "1/2", "2/3", "0"]));
    let near = |tape: &mut Tape, at: PartyId| {
        Number::from(view.disagreement(at).value() + tape.pick(&[q(0, 1), q(1, 2), q(-1, 1), q(2, 1), q(1, 3)]))
    };
    let some = |tape: &mut Tape, percent: usize| -> Vec<Option<Number>> {
        problem.party_ids().map(|at| tape.chance(percent).then(|| near(tape, at))).collect()
    };
    let broken = some(tape, 40);
    let outside = some(tape, 15);
    Offers {
        order,
        at_random: tape.chance(35),
        rounds: 1 + tape.below(6),
        patience: (0..parties).map(|_| patience(tape)).collect(),
        breakdown: number(tape.pick::<&str>(&["0", "0", "1/10", "1/2"])),
        broken,
        outside,
    }
}

/// The question without a model's claims, which ask for a range.
fn clustered(case: &random::Case, tape: &mut Tape) -> Model {
    let mut model = case.model.clone();
    model.clusters.insert("one", Cluster::default());
    model.clusters.insert("two", Cluster::default());
    for (_, issue) in &mut model.issues.0 {
        issue.cluster = [Some("one".to_owned()), Some("two".to_owned()), None][tape.below(3)].clone();
    }
    model
}

proptest! {
    #![proptest_config(cases(400))]

    /// Offers by turns and by chance, with risks, breakdown, outside options and quotas, are worth what backward induction over
    /// all packages makes them worth; ties both ways; and shifts of scales change nothing.
    #[test]
    fn offers_are_worth_what_induction_says(case in random::models()) {
        let problem = Problem::compile(&case.model).unwrap();
        let oracle = Oracle::new(&case.model);
        let mut tape = long(&case);
        for _ in 0..25 {
            let asked = random_offers(&problem, &mut tape);
            let course = problem.view().talks(&Way::Offers(asked.clone()), &Nash, &Limits::default());
            prop_assert!(course.stopped.is_none() && !course.outcomes.is_empty());
            for ties in [Ties::For, Ties::Against] {
                let outcome = course.outcomes.iter().find(|outcome| outcome.ties.is_none_or(|own| own == ties)).unwrap();
                prop_assert_eq!(gains_of(outcome), induced(&problem, &oracle, &asked, ties), "{:?} {:?}", ties, asked);
                let sum: Q = outcome.ends.iter().map(|end| end.likely.value().clone()).sum();
                prop_assert_eq!(sum, Q::one());
            }
        }
    }
}

/// The leximin of some gains: larger is better.
fn leximin(gains: impl Iterator<Item = Q>) -> Vec<Q> {
    let mut sorted: Vec<Q> = gains.collect();
    sorted.sort();
    sorted
}

/// The best of these deals for a key, each vector of utilities once, less what others of them dominate.
fn best<'d, K: Ord>(deals: impl Iterator<Item = &'d Deal>, key: impl Fn(&Deal) -> K) -> Vec<Vec<Q>> {
    let deals: Vec<&Deal> = deals.collect();
    let Some(most) = deals.iter().map(|deal| key(deal)).max() else { return Vec::new() };
    let chosen: Vec<&Vec<Q>> = deals.iter().filter(|deal| key(deal) == most).map(|deal| &deal.utilities).collect();
    let mut best: Vec<Vec<Q>> = chosen
        .iter()
        .filter(|own| !chosen.iter().any(|other| dominates(other, own)))
        .map(|own| (*own).clone())
        .collect();
    best.sort();
    best.dedup();
    best
}

/// The utilities of what is on the table in the end, over all ties.
fn on_the_table(problem: &Problem, course: &Course) -> Vec<Vec<Q>> {
    let package = |outcome: &Outcome| Some(answers::exact(&problem.exact_utilities(outcome.ends[0].package.as_ref()?)));
    let mut all: Vec<Vec<Q>> = course.outcomes.iter().filter_map(package).collect();
    all.sort();
    all
}

proptest! {
    #![proptest_config(cases(150))]

    /// Drafts are what those who draft like best, of what they must not refuse themselves, or of what passes; and everybody is asked.
    #[test]
    fn drafts_are_what_their_authors_like_best(case in random::models()) {
        let problem = Problem::compile(&case.model).unwrap();
        let oracle = Oracle::new(&case.model);
        let view = problem.view();
        let mut tape = case.tape();
        let parties = oracle.parties();
        let by: Vec<usize> = (0..parties).filter(|_| tape.chance(60)).collect();
        if by.is_empty() {
            return Ok(());
        }
        let ids: Vec<PartyId> = by.iter().map(|at| view.party_at(*at)).collect();
        let key = |deal: &Deal| leximin(by.iter().map(|at| oracle.gain(deal, *at)));
        let content = |deal: &&Deal, at: usize| !oracle.gain(deal, at).is_negative();
        let theirs = |at: &usize| oracle.limits[*at].party.is_some_and(|party| !by.contains(&party));
        let naive = oracle.deals.iter().filter(|deal| deal.broken.iter().all(theirs) && by.iter().all(|at| content(deal, *at)));
        let course = view.talks(&Way::Draft(Draft { by: ids.clone(), foresee: false }), &Egalitarian, &Limits::default());
        let expected = best(naive.clone(), key);
        let most = naive.map(key).max();
        let ties = |deal: &&Deal| Some(key(deal)) == most && by.iter().all(|at| content(deal, *at));
        // What is as good and crosses no red line may be told beside.
        let heeding = best(oracle.feasible().filter(ties), key);
        let told = on_the_table(&problem, &course);
        prop_assert!(expected.iter().all(|one| told.contains(one)));
        prop_assert!(told.iter().all(|one| expected.contains(one) || heeding.contains(one)));
        prop_assert_eq!(course.may_be_agreed(), Some(oracle.acceptable().any(|deal| ties(&deal))));
        for end in course.outcomes.iter().map(|outcome| &outcome.ends[0]) {
            let Some(package) = &end.package else { continue };
            prop_assert_eq!(end.is_agreed(), view.is_feasible(package) && view.is_acceptable(&problem.utilities(package)));
            prop_assert_eq!(end.is_agreed() || end.gains.iter().all(|gain| gain.value().is_zero()), true);
        }
        let foreseen = oracle.acceptable().filter(|deal| by.iter().all(|at| content(deal, *at)));
        let course = view.talks(&Way::Draft(Draft { by: ids, foresee: true }), &Egalitarian, &Limits::default());
        let expected = best(foreseen, key);
        prop_assert_eq!(on_the_table(&problem, &course), expected);
    }

    /// Groups settle what is best of what hurts nobody, and hand up what cannot be improved.
    #[test]
    fn groups_settle_and_hand_up(case in random::models()) {
        let mut tape = long(&case);
        let model = clustered(&case, &mut tape);
        let problem = Problem::compile(&model).unwrap();
        let oracle = Oracle::new(&model);
        let view = problem.view();
        let today: Vec<usize> = problem.issues().iter().map(|issue| issue.today().index()).collect();
        let tracks: Vec<Vec<usize>> = ["one", "two", ""]
            .iter()
            .map(|name| {
                let own = |(at, (_, issue)): (usize, &(String, zopa::model::Issue))| {
                    (issue.cluster.as_deref().unwrap_or("") == *name).then_some(at)
                };
                model.issues.0.iter().enumerate().filter_map(own).collect()
            })
            .filter(|own: &Vec<usize>| !own.is_empty())
            .collect();
        let beside = |deal: &Deal, own: &[usize], at: &[usize]| (0..at.len()).all(|issue| own.contains(&issue) || deal.options[issue] == at[issue]);
        let handed = view.talks(&Way::Tracks(Tracks { of: TrackOf::Clusters, hand_up: true, from: None }), &Egalitarian, &Limits::default());
        if handed.unplayed.is_some() {
            prop_assert!(!oracle.feasible().any(|deal| deal.options == today));
            return Ok(());
        }
        let mut kept: Vec<Vec<&Deal>> = Vec::new();
        for (own, step) in tracks.iter().zip(&handed.steps) {
            let all: Vec<&Deal> = oracle.feasible().filter(|deal| beside(deal, own, &today)).collect();
            let best: Vec<&Deal> = all.iter().filter(|deal| !all.iter().any(|other| dominates(&other.utilities, &deal.utilities))).copied().collect();
            let Step::HandedUp { kept: count, of, .. } = step else { panic!("{step:?}") };
            prop_assert_eq!((*count, *of), (best.len(), all.len()));
            kept.push(best);
        }
        let survives = |deal: &&Deal| {
            tracks.iter().zip(&kept).all(|(own, kept)| kept.iter().any(|other| own.iter().all(|issue| other.options[*issue] == deal.options[*issue])))
        };
        let left: Vec<&Deal> = oracle.acceptable().filter(survives).collect();
        if let Some(count) = &handed.kept {
            prop_assert_eq!(count.clone(), left.len().into());
        }
        let key = |deal: &Deal| leximin((0..oracle.parties()).map(|at| oracle.gain(deal, at)));
        if problem.acceptance().is_unanimous() {
            prop_assert_eq!(on_the_table(&problem, &handed), best(left.into_iter(), key));
        }
        // One after the other, or at the same time.
        for (of, in_turn) in [(TrackOf::Clusters, false), (TrackOf::Issues, true)] {
            let course = view.talks(&Way::Tracks(Tracks { of, hand_up: false, from: None }), &Egalitarian, &Limits::default());
            let tracks: Vec<Vec<usize>> = if in_turn { (0..today.len()).map(|at| vec![at]).collect() } else { tracks.clone() };
            let mut now = today.clone();
            prop_assert_eq!(course.steps.len(), tracks.len());
            for (own, step) in tracks.iter().zip(&course.steps) {
                let from = if in_turn { now.clone() } else { today.clone() };
                let Step::Settled { changed, .. } = step else { panic!("{step:?}") };
                let before = oracle.deals.iter().find(|deal| deal.options == from).unwrap();
                let rise = |deal: &Deal| leximin((0..oracle.parties()).map(|at| &deal.utilities[at] - &before.utilities[at]));
                let open = oracle.feasible().filter(|deal| beside(deal, own, &from) && rise(deal).iter().all(|rise| !rise.is_negative()));
                let expected = best(open, rise);
                let mut then = from.clone();
                for (issue, package) in changed {
                    then[issue.index()] = package.option(*issue).index();
                    now[issue.index()] = then[issue.index()];
                }
                let then = oracle.deals.iter().find(|deal| deal.options == then).unwrap();
                match expected.is_empty() || expected.contains(&before.utilities) {
                    true => prop_assert!(changed.is_empty()),
                    false => prop_assert!(expected.contains(&then.utilities)),
                }
            }
            let last = course.outcomes[0].ends[0].package.as_ref().unwrap();
            prop_assert_eq!(common::at::positions(last), now);
            // Whatever is as good to a group may be settled: all ends are told, or that there are more.
            let mut ends: BTreeSet<Vec<usize>> = [today.clone()].into();
            for own in &tracks {
                let mut next = BTreeSet::new();
                for now in &ends {
                    let from = if in_turn { now } else { &today };
                    let before = oracle.deals.iter().find(|deal| deal.options == *from).unwrap();
                    let rise = |deal: &Deal| leximin((0..oracle.parties()).map(|at| &deal.utilities[at] - &before.utilities[at]));
                    let hurts = |deal: &Deal| rise(deal).iter().any(Q::is_negative);
                    let open: Vec<&Deal> = oracle.feasible().filter(|deal| beside(deal, own, from) && !hurts(deal)).collect();
                    let most = best(open.iter().copied(), rise);
                    let stays = most.is_empty() || most.contains(&before.utilities);
                    let ways = open.into_iter().filter(|deal| !stays && most.contains(&deal.utilities));
                    for way in ways.chain(stays.then_some(before)) {
                        let mut then = now.clone();
                        own.iter().for_each(|at| then[*at] = way.options[*at]);
                        next.insert(then);
                    }
                }
                ends = next;
            }
            let worth = |options: Vec<usize>| oracle.acceptable().find(|deal| deal.options == options).map(|deal| deal.utilities.clone());
            let told = course.outcomes.iter().map(|outcome| common::at::positions(outcome.ends[0].package.as_ref().unwrap()));
            let (told, all): (BTreeSet<_>, BTreeSet<_>) = (told.map(worth).collect(), ends.into_iter().map(worth).collect());
            match course.untold {
                Untold::Nothing if problem.acceptance().is_unanimous() => prop_assert_eq!(told, all),
                _ => prop_assert!(told.is_subset(&all) || !problem.acceptance().is_unanimous()),
            }
        }
    }

    /// Between two thresholds the concept chooses the same, and what it chooses of what can be ratified.
    #[test]
    fn thresholds_are_steps(case in random::models()) {
        let model = Model { acceptance: None, ..case.model.clone() };
        let problem = Problem::compile(&model).unwrap();
        let oracle = Oracle::new(&model);
        let view = problem.view();
        let party = case.tape().below(oracle.parties());
        let steps = view.ratified(view.party_at(party), &Egalitarian, &Limits::default()).whole().unwrap();
        let key = |deal: &Deal| leximin((0..oracle.parties()).map(|at| oracle.gain(deal, at)));
        let mut above: Option<Q> = None;
        for step in &steps {
            prop_assert_eq!(step.above.as_ref().map(|above| above.value().clone()), above.clone());
            let most = step.up_to.value();
            let reaches = |deal: &&Deal| above.as_ref().is_none_or(|above| oracle.gain(deal, party) > *above);
            let mut found: Vec<Vec<Q>> = step.agreements.iter().map(|one| answers::exact(&one.utilities)).collect();
            found.sort();
            prop_assert_eq!(&found, &best(oracle.acceptable().filter(reaches), key));
            prop_assert_eq!(step.agreements.iter().map(|one| one.gains[party].value()).min(), Some(most));
            above = Some(most.clone());
        }
        let beyond = oracle.acceptable().any(|deal| above.as_ref().is_none_or(|above| oracle.gain(deal, party) > *above));
        prop_assert!(!beyond);
    }

    /// Every edit of a text is the best for the worst-off of those that hurt nobody, and where edits end there is none.
    #[test]
    fn texts_are_edited_for_the_worst_off(case in random::models()) {
        let problem = Problem::compile(&case.model).unwrap();
        let oracle = Oracle::new(&case.model);
        let view = problem.view();
        let edits = 1 + case.tape().below(3);
        let course = view.talks(&Way::Text(SingleText { from: None, edits }), &Nash, &Limits::default());
        prop_assert!(course.stopped.is_none());
        let mut now: Vec<usize> = problem.issues().iter().map(|issue| issue.today().index()).collect();
        let counted = |at: usize| !oracle.weights[at].is_zero();
        let key = |deal: &Deal| leximin((0..oracle.parties()).filter(|at| counted(*at)).map(|at| oracle.gain(deal, at)));
        let next = |now: &[usize]| {
            let before = oracle.deals.iter().find(|deal| deal.options == now).unwrap();
            let near = |deal: &&Deal| deal.options.iter().zip(now).filter(|(a, b)| a != b).count() <= edits;
            let open = oracle.feasible().filter(near).filter(|deal| deal.utilities.iter().zip(&before.utilities).all(|(to, from)| to >= from));
            (best(open, key), before.utilities.clone())
        };
        for step in &course.steps {
            let Step::Edited { package, changed } = step else { panic!("{step:?}") };
            let (expected, before) = next(&now);
            prop_assert!(changed.len() <= edits && !changed.is_empty());
            now = common::at::positions(package);
            let after = answers::exact(&problem.exact_utilities(package));
            prop_assert!(expected.contains(&after) && after != before);
        }
        let (expected, before) = next(&now);
        prop_assert!(expected.is_empty() || expected.contains(&before));
        let better = oracle.feasible().filter(|deal| dominates(&deal.utilities, &before)).count();
        // Of several ends it is not told.
        let only = course.outcomes.len() == 1;
        prop_assert_eq!(course.better, only.then(|| better.into()));
        prop_assert_eq!(common::at::positions(course.outcomes[0].ends[0].package.as_ref().unwrap()), now);
    }
}

proptest! {
    #![proptest_config(cases(80))]

    /// One group of all issues that hands up is one table, and a quota of all is unanimity.
    #[test]
    fn one_group_is_one_table_and_a_quota_of_all_is_unanimity(case in random::models()) {
        let mut model = Model { acceptance: None, ..case.model.clone() };
        model.clusters.0.clear();
        model.clusters.insert("all", Cluster::default());
        model.issues.0.iter_mut().for_each(|(_, issue)| issue.cluster = Some("all".to_owned()));
        let problem = Problem::compile(&model).unwrap();
        let view = problem.view();
        let ask = |view: &View, way: &Way| view.talks(way, &Egalitarian, &Limits::default());
        let table = ask(&view, &Way::Together);
        let handed = ask(&view, &Way::Tracks(Tracks { of: TrackOf::Clusters, hand_up: true, from: None }));
        if handed.unplayed.is_none() {
            prop_assert_eq!(on_the_table(&problem, &handed), on_the_table(&problem, &table));
        }
        let offers = Way::Offers(offers(&view, &[0, view.parties() - 1], 3, "2/3"));
        let quota = Some(model.parties.len() as u64);
        let rule = zopa::model::Acceptance { quota, ..Default::default() };
        let all = Problem::compile(&Model { acceptance: Some(rule), ..model }).unwrap();
        // So it is with so many issues in a round.
        let slow = |way: Way| {
            let patience = vec!["2/3".parse().unwrap(); view.parties()];
            ask(&view, &Way::Slow(Box::new(Slow { way, bandwidth: 2, patience })))
        };
        let groups = slow(Way::Tracks(Tracks { of: TrackOf::Clusters, hand_up: true, from: None }));
        let slow = slow(Way::Together);
        if groups.unplayed.is_none() {
            let gains = |course: &Course| {
                let mut all: Vec<Vec<Q>> = course.outcomes.iter().map(gains_of).collect();
                all.sort();
                all
            };
            prop_assert_eq!(gains(&groups), gains(&slow));
        }
        for way in [Way::Together, Way::Fallback, offers] {
            prop_assert_eq!(ask(&view, &way), ask(&all.view(), &way));
        }
    }
}

/// Patience multiplies gains over no deal: where a scale begins changes nothing, and how fine it is only the numbers.
#[test]
fn where_scales_begin_changes_nothing() {
    let mut state = 11u64;
    let mut below = |most: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % most) as i64
    };
    for _ in 0..60 {
        let points: Vec<Vec<Q>> = (0..6).map(|_| vec![q(below(9), 1), q(below(9), 1), q(below(9), 2)]).collect();
        let (shift, times) = ([q(below(50) - 25, 1), q(below(7), 3), q(0, 1)], [q(1, 1), q(1 + below(4), 1), q(1, 2)]);
        let moved = |own: &Q, at: usize| (own + &shift[at]) * &times[at];
        let other: Vec<Vec<Q>> =
            points.iter().map(|one| one.iter().enumerate().map(|(at, own)| moved(own, at)).collect()).collect();
        let none = [q(1, 1), q(1, 2), q(2, 1)];
        let apart: Vec<Q> = none.iter().enumerate().map(|(at, own)| moved(own, at)).collect();
        let [one, two] = [(&points, none.to_vec()), (&other, apart)]
            .map(|(points, none)| Problem::compile(&build::finite_rational(points, &none)).expect("a model"));
        let after = [q(below(4), 1), q(below(4), 2), q(below(3), 1)];
        for rounds in 1..5 {
            let told = [false, true].map(|is_moved| {
                let view = if is_moved { two.view() } else { one.view() };
                // Breakdown and outside options are utilities, and move with their scales.
                let own =
                    |at: usize| Some(Number::from(if is_moved { moved(&after[at], at) } else { after[at].clone() }));
                let plain = offers(&view, &[0, 1, 2], rounds, "3/4");
                play(
                    &view,
                    Way::Offers(match rounds {
                        1 => plain,
                        2 => Offers { at_random: true, ..plain },
                        3 => Offers {
                            breakdown: "1/4".parse().expect("a number"),
                            broken: (0..3).map(own).collect(),
                            ..plain
                        },
                        _ => Offers { outside: vec![None, own(1), None], ..plain },
                    }),
                )
            });
            let ends = |course: &Course| {
                let packages = |own: &Outcome| own.ends.iter().map(|end| end.package.clone()).collect::<Vec<_>>();
                course.outcomes.iter().map(|own| (own.ties, packages(own))).collect::<Vec<_>>()
            };
            assert_eq!(ends(&told[0]), ends(&told[1]));
            let scaled: Vec<Q> =
                gains_of(&told[0].outcomes[0]).iter().zip(&times).map(|(gain, times)| gain * times).collect();
            assert_eq!(scaled, gains_of(&told[1].outcomes[0]));
        }
    }
}

/// On fine grids, offers by turns come as near to what is known of a divisible pie as roundings let them: each stage rounds by a part at
/// most, in favour of whoever answers, and patience discounts what was rounded before.
#[test]
fn fine_grids_come_to_the_limits() {
    let parts = 1000;
    let points: Vec<Vec<Q>> = (0..=parts).map(|part| vec![q(part, parts), q(parts - part, parts)]).collect();
    let problem = Problem::compile(&build::finite_rational(&points, &[Q::zero(), Q::zero()])).expect("a model");
    let view = problem.view();
    for (one, other, rounds) in
        [((1, 2), (1, 2), 30), ((4, 5), (4, 5), 60), ((9, 10), (9, 10), 121), ((9, 10), (4, 5), 80)]
    {
        let [one, other] = [one, other].map(|(a, b)| q(a, b));
        let patience = [&one, &other].map(|own| Number::from(own.clone())).into();
        let asked = Offers { patience, ..offers(&view, &[0, 1], rounds, "1") };
        let first = only(&play(&view, Way::Offers(asked)))[0].clone();
        // Rubinstein: (1 − δ₂)/(1 − δ₁δ₂), which is 1/(1 + δ) with one patience.
        let known = (Q::one() - &other) / (Q::one() - &one * &other);
        let most = (Q::one() - &one * &other).recip() * q(2, parts);
        assert!((&first - &known).abs() <= most, "{one} {other}: {first}, not {known}");
    }
    // Three by turns: shares in the ratio 1 : δ : δ².
    let parts = 60;
    let mut points = Vec::new();
    for one in 0..=parts {
        points.extend((0..=parts - one).map(|two| vec![q(one, parts), q(two, parts), q(parts - one - two, parts)]));
    }
    let problem = Problem::compile(&build::finite_rational(&points, &vec![Q::zero(); 3])).expect("a model");
    let view = problem.view();
    let gains = only(&play(&view, Way::Offers(offers(&view, &[0, 1, 2], 30, "1/2"))));
    for (gain, power) in gains.iter().zip([4, 2, 1]) {
        assert!((gain - q(power, 7)).abs() <= q(2, parts), "{gains:?}");
    }
    // A closed rule with a quota: who offers buys the consent of as many others as it needs, for what each would get by waiting.
    let quota = |own: u64| {
        let mut model = build::finite_rational(&points, &vec![Q::zero(); 3]);
        model.acceptance = Some(zopa::model::Acceptance { quota: Some(own), ..Default::default() });
        let problem = Problem::compile(&model).expect("a model");
        let view = problem.view();
        let chance = Offers { at_random: true, ..offers(&view, &[0, 1, 2], 2, "9/10") };
        let course = play(&view, Way::Offers(chance));
        let most = |end: &zopa::protocol::End| answers::exact(&end.gains).into_iter().max();
        course.outcomes[0].ends.iter().filter_map(most).max().expect("an end")
    };
    for own in [1, 2, 3] {
        // 1 − δ(q − 1)/n.
        assert_eq!(quota(own), Q::one() - q(9, 10) * q(own as i64 - 1, 3));
    }
}

/// So many issues a round: by hand on a model of two groups that one interaction links.
#[test]
fn rounds_make_gains_worth_less() {
    let text = r#"{
        "zopa": 1,
        "parties": { "a": { "disagreement": 0, "patience": "1/2" }, "b": { "disagreement": 0, "patience": 1 } },
        "clusters": { "one": {}, "two": {} },
        "issues": {
            "p": { "options": ["no", "yes"], "cluster": "one" },
            "q": { "options": ["no", "yes"], "cluster": "one" },
            "r": { "options": ["no", "yes"], "cluster": "one" },
            "s": { "options": ["no", "yes"], "cluster": "two" },
            "only": { "options": ["it"], "cluster": "two" }
        },
        "utilities": {
            "a": { "values": { "p": { "no": 0, "yes": 1 }, "s": { "no": 0, "yes": 1 } }, "interactions": [{ "when": { "q": "yes", "s": "yes" }, "add": 2 }] },
            "b": { "values": { "p": { "no": 0, "yes": 1 }, "q": { "no": 0, "yes": 1 }, "r": { "no": 0, "yes": 1 }, "s": { "no": 0, "yes": 1 } } }
        },
        "protocols": {
            "table": { "table": { "bandwidth": 2 } },
            "groups": { "tracks": { "bandwidth": 2 } },
            "hand-up": { "tracks": { "bandwidth": 2, "hand_up": true } },
            "agenda": { "agenda": { "bandwidth": 3 } },
            "at-once": { "table": { "bandwidth": 4 } }
        }
    }"#;
    let problem = Problem::from_json(text).expect("a model");
    let view = problem.view();
    let mut found = Vec::new();
    for talk in problem.talks() {
        let course = play(&view, talk.way.clone());
        let took: Vec<(usize, usize)> = (course.steps.iter())
            .filter_map(|step| match step {
                Step::Took { issues, rounds, .. } => Some((issues.len(), *rounds)),
                _ => None,
            })
            .collect();
        let end = &course.outcomes[0].ends[0];
        assert_eq!(answers::exact(&end.gains), [4, 4].map(|gain| q(gain, 1)));
        found.push((talk.id.clone(), only(&course), end.round, took));
    }
    let all = |a: i64, of: i64| vec![q(a, of), q(4, 1)];
    let expected = [
        // Four issues with a choice: two rounds, and half of 4.
        ("table", all(4, 2), Some(2), vec![(4, 2)]),
        // Three issues in the larger group.
        ("groups", all(4, 2), Some(2), vec![(3, 2), (1, 1)]),
        // And then q and s, which are linked.
        ("hand-up", all(4, 4), Some(3), vec![(3, 2), (1, 1), (2, 1)]),
        ("agenda", all(4, 2), Some(2), vec![(4, 2)]),
        ("at-once", all(4, 1), Some(1), vec![(4, 1)]),
    ];
    assert_eq!(found, expected.map(|(id, gains, round, took)| (id.to_owned(), gains, round, took)));
}

/// Of a pie that any two of three may divide, every division is blocked where the third has two parts; if one has a veto, those stand that
/// leave the others no more than one part each.
#[test]
fn who_may_divide_a_pie_blocks_the_other_divisions() {
    let parts = 8i64;
    let mut points = Vec::new();
    for one in 0..=parts {
        points.extend((0..=parts - one).map(|two| [one, two, parts - one - two]));
    }
    for veto in [false, true] {
        let mut model = build::finite(&points, [0, 0, 0]);
        let named = veto.then(|| build::party(0)).into_iter().collect();
        model.acceptance = Some(zopa::model::Acceptance { quota: Some(2), veto: named, ..Default::default() });
        let problem = Problem::compile(&model).expect("a model");
        let view = problem.view();
        let found = view.coalitions(&Nash, &Limits::default()).whole().expect("no limit");
        let pairs: Vec<Vec<PartyId>> = found.of.iter().map(|own| own.members.clone()).collect();
        assert_eq!(pairs.len(), if veto { 2 } else { 3 });
        assert!(
            found
                .of
                .iter()
                .all(|own| own.agreements[0].gains.iter().filter(|gain| **gain == Number::from(4)).count() == 2)
        );
        // One table gives each something, which two would rather share.
        assert!(!found.table.is_empty() && found.table.iter().all(|own| own.blocked_by.len() == pairs.len()));
        let option = |at: usize| {
            let issue = problem.issue_ids().next().expect("an issue");
            zopa::Package::new(vec![view.options(issue).nth(at).expect("an option")])
        };
        let stands = |at: &usize| {
            let package = option(*at);
            pairs
                .iter()
                .all(|pair| view.better_for_each(pair, &package, &Limits::default()).expect("no limit").is_none())
        };
        let standing: Vec<[i64; 3]> = (0..points.len()).filter(stands).map(|at| points[at]).collect();
        let expected = if veto { vec![[6, 1, 1], [7, 0, 1], [7, 1, 0], [8, 0, 0]] } else { Vec::new() };
        assert_eq!(standing, expected);
    }
}

proptest! {
    #![proptest_config(cases(120))]

    /// Coalitions that can decide choose what is best for their members, and block what some package is better than for all of them.
    #[test]
    fn coalitions_choose_and_block(case in random::models()) {
        let mut tape = long(&case);
        let parties = case.model.parties.len();
        let veto = case.model.parties.keys().filter(|_| tape.chance(20)).map(str::to_owned).collect();
        let quota = Some(1 + tape.below(parties) as u64);
        let rule = zopa::model::Acceptance { quota, veto, ..Default::default() };
        let model = Model { acceptance: Some(rule), ..case.model.clone() };
        let problem = Problem::compile(&model).unwrap();
        let oracle = Oracle::new(&model);
        let view = problem.view();
        let found = view.coalitions(&Egalitarian, &Limits::default()).whole().unwrap();
        let members = |own: &[PartyId]| own.iter().map(|party| party.index()).collect::<Vec<usize>>();
        // The smallest that can decide.
        let decides = |set: usize| problem.acceptance().passes((0..parties).map(|at| set >> at & 1 == 1));
        let smallest = |set: &usize| decides(*set) && (0..parties).all(|at| set >> at & 1 == 0 || !decides(set & !(1 << at)));
        let mut expected: Vec<Vec<usize>> =
            (0..1 << parties).filter(smallest).map(|set: usize| (0..parties).filter(|at| set >> at & 1 == 1).collect()).collect();
        let mut told: Vec<Vec<usize>> = found.of.iter().map(|own| members(&own.members)).collect();
        expected.sort();
        told.sort();
        prop_assert_eq!(&told, &expected);
        for own in &found.of {
            let members = members(&own.members);
            let content = |deal: &&Deal| members.iter().all(|at| !oracle.gain(deal, *at).is_negative());
            let key = |deal: &Deal| leximin(members.iter().map(|at| oracle.gain(deal, *at)));
            let mut told: Vec<Vec<Q>> = own.agreements.iter().map(|one| answers::exact(&one.utilities)).collect();
            told.sort();
            prop_assert_eq!(told, best(oracle.feasible().filter(content), key));
        }
        for tabled in &found.table {
            let now = answers::exact(&tabled.agreement.gains);
            for own in &found.of {
                let blocking = tabled.blocked_by.iter().find(|one| one.members == own.members);
                let members = members(&own.members);
                let better = |gain: &dyn Fn(usize) -> Q| members.iter().all(|at| gain(*at) > now[*at]);
                let content = |deal: &Deal| members.iter().all(|at| !oracle.gain(deal, *at).is_negative());
                prop_assert_eq!(blocking.is_some(), oracle.feasible().any(|deal| content(deal) && better(&|at| oracle.gain(deal, at))));
                if let Some(one) = blocking {
                    prop_assert!(view.is_feasible(&one.instead.package));
                    let gains = answers::exact(&one.instead.gains);
                    prop_assert!(better(&|at| gains[at].clone()) && members.iter().all(|at| !gains[*at].is_negative()));
                }
            }
        }
        // Where all have to agree, nothing is better for everybody.
        let all = Problem::compile(&Model { acceptance: None, ..case.model.clone() }).unwrap();
        let all = all.view().coalitions(&Egalitarian, &Limits::default()).whole().unwrap();
        prop_assert_eq!(all.of.len(), 1);
        prop_assert!(all.table.iter().all(|tabled| tabled.blocked_by.is_empty()));
    }
}

/// Nobody blocks a package with one that a member would refuse itself: two against the third, by a quota of two of three.
#[test]
fn nobody_joins_for_what_it_would_refuse() {
    let parties: [(i64, &[i64], &str); 3] = [(0, &[5, 6], ""), (0, &[-2, -1], ""), (0, &[5, -9], "")];
    let problem = one_issue(&["one", "two"], &parties, ", \"acceptance\": { \"quota\": 2 }");
    let view = problem.view();
    let found = view.coalitions(&Nash, &Limits::default()).whole().expect("no limit");
    assert_eq!(found.table.len(), 1);
    assert_eq!(answers::exact(&found.table[0].agreement.gains), [5, -2, 5].map(|gain| q(gain, 1)));
    // The first two would both gain more by the other one, and the second still loses by it.
    assert!(found.table[0].blocked_by.is_empty());
}

/// What is settled links no groups, a group with nothing to settle does not talk, and patience has no more digits than can be compared.
#[test]
fn only_what_is_open_takes_time() {
    let text = |settled: &str, patience: &str| {
        format!(
            r#"{{
            "zopa": 1,
            "parties": {{ "a": {{ "disagreement": 0, "patience": "{patience}" }}, "b": {{ "disagreement": 0, "patience": "1/2" }} }},
            "clusters": {{ "one": {{}}, "two": {{}} }},
            "issues": {{
                "p": {{ "options": ["no", "yes"], "cluster": "one" }},
                "q": {{ "options": ["no", "yes"], "cluster": "one" }},
                "s": {{ "options": {settled}, "cluster": "two" }}
            }},
            "utilities": {{
                "a": {{ "values": {{ "p": {{ "no": 0, "yes": 1 }} }}, "interactions": [{{ "when": {{ "p": "yes", "s": "yes" }}, "add": 2 }}, {{ "when": {{ "q": "yes", "s": "yes" }}, "add": 2 }}] }},
                "b": {{ "values": {{ "p": {{ "no": 0, "yes": 1 }}, "q": {{ "no": 0, "yes": 1 }} }} }}
            }},
            "protocols": {{ "hand-up": {{ "tracks": {{ "bandwidth": 1, "hand_up": true }} }} }}
        }}"#
        )
    };
    for (settled, expected) in [("[\"yes\"]", vec![2]), ("[\"no\", \"yes\"]", vec![2, 1, 3])] {
        let problem = Problem::from_json(&text(settled, "1/2")).expect("a model");
        let course = play(&problem.view(), problem.talks()[0].way.clone());
        let took = course.steps.iter().filter_map(|step| match step {
            Step::Took { rounds, .. } => Some(*rounds),
            _ => None,
        });
        assert_eq!(took.collect::<Vec<_>>(), expected);
    }
    // Many digits, and rounds: not known, and nothing is said of what it takes.
    let digits = format!("0.{}", "9".repeat(90));
    let problem = Problem::from_json(&text("[\"no\", \"yes\"]", &digits)).expect("a model");
    let patience = vec![digits.parse::<Number>().expect("a number"); 2];
    let view = problem.view();
    let slow = |patience: Vec<Number>| Way::Slow(Box::new(Slow { way: Way::Together, bandwidth: 1, patience }));
    assert!(play(&view, slow(patience.clone())).stopped.is_none());
    let long = patience[0].value().clone();
    let longer = num_traits::pow(long, 200);
    let course = play(&view, slow(vec![longer.into(); 2]));
    assert_eq!((course.stopped, course.steps.len()), (Some(zopa::Stop::TooLarge), 0));
}

/// Two ways to settle y are as good to a group, and with each x makes no difference to it; but to the other group it does.
#[test]
fn of_each_way_to_settle_what_makes_a_difference_to_others_is_followed() {
    let text = r#"{"zopa":1,"parties":{"a":{"disagreement":0},"b":{"disagreement":0}},"clusters":{"g1":{},"g2":{}},
        "issues":{"x":{"cluster":"g1","options":["x0","x1"]},"y":{"cluster":"g1","options":["y0","y1","y2"]},
                  "z":{"cluster":"g2","options":["z0","z1"]}},
        "utilities":{"a":{"values":{"y":{"y0":0,"y1":2,"y2":1},"z":{"z0":0,"z1":1}},
                          "interactions":[{"when":{"x":"x1","z":"z1"},"add":5}]},
                     "b":{"values":{"y":{"y0":0,"y1":1,"y2":2},"z":{"z0":0,"z1":1}}}}}"#;
    let problem = Problem::from_json(text).expect("a model");
    let course = play(&problem.view(), Way::Tracks(Tracks { of: TrackOf::Clusters, hand_up: false, from: None }));
    let mut gains: Vec<Vec<Q>> = course.outcomes.iter().map(gains_of).collect();
    gains.sort();
    assert_eq!(gains, [[2, 3], [3, 2], [7, 3], [8, 2]].map(|both| both.map(|gain| q(gain, 1)).to_vec()));
    assert_eq!(course.untold, Untold::Nothing);
}

/// Beside continuous issues nobody looks for drafts that are as good to those who draft, and end otherwise.
#[test]
fn a_draft_beside_levels_may_be_agreed() {
    let text = r#"{"zopa":1,"parties":{"a":{"disagreement":0},"b":{"disagreement":0},"c":{"disagreement":2}},
        "issues":{"x":{"options":["p","q"]},"y":{"continuous":{"min":0,"max":1}}},
        "utilities":{"a":{"values":{"x":{"p":1,"q":1},"y":{"per_unit":1}}},"b":{"values":{"x":{"p":1,"q":1},"y":{"per_unit":1}}},
                     "c":{"values":{"x":{"p":1,"q":3}}}}}"#;
    let problem = Problem::from_json(text).expect("a model");
    let all: Vec<PartyId> = problem.party_ids().collect();
    let course = play(&problem.view(), Way::Draft(Draft { by: all[..2].to_vec(), foresee: false }));
    assert_eq!((course.is_agreed(), course.untold), (None, Untold::Ends));
}

/// Whenever it is interrupted, it ends, and says so or answers as if it had not been.
#[test]
fn what_is_interrupted_says_so() {
    let problem = Problem::from_json(include_str!("../../models/examples/first-steps.json")).expect("a model");
    let view = problem.view();
    let patience = ["9/10", "1/2"].map(|share| share.parse::<Number>().expect("a number"));
    let climb = Climb { from: None, edits: usize::MAX, rounds: 200, seed: 3 };
    let slow = Way::Slow(Box::new(Slow { way: Way::Together, bandwidth: 1, patience: patience.to_vec() }));
    let ask = |limits: &Limits| {
        (
            view.coalitions(&Nash, limits),
            view.climb(&climb, limits),
            view.talks(&slow, &Nash, limits),
            view.stationary_lotteries(&patience, limits),
        )
    };
    let (coalitions, climbed, slowed, lotteries) = ask(&Limits::default());
    for look in (1..12).chain([20, 50, 200]) {
        let at = || Limits { interrupt: Interrupt::at_look(look), ..Limits::default() };
        let found = view.coalitions(&Nash, &at());
        assert!(found.stopped == Some(zopa::Stop::Interrupted) || found == coalitions, "{look}");
        let found = view.climb(&climb, &at());
        assert!(found.stopped == Some(zopa::Stop::Interrupted) || found == climbed, "{look}");
        let found = view.talks(&slow, &Nash, &at());
        assert!(
            found.stopped == Some(zopa::Stop::Interrupted) && found.steps.is_empty()
                || found.outcomes == slowed.outcomes
        );
        let found = view.stationary_lotteries(&patience, &at());
        assert!(found == Err(zopa::Stop::Interrupted) || found == lotteries, "{look}");
    }
}

/// The model of one issue `x` with these options, and by party its disagreement value, its utilities and more of its utility function.
fn one_issue(options: &[&str], parties: &[(i64, &[i64], &str)], more: &str) -> Problem {
    let parts = |part: &dyn Fn(usize) -> String| (0..parties.len()).map(part).collect::<Vec<_>>().join(", ");
    let names = parts(&|at| format!("\"p{at}\": {{ \"disagreement\": {} }}", parties[at].0));
    let values = parts(&|at| {
        let (_, values, rest) = parties[at];
        let values: Vec<String> = options.iter().zip(values).map(|(id, value)| format!("\"{id}\": {value}")).collect();
        format!("\"p{at}\": {{ \"values\": {{ \"x\": {{ {} }} }}{rest} }}", values.join(", "))
    });
    let named: Vec<String> = options.iter().map(|id| format!("\"{id}\"")).collect();
    let text = format!(
        "{{ \"zopa\": 1, \"parties\": {{ {names} }}, \"clusters\": {{ \"k\": {{}} }}, \"utilities\": {{ {values} }}{more}, \
         \"issues\": {{ \"x\": {{ \"cluster\": \"k\", \"options\": [{}], \"baseline\": \"{}\" }} }} }}",
        named.join(", "),
        options[0],
    );
    Problem::from_json(&text).unwrap_or_else(|wrong| panic!("{wrong}\n{text}"))
}

fn draft(view: &View, by: &[usize], foresee: bool, concept: &dyn Concept) -> Course {
    let by = by.iter().map(|at| view.party_at(*at)).collect();
    view.talks(&Way::Draft(Draft { by, foresee }), concept, &Limits::default())
}

#[test]
fn ties_that_cross_red_lines_are_told_with_those_that_do_not() {
    for values in [[1, 1], [2, 1]] {
        let never = ", \"red_lines\": [{ \"id\": \"never\", \"when\": { \"x\": \"p\" } }]";
        let problem = one_issue(&["p", "q"], &[(0, &[1, 1], ""), (0, &values, never)], "");
        let course = draft(&problem.view(), &[0], false, &Nash);
        assert_eq!((course.is_agreed(), course.may_be_agreed()), (Some(false), Some(true)), "{values:?}");
        assert_eq!(course.outcomes.len(), 2);
    }
}

#[test]
fn drafts_of_several_coalitions_are_compared_as_a_whole() {
    // The worst-off of two who draft is as well off by both, but the second is not.
    let quota = ", \"acceptance\": { \"quota\": 3 }";
    let parties: [(i64, &[i64], &str); 4] = [(0, &[1, 1], ""), (0, &[9, 2], ""), (0, &[1, -1], ""), (0, &[-1, 1], "")];
    let problem = one_issue(&["u", "v"], &parties, quota);
    let course = draft(&problem.view(), &[0, 1], true, &Egalitarian);
    assert_eq!(only(&course), [1, 9, 1, -1].map(|gain| q(gain, 1)));
    // By ideal gains, which differ with the coalition, it is not known.
    let course = draft(&problem.view(), &[0, 1], true, &zopa::concept::KalaiSmorodinsky);
    assert!(course.outcomes.is_empty() && course.unplayed.is_some());
    // One who drafts alone knows what it likes best.
    let course = draft(&problem.view(), &[1], true, &zopa::concept::KalaiSmorodinsky);
    assert_eq!(only(&course)[1], q(9, 1));
}

#[test]
fn groups_and_texts_follow_all_ties() {
    let problem = one_issue(&["today", "p", "q"], &[(0, &[0, 2, 1], ""), (2, &[0, 1, 2], "")], "");
    let view = problem.view();
    for way in [
        Way::Tracks(Tracks { of: TrackOf::Clusters, hand_up: false, from: None }),
        Way::Tracks(Tracks { of: TrackOf::Issues, hand_up: false, from: None }),
    ] {
        let course = play(&view, way);
        assert_eq!((course.is_agreed(), course.may_be_agreed()), (Some(false), Some(true)));
    }
    let problem = one_issue(&["today", "p", "q"], &[(0, &[0, 2, 1], ""), (0, &[0, 1, 2], "")], "");
    let course = play(&problem.view(), Way::Text(SingleText { from: None, edits: 1 }));
    assert_eq!((course.outcomes.len(), course.better), (2, None));
    // What the question leaves no choice of holds from the start; what begins with a breach of a rule is not played.
    let issue = problem.issue_ids().next().unwrap();
    let fixed = problem.view().fix(issue, problem.view().options(issue).nth(2).unwrap());
    let course = play(&fixed, Way::Tracks(Tracks { of: TrackOf::Clusters, hand_up: false, from: None }));
    assert_eq!(only(&course), pair((1, 2)));
    let rule = ", \"rules\": [{ \"forbid\": { \"x\": \"today\" } }]";
    let problem = one_issue(&["today", "p"], &[(0, &[0, 2], ""), (0, &[0, 1], "")], rule);
    let course = play(&problem.view(), Way::Tracks(Tracks { of: TrackOf::Clusters, hand_up: true, from: None }));
    assert!(course.outcomes.is_empty() && course.unplayed.is_some());
}

#[test]
fn all_ties_count_and_members_of_a_bloc_are_not_bled() {
    let ids: Vec<String> = (0..30).map(|at| format!("k{at}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let (same, up, down): (Vec<i64>, Vec<i64>, Vec<i64>) = (vec![1; 30], (0..30).collect(), (0..30).rev().collect());
    let problem = one_issue(&ids, &[(0, &same, ""), (1, &up, ""), (0, &down, "")], "");
    let course = draft(&problem.view(), &[0], false, &Nash);
    assert_eq!((course.is_agreed(), course.may_be_agreed()), (Some(false), Some(true)));
    assert_eq!(course.gains().unwrap()[1], [0, 28].map(Number::from));
    // One member gains nothing whatever is offered; that is no reason to give the other one nothing.
    let problem = one_issue(&["p", "q"], &[(0, &[0, 0], ""), (0, &[5, 0], ""), (0, &[1, 1], "")], "");
    let view = problem.view();
    let order = vec![vec![view.party_at(0), view.party_at(1)]];
    let course = play(&view, Way::Offers(Offers { order, ..offers(&view, &[0], 1, "1") }));
    assert_eq!(only(&course), [0, 5, 1].map(|gain| q(gain, 1)));
}

/// Pairs without a deadline are of what cannot be improved for one without loss to the other, also where ties would allow for others.
#[test]
fn stationary_pairs_are_efficient() {
    let problem = frontier(&[(4, 1), (4, 3), (2, 4), (1, 4)]);
    let patience = ["1/2", "1/2"].map(|share| share.parse::<Number>().expect("a number"));
    let pairs = problem.view().stationary_offers(&patience, &Limits::default()).expect("no limit");
    let offered = pairs.iter().flat_map(|pair| [&pair.first, &pair.second]).map(|one| answers::exact(&one.gains));
    let offered: Vec<Vec<Q>> = offered.collect();
    assert!(!offered.is_empty() && offered.iter().all(|own| [pair((4, 3)), pair((2, 4))].contains(own)), "{offered:?}");
}

/// Two ways to break ties do not bound the others: with o2 in the last round b and c would refuse o3 and o4, and with o0 and o1 one of
/// them gives each what it needs.
#[test]
fn ties_in_later_rounds_leave_open_what_is_agreed() {
    let options = ["o0", "o1", "o2", "o3", "o4"];
    let values: [(i64, &[i64], &str); 3] =
        [(0, &[10, 10, 10, 1, 1], ""), (0, &[10, 4, 6, 9, 6], ""), (0, &[4, 10, 6, 6, 9], "")];
    let problem = one_issue(&options, &values, "");
    let view = problem.view();
    let number = |text: &str| text.parse::<Number>().expect("a number");
    let broken = ["-100", "8", "8"].map(|own| Some(number(own))).into();
    let risky = Offers { breakdown: number("1/2"), broken, ..offers(&view, &[0], 2, "1") };
    let course = play(&view, Way::Offers(risky));
    assert!(course.outcomes.iter().flat_map(|outcome| &outcome.ends).all(|end| end.is_agreed()));
    assert_eq!((course.is_agreed(), course.may_be_agreed(), course.untold), (None, Some(true), Untold::Ends));
    // With one round, something is agreed whatever ties do; with two parties, what is told bounds what each gains.
    let course = play(&view, Way::Offers(offers(&view, &[0], 1, "1")));
    assert_eq!((course.is_agreed(), course.untold), (Some(true), Untold::Gains));
    let problem = one_issue(&["p", "q"], &[(0, &[1, 1], ""), (0, &[1, 2], "")], "");
    let course = play(&problem.view(), Way::Offers(offers(&problem.view(), &[0], 1, "1")));
    assert_eq!((course.outcomes.len(), course.is_agreed(), course.untold), (2, Some(true), Untold::Nothing));
    // Without ties all is told.
    let problem = frontier(&X);
    let course = play(&problem.view(), Way::Offers(offers(&problem.view(), &[0, 1], 6, "9/10")));
    assert_eq!((course.is_agreed(), course.untold), (Some(true), Untold::Nothing));
}

/// A draft that is as good to who drafts may be refused, also if it is left out since another one is better for the other party.
#[test]
fn drafts_that_are_left_out_are_not_said_to_be_agreed() {
    for (theirs, expected) in [([1, -1], None), ([1, 0], Some(true)), ([1, 1], Some(true))] {
        let problem = one_issue(&["p", "q"], &[(0, &[1, 1], ""), (0, &theirs, "")], "");
        let course = draft(&problem.view(), &[0], false, &Nash);
        let agreed = if course.outcomes.len() == 1 { expected } else { Some(theirs[1] >= 0) };
        assert_eq!((course.is_agreed(), course.may_be_agreed()), (agreed, Some(true)), "{theirs:?}");
    }
}

/// Wherever it is stopped, nothing false is said: what is told was found, or nothing is.
#[test]
fn what_is_stopped_is_not_finished() {
    let text = include_str!("../fixtures/ukraine-2025.json");
    let problem = Problem::from_json(text).expect("a model");
    let view = problem.view();
    let all: Vec<Way> = zopa::protocol::usual(&view, &Offers::of_parties(4)).into_iter().map(|talk| talk.way).collect();
    for way in &all {
        let whole = view.talks(way, &Nash as &dyn Concept, &Limits::default());
        assert!(whole.stopped.is_none() && whole.may_be_agreed().is_some(), "{way:?}");
        for look in [1, 2, 3, 5, 9, 17] {
            let limits = Limits { interrupt: Interrupt::at_look(look), ..Limits::default() };
            let cut = view.talks(way, &Nash, &limits);
            match cut.stopped {
                Some(_) => assert!(cut.outcomes.is_empty(), "{way:?} {look}"),
                None => assert_eq!(cut.outcomes, whole.outcomes, "{way:?} {look}"),
            }
        }
    }
    assert_eq!(play(&view, Way::Together).outcomes[0].ends[0].finish, Finish::Agreed);
}
