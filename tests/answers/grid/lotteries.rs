//! Lotteries with levels: against the grid, whose packages no proof may exceed; and, where no rule and no ceiling links levels,
//! against the same model with the levels at which curves bend as options, which has the same mixtures: between two bends, every
//! gain is the mixture of those at the bends, for each level by itself.

use super::*;
use zopa::concept::{Concept as _, Nash, WeightedSum};
use zopa::lottery::{Concept, Lottery, Unsuited};

fn asked(problem: &Problem) -> Vec<Concept> {
    let view = problem.view();
    Concept::ALL.into_iter().filter(|concept| concept.suits(&view).is_ok()).collect()
}

fn found(problem: &Problem, concepts: &[Concept]) -> Vec<Lottery> {
    let answer = problem.view().lotteries(concepts, &Limits::default()).expect("they suit");
    assert!(!matches!(answer.status, Status::Stopped(_)), "{:?}", answer.status);
    answer.lotteries
}

fn all(numbers: &[Number]) -> Vec<Q> {
    numbers.iter().map(|number| number.value().clone()).collect()
}

/// Shares, sums, consent and the proof, by the definitions.
fn holds(small: &Small, problem: &Problem, lottery: &Lottery) -> Result<(), TestCaseError> {
    let parties = small.parties.len();
    let mut expected = vec![q(0); parties];
    for part in &lottery.parts {
        let gains = part.utilities.iter().zip(&small.parties).map(|(u, party)| u.value() - q(party.disagreement));
        let gains: Vec<Number> = gains.map(Number::from).collect();
        small.holds(&part.package, &gains);
        prop_assert!(part.probability.value().is_positive());
        expected.iter_mut().zip(&gains).for_each(|(sum, gain)| *sum += part.probability.value() * gain.value());
    }
    prop_assert_eq!(lottery.parts.iter().map(|part| part.probability.value()).sum::<Q>(), q(1));
    prop_assert_eq!(&expected, &all(&lottery.gains));
    let Some(proof) = &lottery.proof else {
        prop_assert_eq!(lottery.concept, Concept::AdjustedWinner);
        return Ok(());
    };
    prop_assert!(lottery.parts.len() <= parties);
    prop_assert!(lottery.is_acceptable());
    let scale = |party: usize| problem.view().gain_scale(problem.party_at(party));
    let weights: Vec<Q> = (0..parties).map(|party| Q::from(&proof.weights[party] * scale(party))).collect();
    prop_assert!(weights.iter().all(|weight| !weight.is_negative()) && weights.iter().any(Signed::is_positive));
    let sum = |gains: &[Q]| gains.iter().zip(&weights).map(|(gain, weight)| gain * weight).sum::<Q>();
    prop_assert_eq!(&sum(&expected), proof.reached.value());
    prop_assert!(proof.reached <= proof.most && (!lottery.exact || proof.reached == proof.most));
    for gains in small.grid(2) {
        prop_assert!(sum(&gains) <= *proof.most.value(), "{:?} {:?}", lottery.concept, gains);
    }
    // The most of all packages, as whoever looks for one with the largest sum finds it.
    let most = WeightedSum::new(weights.iter().cloned().map(Number::from).collect()).expect("weights");
    let anything = problem.party_ids().fold(problem.view(), View::without_floor);
    let answer = anything.search().concepts([&most as &dyn zopa::concept::Concept]).run();
    // It sums utilities, and proofs sum gains.
    let before: Q = small.parties.iter().zip(&weights).map(|(party, weight)| weight * q(party.disagreement)).sum();
    let found = answer.solutions[0].value.as_ref().map(|value| value.number.value() - before);
    prop_assert_eq!(found.as_ref(), Some(proof.most.value()));
    match (lottery.concept, &lottery.value) {
        // The largest product has weights in proportion to its gains' reciprocals, of those that count.
        (Concept::Nash, Some(value)) if lottery.exact && !lottery.degenerate && value.number.value().is_positive() => {
            let shares: Vec<Q> = weights.iter().zip(&expected).map(|(weight, gain)| weight * gain).collect();
            prop_assert!(shares.iter().all(|share| *share == shares[0]), "{:?}", shares);
        }
        (Concept::Egalitarian | Concept::KalaiSmorodinsky, Some(value)) => {
            let ideal = lottery.ideal.as_ref().map(|ideal| all(ideal)).unwrap_or_else(|| vec![q(1); parties]);
            for (gain, (ideal, weight)) in expected.iter().zip(ideal.iter().zip(&weights)) {
                let share = gain - value.number.value() * ideal;
                prop_assert!(!share.is_negative());
                prop_assert!(share.is_zero() || gain.is_zero() || weight.is_zero(), "{:?}", expected);
            }
        }
        _ => {}
    }
    Ok(())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn no_package_exceeds_a_lottery(small in small(1..4, true)) {
        let problem = Problem::compile(&small.model()).unwrap();
        let concepts: Vec<Concept> =
            asked(&problem).into_iter().filter(|concept| *concept != Concept::AdjustedWinner).collect();
        let lotteries = found(&problem, &concepts);
        let accepted: Vec<Vec<Q>> = small.grid(4).into_iter().filter(|gains| accepted(gains)).collect();
        prop_assert!(!lotteries.is_empty() || accepted.is_empty());
        prop_assert!(lotteries.is_empty() || lotteries.len() == concepts.len());
        let nash = problem.search().concepts([&Nash as &dyn zopa::concept::Concept]).run();
        for lottery in &lotteries {
            holds(&small, &problem, lottery)?;
            if let Some(ideal) = &lottery.ideal {
                for gains in &accepted {
                    prop_assert!(gains.iter().zip(ideal).all(|(gain, ideal)| gain <= ideal.value()));
                }
            }
            let pure = nash.solutions.first().filter(|own| lottery.concept == Concept::Nash && !own.degenerate);
            if let (Some(pure), Some(value)) = (pure.and_then(|own| own.value.as_ref()), &lottery.value) {
                let bound = lottery.bound.as_ref().unwrap_or(value);
                prop_assert!(pure.number <= bound.number, "{} {:?}", Nash.id(), lottery);
            }
        }
    }

    /// Between bends, levels are mixtures of bends: nothing links levels but rules over them and ceilings.
    #[test]
    fn bends_as_options_have_the_same_lotteries(mut small in small(1..4, false)) {
        small.parties.iter_mut().for_each(|party| party.ceiling = None);
        let problem = Problem::compile(&small.model()).unwrap();
        let bends = problem.in_steps(NonZeroU32::MIN, &[]).unwrap();
        let concepts: Vec<Concept> =
            asked(&problem).into_iter().filter(|concept| *concept != Concept::AdjustedWinner).collect();
        let (one, other) = (found(&problem, &concepts), found(&bends, &concepts));
        prop_assert_eq!(one.len(), other.len());
        for (one, other) in one.iter().zip(&other) {
            prop_assert_eq!(one.exact, other.exact, "{:?}", one.concept);
            if one.exact {
                prop_assert_eq!(&one.gains, &other.gains, "{:?}", one.concept);
                prop_assert_eq!(&one.value, &other.value, "{:?}", one.concept);
                prop_assert_eq!(&one.ideal, &other.ideal, "{:?}", one.concept);
            } else if let (Some(bound), Some(value)) = (&other.bound, &one.value) {
                prop_assert!(value.number <= bound.number);
            }
        }
    }

    /// A level whose worth is a line is divided like an issue with its ends as options.
    #[test]
    fn linear_levels_are_adjusted_like_their_ends(mut small in small(2..3, false)) {
        for party in &mut small.parties {
            (party.ceiling, party.terms) = (None, Vec::new());
            party.curves.iter_mut().for_each(|curve| *curve = std::array::from_fn(|at| curve[1] * at as i64));
        }
        // Points between, on the line, are left out.
        let mut model = small.model();
        for (utility, party) in model.utilities.0.iter_mut().map(|(_, utility)| utility).zip(&small.parties) {
            utility.values.0.retain(|(id, _)| !id.starts_with("level"));
            for (level, curve) in party.curves.iter().enumerate() {
                utility.values.insert(format!("level{level}"), Values::PerUnit(number(curve[1])));
            }
        }
        let problem = Problem::compile(&model).unwrap();
        let ends = problem.in_steps(NonZeroU32::MIN, &[]).unwrap();
        let (one, other) = (found(&problem, &[Concept::AdjustedWinner]), found(&ends, &[Concept::AdjustedWinner]));
        prop_assert_eq!(one.len(), other.len());
        for (one, other) in one.iter().zip(&other) {
            holds(&small, &problem, one)?;
            prop_assert_eq!(&one.gains, &other.gains);
            prop_assert_eq!(&one.points, &other.points);
            // What is split can be a level between.
            prop_assert!(one.parts.len() <= other.parts.len());
        }
    }
}

