//! A package, issue by issue, in the author's clusters and names.

use super::{issue, settled};
use crate::page::{Page, Table, wide};
use crate::problem::{Package, Problem};
use crate::text::visible;

/// Names of issues longer than this are wrapped.
const LONGEST: usize = 46;

/// Writes the package. Issues stand in the order of their clusters; those without one come last.
pub(super) fn package(page: &mut Page, problem: &Problem, package: &Package) {
    let widest = problem.issue_ids().map(|at| wide(&issue(problem, at))).max().unwrap_or(0).min(LONGEST);
    let indent = if problem.clusters().is_empty() { 2 } else { 4 };
    let mut clusters: Vec<_> = problem.cluster_ids().map(Some).collect();
    clusters.push(None);
    for cluster in clusters {
        let mut table = Table::default().text("", widest, LONGEST).text("", 0, usize::MAX);
        for at in problem.issue_ids() {
            if problem[at].cluster == cluster {
                table.row([issue(problem, at), settled(problem, package, at)]);
            }
        }
        if table.is_empty() {
            continue;
        }
        if !problem.clusters().is_empty() {
            let name = cluster.map_or("Other issues".into(), |at| visible(&problem[at].name));
            page.paragraph(2, &name);
        }
        page.table(indent, table);
    }
}
