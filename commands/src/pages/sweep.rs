//! What many draws came to, as a page: first how likely a deal is.

use super::begun;
use super::differences::differences;
use super::package::package;
use super::paged::Report;
use crate::page::{Page, Picture, Table};
use crate::pictures;
use zopa::model::Keyed;
use zopa::report::{self, Choice, DriverReport, Names, Opening, QuantilesReport, SweepReport};
use zopa::text::visible;
use zopa::text::words::{narrow, plural, readable_count};

/// So many packages and numbers are shown.
const PACKAGES: usize = 6;
const NUMBERS: usize = 12;

impl Report for SweepReport {
    fn opening(&self) -> &Opening {
        &self.opening
    }

    fn page(&self) -> Page {
        let mut page = begun(&self.opening);
        if self.stopped {
            let why = self.stopped_by.map(|stop| format!(", {}", report::stopped(stop))).unwrap_or_default();
            page.paragraph(
                0,
                &format!("STOPPED before all draws were made{why}: what follows is about those that were."),
            );
            page.space();
        }
        let count = |count: usize| readable_count(&count.into());
        page.paragraph(
            0,
            &format!(
                "A deal is possible in {} of {} draws of {} (seed {}): {}{}.",
                count(self.deals),
                count(self.draws),
                plural(self.drivers.len(), "uncertain number", "uncertain numbers"),
                self.seed,
                share(self.deals, self.draws),
                margin(self.deals, self.draws),
            ),
        );
        if self.unsolved > 0 {
            page.paragraph(
                0,
                &format!(
                    "{} could not be solved, for a limit or for weights too large to compare, and count as no deal.",
                    self.unsolved
                ),
            );
        }
        proposals(&mut page, self);
        packages(&mut page, self);
        levels(&mut page, self);
        utilities(&mut page, self);
        drivers(&mut page, self);
        page
    }

    fn pictures(&self) -> Vec<Picture> {
        pictures::histogram(self, &share(self.deals, self.draws)).into_iter().collect()
    }
}

/// A share in percent; one that is neither all nor nothing does not look like it.
pub(super) fn share(count: usize, of: usize) -> String {
    let percent = format!("{:.1}%", 100.0 * count as f64 / of.max(1) as f64);
    match percent.as_str() {
        "100.0%" if count < of => "over 99.9%".to_owned(),
        "0.0%" if count > 0 => "under 0.1%".to_owned(),
        _ => percent,
    }
}

/// How far the share of all possible draws may be from that of those made: about two standard errors; where all draws or none
/// were so, that this is no certainty.
fn margin(count: usize, of: usize) -> String {
    if count > 0 && count < of {
        let share = count as f64 / of as f64;
        return format!(", give or take {:.2} points", 200.0 * (share * (1.0 - share) / of as f64).sqrt());
    }
    let Some(missed) = missed(of) else { return String::new() };
    format!(
        ", which is no certainty: what is so in {missed} of all possible draws is missed by so many once in twenty times at most"
    )
}

/// The share of all possible draws, in percent, that so many draws miss altogether once in twenty times at most: the least p with
/// (1 - p)^n ≤ 1/20, which is near 3/n, rounded up. None if nothing was drawn.
fn missed(draws: usize) -> Option<String> {
    let share = -f64::exp_m1(f64::ln(0.05) / draws as f64);
    // Two digits that mean something, rounded up; what floating point takes off is far less than what is added.
    let places = (1.0 - (100.0 * share).log10().floor()).clamp(0.0, 9.0);
    let unit = 10f64.powf(places);
    let up = (100.0 * share * unit + 1e-9).ceil() / unit;
    (draws > 0).then(|| format!("{up:.*}%", places as usize))
}

/// That a share of all or of nothing is no certainty, below a list of shares; nothing if there is none.
fn no_certainty(page: &mut Page, mut counts: impl Iterator<Item = usize>, of: usize) {
    if let Some(missed) = missed(of).filter(|_| counts.any(|count| count == 0 || count == of)) {
        page.space();
        page.paragraph(
            2,
            &format!(
                "0.0% and 100.0% are no certainty: what is so in {missed} of all possible draws is missed by so many once in \
                 twenty times at most. What holds whatever the numbers are is told by `zopa robust`."
            ),
        );
    }
}

fn proposals(page: &mut Page, report: &SweepReport) {
    if report.proposals.is_empty() {
        return;
    }
    page.heading("How often the proposals are accepted");
    let mut table = Table::default().text("Proposal", 0, 60).number("of draws");
    for (id, count) in report.proposals.iter() {
        let name = report.opening.names.proposals.get(id).map_or(id, String::as_str);
        table.row([visible(name).into_owned(), share(*count, report.draws)]);
    }
    page.table(2, table);
    no_certainty(page, report.proposals.iter().map(|(_, count)| *count), report.draws);
}

