//! The definitions, carried out.
//!
//! The oracle reads a model as its author wrote it, lists every package, adds up exact rationals and follows the
//! definitions of the solution concepts word by word. It shares no code with zopa beyond the types of the model and
//! the parser of numbers, and takes no shortcut.

use super::Q;
use num_traits::{One, Signed, Zero};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use zopa::Model;
use zopa::model::{
    Coefficient, Condition, Conditions, Consent, Event, Formula, Given, Interaction, Issue, Keyed, Nested, Payoff,
    Period, Probability, Quantity, Rule, StateUtility, Table, Utility, Values,
};

/// A package, by positions of options, and what it comes to.
#[derive(Clone, Debug)]
pub struct Deal {
    /// By issue.
    pub options: Vec<usize>,
    /// By party, before ceilings.
    pub sums: Vec<Q>,
    /// By party.
    pub utilities: Vec<Q>,
    /// The rules and red lines that it breaks, by position in [`Oracle::limits`].
    pub broken: Vec<usize>,
}

/// A rule, or a red line that counts.
#[derive(Clone, Debug)]
pub struct Limit {
    /// The author's id, or where it stands.
    pub name: String,
    /// Whose red line it is.
    pub party: Option<usize>,
}

/// Utility vectors, each with the number of packages behind it and the first of them in declaration order.
pub type Points = BTreeMap<Vec<Q>, (u64, Vec<usize>)>;

/// What a concept chooses.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The objective's value in the author's units; none if it is not a rational number.
    pub value: Option<Q>,
    /// Nash only: some party with a weight does not gain.
    pub degenerate: bool,
    /// The chosen utility vectors.
    pub agreements: Points,
}

/// What a set of parties chooses.
pub type OfSet = (Vec<usize>, Choice);

/// A model, solved by listing.
#[derive(Clone, Debug)]
pub struct Oracle {
    /// Every package in declaration order: the last issue runs fastest.
    pub deals: Vec<Deal>,
    pub limits: Vec<Limit>,
    /// By party.
    pub ceilings: Vec<Option<Q>>,
    pub disagreement: Vec<Q>,
    pub weights: Vec<Q>,
    pub quota: usize,
    pub veto: Vec<bool>,
    /// By party: whether it accepts anything.
    pub floorless: Vec<bool>,
}

/// The ids of the options of an issue, in order.
pub fn option_ids(issue: &Issue) -> Vec<String> {
    if let Some(decimal) = &issue.decimal {
        let mut levels = Vec::new();
        let mut level = decimal.min.value().clone();
        while level <= *decimal.max.value() {
            levels.push(zopa::Number::from(level.clone()).to_string());
            level += decimal.step.value();
        }
        return levels;
    }
    match (&issue.options, &issue.integer) {
        (Some(options), _) => options.iter().map(|(id, _)| id.to_owned()).collect(),
        (None, Some(integer)) => {
            let mut levels = Vec::new();
            let mut level = integer.min;
            while level <= integer.max {
                levels.push(level.to_string());
                level += integer.step;
            }
            levels
        }
        (None, None) => Vec::new(),
    }
}

/// The issues, as far as the oracle has to know them.
struct Issues {
    ids: Vec<String>,
    options: Vec<Vec<String>>,
}

impl Issues {
    fn new(model: &Model) -> Self {
        Issues {
            ids: model.issues.keys().map(str::to_owned).collect(),
            options: model.issues.iter().map(|(_, issue)| option_ids(issue)).collect(),
        }
    }

    fn at(&self, id: &str) -> usize {
        self.ids.iter().position(|other| other == id).expect("an issue of the model")
    }

    fn option(&self, issue: usize, id: &str) -> usize {
        self.options[issue].iter().position(|other| other == id).expect("an option of the issue")
    }

    fn holds(&self, conditions: &Conditions, options: &[usize]) -> bool {
        conditions.iter().all(|(id, condition)| {
            let issue = self.at(id);
            let chosen = &self.options[issue][options[issue]];
            match condition {
                Condition::One(level) => *chosen == level.to_string(),
                Condition::AnyOf(levels) => levels.iter().any(|level| *chosen == level.to_string()),
                Condition::Range { from, to } => {
                    let position = |level: &zopa::model::Level| self.option(issue, &level.to_string());
                    from.as_ref().is_none_or(|from| options[issue] >= position(from))
                        && to.as_ref().is_none_or(|to| options[issue] <= position(to))
                }
            }
        })
    }

