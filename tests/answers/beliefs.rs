//! What beliefs do to an agreement, against the definitions; and the worked models of deterrence and credibility.

use crate::common;

use common::at::At;
use common::oracle::Oracle;
use common::random::{self, Tape};
use common::{answers, cases, q, states};
use itertools::Itertools;
use num_traits::Signed;
use proptest::prelude::*;
use zopa::belief::{Common, Extent, Verdict};
use zopa::{Limits, Model, Number, Package, Problem, Stop};

fn example(name: &str) -> Problem {
    let path = crate::support::root().join("models/examples").join(name);
    let model = Model::from_slice(&std::fs::read(path).unwrap()).unwrap_or_else(|errors| panic!("{errors}"));
    Problem::compile(&model).unwrap_or_else(|errors| panic!("{errors}"))
}

fn proposal<'p>(problem: &'p Problem, id: &str) -> &'p Package {
    &problem.proposal(id).unwrap().package
}

fn strings(numbers: &[Number]) -> Vec<String> {
    numbers.iter().map(ToString::to_string).collect()
}

/// Whether parties think differently of a state.
fn differ(problem: &Problem, state: zopa::problem::StateId) -> bool {
    let said = |belief: &zopa::problem::Belief| {
        let given = belief.given.iter().map(|(_, belief)| belief.clone()).collect::<Vec<_>>();
        (belief.base.clone(), given)
    };
    !problem[state].beliefs.iter().flatten().map(said).all_equal()
}

/// A random problem with states, whose parties all have to agree.
fn with_states(case: &random::Case) -> (Model, Tape) {
    let mut tape = Tape::new(
        (0..400u32)
            .map(|at| {
                case.questions[at as usize % 24].wrapping_mul(2_654_435_761).rotate_left(at % 31).wrapping_add(97 * at)
            })
            .collect(),
    );
    let mut model = Model { acceptance: None, ..case.model.clone() };
    states::add_states(&mut model, &mut tape);
    (model, tape)
}

