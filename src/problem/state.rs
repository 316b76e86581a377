//! States of the world, compiled: what parties believe, and what packages are worth if a state happens.
//!
//! A problem's own numbers are expectations: each party's utilities in the states are in them, weighed with its beliefs.
//! What is here keeps the parts apart, exactly, for those who ask what a belief does to an answer.

use super::condition::only;
use super::{Condition, Curve, IssueId, LevelId, OptionId, Package, PartyId, Problem, StateId};
use crate::exact::{Number, Polynomial};
use crate::model::{Event, Path};
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use std::sync::Arc;

/// Something that may turn out to be so.
#[derive(Clone, Debug)]
pub struct State {
    /// The key in the model.
    pub id: String,
    /// The name in reports.
    pub name: String,
    /// By party, how likely it thinks the state; none if it has no belief.
    pub beliefs: Vec<Option<Belief>>,
    /// What the state adds to utilities.
    pub(crate) parts: Vec<Part>,
}

/// How likely a party thinks a state.
#[derive(Clone, Debug)]
pub struct Belief {
    /// Where nothing else is said.
    pub base: Number,
    /// Where one of these conditions holds: of several, the first counts.
    pub given: Vec<(Condition, Number)>,
}

impl Belief {
    /// Which of the conditions counts where a package is agreed, if one does.
    pub fn case(&self, package: &Package) -> Option<usize> {
        self.given.iter().position(|(condition, _)| condition.holds(|issue| package.option(issue)))
    }

    /// The largest that it is given anything, or nothing.
    pub(crate) fn most(&self) -> &Number {
        self.given.iter().map(|(_, belief)| belief).fold(&self.base, Ord::max)
    }

    /// The belief where a package is agreed.
    pub fn of(&self, package: &Package) -> &Number {
        self.case(package).map_or(&self.base, |case| &self.given[case].1)
    }
}

/// A part of what a state adds to a party's utility, in the author's units.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub party: PartyId,
    pub worth: PartWorth,
}

/// The ways to write it.
#[derive(Clone, Debug)]
pub(crate) enum PartWorth {
    Constant(BigRational),
    /// By option of an issue.
    Values(IssueId, Vec<BigRational>),
    When(Condition, BigRational),
    /// Issues with their numbers of options, and a value for every combination; the last issue runs fastest.
    Table(Vec<(IssueId, usize)>, Vec<BigRational>),
    /// By level of a continuous issue, always or where a condition holds.
    Levels {
        issue: IssueId,
        level: LevelId,
        condition: Option<Condition>,
        curve: Curve,
    },
}

impl Part {
    /// What it adds for a package.
    pub(crate) fn value(&self, package: &Package) -> BigRational {
        let option = |issue: IssueId| package.option(issue);
        match &self.worth {
            PartWorth::Constant(value) => value.clone(),
            PartWorth::Values(issue, values) => values[option(*issue).index()].clone(),
            PartWorth::When(condition, value) if condition.holds(option) => value.clone(),
            PartWorth::When(..) => BigRational::zero(),
            PartWorth::Levels { level, condition, curve, .. } => {
                let holds = condition.as_ref().is_none_or(|condition| condition.holds(option));
                let level = package.levels().get(level.index()).filter(|_| holds);
                level.map_or_else(BigRational::zero, |level| curve.at(level.value()))
            }
            PartWorth::Table(axes, cells) => {
                cells[axes.iter().fold(0, |cell, (issue, size)| cell * size + option(*issue).index())].clone()
            }
        }
    }

    /// The issues it depends on, ascending.
    pub(crate) fn scope(&self) -> Vec<IssueId> {
        let mut scope: Vec<IssueId> = match &self.worth {
            PartWorth::Constant(_) => Vec::new(),
            PartWorth::Values(issue, _) => vec![*issue],
            PartWorth::When(condition, _) => condition.issues().collect(),
            PartWorth::Table(axes, _) => axes.iter().map(|(issue, _)| *issue).collect(),
            PartWorth::Levels { issue, condition, .. } => {
                condition.iter().flat_map(Condition::issues).chain([*issue]).collect()
            }
        };
        scope.sort_unstable();
        scope
    }

    /// The continuous issue whose levels count only with certain options, if it is such a part.
    pub(super) fn conditional_level(&self) -> Option<LevelId> {
        match &self.worth {
            PartWorth::Levels { level, condition: Some(_), .. } => Some(*level),
            _ => None,
        }
    }

