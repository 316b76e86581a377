//! Continuous issues against a fine grid: random models, every option with every level in quarter steps.
//!
//! The oracle here follows the definitions in exact rationals and shares no code with the library. What the library
//! answers must be feasible, worth what it says, and at least as good as everything on the grid.

mod certificates;
mod claims;
mod concessions;
mod consents;
mod linkage;
mod lotteries;
mod moves;
mod quotas;

use crate::common::at::At;
use crate::support;

use itertools::Itertools;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use proptest::prelude::*;
use std::num::NonZeroU32;
use std::time::Duration;
use support::highs;
use zopa::explain::{Element, Evaluation, NoWorse};
use zopa::model::{
    Condition, Continuous, Interaction, Issue, Keyed, Level, Model, OptionList, Party, Quantity, Rule, Utility, Values,
};
use zopa::problem::Settled;
use zopa::report::SolveReport;
use zopa::search::{Agreement, Target};
use zopa::{BackEnd, Limits, Number, Package, Problem, Status, View};
use zopa_commands::Report;

type Q = BigRational;

fn q(n: i64) -> Q {
    Q::from_integer(n.into())
}

fn number(n: i64) -> Quantity {
    Quantity::from(n)
}

const RANGE: i64 = 4;
const OPTIONS: [&str; 3] = ["a", "b", "c"];

/// By issue and option, then by level, what counts; the bound; and whether it is the most.
type Budget = (Vec<[i64; 3]>, Vec<i64>, i64, bool);

/// A small model in plain numbers.
#[derive(Clone, Debug)]
struct Small {
    parties: Vec<SmallParty>,
    issues: usize,
    levels: usize,
    sums: Vec<Budget>,
    /// Where the first issue has this option, this level lies between these.
    ranges: Vec<(usize, usize, i64, i64)>,
    /// What utilities count for by party, and what they must sum to.
    consents: Vec<(Vec<i64>, i64)>,
}

#[derive(Clone, Debug)]
struct SmallParty {
    disagreement: i64,
    ceiling: Option<i64>,
    values: Vec<[i64; 3]>,
    /// By level, its worth at 0, 1 … 4.
    curves: Vec<[i64; 5]>,
    /// Where an issue has an option, a level is worth this per unit besides.
    terms: Vec<(usize, usize, usize, i64)>,
}

fn small(parties: std::ops::Range<usize>, rules: bool) -> impl Strategy<Value = Small> {
    (parties, 0usize..3, 1usize..3).prop_flat_map(move |(parties, issues, levels)| {
        let values = prop::collection::vec([-6i64..7, -6i64..7, -6i64..7], issues);
        let steps = prop::collection::vec([-4i64..5, -4i64..5, -4i64..5, -4i64..5], levels);
        let straight = prop::collection::vec(-3i64..4, levels);
        let curves = prop_oneof![
            steps.prop_map(|all| all
                .iter()
                .map(|s| [0, s[0], s[0] + s[1], s[0] + s[1] + s[2], s.iter().sum()])
                .collect()),
            straight.prop_map(|all| all.iter().map(|s| [0, *s, 2 * s, 3 * s, 4 * s]).collect::<Vec<_>>()),
        ];
        let terms = match issues {
            0 => Just(Vec::new()).boxed(),
            _ => prop::collection::vec((0..issues, 0usize..3, 0..levels, -3i64..4), 0..4).boxed(),
        };
        // Also below the disagreement value, and above all that there is.
        let ceiling = prop_oneof![3 => Just(None), 2 => (-16i64..16).prop_map(Some)];
        let party =
            (-14i64..3, ceiling, values, curves, terms).prop_map(|(disagreement, ceiling, values, curves, terms)| {
                SmallParty {
                    disagreement,
                    ceiling: ceiling.map(|ceiling| if ceiling < disagreement - 2 { disagreement } else { ceiling }),
                    values,
                    curves,
                    terms,
                }
            });
        let coefficients = (
            prop::collection::vec([-2i64..4, -2i64..4, -2i64..4], issues),
            prop::collection::vec(-1i64..4, levels),
            -2i64..9,
            any::<bool>(),
        );
        let ranges = match issues {
            0 => Just(Vec::new()).boxed(),
            _ => prop::collection::vec((0usize..3, 0..levels, 0i64..5, 0i64..5), 0..2).boxed(),
        };
        let most = if rules { 3 } else { 1 };
        (prop::collection::vec(party, parties), prop::collection::vec(coefficients, 0..most), ranges).prop_map(
            move |(parties, sums, ranges)| Small {
                parties,
                issues,
                levels,
                sums: if rules { sums } else { Vec::new() },
                consents: Vec::new(),
                ranges: if rules {
                    ranges.into_iter().map(|(o, l, a, b)| (o, l, a.min(b), a.max(b))).collect()
                } else {
                    Vec::new()
                },
            },
        )
    })
}

impl Small {
    fn model(&self) -> Model {
        let mut model = Model::new();
        for at in 0..self.issues {
            let options = OptionList::Ids(OPTIONS.map(str::to_owned).to_vec());
            model.issues.insert(format!("issue{at}"), Issue { options: Some(options), ..Issue::default() });
        }
        for at in 0..self.levels {
            let range = Continuous { min: 0.into(), max: RANGE.into(), ..Continuous::default() };
            model.issues.insert(format!("level{at}"), Issue { continuous: Some(range), ..Issue::default() });
        }
        for (at, party) in self.parties.iter().enumerate() {
            let id = format!("party{at}");
            model.parties.insert(&id, Party { disagreement: Some(number(party.disagreement)), ..Party::default() });
            let mut utility = Utility { at_most: party.ceiling.map(number), ..Utility::default() };
            for (issue, values) in party.values.iter().enumerate() {
                let values = OPTIONS.iter().zip(values).map(|(option, value)| (*option, number(*value))).collect();
                utility.values.insert(format!("issue{issue}"), Values::ByOption(values));
            }
            for (level, curve) in party.curves.iter().enumerate() {
                let points = curve.iter().enumerate().map(|(x, y)| (Number::from(x as i64), number(*y))).collect();
                utility.values.insert(format!("level{level}"), Values::Points(points));
            }
            for (issue, option, level, per_unit) in &party.terms {
                let values = [(format!("level{level}"), Values::PerUnit(number(*per_unit)))].into_iter().collect();
                utility.interactions.push(Interaction {
                    when: when(*issue, *option),
                    values,
                    ..Interaction::default()
                });
            }
            model.utilities.insert(id, utility);
        }
        for (of_options, of_levels, bound, most) in &self.sums {
            let mut sum: Keyed<zopa::model::Coefficient> = Keyed::default();
            for (issue, values) in of_options.iter().enumerate() {
                let values = OPTIONS.iter().zip(values).map(|(option, value)| (*option, number(*value))).collect();
                sum.insert(format!("issue{issue}"), zopa::model::Coefficient::ByOption(values));
            }
            for (level, per_unit) in of_levels.iter().enumerate() {
                sum.insert(format!("level{level}"), number(*per_unit).into());
            }
            let (at_most, at_least) = if *most { (Some(number(*bound)), None) } else { (None, Some(number(*bound))) };
            model.rules.push(Rule { sum: Some(sum), at_most, at_least, ..Rule::default() });
        }
        for (option, level, from, to) in &self.ranges {
            let range = Condition::Range { from: Some(Level::Integer(*from)), to: Some(Level::Integer(*to)) };
            let then = [(format!("level{level}"), range)].into_iter().collect();
            model.rules.push(Rule { if_: Some(when(0, *option)), then: Some(then), ..Rule::default() });
        }
        for (counts, least) in &self.consents {
            let counted = counts.iter().enumerate().filter(|(_, counts)| **counts != 0);
            let utilities = counted.map(|(at, counts)| (format!("party{at}"), number(*counts))).collect();
            model.rules.push(Rule { utilities, at_least: Some(number(*least)), ..Rule::default() });
        }
        model
    }

