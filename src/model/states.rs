//! States of the world: what is not known yet when a package is agreed, how likely each party thinks it, and what the
//! package is then worth.
//!
//! The states of a model exclude each other; that none of them happens is what remains. Probabilities are numbers, or
//! follow from what somebody would gain (see [`Event`]).

use super::quantity::{Quantity, plain, visit_numbers};
use super::range::{Distribution, Range};
use super::{Conditions, Interaction, Keyed, Table, Values, lenient};
use crate::exact::{LEXEME, Number};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// Something that may turn out to be so: an event, or a way to read a clause. States exclude each other.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct State {
    /// Its name in reports; the id if left out.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// By party, how likely it thinks the state: from 0 to 1. Over all states at most 1; the rest is that none happens.
    #[serde(deserialize_with = "lenient::field")]
    pub beliefs: Keyed<Probability>,
    /// Beliefs that depend on the package: of several whose conditions hold, the first one counts.
    #[serde(default, deserialize_with = "lenient::list", skip_serializing_if = "Vec::is_empty")]
    pub given: Vec<Given>,
    /// By party, what the state adds to the worth of a package if it happens.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Keyed::is_empty")]
    pub utilities: Keyed<StateUtility>,
    /// A remark.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Why it is so.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// Where it is stated.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// Beliefs where a combination of options is agreed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// By issue, the options for which they hold; beliefs do not depend on levels of continuous issues.
    #[serde(deserialize_with = "lenient::field")]
    pub when: Conditions,
    /// By party, how likely it then thinks the state.
    #[serde(deserialize_with = "lenient::field")]
    pub beliefs: Keyed<Probability>,
    /// A remark.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Why it is so.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// Where it is stated.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// What a state adds to a party's utility if it happens, or what a payoff comes to: as in `utilities`, without red lines.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StateUtility {
    /// Added to every package.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub constant: Option<Quantity>,
    /// By issue, what each option or level is then worth, beside what it is worth anyway.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Keyed::is_empty")]
    pub values: Keyed<Values>,
    /// Added where a combination of options is chosen.
    #[serde(default, deserialize_with = "lenient::list", skip_serializing_if = "Vec::is_empty")]
    pub interactions: Vec<Interaction>,
    /// Added by the options of several issues, as a full table.
    #[serde(default, deserialize_with = "lenient::list", skip_serializing_if = "Vec::is_empty")]
    pub tables: Vec<Table>,
    /// A remark.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Why it is so.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// Where it is stated.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// A promise that may be broken: worth `credibility · kept + (1 − credibility) · broken` where its conditions hold.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Commitment {
    /// By issue, the options with which the promise is made.
    #[serde(deserialize_with = "lenient::field")]
    pub when: Conditions,
    /// What it is worth if it is kept.
    #[serde(deserialize_with = "lenient::field")]
    pub kept: Quantity,
    /// What it is worth if it is broken.
    #[serde(deserialize_with = "lenient::field")]
    pub broken: Quantity,
    /// How likely the party thinks it kept.
    #[serde(deserialize_with = "lenient::field")]
    pub credibility: Probability,
    /// A remark.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Why it is so.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// Where it is stated.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// A probability: a number, or what follows from an event's payoffs.
#[derive(Clone, Debug, PartialEq)]
pub enum Probability {
    /// A number from 0 to 1.
    Number(Quantity),
    /// 1 or 0, or two other numbers, by what somebody would gain.
    Formula(Box<Formula>),
}

impl Default for Probability {
    fn default() -> Self {
        Probability::Number(Quantity::default())
    }
}

/// An event that happens, or not, by what somebody would gain.
#[derive(Clone, Debug, PartialEq)]
pub struct Formula {
    /// The event.
    pub event: Event,
    /// How likely the state is where the event happens, as far as its payoffs tell; 1 if left out.
    pub then: Option<Quantity>,
    /// How likely it is where the event does not happen; 0 if left out.
    pub otherwise: Option<Quantity>,
    /// Whether packages with which the promise behind it would not be kept are not agreed: those with which the attack or the
    /// breach pays, or what was promised is not carried out.
    pub must_hold: bool,
    /// A name for the promise in reports, by which the command line can lift that it must hold.
    pub id: Option<String>,
    /// Times at which it is asked, in their order, each with the payoffs that are others then: as power shifts, or a war tires. The
    /// promise holds if it holds at each. Empty if it is asked once.
    pub periods: Keyed<Period>,
    /// A remark.
    pub note: Option<String>,
    /// Why it is so.
    pub because: Option<String>,
    /// Where it is stated.
    pub source: Option<String>,
}

