//! Trades from a package on the table, as a page: how many help, the best of them, and where they lead.

use super::paged::Report;
use super::{begun, called};
use crate::page::{Page, Table};
use std::cmp::Ordering::{Equal, Greater, Less};
use zopa::exact::Number;
use zopa::model::Keyed;
use zopa::report::{
    ChangeReport, EndName, LinkName, MoveReport, MovesReport, Names, Opening, Stop, SwapReport, TableReport,
    TradesReport, less, stopped,
};
use zopa::text::visible;
use zopa::text::words::{capital, list, number, plural, readable_count, signed};

/// So many trades of a kind are shown.
const SHOWN: usize = 3;
/// The widest that the names of changes are.
const CHANGES: usize = 46;

impl Report for TradesReport {
    fn opening(&self) -> &Opening {
        &self.opening
    }

    fn page(&self) -> Page {
        let names = &self.opening.names;
        let mut page = begun(&self.opening);
        page.paragraph(0, &verdict(self, &called(self.table.name.as_ref(), "this package")));
        standing(&mut page, names, &self.table);
        if let Some(accepting) = &self.accepting {
            page.heading("Trades that make it acceptable");
            section(&mut page, names, accepting, "make it acceptable", "makes it acceptable");
        }
        page.heading("Trades that leave nobody worse off, and somebody better off");
        section(&mut page, names, &self.improving, "help", "helps");
        chain(&mut page, self);
        page
    }
}

