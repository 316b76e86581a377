//! From a model to a problem: every meaning error in one run, then exact integers.
//!
//! Ids become positions first, with a diagnostic for each that is not there. Each party's numbers are then multiplied
//! by their least common denominator, and the largest possible sum is bounded once, so that nothing after this can
//! overflow.

use super::constraint::{Condition, Constraint, ConstraintKind};
use super::factor::{Factor, Interaction, Worth};
use super::lookup::Lookup;
use super::{Acceptance, Issue, IssueOption, MAX_CELLS, MAX_ISSUES, MAX_OPTIONS, MAX_PARTIES, MAX_UTILITY};
use super::{Named, Party, Problem, Proposal};
use crate::exact::Number;
use crate::model::ids::id_problem;
use crate::model::suggest::suggest;
use crate::model::{
    self, Code, Coefficient, Conditions, Diagnostic, Diagnostics, Model, Nested, Path, Place, Quantity,
};
use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};
use std::collections::BTreeMap;

/// The largest weight, once all are whole numbers in their proportions.
const MAX_EXPONENT: u32 = 1_000_000_000;

impl Problem {
    /// Compiles a model.
    ///
    /// # Errors
    /// All that is wrong with the model's meaning. Places have paths; positions in the text come with
    /// [`Diagnostics::locate`](crate::model::Diagnostics::locate).
    pub fn compile(model: &Model) -> Result<Problem, Diagnostics> {
        let mut diagnostics = Diagnostics::default();
        let root = Path::root();
        check_format(model, &mut diagnostics);
        let clusters: Vec<Named> = (model.clusters.iter())
            .map(|(id, cluster)| Named { id: id.into(), name: cluster.name.clone().unwrap_or_else(|| id.into()) })
            .collect();
        count("parties", model.parties.len(), MAX_PARTIES, &root.key("parties"), &mut diagnostics);
        count("issues", model.issues.len(), MAX_ISSUES, &root.key("issues"), &mut diagnostics);
        let issues = issues(model, &clusters, &mut diagnostics);
        if diagnostics.has_errors() {
            return Err(diagnostics);
        }
        let lookup = Lookup::new(&model.parties, &clusters, &issues);
        let mut compiler = Compiler { model, issues: &issues, lookup, diagnostics };
        let draft = compiler.utilities();
        let constraints = compiler.constraints();
        let acceptance = compiler.acceptance();
        let proposals = compiler.proposals();
        let parties = compiler.parties(&draft);
        let mut diagnostics = compiler.diagnostics;
        let problem =
            draft.scale(model, parties, clusters, issues, constraints, acceptance, proposals, &mut diagnostics);
        match problem {
            Some(problem) if !diagnostics.has_errors() => Ok(problem),
            _ => Err(diagnostics),
        }
    }
}

/// What the reader of a text has checked already, and a model that was built in code may break.
fn check_format(model: &Model, diagnostics: &mut Diagnostics) {
    let root = Path::root();
    if model.zopa != model::FORMAT {
        let message =
            format!("version {} of the model format; this library knows version {}", model.zopa, model::FORMAT);
        diagnostics.push(Diagnostic::new(Code::Version, Place::value(&root.key("zopa")), message));
    }
    let continuous = model.issues.iter().filter(|(_, issue)| issue.continuous.is_some());
    let later = [("states", model.states.is_some()), ("assumptions", model.assumptions.is_some())];
    let later = later.into_iter().filter(|(_, given)| *given).map(|(field, _)| root.key(field));
    for path in later.chain(continuous.map(|(id, _)| root.key("issues").key(id).key("continuous"))) {
        diagnostics.push(Diagnostic::new(
            Code::NotSupported,
            Place::key(&path),
            format!("{path} is not supported yet"),
        ));
    }
    let ids = |field: &str, ids: Vec<&str>, diagnostics: &mut Diagnostics| {
        for id in ids {
            if let Some(problem) = id_problem(id) {
                diagnostics.push(Diagnostic::new(Code::BadId, Place::key(&root.key(field).key(id)), problem));
            }
        }
    };
    ids("parties", model.parties.keys().collect(), diagnostics);
    ids("clusters", model.clusters.keys().collect(), diagnostics);
    ids("issues", model.issues.keys().collect(), diagnostics);
    ids("proposals", model.proposals.keys().collect(), diagnostics);
    for (id, issue) in model.issues.iter() {
        let field = format!("issues.{id}.options");
        ids(&field, issue.options.iter().flat_map(|options| options.iter()).map(|(id, _)| id).collect(), diagnostics);
    }
}