    /// What an option is worth.
    fn value(&self, values: &Values, issue: usize, option: usize) -> Q {
        let id = &self.options[issue][option];
        let level = || super::rational(id);
        match values {
            Values::ByOption(by_option) => by_option.get(id).expect("a value for every option").value.value().clone(),
            Values::Weighted { weight, scores } => {
                weight.value.value() * scores.get(id).expect("a score for every option").value.value()
            }
            Values::PerUnit(per_unit) => level() * per_unit.value.value(),
            Values::Points(points) => {
                let x = level();
                let points: Vec<(Q, Q)> =
                    points.iter().map(|(x, y)| (x.value().clone(), y.value.value().clone())).collect();
                let segment = points.windows(2).find(|pair| pair[0].0 <= x && x <= pair[1].0);
                match segment {
                    Some([(x0, y0), (x1, y1)]) => y0 + (y1 - y0) * (&x - x0) / (x1 - x0),
                    _ => points.iter().find(|(at, _)| *at == x).expect("a point at the only level").1.clone(),
                }
            }
        }
    }

    fn breaks(&self, rule: &Rule, options: &[usize]) -> bool {
        let number = |quantity: &Option<zopa::model::Quantity>| quantity.as_ref().map(|q| q.value.value().clone());
        let within = |found: Q| {
            number(&rule.at_most).is_none_or(|most| found <= most)
                && number(&rule.at_least).is_none_or(|least| found >= least)
                && number(&rule.exactly).is_none_or(|exactly| found == exactly)
        };
        if let Some(forbid) = &rule.forbid {
            self.holds(forbid, options)
        } else if let (Some(premise), Some(conclusion)) = (&rule.if_, &rule.then) {
            self.holds(premise, options) && !self.holds(conclusion, options)
        } else if let Some(of) = &rule.of {
            let count = of.iter().filter(|conditions| self.holds(conditions, options)).count();
            !within(super::q(count as i64, 1))
        } else if let Some(sum) = &rule.sum {
            let mut total = Q::zero();
            for (id, coefficient) in sum.iter() {
                let issue = self.at(id);
                let option = &self.options[issue][options[issue]];
                total += match coefficient {
                    Coefficient::PerUnit(per_unit) => per_unit.value.value() * super::rational(option),
                    Coefficient::ByOption(by_option) => {
                        by_option.get(option).map_or_else(Q::zero, |quantity| quantity.value.value().clone())
                    }
                };
            }
            !within(total)
        } else {
            panic!("a rule of no kind")
        }
    }

    fn entry<'n>(&self, nested: &'n Nested, issues: &[String], options: &[usize]) -> &'n Q {
        match (nested, issues) {
            (Nested::Value(quantity), []) => quantity.value.value(),
            (Nested::List(list), [first, rest @ ..]) => self.entry(&list[options[self.at(first)]], rest, options),
            _ => panic!("a table of another shape than its issues"),
        }
    }
}

/// Those of whom so many must consent.
struct Asked<'m> {
    name: String,
    of: Vec<(&'m str, Consent)>,
    quota: usize,
    veto: &'m [String],
}

impl Asked<'_> {
    fn passes(&self, model: &Model, issues: &Issues, options: &[usize]) -> bool {
        let content = |(_, one): &&(&str, Consent)| !one.is_short(model, issues, options);
        self.of.iter().filter(content).count() >= self.quota
            && self.of.iter().filter(|(id, _)| self.veto.iter().any(|veto| veto == id)).all(|one| content(&one))
    }
}

/// Third parties, then who ratifies for each party.
fn all_asked(model: &Model) -> Vec<Asked<'_>> {
    let approval = |(id, one): (&str, &Consent)| (id.to_owned(), one.clone());
    let approvals = model.approvals.iter().map(approval);
    let mut all: Vec<Asked> =
        approvals.map(|(name, one)| Asked { name, of: vec![("", one)], quota: 1, veto: &[] }).collect();
    for (id, party) in model.parties.iter() {
        let Some(ratifiers) = &party.ratifiers else { continue };
        let of: Vec<_> = ratifiers.bodies.iter().map(|(id, one)| (id, one.clone())).collect();
        let quota = ratifiers.quota.map_or(of.len(), |quota| quota as usize);
        all.push(Asked { name: format!("{id}.ratifiers"), of, quota, veto: &ratifiers.veto });
    }
    all
}

