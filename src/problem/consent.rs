//! Consents: what a package needs beside the parties' agreement, because somebody else, or a sum of utilities, must be satisfied.
//!
//! A consent is a sum of what a package comes to (parties' utilities, options, combinations of options) with a floor. It has no
//! weight in any concept, no part in the ideal point, and does not count among those who gain: it is a rule. A rule over
//! utilities is one consent; a third party that an option names is asked where the option is chosen; of the bodies that ratify
//! for a party, a quota must consent.

use super::state::PartWorth;
use super::{Acceptance, Condition, IssueId, LevelTerm, MAX_UTILITY, OptionId, Package, PartyId, Problem, Worth};
use crate::exact::Number;
use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// Those of whom so many must consent.
#[derive(Clone, Debug)]
pub struct Consents {
    /// Who is asked.
    pub of: Vec<Consent>,
    /// How many of them must consent, and who must be among them.
    pub rule: Acceptance,
    /// Whether they are the parties, all of whom must consent with one belief in the states: then `of` has for each party what it
    /// has in each state, and last in none of them, and the rule is about parties.
    pub share_a_belief: bool,
}

/// One who must be satisfied: a sum, and what it must reach.
#[derive(Clone, Debug)]
pub struct Consent {
    /// The key in the model; of a rule, its name.
    pub id: String,
    /// The name in reports.
    pub name: String,
    /// Where it is asked; everywhere if none.
    pub when: Option<Condition>,
    /// Whether it is a sum that must not be exceeded, with the other sign: what it is short by is then too much.
    pub at_most: bool,
    /// By party, what its utility counts for.
    pub(crate) utilities: Vec<(PartyId, BigRational)>,
    /// Those of them whose ceiling is counted, in place of what their values sum to. A ceiling makes several sums of one: a
    /// utility is the smaller of its sum and its ceiling, so that what counts it is enough if it is with both.
    pub(crate) at_ceiling: Vec<PartyId>,
    /// What is added to that.
    pub(crate) own: Vec<PartWorth>,
    /// What the sum must reach.
    pub(crate) least: BigRational,
    /// The sum, in whole numbers.
    pub(crate) sum: Sum,
}

/// Of at most so many combinations, those that are the same are added up.
const JOINED: usize = 1000;

/// A sum over options in whole numbers, and what it must reach.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sum {
    /// By issue, a number for each option.
    pub terms: Vec<(IssueId, Box<[i64]>)>,
    /// What combinations of options add, with the least and the most of that.
    pub more: Vec<(Worth, i64, i64)>,
    /// What levels of continuous issues add, in the author's units.
    pub levels: Vec<LevelTerm>,
    /// The least that the sum must be.
    pub floor: i64,
    /// What the author's numbers were multiplied with.
    pub scale: BigInt,
}

impl Sum {
    /// What options come to beyond the floor.
    pub(crate) fn surplus(&self, option: impl Fn(IssueId) -> OptionId + Copy) -> i64 {
        let terms = self.terms.iter().map(|(issue, values)| values[option(*issue).index()]);
        terms.sum::<i64>() + self.more.iter().map(|(worth, ..)| worth.value(option)).sum::<i64>() - self.floor
    }
}