fn count(what: &str, found: usize, limit: usize, path: &Path, diagnostics: &mut Diagnostics) {
    if found == 0 {
        let error = Diagnostic::new(Code::Empty, Place::key(path), format!("there are no {what}"));
        diagnostics.push(error.help("name at least one"));
    } else if found > limit {
        let message = format!("there are {found} {what}; at most {limit} are read");
        diagnostics.push(Diagnostic::new(Code::Limit, Place::key(path), message));
    }
}

/// The issues: what can be known of them without the other parts of the model.
fn issues(model: &Model, clusters: &[Named], diagnostics: &mut Diagnostics) -> Vec<Issue> {
    let path = Path::root().key("issues");
    let lookup = Lookup::new(&model.parties, clusters, &[]);
    let mut issues = Vec::new();
    for (id, issue) in model.issues.iter() {
        let path = path.key(id);
        let options = match (&issue.options, &issue.integer) {
            (Some(options), None) => listed(options, &path.key("options"), diagnostics),
            (None, Some(integer)) => levels(integer, &path.key("integer"), diagnostics),
            (found, _) => {
                let has = if found.is_some() { "both `options` and" } else { "neither `options` nor" };
                let message = format!("`{id}` has {has} `integer`");
                let error = Diagnostic::new(Code::IssueKind, Place::key(&path), message);
                diagnostics.push(error.help("an issue is settled by one of its `options`, or by an `integer`"));
                Vec::new()
            }
        };
        let cluster = issue.cluster.as_ref().and_then(|cluster| {
            let found = lookup.clusters.get(cluster.as_str()).copied();
            if found.is_none() {
                let message = format!("no cluster is called `{cluster}`");
                let error = Diagnostic::new(Code::UnknownCluster, Place::value(&path.key("cluster")), message);
                diagnostics.push(match suggest(cluster, model.clusters.keys()) {
                    Some(meant) => error.help(format!("did you mean `{meant}`?")),
                    None => error.help("declare it under `clusters`"),
                });
            }
            found
        });
        for (at, decider) in issue.deciders.iter().flatten().enumerate() {
            lookup.party(decider, Place::value(&path.key("deciders").index(at)), diagnostics);
        }
        issues.push(Issue {
            id: id.into(),
            name: issue.name.clone().unwrap_or_else(|| id.into()),
            cluster,
            ordered: issue.ordered || issue.integer.is_some(),
            unit: issue.integer.as_ref().and_then(|integer| integer.unit.clone()),
            options,
            baseline: None,
        });
    }
    if diagnostics.has_errors() {
        return issues;
    }
    let baselines: Vec<Option<usize>> = {
        let lookup = Lookup::new(&model.parties, clusters, &issues);
        let baseline = |(at, (id, issue)): (usize, (&str, &model::Issue))| {
            let place = Place::value(&path.key(id).key("baseline"));
            issue.baseline.as_ref().and_then(|level| lookup.option(at, &level.to_string(), place, diagnostics))
        };
        model.issues.iter().enumerate().map(baseline).collect()
    };
    for (issue, baseline) in issues.iter_mut().zip(baselines) {
        issue.baseline = baseline;
    }
    issues
}

fn listed(options: &model::OptionList, path: &Path, diagnostics: &mut Diagnostics) -> Vec<IssueOption> {
    let mut seen = BTreeMap::new();
    let mut list = Vec::new();
    for (at, (id, option)) in options.iter().enumerate() {
        if let Some(first) = seen.insert(id, at) {
            let error =
                Diagnostic::new(Code::ListedTwice, Place::value(&path.index(at)), format!("`{id}` is listed twice"));
            diagnostics.push(error.related(Place::value(&path.index(first)), "first listed here"));
        }
        let name = option.and_then(|option| option.name.clone()).unwrap_or_else(|| id.into());
        list.push(IssueOption { id: id.into(), name, level: None });
    }
    if list.is_empty() {
        let error = Diagnostic::new(Code::Empty, Place::key(path), "this issue has no options");
        diagnostics.push(error.help("name at least one"));
    }
    if list.len() > MAX_OPTIONS {
        let message = format!("{} options; at most {MAX_OPTIONS} are read", list.len());
        diagnostics.push(Diagnostic::new(Code::Limit, Place::key(path), message));
    }
    list
}