    fn gains(&self, options: &[usize], levels: &[Q]) -> Vec<Q> {
        let gain = |party: &SmallParty| {
            let mut sum = q(0);
            for (issue, option) in options.iter().enumerate() {
                sum += q(party.values[issue][*option]);
            }
            for (level, at) in levels.iter().enumerate() {
                let below = at.floor().to_integer().to_string().parse::<usize>().unwrap().min(3);
                let curve = &party.curves[level];
                sum += q(curve[below]) + q(curve[below + 1] - curve[below]) * (at - q(below as i64));
            }
            for (issue, option, level, per_unit) in &party.terms {
                if options[*issue] == *option {
                    sum += &levels[*level] * q(*per_unit);
                }
            }
            party.ceiling.map_or(sum.clone(), |ceiling| sum.min(q(ceiling))) - q(party.disagreement)
        };
        self.parties.iter().map(gain).collect()
    }

    /// Whether a rule of the model holds, by its place there.
    fn keeps(&self, rule: usize, options: &[usize], levels: &[Q]) -> bool {
        if let Some((of_options, of_levels, bound, most)) = self.sums.get(rule) {
            let options: i64 = of_options.iter().zip(options).map(|(values, option)| values[*option]).sum();
            let levels: Q = of_levels.iter().zip(levels).map(|(per_unit, level)| level * q(*per_unit)).sum();
            let sum = q(options) + levels;
            return if *most { sum <= q(*bound) } else { sum >= q(*bound) };
        }
        let (option, level, from, to) = &self.ranges[rule - self.sums.len()];
        options[0] != *option || (q(*from) <= levels[*level] && levels[*level] <= q(*to))
    }

    fn feasible(&self, options: &[usize], levels: &[Q]) -> bool {
        (0..self.sums.len() + self.ranges.len()).all(|rule| self.keeps(rule, options, levels))
            && (self.consents.is_empty() || self.consents_to(&self.gains(options, levels)))
    }

    /// Whether all rules over utilities hold.
    fn consents_to(&self, gains: &[Q]) -> bool {
        self.consents.iter().all(|(counts, least)| {
            let own = counts.iter().zip(&self.parties).zip(gains);
            own.map(|((counts, party), gain)| (gain + q(party.disagreement)) * q(*counts)).sum::<Q>() >= q(*least)
        })
    }

    /// Every option with every level in steps of 1/`parts`, whatever the rules.
    fn points(&self, parts: i64) -> impl Iterator<Item = (Vec<usize>, Vec<Q>)> + '_ {
        let steps = RANGE * parts + 1;
        let count = 3i64.pow(self.issues as u32) * steps.pow(self.levels as u32);
        (0..count).map(move |mut code| {
            let mut digit = |base: i64| {
                let digit = code % base;
                code /= base;
                digit
            };
            let options: Vec<usize> = (0..self.issues).map(|_| digit(3) as usize).collect();
            let levels = (0..self.levels).map(|_| Q::new(BigInt::from(digit(steps)), BigInt::from(parts))).collect();
            (options, levels)
        })
    }

    /// What each of these that is feasible is worth.
    fn grid(&self, parts: i64) -> Vec<Vec<Q>> {
        let feasible = self.points(parts).filter(|(options, levels)| self.feasible(options, levels));
        feasible.map(|(options, levels)| self.gains(&options, &levels)).collect()
    }

    /// That a package is feasible, and worth what is said of it.
    fn holds(&self, package: &Package, gains: &[Number]) {
        let options: Vec<usize> = package.options().iter().take(self.issues).map(|o| o.index()).collect();
        let levels: Vec<Q> = package.levels().iter().map(|level| level.value().clone()).collect();
        assert!(levels.iter().all(|level| !level.is_negative() && *level <= q(RANGE)), "{levels:?}");
        assert!(self.feasible(&options, &levels), "{options:?} {levels:?}");
        let expected = self.gains(&options, &levels);
        assert!(gains.iter().map(Number::value).eq(&expected), "{gains:?} {expected:?}");
    }
}

fn when(issue: usize, option: usize) -> Keyed<Condition> {
    [(format!("issue{issue}"), Condition::One(OPTIONS[option].into()))].into_iter().collect()
}

fn sorted(mut values: Vec<Q>) -> Vec<Q> {
    values.sort();
    values
}

/// What each concept compares, by its definition.
fn key(concept: &str, gains: &[Q], ideal: &[Q]) -> Vec<Q> {
    let shares = || gains.iter().zip(ideal).filter(|(_, ideal)| ideal.is_positive()).map(|(gain, ideal)| gain / ideal);
    match concept {
        "nash" => vec![
            gains.iter().zip(ideal).filter(|(_, i)| i.is_positive()).map(|(gain, _)| gain).fold(Q::one(), |p, g| p * g),
        ],
        "kalai-smorodinsky" => sorted(shares().collect()),
        "egalitarian" => sorted(gains.to_vec()),
        "utilitarian" => vec![gains.iter().sum()],
        "relative-utilitarian" => vec![shares().sum()],
        "equal-loss" => sorted(gains.iter().zip(ideal).map(|(gain, ideal)| gain - ideal).collect()),
        other => panic!("{other}"),
    }
}

fn accepted(gains: &[Q]) -> bool {
    gains.iter().all(|gain| !gain.is_negative())
}

