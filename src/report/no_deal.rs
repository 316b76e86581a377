//! Why there is no agreement, as data.

use super::parts::AgreementReport;
use crate::exact::Number;
use crate::explain::{Balance, NoDeal, Verdict};
use crate::model::Keyed;
use crate::problem::View;
use crate::search::{Outcome, Stop};
use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use serde::{Deserialize, Serialize};

/// Why no package is acceptable.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NoDealReport {
    /// True if the rules and red lines alone leave no package.
    pub infeasible: bool,
    /// The smallest sets of parties whose consent is missing.
    pub binding: Vec<BindingReport>,
    /// Weights that prove it, if there are such weights.
    pub balance: Option<BalanceReport>,
    /// Why the search for these reasons stopped early, if it did.
    pub stopped_by: Option<Stop>,
}

/// A smallest set of parties whose consent is missing.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BindingReport {
    /// Their ids.
    pub parties: Vec<String>,
    /// By party of these, how far it is short of its disagreement value at the closest package; not positive if it is not.
    pub short: Keyed<Number>,
    /// The package that comes closest.
    pub closest: AgreementReport,
}

/// Weights of the parties' gains, and the most that any package reaches with them.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BalanceReport {
    /// True if mixing packages (a lottery, taking turns) could come to be acceptable to all; false if it is proven that
    /// no mixture is.
    pub mixture_may_help: bool,
    /// By party, how often its gain, in the author's units, counts.
    pub weights: Keyed<Number>,
    /// The largest sum of gains so counted over all feasible packages.
    pub best: Number,
    /// The same sum of what the parties have without a deal.
    pub disagreement: Number,
}

impl NoDealReport {
    pub(super) fn new(view: &View, no_deal: &Outcome<NoDeal>) -> Self {
        let parties = view.problem().parties();
        let binding = no_deal.binding.iter().map(|binding| BindingReport {
            parties: binding.parties.iter().map(|party| parties[party.index()].id.clone()).collect(),
            short: (binding.parties.iter())
                .map(|party| (parties[party.index()].id.clone(), negated(&binding.closest.gains[party.index()])))
                .collect(),
            closest: AgreementReport::new(view, &binding.closest),
        });
        NoDealReport {
            infeasible: no_deal.infeasible,
            binding: binding.collect(),
            balance: no_deal.balance.as_ref().map(|balance| BalanceReport::new(view, balance)),
            stopped_by: no_deal.stopped,
        }
    }
}

impl BalanceReport {
    /// In the author's units: there, a gain counts as often as its scaled form does times the scale.
    pub(super) fn new(view: &View, balance: &Balance) -> Self {
        let scaled = view.problem().party_ids().zip(&balance.weights);
        let weights: Vec<BigInt> = scaled.map(|(party, weight)| weight * view.gain_scale(party)).collect();
        let divisor = weights.iter().fold(BigInt::ZERO, |divisor, weight| divisor.gcd(weight)).max(BigInt::from(1));
        let ids = view.problem().parties().iter().map(|party| party.id.clone());
        let counted: Vec<BigRational> =
            weights.into_iter().map(|weight| BigRational::new(weight, divisor.clone())).collect();
        let floors = view.problem().party_ids().map(|party| view.disagreement(party));
        let disagreement: BigRational = counted.iter().zip(floors).map(|(weight, floor)| weight * floor.value()).sum();
        BalanceReport {
            mixture_may_help: balance.verdict == Verdict::MixtureMayHelp,
            weights: ids.zip(counted.into_iter().map(Number::from)).collect(),
            best: BigRational::new(balance.most.clone(), divisor).into(),
            disagreement: disagreement.into(),
        }
    }
}

pub fn negated(number: &Number) -> Number {
    (-number.value()).into()
}