fn levels(integer: &model::Integer, path: &Path, diagnostics: &mut Diagnostics) -> Vec<IssueOption> {
    let mut error = |key: &str, message: String| {
        diagnostics.push(Diagnostic::new(Code::IssueKind, Place::value(&path.key(key)), message));
        Vec::new()
    };
    let (min, max, step) = (integer.min, integer.max, integer.step);
    if step < 1 {
        return error("step", format!("a step of {step}: it must be at least 1"));
    }
    let Some(range) = max.checked_sub(min).filter(|range| *range >= 0) else {
        return error("max", format!("the highest level, {max}, is below the lowest, {min}"));
    };
    if range % step != 0 {
        return error("max", format!("steps of {step} from {min} do not reach {max}"));
    }
    let levels = range / step;
    if levels >= MAX_OPTIONS as i64 {
        let message = format!("{} levels; at most {MAX_OPTIONS} are read", i128::from(levels) + 1);
        diagnostics.push(Diagnostic::new(Code::Limit, Place::value(path), message).help("use a larger `step`"));
        return Vec::new();
    }
    let level = |at: i64| {
        let level = min + at * step;
        let name = integer.unit.as_ref().map_or(level.to_string(), |unit| format!("{level} {unit}"));
        IssueOption { id: level.to_string(), name, level: Some(level) }
    };
    (0..=levels).map(level).collect()
}

/// An interaction before its party's scale is known.
struct DraftInteraction {
    party: usize,
    condition: Option<Condition>,
    axes: Vec<(usize, usize)>,
    cells: Vec<BigRational>,
    because: Option<String>,
    path: Path,
}

/// Utilities before scaling; indexed as in [`Problem`].
struct Draft {
    constants: Vec<BigRational>,
    values: Vec<Vec<BigRational>>,
    valued: Vec<Vec<bool>>,
    interactions: Vec<DraftInteraction>,
}

struct Compiler<'a> {
    model: &'a Model,
    issues: &'a [Issue],
    lookup: Lookup<'a>,
    diagnostics: Diagnostics,
}

