//! Random models, problems, packages, and finite bargaining problems.

use crate::exact::Number;
use crate::model::{
    Condition, Conditions, Interaction, Issue, Level, Model, OptionList, Party, Quantity, RedLine, Rule, Utility,
    Values,
};
use crate::problem::{OptionId, Package, Problem};
use ::proptest::collection::vec;
use ::proptest::prelude::*;
use num_bigint::BigInt;
use num_rational::BigRational;
use std::ops::RangeInclusive;

/// What random models are like. Ranges include both ends; shares are of 100 models.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Knobs {
    /// How many parties.
    pub parties: RangeInclusive<usize>,
    /// How many issues.
    pub issues: RangeInclusive<usize>,
    /// How many options an issue has.
    pub options: RangeInclusive<usize>,
    /// How many interactions each party has.
    pub interactions: RangeInclusive<usize>,
    /// How many combinations rules forbid.
    pub rules: RangeInclusive<usize>,
    /// How many red lines each party has.
    pub red_lines: RangeInclusive<usize>,
    /// What options and interactions are worth, before they are divided.
    pub numbers: RangeInclusive<i64>,
    /// What all numbers are divided by: 10 gives tenths. At least 1.
    pub denominator: u32,
    /// The share of models in which options are worth 0 or 1 only, so that many packages tie.
    pub ties: u32,
    /// The share of models in which some party accepts nothing.
    pub no_deal: u32,
    /// The share of models in which parties have weights other than 1.
    pub weights: u32,
}

impl Default for Knobs {
    /// Two to four parties, up to four issues of up to four options, and some of everything.
    fn default() -> Self {
        Knobs {
            parties: 2..=4,
            issues: 1..=4,
            options: 2..=4,
            interactions: 0..=2,
            rules: 0..=2,
            red_lines: 0..=1,
            numbers: -5..=10,
            denominator: 1,
            ties: 20,
            no_deal: 15,
            weights: 20,
        }
    }
}

/// One combination of options: by issue of some, the position of an option.
type Combination = Vec<(prop::sample::Index, prop::sample::Index)>;

/// The numbers of a party.
#[derive(Clone, Debug)]
struct Numbers {
    /// By issue and option; more than are needed.
    values: Vec<Vec<i64>>,
    interactions: Vec<(Combination, i64)>,
    red_lines: Vec<Combination>,
    weight: u32,
    /// How much less than a package it would accept.
    slack: i64,
}

fn combination(most: usize) -> impl Strategy<Value = Combination> {
    vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..=most)
}

/// Random models. Ids are `p1`, `p2`, …, `i1`, …, `o1`, …
///
/// Unless no deal is wanted, every party accepts some package that the rules allow; red lines may still exclude it.
pub fn models(knobs: Knobs) -> impl Strategy<Value = Model> {
    let shape =
        (vec(knobs.options.clone(), knobs.issues.clone()), knobs.parties.clone(), 0u32..100, 0u32..100, 0u32..100);
    shape.prop_flat_map(move |(sizes, parties, ties, no_deal, weights)| {
        // Large draws make the special cases, so that shrinking leads away from them.
        let special = |draw: u32, share: u32| draw >= 100 - share.min(100);
        let numbers = if special(ties, knobs.ties) { 0..=1 } else { knobs.numbers.clone() };
        let weights = if special(weights, knobs.weights) { 0u32..=3 } else { 1..=1 };
        let most = sizes.iter().copied().max().unwrap_or(1);
        let one = (
            vec(vec(numbers.clone(), most), sizes.len()),
            vec((combination(2), numbers), knobs.interactions.clone()),
            vec(combination(2), knobs.red_lines.clone()),
            weights,
            0i64..=3,
        );
        let one = one.prop_map(|(values, interactions, red_lines, weight, slack)| Numbers {
            values,
            interactions,
            red_lines,
            weight,
            slack,
        });
        let no_deal = special(no_deal, knobs.no_deal);
        let denominator = knobs.denominator.max(1);
        let rules = vec(combination(2), knobs.rules.clone());
        let deal = vec(any::<prop::sample::Index>(), sizes.len());
        (Just(sizes), vec(one, parties), rules, deal)
            .prop_map(move |(sizes, parties, rules, deal)| build(&sizes, &parties, &rules, &deal, no_deal, denominator))
    })
}

