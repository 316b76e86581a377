//! Everything there is to say of a model, as one page: the answer and who gets what first, then what speaks for it and against it.

use super::begun;
use super::frontier::{seen, sentence};
use super::paged::Report;
use super::solve::{waterfalls, who_gets_what};
use crate::page::{Page, Table};
use crate::pictures::{self, Mark};
use zopa::report::{DossierReport, Names, Opening, ReasonReport};
use zopa::text::visible;

impl Report for DossierReport {
    fn opening(&self) -> &Opening {
        &self.opening
    }

    fn page(&self) -> Page {
        let names = &self.opening.names;
        let mut page = self.brief.page().pictured(who_gets_what(&self.solve));
        if let Some(explain) = &self.explain {
            page.part("Why there is no agreement", explain.page());
        }
        let mut packages = pictures::chosen(&self.solve);
        packages.extend(pictures::closest(&self.solve));
        packages.extend(pictures::proposed(&self.solve));
        if let Some(table) = side_by_side(names, &packages) {
            let mut part = Page::default();
            part.paragraph(0, "Issue by issue; of all but the first only what they settle otherwise.");
            part.table(0, table);
            page.part("The packages side by side", part);
        }
        // Who gets what has been seen above.
        if self.gains {
            page.part("What the concepts choose", self.solve.page().pictured(waterfalls(&self.solve)));
        }
        for (id, proposal) in self.proposals.iter() {
            let name = visible(names.proposals.get(id).map_or(id, String::as_str));
            page.part(&format!("On the table: {name}"), proposal.page());
        }
        if let Some(linkage) = &self.linkage {
            page.part("How the issues are linked", linkage.page().pictured(linkage.pictures()));
        }
        if let Some(stability) = &self.stability {
            page.part("How far numbers may move", stability.page().pictured(stability.pictures()));
        }
        if let Some(sweep) = &self.sweep {
            page.part("When the numbers move", sweep.page().pictured(sweep.pictures()));
        }
        if let Some(test) = &self.test {
            page.part("Assumptions", test.page());
        }
        if let Some(frontier) = &self.frontier {
            // Levels may have been answered in steps here, which it says.
            let mut part = begun(&frontier.summary.head.opening);
            let said = sentence(&frontier.summary, false, frontier.entries, frontier.segments);
            part.paragraph(0, &said);
            let pictures = seen(&frontier.summary, &frontier.sample, frontier.entries, &packages, &said);
            page.part("The frontier", part.pictured(pictures));
        }
        if let Some(holds) = &self.holds {
            page.part("Which promises would be kept", holds.page().pictured(holds.pictures()));
        }
        if let Some(talks) = &self.protocol {
            page.part("What ways of talking lead to", talks.page().pictured(talks.pictures()));
        }
        if self.left_out.iter().next().is_some() {
            let mut part = Page::default();
            for (section, why) in self.left_out.iter() {
                part.item(2, "- ", &format!("{}: {}.", visible(section), visible(why)));
            }
            page.part("What could not be answered", part);
        }
        let mut made = Table::default().text("", 0, 20).text("", 0, 70);
        made.row(["command".to_owned(), visible(&self.asked).into_owned()]);
        made.row(["zopa".to_owned(), visible(&self.opening.zopa).into_owned()]);
        if let Some(source) = &self.source {
            made.row(["model".to_owned(), visible(&source.file).into_owned()]);
            made.row(["bytes".to_owned(), source.bytes.to_string()]);
            made.row(["SHA-256".to_owned(), visible(&source.sha256).into_owned()]);
        }
        let mut part = Page::default();
        part.paragraph(0, "Numbers of the model that are judgement are its author's; what follows from them is exact.");
        part.table(0, made);
        if !self.sources.is_empty() {
            part.heading("Sources of the model");
            self.sources.iter().for_each(|source| part.item(2, "- ", &visible(source)));
        }
        if !self.reasons.is_empty() {
            part.heading("What the author says of numbers and rules");
            part.table(0, said(&self.reasons));
        }
        page.part("What this was made of", part);
        page
    }
}

/// Why numbers and rules are as they are. Of neighbours that have the same reason, the first says it.
fn said(reasons: &[ReasonReport]) -> Table {
    let mut table = Table::default().text("Where", 0, 44).number("Number").text("Why, and where from", 0, 60);
    let why = |reason: &ReasonReport| match (&reason.because, &reason.source) {
        (Some(because), Some(source)) => format!("{} ({})", visible(because), visible(source)),
        (one, other) => visible(one.as_deref().or(other.as_deref()).unwrap_or_default()).into_owned(),
    };
    let mut before = String::new();
    for reason in reasons {
        let own = why(reason);
        let said = if own == before { "the same".to_owned() } else { own.clone() };
        let value = reason.value.as_ref().map(|value| value.to_string()).unwrap_or_default();
        table.row([visible(&reason.path).into_owned(), value, said]);
        before = own;
    }
    table
}

/// How packages settle each issue: the first of them, and what the others settle otherwise. None of fewer than two.
fn side_by_side(names: &Names, packages: &[Mark]) -> Option<Table> {
    let [first, others @ ..] = packages else { return None };
    if others.is_empty() {
        return None;
    }
    let table = Table::default().text("Issue", 0, 30);
    let mut table = packages.iter().fold(table, |table, package| table.text(&package.called(), 0, 24));
    for (issue, by) in first.package.iter() {
        let other = |package: &Mark| match package.package.get(issue) {
            Some(own) if own != by => names.choice(issue, own),
            _ => String::new(),
        };
        let cells = [names.issue(issue), names.choice(issue, by)].into_iter().chain(others.iter().map(other));
        table.row(cells);
    }
    Some(table)
}
