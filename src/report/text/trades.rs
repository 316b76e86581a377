//! Trades from a package on the table, as a page: how many help, the best of them, and where they lead.

use super::{asked, issue, parties, party, settled_by, stopped, title};
use crate::exact::Number;
use crate::explain::{Change, End, Move, Moves, Swap, Trades};
use crate::page::{Page, Table};
use crate::problem::{Package, PartyId, Problem, View};
use crate::report::trades::{linked, together};
use crate::report::words::{list, number, plural, readable_count, signed};
use crate::search::{Outcome, Stop};
use crate::text::visible;
use std::cmp::Ordering::{Equal, Greater, Less};

/// So many trades of a kind are shown.
const SHOWN: usize = 3;
/// The widest that the names of changes are.
const CHANGES: usize = 46;

/// The page on [`View::trades`]; `name` is what the package is called, if it has a name.
pub fn trades(view: &View, trades: &Outcome<Trades>, name: Option<&str>) -> Page {
    let mut page = Page::default();
    title(&mut page, view);
    asked(&mut page, view);
    page.space();
    let what = name.map_or_else(|| "this package".to_owned(), |name| format!("\"{}\"", visible(name)));
    page.paragraph(0, &verdict(view, trades, &what));
    standing(&mut page, view, &trades.package);
    if let Some(accepting) = &trades.accepting {
        page.heading("Trades that make it acceptable");
        section(&mut page, view, accepting, "make it acceptable", "makes it acceptable");
    }
    page.heading("Trades that leave nobody worse off, and somebody better off");
    section(&mut page, view, &trades.improving, "help", "helps");
    chain(&mut page, view, trades);
    page
}

fn verdict(view: &View, trades: &Outcome<Trades>, what: &str) -> String {
    if trades.improving.counts.is_empty() {
        return "The rules and red lines leave no package, whatever the parties want.".into();
    }
    let counted = |moves: &Moves| {
        let least = if moves.stop.is_some() { "at least " } else { "" };
        let looked = moves.issues().max(1);
        (format!("{least}{}", plural(moves.count(), "trade", "trades")), up_to(looked))
    };
    let improving = match (&trades.improving, trades.improving.stop) {
        (moves, Some(stop)) if moves.count() == 0 => {
            format!("The search for trades without loss to anybody stopped {} before one was found.", cut(view, stop))
        }
        (moves, _) if moves.count() == 0 => {
            let (_, up_to) = counted(moves);
            format!("No trade of {up_to} leaves nobody worse off than {what} and somebody better off.")
        }
        (moves, _) => {
            let (count, up_to) = counted(moves);
            format!("From {what}, {count} of {up_to} can be made without loss to anybody.")
        }
    };
    match &trades.accepting {
        None => improving,
        Some(moves) if moves.count() > 0 => {
            let (count, up_to) = counted(moves);
            let makes = if moves.count() == 1 { "makes" } else { "make" };
            format!("As it is, the package is not acceptable; {count} of {up_to} {makes} it so. {improving}")
        }
        Some(moves) if moves.stop.is_none() => {
            let (_, up_to) = counted(moves);
            format!("As it is, the package is not acceptable, and no trade of {up_to} makes it so. {improving}")
        }
        Some(_) => format!("As it is, the package is not acceptable. {improving}"),
    }
}

/// Why a search for trades stopped, as the end of a sentence.
fn cut(view: &View, stop: Stop) -> String {
    match stop {
        // No engine's limits are meant, but how far trades are looked for.
        Stop::TooLarge if view.problem().has_levels() => {
            "because there are too many combinations to look at, or levels are too finely divided".into()
        }
        Stop::TooLarge => "because there are too many combinations to look at".into(),
        other => stopped(other),
    }
}

fn up_to(issues: usize) -> String {
    if issues == 1 { "one issue".into() } else { format!("up to {issues} issues") }
}

