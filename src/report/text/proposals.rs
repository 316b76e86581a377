//! The model's own proposals: who would refuse them.

use super::worth::size;
use super::{party, settled};
use crate::page::{Page, Table};
use crate::problem::{Package, View};
use crate::report::evaluate::broken;
use crate::report::parts::Asked;
use crate::report::words::{list, number};
use crate::text::visible;
use num_traits::Signed;

/// Writes the table, if the model has proposals.
pub(super) fn proposals(page: &mut Page, view: &View) {
    let problem = view.problem();
    if problem.proposals().is_empty() {
        return;
    }
    page.heading("Proposals in the model");
    let mut table = Table::default().text("", 0, 40).text("", 0, 56);
    for proposal in problem.proposals() {
        table.row([visible(&proposal.name).into_owned(), standing(view, &proposal.package)]);
    }
    page.table(2, table);
}

/// Who refuses a package and why, or that it is accepted.
fn standing(view: &View, package: &Package) -> String {
    let problem = view.problem();
    let evaluation = view.verdict(package);
    let mut parts: Vec<String> = Vec::new();
    let rules = broken(view, &evaluation);
    if !rules.is_empty() {
        parts.push(format!("breaks {}", list(&rules.iter().map(|rule| visible(&rule.name)).collect::<Vec<_>>())));
    }
    let asked = Asked::of(view);
    let other = asked.package.changed(package, problem).into_iter().filter(|at| asked.fixed.contains(at));
    let other: Vec<String> = other.map(|at| settled(problem, package, at)).collect();
    if !other.is_empty() {
        parts.push(format!("not open: {}", list(&other)));
    }
    let mut refusals = Vec::new();
    for (at, stand) in problem.party_ids().zip(&evaluation.stands) {
        let mut why = Vec::new();
        if stand.gain.value().is_negative() {
            why.push(format!("{} short", number(&size(&stand.gain))));
        }
        let crossed: Vec<_> = stand.crossed.iter().map(|at| visible(&problem[*at].name)).collect();
        if !crossed.is_empty() {
            why.push(format!("red line {}", list(&crossed)));
        }
        if !why.is_empty() {
            refusals.push(format!("{} ({})", party(problem, at), why.join(", ")));
        }
    }
    match (evaluation.acceptable, refusals.is_empty()) {
        (true, true) => parts.push("accepted by every party".to_owned()),
        (true, false) => parts.push(format!("passes the acceptance rule; refused by {}", list(&refusals))),
        (false, false) => parts.push(format!("refused by {}", list(&refusals))),
        (false, true) => {}
    }
    parts.join("; ")
}