/// Everything that is proven of what concepts choose, against all points of a grid.
fn nothing_is_better(small: &Small, problem: &Problem) -> Result<(), TestCaseError> {
    let answer = problem.view().search().run();
    let all: Vec<Vec<Q>> = small.grid(4).into_iter().filter(|gains| accepted(gains)).collect();
    if answer.status == Status::NoAgreement {
        prop_assert!(all.is_empty());
        if let Some(weights) = &answer.refutation {
            for gains in small.grid(2) {
                let sum: Q = gains.iter().zip(weights).map(|(gain, weight)| gain * weight.value()).sum();
                prop_assert!(sum.is_negative());
            }
        }
        return Ok(());
    }
    prop_assert_eq!(answer.status, Status::Agreement);
    prop_assert_eq!(answer.solutions.len(), 6);
    let ideal: Vec<Q> = (answer.ideal.as_ref().unwrap().iter().zip(&small.parties))
        .map(|(utility, party)| utility.value() - q(party.disagreement))
        .collect();
    for gains in &all {
        for (gain, ideal) in gains.iter().zip(&ideal) {
            prop_assert!(gain <= ideal);
        }
    }
    for solution in &answer.solutions {
        let id = solution.concept.id();
        prop_assert!(solution.proven);
        let first = &solution.agreements[0];
        for agreement in &solution.agreements {
            small.holds(&agreement.package, &agreement.gains);
            prop_assert!(accepted(&values(agreement)));
        }
        if solution.degenerate {
            prop_assert_eq!(id, "nash");
            // Nowhere do all who can gain gain at once.
            for gains in &all {
                prop_assert!(key("nash", gains, &ideal)[0].is_zero() || ideal.iter().any(Zero::is_zero));
            }
            continue;
        }
        let best = key(id, &values(first), &ideal);
        for gains in &all {
            let other = key(id, gains, &ideal);
            match &solution.bound {
                None => prop_assert!(other <= best, "{}: {:?} > {:?}", id, other, best),
                Some(bound) => prop_assert!(other[0] <= *bound.number.value(), "{}: {:?}", id, other),
            }
        }
        // What is said to be as good is.
        for agreement in &solution.agreements {
            let other = key(id, &values(agreement), &ideal);
            match &solution.bound {
                None => prop_assert_eq!(&other, &best),
                Some(bound) => {
                    let bound = bound.number.value();
                    prop_assert!((bound - &other[0]) * q(1_000_000) <= *bound);
                }
            }
        }
    }
    Ok(())
}

fn config() -> ProptestConfig {
    crate::common::cases(60)
}

/// By party, the package that is best for it and leaves nobody worse off.
fn by_party(evaluation: &Evaluation) -> &[Agreement] {
    match evaluation.better.as_ref().expect("no limit") {
        NoWorse::ByParty(best) => best,
        NoWorse::Points(_) => panic!("no levels"),
        NoWorse::Some { .. } => panic!("not all that is better"),
    }
}