/// A rule over utilities as consents: one for the least, one for the most.
fn over_utilities(rule: &Rule) -> Option<Vec<Consent>> {
    if rule.utilities.is_empty() && rule.values.is_empty() {
        return None;
    }
    let mut consent = Consent { utilities: rule.utilities.clone(), ..Consent::default() };
    (consent.constant, consent.values) = (rule.constant.clone(), rule.values.clone());
    (consent.interactions, consent.tables) = (rule.interactions.clone(), rule.tables.clone());
    let least = rule.at_least.iter().map(|least| Consent { at_least: Some(least.clone()), ..consent.clone() });
    // At most so much: told by the name, as a consent has no most.
    let most = rule.at_most.iter().map(|most| Consent {
        at_least: Some(most.clone()),
        name: Some("at most".into()),
        ..consent.clone()
    });
    Some(least.chain(most).collect())
}

trait Asks {
    fn surplus(&self, model: &Model, issues: &Issues, options: &[usize]) -> Option<Q>;

    fn is_short(&self, model: &Model, issues: &Issues, options: &[usize]) -> bool {
        self.surplus(model, issues, options).is_some_and(|surplus| surplus.is_negative())
    }
}

impl Asks for Consent {
    fn surplus(&self, model: &Model, issues: &Issues, options: &[usize]) -> Option<Q> {
        if !issues.holds(&self.when, options) {
            return None;
        }
        let own = sum(issues, self.constant.as_ref(), &self.values, &self.interactions, &self.tables, options);
        let utility = |(id, counts): (&str, &Quantity)| {
            let ceiling = model.utilities.get(id).and_then(|own| Some(own.at_most.as_ref()?.value.value().clone()));
            counts.value.value() * capped(&sum_of(model, issues, id, options), &ceiling)
        };
        let total: Q = own + self.utilities.iter().map(utility).sum::<Q>();
        let least = self.at_least.as_ref().map_or_else(Q::zero, |least| least.value.value().clone());
        Some(if self.name.as_deref() == Some("at most") { least - total } else { total - least })
    }
}

/// All packages, in declaration order.
fn packages(issues: &Issues) -> Vec<Vec<usize>> {
    let mut packages = Vec::new();
    let mut options = vec![0; issues.ids.len()];
    'packages: loop {
        packages.push(options.clone());
        for (option, of) in options.iter_mut().zip(&issues.options).rev() {
            *option += 1;
            if *option < of.len() {
                continue 'packages;
            }
            *option = 0;
        }
        return packages;
    }
}

