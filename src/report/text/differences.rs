//! Two packages side by side: only the issues that they settle differently.

use super::{issue, settled};
use crate::page::{Page, SOFT, Table, wide};
use crate::problem::{Package, Problem};

/// Writes the changes from one package to another, one issue a line.
pub(super) fn differences(page: &mut Page, indent: usize, problem: &Problem, from: &Package, to: &Package) {
    let changes = from.changed(to, problem);
    let widest = changes.iter().map(|at| wide(&issue(problem, *at))).max().unwrap_or(0).min(46);
    let mut table = Table::default().text("", widest, 46).text("", 0, usize::MAX);
    for at in changes {
        let (from, to) = (settled(problem, from, at), settled(problem, to, at));
        table.row([issue(problem, at), format!("{from}{SOFT}→ {to}")]);
    }
    if !table.is_empty() {
        page.table(indent, table);
    }
}
