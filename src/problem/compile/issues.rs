//! Issues, with their options or levels.

use crate::exact::Number;
use crate::model::{self, Code, Diagnostic, Diagnostics, Model, Path, Place, Segment, suggest};
use crate::problem::lookup::Lookup;
use crate::problem::{ClusterId, Issue, IssueId, IssueOption, MAX_CHOICES, MAX_OPTIONS, MAX_STEPS, Named, OptionId};
use crate::text::words::with_unit;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive};
use std::collections::BTreeMap;

/// The issues: what can be known of them without the other parts of the model.
pub(super) fn issues(model: &Model, clusters: &[Named], diagnostics: &mut Diagnostics) -> Vec<Issue> {
    let path = Path::root().key("issues");
    let lookup = Lookup::new(&model.parties, clusters, &[]);
    let mut issues: Vec<Issue> = Vec::new();
    let choices = |issue: &model::Issue| match (&issue.options, issue.steps()) {
        (Some(options), _) => BigInt::from(options.len()),
        (None, Some([min, max, step])) if step.value().is_positive() && min <= max => {
            BigInt::from(1) + ((max.value() - min.value()) / step.value()).to_integer().min(MAX_STEPS.into())
        }
        _ => BigInt::from(1),
    };
    if model.issues.iter().map(|(_, issue)| choices(issue)).sum::<BigInt>() > BigInt::from(MAX_CHOICES) {
        let message = format!("all issues together have more than {MAX_CHOICES} options and levels");
        diagnostics.push(Diagnostic::new(Code::Limit, Place::key(&path), message).help("use larger steps"));
        return Vec::new();
    }
    for (id, issue) in model.issues.iter() {
        let path = path.key(id);
        let options = match (&issue.options, issue.steps(), &issue.continuous) {
            (Some(options), None, None) => listed(options, issue.unit(), &path.key("options"), diagnostics),
            (None, Some(steps), None) if issue.integer.is_none() || issue.decimal.is_none() => {
                let path = path.key(if issue.integer.is_some() { "integer" } else { "decimal" });
                levels(&steps, issue.unit(), &path, diagnostics)
            }
            (None, None, Some(_)) => vec![IssueOption { id: String::new(), name: String::new(), level: None }],
            _ => {
                let kinds = [
                    ("options", issue.options.is_some()),
                    ("integer", issue.integer.is_some()),
                    ("decimal", issue.decimal.is_some()),
                    ("continuous", issue.continuous.is_some()),
                ];
                let found: Vec<&str> = kinds.iter().filter(|(_, found)| *found).map(|(kind, _)| *kind).collect();
                let message = match found[..] {
                    [] => format!("`{id}` has neither `options` nor `integer`, `decimal` or `continuous`"),
                    [first, second] => format!("`{id}` has both `{first}` and `{second}`"),
                    _ => format!("`{id}` has `{}`", found.join("`, `")),
                };
                let error = Diagnostic::new(Code::IssueKind, Place::key(&path), message);
                diagnostics.push(error.help(
                    "an issue is settled by one of its `options`, by an `integer`, by a `decimal` in steps, or by a level that \
                     is `continuous`",
                ));
                Vec::new()
            }
        };
        let cluster = issue.cluster.as_ref().and_then(|cluster| {
            let found = lookup.clusters.get(cluster.as_str()).copied().map(ClusterId::at);
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
        if issue.unit.is_some() && !matches!(issue.options, Some(model::OptionList::Numbers(_))) {
            let of_levels = if issue.continuous.is_some() { Some("continuous") } else { None };
            let of_steps = [("integer", issue.integer.is_some()), ("decimal", issue.decimal.is_some())];
            let kind = of_levels.or(of_steps.iter().find(|(_, is)| *is).map(|(kind, _)| *kind));
            let (message, help) = match kind {
                Some(kind) => (
                    format!("a `unit` beside `{kind}`"),
                    format!("it belongs into it: \"{kind}\": {{ …, \"unit\": \"…\" }}"),
                ),
                None => (
                    format!("`{id}` has a `unit`, and its options are no numbers"),
                    "write the options as numbers, without quotes: \"options\": [0, 250, 600]".to_owned(),
                ),
            };
            let error = Diagnostic::new(Code::IssueKind, Place::key(&path.key("unit")), message);
            diagnostics.push(error.help(help));
        }
        for (at, decider) in issue.deciders.iter().flatten().enumerate() {
            lookup.party(decider, Place::value(&path.key("deciders").index(at)), diagnostics);
        }
        issues.push(Issue {
            id: id.into(),
            name: issue.name.clone().unwrap_or_else(|| id.into()),
            cluster,
            ordered: issue.ordered
                || issue.steps().is_some()
                || options.is_sorted_by(|a, b| a.level.is_some() && a.level < b.level),
            unit: issue.unit().map(str::to_owned),
            integer: issue.integer.is_some(),
            continuous: issue.continuous.is_some(),
            in_steps: false,
            options,
            baseline: None,
        });
    }
    let baselines: Vec<Option<OptionId>> = {
        let lookup = Lookup::new(&model.parties, clusters, &issues);
        let baseline = |(at, (id, issue)): (usize, (&str, &model::Issue))| {
            let place = Place::value(&path.key(id).key("baseline"));
            let level = issue.baseline.as_ref()?;
            match &issue.continuous {
                // What is wrong with the range is said with the levels.
                Some(range) if range.min >= range.max => None,
                Some(range) => {
                    super::levels::level(id, range, level, place, diagnostics);
                    None
                }
                None => lookup.option(IssueId::at(at), &level.to_string(), place, diagnostics),
            }
        };
        model.issues.iter().enumerate().map(baseline).collect()
    };
    for (issue, baseline) in issues.iter_mut().zip(baselines) {
        issue.baseline = baseline;
    }
    issues
}

fn listed(
    options: &model::OptionList,
    unit: Option<&str>,
    path: &Path,
    diagnostics: &mut Diagnostics,
) -> Vec<IssueOption> {
    let mut seen = BTreeMap::new();
    let mut list = Vec::new();
    let numbers = if let model::OptionList::Numbers(numbers) = options { Some(numbers) } else { None };
    for (at, (id, option)) in options.iter().enumerate() {
        if let Some(first) = seen.insert(id, at) {
            let error =
                Diagnostic::new(Code::ListedTwice, Place::value(&path.index(at)), format!("`{id}` is listed twice"));
            let error = error.help("each option has an id of its own: remove one, or rename it");
            diagnostics.push(error.related(Place::value(&path.index(first)), "first listed here"));
        }
        let name = option.and_then(|option| option.name.clone()).unwrap_or_else(|| id.into());
        let level = numbers.and_then(|numbers| numbers.0.get(at)).map(|(_, number)| number.clone());
        let name = unit.filter(|_| level.is_some()).map_or(name, |unit| with_unit(id, unit));
        list.push(IssueOption { id: id.into(), name, level });
    }
    if list.is_empty() {
        let error = Diagnostic::new(Code::Empty, Place::key(path), "this issue has no options");
        diagnostics.push(error.help("name at least one"));
    }
    if list.len() > MAX_OPTIONS {
        let message = format!("{} options; at most {MAX_OPTIONS} are read", list.len());
        diagnostics.push(Diagnostic::new(Code::Limit, Place::key(path), message));
        list.truncate(MAX_OPTIONS);
    }
    list
}

/// The levels from the lowest to the highest in these steps.
fn levels(steps: &[Number; 3], unit: Option<&str>, path: &Path, diagnostics: &mut Diagnostics) -> Vec<IssueOption> {
    let mut error = |key: &str, message: String, help: String| {
        diagnostics.push(Diagnostic::new(Code::IssueKind, Place::value(&path.key(key)), message).help(help));
        Vec::new()
    };
    let [min, max, step] = steps;
    if !step.value().is_positive() {
        let (message, help) = match path.segments().last() {
            Some(Segment::Key(key)) if key == "integer" => ("must be at least 1", "leave it out for 1"),
            _ => ("must be above 0", "the step is the distance of two levels"),
        };
        return error("step", format!("a step of {step}: it {message}"), help.into());
    }
    if max < min {
        return error("max", format!("the highest level, {max}, is below the lowest, {min}"), "exchange them".into());
    }
    let count = (max.value() - min.value()) / step.value();
    let at = |count: &BigInt| Number::from(min.value() + step.value() * BigRational::from(count.clone()));
    if !count.is_integer() {
        let below = count.to_integer();
        let help = format!("the levels next to it are {} and {}", at(&below), at(&(&below + 1)));
        return error("max", format!("steps of {step} from {min} do not reach {max}"), help);
    }
    let count = count.to_integer();
    if count > BigInt::from(MAX_STEPS) {
        let message = format!("{} levels; at most {} are read", count + 1, MAX_STEPS + 1);
        let error = Diagnostic::new(Code::Limit, Place::value(path), message);
        diagnostics.push(error.help("use a larger `step`, or let the issue be `continuous`"));
        return Vec::new();
    }
    let level = |at: usize| {
        let level = Number::from(min.value() + step.value() * BigRational::from(BigInt::from(at)));
        let id = level.to_string();
        IssueOption { name: unit.map_or_else(|| id.clone(), |unit| with_unit(&id, unit)), id, level: Some(level) }
    };
    (0..=count.to_usize().unwrap_or_default()).map(level).collect()
}