fn verdict(trades: &TradesReport, what: &str) -> String {
    let names = &trades.opening.names;
    if trades.improving.counts.is_empty() {
        return "The rules and red lines leave no package, whatever the parties want.".into();
    }
    let counted = |moves: &MovesReport| {
        let least = if !moves.complete { "at least " } else { "" };
        let looked = moves.issues.max(1);
        (format!("{least}{}", plural(moves.count(), "trade", "trades")), up_to(looked))
    };
    let improving = match (&trades.improving, trades.improving.stopped_by) {
        (moves, Some(stop)) if moves.count() == 0 => {
            format!("The search for trades without loss to anybody stopped {} before one was found.", cut(names, stop))
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
        Some(moves) if moves.complete => {
            let (_, up_to) = counted(moves);
            format!("As it is, the package is not acceptable, and no trade of {up_to} makes it so. {improving}")
        }
        Some(_) => format!("As it is, the package is not acceptable. {improving}"),
    }
}

/// Why a search for trades stopped, as the end of a sentence.
fn cut(names: &Names, stop: Stop) -> String {
    match stop {
        // No engine's limits are meant, but how far trades are looked for.
        Stop::TooLarge if names.has_levels() => {
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
pub(super) fn standing(page: &mut Page, names: &Names, on: &TableReport) {
    page.heading("On the table");
    let mut table =
        Table::default().text("Party", 0, 40).text("", 0, 12).number("Utility").number("Without a deal").number("Gain");
    for ((id, utility), (_, gain)) in on.utilities.iter().zip(on.gains.iter()) {
        let word = if on.accepts.get(id) == Some(&true) { "accepts" } else { "REFUSES" };
        table.row([names.party(id), word.into(), number(utility), number(&less(utility, gain)), signed(gain)]);
    }
    page.table(2, table);
    let rules: Vec<_> = on.broken.iter().map(|rule| visible(&rule.name)).collect();
    if !rules.is_empty() {
        page.space();
        page.paragraph(2, &format!("It breaks {}.", list(&rules)));
    }
}

/// How many trades there are of each size, and the best of them.
fn section(page: &mut Page, names: &Names, moves: &MovesReport, help: &str, helps: &str) {
    page.paragraph(2, &how_many(names, moves, help, helps));
    for (at, trade) in moves.best.iter().take(SHOWN).enumerate() {
        page.space();
        show(page, names, &format!("{}. ", at + 1), trade);
    }
    if moves.count() > SHOWN.max(moves.best.len()) && moves.best.len() > SHOWN {
        page.space();
        page.paragraph(2, "The next ones are in --format json.");
    }
}

/// "No single-issue move helps; 12 two-issue trades do."
fn how_many(names: &Names, moves: &MovesReport, help: &str, helps: &str) -> String {
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
    if moves.count() == 0 && moves.complete {
        return if moves.counts.is_empty() {
            "None.".into()
        } else {
            format!("None: no trade of {} {helps}.", up_to(moves.issues))
        };
    }
    let mut parts: Vec<String> = Vec::new();
    let mut said = false;
    for (at, count) in moves.counts.iter().enumerate() {
        let last = at + 1 == moves.counts.len() && !moves.complete;
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
    let mut text = capital(&parts.join("; "));
    text += if parts.is_empty() { "" } else { ". " };
    if let Some(stop) = moves.stopped_by {
        text += &format!("The search stopped {}; there may be more. ", cut(names, stop));
    }
    let minimal = if moves.count() > 0 { " Each is minimal: no part of it would do." } else { "" };
    let looked = if moves.issues > 0 { format!("Looked at: {}.", up_to(moves.issues)) } else { String::new() };
    format!("{text}{looked}{minimal}").trim().to_owned()
}

/// A trade: who gains, and what each change alone is worth to whom.
pub(super) fn show(page: &mut Page, names: &Names, bullet: &str, trade: &MoveReport) {
    let of =
        |sign: std::cmp::Ordering| trade.rises.iter().filter(move |(_, rise)| (*rise).cmp(&Number::zero()) == sign);
    let changing = [Greater, Less].map(|sign| names.amounts(of(sign), signed).join(", "));
    let mut parts: Vec<String> = changing.into_iter().filter(|text| !text.is_empty()).collect();
    let same: Vec<&str> = of(Equal).map(|(id, _)| id).collect();
    if !same.is_empty() {
        parts.push(format!("no change for {}", names.parties(same)));
    }
    page.item(2, bullet, &format!("{}.", parts.join("; ")));
    let indent = 2 + bullet.chars().count();
    page.table(indent, effects(names, trade));
    let clusters: Vec<String> = trade.links.iter().map(|id| names.cluster(id)).collect();
    if !clusters.is_empty() {
        page.paragraph(indent, &format!("It links {}.", list(&clusters)));
    }
}

/// What each change alone is worth to each party, and what they are worth together.
fn effects(names: &Names, trade: &MoveReport) -> Table {
    let mut table = Table::default().text("", 0, CHANGES);
    for id in names.parties.keys() {
        table = table.number(&names.party(id));
    }
    let mut row = |what: String, amounts: &Keyed<Number>| {
        table.row(std::iter::once(what).chain(amounts.iter().map(|(_, amount)| signed(amount))));
    };
    for change in &trade.changes {
        row(changed(names, change), &change.alone);
    }
    if !trade.together.is_empty() {
        row("Together, beyond that".to_owned(), &trade.together);
    }
    if trade.changes.len() > 1 {
        row("In all".to_owned(), &trade.rises);
    }
    table
}

/// `Sanctions on Russia: None lifted → Lifted at once`
fn changed(names: &Names, change: &ChangeReport) -> String {
    format!("{} → {}", names.settled((&change.issue, &change.from)), names.choice(&change.issue, &change.to))
}

/// Trades one after the other, and where they end.
fn chain(page: &mut Page, trades: &TradesReport) {
    let (names, chain) = (&trades.opening.names, &trades.chain);
    if !chain.trades.is_empty() {
        // What is only the best of those that were looked at is not called the best.
        let best = chain.trades.iter().all(|link| !link.perhaps_better);
        page.heading(match best {
            true => "One trade after the other, the best each time: utilities",
            false => "One trade after the other, perhaps not the best each time: utilities",
        });
        let mut table = Table::default().text("", 0, 4).text("", 0, CHANGES);
        for id in names.parties.keys() {
            table = table.number(&names.party(id));
        }
        let mut row = |bullet: String, what: String, utilities: &Keyed<Number>| {
            table.row([bullet, what].into_iter().chain(utilities.iter().map(|(_, utility)| number(utility))));
        };
        row(String::new(), "On the table".into(), &trades.table.utilities);
        for (at, link) in chain.trades.iter().enumerate() {
            let accepting = (link.kind == LinkName::Accepting).then(|| "Makes it acceptable:".to_owned());
            let changes = link.trade.changes.iter().map(|change| changed(names, change));
            let what: Vec<String> = accepting.into_iter().chain(changes).collect();
            row(format!("{}.", at + 1), what.join("\n"), &link.trade.utilities);
        }
        page.table(2, table);
    }
    page.heading("Where that ends");
    let here = if chain.trades.is_empty() { "The package on the table" } else { "The last package" };
    match chain.end {
        EndName::Frontier => page.paragraph(
            2,
            &format!(
                "{here} is on the frontier of what is feasible: whatever gives one party more gives another less."
            ),
        ),
        EndName::Infeasible => page.paragraph(
            2,
            "No feasible package leaves nobody worse off than this one and somebody better off: somebody would have to give way for \
             more.",
        ),
        EndName::Stopped => {
            let stop = chain.stopped_by.map(|stop| cut(names, stop)).unwrap_or_default();
            page.paragraph(2, &format!("Not known: the search stopped {stop}."));
        }
        EndName::Below => {
            let Some(above) = &chain.above else { return };
            let Some(closest) = above.closest.first() else { return };
            let count = match above.count {
                Some(count) => plural(count, "point leaves", "points leave"),
                None => "too many packages to list leave".into(),
            };
            let which = match above.count {
                Some(_) => "The one with the fewest changes settles",
                None => "One of them settles",
            };
            page.paragraph(
                2,
                &format!(
                    "{here} is below the frontier of what is feasible: {count} nobody worse off and somebody better off, \
                     but no trade of so few issues as were looked at helps. {which} {} otherwise:",
                    plural(closest.changes.len(), "issue", "issues")
                ),
            );
            page.space();
            show(page, names, "- ", closest);
        }
    }
}

impl Report for SwapReport {
    fn opening(&self) -> &Opening {
        &self.opening
    }

    fn page(&self) -> Page {
        let names = &self.opening.names;
        let mut page = begun(&self.opening);
        let what = called(self.name.as_ref(), "this package");
        page.paragraph(0, &format!("What two changes to {what} are worth to each party, if all else stays as it is:"));
        page.space();
        for (bullet, change) in ["A  ", "B  "].iter().zip(&self.changes) {
            page.item(2, bullet, &changed(names, change));
        }
        page.space();
        let mut table = Table::default().text("Party", 0, 40).number("A alone").number("B alone").number("Both");
        table = table.number("A for B").text("", 0, 40);
        let [first, second] = &self.changes;
        for (id, both) in self.both.iter() {
            let (Some(first), Some(second)) = (first.alone.get(id), second.alone.get(id)) else { continue };
            let sign = |amount: &Number| amount.cmp(&Number::zero());
            let remark = match (sign(first), sign(second), sign(both)) {
                (Less, Greater, Equal) | (Greater, Less, Equal) => "an even swap",
                (Less, Greater, Greater) | (Greater, Less, Greater) => "worth it in all",
                (Less, Greater, Less) | (Greater, Less, Less) => "not worth it in all",
                (Greater, Greater, _) => "gains by both",
                (Less, Less, _) => "loses by both",
                (Equal, ..) | (_, Equal, _) => "",
            };
            let rate = self.rates.get(id).and_then(Option::as_ref).map_or_else(|| "-".to_owned(), number);
            table.row([names.party(id), signed(first), signed(second), signed(both), rate, remark.into()]);
        }
        page.table(2, table);
        page.space();
        page.paragraph(
            2,
            "A for B is how many times B one A is worth: below 0, one of them can pay for the other. Where both together \
             are not the sum, an interaction links them.",
        );
        let broken: Vec<&str> = (["A alone", "B alone", "both together"].iter().zip(self.feasible))
            .filter(|(_, feasible)| !feasible)
            .map(|(what, _)| *what)
            .collect();
        if !broken.is_empty() {
            page.space();
            page.paragraph(
                2,
                &format!("Not feasible, by the rules and red lines: the package with {}.", list(&broken)),
            );
        }
        page
    }
}