fn packages(page: &mut Page, report: &SweepReport) {
    let names = &report.opening.names;
    let Some(first) = report.packages.first() else { return };
    page.heading("Which packages are agreed (Nash), the most frequent first");
    for (at, found) in report.packages.iter().take(PACKAGES).enumerate() {
        page.space();
        let as_is = || report.as_is.iter().flatten().filter(|package| alike(names, package, &found.package));
        let same = |package: &Keyed<Choice>| report::differences(package, &found.package).next().is_none();
        let as_is = match (as_is().any(same), as_is().next()) {
            (true, _) => "; the package of `zopa solve`",
            (false, Some(_)) => "; the same options as those of `zopa solve`, with other levels",
            (false, None) => "",
        };
        let line = format!(
            "[{}] in {} of draws; acceptable in {}{}{}",
            at + 1,
            share(found.nash, report.draws),
            share(found.acceptable, report.draws),
            as_is,
            if at == 0 { ":" } else { "; other than [1]:" },
        );
        page.paragraph(2, &line);
        match at {
            0 => package(page, names, &found.package),
            _ => differences(page, 6, names, &first.package, &found.package),
        }
    }
    page.space();
    let rest = report.different_packages.saturating_sub(PACKAGES);
    if rest > 0 {
        page.paragraph(2, &format!("and {}; the JSON report has more of them.", plural(rest, "other", "others")));
    }
    let shown = &report.packages[..report.packages.len().min(PACKAGES)];
    let is_shown = |package: &Keyed<Choice>| shown.iter().any(|found| alike(names, package, &found.package));
    match report.as_is.as_deref() {
        Some([]) => {
            page.space();
            page.paragraph(2, "With the numbers as they are now, no deal is possible.");
        }
        Some([package, ..]) if !report.as_is.iter().flatten().any(is_shown) => {
            page.space();
            page.paragraph(
                2,
                "The package of `zopa solve`, with the numbers as they are now, is none of these; other than [1]:",
            );
            differences(page, 6, names, &first.package, package);
        }
        _ => {}
    }
    page.space();
    no_certainty(page, shown.iter().map(|found| found.acceptable), report.draws);
}

/// Whether two packages have the same options; levels apart.
fn alike(names: &Names, one: &Keyed<Choice>, other: &Keyed<Choice>) -> bool {
    report::differences(one, other).all(|(issue, ..)| names.is_continuous(issue))
}

fn levels(page: &mut Page, report: &SweepReport) {
    if report.levels.is_empty() || report.packages.is_empty() {
        return;
    }
    page.heading("What levels are agreed, where there is a deal");
    let names = &report.opening.names;
    let name = |id: &str| match names.issues.get(id).and_then(|issue| issue.unit.as_ref()) {
        Some(unit) => format!("{} ({})", names.issue(id), visible(unit)),
        None => names.issue(id),
    };
    quantiles(page, "Issue", report.levels.iter().map(|(id, found)| (name(id), found)));
    page.space();
    page.paragraph(
        2,
        "x%: in so many of these draws the level is no more than this. Packages are counted by their options; of those with \
         the same options, the one is shown whose levels are closest to the middle ones, and it is acceptable in so many \
         draws with just these levels.",
    );
}

fn utilities(page: &mut Page, report: &SweepReport) {
    page.heading("What the parties get, with or without a deal");
    let names = &report.opening.names;
    quantiles(page, "Party", report.utilities.iter().map(|(id, found)| (names.party(id), found)));
    page.space();
    page.paragraph(2, "x%: in so many of the draws the party gets no more than this.");
}

/// A line for each name: the mean, and what so many draws do not exceed.
fn quantiles<'q>(page: &mut Page, names: &str, rows: impl Iterator<Item = (String, &'q QuantilesReport)>) {
    let mut rows = rows.peekable();
    let mut table = Table::default().text(names, 0, 40).number("mean");
    for at in rows.peek().iter().flat_map(|(_, first)| first.quantiles.keys()) {
        table = table.number(&format!("{}%", visible(at)));
    }
    for (name, found) in rows {
        let quantiles = found.quantiles.iter().map(|(_, number)| narrow(number));
        table.row([name, format!("{:.2}", found.mean)].into_iter().chain(quantiles));
    }
    page.table(2, table);
}

fn drivers(page: &mut Page, report: &SweepReport) {
    if report.drivers.is_empty() {
        return;
    }
    page.heading("Which numbers drive the result, and what it would be worth to know them");
    let mut order: Vec<&DriverReport> = report.drivers.iter().collect();
    let weight = |driver: &DriverReport| {
        driver.deal_share
            + driver.shares.iter().map(|(_, share)| share).sum::<f64>() / driver.shares.len().max(1) as f64
    };
    // The sort is stable: equals stay in the order of the file.
    order.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    let mut table = Table::default()
        .text("Number", 0, 40)
        .number("now")
        .number("from")
        .number("to")
        .number_if_any("deal: rank corr.")
        .number_if_any("deal: share")
        .number_if_any("utility: share")
        .number("if known");
    for driver in order.into_iter().take(NUMBERS) {
        let largest = driver.shares.iter().map(|(_, share)| *share).fold(0.0, f64::max);
        table.row([
            visible(&driver.name).into_owned(),
            narrow(&driver.value),
            narrow(&driver.low),
            narrow(&driver.high),
            format!("{:+.2}", driver.deal_correlation),
            format!("{:.0}%", 100.0 * driver.deal_share),
            format!("{:.0}%", 100.0 * largest),
            driver.known.map_or_else(String::new, |known| format!("{:.1}%", 100.0 * known)),
        ]);
    }
    page.table(2, table);
    if report.drivers.len() > NUMBERS {
        let rest = report.drivers.len() - NUMBERS;
        page.paragraph(2, &format!("and {} more, in the JSON report.", plural(rest, "number", "numbers")));
    }
    if let Some(information) = &report.information {
        page.space();
        page.paragraph(
            2,
            &format!(
                "The package that is acceptable most often is so in {:.1}% of draws; if everything were known, one could be \
                 proposed in {:.1}%. If known: in so many draws the best of the most frequent packages and of the proposals \
                 would be acceptable if this number alone were known before it is proposed. Deal and utility: the rank \
                 correlation with whether there is a deal, and the share of its variance that the number explains; then \
                 the largest such share of a party's utility. All are estimates from the draws.",
                100.0 * information.now,
                100.0 * information.everything
            ),
        );
    }
}
