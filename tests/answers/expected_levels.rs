//! States beside continuous issues: what levels are worth is expected like everything else.
//!
//! Random models with options, levels and states are written out in plain numbers, and again as files. The oracle follows
//! the definition, Σ over states of the belief where the package is agreed times what the package is worth then, in exact
//! rationals, and goes through options and a grid of levels.

use crate::common;

use common::at::At;
use common::random::Tape;
use common::{Q, cases, q, ranges};
use num_traits::{Signed, ToPrimitive, Zero};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::num::NonZeroU32;
use zopa::belief::{Common, Extent, Verdict};
use zopa::concept::Nash;
use zopa::model::{Quantity, Values};
use zopa::uncertain::Sweep;
use zopa::{Limits, Model, Number, Package, PartyId, Problem, Status, Stop};

const RANGE: i64 = 4;
const OPTIONS: [&str; 3] = ["a", "b", "c"];

/// A number of halves, or of other parts.
#[derive(Clone, Copy, Debug)]
struct Part(i64, i64);

impl Part {
    fn q(self) -> Q {
        q(self.0, self.1)
    }

    fn json(self) -> Value {
        Value::String(Number::from(self.q()).to_string())
    }
}

/// Where an issue has an option, a level is worth this per unit, and this is added whatever it is.
#[derive(Clone, Debug)]
struct Together {
    issue: usize,
    option: usize,
    level: usize,
    per_unit: Part,
    add: Part,
}

/// What packages are worth, always or in a state.
#[derive(Clone, Debug)]
struct Worth {
    constant: Part,
    /// By issue, then option.
    values: Vec<[Part; 3]>,
    /// By level, at 0, 1 … 4.
    curves: Vec<[Part; 5]>,
    together: Vec<Together>,
}

/// How likely a state is thought, by party.
#[derive(Clone, Debug)]
struct Likely {
    base: Vec<Part>,
    /// Where an issue has an option; the first counts.
    given: Vec<(usize, usize, Vec<Part>)>,
}

#[derive(Clone, Debug)]
struct Small {
    parties: usize,
    issues: usize,
    levels: usize,
    disagreement: Vec<Part>,
    ceilings: Vec<Option<Part>>,
    /// By party.
    always: Vec<Worth>,
    /// By state: beliefs, and by party what it adds.
    states: Vec<(Likely, Vec<Worth>)>,
    /// At most so much of the sum of all levels.
    most: Option<i64>,
}

fn worth(tape: &mut Tape, issues: usize, levels: usize) -> Worth {
    let half = |tape: &mut Tape, from: i64| Part(tape.below(2 * from as usize + 1) as i64 - from, 2);
    let curve = |tape: &mut Tape| {
        let straight = tape.chance(40);
        let slope = tape.below(7) as i64 - 3;
        std::array::from_fn(|at| if straight { Part(slope * at as i64, 2) } else { half(tape, 6) })
    };
    Worth {
        constant: half(tape, 4),
        values: (0..issues).map(|_| std::array::from_fn(|_| half(tape, 8))).collect(),
        curves: (0..levels).map(|_| curve(tape)).collect(),
        together: (0..tape.below(3))
            .map(|_| Together {
                issue: tape.below(issues),
                option: tape.below(3),
                level: tape.below(levels),
                per_unit: half(tape, 5),
                add: half(tape, 5),
            })
            .collect(),
    }
}

fn small(numbers: Vec<u32>) -> Small {
    let tape = &mut Tape::new(numbers);
    let (parties, issues, levels) = (2 + tape.below(2), 1 + tape.below(2), 1 + tape.below(2));
    let states = 1 + tape.below(2);
    // Of one state everything may be believed; those of two sum to 1 at most.
    let shares: &[Part] = match states {
        1 => &[Part(0, 1), Part(1, 1), Part(1, 2), Part(1, 3), Part(4, 5)],
        _ => &[Part(0, 1), Part(1, 2), Part(1, 3), Part(1, 5)],
    };
    let always = (0..parties).map(|_| worth(tape, issues, levels)).collect();
    let state = |tape: &mut Tape| {
        let likely = |tape: &mut Tape| (0..parties).map(|_| *tape.pick(shares)).collect::<Vec<_>>();
        let base = likely(tape);
        let given = (0..tape.below(3)).map(|_| (tape.below(issues), tape.below(3), likely(tape))).collect();
        (Likely { base, given }, (0..parties).map(|_| worth(tape, issues, levels)).collect())
    };
    let states = (0..states).map(|_| state(tape)).collect();
    let disagreement = (0..parties).map(|_| Part(tape.below(16) as i64 - 12, 2)).collect();
    let ceiling = |tape: &mut Tape| tape.chance(25).then(|| Part(tape.below(20) as i64 - 4, 2));
    let ceilings = (0..parties).map(|_| ceiling(tape)).collect();
    let most = tape.chance(30).then(|| tape.below(6) as i64);
    Small { parties, issues, levels, disagreement, ceilings, always, states, most }
}

