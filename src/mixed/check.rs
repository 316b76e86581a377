//! What is legal in a model with continuous issues but suspicious.
//!
//! What is said of options alone is said as for other models. What depends on levels too is found anew: whether anybody
//! values a level, whether rules leave levels at all, and whether there is something that each party accepts.

use super::Mixed;
use super::corners::Corners;
use super::hunt::{Ground, Hunt};
use crate::concept::Measure;
use crate::model::{Code, Diagnostic, Diagnostics, Path, Place};
use crate::problem::LevelRule;
use crate::problem::claims::Claim;
use crate::search::{Control, Limits, Stop};
use num_rational::BigRational;
use num_traits::{One, Signed};

/// So many options are solved at most.
const FEW: usize = 1_000;

impl Mixed {
    /// Warns of what is legal but suspicious, as [`Problem::check`](crate::Problem::check) does.
    pub fn check(&self, limits: &Limits) -> Diagnostics {
        let mut warnings = self.problem.check(limits);
        if self.is_discrete() {
            return warnings;
        }
        let issues = Path::root().key("issues");
        let valued: Vec<Path> = (self.levels.issues.iter().enumerate())
            .filter(|(at, _)| self.levels.terms.iter().any(|term| term.level == *at))
            .map(|(_, level)| issues.key(&self.problem.issues()[level.issue].id))
            .collect();
        // What levels are worth with some options, these options are worth.
        let conditions = self.levels.terms.iter().filter_map(|term| term.condition.as_ref());
        let conditioned: Vec<Path> = conditions
            .flat_map(|condition| condition.0.iter())
            .map(|(issue, _)| issues.key(&self.problem.issues()[*issue].id))
            .collect();
        warnings.0.retain(|warning| match warning.code {
            Code::UnvaluedIssue => !valued.contains(&warning.place.path) && !conditioned.contains(&warning.place.path),
            // What a conclusion asks of options is only a part of the rule.
            Code::IdleRule => {
                self.levels.rules.iter().all(|rule| rule.path != warning.place.path || self.is_idle(rule))
            }
            // Whose utilities are scaled how depends on levels.
            Code::AssumptionRefuted => !(self.problem.assumptions().iter())
                .any(|one| one.path == warning.place.path && matches!(one.claim, Claim::Normalised(_))),
            // They do not know of levels.
            Code::ConstantUtility | Code::NoAcceptablePackage => false,
            _ => true,
        });
        // A search that stops has nothing to warn of.
        let _ = self.check_levels(limits, &mut warnings);
        warnings
    }

    /// Whether a rule holds whatever the options and levels: then it changes nothing.
    fn is_idle(&self, rule: &LevelRule) -> bool {
        let ends = |most: bool| -> BigRational {
            let options =
                rule.options.iter().map(|(_, values)| if most { values.iter().max() } else { values.iter().min() });
            let levels = rule.levels.iter().map(|(level, per_unit)| {
                let issue = &self.levels.issues[*level];
                per_unit * if most == per_unit.is_positive() { &issue.max } else { &issue.min }
            });
            options.map(|value| value.cloned().unwrap_or_default()).chain(levels).sum()
        };
        rule.min.as_ref().is_none_or(|min| ends(false) >= *min)
            && rule.max.as_ref().is_none_or(|max| ends(true) <= *max)
    }

    /// Ceilings that no package exceeds.
    fn check_ceilings(&self, ground: &Ground, warnings: &mut Diagnostics) {
        let corners = ground.view.problem();
        for ceiling in &self.levels.ceilings {
            let (_, most) = ground.structure.extremes(corners, ceiling.party);
            if *corners.in_units(ceiling.party, most).value() <= ceiling.at {
                warnings.push(self.problem.idle_ceiling(ceiling.party, &ceiling.at.clone().into()));
            }
        }
    }

    fn check_levels(&self, limits: &Limits, warnings: &mut Diagnostics) -> Result<(), Stop> {
        let view = self.view();
        // More than a few options are not solved for a warning.
        let limits = Limits { points: limits.points.min(FEW), ..limits.clone() };
        let control = Control::new(&limits, None);
        let Ok(corners) = Corners::new(&view) else { return Ok(()) };
        let Some(ground) = Ground::new(&view, &corners, &control)? else { return Ok(()) };
        let parties = view.parties();
        let floors = vec![None; parties];
        let mut hunt = Hunt::new(&ground, &floors, &control);
        self.check_ceilings(&ground, warnings);
        for (party, declared) in self.problem.parties().iter().enumerate() {
            let found = hunt.maximise(&Measure::gain_of(party, parties), false);
            if let Some(stop) = found.stop {
                return Err(stop);
            }
            let path = Path::root().key("parties").key(&declared.id);
            let Some((_, best)) = found.best.first() else {
                let place = Place::key(&Path::root().key("rules"));
                let message = "the rules and red lines together leave no package";
                let warning = Diagnostic::new(Code::NoFeasiblePackage, place, message);
                warnings.push(warning.help("lift them one by one with `--without` to see which ones conflict"));
                return Ok(());
            };
            let most = &best.gains[party];
            if most.is_negative() {
                let message = format!("no feasible package is acceptable to `{}`", declared.id);
                let short = crate::Number::from(most * -BigRational::one());
                let warning = Diagnostic::new(Code::NoAcceptablePackage, Place::key(&path), message);
                warnings.push(warning.help(format!("the best one for it is {short} short of its disagreement value")));
            }
        }
        Ok(())
    }
}
