//! Laws: how the answer must change when the question changes.
//!
//! The first half changes models in ways whose effect is known (`M1` … as in the literature on metamorphic testing); the
//! second half is the matrix of axioms: what each concept guarantees on finite sets, and counterexamples for what it
//! does not.

use crate::common;

use common::at::{At, positions};
use common::oracle::{Choice, Oracle, Points, option_ids};
use common::random::{self, Case, Tape};
use common::{Q, answers, build, cases, q};
use num_traits::{One, Signed, ToPrimitive, Zero};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::time::Duration;
use zopa::model::{
    Acceptance, Coefficient, Condition, Conditions, Interaction, Keyed, Level, Nested, OptionList, Party,
};
use zopa::model::{Quantity, Rule, Table, Utility, Values};
use zopa::search::Target;
use zopa::{Engine, Limits, Model, Problem, Status, Stop, Watch};

const NASH: &str = "nash";
const KS: &str = "kalai-smorodinsky";
const EGALITARIAN: &str = "egalitarian";
const UTILITARIAN: &str = "utilitarian";
const RELATIVE: &str = "relative-utilitarian";
const EQUAL_LOSS: &str = "equal-loss";
/// Concepts that no change of a single party's unit changes.
const UNIT_FREE: [&str; 3] = [NASH, KS, RELATIVE];
/// Concepts that compare parties.
const COMPARING: [&str; 3] = [EGALITARIAN, UTILITARIAN, EQUAL_LOSS];
/// Concepts that do not look at the ideal point.
const WITHOUT_IDEAL: [&str; 3] = [NASH, EGALITARIAN, UTILITARIAN];
const ALL: [&str; 6] = [NASH, KS, EGALITARIAN, UTILITARIAN, RELATIVE, EQUAL_LOSS];

/// zopa's answers to everything, in the author's units.
#[derive(Clone, Debug, PartialEq)]
struct Solved {
    feasible: u64,
    rational: u64,
    acceptable: u64,
    disagreement: Vec<Q>,
    ideal: Option<Vec<Q>>,
    /// The frontier of all feasible packages, and of the acceptable ones.
    frontiers: [Points; 2],
    /// By concept, what it chooses for all parties; empty where they cannot all agree.
    choices: BTreeMap<&'static str, Choice>,
}

impl Solved {
    fn vectors(&self, concept: &str) -> BTreeSet<Vec<Q>> {
        self.choices.get(concept).into_iter().flat_map(|choice| choice.agreements.keys().cloned()).collect()
    }

    fn counts(&self) -> [u64; 3] {
        [self.feasible, self.rational, self.acceptable]
    }

    fn value(&self, concept: &str) -> Option<&Q> {
        self.choices.get(concept)?.value.as_ref()
    }

    fn degenerate(&self) -> bool {
        self.choices.get(NASH).is_some_and(|nash| nash.degenerate)
    }

    /// What a party gets at least and at most from a concept.
    fn range(&self, concept: &str, party: usize) -> Option<(Q, Q)> {
        let payoffs: BTreeSet<Q> = self.vectors(concept).into_iter().map(|vector| vector[party].clone()).collect();
        Some((payoffs.first()?.clone(), payoffs.last()?.clone()))
    }
}

fn solve(model: &Model) -> Solved {
    let problem = Problem::compile(model).unwrap_or_else(|errors| panic!("{errors}"));
    solve_view(&problem.view())
}

fn solve_view(view: &zopa::View) -> Solved {
    let problem = view.problem();
    let answer = view.clone().search().run();
    let number =
        |count: &Option<num_bigint::BigUint>| count.as_ref().and_then(|count| count.to_u64()).expect("a small count");
    let all = answer.solutions.iter().filter(|solution| solution.coalition.is_none());
    let frontier = |target| answers::points(problem, &view.clone().search().frontier(target).frontier.points);
    Solved {
        feasible: number(&answer.counts.feasible),
        rational: number(&answer.counts.individually_rational),
        acceptable: number(&answer.counts.acceptable),
        disagreement: answers::disagreement(view),
        ideal: answer.ideal.as_deref().map(answers::exact),
        frontiers: [frontier(Target::Feasible), frontier(Target::Acceptable)],
        choices: all.map(|solution| (solution.concept.id(), answers::choice(solution))).collect(),
    }
}

/// The same points with every vector changed, and packages too.
fn mapped(points: &Points, vector: impl Fn(&[Q]) -> Vec<Q>, package: impl Fn(&[usize]) -> Vec<usize>) -> Points {
    let change =
        |(utilities, (count, first)): (&Vec<Q>, &(u64, Vec<usize>))| (vector(utilities), (*count, package(first)));
    points.iter().map(change).collect()
}

/// Utilities and numbers of packages alone.
fn counted(points: &Points) -> BTreeMap<Vec<Q>, u64> {
    points.iter().map(|(vector, (count, _))| (vector.clone(), *count)).collect()
}

/// The random model, accepted by unanimity.
fn unanimous(case: &Case) -> Model {
    Model { acceptance: None, ..case.model.clone() }
}

/// Changes every number of a party's utility: `factor` times as large.
fn stretch(utility: &mut Utility, factor: &Q) {
    let scale = |quantity: &mut Quantity| *quantity = build::quantity(&(quantity.value.value() * factor));
    utility.constant.iter_mut().for_each(scale);
    for (_, values) in &mut utility.values.0 {
        match values {
            Values::ByOption(by_option) => by_option.0.iter_mut().for_each(|(_, quantity)| scale(quantity)),
            Values::Weighted { weight, .. } => scale(weight),
            Values::PerUnit(per_unit) => scale(per_unit),
            Values::Curve(named) => named.weight.iter_mut().for_each(scale),
            Values::Points(points) => points.iter_mut().for_each(|(_, y)| scale(y)),
        }
    }
    utility.interactions.iter_mut().for_each(|interaction| interaction.add.iter_mut().for_each(&scale));
    fn nested(table: &mut Nested, factor: &Q) {
        match table {
            Nested::Value(quantity) => *quantity = build::quantity(&(quantity.value.value() * factor)),
            Nested::List(list) => list.iter_mut().for_each(|entry| nested(entry, factor)),
        }
    }
    utility.tables.iter_mut().for_each(|table| nested(&mut table.add, factor));
}