fn models() -> impl Strategy<Value = (Small, Vec<u32>)> {
    let questions = prop::collection::vec(any::<u32>(), 6);
    (prop::collection::vec(any::<u32>(), 300).prop_map(small), questions)
}

/// The values that a file can say, with continuous issues or, if `fixed` gives their levels, with an option for each.
fn written(worth: &Worth, fixed: Option<&[i64]>) -> Value {
    let mut values = serde_json::Map::new();
    for (issue, own) in worth.values.iter().enumerate() {
        let by_option = OPTIONS.iter().zip(own).map(|(option, value)| ((*option).to_owned(), value.json()));
        values.insert(format!("issue{issue}"), by_option.collect());
    }
    for (level, curve) in worth.curves.iter().enumerate() {
        let points: Vec<Value> = curve.iter().enumerate().map(|(x, y)| json!([x, y.json()])).collect();
        let own = match fixed {
            None => json!({ "points": points }),
            Some(fixed) => json!({ "only": curve[fixed[level] as usize].json() }),
        };
        values.insert(format!("level{level}"), own);
    }
    let together = |one: &Together| {
        let when = json!({ format!("issue{}", one.issue): OPTIONS[one.option] });
        match fixed {
            None => {
                let level = format!("level{}", one.level);
                json!({ "when": when, "add": one.add.json(), "values": { level: { "per_unit": one.per_unit.json() } } })
            }
            Some(fixed) => {
                let add = one.add.q() + one.per_unit.q() * q(fixed[one.level], 1);
                json!({ "when": when, "add": Number::from(add).to_string() })
            }
        }
    };
    let interactions: Vec<Value> = worth.together.iter().map(together).collect();
    json!({ "constant": worth.constant.json(), "values": values, "interactions": interactions })
}

impl Small {
    fn model(&self, fixed: Option<&[i64]>) -> Model {
        let by_party = |value: &dyn Fn(usize) -> Value| -> Value {
            (0..self.parties).map(|at| (format!("party{at}"), value(at))).collect()
        };
        let mut issues = serde_json::Map::new();
        for issue in 0..self.issues {
            issues.insert(format!("issue{issue}"), json!({ "options": OPTIONS }));
        }
        for level in 0..self.levels {
            let own = match fixed {
                None => json!({ "continuous": { "min": 0, "max": RANGE } }),
                Some(_) => json!({ "options": ["only"] }),
            };
            issues.insert(format!("level{level}"), own);
        }
        let utilities = by_party(&|at| {
            let mut utility = written(&self.always[at], fixed);
            if let Some(ceiling) = self.ceilings[at] {
                utility["at_most"] = ceiling.json();
            }
            utility
        });
        let states: Value = (self.states.iter().enumerate())
            .map(|(at, (likely, worths))| {
                let beliefs = |own: &[Part]| by_party(&|party| own[party].json());
                let given: Vec<Value> = (likely.given.iter())
                    .map(|(issue, option, own)| {
                        json!({ "when": { format!("issue{issue}"): OPTIONS[*option] }, "beliefs": beliefs(own) })
                    })
                    .collect();
                let utilities = by_party(&|party| written(&worths[party], fixed));
                let state = json!({ "beliefs": beliefs(&likely.base), "given": given, "utilities": utilities });
                (format!("state{at}"), state)
            })
            .collect();
        let mut model = json!({
            "zopa": 1,
            "parties": by_party(&|at| json!({ "disagreement": self.disagreement[at].json() })),
            "issues": issues,
            "utilities": utilities,
            "states": states
        });
        if let (Some(most), None) = (self.most, fixed) {
            let sum: Value = (0..self.levels).map(|level| (format!("level{level}"), json!(1))).collect();
            model["rules"] = json!([{ "sum": sum, "at_most": most }]);
        }
        let text = model.to_string();
        Model::from_json(&text).unwrap_or_else(|errors| panic!("{errors}\n{text}"))
    }

