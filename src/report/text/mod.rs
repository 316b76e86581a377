//! Reports as pages for people: names in place of ids.
//!
//! Everything that comes from the author's file passes through `crate::text::visible`, so that no name can
//! move the cursor or turn the text around.

mod beliefs;
mod concepts;
mod counter;
mod differences;
mod elicit;
mod evaluate;
mod explain;
mod frontier;
mod linkage;
mod lottery;
mod no_deal;
mod package;
mod proposals;
mod robust;
mod solve;
mod stability;
mod sweep;
mod test;
mod trades;
mod worth;

pub use beliefs::beliefs;
pub use counter::counter;
pub use elicit::elicit;
pub(super) use elicit::said;
pub use evaluate::evaluate;
pub use explain::{concessions, explain};
pub use frontier::frontier;
pub use linkage::linkage;
pub use lottery::lotteries;
pub use robust::robust;
pub use solve::solve;
pub use stability::stability;
pub use sweep::sweep;
pub use test::test;
pub use trades::{swap, trades};

use super::parts::Asked;
use super::words::{list, number, plural, spoken};
use crate::exact::Number;
use crate::page::Page;
use crate::problem::{IssueId, OptionId, Package, PartyId, Problem, Settled, View};
use crate::search::Stop;
use crate::text::visible;

/// A text from outside as it is shown: control characters, and those that turn text around, as escapes.
pub fn printable(text: &str) -> std::borrow::Cow<'_, str> {
    visible(text)
}

/// Names as they are shown.
pub(super) fn party(problem: &Problem, at: PartyId) -> String {
    visible(&problem[at].name).into_owned()
}

pub(super) fn parties(problem: &Problem, at: &[PartyId]) -> String {
    list(&at.iter().map(|at| party(problem, *at)).collect::<Vec<_>>())
}

pub(super) fn issue(problem: &Problem, at: IssueId) -> String {
    visible(&problem[at].name).into_owned()
}

pub(super) fn option(problem: &Problem, issue: IssueId, option: OptionId) -> String {
    visible(&problem[issue].options[option.index()].name).into_owned()
}

/// How a package settles an issue, in words: the option's name, or the level with its unit.
pub(super) fn settled(problem: &Problem, package: &Package, at: IssueId) -> String {
    settled_by(problem, at, &package.settled(problem, at))
}

/// An option's name, or a level with its unit.
pub(super) fn settled_by(problem: &Problem, at: IssueId, by: &Settled) -> String {
    let level = match by {
        Settled::Option(own) => return option(problem, at, *own),
        Settled::Level(level) => number(level),
    };
    let unit = problem.level_of(at).and_then(|at| problem[at].unit.as_ref());
    level + &unit.map(|unit| format!(" {}", visible(unit))).unwrap_or_default()
}

/// What a party gets, against what it has without a deal, and what that is.
fn against_no_deal(page: &mut Page, problem: &Problem, at: PartyId, utility: &Number, disagreement: &Number) {
    let batna = problem[at].batna.as_ref();
    let without = batna.map(|batna| format!(" ({})", visible(batna))).unwrap_or_default();
    let (who, utility, disagreement) = (party(problem, at), spoken(utility), spoken(disagreement));
    page.paragraph(2, &format!("{who}: {utility}, against {disagreement} without a deal{without}"));
}

fn title(page: &mut Page, view: &View) {
    page.heading(&visible(view.problem().title().unwrap_or("A negotiation without a title")));
}

/// What the question changed, in a sentence; nothing if nothing.
fn asked(page: &mut Page, view: &View) {
    let problem = view.problem();
    let Asked { fixed, package, lifted } = Asked::of(view);
    if !fixed.is_empty() {
        let fixed: Vec<String> =
            (fixed.iter()).map(|at| format!("{} = {}", issue(problem, *at), settled(problem, &package, *at))).collect();
        page.item(2, "Settled beforehand: ", &fixed.join("; "));
    }
    if !lifted.is_empty() {
        let lifted: Vec<_> = lifted.iter().map(|name| visible(name)).collect();
        page.item(2, "Lifted: ", &lifted.join("; "));
    }
    let in_steps = problem.issue_ids().filter(|at| problem[*at].in_steps);
    let count = |at| format!("{} ({})", issue(problem, at), plural(problem[at].options.len(), "level", "levels"));
    let steps: Vec<String> = in_steps.map(count).collect();
    if !steps.is_empty() {
        page.item(2, "In steps: ", &steps.join("; "));
    }
}

/// Why a search stopped, as the end of a sentence.
pub(super) fn stopped(stop: Stop) -> String {
    match stop {
        Stop::TimeLimit => "at the time limit".into(),
        Stop::Interrupted => format!("when {stop}"),
        stop => format!("because {stop}"),
    }
}
