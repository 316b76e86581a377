//! The model's own proposals: who would refuse them.

use super::worth::size;
use super::{Page, option, party};
use crate::problem::{Package, View};
use crate::report::parts::gain;
use crate::report::table::Table;
use crate::report::words::{list, number};
use crate::text::visible;

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
    page.table(2, &table);
}

/// Who refuses a package and why, or that it is accepted.
fn standing(view: &View, package: &Package) -> String {
    let problem = view.problem();
    let utilities = problem.utilities(package);
    let constraint = |at: &usize| &problem.constraints()[*at];
    let broken: Vec<usize> = view.broken(package).collect();
    let mut parts: Vec<String> = Vec::new();
    let rules: Vec<_> = broken.iter().map(constraint).filter(|c| c.party.is_none()).map(|c| visible(&c.name)).collect();
    if !rules.is_empty() {
        parts.push(format!("breaks {}", list(&rules)));
    }
    let (fixed, _) = crate::report::parts::asked(view);
    let other = fixed.iter().filter(|(at, chosen)| usize::from(package.options()[*at]) != *chosen);
    let other: Vec<String> = other.map(|(at, _)| option(problem, *at, package.options()[*at].into())).collect();
    if !other.is_empty() {
        parts.push(format!("not open: {}", list(&other)));
    }
    let mut refusals = Vec::new();
    for at in 0..view.parties() {
        let mut why = Vec::new();
        let gain = gain(view, at, &utilities);
        if view.gain(at, utilities[at]) < 0 {
            why.push(format!("{} short", number(&size(&gain))));
        }
        let crossed: Vec<_> =
            broken.iter().map(constraint).filter(|c| c.party == Some(at)).map(|c| visible(&c.name)).collect();
        if !crossed.is_empty() {
            why.push(format!("red line {}", list(&crossed)));
        }
        if !why.is_empty() {
            refusals.push(format!("{} ({})", party(problem, at), why.join(", ")));
        }
    }
    let passes = view.is_feasible(package) && view.is_acceptable(&utilities);
    match (passes, refusals.is_empty()) {
        (true, true) => parts.push("accepted by every party".to_owned()),
        (true, false) => parts.push(format!("passes the acceptance rule; refused by {}", list(&refusals))),
        (false, false) => parts.push(format!("refused by {}", list(&refusals))),
        (false, true) => {}
    }
    parts.join("; ")
}
