//! A model as the two tables.

use super::super::source::File;
use super::super::write::cannot;
use super::cells::{RULES, VALUES, guarded};
use super::condition::{escaped, written};
use super::values::{AT_MOST, CONSTANT, NO_DEAL, WEIGHT, level_of, levels, option_ids};
use csv::{Terminator, WriterBuilder};
use num_rational::BigRational;
use zopa::exact::Number;
use zopa::model::{
    Coefficient, Condition, Conditions, Diagnostics, Keyed, Level, Model, Nested, Path, Place, Quantity, Rule, Utility,
    Values,
};
use zopa::text::quoted;

/// Writes a sound model; what cannot be written is noted.
pub(in super::super) fn tables(model: &Model, findings: &mut Diagnostics) -> Option<Vec<File>> {
    let root = Path::root();
    let mut check = |id: &str, path: Path| {
        if id.trim() != id {
            let message = format!("{} has blank space at an end, which cells of a table lose", quoted(id));
            cannot(&Place::key(&path), message, "", findings);
        }
    };
    model.parties.keys().for_each(|id| check(id, root.key("parties").key(id)));
    for (id, issue) in model.issues.iter() {
        let path = root.key("issues").key(id);
        option_ids(issue).iter().for_each(|option| check(option, path.key("options")));
        check(id, path);
    }
    model.proposals.keys().for_each(|id| check(id, root.key("proposals").key(id)));
    for (party, utility) in model.utilities.iter() {
        for (issue, _) in utility.values.iter().filter(|(_, values)| matches!(values, Values::Curve(_))) {
            let place = Place::value(&root.key("utilities").key(party).key("values").key(issue));
            let help = "write its values as `points`, or by option";
            cannot(&place, "a curve has no exact values to put into cells".to_owned(), help, findings);
        }
    }
    if findings.has_errors() {
        return None;
    }
    let mut files = vec![File::new("values.csv", csv(values(model)))];
    let rules = rules(model);
    if rules.len() > 1 {
        files.push(File::new("rules.csv", csv(rules)));
    }
    Some(files)
}

/// Conditions as a table says them: an issue that is not read back as one of whole numbers has no ranges, but lists.
fn shown(model: &Model, conditions: &Conditions) -> String {
    let listed = |(id, condition): (&str, &Condition)| {
        let ids = model.issues.get(id).map(option_ids).unwrap_or_default();
        let position = |level: &Option<Level>, otherwise: usize| match level {
            Some(level) => ids.iter().position(|id| *id == level.to_string()).unwrap_or(otherwise),
            None => otherwise,
        };
        let condition = match condition {
            Condition::Range { from, to } if levels(ids.iter().map(String::as_str)).is_none() => {
                let within = ids.get(position(from, 0)..=position(to, ids.len().saturating_sub(1)));
                Condition::AnyOf(within.unwrap_or_default().iter().map(|id| level_of(id)).collect())
            }
            other => other.clone(),
        };
        (id.to_owned(), condition)
    };
    written(&conditions.iter().map(listed).collect())
}

type Rows = Vec<Vec<String>>;

fn csv(rows: Rows) -> Vec<u8> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        let row: Vec<String> = row.iter().map(|cell| guarded(cell)).collect();
        // Writing to memory does not fail.
        let _ = writer.write_record(&row);
    }
    writer.into_inner().unwrap_or_default()
}

fn values(model: &Model) -> Rows {
    let ids = || model.parties.keys().map(str::to_owned);
    let row = |first: &str, second: &str, cells: Vec<String>| {
        [first.to_owned(), second.to_owned()].into_iter().chain(cells).collect::<Vec<_>>()
    };
    let mut rows = vec![row(VALUES[0], VALUES[1], ids().collect())];
    let number = |quantity: &Quantity| quantity.value.to_string();
    let without = |(_, party): (&str, &zopa::model::Party)| party.disagreement.as_ref().map(number).unwrap_or_default();
    rows.push(row(NO_DEAL, "", model.parties.iter().map(without).collect()));
    let weights: Vec<String> =
        model.parties.iter().map(|(_, party)| party.weight.as_ref().map(number).unwrap_or_default()).collect();
    let utilities = || model.parties.keys().map(|id| model.utilities.get(id));
    let cells = |of: fn(&Utility) -> &Option<Quantity>| -> Vec<String> {
        utilities()
            .map(|utility| utility.and_then(|utility| of(utility).as_ref()).map(number).unwrap_or_default())
            .collect()
    };
    let (constants, ceilings) = (cells(|utility| &utility.constant), cells(|utility| &utility.at_most));
    for (name, cells) in [(WEIGHT, weights), (CONSTANT, constants), (AT_MOST, ceilings)] {
        if cells.iter().any(|cell| !cell.is_empty()) {
            rows.push(row(name, "", cells));
        }
    }
    for (id, issue) in model.issues.iter() {
        let options = option_ids(issue);
        let columns: Vec<Vec<String>> = utilities()
            .map(|utility| match utility.and_then(|utility| utility.values.get(id)) {
                Some(values) => options.iter().map(|option| value(values, option).to_string()).collect(),
                None => vec![String::new(); options.len()],
            })
            .collect();
        for (at, option) in options.iter().enumerate() {
            rows.push(row(id, option, columns.iter().filter_map(|column| column.get(at).cloned()).collect()));
        }
    }
    rows
}