    fn problem(&self) -> Problem {
        Problem::compile(&self.model(None)).unwrap_or_else(|errors| panic!("{errors}"))
    }

    fn belief(&self, state: usize, party: usize, options: &[usize]) -> Q {
        let likely = &self.states[state].0;
        let given = likely.given.iter().find(|(issue, option, _)| options[*issue] == *option);
        given.map_or(&likely.base, |(_, _, own)| own)[party].q()
    }

    /// By state, and last for none of them: what a package is worth to a party if it happens, and how likely it thinks it.
    fn in_states(&self, party: usize, options: &[usize], levels: &[Q]) -> Vec<(Q, Q)> {
        let always = sum(&self.always[party], options, levels);
        let state = |at: usize| {
            let worth = &always + sum(&self.states[at].1[party], options, levels);
            (worth, self.belief(at, party, options))
        };
        let mut all: Vec<(Q, Q)> = (0..self.states.len()).map(state).collect();
        let rest = q(1, 1) - all.iter().map(|(_, belief)| belief).sum::<Q>();
        all.push((always, rest));
        all
    }

    fn utility(&self, party: usize, options: &[usize], levels: &[Q]) -> Q {
        let expected: Q = self.in_states(party, options, levels).iter().map(|(worth, belief)| worth * belief).sum();
        self.ceilings[party].map_or(expected.clone(), |ceiling| expected.min(ceiling.q()))
    }

    fn gains(&self, options: &[usize], levels: &[Q]) -> Vec<Q> {
        (0..self.parties).map(|at| self.utility(at, options, levels) - self.disagreement[at].q()).collect()
    }

    fn feasible(&self, levels: &[Q]) -> bool {
        self.most.is_none_or(|most| levels.iter().sum::<Q>() <= q(most, 1))
    }

    /// Every option with every level in steps of 1/`parts`.
    fn grid(&self, parts: i64) -> Vec<(Vec<usize>, Vec<Q>)> {
        let steps = RANGE * parts + 1;
        let count = 3i64.pow(self.issues as u32) * steps.pow(self.levels as u32);
        let one = |mut code: i64| {
            let mut digit = |base: i64| {
                let digit = code % base;
                code /= base;
                digit
            };
            let options = (0..self.issues).map(|_| digit(3) as usize).collect();
            (options, (0..self.levels).map(|_| q(digit(steps), parts)).collect())
        };
        (0..count).map(one).collect()
    }

    fn package(&self, problem: &Problem, options: &[usize], levels: &[Q]) -> Package {
        let mut all = options.to_vec();
        all.resize(self.issues + self.levels, 0);
        problem.package_at(&all).with_levels(levels.iter().cloned())
    }
}

