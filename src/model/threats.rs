//! What two parties can do to each other if there is no deal, as a table of payoffs.

use super::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use super::keyed::Keyed;
use super::lenient;
use super::path::Path;
use super::quantity::Quantity;
use super::word::word;
use crate::text::quoted;
use num_rational::BigRational;

use serde::{Deserialize, Deserializer, Serialize};

/// The most actions that a party may have without a deal.
const MAX_ACTIONS: usize = 16;

/// What two parties can do to each other if there is no deal, and how their disagreement values follow from it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Threats {
    /// How no deal follows: by security levels if left out.
    #[serde(default, deserialize_with = "lenient::field", skip_serializing_if = "Option::is_none")]
    pub rule: Option<NoDealRule>,
    /// By action of the first party, and by action of the second: what the first gets, and what the second, in a list.
    #[serde(deserialize_with = "lenient::field")]
    pub payoffs: Keyed<Keyed<Vec<Quantity>>>,
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

/// How disagreement values follow from what parties can do without a deal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum NoDealRule {
    /// Each has what it can make sure of by itself, whatever the other does: its largest smallest expected payoff.
    #[default]
    SecurityLevels,
    /// Each threatens beforehand with what brings it the most in the agreement that follows, and has to carry it out (Nash
    /// 1953).
    VariableThreats,
}

impl<'de> Deserialize<'de> for NoDealRule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let words =
            [("security-levels", NoDealRule::SecurityLevels), ("variable-threats", NoDealRule::VariableThreats)];
        word(deserializer, "\"security-levels\" or \"variable-threats\"", &words)
    }
}

/// A table of what parties can do without a deal: what each gets, by action of the first and by action of the second.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PayoffTable {
    /// By party, what it can do.
    pub actions: [Vec<String>; 2],
    /// By party: what it gets, in rows of the first one's actions.
    pub payoffs: [Vec<Vec<BigRational>>; 2],
}

impl Threats {
    /// How no deal follows.
    pub fn rule(&self) -> NoDealRule {
        self.rule.unwrap_or_default()
    }

    /// The table, or what is wrong with it.
    pub(crate) fn table(&self, parties: usize) -> Result<PayoffTable, Diagnostics> {
        let path = Path::root().key("threats");
        let rows = path.key("payoffs");
        let mut findings = Diagnostics::default();
        let mut wrong = |code, place, message: &str, help: &str| {
            findings.push_within_limit(|| Diagnostic::new(code, place, message).help(help));
        };
        if parties != 2 {
            let message = format!("threats are a table for two parties, and there are {parties}");
            wrong(Code::TableShape, Place::key(&path), &message, "give each party its `disagreement` value");
        }
        let columns: Vec<&str> = self.payoffs.iter().next().map(|(_, row)| row.keys().collect()).unwrap_or_default();
        if columns.is_empty() {
            let help = "by action of the first party, and by action of the second, a list of what both get";
            wrong(Code::Empty, Place::value(&rows), "this table has no payoffs", help);
        }
        if self.payoffs.len() > MAX_ACTIONS || columns.len() > MAX_ACTIONS {
            let message = format!("a party has at most {MAX_ACTIONS} actions without a deal");
            wrong(Code::Limit, Place::value(&rows), &message, "leave out what nobody would do");
            return Err(findings);
        }
        let mut payoffs = [Vec::new(), Vec::new()];
        for (action, row) in self.payoffs.iter() {
            let path = rows.key(action);
            for other in row.keys().filter(|other| !columns.contains(other)) {
                let message = format!("{} stands in this row only", quoted(other));
                wrong(Code::TableShape, Place::key(&path.key(other)), &message, "every row has the same actions");
            }
            let mut own = [Vec::new(), Vec::new()];
            for column in &columns {
                match row.get(column).map(Vec::as_slice) {
                    Some([first, second]) => {
                        for (at, payoff) in [first, second].into_iter().enumerate() {
                            if payoff.range.is_some() {
                                let place = Place::value(&path.key(*column).index(at));
                                let help = "give the disagreement value itself a range";
                                wrong(Code::Range, place, "a payoff of a threat has no range", help);
                            }
                            own[at].push(payoff.value.value().clone());
                        }
                    }
                    Some(others) => {
                        let message = format!("{} numbers where two are needed", others.len());
                        let help = "what the first party gets, and what the second";
                        wrong(Code::TableShape, Place::value(&path.key(*column)), &message, help);
                    }
                    None => {
                        let message = format!("this row says nothing of {}", quoted(column));
                        wrong(Code::TableShape, Place::key(&path), &message, "every row has the same actions");
                    }
                }
            }
            payoffs.iter_mut().zip(own).for_each(|(all, own)| all.push(own));
        }
        if findings.has_errors() {
            return Err(findings);
        }
        let actions =
            [self.payoffs.keys().map(str::to_owned).collect(), columns.into_iter().map(str::to_owned).collect()];
        Ok(PayoffTable { actions, payoffs })
    }
}

impl PayoffTable {
    /// What a party does with these probabilities, in words: an action, or several with how likely each is.
    pub(crate) fn said(&self, party: usize, shares: &[BigRational]) -> String {
        let zero = BigRational::default();
        let one = |(action, share): (&String, &BigRational)| match share.is_integer() {
            true => action.clone(),
            false => format!("{action} with probability {share}"),
        };
        let done = self.actions[party].iter().zip(shares).filter(|(_, share)| **share > zero);
        done.map(one).collect::<Vec<_>>().join(", ")
    }
}
