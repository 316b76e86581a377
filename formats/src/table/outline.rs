//! A table that says who negotiates about what, with numbers that are still missing: what a model begins with.

use super::super::format::{Format, Kind};
use super::super::source::{File, Source};
use super::cells::{Table, VALUES, kind, named};
use super::values::NO_DEAL;
use std::collections::{HashMap, HashSet};
use zopa::exact::Number;
use zopa::model::{Code, Diagnostic, Diagnostics};
use zopa::text::quoted;

/// Who negotiates about what, and the numbers that are known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outline {
    /// The parties, by the headings of their columns.
    pub parties: Vec<String>,
    /// The issues, each with its options.
    pub issues: Vec<(String, Vec<String>)>,
    /// What a party has without a deal, where that is said.
    pub no_deal: Vec<Option<Number>>,
    /// By party, issue and option: what it is worth, where that is said.
    pub values: Vec<([usize; 3], Number)>,
}

impl Outline {
    /// Reads a table with the first line `issue,option`, a column for each party, and a row for each option. Cells may be empty.
    ///
    /// ```
    /// let table = zopa_formats::File::new("sale.csv", "issue,option,buyer,seller\ncolour,red,,\n,blue,3,\n");
    /// let outline = zopa_formats::Outline::read(&table)?;
    /// assert_eq!(outline.parties, ["buyer", "seller"]);
    /// assert_eq!(outline.issues, [("colour".to_owned(), vec!["red".to_owned(), "blue".to_owned()])]);
    /// assert_eq!(outline.values, [([0, 0, 1], 3.into())]);
    /// # Ok::<(), zopa::model::Diagnostics>(())
    /// ```
    ///
    /// # Errors
    /// All that is wrong with the file, with its line and column.
    pub fn read(file: &File) -> Result<Outline, Diagnostics> {
        let source = Source::read(file)?;
        if !matches!(kind(&source), Some(Kind::Domain(Format::Csv))) {
            let error = Diagnostic::new(Code::FileKind, source.whole(), "this is no table of issues and options");
            let help = "the first line is issue,option and then a name for each party; a row for each option follows";
            return Err(error.help(help).into());
        }
        let table = Table::parse(&source)?;
        let mut findings = Diagnostics::default();
        let columns: Vec<(usize, &str)> = table.parties(VALUES.len()).collect();
        let mut outline = Outline {
            parties: columns.iter().map(|(_, name)| (*name).to_owned()).collect(),
            no_deal: vec![None; columns.len()],
            ..Outline::default()
        };
        let (mut positions, mut seen) = (HashMap::new(), HashSet::new());
        let mut last: Option<usize> = None;
        for row in table.body() {
            let (issue, option) = (row.cell(0), row.cell(1));
            let number = |column: usize, findings: &mut Diagnostics| match row.cell(column) {
                "" => None,
                _ => table.number(row, column, findings),
            };
            if issue == NO_DEAL && option.is_empty() {
                outline.no_deal = columns.iter().map(|(column, _)| number(*column, &mut findings)).collect();
                continue;
            }
            if option.is_empty() || issue.starts_with('(') {
                let help = "each row names an issue and one of its options; what a party has without a deal stands in a row \
                            (no deal)";
                table.error(row, 1, Code::MissingField, "the option is missing".into(), help, &mut findings);
                continue;
            }
            // An empty cell stands for the issue above.
            let known = positions.get(issue).copied();
            let at = match if issue.is_empty() { last } else { known } {
                Some(at) => at,
                None if issue.is_empty() => {
                    table.error(row, 0, Code::MissingField, "the issue is missing".into(), "", &mut findings);
                    continue;
                }
                None => {
                    positions.insert(issue, outline.issues.len());
                    outline.issues.push((issue.to_owned(), Vec::new()));
                    outline.issues.len() - 1
                }
            };
            last = Some(at);
            let Some((_, options)) = outline.issues.get_mut(at) else { continue };
            if !seen.insert((at, option)) {
                let message = named("a second row for the option", option);
                table.error(row, 1, Code::ListedTwice, message, "", &mut findings);
                continue;
            }
            options.push(option.to_owned());
            let own = options.len() - 1;
            for (party, (column, _)) in columns.iter().enumerate() {
                outline.values.extend(number(*column, &mut findings).map(|number| ([party, at, own], number)));
            }
        }
        if outline.issues.is_empty() && !findings.has_errors() {
            let message = format!("{} names no issue", quoted(&source.name));
            findings
                .push(Diagnostic::new(Code::Empty, source.place(0, 1), message).help("a row for each option follows"));
        }
        if findings.has_errors() { Err(findings) } else { Ok(outline) }
    }
}