/// What each party has from the package.
pub(super) fn standing(page: &mut Page, view: &View, package: &Package) {
    let problem = view.problem();
    page.heading("On the table");
    let mut table =
        Table::default().text("Party", 0, 40).text("", 0, 12).number("Utility").number("Without a deal").number("Gain");
    let crossed: Vec<PartyId> = view.broken(package).filter_map(|at| problem[at].party).collect();
    let content = view.content_with(package);
    let worths = problem.exact_utilities(package).into_iter().zip(view.gains_of(package));
    for (at, (utility, gain)) in problem.party_ids().zip(worths) {
        let word = if content[at.index()] && !crossed.contains(&at) { "accepts" } else { "REFUSES" };
        table.row([party(problem, at), word.into(), number(&utility), number(&view.disagreement(at)), signed(&gain)]);
    }
    page.table(2, table);
    let rules = view.broken(package).map(|at| &problem[at]).filter(|constraint| constraint.party.is_none());
    let over_levels = view.broken_level_rules(package).map(|at| &problem[at].name);
    let mut rules: Vec<_> = rules.map(|rule| &rule.name).chain(over_levels).map(|name| visible(name)).collect();
    // A rule can have a part on options and a part on levels.
    rules.dedup();
    if !rules.is_empty() {
        page.space();
        page.paragraph(2, &format!("It breaks {}.", list(&rules)));
    }
}

/// How many trades there are of each size, and the best of them.
fn section(page: &mut Page, view: &View, moves: &Moves, help: &str, helps: &str) {
    page.paragraph(2, &how_many(view, moves, help, helps));
    for (at, trade) in moves.best.iter().take(SHOWN).enumerate() {
        page.space();
        show(page, view, &format!("{}. ", at + 1), trade);
    }
    if moves.count() > SHOWN.max(moves.best.len()) && moves.best.len() > SHOWN {
        page.space();
        page.paragraph(2, "The next ones are in --format json.");
    }
}

/// "No single-issue move helps; 12 two-issue trades do."
fn how_many(view: &View, moves: &Moves, help: &str, helps: &str) -> String {
    let sized = |size: usize, count: usize| {
        let kind = match size {
            1 => "single-issue",
            2 => "two-issue",
            3 => "three-issue",
            4 => "four-issue",
            5 => "five-issue",
            6 => "six-issue",
            _ => "",
        };
        let what = match (size, count) {
            (1, 1) => "move",
            (1, _) => "moves",
            (_, 1) => "trade",
            _ => "trades",
        };
        if kind.is_empty() { format!("{what} of {size} issues") } else { format!("{kind} {what}") }
    };
    if moves.count() == 0 && moves.stop.is_none() {
        return if moves.counts.is_empty() {
            "None.".into()
        } else {
            format!("None: no trade of {} {helps}.", up_to(moves.issues()))
        };
    }
    let mut parts: Vec<String> = Vec::new();
    let mut said = false;
    for (at, count) in moves.counts.iter().enumerate() {
        let last = at + 1 == moves.counts.len() && moves.stop.is_some();
        let least = if last { "at least " } else { "" };
        parts.push(match count {
            0 if last => continue,
            0 => format!("no {} {}", sized(at + 1, 1), if said { "does" } else { helps }),
            1 => format!("{least}1 {} {}", sized(at + 1, 1), if said { "does" } else { helps }),
            _ => {
                let many = readable_count(&(*count).into());
                format!("{least}{many} {} {}", sized(at + 1, *count), if said { "do" } else { help })
            }
        });
        said = true;
    }
    let mut text = crate::report::words::capital(&parts.join("; "));
    text += if parts.is_empty() { "" } else { ". " };
    if let Some(stop) = moves.stop {
        text += &format!("The search stopped {}; there may be more. ", cut(view, stop));
    }
    let minimal = if moves.count() > 0 { " Each is minimal: no part of it would do." } else { "" };
    let looked = if moves.issues() > 0 { format!("Looked at: {}.", up_to(moves.issues())) } else { String::new() };
    format!("{text}{looked}{minimal}").trim().to_owned()
}

