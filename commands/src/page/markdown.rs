//! A page as Markdown (GitHub Flavored): headings, lists and tables as such.

use super::table::SOFT;
use super::{Block, Page, Table};
use itertools::Itertools;

impl Page {
    /// The page as Markdown, with the first heading as its title.
    pub fn markdown(&self) -> String {
        let mut text = String::new();
        // The lists that are open, the outermost first.
        let mut lists: Vec<List> = Vec::new();
        let mut titled = false;
        // Within a part, headings are one level deeper.
        let mut deeper = "";
        for block in
            self.blocks.iter().filter(|block| !matches!(block, Block::Space | Block::Figure(_) | Block::Sketch { .. }))
        {
            let Block::Item { indent, bullet, text: words } = block else {
                lists.clear();
                match block {
                    Block::Heading(heading) => {
                        let marks = if titled { "##" } else { "#" };
                        titled = true;
                        apart(&mut text, &format!("{marks}{deeper} {}\n", plain(heading)));
                    }
                    Block::Part(heading) => {
                        deeper = "#";
                        apart(&mut text, &format!("## {}\n", plain(heading)));
                    }
                    Block::Strong(line) => apart(&mut text, &format!("**{}**\n", plain(line))),
                    Block::Table { table, .. } => apart(&mut text, &rows(&table.telling())),
                    Block::Item { .. } | Block::Figure(_) | Block::Sketch { .. } | Block::Space => {}
                }
                continue;
            };
            let marker = marker(bullet);
            lists.retain(|list| list.indent < *indent || marker.is_some() && list.indent == *indent);
            let (marker, word) = match (marker, lists.last()) {
                (Some(marker), _) => marker,
                // What stands below an item belongs to it.
                (None, Some(_)) => ("-", bullet.clone()),
                (None, None) => {
                    apart(&mut text, &format!("{}\n", line(format!("{bullet}{words}").trim_start())));
                    continue;
                }
            };
            let goes_on = !lists.is_empty();
            if lists.last().is_none_or(|list| list.indent < *indent) {
                lists.push(List { indent: *indent, width: marker.len() + 1 });
            }
            let outer: usize = lists.iter().rev().skip(1).map(|list| list.width).sum();
            let own = format!("{}{marker} {}\n", " ".repeat(outer), line(&format!("{word}{words}")));
            if goes_on { text += &own } else { apart(&mut text, &own) }
        }
        text
    }
}

/// A list that is open.
struct List {
    /// How far its items are indented on a page of text.
    indent: usize,
    /// How far what belongs to an item is indented in Markdown.
    width: usize,
}

/// The mark of a list item, and the word that its line begins with; none if a bullet is only the beginning of a sentence.
pub(super) fn marker(bullet: &str) -> Option<(&str, String)> {
    let mark = bullet.trim();
    let numbered = mark.strip_suffix('.').is_some_and(|number| number.parse::<u32>().is_ok());
    match mark {
        "" => None,
        "-" => Some(("-", String::new())),
        _ if numbered => Some((mark, String::new())),
        // A word in a column of its own.
        _ => bullet.ends_with("  ").then(|| ("-", format!("{mark} "))),
    }
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
    for row in table.rows().iter().filter(|row| row.iter().any(|cell| !cell.is_empty())) {
        let blank = std::iter::repeat_n(String::new(), table.headers().count().saturating_sub(row.len()));
        rows += &line(&mut row.iter().map(|text| cell(text)).chain(blank));
    }
    rows
}

fn cell(text: &str) -> String {
    plain(text).replace('\n', "<br>")
}

/// A text at the beginning of a line, where it could become a list or a heading.
fn line(text: &str) -> String {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    match text.as_bytes().get(digits) {
        Some(b'#' | b'-' | b'+' | b'=') if digits == 0 => format!("\\{}", plain(text)),
        Some(b'.' | b')') if digits > 0 => format!("{}\\{}", &text[..digits], plain(&text[digits..])),
        _ => plain(text),
    }
}

/// A text in which nothing means anything to Markdown. A line end stays one.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '\\' | '`' | '*' | '_' | '<' | '>' | '[' | ']' | '|' | '~' | '&' | '$') {
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
        page.space();
        page.item(2, "- ", "two");
        page.paragraph(0, "1. is no list.");
        page.item(2, "1. ", "first");
        page.paragraph(5, "and this");
        page.item(2, "proved  ", "a claim");
        page.heading("A section");
        let mut table = Table::default().text("Name", 0, 10).number("Gain");
        table.row(["a|b".to_owned(), "+1".to_owned()]);
        table.row(["from\u{2028}→ to".to_owned(), "-2".to_owned()]);
        page.table(2, table);
        page
    }

    #[test]
    fn blocks_are_headings_lists_and_tables() {
        let expected = "# A title with \\*stars\\*\n\nWhat was found.\n\n- one\n  - of it\n- two\n\n1\\. is no list.\n\n\
                        1. first\n   - and this\n- proved a claim\n\n## A section\n\n\
                        | Name | Gain |\n| --- | ---: |\n| a\\|b | +1 |\n| from → to | -2 |\n";
        assert_eq!(page().markdown(), expected);
    }

    #[test]
    fn the_same_page_is_laid_out_as_narrow_as_asked() {
        let text = page().text(Layout { width: 16, bold: false });
        let expected = "A title with\n*stars*\n\nWhat was found.\n  - one\n      of it\n\n  - two\n1. is no list.\n\
                        \u{20} 1. first\n     and this\n  proved  a\n          claim\n\nA section\n\
                        \u{20} Name      Gain\n  a|b         +1\n  from        -2\n  → to\n";
        assert_eq!(text, expected);
    }
}
