//! A table as a file has it: rows of cells, what stands between them, and which table it is.

use super::super::format::{Format, Kind};
use super::super::number;
use super::super::source::Source;
use csv::{ByteRecord, ReaderBuilder};
use num_bigint::BigInt;
use num_rational::BigRational;
use zopa::exact::{Meant, Number, meant};
use zopa::model::{Code, Diagnostic, Diagnostics, MAX_VALUES, Place};
use zopa::text::{quoted, starts_formula};

/// The most rows and columns of a table.
const MOST_ROWS: usize = 1_000_000;
const MOST_COLUMNS: usize = 100;
/// So many lines above the heading may hold a title, a date, or nothing.
const MOST_TITLES: usize = 20;
/// What the first cells of the two tables are.
pub(super) const VALUES: [&str; 2] = ["issue", "option"];
pub(super) const RULES: [&str; 5] = ["kind", "id", "when", "then", "because"];

/// A table: rows of cells.
pub(in super::super) struct Table<'s> {
    source: &'s Source,
    delimiter: u8,
    /// Whether decimals stand behind a comma, as in countries in which spreadsheets put a semicolon between cells.
    comma: bool,
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

/// The kind of table, if it is one: by the first cells of its heading.
pub(in super::super) fn kind(source: &Source) -> Option<Kind> {
    let (body, _) = body(source);
    if body.starts_with(['{', '[', '<']) {
        return None;
    }
    kind_of(body.lines().next()?)
}

/// What a heading says about the table below it.
fn kind_of(line: &str) -> Option<Kind> {
    let delimiter = char::from(delimiter(line));
    let starts = |cells: &[&str]| {
        let mut found = line.split(delimiter).map(|cell| cell.trim().trim_matches('"').trim().to_lowercase());
        cells.iter().all(|cell| found.next().is_some_and(|found| found == *cell))
    };
    if starts(&VALUES) {
        Some(Kind::Domain(Format::Csv))
    } else if starts(&RULES[..1]) && line.contains(delimiter) || nearly(line, delimiter) {
        Some(Kind::Profile(Format::Csv))
    } else {
        None
    }
}

/// True for the heading of rules with a slip in one of its cells.
fn nearly(line: &str, delimiter: char) -> bool {
    let cells = line.split(delimiter).map(|cell| cell.trim().trim_matches('"').trim());
    let same = cells.zip(RULES).filter(|(cell, name)| cell.eq_ignore_ascii_case(name)).count();
    same + 1 >= RULES.len()
}

/// The table proper, and where it begins: behind a first line `sep=;`, which tells spreadsheets what the heading shows anyway,
/// and behind lines with a title, if the heading stands below them.
fn body(source: &Source) -> (&str, usize) {
    let (body, offset) = source.body();
    if body.starts_with(['{', '[', '<']) {
        return (body, offset);
    }
    let mut at = 0;
    for (above, line) in body.split_inclusive('\n').enumerate().take(MOST_TITLES) {
        let rest = (body.get(at..).unwrap_or_default(), offset + at);
        let heading = line.trim_start_matches(['"', ' ']).get(..1).is_some_and(|first| "iIkK".contains(first));
        // A heading of rules below other lines is known by all its cells: `kind` may begin a sentence.
        if above == 0 && kind_of(line).is_some() || heading && matches!(kind_of(line), Some(Kind::Domain(_))) {
            return rest;
        }
        let cells = line.to_lowercase().replace([';', '\t'], ",").replace(['"', ' '], "");
        if heading && cells.starts_with(&RULES.join(",")) {
            return rest;
        }
        at += line.len();
    }
    let first = body.lines().next().unwrap_or_default().trim_end_matches([',', ';']).trim_matches('"');
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
        let mut table = Table { source, delimiter, comma: false, rows: Vec::new() };
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
        // Between commas, one in a number is a mistake; a comma before three digits alone may stand between thousands.
        let decimal = |cell: &String| matches!(meant(cell), Some(Meant::DecimalComma(_)));
        table.comma = delimiter != b',' && table.body().iter().any(|row| row.cells.iter().skip(2).any(decimal));
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
                        .help("a cell that has the separator in it stands in double quotes; decimals stand behind a point")
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
        let meant = meant(text);
        if self.comma {
            match &meant {
                Some(Meant::DecimalComma(number)) | Some(Meant::Grouped(_, Some(number))) => {
                    return Some(number.clone());
                }
                Some(Meant::Grouped(number, None)) => return Some(number.clone()),
                _ if text.contains('.') && !text.contains('/') => {
                    let message = format!("{} has a point where other numbers have a decimal comma", quoted(text));
                    let help = "write decimals alike in the whole table, and nothing between thousands";
                    self.error(row, column, Code::Number, message, help, findings);
                    return None;
                }
                _ => {}
            }
        }
        // Fractions are our own way to write what no decimal says.
        match number::decimal(text).map(Number::from).or_else(|why| text.parse::<Number>().map_err(|_| why)) {
            Ok(number) => Some(number),
            Err(why) => {
                self.error(row, column, Code::Number, why, &help(meant.as_ref()), findings);
                None
            }
        }
    }
}