/// A trade: who gains, and what each change alone is worth to whom.
pub(super) fn show(page: &mut Page, view: &View, bullet: &str, trade: &Move) {
    let problem = view.problem();
    let amount = |at: PartyId| format!("{} {}", party(problem, at), signed(&trade.rises[at.index()]));
    let of = |sign: std::cmp::Ordering| {
        problem.party_ids().filter(move |at| trade.rises[at.index()].cmp(&Number::zero()) == sign)
    };
    let mut parts: Vec<String> = Vec::new();
    let rising: Vec<String> = of(Greater).map(amount).collect();
    let falling: Vec<String> = of(Less).map(amount).collect();
    let same: Vec<PartyId> = of(Equal).collect();
    parts.extend(Some(rising.join(", ")).filter(|text| !text.is_empty()));
    parts.extend(Some(falling.join(", ")).filter(|text| !text.is_empty()));
    if !same.is_empty() {
        parts.push(format!("no change for {}", parties(problem, &same)));
    }
    page.item(2, bullet, &format!("{}.", parts.join("; ")));
    let indent = 2 + bullet.chars().count();
    page.table(indent, effects(view, trade));
    let names: Vec<_> = linked(problem, &trade.changes).iter().map(|at| visible(&problem[*at].name)).collect();
    if !names.is_empty() {
        page.paragraph(indent, &format!("It links {}.", list(&names)));
    }
}

/// What each change alone is worth to each party, and what they are worth together.
fn effects(view: &View, trade: &Move) -> Table {
    let problem = view.problem();
    let mut table = Table::default().text("", 0, CHANGES);
    for at in problem.party_ids() {
        table = table.number(&party(problem, at));
    }
    for change in &trade.changes {
        let cells = problem.party_ids().map(|at| signed(&change.alone[at.index()]));
        table.row(std::iter::once(changed(problem, change)).chain(cells));
    }
    let together = together(trade);
    if !together.is_empty() {
        table.row(std::iter::once("Together, beyond that".to_owned()).chain(together.iter().map(signed)));
    }
    if trade.changes.len() > 1 {
        let cells = problem.party_ids().map(|at| signed(&trade.rises[at.index()]));
        table.row(std::iter::once("In all".to_owned()).chain(cells));
    }
    table
}

/// `Sanctions on Russia: None lifted → Lifted at once`
fn changed(problem: &Problem, change: &Change) -> String {
    let [from, to] = [&change.from, &change.to].map(|by| settled_by(problem, change.issue, by));
    format!("{}: {from} → {to}", issue(problem, change.issue))
}

