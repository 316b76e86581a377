//! Counteroffers, as a page: whether there are any, the best, the closest, the frontier, and packages as good.

use super::differences::differences;
use super::trades::{show, standing};
use super::{asked, parties, party, stopped, title};
use crate::exact::Number;
use crate::explain::{Counteroffers, Obstacle};
use crate::page::{Page, Table};
use crate::problem::{PartyId, View};
use crate::report::words::{number, plural, readable_count, signed, spoken};
use crate::search::{Agreement, Outcome, Stop};
use crate::text::visible;

/// So many packages of a kind are shown.
const SHOWN: usize = 3;
/// So many points of the frontier are shown.
const POINTS: usize = 10;

/// The page on [`View::counteroffers`]; `name` is what the package is called, if it has a name.
pub fn counter(view: &View, offers: &Outcome<Counteroffers>, name: Option<&str>) -> Page {
    let problem = view.problem();
    let mut page = Page::default();
    title(&mut page, view);
    asked(&mut page, view);
    page.space();
    let what = name.map_or_else(|| "this package".to_owned(), |name| format!("\"{}\"", visible(name)));
    page.paragraph(0, &verdict(view, offers, &what));
    standing(&mut page, view, &offers.package);
    if offers.exist() != Some(false) {
        if let Some(best) = offers.best(view) {
            page.heading(&format!("Best for {}", party(problem, offers.party)));
            row(&mut page, view, offers, "", &best);
        }
        closest(&mut page, view, offers);
        frontier(&mut page, view, offers);
    }
    equally_good(&mut page, view, offers);
    page
}

fn verdict(view: &View, offers: &Outcome<Counteroffers>, what: &str) -> String {
    let problem = view.problem();
    let own = party(problem, offers.party);
    match offers.exist() {
        Some(true) => {
            let most = offers.most.as_ref().ok().and_then(Option::as_ref);
            let most = most.map_or(String::new(), |most| {
                let [now, then] =
                    [&offers.utilities, &most.utilities].map(|utilities| spoken(&utilities[offers.party.index()]));
                format!(" The best of them is worth {then} to it, the proposal {now}.")
            });
            format!("{own} can make a counteroffer to {what}: the others accept packages that it prefers.{most}")
        }
        None => "Not known: the search stopped before a counteroffer was found.".into(),
        Some(false) => {
            let most = match &offers.most {
                Ok(Some(most)) => format!(
                    " The most that it gets from a package that the others accept is {}.",
                    spoken(&most.utilities[offers.party.index()])
                ),
                _ if view.parties() == 2 => " No package at all is acceptable to it.".into(),
                _ => " The others accept no package together.".into(),
            };
            // Utilities without levels are whole numbers of units.
            let unit = problem.in_units(offers.party, i64::from(!problem.has_levels()));
            let next = offers.utilities[offers.party.index()].value() + unit.value();
            let prefers = if offers.without.as_ref().is_some_and(|without| *without.value() > next) {
                format!("leaves {own} as much as no deal")
            } else {
                format!("{own} prefers to it")
            };
            let why = match &offers.obstacle {
                Some(Obstacle::NothingBetter) => format!("no feasible package that {prefers} exists."),
                Some(Obstacle::Parties(refusing)) => {
                    let refuse = if refusing.len() == 1 { "refuses" } else { "each refuse" };
                    format!("{} {refuse} every package that {prefers}.{most}", parties(problem, refusing))
                }
                Some(Obstacle::Together) => {
                    format!("no package that {prefers} is accepted by enough of the others together.{most}")
                }
                _ => format!("no package that {prefers} is accepted by the others.{most}"),
            };
            format!("{own} has no counteroffer to {what}: {why}")
        }
    }
}

/// A package: what each party gets, and what is changed.
fn row(page: &mut Page, view: &View, offers: &Outcome<Counteroffers>, bullet: &str, offer: &Agreement) {
    let problem = view.problem();
    let amount = |at: PartyId| format!("{} {}", party(problem, at), with_rise(offers, &offer.utilities, at));
    let amounts: Vec<String> = problem.party_ids().map(amount).collect();
    let refused = if view.would_pass(&offer.package) { "" } else { "; not acceptable as it is" };
    page.item(2, bullet, &format!("{}{refused}", amounts.join(", ")));
    differences(page, 4 + bullet.chars().count(), problem, &offers.package, &offer.package);
}

