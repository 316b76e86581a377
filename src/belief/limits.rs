//! How far a belief may move: with which probabilities of a state a party accepts a package, and for which some package
//! can be agreed at all.
//!
//! A party's gain is linear in its belief, for each package; so the most that it can get from packages that the others
//! accept is convex in it. The probabilities at which there is an agreement are those where that is 0 or more, and their
//! ends are found by Newton's method from the side where it is positive: each step solves the problem with the belief at
//! hand, and goes to where the package found stops being acceptable. Every step finds a flatter line, and there are
//! finitely many; the result is an exact fraction. With levels there are more packages than can be counted, but still finitely
//! many lines that matter: whatever the belief, some package that gives the most is a corner of one of finitely many
//! polyhedra, between whose sides all curves are straight and whose sides do not move with the belief. Where a rule adds up the
//! party's utility, what is feasible moves with the belief, and nothing is convex: that is left undecided.

use super::expectation::expected;
use crate::exact::Number;
use crate::problem::{PartyId, StateId, View};
use crate::search::{Agreement, Budget, Limits, Outcome, Stop};
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// The beliefs with which a party accepts a package, all else as it is.
#[derive(Clone, Debug, PartialEq)]
pub enum Extent {
    /// Whatever it believes.
    Always,
    /// From this probability on.
    AtLeast(Number),
    /// Up to this probability.
    AtMost(Number),
    /// With no belief in this state.
    Never,
}

/// With gains in the states and for none of them, and its beliefs in the states.
pub(super) fn extent(gains: &[BigRational], beliefs: &[&BigRational], state: usize) -> Extent {
    let none = gains.last().cloned().unwrap_or_default();
    let others: BigRational = beliefs.iter().enumerate().filter(|(at, _)| *at != state).map(|(_, p)| *p).sum();
    let room = BigRational::one() - others;
    // The gain with a belief of 0, and with all that the other beliefs leave.
    let rest = |belief: &BigRational| {
        let own = |at: usize| if at == state { belief.clone() } else { beliefs[at].clone() };
        let all: Vec<BigRational> = (0..beliefs.len()).map(own).collect();
        let left = BigRational::one() - all.iter().sum::<BigRational>();
        expected(&gains[..beliefs.len()], &all) + left * &none
    };
    let (first, last) = (rest(&BigRational::zero()), rest(&room));
    let crossing = || -> Number { (&room * &first / (&first - &last)).into() };
    match (first.is_negative(), last.is_negative()) {
        (false, false) => Extent::Always,
        (true, true) => Extent::Never,
        (true, false) => Extent::AtLeast(crossing()),
        (false, true) => Extent::AtMost(crossing()),
    }
}

/// Between which beliefs of a party in a state there is a package that all accept.
#[derive(Clone, Debug, PartialEq)]
pub struct Reach {
    /// The party.
    pub party: PartyId,
    /// The state.
    pub state: StateId,
    /// The least and the largest probability with which there is an agreement, and the packages that are agreed there;
    /// none if there is none with any belief.
    pub ends: Option<[(Number, Agreement); 2]>,
}

/// Steps of Newton's method: each needs a search.
const STEPS: usize = 200;

/// A belief, the most that the party can get with it, and how that changes with the belief.
struct Line {
    gain: BigRational,
    slope: BigRational,
    best: Agreement,
}

