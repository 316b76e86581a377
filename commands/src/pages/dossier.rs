//! Everything there is to say of a model, as one page: the answer and who gets what first, then what speaks for it and against it.

use super::begun;
use super::frontier::{seen, sentence};
use super::paged::Report;
use super::solve::{waterfalls, who_gets_what};
use crate::page::{Page, Table};
use crate::pictures;
use zopa::report::{DossierReport, Opening};
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
            let mut part = begun(&self.opening);
            let segments = frontier.sample.iter().filter(|entry| entry.ends().1.is_some()).count();
            let said = sentence(&frontier.summary, false, frontier.entries, segments);
            part.paragraph(0, &said);
            let mut marks = pictures::chosen(&self.solve);
            marks.extend(pictures::proposed(&self.solve));
            let pictures = seen(&frontier.summary, &frontier.sample, frontier.entries, &marks, &said);
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
        made.row(["zopa".to_owned(), visible(&self.opening.zopa).into_owned()]);
        if let Some(source) = &self.source {
            made.row(["model".to_owned(), visible(&source.file).into_owned()]);
            made.row(["bytes".to_owned(), source.bytes.to_string()]);
            made.row(["SHA-256".to_owned(), visible(&source.sha256).into_owned()]);
        }
        let mut part = Page::default();
        part.paragraph(0, "Numbers of the model that are judgement are its author's; what follows from them is exact.");
        part.table(0, made);
        page.part("What this was made of", part);
        page
    }
}