/// Numbers put into a problem with levels are numbers written in the model: what every package is worth, also in steps, and
/// what a draw of a sweep comes to.
fn numbers_are_as_written(small: &Small, rest: &[u32]) -> Result<(), TestCaseError> {
    let tape = &mut ranges::long_tape(rest);
    let mut model = small.model(None);
    ranges::spread(&mut model, tape, 12);
    ranges::spread_beliefs(&mut model, tape, 40);
    let of_states = model.states.0.iter_mut().flat_map(|(_, state)| state.utilities.0.iter_mut());
    for (_, utility) in of_states {
        let together = utility.interactions.iter_mut().flat_map(|interaction| interaction.values.0.iter_mut());
        for (_, values) in utility.values.0.iter_mut().chain(together) {
            let of_curve: Vec<&mut Quantity> = match values {
                Values::Points(points) => points.iter_mut().map(|(_, value)| value).collect(),
                Values::PerUnit(per_unit) => vec![per_unit],
                _ => Vec::new(),
            };
            for number in of_curve {
                if tape.chance(15) {
                    ranges::widen(number, tape);
                }
            }
        }
    }
    let compile = |model: &Model| Problem::compile(model).unwrap_or_else(|errors| panic!("{errors}"));
    let problem = compile(&model);
    let worth_as = |put: &Problem, numbers: &[Number]| {
        let written = compile(&ranges::with_numbers(&model, &problem, numbers));
        for (options, levels) in small.grid(2) {
            let package = small.package(&problem, &options, &levels);
            prop_assert_eq!(put.exact_utilities(&package), written.exact_utilities(&package), "{:?}", package);
        }
        Ok(written)
    };
    let numbers = ranges::some_numbers(&problem, tape);
    let written = worth_as(&problem.with_numbers(&numbers).expect("small numbers"), &numbers)?;
    let steps = problem.in_steps(NonZeroU32::new(RANGE as u32).expect("some"), &[]).expect("few steps");
    let in_steps = steps.with_numbers(&numbers).expect("small numbers");
    for (options, levels) in small.grid(1) {
        let package = small.package(&problem, &options, &levels);
        let at = levels.iter().map(|level| level.to_integer().to_usize().expect("a step"));
        let same = steps.package_at(&options.iter().copied().chain(at).collect::<Vec<_>>());
        prop_assert_eq!(in_steps.exact_utilities(&same), written.exact_utilities(&package), "{:?}", package);
    }
    let sweep = Sweep::new(&problem.view(), 5).expect("small numbers");
    let outcome = sweep.outcome(tape.below(1000) as u64);
    let numbers: Vec<Number> = problem.uncertain_ids().map(|at| sweep.number(&outcome, at)).collect();
    let put = problem.with_numbers(&numbers).expect("small numbers");
    let written = worth_as(&put, &numbers)?;
    prop_assert!(!outcome.unsolved);
    let answer = written.search().concepts([&Nash as _]).run();
    let nash = answer.solutions.first();
    let utilities = sweep.utilities(&outcome);
    let Some(nash) = nash else {
        prop_assert!(outcome.agreed.is_empty());
        let without: Vec<Number> = put.party_ids().map(|party| put.view().disagreement(party)).collect();
        prop_assert_eq!(utilities, without);
        return Ok(());
    };
    prop_assert_eq!(&utilities, &put.exact_utilities(&outcome.agreed[0]));
    match &nash.bound {
        None => {
            let packages: Vec<&Package> = nash.agreements.iter().map(|agreement| &agreement.package).collect();
            prop_assert_eq!(outcome.agreed.iter().collect::<Vec<_>>(), packages);
        }
        // Rounded levels are as good as the bound tells.
        Some(bound) => {
            let gains = exact(&put.view().gains_of(&outcome.agreed[0]));
            let (found, bound) = (Number::from(product(&gains)).to_f64(), bound.number.to_f64());
            prop_assert!(accepted(&gains) && found <= bound * (1.0 + 1e-9) && found >= bound * (1.0 - 1e-9));
        }
    }
    Ok(())
}

/// What a package sums to, by definition.
fn sum(worth: &Worth, options: &[usize], levels: &[Q]) -> Q {
    let values = worth.values.iter().zip(options).map(|(values, option)| values[*option].q());
    let curves = worth.curves.iter().zip(levels).map(|(curve, at)| {
        let below = (0..RANGE).rev().find(|below| q(*below, 1) <= *at).unwrap();
        let [low, high] = [below, below + 1].map(|at| curve[at as usize].q());
        &low + (high - &low) * (at - q(below, 1))
    });
    let holding = worth.together.iter().filter(|one| options[one.issue] == one.option);
    let together = holding.map(|one| one.add.q() + one.per_unit.q() * &levels[one.level]);
    worth.constant.q() + values.chain(curves).chain(together).sum::<Q>()
}

fn exact(numbers: &[Number]) -> Vec<Q> {
    numbers.iter().map(|number| number.value().clone()).collect()
}

fn accepted(gains: &[Q]) -> bool {
    gains.iter().all(|gain| !gain.is_negative())
}

fn product(gains: &[Q]) -> Q {
    gains.iter().product()
}

