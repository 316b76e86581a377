//! Why, as pages: what stands in the way of an agreement, and what a package on the table lacks.

use super::differences::differences;
use super::evaluate::standing;
use super::no_deal::no_deal;
use super::paged::Report;
use super::worth::{group, label, worth};
use super::{against_no_deal, begun, with_reason};
use crate::page::{Page, Table};
use num_traits::Signed;
use zopa::exact::Number;
use zopa::report::{
    ChangedReport, CompensationReport, ConcessionsReport, ConflictsReport, ElementReport, ExplainReport, FloorReport,
    Names, Opening, PartReport, StatusName, size, stopped,
};
use zopa::text::visible;
use zopa::text::words::{all_of, approximate, capital, number, plural, signed, spoken};

/// So many conflicts, and so many corrections, are shown.
const SHOWN: usize = 10;
/// So many packages, and so many reasons, are shown.
const FEW: usize = 3;

impl Report for ExplainReport {
    fn opening(&self) -> &Opening {
        &self.opening
    }

    fn page(&self) -> Page {
        let names = &self.opening.names;
        let mut page = begun(&self.opening);
        let accept = match &self.opening.acceptance {
            None => format!("acceptable to {} parties", all_of(names.parties.len())),
            Some(acceptance) => format!("that meets the acceptance rule, {}", acceptance.rule(names)),
        };
        match self.ended.status {
            StatusName::Stopped => {
                let stop = self.ended.stopped_by.map(stopped).unwrap_or_default();
                let what = "before it was known whether there is an agreement to explain";
                page.paragraph(0, &format!("STOPPED {stop}, {what}."));
            }
            StatusName::Undecided => page.paragraph(
                0,
                &format!(
                    "UNDECIDED: whether there is a package {accept} lies within the error of the curves that utilities follow."
                ),
            ),
            StatusName::Agreement => page.paragraph(
                0,
                &format!(
                    "An agreement is possible: there is a package {accept}. The solve command shows which one to choose, \
                     the linkage command what it depends on."
                ),
            ),
            StatusName::NoAgreement => {
                page.paragraph(0, &format!("NO AGREEMENT is possible: there is no package {accept}."));
                if let Some(found) = &self.conflicts {
                    conflicts(&mut page, self, found);
                }
                if let Some(reasons) = &self.no_deal {
                    no_deal(&mut page, names, reasons);
                }
                for (id, compensation) in self.compensation.iter().flat_map(|found| found.iter()) {
                    need(&mut page, self, id, compensation);
                }
                if let Some(stop) = self.compensation_stopped_by {
                    page.space();
                    page.paragraph(2, &format!("The search for compensation stopped {}.", stopped(stop)));
                }
            }
        }
        page
    }
}

fn conflicts(page: &mut Page, report: &ExplainReport, found: &ConflictsReport) {
    let ConflictsReport { conflicts, corrections, complete, stopped_by } = found;
    if !conflicts.is_empty() {
        page.heading("What cannot be had together");
        page.paragraph(2, match conflicts.len() {
            1 => "These demands together leave no package. Without any one of them, the others leave one.",
            _ => "Each of these is a conflict: its demands together leave no package; without any one of them, the others leave one.",
        });
        sets(page, conflicts, |element| demand(&report.opening.names, element));
    }
    if !corrections.is_empty() {
        page.heading("What would be enough");
        page.paragraph(2, match corrections.len() {
            1 => "An agreement becomes possible only if all of this is given up.",
            _ if corrections.iter().all(|set| set.len() == 1) => "An agreement becomes possible if any one of these is given up.",
            _ => "An agreement becomes possible if one of these is given up. Where several things stand together, all of them are needed.",
        });
        sets(page, corrections, |element| surrender(report, element));
    }
    if !complete {
        page.space();
        let why = match stopped_by {
            Some(stop) => format!("The search for conflicts stopped {}", stopped(*stop)),
            None => "There are too many conflicts to list them all".to_owned(),
        };
        page.paragraph(2, &format!("{why}; there may be others, also smaller ones."));
    }
}

/// Numbered sets, an element a line.
fn sets(page: &mut Page, sets: &[Vec<ElementReport>], words: impl Fn(&ElementReport) -> String) {
    page.space();
    let long = sets.iter().any(|set| set.len() > 1);
    for (at, set) in sets.iter().enumerate().take(SHOWN) {
        if long {
            page.space();
        }
        let bullet = format!("{}. ", at + 1);
        if set.is_empty() {
            page.item(4, &bullet, "There is no package at all, whatever is demanded.");
        }
        for (line, element) in set.iter().enumerate() {
            match line {
                0 => page.item(4, &bullet, &words(element)),
                _ => page.paragraph(4 + bullet.len(), &words(element)),
            }
        }
    }
    if sets.len() > SHOWN {
        page.space();
        let more = plural(sets.len() - SHOWN, "more, in the JSON report", "more, in the JSON report");
        page.paragraph(4, &format!("and {more}"));
    }
}

