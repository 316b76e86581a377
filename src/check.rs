//! What is legal in a model but suspicious: probably not what its author meant.
//!
//! Everything here is proven, not guessed: an option is called unusable only if no feasible package uses it. Where a
//! proof would cost too much (issues linked too tightly, a limit reached), there is no warning.

mod interests;
mod names;
mod talks;

use crate::assume::Verdict;
use crate::exact::Number;
use crate::model::{Code, Diagnostic, Diagnostics, Path, Place};
use crate::problem::{
    Ceiling, Condition, ConstraintKind, IssueId, LevelRule, LevelTerm, OptionId, PartyId, Problem, View, Worth,
};
use crate::search::{Control, Engine, Limits, Structure, best_for_each};
use num_rational::BigRational;
use num_traits::Signed;

/// Diagrams that tell what parties can get may have this many arcs.
const ARCS: usize = 1 << 18;
/// So many ways to choose the options have their levels solved for a warning.
const FEW: usize = 1_000;

impl Problem {
    /// Warns of what is legal but suspicious. Places have paths; positions in the text come with
    /// [`Diagnostics::locate`].
    pub fn check(&self, limits: &Limits) -> Diagnostics {
        let mut warnings = Diagnostics::default();
        names::check(self, &mut warnings);
        interests::check_silent(self, &mut warnings);
        interests::check_shared(self, &mut warnings);
        self.check_values(&mut warnings);
        self.check_ceilings(&mut warnings);
        self.check_red_lines(&mut warnings);
        self.check_assumptions(limits, &mut warnings);
        let control = Control::new(limits);
        let view = self.view();
        // What is feasible is a matter of rules alone, whose diagrams are small beside those of utilities.
        let rules = self.without_values();
        let feasible = view.of(&rules);
        match Structure::build(&feasible, &control) {
            Ok(Some(structure)) => {
                self.check_options(&structure, &mut warnings);
                self.check_interactions(&feasible, &control, &mut warnings);
                self.check_rules(&feasible, &control, &structure, &mut warnings);
                if let Ok(Some(structure)) = Structure::build_within(&view, ARCS, &control) {
                    self.check_parties(&view, &structure, &mut warnings);
                    interests::check_acceptance(&view, &structure, &mut warnings);
                }
            }
            Ok(None) => warnings.push(nothing_feasible()),
            Err(_) => {}
        }
        talks::check(&view, limits, &mut warnings);
        if self.has_levels() && warnings.iter().all(|warning| warning.code != Code::NoFeasiblePackage) {
            self.check_levels(limits, &mut warnings);
        }
        warnings
    }

    /// Issues that nobody values, or that a party leaves out.
    fn check_values(&self, warnings: &mut Diagnostics) {
        let left_out = self.left_out();
        let silent: Vec<bool> = self.party_ids().map(|party| self.is_silent_of(party)).collect();
        for (at, issue) in self.issue_ids().zip(self.issues.iter()) {
            let path = Path::root().key("issues").key(&issue.id);
            let of_level = |term: &LevelTerm| {
                let mut with = term.condition.iter().flat_map(|condition| &condition.0);
                self[term.level].issue == at || with.any(|(issue, _)| *issue == at)
            };
            if issue.options.len() == 1 && !issue.continuous {
                continue;
            }
            let interacts = self.factors.iter().any(|factor| factor.scope.contains(&at.index()))
                || self.levels.terms.iter().any(of_level);
            if self.values[at.index()].iter().all(|value| *value == 0) && !interacts {
                let message = format!("no party values `{}`", issue.id);
                let warning = Diagnostic::new(Code::UnvaluedIssue, Place::key(&path), message);
                warnings.push(
                    warning.help(
                        "it only multiplies the packages: give it values, or leave it out unless a rule needs it",
                    ),
                );
                continue;
            }
            let without: Vec<&str> = (self.party_ids())
                .filter(|party| left_out[party.index()][at.index()] && !silent[party.index()])
                .map(|party| self[party].id.as_str())
                .collect();
            if !without.is_empty() {
                let message =
                    format!("the values of {} leave out `{}`: its options count as 0", list(&without), issue.id);
                let warning = Diagnostic::new(Code::ImplicitZero, Place::key(&path), message);
                warnings.push(warning.help("write the zeros to say that this is meant"));
            }
        }
    }

    fn check_red_lines(&self, warnings: &mut Diagnostics) {
        for constraint in self.constraints.iter().filter(|constraint| !constraint.binding) {
            let party = constraint.party.map_or("", |party| self[party].id.as_str());
            let message = format!("this red line has no effect: `{party}` does not decide on its issues");
            let warning = Diagnostic::new(Code::IdleRedLine, Place::value(&constraint.path), message);
            warnings
                .push(warning.help(format!("add `{party}` to the `deciders` of the issue, or leave the red line out")));
        }
    }