fn values(agreement: &Agreement) -> Vec<Q> {
    agreement.gains.iter().map(|gain| gain.value().clone()).collect()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn no_point_of_a_grid_is_better(small in small(1..4, true)) {
        nothing_is_better(&small, &Problem::compile(&small.model()).unwrap())?;
    }

    #[test]
    fn the_frontier_of_two_covers_a_grid(small in small(2..3, true), all in any::<bool>()) {
        let problem = Problem::compile(&small.model()).unwrap();
        let target = if all { Target::Feasible } else { Target::Acceptable };
        let answer = problem.view().search().frontier(target);
        prop_assert!(answer.complete);
        let at = |point: &zopa::search::Agreement| [point.gains[0].value().clone(), point.gains[1].value().clone()];
        for piece in &answer.pieces {
            small.holds(&piece.from.package, &piece.from.gains);
            small.holds(&piece.to.package, &piece.to.gains);
            let (from, to) = (at(&piece.from), at(&piece.to));
            prop_assert!(piece.is_point() || (from[0] > to[0] && from[1] < to[1]));
            // Halfway, levels and gains are halfway too.
            let half = |a: &Number, b: &Number| -> Q { (a.value() + b.value()) / q(2) };
            let levels = piece.from.package.levels().iter().zip(piece.to.package.levels());
            let package = Package::new(piece.from.package.options()).with_levels(levels.map(|(a, b)| half(a, b)));
            let gains = piece.from.gains.iter().zip(&piece.to.gains);
            let gains: Vec<Number> = gains.map(|(a, b)| half(a, b).into()).collect();
            small.holds(&package, &gains);
        }
        for pair in answer.pieces.windows(2) {
            let (last, next) = (at(&pair[0].to), at(&pair[1].from));
            prop_assert!(last[0] >= next[0] && last[1] <= next[1], "{:?} {:?}", last, next);
        }
        for gains in small.grid(4) {
            if !all && !accepted(&gains) {
                continue;
            }
            let covers = |piece: &zopa::search::Piece| {
                let (from, to) = (at(&piece.from), at(&piece.to));
                let normal = [&to[1] - &from[1], &from[0] - &to[0]];
                let line = |point: &[Q]| &normal[0] * &point[0] + &normal[1] * &point[1];
                gains[0] <= from[0] && gains[1] <= to[1] && line(&gains) <= line(&from)
            };
            prop_assert!(answer.pieces.iter().any(covers), "{:?}", gains);
        }
    }

    #[test]
    fn a_cover_keeps_its_promise(small in small(2..4, true), share in 1i64..4) {
        let problem = Problem::compile(&small.model()).unwrap();
        let epsilon = Number::from(Q::new(share.into(), 10.into()));
        let answer = problem.view().search().epsilon(epsilon).frontier(Target::Acceptable);
        // Rounding might break a rule.
        prop_assume!(answer.refused.is_none());
        prop_assert!(answer.complete);
        for piece in &answer.pieces {
            small.holds(&piece.from.package, &piece.from.gains);
        }
        // Also where all that is acceptable lies between steps.
        prop_assert!(!answer.pieces.is_empty() || !small.grid(3).iter().any(|gains| accepted(gains)));
        prop_assert_eq!(answer.pieces.is_empty(), answer.cover.is_none());
        let Some(cover) = &answer.cover else { return Ok(()) };
        let tolerance: Vec<Q> = cover.tolerance.iter().map(|tolerance| tolerance.value().clone()).collect();
        for gains in small.grid(3) {
            if gains.iter().zip(&tolerance).any(|(gain, tolerance)| gain < tolerance) {
                continue;
            }
            let stands = |piece: &zopa::search::Piece| {
                let listed = piece.from.gains.iter().map(Number::value);
                listed.zip(&gains).zip(&tolerance).all(|((listed, gain), tolerance)| listed + tolerance >= *gain)
            };
            prop_assert!(answer.pieces.iter().any(stands), "{:?}", gains);
        }
    }

    /// A view that moves what a party has without a deal asks what a model with that number asks, also where the number is finer
    /// than the others; and one that lets a party accept anything asks for no less of all others.
    #[test]
    fn views_ask_what_models_ask(small in small(2..4, true), by in -9i64..10) {
        let problem = Problem::compile(&small.model()).unwrap();
        let own = Number::from(q(small.parties[0].disagreement) + Q::new(by.into(), 3.into()));
        let mut model = small.model();
        model.parties.0[0].1.disagreement = Some(Quantity::from(own.clone()));
        let moved = Problem::compile(&model).unwrap();
        let asked = problem.view().with_disagreement(problem.party_at(0), &own).unwrap();
        let (one, other) = (asked.clone().search().run(), moved.search().run());
        prop_assert_eq!(one.status, other.status);
        prop_assert_eq!(&one.ideal, &other.ideal);
        prop_assert_eq!(one.solutions.len(), other.solutions.len());
        for (one, other) in one.solutions.iter().zip(&other.solutions) {
            prop_assert_eq!(&one.value, &other.value, "{}", one.concept.id());
            let gains = |agreements: &[Agreement]| agreements.iter().map(values).collect::<Vec<_>>();
            prop_assert_eq!(gains(&one.agreements), gains(&other.agreements), "{}", one.concept.id());
        }
        if small.parties.len() == 2 {
            let frontier = |view: zopa::View| {
                let answer = view.search().frontier(Target::Acceptable);
                let ends = |piece: &zopa::search::Piece| (piece.from.gains.clone(), piece.to.gains.clone());
                (answer.status, answer.pieces.iter().map(ends).collect::<Vec<_>>())
            };
            prop_assert_eq!(frontier(asked), frontier(moved.view()));
            // Whoever accepts anything may lose; the other still does not.
            let answer = problem.view().without_floor(problem.party_at(0)).search().frontier(Target::Acceptable);
            let ends: Vec<Vec<Q>> = answer.pieces.iter().flat_map(|piece| [values(&piece.from), values(&piece.to)]).collect();
            for gains in small.grid(2).iter().filter(|gains| !gains[1].is_negative()) {
                let reached = |party: usize| ends.iter().any(|end| end[party] >= gains[party]);
                prop_assert!(reached(0) && reached(1), "{:?}", gains);
            }
            prop_assert!(ends.iter().all(|end| !end[1].is_negative()));
        }
        // Whose consent is not asked for accepts anything, as far as there is a deal.
        let asked = problem.view().with_consent_of(&(0..small.parties.len()).map(|at| at > 0).collect::<Vec<_>>());
        let open = problem.view().without_floor(problem.party_at(0));
        prop_assert_eq!(asked.search().run().status, open.search().run().status);
    }

    /// What is better than a package leaves nobody worse off, and nothing on the grid is better by more.
    #[test]
    fn evaluations_find_what_is_better(small in small(1..4, true), code in any::<prop::sample::Index>(), at in 0i64..17) {
        let problem = Problem::compile(&small.model()).unwrap();
        let options: Vec<usize> = (0..small.issues).map(|issue| code.index(27) / 3usize.pow(issue as u32) % 3).collect();
        let levels: Vec<Number> = (0..small.levels).map(|_| Q::new(at.into(), 4.into()).into()).collect();
        let mut all = options.clone();
        all.resize(small.issues + small.levels, 0);
        let package = problem.package_at(&all).with_levels(levels);
        let evaluation = problem.view().evaluate(&package, &Limits::default());
        let exact: Vec<Q> = package.levels().iter().map(|level| level.value().clone()).collect();
        let own = small.gains(&options, &exact);
        prop_assert!(evaluation.stands.iter().map(|stand| stand.gain.value()).eq(&own));
        prop_assert_eq!(evaluation.is_feasible(), small.feasible(&options, &exact));
        prop_assert_eq!(evaluation.acceptable, small.feasible(&options, &exact) && accepted(&own));
        for stand in &evaluation.stands {
            let sum: Q = stand.breakdown.iter().map(|part| part.value.value()).sum();
            prop_assert_eq!(&sum, stand.utility.value());
        }
        let better = by_party(&evaluation);
        let leaves = |gains: &Vec<Q>| accepted(gains) && gains.iter().zip(&own).all(|(gain, own)| gain >= own);
        for gains in small.grid(2).iter().filter(|gains| leaves(gains)) {
            prop_assert!(!better.is_empty());
            for (party, agreement) in better.iter().enumerate() {
                prop_assert!(*agreement.gains[party].value() >= gains[party]);
            }
        }
        for agreement in better {
            small.holds(&agreement.package, &agreement.gains);
            prop_assert!(leaves(&values(agreement)));
        }
    }

    /// If walking away is worth exactly what some options and levels give, these are an agreement: often the only one,
    /// with levels halfway, where each corner nearby is refused by somebody.
    #[test]
    fn what_is_worth_no_deal_to_everybody_is_found(small in small(1..4, true), code in 0usize..9, at in 0i64..17) {
        let options: Vec<usize> = (0..small.issues).map(|issue| code / 3usize.pow(issue as u32) % 3).collect();
        let levels: Vec<Q> = (0..small.levels).map(|level| Q::new(((at + 5 * level as i64) % 17).into(), 4.into())).collect();
        if !small.feasible(&options, &levels) {
            return Ok(());
        }
        let mut model = small.model();
        for ((_, party), (gain, numbers)) in
            model.parties.0.iter_mut().zip(small.gains(&options, &levels).iter().zip(&small.parties))
        {
            party.disagreement = Some(Number::from(gain + q(numbers.disagreement)).into());
        }
        let problem = Problem::compile(&model).unwrap();
        let answer = problem.view().search().run();
        prop_assert_eq!(answer.status, Status::Agreement);
        for solution in &answer.solutions {
            prop_assert!(solution.proven && accepted(&values(&solution.agreements[0])), "{}", solution.concept.id());
        }
    }

    /// What stands in the way: no conflict is met on a grid, what a correction gives up is enough and not too much, and nothing on
    /// the grid is closer.
    #[test]
    fn what_stands_in_the_way_does(small in small(2..4, true), option in 0usize..3, at in 0i64..17) {
        let problem = Problem::compile(&small.model()).expect("a valid model");
        let (issue, _) = problem.level_ids().next().map(|level| (problem[level].issue, level)).expect("a level");
        let level = Q::new(at.into(), BigInt::from(4));
        let mut fixed = vec![(issue, Settled::Level(level.clone().into()))];
        if small.issues > 0 {
            let (issue, option) = problem.option("issue0", OPTIONS[option]).expect("an option");
            fixed.push((issue, Settled::Option(option)));
        }
        let rule = |path: &zopa::model::Path| -> usize {
            let path = path.to_string();
            path.trim_start_matches("$.rules[").split(']').next().and_then(|at| at.parse().ok()).expect("a rule")
        };
        let meets = |element: &Element, options: &[usize], levels: &[Q]| match element {
            Element::Fixed { option, .. } => options[0] == option.index(),
            Element::Level(_) => levels[0] == level,
            Element::Constraint(at) => small.keeps(rule(&problem[*at].path), options, levels),
            Element::LevelRule(at) => small.keeps(rule(&problem[*at].path), options, levels),
            Element::Acceptance(party) => !small.gains(options, levels)[party.index()].is_negative(),
            Element::AcceptanceRule => true,
        };
        let taken = |package: &Package| {
            let options: Vec<usize> = package.options().iter().take(small.issues).map(|o| o.index()).collect();
            (options, package.levels().iter().map(|level| level.value().clone()).collect::<Vec<Q>>())
        };
        let found = problem.view().obstacles(&fixed, &Limits::default()).expect("no limit was set");
        let all = |demands: &[&Element], options: &[usize], levels: &[Q]| {
            demands.iter().all(|element| meets(element, options, levels))
        };
        let Some(found) = found else {
            let view = fixed.iter().fold(problem.view(), |view, (issue, by)| view.settle(*issue, by));
            let agreed = view.agreement(&Limits::default()).expect("no limit was set").expect("an agreement");
            let (options, levels) = taken(&agreed.package);
            prop_assert!(small.feasible(&options, &levels) && levels[0] == level);
            prop_assert!(small.gains(&options, &levels).iter().all(|gain| !gain.is_negative()));
            return Ok(());
        };
        prop_assert_eq!(found.stopped, None);
        let points: Vec<_> = small.points(4).collect();
        let (conflicts, corrections) = (&found.conflicts.conflicts, &found.conflicts.corrections);
        prop_assert!(!conflicts.is_empty() && !corrections.is_empty());
        let every: Vec<Element> = conflicts.iter().flatten().copied().collect();
        for conflict in conflicts {
            let demands: Vec<&Element> = conflict.iter().collect();
            prop_assert!(!points.iter().any(|(options, levels)| all(&demands, options, levels)), "{:?}", conflict);
            prop_assert!(corrections.iter().all(|correction| correction.iter().any(|given| conflict.contains(given))));
        }
        for correction in corrections {
            let rest: Vec<&Element> = every.iter().filter(|element| !correction.contains(element)).collect();
            for more in correction {
                let demands: Vec<&Element> = rest.iter().copied().chain([more]).collect();
                prop_assert!(!points.iter().any(|(options, levels)| all(&demands, options, levels)), "{:?}", correction);
            }
            let mut view = problem.view();
            for (issue, by) in &fixed {
                let given = correction.iter().any(|element| match element {
                    Element::Fixed { issue: other, .. } | Element::Level(other) => other == issue,
                    _ => false,
                });
                view = if given { view } else { view.settle(*issue, by) };
            }
            for element in correction {
                view = match element {
                    Element::Acceptance(party) => view.without_floor(*party),
                    Element::LevelRule(at) => view.lift_level_rule(*at),
                    Element::Constraint(at) => {
                        let parts = problem.level_rule_ids().filter(|rule| problem[*rule].path == problem[*at].path);
                        parts.fold(view.lift(*at), View::lift_level_rule)
                    }
                    _ => view,
                };
            }
            let agreed = view.agreement(&Limits::default()).expect("no limit was set").expect("it is enough");
            let (options, levels) = taken(&agreed.package);
            prop_assert!(all(&rest, &options, &levels), "{:?}", correction);
        }
        for binding in &found.no_deal.binding {
            let (options, levels) = taken(&binding.closest.package);
            prop_assert!(small.feasible(&options, &levels) && levels[0] == level);
            let gains = small.gains(&options, &levels);
            prop_assert_eq!(binding.closest.gains.iter().map(|gain| gain.value().clone()).collect::<Vec<_>>(), gains.clone());
            let others = |gains: &[Q]| {
                gains.iter().enumerate().all(|(at, gain)| binding.parties.iter().any(|party| party.index() == at) || !gain.is_negative())
            };
            prop_assert!(others(&gains));
            if let [alone] = binding.parties[..] {
                let settled = |options: &[usize], levels: &[Q]| {
                    small.feasible(options, levels) && levels[0] == level && (small.issues == 0 || options[0] == option)
                };
                for (options, levels) in points.iter().filter(|(options, levels)| settled(options, levels)) {
                    let other = small.gains(options, levels);
                    prop_assert!(!others(&other) || other[alone.index()] <= gains[alone.index()]);
                }
            }
        }
    }

    /// With one level each, compensation is that of the problem where they are options.
    #[test]
    fn settled_levels_are_options(small in small(2..4, true), at in 0i64..17, other in 0i64..17) {
        let problem = Problem::compile(&small.model()).expect("a valid model");
        let levels = [at, other].map(|at| Q::new(at.into(), BigInt::from(4)));
        let settled: Vec<_> = problem.level_ids().zip(levels).collect();
        let view = settled.iter().fold(problem.view(), |view, (level, at)| view.fix_level(*level, &at.clone().into()));
        let steps = problem.in_steps(NonZeroU32::MIN, &settled).expect("small numbers");
        let mut twin = steps.view();
        for (level, at) in &settled {
            let issue = problem[*level].issue;
            let (issue, option) = steps.option(&problem[issue].id, &Number::from(at.clone()).to_string()).expect("a step");
            twin = twin.fix(issue, option);
        }
        for party in problem.party_ids() {
            let [own, same] = [&view, &twin].map(|view| view.compensation(party, &Limits::default()).expect("no limit was set"));
            prop_assert_eq!(own.amplification, same.amplification);
            let gain = |best: Option<Agreement>| best.map(|best| best.gains[party.index()].clone());
            prop_assert_eq!(gain(own.best), gain(same.best));
        }
        let [own, same] = [&view, &twin].map(|view| view.agreement(&Limits::default()).expect("no limit was set"));
        let sum = |best: Option<Agreement>| best.map(|best| best.gains.iter().map(|gain| gain.value().clone()).sum::<Q>());
        prop_assert_eq!(sum(own), sum(same));
    }

    /// In steps of quarters, a problem is the grid: the same packages, worth the same.
    #[test]
    fn in_steps_of_quarters_it_is_the_grid(small in small(1..4, true), named in 0i64..17) {
        let problem = Problem::compile(&small.model()).expect("a valid model");
        let named = Q::new(named.into(), BigInt::from(4));
        let first = problem.level_ids().next().expect("a level");
        let steps = problem.in_steps(NonZeroU32::new(16).unwrap(), &[(first, named)]).expect("small numbers");
        prop_assert!(!steps.has_levels() && steps.issues().iter().filter(|issue| issue.in_steps).count() == small.levels);
        let view = steps.view();
        let axes = steps.issue_ids().map(|issue| view.options(issue));
        let mut found: Vec<Vec<Q>> = Vec::new();
        for options in axes.multi_cartesian_product() {
            let package = Package::new(options);
            let gains = view.gains(&steps.utilities(&package));
            let gains = || steps.party_ids().zip(&gains).map(|(party, gain)| view.gain_in_units(party, *gain).value().clone());
            if view.is_feasible(&package) {
                found.push(gains().collect());
            }
        }
        let mut grid = small.grid(4);
        found.sort();
        grid.sort();
        prop_assert_eq!(found, grid);
    }

    /// Rules that follow from others change nothing, even where there are more of them than a problem can have parties.
    #[test]
    fn rules_that_follow_change_nothing(small in small(1..4, true)) {
        let mut more = small.clone();
        for weaker in 1..=20 {
            let weaken = |(options, levels, bound, most): &Budget| {
                let bound = if *most { bound + weaker } else { bound - weaker };
                (options.clone(), levels.clone(), bound, *most)
            };
            more.sums.extend(small.sums.iter().map(weaken));
        }
        let (few, many) = (Problem::compile(&small.model()).unwrap(), Problem::compile(&more.model()).unwrap());
        let (few, many) = (few.view().search().run(), many.view().search().run());
        prop_assert_eq!(few.status, many.status);
        prop_assert_eq!(&few.ideal, &many.ideal);
        for (few, many) in few.solutions.iter().zip(&many.solutions) {
            prop_assert!(few.proven && many.proven);
            if few.bound.is_none() && many.bound.is_none() {
                prop_assert_eq!(&few.value, &many.value);
                prop_assert_eq!(&few.agreements, &many.agreements);
            }
        }
    }

    /// A mixed-integer programme that is asked first changes nothing.
    #[test]
    fn a_programme_changes_no_answer(small in small(1..4, true)) {
        let problem = Problem::compile(&small.model()).unwrap();
        let plain = problem.view().search().run();
        let asked = problem.view().search().programme_first(true).run();
        prop_assert_eq!(plain.status, asked.status);
        prop_assert_eq!(&plain.ideal, &asked.ideal);
        for (plain, asked) in plain.solutions.iter().zip(&asked.solutions) {
            prop_assert_eq!(&plain.value, &asked.value);
            prop_assert_eq!(&plain.bound, &asked.bound);
            prop_assert_eq!(&plain.agreements, &asked.agreements);
        }
    }

    /// Nor does it matter who solves it: the data are the same, byte for byte.
    #[test]
    fn back_ends_give_the_same_bytes(small in small(1..4, true)) {
        let Some(highs) = highs() else { return Ok(()) };
        let problem = Problem::compile(&small.model()).unwrap();
        let view = problem.view();
        let bytes = |back_end: BackEnd| {
            let answer = view.clone().search().programme_first(true).back_end(back_end).run();
            serde_json::to_string(&SolveReport::new(&view, &answer, None)).unwrap()
        };
        prop_assert_eq!(bytes(BackEnd::microlp()), bytes(highs));
    }

    /// Whenever a search is stopped, what it leaves is valid and labelled.
    #[test]
    fn a_stopped_search_says_so(small in small(2..4, true), micros in 0u64..3000) {
        let problem = Problem::compile(&small.model()).unwrap();
        let limits = Limits { time: Some(Duration::from_micros(micros)), ..Limits::default() };
        let answer = problem.view().search().limits(limits.clone()).run();
        for solution in &answer.solutions {
            for agreement in &solution.agreements {
                small.holds(&agreement.package, &agreement.gains);
            }
            prop_assert!(solution.proven || matches!(answer.status, Status::Stopped(_)));
        }
        if small.parties.len() == 2 {
            let frontier = problem.view().search().limits(limits).frontier(Target::Acceptable);
            prop_assert_eq!(frontier.complete, !matches!(frontier.status, Status::Stopped(_)));
        }
    }
}