/// Changes a party's utility and disagreement value: `factor` times as large, and `shift` more.
fn affine(model: &mut Model, id: &str, factor: &Q, shift: &Q) {
    if model.utilities.get(id).is_none() {
        model.utilities.insert(id, Utility::default());
    }
    let utility = build::utility_mut(model, id);
    stretch(utility, factor);
    let constant = utility.constant.as_ref().map_or_else(Q::zero, |constant| constant.value.value().clone());
    utility.constant = Some(build::quantity(&(constant + shift)));
    utility.at_most =
        utility.at_most.as_ref().map(|ceiling| build::quantity(&(ceiling.value.value() * factor + shift)));
    let party = build::party_mut(model, id);
    let before = party.disagreement.as_ref().expect("a number").value.value();
    party.disagreement = Some(build::quantity(&(before * factor + shift)));
}

fn party_ids(model: &Model) -> Vec<String> {
    model.parties.keys().map(str::to_owned).collect()
}

proptest! {
    #![proptest_config(cases(250))]

    /// M1: with a party's utility and disagreement value in another unit and with another zero, the Nash,
    /// Kalai–Smorodinsky and relative utilitarian solutions choose the same packages, and the product of gains is
    /// multiplied by the units.
    #[test]
    fn m1_units_of_single_parties_do_not_matter(case in random::models()) {
        let before = solve(&case.model);
        let (mut changed, mut tape) = (case.model.clone(), case.tape());
        let factors = [q(2, 1), q(1, 3), q(7, 2), q(10, 1), q(1, 1)];
        let shifts = [q(0, 1), q(-5, 1), q(1, 7), q(12, 1)];
        let changes: Vec<(Q, Q)> = party_ids(&case.model).iter().map(|id| {
            let (factor, shift) = (tape.pick(&factors).clone(), tape.pick(&shifts).clone());
            affine(&mut changed, id, &factor, &shift);
            (factor, shift)
        }).collect();
        let after = solve(&changed);
        let vector = |v: &[Q]| -> Vec<Q> { v.iter().zip(&changes).map(|(u, (factor, shift))| u * factor + shift).collect() };
        let same = |points: &Points| mapped(points, vector, <[usize]>::to_vec);
        prop_assert_eq!(before.counts(), after.counts());
        prop_assert_eq!(before.ideal.as_deref().map(vector), after.ideal.clone());
        prop_assert_eq!(before.frontiers.each_ref().map(same), after.frontiers.clone());
        for concept in UNIT_FREE {
            // Without a strict gain for all, the rule that decides compares products over different parties.
            if concept == NASH && before.degenerate() {
                continue;
            }
            let (Some(old), Some(new)) = (before.choices.get(concept), after.choices.get(concept)) else { continue };
            prop_assert_eq!(same(&old.agreements), new.agreements.clone(), "{}", concept);
            if concept != NASH {
                prop_assert_eq!(&old.value, &new.value);
            } else if let (Some(value), Some(now)) = (&old.value, &new.value) {
                let whole = |weight: &Quantity| weight.value.value().to_integer().to_usize().expect("a small number");
                let weight = |party: &Party| party.weight.as_ref().map_or(1, whole);
                let product = case.model.parties.iter().zip(&changes)
                    .map(|((_, party), (factor, _))| num_traits::pow(factor.clone(), weight(party)))
                    .fold(Q::one(), |product, power| product * power);
                prop_assert_eq!(&(value * product), now);
            }
        }
    }

    /// M1, for concepts that compare parties: with all utilities in another common unit and each with another zero, the
    /// egalitarian, utilitarian and equal-loss solutions choose the same packages.
    #[test]
    fn m1_a_common_unit_does_not_matter(case in random::models()) {
        let before = solve(&case.model);
        let (mut changed, mut tape) = (case.model.clone(), case.tape());
        let factor = tape.pick(&[q(2, 1), q(1, 3), q(5, 2)]).clone();
        let shifts: Vec<Q> = party_ids(&case.model).iter().map(|id| {
            let shift = tape.pick(&[q(0, 1), q(-5, 1), q(1, 7), q(12, 1)]).clone();
            affine(&mut changed, id, &factor, &shift);
            shift
        }).collect();
        let after = solve(&changed);
        let vector = |v: &[Q]| -> Vec<Q> { v.iter().zip(&shifts).map(|(u, shift)| u * &factor + shift).collect() };
        for concept in COMPARING {
            let (Some(old), Some(new)) = (before.choices.get(concept), after.choices.get(concept)) else { continue };
            prop_assert_eq!(mapped(&old.agreements, vector, <[usize]>::to_vec), new.agreements.clone(), "{}", concept);
            let more = if concept == UTILITARIAN { shifts.iter().sum() } else { Q::zero() };
            prop_assert_eq!(old.value.as_ref().map(|value| value * &factor + more), new.value.clone(), "{}", concept);
        }
    }

    /// M2: the order in which parties are declared does not matter.
    #[test]
    fn m2_the_order_of_parties_does_not_matter(case in random::models()) {
        let before = solve(&case.model);
        let mut changed = case.model.clone();
        changed.parties.0.reverse();
        let after = solve(&changed);
        let reversed = |v: &[Q]| -> Vec<Q> { v.iter().rev().cloned().collect() };
        prop_assert_eq!(before.counts(), after.counts());
        prop_assert_eq!(before.ideal.as_deref().map(reversed), after.ideal.clone());
        let turned = |points: &Points| mapped(points, reversed, <[usize]>::to_vec);
        prop_assert_eq!(before.frontiers.each_ref().map(turned), after.frontiers.clone());
        for concept in ALL {
            let old = before.choices.get(concept).map(|c| (&c.value, c.degenerate, turned(&c.agreements)));
            let new = after.choices.get(concept).map(|c| (&c.value, c.degenerate, c.agreements.clone()));
            prop_assert_eq!(old, new, "{}", concept);
        }
    }

    /// M2: the order in which issues are declared does not matter.
    #[test]
    fn m2_the_order_of_issues_does_not_matter(case in random::models()) {
        let mut changed = case.model.clone();
        changed.issues.0.reverse();
        same_but_for_packages(&solve(&case.model), &solve(&changed), 1)?;
    }

    /// M2: the order in which options are declared does not matter.
    #[test]
    fn m2_the_order_of_options_does_not_matter(case in random::models()) {
        let mut changed = case.model.clone();
        let mut reversed = BTreeSet::new();
        for (id, issue) in &mut changed.issues.0 {
            if let Some(OptionList::Ids(ids)) = &mut issue.options {
                ids.reverse();
                reversed.insert(id.clone());
            }
        }
        reverse_options(&mut changed, &reversed);
        same_but_for_packages(&solve(&case.model), &solve(&changed), 1)?;
    }

    /// M6: an issue that nobody values multiplies the packages and changes nothing else.
    #[test]
    fn m6_an_issue_that_nobody_values_multiplies_packages(case in random::models(), options in 1u64..4, first in any::<bool>()) {
        let mut changed = case.model.clone();
        let at = if first { 0 } else { changed.issues.len() };
        changed.issues.0.insert(at, ("colour of the folder".into(), build::options((0..options).map(|o| format!("colour {o}")))));
        changed.proposals = Keyed::default();
        same_but_for_packages(&solve(&case.model), &solve(&changed), options)?;
    }

    /// M7: a party to which all packages are worth the same, and more than no deal, changes nothing.
    #[test]
    fn m7_a_party_without_preferences_changes_nothing(case in random::models(), gain in 1i64..4) {
        let before = unanimous(&case);
        let mut changed = before.clone();
        changed.parties.insert("bystander", Party { disagreement: Some(build::quantity(&q(1, 2))), ..Party::default() });
        let constant = Some(build::quantity(&q(1 + 2 * gain, 2)));
        changed.utilities.insert("bystander", Utility { constant, ..Utility::default() });
        let (before, after) = (solve(&before), solve(&changed));
        prop_assert_eq!((before.feasible, before.rational), (after.feasible, after.rational));
        let others = |v: &[Q]| v[..v.len() - 1].to_vec();
        for concept in ALL {
            let old = before.choices.get(concept).map(|c| c.agreements.clone());
            let new = after.choices.get(concept).map(|c| mapped(&c.agreements, others, <[usize]>::to_vec));
            prop_assert_eq!(old, new, "{}", concept);
        }
    }

    /// M7: a party that always gets just what it has without a deal does not change what can be agreed.
    #[test]
    fn m7_a_party_that_cannot_gain_keeps_what_can_be_agreed(case in random::models()) {
        let before = unanimous(&case);
        let mut changed = before.clone();
        changed.parties.insert("bystander", Party { disagreement: Some(0.into()), ..Party::default() });
        let (before, after) = (solve(&before), solve(&changed));
        prop_assert_eq!((before.feasible, before.rational), (after.feasible, after.rational));
        for concept in [KS, RELATIVE, UTILITARIAN] {
            let old = before.choices.get(concept).map(|c| (c.value.clone(), counted(&c.agreements)));
            let others = |points: &Points| mapped(points, |v| v[..v.len() - 1].to_vec(), <[usize]>::to_vec);
            let new = after.choices.get(concept).map(|c| (c.value.clone(), counted(&others(&c.agreements))));
            prop_assert_eq!(old, new, "{}", concept);
        }
    }

    /// M8: a second party with the same interests counts in the Nash solution like a party of twice the weight.
    #[test]
    fn m8_a_clone_is_twice_the_weight(case in random::models(), which in any::<prop::sample::Index>()) {
        let model = unanimous(&case);
        let at = which.index(model.parties.len());
        let (id, party) = model.parties.0[at].clone();
        let mut heavier = model.clone();
        let weight = party.weight.as_ref().map_or_else(Q::one, |weight| weight.value.value().clone());
        heavier.parties.0[at].1.weight = Some(build::quantity(&(weight * q(2, 1))));
        let cloned = with_clone(&model, &id);
        let (before, after, single) = (solve(&heavier), solve(&cloned), solve(&model));
        prop_assert_eq!((before.feasible, before.rational), (after.feasible, after.rational));
        let originals = |v: &[Q]| v[..v.len() - 1].to_vec();
        // Without a strict gain for all, the number of parties that gain decides first, and a clone counts.
        if !before.degenerate() {
            let old = before.choices.get(NASH).map(|c| c.agreements.clone());
            let new = after.choices.get(NASH).map(|c| mapped(&c.agreements, originals, <[usize]>::to_vec));
            prop_assert_eq!(old, new);
        }
        // Replication: the smallest share, the smallest gain and the largest loss stay.
        for concept in [KS, EGALITARIAN, EQUAL_LOSS] {
            prop_assert_eq!(single.value(concept), after.value(concept), "{}", concept);
        }
    }

    /// M9: if a party has more without a deal, fewer packages can be agreed, and it gets at least as much from the Nash
    /// solution.
    #[test]
    fn m9_a_better_alternative_pays(case in random::models(), which in any::<prop::sample::Index>(), more in 1i64..9) {
        let model = unanimous(&case);
        let problem = Problem::compile(&model).expect("a random model compiles");
        let party = which.index(model.parties.len());
        let before = solve_view(&problem.view());
        let raised = zopa::Number::from(&before.disagreement[party] + q(more, 3));
        let after = solve_view(&problem.view().with_disagreement(problem.party_at(party), &raised).expect("a small number"));
        prop_assert!(after.rational <= before.rational);
        let weight = model.parties.0[party].1.weight.as_ref().map_or_else(Q::one, |w| w.value.value().clone());
        if let (Some((_, most)), Some((least, _))) = (before.range(NASH, party), after.range(NASH, party))
            && weight.is_positive() && !before.degenerate() && !after.degenerate()
        {
            prop_assert!(least >= most, "{least} after, {most} before");
        }
    }

    /// M9: if a party's weight rises, it gets at least as much from the Nash solution.
    #[test]
    fn m9_weight_pays(case in random::models(), which in any::<prop::sample::Index>(), more in 1i64..5) {
        let model = unanimous(&case);
        let party = which.index(model.parties.len());
        let mut changed = model.clone();
        let weight = model.parties.0[party].1.weight.as_ref().map_or_else(Q::one, |w| w.value.value().clone());
        changed.parties.0[party].1.weight = Some(build::quantity(&(weight + q(more, 2))));
        let (before, after) = (solve(&model), solve(&changed));
        if let (Some((_, most)), Some((least, _))) = (before.range(NASH, party), after.range(NASH, party))
            && !before.degenerate() && !after.degenerate()
        {
            prop_assert!(least >= most, "{least} after, {most} before");
        }
        for concept in ALL.into_iter().filter(|concept| *concept != NASH) {
            prop_assert_eq!(before.choices.get(concept), after.choices.get(concept), "weights are for Nash: {}", concept);
        }
    }

    /// M10: only the proportions of weights matter.
    #[test]
    fn m10_weights_are_proportions(case in random::models(), factor in 1i64..6) {
        let mut changed = case.model.clone();
        for (_, party) in &mut changed.parties.0 {
            let weight = party.weight.as_ref().map_or_else(Q::one, |weight| weight.value.value().clone());
            party.weight = Some(build::quantity(&(weight * q(factor, 3))));
        }
        let (before, after) = (solve(&case.model), solve(&changed));
        for concept in ALL {
            let agreements = |solved: &Solved| solved.choices.get(concept).map(|c| (c.degenerate, c.agreements.clone()));
            prop_assert_eq!(agreements(&before), agreements(&after), "{}", concept);
        }
    }

    /// M11: an issue that is split into two, linked by rules so that they are settled alike, changes nothing.
    #[test]
    fn m11_a_perfectly_linked_copy_changes_nothing(case in random::models(), which in any::<prop::sample::Index>()) {
        let mut changed = case.model.clone();
        let (id, issue) = changed.issues.0[which.index(case.model.issues.len())].clone();
        let level = |option: &String| match issue.integer {
            Some(_) => Level::Integer(option.parse().expect("a level")),
            None => Level::Id(option.clone()),
        };
        for option in option_ids(&issue) {
            let when = |issue: &str| -> Conditions { [(issue, Condition::One(level(&option)))].into_iter().collect() };
            changed.rules.push(Rule { if_: Some(when(&id)), then: Some(when("copy")), ..Rule::default() });
        }
        // Every second party values the copy instead.
        for (_, utility) in changed.utilities.0.iter_mut().step_by(2) {
            for (key, _) in &mut utility.values.0 {
                if *key == id {
                    *key = "copy".into();
                }
            }
        }
        changed.issues.insert("copy", issue);
        changed.proposals = Keyed::default();
        same_but_for_packages(&solve(&case.model), &solve(&changed), 1)?;
    }

    /// M17: every package that is reported obeys the rules and red lines, is worth what is said, is accepted by all, and
    /// is dominated by no feasible package.
    #[test]
    fn m17_what_is_reported_can_be_verified(case in random::models()) {
        let oracle = Oracle::new(&case.model);
        let solved = solve(&case.model);
        for (concept, choice) in &solved.choices {
            prop_assert!(!choice.agreements.is_empty());
            for (vector, (_, package)) in &choice.agreements {
                let deal = oracle.deals.iter().find(|deal| deal.options == *package).expect("a package of the model");
                prop_assert!(deal.broken.is_empty(), "{concept}");
                prop_assert_eq!(&deal.utilities, vector, "{}", concept);
                prop_assert!(oracle.rational(vector), "{concept}");
                prop_assert!(!oracle.feasible().any(|other| common::oracle::dominates(&other.utilities, vector)), "{concept}");
            }
        }
    }

    /// M18: a search that stops early says so, shows only packages that all accept, and its bound holds.
    #[test]
    fn m18_a_stopped_search_is_honest(case in random::models(), points in 1usize..40) {
        let oracle = Oracle::new(&case.model);
        let problem = Problem::compile(&case.model).expect("a random model compiles");
        let limits = Limits { points, ..Limits::default() };
        let answer = problem.search().engine(Engine::Eliminate).limits(limits).run();
        let Status::Stopped(stop) = answer.status else {
            prop_assert_eq!(answer.ideal.as_deref().map(answers::exact), oracle.ideal());
            return Ok(());
        };
        prop_assert_eq!(stop, Stop::PointLimit);
        for solution in answer.solutions.iter().filter(|solution| solution.coalition.is_none()) {
            prop_assert!(!solution.proven);
            let best = oracle.choose(solution.concept.id());
            for point in &solution.agreements {
                let utilities = answers::exact(&point.utilities);
                let options: Vec<usize> = positions(&point.package);
                let found = oracle.individually_rational().any(|deal| deal.options == options && deal.utilities == utilities);
                prop_assert!(found, "what a stopped search shows is individually rational");
            }
            if let (Some(bound), Some(best)) = (&solution.bound, best.and_then(|best| best.value)) {
                let holds = !bound.exact || bound.number.value() >= &best;
                prop_assert!(holds, "{}: {best} beyond {}", solution.concept.id(), bound.number);
            }
            if let (Some(bound), Some(value)) = (&solution.bound, &solution.value) {
                prop_assert!(bound.number >= value.number);
            }
        }
    }

    /// M18: a search that is told to stop, stops, at whatever moment, and claims nothing.
    #[test]
    fn m18_an_interrupted_search_claims_nothing(case in random::models(), calls in 0u32..6) {
        let problem = Problem::compile(&case.model).expect("a random model compiles");
        let mut left = calls;
        let watch = Watch::new(move |_| {
            left = left.saturating_sub(1);
            if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        let answer = problem.search().limits(Limits { watch, ..Limits::default() }).run();
        match answer.status {
            Status::Stopped(stop) => {
                prop_assert_eq!(stop, Stop::Interrupted);
                prop_assert!(answer.solutions.iter().all(|solution| !solution.proven));
            }
            _ => prop_assert_eq!(answer.ideal.is_some(), Oracle::new(&case.model).ideal().is_some()),
        }
        let limits = Limits { time: Some(Duration::ZERO), ..Limits::default() };
        prop_assert_eq!(problem.search().limits(limits).run().status, Status::Stopped(Stop::TimeLimit));
    }

    /// M19: the same question has the same answer, on any number of threads.
    #[test]
    fn m19_threads_do_not_matter(case in random::models()) {
        let problem = Problem::compile(&case.model).expect("a random model compiles");
        let ask = |threads| {
            let limits = Limits { threads, ..Limits::default() };
            let answer = problem.search().engine(Engine::Eliminate).limits(limits.clone()).run();
            let solutions: Vec<_> = answer.solutions.into_iter()
                .map(|s| (s.concept.id(), s.value, s.degenerate, s.coalition, s.agreements)).collect();
            let frontier = problem.search().engine(Engine::Eliminate).limits(limits).frontier(Target::Feasible).frontier;
            (answer.status, answer.counts, answer.ideal, solutions, frontier)
        };
        let once = ask(1);
        prop_assert_eq!(&once, &ask(1));
        prop_assert_eq!(&once, &ask(3));
    }

    /// M20: a quota of all parties, without vetoes, is unanimity.
    #[test]
    fn m20_a_quota_of_all_is_unanimity(case in random::models()) {
        let plain = unanimous(&case);
        let quota = Some(plain.parties.len() as u64);
        let all = Model { acceptance: Some(Acceptance { quota, ..Acceptance::default() }), ..plain.clone() };
        let vetoes = Acceptance { veto: party_ids(&plain), quota: Some(1), ..Acceptance::default() };
        let vetoes = Model { acceptance: Some(vetoes), ..plain.clone() };
        let plain = solve(&plain);
        prop_assert_eq!(&plain, &solve(&all));
        prop_assert_eq!(&plain, &solve(&vetoes));
    }
}

/// That two answers differ in nothing but packages, of which the second has so many times more.
fn same_but_for_packages(before: &Solved, after: &Solved, times: u64) -> Result<(), TestCaseError> {
    let counts =
        |solved: &Solved, times: u64| (solved.feasible * times, solved.rational * times, solved.acceptable * times);
    prop_assert_eq!(counts(before, times), counts(after, 1));
    prop_assert_eq!(&before.ideal, &after.ideal);
    let counted = |points: &Points, times: u64| -> BTreeMap<Vec<Q>, u64> {
        counted(points).into_iter().map(|(vector, count)| (vector, count * times)).collect()
    };
    for (old, new) in before.frontiers.iter().zip(&after.frontiers) {
        prop_assert_eq!(counted(old, times), counted(new, 1));
    }
    let keys = |solved: &Solved| solved.choices.keys().copied().collect::<Vec<_>>();
    prop_assert_eq!(keys(before), keys(after));
    for (concept, old) in &before.choices {
        let new = &after.choices[concept];
        prop_assert_eq!((&old.value, old.degenerate), (&new.value, new.degenerate), "{}", concept);
        prop_assert_eq!(counted(&old.agreements, times), counted(&new.agreements, 1), "{}", concept);
    }
    Ok(())
}

/// The model with a second party of the same interests.
fn with_clone(model: &Model, id: &str) -> Model {
    let mut cloned = model.clone();
    let party = model.parties.get(id).expect("a party of the model").clone();
    cloned.parties.insert("clone", party);
    if let Some(utility) = model.utilities.get(id) {
        cloned.utilities.insert("clone", Utility { red_lines: Vec::new(), ..utility.clone() });
    }
    cloned
}

/// Carries the reversal of these issues' options through everything that depends on their order.
fn reverse_options(model: &mut Model, reversed: &BTreeSet<String>) {
    let turn = |conditions: &mut Conditions| {
        for (issue, condition) in &mut conditions.0 {
            if let Condition::Range { from, to } = condition
                && reversed.contains(issue)
            {
                std::mem::swap(from, to);
            }
        }
    };
    fn table(nested: &mut Nested, issues: &[String], reversed: &BTreeSet<String>) {
        if let (Nested::List(list), [first, rest @ ..]) = (nested, issues) {
            if reversed.contains(first) {
                list.reverse();
            }
            list.iter_mut().for_each(|entry| table(entry, rest, reversed));
        }
    }
    for (_, utility) in &mut model.utilities.0 {
        utility.interactions.iter_mut().for_each(|interaction| turn(&mut interaction.when));
        utility.red_lines.iter_mut().for_each(|red_line| turn(&mut red_line.when));
        for Table { issues, add, .. } in &mut utility.tables {
            table(add, issues, reversed);
        }
    }
    for rule in &mut model.rules {
        rule.forbid.iter_mut().for_each(turn);
        rule.if_.iter_mut().for_each(turn);
        rule.then.iter_mut().for_each(turn);
        rule.of.iter_mut().flatten().for_each(turn);
    }
}

/// Packages as utility vectors, and disagreement values: a finite bargaining problem of `N` parties.
#[derive(Clone, Debug)]
struct Finite<const N: usize> {
    packages: Vec<[i64; N]>,
    disagreement: [i64; N],
}

impl<const N: usize> Finite<N> {
    fn solve(&self) -> Solved {
        solve(&build::finite(&self.packages, self.disagreement))
    }
}

fn finite<const N: usize>() -> impl Strategy<Value = Finite<N>> {
    let vector = |range: std::ops::Range<i64>| {
        prop::collection::vec(range, N).prop_map(|v| <[i64; N]>::try_from(v).expect("N numbers"))
    };
    let packages = prop::collection::vec(vector(-1..7), 1..9);
    (packages, vector(-1..3)).prop_map(|(packages, disagreement)| Finite { packages, disagreement })
}

fn row<const N: usize>(vector: &[i64; N]) -> Vec<Q> {
    vector.map(|value| q(value, 1)).to_vec()
}

/// Whether a value got worse: a loss that rose, or anything else that fell.
fn worse(concept: &str, before: Option<&Q>, after: Option<&Q>) -> bool {
    match (before, after) {
        (Some(before), Some(after)) if concept == EQUAL_LOSS => after > before,
        (Some(before), Some(after)) => after < before,
        (Some(_), None) => true,
        (None, _) => false,
    }
}

proptest! {
    #![proptest_config(cases(600))]

    /// M3: a package that another one dominates, or that somebody refuses, changes nothing; a second package with the
    /// same utilities joins the first.
    #[test]
    fn m3_dominated_and_refused_packages_do_not_matter(
        before in finite::<3>(),
        which in any::<prop::sample::Index>(),
        less in 0i64..3,
        party in 0usize..3,
    ) {
        let solved = before.solve();
        let model = before.packages[which.index(before.packages.len())];
        let mut dominated = model;
        dominated[party] -= 1;
        dominated[(party + 1) % 3] -= less;
        let mut refused = [9; 3];
        refused[party] = before.disagreement[party] - 1;
        for (package, kind) in [(dominated, "dominated"), (refused, "refused")] {
            let mut more = before.clone();
            more.packages.push(package);
            let after = more.solve();
            for concept in ALL {
                prop_assert_eq!(solved.choices.get(concept), after.choices.get(concept), "{}: {}", concept, kind);
            }
        }
        let mut twice = before.clone();
        twice.packages.push(model);
        let after = twice.solve();
        for concept in ALL {
            prop_assert_eq!(solved.vectors(concept), after.vectors(concept), "{}: duplicate", concept);
            if let (Some(old), Some(new)) = (solved.choices.get(concept), after.choices.get(concept)) {
                for (vector, (count, _)) in &new.agreements {
                    let old = old.agreements[vector].0;
                    prop_assert_eq!(*count, if *vector == row(&model) { old + 1 } else { old });
                }
            }
        }
    }

    /// M4: deleting a package that was not chosen changes nothing (for the concepts that look at the ideal point: if that
    /// stays); deleting what was chosen never improves the value.
    #[test]
    fn m4_deleting_what_was_not_chosen_changes_nothing(before in finite::<3>(), which in any::<prop::sample::Index>()) {
        let solved = before.solve();
        let gone = row(&before.packages[which.index(before.packages.len())]);
        let mut rest = before.clone();
        rest.packages.retain(|package| row(package) != gone);
        if rest.packages.is_empty() {
            return Ok(());
        }
        let after = rest.solve();
        for concept in ALL {
            if !WITHOUT_IDEAL.contains(&concept) && solved.ideal != after.ideal {
                continue;
            }
            if solved.vectors(concept).contains(&gone) {
                prop_assert!(!worse(concept, after.value(concept), solved.value(concept)), "{}", concept);
            } else {
                prop_assert_eq!(solved.vectors(concept), after.vectors(concept), "{}", concept);
                prop_assert_eq!(solved.value(concept), after.value(concept), "{}", concept);
            }
        }
    }

    /// M5: with more packages, as many or more can be agreed, the value does not fall (for the concepts that look at the
    /// ideal point: if that stays), and the frontier of all is among the frontiers of the parts.
    #[test]
    fn m5_more_packages_are_not_worse(first in finite::<3>(), second in finite::<3>()) {
        let second = Finite { disagreement: first.disagreement, ..second };
        let both = Finite { packages: [first.packages.clone(), second.packages.clone()].concat(), ..first.clone() };
        let (one, two, all) = (first.solve(), second.solve(), both.solve());
        prop_assert_eq!(one.rational + two.rational, all.rational);
        for concept in ALL {
            if WITHOUT_IDEAL.contains(&concept) || one.ideal == all.ideal {
                prop_assert!(!worse(concept, one.value(concept), all.value(concept)), "{}", concept);
            }
        }
        for (all, (one, two)) in all.frontiers.iter().zip(one.frontiers.iter().zip(&two.frontiers)) {
            prop_assert!(all.keys().all(|vector| one.contains_key(vector) || two.contains_key(vector)));
        }
    }

    /// Arrow's form of contraction independence: of a smaller set that still holds some of the chosen packages, exactly
    /// those are chosen. Nash, egalitarian and utilitarian always; the others if the ideal point stays.
    #[test]
    fn contraction_independence(before in finite::<3>(), kept in prop::collection::vec(any::<bool>(), 9)) {
        let solved = before.solve();
        let mut part = before.clone();
        let mut kept = kept.into_iter();
        part.packages.retain(|_| kept.next().unwrap_or(true));
        if part.packages.is_empty() {
            return Ok(());
        }
        let after = part.solve();
        let left: BTreeSet<Vec<Q>> = part.packages.iter().map(row).collect();
        for concept in ALL {
            let still: BTreeSet<Vec<Q>> = solved.vectors(concept).intersection(&left).cloned().collect();
            let applies = WITHOUT_IDEAL.contains(&concept) || solved.ideal == after.ideal;
            // Nash without a strict gain for all: equally good packages can dominate each other.
            if !still.is_empty() && applies && !(concept == NASH && solved.degenerate()) {
                prop_assert_eq!(still, after.vectors(concept), "{}", concept);
            }
        }
    }

    /// For two parties, a better alternative pays in the egalitarian solution too.
    #[test]
    fn a_better_alternative_pays_in_the_egalitarian_solution_of_two(before in finite::<2>(), party in 0usize..2, more in 1i64..4) {
        let mut raised = before.clone();
        raised.disagreement[party] += more;
        let (before, after) = (before.solve(), raised.solve());
        if let (Some((_, most)), Some((least, _))) = (before.range(EGALITARIAN, party), after.range(EGALITARIAN, party)) {
            prop_assert!(least >= most, "{least} after, {most} before");
        }
    }

    /// Identity: the Kalai–Smorodinsky solution is also the leximax of normalised losses, and equal loss with every ideal
    /// gain scaled to 1 is Kalai–Smorodinsky.
    #[test]
    fn equal_loss_in_shares_is_kalai_smorodinsky(before in finite::<3>()) {
        let solved = before.solve();
        let Some(ideal) = solved.ideal.clone() else { return Ok(()) };
        let mut model = build::finite(&before.packages, before.disagreement);
        for (at, id) in party_ids(&model).iter().enumerate() {
            let most = &ideal[at] - &solved.disagreement[at];
            if most.is_positive() {
                affine(&mut model, id, &most.recip(), &Q::zero());
            }
        }
        let shares = solve(&model);
        let packages = |solved: &Solved, concept: &str| -> BTreeSet<Vec<usize>> {
            solved.choices[concept].agreements.values().map(|(_, package)| package.clone()).collect()
        };
        prop_assert_eq!(packages(&solved, KS), packages(&shares, EQUAL_LOSS));
        prop_assert_eq!(packages(&solved, KS), packages(&shares, EGALITARIAN));
        prop_assert_eq!(packages(&solved, RELATIVE), packages(&shares, UTILITARIAN));
    }

    /// M12: two issues merged into one, whose options are the pairs, change nothing.
    #[test]
    fn m12_merged_issues_change_nothing(numbers in prop::collection::vec(any::<u32>(), 120)) {
        merged_issues_change_nothing(numbers)?;
    }
}

fn merged_issues_change_nothing(numbers: Vec<u32>) -> Result<(), TestCaseError> {
    let mut tape = Tape::new(numbers);
    let parties = 2 + tape.below(2);
    let sizes = [1 + tape.below(3), 1 + tape.below(3), 1 + tape.below(3)];
    let number = |tape: &mut Tape| q(tape.below(9) as i64 - 2, *tape.pick(&[1, 1, 2, 3]));
    // By party: a table over the first two issues, values for the third, and for the first.
    let (mut apart, mut merged) = (build::empty(), build::empty());
    let ids = |prefix: &str, size: usize| (0..size).map(|o| format!("{prefix}{o}")).collect::<Vec<_>>();
    apart.issues = [("x", ids("x", sizes[0])), ("y", ids("y", sizes[1])), ("z", ids("z", sizes[2]))]
        .into_iter()
        .map(|(id, options)| (id, build::options(options)))
        .collect();
    let pairs: Vec<(usize, usize)> = (0..sizes[0]).flat_map(|x| (0..sizes[1]).map(move |y| (x, y))).collect();
    let pair = |(x, y): &(usize, usize)| format!("x{x} and y{y}");
    merged.issues.insert("xy", build::options(pairs.iter().map(pair)));
    merged.issues.insert("z", build::options(ids("z", sizes[2])));
    for at in 0..parties {
        let id = build::party(at);
        let disagreement = build::quantity(&number(&mut tape));
        let party = Party { disagreement: Some(disagreement), ..Party::default() };
        apart.parties.insert(id.as_str(), party.clone());
        merged.parties.insert(id.as_str(), party);
        let own: Vec<Q> = (0..sizes[0]).map(|_| number(&mut tape)).collect();
        let table: Vec<Vec<Q>> = (0..sizes[0]).map(|_| (0..sizes[1]).map(|_| number(&mut tape)).collect()).collect();
        let z: Keyed<Quantity> =
            (0..sizes[2]).map(|o| (format!("z{o}"), build::quantity(&number(&mut tape)))).collect();
        let x: Keyed<Quantity> =
            own.iter().enumerate().map(|(o, value)| (format!("x{o}"), build::quantity(value))).collect();
        let rows = table
            .iter()
            .map(|row| Nested::List(row.iter().map(|value| Nested::Value(build::quantity(value))).collect()));
        let xy: Keyed<Quantity> =
            pairs.iter().map(|p| (pair(p), build::quantity(&(&own[p.0] + &table[p.0][p.1])))).collect();
        let tables =
            vec![Table { issues: vec!["x".into(), "y".into()], add: Nested::List(rows.collect()), ..Table::default() }];
        let values = [("x", Values::ByOption(x)), ("z", Values::ByOption(z.clone()))].into_iter().collect();
        let mut utility = Utility { values, tables, ..Utility::default() };
        let mut utility_merged = Utility {
            values: [("xy", Values::ByOption(xy)), ("z", Values::ByOption(z))].into_iter().collect(),
            ..Utility::default()
        };
        // An interaction of all three.
        let (x, y, z) = (tape.below(sizes[0]), tape.below(sizes[1]), tape.below(sizes[2]));
        let add = build::quantity(&number(&mut tape));
        let is = |issue: &str, option: String| (issue.to_owned(), Condition::One(Level::Id(option)));
        let when = [is("x", format!("x{x}")), is("y", format!("y{y}")), is("z", format!("z{z}"))].into_iter().collect();
        utility.interactions.push(Interaction { when, add: Some(add.clone()), ..Interaction::default() });
        let when = [is("xy", pair(&(x, y))), is("z", format!("z{z}"))].into_iter().collect();
        utility_merged.interactions.push(Interaction { when, add: Some(add), ..Interaction::default() });
        apart.utilities.insert(id.as_str(), utility);
        merged.utilities.insert(id.as_str(), utility_merged);
    }
    // A forbidden pair, and a budget.
    let (x, y) = (tape.below(sizes[0]), tape.below(sizes[1]));
    let forbid = [("x", format!("x{x}")), ("y", format!("y{y}"))]
        .into_iter()
        .map(|(i, o)| (i, Condition::One(Level::Id(o))))
        .collect();
    apart.rules.push(Rule { forbid: Some(forbid), ..Rule::default() });
    merged.rules.push(Rule { forbid: Some(build::is("xy", &pair(&(x, y)))), ..Rule::default() });
    let most = build::quantity(&q(3, 1));
    let cost = |prefix: &str, size: usize| -> Keyed<Quantity> {
        (0..size).map(|o| (format!("{prefix}{o}"), Quantity::from(o as i64))).collect()
    };
    let sum = [("x", cost("x", sizes[0])), ("y", cost("y", sizes[1])), ("z", cost("z", sizes[2]))];
    let sum = sum.into_iter().map(|(id, cost)| (id, Coefficient::ByOption(cost))).collect();
    apart.rules.push(Rule { sum: Some(sum), at_most: Some(most.clone()), ..Rule::default() });
    let both: Keyed<Quantity> = pairs.iter().map(|p| (pair(p), Quantity::from((p.0 + p.1) as i64))).collect();
    let sum = [("xy", both), ("z", cost("z", sizes[2]))]
        .into_iter()
        .map(|(id, cost)| (id, Coefficient::ByOption(cost)))
        .collect();
    merged.rules.push(Rule { sum: Some(sum), at_most: Some(most), ..Rule::default() });
    same_but_for_packages(&solve(&apart), &solve(&merged), 1)
}

/// The vectors that a concept chooses in a finite problem with disagreement at 0.
fn chosen<const N: usize>(concept: &str, packages: &[[i64; N]]) -> BTreeSet<Vec<Q>> {
    solve(&build::finite(packages, [0; N])).vectors(concept)
}

fn vectors<const N: usize>(list: &[[i64; N]]) -> BTreeSet<Vec<Q>> {
    list.iter().map(row).collect()
}

/// Not a law: Kalai–Smorodinsky is not independent of packages that are not chosen. Without (6, 0) the first party's
/// ideal falls, and another package is chosen; the Nash solution stays.
#[test]
fn deleting_an_irrelevant_package_can_move_kalai_smorodinsky() {
    let all = [[3, 2], [4, 8], [5, 6], [6, 0]];
    assert_eq!(chosen(KS, &all), vectors(&[[5, 6]]));
    assert_eq!(chosen(KS, &all[..3]), vectors(&[[4, 8]]));
    assert_eq!(chosen(NASH, &all), vectors(&[[4, 8]]));
    assert_eq!(chosen(NASH, &all[..3]), vectors(&[[4, 8]]));
}

/// Not a law: with a package more, a party can get less, even from the egalitarian solution. Only the smallest gain
/// cannot fall.
#[test]
fn a_new_package_can_hurt_a_party() {
    let halves = |rows: &[[i64; 2]]| {
        let packages: Vec<Vec<Q>> = rows.iter().map(|row| row.map(|value| q(value, 2)).to_vec()).collect();
        solve(&build::finite_rational(&packages, &[Q::zero(), Q::zero()]))
    };
    let (before, after) = (halves(&[[4, 6], [10, 2]]), halves(&[[4, 6], [10, 2], [6, 5]]));
    assert_eq!(before.vectors(EGALITARIAN), BTreeSet::from([vec![q(2, 1), q(3, 1)]]));
    assert_eq!(after.vectors(EGALITARIAN), BTreeSet::from([vec![q(3, 1), q(5, 2)]]));
    assert!(after.value(EGALITARIAN) > before.value(EGALITARIAN));
    // Nash: (3, 3) is left for (7, 2), and the second party loses.
    assert_eq!(chosen(NASH, &[[3, 3], [1, 4]]), vectors(&[[3, 3]]));
    assert_eq!(chosen(NASH, &[[3, 3], [1, 4], [7, 2]]), vectors(&[[7, 2]]));
}

/// Not a law: the concepts that compare parties depend on the unit of a single one.
#[test]
fn the_unit_of_one_party_moves_the_concepts_that_compare() {
    for (concept, packages) in [
        (EGALITARIAN, [[2, 5], [3, 3], [6, 2]]),
        (UTILITARIAN, [[1, 9], [4, 5], [6, 2]]),
        (EQUAL_LOSS, [[0, 10], [4, 7], [6, 0]]),
    ] {
        let before = solve(&build::finite(&packages, [0, 0]));
        let mut model = build::finite(&packages, [0, 0]);
        affine(&mut model, "p1", &q(10, 1), &Q::zero());
        let after = solve(&model);
        let scaled: BTreeSet<Vec<Q>> =
            before.vectors(concept).iter().map(|v| vec![&v[0] * q(10, 1), v[1].clone()]).collect();
        assert_ne!(scaled, after.vectors(concept), "{concept}");
    }
}

/// Not a law: leximin does not treat a clone as a weight. (4, 4, 2) is better than (2, 3, 9); with the third party twice
/// it is worse.
#[test]
fn a_clone_can_move_the_egalitarian_solution() {
    assert_eq!(chosen(EGALITARIAN, &[[2, 3, 9], [4, 4, 2]]), vectors(&[[4, 4, 2]]));
    assert_eq!(chosen(EGALITARIAN, &[[2, 3, 9, 9], [4, 4, 2, 2]]), vectors(&[[2, 3, 9, 9]]));
}

/// Not a law: relative utilitarian and equal-loss solutions move with the ideal point too.
#[test]
fn deleting_an_irrelevant_package_can_move_what_looks_at_the_ideal() {
    let all = [[10, 4], [6, 9], [30, 0]];
    for concept in [RELATIVE, EQUAL_LOSS] {
        let (before, after) = (chosen(concept, &all), chosen(concept, &all[..2]));
        assert!(!before.is_empty() && !after.is_empty());
    }
    assert_eq!(chosen(RELATIVE, &[[5, 5], [8, 4], [0, 6]]), vectors(&[[8, 4]]));
    assert_eq!(chosen(EQUAL_LOSS, &[[4, 6], [7, 2]]), vectors(&[[4, 6]]));
    assert_eq!(chosen(EQUAL_LOSS, &[[4, 6], [7, 2], [12, 0]]), vectors(&[[7, 2]]));
}
