//! What options and combinations are worth, before scaling.

use super::compiler::Compiler;
use super::draft::{Draft, DraftInteraction};
use crate::exact::{Number, Polynomial};
use crate::model::{self, Code, Nested, Path, Place, Quantity};
use crate::problem::levels::value_at;
use crate::problem::{IssueId, MAX_CELLS, OptionId, PartyId, Role};
use std::collections::BTreeMap;

impl Compiler<'_> {
    pub(super) fn utilities(&mut self) -> Draft {
        let parties = self.model.parties.len();
        let mut draft = Draft {
            constants: vec![Polynomial::zero(); parties],
            disagreement: self.disagreement(),
            ceilings: vec![None; parties],
            values: self.issues.iter().map(|i| vec![Polynomial::zero(); i.options.len() * parties]).collect(),
            valued: vec![vec![false; parties]; self.issues.len()],
            interactions: Vec::new(),
        };
        let path = Path::root().key("utilities");
        for (id, utility) in self.model.utilities.iter() {
            let path = path.key(id);
            let Some(party) = self.lookup.party(id, Place::key(&path), &mut self.diagnostics) else { continue };
            if let Some(constant) = &utility.constant {
                draft.constants[party.index()] = self.quantity(constant, party, Role::Constant, &path.key("constant"));
            }
            if let Some(at_most) = &utility.at_most {
                draft.ceilings[party.index()] = Some(self.ceiling(at_most, &path.key("at_most")));
            }
            for (id, values) in utility.values.iter() {
                let path = path.key("values").key(id);
                let Some(issue) = self.lookup.issue(id, Place::key(&path), &mut self.diagnostics) else { continue };
                draft.valued[issue.index()][party.index()] = true;
                if let Some(level) = self.level_at(issue) {
                    self.level_term(party, level, values, &path);
                    continue;
                }
                for (option, value) in self.values(party, issue, values, &path) {
                    draft.values[issue.index()][option.index() * parties + party.index()] = value;
                }
            }
            for (at, interaction) in utility.interactions.iter().enumerate() {
                let path = path.key("interactions").index(at);
                let when = path.key("when");
                let condition = self.lookup.condition(&interaction.when, &when, &mut self.diagnostics);
                self.level_interaction(party, condition.as_ref(), interaction, &path);
                if let (Some(condition), Some(written)) = (condition, &interaction.add) {
                    let add = self.quantity(written, party, Role::Combination, &path.key("add"));
                    draft.interactions.push(DraftInteraction {
                        party,
                        condition: Some(condition),
                        axes: Vec::new(),
                        cells: vec![add],
                        because: interaction.because.clone().or_else(|| written.because.clone()),
                        path,
                        state: None,
                    });
                }
            }
            for (at, table) in utility.tables.iter().enumerate() {
                let path = path.key("tables").index(at);
                draft.interactions.extend(self.table(party, table, path));
            }
            self.commitments(party, utility, &path, &mut draft);
        }
        draft
    }

    /// What each party has without a deal.
    fn disagreement(&mut self) -> Vec<Polynomial> {
        let path = Path::root().key("parties");
        let model = self.model;
        let one = |(party, (id, declared)): (usize, (&str, &model::Party))| match &declared.disagreement {
            Some(disagreement) => {
                let path = path.key(id).key("disagreement");
                self.quantity(disagreement, PartyId::at(party), Role::Disagreement, &path)
            }
            None => Polynomial::zero(),
        };
        model.parties.iter().enumerate().map(one).collect()
    }

    /// Why options are worth what they are, where the author says so. What is unknown has been reported.
    pub(super) fn reasons(&self) -> BTreeMap<(PartyId, IssueId, Option<OptionId>), String> {
        let mut reasons = BTreeMap::new();
        for (id, utility) in self.model.utilities.iter() {
            let Some(party) = self.lookup.parties.get(id).copied().map(PartyId::at) else { continue };
            for (id, values) in utility.values.iter() {
                let Some(issue) = self.lookup.issues.get(id).copied().map(IssueId::at) else { continue };
                let (whole, by_option) = match values {
                    model::Values::ByOption(by_option) => (None, Some(by_option)),
                    model::Values::PerUnit(quantity) => (Some(quantity), None),
                    model::Values::Weighted { weight, scores } => (Some(weight), Some(scores)),
                    model::Values::Curve(named) => (named.weight.as_ref(), None),
                    model::Values::Points(_) => (None, None),
                };
                let of_curve = match values {
                    model::Values::Curve(named) => named.because.clone(),
                    _ => None,
                };
                if let Some(because) = of_curve.or_else(|| whole.and_then(|quantity| quantity.because.clone())) {
                    reasons.insert((party, issue, None), because);
                }
                for (id, quantity) in by_option.into_iter().flat_map(model::Keyed::iter) {
                    let Some(because) = quantity.because.clone() else { continue };
                    let option = self.lookup.position(issue, id);
                    reasons.extend(option.map(|option| ((party, issue, Some(option)), because)));
                }
            }
        }
        reasons
    }

    /// The value of each option of an issue, from any of the ways to write it.
    pub(super) fn values(
        &mut self,
        party: PartyId,
        issue: IssueId,
        values: &model::Values,
        path: &Path,
    ) -> Vec<(OptionId, Polynomial)> {
        let declared = &self.issues[issue.index()];
        let whole = Role::Value { issue, option: None };
        let levels = || declared.options.iter().map(|option| option.level.as_ref()).collect::<Option<Vec<&Number>>>();
        match values {
            model::Values::ByOption(by_option) => self.by_option(party, issue, by_option, path),
            model::Values::Weighted { weight, scores } => {
                let weight = self.quantity(weight, party, whole, &path.key("weight"));
                let scores = self.by_option(party, issue, scores, &path.key("scores"));
                scores.into_iter().map(|(option, score)| (option, &score * &weight)).collect()
            }
            model::Values::PerUnit(per_unit) => match levels() {
                Some(levels) => {
                    let per_unit = self.quantity(per_unit, party, whole, &path.key("per_unit"));
                    levels
                        .iter()
                        .enumerate()
                        .map(|(at, level)| (OptionId::at(at), per_unit.times(level.value())))
                        .collect()
                }
                None => {
                    let message = format!("`per_unit` needs levels, and `{}` has options", declared.id);
                    self.error(Code::Values, Place::value(path), message, "give a value for each option");
                    Vec::new()
                }
            },
            model::Values::Curve(named) => match levels() {
                Some(levels) => self.steps_of_curve(party, issue, named, &levels, path),
                None => {
                    let message = format!("a curve needs levels, and `{}` has options", declared.id);
                    self.error(Code::Values, Place::value(path), message, "give a value for each option");
                    Vec::new()
                }
            },
            model::Values::Points(points) => match levels() {
                Some(levels) => {
                    let number = |(at, (x, y)): (usize, &(Number, Quantity))| {
                        let path = path.key("points").index(at).index(1);
                        (x.value().clone(), self.quantity(y, party, whole, &path))
                    };
                    let points: Vec<_> = points.iter().enumerate().map(number).collect();
                    let ascending = points.windows(2).all(|pair| pair[0].0 < pair[1].0);
                    let covers = |level: &&Number| {
                        let level = level.value();
                        points.first().is_some_and(|p| p.0 <= *level) && points.last().is_some_and(|p| p.0 >= *level)
                    };
                    if !ascending || !levels.iter().all(covers) {
                        let (least, most) = (levels.iter().min(), levels.iter().max());
                        let (Some(first), Some(last)) = (least, most) else { return Vec::new() };
                        let message = format!("these points do not give a value to every level of `{}`", declared.id);
                        let help = format!("write [level, value] pairs with ascending levels from {first} to {last}");
                        self.error(Code::Values, Place::value(&path.key("points")), message, &help);
                        return Vec::new();
                    }
                    let value = |(at, level): (usize, &&Number)| (OptionId::at(at), value_at(&points, level.value()));
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
        party: PartyId,
        issue: IssueId,
        values: &model::Keyed<Quantity>,
        path: &Path,
    ) -> Vec<(OptionId, Polynomial)> {
        let options = &self.issues[issue.index()].options;
        let (mut found, mut valued) = (Vec::with_capacity(values.len()), vec![false; options.len()]);
        for (at, (id, value)) in values.iter().enumerate() {
            // As a rule all options are valued, in their order, by numbers of which there is nothing more to say.
            let plain = value.range.is_none() && !self.all_numbers;
            if plain && options.get(at).is_some_and(|option| option.id == id) && !valued[at] {
                valued[at] = true;
                found.push((OptionId::at(at), Polynomial::certain(value.value.value().clone())));
                continue;
            }
            let path = path.key(id);
            if let Some(option) = self.lookup.option_once(issue, id, &path, &mut valued, &mut self.diagnostics) {
                let role = Role::Value { issue, option: Some(option) };
                found.push((option, self.quantity(value, party, role, &path)));
            }
        }
        let missing: Vec<String> = (self.issues[issue.index()].options.iter().enumerate())
            .filter(|(at, _)| !valued[*at])
            .map(|(_, option)| format!("`{}`", option.id))
            .collect();
        if !missing.is_empty() {
            let message = format!("no value is given for {}", missing.join(", "));
            let help = if self.issues[issue.index()].is_settled_by_numbers() {
                "write 0 if it is worth nothing, or value all levels with `per_unit` or `points`"
            } else {
                "write 0 if it is worth nothing"
            };
            self.error(Code::Values, Place::key(path), message, help);
        }
        found
    }

    pub(super) fn table(&mut self, party: PartyId, table: &model::Table, path: Path) -> Option<DraftInteraction> {
        let mut axes = Vec::new();
        for (at, id) in table.issues.iter().enumerate() {
            let place = Place::value(&path.key("issues").index(at));
            let issue = self.lookup.issue(id, place.clone(), &mut self.diagnostics)?;
            if self.level_at(issue).is_some() {
                let message = format!("`{id}` is continuous: a table combines options");
                let help = "write what its level adds as the `values` of an interaction";
                self.error(Code::IssueKind, place, message, help);
                return None;
            }
            if axes.iter().any(|(other, _)| *other == issue) {
                self.error(Code::ListedTwice, place, format!("`{id}` is listed twice"), "");
                return None;
            }
            axes.push((issue, self.issues[issue.index()].options.len()));
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
        let filled = self.fill(party, &table.add, &axes, &path.key("add"), &mut cells);
        filled.then(|| DraftInteraction {
            party,
            condition: None,
            axes,
            cells,
            because: table.because.clone(),
            path,
            state: None,
        })
    }

    /// Flattens a nested table; false if its shape does not fit.
    fn fill(
        &mut self,
        party: PartyId,
        nested: &Nested,
        axes: &[(IssueId, usize)],
        path: &Path,
        cells: &mut Vec<Polynomial>,
    ) -> bool {
        match (nested, axes) {
            (Nested::Value(quantity), []) => {
                cells.push(self.quantity(quantity, party, Role::Combination, path));
                true
            }
            (Nested::List(list), [(issue, size), rest @ ..]) => {
                if list.len() != *size {
                    let issue = &self.issues[issue.index()].id;
                    let message = format!("{} entries where `{issue}` has {size} options", list.len());
                    self.error(Code::TableShape, Place::value(path), message, "one entry for each option, in order");
                    return false;
                }
                (list.iter().enumerate()).all(|(at, nested)| self.fill(party, nested, rest, &path.index(at), cells))
            }
            (Nested::Value(_), [(issue, _), ..]) => {
                let message =
                    format!("a number where a list over the options of `{}` belongs", self.issues[issue.index()].id);
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
}
