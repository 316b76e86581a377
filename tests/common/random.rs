//! Random small models in which the hard cases are frequent: ties, no deal, degenerate products, parties that cannot
//! gain, linked issues, rules of every kind.
//!
//! A model is built from a tape of random numbers, read one after the other; zeros, and the end of the tape, make the
//! simplest choice each time. So proptest shrinks a model by shrinking a list of numbers, and the generator is plain
//! code. A failure prints the model as JSON: save it to a file to look into it.

use super::build::{self, quantity};
use super::oracle::{Deal, Oracle, option_ids};
use super::{Q, q, runner};
use num_traits::Zero;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use zopa::Model;
use zopa::model::{
    Acceptance, Coefficient, Condition, Conditions, Integer, Interaction, Issue, Keyed, Level, Nested, Party, Proposal,
    Quantity, RedLine, Rule, Table, Utility, Values,
};

/// Random numbers, to be read as choices.
pub struct Tape {
    numbers: Vec<u32>,
    at: usize,
}

impl Tape {
    pub fn new(numbers: Vec<u32>) -> Self {
        Tape { numbers, at: 0 }
    }

    /// A number below `count`; 0 at the end of the tape.
    pub fn below(&mut self, count: usize) -> usize {
        let number = self.numbers.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        ((u64::from(number) * count as u64) >> 32) as usize
    }

    /// True in so many of 100 cases; false at the end of the tape.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) >= 100 - percent
    }

    pub fn pick<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        &list[self.below(list.len())]
    }

    /// Some of the numbers below `count`, in random order, each once.
    fn some(&mut self, count: usize, of: usize) -> Vec<usize> {
        let mut rest: Vec<usize> = (0..of).collect();
        (0..count.min(of)).map(|_| rest.remove(self.below(rest.len()))).collect()
    }
}

/// A random model, and the rest of its tape for the questions to ask it.
pub struct Case {
    pub model: Model,
    pub questions: Vec<u32>,
}

impl Case {
    /// Choices for the questions.
    pub fn tape(&self) -> Tape {
        Tape::new(self.questions.clone())
    }
}

impl std::fmt::Debug for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let json = serde_json::to_string_pretty(&self.model).map_err(|_| std::fmt::Error)?;
        write!(f, "questions {:?} to\n{json}", self.questions)
    }
}

/// Random models.
pub fn models() -> impl Strategy<Value = Case> {
    let questions = prop::collection::vec(any::<u32>(), 24);
    (prop::collection::vec(any::<u32>(), 300..420), questions)
        .prop_map(|(numbers, questions)| Case { model: model(&mut Tape::new(numbers)), questions })
}

/// No model has more packages than this.
const MAX_PACKAGES: usize = 320;

/// How a party's numbers look.
#[derive(Clone, Copy)]
pub(super) enum Style {
    /// 0 or 1, rarely 2.
    Tiny,
    Whole,
    Tenths,
    Hundredths,
    Fractions,
}

/// Few different numbers, so that sums tie.
pub(super) fn number(tape: &mut Tape, style: Style) -> Q {
    let small = |tape: &mut Tape, most: i64| {
        let number = tape.below(most as usize + 4) as i64;
        if number <= most { number } else { most - number }
    };
    match style {
        Style::Tiny => q(*tape.pick(&[0, 1, 0, 1, 2]), 1),
        Style::Whole => q(small(tape, 5), 1),
        Style::Tenths => q(5 * small(tape, 8), 10) + q(tape.below(2) as i64, 10),
        Style::Hundredths => q(25 * small(tape, 8), 100),
        Style::Fractions => q(small(tape, 6), *tape.pick(&[1, 2, 3, 4, 6, 7])),
    }
}

fn issue(tape: &mut Tape, room: usize, parties: &[String]) -> Issue {
    let count = (*tape.pick(&[2, 2, 2, 2, 3, 3, 3, 4, 4, 1])).min(room);
    let mut issue = if tape.chance(30) {
        let (min, step) = ([0, 1, -2, -1][tape.below(4)], 1 + tape.below(2) as i64);
        let max = min + step * (count as i64 - 1);
        Issue {
            integer: Some(Integer { min, max, step, unit: None, note: None, because: None, source: None }),
            ..Issue::default()
        }
    } else {
        build::options((0..count).map(|option| format!("o{option}")))
    };
    issue.ordered = tape.chance(40);
    if tape.chance(25) {
        let deciders = tape.below(parties.len()) + 1;
        issue.deciders = Some(tape.some(deciders, parties.len()).into_iter().map(|at| parties[at].clone()).collect());
    }
    if tape.chance(15) {
        let option = tape.below(count);
        issue.baseline = Some(level(&issue, option));
    }
    issue
}