/// That a common belief lets all accept, by whose gains in states; or that weights prove that there is none.
fn is_common(common: &Common, rows: &[&[Number]]) -> Result<(), TestCaseError> {
    match common {
        Common::Possible { shared } => {
            for row in rows {
                let none = row.last().unwrap().value();
                let gain = shared.iter().zip(*row).fold(none.clone(), |gain, (shared, happens)| {
                    gain + shared.example.value() * (happens.value() - none)
                });
                prop_assert!(!gain.is_negative());
            }
            let sum = shared.iter().fold(q(0, 1), |sum, shared| sum + shared.example.value());
            prop_assert!(sum <= q(1, 1));
            prop_assert!(shared.iter().all(|s| s.low <= s.example && s.example <= s.high && *s.low.value() >= q(0, 1)));
        }
        Common::Impossible { weights } => {
            for state in 0..rows[0].len() {
                let sum = weights
                    .iter()
                    .zip(rows)
                    .fold(q(0, 1), |sum, (weight, row)| sum + weight.value() * row[state].value());
                prop_assert!(sum.is_negative() && weights.iter().all(|weight| !weight.value().is_negative()));
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(30))]

    /// While a belief that all share moves, what is agreed is what the model with that belief agrees on: within every step, and near
    /// to its ends.
    #[test]
    fn steps_of_shared_beliefs_are_true(case in random::models()) {
        let (mut model, mut tape) = with_states(&case);
        model.utilities.0.iter_mut().for_each(|(_, utility)| utility.at_most = None);
        if tape.chance(40) {
            common::consents::add_consents(&mut model, &mut tape);
        }
        let Ok(problem) = Problem::compile(&model) else { return Ok(()) };
        let found = problem.view().common_steps(&Limits::default());
        // What a quota of bodies asks of utilities moves, and is not followed; nor are products of very large powers.
        prop_assert!(matches!(found.stopped, None | Some(Stop::MovingRules | Stop::Weights | Stop::NoRoom | Stop::TooLarge)), "{:?}", found.stopped);
        for steps in found.iter() {
            let [low, high] = &steps.ends;
            prop_assert_eq!(steps.steps.first().map(|step| &step.from), Some(low));
            prop_assert_eq!(steps.steps.last().map(|step| &step.to), Some(high));
            for pair in steps.steps.windows(2) {
                prop_assert_eq!(&pair[0].to, &pair[1].from);
            }
            let known: Number = steps.steps.iter().filter(|step| step.decided).fold(Number::zero(), |sum, step| (sum.value() + step.to.value() - step.from.value()).into());
            prop_assert!((high.value() - low.value()) - known.value() <= q(1, 1000), "{:?}", steps);
            for step in steps.steps.iter().filter(|step| step.decided).take(5) {
                let width = step.to.value() - step.from.value();
                for share in [q(1, 1_000_000), q(1, 2), q(999_999, 1_000_000)] {
                    let belief = step.from.value() + &width * share;
                    let mut shared = model.clone();
                    for (at, (_, state)) in problem.state_ids().zip(shared.states.0.iter_mut()) {
                        for (_, own) in state.beliefs.0.iter_mut() {
                            let moved = match steps.elsewhere {
                                _ if at == steps.state => Some(belief.clone()),
                                Some(party) if differ(&problem, at) => {
                                    let of = problem[at].beliefs[party.index()].as_ref();
                                    Some(of.map_or_else(|| q(0, 1), |of| of.base.value().clone()))
                                }
                                _ => None,
                            };
                            if let Some(moved) = moved {
                                *own = zopa::model::Probability::Number(common::build::quantity(&moved));
                            }
                        }
                    }
                    let oracle = Oracle::new(&shared);
                    let chosen = oracle.choose("nash").map(|choice| choice.agreements).unwrap_or_default();
                    let mut agreed = common::oracle::Points::new();
                    for package in &step.agreed {
                        let options = common::at::positions(package);
                        let deal = oracle.deals.iter().find(|deal| deal.options == options).unwrap();
                        agreed.entry(deal.utilities.clone()).or_insert((0, options)).0 += 1;
                    }
                    prop_assert_eq!(&agreed, &chosen, "{} of {:?}", belief, steps);
                }
            }
            if let Some((package, [from, to])) = &steps.widest {
                let agreeing = |step: &&zopa::belief::CommonStep| step.agreed.contains(package);
                prop_assert!(steps.steps.iter().filter(agreeing).all(|step| from <= &step.from && &step.to <= to));
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(250))]

    /// A common belief that is given lets all accept; where there is none, the weights prove it. Extents are where a party
    /// accepts. Values of clauses are linear in beliefs.
    #[test]
    fn verdicts_are_true(case in random::models()) {
        let (model, mut tape) = with_states(&case);
        let problem = Problem::compile(&model).unwrap();
        let oracle = Oracle::new(&model);
        let deal = tape.pick(&oracle.deals).clone();
        let package = problem.package_at(&deal.options);
        let found = problem.view().beliefs(&package);
        prop_assert_eq!(found.feasible, deal.broken.is_empty());
        let gains: Vec<_> = (0..oracle.parties()).map(|party| oracle.gain(&deal, party)).collect();
        prop_assert!(gains.iter().zip(&found.gains).all(|(gain, found)| gain == found.value()));
        let accepted = gains.iter().all(|gain| !gain.is_negative());
        let possible = matches!(found.common, Common::Possible { .. });
        let verdict = match (accepted, possible) {
            (true, true) => Verdict::Agreed,
            (true, false) => Verdict::Spurious,
            (false, true) => Verdict::Apart,
            (false, false) => Verdict::Refused,
        };
        prop_assert_eq!(found.verdict, verdict);
        let rows: Vec<&[Number]> = found.in_states.iter().map(Vec::as_slice).collect();
        is_common(&found.common, &rows)?;
        let crossed: Vec<&str> = (problem.view().broken(&package))
            .filter_map(|at| Some(problem[problem[at].party?].id.as_str()))
            .collect();
        let crosses = |party: &usize| crossed.contains(&problem.parties()[*party].id.as_str());
        let accepting: Vec<usize> =
            (0..gains.len()).filter(|party| !gains[*party].is_negative() && !crosses(party)).collect();
        let several = !accepted && accepting.len() > 1;
        prop_assert_eq!(found.among.is_some(), several);
        if let Some(among) = &found.among {
            let names = |parties: &[usize]| parties.iter().map(|at| problem.parties()[*at].id.clone()).collect::<Vec<_>>();
            let found: Vec<String> = among.parties.iter().map(|party| problem[*party].id.clone()).collect();
            prop_assert_eq!(found, names(&accepting));
            is_common(&among.common, &accepting.iter().map(|party| rows[*party]).collect::<Vec<_>>())?;
        }
        for (party, extents) in found.extents.iter().enumerate() {
            for (state, extent) in extents.iter().enumerate() {
                let own = &found.beliefs[party];
                let others = own.iter().enumerate().filter(|(at, _)| *at != state).fold(q(0, 1), |s, (_, p)| s + p.value());
                for share in 0..=4i64 {
                    let belief = (q(1, 1) - &others) * q(share, 4);
                    let row = &found.in_states[party];
                    let none = row.last().unwrap().value();
                    let gain = row.iter().take(own.len()).enumerate().fold(none.clone(), |gain, (at, happens)| {
                        let belief = if at == state { &belief } else { own[at].value() };
                        gain + belief * (happens.value() - none)
                    });
                    let accepts = match extent {
                        Extent::Always => true,
                        Extent::Never => false,
                        Extent::AtLeast(limit) => belief >= *limit.value(),
                        Extent::AtMost(limit) => belief <= *limit.value(),
                    };
                    prop_assert_eq!(accepts, !gain.is_negative(), "{} {} {:?} {}", party, state, extent, belief);
                }
            }
        }
    }

    /// Between the ends that are told lies every belief with which there is an agreement, and there is one at the ends.
    #[test]
    fn reaches_are_exact(case in random::models()) {
        let (model, mut tape) = with_states(&case);
        let problem = Problem::compile(&model).unwrap();
        let (state, party) = (tape.below(problem.states().len()), tape.below(problem.parties().len()));
        // The largest beliefs in the other states leave it its room.
        let others = (0..problem.states().len()).filter(|at| *at != state).fold(q(0, 1), |sum, at| {
            let belief = problem.states()[at].beliefs[party].as_ref().unwrap();
            sum + belief.given.iter().map(|(_, given)| given).fold(&belief.base, Ord::max).value()
        });
        let reach = problem.view().belief_reach(problem.party_at(party), problem.state_at(state), &Limits::default());
        if others > q(1, 1) {
            prop_assert_eq!(reach, Err(Stop::NoRoom));
            return Ok(());
        }
        let reach = reach.unwrap();
        let agreed = |belief: &Number| {
            let moved = problem.with_belief(problem.party_at(party), problem.state_at(state), belief).unwrap();
            moved.view().agreement(&Limits::default()).unwrap().is_some()
        };
        for share in 0..=8i64 {
            let belief = Number::from((q(1, 1) - &others) * q(share, 8));
            if agreed(&belief) {
                let [low, high] = reach.ends.as_ref().expect("an agreement");
                prop_assert!(low.0 <= belief && belief <= high.0, "{belief} outside of {} to {}", low.0, high.0);
            }
        }
        for (end, point) in reach.ends.iter().flatten() {
            prop_assert!(agreed(end), "no agreement at {end}");
            let moved = problem.with_belief(problem.party_at(party), problem.state_at(state), end).unwrap();
            let utilities = answers::in_units(&moved, &moved.utilities(&point.package));
            let disagreement = answers::disagreement(&moved.view());
            prop_assert!(utilities.iter().zip(&disagreement).all(|(utility, d)| utility >= d));
        }
    }
}

/// Europe gains by its own belief, and so does America; no belief lets both gain.
#[test]
fn a_hollow_commitment_is_a_spurious_agreement() {
    let problem = example("hollow-commitment.json");
    let found = problem.view().beliefs(proposal(&problem, "backstop"));
    assert_eq!(found.verdict, Verdict::Spurious);
    assert_eq!(strings(&found.gains), ["5.2", "0.58"]);
    assert_eq!(found.extents[0][0], Extent::AtLeast("1/6".parse().unwrap()));
    assert_eq!(found.extents[1][0], Extent::AtMost("1/21".parse().unwrap()));
    assert!(found.clauses[0].bet);
    assert_eq!(strings(&found.clauses[0].values[0]), ["5.2", "-1.76"]);
    assert_eq!(strings(&found.clauses[0].values[1]), ["-11.6", "0.58"]);
}

/// A reactive deployment survives up to 7/20; without recognition in fact up to 7/40.
#[test]
fn the_reach_of_a_reactive_deployment() {
    let problem = example("reactive-deployment.json");
    let reactive = problem.option("deployment", "reactive").unwrap();
    let unrecognised = problem.option("territory", "contact-line-no-recognition").unwrap();
    let view = problem.view().fix(reactive.0, reactive.1);
    let most = |view: &zopa::View| {
        let reach = view.belief_reach(problem.party_at(0), problem.state_at(0), &Limits::default()).unwrap();
        reach.ends.map(|[low, high]| (low.0.to_string(), high.0.to_string())).unwrap()
    };
    assert_eq!(most(&view), ("0".into(), "0.35".into()));
    assert_eq!(most(&view.fix(unrecognised.0, unrecognised.1)), ("0".into(), "0.175".into()));
    // The clause: -8 and 7 by their own beliefs; at any common one, the two lose 26 times it.
    let nash = &problem.search().run().solutions[0].agreements[0].package.clone();
    let found = problem.view().beliefs(nash);
    let clause = found.clauses.iter().find(|clause| clause.scope == [reactive.0]).unwrap();
    assert_eq!(strings(&[clause.values[0][0].clone(), clause.values[1][1].clone()]), ["-8", "7"]);
    for believer in 0..3 {
        let joint = clause.values[0][believer].value() + clause.values[1][believer].value();
        assert_eq!(joint, q(-26, 1) * found.beliefs[believer][0].value());
    }
    assert!(!clause.bet);
}

/// q* = 2/13: a token force does not deter, brigades do; the least gain that pays rises with the risk.
#[test]
fn deterrence_has_a_threshold() {
    let problem = example("deterrence.json");
    let own: Vec<_> = problem.derived().iter().filter(|derived| derived.party == problem.party_at(0)).collect();
    assert!(
        own.iter().all(|derived| derived.kind() == "attack" && derived.threshold() == Some("2/13".parse().unwrap()))
    );
    let least: Vec<String> = own.iter().map(|derived| derived.least_gain().unwrap().to_string()).collect();
    assert_eq!(least, ["6", "76/9", "40/3"]);
    assert_eq!(own.iter().map(|derived| derived.happens).collect::<Vec<_>>(), [true, true, false]);
    // At a half it would be 28.
    let attack = problem.uncertain().iter().position(|number| number.party == problem.party_at(0)).unwrap();
    assert_eq!(
        (problem.uncertain()[attack].low.to_string(), problem.uncertain()[attack].high.to_string()),
        ("0.1".into(), "0.4".into())
    );
    let utilities = |id: &str| answers::in_units(&problem, &problem.utilities(proposal(&problem, id)));
    assert_eq!(utilities("token"), [q(6, 1), q(-8, 1)]);
    assert_eq!(utilities("brigades"), [q(2, 1), q(3, 1)]);
    // If resistance is as unlikely as the range allows, brigades do not deter either.
    let weak = problem.with_numbers(&["0.1".parse().unwrap(), "0.1".parse().unwrap()]).unwrap();
    assert_eq!(answers::in_units(&weak, &weak.utilities(proposal(&weak, "brigades"))), [q(3, 1), q(-9, 1)]);
}

/// rho* = 1/4: with a detection of 0.2 the limit is broken, with 0.25 it is kept.
#[test]
fn verification_has_a_threshold() {
    let problem = example("verification.json");
    assert!(problem.derived().iter().all(|derived| derived.threshold() == Some("0.25".parse().unwrap())));
    assert_eq!(problem.derived().iter().map(|d| d.happens).collect::<Vec<_>>(), [true, true, false]);
    let worth = |id: &str| answers::in_units(&problem, &problem.utilities(proposal(&problem, id)))[1].clone();
    assert_eq!((worth("declared"), worth("inspected")), (q(-3, 1), q(5, 1)));
}

/// A promise is worth rho * 6 - (1 - rho) * 4: 5 of a guarantee, -1 of a declaration. The ally's promise is kept for its
/// name only.
#[test]
fn promises_are_worth_what_is_believed_of_them() {
    let problem = example("commitment.json");
    let worth = |choices: [(&str, &str); 3]| {
        let package = problem.package(choices).unwrap();
        answers::in_units(&problem, &problem.utilities(&package))
    };
    let package = |promise| [("force", "small"), ("promise", promise), ("ally", "none")];
    assert_eq!(worth(package("guaranteed")), [q(2, 1), q(4, 1)]);
    assert_eq!(worth(package("declared")), [q(-4, 1), q(5, 1)]);
    assert_eq!(worth([("force", "none"), ("promise", "none"), ("ally", "given")]), [q(0, 1), q(2, 1)]);
    assert!(!problem.derived()[0].happens && problem.derived()[0].threshold().is_none());
    assert!(problem.view().agreement(&Limits::default()).unwrap().is_some());
}

/// Where payoffs depend on what is agreed, a belief moves wherever the author gives none; the ends are still the least and the
/// largest with which there is an agreement.
#[test]
fn reaches_follow_events_that_depend_on_the_package() {
    let mut seed = 7u64;
    let mut next = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    let (mut within, mut none) = (0, 0);
    for _ in 0..80 {
        let [a, b, c, d] = [next(12), next(12), next(6), next(6)];
        let [none_fights, strong_fights, state, without] = [next(3), next(10), next(25), next(20)];
        let text = format!(
            r#"{{"zopa":1,"parties":{{"host":{{"disagreement":{without}}},"other":{{"disagreement":1}}}},
            "issues":{{"x":{{"options":["none","strong"]}},"y":{{"options":["c","d"]}}}},
            "utilities":{{"host":{{"values":{{"x":{{"none":{a},"strong":{b}}},"y":{{"c":{c},"d":{d}}}}}}},
                          "other":{{"values":{{"x":{{"none":2,"strong":1}},"y":{{"c":{d},"d":{c}}}}}}}}},
            "states":{{"war":{{"beliefs":{{"host":{{"attack":{{"gain":10,"cost":4,"peace":2,"war":20,
                "fights":{{"values":{{"x":{{"none":"0.{none_fights}","strong":"0.{strong_fights}"}}}}}}}}}}}},
                "utilities":{{"host":{{"constant":-{state},"values":{{"x":{{"none":{c},"strong":{d}}}}}}}}}}}}}}}"#
        );
        let problem = Problem::from_json(&text).unwrap();
        let (party, state) = (problem.party_at(0), problem.state_at(0));
        let agreed = |belief: &Number| {
            let moved = problem.with_belief(party, state, belief).unwrap();
            moved.view().agreement(&Limits::default()).unwrap().is_some()
        };
        let reach = problem.view().belief_reach(party, state, &Limits::default()).unwrap();
        for share in 0..=16i64 {
            let belief = Number::from(q(share, 16));
            if agreed(&belief) {
                let [low, high] = reach.ends.as_ref().expect("an agreement");
                assert!(low.0 <= belief && belief <= high.0, "{belief} outside of {} to {}: {text}", low.0, high.0);
            }
        }
        match &reach.ends {
            None => none += 1,
            Some([low, high]) => {
                within += u32::from(*low.0.value() > q(0, 1) || *high.0.value() < q(1, 1));
                assert!(agreed(&low.0) && agreed(&high.0), "{text}");
            }
        }
    }
    assert!(within > 5 && none > 0, "{within} {none}");
}