proptest! {
    #![proptest_config(cases(60))]

    /// Every package is worth what is expected of it by definition; what it is worth comes from its parts, and from states
    /// what they add. Other beliefs put in are other beliefs written, and in a state nothing is expected any more.
    #[test]
    fn packages_are_worth_what_is_expected((small, rest) in models()) {
        let problem = small.problem();
        let mut tape = Tape::new(rest);
        let (state, party) = (tape.below(small.states.len()), tape.below(small.parties));
        let belief = *tape.pick(&[Part(0, 1), Part(1, 7), Part(1, 2)]);
        let mut other = small.clone();
        other.states[state].0.base[party] = belief;
        let moved = problem
            .with_belief(problem.party_at(party), problem.state_at(state), &belief.q().into())
            .unwrap();
        let known: Vec<Problem> =
            problem.state_ids().map(Some).chain([None]).map(|state| problem.in_state(state).unwrap()).collect();
        for (options, levels) in small.grid(2) {
            let package = small.package(&problem, &options, &levels);
            let utilities = exact(&problem.exact_utilities(&package));
            let elsewhere = exact(&moved.exact_utilities(&package));
            for (at, id) in problem.party_ids().enumerate() {
                prop_assert_eq!(&utilities[at], &small.utility(at, &options, &levels));
                prop_assert_eq!(&elsewhere[at], &other.utility(at, &options, &levels));
                let parts: Q = problem.breakdown(id, &package).iter().map(|part| part.value.value()).sum();
                prop_assert_eq!(&parts, &utilities[at]);
                let in_states = small.in_states(at, &options, &levels);
                let without = problem.sum_without_states(id, &package);
                prop_assert_eq!(without.value(), &in_states.last().unwrap().0);
                for (state, (worth, belief)) in problem.state_ids().zip(&in_states) {
                    let added = problem.worth_in_state(id, state, &package);
                    prop_assert_eq!(&(without.value() + added.value()), worth);
                    let believed = problem.belief(id, state, &package);
                    prop_assert_eq!(believed.value(), belief);
                }
                for ((worth, _), known) in in_states.iter().zip(&known) {
                    let capped = small.ceilings[at].map_or(worth.clone(), |ceiling| worth.clone().min(ceiling.q()));
                    let certain = known.exact_utilities(&package);
                    prop_assert_eq!(certain[at].value(), &capped);
                }
            }
        }
    }

    #[test]
    fn numbers_put_in_are_numbers_written((small, rest) in models()) {
        numbers_are_as_written(&small, &rest)?;
    }

    /// What concepts choose is feasible and worth what is said of it, and no package of a grid is better.
    #[test]
    fn no_package_of_a_grid_is_better((small, _) in models()) {
        let problem = small.problem();
        let answer = problem.view().search().run();
        let grid = small.grid(2).into_iter().filter(|(_, levels)| small.feasible(levels));
        let all: Vec<Vec<Q>> =
            grid.map(|(options, levels)| small.gains(&options, &levels)).filter(|gains| accepted(gains)).collect();
        if answer.status == Status::NoAgreement {
            prop_assert!(all.is_empty());
            return Ok(());
        }
        prop_assert_eq!(answer.status, Status::Agreement);
        for solution in &answer.solutions {
            prop_assert!(solution.proven);
            let key = |gains: &[Q]| match solution.concept.id() {
                "nash" if !solution.degenerate => Some(product(gains)),
                "utilitarian" => Some(gains.iter().sum()),
                "egalitarian" => gains.iter().min().cloned(),
                _ => None,
            };
            for agreement in &solution.agreements {
                let options: Vec<usize> = agreement.package.options().iter().take(small.issues).map(|o| o.index()).collect();
                let levels = exact(agreement.package.levels());
                let gains = small.gains(&options, &levels);
                prop_assert!(small.feasible(&levels) && accepted(&gains));
                prop_assert_eq!(&exact(&agreement.gains), &gains);
                for other in &all {
                    match &solution.bound {
                        None => prop_assert!(key(other) <= key(&gains), "{}", solution.concept.id()),
                        Some(bound) => prop_assert!(key(other).is_none_or(|other| other <= *bound.number.value())),
                    }
                }
            }
        }
    }

    /// Where rules leave one level of each continuous issue, the answer is that of a model with one option in its place.
    #[test]
    fn levels_that_are_fixed_are_options((small, rest) in models()) {
        let mut tape = Tape::new(rest);
        let at: Vec<i64> = (0..small.levels).map(|_| tape.below(RANGE as usize + 1) as i64).collect();
        let small = Small { most: None, ..small };
        let (problem, plain) = (small.problem(), Problem::compile(&small.model(Some(&at))).unwrap());
        let levels: Vec<Q> = at.iter().map(|at| q(*at, 1)).collect();
        for (options, _) in small.grid(1).iter().filter(|(_, levels)| levels.iter().all(Zero::is_zero)) {
            let mut all = options.clone();
            all.resize(small.issues + small.levels, 0);
            let package = small.package(&problem, options, &levels);
            prop_assert_eq!(problem.exact_utilities(&package), plain.exact_utilities(&plain.package_at(&all)));
            let (found, same) = (problem.view().beliefs(&package), plain.view().beliefs(&plain.package_at(&all)));
            prop_assert_eq!((found.verdict, found.gains, found.in_states), (same.verdict, same.gains, same.in_states));
            prop_assert_eq!((found.common, found.extents), (same.common, same.extents));
        }
        let fixed = problem.level_ids().zip(&levels);
        let view = fixed.fold(problem.view(), |view, (level, at)| view.fix_level(level, &at.clone().into()));
        let (one, other) = (view.search().run(), plain.search().run());
        prop_assert_eq!(one.status, other.status);
        for (one, other) in one.solutions.iter().zip(&other.solutions) {
            let utilities = |solution: &zopa::Solution| {
                let mut all: Vec<Vec<Number>> = solution.agreements.iter().map(|one| one.utilities.clone()).collect();
                all.sort();
                all.dedup();
                all
            };
            prop_assert_eq!(utilities(one), utilities(other), "{}", one.concept.id());
        }
    }

    /// A clause of a level is worth what it would be worth as an option.
    #[test]
    fn clauses_of_levels_are_clauses((small, rest) in models()) {
        let mut tape = Tape::new(rest);
        let mut small = Small { most: None, ..small };
        let states = small.states.iter_mut().flat_map(|(_, worths)| worths);
        small.always.iter_mut().chain(states).for_each(|worth| worth.together.clear());
        let at: Vec<i64> = (0..small.levels).map(|_| tape.below(RANGE as usize + 1) as i64).collect();
        let (problem, plain) = (small.problem(), Problem::compile(&small.model(Some(&at))).unwrap());
        let mut options: Vec<usize> = (0..small.issues).map(|_| tape.below(3)).collect();
        let package = small.package(&problem, &options, &at.iter().map(|at| q(*at, 1)).collect::<Vec<_>>());
        options.resize(small.issues + small.levels, 0);
        let (found, same) = (problem.view().beliefs(&package), plain.view().beliefs(&plain.package_at(&options)));
        prop_assert_eq!(found.clauses.len(), same.clauses.len());
        for (clause, same) in found.clauses.iter().zip(&same.clauses) {
            prop_assert_eq!((&clause.scope, clause.bet), (&same.scope, same.bet));
            prop_assert_eq!((&clause.worth, &clause.values), (&same.worth, &same.values));
        }
    }

    /// What beliefs do to a package with levels: gains by state, who accepts with which belief, and whether all could share one.
    /// Between the ends that are told lies every belief with which there is an agreement, and there is one at the ends.
    #[test]
    fn beliefs_about_levels_are_exact((small, rest) in models()) {
        let problem = small.problem();
        let mut tape = Tape::new(rest);
        let (options, levels) = tape.pick(&small.grid(2)).clone();
        let found = problem.view().beliefs(&small.package(&problem, &options, &levels));
        prop_assert_eq!(found.feasible, small.feasible(&levels));
        prop_assert_eq!(&exact(&found.gains), &small.gains(&options, &levels));
        let possible = matches!(found.common, Common::Possible { .. });
        let expected = match (accepted(&exact(&found.gains)), possible) {
            (true, true) => Verdict::Agreed,
            (true, false) => Verdict::Spurious,
            (false, true) => Verdict::Apart,
            (false, false) => Verdict::Refused,
        };
        prop_assert_eq!(found.verdict, expected);
        for party in 0..small.parties {
            let disagreement = small.disagreement[party].q();
            let short = small.ceilings[party].is_some_and(|ceiling| ceiling.q() < disagreement);
            let in_states = small.in_states(party, &options, &levels);
            for (gain, (worth, _)) in found.in_states[party].iter().zip(&in_states) {
                let expected = if short { small.ceilings[party].unwrap().q() } else { worth.clone() };
                prop_assert_eq!(gain.value(), &(expected - &disagreement));
            }
            for (state, extent) in found.extents[party].iter().enumerate() {
                let accepts = match extent {
                    Extent::Always => true,
                    Extent::Never => false,
                    Extent::AtLeast(limit) => in_states[state].1 >= *limit.value(),
                    Extent::AtMost(limit) => in_states[state].1 <= *limit.value(),
                };
                prop_assert_eq!(accepts, !found.gains[party].value().is_negative());
            }
        }
        let (state, party) = (problem.state_at(tape.below(small.states.len())), problem.party_at(tape.below(small.parties)));
        reach_is_exact(&small, &problem, party, state.index(), state);
    }
}