fn closest(page: &mut Page, view: &View, offers: &Outcome<Counteroffers>) {
    page.heading("Fewest changes");
    let moves = &offers.closest;
    let Some(first) = moves.best.first() else {
        let text = match moves.stop {
            Some(stop) => format!("Not known: the search stopped {}.", stopped(stop)),
            None => format!("Every counteroffer changes more than {}.", plural(offers.reach.issues, "issue", "issues")),
        };
        page.paragraph(2, &text);
        return;
    };
    let least = if moves.stop.is_some() { "at least " } else { "" };
    let count = plural(moves.count(), "counteroffer changes", "counteroffers change");
    let size = plural(first.changes.len(), "issue", "issues");
    let best = if moves.count() > SHOWN {
        format!(" The best for {}, with what each change alone would add:", party(view.problem(), offers.party))
    } else {
        String::new()
    };
    page.paragraph(2, &format!("No counteroffer changes fewer than {size}; {least}{count} so few.{best}"));
    for (at, trade) in moves.best.iter().take(SHOWN).enumerate() {
        page.space();
        show(page, view, &format!("{}. ", at + 1), trade);
    }
}

/// What a party gets, and how much more that is than in the proposal.
fn with_rise(offers: &Outcome<Counteroffers>, utilities: &[Number], at: PartyId) -> String {
    let [now, then] = [offers.utilities.as_slice(), utilities].map(|utilities| utilities[at.index()].value());
    format!("{} ({})", number(&utilities[at.index()]), signed(&(then - now).into()))
}

fn frontier(page: &mut Page, view: &View, offers: &Outcome<Counteroffers>) {
    let problem = view.problem();
    page.heading("On the frontier: counteroffers that nothing improves for one party without loss to another");
    let count = plural(offers.frontier.len(), "point", "points");
    let few = if offers.frontier.len() > POINTS { ", the best ones for it first" } else { "" };
    let what = match offers.frontier_stop {
        Some(Stop::Levels) => {
            page.paragraph(2, "It is not listed: with continuous issues, it has no end of points.");
            return;
        }
        Some(Stop::PointLimit | Stop::TooLarge) if offers.frontier.is_empty() => {
            page.paragraph(2, "There are too many to list.");
            return;
        }
        Some(Stop::PointLimit | Stop::TooLarge) => format!("There are too many to list; {count} of them"),
        Some(stop) => format!("The search stopped {}; {count} of them", stopped(stop)),
        None => format!("{count}{few}"),
    };
    page.paragraph(2, &format!("{what}. Utilities, with changes from the proposal in brackets:"));
    page.space();
    let mut table = Table::default().number("Point");
    for at in problem.party_ids() {
        table = table.number(&party(problem, at));
    }
    table = table.number("Packages");
    for (at, point) in offers.frontier.iter().take(POINTS).enumerate() {
        let utilities = Agreement::of(view, point).utilities;
        let cells = problem.party_ids().map(|at| with_rise(offers, &utilities, at));
        let cells = std::iter::once((at + 1).to_string()).chain(cells);
        table.row(cells.chain([readable_count(&point.packages)]));
    }
    page.table(2, table);
    if offers.frontier.len() > POINTS {
        page.space();
        let more = plural(offers.frontier.len() - POINTS, "more point is", "more points are");
        page.paragraph(2, &format!("{more} not shown; the packages are in --format json."));
    }
}

fn equally_good(page: &mut Page, view: &View, offers: &Outcome<Counteroffers>) {
    let own = party(view.problem(), offers.party);
    page.heading(&format!("As good for {own}, better for others"));
    let better = match &offers.alternatives {
        Ok(better) => better,
        Err(stop) => {
            page.paragraph(2, &format!("Not known: the search stopped {}.", stopped(*stop)));
            return;
        }
    };
    if better.is_empty() {
        page.paragraph(
            2,
            &format!(
                "None: no feasible package is worth exactly as much to {own}, to nobody less and to somebody more."
            ),
        );
        return;
    }
    let count = match better.count() {
        Some(count) => plural(count, "point is", "points are"),
        None => "Packages, too many to list, are".into(),
    };
    let which = match better.count() {
        None => " Some of them:",
        Some(count) if count > SHOWN => " The ones with the fewest changes:",
        Some(_) => "",
    };
    let left_out = match better.count() {
        Some(_) => "; what another one of this kind improves upon is left out",
        None => "",
    };
    let so = "worth exactly as much to";
    page.paragraph(2, &format!("{count} {so} {own}, to nobody less and to somebody more{left_out}.{which}"));
    let mut packages: Vec<Agreement> = better.agreements(view).collect();
    // A stable sort: ties stay in the order of the frontier.
    packages.sort_by_key(|one| offers.package.changed(&one.package, view.problem()).len());
    for (at, one) in packages.iter().take(SHOWN).enumerate() {
        page.space();
        row(page, view, offers, &format!("{}. ", at + 1), one);
    }
}
