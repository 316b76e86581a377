//! Which aims a package meets, as data.

use super::parts::{AgreementReport, by_party};
use crate::exact::Number;
use crate::explain::Aimed;
use crate::model::Keyed;
use crate::problem::{Package, View};
use crate::search::Agreement;
use serde::{Deserialize, Serialize};

/// What a party has said that it wants, and what becomes of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AimReport {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Whose it is.
    pub party: String,
    /// Whether it is what the party is in the talks for.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub core: bool,
    /// Where it is stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Whether the package meets it.
    pub met: bool,
    /// If not: what would be agreed by the Nash product if it were met, with all that is met already, whatever concept was asked
    /// for; left out if nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead: Option<InsteadReport>,
    /// Whether the errors of curves leave open what would be agreed then.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub undecided: bool,
}

/// What would be agreed instead.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InsteadReport {
    /// By party, its utility less that of the package.
    pub difference: Keyed<Number>,
    /// The package.
    #[serde(flatten)]
    pub agreement: AgreementReport,
}

/// The aims of a model in a package.
pub(super) fn aims(view: &View, package: &Package, found: &[Aimed]) -> Vec<AimReport> {
    let problem = view.problem();
    let before = problem.exact_utilities(package);
    let instead = |instead: &Agreement| InsteadReport {
        difference: by_party(problem, |party| {
            let [after, before] = [&instead.utilities, &before].map(|utilities| utilities[party.index()].value());
            Number::from(after - before)
        }),
        agreement: AgreementReport::new(view, instead),
    };
    let one = |one: &Aimed| AimReport {
        id: one.aim.id.clone(),
        name: one.aim.name.clone(),
        party: problem[one.aim.party].id.clone(),
        core: one.aim.core,
        source: one.aim.source.clone(),
        met: one.met,
        instead: one.instead.as_ref().map(instead),
        undecided: one.undecided,
    };
    found.iter().map(one).collect()
}
