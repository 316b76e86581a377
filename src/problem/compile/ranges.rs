//! Numbers with a range: what is said about them makes sense, and each has a position.

use super::compiler::{Compiler, Reads};
use crate::exact::{Number, Polynomial};
use crate::model::{Code, Distribution, Path, Place, Quantity, Range};
use crate::problem::lookup::unknown;
use crate::problem::{DriverId, MAX_UNCERTAIN, PartyId, Role, Uncertain};
use num_rational::BigRational;
use num_traits::{One, Signed};

/// The most values in a list.
const MAX_LISTED: usize = 1000;

impl Compiler<'_> {
    /// A number of a party, as it depends on what is uncertain.
    pub(super) fn quantity(&mut self, quantity: &Quantity, party: PartyId, role: Role, path: &Path) -> Polynomial {
        let value = quantity.value.value().clone();
        let role = match self.reads {
            None => role,
            Some(Reads::Payoffs) => Role::Payoff,
            Some(Reads::Certain(why)) => {
                self.certain(quantity, path, why);
                return Polynomial::certain(value);
            }
        };
        let kept = self.all_numbers && matches!(role, Role::Constant | Role::Value { .. } | Role::Combination);
        let none = Range::default();
        let range = match &quantity.range {
            None if kept => &none,
            None => return Polynomial::certain(value),
            Some(range) => range,
        };
        let Some((low, high)) = self.ends(quantity, range, path) else { return Polynomial::certain(value) };
        let factor = self.factor(range, path);
        if low == high && !kept {
            return Polynomial::certain(value);
        }
        if self.uncertain.len() >= MAX_UNCERTAIN && !self.all_numbers {
            let message = format!("more than {MAX_UNCERTAIN} numbers have a range");
            if !self.diagnostics.iter().any(|diagnostic| diagnostic.message == message) {
                let help = "give a range to the numbers that matter: the stability command tells which";
                self.error(Code::Limit, Place::value(path), message, help);
            }
            return Polynomial::certain(value);
        }
        self.uncertain.push(Uncertain {
            party,
            role,
            path: path.clone(),
            value: quantity.value.clone(),
            low,
            high,
            distribution: range.distribution.clone().unwrap_or(Distribution::Uniform),
            factor,
            because: quantity.because.clone(),
        });
        Polynomial::uncertain(value, self.uncertain.len() - 1)
    }

    /// The ends of a range, if they make sense.
    fn ends(&mut self, quantity: &Quantity, range: &Range, path: &Path) -> Option<(Number, Number)> {
        let value = &quantity.value;
        if let Some(Distribution::Discrete(values)) = &range.distribution {
            return self.discrete(value, range, values, path);
        }
        let low = range.low.clone().unwrap_or_else(|| value.clone());
        let high = range.high.clone().unwrap_or_else(|| value.clone());
        if low > *value || high < *value {
            let (key, message) = match low > *value {
                true => ("low", format!("`low` is {low}, above the value {value}")),
                false => ("high", format!("`high` is {high}, below the value {value}")),
            };
            self.error(Code::Range, Place::value(&path.key(key)), message, "the value stands between `low` and `high`");
            return None;
        }
        Some((low, high))
    }

    fn discrete(
        &mut self,
        value: &Number,
        range: &Range,
        values: &[(Number, Number)],
        path: &Path,
    ) -> Option<(Number, Number)> {
        let place = Place::value(&path.key("distribution"));
        if let Some(key) = range.low.as_ref().map(|_| "low").or(range.high.as_ref().map(|_| "high")) {
            let message = format!("`{key}` beside a list of values: the list has its ends in it");
            self.error(Code::Range, Place::key(&path.key(key)), message, "leave it out");
            return None;
        }
        let low = values.iter().map(|(value, _)| value).min();
        let high = values.iter().map(|(value, _)| value).max();
        let (Some(low), Some(high)) = (low.cloned(), high.cloned()) else {
            self.error(Code::Empty, place, "this list of values is empty", "name at least one [value, probability]");
            return None;
        };
        if values.len() > MAX_LISTED {
            let message = format!("a list of {} values; at most {MAX_LISTED} are read", values.len());
            self.error(Code::Limit, place, message, "");
            return None;
        }
        let sum: BigRational = values.iter().map(|(_, probability)| probability.value()).sum();
        if !sum.is_one() || values.iter().any(|(_, probability)| probability.value().is_negative()) {
            let message = format!("the probabilities of this list sum to {}", Number::from(sum));
            self.error(Code::Range, place, message, "probabilities are 0 or more, and sum to 1");
            return None;
        }
        if low > *value || high < *value {
            let message = format!("the value {value} is outside of its list, which runs from {low} to {high}");
            self.error(Code::Range, place, message, "the value stands between the least and the largest of the list");
            return None;
        }
        Some((low, high))
    }

    /// The common factor that a number moves with, and how closely.
    fn factor(&mut self, range: &Range, path: &Path) -> Option<(DriverId, Number)> {
        if let Some(correlation) = &range.correlation {
            if range.factor.is_none() {
                let help = "name the `factor` that the number moves with";
                self.error(Code::Range, Place::key(&path.key("correlation")), "a correlation with nothing", help);
            }
            if correlation.value().abs() > BigRational::one() {
                let message = format!("a correlation of {correlation}: it must be from -1 to 1");
                self.error(Code::Range, Place::value(&path.key("correlation")), message, "");
            }
        }
        let id = range.factor.as_ref()?;
        let found = self.model.factors.keys().position(|known| known == id);
        if found.is_none() {
            let known = self.model.factors.keys();
            let place = Place::value(&path.key("factor"));
            self.diagnostics.push(match self.model.factors.is_empty() {
                true => crate::model::Diagnostic::new(
                    Code::UnknownFactor,
                    place,
                    format!("no common factor is called `{id}`"),
                )
                .help("declare it under `factors`, beside `parties`: {\"factors\": {\"…\": {}}}"),
                false => {
                    unknown(Code::UnknownFactor, place, "common factor", id, known.collect::<Vec<_>>().into_iter())
                }
            });
        }
        Some((DriverId::at(found?), range.correlation.clone().unwrap_or_else(|| 1.into())))
    }

    /// Refuses a range where a number must be certain.
    pub(super) fn certain(&mut self, quantity: &Quantity, path: &Path, why: &str) {
        if quantity.range.is_some() {
            self.error(Code::Range, Place::value(path), format!("a range where a number must be certain: {why}"), "");
        }
    }
}
