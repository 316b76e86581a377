//! A table as a file has it: rows of cells, what stands between them, and which table it is.

use super::super::format::{Format, Kind};
use super::super::number;
use super::super::source::Source;
use csv::{ByteRecord, ReaderBuilder};
use zopa::exact::Number;
use zopa::model::{Code, Diagnostic, Diagnostics, MAX_VALUES, Place};
use zopa::text::{quoted, starts_formula};

/// The most rows and columns of a table.
const MOST_ROWS: usize = 1_000_000;
const MOST_COLUMNS: usize = 100;
/// What the first cells of the two tables are.
pub(super) const VALUES: [&str; 2] = ["issue", "option"];
pub(super) const RULES: [&str; 5] = ["kind", "id", "when", "then", "because"];

/// A table: rows of cells.
pub(in super::super) struct Table<'s> {
    source: &'s Source,
    delimiter: u8,
    pub(super) rows: Vec<Row>,
}

/// A row, and the byte at which it starts.
pub(super) struct Row {
    start: usize,
    cells: Vec<String>,
}

impl Row {
    pub(super) fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map(String::as_str).unwrap_or_default()
    }
}

/// The kind of table, if it is one: by the first cells of its first line.
pub(in super::super) fn kind(source: &Source) -> Option<Kind> {
    let (body, _) = body(source);
    let line = body.lines().next()?;
    let starts = |cells: &[&str]| {
        let delimiter = char::from(delimiter(line));
        let found: Vec<String> =
            line.split(delimiter).map(|cell| cell.trim().trim_matches('"').trim().to_lowercase()).collect();
        found.len() >= cells.len() && found.iter().zip(cells).all(|(found, cell)| found == cell)
    };
    if starts(&VALUES) {
        Some(Kind::Domain(Format::Csv))
    } else if starts(&RULES[..1]) && line.contains(char::from(delimiter(line))) {
        Some(Kind::Profile(Format::Csv))
    } else {
        None
    }
}

/// The table proper, and where it begins: behind a first line `sep=;`, which tells spreadsheets what the heading shows anyway.
fn body(source: &Source) -> (&str, usize) {
    let (body, offset) = source.body();
    let first = body.lines().next().unwrap_or_default().trim_matches('"');
    match first.strip_prefix("sep=") {
        Some(separator) if separator.chars().count() <= 1 => {
            let line = body.find('\n').map_or(body.len(), |end| end + 1);
            (body.get(line..).unwrap_or_default(), offset + line)
        }
        _ => (body, offset),
    }
}

/// What stands between the cells of the first line.
fn delimiter(line: &str) -> u8 {
    let first =
        line.trim_start_matches('"').trim_start_matches(|c: char| c.is_alphabetic()).trim_start_matches(['"', ' ']);
    match first.chars().next() {
        Some(';') => b';',
        Some('\t') => b'\t',
        _ => b',',
    }
}

impl<'s> Table<'s> {
    /// Cuts a text into rows and cells.
    pub(in super::super) fn parse(source: &'s Source) -> Result<Self, Diagnostics> {
        let (body, offset) = body(source);
        let delimiter = delimiter(body.lines().next().unwrap_or_default());
        let mut reader =
            ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(body.as_bytes());
        let mut table = Table { source, delimiter, rows: Vec::new() };
        let mut findings = Diagnostics::default();
        let mut record = ByteRecord::new();
        let mut cells_left = MAX_VALUES;
        while reader.read_byte_record(&mut record).unwrap_or(false) {
            let start = offset + record.position().map_or(0, |position| position.byte() as usize);
            let text = source.text.get(start..).unwrap_or_default();
            // The position may be that of an empty line before the row.
            let start = start + text.len() - text.trim_start_matches(['\r', '\n']).len();
            let cells: Vec<String> = record.iter().map(|cell| plain(&String::from_utf8_lossy(cell))).collect();
            if cells.iter().all(String::is_empty) {
                continue;
            }
            table.rows.push(Row { start, cells });
            let wide = record.len() > MOST_COLUMNS;
            cells_left = cells_left.saturating_sub(record.len());
            if wide || cells_left == 0 || table.rows.len() > MOST_ROWS {
                let message = format!("more than {MOST_ROWS} rows, {MOST_COLUMNS} columns or {MAX_VALUES} cells");
                let place = source.place(start, start + 1);
                findings.push(Diagnostic::new(Code::Limit, place, message));
                return Err(findings);
            }
        }
        table.check_widths(&mut findings);
        if findings.has_errors() { Err(findings) } else { Ok(table) }
    }