impl Formula {
    /// The event alone: its probability is 1 or 0, and what was promised need not hold.
    pub fn of(event: Event) -> Self {
        Formula {
            event,
            then: None,
            otherwise: None,
            must_hold: false,
            id: None,
            periods: Keyed::default(),
            note: None,
            because: None,
            source: None,
        }
    }
}

/// An event, and the payoffs that decide about it.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// An attack, which deterrence is to prevent.
    Attack(Box<Attack>),
    /// A breach, which verification is to prevent.
    Breach(Box<Breach>),
    /// That a promise is carried out when the time has come.
    Execution(Box<Execution>),
}

/// An attack happens if it pays: `(1 − fights)·(gain − cost) − fights·war > peace`. It does below the threshold
/// `fights* = (gain − cost − peace) / (gain − cost + war)`; Schelling (1966), Powell (1990).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Attack {
    /// What the attacker gains if nobody resists.
    #[serde(deserialize_with = "lenient::field")]
    pub gain: Payoff,
    /// What the attack costs it then.
    #[serde(deserialize_with = "lenient::field")]
    pub cost: Payoff,
    /// What it keeps if it leaves the peace alone.
    #[serde(deserialize_with = "lenient::field")]
    pub peace: Payoff,
    /// What it loses if the other side fights.
    #[serde(deserialize_with = "lenient::field")]
    pub war: Payoff,
    /// How likely it thinks that the other side fights.
    #[serde(deserialize_with = "lenient::field")]
    pub fights: Payoff,
}

/// A breach happens if it pays: `(1 − detection)·gain > detection·loss`. It does not from the threshold
/// `detection* = gain / (gain + loss)` on; Avenhaus, von Stengel and Zamir (2002).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Breach {
    /// What who breaks the agreement gains if it is not found out.
    #[serde(deserialize_with = "lenient::field")]
    pub gain: Payoff,
    /// What it loses if it is.
    #[serde(deserialize_with = "lenient::field")]
    pub loss: Payoff,
    /// How likely a breach is found out.
    #[serde(deserialize_with = "lenient::field")]
    pub detection: Payoff,
}

/// A promise is carried out if that is then not worse than to renege: `executing ≥ reneging`; Kydland and Prescott (1977).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Execution {
    /// What carrying it out is then worth to who promised it.
    #[serde(deserialize_with = "lenient::field")]
    pub executing: Payoff,
    /// What reneging is then worth to it.
    #[serde(deserialize_with = "lenient::field")]
    pub reneging: Payoff,
}

/// A payoff that an event depends on: a number, or what is agreed decides.
#[derive(Clone, Debug, PartialEq)]
pub enum Payoff {
    /// Whatever is agreed.
    Number(Quantity),
    /// The sum of what the options of some issues, alone and together, come to.
    ByPackage(Box<StateUtility>),
}

/// The payoffs of an event that are others at a time than the event says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// What the attacker gains if nobody resists, or who breaks the agreement if it is not found out.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub gain: Option<Payoff>,
    /// What an attack costs.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub cost: Option<Payoff>,
    /// What an attacker keeps that leaves the peace alone.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub peace: Option<Payoff>,
    /// What an attacker loses if the other side fights.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub war: Option<Payoff>,
    /// How likely it is that the other side fights.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub fights: Option<Payoff>,
    /// What who breaks the agreement loses if it is found out.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub loss: Option<Payoff>,
    /// How likely a breach is found out.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub detection: Option<Payoff>,
    /// What carrying the promise out is worth.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub executing: Option<Payoff>,
    /// What reneging is worth.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub reneging: Option<Payoff>,
    /// A remark.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Why it is so.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// Where it is stated.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

impl Period {
    /// The payoffs that are others, with their keys.
    pub fn payoffs(&self) -> impl Iterator<Item = (&'static str, &Payoff)> {
        let all = [
            ("gain", &self.gain),
            ("cost", &self.cost),
            ("peace", &self.peace),
            ("war", &self.war),
            ("fights", &self.fights),
            ("loss", &self.loss),
            ("detection", &self.detection),
            ("executing", &self.executing),
            ("reneging", &self.reneging),
        ];
        all.into_iter().filter_map(|(key, payoff)| Some((key, payoff.as_ref()?)))
    }
}

impl Default for Payoff {
    fn default() -> Self {
        Payoff::Number(Quantity::default())
    }
}

impl From<Quantity> for Payoff {
    fn from(quantity: Quantity) -> Self {
        Payoff::Number(quantity)
    }
}