fn plain(disagreement: i64, curves: &[[i64; 5]]) -> SmallParty {
    SmallParty { disagreement, ceiling: None, values: Vec::new(), curves: curves.to_vec(), terms: Vec::new() }
}

/// The best product is at a kink where the slope beyond is exactly 0, and the mixtures of vertices on the way there are
/// worth less than the levels between them: 15/2 · 5 · 1.
#[test]
fn the_largest_product_at_a_kink_is_exact() {
    let small = Small {
        parties: vec![
            plain(-9, &[[0, 0, -3, -3, -3], [0, 0, 3, 0, -3]]),
            plain(-1, &[[0, -3, -6, -9, -12], [0, 2, 4, 6, 8]]),
            plain(0, &[[0, 1, 2, 3, 4], [0; 5]]),
        ],
        issues: 0,
        levels: 2,
        sums: Vec::new(),
        ranges: Vec::new(),
        consents: Vec::new(),
    };
    let problem = Problem::compile(&small.model()).unwrap();
    let answer = problem.view().search().run();
    let nash = answer.solutions.iter().find(|solution| solution.concept.id() == "nash").unwrap();
    assert!(nash.proven && nash.bound.is_none());
    assert_eq!(nash.agreements[0].package.levels(), [1.into(), Number::from(Q::new(7.into(), 2.into()))]);
    assert_eq!(nash.value, Some(Q::new(75.into(), 2.into()).into()));
}