    /// The same where each continuous issue is settled by one of these levels, as an option: by continuous issue.
    pub(super) fn sampled(&self, levels: &[Vec<BigRational>]) -> Vec<Part> {
        let PartWorth::Levels { issue, level, condition, curve } = &self.worth else { return vec![self.clone()] };
        let values: Vec<BigRational> = levels[level.index()].iter().map(|level| curve.at(level)).collect();
        let part = |worth| Part { party: self.party, worth };
        let Some(condition) = condition else { return vec![part(PartWorth::Values(*issue, values))] };
        let this = |at: usize| Condition(vec![only(*issue, at, values.len())]);
        let valued = values.iter().enumerate().filter(|(_, value)| !value.is_zero());
        valued.filter_map(|(at, value)| Some(part(PartWorth::When(condition.and(&this(at))?, value.clone())))).collect()
    }
}

/// A probability that follows from payoffs: what decides, and how it comes out.
#[derive(Clone, Debug)]
pub struct Derived {
    /// Whose belief it is.
    pub party: PartyId,
    /// Where it stands in the file.
    pub path: Path,
    /// The time at which it is asked, if there are several.
    pub period: Option<String>,
    /// Which payoffs that time gives itself, by their keys; the others are the event's.
    pub(crate) own: Vec<&'static str>,
    /// The event with its payoffs, as they depend on uncertain numbers.
    pub(crate) payoffs: Payoffs,
    /// Whether the event happens.
    pub happens: bool,
    /// Whether that is so for all numbers in their ranges.
    pub(crate) decided: bool,
    /// Where these payoffs are the event's, if they depend on what is agreed.
    pub(crate) cases: Option<(Arc<Cases>, usize)>,
}

/// Which payoffs an event has with which options.
#[derive(Debug)]
pub(crate) struct Cases {
    /// Issues with their numbers of options.
    pub axes: Vec<(IssueId, usize)>,
    /// For every combination, which of the event's payoffs; the last issue runs fastest.
    pub cells: Vec<u32>,
}

/// The payoffs of an event; see [`crate::model::Event`].
#[derive(Clone, Debug)]
pub(crate) enum Payoffs {
    Attack { gain: Polynomial, cost: Polynomial, peace: Polynomial, war: Polynomial, fights: Polynomial },
    Breach { gain: Polynomial, loss: Polynomial, detection: Polynomial },
    Execution { executing: Polynomial, reneging: Polynomial },
}

impl Payoffs {
    /// The payoffs of an event, in the order of its fields.
    pub(crate) fn new(event: &Event, payoffs: Vec<Polynomial>) -> Self {
        let mut payoffs = payoffs.into_iter();
        let mut next = || payoffs.next().unwrap_or_default();
        match event {
            Event::Attack(_) => {
                Payoffs::Attack { gain: next(), cost: next(), peace: next(), war: next(), fights: next() }
            }
            Event::Breach(_) => Payoffs::Breach { gain: next(), loss: next(), detection: next() },
            Event::Execution(_) => Payoffs::Execution { executing: next(), reneging: next() },
        }
    }

    /// The payoffs as numbers, in the order of the event's fields.
    pub(crate) fn numbers(&self) -> Vec<&Polynomial> {
        match self {
            Payoffs::Attack { gain, cost, peace, war, fights } => vec![gain, cost, peace, war, fights],
            Payoffs::Breach { gain, loss, detection } => vec![gain, loss, detection],
            Payoffs::Execution { executing, reneging } => vec![executing, reneging],
        }
    }