/// Where a rule adds up the party's utility, what is feasible moves with the belief: that is not decided.
#[test]
fn no_reach_is_told_where_a_rule_moves_with_the_belief() {
    let problem = Problem::from_json(
        r#"{"zopa":1,"parties":{"host":{"disagreement":0},"other":{"disagreement":0}},
        "issues":{"x":{"options":["a","d"]}},
        "utilities":{"host":{"values":{"x":{"a":10,"d":-1}}},"other":{"values":{"x":{"a":2,"d":100}}}},
        "states":{"war":{"beliefs":{"host":0.1,"other":0},"utilities":{"host":{"values":{"x":{"a":-10,"d":0}}}}}},
        "rules":[{"id":"fair","utilities":{"host":1},"constant":2,"at_least":10}]}"#,
    )
    .unwrap();
    let limits = Limits::default();
    let [host, other] =
        [0, 1].map(|at| problem.view().belief_reach(problem.party_at(at), problem.state_at(0), &limits));
    assert_eq!(host, Err(Stop::MovingRules));
    assert!(other.unwrap().ends.is_some());
    let all = problem.view().belief_reaches(&limits);
    assert_eq!((all.len(), all.stopped), (1, Some(Stop::MovingRules)));
}

/// A problem from a line.
fn read(json: &str) -> Problem {
    Problem::from_json(json).unwrap_or_else(|errors| panic!("{errors}"))
}