/// What to write in a cell instead.
fn help(meant: Option<&Meant>) -> String {
    match meant {
        Some(Meant::DecimalComma(number)) => {
            format!(
                "write {number}: between commas, decimals stand behind a point; between semicolons, a comma is read"
            )
        }
        Some(Meant::Grouped(number, Some(decimal))) => {
            format!("write {number} without a sign between thousands, or {decimal} if the comma is meant as a point")
        }
        Some(Meant::Grouped(number, None)) => format!("write {number} without a sign between thousands"),
        Some(Meant::Percent(number)) => {
            let share = Number::from(number.value() / BigRational::from(BigInt::from(100)));
            format!("write {number} where percent are counted, or {share} as a share")
        }
        Some(Meant::Counted(number, unit)) => {
            format!("write {number}, and {} in the heading or in the name of the issue", quoted(unit))
        }
        Some(Meant::Range(low, high)) => {
            let middle = Number::from((low.value() + high.value()) / BigRational::from(BigInt::from(2)));
            format!(
                "write one number, such as {middle}; in a model, a number can have ends: \"low\": {low}, \"high\": {high}"
            )
        }
        Some(Meant::Plain(number) | Meant::Rough(number) | Meant::Bound(number)) => format!("write {number}"),
        Some(Meant::Date) => {
            "the cell is a date: give it the format of a number, or of text, before you save".to_owned()
        }
        Some(Meant::Nothing) => "write 0 if it is worth nothing".to_owned(),
        None => "write a decimal such as 0.25, or a fraction such as 1/3".to_owned(),
    }
}

/// What a cell says: without blank space around it, and without the apostrophe by which older tables of ours, and people, keep
/// it from being a formula.
fn plain(cell: &str) -> String {
    let cell = cell.trim();
    match cell.strip_prefix('\'') {
        Some(rest) if starts_formula(rest) || rest.starts_with('\'') => rest.to_owned(),
        _ => cell.to_owned(),
    }
}

/// A cell as a spreadsheet may show it: what it would take for a formula gets a blank before it, which is text to every
/// spreadsheet, and which reading takes away as it does all blank space around a cell. What begins with an apostrophe that
/// would be taken for such a mark gets one.
pub(super) fn guarded(text: &str) -> String {
    let escaped = text.strip_prefix('\'').is_some_and(|rest| starts_formula(rest) || rest.starts_with('\''));
    let formula = starts_formula(text) && text.parse::<Number>().is_err();
    if escaped {
        format!("'{text}")
    } else if formula {
        format!(" {text}")
    } else {
        text.to_owned()
    }
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
        assert_eq!(guarded("=1+1"), " =1+1");
        assert_eq!(plain("'=1+1"), "=1+1");
        assert_eq!(guarded("-2.5"), "-2.5");
    }
}