impl View<'_> {
    /// Does so for every state and every party that believes something about it; where a limit was met, for the first of
    /// them.
    pub fn belief_reaches(&self, limits: &Limits) -> Outcome<Vec<Reach>> {
        let budget = Budget::new(limits);
        let (mut found, mut open) = (Vec::new(), None);
        for (state, known) in self.problem().state_ids().zip(self.problem().states()) {
            for party in self.problem().party_ids().filter(|party| known.beliefs[party.index()].is_some()) {
                match budget.left().and_then(|limits| self.belief_reach(party, state, &limits)) {
                    Ok(reach) => found.push(reach),
                    // Others may be known.
                    Err(stop @ (Stop::MovingRules | Stop::NoRoom)) => open = Some(stop),
                    Err(stop) => return Outcome::new(found, Some(stop)),
                }
            }
        }
        Outcome::new(found, open)
    }

    /// Tells with which beliefs of a party in a state, where nothing else is said of it, there is an agreement.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let model = zopa::Model::from_json(include_str!("../../models/examples/reactive-deployment.json"))?;
    /// let problem = zopa::Problem::compile(&model)?;
    /// let (issue, reactive) = problem.option("deployment", "reactive")?;
    /// let view = problem.view().fix(issue, reactive);
    /// let (party, state) = (problem.party("russia")?, problem.state_ids().next().expect("a state"));
    /// let reach = view.belief_reach(party, state, &zopa::Limits::default()).map_err(|stop| format!("{stop:?}"))?;
    /// assert_eq!(reach.ends.map(|[_, (most, _)]| most.to_string()).as_deref(), Some("0.35")); // 7/20
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// If a limit was met first, or numbers became too finely divided; [`Stop::MovingRules`] if a rule adds up the party's utility,
    /// so that what is feasible moves with the belief; [`Stop::NoRoom`] if the largest beliefs in the other states sum to more than 1.
    pub fn belief_reach(&self, party: PartyId, state: StateId, limits: &Limits) -> Result<Reach, Stop> {
        if self.problem().consents_over_utilities().any(|one| one == party) {
            return Err(Stop::MovingRules);
        }
        // Below its ceiling, what its values sum to decides whether the party accepts; above it, nothing is enough.
        if self.ceiling_is_short(party) {
            return Ok(Reach { party, state, ends: None });
        }
        let problem = self.problem();
        let most =
            |at: StateId| problem[at].beliefs[party.index()].as_ref().map(|belief| belief.most().value().clone());
        let others: BigRational = problem.state_ids().filter(|at| *at != state).filter_map(most).sum();
        if others > BigRational::one() {
            return Err(Stop::NoRoom);
        }
        let ends = [BigRational::zero(), BigRational::one() - others];
        let [first, last] = [self.line(party, state, &ends[0], limits)?, self.line(party, state, &ends[1], limits)?];
        let is_met = |line: &Option<Line>| line.as_ref().is_some_and(|line| !line.gain.is_negative());
        let ends = match (is_met(&first), is_met(&last)) {
            // Convex, and negative at both ends: nowhere.
            (false, false) => None,
            (true, true) => first.zip(last).map(|(first, last)| {
                let [low, high] = ends;
                [(low.into(), first.best), (high.into(), last.best)]
            }),
            (true, false) => match first {
                Some(line) => {
                    let start = (Number::from(ends[0].clone()), line.best.clone());
                    Some([start, self.walk(party, state, ends[0].clone(), line, limits)?])
                }
                None => None,
            },
            (false, true) => match last {
                Some(line) => {
                    let end = (Number::from(ends[1].clone()), line.best.clone());
                    Some([self.walk(party, state, ends[1].clone(), line, limits)?, end])
                }
                None => None,
            },
        };
        Ok(Reach { party, state, ends })
    }

    /// From a belief with which there is an agreement to the one from which on there is none.
    fn walk(
        &self,
        party: PartyId,
        state: StateId,
        from: BigRational,
        line: Line,
        limits: &Limits,
    ) -> Result<(Number, Agreement), Stop> {
        let (mut at, mut line) = (from, line);
        for _ in 0..STEPS {
            // Where there is an agreement here and none at the other end, the gain falls on the way there.
            if line.gain.is_zero() || line.slope.is_zero() {
                return Ok((at.into(), line.best));
            }
            let next = &at - &line.gain / &line.slope;
            let Some(found) = self.line(party, state, &next, limits)? else { return Err(Stop::TooLarge) };
            if found.gain.is_zero() {
                return Ok((next.into(), line.best));
            }
            (at, line) = (next, found);
        }
        Err(Stop::TooLarge)
    }

    /// The most that the party can get, of all that the others accept, with this belief.
    fn line(
        &self,
        party: PartyId,
        state: StateId,
        belief: &BigRational,
        limits: &Limits,
    ) -> Result<Option<Line>, Stop> {
        let variant = self.problem().with_belief(party, state, &Number::from(belief.clone()));
        let variant = variant.map_err(|_| Stop::TooLarge)?.without_ceiling(party);
        let view = self.of(&variant);
        let Some(best) = view.best_for(party, limits)? else { return Ok(None) };
        let gain = best.gains[party.index()].value().clone();
        // Where something is given, the belief is another one; what an event comes to there is moved.
        let known = self.problem()[state].beliefs[party.index()].as_ref();
        let case = known.and_then(|known| known.case(&best.package));
        let moves = case.is_none_or(|case| self.problem().moves_with_belief(party, state, case));
        let worth = self.problem().worth_in_state(party, state, &best.package);
        let slope = if moves { worth.value().clone() } else { BigRational::zero() };
        Ok(Some(Line { gain, slope, best }))
    }
}