impl Sum {
    /// So many times the same; none if it could overflow.
    pub(super) fn times(&self, times: i64) -> Option<Sum> {
        let small = |number: i64| number.checked_mul(times).filter(|number| number.abs() < MAX_UTILITY);
        let all = |numbers: &[i64]| numbers.iter().map(|number| small(*number)).collect::<Option<Box<[i64]>>>();
        let terms = self.terms.iter().map(|(issue, values)| Some((*issue, all(values)?)));
        let more = self.more.iter().map(|(worth, least, most)| {
            let worth = match worth {
                Worth::When(when, add) => Worth::When(when.clone(), small(*add)?),
                Worth::Table(axes, cells) => Worth::Table(axes.clone(), all(cells)?),
            };
            Some((worth, small(*least)?, small(*most)?))
        });
        let sum = Sum {
            terms: terms.collect::<Option<_>>()?,
            more: more.collect::<Option<_>>()?,
            levels: self.levels.clone(),
            floor: small(self.floor)?,
            scale: &self.scale * times,
        };
        let most = |numbers: &[i64]| i128::from(numbers.iter().map(|number| number.abs()).max().unwrap_or(0));
        let reach = sum.terms.iter().map(|(_, values)| most(values)).sum::<i128>()
            + sum.more.iter().map(|(_, least, more)| most(&[*least, *more])).sum::<i128>();
        (reach + i128::from(sum.floor.abs()) < i128::from(MAX_UTILITY)).then_some(sum)
    }

    /// What levels of a package add, in the author's units.
    fn of_levels(&self, package: &Package) -> BigRational {
        let applies = |term: &&LevelTerm| term.applies(|issue| package.option(issue));
        let worth = |term: &LevelTerm| Some(term.curve.at(package.levels().get(term.level.index())?.value()));
        self.levels.iter().filter(applies).filter_map(worth).sum()
    }
}

impl Consent {
    /// Whether levels of continuous issues are in its sum.
    pub(crate) fn has_levels(&self) -> bool {
        !self.sum.levels.is_empty()
    }

    /// Whether it is asked where these options are chosen.
    pub fn is_asked(&self, option: impl Fn(IssueId) -> OptionId) -> bool {
        self.when.as_ref().is_none_or(|when| when.holds(option))
    }

    /// Whether it is not asked, or satisfied, as far as options tell.
    pub(crate) fn allows(&self, option: impl Fn(IssueId) -> OptionId + Copy) -> bool {
        self.has_levels() || !self.is_asked(option) || self.sum.surplus(option) >= 0
    }

    /// The same of a package, levels included.
    fn allows_package(&self, package: &Package) -> bool {
        match self.has_levels() {
            true => self.surplus(package).is_none_or(|surplus| !surplus.value().is_negative()),
            false => self.allows(|issue| package.option(issue)),
        }
    }

    /// What the sum comes to beyond what it must reach where a package is agreed, in the author's units: less than 0 if it is
    /// short. None if it is not asked.
    pub fn surplus(&self, package: &Package) -> Option<Number> {
        let option = |issue: IssueId| package.option(issue);
        let of_options = || BigRational::new(self.sum.surplus(option).into(), self.sum.scale.clone());
        self.is_asked(option).then(|| (of_options() + self.sum.of_levels(package)).into())
    }

    /// The same sum with the other sign, which must reach this.
    pub(crate) fn turned(&self, least: BigRational) -> Self {
        let other = |number: &BigRational| -number;
        let part = |part: &PartWorth| match part {
            PartWorth::Constant(number) => PartWorth::Constant(other(number)),
            PartWorth::Values(issue, values) => PartWorth::Values(*issue, values.iter().map(other).collect()),
            PartWorth::When(when, number) => PartWorth::When(when.clone(), other(number)),
            PartWorth::Table(axes, cells) => PartWorth::Table(axes.clone(), cells.iter().map(other).collect()),
            PartWorth::Levels { .. } => part.clone(),
        };
        let utilities = self.utilities.iter().map(|(party, counts)| (*party, other(counts))).collect();
        Consent { utilities, own: self.own.iter().map(part).collect(), least, at_most: !self.at_most, ..self.clone() }
    }

    /// The issues that it depends on.
    pub(crate) fn issues(&self) -> impl Iterator<Item = IssueId> {
        let terms = self.sum.terms.iter().map(|(issue, _)| *issue);
        let more = self.sum.more.iter().flat_map(|(worth, ..)| worth.issues());
        terms.chain(more).chain(self.when.iter().flat_map(Condition::issues))
    }

