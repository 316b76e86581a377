//! Which promises of a package would be broken, as data.

use super::explain::{ChangedReport, NearestReport};
use super::names::Opening;
use super::parts::{AgreementReport, Choice, by_party, choices};
use crate::exact::Number;
use crate::explain::Holding;
use crate::model::Keyed;
use crate::problem::{Derived, Package, Problem, Promise, View};
use crate::search::{Outcome, Stop};
use num_traits::Signed;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The report on [`View::promises_of`].
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HoldsReport {
    /// What was asked, and what ids are called.
    #[serde(flatten)]
    pub opening: Opening,
    /// Whether every promise holds.
    pub holds: bool,
    /// What the package is called, if it has a name.
    pub name: Option<String>,
    /// The package.
    pub package: Keyed<Choice>,
    /// The promises that are asked where it is agreed.
    pub promises: Vec<PromiseReport>,
    /// If one would be broken: the nearest packages that everybody accepts and with which all promises hold; `null` if there is
    /// none, or if it is not known.
    pub nearest: Option<NearestReport>,
    /// What the concept chooses as promises are believed; `null` if nothing is agreed, or if it is not known.
    pub trusting: Option<AgreementReport>,
    /// What it chooses where all promises must hold.
    pub required: Option<AgreementReport>,
    /// By party, what it loses (less than 0) or gains by that: what not trusting comes to.
    pub difference: Option<Keyed<Number>>,
    /// If the concept chooses several packages, which are equally good: how many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tied: Option<String>,
    /// How many of these it chooses where all promises must hold, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tied_holding: Option<String>,
    /// The concept.
    pub concept: Cow<'static, str>,
    /// Its name.
    pub concept_name: Cow<'static, str>,
    /// Why not all of that is known, if so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_by: Option<Stop>,
}

/// A promise, and what decides about it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PromiseReport {
    /// Its id, or where it stands.
    pub name: String,
    /// What would break it: an `attack`, a `breach`, or that it comes to no `execution`.
    pub event: Cow<'static, str>,
    /// Whose belief, or whose trust, it is.
    pub party: String,
    /// Why, in the author's words.
    pub because: Option<String>,
    /// Where it stands in the author's file.
    pub path: String,
    /// Whether packages that break it are not agreed anyway.
    pub must_hold: bool,
    /// Whether it holds.
    pub holds: bool,
    /// What keeping it is worth less what breaking it is worth, to who would break it.
    pub margin: Number,
    /// By payoff.
    pub payoffs: Keyed<PayoffReport>,
    /// If it is asked at several times: which of them the payoffs are of, the first at which it would be broken, or else that at which
    /// keeping it is worth least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// By time, in their order, what keeping it is worth then less what breaking it is worth.
    #[serde(default, skip_serializing_if = "Keyed::is_empty")]
    pub periods: Keyed<Number>,
}

/// A payoff that decides about a promise.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PayoffReport {
    /// What it is; if the promise is asked at several times, at `period`.
    pub value: Number,
    /// The promise holds from here on, at all times at which it is asked, all else as it is. A payoff that `period` gives itself
    /// moves at that time only, any other at all times that do not give it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<Number>,
    /// The promise holds up to here, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<Number>,
}

impl HoldsReport {
    /// Makes the report; `concept` is the id and the name of the concept that was asked.
    pub fn new(view: &View, found: &Outcome<Holding>, concept: [&'static str; 2], name: Option<&str>) -> Self {
        let problem = view.problem();
        let package = &found.package;
        let nearest = found.nearest.as_ref().and_then(|nearest| nearest.as_ref().ok()?.as_ref());
        let [trusting, required] = [&found.trusting, &found.required].map(|one| one.as_ref().ok()?.as_ref());
        let difference = trusting.zip(required).map(|(trusting, required)| {
            by_party(problem, |party| {
                let [before, after] = [trusting, required].map(|one| one.utilities[party.index()].value());
                Number::from(after - before)
            })
        });
        let tied = found.tied.as_ref().filter(|[all, _]| all.bits() > 1);
        let [concept, concept_name] = concept.map(Cow::Borrowed);
        HoldsReport {
            opening: Opening::new(view, "holds"),
            holds: found.holds(),
            name: name.map(str::to_owned),
            package: choices(problem, package),
            promises: found.promises.iter().map(|one| PromiseReport::new(problem, package, *one)).collect(),
            nearest: nearest.map(|nearest| NearestReport {
                changes: nearest.changes,
                found: nearest.found,
                packages: nearest.packages.iter().map(|to| ChangedReport::new(view, package, to)).collect(),
            }),
            trusting: trusting.map(|one| AgreementReport::new(view, one)),
            required: required.map(|one| AgreementReport::new(view, one)),
            difference,
            tied: tied.map(|[all, _]| all.to_string()),
            tied_holding: tied.map(|[_, holding]| holding.to_string()),
            concept,
            concept_name,
            stopped_by: found.stopped,
        }
    }
}

impl PromiseReport {
    fn new(problem: &Problem, package: &Package, (promise, payoffs): (&Promise, &Derived)) -> Self {
        let payoff = |one: crate::problem::DecidingPayoff| {
            let [at_least, at_most] = match one.holds_from {
                true => [one.limit, None],
                false => [None, one.limit],
            };
            (one.name.to_owned(), PayoffReport { value: one.value, at_least, at_most })
        };
        let margin = payoffs.margin();
        PromiseReport {
            name: promise.name.clone(),
            event: promise.kind.into(),
            party: problem[promise.party].id.clone(),
            because: promise.because.clone(),
            path: promise.path.to_string(),
            must_hold: promise.must_hold,
            holds: !margin.value().is_negative() && !promise.is_broken(package),
            margin,
            payoffs: problem.deciding_payoffs(promise, package).into_iter().map(payoff).collect(),
            period: payoffs.period.clone(),
            periods: (problem.times_of(promise, package).into_iter())
                .filter_map(|event| Some((event.period.clone()?, event.margin())))
                .collect(),
        }
    }
}
