//! What fits the statements, as a page: values with their ranges, or the statements that contradict each other.

use super::begun;
use super::paged::Report;
use crate::page::{Page, Table};
use zopa::report::{
    ContradictionReport, ElicitReport, ElicitedReport, EstimateReport, FittedName, Names, Opening, less, stopped,
};
use zopa::text::visible;
use zopa::text::words::{list, number, plural};

impl Report for ElicitReport {
    fn opening(&self) -> &Opening {
        &self.opening
    }

    fn page(&self) -> Page {
        let mut page = begun(&self.opening);
        let names = &self.opening.names;
        let contradictory: Vec<&str> = (self.parties.iter())
            .filter(|one| one.status == FittedName::Contradictory)
            .map(|one| one.party.as_str())
            .collect();
        let count = plural(self.statements, "statement", "statements");
        let parties = plural(self.parties.len(), "party", "parties");
        page.paragraph(
            0,
            &match contradictory.is_empty() {
                true if self.stopped_by.is_some() => format!(
                    "{count}; utilities fit what is said of {}.",
                    if self.parties.is_empty() { "nobody who was looked at" } else { &parties }
                ),
                true => format!("{count} about {parties}: utilities fit."),
                false => {
                    format!("CONTRADICTION: what is said of {} cannot all be true.", names.parties(&contradictory))
                }
            },
        );
        if let Some(stop) = self.stopped_by {
            page.paragraph(0, &format!("Stopped {}: what is said of others was not looked at.", stopped(stop)));
        }
        for elicited in &self.parties {
            let name = names.party(&elicited.party);
            match elicited.status {
                FittedName::Contradictory => {
                    page.heading(&format!("What contradicts itself about {name}"));
                    elicited.contradictions.iter().enumerate().for_each(|(at, set)| contradiction(&mut page, at, set));
                }
                _ => {
                    page.heading(&format!("What options are worth to {name}"));
                    values(&mut page, names, elicited);
                    graded(&mut page, elicited);
                }
            }
            if !elicited.untouched.is_empty() {
                let untouched: Vec<String> = elicited.untouched.iter().map(|at| names.issue(at)).collect();
                page.space();
                page.paragraph(
                    2,
                    &format!("Nothing is said of {}, which the model does not value either.", list(&untouched)),
                );
            }
        }
        page
    }
}

fn values(page: &mut Page, names: &Names, fit: &ElicitedReport) {
    let mut table =
        Table::default().text("Issue", 0, 34).text("Option", 0, 34).number("Value").number("Least").number("Most");
    let mut last = None;
    for EstimateReport { issue, option, value, low, high } in &fit.values {
        let name = if last == Some(issue) { String::new() } else { names.issue(issue) };
        last = Some(issue);
        table.row([name, names.choice(issue, option), number(value), number(low), number(high)]);
    }
    page.table(2, table);
    page.space();
    // What holds today counts 0 by convention, and is not found.
    let today = |one: &&EstimateReport| {
        names.issues.get(&one.issue).and_then(|issue| issue.today.as_ref()) == Some(&one.option)
    };
    let found: Vec<&EstimateReport> = fit.values.iter().filter(|one| !today(one)).collect();
    let open = |one: &&&EstimateReport| one.low != one.high;
    let determined = found.iter().filter(|one| !open(one)).count();
    let widest = found.iter().filter(open).max_by_key(|one| less(&one.high, &one.low));
    page.paragraph(
        2,
        &match widest {
            None => "The statements leave no room: every value is determined.".to_owned(),
            Some(one) => format!(
                "{determined} of {} determined; what holds today counts 0. Least is known of {}, {}: anything from {} \
                 to {} fits.",
                plural(found.len(), "value is", "values are"),
                names.issue(&one.issue),
                names.choice(&one.issue, &one.option),
                number(&one.low),
                number(&one.high)
            ),
        },
    );
    if fit.holds == Some(false) {
        page.paragraph(2, "The values satisfy the statements but for their last digits.");
    }
}

fn graded(page: &mut Page, fit: &ElicitedReport) {
    if fit.graded.is_empty() {
        return;
    }
    page.space();
    let mut table = Table::default().text("What was said by how much", 0, 74).number("Said").number("Fits");
    for one in &fit.graded {
        table.row([visible(&one.said).into_owned(), number(&one.stated), number(&one.fitted)]);
    }
    page.table(2, table);
}

fn contradiction(page: &mut Page, at: usize, set: &ContradictionReport) {
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
    for (said, because) in set.said.iter().zip(&set.because) {
        let because = because.as_ref().map(|because| format!(" ({})", visible(because))).unwrap_or_default();
        page.item(4, "- ", &format!("{}{because}", visible(said)));
    }
}