    /// The same over other issues, as `moved` says; it does not follow utilities any more.
    pub(crate) fn moved(
        &self,
        issue: impl Fn(IssueId) -> IssueId,
        condition: impl Fn(&Condition) -> Condition,
    ) -> Self {
        let mut terms: Vec<_> = self.sum.terms.iter().map(|(at, values)| (issue(*at), values.clone())).collect();
        terms.sort_by_key(|(at, _)| *at);
        let worth = |worth: &Worth| match worth {
            Worth::When(when, add) => Worth::When(condition(when), *add),
            Worth::Table(axes, cells) => {
                Worth::Table(axes.iter().map(|(at, size)| (issue(*at), *size)).collect(), cells.clone())
            }
        };
        let more = self.sum.more.iter().map(|(one, least, most)| (worth(one), *least, *most)).collect();
        // Comparisons are of options.
        let levels = Vec::new();
        let sum = Sum { terms, more, levels, floor: self.sum.floor, scale: self.sum.scale.clone() };
        let when = self.when.as_ref().map(condition);
        Consent { when, utilities: Vec::new(), own: Vec::new(), sum, ..self.clone() }
    }

    /// The sum in whole numbers, with utilities as they are in a problem; none if it could overflow.
    pub(super) fn added_up(&self, problem: &Problem) -> Option<Sum> {
        let mut constant = -&self.least;
        let mut values: Vec<Vec<BigRational>> = vec![Vec::new(); problem.issues.len()];
        let mut more: Vec<(Worth, Vec<BigRational>)> = Vec::new();
        let mut add = |issue: usize, own: Vec<BigRational>| match values[issue].is_empty() {
            true => values[issue] = own,
            false => values[issue].iter_mut().zip(own).for_each(|(sum, own)| *sum += own),
        };
        let mut levels = Vec::new();
        for (party, counts) in &self.utilities {
            if self.at_ceiling.contains(party) {
                constant += counts * problem.declared_ceiling(*party)?.value();
                continue;
            }
            let own = problem.levels.terms.iter().filter(|term| term.party == *party);
            levels.extend(own.map(|term| term.clone().times(counts)));
            let unit = counts / BigRational::from(problem[*party].scale.clone());
            let whole = |number: i64| &unit * BigRational::from(BigInt::from(number));
            constant += whole(problem.constants[party.index()]);
            for issue in problem.issue_ids() {
                let own: Vec<i64> = problem.worths(*party, issue).collect();
                if own.iter().any(|worth| *worth != 0) {
                    add(issue.index(), own.into_iter().map(whole).collect());
                }
            }
            for interaction in problem.interactions.iter().filter(|interaction| interaction.party == *party) {
                let numbers = match &interaction.worth {
                    Worth::When(_, number) => vec![whole(*number)],
                    Worth::Table(_, cells) => cells.iter().map(|cell| whole(*cell)).collect(),
                };
                more.push((interaction.worth.clone(), numbers));
            }
        }
        for part in &self.own {
            match part {
                PartWorth::Constant(number) => constant += number,
                PartWorth::Values(issue, own) => add(issue.index(), own.clone()),
                PartWorth::When(when, number) => more.push((Worth::When(when.clone(), 0), vec![number.clone()])),
                PartWorth::Table(axes, cells) => {
                    more.push((Worth::Table(axes.clone(), vec![0; cells.len()].into()), cells.clone()));
                }
                PartWorth::Levels { .. } => {}
            }
        }
        more.retain(|(_, numbers)| numbers.iter().any(|number| !number.is_zero()));
        // What every option is worth is no part of the question; two numbers under one condition are one.
        for values in &mut values {
            if let Some(first) = values.first().cloned().filter(|first| values.iter().all(|value| value == first)) {
                constant += first;
                values.clear();
            }
        }
        let mut joined: Vec<(Worth, Vec<BigRational>)> = Vec::new();
        let few = more.len() <= JOINED;
        for (worth, numbers) in more {
            let same = joined.iter_mut().filter(|_| few).find(|(other, _)| match (other, &worth) {
                (Worth::When(one, _), Worth::When(other, _)) => one == other,
                _ => false,
            });
            match same {
                Some((_, sum)) => sum[0] += &numbers[0],
                None => joined.push((worth, numbers)),
            }
        }
        let all = values.iter().flatten().chain(joined.iter().flat_map(|(_, numbers)| numbers)).chain([&constant]);
        // A number that is not 0 comes to the scale over its denominator at least: where that is too much, no more is multiplied.
        let (mut scale, mut least): (BigInt, Option<&BigInt>) = (BigInt::one(), None);
        for number in all.filter(|number| !number.is_zero()) {
            scale = scale.lcm(number.denom());
            let finest = least.map_or(number.denom(), |least| least.min(number.denom()));
            if scale >= finest * BigInt::from(MAX_UTILITY) {
                return None;
            }
            least = Some(finest);
        }
        let whole = |number: &BigRational| (number * BigRational::from(scale.clone())).to_integer();
        let most =
            |numbers: &Vec<BigRational>| numbers.iter().map(|number| whole(number).abs()).max().unwrap_or_default();
        let reach = values.iter().chain(joined.iter().map(|(_, numbers)| numbers)).map(most).sum::<BigInt>();
        if reach + whole(&constant).abs() >= BigInt::from(MAX_UTILITY) {
            return None;
        }
        let small = |number: &BigRational| whole(number).to_i64().unwrap_or(0);
        let terms = values.iter().enumerate().filter(|(_, values)| !values.is_empty());
        let terms = terms.map(|(issue, values)| (IssueId::at(issue), values.iter().map(small).collect())).collect();
        let worth = |(worth, numbers): (Worth, Vec<BigRational>)| {
            let numbers: Box<[i64]> = numbers.iter().map(small).collect();
            let (least, most) = (numbers.iter().min().copied(), numbers.iter().max().copied());
            let (least, most) = (least.unwrap_or(0), most.unwrap_or(0));
            match worth {
                Worth::When(when, _) => (Worth::When(when, numbers[0]), least.min(0), most.max(0)),
                Worth::Table(axes, _) => (Worth::Table(axes, numbers), least, most),
            }
        };
        let more: Vec<_> = joined.into_iter().map(worth).collect();
        let mut terms: Vec<(IssueId, Box<[i64]>)> = terms;
        if terms.is_empty() && more.is_empty() {
            // A sum that no option moves is looked at with the first issue.
            terms.extend(problem.issues.first().map(|issue| (IssueId::at(0), vec![0; issue.options.len()].into())));
        }
        Some(Sum { terms, more, levels, floor: -small(&constant), scale })
    }
}

impl Consents {
    /// All of whom must consent.
    pub(crate) fn all(of: Vec<Consent>) -> Self {
        Consents { rule: Acceptance::of(vec![true; of.len()]), of, share_a_belief: false }
    }

    /// Whether enough of them consent.
    pub(crate) fn allows(&self, option: impl Fn(IssueId) -> OptionId + Copy) -> bool {
        match self.share_a_belief {
            true => self.could_share(&self.of.iter().map(|one| one.sum.surplus(option)).collect::<Vec<i64>>()),
            false => self.rule.passes(self.of.iter().map(|one| one.allows(option))),
        }
    }

    /// The same of a package, levels included.
    pub(crate) fn allows_package(&self, package: &Package) -> bool {
        self.rule.passes(self.of.iter().map(|one| one.allows_package(package)))
    }

    /// Whether every one of them is needed.
    pub(crate) fn needs_all(&self) -> bool {
        !self.share_a_belief && (self.rule.quota == self.of.len() || self.rule.veto.iter().all(|needed| *needed))
    }

    /// Whether levels of continuous issues are in some sum.
    pub(crate) fn have_levels(&self) -> bool {
        self.of.iter().any(Consent::has_levels)
    }
}