/// Two options are linked by a level, and only a level halfway leaves everybody what they have without a deal.
#[test]
fn a_level_between_corners_is_found_where_each_corner_fails() {
    let party = |values: [[i64; 3]; 2], curve: [i64; 5], terms: &[(usize, usize, usize, i64)]| SmallParty {
        ceiling: None,
        disagreement: 0,
        values: values.to_vec(),
        curves: vec![curve],
        terms: terms.to_vec(),
    };
    let small = Small {
        parties: vec![
            party([[2, 0, 0], [0, 0, 0]], [0; 5], &[(0, 0, 0, 1)]),
            party([[0, 0, 0], [-3, 0, 0]], [0, 2, 4, 6, 8], &[]),
            party([[2, 0, 0], [0, -3, 0]], [0, 0, 0, 0, -1], &[(1, 0, 0, 2)]),
        ],
        issues: 2,
        levels: 1,
        sums: Vec::new(),
        ranges: vec![(1, 0, 0, 1)],
        consents: Vec::new(),
    };
    let problem = Problem::compile(&small.model()).unwrap();
    let package = problem.package_at(&[0, 2, 0]).with_levels([Q::new(7.into(), 2.into())]);
    let evaluation = problem.view().evaluate(&package, &Limits::default());
    assert_eq!(by_party(&evaluation)[0].package, package);
}