/// What is demanded, in words.
pub(super) fn demand(names: &Names, element: &ElementReport) -> String {
    match element {
        ElementReport::Fixed { issue, option, .. } => {
            format!("{} = {}", names.issue(issue), names.choice(issue, option))
        }
        ElementReport::Rule { rule } => format!("Rule {}", with_reason(&rule.name, rule.because.as_ref())),
        ElementReport::RedLine { party, red_line } => {
            let line = with_reason(&red_line.name, red_line.because.as_ref());
            format!("Red line of {}, {line}", names.party(party))
        }
        ElementReport::Acceptance { party, floor: FloorReport { value, because, .. } } => {
            let because = because.as_ref().map(|because| format!(": {}", visible(because))).unwrap_or_default();
            format!("{} gets at least {}{because}", names.party(party), spoken(value))
        }
        ElementReport::AcceptanceRule { rule, .. } => format!("Enough parties accept: {}", rule.rule(names)),
    }
}

/// That it is given up, in words.
fn surrender(report: &ExplainReport, element: &ElementReport) -> String {
    let names = &report.opening.names;
    match element {
        ElementReport::Fixed { issue, option, .. } => {
            format!("{} is not settled as \"{}\"", names.issue(issue), names.choice(issue, option))
        }
        ElementReport::Rule { rule } => format!("The rule {} is lifted", visible(&rule.name)),
        ElementReport::RedLine { party, red_line } => {
            format!("{} gives up its red line {}", names.party(party), visible(&red_line.name))
        }
        ElementReport::Acceptance { party, floor } => {
            let mut bindings = report.no_deal.iter().flat_map(|reasons| &reasons.binding);
            let alone = bindings.find(|binding| binding.parties.len() == 1 && binding.parties[0] == *party);
            let by = alone.and_then(|binding| binding.closest.gains.get(party));
            let by = by.map(|gain| format!(", by {} or more", spoken(&size(gain)))).unwrap_or_default();
            format!("{} accepts less than {}{by}", names.party(party), spoken(&floor.value))
        }
        ElementReport::AcceptanceRule { .. } => "Fewer parties have to accept".to_owned(),
    }
}

/// What a party that binds would need.
fn need(page: &mut Page, report: &ExplainReport, id: &str, found: &CompensationReport) {
    let (names, best) = (&report.opening.names, &found.best);
    let (Some(most), Some(short), Some(without)) =
        (best.utilities.get(id), best.gains.get(id), report.disagreement.get(id))
    else {
        return;
    };
    let name = names.party(id);
    page.heading(&format!("What {name} would need"));
    let (most, short, without) = (spoken(most), spoken(&size(short)), spoken(&without.value));
    page.paragraph(
        2,
        &format!(
            "The most that it gets from a package that the others accept is {most}: {short} less than the {without} that \
             it has without a deal."
        ),
    );
    worth(page, names, &found.worth);
    if found.amplification.is_empty() {
        return;
    }
    page.space();
    page.paragraph(2, &format!("How much more these would have to be worth to {name} for that to change:"));
    let mut table = Table::default().text("", 0, 50).text("", 0, 40);
    let times = |factor: &Number| {
        let exact = if factor.is_decimal() { String::new() } else { format!(", {factor}") };
        format!("{} times{exact}", if factor.is_decimal() { number(factor) } else { approximate(factor) })
    };
    for one in &found.amplification {
        let words = match (&one.factor, one.exact) {
            (Some(factor), true) => times(factor),
            (Some(factor), false) => format!("at most {}", times(factor)),
            (None, _) => "never enough".to_owned(),
        };
        let everything = names.clusters.is_empty();
        table.row([if everything { "All issues".into() } else { group(names, &one.group) }, words]);
    }
    page.table(4, table);
}

impl Report for ConcessionsReport {
    fn opening(&self) -> &Opening {
        &self.evaluation.opening
    }

    fn page(&self) -> Page {
        let mut page = begun(&self.evaluation.opening);
        standing(&mut page, &self.evaluation);
        for (id, least) in self.concessions.iter() {
            refusal(&mut page, self, id);
            page.space();
            match (least.stopped_by, least.changes, &least.package) {
                (Some(stop), ..) => page.paragraph(
                    2,
                    &format!("The search for changes with which it would accept stopped {}.", stopped(stop)),
                ),
                (None, Some(changes), Some(package)) => {
                    page.paragraph(
                        2,
                        &format!(
                            "It would accept if {} settled otherwise; fewer changes are not enough. The one with the \
                             smallest loss for the others{}:",
                            plural(changes, "issue were", "issues were"),
                            calculated(self),
                        ),
                    );
                    changed(&mut page, self, package);
                }
                _ => page.paragraph(2, "No change is enough: it accepts no package that satisfies the rules."),
            }
        }
        near(&mut page, self);
        page
    }
}