    /// Assumptions about how the model is written. Those about packages are tested by [`Problem::test`].
    fn check_assumptions(&self, limits: &Limits, warnings: &mut Diagnostics) {
        for assumption in self.assumptions.iter().filter(|assumption| assumption.is_static()) {
            let verdict = self.view().test(assumption, Engine::Automatic, limits);
            if matches!((verdict, assumption.fails), (Verdict::Refuted(_), false) | (Verdict::Proved(_), true)) {
                let holds = if assumption.fails { "holds, though it says that it fails" } else { "does not hold" };
                let message = format!("the assumption `{}` {holds}", assumption.name);
                let warning = Diagnostic::new(Code::AssumptionRefuted, Place::value(&assumption.path), message);
                warnings.push(warning.help("the command `test` tells why"));
            }
        }
    }

    /// Options that no feasible package uses.
    fn check_options(&self, structure: &Structure, warnings: &mut Diagnostics) {
        let mut used: Vec<Vec<bool>> = self.issues.iter().map(|issue| vec![false; issue.options.len()]).collect();
        for layer in structure.diagrams.iter().flat_map(|diagram| &diagram.layers) {
            for arc in &layer.arcs {
                used[layer.issue][arc.option.index()] = true;
            }
        }
        for ((at, issue), used) in self.issue_ids().zip(self.issues.iter()).zip(used) {
            let path = Path::root().key("issues").key(&issue.id);
            let unused: Vec<&str> = issue
                .options
                .iter()
                .enumerate()
                .zip(used)
                // What a rule or a red line excludes by itself is meant to be excluded.
                .filter(|((option, _), used)| !used && !self.is_excluded(at, OptionId::at(*option)))
                .map(|((_, option), _)| option.id.as_str())
                .collect();
            if !unused.is_empty() {
                let are = if unused.len() == 1 { "is" } else { "are" };
                let message = format!("{} of `{}` {are} in no feasible package", list(&unused), issue.id);
                let warning = Diagnostic::new(Code::UnusableOption, Place::key(&path), message);
                warnings.push(warning.help("excluded by rules and red lines, alone or together"));
            }
        }
    }

    /// Whether a single rule or red line, which speaks of nothing else, excludes an option.
    fn is_excluded(&self, issue: IssueId, option: OptionId) -> bool {
        self.constraints.iter().filter(|constraint| constraint.binding).any(|constraint| match &constraint.kind {
            ConstraintKind::Forbid(condition) => match condition.0.as_slice() {
                [(only, set)] => *only == issue && set[option.index()],
                _ => false,
            },
            _ => false,
        })
    }

    /// Interactions that apply to no feasible package.
    fn check_interactions(&self, view: &View, control: &Control, warnings: &mut Diagnostics) {
        // What a belief given a combination adds applies wherever a state's values do, and need not be feasible.
        let own: Vec<(&Condition, &Path)> = (self.interactions.iter())
            .filter(|interaction| interaction.state.is_none())
            .filter_map(|interaction| match &interaction.worth {
                Worth::When(condition, _) => Some((condition, &*interaction.path)),
                Worth::Table(..) => None,
            })
            .collect();
        // What an event decides has a part for each way in which it may end: of these, one that applies is enough.
        for parts in own.chunk_by(|(_, one), (_, other)| one == other) {
            let mut idle = true;
            for (condition, _) in parts {
                if control.examined(self.issues.len() as u64).is_err() {
                    return;
                }
                if !matches!(Structure::build(&view.clone().restrict(condition), control), Ok(None)) {
                    idle = false;
                    break;
                }
            }
            if idle {
                let message = "this interaction never applies: no feasible package has this combination";
                let warning = Diagnostic::new(Code::IdleInteraction, Place::value(parts[0].1), message);
                warnings.push(warning.help("check its conditions against the rules and red lines"));
            }
        }
    }

    /// Rules that every package satisfies anyway.
    fn check_rules(&self, view: &View, control: &Control, structure: &Structure, warnings: &mut Diagnostics) {
        for (at, constraint) in
            self.constraint_ids().zip(&self.constraints).filter(|(_, constraint)| constraint.binding)
        {
            // A rule over utilities is looked at once; what depends on levels is not seen in options.
            let mut parts = self.parts_of(at);
            if parts.clone().next() != Some(at) || parts.any(|part| self[part].has_levels()) {
                continue;
            }
            // What a conclusion asks of options may be a part of the rule only.
            let of_levels = self.levels.rules.iter().any(|rule| rule.path == constraint.path && !self.is_idle(rule));
            // Groups of issues that it does not speak of can be settled as before.
            let scope: Vec<usize> = self.parts_of(at).flat_map(|part| self[part].scope()).map(IssueId::index).collect();
            let (around, ways) = structure.ways_around(&scope);
            if let Ok(Some(without)) = Structure::around(&view.clone().lift_parts(at), &around, control)
                && without.count() == ways
                && !of_levels
            {
                let kind = match (&constraint.kind, constraint.party) {
                    (ConstraintKind::Consents(_), _) => "consent",
                    (_, Some(_)) => "red line",
                    (_, None) => "rule",
                };
                let message = format!("this {kind} changes nothing: without it, the same packages are feasible");
                let warning = Diagnostic::new(Code::IdleRule, Place::value(&constraint.path), message);
                warnings.push(
                    warning.help("check its conditions; if another one says the same, remove only one of the two"),
                );
            }
        }
    }

