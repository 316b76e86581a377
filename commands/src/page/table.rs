//! Columns of text.
//!
//! A table never grows wider than asked: long cells and headers are wrapped at words, and where there are too many
//! columns, the table goes on below with the first column repeated.

/// A table.
#[derive(Clone, Debug, Default)]
pub struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
}

#[derive(Clone, Debug)]
struct Column {
    header: String,
    /// Numbers stand at the right.
    right: bool,
    /// Longer cells are wrapped.
    most: usize,
    least: usize,
    /// Left out if there is nothing in it but zeros.
    zeros: bool,
}

/// Space between two columns.
const GAP: usize = 2;
/// Headers longer than this are wrapped where they can be; the later ones if the table is too wide otherwise.
const HEADERS: [usize; 3] = [14, 10, 6];
/// No column is squeezed below this.
const NARROW: usize = 8;

impl Table {
    /// Adds a column of text, at least and at most so wide.
    pub(crate) fn text(mut self, header: &str, least: usize, most: usize) -> Self {
        self.columns.push(Column {
            header: header.to_owned(),
            right: false,
            least,
            most: most.max(least),
            zeros: false,
        });
        self
    }

    /// Adds a column of numbers.
    pub(crate) fn number(mut self, header: &str) -> Self {
        self.columns.push(Column { header: header.to_owned(), right: true, least: 0, most: usize::MAX, zeros: false });
        self
    }

    /// Adds a column of numbers that says nothing if all of them are 0, and is then left out.
    pub(crate) fn number_if_any(mut self, header: &str) -> Self {
        self = self.number(header);
        self.columns.last_mut().into_iter().for_each(|column| column.zeros = true);
        self
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// By column, what stands above it; nothing above any, if it has no headers.
    pub fn headers(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.header.as_str())
    }

    /// By column, whether it has numbers.
    pub fn numeric(&self) -> impl Iterator<Item = bool> {
        self.columns.iter().map(|column| column.right)
    }

    /// The rows, with a cell for each column.
    pub fn rows(&self) -> &[Vec<String>] {
        &self.rows
    }

    /// Without the columns that say nothing: whose cells are all empty, or nothing else than zeros and `-` where these mean
    /// nothing. The first one stays.
    pub(super) fn telling(&self) -> Table {
        let silent = |(at, column): (usize, &Column)| {
            let nothing = |cell: &String| {
                let zeros = cell.chars().any(|letter| letter == '0')
                    && cell.chars().all(|letter| matches!(letter, '0' | '.' | '+' | '-' | '%'));
                cell.is_empty() || column.zeros && (cell == "-" || zeros)
            };
            at > 0 && !self.rows.is_empty() && self.rows.iter().filter_map(|row| row.get(at)).all(nothing)
        };
        let kept: Vec<bool> = self.columns.iter().enumerate().map(|column| !silent(column)).collect();
        let columns = self.columns.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(column, _)| column.clone());
        let cells = |row: &Vec<String>| -> Vec<String> {
            row.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(cell, _)| cell.clone()).collect()
        };
        Table { columns: columns.collect(), rows: self.rows.iter().map(cells).collect() }
    }

    /// The lines, none wider than `width`.
    pub(super) fn lines(&self, width: usize) -> Vec<String> {
        let mut widths = Vec::new();
        for header in HEADERS {
            widths = (0..self.columns.len()).map(|at| self.width(at, header).min(width)).collect();
            if widths.iter().map(|column| column + GAP).sum::<usize>() <= width + GAP {
                break;
            }
        }
        // Numbers are not cut, and text beside the first column has some room.
        let narrowest = |at: usize| if self.columns[at].right { widths[at] } else { NARROW.min(widths[at]) };
        let beside = (1..widths.len()).map(narrowest).max();
        if let (Some(beside), Some(first)) = (beside, widths.first().copied()) {
            widths[0] = first.min(width.saturating_sub(GAP + beside)).max(narrowest(0).min(first));
        }
        let mut lines = Vec::new();
        let mut next = 1;
        loop {
            let mut block = vec![0];
            let mut used = widths.first().copied().unwrap_or(0);
            while next < widths.len() && (block.len() == 1 || used + GAP + widths[next] <= width) {
                // A single column beside the first one takes what room there is.
                if !self.columns[next].right {
                    widths[next] = widths[next].min(width.saturating_sub(used + GAP).max(NARROW));
                }
                used += GAP + widths[next];
                block.push(next);
                next += 1;
            }
            if !lines.is_empty() {
                lines.push(String::new());
            }
            self.block(&block, &widths, &mut lines);
            if next >= widths.len() {
                return lines;
            }
        }
    }

    fn width(&self, at: usize, header: usize) -> usize {
        let column = &self.columns[at];
        let cells = self.rows.iter().filter_map(|row| row.get(at)).map(|cell| wide(cell)).max().unwrap_or(0);
        let header = wrap(&column.header, longest_word(&column.header).max(header).max(cells.min(column.most)))
            .iter()
            .map(|line| wide(line))
            .max()
            .unwrap_or(0);
        cells.min(column.most).max(header).max(column.least)
    }

    fn block(&self, block: &[usize], widths: &[usize], lines: &mut Vec<String>) {
        if self.columns.iter().any(|column| !column.header.is_empty()) {
            let headers: Vec<Vec<String>> =
                block.iter().map(|at| wrap(&self.columns[*at].header, widths[*at])).collect();
            let deepest = headers.iter().map(Vec::len).max().unwrap_or(0);
            // Headers stand on the line above their cells.
            let sunk = |mut header: Vec<String>| {
                header.splice(0..0, vec![String::new(); deepest - header.len()]);
                header
            };
            self.aligned(block, widths, &headers.into_iter().map(sunk).collect::<Vec<_>>(), lines);
        }
        for row in &self.rows {
            let cell = |at: &usize| wrap(row.get(*at).map_or("", String::as_str), widths[*at]);
            self.aligned(block, widths, &block.iter().map(cell).collect::<Vec<_>>(), lines);
        }
    }

    fn aligned(&self, block: &[usize], widths: &[usize], cells: &[Vec<String>], lines: &mut Vec<String>) {
        for at in 0..cells.iter().map(Vec::len).max().unwrap_or(0) {
            let mut line = String::new();
            for (column, cell) in block.iter().zip(cells) {
                let cell = cell.get(at).map_or("", String::as_str);
                let space = " ".repeat(widths[*column].saturating_sub(wide(cell)));
                let gap = if line.is_empty() && column == &block[0] { "" } else { "  " };
                line += &if self.columns[*column].right {
                    format!("{gap}{space}{cell}")
                } else {
                    format!("{gap}{cell}{space}")
                };
            }
            lines.push(line.trim_end().to_owned());
        }
    }
}

