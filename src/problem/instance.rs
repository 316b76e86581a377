//! A problem with other numbers in place of its uncertain ones, or of its beliefs.

use super::uncertain::{Cell, DERIVED, LEVERS, Lever};
use super::{MAX_UTILITY, OutOfRange, PartyId, Problem, Role, State, StateId, Worth};
use crate::exact::{Number, Polynomial};
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};
use std::sync::Arc;

/// By how much numbers differ from their values.
#[derive(Clone)]
pub(crate) struct Deviations {
    /// By uncertain number.
    pub numbers: Vec<BigRational>,
    /// By probability that follows from payoffs.
    pub derived: Vec<BigRational>,
    /// By belief.
    pub levers: Vec<BigRational>,
}

impl Deviations {
    pub(crate) fn none(problem: &Problem) -> Self {
        Deviations {
            numbers: vec![BigRational::zero(); problem.uncertain.len()],
            derived: vec![BigRational::zero(); problem.derived.len()],
            levers: vec![BigRational::zero(); problem.levers.len()],
        }
    }

    /// Uncertain numbers deviate so, and what follows from them with them.
    pub(crate) fn of(problem: &Problem, numbers: Vec<BigRational>) -> Self {
        let mut deviations = Deviations { numbers, ..Deviations::none(problem) };
        deviations.derived = problem.derived.iter().map(|derived| deviations.moved(derived)).collect();
        deviations
    }

    /// By how much a probability that follows from payoffs moves.
    fn moved(&self, derived: &super::Derived) -> BigRational {
        if derived.decided {
            return BigRational::zero();
        }
        let payoffs: Vec<BigRational> =
            derived.payoffs.numbers().into_iter().map(|payoff| self.evaluate(payoff)).collect();
        let happens = |happens: bool| if happens { BigRational::one() } else { BigRational::zero() };
        happens(derived.payoffs.happens(&payoffs)) - happens(derived.happens)
    }

    fn get(&self, at: usize) -> &BigRational {
        match at {
            LEVERS.. => &self.levers[at - LEVERS],
            DERIVED.. => &self.derived[at - DERIVED],
            _ => &self.numbers[at],
        }
    }

    /// What deviations add.
    pub(crate) fn change(&self, terms: &[(Vec<usize>, BigRational)]) -> BigRational {
        let term = |(product, coefficient): &(Vec<usize>, BigRational)| {
            product.iter().fold(coefficient.clone(), |value, at| value * self.get(*at))
        };
        terms.iter().map(term).fold(BigRational::zero(), |sum, term| sum + term)
    }

    pub(crate) fn evaluate(&self, number: &Polynomial) -> BigRational {
        &number.constant + self.change(&number.terms)
    }
}

impl Problem {
    /// The same with these numbers in place of the uncertain ones, in the order of [`Problem::uncertain`]. Whether they
    /// are in their ranges is not asked; a number that is left out stays at its value.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let model = zopa::Model::from_json(r#"{
    ///     "zopa": 1,
    ///     "parties": { "seller": { "disagreement": { "value": 3, "low": 2, "high": 6 } }, "buyer": { "disagreement": 0 } },
    ///     "issues": { "price": { "options": ["4", "5"] } },
    ///     "utilities": { "seller": { "values": { "price": { "4": 4, "5": 5 } } },
    ///                    "buyer": { "values": { "price": { "4": 2, "5": 1 } } } }
    /// }"#)?;
    /// let problem = zopa::Problem::compile(&model)?;
    /// let other = problem.with_numbers(&["4.5".parse()?])?;
    /// let (price, five) = problem.option("price", "5")?;
    /// assert_eq!(other.search().run().solutions[0].agreements[0].package.option(price), five);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`OutOfRange`] if sums could overflow, or weights cannot be brought to whole numbers; or if a number leaves its range and an
    /// event depends on it that comes out the same within the range.
    pub fn with_numbers(&self, numbers: &[Number]) -> Result<Problem, OutOfRange> {
        for (at, (number, uncertain)) in numbers.iter().zip(self.uncertain.iter()).enumerate() {
            let outside = *number < uncertain.low || *number > uncertain.high;
            if outside && self.derived.iter().any(|event| event.decided && event.depends_on(at)) {
                let message = format!(
                    "{number} is not in the range of {}, and what follows from it is known only there",
                    uncertain.path
                );
                return Err(OutOfRange::because(message));
            }
        }
        let deviation = |at: usize| match numbers.get(at) {
            Some(number) => number.value() - self.uncertain[at].value.value(),
            None => BigRational::zero(),
        };
        self.deviated(&Deviations::of(self, (0..self.uncertain.len()).map(deviation).collect()))
    }

