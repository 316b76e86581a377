//! What fits the statements, as a page: values with their ranges, or the statements that contradict each other.

use super::{issue, option, party, stopped};
use crate::elicit::{Contradiction, Elicited, Estimate, Fit, Found};
use crate::exact::Number;
use crate::model::{Side, Statement, Statements};
use crate::page::{Page, Table};
use crate::problem::Problem;
use crate::report::words::{list, number, plural};
use crate::search::Outcome;
use crate::text::{quoted, visible};

/// The page on [`Problem::elicit`].
pub fn elicit(problem: &Problem, statements: &Statements, found: &Outcome<Vec<Elicited>>) -> Page {
    let mut page = Page::default();
    page.heading(&visible(problem.title().unwrap_or("A negotiation without a title")));
    page.space();
    let contradictory: Vec<String> = (found.iter())
        .filter(|one| matches!(one.outcome, Found::Contradictory(_)))
        .map(|one| party(problem, one.party))
        .collect();
    let count = plural(statements.statements.len(), "statement", "statements");
    page.paragraph(
        0,
        &match contradictory.is_empty() {
            true if found.stopped.is_some() => format!(
                "{count}; utilities fit what is said of {}.",
                match found.len() {
                    0 => "nobody who was looked at".to_owned(),
                    count => plural(count, "party", "parties"),
                }
            ),
            true => format!("{count} about {}: utilities fit.", plural(found.len(), "party", "parties")),
            false => format!("CONTRADICTION: what is said of {} cannot all be true.", list(&contradictory)),
        },
    );
    if let Some(stop) = found.stopped {
        page.paragraph(0, &format!("Stopped {}: what is said of others was not looked at.", stopped(stop)));
    }
    for elicited in found.iter() {
        let name = party(problem, elicited.party);
        match &elicited.outcome {
            Found::Fitted(fit) => {
                page.heading(&format!("What options are worth to {name}"));
                values(&mut page, problem, fit);
                graded(&mut page, problem, statements, fit);
            }
            Found::Contradictory(sets) => {
                page.heading(&format!("What contradicts itself about {name}"));
                sets.iter().enumerate().for_each(|(at, set)| contradiction(&mut page, problem, statements, at, set));
            }
        }
        if !elicited.untouched.is_empty() {
            let untouched: Vec<String> = elicited.untouched.iter().map(|at| issue(problem, *at)).collect();
            page.space();
            page.paragraph(
                2,
                &format!("Nothing is said of {}, which the model does not value either.", list(&untouched)),
            );
        }
    }
    page
}

fn values(page: &mut Page, problem: &Problem, fit: &Fit) {
    let mut table =
        Table::default().text("Issue", 0, 34).text("Option", 0, 34).number("Value").number("Least").number("Most");
    let mut last = None;
    for Estimate { issue: at, option: chosen, value, low, high } in &fit.values {
        let name = if last == Some(*at) { String::new() } else { issue(problem, *at) };
        last = Some(*at);
        table.row([name, option(problem, *at, *chosen), number(value), number(low), number(high)]);
    }
    page.table(2, table);
    page.space();
    // What holds today counts 0 by convention, and is not found.
    let today = |one: &&Estimate| problem[one.issue].today() == one.option;
    let found: Vec<&Estimate> = fit.values.iter().filter(|one| !today(one)).collect();
    let open = |one: &&&Estimate| one.low != one.high;
    let determined = found.iter().filter(|one| !open(one)).count();
    let widest = found.iter().filter(open).max_by_key(|one| Number::from(one.high.value() - one.low.value()));
    page.paragraph(
        2,
        &match widest {
            None => "The statements leave no room: every value is determined.".to_owned(),
            Some(one) => format!(
                "{determined} of {} determined; what holds today counts 0. Least is known of {}, {}: anything from {} \
                 to {} fits.",
                plural(found.len(), "value is", "values are"),
                issue(problem, one.issue),
                option(problem, one.issue, one.option),
                number(&one.low),
                number(&one.high)
            ),
        },
    );
    if !fit.holds {
        page.paragraph(2, "The values satisfy the statements but for their last digits.");
    }
}

