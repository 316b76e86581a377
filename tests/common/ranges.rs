//! Ranges for the numbers of random models, and other numbers put in their place.

use super::random::Tape;
use super::{Q, q};
use zopa::model::{
    CommonFactor, Distribution, Event, Model, Nested, Path, Payoff, Probability, Quantity, Range, Segment, Values,
};
use zopa::{Number, Problem};

/// A long tape from a few numbers.
pub fn long_tape(questions: &[u32]) -> Tape {
    let number = |at: u32| {
        questions[at as usize % questions.len()].wrapping_mul(2_654_435_761).rotate_left(at % 31).wrapping_add(131 * at)
    };
    Tape::new((0..600).map(number).collect())
}

/// Calls `each` with every number of a model that may have a range.
pub fn each_quantity(model: &mut Model, each: &mut dyn FnMut(&mut Quantity)) {
    fn nested(table: &mut Nested, each: &mut dyn FnMut(&mut Quantity)) {
        match table {
            Nested::Value(quantity) => each(quantity),
            Nested::List(list) => list.iter_mut().for_each(|table| nested(table, each)),
        }
    }
    fn values(values: &mut Values, each: &mut dyn FnMut(&mut Quantity)) {
        match values {
            Values::ByOption(values) => values.0.iter_mut().for_each(|(_, quantity)| each(quantity)),
            Values::PerUnit(quantity) => each(quantity),
            Values::Points(points) => points.iter_mut().for_each(|(_, quantity)| each(quantity)),
            Values::Weighted { weight, scores } => {
                each(weight);
                scores.0.iter_mut().for_each(|(_, quantity)| each(quantity));
            }
        }
    }
    for (_, party) in &mut model.parties.0 {
        party.disagreement.iter_mut().for_each(&mut *each);
        party.weight.iter_mut().for_each(&mut *each);
    }
    for (_, utility) in &mut model.utilities.0 {
        utility.constant.iter_mut().for_each(&mut *each);
        utility.values.0.iter_mut().for_each(|(_, own)| values(own, each));
        utility.interactions.iter_mut().filter_map(|interaction| interaction.add.as_mut()).for_each(&mut *each);
        let of_levels = utility.interactions.iter_mut().flat_map(|interaction| interaction.values.0.iter_mut());
        of_levels.for_each(|(_, own)| values(own, each));
        utility.tables.iter_mut().for_each(|table| nested(&mut table.add, each));
    }
}

/// Gives some numbers of a model a range, in so many of 100 cases.
pub fn spread(model: &mut Model, tape: &mut Tape, percent: usize) {
    model.factors.insert("weather", CommonFactor::default());
    each_quantity(model, &mut |quantity| {
        if tape.chance(percent) {
            widen(quantity, tape);
        }
    });
}

/// Gives a number a range.
pub fn widen(quantity: &mut Quantity, tape: &mut Tape) {
    let value = quantity.value.value().clone();
    let down = q(tape.below(4) as i64, *tape.pick(&[1, 2, 3]));
    let up = q(tape.below(4) as i64, *tape.pick(&[1, 2, 5]));
    // Weights must not be negative.
    let low = if value >= q(0, 1) { (&value - down).max(q(0, 1)) } else { &value - down };
    let high = &value + up;
    let factor = tape.chance(30).then(|| "weather".to_owned());
    let correlation = factor.as_ref().filter(|_| tape.chance(50)).map(|_| Number::from(q(-1, 2)));
    let mut range = Range { factor, correlation, ..Range::default() };
    match tape.below(4) {
        0 => {
            let half = Number::from(q(1, 2));
            range.distribution = Some(Distribution::Discrete(vec![(high.into(), half.clone()), (low.into(), half)]));
        }
        kind => {
            (range.low, range.high) = (Some(low.into()), Some(high.into()));
            range.distribution = [None, Some(Distribution::Triangular), Some(Distribution::Pert)][kind - 1].clone();
        }
    }
    quantity.range = Some(Box::new(range));
}

