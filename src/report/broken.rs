//! The rules that a package breaks and the red lines that it crosses, and who does not consent to it, as data.

use crate::exact::Number;
use crate::explain::Evaluation;
use crate::model::Keyed;
use crate::problem::{Constraint, ConstraintKind, LevelRule, Package, View};
use crate::text::visible;
use crate::text::words::number;
use num_traits::Signed;
use serde::{Deserialize, Serialize};

/// A rule that is broken, or a red line that is crossed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BrokenReport {
    /// Its name.
    pub name: String,
    /// Why it is there, in the author's words.
    pub because: Option<String>,
    /// Where it stands in the author's file.
    pub path: String,
    /// Who does not consent, where that is what it asks for.
    #[serde(default, skip_serializing_if = "Keyed::is_empty")]
    pub refused_by: Keyed<RefusalReport>,
}

/// Who does not consent.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RefusalReport {
    /// What it is called.
    pub name: String,
    /// By how much the package is short of what it asks for, or exceeds it.
    pub short: Number,
    /// Whether it exceeds it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub too_much: bool,
}

/// The rules that a package breaks, on options and on levels.
pub(super) fn broken(view: &View, evaluation: &Evaluation) -> Vec<BrokenReport> {
    let problem = view.problem();
    let mut broken: Vec<BrokenReport> = Vec::new();
    let options = evaluation.broken.iter().map(|at| BrokenReport::by(&problem[*at], &evaluation.package));
    let levels = evaluation.broken_levels.iter().map(|at| BrokenReport::of_levels(&problem[*at]));
    for rule in options.chain(levels) {
        // A rule with a part on options and a part on levels is one rule.
        if broken.iter().all(|other| other.path != rule.path) {
            broken.push(rule);
        }
    }
    broken
}

impl BrokenReport {
    /// Who does not consent, and how short it is, in words.
    pub fn refusals(&self) -> Vec<String> {
        let one = |(_, refusal): (&str, &RefusalReport)| {
            let how = if refusal.too_much { "too much" } else { "short" };
            format!("{}: {} {how}", visible(&refusal.name), number(&refusal.short))
        };
        self.refused_by.iter().map(one).collect()
    }

    pub(super) fn new(constraint: &Constraint) -> Self {
        let Constraint { name, because, path, .. } = constraint;
        BrokenReport {
            name: name.clone(),
            because: because.clone(),
            path: path.to_string(),
            refused_by: Keyed::default(),
        }
    }

    /// The same, with who refuses a package by it.
    fn by(constraint: &Constraint, package: &Package) -> Self {
        let mut report = BrokenReport::new(constraint);
        if let ConstraintKind::Consents(consents) = &constraint.kind
            && !consents.share_a_belief
        {
            for one in &consents.of {
                let Some(surplus) = one.surplus(package).filter(|surplus| surplus.value().is_negative()) else {
                    continue;
                };
                let short = Number::from(-surplus.value());
                // With a ceiling one who refuses has several sums, all of which must be enough, or one.
                let mut known = report.refused_by.0.iter_mut().filter(|(id, _)| *id == one.id).map(|(_, known)| known);
                match known.find(|known| known.too_much == one.at_most) {
                    Some(known) if consents.needs_all() => known.short = short.max(known.short.clone()),
                    Some(known) => known.short = short.min(known.short.clone()),
                    None => {
                        let refusal = RefusalReport { name: one.name.clone(), short, too_much: one.at_most };
                        report.refused_by.insert(one.id.as_str(), refusal);
                    }
                }
            }
        }
        report
    }

    pub(super) fn of_levels(rule: &LevelRule) -> Self {
        let LevelRule { name, because, path, .. } = rule;
        BrokenReport {
            name: name.clone(),
            because: because.clone(),
            path: path.to_string(),
            refused_by: Keyed::default(),
        }
    }
}