impl Oracle {
    /// Lists the packages of a model.
    pub fn new(model: &Model) -> Self {
        let issues = Issues::new(model);
        let parties: Vec<&str> = model.parties.keys().collect();
        let mut limits: Vec<Limit> = Vec::new();
        for (at, rule) in model.rules.iter().enumerate() {
            limits.push(Limit { name: rule.id.clone().unwrap_or(format!("rules[{at}]")), party: None });
        }
        // Only promises that some package breaks are rules.
        let every = packages(&issues);
        let breaks = |(_, all, none, promise): &(String, Vec<&Conditions>, Vec<&Conditions>, &Probability),
                      at: &[usize]| {
            all.iter().all(|when| issues.holds(when, at))
                && !none.iter().any(|when| issues.holds(when, at))
                && fails(&issues, promise, at)
        };
        let promises: Vec<_> =
            promises(model).into_iter().filter(|one| every.iter().any(|at| breaks(one, at))).collect();
        limits.extend(promises.iter().map(|(name, ..)| Limit { name: name.clone(), party: None }));
        let asked = all_asked(model);
        limits.extend(asked.iter().map(|one| Limit { name: one.name.clone(), party: None }));
        let mut red_lines = Vec::new();
        for (id, utility) in model.utilities.iter() {
            for (at, red_line) in utility.red_lines.iter().enumerate() {
                // A red line counts if its party decides on one of its issues at least.
                let decides = |issue: &str| {
                    let deciders = &model.issues.get(issue).expect("an issue of the model").deciders;
                    deciders.as_ref().is_none_or(|deciders| deciders.iter().any(|decider| decider == id))
                };
                if red_line.when.keys().any(decides) {
                    let name = red_line.id.clone().unwrap_or(format!("{id}.red_lines[{at}]"));
                    limits.push(Limit { name, party: parties.iter().position(|party| *party == id) });
                    red_lines.push(&red_line.when);
                }
            }
        }
        let ceiling = |party: &&str| Some(model.utilities.get(party)?.at_most.as_ref()?.value.value().clone());
        let ceilings: Vec<Option<Q>> = parties.iter().map(ceiling).collect();
        let mut deals = Vec::new();
        for options in every {
            let sums: Vec<Q> = parties.iter().map(|party| sum_of(model, &issues, party, &options)).collect();
            let utilities = sums.iter().zip(&ceilings).map(|(sum, ceiling)| capped(sum, ceiling)).collect();
            let rules = model.rules.iter().map(|rule| match over_utilities(rule) {
                Some(consents) => consents.iter().any(|one| one.is_short(model, &issues, &options)),
                None => issues.breaks(rule, &options),
            });
            let held = promises.iter().map(|promise| breaks(promise, &options));
            let asked = asked.iter().map(|one| !one.passes(model, &issues, &options));
            let lines = red_lines.iter().map(|when| issues.holds(when, &options));
            let broken = rules.chain(held).chain(asked).chain(lines).enumerate();
            let broken = broken.filter(|(_, broken)| *broken).map(|(at, _)| at).collect();
            deals.push(Deal { options, sums, utilities, broken });
        }
        let acceptance = model.acceptance.as_ref();
        let veto = |party: &&str| acceptance.is_some_and(|acceptance| acceptance.veto.iter().any(|id| id == party));
        Oracle {
            ceilings,
            deals,
            limits,
            disagreement: model
                .parties
                .iter()
                .map(|(_, p)| p.disagreement.clone().unwrap_or_default().value.value().clone())
                .collect(),
            weights: (model.parties.iter())
                .map(|(_, p)| p.weight.as_ref().map_or_else(Q::one, |weight| weight.value.value().clone()))
                .collect(),
            quota: acceptance.and_then(|acceptance| acceptance.quota).map_or(parties.len(), |quota| quota as usize),
            veto: parties.iter().map(veto).collect(),
            floorless: vec![false; parties.len()],
        }
    }

    pub fn parties(&self) -> usize {
        self.disagreement.len()
    }

    pub fn feasible(&self) -> impl Iterator<Item = &Deal> + Clone {
        self.deals.iter().filter(|deal| deal.broken.is_empty())
    }

    pub fn gain(&self, deal: &Deal, party: usize) -> Q {
        &deal.utilities[party] - &self.disagreement[party]
    }

    /// What is beyond what somebody asks for whose consent is needed: by the name of the rule, and the position under it.
    pub fn surplus(&self, model: &Model, name: &str, at: usize, options: &[usize]) -> Option<Q> {
        let issues = Issues::new(model);
        let rule = |(number, rule): (usize, &Rule)| {
            let own = rule.id.clone().unwrap_or(format!("rules[{number}]"));
            (own == name).then(|| over_utilities(rule)).flatten()
        };
        let of_rules = model.rules.iter().enumerate().find_map(rule);
        let asked = || all_asked(model).into_iter().find(|one| one.name == name).expect("somebody of that name");
        let of = of_rules.unwrap_or_else(|| asked().of.into_iter().map(|(_, one)| one).collect());
        of[at].surplus(model, &issues, options)
    }

    /// Whether a party is content with the utility alone.
    pub fn content(&self, utilities: &[Q], party: usize) -> bool {
        self.floorless[party] || utilities[party] >= self.disagreement[party]
    }

    /// Whether all parties are.
    pub fn rational(&self, utilities: &[Q]) -> bool {
        (0..self.parties()).all(|party| self.content(utilities, party))
    }