/// A space at which a text goes on in the next line if it does not fit on one.
pub(crate) const SOFT: char = '\u{2028}';

/// How many columns a text takes; of several lines, the longest.
pub(crate) fn wide(text: &str) -> usize {
    text.split('\n').map(|line| line.chars().count()).max().unwrap_or(0)
}

fn longest_word(text: &str) -> usize {
    text.split(' ').map(wide).max().unwrap_or(0)
}

/// Breaks a text into lines: at its line ends, and at spaces where possible. An empty text is one empty line.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let wrap_soft = |line: &str| match wide(line) > width {
        true => line.split(SOFT).flat_map(|part| wrap_line(part, width.max(1))).collect(),
        false => wrap_line(&line.replace(SOFT, " "), width.max(1)),
    };
    text.split('\n').flat_map(wrap_soft).collect()
}

fn wrap_line(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut filled = 0;
    for word in text.split(' ') {
        let mut word = word;
        if filled > 0 && filled + 1 + wide(word) > width {
            lines.push(std::mem::take(&mut line));
            filled = 0;
        }
        if filled > 0 {
            line.push(' ');
            filled += 1;
        }
        while wide(word) > width {
            let cut = word.char_indices().nth(width).map_or(word.len(), |(cut, _)| cut);
            let (head, rest) = word.split_at(cut);
            lines.push(head.to_owned());
            word = rest;
        }
        line.push_str(word);
        filled += wide(word);
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_wrapped_at_words() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("äöüäöüäöü x", 4), ["äöüä", "öüäö", "ü x"]);
        assert_eq!(wrap("", 4), [""]);
        assert_eq!(wrap("one\ntwo", 40), ["one", "two"]);
        assert_eq!(wrap("one\u{2028}→ two", 40), ["one → two"]);
        assert_eq!(wrap("one\u{2028}→ two", 8), ["one", "→ two"]);
    }

    #[test]
    fn columns_that_say_nothing_are_left_out() {
        let mut table = Table::default().text("", 0, 10).number("Gain").number_if_any("None").number_if_any("Share");
        table.row(["Ada".into(), "0".into(), "-".into(), "+0.00".into()]);
        table.row(["Ben".into(), "0".into(), String::new(), "0%".into()]);
        table.row(["… or 2 more".into()]);
        let kept = |table: &Table| table.telling().headers().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(kept(&table), ["", "Gain"]);
        table.row(["Cem".into(), "0".into(), "-".into(), "-".into()]);
        table.row(["Dov".into(), "0".into(), "1".into(), "10%".into()]);
        assert_eq!(kept(&table), ["", "Gain", "None", "Share"]);
    }

    #[test]
    fn columns_are_aligned_and_go_on_below() {
        let mut table = Table::default().text("Party", 0, 10).number("Gain").number("Share");
        table.row(["Äda".into(), "+2".into(), "100%".into()]);
        table.row(["Ben".into(), "-10".into(), "7%".into()]);
        let lines = |width| table.lines(width);
        assert_eq!(lines(40), ["Party  Gain  Share", "Äda      +2   100%", "Ben     -10     7%"]);
        assert_eq!(
            lines(12),
            ["Party  Gain", "Äda      +2", "Ben     -10", "", "Party  Share", "Äda     100%", "Ben       7%"]
        );
    }
}