fn level(issue: &Issue, option: usize) -> Level {
    let id = option_ids(issue).swap_remove(option);
    if issue.integer.is_some() { Level::Integer(id.parse().expect("a level")) } else { Level::Id(id) }
}

/// What a condition may ask of an issue.
fn condition(tape: &mut Tape, issue: &Issue) -> Condition {
    let options = option_ids(issue).len();
    let one = |option| level(issue, option);
    match tape.below(10) {
        0..=5 => Condition::One(one(tape.below(options))),
        6..=7 => {
            let count = 1 + tape.below(options);
            Condition::AnyOf(tape.some(count, options).into_iter().map(one).collect())
        }
        _ if issue.ordered || issue.integer.is_some() => {
            let first = tape.below(options);
            let last = first + tape.below(options - first);
            let (open_start, open_end) = (tape.chance(30), tape.chance(30));
            Condition::Range { from: (!open_start).then(|| one(first)), to: (!open_end).then(|| one(last)) }
        }
        _ => Condition::One(one(tape.below(options))),
    }
}

/// A condition over up to `arity` issues.
pub fn conditions(tape: &mut Tape, issues: &Keyed<Issue>, arity: usize) -> Conditions {
    let count = 1 + tape.below(arity);
    let chosen = tape.some(count, issues.len());
    chosen.into_iter().map(|at| (issues.0[at].0.clone(), condition(tape, &issues.0[at].1))).collect()
}

fn by_option(issue: &Issue, mut number: impl FnMut() -> Q) -> Keyed<Quantity> {
    option_ids(issue).into_iter().map(|id| (id, quantity(&number()))).collect()
}

fn values(tape: &mut Tape, issue: &Issue, style: Style) -> Values {
    match tape.below(10) {
        0..=4 => Values::ByOption(by_option(issue, || number(tape, style))),
        5..=6 => {
            let weight = quantity(tape.pick(&[q(1, 1), q(2, 1), q(1, 2), q(3, 10)]));
            Values::Weighted { weight, scores: by_option(issue, || number(tape, Style::Whole)) }
        }
        shape => match &issue.integer {
            None => Values::ByOption(by_option(issue, || number(tape, style))),
            Some(_) if shape == 7 => Values::PerUnit(quantity(&number(tape, style))),
            Some(integer) => {
                // From a little before the first level, or from it, to a little after the last; a bend between levels.
                let (first, last) = (integer.min - tape.below(2) as i64, integer.max + tape.below(2) as i64);
                let mut levels = vec![q(first, 1)];
                if first < last {
                    if tape.chance(50) {
                        levels.push(q(first, 1) + q(last - first, 1) * tape.pick(&[q(1, 2), q(1, 3)]));
                    }
                    levels.push(q(last, 1));
                }
                Values::Points(levels.into_iter().map(|x| (x.into(), quantity(&number(tape, style)))).collect())
            }
        },
    }
}

/// A table over these issues.
fn nested(tape: &mut Tape, sizes: &[usize], style: Style) -> Nested {
    match sizes {
        [] => Nested::Value(quantity(&number(tape, style))),
        [first, rest @ ..] => Nested::List((0..*first).map(|_| nested(tape, rest, style)).collect()),
    }
}

pub(super) fn utility(tape: &mut Tape, issues: &Keyed<Issue>, style: Style) -> Utility {
    let mut utility = Utility::default();
    if tape.chance(30) {
        utility.constant = Some(quantity(&number(tape, style)));
    }
    for (id, issue) in issues.iter() {
        if !tape.chance(12) {
            utility.values.insert(id, values(tape, issue, style));
        }
    }
    for _ in 0..[0, 1, 2, 3][tape.below(8).saturating_sub(4).min(3)] {
        let when = conditions(tape, issues, 4);
        utility.interactions.push(Interaction {
            when,
            add: Some(quantity(&number(tape, style))),
            ..Interaction::default()
        });
    }
    if tape.chance(15) {
        let count = 2 + tape.below(3);
        let mut axes = tape.some(count, issues.len());
        let size = |axes: &[usize]| axes.iter().map(|at| option_ids(&issues.0[*at].1).len()).product::<usize>();
        while size(&axes) > 36 {
            axes.pop();
        }
        let sizes: Vec<usize> = axes.iter().map(|at| option_ids(&issues.0[*at].1).len()).collect();
        let add = nested(tape, &sizes, style);
        let issues = axes.iter().map(|at| issues.0[*at].0.clone()).collect();
        utility.tables.push(Table { issues, add, ..Table::default() });
    }
    utility
}