    /// Whether the acceptance rule passes these utilities.
    pub fn passes(&self, utilities: &[Q]) -> bool {
        let content = |party: &usize| self.content(utilities, *party);
        (0..self.parties()).filter(content).count() >= self.quota
            && (0..self.parties()).all(|party| !self.veto[party] || content(&party))
    }

    pub fn individually_rational(&self) -> impl Iterator<Item = &Deal> + Clone {
        self.feasible().filter(|deal| self.rational(&deal.utilities))
    }

    pub fn acceptable(&self) -> impl Iterator<Item = &Deal> + Clone {
        self.feasible().filter(|deal| self.passes(&deal.utilities))
    }

    /// By party, the best among the individually rational packages.
    pub fn ideal(&self) -> Option<Vec<Q>> {
        best_of_each(self.individually_rational())
    }

    /// What a concept chooses among the packages that every party accepts.
    pub fn choose(&self, concept: &str) -> Option<Choice> {
        let everybody: Vec<usize> = (0..self.parties()).collect();
        self.choose_among(concept, &everybody)
    }

    /// The largest coalitions that the acceptance rule lets agree, where not all parties can.
    pub fn coalitions(&self) -> Vec<Vec<usize>> {
        let parties = self.parties();
        for size in (self.quota..parties).rev() {
            let mut found = Vec::new();
            for set in 0u32..1 << parties {
                let members: Vec<usize> = (0..parties).filter(|party| set >> party & 1 == 1).collect();
                let vetoes = (0..parties).all(|party| !self.veto[party] || members.contains(&party));
                if members.len() == size && vetoes && self.accepted_by(&members).next().is_some() {
                    found.push(members);
                }
            }
            if !found.is_empty() {
                found.sort();
                return found;
            }
        }
        Vec::new()
    }

    /// The feasible packages that these parties accept.
    pub fn accepted_by(&self, members: &[usize]) -> impl Iterator<Item = &Deal> + Clone {
        self.feasible().filter(|deal| members.iter().all(|party| self.content(&deal.utilities, *party)))
    }

    /// What a concept chooses for a coalition: among the packages that its members accept, by the gains of its members.
    pub fn choose_among(&self, concept: &str, members: &[usize]) -> Option<Choice> {
        let best = best_of_each(self.accepted_by(members))?;
        self.choose_with(concept, members, &best)
    }

    /// What the smallest sets of parties that the acceptance rule lets decide choose, each among what its members accept;
    /// the ideal point is over all that passes. Without what another set's members would all leave for their own choice,
    /// unless that is everything. With the ideal point.
    pub fn by_rule(&self, concept: &str) -> Option<(Vec<Q>, Vec<OfSet>)> {
        let parties = self.parties();
        let decides = |set: &[usize]| {
            set.len() >= self.quota && (0..parties).all(|party| !self.veto[party] || set.contains(&party))
        };
        let sets = (0u32..1 << parties).map(|set| (0..parties).filter(|at| set >> at & 1 == 1).collect::<Vec<_>>());
        let smallest = sets.filter(|set| {
            let without = |party: &usize| set.iter().copied().filter(|other| other != party).collect::<Vec<_>>();
            decides(set) && set.iter().all(|party| !decides(&without(party)))
        });
        let best = best_of_each(self.acceptable())?;
        let all: Vec<OfSet> =
            smallest.filter_map(|set| Some((set.clone(), self.choose_with(concept, &set, &best)?))).collect();
        let leaves = |utilities: &[Q]| {
            all.iter().any(|(set, choice)| {
                let better = |own: &Vec<Q>| set.iter().all(|party| own[*party] > utilities[*party]);
                !set.is_empty() && choice.agreements.keys().any(better)
            })
        };
        let stays = |(set, choice): &OfSet| {
            let mut choice = choice.clone();
            choice.agreements.retain(|utilities, _| !leaves(utilities));
            (!choice.agreements.is_empty()).then(|| (set.clone(), choice))
        };
        let stable: Vec<OfSet> = all.iter().filter_map(stays).collect();
        Some((best, if stable.is_empty() { all } else { stable }))
    }

