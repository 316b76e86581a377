//! States and promises for random models.

use super::build::quantity;
use super::oracle::option_ids;
use super::random::{Style, Tape, conditions, number, utility};
use super::{Q, q};
use zopa::Model;
use zopa::model::{
    Attack, Breach, Commitment, Event, Execution, Formula, Given, Interaction, Issue, Keyed, Payoff, Period,
    Probability, Quantity, State, StateUtility, Values,
};

/// A probability of at most a third, so that those of three states sum to at most 1.
fn probability(tape: &mut Tape) -> Probability {
    quantity(tape.pick(&[q(0, 1), q(1, 5), q(1, 4), q(1, 3), q(1, 10)])).into()
}

/// A payoff: a number, or a sum of what options of one issue, and a combination, come to.
fn payoff(tape: &mut Tape, issues: &Keyed<Issue>, number: Quantity, mut more: impl FnMut(&mut Tape) -> Q) -> Payoff {
    if !tape.chance(40) {
        return number.into();
    }
    let (id, issue) = &issues.0[tape.below(issues.len())];
    let by_option = option_ids(issue).into_iter().map(|option| (option, quantity(&more(tape)))).collect();
    let mut sum = StateUtility::default();
    sum.values.insert(id.as_str(), Values::ByOption(by_option));
    // Probabilities stay below 1.
    if number.value.value() > &q(1, 1) {
        sum.constant = Some(number);
        if tape.chance(50) {
            let when = conditions(tape, issues, 2);
            sum.interactions.push(Interaction { when, add: Some(quantity(&more(tape))), ..Interaction::default() });
        }
    }
    Payoff::ByPackage(Box::new(sum))
}

/// An event with random payoffs.
pub fn event(tape: &mut Tape, issues: &Keyed<Issue>) -> Probability {
    let whole = |tape: &mut Tape| number(tape, Style::Whole);
    let share = |tape: &mut Tape| tape.pick(&[q(0, 1), q(1, 7), q(1, 4), q(1, 2), q(1, 1)]).clone();
    let [one, two] = [(); 2].map(|()| quantity(&whole(tape)));
    let sum = |tape: &mut Tape, number| payoff(tape, issues, number, whole);
    let event = if one.value > two.value {
        let [peace, war] = [(); 2].map(|()| quantity(&whole(tape)));
        let fights = quantity(&share(tape));
        let [gain, cost, peace, war] = [one, two, peace, war].map(|number| sum(tape, number));
        let fights = payoff(tape, issues, fights, share);
        Event::Attack(Attack { gain, cost, peace, war, fights }.into())
    } else if tape.chance(50) {
        let detection = quantity(&share(tape));
        let [gain, loss] = [one, two].map(|number| sum(tape, number));
        let detection = payoff(tape, issues, detection, share);
        Event::Breach(Breach { gain, loss, detection }.into())
    } else {
        let [executing, reneging] = [one, two].map(|number| sum(tape, number));
        Event::Execution(Execution { executing, reneging }.into())
    };
    let mut periods = Keyed::default();
    if tape.chance(25) {
        for at in 0..1 + tape.below(3) {
            let other = |tape: &mut Tape| tape.chance(40).then(|| Payoff::from(quantity(&whole(tape))));
            let mut period = Period::default();
            match &event {
                Event::Attack(_) => {
                    (period.gain, period.cost, period.war) = (other(tape), other(tape), other(tape));
                    period.fights = tape.chance(40).then(|| quantity(&share(tape)).into());
                }
                Event::Breach(_) => (period.gain, period.loss) = (other(tape), other(tape)),
                Event::Execution(_) => (period.executing, period.reneging) = (other(tape), other(tape)),
            }
            periods.insert(format!("time{at}"), period);
        }
    }
    Probability::Formula(Formula {
        event,
        must_hold: false,
        id: None,
        periods,
        note: None,
        because: None,
        source: None,
    })
}

/// Calls `each` with every event of a model.
pub fn each_event(model: &mut Model, each: &mut dyn FnMut(&mut Formula)) {
    let given = model.states.0.iter_mut().flat_map(|(_, state)| {
        let given = state.given.iter_mut().flat_map(|given| given.beliefs.0.iter_mut());
        given.chain(state.beliefs.0.iter_mut()).map(|(_, belief)| belief)
    });
    let promises = model.utilities.0.iter_mut().flat_map(|(_, utility)| &mut utility.commitments);
    for probability in given.chain(promises.map(|promise| &mut promise.credibility)) {
        if let Probability::Formula(formula) = probability {
            each(formula);
        }
    }
}

/// Lets many events of a model be such that must hold.
pub fn must_hold(model: &mut Model, tape: &mut Tape) {
    each_event(model, &mut |formula| formula.must_hold = tape.chance(60));
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
            (1, 1) => event(tape, &model.issues),
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
            let credibility = if tape.chance(30) { event(tape, &model.issues) } else { probability(tape) };
            utility.commitments.push(Commitment { when, kept, broken, credibility, ..Commitment::default() });
        }
    }
}