/// Gives some beliefs in states, and what states are worth in any case, a range, in so many of 100 cases.
pub fn spread_beliefs(model: &mut Model, tape: &mut Tape, percent: usize) {
    // Of three states each is at most a third likely.
    let most = if model.states.len() == 1 { q(1, 1) } else { q(1, 3) };
    for (_, state) in &mut model.states.0 {
        let given = state.given.iter_mut().flat_map(|given| given.beliefs.0.iter_mut());
        for (_, belief) in state.beliefs.0.iter_mut().chain(given) {
            let quantity = match belief {
                Probability::Number(quantity) => quantity,
                // What is asked at several times is certain.
                Probability::Formula(formula) if !formula.periods.is_empty() => continue,
                Probability::Formula(formula) => {
                    for quantity in payoffs(&mut formula.event) {
                        if tape.chance(percent) {
                            widen(quantity, tape);
                        }
                    }
                    continue;
                }
            };
            let value = quantity.value.value().clone();
            if tape.chance(percent) && value <= most {
                let low = &value * q(tape.below(3) as i64, 2).min(q(1, 1));
                let high = &value + (&most - &value) * q(tape.below(3) as i64, 2);
                let range = Range { low: Some(low.into()), high: Some(high.into()), ..Range::default() };
                quantity.range = Some(Box::new(range));
            }
        }
        for quantity in state.utilities.0.iter_mut().filter_map(|(_, utility)| utility.constant.as_mut()) {
            if tape.chance(percent) {
                let (low, high) =
                    (quantity.value.value() - q(tape.below(3) as i64, 1), quantity.value.value() + q(1, 2));
                let range = Range { low: Some(low.into()), high: Some(high.into()), ..Range::default() };
                quantity.range = Some(Box::new(range));
            }
        }
    }
}

/// The payoffs of an event, but for probabilities: of a sum, the constant.
fn payoffs(event: &mut Event) -> Vec<&mut Quantity> {
    let payoffs: Vec<&mut Payoff> = match event {
        Event::Attack(attack) => vec![&mut attack.gain, &mut attack.cost, &mut attack.peace, &mut attack.war],
        Event::Breach(breach) => vec![&mut breach.gain, &mut breach.loss],
        Event::Execution(execution) => vec![&mut execution.executing, &mut execution.reneging],
    };
    fn number(payoff: &mut Payoff) -> Option<&mut Quantity> {
        match payoff {
            Payoff::Number(quantity) => Some(quantity),
            Payoff::ByPackage(sum) => sum.constant.as_mut(),
        }
    }
    payoffs.into_iter().filter_map(number).collect()
}

/// Random numbers within the ranges of a problem; often at an end.
pub fn some_numbers(problem: &Problem, tape: &mut Tape) -> Vec<Number> {
    let one = |uncertain: &zopa::problem::Uncertain| {
        let (low, high) = (uncertain.low.value(), uncertain.high.value());
        let share: Q = q([0, 4, tape.below(5) as i64][tape.below(3)], 4);
        Number::from(low + (high - low) * share)
    };
    problem.uncertain().iter().map(one).collect()
}

/// The model with these numbers written in place of the uncertain ones, in the order of [`Problem::uncertain`].
pub fn with_numbers(model: &Model, problem: &Problem, numbers: &[Number]) -> Model {
    let mut json: serde_json::Value = serde_json::from_str(&model.to_json()).expect("JSON");
    for (uncertain, number) in problem.uncertain().iter().zip(numbers) {
        *at(&mut json, &uncertain.path) = serde_json::Value::String(fraction(number));
    }
    Model::from_json(&json.to_string()).expect("the same model with other numbers")
}

fn fraction(number: &Number) -> String {
    format!("{}/{}", number.value().numer(), number.value().denom())
}

fn at<'j>(json: &'j mut serde_json::Value, path: &Path) -> &'j mut serde_json::Value {
    path.segments().iter().fold(json, |json, segment| match segment {
        Segment::Key(key) => json.get_mut(key).unwrap_or_else(|| panic!("{path}")),
        Segment::Index(index) => json.get_mut(*index).unwrap_or_else(|| panic!("{path}")),
    })
}