impl Event {
    /// Its key, as in JSON.
    pub fn kind(&self) -> &'static str {
        match self {
            Event::Attack(_) => "attack",
            Event::Breach(_) => "breach",
            Event::Execution(_) => "execution",
        }
    }

    /// The same at a time at which some payoffs are others.
    pub fn at(&self, period: &Period) -> Event {
        let other = |now: &Payoff, then: &Option<Payoff>| then.as_ref().unwrap_or(now).clone();
        match self {
            Event::Attack(attack) => Event::Attack(Box::new(Attack {
                gain: other(&attack.gain, &period.gain),
                cost: other(&attack.cost, &period.cost),
                peace: other(&attack.peace, &period.peace),
                war: other(&attack.war, &period.war),
                fights: other(&attack.fights, &period.fights),
            })),
            Event::Breach(breach) => Event::Breach(Box::new(Breach {
                gain: other(&breach.gain, &period.gain),
                loss: other(&breach.loss, &period.loss),
                detection: other(&breach.detection, &period.detection),
            })),
            Event::Execution(execution) => Event::Execution(Box::new(Execution {
                executing: other(&execution.executing, &period.executing),
                reneging: other(&execution.reneging, &period.reneging),
            })),
        }
    }

    /// Its payoffs with their keys, in the order of its fields.
    pub fn payoffs(&self) -> Vec<(&'static str, &Payoff)> {
        match self {
            Event::Attack(attack) => {
                let Attack { gain, cost, peace, war, fights } = attack.as_ref();
                vec![("gain", gain), ("cost", cost), ("peace", peace), ("war", war), ("fights", fights)]
            }
            Event::Breach(breach) => {
                let Breach { gain, loss, detection } = breach.as_ref();
                vec![("gain", gain), ("loss", loss), ("detection", detection)]
            }
            Event::Execution(execution) => {
                let Execution { executing, reneging } = execution.as_ref();
                vec![("executing", executing), ("reneging", reneging)]
            }
        }
    }
}

/// The object form of a [`Payoff`].
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PayoffParts {
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    value: Option<Number>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    low: Option<Number>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    high: Option<Number>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    distribution: Option<Distribution>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    factor: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    correlation: Option<Number>,
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    constant: Option<Quantity>,
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Keyed::is_empty")]
    values: Keyed<Values>,
    #[serde(default, deserialize_with = "lenient::list", skip_serializing_if = "Vec::is_empty")]
    interactions: Vec<Interaction>,
    #[serde(default, deserialize_with = "lenient::list", skip_serializing_if = "Vec::is_empty")]
    tables: Vec<Table>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    because: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<String>,
}

impl PayoffParts {
    fn payoff<E: Error>(self) -> Result<Payoff, E> {
        let PayoffParts { value, low, high, distribution, factor, correlation, .. } = self;
        let PayoffParts { constant, values, interactions, tables, note, because, source, .. } = self;
        let range = Range { low, high, distribution, factor, correlation };
        let range = (range != Range::default()).then(|| Box::new(range));
        let summed = constant.is_some() || !values.is_empty() || !interactions.is_empty() || !tables.is_empty();
        match value {
            Some(value) if !summed => Ok(Payoff::Number(Quantity { value, range, note, because, source })),
            None if summed && range.is_none() => {
                let sum = StateUtility { constant, values, interactions, tables, note, because, source };
                Ok(Payoff::ByPackage(Box::new(sum)))
            }
            None if !summed => Err(E::missing_field("value")),
            _ => Err(E::custom(
                "a payoff is a `value`, perhaps with a range, or the sum of a `constant`, `values`, `interactions` and `tables`",
            )),
        }
    }
}

impl<'de> Deserialize<'de> for Payoff {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Shape;
        impl<'de> Visitor<'de> for Shape {
            type Value = Payoff;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a number, or an object with `values` by option")
            }

            visit_numbers!();

            fn visit_str<E: Error>(self, text: &str) -> Result<Payoff, E> {
                plain(text).map(Payoff::Number)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Payoff, A::Error> {
                PayoffParts::deserialize(MapAccessDeserializer::new(map))?.payoff()
            }
        }
        deserializer.deserialize_newtype_struct(LEXEME, Shape)
    }
}

impl Serialize for Payoff {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Payoff::Number(quantity) => quantity.serialize(serializer),
            Payoff::ByPackage(sum) => sum.serialize(serializer),
        }
    }
}

/// The object form of a [`Probability`].
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Parts {
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    value: Option<Number>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    attack: Option<Box<Attack>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    breach: Option<Box<Breach>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    execution: Option<Box<Execution>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    then: Option<Quantity>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    otherwise: Option<Quantity>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    must_hold: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Keyed::is_empty")]
    periods: Keyed<Period>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    low: Option<Number>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    high: Option<Number>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    distribution: Option<Distribution>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    factor: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    correlation: Option<Number>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    because: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<String>,
}

