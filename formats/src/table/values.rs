//! The table of values: issues with their options, what each is worth to each party, and what a party has without a deal.

use super::super::assemble::Origins;
use super::super::axis::check_id;
use super::cells::{Row, Table, named};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive};
use std::collections::HashMap;
use zopa::exact::Number;
use zopa::model::{
    Code, Decimal, Diagnostic, Diagnostics, Integer, Issue, Keyed, Model, OptionList, Party, Path, Quantity, RedLine,
    Utility, Values,
};
use zopa::model::{Condition, Conditions, Level};
use zopa::problem::MAX_STEPS;
use zopa::text::quoted;

/// What a party refuses whatever the compensation.
pub(super) const NEVER: &str = "never";
/// Rows that say what holds for a party.
pub(super) const NO_DEAL: &str = "(no deal)";
pub(super) const CONSTANT: &str = "(constant)";
pub(super) const AT_MOST: &str = "(at most)";
pub(super) const WEIGHT: &str = "(weight)";

/// An issue, and the rows of its options.
struct Listed<'t> {
    id: &'t str,
    options: Vec<&'t Row>,
}

/// Reads the table into the model; false if something is wrong with it.
pub(super) fn read(table: &Table, model: &mut Model, origins: &mut Origins, findings: &mut Diagnostics) -> bool {
    let before = findings.0.len();
    let root = Path::root();
    let parties: Vec<(usize, &str)> = table.parties(2).collect();
    let Some(header) = table.rows.first() else { return false };
    for (at, (column, id)) in parties.iter().enumerate() {
        let place = table.place(header, *column);
        check_id(id, &place, findings);
        if parties.iter().take(at).any(|(_, other)| other == id) {
            let message = format!("two columns are headed {}", quoted(id));
            findings.push_within_limit(|| Diagnostic::new(Code::DuplicateKey, place.clone(), message));
        }
        origins.add(root.key("parties").key(*id), &place);
        origins.add(root.key("utilities").key(*id), &place);
    }
    if parties.is_empty() {
        let place = table.place(header, 1);
        let error = Diagnostic::new(Code::Empty, place, "there is no column for a party");
        findings.push(error.help("behind `issue,option` comes a column for each party, headed by its name"));
        return false;
    }
    let mut special: HashMap<&str, &Row> = HashMap::new();
    let issues = issues(table, &mut special, findings);
    for listed in &issues {
        issue(table, listed, model, origins);
    }
    for (column, id) in &parties {
        let utility = utility(table, &issues, *column, id, &special, model, origins, findings);
        model.utilities.insert(*id, utility);
    }
    !findings.0.iter().skip(before).any(|finding| finding.severity == zopa::model::Severity::Error)
}

/// Sorts the rows.
fn issues<'t>(
    table: &'t Table,
    special: &mut HashMap<&'t str, &'t Row>,
    findings: &mut Diagnostics,
) -> Vec<Listed<'t>> {
    let mut issues: Vec<Listed> = Vec::new();
    let mut positions: HashMap<&str, usize> = HashMap::new();
    let mut options: HashMap<(usize, &str), ()> = HashMap::new();
    let mut last: Option<usize> = None;
    for row in table.body() {
        let (id, option) = (row.cell(0), row.cell(1));
        if id.starts_with('(') && option.is_empty() {
            if ![NO_DEAL, CONSTANT, AT_MOST, WEIGHT].contains(&id) {
                let message = format!("no row is called {}", quoted(id));
                let help = "rows in brackets are (no deal), (constant), (at most) and (weight)";
                table.error(row, 0, Code::UnknownField, message, help, findings);
            } else if special.insert(id, row).is_some() {
                table.error(row, 0, Code::DuplicateKey, format!("{} stands twice", quoted(id)), "", findings);
            }
            continue;
        }
        if option.is_empty() {
            let help = "each row names an issue and one of its options";
            table.error(row, 1, Code::MissingField, "the option is missing".into(), help, findings);
            continue;
        }
        // An empty cell stands for the issue above.
        let at = if id.is_empty() { last } else { positions.get(id).copied() };
        let at = match at {
            Some(at) => at,
            None if id.is_empty() => {
                table.error(row, 0, Code::MissingField, "the issue is missing".into(), "", findings);
                continue;
            }
            None => {
                check_id(id, &table.place(row, 0), findings);
                positions.insert(id, issues.len());
                issues.push(Listed { id, options: Vec::new() });
                issues.len() - 1
            }
        };
        last = Some(at);
        check_id(option, &table.place(row, 1), findings);
        if options.insert((at, option), ()).is_some() {
            table.error(
                row,
                1,
                Code::ListedTwice,
                named("a second row for the option", option),
                "remove one of the two rows",
                findings,
            );
        } else if let Some(listed) = issues.get_mut(at) {
            listed.options.push(row);
        }
    }
    issues
}

