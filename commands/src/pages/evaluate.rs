//! A package on the table, as a page: the verdict first, then who accepts, and what would be better for all.

use super::aims::aims;
use super::differences::differences;
use super::package::package;
use super::paged::Report;
use super::trades::show;
use super::worth::{steps, worth};
use super::{against_no_deal, begun, called, with_reason};
use crate::page::{Page, Picture, Table};
use crate::pictures;
use num_traits::{Signed, Zero};
use zopa::exact::Number;
use zopa::model::Keyed;
use zopa::report::{
    self, AgreementReport, EvaluateReport, LinkName, LinkReport, Opening, PartyReport, Verdict, less, size, stopped,
};
use zopa::text::words::{list, number, plural, signed, spoken};

/// So many better packages are shown.
const SHOWN: usize = 3;

impl Report for EvaluateReport {
    fn opening(&self) -> &Opening {
        &self.opening
    }

    fn page(&self) -> Page {
        let names = &self.opening.names;
        let mut page = begun(&self.opening);
        standing(&mut page, self);
        small(&mut page, self);
        better(&mut page, self);
        page.heading("Where the utilities come from");
        for (id, party) in self.parties.iter() {
            page.space();
            let against = against_no_deal(names, id, &party.stand.utility, &party.stand.without());
            page.paragraph(2, &format!("{}: {against}", names.party(id)));
            worth(&mut page, names, &party.worth);
        }
        aims(&mut page, names, &self.package, &self.aims, self.aims_stopped_by);
        page.heading("The package");
        package(&mut page, names, &self.package);
        page.warnings("Keep in mind", &self.warnings);
        page
    }

    fn pictures(&self) -> Vec<Picture> {
        let worth = |(id, party): (&str, &PartyReport)| {
            let (without, utility) = (party.stand.without(), &party.stand.utility);
            pictures::waterfall(&self.opening.names, id, &steps(&self.opening.names, &party.worth), &without, utility)
        };
        self.parties.iter().filter_map(worth).collect()
    }
}

/// What becomes of the package, the rules that it breaks, who accepts it, and whose red lines it crosses.
pub(super) fn standing(page: &mut Page, report: &EvaluateReport) {
    let names = &report.opening.names;
    page.paragraph(0, &verdict(report));
    if !report.broken.is_empty() {
        page.heading("Rules that it breaks");
        for rule in &report.broken {
            page.item(2, "- ", &with_reason(&rule.name, rule.because.as_ref()));
            if !rule.refused_by.is_empty() {
                page.paragraph(4, &format!("Refused by {}.", list(&rule.refusals())));
            }
        }
    }
    page.heading("Who accepts");
    let mut table = Table::default().text("Party", 0, 40).text("", 0, 12);
    table = table.number("Utility").number("Without a deal").number("Gain");
    for (id, party) in report.parties.iter() {
        let stand = &party.stand;
        let word = match (stand.undecided, stand.accepts) {
            (true, _) => "UNDECIDED",
            (false, true) => "accepts",
            (false, false) => "REFUSES",
        };
        let without = number(&stand.without());
        table.row([names.party(id), word.into(), number(&stand.utility), without, signed(&stand.gain)]);
    }
    page.table(2, table);
    for (id, party) in report.parties.iter() {
        let lines = &party.stand.red_lines;
        if !lines.is_empty() {
            page.space();
            page.paragraph(2, &format!("Red lines of {} that it crosses:", names.party(id)));
            lines.iter().for_each(|line| page.item(4, "- ", &with_reason(&line.name, line.because.as_ref())));
        }
    }
}

