//! A package, issue by issue, in the author's clusters and names.

use crate::page::{Page, Table, wide};
use zopa::model::Keyed;
use zopa::report::{Choice, Names};

/// Names of issues longer than this are wrapped.
const LONGEST: usize = 46;

/// Writes the package. Issues stand in the order of their clusters; those without one come last.
pub(super) fn package(page: &mut Page, names: &Names, package: &Keyed<Choice>) {
    let widest = package.iter().map(|(at, _)| wide(&names.issue(at))).max().unwrap_or(0).min(LONGEST);
    let indent = if names.clusters.is_empty() { 2 } else { 4 };
    for cluster in names.clusters.keys().map(Some).chain([None]) {
        let mut table = Table::default().text("", widest, LONGEST).text("", 0, usize::MAX);
        for (at, by) in package.iter() {
            let own = names.issues.get(at).and_then(|issue| issue.cluster.as_deref());
            if own.filter(|own| names.clusters.get(own).is_some()) == cluster {
                table.row([names.issue(at), names.choice(at, by)]);
            }
        }
        if table.is_empty() {
            continue;
        }
        if !names.clusters.is_empty() {
            page.paragraph(2, &cluster.map_or("Other issues".into(), |at| names.cluster(at)));
        }
        page.table(indent, table);
    }
}