fn conditions(sizes: &[usize], combination: &Combination) -> Conditions {
    let mut conditions = Conditions::default();
    for (issue, option) in combination {
        let issue = issue.index(sizes.len());
        let id = format!("i{}", issue + 1);
        if conditions.get(&id).is_none() {
            let option = format!("o{}", option.index(sizes[issue]) + 1);
            conditions.insert(id, Condition::One(Level::Id(option)));
        }
    }
    conditions
}

fn build(
    sizes: &[usize],
    parties: &[Numbers],
    rules: &[Combination],
    deal: &[prop::sample::Index],
    no_deal: bool,
    denominator: u32,
) -> Model {
    let quantity = |number: i64| {
        let value = Number::from(BigRational::new(BigInt::from(number), BigInt::from(denominator)));
        Quantity { value, ..Quantity::default() }
    };
    let mut model = Model::new();
    for (at, size) in sizes.iter().enumerate() {
        let ids = (0..*size).map(|option| format!("o{}", option + 1)).collect();
        model.issues.insert(format!("i{}", at + 1), Issue { options: Some(OptionList::Ids(ids)), ..Issue::default() });
    }
    let deal: Vec<usize> = deal.iter().zip(sizes).map(|(option, size)| option.index(*size)).collect();
    let holds = |conditions: &Conditions| {
        conditions.iter().all(|(id, condition)| {
            let issue = id[1..].parse::<usize>().map_or(0, |number| number - 1);
            *condition == Condition::One(Level::Id(format!("o{}", deal[issue] + 1)))
        })
    };
    for (at, numbers) in parties.iter().enumerate() {
        let mut utility = Utility::default();
        let mut worth = 0;
        for (issue, (values, size)) in numbers.values.iter().zip(sizes).enumerate() {
            let by_option = values.iter().take(*size).enumerate();
            let by_option = by_option.map(|(option, value)| (format!("o{}", option + 1), quantity(*value)));
            utility.values.insert(format!("i{}", issue + 1), Values::ByOption(by_option.collect()));
            worth += values[deal[issue]];
        }
        for (combination, add) in &numbers.interactions {
            let when = conditions(sizes, combination);
            worth += if holds(&when) { *add } else { 0 };
            utility.interactions.push(Interaction { when, add: Some(quantity(*add)), ..Interaction::default() });
        }
        for combination in &numbers.red_lines {
            utility.red_lines.push(RedLine { when: conditions(sizes, combination), ..RedLine::default() });
        }
        // What no package is worth: more than all values and interactions together.
        let beyond = || {
            let values = numbers.values.iter().flat_map(|values| values.iter().map(|value| value.abs()));
            values.chain(numbers.interactions.iter().map(|(_, add)| add.abs())).sum::<i64>() + 1
        };
        let disagreement = if no_deal && at == 0 { beyond() } else { worth - numbers.slack };
        let weight =
            (numbers.weight != 1 || at == 0).then(|| Quantity::from(i64::from(numbers.weight.max(u32::from(at == 0)))));
        let weight = weight.filter(|weight| *weight != Quantity::from(1));
        let id = format!("p{}", at + 1);
        model
            .parties
            .insert(id.clone(), Party { disagreement: Some(quantity(disagreement)), weight, ..Party::default() });
        model.utilities.insert(id, utility);
    }
    // The package that parties would accept breaks no rule.
    let rules = rules.iter().map(|combination| conditions(sizes, combination)).filter(|forbid| !holds(forbid));
    model.rules.extend(rules.map(|forbid| Rule { forbid: Some(forbid), ..Rule::default() }));
    model
}

/// Random models, compiled.
pub fn problems(knobs: Knobs) -> impl Strategy<Value = Problem> {
    models(knobs).prop_filter_map("a model within the limits", |model| Problem::compile(&model).ok())
}