fn reach_is_exact(small: &Small, problem: &Problem, party: PartyId, at: usize, state: zopa::problem::StateId) {
    let reach = problem.view().belief_reach(party, state, &Limits::default());
    // The largest beliefs in the other states leave it its room.
    let most = |likely: &Likely| {
        let given = likely.given.iter().map(|(_, _, beliefs)| beliefs[party.index()].q());
        given.fold(likely.base[party.index()].q(), Q::max)
    };
    let others: Q = (0..small.states.len()).filter(|other| *other != at).map(|at| most(&small.states[at].0)).sum();
    if others > q(1, 1) {
        assert_eq!(reach.err(), Some(Stop::NoRoom));
        return;
    }
    let reach = reach.expect("no limit");
    let agreed = |belief: &Number| {
        let moved = problem.with_belief(party, state, belief).expect("small numbers");
        moved.view().agreement(&Limits::default()).expect("no limit").is_some()
    };
    for share in 0..=2i64 {
        let belief = Number::from((q(1, 1) - &others) * q(share, 2));
        if agreed(&belief) {
            let [low, high] = reach.ends.as_ref().expect("an agreement");
            assert!(low.0 <= belief && belief <= high.0, "{belief} outside of {} to {}", low.0, high.0);
        }
    }
    for (end, best) in reach.ends.iter().flatten() {
        let moved = problem.with_belief(party, state, end).expect("small numbers");
        assert!(accepted(&exact(&moved.view().gains_of(&best.package))), "no agreement at {end}");
        assert!(moved.view().is_feasible(&best.package));
    }
}