    /// The same with numbers that deviate from their values.
    pub(crate) fn deviated(&self, deviations: &Deviations) -> Result<Problem, OutOfRange> {
        let change = |dependence: &super::Dependence| (dependence.cell, deviations.change(&dependence.terms));
        let mut problem = self.changed(self.dependences.iter().map(change).collect())?;
        problem.put_curves(deviations);
        if self.levels.terms.iter().any(|term| term.moving.is_some()) {
            // Consents add up curves, too.
            problem.add_up_consents(true)?;
        }
        problem.add_up_states(self, deviations)?;
        for (uncertain, deviation) in self.uncertain.iter().zip(&deviations.numbers) {
            if uncertain.role == Role::Weight && !deviation.is_zero() {
                problem.parties[uncertain.party.index()].weight = Number::from(uncertain.value.value() + deviation);
            }
        }
        if let Some(party) = problem.parties.iter().find(|party| party.weight.value().is_negative()) {
            return Err(OutOfRange::because(format!("the weight {} of `{}` is negative", party.weight, party.id)));
        }
        problem.exponents = problem.whole_weights()?;
        Ok(problem)
    }

    /// Puts in what levels are worth with numbers that deviate so, whatever they were worth before.
    pub(crate) fn put_curves(&mut self, deviations: &Deviations) {
        for term in &mut self.levels.terms {
            if let Some(moving) = &term.moving {
                term.curve = moving.with(|value| deviations.evaluate(value));
            }
        }
    }

    /// The same where a party thinks a state so likely, whatever the package, if nothing else is said of it: beliefs
    /// [given](crate::problem::Belief::given) a combination of options stay.
    ///
    /// # Errors
    /// [`OutOfRange`] if sums could overflow.
    pub fn with_belief(&self, party: PartyId, state: StateId, belief: &Number) -> Result<Problem, OutOfRange> {
        self.with_beliefs(|lever| {
            let moved = lever.party == party && lever.state == state && lever.ungiven;
            moved.then(|| belief.value().clone())
        })
    }

    /// Whether [`Problem::with_belief`] moves one of the beliefs given a combination of options: where the author gives none, and
    /// an event comes to it.
    pub(crate) fn moves_with_belief(&self, party: PartyId, state: StateId, case: usize) -> bool {
        let this = |lever: &&Lever| lever.party == party && lever.state == state && lever.case == Some(case);
        self.levers.iter().find(this).is_some_and(|lever| lever.ungiven)
    }

    /// The same as it will be when it is known which state has happened; `None`: none of them.
    ///
    /// # Errors
    /// [`OutOfRange`] if sums could overflow.
    pub fn in_state(&self, state: Option<StateId>) -> Result<Problem, OutOfRange> {
        let certain = |happens: bool| if happens { BigRational::one() } else { BigRational::zero() };
        self.with_beliefs(|lever| Some(certain(Some(lever.state) == state)))
    }

    /// The same with other beliefs: of each that questions may move, another one or none.
    pub(crate) fn with_beliefs(&self, belief: impl Fn(&Lever) -> Option<BigRational>) -> Result<Problem, OutOfRange> {
        let (deviations, states) = self.moved_beliefs(belief);
        let mut problem = self.deviated(&deviations)?;
        problem.states = states.into();
        Ok(problem)
    }