    /// Their keys, in the same order.
    pub(crate) fn keys(&self) -> &'static [&'static str] {
        match self {
            Payoffs::Attack { .. } => &["gain", "cost", "peace", "war", "fights"],
            Payoffs::Breach { .. } => &["gain", "loss", "detection"],
            Payoffs::Execution { .. } => &["executing", "reneging"],
        }
    }

    /// What keeping is worth less what breaking is worth with these payoffs, in the order of [`Payoffs::numbers`].
    fn margin(&self, payoffs: &[BigRational]) -> BigRational {
        let one = BigRational::one();
        match (self, payoffs) {
            (Payoffs::Attack { .. }, [gain, cost, peace, war, fights]) => {
                peace - ((one - fights) * (gain - cost) - fights * war)
            }
            (Payoffs::Breach { .. }, [gain, loss, detection]) => detection * loss - (one - detection) * gain,
            (Payoffs::Execution { .. }, [executing, reneging]) => executing - reneging,
            _ => BigRational::zero(),
        }
    }

    /// Whether the event happens with these payoffs, in the order of [`Payoffs::numbers`].
    pub(crate) fn happens(&self, payoffs: &[BigRational]) -> bool {
        let one = BigRational::one();
        match (self, payoffs) {
            (Payoffs::Attack { .. }, [gain, cost, peace, war, fights]) => {
                (one - fights) * (gain - cost) - fights * war > *peace
            }
            (Payoffs::Breach { .. }, [gain, loss, detection]) => (one - detection) * gain > detection * loss,
            (Payoffs::Execution { .. }, [executing, reneging]) => executing >= reneging,
            _ => false,
        }
    }
}

/// A payoff that decides whether a promise holds.
#[derive(Clone, Debug, PartialEq)]
pub struct DecidingPayoff {
    /// Its key, as in the model.
    pub name: &'static str,
    /// What it is.
    pub value: Number,
    /// Where the promise begins to hold, or ceases to, all else as it is; none if it decides nothing, if no value of it is
    /// enough, if only values between two are, or of a probability that would have to be below 0 or above 1.
    pub limit: Option<Number>,
    /// If there is such a limit: whether the promise holds from there on, and not up to there.
    pub holds_from: bool,
}

/// From where on a promise holds, and up to where, while a payoff moves; none is no limit.
pub(crate) type Ends = [Option<BigRational>; 2];

impl Derived {
    /// Whether its payoffs depend on an uncertain number.
    pub(crate) fn depends_on(&self, number: usize) -> bool {
        let terms = self.payoffs.numbers().into_iter().flat_map(|payoff| &payoff.terms);
        terms.flat_map(|(product, _)| product).any(|at| *at == number)
    }

    /// What keeping is worth less what breaking is worth, to who would break: peace less the attack, what a breach loses less what
    /// it gains, executing less reneging. Promises hold where it is 0 or more.
    pub fn margin(&self) -> Number {
        let payoffs: Vec<BigRational> = self.payoffs.numbers().into_iter().map(|one| one.constant.clone()).collect();
        self.payoffs.margin(&payoffs).into()
    }

    /// Whether the promise behind it holds: an attack or a breach does not happen, and what was promised is carried out.
    pub fn holds(&self) -> bool {
        self.happens == matches!(self.payoffs, Payoffs::Execution { .. })
    }

    /// With which values of the payoff at a place of [`Payoffs::numbers`] it holds, its others as they are; none if with none. What
    /// keeping is worth less what breaking is worth is linear in each by itself. Probabilities are from 0 to 1 anyway.
    pub(crate) fn holds_within(&self, at: usize) -> Option<Ends> {
        let mut payoffs: Vec<BigRational> =
            self.payoffs.numbers().into_iter().map(|payoff| payoff.constant.clone()).collect();
        let mut with = |value: BigRational| {
            payoffs[at] = value;
            self.payoffs.margin(&payoffs)
        };
        let none = with(BigRational::zero());
        let slope = with(BigRational::one()) - &none;
        if slope.is_zero() {
            return (!none.is_negative()).then_some([None, None]);
        }
        let limit = -none / &slope;
        let is_share = matches!(self.payoffs.keys()[at], "fights" | "detection");
        let [below, above] = [limit.is_negative(), limit > BigRational::one()].map(|beyond| is_share && beyond);
        match slope.is_positive() {
            true if above => None,
            true => Some([(!below).then_some(limit), None]),
            false if below => None,
            false => Some([None, (!above).then_some(limit)]),
        }
    }

    /// Whether these are the event's payoffs where a package is agreed.
    pub fn has_payoffs_of(&self, package: &Package) -> bool {
        self.cases.as_ref().is_none_or(|(cases, at)| {
            let cell = cases.axes.iter().fold(0, |cell, (issue, size)| cell * size + package.option(*issue).index());
            cases.cells[cell] as usize == *at
        })
    }