/// Both have their best at once, from different packages.
#[test]
fn a_frontier_may_be_one_point() {
    let party =
        |disagreement, ceiling, values, curves, terms| SmallParty { disagreement, ceiling, values, curves, terms };
    let small = Small {
        parties: vec![
            party(
                -10,
                Some(9),
                vec![[-3, 3, 5], [3, 3, 4]],
                vec![[0, -1, 2, 2, 3], [0, 2, 1, 2, 6]],
                vec![(0, 0, 0, -3)],
            ),
            party(
                -8,
                Some(-1),
                vec![[5, 6, 4], [1, 0, 5]],
                vec![[0, -4, -8, -11, -14], [0, 4, 3, 5, 6]],
                vec![(1, 0, 0, -1), (1, 2, 1, -1)],
            ),
        ],
        issues: 2,
        levels: 2,
        sums: vec![(vec![[3, 0, 3], [2, 1, 1]], vec![2, 3], 3, false)],
        ranges: vec![(2, 1, 0, 2)],
        consents: Vec::new(),
    };
    let problem = Problem::compile(&small.model()).unwrap();
    let bilateral = Concept::ALL.into_iter().filter(|concept| *concept != Concept::AdjustedWinner);
    for lottery in found(&problem, &bilateral.collect::<Vec<_>>()) {
        assert_eq!(all(&lottery.gains), [q(19), q(7)], "{:?}", lottery.concept);
    }
}

#[test]
fn what_bends_is_not_adjusted() {
    let model = Model::from_json(include_str!("../../../models/levels/first-steps.json")).unwrap();
    let refused = Problem::compile(&model).unwrap().view().lotteries(&[Concept::AdjustedWinner], &Limits::default());
    assert!(matches!(refused, Err(Unsuited::Linked(_))), "{refused:?}");
    let bent = r#"{ "zopa": 1, "parties": { "a": { "disagreement": 0 }, "b": { "disagreement": 0 } },
        "issues": { "money": { "continuous": { "min": 0, "max": 100 } } },
        "utilities": { "a": { "values": { "money": { "points": [[0, 0], [50, 40], [100, 60]] } } },
                       "b": { "constant": 100, "values": { "money": { "per_unit": -1 } } } } }"#;
    let bent = Problem::compile(&Model::from_json(bent).unwrap()).unwrap();
    let refused = bent.view().lotteries(&[Concept::AdjustedWinner], &Limits::default());
    assert_eq!(refused, Err(Unsuited::Uneven("money".into())));
}
