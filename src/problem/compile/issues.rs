//! Issues, with their options or levels.

use crate::model::suggest;
use crate::model::{self, Code, Diagnostic, Diagnostics, Model, Path, Place};
use crate::problem::lookup::Lookup;
use crate::problem::{ClusterId, Issue, IssueId, IssueOption, MAX_OPTIONS, Named, OptionId};
use std::collections::BTreeMap;

/// The issues: what can be known of them without the other parts of the model.
pub(super) fn issues(model: &Model, clusters: &[Named], diagnostics: &mut Diagnostics) -> Vec<Issue> {
    let path = Path::root().key("issues");
    let lookup = Lookup::new(&model.parties, clusters, &[]);
    let mut issues = Vec::new();
    for (id, issue) in model.issues.iter() {
        let path = path.key(id);
        let options = match (&issue.options, &issue.integer, &issue.continuous) {
            (Some(options), None, None) => listed(options, &path.key("options"), diagnostics),
            (None, Some(integer), None) => levels(integer, &path.key("integer"), diagnostics),
            (None, None, Some(_)) => vec![IssueOption { id: String::new(), name: String::new(), level: None }],
            (options, integer, continuous) => {
                let kinds = [
                    ("options", options.is_some()),
                    ("integer", integer.is_some()),
                    ("continuous", continuous.is_some()),
                ];
                let found: Vec<&str> = kinds.iter().filter(|(_, found)| *found).map(|(kind, _)| *kind).collect();
                let message = match found[..] {
                    [] => format!("`{id}` has neither `options` nor `integer` nor `continuous`"),
                    [first, second] => format!("`{id}` has both `{first}` and `{second}`"),
                    _ => format!("`{id}` has `options`, `integer` and `continuous`"),
                };
                let error = Diagnostic::new(Code::IssueKind, Place::key(&path), message);
                diagnostics.push(error.help(
                    "an issue is settled by one of its `options`, by an `integer`, or by a level that is `continuous`",
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
        for (at, decider) in issue.deciders.iter().flatten().enumerate() {
            lookup.party(decider, Place::value(&path.key("deciders").index(at)), diagnostics);
        }
        issues.push(Issue {
            id: id.into(),
            name: issue.name.clone().unwrap_or_else(|| id.into()),
            cluster,
            ordered: issue.ordered || issue.integer.is_some(),
            unit: match &issue.continuous {
                Some(continuous) => continuous.unit.clone(),
                None => issue.integer.as_ref().and_then(|integer| integer.unit.clone()),
            },
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

fn listed(options: &model::OptionList, path: &Path, diagnostics: &mut Diagnostics) -> Vec<IssueOption> {
    let mut seen = BTreeMap::new();
    let mut list = Vec::new();
    for (at, (id, option)) in options.iter().enumerate() {
        if let Some(first) = seen.insert(id, at) {
            let error =
                Diagnostic::new(Code::ListedTwice, Place::value(&path.index(at)), format!("`{id}` is listed twice"));
            let error = error.help("each option has an id of its own: remove one, or rename it");
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
        list.truncate(MAX_OPTIONS);
    }
    list
}

fn levels(integer: &model::Integer, path: &Path, diagnostics: &mut Diagnostics) -> Vec<IssueOption> {
    let mut error = |key: &str, message: String, help: String| {
        diagnostics.push(Diagnostic::new(Code::IssueKind, Place::value(&path.key(key)), message).help(help));
        Vec::new()
    };
    let (min, max, step) = (integer.min, integer.max, integer.step);
    if step < 1 {
        return error("step", format!("a step of {step}: it must be at least 1"), "leave it out for 1".into());
    }
    if max < min {
        return error("max", format!("the highest level, {max}, is below the lowest, {min}"), "exchange them".into());
    }
    let range = i128::from(max) - i128::from(min);
    if range % i128::from(step) != 0 {
        let below = i128::from(max) - range % i128::from(step);
        let help = format!("the levels next to it are {below} and {}", below + i128::from(step));
        return error("max", format!("steps of {step} from {min} do not reach {max}"), help);
    }
    let levels = range / i128::from(step);
    if levels >= MAX_OPTIONS as i128 {
        let message = format!("{} levels; at most {MAX_OPTIONS} are read", levels + 1);
        diagnostics.push(Diagnostic::new(Code::Limit, Place::value(path), message).help("use a larger `step`"));
        return Vec::new();
    }
    let level = |at: i128| {
        let level = (i128::from(min) + at * i128::from(step)) as i64;
        let name = integer.unit.as_ref().map_or(level.to_string(), |unit| format!("{level} {unit}"));
        IssueOption { id: level.to_string(), name, level: Some(level) }
    };
    (0..=levels).map(level).collect()
}
