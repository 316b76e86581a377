//! Two packages side by side: only the issues that they settle differently.

use crate::page::{Page, SOFT, Table, wide};
use zopa::model::Keyed;
use zopa::report::{self, Choice, Names};

/// Writes the changes from one package to another, one issue a line.
pub(super) fn differences(page: &mut Page, indent: usize, names: &Names, from: &Keyed<Choice>, to: &Keyed<Choice>) {
    let changes: Vec<_> = report::differences(from, to).collect();
    let widest = changes.iter().map(|(at, ..)| wide(&names.issue(at))).max().unwrap_or(0).min(46);
    let mut table = Table::default().text("", widest, 46).text("", 0, usize::MAX);
    for (at, from, to) in changes {
        let (from, to) = (names.choice(at, from), names.choice(at, to));
        table.row([names.issue(at), format!("{from}{SOFT}→ {to}")]);
    }
    if !table.is_empty() {
        page.table(indent, table);
    }
}
