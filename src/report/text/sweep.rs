//! What many draws came to, as a page: first how likely a deal is.

use super::differences::differences;
use super::package::package;
use super::{asked, issue, option, party, title};
use crate::model::Segment;
use crate::page::{Page, Table};
use crate::problem::{IssueId, LevelIssue, OptionId, Problem, Role, Uncertain, Worth};
use crate::report::words::{list, narrow, plural, readable_count};
use crate::text::visible;
use crate::uncertain::{Quantiles, Summary, Sweep};

/// So many packages and numbers are shown.
const PACKAGES: usize = 6;
const NUMBERS: usize = 12;

/// The page on a sweep; stopped: before all draws were made.
pub fn sweep(sweep: &Sweep, summary: &Summary, seed: u64, stopped: bool) -> Page {
    let mut page = Page::default();
    let problem = sweep.problem();
    title(&mut page, &sweep.view());
    asked(&mut page, &sweep.view());
    page.space();
    if stopped {
        page.paragraph(0, "STOPPED before all draws were made: what follows is about those that were.");
        page.space();
    }
    let count = |count: usize| readable_count(&count.into());
    page.paragraph(
        0,
        &format!(
            "A deal is possible in {} of {} draws of {} (seed {seed}): {}{}.",
            count(summary.deals),
            count(summary.draws),
            plural(problem.uncertain().len(), "uncertain number", "uncertain numbers"),
            share(summary.deals, summary.draws),
            margin(summary.deals, summary.draws),
        ),
    );
    if summary.unsolved > 0 {
        page.paragraph(
            0,
            &format!(
                "{} could not be solved, for a limit or for weights too large to compare, and count as no deal.",
                summary.unsolved
            ),
        );
    }
    proposals(&mut page, problem, summary);
    packages(&mut page, problem, summary);
    levels(&mut page, problem, summary);
    utilities(&mut page, problem, summary);
    drivers(&mut page, problem, summary);
    page
}

/// A share in percent; one that is neither all nor nothing does not look like it.
fn share(count: usize, of: usize) -> String {
    let percent = format!("{:.1}%", 100.0 * count as f64 / of.max(1) as f64);
    match percent.as_str() {
        "100.0%" if count < of => "over 99.9%".to_owned(),
        "0.0%" if count > 0 => "under 0.1%".to_owned(),
        _ => percent,
    }
}

/// How far the share of all possible draws may be from that of those made: about two standard errors.
fn margin(count: usize, of: usize) -> String {
    let share = count as f64 / of.max(1) as f64;
    let error = (share * (1.0 - share) / of.max(1) as f64).sqrt();
    if error > 0.0 { format!(", give or take {:.2} points", 200.0 * error) } else { String::new() }
}

fn proposals(page: &mut Page, problem: &Problem, summary: &Summary) {
    if problem.proposals().is_empty() {
        return;
    }
    page.heading("How often the proposals are accepted");
    let mut table = Table::default().text("Proposal", 0, 60).number("of draws");
    for (proposal, count) in problem.proposals().iter().zip(&summary.proposals) {
        table.row([visible(&proposal.name).into_owned(), share(*count, summary.draws)]);
    }
    page.table(2, table);
}

fn packages(page: &mut Page, problem: &Problem, summary: &Summary) {
    let Some(first) = summary.packages.first() else { return };
    page.heading("Which packages are agreed (Nash), the most frequent first");
    for (at, found) in summary.packages.iter().take(PACKAGES).enumerate() {
        page.space();
        let line = format!(
            "[{}] in {} of draws; acceptable in {}{}",
            at + 1,
            share(found.nash, summary.draws),
            share(found.acceptable, summary.draws),
            if at == 0 { ":" } else { "; other than [1]:" },
        );
        page.paragraph(2, &line);
        match at {
            0 => package(page, problem, &found.package),
            _ => differences(page, 6, problem, &first.package, &found.package),
        }
    }
    page.space();
    let rest = summary.different.saturating_sub(PACKAGES);
    if rest > 0 {
        page.paragraph(2, &format!("and {}; the JSON report has more of them.", plural(rest, "other", "others")));
    }
}

fn levels(page: &mut Page, problem: &Problem, summary: &Summary) {
    if summary.levels.is_empty() || summary.packages.is_empty() {
        return;
    }
    page.heading("What levels are agreed, where there is a deal");
    let name = |level: &LevelIssue| match &level.unit {
        Some(unit) => format!("{} ({})", issue(problem, level.issue), visible(unit)),
        None => issue(problem, level.issue),
    };
    quantiles(page, "Issue", problem.levels().issues.iter().map(name).zip(&summary.levels));
    page.space();
    page.paragraph(
        2,
        "x%: in so many of these draws the level is no more than this. Packages are counted by their options; of those with \
         the same options, the one is shown whose levels are closest to the middle ones, and it is acceptable in so many \
         draws with just these levels.",
    );
}

fn utilities(page: &mut Page, problem: &Problem, summary: &Summary) {
    page.heading("What the parties get, with or without a deal");
    quantiles(page, "Party", problem.party_ids().map(|at| party(problem, at)).zip(&summary.utilities));
    page.space();
    page.paragraph(2, "x%: in so many of the draws the party gets no more than this.");
}