    /// Every row has as many cells as the first line; empty ones at the end may be missing or too many.
    fn check_widths(&self, findings: &mut Diagnostics) {
        let Some((header, rows)) = self.rows.split_first() else { return };
        let width = header.cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
        for row in rows {
            let used = row.cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
            if used > width {
                let place = self.place(row, width);
                findings.push_within_limit(|| {
                    Diagnostic::new(Code::TableShape, place, format!("{used} cells where the first line has {width}"))
                        .help("a cell that has the separator in it stands in double quotes")
                });
            }
        }
    }

    pub(super) fn header(&self) -> &[String] {
        self.rows.first().map(|row| row.cells.as_slice()).unwrap_or_default()
    }

    /// The columns after the fixed ones that have a heading, one for each party.
    pub(super) fn parties(&self, fixed: usize) -> impl Iterator<Item = (usize, &str)> {
        self.header()
            .iter()
            .enumerate()
            .skip(fixed)
            .filter(|(_, name)| !name.is_empty())
            .map(|(at, name)| (at, name.as_str()))
    }

    /// The rows below the first line.
    pub(super) fn body(&self) -> &[Row] {
        self.rows.get(1..).unwrap_or_default()
    }

    /// Where a cell stands.
    pub(super) fn place(&self, row: &Row, column: usize) -> Place {
        let text = self.source.text.get(row.start..).unwrap_or_default();
        let (mut from, mut at, mut quoted) = (0, 0, false);
        let mut to = text.len();
        for (byte, c) in text.bytes().enumerate() {
            match c {
                b'"' => quoted = !quoted,
                _ if quoted => {}
                b'\n' | b'\r' => {
                    to = byte;
                    break;
                }
                c if c == self.delimiter => {
                    if at == column {
                        to = byte;
                        break;
                    }
                    at += 1;
                    from = byte + 1;
                }
                _ => {}
            }
        }
        self.source.place(row.start + from, row.start + to.max(from))
    }

    /// Notes an error about a cell.
    pub(super) fn error(
        &self,
        row: &Row,
        column: usize,
        code: Code,
        message: String,
        help: &str,
        findings: &mut Diagnostics,
    ) {
        let place = self.place(row, column);
        findings.push_within_limit(|| {
            let error = Diagnostic::new(code, place, message);
            if help.is_empty() { error } else { error.help(help) }
        });
    }

    /// The number in a cell; what is wrong with it is noted.
    pub(super) fn number(&self, row: &Row, column: usize, findings: &mut Diagnostics) -> Option<Number> {
        let text = row.cell(column);
        // Fractions are our own way to write what no decimal says.
        match number::decimal(text).map(Number::from).or_else(|why| text.parse::<Number>().map_err(|_| why)) {
            Ok(number) => Some(number),
            Err(why) => {
                let help = if text.contains(',') {
                    "write a decimal point, and nothing between thousands"
                } else if text.ends_with('%') {
                    "write 0.12 for 12%"
                } else {
                    "write a decimal such as 0.25, or a fraction such as 1/3"
                };
                self.error(row, column, Code::Number, why, help, findings);
                None
            }
        }
    }
}

/// What a cell says: without blank space around it, and without the apostrophe that keeps it from being a formula.
fn plain(cell: &str) -> String {
    let cell = cell.trim();
    match cell.strip_prefix('\'') {
        Some(rest) if starts_formula(rest) || rest.starts_with('\'') => rest.to_owned(),
        _ => cell.to_owned(),
    }
}

/// A cell as a spreadsheet may show it: what it would take for a formula gets an apostrophe, which [`plain`] takes away.
pub(super) fn guarded(text: &str) -> String {
    let escaped = text.strip_prefix('\'').is_some_and(|rest| starts_formula(rest) || rest.starts_with('\''));
    let formula = starts_formula(text) && text.parse::<Number>().is_err();
    if escaped || formula { format!("'{text}") } else { text.to_owned() }
}

/// A name in words for messages.
pub(super) fn named(what: &str, id: &str) -> String {
    format!("{what} {}", quoted(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_formula_comes_back() {
        for text in ["=1+1", "-none-", "'=x", "''", "'", "'89", "-2.5", "@a", "plain", "'''+"] {
            assert_eq!(plain(&guarded(text)), text);
        }
        assert_eq!(guarded("=1+1"), "'=1+1");
        assert_eq!(guarded("-2.5"), "-2.5");
    }
}