/// Trades one after the other, and where they end.
fn chain(page: &mut Page, view: &View, trades: &Outcome<Trades>) {
    let problem = view.problem();
    let chain = &trades.chain;
    if !chain.links.is_empty() {
        page.heading("One trade after the other, the best each time: utilities");
        let mut table = Table::default().text("", 0, 4).text("", 0, CHANGES);
        for at in problem.party_ids() {
            table = table.number(&party(problem, at));
        }
        let row = |bullet: String, what: String, utilities: &[Number]| {
            [bullet, what].into_iter().chain(utilities.iter().map(number)).collect::<Vec<String>>()
        };
        table.row(row(String::new(), "On the table".into(), &trades.utilities));
        for (at, link) in chain.links.iter().enumerate() {
            let accepting = link.accepting.then(|| "Makes it acceptable:".to_owned());
            let changes = link.trade.changes.iter().map(|change| changed(problem, change));
            let what: Vec<String> = accepting.into_iter().chain(changes).collect();
            table.row(row(format!("{}.", at + 1), what.join("\n"), &link.trade.utilities));
        }
        page.table(2, table);
    }
    page.heading("Where that ends");
    let end = chain.links.last().map_or(&trades.package, |link| &link.trade.package);
    let here = if chain.links.is_empty() { "The package on the table" } else { "The last package" };
    match &chain.end {
        End::Frontier => page.paragraph(
            2,
            &format!(
                "{here} is on the frontier of what is feasible: whatever gives one party more gives another less."
            ),
        ),
        End::Infeasible => page.paragraph(
            2,
            "No feasible package is at least as good for every party as this one: somebody who likes it would have to \
             give way.",
        ),
        End::Stopped(stop) => page.paragraph(2, &format!("Not known: the search stopped {}.", cut(view, *stop))),
        End::Below(better) => {
            let changes = |package: &Package| end.changed(package, problem).len();
            let packages = better.agreements(view).map(|one| one.package);
            let Some(closest) = packages.min_by_key(|package| changes(package)) else { return };
            let count = match better.count() {
                Some(count) => plural(count, "point leaves", "points leave"),
                None => "too many packages to list leave".into(),
            };
            let which = if better.count().is_some() {
                "The one with the fewest changes settles"
            } else {
                "One of them settles"
            };
            page.paragraph(
                2,
                &format!(
                    "{here} is below the frontier of what is feasible: {count} nobody worse off and somebody better off, \
                     but no trade of so few issues as were looked at helps. {which} {} otherwise:",
                    plural(changes(&closest), "issue", "issues")
                ),
            );
            page.space();
            show(page, view, "- ", &Move::between(problem, end, closest));
        }
    }
}

/// The page on [`View::swap`]; `name` is what the package is called, if it has a name.
pub fn swap(view: &View, swap: &Swap, name: Option<&str>) -> Page {
    let problem = view.problem();
    let mut page = Page::default();
    title(&mut page, view);
    asked(&mut page, view);
    page.space();
    let what = name.map_or_else(|| "this package".to_owned(), |name| format!("\"{}\"", visible(name)));
    page.paragraph(0, &format!("What two changes to {what} are worth to each party, if all else stays as it is:"));
    page.space();
    for (bullet, change) in ["A  ", "B  "].iter().zip(&swap.changes) {
        page.item(2, bullet, &changed(problem, change));
    }
    page.space();
    let mut table = Table::default().text("Party", 0, 40).number("A alone").number("B alone").number("Both");
    table = table.number("A for B").text("", 0, 40);
    for at in problem.party_ids() {
        let [first, second] = [0, 1].map(|change| &swap.changes[change].alone[at.index()]);
        let both = &swap.both.rises[at.index()];
        let sign = |amount: &Number| amount.cmp(&Number::zero());
        let remark = match (sign(first), sign(second), sign(both)) {
            (Less, Greater, Equal) | (Greater, Less, Equal) => "an even swap",
            (Less, Greater, Greater) | (Greater, Less, Greater) => "worth it in all",
            (Less, Greater, Less) | (Greater, Less, Less) => "not worth it in all",
            (Greater, Greater, _) => "gains by both",
            (Less, Less, _) => "loses by both",
            (Equal, ..) | (_, Equal, _) => "",
        };
        let rate = swap.rate(at).map_or_else(|| "-".to_owned(), |rate| number(&rate));
        table.row([party(problem, at), signed(first), signed(second), signed(both), rate, remark.into()]);
    }
    page.table(2, table);
    page.space();
    page.paragraph(
        2,
        "A for B is how many times B one A is worth: below 0, one of them can pay for the other. Where both together are \
         not the sum, an interaction links them.",
    );
    let broken: Vec<&str> = (["A alone", "B alone", "both together"].iter().zip(swap.feasible))
        .filter(|(_, feasible)| !feasible)
        .map(|(what, _)| *what)
        .collect();
    if !broken.is_empty() {
        page.space();
        page.paragraph(2, &format!("Not feasible, by the rules and red lines: the package with {}.", list(&broken)));
    }
    page
}