/// What an option is worth.
fn value(values: &Values, option: &str) -> Number {
    let level = || option.parse::<Number>().map(|level| level.value().clone()).unwrap_or_default();
    match values {
        Values::ByOption(keyed) => keyed.get(option).map(|quantity| quantity.value.clone()).unwrap_or_default(),
        Values::Weighted { weight, scores } => {
            let score = scores.get(option).map(|quantity| quantity.value.clone()).unwrap_or_default();
            (score.value() * weight.value.value()).into()
        }
        Values::PerUnit(quantity) => (quantity.value.value() * level()).into(),
        Values::Points(points) => line(points, &level()).into(),
        // Refused before.
        Values::Curve(_) => Number::zero(),
    }
}

/// The value between two points; the points of a sound model stand in ascending order around every level.
fn line(points: &[(Number, Quantity)], at: &BigRational) -> BigRational {
    for pair in points.windows(2) {
        let [(x, low), (y, high)] = pair else { continue };
        let (x, y, low, high) = (x.value(), y.value(), low.value.value(), high.value.value());
        if at >= x && at <= y && x < y {
            return low + (high - low) * (at - x) / (y - x);
        }
    }
    points.iter().find(|(x, _)| x.value() == at).map(|(_, value)| value.value.value().clone()).unwrap_or_default()
}

fn rules(model: &Model) -> Rows {
    let parties: Vec<&str> = model.parties.keys().collect();
    let header = RULES.iter().map(|name| (*name).to_owned()).chain(parties.iter().map(|id| (*id).to_owned()));
    let mut rows = vec![header.collect::<Vec<_>>()];
    let mut row =
        |kind: &str, id: &Option<String>, [when, then]: [&str; 2], because: &Option<String>, cells: Vec<String>| {
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            let first = [kind.to_owned(), text(id), when.to_owned(), then.to_owned(), text(because)];
            rows.push(first.into_iter().chain(cells).collect());
        };
    let marks = |marked: &dyn Fn(&str) -> bool| -> Vec<String> {
        parties.iter().map(|id| if marked(id) { "x".to_owned() } else { String::new() }).collect()
    };
    let nothing = || vec![String::new(); parties.len()];
    for (party, utility) in model.utilities.iter() {
        let alone = |cell: &str| -> Vec<String> {
            parties.iter().map(|id| if *id == party { cell.to_owned() } else { String::new() }).collect()
        };
        for interaction in &utility.interactions {
            // What only levels add has been refused.
            let Some(add) = &interaction.add else { continue };
            let because = interaction.because.clone().or_else(|| add.because.clone());
            let add = add.value.to_string();
            row("interaction", &None, [&shown(model, &interaction.when), ""], &because, alone(&add));
        }
        for table in &utility.tables {
            for (when, add) in cells(model, &table.issues, &table.add) {
                row("interaction", &None, [&shown(model, &when), ""], &table.because, alone(&add.to_string()));
            }
        }
        for line in &utility.red_lines {
            row("red line", &line.id, [&shown(model, &line.when), ""], &line.because, alone("x"));
        }
    }
    for rule in &model.rules {
        let (kind, when, then) = rule_cells(model, rule);
        row(&kind, &rule.id, [&when, &then], &rule.because, nothing());
    }
    for (id, issue) in model.issues.iter() {
        if let Some(deciders) = &issue.deciders {
            let marked = |party: &str| deciders.iter().any(|id| id == party);
            row("deciders", &None, [id, ""], &None, marks(&marked));
        }
    }
    if let Some(acceptance) = &model.acceptance {
        if let Some(quota) = acceptance.quota {
            row(&format!("quota {quota}"), &None, ["", ""], &acceptance.because, nothing());
        }
        if !acceptance.veto.is_empty() {
            let marked = |party: &str| acceptance.veto.iter().any(|id| id == party);
            row("veto", &None, ["", ""], &None, marks(&marked));
        }
    }
    for (id, proposal) in model.proposals.iter() {
        let package: Conditions =
            proposal.package.iter().map(|(issue, level)| (issue, Condition::One(level.clone()))).collect();
        row("proposal", &Some(id.to_owned()), [&shown(model, &package), ""], &proposal.because, nothing());
    }
    rows
}

