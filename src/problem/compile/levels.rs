//! Continuous issues: their ranges, what their levels are worth, and the rules that speak of them.

use super::compiler::Compiler;
use crate::exact::{Number, Polynomial};
use crate::model::{
    self, Code, Coefficient, Conditions, Diagnostic, Diagnostics, Keyed, Level, Model, Path, Place, Quantity,
};
use crate::problem::{
    Condition, IssueId, LevelId, LevelIssue, LevelRule, LevelTerm, MAX_CONTINUOUS, MAX_POINTS, Moving, PartyId, Role,
};
use num_rational::BigRational;

/// What the levels of a continuous issue are worth, and where that is said.
pub(super) struct LevelWorth {
    pub(super) level: LevelId,
    pub(super) curve: Moving,
    pub(super) because: Option<String>,
    pub(super) path: Path,
}

/// The continuous issues with their ranges.
pub(super) fn level_issues(model: &Model, diagnostics: &mut Diagnostics) -> Vec<LevelIssue> {
    let path = Path::root().key("issues");
    let mut levels = Vec::new();
    for (at, (id, issue)) in model.issues.iter().enumerate() {
        let Some(range) = &issue.continuous else { continue };
        let (min, max) = (range.min.value().clone(), range.max.value().clone());
        if min >= max {
            let message = format!("the highest level, {}, is not above the lowest, {}", range.max, range.min);
            let place = Place::value(&path.key(id).key("continuous").key("max"));
            let error = Diagnostic::new(Code::IssueKind, place, message);
            diagnostics.push(error.help("a continuous issue has a range of levels; one that is settled is no issue"));
        }
        levels.push(LevelIssue { issue: IssueId::at(at), min, max, unit: range.unit.clone() });
    }
    if levels.len() > MAX_CONTINUOUS {
        let message = format!("there are {} continuous issues; at most {MAX_CONTINUOUS} are read", levels.len());
        diagnostics.push(Diagnostic::new(Code::Limit, Place::key(&path), message));
    }
    levels
}

/// A level of a continuous issue, as it is written: a number, or a fraction in quotes.
pub(super) fn level(
    id: &str,
    range: &model::Continuous,
    level: &Level,
    place: Place,
    diagnostics: &mut Diagnostics,
) -> Option<BigRational> {
    let number = match level {
        Level::Integer(level) => Ok(Number::from(*level)),
        Level::Decimal(level) => Ok(level.clone()),
        Level::Id(text) => text.parse::<Number>(),
    };
    let Ok(number) = number else {
        let message = format!("`{level}` is no level of `{id}`, which is continuous");
        let help = format!("write a number from {} to {}, or a fraction in quotes", range.min, range.max);
        diagnostics.push(Diagnostic::new(Code::UnknownOption, place, message).help(help));
        return None;
    };
    if number < range.min || number > range.max {
        let message = format!("`{id}` has no level {number}");
        let help = format!("its levels run from {} to {}", range.min, range.max);
        diagnostics.push(Diagnostic::new(Code::UnknownOption, place, message).help(help));
        return None;
    }
    Some(number.value().clone())
}

impl<'a> Compiler<'a> {
    /// Which of the continuous issues it is.
    pub(super) fn level_at(&self, issue: IssueId) -> Option<LevelId> {
        self.levels.issues.iter().position(|level| level.issue == issue).map(LevelId::at)
    }

    fn range(&self, level: LevelId) -> Option<(&'a str, &'a model::Continuous)> {
        let model: &'a Model = self.model;
        let (id, issue) = model.issues.0.get(self.levels.issues[level.index()].issue.index())?;
        Some((id, issue.continuous.as_ref()?))
    }

    /// What levels are worth to a party.
    pub(super) fn level_term(&mut self, party: PartyId, level: LevelId, values: &model::Values, path: &Path) {
        let Some((curve, because)) = self.curve(party, level, values, path) else { return };
        self.level_terms(party, None, vec![LevelWorth { level, curve, because, path: path.clone() }]);
    }

    fn level_terms(&mut self, party: PartyId, condition: Option<&Condition>, worths: Vec<LevelWorth>) {
        let term = |LevelWorth { level, curve, because, path }| {
            let condition = condition.cloned();
            let (curve, moving) = (curve.now(), curve.kept());
            LevelTerm { party, level, condition, curve, because, path, state: None, moving }
        };
        self.levels.terms.extend(worths.into_iter().map(term));
    }