/// A line for each name: the mean, and what so many draws do not exceed.
fn quantiles<'q>(page: &mut Page, names: &str, rows: impl Iterator<Item = (String, &'q Quantiles)>) {
    let mut rows = rows.peekable();
    let mut table = Table::default().text(names, 0, 40).number("mean");
    for (at, _) in rows.peek().iter().flat_map(|(_, first)| &first.quantiles) {
        table = table.number(&format!("{at}%"));
    }
    for (name, found) in rows {
        let quantiles = found.quantiles.iter().map(|(_, number)| narrow(number));
        table.row([name, format!("{:.2}", found.mean)].into_iter().chain(quantiles));
    }
    page.table(2, table);
}

fn drivers(page: &mut Page, problem: &Problem, summary: &Summary) {
    if summary.drivers.is_empty() {
        return;
    }
    page.heading("Which numbers drive the result, and what it would be worth to know them");
    let mut order: Vec<usize> = (0..summary.drivers.len()).collect();
    let weight = |at: &usize| {
        let driver = &summary.drivers[*at];
        driver.deal_share + driver.shares.iter().sum::<f64>() / driver.shares.len().max(1) as f64
    };
    order.sort_by(|a, b| weight(b).total_cmp(&weight(a)).then(a.cmp(b)));
    let mut table = Table::default()
        .text("Number", 0, 40)
        .number("now")
        .number("from")
        .number("to")
        .number("deal: rank corr.")
        .number("deal: share")
        .number("utility: share")
        .number("if known");
    for at in order.into_iter().take(NUMBERS) {
        let (driver, uncertain) = (&summary.drivers[at], &problem.uncertain()[at]);
        let largest = driver.shares.iter().copied().fold(0.0, f64::max);
        let known = summary.information.as_ref().map(|information| information.known[at]);
        table.row([
            number(problem, uncertain),
            narrow(&uncertain.value),
            narrow(&uncertain.low),
            narrow(&uncertain.high),
            format!("{:+.2}", driver.deal_correlation),
            format!("{:.0}%", 100.0 * driver.deal_share),
            format!("{:.0}%", 100.0 * largest),
            known.map_or_else(String::new, |known| format!("{:.1}%", 100.0 * known)),
        ]);
    }
    page.table(2, table);
    if summary.drivers.len() > NUMBERS {
        let rest = summary.drivers.len() - NUMBERS;
        page.paragraph(2, &format!("and {} more, in the JSON report.", plural(rest, "number", "numbers")));
    }
    if let Some(information) = &summary.information {
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

/// What an uncertain number is, in words.
pub(super) fn number(problem: &Problem, uncertain: &Uncertain) -> String {
    let who = party(problem, uncertain.party);
    match uncertain.role {
        Role::Disagreement => format!("{who}: without a deal"),
        Role::Weight => format!("{who}: weight"),
        Role::Constant => format!("{who}: whatever is agreed"),
        Role::Value { issue: at, option: Some(chosen) } => {
            format!("{who}: {}: {}", issue(problem, at), option(problem, at, chosen))
        }
        Role::Value { issue: at, option: None } => {
            // A point is told by its place among them.
            let point = uncertain.path.segments().iter().rev().nth(1);
            let point = match point {
                Some(Segment::Index(point)) => format!(" {}", point + 1),
                _ => String::new(),
            };
            format!("{who}: {}, {}{point}", issue(problem, at), last(uncertain, 1))
        }
        Role::Belief { state } => {
            format!("{who}: how likely \"{}\" is", visible(&problem[state].name))
        }
        Role::Payoff => format!("{who}: {}", last(uncertain, 2)),
        Role::Credibility | Role::Combination => {
            // The interaction, or the promise, that the number is part of.
            let path = uncertain.path.segments();
            let part = problem.interactions().iter().find(|part| path.starts_with(part.path.segments()));
            // An entry of a table is told by its options.
            if let Some(Worth::Table(axes, _)) = part.map(|part| &part.worth) {
                let places = path.iter().rev().take(axes.len()).rev().filter_map(|segment| match segment {
                    Segment::Index(at) => Some(*at),
                    Segment::Key(_) => None,
                });
                let one = |((at, _), chosen): (&(IssueId, usize), usize)| {
                    format!("{}: {}", issue(problem, *at), option(problem, *at, OptionId::at(chosen)))
                };
                let all: Vec<String> = axes.iter().zip(places).map(one).collect();
                return format!("{who}: {}", list(&all));
            }
            let issues = part.map(|part| part.scope().into_iter().map(|at| issue(problem, at)).collect::<Vec<_>>());
            let issues = issues.map(|issues| format!("{}, ", list(&issues))).unwrap_or_default();
            format!("{who}: {issues}{}", last(uncertain, 1))
        }
    }
}

/// The last keys of a number's place in the file.
fn last(uncertain: &Uncertain, count: usize) -> String {
    let keys = uncertain.path.segments().iter().rev().filter_map(|segment| match segment {
        Segment::Key(key) => Some(visible(key).into_owned()),
        Segment::Index(_) => None,
    });
    let mut keys: Vec<String> = keys.take(count).collect();
    keys.reverse();
    keys.join(", ")
}