impl Compiler<'_> {
    fn error(&mut self, code: Code, place: Place, message: impl Into<String>, help: &str) {
        let error = Diagnostic::new(code, place, message);
        self.diagnostics.push(if help.is_empty() { error } else { error.help(help) });
    }

    fn utilities(&mut self) -> Draft {
        let parties = self.model.parties.len();
        let mut draft = Draft {
            constants: vec![BigRational::zero(); parties],
            values: self.issues.iter().map(|i| vec![BigRational::zero(); i.options.len() * parties]).collect(),
            valued: vec![vec![false; parties]; self.issues.len()],
            interactions: Vec::new(),
        };
        let path = Path::root().key("utilities");
        for (id, utility) in self.model.utilities.iter() {
            let path = path.key(id);
            let Some(party) = self.lookup.party(id, Place::key(&path), &mut self.diagnostics) else { continue };
            if let Some(constant) = &utility.constant {
                draft.constants[party] = constant.value.value().clone();
            }
            for (id, values) in utility.values.iter() {
                let path = path.key("values").key(id);
                let Some(issue) = self.lookup.issue(id, Place::key(&path), &mut self.diagnostics) else { continue };
                draft.valued[issue][party] = true;
                for (option, value) in self.values(issue, values, &path) {
                    draft.values[issue][option * parties + party] = value;
                }
            }
            for (at, interaction) in utility.interactions.iter().enumerate() {
                let path = path.key("interactions").index(at);
                let when = path.key("when");
                if let Some(condition) = self.lookup.condition(&interaction.when, &when, &mut self.diagnostics) {
                    draft.interactions.push(DraftInteraction {
                        party,
                        condition: Some(condition),
                        axes: Vec::new(),
                        cells: vec![interaction.add.value.value().clone()],
                        because: interaction.because.clone(),
                        path,
                    });
                }
            }
            for (at, table) in utility.tables.iter().enumerate() {
                let path = path.key("tables").index(at);
                draft.interactions.extend(self.table(party, table, path));
            }
        }
        draft
    }

    /// The value of each option of an issue, from any of the ways to write it.
    fn values(&mut self, issue: usize, values: &model::Values, path: &Path) -> Vec<(usize, BigRational)> {
        let declared = &self.issues[issue];
        let levels: Vec<Option<i64>> = declared.options.iter().map(|option| option.level).collect();
        let integer = |level: i64| BigRational::from(BigInt::from(level));
        match values {
            model::Values::ByOption(by_option) => self.by_option(issue, by_option, path, &BigRational::one()),
            model::Values::Weighted { weight, scores } => {
                self.by_option(issue, scores, &path.key("scores"), weight.value.value())
            }
            model::Values::PerUnit(per_unit) => match levels.iter().copied().collect::<Option<Vec<i64>>>() {
                Some(levels) => (levels.iter().enumerate())
                    .map(|(option, level)| (option, integer(*level) * per_unit.value.value()))
                    .collect(),
                None => {
                    let message = format!("`per_unit` needs levels, and `{}` has options", declared.id);
                    self.error(Code::Values, Place::value(path), message, "give a value for each option");
                    Vec::new()
                }
            },
            model::Values::Points(points) => match levels.iter().copied().collect::<Option<Vec<i64>>>() {
                Some(levels) => {
                    let points: Vec<_> =
                        points.iter().map(|(x, y)| (x.value().clone(), y.value.value().clone())).collect();
                    let ascending = points.windows(2).all(|pair| pair[0].0 < pair[1].0);
                    let covers = |level: &i64| {
                        let level = integer(*level);
                        points.first().is_some_and(|p| p.0 <= level) && points.last().is_some_and(|p| p.0 >= level)
                    };
                    if !ascending || !levels.iter().all(covers) {
                        let (first, last) = (levels.first().unwrap_or(&0), levels.last().unwrap_or(&0));
                        let message = format!("these points do not give a value to every level of `{}`", declared.id);
                        let help = format!("write [level, value] pairs with ascending levels from {first} to {last}");
                        self.error(Code::Values, Place::value(&path.key("points")), message, &help);
                        return Vec::new();
                    }
                    let value = |(option, level): (usize, &i64)| (option, interpolate(&points, &integer(*level)));
                    levels.iter().enumerate().map(value).collect()
                }
                None => {
                    let message = format!("`points` need levels, and `{}` has options", declared.id);
                    self.error(Code::Values, Place::value(path), message, "give a value for each option");
                    Vec::new()
                }
            },
        }
    }

    fn by_option(
        &mut self,
        issue: usize,
        values: &model::Keyed<Quantity>,
        path: &Path,
        weight: &BigRational,
    ) -> Vec<(usize, BigRational)> {
        let mut found = Vec::new();
        for (id, value) in values.iter() {
            let option = self.lookup.option(issue, id, Place::key(&path.key(id)), &mut self.diagnostics);
            found.extend(option.map(|option| (option, value.value.value() * weight)));
        }
        let options = &self.issues[issue].options;
        let missing: Vec<String> = (options.iter())
            .filter(|option| values.get(&option.id).is_none())
            .map(|option| format!("`{}`", option.id))
            .collect();
        if !missing.is_empty() {
            let message = format!("no value is given for {}", missing.join(", "));
            let help = if self.issues[issue].is_integer() {
                "write 0 if it is worth nothing, or value all levels with `per_unit` or `points`"
            } else {
                "write 0 if it is worth nothing"
            };
            self.error(Code::Values, Place::key(path), message, help);
        }
        found
    }

    fn table(&mut self, party: usize, table: &model::Table, path: Path) -> Option<DraftInteraction> {
        let mut axes = Vec::new();
        for (at, id) in table.issues.iter().enumerate() {
            let place = Place::value(&path.key("issues").index(at));
            let issue = self.lookup.issue(id, place.clone(), &mut self.diagnostics)?;
            if axes.iter().any(|(other, _)| *other == issue) {
                self.error(Code::ListedTwice, place, format!("`{id}` is listed twice"), "");
                return None;
            }
            axes.push((issue, self.issues[issue].options.len()));
        }
        if axes.is_empty() {
            let help = "name the issues whose options it combines";
            self.error(Code::Empty, Place::value(&path.key("issues")), "this table has no issues", help);
            return None;
        }
        let size = axes.iter().try_fold(1usize, |product, (_, size)| product.checked_mul(*size));
        if size.is_none_or(|size| size > MAX_CELLS) {
            let message = format!("this table has more than {MAX_CELLS} entries");
            self.error(Code::Limit, Place::value(&path), message, "write the combinations that matter as interactions");
            return None;
        }
        let mut cells = Vec::new();
        let filled = self.fill(&table.add, &axes, &path.key("add"), &mut cells);
        filled.then(|| DraftInteraction { party, condition: None, axes, cells, because: table.because.clone(), path })
    }

    /// Flattens a nested table; false if its shape does not fit.
    fn fill(&mut self, nested: &Nested, axes: &[(usize, usize)], path: &Path, cells: &mut Vec<BigRational>) -> bool {
        match (nested, axes) {
            (Nested::Value(quantity), []) => {
                cells.push(quantity.value.value().clone());
                true
            }
            (Nested::List(list), [(issue, size), rest @ ..]) => {
                if list.len() != *size {
                    let issue = &self.issues[*issue].id;
                    let message = format!("{} entries where `{issue}` has {size} options", list.len());
                    self.error(Code::TableShape, Place::value(path), message, "one entry for each option, in order");
                    return false;
                }
                (list.iter().enumerate()).all(|(at, nested)| self.fill(nested, rest, &path.index(at), cells))
            }
            (Nested::Value(_), [(issue, _), ..]) => {
                let message = format!("a number where a list over the options of `{}` belongs", self.issues[*issue].id);
                self.error(Code::TableShape, Place::value(path), message, "nest one list for each issue of the table");
                false
            }
            (Nested::List(_), []) => {
                let message = "a list where a number belongs";
                self.error(Code::TableShape, Place::value(path), message, "nest one list for each issue of the table");
                false
            }
        }
    }

    fn constraints(&mut self) -> Vec<Constraint> {
        let mut constraints = Vec::new();
        let root = Path::root();
        for (at, rule) in self.model.rules.iter().enumerate() {
            let path = root.key("rules").index(at);
            constraints.extend(self.rule(rule, &path).map(|kind| Constraint {
                kind,
                party: None,
                name: rule.id.clone().unwrap_or_else(|| format!("rules[{at}]")),
                because: rule.because.clone(),
                path,
                binding: true,
            }));
        }
        for (id, utility) in self.model.utilities.iter() {
            let Some(party) = self.lookup.parties.get(id).copied() else { continue };
            for (at, red_line) in utility.red_lines.iter().enumerate() {
                let path = root.key("utilities").key(id).key("red_lines").index(at);
                let condition = self.lookup.condition(&red_line.when, &path.key("when"), &mut self.diagnostics);
                // Only a party that decides on one of the issues can refuse.
                let decides = |id: &str| match self.model.issues.get(id).and_then(|issue| issue.deciders.as_ref()) {
                    Some(deciders) => {
                        deciders.iter().any(|decider| self.model.parties.keys().nth(party) == Some(decider))
                    }
                    None => true,
                };
                constraints.extend(condition.map(|condition| Constraint {
                    kind: ConstraintKind::Forbid(condition),
                    party: Some(party),
                    name: red_line.id.clone().unwrap_or_else(|| format!("{id}.red_lines[{at}]")),
                    because: red_line.because.clone(),
                    path,
                    binding: red_line.when.keys().any(decides),
                }));
            }
        }
        constraints
    }

    fn rule(&mut self, rule: &model::Rule, path: &Path) -> Option<ConstraintKind> {
        let bounds = [("at_most", &rule.at_most), ("at_least", &rule.at_least), ("exactly", &rule.exactly)];
        let given: Vec<&str> = (bounds.iter()).filter(|(_, bound)| bound.is_some()).map(|(key, _)| *key).collect();
        match (&rule.forbid, &rule.if_, &rule.then, &rule.of, &rule.sum) {
            (Some(forbid), None, None, None, None) if given.is_empty() => {
                let condition = self.lookup.condition(forbid, &path.key("forbid"), &mut self.diagnostics)?;
                Some(ConstraintKind::Forbid(condition))
            }
            (None, Some(premise), Some(conclusion), None, None) if given.is_empty() => {
                let premise = self.lookup.condition(premise, &path.key("if"), &mut self.diagnostics);
                let conclusion = self.lookup.condition(conclusion, &path.key("then"), &mut self.diagnostics);
                Some(ConstraintKind::Implies(premise?, conclusion?))
            }
            (None, None, None, Some(of), None) if !given.is_empty() => self.counting(rule, of, path),
            (None, None, None, None, Some(sum)) if !given.is_empty() && rule.exactly.is_none() => {
                self.budget(rule, sum, path)
            }
            _ => {
                let help = "write one of: `forbid`; `if` and `then`; `of` with `at_most`, `at_least` or `exactly`; `sum` \
                            with `at_most` or `at_least`";
                self.error(Code::RuleKind, Place::value(path), "this rule is of no kind, or of several", help);
                None
            }
        }
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

    fn budget(&mut self, rule: &model::Rule, sum: &model::Keyed<Coefficient>, path: &Path) -> Option<ConstraintKind> {
        let mut terms: Vec<(usize, Vec<BigRational>)> = Vec::new();
        let mut complete = !sum.is_empty();
        if sum.is_empty() {
            let help = "name at least one issue and what it counts for, or leave the rule out";
            self.error(Code::Empty, Place::value(&path.key("sum")), "this sum names no issue", help);
        }
        for (id, coefficient) in sum.iter() {
            let path = path.key("sum").key(id);
            let Some(issue) = self.lookup.issue(id, Place::key(&path), &mut self.diagnostics) else {
                complete = false;
                continue;
            };
            let options = &self.issues[issue].options;
            let mut values = vec![BigRational::zero(); options.len()];
            match coefficient {
                Coefficient::PerUnit(quantity) => {
                    for (value, option) in values.iter_mut().zip(options) {
                        let Some(level) = option.level else {
                            let message = format!("a coefficient per unit needs levels, and `{id}` has options");
                            let help = "give a number for each option that counts: {\"option\": 1}";
                            self.error(Code::Values, Place::value(&path), message, help);
                            complete = false;
                            break;
                        };
                        *value = BigRational::from(BigInt::from(level)) * quantity.value.value();
                    }
                }
                Coefficient::ByOption(by_option) => {
                    for (option, quantity) in by_option.iter() {
                        let place = Place::key(&path.key(option));
                        match self.lookup.option(issue, option, place, &mut self.diagnostics) {
                            Some(option) => values[option] = quantity.value.value().clone(),
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
        let numbers = terms.iter().flat_map(|(_, values)| values).chain(&min).chain(&max);
        let scale = numbers.fold(BigInt::one(), |scale, number| scale.lcm(number.denom()));
        let scale = BigRational::from(scale);
        let mut reach = BigInt::zero();
        let mut scaled = |number: &BigRational| {
            let number = (number * &scale).to_integer();
            reach += number.abs();
            number.to_i64()
        };
        let terms: Option<Vec<(usize, Box<[i64]>)>> = terms
            .iter()
            .map(|(issue, values)| Some((*issue, values.iter().map(&mut scaled).collect::<Option<_>>()?)))
            .collect();
        let min = min.map(|min| scaled(&min));
        let max = max.map(|max| scaled(&max));
        if reach >= BigInt::from(MAX_UTILITY) {
            let message = "the numbers of this sum are too large, or too finely divided, to be added exactly";
            self.error(Code::Overflow, Place::value(path), message, "use fewer digits");
            return None;
        }
        complete.then_some(())?;
        Some(ConstraintKind::Sum { terms: terms?, min: min.flatten(), max: max.flatten() })
    }

    fn acceptance(&mut self) -> Acceptance {
        let parties = self.model.parties.len();
        let Some(acceptance) = &self.model.acceptance else {
            return Acceptance { quota: parties, veto: vec![false; parties] };
        };
        let path = Path::root().key("acceptance");
        let mut veto = vec![false; parties];
        for (at, id) in acceptance.veto.iter().enumerate() {
            let place = Place::value(&path.key("veto").index(at));
            if let Some(party) = self.lookup.party(id, place.clone(), &mut self.diagnostics)
                && std::mem::replace(&mut veto[party], true)
            {
                self.error(Code::ListedTwice, place, format!("`{id}` is listed twice"), "");
            }
        }
        let quota = acceptance.quota.map_or(Some(parties), |quota| usize::try_from(quota).ok());
        match quota {
            Some(quota) if (1..=parties).contains(&quota) => Acceptance { quota, veto },
            _ => {
                let message = format!("a quota must be between 1 and the number of parties, {parties}");
                self.error(Code::OutOfRange, Place::value(&path.key("quota")), message, "");
                Acceptance { quota: parties, veto }
            }
        }
    }

    fn proposals(&mut self) -> Vec<Proposal> {
        let path = Path::root().key("proposals");
        let mut proposals = Vec::new();
        for (id, proposal) in self.model.proposals.iter() {
            let package = self.lookup.package(&proposal.package, &path.key(id).key("package"), &mut self.diagnostics);
            let name = proposal.name.clone().unwrap_or_else(|| id.into());
            proposals.extend(package.map(|package| Proposal { id: id.into(), name, package }));
        }
        proposals
    }

    /// The parties, with their scales but without their scaled disagreement values.
    fn parties(&mut self, draft: &Draft) -> Vec<Party> {
        let path = Path::root().key("parties");
        let count = self.model.parties.len();
        let mut parties = Vec::new();
        for (at, (id, party)) in self.model.parties.iter().enumerate() {
            let weight = party.weight.as_ref().map_or(Number::from(1), |weight| weight.value.clone());
            if weight.value().is_negative() {
                let place = Place::value(&path.key(id).key("weight"));
                self.error(Code::OutOfRange, place, format!("a weight of {weight}: it must not be negative"), "");
            }
            let values = draft.values.iter().flat_map(|values| values.iter().skip(at).step_by(count));
            let interactions = draft.interactions.iter().filter(|i| i.party == at).flat_map(|i| &i.cells);
            let numbers = values.chain(interactions).chain([&draft.constants[at], party.disagreement.value.value()]);
            let mut scale = BigInt::one();
            for number in numbers.filter(|number| !number.denom().is_one()) {
                scale = scale.lcm(number.denom());
                if scale > BigInt::from(MAX_UTILITY) {
                    let message = format!("the numbers of `{id}` are too finely divided to be added exactly");
                    let help = "use fewer digits after the point, or fractions with small denominators";
                    self.error(Code::Overflow, Place::key(&path.key(id)), message, help);
                    break;
                }
            }
            parties.push(Party {
                id: id.into(),
                name: party.name.clone().unwrap_or_else(|| id.into()),
                batna: party.batna.clone(),
                weight,
                scale,
                disagreement: 0,
            });
        }
        if parties.iter().all(|party| party.weight.value().is_zero()) {
            let help = "a party of weight 0 only has to accept; give at least one party a positive weight";
            self.error(Code::OutOfRange, Place::key(&path), "every party has weight 0", help);
        } else if exponents(&parties).is_none() {
            let message = format!("as whole numbers in the same proportions, the weights go beyond {MAX_EXPONENT}");
            self.error(Code::OutOfRange, Place::key(&path), message, "use fewer digits");
        }
        parties
    }
}

/// The value at `level` on the line through points with ascending levels.
fn interpolate(points: &[(BigRational, BigRational)], level: &BigRational) -> BigRational {
    let at = points.partition_point(|(x, _)| x < level).min(points.len() - 1);
    let (x1, y1) = &points[at];
    if at == 0 || x1 == level {
        return y1.clone();
    }
    let (x0, y0) = &points[at - 1];
    y0 + (y1 - y0) * (level - x0) / (x1 - x0)
}

impl Draft {
    /// Multiplies each party's numbers with its scale and bounds the largest sum.
    #[expect(clippy::too_many_arguments, reason = "the parts of a problem, each made by its own step")]
    fn scale(
        self,
        model: &Model,
        mut parties: Vec<Party>,
        clusters: Vec<Named>,
        issues: Vec<Issue>,
        constraints: Vec<Constraint>,
        acceptance: Acceptance,
        proposals: Vec<Proposal>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Problem> {
        let count = parties.len();
        let scales: Vec<BigRational> = parties.iter().map(|party| BigRational::from(party.scale.clone())).collect();
        let mut reach = vec![BigInt::zero(); count];
        let scaled = |party: usize, number: &BigRational| {
            let number = (number * &scales[party]).to_integer();
            (number.to_i64().unwrap_or(i64::MAX), number.abs())
        };
        let mut constants = Vec::new();
        for (at, (party, declared)) in parties.iter_mut().zip(model.parties.iter()).enumerate() {
            let (disagreement, size) = scaled(at, declared.1.disagreement.value.value());
            party.disagreement = disagreement;
            reach[at] += size;
            let (constant, size) = scaled(at, &self.constants[at]);
            constants.push(constant);
            reach[at] += size;
        }
        let mut values = Vec::new();
        for draft in &self.values {
            let numbers: Vec<(i64, BigInt)> =
                draft.iter().enumerate().map(|(at, number)| scaled(at % count, number)).collect();
            for (party, reach) in reach.iter_mut().enumerate() {
                *reach +=
                    numbers.iter().skip(party).step_by(count).map(|(_, size)| size).max().cloned().unwrap_or_default();
            }
            values.push(numbers.into_iter().map(|(number, _)| number).collect());
        }
        let mut interactions = Vec::new();
        for draft in self.interactions {
            let numbers: Vec<(i64, BigInt)> = draft.cells.iter().map(|cell| scaled(draft.party, cell)).collect();
            reach[draft.party] += numbers.iter().map(|(_, size)| size).max().cloned().unwrap_or_default();
            let cells: Box<[i64]> = numbers.into_iter().map(|(number, _)| number).collect();
            let worth = match draft.condition {
                Some(condition) => Worth::When(condition, cells.first().copied().unwrap_or(0)),
                None => Worth::Table(draft.axes, cells),
            };
            interactions.push(Interaction { party: draft.party, worth, because: draft.because, path: draft.path });
        }
        for (reach, party) in reach.iter().zip(&parties) {
            if *reach >= BigInt::from(MAX_UTILITY) {
                let message = format!(
                    "the numbers of `{}` are too large, or too far apart, to be added exactly: written as whole numbers \
                     (times {}) they can sum to {reach}",
                    party.id, party.scale
                );
                let path = Path::root().key("parties").key(&party.id);
                let error = Diagnostic::new(Code::Overflow, Place::key(&path), message);
                diagnostics.push(error.help(format!("sums must stay below {MAX_UTILITY}: use fewer digits")));
            }
        }
        if diagnostics.has_errors() {
            return None;
        }
        let exponents = exponents(&parties)?;
        let mut by_scope: BTreeMap<Vec<usize>, Vec<Interaction>> = BTreeMap::new();
        for interaction in &interactions {
            by_scope.entry(interaction.scope()).or_default().push(interaction.clone());
        }
        let join = |(scope, group): (Vec<usize>, Vec<Interaction>)| {
            let sizes = scope.iter().map(|issue| issues[*issue].options.len()).collect();
            Factor::join(scope, sizes, count, group)
        };
        let factors = by_scope.into_iter().map(join).collect();
        Some(Problem {
            title: model.title.clone(),
            comparable: model.comparable,
            parties,
            clusters,
            issues,
            constants,
            values,
            valued: self.valued,
            interactions,
            factors,
            constraints,
            acceptance,
            exponents,
            proposals,
        })
    }
}

/// Weights as integers in the same proportions; none if they do not fit.
fn exponents(parties: &[Party]) -> Option<Vec<u32>> {
    let multiple = parties.iter().fold(BigInt::one(), |multiple, party| multiple.lcm(party.weight.value().denom()));
    let whole = |party: &Party| (party.weight.value() * &multiple).to_integer();
    let divisor = parties.iter().fold(BigInt::zero(), |divisor, party| divisor.gcd(&whole(party)));
    if divisor.is_zero() {
        return None;
    }
    parties
        .iter()
        .map(|party| (whole(party) / &divisor).to_u32().filter(|exponent| *exponent <= MAX_EXPONENT))
        .collect()
}