/// The lowest level, the highest and the step, if the options are numbers with equal steps.
pub(super) fn levels<'o>(options: impl Iterator<Item = &'o str>) -> Option<[Number; 3]> {
    let levels = options.map(|option| option.parse::<Number>().ok().filter(|level| level.to_string() == option));
    let levels: Vec<Number> = levels.collect::<Option<_>>()?;
    let ([first, second, ..], Some(last)) = (levels.as_slice(), levels.last()) else { return None };
    let step = Some(second.value() - first.value()).filter(Signed::is_positive)?;
    let even = levels.windows(2).all(|pair| matches!(pair, [a, b] if b.value() - a.value() == step));
    even.then(|| [first.clone(), last.clone(), step.into()])
}

/// An issue in these steps: of whole numbers, where they are.
fn in_steps([min, max, step]: [Number; 3]) -> Issue {
    let whole = |number: &Number| Some(number.value()).filter(|value| value.is_integer())?.to_integer().to_i64();
    let (unit, note, because, source) = (None, None, None, None);
    match (whole(&min), whole(&max), whole(&step)) {
        (Some(min), Some(max), Some(step)) => {
            Issue { integer: Some(Integer { min, max, step, unit, note, because, source }), ..Issue::default() }
        }
        _ => Issue { decimal: Some(Decimal { min, max, step, unit, note, because, source }), ..Issue::default() },
    }
}

fn issue(table: &Table, listed: &Listed, model: &mut Model, origins: &mut Origins) {
    let path = Path::root().key("issues").key(listed.id);
    let Some(first) = listed.options.first() else { return };
    origins.add(path.clone(), &table.place(first, 0));
    for (at, row) in listed.options.iter().enumerate() {
        origins.add(path.key("options").index(at), &table.place(row, 1));
    }
    let ids = || listed.options.iter().map(|row| row.cell(1));
    let issue = match levels(ids()) {
        Some(steps) => in_steps(steps),
        None => Issue { options: Some(OptionList::Ids(ids().map(str::to_owned).collect())), ..Issue::default() },
    };
    model.issues.insert(listed.id, issue);
}

#[allow(clippy::too_many_arguments, reason = "one column of the table, with where its parts go")]
fn utility(
    table: &Table,
    issues: &[Listed],
    column: usize,
    id: &str,
    special: &HashMap<&str, &Row>,
    model: &mut Model,
    origins: &mut Origins,
    findings: &mut Diagnostics,
) -> Utility {
    let path = Path::root().key("utilities").key(id);
    let mut utility = Utility::default();
    for listed in issues {
        let given = |row: &&&Row| !row.cell(column).is_empty();
        let Some(first) = listed.options.iter().find(given) else { continue };
        origins.add(path.key("values").key(listed.id), &table.place(first, column));
        let mut values: Keyed<Quantity> = Keyed::default();
        for row in &listed.options {
            let option = row.cell(1);
            if row.cell(column).is_empty() {
                let message = format!("no value of {} for {}", quoted(option), quoted(id));
                table.error(row, column, Code::Values, message, "write 0 if it is worth nothing", findings);
            } else if row.cell(column).eq_ignore_ascii_case(NEVER) {
                values.insert(option, Number::zero().into());
                let when: Conditions =
                    [(listed.id, Condition::One(super::condition::level(option.to_owned())))].into_iter().collect();
                origins.add(path.key("red_lines").index(utility.red_lines.len()), &table.place(row, column));
                utility.red_lines.push(RedLine { when, ..RedLine::default() });
            } else if let Some(number) = table.number(row, column, findings) {
                values.insert(option, number.into());
            }
        }
        utility.values.insert(listed.id, Values::ByOption(values));
    }
    let mut number = |name: &str| {
        let row = special.get(name).filter(|row| !row.cell(column).is_empty())?;
        table.number(row, column, findings)
    };
    utility.constant = number(CONSTANT).map(Quantity::from);
    utility.at_most = number(AT_MOST).map(Quantity::from);
    let weight = number(WEIGHT).map(Quantity::from);
    let disagreement = number(NO_DEAL);
    let given = special.get(NO_DEAL).is_some_and(|row| !row.cell(column).is_empty());
    if !given && let Some(header) = table.rows.first() {
        let message = format!("what {} has without a deal is missing", quoted(id));
        let help = "add a row `(no deal)` with an empty option, and a number for each party";
        table.error(header, column, Code::MissingField, message, help, findings);
    }
    let disagreement = Some(disagreement.unwrap_or_default().into());
    model.parties.insert(id, Party { disagreement, weight, ..Party::default() });
    utility
}

/// The options of an issue of the model, as ids.
pub(super) fn option_ids(issue: &Issue) -> Vec<String> {
    match (&issue.options, issue.steps()) {
        (Some(options), _) => options.iter().map(|(id, _)| id.to_owned()).collect(),
        (None, Some([min, max, step])) if step.value().is_positive() && min <= max => {
            let count = ((max.value() - min.value()) / step.value()).to_integer().to_usize().unwrap_or_default();
            let level = |at: usize| Number::from(min.value() + step.value() * BigRational::from(BigInt::from(at)));
            (0..=count.min(MAX_STEPS)).map(|at| level(at).to_string()).collect()
        }
        _ => Vec::new(),
    }
}

/// The level that an id names.
pub(super) fn level_of(id: &str) -> Level {
    super::condition::level(id.to_owned())
}