    /// Ceilings that no package exceeds, whatever the rules.
    fn check_ceilings(&self, warnings: &mut Diagnostics) {
        for (party, at) in self.set_aside.iter().filter(|(party, _)| self.is_exact(*party)) {
            warnings.push(self.idle_ceiling(*party, at));
        }
    }

    /// Whether no utility of a party follows a curve whose values are known within an error.
    fn is_exact(&self, party: PartyId) -> bool {
        self.error(party) == Number::zero()
    }

    /// Whether a rule over levels holds whatever the options and levels: then it changes nothing.
    fn is_idle(&self, rule: &LevelRule) -> bool {
        let ends = |most: bool| -> BigRational {
            let options =
                rule.options.iter().map(|(_, values)| if most { values.iter().max() } else { values.iter().min() });
            let levels = rule.levels.iter().map(|(level, per_unit)| {
                let issue = &self[*level];
                per_unit * if most == per_unit.is_positive() { &issue.max } else { &issue.min }
            });
            options.map(|value| value.cloned().unwrap_or_default()).chain(levels).sum()
        };
        rule.min.as_ref().is_none_or(|min| ends(false) >= *min)
            && rule.max.as_ref().is_none_or(|max| ends(true) <= *max)
    }

    /// What depends on levels: whether rules leave any, ceilings, and whether there is something that each party accepts.
    fn check_levels(&self, limits: &Limits, warnings: &mut Diagnostics) {
        let limits = Limits { points: limits.points.min(FEW), ..limits.clone() };
        // A search that stops has nothing to warn of.
        let Ok(Some(found)) = best_for_each(&self.view(), &vec![None; self.parties.len()], &limits) else { return };
        for Ceiling { party, at, .. } in &self.ceilings {
            let at = self.in_units(*party, *at);
            if &found.sums[party.index()] + self.error(*party).value() <= *at.value() {
                warnings.push(self.idle_ceiling(*party, &at));
            }
        }
        let Some(best) = found.best else { return warnings.push(nothing_feasible()) };
        for ((at, id), (party, best)) in self.party_ids().enumerate().zip(self.parties.iter().zip(&best)) {
            let most = best.gains[at].value();
            if (most + self.error(id).value()).is_negative() {
                let path = Path::root().key("parties").key(&party.id);
                let message = format!("no feasible package is acceptable to `{}`", party.id);
                let warning = Diagnostic::new(Code::NoAcceptablePackage, Place::key(&path), message);
                let short = Number::from(-most);
                warnings.push(warning.help(format!("the best one for it is {short} short of its disagreement value")));
            }
        }
    }

    /// Parties that accept no feasible package, or to whom all are the same.
    fn check_parties(&self, view: &View, structure: &Structure, warnings: &mut Diagnostics) {
        for (at, party) in self.party_ids().zip(&self.parties) {
            let path = Path::root().key("parties").key(&party.id);
            let (least, most) = structure.extremes(self, at.index());
            if most == least && !self.is_silent_of(at) && self.is_exact(at) {
                let message = format!("every feasible package is worth the same to `{}`", party.id);
                let warning = Diagnostic::new(Code::ConstantUtility, Place::key(&path), message);
                warnings.push(warning.help("give it values that differ, or leave the party out if it has no stake"));
            }
            let best = view.gain(at, most);
            if (view.gain_in_units(at, best).value() + self.error(at).value()).is_negative() {
                let message = format!("no feasible package is acceptable to `{}`", party.id);
                let short = view.gain_in_units(at, -best);
                let warning = Diagnostic::new(Code::NoAcceptablePackage, Place::key(&path), message);
                let help = match view.floors_of_sums()[at.index()] {
                    Some(i64::MAX) => {
                        format!("its ceiling (`at_most`) leaves it {short} short of its disagreement value")
                    }
                    _ => format!("the best one for it is {short} short of its disagreement value"),
                };
                warnings.push(warning.help(help));
            }
        }
    }
}

fn nothing_feasible() -> Diagnostic {
    let place = Place::key(&Path::root().key("rules"));
    let warning = Diagnostic::new(Code::NoFeasiblePackage, place, "the rules and red lines together leave no package");
    warning.help("lift them one by one with `--without` to see which ones conflict")
}

fn list(ids: &[&str]) -> String {
    let quoted: Vec<String> = ids.iter().map(|id| format!("`{id}`")).collect();
    match quoted.as_slice() {
        [init @ .., last] if !init.is_empty() => format!("{} and {last}", init.join(", ")),
        _ => quoted.concat(),
    }
}