/// Random packages of a problem, feasible or not; levels at eighths of their ranges.
pub fn packages(problem: &Problem) -> impl Strategy<Value = Package> + use<> {
    let options: Vec<_> = problem.issues().iter().map(|issue| 0..issue.options.len() as u16).collect();
    let ranges: Vec<[BigRational; 2]> =
        problem.levels().issues.iter().map(|level| [level.min.clone(), level.max.clone()]).collect();
    (options, vec(0i64..=8, ranges.len())).prop_map(move |(options, eighths)| {
        let options: Vec<OptionId> = options.into_iter().map(|option| OptionId::at(option.into())).collect();
        let level = |([min, max], eighths): (&[BigRational; 2], i64)| {
            min + (max - min) * BigRational::new(eighths.into(), 8.into())
        };
        Package::new(options).with_levels(ranges.iter().zip(eighths).map(level))
    })
}

/// A finite bargaining problem: packages by their utilities alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bargain {
    /// By package, then party; at least one package, none twice.
    pub utilities: Vec<Vec<i64>>,
    /// By party.
    pub disagreement: Vec<i64>,
    /// By party; at least one is positive.
    pub weights: Vec<u32>,
}

/// Random finite bargaining problems: the parties, numbers and shares of the knobs; up to eight packages, of which every
/// party accepts at least one unless no deal is wanted.
pub fn bargains(knobs: Knobs) -> impl Strategy<Value = Bargain> {
    (knobs.parties.clone(), 0u32..100, 0u32..100).prop_flat_map(move |(parties, ties, no_deal)| {
        let numbers = if ties >= 100 - knobs.ties.min(100) { 0..=3 } else { knobs.numbers.clone() };
        let no_deal = no_deal >= 100 - knobs.no_deal.min(100);
        (vec(vec(numbers, parties), 1..=8), vec(0i64..=4, parties), vec(1u32..=3, parties)).prop_map(
            move |(mut utilities, slack, weights)| {
                let mut seen = std::collections::BTreeSet::new();
                utilities.retain(|vector| seen.insert(vector.clone()));
                let most = |party: usize| utilities.iter().map(|vector| vector[party]).max().unwrap_or(0);
                let accepted = |party: usize| utilities[0][party] - slack[party];
                let least = |party: usize| if no_deal && party == 0 { most(party) + 1 } else { accepted(party) };
                let disagreement = (0..slack.len()).map(least).collect();
                Bargain { utilities, disagreement, weights }
            },
        )
    })
}

impl Bargain {
    /// The same as a model: one issue, whose options are the packages.
    pub fn model(&self) -> Model {
        let mut model = Model::new();
        let ids: Vec<String> = (0..self.utilities.len()).map(|at| format!("x{}", at + 1)).collect();
        let options = Some(OptionList::Ids(ids.clone()));
        model.issues.insert("package", Issue { options, ..Issue::default() });
        for (at, (disagreement, weight)) in self.disagreement.iter().zip(&self.weights).enumerate() {
            let id = format!("p{}", at + 1);
            let weight = Some(Quantity::from(i64::from(*weight)));
            model
                .parties
                .insert(id.clone(), Party { disagreement: Some((*disagreement).into()), weight, ..Party::default() });
            let values = ids.iter().zip(&self.utilities).map(|(id, vector)| (id.clone(), Quantity::from(vector[at])));
            let values = [("package", Values::ByOption(values.collect()))].into_iter().collect();
            model.utilities.insert(id, Utility { values, ..Utility::default() });
        }
        model
    }

    /// How many parties bargain.
    pub fn parties(&self) -> usize {
        self.disagreement.len()
    }

    /// The packages that every party accepts.
    pub fn individually_rational(&self) -> impl Iterator<Item = &Vec<i64>> + Clone {
        let accepts =
            |vector: &&Vec<i64>| vector.iter().zip(&self.disagreement).all(|(utility, least)| utility >= least);
        self.utilities.iter().filter(accepts)
    }

    /// By party, the best of the packages that every party accepts; none if there is no such package.
    pub fn ideal(&self) -> Option<Vec<i64>> {
        let best = |a: Vec<i64>, b: Vec<i64>| a.into_iter().zip(b).map(|(a, b)| a.max(b)).collect();
        self.individually_rational().cloned().reduce(best)
    }
}
