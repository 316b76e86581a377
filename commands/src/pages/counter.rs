//! Counteroffers, as a page: whether there are any, the best, the closest, the frontier, and packages as good.

use super::differences::differences;
use super::paged::Report;
use super::trades::{show, standing};
use super::{begun, called};
use crate::page::{Page, Table};
use zopa::exact::Number;
use zopa::model::Keyed;
use zopa::report::{Choice, CounterReport, ObstacleName, Opening, Stop, count, less, stopped};
use zopa::text::words::{number, plural, signed, spoken};

/// So many packages of a kind are shown.
const SHOWN: usize = 3;
/// So many points of the frontier are shown.
const POINTS: usize = 10;

impl Report for CounterReport {
    fn opening(&self) -> &Opening {
        &self.opening
    }

    fn page(&self) -> Page {
        let mut page = begun(&self.opening);
        page.paragraph(0, &verdict(self, &called(self.table.name.as_ref(), "this package")));
        standing(&mut page, &self.opening.names, &self.table);
        if self.exist != Some(false) {
            if let Some(best) = &self.best {
                page.heading(&format!("Best for {}", self.opening.names.party(&self.party)));
                let (package, utilities) = (&best.agreement.package, &best.agreement.utilities);
                row(&mut page, self, "", package, utilities, best.acceptable);
            }
            closest(&mut page, self);
            frontier(&mut page, self);
        }
        equally_good(&mut page, self);
        page
    }
}

fn verdict(offers: &CounterReport, what: &str) -> String {
    let names = &offers.opening.names;
    let own = names.party(&offers.party);
    match offers.exist {
        Some(true) => {
            let now = offers.table.utilities.get(&offers.party);
            let most = offers.most.as_ref().zip(now).map_or(String::new(), |(then, now)| {
                format!(" The best of them is worth {} to it, the proposal {}.", spoken(then), spoken(now))
            });
            format!("{own} can make a counteroffer to {what}: the others accept packages that it prefers.{most}")
        }
        None => "Not known: the search stopped before a counteroffer was found.".into(),
        Some(false) => {
            let most = match &offers.most {
                Some(most) => {
                    format!(" The most that it gets from a package that the others accept is {}.", spoken(most))
                }
                None if names.parties.len() == 2 => " No package at all is acceptable to it.".into(),
                None => " The others accept no package together.".into(),
            };
            let prefers = match offers.over_no_deal {
                true => format!("leaves {own} as much as no deal"),
                false => format!("{own} prefers to it"),
            };
            let obstacle = offers.obstacle.as_ref();
            let why = match obstacle.map(|obstacle| (obstacle.kind, obstacle.parties.as_slice())) {
                Some((ObstacleName::NothingBetter, _)) => format!("no feasible package that {prefers} exists."),
                Some((ObstacleName::Parties, refusing)) => {
                    let refuse = if refusing.len() == 1 { "refuses" } else { "each refuse" };
                    format!("{} {refuse} every package that {prefers}.{most}", names.parties(refusing))
                }
                Some((ObstacleName::Together, _)) => {
                    format!("no package that {prefers} is accepted by enough of the others together.{most}")
                }
                _ => format!("no package that {prefers} is accepted by the others.{most}"),
            };
            format!("{own} has no counteroffer to {what}: {why}")
        }
    }
}

/// A package: what each party gets, and what is changed.
fn row(
    page: &mut Page,
    offers: &CounterReport,
    bullet: &str,
    package: &Keyed<Choice>,
    utilities: &Keyed<Number>,
    acceptable: bool,
) {
    let amount = |one| format!("{} {}", offers.opening.names.party(one), with_rise(offers, utilities, one));
    let amounts: Vec<String> = utilities.keys().map(amount).collect();
    let refused = if acceptable { "" } else { "; not acceptable as it is" };
    page.item(2, bullet, &format!("{}{refused}", amounts.join(", ")));
    let indent = 4 + bullet.chars().count();
    differences(page, indent, &offers.opening.names, &offers.table.package, package);
}