/// A sum counts the units of its concept where it has any: a third party at its limit changes nothing between two others.
/// Of equally even divisions, mirror images have the same one.
#[test]
fn the_most_even_division_depends_on_nothing_else() {
    let text = |third: &str, utilities: &str| {
        format!(
            r#"{{ "zopa": 1, "parties": {{ "a": {{ "disagreement": 0 }}, "b": {{ "disagreement": 0 }}{third} }},
                "issues": {{ "x": {{ "continuous": {{ "min": 0, "max": 1 }} }} }}, "utilities": {{ {utilities} }} }}"#
        )
    };
    let level = |text: &str| {
        let problem = Problem::compile(&Model::from_json(text).unwrap()).unwrap();
        let answer = problem.view().search().run();
        let solution = answer.solutions.iter().find(|one| one.concept.id() == "relative-utilitarian").unwrap();
        solution.agreements[0].package.levels()[0].to_string()
    };
    let two = r#""a": { "values": { "x": { "per_unit": 100 } } },
                 "b": { "constant": 1, "values": { "x": { "per_unit": -1 } } }"#;
    assert_eq!(level(&text("", two)), "0.5");
    assert_eq!(level(&text(r#", "c": { "disagreement": 0 }"#, &format!(r#"{two}, "c": {{ "constant": 0 }}"#))), "0.5");
}

/// Levels that are found only when they are rounded are exact after all.
#[test]
fn what_rounding_finds_is_exact() {
    let model = Model::from_json(
        r#"{ "zopa": 1, "parties": { "a": { "disagreement": 0 }, "b": { "disagreement": 0 }, "c": { "disagreement": 0 } },
            "issues": { "x": { "continuous": { "min": 0, "max": 0.3 } } },
            "utilities": { "a": { "values": { "x": { "per_unit": 1 } } },
                           "b": { "constant": 0.494, "values": { "x": { "per_unit": -1 } } },
                           "c": { "constant": 0.30875, "values": { "x": { "per_unit": -1 } } } } }"#,
    );
    let problem = Problem::compile(&model.unwrap()).unwrap();
    let (view, answer) = (problem.view(), problem.view().search().run());
    let nash = answer.solutions.iter().find(|solution| solution.concept.id() == "nash").unwrap();
    assert_eq!(nash.agreements[0].package.levels()[0].to_string(), "0.1235");
    assert!(nash.proven && nash.bound.is_none());
    assert!(
        zopa::report::SolveReport::new(&view, &answer, None)
            .page()
            .text(zopa_commands::page::Layout::default())
            .contains("0.1235")
    );
}

/// Where an option of the first issue is chosen: another issue's option, if there is one, and a range of a level.
type Conclusion = (usize, Option<usize>, usize, i64, i64);

/// What an analyst reads below "Better for everybody".
fn said_of_better(problem: &Problem, package: &Package) -> String {
    let view = problem.view();
    let evaluation = view.evaluate(package, &Limits::default());
    let page =
        zopa::report::EvaluateReport::new(&view, &evaluation, None).page().text(zopa_commands::page::Layout::default());
    let part = page.split("Better for everybody").nth(1).expect("a heading");
    part.split("Where the utilities come from").next().expect("a page").split_whitespace().collect::<Vec<_>>().join(" ")
}

proptest! {
    #![proptest_config(config())]

    /// What the page on a draft says of better packages is so, also of drafts that break a rule and have a twin.
    #[test]
    fn what_is_said_of_better_packages_is_true(
        small in small(1..4, true), twin in any::<bool>(), code in 0usize..9, at in 0i64..17,
    ) {
        let mut small = small;
        if twin {
            // The second option of each issue is worth what the first is.
            for party in &mut small.parties {
                party.values.iter_mut().for_each(|values| values[1] = values[0]);
                party.terms.retain(|(_, option, _, _)| *option == 2);
            }
        }
        let problem = Problem::compile(&small.model()).unwrap();
        let options: Vec<usize> = (0..small.issues).map(|issue| code / 3usize.pow(issue as u32) % 3).collect();
        let levels: Vec<Q> = (0..small.levels).map(|_| Q::new(at.into(), 4.into())).collect();
        let own = small.gains(&options, &levels);
        let acceptable = small.feasible(&options, &levels) && accepted(&own);
        let mut all = options.clone();
        all.resize(small.issues + small.levels, 0);
        let package = problem.package_at(&all).with_levels(levels);
        let said = said_of_better(&problem, &package);
        let no_worse = |gains: &&Vec<Q>| accepted(gains) && gains.iter().zip(&own).all(|(gain, own)| gain >= own);
        let grid = small.grid(4);
        let better = grid.iter().filter(no_worse).any(|gains| *gains != own);
        let as_good = grid.contains(&own) && accepted(&own);
        if said.starts_with("Nothing: the package is on the frontier") {
            prop_assert!(acceptable && !better, "{}", said);
        } else if said.starts_with("Nothing is better for anybody") {
            prop_assert!(!acceptable && !better, "{}", said);
            let evaluation = problem.view().evaluate(&package, &Limits::default());
            let shown = evaluation.as_good.as_ref().expect("a twin");
            small.holds(&shown.package, &shown.gains);
            prop_assert_eq!(values(shown), own);
        } else if said.starts_with("No acceptable package is at least as good") {
            prop_assert!(!better && !as_good, "{}", said);
        } else {
            prop_assert!(said.starts_with("By party, the acceptable package"), "{}", said);
        }
    }

    /// A rule that is said to change nothing forbids nothing that the other rules allow, whatever the levels.
    #[test]
    fn idle_rules_are_idle(
        small in small(2..3, false),
        conclusions in prop::collection::vec((0usize..3, prop::option::of(0usize..3), 0usize..2, 0i64..3, 2i64..5), 1..4),
        forbidden in prop::collection::vec((0usize..3, 0usize..3), 0..4),
    ) {
        if small.issues < 2 {
            return Ok(());
        }
        let conclusions: Vec<Conclusion> = conclusions.into_iter().filter(|(_, _, level, _, _)| *level < small.levels).collect();
        let mut model = small.model();
        for (option, then, level, from, to) in &conclusions {
            let range = Condition::Range { from: Some(Level::Integer(*from)), to: Some(Level::Integer(*to)) };
            let mut conclusion: Keyed<Condition> = then.iter().flat_map(|then| when(1, *then).0).collect();
            conclusion.insert(format!("level{level}"), range);
            model.rules.push(Rule { if_: Some(when(0, *option)), then: Some(conclusion), ..Rule::default() });
        }
        for (first, second) in &forbidden {
            let both = when(0, *first).0.into_iter().chain(when(1, *second).0).collect();
            model.rules.push(Rule { forbid: Some(both), ..Rule::default() });
        }
        let allows = |rule: usize, options: [usize; 2], levels: &[i64]| match conclusions.get(rule) {
            Some((option, then, level, from, to)) => {
                options[0] != *option
                    || then.is_none_or(|then| options[1] == then) && (*from..=*to).contains(&levels[*level])
            }
            None => forbidden[rule - conclusions.len()] != (options[0], options[1]),
        };
        let rules = conclusions.len() + forbidden.len();
        let problem = Problem::compile(&model).unwrap();
        for warning in problem.check(&Limits::default()).0.iter().filter(|w| w.code == zopa::model::Code::IdleRule) {
            let path = warning.place.path.to_string();
            let said = (0..rules).find(|rule| path == format!("$.rules[{rule}]")).expect("a rule");
            for code in 0..9 * 25 {
                let (options, levels) = ([code % 3, code / 3 % 3], [(code / 9 % 5) as i64, (code / 45) as i64]);
                let others = (0..rules).filter(|rule| *rule != said).all(|rule| allows(rule, options, &levels));
                prop_assert!(!others || allows(said, options, &levels), "{} {:?} {:?}", path, options, levels);
            }
        }
    }
}

/// A rule over options and levels is idle only if both its parts are.
#[test]
fn a_rule_that_bounds_a_level_is_not_idle() {
    let text = |to: u32| {
        format!(
            r#"{{ "zopa": 1, "parties": {{ "a": {{ "disagreement": 0 }}, "b": {{ "disagreement": 0 }} }},
                "issues": {{ "x": {{ "options": ["p", "q"] }}, "y": {{ "options": ["r", "s"] }},
                             "money": {{ "continuous": {{ "min": 0, "max": 100 }} }} }},
                "utilities": {{
                    "a": {{ "values": {{ "x": {{ "p": 0, "q": 10 }}, "y": {{ "r": 0, "s": 3 }}, "money": {{ "per_unit": 1 }} }} }},
                    "b": {{ "constant": 90, "values": {{ "x": {{ "p": 5, "q": 0 }}, "y": {{ "r": 2, "s": 0 }},
                                                         "money": {{ "per_unit": -1 }} }} }} }},
                "rules": [ {{ "id": "ban", "forbid": {{ "x": "q", "y": "s" }} }},
                           {{ "id": "problem", "if": {{ "x": "q" }}, "then": {{ "y": "r", "money": {{ "to": {to} }} }} }} ] }}"#
        )
    };
    let idle = |to: u32| {
        let problem = Problem::compile(&Model::from_json(&text(to)).unwrap()).unwrap();
        let found = problem.check(&Limits::default()).0;
        let idle = found.iter().filter(|warning| warning.code == zopa::model::Code::IdleRule);
        idle.map(|warning| warning.place.path.to_string()).collect::<Vec<_>>()
    };
    // Lifting `problem` moves the level of Nash from 20 to 41; `ban` says no more than `problem` does.
    assert_eq!(idle(20), ["$.rules[0]"]);
    assert_eq!(idle(100), ["$.rules[0]", "$.rules[1]"]);
}