    /// What levels are worth to a party, from any of the ways to write it, and why, if that is said.
    pub(super) fn curve(
        &mut self,
        party: PartyId,
        level: LevelId,
        values: &model::Values,
        path: &Path,
    ) -> Option<(Moving, Option<String>)> {
        let (id, range) = self.range(level)?;
        let (from, to) = (&range.min, &range.max);
        let role = Role::Value { issue: self.levels.issues[level.index()].issue, option: None };
        // Only numbers with a range are kept, also where all numbers of options are.
        let mut number = |quantity: &Quantity, path: &Path| match quantity.range {
            Some(_) => self.quantity(quantity, party, role, path),
            None => Polynomial::certain(quantity.value.value().clone()),
        };
        let (curve, because) = match values {
            model::Values::PerUnit(per_unit) => {
                let rate = number(per_unit, &path.key("per_unit"));
                let point = |level: &BigRational| (level.clone(), rate.times(level));
                (Moving::new([from.value(), to.value()].map(point).into()), per_unit.because.clone())
            }
            model::Values::Points(points) if points.len() > MAX_POINTS => {
                let message = format!("{} points; at most {MAX_POINTS} are read", points.len());
                self.error(Code::Limit, Place::value(&path.key("points")), message, "");
                return None;
            }
            model::Values::Points(points) => {
                let covers = points.first().is_some_and(|(first, _)| first <= from)
                    && points.last().is_some_and(|(last, _)| last >= to);
                let point = |(at, (x, y)): (usize, &(Number, Quantity))| {
                    (x.value().clone(), number(y, &path.key("points").index(at).index(1)))
                };
                let points = points.iter().enumerate().map(point).collect();
                let Some(curve) = Moving::new(points).filter(|_| covers) else {
                    let message = format!("these points do not give a value to every level of `{id}`");
                    let help = format!("write [level, value] pairs with ascending levels from {from} to {to}");
                    self.error(Code::Values, Place::value(&path.key("points")), message, &help);
                    return None;
                };
                (Some(curve), None)
            }
            model::Values::Curve(named) => {
                let issue = self.levels.issues[level.index()].issue;
                let because = named.because.clone().or_else(|| named.weight.as_ref()?.because.clone());
                (Some(self.line_of_curve(party, issue, named, [from, to], path)?), because)
            }
            model::Values::ByOption(_) | model::Values::Weighted { .. } => {
                let message = format!("`{id}` is continuous: it has levels, not options");
                let help = "value its levels with {\"per_unit\": 0.5}, or with {\"points\": [[0, 0], [100, 11]]}";
                self.error(Code::Values, Place::value(path), message, help);
                return None;
            }
        };
        Some((curve?, because))
    }

    /// Adds what levels are worth to a party where an interaction applies.
    pub(super) fn level_interaction(
        &mut self,
        party: PartyId,
        condition: Option<&Condition>,
        interaction: &model::Interaction,
        path: &Path,
    ) {
        // Without a condition there is an error already; the values are looked at all the same.
        let worths = self.level_values(party, interaction, path);
        self.level_terms(party, condition, worths);
    }

    /// What levels are worth where an interaction applies; that it adds something at all is looked at, too.
    pub(super) fn level_values(
        &mut self,
        party: PartyId,
        interaction: &model::Interaction,
        path: &Path,
    ) -> Vec<LevelWorth> {
        let mut worths = Vec::new();
        if interaction.add.is_none() && interaction.values.is_empty() {
            let help = "add \"add\": a number; or, for continuous issues, \"values\": what their levels are worth then";
            self.error(Code::MissingField, Place::value(path), "this interaction adds nothing", help);
        }
        for (id, values) in interaction.values.iter() {
            let path = path.key("values").key(id);
            let Some(issue) = self.lookup.issue(id, Place::key(&path), &mut self.diagnostics) else { continue };
            let Some(level) = self.level_at(issue) else {
                let message = format!("`{id}` is not continuous: the `values` of an interaction speak of levels");
                let help = "name its options in `when`, and what they add together in `add`";
                self.error(Code::IssueKind, Place::key(&path), message, help);
                continue;
            };
            if let Some((curve, because)) = self.curve(party, level, values, &path) {
                let because = interaction.because.clone().or(because);
                worths.push(LevelWorth { level, curve, because, path });
            }
        }
        worths
    }

    /// A conclusion, split into what it asks of options and what of levels.
    pub(super) fn split_by_kind(&self, conditions: &Conditions) -> (Conditions, Conditions) {
        let issue = |id: &str| self.lookup.issues.get(id).copied();
        let continuous = |id: &str| issue(id).is_some_and(|issue| self.level_at(IssueId::at(issue)).is_some());
        let part = |levels: bool| {
            let entries = conditions.iter().filter(|(id, _)| continuous(id) == levels);
            entries.map(|(id, condition)| (id, condition.clone())).collect()
        };
        (part(false), part(true))
    }