/// A rule of one of the kinds. Sums are bounded near what a random package reaches.
fn rule(tape: &mut Tape, issues: &Keyed<Issue>) -> Rule {
    let whole = |number: usize| Some(Quantity::from(number as i64));
    match tape.below(6) {
        0 => Rule { forbid: Some(conditions(tape, issues, 3)), ..Rule::default() },
        1..=2 => {
            let (premise, conclusion) = (conditions(tape, issues, 2), conditions(tape, issues, 2));
            Rule { if_: Some(premise), then: Some(conclusion), ..Rule::default() }
        }
        3 => {
            let of: Vec<Conditions> = (0..1 + tape.below(5)).map(|_| conditions(tape, issues, 2)).collect();
            let (least, most) = (tape.below(of.len() + 1), tape.below(of.len() + 1));
            let (least, most) = (least.min(most), least.max(most));
            let (at_most, at_least, exactly) = match tape.below(4) {
                0 => (whole(most), None, None),
                1 => (None, whole(least), None),
                2 => (whole(most), whole(least), None),
                _ => (None, None, whole(least)),
            };
            Rule { of: Some(of), at_most, at_least, exactly, ..Rule::default() }
        }
        _ => {
            let count = 1 + tape.below(4);
            let mut sum = Keyed::default();
            let mut reached = Q::zero();
            for at in tape.some(count, issues.len()) {
                let (id, issue) = &issues.0[at];
                let ids = option_ids(issue);
                let chosen = tape.below(ids.len());
                let style = *tape.pick(&[Style::Whole, Style::Whole, Style::Tenths, Style::Fractions]);
                let coefficient = if issue.integer.is_some() && !tape.chance(30) {
                    let per_unit = number(tape, style);
                    reached += &per_unit * super::rational(&ids[chosen]);
                    Coefficient::PerUnit(quantity(&per_unit))
                } else {
                    // An option that is left out counts nothing.
                    let mut by_option = Keyed::default();
                    for (option, id) in ids.iter().enumerate() {
                        if !tape.chance(25) {
                            let value = number(tape, style);
                            if option == chosen {
                                reached += &value;
                            }
                            by_option.insert(id.as_str(), quantity(&value));
                        }
                    }
                    Coefficient::ByOption(by_option)
                };
                sum.insert(id.as_str(), coefficient);
            }
            let (most, least) = (
                quantity(&(&reached + q(tape.below(3) as i64, 1))),
                quantity(&(&reached - q(tape.below(3) as i64, 2))),
            );
            let (at_most, at_least) = match tape.below(3) {
                0 => (Some(most), None),
                1 => (None, Some(least)),
                _ => (Some(most), Some(least)),
            };
            Rule { sum: Some(sum), at_most, at_least, ..Rule::default() }
        }
    }
}

/// Disagreement values: from plenty of agreements, over exactly one, to none.
fn disagreements(tape: &mut Tape, oracle: &Oracle) -> Vec<Q> {
    let deals: Vec<&Deal> = oracle.feasible().collect();
    let parties = oracle.parties();
    if deals.is_empty() {
        return vec![Q::zero(); parties];
    }
    let sorted = |party: usize| {
        let mut all: Vec<Q> = deals.iter().map(|deal| deal.utilities[party].clone()).collect();
        all.sort();
        all
    };
    let low = |tape: &mut Tape, party: usize| &sorted(party)[0] - tape.pick(&[q(1, 1), q(0, 1), q(1, 3)]);
    match tape.below(28) {
        // Everybody gains from everything, or nearly.
        0..=7 => (0..parties).map(|party| low(tape, party)).collect(),
        // A package, less a little for everybody.
        8..=13 => {
            let deal = *tape.pick(&deals);
            let less = [q(1, 2), q(1, 1), q(2, 7), q(3, 1), q(5, 2)];
            deal.utilities.iter().map(|utility| utility - tape.pick(&less)).collect()
        }
        // Somewhere in the lower half of the range of each party.
        14..=17 => (0..parties)
            .map(|party| {
                let all = sorted(party);
                all[tape.below(1 + all.len() / 2)].clone()
            })
            .collect(),
        // Some package is worth exactly this to everybody.
        18..=19 => tape.pick(&deals).utilities.clone(),
        // One party gets no more than without a deal.
        20..=21 => {
            let stuck = tape.below(parties);
            let most = |party: usize| sorted(party).pop().expect("a feasible package");
            (0..parties).map(|party| if party == stuck { most(party) } else { low(tape, party) }).collect()
        }
        // Nothing is good enough for one party.
        22..=23 => {
            let stuck = tape.below(parties);
            let above = |party: usize| sorted(party).pop().expect("a feasible package") + q(1, 10);
            (0..parties).map(|party| if party == stuck { above(party) } else { low(tape, party) }).collect()
        }
        // Everybody asks for a little more than some package gives.
        24..=25 => tape.pick(&deals).utilities.iter().map(|utility| utility + q(1, 10)).collect(),
        _ => (0..parties).map(|_| number(tape, Style::Whole)).collect(),
    }
}