/// A belief with a range, put in, is the belief written; also one that follows from payoffs with ranges.
#[test]
fn beliefs_with_ranges_move_what_levels_are_worth() {
    let text = include_str!("../levels/states.json");
    let breach = |detection: &str| format!(r#"{{ "breach": {{ "gain": 3, "loss": 9, "detection": {detection} }} }}"#);
    let written = |union: &str, city: &str| {
        let beliefs = text.replace(r#""union": 0.4, "city": 0.25"#, &format!(r#""union": {union}, "city": {city}"#));
        Problem::from_json(&beliefs).unwrap_or_else(|errors| panic!("{errors}"))
    };
    let open = written(
        r#"{ "value": 0.4, "low": 0.1, "high": 0.6 }"#,
        &breach(r#"{ "value": 0.5, "low": 0.1, "high": 0.6 }"#),
    );
    assert_eq!(open.uncertain().len(), 2);
    for (union, detection) in [("0.55", "0.5"), ("0.1", "0.2")] {
        let moved = open.with_numbers(&[union.parse().unwrap(), detection.parse().unwrap()]).unwrap();
        let plain = written(union, &breach(detection));
        for arbiter in 0..2 {
            for level in ["0", "33.5", "75"] {
                let package = plain.package_at(&[0, arbiter]).with_levels([level.parse::<Number>().unwrap()]);
                assert_eq!(moved.exact_utilities(&package), plain.exact_utilities(&package));
            }
        }
    }
}
