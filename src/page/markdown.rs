//! A page as Markdown (GitHub Flavored): headings, lists and tables as such.

use super::table::SOFT;
use super::{Block, Page, Table};
use itertools::Itertools;

impl Page {
    /// The page as Markdown, with the first heading as its title.
    pub fn markdown(&self) -> String {
        let mut text = String::new();
        // By list that is open, how far its bullets are indented on a page of text.
        let mut lists: Vec<usize> = Vec::new();
        let mut titled = false;
        for block in &self.blocks {
            let (indent, item) = match block {
                Block::Item { indent, bullet, .. } => (*indent, is_bullet(bullet)),
                Block::Table { .. } | Block::Space => (0, false),
                _ => (0, false),
            };
            lists.retain(|open| *open < indent || (item && *open == indent));
            let within = lists.iter().any(|open| *open < indent);
            match block {
                Block::Space => {}
                Block::Heading(heading) => {
                    let marks = if titled { "##" } else { "#" };
                    titled = true;
                    apart(&mut text, &format!("{marks} {}\n", plain(heading)));
                }
                Block::Strong(line) => apart(&mut text, &format!("**{}**\n", plain(line))),
                Block::Item { bullet, text: words, .. } if item || within => {
                    let continues = lists.contains(&indent) || within;
                    if !lists.contains(&indent) {
                        lists.push(indent);
                    }
                    let depth = "  ".repeat(lists.len() - 1);
                    let number = bullet.trim_end_matches("- ").trim();
                    let number = if number.is_empty() { String::new() } else { format!("{} ", plain(number)) };
                    let line = format!("{depth}- {number}{}\n", plain(words));
                    if continues { text += &line } else { apart(&mut text, &line) }
                }
                Block::Item { bullet, text: words, .. } => {
                    apart(&mut text, &format!("{}\n", plain(&format!("{bullet}{words}"))));
                }
                Block::Table { table, .. } => apart(&mut text, &rows(table)),
            }
        }
        text
    }
}

/// Whether an item is one of a list.
fn is_bullet(bullet: &str) -> bool {
    bullet.ends_with("- ") || bullet.trim().trim_end_matches('.').parse::<u32>().is_ok()
}

/// Adds a block with a line of space above.
fn apart(text: &mut String, block: &str) {
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(block);
}

fn rows(table: &Table) -> String {
    let line = |cells: &mut dyn Iterator<Item = String>| format!("| {} |\n", cells.join(" | "));
    let mut rows = line(&mut table.headers().map(cell));
    rows += &line(&mut table.numeric().map(|number| if number { "---:".to_owned() } else { "---".to_owned() }));
    for row in table.rows() {
        rows += &line(&mut row.iter().map(|text| cell(text)));
    }
    rows
}

fn cell(text: &str) -> String {
    plain(text).replace('\n', "<br>")
}

/// A text in which nothing means anything to Markdown. A line end stays one.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for (at, letter) in text.chars().enumerate() {
        let means = matches!(letter, '\\' | '`' | '*' | '_' | '<' | '>' | '[' | ']' | '|' | '~' | '&')
            || at == 0 && matches!(letter, '#' | '-' | '+' | '=');
        if means {
            plain.push('\\');
        }
        plain.push(if letter == SOFT { ' ' } else { letter });
    }
    plain
}

#[cfg(test)]
mod tests {
    use crate::page::{Layout, Page, Table};

    fn page() -> Page {
        let mut page = Page::default();
        page.heading("A title with *stars*");
        page.space();
        page.paragraph(0, "What was found.");
        page.item(2, "- ", "one");
        page.paragraph(6, "of it");
        page.item(2, "- ", "two");
        page.heading("A section");
        let mut table = Table::default().text("Name", 0, 10).number("Gain");
        table.row(["a|b".to_owned(), "+1".to_owned()]);
        table.row(["from\u{2028}→ to".to_owned(), "-2".to_owned()]);
        page.table(2, table);
        page
    }

    #[test]
    fn blocks_are_headings_lists_and_tables() {
        let expected = "# A title with \\*stars\\*\n\nWhat was found.\n\n- one\n  - of it\n- two\n\n## A section\n\n\
                        | Name | Gain |\n| --- | ---: |\n| a\\|b | +1 |\n| from → to | -2 |\n";
        assert_eq!(page().markdown(), expected);
    }

    #[test]
    fn the_same_page_is_laid_out_as_narrow_as_asked() {
        let text = page().text(Layout { width: 12, bold: false });
        let expected = "A title with\n*stars*\n\nWhat was\nfound.\n  - one\n      of it\n  - two\n\nA section\n  Name  Gain\n\
                        \u{20} a|b     +1\n  from    -2\n  → to\n";
        assert_eq!(text, expected);
    }
}
