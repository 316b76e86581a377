//! States and promises for random models.

use super::build::quantity;
use super::q;
use super::random::{Style, Tape, conditions, number, utility};
use zopa::Model;
use zopa::model::{
    Attack, Breach, Commitment, Event, Execution, Formula, Given, Keyed, Probability, State, StateUtility,
};

/// A probability of at most a third, so that those of three states sum to at most 1.
fn probability(tape: &mut Tape) -> Probability {
    quantity(tape.pick(&[q(0, 1), q(1, 5), q(1, 4), q(1, 3), q(1, 10)])).into()
}

/// An event with random payoffs.
fn event(tape: &mut Tape) -> Probability {
    let mut payoff = || quantity(&number(tape, Style::Whole));
    let event = match (payoff(), payoff(), payoff(), payoff()) {
        (gain, cost, peace, war) if gain.value > cost.value => {
            let fights = quantity(tape.pick(&[q(0, 1), q(1, 7), q(1, 2), q(1, 1)]));
            Event::Attack(Attack { gain, cost, peace, war, fights }.into())
        }
        (gain, loss, ..) if tape.chance(50) => {
            let detection = quantity(tape.pick(&[q(0, 1), q(1, 4), q(1, 2), q(1, 1)]));
            Event::Breach(Breach { gain, loss, detection }.into())
        }
        (executing, reneging, ..) => Event::Execution(Execution { executing, reneging }.into()),
    };
    Probability::Formula(Formula { event, note: None, because: None, source: None })
}

/// Adds up to three states, and promises, to a model.
pub fn add_states(model: &mut Model, tape: &mut Tape) {
    let parties: Vec<String> = model.parties.keys().map(str::to_owned).collect();
    let styles = [Style::Tiny, Style::Whole, Style::Fractions];
    let count = 1 + tape.below(3);
    for at in 0..count {
        let mut state = State::default();
        // Of a single state, everything from 0 to 1 may be believed; it may also follow from payoffs.
        let belief = |tape: &mut Tape| match (count, tape.below(3)) {
            (1, 0) => quantity(tape.pick(&[q(1, 1), q(1, 2), q(7, 8)])).into(),
            (1, 1) => event(tape),
            _ => probability(tape),
        };
        for party in &parties {
            state.beliefs.insert(party.as_str(), belief(tape));
        }
        for _ in 0..tape.below(3) {
            let when = conditions(tape, &model.issues, 2);
            let mut beliefs = Keyed::default();
            for party in &parties {
                if tape.chance(60) {
                    beliefs.insert(party.as_str(), belief(tape));
                }
            }
            state.given.push(Given { when, beliefs, ..Given::default() });
        }
        for party in &parties {
            if tape.chance(70) {
                let style = *tape.pick(&styles);
                let found = utility(tape, &model.issues, style);
                let (constant, values) = (found.constant, found.values);
                let (interactions, tables) = (found.interactions, found.tables);
                let utility = StateUtility { constant, values, interactions, tables, ..StateUtility::default() };
                state.utilities.insert(party.as_str(), utility);
            }
        }
        model.states.insert(format!("s{at}"), state);
    }
    for (_, utility) in &mut model.utilities.0 {
        if tape.chance(40) {
            let when = conditions(tape, &model.issues, 2);
            let (kept, broken) = (quantity(&number(tape, Style::Tiny)), quantity(&number(tape, Style::Whole)));
            let credibility = if tape.chance(30) { event(tape) } else { probability(tape) };
            utility.commitments.push(Commitment { when, kept, broken, credibility, ..Commitment::default() });
        }
    }
}