/// Accepted, refused by whom and by how much, or not feasible.
fn verdict(report: &EvaluateReport) -> String {
    let what = called(report.name.as_ref(), "This package");
    let refusing: Vec<String> = (report.parties.iter())
        .filter(|(_, party)| !party.stand.accepts && !party.stand.undecided)
        .map(|(id, party)| {
            let (stand, mut why) = (&party.stand, Vec::new());
            if stand.gain.value().is_negative() {
                why.push(format!("{} short of no deal", spoken(&size(&stand.gain))));
            }
            if !stand.red_lines.is_empty() {
                why.push(plural(stand.red_lines.len(), "red line crossed", "red lines crossed"));
            }
            format!("{} ({})", report.opening.names.party(id), why.join(", "))
        })
        .collect();
    let refusals = list(&refusing);
    let open = report.parties.iter().filter(|(_, party)| party.stand.undecided).map(|(id, _)| id);
    match report.status {
        Verdict::Undecided => format!(
            "UNDECIDED: for {} {what} is as good as no deal within the error of a curve.",
            report.opening.names.parties(open)
        ),
        Verdict::Infeasible if refusing.is_empty() => format!("INFEASIBLE: {what} breaks a rule."),
        Verdict::Infeasible => format!("INFEASIBLE: {what} breaks a rule. It would also be refused by {refusals}."),
        Verdict::Accepted if refusing.is_empty() => format!("ACCEPTED: {what} is acceptable to every party."),
        Verdict::Accepted => format!("ACCEPTED: {what} passes the acceptance rule. Refused by {refusals}."),
        Verdict::Refused => format!("REFUSED: {what} is refused by {refusals}."),
    }
}

/// The best small trade from the package, if there is one, or one that may be.
fn small(page: &mut Page, report: &EvaluateReport) {
    let Some(LinkReport { kind, trade, perhaps_better }) = &report.trade else { return };
    page.heading(if *perhaps_better { "A small trade; there may be better ones" } else { "The best small trade" });
    let changes = plural(trade.changes.len(), "change", "changes");
    let one = trade.changes.len() == 1;
    let [leave, make] = if one { ["leaves", "makes"] } else { ["leave", "make"] };
    let does = match kind {
        LinkName::Improving if trade.acceptable || report.acceptable => {
            format!("{leave} nobody worse off, and somebody better")
        }
        LinkName::Improving => format!("{leave} nobody worse off, and somebody better; refused it is all the same"),
        LinkName::Accepting if report.opening.acceptance.is_none() => format!("{make} every party accept"),
        LinkName::Accepting => format!("{make} it pass the acceptance rule"),
    };
    let fewer = if one { "" } else { "; fewer do not" };
    page.paragraph(2, &format!("With {changes} that {does}{fewer}:"));
    page.space();
    show(page, &report.opening.names, "- ", trade);
}

/// Acceptable packages that leave nobody worse off, as changes.
fn better(page: &mut Page, report: &EvaluateReport) {
    page.heading("Better for everybody");
    if let Some(stop) = report.stopped_by {
        page.paragraph(2, &format!("Not known: the search for better packages stopped {}.", stopped(stop)));
        return;
    }
    if let Some(same) = &report.as_good {
        page.paragraph(
            2,
            "Nothing is better for anybody without loss to another, but an acceptable package is exactly as good for every \
             party:",
        );
        differences(page, 5, &report.opening.names, &report.package, &same.package);
        return;
    }
    let points = report.dominated_by.iter().flatten().find(|points| !points.is_empty());
    let best = report.better_for.iter().flatten().find(|best| rises(report, best).next().is_some());
    match (points, best) {
        (Some(points), _) => points_above(page, report, points),
        (None, Some(best)) => best_for(page, report, best),
        (None, None) if !report.opening.error.is_empty() => page.paragraph(
            2,
            "Nothing is certain: what differs by no more than the error of the curves is not decided.",
        ),
        (None, None) if report.acceptable => page.paragraph(
            2,
            "Nothing: the package is on the frontier. Whatever gives one party more gives another less.",
        ),
        (None, None) => page.paragraph(
            2,
            "No acceptable package is at least as good for every party as this one: somebody who likes it would have to \
             give way. The solve command shows what can be agreed.",
        ),
    }
}

/// By party, by how much more a package is worth to it.
fn rise<'r>(report: &'r EvaluateReport, to: &'r AgreementReport) -> impl Iterator<Item = (&'r str, Number)> {
    let now = report.parties.iter().map(|(id, party)| (id, &party.stand.utility));
    now.filter_map(|(id, now)| Some((id, less(to.utilities.get(id)?, now))))
}