/// A field that is there, and not null.
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

impl Parts {
    fn probability<E: Error>(self) -> Result<Probability, E> {
        let Parts { value, attack, breach, execution, low, high, distribution, factor, correlation, .. } = self;
        let Parts { then, otherwise, must_hold, id, periods, .. } = self;
        let of_event = then.is_some() || otherwise.is_some() || must_hold || id.is_some() || !periods.is_empty();
        let (note, because, source) = (self.note, self.because, self.source);
        let range = Range { low, high, distribution, factor, correlation };
        let range = (range != Range::default()).then(|| Box::new(range));
        let events = [attack.map(Event::Attack), breach.map(Event::Breach), execution.map(Event::Execution)];
        let mut events = events.into_iter().flatten();
        match (value, events.next(), events.next()) {
            (Some(value), None, _) if !of_event => {
                Ok(Probability::Number(Quantity { value, range, note, because, source }))
            }
            (None, Some(event), None) if range.is_none() => {
                let formula = Formula { event, then, otherwise, must_hold, id, periods, note, because, source };
                Ok(Probability::Formula(Box::new(formula)))
            }
            (None, None, _) => Err(E::missing_field("value")),
            _ => Err(E::custom(
                "a probability is a `value`, perhaps with a range, or one event with its payoffs; how likely the state is `then` and \
                 `otherwise`, that the promise `must_hold`, an `id` and `periods` are said of an event",
            )),
        }
    }
}

impl From<Quantity> for Probability {
    fn from(quantity: Quantity) -> Self {
        Probability::Number(quantity)
    }
}

impl<'de> Deserialize<'de> for Probability {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Shape;
        impl<'de> Visitor<'de> for Shape {
            type Value = Probability;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a number, or an object with `attack`, `breach` or `execution`")
            }

            visit_numbers!();

            fn visit_str<E: Error>(self, text: &str) -> Result<Probability, E> {
                plain(text).map(Probability::Number)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Probability, A::Error> {
                Parts::deserialize(MapAccessDeserializer::new(map))?.probability()
            }
        }
        deserializer.deserialize_newtype_struct(LEXEME, Shape)
    }
}

impl Serialize for Probability {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let formula = match self {
            Probability::Number(quantity) => return quantity.serialize(serializer),
            Probability::Formula(formula) => formula.clone(),
        };
        let Formula { event, then, otherwise, must_hold, id, periods, note, because, source } = *formula;
        let mut parts = Parts { then, otherwise, must_hold, id, periods, note, because, source, ..Parts::default() };
        match event {
            Event::Attack(attack) => parts.attack = Some(attack),
            Event::Breach(breach) => parts.breach = Some(breach),
            Event::Execution(execution) => parts.execution = Some(execution),
        }
        parts.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_read_in_all_their_shapes() {
        for text in [
            "0.2",
            r#"{"value":0.5,"low":0.3,"high":0.7}"#,
            r#"{"breach":{"gain":3,"loss":9,"detection":{"value":0.25,"low":0}},"because":"b"}"#,
            r#"{"attack":{"gain":10,"cost":4,"peace":2,"war":20,"fights":"1/3"}}"#,
            r#"{"execution":{"executing":-20,"reneging":-5}}"#,
            r#"{"execution":{"executing":-20,"reneging":-5},"then":{"value":0.9,"low":0.8},"otherwise":0.1}"#,
            r#"{"breach":{"gain":3,"loss":9,"detection":0},"periods":{"now":{},"later":{"gain":4}}}"#,
            r#"{"breach":{"gain":3,"loss":{"constant":9,"values":{"snapback":{"no":0,"yes":9}}},"detection":0},"must_hold":true,"id":"kept"}"#,
        ] {
            let probability: Probability = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&probability).unwrap(), text);
        }
        for text in [
            r#"{"low":0.3}"#,
            r#"{"breach":{"gain":3,"loss":9,"detection":0},"value":1}"#,
            r#"{"breach":{"gain":3,"loss":9,"detection":0},"low":1}"#,
            r#"{"execution":{"executing":-20}}"#,
            r#"{"execution":null,"value":1}"#,
            r#"{"value":1,"must_hold":true}"#,
            r#"{"value":1,"otherwise":0}"#,
            r#"{"value":1,"periods":{"now":{}}}"#,
            r#"{"breach":{"gain":3,"loss":{"value":9,"constant":1},"detection":0}}"#,
            r#"{"breach":{"gain":3,"loss":{"constant":9,"low":1},"detection":0}}"#,
            r#"{"breach":{"gain":3,"loss":{},"detection":0}}"#,
        ] {
            assert!(serde_json::from_str::<Probability>(text).is_err(), "{text}");
        }
    }
}
