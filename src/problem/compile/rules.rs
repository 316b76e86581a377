//! Rules and red lines.

use super::compiler::Compiler;
use crate::model::{self, Code, Coefficient, Conditions, Path, Place, Quantity};
use crate::problem::{Constraint, ConstraintKind, IssueId, PartyId};
use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};

/// Why a rule has no ranges.
pub(super) const CERTAIN: &str = "a package satisfies a rule, or it does not";

impl Compiler<'_> {
    pub(super) fn constraints(&mut self) -> Vec<Constraint> {
        let mut constraints = Vec::new();
        let root = Path::root();
        for (at, rule) in self.model.rules.iter().enumerate() {
            let path = root.key("rules").index(at);
            let name = rule.id.clone().unwrap_or_else(|| format!("rules[{at}]"));
            constraints.extend(self.rule(rule, &name, &path).map(|kind| Constraint {
                kind,
                party: None,
                name,
                because: rule.because.clone(),
                path,
                binding: true,
            }));
        }
        constraints.append(&mut self.held);
        constraints.extend(self.consents());
        for (id, utility) in self.model.utilities.iter() {
            let Some(party) = self.lookup.parties.get(id).copied() else { continue };
            for (at, red_line) in utility.red_lines.iter().enumerate() {
                let path = root.key("utilities").key(id).key("red_lines").index(at);
                let condition = self.lookup.condition(&red_line.when, &path.key("when"), &mut self.diagnostics);
                // Only a party that decides on one of the issues can refuse.
                let declared = |issue: &str| self.model.issues.0.get(*self.lookup.issues.get(issue)?);
                let deciders = |issue: &str| declared(issue).and_then(|(_, issue)| issue.deciders.as_ref());
                let decides = |issue: &str| deciders(issue).is_none_or(|named| named.iter().any(|other| other == id));
                constraints.extend(condition.map(|condition| Constraint {
                    kind: ConstraintKind::Forbid(condition),
                    party: Some(PartyId::at(party)),
                    name: red_line.id.clone().unwrap_or_else(|| format!("{id}.red_lines[{at}]")),
                    because: red_line.because.clone(),
                    path,
                    binding: red_line.when.keys().any(decides),
                }));
            }
        }
        constraints
    }

    fn rule(&mut self, rule: &model::Rule, name: &str, path: &Path) -> Option<ConstraintKind> {
        let bounds = [("at_most", &rule.at_most), ("at_least", &rule.at_least), ("exactly", &rule.exactly)];
        for (key, bound) in bounds {
            bound.iter().for_each(|bound| self.certain(bound, &path.key(key), CERTAIN));
        }
        let given: Vec<&str> = (bounds.iter()).filter(|(_, bound)| bound.is_some()).map(|(key, _)| *key).collect();
        let parts = [rule.interactions.len(), rule.tables.len(), rule.utilities.len(), rule.values.len()];
        let over_utilities = rule.constant.is_some() || parts.iter().any(|part| *part > 0);
        match (&rule.forbid, &rule.if_, &rule.then, &rule.of, &rule.sum) {
            (None, None, None, None, None) if over_utilities && !given.is_empty() && rule.exactly.is_none() => {
                self.over_utilities(rule, name, path)
            }
            _ if over_utilities => self.of_no_kind(path),
            (Some(forbid), None, None, None, None) if given.is_empty() => {
                let condition = self.lookup.condition(forbid, &path.key("forbid"), &mut self.diagnostics)?;
                Some(ConstraintKind::Forbid(condition))
            }
            (None, Some(premise), Some(conclusion), None, None) if given.is_empty() => {
                let premise = self.lookup.condition(premise, &path.key("if"), &mut self.diagnostics);
                // What is asked of levels stands among the rules for levels, the rest here.
                let (options, levels) = self.split_by_kind(conclusion);
                let conclusion = (levels.is_empty() || !options.is_empty())
                    .then(|| self.lookup.condition(&options, &path.key("then"), &mut self.diagnostics));
                self.level_bounds(rule, premise.as_ref(), &levels, path);
                Some(ConstraintKind::Implies(premise?, conclusion??))
            }
            (None, None, None, Some(of), None) if !given.is_empty() => self.counting(rule, of, path),
            (None, None, None, None, Some(sum)) if !given.is_empty() && rule.exactly.is_none() => {
                self.budget(rule, sum, path)
            }
            _ => self.of_no_kind(path),
        }
    }

    fn of_no_kind(&mut self, path: &Path) -> Option<ConstraintKind> {
        let help = "write one of: `forbid`; `if` and `then`; `of` with `at_most`, `at_least` or `exactly`; `sum`, or \
                    `utilities`, with `at_most` or `at_least`";
        self.error(Code::RuleKind, Place::value(path), "this rule is of no kind, or of several", help);
        None
    }

    fn counting(&mut self, rule: &model::Rule, of: &[Conditions], path: &Path) -> Option<ConstraintKind> {
        let mut conditions = Vec::new();
        for (at, condition) in of.iter().enumerate() {
            let path = path.key("of").index(at);
            conditions.push(self.lookup.condition(condition, &path, &mut self.diagnostics));
        }
        if of.is_empty() {
            let help = "name at least one condition, or leave the rule out";
            self.error(Code::Empty, Place::value(&path.key("of")), "this list of conditions is empty", help);
            return None;
        }
        let mut bound = |key: &str, quantity: &Option<Quantity>, open: usize| match quantity {
            None => Some(open),
            Some(quantity) => {
                let number = quantity.value.value();
                let whole = number.is_integer().then(|| number.to_integer().to_usize()).flatten();
                if whole.is_none() {
                    let message = format!(
                        "`{key}` counts conditions: it must be a whole number, 0 or more, not {}",
                        quantity.value
                    );
                    self.error(Code::OutOfRange, Place::value(&path.key(key)), message, "");
                }
                whole
            }
        };
        let exactly = rule.exactly.as_ref().map(|_| bound("exactly", &rule.exactly, 0));
        let (min, max) = (bound("at_least", &rule.at_least, 0), bound("at_most", &rule.at_most, of.len()));
        let (mut min, mut max) = (min?, max?);
        if let Some(exactly) = exactly {
            let exactly = exactly?;
            (min, max) = (min.max(exactly), max.min(exactly));
        }
        if min > max || min > of.len() {
            let wanted = if min > of.len() {
                format!("{min} of {} conditions", of.len())
            } else {
                format!("at least {min} and at most {max} conditions")
            };
            let message = format!("no package can satisfy this rule: it asks for {wanted}");
            self.error(Code::OutOfRange, Place::value(path), message, "");
            return None;
        }
        Some(ConstraintKind::Count { of: conditions.into_iter().collect::<Option<_>>()?, min, max })
    }

    pub(super) fn budget(
        &mut self,
        rule: &model::Rule,
        sum: &model::Keyed<Coefficient>,
        path: &Path,
    ) -> Option<ConstraintKind> {
        let mut terms: Vec<(IssueId, Vec<BigRational>)> = Vec::new();
        let mut complete = !sum.is_empty();
        if sum.is_empty() {
            let help = "name at least one issue and what it counts for, or leave the rule out";
            self.error(Code::Empty, Place::value(&path.key("sum")), "this sum names no issue", help);
        }
        let mut levels = Vec::new();
        for (id, coefficient) in sum.iter() {
            let path = path.key("sum").key(id);
            let Some(issue) = self.lookup.issue(id, Place::key(&path), &mut self.diagnostics) else {
                complete = false;
                continue;
            };
            if let Some(level) = self.level_at(issue) {
                match self.per_unit(id, coefficient, &path) {
                    Some(per_unit) => levels.push((level, per_unit)),
                    None => complete = false,
                }
                continue;
            }
            let options = &self.issues[issue.index()].options;
            let mut values = vec![BigRational::zero(); options.len()];
            match coefficient {
                Coefficient::PerUnit(quantity) => {
                    self.certain(quantity, &path, CERTAIN);
                    for (value, option) in values.iter_mut().zip(options) {
                        let Some(level) = &option.level else {
                            let message = format!("a coefficient per unit needs levels, and `{id}` has options");
                            let help = "give a number for each option that counts: {\"option\": 1}";
                            self.error(Code::Values, Place::value(&path), message, help);
                            complete = false;
                            break;
                        };
                        *value = level.value() * quantity.value.value();
                    }
                }
                Coefficient::ByOption(by_option) => {
                    let mut counted = vec![false; values.len()];
                    for (option, quantity) in by_option.iter() {
                        let path = path.key(option);
                        self.certain(quantity, &path, CERTAIN);
                        match self.lookup.option_once(issue, option, &path, &mut counted, &mut self.diagnostics) {
                            Some(option) => values[option.index()] = quantity.value.value().clone(),
                            None => complete = false,
                        }
                    }
                }
            }
            terms.push((issue, values));
        }
        terms.sort_by_key(|(issue, _)| *issue);
        let bound = |quantity: &Option<Quantity>| quantity.as_ref().map(|quantity| quantity.value.value().clone());
        let (min, max) = (bound(&rule.at_least), bound(&rule.at_most));
        if !levels.is_empty() {
            if complete {
                self.level_sum(rule, terms, levels, [min, max], path);
            }
            return None;
        }
        let kind = ConstraintKind::sum(terms, min.as_ref(), max.as_ref());
        if kind.is_none() {
            let message = "the numbers of this sum are too large, or too finely divided, to be added exactly";
            self.error(Code::Overflow, Place::value(path), message, "use fewer digits");
        }
        kind.filter(|_| complete)
    }
}
