//! What an uncertain number is, in words.

use crate::model::Segment;
use crate::problem::{IssueId, OptionId, Problem, Role, Uncertain, Worth};
use crate::text::words::list;

fn issue(problem: &Problem, at: IssueId) -> &str {
    &problem[at].name
}

fn option(problem: &Problem, issue: IssueId, option: OptionId) -> &str {
    &problem[issue].options[option.index()].name
}

/// What an uncertain number is, in words.
pub(super) fn number(problem: &Problem, uncertain: &Uncertain) -> String {
    let who = problem[uncertain.party].name.as_str();
    match uncertain.role {
        Role::Disagreement => format!("{who}: without a deal"),
        Role::Weight => format!("{who}: weight"),
        Role::Constant => format!("{who}: whatever is agreed"),
        Role::Value { issue: at, option: Some(chosen) } => {
            format!("{who}: {}: {}", issue(problem, at), option(problem, at, chosen))
        }
        Role::Value { issue: at, option: None } => {
            // A point is told by its place among them.
            let point = uncertain.path.segments().iter().rev().nth(1);
            let point = match point {
                Some(Segment::Index(point)) => format!(" {}", point + 1),
                _ => String::new(),
            };
            format!("{who}: {}, {}{point}", issue(problem, at), last(uncertain, 1))
        }
        Role::Belief { state } => {
            format!("{who}: how likely \"{}\" is", problem[state].name)
        }
        Role::Payoff => {
            // What stands below the event.
            let path = uncertain.path.segments();
            let event = problem.derived().iter().find(|event| path.starts_with(event.path.segments()));
            let below = event.map(|event| &path[event.path.segments().len()..]);
            let keys = below.map(|below| below.iter().filter(|one| matches!(one, Segment::Key(_))).count());
            format!("{who}: {}", last(uncertain, keys.unwrap_or(2)))
        }
        Role::Credibility | Role::Combination => {
            // The interaction, or the promise, that the number is part of.
            let path = uncertain.path.segments();
            let part = problem.interactions().iter().find(|part| path.starts_with(part.path.segments()));
            // An entry of a table is told by its options.
            if let Some(Worth::Table(axes, _)) = part.map(|part| &part.worth) {
                let places = path.iter().rev().take(axes.len()).rev().filter_map(|segment| match segment {
                    Segment::Index(at) => Some(*at),
                    Segment::Key(_) => None,
                });
                let one = |((at, _), chosen): (&(IssueId, usize), usize)| {
                    format!("{}: {}", issue(problem, *at), option(problem, *at, OptionId::at(chosen)))
                };
                let all: Vec<String> = axes.iter().zip(places).map(one).collect();
                return format!("{who}: {}", list(&all));
            }
            let issues = part.map(|part| part.scope().into_iter().map(|at| issue(problem, at)).collect::<Vec<_>>());
            let issues = issues.map(|issues| format!("{}, ", list(&issues))).unwrap_or_default();
            format!("{who}: {issues}{}", last(uncertain, 1))
        }
    }
}

/// The last keys of a number's place in the file.
fn last(uncertain: &Uncertain, count: usize) -> String {
    let keys = uncertain.path.segments().iter().rev().filter_map(|segment| match segment {
        Segment::Key(key) => Some(key.as_str()),
        Segment::Index(_) => None,
    });
    let mut keys: Vec<&str> = keys.take(count).collect();
    keys.reverse();
    keys.join(", ")
}
