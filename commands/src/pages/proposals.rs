//! The model's own proposals: who would refuse them.

use crate::page::{Page, Table};
use num_traits::Signed;
use zopa::report::{BrokenReport, Names, ProposalReport, SolveReport, size};
use zopa::text::visible;
use zopa::text::words::{list, number};

/// Writes the table, if the model has proposals.
pub(super) fn proposals(page: &mut Page, report: &SolveReport) {
    if report.proposals.is_empty() {
        return;
    }
    let names = &report.head.opening.names;
    page.heading("Proposals in the model");
    let mut table = Table::default().text("", 0, 40).text("", 0, 56);
    for (id, proposal) in report.proposals.iter() {
        let name = names.proposals.get(id).map_or(id, String::as_str);
        table.row([visible(name).into_owned(), standing(names, proposal)]);
    }
    page.table(2, table);
}

/// Who refuses a package and why, or that it is accepted.
fn standing(names: &Names, proposal: &ProposalReport) -> String {
    let mut parts: Vec<String> = Vec::new();
    if !proposal.broken.is_empty() {
        let rule = |rule: &BrokenReport| match rule.refusals() {
            refusals if refusals.is_empty() => visible(&rule.name).into_owned(),
            refusals => format!("{} ({})", visible(&rule.name), list(&refusals)),
        };
        let rules: Vec<String> = proposal.broken.iter().map(rule).collect();
        parts.push(format!("breaks {}", list(&rules)));
    }
    let other = proposal.not_open.iter().filter_map(|at| Some(names.choice(at, proposal.package.get(at)?)));
    let other: Vec<String> = other.collect();
    if !other.is_empty() {
        parts.push(format!("not open: {}", list(&other)));
    }
    let mut refusals = Vec::new();
    for (id, stand) in proposal.parties.iter() {
        let mut why = Vec::new();
        if stand.undecided {
            why.push("within the error of a curve".to_owned());
        } else if stand.gain.value().is_negative() {
            why.push(match names.is_order_only(id) {
                true => "ranked below what it accepts".to_owned(),
                false => format!("{} short", number(&size(&stand.gain))),
            });
        }
        let crossed: Vec<_> = stand.red_lines.iter().map(|line| visible(&line.name)).collect();
        if !crossed.is_empty() {
            why.push(format!("red line {}", list(&crossed)));
        }
        if !why.is_empty() {
            refusals.push(format!("{} ({})", names.party(id), why.join(", ")));
        }
    }
    match (proposal.acceptable, refusals.is_empty()) {
        (true, true) => parts.push("accepted by every party".to_owned()),
        _ if proposal.parties.iter().any(|(_, stand)| stand.undecided) => {
            parts.push(format!("undecided or refused by {}", list(&refusals)));
        }
        (true, false) => parts.push(format!("passes the acceptance rule; refused by {}", list(&refusals))),
        (false, false) => parts.push(format!("refused by {}", list(&refusals))),
        (false, true) => {}
    }
    parts.join("; ")
}