/// Kind, condition and consequence of a rule.
fn rule_cells(model: &Model, rule: &Rule) -> (String, String, String) {
    let condition =
        |conditions: &Option<Conditions>| conditions.as_ref().map(|one| shown(model, one)).unwrap_or_default();
    let bound = |words: &str, bound: &Option<Quantity>| bound.as_ref().map(|bound| format!("{words} {}", bound.value));
    if rule.forbid.is_some() {
        return ("forbid".into(), condition(&rule.forbid), String::new());
    }
    if rule.if_.is_some() {
        return ("if".into(), condition(&rule.if_), condition(&rule.then));
    }
    let bounds: Vec<String> = [bound("at most", &rule.at_most), bound("at least", &rule.at_least)]
        .into_iter()
        .chain([bound("exactly", &rule.exactly)])
        .flatten()
        .collect();
    let bounds = bounds.join(" ");
    match (&rule.of, &rule.sum) {
        (Some(of), _) => (bounds, of.iter().map(|one| shown(model, one)).collect::<Vec<_>>().join("; "), String::new()),
        (None, Some(sum)) => (format!("sum {bounds}"), coefficients(model, sum), String::new()),
        (None, None) => (bounds, String::new(), String::new()),
    }
}

fn coefficients(model: &Model, sum: &Keyed<Coefficient>) -> String {
    let mut terms = Vec::new();
    for (issue, coefficient) in sum.iter() {
        match coefficient {
            Coefficient::PerUnit(quantity) => match model.issues.get(issue).map(option_ids).as_deref() {
                // One level alone is read back as an option, and so are numbers without equal steps.
                Some(ids) if levels(ids.iter().map(String::as_str)).is_none() => {
                    for id in ids {
                        let number = value(&Values::PerUnit(quantity.clone()), id);
                        terms.push(format!("{}={}:{number}", escaped(issue), escaped(id)));
                    }
                }
                _ => terms.push(format!("{}:{}", escaped(issue), quantity.value)),
            },
            // An issue that counts nothing is named all the same: it makes the rule what it is.
            Coefficient::ByOption(options) if options.is_empty() => {
                let first = model.issues.get(issue).and_then(|issue| option_ids(issue).into_iter().next());
                terms.push(format!("{}={}:0", escaped(issue), escaped(&first.unwrap_or_default())));
            }
            Coefficient::ByOption(options) => terms.extend(
                options.iter().map(|(id, quantity)| format!("{}={}:{}", escaped(issue), escaped(id), quantity.value)),
            ),
        }
    }
    terms.join("; ")
}

/// The combinations of a table that are worth something.
fn cells<'m>(model: &'m Model, issues: &'m [String], nested: &'m Nested) -> Vec<(Conditions, Number)> {
    let options: Vec<Vec<String>> =
        issues.iter().map(|id| model.issues.get(id).map(option_ids).unwrap_or_default()).collect();
    let mut found = Vec::new();
    let mut open: Vec<(Vec<usize>, &Nested)> = vec![(Vec::new(), nested)];
    while let Some((at, nested)) = open.pop() {
        match nested {
            Nested::List(entries) => {
                open.extend(entries.iter().enumerate().rev().map(|(next, entry)| {
                    let mut at = at.clone();
                    at.push(next);
                    (at, entry)
                }));
            }
            Nested::Value(quantity) => {
                let zero = quantity.value == Number::zero();
                let levels =
                    issues.iter().zip(&options).zip(&at).filter_map(|((id, options), at)| {
                        Some((id.clone(), Condition::One(level_of(options.get(*at)?))))
                    });
                if !zero {
                    found.push((levels.collect(), quantity.value.clone()));
                }
            }
        }
    }
    found
}
