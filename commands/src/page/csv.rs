//! Tables as comma-separated values (RFC 4180), for spreadsheets.
//!
//! Text that a spreadsheet would take for a formula gets a blank before it, which is text to every spreadsheet and which
//! programs that trim cells take away; numbers do not.

use super::{Block, Page, Table};
use zopa::exact::Number;
use zopa::text::starts_formula;

impl Page {
    /// The tables of the page, one below the other: before each, in a row of its own, the heading that it stands under, and a row
    /// without cells between two. Numbers are as the page has them.
    pub fn csv(&self) -> String {
        let (mut text, mut heading) = (String::new(), None);
        for block in &self.blocks {
            match block {
                Block::Heading(own) | Block::Part(own) => heading = Some(own),
                Block::Table { table, .. } => {
                    if !text.is_empty() {
                        text += "\r\n";
                    }
                    text += &heading.take().map(|heading| line(&[heading])).unwrap_or_default();
                    text += &table.csv();
                }
                Block::Strong(_) | Block::Item { .. } | Block::Figure(_) | Block::Sketch { .. } | Block::Space => {}
            }
        }
        text
    }
}

impl Table {
    /// The table, with its head if there is one.
    pub fn csv(&self) -> String {
        let head: Vec<&str> = self.headers().collect();
        let head = if head.iter().all(|header| header.is_empty()) { String::new() } else { line(&head) };
        let rows = self.rows().iter().map(|row| {
            // A gain is a number with its sign, which stands in no number elsewhere.
            let cells = row.iter().zip(self.numeric());
            let cells = cells.map(|(cell, numeric)| cell.strip_prefix('+').filter(|_| numeric).unwrap_or(cell));
            line(&cells.collect::<Vec<_>>())
        });
        head + &rows.collect::<String>()
    }
}

/// A row.
pub(crate) fn line<T: AsRef<str>>(cells: &[T]) -> String {
    let cells: Vec<String> = cells.iter().map(|text| cell(text.as_ref())).collect();
    cells.join(",") + "\r\n"
}

pub(crate) fn cell(text: &str) -> String {
    let formula = starts_formula(text) && text.parse::<Number>().is_err();
    let text = if formula { format!(" {text}") } else { text.to_owned() };
    if text.contains([',', '"', '\r', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn tables_stand_below_each_other_with_their_headings() {
        let mut table = crate::page::Table::default().text("Party", 0, 20).number("Gain");
        table.row(["A, B".to_owned(), "+2.5".to_owned()]);
        let mut page = crate::page::Page::default();
        page.heading("Who gets what");
        page.table(2, table.clone());
        page.table(2, table);
        let one = "Party,Gain\r\n\"A, B\",2.5\r\n";
        assert_eq!(page.csv(), format!("Who gets what\r\n{one}\r\n{one}"));
    }

    #[test]
    fn cells_are_quoted_and_are_no_formulas() {
        assert_eq!(cell("plain"), "plain");
        assert_eq!(cell("a,b \"c\""), "\"a,b \"\"c\"\"\"");
        assert_eq!(cell("=1+1"), " =1+1");
        assert_eq!(cell("@a,b"), "\" @a,b\"");
        assert_eq!(cell("-2.5"), "-2.5");
        assert_eq!(cell("-1/3"), "-1/3");
        assert_eq!(cell("-none-"), " -none-");
        assert_eq!(cell("\tx"), " \tx");
    }
}