    fn choose_with(&self, concept: &str, members: &[usize], best: &[Q]) -> Option<Choice> {
        let deals: Vec<&Deal> = self.accepted_by(members).collect();
        let ideal: Vec<Q> = members.iter().map(|party| &best[*party] - &self.disagreement[*party]).collect();
        let weights: Vec<&Q> = members.iter().map(|party| &self.weights[*party]).collect();
        let gains = |deal: &Deal| -> Vec<Q> { members.iter().map(|party| self.gain(deal, *party)).collect() };
        // A concept ranks by a vector that is compared from the first component on.
        let rank = |deal: &Deal| -> Vec<Q> { rank(concept, &gains(deal), &ideal, &weights) };
        let ranks: Vec<Vec<Q>> = deals.iter().map(|deal| rank(deal)).collect();
        let top = ranks.iter().max()?;
        let maximisers = deals.iter().zip(&ranks).filter(|(_, rank)| *rank == top).map(|(deal, _)| *deal);
        // First for those who bargain, then for the others too.
        let efficient = |deal: &&Deal| {
            !deals.iter().any(|other| {
                dominates(&gains(other), &gains(deal))
                    || gains(other) == gains(deal) && dominates(&other.utilities, &deal.utilities)
            })
        };
        let chosen: Vec<&Deal> = maximisers.filter(efficient).collect();
        let one = gains(chosen[0]);
        let shares =
            || one.iter().zip(&ideal).filter(|(_, ideal)| ideal.is_positive()).map(|(gain, ideal)| gain / ideal);
        let weighted = || one.iter().zip(&weights).filter(|(_, weight)| weight.is_positive());
        let degenerate = concept == "nash" && weighted().any(|(gain, _)| !gain.is_positive());
        let value = match concept {
            "nash" if degenerate => Some(Q::zero()),
            "nash" => (weighted().all(|(_, weight)| weight.is_integer())).then(|| {
                weighted().map(|(gain, weight)| power(gain, weight)).fold(Q::one(), |product, power| product * power)
            }),
            "kalai-smorodinsky" => shares().min(),
            "egalitarian" => one.iter().min().cloned(),
            "utilitarian" => Some(members.iter().map(|party| &chosen[0].utilities[*party]).sum()),
            "relative-utilitarian" => Some(shares().sum()),
            "equal-loss" => one.iter().zip(&ideal).map(|(gain, ideal)| ideal - gain).max(),
            _ => panic!("no concept is called `{concept}`"),
        };
        Some(Choice { value, degenerate, agreements: points(chosen) })
    }

    /// The weighted Nash product of the first agreement, as a double, where it is no rational number.
    pub fn nash_as_double(&self, choice: &Choice) -> f64 {
        use num_traits::ToPrimitive;
        let utilities = choice.agreements.keys().next().expect("an agreement");
        let term = |party: usize| {
            let gain = (&utilities[party] - &self.disagreement[party]).to_f64().expect("a double");
            gain.powf(self.weights[party].to_f64().expect("a double"))
        };
        (0..self.parties()).filter(|party| self.weights[*party].is_positive()).map(term).product()
    }
}

/// What a party's values of a package sum to, expectations included.
fn sum_of(model: &Model, issues: &Issues, party: &str, options: &[usize]) -> Q {
    let mut total = Q::zero();
    if let Some(utility) = model.utilities.get(party) {
        let Utility { constant, values, interactions, tables, .. } = utility;
        total += sum(issues, constant.as_ref(), values, interactions, tables, options);
        for promise in utility.commitments.iter().filter(|promise| issues.holds(&promise.when, options)) {
            let credibility = probability(issues, &promise.credibility, options);
            total +=
                &credibility * promise.kept.value.value() + (Q::one() - &credibility) * promise.broken.value.value();
        }
    }
    // What is expected of each state: its probability, where the package is agreed, times what it adds.
    for (_, state) in model.states.iter() {
        let Some(utility) = state.utilities.get(party) else { continue };
        let given = |given: &&Given| issues.holds(&given.when, options) && given.beliefs.get(party).is_some();
        let belief = state.given.iter().find(given).and_then(|given| given.beliefs.get(party));
        let belief = belief.or_else(|| state.beliefs.get(party)).expect("a belief");
        let StateUtility { constant, values, interactions, tables, .. } = utility;
        total += probability(issues, belief, options)
            * sum(issues, constant.as_ref(), values, interactions, tables, options);
    }
    total
}

