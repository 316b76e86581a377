//! What is wrong with a model, and what is suspicious, as a page: what it holds, and each finding with its place.
//!
//! Lines of the author's file stand in no report. `zopa check` shows findings beside them, as every command does that cannot
//! read a model.

use super::begun;
use super::paged::Report;
use crate::page::{Page, Table};
use zopa::model::Severity;
use zopa::report::{CheckReport, FindingReport, FoundAtReport, Opening, count, stopped};
use zopa::text::visible;

impl Report for CheckReport {
    fn opening(&self) -> &Opening {
        &self.opening
    }

    fn page(&self) -> Page {
        let mut page = match self.summary {
            Some(_) => begun(&self.opening),
            None => {
                let mut page = Page::default();
                page.heading("A model that cannot be used");
                page.space();
                page
            }
        };
        page.paragraph(0, &format!("{}.", held(self)));
        if let Some(left) = left(self) {
            page.paragraph(0, &format!("{left}."));
        }
        if let Some(stop) = self.stopped_by {
            let more = "not everything was looked at, and there may be more to warn of";
            page.paragraph(0, &format!("Stopped {}: {more}.", stopped(stop)));
        }
        for (severity, heading) in [(Severity::Error, "Errors"), (Severity::Warning, "Warnings")] {
            let mut findings = self.diagnostics.iter().filter(|finding| finding.severity == severity).peekable();
            if findings.peek().is_some() {
                page.heading(heading);
                findings.for_each(|finding| found(&mut page, finding));
            }
        }
        page
    }

    /// A row for each finding.
    fn csv(&self) -> String {
        let mut table = Table::default().text("Severity", 0, 8).text("Code", 0, 20).text("What is found", 0, 40);
        table = table.text("Where", 0, 40).text("File", 0, 20).number("Line").number("Column").text("Help", 0, 40);
        for one in &self.diagnostics {
            let severity = if one.severity == Severity::Error { "error" } else { "warning" }.to_owned();
            let [code, message, path] =
                [&one.code, &one.message, &one.place.path].map(|text| visible(text).into_owned());
            let [file, help] =
                [&one.place.file, &one.help].map(|text| text.as_deref().map(visible).unwrap_or_default());
            let [line, column] = match one.place.span {
                Some(span) => [span.line, span.column].map(|at| at.to_string()),
                None => Default::default(),
            };
            table.row([severity, code, message, path, file.into_owned(), line, column, help.into_owned()]);
        }
        table.csv()
    }
}

fn found(page: &mut Page, finding: &FindingReport) {
    page.item(2, "- ", &format!("{} [{}]", visible(&finding.message), visible(&finding.code)));
    let label = finding.label.as_deref().map(|label| format!(": {}", visible(label))).unwrap_or_default();
    page.paragraph(4, &format!("{}{label}", at(&finding.place)));
    for related in &finding.related {
        page.paragraph(4, &format!("{}: {}", at(&related.place), visible(&related.message)));
    }
    if let Some(help) = &finding.help {
        page.item(4, "Help: ", &visible(help));
    }
}

/// Where something stands.
fn at(place: &FoundAtReport) -> String {
    let line = place.span.map(|span| format!("line {}, column {}, ", span.line, span.column)).unwrap_or_default();
    let file = place.file.as_deref().map(|file| format!(" in {}", visible(file))).unwrap_or_default();
    format!("{line}at {}{file}", visible(&place.path))
}

/// What a model holds, and how many findings there are.
pub(crate) fn held(report: &CheckReport) -> String {
    let all = report.diagnostics.len();
    let Some(holds) = &report.summary else { return many(all, ["error", "errors"]) };
    let parties = many(holds.parties, ["party", "parties"]);
    let issues = many(holds.issues, ["issue", "issues"]);
    let (packages, warnings) = (count(&holds.packages), many(all, ["warning", "warnings"]));
    let one = holds.packages == "1";
    match holds.continuous {
        Some(continuous) => {
            let ways = if one { "way" } else { "ways" };
            let levels = format!("{continuous} of them continuous; {packages} {ways} to choose the options");
            format!("{parties}, {issues}, {levels}; {warnings}")
        }
        None => format!("{parties}, {issues}, {packages} {}; {warnings}", if one { "package" } else { "packages" }),
    }
}

/// How many numbers are to be filled in, if some are.
pub(crate) fn left(report: &CheckReport) -> Option<String> {
    let left = report.summary.as_ref()?.to_replace?;
    Some(format!(
        "{} to be filled in",
        if left == 1 { "1 number is".to_owned() } else { format!("{left} numbers are") }
    ))
}

fn many(count: usize, [one, several]: [&str; 2]) -> String {
    match count {
        0 => format!("no {several}"),
        1 => format!("1 {one}"),
        count => format!("{count} {several}"),
    }
}