    /// The same where every number is the larger one of two questions with other beliefs: what all packages are worth to everybody
    /// at least as much as in both.
    pub(crate) fn at_best(
        &self,
        one: impl Fn(&Lever) -> Option<BigRational>,
        other: impl Fn(&Lever) -> Option<BigRational>,
    ) -> Result<Problem, OutOfRange> {
        let (first, second) = (self.moved_beliefs(one).0, self.moved_beliefs(other).0);
        let change = |dependence: &super::Dependence| {
            (dependence.cell, first.change(&dependence.terms).max(second.change(&dependence.terms)))
        };
        self.changed(self.dependences.iter().map(change).collect())
    }

    /// By how much beliefs deviate, and the states with them.
    fn moved_beliefs(&self, belief: impl Fn(&Lever) -> Option<BigRational>) -> (Deviations, Vec<State>) {
        let mut deviations = Deviations::none(self);
        let mut states = self.states.to_vec();
        for (at, lever) in self.levers.iter().enumerate() {
            let Some(now) = states[lever.state.index()].beliefs[lever.party.index()].as_mut() else { continue };
            let now = match lever.case {
                None => &mut now.base,
                Some(case) => &mut now.given[case].1,
            };
            if let Some(then) = belief(lever) {
                deviations.levers[at] = &then - now.value();
                *now = then.into();
            }
        }
        (deviations, states)
    }

    /// The same with so much added to some of its numbers, in the author's units.
    pub(crate) fn changed(&self, mut changes: Vec<(Cell, BigRational)>) -> Result<Problem, OutOfRange> {
        changes.retain(|(_, change)| !change.is_zero());
        let mut problem = self.clone();
        let mut joined = changes.iter().all(|(cell, _)| !matches!(cell, Cell::Interaction { .. }));
        for party in 0..self.parties.len() {
            let own = changes.iter().filter(|(cell, _)| cell.party() == party).map(|(_, change)| change.denom());
            let scale = own.fold(self.parties[party].scale.clone(), |scale, denominator| scale.lcm(denominator));
            let own = |_| OutOfRange::fine(format!("a number of `{}`", self.parties[party].id));
            let multiplier = (scale / &self.parties[party].scale).to_i64().ok_or(()).map_err(own)?;
            if multiplier != 1 {
                problem = problem.finer_to_be_regrouped(PartyId::at(party), multiplier)?;
                joined = false;
            }
        }
        for (cell, change) in changes {
            let party = cell.party();
            let moved = Number::from(change.clone());
            let scaled = (change * BigRational::from(problem.parties[party].scale.clone())).to_integer();
            let out = || OutOfRange::large(format!("a number of `{}`, moved by {moved},", problem.parties[party].id));
            let change = scaled.to_i64().filter(|change| *change != i64::MIN).ok_or_else(out)?;
            let reach = problem.reach[party].checked_add(change.abs()).filter(|reach| *reach < MAX_UTILITY);
            problem.reach[party] = reach.ok_or_else(out)?;
            *problem.cell(cell) += change;
        }
        if !joined {
            problem = problem.regrouped();
        }
        problem.add_up_consents(true)?;
        Ok(problem)
    }

    /// One of a party's scaled numbers. Interactions are grouped for search elsewhere.
    pub(crate) fn cell(&mut self, cell: Cell) -> &mut i64 {
        let parties = self.parties.len();
        match cell {
            Cell::Disagreement { party } => &mut self.parties[party].disagreement,
            Cell::Constant { party } => &mut self.constants[party],
            Cell::Value { party, issue, option } => &mut self.values[issue][option * parties + party],
            Cell::Interaction { at, entry, .. } => match &mut Arc::make_mut(&mut self.interactions)[at].worth {
                Worth::When(_, add) => add,
                Worth::Table(_, cells) => &mut cells[entry],
            },
        }
    }
}