/// What only matters together with a level is not said to be valued by nobody.
#[test]
fn an_issue_that_decides_what_a_level_is_worth_is_valued() {
    let text = r#"{ "zopa": 1, "parties": { "a": { "disagreement": 0 }, "b": { "disagreement": 0 } },
        "issues": { "x": { "options": ["p", "q"] }, "money": { "continuous": { "min": 0, "max": 10 } } },
        "utilities": {
            "a": { "values": { "money": { "per_unit": 1 } },
                   "interactions": [ { "when": { "x": "q" }, "values": { "money": { "per_unit": 2 } } } ] },
            "b": { "constant": 10, "values": { "money": { "per_unit": -1 } } } } }"#;
    let problem = Problem::compile(&Model::from_json(text).unwrap()).unwrap();
    assert!(problem.check(&Limits::default()).0.iter().all(|w| w.code != zopa::model::Code::UnvaluedIssue));
}

/// Drafts that break a rule and are worth what an acceptable package is.
#[test]
fn a_draft_that_cannot_be_agreed_is_not_on_the_frontier() {
    let text = r#"{ "zopa": 1, "parties": { "a": { "disagreement": 0 }, "b": { "disagreement": 0 } },
        "issues": { "x": { "options": ["p", "q"] }, "money": { "continuous": { "min": 0, "max": 100 } } },
        "utilities": { "a": { "values": { "x": { "p": 0, "q": 0 }, "money": { "per_unit": 1 } } },
                       "b": { "constant": 100, "values": { "x": { "p": 0, "q": 0 }, "money": { "per_unit": -1 } } } },
        "rules": [ { "id": "ban", "forbid": { "x": "q" } } ] }"#;
    let problem = Problem::compile(&Model::from_json(text).unwrap()).unwrap();
    let draft = problem.package_at(&[1, 0]).with_levels([50]);
    let said = said_of_better(&problem, &draft);
    assert!(said.contains("an acceptable package is exactly as good for every party: x q → p"), "{said}");
    let agreed = problem.package_at(&[0, 0]).with_levels([50]);
    assert!(said_of_better(&problem, &agreed).starts_with("Nothing: the package is on the frontier"));
}

mod hosts {
    //! Concepts of a host, which may be called anything.

    use super::*;
    use zopa::concept::{self, Concept, Goal, Measure, Nash, Setting};
    use zopa::search::LeftOut;

    /// The first party's gain, and the others' as little as nothing: under another concept's id.
    struct First {
        says_so: bool,
    }

    impl Concept for First {
        fn id(&self) -> &'static str {
            "nash"
        }

        fn name(&self) -> &'static str {
            "first"
        }

        fn measures(&self) -> &'static str {
            "the first party's gain"
        }

        fn goal(&self, setting: &Setting) -> Goal {
            let unit = |party: usize| if party == 0 { Q::one() } else { Q::zero() };
            match self.says_so {
                true => Measure::Sum((0..setting.parties()).map(unit).collect()).into(),
                false => Goal::Objective(Nash.objective(setting)),
            }
        }
    }

    #[test]
    fn a_concept_is_known_by_what_it_measures_and_not_by_its_id() {
        let text = r#"{ "zopa": 1, "parties": { "a": { "disagreement": 0 }, "b": { "disagreement": 0 } },
            "issues": { "x": { "continuous": { "min": 0, "max": 10 } } },
            "utilities": { "a": { "values": { "x": { "per_unit": 1 } } },
                           "b": { "constant": 8, "values": { "x": { "per_unit": -1 } } } } }"#;
        let problem = Problem::compile(&Model::from_json(text).unwrap()).unwrap();
        let view = problem.view();
        let (first, silent) = (First { says_so: true }, First { says_so: false });
        let answer = view.clone().search().concepts([&first as &dyn Concept, &Nash]).run();
        let levels: Vec<String> =
            answer.solutions.iter().map(|one| one.agreements[0].package.levels()[0].to_string()).collect();
        assert_eq!(levels, ["8", "4"]);
        assert_eq!(answer.solutions[0].value.as_ref().map(|value| value.number.clone()), Some(8.into()));
        let answer = view.search().concepts([&Nash as &dyn Concept, &silent]).run();
        let refused: Vec<_> = answer.left_out.iter().map(|(concept, why)| (concept.name(), *why)).collect();
        assert_eq!((answer.solutions.len(), refused), (1, vec![("first", LeftOut::Unmeasured)]));
    }

    /// A weighted sum is none of the six, and is honoured with levels too.
    #[test]
    fn weighted_sums_have_an_aim() {
        let small = |model: &Model| Problem::compile(model).unwrap();
        let model = Model::from_json(include_str!("../../models/levels/first-steps.json")).unwrap();
        let problem = small(&model);
        let ones = vec![Number::from(1); problem.parties().len()];
        let sum = concept::WeightedSum::new(ones).unwrap();
        let view = problem.view();
        let answer = view.search().concepts([&sum as &dyn Concept, &concept::Utilitarian]).run();
        assert_eq!(answer.solutions[0].value, answer.solutions[1].value);
        assert!(answer.solutions[0].proven && answer.solutions[0].value.is_some());
    }
}
