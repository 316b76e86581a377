//! Pages about models with continuous issues. They look like the others; levels stand where options stand.

mod evaluate;
mod frontier;
mod solve;

pub use evaluate::mixed_evaluate;
pub use frontier::mixed_frontier;
pub use solve::mixed_solve;

use super::package::listing;
use super::{Page, WIDTH, issue, option};
use crate::exact::Number;
use crate::mixed::{MixedPackage, MixedView};
use crate::report::table::{Table, wide};
use crate::report::words::number;
use crate::text::visible;

/// How an issue is settled, in words: the option's name, or the level with its unit.
fn settled(view: &MixedView, package: &MixedPackage, at: usize) -> String {
    match view.mixed().level_of(at) {
        Some(level) => level_name(view, level, &package.levels[level]),
        None => option(view.mixed().problem(), at, usize::from(package.package.options()[at])),
    }
}

/// A level with its unit.
fn level_name(view: &MixedView, level: usize, at: &Number) -> String {
    let unit = view.mixed().levels().issues[level].unit.as_ref();
    let unit = unit.map(|unit| format!(" {}", visible(unit))).unwrap_or_default();
    format!("{}{unit}", number(at))
}

/// Writes a package, cluster by cluster.
fn package(page: &mut Page, view: &MixedView, package: &MixedPackage) {
    listing(page, view.mixed().problem(), |at| settled(view, package, at));
}

/// The issues that two packages settle differently.
fn changed(from: &MixedPackage, to: &MixedPackage, view: &MixedView) -> Vec<usize> {
    let differ = |at: &usize| match view.mixed().level_of(*at) {
        Some(level) => from.levels[level] != to.levels[level],
        None => from.package.options()[*at] != to.package.options()[*at],
    };
    (0..view.mixed().problem().issues().len()).filter(differ).collect()
}

/// Writes the changes from one package to another, one issue a line.
fn differences(page: &mut Page, indent: usize, view: &MixedView, from: &MixedPackage, to: &MixedPackage) {
    let problem = view.mixed().problem();
    let changes = changed(from, to, view);
    let widest = changes.iter().map(|at| wide(&issue(problem, *at))).max().unwrap_or(0).min(46);
    let room = WIDTH - indent - widest - 2;
    let mut table = Table::default().text("", widest, 46).text("", 0, room);
    for at in changes {
        let (from, to) = (settled(view, from, at), settled(view, to, at));
        let space = if wide(&from) + wide(&to) + 3 > room { '\n' } else { ' ' };
        table.row([issue(problem, at), format!("{from}{space}→ {to}")]);
    }
    if !table.is_empty() {
        page.table(indent, &table);
    }
}

/// What the question changed, in a sentence; nothing if nothing.
fn asked(page: &mut Page, view: &MixedView) {
    let problem = view.mixed().problem();
    let (options, _) = crate::report::parts::asked(view.options());
    let options = options.into_iter().map(|(at, chosen)| (at, option(problem, at, chosen)));
    let levels =
        view.mixed().levels().issues.iter().enumerate().zip(view.ranges()).filter(|(_, [low, high])| low == high);
    let levels = levels.map(|((at, level), [low, _])| (level.issue, level_name(view, at, &low.clone().into())));
    let mut fixed: Vec<(usize, String)> = options.chain(levels).collect();
    fixed.sort();
    if !fixed.is_empty() {
        let fixed: Vec<String> =
            fixed.into_iter().map(|(at, chosen)| format!("{} = {chosen}", issue(problem, at))).collect();
        page.item(2, "Settled beforehand: ", &fixed.join("; "));
    }
    let lifted = crate::report::mixed::lifted(view);
    if !lifted.is_empty() {
        let lifted: Vec<_> = lifted.iter().map(|name| visible(name)).collect();
        page.item(2, "Lifted: ", &lifted.join("; "));
    }
}