fn graded(page: &mut Page, problem: &Problem, statements: &Statements, fit: &Fit) {
    if fit.graded.is_empty() {
        return;
    }
    page.space();
    let mut table = Table::default().text("What was said by how much", 0, 74).number("Said").number("Fits");
    for one in &fit.graded {
        table.row([said(problem, statements, one.statement), number(&one.stated), number(&one.fitted)]);
    }
    page.table(2, table);
}

fn contradiction(page: &mut Page, problem: &Problem, statements: &Statements, at: usize, set: &Contradiction) {
    page.space();
    page.paragraph(
        2,
        &match (set.by_scale, set.statements.len()) {
            (false, 1) => format!("{}. This cannot be true, whatever else is:", at + 1),
            (false, _) => format!("{}. All but any one of these can be true together:", at + 1),
            (true, _) => {
                format!("{}. These do not fit into the scale together; enlarge `scale`, or lower `margin`:", at + 1)
            }
        },
    );
    for statement in &set.statements {
        let because = statements.statements.get(*statement).and_then(|statement| statement.because.as_ref());
        let because = because.map(|because| format!(" ({})", visible(because))).unwrap_or_default();
        page.item(4, "- ", &format!("{}{because}", said(problem, statements, *statement)));
    }
}

/// A statement in words, with its number in the file.
pub(in crate::report) fn said(problem: &Problem, statements: &Statements, at: usize) -> String {
    let Some(statement) = statements.statements.get(at) else { return String::new() };
    let name = problem.party(&statement.party).map_or_else(|_| quoted(&statement.party), |at| party(problem, at));
    format!("statement {}: {name} {}", at + 1, what(problem, statement))
}

fn what(problem: &Problem, statement: &Statement) -> String {
    let side = |side: &Side| match side {
        Side::Proposal(id) => {
            problem.proposal(id).map_or_else(|_| quoted(id), |proposal| visible(&proposal.name).into_owned())
        }
        Side::Options(options) if options.is_empty() => "what holds today".to_owned(),
        Side::Options(options) => {
            let named =
                |(issue_id, level): (&str, &crate::model::Level)| match problem.option(issue_id, &level.to_string()) {
                    Ok((at, chosen)) => format!("{}: {}", issue(problem, at), option(problem, at, chosen)),
                    Err(_) => quoted(issue_id),
                };
            list(&options.iter().map(named).collect::<Vec<_>>())
        }
    };
    let named = |id: &String| problem.issue(id).map_or_else(|_| quoted(id), |at| issue(problem, at));
    let by = statement.by.as_ref().map(|by| format!(", by about {}", number(&by.value))).unwrap_or_default();
    match statement {
        Statement { prefers: Some(a), to: Some(b), .. } => format!("prefers {} to {}{by}", side(a), side(b)),
        Statement { values: Some(a), at_least: Some(b), .. } => format!("values {} at least like {}", side(a), side(b)),
        Statement { values: Some(a), like: Some(b), .. } => format!("values {} like {}", side(a), side(b)),
        Statement { values: Some(a), at: Some(value), .. } => {
            format!("values {} at about {}", side(a), number(&value.value))
        }
        Statement { ranks: Some(sides), .. } => {
            format!("ranks {}", sides.iter().map(side).collect::<Vec<_>>().join(" above "))
        }
        Statement { accepts: Some(a), .. } => format!("would accept {}", side(a)),
        Statement { refuses: Some(a), .. } => format!("would refuse {}", side(a)),
        Statement { rises_with: Some(id), .. } => format!("likes more of {} no less", named(id)),
        Statement { falls_with: Some(id), .. } => format!("likes more of {} no more", named(id)),
        Statement { cares_about: Some(a), more_than: Some(b), .. } => {
            format!("cares about {} more than about {}", named(a), named(b))
        }
        _ => String::new(),
    }
}