    /// Where the event's probability to be found out, or to be resisted, would have to stand for the event not to happen:
    /// `(gain − cost − peace) / (gain − cost + war)` of an attack, `gain / (gain + loss)` of a breach. None of other
    /// events, and where no probability decides.
    pub fn threshold(&self) -> Option<Number> {
        let constants: Vec<&BigRational> = self.payoffs.numbers().into_iter().map(|number| &number.constant).collect();
        let (numerator, denominator) = match (&self.payoffs, constants.as_slice()) {
            (Payoffs::Attack { .. }, [gain, cost, peace, war, _]) => (*gain - *cost - *peace, *gain - *cost + *war),
            (Payoffs::Breach { .. }, [gain, loss, _]) => ((*gain).clone(), *gain + *loss),
            _ => return None,
        };
        (denominator > BigRational::zero()).then(|| Number::from(numerator / denominator))
    }

    /// Of an attack: the least gain for which it still pays, `cost + (peace + fights·war) / (1 − fights)`; none if no gain
    /// is enough.
    pub fn least_gain(&self) -> Option<Number> {
        let Payoffs::Attack { cost, peace, war, fights, .. } = &self.payoffs else { return None };
        let (cost, peace, war, fights) = (&cost.constant, &peace.constant, &war.constant, &fights.constant);
        let peaceful = BigRational::one() - fights;
        (!peaceful.is_zero()).then(|| Number::from(cost + (peace + fights * war) / peaceful))
    }

    /// The probability that decides, as it is: of resistance, or of being found out.
    pub fn probability(&self) -> Option<Number> {
        match &self.payoffs {
            Payoffs::Attack { fights: probability, .. } | Payoffs::Breach { detection: probability, .. } => {
                Some(probability.constant.clone().into())
            }
            Payoffs::Execution { .. } => None,
        }
    }

    /// What kind of event it is: `attack`, `breach` or `execution`.
    pub fn kind(&self) -> &'static str {
        match &self.payoffs {
            Payoffs::Attack { .. } => "attack",
            Payoffs::Breach { .. } => "breach",
            Payoffs::Execution { .. } => "execution",
        }
    }
}

impl Problem {
    /// What may turn out to be so, in declaration order.
    pub fn states(&self) -> &[State] {
        &self.states
    }

    /// The probabilities that follow from payoffs.
    pub fn derived(&self) -> &[Derived] {
        &self.derived
    }

    /// What a state adds to a party's utility of a package if it happens, in the author's units.
    pub fn worth_in_state(&self, party: PartyId, state: StateId, package: &Package) -> Number {
        let parts = self[state].parts.iter().filter(|part| part.party == party);
        parts.map(|part| part.value(package)).sum::<BigRational>().into()
    }

    /// What a party's value of an option has in it from states, where nothing is given: by state, how likely the party
    /// thinks it, and what the option is then worth beside what it is worth anyway. States that add nothing are left out.
    pub fn expected_of(&self, party: PartyId, issue: IssueId, option: OptionId) -> Vec<(StateId, Number, Number)> {
        let of = |(at, state): (StateId, &State)| {
            let worth: BigRational = (state.parts.iter())
                .filter_map(|part| match &part.worth {
                    PartWorth::Values(of, values) if *of == issue && part.party == party => {
                        Some(&values[option.index()])
                    }
                    _ => None,
                })
                .sum();
            let belief = state.beliefs[party.index()].as_ref()?;
            (!worth.is_zero()).then(|| (at, belief.base.clone(), Number::from(worth)))
        };
        self.state_ids().zip(self.states.iter()).filter_map(of).collect()
    }

    /// How likely a party thinks a state where a package is agreed; 0 if it has no belief.
    pub fn belief(&self, party: PartyId, state: StateId, package: &Package) -> Number {
        self[state].beliefs[party.index()].as_ref().map_or_else(Number::zero, |belief| belief.of(package).clone())
    }

    /// What a party's values of a package sum to if none of the states happens, in the author's units: its utility, if it
    /// has no ceiling.
    pub fn sum_without_states(&self, party: PartyId, package: &Package) -> Number {
        let expected = &self.sums_with_levels(package)[party.index()];
        let part = |state: StateId| {
            self.belief(party, state, package).value() * self.worth_in_state(party, state, package).value()
        };
        (expected - self.state_ids().map(part).sum::<BigRational>()).into()
    }
}