fn closest(page: &mut Page, offers: &CounterReport) {
    page.heading("Fewest changes");
    let moves = &offers.closest;
    let Some(first) = moves.best.first() else {
        let text = match moves.stopped_by {
            Some(stop) => format!("Not known: the search stopped {}.", stopped(stop)),
            None => format!("Every counteroffer changes more than {}.", plural(offers.reach, "issue", "issues")),
        };
        page.paragraph(2, &text);
        return;
    };
    let least = if !moves.complete { "at least " } else { "" };
    let count = plural(moves.count(), "counteroffer changes", "counteroffers change");
    let size = plural(first.changes.len(), "issue", "issues");
    let best = if moves.count() > SHOWN {
        format!(" The best for {}, with what each change alone would add:", offers.opening.names.party(&offers.party))
    } else {
        String::new()
    };
    page.paragraph(2, &format!("No counteroffer changes fewer than {size}; {least}{count} so few.{best}"));
    for (at, trade) in moves.best.iter().take(SHOWN).enumerate() {
        page.space();
        show(page, &offers.opening.names, &format!("{}. ", at + 1), trade);
    }
}

/// What a party gets, and how much more that is than in the proposal.
fn with_rise(offers: &CounterReport, utilities: &Keyed<Number>, party: &str) -> String {
    match (utilities.get(party), offers.table.utilities.get(party)) {
        (Some(then), Some(now)) => format!("{} ({})", number(then), signed(&less(then, now))),
        _ => String::new(),
    }
}

fn frontier(page: &mut Page, offers: &CounterReport) {
    let found = offers.frontier_found;
    page.heading("On the frontier: counteroffers that nothing improves for one party without loss to another");
    let points = plural(found, "point", "points");
    let few = if found > POINTS { ", the best ones for it first" } else { "" };
    let what = match offers.frontier_stopped_by {
        Some(Stop::Levels) => {
            page.paragraph(2, "It is not listed: with continuous issues, it has no end of points.");
            return;
        }
        Some(Stop::PointLimit | Stop::TooLarge) if found == 0 => {
            page.paragraph(2, "There are too many to list.");
            return;
        }
        Some(Stop::PointLimit | Stop::TooLarge) => format!("There are too many to list; {points} of them"),
        Some(stop) => format!("The search stopped {}; {points} of them", stopped(stop)),
        None => format!("{points}{few}"),
    };
    page.paragraph(2, &format!("{what}. Utilities, with changes from the proposal in brackets:"));
    page.space();
    let mut table = Table::default().number("Point");
    for id in offers.opening.names.parties.keys() {
        table = table.number(&offers.opening.names.party(id));
    }
    table = table.number("Packages");
    for (at, point) in offers.frontier.iter().take(POINTS).enumerate() {
        let cells = point.utilities.keys().map(|id| with_rise(offers, &point.utilities, id));
        let cells = std::iter::once((at + 1).to_string()).chain(cells);
        table.row(
            cells.chain([point.packages.as_ref().map(|packages| count(&packages.to_string())).unwrap_or_default()]),
        );
    }
    page.table(2, table);
    if found > POINTS {
        page.space();
        let more = plural(found - POINTS, "more point is", "more points are");
        page.paragraph(2, &format!("{more} not shown; the packages are in --format json."));
    }
}

fn equally_good(page: &mut Page, offers: &CounterReport) {
    let own = offers.opening.names.party(&offers.party);
    page.heading(&format!("As good for {own}, better for others"));
    let better = match (&offers.equally_good, offers.equally_good_stopped_by) {
        (Some(better), _) => better,
        (None, stop) => {
            let stop = stop.map(stopped).unwrap_or_default();
            page.paragraph(2, &format!("Not known: the search stopped {stop}."));
            return;
        }
    };
    if better.points.is_empty() {
        page.paragraph(
            2,
            &format!(
                "None: no feasible package is worth exactly as much to {own}, to nobody less and to somebody more."
            ),
        );
        return;
    }
    let how_many = match better.count {
        Some(count) => plural(count, "point is", "points are"),
        None => "Packages, too many to list, are".into(),
    };
    let which = match better.count {
        None => " Some of them:",
        Some(count) if count > SHOWN => " The ones with the fewest changes:",
        Some(_) => "",
    };
    let left_out = match better.count {
        Some(_) => "; what another one of this kind improves upon is left out",
        None => "",
    };
    let so = "worth exactly as much to";
    page.paragraph(2, &format!("{how_many} {so} {own}, to nobody less and to somebody more{left_out}.{which}"));
    for (at, one) in better.closest.iter().enumerate() {
        page.space();
        row(
            page,
            offers,
            &format!("{}. ", at + 1),
            &one.package(&offers.table.package),
            &one.utilities,
            one.acceptable,
        );
    }
}