/// The steps of shared beliefs: from, to, how many packages; `-` where it is not decided. And why it was stopped.
fn shared(problem: &Problem) -> (Vec<String>, Option<Stop>) {
    let found = problem.view().common_steps(&Limits::default());
    let step = |step: &zopa::belief::CommonStep| {
        let agreed = if step.decided { step.agreed.len().to_string() } else { "-".to_owned() };
        format!("{}..{}: {agreed}", step.from, step.to)
    };
    (found.iter().flat_map(|steps| steps.steps.iter().map(step)).collect(), found.stopped)
}

/// What is not answered is named; and no number makes it panic.
#[test]
fn steps_of_shared_beliefs_name_what_they_do_not_answer() {
    let model = |acceptance: &str, a: &str, utility: &str| {
        read(&format!(
            r#"{{"zopa":1,{acceptance}"parties":{{"a":{{"disagreement":0{a}}},"b":{{"disagreement":0,"weight":999999999}}}},
            "issues":{{"x":{{"options":["p","q"]}}}},
            "states":{{"war":{{"beliefs":{{"a":0.5,"b":0.1}},"utilities":{{"a":{{"values":{{"x":{{"p":4,"q":1}}}}}}}}}}}},
            "utilities":{{"a":{{"constant":1{utility}}},"b":{{"constant":1}}}}}}"#
        ))
    };
    let asked = |acceptance: &str, a: &str, utility: &str| shared(&model(acceptance, a, utility)).1;
    assert_eq!(asked("", r#","weight":999999999"#, ""), None);
    assert_eq!(asked("", r#","weight":1000000000"#, ""), Some(Stop::Weights));
    let three = r#"{"zopa":1,"parties":{"a":{"disagreement":0,"weight":1000000000},"b":{"disagreement":0,"weight":999999999},
        "c":{"disagreement":0,"weight":999999998},"d":{"disagreement":0,"weight":999999997},"e":{"disagreement":0,"weight":999999996}},
        "issues":{"x":{"options":["p","q"]}},"states":{"war":{"beliefs":{"a":0.5},"utilities":{"a":{"values":{"x":{"p":4,"q":1}}}}}},
        "utilities":{"a":{"constant":1},"b":{"constant":1},"c":{"constant":1},"d":{"constant":1},"e":{"constant":1}}}"#;
    assert_eq!(shared(&read(three)), (Vec::new(), Some(Stop::Weights)));
    assert_eq!(asked(r#""acceptance":{"quota":1},"#, r#","weight":999999999"#, ""), Some(Stop::Quota));
    assert_eq!(asked("", r#","weight":999999999"#, r#","at_most":2"#), Some(Stop::Ceilings));
}

/// What all accept with one belief alone is agreed with it, inside and at both ends.
#[test]
fn what_all_accept_with_one_belief_is_a_step() {
    let model = |a: &str, b: &str| {
        read(&format!(
            r#"{{"zopa":1,"parties":{{"a":{{"disagreement":0}},"b":{{"disagreement":0}}}},"issues":{{"x":{{"options":["p","q"]}}}},
            "states":{{"war":{{"beliefs":{{"a":0.5,"b":0.1}},"utilities":{{"a":{{"values":{{"x":{{"p":4,"q":1}}}}}},
            "b":{{"values":{{"x":{{"p":-4,"q":-100}}}}}}}}}}}},"utilities":{{"a":{{"constant":{a}}},"b":{{"constant":{b}}}}}}}"#
        ))
    };
    assert_eq!(shared(&model("-1", "1")).0, ["0..0.25: 0", "0.25..0.25: 1", "0.25..1: 0"]);
    assert_eq!(shared(&model("-4", "4")).0, ["0..1: 0", "1..1: 1"]);
    assert_eq!(shared(&model("0", "0")).0, ["0..0: 2", "0..1: 0"]);
    assert_eq!(shared(&model("-4", "3")).0, ["0..1: 0"]);
}

/// Ends are beliefs of everybody, whatever is agreed: also where some do not believe in a state, and where beliefs are given.
#[test]
fn shared_beliefs_sum_to_at_most_one() {
    let three = read(
        r#"{"zopa":1,"parties":{"a":{"disagreement":0},"b":{"disagreement":0},"c":{"disagreement":0}},
        "issues":{"x":{"options":["p","q"]}},"states":{"A":{"beliefs":{"a":0.1,"b":0.1,"c":0.2}},
        "B":{"beliefs":{"a":0.6,"b":0.6}},"C":{"beliefs":{"a":0.1,"b":0.2,"c":0.05}}},
        "utilities":{"a":{"constant":1},"b":{"constant":1},"c":{"constant":1,"values":{"x":{"p":0,"q":1}}}}}"#,
    );
    let found = three.view().common_steps(&Limits::default());
    let of_first: Vec<String> =
        found.iter().filter(|steps| steps.state == three.state_at(0)).map(|steps| steps.ends[1].to_string()).collect();
    assert_eq!(of_first, ["0.3", "0.2", "0.35"]);
    let given = read(
        r#"{"zopa":1,"parties":{"a":{"disagreement":0},"b":{"disagreement":0}},
        "issues":{"x":{"options":["p","q"]},"y":{"options":["s","t"]}},"states":{"A":{"beliefs":{"a":0.1,"b":0.1}},
        "B":{"beliefs":{"a":0,"b":0},"given":[{"when":{"y":"t"},"beliefs":{"a":0.8,"b":0.8}}]}},
        "utilities":{"a":{"constant":1},"b":{"constant":1}}}"#,
    );
    let found = given.view().common_steps(&Limits::default());
    assert_eq!(found[0].ends[1].to_string(), "0.2");
    let reach = given.view().belief_reach(given.party_at(0), given.state_at(0), &Limits::default()).unwrap();
    assert_eq!(reach.ends.map(|[_, (most, _)]| most.to_string()).as_deref(), Some("0.2"));
}

/// Small models are decided but for slim ranges: with many ends, and with a party that nothing moves.
#[test]
fn steps_of_shared_beliefs_of_small_models_are_decided() {
    let list = |of: &dyn Fn(i64) -> i64, count: i64| {
        (0..count).map(|at| format!(r#""o{at}":{}"#, of(at))).collect::<Vec<_>>().join(",")
    };
    let options = |count: i64| (0..count).map(|at| format!(r#""o{at}""#)).collect::<Vec<_>>().join(",");
    let idle = read(&format!(
        r#"{{"zopa":1,"parties":{{"a":{{"disagreement":0}},"b":{{"disagreement":0}},"idle":{{"disagreement":0}}}},
        "issues":{{"x":{{"options":[{}]}}}},"states":{{"war":{{"beliefs":{{"a":0.5,"b":0.1}},
        "utilities":{{"a":{{"values":{{"x":{{{}}}}}}}}}}}}},
        "utilities":{{"a":{{"values":{{"x":{{{}}}}}}},"b":{{"values":{{"x":{{{}}}}}}},"idle":{{"constant":0}}}}}}"#,
        options(12),
        list(&|at| at, 12),
        list(&|at| at + 1, 12),
        list(&|at| 12 - at, 12),
    ));
    let party = |at: i64, of: &dyn Fn(i64) -> String| format!(r#""a{at}":{}"#, of(at));
    let all = |of: &dyn Fn(i64) -> String| (0..8).map(|at| party(at, of)).collect::<Vec<_>>().join(",");
    let roots = read(&format!(
        r#"{{"zopa":1,"parties":{{{}}},"issues":{{"x":{{"options":[{}]}}}},
        "states":{{"war":{{"beliefs":{{{}}},"utilities":{{{}}}}}}},"utilities":{{{}}}}}"#,
        all(&|_| r#"{"disagreement":0}"#.into()),
        options(8),
        all(&|_| "0.95".into()),
        all(&|_| format!(r#"{{"values":{{"x":{{{}}}}}}}"#, list(&|_| 1000, 8))),
        all(&|party| format!(r#"{{"values":{{"x":{{{}}}}}}}"#, list(&|at| -5 - 80 * party - 10 * at, 8))),
    ));
    for problem in [idle, roots] {
        let found = problem.view().common_steps(&Limits::default());
        assert_eq!(found.stopped, None);
        let open = found[0].steps.iter().filter(|step| !step.decided);
        assert!(open.into_iter().all(|step| step.to.value() - step.from.value() < q(1, 1_000_000)), "{found:?}");
        assert!(found[0].widest.is_some());
    }
}

/// What a party gets where it is certain of what happens is no more than its ceiling, and no less than that is worth; a ceiling may be
/// one that no package exceeds by its own beliefs.
#[test]
fn gains_in_states_are_those_below_a_ceiling() {
    // With n, a expects 0.1·10 = 1, or has 10 or 0; without a deal it has what is given.
    let found = |at_most: &str, disagreement: &str| {
        let problem = read(&format!(
            r#"{{"zopa":1,"parties":{{"a":{{"disagreement":{disagreement}}},"b":{{"disagreement":0}}}},
            "issues":{{"x":{{"options":["n","y"]}}}},
            "utilities":{{"a":{{"values":{{"x":{{"n":0,"y":0}}}}{at_most}}},"b":{{"values":{{"x":{{"n":0,"y":0}}}}}}}},
            "states":{{"s":{{"beliefs":{{"a":0.1}},"utilities":{{"a":{{"values":{{"x":{{"n":10,"y":0}}}}}}}}}}}}}}"#
        ));
        let beliefs = problem.view().beliefs(&problem.package_at(&[0]));
        (strings(&beliefs.certain[0]), beliefs.extents[0].clone())
    };
    assert_eq!(found("", "1").0, ["9", "-1"]);
    assert_eq!(found(r#","at_most":7"#, "1").0, ["6", "-1"]);
    let (certain, extents) = found(r#","at_most":4"#, "5");
    assert_eq!((certain, extents), (vec!["-1".to_owned(), "-5".to_owned()], vec![Extent::Never]));
}