/// What a ceiling leaves of a sum.
pub fn capped(sum: &Q, ceiling: &Option<Q>) -> Q {
    match ceiling {
        Some(ceiling) if sum > ceiling => ceiling.clone(),
        _ => sum.clone(),
    }
}

fn sum(
    issues: &Issues,
    constant: Option<&Quantity>,
    values: &Keyed<Values>,
    interactions: &[Interaction],
    tables: &[Table],
    options: &[usize],
) -> Q {
    let mut total = constant.map_or_else(Q::zero, |constant| constant.value.value().clone());
    for (id, values) in values.iter() {
        let issue = issues.at(id);
        total += issues.value(values, issue, options[issue]);
    }
    for interaction in interactions {
        if issues.holds(&interaction.when, options) {
            total += interaction.add.as_ref().expect("a number").value.value();
        }
    }
    for table in tables {
        total += issues.entry(&table.add, &table.issues, options);
    }
    total
}

/// A probability: a number, or 1 or 0 by an event's payoffs.
fn probability(issues: &Issues, probability: &Probability, options: &[usize]) -> Q {
    let formula = match probability {
        Probability::Number(quantity) => return quantity.value.value().clone(),
        Probability::Formula(formula) => formula,
    };
    let happens = |period: &Period| happens(issues, &formula.event, period, options);
    let mut times = formula.periods.iter().map(|(_, period)| period);
    let happens = match (&formula.event, formula.periods.is_empty()) {
        (_, true) => happens(&Period::default()),
        // What is promised is carried out if it is at each time; what must not happen must at none.
        (Event::Execution(_), false) => times.all(happens),
        (_, false) => times.any(happens),
    };
    if happens { Q::one() } else { Q::zero() }
}

/// Whether an event happens at a time at which some payoffs are others.
fn happens(issues: &Issues, event: &Event, period: &Period, options: &[usize]) -> bool {
    let n = |payoff: &Payoff, then: &Option<Payoff>| match then.as_ref().unwrap_or(payoff) {
        Payoff::Number(quantity) => quantity.value.value().clone(),
        Payoff::ByPackage(payoff) => {
            let StateUtility { constant, values, interactions, tables, .. } = payoff.as_ref();
            sum(issues, constant.as_ref(), values, interactions, tables, options)
        }
    };
    let p = period;
    match event {
        Event::Attack(a) => {
            let q = n(&a.fights, &p.fights);
            (Q::one() - &q) * (n(&a.gain, &p.gain) - n(&a.cost, &p.cost)) - q * n(&a.war, &p.war)
                > n(&a.peace, &p.peace)
        }
        Event::Breach(b) => {
            let q = n(&b.detection, &p.detection);
            (Q::one() - &q) * n(&b.gain, &p.gain) > q * n(&b.loss, &p.loss)
        }
        Event::Execution(e) => n(&e.executing, &p.executing) >= n(&e.reneging, &p.reneging),
    }
}

/// A promise that must hold: its name, and by package whether it is asked and does not.
fn fails(issues: &Issues, promise: &Probability, options: &[usize]) -> bool {
    let Probability::Formula(formula) = promise else { return false };
    let happens = probability(issues, promise, options).is_one();
    formula.must_hold && happens != matches!(formula.event, Event::Execution(_))
}

/// The promises of a model that must hold, in the order of zopa's rules: where each is asked, and what it is.
fn promises(model: &Model) -> Vec<(String, Vec<&Conditions>, Vec<&Conditions>, &Probability)> {
    let mut promises = Vec::new();
    let name = |own: &Probability, path: String| match own {
        Probability::Formula(Formula { id: Some(id), .. }) => id.clone(),
        _ => path,
    };
    for (id, utility) in model.utilities.iter() {
        for (at, promise) in utility.commitments.iter().enumerate() {
            let name = name(&promise.credibility, format!("utilities.{id}.commitments[{at}].credibility"));
            promises.push((name, vec![&promise.when], Vec::new(), &promise.credibility));
        }
    }
    for (state, declared) in model.states.iter() {
        for (at, given) in declared.given.iter().enumerate() {
            for (id, belief) in given.beliefs.iter() {
                let before = declared.given[..at].iter().filter(|given| given.beliefs.get(id).is_some());
                let name = name(belief, format!("states.{state}.given[{at}].beliefs.{id}"));
                promises.push((name, vec![&given.when], before.map(|given| &given.when).collect(), belief));
            }
        }
        for (id, belief) in declared.beliefs.iter() {
            let given = declared.given.iter().filter(|given| given.beliefs.get(id).is_some());
            let name = name(belief, format!("states.{state}.beliefs.{id}"));
            promises.push((name, Vec::new(), given.map(|given| &given.when).collect(), belief));
        }
    }
    promises
}