/// Why a party refuses: where its utility comes from, and what the author says of what counts against the package.
fn refusal(page: &mut Page, report: &ConcessionsReport, id: &str) {
    let names = &report.evaluation.opening.names;
    let Some(party) = report.evaluation.parties.get(id) else { return };
    let open = party.stand.undecided;
    page.heading(&match open {
        true => format!("Whether {} accepts", names.party(id)),
        false => format!("Why {} refuses", names.party(id)),
    });
    page.paragraph(2, &against_no_deal(names, id, &party.stand.utility, &party.stand.without()));
    worth(page, names, &party.worth);
    // The largest loss first; the sort is stable.
    let mut against: Vec<&PartReport> =
        party.worth.breakdown.iter().filter(|part| part.value().value().is_negative()).collect();
    against.sort_by_key(|part| part.value());
    let said = against.into_iter().filter_map(|part| match part {
        PartReport::Option { issue, because: Some(because), .. } if !names.is_continuous(issue) => {
            Some((part, because))
        }
        _ => None,
    });
    for (part, because) in said.take(FEW) {
        let words = format!("{} ({}): {}", label(names, part), number(part.value()), visible(because));
        page.item(4, "- ", &words);
    }
    if open {
        page.paragraph(2, "Whether that is enough lies within the error of a curve.");
    } else if !party.stand.gain.value().is_negative() {
        page.paragraph(2, "It would gain, and refuses because of its red lines.");
    }
}

/// What a package changes, and what that is worth to each party.
fn changed(page: &mut Page, report: &ConcessionsReport, to: &ChangedReport) {
    let names = &report.evaluation.opening.names;
    differences(page, 4, names, &report.evaluation.package, &to.agreement.package);
    let worth = names.amounts(to.difference.iter(), signed).join(", ");
    let refusing: Vec<&str> =
        to.agreement.gains.iter().filter(|(_, gain)| gain.value().is_negative()).map(|(id, _)| id).collect();
    let left = match refusing.is_empty() {
        true => String::new(),
        false => format!("; {} would be left with less than without a deal", names.parties(refusing)),
    };
    page.item(4, "Against the package: ", &format!("{worth}{left}."));
}

/// What is said of losses that may be off by the error of curves.
fn calculated(report: &ConcessionsReport) -> &'static str {
    if report.evaluation.opening.error.is_empty() { "" } else { ", as losses were calculated" }
}

/// The nearest packages that everybody accepts.
fn near(page: &mut Page, report: &ConcessionsReport) {
    let names = &report.evaluation.opening.names;
    let everybody = if names.parties.len() == 1 { "its party accepts" } else { "everybody accepts" };
    page.heading(&format!("The nearest packages that {everybody}"));
    let nearest = match (&report.nearest, report.nearest_stopped_by) {
        (_, Some(stop)) => {
            page.paragraph(2, &format!("Not known: the search stopped {}.", stopped(stop)));
            return;
        }
        (None, None) => {
            page.paragraph(2, "There is none. Without a package, this command explains why.");
            return;
        }
        (Some(nearest), None) if nearest.changes == 0 => {
            page.paragraph(2, "This one is.");
            return;
        }
        (Some(nearest), None) => nearest,
    };
    let changes = plural(nearest.changes, "issue is", "issues are");
    let shown = nearest.packages.len().min(FEW);
    let levels = names.has_levels();
    let calculated = calculated(report);
    let which = match (nearest.found, shown) {
        (Some(1), _) if levels => {
            format!(
                "No other choice of issues is enough. The package with the smallest largest loss of a party{calculated}:"
            )
        }
        (None, _) if !calculated.is_empty() => format!(
            "Of the packages with so few changes, some that cost nobody much{calculated}; there may be others as good:"
        ),
        (found, shown) if levels => {
            let choices = match found {
                Some(found) => format!("any of {found} choices of issues is enough"),
                None => "many choices of issues are enough".to_owned(),
            };
            let few = if found == Some(shown) { "" } else { "; those that cost nobody much" };
            let each = "for each the package with the smallest largest loss of a party";
            format!("With so few changes, {choices}; {each}{few}{calculated}:")
        }
        (Some(1), _) => "Of the packages with so few changes, one is as good as any other for every party:".to_owned(),
        (Some(found), shown) if found > shown => format!(
            "Of {} with so few changes, those that cost nobody much:",
            plural(found, "package", "undominated packages")
        ),
        _ => "With so few changes:".to_owned(),
    };
    page.paragraph(2, &format!("{} settled otherwise; fewer changes are not enough. {which}", capital(&changes)));
    for (at, one) in nearest.packages.iter().enumerate().take(FEW) {
        page.space();
        if nearest.found != Some(1) && nearest.packages.len() > 1 {
            page.paragraph(2, &format!("{}.", at + 1));
        }
        changed(page, report, one);
    }
}