/// Ceilings: what some package is worth exactly, a little more or less, and what all or no packages exceed.
pub fn add_ceilings(model: &mut Model, tape: &mut Tape) {
    let oracle = Oracle::new(model);
    let parties: Vec<String> = model.parties.keys().map(str::to_owned).collect();
    for (party, id) in parties.iter().enumerate() {
        let Some((_, utility)) = model.utilities.0.iter_mut().find(|(key, _)| key == id) else { continue };
        if !tape.chance(50) {
            continue;
        }
        let mut worths: Vec<Q> = oracle.deals.iter().map(|deal| deal.utilities[party].clone()).collect();
        worths.sort();
        worths.dedup();
        // Mostly in the upper half, where it does not cut nearly everything.
        let upper = &worths[worths.len() / 2..];
        let ceiling = match tape.below(12) {
            0..=5 => tape.pick(upper).clone(),
            6 => tape.pick(&worths).clone(),
            7..=8 => tape.pick(upper) - tape.pick(&[q(1, 10), q(1, 7)]),
            9 => tape.pick(upper) + q(1, 3),
            10 => &worths[worths.len() - 1] + tape.pick(&[q(0, 1), q(1, 9)]),
            _ => &worths[0] - tape.pick(&[q(0, 1), q(1, 2)]),
        };
        utility.at_most = Some(quantity(&ceiling));
    }
}

/// Gives every party the first one's values with the options of each issue turned round: many exact ties.
fn mirror(model: &mut Model) {
    let Some((_, first)) = model.utilities.0.first().cloned() else { return };
    for (at, (_, utility)) in model.utilities.0.iter_mut().enumerate() {
        *utility = Utility { values: first.values.clone(), ..Utility::default() };
        for (_, values) in &mut utility.values.0 {
            if let Values::ByOption(list) | Values::Weighted { scores: list, .. } = values {
                let mut numbers: Vec<Quantity> = list.iter().map(|(_, number)| number.clone()).collect();
                if at == 1 {
                    numbers.reverse()
                } else {
                    numbers.rotate_left(at % list.len().max(1))
                }
                list.0.iter_mut().zip(numbers).for_each(|((_, place), number)| *place = number);
            }
        }
    }
}

/// Drops the last red lines and rules until some package obeys the rest, except where that is not wanted.
fn feasible(model: &mut Model, as_it_is: bool) -> Oracle {
    loop {
        let oracle = Oracle::new(model);
        if as_it_is || oracle.feasible().next().is_some() {
            return oracle;
        }
        let red_lines = model.utilities.0.iter_mut().map(|(_, utility)| &mut utility.red_lines);
        let dropped = red_lines.rev().find_map(Vec::pop).is_some() || model.rules.pop().is_some();
        assert!(dropped, "without rules every package is feasible");
    }
}

