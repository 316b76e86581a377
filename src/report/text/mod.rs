//! Reports as pages for people: names in place of ids, no line longer than [`WIDTH`] columns.
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
use super::table::{Table, wide, wrap};
use super::words::{list, number, plural, spoken};
use crate::exact::Number;
use crate::problem::{IssueId, OptionId, Package, PartyId, Problem, View};
use crate::search::Stop;
use crate::text::visible;

/// No line is longer.
pub const WIDTH: usize = 100;

/// How a page may be marked up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Headings in bold, with the escape sequences of terminals.
    pub bold: bool,
    /// How many equally good packages, or better ones, are shown at most; none: as many as suit the page.
    pub listed: Option<usize>,
}

/// A page under construction.
struct Page {
    text: String,
    style: Style,
}

impl Page {
    fn new(style: Style) -> Self {
        Page { text: String::new(), style }
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn strong(&mut self, line: &str) {
        if self.style.bold && !line.is_empty() {
            self.line(&format!("\u{1b}[1m{line}\u{1b}[0m"));
        } else {
            self.line(line);
        }
    }

    /// A line of space, unless there is one.
    fn space(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    fn heading(&mut self, heading: &str) {
        self.space();
        for line in wrap(heading, WIDTH) {
            self.strong(&line);
        }
    }

    fn paragraph(&mut self, indent: usize, text: &str) {
        self.item(indent, "", text);
    }

    /// A paragraph that hangs behind a bullet or a number.
    fn item(&mut self, indent: usize, bullet: &str, text: &str) {
        let hang = indent + wide(bullet);
        for (at, line) in wrap(text, WIDTH.saturating_sub(hang)).iter().enumerate() {
            let bullet = if at == 0 { bullet.to_owned() } else { " ".repeat(wide(bullet)) };
            self.line(format!("{}{bullet}{line}", " ".repeat(indent)).trim_end());
        }
    }

    /// What to keep in mind; nothing if there is nothing.
    fn warnings(&mut self, heading: &str, warnings: &[String]) {
        if !warnings.is_empty() {
            self.heading(heading);
            warnings.iter().for_each(|warning| self.item(2, "- ", &visible(warning)));
        }
    }

    fn table(&mut self, indent: usize, table: &Table) {
        for (_, line) in table.lines(WIDTH - indent) {
            self.line(format!("{}{line}", " ".repeat(indent)).trim_end());
        }
    }
}

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
    let Some(level) = problem.level_of(at) else { return option(problem, at, package.options()[at.index()]) };
    let unit = problem[level].unit.as_ref();
    let unit = unit.map(|unit| format!(" {}", visible(unit))).unwrap_or_default();
    format!("{}{unit}", number(&package.levels()[level.index()]))
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