    /// The ranges that a conclusion asks of levels, as rules.
    pub(super) fn level_bounds(
        &mut self,
        rule: &model::Rule,
        premise: Option<&Condition>,
        asked: &Conditions,
        path: &Path,
    ) {
        for (id, condition) in asked.iter() {
            let place = path.key("then").key(id);
            let Some(issue) = self.issues.iter().position(|issue| issue.id == id) else { continue };
            let Some(level) = self.level_at(IssueId::at(issue)) else { continue };
            let Some((id, range)) = self.range(level) else { continue };
            let mut read =
                |asked: &Level, path: &Path| self::level(id, range, asked, Place::value(path), &mut self.diagnostics);
            let (min, max) = match condition {
                model::Condition::One(asked) => {
                    let Some(asked) = read(asked, &place) else { continue };
                    (Some(asked.clone()), Some(asked))
                }
                model::Condition::Range { from, to } => {
                    let mut bound = |asked: &Option<Level>, key: &str| match asked {
                        Some(asked) => read(asked, &place.key(key)).map(Some),
                        None => Some(None),
                    };
                    let (from, to) = (bound(from, "from"), bound(to, "to"));
                    let (Some(from), Some(to)) = (from, to) else { continue };
                    (from, to)
                }
                model::Condition::AnyOf(_) => {
                    let message = format!("`{id}` is continuous: a list of levels leaves gaps between them");
                    let help = "ask for one level, or for a range: {\"from\": 10, \"to\": 40}";
                    self.error(Code::IssueKind, Place::value(&place), message, help);
                    continue;
                }
            };
            if min.as_ref().zip(max.as_ref()).is_some_and(|(min, max)| min > max) {
                self.error(
                    Code::OutOfRange,
                    Place::value(&place),
                    "this range is empty",
                    "`from` must not be above `to`",
                );
                continue;
            }
            if let Some(premise) = premise {
                let one = BigRational::from_integer(1.into());
                let levels = vec![(level, one)];
                self.push_level_rule(rule, Some(premise.clone()), Vec::new(), levels, [min, max], path);
            }
        }
    }

    /// The coefficient of a continuous issue in a sum.
    pub(super) fn per_unit(&mut self, id: &str, coefficient: &Coefficient, path: &Path) -> Option<BigRational> {
        match coefficient {
            Coefficient::PerUnit(quantity) => {
                self.certain(quantity, path, super::rules::CERTAIN);
                Some(quantity.value.value().clone())
            }
            Coefficient::ByOption(_) => {
                let message = format!("`{id}` is continuous: it counts by the unit, not by option");
                self.error(Code::Values, Place::value(path), message, "write one number: what each unit counts for");
                None
            }
        }
    }

    /// A sum over levels, or over levels and options.
    pub(super) fn level_sum(
        &mut self,
        rule: &model::Rule,
        options: Vec<(IssueId, Vec<BigRational>)>,
        levels: Vec<(LevelId, BigRational)>,
        bounds: [Option<BigRational>; 2],
        path: &Path,
    ) {
        self.push_level_rule(rule, None, options, levels, bounds, path);
    }

    fn push_level_rule(
        &mut self,
        rule: &model::Rule,
        premise: Option<Condition>,
        options: Vec<(IssueId, Vec<BigRational>)>,
        levels: Vec<(LevelId, BigRational)>,
        [min, max]: [Option<BigRational>; 2],
        path: &Path,
    ) {
        let name = rule.id.clone().unwrap_or_else(|| path.to_string().trim_start_matches("$.").to_owned());
        let (because, path) = (rule.because.clone(), path.clone());
        self.levels.rules.push(LevelRule { premise, options, levels, min, max, name, because, path });
    }

    /// The levels of a package; none if one is missing or wrong. What is missing is reported beside.
    pub(super) fn proposed_levels(&mut self, package: &Keyed<Level>, path: &Path) -> Option<Vec<BigRational>> {
        let mut levels = Vec::new();
        let mut complete = true;
        for at in 0..self.levels.issues.len() {
            let (id, range) = self.range(LevelId::at(at))?;
            let found = package
                .get(id)
                .and_then(|asked| self::level(id, range, asked, Place::value(&path.key(id)), &mut self.diagnostics));
            match found {
                Some(found) => levels.push(found),
                None => complete = false,
            }
        }
        complete.then_some(levels)
    }
}