/// A model from a tape.
pub fn model(tape: &mut Tape) -> Model {
    let mut model = build::empty();
    let count = *tape.pick(&[2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 4, 4, 4, 1, 1, 5, 5, 6]);
    let parties: Vec<String> = ["a", "b", "c", "d", "e", "f"][..count].iter().map(|id| (*id).to_owned()).collect();
    let mut room = MAX_PACKAGES;
    for at in 0..[2, 3, 4, 5, 1][tape.below(10) / 2] {
        let issue = issue(tape, room, &parties);
        room /= option_ids(&issue).len();
        model.issues.insert(format!("i{at}"), issue);
    }
    // Few models have numbers of many kinds.
    let common = *tape.pick(&[Some(Style::Whole), Some(Style::Tiny), None, None]);
    for id in &parties {
        model.parties.insert(id.as_str(), Party::default());
        let style = *tape.pick(&[Style::Whole, Style::Tenths, Style::Tenths, Style::Hundredths, Style::Fractions]);
        let style = common.unwrap_or(style);
        if !tape.chance(2) {
            model.utilities.insert(id.as_str(), utility(tape, &model.issues, style));
        }
    }
    let named = tape.chance(50);
    for at in 0..[0, 1, 2, 3][tape.below(8).saturating_sub(3).min(3)] {
        let mut rule = rule(tape, &model.issues);
        rule.id = named.then(|| format!("rule {at}"));
        model.rules.push(rule);
    }
    for (id, utility) in &mut model.utilities.0 {
        for at in 0..[0, 1, 2][tape.below(10).saturating_sub(6).min(2)] {
            let when = conditions(tape, &model.issues, 2);
            let name = named.then(|| format!("red line {at} of {id}"));
            utility.red_lines.push(RedLine { id: name, when, ..RedLine::default() });
        }
    }
    if tape.chance(20) {
        model.utilities.0.reverse();
    }
    if tape.chance(40) {
        let weights = [q(2, 1), q(0, 1), q(1, 2), q(3, 1), q(3, 10), q(1, 3), q(1, 1)];
        for (_, party) in &mut model.parties.0 {
            party.weight = (!tape.chance(40)).then(|| quantity(tape.pick(&weights)));
        }
        if model
            .parties
            .iter()
            .all(|(_, party)| party.weight.as_ref().is_some_and(|weight| weight.value.value().is_zero()))
        {
            model.parties.0[0].1.weight = None;
        }
    }
    if tape.chance(45) {
        let quota = tape.chance(85).then(|| 1 + tape.below(count) as u64);
        let vetoes = if tape.chance(40) { tape.below(count) } else { 0 };
        let veto = tape.some(vetoes, count).into_iter().map(|at| parties[at].clone()).collect();
        model.acceptance = Some(Acceptance { quota, veto, ..Acceptance::default() });
    }
    let mirrored = tape.chance(18);
    if mirrored {
        mirror(&mut model);
    }
    let as_it_is = tape.chance(8);
    if tape.chance(30) {
        add_ceilings(&mut model, tape);
    }
    let oracle = feasible(&mut model, as_it_is);
    let disagreements = if mirrored && tape.chance(80) {
        let worst = oracle.feasible().flat_map(|deal| &deal.utilities).min().cloned().unwrap_or_default();
        vec![worst - tape.pick(&[q(1, 1), q(1, 2), q(0, 1)]); count]
    } else {
        disagreements(tape, &oracle)
    };
    for ((_, party), value) in model.parties.0.iter_mut().zip(&disagreements) {
        party.disagreement = Some(quantity(value));
    }
    if tape.chance(20) {
        let deal = tape.pick(&oracle.deals);
        let level = |((id, issue), option): ((&str, &Issue), &usize)| (id.to_owned(), level(issue, *option));
        let package = model.issues.iter().zip(&deal.options).map(level).collect();
        model.proposals.insert("on the table", Proposal { package, ..Proposal::default() });
    }
    model
}

/// Models with long frontiers: of so many parties, issues and options each.
pub fn long_frontiers(sizes: [(usize, usize, usize); 4]) -> Vec<Model> {
    let mut runner = runner();
    let mut model = |(parties, issues, options): (usize, usize, usize)| {
        let numbers = prop::collection::vec(any::<u32>(), 900).new_tree(&mut runner).expect("numbers").current();
        long_frontier(&mut Tape::new(numbers), parties, issues, options)
    };
    sizes.into_iter().map(&mut model).collect()
}

/// A model with a long frontier: numbers up to 999, linked pairs of issues, weights.
pub fn long_frontier(tape: &mut Tape, parties: usize, issues: usize, options: usize) -> Model {
    let table = |tape: &mut Tape| (0..options).map(|_| q(tape.below(1000) as i64, 1)).collect::<Vec<Q>>();
    let tables: Vec<Vec<Vec<Q>>> = (0..parties).map(|_| (0..issues).map(|_| table(tape)).collect()).collect();
    let best = |tables: &Vec<Vec<Q>>| tables.iter().filter_map(|values| values.iter().max()).sum::<Q>();
    let disagreement: Vec<Q> = tables.iter().map(|tables| best(tables) * q(15, 100)).collect();
    let mut model = build::additive(&tables, &disagreement);
    for (_, utility) in &mut model.utilities.0 {
        let rows =
            |tape: &mut Tape| (0..options).map(|_| Nested::Value((tape.below(401) as i64 - 200).into())).collect();
        let add = Nested::List((0..options).map(|_| Nested::List(rows(tape))).collect());
        utility.tables.push(Table { issues: vec!["i1".into(), "i2".into()], add, ..Table::default() });
    }
    for (_, party) in &mut model.parties.0 {
        party.weight = Some((1 + tape.below(3) as i64).into());
    }
    model
}