/// What a concept ranks packages by: larger vectors, compared from the first component on, are better.
fn rank(concept: &str, gains: &[Q], ideal: &[Q], weights: &[&Q]) -> Vec<Q> {
    let ascending = |mut values: Vec<Q>| {
        values.sort();
        values
    };
    let shares = || gains.iter().zip(ideal).filter(|(_, ideal)| ideal.is_positive()).map(|(gain, ideal)| gain / ideal);
    match concept {
        // The number of parties that gain comes first: it decides only where not all can. Weights in whole numbers.
        "nash" => {
            let whole = weights.iter().fold(Q::one(), |product, weight| product * Q::from(weight.denom().clone()));
            let gaining =
                || gains.iter().zip(weights).filter(|(gain, weight)| weight.is_positive() && gain.is_positive());
            let product = gaining().map(|(gain, weight)| power(gain, &(*weight * &whole))).fold(Q::one(), |a, b| a * b);
            vec![super::q(gaining().count() as i64, 1), product]
        }
        "kalai-smorodinsky" => ascending(shares().collect()),
        "egalitarian" => ascending(gains.to_vec()),
        "utilitarian" => vec![gains.iter().sum()],
        "relative-utilitarian" => vec![shares().sum()],
        "equal-loss" => ascending(gains.iter().zip(ideal).map(|(gain, ideal)| gain - ideal).collect()),
        _ => panic!("no concept is called `{concept}`"),
    }
}

fn power(base: &Q, exponent: &Q) -> Q {
    use num_traits::ToPrimitive;
    num_traits::pow(base.clone(), exponent.to_integer().to_usize().expect("a small exponent"))
}

/// At least as good for everybody, and better for somebody.
pub fn dominates(a: &[Q], b: &[Q]) -> bool {
    a.iter().zip(b).all(|(a, b)| a >= b) && a != b
}

fn best_of_each<'d>(deals: impl Iterator<Item = &'d Deal>) -> Option<Vec<Q>> {
    deals.map(|deal| deal.utilities.clone()).reduce(|a, b| a.into_iter().zip(b).map(|(a, b)| a.max(b)).collect())
}

/// The utility vectors of packages.
pub fn points<'d>(deals: impl IntoIterator<Item = &'d Deal>) -> Points {
    let mut points = Points::new();
    for deal in deals {
        let (count, first) = points.entry(deal.utilities.clone()).or_insert_with(|| (0, deal.options.clone()));
        *count += 1;
        if deal.options < *first {
            first.clone_from(&deal.options);
        }
    }
    points
}

/// The utility vectors of packages that no other of these packages dominates.
pub fn frontier<'d>(deals: impl IntoIterator<Item = &'d Deal>) -> Points {
    let all = points(deals);
    // The better ones for the first party come first: they are the likelier to dominate.
    let vectors: Vec<&Vec<Q>> = all.keys().rev().collect();
    let mut efficient: Vec<&Vec<Q>> = vectors.clone();
    efficient.retain(|vector| !vectors.iter().any(|other| dominates(other, vector)));
    let efficient: Points = efficient.into_iter().map(|vector| (vector.clone(), all[vector].clone())).collect();
    efficient
}

/// The same in the order in which zopa lists them.
pub fn descending(points: &Points) -> Vec<(Vec<Q>, u64, Vec<usize>)> {
    let mut list: Vec<_> =
        points.iter().map(|(vector, (count, first))| (vector.clone(), *count, first.clone())).collect();
    list.sort_by_key(|(vector, ..)| Reverse(vector.clone()));
    list
}