/// The parties that gain by the best package for them, with it.
fn rises<'r>(
    report: &'r EvaluateReport,
    best: &'r Keyed<AgreementReport>,
) -> impl Iterator<Item = (&'r str, &'r AgreementReport)> {
    let gains = |(id, own): &(&str, &AgreementReport)| {
        let now = report.parties.get(id).map(|party| &party.stand.utility);
        own.utilities.get(id) > now
    };
    best.iter().filter(gains)
}

/// With continuous issues: for each party, the package that is best for it.
fn best_for(page: &mut Page, report: &EvaluateReport, best: &Keyed<AgreementReport>) {
    let names = &report.opening.names;
    let calculated = if report.opening.error.is_empty() { "" } else { ", as it was calculated," };
    page.paragraph(
        2,
        &format!(
            "By party, the acceptable package that is best for it{calculated} and leaves nobody worse off than this one."
        ),
    );
    let mut shown: Vec<(Vec<&str>, &AgreementReport)> = Vec::new();
    for (id, own) in rises(report, best) {
        match shown.iter_mut().find(|(_, other)| other.package == own.package) {
            Some((for_whom, _)) => for_whom.push(id),
            None => shown.push((vec![id], own)),
        }
    }
    for (for_whom, agreement) in shown {
        page.space();
        let rising = rise(report, agreement).filter(|(_, rise)| !rise.value().is_zero());
        let rising = names.amounts(rising, |rise| signed(&rise)).join(", ");
        page.item(2, "- ", &format!("Best for {}: {rising}", names.parties(for_whom)));
        differences(page, 5, names, &report.package, &agreement.package);
    }
}

/// Up to three points above a package.
fn points_above(page: &mut Page, report: &EvaluateReport, points: &[AgreementReport]) {
    let names = &report.opening.names;
    let count = report.dominated_by_count.unwrap_or(points.len());
    let shown = report.shown.unwrap_or(SHOWN);
    let mut order: Vec<&AgreementReport> = points.iter().collect();
    // More parties that gain first, then fewer changes; equals stay in the order of the frontier.
    order.sort_by_cached_key(|point| {
        let gaining = rise(report, point).filter(|(_, rise)| rise.value().is_positive()).count();
        (std::cmp::Reverse(gaining), report::differences(&report.package, &point.package).count())
    });
    let many = match report.opening.error.is_empty() {
        true => "acceptable points of the frontier leave",
        // What curves are exactly decides which are on it.
        false => "acceptable packages certainly leave",
    };
    let intro = plural(count, "acceptable package leaves", many);
    let few = match count > shown {
        true if points.len() < count => {
            format!(" Of the first {} of them, the ones with the fewest changes:", points.len())
        }
        true => " The ones with the fewest changes:".to_owned(),
        false => String::new(),
    };
    match report.dominated_by_more {
        false => page.paragraph(2, &format!("{intro} nobody worse off than this one.{few}")),
        true => {
            page.paragraph(
                2,
                "There are acceptable packages that leave nobody worse off than this one, perhaps more than are listed. With the \
                 largest sum of utilities:",
            );
        }
    }
    for (at, point) in order.iter().take(shown).enumerate() {
        page.space();
        let (rising, same): (Vec<_>, Vec<_>) = rise(report, point).partition(|(_, rise)| rise.value().is_positive());
        let same = match same.is_empty() {
            true => String::new(),
            false => format!("; no change for {}", names.parties(same.iter().map(|(id, _)| id))),
        };
        let rising = names.amounts(rising, |rise| signed(&rise)).join(", ");
        page.item(2, &format!("{}. ", at + 1), &format!("{rising}{same}"));
        differences(page, 5, names, &report.package, &point.package);
    }
    let could = report.improvement.iter().filter(|_| report.dominated_by_more);
    for most in could {
        let most = most.iter().map(|(id, most)| (id, most.clone()));
        let most = names.amounts(most, |most| signed(&most)).join(", ");
        page.space();
        page.paragraph(2, &format!("The most for each party by itself, at no loss to another: {most}."));
    }
}
